"""What the rules object to of the starts that nothing else stands in the way of."""

from collections.abc import Callable
from typing import NamedTuple

from itinerary.diagnostics import Diagnostic
from itinerary.languages import Message, say
from itinerary.planner.problem import Placement, Plan, Slot, State, Task
from itinerary.planner.why.facts import Fact

Objections = Callable[[Plan], tuple[Diagnostic, ...]]
"""What the rules find in a request where a plan has it, and do not find without it."""


def unheard(_: Plan) -> tuple[Diagnostic, ...]:
    """Return what the rules find, where nobody asks them."""
    return ()


class Refused(NamedTuple):
    """Starts one after the other in one slot to which the same rules object, of the same entries.

    ``found`` is what they find of the first.
    """

    slot: Slot
    starts: tuple[int, ...]
    found: tuple[Diagnostic, ...]
    is_same: bool = True
    """Whether they find it of each, word for word."""

    def facts(self, clock: str) -> tuple[Fact, ...]:
        """Return what would be found, as facts; ``clock`` is the hour of the first start."""
        return tuple(Fact(one.span, self._told(one, clock)) for one in self.found)

    def _told(self, finding: Diagnostic, clock: str) -> Message:
        if self.is_same:
            return say("check would find: {what}", what=finding.message)
        return say("check would find, at {time}: {what}", time=clock, what=finding.message)


class Hearing:
    """Asks the rules about starts of a task, of each once."""

    def __init__(self, task: Task, objections: Objections) -> None:
        """Ask ``objections`` about a plan that has the task alone."""
        self._task, self._objections = task, objections
        self._heard: dict[tuple[Slot, int], tuple[Diagnostic, ...]] = {}

    def is_kept(self, slot: Slot, start: int) -> bool:
        """Whether the rules let the task be at a start."""
        if (slot, start) not in self._heard:
            placement = Placement(self._task.id, slot, start, start + self._task.duration)
            plan = Plan((placement,), (), (), State.FEASIBLE, 0, 0)
            self._heard[slot, start] = self._objections(plan)
        return not self._heard[slot, start]

    def refused(self, step: int) -> tuple[Refused, ...]:
        """Return the starts that they do not let be, those of a kind up to ``step`` apart as one.

        ``step`` is in minutes.
        """
        told: list[Refused] = []
        heard = ((slot, start, found) for (slot, start), found in self._heard.items() if found)
        for slot, start, found in sorted(heard, key=lambda one: (_place(one[0]), one[1])):
            last = told[-1] if told else None
            is_next = last and last.slot == slot and start - last.starts[-1] <= step
            if last and is_next and _names(last.found) == _names(found):
                told[-1] = last._replace(
                    starts=(*last.starts, start), is_same=last.is_same and last.found == found
                )
            else:
                told.append(Refused(slot, (start,), found))
        return tuple(told)


def _place(slot: Slot) -> tuple[int, int, str]:
    return slot.day, slot.first, slot.origin or ""


def _names(found: tuple[Diagnostic, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return sorted((one.rule, one.entries) for one in found)
