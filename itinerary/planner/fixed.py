"""What never moves in a schedule: what takes people and things, and where people sleep."""

from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from itertools import product

from itinerary.checks.rest import is_on_duty
from itinerary.model.entries import Entry, Journey, Status, Stay
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence, bounds
from itinerary.planner.distances import towns_of
from itinerary.planner.problem import Attendance, Bed, Busy
from itinerary.planner.problem import Stay as RequestedStay
from itinerary.planner.windows import minute_of, wall_instant
from itinerary.times import Timespan

ASLEEP = time(3)
"""The hour at which whoever has a bed is in it: it leaves an evening and a morning for the way."""


def _is_planned(occurrence: Occurrence) -> bool:
    return not occurrence.entry.status.is_off


def busy(schedule: Schedule) -> Iterator[Busy]:
    """Yield each time that somebody or something is taken; somebody who comes or leaves is, too."""
    for occurrence in filter(_is_planned, schedule.occurrences):
        entry, when = occurrence.entry, occurrence.when
        if not isinstance(when, Timespan) or isinstance(entry, Stay):
            continue
        is_idea = entry.status is Status.IDEA
        origin, destination = (None, None) if is_idea else ends(entry)
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
    for bed in beds(schedule):
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


def ends(entry: Entry) -> tuple[str | None, str | None]:
    """Return where an entry begins and ends: ids of places, the same but for a journey."""
    if isinstance(entry, Journey):
        return entry.origin.id, entry.destination.id
    return (entry.where[0].id, entry.where[0].id) if entry.where else (None, None)


def beds(schedule: Schedule) -> Iterator[Bed]:
    """Yield the stays that have their days."""
    for occurrence in filter(_is_planned, schedule.occurrences):
        entry = occurrence.entry
        if isinstance(entry, Stay):
            first, last = (day.toordinal() for day in bounds(occurrence.when))
            place = entry.where[0].id if entry.where else None
            people = schedule.attendees(entry, occurrence.when)
            yield Bed(entry.id, place, first, last, people)


def attendances(schedule: Schedule, stays: Iterable[RequestedStay]) -> Iterator[Attendance]:
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
        for place in dict.fromkeys(filter(None, ends(entry))):
            town = towns.get(place, place)
            days = range(first.toordinal(), last.toordinal() + 1)
            for person, day in product(schedule.attendees(entry, occurrence.when), days):
                if (person, town) in asked:
                    yield Attendance(entry.id, person, town, day)
