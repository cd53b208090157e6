"""strace, which can stop a program at any call of the system, or have the disk fail it there."""

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from shutil import which
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
_CALLS = (
    *("openat", "mkdir", "write", "fsync", "fchmod", "link", "linkat", "rename", "unlink"),
    *("ftruncate", "close"),
)
_CALL = re.compile(r"^(\w+)\((.*)$")
_READS = re.compile(r"O_RDONLY|= -1 E")


class Call(NamedTuple):
    """A call of the system: which, and the how manieth of its sort it is."""

    name: str
    number: int
    text: str

    @property
    def can_fail(self) -> bool:
        """Whether a full or broken disk shows here."""
        return self.name != "close"


class Ended(NamedTuple):
    """How a program ended, and what it said."""

    code: int
    out: str
    err: str
    was_hit: bool


@cache
def missing() -> str | None:
    """Say what to install, or None where strace is there and may be used."""
    if not which("strace"):
        return "Install the Debian package strace."
    tried = subprocess.run(["strace", "-qq", "true"], capture_output=True, check=False)
    return None if tried.returncode == 0 else "strace may not trace here: ptrace is forbidden."


def require() -> None:
    """Skip the test where strace is missing, but fail it where ITINERARY_CI is set."""
    reason = missing()
    if reason and "ITINERARY_CI" in os.environ:
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


def run(folder: Path, words: list[str], inject: str | None = None) -> tuple[Ended, list[Call]]:
    """Run the program in a folder; return how it ended, and each call that touched the folder.

    ``inject`` is strace's expression: ``write:signal=KILL:when=3``.
    """
    log = folder.parent / f"{folder.name}.strace"
    options = ["-qq", "-y", "-o", str(log), "-e", f"trace={','.join(_CALLS)}"]
    options += ["-e", f"inject={inject}"] if inject else []
    done = subprocess.run(
        ["strace", *options, sys.executable, "-m", "itinerary", *words],
        cwd=folder,
        env={
            "PATH": os.defpath,
            "PYTHONPATH": str(ROOT),
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "LC_ALL": "C.UTF-8",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    told = log.read_text(encoding="utf-8", errors="replace")
    calls = _calls(told, str(folder))
    hit = "INJECTED" in told or "+++ killed by SIGKILL" in told
    return Ended(done.returncode, done.stdout, done.stderr, hit), calls


def _calls(log: str, folder: str) -> list[Call]:
    counts: dict[str, int] = {}
    found = []
    for line in log.splitlines():
        call = _CALL.match(line)
        if call is None:
            continue
        name, text = call.groups()
        counts[name] = counts.get(name, 0) + 1
        if f"{folder}/" in text and not _READS.search(text):
            found.append(Call(name, counts[name], text))
    return found


def writing(calls: list[Call]) -> list[Call]:
    """Return the calls from the first that changes anything on."""
    first = next(at for at, call in enumerate(calls) if call.name in {"mkdir", "openat"})
    return calls[first:]
