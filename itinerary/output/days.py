"""View → days: what stands under each date, for every page that shows days.

The agenda in the terminal, as text, as Markdown and as JSON all read it, so they never disagree.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from typing import NamedTuple, assert_never

from itinerary.languages import PLAIN, Words
from itinerary.output.format import HOME, PLACE, Page
from itinerary.privacy.view import (
    Cover,
    Engagement,
    Item,
    Journey,
    Standing,
    Stay,
    Venue,
    View,
    is_off,
)
from itinerary.times import Days, Timespan, in_zone, wall_clock, zone_of

SHORTEST_GAP = timedelta(minutes=15)


class Row(NamedTuple):
    """A timed item under one date.

    ``date`` is the one it stands under, ``clock`` its span by the clocks the page shows,
    ``beside`` by the second clock, None where that shows the same. ``goes_on`` tells that it
    began on an earlier date.
    """

    item: Item
    date: date
    clock: Timespan
    beside: Timespan | None
    goes_on: bool


class Gap(NamedTuple):
    """Free time between two engagements of one person."""

    length: timedelta


class Day(NamedTuple):
    """One date: ``number`` of ``of`` days of the mission, None outside it."""

    date: date
    number: int | None
    of: int
    towns: tuple[str, ...]
    notices: tuple[Item, ...]
    rows: tuple[Row | Gap, ...]
    nights: tuple[Stay, ...]


class Moment(NamedTuple):
    """What is going on at an instant, and what comes next.

    ``day`` is its date by the page's clocks. ``current`` has each item once, under its date there.
    ``coming`` are those that begin first after it, one or several at the same time.
    """

    now: datetime
    day: date
    current: tuple[Row, ...]
    coming: tuple[Row, ...]

    @property
    def until(self) -> timedelta | None:
        """How long it is until the next begins; None where none does."""
        return self.coming[0].clock.start - self.now if self.coming else None


def days(view: View, page: Page) -> tuple[Day, ...]:
    """Return the page's days: the whole mission's, and any other that an item touches."""
    rows: dict[date, list[Row]] = {}
    for row in _timed(view, page):
        rows.setdefault(row.date, []).append(row)
    whole = [*_whole(view)]
    return tuple(_day(day, view, rows.get(day, []), whole) for day in sorted(_dates(view, page)))


def _timed(view: View, page: Page) -> Iterator[Row]:
    """Yield what has its hours, under each date that it touches."""
    for item in view.items:
        if isinstance(item.when, Timespan) and not isinstance(item, Stay):
            yield from _rows(item, item.when, view, page)


def _whole(view: View) -> Iterator[Item]:
    """Yield what takes whole days, or nights."""
    return (item for item in view.items if isinstance(item.when, Days) or isinstance(item, Stay))


def _dates(view: View, page: Page) -> set[date]:
    """Return the dates of a page."""
    if page.days is not None:
        return set(page.days)
    timed = {row.date for row in _timed(view, page)}
    return set(view.days) | timed | {day for item in _whole(view) for day in _touched(item)}


def _day(day: date, view: View, rows: list[Row], whole: list[Item]) -> Day:
    rows = sorted(rows, key=lambda row: (not row.goes_on, row.clock.start, row.clock.end))
    notices = tuple(item for item in whole if not isinstance(item, Stay) and day in _touched(item))
    nights = tuple(item for item in whole if isinstance(item, Stay) and day in _evenings(item))
    towns = chain(
        *(_towns(row.item) for row in rows),
        *(_towns(item) for item in (*notices, *nights)),
    )
    return Day(
        date=day,
        number=(day - view.days.first).days + 1 if day in view.days else None,
        of=len(view.days),
        towns=tuple(dict.fromkeys(towns)),
        notices=notices,
        rows=tuple(_with_gaps(rows) if view.is_personal else rows),
        nights=nights,
    )


def _rows(item: Item, when: Timespan, view: View, page: Page) -> Iterator[Row]:
    clock, beside = _clocks(when, view, page)
    first, last = clock.start.date(), clock.end.date()
    if wall_clock(clock.end) == datetime.combine(last, datetime.min.time()) and last > first:
        last -= timedelta(days=1)
    for number in range(max((last - first).days, 0) + 1):
        day = first + timedelta(days=number)
        yield Row(item, day, clock, beside, goes_on=day > first)


def _clocks(when: Timespan, view: View, page: Page) -> tuple[Timespan, Timespan | None]:
    home = view.home
    if page.clocks == PLACE:
        beside = _told_in(when, home) if home else None
        return when, None if beside is None or _same(when, beside) else beside
    clock = _told_in(when, days_zone(view, page))
    return clock, None if _same(when, clock) else when


def clocks(view: View, page: Page, words: Words = PLAIN) -> tuple[str, str]:
    """Return whose clocks a page's first and second times are by; no second where none is told."""
    if page.clocks == PLACE:
        home = view.home if view.home and view.home != view.zone else None
        local = words.say("local times ({city})", city=words.city(view.zone))
        return local, words.city(home) if home else ""
    zone = days_zone(view, page)
    local = words.say("local where they differ")
    return words.say("{city} times", city=words.city(zone)), local


