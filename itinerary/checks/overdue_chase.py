"""The day on which somebody was to ask again has passed, and there is still no answer.

A request is answered because somebody asks a second time. `chase:` names the day to do it; the
day counts by the mission's clocks, and on the day itself nothing is overdue. A request is open
while it is `requested` or `tentative` (or an `idea` that somebody was asked for) and can still
take place: one whose last window has passed is for `window-passed`. When you have asked again,
set a new `chase`; when there is an answer, change the `status`. The examples are read as on
21 May 2023.

Failing:

    people: {ana: {name: Ana}}
    programme:
      minister:
        kind: government-meeting
        title: Minister
        takes: 1h
        within: [Wed 2023-05-24 09:00-17:00]
        request: {asked: 2023-05-12, of: the Minister, by: ana, channel: letter, chase: 2023-05-18}

Passing:

    people: {ana: {name: Ana}}
    programme:
      minister:
        kind: government-meeting
        title: Minister
        takes: 1h
        within: [Wed 2023-05-24 09:00-17:00]
        request: {asked: 2023-05-12, of: the Minister, by: ana, channel: letter, chase: 2023-05-22}
"""

from collections.abc import Iterator
from datetime import datetime

from itinerary.checks import asking, wording
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Severity
from itinerary.languages import plural, say
from itinerary.model.schedule import Schedule
from itinerary.times import in_zone


def check(schedule: Schedule, now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each open request that was to be chased before today."""
    today = in_zone(now, schedule.delegation.zone).date()
    for asked in asking.still_open(schedule, now):
        entry, chase = asked.entry, asked.request.chase
        if chase is None or chase >= today:
            continue
        told = plural(
            "{title}: {who} was to ask {whom} again on {day}, {count} day ago",
            "{title}: {who} was to ask {whom} again on {day}, {count} days ago",
            (today - chase).days,
            title=wording.title(schedule, entry),
            who=asking.who_asked(schedule, asked),
            whom=asking.who_decides(asked),
            day=chase,
        )
        yield Diagnostic(
            rule=RULE.id,
            severity=Severity.WARNING,
            span=asked.request.span,
            message=asking.with_facts(told, asked),
            hint=say("ask again and set a new `chase`, or record the answer in `status`"),
            entries=(entry.id,),
        )


RULE = Rule("overdue-chase", __doc__, check)
