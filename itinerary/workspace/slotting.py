"""Which hours are left to a request, or nights to a stay, and why there are none."""

from collections import Counter
from datetime import datetime
from itertools import islice
from typing import Literal, NamedTuple

from itinerary.checks import wording
from itinerary.diagnostics import Diagnostic, did_you_mean
from itinerary.languages import Message, say
from itinerary.model.entries import Entry, Status, Stay
from itinerary.model.schedule import Schedule
from itinerary.output.slots import Blocked, Cause, Hours, Left, WayOut
from itinerary.planner.posing import unknown_id
from itinerary.planner.problem import Plan
from itinerary.planner.why.alternatives import Alternative, Alternatives, alternatives
from itinerary.planner.why.arrivals import arrivals
from itinerary.planner.why.explain import Explanation, explained, lodged
from itinerary.planner.why.facts import Fact
from itinerary.planner.why.lodging import nights
from itinerary.planner.why.table import asked, tabled
from itinerary.planner.windows import minute_of
from itinerary.times import Days, Timespan
from itinerary.workspace.judging import RequestJudge
from itinerary.workspace.views import there_are


class Untold(NamedTuple):
    """Why nothing is told of an entry, and what to do."""

    message: Message
    hint: Message


def slots(schedule: Schedule, entry_id: str, count: int, now: datetime) -> Left | Untold:
    """Return at most ``count`` hours that are left to a request beside all that has a time.

    An hour at which the rules would find something new is none. Of a stay it is first days.
    """
    entry = schedule.entries.get(entry_id)
    if entry is None:
        return _unknown(schedule, entry_id)
    untold = _untold(schedule, entry)
    if untold is not None:
        return untold
    if isinstance(entry, Stay):
        return _nights(schedule, entry, count, now)
    if entry.takes is None or not entry.within:
        return Untold(
            say("`{entry}` does not say how long it takes, and within which days", entry=entry_id),
            say("write `takes:` and `within:`"),
        )
    table = tabled(asked(schedule, entry_id, now))
    hearing = _Hearing(schedule, entry_id, now)
    found = alternatives(table, count, hearing.found)
    otherwise = hearing.judge.keeps_otherwise
    why = None if found.free else explained(table, otherwise)
    return _left(hearing, entry, found, why, hearing.told("starts", count))


def _untold(schedule: Schedule, entry: Entry) -> Untold | None:
    """Return why nothing can be told of any entry like this one, whatever it is."""
    if entry.when is not None:
        return Untold(
            say("`{entry}` has a time already", entry=entry.id),
            say("move it: `itinerary move {entry} WHEN`", entry=entry.id),
        )
    if entry.status.is_off or entry.status is Status.IDEA:
        return Untold(
            say("`{entry}` is no open request", entry=entry.id),
            say("ask for it first: `itinerary request {entry}`", entry=entry.id),
        )
    unknown = unknown_id(schedule, entry)
    if unknown is not None:
        return Untold(
            say("`{entry}` names `{id}`, which is nowhere in the file", entry=entry.id, id=unknown),
            say("see `itinerary check`"),
        )
    return None


def _nights(schedule: Schedule, entry: Stay, count: int, now: datetime) -> Left | Untold:
    """Return at most ``count`` first days that are left to a requested stay."""
    if not entry.nights or not entry.within:
        return Untold(
            say("`{entry}` does not say how many nights, and within which days", entry=entry.id),
            say("write `nights:` and `within:`"),
        )
    question = asked(schedule, entry.id, now)
    table = nights(question)
    hearing = _Hearing(schedule, entry.id, now)
    found = arrivals(table, count, hearing.facts) if table else Alternatives((), (), ())
    otherwise = hearing.judge.keeps_otherwise
    why = None if found.free else lodged(question, table, otherwise)
    return _left(hearing, entry, found, why, hearing.told("first days", count))


