"""The variables of a problem: whether each start and each night is taken, and when."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from itinerary.planner.draft import Draft, Put
from itinerary.planner.openings import Placed, starts
from itinerary.planner.problem import Lodged, Lodging, Problem, Stay, worth
from itinerary.planner.solver.program import Literal, Program, Variable


class Found(NamedTuple):
    """A plan, as the solver and a draft know it."""

    puts: dict[str, Put]
    lodged: tuple[Lodged, ...] = ()

    def worth(self, problem: Problem) -> int:
        """Return the worth of what it places."""
        placed = {*self.puts, *(one.stay for one in self.lodged)}
        return sum(worth(one.priority) for one in problem.requests if one.id in placed)

    def at(self, placed: Placed) -> int | None:
        """Return when a task starts, where it does so in one of its openings."""
        put = self.puts.get(placed.task.id)
        return put.start if put and put.placed.opening == placed.opening else None


class Start(NamedTuple):
    """A start in one opening: whether it is taken, and when."""

    placed: Placed
    is_taken: Literal
    at: Variable


class Night(NamedTuple):
    """A stay in one lodging from one day on, and whether it is taken."""

    stay: Stay
    lodging: Lodging
    day: int
    is_taken: Literal

    @property
    def last(self) -> int:
        """The day on which everybody moves on."""
        return self.day + self.stay.nights

    @property
    def lodged(self) -> Lodged:
        """What a plan says of it, where it is taken."""
        return Lodged(self.stay.id, self.lodging.place, self.day, self.last)


class Variables:
    """The variables of a problem, and what a plan says of each."""

    def __init__(self, draft: Draft) -> None:
        """Make the variables of a draft's problem."""
        self.problem = problem = draft.problem
        self.calendars = draft.calendars
        # A draft knows no requested beds, by which people may get where no way leads.
        self.openings = {
            task.id: self.calendars.openings(task, is_lodged=True) if problem.stays else known
            for task in problem.tasks
            for known in [draft.openings[task.id]]
        }
        self.program = Program()
        self.starts: dict[str, list[Start]] = {}
        self.nights: dict[str, list[Night]] = {}
        self.asleep: dict[tuple[str, str, int], Literal] = {}
        """Whether a person has a requested bed in a town on a day, where that has been asked."""
        self.visits: dict[tuple[str, str | None, int], Literal] = {}
        """Whether a person has something to do at a place on a day, where that has been asked."""
        self.overnight: set[tuple[tuple[str, str | None, int], tuple[str, str | None, int]]] = set()
        """Visits that are days apart, and between which beds are the only way."""
        self._hints: list[Callable[[Found], int]] = []
        for task in sorted(problem.tasks, key=lambda one: one.id):
            self.starts[task.id] = [
                self._start(Placed(task, opening)) for opening in self.openings[task.id]
            ]
            self.program.at_most_one(one.is_taken for one in self.starts[task.id])
        for stay in sorted(problem.stays, key=lambda one: one.id):
            self.nights[stay.id] = list(self._nights(stay))
            self.program.at_most_one(one.is_taken for one in self.nights[stay.id])

    def literal(self, hint: Callable[[Found], bool]) -> Literal:
        """Return a new literal, and keep whether it is true in a plan."""
        self._hints.append(hint)
        return self.program.literal()

    def integer(self, values: Sequence[int], hint: Callable[[Found], int]) -> Variable:
        """Return a new variable that has one of some values, and keep which it has in a plan."""
        self._hints.append(hint)
        return self.program.integer(values)

    def hint(self, found: Found) -> list[int]:
        """Return what every variable is in a plan."""
        return [int(value(found)) for value in self._hints]

    def _start(self, placed: Placed) -> Start:
        values = starts(placed.opening, self.problem.step)

        def start(found: Found) -> int:
            known = found.at(placed)
            return values[0] if known is None else known

        return Start(
            placed,
            self.literal(lambda found: found.at(placed) is not None),
            self.integer(values, start),
        )

    def _nights(self, stay: Stay) -> Iterator[Night]:
        for lodging in stay.lodgings:
            for day in range(lodging.first, lodging.last + 1):
                if not _is_banned(self.problem, stay.id, lodging.place, day):
                    yield Night(stay, lodging, day, self._lodged(stay, lodging.place, day))

    def _lodged(self, stay: Stay, place: str, day: int) -> Literal:
        lodged = Lodged(stay.id, place, day, day + stay.nights)
        return self.literal(lambda found: lodged in found.lodged)

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
