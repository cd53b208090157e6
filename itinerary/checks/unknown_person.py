"""A person is named by an id that ``people:`` does not define.

Failing:

    people: {ana: {name: Ana}}
    programme:
      briefing: {kind: internal, title: Briefing, when: 2023-05-22 09:00-10:00, who: [anna]}

Passing:

    people: {ana: {name: Ana}}
    programme:
      briefing: {kind: internal, title: Briefing, when: 2023-05-22 09:00-10:00, who: [ana]}
"""

from collections.abc import Iterator
from datetime import datetime

from itinerary.checks import unknown_ids
from itinerary.checks.rule import Rule
from itinerary.checks.unknown_ids import Use
from itinerary.diagnostics import Diagnostic
from itinerary.model.schedule import Schedule


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each unknown person."""
    yield from unknown_ids.findings(schedule, RULE.id, "people", schedule.people, _uses(schedule))


def _uses(schedule: Schedule) -> Iterator[Use]:
    for contact in schedule.contacts.values():
        yield from ((person, ()) for person in contact.needed_by)
    for entry in schedule.entries.values():
        single = [entry.lead, entry.note_taker]
        single += [entry.request.by] if entry.request else []
        single += [entry.handover.carried_by] if entry.handover else []
        single += [waiver.by for waiver in entry.allow]
        yield from ((person, (entry.id,)) for person in (*entry.who, *entry.interpreter, *single))


RULE = Rule("unknown-person", __doc__, check)
