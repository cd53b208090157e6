"""One codec a value type: the text of a scalar → a typed value, or why it is refused.

Times come out as clocks show them (:class:`Clock`): which zone a clock stands in is known only
when the whole entry has been read.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, TypeVar

from itinerary.diagnostics import did_you_mean
from itinerary.model.entries import Extreme, Repeat, Status
from itinerary.model.fields import Classification
from itinerary.model.places import Coordinates
from itinerary.syntax.problems import Problem
from itinerary.times import (
    FIRST_YEAR,
    LAST_YEAR,
    MONTHS,
    WEEKDAYS,
    Days,
    format_date,
    zone,
    zone_names,
)

T = TypeVar("T")

# ---------------------------------------------------------------- what times are written like


class Clock(NamedTuple):
    """A date and time on a clock, and the zone written behind it, if any."""

    wall: datetime
    zone: str | None


class Stretch(NamedTuple):
    """From one clock time to another, or for a length of time."""

    start: Clock
    end: Clock | timedelta


class Daily(NamedTuple):
    """The same stretch of each of some days; it may end at midnight."""

    days: Days
    start: time
    end: time
    zone: str | None


WrittenTime = Clock | Stretch | Days

_WEEKDAY_WORDS = {
    word: number
    for number, words in enumerate(
        (
            "mon monday lun lunes",
            "tue tues tuesday mar martes",
            "wed weds wednesday mie miercoles",
            "thu thur thurs thursday jue jueves",
            "fri friday vie viernes",
            "sat saturday sab sabado",
            "sun sunday dom domingo",
        )
    )
    for word in words.split()
}
_MONTH_WORDS = {
    word: number
    for number, words in enumerate(
        (
            "january jan enero ene",
            "february feb febrero",
            "march mar marzo",
            "april apr abril abr",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto ago",
            "september sep sept septiembre setiembre set",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre dic",
        ),
        start=1,
    )
    for word in words.split()
}

_SPACE = re.compile(r"\s*")
_WORD = re.compile(r"[^\W\d_]+")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DAY = re.compile(r"(\d{1,2})(?!\d|[:/.])")
_YEAR = re.compile(r"(\d{4})(?![\d:])")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?!\d)")
_DASH = re.compile(r"\s*[-–—]\s*")
_TO = re.compile(r"\s+(?:to|a)\s+")
_FOR = re.compile(r"\s+for\s+")
_ZONE = re.compile(r"\s+([A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*)")
_GUESS = re.compile(r"\d{1,4}[/.]\d{1,2}(?:[/.]\d{1,4})?")
_DURATION = re.compile(r"(?:(\d{1,4})h)?(?:(\d{1,4})(?:m|min)?)?", re.IGNORECASE)
_ISO_DURATION = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?)?")


def fold(word: str) -> str:
    """Return a word without case or accents, as it is compared (``Mié`` → ``mie``)."""
    split = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


class _Refused(Exception):  # noqa: N818 (no error of the program)
    """Leaves the middle of a time expression with the problem found there."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Cursor:
    """Reads a time expression from left to right."""

    def __init__(self, text: str, mission: Days | None) -> None:
        self.text = text
        self.mission = mission
        self.at = 0

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def done(self) -> bool:
        return not self.text[self.at :].strip()

    def refuse(
        self,
        message: str,
        hint: str | None,
        start: int,
        rule: str = "bad-time",
        end: int | None = None,
    ) -> _Refused:
        return _Refused(Problem(rule, message, hint, start, end or len(self.text)))

    def day(self) -> date:
        self.take(_SPACE)
        start = self.at
        weekday = self._weekday()
        day_at = self.at
        found = self._iso() or self._long()
        if found is None:
            raise self._no_date(day_at)
        if weekday is not None and found.weekday() != weekday:
            right = found + timedelta(days=(weekday - found.weekday() + 3) % 7 - 3)
            raise self.refuse(
                f"{found.day} {MONTHS[found.month - 1]} {found.year} is a "
                f"{WEEKDAYS[found.weekday()]}, not a {WEEKDAYS[weekday]}",
                f"write `{format_date(found)}`, or `{format_date(right)}` if the weekday is right",
                start,
                "weekday-mismatch",
                self.at,
            )
        return found

    def _weekday(self) -> int | None:
        start = self.at
        word = self.take(_WORD)
        if word is None:
            return None
        number = _WEEKDAY_WORDS.get(fold(word.group()))
        if number is None:
            raise self.refuse(
                f"`{word.group()}` is no day of the week",
                did_you_mean(word.group(), WEEKDAYS) or "write the date as `2023-05-25`",
                start,
                end=self.at,
            )
        self.take(re.compile(r"\.?,?\s*"))
        return number

    def _iso(self) -> date | None:
        start = self.at
        found = self.take(_ISO)
        if found is None:
            return None
        year, month, day = map(int, found.groups())
        return self._real(year, month, day, start)

    def _long(self) -> date | None:
        start = self.at
        day = self.take(_DAY)
        if day is None:
            return None
        self.take(re.compile(r"\s+de(?=\s)"))
        self.take(_SPACE)
        word_at = self.at
        word = self.take(_WORD)
        if word is None:
            self.at = start
            return None
        month = _MONTH_WORDS.get(fold(word.group()))
        if month is None:
            raise self.refuse(
                f"`{word.group()}` is no month",
                did_you_mean(word.group(), MONTHS) or "write the date as `2023-05-25`",
                word_at,
                end=self.at,
            )
        before_year = self.at
        self.take(re.compile(r"\.?(?:\s+del?)?\s+"))
        year = self.take(_YEAR)
        if year is not None:
            return self._real(int(year.group()), month, int(day.group()), start)
        self.at = before_year
        return self._in_mission(month, int(day.group()), start)

    def _in_mission(self, month: int, day: int, start: int) -> date:
        if self.mission is None:
            raise self.refuse("the year is missing", "write `25 May 2023` or `2023-05-25`", start)
        years = range(self.mission.first.year, self.mission.last.year + 1)
        found = [self._real(year, month, day, start) for year in years]
        inside = [day for day in found if day in self.mission]
        return (inside or found)[0]

    def _real(self, year: int, month: int, day: int, start: int) -> date:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise self.refuse(
                f"the year {year} is out of range",
                f"zones are known from {FIRST_YEAR} to {LAST_YEAR}",
                start,
                end=self.at,
            )
        try:
            return date(year, month, day)
        except ValueError:
            raise self.refuse(
                f"there is no such day as `{self.text[start : self.at]}`",
                "check the day and the month",
                start,
                end=self.at,
            ) from None

    def _no_date(self, start: int) -> _Refused:
        guess = self.take(_GUESS)
        if guess:
            return self.refuse(
                f"`{guess.group()}` could be read day first or month first",
                "write the year first, `2023-06-05`, or the month's name, `5 June 2023`",
                start,
                end=self.at,
            )
        shown = self.text[start:].strip()
        return self.refuse(
            f"a date is expected, not `{_short(shown)}`" if shown else "a date is expected",
            "write `2023-05-25`, `Thu 2023-05-25` or `25 May 2023`",
            start,
        )

    def time_of_day(self) -> time | None:
        """Return a time of day; midnight at a day's end, `24:00`, comes out as None."""
        start = self.at
        found = self.take(_TIME)
        if found is None:
            shown = self.text[start:].strip()
            raise self.refuse(
                f"a time is expected, not `{_short(shown)}`" if shown else "a time is expected",
                "write hours and minutes of a 24-hour clock, such as `09:30`",
                start,
            )
        hour, minute = map(int, found.groups())
        if (hour, minute) == (24, 0):
            return None
        if hour > 23 or minute > 59:  # noqa: PLR2004
            raise self.refuse(
                f"`{found.group()}` is no time of day",
                "a day runs from 00:00 to 24:00",
                start,
                end=self.at,
            )
        return time(hour, minute)

    def start_time(self) -> time:
        start = self.at
        found = self.time_of_day()
        if found is None:
            raise self.refuse(
                "nothing starts at 24:00", "write 00:00 of the next day", start, end=self.at
            )
        return found

    def zone_name(self) -> str | None:
        start = self.at
        found = self.take(_ZONE)
        if found is None:
            return None
        name = found.group(1)
        if name in {"to", "for", "a"}:
            self.at = start
            return None
        problem = parse_zone(name)
        if isinstance(problem, Problem):
            raise self.refuse(problem.message, problem.hint, found.start(1), problem.rule, self.at)
        return name

    def end(self) -> None:
        if not self.done():
            rest = self.text[self.at :]
            hint = "write `10:00-11:30`, `10:00 for 1h30`, or `… to 2023-05-26 01:00`"
            raise self.refuse(f"`{_short(rest)}` is not understood here", hint, self.at)


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:29]}…"  # noqa: PLR2004


