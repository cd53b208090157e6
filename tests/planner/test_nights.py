"""Nights that are told as free are, days that are blamed are not, and a no has its true reasons."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary.languages import Message, say
from itinerary.model.schedule import Schedule
from itinerary.planner.beds import starts
from itinerary.planner.problem import Lodged, Plan, Problem, State
from itinerary.planner.solver import solve
from itinerary.planner.why import facts as known
from itinerary.planner.why.alternatives import Alternatives
from itinerary.planner.why.arrivals import arrivals
from itinerary.planner.why.explain import Explanation, explain
from itinerary.planner.why.facts import Fact
from itinerary.planner.why.lodging import Nights, core, nights
from itinerary.planner.why.relaxing_stays import plan_of
from itinerary.planner.why.table import Question, asked
from itinerary.syntax.parser import read_schedule
from itinerary.times import Days
from itinerary.workspace.checking import differing
from itinerary.workspace.placing import planned

NOW = datetime.fromisoformat("2023-05-21T12:00:00-05:00")
HEAD = """\
itinerary: 1
delegation: {name: Example, dates: 2023-05-22 to 2023-05-28, timezone: America/Lima}
people:
  ana: {name: Ana}
  ben: {name: Ben}
  eva: {name: Eva, joins: {when: Wed 2023-05-24 08:00, where: lima}}
places:
  lima: {name: Lima}
  hotel: {name: Hotel, in: lima}
  cusco: {name: Cusco}
  puno: {name: Puno}
connections: no
travel:
  - {from: lima, to: cusco, takes: 1h30}
  - {from: cusco, to: puno, takes: 6h, one way: yes}
