"""Findings that somebody answers for: until when, and what it silences."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from itinerary.checks import check
from itinerary.checks.waivers import State
from itinerary.cli import app
from itinerary.times import localise
from itinerary.workspace.checking import harm
from itinerary.workspace.files import understood

MISSION = """\
itinerary: 1
delegation: {{name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}}
feeds: {{key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}}
people: {{ana: {{name: Ana Delegate}}}}
programme:
  talks: {{kind: meeting, title: Talks, when: 2023-05-22 09:00-10:00, who: [ana], allow: [{}]}}
  lunch: {{kind: meal, title: Lunch, when: 2023-05-22 09:30-10:30, who: [ana]}}
"""
CLASH = "rule: double-booked, why: she leaves early, by: ana"


def at(wall: str) -> datetime:
    found = localise(datetime.fromisoformat(wall), "America/Lima")
    assert isinstance(found, datetime)
    return found


def run(waiver: str, *options: str, now: str = "2023-05-24T12:00", lang: str = "en") -> Result:
    Path("m.yaml").write_text(MISSION.format(waiver), encoding="utf-8")
    command = ["check", "m.yaml", "--now", now, "--lang", lang, *options]
    return CliRunner().invoke(app, command, env={"COLUMNS": "80"})


def waiver(written: str, now: str = "2023-05-24T12:00") -> dict[str, Any]:
    told = json.loads(run(written, "--waivers", "--format", "json", now=now).stdout)
    (found,) = told["waivers"]
    assert isinstance(found, dict)
    return found


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("written", "state", "errors"),
    [
        (CLASH, "holds", 0),
        (f"{CLASH}, until: 2023-05-24", "holds", 0),
        (f"{CLASH}, until: 2023-05-25", "holds", 0),
        (f"{CLASH}, until: 2023-05-23", "expired", 1),
        ("rule: unavailable, why: x", "idle", 1),
        ("rule: weekday-mismatch, why: the parser finds it", "idle", 1),
        ("rule: double-boked, why: x", "unknown", 1),
    ],
)
def test_a_waiver_silences_one_rule_on_its_entry_until_its_day(
    written: str, state: str, errors: int
) -> None:
    found = waiver("{" + written + "}")
    assert found["state"] == state
    assert len(found["silences"]) == (1 if state == "holds" else 0)
    assert len(found["returned"]) == (1 if state == "expired" else 0)
    result = run("{" + written + "}", "--waivers")
    assert result.exit_code == errors
    assert ("1 error" in result.stdout) == bool(errors)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2023-05-24T23:59", "holds"),
        ("2023-05-25T00:00", "expired"),
        ("2023-05-25T04:59+00:00", "holds"),
        ("2023-05-25T05:00+00:00", "expired"),
    ],
)
def test_it_expires_when_its_day_is_over_where_the_mission_is(now: str, state: str) -> None:
    assert waiver(f"{{{CLASH}, until: 2023-05-24}}", now)["state"] == state


def test_a_finding_that_returns_names_its_waiver_and_when_it_expired() -> None:
    written = f"{{{CLASH}, until: 2023-05-23}}"
    page = run(written).stdout
    assert "  its waiver expired at the end of Tue 23 May (line 6):\n     6 │ " in page
    assert "its waiver" not in run(f"{{{CLASH}}}").stdout
    (found,) = json.loads(run(written, "--format", "json").stdout)["diagnostics"]
    last = found["related"][-1]
    assert last["message"] == "its waiver expired at the end of Tue 23 May"
    assert (last["line"], last["column"]) == (6, 90)
    assert "su dispensa venció" in run(written, lang="es").stdout


def test_one_in_force_is_enough_and_each_tells_what_it_does() -> None:
    both = f"{{{CLASH}, until: 2023-05-23}}, {{{CLASH}}}"
    told = json.loads(run(both, "--waivers", "--format", "json").stdout)
    assert told["diagnostics"] == []
    states = [(one["state"], len(one["returned"])) for one in told["waivers"]]
    assert states == [("expired", 0), ("holds", 0)]


def test_what_protects_people_stops_again_once_its_waiver_expired() -> None:
    text = MISSION.format("{rule: public-victim, why: x, until: 2023-05-23}").replace(
        "kind: meeting", "kind: victim-meeting, class: private"
    )
    loaded = understood(text.encode(), "m.yaml")
    assert harm(loaded, at("2023-05-23 23:59")) == ()
    (found,) = harm(loaded, at("2023-05-24 00:00"))
    assert found.related[-1].message == "its waiver expired at the end of Tue 23 May"


def test_the_waivers_are_listed_whole() -> None:
    assert (
        run(f"{{{CLASH}, until: 2023-05-26}}", "--waivers").stdout
        == """\
