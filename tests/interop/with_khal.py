"""khal, a calendar for the terminal: what a person with the feed in a vdir is shown."""

import json
import os
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from tests.interop.instances import Instance, canonical

_ROOT = Path(__file__).parents[2]
_CONFIG = """\
[calendars]
[[feed]]
path = {vdir}
readonly = True

[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M:%S
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M:%SZ
longdatetimeformat = %Y-%m-%dT%H:%M:%SZ

[sqlite]
path = {home}/khal.db
"""
_FIELDS = ("uid", "title", "start-long", "end-long", "all-day", "status", "location")
_BEGIN = re.compile(rb"^BEGIN:VEVENT\s", re.MULTILINE)
_EVENT = re.compile(rb"^BEGIN:VEVENT\s.*?^END:VEVENT\s+", re.MULTILINE | re.DOTALL)
_START_DAY = re.compile(rb"^DTSTART[:;](?:.*:)?(\d{8})", re.MULTILINE)


def missing() -> str | None:
    """Say what to install, or None when it is there."""
    if _executable():
        return None
    return "Install the Python package khal, or name its program in ITINERARY_KHAL."


def read(ics: bytes) -> list[Instance]:
    """List every event once, in UTC, in a home of its own.

    Raises:
        ValueError: khal fails or leaves out an event, or the file cannot be cut into events.
    """
    executable = _executable()
    if executable is None:
        raise ValueError(missing())
    events = _EVENT.findall(ics)
    unfolded = re.sub(rb"\r?\n[ \t]", b"", b"".join(events))
    days = [date.fromisoformat(day.decode()) for day in _START_DAY.findall(unfolded)]
    if len(days) != len(_BEGIN.findall(ics)):
        message = "an event has no END, no DTSTART or several"
        raise ValueError(message)
    if not days:
        return []
    # A vdir has one file an event, each with the time zones.
    head, end, tail = _EVENT.sub(b"", ics).partition(b"END:VCALENDAR")
    with TemporaryDirectory() as home:
        vdir = Path(home, "feed")
        vdir.mkdir()
        for number, event in enumerate(events):
            (vdir / f"{number}.ics").write_bytes(head + event + end + tail)
        config = Path(home, "config")
        config.write_text(_CONFIG.format(vdir=vdir, home=home), encoding="utf-8")
        run = subprocess.run(
            [
                executable,
                *("--config", config, "list", "--once"),
                *(option for field in _FIELDS for option in ("--json", field)),
                # In UTC an event can begin a day before or after its local date.
                (min(days) - timedelta(days=2)).isoformat(),
                (max(days) + timedelta(days=2)).isoformat(),
            ],
            env={
                "HOME": home,
                **dict.fromkeys(("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), home),
                "LC_ALL": "C.UTF-8",
                "PATH": os.defpath,
                "TZ": "UTC",
            },
            capture_output=True,
            check=False,
        )
    # One line a day that has events, and on it a JSON list.
    listed = [event for line in run.stdout.splitlines() for event in json.loads(line)]
    if run.returncode or len(listed) != len(events):
        message = f"khal lists {len(listed)} of {len(events)} events\n{run.stderr.decode()}"
        raise ValueError(message)
    return sorted(map(_instance, listed))


def _executable() -> str | None:
    """Find khal: it may need an environment of its own, apart from the program's."""
    return (
        os.environ.get("ITINERARY_KHAL")
        or which("khal", path=_ROOT / ".venv-khal" / "bin")
        or which("khal", path=Path(sys.executable).parent)
        or which("khal")
    )


def _instance(event: dict[str, str]) -> Instance:
    end = event["end-long"]
    if event["all-day"] == "True":
        # khal shows the last day itself, a calendar file the day after it.
        end = canonical(date.fromisoformat(event["end-long"]) + timedelta(days=1))
    return Instance(
        uid=event["uid"],
        summary=event["title"],
        start=event["start-long"],
        end=end,
        status=event["status"],
        location=event["location"],
    )
