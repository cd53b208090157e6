"""The Python package icalendar: it looks a TZID up by name, and in the file if it is unknown."""

from icalendar import Calendar, Event

from tests.interop.instances import Instance, canonical


def missing() -> str | None:
    """Nothing is: the program itself needs icalendar."""
    return None


def read(ics: bytes) -> list[Instance]:
    """Read every VEVENT.

    Raises:
        ValueError: icalendar cannot read a property, which it otherwise passes over in silence.
    """
    return sorted(map(instance, parse(ics).events))


def parse(ics: bytes) -> Calendar:
    """Parse a file, refusing one in which a property cannot be read."""
    calendar = Calendar.from_ical(ics)
    faults = [fault for component in calendar.walk() for fault in component.errors]
    if faults:
        message = f"icalendar cannot read {faults}"
        raise ValueError(message)
    return calendar


def instance(event: Event) -> Instance:
    """Take from a VEVENT what an Instance holds."""
    return Instance(
        uid=str(event.get("UID", "")),
        summary=str(event.get("SUMMARY", "")),
        start=canonical(event.start),
        end=canonical(event.end),
        status=str(event.get("STATUS", "")),
        location=str(event.get("LOCATION", "")),
    )
