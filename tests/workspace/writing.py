"""Edits one entry of a schedule file many times, beside others that do the same to theirs.

``python -m tests.workspace.writing FILE ENTRY COUNT`` moves ENTRY by a minute COUNT times, each
time as ``itinerary move --yes`` does: read, edit, write.
"""

import sys
from datetime import datetime
from pathlib import Path

from itinerary.times import localise
from itinerary.workspace import editing, files
from itinerary.workspace.editing import Edited, Wish


def write(path: Path, entry: str, count: int) -> None:
    """Move an entry by a minute, many times."""
    now = localise(datetime.fromisoformat("2023-05-20T09:00"), "America/Lima")
    if not isinstance(now, datetime):
        raise TypeError("the clocks of Lima never skip an hour then")
    for _ in range(count):
        with files.alone(path):
            loaded = files.load(str(path))
            if loaded.schedule is None:
                raise ValueError(f"half a file was read: {loaded.diagnostics}")
            found = editing.move(Wish(loaded, loaded.schedule, now), entry, "1m later")
            if not isinstance(found, Edited) or not files.replace(path, loaded.data, found.data):
                raise ValueError(f"an edit was lost: {found}")


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
