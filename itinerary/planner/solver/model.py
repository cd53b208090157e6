"""A problem as CP-SAT's variables and constraints: everything but the nights."""

from itertools import combinations, product
from typing import TYPE_CHECKING

from itinerary.planner.draft import Draft
from itinerary.planner.openings import distance, shared_day, starts
from itinerary.planner.problem import Ban, Meal, Part, worth
from itinerary.planner.solver.nights import lodge
from itinerary.planner.solver.variables import Found, Start, Variables
from itinerary.planner.wishes import cost_of, cost_of_day, costs

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    Literal = cp_model.IntVar


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
        for claim in sorted(claims):
            for one, other in combinations(claims[claim], 2):
                if one.placed.task.id == other.placed.task.id:
                    continue
                key = (id(one.placed), id(other.placed))
                if key not in seen:
                    seen.add(key)
                    self._separate_two(one, other)

    def _separate_two(self, one: Start, other: Start) -> None:
        """Let one of two precede the other, where both are taken and could touch."""
        ways: list[tuple[Start, Start, int]] = []
        for first, second in ((one, other), (other, one)):
            least = distance(self.problem, first.placed, second.placed)
            if least is None:
                continue
            if first.placed.opening.last + least <= second.placed.opening.first:
                ways.clear()
                break  # in that order they always are
            if first.placed.opening.first + least <= second.placed.opening.last:
                ways.append((first, second, least))
        else:
            taken = [one.is_taken, other.is_taken]
            if not ways:
                self.cp.add_bool_or(literal.negated() for literal in taken)
            elif len(ways) == 1:
                first, second, least = ways[0]
                self.cp.add(second.at >= first.at + least).only_enforce_if(taken)
            else:
                precedes = [self._precedence(*way) for way in ways]
                self.cp.add_bool_or([*precedes, *(literal.negated() for literal in taken)])
        most = shared_day(self.calendars, one.placed, other.placed)
        if most is not None:
            for first, second in ((one, other), (other, one)):
                length = second.placed.task.duration
                if second.placed.opening.last + length - first.placed.opening.first > most:
                    self.cp.add(second.at + length - first.at <= most).only_enforce_if(
                        [one.is_taken, other.is_taken]
                    )

    def _precedence(self, first: Start, second: Start, least: int) -> "Literal":
        one, other = first.placed.task.id, second.placed.task.id

        def precedes(found: Found) -> bool:
            puts = found.puts.get(one), found.puts.get(other)
            if puts[0] is None or puts[1] is None:
                return False
            is_here = (
                puts[0].placed.opening == first.placed.opening
                and puts[1].placed.opening == second.placed.opening
            )
            return is_here and puts[0].start + least <= puts[1].start

        literal = self._bool(precedes)
        self.cp.add(second.at >= first.at + least).only_enforce_if(literal)
        return literal

    def _order(self) -> None:
        for one, other in self.problem.orders:
            for first, second in product(self.starts.get(one, ()), self.starts.get(other, ())):
                least = first.placed.task.duration
                if first.placed.opening.last + least > second.placed.opening.first:
                    self.cp.add(second.at >= first.at + least).only_enforce_if(
                        [first.is_taken, second.is_taken]
                    )

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
        self.cp.add_bool_or(ways)

    def _break(self, meal: Meal, busy: list[Start]) -> "Literal":
        """Return whether somebody has their time on end, beside all that keeps them from it."""
        from ortools.sat.python import cp_model

        literal = self.fresh()
        last = meal.end - meal.length
        free = cp_model.Domain(meal.start, last)
        for first, end in meal.taken:
            if first - meal.length + 1 <= end - 1:
                taken = cp_model.Domain(first - meal.length + 1, end - 1)
                free = free.intersection_with(taken.complement())
        if free.is_empty():
            self.cp.add(literal == 0)
            return literal
        at = self.cp.new_int_var_from_domain(free, "")
        own = self.cp.new_optional_fixed_size_interval_var(at, meal.length, literal, "")
        others = [
            self.cp.new_optional_fixed_size_interval_var(
                one.at, one.placed.task.duration, one.is_taken, ""
            )
            for one in busy
            if _can_touch(one, meal.start, meal.end)
        ]
        self.cp.add_no_overlap([own, *others])
        return literal

    def _free_half(
        self, busy: list[Start], after: int | None = None, before: int | None = None
    ) -> "Literal":
        """Return a literal that implies that all starts after an instant, or ends before one."""
        literal = self.fresh()
        for one in busy:
            if after is not None:
                self.cp.add(one.at > after).only_enforce_if([literal, one.is_taken])
            if before is not None:
                length = one.placed.task.duration
                self.cp.add(one.at + length < before).only_enforce_if([literal, one.is_taken])
        return literal

    def _meets(self, one: Start, first: int, last: int) -> "Literal":
        """Return a literal that implies that a start is taken, between two instants."""
        literal = self.fresh()
        self.cp.add_implication(literal, one.is_taken)
        self.cp.add_linear_constraint(one.at, first, last).only_enforce_if(literal)
        return literal

    def _lighten(self) -> None:
        """Hold each first day at a height to what it may bear."""
        for load in self.problem.loads:
            self.cp.add(
                sum(
                    one.placed.task.duration * one.is_taken
                    for one in self._on(load.person, load.day)
                    if one.placed.task.is_load and one.placed.opening.last >= load.start
                )
                <= load.most
            )

    def _forbid(self, ban: Ban) -> None:
        """Let not all parts of a ban come true."""
        # A list: while a constraint is made, no other may be.
        self.cp.add_bool_or([self._avoided(part) for part in ban])

    def _avoided(self, part: Part) -> "Literal":
        """Return a literal that implies that a part does not come true."""
        literal = self.fresh()
        for one in self.starts.get(part.id, ()):
            opening = one.placed.opening
            if part.place not in {None, opening.slot.origin}:
                continue
            if opening.last < part.first or part.last < opening.first:
                continue
            ways = [one.is_taken.negated()]
            for is_outside in (one.at < part.first, one.at > part.last):
                ways.append(self.fresh())
                self.cp.add(is_outside).only_enforce_if(ways[-1])
            self.cp.add_bool_or([literal.negated(), *ways])
        for night in self.nights.get(part.id, ()):
            if part.place in {None, night.lodging.place} and part.first <= night.day <= part.last:
                self.cp.add_implication(literal, night.is_taken.negated())
        return literal

    # ------------------------------------------------------------ what is aimed at

    def worth(self) -> "cp_model.LinearExprT":
        """Return the worth of all that is placed."""
        parts: list[cp_model.LinearExprT] = [
            worth(one.priority) * literal.is_taken
            for one in self.problem.requests
            for literal in (*self.starts.get(one.id, ()), *self.nights.get(one.id, ()))
        ]
        return sum(parts)

    def cost(self) -> "cp_model.LinearExprT":
        """Return what all that is placed costs of what is wished for.

        An opening that is not taken costs nothing: its free start goes to its cheap end.
        """
        known = costs(self.problem)
        parts: list[cp_model.LinearExprT] = []
        for one in self.all_starts():
            task, opening = one.placed.task, one.placed.opening
            cost = known[task.id]
            cheap = opening.first if cost.a_minute > 0 else opening.last
            cheap = _nearest(starts(opening, self.problem.step), cheap)
            parts.append(cost_of(task, cost, cheap) * one.is_taken)
            parts.append(cost.a_minute * (one.at - cheap))
        parts += [
            cost_of_day(one.stay, one.day) * one.is_taken
            for found in self.nights.values()
            for one in found
        ]
        return sum(parts)

    def hint(self, found: Found) -> None:
        """Tell the solver of a plan: what every variable is in it."""
        self.cp.clear_hints()  # type: ignore[no-untyped-call]
        for variable, value in self.hints:
            self.cp.add_hint(variable, int(value(found)))


def _can_touch(one: Start, first: int, last: int) -> bool:
    opening = one.placed.opening
    return opening.first < last and opening.last + one.placed.task.duration > first


def _nearest(found: list[int], to: int) -> int:
    return min(found, key=lambda one: abs(one - to))
