"""``itinerary diff``."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from itinerary.cli import options, screen, tongue
from itinerary.languages import say
from itinerary.output import difference
from itinerary.output.difference import Difference
from itinerary.output.styled import plain
from itinerary.privacy.readers import Reader
from itinerary.workspace import checking, comparing, views
from itinerary.workspace.comparing import Stage

_LONGEST_NUMBER = 20
"""Digits; Python itself refuses to read some thousands of them."""


class DiffFormat(StrEnum):
    """How a difference is printed."""

    RICH = "rich"
    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def diff(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE] [A] [B]",
            help="A schedule file, and the numbers of one or two releases; or two files.",
            show_default=False,
        ),
    ] = None,
    reader: options.For = None,
    form: Annotated[
        DiffFormat | None,
        typer.Option(
            "--format", help="Default: rich on a terminal, text in a pipe.", show_default=False
        ),
    ] = None,
    now: options.Now = None,
) -> None:
    """Show what changed: the working file against the last release, or any two states.

    `diff 2` compares the file with release 2, `diff 2 3` two releases. Without --for, everything
    in the file, and whose calendars change; with it, what that reader may see.
    """
    named = _named(words or [])
    known, old, new = _stages(named)
    last = known[new].loaded.schedule or options.refuse(
        known[new].loaded, known[new].loaded.diagnostics
    )
    seen: Reader | None = None
    if reader is not None:
        found = views.reader_named(last, reader)
        seen = found if isinstance(found, Reader) else options.refuse_value("--for", found)
    present = checking.present(options.clock(now), last)
    harmful = checking.harm(known[new].loaded, present) if seen else ()
    if harmful:
        options.refuse(known[new].loaded, harmful)
    told = comparing.difference(known, old, new, seen, present)
    if seen is not None:  # not on the page, which may be sent to that reader
        screen.tell_error(difference.between(told, tongue.words()))
    show(told, form)


def show(told: Difference, form: DiffFormat | None = None) -> None:
    """Print a difference."""
    words = tongue.words()
    if form is DiffFormat.JSON:
        screen.write_bytes(difference.as_json(told).encode())
    elif form is DiffFormat.MARKDOWN:
        screen.write(difference.markdown(told, words))
    elif form is DiffFormat.TEXT:
        screen.write(plain(difference.lines(told, screen.width(), words)))
    else:
        (screen.show_rich if form else screen.show)(difference.lines(told, screen.width(), words))


class _Named(NamedTuple):
    """What the words name: files, and numbers of releases."""

    files: tuple[str, ...]
    numbers: tuple[int, ...]


def _named(words: list[str]) -> _Named:
    digits = [word for word in words if word.isascii() and word.isdigit()]
    endless = [word for word in digits if len(word) > _LONGEST_NUMBER]
    if endless:
        number = f"{endless[0][:_LONGEST_NUMBER]}…"
        options.fail(say("there is no release {number}", number=number))
    numbers = [int(word) for word in digits]
    files = [word for word in words if word not in digits]
    strange = [word for word in files if not (_looks_like_a_file(word) or Path(word).exists())]
    if strange:
        options.fail(say("`{name}` is neither a file nor the number of a release", name=strange[0]))
    if len(files) > 2 or len(numbers) > 2 or (len(files) == 2 and numbers):  # noqa: PLR2004 (A and B)
        options.fail(say("name two releases, or two files, at most"))
    return _Named(tuple(files), tuple(numbers))


def _looks_like_a_file(word: str) -> bool:
    return word.endswith((".yaml", ".yml"))


def _stages(named: _Named) -> tuple[list[Stage], int | None, int]:
    """Return the states of the schedule, and which two of them are compared."""
    if len(named.files) > 1:
        known = [comparing.working(options.open_sound(path)) for path in named.files]
        return known, 0, 1
    path = options.schedule_path(named.files[0] if named.files else None)
    archive, past = options.open_past(path)
    known = comparing.stages(past, archive.releases)
    for number in named.numbers:
        options.refuse_unknown_release(archive, number)
    if len(named.numbers) > 1:
        return known, named.numbers[0] - 1, named.numbers[1] - 1
    old = named.numbers[0] - 1 if named.numbers else len(known) - 1
    known.append(comparing.working(options.open_sound(path)))
    return known, (old if old >= 0 else None), len(known) - 1
