"""``itinerary schema``."""

from pathlib import Path
from typing import Annotated

import typer

from itinerary.cli import options, screen
from itinerary.cli.export import refuse_target
from itinerary.languages import say
from itinerary.workspace import describing, files


def schema(
    file: options.File = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="The file to write; `-`, or none, for standard output.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write the JSON Schema of schedule files, by which an editor completes and checks them.

    With FILE, the editor also offers the ids of that file: its people, places, contacts, kinds
    and entries. What is broken in it does not matter. Without FILE, the schema of any schedule.
    """
    made = describing.json_schema(_read(file) if file else None)
    if output is None or output == "-":
        screen.write_bytes(made)
    else:
        refuse_target(Path(output), file or "")
        files.write(Path(output), made)


def _read(path: str) -> bytes:
    loaded = options.open_schedule(path)
    errors = [found for found in loaded.diagnostics if found.is_error]
    if errors and errors[0].rule == "unreadable":
        options.fail(say("{name}: {what}", name=path, what=errors[0].message))
    options.tell_errors(path, len(errors))
    return loaded.data
