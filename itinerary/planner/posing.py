"""A schedule posed as a problem: the requests in it, and all that is in their way."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import product
from typing import NamedTuple

from itinerary.checks import altitude_gain, long_day, no_meal_gap, short_rest
from itinerary.checks.heights import trails
from itinerary.checks.rest import is_on_duty
from itinerary.model.diary import diaries
from itinerary.model.entries import Entry, Extreme, Journey, Status, Stay
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence, bounds
from itinerary.planner.distances import detours, distances, towns_of
from itinerary.planner.draft import leaves_time
from itinerary.planner.problem import (
    NO_PRIORITY,
    Attendance,
    Bed,
    Busy,
    Limits,
    Load,
    Lodging,
    Meal,
    Problem,
    Task,
    Wish,
)
from itinerary.planner.problem import Stay as RequestedStay
from itinerary.planner.windows import (
    DAYTIME,
    Cut,
    Emptied,
    Windows,
    minute_of,
    wall_instant,
)
from itinerary.times import Days, Timespan, in_zone

ASLEEP = time(3)
"""The hour at which whoever has a bed is in it: it leaves an evening and a morning for the way."""
STEP, FINEST = 15, 1
"""Minutes: appointments begin on the quarter of an hour where nothing is lost by it."""
_MINUTE = timedelta(minutes=1)


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
    busy = tuple(_busy(schedule))
    places = sorted(_places(schedule, tasks, stays, busy))
    travel = distances(schedule, schedule.gazetteer, places)
    problem = Problem(
        tasks=tuple(tasks),
        stays=tuple(stays),
        busy=busy,
        beds=tuple(_beds(schedule)),
        attendances=tuple(_attendances(schedule, stays)),
        meals=tuple(_meals(schedule, tasks)),
        loads=tuple(_loads(schedule)),
        orders=tuple(_orders(schedule, known)),
        travel=travel,
        detours=detours(schedule, places, travel),
        towns=towns_of(schedule),
        limits=Limits(
            rest=_minutes(short_rest.RULE.length(schedule, "least")),
            day=_minutes(long_day.RULE.length(schedule, "most")),
        ),
        daytime=_daytime(schedule) if stays else {},
        asleep=_asleep(schedule) if stays else {},
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


def _minutes(length: timedelta) -> int:
    return -(-length // _MINUTE)


# ---------------------------------------------------------------- what is to be placed


def _task(entry: Entry, windows: Windows) -> Task:
    return Task(
        id=entry.id,
        duration=_minutes(windows.takes),
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
    yield from sorted(pair for pair in pairs if known.issuperset(pair) and pair[0] != pair[1])


# ---------------------------------------------------------------- what never moves


def _is_planned(occurrence: Occurrence) -> bool:
    return not occurrence.entry.status.is_off


def _busy(schedule: Schedule) -> Iterator[Busy]:
    for occurrence in filter(_is_planned, schedule.occurrences):
        entry, when = occurrence.entry, occurrence.when
        if not isinstance(when, Timespan) or isinstance(entry, Stay):
            continue
        is_idea = entry.status is Status.IDEA
        origin, destination = (None, None) if is_idea else _ends(entry)
        things = [f"vehicle {one.casefold()}" for one in dict.fromkeys(entry.vehicle)]
        if not isinstance(entry, Journey) and entry.room and entry.where:
            things.append(f"room {entry.where[0].id} {entry.room.casefold()}")
        yield Busy(
            entry=entry.id,
            start=minute_of(when.start),
            end=minute_of(when.end + timedelta(seconds=59)),
            start_day=when.start.date().toordinal(),
            end_day=when.end.date().toordinal(),
            origin=origin,
            destination=destination,
            people=schedule.attendees(entry, when),
            things=tuple(things),
            is_duty=is_on_duty(entry) and not is_idea,
        )
    yield from _nights(schedule)
    for person in schedule.people.values():
        for presence in filter(None, (person.joins, person.leaves)):
            place = presence.where.id if presence.where else None
            at = minute_of(presence.when.start)
            day = presence.when.start.date().toordinal()
            yield Busy(None, at, at, day, day, place, place, (person.id,))


def _nights(schedule: Schedule) -> Iterator[Busy]:
    """Yield where people sleep, night by night: whoever has a bed is in it at that hour."""
    for bed in _beds(schedule):
        if bed.place is None or schedule.entries[bed.entry].status is Status.IDEA:
            continue
        zone = schedule.gazetteer.zone(bed.place)
        for morning in range(bed.first + 1, bed.last + 1):
            at = minute_of(wall_instant(date.fromordinal(morning), ASLEEP, zone))
            yield Busy(
                entry=bed.entry,
                start=at,
                end=at,
                start_day=morning,
                end_day=morning,
                origin=bed.place,
                destination=bed.place,
                people=bed.people,
                is_duty=False,
                is_bed=True,
            )


def _ends(entry: Entry) -> tuple[str | None, str | None]:
    if isinstance(entry, Journey):
        return entry.origin.id, entry.destination.id
    return (entry.where[0].id, entry.where[0].id) if entry.where else (None, None)


def _beds(schedule: Schedule) -> Iterator[Bed]:
    for occurrence in filter(_is_planned, schedule.occurrences):
        entry = occurrence.entry
        if isinstance(entry, Stay):
            first, last = (day.toordinal() for day in bounds(occurrence.when))
            place = entry.where[0].id if entry.where else None
            people = schedule.attendees(entry, occurrence.when)
            yield Bed(entry.id, place, first, last, people)


def _attendances(schedule: Schedule, stays: Iterable[RequestedStay]) -> Iterator[Attendance]:
    """Yield the days on which people with a requested stay have to be in one of its towns."""
    towns = towns_of(schedule)
    asked = {
        (person, towns.get(lodging.place, lodging.place))
        for stay in stays
        for person, lodging in product(stay.people, stay.lodgings)
    }
    for occurrence in filter(_is_planned, schedule.occurrences):
        entry = occurrence.entry
        if isinstance(entry, Stay) or entry.status is Status.IDEA:
            continue
        first, last = bounds(occurrence.when)
        for place in dict.fromkeys(filter(None, _ends(entry))):
            town = towns.get(place, place)
            days = range(first.toordinal(), last.toordinal() + 1)
            for person, day in product(schedule.attendees(entry, occurrence.when), days):
                if (person, town) in asked:
                    yield Attendance(entry.id, person, town, day)


# ---------------------------------------------------------------- figures


def _meals(schedule: Schedule, tasks: Iterable[Task]) -> Iterator[Meal]:
    """Yield the middays that tasks may take from somebody, where they are not taken already."""
    length = _minutes(no_meal_gap.RULE.length(schedule, "break"))
    hours = no_meal_gap.RULE.clock(schedule, "from"), no_meal_gap.RULE.clock(schedule, "to")
    days = {
        (person, slot.day): schedule.gazetteer.zone(slot.origin)
        for task in tasks
        for slot in task.slots
        for person in slot.people
    }
    if not length:
        return
    keeps = no_meal_gap.keeping(schedule)
    theirs = _by_day(schedule)
    for (person, day), zone in sorted(days.items()):
        midday = no_meal_gap.midday_of(date.fromordinal(day), hours, zone)
        done = theirs.get((person, day), [])
        if midday is None or any(midday.overlaps(one[1]) and not keeps(one) for one in done):
            continue
        meal = Meal(
            person=person,
            day=day,
            start=minute_of(midday.start),
            end=minute_of(midday.end),
            length=length,
            taken=tuple(
                (minute_of(when.start), minute_of(when.end))
                for occurrence, when in done
                if keeps((occurrence, when))
            ),
        )
        if leaves_time(meal, meal.taken):
            yield meal


def _by_day(schedule: Schedule) -> dict[tuple[str, int], list[tuple[Occurrence, Timespan]]]:
    found: dict[tuple[str, int], list[tuple[Occurrence, Timespan]]] = {}
    for person, diary in diaries(schedule).items():
        for occurrence, when in diary:
            for day in {when.start.date(), when.end.date()}:
                found.setdefault((person, day.toordinal()), []).append((occurrence, when))
    return found


def _loads(schedule: Schedule) -> Iterator[Load]:
    """Yield what is left of each first day at a height by what never moves."""
    most = altitude_gain.RULE.length(schedule, "load")
    high = altitude_gain.RULE.height(schedule, "high")
    for trail in trails(schedule):
        for _, at in trail.first_days(high):
            left = max(most - altitude_gain.load_from(trail, at), timedelta())
            yield Load(trail.person, at.date().toordinal(), minute_of(at), left // _MINUTE)


def _daytime(schedule: Schedule) -> dict[int, tuple[int, int]]:
    zone = schedule.delegation.zone
    found = {}
    for day in schedule.delegation.dates:
        opens, closes = (minute_of(wall_instant(day, clock, zone)) for clock in DAYTIME)
        found[day.toordinal()] = opens, closes
    return found


def _asleep(schedule: Schedule) -> dict[int, int]:
    zone, dates = schedule.delegation.zone, schedule.delegation.dates
    days = [*dates, dates.last + timedelta(days=1)]
    return {day.toordinal(): minute_of(wall_instant(day, ASLEEP, zone)) for day in days}


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
    places |= {_ends(one.entry)[0] for one in schedule.occurrences if isinstance(one.entry, Stay)}
    return set(filter(None, places))
