"""What others can see of where a person is, one thing after the other."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from itinerary.model.entries import Journey, Status, Stay
from itinerary.model.fields import Classification
from itinerary.model.movement import places_of
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence, nights_of
from itinerary.times import Timespan, day_span, start_of_day, wall_clock

_Call = list[tuple[datetime, Occurrence]]
_Calls = dict[tuple[str, str | None], _Call]
"""When somebody comes to a town or leaves it, in order."""


class Sighting(NamedTuple):
    """Somebody is seen from one instant to another; a town is None where it is not told."""

    occurrence: Occurrence
    start: datetime
    end: datetime
    origin: str | None
    destination: str | None
    is_movement: bool
    """Whether it is a way from one town to another, or a night: nobody's reason to be there."""


class Bracket(NamedTuple):
    """The last that is seen of somebody before a time, and the first after it, in one town."""

    before: Sighting
    after: Sighting

    @property
    def movements(self) -> int:
        """How many of the two are ways or nights."""
        return self.before.is_movement + self.after.is_movement


class Trail:
    """What is seen of one person."""

    def __init__(self, sightings: Iterable[Sighting]) -> None:
        """Put the sightings in order, by their starts and by their ends."""
        told = list(sightings)
        self._by_start = sorted(told, key=lambda one: (one.start, one.end))
        self._by_end = sorted(told, key=lambda one: (one.end, one.start))
        self._starts = [one.start for one in self._by_start]
        self._ends = [one.end for one in self._by_end]

    def bracket(self, when: Timespan, town: str, within: timedelta) -> Bracket | None:
        """Return what places the person in a town all through a time, if it does.

        Nothing does where they are seen during it, or not for longer than ``within`` around it.
        """
        over = bisect_right(self._ends, when.start)
        begun = bisect_left(self._starts, when.end)
        if over == 0 or begun == len(self._starts) or begun > over:
            return None
        before, after = self._by_end[over - 1], self._by_start[begun]
        is_there = before.destination == after.origin == town
        return Bracket(before, after) if is_there and _gap(before, after) <= within else None


