"""The agenda as Markdown: a table a day."""

from collections.abc import Iterator

from itinerary.languages import PLAIN
from itinerary.output import wording
from itinerary.output.days import Day, Row, clocks, days
from itinerary.output.format import PLACE, Page
from itinerary.privacy.view import Cover, Item, OpenRequest, View
from itinerary.times import Timespan, format_day, format_long_day, zone_of

_SPECIAL = str.maketrans({character: f"\\{character}" for character in "\\`*_[]<>|#"})


def render(view: View, page: Page) -> bytes:
    """Return the agenda in Markdown (CommonMark with tables), in UTF-8."""
    return ("\n".join(_lines(view, page)) + "\n").encode()


def _lines(view: View, page: Page) -> Iterator[str]:
    first, last = view.days.first, view.days.last
    yield f"# {_escape(view.mission)}"
    yield ""
    told = ", then ".join(filter(None, clocks(view, page)))
    dates = f"{format_day(first)} – {format_day(last)} {last.year}"
    yield f"{dates}, {_escape(told)}, for {_escape(view.reader)}"
    if view.open_requests:
        yield ""
        yield "## Not yet placed"
        yield ""
        yield from (_request(request, view.zone) for request in view.open_requests)
    for day in days(view, page):
        yield ""
        yield from _day(day, view, page)


def _request(request: OpenRequest, zone: str) -> str:
    word = wording.standing_word(request.details.standing)
    parts = [wording.length(request), wording.windows(request, zone)]
    return f"- **{word}** {_escape(request.title)}: {_escape('; '.join(filter(None, parts)))}"


def _day(day: Day, view: View, page: Page) -> Iterator[str]:
    number = f"day {day.number} of {day.of}" if day.number else "outside the mission"
    yield f"## {format_long_day(day.date)} ({number})"
    yield ""
    rows = [row for row in day.rows if isinstance(row, Row)]
    if not rows and not day.notices and not day.nights:
        yield "Nothing planned."
        return
    by_place = page.clocks == PLACE
    second = clocks(view, page)[1] if by_place else "local"
    yield f"| time | {_escape(second)} | what | where | who |"
    yield "|---|---|---|---|---|"
    for item in day.notices:
        yield _table_row("all day", "", item)
    for row in rows:
        start = "↳" if row.goes_on else ""
        yield _table_row(
            f"{start}{_clock(row.clock)}", _clock(row.beside) if row.beside else "", row.item
        )
    for stay in day.nights:
        yield _table_row("night", "", stay)


def _clock(span: Timespan) -> str:
    later = (span.end.date() - span.start.date()).days
    return f"{span.start:%H:%M}–{span.end:%H:%M}{f'{later:+}' if later else ''}"


def _table_row(time: str, home: str, item: Item) -> str:
    people = "" if isinstance(item, Cover) else wording.who(item.details)
    where = "; ".join(filter(None, (wording.where(item), wording.crossing(item))))
    cells = (time, home, wording.headline(item), where or _clock_of(item), people)
    return f"| {' | '.join(_escape(cell) for cell in cells)} |"


def _escape(text: str) -> str:
    return " ".join(text.split()).translate(_SPECIAL)


def _clock_of(item: Item) -> str:
    """Return whose clocks tell a time that has no place to tell it."""
    when = item.when
    return f"{PLAIN.city(zone_of(when.start))} time" if isinstance(when, Timespan) else ""