def moment(view: View, page: Page) -> Moment | None:
    """Return what is now and next in a view; None where the present is none of the page's days.

    What comes next may be on a later day than the page shows. What is off, or an idea, takes
    nobody's time: it is neither.
    """
    if page.now is None:
        return None
    now, today = page.now, in_zone(page.now, days_zone(view, page)).date()
    if today not in _dates(view, page):
        return None
    rows = [row for row in _timed(view, page) if _takes_time(row.item)]
    current: dict[str, Row] = {}
    for row in rows:
        # Under the date that it is there now: what began on another stands under several.
        if row.clock.start <= now < row.clock.end and (
            row.item.uid not in current or row.date <= in_zone(now, zone_of(row.clock.start)).date()
        ):
            current[row.item.uid] = row
    later = [row for row in rows if row.clock.start > now and not row.goes_on]
    first = min((row.clock.start for row in later), default=now)
    coming = tuple(row for row in later if row.clock.start == first)
    return Moment(now, today, tuple(current.values()), coming)


def days_zone(view: View, page: Page) -> str:
    """Return the zone by whose clocks a page's days begin; at each place they are its own."""
    if page.clocks == PLACE:
        return view.zone
    return (view.home or view.zone) if page.clocks == HOME else page.clocks


def _told_in(when: Timespan, zone: str) -> Timespan:
    return Timespan(in_zone(when.start, zone), in_zone(when.end, zone))


def _same(one: Timespan, other: Timespan) -> bool:
    return (wall_clock(one.start), wall_clock(one.end)) == (
        wall_clock(other.start),
        wall_clock(other.end),
    )


def _touched(item: Item) -> Iterable[date]:
    if isinstance(item.when, Days):
        return item.when
    return Days(item.when.start.date(), item.when.end.date())


def _evenings(item: Stay) -> Iterable[date]:
    touched = list(_touched(item))
    return touched[:-1] if len(touched) > 1 else touched


def _with_gaps(rows: list[Row]) -> Iterator[Row | Gap]:
    end: datetime | None = None
    for row in rows:
        if not _takes_time(row.item):
            yield row
            continue
        if end is not None and row.clock.start - end >= SHORTEST_GAP:
            yield Gap(row.clock.start - end)
        end = row.clock.end if end is None else max(end, row.clock.end)
        yield row


def _takes_time(item: Item) -> bool:
    """Whether an item keeps its reader from doing something else."""
    return not is_off(item) and (
        isinstance(item, Cover) or item.details.standing is not Standing.IDEA
    )


def _towns(item: Item) -> Iterator[str]:
    if is_off(item):
        return
    match item:
        case Cover():
            towns = [item.town]
        case Journey():
            towns = [_town(item.origin), _town(item.destination)]
        case Engagement() | Stay():
            towns = [_town(item.venue)]
        case _:
            assert_never(item)
    yield from (town for town in towns if town)


def _town(venue: Venue | None) -> str | None:
    return venue.town if venue else None
