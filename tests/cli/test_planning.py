"""``itinerary plan``: what it proposes, what it writes, and what it says where it cannot."""

import json
import os
import signal
import subprocess
import sys
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from itinerary import checks
from itinerary.cli import app, planning, screen
from itinerary.model.schedule import Schedule
from itinerary.output import plan as output
from itinerary.planner import solver
from itinerary.planner.posing import Posed, pose
from itinerary.workspace import planning as proposing
from itinerary.workspace.files import load

NOW = "2023-05-21T18:00"
ROOT = Path(__file__).parents[2]
MISSION = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-21 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people: {ana: {name: Ana}, ben: {name: Ben, unavailable: [2023-05-25]}}
places:
  lima: {name: Lima}
  palace: {name: Palace, in: lima, office hours: [Mon-Fri 09:00-17:00]}
programme:
  # the first thing
  press:
    kind: press-conference
    title: Press conference
    when: Wed 2023-05-24 11:00-12:00   # nobody moves it
    where: lima
    who: [ana, ben]
    press: open

  ministry:
    kind: government-meeting
    title: Ministry
    status: requested
    priority: 2
    takes: 1h
    within: [Wed 2023-05-24 09:00-11:30]   # as they answered
    where: [palace, lima]
    who: [ana, ben]
    request: {asked: 2023-05-19, of: the Minister, by: ana, channel: letter, chase: 2023-05-23}
"""
MORE = """
  rival: {kind: meeting, title: Rival, takes: 1h45, within: [2023-05-24 09:00-10:45], who: ana}
  stuck: {kind: meeting, title: Stuck, takes: 1h, within: [2023-05-24 11:00-12:00], who: [ben]}
  away: {kind: meeting, title: Away, takes: 1h, within: [2023-05-25 11:00-13:00], who: [ben]}
  over: {kind: meeting, title: Over, takes: 1h, within: [2023-05-21 11:00-13:00], who: [ben]}
