"""Edits one entry of a schedule file many times, beside others that do the same to theirs.

``python -m tests.workspace.writing FILE ENTRY COUNT`` counts the notes of ENTRY up to COUNT, each
time as a command does with ``--yes``: it reads, edits and writes while no other run can.
"""

import sys
from pathlib import Path

from itinerary.syntax.editor import set_text
from itinerary.syntax.splicing import Uneditable
from itinerary.workspace import files


def write(path: Path, entry: str, count: int) -> None:
    """Write one number higher than the one that stands there, many times."""
    for _ in range(count):
        with files.alone(path):
            loaded = files.load(str(path))
            if loaded.schedule is None:
                raise ValueError(f"half a file was read: {loaded.diagnostics}")
            number = int(loaded.schedule.entries[entry].note or 0) + 1
            data = set_text(loaded.data, str(path), entry, "note", str(number))
            if isinstance(data, Uneditable) or not files.replace(path, loaded.data, data):
                raise ValueError(f"an edit was lost: {number}")


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
