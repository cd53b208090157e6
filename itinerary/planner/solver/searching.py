"""Running CP-SAT: two searches on one model, each from the best plan that is known."""

from collections.abc import Callable, Mapping
from threading import Thread
from typing import TYPE_CHECKING

from itinerary.planner.draft import Put
from itinerary.planner.solver.model import Model
from itinerary.planner.solver.program import Terms
from itinerary.planner.solver.variables import Found

if TYPE_CHECKING:
    from ortools.sat.python import cp_model_helper as cp_sat

Report = Callable[[int, int], None]
"""What is told while it works: the worth placed so far, and what none can exceed."""

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

    def most(self, found: Found, work: float) -> tuple[Found, int]:
        """Return a plan that places as much worth as can be found, and what none can exceed."""
        least = [(-one, literal) for one, literal in self.model.worth()]
        response = self._run(least, found, {"optimize_with_core": True}, work, self.report)
        if response is None:
            return found, self.model.problem.most
        return self._read(response), -round(response.best_objective_bound)

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
        report: Report | None,
    ) -> "cp_sat.CpSolverResponse | None":
        """Return what the solver finds; it runs in a thread, so that it can be stopped from here.

        ``least`` is made as small as can be. None where nothing was found.
        """
        # `cp_model`, which wraps it, loads pandas: that is most of its half second.
        from ortools.sat.python import cp_model_helper as cp_sat

        program = cp_sat.CpModelProto()
        if not program.parse_text_format(self.model.program.text(least, self.model.hint(known))):
            raise ValueError("CP-SAT cannot read the model")
        parameters = cp_sat.SatParameters()
        for name, value in {**_SETTINGS, **settings}.items():
            setattr(parameters, name, value)
        parameters.max_deterministic_time = work
        state = [known.worth(self.model.problem), self.model.problem.most]

        class Told(cp_sat.SolutionCallback):
            def OnSolutionCallback(self) -> None:  # noqa: N802
                state[0] = max(state[0], -round(self.ObjectiveValue()))

        def tighten(bound: float) -> None:
            state[1] = min(state[1], -round(bound))

        solver = cp_sat.SolveWrapper()
        solver.set_parameters(parameters)
        told = Told()
        if report is not None:
            solver.add_solution_callback(told)
            solver.add_best_bound_callback(tighten)
        ended: list[cp_sat.CpSolverResponse] = []

        def solve() -> None:
            ended.append(solver.solve(program))  # type: ignore[no-untyped-call]

        thread = Thread(target=solve, daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(_TICK)
            if self.is_stopped():
                solver.stop_search()
            elif report is not None:
                report(*state)
        if report is not None:
            solver.clear_solution_callback(told)
        is_found = ended and ended[0].status in {cp_sat.OPTIMAL, cp_sat.FEASIBLE}
        return ended[0] if is_found else None

    def _read(self, response: "cp_sat.CpSolverResponse") -> Found:
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
