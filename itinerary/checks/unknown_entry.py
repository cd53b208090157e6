"""A request is to follow or precede an entry that ``programme:`` does not define.

Failing:

    programme:
      briefing: {kind: internal, title: Briefing, when: 2023-05-22 09:00-10:00}
      minister:
        kind: government-meeting
        title: Minister
        takes: 1h
        within: 2023-05-23
        after: [briefings]

Passing:

    programme:
      briefing: {kind: internal, title: Briefing, when: 2023-05-22 09:00-10:00}
      minister:
        kind: government-meeting
        title: Minister
        takes: 1h
        within: 2023-05-23
        after: [briefing]
"""

from collections.abc import Iterator
from datetime import datetime

from itinerary.checks import unknown_ids
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic
from itinerary.model.schedule import Schedule


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each unknown entry."""
    uses = (
        (other, (entry.id,))
        for entry in schedule.entries.values()
        for other in (
            *(*entry.after, *entry.before),
            *(other for waiver in entry.allow for other in waiver.beside),
        )
    )
    yield from unknown_ids.findings(schedule, RULE.id, "programme", schedule.entries, uses)


RULE = Rule("unknown-entry", __doc__, check)
