"""A road on which telephones do not work has no check-in before it, or none after it.

Whoever waits for a car that said nothing does not know where to look, nor since when. Somebody
tells the monitor that the car sets out, and somebody tells that it is there: the Global
Interagency Security Forum's *Security Toolbox* (“Travel and movement”) asks for regular
communication until the arrival is confirmed. The hour on either side (``within``) is this
program's own.

Check-ins are the mission's (``safety: check-ins``), by the clocks of the place, and the journey's
own ``check-ins``. Whether telephones work all the way is told by ``signal`` of the journey, or else
of its row under ``travel:``. Where neither says so, a road of two hours (``assumed from``) or more
is taken for one without.

Failing:

    places: {ayacucho: {name: Ayacucho}, chincheros: {name: Chincheros}}
    safety: {check-ins: [07:30, 20:00]}
    travel: [{from: ayacucho, to: chincheros, by: road, takes: 3h, signal: no}]
    programme:
      road: {kind: journey, from: ayacucho, to: chincheros, when: 2023-05-23 08:00-11:00}

Passing:

    places: {ayacucho: {name: Ayacucho}, chincheros: {name: Chincheros}}
    safety: {check-ins: [07:30, 20:00]}
    travel: [{from: ayacucho, to: chincheros, by: road, takes: 3h, signal: no}]
    programme:
      road:
        kind: journey
        from: ayacucho
        to: chincheros
        when: 2023-05-23 08:00-11:00
        check-ins: 11:15
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from itinerary.checks import wording
from itinerary.checks.daylight import Road, roads
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Severity
from itinerary.languages import Message, say
from itinerary.model.schedule import Schedule
from itinerary.times import wall_clock


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each road that lacks a check-in, with the first day that it does."""
    within = RULE.length(schedule, "within")
    assumed = RULE.length(schedule, "assumed from")
    found: dict[str, list[tuple[Road, bool, bool]]] = {}
    for road in roads(schedule):
        if _has_signal(road, assumed):
            continue
        clocks = (*schedule.safety.check_ins, *road.journey.check_ins)
        before = _is_within(clocks, road.when.start, -within)
        after = _is_within(clocks, road.when.end, within)
        if not before or not after:
            found.setdefault(road.journey.id, []).append((road, before, after))
    for (road, before, after), *others in found.values():
        message = _message(schedule, road, within, before=before, after=after)
        own = {*road.journey.check_ins}
        own |= set() if before else {wall_clock(road.when.start).time()}
        own |= set() if after else {wall_clock(road.when.end).time()}
        yield Diagnostic(
            rule=RULE.id,
            severity=Severity.WARNING,
            span=road.journey.at("check-ins" if road.journey.check_ins else "when"),
            message=wording.and_more(message, len(others)),
            hint=say(
                "write `check-ins: [{times}]` here, or `signal: yes` where telephones work all "
                "the way",
                times=", ".join(f"{one:%H:%M}" for one in sorted(own)),
            ),
            entries=(road.journey.id,),
        )


def _has_signal(road: Road, assumed: timedelta) -> bool:
    if road.journey.has_signal is not None:
        return road.journey.has_signal
    if road.row is not None and road.row.has_signal is not None:
        return road.row.has_signal
    return road.when.duration < assumed


def _is_within(clocks: Iterable[time], instant: datetime, length: timedelta) -> bool:
    """Whether a time of day, by an instant's clocks, is at most so long after it, or before it."""
    at = wall_clock(instant)
    first, last = sorted((at, at + length))
    days: tuple[date, ...] = (first.date(), last.date())
    return any(first <= datetime.combine(day, clock) <= last for day in days for clock in clocks)


def _message(
    schedule: Schedule, road: Road, within: timedelta, *, before: bool, after: bool
) -> Message:
    told = {"title": wording.title(schedule, road.journey), "when": road.when, "length": within}
    if after:
        return say(
            "{title}, {when}: nobody checks in within {length} before it, and telephones may not "
            "work on the way",
            **told,
        )
    if before:
        return say(
            "{title}, {when}: nobody checks in within {length} after it, and telephones may not "
            "work on the way",
            **told,
        )
    return say(
        "{title}, {when}: nobody checks in within {length} before it nor after it, and telephones "
        "may not work on the way",
        **told,
    )


RULE = Rule(
    "no-check-in",
    __doc__,
    check,
    figures={"within": timedelta(minutes=60), "assumed from": timedelta(hours=2)},
)
