"""Reading what strangers wrote, at arm's length.

A calendar file can ask for a billion occurrences, nest a hundred thousand components or make a
parser eat the memory of the machine. So it is read by a child process with bounds of its own: the
worst that it can do is to be refused.
"""

import json
import os
import subprocess
import sys
from contextlib import suppress
from threading import Timer

from itinerary.intake.child import SECONDS
from itinerary.intake.events import MOST_BYTES, Calendar, Refusal, calendar_from, unpacked
from itinerary.languages import say

_PATIENCE = 6 * SECONDS
"""Seconds by the clock, on a machine with much else to do."""
_MOST_ANSWER = 32 * 1024 * 1024
"""Bytes of what the child tells: the largest file, each of its signs written as six."""
_START = "import sys; sys.path[:] = sys.argv[2:]; from itinerary.intake.child import main; main()"


def read_calendar(data: bytes) -> Calendar | Refusal:
    """Return what an iCalendar file tells, or why it cannot be read."""
    return _read("ics", data)


def read_table(data: bytes) -> Calendar | Refusal:
    """Return what a table (CSV) tells, or why it cannot be read."""
    return _read("csv", data)


def _read(form: str, data: bytes) -> Calendar | Refusal:
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 2**20
        return Refusal(
            say("it is larger than {most} MiB", most=most), say("split it, or export fewer events")
        )
    answer = _answer(form, data)
    if answer is None:
        return _too_much()
    try:
        told = json.loads(answer)
        if "refused" in told:
            return Refusal(
                say("it cannot be read: {why}", why=unpacked(told["refused"], 200)),
                say("is it an .ics or .csv file, whole and not a web page?"),
            )
        return calendar_from(told)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return _too_much()


def _answer(form: str, data: bytes) -> bytes | None:
    """Return what a child process says of a file; None where it fails or never ends."""
    # Nothing of this process's environment goes along; what it imports is what this one would.
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}  # Windows
    paths = filter(None, sys.path)
    command = [sys.executable, "-I", "-X", "utf8", "-c", _START, form, *paths]
    with subprocess.Popen(  # noqa: S603 (this very program)
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=kept,
    ) as child:
        timer = Timer(_PATIENCE, child.kill)
        timer.start()
        try:
            if child.stdin is None or child.stdout is None:
                return None
            with suppress(BrokenPipeError), child.stdin as its_input:
                its_input.write(data)
            said = child.stdout.read(_MOST_ANSWER + 1)
            if len(said) > _MOST_ANSWER:
                return None
            return said if child.wait() == 0 else None
        finally:
            child.kill()
            timer.cancel()


def _too_much() -> Refusal:
    return Refusal(
        say("reading it takes more memory or time than an honest file does"),
        say("do not open it elsewhere either: ask whoever sent it"),
    )
