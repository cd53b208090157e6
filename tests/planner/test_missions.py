"""Whatever is proposed passes the rules: random small missions, planned from their files' text."""

from collections.abc import Mapping
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary import checks
from itinerary.model.entries import Engagement, Status, Stay
from itinerary.model.schedule import Schedule
from itinerary.planner.posing import requests
from itinerary.planner.problem import Plan
from itinerary.times import Timespan, localise
from itinerary.workspace import placing, planning
from itinerary.workspace.editing import Edited, Wish
from itinerary.workspace.files import Loaded, understood

NOW = localise(datetime.fromisoformat("2023-05-21T18:00"), "America/Lima")
HEAD = """\
itinerary: 1
delegation: {name: D, dates: 2023-05-21 to 2023-05-26, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people:
  ana:
    name: Ana
    joins: {when: 2023-05-21 19:00, where: lima}
    leaves: {when: 2023-05-26 15:00, where: lima}
  ben: {name: Ben, unavailable: [2023-05-23 13:00-15:00, 2023-05-25]}
  eva: {name: Eva, protected: yes, speaks: [qu, es]}
places:
  lima: {name: Lima, altitude: 150 m, coordinates: "-12.046, -77.043"}
  hotel: {name: Hotel, in: lima}
  palace: {name: Palace, in: lima, office hours: ["Mon-Thu 09:00-13:00", "Mon-Thu 14:00-17:00"]}
  ayacucho: {name: Ayacucho, altitude: 2750 m, coordinates: "-13.160, -74.224"}
  tambo: {name: Tambo, altitude: 3300 m, coordinates: "-12.95, -74.02"}
travel:
  - {from: lima, to: ayacucho, by: air, takes: 1h, margin: 2h}
  - {from: ayacucho, to: tambo, by: road, takes: 2h, margin: 30m}
programme:
"""
FIXED = (
    "{kind: meeting, title: Talks, when: 2023-05-22 10:00-11:30, where: hotel, who: [ana, ben]}",
    "{kind: meeting, title: Late, when: 2023-05-22 18:00-21:30, where: lima, who: everyone}",
    "{kind: internal, title: Call, when: 2023-05-22 09:00 for 30m, repeat: daily, who: everyone}",
    "{kind: meal, title: Lunch, when: 2023-05-23 12:00-13:00, where: lima, who: [ana]}",
    "{kind: journey, by: air, from: lima, to: ayacucho, when: 2023-05-23 07:00-08:00, who: [ana]}",
    "{kind: journey, by: air, from: ayacucho, to: lima, when: 2023-05-24 16:00-17:00, who: [ana]}",
    "{kind: meeting, title: All day, when: 2023-05-24, where: ayacucho, who: [ana]}",
    "{kind: meeting, title: Maybe, status: idea, when: 2023-05-25 09:00-12:00, who: [ben]}",
    "{kind: stay, when: 2023-05-22, nights: 1, where: hotel, who: [ana, ben]}",
    "{kind: meeting, title: Full, when: 2023-05-25 11:00-15:30, where: lima, who: [ben, eva]}",
)
WINDOWS = (
    "2023-05-22 to 2023-05-25",
    '"2023-05-22 to 2023-05-24, 09:00-18:00"',
    "2023-05-23 06:00-22:30",
    "2023-05-24 10:00-12:00",
    "2023-05-24 21:00 to 2023-05-25 08:00",
)


@st.composite
def engagements(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["meeting", "government-meeting", "meal", "internal"]))
    where = draw(st.sampled_from(["palace", "lima", "ayacucho", "tambo", "[hotel, ayacucho]", ""]))
    parts = [
        f"kind: {kind}, title: Request, status: requested",
        f"takes: {draw(st.sampled_from(['45m', '1h', '2h30']))}",
        f"within: [{draw(st.sampled_from(WINDOWS))}]",
        f"who: {draw(st.sampled_from(['[ana]', '[ben]', '[ana, ben]', 'everyone']))}",
        f"where: {where}" if where else "",
        draw(st.sampled_from(["", "", "prefer: latest", "prefer: [2023-05-24 14:00-17:00]"])),
        draw(st.sampled_from(["", "", "avoid: [2023-05-24 09:00-13:00]"])),
        draw(st.sampled_from(["", "priority: 1", "priority: 9"])),
        draw(st.sampled_from(["", "", "after: [f0]", "before: [f5]", "after: [r0]"])),
        draw(st.sampled_from(["", "", "interpreter: eva", "vehicle: [Car]"])),
    ]
    return f"{{{', '.join(filter(None, parts))}}}"


