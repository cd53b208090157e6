"""Every start that a request could have, and which facts of the file stand in its way."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from itinerary.checks import wording
from itinerary.languages import plural, say
from itinerary.model.entries import Entry
from itinerary.model.schedule import Schedule
from itinerary.planner.openings import Range
from itinerary.planner.posing import FINEST, pose
from itinerary.planner.problem import Busy, Problem, Slot, Task
from itinerary.planner.why import facts as known
from itinerary.planner.why.blame import Blame, Blamed, Why, blamed, possible
from itinerary.planner.why.facts import Fact
from itinerary.planner.windows import instant_of, minute_of
from itinerary.times import FIRST_YEAR, UTC, Timespan

LONG_AGO = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)

Key = tuple[str, int, str]


class Question(NamedTuple):
    """A request, in a schedule in which it is the only one, as of ``now``.

    ``bare`` is the schedule with the request alone: all that its slots depend on. ``placed`` are
    the ids of what the same plan has placed.
    """

    schedule: Schedule
    bare: Schedule
    entry: Entry
    now: datetime
    placed: frozenset[str] = frozenset()

    def posed(self, schedule: Schedule, left_out: Iterable[Fact] = ()) -> Problem:
        """Return the problem that a schedule is without some facts."""
        left_out = tuple(left_out)
        now = LONG_AGO if any(fact.is_past for fact in left_out) else self.now
        return pose(known.left_out(schedule, left_out), now).problem

    def task(self, schedule: Schedule, left_out: Iterable[Fact] = ()) -> Task | None:
        """Return the task that the request is without some facts; None where it has no slot."""
        return _task(self.posed(schedule, left_out), self.entry.id)

    def at(self, minute: int, place: str | None) -> datetime:
        """Return an instant by the clocks of a place."""
        return instant_of(minute, self.schedule.gazetteer.zone(place))


class Table(NamedTuple):
    """Every start that a request could have, and what stands in its way.

    ``problem`` is the file's, ``task`` as it is there, or None where no slot is left to it, and
    ``loose`` as it would be without any of the facts that concern it alone.
    """

    question: Question
    problem: Problem
    task: Task | None
    loose: Task | None
    facts: tuple[Fact, ...]
    lines: tuple[Blamed, ...]

    def key(self, blame: Blame) -> Key:
        """Return what makes two blames the same fact."""
        fact = self.presence(blame.cause) if isinstance(blame.cause, Busy) else None
        if fact in self.facts:
            return Why.SETTLED.value, self.facts.index(fact), ""
        return blame.key

    def presence(self, busy: Busy) -> Fact | None:
        """Return the fact that somebody joins or leaves, where that is what something is."""
        return known.presence_at(self.question.schedule, busy) if busy.entry is None else None

    def is_window(self, blame: Blame) -> bool:
        """Whether a blame is on the windows of the request."""
        return blame.cause == 0 and blame.why is Why.SETTLED

    def fact(self, blame: Blame) -> Fact:
        """Return the fact that something is blamed on."""
        match blame.cause:
            case int() as number:
                return self.facts[number]
            case Busy() as busy if busy.entry is None:
                return known.presence_at(self.question.schedule, busy)
            case Busy() as busy:
                return _busy_fact(self.question, self.problem, blame, busy)
            case _:
                return _rule_fact(self.question, blame)


def asked(
    schedule: Schedule, entry_id: str, now: datetime, placed: frozenset[str] = frozenset()
) -> Question:
    """Return a question about one request, beside all that has a time in a schedule."""
    entry = schedule.entries[entry_id]
    kept = {
        one: other
        for one, other in schedule.entries.items()
        if other.when is not None or one == entry_id
    }
    alone = replace(schedule, entries=kept)
    return Question(alone, known.bare(alone, entry), entry, now, placed)


def tabled(question: Question) -> Table:
    """Return the table of every start that a request could have."""
    schedule, entry = question.schedule, question.entry
    problem, facts = question.posed(schedule), known.settled(schedule, entry, question.now)
    task = _task(problem, entry.id)
    if task is not None and next(possible(problem, task), None) is None:
        problem = replace(problem, step=FINEST)  # to the minute, as a plan does then
    loose = question.task(question.bare, facts)
    if loose is None:
        return Table(question, problem, task, None, facts, ())
    problem = _with_ways(question, problem, loose, facts)
    takes: dict[int, list[tuple[Slot, Range]]] = {}
    for number, fact in enumerate(facts):
        alone = question.task(question.bare, (other for other in facts if other is not fact))
        takes[number] = list(_taken_away(loose.slots, alone.slots if alone else ()))
    lines = tuple(blamed(problem, loose, takes))
    return Table(question, problem, task, loose, facts, lines)


def _with_ways(question: Question, problem: Problem, loose: Task, facts: Iterable[Fact]) -> Problem:
    """Return a problem that has the ways to every place that a request could have."""
    places = {place for slot in loose.slots for place in (slot.origin, slot.destination)}
    if places - {None} <= {one for one, _ in problem.travel}:
        return problem
    others = (fact for fact in facts if not fact.is_presence)
    travel = question.posed(question.schedule, others).travel
    return replace(problem, travel={**travel, **problem.travel})


def _taken_away(slots: Iterable[Slot], kept: Iterable[Slot]) -> Iterator[tuple[Slot, Range]]:
    """Yield the starts of slots that are in no slot that is kept of the same day and place."""
    left: dict[tuple[int, str | None, str | None], list[Range]] = {}
    for slot in kept:
        key = slot.day, slot.origin, slot.destination
        left.setdefault(key, []).append((slot.first, slot.last))
    for slot in slots:
        at = slot.first
        for first, last in sorted(left.get((slot.day, slot.origin, slot.destination), ())):
            if last < at or first > slot.last:
                continue
            if first > at:
                yield slot, (at, first - 1)
            at = max(at, last + 1)
        if at <= slot.last:
            yield slot, (at, slot.last)


def _task(problem: Problem, task_id: str) -> Task | None:
    return next((task for task in problem.tasks if task.id == task_id), None)


def without(table: Table, blame: Blame) -> tuple[Problem, Task] | None:
    """Return the problem and the task without what is blamed; None where it is a rule."""
    question, fact = table.question, table.fact(blame)
    if fact.is_settled:
        task = question.task(question.bare, [fact])
        gone = [one for one in table.problem.busy if table.presence(one) == fact]
    elif isinstance(blame.cause, Busy):
        task, gone = table.task, [*blame.gone(table.problem)]
    else:
        return None
    kept = tuple(busy for busy in table.problem.busy if busy not in gone)
    return (replace(table.problem, busy=kept), task) if task else None


# ---------------------------------------------------------------- in words


def _busy_fact(question: Question, problem: Problem, blame: Blame, busy: Busy) -> Fact:
    schedule, claims = question.schedule, blame.claims
    fact = known.taken(schedule, busy, claims, when_of(question, busy), blame.way)
    if blame.why is Why.DAY:
        told = say(
            "the day of {who}, with {title}, {when}, is to be no longer than {length}",
            who=wording.people(schedule, claims),
            length=timedelta(minutes=problem.limits.day or 0),
            title=wording.title(schedule, schedule.entries[fact.entry or ""]),
            when=when_of(question, busy),
        )
        return replace(fact, told=told)
    if blame.why is Why.REST:
        told = say(
            "{who} is to rest {length} before or after {title}, {when}",
            who=wording.people(schedule, claims),
            length=timedelta(minutes=problem.limits.rest or 0),
            title=wording.title(schedule, schedule.entries[fact.entry or ""]),
            when=when_of(question, busy),
        )
        return replace(fact, told=told)
    if fact.entry is not None and fact.entry in question.placed:
        return known.so_planned(schedule, fact)
    return fact


def when_of(question: Question, busy: Busy) -> Timespan:
    """Return when something takes place, by the clocks of its places; of a bed, one night."""
    if busy.is_bed:
        at = question.at(busy.start, busy.origin)
        return Timespan(at, at)
    return next(
        occurrence.when
        for occurrence in question.schedule.occurrences
        if occurrence.entry.id == busy.entry
        and isinstance(occurrence.when, Timespan)
        and minute_of(occurrence.when.start) == busy.start
    )


def _rule_fact(question: Question, blame: Blame) -> Fact:
    who = wording.people(question.schedule, blame.claims)
    if blame.why is Why.LOAD:
        told = say("it is too much for the first day of {who} at that height", who=who)
    else:
        told = plural(
            "{who} would have no time to eat at midday",
            "not all of {who} would have time to eat at midday",
            len(who),
            who=who,
        )
    return Fact(question.entry.span, told)
