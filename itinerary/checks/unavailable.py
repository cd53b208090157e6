"""A person is booked for a time they said they cannot come.

Failing:

    people: {ana: {name: Ana, unavailable: [2023-05-22 13:00-15:00]}}
    programme:
      lunch: {kind: meal, title: Lunch, when: 2023-05-22 12:30-13:30, who: [ana]}

Passing:

    people: {ana: {name: Ana, unavailable: [2023-05-22 13:00-15:00]}}
    programme:
      lunch: {kind: meal, title: Lunch, when: 2023-05-22 12:00-13:00, who: [ana]}
"""

from collections.abc import Iterator
from datetime import datetime

from itinerary.checks import wording
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.languages import say
from itinerary.model.entries import Status, Stay
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import bounds
from itinerary.times import Days, Timespan


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each occurrence during somebody's unavailable time."""
    for occurrence in schedule.occurrences:
        entry = occurrence.entry
        when = occurrence.when
        if entry.status.is_off or isinstance(entry, Stay) or not isinstance(when, Timespan):
            continue
        for person_id in schedule.attendees(entry, occurrence.when):
            person = schedule.people.get(person_id)
            for absence in person.unavailable if person else ():
                if _touches(absence.when, when):
                    yield Diagnostic(
                        rule=RULE.id,
                        severity=Severity.WARNING
                        if entry.status is Status.IDEA
                        else Severity.ERROR,
                        span=entry.at("who"),
                        message=say(
                            "{who} is unavailable {blocked}; {title} is {when}",
                            who=wording.person(schedule, person_id),
                            blocked=absence.when,
                            title=wording.title(schedule, entry),
                            when=occurrence.when,
                        ),
                        hint=say("move it, or let somebody else go"),
                        related=(Related(absence.span, say("unavailable by this")),),
                        entries=(entry.id,),
                    )


def _touches(blocked: Timespan | Days, when: Timespan) -> bool:
    """Whether a time is blocked; whole days are those that the engagement's own clocks show."""
    if isinstance(blocked, Timespan):
        return when.overlaps(blocked)
    first, last = bounds(when)
    return first <= blocked.last and blocked.first <= last


RULE = Rule("unavailable", __doc__, check)
