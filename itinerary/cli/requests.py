"""``itinerary requests``."""

from enum import StrEnum
from typing import Annotated

import typer

from itinerary.cli import options, screen, tongue
from itinerary.output import requests as page
from itinerary.workspace import checking, requesting


class ListFormat(StrEnum):
    """How a list is printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def requests(
    file: options.File = None,
    form: Annotated[
        ListFormat, typer.Option("--format", help="How the requests are printed.")
    ] = ListFormat.TEXT,
    now: options.Now = None,
) -> None:
    """List every open request by what is to be done next.

    Who asked whom, when, how, which windows are left, when to ask again. It is the coordinator's
    own list and names what is confidential: keep it to yourself.
    """
    loaded = options.open_sound(options.schedule_path(file))
    schedule = loaded.schedule or options.refuse(loaded, loaded.diagnostics)
    told = requesting.requests(schedule, checking.present(options.clock(now), schedule))
    words = tongue.words()
    match form:
        case ListFormat.TEXT:
            screen.show(page.lines(told, screen.width(), words))
        case ListFormat.JSON:
            screen.write_bytes(page.as_json(told).encode())
        case ListFormat.MARKDOWN:
            screen.write(page.markdown(told, words))
