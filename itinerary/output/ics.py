"""A view as an iCalendar feed (RFC 5545, RFC 7986), written for what calendar programs really do.

Each choice here answers a fault seen in a client:

- One VEVENT an occurrence, no RRULE; no UID on the calendar, which makes one syncer keep a single
  event of it; no METHOD, ORGANIZER, ATTENDEE or CLASS, which make clients schedule or hide.
- An instant that its clocks show twice is written in UTC: half of the programs read its first
  showing, half its second.
- Status stands in the SUMMARY too: some clients show nothing else.
- What changed stands on the first line of the DESCRIPTION, which is all that a small screen shows.

The events are written here, line by line: a history of releases compares thousands of them.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from itinerary.output import changes, wording
from itinerary.output.contentline import folded, one_line, text
from itinerary.output.format import Page
from itinerary.privacy.view import (
    Cover,
    Engagement,
    Item,
    Journey,
    Revision,
    Standing,
    Stay,
    View,
    Withdrawn,
)
from itinerary.times import (
    UTC,
    Ambiguous,
    Days,
    Timespan,
    in_zone,
    localise,
    wall_clock,
    zone_of,
)

_STATUS = {
    Standing.IDEA: ("TENTATIVE", "FREE"),
    Standing.REQUESTED: ("TENTATIVE", "TENTATIVE"),
    Standing.TENTATIVE: ("TENTATIVE", "TENTATIVE"),
    Standing.CONFIRMED: ("CONFIRMED", "BUSY"),
    Standing.DECLINED: ("", "FREE"),
    Standing.CANCELLED: ("", "FREE"),
}
"""RFC 5545 STATUS (3.8.1.11), empty for what is off, and Outlook's word for the time it takes."""
_OFF = _STATUS[Standing.CANCELLED]


class Telling(NamedTuple):
    """What an event tells, apart from its revision: its lines, and those of its description."""

    lines: tuple[str, ...]
    description: tuple[str, ...]


def render(view: View, page: Page) -> bytes:  # noqa: ARG001 (a feed has no page)
    """Return the feed's bytes: the same view gives the same bytes."""
    from itinerary.output import envelope  # noqa: PLC0415  (icalendar: to compare needs none)

    spans = [*filter(None, map(zoned_span, view.items))]
    events = [_event(told, view) for told in (*view.items, *view.withdrawn)]
    return envelope.around("".join(events).encode(), view, spans)


def tell(told: Item | Withdrawn, *, markers: bool) -> Telling:
    """Return what a feed tells of something: where that is the same, nothing has changed.

    With ``markers`` the status never says CANCELLED: a program that hides what is cancelled would
    make it vanish without a word.
    """
    off = "CONFIRMED" if markers else "CANCELLED"
    return _withdrawn(told, off) if isinstance(told, Withdrawn) else _present(told, off)


def _present(item: Item, off: str) -> Telling:
    status, busy = _standing(item)
    place = one_line(location(item))
    lines = [
        *times(item.when),
        f"SUMMARY:{text(one_line(wording.headline(item)))}",
        f"STATUS:{status or off}",
        *_taken(busy),
        *([f"LOCATION:{text(place)}"] if place else []),
    ]
    if isinstance(item, Cover):
        return Telling(tuple(lines), ())
    lines.append(f"CATEGORIES:{text(item.details.kind)}")
    if item.details.colour:
        lines.append(f"COLOR:{item.details.colour}")
    if isinstance(item, Engagement) and item.venue and item.venue.coordinates:
        north, east = item.venue.coordinates
        lines.append(f"GEO:{north};{east}")
    return Telling(tuple(lines), tuple(_description(item)))


def _withdrawn(gone: Withdrawn, off: str) -> Telling:
    when = gone.when
    if isinstance(when, Timespan):  # by no clocks but the mission's: others told of a place
        when = Timespan(in_zone(when.start, "UTC"), in_zone(when.end, "UTC"))
    summary = f"SUMMARY:{text(wording.WITHDRAWN)}"
    return Telling((*times(when), summary, f"STATUS:{off}", *_taken("FREE")), ())


