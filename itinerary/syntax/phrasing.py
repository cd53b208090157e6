"""A time, written in the manner of the one that stands in the file already.

A file may say ``Mon 2023-05-22 10:00 for 2h`` or ``lunes 22 de mayo, 9:00 - 11:00``: what moves
keeps the manner, so that a difference shows what changed and nothing else.
"""

import re
from datetime import date, datetime, time, timedelta

from itinerary.syntax.clocks import MONTH_WORDS, WEEKDAY_WORDS, Clock, Stretch, parse_when
from itinerary.syntax.moving import settled, walls
from itinerary.syntax.problems import Problem
from itinerary.syntax.values import fold
from itinerary.times import Days, Timespan, format_date, in_zone, written_when

_WEEKDAYS = (
    ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
    ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
)
_MONTHS = (
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    (
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ),
    ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
    (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio"),
        *("agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
)
_DAY = re.compile(
    r"(?:(?P<weekday>[^\W\d_]+)(?P<behind>\.?,?\s*))?"
    r"(?:(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"|(?P<day>[0-9]{1,2})(?P<de>(?:\s+de)?\s*)(?P<month>[^\W\d_]+)"
    r"(?:(?P<del>\.?(?:\s+del?)?\s+)(?P<year>[0-9]{4})(?![0-9:]))?)"
)
_DAY_LONG = timedelta(days=1)
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}")
_ZONE = r"(?:\s+[A-Z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*)?"
_HOURS = re.compile(
    rf"(?P<comma>,?\s*)(?P<start>[0-9]{{1,2}}:[0-9]{{2}})(?P<zone>{_ZONE})"
    r"(?:(?P<dash>\s*[-–—]\s*)|(?P<for>\s+for\s+)(?P<length>\S+)|(?P<to>\s+(?:to|a)\s+))?"
)


def phrased(when: Timespan | Days, like: str | None, zones: tuple[str, str], mission: Days) -> str:
    """Return a time as the file writes it, in the manner of another, proved by reading it.

    ``zones`` are whose clocks tell its two ends. What cannot be written in that manner is written
    as the manual writes it.
    """
    if isinstance(when, Timespan):
        when = Timespan(in_zone(when.start, zones[0]), in_zone(when.end, zones[1]))
    plain = written_when(when)
    first = _DAY.match(like) if like else None
    if like is None or first is None:
        return plain
    told = _manner(when, like, first, zones, mission)
    read = parse_when(told, mission)
    if isinstance(read, Problem):
        return plain
    return told if settled(read, zones) == when else plain


def phrased_start(at: datetime, like: str | None, zone: str, mission: Days) -> str:
    """Return an instant as the file writes it, in the manner of another, likewise proved."""
    at = in_zone(at, zone)
    plain = f"{format_date(at)} {at:%H:%M}"
    first = _DAY.match(like) if like else None
    hours = _HOURS.match(like, first.end()) if like and first else None
    if first is None or hours is None:
        return plain
    start = in_zone(at, hours["zone"].strip()) if hours["zone"] else at
    pad = len(hours["start"]) == len("00:00") or start.hour > 9  # noqa: PLR2004 (one digit)
    told = f"{_day(start, first)}{hours['comma'] or ' '}{_clock(start, pad=pad)}{hours['zone']}"
    read = parse_when(told, mission)
    is_it = isinstance(read, Clock) and settled(Stretch(read, _MINUTE), (zone, zone))
    return told if isinstance(is_it, Timespan) and is_it.start == at else plain


_MINUTE = timedelta(minutes=1)


def _manner(
    when: Timespan | Days,
    like: str,
    first: re.Match[str],
    zones: tuple[str, str],
    mission: Days,
) -> str:
    if isinstance(when, Days):
        between = re.compile(r"\s+(?:to|a)\s+").search(like)
        days = [_day(day, first) for day in dict.fromkeys((when.first, when.last))]
        return (between.group() if between else " to ").join(days)
    hours = _HOURS.match(like, first.end())
    known = parse_when(like, mission)
    start, end = walls(when, _zones(known, zones))
    if hours is None:
        return f"{_day(start, first)} {_hours(start, end, first)}"
    pad = len(hours["start"]) == len("00:00") or start.hour > 9  # noqa: PLR2004 (one digit)
    begin = f"{_day(start, first)}{hours['comma'] or ' '}{_clock(start, pad=pad)}{hours['zone']}"
    if hours["for"]:
        is_as_long = isinstance(known, Stretch) and known.end == when.duration
        length = hours["length"] if is_as_long else _length(when.duration, hours["length"])
        return f"{begin}{hours['for']}{length}"
    tail = _behind(like, hours)
    if hours["dash"] and end == datetime.combine(start.date() + _DAY_LONG, time()):
        return f"{begin}{hours['dash']}24:00{tail}"
    is_undated = hours["to"] and _TIME.match(like, hours.end())
    if start.date() == end.date() and (is_undated or not (hours["to"] and hours["zone"])):
        joint = hours["dash"] or (hours["to"] if is_undated else "-")
        return f"{begin}{joint}{_clock(end, pad=pad)}{tail}"
    joint = hours["to"] or " to "
    return f"{begin}{joint}{_day(end, first)}{hours['comma'] or ' '}{_clock(end, pad=pad)}{tail}"


def _hours(start: datetime, end: datetime, first: re.Match[str]) -> str:
    if start.date() == end.date():
        return f"{start:%H:%M}-{end:%H:%M}"
    return f"{start:%H:%M} to {_day(end, first)} {end:%H:%M}"


def _zones(found: object, zones: tuple[str, str]) -> tuple[str, str]:
    """Return whose clocks tell the two ends of a time that may name zones itself."""
    if not isinstance(found, Stretch):
        return zones
    start = found.start.zone
    end = None if isinstance(found.end, timedelta) else found.end.zone
    if found.one_date:
        start, end = start or end, end or start
    return start or zones[0], end or zones[1]


def _behind(like: str, hours: re.Match[str]) -> str:
    """Return the zone that stands at the end of a time."""
    last = list(_TIME.finditer(like))[-1]
    return like[last.end() :] if last.start() >= hours.end() else ""


def _clock(at: datetime, *, pad: bool) -> str:
    return f"{at:%H:%M}" if pad else f"{at.hour}:{at:%M}"


def _length(length: timedelta, like: str) -> str:
    minutes = round(length.total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    if like.upper().startswith("P"):
        told = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (rest, "M")) if n)
        return f"PT{told}"
    minute = "min" if like.endswith("min") else "m"
    if ("h" not in like.casefold() and minutes < 2 * 60) or not hours:
        return f"{minutes}{minute}"
    if not rest:
        return f"{hours}h"
    return f"{hours}h{rest:02}{minute if like.endswith(minute) and 'h' in like else ''}"


def _day(day: date, like: re.Match[str]) -> str:
    weekday = ""
    if like["weekday"]:
        weekday = f"{_alike(day.weekday(), like['weekday'], _WEEKDAYS)}{like['behind'] or ' '}"
    if like["iso"]:
        return f"{weekday}{day:%Y-%m-%d}"
    number = f"{day.day:02}" if like["day"].startswith("0") else f"{day.day}"
    month = _alike(day.month - 1, like["month"], _MONTHS)
    year = f"{like['del']}{day.year}" if like["year"] else ""
    return f"{weekday}{number}{like['de']}{month}{year}"


def _alike(number: int, word: str, tables: tuple[tuple[str, ...], ...]) -> str:
    """Return the name of a weekday or month in the language, length and case of another."""
    folded = fold(word)
    known = MONTH_WORDS if tables is _MONTHS else WEEKDAY_WORDS
    own = known.get(folded, 0) - (1 if tables is _MONTHS else 0)
    near = next((table for table in tables if fold(table[own]) == folded), tables[0])
    told = near[number]
    if word.isupper():
        return told.upper()
    return told.capitalize() if word[0].isupper() else told.lower()