def _clock(day: date, at: time | None, zone_name: str | None) -> Clock:
    if at is None:
        return Clock(datetime.combine(day + timedelta(days=1), time()), zone_name)
    return Clock(datetime.combine(day, at), zone_name)


def parse_when(text: str, mission: Days | None) -> WrittenTime | Problem:
    """Return the day, days, instant or stretch of time that a text tells."""
    cursor = _Cursor(text, mission)
    try:
        found = _when(cursor)
        cursor.end()
    except _Refused as refused:
        return refused.problem
    return found


def _when(cursor: _Cursor) -> WrittenTime:
    day = cursor.day()
    if cursor.done():
        return Days(day, day)
    if cursor.take(_TO):
        return _days_to(cursor, day)
    cursor.take(re.compile(r",?\s*"))
    start = cursor.start_time()
    start_zone = cursor.zone_name()
    begin = Clock(datetime.combine(day, start), start_zone)
    if cursor.take(_TO):
        before = cursor.at
        if cursor.take(_TIME):
            cursor.at = before
            end_day = day
        else:
            end_day = cursor.day()
            cursor.take(re.compile(r",?\s*"))
        end = cursor.time_of_day()
        return Stretch(begin, _clock(end_day, end, cursor.zone_name()))
    if cursor.take(_FOR):
        length_at = cursor.at
        length = parse_duration(cursor.text[length_at:])
        if isinstance(length, Problem):
            raise cursor.refuse(length.message, length.hint, length_at)
        if not length:
            raise cursor.refuse("it takes no time", "write how long it lasts: `for 45m`", length_at)
        cursor.at = len(cursor.text)
        return Stretch(begin, length)
    if cursor.take(_DASH):
        end = cursor.time_of_day()
        return Stretch(begin, _clock(day, end, cursor.zone_name()))
    return begin