# ---------------------------------------------------------------- events


def _event(told: Item | Withdrawn, view: View) -> str:
    note = changes.withdrawal(told) if isinstance(told, Withdrawn) else changes.note(told)
    lines, details = tell(told, markers=view.markers)
    described = text("\n".join(filter(None, (note, *details))))
    more = [f"DESCRIPTION:{described}"] if described else []
    return event(told.uid, told.revision, told.revision.at, [*lines, *more])


def event(uid: str, revision: Revision, stamp: datetime, lines: Iterable[str]) -> str:
    """Return a VEVENT of some lines, under those that tell which it is and how new."""
    head = (
        f"UID:{uid}",
        f"SEQUENCE:{revision.sequence}",
        f"DTSTAMP:{utc(stamp)}",
        f"LAST-MODIFIED:{utc(revision.at)}",
    )
    return "".join(map(folded, ("BEGIN:VEVENT", *head, *lines, "END:VEVENT")))


def _standing(item: Item) -> tuple[str, str]:
    if isinstance(item, Cover):
        return _OFF if item.is_off else _STATUS[Standing.CONFIRMED]
    status, busy = _STATUS[item.details.standing]
    is_notice = isinstance(item, Stay) or isinstance(item.when, Days)
    return status, "FREE" if is_notice else busy


def _taken(busy: str) -> tuple[str, str]:
    transparency = "TRANSPARENT" if busy == "FREE" else "OPAQUE"
    return f"TRANSP:{transparency}", f"X-MICROSOFT-CDO-BUSYSTATUS:{busy}"


def location(item: Item) -> str:
    """Return where an item is, with its address; empty where its reader may not know."""
    place = wording.where(item)
    address = item.venue.address if isinstance(item, Engagement | Stay) and item.venue else None
    return f"{place}, {address}" if address else place


def particulars(item: Item) -> list[str]:
    """Return the lines that tell the rest of an item; a cover has none."""
    return [] if isinstance(item, Cover) else [*_description(item)]


def _description(item: Engagement | Journey | Stay) -> Iterator[str]:
    crossing = wording.crossing(item)
    if crossing:
        yield crossing[0].upper() + crossing[1:]
    if isinstance(item, Journey) and item.by:
        yield f"By: {item.by}"
    people = ", ".join(item.details.people)
    if people:
        yield f"Who: {people}"
    for label, told in wording.particulars(item.details):
        yield f"{label}: {told}"


# ---------------------------------------------------------------- times


def times(when: Timespan | Days) -> tuple[str, str]:
    """Return the lines of an event's start and end."""
    if isinstance(when, Days):
        end = when.last + timedelta(days=1)
        return f"DTSTART;VALUE=DATE:{when.first:%Y%m%d}", f"DTEND;VALUE=DATE:{end:%Y%m%d}"
    # Both ends in one form: a program took an end in a zone for one in UTC beside a start in UTC.
    told = _zoned if is_zoned(when) else _in_utc
    return f"DTSTART{told(when.start)}", f"DTEND{told(when.end)}"


def utc(instant: datetime) -> str:
    """Return an instant as RFC 5545 writes it in UTC (section 3.3.5, form 2)."""
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _in_utc(instant: datetime) -> str:
    return f":{utc(instant)}"


def _zoned(instant: datetime) -> str:
    return f";TZID={zone_of(instant)}:{instant:%Y%m%dT%H%M%S}"


def is_zoned(when: Timespan) -> bool:
    """Whether a span is written as clocks show it; not where they show either end twice."""
    return not any(
        zone_of(instant) == "UTC"
        or isinstance(localise(wall_clock(instant), zone_of(instant)), Ambiguous)
        for instant in (when.start, when.end)
    )


def zoned_span(item: Item | Withdrawn) -> Timespan | None:
    """Return an item's time if it is written as clocks show it, and so names their zones."""
    return item.when if isinstance(item.when, Timespan) and is_zoned(item.when) else None
