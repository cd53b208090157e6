"""Hours that are told as free are, hours that are blamed are not, and a no has its true reasons."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from itinerary.diagnostics import Diagnostic, Severity
from itinerary.languages import Message, say
from itinerary.model.schedule import Schedule
from itinerary.planner.problem import Busy, Placement, Plan, Problem, Slot, State, Task
from itinerary.planner.solver import solve
from itinerary.planner.why import facts as known
from itinerary.planner.why.alternatives import Alternatives, alternatives
from itinerary.planner.why.blame import blamed, possible
from itinerary.planner.why.explain import Explanation, core, explain, explained
from itinerary.planner.why.table import Table, asked, tabled
from itinerary.planner.windows import minute_of
from itinerary.syntax.parser import read_schedule
from itinerary.times import Timespan
from itinerary.workspace.checking import differing
from itinerary.workspace.judging import RequestJudge
from itinerary.workspace.placing import planned
from itinerary.workspace.planning import plans

NOW = datetime.fromisoformat("2023-05-21T12:00:00-05:00")
HEAD = """\
itinerary: 1
delegation: {name: Example, dates: 2023-05-22 to 2023-05-24, timezone: America/Lima}
people:
  ana: {name: Ana}
  ben: {name: Ben, unavailable: [Tue 2023-05-23 09:00-11:00]}
  eva: {name: Eva, joins: {when: Tue 2023-05-23 08:00, where: cusco}}
  zoe: {name: Zoe, leaves: {when: Tue 2023-05-23 18:00}}
places:
  lima: {name: Lima, altitude: 150 m}
  puno: {name: Puno, altitude: 3800 m}
  hotel: {name: Hotel, in: lima}
  palace: {name: Palace, in: lima, office hours: [Mon-Fri 09:00-17:00]}
  cusco: {name: Cusco, coordinates: "-13.52, -71.97"}
  sofia: {name: Sofia, country: BG}
travel:
  - {from: lima, to: cusco, by: air, takes: 1h30, margin: 30m}
  - {from: lima, to: puno, by: air, takes: 1h30}