def _days_to(cursor: _Cursor, first: date) -> Days:
    start = cursor.at
    last = cursor.day()
    if last < first:
        raise cursor.refuse(
            f"the last day, {format_date(last)}, is before the first, {format_date(first)}",
            "swap the two",
            start,
            "end-before-start",
            cursor.at,
        )
    return Days(first, last)


def parse_window(text: str, mission: Days | None) -> WrittenTime | Daily | Problem:
    """Return what a window's text tells: as ``when``, or a stretch of each of some days."""
    cursor = _Cursor(text, mission)
    try:
        first = cursor.day()
        days = _days_to(cursor, first) if cursor.take(_TO) else Days(first, first)
        if cursor.done():
            return days
        cursor.take(re.compile(r",?\s*"))
        stretch = _time_to_time(cursor, days)
    except _Refused as refused:
        whole = parse_when(text, mission)
        return refused.problem if isinstance(whole, Problem) else whole
    return stretch


def parse_hours(text: str, days: Days) -> Daily | Problem | None:
    """Return ``days`` with the bare ``TIME-TIME`` that follows them; None if it is not that.

    YAML splits ``[Wed 24 May to Fri 26 May, 09:00-17:00]`` at its comma into two items.
    """
    if not _TIME.match(text.strip()):
        return None
    try:
        return _time_to_time(_Cursor(text.strip(), None), days)
    except _Refused as refused:
        return refused.problem


