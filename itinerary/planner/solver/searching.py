"""Running CP-SAT: two searches on one model, each from the best plan that is known."""

from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING

from itinerary.planner.draft import Put
from itinerary.planner.problem import Lodged
from itinerary.planner.solver.model import Model
from itinerary.planner.solver.variables import Found

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

_TICK = 0.05
"""Seconds between two looks whether somebody wants it to stop; the plan does not depend on it."""


class Search:
    """Searches a model for better plans."""

    def __init__(
        self,
        model: Model,
        report: Callable[[int, int], None] | None,
        is_stopped: Callable[[], bool],
    ) -> None:
        """Tell ``report`` of what is found, and stop when ``is_stopped``."""
        self.model = model
        self.report = report
        self.is_stopped = is_stopped

    def most(self, found: Found, work: float) -> tuple[Found, int]:
        """Return a plan that places as much worth as can be found, and what none can exceed."""
        self.model.cp.maximize(self.model.worth())
        solver = self._solver(work)
        solver.parameters.optimize_with_core = True
        better = self._run(solver, found, self.report)
        bound = round(solver.best_objective_bound) if better else self.model.problem.most
        return better or found, bound

    def wishes(self, found: Found, work: float) -> Found:
        """Return a plan that places as much as the one known, and costs less if it can be found."""
        if self.is_stopped() or not (found.puts or found.lodged):
            return found
        self.model.cp.add(self.model.worth() >= found.worth(self.model.problem))
        self.model.cp.minimize(self.model.cost())
        return self._run(self._solver(work), found, None) or found

    def _solver(self, work: float) -> "cp_model.CpSolver":
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.linearization_level = 0
        solver.parameters.max_deterministic_time = work
        solver.parameters.catch_sigint_signal = False
        return solver

    def _run(
        self,
        solver: "cp_model.CpSolver",
        known: Found,
        report: Callable[[int, int], None] | None,
    ) -> Found | None:
        """Run a search in a thread, so that it can be stopped from here."""
        from ortools.sat.python import cp_model

        self.model.hint(known)
        state = {"worth": known.worth(self.model.problem), "bound": self.model.problem.most}

        class Told(cp_model.CpSolverSolutionCallback):
            def on_solution_callback(self) -> None:
                state["worth"] = max(state["worth"], round(self.objective_value))

        def tighten(bound: float) -> None:
            state["bound"] = min(state["bound"], round(bound))

        solver.best_bound_callback = tighten
        ended: list[cp_model.CpSolverStatus] = []
        thread = Thread(
            target=lambda: ended.append(solver.solve(self.model.cp, Told())), daemon=True
        )
        thread.start()
        while thread.is_alive():
            thread.join(_TICK)
            if self.is_stopped():
                solver.stop_search()
            elif report is not None:
                report(state["worth"], state["bound"])
        solver.best_bound_callback = None
        is_found = ended and ended[0] in {cp_model.OPTIMAL, cp_model.FEASIBLE}
        return self._read(solver) if is_found else None

    def _read(self, solver: "cp_model.CpSolver") -> Found:
        puts = {
            task: Put(one.placed, solver.value(one.at))
            for task, starts in self.model.starts.items()
            for one in starts
            if solver.boolean_value(one.is_taken)
        }
        lodged = tuple(
            Lodged(stay, one.lodging.place, one.day, one.last)
            for stay, nights in self.model.nights.items()
            for one in nights
            if solver.boolean_value(one.is_taken)
        )
        return Found(puts, lodged)
