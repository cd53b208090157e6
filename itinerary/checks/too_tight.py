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
from itinerary.model.movement import legs
from itinerary.model.schedule import Schedule


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each way whose margin is not covered."""
    least = RULE.length(schedule, "margin")
    tight = (
        wanted
        for leg in legs(schedule)
        if (wanted := travelling.with_margin(leg, least)).route is not None
        and wanted.route.takes <= leg.available < wanted.route.takes + wanted.route.margin
    )
    yield from travelling.findings(schedule, tight, RULE.id, Severity.WARNING)


RULE = Rule("too-tight", __doc__, check, figures={"margin": timedelta()})
