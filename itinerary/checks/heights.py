"""How high each person is by day and sleeps by night, as far as the file tells for sure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from itinerary.checks.rest import Done
from itinerary.model.diary import diaries
from itinerary.model.entries import Engagement, Journey, Status, Stay
from itinerary.model.people import Presence
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import nights_of
from itinerary.spans import SourceSpan

_DAY = timedelta(days=1)


class Night(NamedTuple):
    """Where somebody sleeps from an evening on, how high in metres, and what in the file says so.

    ``entry`` is None where it is no entry: where they join or leave.
    """

    day: date
    place: str
    height: int
    span: SourceSpan
    entry: str | None


class _Point(NamedTuple):
    """An instant at which somebody is in a place; ``done`` is None where they join or leave."""

    at: datetime
    place: str
    height: int | None
    town: str | None
    span: SourceSpan
    done: Done | None


@dataclass(frozen=True)
class Trail:
    """Where somebody is known to be, day by day, each day by the clocks of its places."""

    person: str
    done: dict[date, list[Done]]
    """What they do, by the day on which it starts."""
    points: dict[date, list[_Point]]
    beds: dict[date, Night | None]
    """Where their stays are, by the evening; None where nobody tells how high."""

    def night(self, evening: date) -> Night | None:
        """Return where somebody sleeps, if it is sure."""
        if evening in self.beds:
            return self.beds[evening]
        before, after = self.points.get(evening), self.points.get(evening + _DAY)
        if before and after and before[-1].town == after[0].town:
            return _slept(evening, before[-1])
        # The points stand in the order of time: nothing is known of any day before the first.
        if after and after is next(iter(self.points.values())):
            return _slept(evening, after[0])
        return None

    def nights(self) -> Iterator[tuple[Night, Night]]:
        """Yield each two nights of which the one follows the other, where both are sure."""
        evenings = {*self.beds, *self.points, *(day - _DAY for day in self.points)}
        known = {evening: self.night(evening) for evening in sorted(evenings)}
        for evening, after in known.items():
            before = known.get(evening - _DAY)
            if before and after:
                yield before, after

    def first_days(self, high: int) -> Iterator[tuple[Done, datetime]]:
        """Yield what brings somebody above a height after low ground, and from when they are there.

        Low ground is the day before and its night, as far as they are known, or the morning.
        """
        for day, points in self.points.items():
            number = next((n for n, one in enumerate(points) if (one.height or 0) > high), None)
            if number is None or (done := points[number].done) is None:
                continue
            night = self.night(day - _DAY)
            known = [one.height for one in (*self.points.get(day - _DAY, []), *points[:number])]
            known += [night.height] if night else []
            heights = [height for height in known if height is not None]
            if heights and max(heights) <= high:
                yield done, points[number].at


def _slept(evening: date, point: _Point) -> Night | None:
    if point.height is None:
        return None
    entry = point.done[0].entry.id if point.done else None
    return Night(evening, point.place, point.height, point.span, entry)


def trails(schedule: Schedule) -> Iterator[Trail]:
    """Yield each person's trail, where the file tells how high any place is."""
    heights = {place: schedule.gazetteer.altitude(place) for place in schedule.gazetteer.places}
    if not any(heights.values()):
        return
    towns = {place: schedule.gazetteer.town(place) for place in schedule.gazetteer.places}
    beds = _beds(schedule, heights)
    for person, diary in diaries(schedule).items():
        done: dict[date, list[Done]] = {}
        for one in diary:
            done.setdefault(one[1].start.date(), []).append(one)
        points: dict[date, list[_Point]] = {}
        for at, place, span, by in sorted(
            _whereabouts(schedule, person, diary), key=lambda point: point[0]
        ):
            town = towns.get(place)
            point = _Point(at, place, heights.get(place), town.id if town else None, span, by)
            points.setdefault(at.date(), []).append(point)
        yield Trail(person, done, points, beds.get(person, {}))


_Whereabouts = tuple[datetime, str, SourceSpan, Done | None]


def _whereabouts(
    schedule: Schedule, person: str, diary: tuple[Done, ...]
) -> Iterator[_Whereabouts]:
    yield from _presence(schedule.people[person].joins)
    for occurrence, when in diary:
        match occurrence.entry:
            case Journey(origin=origin, destination=destination) as entry:
                yield when.start, origin.id, entry.at("from"), (occurrence, when)
                yield when.end, destination.id, entry.at("to"), (occurrence, when)
            case Engagement(where=(place, *_)) as entry:
                yield when.start, place.id, entry.at("where"), (occurrence, when)
                yield when.end, place.id, entry.at("where"), (occurrence, when)
            case _:
                pass
    yield from _presence(schedule.people[person].leaves)


def _presence(presence: Presence | None) -> Iterator[_Whereabouts]:
    if presence and presence.where:
        yield presence.when.start, presence.where.id, presence.span, None


def _beds(
    schedule: Schedule, heights: dict[str, int | None]
) -> dict[str, dict[date, Night | None]]:
    beds: dict[str, dict[date, Night | None]] = {}
    for occurrence in schedule.occurrences:
        entry = occurrence.entry
        if not isinstance(entry, Stay) or entry.status.is_off or entry.status is Status.IDEA:
            continue
        place = entry.where[0].id if entry.where else ""
        height = heights.get(place)
        for person in schedule.attendees(entry, occurrence.when):
            for evening in nights_of(occurrence):
                night = None
                if height is not None:
                    night = Night(evening, place, height, entry.at("where"), entry.id)
                beds.setdefault(person, {})[evening] = night
    return beds
