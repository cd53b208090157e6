"""Why a request is where it is, and why another is nowhere: computed facts, for others to word."""

from collections.abc import Iterator
from dataclasses import replace
from enum import Enum
from typing import NamedTuple

from itinerary.planner.draft import Draft
from itinerary.planner.openings import Calendars, Opening, Placed, is_preferred, starts
from itinerary.planner.problem import Busy, Placement, Plan, Problem, Task, Wish
from itinerary.planner.why.circles import circle


class Fact(Enum):
    """What can be said for a placement."""

    ONLY_START = "only start"
    """Nothing that is fixed leaves it any other start."""
    ONLY_TIME = "only time"
    """All starts that are left to it lie in one stretch, from ``first`` to ``last`` end."""
    ONLY_DAY = "only day"
    """All starts that are left to it are on one day."""
    PREFERRED = "preferred"
    EARLIEST = "earliest"
    """It can start no earlier, whatever becomes of the others."""
    EARLIEST_LEFT = "earliest left"
    """It can start no earlier beside the others."""
    LATEST = "latest"
    LATEST_LEFT = "latest left"
    NOT_PREFERRED = "not preferred"
    """Beside the others nothing is left where it would rather be."""
    SINCE = "since"
    """What comes before, that day, for somebody who takes part: it can be no earlier."""
    THEN = "then"
    """What comes next, that day, for somebody who takes part."""


class Reason(NamedTuple):
    """A fact about a placement; minutes where it is about a time.

    ``things`` are the vehicles and rooms without which there would be more starts to choose from.
    """

    fact: Fact
    first: int = 0
    last: int = 0
    about: Busy | None = None
    person: str | None = None
    things: tuple[str, ...] = ()


class Lack(Enum):
    """Why a request is not placed."""

    TAKEN = "taken"
    """What never moves leaves it nothing, and would without ``entries``, any one of them."""
    ALL_TAKEN = "all taken"
    """What never moves leaves it nothing: ``entries`` are in its way, more than one at a time."""
    FIGURES = "figures"
    """Where it fits, no time to eat is left, or too much is done on a first day at a height."""
    CIRCLE = "circle"
    """It would have to follow itself by way of others that are placed: ``entries`` with it."""
    CROWDED = "crowded"
    """It could be placed without ``entries``, any one of them, which are worth as much or more."""
    ALL_CROWDED = "all crowded"
    """It could be placed alone, and not beside ``entries``."""
    FULL = "full"
    """It could be placed alone, and not beside all the others."""


class Missing(NamedTuple):
    """Why a request is not placed, and the ids of the entries that stand in its way."""

    lack: Lack
    entries: tuple[str, ...] = ()


