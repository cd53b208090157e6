"""A view as an iCalendar feed (RFC 5545, RFC 7986), written for what calendar programs really do.

The only writer that imports icalendar. Each choice here answers a fault seen in a client:

- One VEVENT an occurrence, no RRULE; no UID on the calendar, which makes one syncer keep a single
  event of it; no METHOD, ORGANIZER, ATTENDEE or CLASS, which make clients schedule or hide.
- VTIMEZONEs are built here from the zone's own transitions. icalendar's carry a COMMENT that
  libical rejects, and put an onset an hour late, in the offset *after* the change.
- An instant that its clocks show twice is written in UTC: half of the programs read its first
  showing, half its second.
- Status stands in the SUMMARY too: some clients show nothing else.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vDate,
    vDatetime,
    vDuration,
    vText,
)

from itinerary.output import wording
from itinerary.output.format import Page
from itinerary.privacy.view import Cover, Engagement, Item, Journey, Standing, Stay, View
from itinerary.times import (
    UTC,
    Ambiguous,
    Days,
    Timespan,
    localise,
    start_of_day,
    transitions,
    wall_clock,
    zone_of,
)

PRODUCT = "-//Itinerary//Itinerary//EN"
"""It names no version: an upgrade must not change a byte of a feed."""
REFRESH = timedelta(hours=1)
COLOUR = "teal"

_STATUS = {
    Standing.IDEA: ("TENTATIVE", "FREE"),
    Standing.REQUESTED: ("TENTATIVE", "TENTATIVE"),
    Standing.TENTATIVE: ("TENTATIVE", "TENTATIVE"),
    Standing.CONFIRMED: ("CONFIRMED", "BUSY"),
    Standing.DECLINED: ("CANCELLED", "FREE"),
    Standing.CANCELLED: ("CANCELLED", "FREE"),
}
"""RFC 5545 STATUS (3.8.1.11) and Outlook's word for the time it takes."""


def render(view: View, page: Page) -> bytes:  # noqa: ARG001 (a feed has no page)
    """Return the feed's bytes: the same view gives the same bytes."""
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    for name in ("NAME", "X-WR-CALNAME"):  # vText: icalendar escapes no name it does not know
        calendar.add(name, vText(_one_line(view.mission)))
    calendar.add("COLOR", COLOUR)
    calendar.add("REFRESH-INTERVAL", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    for zone in _zones(view):
        calendar.add_component(_timezone(zone, *_years(view, zone)))
    for item in view.items:
        calendar.add_component(_event(item))
    return bytes(calendar.to_ical())


# ---------------------------------------------------------------- events


def _event(item: Item) -> Event:
    event = Event()
    event.add("UID", item.uid)
    event.add("SEQUENCE", item.revision.sequence)
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        event.add(name, vDatetime(item.revision.at.astimezone(UTC)))
    _add_times(event, item.when)
    event.add("SUMMARY", _one_line(wording.headline(item)))
    status, busy = _standing(item)
    event.add("STATUS", status)
    event.add("TRANSP", "TRANSPARENT" if busy == "FREE" else "OPAQUE")
    event.add("X-MICROSOFT-CDO-BUSYSTATUS", busy)
    place = _one_line(_location(item))
    if place:
        event.add("LOCATION", place)
    if not isinstance(item, Cover):
        description = "\n".join(_description(item))
        if description:
            event.add("DESCRIPTION", description)
        event.add("CATEGORIES", [item.details.kind])
        if item.details.colour:
            event.add("COLOR", item.details.colour)
    if isinstance(item, Engagement) and item.venue and item.venue.coordinates:
        event.add("GEO", item.venue.coordinates)
    return event


def _standing(item: Item) -> tuple[str, str]:
    if isinstance(item, Cover):
        return "CONFIRMED", "BUSY"
    status, busy = _STATUS[item.details.standing]
    is_notice = isinstance(item, Stay) or isinstance(item.when, Days)
    return status, "FREE" if is_notice else busy


def _location(item: Item) -> str:
    place = wording.where(item)
    address = item.venue.address if isinstance(item, Engagement | Stay) and item.venue else None
    return f"{place}, {address}" if address else place


def _description(item: Engagement | Journey | Stay) -> Iterator[str]:
    crossing = wording.crossing(item)
    if crossing:
        yield crossing[0].upper() + crossing[1:]
    if isinstance(item, Journey) and item.by:
        yield f"By: {item.by}"
    people = ", ".join(item.details.people)
    if people:
        yield f"Who: {people}"
    for label, text in wording.particulars(item.details):
        yield f"{label}: {text}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _add_times(event: Event, when: Timespan | Days) -> None:
    if isinstance(when, Days):
        event.add("DTSTART", vDate(when.first), parameters={"VALUE": "DATE"})
        event.add("DTEND", vDate(when.last + timedelta(days=1)), parameters={"VALUE": "DATE"})
        return
    # Both ends in one form: a program took an end in a zone for one in UTC beside a start in UTC.
    zoned = _is_zoned(when)
    _add_instant(event, "DTSTART", when.start, zoned=zoned)
    _add_instant(event, "DTEND", when.end, zoned=zoned)


def _add_instant(event: Event, name: str, instant: datetime, *, zoned: bool) -> None:
    if zoned:
        event.add(name, vDatetime(wall_clock(instant)), parameters={"TZID": zone_of(instant)})
    else:
        event.add(name, vDatetime(instant.astimezone(UTC)))


def _is_zoned(when: Timespan) -> bool:
    """Whether a span is written as clocks show it; not where they show either end twice."""
    return not any(
        zone_of(instant) == "UTC"
        or isinstance(localise(wall_clock(instant), zone_of(instant)), Ambiguous)
        for instant in (when.start, when.end)
    )


# ---------------------------------------------------------------- zones


def _zones(view: View) -> list[str]:
    """Return the zones the feed's times are told in, and the mission's: an empty feed keeps it."""
    told = {
        zone_of(instant)
        for span in _spans(view)
        if _is_zoned(span)
        for instant in (span.start, span.end)
    }
    return sorted({*told, view.zone} - {"UTC"})


def _spans(view: View) -> Iterator[Timespan]:
    return (item.when for item in view.items if isinstance(item.when, Timespan))


def _years(view: View, zone: str) -> tuple[int, int]:
    """Return the first and last year that a zone must tell: the mission's, and its own times'."""
    years = {view.days.first.year, view.days.last.year}
    ends = (instant for span in _spans(view) for instant in (span.start, span.end))
    years |= {instant.year for instant in ends if zone_of(instant) == zone}
    return min(years), max(years)


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
