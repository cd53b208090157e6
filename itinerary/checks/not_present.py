"""A person takes part before they join the delegation, or after they leave it.

``who: everyone`` means everyone present, so it never breaks this rule.

Failing:

    people: {ana: {name: Ana, joins: {when: 2023-05-22 18:00}}}
    programme:
      briefing: {kind: internal, title: Briefing, when: 2023-05-22 09:00-10:00, who: [ana]}

Passing:

    people: {ana: {name: Ana, joins: {when: 2023-05-22 18:00}}}
    programme:
      briefing: {kind: internal, title: Briefing, when: 2023-05-22 18:30-19:00, who: [ana]}
"""

from collections.abc import Iterator
from datetime import datetime

from itinerary.checks import wording
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.languages import say
from itinerary.model.entries import Entry, Status, Stay
from itinerary.model.schedule import Schedule, is_present
from itinerary.model.timeline import bounds
from itinerary.times import Days, Timespan


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each occurrence somebody is named in while they are not there."""
    for occurrence in schedule.occurrences:
        entry = occurrence.entry
        if entry.status.is_off:
            continue
        when = occurrence.when
        if isinstance(entry, Stay) and isinstance(when, Timespan):
            when = Days(*bounds(when))
        for person_id in schedule.attendees(entry, occurrence.when):
            person = schedule.people.get(person_id)
            if person is None or is_present(person, when):
                continue
            presences = [presence for presence in (person.joins, person.leaves) if presence]
            yield Diagnostic(
                rule=RULE.id,
                severity=_severity(entry),
                span=entry.at("who"),
                message=say(
                    "{who} is not with the delegation at {title}, {when}",
                    who=person.name,
                    title=wording.title(schedule, entry),
                    when=occurrence.when,
                ),
                hint=say("correct `joins` or `leaves`, or let somebody else go"),
                related=tuple(
                    Related(presence.span, say("present from or until here"))
                    for presence in presences
                ),
                entries=(entry.id,),
            )


def _severity(entry: Entry) -> Severity:
    return Severity.WARNING if entry.status is Status.IDEA else Severity.ERROR


RULE = Rule("not-present", __doc__, check)
