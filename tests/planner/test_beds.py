"""Random rounds through towns: plans pass the rules, and everybody gets to their bed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import permutations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary import checks
from itinerary.model.schedule import Schedule
from itinerary.planner.problem import Bed, Placement, Plan, Problem
from itinerary.times import localise
from itinerary.workspace import placing, planning
from itinerary.workspace.editing import Edited, Wish
from itinerary.workspace.files import understood

NOW = localise(datetime(2030, 1, 1, 12), "UTC")  # noqa: DTZ001 (the zone stands beside it)
FIRST = date(2030, 1, 7)
LAST = 6
TOWNS = ("aba", "bilbo", "cusco", "dakar")
WHO = ("[ana]", "[ben]", "[ana, ben]")
HOURS = ("09:00-12:00", "09:00-18:00", "08:00-20:00")
ASLEEP = 3 * 60


def on(day: int) -> date:
    return FIRST + timedelta(day)


@st.composite
def rounds(draw: st.DrawFn) -> str:
    """Return a mission of a week: rows in one direction, beds fixed and asked for, meetings."""

    def pick(*choices: str) -> str:
        return draw(st.sampled_from(choices))

    rows = draw(st.sets(st.sampled_from([*permutations(TOWNS, 2)]), min_size=1))
    away = draw(st.sampled_from([None, *TOWNS]))
    lines = [
        "itinerary: 1",
        f"delegation: {{name: D, dates: {on(0)} to {on(LAST)}, timezone: UTC}}",
        "people: {ana: {name: Ana}, ben: {name: Ben}}",
        f"connections: {pick('no', 'no', 'yes')}",
        "places:",
    ]
    for town in TOWNS:
        zone = ", timezone: Asia/Tbilisi" if town == away else ""
        lines.append(f"  {town}: {{name: {town.title()}{zone}}}")
        lines.append(f"  {town}-hall: {{name: Hall, in: {town}}}")
    lines.append("travel:")
    for origin, destination in sorted(rows):
        takes = pick("1h", "3h", "8h")
        lines.append(f"  - {{from: {origin}, to: {destination}, takes: {takes}, one way: yes}}")
    lines.append("programme:")
    for number in range(draw(st.integers(0, 1))):  # two could be in one night
        first = draw(st.integers(0, LAST - 1))
        days = f"{on(first)} to {on(draw(st.integers(first + 1, LAST)))}"
        told = f"kind: stay, when: {days}, where: {pick(*TOWNS)}, who: {pick(*WHO)}"
        lines.append(f"  bed-{number}: {{{told}}}")
    for number in range(draw(st.integers(0, 3))):
        where = ", ".join(draw(st.lists(st.sampled_from(TOWNS), min_size=1, max_size=2)))
        told = f"kind: stay, nights: {pick('1', '2')}, within: {on(0)} to {on(LAST)}"
        lines.append(f"  stay-{number}: {{{told}, where: [{where}], who: {pick(*WHO)}}}")
    for number in range(draw(st.integers(1, 4))):
        first = draw(st.integers(0, LAST - 1))
        days = f"{on(first)} to {on(draw(st.integers(first, LAST)))}, {pick(*HOURS)}"
        where = ", ".join(
            f"{town}{pick('', '-hall')}"
            for town in draw(st.lists(st.sampled_from(TOWNS), min_size=1, max_size=2, unique=True))
        )
        told = f"kind: internal, title: M, takes: {pick('1h', '2h')}, within: ['{days}']"
        told += f", where: [{where}], who: {pick(*WHO)}, priority: {pick('1', '5', '9')}"
        lines.append(f"  meet-{number}: {{{told}}}")
    return "\n".join((*lines, ""))


def new_findings(schedule: Schedule, before: Schedule) -> list[str]:
    assert isinstance(NOW, datetime)
    known = {(one.rule, frozenset(one.entries)) for one in checks.check(before, NOW).found}
    return [
        f"{one.rule}: {one.message}"
        for one in checks.check(schedule, NOW).found
        if (one.rule, frozenset(one.entries)) not in known
        and not any(schedule.entries[entry].is_request for entry in one.entries)
    ]


def beds(problem: Problem, plan: Plan) -> Iterator[Bed]:
    yield from problem.beds
    people = {stay.id: stay.people for stay in problem.stays}
    for one in plan.lodged:
        yield Bed(one.stay, one.place, one.first, one.last, people[one.stay])


def way(problem: Problem, origin: str | None, destination: str | None) -> int:
    """Return the minutes of a way; where nothing leads there, more than any day has."""
    if origin is None or destination is None or origin == destination:
        return 0
    found = problem.travel[origin, destination]
    return 10**6 if found is None else found


def asleep(day: int) -> int:
    """Return the minute at which everybody is in bed, in the small hours of a day."""
    at = datetime.combine(date.fromordinal(day), datetime.min.time(), UTC)
    return int(at.timestamp()) // 60 + ASLEEP


def too_far(problem: Problem, plan: Plan, spare: int) -> list[tuple[Placement, Bed]]:
    """Return what leaves somebody no time from their bed of the night before, or to the next.

    ``spare`` is the minutes between the clocks of the places.
    """
    found = []
    for one, bed in product(plan.placements, beds(problem, plan)):
        day = one.slot.day
        if set(bed.people).isdisjoint(one.slot.people):
            continue
        since = asleep(day) + way(problem, bed.place, one.slot.origin) - spare
        until = asleep(day + 1) - way(problem, one.slot.destination, bed.place) + spare
        is_late = bed.first < day <= bed.last and one.start < since
        if is_late or (bed.first <= day < bed.last and one.end > until):
            found.append((one, bed))
    return found


@settings(max_examples=25, deadline=None)
@given(rounds())
def test_what_is_proposed_passes_the_rules_and_leaves_time_to_get_to_bed(text: str) -> None:
    loaded = understood(text.encode(), "mission.yaml")
    assert loaded.schedule is not None
    assert loaded.is_sound, [(str(one.span), one.message) for one in loaded.diagnostics]
    assert isinstance(NOW, datetime)
    spare = 4 * 60 if "Asia/Tbilisi" in text else 0
    posed, found = planning.plans(loaded.schedule, NOW, 2)
    for proposed in found:
        plan = proposed.plan
        assert not new_findings(placing.planned(loaded.schedule, plan), loaded.schedule)
        assert not too_far(posed.problem, plan, spare)
        if plan.placements or plan.lodged:
            done = planning.apply(Wish(loaded, loaded.schedule, NOW), plan)
            assert isinstance(done, Edited)
            written = understood(done.data, "mission.yaml").schedule
            assert written is not None
            assert not new_findings(written, loaded.schedule)
