"""A place is named by an id that ``places:`` does not define.

Failing:

    places: {lima: {name: Lima}}
    programme:
      briefing: {kind: internal, title: Briefing, when: 2023-05-22 09:00-10:00, where: limma}

Passing:

    places: {lima: {name: Lima}}
    programme:
      briefing: {kind: internal, title: Briefing, when: 2023-05-22 09:00-10:00, where: lima}
"""

from collections.abc import Iterator
from datetime import datetime

from itinerary.checks import unknown_ids
from itinerary.checks.rule import Rule
from itinerary.checks.unknown_ids import Use
from itinerary.diagnostics import Diagnostic
from itinerary.model.entries import Journey
from itinerary.model.schedule import Schedule


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each unknown place."""
    yield from unknown_ids.findings(
        schedule, RULE.id, "places", schedule.gazetteer.places, _uses(schedule)
    )


def _uses(schedule: Schedule) -> Iterator[Use]:
    for place in schedule.gazetteer.places.values():
        yield from ((place.within, ()), (place.hospital, ()))
    for contact in schedule.contacts.values():
        yield contact.where, ()
    for row in schedule.gazetteer.travel:
        yield from ((row.origin, ()), (row.destination, ()))
    for person in schedule.people.values():
        for presence in (person.joins, person.leaves):
            yield (presence.where if presence else None), ()
    for entry in schedule.entries.values():
        ends = (entry.origin, entry.destination) if isinstance(entry, Journey) else entry.where
        yield from ((place, (entry.id,)) for place in ends)


RULE = Rule("unknown-place", __doc__, check)
