"""A meeting with a counterpart is outside the office hours of its place.

At noon the guard at the gate knows nothing of an appointment, and after five the lift is off. A
place tells when whoever works there receives people (``office hours: [Mon-Fri 09:00-13:00, Mon-Fri
14:00-17:00]``); a venue that does not say so has those of what it is inside. Where nothing is said,
nothing is told.

Looked at are government meetings, meetings, press conferences and public events, and whatever of a
file's own kinds has ``with`` or ``request``. A request for one is told when its windows, without
what it is to ``avoid``, leave no stretch as long as it ``takes`` inside the office hours of any of
its places.

Failing:

    places: {ministry: {name: Ministry, office hours: Mon-Fri 09:00-17:00}}
    programme:
      minister:
        {kind: government-meeting, title: Talk, when: 2023-05-22 16:30-17:30, where: ministry}

Passing:

    places: {ministry: {name: Ministry, office hours: Mon-Fri 09:00-17:00}}
    programme:
      minister:
        {kind: government-meeting, title: Talk, when: 2023-05-22 16:00-17:00, where: ministry}
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from itinerary.checks import wording
from itinerary.checks.counterparts import meetings, requests
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.languages import Message, say
from itinerary.model.entries import Engagement
from itinerary.model.places import OfficeHours
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence
from itinerary.spans import SourceSpan
from itinerary.times import Timespan, in_zone, wall_clock

_Stretch = tuple[datetime, datetime]
"""From one time to another, as the clocks of a place show them."""


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each meeting outside office hours, each request with no room in them."""
    yield from _meetings(schedule)
    yield from _requests(schedule)


def _meetings(schedule: Schedule) -> Iterator[Diagnostic]:
    found: dict[str, list[tuple[Occurrence, Engagement, date]]] = {}
    for occurrence, entry in meetings(schedule):
        hours = _hours(schedule, entry)
        if not hours or not isinstance(occurrence.when, Timespan):
            continue
        start, end = _clocks(schedule, entry.where[0].id, occurrence.when)
        if not any(
            opens <= start and end <= closes for opens, closes in open_on(hours, start, end)
        ):
            found.setdefault(entry.id, []).append((occurrence, entry, start.date()))
    for (occurrence, entry, day), *others in found.values():
        message = _message(schedule, occurrence, entry.where[0].id, day)
        hint = say("move it, or make sure that somebody will be there")
        yield _finding(schedule, entry, "when", wording.and_more(message, len(others)), hint)


def _message(schedule: Schedule, occurrence: Occurrence, place: str, day: date) -> Message:
    told = {
        "title": wording.title(schedule, occurrence.entry),
        "when": occurrence.when,
        "place": wording.place(schedule, place),
    }
    open_then = sorted(
        (hours.opens, hours.closes)
        for hours in schedule.gazetteer.office_hours(place)
        if day.weekday() in hours.weekdays
    )
    if not open_then:
        return say("{title}, {when}: {place} has no office hours that day", **told)
    return say(
        "{title}, {when}: the office hours of {place} are {hours} that day",
        hours=tuple(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in open_then),
        **told,
    )


def _requests(schedule: Schedule) -> Iterator[Diagnostic]:
    for entry in requests(schedule):
        hours = [schedule.gazetteer.office_hours(place.id) for place in entry.where]
        if not hours or not all(hours) or entry.takes is None:
            continue
        room = (
            _longest(schedule, entry, place.id, known)
            for place, known in zip(entry.where, hours, strict=True)
        )
        if max(room) < entry.takes:
            message = say(
                "the windows of {title} leave no {length} inside the office hours of {place}",
                title=wording.title(schedule, entry),
                length=entry.takes,
                place=tuple(wording.place(schedule, place.id) for place in entry.where),
            )
            yield _finding(schedule, entry, "within", message, say("ask for another time"))


def _longest(
    schedule: Schedule, entry: Engagement, place: str, hours: tuple[OfficeHours, ...]
) -> timedelta:
    """Return the longest stretch of a request's windows that is inside some office hours."""
    avoided = sorted(
        _clocks(schedule, place, span) for window in entry.avoid for span in window.spans
    )
    spans = (span for window in entry.within for span in window.spans)
    longest = timedelta()
    for start, end in (_clocks(schedule, place, span) for span in spans):
        for opens, closes in open_on(hours, start, end):
            free = _without(avoided, max(opens, start), min(closes, end))
            longest = max([longest, *(until - since for since, until in free)])
    return longest


def _without(avoided: Iterable[_Stretch], start: datetime, end: datetime) -> Iterator[_Stretch]:
    """Yield what is left of a stretch without others, which are in order."""
    for since, until in avoided:
        if since < end and start < until:
            yield start, since
            start = until
    yield start, end


def open_on(hours: tuple[OfficeHours, ...], start: datetime, end: datetime) -> Iterator[_Stretch]:
    """Yield when an office is open on the days of a stretch; hours that touch are one."""
    for number in range((end.date() - start.date()).days + 1):
        day = start.date() + timedelta(days=number)
        since: time | None = None
        until = time()
        for one in sorted(
            (one for one in hours if day.weekday() in one.weekdays), key=lambda one: one.opens
        ):
            if since is not None and one.opens <= until:
                until = max(until, one.closes)
                continue
            if since is not None:
                yield datetime.combine(day, since), datetime.combine(day, until)
            since, until = one.opens, one.closes
        if since is not None:
            yield datetime.combine(day, since), datetime.combine(day, until)


def _hours(schedule: Schedule, entry: Engagement) -> tuple[OfficeHours, ...]:
    return schedule.gazetteer.office_hours(entry.where[0].id) if entry.where else ()


def _told_at(schedule: Schedule, place: str) -> SourceSpan:
    """Return where in the file the place stands that has the office hours."""
    return next(one.span for one in schedule.gazetteer.chain(place) if one.office_hours)


def _clocks(schedule: Schedule, place: str, when: Timespan) -> _Stretch:
    zone = schedule.gazetteer.zone(place)
    return wall_clock(in_zone(when.start, zone)), wall_clock(in_zone(when.end, zone))


def _finding(
    schedule: Schedule, entry: Engagement, key: str, message: Message, hint: Message
) -> Diagnostic:
    return Diagnostic(
        rule=RULE.id,
        severity=Severity.WARNING,
        span=entry.at(key),
        message=message,
        hint=hint,
        related=(Related(_told_at(schedule, entry.where[0].id), say("its office hours")),),
        entries=(entry.id,),
    )


RULE = Rule("office-hours", __doc__, check)
