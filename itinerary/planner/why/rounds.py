"""Why requested nights are when a plan has them, and why others are nowhere, for others to word.

Each is proved by trying the others: every order of a person's beds along the ways that there are,
and every way to lodge all the stays that share people. Where there are too many to be tried,
nothing is said. What forbids some of them besides (engagements that are placed as well, the rules)
leaves what is said true: of what is tried, nothing that a plan could have is missing.
"""

from collections.abc import Collection, Iterator
from enum import Enum
from itertools import product
from typing import NamedTuple

from itinerary.planner.beds import Hitch, Round, slept, starts
from itinerary.planner.openings import travel
from itinerary.planner.problem import Attendance, Bed, Lodged, Plan, Problem, Stay, Wish
from itinerary.planner.together import Start, Way, ways
from itinerary.planner.why.circles import circle
from itinerary.planner.why.reasons import Lack, Missing
from itinerary.planner.wishes import cost_of_day, is_preferred_day

MOST_BEDS = 7
"""Beds of one person of which every order is tried: there are 5,040 orders of seven."""
_A_PAIR = 2
"""Of two beds, that no other order has a way is all that there is to tell."""


class Point(Enum):
    """What can be said for a stay."""

    FOLLOWS = "follows"
    """From no other bed of the round than that of ``entry`` does a way lead there."""
    ONLY_ORDER = "only order"
    """No other order of the beds has a way from each to the next."""
    NEEDED = "needed"
    """``entry`` is in its town on ``day``, and without it the stay might be elsewhere then."""
    ONLY_START = "only start"
    """Nothing that is fixed leaves it another first day."""
    ONLY_ROOM = "only room"
    """On any other first day there would be no room for all the stays that share people."""
    PREFERRED = "preferred"
    EARLIEST = "earliest"
    LATEST = "latest"
    EARLIEST_ROOM = "earliest room"
    LATEST_ROOM = "latest room"
    EARLIEST_LEFT = "earliest left"
    """It can begin no earlier where all else is as the plan has it."""
    LATEST_LEFT = "latest left"


class Said(NamedTuple):
    """Something that can be said for a stay; ``stays`` is how many stays it is about."""

    point: Point
    stays: int = 1
    entry: str | None = None
    place: str | None = None
    day: int = 0


