"""Where each person is: the ways they have to go between one engagement and the next."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations, groupby, pairwise
from typing import NamedTuple

from itinerary.model.entries import Journey, Status, Stay
from itinerary.model.people import Person, Presence
from itinerary.model.places import Gazetteer, Route
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence
from itinerary.times import Days, Timespan, day_span

Stop = Occurrence | Presence


class Leg(NamedTuple):
    """A person's way between two consecutive stops in different places.

    ``available`` is the time between the two, or as much of it as the way is open for; ``route`` is
    None where nothing leads there.
    """

    person: str
    before: Stop
    after: Stop
    origin: str
    destination: str
    available: timedelta
    route: Route | None


def legs(schedule: Schedule) -> Iterator[Leg]:
    """Yield every way that somebody has to go, person by person, in the order of time.

    Something without a place (a telephone call) does not make a person's place forgotten; what
    only may happen (an idea) or will not, moves nobody. Stops that overlap have no way between.
    """
    ways = _Ways(schedule.gazetteer)
    stops, beds = _stops(schedule), _beds(schedule)
    for person in schedule.people.values():
        last: tuple[Stop, Timespan, str] | None = None
        for stop, when, origin, destination in _with_presence(person, stops.get(person.id, [])):
            if last is not None and last[2] != origin and when.start >= last[1].end:
                gap = Timespan(last[1].end, when.start)
                available, route = ways.between(last[2], origin, gap)
                theirs = beds.get(person.id, ())
                route = route or by_beds(schedule.gazetteer, last[2], theirs, gap, origin)
                yield Leg(person.id, last[0], stop, last[2], origin, available, route)
            if last is None or when.end >= last[1].end:
                last = (stop, when, destination)


class Bed(NamedTuple):
    """Where somebody sleeps from a day on, until they leave on another."""

    first: date
    last: date
    place: str

    def is_slept_in(self, gap: Timespan, zone: str) -> bool:
        """Whether a midnight of its nights, by the clocks there, lies within some time."""
        nights = (self.first + timedelta(number) for number in range((self.last - self.first).days))
        return any(gap.start < day_span(night, zone).end < gap.end for night in nights)


def by_beds(
    gazetteer: Gazetteer, origin: str, beds: Iterable[Bed], gap: Timespan, destination: str
) -> Route | None:
    """Return the way between two places by the beds in which somebody sleeps meanwhile.

    Whoever has a bed in a town has gone there, and goes on from it. None where there is no bed, or
    no way from one to the next.
    """
    slept = [one.place for one in sorted(beds) if one.is_slept_in(gap, gazetteer.zone(one.place))]
    stops = [stop for stop, _ in groupby((origin, *slept, destination))]
    routes = [gazetteer.route(*ends) for ends in pairwise(stops)]
    known = [route for route in routes if route is not None]
    if not slept or len(known) < len(routes):
        return None
    return Route(
        takes=sum((one.takes for one in known), timedelta()),
        margin=sum((one.margin for one in known), timedelta()),
        by=tuple(dict.fromkeys(way for one in known for way in one.by)),
        via=tuple(stops[1:-1]),
    )


class _Ways:
    """Finds ways, each once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._routes: dict[tuple[str, str], Route | None] = {}

    def between(
        self, origin: str, destination: str, gap: Timespan
    ) -> tuple[timedelta, Route | None]:
        """Return how much of some time there is for a way, and the way.

        Where rows are closed meanwhile, it is the part of the time in which most is left to spare:
        another way, or the same before they close or once they are open.
        """
        pair = origin, destination
        closures = [one for one in self._gazetteer.closures if one.when.overlaps(gap)]
        if not closures:
            if pair not in self._routes:
                self._routes[pair] = self._gazetteer.route(*pair)
            return gap.duration, self._routes[pair]
        turns = {turn for one in closures for turn in (one.when.start, one.when.end)}
        inside = {turn for turn in turns if gap.start < turn < gap.end}
        edges = sorted({gap.start, gap.end} | inside)
        parts = [Timespan(*ends) for ends in combinations(edges, 2)] or [gap]
        found = [(part.duration, self._gazetteer.during(part).route(*pair)) for part in parts]
        return max(found, key=_spare)


def _spare(way: tuple[timedelta, Route | None]) -> tuple[bool, timedelta]:
    available, route = way
    taken = route.takes + route.margin if route else timedelta()
    return route is not None, available - taken


_Placed = tuple[Stop, Timespan, str, str]


def _stops(schedule: Schedule) -> dict[str, list[_Placed]]:
    stops: dict[str, list[_Placed]] = {}
    for occurrence in schedule.occurrences:
        entry = occurrence.entry
        ends = places_of(occurrence)
        if not isinstance(occurrence.when, Timespan) or ends is None or isinstance(entry, Stay):
            continue  # a bed is kept for days; its guest moves from engagement to engagement
        if entry.status.is_off or entry.status is Status.IDEA:
            continue
        for person in schedule.attendees(entry, occurrence.when):
            stops.setdefault(person, []).append((occurrence, occurrence.when, *ends))
    return stops


def _beds(schedule: Schedule) -> dict[str, list[Bed]]:
    beds: dict[str, list[Bed]] = {}
    for occurrence in schedule.occurrences:
        entry, when = occurrence.entry, occurrence.when
        if not isinstance(entry, Stay) or not isinstance(when, Days) or not entry.where:
            continue
        if entry.status.is_off or entry.status is Status.IDEA:
            continue
        for person in schedule.attendees(entry, when):
            beds.setdefault(person, []).append(Bed(when.first, when.last, entry.where[0].id))
    return beds


def _with_presence(person: Person, stops: list[_Placed]) -> Iterator[_Placed]:
    joins, leaves = person.joins, person.leaves
    if joins is not None and joins.where is not None:
        yield joins, joins.when, joins.where.id, joins.where.id
    yield from stops
    if leaves is not None and leaves.where is not None:
        yield leaves, leaves.when, leaves.where.id, leaves.where.id


def places_of(occurrence: Occurrence) -> tuple[str, str] | None:
    """Return the ids of the places where an occurrence starts and ends, if it has any."""
    entry = occurrence.entry
    if isinstance(entry, Journey):
        return entry.origin.id, entry.destination.id
    return (entry.where[0].id, entry.where[0].id) if entry.where else None
