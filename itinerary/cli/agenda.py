"""``itinerary agenda``."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from itinerary.cli import options, screen, tongue
from itinerary.cli.export import refuse_target
from itinerary.languages import say
from itinerary.output.format import PLACE, Page
from itinerary.privacy.view import View
from itinerary.workspace import checking, files, views
from itinerary.workspace.showing import Asked, shown


class AgendaFormat(StrEnum):
    """How an agenda is printed."""

    RICH = "rich"
    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    HTML = "html"


def agenda(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE] [DAY]",
            help="A schedule file, and a day of it: today, tomorrow, thu, 25 May, 2023-05-25.",
            show_default=False,
        ),
    ] = None,
    reader: options.For = None,
    zone: Annotated[
        str,
        typer.Option(
            "--zone",
            metavar="CLOCKS",
            help="Whose clocks tell the times: place, home, or an IANA zone.",
        ),
    ] = PLACE,
    form: Annotated[
        AgendaFormat | None,
        typer.Option(
            "--format", help="Default: rich on a terminal, text in a pipe.", show_default=False
        ),
    ] = None,
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
    live: Annotated[
        bool,
        typer.Option(
            "--live",
            help="Stay on the screen, and follow the clock and the file; without DAY, today.",
        ),
    ] = False,
    now: options.Now = None,
) -> None:
    """Print a mission's agenda: one day in detail, or every day.

    With --for, what that reader may see, and only their own engagements; without, everything in
    the file: keep it to yourself. Requests that have no time yet come first.
    """
    if form is AgendaFormat.RICH and output not in {None, "-"}:
        options.fail(say("--format rich is for a terminal: choose another for a file"))
    if live:
        _refuse_to_follow(form, output)
    named, day = options.file_and_day(words or [])
    loaded = options.open_schedule(options.schedule_path(named))
    if not loaded.is_sound or loaded.schedule is None:
        options.refuse(loaded, loaded.diagnostics)
    asked = Asked(reader, day, zone, tongue.code())
    present = checking.present(options.clock(now), loaded.schedule)
    found = shown(loaded.schedule, asked, present)
    if isinstance(found, str):
        options.fail(found)
    harmful = checking.harm(loaded, present) if reader is not None else ()
    if harmful:
        options.refuse(loaded, harmful)
    if live:
        from itinerary.cli.live import follow  # noqa: PLC0415

        follow(loaded.path, asked, present if now else None)
        return
    page = found.page._replace(width=screen.width())
    _give(found.view, page, form, None if output in {None, "-"} else output, loaded.path)
    options.tell_errors(loaded.path, checking.count_errors(loaded.schedule, present))


def _refuse_to_follow(form: AgendaFormat | None, output: str | None) -> None:
    """End with exit code 2 where there is nothing that can be drawn anew."""
    from itinerary.cli.live import can_show  # noqa: PLC0415

    if form not in {None, AgendaFormat.RICH} or output is not None:
        options.fail(say("--live is for the screen: leave out --format and --output"))
    if not can_show():
        options.fail(say("--live is for a terminal: leave it out in a pipe"))


def _give(
    view: View, page: Page, form: AgendaFormat | None, target: str | None, schedule: str
) -> None:
    """Print an agenda, or write it to a file."""
    if target is None and (
        form is AgendaFormat.RICH or (form is None and options.is_interactive())
    ):
        from itinerary.output.agenda import lines  # noqa: PLC0415

        (screen.show_rich if form else screen.show)(lines(view, page))
        return
    told = views.rendered((form or AgendaFormat.TEXT).value, view, page)
    if target is not None:
        refuse_target(Path(target), schedule)
        files.write(Path(target), told)
    elif form in {AgendaFormat.JSON, AgendaFormat.HTML}:
        screen.write_bytes(told)
    else:
        screen.write(told.decode())
