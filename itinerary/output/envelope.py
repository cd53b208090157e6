"""What stands around a feed's events: the calendar's own properties and its zones.

VTIMEZONEs are built here from the zone's own transitions. icalendar's carry a COMMENT that libical
rejects, and put an onset an hour late, in the offset *after* the change.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from icalendar import (
    Calendar,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vDatetime,
    vDuration,
    vText,
)

from itinerary.output.contentline import one_line
from itinerary.privacy.view import View
from itinerary.times import Timespan, start_of_day, transitions, wall_clock, zone_of

PRODUCT = "-//Itinerary//Itinerary//EN"
"""It names no version: an upgrade must not change a byte of a feed."""
REFRESH = timedelta(hours=1)
COLOUR = "teal"
_END = b"END:VCALENDAR\r\n"


def around(events: bytes, view: View, spans: Sequence[Timespan]) -> bytes:
    """Return a feed that holds some events; ``spans`` are their times that name a zone."""
    calendar = _calendar()
    for name in ("NAME", "X-WR-CALNAME"):  # vText: icalendar escapes no name it does not know
        calendar.add(name, vText(one_line(view.mission)))
    calendar.add("COLOR", COLOUR)
    calendar.add("REFRESH-INTERVAL", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    # An empty feed keeps the mission's zone.
    years = {view.days.first.year, view.days.last.year}
    return _enclosed(events, calendar, spans, {view.zone}, years)


def message(method: str, event: bytes, spans: Sequence[Timespan]) -> bytes:
    """Return a scheduling message (RFC 5546) about one event: no calendar, so without a name."""
    calendar = _calendar()
    calendar.add("METHOD", method)
    return _enclosed(event, calendar, spans, set(), set())


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    return calendar


def _enclosed(
    events: bytes, calendar: Calendar, spans: Sequence[Timespan], zones: set[str], years: set[int]
) -> bytes:
    """Return a calendar around some events, with their zones and more, for their years and more."""
    instants = [instant for span in spans for instant in (span.start, span.end)]
    for zone in sorted({*map(zone_of, instants), *zones} - {"UTC"}):
        told = {instant.year for instant in instants if zone_of(instant) == zone} | years
        calendar.add_component(_timezone(zone, min(told), max(told)))
    return bytes(calendar.to_ical()).removesuffix(_END) + events + _END


def _timezone(name: str, first_year: int, last_year: int) -> Timezone:
    """Return the VTIMEZONE of a zone for some years: the state at their start, then each change."""
    timezone = Timezone()
    timezone.add("TZID", vText(name))
    start = start_of_day(date(first_year, 1, 1), name)
    offset = start.utcoffset() or timedelta()
    timezone.add_component(
        _observance(
            wall_clock(start), offset, offset, start.tzname() or name, is_daylight=bool(start.dst())
        )
    )
    for change in transitions(name, first_year, last_year):
        timezone.add_component(
            _observance(
                change.onset,
                change.offset_before,
                change.offset_after,
                change.name,
                is_daylight=change.is_daylight,
            )
        )
    return timezone


def _observance(
    onset: datetime, before: timedelta, after: timedelta, name: str, *, is_daylight: bool
) -> TimezoneDaylight | TimezoneStandard:
    observance = TimezoneDaylight() if is_daylight else TimezoneStandard()
    observance.add("DTSTART", vDatetime(onset))
    observance.add("TZOFFSETFROM", before)
    observance.add("TZOFFSETTO", after)
    observance.add("TZNAME", name)
    return observance
