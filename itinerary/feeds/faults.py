"""What may be told of a fault that nobody foresaw."""

import traceback
from pathlib import PurePath


def place_of(fault: BaseException) -> str:
    """Return where a fault arose. Its words are left out: they may quote a link or a name."""
    frames = traceback.extract_tb(fault.__traceback__)
    return f"{PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown"
