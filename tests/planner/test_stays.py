"""The order of stays: rounds from bed to bed, and engagements in the towns where the beds are."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary.planner.problem import Plan
from itinerary.times import localise
from itinerary.workspace import planning
from itinerary.workspace.files import understood

FIRST = date(2030, 1, 7)
NOW = localise(datetime(2030, 1, 1, 12), "UTC")  # noqa: DTZ001 (the zone stands beside it)
TOWNS = ("aba", "bilbo", "cusco", "dakar", "elba", "fano")


def head(days: int, rows: set[tuple[str, str]], *, connections: bool = False) -> str:
    last = FIRST + timedelta(days - 1)
    places = "".join(f"  {town}: {{name: {town.title()}}}\n" for town in TOWNS)
    travel = "".join(
        f"  - {{from: {one}, to: {other}, takes: 2h, one way: yes}}\n"
        for one, other in sorted(rows)
    )
    return (
        f"itinerary: 1\ndelegation: {{name: D, dates: {FIRST} to {last}, timezone: UTC}}\n"
        f"people: {{ana: {{name: Ana}}, ben: {{name: Ben}}}}\nplaces:\n{places}"
        f"connections: {'yes' if connections else 'no'}\n"
        + (f"travel:\n{travel}" if rows else "")
        + "programme:\n"
    )


def stay(town: str, nights: int, days: int, **more: str) -> str:
    keys = {"who": "[ana]", "where": town, **more}
    told = ", ".join(f"{key}: {value}" for key, value in keys.items())
    last = FIRST + timedelta(days - 1)
    return (
        f"  in-{town}: {{kind: stay, status: requested, nights: {nights}, "
        f"within: [{FIRST} to {last}], {told}}}\n"
    )


def planned(text: str) -> Plan:
    loaded = understood(text.encode(), "trip.yaml")
    assert loaded.is_sound, [(str(one.span), one.message) for one in loaded.diagnostics]
    assert loaded.schedule is not None
    assert isinstance(NOW, datetime)
    _, (best, *_) = planning.plans(loaded.schedule, NOW, 1)
    return best.plan


def on(day: int) -> int:
    return (FIRST + timedelta(day - 1)).toordinal()


def round_of(plan: Plan) -> list[tuple[str, int, int]]:
    first = FIRST.toordinal()
    told = [(one.place, one.first - first + 1, one.last - first + 1) for one in plan.lodged]
    return sorted(told, key=lambda one: one[1])


@settings(max_examples=12, deadline=None)
@given(st.integers(2, 6), st.randoms(use_true_random=False))
def test_a_round_that_fills_the_mission_is_found(towns: int, chance: Random) -> None:
    order = chance.sample(TOWNS, towns)
    nights = {town: chance.randint(1, 4) for town in order}
    days = sum(nights.values()) + 1
    rows = set(pairwise(order))
    rows |= {tuple(chance.sample(order, 2)) for _ in range(towns)}  # type: ignore[misc]
    text = head(days, rows)
    text += "".join(stay(town, nights[town], days) for town in sorted(order))
    at, begins = chance.choice(order), 1
    for town in order:
        if town == at:
            break
        begins += nights[town]
    event = [FIRST + timedelta(begins - 1), FIRST + timedelta(begins + nights[at] - 1)]
    text += (
        f"  wedding: {{kind: public-event, title: Wedding, class: private, "
        f"when: {event[0]} to {event[1]}, where: {at}, who: [ana]}}\n"
    )
    plan = planned(text)
    assert plan.unplaced == ()
    found = round_of(plan)
    assert (at, begins, begins + nights[at]) in found
    assert (found[0][1], found[-1][2]) == (1, days)
    for (one, _, leaves), (other, comes, _) in pairwise(found):
        assert (one, other) in rows
        assert leaves == comes


def test_a_way_in_one_direction_is_none_back() -> None:
    both = stay("aba", 2, 5) + stay("bilbo", 2, 5)
    assert round_of(planned(head(5, {("bilbo", "aba")}) + both)) == [("bilbo", 1, 3), ("aba", 3, 5)]
    plan = planned(head(5, set()) + both)
    assert len(plan.unplaced) == 1


def test_a_way_by_another_town_will_do_unless_the_file_says_otherwise() -> None:
    rows = {("aba", "cusco"), ("cusco", "bilbo")}
    both = stay("aba", 2, 5) + stay("bilbo", 2, 5)
    assert planned(head(5, rows, connections=True) + both).unplaced == ()
    assert len(planned(head(5, rows) + both).unplaced) == 1


def test_a_bed_that_never_moves_is_part_of_the_round() -> None:
    rows = {("aba", "bilbo"), ("bilbo", "cusco")}
    day = FIRST + timedelta(2)
    fixed = f"  fixed: {{kind: stay, when: {day}, nights: 2, where: bilbo, who: ana}}\n"
    plan = planned(head(7, rows) + fixed + stay("aba", 2, 7) + stay("cusco", 2, 7))
    assert round_of(plan) == [("aba", 1, 3), ("cusco", 5, 7)]


def test_a_stay_has_a_choice_of_towns() -> None:
    fixed = f"  fixed: {{kind: stay, when: {FIRST}, nights: 2, where: bilbo, who: ana}}\n"
    plan = planned(head(5, {("bilbo", "cusco")}) + fixed + stay("aba", 2, 5, where="[aba, cusco]"))
    assert round_of(plan) == [("cusco", 3, 5)]


def test_what_is_asked_for_in_a_town_is_on_a_day_there() -> None:
    rows = {("aba", "bilbo"), ("bilbo", "aba")}
    meeting = (
        "  talks: {kind: internal, status: requested, title: Talks, takes: 1h, who: [ana], "
        f"where: bilbo, within: [{FIRST} to {FIRST + timedelta(4)}], prefer: earliest}}\n"
    )
    text = head(5, rows) + stay("aba", 2, 5) + stay("bilbo", 2, 5) + meeting
    plan = planned(text)
    assert plan.unplaced == ()
    town, first, last = next(one for one in round_of(plan) if one[0] == "bilbo")
    assert on(first) <= plan.placements[0].slot.day <= on(last), town


def test_what_is_fixed_in_a_town_draws_the_stay_there() -> None:
    meeting = (
        f"  talks: {{kind: internal, title: Talks, when: {FIRST + timedelta(3)} 09:00-10:00, "
        "where: aba, who: [ana]}\n"
    )
    rows = {("aba", "bilbo"), ("bilbo", "aba")}
    text = head(7, rows) + stay("aba", 3, 7, prefer="latest") + stay("bilbo", 3, 7) + meeting
    assert round_of(planned(text)) == [("bilbo", 1, 4), ("aba", 4, 7)]


@pytest.mark.parametrize(
    ("key", "value", "comes"),
    [
        ("prefer", "latest", 4),
        ("prefer", f"[{FIRST + timedelta(1)} to {FIRST + timedelta(3)}]", 2),
        ("avoid", f"[{FIRST} to {FIRST + timedelta(1)}]", 3),
        ("after", "[event]", 3),
        ("before", "[event]", 1),
    ],
)
def test_a_stay_keeps_to_what_it_asks_for(key: str, value: str, comes: int) -> None:
    event = f"  event: {{kind: internal, title: E, when: {FIRST + timedelta(2)}, who: [ben]}}\n"
    plan = planned(head(6, set()) + event + stay("aba", 2, 6, **{key: value}))
    assert [one[1] for one in round_of(plan)] == [comes]


IN_A_ROW = {("aba", "bilbo"), ("bilbo", "cusco")}


def meeting(name: str, town: str, **more: str) -> str:
    last = FIRST + timedelta(5)
    keys = {"takes": "1h", "within": f"['{FIRST} to {last}, 09:00-18:00']", **more}
    told = ", ".join(f"{key}: {value}" for key, value in keys.items())
    return f"  {name}: {{kind: internal, title: {name}, where: {town}, who: [ana], {told}}}\n"


def test_what_is_asked_for_in_each_town_is_reached_by_the_beds_between() -> None:
    """No way leads from the first town to the third, but by the second, where the bed is."""
    stays = stay("aba", 2, 6) + stay("bilbo", 1, 6) + stay("cusco", 2, 6)
    plan = planned(head(6, IN_A_ROW) + stays + meeting("one", "aba") + meeting("three", "cusco"))
    assert plan.unplaced == ()
    assert [one[0] for one in round_of(plan)] == ["aba", "bilbo", "cusco"]


def test_who_has_no_bed_on_the_way_does_not_get_there() -> None:
    both = meeting("one", "aba") + meeting("three", "cusco")
    assert len(planned(head(6, IN_A_ROW) + both).unplaced) == 1
    # Two beds do not do either: it is the third that leads from the one to the other.
    ends = stay("aba", 2, 6) + stay("cusco", 2, 6)
    assert len(planned(head(6, IN_A_ROW) + ends + both).unplaced) == 2


def test_a_bed_that_never_moves_leads_on_too() -> None:
    bed = f"  bed: {{kind: stay, when: {FIRST + timedelta(2)} to {FIRST + timedelta(3)}, "
    fixed = meeting("one", "aba", within=f"['{FIRST} 09:00-10:00']", when=f"{FIRST} 09:00-10:00")
    there = bed + "where: bilbo, who: [ana]}\n"
    elsewhere = bed + "where: dakar, who: [ana]}\n"
    asked = fixed + meeting("three", "cusco")
    plan = planned(head(6, IN_A_ROW) + there + asked)
    assert [one.slot.day >= on(4) for one in plan.placements] == [True]
    assert planned(head(6, IN_A_ROW) + elsewhere + asked).unplaced == ("three",)


FAR = """\
itinerary: 1
delegation: {name: D, dates: 2030-01-07 to 2030-01-12, timezone: UTC}
people: {ana: {name: Ana}}
places: {aba: {name: Aba}, bilbo: {name: Bilbo}, cusco: {name: Cusco}}
connections: no
travel: [{from: aba, to: bilbo, takes: 7h}]
programme:
  call: {kind: internal, title: Call, takes: 1h, where: bilbo, who: [ana], priority: 9,
    within: ["2030-01-08 to 2030-01-09, 08:00-20:00"]}
