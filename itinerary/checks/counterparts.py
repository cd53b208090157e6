"""Engagements with somebody who has a calendar of their own."""

from collections.abc import Iterator

from itinerary.model.entries import Engagement, Status
from itinerary.model.kinds import BUILT_IN
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence

_KINDS = frozenset({"government-meeting", "meeting", "press-conference", "public-event"})


def meetings(schedule: Schedule) -> Iterator[tuple[Occurrence, Engagement]]:
    """Yield each time that the delegation is to meet a counterpart."""
    for occurrence in schedule.occurrences:
        entry = occurrence.entry
        if isinstance(entry, Engagement) and has_counterpart(entry):
            yield occurrence, entry


def requests(schedule: Schedule) -> Iterator[Engagement]:
    """Yield each open request to meet a counterpart."""
    for entry in schedule.entries.values():
        if (
            isinstance(entry, Engagement)
            and entry.is_request
            and entry.within
            and has_counterpart(entry)
        ):
            yield entry


def has_counterpart(entry: Engagement) -> bool:
    """Whether it is meant to take place, and somebody receives the delegation or comes to it."""
    if entry.status.is_off or entry.status is Status.IDEA:
        return False
    if entry.kind.id in BUILT_IN:
        return entry.kind.id in _KINDS
    # A file's own kind says nothing of a counterpart; whom it meets or whom it asked does.
    return bool(entry.interlocutors or entry.request)
