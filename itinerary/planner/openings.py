"""When a task can start, as far as what never moves lets it, and what the tasks leave each other.

What never moves parts each person's time into stretches: the time between two stops. Whoever is
free then sets out from the one and has to arrive for the other, so only tasks in one stretch have
ways between them; this is how the rules see it too, which look at consecutive stops alone.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from itinerary.planner.problem import Busy, Problem, Slot, Task

_EVER = 1 << 40
"""Minutes: more than any calendar has."""
_NOWHERE = -1

Range = tuple[int, int]
"""The first and the last of some starts."""


class Stretch(NamedTuple):
    """A person's time between two stops: from when and where, until when and where."""

    start: int
    origin: str | None
    end: int
    destination: str | None
    after: Busy | None
    before: Busy | None


class Opening(NamedTuple):
    """Part of a slot in which a task can start, whatever else never moves.

    ``stretches`` tells, for each person of the slot, in which of their stretches it lies.
    """

    slot: Slot
    first: int
    last: int
    stretches: tuple[int, ...]


class Duty(NamedTuple):
    """From when to when a person is on duty on a day, by what never moves."""

    first: int
    last: int


class Calendars:
    """What never moves, by person and thing."""

    def __init__(self, problem: Problem) -> None:
        """Sort what is in the way of a problem's tasks."""
        self.problem = problem
        self._taken: dict[str, list[Busy]] = {}
        self._stops: dict[str, list[Busy]] = {}
        self._duties: dict[str, dict[int, Duty]] = {}
        for busy in sorted(problem.busy, key=lambda one: (one.start, one.end, one.entry or "")):
            for claim in (*busy.people, *busy.things):
                self._taken.setdefault(claim, []).append(busy)
            for person in busy.people:
                if busy.origin is not None:
                    self._stops.setdefault(person, []).append(busy)
                if busy.is_duty and busy.end > busy.start:
                    self._add_duty(person, busy)
        self._stretches = {person: _stretches(stops) for person, stops in self._stops.items()}

    def _add_duty(self, person: str, busy: Busy) -> None:
        days = self._duties.setdefault(person, {})
        known = days.get(busy.start_day, Duty(_EVER, -_EVER))
        days[busy.start_day] = Duty(min(known.first, busy.start), max(known.last, busy.end))

    def taken(self, claim: str) -> list[Busy]:
        """Return all that takes a person or thing, in the order of time."""
        return self._taken.get(claim, [])

    def stretches(self, person: str) -> list[Stretch]:
        """Return a person's stretches, in the order of time."""
        return self._stretches.get(person, [Stretch(-_EVER, None, _EVER, None, None, None)])

    def duty(self, person: str, day: int) -> Duty | None:
        """Return when somebody is on duty on a day by what never moves, if they are."""
        return self._duties.get(person, {}).get(day)

    def longest_day(self, person: str, day: int) -> int | None:
        """Return how long a person's day may be; one that is longer already may stay so."""
        most = self.problem.limits.day
        known = self.duty(person, day)
        if most is None or known is None:
            return most
        return max(most, known.last - known.first)

    def openings(self, task: Task, *, is_lodged: bool = False) -> tuple[Opening, ...]:
        """Return when a task can start, as far as what never moves lets it, in order of time.

        Where people may be ``is_lodged``, requested beds are ways, as :func:`way` has it.
        """
        found = [
            opening
            for slot in task.slots
            for opening in self._within(task, slot, is_lodged=is_lodged)
            if _first_start(opening, self.problem.step) is not None
        ]
        return tuple(sorted(found, key=lambda one: (one.first, one.last, one.slot.origin or "")))

    def _within(self, task: Task, slot: Slot, *, is_lodged: bool) -> Iterator[Opening]:
        ranges = self._free(task, slot)
        ranges = _without(ranges, _banned(self.problem, task.id, slot))
        if task.is_duty:
            for person in slot.people:
                ranges = _inside(ranges, self._rested(task, slot, person))
        found: list[tuple[Range, tuple[int, ...]]] = [(one, ()) for one in ranges]
        for person in slot.people:
            found = [
                (part, (*numbers, number))
                for one, numbers in found
                for part, number in self._reached(task, slot, person, one, is_lodged=is_lodged)
            ]
        for (first, last), numbers in found:
            for part in _parted(task, first, last):
                yield Opening(slot, *part, numbers)

    def _free(self, task: Task, slot: Slot) -> list[Range]:
        """Return the starts at which nobody and nothing is taken."""
        ranges = [(slot.first, slot.last)]
        for claim in (*slot.people, *slot.things):
            taken = (
                (busy.start - task.duration + 1, busy.end - 1)
                for busy in self.taken(claim)
                if busy.end > slot.first and busy.start < slot.last + task.duration
            )
            ranges = _without(ranges, taken)
        return ranges

    def _reached(
        self, task: Task, slot: Slot, person: str, one: Range, *, is_lodged: bool
    ) -> Iterator[tuple[Range, int]]:
        """Yield the starts that a person can come to and go on from, each with its stretch."""
        for number, stretch in enumerate(self.stretches(person)):
            if stretch.start > one[1] or stretch.end < one[0] + task.duration:
                continue
            come, go = ways(self.problem, person, stretch, slot, is_lodged=is_lodged)
            if come is None or go is None:
                continue
            first = max(one[0], stretch.start + come)
            last = min(one[1], stretch.end - go - task.duration)
            if first <= last:
                yield (first, last), number

    def _rested(self, task: Task, slot: Slot, person: str) -> Range:
        """Return the starts that leave a person their rest, and their day no longer than it may."""
        first, last = -_EVER, _EVER
        today = self.duty(person, slot.day)
        rest, most = self.problem.limits.rest, self.longest_day(person, slot.day)
        if most is not None and today is not None:
            first, last = today.last - most, today.first + most - task.duration
        if rest is not None:
            days = self._duties.get(person, {})
            evening = max((duty.last for day, duty in days.items() if day < slot.day), default=None)
            morning = min(
                (duty.first for day, duty in days.items() if day > slot.day), default=None
            )
            if evening is not None:
                first = max(first, min(evening + rest, today.first if today else _EVER))
            if morning is not None:
                end = max(morning - rest, today.last if today else -_EVER)
                last = min(last, end - task.duration)
        return first, last


