"""A file while somebody edits it: what is told, what changed, and what is doubted."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.languages import language
from itinerary.output import watching as page
from itinerary.output.styled import plain
from itinerary.output.watching import Sight
from itinerary.times import localise
from itinerary.workspace.watching import SETTLED, Watched

HEAD = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
people: {ana: {name: Ana}}
programme:
"""
TALKS = "  talks: {kind: meeting, title: Talks, when: 2023-05-22 10:00-11:00, who: [ana]}\n"
LUNCH = "  lunch: {kind: meal, title: Lunch, when: 2023-05-22 10:30-11:30, who: [ana]}\n"
GOOD = HEAD + TALKS
CLASH = GOOD + LUNCH
MOVED = HEAD + "  # a comment\n" + TALKS + LUNCH
BROKEN = GOOD + "  bad: {kind: meal, when: 9am}\n"


def at(seconds: float) -> datetime:
    found = localise(datetime(2023, 5, 21, 9), "America/Lima")  # noqa: DTZ001 (a wall clock)
    assert isinstance(found, datetime)
    return found + timedelta(seconds=seconds)


def see(one: Watched, text: str | None, seconds: float) -> Sight:
    found = one.see(None if text is None else text.encode(), at(seconds))
    assert found is not None
    return found


def rules(found: Sight) -> tuple[list[str], list[str]]:
    return [one.rule for one in found.appeared], [one.rule for one in found.gone]


def test_a_save_tells_what_is_new_and_what_is_gone() -> None:
    one = Watched("m.yaml")
    first = see(one, GOOD, 0)
    assert (first.is_first, rules(first)) == (True, ([], []))
    assert rules(see(one, CLASH, 1)) == (["double-booked"], [])
    assert rules(see(one, BROKEN, 2)) == (["bad-time"], ["double-booked"])
    assert rules(see(one, GOOD, 3)) == ([], ["bad-time"])


def test_a_finding_that_only_stands_in_another_line_is_neither() -> None:
    one = Watched("m.yaml")
    see(one, CLASH, 0)
    assert rules(see(one, MOVED, 1)) == ([], [])


def test_of_two_alike_one_may_go() -> None:
    one, again = Watched("m.yaml"), "  bad{}: {{kind: meal, when: 9am}}\n"
    see(one, GOOD + again.format(1) + again.format(2), 0)
    assert rules(see(one, GOOD + again.format(1), 1)) == ([], ["bad-time"])


def test_what_was_told_comes_back_as_it_is() -> None:
    one = Watched("m.yaml")
    assert see(one, GOOD, 0) is see(one, GOOD, 60)


@pytest.mark.parametrize("half", ["", GOOD[:-1], GOOD[:60], GOOD[:150]])
def test_while_a_file_is_half_saved_the_last_good_check_stays(half: str) -> None:
    one = Watched("m.yaml")
    good = see(one, CLASH, 0)
    for seconds in (1, 1.5, 1.9):
        found = see(one, half, seconds)
        assert found.report is good.report
        assert found.doubt is not None
        assert (found.doubt.is_written, found.doubt.since) == (True, at(1))
    assert see(one, CLASH, 3) == good, "as it was"
    assert rules(see(one, GOOD, 4)) == ([], ["double-booked"])


def test_what_stays_as_if_cut_off_is_told_in_the_end() -> None:
    one = Watched("m.yaml")
    see(one, GOOD, 0)
    see(one, GOOD[:60], 1)
    assert see(one, GOOD[:-1], 2).doubt is not None, "it is still growing"
    assert see(one, GOOD[:-1], 2 + SETTLED.total_seconds() - 0.1).doubt is not None
    found = see(one, GOOD[:-1], 2 + SETTLED.total_seconds())
    assert found.doubt is None
    assert rules(found) == (["cut-off"], [])


def test_a_file_that_begins_without_an_end_is_told_at_once() -> None:
    assert [one.rule for one in see(Watched("m.yaml"), GOOD[:-1], 0).report.diagnostics] == [
        "cut-off"
    ]


def test_while_a_file_is_away_the_last_check_stays() -> None:
    one = Watched("m.yaml")
    assert one.see(None, at(0)) is None
    good = see(one, CLASH, 1)
    for seconds in (2, 3600):
        found = see(one, None, seconds)
        assert found.report is good.report
        assert found.doubt is not None
        assert (found.doubt.is_written, found.doubt.since) == (False, at(2))
    written = see(one, "", 3601)
    assert written.doubt is not None
    assert written.doubt.is_written
    assert rules(see(one, GOOD, 3602)) == ([], ["double-booked"])


