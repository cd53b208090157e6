"""What each sample comes out as, to the byte: a change of output is seen, read and then accepted.

To accept one, run these tests with ITINERARY_GOLDEN=write and read what git shows as changed.
"""

import os
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner, Result

from itinerary.cli import app

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


class Sample(NamedTuple):
    """A schedule, one of its delegates, and the moment at which it is looked at."""

    path: str
    delegate: str
    now: str
    check: int

    @property
    def name(self) -> str:
        return Path(self.path).stem

    def outputs(self) -> dict[str, tuple[int, list[str]]]:
        """Return the exit code and the command of each file."""
        delegate = ["--for", self.delegate]
        plan = ["plan", self.path, "--now", self.now, "--format", "json"]
        return ({"plan.json": (0, plan)} if self.name == "peru-2023" else {}) | {
            "check.txt": (
                self.check,
                ["check", self.path, "--format", "concise", "--now", self.now],
            ),
            "agenda.txt": (0, ["agenda", self.path, "--now", self.now]),
            f"agenda-{self.delegate}.txt": (0, ["agenda", self.path, *delegate, "--now", self.now]),
            "agenda-es.txt": (0, ["agenda", self.path, "--lang", "es", "--now", self.now]),
            f"{self.delegate}-es.md": (0, ["agenda", self.path, *delegate, *SPANISH_MARKDOWN]),
            f"{self.delegate}.ics": (0, ["export", self.path, *delegate, "--now", self.now]),
        }


SPANISH_MARKDOWN = ("--lang", "es", "--format", "markdown", "--now", "2023-05-21T18:00")
SAMPLES = (
    Sample("schedules/london-tbilisi-2023.yaml", "lindqvist", "2023-03-20T09:00", 0),
    Sample("schedules/peru-2023.yaml", "callamard", "2023-05-21T18:00", 0),
    Sample("schedules/senegal-2027.yaml", "vasseur", "2027-01-04T09:00", 0),
    Sample("tests/golden/contract.yaml", "callamard", "2023-05-21T18:00", 1),
)
DIFF = ["diff", "tests/golden/diff/old.yaml", "tests/golden/diff/new.yaml"]
DIFFERENCES = {
    "all.txt": ("80", []),
    "all-120.txt": ("120", ["--format", "text"]),
    "all.md": ("80", ["--format", "markdown"]),
    "all.json": ("80", ["--format", "json"]),
    "ana.txt": ("80", ["--for", "ana"]),
    "press.txt": ("80", ["--for", "press"]),
    "press.md": ("80", ["--for", "press", "--format", "markdown"]),
    "press.json": ("80", ["--for", "press", "--format", "json"]),
}
"""The width and the options of each file that tells how two schedules differ."""
FAULTS = {"check-en.txt": "en", "check-es.txt": "es"}
"""The language of each report on a schedule full of faults."""
OUTPUTS = [
    pytest.param(sample, name, id=f"{sample.name}/{name}")
    for sample in SAMPLES
    for name in sample.outputs()
]


@pytest.mark.parametrize(("sample", "name"), OUTPUTS)
def test_the_output_is_as_it_was_read_and_accepted(
    sample: Sample, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    code, command = sample.outputs()[name]
    told = CliRunner().invoke(app, command, env={"COLUMNS": "80", "ITINERARY_SCHEDULE": None})
    assert told.exit_code == code, told.output
    assert_accepted(told, HERE / sample.name / name)


@pytest.mark.parametrize("name", DIFFERENCES)
def test_the_difference_is_as_it_was_read_and_accepted(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    columns, options = DIFFERENCES[name]
    told = CliRunner().invoke(app, [*DIFF, *options], env={"COLUMNS": columns})
    assert told.exit_code == 0, told.output
    assert_accepted(told, HERE / "diff" / name)


@pytest.mark.parametrize("name", FAULTS)
def test_the_report_on_every_fault_is_as_it_was_read_and_accepted(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    command = ["check", "tests/golden/faults/faults.yaml", "--lang", FAULTS[name]]
    told = CliRunner().invoke(app, [*command, "--now", "2023-05-21T18:00"], env={"COLUMNS": "80"})
    assert told.exit_code == 1, told.output
    assert_accepted(told, HERE / "faults" / name)


def assert_accepted(told: Result, golden: Path) -> None:
    if os.environ.get("ITINERARY_GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(told.stdout_bytes)
    assert told.stdout_bytes.decode() == golden.read_bytes().decode()


def test_every_sample_has_its_outputs_and_there_are_no_others() -> None:
    samples = {f"schedules/{path.name}" for path in (ROOT / "schedules").glob("*.y*ml")}
    assert samples <= {sample.path for sample in SAMPLES}
    stored = {path.relative_to(HERE) for path in HERE.glob("*/*")}
    stored = {path for path in stored if path.parts[0] != "__pycache__"}
    told = {Path(sample.name, name) for sample in SAMPLES for name in sample.outputs()}
    compared = {Path("diff", name) for name in ("old.yaml", "new.yaml", *DIFFERENCES)}
    faults = {Path("faults", name) for name in ("faults.yaml", *FAULTS)}
    # What a browser makes of one: tests/interop/test_page.py.
    looks = ("phone-light-es", "phone-dark-en", "desktop-light-en")
    pages = {Path("pages", f"{look}.png") for look in looks}
    # What sheets look like: tests/output/test_sheets.py.
    stored = {path for path in stored if path.parts[0] != "sheets"}
    assert stored == told | compared | faults | pages