OTHERS = tuple(
    f"{{{kind}, status: requested, {rest}}}"
    for kind, rest in (
        (
            "kind: journey, by: road, from: ayacucho, to: tambo, takes: 2h, who: [ben]",
            'within: ["2023-05-22 to 2023-05-24, 05:00-20:00"]',
        ),
        (
            "kind: stay, nights: 2, where: [ayacucho, lima], who: [ben]",
            "within: [2023-05-22 to 2023-05-26]",
        ),
        (
            "kind: stay, nights: 1, where: tambo, who: [ana, ben]",
            "within: [2023-05-22 to 2023-05-24]",
        ),
    )
)


@st.composite
def missions(draw: st.DrawFn) -> bytes:
    fixed = draw(st.lists(st.sampled_from(FIXED), unique=True, max_size=4))
    asked = draw(st.lists(engagements() | st.sampled_from(OTHERS), min_size=1, max_size=4))
    lines = [f"  f{number}: {entry}\n" for number, entry in enumerate(fixed)]
    lines += [f"  r{number}: {entry}\n" for number, entry in enumerate(asked)]
    return (HEAD + "".join(draw(st.permutations(lines)))).encode()


def new_findings(schedule: Schedule, before: Schedule) -> list[str]:
    """Return what the rules find in a schedule, and did not find of the same entries before.

    That a request which is not placed has no room beside one that is, is what the plan tells.
    """
    assert isinstance(NOW, datetime)
    known = {(one.rule, frozenset(one.entries)) for one in checks.check(before, NOW).found}
    found = checks.check(schedule, NOW).found
    return [
        f"{one.rule}: {one.message}"
        for one in found
        if (one.rule, frozenset(one.entries)) not in known
        and not any(schedule.entries[entry].is_request for entry in one.entries)
    ]


def written(loaded: Loaded, plan: Plan) -> Mapping[str, object]:
    """Return the entries of the file that has a plan written into it."""
    assert isinstance(NOW, datetime)
    assert loaded.schedule is not None
    done = planning.apply(Wish(loaded, loaded.schedule, NOW), plan)
    assert isinstance(done, Edited), done
    again = understood(done.data, "mission.yaml")
    assert again.schedule is not None
    assert not [one for one in again.diagnostics if one.is_error]
    assert new_findings(again.schedule, loaded.schedule) == []
    return again.schedule.entries


@settings(max_examples=12, deadline=None)
@given(missions())
def test_what_is_proposed_passes_the_rules_in_memory_and_in_the_file(data: bytes) -> None:
    loaded = understood(data, "mission.yaml")
    assert loaded.schedule is not None, data.decode()
    assert not [one for one in loaded.diagnostics if one.is_error], loaded.diagnostics
    assert isinstance(NOW, datetime)
    schedule = loaded.schedule
    asked = {entry.id for entry in requests(schedule)}
    posed, found = planning.plans(schedule, NOW, 2)
    for proposed in found:
        plan = proposed.plan
        placed = {one.task for one in plan.placements} | {one.stay for one in plan.lodged}
        assert placed | {*plan.unplaced} | {*posed.closed} == asked
        after = placing.planned(schedule, plan)
        assert new_findings(after, schedule) == []
        entries = written(loaded, plan)
        for one in placed:
            entry = after.entries[one]
            was = schedule.entries[one]
            assert was.takes is None or isinstance(entry.when, Timespan)
            assert entry.status is Status.TENTATIVE
            told = entries[one]
            assert (told.when, told.status) == (entry.when, entry.status)  # type: ignore[attr-defined]
            if isinstance(entry, Engagement | Stay):
                assert [ref.id for ref in told.where] == [ref.id for ref in entry.where]  # type: ignore[attr-defined]
        for one in schedule.entries.keys() - placed:
            assert entries[one].when == schedule.entries[one].when  # type: ignore[attr-defined]
    told_of = planning.proposals(schedule, NOW, 1).proposals
    for proposal in told_of:
        assert {one.id for one in proposal.placed} | {one.id for one in proposal.unplaced} == asked
        assert all(one.why for one in proposal.unplaced)
