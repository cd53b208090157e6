"""Requests that wait for an answer while there is still time for one, and how they are told."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from itinerary.checks import wording
from itinerary.languages import Message, say
from itinerary.model.entries import Entry, Request
from itinerary.model.requests import open_requests, windows_left
from itinerary.model.schedule import Schedule
from itinerary.times import Days, Timespan, in_zone, start_of_day


class Asked(NamedTuple):
    """An open request, and what is left of the times at which it could take place, in order."""

    entry: Entry
    request: Request
    left: tuple[Timespan | Days, ...]

    def opens(self, schedule: Schedule) -> datetime | None:
        """Return the first instant at which it could take place."""
        first = self.left[0] if self.left else None
        if isinstance(first, Days):
            return start_of_day(first.first, schedule.delegation.zone)
        return first.start if first else None


def still_open(schedule: Schedule, now: datetime) -> Iterator[Asked]:
    """Yield every open request with a ``request:`` that is not too late to be pursued."""
    held: dict[str, list[Timespan | Days]] = {}
    today = in_zone(now, schedule.delegation.zone).date()
    for occurrence in schedule.occurrences:
        when = occurrence.when
        if when.last >= today if isinstance(when, Days) else when.end > now:
            held.setdefault(occurrence.entry.id, []).append(when)
    for entry in open_requests(schedule):
        if entry.request is None:
            continue
        left = tuple(held.get(entry.id, ())) or windows_left(entry, now)
        if left or (entry.is_request and not entry.within):
            yield Asked(entry, entry.request, left)


def who_asked(schedule: Schedule, asked: Asked) -> Message | str:
    """Return the name of whoever asks, or the word for somebody."""
    by = asked.request.by
    return wording.person(schedule, by.id) if by else say("somebody")


def who_decides(asked: Asked) -> Message | str:
    """Return the office that was asked, or the words for it."""
    return asked.request.of or say("those who decide")


def with_facts(told: Message, asked: Asked) -> Message:
    """Return a sentence with when and how it was asked, and the time that is left, behind it."""
    request = asked.request
    if request.asked and request.channel:
        told = say(
            "{what} (asked on {day}: {channel})",
            what=told,
            day=request.asked,
            channel=request.channel,
        )
    elif request.asked:
        told = say("{what} (asked on {day})", what=told, day=request.asked)
    if not asked.left:
        return told
    if not asked.entry.is_request:
        return say("{what}; it is held for {when}", what=told, when=asked.left[0])
    last = max(span.end for span in asked.left if isinstance(span, Timespan))
    return say(
        "{what}; its last window closes on {day} at {time}",
        what=told,
        day=last,
        time=f"{last:%H:%M}",
    )
