"""What the rules object to is forbidden, tried anew, and at last left out."""

from itinerary.planner.problem import Limits, Plan, Problem, Slot, State, Task, worth
from itinerary.planner.proposing import Judge, Objection, Proposed, propose
from itinerary.planner.solver import solve

HOUR = 60
DAY = 24 * HOUR


def never() -> bool:
    return False


def task(name: str, *days: int, priority: int = 5, hours: tuple[int, int] = (9, 11)) -> Task:
    first, last = hours
    slots = tuple(
        Slot(738_000 + day, day * DAY + first * HOUR, day * DAY + last * HOUR, None, None, ("ana",))
        for day in days
    )
    return Task(name, HOUR, slots, priority)


def objecting(to: str, first: int, last: int, rule: str = "rule") -> Judge:
    """Return a rule against a task within some starts."""

    def judge(plan: Plan) -> tuple[Objection, ...]:
        return tuple(
            Objection(rule, frozenset({to}), "not then")
            for one in plan.placements
            if one.task == to and first <= one.start <= last
        )

    return judge


def proposed(problem: Problem, count: int, judge: Judge) -> list[Proposed]:
    return list(propose(problem, count, judge, solve, never))


def silent(_: Plan) -> tuple[Objection, ...]:
    return ()


def starts(found: Proposed) -> dict[str, int]:
    return {one.task: one.start for one in found.plan.placements}


PROBLEM = Problem((task("a", 0, 1), task("b", 0)), limits=Limits(), step=15)


def test_what_is_objected_to_goes_to_another_hour_and_then_to_another_day() -> None:
    (found,) = proposed(PROBLEM, 1, objecting("a", 10 * HOUR, 10 * HOUR + 29))
    assert starts(found)["a"] in {9 * HOUR, 10 * HOUR + 30}
    (found,) = proposed(PROBLEM, 1, objecting("a", 0, DAY))
    assert starts(found) == {"a": DAY + 9 * HOUR, "b": 9 * HOUR}
    assert [one.message for one in found.objections] == ["not then"]
    assert found.plan.state is State.OPTIMAL


def test_what_is_always_objected_to_is_left_out() -> None:
    (found,) = proposed(PROBLEM, 1, objecting("a", 0, 9 * DAY))
    assert starts(found) == {"b": 9 * HOUR}
    assert found.plan.unplaced == ("a",)
    assert found.plan.objective == worth(5)
    assert found.plan.state is State.FEASIBLE
    assert found.plan.bound == 2 * worth(5)


def test_of_two_that_do_not_go_together_the_more_urgent_stays() -> None:
    def judge(plan: Plan) -> tuple[Objection, ...]:
        both = frozenset(one.task for one in plan.placements)
        return (Objection("rule", both, "not both"),) if len(both) == 2 else ()

    problem = Problem((task("a", 0, priority=9), task("b", 0, 1, priority=1)), step=15)
    (found,) = proposed(problem, 1, judge)
    assert starts(found).keys() == {"b"}


def test_a_rule_that_names_a_new_reason_each_time_is_given_up_on() -> None:
    told = iter(range(1000))

    def judge(plan: Plan) -> tuple[Objection, ...]:
        ids = frozenset(one.task for one in plan.placements)
        return (Objection(f"rule-{next(told)}", ids, "never"),) if ids else ()

    problem = Problem((task("a", *range(20), hours=(9, 19)),), step=15)
    (found,) = proposed(problem, 1, judge)
    assert found.plan.placements == ()
    assert found.plan.unplaced == ("a",)


def test_others_are_on_other_days_or_two_hours_away() -> None:
    found = proposed(Problem((task("a", 0, 1),), step=15), 3, silent)
    assert [starts(one)["a"] for one in found] == [9 * HOUR, DAY + 9 * HOUR, DAY + 11 * HOUR]
    assert all(one.plan.state is State.OPTIMAL for one in found)
    (alone,) = proposed(Problem((task("a", 0, hours=(9, 9)),), step=15), 3, silent)
    assert starts(alone) == {"a": 9 * HOUR}


def test_another_may_place_less_and_says_so() -> None:
    problem = Problem((task("a", 0, hours=(9, 9)), task("b", 0, hours=(10, 10))), step=15)
    first, second, third = proposed(problem, 3, silent)
    assert len(first.plan.placements) == 2
    assert [len(one.plan.placements) for one in (second, third)] == [1, 1]
    assert starts(second).keys() != starts(third).keys()
    assert second.plan.bound == first.plan.bound
    assert second.plan.state is State.FEASIBLE


def test_whoever_has_had_enough_gets_one_sound_plan() -> None:
    judge = objecting("a", 0, 9 * DAY)
    (found,) = propose(
        PROBLEM, 3, judge, lambda one: solve(one, is_stopped=lambda: True), lambda: True
    )
    assert judge(found.plan) == ()
    assert starts(found) == {"b": 9 * HOUR}


def test_whoever_has_had_enough_of_others_is_not_kept_for_all_that_could_differ() -> None:
    problem = Problem((task("a", 0, hours=(9, 9)), task("b", 0, hours=(10, 10))), step=15)
    solved: list[Problem] = []

    def solving(asked: Problem) -> Plan:
        solved.append(asked)
        return solve(asked)

    propose(problem, 2, silent, solving, lambda: len(solved) > 1)
    assert len(solved) == 2
