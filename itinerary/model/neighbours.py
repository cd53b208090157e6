"""What comes next for those who take part in something: whom it meets if it moves."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from itinerary.model.entries import Entry, Status, Stay
from itinerary.model.movement import Stop, places_of
from itinerary.model.people import Person
from itinerary.model.places import Route
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence
from itinerary.times import Days, Timespan, in_zone, start_of_day


class Onward(NamedTuple):
    """The next stop after something: the time between, and the way from place to place.

    ``route`` is None where no way is needed, or none is known (``is_unreachable``). ``between`` is
    negative where the next begins before.
    """

    stop: Stop
    between: timedelta
    route: Route | None
    is_unreachable: bool

    @property
    def spare(self) -> timedelta:
        """What is left of the time between, once the way and its margin are taken off."""
        way = self.route.takes + self.route.margin if self.route else timedelta()
        return self.between - way


def upcoming(schedule: Schedule, entry: Entry, now: datetime) -> Occurrence | None:
    """Return the time an entry takes place that is not over, or its last; None for a request."""
    found = [one for one in schedule.occurrences if one.entry.id == entry.id]
    coming = (one for one in found if not is_over(schedule, one, now))
    return next(coming, found[-1] if found else None)


def is_over(schedule: Schedule, occurrence: Occurrence, now: datetime) -> bool:
    """Whether a time has passed; days pass by the mission's clocks."""
    when = occurrence.when
    if isinstance(when, Days):
        return when.last < in_zone(now, schedule.delegation.zone).date()
    return when.end <= now


def starts(schedule: Schedule, occurrence: Occurrence) -> datetime:
    """Return when something begins; days do so by the mission's clocks."""
    when = occurrence.when
    return _first_instant(when, schedule) if isinstance(when, Days) else when.start


def after_for_person(schedule: Schedule, person: Person, occurrence: Occurrence) -> Onward | None:
    """Return a person's next engagement after something, or else their leaving."""
    found = _next(
        schedule, occurrence, lambda one: person.id in schedule.attendees(one.entry, one.when)
    )
    if found is not None:
        return _onward(schedule, occurrence, found, found.when, places_of(found))
    leaves = person.leaves
    if leaves is None or leaves.when.start < starts(schedule, occurrence):
        return None
    place = leaves.where.id if leaves.where else None
    return _onward(schedule, occurrence, leaves, leaves.when, (place, place) if place else None)


def after_for_vehicle(schedule: Schedule, vehicle: str, occurrence: Occurrence) -> Onward | None:
    """Return what a vehicle is needed for next."""
    found = _next(schedule, occurrence, lambda one: vehicle in one.entry.vehicle)
    return _onward(schedule, occurrence, found, found.when, places_of(found)) if found else None


def _next(
    schedule: Schedule, occurrence: Occurrence, is_theirs: Callable[[Occurrence], bool]
) -> Occurrence | None:
    """Return the first timed engagement that begins no sooner than another, and is not it."""
    begins, itself = starts(schedule, occurrence), (occurrence.entry.id, occurrence.key)
    if isinstance(occurrence.entry, Stay):
        begins = _ends(schedule, occurrence)  # who sleeps there is at other things meanwhile
    for one in schedule.occurrences:
        entry = one.entry
        if (
            isinstance(one.when, Timespan)
            and one.when.start >= begins
            and (entry.id, one.key) != itself
            and not isinstance(entry, Stay)
            and not entry.status.is_off
            and entry.status is not Status.IDEA
            and is_theirs(one)
        ):
            return one
    return None


def _onward(
    schedule: Schedule,
    before: Occurrence,
    stop: Stop,
    when: Timespan | Days,
    ends: tuple[str, str] | None,
) -> Onward:
    start = _first_instant(when, schedule) if isinstance(when, Days) else when.start
    between = start - _ends(schedule, before)
    left = places_of(before)
    if ends is None or left is None or left[1] == ends[0]:
        return Onward(stop, between, None, is_unreachable=False)
    route = schedule.gazetteer.route(left[1], ends[0])
    return Onward(stop, between, route, is_unreachable=route is None)


def _ends(schedule: Schedule, occurrence: Occurrence) -> datetime:
    """Return when something ends; a stay does when its guest gets up on the last day."""
    when, zone = occurrence.when, schedule.delegation.zone
    if isinstance(when, Timespan):
        return when.end
    last = when.last if isinstance(occurrence.entry, Stay) else when.last + timedelta(days=1)
    return start_of_day(last, zone)


def _first_instant(when: Days, schedule: Schedule) -> datetime:
    return start_of_day(when.first, schedule.delegation.zone)
