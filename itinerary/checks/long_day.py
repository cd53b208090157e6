"""A person's day is too long, from the start of the first thing to the end of the last.

Waiting in a corridor is no rest, so the gaps count, and so do journeys. What the European Union's
Working Time Directive (2003/88/EC, article 3) leaves of 24 hours beside 11 of rest is 13
(``most``).

A day is what lies between one night's rest and the next, as ``short-rest`` has it. Meals and
entries of kind ``rest`` before the first engagement and after the last are not part of it.

Failing:

    people: {ana: {name: Ana}}
    programme:
      start: {kind: internal, title: Early start, when: 2023-05-22 06:00-06:30, who: [ana]}
      debrief: {kind: internal, title: Debrief, when: 2023-05-22 19:00-20:00, who: [ana]}

Passing:

    people: {ana: {name: Ana}}
    programme:
      start: {kind: internal, title: Early start, when: 2023-05-22 07:00-07:30, who: [ana]}
      debrief: {kind: internal, title: Debrief, when: 2023-05-22 19:00-20:00, who: [ana]}
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from itinerary.checks import wording
from itinerary.checks.rest import days, together
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.languages import plural, say
from itinerary.model.diary import diaries
from itinerary.model.schedule import Schedule


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each day that is too long, naming all who share it."""
    most = RULE.length(schedule, "most")
    long = (
        (person, (day[0].first, day[-1].last))
        for person, diary in diaries(schedule).items()
        for day in days(diary)
        if day[-1].when.end - day[0].when.start > most
    )
    for people, found in together(long):
        ((first, morning), (last, evening)), *others = found
        length = evening.end - morning.start
        message = plural(
            "{who} has a day of {length}, from the start of {first} to the end of {last}",
            "{who} have a day of {length}, from the start of {first} to the end of {last}",
            len(people),
            who=wording.people(schedule, people),
            length=length,
            first=wording.timed(schedule, first),
            last=wording.timed(schedule, last),
        )
        yield Diagnostic(
            rule=RULE.id,
            severity=Severity.WARNING,
            span=last.entry.at("when"),
            message=wording.and_more(message, len(others)),
            hint=say("end {length} earlier, start later, or share the day", length=length - most),
            related=(
                (Related(first.entry.at("when"), say("the day begins here")),)
                if first.entry is not last.entry
                else ()
            ),
            entries=tuple(dict.fromkeys((last.entry.id, first.entry.id))),
        )


RULE = Rule("long-day", __doc__, check, figures={"most": timedelta(hours=13)})
