"""Hours that are told as free are, hours that are blamed are not, and a no has its true reasons."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary.languages import Message
from itinerary.model.schedule import Schedule
from itinerary.planner import facts as known
from itinerary.planner.alternatives import Alternatives, alternatives
from itinerary.planner.blame import possible
from itinerary.planner.explain import Explanation, core, explain, explained
from itinerary.planner.problem import Busy, Problem, Slot
from itinerary.planner.solver import solve
from itinerary.planner.table import Table, asked, tabled
from itinerary.syntax.parser import read_schedule
from itinerary.workspace.checking import only_in
from itinerary.workspace.slotting import placed

NOW = datetime.fromisoformat("2023-05-21T12:00:00-05:00")
HEAD = """\
itinerary: 1
delegation: {name: Example, dates: 2023-05-22 to 2023-05-24, timezone: America/Lima}
people:
  ana: {name: Ana}
  ben: {name: Ben, unavailable: [Tue 2023-05-23 09:00-11:00]}
  eva: {name: Eva, joins: {when: Tue 2023-05-23 08:00, where: cusco}}
places:
  lima: {name: Lima}
  hotel: {name: Hotel, in: lima}
  palace: {name: Palace, in: lima, office hours: [Mon-Fri 09:00-17:00]}
  cusco: {name: Cusco}
travel:
  - {from: lima, to: cusco, by: air, takes: 1h30, margin: 30m}
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
    assert [one.place for one in found.free] == ["Hotel", "Hotel"]
    [miss] = found.misses
    assert (f"{miss.first:%H:%M}", f"{miss.last:%H:%M}") == ("08:45", "11:15")
    assert [str(one.told) for one in miss.blockers] == ["Ana is in “Visit” until 11:00, 30m away"]
    assert [one.fact.span.line for one in miss.blockers] == [16]


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


# ---------------------------------------------------------------- why there is none


def test_a_no_is_explained_by_facts_and_the_least_that_would_do() -> None:
    found = why(
        TALKS
        % "Tue 2023-05-23 09:00-12:00"
        + "  visit: {kind: internal, title: Visit, when: Tue 2023-05-23 10:00-11:40, where: palace,"
        " who: [ana], status: tentative}\n"
    )
    assert told(found.messages) == [
        "it takes 1h00 within Tue 2023-05-23 09:00-12:00 (line 15)",
        "Ana is in “Visit”, Tue 23 May 10:00–11:40, 30m away (line 16)",
        "30m earlier works: Tue 23 May 08:30–09:30",
        "30m instead of 1h00: Tue 23 May 09:00–09:30",
        "if “Visit” moves: Tue 23 May 09:00–10:00",
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
        pairs.append(f"where: {draw(st.sampled_from(PLACES))}")
    if lines and draw(st.booleans()):
        pairs.append("after: [fixed-0]")
    return f"{''.join(lines)}  talks: {{{', '.join(pairs)}}}\n"


def allowing(problem: Problem, slot: Slot, start: int) -> Problem:
    """Return a problem whose one task may start at one instant alone."""
    [task] = problem.tasks
    alone = replace(slot, first=start, last=start)
    return replace(problem, tasks=(replace(task, slots=(alone,)),))


@settings(max_examples=300)
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
    starts = {start for _, start in free}
    for line in table.lines:
        among = {line.first, line.last} & starts
        assert not line.blames or not among
        is_settled = any(isinstance(blame.cause, int) for blame in line.blames)
        if line.blames and not is_settled:
            assert solve(allowing(table.problem, line.slot, line.first)).unplaced == ("talks",)
    told = alternatives(table, 3)
    for one in told.free:
        again = placed(schedule, schedule.entries["talks"], one.when, one.place_id)
        found = only_in(again, schedule, NOW)
        assert not [finding for finding in found if "talks" in finding.entries]


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


@settings(max_examples=300)
@given(programmes())
def test_a_no_has_its_true_reasons_and_each_is_needed(programme: str) -> None:
    table = table_of(programme)
    reasons = set(_named(table))
    is_possible = table.task is not None and next(possible(table.problem, table.task), None)
    assert bool(reasons) == (not is_possible)
    if reasons:
        assert not with_facts(table, reasons)
        for one in reasons:
            assert with_facts(table, reasons - {one})
        for way in explained(table).ways:
            assert way.when.duration.total_seconds() > 0
