"""What is said for a stay is true: each claim is held against all that could be instead."""

from collections.abc import Collection, Iterator
from datetime import datetime
from functools import cached_property
from itertools import combinations, pairwise, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary.planner import together
from itinerary.planner.posing import pose
from itinerary.planner.problem import Bed, Lodged, Plan, Problem, State, Stay
from itinerary.planner.solver import solve
from itinerary.planner.why import rounds as module
from itinerary.planner.why.reasons import Lack
from itinerary.planner.why.rounds import Point, Rounds, Said
from itinerary.syntax.parser import read_schedule
from itinerary.workspace import planning

NOW = datetime.fromisoformat("2023-05-21T12:00:00-05:00")
PLACES = ("lima", "cusco", "puno", "tacna")
HEAD = """\
itinerary: 1
delegation: {{name: Example, dates: 2023-05-22 to 2023-05-28, timezone: America/Lima}}
people: {{ana: {{name: Ana}}, ben: {{name: Ben}}}}
places:
  {{lima: {{name: Lima}}, cusco: {{name: Cusco}}, puno: {{name: Puno}}, tacna: {{name: Tacna}}}}
connections: no
travel:
{rows}programme:
"""
ROUND = ("lima cusco", "cusco puno")


def text_of(programme: str, rows: Collection[str] = ROUND) -> str:
    told = "".join(
        f"  - {{from: {row.split()[0]}, to: {row.split()[1]}, takes: 2h, one way: yes}}\n"
        for row in rows
    )
    return HEAD.format(rows=told) + programme


def problem_of(programme: str, rows: Collection[str] = ROUND) -> Problem:
    schedule, found, _ = read_schedule(text_of(programme, rows).encode(), "mission.yaml")
    assert schedule is not None
    assert not [one for one in found if one.is_error], found
    return pose(schedule, NOW).problem


def reasons(programme: str, rows: Collection[str] = ROUND) -> dict[str, list[str]]:
    """Return what a coordinator reads of each stay."""
    schedule, _, _ = read_schedule(text_of(programme, rows).encode(), "mission.yaml")
    assert schedule is not None
    [proposal, *_] = planning.proposals(schedule, NOW, 1).proposals
    placed = {one.id: [str(reason) for reason in one.reasons] for one in proposal.placed}
    return placed | {one.id: [str(why) for why in one.why] for one in proposal.unplaced}


def stay(name: str, nights: int, where: str, **keys: str) -> str:
    given = {"who": "[ana]", "within": "[2023-05-22 to 2023-05-28]", **keys}
    told = ", ".join(f"{key}: {value}" for key, value in given.items())
    return f"  {name}: {{kind: stay, nights: {nights}, where: {where}, {told}}}\n"


def talks(day: int, where: str, who: str = "[ana]", name: str = "talks") -> str:
    return (
        f"  {name}: {{kind: internal, title: Talks, when: 2023-05-{day} 10:00-11:00, "
        f"where: {where}, who: {who}}}\n"
    )


# ---------------------------------------------------------------- in words


def test_the_only_order_is_told_with_the_ways_that_make_it_so() -> None:
    programme = stay("a", 2, "lima") + stay("b", 2, "puno") + stay("c", 2, "cusco")
    room = "the only first day that leaves room for the 3 stays together"
    assert reasons(programme) == {
        "a": ["the only order of the 3 stays that has a way from each to the next", room],
        "c": ["Cusco must follow Lima: no other stay has a way there (line 8)", room],
        "b": ["Puno must follow Cusco: no other stay has a way there (line 9)", room],
    }


def test_a_way_of_several_rows_is_no_line_of_the_file() -> None:
    programme = stay("a", 2, "lima") + stay("b", 2, "puno") + stay("c", 2, "tacna")
    rows = ("lima cusco", "cusco puno", "puno tacna")
    text = text_of(programme, rows).replace("connections: no", "connections: yes")
    schedule, _, _ = read_schedule(text.encode(), "mission.yaml")
    assert schedule is not None
    [proposal] = planning.proposals(schedule, NOW, 1).proposals
    told = {one.id: one.reasons[0] for one in proposal.placed}
    assert told["b"] == "Puno must follow Lima: no other stay has a way there"
    assert told["c"] == "the only order of the 3 stays that has a way from each to the next"


def test_beds_that_never_move_are_part_of_the_order_and_keep_theirs() -> None:
    beds = "".join(
        f"  {name}: {{kind: stay, when: 2023-05-{day} to 2023-05-{day + 1}, where: {where}, "
        "who: [ana]}\n"
        for name, day, where in [("x", 22, "tacna"), ("y", 24, "lima")]
    )
    told = reasons(beds + stay("a", 2, "cusco"), ("tacna lima", "lima cusco"))
    assert told == {
        "a": [
            "Cusco must follow Lima: no other stay has a way there (line 9)",
            "the earliest first day that its windows and what is fixed leave",
        ]
    }