"""


@pytest.fixture
def mission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("ITINERARY_SCHEDULE", "ITINERARY_NOW", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "m.yaml"
    path.write_text(MISSION, encoding="utf-8")
    return path


def run(*words: str) -> Result:
    told = CliRunner().invoke(app, ["plan", "m.yaml", *words, "--now", NOW])
    if told.exception and not isinstance(told.exception, SystemExit):
        raise told.exception
    return told


def as_json(*words: str) -> dict[str, list[dict[str, object]]]:
    told = run("--format", "json", *words)
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert isinstance(found, dict)
    return found


def test_what_is_placed_is_told_with_why(mission: Path) -> None:
    told = run("-n", "1")
    assert told.exit_code == 0, told.output
    assert "1 of 1 placed" in told.stdout
    assert "◐ Wed 24 May 09:00–10:00  Ministry" in told.stdout
    assert "the first start that its windows and what is fixed leave" in told.stdout
    assert "after that Ana has “Press conference” (Wed 24 May 11:00–12:00, line 10)" in told.stdout
    assert "No plan places more" in told.stdout
    assert mission.read_text(encoding="utf-8") == MISSION


def test_the_only_hour_is_told_with_what_comes_before_and_after(mission: Path) -> None:
    """What can be quoted to a ministry: why it can be no earlier, and why no later."""
    flight = (
        "\n  flight: {kind: meeting, title: Breakfast, when: 2023-05-24 07:30-09:30,"
        " where: lima, who: [ben]}\n"
    )
    mission.write_text(MISSION.replace("where: [palace, lima]", "where: lima") + flight, "utf-8")
    told = run("-n", "1")
    assert "◐ Wed 24 May 09:30–10:30  Ministry" in told.stdout
    reasons = [line.strip() for line in told.stdout.splitlines() if line.startswith("   – ")]
    assert reasons == [
        "– all that its windows leave when Ana and Ben can be there: Wed 24 May",
        "– the first start that its windows and what is fixed leave",
        "– before that Ben has “Breakfast” (Wed 24 May 07:30–09:30, line 29)",
        "– after that Ana has “Press conference” (Wed 24 May 11:00–12:00, line 10)",
    ]


@pytest.mark.usefixtures("mission")
def test_programs_are_told_in_json() -> None:
    found = as_json("-n", "1")
    assert found == {
        "placed": [
            {
                "id": "ministry",
                "start": "2023-05-24T09:00:00-05:00",
                "end": "2023-05-24T10:00:00-05:00",
                "where": "lima",
                "who": ["ana", "ben"],
                "why": [
                    "Wed 24 May is the only day of its windows when Ana and Ben can be there",
                    "the first start that its windows and what is fixed leave",
                    "after that Ana has “Press conference” (Wed 24 May 11:00–12:00, line 10)",
                ],
            }
        ],
        "unplaced": [],
        "status": "optimal",
        "objective": 128,
        "bound": 128,
        "alternatives": [],
    }


def test_what_cannot_be_placed_and_what_is_crowded_out_are_told_apart(mission: Path) -> None:
    mission.write_text(MISSION + MORE, encoding="utf-8")
    found = as_json("-n", "1")
    why = {str(one["id"]): " ".join(one["why"]) for one in found["unplaced"]}  # type: ignore[arg-type]
    assert why.keys() == {"rival", "stuck", "away", "over"}
    assert why["rival"].startswith("it is crowded out: without “Ministry” (m.yaml:18)")
    stuck = "it cannot be placed: without “Press conference” (m.yaml:10) it could"
    assert why["stuck"] == (
        f"{stuck} it takes 1h00 within 2023-05-24 11:00-12:00 (line 30) Ben is in “Press "
        "conference”, Wed 24 May 11:00–12:00 (line 13) 1h00 earlier works: Wed 24 May 10:00–11:00"
    )
    away = "it cannot be placed: Ben is unavailable in its windows (m.yaml:31)"
    assert why["away"].startswith(away)
    assert why["over"].startswith("it cannot be placed: its windows have passed (m.yaml:32)")
    told = run("-n", "1").stdout
    assert "✗ not placed: Stuck" in told
    assert "1 of 5 placed" in told


@pytest.mark.parametrize("key", ["after", "before"])
def test_a_request_that_is_to_follow_itself_is_not_placed(mission: Path, key: str) -> None:
    mission.write_text(MISSION.replace("priority: 2", f"{key}: [ministry]"), encoding="utf-8")
    told = " ".join(run("-n", "1").stdout.split())
    assert "it cannot be placed: it is to follow or to precede itself (m.yaml:" in told


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("who: [ana, ben]\n    request", "who: [ana, bene]\n    request", "bene"),
        ("where: [palace, lima]", "where: [palace, limma]", "limma"),
        ("priority: 2", "priority: 2\n    after: [pres]", "pres"),
        ("priority: 2", "priority: 2\n    interpreter: [eva]", "eva"),
    ],
)
def test_a_request_that_names_what_is_nowhere_is_not_placed(
    mission: Path, old: str, new: str, name: str
) -> None:
    """A name that is misspelt has no diary: everybody would seem to be free."""
    assert old in MISSION
    mission.write_text(MISSION.replace(old, new), encoding="utf-8")
    told = " ".join(run("-n", "1").stdout.split())
    assert f"it cannot be placed: `{name}`, which it names, is nowhere in the file" in told
    assert "Nothing can be placed as things are" in told
    slots = CliRunner().invoke(app, ["slots", "m.yaml", "ministry", "--now", NOW])
    assert slots.exit_code == 1
    assert f"`ministry` names `{name}`, which is nowhere in the file" in slots.stderr


def test_a_proposal_is_written_when_asked_for_and_nothing_else_changes(mission: Path) -> None:
    assert run("--apply", "1").exit_code == 0
    assert mission.read_text(encoding="utf-8") == MISSION
    told = run("--apply", "1", "--yes")
    assert told.exit_code == 0, told.output
    expected = MISSION.replace(
        "    status: requested\n",
        "    when: Wed 2023-05-24 09:00-10:00\n    status: tentative\n",
    ).replace("where: [palace, lima]", "where: lima")
    assert sorted(mission.read_text(encoding="utf-8").splitlines()) == sorted(expected.splitlines())
    assert load("m.yaml").is_sound
    assert "No request is waiting to be placed." in run().stdout
    assert as_json()["placed"] == []
    again = run("--apply", "1", "--yes")
    assert again.exit_code == 1
    assert "nothing can be placed" in again.stderr


def test_others_differ_in_a_day_a_place_or_by_two_hours(mission: Path) -> None:
    mission.write_text(
        MISSION.replace("[Wed 2023-05-24 09:00-11:30]", "[Wed 2023-05-24 to Fri 2023-05-26]"),
        encoding="utf-8",
    )
    found = as_json("-n", "3")
    told = set()
    for placed in (found["placed"], *(one["placed"] for one in found["alternatives"])):
        assert isinstance(placed, list)
        told.add((placed[0]["start"][:10], placed[0]["where"]))
    assert len(told) == 3
    assert run("--apply", "9", "--yes").exit_code in {0, 1}


def test_a_proposal_that_is_not_there_is_not_written(mission: Path) -> None:
    mission.write_text(MISSION.replace("09:00-11:30", "09:00-10:00"), encoding="utf-8")
    told = run("--apply", "3", "--yes")
    assert told.exit_code == 1
    assert "there is no proposal 3" in told.stderr


def test_what_was_not_shown_is_not_written(mission: Path) -> None:
    told = run("--apply", "2", "--yes", "-n", "1")
    assert told.exit_code == 1
    assert "there is no proposal 2 among those shown" in told.stderr
    assert "look at it first: `-n 2` without --apply" in told.stderr
    assert mission.read_text(encoding="utf-8") == MISSION


def test_a_file_with_a_mistake_is_not_planned(mission: Path) -> None:
    mission.write_text(MISSION.replace("kind: press", "kind: pres"), encoding="utf-8")
    told = run()
    assert told.exit_code == 1
    assert "Nothing is planned: mend this first." in told.stderr


@pytest.mark.usefixtures("mission")
def test_without_the_solver_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "_HOME", "ortools_that_is_not_there.sat")
    told = run()
    assert told.exit_code == 2
    assert 'pip install "itinerary[plan]"' in told.stderr


def test_the_same_file_gives_the_same_bytes_whatever_the_hash_seed(mission: Path) -> None:
    mission.write_text(MISSION + MORE, encoding="utf-8")
    command = [sys.executable, "-m", "itinerary", "plan", "m.yaml", "--format", "json"]
    told = {
        subprocess.run(
            [*command, "--now", NOW],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_who_watches_is_told_once_of_each_step_and_can_stop_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = count()
    monkeypatch.setattr(planning, "monotonic", lambda: float(next(clock)))
    monkeypatch.setattr(planning, "_SHORT", -1.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with planning._watched() as watch:
        watch.report(16, 64)
        watch.report(16, 64)
        watch.report(32, 64)
        assert not watch.is_stopped()
        signal.raise_signal(signal.SIGINT)
        assert watch.is_stopped()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    told = capsys.readouterr().err
    assert told.count("found so far: 16 of at most 64 points") == 1
    assert told.count("32 of at most 64") == 1
    assert told.endswith("\n")


def test_what_asks_twice_at_once_has_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(planning, "monotonic", lambda: clock[0])
    with planning._watched() as watch:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        assert watch.is_stopped()
        clock[0] = 1.0
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


# Where a run can be interrupted: while requests are posed, the model is solved, the rules judge
# what was found, placements and what has none are explained, and all of it is written.
PHASES = {
    "posing": (proposing, "pose"),
    "solving": (solver, "solve"),
    "judging": (checks, "check"),
    "reasons": (proposing, "Reasons"),
    "explaining": (proposing, "explain"),
    "telling": (output, "lines"),
    "writing": (screen, "show"),
}


@pytest.mark.parametrize("phase", PHASES)
def test_ctrl_c_loses_nothing_that_was_found_whenever_it_comes(
    phase: str, mission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mission.write_text(MISSION + MORE, encoding="utf-8")
    whole = run("-n", "1").stdout
    module, name = PHASES[phase]
    known = getattr(module, name)
    calls = []

    def interrupted(*args: object, **options: object) -> object:
        calls.append(signal.getsignal(signal.SIGINT))
        if len(calls) == 1:
            signal.raise_signal(signal.SIGINT)
        return known(*args, **options)

    monkeypatch.setattr(module, name, interrupted)
    told = run("-n", "1")
    assert calls
    assert told.exit_code == 0
    for line in ("Ministry", "not placed: Rival", "not placed: Stuck", "not placed: Over"):
        assert line in told.stdout
    assert len(told.stdout) <= len(whole)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_who_stops_it_is_not_kept_for_long_explanations(
    mission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mission.write_text(MISSION + MORE, encoding="utf-8")
    explained = []

    def explain(*args: object) -> object:
        explained.append(args)
        raise AssertionError("nobody waits for it")

    def posed(schedule: Schedule, now: datetime) -> Posed:
        signal.raise_signal(signal.SIGINT)
        return pose(schedule, now)

    monkeypatch.setattr(proposing, "explain", explain)
    monkeypatch.setattr(proposing, "pose", posed)
    assert run().exit_code == 0
    assert not explained
