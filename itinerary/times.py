"""Instants, spans of time and zones. The only module that imports pytz.

A local time becomes an instant by one door, :func:`localise`. Giving a pytz zone to
``datetime(…, tzinfo=…)`` attaches the zone's first recorded offset (−05:08 for Lima, its local
mean time before 1908), so no other code attaches a zone to a datetime.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache, lru_cache
from typing import NamedTuple

import pytz

FIRST_YEAR = 1900
LAST_YEAR = 2037
"""pytz holds daylight-saving rules up to 2037 and none after: a later hour would be a guess."""

UTC = pytz.utc

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Timespan:
    """A half-open span of time, each end an aware datetime in its own place's zone."""

    start: datetime
    end: datetime

    @property
    def duration(self) -> timedelta:
        """The time that passes between the two instants."""
        return self.end - self.start

    def overlaps(self, other: "Timespan") -> bool:
        """Whether the two spans share any time; spans that only touch do not."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Days:
    """Whole calendar days, the last one included; they belong to no zone."""

    first: date
    last: date

    def __len__(self) -> int:
        """Return the number of days."""
        return (self.last - self.first).days + 1

    def __iter__(self) -> Iterator[date]:
        """Yield each day."""
        return (self.first + timedelta(days=n) for n in range(len(self)))

    def __contains__(self, day: date) -> bool:
        """Whether a day is one of these."""
        return self.first <= day <= self.last


class Nonexistent(NamedTuple):
    """A wall-clock time that the zone's clocks skip, with the two readings it could mean."""

    wall: datetime
    zone: str
    readings: tuple[datetime, ...]


class Ambiguous(NamedTuple):
    """A wall-clock time that the zone's clocks show twice, with both readings."""

    wall: datetime
    zone: str
    readings: tuple[datetime, ...]


class Transition(NamedTuple):
    """A change of a zone's offset from UTC.

    ``onset`` is the wall-clock time at which it happens, told by the clocks *before* the change,
    as DTSTART of an RFC 5545 VTIMEZONE observance wants it (section 3.6.5).
    """

    onset: datetime
    offset_before: timedelta
    offset_after: timedelta
    name: str
    is_daylight: bool


@cache
def zone(name: str) -> tzinfo | None:
    """Return the zone of an IANA name, spelled exactly; None for any other name."""
    try:
        found = pytz.timezone(name)
    except (pytz.UnknownTimeZoneError, UnicodeEncodeError, FileNotFoundError):
        return None
    return found if zone_name_of(found) == name else None


@cache
def country_of(zone_name: str) -> str | None:
    """Return the ISO 3166-1 code of the country whose clocks a zone tells, if it is one's."""
    return next(
        (code for code, zones in pytz.country_timezones.items() if zone_name in zones), None
    )


def zone_names() -> list[str]:
    """Return every IANA zone name, for suggestions."""
    return list(pytz.common_timezones)


def zone_name_of(place: tzinfo | None) -> str:
    """Return the IANA name of a zone that came from this module."""
    return str(getattr(place, "zone", ""))


def zone_of(instant: datetime) -> str:
    """Return the IANA name of the zone an aware datetime is told in."""
    return zone_name_of(instant.tzinfo)


def localise(wall: datetime, zone_name: str) -> datetime | Nonexistent | Ambiguous:
    """Return the instant at which the zone's clocks show ``wall``; or why there is not just one.

    ``zone_name`` must be a known name. A time the clocks skip has two readings: the hour counted
    by the clocks before the change and by those after it.
    """
    place = _known(zone_name)
    try:
        return place.localize(wall, is_dst=None)
    except pytz.NonExistentTimeError:
        return Nonexistent(wall, zone_name, _readings(wall, place))
    except pytz.AmbiguousTimeError:
        return Ambiguous(wall, zone_name, _readings(wall, place))


def start_of_day(day: date, zone_name: str) -> datetime:
    """Return the first instant of a day; some zones change their clocks at midnight."""
    found = localise(datetime.combine(day, time()), zone_name)
    if isinstance(found, datetime):
        return found
    # Where a day was skipped whole (Samoa, 30 December 2011), the next one begins in its stead.
    return next(reading for reading in found.readings if reading.date() >= day)


def day_span(day: date, zone_name: str) -> Timespan:
    """Return a whole day as the zone's clocks count it: 23, 24 or 25 hours, or Lord Howe's 23½."""
    return Timespan(start_of_day(day, zone_name), start_of_day(day + timedelta(days=1), zone_name))


def in_zone(instant: datetime, zone_name: str) -> datetime:
    """Return the same instant as the clocks of another zone show it."""
    return instant.astimezone(_known(zone_name))


