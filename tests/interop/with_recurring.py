"""The Python package recurring-ical-events: what happens, with recurrences worked out."""

from importlib import import_module
from importlib.util import find_spec

from tests.interop.instances import Instance
from tests.interop.with_icalendar import instance, parse


def missing() -> str | None:
    """Say what to install, or None when it is there."""
    if find_spec("recurring_ical_events"):
        return None
    return "Install the Python package recurring-ical-events."


def read(ics: bytes) -> list[Instance]:
    """Read every occurrence, so that an accidental recurrence shows."""
    query = import_module("recurring_ical_events").of(parse(ics))
    return sorted(map(instance, query.all()))
