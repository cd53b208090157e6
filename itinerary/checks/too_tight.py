"""A person can get to their next engagement only if nothing at all goes wrong on the way.

The time between the two engagements covers the way itself, but not the margin that its rows
under ``travel:`` ask for: check-in and a late start for a flight, a stop and a slow lorry for a
road. Without a ``margin`` there is nothing to break, unless the file asks for one on every way:
``rules: {too-tight: {margin: 15m}}``.

Failing:

    people: {ana: {name: Ana}}
    places: {ayacucho: {name: Ayacucho}, andahuaylas: {name: Andahuaylas}}
    travel: [{from: ayacucho, to: andahuaylas, by: road, takes: 5h, margin: 30m}]
    programme:
      first:
        {kind: meeting, title: First, when: 2023-05-22 08:00-10:00, where: ayacucho, who: [ana]}
      second:
        {kind: meeting, title: Second, when: 2023-05-22 15:15-16:00, where: andahuaylas, who: [ana]}

Passing:

    people: {ana: {name: Ana}}
    places: {ayacucho: {name: Ayacucho}, andahuaylas: {name: Andahuaylas}}
    travel: [{from: ayacucho, to: andahuaylas, by: road, takes: 5h, margin: 30m}]
    programme:
      first:
        {kind: meeting, title: First, when: 2023-05-22 08:00-10:00, where: ayacucho, who: [ana]}
      second:
        {kind: meeting, title: Second, when: 2023-05-22 15:30-16:30, where: andahuaylas, who: [ana]}
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from itinerary.checks import travelling
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Severity
from itinerary.model.movement import Leg, legs
from itinerary.model.schedule import Schedule


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each way whose margin is not covered."""
    least = RULE.length(schedule, "margin")
    wanted = (travelling.with_margin(leg, least) for leg in legs(schedule))
    tight = (leg for leg in wanted if not travelling.is_impossible(leg) and _is_tight(leg))
    yield from travelling.findings(schedule, tight, RULE.id, Severity.WARNING)


def leaves_time(schedule: Schedule, leg: Leg) -> bool:
    """Whether there is time for a way and all of its margin."""
    wanted = travelling.with_margin(leg, RULE.length(schedule, "margin"))
    return not travelling.is_impossible(wanted) and not _is_tight(wanted)


def _is_tight(leg: Leg) -> bool:
    return leg.route is not None and leg.available < leg.route.takes + leg.route.margin


RULE = Rule("too-tight", __doc__, check, figures={"margin": timedelta()})
