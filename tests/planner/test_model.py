"""The solver's model: what it is told of a plan is a solution of it, for missions of every kind."""

from dataclasses import replace
from itertools import permutations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model_helper as cp_sat

from itinerary.planner.draft import Draft
from itinerary.planner.openings import Calendars
from itinerary.planner.problem import (
    Bed,
    Busy,
    Kept,
    Lodging,
    Part,
    Problem,
    Slot,
    State,
    Stay,
    Task,
)
from itinerary.planner.solver import solve
from itinerary.planner.solver.model import Model
from itinerary.planner.solver.program import Program, negated
from itinerary.planner.solver.variables import Found
from tests.planner.test_solver import DAY, HOUR, day, draft_of, problems, task


def is_solution(model: Model, found: Found) -> bool:
    """Whether each variable's value in a plan is one with which all constraints hold."""
    hint = model.hint(found)
    assert len(hint) == len(model.program)
    return _solved(model.program, hint) is not None


def _solved(program: Program, hint: list[int]) -> list[int] | None:
    read = cp_sat.CpModelProto()
    assert read.parse_text_format(program.text((), hint))
    parameters = cp_sat.SatParameters()
    parameters.num_workers = 1
    parameters.fix_variables_to_their_hinted_value = bool(hint)
    solver = cp_sat.SolveWrapper()
    solver.set_parameters(parameters)
    answer = solver.solve(read)  # type: ignore[no-untyped-call]
    is_found = answer.status in {cp_sat.OPTIMAL, cp_sat.FEASIBLE}
    return list(answer.solution) if is_found else None


@settings(max_examples=60, deadline=None)
@given(problems())
def test_what_a_draft_places_is_a_solution(problem: Problem) -> None:
    draft = Draft(Calendars(problem))
    draft.fill()
    assert draft.faults() == []
    assert is_solution(Model(draft), Found(dict(draft.put)))