def _time_to_time(cursor: _Cursor, days: Days) -> Daily:
    start_at = cursor.at
    start = cursor.start_time()
    if not cursor.take(_DASH):
        raise cursor.refuse("a window needs an end", "write `09:00-17:00`", start_at)
    end = cursor.time_of_day()
    zone_name = cursor.zone_name()
    cursor.end()
    if end is not None and end <= start:
        raise cursor.refuse(
            "the window ends before it starts", "swap the two times", start_at, "end-before-start"
        )
    return Daily(days, start, end or time(), zone_name)


def parse_date(text: str, mission: Days | None) -> date | Problem:
    """Return the day a text tells."""
    found = parse_when(text, mission)
    if isinstance(found, Problem):
        return found
    if isinstance(found, Days) and len(found) == 1:
        return found.first
    return Problem("bad-time", "one day is expected, without a time", "write `2023-05-25`")


def parse_day(text: str, mission: Days, today: date) -> date | Problem:
    """Return the day that somebody types: ``today``, ``tomorrow``, ``thu``, ``25 May``, a date.

    A weekday is the mission's next one from today on, or its first where that has passed.
    """
    word = fold(text.strip())
    near = {"today": 0, "hoy": 0, "tomorrow": 1, "manana": 1}
    if word in near:
        return today + timedelta(days=near[word])
    if word in _WEEKDAY_WORDS:
        days = [day for day in mission if day.weekday() == _WEEKDAY_WORDS[word]]
        return next((day for day in days if day >= today), days[0] if days else today)
    return parse_date(text, mission)


def parse_dates(text: str, mission: Days | None) -> Days | Problem:
    """Return the days a text tells, the last one included."""
    found = parse_when(text, mission)
    if isinstance(found, Problem | Days):
        return found
    return Problem(
        "bad-time", "days are expected, without a time", "write `2023-05-20 to 2023-05-27`"
    )


def parse_duration(text: str) -> timedelta | Problem:
    """Return a length of time: ``45m``, ``1h30``, ``2h``, ``PT90M``."""
    word = text.strip()
    iso = _ISO_DURATION.fullmatch(word.upper())
    found = _DURATION.fullmatch(word)
    if iso and any(iso.groups()):
        days, hours, minutes = (int(part or 0) for part in iso.groups())
    elif found and any(found.groups()) and not word.isdigit():
        days, (hours, minutes) = 0, (int(part or 0) for part in found.groups())
    else:
        message = f"`{_short(word)}` is no length of time"
        hint = "write `45m`, `1h30`, `2h` or `PT90M`"
        if word.isdigit():
            hint = f"write `{word}m` for minutes or `{word}h` for hours"
        return Problem("bad-duration", message, hint)
    return timedelta(days=days, hours=hours, minutes=minutes)


# ---------------------------------------------------------------- other values


def parse_text(text: str) -> str | Problem:
    """Return a text on one line, composed (NFC), its runs of white space folded."""
    folded = " ".join(text.split()) if "\n" not in text else _lines(text)
    if not folded:
        return Problem("empty-value", "a value is missing", "write one, or delete the key")
    return folded if folded.isascii() else unicodedata.normalize("NFC", folded)


def _lines(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())


