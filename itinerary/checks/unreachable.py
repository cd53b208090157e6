"""A person cannot get to their next engagement: no way leads there, or it takes too long.

The way is the row under ``travel:`` between the two places, or between the places they are
inside; else the quickest chain of rows. Inside one town it is ``local travel`` (30 minutes, where
the file says nothing), unless a row tells more: also within a chain, so whoever flies first gets
to the airport. Where no way leads there, one leads by the beds in which the person sleeps
meanwhile, if it does from each to the next. Only the time on the way counts here; the margin is
for `too-tight`.

Failing:

    people: {ana: {name: Ana}}
    places: {ayacucho: {name: Ayacucho}, andahuaylas: {name: Andahuaylas}}
    travel: [{from: ayacucho, to: andahuaylas, by: road, takes: 5h, margin: 30m}]
    programme:
      first:
        {kind: meeting, title: First, when: 2023-05-22 08:00-10:00, where: ayacucho, who: [ana]}
      second:
        {kind: meeting, title: Second, when: 2023-05-22 14:30-16:00, where: andahuaylas, who: [ana]}

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
from datetime import datetime

from itinerary.checks import travelling
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Severity
from itinerary.model.movement import legs
from itinerary.model.schedule import Schedule


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each way that cannot be gone."""
    impossible = filter(travelling.is_impossible, legs(schedule))
    yield from travelling.findings(schedule, impossible, RULE.id, Severity.ERROR)


RULE = Rule("unreachable", __doc__, check)
