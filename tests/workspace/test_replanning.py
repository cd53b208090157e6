"""After something has happened as little moves as may be, and what is proposed passes the rules."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from itinerary import checks
from itinerary.languages import language
from itinerary.model.schedule import Schedule
from itinerary.output.replan import Replans
from itinerary.planner.disturbance import weight
from itinerary.syntax.splicing import Uneditable
from itinerary.times import Timespan, localise
from itinerary.workspace import replanning, retelling
from itinerary.workspace.editing import Edited, Wish
from itinerary.workspace.files import understood
from itinerary.workspace.happening import Changed
from itinerary.workspace.placing import with_entries
from itinerary.workspace.replanning import Asked, Found

NOW = localise(datetime.fromisoformat("2023-05-21T18:00"), "America/Lima")
HEAD = """\
itinerary: 1
delegation: {name: D, dates: 2023-05-21 to 2023-05-26, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people: {ana: {name: Ana}, ben: {name: Ben}, eva: {name: Eva}}
places:
  lima: {name: Lima}
  hotel: {name: Hotel, in: lima}
  cusco: {name: Cusco}
  puno: {name: Puno}
travel:
  - {from: lima, to: cusco, by: air, takes: 1h30, margin: 1h}
  - {from: cusco, to: puno, by: road, takes: 6h, margin: 30m}
programme:
"""
MISSION = """\
  flight: {kind: journey, by: air, title: Flight, from: lima, to: cusco,
           when: 2023-05-22 07:00-08:30, who: [ana, ben]}
  lawyers: {kind: meeting, title: Lawyers, when: 2023-05-22 11:00-12:00, where: cusco,
            who: [ana, ben]}
  families: {kind: victim-meeting, title: Families, when: 2023-05-22 15:00-17:00, where: cusco,
             who: [ana], consent: {given: 2023-05-15, how: orally, to: being met}}
  press: {kind: press-conference, title: Press, when: 2023-05-22 18:00-19:00, where: cusco,
          press: open, who: [ana, ben]}
  drive: {kind: journey, by: road, title: Drive, from: cusco, to: puno,
          when: 2023-05-23 06:00-12:00, who: [ana]}
  mayor: {kind: meeting, title: Mayor, when: 2023-05-23 15:00-16:00, where: puno, who: [ana]}
  call: {kind: internal, title: Call, when: 2023-05-22 21:00 for 30m, repeat: daily, who: [eva]}
"""


def wish(text: str) -> Wish:
    assert isinstance(NOW, datetime)
    loaded = understood((HEAD + text).encode(), "m.yaml")
    assert loaded.schedule is not None, loaded.diagnostics
    return Wish(loaded, loaded.schedule, NOW)


def found(
    text: str, *what: str, keep: tuple[str, ...] = (), most: int = 1
) -> tuple[Changed, Found]:
    known = replanning.happened(wish(text), Asked(what, keep, most))
    assert not isinstance(known, Uneditable), known
    return known, replanning.replans(wish(text), known, Asked(what, keep, most))


def told(text: str, *what: str, keep: tuple[str, ...] = (), most: int = 1) -> Replans:
    made = retelling.told(wish(text), Asked(what, keep, most))
    assert not isinstance(made, Uneditable), made
    return made


def moved(made: Replans) -> dict[str, str]:
    return {one.id: f"{one.when.start:%a %H:%M}" for one in made.replans[0].moved}


def lost(made: Replans) -> dict[str, str]:
    return {one.id: " / ".join(map(str, one.why)) for one in made.replans[0].lost}


def test_what_still_works_stays() -> None:
    made = told(MISSION, "flight 30m late")
    assert (moved(made), lost(made), made.broken) == ({}, {}, ())
    assert made.replans[0].disturbance == 0
    assert [str(one.what) for one in made.happened] == [
        "“Flight” is Mon 22 May 07:30–09:00, not Mon 22 May 07:00–08:30"
    ]


def test_what_a_late_flight_breaks_goes_to_the_nearest_time_that_disturbs_nothing_else() -> None:
    made = told(MISSION, "flight 3h late")
    assert moved(made) == {"lawyers": "Mon 11:30"}
    assert not lost(made)
    assert made.replans[0].status == "optimal"


def test_what_is_kept_and_what_the_public_knows_never_moves() -> None:
    made = told(MISSION, "flight 10h late", keep=("lawyers",))
    assert "families" in moved(made)
    assert {"press", "flight", "call", "lawyers"}.isdisjoint(moved(made))
    assert {"press", "flight"} <= {entry for one in made.left for entry in one.entries}
    assert str(made.stopped[0]) == (
        "“Lawyers” (Mon 22 May 11:00–12:00) is on the other side of “Flight” than it was"
    )


def test_who_is_ill_is_met_on_another_day_and_nothing_of_it_is_written() -> None:
    made = told(MISSION, "ben ill on Mon")
    assert moved(made)["lawyers"].startswith("Tue")
    assert [one.is_written for one in made.happened] == [False]
    assert {one.rule for one in made.left} == {"unavailable"}


def test_a_person_who_is_away_for_some_hours_is_asked_at_others() -> None:
    assert moved(told(MISSION, "ana away Tue 14:00-15:30")) == {"mayor": "Tue 15:30"}


def test_a_closed_road_loses_what_went_there_and_says_why() -> None:
    what = "cusco to puno closed"
    made = told(MISSION, what)
    assert "drive" in lost(made)
    assert "its road is closed on every day that it could be on" in lost(made)["drive"]
    assert "how Ana gets to Puno is then open" in lost(made)["drive"]
    both = told(MISSION.replace("06:00-12:00, who: [ana]", "06:00-12:00, who: [ana, ben]"), what)
    [*_, way] = both.replans[0].lost[0].why
    assert way == "how Ana and Ben get to Puno is then open"
    assert language("es").retell(way).startswith("queda por resolver cómo llegan Ana y Ben a ")
    assert [str(one) for one in made.stopped] == [
        "“Drive” (Tue 23 May 06:00–12:00) goes by that road"
    ]


def test_a_road_that_is_closed_on_a_day_is_driven_on_the_next_and_what_follows_follows() -> None:
    made = told(MISSION, "no road from cusco to puno on Tue")
    assert not lost(made)
    assert set(moved(made)) == {"drive", "mayor"}
    assert all(when.startswith("Wed") for when in moved(made).values())


def test_a_road_that_is_closed_the_other_way_breaks_nothing() -> None:
    made = told(MISSION, "no road from puno to cusco")
    assert (moved(made), lost(made)) == ({}, {})
    assert [str(one.what) for one in made.happened] == ["there is no road from Puno to Cusco"]


def test_what_is_cancelled_leaves_its_time_to_others() -> None:
    made = told(MISSION, "press cancelled", "flight 7h late")
    assert str(made.happened[0].what) == "“Press” is cancelled"
    assert "press" not in moved(made)
    assert set(moved(made)) >= {"lawyers"}


def test_several_ways_on_differ_in_what_moves() -> None:
    made = told(MISSION, "flight 3h late", most=3)
    assert len(made.replans) == 3
    ways = [{(one.id, one.when) for one in replan.moved} for replan in made.replans]
    assert all(one != other for one, other in pairwise(ways))
    assert all(one.disturbance >= made.replans[0].disturbance for one in made.replans)


def test_a_proposal_is_written_with_what_has_happened_and_nothing_else() -> None:
    asked = Asked(("flight 3h late",))
    done = replanning.choose(wish(MISSION), asked, 1)
    assert isinstance(done, Edited)
    expected = (
        (HEAD + MISSION)
        .replace("when: 2023-05-22 07:00-08:30", "when: 2023-05-22 10:00-11:30")
        .replace(
            "title: Lawyers, when: 2023-05-22 11:00-12:00",
            "title: Lawyers, status: tentative, when: 2023-05-22 11:30-12:30",
        )
    )
    assert done.data.decode().replace(" ", "") == expected.replace(" ", "")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("fligth 3h late", "there is no entry `fligth`"),
        ("anna ill", "`anna` is nobody"),
        ("lima to quito closed", "there is no place `quito`"),
        ("no road from lima to hotel", "no row of `travel:` and no journey goes by road"),
        ("no road from lima to cusco", "no row of `travel:` and no journey goes by road"),
        ("call 1h late", "`call` repeats"),
        ("flight soon late", "soon"),
        ("flight 0h late", "“Flight” is Mon 22 May 07:00–08:30 already"),
        ("flight at 07:00", "“Flight” is Mon 22 May 07:00–08:30 already"),
        ("it rains", "says nothing that is understood"),
    ],
)
def test_what_cannot_have_happened_is_refused(what: str, said: str) -> None:
    made = retelling.told(wish(MISSION), Asked((what,)))
    assert isinstance(made, Uneditable)
    assert said in str(made.message)
    assert made.hint
    assert isinstance(replanning.choose(wish(MISSION), Asked((what,)), 1), Uneditable)


def test_what_had_no_time_has_one_now() -> None:
    asked = (
        "  asked: {kind: meeting, title: Asked, takes: 1h, within: 2023-05-23, where: cusco,"
        " who: [eva]}\n"
    )
    made = told(MISSION + asked, "asked at Tue 2023-05-23 10:00")
    assert str(made.happened[0].what) == "“Asked” is Tue 23 May 10:00–11:00, and had no time before"


def test_what_is_to_be_kept_or_written_has_to_be_there() -> None:
    made = retelling.told(wish(MISSION), Asked(("flight 3h late",), ("nobody",)))
    assert isinstance(made, Uneditable)
    done = replanning.choose(wish(MISSION), Asked(("flight 3h late",)), 4)
    assert isinstance(done, Uneditable)
    assert "there is no proposal 4" in str(done.message)


MORE = """\
  dinner: {kind: meal, title: Dinner, when: 2023-05-22 19:00-20:30, where: lima, who: [eva]}
  nap: {kind: rest, title: Nap, when: 2023-05-22 14:00-15:00, where: lima, who: [eva]}
  guild: {kind: meeting, title: Guild, status: tentative, when: 2023-05-23 09:05-10:05,
          where: lima, who: [eva, ben], with: [the guild], within: [2023-05-23 09:00-11:00]}
  judge: {kind: meeting, title: Judge, when: 2023-05-24 09:00-10:00, where: lima, who: [eva],
          priority: 2}
"""


def test_a_meal_stays_about_its_hour_and_a_rest_on_its_day() -> None:
    made = told(MORE, "eva away Mon 12:00-20:30")
    assert moved(made) == {"nap": "Mon 11:00", "dinner": "Mon 20:30"}


def test_a_move_weighs_by_status_class_people_and_notice() -> None:
    assert isinstance(NOW, datetime)
    schedule = wish(MISSION + MORE).schedule
    weights = {
        entry: weight(schedule, schedule.entries[entry], NOW)
        for entry in ("guild", "judge", "lawyers", "families", "mayor")
    }
    # status × class × people × notice
    assert weights == {
        "guild": 2 * 2 * 3 * 2,
        "judge": 4 * 2 * 1 * 2,
        "lawyers": 4 * 2 * 2 * 3,
        "families": 4 * 3 * 1 * 3,
        "mayor": 4 * 2 * 1 * 2,
    }


def test_a_window_of_its_own_is_kept_and_what_has_no_room_in_it_is_lost() -> None:
    assert moved(told(MORE, "ben away Tue 09:00-09:20")) == {"guild": "Tue 09:20"}
    assert set(lost(told(MORE, "ben ill on Tue"))) == {"guild"}
    assert moved(told(MORE, "eva away Wed 09:00-09:30")) == {"judge": "Wed 09:30"}


def test_a_row_that_leads_one_way_is_closed_that_way_alone() -> None:
    one_way = HEAD.replace("margin: 30m}", "margin: 30m, one way: yes}")
    loaded = understood((one_way + MISSION).encode(), "m.yaml")
    assert loaded.schedule is not None
    assert isinstance(NOW, datetime)
    asked = Wish(loaded, loaded.schedule, NOW)
    for what in ("no road from cusco to puno", "puno to cusco closed"):
        made = retelling.told(asked, Asked((what,)))
        assert isinstance(made, Replans)
        assert "drive" in lost(made)
    assert isinstance(retelling.told(asked, Asked(("no road from puno to cusco",))), Uneditable)


def test_who_relies_on_a_closed_road_without_a_journey_is_told() -> None:
    unwritten = "".join(line for line in MISSION.splitlines(keepends=True) if "drive" not in line)
    unwritten = unwritten.replace("          when: 2023-05-23 06:00-12:00, who: [ana]}\n", "")
    made = told(unwritten, "no road from cusco to puno on Tue")
    assert [one.rule for one in made.broken] == ["unreachable"]
    assert (moved(made), lost(made)) == ({"mayor": "Wed 08:00"}, {})
    made = told(unwritten, "no road from cusco to puno")
    assert set(lost(made)) == {"mayor"}
    made = told(unwritten, "no road from cusco to puno on Wed")
    assert (made.broken, lost(made)) == ((), {})


def test_a_road_that_is_closed_on_a_day_is_open_on_all_others_to_what_moves() -> None:
    text = """\
  guild: {kind: meeting, title: Guild, when: 2023-05-22 12:00-20:00, where: cusco, who: [ana]}
  judge: {kind: meeting, title: Judge, when: 2023-05-23 09:00-10:00, where: cusco, who: [ana]}
  mayor: {kind: meeting, title: Mayor, when: 2023-05-23 17:00-18:00, where: puno, who: [ana]}
"""
    made = told(text, "no road from cusco to puno on Tue")
    assert [one.rule for one in made.broken] == ["unreachable"]
    assert (moved(made), lost(made)) == ({"mayor": "Wed 08:00"}, {})
    two = told(text, "no road from cusco to puno on Tue", "cusco to puno closed on Wed")
    assert (moved(two), lost(two)) == ({"mayor": "Thu 08:00"}, {})
    ever = told(text, "cusco to puno closed", keep=("guild", "judge"))
    assert (moved(ever), set(lost(ever))) == ({}, {"mayor"})


def test_what_is_not_found_only_for_what_no_longer_works_before_it_is_told_as_well() -> None:
    text = """\
  judge: {kind: meeting, title: Judge, when: 2023-05-23 09:00-10:00, where: cusco, who: [ana]}
  mayor: {kind: meeting, title: Mayor, when: 2023-05-23 17:00-18:00, where: puno, who: [ana]}
  abbot: {kind: meeting, title: Abbot, when: 2023-05-25 17:00-18:00, where: puno, who: [ana]}
"""
    made = told(text, "cusco to puno closed", keep=("judge",))
    assert [set(one.entries) for one in made.broken] == [{"mayor", "judge"}, {"abbot", "judge"}]
    known, found_ = found(text, "cusco to puno closed", keep=("judge",))
    after = replanning.replanned(known, found_.posed, found_.plans[0].plan)
    assert not errors(after)
    kept = told(text, "cusco to puno closed", keep=("judge", "abbot"))
    assert [set(one.entries) for one in kept.left] == [{"abbot", "judge"}]


BEFORE_A_DRIVE = """\
  brief: {kind: internal, title: Brief, when: 2023-05-23 08:00-08:30, where: cusco, who: [ana]}
  drive: {kind: journey, by: road, title: Drive, from: cusco, to: puno,
          when: 2023-05-23 09:00-15:00, who: [ana]}
  judge: {kind: meeting, title: Judge, when: 2023-05-23 16:00-17:00, where: puno, who: [ana]}
"""


def test_what_is_before_a_journey_moves_with_it_where_else_the_journey_is_lost() -> None:
    made = told(BEFORE_A_DRIVE, "no road from cusco to puno on Tue", keep=("judge",))
    assert not lost(made)
    assert set(moved(made)) == {"brief", "drive"}
    assert all(when.startswith("Mon") for when in moved(made).values())
    known, found_ = found(BEFORE_A_DRIVE, "no road from cusco to puno on Tue", keep=("judge",))
    assert not errors(replanning.replanned(known, found_.posed, found_.plans[0].plan))
    kept = told(BEFORE_A_DRIVE, "no road from cusco to puno on Tue", keep=("judge", "brief"))
    assert (moved(kept), set(lost(kept))) == ({}, {"drive"})
    assert lost(kept)["drive"].startswith(
        "it cannot be placed: it is to follow “Brief” (m.yaml:14) and to precede “Judge” "
        "(m.yaml:17), and no window is left between them (m.yaml:16)"
    )


ORDERED = """\
  brief: {kind: internal, title: Brief, when: 2023-05-22 10:00-11:00, where: lima, who: [ana]}
  judge: {kind: meeting, title: Judge, when: 2023-05-22 12:00-13:00, where: lima, who: [ben],
          after: brief}
  wrap: {kind: internal, title: Wrap, when: 2023-05-22 15:00-16:00, where: lima, who: [eva],
         before: press}
  press: {kind: press-conference, title: Press, when: 2023-05-22 17:00-18:00, where: lima,
          press: open, who: [ana]}
"""


def test_what_is_to_follow_or_precede_moves_with_it() -> None:
    made = told(ORDERED, "brief 3h late")
    assert [one.rule for one in made.broken] == ["not-as-requested"]
    assert (moved(made), lost(made)) == ({"judge": "Mon 14:00"}, {})
    earlier = told(ORDERED, "press at 09:00")
    assert moved(earlier) == {"wrap": "Mon 08:00"}


def test_what_an_order_of_others_leaves_no_room_is_not_put_past_them() -> None:
    made = told(ORDERED, "ana away Mon 08:00-11:30", keep=("judge",))
    assert moved(made) == {"brief": "Sun 19:00"}
    assert moved(told(ORDERED, "ana away Mon 08:00-11:30")) == {"brief": "Sun 19:00"}
    assert moved(told(ORDERED, "eva away Mon 10:00-18:00")) == {"wrap": "Mon 09:00"}


def test_an_order_or_a_window_that_was_not_kept_before_is_no_news() -> None:
    text = ORDERED.replace("12:00-13:00", "10:30-11:30").replace(
        "who: [eva]", "who: [eva], within: [2023-05-22 08:00-09:00]"
    )
    made = told(text, "brief 3h late")
    assert (moved(made), made.broken) == ({}, ())


# ---------------------------------------------------------------- random missions

_PLACES = ("lima", "hotel", "cusco")
_WHO = ("[ana]", "[ben]", "[ana, ben]", "everyone")


@st.composite
def missions(draw: st.DrawFn) -> str:
    lines = []
    for number in range(draw(st.integers(2, 5))):
        day, hour = draw(st.integers(22, 24)), draw(st.integers(8, 17))
        kind = draw(st.sampled_from(("meeting", "meeting", "internal", "press-conference")))
        status = draw(st.sampled_from(("confirmed", "tentative")))
        lines.append(
            f"  e{number}: {{kind: {kind}, title: E{number}, status: {status}, press: open, "
            f"when: 2023-05-{day} {hour:02}:00-{hour + draw(st.integers(1, 2)):02}:00, "
            f"where: {draw(st.sampled_from(_PLACES))}, who: {draw(st.sampled_from(_WHO))}}}\n"
        )
    return "".join(lines)


HAPPENINGS = st.sampled_from(
    ("e0 2h late", "e1 3h earlier", "e0 at Tue 10:00", "ana ill on Tue", "ben away Mon 09:00-13:00")
)


def errors(schedule: Schedule) -> set[tuple[str, frozenset[str]]]:
    assert isinstance(NOW, datetime)
    return {
        (one.rule, frozenset(one.entries))
        for one in checks.check(schedule, NOW).found
        if one.is_error or one.rule == "too-tight"
    }


@settings(max_examples=15, deadline=None)
@given(missions(), HAPPENINGS)
def test_a_replan_breaks_nothing_and_moves_nothing_that_could_stay(text: str, what: str) -> None:
    assume(not errors(wish(text).schedule))
    happened = replanning.happened(wish(text), Asked((what,)))
    if isinstance(happened, Uneditable):  # it is told to be at the hour at which it is
        assert str(happened.message).endswith(" already")
        return
    known, made = found(text, what)
    posed, plan = made.posed, made.plans[0].plan
    if not made.broken:
        assert known.schedule == replanning.replanned(known, posed, plan)
        return
    after = replanning.replanned(known, posed, plan)
    # What two that nobody may move have against each other is no plan's fault.
    tasks = {task.id for task in posed.problem.tasks}
    new = errors(after) - errors(known.schedule)
    assert not [one for one in new if tasks.intersection(one[1])]
    at_fault = {entry for one in made.broken for entry in one.entries}
    for placed in plan.placements:
        before, now = known.schedule.entries[placed.task].when, after.entries[placed.task].when
        assert isinstance(before, Timespan)
        assert isinstance(now, Timespan)
        assert now.duration == before.duration
        if placed.task in at_fault or before == now:
            continue
        # What could stay would be in the way of what had to move: else it would not have moved.
        back = with_entries(after, {placed.task: known.schedule.entries[placed.task]})
        assert errors(back) - errors(known.schedule) or _is_long(back, after)
    # What still works is never lost for the sake of what does not.
    assert set(plan.unplaced) <= at_fault


def _is_long(back: Schedule, after: Schedule) -> bool:
    """Whether the rules have anything else against it: a day too long, no time to eat."""
    assert isinstance(NOW, datetime)
    count = len(checks.check(back, NOW).found)
    return count > len(checks.check(after, NOW).found)


@settings(max_examples=3, deadline=timedelta(minutes=1))
@given(missions(), HAPPENINGS)
def test_the_same_file_gives_the_same_replan(text: str, what: str) -> None:
    one, other = (retelling.told(wish(text), Asked((what,))) for _ in range(2))
    assert one == other  # be it that nothing has happened
