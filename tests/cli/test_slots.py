"""Which hours are left to a request, at the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from itinerary.cli import app

NOW = "2023-05-21T18:00"
MISSION = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people: {ana: {name: Ana}, ben: {name: Ben}}
places: {lima: {name: Lima}, palace: {name: Palace, in: lima}, office: {name: Office, in: lima}}
programme:
  visit:
    {kind: internal, title: Visit, when: Wed 2023-05-24 10:00-11:00, where: office, who: [ana]}
  talks:
    kind: internal
    title: Talks
    when: Wed 2023-05-24 14:00-15:00
    where: palace
    who: [ben]
    status: tentative
  ministry:
    kind: government-meeting
    title: Ministry
    takes: 1h
    within: [Wed 2023-05-24 09:00-16:00]
    prefer: [Wed 2023-05-24 12:00-14:00]
    where: palace
    who: [ana, ben]
  nights: {kind: stay, nights: 1, within: [2023-05-24 to 2023-05-26], where: lima, who: [ana]}
  thought: {kind: meeting, title: Thought, status: idea, takes: 1h, within: [2023-05-24]}
  vague: {kind: meeting, title: Vague, status: requested, who: [ana]}
  bed: {kind: stay, status: requested, where: lima, who: [ana]}
"""


@pytest.fixture(autouse=True)
def mission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("ITINERARY_SCHEDULE", "ITINERARY_NOW", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "m.yaml"
    path.write_text(MISSION, encoding="utf-8")
    return path


def run(*words: str, now: str = NOW) -> Result:
    told = CliRunner().invoke(app, ["slots", *words, "--now", now])
    if told.exception and not isinstance(told.exception, SystemExit):
        raise told.exception
    return told


def told(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*words, "--format", "json").stdout)
    return found


def test_hours_are_told_best_first_with_what_blocks_the_others() -> None:
    assert (
        run("ministry", "m.yaml").stdout
        == """\
m.yaml
Ministry (1h00), line 16

Free ───────────────────────────────────────────────────────────────────────────
  1  Wed 24 May 12:00–13:00; any start from 12:00 to 13:00
     Palace · Ana and Ben · as preferred
  2  Wed 24 May 11:30–12:30; any start from 11:30 to 11:45
     Palace · Ana and Ben
  3  Wed 24 May 15:00–16:00
     Palace · Ana and Ben

Free if something that is not sure moves ───────────────────────────────────────
     Wed 24 May 13:15–14:15; any start from 13:15 to 14:45
     Palace · Ana and Ben
     ↳ Ben is in “Talks”, Wed 24 May 14:00–15:00 (line 12)

What blocks the nearest others ─────────────────────────────────────────────────
     Wed 24 May 09:00–11:15 — Ana is in “Visit” until 11:00, 30m away (line 8)
"""
    )


def test_the_file_may_go_before_the_id_and_fewer_may_be_asked_for() -> None:
    found = run("m.yaml", "ministry", "-n", "1").stdout
    assert found.count("Palace") == 2
    assert "as preferred" in found


def test_programs_read_the_same_hours() -> None:
    found = told("ministry", "m.yaml")
    assert [one["start"] for one in found["free"]] == [
        "2023-05-24T12:00:00-05:00",
        "2023-05-24T11:30:00-05:00",
        "2023-05-24T15:00:00-05:00",
    ]
    assert found["free"][0] == {
        "start": "2023-05-24T12:00:00-05:00",
        "end": "2023-05-24T13:00:00-05:00",
        "first": "2023-05-24T12:00:00-05:00",
        "last": "2023-05-24T13:00:00-05:00",
        "where": "palace",
        "who": ["ana", "ben"],
        "preferred": True,
        "moved": [],
        "leaves_none_to": [],
    }
    assert [one["moved"][0]["entry"] for one in found["free_if_moved"]] == ["talks"]
    [blocked] = found["blocked"]
    assert blocked["by"] == [
        {"message": "Ana is in “Visit” until 11:00, 30m away", "line": 8, "entry": "visit"}
    ]
    assert not found["why"]
    assert not found["would_do"]


