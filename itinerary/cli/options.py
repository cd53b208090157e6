"""What the commands share: the file, the clock, and how text reaches the terminal."""

import os
import sys
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from itinerary.cli import screen, tongue
from itinerary.diagnostics import Diagnostic, did_you_mean
from itinerary.languages import plural, say
from itinerary.output import report
from itinerary.releases import record
from itinerary.times import FIRST_YEAR
from itinerary.workspace import files, releasing
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
Draft = Annotated[bool, typer.Option("--draft", help="The file as it is now, released or not.")]


def fail(message: str) -> NoReturn:
    """End with exit code 2 and one sentence."""
    screen.tell_error(say("itinerary: {what}", what=message))
    raise typer.Exit(2)


def refuse_value(option: str, why: str) -> NoReturn:
    """End with exit code 2 and what is wrong with an option's value."""
    fail(say("{option}: {why}", option=option, why=why))


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
        fail(say("no FILE was named, and there is no schedule under ./schedules"))
    listed = "\n".join(f"  {path}" for path in found)
    fail(say("which FILE? Name one, or set ITINERARY_SCHEDULE:\n{listed}", listed=listed))


def file_and_day(words: list[str]) -> tuple[str | None, str]:
    """Return the file and the day of some words; a first word that is no file begins the day."""
    if words and (words[0].endswith((".yaml", ".yml")) or Path(words[0]).exists()):
        return words[0], " ".join(words[1:])
    return None, " ".join(words)


def is_file(word: str) -> bool:
    """Whether a word names a schedule file, and not an entry."""
    return word.endswith((".yaml", ".yml")) or Path(word).is_file()


def file_and_ids(words: list[str], usage: str) -> tuple[str, list[str]]:
    """Return the file and the ids in some words, the file first or last; one id must remain."""
    named, rest = None, words
    if is_file(words[0]):
        named, rest = words[0], words[1:]
    elif is_file(words[-1]):
        named, rest = words[-1], words[:-1]
    if not rest:
        fail(say("name an entry: `itinerary {usage}`", usage=usage))
    return schedule_path(named), rest


def open_schedule(path: str) -> Loaded:
    """Read a schedule file that must exist."""
    try:
        return load(path)
    except FileNotFoundError:
        near = find_schedules(Path(path).parent) or find_schedules(SCHEDULES)
        hint = did_you_mean(path, map(str, near))
        if hint:
            fail(say("there is no file {path}; {hint}", path=path, hint=hint))
        fail(say("there is no file {path}", path=path))


def refuse_release(loaded: Loaded) -> None:
    """End with exit code 2 where a file is a release: it never changes, and is not released."""
    if record.is_release(loaded.data):
        fail(
            say(
                "{path} is a release and never changes: name the schedule it was made from",
                path=loaded.path,
            )
        )


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
        refuse(broken, past, say("This program cannot read that release."))
    return archive, past


def refuse_broken(archive: Archive) -> NoReturn:
    """End with exit code 1 and what is wrong with the releases."""
    for fault in archive.faults:
        name = releasing.shown(archive.folder / fault.name)
        tell_obstacle(name, fault.message, fault.hint)
    screen.tell_error(
        plural(
            "{count} fault: these releases cannot be relied on.",
            "{count} faults: these releases cannot be relied on.",
            len(archive.faults),
        )
    )
    raise typer.Exit(1)


def tell_obstacle(name: str, message: str, hint: str) -> None:
    """Say on standard error what is wrong with a file, and what to do."""
    screen.tell_error(say("{name}: {what}", name=name, what=message))
    screen.write_error("  ")
    screen.tell_error(hint)


def refuse_unreleased() -> NoReturn:
    """End with exit code 2 where nothing has been released."""
    fail(say("nothing has been released yet: `itinerary release -m NOTE`"))


def refuse_unknown_release(archive: Archive, number: int) -> None:
    """End with exit code 2 where there is no release of that number."""
    last = archive.last
    if last is None:
        refuse_unreleased()
    if not 1 <= number <= last.number:
        fail(
            say(
                "there is no release {number}: the newest is {last}",
                number=number,
                last=last.number,
            )
        )


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
        screen.tell_error(
            plural(
                "There is {count} error in {path}: see `itinerary check`.",
                "There are {count} errors in {path}: see `itinerary check`.",
                errors,
                path=path,
            )
        )


def clock(now: str | None) -> datetime:
    """Return the present: as told, or as the machine's clock has it. It may bear no zone."""
    if now is None:
        return datetime.now().astimezone()
    try:
        present = datetime.fromisoformat(now.strip())
    except ValueError:
        fail(
            say(
                "--now: `{text}` is no time; write 2023-05-22T09:00 or 2023-05-22T09:00-05:00",
                text=now,
            )
        )
    if not FIRST_YEAR <= present.year < LAST_PRESENT:
        fail(say("--now: the year {year} is out of range", year=present.year))
    return present


def is_interactive() -> bool:
    """Whether somebody looks at standard output."""
    return sys.stdout.isatty()


def can_ask() -> bool:
    """Whether somebody is there who can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def confirm(question: str) -> None:
    """Ask, and end with exit code 1 where the answer is anything but a yes."""
    words = tongue.words()
    choice = words.say("y/N")
    prompt = f"\n{words.retell(question)} [{choice}]"
    answer = typer.prompt(prompt, default="", show_default=False)
    # "yes" is understood in any language: fingers know it.
    if answer.strip().lower() not in {"y", "yes", *words.say("y, yes").split(", ")}:
        raise typer.Abort


def write_over(loaded: Loaded, data: bytes, *, is_alone: bool = False) -> None:
    """Write a schedule file in place of what was read of it, or end with exit code 2.

    One that was changed since is left as it is. ``is_alone`` where no other run can write now.
    """
    path = Path(loaded.path)
    with nullcontext() if is_alone else files.alone(path):
        is_written = files.replace(path, loaded.data, data)
    if not is_written:
        fail(say("{path} was changed meanwhile, and is left so: try again", path=path))


def tell_unwritten() -> None:
    """Say that nothing is written where nobody can be asked."""
    screen.tell_error(say("Nothing is written yet: add --yes to write it."))


def refuse_source(source: Path) -> NoReturn:
    """End with exit code 2 where what is to be read is no file."""
    if source.is_dir():
        fail(say("{path} is a folder", path=source))
    if source.exists():
        fail(say("{path} is no file", path=source))
    fail(say("{path} is not there", path=source))


def not_two_states() -> NoReturn:
    """End with exit code 2 where a release and the working file are asked for at once."""
    fail(say("--draft is the file as it is now, --release N is not: choose one"))
