"""The variables of a problem: whether each start and each night is taken, and when."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from itinerary.planner.draft import Draft, Put
from itinerary.planner.openings import Placed, starts
from itinerary.planner.problem import Lodged, Lodging, Problem, Stay, worth

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    Literal = cp_model.IntVar
    """Zero or one."""


class Found(NamedTuple):
    """A plan, as the solver and a draft know it."""

    puts: dict[str, Put]
    lodged: tuple[Lodged, ...] = ()

    def worth(self, problem: Problem) -> int:
        """Return the worth of what it places."""
        placed = {*self.puts, *(one.stay for one in self.lodged)}
        return sum(worth(one.priority) for one in problem.requests if one.id in placed)


class Start(NamedTuple):
    """A start in one opening: whether it is taken, and when."""

    placed: Placed
    is_taken: "Literal"
    at: "cp_model.IntVar"


class Night(NamedTuple):
    """A stay in one lodging from one day on, and whether it is taken."""

    stay: Stay
    lodging: Lodging
    day: int
    is_taken: "Literal"

    @property
    def last(self) -> int:
        """The day on which everybody moves on."""
        return self.day + self.stay.nights


class Variables:
    """The variables of a problem, and what a plan says of each."""

    def __init__(self, draft: Draft) -> None:
        """Make the variables of a draft's problem."""
        from ortools.sat.python import cp_model

        self.problem = problem = draft.problem
        self.calendars = draft.calendars
        self.openings = draft.openings
        self.cp = cp_model.CpModel()
        self.starts: dict[str, list[Start]] = {}
        self.nights: dict[str, list[Night]] = {}
        self.hints: list[tuple[cp_model.IntVar, Callable[[Found], int]]] = []
        for task in sorted(problem.tasks, key=lambda one: one.id):
            self.starts[task.id] = [
                self._start(Placed(task, opening)) for opening in self.openings[task.id]
            ]
            self.cp.add_at_most_one(one.is_taken for one in self.starts[task.id])
        for stay in sorted(problem.stays, key=lambda one: one.id):
            self.nights[stay.id] = list(self._nights(stay))
            self.cp.add_at_most_one(one.is_taken for one in self.nights[stay.id])

    def fresh(self) -> "Literal":
        """Return a literal that no plan says anything of beforehand."""
        return self.cp.new_bool_var("")

    def _bool(self, hint: Callable[[Found], int]) -> "cp_model.IntVar":
        made = self.cp.new_bool_var("")
        self.hints.append((made, hint))
        return made

    def _start(self, placed: Placed) -> Start:
        from ortools.sat.python import cp_model

        opening, task = placed.opening, placed.task.id
        domain = cp_model.Domain.from_values(starts(opening, self.problem.step))
        at = self.cp.new_int_var_from_domain(domain, "")
        first = domain.min()

        def is_there(found: Found) -> bool:
            put = found.puts.get(task)
            return put is not None and put.placed.opening == opening

        self.hints.append((at, lambda found: found.puts[task].start if is_there(found) else first))
        return Start(placed, self._bool(is_there), at)

    def _nights(self, stay: Stay) -> Iterator[Night]:
        for lodging in stay.lodgings:
            for day in range(lodging.first, lodging.last + 1):
                if not _is_banned(self.problem, stay.id, lodging.place, day):
                    yield Night(stay, lodging, day, self._lodged(stay, lodging.place, day))

    def _lodged(self, stay: Stay, place: str, day: int) -> "Literal":
        lodged = Lodged(stay.id, place, day, day + stay.nights)
        return self._bool(lambda found: lodged in found.lodged)

    def all_starts(self) -> Iterator[Start]:
        """Yield every start of every task."""
        return (one for found in self.starts.values() for one in found)


def _is_banned(problem: Problem, stay: str, place: str, day: int) -> bool:
    return any(
        len(ban) == 1
        and ban[0].id == stay
        and ban[0].place in {None, place}
        and ban[0].first <= day <= ban[0].last
        for ban in problem.bans
    )