def parse_yes_no(text: str) -> bool | Problem:
    """Return a yes or a no."""
    answers = {"yes": True, "no": False}
    if text in answers:
        return answers[text]
    meant = {"true": "yes", "on": "yes", "si": "yes", "sí": "yes", "y": "yes"}.get(text.casefold())
    return Problem(
        "bad-value", f"`{_short(text)}` is neither yes nor no", f"write `{meant or 'no'}`"
    )


def parse_count(text: str) -> int | Problem:
    """Return a whole number from 1 to 366, with or without the word nights behind it."""
    found = re.fullmatch(r"(\d{1,3})(?:\s*(?:nights?|noches?))?", text.strip())
    number = int(found.group(1)) if found else 0
    if 1 <= number <= 366:  # noqa: PLR2004
        return number
    return Problem(
        "bad-value", f"`{_short(text)}` is no number of nights", "write `2` or `2 nights`"
    )


def parse_priority(text: str) -> int | Problem:
    """Return a priority from 1 (high) to 9 (low)."""
    if re.fullmatch(r"[1-9]", text):
        return int(text)
    return Problem("bad-value", f"`{_short(text)}` is no priority", "write 1 (high) to 9 (low)")


def parse_zone(text: str) -> str | Problem:
    """Return the IANA name of a zone."""
    if zone(text) is not None:
        return text
    hint = did_you_mean(text, zone_names()) or "use an IANA name, such as `America/Lima`"
    return Problem("unknown-zone", f"`{_short(text)}` is no time zone", hint)


def parse_coordinates(text: str) -> Coordinates | Problem:
    """Return degrees north and degrees east."""
    number = r"([+-]?\d{1,3}(?:\.\d{1,10})?)"
    found = re.fullmatch(rf"\s*{number}\s*,\s*{number}\s*", text)
    hint = 'write latitude and longitude in degrees, in quotes: `"-12.046, -77.043"`'
    if not found:
        return Problem("bad-value", f"`{_short(text)}` is no pair of coordinates", hint)
    latitude, longitude = map(float, found.groups())
    if abs(latitude) > 90 or abs(longitude) > 180:  # noqa: PLR2004
        return Problem("bad-value", f"`{_short(text)}` is not on the globe", hint)
    return Coordinates(latitude, longitude)


def parse_altitude(text: str) -> int | Problem:
    """Return metres above the sea."""
    found = re.fullmatch(r"(-?\d{1,4})\s*m", text.strip())
    if found:
        return int(found.group(1))
    return Problem(
        "bad-value", f"`{_short(text)}` is no altitude", "write metres, such as `2750 m`"
    )


def parse_language(text: str) -> str | Problem:
    """Return a language's code (BCP 47: ``es``, ``qu``, ``pt-BR``)."""
    if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
        return text
    hint = "use a two- or three-letter code: `es`, `en`, `fr`, `qu` (Quechua), `ay` (Aymara)"
    return Problem("bad-value", f"`{_short(text)}` is no language code", hint)


def parse_colour(text: str) -> str | Problem:
    """Return the CSS name of a colour (RFC 7986, section 5.9)."""
    if re.fullmatch(r"[a-z]{3,20}", text):
        return text
    return Problem(
        "bad-value", f"`{_short(text)}` is no colour name", "use a CSS name, such as `teal`"
    )


def _choice(text: str, choices: Mapping[str, T], what: str, rule: str) -> T | Problem:
    if text in choices:
        return choices[text]
    hint = did_you_mean(text, choices) or f"one of: {', '.join(choices)}"
    return Problem(rule, f"`{_short(text)}` is no {what}", hint)


def parse_status(text: str) -> Status | Problem:
    """Return a status."""
    return _choice(text, {status.value: status for status in Status}, "status", "unknown-status")


def parse_classification(text: str) -> Classification | Problem:
    """Return a class."""
    return _choice(text, CLASSES, "class", "unknown-class")


CLASSES = {known.name.lower(): known for known in Classification}