@settings(max_examples=60, deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_what_breaks_something_is_none(problem: Problem, chance: Random) -> None:
    draft = Draft(Calendars(problem))
    for one, openings in sorted(draft.openings.items()):
        if openings:
            opening = chance.choice(openings)
            first = -(-opening.first // problem.step) * problem.step
            draft.place(one, opening, first if first <= opening.last else opening.first)
    assert is_solution(Model(draft), Found(dict(draft.put))) == (draft.faults() == [])


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_round_is_a_solution(chance: Random) -> None:
    towns = ("aba", "bilbo", "cusco")
    problem = Problem(
        tasks=(task("meet", 9 * HOUR, 12 * HOUR, place=chance.choice(towns)),),
        stays=tuple(
            Stay(
                f"in-{town}",
                chance.choice((1, 2)),
                tuple(Lodging(town, day(first), day(first + 2)) for first in (0, 4)),
                ("ana",),
            )
            for town in towns
        ),
        beds=(Bed("fixed", chance.choice(towns), day(3), day(4), ("ana",)),),
        travel={
            pair: chance.choice((60, 60, None))
            for pair in product(towns, towns)
            if len({*pair}) > 1
        },
        daytime={day(one): (one * DAY + 8 * HOUR, one * DAY + 20 * HOUR) for one in range(9)},
        bans=((Part("in-aba", day(0), day(0)), Part("meet", 0, 10 * HOUR)),),
        step=HOUR,
    )
    plan = solve(problem)
    draft = draft_of(problem, plan)
    assert is_solution(Model(draft), Found(dict(draft.put), plan.lodged))


def test_beds_that_never_move_are_not_judged() -> None:
    """Two of them overlap, and no way leads to the third: the stay is placed beside them."""
    beds = (
        Bed("a", "lima", day(0), day(2), ("ana",)),
        Bed("b", "lima", day(1), day(3), ("ana",)),
        Bed("c", "puno", day(6), day(7), ("ana",)),
    )
    stay = Stay("in-lima", 1, (Lodging("lima", day(0), day(8)),), ("ana",))
    plan = solve(Problem((), (stay,), beds=beds, travel={("puno", "lima"): 60}))
    assert [(one.place, one.first) for one in plan.lodged] == [("lima", day(7))]


# ---------------------------------------------------------------- drafts, and what is kept


def test_what_has_another_hour_is_moved_aside_for_what_has_none() -> None:
    """Each of three holds the only hour that the next could have; without a search, all fit."""
    chain = [
        task("a", 9 * HOUR, 10 * HOUR, priority=1),
        task("b", 9 * HOUR, 9 * HOUR, priority=5),
        task("c", 10 * HOUR, 11 * HOUR, priority=2),
    ]
    draft = Draft(Calendars(Problem(tuple(chain), step=HOUR)))
    draft.fill()
    assert {one: put.start // HOUR for one, put in draft.put.items()} == {"a": 10, "b": 9, "c": 11}


def test_where_nothing_can_be_moved_aside_all_stays_as_it_was() -> None:
    full = [task("a", 9 * HOUR, 10 * HOUR, priority=1), task("b", 9 * HOUR, 10 * HOUR, priority=2)]
    problem = Problem((*full, task("c", 9 * HOUR, 9 * HOUR)), step=HOUR)
    draft = Draft(Calendars(problem))
    draft.fill()
    assert {one: put.start // HOUR for one, put in draft.put.items()} == {"a": 9, "b": 10}


@pytest.mark.parametrize("people", [3, 40])
def test_of_all_plans_that_hold_as_much_one_moves_the_least(people: int) -> None:
    """One of each person's three hours is lost: 40 people have more tasks than wishes are met."""
    kept = []
    for number, hour in product(range(people), (9, 10, 11)):
        slots = tuple(
            Slot(day(0), first * HOUR, last * HOUR, None, None, (f"p{number}",))
            for first, last in ((9, hour - 1), (hour, hour), (hour + 1, 12))
            if first <= last
        )
        has_to = number == 0 and hour == 9
        if has_to:  # somebody is ill at nine, and twelve is free
            slots = slots[1:]
        kept.append(
            Task(
                f"p{number}-{hour}",
                HOUR,
                slots,
                priority=5 if has_to else 1,
                kept=Kept(hour * HOUR, DAY, 1, stands=not has_to),
            )
        )
    plan = solve(Problem(tuple(kept), step=HOUR))
    hours = {one.task: one.start // HOUR for one in plan.placements}
    assert plan.unplaced == ()
    assert {one: at for one, at in hours.items() if f"p{one[1:].split('-')[0]}-{at}" != one} == {
        "p0-9": 12
    }


def test_of_two_that_could_make_room_the_one_moves_that_weighs_less() -> None:
    """Whoever has to leave nine could have ten or eleven, and both are taken: twelve is free.

    The nearest hour is that of the heavier one; and there are more tasks than wishes are met of.
    """
    kept = []
    for number, hour in product(range(40), (9, 10, 11)):
        last = 11 if (number, hour) == (0, 9) else 12
        hours = range(10 if last == 11 else 9, last + 1)
        slots = tuple(
            Slot(day(0), one * HOUR, one * HOUR, None, None, (f"p{number}",)) for one in hours
        )
        weight = 100 if hour == 10 else 1
        kept.append(
            Task(
                f"p{number}-{hour}",
                HOUR,
                slots,
                priority=5 if last == 11 else 1,
                kept=Kept(hour * HOUR, weight * DAY, weight, stands=last == 12),
            )
        )
    plan = solve(Problem(tuple(kept), step=HOUR))
    hours_of = {one.task: one.start // HOUR for one in plan.placements}
    assert plan.unplaced == ()
    moved = {one: at for one, at in hours_of.items() if not one.endswith(f"-{at}")}
    assert moved == {"p0-9": 11, "p0-11": 12}


# ---------------------------------------------------------------- ways by beds

TWO = {("aba", "bilbo"): 60, ("bilbo", "cusco"): 60}
THREE = tuple(
    Stay(f"in-{town}", 1, (Lodging(town, day(0), day(6)),), ("ana",), priority=9)
    for town in ("aba", "bilbo", "cusco")
)


def in_towns(*stays: Stay, **more: object) -> Problem:
    """Return a problem of somebody with things to do in the first town, and then in the third."""
    tasks = (
        task("first", 9 * HOUR, 10 * HOUR, place="aba", priority=1),
        task("then", 5 * DAY + 9 * HOUR, 5 * DAY + 10 * HOUR, place="cusco", priority=1),
    )
    travel = {pair: TWO.get(pair) for pair in permutations(("aba", "bilbo", "cusco"), 2)}
    values = {"tasks": tasks, "stays": stays, "travel": travel, "step": HOUR, **more}
    return Problem(**values)  # type: ignore[arg-type]


def test_requested_beds_lead_from_the_first_town_to_the_third() -> None:
    assert solve(in_towns(*THREE)).unplaced == ()


@pytest.mark.parametrize("stays", [THREE[::2], THREE[:2], THREE[1:]])
def test_without_all_of_them_only_one_thing_is_done(stays: tuple[Stay, ...]) -> None:
    plan = solve(in_towns(*stays))
    assert len(plan.placements) == 1
    assert plan.state is State.OPTIMAL


def test_who_has_no_bed_there_that_day_has_not_gone_there() -> None:
    """The beds lead from town to town, but are over before there is something to do."""
    early = tuple(
        replace(stay, lodgings=(replace(stay.lodgings[0], first=day(at), last=day(at)),))
        for at, stay in enumerate(THREE)
    )
    assert len(solve(in_towns(*early)).placements) == 1


def test_from_what_never_moves_requested_beds_lead_on_too() -> None:
    [_, then] = in_towns().tasks
    meeting = Busy("fixed", 9 * HOUR, 10 * HOUR, day(0), day(0), "aba", "aba", ("ana",))
    there = in_towns(*THREE, tasks=(then,), busy=(meeting,))
    assert solve(there).unplaced == ()
    assert solve(replace(there, stays=THREE[::2])).unplaced[-1:] == ("then",)


# ---------------------------------------------------------------- the text


def test_a_program_means_what_it_says() -> None:
    """Three of five numbers, of which two are fixed by what holds for them."""
    program = Program()
    one, other = program.integer((3, 4, 5, 9)), program.integer((3, 9))
    is_large = program.literal()
    program.between(((1, other),), 9, None, (is_large,))
    program.between(((1, other),), None, 8, (negated(is_large),))
    program.gap(one, other, 5, ())
    program.between(((2, one), (-1, other)), None, -1)
    program.any_of((is_large, negated(is_large)))
    found = _solved(program, [])
    assert found is not None
    assert found[other] == 9
    assert found[one] in {3, 4}
    assert found[is_large]


def test_a_model_of_nothing_has_no_variables() -> None:
    assert Model(Draft(Calendars(Problem(())))).hint(Found({})) == []
