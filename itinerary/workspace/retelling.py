"""The ways on after something has happened, in words that can be quoted."""

from collections.abc import Callable, Iterator

from itinerary.checks import wording
from itinerary.languages import Message, plural, say
from itinerary.model.entries import Journey
from itinerary.model.schedule import Schedule
from itinerary.output.replan import LostEntry, MovedEntry, Replan, Replans
from itinerary.planner.disturbance import Disturbed, disturbance
from itinerary.planner.problem import Placement
from itinerary.planner.proposing import Objection, Proposed
from itinerary.planner.why.reasons import Reasons
from itinerary.planner.windows import Cut
from itinerary.syntax.splicing import Uneditable
from itinerary.times import Timespan
from itinerary.workspace import excuses
from itinerary.workspace.editing import Edited, Wish
from itinerary.workspace.happening import Changed
from itinerary.workspace.placing import when_of
from itinerary.workspace.planning import Report, never
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
    lost = [
        LostEntry(
            id=one,
            line=schedule.entries[one].span.line,
            title=wording.entry_title(schedule, schedule.entries[one]),
            why=_why(known, posed, reasons, one, proposed.objections),
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


def _why(
    known: Changed,
    posed: Disturbed,
    reasons: Reasons | None,
    request: str,
    objections: tuple[Objection, ...],
) -> tuple[Message, ...]:
    schedule = known.schedule
    if request in posed.closed or reasons is None:
        by = posed.closed[request]
        if request in known.roads and by is not None and by.by is Cut.AVOID:
            why: tuple[Message, ...] = (say("its road is closed on every day that it could be on"),)
        else:
            why = (excuses.closed(schedule, schedule.entries[request], by),)
    else:
        why = excuses.why_not(schedule, reasons, request, objections)
    entry = schedule.entries[request]
    return (*why, _on_foot(schedule, entry)) if isinstance(entry, Journey) else why


def _on_foot(schedule: Schedule, entry: Journey) -> Message:
    """Return that people still need a way, where a journey is lost that took them there."""
    who = schedule.attendees(entry, entry.when)
    return plural(
        "how {who} gets to {place} is then open",
        "how {who} get to {place} is then open",
        len(who),
        who=wording.people(schedule, who),
        place=wording.place(schedule, entry.destination.id),
    )