def _stretches(stops: list[Busy]) -> list[Stretch]:
    found = []
    at: Busy | None = None
    for stop in stops:
        start = at.end if at else -_EVER
        if stop.start >= start:
            place = at.destination if at else None
            found.append(Stretch(start, place, stop.start, stop.origin, at, stop))
        if at is None or stop.end >= at.end:
            at = stop
    if at is not None:
        found.append(Stretch(at.end, at.destination, _EVER, None, at, None))
    return found


Stop = tuple[str | None, int]
"""A place, if it is known, and the day on which somebody is there."""


def ends_of(stretch: Stretch, slot: Slot) -> tuple[tuple[Stop, Stop], tuple[Stop, Stop]]:
    """Return between which stops somebody comes to a slot in a stretch, and goes on from it."""
    last = stretch.origin, stretch.after.end_day if stretch.after else slot.day
    following = stretch.destination, stretch.before.start_day if stretch.before else slot.day
    return (last, (slot.origin, slot.day)), ((slot.destination, slot.day), following)


def ways(
    problem: Problem, person: str, stretch: Stretch, slot: Slot, *, is_lodged: bool = False
) -> tuple[int | None, int | None]:
    """Return the minutes that somebody needs to come to a slot from their last stop, and to go on.

    Whoever has another day for it as well sets out on a day when the road is open.
    """
    come, go = ends_of(stretch, slot)
    return (
        way(problem, person, *come, is_lodged=is_lodged),
        way(problem, person, *go, is_lodged=is_lodged),
    )


def way(
    problem: Problem, person: str, last: Stop, following: Stop, *, is_lodged: bool = False
) -> int | None:
    """Return the minutes that somebody needs from one stop to the next; None if they cannot go.

    Where no way leads there, and they may be ``is_lodged``, they have gone there, in no time that
    counts here, if they sleep at both ends in a bed that is requested or never moves: the model
    sees to it that they do, and that ways lead from bed to bed.
    """
    (origin, day), (destination, other) = last, following
    direct = travel(problem, origin, destination, day if day == other else None)
    if direct is not None or not is_lodged or day >= other:
        return direct
    return 0 if all(may_sleep(problem, person, stop) for stop in (last, following)) else None


def may_sleep(problem: Problem, person: str, stop: Stop) -> bool:
    """Whether somebody has a bed in the town of a stop that day, or may be given one."""
    place, day = stop
    return has_bed(problem, person, stop) or any(
        problem.town(lodging.place) == problem.town(place or "")
        and lodging.first <= day <= lodging.last + stay.nights
        for stay in problem.stays
        if person in stay.people
        for lodging in stay.lodgings
    )


def has_bed(problem: Problem, person: str, stop: Stop) -> bool:
    """Whether somebody has a bed that never moves in the town of a stop that day."""
    place, day = stop
    return any(
        bed.first <= day <= bed.last and problem.town(bed.place) == problem.town(place or "")
        for bed in problem.beds
        if bed.place and person in bed.people
    )


def travel(
    problem: Problem, origin: str | None, destination: str | None, day: int | None = None
) -> int | None:
    """Return the minutes from one place to another; none are needed where a place is not known.

    ``day`` is the only day on which it can be, where there is but one.
    """
    if origin is None or destination is None or origin == destination:
        return 0
    ends = origin, destination
    detours = problem.detours.get(day, {}) if day is not None else {}
    return detours[ends] if ends in detours else problem.travel.get(ends)


