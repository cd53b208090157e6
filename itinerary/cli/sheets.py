"""``itinerary sheet``."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from itinerary.cli import options, screen, tongue
from itinerary.cli.export import draft_of, refuse_target, released
from itinerary.languages import say
from itinerary.model.history import History
from itinerary.output.format import Subscription
from itinerary.output.sheets import A4, FORMATS, SHEETS, render
from itinerary.privacy.readers import Reader
from itinerary.times import Days
from itinerary.workspace import checking, files, printing, subscribing, views


class SheetKind(StrEnum):
    """The kinds of sheets."""

    DAY = "day"
    LINE_BY_LINE = "line-by-line"
    MOVEMENT = "movement"
    CONTACTS = "contacts"
    HANDOVER = "handover"
    PRESS = "press"


class SheetFormat(StrEnum):
    """How a sheet is printed."""

    PDF = "pdf"
    HTML = "html"
    TEXT = "text"
    MARKDOWN = "markdown"


class Paper(StrEnum):
    """The size of a page."""

    A4 = A4
    LETTER = "letter"
    PHONE = "phone"


def sheet(
    kind: Annotated[
        SheetKind,
        typer.Argument(
            metavar="KIND", help=f"What is printed: {', '.join(SHEETS)}.", show_default=False
        ),
    ],
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE] [DAY]",
            help="A schedule file, and a day of it; without DAY, every day.",
            show_default=False,
        ),
    ] = None,
    reader: options.For = None,
    everyone: Annotated[
        bool,
        typer.Option("--everyone", help="A sheet for each person who travels, into a folder."),
    ] = False,
    form: Annotated[
        SheetFormat | None,
        typer.Option(
            "--format", help="Default: what the file is called, or pdf.", show_default=False
        ),
    ] = None,
    paper: Annotated[Paper, typer.Option("--paper", help="The page of a PDF.")] = Paper.A4,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="The file to write, `-` for standard output; with --everyone, the folder.",
            show_default=False,
        ),
    ] = None,
    number: Annotated[
        int | None,
        typer.Option(
            "--release", metavar="N", help="The sheet as of release N.", show_default=False
        ),
    ] = None,
    draft: options.Draft = False,
    code: Annotated[
        bool,
        typer.Option("--code/--no-code", help="Print the code that opens the reader's page."),
    ] = True,
    now: options.Now = None,
) -> None:
    """Print a sheet to be carried: a PDF, a page, text or Markdown.

    It holds what its reader may see of the last release, or of the file where nothing was released.
    Whoever takes part in a confidential engagement reads it in full: count such sheets, and destroy
    them on the day that they name. Without --for, it holds everything in the file.
    """
    if everyone and reader is not None:
        options.fail(say("name one reader with --for READER, or all who travel with --everyone"))
    if everyone and SHEETS[kind].is_public:
        options.fail(say("this sheet is the same for everybody: leave out --everyone"))
    if everyone and output in {None, "-"}:
        options.fail(say("--everyone writes several files: name a folder with -o DIR"))
    if draft and number is not None:
        options.fail(say("--draft is the file as it is now, --release N is not: choose one"))
    chosen = form or _format_of(None if everyone else output)
    if chosen == "pdf" and output is None and options.is_interactive():
        options.fail(
            say("a PDF is for a file: name it with -o sheet.pdf, or read it with --format text")
        )
    named, day = options.file_and_day(words or [])
    path = options.schedule_path(named)
    history = draft_of(path, now) if draft else released(path, number, now)
    schedule = history.latest.schedule
    present = checking.present(options.clock(now), schedule)
    days = views.day_named(schedule, day, present) if day else None
    if isinstance(days, str):
        options.fail(days)
    known = views.reader_named(schedule, reader) if reader is not None else None
    if isinstance(known, str):
        options.refuse_value("--for", known)
    links = _links(path, history, present) if code and not SHEETS[kind].is_public else {}
    press = _Press(history, kind, chosen, paper, present, days, links, draft)
    if everyone:
        _write_all(press, Path(output or "."), path)
    else:
        _give(press, known, output, path)


def _format_of(output: str | None) -> str:
    """Return the format that a file's name tells; PDF where it tells none."""
    ending = Path(output or "").suffix.removeprefix(".").lower()
    known = {form.suffix: name for name, form in FORMATS.items()}
    if ending and ending not in known:
        endings = ", ".join(f".{suffix}" for suffix in known)
        options.fail(
            say(
                "which format is {path}? End it with {endings}, or add --format",
                path=output,
                endings=endings,
            )
        )
    return known.get(ending, "pdf")


def _links(path: str, history: History, present: datetime) -> dict[str, Subscription]:
    """Return where each reader subscribes who has a link that works, by id."""
    from itinerary.feeds.links import LinkStore, file_of, subscription  # noqa: PLC0415

    if not file_of(path).exists():
        return {}
    end = subscribing.mission_end(history)
    with LinkStore(file_of(path), is_new=False) as store:
        url, links = store.url, store.links(subscribing.sealing_key(history))
    live = (one for one in links if one.is_live(present, end))
    return {one.reader: subscription(url, one.token) for one in live if url and one.token}


class _Press(NamedTuple):
    """Prints sheets of one kind, of one state of a schedule."""

    history: History
    kind: str
    form: str
    paper: str
    present: datetime
    days: Days | None
    links: Mapping[str, Subscription]
    draft: bool

    def printed(self, reader: Reader | None) -> bytes:
        """Return one reader's sheet."""
        version = self.history.latest
        how = printing.printing(
            version.schedule,
            None if SHEETS[self.kind].is_public else reader,  # one for all: in one language too
            self.present,
            days=self.days,
            asked=tongue.asked(),
            otherwise=tongue.code(),
            subscription=self.links.get(reader.id) if reader else None,
            is_draft=self.draft or version.number == 0,
        )
        made = printing.sheet(self.kind, self.history, reader, how)
        return render(self.form, made, self.paper)

    def name(self, reader: Reader) -> str:
        """Return what a reader's sheet is called."""
        return printing.file_name(self.kind, reader, self.days, self.form)


def _give(press: _Press, reader: Reader | None, output: str | None, schedule: str) -> None:
    """Print one reader's sheet, or write it to a file."""
    if output not in {None, "-"}:
        target = Path(output or "")
        refuse_target(target, schedule)
        files.write(target, press.printed(reader))
    elif press.form in {"pdf", "html"}:
        screen.write_bytes(press.printed(reader))
    else:
        screen.write(press.printed(reader).decode())


def _write_all(press: _Press, folder: Path, schedule: str) -> None:
    """Write a sheet for each who travels into a folder."""
    whose = printing.travellers(press.history.latest.schedule)
    for reader in whose:
        refuse_target(folder / press.name(reader), schedule)
    # Made before any is written: half of the sheets of a day is worse than none.
    made = {
        folder / press.name(reader): press.printed(reader)
        for reader in screen.progress(whose, say("Printing"))
    }
    for path, data in made.items():
        files.write(path, data)
        screen.write(f"{path}\n")
