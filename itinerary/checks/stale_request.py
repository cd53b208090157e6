"""A request has waited a week for an answer and nobody is to ask again, or it was never sent.

What no day is set for is forgotten: most of all while the delegation is on the road. A request
that was `asked` seven days ago or more needs a `chase` day (`after`); one with a `request:` that
does not say when it was `asked` is told from three days before the first time it could take place
(`asked by`). One whose `chase` day has passed is for `overdue-chase`, and one that is too late for
`window-passed`. The examples are read as on 21 May 2023.

Failing:

    people: {ana: {name: Ana}}
    programme:
      minister:
        kind: government-meeting
        title: Minister
        takes: 1h
        within: [Wed 2023-05-24 09:00-17:00]
        request: {asked: 2023-05-12, of: the Minister, by: ana, channel: letter}

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
from datetime import datetime, timedelta

from itinerary.checks import asking, wording
from itinerary.checks.asking import Asked
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Severity
from itinerary.languages import Message, plural, say
from itinerary.model.schedule import Schedule
from itinerary.times import in_zone


def check(schedule: Schedule, now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each open request that nobody pursues."""
    after, asked_by = (RULE.length(schedule, name) for name in ("after", "asked by"))
    today = in_zone(now, schedule.delegation.zone).date()
    for asked in asking.still_open(schedule, now):
        day, opens = asked.request.asked, asked.opens(schedule)
        if day is None and opens is not None and opens - now <= asked_by:
            yield _finding(
                asked, _unsent(schedule, asked, opens), say("ask, and say when: `asked`")
            )
        if day is not None and asked.request.chase is None and today - day >= after:
            tomorrow = today + timedelta(days=1)
            hint = say(
                "set a day to ask again, `chase: {day}`, or record the answer in `status`",
                day=lambda words, tomorrow=tomorrow: words.written_day(tomorrow),
            )
            yield _finding(asked, _unanswered(schedule, asked, today - day), hint)


def _unsent(schedule: Schedule, asked: Asked, opens: datetime) -> Message:
    return say(
        "{title}: nothing says that anybody was asked, and it could be on {day} at {time}",
        title=wording.title(schedule, asked.entry),
        day=opens,
        time=f"{opens:%H:%M}",
    )


def _unanswered(schedule: Schedule, asked: Asked, waiting: timedelta) -> Message:
    told = plural(
        "{title}: {who} asked {whom} {count} day ago, and no day is set to ask again",
        "{title}: {who} asked {whom} {count} days ago, and no day is set to ask again",
        waiting.days,
        title=wording.title(schedule, asked.entry),
        who=asking.who_asked(schedule, asked),
        whom=asking.who_decides(asked),
    )
    return asking.with_facts(told, asked)


def _finding(asked: Asked, message: Message, hint: Message) -> Diagnostic:
    return Diagnostic(
        rule=RULE.id,
        severity=Severity.WARNING,
        span=asked.request.span,
        message=message,
        hint=hint,
        entries=(asked.entry.id,),
    )


RULE = Rule(
    "stale-request",
    __doc__,
    check,
    figures={"after": timedelta(days=7), "asked by": timedelta(days=3)},
)
