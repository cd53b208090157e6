"""Running CP-SAT: two searches on one model, each from the best plan that is known.

It loads OR-Tools, so it is itself loaded where something is searched for.
"""

from collections.abc import Callable, Mapping
from threading import Thread

# `cp_model`, which wraps it, loads pandas: that is most of its half second.
from ortools.sat.python import cp_model_helper as cp_sat  # noqa: TID253

from itinerary.planner.draft import Put
from itinerary.planner.problem import Report
from itinerary.planner.solver.model import Model
from itinerary.planner.solver.program import Terms
from itinerary.planner.solver.variables import Found

_TICK = 0.05
"""Seconds between two looks whether somebody wants it to stop; the plan does not depend on it."""
_SETTINGS: Mapping[str, int] = {
    "num_workers": 1,
    "random_seed": 1,
    "linearization_level": 0,
    # Half of the work went into simplifying what is simple already.
    "max_presolve_iterations": 1,
    "cp_model_probing_level": 0,
    "symmetry_level": 0,
    "catch_sigint_signal": False,
}


class Search:
    """Searches a model for better plans."""

    def __init__(self, model: Model, report: Report | None, is_stopped: Callable[[], bool]) -> None:
        """Tell ``report`` of what is found, and stop when ``is_stopped``."""
        self.model = model
        self.report = report
        self.is_stopped = is_stopped
        self.spent = 0.0
        """How much work it was, in CP-SAT's deterministic time."""

    def most(self, found: Found, work: float) -> tuple[Found, int]:
        """Return a plan that places as much worth as can be found, and what none can exceed.

        Of plans that place as much, it looks for one that leaves most where it has a time already.
        """
        kept = self.model.kept()
        unit = 1 + sum(factor for factor, _ in kept)
        least = [(-unit * factor, literal) for factor, literal in self.model.worth()]
        least += [(-factor, literal) for factor, literal in kept]
        progress = _Progress(found.worth(self.model.problem), self.model.problem.most, unit)
        response = self._run(least, found, {"optimize_with_core": True}, work, progress)
        if response is None:
            return found, self.model.problem.most
        return self._read(response), progress.bound_of(response.best_objective_bound)

    def wishes(self, found: Found, work: float) -> Found:
        """Return a plan that places as much as the one known, and costs less if it can be found."""
        if self.is_stopped() or not (found.puts or found.lodged):
            return found
        self.model.program.between(self.model.worth(), found.worth(self.model.problem), None)
        response = self._run(self.model.cost(), found, {}, work, None)
        return found if response is None else self._read(response)

    def _run(
        self,
        least: Terms,
        known: Found,
        settings: Mapping[str, int],
        work: float,
        progress: "_Progress | None",
    ) -> cp_sat.CpSolverResponse | None:
        """Return what the solver finds; it runs in a thread, so that it can be stopped from here.

        ``least`` is made as small as can be. None where nothing was found.
        """
        program = cp_sat.CpModelProto()
        if not program.parse_text_format(self.model.program.text(least, self.model.hint(known))):
            raise ValueError("CP-SAT cannot read the model")
        solver = cp_sat.SolveWrapper()
        solver.set_parameters(_parameters({**_SETTINGS, **settings}, work))
        if progress is not None:
            solver.add_solution_callback(progress)
            solver.add_best_bound_callback(progress.tighten)
        ended: list[cp_sat.CpSolverResponse] = []

        def solve() -> None:
            ended.append(solver.solve(program))  # type: ignore[no-untyped-call]

        thread = Thread(target=solve, daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(_TICK)
            if self.is_stopped():
                solver.stop_search()
            elif progress is not None and self.report is not None:
                self.report(progress.held, progress.bound)
        if progress is not None:
            solver.clear_solution_callback(progress)
        if not ended or ended[0].status == cp_sat.MODEL_INVALID:
            raise ValueError("CP-SAT cannot solve the model")
        self.spent += ended[0].deterministic_time
        is_found = ended[0].status in {cp_sat.OPTIMAL, cp_sat.FEASIBLE}
        return ended[0] if is_found else None

    def _read(self, response: cp_sat.CpSolverResponse) -> Found:
        values = list(response.solution)
        puts = {
            task: Put(one.placed, values[one.at])
            for task, starts in self.model.starts.items()
            for one in starts
            if values[one.is_taken]
        }
        lodged = tuple(
            one.lodged
            for nights in self.model.nights.values()
            for one in nights
            if values[one.is_taken]
        )
        return Found(puts, lodged)


class _Progress(cp_sat.SolutionCallback):
    """How much worth is placed so far, and how much none can exceed."""

    def __init__(self, held: int, bound: int, unit: int) -> None:
        """Begin with what is known; ``unit`` is what a point of worth counts for."""
        super().__init__()
        self.held, self.bound, self._unit = held, bound, unit

    def bound_of(self, least: float) -> int:
        """Return the worth that none can exceed where no sum can be less than ``least``."""
        return -round(least) // self._unit

    def OnSolutionCallback(self) -> None:  # noqa: N802 (the solver calls it)
        self.held = max(self.held, self.bound_of(self.ObjectiveValue()))

    def tighten(self, bound: float) -> None:
        self.bound = min(self.bound, self.bound_of(bound))


def _parameters(settings: Mapping[str, int], work: float) -> cp_sat.SatParameters:
    found = cp_sat.SatParameters()
    for name, value in settings.items():
        setattr(found, name, value)
    found.max_deterministic_time = work
    return found
