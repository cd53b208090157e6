"""A plan in the making: what is placed so far, what fits beside it, and whether it keeps all rules.

It needs no solver. It makes the plan that the solver starts from, settles details afterwards, and
tells whether a plan keeps what a problem asks: the tests hold the solver to it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from itinerary.planner.openings import (
    Calendars,
    Opening,
    Placed,
    Range,
    distance,
    shared_day,
    starts,
    travel,
)
from itinerary.planner.problem import Load, Meal, Part, Problem, Task
from itinerary.planner.wishes import Cost, cost_of, costs

_EVER = 1 << 40
_DEPTH = 2
"""How many may be moved aside one because of the other, so that one more finds room."""
_FEW = 2
"""How many are moved aside at once."""
_TRIES = 12
"""At how many starts it is tried."""


class Put(NamedTuple):
    """A task that is placed, in one of its openings, at a start."""

    placed: Placed
    start: int

    @property
    def end(self) -> int:
        """When it is over."""
        return self.start + self.placed.task.duration


class Draft:
    """What is placed so far."""

    def __init__(self, calendars: Calendars) -> None:
        """Begin with nothing placed."""
        self.problem: Problem = calendars.problem
        self.calendars = calendars
        self.openings = {task.id: calendars.openings(task) for task in self.problem.tasks}
        self.tasks = {task.id: task for task in self.problem.tasks}
        self.costs: dict[str, Cost] = costs(self.problem)
        self.put: dict[str, Put] = {}
        self._reach = _reach(self.problem)
        self._by_claim: dict[str, dict[str, Put]] = {}
        self._orders: dict[str, list[tuple[str, bool]]] = {}
        for one, other in self.problem.orders:
            self._orders.setdefault(one, []).append((other, True))
            self._orders.setdefault(other, []).append((one, False))
        self._bans: dict[str, list[tuple[Part, ...]]] = {}
        for ban in self.problem.bans:
            for part in ban:
                self._bans.setdefault(part.id, []).append(ban)
        self._meals: dict[tuple[str, int], list[Meal]] = {}
        for meal in self.problem.meals:
            self._meals.setdefault((meal.person, meal.day), []).append(meal)
        self._loads: dict[tuple[str, int], list[Load]] = {}
        for load in self.problem.loads:
            self._loads.setdefault((load.person, load.day), []).append(load)

    def place(self, task_id: str, opening: Opening, start: int) -> None:
        """Put a task somewhere, whatever stands in the way."""
        self.take(task_id)
        put = Put(Placed(self.tasks[task_id], opening), start)
        self.put[task_id] = put
        for claim in put.placed.claims:
            self._by_claim.setdefault(claim, {})[task_id] = put

    def take(self, task_id: str) -> Put | None:
        """Take a task away again."""
        put = self.put.pop(task_id, None)
        for claim in put.placed.claims if put else ():
            del self._by_claim[claim][task_id]
        return put

    def neighbours(self, placed: Placed) -> list[Put]:
        """Return what is placed and shares somebody or something with a task, but itself."""
        found = {
            task_id: put
            for claim in placed.claims
            for task_id, put in self._by_claim.get(claim, {}).items()
            if task_id != placed.task.id
        }
        return [found[task_id] for task_id in sorted(found)]

    def blocked(self, placed: Placed) -> Iterator[tuple[Range, Put]]:
        """Yield the starts of an opening that something placed leaves no room for, and what."""
        earliest = placed.opening.first - self._reach
        latest = placed.opening.last + placed.task.duration + self._reach
        for put in self.neighbours(placed):
            is_far = put.end <= earliest or put.start >= latest
            if is_far and put.placed.opening.slot.day != placed.opening.slot.day:
                continue
            after = distance(self.problem, put.placed, placed)
            before = distance(self.problem, placed, put.placed)
            first = put.start - before + 1 if before is not None else -_EVER
            last = put.start + after - 1 if after is not None else _EVER
            yield (first, last), put
            most = shared_day(self.calendars, put.placed, placed)
            if most is not None:
                yield (put.start + most - placed.task.duration + 1, _EVER), put
                yield (-_EVER, put.end - most - 1), put
        for other, is_first in self._orders.get(placed.task.id, ()):
            put_other = self.put.get(other)
            if put_other is not None and is_first:
                yield (put_other.start - placed.task.duration + 1, _EVER), put_other
            elif put_other is not None:
                yield (-_EVER, put_other.end - 1), put_other

    def free(self, placed: Placed) -> list[int]:
        """Return the starts of an opening that nothing placed is in the way of."""
        return self._free_of(placed, starts(placed.opening, self.problem.step))

    def _free_of(self, placed: Placed, some: list[int]) -> list[int]:
        """Return those of some starts, in order, that nothing placed is in the way of."""
        left: list[int] = []
        at = 0
        for first, last in sorted(one for one, _ in self.blocked(placed)):
            before = bisect_left(some, first, at)
            left += some[at:before]
            at = max(at, bisect_right(some, last, before))
        return left + some[at:]

    def best(self, task: Task, below: int | None = None) -> tuple[Opening, int] | None:
        """Return where a task costs least of all that keeps the rules beside what is placed.

        Where ``below`` is given, only what costs less counts.
        """
        cost = self.costs.get(task.id)
        if cost is None:
            return None
        known = self.take(task.id)
        found = []
        for number, opening in enumerate(self.openings[task.id]):
            some = starts(opening, self.problem.step)
            if below is not None:
                some = [start for start in some if cost_of(task, cost, start) < below]
            if some:
                free = self._free_of(Placed(task, opening), some)
                found += [(cost_of(task, cost, start), start, number) for start in free]
        chosen = None
        for _, start, number in sorted(found):
            opening = self.openings[task.id][number]
            self.place(task.id, opening, start)
            if self.keeps(task.id):
                chosen = opening, start
            self.take(task.id)
            if chosen:
                break
        if known is not None:
            self.place(task.id, known.placed.opening, known.start)
        return chosen

    def keeps(self, task_id: str) -> bool:
        """Whether days with a task leave time to eat and are no load, and no ban is broken."""
        put = self.put[task_id]
        day, people = put.placed.opening.slot.day, put.placed.opening.slot.people
        return (
            all(self._is_fed(meal) for one in people for meal in self._meals.get((one, day), ()))
            and all(
                self._is_light(load) for one in people for load in self._loads.get((one, day), ())
            )
            and not any(map(self._is_broken, self._bans.get(task_id, ())))
        )

    def _on(self, person: str, day: int) -> list[Put]:
        theirs = self._by_claim.get(person, {}).values()
        return [put for put in theirs if put.placed.opening.slot.day == day]

    def _is_fed(self, meal: Meal) -> bool:
        puts = self._on(meal.person, meal.day)
        if any(
            not put.placed.task.is_duty and put.start < meal.end and put.end > meal.start
            for put in puts
        ):
            return True
        busy = [(put.start, put.end) for put in puts if put.placed.task.is_duty]
        return leaves_time(meal, [*busy, *meal.taken])

    def _is_light(self, load: Load) -> bool:
        return load.most >= sum(
            put.placed.task.duration
            for put in self._on(load.person, load.day)
            if put.placed.task.is_load and put.start >= load.start
        )

    def _is_broken(self, ban: tuple[Part, ...]) -> bool:
        return all(
            (put := self.put.get(part.id)) is not None
            and part.first <= put.start <= part.last
            and part.place in {None, put.placed.opening.slot.origin}
            for part in ban
        )

    def faults(self) -> list[str]:
        """Return the ids of tasks that break something where they are, in order."""
        return [
            task_id
            for task_id, put in sorted(self.put.items())
            if put.start not in self.free(put.placed) or not self.keeps(task_id)
        ]

    def fill(self) -> None:
        """Place all tasks, each where it costs least, if it fits: what is urgent or rare first.

        What has a time and could stay there comes before all else, so that it does.
        """
        rare = {
            task: sum(len(starts(one, self.problem.step)) for one in openings)
            for task, openings in self.openings.items()
        }
        for task in sorted(
            self.problem.tasks,
            key=lambda one: (not one.stands, one.priority, rare[one.id], one.id),
        ):
            self._find_room(task, _DEPTH, frozenset())

    def _find_room(self, task: Task, depth: int, settled: frozenset[str]) -> bool:
        """Place a task, and move aside what is in its way where need be; tell whether it is placed.

        What is moved aside may move others in turn, ``depth`` times; never what is ``settled``.
        Where there is no room, everything is as it was.
        """
        found = self.best(task)
        if found is not None:
            self.place(task.id, *found)
        if found is not None or not depth:
            return found is not None
        before = dict(self.put)
        for opening, start, others in self._crowded(task, settled):
            for one in others:
                self.take(one)
            self.place(task.id, opening, start)
            if self.keeps(task.id) and all(
                self._find_room(self.tasks[one], depth - 1, settled | {task.id}) for one in others
            ):
                return True
            self._restore(before)
        return False

    def _crowded(
        self, task: Task, settled: frozenset[str]
    ) -> list[tuple[Opening, int, tuple[str, ...]]]:
        """Return starts, and what could go elsewhere of what is in their way: the least first."""
        found = []
        for number, opening in enumerate(self.openings[task.id]):
            blocked = list(self.blocked(Placed(task, opening)))
            for start in starts(opening, self.problem.step):
                in_the_way = {
                    put.placed.task.id: put.placed.task
                    for (first, last), put in blocked
                    if first <= start <= last
                }
                if len(in_the_way) <= _FEW and not any(
                    one.stands or one.id in settled for one in in_the_way.values()
                ):
                    cost = cost_of(task, self.costs[task.id], start)
                    found.append((len(in_the_way), cost, start, number, tuple(sorted(in_the_way))))
        return [
            (self.openings[task.id][number], start, others)
            for _, _, start, number, others in sorted(found)[:_TRIES]
        ]

    def _restore(self, put: dict[str, Put]) -> None:
        """Put everything back to where it was."""
        for task_id in [one for one in self.put if self.put[one] is not put.get(one)]:
            self.take(task_id)
        for task_id, one in put.items():
            if task_id not in self.put:
                self.place(task_id, one.placed.opening, one.start)

    def settle(self, rounds: int) -> None:
        """Move each task to where it costs less beside the others, until nothing is to be had."""
        for _ in range(rounds):
            is_moved = False
            for task_id in sorted(self.put):
                put = self.put[task_id]
                task = put.placed.task
                found = self.best(task, cost_of(task, self.costs[task_id], put.start))
                if found is not None:
                    self.place(task_id, *found)
                    is_moved = True
            if not is_moved:
                return


def _reach(problem: Problem) -> int:
    """Return the minutes from which on two tasks of different days leave each other all starts."""
    slots = [slot for task in problem.tasks for slot in task.slots]
    origins = {slot.origin for slot in slots}
    destinations = {slot.destination for slot in slots}
    ways = [travel(problem, one, other) for one in destinations for other in origins]
    longest = max((_EVER if way is None else way for way in ways), default=0)
    return max(longest, problem.limits.rest or 0)


def leaves_time(meal: Meal, taken: Iterable[Range]) -> bool:
    """Whether times at which somebody is engaged leave them time to eat, or ask for none."""
    busy = sorted(taken)
    if not busy or busy[0][0] > meal.start or max(end for _, end in busy) < meal.end:
        return True
    free_from = meal.start
    for start, end in busy:
        if min(start, meal.end) - free_from >= meal.length:
            return True
        free_from = max(free_from, end)
    return meal.end - free_from >= meal.length