def test_what_is_fixed_in_a_town_is_told_where_it_draws_a_stay_there() -> None:
    both_ways = ("lima cusco", "cusco lima")
    programme = stay("a", 3, "lima") + stay("b", 3, "cusco") + talks(23, "cusco")
    room = "the only first day that leaves room for the 2 stays together"
    assert reasons(programme, both_ways) == {
        "b": ["because “Talks” is in Cusco on Tue 23 May (line 13)", room],
        "a": [room],
    }


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (
            {"within": "[2023-05-24 to 2023-05-26]"},
            "the only first day that its windows and what is fixed leave",
        ),
        ({}, "the earliest first day that its windows and what is fixed leave"),
        (
            {"prefer": "latest"},
            "the latest first day that its windows and what is fixed leave, as it prefers",
        ),
    ],
)
def test_a_stay_alone_has_its_first_day_by_its_windows(keys: dict[str, str], told: str) -> None:
    assert reasons(stay("a", 2, "lima", **keys)) == {"a": [told]}


def test_a_stay_beside_others_has_the_best_day_that_they_leave() -> None:
    one_way = ("lima cusco",)
    order = "the only order of the 2 stays that has a way from each to the next"
    programme = stay("a", 2, "lima") + stay("b", 1, "cusco")
    assert reasons(programme, one_way) == {
        "a": [order, "the earliest first day that its windows and what is fixed leave"],
        "b": [order, "the earliest first day that leaves room for the 2 stays together"],
    }
    latest = stay("a", 2, "lima", prefer="latest") + stay("b", 1, "cusco", prefer="latest")
    assert reasons(latest, one_way) == {
        "a": [
            order,
            "the latest first day that leaves room for the 2 stays together, as it prefers",
        ],
        "b": [
            order,
            "the latest first day that its windows and what is fixed leave, as it prefers",
        ],
    }


def test_a_stay_that_others_leave_no_room_is_crowded_out_by_them() -> None:
    programme = stay("a", 4, "lima", priority="1") + stay("b", 4, "cusco")
    told = reasons(programme)["b"]
    assert (
        told[0] == "it is crowded out: without “Stay in Lima” (mission.yaml:11) it could be placed"
    )


def test_a_stay_makes_room_for_what_is_placed_in_another_town() -> None:
    asked = (
        "  court: {kind: internal, title: Court, status: requested, takes: 2h, where: cusco, "
        "who: [ana], within: [2023-05-22 09:00-12:00]}\n"
    )
    both = stay("a", 2, "lima") + stay("b", 2, "cusco", prefer="latest")
    assert reasons(both + asked, ("lima cusco", "cusco lima"))["a"] == [
        "the earliest first day that is left beside the other requests"
    ]


def test_of_a_day_that_the_rules_would_let_be_it_is_not_said_that_they_do_not() -> None:
    bed = "  bed: {kind: stay, when: 2023-05-22 to 2023-05-24, where: lima, who: [ana]}\n"
    early = (
        "  court: {kind: internal, title: Court, status: requested, takes: 2h, where: cusco, "
        "who: [ana], within: [2023-05-24 08:00-10:00], priority: 1}\n"
    )
    told = reasons(bed + stay("a", 2, "cusco") + early, ("lima cusco", "cusco lima"))
    assert told["a"] == []


def test_of_what_could_be_better_nothing_is_said() -> None:
    problem = problem_of(stay("a", 2, "lima"))
    first = problem.stays[0].lodgings[0].first + 1
    late = Plan((), (Lodged("a", "lima", first, first + 2),), (), State.FEASIBLE, 16, 16)
    assert Rounds(problem, late).of(late.lodged[0]) == ()
    empty = Plan((), (), ("a",), State.FEASIBLE, 0, 16)
    assert Rounds(problem, empty).missing("a").lack is Lack.FULL


def test_of_too_many_beds_no_order_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    programme = stay("a", 2, "lima") + stay("b", 2, "puno") + stay("c", 2, "cusco")
    monkeypatch.setattr(module, "MOST_BEDS", 2)
    monkeypatch.setattr(together, "MOST_STEPS", 5)
    left = "the earliest first day that is left beside the other requests"
    earliest = "the earliest first day that its windows and what is fixed leave"
    assert reasons(programme) == {"a": [earliest], "c": [left], "b": [left]}


# ---------------------------------------------------------------- any programme at all


