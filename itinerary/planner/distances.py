"""How far places are from each other, by the ways of the file and the margins of the rules."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import permutations

from itinerary.checks import too_tight
from itinerary.model.places import Gazetteer
from itinerary.model.schedule import Schedule
from itinerary.times import day_span

_MINUTE = timedelta(minutes=1)

Distances = Mapping[tuple[str, str], int | None]
"""Minutes from place to place, margins included; None where nothing leads there."""


def towns_of(schedule: Schedule) -> dict[str, str]:
    """Return the town that each place is in, or the place itself where that cannot be told."""
    towns = ((place, schedule.gazetteer.town(place)) for place in schedule.gazetteer.places)
    return {place: town.id if town else place for place, town in towns}


def distances(schedule: Schedule, gazetteer: Gazetteer, places: Iterable[str]) -> Distances:
    """Return how far each of some places is from each other."""
    least = too_tight.RULE.length(schedule, "margin")
    found: dict[tuple[str, str], int | None] = {}
    for ends in permutations(places, 2):
        route = gazetteer.route(*ends)
        found[ends] = -(-(route.takes + max(route.margin, least)) // _MINUTE) if route else None
    return found


def detours(schedule: Schedule, places: Iterable[str], usual: Distances) -> Mapping[int, Distances]:
    """Return which distances are other on days of the mission when roads are closed, by the day."""
    known = schedule.gazetteer
    found: dict[int, Distances] = {}
    for day in schedule.delegation.dates if known.closures else ():
        left = known.during(day_span(day, schedule.delegation.zone))
        ways = usual if left is known else distances(schedule, left, places)
        other = {ends: way for ends, way in ways.items() if way != usual[ends]}
        if other:
            found[day.toordinal()] = other
    return found
