"""What keeps requested nights from being in a place from a day on: beds, ways, and days elsewhere.

It is told as the plan itself sees it: nobody has two beds in one night, a way leads to each bed
from the one before, and on a day on which somebody has to be in one of the towns that their stays
may be in, no stay of theirs is elsewhere unless they have a bed there too that day.
"""

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from itinerary.planner.openings import travel
from itinerary.planner.problem import Attendance, Bed, Lodged, Problem, Stay


class Hitch(Enum):
    """In which way something stands in the way of a stay."""

    TAKEN = "taken"
    """Somebody has another bed on one of its nights."""
    FROM = "from"
    """No way leads to it from the bed before."""
    TO = "to"
    """No way leads on from it to the bed after."""
    ELSEWHERE = "elsewhere"
    """Somebody has to be in another town on one of its days."""


class Obstacle(NamedTuple):
    """Something that stands in the way of a stay, and for whom.

    ``place`` is that of the bed, or the town where they have to be; the days are those of the bed,
    or the one on which they have to be there.
    """

    hitch: Hitch
    entry: str
    people: tuple[str, ...]
    place: str | None
    first: int
    last: int


class Round:
    """Each person's beds, and the days on which they have to be in a town."""

    def __init__(
        self, problem: Problem, stay: Stay, beds: Iterable[Bed], attendances: Iterable[Attendance]
    ) -> None:
        """Put in order what is around a stay."""
        self._problem, self._stay = problem, stay
        known = [bed for bed in beds if bed.entry != stay.id]
        self._beds = {
            person: sorted(
                (bed for bed in known if person in bed.people),
                key=lambda bed: (bed.first, bed.last, bed.entry),
            )
            for person in stay.people
        }
        towns = {person: set(asked_towns(problem, stay, person)) for person in stay.people}
        self._days: dict[int, list[Attendance]] = {}
        for one in attendances:
            if one.town in towns.get(one.person, ()) and not self._sleeps_there(one):
                self._days.setdefault(one.day, []).append(one)

    def _sleeps_there(self, one: Attendance) -> bool:
        return any(
            bed.first <= one.day <= bed.last
            and bed.place is not None
            and self._problem.town(bed.place) == one.town
            for bed in self._beds[one.person]
        )

    def obstacles(self, place: str, day: int) -> tuple[Obstacle, ...]:
        """Return all that keeps the stay from being in a place from a day on."""
        found: dict[Obstacle, list[str]] = {}
        for person in self._stay.people:
            for one in (*self._by_beds(person, place, day), *self._by_days(person, place, day)):
                found.setdefault(one, []).append(person)
        return tuple(one._replace(people=tuple(people)) for one, people in found.items())

    def _by_beds(self, person: str, place: str, day: int) -> Iterator[Obstacle]:
        last, theirs = day + self._stay.nights, self._beds[person]
        for bed in theirs:
            if bed.first < last and day < bed.last:
                yield _bed(Hitch.TAKEN, bed)
        before = max(
            (bed for bed in theirs if bed.last <= day),
            key=lambda bed: (bed.last, bed.first),
            default=None,
        )
        if before and travel(self._problem, before.place, place) is None:
            yield _bed(Hitch.FROM, before)
        after = next((bed for bed in theirs if bed.first >= last), None)
        if after and travel(self._problem, place, after.place) is None:
            yield _bed(Hitch.TO, after)

    def _by_days(self, person: str, place: str, first: int) -> Iterator[Obstacle]:
        town = self._problem.town(place)
        for day in range(first, first + self._stay.nights + 1):
            for one in self._days.get(day, ()):
                if one.person == person and one.town != town:
                    yield Obstacle(Hitch.ELSEWHERE, one.entry, (), one.town, day, day)


def _bed(hitch: Hitch, bed: Bed) -> Obstacle:
    return Obstacle(hitch, bed.entry, (), bed.place, bed.first, bed.last)


def asked_towns(problem: Problem, stay: Stay, person: str) -> Iterator[str]:
    """Yield the towns in which a person's stays may be: that one, and all others of a problem."""
    others = (one for one in problem.stays if one.id != stay.id)
    for one in (stay, *others):
        if person in one.people:
            for lodging in one.lodgings:
                yield problem.town(lodging.place)


def starts(stay: Stay) -> Iterator[tuple[str, int]]:
    """Yield every place and first day that a stay may have, place by place."""
    for lodging in stay.lodgings:
        for day in range(lodging.first, lodging.last + 1):
            yield lodging.place, day


def slept(stay: Stay, lodged: Lodged) -> Bed:
    """Return a stay as the bed that it is where a plan has it."""
    return Bed(stay.id, lodged.place, lodged.first, lodged.last, stay.people)
