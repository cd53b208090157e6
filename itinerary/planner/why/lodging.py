"""Where and when requested nights could be, and what stands in the way of each first day.

What explains a no is a set of facts of which none can be left out: with all of them no first day is
free, and without any one of them one would be, if nothing else stood in the way. It is tried: beds
that are left out are no step on the way to another one either.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from itinerary.checks import wording
from itinerary.languages import Message, plural, say
from itinerary.model.schedule import Schedule
from itinerary.planner.beds import Hitch, Obstacle, Round, starts
from itinerary.planner.problem import Problem, Stay
from itinerary.planner.why import facts as known
from itinerary.planner.why.facts import Fact
from itinerary.planner.why.table import Question
from itinerary.times import Days

Start = tuple[str, int]
"""A place, and the first day there."""
Key = Fact | str
"""What makes two blames the same: a fact about the request, or the id of an entry."""


class Nights(NamedTuple):
    """Every place and first day that a requested stay could have, and what is in the way of each.

    ``problem`` is what never moves, ``stay`` the request as it would be without any of the facts
    that concern it alone, and ``settled`` tells for each start which of these stand in its way.
    """

    question: Question
    problem: Problem
    stay: Stay
    settled: Mapping[Start, frozenset[Fact]]
    obstacles: Mapping[Start, tuple[Obstacle, ...]]

    @property
    def nights(self) -> int:
        """How many nights are asked for."""
        return self.stay.nights

    def keys(self, start: Start) -> frozenset[Key]:
        """Return all that stands in the way of a start."""
        return self.settled[start] | {one.entry for one in self.obstacles[start]}

    def facts(self, start: Start) -> tuple[Fact, ...]:
        """Return all that stands in the way of a start, each as a fact."""
        told = (self.fact(key, [start]) for key in self.keys(start))
        return tuple(sorted(told, key=_order))

    def fact(self, key: Key, at: Iterable[Start]) -> Fact:
        """Return what stands in the way of some starts as one fact."""
        if isinstance(key, Fact):
            return key
        found = [
            (place, one)
            for place, day in at
            for one in self.obstacles[place, day]
            if one.entry == key
        ]
        return _entry_fact(self.question, found)

    def open(self, standing: Collection[Key]) -> Iterator[Start]:
        """Yield the starts that are free where nothing but some keys stands in the way."""
        problem = self.problem
        around = Round(
            problem,
            self.stay,
            (bed for bed in problem.beds if bed.entry in standing),
            (one for one in problem.attendances if one.entry in standing),
        )
        for place, day in self.settled:
            if not self.settled[place, day] & set(standing) and not around.obstacles(place, day):
                yield place, day

    @property
    def standing(self) -> frozenset[Key]:
        """All that may stand in the way of a start."""
        settled = {fact for facts in self.settled.values() for fact in facts}
        beds = {bed.entry for bed in self.problem.beds}
        return frozenset(settled | beds | {one.entry for one in self.problem.attendances})

    def days(self, day: int) -> Days:
        """Return the days of the stay from a first day on."""
        return Days(date.fromordinal(day), date.fromordinal(day + self.nights))


def nights(question: Question) -> Nights | None:
    """Return what stands in the way of a requested stay; None where no mission is so long."""
    facts = known.settled(question.schedule, question.entry, question.now)
    loose = _stay(question, question.bare, facts)
    if loose is None:
        return None
    settled: dict[Start, set[Fact]] = {start: set() for start in starts(loose)}
    for fact in facts:
        alone = _stay(question, question.bare, (other for other in facts if other is not fact))
        for start in set(settled) - set(starts(alone) if alone else ()):
            settled[start].add(fact)
    problem = _around(question, facts)
    around = Round(problem, loose, problem.beds, problem.attendances)
    return Nights(
        question,
        replace(problem, stays=(), tasks=()),
        loose,
        {start: frozenset(found) for start, found in settled.items()},
        {start: around.obstacles(*start) for start in settled},
    )


def _stay(question: Question, schedule: Schedule, left_out: Iterable[Fact] = ()) -> Stay | None:
    stays = question.posed(schedule, left_out).stays
    return next((stay for stay in stays if stay.id == question.entry.id), None)


def _around(question: Question, facts: Iterable[Fact]) -> Problem:
    """Return what never moves, with the ways and the days that the stay asks for.

    Both are posed only for a stay that has a day left: so the facts that leave it none are left
    out, and who is there only where nothing else will do.
    """
    facts = tuple(facts)
    posed = (
        question.posed(question.schedule, left_out)
        for left_out in ((), [one for one in facts if not one.is_presence], facts)
    )
    return next(problem for problem in posed if problem.stays)


# ---------------------------------------------------------------- in words


def _entry_fact(question: Question, found: Iterable[tuple[str, Obstacle]]) -> Fact:
    """Return what one entry puts in the way of a stay, in the places that it would be in."""
    found = tuple(found)
    schedule = question.schedule
    entry = schedule.entries[found[0][1].entry]
    hitches = [one for _, one in found]
    people = {person for one in hitches for person in one.people}
    who = wording.people(schedule, [person for person in schedule.people if person in people])
    first, last = min(one.first for one in hitches), max(one.last for one in hitches)
    when = Days(date.fromordinal(first), date.fromordinal(last))
    if hitches[0].hitch is Hitch.ELSEWHERE:
        towns = dict.fromkeys(one.place for one in hitches if one.place)
        told = plural(
            "{who} is to be in {town} on {day} for {title}",
            "{who} are to be in {town} on {day} for {title}",
            len(who),
            who=who,
            town=tuple(wording.place(schedule, town) for town in towns),
            day=when.first if first == last else when,
            title=wording.title(schedule, entry),
        )
    else:
        told = plural(
            "{who} has a bed in “{title}”, {when}",
            "{who} have a bed in “{title}”, {when}",
            len(who),
            who=who,
            title=wording.entry_title(schedule, entry),
            when=when,
        )
        told = _without_ways(schedule, told, found)
    fact = known.of_entry(entry, told)
    return known.so_planned(schedule, fact) if entry.id in question.placed else fact


def _without_ways(
    schedule: Schedule, told: Message, found: Iterable[tuple[str, Obstacle]]
) -> Message:
    """Return what is told of a bed with the ways that are not there."""
    ways: dict[tuple[str, str], None] = {}
    for place, one in found:
        if one.hitch is Hitch.FROM:
            ways[one.place or "", place] = None
        elif one.hitch is Hitch.TO:
            ways[place, one.place or ""] = None
    if not ways:
        return told
    legs = tuple(
        say(
            "from {origin} to {place}",
            origin=wording.place(schedule, origin),
            place=wording.place(schedule, place),
        )
        for origin, place in ways
    )
    return say("{what}, and no way leads {ways}", what=told, ways=known.either(legs))


def _order(fact: Fact) -> tuple[object, ...]:
    return not fact.is_window, fact.span, fact.told


# ---------------------------------------------------------------- why there are none


def core(table: Nights) -> tuple[Fact, ...]:
    """Return facts that together leave no nights and of which none can be left out.

    What takes away few starts is left out first, and the windows last.
    """
    blamed = {start: table.keys(start) for start in table.settled}
    weight = Counter(key for keys in blamed.values() for key in keys)
    facts = {
        key: table.fact(key, (start for start, keys in blamed.items() if key in keys))
        for key in weight
    }
    order = sorted(weight, key=lambda key: (facts[key].is_window, weight[key], _order(facts[key])))
    kept = set(order)
    while True:
        before = len(kept)
        for key in order:
            if key in kept and next(table.open(kept - {key}), None) is None:
                kept.remove(key)
        if len(kept) == before:
            return tuple(sorted((facts[key] for key in kept), key=_order))


def without(table: Nights, fact: Fact) -> tuple[Start, ...]:
    """Return the starts that there would be if one fact were none, the first ones first."""
    key: Key = fact if fact.entry is None else fact.entry
    return tuple(sorted(table.open(table.standing - {key}), key=lambda one: (one[1], one[0])))
