"""Getting text onto the screen, whatever the screen can show."""

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO, TypeVar

from itinerary.cli import tongue
from itinerary.output.styled import Line, plain

T = TypeVar("T")
_PLAINER = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "−": "-",
        "\u2011": "-",
        "─": "-",
        "│": "|",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "…": "...",
        "→": "->",
        "↳": ">",
        "►": ">",
        "↑": "^",
        "↓": "v",
        "·": "-",
        "●": "*",
        "◐": "~",
        "○": "?",
        "◌": ".",
        "✗": "x",
        "✓": "+",
        "☾": "z",
        "ß": "ss",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "æ": "ae",
        "œ": "oe",
        "¿": "?",
        "¡": "!",
    }
)


_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def width() -> int:
    """Return how many columns there are; 80 in a pipe."""
    return shutil.get_terminal_size((80, 24)).columns


def write(text: str) -> None:
    """Write text to standard output; a message in the language that is spoken."""
    _write(text, sys.stdout)


def write_error(text: str) -> None:
    """Write text to standard error; a message in the language that is spoken."""
    _write(text, sys.stderr)


def tell(text: str) -> None:
    """Write a text that ends its line to standard output; a message in the language spoken."""
    write(text)
    write("\n")


def tell_error(text: str) -> None:
    """Write a text that ends its line to standard error; a message in the language spoken."""
    write_error(text)
    write_error("\n")


def rewrite_error(text: str, before: str) -> None:
    """Write a text over the one before it on a terminal's line, and no more than fits there.

    A line that is full would go on in the next one, and could not be written over.
    """
    room = max(width() - 1, 1)
    shown = fit(tongue.words().retell(text), sys.stderr.encoding)[:room]
    with _unless_gone(sys.stderr):
        sys.stderr.write("\r" + shown.ljust(min(len(before), room)))


def write_bytes(data: bytes) -> None:
    """Write bytes to standard output as they are: formats for programs are UTF-8 everywhere."""
    with _unless_gone(sys.stdout):
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


@contextmanager
def _unless_gone(stream: TextIO) -> Iterator[None]:
    """Write no further to a reader who has had enough, as `head` has, and do not complain."""
    try:
        yield
        stream.flush()
    except BrokenPipeError:
        give_up(stream)


def give_up(stream: TextIO) -> None:
    """Send what is still to be written nowhere, so that nothing fails again when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def show(lines: Iterable[Line]) -> None:
    """Show styled lines: in colour to a person, plain in a pipe."""
    _show(lines, sys.stdout)


def show_error(lines: Iterable[Line]) -> None:
    """Show styled lines on standard error."""
    _show(lines, sys.stderr)


def progress(things: Sequence[T], told: str) -> Iterator[T]:
    """Yield each of some things; a person at the terminal sees how many are done."""
    if not sys.stderr.isatty():
        yield from things
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import track  # noqa: PLC0415

    label = tongue.words().retell(told)
    yield from track(things, label, console=Console(stderr=True), transient=True)


def show_rich(lines: Iterable[Line]) -> None:
    """Show styled lines in colour on standard output, whoever reads it."""
    _show_rich(lines, sys.stdout, force=True)


def _show(lines: Iterable[Line], stream: TextIO) -> None:
    if stream.isatty():
        _show_rich(lines, stream, force=None)
    else:
        _write(plain(lines), stream)


def _show_rich(lines: Iterable[Line], stream: TextIO, *, force: bool | None) -> None:
    from rich.console import Console  # noqa: PLC0415

    from itinerary.output import terminal  # noqa: PLC0415

    console = Console(file=stream, force_terminal=force, highlight=False, emoji=False, markup=False)
    fitted = ([(fit(text, stream.encoding), style) for text, style in line] for line in lines)
    # Captured, because rich ends the program with code 1 when nobody reads on.
    with console.capture() as captured:
        terminal.show(console, fitted)
    with _unless_gone(stream):
        stream.write(captured.get())


def _write(text: str, stream: TextIO) -> None:
    with _unless_gone(stream):
        stream.write(fit(tongue.words().retell(text), stream.encoding))


def fit(text: str, encoding: str | None) -> str:
    """Return text as an encoding can hold it, with a plainer sign for each that it lacks.

    A sign that would command the terminal (from a file's name, say) is shown as its number.
    """
    text = _COMMANDS.sub(lambda sign: f"\\x{ord(sign[0]):02x}", text)
    try:
        text.encode(encoding or "ascii")
    except UnicodeEncodeError:
        plainer = unicodedata.normalize("NFKD", text.translate(_PLAINER))
        bare = "".join(sign for sign in plainer if not unicodedata.combining(sign))
        return bare.encode(encoding or "ascii", "backslashreplace").decode(encoding or "ascii")
    return text
