"""Days → lines of styled text: one layout for the terminal and for plain text.

Plain text drops the styles, so nothing is told by colour alone.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from itinerary.languages import Words
from itinerary.output import wording
from itinerary.output.cells import pad, width_of
from itinerary.output.days import Day, Gap, Moment, Row, clocks, days, days_zone, moment
from itinerary.output.format import PLACE, Page
from itinerary.output.styled import Line, hanging, rule
from itinerary.privacy.view import Cover, Item, Journey, OpenRequest, Standing, Stay, View
from itinerary.times import Timespan, in_zone, zone_of

MARKS = {
    Standing.IDEA: "◌",
    Standing.REQUESTED: "○",
    Standing.TENTATIVE: "◐",
    Standing.CONFIRMED: "●",
    Standing.DECLINED: "✗",
    Standing.CANCELLED: "✗",
}
_NOW = "►"
_NARROWEST = 40
_IN_SHORT = frozenset({"Interpreter"})
"""What the agenda of several days tells of an item, beside time, place and people."""
_OF_A_REQUEST = frozenset({"Asked", "Handover"})
"""What is told of what has no time yet, beside windows, places and people."""


def lines(view: View, page: Page) -> Iterator[Line]:
    """Yield the agenda line by line; a single day is told in detail."""
    shown = days(view, page)
    layout = _Layout.of(view, page, shown, max(page.width, _NARROWEST))
    yield from _title(view, page, layout.width)
    yield from layout.coming()
    if view.open_requests:
        yield []
        yield from layout.requests(view, is_detailed=len(shown) > 1)
    for empty, some in groupby(shown, key=_is_empty):
        together = list(some)
        yield []
        if empty and len(together) > 1:
            yield from layout.nothing(together[0], together[-1])
            continue
        for number, day in enumerate(together):
            yield from [[]] if number else []
            yield from layout.day(day)


def _is_empty(day: Day) -> bool:
    return not (day.rows or day.notices or day.nights)


def _title(view: View, page: Page, width: int) -> Iterator[Line]:
    yield from hanging([], view.mission, "mission", width)
    words = page.words
    first, second = clocks(view, page, words)
    if second:
        first = words.say("{first}, then {second}", first=first, second=second)
    reader = words.say("for {reader}", reader=wording.reader(view, words))
    yield from hanging(
        [], f"{wording.dates(view.days, words)} · {first} · {reader}", "muted", width
    )


def _clock(row: Row, span: Timespan | None, words: Words) -> str:
    if span is None:
        return ""
    begins = row.date if row.goes_on else span.start.date()
    later = (span.end.date() - begins).days
    end = f"{span.end:%H:%M}{f'{later:+}' if later else ''}"
    if row.goes_on:
        return f"     –{end}"
    # By the second clock it may begin on another day than the one it stands under.
    weekday = "" if begins == row.date else f"{words.weekday(begins)} "
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
    words: Words
    moment: Moment | None
    days_zone: str

    @classmethod
    def of(cls, view: View, page: Page, shown: tuple[Day, ...], width: int) -> "_Layout":
        """Return the layout that fits the widest times of some days."""
        rows = [row for day in shown for row in day.rows if isinstance(row, Row)]
        words = page.words
        clock = max((width_of(_clock(row, row.clock, words)) for row in rows), default=11)
        beside = max((width_of(_clock(row, row.beside, words)) for row in rows), default=0)
        return cls(
            width,
            clock,
            beside,
            detailed=len(shown) == 1,
            reader=view.reader if view.is_personal else "",
            zone=view.zone,
            by_place=page.clocks == PLACE,
            words=words,
            moment=moment(view, page),
            days_zone=days_zone(view, page),
        )

    @property
    def indent(self) -> int:
        """Where titles begin."""
        return 1 + self.clock + (2 + self.beside if self.beside else 0) + 4

    def requests(self, view: View, *, is_detailed: bool) -> Iterator[Line]:
        """Yield what has no time yet."""
        heading = self.words.plural(
            "NOT YET PLACED: {count} request",
            "NOT YET PLACED: {count} requests",
            len(view.open_requests),
        )
        yield rule(heading, "", "alarm", self.width)
        for request in view.open_requests:
            yield from self._request(request, is_detailed=is_detailed)

    def _request(self, request: OpenRequest, *, is_detailed: bool) -> Iterator[Line]:
        words, standing = self.words, request.details.standing
        length = wording.length(request, words)
        title = wording.headline(request, words)
        title += f" ({length})" if length else ""
        lead: Line = [(f" {MARKS[standing]} ", standing.value)]
        indent: Line = [("   ", "")]
        yield from hanging(lead, title, standing.value, self.width)
        windows = wording.windows(request, self.zone, words)
        yield from hanging(indent, windows, "time", self.width)
        if not is_detailed:
            return
        venues = words.either(map(wording.venue_line, request.venues))
        yield from hanging(indent, venues, "place", self.width)
        people = wording.who(request.details, words=words)
        yield from hanging(indent, people, "people", self.width)
        for label, text in wording.particulars(request.details, words, _OF_A_REQUEST):
            yield from hanging(indent, f"{label}: {text}", "muted", self.width)

    def coming(self) -> Iterator[Line]:
        """Yield what comes next, and in how long."""
        if self.moment is None or self.moment.until is None:
            return
        words = self.words
        until = wording.countdown(self.moment.until, words)
        for row in self.moment.coming:
            title, place = wording.headline(row.item, words), wording.where(row.item)
            parts = [title, "" if place == row.item.title else place]
            if self._needs_clock(row, mixed=False):
                parts.append(words.say("{city} time", city=words.city(zone_of(row.clock.start))))
            day = "" if row.date == self.moment.day else f"{words.day(row.date)} "
            what = f"{day}{row.clock.start:%H:%M} {', '.join(filter(None, parts))}"
            told = words.say("Next: {what}", what=what)
            yield from hanging([], f"{told} · {until}", "next", self.width)

    def nothing(self, first: Day, last: Day) -> Iterator[Line]:
        """Yield the heading of days that are told together, for there is nothing in them."""
        words = self.words
        days = " – ".join(map(words.day, (first.date, last.date)))
        yield rule(wording.first_up(days), words.say("nothing planned"), "gap", self.width)
        if self.moment and first.date <= self.moment.day <= last.date:
            yield self._now(f"{words.day(self.moment.day)} ", self.days_zone)

    def _now(self, day: str, zone: str) -> Line:
        """Return the line that parts what is over from what is to come, by a zone's clocks."""
        if self.moment is None:
            return []
        told = self.words.say("NOW {time}", time=f"{day}{in_zone(self.moment.now, zone):%H:%M}")
        return rule(f"{_NOW} {told}", "", "now", self.width)

    def _now_within(self, day: Day) -> tuple[int | None, str]:
        """Return before which of a day's rows the present falls, and whose clocks tell it there.

        None where it is another day, or something is going on.
        """
        if self.moment is None or self.moment.current or day.date != self.moment.day:
            return None, ""
        now = self.moment.now
        rows = [(at, row) for at, row in enumerate(day.rows) if isinstance(row, Row)]
        later = [(at, row) for at, row in rows if row.clock.start > now]
        index = later[0][0] if later else len(day.rows)
        zones = [zone_of(row.clock.start) for _, row in (*later[:1], *reversed(rows))]
        # Where it is another day there, its clocks would tell a time of another day.
        fitting = (zone for zone in zones if in_zone(now, zone).date() == day.date)
        return index, next(fitting, self.days_zone)

    def day(self, day: Day) -> Iterator[Line]:
        """Yield one day."""
        say = self.words.say
        number = (
            say("day {number} of {count}", number=day.number, count=day.of)
            if day.number
            else say("outside the mission")
        )
        heading = wording.first_up(self.words.full_day(day.date))
        towns = " · ".join(day.towns)
        aside = f"{number} · {towns}" if towns else number
        told = next((text for text in (aside, number) if self._fits(heading, text)), "")
        yield rule(heading, told, "day", self.width)
        missing = "" if told == aside else towns if told else aside
        yield from hanging([(" ", "")], missing, "muted", self.width)
        for item in day.notices:
            title = say("all day: {title}", title=wording.headline(item, self.words))
            yield from self._item(item, [(" " * (self.indent - 3), "")], title)
        offsets = {row.clock.start.utcoffset() for row in day.rows if isinstance(row, Row)}
        present, zone = self._now_within(day)
        for index, row in enumerate(day.rows):
            if index == present:
                yield self._now("", zone)
            if isinstance(row, Gap):
                length = self.words.length(row.length)
                yield from self._below(say("{length} free", length=length), "gap")
            else:
                yield from self._row(row, mixed=len(offsets) > 1)
        if not day.rows and not day.notices:
            yield from self._below(say("nothing planned"), "gap")
        if present == len(day.rows):
            yield self._now("", zone)
        for told, names in _nights(day.nights, self.reader, self.words).items():
            lead: Line = [(" " * (self.indent - 2), ""), ("☾ ", "night")]
            text = " · ".join((told, *filter(None, [", ".join(names)])))
            yield from hanging(lead, text, "night", self.width)

    def _fits(self, heading: str, aside: str) -> bool:
        return width_of(heading) + width_of(aside) + len(" ── ") <= self.width

    def _row(self, row: Row, *, mixed: bool) -> Iterator[Line]:
        words, is_now = self.words, self._is_now(row)
        lead: Line = [(_NOW, "now") if is_now else (" ", "")]
        lead += [(pad(_clock(row, row.clock, words), self.clock), "time")]
        if self.beside:
            lead += [("  ", ""), (pad(_clock(row, row.beside, words), self.beside), "home")]
        word = words.say("NOW")
        now = f"{word} · " if is_now else ""
        if row.goes_on:
            title = words.say("{title} (goes on)", title=wording.title(row.item, words))
            style = "now" if is_now else "muted"
            yield from hanging([*lead, ("  ↳ ", "muted")], f"{now}{title}", style, self.width)
        else:
            title = f"{now}{wording.headline(row.item, words)}"
            yield from self._item(row.item, [*lead, (" ", "")], title, is_now=is_now)
            if self._needs_clock(row, mixed=mixed):
                city = words.city(zone_of(row.clock.start))
                yield from self._below(words.say("{city} time", city=city), "clocks")

    def _is_now(self, row: Row) -> bool:
        current = self.moment.current if self.moment else ()
        return (row.item.uid, row.date) in ((one.item.uid, one.date) for one in current)

    def _needs_clock(self, row: Row, *, mixed: bool) -> bool:
        """Whether nothing says whose clocks tell a time that is not told by the day's only ones."""
        at = row.clock.start
        differs = mixed or at.utcoffset() != in_zone(at, self.zone).utcoffset()
        return self.by_place and differs and not wording.where(row.item)

    def _item(self, item: Item, lead: Line, title: str, *, is_now: bool = False) -> Iterator[Line]:
        words = self.words
        standing = Standing.CONFIRMED if isinstance(item, Cover) else item.details.standing
        mark = (f" {MARKS[standing]} ", standing.value)
        style = "now" if is_now else f"title.{standing.value}"
        yield from hanging([*lead, mark], title, style, self.width)
        yield from self._below(_place(item, words), "place")
        yield from self._below(wording.crossing(item, words) or "", "clocks")
        if isinstance(item, Cover):
            return
        yield from self._below(wording.who(item.details, self.reader, words), "people")
        wanted = None if self.detailed else _IN_SHORT
        for label, told in wording.particulars(item.details, words, wanted):
            yield from self._below(f"{label}: {told}", "muted")
        if self.detailed and not isinstance(item, Journey) and item.venue and item.venue.address:
            label = words.say("Address")
            yield from self._below(f"{label}: {item.venue.address}", "muted")

    def _below(self, text: str, style: str) -> Iterator[Line]:
        """Yield a text under a title; nothing for an empty one."""
        yield from hanging([(" " * self.indent, "")], text, style, self.width)


def _place(item: Item, words: Words) -> str:
    place = wording.where(item)
    told = "" if place == item.title else place
    by = wording.way(item, words) if isinstance(item, Journey) else ""
    return " ".join(filter(None, (told, by)))


def _nights(stays: tuple[Stay, ...], reader: str, words: Words) -> dict[str, list[str]]:
    """Return who sleeps where, one line a place."""
    told: dict[str, list[str]] = {}
    for stay in stays:
        kind, place = stay.details.kind, wording.where(stay)
        name = stay.venue.name if stay.venue else ""
        title = "" if stay.title in {kind, f"{kind}: {name}", name, place} else stay.title
        word = wording.standing_word(stay.details.standing, words)
        night = words.say("Night: {place}", place=place or wording.title(stay, words))
        line = " · ".join(filter(None, (word, night, place and title)))
        people = wording.who(stay.details, reader, words)
        told.setdefault(line, []).extend([people] if people else [])
    return told
