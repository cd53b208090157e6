"""Office hours and the figures of rules: ``Mon-Fri 09:00-17:00``, ``10h``, ``500 m``, ``08:30``."""

import re
from datetime import timedelta

from itinerary.languages import say
from itinerary.model.places import OfficeHours
from itinerary.model.schedule import Figure, Metres
from itinerary.syntax.clocks import weekday_named
from itinerary.syntax.problems import Problem, shorten
from itinerary.syntax.values import parse_clock, parse_duration

HOURS = (
    r"(?P<first>[^\W\d_]+)\.?(?:\s*(?:[-–]|\s(?:to|a)\s)\s*(?P<last>[^\W\d_]+)\.?)?\s+"
    r"(?P<opens>[0-9:.h]+)\s*[-–]\s*(?P<closes>[0-9:.h]+)"
)
METRES = r"([0-9]{1,4})\s+m"
DAYS = r"([0-9]{1,3})\s*(?:d|days?|d[ií]as?)"
EVERY_DAY = {"daily", "diario"}
_HINT = say("write `{what}`", what="Mon-Fri 09:00-17:00")
_LONGEST = 60


def parse_office_hours(text: str) -> OfficeHours | Problem:
    """Return the stretch of some days of the week in which an office is open."""
    found = re.fullmatch(HOURS, text.strip()) if len(text) <= _LONGEST else None
    days = _weekdays(found["first"], found["last"]) if found else None
    if found is None or days is None:
        return Problem(
            "bad-value", say("`{text}` tells no office hours", text=shorten(text)), _HINT
        )
    opens, closes = parse_clock(found["opens"]), parse_clock(found["closes"])
    if isinstance(opens, Problem):
        return opens
    if isinstance(closes, Problem):
        return closes
    if closes <= opens:
        return Problem("bad-value", say("the office closes before it opens"), _HINT)
    return OfficeHours(days, opens, closes)


def _weekdays(first: str, last: str | None) -> frozenset[int] | None:
    if last is None and first.casefold() in EVERY_DAY:
        return frozenset(range(7))
    start, end = weekday_named(first), weekday_named(last or first)
    if start is None or end is None:
        return None
    return frozenset((start + n) % 7 for n in range((end - start) % 7 + 1))


def parse_figure(text: str) -> Figure | Problem:
    """Return a figure of a rule: a length of time, a number of days, a time of day, or a height.

    ``500m`` are minutes, as everywhere in the file, and ``500 m`` are metres.
    """
    word = text.strip()
    if height := re.fullmatch(METRES, word):
        return Metres(height[1])
    if days := re.fullmatch(DAYS, word):
        return timedelta(days=int(days[1]))
    return parse_clock(word) if ":" in word else parse_duration(word)
