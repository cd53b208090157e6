"""What ten releases do to one reader's calendar, to the byte, in a form that a person can read.

To accept a change, run this test with ITINERARY_GOLDEN=write and read what git shows as changed.
"""

import os
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from tests.interop.released import RELEASED, Release, release_all

GOLDEN = Path(__file__).parent / "history-ana.diff"
READER = "ana"


def parts(feed: bytes) -> dict[str, list[str]]:
    """Return the lines of a feed's events by UID, and those around them under the empty name."""
    found: dict[str, list[str]] = {"": []}
    inside: list[str] | None = None
    for line in feed.decode().split("\r\n"):
        if line == "BEGIN:VEVENT":
            inside = []
        elif line == "END:VEVENT" and inside is not None:
            found[inside[0]] = inside
            inside = None
        else:
            (found[""] if inside is None else inside).append(line)
    return found


def told(releases: tuple[Release, ...]) -> Iterator[str]:
    """Yield what each release takes out of a feed and puts in, event by event."""
    before: dict[str, list[str]] = {}
    for release, day in zip(releases, RELEASED, strict=True):
        yield f"======== release {release.number}, {day}: {release.told}"
        after = parts(release.feeds[READER])
        for uid in dict.fromkeys((*before, *after)):
            old, new = before.get(uid, []), after.get(uid, [])
            if old != new:  # the first three lines only name what is compared
                yield from ("", *[*unified_diff(old, new, n=len(old), lineterm="")][3:])
        yield ""
        before = after


def test_each_release_does_to_a_calendar_what_was_read_and_accepted(tmp_path: Path) -> None:
    text = "\n".join(told(release_all(tmp_path).releases)) + "\n"
    if os.environ.get("ITINERARY_GOLDEN") == "write":
        GOLDEN.write_text(text, encoding="utf-8", newline="\n")
    assert text == GOLDEN.read_text(encoding="utf-8")
