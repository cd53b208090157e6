"""An entry, or a request's window, lies outside the mission's dates.

It is most often a slip of the pen in a month or a year, and what lies outside is on no printed
sheet. A span counts by the days its own clocks show at both ends.

Failing:

    programme:
      briefing: {kind: internal, title: Briefing, when: 2023-06-22 09:00-10:00}

Passing:

    programme:
      briefing: {kind: internal, title: Briefing, when: 2023-05-22 09:00-10:00}
"""

from collections.abc import Iterator
from datetime import datetime

from itinerary.checks import wording
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.languages import Message, say
from itinerary.model.entries import Entry, Journey
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import bounds
from itinerary.spans import SourceSpan


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each occurrence and window outside the mission."""
    dates = schedule.delegation.dates
    for occurrence in schedule.occurrences:
        entry, when = occurrence.entry, occurrence.when
        inside = [day in dates for day in bounds(when)]
        # A flight in may leave the evening before, and one home may land the morning after.
        fits = any(inside) if isinstance(entry, Journey) else all(inside)
        if not entry.status.is_off and not fits:
            message = say(
                "{title}, {when}, is outside the mission",
                title=wording.title(schedule, entry),
                when=when,
            )
            yield _finding(schedule, entry, entry.at("when"), message)
    for entry in schedule.entries.values():
        for window in entry.within if entry.is_request else ():
            days = [day for span in window.spans for day in bounds(span)]
            if not entry.status.is_off and not any(day in dates for day in days):
                message = say(
                    "this window of {title} is outside the mission",
                    title=wording.title(schedule, entry),
                )
                yield _finding(schedule, entry, window.span, message)


def _finding(schedule: Schedule, entry: Entry, span: SourceSpan, message: Message) -> Diagnostic:
    mission = say("the mission: {dates}", dates=schedule.delegation.dates)
    return Diagnostic(
        rule=RULE.id,
        severity=Severity.ERROR,
        span=span,
        message=message,
        hint=say("correct the date, or the delegation's `dates`"),
        related=(Related(schedule.delegation.span, mission),),
        entries=(entry.id,),
    )


RULE = Rule("outside-mission", __doc__, check)