programme:
"""


def schedule_of(programme: str) -> Schedule:
    schedule, found, _ = read_schedule((HEAD + programme).encode(), "mission.yaml")
    assert schedule is not None
    assert not [one for one in found if one.is_error], found
    return schedule


def table_of(programme: str, entry: str = "talks") -> Table:
    return tabled(asked(schedule_of(programme), entry, NOW))


def left(programme: str) -> Alternatives:
    return alternatives(table_of(programme), 10)


def why(programme: str) -> Explanation:
    return explain(schedule_of(programme), "talks", NOW)


def told(messages: tuple[Message, ...]) -> list[str]:
    return [str(message) for message in messages]


# ---------------------------------------------------------------- what is left

TALKS = (
    "  talks: {kind: internal, title: Talks, takes: 1h, within: [%s], where: hotel, who: [ana]}\n"
)


def test_hours_beside_what_is_there_are_told_with_what_blocks_the_others() -> None:
    found = left(
        TALKS
        % "Mon 2023-05-22 08:00-14:00"
        + "  visit: {kind: internal, title: Visit, when: Mon 2023-05-22 10:00-11:00, where: palace,"
        " who: [ana]}\n"
    )
    assert [(f"{one.first:%H:%M}", f"{one.last:%H:%M}") for one in found.free] == [
        ("08:00", "08:30"),
        ("11:30", "13:00"),
    ]
    assert [one.places for one in found.free] == [("hotel",), ("hotel",)]
    [miss] = found.misses
    assert (f"{miss.first:%H:%M}", f"{miss.last:%H:%M}") == ("08:45", "11:15")
    assert [str(one.told) for one in miss.blockers] == ["Ana is in “Visit” until 11:00, 30m away"]
    assert [one.fact.span.line for one in miss.blockers] == [20]


def test_who_is_on_a_journey_is_on_the_road() -> None:
    found = left(
        TALKS
        % "Mon 2023-05-22 08:00-16:00"
        + "  drive: {kind: journey, by: road, from: lima, to: cusco, who: [ana],"
        " when: Mon 2023-05-22 09:00-12:10}\n"
    )
    assert [str(one.told) for one in found.misses[0].blockers] == [
        "Ana is on the road to Cusco until 12:10, 2h00 away"
    ]


def test_what_is_not_sure_is_told_apart() -> None:
    found = left(
        TALKS
        % "Mon 2023-05-22 08:00-10:00"
        + "  visit: {kind: internal, title: Visit, when: Mon 2023-05-22 09:00-10:00, where: hotel,"
        " who: [ana], status: tentative}\n"
    )
    assert [f"{one.first:%H:%M}" for one in found.free] == ["08:00"]
    [giving] = found.giving
    assert (f"{giving.first:%H:%M}", f"{giving.last:%H:%M}") == ("08:15", "09:00")
    assert [fact.entry for fact in giving.gives] == ["visit"]
    assert not found.misses


def test_neighbours_with_something_in_common_are_one_line_and_days_are_told() -> None:
    found = left(
        request(who="[ana, ben, zoe]", within="[Mon 2023-05-22 08:00-14:00]", where="hotel")
        + "  one: {kind: internal, title: One, when: Mon 2023-05-22 08:00 to 2023-05-23 01:00,"
        " who: [ana]}\n"
        "  two: {kind: internal, title: Two, when: Mon 2023-05-22 08:00-10:00, who: [ben]}\n"
        "  six: {kind: internal, title: Six, when: Mon 2023-05-22 12:00-14:00, who: [zoe]}\n"
    )
    assert [[str(one.told) for one in miss.blockers] for miss in found.misses] == [
        ["Ana is in “One” until Tue 23 May 01:00"]
    ]
    [miss] = found.misses
    assert (f"{miss.first:%H:%M}", f"{miss.last:%H:%M}") == ("08:00", "13:00")


def test_what_has_nothing_in_common_is_told_apart() -> None:
    found = left(
        request(within="[Tue 2023-05-23 08:00-10:00]", where="hotel")
        + "  one: {kind: internal, title: One, when: Tue 2023-05-23 07:00-08:45, who: [ana]}\n"
        "  two: {kind: internal, title: Two, when: Tue 2023-05-23 09:45-10:00, where: palace,"
        " who: [ana]}\n"
    )
    assert [[str(one.told) for one in miss.blockers] for miss in found.misses] == [
        ["Ana is in “One” until 08:45"],
        ["Ana is in “Two” until 10:00, 30m away"],
    ]


def test_what_the_rules_object_to_parts_a_stretch_and_is_blocked_by_what_they_find() -> None:
    table = table_of(request())

    def objections(plan: Plan) -> tuple[Diagnostic, ...]:
        start = plan.placements[0].start
        message = say("not at {time}", time=f"{table.question.at(start, 'lima'):%H:%M}")
        found = Diagnostic("hours", Severity.WARNING, table.question.entry.span, message)
        return (found,) if start % (24 * 60) // 15 in {15 * 4, 15 * 4 + 1, 16 * 4} else ()

    found = alternatives(table, 10, objections)
    assert [(f"{one.first:%H:%M}", f"{one.last:%H:%M}") for one in found.free] == [
        ("08:00", "09:45"),
        ("10:30", "10:45"),
    ]
    assert [
        (f"{one.first:%H:%M}", f"{one.last:%H:%M}", *told(tuple(by.told for by in one.blockers)))
        for one in found.misses
    ] == [
        ("10:00", "10:15", "check would find, at 10:00: not at 10:00"),
        ("11:00", "11:00", "check would find: not at 11:00"),
    ]


def test_a_problem_without_figures_asks_for_no_rest_and_no_meal() -> None:
    busy = Busy("x", 0, 60, 1, 1, None, None, ("ana",))
    task = Task("talks", 60, (Slot(1, 0, 240, None, None, ("ana",)),))
    found = blamed(Problem((task,), busy=(busy,), step=30), task, {})
    assert [(one.first, one.last, len(one.blames)) for one in found] == [(0, 30, 1), (60, 240, 0)]
    between = Slot(1, 7, 9, None, None, ("ana",))
    assert not [*blamed(Problem((task,), step=30), replace(task, slots=(between,)), {})]


# ---------------------------------------------------------------- why there is none


def test_a_no_is_explained_by_facts_and_the_least_that_would_do() -> None:
    found = why(
        TALKS
        % "Tue 2023-05-23 09:00-12:00"
        + "  visit: {kind: internal, title: Visit, when: Tue 2023-05-23 10:00-11:40, where: palace,"
        " who: [ana], status: tentative}\n"
    )
    assert told(found.messages) == [
        "it takes 1h00 within Tue 2023-05-23 09:00-12:00 (line 19)",
        "Ana is in “Visit”, Tue 23 May 10:00–11:40, 30m away (line 20)",
        "30m earlier works: Tue 23 May 08:30–09:30",
        "30m instead of 1h00: Tue 23 May 09:00–09:30",
        "if “Visit” moves: Tue 23 May 09:00–10:00",
    ]


def request(kind: str = "internal", **keys: str) -> str:
    """Return a request for talks of an hour on Tuesday morning, with other keys or values."""
    given = {"takes": "1h", "within": "[Tue 2023-05-23 08:00-12:00]", "who": "[ana]", **keys}
    told = ", ".join(f"{key.replace('_', ' ')}: {value}" for key, value in given.items())
    return f"  talks: {{kind: {kind}, title: Talks, {told}}}\n"


REASONS = [
    ("window", request(takes="5h"), "it takes 5h00 within Tue 2023-05-23 08:00-12:00 (line 19)"),
    (
        "avoid",
        request(avoid="[Tue 2023-05-23 07:00-13:00]"),
        "it is to avoid Tue 2023-05-23 07:00-13:00 (line 19)",
    ),
    (
        "unavailable",
        request(who="[ben]", within="[Tue 2023-05-23 08:30-11:30]"),
        "Ben is not available Tue 23 May 09:00–11:00 (line 5)",
    ),
    (
        "everyone",
        request(who="everyone", within="[Tue 2023-05-23 09:00-11:00]"),
        "Ben is not available Tue 23 May 09:00–11:00 (line 5)",
    ),
    (
        "joins",
        request(who="[eva]", within="[Mon 2023-05-22 08:00-12:00]"),
        "Eva joins on Tue 23 May at 08:00 in Cusco (line 6)",
    ),
    (
        "comes from afar",
        request(who="[eva]", where="hotel", within="[Tue 2023-05-23 08:00-10:45]"),
        "Eva joins on Tue 23 May at 08:00 in Cusco (line 6)",
    ),
    (
        "leaves",
        request(who="[zoe]", within="[Tue 2023-05-23 17:30-19:00]"),
        "Zoe leaves on Tue 23 May at 18:00 (line 7)",
    ),
    (
        "office hours",
        request("meeting", where="palace", within="[Tue 2023-05-23 17:00-19:00]"),
        "Palace receives people in its office hours alone (line 12)",
    ),
    (
        "holiday",
        request("meeting", where="sofia", within="[Wed 2023-05-24 08:00-12:00]"),
        "it is not held on a public holiday (line 19)",
    ),
    (
        "embargo",
        request("public-event", embargo="Tue 2023-05-23 12:00", **{"class": "public"}),
        "it is public, and its embargo ends on Tue 23 May at 12:00 (line 19)",
    ),
    (
        "mission",
        request(within="[Fri 2023-05-26 08:00-12:00]"),
        "the mission is Mon 22 May – Wed 24 May (line 2)",
    ),
    (
        "order",
        request(after="[visit]")
        + "  visit: {kind: internal, title: Visit, when: Tue 2023-05-23 11:15-12:00, who: [ben]}\n",
        "it is to follow “Visit”, Tue 23 May 11:15–12:00 (line 19)",
    ),
    (
        "order after what is repeated",
        request(after="[visit]", within="[2023-05-22 08:00-12:00]")
        + "  visit: {kind: internal, title: Visit, when: 2023-05-22 08:00-08:30,"
        + " repeat: daily, who: [ben]}\n",
        "it is to follow “Visit”, Wed 24 May 08:00–08:30 (line 19)",
    ),
    (
        "precedence",
        request(before="[visit]")
        + "  visit: {kind: internal, title: Visit, when: Tue 2023-05-23 08:15-09:00, who: [ben]}\n",
        "it is to precede “Visit”, Tue 23 May 08:15–09:00 (line 19)",
    ),
    (
        "vehicle",
        request(vehicle="[Car]")
        + "  visit: {kind: internal, title: Visit, when: Tue 2023-05-23 08:15-12:00, who: [ben],"
        " vehicle: [Car]}\n",
        "Car is taken by “Visit”, Tue 23 May 08:15–12:00 (line 20)",
    ),
    (
        "room",
        request(room="Blue", where="hotel")
        + "  visit: {kind: internal, title: Visit, when: Tue 2023-05-23 08:15-12:00, who: [ben],"
        " where: hotel, room: blue}\n",
        "blue is taken by “Visit”, Tue 23 May 08:15–12:00 (line 20)",
    ),
    (
        "rest",
        request(within="[Tue 2023-05-23 06:00-08:00]")
        + "  visit: {kind: internal, title: Visit, when: Mon 2023-05-22 20:00-22:30, who: [ana]}\n",
        "Ana is to rest 10h00 before or after “Visit”, Mon 22 May 20:00–22:30 (line 20)",
    ),
    (
        "long day",
        request(within="[Tue 2023-05-23 19:00-20:30]")
        + "  call: {kind: internal, title: A, when: Tue 2023-05-23 06:30-07:00, who: [ana]}\n",
        "the day of Ana, with “A”, Tue 23 May 06:30–07:00, is to be no longer than 13h00 (line 20)",
    ),
    (
        "meal",
        request(within="[Tue 2023-05-23 11:30-15:00]", takes="3h")
        + "  one: {kind: internal, title: One, when: Tue 2023-05-23 09:00-11:00, who: [ana]}\n"
        "  two: {kind: internal, title: Two, when: Tue 2023-05-23 15:30-16:00, who: [ana]}\n",
        "Ana would have no time to eat at midday (line 19)",
    ),
    (
        "road",
        request("journey", by="road", **{"from": "lima", "to": "cusco"}, takes="2h").replace(
            "08:00-12:00", "16:00-20:00"
        ),
        "a road is to end by daylight (line 19)",
    ),
    (
        "height",
        request(where="puno", takes="5h", within="[Tue 2023-05-23 09:00-16:00]")
        + "  fly: {kind: journey, by: air, from: lima, to: puno, who: [ana],"
        " when: Tue 2023-05-23 06:00-08:00}\n",
        "it is too much for the first day of Ana at that height (line 19)",
    ),
    (
        "flight",
        request(where="lima") + "  fly: {kind: journey, by: air, from: lima, to: puno, who: [ana],"
        " when: Tue 2023-05-23 07:30-12:30}\n",
        "Ana is on the way to Puno, Tue 23 May 07:30–12:30, 1h30 away (line 20)",
    ),
    (
        "no way",
        request(where="sofia")
        + "  one: {kind: internal, title: One, when: Tue 2023-05-23 07:00-08:00, who: [ana],"
        " where: lima}\n",
        "Ana is in “One”, Tue 23 May 07:00–08:00, and no way leads there and back (line 20)",
    ),
]


@pytest.mark.parametrize(
    ("programme", "reason"), [one[1:] for one in REASONS], ids=[one[0] for one in REASONS]
)
def test_each_kind_of_fact_is_a_reason(programme: str, reason: str) -> None:
    found = why(programme)
    assert reason in told(found.messages)


def test_when_somebody_is_unavailable_has_the_place_of_that_time_alone() -> None:
    text = HEAD.replace(
        "[Tue 2023-05-23 09:00-11:00]}\n", "\n    [2023-05-22,\n     Tue 2023-05-23 09:00-11:00]}\n"
    ) + request(who="[ben]", within="[Tue 2023-05-23 08:30-11:30]")
    schedule, _, _ = read_schedule(text.encode(), "mission.yaml")
    assert schedule is not None
    reasons = explain(schedule, "talks", NOW).reasons
    (fact,) = (one.fact for one in reasons if "Ben" in str(one.fact.told))
    assert str(fact.told) == "Ben is not available Tue 23 May 09:00–11:00"
    assert (fact.span.line, fact.span.column) == (7, 6)


def test_what_is_over_is_no_time() -> None:
    later = datetime.fromisoformat("2023-05-23T12:30:00-05:00")
    found = explain(schedule_of(request()), "talks", later)
    assert told(found.messages) == [
        "it takes 1h00 within Tue 2023-05-23 08:00-12:00 (line 19)",
        "Tue 2023-05-23, 12:30 is over already (line 19)",
        "1h30 later works: Tue 23 May 12:30–13:30",
    ]


def test_what_no_day_is_long_enough_for_is_too_long() -> None:
    found = why(request(takes="16h"))
    assert told(found.messages) == ["it takes 16h00 within Tue 2023-05-23 08:00-12:00 (line 19)"]


def test_a_request_that_has_an_hour_is_not_explained() -> None:
    assert why(request()).messages == ()


# ---------------------------------------------------------------- beside others, and nights


def unplaced(programme: str) -> dict[str, list[str]]:
    """Return what the best plan of a programme does not place, and why."""
    schedule = schedule_of(programme)
    posed, found = plans(schedule, NOW, 1)
    plan = found[0].plan if found else Plan((), (), (), State.OPTIMAL, 0, 0)
    ids = {one.task for one in plan.placements} | {one.stay for one in plan.lodged}
    beside = planned(schedule, plan)
    return {
        one: told(explain(beside, one, NOW, placed=frozenset(ids)).messages)
        for one in (*plan.unplaced, *posed.closed)
    }


def test_what_is_crowded_out_is_told_by_what() -> None:
    found = unplaced(
        request(within="[Mon 2023-05-22 09:00-10:30]", where="hotel")
        + "  one: {kind: internal, title: X, takes: 1h, where: hotel, who: [ana], priority: 1,"
        " within: [Mon 2023-05-22 09:00-10:30]}\n"
    )
    assert found == {
        "talks": [
            "it takes 1h00 within Mon 2023-05-22 09:00-10:30 (line 19)",
            "Ana is in “X”, Mon 22 May 09:00–10:00, as this plan has it, with priority 1 (line 20)",
            "30m later works: Mon 22 May 10:00–11:00",
            "30m instead of 1h00: Mon 22 May 10:00–10:30",
            "if “X” moves: Mon 22 May 09:00–10:00",
        ]
    }


def test_nights_are_explained_by_beds_and_by_where_people_have_to_be() -> None:
    asked_for = (
        "  nights: {kind: stay, nights: %s, within: [2023-05-22 to 2023-05-24], who: [ana],"
        " where: [lima, cusco]}\n"
    )
    bed = "  bed: {kind: stay, when: 2023-05-22 to 2023-05-23, where: puno, who: [ana]%s}\n"
    assert unplaced(asked_for % 2 + bed % ", status: tentative")["nights"] == [
        "Ana has a bed in “Stay in Puno”, Mon 22 May – Tue 23 May (line 20)",
        "1 night instead of 2: Tue 23 May – Wed 24 May",
        "if “Stay in Puno” moves: Mon 22 May – Wed 24 May",
    ]
    assert unplaced(asked_for % 3) == {
        "nights": [
            "it takes 3 nights within 2023-05-22 to 2023-05-24 (line 19)",
            "2 nights instead of 3: Mon 22 May – Wed 24 May",
        ]
    }
    visits = (
        "  one: {kind: internal, title: One, when: Tue 2023-05-23 07:00-08:00, who: [ana],"
        " where: lima}\n"
        "  two: {kind: internal, title: Two, when: Tue 2023-05-23 16:00-17:00, who: [ana],"
        " where: cusco}\n"
    )
    assert unplaced(asked_for % 1 + bed % "" + visits)["nights"] == [
        "Ana is to be in Lima on Tue 23 May for “One” (line 21)",
        "Ana is to be in Cusco on Tue 23 May for “Two” (line 22)",
    ]


def test_nights_have_the_reasons_that_hours_have() -> None:
    nights = (
        "  nights: {kind: stay, nights: 1, within: [2023-05-22 to 2023-05-24], where: lima,"
        " who: [eva], avoid: [2023-05-23]}\n"
        "  other: {kind: stay, when: 2023-05-22 to 2023-05-23, where: lima, who: [ben]}\n"
    )
    assert unplaced(nights) == {
        "nights": [
            "Eva joins on Tue 23 May at 08:00 in Cusco (line 6)",
            "it is to avoid 2023-05-23 (line 19)",
            "were it not that Eva joins on Tue 23 May at 08:00 in Cusco: Mon 22 May – Tue 23 May",
            "were it not that it is to avoid 2023-05-23: Tue 23 May – Wed 24 May",
        ]
    }
    free = schedule_of(nights.replace(", avoid: [2023-05-23]", ""))
    assert explain(free, "nights", NOW).messages == ()


def test_one_person_fewer_may_do() -> None:
    found = why(
        request(who="[ana, zoe]", lead="zoe")
        + "  visit: {kind: internal, title: Visit, when: Tue 2023-05-23 06:00-14:00, who: [zoe]}\n"
    )
    assert told(found.messages) == [
        "it takes 1h00 within Tue 2023-05-23 08:00-12:00 (line 19)",
        "Zoe is in “Visit”, Tue 23 May 06:00–14:00 (line 20)",
        "without Zoe: Tue 23 May 08:00–09:00",
    ]


# ---------------------------------------------------------------- any programme at all

PLACES = ("hotel", "palace", "cusco")
PEOPLE = ("ana", "ben", "eva")


@st.composite
def hours(draw: st.DrawFn, least: int = 1, most: int = 8) -> str:
    start = draw(st.integers(7 * 4, 19 * 4))
    end = start + draw(st.integers(least, most))
    return f"2023-05-{draw(st.integers(22, 24))} {_clock(start)}-{_clock(end)}"


def _clock(quarters: int) -> str:
    return f"{quarters // 4:02}:{quarters % 4 * 15:02}"


@st.composite
def programmes(draw: st.DrawFn) -> str:
    who = st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True)
    lines = []
    for number in range(draw(st.integers(0, 5))):
        pairs = [
            "kind: internal",
            f"when: {draw(hours())}",
            f"who: [{', '.join(draw(who))}]",
            f"status: {draw(st.sampled_from(['confirmed', 'tentative', 'idea']))}",
        ]
        if draw(st.booleans()):
            pairs.append(f"where: {draw(st.sampled_from(PLACES))}")
        lines.append(f"  fixed-{number}: {{{', '.join(pairs)}}}\n")
    windows = draw(st.lists(hours(4, 16), min_size=1, max_size=2))
    pairs = [
        f"kind: {draw(st.sampled_from(['internal', 'meeting']))}",
        f"takes: {draw(st.sampled_from(['30m', '1h', '1h30', '3h']))}",
        f"within: [{', '.join(windows)}]",
        f"who: [{', '.join(draw(who))}]",
    ]
    if draw(st.booleans()):
        pairs.append(f"avoid: [{draw(hours(2, 12))}]")
    if draw(st.booleans()):
        where = draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=2, unique=True))
        pairs.append(f"where: [{', '.join(where)}]")
    follows = draw(st.booleans())
    if lines and follows:
        pairs.append("after: [fixed-0]")
    return f"{''.join(lines)}  talks: {{{', '.join(pairs)}}}\n"


def allowing(problem: Problem, slot: Slot, start: int) -> Problem:
    """Return a problem whose one task may start at one instant alone."""
    [task] = problem.tasks
    alone = replace(slot, first=start, last=start)
    return replace(problem, tasks=(replace(task, slots=(alone,)),))


@settings(max_examples=40)
@given(programmes())
def test_what_is_free_is_accepted_and_what_is_blamed_is_not(programme: str) -> None:
    schedule = schedule_of(programme)
    table = tabled(asked(schedule, "talks", NOW))
    task = table.task
    if task is None:
        return
    free = list(possible(table.problem, task))
    for opening, start in free[:: max(1, len(free) // 4)]:
        assert not solve(allowing(table.problem, opening.slot, start)).unplaced
    starts = {(start, opening.slot.origin) for opening, start in free}
    for line in table.lines:
        among = {(start, line.slot.origin) for start in (line.first, line.last)} & starts
        assert not line.blames or not among
        is_settled = any(isinstance(blame.cause, int) for blame in line.blames)
        if line.blames and not is_settled:
            assert solve(allowing(table.problem, line.slot, line.first)).unplaced == ("talks",)

    def objections(plan: Plan) -> tuple[Diagnostic, ...]:
        found = differing(schedule, planned(schedule, plan), NOW).appeared
        assert not [finding for finding in found if "talks" in finding.entries]
        return ()

    alternatives(table, 3, objections)


SHIFTED = (
    "{length} later works: {when}",
    "{length} earlier works: {when}",
    "{shorter} instead of {length}: {when}",
)


NO_MEAL = """
  fixed-0: {kind: internal, when: 2023-05-22 07:00-07:15, who: [ana]}
  talks: {kind: internal, takes: 3h, within: [2023-05-22 12:15-13:15], who: [ana]}
