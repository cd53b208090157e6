"""Every way to lodge some stays beside each other and what never moves, as far as can be tried."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from itinerary.planner.beds import asked_towns, starts
from itinerary.planner.openings import travel
from itinerary.planner.problem import Attendance, Bed, Problem, Stay

MOST_STEPS = 20_000
"""Steps in which every way to lodge the stays that share people is to be tried."""

Start = tuple[str, int]
"""A place, and the first day there."""


class Way(NamedTuple):
    """Where and when each stay would be, and the entries that need somebody elsewhere then."""

    starts: Mapping[str, Start]
    against: frozenset[str]


def ways(problem: Problem, stays: list[Stay]) -> tuple[Way, ...] | None:
    """Return every way to lodge some stays; None where there is too much to try."""
    try:
        return tuple(_Together(problem, stays).ways())
    except _TooMany:
        return None


class _TooMany(Exception):  # noqa: N818 (it is no error: nothing is said then)
    """More would have to be tried than is worth it."""


class _Together:
    """Tries every way to lodge some stays beside what never moves."""

    def __init__(self, problem: Problem, stays: list[Stay]) -> None:
        self._problem = problem
        self._stays = sorted(stays, key=lambda stay: (len(list(starts(stay))), stay.id))
        self._steps = 0

    def ways(self) -> Iterator[Way]:
        """Yield every way."""
        for beds in self._lodge(()):
            if self._has_ways(beds):
                where = {bed.entry: (bed.place or "", bed.first) for bed in beds}
                yield Way(where, self._against(beds))

    def _lodge(self, beds: tuple[Bed, ...]) -> Iterator[tuple[Bed, ...]]:
        """Yield every choice in which nobody has two beds in a night, and the order is kept."""
        if len(beds) == len(self._stays):
            yield beds
            return
        stay = self._stays[len(beds)]
        for place, first in starts(stay):
            self._steps += 1
            if self._steps > MOST_STEPS:
                raise _TooMany
            bed = Bed(stay.id, place, first, first + stay.nights, stay.people)
            fixed = (one for one in self._problem.beds if self._clash(one, bed))
            if next(fixed, None) is None and all(self._may_both(one, bed) for one in beds):
                yield from self._lodge((*beds, bed))

    def _may_both(self, one: Bed, other: Bed) -> bool:
        pair = {(one.entry, other.entry): (one, other), (other.entry, one.entry): (other, one)}
        ordered = (beds for ids, beds in pair.items() if ids in self._problem.orders)
        if self._clash(one, other) or not self._leads_on(*sorted((one, other), key=_first)):
            return False
        return all(before.last <= after.first for before, after in ordered)

    def _leads_on(self, one: Bed, other: Bed) -> bool:
        """Whether a way leads from a bed to one that begins as it ends, if both are somebody's."""
        if one.last != other.first or set(one.people).isdisjoint(other.people):
            return True
        between = any(bed.first == bed.last == one.last for bed in self._problem.beds)
        return between or travel(self._problem, one.place, other.place) is not None

    @staticmethod
    def _clash(one: Bed, other: Bed) -> bool:
        is_at_once = one.first < other.last and other.first < one.last
        return is_at_once and not set(one.people).isdisjoint(other.people)

    def _has_ways(self, beds: tuple[Bed, ...]) -> bool:
        """Whether a way leads to each stay from the bed before, and from it to the bed after."""
        for person in {person for bed in beds for person in bed.people}:
            theirs = sorted(
                (bed for bed in (*self._problem.beds, *beds) if person in bed.people),
                key=lambda bed: (bed.first, bed.last, bed.entry),
            )
            for one, other in pairwise(theirs):
                is_asked = one in beds or other in beds
                if is_asked and travel(self._problem, one.place, other.place) is None:
                    return False
        return True

    def _against(self, beds: tuple[Bed, ...]) -> frozenset[str]:
        """Return the entries that need somebody elsewhere than where some beds are."""
        return frozenset(one.entry for one in self._problem.attendances if self._misses(one, beds))

    def _misses(self, one: Attendance, beds: tuple[Bed, ...]) -> bool:
        theirs = [bed for bed in beds if one.person in bed.people and self._is_near(one, bed)]
        if not theirs or one.town not in self._asked[one.person]:
            return False
        fixed = [bed for bed in self._problem.beds if one.person in bed.people]
        there = [bed.place for bed in (*theirs, *fixed) if self._is_near(one, bed)]
        towns = {self._problem.town(place) for place in there if place}
        return one.town not in towns

    @staticmethod
    def _is_near(one: Attendance, bed: Bed) -> bool:
        return bed.first <= one.day <= bed.last

    @cached_property
    def _asked(self) -> dict[str, set[str]]:
        """The towns in which each person's stays may be."""
        people = {person for stay in self._stays for person in stay.people}
        problem = self._problem
        return {
            person: {town for stay in problem.stays for town in asked_towns(problem, stay, person)}
            for person in people
        }


def _first(bed: Bed) -> int:
    return bed.first
