"""Which hours are left to a request, best first, and what blocks those that are nearly free."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from itinerary.checks import wording
from itinerary.languages import Message, say
from itinerary.planner import facts as known
from itinerary.planner.blame import Blame, Blamed, Why, possible
from itinerary.planner.facts import Fact
from itinerary.planner.openings import Opening, is_preferred
from itinerary.planner.problem import Busy, Problem, Slot, Task
from itinerary.planner.table import Question, Table, when_of
from itinerary.planner.wishes import cost_of, costs
from itinerary.times import Timespan

Keeps = Callable[["Alternative"], bool]
"""Whether the rules find nothing new where a request is placed so."""
_MOST_BLAMED = 3
"""What so many things stand in the way of is not nearly free."""


class Alternative(NamedTuple):
    """Some starts one after the other that are as good as each other, and the best of them.

    ``when`` is the best, ``first`` and ``last`` the first and the last start. ``gives`` is what is
    not yet sure and would have to move.
    """

    when: Timespan
    first: datetime
    last: datetime
    place_id: str | None
    place: str | None
    people: tuple[str, ...]
    is_preferred: bool
    gives: tuple[Fact, ...] = ()


class Blocker(NamedTuple):
    """Who or what stands in the way, in a few words, and where in the file that is said."""

    told: Message
    fact: Fact


class Miss(NamedTuple):
    """Some starts one after the other that are not possible, all for the same causes."""

    first: datetime
    last: datetime
    place: str | None
    blockers: tuple[Blocker, ...]


class Alternatives(NamedTuple):
    """The hours that are left to a request.

    ``free`` are those beside everything that has a time, ``giving`` those that there would be if
    something not yet sure moved, ``misses`` those that little stands in the way of.
    """

    free: tuple[Alternative, ...]
    giving: tuple[Alternative, ...]
    misses: tuple[Miss, ...]


def alternatives(table: Table, count: int, keeps: Keeps = lambda _: True) -> Alternatives:
    """Return at most ``count`` of each kind of hours, best first."""
    task = table.task
    if task is None or not task.slots:
        return Alternatives((), (), ())
    told = (_told(table.question, task, run) for run in _ranked(task, _runs(table.problem, task)))
    giving: list[Alternative] = []
    misses: list[Miss] = []
    for line in _near(table, task):
        facts = tuple(map(table.fact, line.blames))
        if all(fact.may_move for fact in facts):
            giving += _giving(table, task, line, facts)
        else:
            misses.append(_miss(table, line, facts))
    return Alternatives(
        free=tuple(islice(filter(keeps, told), count)),
        giving=tuple(giving[:count]),
        misses=tuple(misses[:count]),
    )


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
        place_id=slot.origin,
        place=_place(question, slot),
        people=wording.people(question.schedule, slot.people),
        is_preferred=run.is_preferred and bool(task.preferred),
        gives=gives,
    )


def _place(question: Question, slot: Slot) -> str | None:
    ends = (place for place in (slot.origin, slot.destination) if place is not None)
    return (
        " → ".join(wording.place(question.schedule, place) for place in dict.fromkeys(ends)) or None
    )


# ---------------------------------------------------------------- what is nearly free


def _near(table: Table, task: Task) -> list[Blamed]:
    """Return the starts inside the windows that little stands in the way of, the nearest first."""
    cost = _costs(task)
    found = [
        line
        for line in table.lines
        if 0 < len(line.blames) <= _MOST_BLAMED
        and not any(table.is_window(blame) for blame in line.blames)
    ]
    return sorted(
        found,
        key=lambda one: (
            len(one.blames),
            min(cost(one.first), cost(one.last)),
            one.first,
            one.slot.origin or "",
        ),
    )


def _giving(
    table: Table, task: Task, line: Blamed, facts: tuple[Fact, ...]
) -> Iterator[Alternative]:
    """Yield the starts that there would be if all that stands in their way moved."""
    gone = [blame.cause for blame in line.blames]
    busy = tuple(one for one in table.problem.busy if one not in gone)
    for run in _runs(replace(table.problem, busy=busy), task):
        starts = tuple(start for start in run.starts if line.first <= start <= line.last)
        if starts and run.slot.origin == line.slot.origin:
            yield _told(table.question, task, run._replace(starts=starts), facts)


def _miss(table: Table, line: Blamed, facts: tuple[Fact, ...]) -> Miss:
    question = table.question
    return Miss(
        first=question.at(line.first, line.slot.origin),
        last=question.at(line.last, line.slot.origin),
        place=_place(question, line.slot),
        blockers=tuple(
            Blocker(_blocking(question, line, blame, fact), fact)
            for blame, fact in zip(line.blames, facts, strict=True)
        ),
    )


def _blocking(question: Question, line: Blamed, blame: Blame, fact: Fact) -> Message:
    """Return who is where until when: ``Ana is on the road to Andahuaylas until 12:10``."""
    busy, schedule = blame.cause, question.schedule
    if not isinstance(busy, Busy) or busy.entry is None or blame.why is Why.REST:
        return fact.told
    what = known.doing(schedule, schedule.entries[busy.entry], blame.claims)
    when = when_of(question, busy)
    at = when.start if blame.why is Why.TO else when.end
    is_same_day = at.date() == question.at(line.first, line.slot.origin).date()
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