def _left(
    hearing: "_Hearing",
    entry: Entry,
    found: Alternatives,
    why: Explanation | None,
    objections: tuple[Cause, ...],
) -> Left:
    """Return what is told of a request: what was found, and where nothing is free, why."""
    reasons = [_cause(one.fact, is_enough=one.is_enough) for one in (why.reasons if why else ())]
    takes = entry.nights if isinstance(entry, Stay) else entry.takes
    return Left(
        path=hearing.schedule.path,
        id=entry.id,
        title=wording.entry_title(hearing.schedule, entry),
        takes=takes or 0,
        line=entry.span.line,
        free=tuple(_hours(hearing.schedule, one, hearing.rivals(one.when)) for one in found.free),
        giving=tuple(_hours(hearing.schedule, one) for one in found.giving),
        blocked=tuple(
            Blocked(
                miss.first,
                miss.last,
                _one(miss.places),
                _named(hearing.schedule, miss.places),
                tuple(_cause(one.fact, one.told) for one in miss.blockers),
            )
            for miss in found.misses
        ),
        reasons=(tuple(reasons) or objections) if why else (),
        is_proved=bool(reasons),
        ways=tuple(WayOut(way.told, way.when, way.place) for way in (why.ways if why else ())),
    )


def _unknown(schedule: Schedule, entry_id: str) -> Untold:
    requests = [one.id for one in schedule.entries.values() if one.when is None]
    known = requests or list(schedule.entries)
    return Untold(
        say("there is no entry `{entry}`", entry=entry_id[:64]),
        did_you_mean(entry_id, schedule.entries) or there_are(known),
    )


def _one(places: tuple[str, ...]) -> str | None:
    """Return the place of an engagement or a stay; a journey has none of its own."""
    return places[0] if len(places) == 1 else None


def _named(schedule: Schedule, places: tuple[str, ...]) -> str:
    return " → ".join(wording.place(schedule, place) for place in places)


def _hours(schedule: Schedule, one: Alternative, rivals: tuple[Cause, ...] = ()) -> Hours:
    return Hours(
        when=one.when,
        first=one.first,
        last=one.last,
        where=_one(one.places),
        place=_named(schedule, one.places),
        who=one.people,
        people=wording.people(schedule, one.people),
        is_preferred=one.is_preferred,
        causes=tuple(map(_cause, one.gives)),
        rivals=rivals,
    )


def _cause(fact: Fact, told: Message | None = None, *, is_enough: bool = False) -> Cause:
    return Cause(told or fact.told, fact.span.line, fact.entry, is_enough)


class _Hearing:
    """What the rules find of a request wherever it was tried, in words."""

    def __init__(self, schedule: Schedule, entry_id: str, now: datetime) -> None:
        self.schedule, self.judge = schedule, RequestJudge(schedule, entry_id, now)
        self._tried = 0
        self._first: dict[str, Diagnostic] = {}
        self._times: Counter[str] = Counter()
        self._rivals: dict[int, tuple[str, ...]] = {}

    def found(self, plan: Plan) -> tuple[Diagnostic, ...]:
        """Return what the rules find in the request where a plan has it, and not before."""
        found, rivals = self.judge.verdict(plan)
        self._rivals |= {placed.start: rivals for placed in plan.placements}
        self._tried += 1
        for finding in found:
            self._first.setdefault(finding.rule, finding)
        self._times.update({finding.rule for finding in found})
        return found

    def facts(self, plan: Plan) -> tuple[Fact, ...]:
        """Return the same as facts."""
        return tuple(
            Fact(finding.span, say("check would find: {what}", what=finding.message))
            for finding in self.found(plan)
        )

    def rivals(self, when: Timespan | Days) -> tuple[Cause, ...]:
        """Return the open requests that are left no time where the request is then."""
        ids = self._rivals.get(minute_of(when.start), ()) if isinstance(when, Timespan) else ()
        entries = [self.schedule.entries[one] for one in ids]
        return tuple(
            Cause(
                say("no time is left for {title} then", title=wording.title(self.schedule, one)),
                one.span.line,
                one.id,
            )
            for one in entries
        )

    def told(self, what: Literal["starts", "first days"], count: int) -> tuple[Cause, ...]:
        """Return what at most ``count`` rules found, each once: the best of what it is about."""
        return tuple(
            Cause(self._sentence(what, finding), finding.span.line, hint=finding.hint)
            for finding in islice(self._first.values(), count)
        )

    def _sentence(self, what: Literal["starts", "first days"], finding: Diagnostic) -> Message:
        if self._tried == 1:
            return say("check would find: {what}", what=finding.message)
        values = {
            "count": self._times[finding.rule],
            "tried": self._tried,
            "what": finding.message,
        }
        if what == "starts":
            return say("check would find, at {count} of {tried} starts: {what}", **values)
        return say("check would find, on {count} of {tried} first days: {what}", **values)
