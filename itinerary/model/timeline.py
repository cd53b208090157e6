"""Recurrence → occurrences: what takes place when, each with a key that stays its own."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple, cast

from itinerary.model.entries import Entry, Repeat
from itinerary.times import (
    Ambiguous,
    Days,
    Nonexistent,
    Timespan,
    localise,
    wall_clock,
    zone_of,
)

if TYPE_CHECKING:
    from dateutil.rrule import rrule

MOST_OCCURRENCES = 1000
"""More than twice a day for a year: beyond it a rule is a mistake."""


class Occurrence(NamedTuple):
    """One time that an entry takes place.

    ``key`` names the occurrence among its entry's: empty for an entry that does not repeat, else
    the day it was first meant for (what RFC 5545 calls its RECURRENCE-ID).
    """

    entry: Entry
    key: str
    when: Timespan | Days


class Expansion(NamedTuple):
    """The times a repeated entry takes place, and the local times that could not be placed."""

    times: tuple[tuple[str, Timespan | Days], ...]
    problems: tuple[Nonexistent | Ambiguous, ...]
    too_many: bool = False


def expand(first: Timespan | Days, repeat: Repeat, last_day: date) -> Expansion:
    """Return each time of a recurrence, up to its own end or ``last_day``.

    Clocks show the same times at both its ends each time, also through a night in which they
    change: that is how people repeat a night's rest, and airlines a flight.
    """
    times: list[tuple[str, Timespan | Days]] = []
    problems: list[Nonexistent | Ambiguous] = []
    for start in _starts(_wall_start(first), repeat, last_day):
        if len(times) + len(problems) == MOST_OCCURRENCES:
            return Expansion(tuple(times), tuple(problems), too_many=True)
        found = _shifted(first, start)
        if _is_over(found, start, repeat):
            break
        if isinstance(found, Timespan | Days):
            times.append((start.date().isoformat(), found))
        else:
            problems.append(found)
    return Expansion(tuple(times), tuple(problems))


def _is_over(
    found: Timespan | Days | Nonexistent | Ambiguous, start: datetime, repeat: Repeat
) -> bool:
    """Whether a time is past the instant that the recurrence ends at."""
    if repeat.ends is None:
        return False
    if repeat.ends.tzinfo is None or not isinstance(found, Timespan):
        return start > repeat.ends.replace(tzinfo=None)
    return found.start > repeat.ends


def _wall_start(first: Timespan | Days) -> datetime:
    if isinstance(first, Timespan):
        return wall_clock(first.start)
    return datetime.combine(first.first, datetime.min.time())


def _starts(start: datetime, repeat: Repeat, last_day: date) -> Iterator[datetime]:
    from dateutil.rrule import rrulestr  # noqa: PLC0415  (only a file that repeats something pays for it)

    # dateutil takes either COUNT or UNTIL, so COUNT is counted here. A rule that never comes true
    # it follows to the year 9999: so it is followed there, in years just like these.
    last = datetime.combine(min(repeat.until or last_day, last_day), time.max)
    shift = _shift(start.year, last.year)
    rule = cast("rrule", rrulestr(repeat.rule, dtstart=_years_later(start, shift)))
    excluded = set(repeat.excluded)
    for number, later in enumerate(rule.replace(until=_years_later(last, shift))):
        if repeat.count is not None and number >= repeat.count:
            return
        at = _years_later(later, -shift)
        if at.date() not in excluded and at.weekday() not in repeat.excluded_weekdays:
            yield at


def _shift(first: int, last: int) -> int:
    """Return how many years later the calendar is the same, as near to the year 9999 as it goes.

    From 1901 to 2099, and again from 9901 on, days of the week and leap years come round every 28
    years; everywhere they do every 400.
    """
    if first > 1900 and last < 2100:  # noqa: PLR2004 (no century year but 2000, a leap year)
        for year in range(9989, 9961, -1):
            same = (
                year % 4 == first % 4 and date(year, 1, 1).weekday() == date(first, 1, 1).weekday()
            )
            if same and last - first <= 9999 - year:
                return year - first
    return (9999 - max(first, last)) // 400 * 400


def _years_later(moment: datetime, years: int) -> datetime:
    return moment.replace(year=moment.year + years)


def _shifted(first: Timespan | Days, start: datetime) -> Timespan | Days | Nonexistent | Ambiguous:
    shift = start - _wall_start(first)
    if isinstance(first, Days):
        return Days(first.first + shift, first.last + shift)
    begin = localise(start, zone_of(first.start))
    if not isinstance(begin, datetime):
        return begin
    end = localise(wall_clock(first.end) + shift, zone_of(first.end))
    return Timespan(begin, end) if isinstance(end, datetime) else end


def nights_of(occurrence: Occurrence) -> Iterator[date]:
    """Yield the evening of each night between an occurrence's first day and its last."""
    first, last = bounds(occurrence.when)
    return (first + timedelta(days=n) for n in range((last - first).days))


def bounds(when: Timespan | Days) -> tuple[date, date]:
    """Return the first and the last day that a time touches, by the clocks of its own places.

    A span that ends at midnight does not touch the day that begins then. A flight over the date
    line may end on a day before the one it starts on.
    """
    if isinstance(when, Days):
        return when.first, when.last
    first, last = when.start.date(), when.end.date()
    if wall_clock(when.end).time() == datetime.min.time() and last > first:
        last -= timedelta(days=1)
    return min(first, last), max(first, last)
