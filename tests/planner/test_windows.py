"""What concerns a request alone: where its windows leave it, and what is said where they do not."""

from datetime import datetime

import pytest

from itinerary.model.schedule import Schedule
from itinerary.output import plan as output
from itinerary.output.plan import LeftRequest, PlacedRequest
from itinerary.planner.posing import pose
from itinerary.planner.problem import Placement, Plan, State
from itinerary.times import Timespan, localise
from itinerary.workspace import placing, planning
from itinerary.workspace.files import understood

OPTIMAL = State.OPTIMAL, 0, 0
NOW = localise(datetime.fromisoformat("2023-07-23T18:00:30"), "America/Lima")
MISSION = """\
itinerary: 1
delegation: {{name: D, dates: 2023-07-23 to 2023-07-30, timezone: America/Lima}}
people:
  ana: {{name: Ana, joins: {{when: 2023-07-24 12:00}}, leaves: {{when: 2023-07-29 12:00}}}}
  ben: {{name: Ben, unavailable: [2023-07-25, 2023-07-26 09:00-12:00]}}
  eva: {{name: Eva}}
places:
  lima: {{name: Lima, coordinates: "-12.046, -77.043"}}
  palace: {{name: Palace, in: lima, office hours: [Mon-Fri 09:00-13:00, Mon-Fri 14:00-16:00]}}
  ica: {{name: Ica, coordinates: "-14.07, -75.73", altitude: 2600 m}}
  london: {{name: London, timezone: Europe/London}}
travel: [{{from: lima, to: ica, by: road, takes: 4h}}]
rules: {{no-check-in: {{assumed from: 9h}}}}
programme:
  start: {{kind: internal, title: Start, when: 2023-07-24 14:00-15:00, where: lima, who: [ana]}}
  end: {{kind: internal, title: End, when: 2023-07-28 10:00-11:00, where: lima, who: [eva]}}
  days: {{kind: internal, title: Days, when: 2023-07-26 to 2023-07-27, who: [eva]}}
  gone: {{kind: internal, title: Gone, status: cancelled, when: 2023-07-29 10:00-11:00, who: [ana]}}
  asked: {{{request}, status: requested}}
"""


def asked(request: str) -> tuple[PlacedRequest | None, LeftRequest | None]:
    """Return how a request, alone with what is fixed, is placed, or what is said of it."""
    loaded = understood(MISSION.format(request=request).encode(), "m.yaml")
    assert loaded.schedule is not None
    assert loaded.is_sound, [(str(one.span), one.message) for one in loaded.diagnostics]
    assert isinstance(NOW, datetime)
    (proposal,) = planning.proposals(loaded.schedule, NOW, 1).proposals
    return next(iter(proposal.placed), None), next(iter(proposal.unplaced), None)


MEETING = "kind: government-meeting, title: M, takes: 1h"
INTERNAL = "kind: internal, title: I, takes: 1h"
PUBLIC = "kind: public-event, class: public, title: P, takes: 1h, within: 2023-07-25, press: open"
CLAIMS = "who: [eva], room: Hall, vehicle: [Car], where: lima"
ROAD = "kind: journey, by: road, from: lima, to: ica, takes: 4h, who: [eva]"


