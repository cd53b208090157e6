"""What somebody types to move an entry → the time it is moved to.

Any time that the file itself understands is one: ``Thu 2023-05-25 15:00-16:00``. So is a part of
one, and the rest stays as it was: ``15:00``, ``Fri 26 May``, ``thu 15:00``, ``tomorrow``. And so is
a shift: ``30m later``, ``1 day earlier``, ``+1h30``.
"""

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from itinerary.languages import say
from itinerary.spans import whole_file
from itinerary.syntax.clocks import (
    LONGEST,
    WEEKDAY_WORDS,
    Clock,
    Stretch,
    WrittenTime,
    parse_day,
    parse_when,
)
from itinerary.syntax.document import Scalar
from itinerary.syntax.instants import Instants, in_one_place
from itinerary.syntax.problems import Problem, Problems
from itinerary.syntax.values import fold, parse_duration
from itinerary.times import Days, Timespan, in_zone, wall_clock

_SHIFT = re.compile(
    r"(?:(?P<sign>[+-])\s*)?(?P<by>.+?)(?:\s+(?P<way>later|earlier|after|before|antes|despues"
    r"|mas tarde|mas temprano))?"
)
_BACK = {"earlier", "before", "antes", "mas temprano", "-"}
_DAYS = re.compile(r"(?:([0-9]{1,3})|a|an|una?) ?(?:(?:d|days?|dias?)|(weeks?|semanas?))")
_UNITS = (
    (re.compile(r"(?<=[0-9]) ?(?:hours?|horas?|h)\b"), "h"),
    (re.compile(r"(?<=[0-9]) ?(?:min\w*|m)\b"), "m"),
)
"""Words for lengths that a person types and a file does not write."""
_FILLERS = re.compile(r"^(?:on|el) | (?:at|a las?)(?= [0-9])", re.IGNORECASE)
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}")
_NEAR = {"today", "hoy", "tomorrow", "manana"}
_HINT = say("write `Thu 2023-05-25 15:00-16:00`, `15:00`, `Fri 26 May` or `30m later`")


class Now(NamedTuple):
    """What an entry's time is now, and what is needed to read another one."""

    when: Timespan | Days | None
    takes: timedelta | None
    zones: tuple[str, str]
    """Whose clocks tell its start and its end."""
    mission: Days
    today: date


def moved(typed: str, now: Now) -> Timespan | Days | Problem:
    """Return the time that an entry is moved to, or why what was typed tells none.

    What is not typed stays: the day, the hours, how long it lasts. A shift by days keeps what the
    clocks show; one by hours and minutes is of real time.
    """
    text = " ".join(typed.split())
    if not text or len(text) > LONGEST:
        return Problem("bad-time", say("a time is expected"), _HINT)
    if (shift := _shift(text)) is not None:
        return shift if isinstance(shift, Problem) else _shifted(now, shift)
    written = _written(_FILLERS.sub("", text), now)
    if isinstance(written, Problem):
        return written
    if isinstance(written, Days):
        return _on_days(written, now)
    if isinstance(written, Clock):
        length = now.when.duration if isinstance(now.when, Timespan) else now.takes
        if length is None:
            return Problem(
                "no-end",
                say("the end is missing"),
                say("write `10:00-11:30` or `10:00 for 1h30`"),
            )
        written = Stretch(written, length)
    return settled(written, now.zones)


def settled(written: WrittenTime, zones: tuple[str, str]) -> Timespan | Days | Problem:
    """Return what a written time means by the clocks of its two ends, or why it means nothing."""
    problems = Problems()
    if zones[0] == zones[1]:
        written = in_one_place(written)
    scalar = Scalar("", whole_file(""), is_plain=True)
    found = Instants(problems).settle(written, scalar, *zones)
    if found is None:
        first = problems.found[0]
        hint = first.hint or _HINT
        return Problem(first.rule, first.message, hint)
    return found


