"""One event as a calendar program reads it, in words that can be compared."""

from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True, order=True, slots=True)
class Instance:
    """An event as one program reads it; a property that is absent is the empty string.

    `start` and `end` are texts, so that a failing test shows both readings on one line:
    `2023-05-22T11:00:00Z` for an instant, `2023-05-22` for a day (the end day is not included),
    and `2023-05-22T11:00:00` for a time for which the program found no zone.
    """

    uid: str
    summary: str
    start: str
    end: str
    status: str
    location: str


def canonical(value: date | datetime) -> str:
    """Write a day or an instant as Instance has it."""
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.tzinfo is None:
        return value.isoformat()
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
