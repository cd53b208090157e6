"""The slots of a request: what is left of its windows when all is cut that concerns it alone.

Each cut is made under a name, so that a request without any slot can be told what took the last.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from itinerary.checks import arrives_after_dark, embargo_broken
from itinerary.checks.counterparts import has_counterpart
from itinerary.checks.daylight import is_by_road, night_at
from itinerary.checks.office_hours import open_on
from itinerary.checks.public_holiday import holidays_among
from itinerary.model.entries import Engagement, Entry, Journey, Window
from itinerary.model.schedule import Schedule, is_present
from itinerary.planner.problem import Slot
from itinerary.times import (
    UTC,
    Days,
    Timespan,
    day_span,
    in_zone,
    localise,
    wall_clock,
    zone_of,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE, _QUARTER = timedelta(minutes=1), timedelta(minutes=15)
_DAY = timedelta(days=1)
DAYTIME = (time(8), time(20))
"""When something may begin and end whose window is whole days: nobody means midnight by a date."""

Range = tuple[datetime, datetime]
"""The first and the last instant at which something may start."""
_Cutting = Callable[[list[Range]], list[Range]]


class Cut(Enum):
    """What can take the last start that a request had."""

    LENGTH = "its windows are shorter than it takes"
    NIGHTS = "nights"
    """What a stay avoids, follows, precedes, or who is there, together."""
    PAST = "past"
    MISSION = "mission"
    AVOID = "avoid"
    HOURS = "office hours"
    HOLIDAY = "holiday"
    EMBARGO = "embargo"
    DARK = "dark"
    AFTER = "after"
    BEFORE = "before"
    PRESENCE = "presence"
    UNAVAILABLE = "unavailable"
    ITSELF = "itself"
    """It is to follow, or to precede, itself."""
    UNKNOWN = "unknown"
    """Somebody, a place or an entry that the request names is nowhere in the file."""


class Emptied(NamedTuple):
    """What took the last start of a request; ``about`` is the id that it is about, if any."""

    by: Cut
    about: str | None = None


def minute_of(instant: datetime) -> int:
    """Return the minute that an instant is in."""
    return (instant - _EPOCH) // _MINUTE


def instant_of(minute: int, zone: str) -> datetime:
    """Return a minute as an instant, by the clocks of a zone."""
    return in_zone(_EPOCH + minute * _MINUTE, zone)


def zones_of(schedule: Schedule, entry: Entry, place: str | None) -> tuple[str, str]:
    """Return whose clocks tell a request's start and end, at a place of its choice."""
    zone = schedule.gazetteer.zone
    if isinstance(entry, Journey):
        return zone(entry.origin.id), zone(entry.destination.id)
    return zone(place), zone(place)


def by_clocks(
    schedule: Schedule, entry: Entry, windows: Iterable[Window], place: str | None
) -> tuple[Window, ...]:
    """Return a request's windows by the clocks of one place of its choice.

    The file tells them by those of the first that is named; once another is chosen, the same words
    mean its own.
    """
    where = getattr(entry, "where", ())
    own, _ = zones_of(schedule, entry, where[0].id if where else None)
    zone, _ = zones_of(schedule, entry, place)

    def again(span: Timespan) -> Timespan:
        if own == zone or zone_of(span.start) != own:
            return span
        return Timespan(*(_instant(wall_clock(one), zone) for one in (span.start, span.end)))

    return tuple(replace(window, spans=tuple(map(again, window.spans))) for window in windows)


