"""Something that was asked for has a time other than was asked for.

A request says when it may be (`within`), when not (`avoid`), what it follows and precedes (`after`,
`before`) and how long it lasts (`takes`). Once it has a time, whoever gave it may have had a reason
to leave these, or may have mistyped the day. Where the other side offered another time, change what
is asked for, so that the file says why it is so.

Failing:

    people: {ana: {name: Ana}}
    programme:
      minister:
        kind: government-meeting
        title: Minister
        status: tentative
        takes: 1h
        within: [Wed 2023-05-24 09:00-12:00]
        when: Wed 2023-05-24 11:30-12:30
        who: [ana]

Passing:

    people: {ana: {name: Ana}}
    programme:
      minister:
        kind: government-meeting
        title: Minister
        status: tentative
        takes: 1h
        within: [Wed 2023-05-24 09:00-12:00]
        when: Wed 2023-05-24 11:00-12:00
        who: [ana]
"""

from collections.abc import Iterator
from datetime import datetime

from itinerary.checks import wording
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.languages import Message, say
from itinerary.model.entries import Entry
from itinerary.model.schedule import Schedule
from itinerary.times import Timespan


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each thing that an entry's time leaves of what was asked for."""
    ends: dict[str, tuple[datetime, datetime]] = {}
    for occurrence in schedule.occurrences:
        when, name = occurrence.when, occurrence.entry.id
        if isinstance(when, Timespan) and not occurrence.entry.status.is_off:
            first, last = ends.get(name, (when.start, when.end))
            ends[name] = min(first, when.start), max(last, when.end)
    for entry in schedule.entries.values():
        if isinstance(entry.when, Timespan) and not entry.status.is_off:
            yield from _left(schedule, entry, entry.when, ends)


def _left(
    schedule: Schedule,
    entry: Entry,
    when: Timespan,
    ends: dict[str, tuple[datetime, datetime]],
) -> Iterator[Diagnostic]:
    title = wording.title(schedule, entry)
    windows = [span for window in entry.within for span in window.spans]
    if windows and not any(one.start <= when.start and when.end <= one.end for one in windows):
        message = say("{title}, {when}, lies outside its windows", title=title, when=when)
        yield _finding(entry, message, Related(entry.at("within"), say("its windows")))
    for window in entry.avoid:
        if any(span.overlaps(when) for span in window.spans):
            message = say("{title}, {when}, lies in what it is to avoid", title=title, when=when)
            yield _finding(entry, message, Related(window.span, say("to be avoided")))
    if entry.takes is not None and when.duration < entry.takes:
        message = say(
            "{title}, {when}, is shorter than the {length} that were asked for",
            title=title,
            when=when,
            length=entry.takes,
        )
        yield _finding(entry, message, Related(entry.at("takes"), say("what was asked for")))
    for other in (*entry.after, *entry.before):
        if other.id not in ends:
            continue
        first, last = ends[other.id]
        named = wording.title(schedule, schedule.entries[other.id])
        if other in entry.after and when.start < last:
            message = say(
                "{title} is to follow {other}, and starts before it is over",
                title=title,
                other=named,
            )
            yield _finding(entry, message, _there(schedule, other.id), other.id)
        elif other in entry.before and first < when.end:
            message = say(
                "{title} is to precede {other}, and ends after it has begun",
                title=title,
                other=named,
            )
            yield _finding(entry, message, _there(schedule, other.id), other.id)


def is_order(found: Diagnostic) -> bool:
    """Whether a finding is that an entry does not follow, or precede, what it is to."""
    return found.rule == RULE.id and len(found.entries) > 1


def _there(schedule: Schedule, other: str) -> Related:
    return Related(schedule.entries[other].at("when"), say("the other one"))


def _finding(entry: Entry, message: Message, related: Related, *others: str) -> Diagnostic:
    return Diagnostic(
        rule=RULE.id,
        severity=Severity.WARNING,
        span=entry.at("when"),
        message=message,
        hint=say("move it; or change what is asked for, if the other side offered this time"),
        related=(related,),
        entries=(entry.id, *others),
    )


RULE = Rule("not-as-requested", __doc__, check)