programme:
"""


def schedule_of(programme: str) -> Schedule:
    schedule, found, _ = read_schedule((HEAD + programme).encode(), "mission.yaml")
    assert schedule is not None
    assert not [one for one in found if one.is_error], found
    return schedule


def request(**keys: str) -> str:
    """Return a request for two nights in Lima, with other keys or values."""
    given = {
        "nights": "2",
        "within": "[2023-05-22 to 2023-05-28]",
        "where": "lima",
        "who": "[ana]",
        **keys,
    }
    told = ", ".join(f"{key}: {value}" for key, value in given.items())
    return f"  nights: {{kind: stay, {told}}}\n"


def bed(first: int, last: int, where: str, name: str = "bed", **keys: str) -> str:
    """Return a stay that has its days: those are of May 2023."""
    given = {"where": where, "who": "[ana]", **keys}
    told = ", ".join(f"{key}: {value}" for key, value in given.items())
    return f"  {name}: {{kind: stay, when: 2023-05-{first} to 2023-05-{last}, {told}}}\n"


def question_of(programme: str) -> Question:
    return asked(schedule_of(programme), "nights", NOW)


def left(programme: str, count: int = 10) -> Alternatives:
    table = nights(question_of(programme))
    assert table is not None
    return arrivals(table, count)


def why(programme: str) -> Explanation:
    return explain(schedule_of(programme), "nights", NOW)


def told(messages: tuple[Message, ...]) -> list[str]:
    return [str(message) for message in messages]


def firsts(found: Alternatives) -> list[tuple[str, int, int]]:
    return [(one.places[0], one.first.day, one.last.day) for one in found.free]


# ---------------------------------------------------------------- what is left


def test_first_days_that_follow_one_another_are_one() -> None:
    found = left(request() + bed(24, 25, "cusco"))
    assert firsts(found) == [("lima", 22, 22), ("lima", 25, 26)]
    assert found.free[1].when == Days(date(2023, 5, 25), date(2023, 5, 27))
    [miss] = found.misses
    assert (miss.first.day, miss.last.day) == (23, 24)
    assert [(str(one.told), one.fact.span.line) for one in miss.blockers] == [
        ("Ana has a bed in “Stay in Cusco”, Wed 24 May – Thu 25 May", 18)
    ]


@pytest.mark.parametrize(
    ("prefer", "best"),
    [
        ("earliest", [("lima", 22, 26)]),
        ("latest", [("lima", 22, 26)]),
        ("[2023-05-24 to 2023-05-27]", [("lima", 24, 25), ("lima", 22, 23), ("lima", 26, 26)]),
    ],
)
def test_the_best_comes_first_by_what_is_preferred(
    prefer: str, best: list[tuple[str, int, int]]
) -> None:
    found = left(request(prefer=prefer))
    assert firsts(found) == best
    first = found.free[0]
    assert isinstance(first.when, Days)
    assert first.when.first.day == {"e": 22, "l": 26, "[": 24}[prefer[0]]
    assert first.is_preferred == (prefer[0] == "[")


def test_a_place_to_which_no_way_leads_is_blocked_by_the_beds_around_it() -> None:
    found = left(request(where="[puno, cusco]") + bed(25, 26, "cusco"))
    assert firsts(found) == [("cusco", 22, 23), ("cusco", 26, 26), ("puno", 26, 26)]
    [cusco, puno] = sorted(found.misses, key=lambda one: one.places)
    [blocker] = puno.blockers
    assert blocker.told == (
        "Ana has a bed in “Stay in Cusco”, Thu 25 May – Fri 26 May, "
        "and no way leads from Puno to Cusco"
    )
    assert (cusco.first.day, cusco.last.day) == (24, 25)


def test_what_is_not_sure_is_told_apart() -> None:
    found = left(request(nights="5") + bed(24, 25, "cusco", status="tentative"))
    assert not found.free
    [giving] = found.giving
    assert (giving.first.day, giving.last.day) == (22, 23)
    assert [fact.entry for fact in giving.gives] == ["bed"]
    assert not found.misses


def test_a_bed_that_is_the_only_way_there_does_not_give_by_moving() -> None:
    beds = bed(22, 23, "lima", "one") + bed(23, 25, "cusco", "two", status="tentative")
    found = left(request(where="puno", within="[2023-05-24 to 2023-05-27]") + beds)
    assert firsts(found) == [("puno", 25, 25)]
    assert not found.giving
    assert [one.first.day for one in found.misses] == [24]


def test_where_people_have_to_be_is_told_once_for_all_of_them() -> None:
    talks = "  talks: {kind: internal, title: Talks, when: Wed 2023-05-24 10:00-11:00, "
    found = left(
        request(where="[lima, cusco]", who="[ana, ben]", nights="6")
        + talks
        + "where: hotel, who: [ana, ben]}\n"
    )
    assert firsts(found) == [("lima", 22, 22)]
    [miss] = found.misses
    assert [str(one.told) for one in miss.blockers] == [
        "Ana and Ben are to be in Lima on Wed 24 May for “Talks”"
    ]


def test_what_the_rules_object_to_is_blocked_by_what_they_find() -> None:
    table = nights(question_of(request()))
    assert table is not None
    fact = Fact(table.question.entry.span, say("it is too high"))

    def objections(plan: Plan) -> list[Fact]:
        return [fact] if plan.lodged[0].first == date(2023, 5, 24).toordinal() else []

    found = arrivals(table, 10, objections)
    assert firsts(found) == [("lima", 22, 23), ("lima", 25, 26)]
    [miss] = found.misses
    assert (miss.first.day, miss.last.day) == (24, 24)
    assert [one.fact for one in miss.blockers] == [fact]


# ---------------------------------------------------------------- why there are none


PUNO = "“Stay in Puno”, Mon 22 May – Wed 24 May"
LIMA = "“Stay in Lima”, Thu 25 May – Fri 26 May"
NEITHER_WAY = "from Puno to Lima or from Lima to Puno"
REASONS = [
    (
        "window",
        request(within="[2023-05-23 to 2023-05-24]"),
        [
            "it takes 2 nights within 2023-05-23 to 2023-05-24 (line 17)",
            "1 day earlier works: Mon 22 May – Wed 24 May",
            "1 night instead of 2: Tue 23 May – Wed 24 May",
        ],
    ),
    (
        "two beds",
        request(within="[2023-05-23 to 2023-05-26]") + bed(24, 25, "cusco"),
        [
            "it takes 2 nights within 2023-05-23 to 2023-05-26 (line 17)",
            "Ana has a bed in “Stay in Cusco”, Wed 24 May – Thu 25 May (line 18)",
            "1 day earlier works: Mon 22 May – Wed 24 May",
            "1 night instead of 2: Tue 23 May – Wed 24 May",
        ],
    ),
    (
        "no way from the bed before",
        request(within="[2023-05-24 to 2023-05-28]") + bed(22, 24, "puno", status="tentative"),
        [
            f"Ana has a bed in {PUNO}, and no way leads from Puno to Lima (line 18)",
            "in Puno instead: Wed 24 May – Fri 26 May",
            "if “Stay in Puno” moves: Wed 24 May – Fri 26 May",
        ],
    ),
    (
        "no way to the bed after",
        request(where="puno", within="[2023-05-22 to 2023-05-25]", who="[ana, ben]")
        + bed(25, 26, "lima", who="[ben]"),
        [
            f"Ben has a bed in {LIMA}, and no way leads {NEITHER_WAY} (line 18)",
            "in Lima instead: Mon 22 May – Wed 24 May",
            "without Ben: Mon 22 May – Wed 24 May",
        ],
    ),
    (
        "who is not there yet",
        request(who="everyone", within="[2023-05-23 to 2023-05-25]"),
        [
            "it takes 2 nights within 2023-05-23 to 2023-05-25 (line 17)",
            "Eva joins on Wed 24 May at 08:00 in Lima (line 6)",
            "1 day later works: Wed 24 May – Fri 26 May",
            "1 night instead of 2: Wed 24 May – Thu 25 May",
            "without Eva: Tue 23 May – Thu 25 May",
            "were it not that Eva joins on Wed 24 May at 08:00 in Lima: Tue 23 May – Thu 25 May",
        ],
    ),
]
"""Programmes, and the facts and ways out that are told of them."""


@pytest.mark.parametrize(
    ("programme", "messages"), [one[1:] for one in REASONS], ids=[one[0] for one in REASONS]
)
def test_a_no_is_explained_by_facts_and_the_least_that_would_do(
    programme: str, messages: list[str]
) -> None:
    assert told(why(programme).messages) == messages


def test_more_nights_than_the_mission_has_are_too_many() -> None:
    found = why(request(nights="9"))
    assert told(found.messages) == [
        "it takes 9 nights within 2023-05-22 to 2023-05-28 (line 17)",
        "6 nights instead of 9: Mon 22 May – Sun 28 May",
    ]


# ---------------------------------------------------------------- any programme at all

PLACES = ("lima", "cusco", "puno")


@st.composite
def programmes(draw: st.DrawFn) -> str:
    """Return beds that nobody has two of in one night, engagements, and a request for nights."""
    lines, day = [], draw(st.integers(22, 24))
    for number in range(draw(st.integers(0, 3))):
        last = min(day + draw(st.integers(1, 2)), 28)
        if last > day:
            who = draw(st.sampled_from(["[ana]", "[ben]", "[ana, ben]"]))
            status = draw(st.sampled_from(["confirmed", "tentative"]))
            where = draw(st.sampled_from(PLACES))
            lines.append(bed(day, last, where, f"bed-{number}", who=who, status=status))
        day = last + draw(st.integers(0, 2))
        if day > 27:
            break
    lines += [
        f"  talks-{number}: {{kind: internal, title: Talks, who: [ana], "
        f"when: 2023-05-{draw(st.integers(22, 28))} 10:00-11:00, "
        f"where: {draw(st.sampled_from(PLACES))}}}\n"
        for number in range(draw(st.integers(0, 2)))
    ]
    opens = draw(st.integers(22, 26))
    places = draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=2, unique=True))
    keys = {
        "nights": str(draw(st.integers(1, 4))),
        "within": f"[2023-05-{opens} to 2023-05-{draw(st.integers(opens + 1, 28))}]",
        "where": f"[{', '.join(places)}]",
        "who": draw(st.sampled_from(["[ana]", "[ana, ben]", "[ben, eva]", "everyone"])),
    }
    if draw(st.booleans()):
        keys["avoid"] = f"[2023-05-{draw(st.integers(22, 28))}]"
    return f"{''.join(lines)}{request(**keys)}"


def solved(problem: Problem) -> Lodged | None:
    """Return where the solver has the only request of a problem."""
    return next(iter(solve(problem).lodged), None)


def is_free(problem: Problem, place: str, first: int) -> bool:
    """Whether a problem's one stay may begin in a place on a day, read off person by person."""
    [stay] = problem.stays
    last, town = first + stay.nights, problem.towns[place]
    towns = {problem.towns[lodging.place] for lodging in stay.lodgings}
    for person in stay.people:
        beds = sorted(
            (bed.first, bed.last, bed.place or "") for bed in problem.beds if person in bed.people
        )
        if any(one < last and first < other for one, other, _ in beds):
            return False
        before = [where for _, other, where in beds if other <= first]
        after = [where for one, _, where in beds if one >= last]
        legs = [(before[-1], place)] if before else []
        legs += [(place, after[0])] if after else []
        if any(problem.travel.get(leg, 0) is None for leg in legs):
            return False
        for one in problem.attendances:
            if one.person == person and first <= one.day <= last and one.town in towns - {town}:
                slept = [problem.towns[where] for a, b, where in beds if a <= one.day <= b]
                if one.town not in slept:
                    return False
    return True


