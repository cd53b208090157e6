"""The reader's page: one HTML file that asks nobody for anything, on a telephone first.

It is made from a view alone. The clock is the browser's: a script of the page finds what is now and
next. Without it all of the page can be read.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import groupby
from typing import NamedTuple
from urllib.parse import quote

from itinerary.languages import Language, language
from itinerary.output import changes, notice, pages, wording
from itinerary.output.code import path
from itinerary.output.days import Day, Row, clocks, days
from itinerary.output.format import PLACE, Page, Subscription
from itinerary.output.wording import first_up
from itinerary.privacy.view import (
    Cover,
    Item,
    Journey,
    OpenRequest,
    Standing,
    Stay,
    View,
    Withdrawn,
    is_off,
)
from itinerary.times import Timespan, day_span, in_zone, zone_of

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" '
    'rx="7" fill="#0f6259"/><path d="M9 8v16M9 11h14M9 16h9M9 21h12" stroke="#fff" '
    'stroke-width="3" stroke-linecap="round"/></svg>'
)


def render(view: View, page: Page) -> bytes:
    """Return the page, in UTF-8: the same view gives the same bytes."""
    words = language(page.language)
    shown = _with_withdrawn(view)
    writer = _Writer(shown, page, words)
    told = pages.template("page.html.j2").render(
        view=view,
        words=words,
        say=words.say,
        style=pages.read("page.css"),
        script=pages.read("page.js"),
        icon=f"data:image/svg+xml,{quote(_ICON)}",
        policy=_policy(),
        dates=_dates(view, words),
        clocks=[clock for clock in clocks(view, page, words) if clock],
        mission=_epochs(view.days.first, view.days.last, view.zone),
        changes=_changes(view, page, words),
        requests=[_request(request, view.zone, words) for request in view.open_requests],
        days=[*writer.days()],
        subscribing=_subscribing(page.subscription, words) if page.subscription else None,
    )
    return told.encode()


def policy() -> str:
    """Return the Content-Security-Policy that the page bears, as a server sends it."""
    return f"{_policy()}; frame-ancestors 'none'"  # a header may say this, the page itself not


@cache
def _policy() -> str:
    return (
        "default-src 'none'; "
        f"style-src '{pages.digest('page.css')}'; "
        f"script-src '{pages.digest('page.js')}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


# ---------------------------------------------------------------- what stands in it


class _Entry(NamedTuple):
    """An item, as it stands under a day.

    ``number`` is None where it stands under an earlier day in full. ``epochs`` are the seconds from
    which to which it takes somebody's time.
    """

    number: int | None
    standing: str
    is_off: bool
    status: str
    kind: str
    title: str
    times: "_Times | None"
    beside: str
    clock: str
    lead: str
    place: str
    address: str
    way: str
    crossing: str
    who: str
    particulars: tuple[tuple[str, str], ...]
    note: str
    day: str
    epochs: tuple[int, int] | None


class _Times(NamedTuple):
    """The times of an entry as clocks show them, and the instants as HTML writes them."""

    start: str
    end: str
    starts: str
    ends: str


class _Day(NamedTuple):
    """A day, or several together of which there is nothing to tell."""

    id: str
    iso: str
    heading: str
    short: str
    number: str
    towns: tuple[str, ...]
    epochs: tuple[int, int]
    whole: tuple[_Entry, ...]
    timed: tuple[_Entry, ...]
    nights: tuple[_Entry, ...]
    last: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands under it."""
        return not (self.whole or self.timed or self.nights)


