"""``itinerary explain``."""

from enum import StrEnum
from typing import Annotated

import typer

from itinerary.cli import options, screen, tongue
from itinerary.output import manual
from itinerary.workspace import explaining


class PageFormat(StrEnum):
    """How a page is printed."""

    TEXT = "text"
    JSON = "json"


def explain(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[RULE]", help="A rule, as a finding names it; none: all.", show_default=False
        ),
    ] = None,
    file: Annotated[
        str | None,
        typer.Option(
            "--file",
            metavar="FILE",
            help="Tell the figures that this schedule file sets.",
            show_default=False,
        ),
    ] = None,
    form: Annotated[
        PageFormat, typer.Option("--format", help="How the page is printed.")
    ] = PageFormat.TEXT,
) -> None:
    """Print the manual page of a rule: what it finds, why, what fails and what passes.

    Without RULE, all rules and the faults of the language. The pages are in English.
    """
    schedule = None
    if file is not None:
        loaded = options.open_schedule(file)
        schedule = loaded.schedule or options.refuse(loaded, loaded.diagnostics)
    told = explaining.explained(name, schedule) if name is not None else explaining.manual()
    if isinstance(told, str):
        options.fail(told)
    if form is PageFormat.JSON:
        screen.write_bytes(manual.as_json(told).encode())
        return
    page = manual.lines if name is not None else manual.index
    screen.show(page(told, screen.width(), tongue.words()))
