"""What typer says by itself, in the language that is spoken: of wrong usage, and around the help.

It says of wrong usage in English alone, so its sentences are known here again by their form. One
that is not among them stays as it is.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any

import typer

from itinerary.cli import helping, tongue
from itinerary.languages import Words, mark

_SENTENCES = (
    mark("Invalid value for {name}: {why}"),
    mark("No such command {name}. Did you mean {names}?"),
    mark("No such command {name}."),
    mark("No such option: {name} (Possible options: {names})"),
    mark("No such option: {name}"),
    mark("Missing command."),
    mark("Missing argument {name}."),
    mark("Missing option {name}."),
    mark("Option {name} requires an argument."),
    mark("Option {name} does not take a value."),
    mark("Got unexpected extra argument(s) ({names})"),
    mark("{value} is not one of {names}."),
    mark("{value} is not in the range {range}."),
    mark("{value} is not a valid int range."),
    mark("{value} is not a valid int."),
)
"""The longer of two that begin alike goes first."""


@contextmanager
def told() -> Iterator[None]:
    """Let what ends a command early be told in the language that is spoken."""
    try:
        yield
    except (typer.TyperException, typer.Abort) as fault:
        frame()
        if isinstance(fault, typer.TyperException):
            said = reworded(fault.format_message(), tongue.words())
            fault.format_message = lambda: said  # type: ignore[method-assign]
        raise


def reworded(text: str, words: Words) -> str:
    """Return a sentence of typer's in a language."""
    for sentence in _SENTENCES:
        found = _form(sentence).fullmatch(text)
        if found:
            parts = {name: reworded(part, words) for name, part in found.groupdict().items()}
            return words.say(sentence, **parts)
    return text


@cache
def _form(sentence: str) -> re.Pattern[str]:
    named = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(sentence))
    return re.compile(named)


# ---------------------------------------------------------------- around help and faults

_FRAME = {
    "ABORTED_TEXT": mark("Aborted."),
    "ARGUMENTS_PANEL_TITLE": mark("Arguments"),
    "COMMANDS_PANEL_TITLE": mark("Commands"),
    "DEFAULT_STRING": mark("[default: {}]"),
    "ENVVAR_STRING": mark("[env var: {}]"),
    "ERRORS_PANEL_TITLE": mark("Error"),
    "OPTIONS_PANEL_TITLE": mark("Options"),
    "REQUIRED_LONG_STRING": mark("[required]"),
    "RICH_HELP": mark("Try [blue]'{command_path} {help_option}'[/] for help."),
}
"""Typer's names of its own words, and the words."""


def frame() -> None:
    """Put words into the frame that typer draws around help and faults."""
    from typer import rich_utils  # noqa: PLC0415  (40 ms that only help and faults need)

    words = tongue.words()
    for name, text in _FRAME.items():
        setattr(rich_utils, name, words.say(text))


def write(command: helping.Command, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 (typer's own)
    """Write the line that tells how a command is used."""
    prefix = tongue.words().say("Usage:")
    parts = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, parts, prefix=f"{prefix} ")


def framed(command: helping.Command) -> None:
    """Let the usage and the help of a command be told in a frame of the language spoken then."""
    tell = command.format_help

    def format_help(ctx: Any, formatter: Any) -> None:  # noqa: ANN401 (as above)
        frame()
        tell(ctx, formatter)

    command.format_help = format_help  # type: ignore[method-assign]
    command.format_usage = partial(write, command)  # type: ignore[method-assign]
