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
        row = rows[ends]
        by = entry.by or (row.by if row else "")
        if _ROAD.search(by):
            yield Road(occurrence, entry, when, row)


def nights(when: Timespan, at: Coordinates) -> list[Timespan]:
    """Return the nights around a time, each from sunset to the next sunrise, in order.

    They are those that touch it and the one after. Where the sun does not set, or does not rise
    the next day, there is none.
    """
    zone = zone_of(when.end)
    first, last = sorted((when.start.date(), when.end.date()))
    found = []
    for number in range(-2, (last - first).days + 2):
        day = first + timedelta(days=number)
        down = sunset(day, *at, zone)
        if down is not None:
            rising = (sunrise(day + timedelta(days=n), *at, zone) for n in (0, 1))
            up = next((one for one in rising if one is not None and one > down), None)
            if up is not None and up > when.start:
                found.append(Timespan(down, up))
    return found


def night_at(instant: datetime, at: Coordinates) -> Timespan | None:
    """Return the night that an instant is in, or else the next one; None where there is none."""
    return next(iter(nights(Timespan(instant, instant), at)), None)
