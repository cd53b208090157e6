"""Which nights are left to a requested stay, best first, and what blocks those nearly free.

It tells of first days what :mod:`itinerary.planner.why.alternatives` tells of hours.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date
from itertools import islice
from typing import NamedTuple

from itinerary.planner.problem import Plan
from itinerary.planner.why.alternatives import Alternative, Alternatives, Blocker, Miss
from itinerary.planner.why.facts import Fact
from itinerary.planner.why.lodging import Key, Nights, Start
from itinerary.planner.why.relaxing_stays import plan_of
from itinerary.planner.wishes import cost_of_day, is_preferred_day

Objections = Callable[[Plan], Iterable[Fact]]
"""What the rules find of a request where a plan has it, and do not find without it."""
_Cost = Callable[[Start], tuple[int, str]]


class _Run(NamedTuple):
    """First days one after the other in one place, and all that stands in the way of each."""

    place: str
    days: tuple[int, ...]
    keys: frozenset[Key] = frozenset()
    least: int = 0
    """How many things stand in the way of the day that is nearest to being free."""

    @property
    def starts(self) -> tuple[Start, ...]:
        """Each day with the place."""
        return tuple((self.place, day) for day in self.days)


def arrivals(table: Nights, count: int, objections: Objections = lambda _: ()) -> Alternatives:
    """Return at most ``count`` of each kind of first days, best first.

    A first day that the rules object to is blocked by what they find.
    """
    cost = _costs(table)
    free, giving, blocked = _sorted_out(table)
    judged: dict[Start, frozenset[Fact]] = {}

    def is_sound(start: Start) -> bool:
        judged[start] = frozenset(objections(plan_of(table, start)))
        return not judged[start]

    runs = _alike(free, lambda start: _is_preferred(table, start[1]))
    ranked = sorted(runs, key=lambda run: min(map(cost, run.starts)))
    sound = [*islice((one for run in ranked for one in _sound(run, is_sound)), count)]
    given = sorted(
        (run._replace(keys=table.keys(run.starts[0])) for run in _alike(giving, table.keys)),
        key=lambda run: (len(run.keys), min(map(cost, run.starts))),
    )
    table = table._replace(settled={**table.settled, **judged})
    blocked = sorted({*blocked, *(start for start, found in judged.items() if found)})
    missed = sorted(
        _in_common(table, blocked), key=lambda run: (run.least, min(map(cost, run.starts)))
    )
    return Alternatives(
        free=tuple(_told(table, run) for run in sound),
        giving=tuple(_told(table, run) for run in given[:count]),
        misses=tuple(
            _miss(table, run)
            for run in sorted(missed[:count], key=lambda run: (run.days, run.place))
        ),
    )


def _sorted_out(table: Nights) -> tuple[list[Start], list[Start], list[Start]]:
    """Return the starts that are free, that would be if something moved, and that are blocked.

    Those outside the windows are none of these.
    """
    free: list[Start] = []
    giving: list[Start] = []
    blocked: list[Start] = []
    for start in sorted(table.settled):
        facts = table.facts(start)
        if not facts:
            free.append(start)
        elif not any(fact.is_window for fact in facts):
            may_move = all(fact.may_move for fact in facts)
            gives = may_move and start in table.open(table.standing - table.keys(start))
            (giving if gives else blocked).append(start)
    return free, giving, blocked


# ---------------------------------------------------------------- which is best


def _costs(table: Nights) -> _Cost:
    return lambda start: (cost_of_day(table.stay, start[1]), start[0])


def _is_preferred(table: Nights, day: int) -> bool:
    """Whether all the nights lie within a window that the stay prefers."""
    return bool(table.stay.preferred) and is_preferred_day(table.stay, day)


# ---------------------------------------------------------------- neighbours as one


def _alike(starts: Iterable[Start], kind: Callable[[Start], Hashable]) -> Iterator[_Run]:
    """Yield starts that follow one another in one place and are of one kind as one."""
    run: _Run | None = None
    before: Hashable = None
    for place, day in starts:
        now = kind((place, day))
        if run and run.place == place and run.days[-1] + 1 == day and now == before:
            run = run._replace(days=(*run.days, day))
        else:
            if run:
                yield run
            run = _Run(place, (day,))
        before = now
    if run:
        yield run


def _in_common(table: Nights, starts: Iterable[Start]) -> Iterator[_Run]:
    """Yield starts that follow one another and have something in their way in common as one."""
    run: _Run | None = None
    for place, day in starts:
        keys = table.keys((place, day))
        both = run.keys & keys if run else frozenset()
        if run and both and run.place == place and run.days[-1] + 1 == day:
            run = _Run(place, (*run.days, day), both, min(run.least, len(keys)))
        else:
            if run:
                yield run
            run = _Run(place, (day,), keys, len(keys))
    if run:
        yield run


def _sound(run: _Run, is_sound: Callable[[Start], bool]) -> Iterator[_Run]:
    """Yield what the rules let be of a run; each of its days is tried."""
    yield from _alike(filter(is_sound, run.starts), lambda _: None)


# ---------------------------------------------------------------- in words


def _told(table: Nights, run: _Run) -> Alternative:
    schedule, cost = table.question.schedule, _costs(table)
    _, best = min(run.starts, key=cost)
    days = table.days(best)
    people = schedule.attendees(table.question.entry, days)
    return Alternative(
        when=days,
        first=date.fromordinal(run.days[0]),
        last=date.fromordinal(run.days[-1]),
        places=(run.place,),
        people=tuple(people),
        is_preferred=_is_preferred(table, best),
        gives=_facts(table, run),
    )


def _miss(table: Nights, run: _Run) -> Miss:
    return Miss(
        first=date.fromordinal(run.days[0]),
        last=date.fromordinal(run.days[-1]),
        places=(run.place,),
        blockers=tuple(Blocker(fact.told, fact) for fact in _facts(table, run)),
    )


def _facts(table: Nights, run: _Run) -> tuple[Fact, ...]:
    facts = (table.fact(key, run.starts) for key in run.keys)
    return tuple(sorted(facts, key=lambda one: (one.span, one.told)))
