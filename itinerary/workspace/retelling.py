"""The ways on after something has happened, in words that can be quoted."""

from collections.abc import Callable, Iterator

from itinerary.checks import wording
from itinerary.languages import Message, plural, say
from itinerary.model.entries import Entry, Journey
from itinerary.model.schedule import Schedule
from itinerary.output.replan import LostEntry, MovedEntry, Replan, Replans
from itinerary.planner.disturbance import Around, Disturbed, between, disturbance, sides
from itinerary.planner.problem import Placement, Report
from itinerary.planner.proposing import Proposed
from itinerary.planner.why.reasons import Reasons
from itinerary.planner.windows import Cut
from itinerary.syntax.splicing import Uneditable
from itinerary.times import Timespan
from itinerary.workspace import excuses
from itinerary.workspace.editing import Edited, Wish
from itinerary.workspace.happening import Changed
from itinerary.workspace.placing import when_of
from itinerary.workspace.planning import never
from itinerary.workspace.replanning import (
    Asked,
    Found,
    apply,
    happened,
    lost_in,
    moved_in,
    replans,
    status_after,
)


def told(
    wish: Wish,
    asked: Asked,
    report: Report | None = None,
    is_stopped: Callable[[], bool] = never,
) -> Replans | Uneditable:
    """Return what has happened and the ways on, for people to read."""
    known = happened(wish, asked)
    if isinstance(known, Uneditable):
        return known
    found = replans(wish, known, asked, report, is_stopped)
    return Replans(
        path=wish.schedule.path,
        name=wish.schedule.delegation.name,
        happened=known.told,
        stopped=tuple(_stopped(known, found)),
        broken=found.broken,
        left=found.left,
        replans=tuple(_told(wish, known, found.posed, one) for one in found.plans),
    )


def _stopped(known: Changed, found: Found) -> Iterator[Message]:
    """Yield what no longer works though no rule says so."""
    for entry in known.schedule.entries.values():
        titled = {"title": wording.title(known.schedule, entry), "when": entry.when}
        if entry.id in known.roads:
            yield say("{title} ({when}) goes by that road", **titled)
        elif entry.id in found.astray:
            journey = known.schedule.entries[found.astray[entry.id]]
            yield say(
                "{title} ({when}) is on the other side of {journey} than it was",
                journey=wording.title(known.schedule, journey),
                **titled,
            )


def _told(wish: Wish, known: Changed, posed: Disturbed, proposed: Proposed) -> Replan:
    plan, schedule = proposed.plan, known.schedule
    done = apply(wish, known, posed, plan)
    moved = [_told_moved(wish, schedule, one) for one in moved_in(posed.problem, plan)]
    reasons = Reasons(posed.problem, plan) if plan.unplaced else None

    def why(one: str) -> tuple[Message, ...]:
        if reasons is None or one in posed.closed:
            return (_closed(wish, known, posed, one),)
        return excuses.why_not(schedule, reasons, one, proposed.objections)

    lost = [
        LostEntry(
            id=one,
            line=schedule.entries[one].span.line,
            title=wording.entry_title(schedule, schedule.entries[one]),
            why=(*why(one), *_on_foot(schedule, schedule.entries[one])),
        )
        for one in lost_in(posed, plan)
    ]
    order = list(schedule.entries)
    return Replan(
        moved=tuple(sorted(moved, key=lambda one: (one.when.start, one.id))),
        lost=tuple(sorted(lost, key=lambda one: order.index(one.id))),
        disturbance=disturbance(posed.problem, plan),
        status=plan.state.value,
        effect=done.effect if isinstance(done, Edited) else None,
    )


def _told_moved(wish: Wish, schedule: Schedule, one: Placement) -> MovedEntry:
    entry = schedule.entries[one.task]
    before, when = entry.when, when_of(schedule, one)
    if not isinstance(before, Timespan) or not isinstance(when, Timespan):
        raise TypeError(f"{entry.id} has no hours")
    return MovedEntry(
        id=entry.id,
        line=entry.span.line,
        title=wording.entry_title(schedule, entry),
        before=before,
        when=when,
        names=wording.people(schedule, schedule.attendees(entry, when)),
        notice=min(before.start, when.start) - wish.now,
        status=status_after(entry).value,
        is_unsettled=status_after(entry) is not entry.status,
    )


def _closed(wish: Wish, known: Changed, posed: Disturbed, request: str) -> Message:
    """Return what leaves an entry no start, by what concerns it alone."""
    schedule, by = known.schedule, posed.closed[request]
    entry = schedule.entries[request]
    if request in known.roads and by is not None and by.by is Cut.AVOID:
        return say("its road is closed on every day that it could be on")
    if by is not None and by.by in {Cut.AFTER, Cut.BEFORE}:
        around = sides(wish.schedule).get(request, Around())
        tasks = {task.id for task in posed.problem.tasks}
        others = between(schedule, entry, around, tasks)
        if others is not None:
            return excuses.squeezed(schedule, entry, *others)
    return excuses.closed(schedule, entry, by)


def _on_foot(schedule: Schedule, entry: Entry) -> Iterator[Message]:
    """Yield that people still need a way, where a journey is lost that took them there."""
    if not isinstance(entry, Journey):
        return
    who = schedule.attendees(entry, entry.when)
    yield plural(
        "how {who} gets to {place} is then open",
        "how {who} get to {place} is then open",
        len(who),
        who=wording.people(schedule, who),
        place=wording.place(schedule, entry.destination.id),
    )
