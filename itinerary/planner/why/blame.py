"""For every start of a request, what stands in its way: a table made without any solver.

What keeps a start from being possible is told exactly as the plan itself sees it: somebody or
something is taken, or somebody cannot come in time from the stop before, or go on in time to the
one after. Each start is blamed on all that stands in its way, neighbours with the same blame are
one line.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import Enum
from itertools import groupby, pairwise
from typing import NamedTuple

from itinerary.planner.draft import Draft
from itinerary.planner.openings import Calendars, Opening, Range, starts, ways
from itinerary.planner.problem import Busy, Problem, Slot, Task

_EVER = 1 << 40


class Why(Enum):
    """In which way something stands in the way of a start."""

    SETTLED = "settled"
    """By what concerns the request alone: ``Blame.cause`` is the number of the reason."""
    TAKEN = "taken"
    """Somebody or something is taken then."""
    FROM = "from"
    """Nobody comes in time from where something else ends."""
    TO = "to"
    """Nobody gets in time to where something else starts."""
    REST = "rest"
    DAY = "day"
    MEAL = "meal"
    LOAD = "load"


class Blame(NamedTuple):
    """One thing that stands in the way of some starts.

    ``cause`` is what never moves, the number of a reason settled before, or nothing for a rule.
    ``way`` is how many minutes somebody needs from there or to there, None where no way leads.
    """

    why: Why
    cause: Busy | int | None = None
    claims: tuple[str, ...] = ()
    way: int | None = 0

    @property
    def key(self) -> tuple[str, int, str]:
        """What makes two blames one: the same thing that never moves, or the same rule."""
        match self.cause:
            case Busy() as busy if busy.is_bed:
                return "bed", 0, busy.entry or ""
            case Busy() as busy if self.why not in {Why.REST, Why.DAY}:
                return "busy", busy.start, busy.entry or ",".join(busy.people)
            case Busy() as busy:
                return self.why.value, busy.start, busy.entry or ""
            case int() as number:
                return self.why.value, number, ""
            case _:
                return self.why.value, 0, ",".join(self.claims)

    def gone(self, problem: Problem) -> tuple[Busy, ...]:
        """Return what never moves that goes with its cause: all nights of a bed, or it alone."""
        cause = self.cause
        if not isinstance(cause, Busy):
            return ()
        if not cause.is_bed:
            return (cause,)
        return tuple(one for one in problem.busy if one.is_bed and one.entry == cause.entry)

    def and_also(self, other: "Blame") -> "Blame":
        """Return two blames of the same cause as one."""
        ways = (self.way, other.way)
        return Blame(
            why=self.why if self.why is other.why else Why.TAKEN,
            cause=self.cause,
            claims=tuple(dict.fromkeys((*self.claims, *other.claims))),
            way=None if None in ways else max(way for way in ways if way is not None),
        )


class Blamed(NamedTuple):
    """Starts of one slot, from the first to the last, and all that stands in their way."""

    slot: Slot
    first: int
    last: int
    blames: tuple[Blame, ...]


def possible(problem: Problem, task: Task) -> Iterator[tuple[Opening, int]]:
    """Yield every start that a task has, whatever never moves; in the order of its openings.

    The task need not be one of the problem's.
    """
    draft = Draft(Calendars(replace(problem, tasks=(task,))))
    for opening in draft.openings[task.id]:
        for start in starts(opening, problem.step):
            draft.place(task.id, opening, start)
            if draft.keeps(task.id):
                yield opening, start


def blamed(
    problem: Problem, task: Task, settled: Mapping[int, Iterable[tuple[Slot, Range]]]
) -> Iterator[Blamed]:
    """Yield all starts of a task slot by slot, each with what stands in its way, if anything does.

    ``task`` has the slots that it would have if nothing were settled beforehand, and ``settled``
    tells for each reason which of their starts it takes away.
    """
    calendars = Calendars(problem)
    by_slot: dict[Slot, list[tuple[Range, Blame]]] = {}
    for number, ranges in settled.items():
        for slot, one in ranges:
            by_slot.setdefault(slot, []).append((one, Blame(Why.SETTLED, number)))
    for slot in task.slots:
        found = [*by_slot.get(slot, ()), *_of_slot(calendars, task, slot)]
        for line in _lines(slot, found, problem.step):
            yield from [line] if line.blames else _of_day(calendars, task, line)


def _of_slot(calendars: Calendars, task: Task, slot: Slot) -> Iterator[tuple[Range, Blame]]:
    span = (slot.first, slot.last + task.duration)
    for claim in (*slot.people, *slot.things):
        for busy in calendars.taken(claim):
            if busy.end > span[0] and busy.start < span[1]:
                taken = busy.start - task.duration + 1, busy.end - 1
                yield taken, Blame(Why.TAKEN, busy, (claim,))
    for person in slot.people:
        yield from _on_the_way(calendars, task, slot, person)
        if task.is_duty:
            yield from _without_rest(calendars, task, slot, person)


def _on_the_way(
    calendars: Calendars, task: Task, slot: Slot, person: str
) -> Iterator[tuple[Range, Blame]]:
    for stretch in calendars.stretches(person):
        first, last = stretch.start, stretch.end - task.duration
        if first > slot.last or last < slot.first or first > last:
            continue
        come, go = ways(calendars.problem, person, stretch, slot)
        if stretch.after and come != 0:
            until = last if come is None else min(last, first + come - 1)
            yield (first, until), Blame(Why.FROM, stretch.after, (person,), come)
        if stretch.before and go != 0:
            since = first if go is None else max(first, last - go + 1)
            yield (since, last), Blame(Why.TO, stretch.before, (person,), go)


def _without_rest(
    calendars: Calendars, task: Task, slot: Slot, person: str
) -> Iterator[tuple[Range, Blame]]:
    """Yield the starts that leave a person too little rest, or make their day too long."""
    limits, today = calendars.problem.limits, calendars.duty(person, slot.day)
    most = calendars.longest_day(person, slot.day)
    duties = [one for one in calendars.taken(person) if one.is_duty and one.end > one.start]
    if most is not None and today is not None:
        on_day = [one for one in duties if one.start_day == slot.day]
        first = min(on_day, key=lambda one: one.start)
        last = max(on_day, key=lambda one: one.end)
        yield (-_EVER, today.last - most - 1), Blame(Why.DAY, last, (person,))
        yield (today.first + most - task.duration + 1, _EVER), Blame(Why.DAY, first, (person,))
    if limits.rest is None:
        return
    before = [one for one in duties if one.start_day < slot.day]
    after = [one for one in duties if one.start_day > slot.day]
    if before:
        last = max(before, key=lambda one: one.end)
        until = min(last.end + limits.rest, today.first if today else _EVER)
        yield (-_EVER, until - 1), Blame(Why.REST, last, (person,))
    if after:
        first = min(after, key=lambda one: one.start)
        since = max(first.start - limits.rest, today.last if today else -_EVER)
        yield (since - task.duration + 1, _EVER), Blame(Why.REST, first, (person,))


def _of_day(calendars: Calendars, task: Task, line: Blamed) -> Iterator[Blamed]:
    """Yield starts that nothing is in the way of, parted by what their day would then lack."""
    slot, problem = line.slot, replace(calendars.problem, tasks=(task,), busy=(), bans=())
    asked = {Why.MEAL: replace(problem, loads=()), Why.LOAD: replace(problem, meals=())}
    drafts = [(why, Draft(Calendars(one))) for why, one in asked.items() if one.meals or one.loads]
    if not drafts:
        yield line
        return

    def lacking(start: int) -> tuple[Blame, ...]:
        opening = Opening(slot, start, start, (0,) * len(slot.people))
        found = []
        for why, draft in drafts:
            draft.place(task.id, opening, start)
            if not draft.keeps(task.id):
                found.append(Blame(why, None, slot.people))
        return tuple(found)

    first = -(-line.first // problem.step) * problem.step
    for blames, group in groupby(range(first, line.last + 1, problem.step), key=lacking):
        theirs = list(group)
        yield Blamed(slot, theirs[0], theirs[-1], blames)


def _lines(slot: Slot, found: list[tuple[Range, Blame]], step: int) -> Iterator[Blamed]:
    """Yield a slot's starts in the order of time, each with all its blames; neighbours as one."""
    found = [
        ((max(first, slot.first), min(last, slot.last)), blame)
        for (first, last), blame in found
        if first <= slot.last and last >= slot.first and first <= last
    ]
    ends = {slot.first, slot.last + 1}
    edges = sorted(ends | {at for (first, last), _ in found for at in (first, last + 1)})
    line: Blamed | None = None
    for edge, after in pairwise(edges):
        first = -(-edge // step) * step
        if first >= after:
            continue  # nothing starts between two marks of the grid
        last = (after - 1) // step * step
        blames = _joined(blame for one, blame in found if one[0] <= edge <= one[1])
        here = Blamed(slot, first, last, blames)
        if line and _same(line, here) and line.last + step >= first:
            blames = _joined((*line.blames, *here.blames))
            line = line._replace(last=here.last, blames=blames)
            continue
        if line:
            yield line
        line = here
    if line:
        yield line


def _joined(blames: Iterable[Blame]) -> tuple[Blame, ...]:
    """Return blames in order, those on the same cause as one."""
    by_cause: dict[tuple[object, ...], Blame] = {}
    for blame in blames:
        known = by_cause.get(blame.key)
        by_cause[blame.key] = known.and_also(blame) if known else blame
    return tuple(by_cause[key] for key in sorted(by_cause))


def in_common(some: Iterable[Blame], others: Iterable[Blame]) -> tuple[Blame, ...]:
    """Return the blames whose cause is among both."""
    some, others = tuple(some), tuple(others)
    both = {blame.key for blame in some} & {blame.key for blame in others}
    return _joined(blame for blame in (*some, *others) if blame.key in both)


def _same(one: Blamed, other: Blamed) -> bool:
    return [blame.key for blame in one.blames] == [blame.key for blame in other.blames]