@st.composite
def programmes(draw: st.DrawFn) -> tuple[str, frozenset[str]]:
    pairs = [f"{one} {other}" for one, other in permutations(PLACES, 2)]
    rows = draw(st.frozensets(st.sampled_from(pairs), min_size=1, max_size=9))
    who = st.sampled_from(["[ana]", "[ana]", "[ben]", "[ana, ben]"])
    lines = []
    for number in range(draw(st.integers(1, 3))):
        places = draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=2, unique=True))
        opens = draw(st.integers(22, 24))
        keys = {
            "who": draw(who),
            "within": f"[2023-05-{opens} to 2023-05-{draw(st.integers(opens + 2, 28))}]",
        }
        if draw(st.booleans()):
            keys["prefer"] = draw(st.sampled_from(["earliest", "latest"]))
        if number and draw(st.booleans()):
            keys["after"] = "[s0]"
        lines.append(stay(f"s{number}", draw(st.integers(1, 2)), f"[{', '.join(places)}]", **keys))
    if draw(st.booleans()):
        day = draw(st.integers(22, 27))
        where, people = draw(st.sampled_from(PLACES)), draw(who)
        lines.append(
            f"  bed: {{kind: stay, when: 2023-05-{day} to 2023-05-{day + 1}, where: {where}, "
            f"who: {people}}}\n"
        )
    lines += [
        talks(draw(st.integers(22, 28)), draw(st.sampled_from(PLACES)), draw(who), f"t{number}")
        for number in range(draw(st.integers(0, 2)))
    ]
    return "".join(lines), rows


def choices(problem: Problem, ids: Collection[str]) -> Iterator[tuple[Bed, ...]]:
    """Yield every place and first day of some stays, whether they go together or not."""
    options = [
        [
            Bed(one.id, lodging.place, day, day + one.nights, one.people)
            for lodging in one.lodgings
            for day in range(lodging.first, lodging.last + 1)
        ]
        for one in problem.stays
        if one.id in ids
    ]
    yield from product(*options)


def is_valid(problem: Problem, beds: tuple[Bed, ...], gone: Collection[str] = ()) -> bool:
    """Whether stays go together with each other and with what never moves, person by person."""
    by_id = {bed.entry: bed for bed in beds}
    for before, later in problem.orders:
        if before in by_id and later in by_id and by_id[later].first < by_id[before].last:
            return False
    fixed = [bed for bed in problem.beds if bed.entry not in gone]
    for person in {person for bed in beds for person in bed.people}:
        theirs = sorted(
            (bed for bed in (*beds, *fixed) if person in bed.people),
            key=lambda bed: (bed.first, bed.last),
        )
        for one, other in pairwise(theirs):
            if other.first < one.last:
                return False
            if (
                one.place != other.place
                and problem.travel[one.place or "", other.place or ""] is None
            ):
                return False
        towns = {x.place for s in problem.stays if person in s.people for x in s.lodgings}
        for seen in problem.attendances:
            if seen.person == person and seen.entry not in gone and seen.town in towns:
                near = [bed.place for bed in theirs if bed.first <= seen.day <= bed.last]
                mine = [bed for bed in theirs if bed in beds and bed.first <= seen.day <= bed.last]
                if mine and seen.town not in near:
                    return False
    return True


def company(problem: Problem, plan: Plan, stay_id: str) -> set[str]:
    """Return the placed stays that share people with one, or with one that does."""
    people = {one.id: set(one.people) for one in problem.stays}
    found = {stay_id}
    for _ in plan.lodged:
        found |= {
            one.stay
            for one in plan.lodged
            if any(people[one.stay] & people[other] for other in found)
        }
    return found