@pytest.mark.parametrize(
    ("request_", "start"),
    [
        (f"{INTERNAL}, who: [eva], within: 2023-07-24", "2023-07-24T08:00-05:00"),
        (f"{INTERNAL}, who: [eva], within: 2023-07-23 to 2023-07-24", "2023-07-23T18:15-05:00"),
        (f"{INTERNAL}, who: [eva], within: [2023-07-24 06:00-09:00]", "2023-07-24T06:00-05:00"),
        (f"{INTERNAL}, where: london, within: [2023-07-25]", "2023-07-25T08:00+01:00"),
        (f"{INTERNAL}, who: [ana], within: 2023-07-24, where: palace", "2023-07-24T12:00-05:00"),
        (f"{INTERNAL}, who: [ben], within: [2023-07-25 to 2023-07-26]", "2023-07-26T08:00-05:00"),
        (f"{INTERNAL}, who: everyone, within: 2023-07-25", None),
        (f"{INTERNAL}, who: everyone, within: [2023-07-26 09:00-13:00]", "2023-07-26T12:00-05:00"),
        (f"{MEETING}, who: [eva], where: palace, within: 2023-07-24", "2023-07-24T09:00-05:00"),
        (
            f"{MEETING}, who: [eva], where: palace, within: [2023-07-24 12:15-17:00]",
            "2023-07-24T14:00-05:00",
        ),
        (
            f"{MEETING}, who: [eva], where: lima, within: [2023-07-28 to 2023-07-30]",
            "2023-07-30T08:00-05:00",
        ),
        (
            f"{INTERNAL}, who: [eva], within: 2023-07-28 to 2023-07-29, after: [end]",
            "2023-07-28T11:00-05:00",
        ),
        (f"{INTERNAL}, who: [eva], within: 2023-07-28, before: [end]", "2023-07-28T08:00-05:00"),
        (
            f"{INTERNAL}, who: [eva], within: 2023-07-26 to 2023-07-28, after: [days]",
            "2023-07-28T08:00-05:00",
        ),
        (f"{INTERNAL}, who: [eva], within: 2023-07-24, after: [gone]", "2023-07-24T08:00-05:00"),
        (f"{PUBLIC}, embargo: 2023-07-25 11:00", "2023-07-25T11:00-05:00"),
        (f"{ROAD}, within: 2023-07-25, prefer: latest", "2023-07-25T12:45-05:00"),
        (
            f"{INTERNAL}, who: [eva], within: [2023-07-24 22:00 to 2023-07-25 01:30]",
            "2023-07-24T22:00-05:00",
        ),
        (
            f"{INTERNAL}, {CLAIMS}, within: 2023-07-24, avoid: [2023-07-24 08:00-10:00]",
            "2023-07-24T10:00-05:00",
        ),
    ],
)
def test_a_request_is_placed_at_the_first_start_that_is_left(
    request_: str, start: str | None
) -> None:
    placed, left = asked(request_)
    if start is None:
        assert placed is None
        assert left is not None
        return
    assert placed is not None, left
    assert isinstance(placed.when, Timespan)
    assert placed.when.start == datetime.fromisoformat(start)


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (
            f"{INTERNAL}, within: [2023-07-24 09:00-09:30]",
            "its windows are shorter than it takes (m.yaml:19)",
        ),
        (
            f"{INTERNAL}, within: 2023-07-23, takes: 2h".replace("takes: 1h, ", ""),
            "its windows have passed",
        ),
        (f"{INTERNAL}, within: 2023-08-24", "its windows are outside the mission"),
        (
            f"{INTERNAL}, within: 2023-07-24, avoid: [2023-07-24]",
            "what it is to avoid leaves nothing",
        ),
        (f"{MEETING}, within: 2023-07-28", "its windows are on public holidays"),
        (
            f"{MEETING}, where: palace, within: [2023-07-24 16:00-18:00]",
            "its windows are outside the office hours of its place",
        ),
        (f"{PUBLIC}, embargo: 2023-07-26 11:00", "its windows end before its embargo does"),
        (
            f"{ROAD}, within: [2023-07-25 14:00-20:00]",
            "its windows leave no road that ends by daylight",
        ),
        (
            f"{INTERNAL}, within: 2023-07-26, after: [end]",
            "it is to follow “End” (m.yaml:16), and no window is left then",
        ),
        (
            f"{INTERNAL}, within: 2023-07-26, before: [start]",
            "it is to precede “Start” (m.yaml:15), and no window is left then",
        ),
        (f"{INTERNAL}, who: [ana], within: 2023-07-30", "Ana is not with the delegation"),
        (f"{INTERNAL}, who: [ben], within: 2023-07-25", "Ben is unavailable in its windows"),
        (
            "kind: stay, nights: 3, where: ica, who: [eva], within: 2023-07-25 to 2023-07-27",
            "no nights on end are left",
        ),
        (
            "kind: stay, nights: 1, where: ica, who: [ana], within: 2023-07-29 to 2023-07-30",
            "no nights on end are left",
        ),
        (
            f"{INTERNAL}, who: [eva], within: [2023-07-28 10:00-11:30]",
            "without “End” (m.yaml:16) it could",
        ),
        (
            f"{INTERNAL}, who: [eva], where: ica, within: [2023-07-28 13:00-14:30]",
            "without “End” (m.yaml:16) it could",
        ),
        (
            f"{INTERNAL}, who: [ana, eva], within: [2023-07-24 13:45-15:15]",
            "without “Start” (m.yaml:15) it could",
        ),
        (
            "kind: internal, title: No length, within: 2023-07-24",
            "or does not say how long it takes",
        ),
    ],
)
def test_what_leaves_nothing_is_told_with_its_line(request_: str, why: str) -> None:
    placed, left = asked(request_)
    assert placed is None
    assert left is not None
    assert why in left.why[0]
    assert left.why[0].startswith("it cannot be placed: ")