"""
UNREACHABLE = """
  fixed-1: {kind: internal, when: 2023-05-22 07:00-07:30, who: [ana], where: palace}
  fixed-2: {kind: internal, when: 2023-05-22 07:00-07:15, who: [ana], where: hotel}
  talks: {kind: internal, takes: 30m, within: [2023-05-22 07:00-08:00], who: [ana], where: hotel}
"""


@settings(max_examples=40)
@given(programmes())
@example(NO_MEAL)
@example(UNREACHABLE)
def test_another_hour_that_would_do_passes_the_rules(programme: str) -> None:
    schedule = schedule_of(programme)
    judge = RequestJudge(schedule, "talks", NOW)
    for way in explain(schedule, "talks", NOW, judge.keeps_otherwise).ways:
        if way.told.parts[0] not in SHIFTED or not isinstance(way.when, Timespan):
            continue
        start, end = minute_of(way.when.start), minute_of(way.when.end)
        slot = Slot(way.when.start.toordinal(), start, start, way.place, way.place, ())
        plan = Plan((Placement("talks", slot, start, end),), (), (), State.FEASIBLE, 0, 0)
        found = differing(schedule, planned(schedule, plan), NOW).appeared
        rules = {finding.rule for finding in found if "talks" in finding.entries}
        assert rules <= {"not-as-requested"}  # that is what it proposes


def with_facts(table: Table, kept: set[str]) -> bool:
    """Return whether there is an hour where of all that blocks a request only some is left."""
    question = table.question
    others = [fact for fact in table.facts if fact.told not in kept]
    task = question.task(question.bare, others)
    busy = tuple(one for one in table.problem.busy if _told(table, one) in kept)
    problem = replace(table.problem, busy=busy)
    return task is not None and next(possible(problem, task), None) is not None


def _told(table: Table, busy: Busy) -> str:
    if busy.entry is None:
        return known.presence_at(table.question.schedule, busy).told
    return busy.entry


def _named(table: Table) -> Iterator[str]:
    for blame in core(table):
        fact = table.fact(blame)
        yield fact.entry or fact.told


@settings(max_examples=40)
@given(programmes())
def test_a_no_has_its_true_reasons_and_each_is_needed(programme: str) -> None:
    table = table_of(programme)
    is_possible = table.task is not None and next(possible(table.problem, table.task), None)
    found = explained(table)
    assert bool(found.reasons) == (not is_possible)
    if found.reasons and table.loose:
        reasons = set(_named(table))
        assert len(reasons) == len(found.reasons)
        assert not with_facts(table, reasons)
        for one in reasons:
            assert with_facts(table, reasons - {one})
