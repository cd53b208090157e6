"""The bytes of an iCalendar file → plain data. It runs in a child process, whatever is in the file.

icalendar knows the format; this module only takes what a schedule can use, component by component,
so that one that is broken costs no other.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

import icalendar
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from itinerary.intake.events import (
    LONGEST,
    MOST_ATTENDEES,
    MOST_DATES,
    MOST_EVENTS,
    MOST_NOTES,
)
from itinerary.languages import Message, plural, say
from itinerary.times import FIRST_YEAR, LAST_YEAR, in_zone, localise, zone

Told = dict[str, Any]
_FAULTS = (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError)
"""What icalendar raises where a property is not what it should be."""
_NONE = say("it is no calendar")
_NAMELESS = say("an event without a name")


class _Unreadable(Exception):  # noqa: N818 (no error of the program)
    """Leaves the middle of an event with the reason why it cannot be taken over."""

    def __init__(self, why: Message) -> None:
        """Take the reason."""
        super().__init__(why)
        self.why = why


def read(data: bytes) -> Told:
    """Return what a file's bytes tell; raises ``ValueError`` where they are no calendar."""
    try:
        calendars = icalendar.Calendar.from_ical(data, multiple=True)
    except OSError as fault:  # a zone's name that is a folder of the system's zones
        raise ValueError(say("it names a zone that nobody knows")) from fault
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as fault:
        is_damaged = b"BEGIN:VCALENDAR" in data
        raise ValueError(say("it is damaged") if is_damaged else _NONE) from fault
    method = ""
    events: list[Told] = []
    notes: list[str] = []
    for calendar in calendars:
        if calendar.name != "VCALENDAR":
            outside = say("a nameless component outside a calendar")
            if calendar.name:
                outside = say("a {name} outside a calendar", name=str(calendar.name))
            notes.append(outside)
            continue
        method = method or _text(calendar, "METHOD")
        for component in calendar.walk("VEVENT"):
            if len(events) == MOST_EVENTS:
                notes.insert(0, say("everything after the first {most} events", most=MOST_EVENTS))
                return {"method": method, "events": events, "notes": _few(notes)}
            try:
                events.append(_event(component, is_answer=method.upper() == "REPLY"))
            except (_Unreadable, *_FAULTS) as fault:
                odd = say("it cannot be read")
                why = fault.why if isinstance(fault, _Unreadable) else odd
                notes.append(say("{name}: {what}", name=_called(component), what=why))
    if not any(calendar.name == "VCALENDAR" for calendar in calendars):
        is_begun = b"BEGIN:VCALENDAR" in data
        raise ValueError(say("it holds no whole calendar") if is_begun else _NONE)
    return {"method": method, "events": events, "notes": _few(notes)}


def _few(notes: list[str]) -> list[str]:
    rest = len(notes) - MOST_NOTES + 1
    if rest <= 1:
        return notes
    others = plural("{count} other like these", "{count} others like these", rest)
    return [*notes[: MOST_NOTES - 1], others]


def _called(event: icalendar.Component) -> str:
    """Return what messages call an event of which nothing is sure."""
    try:
        return (_text(event, "SUMMARY") or _text(event, "UID"))[:80] or _NAMELESS
    except _FAULTS:
        return _NAMELESS


def _event(event: icalendar.Component, *, is_answer: bool) -> Told:
    uid = _text(event, "UID")
    if not uid:
        raise _Unreadable(say("it has no UID"))
    start = _time(event, "DTSTART")
    if start is None and not is_answer:  # an answer may name what it answers and no more
        raise _Unreadable(say("it does not say when it starts (DTSTART)"))
    end = _time(event, "DTEND")
    if start is not None and end is None and "DURATION" in event:
        length = _attribute(event["DURATION"], "td")
        if not isinstance(length, timedelta):
            raise _Unreadable(say("its DURATION is no length of time"))
        end = _later(start, length)
    is_open = end is None and not isinstance(start, str)
    if start is not None and end is None:
        # RFC 5545, 3.6.1: a day; an instant takes no time, which no meeting does.
        end = _later(start, timedelta(hours=1))
    recurrence = _time(event, "RECURRENCE-ID")
    named = next(iter(_each(event, "RECURRENCE-ID")), None)
    if named is not None and named.params.get("RANGE"):
        raise _Unreadable(
            say("it changes all later times of its series (RANGE): edit those yourself")
        )
    return {
        "uid": uid,
        "title": _text(event, "SUMMARY"),
        "start": start,
        "end": end,
        "is_open": is_open,
        "sequence": _whole(event, "SEQUENCE"),
        "stamp": _text(event, "DTSTAMP"),
        "recurrence": "" if recurrence is None else _day_of(recurrence, start),
        "status": _text(event, "STATUS"),
        "classification": _text(event, "CLASS"),
        "description": _text(event, "DESCRIPTION"),
        "location": _text(event, "LOCATION"),
        "comment": _text(event, "COMMENT"),
        "rule": _text(event, "RRULE"),
        "excluded": [*islice(_excluded(event, start), MOST_DATES)],
        "has_more_dates": "RDATE" in event,
        "organizer": _address(event.get("ORGANIZER", "")),
        "attendees": [
            (_address(one), str(one.params.get("CN", "")), str(one.params.get("PARTSTAT", "")))
            for one in _each(event, "ATTENDEE")[:MOST_ATTENDEES]
            if hasattr(one, "params")
        ],
    }


