"""A real terminal for the real program, and somebody who reads it and types."""

import os
import re
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0
"""Seconds that a busy machine may take to write something."""
CODES = re.compile(r"\x1b\[[\d;?]*[A-Za-z]")
# Of its own session, the terminal's first process is the one that Ctrl-C interrupts.
_FIRST = """\
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
INTERRUPT = b"\x03"

needs_terminal = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")


class Terminal:
    """The far end of a terminal, at which somebody reads and types."""

    def __init__(self, master: int) -> None:
        self._master = master
        self.shown = ""

    def wait_for(self, text: str) -> None:
        """Read until a text is on the screen."""
        self.shown = ""
        while text not in CODES.sub("", self.shown):
            ready, _, _ = select.select([self._master], [], [], PATIENCE)
            assert ready, f"no {text!r} in {self.shown!r}"
            self.shown += os.read(self._master, 65536).decode(errors="replace")

    def type(self, keys: bytes) -> None:
        os.write(self._master, keys)

    def rest(self) -> str:
        """Return whatever is still shown, until nobody holds the other end."""
        told = b""
        try:
            while part := os.read(self._master, 65536):
                told += part
        except OSError:
            pass
        return CODES.sub("", told.decode(errors="replace"))


@contextmanager
def started(
    *args: str, cwd: Path, program: tuple[str, ...] = ("-m", "itinerary")
) -> Iterator[tuple[Terminal, "subprocess.Popen[bytes]"]]:
    """Run the real program, or another one, on a terminal of its own: 80 columns, 24 lines."""
    import fcntl  # noqa: PLC0415 (not on every system)
    import pty  # noqa: PLC0415
    import struct  # noqa: PLC0415
    import termios  # noqa: PLC0415

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    running = subprocess.Popen(
        [sys.executable, "-c", _FIRST, sys.executable, *program, *args],
        cwd=cwd,
        env=environment(),
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    try:
        yield Terminal(master), running
    finally:
        running.kill()
        running.wait()
        os.close(master)


def environment() -> dict[str, str]:
    """Return an environment that says nothing of a schedule, a language or a screen."""
    found = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
    for name in ("COLUMNS", "LINES", "ITINERARY_NOW", "LANGUAGE"):
        found.pop(name, None)
    return {**found, "LC_ALL": "C.UTF-8"}
