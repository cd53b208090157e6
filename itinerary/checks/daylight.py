"""Roads, and the nights at their ends."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from itinerary.model.entries import Journey, Status
from itinerary.model.places import Coordinates, TravelRow
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence
from itinerary.sun import sunrise, sunset
from itinerary.times import Timespan, zone_of

_ROAD = re.compile(
    r"\b(4x4|auto(bús|car|móvil)?|([óo]mni|mini)?b[uú]s|cami[oó]n(eta)?|carretera|carro|coach|coche|"
    r"cars?|combi|jeep|lorry|moto(rbike|rcycle|taxi)?|road|route|taxi|truck|van|voiture)\b",
    re.IGNORECASE,
)
"""Words for a way on wheels in ``by``: English, Spanish, French."""
_NOON = 12


class Road(NamedTuple):
    """A journey by road that takes place at some time, and the row for its way."""

    occurrence: Occurrence
    journey: Journey
    when: Timespan
    row: TravelRow | None


def roads(schedule: Schedule) -> Iterator[Road]:
    """Yield every journey by road that is to take place; a journey goes by what its row says."""
    rows: dict[tuple[str, str], TravelRow | None] = {}
    for occurrence in schedule.occurrences:
        entry, when = occurrence.entry, occurrence.when
        if not isinstance(entry, Journey) or not isinstance(when, Timespan):
            continue
        if entry.status.is_off or entry.status is Status.IDEA:
            continue
        ends = entry.origin.id, entry.destination.id
        if ends not in rows:
            rows[ends] = schedule.gazetteer.row(*ends)
        if is_by_road(entry, rows[ends]):
            yield Road(occurrence, entry, when, rows[ends])


def is_by_road(journey: Journey, row: TravelRow | None) -> bool:
    """Whether a journey goes by road, by what it says or else by the row for its way."""
    return _ROAD.search(journey.by or (row.by if row else "")) is not None


def nights(when: Timespan, at: Coordinates) -> Iterator[Timespan]:
    """Yield the nights that a time touches and the next one, each from sunset to sunrise.

    Where the sun does not set, or does not rise on the next day, there is none.
    """
    zone = zone_of(when.end)
    first, last = sorted((when.start.date(), when.end.date()))
    for number in range(-1, (last - first).days + 2):
        day = first + timedelta(days=number)
        down = sunset(day, *at, zone)
        if down is None:
            continue
        # In the far north it sets after midnight in summer, and rises on the same day.
        up = sunrise(day + timedelta(days=1) if down.hour >= _NOON else day, *at, zone)
        if up is not None and up > when.start:
            yield Timespan(down, up)


def night_at(instant: datetime, at: Coordinates) -> Timespan | None:
    """Return the night that an instant is in, or else the next one; None where there is none."""
    return next(nights(Timespan(instant, instant), at), None)