class Reasons:
    """What can be said about a plan."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        """Prepare to explain a plan, which may start to the minute."""
        if any(one.start % problem.step for one in plan.placements):
            problem = replace(problem, step=problem.finest or 1)
        self.problem = problem
        self.calendars = Calendars(problem)
        self.draft = Draft(self.calendars)
        self.openings = self.draft.openings
        self.tasks = {task.id: task for task in problem.tasks}
        for one in plan.placements:
            opening = self._opening(one)
            if opening is not None:
                self.draft.place(one.task, opening, one.start)

    def _opening(self, placed: Placement) -> Opening | None:
        return next(
            (
                opening
                for opening in self.openings[placed.task]
                if opening.first <= placed.start <= opening.last
                and opening.slot.origin == placed.slot.origin
            ),
            None,
        )

    # ------------------------------------------------------------ why it is there

    def of(self, placed: Placement) -> tuple[Reason, ...]:
        """Return what can be said for a placement, what tells most first.

        Of one that only another request makes a way for nothing is said by what is fixed.
        """
        task = self.tasks[placed.task]
        found = [self._then(placed)]
        if self._opening(placed) is not None:
            only, wished = self._only(task, placed), self._wished(task, placed)
            is_early = only is not None or (wished is not None and wished.fact is Fact.EARLIEST)
            if only is not None:
                only = only._replace(things=self._scarce(task))
            found = [only, wished, self._since(placed) if is_early else None, *found]
        return tuple(one for one in found if one is not None)

    def _only(self, task: Task, placed: Placement) -> Reason | None:
        alone = self._alone(task)
        if len(alone) == 1:
            return Reason(Fact.ONLY_START)
        openings = self.openings[task.id]
        first, last = min(one.first for one in openings), max(one.last for one in openings)
        is_one = sum(one.last - one.first + 1 for one in openings) == last - first + 1
        if is_one:
            return Reason(Fact.ONLY_TIME, first, last + task.duration)
        if len({one.slot.day for one in openings}) == 1:
            return Reason(Fact.ONLY_DAY, placed.start, placed.end)
        return None

    def _alone(self, task: Task) -> list[int]:
        """Return the starts that what never moves leaves a task, in order."""
        step = self.problem.step
        return sorted({at for one in self.openings[task.id] for at in starts(one, step)})

    def _scarce(self, task: Task) -> tuple[str, ...]:
        """Return the things that are taken at some start that is else left to a task."""

        def openings(*things: str) -> tuple[tuple[int, int], ...]:
            slots = tuple(
                replace(slot, things=tuple(one for one in slot.things if one in things))
                for slot in task.slots
            )
            found = self.calendars.openings(replace(task, slots=slots))
            return tuple((one.first, one.last) for one in found)

        things = sorted({one for slot in task.slots for one in slot.things})
        free = openings() if things else ()
        return tuple(one for one in things if openings(one) != free)

    def _beside(self, task: Task) -> list[int]:
        """Return the starts that the others leave it as well, in order."""
        return sorted(
            {at for one in self.openings[task.id] for at in self.draft.free(Placed(task, one))}
        )

    def _wished(self, task: Task, placed: Placement) -> Reason | None:
        alone, beside = self._alone(task), self._beside(task)
        if task.preferred:
            is_met = is_preferred(task, placed.start)
            return Reason(Fact.PREFERRED if is_met else Fact.NOT_PREFERRED)
        if len(alone) == 1:
            return None
        if task.wish is Wish.LATEST:
            if placed.start >= alone[-1]:
                return Reason(Fact.LATEST)
            return Reason(Fact.LATEST_LEFT) if placed.start >= max(beside, default=0) else None
        if placed.start <= alone[0]:
            return Reason(Fact.EARLIEST)
        return Reason(Fact.EARLIEST_LEFT) if placed.start <= min(beside, default=0) else None

    def _since(self, placed: Placement) -> Reason | None:
        earlier = (
            (busy.end, person, busy)
            for person in placed.slot.people
            for busy in self.calendars.taken(person)
            if busy.end <= placed.start and busy.end_day == placed.slot.day
            if busy.entry and not busy.is_bed
        )
        found = max(earlier, key=lambda one: one[:2], default=None)
        return Reason(Fact.SINCE, about=found[2], person=found[1]) if found else None

    def _then(self, placed: Placement) -> Reason | None:
        later = (
            (busy.start, person, busy)
            for person in placed.slot.people
            for busy in self.calendars.taken(person)
            if busy.start >= placed.end and busy.start_day == placed.slot.day
            if busy.entry and not busy.is_bed
        )
        found = min(later, key=lambda one: one[:2], default=None)
        return Reason(Fact.THEN, about=found[2], person=found[1]) if found else None

    # ------------------------------------------------------------ why it is not

    def missing(self, request: str) -> Missing:
        """Return why a task is not placed."""
        task = self.tasks[request]
        if not self.openings[request]:
            return self._taken(task)
        alone = Draft(self.calendars)
        if alone.best(task) is None:
            return Missing(Lack.FIGURES)
        around = circle(self.problem.orders, request, self.draft.put)
        return Missing(Lack.CIRCLE, around) if around else self._crowded(task)

    def _taken(self, task: Task) -> Missing:
        in_way = sorted(
            {
                busy.entry
                for slot in task.slots
                for busy in self._near(task, slot.first, slot.last, (*slot.people, *slot.things))
                if busy.entry
            }
        )
        enough = tuple(one for one in in_way if self._would_fit(task, one))
        return Missing(Lack.TAKEN, enough) if enough else Missing(Lack.ALL_TAKEN, tuple(in_way))

    def _near(self, task: Task, first: int, last: int, claims: tuple[str, ...]) -> Iterator[Busy]:
        """Yield what takes somebody during a slot, and their stops just before and after."""
        end = last + task.duration
        for claim in claims:
            taken = self.calendars.taken(claim)
            yield from (one for one in taken if one.start < end and one.end > first)
            yield from [one for one in taken if one.end <= first and one.origin][-1:]
            yield from [one for one in taken if one.start >= end and one.origin][:1]

    def _would_fit(self, task: Task, entry: str) -> bool:
        busy = tuple(one for one in self.problem.busy if one.entry != entry)
        lighter = Problem(
            tasks=(task,),
            busy=busy,
            travel=self.problem.travel,
            detours=self.problem.detours,
            limits=self.problem.limits,
        )
        return bool(Calendars(lighter).openings(task))

    def _crowded(self, task: Task) -> Missing:
        others = sorted(self.draft.put)
        in_way = []
        for other in others:
            put = self.draft.take(other)
            if put is None:
                continue
            if self.draft.best(task) is not None:
                in_way.append(other)
            self.draft.place(other, put.placed.opening, put.start)
        if in_way:
            return Missing(Lack.CROWDED, tuple(in_way))
        blocking = sorted(
            {
                put.placed.task.id
                for opening in self.openings[task.id]
                for (first, last), put in self.draft.blocked(Placed(task, opening))
                if first <= opening.last and last >= opening.first
            }
        )
        return Missing(Lack.ALL_CROWDED, tuple(blocking)) if blocking else Missing(Lack.FULL)
