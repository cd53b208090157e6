"""``itinerary check --watch``: a report that follows the file."""

import select
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import sleep

from rich.console import Console
from rich.live import Live

from itinerary.cli import screen, tongue
from itinerary.cli.live import can_show, clock, fitted, written
from itinerary.output import watching as page
from itinerary.output.styled import Line, plain
from itinerary.output.terminal import THEME, block
from itinerary.output.watching import Sight
from itinerary.workspace import files
from itinerary.workspace.watching import SETTLED, Watched

PERIOD = 1.0
"""Seconds at most from one look at the files to the next: no system tells of every change."""


def watch(paths: Sequence[str], start: datetime | None) -> None:
    """Check files at each save until somebody interrupts; ``start`` is None for the machine's."""
    follow = _on_screen if can_show() else _in_a_pipe
    with suppress(KeyboardInterrupt):
        follow(paths, _Desk(paths, clock(start)))


class _Desk:
    """The files that are watched, and the clock."""

    def __init__(self, paths: Sequence[str], tell: Callable[[], datetime]) -> None:
        self._watched = {path: Watched(path) for path in paths}
        self.tell = tell

    def look(self) -> list[Sight]:
        """Look at each file, and return what is to be shown of those that could ever be read."""
        now = self.tell()
        seen = (one.see(files.content(path), now) for path, one in self._watched.items())
        return [sight for sight in seen if sight is not None]


def saves(paths: Sequence[str]) -> Iterator[None]:
    """Yield at once, at each change of a file, and each period at least, for ever.

    The folders are watched: many editors save by putting a new file in the old one's place. A
    link's own folder and its file's are.
    """
    from watchfiles import watch as changes  # noqa: PLC0415

    yield
    every = {Path(path).absolute() for path in paths} | {Path(path).resolve() for path in paths}
    names, folders = {path.name for path in every}, {path.parent for path in every}
    while True:
        try:
            for _ in changes(
                *folders,
                watch_filter=lambda _change, path: Path(path).name in names,
                rust_timeout=int(PERIOD * 1000),
                yield_on_timeout=True,
                recursive=False,
            ):
                yield
        except OSError:  # a folder is away, or the system has no watch to give
            sleep(PERIOD)
            yield


def _on_screen(paths: Sequence[str], desk: _Desk) -> None:
    words = tongue.words()
    console = Console(file=sys.stdout, theme=THEME, highlight=False, emoji=False, markup=False)
    before: tuple[str, tuple[int, int]] | None = None
    with Live(
        console=console,
        screen=True,
        auto_refresh=False,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as live:
        for _ in saves(paths):
            size = shutil.get_terminal_size()
            sights = desk.look()
            room = max(size.lines - 1, 1)
            body = fitted(page.lines(sights, size.columns, room, words), room)
            frame = [*body, page.foot(sights, words)] if sights else []
            # A screen that stays the same is not drawn anew: it would flicker.
            if (plain(frame), size) != before:
                before = plain(frame), size
                live.update(block(written(frame)), refresh=True)


def _in_a_pipe(paths: Sequence[str], desk: _Desk) -> None:
    """Print each new report below the last."""
    words, told, doubted = tongue.words(), list[Sight](), set[Sight]()
    for _ in saves(paths):
        if not _is_heard():
            return
        sights = desk.look()
        checks = [sight._replace(doubt=None) for sight in sights]
        if checks != told:
            known = {sight.report.path: sight for sight in told}
            told = checks
            # A file that did not change this time has nothing new to tell.
            fresh = [sight for sight in checks if known.get(sight.report.path) != sight]
            last = max(fresh, key=lambda sight: sight.at)
            _print([page.heading(last, words), *page.lines(fresh, screen.width(), None, words)])
        for sight in sights:
            if sight.doubt and sight not in doubted and _lasts(sight, desk.tell()):
                doubted.add(sight)
                _print([[(page.doubt(sight, words), "alarm")]])


def _print(lines: list[Line]) -> None:
    screen.show([*lines, []])


def _lasts(sight: Sight, now: datetime) -> bool:
    """Whether a file has been away for longer than a save takes."""
    return sight.doubt is not None and now - sight.doubt.since >= SETTLED


def _is_heard() -> bool:
    """Whether somebody still reads standard output; where that cannot be told, somebody does."""
    if not hasattr(select, "poll"):
        return True
    try:
        poll = select.poll()
        poll.register(sys.stdout.fileno(), 0)
        return not any(event & select.POLLERR for _, event in poll.poll(0))
    except OSError:
        return True
