"""What typer says of wrong usage, in the language that is spoken.

It says it in English alone, so its sentences are known here again by their form. One that is not
among them stays as it is.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import typer

from itinerary.cli import tongue
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
        words = tongue.words()
        _furnish(words)
        if isinstance(fault, typer.TyperException):
            said = reworded(fault.format_message(), words)
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


def _furnish(words: Words) -> None:
    """Put words into the frame that typer draws around a fault."""
    from typer import rich_utils  # noqa: PLC0415  (40 ms that only a fault needs)

    rich_utils.ERRORS_PANEL_TITLE = words.say("Error")
    rich_utils.RICH_HELP = words.say("Try [blue]'{command_path} {help_option}'[/] for help.")
    rich_utils.ABORTED_TEXT = words.say("Aborted.")
