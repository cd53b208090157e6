"""Replanning a schedule after something has happened: the least disturbance, and as an edit."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from itinerary import checks
from itinerary.checks.not_as_requested import is_order
from itinerary.diagnostics import Diagnostic
from itinerary.languages import say
from itinerary.model.entries import Engagement, Entry, Status
from itinerary.model.schedule import Schedule
from itinerary.planner import solver
from itinerary.planner.disturbance import Disturbed, astray, disturbed, movable, sides
from itinerary.planner.problem import Placement, Plan, Problem, Report, State
from itinerary.planner.proposing import Judge, Objection, Proposed, propose
from itinerary.planner.windows import Cut, zones_of
from itinerary.syntax.phrasing import phrased
from itinerary.syntax.splicing import Uneditable
from itinerary.workspace import checking
from itinerary.workspace.editing import (
    Outcome,
    Step,
    Wish,
    edited,
    manner,
    setting,
    written,
)
from itinerary.workspace.happening import Changed, changed
from itinerary.workspace.placing import when_of, with_entries
from itinerary.workspace.planning import never

_TOO_TIGHT = "too-tight"
"""A warning that has to be mended too: it came of what has happened, and nobody accepted it."""


class Asked(NamedTuple):
    """What has happened, as it was typed, what must not move, and how many proposals are wanted."""

    what: tuple[str, ...]
    keep: tuple[str, ...] = ()
    most: int = 1


class Found(NamedTuple):
    """What no longer works, what may move, and the plans in which it works again."""

    broken: tuple[Diagnostic, ...]
    left: tuple[Diagnostic, ...]
    astray: Mapping[str, str]
    posed: Disturbed
    plans: tuple[Proposed, ...]


def happened(wish: Wish, asked: Asked) -> Changed | Uneditable:
    """Return the programme after all that has happened, or what is wrong with how it is told."""
    for entry_id in asked.keep:
        entry = wish.entry(entry_id)
        if isinstance(entry, Uneditable):
            return entry
    return changed(wish, asked.what)


def replans(
    wish: Wish,
    known: Changed,
    asked: Asked,
    report: Report | None = None,
    is_stopped: Callable[[], bool] = never,
) -> Found:
    """Return the best plan after something has happened, and others, as many as are asked for.

    What is to be kept stays where it is, as does whatever it has happened to.
    """
    schedule, now = known.schedule, wish.now
    broken = _broken(wish, known)
    fixed = known.entries.union(asked.keep)
    may_move = {entry.id for entry in movable(schedule, now)} - fixed
    around = sides(wish.schedule)
    strays = astray(schedule, around, known.entries)
    while True:
        at_fault = {entry for one in broken for entry in one.entries} | known.roads | strays.keys()
        has_to = frozenset(may_move & at_fault)
        hidden = _hidden(wish, known, has_to, broken)
        if not hidden:
            break
        broken += hidden
    left = tuple(one for one in broken if not has_to.intersection(one.entries))

    def solve(problem: Problem) -> Plan:
        return solver.solve(problem, report, is_stopped)

    def found(moving: frozenset[str]) -> Found:
        posed = disturbed(schedule, now, moving, fixed, around) if moving else _NOTHING
        if not posed.problem.tasks:
            return Found(broken, left, strays, posed, (Proposed(_NO_PLAN),))
        judge = _judge(wish, known, posed, broken)
        plans = propose(posed.problem, asked.most, judge, solve, is_stopped)
        return Found(broken, left, strays, posed, plans)

    first = found(has_to)
    if is_stopped() or not _could_be_kept(first):
        return first
    before = disturbed(wish.schedule, now, has_to, fixed, around)
    upset = first.posed.stuck - before.stuck
    wider = found(has_to | upset) if upset else first
    return wider if _lost_first(wider) < _lost_first(first) else first


_NOTHING = Disturbed(Problem(()), MappingProxyType({}))
_NO_PLAN = Plan((), (), (), State.OPTIMAL, 0, 0)


def _could_be_kept(found: Found) -> bool:
    """Whether something is lost that might not be if what is beside it moved as well.

    That is so of what stays because a way that it relied on is gone, though no rule finds it while
    the journey that was its way stands.
    """
    posed, plan = found.posed, found.plans[0].plan
    return bool(plan.unplaced) or any(
        by is not None and by.by in {Cut.AFTER, Cut.BEFORE} for by in posed.closed.values()
    )


def _lost_first(found: Found) -> frozenset[str]:
    """Return the ids of what the best plan cannot keep."""
    return frozenset(lost_in(found.posed, found.plans[0].plan))


def _broken(wish: Wish, known: Changed) -> tuple[Diagnostic, ...]:
    """Return what makes something impossible that the rules did not find before."""
    found = checking.differing(wish.schedule, known.schedule, wish.now).appeared
    return tuple(filter(_breaks, found))


def _hidden(
    wish: Wish, known: Changed, has_to: frozenset[str], broken: tuple[Diagnostic, ...]
) -> tuple[Diagnostic, ...]:
    """Return what else is impossible, and is not found only for what no longer works before it.

    Whoever cannot get to one town for the first thing there cannot for the second either.
    """
    schedule = known.schedule
    gone = {
        one: replace(schedule.entries[one], status=Status.CANCELLED)
        for one in has_to
        if isinstance(schedule.entries[one], Engagement)
    }
    if not gone:
        return ()
    told = set(map(_about, broken))
    found = checking.differing(schedule, with_entries(schedule, gone), wish.now).appeared
    return tuple(one for one in found if _breaks(one) and _about(one) not in told)


def _breaks(one: Diagnostic) -> bool:
    """Whether a finding makes something impossible, or useless where it is after what it prepares.

    Other warnings are shown, and accepted.
    """
    return one.is_error or one.rule == _TOO_TIGHT or is_order(one)


def _judge(wish: Wish, known: Changed, posed: Disturbed, broken: tuple[Diagnostic, ...]) -> Judge:
    """Return what tells what the rules find of a plan and did not find before all this.

    What they find now of nothing that may move is no plan's fault; nor is it that a request has no
    room beside something that moves.
    """
    now = wish.now
    tasks = {task.id for task in posed.problem.tasks}
    to_mend = {_about(one) for one in broken if tasks.intersection(one.entries)}
    standing = {_about(one) for one in checks.check(known.schedule, now).found} - to_mend
    standing |= {_about(one) for one in checks.check(wish.schedule, now).found}
    asked = {entry.id for entry in known.schedule.entries.values() if entry.is_request}

    def judge(plan: Plan) -> tuple[Objection, ...]:
        placed = {one.task for one in plan.placements}
        new = {one.task for one in moved_in(posed.problem, plan)}
        found = []
        for one in checks.check(replanned(known, posed, plan), now).found:
            entries = placed.intersection(one.entries)
            if not _breaks(one) or _about(one) in standing or not entries:
                continue
            if asked.intersection(one.entries):
                continue
            ids = frozenset(new & entries) or frozenset(entries)
            found.append(Objection(one.rule, ids, one.message))
        return tuple(found)

    return judge


def _about(one: Diagnostic) -> tuple[str, frozenset[str]]:
    return one.rule, frozenset(one.entries)


def moved_in(problem: Problem, plan: Plan) -> Iterator[Placement]:
    """Yield what a plan puts elsewhere than it is."""
    for one in plan.placements:
        kept = problem.task(one.task).kept
        if kept is not None and kept.start != one.start:
            yield one


def lost_in(posed: Disturbed, plan: Plan) -> tuple[str, ...]:
    """Return the ids of what a plan cannot keep."""
    return (*plan.unplaced, *posed.closed)


# ---------------------------------------------------------------- a plan as a schedule


def replanned(known: Changed, posed: Disturbed, plan: Plan) -> Schedule:
    """Return a schedule with a plan in it, and without what the plan cannot keep."""
    schedule = known.schedule
    entries = {
        one.task: replace(
            schedule.entries[one.task],
            when=when_of(schedule, one),
            status=status_after(schedule.entries[one.task]),
        )
        for one in moved_in(posed.problem, plan)
    }
    entries |= {
        one: replace(schedule.entries[one], status=Status.CANCELLED) for one in lost_in(posed, plan)
    }
    return with_entries(schedule, entries)


def status_after(entry: Entry) -> Status:
    """Return how sure an entry is once it is moved: whoever was to be met has still to agree."""
    is_open = isinstance(entry, Engagement) and entry.status is Status.CONFIRMED
    return Status.TENTATIVE if is_open else entry.status


# ---------------------------------------------------------------- a plan as an edit


def apply(wish: Wish, known: Changed, posed: Disturbed, plan: Plan) -> Outcome:
    """Return what writing a plan, and what has happened, into the file would do.

    What cannot be kept stays as it is: whether it is cancelled is for people to decide.
    """
    schedule = known.schedule
    steps: list[Step] = [lambda _data, _path: known.data]
    ids = set(known.entries)
    for one in moved_in(posed.problem, plan):
        entry = schedule.entries[one.task]
        like = written(wish.loaded, entry, "when") or manner(wish)
        zones = zones_of(schedule, entry, one.slot.origin)
        text = phrased(when_of(schedule, one), like, zones, schedule.delegation.dates)
        steps.append(setting(entry, "when", text))
        if status_after(entry) is not entry.status:
            steps.append(setting(entry, "status", status_after(entry).value))
        ids.add(entry.id)
    return edited(wish, steps, tuple(one for one in schedule.entries if one in ids))


def choose(
    wish: Wish,
    asked: Asked,
    number: int,
    report: Report | None = None,
    is_stopped: Callable[[], bool] = never,
) -> Outcome:
    """Return what writing one of several plans would do."""
    known = happened(wish, asked)
    if isinstance(known, Uneditable):
        return known
    found = replans(wish, known, asked, report, is_stopped)
    if not 1 <= number <= len(found.plans):
        count = len(found.plans)
        return Uneditable(
            say("there is no proposal {number}: there are {count}", number=number, count=count),
            say("see `itinerary replan` without --apply"),
        )
    return apply(wish, known, found.posed, found.plans[number - 1].plan)
