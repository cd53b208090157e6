"""What the commands share: the file, the clock, and how text reaches the terminal."""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from itinerary.cli import screen, tongue
from itinerary.diagnostics import Diagnostic, did_you_mean
from itinerary.languages import say
from itinerary.output import report
from itinerary.releases import record
from itinerary.times import FIRST_YEAR
from itinerary.workspace import releasing
from itinerary.workspace.files import Loaded, find_schedules, load
from itinerary.workspace.releasing import Archive, Past

SCHEDULES = Path("schedules")
LAST_PRESENT = 9000
"""The calendar ends with the year 9999, and a zone must not push an instant over its end."""

Now = Annotated[
    str | None,
    typer.Option(
        "--now",
        metavar="TIME",
        envvar="ITINERARY_NOW",
        help="Take this as the present: 2023-05-22T09:00, in the mission's zone or with an offset.",
        show_default=False,
    ),
]
File = Annotated[
    str | None, typer.Argument(metavar="[FILE]", help="A schedule file.", show_default=False)
]
For = Annotated[
    str | None,
    typer.Option(
        "--for", metavar="READER", help="The id of a person or reader.", show_default=False
    ),
]


def fail(message: str) -> NoReturn:
    """End with exit code 2 and one sentence."""
    screen.write_error(f"itinerary: {message}\n")
    raise typer.Exit(2)


def schedule_path(named: str | None) -> str:
    """Return the schedule file that is meant: the one named, or the only one there is."""
    if named is not None:
        return named
    environment = os.environ.get("ITINERARY_SCHEDULE")
    if environment:
        return environment
    found = [str(path) for path in find_schedules(SCHEDULES)]
    if len(found) == 1:
        return found[0]
    if not found:
        fail("no FILE was named, and there is no schedule under ./schedules")
    listed = "\n".join(f"  {path}" for path in found)
    fail(f"which FILE? Name one, or set ITINERARY_SCHEDULE:\n{listed}")


def file_and_day(words: list[str]) -> tuple[str | None, str]:
    """Return the file and the day of some words; a first word that is no file begins the day."""
    if words and (words[0].endswith((".yaml", ".yml")) or Path(words[0]).exists()):
        return words[0], " ".join(words[1:])
    return None, " ".join(words)


def open_schedule(path: str) -> Loaded:
    """Read a schedule file that must exist."""
    try:
        return load(path)
    except FileNotFoundError:
        near = find_schedules(Path(path).parent) or find_schedules(SCHEDULES)
        hint = did_you_mean(path, map(str, near))
        fail(f"there is no file {path}{f'; {hint}' if hint else ''}")


def refuse_release(loaded: Loaded) -> None:
    """End with exit code 2 where a file is a release: it never changes, and is not released."""
    if record.is_release(loaded.data):
        fail(f"{loaded.path} is a release and never changes: name the schedule it was made from")


def open_sound(path: str) -> Loaded:
    """Read a schedule file that must be understood whole."""
    loaded = open_schedule(path)
    return loaded if loaded.is_sound else refuse(loaded, loaded.diagnostics)


def open_archive(path: str) -> Archive:
    """Read the releases of a schedule file that must exist, or have existed."""
    if Path(path).is_dir() or not (Path(path).exists() or releasing.folder_of(path).is_dir()):
        open_sound(path)
    return releasing.open_archive(path)


def open_past(path: str, upto: int | None = None) -> tuple[Archive, Past | None]:
    """Read a schedule file's history; None where nothing was released."""
    archive = open_archive(path)
    if archive.faults:
        refuse_broken(archive)
    if upto is not None:
        refuse_unknown_release(archive, upto)
    past = releasing.past(archive, upto) if archive.releases else None
    if isinstance(past, tuple) and not isinstance(past, Past):
        broken = Loaded(past[0].span.path, "", None, past)
        refuse(broken, past, "This program cannot read that release.")
    return archive, past


def refuse_broken(archive: Archive) -> NoReturn:
    """End with exit code 1 and what is wrong with the releases."""
    for fault in archive.faults:
        name = releasing.shown(archive.folder / fault.name)
        screen.write_error(f"{name}: {fault.message}\n  {fault.hint}\n")
    count = len(archive.faults)
    screen.write_error(
        f"{count} fault{'s' if count > 1 else ''}: these releases cannot be relied on.\n"
    )
    raise typer.Exit(1)


def refuse_unknown_release(archive: Archive, number: int) -> None:
    """End with exit code 2 where there is no release of that number."""
    last = archive.last
    if last is None:
        fail("nothing has been released yet: `itinerary release -m NOTE`")
    if not 1 <= number <= last.number:
        fail(f"there is no release {number}: the newest is {last.number}")


def refuse(
    loaded: Loaded,
    diagnostics: tuple[Diagnostic, ...],
    sentence: str | None = None,
) -> NoReturn:
    """End with exit code 1 and the findings that stand in the way, and what that means."""
    words = tongue.words()
    told = report.FileReport(loaded.path, loaded.text, diagnostics, 0, 0)
    screen.show_error(report.full([told], screen.width(), words))
    sentence = sentence or say("Nothing goes to anybody before this is mended.")
    screen.write_error(f"{words.retell(sentence)}\n")
    raise typer.Exit(1)


def tell_errors(path: str, errors: int) -> None:
    """Say on standard error how many errors a schedule has: no output hides them."""
    if errors:
        verb = "is 1 error" if errors == 1 else f"are {errors} errors"
        screen.write_error(f"There {verb} in {path}: see `itinerary check`.\n")


def clock(now: str | None) -> datetime:
    """Return the present: as told, or as the machine's clock has it. It may bear no zone."""
    if now is None:
        return datetime.now().astimezone()
    try:
        present = datetime.fromisoformat(now.strip())
    except ValueError:
        fail(f"--now: `{now}` is no time; write 2023-05-22T09:00 or 2023-05-22T09:00-05:00")
    if not FIRST_YEAR <= present.year < LAST_PRESENT:
        fail(f"--now: the year {present.year} is out of range")
    return present


def is_interactive() -> bool:
    """Whether somebody looks at standard output."""
    return sys.stdout.isatty()
