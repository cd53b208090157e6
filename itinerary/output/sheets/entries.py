"""Days → entries of a sheet, from the same days that the agenda shows."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from itinerary.languages import Words
from itinerary.output import changes, wording
from itinerary.output.days import Gap, Row, clocks, days
from itinerary.output.sheets.sheet import Entry, Line, Maker
from itinerary.privacy.view import (
    Cover,
    Item,
    Journey,
    OpenRequest,
    Stay,
    View,
    Withdrawn,
    is_off,
)
from itinerary.times import Days, Timespan, day_span, format_when, in_zone, zone_of


def of_row(row: Row | Gap, maker: Maker) -> Entry:
    """Return what has its hours, or the free time between two such."""
    say = maker.say
    if isinstance(row, Gap):
        free = say("{length} free", length=maker.words.length(row.length))
        return Entry("", "", "", "", free, is_light=True)
    if row.goes_on:
        title = say("{title} (goes on)", title=wording.title(row.item, maker.words))
        standing = wording.standing(row.item).value
        end = row.clock.end
        until = "" if end.date() == row.date else f" {maker.words.day(end)}"
        times = f"–{end:%H:%M}{until}"
        return Entry(times, _clocks(row, maker), standing, "", title, is_light=True)
    entry = of_item(row.item, clock(row.clock, row.date, maker.words), maker)
    told_by = _clocks(row, maker)
    lines = (Line("", told_by), *entry.lines) if told_by else entry.lines
    return entry._replace(beside=_beside(row, maker.words), lines=lines)


def of_item(item: Item, times: str, maker: Maker) -> Entry:
    """Return an item with all that its reader may know of it."""
    words, standing = maker.words, wording.standing(item)
    return Entry(
        times=times,
        beside="",
        standing=standing.value,
        status=wording.standing_word(standing, words),
        title=wording.title(item, words),
        lines=tuple(_lines(item, maker)),
        change=maker.change(item),
        mark=_mark(item, maker),
        is_off=is_off(item),
    )


def of_request(request: OpenRequest, maker: Maker) -> Entry:
    """Return a request that has no time yet."""
    words, say = maker.words, maker.say
    venues = words.either(map(wording.venue_line, request.venues))
    told = (
        Line("", wording.first_up(wording.windows(request, maker.view.zone, words))),
        Line("", venues),
        Line("", wording.party(request.details, "", words)),
        *(Line(*one) for one in wording.particulars(request.details, words)),
    )
    standing = request.details.standing
    return Entry(
        times=wording.length(request, words),
        beside="",
        standing=standing.value,
        status=wording.standing_word(standing, words),
        title=wording.title(request, words),
        lines=tuple(one for one in told if one.text),
        change=maker.change(request),
        mark=say("confidential") if request.details.is_confidential else "",
    )


def of_withdrawn(gone: Withdrawn, day: date, maker: Maker) -> Entry:
    """Return what its reader saw and sees no longer: its time, and nothing else of it."""
    words, when = maker.words, gone.when
    lines: tuple[Line, ...] = ()
    if isinstance(when, Timespan):
        zone = maker.view.zone
        times = clock(Timespan(in_zone(when.start, zone), in_zone(when.end, zone)), day, words)
        lines = (Line("", words.say("{city} time", city=words.city(zone))),)
    else:
        times = words.say("All day")
    return Entry(
        times=times,
        beside="",
        standing="cancelled",
        status="",
        title=wording.first_up(words.say("no longer in your programme")),
        lines=lines,
        change=maker.say("Changed"),
    )


def clock(span: Timespan, day: date, words: Words) -> str:
    """Return times as they stand under a day, with another day's name where they are on one."""
    begins = "" if span.start.date() == day else f"{words.day(span.start)} "
    start = f"{begins}{span.start:%H:%M}"
    if span.start == span.end:
        return start
    ends = "" if span.end.date() == span.start.date() else f" {words.day(span.end)}"
    return f"{start}–{span.end:%H:%M}{ends}"


class Told(NamedTuple):
    """An item that a list tells once: under which date, at what times, and what it is."""

    date: date
    times: str
    item: Item