class _Writer:
    """Writes the days of a view, each item in full where it comes first."""

    def __init__(self, view: View, page: Page, words: Language) -> None:
        self._view, self._page, self._words = view, page, words
        self._numbers: dict[str, int] = {}
        self._reader = view.reader if view.is_personal else ""
        self._gone = {one.uid: one for one in view.withdrawn}

    def days(self) -> Iterator[_Day]:
        """Yield each day, in order; those with nothing in them together."""
        told = [self._day(day) for day in days(self._view, self._page)]
        for is_empty, some in groupby(told, key=lambda day: day.is_empty):
            together = list(some)
            if not is_empty or len(together) == 1:
                yield from together
                continue
            first, last = together[0], together[-1]
            epochs = first.epochs[0], last.epochs[1]
            yield first._replace(last=last.heading, number="", epochs=epochs)

    def _day(self, day: Day) -> _Day:
        words = self._words
        rows = [row for row in day.rows if isinstance(row, Row)]
        offsets = {row.clock.start.utcoffset() for row in rows}
        say = words.say
        return _Day(
            id=f"day-{day.date.isoformat()}",
            iso=day.date.isoformat(),
            heading=first_up(words.long_day(day.date)),
            short=first_up(words.day(day.date)),
            number=(
                say("day {number} of {count}", number=day.number, count=day.of)
                if day.number
                else say("outside the mission")
            ),
            towns=day.towns,
            epochs=_epochs(day.date, day.date, self._view.zone),
            whole=tuple(self._entry(item, day.date, say("All day")) for item in day.notices),
            timed=tuple(self._row(row, is_mixed=len(offsets) > 1) for row in rows),
            nights=tuple(self._entry(stay, day.date, say("Night")) for stay in day.nights),
        )

    def _row(self, row: Row, *, is_mixed: bool) -> _Entry:
        item, when = row.item, row.clock
        entry = self._entry(item, row.date, self._words.say("goes on") if row.goes_on else "")
        start, end = f"{when.start:%H:%M}", f"{when.end:%H:%M}"
        if row.goes_on:
            start = ""
        elif when.end.date() != when.start.date():
            end = f"{end} {self._words.day(when.end)}"
        takes_time = not (row.goes_on or entry.is_off or entry.standing == Standing.IDEA.value)
        return entry._replace(
            times=_Times(start, end, when.start.isoformat(), when.end.isoformat()),
            beside=self._beside(row),
            clock=self._clock(row, is_mixed=is_mixed),
            epochs=(_epoch(when.start), _epoch(when.end)) if takes_time else None,
        )

    def _beside(self, row: Row) -> str:
        """Return the time by the second clock, and whose that is."""
        if row.beside is None or row.goes_on:
            return ""
        start, end = row.beside.start, row.beside.end
        day = "" if start.date() == row.date else f"{self._words.day(start)} "
        end_day = "" if end.date() == start.date() else f" {self._words.day(end)}"
        zones = dict.fromkeys((zone_of(start), zone_of(end)))
        city = " → ".join(map(self._words.city, zones))
        return f"{day}{start:%H:%M}–{end:%H:%M}{end_day} {city}"

    def _clock(self, row: Row, *, is_mixed: bool) -> str:
        """Return whose clocks tell a time that is not told by the mission's."""
        start, end = row.clock.start, row.clock.end
        offsets = {start.utcoffset(), end.utcoffset()}
        told_by = in_zone(start, self._view.zone).utcoffset()
        if self._page.clocks == PLACE and not is_mixed and offsets == {told_by}:
            return ""
        zones = dict.fromkeys(zone_of(end if row.goes_on else one) for one in (start, end))
        return self._words.say("{city} time", city=" → ".join(map(self._words.city, zones)))

    def _entry(self, item: Item, day: date, lead: str) -> _Entry:
        """Return an item; in short where it was told in full before."""
        words, standing = self._words, wording.standing(item)
        is_first = item.uid not in self._numbers
        number = self._numbers.setdefault(item.uid, len(self._numbers) + 1)
        details = None if isinstance(item, Cover) else item.details
        gone = self._gone.get(item.uid)
        place = wording.where(item)
        # Of a cover no more is told than that it is off; of what was told before, the same.
        is_told = is_off(item) or (details is not None and is_first)
        return _Entry(
            number=number if is_first else None,
            standing=standing.value,
            is_off=is_off(item),
            status=first_up(words.say(wording.STANDINGS[standing])) if is_told else "",
            kind=_kind(item, words) if is_first else "",
            title=first_up(words.say(wording.NO_LONGER)) if gone else wording.title(item, words),
            times=None,
            beside="",
            clock="",
            lead=first_up(lead if is_first or isinstance(item, Stay) else words.say("goes on")),
            place=place if place != item.title or not is_first else "",
            address=_address(item) if is_first else "",
            way=_way(item, words),
            crossing=first_up(wording.crossing(item, words) or "") if is_first else "",
            who=wording.party(details, self._reader, words) if details and is_first else "",
            particulars=(
                (*self._more(item), *wording.particulars(details, words))
                if details and is_first
                else ()
            ),
            note=(
                (changes.withdrawal(gone, words) if gone else changes.note(item, words))
                if is_first
                else ""
            ),
            day=first_up(words.long_day(day)),
            epochs=None,
        )

    def _more(self, item: Item) -> Iterator[tuple[str, str]]:
        """Yield how long a stay is."""
        if not isinstance(item, Stay):
            return
        words = self._words
        last = item.when.end.date() if isinstance(item.when, Timespan) else item.when.last
        nights = words.plural("{count} night", "{count} nights", item.nights) if item.nights else ""
        until = words.say("until {day}", day=words.long_day(last))
        yield words.say("Stay"), ", ".join(filter(None, (nights, until)))


