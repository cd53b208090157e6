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

    The clock time stays the same across a change of the clocks; so does the length on the clock.
    """
    times: list[tuple[str, Timespan | Days]] = []
    problems: list[Nonexistent | Ambiguous] = []
    for start in _starts(_wall_start(first), repeat, last_day):
        if len(times) + len(problems) == MOST_OCCURRENCES:
            return Expansion(tuple(times), tuple(problems), too_many=True)
        found = _shifted(first, start)
        if isinstance(found, Timespan | Days):
            times.append((start.date().isoformat(), found))
        else:
            problems.append(found)
    return Expansion(tuple(times), tuple(problems))


def _wall_start(first: Timespan | Days) -> datetime:
    if isinstance(first, Timespan):
        return wall_clock(first.start)
    return datetime.combine(first.first, datetime.min.time())


def _starts(start: datetime, repeat: Repeat, last_day: date) -> Iterator[datetime]:
    from dateutil.rrule import rrulestr  # noqa: PLC0415  (only a file that repeats something pays for it)

    # dateutil takes either COUNT or UNTIL, and walks on to the year 9999 without a bound: so the
    # rule is always bounded by UNTIL, and COUNT is counted here.
    until = min(repeat.until or last_day, last_day)
    rule = cast("rrule", rrulestr(repeat.rule, dtstart=start))
    bounded = rule.replace(until=datetime.combine(until, time.max))
    for number, at in enumerate(bounded):
        if repeat.count is not None and number >= repeat.count:
            return
        if at.date() not in repeat.excluded:
            yield at


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

    A span that ends at midnight does not touch the day that begins then.
    """
    if isinstance(when, Days):
        return when.first, when.last
    last = when.end.date()
    if wall_clock(when.end).time() == datetime.min.time() and last > when.start.date():
        last -= timedelta(days=1)
    return when.start.date(), last
