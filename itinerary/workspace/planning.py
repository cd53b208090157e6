"""Planning a schedule: its requests posed, solved and checked, and the plan as an edit."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import chain, repeat

from itinerary.checks import wording
from itinerary.languages import Message, say
from itinerary.model.entries import Journey, Status
from itinerary.model.schedule import Schedule
from itinerary.output.plan import LeftRequest, PlacedRequest, Proposal, Proposals
from itinerary.planner import solver
from itinerary.planner.journeys import riding
from itinerary.planner.posing import Posed, pose
from itinerary.planner.problem import Lodged, Placement, Plan, Problem, Report, State
from itinerary.planner.proposing import Proposed, propose
from itinerary.planner.why.explain import explain
from itinerary.planner.why.reasons import Reasons
from itinerary.planner.why.rounds import Rounds
from itinerary.planner.windows import Cut, zones_of
from itinerary.syntax.editor import Change
from itinerary.syntax.phrasing import phrased
from itinerary.syntax.splicing import Uneditable
from itinerary.times import Timespan, day_span
from itinerary.workspace import excuses
from itinerary.workspace.editing import Outcome, Wish, edited, manner, settings
from itinerary.workspace.judging import RequestJudge, judge_of
from itinerary.workspace.placing import as_placed, placed_in, planned, when_of

MOST_EXPLAINED = 5
"""Requests of the first proposal that are explained at length: each takes some 0.2 s."""

MOST_TRIED = 4
"""First days that the rules are asked about, where a stay would rather begin on these."""


def never() -> bool:
    """Whether somebody stopped it: nobody."""
    return False


def plans(
    schedule: Schedule,
    now: datetime,
    count: int,
    report: Report | None = None,
    is_stopped: Callable[[], bool] = never,
) -> tuple[Posed, tuple[Proposed, ...]]:
    """Return a schedule's requests as a problem, and its best plan with up to ``count`` − 1 others.

    ``report`` is told of the worth placed so far, and of the worth that none can exceed.
    """
    posed = pose(schedule, now)
    if not posed.problem.requests:
        return posed, ()
    judge = judge_of(schedule, now)

    def solve(problem: Problem) -> Plan:
        return solver.solve(problem, report, is_stopped)

    found = propose(posed.problem, count, judge, riding(solve, judge), is_stopped)
    return posed, found


def proposals(
    schedule: Schedule,
    now: datetime,
    count: int,
    report: Report | None = None,
    is_stopped: Callable[[], bool] = never,
) -> Proposals:
    """Return what is proposed for a file, for people to read.

    Whoever stops it is told at once, without what takes long to explain.
    """
    posed, found = plans(schedule, now, count, report, is_stopped)
    told = tuple(
        _told(posed, one, _Explaining(schedule, now, one.plan, most, is_stopped))
        for one, most in zip(found, chain([MOST_EXPLAINED], repeat(0)), strict=False)
    )
    if not told and posed.closed:
        nothing = Plan((), (), (), State.OPTIMAL, 0, 0)
        explaining = _Explaining(schedule, now, nothing, MOST_EXPLAINED, is_stopped)
        left = tuple(_closed(posed, one, explaining) for one in posed.closed)
        told = (Proposal((), left, "optimal", 0, 0),)
    delegation = schedule.delegation
    return Proposals(schedule.path, delegation.name, delegation.zone, told)


# ---------------------------------------------------------------- a plan as an edit


def apply(wish: Wish, plan: Plan) -> Outcome:
    """Return what writing a plan into the file would do: each request gets its time and place.

    Times are written in the manner of the file's other times.
    """
    schedule, mission = wish.schedule, wish.schedule.delegation.dates
    changes: list[Change] = []
    like = manner(wish)
    for one in placed_in(plan):
        is_stay = isinstance(one, Lodged)
        entry = schedule.entries[one.stay if isinstance(one, Lodged) else one.task]
        place = one.place if isinstance(one, Lodged) else one.slot.origin
        zones = zones_of(schedule, entry, place)
        text = phrased(when_of(schedule, one), None if is_stay else like, zones, mission)
        changes.append(Change(entry.id, "when", text))
        where = getattr(entry, "where", ())
        if len(where) > 1 and place is not None:
            changes.append(Change(entry.id, "where", place))
        if entry.status is not Status.TENTATIVE:
            changes.append(Change(entry.id, "status", Status.TENTATIVE.value))
    ids = tuple(one.task for one in plan.placements) + tuple(one.stay for one in plan.lodged)
    return edited(wish, [settings(changes)], ids)


def choose(wish: Wish, found: tuple[Plan, ...], number: int) -> Outcome:
    """Return what writing one of several plans would do."""
    if not found or not (found[0].placements or found[0].lodged):
        return Uneditable(say("nothing can be placed"), say("see `itinerary plan`"))
    if not 1 <= number <= len(found):
        return Uneditable(
            say(
                "there is no proposal {number}: there are {count}", number=number, count=len(found)
            ),
            say("see `itinerary plan`"),
        )
    return apply(wish, found[number - 1])


# ---------------------------------------------------------------- in words


class _Explaining:
    """Explains why requests have no hour beside a plan: some of them, since each takes a while."""

    def __init__(
        self,
        schedule: Schedule,
        now: datetime,
        plan: Plan,
        most: int,
        is_stopped: Callable[[], bool],
    ) -> None:
        self.schedule, self.now, self.is_stopped = schedule, now, is_stopped
        self._planned, self._left = planned(schedule, plan), most
        self._placed = frozenset(
            {*(one.task for one in plan.placements), *(one.stay for one in plan.lodged)}
        )

    def why(self, request: str) -> tuple[Message, ...]:
        """Return the fewest facts that leave a request no hour, and what would do."""
        if not self._left or self.is_stopped():
            return ()
        self._left -= 1
        judge = RequestJudge(self._planned, request, self.now)
        keeps = judge.keeps_otherwise
        return explain(self._planned, request, self.now, keeps, self._placed).messages


def _told(posed: Posed, proposed: Proposed, explaining: _Explaining) -> Proposal:
    schedule, plan = explaining.schedule, proposed.plan
    reasons, rounds = Reasons(posed.problem, plan), Rounds(posed.problem, plan)
    stays = {stay.id for stay in posed.problem.stays}
    explains = {one: rounds if one in stays else reasons for one in plan.unplaced}
    placed = [
        _placed(
            schedule,
            one,
            (
                *excuses.why_lodged(schedule, rounds, one),
                *_objected(explaining, plan, one, rounds),
            ),
        )
        if isinstance(one, Lodged)
        else _placed(schedule, one, excuses.why(schedule, reasons, one))
        for one in placed_in(plan)
    ]
    left = [
        LeftRequest(
            id=one,
            line=schedule.entries[one].span.line,
            title=wording.entry_title(schedule, schedule.entries[one]),
            why=(
                *excuses.why_not(schedule, explains[one], one, proposed.objections),
                *explaining.why(one),
            ),
        )
        for one in plan.unplaced
    ]
    left += [_closed(posed, one, explaining) for one in posed.closed]
    order = list(schedule.entries)
    return Proposal(
        placed=tuple(sorted(placed, key=lambda one: _start(schedule, one))),
        unplaced=tuple(sorted(left, key=lambda one: order.index(one.id))),
        status=plan.state.value,
        objective=plan.objective,
        bound=plan.bound,
    )


def _objected(
    explaining: _Explaining, plan: Plan, lodged: Lodged, rounds: Rounds
) -> Iterator[Message]:
    """Yield what the rules find of the day that a stay would rather begin on, if of all such."""
    better = () if explaining.is_stopped() else rounds.better(lodged)
    if not better or len(better) > MOST_TRIED:
        return
    judge = judge_of(explaining.schedule, explaining.now)
    others = tuple(one for one in plan.lodged if one is not lodged)
    found = [
        [one for one in judge(replace(plan, lodged=(*others, other))) if lodged.stay in one.ids]
        for other in better
    ]
    if all(found):
        day = date.fromordinal(better[0].first)
        yield say("on {day} check would find: {what}", day=day, what=found[0][0].message)


def _start(schedule: Schedule, one: PlacedRequest) -> tuple[datetime, str]:
    if isinstance(one.when, Timespan):
        return one.when.start, one.id
    return day_span(one.when.first, schedule.delegation.zone).start, one.id


def _placed(
    schedule: Schedule, one: Placement | Lodged, reasons: tuple[Message, ...]
) -> PlacedRequest:
    entry = schedule.entries[one.stay if isinstance(one, Lodged) else one.task]
    when = when_of(schedule, one)
    place = one.place if isinstance(one, Lodged) else one.slot.origin
    where = getattr(entry, "where", ())
    ends = (entry.origin.id, entry.destination.id) if isinstance(entry, Journey) else (place,)
    named = (wording.place(schedule, end) for end in ends if end)
    people = schedule.attendees(entry, when)
    return PlacedRequest(
        id=entry.id,
        line=entry.span.line,
        title=wording.entry_title(schedule, as_placed(schedule, one)),
        when=when,
        where=place if where else None,
        place=" → ".join(named),
        who=people,
        names=wording.people(schedule, people),
        reasons=reasons,
    )


def _closed(posed: Posed, request: str, explaining: _Explaining) -> LeftRequest:
    schedule = explaining.schedule
    entry, cut = schedule.entries[request], posed.closed[request]
    return LeftRequest(
        id=request,
        line=entry.span.line,
        title=wording.entry_title(schedule, entry),
        why=(
            excuses.closed(schedule, entry, cut),
            *(explaining.why(request) if cut and cut.by not in {Cut.ITSELF, Cut.UNKNOWN} else ()),
        ),
    )
