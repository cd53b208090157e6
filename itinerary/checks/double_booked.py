"""A person, an interpreter, a vehicle or a room is in two engagements at once.

Nobody is in two places at once, and whoever waits for the one who does not come has put
themselves at risk for it. Engagements that only touch (one ends at 10:00, the next starts at
10:00) do not clash. What is cancelled or declined clashes with nothing; a mere idea is a warning.
Two engagements that are both only requested or tentative and share nothing but people are told by
`two-holds-one-slot`.
Whole days are notices, not appointments, and clash with nothing; two stays of one person on the
same night do.

Failing:

    people: {ana: {name: Ana}}
    programme:
      briefing:  {kind: internal, title: Briefing, when: 2023-05-22 09:00-10:00, who: [ana]}
      interview: {kind: meeting, title: Interview, when: 2023-05-22 09:30-11:00, who: [ana]}

Passing:

    people: {ana: {name: Ana}}
    programme:
      briefing:  {kind: internal, title: Briefing, when: 2023-05-22 09:00-10:00, who: [ana]}
      interview: {kind: meeting, title: Interview, when: 2023-05-22 10:00-11:00, who: [ana]}
"""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from itinerary.checks import wording
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.languages import plural, say
from itinerary.model.entries import Engagement, Status, Stay
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence, nights_of
from itinerary.spans import SourceSpan
from itinerary.times import Days, Timespan


class _Resource(NamedTuple):
    """Something that can be in one place only; ``key`` is the file's key that claims it."""

    name: str
    key: str
    id: str


_Clash = tuple[Occurrence, Occurrence]
_MOST_CLASHES = 200
"""For one person: whoever has more will mend the first ones and look again."""


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each two occurrences that claim somebody or something at once."""
    clashes: dict[_Clash, list[_Resource]] = {}
    order = {id(occurrence): number for number, occurrence in enumerate(schedule.occurrences)}
    for claims in _claims(schedule).values():
        resource = claims[0][0]
        occurrences = [occurrence for _, occurrence in claims]
        for earlier, later in islice(_overlapping(occurrences), _MOST_CLASHES):
            clashes.setdefault((earlier, later), []).append(resource)
    for resource, one, other in _shared_nights(schedule):
        clashes.setdefault((one, other), []).append(resource)
    for pair in sorted(clashes, key=lambda pair: (order[id(pair[0])], order[id(pair[1])])):
        if not _are_rival_holds(pair, clashes[pair]):
            yield _finding(schedule, pair, clashes[pair])


def shares_a_thing(schedule: Schedule, one: Occurrence, other: Occurrence) -> bool:
    """Whether two occurrences claim the same room or vehicle."""
    ids = [
        {claim.id for claim in _claimed(schedule, occurrence) if claim.key != "who"}
        for occurrence in (one, other)
    ]
    return not ids[0].isdisjoint(ids[1])


def _are_rival_holds(pair: _Clash, resources: list[_Resource]) -> bool:
    """Whether two are only held, and want the same people: one will be let go, and no more."""
    return all(
        occurrence.entry.status.is_hold and not isinstance(occurrence.entry, Stay)
        for occurrence in pair
    ) and all(resource.key == "who" for resource in resources)


def _claims(schedule: Schedule) -> dict[str, list[tuple[_Resource, Occurrence]]]:
    claims: dict[str, list[tuple[_Resource, Occurrence]]] = {}
    for occurrence in schedule.occurrences:
        entry = occurrence.entry
        if (
            entry.status.is_off
            or not isinstance(occurrence.when, Timespan)
            or isinstance(entry, Stay)
        ):
            continue
        for resource in _claimed(schedule, occurrence):
            claims.setdefault(resource.id, []).append((resource, occurrence))
    return claims


def _claimed(schedule: Schedule, occurrence: Occurrence) -> Iterator[_Resource]:
    entry = occurrence.entry
    for person in schedule.attendees(entry, occurrence.when):
        yield _Resource(wording.person(schedule, person), "who", f"person {person}")
    for vehicle in dict.fromkeys(entry.vehicle):
        yield _Resource(vehicle, "vehicle", f"vehicle {vehicle.casefold()}")
    if isinstance(entry, Engagement) and entry.room and entry.where:
        place = entry.where[0].id
        name = f"{entry.room}, {wording.place(schedule, place)},"
        yield _Resource(name, "room", f"room {place} {entry.room.casefold()}")


def _overlapping(claims: list[Occurrence]) -> Iterator[_Clash]:
    running: list[Occurrence] = []
    for later in claims:
        running = [earlier for earlier in running if _overlap(earlier.when, later.when)]
        yield from ((earlier, later) for earlier in running)
        running.append(later)


def _overlap(one: Timespan | Days, other: Timespan | Days) -> bool:
    """Whether two times share any; whole days are no appointment and share time with none."""
    return isinstance(one, Timespan) and isinstance(other, Timespan) and one.overlaps(other)


def _shared_nights(schedule: Schedule) -> Iterator[tuple[_Resource, Occurrence, Occurrence]]:
    nights: dict[tuple[str, date], Occurrence] = {}
    told = set()
    for occurrence in schedule.occurrences:
        entry = occurrence.entry
        if not isinstance(entry, Stay) or entry.status.is_off:
            continue
        for person in schedule.attendees(entry, occurrence.when):
            for night in nights_of(occurrence):
                first = nights.setdefault((person, night), occurrence)
                if first is not occurrence and (person, first, occurrence) not in told:
                    told.add((person, first, occurrence))
                    yield (
                        _Resource(wording.person(schedule, person), "who", person),
                        first,
                        occurrence,
                    )


def _finding(schedule: Schedule, pair: _Clash, resources: list[_Resource]) -> Diagnostic:
    earlier, later = pair
    only_an_idea = Status.IDEA in {earlier.entry.status, later.entry.status}
    return Diagnostic(
        rule=RULE.id,
        severity=Severity.WARNING if only_an_idea else Severity.ERROR,
        span=_where(later, resources[0].key),
        message=plural(
            "{who} is also in {other}; {title} is {when}",
            "{who} are also in {other}; {title} is {when}",
            len(resources),
            who=tuple(resource.name for resource in resources),
            other=wording.described(schedule, earlier),
            title=wording.title(schedule, later.entry),
            when=later.when,
        ),
        hint=say("move one of the two, or let somebody else go"),
        related=(Related(_where(earlier, resources[0].key), say("the other one")),),
        entries=tuple(dict.fromkeys((later.entry.id, earlier.entry.id))),
    )


def _where(occurrence: Occurrence, key: str) -> SourceSpan:
    return occurrence.entry.at(key)


RULE = Rule("double-booked", __doc__, check)