def _each(event: icalendar.Component, name: str) -> list[Any]:
    found = event.get(name, [])
    return found if isinstance(found, list) else [found]


def _text(component: icalendar.Component, name: str) -> str:
    """Return a property's text, as long as anybody reads; of several, the first one's."""
    found = next(iter(_each(component, name)), "")
    text = found if isinstance(found, str) else found.to_ical().decode("utf-8", "replace")
    return str(text)[: 2 * LONGEST]


def _whole(component: icalendar.Component, name: str) -> int:
    try:
        return int(_text(component, name) or 0)
    except ValueError:
        return 0


def _address(value: object) -> str:
    text = str(value)
    return text[7:] if text[:7].lower() == "mailto:" else text


# ---------------------------------------------------------------- times


def _time(event: icalendar.Component, name: str) -> str | list[str | None] | None:
    """Return a day, or a time with its zone: None where it is told by any clock's."""
    found = next(iter(_each(event, name)), None)
    if found is None:
        return None
    value = _attribute(found, "dt")
    if isinstance(value, date) and not FIRST_YEAR < value.year < LAST_YEAR:
        raise _Unreadable(say("its {name} is in the year {year}", name=name, year=value.year))
    if isinstance(value, datetime):
        return _moment(value, str(found.params.get("TZID", "")))
    if isinstance(value, date):
        return value.isoformat()
    raise _Unreadable(say("its {name} is no time", name=name))


def _attribute(value: object, name: str) -> object:
    """Return what a property's value was read as; None where it is broken."""
    try:
        return getattr(value, name, None)
    except ValueError:
        return None


def _moment(value: datetime, name: str) -> list[str | None]:
    """Return a time by a zone that is known, or by UTC where only the file knows its zone."""
    wall = value.replace(tzinfo=None, microsecond=0)
    if value.tzinfo is None and not name:
        return [wall.isoformat(), None]
    for known in (name, name.removeprefix("/"), WINDOWS_TO_OLSON.get(name, "")):
        if known and zone(known) is not None:
            return [wall.isoformat(), known]
    offset = value.utcoffset()
    if offset is None:
        raise _Unreadable(say("nobody knows the zone {name}", name=name[:60]))
    return [(wall - offset).isoformat(), "UTC"]


def _later(start: str | list[str | None], length: timedelta) -> str | list[str | None]:
    if isinstance(start, str):
        days = max(length, timedelta(days=1))
        return (date.fromisoformat(start) + days).isoformat()
    wall, name = datetime.fromisoformat(str(start[0])), start[1]
    # RFC 5545, 3.3.6: days are those of the calendar, hours are exact.
    if length.seconds and name:
        found = localise(wall, name)
        if isinstance(found, datetime):
            return [in_zone(found + length, name).replace(tzinfo=None).isoformat(), name]
    return [(wall + length).isoformat(), name]


def _day_of(moment: str | list[str | None], start: str | list[str | None] | None) -> str:
    """Return the day of a moment as the clocks of an event's start count it."""
    if isinstance(moment, str):
        return moment
    wall, name = str(moment[0]), moment[1]
    told_by = start[1] if isinstance(start, list) else None
    if name and told_by and name != told_by:
        found = localise(datetime.fromisoformat(wall), name)
        if isinstance(found, datetime):
            return in_zone(found, told_by).date().isoformat()
    return wall[:10]


def _excluded(event: icalendar.Component, start: str | list[str | None] | None) -> Iterator[str]:
    for dates in _each(event, "EXDATE"):
        for one in getattr(dates, "dts", []):
            value = one.dt
            if isinstance(value, datetime):
                yield _day_of(_moment(value, str(dates.params.get("TZID", ""))), start)
            elif isinstance(value, date):
                yield value.isoformat()