def once(maker: Maker) -> Iterator[Told]:
    """Yield each item of the days of a sheet once: where it begins, or on the sheet's first day.

    Times are by the clocks of each place, and name them where they are not the mission's.
    """
    seen = set[str]()
    for day in days(maker.view, maker.printing.page):
        notices, nights = (
            [Told(day.date, _whole(item, maker), item) for item in some]
            for some in (day.notices, day.nights)
        )
        timed = [
            Told(day.date, _hours(row, maker), row.item) for row in day.rows if isinstance(row, Row)
        ]
        for one in (*notices, *timed, *nights):
            if one.item.uid not in seen:
                seen.add(one.item.uid)
                yield one


def _hours(row: Row, maker: Maker) -> str:
    told = (clock(row.clock, row.date, maker.words), _clocks(row, maker))
    return "\n".join(filter(None, told))


def _whole(item: Item, maker: Maker) -> str:
    """Return the days of what takes whole ones, or nights."""
    is_one = isinstance(item.when, Days) and len(item.when) == 1
    if is_one and not isinstance(item, Stay):
        return maker.say("All day")
    return wording.first_up(format_when(item.when, maker.words.day))


def requests(maker: Maker) -> tuple[OpenRequest, ...]:
    """Return the requests that may still be placed on the days of a sheet."""
    if maker.printing.days is None:
        return maker.view.open_requests
    return requests_of(maker.view, maker.printing.days)


def requests_of(view: View, wanted: Days) -> tuple[OpenRequest, ...]:
    """Return the requests that may still be placed on some days, or say no days."""
    first, last = (day_span(day, view.zone) for day in (wanted.first, wanted.last))
    whole = Timespan(first.start, last.end)
    return tuple(
        one
        for one in view.open_requests
        if not one.spans or any(span.overlaps(whole) for span in one.spans)
    )


def clocks_of(maker: Maker) -> Line:
    """Return whose clocks tell the times of a list."""
    local, _ = clocks(maker.view, maker.printing.page, maker.words)
    return Line(maker.say("Times"), wording.first_up(local))


def _beside(row: Row, words: Words) -> str:
    """Return the times by the second clock, and whose that is."""
    if row.beside is None:
        return ""
    zones = dict.fromkeys((zone_of(row.beside.start), zone_of(row.beside.end)))
    city = " → ".join(map(words.city, zones))
    return f"{clock(row.beside, row.date, words)} {city}"


def _clocks(row: Row, maker: Maker) -> str:
    """Return whose clocks tell a time, where they are not the mission's; a way may have two."""
    ends = (row.clock.end,) if row.goes_on else (row.clock.start, row.clock.end)
    zone = maker.view.zone
    if all(one.utcoffset() == in_zone(one, zone).utcoffset() for one in ends):
        return ""
    cities = dict.fromkeys(map(maker.words.city, map(zone_of, ends)))
    return maker.say("{city} time", city=" → ".join(cities))


def _lines(item: Item, maker: Maker) -> Iterator[Line]:
    words, say = maker.words, maker.say
    title = wording.title(item, words)
    place = wording.where(item)
    way = wording.way(item, words) if isinstance(item, Journey) else ""
    is_named = place == item.title or (isinstance(item, Stay) and title.endswith(f": {place}"))
    told = " ".join(filter(None, ("" if is_named else place, way)))
    if told:
        yield Line("", wording.first_up(told) if told == way else told)
    if not isinstance(item, Cover | Journey) and item.venue and item.venue.address:
        yield Line("", item.venue.address)
    crossing = wording.crossing(item, words)
    if crossing:
        yield Line("", wording.first_up(crossing))
    if isinstance(item, Cover):
        return
    reader = maker.view.reader if maker.view.is_personal else ""
    who = wording.party(item.details, reader, words)
    if who:
        yield Line("", who)
    is_plain = isinstance(item, Journey | Stay)
    if not is_plain and not title.startswith(wording.kind(item.details.kind, words)):
        yield Line(say("Kind"), wording.kind(item.details.kind, words))
    if isinstance(item, Stay) and item.nights:
        yield Line(say("Stay"), words.plural("{count} night", "{count} nights", item.nights))
    if isinstance(item, Stay) and isinstance(item.when, Timespan):
        yield Line(say("When"), wording.first_up(format_when(item.when, words.day)))
    yield from (Line(*one) for one in wording.particulars(item.details, words))
    note = changes.note(item, words)
    if maker.change(item) and note:
        yield Line("", note)


def _mark(item: Item, maker: Maker) -> str:
    is_secret = isinstance(item, Cover) or item.details.is_confidential
    return maker.say("confidential") if is_secret else ""