def _shift(text: str) -> timedelta | int | Problem | None:
    """Return by how much a text moves something: a length of time, or a number of days alone.

    None where it tells of no shift, or why its length cannot be read.
    """
    found = _SHIFT.fullmatch(fold(text))
    way = (found["sign"] or found["way"]) if found else None
    if found is None or way is None:
        return None
    sign = -1 if way in _BACK else 1
    by = found["by"]
    if days := _DAYS.fullmatch(by):
        return sign * int(days[1] or 1) * (7 if days[2] else 1)
    for unit, letter in _UNITS:
        by = unit.sub(letter, by)
    length = parse_duration(by)
    return length if isinstance(length, Problem) else sign * length


def _shifted(now: Now, shift: timedelta | int) -> Timespan | Days | Problem:
    if now.when is None:
        return _no_time_yet()
    if isinstance(shift, timedelta):
        if isinstance(now.when, Days):
            return Problem(
                "bad-time",
                say("it has no hours: it can be moved by days alone"),
                say("write `{what}`", what="1 day later"),
            )
        start, end = now.when.start + shift, now.when.end + shift
        return Timespan(in_zone(start, now.zones[0]), in_zone(end, now.zones[1]))
    days = timedelta(days=shift)
    if isinstance(now.when, Days):
        return Days(now.when.first + days, now.when.last + days)
    return _later(now.when, days, now.zones)


def _later(when: Timespan, days: timedelta, zones: tuple[str, str]) -> Timespan | Days | Problem:
    """Return a time some days later, by what the clocks show at both its ends."""
    start, end = (Clock(wall + days, None) for wall in walls(when, zones))
    return settled(Stretch(start, end), zones)


def _on_days(days: Days, now: Now) -> Timespan | Days | Problem:
    match now.when:
        case Timespan(start, _) if len(days) == 1:
            shift = days.first - in_zone(start, now.zones[0]).date()
            return _later(now.when, shift, now.zones)
        case Days(first, last) if len(days) == 1:
            return Days(days.first, days.first + (last - first))
        case None if now.takes is not None and len(days) == 1:
            return Problem(
                "bad-time", say("at what time?"), say("write `{what}`", what="Thu 25 May 15:00")
            )
        case _:
            return days


def _written(text: str, now: Now) -> WrittenTime | Problem:
    """Read a time of which the day may be left out, or told by a word."""
    head, _, rest = text.partition(" ")
    word = head.rstrip(".,")
    if _TIME.match(text):
        if now.when is None:
            return _no_time_yet()
        first = now.when.first if isinstance(now.when, Days) else None
        start = now.when.start if isinstance(now.when, Timespan) else None
        day = first or (in_zone(start, now.zones[0]).date() if start else now.today)
        head, rest = day.isoformat(), text
    elif fold(word) in _NEAR | WEEKDAY_WORDS.keys() and (not rest or _TIME.match(rest)):
        found = parse_day(word, now.mission, now.today)
        if isinstance(found, Problem):
            return found
        head = found.isoformat()
    return parse_when(f"{head} {rest}".strip(), now.mission)


def _no_time_yet() -> Problem:
    return Problem(
        "bad-time",
        say("it has no time yet: its day is needed too"),
        say("write `{what}`", what="Thu 25 May 15:00"),
    )


def shown_by(
    when: Timespan | Days, old: tuple[str, str], new: tuple[str, str]
) -> Timespan | Days | Problem:
    """Return the time at which the clocks of other zones show the same hours."""
    if old == new or isinstance(when, Days):
        return when
    start, end = (Clock(wall, None) for wall in walls(when, old))
    return settled(Stretch(start, end), new)


def walls(when: Timespan, zones: tuple[str, str]) -> tuple[datetime, datetime]:
    """Return what the clocks of two zones show at the two ends of a time."""
    start, end = (
        wall_clock(in_zone(one, zone))
        for one, zone in zip((when.start, when.end), zones, strict=True)
    )
    return start, end