m.yaml:6:90: holds[double-booked]
  “Talks” (talks): she leaves early
  by Ana Delegate, until Fri 26 May 2023
  → silences (line 7): Ana Delegate is also in “Talks” (line 6), Mon 22 May
    09:00–10:00; “Lunch” is Mon 22 May 09:30–10:30

✓ m.yaml: no problem, 1 waived (2 entries)
"""
    )
    expired = run(f"{{{CLASH}, until: 2023-05-23}}", "--waivers").stdout
    assert "  → no longer silences (line 7): Ana Delegate is also in" in expired
    assert "m.yaml:6:90: no such rule[x]\n" in run("{rule: x, why: y}", "--waivers").stdout
    idle = run("{rule: unavailable, why: y}", "--waivers").stdout
    assert "m.yaml:6:90: silences nothing[unavailable]\n" in idle
    assert "  by nobody named, with no last day\n" in idle


def test_where_there_is_none_it_says_so() -> None:
    none = run("", "--waivers").stdout
    assert none.startswith("No entry has a waiver.\n\n✗ m.yaml: 1 error")
    assert json.loads(run("", "--waivers", "--format", "json").stdout)["waivers"] == []
    assert "waivers" not in json.loads(run("", "--format", "json").stdout)
    assert run("", "--waivers", "--format", "concise").stdout == ""


def test_the_waivers_are_listed_a_line_each_and_noted_on_github() -> None:
    about = "holds[double-booked] talks: she leaves early (by Ana Delegate, with no last day)\n"
    assert run(f"{{{CLASH}}}", "--waivers", "--format", "concise").stdout == f"m.yaml:6:90: {about}"
    notes = run(f"{{{CLASH}}}", "--waivers", "--format", "github").stdout
    assert notes == f"::notice file=m.yaml,line=6,col=90,title=double-booked::{about}"
    both = run("{rule: unavailable, why: x}", "--waivers", "--format", "github").stdout
    assert [line.partition(" ")[0] for line in both.splitlines()] == ["::error", "::notice"]


def test_a_waiver_is_told_whole_to_programs() -> None:
    assert waiver(f"{{{CLASH}, until: 2023-05-26}}") == {
        "rule": "double-booked",
        "entry": "talks",
        "why": "she leaves early",
        "by": "Ana Delegate",
        "until": "2023-05-26",
        "state": "holds",
        "silences": [
            {
                "severity": "error",
                "message": "Ana Delegate is also in “Talks” (line 6), Mon 22 May 09:00–10:00; "
                "“Lunch” is Mon 22 May 09:30–10:30",
                "line": 7,
            }
        ],
        "returned": [],
        "file": "m.yaml",
        "line": 6,
        "column": 90,
    }


def test_every_state_has_its_words() -> None:
    schedule = understood(MISSION.format("").encode(), "m.yaml").schedule
    assert schedule is not None
    assert check(schedule, at("2023-05-24 12:00")).waivers == ()
    assert {state.value for state in State} == {"holds", "idle", "expired", "ambiguous", "unknown"}
