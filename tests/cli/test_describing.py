"""``itinerary schema``, run as a person runs it for an editor."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from itinerary.cli import app

SHIPPED = Path(__file__).parents[2] / "itinerary" / "syntax" / "schedule.schema.json"
MISSION = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
people: {ana: {name: Ana Delegate}}
places: {lima: {name: Lima}}
programme:
  talks: {kind: meeting, title: Talks, when: 2023-05-22 09:00-10:00, where: lima, who: [ana]}
"""


@pytest.fixture(autouse=True)
def mission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work where there is one schedule."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ITINERARY_SCHEDULE", raising=False)
    Path("a.yaml").write_text(MISSION)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["schema", *words])


def test_without_a_file_it_is_the_schema_that_is_shipped() -> None:
    for words in ([], ["-o", "-"]):
        told = run(*words)
        assert told.exit_code == 0
        assert told.stdout_bytes == SHIPPED.read_bytes()


def test_with_a_file_its_ids_are_in_it_and_no_name() -> None:
    told = run("a.yaml")
    assert told.exit_code == 0
    assert told.stderr == ""
    made = json.loads(told.stdout)
    assert made["definitions"]["person"]["anyOf"][0] == {"enum": ["ana"]}
    assert made["definitions"]["place"]["anyOf"][0] == {"enum": ["lima"]}
    assert "Ana" not in told.stdout
    assert "Talks" not in told.stdout


def test_a_file_is_written_for_its_owner_alone() -> None:
    assert run("a.yaml", "-o", ".schema/a.json").output == ""
    written = Path(".schema/a.json")
    assert written.read_bytes() == run("a.yaml").stdout_bytes
    if os.name == "posix":
        assert written.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in Path(".schema").iterdir()) == ["a.json"]


def test_a_broken_file_gives_the_ids_that_can_be_read_and_is_told_of() -> None:
    Path("a.yaml").write_text(
        MISSION.replace("kind: meeting", "knid: meeting") + "  press: {kind\n"
    )
    told = run("a.yaml")
    assert told.exit_code == 0
    assert json.loads(told.stdout)["definitions"]["entries"]["anyOf"][0]["anyOf"][0] == {
        "enum": ["talks", "press"]
    }
    assert told.stderr == "There are 3 errors in a.yaml: see `itinerary check`.\n"


def test_what_cannot_be_read_is_refused() -> None:
    Path("folder").mkdir()
    told = run("folder")
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr == "itinerary: folder: this is a folder\n"
    told = run("b.yaml")
    assert (told.exit_code, told.stdout) == (2, "")
    assert "there is no file b.yaml" in told.stderr


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["a.yaml", "-o", "a.yaml"], "a.yaml is the schedule itself"),
        (["a.yaml", "-o", "."], ". is a folder"),
        (["-o", "."], ". is a folder"),
    ],
)
def test_nothing_is_written_over_a_schedule_or_a_folder(words: list[str], why: str) -> None:
    told = run(*words)
    assert told.exit_code == 2
    assert why in told.stderr
    assert Path("a.yaml").read_text() == MISSION
