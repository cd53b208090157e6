"""Why requested nights cannot be placed: each first day and place, and what stands in its way."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from itinerary.checks import wording
from itinerary.languages import Message, plural, say
from itinerary.model.entries import Stay as RequestedStay
from itinerary.model.schedule import Schedule
from itinerary.planner import facts as known
from itinerary.planner.facts import Fact, changed
from itinerary.planner.problem import Attendance, Bed, Problem, Stay
from itinerary.planner.relaxing import without_fact
from itinerary.planner.table import Question
from itinerary.times import Days

Way = tuple[Message, Days, str]
"""What would have to give, and when and where the nights could be then."""


class Choice(NamedTuple):
    """A place and a first day, and the facts that stand in its way."""

    place: str
    day: int
    facts: frozenset[Fact]


def choices(question: Question) -> tuple[Choice, ...]:
    """Return every place and first day that a requested stay could have."""
    problem = question.posed(question.schedule)
    facts = known.settled(question.schedule, question.entry, question.now)
    loose = _stay(question, question.bare, facts)
    if loose is None:
        return ()
    blamed: dict[tuple[str, int], set[Fact]] = {one: set() for one in _days(loose)}
    for fact in facts:
        stay = _stay(question, question.bare, (other for other in facts if other is not fact))
        for one in set(blamed) - set(_days(stay) if stay else ()):
            blamed[one].add(fact)
    for (place, day), found in blamed.items():
        found |= set(_in_the_way(question, problem, loose, place, day))
    return tuple(
        Choice(place, day, frozenset(found)) for (place, day), found in sorted(blamed.items())
    )


def _stay(question: Question, schedule: Schedule, left_out: Iterable[Fact] = ()) -> Stay | None:
    stays = question.posed(schedule, left_out).stays
    return next((stay for stay in stays if stay.id == question.entry.id), None)


def _days(stay: Stay) -> Iterator[tuple[str, int]]:
    for lodging in stay.lodgings:
        for day in range(lodging.first, lodging.last + 1):
            yield lodging.place, day


def _in_the_way(
    question: Question, problem: Problem, stay: Stay, place: str, day: int
) -> Iterator[Fact]:
    """Yield the beds that people have elsewhere on those nights, and what needs them elsewhere."""
    last = day + stay.nights
    beds = [bed for bed in problem.beds if set(bed.people) & set(stay.people)]
    for bed in beds:
        if bed.first < last and day < bed.last:
            yield _bed_fact(question, bed, stay)
    town = problem.towns.get(place, place)
    towns = {problem.towns.get(one.place, one.place) for one in stay.lodgings}
    for one in problem.attendances:
        if one.person not in stay.people or not day <= one.day <= last:
            continue
        slept = any(
            bed.first <= one.day <= bed.last
            and one.person in bed.people
            and problem.towns.get(bed.place or "", bed.place) == one.town
            for bed in beds
        )
        if one.town in towns and one.town != town and not slept:
            yield _attendance_fact(question, one)


def _bed_fact(question: Question, bed: Bed, stay: Stay) -> Fact:
    schedule = question.schedule
    entry = schedule.entries[bed.entry]
    who = wording.people(schedule, [one for one in stay.people if one in bed.people])
    told = plural(
        "{who} has a bed in “{title}”, {when}",
        "{who} have a bed in “{title}”, {when}",
        len(who),
        who=who,
        title=wording.entry_title(schedule, entry),
        when=Days(date.fromordinal(bed.first), date.fromordinal(bed.last)),
    )
    return known.of_entry(entry, told)


def _attendance_fact(question: Question, one: Attendance) -> Fact:
    schedule = question.schedule
    entry = schedule.entries[one.entry]
    told = say(
        "{who} is to be in {town} on {day} for {title}",
        who=wording.person(schedule, one.person),
        town=wording.place(schedule, one.town),
        day=date.fromordinal(one.day),
        title=wording.title(schedule, entry),
    )
    return known.of_entry(entry, told)


def reasons(question: Question) -> tuple[Fact, ...]:
    """Return a smallest set of facts such that each choice has one; none where a choice has none.

    The windows are left out last.
    """
    known_choices = choices(question)
    if not known_choices:  # even the whole mission has not so many nights
        return known.settled(question.schedule, question.entry, question.now)[:1]
    if not all(choice.facts for choice in known_choices):
        return ()
    weight = Counter(fact for choice in known_choices for fact in choice.facts)
    kept = set(weight)
    for fact in sorted(weight, key=lambda one: (one.is_window, weight[one], one.span, one.told)):
        if all(choice.facts & (kept - {fact}) for choice in known_choices):
            kept.remove(fact)
    return tuple(sorted(kept, key=lambda one: (not one.is_window, one.span, one.told)))


def free_without(question: Question, fact: Fact) -> Choice | None:
    """Return the first choice that a fact alone stands in the way of."""
    return next((one for one in choices(question) if one.facts == {fact}), None)


def ways(question: Question) -> Iterator[Way]:
    """Yield each single thing that would have to give, the cheapest first."""
    asked = _nights(question)
    for nights in range(asked - 1, 0, -1):
        found = _first_free(question, nights=nights)
        if found:
            told = plural(
                "{count} night instead of {nights}: {days}",
                "{count} nights instead of {nights}: {days}",
                nights,
                nights=asked,
                days=found[0],
            )
            yield told, *found
            break
    for fact in reasons(question):
        choice = None if fact.is_window else free_without(question, fact)
        if choice is None or (fact.entry is not None and not fact.may_move):
            continue
        days = _days_of(choice, asked)
        yield without_fact(question.schedule, fact, days), days, choice.place


def _nights(question: Question) -> int:
    entry = question.entry
    return (isinstance(entry, RequestedStay) and entry.nights) or 0


def _first_free(question: Question, *, nights: int) -> tuple[Days, str] | None:
    """Return the first days and the place that fewer nights could have."""
    values = {"nights": nights}
    fewer = question._replace(
        schedule=changed(question.schedule, question.entry.id, **values),
        bare=changed(question.bare, question.entry.id, **values),
    )
    free = sorted((one for one in choices(fewer) if not one.facts), key=lambda one: one.day)
    return (_days_of(free[0], nights), free[0].place) if free else None


def _days_of(choice: Choice, nights: int) -> Days:
    return Days(date.fromordinal(choice.day), date.fromordinal(choice.day + nights))
