"""``itinerary import``."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from itinerary.cli import options, screen, tongue
from itinerary.intake.events import Refusal
from itinerary.languages import say
from itinerary.output import intake
from itinerary.workspace import checking, importing


class As(StrEnum):
    """What events are taken over as."""

    SUGGESTIONS = "suggestions"
    ENTRIES = "entries"


class ImportFormat(StrEnum):
    """How the preview is printed."""

    TEXT = "text"
    JSON = "json"


def take_in(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="A calendar file (.ics) or a table (.csv).")
    ],
    file: options.File = None,
    kind: Annotated[
        As,
        typer.Option(
            "--as", help="Ideas, for you to confirm one by one; or with the status they have there."
        ),
    ] = As.SUGGESTIONS,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    form: Annotated[
        ImportFormat, typer.Option("--format", help="How the preview is printed.")
    ] = ImportFormat.TEXT,
    now: options.Now = None,
) -> None:
    """Take over invitations, flights and tables from elsewhere as suggested entries.

    What would be added is shown first, with what `check` will find besides. Nothing is public; what
    was taken over before is not added again. The source is read at arm's length: no file can harm
    the machine.
    """
    path = options.schedule_path(file)
    loaded = options.open_schedule(path)
    options.refuse_release(loaded)
    obstacles = importing.obstacles(loaded)
    if obstacles or loaded.schedule is None:
        options.refuse(loaded, obstacles, say("Nothing is taken over: mend this first."))
    schedule = loaded.schedule
    present = checking.present(options.clock(now), schedule)
    if not source.is_file():
        options.refuse_source(source)
    found = importing.plan(
        source,
        importing.read_bounded(source),
        loaded,
        present,
        as_they_stand=kind is As.ENTRIES,
    )
    if isinstance(found, Refusal):
        options.tell_obstacle(str(source), found.message, found.hint)
        raise typer.Exit(1)
    preview = found.preview
    if form is ImportFormat.TEXT:
        screen.show(intake.lines(preview, screen.width(), tongue.words()))
        yes = yes or (bool(preview.added) and _is_agreed(len(preview.added), path))
    is_written = yes and bool(preview.added)
    if is_written:
        options.write_over(loaded, found.data)
    if form is ImportFormat.JSON:
        screen.write_bytes(intake.as_json(preview, is_written=is_written).encode())
    if is_written:
        screen.tell_error(say("Added to {path}; nobody sees it before you release it.", path=path))


def _is_agreed(count: int, path: str) -> bool:
    if options.can_ask():
        one = say("Add it to {path}?", path=path)
        several = say("Add these {count} to {path}?", count=count, path=path)
        options.confirm(one if count == 1 else several)
        return True
    options.tell_unwritten()
    return False
