"""What real files would add to the Peru mission, as the coordinator is shown it."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from itinerary.cli import app

HERE = Path(__file__).parent / "golden"
SCHEDULE = Path("schedules") / "peru-2023.yaml"
SOURCES = sorted(path for path in HERE.iterdir() if path.suffix != ".txt")


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE.parents[2])
    monkeypatch.setenv("ITINERARY_NOW", "2023-05-16T09:00")
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_the_preview_is_as_expected(source: Path) -> None:
    before = SCHEDULE.read_bytes()
    told = CliRunner().invoke(app, ["import", str(source), str(SCHEDULE), "--as", "entries"])
    assert told.exit_code == 0
    expected = HERE / f"{source.stem}.txt"
    if os.environ.get("ITINERARY_GOLDEN") == "write":
        expected.write_text(told.stdout, encoding="utf-8")
    assert told.stdout == expected.read_text(encoding="utf-8")
    assert all(len(line) <= 80 for line in told.stdout.splitlines())
    assert SCHEDULE.read_bytes() == before


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_no_address_of_a_stranger_is_taken_over(source: Path) -> None:
    told = CliRunner().invoke(app, ["import", str(source), str(SCHEDULE), "--format", "json"])
    added = json.loads(told.stdout)["added"]
    assert added
    notes = [line for one in added for line in one["lines"] if not line.startswith("source:")]
    assert "@" not in "".join(notes)
