"""An interpreter is needed in two towns on one day, and no journey leads from one to the other.

Everybody sees to it that the delegation gets there, and nobody that its interpreter does: they are
asked for by one team and then by the other. There is time for the way here, with its margin; where
there is not, `unreachable` or `too-tight` tells it, and `double-booked` where both are at once.
What counts are the journeys of the programme in which the interpreter takes part. The rule looks
at whoever is named under some `interpreter:`, whatever their part on that day.

Failing:

    people: {ana: {name: Ana}, eva: {name: Eva}, interpreter-1: {name: Quechua interpreter}}
    places: {ayacucho: {name: Ayacucho}, chincheros: {name: Chincheros}}
    travel: [{from: ayacucho, to: chincheros, by: road, takes: 3h}]
    programme:
      north:
        kind: meeting
        title: North
        when: 2023-05-22 09:00-10:00
        where: ayacucho
        who: [ana]
        interpreter: [interpreter-1]
      south:
        kind: meeting
        title: South
        when: 2023-05-22 15:00-16:00
        where: chincheros
        who: [eva]
        interpreter: [interpreter-1]

Passing:

    people: {ana: {name: Ana}, eva: {name: Eva}, interpreter-1: {name: Quechua interpreter}}
    places: {ayacucho: {name: Ayacucho}, chincheros: {name: Chincheros}}
    travel: [{from: ayacucho, to: chincheros, by: road, takes: 3h, signal: yes}]
    programme:
      north:
        kind: meeting
        title: North
        when: 2023-05-22 09:00-10:00
        where: ayacucho
        who: [ana]
        interpreter: [interpreter-1]
      road:
        kind: journey
        by: road
        from: ayacucho
        to: chincheros
        when: 2023-05-22 11:00-14:00
        who: [interpreter-1]
      south:
        kind: meeting
        title: South
        when: 2023-05-22 15:00-16:00
        where: chincheros
        who: [eva]
        interpreter: [interpreter-1]
"""

from collections.abc import Iterator
from datetime import datetime

from itinerary.checks import too_tight, wording
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.languages import plural, say
from itinerary.model.movement import Leg, legs
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence, bounds


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each way to another town that no journey of the programme covers."""
    interpreters = {
        reference.id
        for entry in schedule.entries.values()
        if not entry.status.is_off
        for reference in entry.interpreter
    }
    together: dict[tuple[Occurrence, Occurrence], list[Leg]] = {}
    for leg in legs(schedule):
        before, after = leg.before, leg.after
        if leg.person not in interpreters:
            continue
        if not isinstance(before, Occurrence) or not isinstance(after, Occurrence):
            continue
        is_one_day = bounds(before.when)[1] >= bounds(after.when)[0]
        has_time = too_tight.leaves_time(schedule, leg)
        if is_one_day and has_time and _are_two_towns(schedule, leg):
            together.setdefault((before, after), []).append(leg)
    for (before, after), shared in together.items():
        yield _finding(schedule, before, after, shared)


def _are_two_towns(schedule: Schedule, leg: Leg) -> bool:
    towns = [schedule.gazetteer.town(place) for place in (leg.origin, leg.destination)]
    return None not in towns and towns[0] != towns[1]


def _finding(
    schedule: Schedule, before: Occurrence, after: Occurrence, shared: list[Leg]
) -> Diagnostic:
    leg = shared[0]
    return Diagnostic(
        rule=RULE.id,
        severity=Severity.WARNING,
        span=after.entry.at("where"),
        message=plural(
            "{who} is in {origin} for {before} and in {destination} for {after}, "
            "and no journey takes them there",
            "{who} are in {origin} for {before} and in {destination} for {after}, "
            "and no journey takes them there",
            len(shared),
            who=wording.people(schedule, [leg.person for leg in shared]),
            origin=wording.place(schedule, leg.origin),
            destination=wording.place(schedule, leg.destination),
            before=wording.described(schedule, before),
            after=wording.described(schedule, after),
        ),
        hint=say("add the journey, or let somebody else interpret"),
        related=(Related(before.entry.at("where"), say("the other one")),),
        entries=tuple(dict.fromkeys((after.entry.id, before.entry.id))),
    )


RULE = Rule("interpreter-in-two-towns", __doc__, check)
