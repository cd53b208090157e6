"""The least that would have to give so that a request can be placed: one thing at a time.

They are tried in the order of what they cost whoever asks: another hour, a shorter meeting, one
person fewer, something not yet sure that moves, a fact that is set aside. Each is tried out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import NamedTuple

from itinerary.checks import wording
from itinerary.languages import Message, say
from itinerary.model.entries import Entry, Window
from itinerary.model.places import Reference
from itinerary.model.schedule import Schedule
from itinerary.planner.posing import STEP
from itinerary.planner.problem import (
    Keeps,
    Placement,
    Plan,
    Problem,
    Slot,
    State,
    Task,
    anyhow,
)
from itinerary.planner.why.blame import Blame, possible
from itinerary.planner.why.facts import Fact, changed
from itinerary.planner.why.table import Question, Table, without
from itinerary.planner.wishes import cost_of, costs
from itinerary.times import Days, Timespan

FURTHEST = timedelta(hours=2)
"""How far beyond its windows a request may be moved."""
_SHORTEST = 2
"""A meeting may lose one part in so many."""
_GRAIN = timedelta(minutes=5)
_TRIES = 8
"""Hours of which the rules are asked."""
_MOST_FEWER = 8
"""Attendees tried to be left out: of a crowd nobody knows who could be missed."""


class Relaxed(NamedTuple):
    """Something that would have to give, and when and where the request could be placed then."""

    told: Message
    when: Timespan | Days
    place: str | None


def relaxed(table: Table, blames: Iterable[Blame], keeps: Keeps = anyhow) -> Iterator[Relaxed]:
    """Yield each single thing that would have to give, the cheapest first.

    ``blames`` are those that explain why there is no hour. ``keeps`` is asked of other hours and of
    shorter meetings, which leave all else as it is.
    """
    yield from _shifted(table, keeps)
    yield from _shortened(table, keeps)
    yield from _with_one_fewer(table)
    facts = [(table.fact(blame), blame) for blame in blames]
    for fact, blame in sorted(facts, key=lambda one: not one[0].may_move):
        is_fixed = fact.entry is not None and not fact.may_move
        if fact.is_window or fact.is_past or is_fixed:
            continue
        left = without(table, blame)
        found = _best(*left) if left else None
        if found:
            when, place = _told(table.question, *found)
            yield Relaxed(without_fact(table.question.schedule, fact, when), when, place)


def without_fact(schedule: Schedule, fact: Fact, when: Timespan | Days) -> Message:
    """Return that there would be room if a fact were none."""
    if fact.may_move and fact.entry is not None:
        title = wording.title(schedule, schedule.entries[fact.entry])
        return say("if {title} moves: {when}", title=title, when=when)
    return say("were it not that {what}: {when}", what=fact.told, when=when)


def _posed(table: Table, **values: object) -> tuple[Problem, Task] | None:
    """Return the problem, and the task that the request is with other values.

    What is proposed starts on the quarter of an hour, even where to the minute more would fit.
    """
    question = table.question
    task = question.task(changed(question.bare, question.entry.id, **values))
    return (replace(table.problem, step=STEP), task) if task else None


_Start = tuple[int, int, str | None]
"""When a task starts and ends, and where."""


def _best(problem: Problem, task: Task) -> _Start | None:
    """Return the start that costs a task least of all that it has."""
    return next(iter(_in_order(problem, task)), None)


def _in_order(problem: Problem, task: Task) -> list[_Start]:
    """Return all starts that a task has, by what they cost it."""
    cost = costs(replace(problem, tasks=(task,))).get(task.id)
    found = [
        (cost_of(task, cost, start), start, start + task.duration, opening.slot.origin)
        for opening, start in possible(problem, task)
        if cost
    ]
    return [one[1:] for one in sorted(found, key=lambda one: (*one[:3], one[3] or ""))]


def _plan(question: Question, start: int, end: int, place: str | None) -> Plan:
    """Return a plan that has the request at a start, and nothing else."""
    day = question.at(start, place).toordinal()
    slot = Slot(day, start, start, place, place, ())
    placement = Placement(question.entry.id, slot, start, end)
    return Plan((placement,), (), (), State.FEASIBLE, 0, 0)


def _told(
    question: Question, start: int, end: int, place: str | None
) -> tuple[Timespan, str | None]:
    return Timespan(question.at(start, place), question.at(end, place)), place


def _shifted(table: Table, keeps: Keeps) -> Iterator[Relaxed]:
    """Yield the start nearest to the windows of all that are not far outside them."""
    question, entry = table.question, table.question.entry
    wide = tuple(
        replace(window, spans=tuple(map(_widened, window.spans))) for window in entry.within
    )
    left = _posed(table, within=wide)
    if left is None:
        return
    found = [
        (abs(off), off, start, opening.slot.origin)
        for opening, start in possible(*left)
        if (off := _off(entry.within, start, left[1].duration))
    ]
    for _, off, at, there in sorted(found, key=lambda one: (*one[:3], one[3] or ""))[:_TRIES]:
        start = at, at + left[1].duration, there
        if not keeps(_plan(question, *start)):
            continue
        when, place = _told(question, *start)
        length = timedelta(minutes=abs(off))
        told = (
            say("{length} later works: {when}", length=length, when=when)
            if off > 0
            else say("{length} earlier works: {when}", length=length, when=when)
        )
        yield Relaxed(told, when, place)
        return


def _widened(span: Timespan) -> Timespan:
    return Timespan(span.start - FURTHEST, span.end + FURTHEST)


def _off(windows: tuple[Window, ...], start: int, duration: int) -> int:
    """Return how many minutes a start is too late for the nearest window, or too early, below 0."""
    found = []
    for window in windows:
        for span in window.spans:
            opens, closes = (int(at.timestamp()) // 60 for at in (span.start, span.end))
            late, early = start + duration - closes, start - opens
            found.append(early if early < 0 else max(late, 0))
    return min(found, key=abs)


def _shortened(table: Table, keeps: Keeps) -> Iterator[Relaxed]:
    """Yield the longest shorter meeting that there is an hour for."""
    question, takes = table.question, table.question.entry.takes or timedelta()
    for shorter, start in islice(_shorter(table, takes), _TRIES):
        if keeps(_plan(question, *start)):
            when, place = _told(question, *start)
            told = say(
                "{shorter} instead of {length}: {when}", shorter=shorter, length=takes, when=when
            )
            yield Relaxed(told, when, place)
            return


def _shorter(table: Table, takes: timedelta) -> Iterator[tuple[timedelta, _Start]]:
    """Yield the starts of shorter meetings, the longest first and then the best.

    What is too long for all hours is not tried one by one: what is shorter has more.
    """
    most = takes // _SHORTEST // _GRAIN
    least, last = 1, most
    while least <= last:
        middle = (least + last) // 2
        left = _posed(table, takes=takes - middle * _GRAIN)
        if left and _best(*left):
            last = middle - 1
        else:
            least = middle + 1
    for number in range(least, most + 1):
        left = _posed(table, takes=takes - number * _GRAIN)
        for start in _in_order(*left) if left else ():
            yield takes - number * _GRAIN, start


def _with_one_fewer(table: Table) -> Iterator[Relaxed]:
    """Yield, for each who takes part, when the others could."""
    for person, values in one_fewer(table.question):
        left = _posed(table, **values)
        found = _best(*left) if left else None
        if found:
            yield without_person(table.question, person, *_told(table.question, *found))


def one_fewer(question: Question) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield each who takes part, and what of the request is other if they do not."""
    people = question.schedule.participants(question.entry, None)
    if 1 < len(people) <= _MOST_FEWER:  # somebody has to go
        for person in people:
            yield person, _left_out(question.entry, person, people)


def without_person(
    question: Question, person: str, when: Timespan | Days, place: str | None
) -> Relaxed:
    """Return that there would be room if somebody did not take part."""
    name = wording.person(question.schedule, person)
    return Relaxed(say("without {who}: {when}", who=name, when=when), when, place)


def _left_out(entry: Entry, person: str, people: Iterable[str]) -> dict[str, object]:
    """Return what of an entry is other where somebody takes no part in it."""
    named = {one.id: one for one in entry.who}
    others = (other for other in people if other != person)
    return {
        "who": tuple(named.get(one) or Reference(one, entry.at("who")) for one in others),
        "everyone": False,
        "lead": _unless(entry.lead, person),
        "note_taker": _unless(entry.note_taker, person),
        "interpreter": tuple(one for one in entry.interpreter if one.id != person),
    }


def _unless(one: Reference | None, person: str) -> Reference | None:
    return None if one is not None and one.id == person else one
