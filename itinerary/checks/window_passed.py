"""Every window of a request has passed, and it was never placed.

Ask again for another time, or record how it ended: ``declined`` or ``cancelled``. The rule needs
the present time, so its examples are read as on 21 May 2023.

Failing:

    programme:
      minister:
        {kind: meeting, title: Minister, takes: 1h, within: [2023-05-20 09:00-17:00]}

Passing:

    programme:
      minister:
        {kind: meeting, title: Minister, takes: 1h, within: [2023-05-24 09:00-17:00]}
"""

from collections.abc import Iterator
from datetime import datetime

from itinerary.checks import wording
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Severity
from itinerary.languages import say
from itinerary.model.schedule import Schedule


def check(schedule: Schedule, now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each unplaced request whose last window ended before now."""
    for entry in schedule.entries.values():
        if not entry.is_request or entry.status.is_off or not entry.within:
            continue
        last = max(span.end for window in entry.within for span in window.spans)
        if last <= now:
            yield Diagnostic(
                rule=RULE.id,
                severity=Severity.WARNING,
                span=entry.at("within"),
                message=say(
                    "the last window of {title} ended on {day} at {time}, and it was never placed",
                    title=wording.title(schedule, entry),
                    day=last,
                    time=f"{last:%H:%M}",
                ),
                hint=say("ask for another time, or record how it ended: `status: declined`"),
                entries=(entry.id,),
            )


RULE = Rule("window-passed", __doc__, check)
