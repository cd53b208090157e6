"""``itinerary replan``: what it tells, what it writes, and what it says where it cannot."""

import json
import signal
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner, Result

from itinerary.cli import app
from itinerary.output import replan as output
from itinerary.planner import solver
from itinerary.workspace import retelling

NOW = "2023-05-21T18:00"
MISSION = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-21 to 2023-05-26, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people: {ana: {name: Ana}}
places: {lima: {name: Lima}, cusco: {name: Cusco}, puno: {name: Puno}}
travel:
  - {from: lima, to: cusco, by: air, takes: 1h30, margin: 1h}
  - {from: cusco, to: puno, by: road, takes: 6h, margin: 30m}
programme:
  flight:
    {kind: journey, by: air, title: Flight, from: lima, to: cusco,
     when: 2023-05-22 07:00-08:30, who: ana}   # the first
  lawyers:
    kind: meeting
    title: Lawyers
    when: Mon 2023-05-22 10:00-11:00   # as they asked
    where: cusco
    who: ana
  drive:
    {kind: journey, by: road, title: Drive, from: cusco, to: puno,
     when: 2023-05-23 06:00-12:00, who: ana}
"""


@pytest.fixture(autouse=True)
def mission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("ITINERARY_SCHEDULE", "ITINERARY_NOW", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "m.yaml"
    path.write_text(MISSION, encoding="utf-8")
    return path


def run(*words: str) -> Result:
    told = CliRunner().invoke(app, ["replan", "m.yaml", *words, "--now", NOW])
    if told.exception and not isinstance(told.exception, SystemExit):
        raise told.exception
    return told


def test_it_tells_what_moves_who_is_affected_and_writes_nothing(mission: Path) -> None:
    told = run("--what", "flight 2h late")
    assert told.exit_code == 0
    for part in (
        "“Flight” is Mon 22 May 09:00–10:30, not Mon 22 May 07:00–08:30",
        "error[double-booked]",
        "1 entry moves",
        "Mon 22 May 10:00–11:00 → Mon 22 May 10:30–11:30",
        "Who is affected",
        "add --apply 1",
    ):
        assert part in told.stdout
    assert mission.read_text(encoding="utf-8") == MISSION


def test_a_proposal_is_written_and_every_other_byte_stays(mission: Path) -> None:
    told = run("--what", "flight 2h late", "--apply", "1", "--yes")
    assert told.exit_code == 0, told.output
    assert mission.read_text(encoding="utf-8") == MISSION.replace(
        "07:00-08:30", "09:00-10:30"
    ).replace(
        "    when: Mon 2023-05-22 10:00-11:00",
        "    status: tentative\n    when: Mon 2023-05-22 10:30-11:30",
    )


def test_programs_read_it_as_json() -> None:
    told = json.loads(run("--what", "flight 2h late", "--format", "json").stdout)
    assert told["happened"][0]["written"] is True
    assert [one["rule"] for one in told["broken"]] == ["double-booked"]
    (moved,) = told["proposals"][0]["moved"]
    assert moved["id"] == "lawyers"
    assert moved["from"]["start"] == "2023-05-22T10:00:00-05:00"
    assert moved["to"]["start"] == "2023-05-22T10:30:00-05:00"
    assert moved["notice_minutes"] == 16 * 60
    assert told["proposals"][0]["effect"]["lines"]


def test_what_is_lost_and_what_nobody_may_move_is_told() -> None:
    told = run("--what", "ana ill from Mon to 26 May").stdout
    assert "This is not written into the file" in told
    assert "cannot be kept: Lawyers" in told
    assert "What nothing that may move can mend" in told
    told = run("--what", "cusco to puno closed").stdout
    assert "“Drive” (Tue 23 May 06:00–12:00) goes by that road" in told
    assert "how Ana gets to Puno is then open" in told
    told = run("--what", "cusco to puno closed", "--keep", "drive").stdout
    assert "Nothing that may move can mend it" in told


def test_it_is_told_how_much_moves_and_how_much_is_lost() -> None:
    titles = {
        line.split("─ ")[-1]
        for what in ("ana ill from Mon to 26 May", "flight 2h late", "flight 10m late")
        for line in run("--what", what).stdout.splitlines()
        if line.startswith("Proposal 1")
    }
    assert titles == {"nothing moves, 2 cannot be kept", "1 entry moves", "nothing moves"}


def test_what_was_confirmed_is_told_to_be_tentative_at_its_new_hour(mission: Path) -> None:
    text = "confirmed for its old hour alone: tentative until the new one is agreed"
    assert text in run("--what", "flight 2h late").stdout
    told = json.loads(run("--what", "flight 2h late", "--format", "json").stdout)
    assert told["proposals"][0]["moved"][0]["status"] == "tentative"
    mission.write_text(
        MISSION.replace("title: Lawyers\n", "title: Lawyers\n    status: tentative\n"),
        encoding="utf-8",
    )
    assert text not in run("--what", "flight 2h late").stdout


def test_where_all_works_nothing_moves() -> None:
    told = run("--what", "flight 10m late").stdout
    assert "Everything still works: nothing has to move." in told


def test_what_is_not_understood_or_not_there_is_refused(
    mission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = run("--what", "it rains")
    assert told.exit_code == 1
    assert "write one of" in told.stderr
    assert run("--what", "it rains", "--apply", "1").exit_code == 1
    assert "there is no proposal 9" in run("--what", "flight 10m late", "--apply", "9").stderr
    assert "say what has happened" in run().stderr
    mission.write_text("itinerary: 1\n", encoding="utf-8")
    assert run("--what", "flight 2h late").exit_code == 1
    monkeypatch.setattr(solver, "is_installed", lambda: False)
    told = run("--what", "flight 2h late")
    assert told.exit_code == 2
    assert "itinerary[plan]" in told.stderr


@pytest.mark.parametrize(
    ("module", "name"), [(solver, "solve"), (retelling, "apply"), (output, "lines")]
)
def test_ctrl_c_loses_nothing_that_was_found_whenever_it_comes(
    module: ModuleType, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run("--what", "flight 2h late").stdout
    known = getattr(module, name)
    calls = []

    def interrupted(*args: object, **options: object) -> object:
        calls.append(args)
        if len(calls) == 1:
            signal.raise_signal(signal.SIGINT)
        return known(*args, **options)

    monkeypatch.setattr(module, name, interrupted)
    told = run("--what", "flight 2h late")
    assert calls
    assert told.exit_code == 0
    assert told.stdout == whole
