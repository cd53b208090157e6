"""Reading what strangers wrote, at arm's length.

A calendar file can ask for a billion occurrences, nest a hundred thousand components or make a
parser eat the memory of the machine. So it is read by a child process with bounds of its own: the
worst that it can do is to be refused.
"""

import json
import subprocess
import sys

from itinerary.intake.child import SECONDS
from itinerary.intake.events import MOST_BYTES, Calendar, Refusal, calendar_from, one_line

_PATIENCE = 6 * SECONDS
"""Seconds by the clock, on a machine with much else to do."""
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
        return Refusal(f"it is larger than {most} MiB", "split it, or export fewer events")
    # Nothing of this process's environment goes along; what it imports is what this one would.
    paths = filter(None, sys.path)
    command = [sys.executable, "-I", "-X", "utf8", "-c", _START, form, *paths]
    try:
        done = subprocess.run(  # noqa: S603 (this very program)
            command, input=data, capture_output=True, timeout=_PATIENCE, check=False, env={}
        )
    except subprocess.TimeoutExpired:
        return _too_much()
    if done.returncode != 0:
        return _too_much()
    try:
        told = json.loads(done.stdout)
        if "refused" in told:
            hint = "is it an .ics or .csv file, whole and not a web page?"
            return Refusal(f"it cannot be read: {one_line(str(told['refused']))}", hint)
        return calendar_from(told)
    except (ValueError, KeyError, TypeError, AttributeError):
        return _too_much()


def _too_much() -> Refusal:
    return Refusal(
        "reading it takes more memory or time than an honest file does",
        "do not open it elsewhere either: ask whoever sent it",
    )
