"""What the rules find of a plan, and did not find before."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime

from itinerary import checks
from itinerary.checks import not_as_requested
from itinerary.diagnostics import Diagnostic
from itinerary.model.schedule import Schedule
from itinerary.planner.problem import Plan
from itinerary.planner.proposing import Objection
from itinerary.workspace.checking import named
from itinerary.workspace.placing import planned


def judge_of(schedule: Schedule, now: datetime) -> Callable[[Plan], tuple[Objection, ...]]:
    """Return what tells what the rules find of a plan and did not find before."""
    novelty = _Novelty(schedule, now)

    def judged(plan: Plan) -> tuple[Objection, ...]:
        placed = _ids(plan)
        if not placed:
            return ()
        # What is about none of them came of all of them.
        return tuple(
            Objection(one.rule, frozenset(placed.intersection(one.entries)) or placed, one.message)
            for one in novelty.of(plan)
        )

    return judged


class RequestJudge:
    """Tells what the rules find in one request where a plan has it, and not before."""

    def __init__(self, schedule: Schedule, entry_id: str, now: datetime) -> None:
        """Learn what the rules find before."""
        self._entry_id, self._novelty = entry_id, _Novelty(schedule, now)

    def found(self, plan: Plan) -> tuple[Diagnostic, ...]:
        """Return what they find of a plan."""
        return tuple(one for one in self._novelty.of(plan) if self._entry_id in one.entries)

    def keeps_otherwise(self, plan: Plan) -> bool:
        """Whether all they find of a plan is that it is not as requested."""
        return all(one.rule == not_as_requested.RULE.id for one in self.found(plan))


class _Novelty:
    """Tells what the rules find of a plan and did not find before.

    That a rule says the same of the same entries in other words (whose time is held now, say) is
    nothing new. And that a request which is not placed has no room beside one that is, is nothing
    against the plan: the request had no time before either.
    """

    def __init__(self, schedule: Schedule, now: datetime) -> None:
        self._schedule, self._now = schedule, now
        before = checks.check(schedule, now).found
        self._known = Counter(map(named, before))
        self._standing = {(one.rule, frozenset(one.entries)) for one in before}
        self._open = {entry.id for entry in schedule.entries.values() if entry.is_request}

    def of(self, plan: Plan) -> Iterator[Diagnostic]:
        """Yield what they find of a plan, in the order in which they find it."""
        left, unplaced = self._known.copy(), self._open - _ids(plan)
        for one in checks.check(planned(self._schedule, plan), self._now).found:
            if left[named(one)]:
                left[named(one)] -= 1
            elif (one.rule, frozenset(one.entries)) not in self._standing and unplaced.isdisjoint(
                one.entries
            ):
                yield one


def _ids(plan: Plan) -> frozenset[str]:
    """Return the ids of all that a plan places."""
    return frozenset({*(one.task for one in plan.placements), *(one.stay for one in plan.lodged)})
