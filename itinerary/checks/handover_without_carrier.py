"""Something is to be handed over, and nobody who will be there carries it.

A petition of 200,000 signatures is several boxes. Whoever is named under `carried by` must take
part in the engagement and be with the delegation then; that a person is unknown is told by
`unknown-person`, and that somebody named is not there by `not-present`.

Failing:

    people: {ana: {name: Ana}, ben: {name: Ben}}
    programme:
      minister:
        kind: government-meeting
        title: Minister
        when: 2023-05-24 09:00-10:00
        who: [ana]
        handover: {what: Petition, count: 200000 signatures, carried by: ben}

Passing:

    people: {ana: {name: Ana}, ben: {name: Ben}}
    programme:
      minister:
        kind: government-meeting
        title: Minister
        when: 2023-05-24 09:00-10:00
        who: [ana, ben]
        handover: {what: Petition, count: 200000 signatures, carried by: ben}
"""

from collections.abc import Iterator
from datetime import datetime

from itinerary.checks import wording
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.languages import say
from itinerary.model.entries import Entry, Handover, Status
from itinerary.model.schedule import Schedule
from itinerary.times import Days, Timespan


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each handover without somebody there who carries it."""
    times: dict[str, list[Timespan | Days | None]] = {}
    for occurrence in schedule.occurrences:
        if occurrence.entry.handover:
            times.setdefault(occurrence.entry.id, []).append(occurrence.when)
    for entry in schedule.entries.values():
        handover = entry.handover
        if handover is None or entry.status.is_off or entry.status is Status.IDEA:
            continue
        if handover.carried_by is None:
            yield _uncarried(schedule, entry, handover)
        elif handover.carried_by.id in schedule.people:
            yield from _absent(schedule, entry, handover, times.get(entry.id, [None]))


def _uncarried(schedule: Schedule, entry: Entry, handover: Handover) -> Diagnostic:
    message = say(
        "nobody carries “{what}” to {title}",
        what=handover.what,
        title=wording.title(schedule, entry),
    )
    hint = say("name somebody who takes part: `carried by: …`")
    return Diagnostic(RULE.id, Severity.WARNING, handover.span, message, hint, entries=(entry.id,))


def _absent(
    schedule: Schedule, entry: Entry, handover: Handover, times: list[Timespan | Days | None]
) -> Iterator[Diagnostic]:
    """Yield a finding where the carrier is not among those who come; one for all its times."""
    carrier = handover.carried_by
    if carrier is None or all(carrier.id in schedule.attendees(entry, when) for when in times):
        return
    yield Diagnostic(
        rule=RULE.id,
        severity=Severity.WARNING,
        span=carrier.span,
        message=say(
            "{who} carries “{what}”, and does not take part in {title}",
            who=wording.person(schedule, carrier.id),
            what=handover.what,
            title=wording.title(schedule, entry),
        ),
        hint=say("add them to `who`, or let somebody who takes part carry it"),
        related=(Related(entry.at("who"), say("who takes part")),),
        entries=(entry.id,),
    )


RULE = Rule("handover-without-carrier", __doc__, check)
