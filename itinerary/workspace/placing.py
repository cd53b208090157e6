"""A plan as a schedule: each request with the time and place that the plan gives it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType

from itinerary.model.entries import Engagement, Entry, Status, Stay
from itinerary.model.places import Reference
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence
from itinerary.planner.problem import Lodged, Placement, Plan
from itinerary.planner.windows import by_clocks, instant_of, zones_of
from itinerary.times import Days, Timespan, day_span


def planned(schedule: Schedule, plan: Plan) -> Schedule:
    """Return a schedule with a plan in it, each request placed and tentative."""
    entries = (as_placed(schedule, one) for one in placed_in(plan))
    placed = {entry.id: entry for entry in entries}
    if not placed:
        return schedule
    added = [Occurrence(entry, "", entry.when) for entry in placed.values() if entry.when]
    zone = schedule.delegation.zone
    order = {entry: number for number, entry in enumerate(schedule.entries)}

    def start(one: Occurrence) -> tuple[datetime, int]:
        when = one.when
        at = when.start if isinstance(when, Timespan) else day_span(when.first, zone).start
        return at, order[one.entry.id]

    return replace(
        schedule,
        entries=MappingProxyType({**schedule.entries, **placed}),
        occurrences=tuple(sorted((*schedule.occurrences, *added), key=start)),
    )


def when_of(schedule: Schedule, placed: Placement | Lodged) -> Timespan | Days:
    """Return when a placement takes place, each end by its own place's clocks."""
    if isinstance(placed, Lodged):
        return Days(date.fromordinal(placed.first), date.fromordinal(placed.last))
    zones = zones_of(schedule, schedule.entries[placed.task], placed.slot.origin)
    return Timespan(instant_of(placed.start, zones[0]), instant_of(placed.end, zones[1]))


def as_placed(schedule: Schedule, placed: Placement | Lodged) -> Entry:
    """Return a request as a plan has it: with its time, at the place that was chosen for it."""
    return _lodged(schedule, placed) if isinstance(placed, Lodged) else _engaged(schedule, placed)


def _engaged(schedule: Schedule, placed: Placement) -> Entry:
    entry = schedule.entries[placed.task]
    entry = replace(entry, when=when_of(schedule, placed), status=Status.TENTATIVE)
    if isinstance(entry, Engagement) and placed.slot.origin is not None:
        place = placed.slot.origin
        entry = replace(
            entry,
            where=_chosen(entry.where, place),
            within=by_clocks(schedule, entry, entry.within, place),
            avoid=by_clocks(schedule, entry, entry.avoid, place),
        )
    return entry


def _lodged(schedule: Schedule, placed: Lodged) -> Entry:
    entry = schedule.entries[placed.stay]
    if not isinstance(entry, Stay):
        raise TypeError(f"{placed.stay} is no stay")
    where = _chosen(entry.where, placed.place)
    return replace(entry, when=when_of(schedule, placed), where=where, status=Status.TENTATIVE)


def _chosen(where: tuple[Reference, ...], place: str) -> tuple[Reference, ...]:
    return tuple(one for one in where if one.id == place)[:1]


def placed_in(plan: Plan) -> Iterator[Placement | Lodged]:
    """Yield all that a plan places."""
    yield from plan.placements
    yield from plan.lodged