def test_where_no_hour_is_free_it_is_said_why_and_what_would_do(mission: Path) -> None:
    mission.write_text(MISSION.replace("09:00-16:00", "09:30-11:30"), encoding="utf-8")
    assert (
        run("ministry", "m.yaml").stdout
        == """\
m.yaml
Ministry (1h00), line 16

No hour is free ────────────────────────────────────────────────────────────────
 • it takes 1h00 within Wed 2023-05-24 09:30-11:30 (line 20)
 • Ana is in “Visit”, Wed 24 May 10:00–11:00, 30m away (line 8)
   Without any one of these, the others would leave it an hour.

What would do ──────────────────────────────────────────────────────────────────
 → 1h00 earlier works: Wed 24 May 08:30–09:30
 → without Ana: Wed 24 May 09:30–10:30

What blocks the nearest others ─────────────────────────────────────────────────
     Wed 24 May 09:30–10:30 — Ana is in “Visit” until 11:00 (line 8)
"""
    )
    found = told("ministry", "m.yaml")
    assert [(one["line"], one["enough_alone"]) for one in found["why"]] == [(20, True), (8, True)]
    assert found["would_do"][0] == {
        "message": "1h00 earlier works: Wed 24 May 08:30–09:30",
        "start": "2023-05-24T08:30:00-05:00",
        "end": "2023-05-24T09:30:00-05:00",
        "where": "palace",
    }


def test_where_nothing_single_would_do_that_is_said(mission: Path) -> None:
    mission.write_text(
        MISSION.replace("09:00-16:00", "10:00-10:30").replace("takes: 1h", "takes: 13h"),
        encoding="utf-8",
    )
    assert "No single change that was tried would be enough." in run("ministry", "m.yaml").stdout


BEDS = """\
  hotel: {kind: stay, when: 2023-05-25 to 2023-05-26, where: lima, who: [ben]}
  cusco: {kind: stay, when: 2023-05-22 to 2023-05-24, where: cusco, who: [ana], status: tentative}
"""
NIGHTS = MISSION.replace("places: {", "connections: no\nplaces: {cusco: {name: Cusco}, ").replace(
    "nights: 1, within: [2023-05-24 to 2023-05-26], where: lima, who: [ana]",
    "nights: 1, within: [2023-05-21 to 2023-05-27], where: lima, who: [ana, ben], prefer: latest",
)
NIGHTS = NIGHTS.replace("places:", "travel: [{from: lima, to: cusco, takes: 1h}]\nplaces:") + BEDS


SHORTER = "nights: 2, within: [2023-05-24 to 2023-05-26]"


def test_first_days_of_a_stay_are_told_best_first_with_what_blocks_the_others(
    mission: Path,
) -> None:
    mission.write_text(NIGHTS, encoding="utf-8")
    assert (
        run("nights", "m.yaml").stdout
        == """\
m.yaml
Stay in Lima (1 night), line 26

Free ───────────────────────────────────────────────────────────────────────────
  1  Fri 26 May – Sat 27 May
     Lima · Ana and Ben
  2  Wed 24 May – Thu 25 May
     Lima · Ana and Ben
  3  Sun 21 May – Mon 22 May
     Lima · Ana and Ben

Free if something that is not sure moves ───────────────────────────────────────
     Tue 23 May – Wed 24 May; any first day from Mon 22 May to Tue 23 May
     Lima · Ana and Ben
     ↳ Ana has a bed in “Stay in Cusco”, Mon 22 May – Wed 24 May (line 31)

What blocks the nearest others ─────────────────────────────────────────────────
     Lima, first day Thu 25 May
     ↳ Ben has a bed in “Stay in Lima”, Thu 25 May – Fri 26 May (line 30)
"""
    )


