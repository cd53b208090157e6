"""Who watches over the delegation is named by an id that the file does not define.

The monitor of ``safety:`` is printed on the sheets, with a telephone number. It is a contact, a
person or a reader.

Failing:

    safety: {monitor: desk}
    programme: {}

Passing:

    safety: {monitor: desk}
    contacts: {desk: {name: Security desk, phone: "+44 20 0000 0000"}}
    programme: {}
"""

from collections.abc import Iterator
from datetime import datetime

from itinerary.checks import unknown_ids
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic
from itinerary.model.schedule import Schedule


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding where nobody has the monitor's id."""
    known = (*schedule.contacts, *schedule.people, *schedule.readers)
    uses = [(schedule.safety.monitor, ())]
    yield from unknown_ids.findings(schedule, RULE.id, "contacts", known, uses)


RULE = Rule("unknown-contact", __doc__, check)
