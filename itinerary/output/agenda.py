"""Days → lines of styled text: one layout for the terminal and for plain text.

Plain text drops the styles, so nothing is told by colour alone.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from itinerary.languages import PLAIN
from itinerary.output import wording
from itinerary.output.cells import pad, width_of
from itinerary.output.days import Day, Gap, Row, clocks, days
from itinerary.output.format import PLACE, Page
from itinerary.output.styled import Line, hanging, rule
from itinerary.privacy.view import Cover, Item, Journey, OpenRequest, Standing, Stay, View
from itinerary.times import (
    WEEKDAYS,
    Timespan,
    format_day,
    format_duration,
    format_long_day,
    in_zone,
    zone_of,
)

MARKS = {
    Standing.IDEA: "◌",
    Standing.REQUESTED: "○",
    Standing.TENTATIVE: "◐",
    Standing.CONFIRMED: "●",
    Standing.DECLINED: "✗",
    Standing.CANCELLED: "✗",
}
_NARROWEST = 40
_IN_SHORT = {"Interpreter"}
"""What the agenda of several days tells of an item, beside time, place and people."""


def lines(view: View, page: Page) -> Iterator[Line]:
    """Yield the agenda line by line; a single day is told in detail."""
    shown = days(view, page)
    layout = _Layout.of(view, page, shown, max(page.width, _NARROWEST))
    yield from _title(view, page, layout.width)
    if view.open_requests:
        yield []
        yield from _requests(view, layout.width, detailed=len(shown) > 1)
    for empty, some in groupby(shown, key=_is_empty):
        together = list(some)
        yield []
        if empty and len(together) > 1:
            first, last = format_day(together[0].date), format_day(together[-1].date)
            yield rule(f"{first} – {last}", "nothing planned", "gap", layout.width)
            continue
        for number, day in enumerate(together):
            yield from [[]] if number else []
            yield from layout.day(day)


def _is_empty(day: Day) -> bool:
    return not (day.rows or day.notices or day.nights)


def _title(view: View, page: Page, width: int) -> Iterator[Line]:
    yield from hanging([], view.mission, "mission", width)
    first, last = view.days.first, view.days.last
    dates = f"{format_day(first)} – {format_day(last)} {last.year}"
    times = ", then ".join(filter(None, clocks(view, page)))
    told = f"{dates} · {times} · for {view.reader}"
    yield from hanging([], told, "muted", width)


def _requests(view: View, width: int, *, detailed: bool) -> Iterator[Line]:
    count = len(view.open_requests)
    yield rule(f"NOT YET PLACED: {count} request{'s' if count > 1 else ''}", "", "alarm", width)
    for request in view.open_requests:
        yield from _request(request, view.zone, width, detailed=detailed)


def _request(request: OpenRequest, zone: str, width: int, *, detailed: bool) -> Iterator[Line]:
    standing = request.details.standing
    length = wording.length(request)
    title = f"{wording.standing_word(standing)} · {request.title}{f' ({length})' if length else ''}"
    yield from hanging([(f" {MARKS[standing]} ", standing.value)], title, standing.value, width)
    venues = " or ".join(wording.venue_line(venue) for venue in request.venues)
    indent: Line = [("   ", "")]
    yield from hanging(indent, wording.windows(request, zone), "time", width)
    if not detailed:
        return
    yield from hanging(indent, venues, "place", width)
    yield from hanging(indent, wording.who(request.details), "people", width)
    for label, text in wording.particulars(request.details):
        if label in {"Asked", "Handover"}:
            yield from hanging(indent, f"{label}: {text}", "muted", width)


def _clock(row: Row, span: Timespan | None) -> str:
    if span is None:
        return ""
    begins = row.date if row.goes_on else span.start.date()
    later = (span.end.date() - begins).days
    end = f"{span.end:%H:%M}{f'{later:+}' if later else ''}"
    if row.goes_on:
        return f"     –{end}"
    # By the second clock it may begin on another day than the one it stands under.
    weekday = "" if begins == row.date else f"{WEEKDAYS[begins.weekday()][:3]} "
    return f"{weekday}{span.start:%H:%M}–{end}"


class _Layout(NamedTuple):
    """How days are laid out: two columns of times, then what takes place.

    All widths count terminal cells; the second column is absent where it is 0 wide.
    """

    width: int
    clock: int
    beside: int
    detailed: bool
    reader: str
    """Whose agenda it is, where it is one person's: they need not be told that they take part."""
    zone: str
    by_place: bool

    @classmethod
    def of(cls, view: View, page: Page, shown: tuple[Day, ...], width: int) -> "_Layout":
        """Return the layout that fits the widest times of some days."""
        rows = [row for day in shown for row in day.rows if isinstance(row, Row)]
        clock = max((width_of(_clock(row, row.clock)) for row in rows), default=11)
        beside = max((width_of(_clock(row, row.beside)) for row in rows), default=0)
        reader = view.reader if view.is_personal else ""
        return cls(width, clock, beside, len(shown) == 1, reader, view.zone, page.clocks == PLACE)

    @property
    def indent(self) -> int:
        """Where titles begin."""
        return 1 + self.clock + (2 + self.beside if self.beside else 0) + 4

    def day(self, day: Day) -> Iterator[Line]:
        """Yield one day."""
        number = f"day {day.number} of {day.of}" if day.number else "outside the mission"
        heading, towns = format_long_day(day.date), " · ".join(day.towns)
        aside = f"{number} · {towns}" if towns else number
        told = next((text for text in (aside, number) if self._fits(heading, text)), "")
        yield rule(heading, told, "day", self.width)
        missing = "" if told == aside else towns if told else aside
        yield from hanging([(" ", "")], missing, "muted", self.width)
        for item in day.notices:
            yield from self._item(item, [(" " * (self.indent - 3), "")], "all day: ")
        offsets = {row.clock.start.utcoffset() for row in day.rows if isinstance(row, Row)}
        for row in day.rows:
            if isinstance(row, Gap):
                yield from self._below(f"{format_duration(row.length)} free", "gap")
            else:
                yield from self._row(row, mixed=len(offsets) > 1)
        if not day.rows and not day.notices:
            yield from self._below("nothing planned", "gap")
        for told, names in _nights(day.nights, self.reader).items():
            lead: Line = [(" " * (self.indent - 2), ""), ("☾ ", "night")]
            text = " · ".join((told, *filter(None, [", ".join(names)])))
            yield from hanging(lead, text, "night", self.width)

    def _fits(self, heading: str, aside: str) -> bool:
        return width_of(heading) + width_of(aside) + len(" ── ") <= self.width

    def _row(self, row: Row, *, mixed: bool) -> Iterator[Line]:
        lead: Line = [(" ", ""), (pad(_clock(row, row.clock), self.clock), "time")]
        if self.beside:
            lead += [("  ", ""), (pad(_clock(row, row.beside), self.beside), "home")]
        if row.goes_on:
            title = f"{row.item.title} (goes on)"
            yield from hanging([*lead, ("  ↳ ", "muted")], title, "muted", self.width)
        else:
            yield from self._item(row.item, [*lead, (" ", "")])
            if self._needs_clock(row, mixed=mixed):
                yield from self._below(f"{PLAIN.city(zone_of(row.clock.start))} time", "clocks")

    def _needs_clock(self, row: Row, *, mixed: bool) -> bool:
        """Whether nothing says whose clocks tell a time that is not told by the day's only ones."""
        at = row.clock.start
        differs = mixed or at.utcoffset() != in_zone(at, self.zone).utcoffset()
        return self.by_place and differs and not wording.where(row.item)

    def _item(self, item: Item, lead: Line, prefix: str = "") -> Iterator[Line]:
        standing = Standing.CONFIRMED if isinstance(item, Cover) else item.details.standing
        mark = (f" {MARKS[standing]} ", standing.value)
        title = f"{prefix}{wording.headline(item)}"
        yield from hanging([*lead, mark], title, f"title.{standing.value}", self.width)
        yield from self._below(_place(item), "place")
        yield from self._below(wording.crossing(item) or "", "clocks")
        if isinstance(item, Cover):
            return
        yield from self._below(wording.who(item.details, self.reader), "people")
        for label, told in wording.particulars(item.details):
            if self.detailed or label in _IN_SHORT:
                yield from self._below(f"{label}: {told}", "muted")
        if self.detailed and not isinstance(item, Journey) and item.venue and item.venue.address:
            yield from self._below(f"Address: {item.venue.address}", "muted")

    def _below(self, text: str, style: str) -> Iterator[Line]:
        """Yield a text under a title; nothing for an empty one."""
        yield from hanging([(" " * self.indent, "")], text, style, self.width)


def _place(item: Item) -> str:
    place = wording.where(item)
    told = "" if place == item.title else place
    by = wording.way(item) if isinstance(item, Journey) else ""
    return " ".join(filter(None, (told, by)))


def _nights(stays: tuple[Stay, ...], reader: str) -> dict[str, list[str]]:
    """Return who sleeps where, one line a place."""
    told: dict[str, list[str]] = {}
    for stay in stays:
        kind, place = stay.details.kind, wording.where(stay)
        name = stay.venue.name if stay.venue else ""
        title = "" if stay.title in {kind, f"{kind}: {name}", name, place} else stay.title
        word = wording.standing_word(stay.details.standing)
        line = " · ".join(filter(None, (word, f"Night: {place or stay.title}", place and title)))
        people = wording.who(stay.details, reader)
        told.setdefault(line, []).extend([people] if people else [])
    return told
