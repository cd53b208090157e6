"""A plan as a schedule: each request with the time and place that the plan gives it."""

from collections.abc import Iterator, Mapping
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
    return with_entries(schedule, placed) if placed else schedule


def with_entries(schedule: Schedule, entries: Mapping[str, Entry]) -> Schedule:
    """Return a schedule with some of its entries changed, or given a time; none of them repeats."""
    zone = schedule.delegation.zone
    order = {entry: number for number, entry in enumerate(schedule.entries)}
    timed = {one.entry.id for one in schedule.occurrences}
    added = [
        Occurrence(entry, "", entry.when)
        for entry in entries.values()
        if entry.when and entry.id not in timed
    ]

    def changed(one: Occurrence) -> Occurrence:
        entry = entries.get(one.entry.id)
        return Occurrence(entry, one.key, entry.when or one.when) if entry else one

    def start(one: Occurrence) -> tuple[datetime, int]:
        when = one.when
        at = when.start if isinstance(when, Timespan) else day_span(when.first, zone).start
        return at, order[one.entry.id]

    return replace(
        schedule,
        entries=MappingProxyType({**schedule.entries, **entries}),
        occurrences=tuple(sorted((*map(changed, schedule.occurrences), *added), key=start)),
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
