"""ical.js, the JavaScript library within Thunderbird: it takes a zone from the file's VTIMEZONE."""

import json
import subprocess
from pathlib import Path
from shutil import which

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
    run = subprocess.run(
        ["node", _HERE / "icaljs.mjs"], input=ics, capture_output=True, check=False
    )
    if run.returncode:
        raise ValueError(run.stderr.decode())
    return sorted(Instance(**event) for event in json.loads(run.stdout))
