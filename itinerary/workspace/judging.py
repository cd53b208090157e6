"""What the rules find of a plan, and did not find before."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from itinerary import checks
from itinerary.checks import not_as_requested, two_holds_one_slot
from itinerary.diagnostics import Diagnostic
from itinerary.model.schedule import Schedule
from itinerary.planner.problem import Plan
from itinerary.planner.proposing import Objection
from itinerary.workspace.checking import named
from itinerary.workspace.placing import planned


def judge_of(schedule: Schedule, now: datetime) -> Callable[[Plan], tuple[Objection, ...]]:
    """Return what tells what the rules find of a plan and did not find before."""
    before = _Before(schedule, now)

    def judged(plan: Plan) -> tuple[Objection, ...]:
        placed = _ids(plan)
        if not placed:
            return ()
        # What is about none of them came of all of them.
        return tuple(
            Objection(one.rule, frozenset(placed.intersection(one.entries)) or placed, one.message)
            for one in before.besides(before.found(plan), placed)
        )

    return judged


class Verdict(NamedTuple):
    """What the rules find in a request where a plan has it, and not before.

    ``rivals`` are the ids of open requests that are left no time then: that is nothing against it.
    """

    found: tuple[Diagnostic, ...]
    rivals: tuple[str, ...]


class RequestJudge:
    """Tells what the rules find in one request where a plan has it, and not before."""

    def __init__(self, schedule: Schedule, entry_id: str, now: datetime) -> None:
        """Learn what the rules find before."""
        self._entry_id, self._before = entry_id, _Before(schedule, now)

    def verdict(self, plan: Plan) -> Verdict:
        """Return what they find of a plan."""
        placed, found = _ids(plan), self._before.found(plan)
        new = self._before.besides(found, placed)
        return Verdict(
            found=tuple(one for one in new if self._entry_id in one.entries),
            rivals=tuple(
                dict.fromkeys(
                    other
                    for one in found
                    if one.rule == two_holds_one_slot.RULE.id and self._entry_id in one.entries
                    for other in one.entries
                    if other in self._before.requests - placed
                )
            ),
        )

    def keeps_otherwise(self, plan: Plan) -> bool:
        """Whether all they find of a plan is that it is not as requested."""
        return all(one.rule == not_as_requested.RULE.id for one in self.verdict(plan).found)


class _Before:
    """What the rules find of a schedule before a plan, and so what is new in a plan.

    That a rule says the same of the same entries in other words (whose time is held now, say) is
    nothing new. And that a request which is not placed has no room beside one that is, is nothing
    against the plan: the request had no time before either.
    """

    def __init__(self, schedule: Schedule, now: datetime) -> None:
        self._schedule, self._now = schedule, now
        before = checks.check(schedule, now).found
        self._known = Counter(map(named, before))
        self._standing = {(one.rule, frozenset(one.entries)) for one in before}
        self.requests = {entry.id for entry in schedule.entries.values() if entry.is_request}

    def found(self, plan: Plan) -> tuple[Diagnostic, ...]:
        """Return all that they find of a plan, old and new."""
        return checks.check(planned(self._schedule, plan), self._now).found

    def besides(self, found: Iterable[Diagnostic], placed: frozenset[str]) -> Iterator[Diagnostic]:
        """Yield what is new of that which is found where a plan has some requests ``placed``."""
        left, unplaced = self._known.copy(), self.requests - placed
        for one in found:
            if left[named(one)]:
                left[named(one)] -= 1
            elif (one.rule, frozenset(one.entries)) not in self._standing and unplaced.isdisjoint(
                one.entries
            ):
                yield one


def _ids(plan: Plan) -> frozenset[str]:
    """Return the ids of all that a plan places."""
    return frozenset({*(one.task for one in plan.placements), *(one.stay for one in plan.lodged)})