class Truth:
    """All that could be instead of where a plan has a stay."""

    def __init__(self, problem: Problem, plan: Plan, lodged: Lodged) -> None:
        self.problem, self.plan, self.lodged = problem, plan, lodged
        self.company = company(problem, plan, lodged.stay)

    def firsts(self, ids: Collection[str], gone: Collection[str] = ()) -> set[tuple[str, int]]:
        """Return where and when the stay could be if some stays are all there."""
        return {
            (bed.place or "", bed.first)
            for beds in choices(self.problem, ids)
            if is_valid(self.problem, beds, gone)
            for bed in beds
            if bed.entry == self.lodged.stay
        }

    @cached_property
    def alone(self) -> set[int]:
        """The first days that it could have, whichever others are there."""
        others = [one.id for one in self.problem.stays if one.id != self.lodged.stay]
        return {
            day
            for count in range(len(others) + 1)
            for some in combinations(others, count)
            for _, day in self.firsts({self.lodged.stay, *some})
        }

    @cached_property
    def room(self) -> set[int]:
        """The first days that it could have beside all those that share people."""
        return {day for _, day in self.firsts(self.company)}

    @cached_property
    def left(self) -> set[int]:
        """The first days that it could have if all the others stay where they are."""
        at = {one.stay: (one.place, one.first) for one in self.plan.lodged}
        return {
            bed.first
            for beds in choices(self.problem, at)
            if is_valid(self.problem, beds)
            and all(
                (one.place, one.first) == at[one.entry]
                for one in beds
                if one.entry != self.lodged.stay
            )
            for bed in beds
            if bed.entry == self.lodged.stay
        }

    def orders(self, person: str) -> list[tuple[str, ...]]:
        """Return every order of somebody's beds that has ways, fixed ones in theirs."""
        places = {bed.entry: [bed.place] for bed in self.problem.beds if person in bed.people}
        fixed = list(places)
        lodged = {one.stay for one in self.plan.lodged}
        places |= {
            one.id: [lodging.place for lodging in one.lodgings]
            for one in self.problem.stays
            if one.id in lodged and person in one.people
        }
        return [
            order
            for order in permutations(places)
            if [one for one in order if one in fixed] == fixed
            and any(
                all(
                    one == other or self.problem.travel[one or "", other or ""] is not None
                    for one, other in pairwise(chosen)
                )
                for chosen in product(*(places[one] for one in order))
            )
        ]

    def holds(self, said: Said) -> bool:
        """Return whether something that is said for the stay is true."""
        first = self.lodged.first
        days = {
            Point.ONLY_START: self.alone,
            Point.EARLIEST: self.alone,
            Point.LATEST: self.alone,
            Point.ONLY_ROOM: self.room,
            Point.EARLIEST_ROOM: self.room,
            Point.LATEST_ROOM: self.room,
            Point.EARLIEST_LEFT: self.left,
            Point.LATEST_LEFT: self.left,
        }.get(said.point)
        if said.point is Point.NEEDED:
            return self.is_needed(said)
        if days is None:
            return self.is_in_order(said)
        if days is self.room and said.stays != len(self.company):
            return False
        bound = {"only": days == {first}, "earliest": min(days) == first}
        return bound.get(said.point.value.split()[0], max(days) == first)

    def is_in_order(self, said: Said) -> bool:
        """Whether the order of the beds is the only one, or a stay comes just after another."""
        stay_id = self.lodged.stay
        people = next(one.people for one in self.problem.stays if one.id == stay_id)
        orders = [order for person in people for order in self.orders(person)]
        if said.point is Point.FOLLOWS:
            return all((said.entry or "", stay_id) in pairwise(order) for order in orders)
        return len(set(orders)) == 1 and len(orders[0]) == said.stays

    def is_needed(self, said: Said) -> bool:
        """Whether the stay is in a town on a day for one engagement, and might not be else."""
        nights = self.lodged.last - self.lodged.first

        def is_there(place: str, first: int) -> bool:
            return place == said.place and first <= said.day <= first + nights

        entry = said.entry or ""
        return all(is_there(*one) for one in self.firsts(self.company)) and not all(
            is_there(*one) for one in self.firsts(self.company, {entry})
        )


@settings(max_examples=60, deadline=None)
@given(programmes())
def test_whatever_is_said_for_a_stay_is_true(drawn: tuple[str, frozenset[str]]) -> None:
    problem = problem_of(*drawn)
    plan = solve(problem)
    told = Rounds(problem, plan)
    for lodged in plan.lodged:
        truth, said = Truth(problem, plan, lodged), told.of(lodged)
        for one in said:
            assert truth.holds(one), one
        if truth.room == {lodged.first} and len(truth.company) > 1:
            assert {one.point for one in said} & {Point.ONLY_START, Point.ONLY_ROOM}


@settings(max_examples=60, deadline=None)
@given(programmes())
def test_what_leaves_a_stay_no_room_is_true(drawn: tuple[str, frozenset[str]]) -> None:
    problem = problem_of(*drawn)
    plan = solve(problem)
    lodged = {one.stay: one for one in plan.lodged}

    def fits(one: Stay, gone: Collection[str]) -> bool:
        ids = {one.id, *(set(lodged) - set(gone))}
        return any(
            is_valid(problem, beds, gone)
            and all(
                bed.entry == one.id
                or (bed.place, bed.first) == (lodged[bed.entry].place, lodged[bed.entry].first)
                for bed in beds
            )
            for beds in choices(problem, ids)
        )

    for one in problem.stays:
        if one.id in lodged:
            continue
        found = Rounds(problem, plan).missing(one.id)
        if found.lack in {Lack.TAKEN, Lack.CROWDED}:
            for entry in found.entries:
                assert fits(one, {entry})
        if found.lack is Lack.ALL_CROWDED:
            assert fits(one, set(found.entries))
