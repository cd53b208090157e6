"""What has happened to a programme, as somebody types it in a few words → what it means.

last-flight 6h late            last-flight con 6h de retraso
last-flight at 18:30           last-flight a las 18:30
talks cancelled                talks cancelada
ana ill on Tue                 ana enferma el mar
ana away Tue 14:00-18:00       ana ausente mar 14:00-18:00
no road from lima to puno Tue  sin camino de lima a puno el mar
lima to puno closed            lima a puno cerrada
"""

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from itinerary.languages import say
from itinerary.syntax.clocks import LONGEST, parse_day
from itinerary.syntax.moving import Now, moved
from itinerary.syntax.problems import Problem, shorten
from itinerary.syntax.values import fold
from itinerary.times import Days, Timespan


class Moved(NamedTuple):
    """An entry has another time: a shift, or what of its time is new, as ``moved`` reads it."""

    entry: str
    typed: str


class Off(NamedTuple):
    """An entry does not take place."""

    entry: str


class Missing(NamedTuple):
    """A person cannot come for a time."""

    person: str
    when: Timespan | Days


class Closed(NamedTuple):
    """Nobody can drive from one place to another, on a day or ever."""

    origin: str
    destination: str
    both_ways: bool
    day: date | None


Happening = Moved | Off | Missing | Closed


class Calendar(NamedTuple):
    """What days are told by: the mission's, and its clocks."""

    mission: Days
    today: date
    zone: str


_HINT = say(
    "write one of: `ENTRY 6h late`; `ENTRY at 15:00`; `ENTRY cancelled`; `PERSON ill on DAY`; "
    "`PERSON ill from DAY to DAY`; `PERSON away DAY 14:00-18:00`; "
    "`no road from PLACE to PLACE DAY`; `PLACE to PLACE closed`"
)

_DAY = r"(?:(?:on|el)\s+)?(?P<day>\S.*)"
_Read = Callable[["re.Match[str]", Calendar], Happening | Problem]


def happening(typed: str, calendar: Calendar) -> Happening | Problem:
    """Return what a text says has happened, or why it says nothing; ids are as they were typed."""
    text = " ".join(typed.split())
    if len(text) <= LONGEST:
        for form, read in _FORMS:
            if found := form.fullmatch(text):
                return read(found, calendar)
    message = say("`{text}` says nothing that is understood", text=shorten(text))
    return Problem("bad-value", message, _HINT)


def _closed(found: "re.Match[str]", calendar: Calendar) -> Happening | Problem:
    day = _day(found["day"], calendar) if found["day"] else None
    if isinstance(day, Problem):
        return day
    both_ways = "closed" in found.groupdict()
    return Closed(found["origin"], found["destination"], both_ways, day)


def _ill(found: "re.Match[str]", calendar: Calendar) -> Happening | Problem:
    first = _day(found["first"] or found["day"] or "today", calendar)
    last = _day(found["last"], calendar) if found["last"] else first
    for one in (first, last):
        if isinstance(one, Problem):
            return one
    if not isinstance(first, date) or not isinstance(last, date):
        raise TypeError("a day is a date")
    if last < first:
        return Problem(
            "end-before-start", say("the last day is before the first"), say("swap the two")
        )
    return Missing(found["person"], Days(first, last))


def _away(found: "re.Match[str]", calendar: Calendar) -> Happening | Problem:
    now = Now(None, None, (calendar.zone, calendar.zone), calendar.mission, calendar.today)
    when = moved(found["when"], now)
    return when if isinstance(when, Problem) else Missing(found["person"], when)


def _off(found: "re.Match[str]", _: Calendar) -> Happening | Problem:
    return Off(found["entry"])


def _late(found: "re.Match[str]", _: Calendar) -> Happening | Problem:
    way = "earlier" if fold(found["way"] or "") in {"early", "earlier", "antes"} else "later"
    return Moved(found["entry"], f"{found['by']} {way}")


def _at(found: "re.Match[str]", _: Calendar) -> Happening | Problem:
    return Moved(found["entry"], found["when"])


def _day(text: str, calendar: Calendar) -> date | Problem:
    return parse_day(text, calendar.mission, calendar.today)


def _form(pattern: str) -> "re.Pattern[str]":
    return re.compile(pattern, re.IGNORECASE)


_FORMS: tuple[tuple["re.Pattern[str]", _Read], ...] = (
    (
        _form(
            r"(?:no road from|sin (?:camino|carretera|paso) de) (?P<origin>\S+) (?:to|a) "
            rf"(?P<destination>\S+)(?: {_DAY})?"
        ),
        _closed,
    ),
    (
        _form(
            r"(?P<origin>\S+) (?:to|a) (?P<destination>\S+) "
            rf"(?P<closed>closed|cerrad[oa])(?: {_DAY})?"
        ),
        _closed,
    ),
    (
        _form(
            r"(?P<person>\S+) (?:ill|sick|enferm[oa])"
            r"(?: (?:from|de) (?P<first>.+) (?:to|a) (?P<last>.+)|"
            rf" {_DAY})?"
        ),
        _ill,
    ),
    (_form(r"(?P<person>\S+) (?:away|ausente) (?:(?:on|el) )?(?P<when>.+)"), _away),
    (_form(r"(?P<entry>\S+) (?:cancell?ed|cancelad[oa])"), _off),
    (_form(r"(?P<entry>\S+) con (?P<by>.+) de (?P<way>)retraso"), _late),
    (_form(r"(?P<entry>\S+) (?P<by>.+) (?P<way>late|later|early|earlier|tarde|antes)"), _late),
    (_form(r"(?P<entry>\S+) (?:at|a las?|el) (?P<when>.+)"), _at),
)