def test_where_no_nights_are_free_it_is_said_why_and_what_would_do(mission: Path) -> None:
    shorter = NIGHTS.replace("nights: 1, within: [2023-05-21 to 2023-05-27]", SHORTER)
    mission.write_text(shorter, encoding="utf-8")
    assert (
        run("nights", "m.yaml").stdout
        == """\
m.yaml
Stay in Lima (2 nights), line 26

No nights are free ─────────────────────────────────────────────────────────────
 • it takes 2 nights within 2023-05-24 to 2023-05-26 (line 26)
 • Ben has a bed in “Stay in Lima”, Thu 25 May – Fri 26 May (line 30)
   Without any one of these, the others would leave it its nights.

What would do ──────────────────────────────────────────────────────────────────
 → 1 night instead of 2: Wed 24 May – Thu 25 May
 → without Ben: Wed 24 May – Fri 26 May

What blocks the nearest others ─────────────────────────────────────────────────
     Lima, first day Wed 24 May
     ↳ Ben has a bed in “Stay in Lima”, Thu 25 May – Fri 26 May (line 30)
"""
    )


def test_programs_read_days_under_the_same_keys(mission: Path) -> None:
    mission.write_text(NIGHTS, encoding="utf-8")
    found = told("nights", "m.yaml")
    assert found["free"][0] == {
        "start": "2023-05-26",
        "end": "2023-05-27",
        "first": "2023-05-26",
        "last": "2023-05-26",
        "where": "lima",
        "who": ["ana", "ben"],
        "preferred": False,
        "moved": [],
        "leaves_none_to": [],
    }
    assert [one["moved"][0]["entry"] for one in found["free_if_moved"]] == ["cusco"]
    [blocked] = found["blocked"]
    assert (blocked["first"], blocked["last"], blocked["where"]) == (
        "2023-05-25",
        "2023-05-25",
        "lima",
    )
    assert [one["line"] for one in blocked["by"]] == [30]


ROAD = """\
  road:
    kind: journey
    by: road
    from: lima
    to: cusco
    takes: 3h
    within: [Wed 2023-05-24 08:00-14:00]
    who: [eva]
"""
CUSCO = MISSION.replace("places: {", "places: {cusco: {name: Cusco}, ").replace(
    "people: {", "people: {eva: {name: Eva}, "
)
CUSCO += ROAD


def test_an_hour_that_the_rules_object_to_is_none(mission: Path) -> None:
    safety = "safety: {check-ins: [07:30, 12:00]}\nprogramme:"
    mission.write_text(CUSCO.replace("programme:", safety), encoding="utf-8")
    found = told("road", "m.yaml")
    assert [(one["first"][11:16], one["last"][11:16]) for one in found["free"]] == [
        ("08:00", "08:30")
    ]


@pytest.mark.parametrize(
    ("one", "other", "ends"),
    [
        ("1h, within: [Fri 2023-05-26 09:00-10:00]", None, ("09:00", "09:00")),
        (  # they have room for both, and not with the one at any of its hours
            "37m, within: [Fri 2023-05-26 09:05-10:12]",
            "30m, within: [Fri 2023-05-26 09:05-09:40]",
            ("09:05", "09:30"),
        ),
    ],
)
def test_an_hour_that_another_open_request_wants_too_is_free(
    mission: Path, one: str, other: str | None, ends: tuple[str, str]
) -> None:
    programme = "".join(
        f"  {key}: {{kind: internal, who: [ana], takes: {hours}}}\n"
        for key, hours in (("one", one), ("other", other or one))
    )
    mission.write_text(MISSION + programme, encoding="utf-8")
    [free] = told("one", "m.yaml")["free"]
    assert (free["first"][11:16], free["last"][11:16]) == ends
    [rival] = free["leaves_none_to"]
    assert rival["entry"] == "other"
    assert "no time is left for “Internal” then (line 29)" in run("one", "m.yaml").stdout


