"""The order of stays: each person's nights in one round, from bed to bed along ways that exist."""

from collections.abc import Iterator
from itertools import combinations, groupby, product
from typing import TYPE_CHECKING, NamedTuple

from itinerary.planner.openings import travel
from itinerary.planner.problem import Bed, Problem
from itinerary.planner.solver.variables import Night, Start, Variables

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


class _Node(NamedTuple):
    """A bed in somebody's round: one that never moves, or a stay in one of its lodgings."""

    place: str | None
    nights: tuple[Night, ...]
    bed: Bed | None


def lodge(model: Variables) -> None:
    """Put each person's stays one after the other, where a way leads from each to the next."""
    rounds: dict[tuple[tuple[str, ...], tuple[Bed, ...]], str] = {}
    for person in sorted({one for stay in model.problem.stays for one in stay.people}):
        stays = tuple(sorted(one.id for one in model.problem.stays if person in one.people))
        beds = tuple(bed for bed in model.problem.beds if person in bed.people)
        if rounds.setdefault((stays, beds), person) == person:
            nights = [one for stay in stays for one in model.nights[stay]]
            _one_bed_a_night(model, nights, beds)
            _one_way_on(model, nights, beds)
    _in_order(model)
    for person in sorted({one for stay in model.problem.stays for one in stay.people}):
        _near_their_bed(model, person)


def _one_bed_a_night(model: Variables, nights: list[Night], beds: tuple[Bed, ...]) -> None:
    taken = {day for bed in beds for day in range(bed.first, bed.last)}
    days = sorted({day for one in nights for day in range(one.day, one.last)})
    for day in days:
        asleep = [one.is_taken for one in nights if one.day <= day < one.last]
        if day in taken:
            model.cp.add(sum(asleep) == 0)
        else:
            model.cp.add_at_most_one(asleep)


def _in_order(model: Variables) -> None:
    for one, other in model.problem.orders:
        for before, after in product(model.nights.get(one, ()), model.nights.get(other, ())):
            if after.day < before.last:
                model.cp.add_bool_or([before.is_taken.negated(), after.is_taken.negated()])


def _one_way_on(model: Variables, nights: list[Night], beds: tuple[Bed, ...]) -> None:
    nodes = [_Node(bed.place, (), bed) for bed in beds]
    for (_, place), group in groupby(nights, key=lambda one: (one.stay.id, one.lodging.place)):
        nodes.append(_Node(place, tuple(group), None))
    arcs: list[tuple[int, int, cp_model.IntVar]] = [(0, 0, model.fresh())]
    model.cp.add(sum(one.is_taken for one in nights) == 0).only_enforce_if(arcs[0][2])
    if beds:
        model.cp.add(arcs[0][2] == 0)
    for number, node in enumerate(nodes, start=1):
        arcs += [(0, number, model.fresh()), (number, 0, model.fresh())]
        if node.bed is None:
            absent = model.fresh()
            arcs.append((number, number, absent))
            model.cp.add(sum(one.is_taken for one in node.nights) + absent == 1)
    for (one, before), (other, after) in _pairs(nodes):
        if travel(model.problem, before.place, after.place) is None:
            continue
        arc = model.fresh()
        arcs.append((one, other, arc))
        model.cp.add(_first(after) >= _last(before)).only_enforce_if(arc)
    model.cp.add_circuit(arcs)


def _pairs(nodes: list[_Node]) -> Iterator[tuple[tuple[int, _Node], tuple[int, _Node]]]:
    for one, other in combinations(enumerate(nodes, start=1), 2):
        if one[1].nights and other[1].nights and one[1].nights[0].stay is other[1].nights[0].stay:
            continue
        yield one, other
        yield other, one


def _first(node: _Node) -> "cp_model.LinearExprT":
    """Return the first day of what is in a node; it is to be there."""
    return node.bed.first if node.bed else sum(one.day * one.is_taken for one in node.nights)


def _last(node: _Node) -> "cp_model.LinearExprT":
    return node.bed.last if node.bed else sum(one.last * one.is_taken for one in node.nights)


def _near_their_bed(model: Variables, person: str) -> None:
    """Let a person's days be spent in a town where they have a bed, where a stay asks for it."""
    problem = model.problem
    nights = [
        one for stay in problem.stays if person in stay.people for one in model.nights[stay.id]
    ]
    beds = [bed for bed in problem.beds if person in bed.people]
    towns = {_town(problem, one.lodging.place) for one in nights}
    fixed = {(one.town, one.day) for one in problem.attendances if one.person == person}
    for town, day in sorted(fixed):
        if town in towns:
            _be_in(model, nights, beds, (town, day), None)
    for one in model.all_starts():
        slot = one.placed.opening.slot
        places = dict.fromkeys(filter(None, (slot.origin, slot.destination)))
        for town in dict.fromkeys(_town(problem, place) for place in places):
            if person in slot.people and town in towns:
                _be_in(model, nights, beds, (town, slot.day), one)
                _leave_time_to_move(model, nights, beds, town, one)


def _be_in(
    model: Variables,
    nights: list[Night],
    beds: list[Bed],
    where: tuple[str, int],
    start: Start | None,
) -> None:
    """Let no stay be elsewhere on a day, unless the person also has a bed in that town that day.

    It is asked where ``start`` is taken; always where there is none.
    """
    problem, (town, day) = model.problem, where
    there_anyhow = any(
        bed.first <= day <= bed.last and bed.place and _town(problem, bed.place) == town
        for bed in beds
    )
    if there_anyhow:
        return
    near = [one for one in nights if one.day <= day <= one.last]
    here = [one.is_taken for one in near if _town(problem, one.lodging.place) == town]
    for one in near:
        if _town(problem, one.lodging.place) != town:
            elsewhere = [one.is_taken.negated(), *here]
            if start is not None:
                elsewhere.append(start.is_taken.negated())
            model.cp.add_bool_or(elsewhere)


def _leave_time_to_move(
    model: Variables, nights: list[Night], beds: list[Bed], town: str, start: Start
) -> None:
    """On a day on which somebody moves on, leave the daytime before a start, or after, for it."""
    problem, day = model.problem, start.placed.opening.slot.day
    morning, evening = problem.daytime.get(day, (None, None))
    leaving = [(one.lodging.place, [one.is_taken]) for one in nights if one.last == day]
    leaving += [(bed.place, []) for bed in beds if bed.last == day and bed.place]
    coming = [(one.lodging.place, [one.is_taken]) for one in nights if one.day == day]
    coming += [(bed.place, []) for bed in beds if bed.first == day and bed.place]
    for (origin, left), (destination, entered) in product(leaving, coming):
        way = travel(problem, origin, destination)
        if way is None or morning is None or evening is None or not (left or entered):
            continue
        taken = [start.is_taken, *left, *entered]
        if _town(problem, destination) == town != _town(problem, origin):
            model.cp.add(start.at >= morning + way).only_enforce_if(taken)
        if _town(problem, origin) == town != _town(problem, destination):
            length = start.placed.task.duration
            model.cp.add(start.at + length + way <= evening).only_enforce_if(taken)


def _town(problem: Problem, place: str) -> str:
    return problem.towns.get(place, place)
