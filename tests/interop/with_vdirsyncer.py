"""vdirsyncer: it fetches feeds by HTTP into folders of events, from which khal and others read."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from shutil import which

_GENERAL = """\
[general]
status_path = "{home}/status/"
"""
_PAIR = """
[pair {name}]
a = "{name}_web"
b = "{name}_vdir"
collections = null

[storage {name}_web]
type = "http"
url = "{url}"

[storage {name}_vdir]
type = "filesystem"
path = "{home}/{name}/"
fileext = ".ics"
"""


def missing() -> str | None:
    """Say what to install, or None when it is there."""
    if _executable():
        return None
    return "Install the Python package vdirsyncer, or name its program in ITINERARY_VDIRSYNCER."


class Subscriptions:
    """Somebody's subscriptions: their state outlives each fetch, as on a person's machine."""

    def __init__(self, home: Path) -> None:
        """Begin without any, in an empty folder."""
        self.home = home
        self._known: set[str] = set()

    def sync(self, feeds: Mapping[str, str], *options: str) -> dict[str, Path]:
        """Fetch feeds, of which the URLs are given; return the folder of each.

        Raises:
            ValueError: vdirsyncer fails.
        """
        config = self.home / "config"
        pairs = (_PAIR.format(name=name, url=url, home=self.home) for name, url in feeds.items())
        config.write_text(_GENERAL.format(home=self.home) + "".join(pairs), encoding="utf-8")
        if not self._known.issuperset(feeds):
            for name in feeds:
                (self.home / name).mkdir(exist_ok=True)
            self._run("discover")
            self._known |= feeds.keys()
        self._run("sync", *options)
        return {name: self.home / name for name in feeds}

    def _run(self, *command: str) -> None:
        executable = _executable()
        if executable is None:
            raise ValueError(missing())
        # No proxy of this machine's: the feeds are on it.
        run = subprocess.run(
            [executable, "--config", self.home / "config", *command],
            env={"HOME": str(self.home), "LC_ALL": "C.UTF-8", "PATH": os.defpath, "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            raise ValueError(run.stdout + run.stderr)


def _executable() -> str | None:
    return (
        os.environ.get("ITINERARY_VDIRSYNCER")
        or which("vdirsyncer", path=Path(sys.executable).parent)
        or which("vdirsyncer")
    )