def test_reasons_tell_how_much_there_was_to_choose_from() -> None:
    def reason(request: str) -> str:
        placed, _ = asked(f"kind: internal, title: I, takes: 1h, who: [eva], {request}")
        assert placed is not None
        return " ".join(placed.reasons)

    assert "the only start" in reason("within: [2023-07-25 09:00-10:00]")
    told = reason("within: [2023-07-25 09:00-12:00]")
    assert "all that its windows leave when Eva can be there: Tue 25 Jul 09:00–12:00" in told
    told = reason("within: [2023-07-25 09:00-12:00, 2023-07-25 14:00-16:00]")
    assert "Tue 25 Jul is the only day of its windows when Eva can be there" in told
    told = reason("within: [2023-07-25 to 2023-07-26], prefer: latest")
    assert "the last start that its windows and what is fixed leave, as it prefers" in told
    told = reason("within: [2023-07-28 09:30-12:30], prefer: [2023-07-28 09:30-10:30]")
    assert "outside the time that it prefers" in told
    placed, _ = asked("kind: internal, title: I, takes: 1h, within: [2023-07-25 09:00-10:00]")
    assert placed is not None
    assert "everybody" in placed.reasons[0]


def test_a_problem_can_be_cut_down_to_some_of_its_requests() -> None:
    loaded = understood(
        MISSION.format(request=f"{INTERNAL}, within: 2023-07-24").encode(), "m.yaml"
    )
    assert loaded.schedule is not None
    assert isinstance(NOW, datetime)
    problem = pose(loaded.schedule, NOW).problem
    assert problem.only(frozenset({"asked"})).task("asked").duration == 60
    assert problem.only(frozenset()).requests == ()
    assert State.OPTIMAL.value == "optimal"


def test_each_place_of_a_choice_has_its_own_clocks() -> None:
    """Once it is chosen, the file's words mean them: windows, and what is to be avoided."""
    request = (
        f"{INTERNAL}, where: [lima, london], within: [2023-07-25 09:00-11:00],"
        " avoid: [2023-07-25 09:00-10:00]"
    )
    loaded = understood(MISSION.format(request=request).encode(), "m.yaml")
    assert loaded.schedule is not None
    assert isinstance(NOW, datetime)
    [task] = pose(loaded.schedule, NOW).problem.tasks
    starts = {slot.origin: (slot.first, slot.last) for slot in task.slots}
    instants = {
        place: {int(datetime.fromisoformat(at).timestamp()) // 60}
        for place, at in (("lima", "2023-07-25T10:00-05:00"), ("london", "2023-07-25T10:00+01:00"))
    }
    assert {place: {*ends} for place, ends in starts.items()} == instants


@pytest.mark.parametrize("place", ["lima", "london"])
def test_a_plan_reads_windows_as_the_file_has_them_once_it_is_written(place: str) -> None:
    request = (
        f"{INTERNAL}, where: [lima, london], within: [2023-07-25 09:00-11:00],"
        " avoid: [2023-07-25 10:30-11:00]"
    )

    def read(request: str) -> Schedule:
        schedule = understood(MISSION.format(request=request).encode(), "m.yaml").schedule
        assert schedule is not None
        return schedule

    schedule = read(request)
    assert isinstance(NOW, datetime)
    [task] = pose(schedule, NOW).problem.tasks
    slot = next(one for one in task.slots if one.origin == place)
    plan = Plan((Placement("asked", slot, slot.first, slot.first + 60),), (), (), *OPTIMAL)
    entry = placing.planned(schedule, plan).entries["asked"]
    written = read(request.replace("[lima, london]", place)).entries["asked"]
    for ours, theirs in ((entry.within, written.within), (entry.avoid, written.avoid)):
        assert [one.spans for one in ours] == [one.spans for one in theirs]


def test_what_is_told_by_other_clocks_than_the_mission_s_says_whose() -> None:
    request = f"{INTERNAL}, where: london, within: [2023-07-25 09:00-11:00]"
    loaded = understood(MISSION.format(request=request).encode(), "m.yaml")
    assert loaded.schedule is not None
    assert isinstance(NOW, datetime)
    proposals = planning.proposals(loaded.schedule, NOW, 1)
    told = ["".join(text for text, _ in line) for line in output.lines(proposals, 80)]
    assert " ◐ Tue 25 Jul 09:00–10:00  I" in told
    assert "   London · London time" in told