class Rounds:
    """What can be said about the stays of a plan."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        """Prepare to explain where a plan has stays."""
        self._problem = problem
        self._stays = {stay.id: stay for stay in problem.stays}
        self._lodged = {one.stay: one for one in plan.lodged}
        self._beds = tuple(slept(self._stays[one.stay], one) for one in plan.lodged)
        self._days = (*problem.attendances, *_attended(problem, plan))
        self._ways: dict[frozenset[str], tuple[Way, ...] | None] = {}

    def of(self, lodged: Lodged) -> tuple[Said, ...]:
        """Return what can be said for a stay, what tells most first."""
        stay = self._stays[lodged.stay]
        found = [self._by_order(stay, lodged), *self._by_days(stay, lodged)]
        return tuple(one for one in (*found, self._by_start(stay, lodged)) if one is not None)

    def better(self, lodged: Lodged) -> tuple[Lodged, ...]:
        """Return where a stay would rather be, and could beside all else of the plan, best first.

        It is none where something is said of its first day.
        """
        stay = self._stays[lodged.stay]
        if self._by_start(stay, lodged) is not None:
            return ()
        cost = cost_of_day(stay, lodged.first)
        found = sorted(
            (cost_of_day(stay, day), day, place)
            for (place, day), in_way in self._in_way(stay).items()
            if not in_way and cost_of_day(stay, day) < cost
        )
        return tuple(Lodged(stay.id, place, day, day + stay.nights) for _, day, place in found)

    def place(self, bed: str) -> str:
        """Return where a bed is: the place that a plan gives a stay, or that of a fixed one."""
        return self._lodged[bed].place if bed in self._lodged else self._places(bed)[0] or ""

    # ------------------------------------------------------------ by ways

    def _by_order(self, stay: Stay, lodged: Lodged) -> Said | None:
        """Return that its place in the order of the beds is the only one; alike for all people."""
        rounds = {self._round(person) for person in stay.people}
        if len(rounds) != 1:
            return None
        [beds] = rounds
        if not 1 < len(beds) <= MOST_BEDS:
            return None
        orders = list(self._orders(beds))
        other = self._only_before(stay.id, orders)
        if other and len(orders[0]) > _A_PAIR and not self._is_led_to(stay.id, {*beds} - {other}):
            return Said(Point.FOLLOWS, entry=other, place=lodged.place)
        return Said(Point.ONLY_ORDER, len(beds)) if len(orders) == 1 else None

    @staticmethod
    def _only_before(stay: str, orders: list[tuple[str, ...]]) -> str | None:
        """Return the bed that comes just before a stay in every order, if one does."""
        before = {order[order.index(stay) - 1] if order[0] != stay else "" for order in orders}
        return before.pop() or None if len(before) == 1 else None

    def _round(self, person: str) -> tuple[str, ...]:
        """Return the ids of a person's beds, fixed ones first and in the order of their days."""
        fixed = sorted(
            (bed for bed in self._problem.beds if person in bed.people),
            key=lambda bed: (bed.first, bed.last, bed.entry),
        )
        placed = sorted(one for one in self._lodged if person in self._stays[one].people)
        return (*(bed.entry for bed in fixed), *placed)

    def _orders(self, beds: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """Yield every order of beds with a way from each to the next; fixed ones keep theirs."""
        fixed = [one for one in beds if one not in self._lodged]

        def going_on(order: tuple[str, ...], ends: set[str | None]) -> Iterator[tuple[str, ...]]:
            left = [one for one in beds if one not in order]
            if not left:
                yield order
            waiting = next((one for one in fixed if one in left), None)
            for one in left:
                if one in fixed and one != waiting:
                    continue
                # What is fixed on both sides is as it is, with a way or without.
                are_fixed = one in fixed and order and order[-1] in fixed
                there = {
                    place
                    for place in self._places(one)
                    if not order or are_fixed or any(self._is_way(end, place) for end in ends)
                }
                if there:
                    yield from going_on((*order, one), there)

        yield from going_on((), set())

    def _places(self, bed: str) -> tuple[str | None, ...]:
        if bed in self._lodged:
            return tuple(dict.fromkeys(one.place for one in self._stays[bed].lodgings))
        return tuple(dict.fromkeys(one.place for one in self._problem.beds if one.entry == bed))

    def _is_led_to(self, bed: str, others: set[str]) -> bool:
        """Whether a way leads to a bed from any of some others."""
        return any(
            self._is_way(origin, place)
            for other in others - {bed}
            for origin in self._places(other)
            for place in self._places(bed)
        )

    def _is_way(self, origin: str | None, destination: str | None) -> bool:
        return travel(self._problem, origin, destination) is not None

    # ------------------------------------------------------------ by engagements

    def _by_days(self, stay: Stay, lodged: Lodged) -> Iterator[Said]:
        """Yield the engagements but for which it might not be there on their days."""
        all_ways = self._all_ways(stay)
        town = self._problem.town(lodged.place)
        told = {
            (one.entry, one.day)
            for one in self._problem.attendances
            if one.person in stay.people and one.town == town
            if lodged.first <= one.day <= lodged.last
        }

        def is_there(way: Way, day: int) -> bool:
            place, first = way.starts[stay.id]
            return self._problem.town(place) == town and first <= day <= first + stay.nights

        for entry, day in sorted(told, key=lambda one: (one[1], one[0])):
            kept = [way for way in all_ways or () if not way.against]
            freed = [way for way in all_ways or () if way.against == {entry}]
            if (
                kept
                and all(is_there(way, day) for way in kept)
                and not all(is_there(way, day) for way in freed)
            ):
                yield Said(Point.NEEDED, entry=entry, place=town, day=day)

    # ------------------------------------------------------------ by its first day

    def _by_start(self, stay: Stay, lodged: Lodged) -> Said | None:
        alone = {day for _, day in self._alone(stay)}
        if len(alone) == 1:
            return Said(Point.ONLY_START)
        if stay.preferred:
            return Said(Point.PREFERRED) if is_preferred_day(stay, lodged.first) else None
        return self._by_wish(stay, lodged, alone)

    def _by_wish(self, stay: Stay, lodged: Lodged, alone: set[int]) -> Said | None:
        """Return that no first day is earlier, or later where that is preferred."""
        is_latest = stay.wish is Wish.LATEST

        def is_best(days: set[int]) -> bool:
            return bool(days) and lodged.first == (max(days) if is_latest else min(days))

        company = self._company(stay)
        all_ways = self._all_ways(stay) if len(company) > 1 else None
        room = {way.starts[stay.id][1] for way in all_ways or () if not way.against}
        if len(room) == 1:
            return Said(Point.ONLY_ROOM, len(company))
        if is_best(alone):
            return Said(Point.LATEST if is_latest else Point.EARLIEST)
        if is_best(room):
            point = Point.LATEST_ROOM if is_latest else Point.EARLIEST_ROOM
            return Said(point, len(company))
        if is_best(self._beside(stay)):
            return Said(Point.LATEST_LEFT if is_latest else Point.EARLIEST_LEFT)
        return None

    def _alone(self, stay: Stay) -> Iterator[Start]:
        """Yield the starts that what never moves leaves a stay, whatever becomes of the others.

        A way that is not there may lead by way of another stay, and whoever has to be elsewhere
        may have a bed there by another: both count only where no other stay shares people.
        """
        problem = self._problem
        others = [one for one in problem.stays if one.id != stay.id]
        is_alone = not any(set(one.people) & set(stay.people) for one in others)
        around = Round(problem, stay, problem.beds, problem.attendances)
        for start in starts(stay):
            hitches = {one.hitch for one in around.obstacles(*start)}
            if not hitches or not (is_alone or Hitch.TAKEN in hitches):
                yield start

    def _beside(self, stay: Stay) -> set[int]:
        """Return the first days that are left where all else is as the plan has it."""
        return {day for (_, day), in_way in self._in_way(stay).items() if not in_way}

    def _in_way(self, stay: Stay, gone: Collection[str] = ()) -> dict[Start, frozenset[str]]:
        """Return the entries in the way of each start beside the plan, some of it being none."""
        problem = self._problem
        beds = [bed for bed in (*problem.beds, *self._beds) if bed.entry not in gone]
        days = (one for one in self._days if one.entry not in gone)
        around = Round(problem, stay, beds, days)
        return {
            (place, day): frozenset(one.entry for one in around.obstacles(place, day))
            | {bed.entry for bed in beds if self._is_out_of_order(stay, day, bed)}
            for place, day in starts(stay)
        }

    def _is_out_of_order(self, stay: Stay, day: int, bed: Bed) -> bool:
        """Whether a stay is to follow another, or precede it, and does not."""
        orders = self._problem.orders
        return ((bed.entry, stay.id) in orders and day < bed.last) or (
            (stay.id, bed.entry) in orders and bed.first < day + stay.nights
        )

    # ------------------------------------------------------------ all ways to lodge them

    def _company(self, stay: Stay) -> frozenset[str]:
        """Return the placed stays that share people with a stay, or with one that does."""
        found, people = {stay.id}, set(stay.people)
        while True:
            more = {
                one
                for one in self._lodged
                if one not in found and people & set(self._stays[one].people)
            }
            if not more:
                return frozenset(found)
            found |= more
            people |= {person for one in more for person in self._stays[one].people}

    def _all_ways(self, stay: Stay) -> tuple[Way, ...] | None:
        """Return every way to lodge a stay and those that share people; None if too many."""
        company = self._company(stay)
        if company not in self._ways:
            stays = [self._stays[one] for one in sorted(company)]
            self._ways[company] = ways(self._problem, stays)
        return self._ways[company]

    # ------------------------------------------------------------ why it is not

    def missing(self, request: str) -> Missing:
        """Return why a stay is not placed, beside what a plan has placed."""
        stay = self._stays[request]
        around = circle(self._problem.orders, request, self._lodged)
        if around:
            return Missing(Lack.CIRCLE, around)
        found = self._in_way(stay).values()
        if not all(found):
            return Missing(Lack.FULL)
        in_way = sorted({entry for entries in found for entry in entries})
        enough = [one for one in in_way if self._would_fit(stay, [one])]
        placed = [one for one in enough if one in self._lodged]
        if placed:
            return Missing(Lack.CROWDED, tuple(placed))
        if enough:
            return Missing(Lack.TAKEN, tuple(enough))
        crowd = [one for one in in_way if one in self._lodged]
        if crowd and self._would_fit(stay, crowd):
            return Missing(Lack.ALL_CROWDED, tuple(crowd))
        return Missing(Lack.ALL_TAKEN, tuple(in_way))

    def _would_fit(self, stay: Stay, gone: Collection[str]) -> bool:
        """Whether there would be nights for a stay without some entries, the others as they are.

        A stay that somebody comes to by way of one of these is not as it is without it.
        """
        others = (one for one in self._lodged.values() if one.stay not in gone)
        return not all(self._in_way(stay, gone).values()) and not any(
            self._in_way(self._stays[one.stay], gone)[one.place, one.first] for one in others
        )


def _attended(problem: Problem, plan: Plan) -> Iterator[Attendance]:
    """Yield the days on which somebody has to be in a town for what a plan has placed."""
    for one in plan.placements:
        places = dict.fromkeys(filter(None, (one.slot.origin, one.slot.destination)))
        for place, person in product(places, one.slot.people):
            yield Attendance(one.task, person, problem.town(place), one.slot.day)
