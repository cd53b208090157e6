"""Plans that the rules have nothing against, and others that differ from them.

The solver knows the figures of the rules, and the rules have the last word: what they object to is
forbidden, and the problem is solved again. So whatever is proposed passes them.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from itinerary.planner.problem import (
    Ban,
    Lodged,
    Part,
    Placement,
    Plan,
    Problem,
    State,
    worth,
)

_EVER = 1 << 40
_ROUNDS = 12
"""How often a problem is solved anew before what is objected to is simply left out."""
_NEAR = 30
"""Minutes: a rule that objects to a start objects to those near it as well."""
_APART = 120
"""Minutes by which a start differs in another proposal for the same days."""


class Objection(NamedTuple):
    """What a rule has against a plan: the ids of the requests that it is about, and its words."""

    rule: str
    ids: frozenset[str]
    message: str


Judge = Callable[[Plan], tuple[Objection, ...]]
"""Tells what the rules would find of a plan that they do not find without it."""
Solve = Callable[[Problem], Plan]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A plan that passes the rules, and what they had against others that held more."""

    plan: Plan
    objections: tuple[Objection, ...] = ()


def propose(
    problem: Problem, count: int, judge: Judge, solve: Solve, is_stopped: Callable[[], bool]
) -> tuple[Proposed, ...]:
    """Return the best plan and up to ``count`` − 1 others, each with another day or place in it.

    Where no day can change without a request being lost, another hour will do.
    """
    found = [_sound(problem, judge, solve, is_stopped)]
    best = found[0].plan
    bans: list[Ban] = []
    while len(found) < count and not is_stopped():
        other: tuple[Proposed, Ban] | None = None
        for ban in _differences(problem, found[-1].plan):
            made = _sound(problem.banning(*bans, ban), judge, solve, is_stopped)
            if other is None or made.plan.objective > other[0].plan.objective:
                other = made, ban
            if made.plan.objective == best.objective or is_stopped():
                break
        if other is None or not other[0].plan.objective:
            break
        bans.append(other[1])
        found.append(_bounded(other[0], best))
    return tuple(found)


def _bounded(proposed: Proposed, best: Plan) -> Proposed:
    """Return another proposal with what the best one proves: no plan exceeds that bound."""
    plan = proposed.plan
    state = State.OPTIMAL if plan.objective >= best.bound else State.FEASIBLE
    return replace(proposed, plan=replace(plan, bound=best.bound, state=state))


def _differences(problem: Problem, plan: Plan) -> list[Ban]:
    """Return what to forbid for another plan: all the same days and places, or all near hours.

    What stays where it stands makes no other plan by being moved.
    """
    new = [one for one in plan.placements if not _stays(problem, one)]
    days = [_on_its_day(problem, one) for one in new]
    hours = [
        Part(one.task, one.start - _APART + 1, one.start + _APART - 1, one.slot.origin)
        for one in new
    ]
    stays = [Part(one.stay, one.first, one.first, one.place) for one in plan.lodged]
    both = dict.fromkeys(((*days, *stays), (*hours, *stays)))  # the same, where nothing has hours
    return [ban for ban in both if ban]


def _stays(problem: Problem, placed: Placement) -> bool:
    kept = problem.task(placed.task).kept
    return kept is not None and kept.start == placed.start


def _on_its_day(problem: Problem, placed: Placement) -> Part:
    slots = [slot for slot in problem.task(placed.task).slots if slot.day == placed.slot.day]
    first, last = min(slot.first for slot in slots), max(slot.last for slot in slots)
    return Part(placed.task, first, last, placed.slot.origin)


# ---------------------------------------------------------------- what passes the rules


def _sound(
    problem: Problem, judge: Judge, solve: Solve, is_stopped: Callable[[], bool]
) -> Proposed:
    """Return the best plan that the rules have nothing against."""
    told: dict[tuple[str, frozenset[str]], Objection] = {}
    times: Counter[tuple[str, frozenset[str]]] = Counter()
    bound: int | None = None
    plan = solve(problem)
    for _ in range(_ROUNDS):
        bound = plan.bound if bound is None else bound
        found = judge(plan)
        if not found or is_stopped():
            break
        for objection in found:
            key = objection.rule, objection.ids
            told[key] = objection
            times[key] += 1
            problem = problem.banning(_ban(problem, plan, objection.ids, times[key]))
        plan = solve(problem)
    while found := judge(plan):
        told |= {(one.rule, one.ids): one for one in found}
        plan = _without(problem, plan, _least(problem, found[0].ids))
    bound = plan.objective if bound is None else max(bound, plan.objective)
    state = State.OPTIMAL if plan.objective >= bound else State.FEASIBLE
    return Proposed(replace(plan, bound=bound, state=state), tuple(told.values()))


def _ban(problem: Problem, plan: Plan, ids: frozenset[str], times: int) -> Ban:
    """Return what to forbid: the same starts, then the same days, and at last the least request."""
    if times > 2:  # noqa: PLR2004 (hours, days, and then nothing is left to vary)
        return (Part(_least(problem, ids), -_EVER, _EVER),)
    return tuple(
        _part(problem, one, is_day=times > 1)
        for one in _placed(plan)
        if (one.task if isinstance(one, Placement) else one.stay) in ids
    )


def _part(problem: Problem, placed: Placement | Lodged, *, is_day: bool) -> Part:
    if isinstance(placed, Lodged):
        return Part(placed.stay, placed.first, placed.first, placed.place)
    if is_day:
        return _on_its_day(problem, placed)
    first, last = placed.start - _NEAR + 1, placed.start + _NEAR - 1
    return Part(placed.task, first, last, placed.slot.origin)


def _placed(plan: Plan) -> Iterator[Placement | Lodged]:
    yield from plan.placements
    yield from plan.lodged


def _least(problem: Problem, ids: frozenset[str]) -> str:
    """Return the request that is worth least of some; of equals the last by its id."""
    known = {one.id: one.priority for one in problem.requests}
    return max(sorted(ids), key=lambda one: (known[one], one))


def _without(problem: Problem, plan: Plan, request: str) -> Plan:
    known = {one.id: one.priority for one in problem.requests}
    return replace(
        plan,
        placements=tuple(one for one in plan.placements if one.task != request),
        lodged=tuple(one for one in plan.lodged if one.stay != request),
        unplaced=tuple(sorted({*plan.unplaced, request})),
        objective=plan.objective - worth(known[request]),
    )