def wall_clock(instant: datetime) -> datetime:
    """Return what a clock at that instant's place shows, as a naive datetime."""
    return instant.replace(tzinfo=None)


@lru_cache(maxsize=128)
def transitions(zone_name: str, first_year: int, last_year: int) -> tuple[Transition, ...]:
    """Return the zone's changes of offset in the given years, in order, to the second.

    They are found by asking the zone (public API only) twice a day and halving where the answer
    changes; no zone in the data has two changes within twelve hours.
    """
    place = _known(zone_name)
    step = timedelta(hours=12)
    at, end = datetime(first_year, 1, 1), datetime(last_year + 1, 1, 1)  # noqa: DTZ001 (UTC, as pytz's fromutc takes it)
    found = []
    while at < end:
        if _state(place, at) != _state(place, at + step):
            low, high = at, at + step
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
                low, high = (
                    (middle, high) if _state(place, middle) == _state(place, low) else (low, middle)
                )
            before, after = place.fromutc(low), place.fromutc(high)
            offset = before.utcoffset() or timedelta()
            found.append(
                Transition(
                    onset=high + offset,
                    offset_before=offset,
                    offset_after=after.utcoffset() or timedelta(),
                    name=after.tzname() or zone_name,
                    is_daylight=bool(after.dst()),
                )
            )
        at += step
    return tuple(found)


def is_shown_twice(instant: datetime) -> bool:
    """Whether the clocks of an instant's zone show its hour twice."""
    return isinstance(localise(wall_clock(instant), zone_of(instant)), Ambiguous)


def format_duration(length: timedelta) -> str:
    """Return a length of time as people write it: ``45m``, ``1h30``, ``5h00``."""
    minutes = round(length.total_seconds() / 60)
    sign, minutes = ("-", -minutes) if minutes < 0 else ("", minutes)
    hours, rest = divmod(minutes, 60)
    return f"{sign}{hours}h{rest:02}" if hours else f"{sign}{rest}m"


def format_day(day: date) -> str:
    """Return a day as ``Thu 25 May``, whatever the machine's locale."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]}"


def format_date(day: date) -> str:
    """Return a day as the schedule file writes it: ``Thu 2023-05-25``."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day:%Y-%m-%d}"


def format_long_day(day: date) -> str:
    """Return a day as a heading tells it: ``Thursday 25 May 2023``."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def format_when(when: Timespan | Days, day: Callable[[date], str] = format_day) -> str:
    """Return a time with its days: ``Mon 22 May 10:00–12:00``, ``Mon 22 May – Wed 24 May``.

    ``day`` writes a day, in English where it is not given.
    """
    if isinstance(when, Days):
        return " – ".join(map(day, dict.fromkeys((when.first, when.last))))
    start, end = f"{day(when.start)} {when.start:%H:%M}", f"{when.end:%H:%M}"
    if when.start.date() == when.end.date():
        return f"{start}–{end}"
    return f"{start} – {day(when.end)} {end}"


def written_when(when: Timespan | Days) -> str:
    """Return a time as the schedule file writes it, each end by its own clocks.

    An instant that its clocks show twice is written in UTC: the language refuses it otherwise.
    """
    if isinstance(when, Days):
        return " to ".join(dict.fromkeys(map(format_date, (when.first, when.last))))
    ends = (when.start, when.end)
    told = [(localise(wall_clock(one), zone_of(one)), one) for one in ends]
    if not all(isinstance(found, datetime) for found, _ in told):
        start, end = (in_zone(one, "UTC") for one in ends)
        return f"{format_date(start)} {start:%H:%M} UTC to {format_date(end)} {end:%H:%M} UTC"
    start, end = ends
    if start.date() == end.date():
        return f"{format_date(start)} {start:%H:%M}-{end:%H:%M}"
    return f"{format_date(start)} {start:%H:%M} to {format_date(end)} {end:%H:%M}"


def format_offset(instant: datetime) -> str:
    """Return an aware datetime's offset from UTC as ``UTC-05:00``."""
    text = instant.strftime("%z")
    return f"UTC{text[:3]}:{text[3:5]}"


@cache
def _known(zone_name: str) -> "pytz.tzinfo.BaseTzInfo":
    return pytz.timezone(zone_name)


def _state(place: tzinfo, utc: datetime) -> tuple[timedelta | None, str | None, bool]:
    local = place.fromutc(utc)
    return local.utcoffset(), local.tzname(), bool(local.dst())


def _readings(wall: datetime, place: tzinfo) -> tuple[datetime, ...]:
    day = timedelta(days=1)
    offsets = (place.fromutc(wall - day).utcoffset(), place.fromutc(wall + day).utcoffset())
    instants = [place.fromutc(wall - (offset or timedelta())) for offset in offsets]
    return tuple(sorted(instants))
