"""``itinerary agenda --live``: a screen that follows the clock and the file."""

import shutil
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from os import terminal_size
from pathlib import Path
from time import monotonic, sleep

from rich.console import Console
from rich.live import Live

from itinerary.cli import screen
from itinerary.languages import spoken
from itinerary.output.agenda import lines
from itinerary.output.styled import Line, plain
from itinerary.output.terminal import THEME, block
from itinerary.times import in_zone
from itinerary.workspace import checking, files, views
from itinerary.workspace.files import Loaded
from itinerary.workspace.showing import Asked, Shown, shown

PERIOD = 2.0
"""Seconds from one look at the clock and the file to the next."""
_LOWEST = 3
"""Lines that a screen must have to show what is now, and that there is more around it."""
_ABOVE = 3
"""What is now stands in this part of the height: the third, so that more is told of what comes."""


def clock(start: datetime | None) -> Callable[[], datetime]:
    """Return a clock that begins at an instant, or else is the machine's."""
    began = monotonic()

    def tell() -> datetime:
        if start is None:
            return datetime.now().astimezone()
        return start + timedelta(seconds=monotonic() - began)

    return tell


class Follower:
    """What is on the screen while a file changes: the newest state of it that can be shown."""

    def __init__(self, path: str, asked: Asked) -> None:
        """Begin with nothing; without a day, today is followed."""
        self._path, self._asked = path, asked
        self._good: Loaded | None = None
        self._bad: bytes | None = None
        self._at: datetime | None = None

    def frame(self, data: bytes | None, now: datetime, size: terminal_size) -> list[Line]:
        """Return what the screen shows at an aware instant, to fit it.

        However low it is, three lines of the agenda are shown, and the last line is whole.
        ``data`` is the file as it is; None where it cannot be read.
        """
        is_good = self._take(data, now)
        found = self._shown(self._good, now) if self._good else None
        if not isinstance(found, Shown):
            return [self._foot("", now, is_good=False)]
        page = found.page._replace(width=size.columns)
        body = fitted([*lines(found.view, page)], size.lines - 1)
        return [*body, self._foot(found.view.zone, now, is_good=is_good)]

    def _take(self, data: bytes | None, now: datetime) -> bool:
        """Keep a file if it can be shown, and say whether it can."""
        if data is None:
            return False
        if self._good and data == self._good.data:
            self._at = now
            return True
        if data == self._bad:
            return False
        loaded = files.understood(data, self._path)
        if not isinstance(self._shown(loaded, now), Shown) or (
            self._asked.reader is not None and checking.harm(loaded, now)
        ):
            self._bad = data
            return False
        self._good, self._bad, self._at = loaded, None, now
        return True

    def _shown(self, loaded: Loaded, now: datetime) -> Shown | str:
        """Return what a file shows: the day asked for, or today; all where it has no such day."""
        if not loaded.is_sound or loaded.schedule is None:
            return ""
        day = self._asked.day or "today"
        is_there = not isinstance(views.day_named(loaded.schedule, day, now), str)
        return shown(loaded.schedule, self._asked._replace(day=day if is_there else ""), now)

    def _foot(self, zone: str, now: datetime, *, is_good: bool) -> Line:
        """Return the last line: the time, or the warning that the file is not what is shown."""
        words, name = spoken(self._asked.language), Path(self._path).name
        at = (now if is_good else self._at) or now
        time = f"{in_zone(at, zone) if zone else at:%H:%M}"
        if is_good:
            city = words.say("{city} time", city=words.city(zone))
            end = words.say("Ctrl-C ends")
            return [(f"{time} · {city} · {end}", "muted")]
        told = words.say(
            "This is from {time}: {file} cannot be shown now, see `itinerary check`.",
            time=time,
            file=name,
        )
        return [(told, "alarm")]


def fitted(body: list[Line], height: int) -> list[Line]:
    """Return as many lines as a screen has: what comes first, then those around the present."""
    if len(body) <= height:
        return body
    height = max(height, _LOWEST)
    head = body[: body.index([])] if [] in body and height > _LOWEST + 1 else []
    head = head[: height // 2]
    rest, room = body[len(head) :], height - len(head)
    marks = (at for at, line in enumerate(rest) if any(style == "now" for _, style in line))
    first = max(0, min(next(marks, 0) - room // _ABOVE, len(rest) - room))
    last = first + room
    window = rest[first:last]
    if first:
        window[0] = [(f"↑ {first + 1}", "muted")]
    if last < len(rest):
        window[-1] = [(f"↓ {len(rest) - last + 1}", "muted")]
    return [*head, *window]


def can_show() -> bool:
    """Whether standard output is a terminal on which lines can be drawn anew."""
    console = Console(file=sys.stdout)
    return console.is_terminal and not console.is_dumb_terminal


def follow(path: str, asked: Asked, start: datetime | None) -> None:
    """Show the agenda until somebody interrupts it; ``start`` is None for the machine's clock."""
    tell, follower = clock(start), Follower(path, asked)
    console = Console(file=sys.stdout, theme=THEME, highlight=False, emoji=False, markup=False)
    before: tuple[str, terminal_size] | None = None
    with (
        suppress(KeyboardInterrupt),
        Live(
            console=console,
            screen=True,
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
        ) as live,
    ):
        while True:
            size = shutil.get_terminal_size()
            frame = follower.frame(files.content(path), tell(), size)
            # A screen that stays the same is not drawn anew: it would flicker.
            if (plain(frame), size) != before:
                before = plain(frame), size
                live.update(block(written(frame)), refresh=True)
            sleep(PERIOD)


def written(frame: Iterable[Line]) -> Iterable[Line]:
    """Return lines as the terminal can show them."""
    return (
        [(screen.fit(text, sys.stdout.encoding), style) for text, style in line] for line in frame
    )
