"""How dates, times and windows are written: a text → what clocks show.

Times come out as clocks show them (:class:`Clock`): which zone a clock stands in is known only
when the whole entry has been read. Nothing is guessed: what has two readings is refused.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from itinerary.diagnostics import did_you_mean
from itinerary.languages import Message, say
from itinerary.syntax.problems import Problem, shorten, written_day
from itinerary.syntax.values import fold, parse_duration, parse_zone
from itinerary.times import FIRST_YEAR, LAST_YEAR, MONTHS, WEEKDAYS, Days


class Clock(NamedTuple):
    """A date and time on a clock, and the zone written behind it, if any."""

    wall: datetime
    zone: str | None


class Stretch(NamedTuple):
    """From one clock time to another, or for a length of time."""

    start: Clock
    end: Clock | timedelta
    one_date: bool = False
    """Whether it was written as ``10:00-11:00``: a zone at its end then tells of both."""


class Daily(NamedTuple):
    """The same stretch of each of some days; it may end at midnight."""

    days: Days
    start: time
    end: time
    zone: str | None


WrittenTime = Clock | Stretch | Days

LONGEST = 200
"""Characters of a time: a longer text is none, and matching it would take for ever."""
MOST_DAYS = 366

WEEKDAY_WORDS = {
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
MONTH_WORDS = {
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
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")
_DAY = re.compile(r"([0-9]{1,2})(?![0-9:/.])")
_YEAR = re.compile(r"([0-9]{4})(?![0-9:])")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?![0-9])")
_DASH = re.compile(r"\s*[-–—]\s*")
_TO = re.compile(r"\s+(?:to|a)\s+")
_FOR = re.compile(r"\s+for\s+")
_ZONE = re.compile(r"\s+([A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*)")
_GUESS = re.compile(r"[0-9]{1,4}[/.][0-9]{1,2}(?:[/.][0-9]{1,4})?")


class _Refused(Exception):  # noqa: N818 (no error of the program)
    """Leaves the middle of a time expression with the problem found there."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Cursor:
    """Reads a time expression from left to right."""

    def __init__(self, text: str, mission: Days | None) -> None:
        self.text = text if text.isascii() else unicodedata.normalize("NFC", text)
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
        message: Message,
        hint: Message | None,
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
                say(
                    "{date} is a {weekday}, not a {other}",
                    date=lambda words: words.full_date(found),
                    weekday=lambda words: words.long_weekday(found),
                    other=lambda words: words.long_weekday(right),
                ),
                say(
                    "write `{date}`, or `{other}` if the weekday is right",
                    date=written_day(found),
                    other=written_day(right),
                ),
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
        number = WEEKDAY_WORDS.get(fold(word.group()))
        if number is None and fold(word.group()) in MONTH_WORDS:
            raise self.refuse(
                say("a month cannot come before its day"),
                say("write the day first: `25 May 2023`"),
                start,
                end=self.at,
            )
        if number is None:
            raise self.refuse(
                say("`{text}` is no day of the week", text=shorten(word.group())),
                did_you_mean(word.group(), WEEKDAYS) or say("write the date as `2023-05-25`"),
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
        month = MONTH_WORDS.get(fold(word.group()))
        if month is None:
            raise self.refuse(
                say("`{text}` is no month", text=word.group()),
                did_you_mean(word.group(), MONTHS) or say("write the date as `2023-05-25`"),
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
            hint = say("write `25 May 2023` or `2023-05-25`")
            raise self.refuse(say("the year is missing"), hint, start)
        years = range(self.mission.first.year, self.mission.last.year + 1)
        inside = [year for year in years if _in(self.mission, year, month, day)]
        if len(inside) == 1 or (len(years) == 1 and _is_near(self.mission.first, month)):
            return self._real((inside or years)[0], month, day, start)
        raise self.refuse(
            say("the mission's dates do not give the year"),
            say("write the year too: `25 May 2023` or `2023-05-25`"),
            start,
            end=self.at,
        )

    def _real(self, year: int, month: int, day: int, start: int) -> date:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise self.refuse(
                say("the year {year} is out of range", year=year),
                say("zones are known from {first} to {last}", first=FIRST_YEAR, last=LAST_YEAR),
                start,
                end=self.at,
            )
        try:
            return date(year, month, day)
        except ValueError:
            raise self.refuse(
                say("there is no such day as `{text}`", text=self.text[start : self.at]),
                say("check the day and the month"),
                start,
                end=self.at,
            ) from None

    def _no_date(self, start: int) -> _Refused:
        guess = self.take(_GUESS)
        if guess:
            return self.refuse(
                say("`{text}` could be read day first or month first", text=guess.group()),
                say("write the year first, `2023-06-05`, or the month's name, `5 June 2023`"),
                start,
                end=self.at,
            )
        shown = self.text[start:].strip()
        return self.refuse(
            say("a date is expected, not `{text}`", text=shorten(shown))
            if shown
            else say("a date is expected"),
            say("write `2023-05-25`, `Thu 2023-05-25` or `25 May 2023`"),
            start,
        )

    def time_of_day(self) -> time | None:
        """Return a time of day; midnight at a day's end, `24:00`, comes out as None."""
        start = self.at
        found = self.take(_TIME)
        if found is None:
            shown = self.text[start:].strip()
            raise self.refuse(
                say("a time is expected, not `{text}`", text=shorten(shown))
                if shown
                else say("a time is expected"),
                say("write hours and minutes of a 24-hour clock, such as `09:30`"),
                start,
            )
        hour, minute = map(int, found.groups())
        if (hour, minute) == (24, 0):
            return None
        if hour > 23 or minute > 59:  # noqa: PLR2004
            raise self.refuse(
                say("`{text}` is no time of day", text=found.group()),
                say("a day runs from 00:00 to 24:00"),
                start,
                end=self.at,
            )
        return time(hour, minute)

    def start_time(self) -> time:
        start = self.at
        found = self.time_of_day()
        if found is None:
            raise self.refuse(
                say("nothing starts at 24:00"),
                say("write 00:00 of the next day"),
                start,
                end=self.at,
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
            raise self.refuse(
                say("`{text}` is not understood here", text=shorten(rest)),
                say("write `10:00-11:30`, `10:00 for 1h30`, or `… to 2023-05-26 01:00`"),
                self.at,
            )


def weekday_named(word: str) -> int | None:
    """Return the day of the week that a word names, in English or Spanish; 0 is Monday."""
    folded = fold(word)
    return WEEKDAY_WORDS.get(folded, WEEKDAY_WORDS.get(folded.removesuffix("s")))


def _is_near(first: date, month: int) -> bool:
    """Whether a month lies nearer in the mission's year than in the year before or after."""
    return abs(month - first.month) < 6  # noqa: PLR2004 (half a year)


def _in(mission: Days, year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day) in mission
    except ValueError:
        return False


def _clock(day: date, at: time | None, zone_name: str | None) -> Clock:
    if at is None:
        return Clock(datetime.combine(day + timedelta(days=1), time()), zone_name)
    return Clock(datetime.combine(day, at), zone_name)


def _too_long(text: str) -> Problem:
    message = say("`{text}` is too long for a time", text=shorten(text))
    return Problem("bad-time", message, say("write one time"))


def parse_when(text: str, mission: Days | None) -> WrittenTime | Problem:
    """Return the day, days, instant or stretch of time that a text tells."""
    if len(text) > LONGEST:
        return _too_long(text)
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
            hint = say("write how long it lasts: `for 45m`")
            raise cursor.refuse(say("it takes no time"), hint, length_at)
        cursor.at = len(cursor.text)
        return Stretch(begin, length)
    if cursor.take(_DASH):
        end = cursor.time_of_day()
        return Stretch(begin, _clock(day, end, cursor.zone_name()), one_date=True)
    return begin


def _days_to(cursor: _Cursor, first: date) -> Days:
    start = cursor.at
    last = cursor.day()
    if last < first:
        raise cursor.refuse(
            say(
                "the last day, {last}, is before the first, {first}",
                last=written_day(last),
                first=written_day(first),
            ),
            say("swap the two"),
            start,
            "end-before-start",
            cursor.at,
        )
    if (last - first).days >= MOST_DAYS:
        raise cursor.refuse(
            say(
                "from {first} to {last} is longer than a year",
                first=written_day(first),
                last=written_day(last),
            ),
            say("is a year mistyped?"),
            start,
            end=cursor.at,
        )
    return Days(first, last)


def parse_window(text: str, mission: Days | None) -> WrittenTime | Daily | Problem:
    """Return what a window's text tells: as ``when``, or a stretch of each of some days."""
    if len(text) > LONGEST:
        return _too_long(text)
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
    if len(text) > LONGEST or not _TIME.match(text.strip()):
        return None
    try:
        return _time_to_time(_Cursor(text.strip(), None), days)
    except _Refused as refused:
        return refused.problem


def _time_to_time(cursor: _Cursor, days: Days) -> Daily:
    start_at = cursor.at
    start = cursor.start_time()
    if not cursor.take(_DASH):
        raise cursor.refuse(
            say("a window needs an end"), say("write `{what}`", what="09:00-17:00"), start_at
        )
    end = cursor.time_of_day()
    zone_name = cursor.zone_name()
    cursor.end()
    if end is not None and end <= start:
        raise cursor.refuse(
            say("the window ends before it starts"),
            say("swap the two times"),
            start_at,
            "end-before-start",
        )
    return Daily(days, start, end or time(), zone_name)


def parse_date(text: str, mission: Days | None) -> date | Problem:
    """Return the day a text tells."""
    found = parse_when(text, mission)
    if isinstance(found, Problem):
        return found
    if isinstance(found, Days) and len(found) == 1:
        return found.first
    return Problem(
        "bad-time",
        say("one day is expected, without a time"),
        say("write `{what}`", what="2023-05-25"),
    )


def parse_day(text: str, mission: Days, today: date) -> date | Problem:
    """Return the day that somebody types: ``today``, ``tomorrow``, ``thu``, ``25 May``, a date.

    A weekday is the mission's next one from today on, or its first where that has passed.
    """
    word = fold(text.strip())
    near = {"today": 0, "hoy": 0, "tomorrow": 1, "manana": 1}
    if word in near:
        return today + timedelta(days=near[word])
    if word in WEEKDAY_WORDS:
        days = [day for day in mission if day.weekday() == WEEKDAY_WORDS[word]]
        return next((day for day in days if day >= today), days[0] if days else today)
    return parse_date(text, mission)


def parse_dates(text: str, mission: Days | None) -> Days | Problem:
    """Return the days a text tells, the last one included."""
    found = parse_when(text, mission)
    if isinstance(found, Problem | Days):
        return found
    return Problem(
        "bad-time",
        say("days are expected, without a time"),
        say("write `{what}`", what="2023-05-20 to 2023-05-27"),
    )
