"""The least that would have to give so that requested nights can be had: one thing at a time.

They are tried in the order of what they cost whoever asks: other days, fewer nights, another place
in which somebody sleeps anyhow, one person fewer, something not yet sure that moves, a fact that is
set aside. Each is tried out, beside all else as it is.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from itinerary.checks import wording
from itinerary.languages import plural, say
from itinerary.model.places import Reference
from itinerary.model.timeline import bounds
from itinerary.planner.problem import Keeps, Lodged, Plan, State, anyhow
from itinerary.planner.why.facts import Fact, changed
from itinerary.planner.why.lodging import Nights, Start, nights, without
from itinerary.planner.why.relaxing import Relaxed, one_fewer, without_fact, without_person
from itinerary.planner.why.table import Question
from itinerary.planner.wishes import cost_of_day

_MOST_PLACES = 8
"""Other places that are tried."""


class _Found(NamedTuple):
    """The best start of a stay that is asked for in another way, and the table of it."""

    table: Nights
    start: Start


def relaxed(table: Nights, facts: Iterable[Fact], keeps: Keeps = anyhow) -> Iterator[Relaxed]:
    """Yield each single thing that would have to give, the cheapest first.

    ``facts`` are those that explain why there are no nights. ``keeps`` is asked of all that leaves
    the other entries where they are.
    """
    yield from _shifted(table, facts, keeps)
    yield from shortened(table.question, keeps)
    yield from _elsewhere(table)
    yield from _with_one_fewer(table)
    for fact in sorted(facts, key=lambda one: not one.may_move):
        is_fixed = fact.entry is not None and not fact.may_move
        if fact.is_window or fact.is_past or is_fixed:
            continue
        found = min(without(table, fact), key=_costs(table), default=None)
        if found:
            days = table.days(found[1])
            told = without_fact(table.question.schedule, fact, days)
            yield Relaxed(told, days, found[0])


def plan_of(table: Nights, start: Start) -> Plan:
    """Return a plan that has a stay in a place from a day on, and nothing else."""
    place, day = start
    lodged = Lodged(table.stay.id, place, day, day + table.nights)
    return Plan((), (lodged,), (), State.FEASIBLE, 0, 0)


def _costs(table: Nights) -> Callable[[Start], tuple[int, str]]:
    return lambda start: (cost_of_day(table.stay, start[1]), start[0])


def _posed(question: Question, **values: object) -> Nights | None:
    """Return the table of a stay that is asked for with other values."""
    entry = changed(question.bare, question.entry.id, **values)
    return nights(
        question._replace(
            schedule=changed(question.schedule, question.entry.id, **values),
            bare=entry,
            entry=entry.entries[question.entry.id],
        )
    )


def _best(table: Nights | None, keeps: Keeps = anyhow, place: str | None = None) -> _Found | None:
    """Return the best start of a stay that is free beside all else, in one place if one is told."""
    if table is None:
        return None
    free = (one for one in table.open(table.standing) if place in {None, one[0]})
    found = (one for one in sorted(free, key=_costs(table)) if keeps(plan_of(table, one)))
    start = next(found, None)
    return _Found(table, start) if start else None


def _shifted(table: Nights, facts: Iterable[Fact], keeps: Keeps) -> Iterator[Relaxed]:
    """Yield the first day nearest to the windows of all that are outside them."""
    windows = next((fact for fact in facts if fact.is_window), None)
    if windows is None:
        return
    starts = sorted(without(table, windows), key=lambda one: (abs(_off(table, one[1])), one[1]))
    found = next((one for one in starts if keeps(plan_of(table, one))), None)
    if found is None:
        return
    off, days = _off(table, found[1]), table.days(found[1])
    told = (
        plural(
            "{count} day later works: {when}", "{count} days later works: {when}", off, when=days
        )
        if off > 0
        else plural(
            "{count} day earlier works: {when}",
            "{count} days earlier works: {when}",
            -off,
            when=days,
        )
    )
    yield Relaxed(told, days, found[0])


def _off(table: Nights, day: int) -> int:
    """Return how many days too late a first day is for the nearest window; too early, below 0."""
    found = []
    for window in table.question.entry.within:
        for span in window.spans:
            first, last = (one.toordinal() for one in bounds(span))
            early, late = day - first, day + table.nights - last
            found.append(early if early < 0 else max(late, 0))
    return min(found, key=abs)


def shortened(question: Question, keeps: Keeps = anyhow) -> Iterator[Relaxed]:
    """Yield the most nights, of fewer than were asked for, that there is room for."""
    asked = getattr(question.entry, "nights", None) or 0
    for fewer in range(asked - 1, 0, -1):
        found = _best(_posed(question, nights=fewer), keeps)
        if found:
            days = found.table.days(found.start[1])
            told = plural(
                "{count} night instead of {nights}: {days}",
                "{count} nights instead of {nights}: {days}",
                fewer,
                nights=asked,
                days=days,
            )
            yield Relaxed(told, days, found.start[0])
            return


def _elsewhere(table: Nights) -> Iterator[Relaxed]:
    """Yield the nights that there would be in another place in which somebody sleeps anyhow."""
    entry, schedule = table.question.entry, table.question.schedule
    chosen: tuple[Reference, ...] = getattr(entry, "where", ())
    asked = {one.id for one in chosen}
    slept = {bed.place for bed in table.problem.beds} - asked
    for place in [one for one in schedule.gazetteer.places if one in slept][:_MOST_PLACES]:
        # The towns that were asked for still draw whoever has to be there.
        where = (*chosen, Reference(place, entry.at("where")))
        found = _best(_posed(table.question, where=where), place=place)
        if found:
            days = found.table.days(found.start[1])
            told = say(
                "in {place} instead: {when}", place=wording.place(schedule, place), when=days
            )
            yield Relaxed(told, days, place)
            return


def _with_one_fewer(table: Nights) -> Iterator[Relaxed]:
    """Yield, for each who is to stay, when the others could."""
    for person, values in one_fewer(table.question):
        found = _best(_posed(table.question, **values))
        if found:
            days, place = found.table.days(found.start[1]), found.start[0]
            yield without_person(table.question, person, days, place)
