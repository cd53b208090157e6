"""The agenda as Markdown: a table a day."""

from collections.abc import Iterator

from itinerary.languages import Words
from itinerary.output import wording
from itinerary.output.days import Day, Row, clocks, days
from itinerary.output.format import PLACE, Page
from itinerary.privacy.view import Cover, Item, OpenRequest, View
from itinerary.times import Timespan, zone_of

_SPECIAL = str.maketrans({character: f"\\{character}" for character in "\\`*_[]<>|#"})


def render(view: View, page: Page) -> bytes:
    """Return the agenda in Markdown (CommonMark with tables), in UTF-8."""
    return ("\n".join(_lines(view, page)) + "\n").encode()


def _lines(view: View, page: Page) -> Iterator[str]:
    words = page.words
    say = words.say
    yield f"# {_escape(view.mission)}"
    yield ""
    first, second = clocks(view, page, words)
    if second:
        first = say("{first}, then {second}", first=first, second=second)
    reader = say("for {reader}", reader=wording.reader(view, words))
    yield f"{wording.dates(view.days, words)}, {_escape(first)}, {_escape(reader)}"
    if view.open_requests:
        heading = say("Not yet placed")
        yield ""
        yield f"## {heading}"
        yield ""
        yield from (_request(request, view.zone, words) for request in view.open_requests)
    for day in days(view, page):
        yield ""
        yield from _day(day, view, page)


def _request(request: OpenRequest, zone: str, words: Words) -> str:
    word = wording.standing_word(request.details.standing, words)
    parts = [wording.length(request, words), wording.windows(request, zone, words)]
    title = wording.title(request, words)
    return f"- **{word}** {_escape(title)}: {_escape('; '.join(filter(None, parts)))}"


def _day(day: Day, view: View, page: Page) -> Iterator[str]:
    words = page.words
    say = words.say
    number = (
        say("day {number} of {count}", number=day.number, count=day.of)
        if day.number
        else say("outside the mission")
    )
    yield f"## {wording.first_up(words.full_day(day.date))} ({number})"
    yield ""
    rows = [row for row in day.rows if isinstance(row, Row)]
    if not rows and not day.notices and not day.nights:
        yield say("Nothing planned.")
        return
    by_place = page.clocks == PLACE
    second = clocks(view, page, words)[1] if by_place else say("local")
    heads = (say("time"), second, say("what"), say("where"), say("who"))
    yield f"| {' | '.join(map(_escape, heads))} |"
    yield "|---|---|---|---|---|"
    for item in day.notices:
        yield _table_row(say("all day"), "", item, words)
    for row in rows:
        start = f"{'↳' if row.goes_on else ''}{_clock(row.clock)}"
        yield _table_row(start, _clock(row.beside) if row.beside else "", row.item, words)
    for stay in day.nights:
        yield _table_row(say("night"), "", stay, words)


def _clock(span: Timespan) -> str:
    later = (span.end.date() - span.start.date()).days
    return f"{span.start:%H:%M}–{span.end:%H:%M}{f'{later:+}' if later else ''}"


def _table_row(time: str, home: str, item: Item, words: Words) -> str:
    people = "" if isinstance(item, Cover) else wording.who(item.details, words=words)
    where = "; ".join(filter(None, (wording.where(item), wording.crossing(item, words))))
    title = wording.headline(item, words)
    cells = (time, home, title, where or _clock_of(item, words), people)
    return f"| {' | '.join(_escape(cell) for cell in cells)} |"


def _escape(text: str) -> str:
    return " ".join(text.split()).translate(_SPECIAL)


def _clock_of(item: Item, words: Words) -> str:
    """Return whose clocks tell a time that has no place to tell it."""
    when = item.when
    if not isinstance(when, Timespan):
        return ""
    return words.say("{city} time", city=words.city(zone_of(when.start)))
