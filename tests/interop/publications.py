"""What publishing to real servers needs: a mission, the program in a hostile environment."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.feeds.serving import NOW, Mission

USER, PASSWORD = "ana", "canary-word-of-ana"
WEEK = """\
itinerary: 1
delegation: {name: Visit to Peru, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people:
  ana: {name: Ana Quispe, home: Europe/London}
  ben: {name: Ben Ito}
programme:
  talk:
    kind: public-event
    title: Public talk
    class: public
    when: 2023-05-25 11:00-12:00
    who: [ana]
  walk:
    kind: public-event
    title: Walk
    class: public
    when: 2023-05-24 09:00-10:00
    who: [ben]
  dinner:
    kind: public-event
    title: Dinner
    class: public
    when: 2023-05-26 19:00-21:00
    who: [ana]
"""
LATER = WEEK.replace("11:00-12:00", "16:00-17:00")


def begin(folder: Path) -> Mission:
    """Release a mission with a link for each of two people."""
    mission = Mission(folder)
    folder.mkdir()
    mission.release(WEEK)
    mission.link("ana")
    mission.link("ben")
    return mission


def start(
    mission: Mission, url: str, *words: str, password: str = PASSWORD
) -> "subprocess.Popen[str]":
    """Start a publication where the environment would lead elsewhere."""
    home = mission.folder.with_name("home")
    home.mkdir(exist_ok=True)
    (home / ".netrc").write_text("machine 127.0.0.1 login eve password eve\n")
    (home / ".netrc").chmod(0o600)
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:1")
    return subprocess.Popen(
        [sys.executable, "-m", "itinerary", "publish", url, *words],
        cwd=mission.folder,
        env={
            **os.environ,
            **nowhere,
            "HOME": str(home),
            "PYTHONWARNINGS": "default",
            "PYTHON_CALDAV_DEBUGMODE": "DEBUG",
            "PYTHON_CALDAV_COMMDUMP": "1",
            "TMPDIR": str(home),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "ITINERARY_NOW": NOW,
            "ITINERARY_SCHEDULE": "mission.yaml",
            "ITINERARY_DAV_USER": USER,
            "ITINERARY_DAV_PASSWORD": password,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def publish(
    mission: Mission, url: str, *words: str, password: str = PASSWORD
) -> tuple[int, str, str]:
    """Publish; whatever is told holds no link and no password."""
    process = start(mission, url, *words, password=password)
    out, err = process.communicate(timeout=60)
    for secret in (*mission.tokens, password, PASSWORD):
        assert secret not in out + err
    left = {one.name for one in mission.folder.with_name("home").iterdir()}
    assert not [name for name in left if "caldav" in name or "comm" in name], left
    return process.returncode, out, err


def steps(mission: Mission, url: str, *words: str) -> list[tuple[str, int, str | None]]:
    """Publish without a fault, and return what was done."""
    code, out, err = publish(mission, url, "--format", "json", *words)
    assert (code, err) == (0, "")
    told = json.loads(out)["steps"]
    return [(one["action"], one["link"], one["name"]) for one in told]


def refused(mission: Mission, url: str, *words: str, password: str = PASSWORD) -> str:
    """Publish in vain, and return the one line that says why."""
    code, out, err = publish(mission, url, *words, password=password)
    assert (code, out) == (2, ""), err
    assert "Traceback" not in err
    assert "Warning" not in err
    return " ".join(err.split())


def kill_when(mission: Mission, url: str, is_time: Callable[[], bool]) -> None:
    """Publish, and end the program in the middle."""
    process = start(mission, url)
    try:
        while process.poll() is None and not is_time():
            time.sleep(0.001)
    finally:
        process.kill()
        process.communicate(timeout=60)


def names(folder: Path) -> set[str]:
    """Return the names below a folder, while somebody works in it: what vanishes is left out."""
    return {name for _, folders, files in os.walk(folder) for name in (*folders, *files)}


def contents(folder: Path) -> Mapping[str, bytes]:
    """Return every file of a folder by its path there."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
