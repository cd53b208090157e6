"""A problem as CP-SAT's variables and constraints: everything but the nights."""

from collections.abc import Iterable
from itertools import combinations, product

from itinerary.planner.draft import Draft
from itinerary.planner.openings import distance, shared_day, starts, stops_between
from itinerary.planner.problem import Ban, Meal, Part, worth
from itinerary.planner.solver.nights import lodge, sleep_between
from itinerary.planner.solver.program import Literal, Variable, negated
from itinerary.planner.solver.variables import Found, Start, Variables
from itinerary.planner.wishes import cost_of, cost_of_day, costs


class Model(Variables):
    """A problem as variables and constraints."""

    def __init__(self, draft: Draft) -> None:
        """Make the variables of a draft's problem, and all that holds between them."""
        super().__init__(draft)
        problem = self.problem
        self._separate()
        self._order()
        for meal in problem.meals:
            self._feed(meal)
        self._lighten()
        for ban in problem.bans:
            if len(ban) > 1:
                self._forbid(ban)
        lodge(self)

    # ------------------------------------------------------------ engagements

    def _separate(self) -> None:
        """Let nobody be in two places at once, and leave everybody time for ways and rest."""
        claims: dict[str, list[Start]] = {}
        for one in self.all_starts():
            for claim in one.placed.claims:
                claims.setdefault(claim, []).append(one)
        seen = set()
        for _, theirs in sorted(claims.items()):
            in_time = sorted(theirs, key=lambda one: one.placed.opening.first)
            for one, other in combinations(in_time, 2):
                if one.placed.task is not other.placed.task:
                    key = one.is_taken, other.is_taken
                    if key not in seen:
                        seen.add(key)
                        self._separate_two(one, other)

    def _separate_two(self, one: Start, other: Start) -> None:
        """Let one of two precede the other, where both are taken and could touch."""
        ways: list[tuple[Start, Start, int]] = []
        for first, second in ((one, other), (other, one)):
            least = self._distance(first, second)
            if least is None:
                continue
            if first.placed.opening.last + least <= second.placed.opening.first:
                ways.clear()
                break  # in that order they always are
            if first.placed.opening.first + least <= second.placed.opening.last:
                ways.append((first, second, least))
        else:
            taken = one.is_taken, other.is_taken
            if len(ways) == 1:
                first, second, least = ways[0]
                self.program.gap(first.at, second.at, least, taken)
            else:
                precedes = [self._precedence(*way) for way in ways]
                self.program.any_of((*precedes, *map(negated, taken)))
        most = shared_day(self.calendars, one.placed, other.placed)
        if most is not None:
            for first, second in ((one, other), (other, one)):
                length = second.placed.task.duration
                if second.placed.opening.last + length - first.placed.opening.first > most:
                    self.program.gap(
                        second.at, first.at, length - most, (one.is_taken, other.is_taken)
                    )

    def _distance(self, first: Start, second: Start) -> int | None:
        """Return how long after the one the other can start, by requested beds if need be."""
        least = distance(self.problem, first.placed, second.placed)
        if least is not None or not self.problem.stays:
            return least
        least = distance(self.problem, first.placed, second.placed, is_lodged=True)
        if least is not None:
            for person, last, following in stops_between(first.placed, second.placed):
                sleep_between(self, person, last, following)
        return least

    def _precedence(self, first: Start, second: Start, least: int) -> Literal:
        def precedes(found: Found) -> bool:
            one, other = found.at(first.placed), found.at(second.placed)
            return one is not None and other is not None and one + least <= other

        literal = self.literal(precedes)
        self.program.gap(first.at, second.at, least, (literal,))
        return literal

    def _order(self) -> None:
        for one, other in self.problem.orders:
            for first, second in product(self.starts.get(one, ()), self.starts.get(other, ())):
                least = first.placed.task.duration
                if first.placed.opening.last + least > second.placed.opening.first:
                    self.program.gap(first.at, second.at, least, (first.is_taken, second.is_taken))

    def _on(self, person: str, day: int) -> list[Start]:
        return [
            one
            for one in self.all_starts()
            if one.placed.opening.slot.day == day and person in one.placed.opening.slot.people
        ]

    # ------------------------------------------------------------ days

    def _feed(self, meal: Meal) -> None:
        """Leave somebody time to eat, where they are engaged before midday and after it."""
        theirs = self._on(meal.person, meal.day)
        busy = [one for one in theirs if one.placed.task.is_duty]
        if not any(_can_touch(one, meal.start, meal.end) for one in busy) and not any(
            first < meal.end and meal.start < last for first, last in meal.taken
        ):
            return
        ways = [self._break(meal, busy)]
        ways += [
            self._meets(one, meal.start - one.placed.task.duration + 1, meal.end - 1)
            for one in theirs
            if not one.placed.task.is_duty and _can_touch(one, meal.start, meal.end)
        ]
        if all(first > meal.start for first, _ in meal.taken):
            ways.append(self._free_half(busy, after=meal.start))
        if all(last < meal.end for _, last in meal.taken):
            ways.append(self._free_half(busy, before=meal.end))
        self.program.any_of(ways)

    def _break(self, meal: Meal, busy: list[Start]) -> Literal:
        """Return whether somebody has their time on end, beside all that keeps them from it."""
        free = _breaks(meal, meal.taken)

        def first(found: Found) -> int | None:
            theirs = [
                (at, at + one.placed.task.duration)
                for one in busy
                if (at := found.at(one.placed)) is not None
            ]
            return next(iter(_breaks(meal, [*meal.taken, *theirs])), None)

        literal = self.literal(lambda found: bool(free) and first(found) is not None)
        if not free:
            self.program.any_of((negated(literal),))
            return literal
        at = self.integer(free, lambda found: first(found) or free[0])
        near = [one for one in busy if _can_touch(one, meal.start, meal.end)]
        self.program.no_overlap(
            [
                self.program.interval(at, meal.length, literal),
                *(
                    self.program.interval(one.at, one.placed.task.duration, one.is_taken)
                    for one in near
                ),
            ]
        )
        return literal

    def _free_half(
        self, busy: list[Start], after: int | None = None, before: int | None = None
    ) -> Literal:
        """Return a literal that implies that all starts after an instant, or ends before one."""
        spans = [
            (one, None if after is None else after + 1, None if before is None else before - 1)
            for one in busy
        ]

        def is_free(found: Found) -> bool:
            return all(
                at is None
                or (
                    (first is None or at >= first)
                    and (last is None or at + one.placed.task.duration <= last)
                )
                for one, first, last in spans
                for at in [found.at(one.placed)]
            )

        literal = self.literal(is_free)
        for one, first, last in spans:
            latest = None if last is None else last - one.placed.task.duration
            self.program.between([(1, one.at)], first, latest, (literal, one.is_taken))
        return literal

    def _meets(self, one: Start, first: int, last: int) -> Literal:
        """Return a literal that implies that a start is taken, between two instants."""

        def meets(found: Found) -> bool:
            at = found.at(one.placed)
            return at is not None and first <= at <= last

        literal = self.literal(meets)
        self.program.implies(literal, one.is_taken)
        self.program.between([(1, one.at)], first, last, (literal,))
        return literal

    def _lighten(self) -> None:
        """Hold each first day at a height to what it may bear."""
        for load in self.problem.loads:
            theirs = [
                (one.placed.task.duration, one.is_taken)
                for one in self._on(load.person, load.day)
                if one.placed.task.is_load and one.placed.opening.last >= load.start
            ]
            self.program.between(theirs, None, load.most)

    def _forbid(self, ban: Ban) -> None:
        """Let not all parts of a ban come true."""
        self.program.any_of([self._avoided(part) for part in ban])

    def _avoided(self, part: Part) -> Literal:
        """Return a literal that implies that a part does not come true."""
        theirs = [
            one
            for one in self.starts.get(part.id, ())
            if part.place in {None, one.placed.opening.slot.origin}
            and one.placed.opening.first <= part.last
            and part.first <= one.placed.opening.last
        ]
        nights = [
            one
            for one in self.nights.get(part.id, ())
            if part.place in {None, one.lodging.place} and part.first <= one.day <= part.last
        ]

        def is_avoided(found: Found) -> bool:
            begins = (found.at(one.placed) for one in theirs)
            return not any(at is not None and part.first <= at <= part.last for at in begins) and (
                not any(one.lodged in found.lodged for one in nights)
            )

        literal = self.literal(is_avoided)
        for one in theirs:
            outside = [
                self._begins(one, None, part.first - 1),
                self._begins(one, part.last + 1, None),
            ]
            self.program.any_of((negated(literal), negated(one.is_taken), *outside))
        for night in nights:
            self.program.implies(literal, negated(night.is_taken))
        return literal

    def _begins(self, one: Start, first: int | None, last: int | None) -> Literal:
        """Return a literal that implies that a start, if it is taken, is between two instants."""

        def begins(found: Found) -> bool:
            at = found.at(one.placed)
            return (
                at is not None and (first is None or at >= first) and (last is None or at <= last)
            )

        literal = self.literal(begins)
        self.program.between([(1, one.at)], first, last, (literal,))
        return literal

    # ------------------------------------------------------------ what is aimed at

    def worth(self) -> list[tuple[int, Literal]]:
        """Return the worth of all that is placed, as a sum."""
        return [
            (worth(one.priority), literal.is_taken)
            for one in self.problem.requests
            for literal in (*self.starts.get(one.id, ()), *self.nights.get(one.id, ()))
        ]

    def kept(self) -> list[tuple[int, Literal]]:
        """Return what it counts for that each task is where it has a time already, as a sum."""
        return [
            (kept.a_minute, one.is_taken)
            for one in self.all_starts()
            if (kept := one.placed.task.kept) is not None
            and one.placed.opening.first == kept.start == one.placed.opening.last
        ]

    def cost(self) -> list[tuple[int, Variable]]:
        """Return what all that is placed costs of what is wished for, as a sum, but a constant.

        An opening that is not taken costs nothing: its free start goes to its cheap end.
        """
        known = costs(self.problem)
        parts: list[tuple[int, Variable]] = []
        for one in self.all_starts():
            task, opening = one.placed.task, one.placed.opening
            cost = known[task.id]
            slope = cost.slope(opening.first)
            cheap = opening.first if slope > 0 else opening.last
            cheap = _nearest(starts(opening, self.problem.step), cheap)
            parts += [(cost_of(task, cost, cheap), one.is_taken), (slope, one.at)]
        parts += [
            (cost_of_day(one.stay, one.day), one.is_taken)
            for found in self.nights.values()
            for one in found
        ]
        return parts


def _breaks(meal: Meal, taken: Iterable[tuple[int, int]]) -> list[int]:
    """Return the minutes at which somebody can begin to eat, beside what takes their time."""
    free = set(range(meal.start, meal.end - meal.length + 1))
    for first, end in taken:
        free -= set(range(first - meal.length + 1, end))
    return sorted(free)


def _can_touch(one: Start, first: int, last: int) -> bool:
    opening = one.placed.opening
    return opening.first < last and opening.last + one.placed.task.duration > first


def _nearest(found: list[int], to: int) -> int:
    return min(found, key=lambda one: abs(one - to))
