"""Which hours are left to a request, best first, and what blocks those that are nearly free."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from itinerary.languages import Message, say
from itinerary.planner.openings import Opening, is_preferred
from itinerary.planner.posing import STEP
from itinerary.planner.problem import (
    Busy,
    Problem,
    Slot,
    Task,
)
from itinerary.planner.why import facts as known
from itinerary.planner.why.blame import Blame, Blamed, Why, in_common, possible
from itinerary.planner.why.facts import Fact
from itinerary.planner.why.refused import Hearing, Objections, Refused, unheard
from itinerary.planner.why.table import Question, Table, when_of
from itinerary.planner.wishes import cost_of, costs
from itinerary.times import Days, Timespan


class Alternative(NamedTuple):
    """Some starts one after the other that are as good as each other, and the best of them.

    ``when`` is the best, ``first`` and ``last`` the first and the last start: instants, and days of
    a stay. ``places`` and ``people`` are ids: of a journey it is its two ends. ``gives`` is what is
    not yet sure and would have to move.
    """

    when: Timespan | Days
    first: date
    last: date
    places: tuple[str, ...]
    people: tuple[str, ...]
    is_preferred: bool
    gives: tuple[Fact, ...] = ()


class Blocker(NamedTuple):
    """Who or what stands in the way, in a few words, and where in the file that is said."""

    told: Message
    fact: Fact


class Miss(NamedTuple):
    """Some starts one after the other that are not possible, all for the same causes."""

    first: date
    last: date
    places: tuple[str, ...]
    blockers: tuple[Blocker, ...]


class Alternatives(NamedTuple):
    """The hours that are left to a request.

    ``free`` are those beside everything that has a time, ``giving`` those that there would be if
    something not yet sure moved, ``misses`` those that little stands in the way of.
    """

    free: tuple[Alternative, ...]
    giving: tuple[Alternative, ...]
    misses: tuple[Miss, ...]


def alternatives(table: Table, count: int, objections: Objections = unheard) -> Alternatives:
    """Return at most ``count`` of each kind of hours, best first.

    A start that the rules object to is blocked by what they find.
    """
    task = table.task or table.loose
    if task is None:
        return Alternatives((), (), ())
    hearing, step = Hearing(task, objections), table.problem.step
    runs = _ranked(task, _runs(table.problem, task)) if table.task else []
    sound = (one for run in runs for one in _sound(task, run, hearing, step))
    giving: list[tuple[int, Alternative]] = []
    blocked: list[Blamed] = []
    for line in table.lines:
        facts = tuple(map(table.fact, line.blames))
        if not facts or any(map(table.is_window, line.blames)):
            continue
        if all(fact.may_move for fact in facts):
            giving += [(len(facts), one) for one in _giving(table, task, line, facts)]
        else:
            blocked.append(line)
    found = tuple(_told(table.question, task, run) for run in islice(sound, count))
    grid = step if found else STEP  # minutes matter only where they give an hour
    merged = (_on_grid(one, grid) for one in _merged(blocked, step))
    near = (one for one in merged if one.ends[0] <= one.ends[1])
    return Alternatives(
        free=found,
        giving=tuple(one for _, one in sorted(giving, key=lambda pair: pair[0])[:count]),
        misses=_nearest(table, task, (*near, *hearing.refused(step)), count),
    )


def _nearest(
    table: Table, task: Task, blocked: Iterable["_Stretch | Refused"], count: int
) -> tuple[Miss, ...]:
    """Return what is nearest to being free, in the order of time."""
    cost = _costs(task)

    def nearness(one: "_Stretch | Refused") -> tuple[int, int]:
        if isinstance(one, Refused):
            return len(one.found), min(map(cost, one.starts))
        return one.least, min(map(cost, one.ends))

    misses = [
        _refusal(table.question, one) if isinstance(one, Refused) else _miss(table, one)
        for one in sorted(blocked, key=nearness)[:count]
    ]
    return tuple(sorted(misses, key=lambda one: (one.first, one.last)))


# ---------------------------------------------------------------- what is free


class _Run(NamedTuple):
    slot: Slot
    starts: tuple[int, ...]
    is_preferred: bool


def _runs(problem: Problem, task: Task) -> Iterator[_Run]:
    """Yield the possible starts that follow one another in the same slot, alike preferred."""
    run: list[int] = []
    before: tuple[Opening, bool] | None = None
    for opening, start in possible(problem, task):
        kind = opening, is_preferred(task, start)
        if before and (kind != before or start - run[-1] > problem.step):
            yield _Run(before[0].slot, tuple(run), before[1])
            run = []
        run.append(start)
        before = kind
    if before:
        yield _Run(before[0].slot, tuple(run), before[1])


def _ranked(task: Task, runs: Iterable[_Run]) -> list[_Run]:
    cost = _costs(task)
    return sorted(
        runs, key=lambda run: (min(map(cost, run.starts)), run.starts, run.slot.origin or "")
    )


def _costs(task: Task) -> Callable[[int], int]:
    """Return what tells what a start costs a task."""
    cost = costs(Problem((task,)))[task.id]
    return lambda start: cost_of(task, cost, start)


def _told(question: Question, task: Task, run: _Run, gives: tuple[Fact, ...] = ()) -> Alternative:
    slot, cost = run.slot, _costs(task)
    best = min(run.starts, key=lambda start: (cost(start), start))
    return Alternative(
        when=Timespan(
            question.at(best, slot.origin), question.at(best + task.duration, slot.destination)
        ),
        first=question.at(run.starts[0], slot.origin),
        last=question.at(run.starts[-1], slot.origin),
        places=_places(slot),
        people=slot.people,
        is_preferred=run.is_preferred and bool(task.preferred),
        gives=gives,
    )


def _sound(task: Task, run: _Run, hearing: Hearing, step: int) -> Iterator[_Run]:
    """Yield a run if the rules let it be at its best start and both ends; else what of it they do.

    Between two starts that the rules let be they hardly ever object.
    """
    cost = _costs(task)
    best = min(run.starts, key=lambda start: (cost(start), start))
    if all(hearing.is_kept(run.slot, start) for start in (best, run.starts[0], run.starts[-1])):
        yield run
        return
    part: list[int] = []
    for start in run.starts:
        is_kept = hearing.is_kept(run.slot, start)
        if is_kept and (not part or start - part[-1] <= step):
            part.append(start)
            continue
        if part:
            yield run._replace(starts=tuple(part))
        part = [start] if is_kept else []
    if part:
        yield run._replace(starts=tuple(part))


def _places(slot: Slot) -> tuple[str, ...]:
    ends = (place for place in (slot.origin, slot.destination) if place is not None)
    return tuple(dict.fromkeys(ends))


# ---------------------------------------------------------------- what is nearly free


class _Stretch(NamedTuple):
    """Starts one after the other that have something in their way in common.

    ``least`` is how many things stand in the way of the one that is nearest to being free.
    """

    slot: Slot
    ends: tuple[int, int]
    common: tuple[Blame, ...]
    least: int


def _on_grid(stretch: _Stretch, grid: int) -> _Stretch:
    first, last = stretch.ends
    return stretch._replace(ends=(-(-first // grid) * grid, last // grid * grid))


def _merged(lines: Iterable[Blamed], step: int) -> Iterator[_Stretch]:
    """Yield lines that follow one another and have a cause in common as one, with that cause."""
    stretch: _Stretch | None = None
    before: Blamed | None = None
    for line in lines:
        common = in_common(stretch.common, line.blames) if stretch else ()
        if (
            stretch
            and before
            and common
            and line.slot == before.slot
            and line.first - before.last <= step
        ):
            stretch = _Stretch(
                line.slot,
                (stretch.ends[0], line.last),
                common,
                min(stretch.least, len(line.blames)),
            )
        else:
            if stretch:
                yield stretch
            stretch = _Stretch(line.slot, (line.first, line.last), line.blames, len(line.blames))
        before = line
    if stretch:
        yield stretch


def _giving(
    table: Table, task: Task, line: Blamed, facts: tuple[Fact, ...]
) -> Iterator[Alternative]:
    """Yield the starts that there would be if all that stands in their way moved."""
    gone = [one for blame in line.blames for one in blame.gone(table.problem)]
    busy = tuple(one for one in table.problem.busy if one not in gone)
    for run in _runs(replace(table.problem, busy=busy), task):
        starts = tuple(start for start in run.starts if line.first <= start <= line.last)
        if starts and run.slot.origin == line.slot.origin:
            yield _told(table.question, task, run._replace(starts=starts), facts)


def _miss(table: Table, stretch: _Stretch) -> Miss:
    question, (first, last) = table.question, stretch.ends
    since = question.at(first, stretch.slot.origin)
    return Miss(
        first=since,
        last=question.at(last, stretch.slot.origin),
        places=_places(stretch.slot),
        blockers=tuple(
            Blocker(_blocking(question, since, blame, fact), fact)
            for blame in stretch.common
            for fact in (table.fact(blame),)
        ),
    )


def _refusal(question: Question, refused: Refused) -> Miss:
    first, last = (
        question.at(start, refused.slot.origin) for start in (refused.starts[0], refused.starts[-1])
    )
    return Miss(
        first=first,
        last=last,
        places=_places(refused.slot),
        blockers=tuple(Blocker(fact.told, fact) for fact in refused.facts(f"{first:%H:%M}")),
    )


def _blocking(question: Question, since: datetime, blame: Blame, fact: Fact) -> Message:
    """Return who is where until when: ``Ana is on the road to Andahuaylas until 12:10``."""
    busy, schedule = blame.cause, question.schedule
    if not isinstance(busy, Busy) or busy.entry is None or blame.why in {Why.REST, Why.DAY}:
        return fact.told
    if busy.is_bed:
        return fact.told
    what = known.doing(schedule, schedule.entries[busy.entry], blame.claims)
    when = when_of(question, busy)
    at = when.start if blame.why is Why.TO else when.end
    is_same_day = at.date() == since.date()
    values = {"what": what, "time": f"{at:%H:%M}", "day": at.date()}
    if blame.why is Why.TO:
        told = (
            say("{what} from {time} on", **values)
            if is_same_day
            else say("{what} from {day} {time} on", **values)
        )
    else:
        told = (
            say("{what} until {time}", **values)
            if is_same_day
            else say("{what} until {day} {time}", **values)
        )
    return known.away(told, blame.way)