def test_where_the_rules_object_to_every_hour_each_is_told_once(mission: Path) -> None:
    mission.write_text(CUSCO, encoding="utf-8")
    assert (
        run("road", "m.yaml").stdout.partition("\n\n")[2]
        == """\
No hour is free ────────────────────────────────────────────────────────────────
 • check would find, at 13 of 13 starts: “Lima → Cusco”, Wed 24 May 08:00–11:00:
   nobody checks in within 1h00 before it nor after it, and telephones may not
   work on the way (line 28)
   → write `check-ins: [08:00, 11:00]` here, or `signal: yes` where telephones
     work all the way

What blocks the nearest others ─────────────────────────────────────────────────
     Wed 24 May 08:00–11:00 — check would find, at 08:00: “Lima → Cusco”, Wed 24
                              May 08:00–11:00: nobody checks in within 1h00
                              before it nor after it, and telephones may not
                              work on the way (line 28)
"""
    )
    [why] = told("road", "m.yaml")["why"]
    assert why["hint"].startswith("write `check-ins: [08:00, 11:00]` here")


def test_as_many_rules_are_told_as_asked_for(mission: Path) -> None:
    late = CUSCO.replace("lima: {name: Lima", 'lima: {coordinates: "-12.05, -77.04", name: Lima')
    mission.write_text(late.replace("08:00-14:00", "18:30-23:00"), encoding="utf-8")
    assert len(told("road", "m.yaml")["why"]) == 2
    assert len(told("road", "m.yaml", "-n", "1")["why"]) == 1


def test_hours_that_the_rules_object_to_are_blocked_by_what_they_would_find(mission: Path) -> None:
    safety = "safety: {check-ins: [07:30, 12:00]}\nprogramme:"
    mission.write_text(CUSCO.replace("programme:", safety), encoding="utf-8")
    [blocked] = told("road", "m.yaml")["blocked"]
    assert (blocked["first"][11:16], blocked["last"][11:16]) == ("08:45", "11:00")
    [by] = blocked["by"]
    assert by["message"].startswith("check would find, at 08:45: “Lima → Cusco”, Wed 24 May 08:45")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("minstry", "there is no entry `minstry`\n  did you mean `ministry`?"),
        ("zzz", "there is no entry `zzz`\n  there are: ministry, nights, thought, vague, bed"),
        ("visit", "`visit` has a time already\n  move it: `itinerary move visit WHEN`"),
        ("bed", "`bed` does not say how many nights, and within which days"),
        ("thought", "`thought` is no open request"),
        ("vague", "`vague` does not say how long it takes, and within which days"),
    ],
)
def test_what_is_no_request_is_refused(entry: str, message: str) -> None:
    refused = run(entry, "m.yaml")
    assert refused.exit_code == 1
    assert message in refused.stderr
    assert not refused.stdout


def test_a_stay_without_nights_is_told_how_to_ask_for_them() -> None:
    found = CliRunner().invoke(app, ["check", "m.yaml", "--now", NOW]).stdout
    assert "“Stay in Lima” is requested, with no `when`, and has no `within` and `nights`" in found
    assert "add `nights: 2` and `within: [2023-05-22 to 2023-05-26]`, or a `when`" in found


def test_a_file_that_is_not_understood_is_refused(mission: Path) -> None:
    mission.write_text(MISSION.replace("takes: 1h", "takes: soon"), encoding="utf-8")
    refused = run("ministry", "m.yaml")
    assert refused.exit_code == 1
    assert "Nothing is told: mend this first." in refused.stderr


def test_one_request_is_looked_at() -> None:
    refused = run("ministry", "nights", "m.yaml")
    assert refused.exit_code == 2
    assert "name one entry alone: `itinerary slots [FILE] ID`" in refused.stderr


def test_nothing_is_written(mission: Path) -> None:
    before = mission.read_bytes()
    run("ministry", "m.yaml")
    assert mission.read_bytes() == before
    assert [path.name for path in mission.parent.iterdir()] == ["m.yaml"]