def _banned(problem: Problem, task_id: str, slot: Slot) -> Iterator[Range]:
    for ban in problem.bans:
        if len(ban) == 1 and ban[0].id == task_id and ban[0].place in {None, slot.origin}:
            yield ban[0].first, ban[0].last


def _parted(task: Task, first: int, last: int) -> Iterator[Range]:
    """Yield a range in parts of which each lies within a preferred span, or wholly without."""
    edges = {first}
    for start, end in task.preferred:
        edges |= {at for at in (start, end - task.duration + 1) if first < at <= last}
    starts = sorted(edges)
    ends = [at - 1 for at in starts[1:]]
    yield from zip(starts, [*ends, last], strict=True)


def is_preferred(task: Task, start: int) -> bool:
    """Whether a task that starts then lies within a span that it prefers; all do without one.

    What has a time already prefers that one.
    """
    if task.kept is not None:
        return start == task.kept.start
    if not task.preferred:
        return True
    return any(one <= start and start + task.duration <= other for one, other in task.preferred)


def _inside(ranges: Iterable[Range], within: Range) -> list[Range]:
    cut = ((max(first, within[0]), min(last, within[1])) for first, last in ranges)
    return [(first, last) for first, last in cut if first <= last]


def _without(ranges: list[Range], taken: Iterable[Range]) -> list[Range]:
    """Return ranges without others."""
    for start, end in taken:
        left: list[Range] = []
        for first, last in ranges:
            if end < first or last < start:
                left.append((first, last))
                continue
            if first < start:
                left.append((first, start - 1))
            if end < last:
                left.append((end + 1, last))
        ranges = left
    return ranges


def starts(opening: Opening, step: int) -> list[int]:
    """Return the starts of an opening on a grid, and the first of its slot where it is among them.

    What has to begin as soon as somebody arrives begins when they do: at the next mark.
    """
    first = -(-opening.first // step) * step
    found = list(range(first, opening.last + 1, step))
    if opening.first == opening.slot.first and opening.first not in found[:1]:
        found.insert(0, opening.first)
    return found


def _first_start(opening: Opening, step: int) -> int | None:
    return next(iter(starts(opening, step)), None)


# ---------------------------------------------------------------- between tasks


class Placed(NamedTuple):
    """A task, and an opening of it."""

    task: Task
    opening: Opening

    @property
    def claims(self) -> tuple[str, ...]:
        """The people and things it takes."""
        return (*self.opening.slot.people, *self.opening.slot.things)


def distance(
    problem: Problem, before: Placed, after: Placed, *, is_lodged: bool = False
) -> int | None:
    """Return how many minutes after the one the other can start at the earliest, if it follows.

    None where nobody can follow; the length of the first where they only share somebody. It is for
    openings that share a person or thing. Where people may be ``is_lodged``, requested beds are
    ways, as :func:`way` has it.
    """
    least = before.task.duration
    for person, last, following in stops_between(before, after):
        between = way(problem, person, last, following, is_lodged=is_lodged)
        if between is None:
            return None
        least = max(least, before.task.duration + between)
    if _needs_rest(problem, before, after) and not {*before.opening.slot.people}.isdisjoint(
        after.opening.slot.people
    ):
        least = max(least, before.task.duration + (problem.limits.rest or 0))
    return least


def stops_between(before: Placed, after: Placed) -> Iterator[tuple[str, Stop, Stop]]:
    """Yield who goes on from the one to the other, with nothing that never moves between."""
    slot, other = before.opening.slot, after.opening.slot
    for person, number in zip(slot.people, before.opening.stretches, strict=True):
        if _stretch_of(after.opening, person) == number:
            yield person, (slot.destination, slot.day), (other.origin, other.day)


def _stretch_of(opening: Opening, person: str) -> int:
    people = opening.slot.people
    return opening.stretches[people.index(person)] if person in people else _NOWHERE


def _needs_rest(problem: Problem, before: Placed, after: Placed) -> bool:
    is_next_day = before.opening.slot.day < after.opening.slot.day
    return (
        problem.limits.rest is not None
        and is_next_day
        and before.task.is_duty
        and after.task.is_duty
    )


def shared_day(calendars: Calendars, one: Placed, other: Placed) -> int | None:
    """Return how long the day may be at most that two tasks share somebody's; None where any."""
    if one.opening.slot.day != other.opening.slot.day:
        return None
    if not (one.task.is_duty and other.task.is_duty):
        return None
    shared = set(one.opening.slot.people) & set(other.opening.slot.people)
    longest = [calendars.longest_day(person, one.opening.slot.day) for person in shared]
    return min((most for most in longest if most is not None), default=None)
