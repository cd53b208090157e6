"""Solving a problem with OR-Tools' CP-SAT: this package is all that knows it.

Each opening of each task is an optional start. Of two that share somebody one precedes the other,
by its length and the way between their places. First as much worth as possible is placed, then what
is wished for is met as far as it goes. One worker, sorted input and a limit that counts work and
not time give the same plan on every machine.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec

from itinerary.planner.draft import Draft
from itinerary.planner.openings import Calendars
from itinerary.planner.problem import Placement, Plan, Problem, Report, State
from itinerary.planner.solver.model import Model
from itinerary.planner.solver.variables import Found

WORK = 8.0
"""How much work placing as much as possible may be, in CP-SAT's deterministic time: a minute or two
on a small machine."""
WORK_ON_WISHES = 0.3
_ROUNDS = 5
_FEW = 100
"""Tasks: of more, whose wishes were met one by one, a search would take long and better little."""
_HOME = "ortools.sat.python.cp_model_helper"


def is_installed() -> bool:
    """Whether the solver is there: it comes with the extra ``plan``."""
    with suppress(ModuleNotFoundError):
        return find_spec(_HOME) is not None
    return False


def _never() -> bool:
    return False


def solve(
    problem: Problem,
    report: Report | None = None,
    is_stopped: Callable[[], bool] = _never,
    work: float = WORK,
) -> Plan:
    """Return the best plan found for a problem; whoever stops it gets the best so far.

    What it returns depends on the problem and on ``work`` alone, unless it is stopped.
    """
    from itinerary.planner.solver.searching import Search  # noqa: PLC0415 (it loads the solver)

    draft = Draft(Calendars(problem))
    draft.fill()
    found, bound, model = Found(dict(draft.put)), problem.most, None
    if report is not None:
        report(found.worth(problem), problem.most)
    grids = (problem.step, problem.finest or problem.step) if problem.tasks else (problem.step,)
    for grid in dict.fromkeys(grids):
        if model is not None and is_stopped():
            bound = problem.most  # what was proved holds for the coarser grid alone
        elif found.worth(problem) < problem.most:
            finer = draft if grid == problem.step else Draft(Calendars(replace(problem, step=grid)))
            search = Search(Model(finer), report, is_stopped)
            better, bound = search.most(found, max(work, 0.0))
            work -= search.spent
            if model is None or better.worth(problem) > found.worth(problem):
                found, draft, model = better, finer, search.model
    held = found.worth(problem)
    if problem.stays or len(problem.tasks) <= _FEW:
        search = Search(model or Model(draft), None, is_stopped)
        found = search.wishes(_settled(draft, found), WORK_ON_WISHES)
    found = _settled(draft, found)
    placed = {*found.puts, *(one.stay for one in found.lodged)}
    return Plan(
        placements=tuple(
            Placement(task, put.placed.opening.slot, put.start, put.end)
            for task, put in sorted(found.puts.items())
        ),
        lodged=tuple(sorted(found.lodged, key=lambda one: one.stay)),
        unplaced=tuple(sorted(one.id for one in problem.requests if one.id not in placed)),
        state=State.OPTIMAL if held >= bound else State.FEASIBLE,
        objective=held,
        bound=max(bound, held),
    )


def _settled(draft: Draft, found: Found) -> Found:
    """Return a plan with each task where it costs least beside the others.

    Where there are stays, towns and days hang together in ways that a draft does not know.
    """
    if draft.problem.stays:
        return found
    for task in draft.tasks:
        draft.take(task)
    for task, put in found.puts.items():
        draft.place(task, put.placed.opening, put.start)
    draft.settle(_ROUNDS)
    return found._replace(puts=dict(draft.put))
