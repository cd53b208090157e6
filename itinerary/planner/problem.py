"""What is to be planned, as plain data: whole minutes and whole days, ids, and no solver.

An instant is a number of minutes since 1970-01-01 00:00 UTC. A day is ``date.toordinal()`` of what
the calendar shows at the place. Spans are half-open, ranges of starts and of days include both
ends. Everything that concerns a request alone (windows, what it avoids, attendance, office hours,
holidays, embargo) is settled when its slots are made; what it has to do with others is told by
people, things, places and ``travel``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

MINUTES_A_DAY = 24 * 60
NO_PRIORITY = 5
"""What a request without a priority counts as: in the middle, as calendar programs show it."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A range of starts of one task on one day, at one place, with the same people throughout.

    ``origin`` and ``destination`` differ for a journey and are both None where it has no place.
    ``things`` are vehicles and rooms that nothing else may claim meanwhile.
    """

    day: int
    first: int
    last: int
    origin: str | None
    destination: str | None
    people: tuple[str, ...]
    things: tuple[str, ...] = ()


class Wish(Enum):
    """Which end of its slots a task prefers."""

    EARLIEST = "earliest"
    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Kept:
    """The start that a task has already, and what it costs to move it away, and each minute of it.

    It ``stands`` where nothing but other tasks can be in its way there.
    """

    start: int
    a_move: int
    a_minute: int
    stands: bool = True


@dataclass(frozen=True, slots=True)
class Task:
    """A requested engagement or journey. ``preferred`` are spans it would rather lie within.

    Without a ``wish`` it goes as early as whatever wishes for something leaves it.

    ``is_duty`` is false for meals and rest, which are no part of a working day. ``is_load`` is true
    for what counts on a first day at a height. What has a time already is ``kept`` there rather
    than anything else; no slot of it goes beyond that start on both sides.
    """

    id: str
    duration: int
    slots: tuple[Slot, ...]
    priority: int = NO_PRIORITY
    wish: Wish | None = None
    preferred: tuple[tuple[int, int], ...] = ()
    is_duty: bool = True
    is_load: bool = True
    kept: Kept | None = None

    @property
    def stands(self) -> bool:
        """Whether it has a time already, and could stay there."""
        return self.kept is not None and self.kept.stands


@dataclass(frozen=True, slots=True)
class Busy:
    """One time that somebody or something is taken, and that never moves.

    ``entry`` is its id in the file, or None where somebody joins or leaves: then ``start`` equals
    ``end``, as it does in the middle of each night in a bed (``is_bed``). Whoever comes from it is
    at ``destination``; both places are None where it has none, or where it moves nobody (an idea).
    ``start_day`` and ``end_day`` are those that its own clocks show at its ends.
    """

    entry: str | None
    start: int
    end: int
    start_day: int
    end_day: int
    origin: str | None
    destination: str | None
    people: tuple[str, ...]
    things: tuple[str, ...] = ()
    is_duty: bool = True
    is_bed: bool = False


@dataclass(frozen=True, slots=True)
class Meal:
    """A span of a day in which a person is to have ``length`` minutes on end to eat.

    ``taken`` is when things that never move keep them from it. Where they start to be engaged after
    ``start``, or end before ``end``, nothing is asked.
    """

    person: str
    day: int
    start: int
    end: int
    length: int
    taken: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Load:
    """A person's first day at a height: what starts from ``start`` on may sum to ``most``."""

    person: str
    day: int
    start: int
    most: int


@dataclass(frozen=True, slots=True)
class Lodging:
    """One place in which a requested stay may be, and the first and last day it may begin on."""

    place: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Stay:
    """Requested nights in one place; ``nights`` days after it begins, everybody moves on.

    ``preferred`` are spans of days, from the first to the last, it would rather lie within.
    """

    id: str
    nights: int
    lodgings: tuple[Lodging, ...]
    people: tuple[str, ...]
    priority: int = NO_PRIORITY
    wish: Wish | None = None
    preferred: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Bed:
    """A stay that never moves, from its first day to its last."""

    entry: str
    place: str | None
    first: int
    last: int
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attendance:
    """A day on which somebody has to be in a town for something that never moves."""

    entry: str
    person: str
    town: str
    day: int