@settings(max_examples=40)
@given(programmes())
def test_what_is_free_is_what_the_plan_would_accept(programme: str) -> None:
    question = question_of(programme)
    problem, table = question.posed(question.schedule), nights(question)
    if table is None:
        return
    free = set(table.open(table.standing))
    for start in table.settled:
        assert bool(table.keys(start)) == (start not in free)
    asked_for = list(starts(problem.stays[0])) if problem.stays else []
    assert free == {start for start in asked_for if is_free(problem, *start)}
    if asked_for:
        found = solved(problem)
        assert bool(found) == bool(free)
        assert found is None or (found.place, found.first) in free


def only(table: Nights, kept: Collection[Fact]) -> bool:
    """Return whether there are nights where of all that is in the way only some facts are left."""
    question = table.question
    entries = {fact.entry for fact in kept} | {"nights"}
    schedule = replace(
        question.schedule,
        entries={one: entry for one, entry in question.schedule.entries.items() if one in entries},
        occurrences=tuple(one for one in question.schedule.occurrences if one.entry.id in entries),
    )
    settled = known.settled(question.schedule, question.entry, NOW)
    problem = question.posed(schedule, [one for one in settled if one not in kept])
    return any(is_free(problem, *start) for stay in problem.stays for start in starts(stay))


