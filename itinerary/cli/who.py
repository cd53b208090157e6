"""``itinerary who``."""

from enum import StrEnum
from typing import Annotated

import typer

from itinerary.cli import options, screen, tongue
from itinerary.languages import say
from itinerary.output import who as page
from itinerary.workspace import calling, checking


class AnswerFormat(StrEnum):
    """How an answer is printed."""

    TEXT = "text"
    JSON = "json"


def who(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[FILE] ID|PERSON",
            help="The id of an entry, or of a person or reader.",
            show_default=False,
        ),
    ],
    form: Annotated[
        AnswerFormat, typer.Option("--format", help="How the answer is printed.")
    ] = AnswerFormat.TEXT,
    now: options.Now = None,
) -> None:
    """Tell whom to call if an entry moves, or about somebody's engagements.

    Of an entry: everybody who takes part, how to reach them, what each has next and whether they
    get there; the other side; who can help there; whose calendars show it. Of a person: what they
    have from now on, and with whom. It is the coordinator's own answer and names what is
    confidential: keep it to yourself.
    """
    path, (wanted, *more) = options.file_and_ids(words, "who [FILE] ID")
    if more:
        options.fail(say("name one entry: `itinerary {usage}`", usage="who [FILE] ID"))
    loaded = options.open_sound(path)
    schedule = loaded.schedule or options.refuse(loaded, loaded.diagnostics)
    told = calling.whom(schedule, wanted, checking.present(options.clock(now), schedule))
    if isinstance(told, str):
        options.fail(told)
    if form is AnswerFormat.JSON:
        screen.write_bytes(page.as_json(told).encode())
    else:
        screen.show(page.lines(told, screen.width(), tongue.words()))
