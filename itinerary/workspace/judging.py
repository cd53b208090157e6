"""What the rules find of a plan, and did not find before."""

from collections import Counter
from collections.abc import Callable
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
    """Return what tells what the rules find of a plan and did not find before.

    That a rule says the same of the same entries in other words (whose time is held now, say) is
    nothing new; and that a request which is not placed has no room beside one that is, the plan
    tells itself.
    """
    before = checks.check(schedule, now).found
    known = Counter(map(named, before))
    open_requests = {entry.id for entry in schedule.entries.values() if entry.is_request}
    standing = {(one.rule, frozenset(one.entries)) for one in before}

    def judged(plan: Plan) -> tuple[Objection, ...]:
        left = known.copy()
        placed = {one.task for one in plan.placements} | {one.stay for one in plan.lodged}
        found = []
        for one in checks.check(planned(schedule, plan), now).found:
            if left[named(one)]:
                left[named(one)] -= 1
            elif (
                placed
                and (one.rule, frozenset(one.entries)) not in standing
                and not open_requests.intersection(one.entries) - placed
            ):
                # What is about none of them came of all of them.
                ids = frozenset(placed.intersection(one.entries)) or frozenset(placed)
                found.append(Objection(one.rule, ids, one.message))
        return tuple(found)

    return judged


class RequestJudge:
    """Tells what the rules find in one request where a plan has it, and not before."""

    def __init__(self, schedule: Schedule, entry_id: str, now: datetime) -> None:
        """Learn what the rules find before."""
        self._schedule, self._entry_id, self._now = schedule, entry_id, now
        self._known = Counter(map(named, checks.check(schedule, now).found))

    def found(self, plan: Plan) -> tuple[Diagnostic, ...]:
        """Return what they find of a plan."""
        left = self._known.copy()
        found = []
        for finding in checks.check(planned(self._schedule, plan), self._now).found:
            name = named(finding)
            left[name] -= 1
            if left[name] < 0 and self._entry_id in finding.entries:
                found.append(finding)
        return tuple(found)

    def keeps_otherwise(self, plan: Plan) -> bool:
        """Whether all they find of a plan is that it is not as requested."""
        return all(one.rule == not_as_requested.RULE.id for one in self.found(plan))
