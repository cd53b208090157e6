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
    both_ways: bool = False
    """Whether a minute earlier costs as much as one later."""

    def of(self, start: int, *, is_missed: bool) -> int:
        """Return what a start costs."""
        return self.slope(start) * (start - self.base) + (self.a_miss if is_missed else 0)

    def slope(self, start: int) -> int:
        """Return what each later minute costs about a start."""
        return -self.a_minute if self.both_ways and start < self.base else self.a_minute


def costs(problem: Problem) -> dict[str, Cost]:
    """Return what each task's starts cost."""
    return {task.id: _cost(task) for task in problem.tasks if task.slots}


def cost_of(task: Task, cost: Cost, start: int) -> int:
    """Return what a start costs a task."""
    return cost.of(start, is_missed=not is_preferred(task, start))


def _cost(task: Task) -> Cost:
    if task.kept is not None:
        return Cost(task.kept.start, task.kept.a_minute, task.kept.a_move, both_ways=True)
    weight = _A_WISH * (10 - task.priority)
    a_minute = weight if task.wish else 1
    if task.wish is Wish.LATEST:
        return Cost(max(slot.last for slot in task.slots), -a_minute, weight * _MISSED)
    return Cost(min(slot.first for slot in task.slots), a_minute, weight * _MISSED)


def cost_of_day(stay: Stay, day: int) -> int:
    """Return what it costs a stay to begin on a day."""
    weight = _A_WISH * (10 - stay.priority)
    a_day = (weight if stay.wish else 1) * MINUTES_A_DAY
    missed = 0 if is_preferred_day(stay, day) else weight * _MISSED
    if stay.wish is Wish.LATEST:
        return missed + a_day * (max(one.last for one in stay.lodgings) - day)
    return missed + a_day * (day - min(one.first for one in stay.lodgings))


def is_preferred_day(stay: Stay, day: int) -> bool:
    """Whether a stay that begins on a day lies within a span that it prefers; all do without."""
    if not stay.preferred:
        return True
    return any(first <= day and day + stay.nights <= last for first, last in stay.preferred)
