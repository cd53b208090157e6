"""``plan`` and ``replan`` on a real terminal: how far they are, and what Ctrl-C leaves."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.terminals import INTERRUPT, PATIENCE, Terminal, environment, needs_terminal, started

MISSION = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-21 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people: {ana: {name: Ana}}
places: {lima: {name: Lima}}
programme:
  one: {kind: meeting, title: One, takes: 1h, within: [2023-05-24 09:00-10:00], where: lima,
        who: ana}
  two: {kind: meeting, title: Two, takes: 1h, within: [2023-05-24 09:00-10:00], where: lima,
        who: ana}
  talks: {kind: meeting, title: Talks, when: 2023-05-24 15:00-16:00, where: lima, who: ana}
  visit: {kind: meeting, title: Visit, when: 2023-05-24 16:00-17:00, where: lima, who: ana}
"""
# The program itself, but that its search does not end before it was interrupted so many times. It
# waits for the signal, not for some time: what is told after a second is told at once.
HELD = """\
import os, signal, sys
from itinerary.__main__ import main
from itinerary.cli import planning
from itinerary.planner import solver

planning._SHORT = planning._AT_ONCE = -1.0
woken, waker = os.pipe()
os.set_blocking(waker, False)
signal.set_wakeup_fd(waker)
solve = solver.solve
times = int(sys.argv.pop(1))

def held(problem, report, is_stopped):
    plan = solve(problem)
    report(plan.objective, 1000)
    for number in range(times):
        report(plan.objective, 100 - number)
        os.read(woken, 1)
    return plan

solver.solve = held
main()
"""
NOW = ("--now", "2023-05-21T18:00")
PLAN = ("plan", "m.yaml", "-n", "1", *NOW)
REPLAN = ("replan", "m.yaml", "--what", "talks 1h late", *NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "held.py").write_text(HELD, encoding="utf-8")
    (tmp_path / "m.yaml").write_text(MISSION, encoding="utf-8")
    return tmp_path


@contextmanager
def interrupted(
    folder: Path, *command: str, times: int = 1
) -> Iterator[tuple[Terminal, "subprocess.Popen[bytes]"]]:
    """Run a command that is interrupted so many times in the midst of its search."""
    with started(*command, cwd=folder, program=("held.py", str(times))) as (terminal, running):
        for number in range(times):
            terminal.wait_for(f" {100 - number} ")
            assert all(len(line) < 80 for line in terminal.shown.split("\r"))
            terminal.type(INTERRUPT)
        yield terminal, running


def unchanged(folder: Path) -> bool:
    """Whether the file is as it was, and nothing is beside it."""
    names = {path.name for path in folder.iterdir()} - {"held.py"}
    return names == {"m.yaml"} and (folder / "m.yaml").read_text(encoding="utf-8") == MISSION


@needs_terminal
@pytest.mark.parametrize("language", ["en", "es"])
def test_how_far_it_is_stands_on_one_line_and_ctrl_c_gives_the_best_so_far(
    language: str, folder: Path
) -> None:
    with interrupted(folder, *PLAN, "--lang", language) as (terminal, running):
        told = {"en": "Ctrl-C takes the best so far", "es": "Ctrl-C toma lo mejor hasta ahora"}
        before, after = terminal.shown.split("\r")[1:]
        assert "1000" in before
        assert told[language] in after
        assert len(after) == len(before)
        assert "1000" not in after
        rest = terminal.rest()
        assert {"en": "1 of 2 placed", "es": "1 de 2"}[language] in rest
        assert "Traceback" not in rest
        assert all(len(line) <= 80 for line in rest.splitlines())
        assert running.wait(PATIENCE) == 0
    assert unchanged(folder)


@needs_terminal
def test_who_stops_it_and_agrees_to_what_is_shown_has_that_written(folder: Path) -> None:
    with interrupted(folder, *PLAN, "--apply", "1") as (terminal, running):
        terminal.wait_for("Write this to m.yaml?")
        assert unchanged(folder)
        terminal.type(b"y\n")
        assert "Written to m.yaml" in terminal.rest()
        assert running.wait(PATIENCE) == 0
    written = (folder / "m.yaml").read_text(encoding="utf-8")
    assert written.count("status: tentative") == 1
    assert {path.name for path in folder.iterdir()} == {"m.yaml", "held.py"}


@needs_terminal
@pytest.mark.parametrize("command", [PLAN, REPLAN], ids=["plan", "replan"])
def test_what_a_stopped_search_found_is_not_written_unseen(
    command: tuple[str, ...], folder: Path
) -> None:
    with interrupted(folder, *command, "--apply", "1", "--yes") as (terminal, running):
        assert "it was stopped" in terminal.rest()
        assert running.wait(PATIENCE) == 1
    assert unchanged(folder)


@needs_terminal
def test_ctrl_c_gives_the_best_way_on_so_far(folder: Path) -> None:
    with interrupted(folder, *REPLAN) as (terminal, running):
        assert "1 entry moves" in terminal.rest()
        assert running.wait(PATIENCE) == 0
    assert unchanged(folder)


@needs_terminal
def test_who_interrupts_it_twice_means_it(folder: Path) -> None:
    with interrupted(folder, *PLAN, "--apply", "1", "--yes", times=2) as (terminal, running):
        rest = terminal.rest()
        assert "Proposal" not in rest
        assert "Traceback" not in rest
        assert running.wait(PATIENCE) == 130
    assert unchanged(folder)


@needs_terminal
def test_in_a_pipe_nobody_is_told_how_far_it_is(folder: Path) -> None:
    told = subprocess.run(
        [sys.executable, "held.py", "0", *PLAN],
        cwd=folder,
        env=environment(),
        capture_output=True,
        check=True,
    )
    assert told.stderr == b""
    assert b"so far" not in told.stdout
