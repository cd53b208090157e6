"""Two holds for one person have room for only one of them.

A hold is what is `requested` or `tentative`: with a `when`, or with windows in which it may still
be placed. Two ministries asked for the same free morning may both say yes, and then one of them is
told no by the delegation that asked. The rule compares the earliest end of one hold with the
latest start of the other, in what `avoid` and the present leave of their windows, so it is sure:
whatever is placed first, the other is lost. It does not count the way between them, nor what else
these people do. Two holds that are both placed and share nobody's time but a room or a vehicle are
for `double-booked`, and so is every clash with something confirmed. Ideas hold nothing. The
examples are read as on 21 May 2023.

Failing:

    people: {ana: {name: Ana}}
    programme:
      minister:
        kind: government-meeting
        title: Minister
        takes: 2h
        within: [Wed 2023-05-24 09:00-12:00]
        who: [ana]
      congress:
        kind: government-meeting
        title: Congress
        status: tentative
        when: Wed 2023-05-24 10:00-11:30
        who: [ana]

Passing:

    people: {ana: {name: Ana}}
    programme:
      minister:
        kind: government-meeting
        title: Minister
        takes: 2h
        within: [Wed 2023-05-24 09:00-17:00]
        who: [ana]
      congress:
        kind: government-meeting
        title: Congress
        status: tentative
        when: Wed 2023-05-24 10:00-11:30
        who: [ana]
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from itinerary.checks import double_booked, wording
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.languages import Message, plural, say
from itinerary.model.entries import Entry, Stay
from itinerary.model.requests import windows_left
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence
from itinerary.spans import SourceSpan
from itinerary.times import Timespan

_MOST_PAIRS = 200
"""For one person: whoever has more will let the first ones go and look again."""


class _Hold(NamedTuple):
    """Something held; ``occurrence`` is None while it is not placed.

    ``ends`` is the earliest instant at which it can be over, ``starts`` the latest at which it can
    begin. Where that is before ``ends``, the time between the two is taken for certain.
    """

    number: int
    entry: Entry
    occurrence: Occurrence | None
    ends: datetime
    starts: datetime

    @property
    def is_certain(self) -> bool:
        """Whether some of the time is taken wherever it is placed."""
        return self.starts < self.ends

    @property
    def span(self) -> SourceSpan:
        """Where its time stands."""
        return self.entry.at("when" if self.occurrence else "within")


def check(schedule: Schedule, now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each two holds that cannot both take place."""
    theirs: dict[str, list[_Hold]] = {}
    for hold in _holds(schedule, now):
        when = hold.occurrence.when if hold.occurrence else None
        for person in schedule.attendees(hold.entry, when):
            theirs.setdefault(person, []).append(hold)
    wanted: dict[tuple[int, int], tuple[_Hold, _Hold, list[str]]] = {}
    for person, holds in theirs.items():
        pairs = (pair for pair in _rivals(holds) if _is_ours(schedule, *pair))
        for pair in islice(pairs, _MOST_PAIRS):
            one, other = sorted(pair, key=lambda hold: hold.number)
            wanted.setdefault((one.number, other.number), (one, other, []))[2].append(person)
    for key in sorted(wanted):
        yield _finding(schedule, *wanted[key])


def _holds(schedule: Schedule, now: datetime) -> Iterator[_Hold]:
    number = 0
    for occurrence in schedule.occurrences:
        entry, when = occurrence.entry, occurrence.when
        if entry.status.is_hold and isinstance(when, Timespan) and not isinstance(entry, Stay):
            number += 1
            if when.end > now:
                yield _Hold(number, entry, occurrence, when.end, when.start)
    for entry in schedule.entries.values():
        is_asked = entry.is_request and entry.status.is_hold and not isinstance(entry, Stay)
        left = windows_left(entry, now) if is_asked and entry.takes else ()
        if left and entry.takes:
            number += 1
            ends = min(span.start for span in left) + entry.takes
            starts = max(span.end for span in left) - entry.takes
            yield _Hold(number, entry, None, ends, starts)


def _rivals(holds: list[_Hold]) -> Iterator[tuple[_Hold, _Hold]]:
    """Yield each two holds of which neither can follow the other.

    One of two rivals always takes some time for certain: so they are found in one pass over the
    holds, keeping in hand those whose certain time goes on.
    """
    certain: list[_Hold] = []
    for hold in sorted(holds, key=lambda hold: (min(hold.starts, hold.ends), hold.number)):
        first = min(hold.starts, hold.ends)
        certain = [other for other in certain if other.ends > first]
        for other in certain:
            is_rival = hold.starts < other.ends and other.starts < hold.ends
            if is_rival and hold.entry.id != other.entry.id:
                yield other, hold
        if hold.is_certain:
            certain.append(hold)


def _is_ours(schedule: Schedule, one: _Hold, other: _Hold) -> bool:
    """Whether no other rule tells of two holds: a shared room or vehicle is a double booking."""
    if one.occurrence is None or other.occurrence is None:
        return True
    return not double_booked.shares_a_thing(schedule, one.occurrence, other.occurrence)


def _finding(schedule: Schedule, one: _Hold, other: _Hold, people: list[str]) -> Diagnostic:
    return Diagnostic(
        rule=RULE.id,
        severity=Severity.WARNING,
        span=other.span,
        message=plural(
            "{who} is wanted for {first} and {second}, and there is time for only one of the two",
            "{who} are wanted for {first} and {second}, and there is time for only one of the two",
            len(people),
            who=wording.people(schedule, people),
            first=_described(schedule, one),
            second=_described(schedule, other),
        ),
        hint=say("let one of the two go before either is confirmed, or ask for another time"),
        related=(Related(one.span, say("the other one")),),
        entries=(other.entry.id, one.entry.id),
    )


def _described(schedule: Schedule, hold: _Hold) -> Message:
    if hold.occurrence:
        return wording.described(schedule, hold.occurrence)
    return say(
        "{title} (line {line}), {length} within its windows",
        title=wording.title(schedule, hold.entry),
        line=hold.entry.span.line,
        length=hold.entry.takes,
    )


RULE = Rule("two-holds-one-slot", __doc__, check)
