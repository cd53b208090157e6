"""What a start costs of what is wished for: the less, the better. Nothing here can be broken."""

from typing import NamedTuple

from itinerary.planner.openings import is_preferred
from itinerary.planner.problem import MINUTES_A_DAY, Problem, Stay, Task, Wish

_A_WISH = 16
"""What a minute of a wish counts for beside one of a task that only goes as early as it can."""
_MISSED = 2 * MINUTES_A_DAY
"""Outside all spans that it prefers a task is worse off than two days away from its wish."""


class Cost(NamedTuple):
    """What each minute costs a task, from which instant on, in which direction; and a miss."""

    base: int
    a_minute: int
    """Below zero where later is better: then ``base`` is its latest start."""
    a_miss: int

    def of(self, start: int, *, is_missed: bool) -> int:
        """Return what a start costs."""
        return self.a_minute * (start - self.base) + (self.a_miss if is_missed else 0)


def costs(problem: Problem) -> dict[str, Cost]:
    """Return what each task's starts cost."""
    return {task.id: _cost(task) for task in problem.tasks if task.slots}


def cost_of(task: Task, cost: Cost, start: int) -> int:
    """Return what a start costs a task."""
    return cost.of(start, is_missed=not is_preferred(task, start))


def _cost(task: Task) -> Cost:
    weight = _A_WISH * (10 - task.priority)
    a_minute = weight if task.wish else 1
    if task.wish is Wish.LATEST:
        return Cost(max(slot.last for slot in task.slots), -a_minute, weight * _MISSED)
    return Cost(min(slot.first for slot in task.slots), a_minute, weight * _MISSED)


def cost_of_day(stay: Stay, day: int) -> int:
    """Return what it costs a stay to begin on a day."""
    weight = (_A_WISH * (10 - stay.priority) if stay.wish else 1) * MINUTES_A_DAY
    if stay.wish is Wish.LATEST:
        return weight * (max(one.last for one in stay.lodgings) - day)
    return weight * (day - min(one.first for one in stay.lodgings))
