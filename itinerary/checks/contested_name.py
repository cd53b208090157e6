"""An entry says that it had a name before which is still in use, or which another claims too.

`was:` tells that an entry is the one that had another id in an earlier release: calendars then
change the event they have, and show no second one. One entry cannot be continued by two. Where a
meeting is split into two teams, one part keeps the id (or names it under `was:`), and the other is
a new entry.

Failing:

    programme:
      visit: {kind: meeting, title: Visit, when: 2023-05-22 09:00-10:00}
      visit-north: {kind: meeting, title: Visit, when: 2023-05-22 11:00-12:00, was: visit}

Passing:

    programme:
      visit-south: {kind: meeting, title: Visit, when: 2023-05-22 09:00-10:00}
      visit-north: {kind: meeting, title: Visit, when: 2023-05-22 11:00-12:00, was: visit}
"""

from collections.abc import Iterator
from datetime import datetime

from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.languages import mark, say
from itinerary.model.schedule import Schedule

_CLAIMED = mark("`{id}` cannot have been `{earlier}`: another entry claims it too")
_STILL = mark("`{id}` cannot have been `{earlier}`: an entry still has that id")
_HERE = say("here")


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each earlier id that is still an entry's, or claimed twice."""
    claimed: dict[str, Related] = {}
    for entry in schedule.entries.values():
        for reference in entry.was:
            earlier, why = claimed.get(reference.id), _CLAIMED
            if reference.id in schedule.entries:
                earlier = Related(schedule.entries[reference.id].span, _HERE)
                why = _STILL
            if earlier is not None:
                yield Diagnostic(
                    rule=RULE.id,
                    severity=Severity.ERROR,
                    span=reference.span,
                    message=say(why, id=entry.id, earlier=reference.id[:64]),
                    hint=say("delete it from `was:`; a part that was split off is a new entry"),
                    related=(earlier,),
                    entries=(entry.id,),
                )
            claimed.setdefault(reference.id, Related(reference.span, _HERE))


RULE = Rule("contested-name", __doc__, check)
