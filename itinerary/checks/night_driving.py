"""Part of a journey by road is driven at night: it starts before sunrise, or lasts into the night.

At night drivers tire, animals, walkers and unlit lorries are on the road, and help does not come.
Fatigue alone plays a part in 15 to 20 % of crashes (SWOV fact sheet *Fatigue*), and field
organisations discourage night driving (CARE Emergency Toolkit, section 8.5). Twilight is light
enough to drive by: everywhere the sun takes 20 minutes and more between the horizon and 6° below
it, hence the tolerance (``most``), this program's own.

Night is from sunset to sunrise where the journey starts, or where it ends if only that place has
``coordinates``. A journey that starts by day and only ends in the dark is told by
``arrives-after-dark`` and not again here. Where neither end has coordinates, nothing can be told.

Failing:

    places:
      ayacucho: {name: Ayacucho, coordinates: "-13.160, -74.224"}
      chincheros: {name: Chincheros, coordinates: "-13.52, -73.72"}
    programme:
      road:
        kind: journey
        by: road
        from: ayacucho
        to: chincheros
        when: 2023-05-23 04:30-07:30
        check-ins: [04:15, 07:45]

Passing:

    places:
      ayacucho: {name: Ayacucho, coordinates: "-13.160, -74.224"}
      chincheros: {name: Chincheros, coordinates: "-13.52, -73.72"}
    programme:
      road:
        kind: journey
        by: road
        from: ayacucho
        to: chincheros
        when: 2023-05-23 06:30-09:30
        check-ins: [06:15, 09:45]
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from itinerary.checks import wording
from itinerary.checks.daylight import Road, nights, roads
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Severity
from itinerary.languages import say
from itinerary.model.places import Coordinates
from itinerary.model.schedule import Schedule
from itinerary.times import Timespan


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each road that is driven at night, with the first day that it is."""
    most = RULE.length(schedule, "most")
    found: dict[str, list[tuple[Road, timedelta]]] = {}
    for road in roads(schedule):
        start, end = (
            schedule.gazetteer.coordinates(place.id)
            for place in (road.journey.origin, road.journey.destination)
        )
        at = start or end
        dark = _dark(road.when, at) if at else []
        if end and len(dark) == 1 and dark[0].start > road.when.start and _ends(dark, road):
            continue  # arrives-after-dark tells it
        length = sum((part.duration for part in dark), timedelta())
        if length > most:
            found.setdefault(road.journey.id, []).append((road, length))
    for (road, length), *others in found.values():
        message = say(
            "{title}, {when}: {length} of it is driven between sunset and sunrise",
            title=wording.title(schedule, road.journey),
            when=road.when,
            length=length,
        )
        yield Diagnostic(
            rule=RULE.id,
            severity=Severity.WARNING,
            span=road.journey.at("when"),
            message=wording.and_more(message, len(others)),
            hint=say("drive by day, or stay the night on the way"),
            entries=(road.journey.id,),
        )


def _dark(when: Timespan, at: Coordinates) -> list[Timespan]:
    """Return the parts of a time that are night, in order."""
    return [
        Timespan(max(when.start, night.start), min(when.end, night.end))
        for night in nights(when, at)
        if night.overlaps(when)
    ]


def _ends(dark: list[Timespan], road: Road) -> bool:
    return dark[-1].end == road.when.end


RULE = Rule("night-driving", __doc__, check, figures={"most": timedelta(minutes=15)})
