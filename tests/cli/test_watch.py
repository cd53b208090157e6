"""The real program follows a file on a terminal and in a pipe, however it is saved."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import IO

import pytest
from typer.testing import CliRunner

from itinerary.cli import app, watch
from tests.terminals import CODES, PATIENCE, ROOT, started
from tests.workspace.test_watching import BROKEN, CLASH, GOOD

NOW = ("--now", "2023-05-21T09:00")
COMMAND = ("check", "m.yaml", "--watch", *NOW)


def rename_save(path: Path, text: str) -> None:
    """Save as vim, emacs and most others do: a new file takes the old one's place."""
    beside = path.with_name(f".{path.name}.swp")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
def test_the_screen_follows_every_way_of_saving_until_ctrl_c(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(GOOD, encoding="utf-8")
    with started(*COMMAND, cwd=tmp_path) as (terminal, running):
        terminal.wait_for("Lima time · Ctrl-C ends")
        assert "✓ m.yaml: no problem (1 entry)" in CODES.sub("", terminal.shown)
        rename_save(path, CLASH)
        terminal.wait_for("`itinerary explain double-booked` tells more.")
        assert "+ error[double-booked]" in CODES.sub("", terminal.shown)
        # In place, in two halves, and the first of them is seen.
        with path.open("w", encoding="utf-8") as half:
            half.write(BROKEN[:100])
            half.flush()
            terminal.wait_for("m.yaml is being written since")
            assert "✗ m.yaml: 1 error" in CODES.sub("", terminal.shown), "the last check stays"
            half.write(BROKEN[100:])
        terminal.wait_for("`itinerary explain bad-time` tells more.")
        assert "− error[double-booked]" in CODES.sub("", terminal.shown)
        path.unlink()
        terminal.wait_for("m.yaml cannot be read since")
        assert "error[bad-time]" in CODES.sub("", terminal.shown)
        path.write_text(GOOD, encoding="utf-8")
        terminal.wait_for("✓ m.yaml: no problem")
        assert "− error[bad-time]" in CODES.sub("", terminal.shown)
        terminal.type(b"\x03")
        terminal.rest()
        assert running.wait(PATIENCE) == 0


@contextmanager
def piped(folder: Path, *command: str) -> Iterator[tuple["subprocess.Popen[str]", IO[str]]]:
    """Run the real program into a pipe; one that hangs is ended after a while."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    for name in ("COLUMNS", "ITINERARY_NOW", "LANGUAGE", "FORCE_COLOR"):
        environment.pop(name, None)
    running = subprocess.Popen(
        [sys.executable, "-m", "itinerary", *command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert running.stdout is not None
    guard = Timer(PATIENCE, running.kill)
    guard.start()
    try:
        yield running, running.stdout
    finally:
        guard.cancel()
        running.kill()
        running.wait()
        running.stdout.close()


def until(lines: IO[str], begin: str) -> list[str]:
    """Read lines up to the first that begins with a text, and return them."""
    read: list[str] = []
    for line in lines:
        read.append(line.rstrip("\n"))
        if line.startswith(begin):
            return read
    raise AssertionError(f"no {begin!r} in {read}")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_in_a_pipe_each_new_report_stands_below_the_last(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(GOOD, encoding="utf-8")
    with piped(tmp_path, *COMMAND) as (running, lines):
        first = until(lines, "✓")
        assert first[0].startswith("09:0")
        assert first[0].endswith(" Lima time")
        assert first[1:] == ["✓ m.yaml: no problem (1 entry)"]
        rename_save(path, CLASH)
        second = until(lines, "`itinerary explain")
        assert second[0] == ""
        assert second[1].startswith("09:0")
        assert second[1].endswith(" Lima time")
        assert second[2].startswith("+ error[double-booked]")
        path.unlink()
        assert until(lines, "m.yaml cannot be read since")[:-1] == [""]
        path.write_text(GOOD, encoding="utf-8")
        assert until(lines, "✓")[2].startswith("− error[double-booked]")
        running.send_signal(signal.SIGINT)
        assert running.wait(PATIENCE) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such links and pipes")
def test_a_link_is_followed_and_a_folder_may_come_again_and_a_reader_may_go(tmp_path: Path) -> None:
    real, link = tmp_path / "real" / "file.yaml", tmp_path / "m.yaml"
    real.parent.mkdir()
    real.write_text(GOOD, encoding="utf-8")
    link.symlink_to(real)
    with piped(tmp_path, *COMMAND) as (running, lines):
        until(lines, "✓")
        rename_save(real, CLASH)
        until(lines, "+ error[double-booked]")
        until(lines, "`itinerary explain")
        real.unlink()
        real.parent.rmdir()
        real.parent.mkdir()
        real.write_text(GOOD, encoding="utf-8")
        until(lines, "✓")
        lines.close()
        assert running.wait(PATIENCE) == 0


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", str(tmp_path / "m.yaml"), "--watch"])
    assert result.exit_code == 2
    assert "there is no file" in result.stderr


@pytest.mark.parametrize("option", [("--format", "json"), ("--waivers",)])
def test_only_the_full_report_is_followed(tmp_path: Path, option: tuple[str, ...]) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(GOOD, encoding="utf-8")
    result = CliRunner().invoke(app, ["check", str(path), "--watch", *option])
    why = "--watch shows the full report: leave out --format and --waivers"
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"itinerary: {why}\n")


def test_a_system_without_a_watch_to_give_is_asked_again_each_period(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(watch, "sleep", slept.append)
    ticks = watch.saves([str(tmp_path / "away" / "m.yaml")])
    for _ in range(3):
        next(ticks)
    assert slept == [watch.PERIOD] * 2
