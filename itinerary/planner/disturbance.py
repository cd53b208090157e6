"""A programme that something has happened to, posed as a problem: as little as may be moves.

Whatever may move is asked to stay where it is; what cannot stay goes where it disturbs least.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import combinations
from types import MappingProxyType
from typing import NamedTuple

from itinerary.checks.daylight import is_by_road
from itinerary.checks.embargo_broken import is_public
from itinerary.model.entries import Engagement, Entry, Journey, Status, Window
from itinerary.model.fields import Classification
from itinerary.model.places import Reference
from itinerary.model.schedule import Schedule
from itinerary.planner.draft import Draft
from itinerary.planner.openings import Calendars, Opening, Placed
from itinerary.planner.posing import STEP, pose
from itinerary.planner.problem import MINUTES_A_DAY, Kept, Plan, Problem, Slot, Task
from itinerary.planner.windows import (
    DAYTIME,
    Emptied,
    minute_of,
    wall_instant,
    zones_of,
)
from itinerary.planner.wishes import cost_of, costs
from itinerary.times import Timespan, in_zone, wall_clock

NEAR = timedelta(days=7)
"""How far from its own day something may be moved that has no windows of its own."""
MEALTIME = timedelta(hours=2)
"""How far from its hour a meal may be moved: a dinner is none at noon."""
_MEAL, _REST = "meal", "rest"
_LAST = time(23, 59)
_STATUS = {Status.CONFIRMED: 4, Status.TENTATIVE: 2, Status.REQUESTED: 1}
_CLASS = {Classification.CONFIDENTIAL: 3, Classification.PRIVATE: 2, Classification.PUBLIC: 2}
"""What is confidential was arranged by word of mouth, and so is every change of it."""
_NOTICE = ((timedelta(days=1), 3), (timedelta(days=3), 2))
"""What begins within a day counts three times, within three days twice."""
_LEAST = 7
_BROKEN = 3
"""By how much what no longer works goes after what does, which is never lost for its sake."""
_PRIORITY = {Status.CONFIRMED: 3, Status.TENTATIVE: 5, Status.REQUESTED: 6}
"""What an entry without a priority counts for, where not all can be kept; meals and rest least,
and a journey, which is made for what follows it, half as much as what people meet for."""


class Disturbed(NamedTuple):
    """A problem whose tasks have their times, and what has no start left, with what took it.

    ``stuck`` are those that stay because the problem would not have them where they are.
    """

    problem: Problem
    closed: Mapping[str, Emptied | None]
    stuck: frozenset[str] = frozenset()


def movable(schedule: Schedule, now: datetime) -> Iterator[Entry]:
    """Yield what may be moved: engagements and journeys by road, still to come, with hours.

    Never what the public knows of or an embargo holds, what repeats, or what goes by a timetable.
    """
    for entry in schedule.entries.values():
        if (
            entry.status in _STATUS
            and isinstance(entry.when, Timespan)
            and entry.when.start > now
            and entry.repeat is None
            and entry.embargo is None
            and not is_public(entry)
            and _goes_by_no_timetable(schedule, entry)
        ):
            yield entry


def _goes_by_no_timetable(schedule: Schedule, entry: Entry) -> bool:
    if isinstance(entry, Journey):
        row = schedule.gazetteer.row(entry.origin.id, entry.destination.id)
        return is_by_road(entry, row)
    return isinstance(entry, Engagement) and bool(entry.where)


def weight(schedule: Schedule, entry: Entry, now: datetime) -> int:
    """Return what it counts for that an entry moves, and once more for each day that it does."""
    when = _span(entry)
    people = len(schedule.attendees(entry, when)) + len(entry.interlocutors)
    notice = when.start - now
    soon = next((factor for length, factor in _NOTICE if notice < length), 1)
    return _STATUS[entry.status] * _CLASS[entry.classification] * max(people, 1) * soon


class Around(NamedTuple):
    """What an entry is to follow and to precede, wherever it goes."""

    after: tuple[Reference, ...] = ()
    before: tuple[Reference, ...] = ()

    def also(self, other: "Around") -> "Around":
        """Return what it is to follow and to precede by this, and by another."""
        return Around(self.after + other.after, self.before + other.before)


def sides(schedule: Schedule) -> dict[str, Around]:
    """Return, for each entry, what lies on either side of it: the journeys of its people.

    Whoever drives somewhere does so before what they have to do there, whatever moves.
    """
    pairs: dict[tuple[str, str], None] = {}
    for entries in _sequences(schedule).values():
        for one, other in combinations(entries, 2):
            if isinstance(one, Journey) or isinstance(other, Journey):
                pairs[one.id, other.id] = None
    return _around(schedule, pairs)


def _told(schedule: Schedule) -> dict[str, Around]:
    """Return, for each entry, what others tell that they are to follow or to precede."""
    pairs: dict[tuple[str, str], None] = {}
    for entry in schedule.entries.values():
        pairs |= dict.fromkeys((one.id, entry.id) for one in entry.after)
        pairs |= dict.fromkeys((entry.id, one.id) for one in entry.before)
    return _around(schedule, pairs)


def _around(schedule: Schedule, pairs: Iterable[tuple[str, str]]) -> dict[str, Around]:
    """Return what each follows and precedes, of pairs of which the first is to precede."""
    after: dict[str, list[Reference]] = {}
    before: dict[str, list[Reference]] = {}
    for first, second in pairs:
        after.setdefault(second, []).append(Reference(first, schedule.entries[first].span))
        before.setdefault(first, []).append(Reference(second, schedule.entries[second].span))
    return {
        entry: Around(tuple(after.get(entry, ())), tuple(before.get(entry, ())))
        for entry in (*after, *before)
    }


def between(
    schedule: Schedule, entry: Entry, around: Around, moving: Container[str]
) -> tuple[Entry, Entry] | None:
    """Return the last of what stays that an entry follows, and the first of what it precedes.

    ``around`` tells what it follows and precedes besides what it says itself. None where nothing
    that stays is on one of its sides.
    """

    def staying(references: Iterable[Reference]) -> list[Entry]:
        known = (schedule.entries[one.id] for one in references if one.id not in moving)
        return [one for one in known if isinstance(one.when, Timespan) and not one.status.is_off]

    follows = staying((*entry.after, *around.after))
    precedes = staying((*entry.before, *around.before))
    if not follows or not precedes:
        return None
    return (
        max(follows, key=lambda one: _span(one).end),
        min(precedes, key=lambda one: _span(one).start),
    )


def astray(
    schedule: Schedule, around: Mapping[str, Around], journeys: frozenset[str]
) -> dict[str, str]:
    """Return what is on the wrong side of a journey that has another time now, and which one."""
    found = {}
    for entry_id, known in around.items():
        when = schedule.entries[entry_id].when
        if entry_id in journeys or not isinstance(when, Timespan):
            continue
        for one in (*known.after, *known.before):
            other = schedule.entries[one.id]
            if one.id not in journeys or not isinstance(other.when, Timespan):
                continue
            late = one in known.after and when.start < other.when.end
            if not other.status.is_off and (
                late or (one in known.before and other.when.start < when.end)
            ):
                found[entry_id] = one.id
    return found


def _sequences(schedule: Schedule) -> dict[str, list[Entry]]:
    """Return what each person does, in the order of time; what repeats is told by no one order."""
    found: dict[str, list[Entry]] = {}
    for occurrence in schedule.occurrences:
        entry, when = occurrence.entry, occurrence.when
        if entry.status in _STATUS and isinstance(when, Timespan) and entry.repeat is None:
            for person in schedule.attendees(entry, when):
                found.setdefault(person, []).append(entry)
    return found


def disturbed(
    schedule: Schedule,
    now: datetime,
    broken: frozenset[str],
    fixed: frozenset[str],
    around: Mapping[str, Around],
) -> Disturbed:
    """Return what may move as a problem: ``broken`` has to, and ``fixed`` must not.

    ``around`` tells what each follows and precedes wherever it goes.
    What the problem would not have where it is, though nothing has happened to it, stays as well:
    somebody decided so.
    """
    free = {entry.id: entry for entry in movable(schedule, now) if entry.id not in fixed}
    told: set[str] = set()
    while True:
        found = _posed(schedule, now, free, broken, around)
        stuck = _stuck(found.problem) | (found.closed.keys() - broken)
        if not stuck:
            return found._replace(stuck=frozenset(told))
        told |= stuck
        for entry in stuck:
            del free[entry]


def _posed(
    schedule: Schedule,
    now: datetime,
    free: Mapping[str, Entry],
    broken: frozenset[str],
    around: Mapping[str, Around],
) -> Disturbed:
    told = _told(schedule)
    nothing = Around()
    asked = {
        entry.id: _asked(
            schedule,
            entry,
            around.get(entry.id, nothing).also(told.get(entry.id, nothing)),
            stands=entry.id not in broken,
        )
        for entry in free.values()
    }
    entries = {
        entry.id: asked.get(entry.id, entry)
        for entry in schedule.entries.values()
        if not entry.is_request
    }
    others = tuple(one for one in schedule.occurrences if one.entry.id not in free)
    posed = pose(replace(schedule, entries=MappingProxyType(entries), occurrences=others), now)
    tasks = tuple(
        _kept(schedule, task, free[task.id], now, stands=task.id not in broken)
        for task in posed.problem.tasks
    )
    return Disturbed(replace(posed.problem, tasks=tasks), posed.closed)


def _asked(schedule: Schedule, entry: Entry, around: Around, *, stands: bool) -> Entry:
    """Return an entry as if it were still to be placed."""
    when = _span(entry)
    own = Window(spans=(when,), text="", span=entry.at("when"))
    near = Window(spans=tuple(_days_near(schedule, entry)), text="", span=entry.at("when"))
    if isinstance(entry, Engagement):
        entry = replace(entry, where=entry.where[:1])
    return replace(
        entry,
        when=None,
        takes=when.duration,
        within=(*(entry.within or (near,)), own),
        prefer=(),
        after=(*entry.after, *around.after),
        before=(*entry.before, *around.before),
        priority=_priority(entry, stands=stands),
    )


def _priority(entry: Entry, *, stands: bool) -> int:
    """Return what an entry counts for where not all can be kept: first of all what still works."""
    if stands:
        return 1
    if entry.priority is not None:
        found = entry.priority
    elif entry.kind.id in {_MEAL, _REST}:
        found = _LEAST
    else:
        found = _PRIORITY[entry.status] + isinstance(entry, Journey)
    return min(found + _BROKEN, 9)


def _span(entry: Entry) -> Timespan:
    if not isinstance(entry.when, Timespan):
        raise TypeError(f"{entry.id} has no hours")
    return entry.when


def _days_near(schedule: Schedule, entry: Entry) -> Iterator[Timespan]:
    """Yield the hours of each near day: those of daytime, and further to its own hours."""
    when = _span(entry)
    where = getattr(entry, "where", ())
    zone, _ = zones_of(schedule, entry, where[0].id if where else None)
    start, end = (wall_clock(in_zone(one, zone)) for one in (when.start, when.end))
    opens, closes = DAYTIME
    if start.date() == end.date():
        opens, closes = min(opens, start.time()), max(closes, end.time())
        if entry.kind.id == _MEAL:
            opens = max(start - MEALTIME, datetime.combine(start, time())).time()
            closes = min(end + MEALTIME, datetime.combine(end, _LAST)).time()
    near = timedelta() if entry.kind.id == _REST else NEAR
    for day in schedule.delegation.dates:
        if abs(day - start.date()) <= near:
            yield _hours(day, opens, closes, zone)


def _hours(day: date, opens: time, closes: time, zone: str) -> Timespan:
    return Timespan(wall_instant(day, opens, zone), wall_instant(day, closes, zone))


def _kept(schedule: Schedule, task: Task, entry: Entry, now: datetime, *, stands: bool) -> Task:
    a_minute = weight(schedule, entry, now)
    start = minute_of(_span(entry).start)
    return replace(
        task,
        slots=tuple(part for slot in task.slots for part in _parted(slot, start)),
        kept=Kept(start, a_minute * MINUTES_A_DAY, a_minute, stands),
    )


def _parted(slot: Slot, start: int) -> Iterator[Slot]:
    """Yield a slot in parts: before a start, that start alone, and after it."""
    if not slot.first <= start <= slot.last:
        yield slot
        return
    if slot.first < start:
        yield replace(slot, last=start - 1)
    yield replace(slot, first=start, last=start)
    # A slot's first start is always one, and a minute later than it was is nothing to propose.
    later = (start // STEP + 1) * STEP
    if later <= slot.last:
        yield replace(slot, first=later)


def _stuck(problem: Problem) -> set[str]:
    """Return the tasks that stand, and that the problem would not have where they are."""
    draft = Draft(Calendars(problem))
    stuck = set()
    for task in problem.tasks:
        if task.kept is None or not task.kept.stands:
            continue
        opening = _opening_at(draft.openings[task.id], task.kept.start)
        if opening is None or task.kept.start not in draft.free(Placed(task, opening)):
            stuck.add(task.id)
            continue
        draft.place(task.id, opening, task.kept.start)
        if not draft.keeps(task.id):
            draft.take(task.id)
            stuck.add(task.id)
    return stuck


def _opening_at(openings: tuple[Opening, ...], start: int) -> Opening | None:
    return next((one for one in openings if one.first == start == one.last), None)


def disturbance(problem: Problem, plan: Plan) -> int:
    """Return what a plan's moves weigh together: each once, and once more for each whole day."""
    known = costs(problem)
    tasks = {task.id: task for task in problem.tasks}
    total = sum(
        cost_of(tasks[one.task], known[one.task], one.start)
        for one in plan.placements
        if one.task in known
    )
    return total // MINUTES_A_DAY
