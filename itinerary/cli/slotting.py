"""``itinerary slots``."""

from enum import StrEnum
from typing import Annotated

import typer

from itinerary.cli import options, screen, tongue
from itinerary.languages import say
from itinerary.output import slots as output
from itinerary.workspace import checking, importing, slotting
from itinerary.workspace.slotting import Untold


class SlotsFormat(StrEnum):
    """How the hours are printed."""

    TEXT = "text"
    JSON = "json"


def slots(
    words: Annotated[
        list[str],
        typer.Argument(metavar="[FILE] ID", help="A request's id.", show_default=False),
    ],
    count: Annotated[
        int, typer.Option("-n", metavar="COUNT", min=1, help="How many of each kind to tell.")
    ] = 10,
    form: Annotated[
        SlotsFormat, typer.Option("--format", help="How the hours are printed.")
    ] = SlotsFormat.TEXT,
    now: options.Now = None,
) -> None:
    """Tell which hours are left to a request, best first, and who or what blocks the others.

    Of a stay it is nights, and the days on which they can begin. Everything that has a time
    stays where it is. Hours that there would be if something tentative or an idea moved are
    told apart. Where no hour is free, the facts that together leave none are told, each with
    its line, and what would do. Nothing is written.
    """
    usage = "slots [FILE] ID"
    path, (entry, *others) = options.file_and_ids(words, usage)
    if others:
        options.fail(say("name one entry alone: `itinerary {usage}`", usage=usage))
    loaded = options.open_schedule(path)
    obstacles = importing.obstacles(loaded)
    if obstacles or loaded.schedule is None:
        options.refuse(loaded, obstacles, say("Nothing is told: mend this first."))
    present = checking.present(options.clock(now), loaded.schedule)
    found = slotting.slots(loaded.schedule, entry, count, present)
    if isinstance(found, Untold):
        options.tell_obstacle(loaded.path, found.message, found.hint)
        raise typer.Exit(1)
    if form is SlotsFormat.JSON:
        screen.write_bytes(output.as_json(found).encode())
    else:
        screen.show(output.lines(found, screen.width(), tongue.words()))
