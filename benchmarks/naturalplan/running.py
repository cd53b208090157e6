"""Asking ``itinerary plan`` for an answer, as a command or, to save its start, in this process."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.naturalplan.judging import Answer

Ask = Callable[[Path], Answer]


class NoAnswerError(Exception):
    """The command said nothing that can be read; what it said is told."""


def command(path: Path) -> Answer:
    """Return what the command answers about a file."""
    done = subprocess.run(
        [sys.executable, "-m", "itinerary", *_words(path)], check=False, capture_output=True
    )
    return _read(done.stdout, done.stderr)


def in_process(path: Path) -> Answer:
    """Return what the same command answers, run by the program that is already loaded."""
    from typer.testing import CliRunner  # noqa: PLC0415 (the other way needs none of this)

    from itinerary.cli import app  # noqa: PLC0415

    done = CliRunner().invoke(app, _words(path))
    return _read(done.stdout_bytes, done.stderr_bytes or repr(done.exception).encode())


def _words(path: Path) -> list[str]:
    return ["plan", str(path), "--format", "json"]


def _read(said: bytes, complaint: bytes) -> Answer:
    try:
        answer = json.loads(said)
    except ValueError:
        said = complaint or said
        raise NoAnswerError(said.decode("utf-8", "replace").strip()[:2000]) from None
    return dict(answer)
