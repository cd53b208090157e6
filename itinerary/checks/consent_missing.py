"""Nothing says that those whom the delegation meets as victims agreed to it, and to what.

Consent is free, informed and given beforehand, for being met as well as for being named or
pictured; it can be withdrawn at any time (OHCHR, Manual on Human Rights Monitoring, chapters 2
and 11). A victim meeting needs a `consent:` with the day it was `given`, no later than the meeting
and not in the future. It is a warning however sure the meeting is: the programme as it stands
harms nobody, but the meeting must not take place before. No reader but the coordinator is shown
it. Say who obtained it and how, and nothing of the people. The examples are read as on 21 May
2023.

Failing:

    programme:
      families:
        kind: victim-meeting
        title: Families
        cover: Field visit
        when: 2023-05-22 15:00-17:00

Passing:

    programme:
      families:
        kind: victim-meeting
        title: Families
        cover: Field visit
        when: 2023-05-22 15:00-17:00
        consent: {given: 2023-05-15, how: orally, to: being met and quoted without a name}
"""

from collections.abc import Iterator
from datetime import date, datetime

from itinerary.checks import wording
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.languages import Message, say
from itinerary.model.entries import Consent, Entry
from itinerary.model.kinds import VICTIM_MEETING
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import bounds
from itinerary.times import in_zone


def check(schedule: Schedule, now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each victim meeting without a consent that was given before it."""
    today = in_zone(now, schedule.delegation.zone).date()
    for entry in schedule.entries.values():
        if entry.kind.id != VICTIM_MEETING or entry.status.is_off:
            continue
        title = wording.title(schedule, entry)
        consent, day = entry.consent, _day(entry)
        if consent is None:
            message = say("{title} has no `consent`: nothing says that they agreed", title=title)
            hint = say("ask them, then write `consent: {given: …, how: …, to: …}`")
            yield _finding(entry, message, hint)
        elif day is not None and consent.given > day:
            message = say(
                "the consent to {title} is of {day}, after the meeting",
                title=title,
                day=consent.given,
            )
            yield _finding(entry, message, say("meet nobody before they agreed; correct the day"))
        elif consent.given > today:
            message = say(
                "the consent to {title} is of {day}, which is still to come",
                title=title,
                day=consent.given,
            )
            yield _finding(entry, message, say("write it when it has been given"))


def _day(entry: Entry) -> date | None:
    """Return the day of a meeting, the first of several."""
    return bounds(entry.when)[0] if entry.when else None


def _finding(entry: Entry, message: Message, hint: Message) -> Diagnostic:
    consent: Consent | None = entry.consent
    return Diagnostic(
        rule=RULE.id,
        severity=Severity.WARNING,
        span=consent.span if consent else entry.span,
        message=message,
        hint=hint,
        related=(Related(entry.at("when"), say("the meeting")),) if consent else (),
        entries=(entry.id,),
    )


RULE = Rule("consent-missing", __doc__, check)
