"""A journey by road ends after sunset, or too shortly before it.

A lorry on a pass, a flat tyre or a checkpoint costs an hour, and what is an hour late then arrives
in the dark. Field organisations plan roads to end by daylight (CARE Emergency Toolkit, section 8.5,
“Tracking vehicle movement”). That an hour is to spare (``before sunset``) is this program's own
figure.

Sunset is that of the destination, on a level horizon, from its ``coordinates`` or those of the
place around it: in a valley it is dark earlier. A road is what its ``by``, or the ``by`` of its
row under ``travel:``, calls so: road, car, bus, carretera … Without coordinates, or where the sun
does not set or rise that day, nothing can be told.

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
        when: 2023-05-23 14:00-17:00
        check-ins: [13:45, 17:15]

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
        when: 2023-05-23 13:30-16:30
        check-ins: [13:15, 16:45]
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from itinerary.checks import wording
from itinerary.checks.daylight import Road, night_at, roads
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Severity
from itinerary.languages import say
from itinerary.model.schedule import Schedule


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each road that ends too late, with the first day that it does."""
    spare = RULE.length(schedule, "before sunset")
    late: dict[str, list[tuple[Road, datetime]]] = {}
    for road in roads(schedule):
        at = schedule.gazetteer.coordinates(road.journey.destination.id)
        night = night_at(road.when.end, at) if at else None
        if night is not None and night.start - road.when.end < spare:
            late.setdefault(road.journey.id, []).append((road, night.start))
    for (road, sunset), *others in late.values():
        yield _finding(schedule, road, sunset, spare, len(others))


def _finding(
    schedule: Schedule, road: Road, sunset: datetime, spare: timedelta, others: int
) -> Diagnostic:
    end = road.when.end
    told = {
        "title": wording.title(schedule, road.journey),
        "day": end,
        "time": f"{end:%H:%M}",
        "place": wording.place(schedule, road.journey.destination.id),
        "sunset": f"{sunset:%H:%M}",
    }
    if end < sunset:
        message = say(
            "{title} arrives {day} {time}, only {length} before sunset in {place} ({sunset})",
            length=sunset - end,
            **told,
        )
    else:
        message = say(
            "{title} arrives {day} {time}, {length} after sunset in {place} ({sunset})",
            length=end - sunset,
            **told,
        )
    return Diagnostic(
        rule=RULE.id,
        severity=Severity.WARNING,
        span=road.journey.at("when"),
        message=wording.and_more(message, others),
        hint=say(
            "arrive {length} earlier, or stay the night on the way", length=end + spare - sunset
        ),
        entries=(road.journey.id,),
    )


RULE = Rule("arrives-after-dark", __doc__, check, figures={"before sunset": timedelta(minutes=60)})