def parse_covers(text: str) -> bool | Problem:
    """Return whether confidential entries enter feeds under their cover."""
    return _choice(text, {"cover": True, "none": False}, "choice here", "bad-value")


def parse_extreme(text: str) -> Extreme | None:
    """Return the end of its windows that a request prefers, if the text names one."""
    return next((extreme for extreme in Extreme if extreme.value == text), None)


def parse_id(text: str) -> str | Problem:
    """Return an id: small letters a to z, digits and hyphens."""
    if re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?", text):
        return text
    suggestion = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:64]
    hint = f"write `{suggestion}`" if suggestion else "use small letters a-z, digits and hyphens"
    return Problem("bad-id", f"`{_short(text)}` is no id: ids are a-z, 0-9 and -", hint)


# ---------------------------------------------------------------- recurrence

_FREQUENCIES = {
    "daily": "FREQ=DAILY",
    "weekdays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "weekly": "FREQ=WEEKLY",
    "monthly": "FREQ=MONTHLY",
    "yearly": "FREQ=YEARLY",
}
_FREQUENCIES |= {
    f"every {noun}": _FREQUENCIES[word]
    for noun, word in (
        ("day", "daily"),
        ("weekday", "weekdays"),
        ("week", "weekly"),
        ("month", "monthly"),
        ("year", "yearly"),
    )
}
_RULE_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_RULE_PARTS: dict[str, str] = {
    "FREQ": "DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": r"[1-9]\d{0,2}",
    "COUNT": r"[1-9]\d{0,3}",
    "UNTIL": r"\d{8}(?:T\d{6}Z?)?",
    "BYDAY": r"(?:[+-]?\d{0,2}(?:MO|TU|WE|TH|FR|SA|SU)(?:,|$))+",
    "BYMONTHDAY": r"(?:-?(?:[1-9]|[12]\d|3[01])(?:,|$))+",
    "BYMONTH": r"(?:(?:[1-9]|1[0-2])(?:,|$))+",
    "BYSETPOS": r"(?:-?[1-9]\d{0,2}(?:,|$))+",
    "WKST": "MO|TU|WE|TH|FR|SA|SU",
}
_REPEAT_HINT = "write `daily until 2023-05-26 except 2023-05-25`, or an RRULE: `FREQ=DAILY;COUNT=5`"
_PHRASE = re.compile(
    r"\s*(?P<head>.*?)(?:\s+until\s+(?P<until>.+?))?(?:\s+except\s+(?P<except>.+))?\s*"
)
_HEAD = re.compile(
    r"(?:(?P<word>daily|weekdays|weekly|monthly|yearly|every (?:day|weekday|week|month|year))"
    r"|every\s+(?P<n>[1-9]\d?)\s+(?P<unit>days|weeks))"
    r"(?:\s+on\s+(?P<on>.+?))?(?:,?\s+(?P<count>[1-9]\d{0,2})\s+times)?"
)


def parse_repeat(text: str, mission: Days | None) -> Repeat | Problem:
    """Return a recurrence, from the friendly form or an RFC 5545 RRULE."""
    if re.match(r"\s*(?:RRULE:)?FREQ=", text, re.IGNORECASE):
        return _parse_rule(text, mission)
    phrase = _PHRASE.fullmatch(text)
    head = _HEAD.fullmatch(phrase["head"]) if phrase else None
    if phrase is None or head is None:
        shown = _short(text.strip())
        return Problem("bad-repeat", f"`{shown}` is no way to repeat", _REPEAT_HINT)
    until = parse_date(phrase["until"], mission) if phrase["until"] else None
    if isinstance(until, Problem):
        return _moved(until, phrase.start("until"))
    excluded = _excluded(phrase, mission)
    if isinstance(excluded, Problem):
        return excluded
    rule = _FREQUENCIES[head["word"]] if head["word"] else _every(head)
    if head["on"]:
        days = [
            _WEEKDAY_WORDS.get(fold(word))
            for word in re.split(r"\s*,\s*|\s+and\s+|\s+", head["on"])
        ]
        if None in days or not rule.startswith("FREQ=WEEKLY") or "BYDAY" in rule:
            return Problem(
                "bad-repeat",
                f"`on {_short(head['on'])}` is not understood",
                "write `weekly on mon, thu`",
            )
        rule += ";BYDAY=" + ",".join(_RULE_DAYS[day] for day in days if day is not None)
    count = int(head["count"]) if head["count"] else None
    return Repeat(rule=rule, until=until, count=count, excluded=excluded, text=text)