@settings(max_examples=40)
@given(programmes())
def test_a_no_has_its_true_reasons_and_each_is_needed(programme: str) -> None:
    question = question_of(programme)
    table = nights(question)
    found = why(programme)
    if table is None or not found.reasons:
        return
    facts = core(table)
    assert [one.fact for one in found.reasons] == list(facts)
    assert len({fact.entry or fact for fact in facts}) == len(facts)
    assert not only(table, facts)
    for fact in facts:
        others = [other for other in facts if other is not fact]
        assert only(table, others), fact.told


@settings(max_examples=40)
@given(programmes())
def test_what_would_do_would(programme: str) -> None:
    schedule = schedule_of(programme)
    for way in why(programme).ways:
        assert isinstance(way.when, Days)
        assert way.place is not None
        if way.told.startswith(("if ", "were ", "without ", "in ")):
            continue
        lodged = Lodged("nights", way.place, way.when.first.toordinal(), way.when.last.toordinal())
        plan = Plan((), (lodged,), (), State.FEASIBLE, 0, 0)
        found = differing(schedule, planned(schedule, plan), NOW).appeared
        assert not [finding for finding in found if "nights" in finding.entries]


@settings(max_examples=30)
@given(programmes())
def test_what_is_free_passes_the_rules(programme: str) -> None:
    schedule = schedule_of(programme)
    table = nights(asked(schedule, "nights", NOW))
    if table is None:
        return
    for start in table.open(table.standing):
        found = differing(schedule, planned(schedule, plan_of(table, start)), NOW).appeared
        assert not [finding for finding in found if "nights" in finding.entries]


def test_without_somebody_or_in_another_place_others_stay_as_they_are() -> None:
    found = why(
        request(within="[2023-05-22 to 2023-05-24]", who="[ana, ben]") + bed(22, 24, "cusco")
    )
    assert "without Ana: Mon 22 May – Wed 24 May" in told(found.messages)
