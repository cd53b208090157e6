"""Requested journeys are ways for those who go on them, and no more is claimed than holds."""

from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary.model.schedule import Schedule
from itinerary.planner.journeys import loosened
from itinerary.planner.posing import pose
from itinerary.planner.problem import Plan, State, worth
from itinerary.syntax.parser import read_schedule
from itinerary.times import localise
from itinerary.workspace.checking import differing
from itinerary.workspace.placing import planned
from itinerary.workspace.planning import plans

NOW = localise(datetime.fromisoformat("2023-05-20T08:00"), "America/Lima")
HEAD = """\
itinerary: 1
delegation: {name: D, dates: 2023-05-22 to 2023-05-24, timezone: America/Lima}
people: {ana: {name: Ana}, ben: {name: Ben}}
places: {lima: {name: Lima}, cusco: {name: Cusco}, puno: {name: Puno}}
travel:
  - {from: lima, to: cusco, by: air, takes: 1h30, margin: 2h30}
programme:
"""


def schedule_of(*entries: str, head: str = HEAD) -> Schedule:
    text = head + "".join(f"  e{number}: {{{one}}}\n" for number, one in enumerate(entries))
    schedule, found, _ = read_schedule(text.encode(), "m.yaml")
    assert schedule is not None, found
    return schedule


def best(schedule: Schedule) -> Plan:
    assert isinstance(NOW, datetime)
    _, found = plans(schedule, NOW, 1)
    return found[0].plan


def meeting(where: str, hours: str, who: str = "ana") -> str:
    return (
        f"kind: internal, title: T, takes: 1h, within: [2023-05-22 {hours}], where: {where}, "
        f"who: {who}"
    )


def journey(ends: tuple[str, str], hours: str, who: str = "ana") -> str:
    origin, destination = ends
    return (
        f"kind: journey, by: air, takes: 1h30, from: {origin}, to: {destination}, "
        f"within: [2023-05-22 {hours}], who: {who}"
    )


FLIGHT = journey(("lima", "cusco"), "09:00-10:30")
MORNING, NOON = meeting("lima", "08:00-09:00"), meeting("cusco", "10:30-11:30")


def test_a_requested_journey_is_the_way_between_what_is_before_and_after_it() -> None:
    plan = best(schedule_of(MORNING, FLIGHT, NOON))
    assert (plan.unplaced, plan.state) == ((), State.OPTIMAL)


def test_it_is_one_where_no_row_leads_too_and_so_are_several_on_end() -> None:
    bare = HEAD.replace("  - {from: lima, to: cusco, by: air, takes: 1h30, margin: 2h30}\n", "")
    bare = bare.replace("travel:\n", "")
    assert best(schedule_of(MORNING, FLIGHT, NOON, head=bare)).unplaced == ()
    onward = journey(("cusco", "puno"), "10:30-12:00")
    last = meeting("puno", "12:00-13:00")
    assert best(schedule_of(MORNING, FLIGHT, onward, last, head=bare)).unplaced == ()


def test_whoever_does_not_go_on_it_has_the_time_of_the_row() -> None:
    both = meeting("cusco", "10:30-11:30", "[ana, ben]")
    plan = best(schedule_of(meeting("lima", "08:00-09:00", "[ana, ben]"), FLIGHT, both))
    assert len(plan.unplaced) == 1
    # Nobody has shown that all three could not be: that is what would have to be proved.
    assert (plan.bound, plan.state) == (3 * worth(5), State.FEASIBLE)


def test_what_is_fixed_before_it_is_left_by_it_and_told_why_it_is_there() -> None:
    fixed = "kind: internal, title: F, when: 2023-05-22 08:00 for 1h, where: lima, who: ana"
    assert best(schedule_of(fixed, FLIGHT, NOON)).unplaced == ()


def test_beside_requested_nights_it_is_no_way_and_no_more_is_said_to_be_proved() -> None:
    stay = "kind: stay, nights: 1, within: 2023-05-22 to 2023-05-24, where: cusco, who: ben"
    plan = best(schedule_of(MORNING, FLIGHT, NOON, stay))
    assert len(plan.unplaced) == 1
    assert (plan.bound, plan.state) == (4 * worth(5), State.FEASIBLE)


def test_without_a_requested_journey_all_stays_as_it_was() -> None:
    assert isinstance(NOW, datetime)
    problem = pose(schedule_of(MORNING, NOON), NOW).problem
    assert loosened(problem) is problem
    assert best(schedule_of(MORNING, NOON)).state is State.OPTIMAL


_TOWNS = ("lima", "cusco", "puno")
_HOURS = st.sampled_from(("08:00-09:30", "09:00-11:00", "10:30-12:30", "08:00-14:00"))
_WHO = st.sampled_from(("ana", "ben", "[ana, ben]"))
_MEETINGS = st.builds(meeting, st.sampled_from(_TOWNS), _HOURS, _WHO)
_JOURNEYS = st.builds(
    journey,
    st.permutations(_TOWNS).map(lambda towns: (towns[0], towns[1])),
    _HOURS,
    _WHO,
)


@settings(max_examples=30, deadline=None)
@given(st.lists(_MEETINGS, min_size=1, max_size=3), st.lists(_JOURNEYS, min_size=1, max_size=2))
def test_what_is_proposed_passes_the_rules_and_no_bound_is_exceeded(
    meetings: list[str], journeys: list[str]
) -> None:
    assert isinstance(NOW, datetime)
    schedule = schedule_of(*meetings, *journeys)
    plan = best(schedule)
    after = planned(schedule, plan)
    new = differing(schedule, after, NOW).appeared
    assert not [one for one in new if one.is_error or one.rule == "too-tight"]
    assert plan.objective <= plan.bound
    # The same journeys at the same times, but fixed: whatever is possible beside them was possible.
    going = {one.task for one in plan.placements if one.slot.origin != one.slot.destination}
    rest = tuple(one for one in plan.placements if one.task in going)
    fixed = planned(schedule, replace(plan, placements=rest))
    others = {key: one for key, one in fixed.entries.items() if one.when or key not in going}
    beside = best(replace(fixed, entries=MappingProxyType(others)))
    assert len(going) * worth(5) + beside.objective <= plan.bound