def _every(head: re.Match[str]) -> str:
    return f"FREQ={'DAILY' if head['unit'] == 'days' else 'WEEKLY'};INTERVAL={head['n']}"


def _excluded(phrase: re.Match[str], mission: Days | None) -> tuple[date, ...] | Problem:
    days: list[date] = []
    for part in re.finditer(r"[^,]+", phrase["except"] or ""):
        weekday = _WEEKDAY_WORDS.get(fold(part.group().strip()).removesuffix("s"))
        if weekday is not None and mission is not None:
            days.extend(day for day in mission if day.weekday() == weekday)
            continue
        found = parse_dates(part.group().strip(), mission)
        if isinstance(found, Problem):
            lead = len(part.group()) - len(part.group().lstrip())
            return _moved(found, phrase.start("except") + part.start() + lead)
        days.extend(found)
    return tuple(days)


def _moved(problem: Problem, by: int) -> Problem:
    end = None if problem.end is None else problem.end + by
    return Problem(problem.rule, problem.message, problem.hint, problem.start + by, end)


def _parse_rule(  # noqa: PLR0911 (a way out for each thing that can be wrong)
    text: str, mission: Days | None
) -> Repeat | Problem:
    rule, _, rest = text.strip().upper().removeprefix("RRULE:").partition(" ")
    excluded: tuple[date, ...] = ()
    if rest:
        phrase = _PHRASE.fullmatch(text)
        if phrase is None or not rest.startswith("EXCEPT ") or phrase["until"]:
            return Problem(
                "bad-repeat", f"`{_short(rest.lower())}` is not understood here", _REPEAT_HINT
            )
        found = _excluded(phrase, mission)
        if isinstance(found, Problem):
            return found
        excluded = found
    parts: dict[str, str] = {}
    for part in rule.rstrip(";").split(";"):
        name, _, value = part.partition("=")
        if name not in _RULE_PARTS:
            hint = did_you_mean(name, _RULE_PARTS) or f"parts are: {', '.join(_RULE_PARTS)}"
            return Problem("bad-repeat", f"`{_short(name)}` is no part of a rule here", hint)
        if name in parts or not re.fullmatch(_RULE_PARTS[name], value) or value.endswith(","):
            return Problem("bad-repeat", f"`{_short(part)}` is not understood", _rule_hint(name))
        parts[name] = value
    until: date | None = None
    if "UNTIL" in parts:
        try:
            until = date.fromisoformat(parts.pop("UNTIL")[:8])
        except ValueError:
            return Problem("bad-repeat", "UNTIL is no real day", "write `UNTIL=20230526`")
    count = int(parts.pop("COUNT")) if "COUNT" in parts else None
    if until and count:
        return Problem(
            "bad-repeat", "UNTIL and COUNT exclude each other (RFC 5545, 3.3.10)", "keep one"
        )
    ordered = ";".join(f"{name}={value}" for name, value in parts.items())
    return Repeat(rule=ordered, until=until, count=count, excluded=excluded, text=text)


def _rule_hint(name: str) -> str:
    if name == "FREQ":
        return "FREQ is DAILY, WEEKLY, MONTHLY or YEARLY"
    return "see RFC 5545, 3.3.10; for example `FREQ=WEEKLY;BYDAY=MO,TH`"
