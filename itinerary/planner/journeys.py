"""Requested journeys as ways: whoever goes on one needs no other way between its two ends.

The solver gives each two requests the time of the way between their places, whatever lies between
them. So what a requested journey is the way for is tried with the journey's own time instead, and
the rules tell whether it is really taken there.
"""

from dataclasses import replace
from itertools import permutations

from itinerary.planner.problem import Plan, Problem, State
from itinerary.planner.proposing import Judge, Solve


def riding(solve: Solve, judge: Judge) -> Solve:
    """Return what solves a problem as ``solve`` does, and lets requested journeys be ways."""

    def solved(problem: Problem) -> Plan:
        plan, loose = solve(problem), loosened(problem)
        if plan.objective == problem.most or loose is problem:
            return plan
        if problem.stays:
            # The order of nights hangs on ways as well, and no rule would tell: nothing is tried.
            return replace(plan, bound=problem.most, state=State.FEASIBLE)
        wide = solve(loose)
        if wide.objective > plan.objective and not judge(wide):
            plan = wide
        # Where journeys are ways more may be possible than was proved without.
        bound = max(wide.bound, plan.objective)
        state = State.OPTIMAL if plan.objective == bound else State.FEASIBLE
        return replace(plan, bound=bound, state=state)

    return solved


def loosened(problem: Problem) -> Problem:
    """Return a problem in which no way takes longer than by requested journeys.

    Every plan that uses them as ways keeps what it asks; not every plan of it does use them.
    """
    journeys: dict[tuple[str, str], int] = {}
    for task in problem.tasks:
        for slot in task.slots:
            if slot.origin and slot.destination and slot.origin != slot.destination:
                ends = slot.origin, slot.destination
                journeys[ends] = min(task.duration, journeys.get(ends, task.duration))
    travel = dict(problem.travel)
    while True:  # a journey may follow on another
        known = dict(travel)
        for ends, length in sorted(journeys.items()):
            _shorten(travel, ends, length)
        if travel == known:
            break
    return replace(problem, travel=travel) if travel != problem.travel else problem


def _shorten(
    travel: dict[tuple[str, str], int | None], journey: tuple[str, str], length: int
) -> None:
    """Let a journey be part of each way that it makes shorter, or possible at all."""
    origin, destination = journey
    places = sorted({place for ends in travel for place in ends})
    come = {one: 0 if one == origin else travel[one, origin] for one in places}
    go = {one: 0 if one == destination else travel[destination, one] for one in places}
    for one, other in permutations(places, 2):
        before, after, known = come[one], go[other], travel[one, other]
        if before is not None and after is not None:
            by_it = before + length + after
            travel[one, other] = by_it if known is None else min(known, by_it)
