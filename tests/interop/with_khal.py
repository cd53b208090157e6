"""khal, a calendar for the terminal: what a person with the feed in a vdir is shown."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from tests.interop.instances import Instance, canonical

_ROOT = Path(__file__).parents[2]
_CALENDAR = """\
[[{name}]]
path = {vdir}
readonly = True
"""
_CONFIG = """\
[calendars]
{calendars}
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
_FIELDS = ("calendar", "uid", "title", "start-long", "end-long", "all-day", "status", "location")
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
    return read_each([ics])[0]


def read_each(files: Sequence[bytes]) -> list[list[Instance]]:
    """List the events of several files, as calendars of one home: to start takes half a second.

    Raises:
        ValueError: as :func:`read` does.
    """
    cut = [_EVENT.findall(ics) for ics in files]
    days = [day for ics, events in zip(files, cut, strict=True) for day in _days(ics, events)]
    if not days:
        return [[] for _ in files]
    with TemporaryDirectory() as home:
        vdirs = {str(number): Path(home, f"feed-{number}") for number in range(len(files))}
        for vdir, ics, events in zip(vdirs.values(), files, cut, strict=True):
            # A vdir has one file an event, each with the time zones.
            head, end, tail = _EVENT.sub(b"", ics).partition(b"END:VCALENDAR")
            vdir.mkdir()
            for number, event in enumerate(events):
                (vdir / f"{number}.ics").write_bytes(head + event + end + tail)
        # In UTC an event can begin a day before or after its local date.
        span = min(days) - timedelta(days=2), max(days) + timedelta(days=2)
        listed = [*list_vdirs(Path(home), vdirs, *span).values()]
    for found, events in zip(listed, cut, strict=True):
        if len(found) != len(events):
            message = f"khal lists {len(found)} of {len(events)} events"
            raise ValueError(message)
    return listed


def _days(ics: bytes, events: Sequence[bytes]) -> list[date]:
    """Return the day on which each event of a file begins."""
    unfolded = re.sub(rb"\r?\n[ \t]", b"", b"".join(events))
    days = [date.fromisoformat(day.decode()) for day in _START_DAY.findall(unfolded)]
    if len(days) != len(_BEGIN.findall(ics)):
        message = "an event has no END, no DTSTART or several"
        raise ValueError(message)
    return days


def list_vdirs(
    home: Path, vdirs: Mapping[str, Path], first: date, last: date
) -> dict[str, list[Instance]]:
    """List every event of some calendars, in UTC; khal keeps in its home what it has read.

    Raises:
        ValueError: khal fails.
    """
    executable = _executable()
    if executable is None:
        raise ValueError(missing())
    config = home / "config"
    calendars = "".join(_CALENDAR.format(name=name, vdir=vdir) for name, vdir in vdirs.items())
    config.write_text(_CONFIG.format(calendars=calendars, home=home), encoding="utf-8")
    run = subprocess.run(
        [
            executable,
            *("--config", config, "list"),
            *(option for field in _FIELDS for option in ("--json", field)),
            *(first.isoformat(), last.isoformat()),
        ],
        env={
            "HOME": str(home),
            **dict.fromkeys(("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(home)),
            "LC_ALL": "C.UTF-8",
            "PATH": os.defpath,
            "TZ": "UTC",
        },
        capture_output=True,
        check=False,
    )
    if run.returncode:
        message = f"khal fails\n{run.stderr.decode()}"
        raise ValueError(message)
    found: dict[str, list[Instance]] = {name: [] for name in vdirs}
    # One line a day that has events, and on it a JSON list; a long event is on several. With --once
    # khal would leave out of one calendar what another has too.
    listed: set[tuple[str, str]] = set()
    for line in run.stdout.splitlines():
        events = json.loads(line)
        for event in events:
            if (event["calendar"], event["uid"]) not in listed:
                found[event["calendar"]].append(_instance(event))
        listed |= {(event["calendar"], event["uid"]) for event in events}
    return {name: sorted(events) for name, events in found.items()}


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
