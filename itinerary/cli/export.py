"""``itinerary export``."""

from pathlib import Path
from typing import Annotated

import typer

from itinerary.cli import options, screen
from itinerary.workspace import checking, files, views


def export(
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="A schedule file.", show_default=False)
    ] = None,
    reader: options.For = None,
    everyone: Annotated[
        bool, typer.Option("--all", help="Every reader's feed, into a folder.")
    ] = False,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="The file to write, `-` for standard output; with --all, the folder.",
            show_default=False,
        ),
    ] = None,
    now: options.Now = None,
) -> None:
    """Write calendar feeds (iCalendar), each holding what its reader may see.

    Confidential entries enter a feed under their cover at most, whoever reads it: calendar
    companies read it too. Nothing is written while `check` finds something that would harm
    somebody.
    """
    if everyone == (reader is not None):
        options.fail("name one reader with --for READER, or every reader with --all")
    if everyone and output in {None, "-"}:
        options.fail("--all writes several files: name a folder with -o DIR")
    path = options.schedule_path(file)
    loaded = options.open_schedule(path)
    if not loaded.is_sound or loaded.schedule is None:
        options.refuse(loaded, loaded.diagnostics)
    schedule = loaded.schedule
    present = checking.present(options.clock(now), schedule)
    harmful = checking.harm(loaded, present)
    if harmful:
        options.refuse(loaded, harmful)
    options.tell_errors(loaded.path, checking.count_errors(schedule, present))
    if reader is None:
        _write_all(Path(output or "."), views.all_feeds(views.unreleased(schedule)), path)
        return
    known = views.reader_named(schedule, reader)
    if isinstance(known, str):
        options.fail(f"--for: {known}")
    feed = views.feed(views.unreleased(schedule), known)
    if output is None or output == "-":
        screen.write_bytes(feed)
    else:
        _refuse_target(Path(output), path)
        _write(Path(output), feed)


def _write_all(folder: Path, feeds: dict[str, bytes], schedule: str) -> None:
    for name in feeds:
        _refuse_target(folder / name, schedule)
    for name, data in feeds.items():
        _write(folder / name, data)
    for stale in views.strangers(folder, feeds):
        screen.write_error(f"{stale} is nobody's feed any more: delete it, and its copies.\n")


def _write(path: Path, data: bytes) -> None:
    files.write(path, data)
    screen.write(f"{path}  {views.count_events(data)} events\n")


def _refuse_target(target: Path, schedule: str) -> None:
    if target.is_dir():
        options.fail(f"{target} is a folder: name a file with -o, or every reader with --all")
    if target.exists() and target.samefile(schedule):
        options.fail(f"{target} is the schedule itself: name another file with -o")
