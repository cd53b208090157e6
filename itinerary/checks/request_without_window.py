"""Something was requested, and the file does not say when it could take place.

Without ``when`` it is in no calendar, and without ``within`` nobody can place it: it is a
request that will be forgotten.

Failing:

    programme:
      minister: {kind: government-meeting, title: Minister of Justice, status: requested, takes: 1h}

Passing:

    programme:
      minister:
        kind: government-meeting
        title: Minister of Justice
        status: requested
        takes: 1h
        within: [Wed 2023-05-24 09:00-17:00]
"""

from collections.abc import Iterator
from datetime import datetime

from itinerary.checks import wording
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Severity
from itinerary.languages import say
from itinerary.model.entries import Stay
from itinerary.model.schedule import Schedule

_HOURS = say("add `takes: 1h` and `within: [Wed 2023-05-24 09:00-17:00]`, or a `when`")
_NIGHTS = say("add `nights: 2` and `within: [2023-05-22 to 2023-05-26]`, or a `when`")


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each request that cannot be placed for want of a window or a length."""
    for entry in schedule.entries.values():
        if not entry.is_request or entry.status.is_off:
            continue
        length_key = "nights" if isinstance(entry, Stay) else "takes"
        length = entry.nights if isinstance(entry, Stay) else entry.takes
        needed = {"within": entry.within, length_key: length}
        missing = [key for key, given in needed.items() if not given]
        if not missing:
            continue
        yield Diagnostic(
            rule=RULE.id,
            severity=Severity.ERROR,
            span=entry.span,
            message=say(
                "{title} is {status}, with no `when`, and has no {keys}",
                title=wording.title(schedule, entry),
                status=entry.status.value,
                keys=tuple(f"`{key}`" for key in missing),
            ),
            hint=_NIGHTS if isinstance(entry, Stay) else _HOURS,
            entries=(entry.id,),
        )


RULE = Rule("request-without-window", __doc__, check)
