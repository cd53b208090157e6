"""The order of stays: each person's nights in one round, from bed to bed along ways that exist."""

from collections.abc import Iterator
from itertools import combinations, groupby, pairwise, product
from typing import NamedTuple

from itinerary.planner.openings import Stop, ends_of, has_bed, travel, way
from itinerary.planner.problem import Bed
from itinerary.planner.solver.program import Literal, negated
from itinerary.planner.solver.variables import Found, Night, Start, Variables

_DEPOT = 0
"""The node from which a round begins and in which it ends."""


class _Node(NamedTuple):
    """A bed in somebody's round: one that never moves, or a stay in one of its lodgings."""

    number: int
    place: str | None
    nights: tuple[Night, ...]
    bed: Bed | None

    def days(self, found: Found) -> tuple[int, int] | None:
        """Return from when to when somebody is there in a plan, if they are."""
        if self.bed is not None:
            return self.bed.first, self.bed.last
        return next(
            ((one.day, one.last) for one in self.nights if one.lodged in found.lodged), None
        )


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
    _sleep_on_the_way(model)
    for person in sorted({one for stay in model.problem.stays for one in stay.people}):
        _near_their_bed(model, person)


def _sleep_on_the_way(model: Variables) -> None:
    """Let whoever gets somewhere by requested beds alone have a bed at both ends."""
    for one in model.all_starts() if model.problem.stays else ():
        slot = one.placed.opening.slot
        for person, number in zip(slot.people, one.placed.opening.stretches, strict=True):
            stretch = model.calendars.stretches(person)[number]
            for ends in ends_of(stretch, slot):
                if way(model.problem, person, *ends) is None:
                    _sleep(model, person, ends, (one.is_taken,))


def sleep_between(model: Variables, person: str, last: Stop, following: Stop) -> None:
    """Let somebody who is in two towns on two days have a bed in both, if no way leads on."""
    visits = (person, *last), (person, *following)
    if visits not in model.overnight and way(model.problem, person, last, following) is None:
        model.overnight.add(visits)
        given = _visits(model, person, last), _visits(model, person, following)
        _sleep(model, person, (last, following), given)


def _sleep(
    model: Variables, person: str, stops: tuple[Stop, Stop], given: tuple[Literal, ...]
) -> None:
    """Let somebody have a bed at stops, where all that is given is true."""
    for stop in stops:
        if not has_bed(model.problem, person, stop):
            model.program.any_of((*map(negated, given), _sleeps(model, person, stop)))


def _visits(model: Variables, person: str, stop: Stop) -> Literal:
    """Return a literal that is true where somebody has something to do at a place on a day."""
    place, day = stop
    key = person, place, day
    if key not in model.visits:
        theirs = [
            one
            for one in model.all_starts()
            if (slot := one.placed.opening.slot).day == day
            and person in slot.people
            and place in {slot.origin, slot.destination}
        ]
        literal = model.literal(
            lambda found: any(found.at(one.placed) is not None for one in theirs)
        )
        for one in theirs:
            model.program.implies(one.is_taken, literal)
        model.visits[key] = literal
    return model.visits[key]


def _sleeps(model: Variables, person: str, stop: Stop) -> Literal:
    """Return a literal that implies that somebody has a requested bed in a town on a day."""
    place, day = stop
    key = person, model.problem.town(place or ""), day
    if key not in model.asleep:
        there = [
            one
            for stay in model.problem.stays
            if person in stay.people
            for one in model.nights[stay.id]
            if one.day <= day <= one.last and model.problem.town(one.lodging.place) == key[1]
        ]
        literal = model.literal(lambda found: any(one.lodged in found.lodged for one in there))
        model.program.any_of((negated(literal), *(one.is_taken for one in there)))
        model.asleep[key] = literal
    return model.asleep[key]


def _one_bed_a_night(model: Variables, nights: list[Night], beds: tuple[Bed, ...]) -> None:
    taken = {day for bed in beds for day in range(bed.first, bed.last)}
    days = sorted({day for one in nights for day in range(one.day, one.last)})
    for day in days:
        asleep = [one.is_taken for one in nights if one.day <= day < one.last]
        if day in taken:
            for literal in asleep:
                model.program.any_of((negated(literal),))
        else:
            model.program.at_most_one(asleep)


def _in_order(model: Variables) -> None:
    for one, other in model.problem.orders:
        for before, after in product(model.nights.get(one, ()), model.nights.get(other, ())):
            if after.day < before.last:
                model.program.any_of((negated(before.is_taken), negated(after.is_taken)))


def _one_way_on(model: Variables, nights: list[Night], beds: tuple[Bed, ...]) -> None:
    program = model.program
    nodes = list(_nodes(nights, beds))
    followers = _Followers(nodes)

    def arc(one: int, other: int) -> tuple[int, int, Literal]:
        literal = model.literal(lambda found: followers.of(found).get(one, one) == other)
        return one, other, literal

    arcs = [arc(_DEPOT, _DEPOT)]
    nowhere = arcs[0][2]
    for night in nights:
        program.implies(nowhere, negated(night.is_taken))
    if beds:
        program.any_of((negated(nowhere),))
    for node in nodes:
        arcs += [arc(_DEPOT, node.number), arc(node.number, _DEPOT)]
        if node.bed is None:
            arcs.append(arc(node.number, node.number))
            there = [(1, one.is_taken) for one in node.nights]
            program.between([*there, (1, arcs[-1][2])], 1, 1)
    for before, after in _pairs(nodes):
        if before.bed is None or after.bed is None:
            if travel(model.problem, before.place, after.place) is None:
                continue
            arcs.append(arc(before.number, after.number))
            _follow(model, before, after, arcs[-1][2])
        elif (before.bed.first, before.bed.last, before.number) < (
            after.bed.first,
            after.bed.last,
            after.number,
        ):  # what never moves is not judged
            arcs.append(arc(before.number, after.number))
    program.circuit(arcs)