def _with_withdrawn(view: View) -> View:
    """Return a view in which what was withdrawn stands in its place, with its time alone.

    It is told by the mission's clocks: others told of a place.
    """
    gone = [_withdrawn(one, view.zone) for one in view.withdrawn]
    return replace(view, items=(*view.items, *gone))


def _withdrawn(gone: Withdrawn, zone: str) -> Cover:
    when = gone.when
    if isinstance(when, Timespan):
        when = Timespan(in_zone(when.start, zone), in_zone(when.end, zone))
    title, revision = wording.NO_LONGER, gone.revision
    return Cover(uid=gone.uid, when=when, title=title, revision=revision, town=None, is_off=True)


def _kind(item: Item, words: Language) -> str:
    """Return an item's kind where its title does not tell it."""
    if isinstance(item, Cover) or item.title.startswith(item.details.kind):
        return ""
    return wording.kind(item.details.kind, words)


def _way(item: Item, words: Language) -> str:
    """Return how a journey is made, as it stands behind its places or alone."""
    if not isinstance(item, Journey):
        return ""
    way, place = wording.way(item, words), wording.where(item)
    return way if place and place != item.title else first_up(way)


def _address(item: Item) -> str:
    if isinstance(item, Cover | Journey) or not item.venue:
        return ""
    return item.venue.address or ""


class _Request(NamedTuple):
    """What has no time yet."""

    standing: str
    status: str
    title: str
    when: str
    place: str
    who: str
    particulars: tuple[tuple[str, str], ...]


def _request(request: OpenRequest, zone: str, words: Language) -> _Request:
    standing = request.details.standing
    when = (wording.length(request, words), wording.windows(request, zone, words))
    return _Request(
        standing=standing.value,
        status=first_up(words.say(wording.STANDINGS[standing])),
        title=wording.title(request, words),
        when=", ".join(filter(None, when)),
        place=" / ".join(map(wording.venue_line, request.venues)),
        who=wording.party(request.details, "", words),
        particulars=tuple(wording.particulars(request.details, words)),
    )


def _changes(view: View, page: Page, words: Language) -> tuple[str, ...]:
    return notice.lines(page.changes, view, words)


def _dates(view: View, words: Language) -> str:
    first, last = view.days.first, view.days.last
    told = dict.fromkeys((words.long_day(first), words.full_date(last)))
    return first_up(" – ".join(told)) if first != last else first_up(words.long_day(first))


def _epochs(first: date, last: date, zone: str) -> tuple[int, int]:
    """Return the seconds from which to which some days last, by a zone's clocks."""
    return _epoch(day_span(first, zone).start), _epoch(day_span(last, zone).end)


def _epoch(instant: datetime) -> int:
    return int(instant.timestamp())


# ---------------------------------------------------------------- how to subscribe


class _Subscribing(NamedTuple):
    """The ways to a calendar, and a QR code that subscribes."""

    webcal: str
    https: str
    google: str
    page: str
    until: str
    code: str
    size: int


def _subscribing(given: Subscription, words: Language) -> _Subscribing:
    code, size = path(given.webcal)
    last = given.until - timedelta(seconds=1) if given.until else None  # midnight ends a day
    return _Subscribing(
        webcal=given.webcal,
        https=given.calendar,
        google=given.google,
        page=given.page,
        until=words.full_date(last) if last else "",
        code=code,
        size=size,
    )