"""


@pytest.mark.parametrize(
    ("bed", "start"),
    [
        ("when: 2030-01-07 to 2030-01-12, where: aba", 10 * 60),  # at 03:00 she sleeps, 7 h away
        ("when: 2030-01-07 to 2030-01-12, where: bilbo", 8 * 60),
        ("when: 2030-01-07 to 2030-01-12, where: aba, status: idea", 8 * 60),
        ("when: 2030-01-07 to 2030-01-12, where: aba, status: cancelled", 8 * 60),
        ("when: 2030-01-08 to 2030-01-12, where: aba", 8 * 60),  # at eight she has not been there
        ("when: 2030-01-07 to 2030-01-12, where: cusco", None),
        ("nights: 5, within: 2030-01-07 to 2030-01-12, where: aba", 10 * 60),
        ("nights: 5, within: 2030-01-07 to 2030-01-12, where: cusco", None),
    ],
)
def test_whoever_has_a_bed_comes_from_it_and_goes_back(bed: str, start: int | None) -> None:
    plan = planned(f"{FAR}  bed: {{kind: stay, who: [ana], {bed}}}\n")
    starts = [one.start % (24 * 60) for one in plan.placements]
    assert starts == ([] if start is None else [start])


def test_stays_keep_their_order() -> None:
    rows = {("aba", "bilbo"), ("bilbo", "aba")}
    text = head(6, rows) + stay("aba", 2, 6, after="[in-bilbo]") + stay("bilbo", 2, 6)
    assert [one[0] for one in round_of(planned(text))] == ["bilbo", "aba"]


def test_two_people_have_rounds_of_their_own() -> None:
    text = head(4, set()) + stay("aba", 3, 4) + stay("bilbo", 3, 4, who="[ben]")
    assert planned(text).unplaced == ()
    assert len(planned(head(4, set()) + stay("aba", 3, 4) + stay("bilbo", 3, 4)).unplaced) == 1