@dataclass(frozen=True, slots=True)
class Part:
    """Some starts of a task, or first days of a stay, at any place or at one."""

    id: str
    first: int
    last: int
    place: str | None = None


Ban = tuple[Part, ...]
"""Parts that must not all come true together, since the rules object to them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The figures that a person's day is held to, in minutes; None where nothing is asked."""

    rest: int | None = None
    """Between the last of one day and the first of the next."""
    day: int | None = None
    """From the first of a day to its last."""


@dataclass(frozen=True, slots=True)
class Problem:
    """All that there is to place, and all that is in its way.

    ``travel`` holds the minutes from place to place, margins included: 0 inside one place, None
    where nothing leads there; ``detours`` what of it is other on a day when a road is closed.
    ``towns`` names the town of each place. ``orders`` are pairs of
    tasks of which the first is to end before the second starts, where both are placed. ``step`` is
    the grid of starts: multiples of it, and each slot's first start. Where not all can be placed on
    it and more can on the grid ``finest``, that one counts.
    """

    tasks: tuple[Task, ...]
    stays: tuple[Stay, ...] = ()
    busy: tuple[Busy, ...] = ()
    beds: tuple[Bed, ...] = ()
    attendances: tuple[Attendance, ...] = ()
    meals: tuple[Meal, ...] = ()
    loads: tuple[Load, ...] = ()
    orders: tuple[tuple[str, str], ...] = ()
    travel: Mapping[tuple[str, str], int | None] = field(default_factory=dict)
    detours: Mapping[int, Mapping[tuple[str, str], int | None]] = field(default_factory=dict)
    towns: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = Limits()
    daytime: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """From when to when people move from one bed to the next, by day."""
    asleep: Mapping[int, int] = field(default_factory=dict)
    """When whoever has a bed is in it, in the small hours of each day."""
    bans: tuple[Ban, ...] = ()
    step: int = 1
    finest: int | None = None

    @property
    def requests(self) -> tuple[Task | Stay, ...]:
        """All that is to be placed."""
        return (*self.tasks, *self.stays)

    @property
    def most(self) -> int:
        """The worth of all that is to be placed."""
        return sum(worth(one.priority) for one in self.requests)

    def town(self, place: str) -> str:
        """Return the town of a place, or the place itself where it has none."""
        return self.towns.get(place, place)

    def task(self, task_id: str) -> Task:
        """Return a task by its id."""
        return next(task for task in self.tasks if task.id == task_id)

    def only(self, ids: frozenset[str]) -> "Problem":
        """Return the problem with some of its tasks and stays alone."""
        return replace(
            self,
            tasks=tuple(task for task in self.tasks if task.id in ids),
            stays=tuple(stay for stay in self.stays if stay.id in ids),
        )

    def banning(self, *bans: Ban) -> "Problem":
        """Return the problem with more that must not come true together."""
        return replace(self, bans=(*self.bans, *bans))


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a task is put: ``slot`` is one of its own, ``start`` one of the slot's starts."""

    task: str
    slot: Slot
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lodged:
    """Where a stay is put, from its first day to its last."""

    stay: str
    place: str
    first: int
    last: int


class State(Enum):
    """How sure it is that no better plan exists."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is placed and what is not, in the order of ids.

    ``objective`` is the worth of all that is placed, ``bound`` what no plan can exceed: equal where
    the plan is proved to hold as much as can be held.
    """

    placements: tuple[Placement, ...]
    lodged: tuple[Lodged, ...]
    unplaced: tuple[str, ...]
    state: State
    objective: int
    bound: int


Report = Callable[[int, int], None]
"""What is told while a plan is searched for: the worth placed so far, and what none can exceed."""
Keeps = Callable[[Plan], bool]
"""Whether the rules find nothing new in what a plan places."""


def anyhow(_: Plan) -> bool:
    """Whether the rules find nothing new, where nobody asks them."""
    return True


def worth(priority: int) -> int:
    """Return what a request counts for: twice as much as one of the next lower priority."""
    return 1 << (9 - priority)
