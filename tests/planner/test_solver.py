"""Plans of small problems, held against every other plan that there is."""

from dataclasses import replace
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary.planner.draft import Draft
from itinerary.planner.openings import Calendars, starts
from itinerary.planner.problem import (
    Ban,
    Busy,
    Limits,
    Load,
    Meal,
    Part,
    Plan,
    Problem,
    Slot,
    State,
    Task,
    Wish,
    worth,
)
from itinerary.planner.solver import is_installed, solve

HOUR = 60
DAY = 24 * HOUR
NOON = 12 * HOUR
PLACES = ("lima", "cusco", None)
PEOPLE = ("ana", "ben")


def day(number: int) -> int:
    return 738_000 + number


@st.composite
def slots(draw: st.DrawFn) -> Slot:
    on = draw(st.integers(0, 1))
    first = on * DAY + draw(st.sampled_from([8, 10, 11, 14, 18])) * HOUR
    place = draw(st.sampled_from(PLACES))
    people = draw(st.sampled_from([("ana",), ("ben",), PEOPLE]))
    last = first + draw(st.sampled_from([0, HOUR, 3 * HOUR]))
    return Slot(day(on), first, last, place, place, people)


@st.composite
def tasks(draw: st.DrawFn, number: int) -> Task:
    made = draw(st.lists(slots(), min_size=1, max_size=2))
    return Task(
        id=f"r{number}",
        duration=draw(st.sampled_from([HOUR, 2 * HOUR])),
        slots=tuple(dict.fromkeys(made)),
        priority=draw(st.sampled_from([1, 5, 9])),
        wish=draw(st.sampled_from([None, Wish.EARLIEST, Wish.LATEST])),
        is_duty=draw(st.sampled_from([True, True, True, False])),
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    number = draw(st.integers(1, 4))
    start = draw(st.sampled_from([9, 12, 16])) * HOUR
    taken = Busy(
        entry="fixed",
        start=start,
        end=start + HOUR,
        start_day=day(0),
        end_day=day(0),
        origin=draw(st.sampled_from(PLACES)),
        destination="lima",
        people=("ana",),
    )
    if taken.origin is None:
        taken = replace(taken, destination=None)
    bans: tuple[Ban, ...] = ()
    if number > 1 and draw(st.booleans()):
        bans = ((Part("r0", 0, DAY - 1), Part("r1", 0, 12 * HOUR)),)
    return Problem(
        tasks=tuple(draw(tasks(one)) for one in range(number)),
        busy=(taken,) if draw(st.booleans()) else (),
        meals=(Meal("ana", day(0), NOON - 30, NOON + 3 * HOUR, 45),),
        loads=(Load("ben", day(1), DAY, 2 * HOUR),),
        orders=(("r0", "r1"),) if number > 1 and draw(st.booleans()) else (),
        travel={("lima", "cusco"): draw(st.sampled_from([30, 150, None])), ("cusco", "lima"): 90},
        limits=Limits(rest=12 * HOUR, day=9 * HOUR),
        bans=bans,
        step=HOUR,
    )


def best_by_trying_all(problem: Problem) -> int:
    """Return the most worth that any choice of starts places without a fault."""
    calendars = Calendars(problem)
    openings = {task.id: calendars.openings(task) for task in problem.tasks}
    choices = [
        [None, *((one, at) for one in openings[task.id] for at in starts(one, problem.step))]
        for task in problem.tasks
    ]
    most = 0
    for chosen in product(*choices):
        draft = Draft(calendars)
        value = 0
        for task, choice in zip(problem.tasks, chosen, strict=True):
            if choice is not None:
                draft.place(task.id, *choice)
                value += worth(task.priority)
        if value > most and not draft.faults():
            most = value
    return most


def draft_of(problem: Problem, plan: Plan) -> Draft:
    draft = Draft(Calendars(problem))
    for one in plan.placements:
        fitting = [
            opening
            for opening in draft.openings[one.task]
            if opening.slot == one.slot and one.start in starts(opening, problem.step)
        ]
        assert fitting, one
        draft.place(one.task, fitting[0], one.start)
    return draft


@settings(max_examples=60, deadline=None)
@given(problems())
def test_a_plan_holds_as_much_as_any_and_breaks_nothing(problem: Problem) -> None:
    plan = solve(problem)
    assert plan.state is State.OPTIMAL
    assert draft_of(problem, plan).faults() == []
    assert plan.objective == best_by_trying_all(problem)
    assert plan.bound == plan.objective
    placed = {one.task for one in plan.placements}
    assert placed.isdisjoint(plan.unplaced)
    assert placed | {*plan.unplaced} == {task.id for task in problem.tasks}
    assert plan.objective == sum(
        worth(task.priority) for task in problem.tasks if task.id in placed
    )


@settings(max_examples=15, deadline=None)
@given(problems(), st.randoms())
def test_the_order_in_which_things_stand_in_a_file_is_nothing_to_a_plan(
    problem: Problem, chance: Random
) -> None:
    shuffled = list(problem.tasks)
    chance.shuffle(shuffled)
    assert solve(replace(problem, tasks=tuple(shuffled))) == solve(problem)


def task(name: str, start: int, last: int, **more: object) -> Task:
    place = more.pop("place", None)
    people = more.pop("people", ("ana",))
    assert isinstance(people, tuple)
    assert place is None or isinstance(place, str)
    slot = Slot(day(start // DAY), start, last, place, place, people)
    return Task(name, HOUR, (slot,), **more)  # type: ignore[arg-type]


def test_who_is_in_the_way_is_left_by_when_others_wish_for_nothing() -> None:
    wishing = task("b", 9 * HOUR, 12 * HOUR, wish=Wish.EARLIEST)
    plan = solve(Problem((task("a", 9 * HOUR, 12 * HOUR), wishing)))
    assert [one.start // HOUR for one in plan.placements] == [10, 9]


def test_a_preferred_time_is_kept_to_where_it_can_be() -> None:
    wishing = task("a", 9 * HOUR, 16 * HOUR, preferred=((14 * HOUR, 15 * HOUR),))
    plan = solve(Problem((wishing,), step=15))
    assert plan.placements[0].start == 14 * HOUR


def test_two_of_the_next_priority_are_worth_one() -> None:
    one = task("a", 9 * HOUR, 9 * HOUR, priority=4)
    others = [task(name, 9 * HOUR, 9 * HOUR, people=("ben",)) for name in "bc"]
    both = Task("a", HOUR, tuple(replace(slot, people=PEOPLE) for slot in one.slots), priority=3)
    plan = solve(Problem((both, *others)))
    assert [placed.task for placed in plan.placements] == ["a"]
    assert plan.unplaced == ("b", "c")


def test_a_room_is_for_one_at_a_time() -> None:
    slot = Slot(day(0), 9 * HOUR, 9 * HOUR, "lima", "lima", ("ana",), ("room lima hall",))
    other = replace(slot, people=("ben",))
    plan = solve(Problem((Task("a", HOUR, (slot,)), Task("b", HOUR, (other,)))))
    assert len(plan.placements) == 1


def test_a_telephone_call_does_not_make_a_place_forgotten() -> None:
    call = task("b", 10 * HOUR, 10 * HOUR)
    there = task("a", 9 * HOUR, 9 * HOUR, place="lima", priority=1)
    away = task("c", 11 * HOUR, 11 * HOUR, place="cusco")
    plan = solve(Problem((there, call, away), travel={("lima", "cusco"): 90}))
    assert [one.task for one in plan.placements] == ["a", "b"]


def test_something_fixed_between_two_towns_is_the_way() -> None:
    """No row leads from Lima to Cusco, and the flight in the programme does."""
    flight = Busy("flight", 11 * HOUR, 12 * HOUR, day(0), day(0), "lima", "cusco", ("ana",))
    there = task("a", 9 * HOUR, 9 * HOUR, place="lima")
    away = task("b", 13 * HOUR, 13 * HOUR, place="cusco")
    assert len(solve(Problem((there, away), busy=(flight,))).placements) == 2
    assert len(solve(Problem((there, away))).placements) == 1


def test_a_split_team_is_in_two_towns_at_once() -> None:
    there = task("a", 9 * HOUR, 9 * HOUR, place="lima", people=("ana",))
    away = task("b", 9 * HOUR, 9 * HOUR, place="cusco", people=("ben",))
    assert len(solve(Problem((there, away))).placements) == 2


def test_a_plan_can_be_stopped_and_is_the_best_so_far() -> None:
    clashing = [task(f"r{one}", 9 * HOUR, 12 * HOUR, people=PEOPLE) for one in range(9)]
    plan = solve(Problem(tuple(clashing), step=15), is_stopped=lambda: True)
    assert len(plan.placements) >= 3
    assert plan.bound >= plan.objective


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    clashing = [task(f"r{one}", 9 * HOUR, 12 * HOUR, people=PEOPLE) for one in range(9)]
    plan = solve(
        Problem(tuple(clashing), step=15), lambda worth, bound: told.append((worth, bound))
    )
    assert plan.objective == 4 * worth(5)
    assert all(value <= bound for value, bound in told)


@pytest.mark.parametrize("step", [1, 15])
def test_a_start_is_on_the_grid_or_the_first_of_its_window(step: int) -> None:
    plan = solve(
        Problem((task("a", 9 * HOUR + 5, 12 * HOUR), task("b", 9 * HOUR, 12 * HOUR)), step=step)
    )
    grid = {one.start % step for one in plan.placements} - {5}
    assert grid <= {0}


def test_where_more_fits_to_the_minute_it_is_placed_to_the_minute() -> None:
    there = task("a", 9 * HOUR, 9 * HOUR, place="lima")
    away = task("b", 10 * HOUR, 10 * HOUR + 20, place="cusco")
    problem = Problem((there, away), travel={("lima", "cusco"): 17}, step=15)
    assert len(solve(problem).placements) == 1
    assert [one.start for one in solve(replace(problem, finest=1)).placements][1:] == [617]


def test_nothing_to_place_is_a_plan_too() -> None:
    assert is_installed()
    assert solve(Problem(())) == Plan((), (), (), State.OPTIMAL, 0, 0)
