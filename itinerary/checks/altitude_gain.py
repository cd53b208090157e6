"""Somebody comes up to a great height too fast, or has too much to do on the first day there.

Acute altitude illness comes of going up faster than the body can follow; it spoils a week, and at
worst it kills. Two things are looked at, for each person:

- On the first day above ``high`` (2,500 m) after low ground there are no more than ``load`` (4 h)
  of engagements; journeys, meals and rest are none. From that height on the Wilderness Medical
  Society sees a risk (*Clinical Practice Guidelines for the Prevention and Treatment of Acute
  Altitude Illness*, 2019, updated 2024), and CDC's *Yellow Book* (“High Elevation Travel & Altitude
  Illness”, 2024) has people take only mild exercise in the first 48 hours. The four hours are this
  program's own.
- Above ``sleeping above`` (3,000 m) nobody sleeps more than ``a night`` (500 m) higher than the
  night before: so the Society's guidelines. CDC asks for the same from 2,750 m on.

Heights are the ``altitude`` of places or of what they are inside; where there is none, nothing can
be told. Somebody sleeps where their ``stay`` is, or else where a day's last thing ends if the next
day begins in the same town. Before the first thing that the file knows of somebody they are taken
to have slept where it begins: those who live high up may need a waiver.

Failing:

    people: {ana: {name: Ana}}
    places: {lima: {name: Lima, altitude: 150 m}, ayacucho: {name: Ayacucho, altitude: 2750 m}}
    programme:
      flight:
        {kind: journey, by: air, from: lima, to: ayacucho, when: 2023-05-22 07:00-08:00, who: ana}
      families:
        {kind: meeting, title: First, when: 2023-05-22 10:00-12:30, where: ayacucho, who: ana}
      mayor:
        {kind: meeting, title: Second, when: 2023-05-22 15:00-17:00, where: ayacucho, who: ana}

Passing:

    people: {ana: {name: Ana}}
    places: {lima: {name: Lima, altitude: 150 m}, ayacucho: {name: Ayacucho, altitude: 2750 m}}
    programme:
      flight:
        {kind: journey, by: air, from: lima, to: ayacucho, when: 2023-05-22 07:00-08:00, who: ana}
      families:
        {kind: meeting, title: First, when: 2023-05-22 10:00-12:30, where: ayacucho, who: ana}
      mayor:
        {kind: meeting, title: Second, when: 2023-05-23 15:00-17:00, where: ayacucho, who: ana}
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from itinerary.checks import wording
from itinerary.checks.heights import Night, Trail, trails
from itinerary.checks.rest import Done, is_duty, stretches, together
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.languages import plural, say
from itinerary.languages.words import Words
from itinerary.model.entries import Journey
from itinerary.model.movement import places_of
from itinerary.model.schedule import Metres, Schedule


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each first day that is too heavy, and for each night too high."""
    known = list(trails(schedule))
    yield from _heavy_days(schedule, known)
    yield from _high_nights(schedule, known)


def _heavy_days(schedule: Schedule, known: list[Trail]) -> Iterator[Diagnostic]:
    most = RULE.length(schedule, "load")
    high = RULE.height(schedule, "high")
    heavy = (
        (trail.person, (arrival, *load))
        for trail in known
        for arrival, at in trail.first_days(high)
        if _length(load := _load(trail, at)) > most
    )
    for people, found in together(heavy):
        for (arrival, _), *engaged in found:
            last, when = engaged[-1]
            _, place = places_of(arrival) or ("", "")
            yield Diagnostic(
                rule=RULE.id,
                severity=Severity.WARNING,
                span=last.entry.at("when"),
                message=plural(
                    "{who} comes up to {place} ({height} m) from low ground on {day}, and has "
                    "{length} of engagements that day",
                    "{who} come up to {place} ({height} m) from low ground on {day}, and have "
                    "{length} of engagements that day",
                    len(people),
                    who=wording.people(schedule, people),
                    place=wording.place(schedule, place),
                    height=_metres(schedule.gazetteer.altitude(place) or 0),
                    day=when.start,
                    length=_length(engaged),
                ),
                hint=say(
                    "leave no more than {length} to the first day, and the rest to the next",
                    length=most,
                ),
                related=(Related(arrival.entry.at("when"), say("coming up")),),
                entries=tuple(
                    dict.fromkeys((*(one.entry.id for one, _ in engaged), arrival.entry.id))
                ),
            )


def load_from(trail: Trail, at: datetime) -> timedelta:
    """Return how long somebody is engaged on a day from an instant on."""
    return _length(_load(trail, at))


def _load(trail: Trail, at: datetime) -> tuple[Done, ...]:
    """Return the engagements of a day from an instant on."""
    return tuple(
        (occurrence, when)
        for occurrence, when in filter(is_duty, trail.done.get(at.date(), ()))
        if when.start >= at and not isinstance(occurrence.entry, Journey)
    )


def _length(load: Iterable[Done]) -> timedelta:
    return sum((stretch.when.duration for stretch in stretches(load)), timedelta())


def _high_nights(schedule: Schedule, known: list[Trail]) -> Iterator[Diagnostic]:
    above = RULE.height(schedule, "sleeping above")
    most = RULE.height(schedule, "a night")
    sleepers: dict[tuple[Night, Night], list[str]] = {}
    for trail in known:
        for before, after in trail.nights():
            if after.height > above and after.height - before.height > most:
                sleepers.setdefault((before, after), []).append(trail.person)
    for (before, after), people in sleepers.items():
        yield Diagnostic(
            rule=RULE.id,
            severity=Severity.WARNING,
            span=after.span,
            message=plural(
                "{who} sleeps {rise} m higher on {day} than the night before: in {place} "
                "({height} m) after {other} ({low} m)",
                "{who} sleep {rise} m higher on {day} than the night before: in {place} "
                "({height} m) after {other} ({low} m)",
                len(people),
                who=wording.people(schedule, people),
                rise=_metres(after.height - before.height),
                day=after.day,
                place=wording.place(schedule, after.place),
                height=_metres(after.height),
                other=wording.place(schedule, before.place),
                low=_metres(before.height),
            ),
            hint=say(
                "sleep {most} m higher a night at most, or ask a doctor and say so in a waiver",
                most=_metres(most),
            ),
            related=(Related(before.span, say("the night before")),),
            entries=tuple(dict.fromkeys(filter(None, (after.entry, before.entry)))),
        )


def _metres(height: int) -> Callable[[Words], str]:
    return lambda words: words.number(height)


RULE = Rule(
    "altitude-gain",
    __doc__,
    check,
    figures={
        "high": Metres(2500),
        "load": timedelta(hours=4),
        "sleeping above": Metres(3000),
        "a night": Metres(500),
    },
)
