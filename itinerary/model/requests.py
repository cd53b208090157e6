"""What of a programme is asked for and not yet settled, and what time is left to settle it in."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from itinerary.model.entries import Entry, Status
from itinerary.model.schedule import Schedule
from itinerary.times import Days, Timespan, in_zone, zone_of

_UNSETTLED = {Status.REQUESTED, Status.TENTATIVE}


def open_requests(schedule: Schedule) -> Iterator[Entry]:
    """Yield every entry that somebody still has to say yes to, in the order of the file.

    Those are the requested and the tentative, and an idea that has no time yet or a ``request:``.
    """
    for entry in schedule.entries.values():
        is_asked = entry.status is Status.IDEA and (entry.is_request or entry.request is not None)
        if entry.status in _UNSETTLED or is_asked:
            yield entry


def windows_left(entry: Entry, now: datetime) -> tuple[Timespan, ...]:
    """Return when a request can still be placed: its windows from ``now`` on, in order of time.

    What it must avoid is left out, and so is what is too short for it.
    """
    least = entry.takes or timedelta(days=getattr(entry, "nights", None) or 0)
    avoided = [span for window in entry.avoid for span in window.spans]
    left = (
        part
        for window in entry.within
        for span in window.spans
        if (rest := _from(span, now)) is not None
        for part in _without(rest, avoided)
    )
    return tuple(sorted({part for part in left if part.duration >= least}, key=_by_time))


def time_held(schedule: Schedule, entry: Entry, now: datetime) -> Timespan | Days | None:
    """Return the first time that is held for an entry and not over; None where none is."""
    today = in_zone(now, schedule.delegation.zone).date()
    for occurrence in schedule.occurrences:
        when = occurrence.when
        is_over = when.last < today if isinstance(when, Days) else when.end <= now
        if occurrence.entry.id == entry.id and not is_over:
            return when
    return None


def _from(span: Timespan, now: datetime) -> Timespan | None:
    """Return the rest of a span, to the minute; None where it is over."""
    if span.end <= now:
        return None
    minute = in_zone(now, zone_of(span.start)).replace(second=0, microsecond=0)
    return Timespan(max(span.start, minute), span.end)


def _without(span: Timespan, avoided: Iterable[Timespan]) -> Iterator[Timespan]:
    """Yield what is left of a span."""
    start = span.start
    for other in sorted(avoided, key=_by_time):
        if not other.overlaps(Timespan(start, span.end)):
            continue
        if start < other.start:
            yield Timespan(start, other.start)
        start = other.end
    if start < span.end:
        yield Timespan(start, span.end)


def _by_time(span: Timespan) -> tuple[datetime, datetime]:
    return span.start, span.end
