"""ical.js, the JavaScript library within Thunderbird: it takes a zone from the file's VTIMEZONE."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from shutil import which
from typing import NamedTuple

from tests.interop.instances import Instance

_HERE = Path(__file__).parent


def missing() -> str | None:
    """Say what to install, or None when it is there."""
    if not which("node"):
        return "Install Node.js."
    if not (_HERE / "node_modules" / "ical.js").is_dir():
        return "Install ical.js: npm ci --prefix tests/interop"
    return None


def read(ics: bytes) -> list[Instance]:
    """Read every VEVENT.

    Raises:
        ValueError: ical.js rejects the file.
    """
    return sorted(Instance(**event) for event in json.loads(_node("icaljs.mjs", ics)))


class Told(NamedTuple):
    """An event, and what its description says."""

    instance: Instance
    description: str


def subscribe(states: Sequence[bytes]) -> dict[str, list[list[Told]]]:
    """Return what each kind of subscriber has after each state of a feed.

    ``replacing`` does as Thunderbird, and takes all anew. The others write an event anew only where
    a property of it has risen, and delete what is no longer there.

    Raises:
        ValueError: ical.js rejects a state, or an event is there twice.
    """
    texts = json.dumps([state.decode() for state in states])
    found: dict[str, list[list[dict[str, str]]]] = json.loads(
        _node("subscribers.mjs", texts.encode())
    )
    return {kind: [sorted(map(_told, events)) for events in after] for kind, after in found.items()}


def _told(event: dict[str, str]) -> Told:
    description = event.pop("description")
    return Told(Instance(**event), description)


def _node(script: str, given: bytes) -> bytes:
    run = subprocess.run(["node", _HERE / script], input=given, capture_output=True, check=False)
    if run.returncode:
        raise ValueError(run.stderr.decode())
    return run.stdout