class Trails:
    """The trails of everybody who is named, for those who may read a class and those below it."""

    def __init__(self, schedule: Schedule) -> None:
        """Begin with nothing seen."""
        self._schedule = schedule
        self._towns: dict[str, str | None] = {}
        self._seen_towns: dict[tuple[str, Classification], str | None] = {}

    def seen_by(self, level: Classification) -> Mapping[str, Trail]:
        """Return the trail of each person whom outside readers of a class see by name."""
        seen: dict[str, list[Sighting]] = {}
        for occurrence, ends in self._sure:
            if occurrence.entry.classification <= level:
                for sighting in self._sightings(occurrence, ends, level):
                    for person in self._named(occurrence, level):
                        seen.setdefault(person, []).append(sighting)
        return {person: Trail(sightings) for person, sightings in seen.items()}

    def bracket(self, trail: Trail, occurrence: Occurrence, within: timedelta) -> Bracket | None:
        """Return what places somebody in an occurrence's town all through its time, if it does."""
        town = self.town_of(occurrence)
        return trail.bracket(self.span(occurrence), town, within) if town else None

    def company(self, occurrence: Occurrence, within: timedelta) -> tuple[str, ...]:
        """Return who takes part, and who comes to its town or leaves it together with them."""
        when, town = self.span(occurrence), self.town_of(occurrence)
        people = self._schedule.attendees(occurrence.entry, occurrence.when)
        arrivals, departures = self._journeys
        found = dict.fromkeys(people)
        for person in people:
            for journey in (
                *_between(arrivals.get((person, town), []), when.start - within, when.start),
                *_between(departures.get((person, town), []), when.end, when.end + within),
            ):
                found |= dict.fromkeys(self._schedule.attendees(journey.entry, journey.when))
        return tuple(found)

    def span(self, occurrence: Occurrence) -> Timespan:
        """Return the time of an occurrence; whole days are those of the mission's clocks."""
        when = occurrence.when
        if isinstance(when, Timespan):
            return when
        zone = self._schedule.delegation.zone
        return Timespan(day_span(when.first, zone).start, day_span(when.last, zone).end)

    def town_of(self, occurrence: Occurrence) -> str | None:
        """Return the id of the town where an occurrence takes place, or ends."""
        ends = places_of(occurrence)
        return self._town(ends[1]) if ends else None

    @cached_property
    def _sure(self) -> tuple[tuple[Occurrence, tuple[str, str]], ...]:
        """What is to take place somewhere, and is not a mere idea; where it starts and ends."""
        return tuple(
            (one, ends)
            for one in self._schedule.occurrences
            if not one.entry.status.is_off
            and one.entry.status is not Status.IDEA
            and (ends := places_of(one)) is not None
        )

    @cached_property
    def _journeys(self) -> tuple[_Calls, _Calls]:
        """Return the journeys to each town and those from it, person by person."""
        arrivals: _Calls = {}
        departures: _Calls = {}
        for journey, ends in self._sure:
            if not isinstance(journey.entry, Journey):
                continue
            origin, destination = map(self._town, ends)
            when = self.span(journey)
            for person in self._schedule.attendees(journey.entry, journey.when):
                arrivals.setdefault((person, destination), []).append((when.end, journey))
                departures.setdefault((person, origin), []).append((when.start, journey))
        for calls in (*arrivals.values(), *departures.values()):
            calls.sort(key=lambda one: one[0])
        return arrivals, departures

    def _town(self, place_id: str) -> str | None:
        if place_id not in self._towns:
            town = self._schedule.gazetteer.town(place_id)
            self._towns[place_id] = town.id if town else None
        return self._towns[place_id]

    def _seen_town(self, place_id: str, level: Classification) -> str | None:
        """Return the town of a place that readers of a class are told, or a place around it."""
        if (place_id, level) not in self._seen_towns:
            around = self._schedule.gazetteer.chain(place_id)
            is_told = any(place.classification <= level for place in around)
            self._seen_towns[place_id, level] = self._town(place_id) if is_told else None
        return self._seen_towns[place_id, level]

    def _sightings(
        self, occurrence: Occurrence, ends: tuple[str, str], level: Classification
    ) -> Iterator[Sighting]:
        origin, destination = (self._seen_town(place, level) for place in ends)
        if isinstance(occurrence.entry, Stay):
            zone = self._schedule.gazetteer.zone(ends[0])
            for evening in nights_of(occurrence):
                midnight = start_of_day(evening + timedelta(days=1), zone)
                yield Sighting(occurrence, midnight, midnight, origin, origin, is_movement=True)
            return
        when = self.span(occurrence)
        is_way = isinstance(occurrence.entry, Journey) and origin != destination
        yield Sighting(occurrence, when.start, when.end, origin, destination, is_movement=is_way)

    def _named(self, occurrence: Occurrence, level: Classification) -> Iterator[str]:
        """Yield those whom readers of a class are told by name; who leads is private."""
        entry, people = occurrence.entry, self._schedule.people
        told: Iterable[str] = self._schedule.attendees(entry, occurrence.when)
        if level is Classification.PUBLIC:
            interpreters = (reference.id for reference in entry.interpreter)
            told = (*self._schedule.participants(entry, occurrence.when), *interpreters)
        for person in dict.fromkeys(told):
            if person in people and not people[person].protected:
                yield person


def _gap(before: Sighting, after: Sighting) -> timedelta:
    """Return how long somebody is not seen; a day on which clocks are put back is one day."""
    end = before.end.astimezone(after.start.tzinfo)
    return min(after.start - end, wall_clock(after.start) - wall_clock(end))


def _between(calls: _Call, first: datetime, last: datetime) -> Iterator[Occurrence]:
    """Yield the journeys that call at a town from one instant to another."""
    start = bisect_left(calls, first, key=lambda one: one[0])
    end = bisect_right(calls, last, key=lambda one: one[0])
    return (journey for _, journey in calls[start:end])
