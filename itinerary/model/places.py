"""Where things happen, and how long it takes to get from one place to another."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import time, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Annotated, NamedTuple

from itinerary.model.fields import Classification, Field, Type
from itinerary.spans import SourceSpan
from itinerary.times import Timespan, country_of


class Reference(NamedTuple):
    """The id of a person, place or entry, and where in the file it is named."""

    id: str
    span: SourceSpan


class Coordinates(NamedTuple):
    """Degrees north and east (WGS 84)."""

    latitude: float
    longitude: float


class OfficeHours(NamedTuple):
    """A stretch of some days of the week in which an office is open, by its own clocks."""

    weekdays: frozenset[int]
    """0 is Monday."""
    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A town, or a venue inside one. A place that is ``in`` no other is a town."""

    id: str
    span: SourceSpan
    name: Annotated[str, Field("name", Type.TEXT, "name as people say it", required=True)]
    within: Annotated[Reference | None, Field("in", Type.PLACE, "the place this one is inside")] = (
        None
    )
    zone: Annotated[
        str | None, Field("timezone", Type.ZONE, "IANA zone, where it is not the mission's")
    ] = None
    coordinates: Annotated[
        Coordinates | None, Field("coordinates", Type.COORDINATES, "degrees: latitude, longitude")
    ] = None
    altitude: Annotated[int | None, Field("altitude", Type.ALTITUDE, "metres above the sea")] = None
    country: Annotated[
        str | None, Field("country", Type.COUNTRY, "ISO 3166 code, where its zone does not tell")
    ] = None
    office_hours: Annotated[
        tuple[OfficeHours, ...],
        Field("office hours", Type.HOURS, "when whoever works there receives people"),
    ] = ()
    address: Annotated[str | None, Field("address", Type.TEXT, "street address")] = None
    phone: Annotated[str | None, Field("phone", Type.TEXT, "telephone number")] = None
    hospital: Annotated[
        Reference | None, Field("hospital", Type.PLACE, "the hospital to go to from here")
    ] = None
    fallback: Annotated[
        str | None, Field("fallback", Type.TEXT, "where to go from here when plans fail")
    ] = None
    classification: Annotated[
        Classification,
        Field("class", Type.CLASSIFICATION, "who may read the venue's name and address"),
    ] = Classification.PUBLIC
    note: Annotated[str | None, Field("note", Type.TEXT, "anything else")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelRow:
    """How long a journey takes, door to door, both ways unless ``one way`` says otherwise."""

    span: SourceSpan
    origin: Annotated[Reference, Field("from", Type.PLACE, "a place's id", required=True)]
    destination: Annotated[Reference, Field("to", Type.PLACE, "a place's id", required=True)]
    takes: Annotated[timedelta, Field("takes", Type.DURATION, "door to door", required=True)]
    by: Annotated[str, Field("by", Type.TEXT, "air, road, rail, foot …")] = ""
    margin: Annotated[
        timedelta, Field("margin", Type.DURATION, "wanted on top, for what goes wrong")
    ] = timedelta()
    one_way: Annotated[bool, Field("one way", Type.YES_NO, "only from → to")] = False
    has_signal: Annotated[
        bool | None, Field("signal", Type.YES_NO, "whether telephones work all the way")
    ] = None
    note: Annotated[str | None, Field("note", Type.TEXT, "anything else")] = None


class Closure(NamedTuple):
    """A time in which nobody can take a row of ``travel`` in the direction that leaves a place."""

    row: TravelRow
    origin: str
    when: Timespan


class Route(NamedTuple):
    """A way from one place to another: the time it takes and the margin wanted on top."""

    takes: timedelta
    margin: timedelta
    by: tuple[str, ...]
    via: tuple[str, ...]
    """Ids of the places changed at, in order."""


_Way = tuple[str, str, TravelRow]
"""A row in one of its directions: from where, to where."""

DEEPEST = 9
"""Places inside one another; the parser refuses more."""
DEFAULT_LOCAL_TRAVEL = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Every place of a mission, and the ways between them."""

    places: Mapping[str, Place]
    travel: tuple[TravelRow, ...]
    default_zone: str
    local_travel: timedelta = DEFAULT_LOCAL_TRAVEL
    connections: bool = True
    closures: tuple[Closure, ...] = ()

    def during(self, when: Timespan) -> "Gazetteer":
        """Return the ways that there are for whoever is on one at some time, all of that time."""
        return self.without(one for one in self.closures if one.when.overlaps(when))

    def without(self, closures: Iterable[Closure]) -> "Gazetteer":
        """Return the ways that are left where some are closed for good."""
        shut = {(one.row.span, one.origin) for one in closures}
        if not shut:
            return self
        return replace(self, travel=tuple(part for row in self.travel for part in _open(row, shut)))

    def chain(self, place_id: str) -> Iterator[Place]:
        """Yield a place and those it is inside, innermost first; an unknown id yields none."""
        seen: set[str] = set()
        at: str | None = place_id
        while at is not None and at in self.places and at not in seen and len(seen) < DEEPEST:
            seen.add(at)
            yield self.places[at]
            within = self.places[at].within
            at = within.id if within else None

    def town(self, place_id: str) -> Place | None:
        """Return the outermost place around this one: what a cover may say of it.

        None where that cannot be told: a place that is ``in`` an unknown one is no town itself.
        """
        chain = list(self.chain(place_id))
        return chain[-1] if chain and chain[-1].within is None else None

    def zone(self, place_id: str | None) -> str:
        """Return the IANA zone whose clocks hang in a place; the mission's where none is said."""
        if place_id is not None:
            for place in self.chain(place_id):
                if place.zone:
                    return place.zone
        return self.default_zone

    def coordinates(self, place_id: str) -> Coordinates | None:
        """Return where a place is on the globe: its own degrees, or those of what it is inside."""
        found = (place.coordinates for place in self.chain(place_id) if place.coordinates)
        return next(found, None)

    def altitude(self, place_id: str) -> int | None:
        """Return how high a place is, in metres: its own altitude, or that of what it is inside."""
        found = (place.altitude for place in self.chain(place_id) if place.altitude is not None)
        return next(found, None)

    def country(self, place_id: str | None) -> str | None:
        """Return the ISO 3166 code of the country a place is in; its zone tells where none does.

        The code may name a part of the country too (``GB-SCT``). None for a zone of no country.
        """
        chain = self.chain(place_id) if place_id is not None else iter(())
        return next((one.country for one in chain if one.country), None) or country_of(
            self.zone(place_id)
        )

    def office_hours(self, place_id: str) -> tuple[OfficeHours, ...]:
        """Return when those who work in a place receive people; none where nothing is said."""
        found = (place.office_hours for place in self.chain(place_id) if place.office_hours)
        return next(found, ())

    def route(self, origin: str, destination: str) -> Route | None:
        """Return the way between two places: the row for them, or the quickest chain of rows.

        A row for a place serves the places inside it, and the row nearest to the venue wins over
        one for its town. None where nothing leads there.
        """
        if origin == destination or origin not in self.places or destination not in self.places:
            return _STAYING
        row = self.row(origin, destination)
        if row is not None:
            return _of(row)
        if self._same_town(origin, destination):
            return Route(self.local_travel, timedelta(), (), ())
        return self._connected(origin, destination) if self.connections else None

    def row(self, origin: str, destination: str) -> TravelRow | None:
        """Return the row for the way between two places, or None where none is.

        Of several it is the one nearest to both, counting how far up each of its ends stands.
        """
        return self._nearest(self._rows(), origin, destination)

    def _nearest(self, rows: Iterable[_Way], origin: str, destination: str) -> TravelRow | None:
        above = {place.id: depth for depth, place in enumerate(self.chain(origin))}
        beyond = {place.id: depth for depth, place in enumerate(self.chain(destination))}
        near = [
            (above[a] + beyond[b], row.takes + row.margin, row)
            for a, b, row in rows
            if a in above and b in beyond
        ]
        return min(near, key=lambda found: found[:2])[2] if near else None

    def _same_town(self, one: str, other: str) -> bool:
        town = self.town(one)
        return town is not None and town == self.town(other)

    def _rows(self) -> Iterator[_Way]:
        for row in self.travel:
            yield row.origin.id, row.destination.id, row
            if not row.one_way:
                yield row.destination.id, row.origin.id, row

    def _connected(self, origin: str, destination: str) -> Route | None:
        # Dijkstra's search over (total, place reached by a row); None is where nobody has set out.
        tie = count(1)
        queue: list[tuple[timedelta, int, str | None, Route]] = [(timedelta(), 0, None, _STAYING)]
        done = set()
        leaving = self._rows_by_town()
        while queue:
            _, _, reached, so_far = heappop(queue)
            if reached == destination:
                return so_far
            if reached in done:
                continue
            done.add(reached)
            at, is_first = reached or origin, reached is None
            town = self.town(at)
            rows = leaving.get(town.id, []) if town else []
            local = [way for way in rows if self._same_town(way[0], way[1])]
            for a, b, row in rows:
                change = self._change(local, at, a, is_first=is_first)
                if b not in done:
                    route = _then(_then(so_far, change), _of(row), b if b != destination else None)
                    heappush(queue, (route.takes + route.margin, next(tie), b, route))
            if not is_first and self._same_town(at, destination):
                change = self._change(local, at, destination, is_last=True)
                # Nobody changes at a town on the way to a door in it.
                via = tuple(place for place in so_far.via if place != at or change != _STAYING)
                route = _then(so_far._replace(via=via), change)
                heappush(queue, (route.takes + route.margin, next(tie), destination, route))
        return None

    def _rows_by_town(self) -> dict[str, list[_Way]]:
        """Return the rows by the town they leave: changes are made inside one town only."""
        leaving: dict[str, list[_Way]] = {}
        for a, b, row in self._rows():
            town = self.town(a)
            if town is not None:
                leaving.setdefault(town.id, []).append((a, b, row))
        return leaving

    def _change(
        self,
        local: Iterable[_Way],
        one: str,
        other: str,
        *,
        is_first: bool = False,
        is_last: bool = False,
    ) -> Route:
        """Return the way from one place of a town to another, before, between or after rows.

        ``local`` are the rows inside the town. Such a row counts as it does by itself: whoever
        flies has to get to the airport, and to check in. Where there is none, a row to a town leads
        to each door in it, and one from a town leads away from each. Else it is local travel.
        """
        if one == other:
            return _STAYING
        is_inside = any(place.id == other for place in self.chain(one))
        is_around = any(place.id == one for place in self.chain(other))
        if (is_first and is_inside) or (is_last and is_around):
            return _STAYING
        row = self._nearest(local, one, other)
        if row is not None:
            return _of(row)
        if (is_inside and not is_last) or (is_around and not is_first):
            return _STAYING
        return Route(self.local_travel, timedelta(), (), ())


def _open(row: TravelRow, shut: Container[tuple[SourceSpan, str]]) -> Iterator[TravelRow]:
    """Yield a row with the directions that are open, if any."""
    origin, destination = row.origin, row.destination
    there = (row.span, origin.id) not in shut
    back = not row.one_way and (row.span, destination.id) not in shut
    if there:
        yield row if back or row.one_way else replace(row, one_way=True)
    elif back:
        yield replace(row, origin=destination, destination=origin, one_way=True)


_STAYING = Route(timedelta(), timedelta(), (), ())


def _of(row: TravelRow) -> Route:
    return Route(row.takes, row.margin, (row.by,) if row.by else (), ())


def _then(route: Route, further: Route, change: str | None = None) -> Route:
    """Return a way and a further one; ``change`` is where one changes after it."""
    return Route(
        route.takes + further.takes,
        route.margin + further.margin,
        tuple(dict.fromkeys((*route.by, *further.by))),
        (*route.via, change) if change is not None else route.via,
    )
