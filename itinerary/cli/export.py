"""``itinerary export``."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from itinerary.cli import options, screen
from itinerary.languages import plural, say
from itinerary.model.history import History
from itinerary.releases import record
from itinerary.workspace import checking, files, views


class CancelledAs(StrEnum):
    """How a feed tells that something is off."""

    STATUS = "status"
    MARKER = "marker"


def export(
    file: options.File = None,
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
    number: Annotated[
        int | None,
        typer.Option(
            "--release", metavar="N", help="The feed as release N gave it.", show_default=False
        ),
    ] = None,
    draft: options.Draft = False,
    cancelled: Annotated[
        CancelledAs | None,
        typer.Option(
            "--cancelled",
            help="How a feed tells what is off: Google hides the status. Default: the file's.",
            show_default=False,
        ),
    ] = None,
    now: options.Now = None,
) -> None:
    """Write calendar feeds (iCalendar), each holding what its reader may see.

    A feed shows the last release; the file itself where nothing was released yet. Confidential
    entries enter a feed under their cover at most, whoever reads it: calendar companies read it
    too. Nothing is written while `check` finds something that would harm somebody.
    """
    if everyone == (reader is not None):
        options.fail(say("name one reader with --for READER, or every reader with --all"))
    if everyone and output in {None, "-"}:
        options.fail(say("--all writes several files: name a folder with -o DIR"))
    if draft and number is not None:
        options.not_two_states()
    path = options.schedule_path(file)
    history = draft_of(path, now) if draft else released(path, number, now)
    markers = cancelled is CancelledAs.MARKER if cancelled else None
    if reader is None:
        _write_all(Path(output or "."), views.all_feeds(history, markers), path)
        return
    known = views.reader_named(history.latest.schedule, reader)
    if isinstance(known, str):
        options.refuse_value("--for", known)
    feed = views.feed(history, known, markers)
    if output is None or output == "-":
        screen.write_bytes(feed)
    else:
        refuse_target(Path(output), path)
        _write(Path(output), feed)


def released(path: str, number: int | None, now: str | None) -> History:
    """Return the history of what was released; of the file alone where nothing was."""
    archive, past = options.open_past(path, number)
    last = archive.last
    if past is None or last is None:
        return draft_of(path, now)
    is_there = number is None and Path(path).is_file()
    if is_there and record.bare(Path(path).read_bytes()) != last.body:
        screen.tell_error(
            say(
                "This is release {number}. {path} has been changed since: see `itinerary diff`.",
                number=last.number,
                path=path,
            )
        )
    return past.history


def draft_of(path: str, now: str | None) -> History:
    """Return the history of a file as it is now, after what was released before."""
    loaded = options.open_sound(path)
    schedule = loaded.schedule or options.refuse(loaded, loaded.diagnostics)
    present = checking.present(options.clock(now), schedule)
    harmful = checking.harm(loaded, present)
    if harmful:
        options.refuse(loaded, harmful)
    options.tell_errors(loaded.path, checking.count_errors(schedule, present))
    _, past = options.open_past(path)
    return views.worked_on(past.history if past else None, schedule, present)


def _write_all(folder: Path, feeds: dict[str, bytes], schedule: str) -> None:
    for name in feeds:
        refuse_target(folder / name, schedule)
    for name, data in feeds.items():
        _write(folder / name, data)
    for stale in views.strangers(folder, feeds):
        screen.tell_error(
            say(
                "{file} is nobody's feed any more: delete it, and its copies.",
                file=str(stale),
            )
        )


def _write(path: Path, data: bytes) -> None:
    files.write(path, data)
    screen.write(f"{path}  ")
    # English has said "1 events" from the beginning, and scripts read it.
    screen.tell(plural("{count} events", "{count} events", views.count_events(data)))


def refuse_target(target: Path, schedule: str) -> None:
    """End with exit code 2 where a file to be written is a folder, or the schedule itself."""
    if target.is_dir():
        options.fail(say("{path} is a folder: name a file with -o", path=str(target)))
    if target.exists() and Path(schedule).exists() and target.samefile(schedule):
        options.fail(
            say("{path} is the schedule itself: name another file with -o", path=str(target))
        )
