"""A schedule posed as a problem: the requests in it, and all that is in their way."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from itinerary.checks import long_day, short_rest
from itinerary.checks.rest import is_on_duty
from itinerary.model.entries import Entry, Extreme, Journey, Status, Stay
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import bounds
from itinerary.planner.distances import detours, distances, towns_of
from itinerary.planner.figures import asleep, daytime, loads, meals, minutes
from itinerary.planner.fixed import attendances, beds, busy, ends
from itinerary.planner.problem import (
    NO_PRIORITY,
    Busy,
    Limits,
    Lodging,
    Problem,
    Task,
    Wish,
)
from itinerary.planner.problem import Stay as RequestedStay
from itinerary.planner.windows import (
    Cut,
    Emptied,
    Windows,
    minute_of,
)
from itinerary.times import Days, Timespan, in_zone

STEP, FINEST = 15, 1
"""Minutes: appointments begin on the quarter of an hour where nothing is lost by it."""


class Posed(NamedTuple):
    """A problem, and the requests that no slot is left for, with what took the last one.

    Of a request without a length or a window nothing is known, and nothing is placed.
    """

    problem: Problem
    closed: Mapping[str, Emptied | None]


def requests(schedule: Schedule) -> Iterator[Entry]:
    """Yield what is to be placed: all that has no time yet, and is more than an idea."""
    for entry in schedule.entries.values():
        if entry.is_request and not entry.status.is_off and entry.status is not Status.IDEA:
            yield entry


def pose(schedule: Schedule, now: datetime) -> Posed:
    """Return what there is to place in a schedule, no earlier than ``now``."""
    closed: dict[str, Emptied | None] = {}
    tasks: list[Task] = []
    stays: list[RequestedStay] = []
    for entry in requests(schedule):
        unknown = unknown_id(schedule, entry)
        if unknown is not None:
            closed[entry.id] = Emptied(Cut.UNKNOWN, unknown)
        elif entry.id in {one.id for one in (*entry.after, *entry.before)}:
            closed[entry.id] = Emptied(Cut.ITSELF)
        elif isinstance(entry, Stay):
            stay = _stay(schedule, entry, now) if entry.nights and entry.within else None
            if stay is not None and stay.lodgings:
                stays.append(stay)
            else:
                closed[entry.id] = Emptied(Cut.NIGHTS) if stay else None
        elif entry.takes and entry.within:
            windows = Windows(schedule, entry, entry.takes, now)
            task = _task(entry, windows)
            if task.slots:
                tasks.append(task)
            else:
                closed[entry.id] = windows.emptied
        else:
            closed[entry.id] = None
    known = {one.id for one in tasks} | {one.id for one in stays}
    taken = tuple(busy(schedule))
    places = sorted(_places(schedule, tasks, stays, taken))
    travel = distances(schedule, schedule.gazetteer, places)
    problem = Problem(
        tasks=tuple(tasks),
        stays=tuple(stays),
        busy=taken,
        beds=tuple(beds(schedule)),
        attendances=tuple(attendances(schedule, stays)),
        meals=tuple(meals(schedule, tasks)),
        loads=tuple(loads(schedule)),
        orders=tuple(_orders(schedule, known)),
        travel=travel,
        detours=detours(schedule, places, travel),
        towns=towns_of(schedule),
        limits=Limits(
            rest=minutes(short_rest.RULE.length(schedule, "least")),
            day=minutes(long_day.RULE.length(schedule, "most")),
        ),
        daytime=daytime(schedule) if stays else {},
        asleep=asleep(schedule) if stays else {},
        step=STEP,
        finest=FINEST,
    )
    return Posed(problem, closed)


def unknown_id(schedule: Schedule, entry: Entry) -> str | None:
    """Return what a request names and the file does not: nobody would be asked when they can."""
    people = (*entry.who, *entry.interpreter, entry.lead, entry.note_taker)
    places = (entry.origin, entry.destination) if isinstance(entry, Journey) else entry.where
    named = (
        (people, schedule.people),
        (places, schedule.gazetteer.places),
        ((*entry.after, *entry.before), schedule.entries),
    )
    return next(
        (
            one.id
            for references, known in named
            for one in references
            if one is not None and one.id not in known
        ),
        None,
    )


# ---------------------------------------------------------------- what is to be placed


def _task(entry: Entry, windows: Windows) -> Task:
    return Task(
        id=entry.id,
        duration=minutes(windows.takes),
        slots=windows.slots(),
        priority=entry.priority or NO_PRIORITY,
        wish=_wish(entry),
        preferred=tuple((minute_of(span.start), minute_of(span.end)) for span in _preferred(entry)),
        is_duty=is_on_duty(entry),
        is_load=is_on_duty(entry) and not isinstance(entry, Journey),
    )


def _preferred(entry: Entry) -> Iterator[Timespan]:
    """Yield the spans that an entry would rather lie within."""
    for window in entry.prefer if isinstance(entry.prefer, tuple) else ():
        yield from window.spans


def _wish(entry: Entry) -> Wish | None:
    return Wish(entry.prefer.value) if isinstance(entry.prefer, Extreme) else None


def _stay(schedule: Schedule, entry: Stay, now: datetime) -> RequestedStay:
    nights = entry.nights or 0
    today = in_zone(now, schedule.delegation.zone).date()
    people = schedule.attendees(entry, None)
    days = sorted(
        day
        for day in _first_days(entry, nights)
        if day >= today and _can_stay(schedule, entry, Days(day, day + timedelta(days=nights)))
    )
    return RequestedStay(
        id=entry.id,
        nights=nights,
        lodgings=tuple(
            Lodging(place.id, first, last) for place in entry.where for first, last in _runs(days)
        ),
        people=people,
        priority=entry.priority or NO_PRIORITY,
        wish=_wish(entry),
        preferred=tuple(
            (first.toordinal(), last.toordinal()) for first, last in map(bounds, _preferred(entry))
        ),
    )


def _first_days(entry: Stay, nights: int) -> set[date]:
    days = set()
    for window in entry.within:
        for span in window.spans:
            first, last = bounds(span)
            days |= {first + timedelta(days=n) for n in range((last - first).days - nights + 1)}
    return days


def _can_stay(schedule: Schedule, entry: Stay, days: Days) -> bool:
    """Whether nothing that concerns a stay alone forbids it on some days."""
    dates = schedule.delegation.dates
    if days.first not in dates or days.last not in dates:
        return False
    slept = Days(days.first, days.last - timedelta(days=1))
    avoided = (bounds(span) for window in entry.avoid for span in window.spans)
    if any(first <= slept.last and slept.first <= last for first, last in avoided):
        return False
    for person_id in schedule.attendees(entry, days):
        person = schedule.people.get(person_id)
        if person and person.joins and days.first < person.joins.when.start.date():
            return False
        if person and person.leaves and days.last > person.leaves.when.start.date():
            return False
    times = {
        key: [
            bounds(one.when)
            for one in schedule.occurrences
            if one.entry.id == key and not one.entry.status.is_off
        ]
        for key in (reference.id for reference in (*entry.after, *entry.before))
    }
    return all(days.first >= last for one in entry.after for _, last in times[one.id]) and all(
        days.last <= first for one in entry.before for first, _ in times[one.id]
    )


def _runs(days: list[date]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of days that follow one another."""
    run: list[int] = []
    for day in map(date.toordinal, days):
        if run and day > run[-1] + 1:
            yield run[0], run[-1]
            run = []
        run.append(day)
    if run:
        yield run[0], run[-1]


def _orders(schedule: Schedule, known: set[str]) -> Iterator[tuple[str, str]]:
    pairs = set()
    for entry in schedule.entries.values():
        pairs |= {(reference.id, entry.id) for reference in entry.after}
        pairs |= {(entry.id, reference.id) for reference in entry.before}
    yield from sorted(pair for pair in pairs if known.issuperset(pair))


# ---------------------------------------------------------------- places


def _places(
    schedule: Schedule,
    tasks: Iterable[Task],
    stays: Iterable[RequestedStay],
    busy: Iterable[Busy],
) -> set[str]:
    """Return all places that tasks and what never moves are in."""
    places = {end for one in busy for end in (one.origin, one.destination)}
    places |= {
        end for one in tasks for slot in one.slots for end in (slot.origin, slot.destination)
    }
    places |= {lodging.place for one in stays for lodging in one.lodgings}
    places |= {ends(one.entry)[0] for one in schedule.occurrences if isinstance(one.entry, Stay)}
    return set(filter(None, places))