def _nodes(nights: list[Night], beds: tuple[Bed, ...]) -> Iterator[_Node]:
    number = _DEPOT
    for bed in beds:
        number += 1
        yield _Node(number, bed.place, (), bed)
    for (_, place), group in groupby(nights, key=lambda one: (one.stay.id, one.lodging.place)):
        number += 1
        yield _Node(number, place, tuple(group), None)


class _Followers:
    """Which node of a round follows which, in a plan; what is not in it follows itself."""

    def __init__(self, nodes: list[_Node]) -> None:
        self._nodes = nodes
        self._known: tuple[Found, dict[int, int]] | None = None

    def of(self, found: Found) -> dict[int, int]:
        """Return the follower of each node that somebody is in, and of the depot."""
        if self._known is None or self._known[0] is not found:
            there = [(days, one.number) for one in self._nodes if (days := one.days(found))]
            round_ = [_DEPOT, *(number for _, number in sorted(there)), _DEPOT]
            self._known = found, dict(pairwise(round_))
        return self._known[1]


def _pairs(nodes: list[_Node]) -> Iterator[tuple[_Node, _Node]]:
    for one, other in combinations(nodes, 2):
        if one.nights and other.nights and one.nights[0].stay is other.nights[0].stay:
            continue
        yield one, other
        yield other, one


def _follow(model: Variables, before: _Node, after: _Node, arc: Literal) -> None:
    """Let one stay begin when another is over at the earliest, where the way between is taken."""
    terms: list[tuple[int, Literal]] = [(one.day, one.is_taken) for one in after.nights]
    terms += [(-one.last, one.is_taken) for one in before.nights]
    least = (before.bed.last if before.bed else 0) - (after.bed.first if after.bed else 0)
    model.program.between(terms, least, None, (arc,))


def _near_their_bed(model: Variables, person: str) -> None:
    """Let a person's days be spent in a town where they have a bed, where a stay asks for it."""
    problem = model.problem
    nights = [
        one for stay in problem.stays if person in stay.people for one in model.nights[stay.id]
    ]
    beds = [bed for bed in problem.beds if person in bed.people]
    towns = {problem.town(one.lodging.place) for one in nights}
    fixed = {(one.town, one.day) for one in problem.attendances if one.person == person}
    for town, day in sorted(fixed):
        if town in towns:
            _be_in(model, nights, beds, (town, day), None)
    for one in model.all_starts():
        slot = one.placed.opening.slot
        places = dict.fromkeys(filter(None, (slot.origin, slot.destination)))
        for town in dict.fromkeys(problem.town(place) for place in places):
            if person in slot.people and town in towns:
                _be_in(model, nights, beds, (town, slot.day), one)
                _leave_time_to_move(model, nights, beds, town, one)
            elif person in slot.people:
                _come_from_bed(model, nights, one)


def _come_from_bed(model: Variables, nights: list[Night], start: Start) -> None:
    """Leave somebody the time from the bed of the night before, and to that of the night after."""
    problem, slot = model.problem, start.placed.opening.slot
    before, after = problem.asleep.get(slot.day), problem.asleep.get(slot.day + 1)
    for night in nights:
        taken, place = (start.is_taken, night.is_taken), night.lodging.place
        if before is not None and night.day < slot.day <= night.last:
            come = travel(problem, place, slot.origin, slot.day)
            if come is None:
                model.program.any_of(map(negated, taken))
            else:
                model.program.between([(1, start.at)], before + come, None, taken)
        if after is not None and night.day <= slot.day < night.last:
            go = travel(problem, slot.destination, place)
            if go is None:
                model.program.any_of(map(negated, taken))
            else:
                latest = after - go - start.placed.task.duration
                model.program.between([(1, start.at)], None, latest, taken)


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
        bed.first <= day <= bed.last and bed.place and problem.town(bed.place) == town
        for bed in beds
    )
    if there_anyhow:
        return
    near = [one for one in nights if one.day <= day <= one.last]
    here = [one.is_taken for one in near if problem.town(one.lodging.place) == town]
    for one in near:
        if problem.town(one.lodging.place) != town:
            elsewhere = [negated(one.is_taken), *here]
            if start is not None:
                elsewhere.append(negated(start.is_taken))
            model.program.any_of(elsewhere)


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
        if problem.town(destination) == town != problem.town(origin):
            model.program.between([(1, start.at)], morning + way, None, taken)
        if problem.town(origin) == town != problem.town(destination):
            length = start.placed.task.duration
            model.program.between([(1, start.at)], None, evening - way - length, taken)