@given(st.lists(st.integers(0, len(CLASH)), min_size=1, max_size=6))
def test_however_a_file_is_written_bit_by_bit_no_half_of_a_line_is_told(cuts: list[int]) -> None:
    one = Watched("m.yaml")
    good = see(one, GOOD, 0)
    for number, cut in enumerate(cuts):
        found = see(one, CLASH[:cut], 1 + number / 10)
        if found.report is not good.report:
            assert cut == 0 or CLASH[cut - 1] == "\n" or CLASH[:cut].rstrip("\n") != CLASH[:cut]
            return
    final = see(one, CLASH, 2)
    assert rules(final) == (["double-booked"], [])
    assert final.doubt is None


def test_an_instant_without_a_zone_is_told_by_the_mission() -> None:
    one = Watched("m.yaml")
    found = one.see(GOOD.encode(), datetime(2023, 5, 21, 9))  # noqa: DTZ001 (as --now gives it)
    assert found is not None
    assert plain([page.heading(found)]) == "09:00:00 Lima time\n"
    utc = Watched("m.yaml").see(GOOD.encode(), datetime.fromisoformat("2023-05-21T14:00:00+00:00"))
    assert utc is not None
    assert plain([page.heading(utc)]) == "09:00:00 Lima time\n"
    unknown = Watched("m.yaml").see(b"{", datetime(2023, 5, 21, 9))  # noqa: DTZ001 (as above)
    assert unknown is not None
    assert plain([page.heading(unknown)]) == "09:00:00\n"
    assert plain([page.foot([unknown])]) == "09:00:00 · Ctrl-C ends\n"


# ---------------------------------------------------------------- what is on the screen


def shown(found: Sight, height: int | None = None) -> str:
    return plain(page.lines([found], 80, height))


def test_what_changed_stands_above_the_report() -> None:
    one = Watched("m.yaml")
    assert shown(see(one, GOOD, 0)) == "✓ m.yaml: no problem (1 entry)\n"
    appeared = shown(see(one, CLASH, 1)).splitlines()
    assert appeared[0].startswith("+ error[double-booked] Ana is also in “Talks”")
    assert appeared[2:4] == ["", "m.yaml:6:72: error[double-booked]"]
    assert shown(see(one, GOOD, 2)).startswith("− error[double-booked] Ana is also in “Talks”")
    assert shown(see(one, GOOD + "# more\n", 3)).startswith("Nothing new, and nothing gone.\n\n✓")


def test_a_report_that_does_not_fit_is_told_a_line_a_finding() -> None:
    one = Watched("m.yaml")
    see(one, GOOD, 0)
    found = see(one, CLASH, 1)
    full = shown(found)
    height = full.count("\n")
    assert shown(found, height) == full
    short = shown(found, height - 1).splitlines()
    assert short[2:] == [
        "",
        "    6 error[double-booked] Ana is also in “Talks” (line 5), Mon 22 May…",
        "✗ m.yaml: 1 error (2 entries)",
    ]


@pytest.mark.parametrize(
    ("text", "foot"),
    [
        (GOOD, "09:00:00 · Lima time · Ctrl-C ends\n"),
        ("", "m.yaml is being written since 09:00:05: this is the check of 09:00:00.\n"),
        (None, "m.yaml cannot be read since 09:00:05: this is the check of 09:00:00.\n"),
    ],
)
def test_the_last_line_tells_the_time_or_the_doubt(text: str | None, foot: str) -> None:
    one = Watched("folder/m.yaml")
    see(one, GOOD, 0)
    assert plain([page.foot([see(one, text, 5)])]) == foot


def test_it_speaks_spanish_too() -> None:
    one = Watched("m.yaml")
    see(one, GOOD, 0)
    told = plain([page.foot([see(one, None, 5)], language("es"))])
    assert (
        told == "m.yaml no se puede leer desde las 09:00:05: esta es la revisión de las 09:00:00.\n"
    )


def test_of_several_files_what_changed_is_that_of_the_last_save() -> None:
    one, other = Watched("a.yaml"), Watched("b.yaml")
    see(one, GOOD, 0)
    see(other, GOOD, 0)
    sights = [see(one, CLASH, 1), see(other, GOOD, 1)]
    assert plain(page.lines(sights, 80)).startswith("+ error[double-booked]")
    sights = [see(one, CLASH, 2), see(other, GOOD + "# x\n", 2)]
    told = plain(page.lines(sights, 80))
    assert told.startswith("Nothing new, and nothing gone.\n\na.yaml:6:72: error[double-booked]")
    assert plain([page.foot(sights)]).startswith("09:00:02")