class Windows:
    """Cuts the windows of one request down to its slots."""

    def __init__(self, schedule: Schedule, entry: Entry, takes: timedelta, now: datetime) -> None:
        """Prepare to place ``entry``, which lasts ``takes``, no earlier than ``now``."""
        self.schedule = schedule
        self.entry = entry
        self.takes = takes
        mark = now.replace(minute=0, second=0, microsecond=0)
        self.now = mark + -(-(now - mark) // _QUARTER) * _QUARTER
        self.emptied: Emptied | None = None
        """What took the last start, where none is left."""

    def slots(self) -> tuple[Slot, ...]:
        """Return all slots, place by place and day by day."""
        where = getattr(self.entry, "where", ())
        places = [reference.id for reference in where] or [None]
        return tuple(slot for place in places for slot in self._at(place))

    def _at(self, place: str | None) -> Iterator[Slot]:
        zone, _ = zones_of(self.schedule, self.entry, place)
        ranges = self._opened(place, zone)
        told: list[tuple[Emptied, _Cutting]] = [
            (Emptied(Cut.PAST), partial(_inside, first=self.now)),
            (Emptied(Cut.MISSION), partial(self._in_mission, place=place)),
            (Emptied(Cut.AVOID), partial(self._not_avoided, place=place)),
            (Emptied(Cut.EMBARGO), self._after_embargo),
            (Emptied(Cut.HOLIDAY), partial(self._on_workdays, place=place, zone=zone)),
            (Emptied(Cut.HOURS), partial(self._in_office_hours, place=place, zone=zone)),
            (Emptied(Cut.DARK), self._by_day),
            *self._orders(),
            *self._people(),
        ]
        if not ranges:
            self.emptied = self.emptied or Emptied(Cut.LENGTH)
        for by, cut in told:
            left = cut(ranges)
            if ranges and not left:
                self.emptied = by
            ranges = left
        for first, last in ranges:
            yield from self._daily(first, last, place, zone)

    # ------------------------------------------------------------ the windows

    def _opened(self, place: str | None, zone: str) -> list[Range]:
        spans = self._spans(self.entry.within, place)
        stretches = [part for span in spans for part in _awake(span, zone)]
        return _joined((start, end - self.takes) for start, end in stretches)

    def _in_mission(self, found: list[Range], place: str | None) -> list[Range]:
        """Return the starts whose days at both ends lie in the mission; of a way, at one."""
        dates = self.schedule.delegation.dates
        start_zone, end_zone = zones_of(self.schedule, self.entry, place)
        first = day_span(dates.first, start_zone).start
        last = day_span(dates.last, end_zone).end - self.takes
        if isinstance(self.entry, Journey):
            first, last = first - self.takes, day_span(dates.last, start_zone).end - _MINUTE
        return _inside(found, first, last)

    def _spans(self, windows: Iterable[Window], place: str | None) -> Iterator[Timespan]:
        for window in by_clocks(self.schedule, self.entry, windows, place):
            yield from window.spans

    def _not_avoided(self, found: list[Range], place: str | None) -> list[Range]:
        for span in self._spans(self.entry.avoid, place):
            found = self._without(found, span)
        return found

    def _without(self, found: list[Range], span: Timespan) -> list[Range]:
        return _without(found, span.start - self.takes, span.end)

    def _after_embargo(self, found: list[Range]) -> list[Range]:
        embargo = self.entry.embargo
        if embargo is None or not embargo_broken.is_public(self.entry):
            return found
        return _inside(found, embargo.start, None)

    # ------------------------------------------------------------ its place

    def _on_workdays(self, found: list[Range], place: str | None, zone: str) -> list[Range]:
        if not isinstance(self.entry, Engagement) or not has_counterpart(self.entry):
            return found
        country = self.schedule.gazetteer.country(place) or ""
        for day in _days(found, zone):
            if holidays_among(country, [day]):
                span = day_span(day, zone)
                found = _without(found, span.start - self.takes, span.end)
        return found

    def _in_office_hours(self, found: list[Range], place: str | None, zone: str) -> list[Range]:
        hours = self.schedule.gazetteer.office_hours(place) if place else ()
        if not hours or not isinstance(self.entry, Engagement) or not has_counterpart(self.entry):
            return found
        left = []
        for first, last in found:
            span = (wall_clock(in_zone(one, zone)) for one in (first, last + self.takes))
            for walls in open_on(hours, *span):
                opens, closes = (_instant(wall, zone) for wall in walls)
                left += _inside([(first, last)], opens, closes - self.takes)
        return left

    def _by_day(self, found: list[Range]) -> list[Range]:
        """Return the starts from which a road ends by daylight."""
        entry = self.entry
        if not isinstance(entry, Journey):
            return found
        row = self.schedule.gazetteer.row(entry.origin.id, entry.destination.id)
        if not is_by_road(entry, row):
            return found
        at = self.schedule.gazetteer.coordinates(entry.destination.id)
        spare = arrives_after_dark.RULE.length(self.schedule, "before sunset")
        zone = self.schedule.gazetteer.zone(entry.destination.id)
        days = _days(found, zone) if at else []
        for day in [*(one - _DAY for one in days[:1]), *days]:
            noon = in_zone(day_span(day, zone).start + _DAY / 2, zone)
            night = night_at(noon, at) if at else None
            if night is not None:
                dark = Timespan(night.start - spare, night.end)
                found = self._without([(a, b) for a, b in found], dark)
        return found

    # ------------------------------------------------------------ others

    def _orders(self) -> Iterator[tuple[Emptied, _Cutting]]:
        for reference in self.entry.after:
            ends = [self._edges(one)[1] for one in self._times_of(reference.id)]
            if ends:
                yield Emptied(Cut.AFTER, reference.id), partial(_inside, first=max(ends))
        for reference in self.entry.before:
            begins = [self._edges(one)[0] for one in self._times_of(reference.id)]
            if begins:
                last = min(begins) - self.takes
                yield Emptied(Cut.BEFORE, reference.id), partial(_inside, last=last)

    def _times_of(self, entry_id: str) -> list[Timespan | Days]:
        return [
            occurrence.when
            for occurrence in self.schedule.occurrences
            if occurrence.entry.id == entry_id and not occurrence.entry.status.is_off
        ]

    def _edges(self, when: Timespan | Days) -> tuple[datetime, datetime]:
        zone = self.schedule.delegation.zone
        if isinstance(when, Days):
            return day_span(when.first, zone).start, day_span(when.last, zone).end
        return when.start, when.end

    def _people(self) -> Iterator[tuple[Emptied, _Cutting]]:
        for person_id in self._named():
            person = self.schedule.people.get(person_id)
            if person is None:
                continue
            joins = person.joins.when.start if person.joins else None
            leaves = person.leaves.when.start - self.takes if person.leaves else None
            yield Emptied(Cut.PRESENCE, person_id), partial(_inside, first=joins, last=leaves)
            for absence in person.unavailable:
                cut = partial(self._without, span=self._span(absence.when))
                yield Emptied(Cut.UNAVAILABLE, person_id), cut

    def _span(self, when: Timespan | Days) -> Timespan:
        """Return whole days as those that the request's own clocks show."""
        if isinstance(when, Timespan):
            return when
        where = getattr(self.entry, "where", ())
        zone, _ = zones_of(self.schedule, self.entry, where[0].id if where else None)
        return Timespan(day_span(when.first, zone).start, day_span(when.last, zone).end)

    def _named(self) -> tuple[str, ...]:
        """Return who takes part whenever it is: whom the entry names."""
        parts = (self.entry.lead, self.entry.note_taker, *self.entry.interpreter, *self.entry.who)
        return tuple(dict.fromkeys(one.id for one in parts if one is not None))

    # ------------------------------------------------------------ slots

    def _daily(
        self, first: datetime, last: datetime, place: str | None, zone: str
    ) -> Iterator[Slot]:
        """Yield a range day by day, and with the same people in each part."""
        for day in _days([(first, last)], zone):
            span = day_span(day, zone)
            start, end = max(first, span.start), min(last, span.end - _MINUTE)
            if start > end:
                continue
            for one, other in self._with_same_people(start, end):
                slot = self._slot(one, other, day, place)
                if slot is not None:
                    yield slot

    def _with_same_people(self, first: datetime, last: datetime) -> Iterator[Range]:
        edges = {first, last + _MINUTE}
        if self.entry.everyone:
            for person in self.schedule.people.values():
                if person.joins:
                    edges.add(person.joins.when.start)
                if person.leaves:
                    edges.add(person.leaves.when.start - self.takes + _MINUTE)
                for blocked in (self._span(one.when) for one in person.unavailable):
                    edges |= {blocked.start - self.takes + _MINUTE, blocked.end}
        inside = sorted(edge for edge in edges if first <= edge <= last + _MINUTE)
        yield from ((start, end - _MINUTE) for start, end in pairwise(inside))

    def _slot(self, first: datetime, last: datetime, day: date, place: str | None) -> Slot | None:
        when = Timespan(first, first + self.takes)
        people = self.schedule.attendees(self.entry, when)
        if self.entry.everyone:
            if not people or any(self._is_unavailable(one, when) for one in people):
                return None
            if any(
                not is_present(self.schedule.people[one], when)
                for one in people
                if one in self.schedule.people
            ):
                return None
        journey = self.entry if isinstance(self.entry, Journey) else None
        vehicles = [f"vehicle {one.casefold()}" for one in dict.fromkeys(self.entry.vehicle)]
        rooms = []
        if self.entry.room and place is not None:
            rooms.append(f"room {place} {self.entry.room.casefold()}")
        return Slot(
            day=day.toordinal(),
            first=minute_of(first),
            last=minute_of(last),
            origin=journey.origin.id if journey else place,
            destination=journey.destination.id if journey else place,
            people=people,
            things=(*vehicles, *rooms),
        )

    def _is_unavailable(self, person_id: str, when: Timespan) -> bool:
        person = self.schedule.people.get(person_id)
        return person is not None and any(
            when.overlaps(self._span(one.when)) for one in person.unavailable
        )


def _awake(span: Timespan, zone: str) -> Iterator[Range]:
    """Yield a window; of one that is a whole day or longer, the daytime of each of its days."""
    start, end = (in_zone(one, zone) for one in (span.start, span.end))
    whole = start == day_span(start.date(), zone).start and end >= day_span(start.date(), zone).end
    if not whole and end - start < _DAY:
        yield start, end
        return
    for day in _days([(start, end - _MINUTE)], zone):
        opens, closes = (wall_instant(day, clock, zone) for clock in DAYTIME)
        if max(start, opens) < min(end, closes):
            yield max(start, opens), min(end, closes)


def wall_instant(day: date, clock: time, zone: str) -> datetime:
    """Return the instant at which clocks show a time of day."""
    return _instant(datetime.combine(day, clock), zone)


def _instant(wall: datetime, zone: str) -> datetime:
    """Return an instant that clocks show; of two readings, or none, the later."""
    found = localise(wall, zone)
    return found if isinstance(found, datetime) else found.readings[-1]


def _days(found: Iterable[Range], zone: str) -> list[date]:
    days = set()
    for first, last in found:
        one, other = (in_zone(instant, zone).date() for instant in (first, last))
        days |= {one + n * _DAY for n in range((other - one).days + 1)}
    return sorted(days)


def _joined(found: Iterable[Range]) -> list[Range]:
    """Return ranges in order, those that overlap or touch as one."""
    joined: list[Range] = []
    for first, last in sorted(one for one in found if one[0] <= one[1]):
        if joined and first <= joined[-1][1] + _MINUTE:
            joined[-1] = joined[-1][0], max(joined[-1][1], last)
        else:
            joined.append((first, last))
    return joined


def _inside(
    found: Iterable[Range], first: datetime | None = None, last: datetime | None = None
) -> list[Range]:
    cut = (
        (max(one, first) if first else one, min(other, last) if last else other)
        for one, other in found
    )
    return [(one, other) for one, other in cut if one <= other]


def _without(found: Iterable[Range], after: datetime, before: datetime) -> list[Range]:
    """Return ranges without what lies between two instants; the instants themselves stay."""
    left = []
    for first, last in found:
        if last <= after or before <= first:
            left.append((first, last))
            continue
        if first <= after:
            left.append((first, after))
        if before <= last:
            left.append((before, last))
    return left
