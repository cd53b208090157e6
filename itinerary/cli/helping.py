"""What ``--help`` tells of commands and options, in the language that is spoken.

English stands where typer wants it: in docstrings and beside the options. Where another language
is spoken, each paragraph is looked up once the command is built.
"""

from collections.abc import Iterator
from inspect import cleandoc
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from itinerary.languages import Words

NAMES = ["-h", "--help"]
Command = TyperCommand | TyperGroup


def texts(command: Command) -> Iterator[str]:
    """Yield every paragraph that the help of a command tells, as it is looked up."""
    for one in commands(command):
        for part in (one, *_parameters(one)):
            yield from _paragraphs(part.help or "")
        yield from _paragraphs(one.epilog or "")


def translate(command: Command, words: Words) -> None:
    """Let the help of a command, and of those below it, be told in a language."""
    for one in commands(command):
        for part in (one, *_parameters(one)):
            part.help = _said(part.help, words)
        one.epilog = _said(one.epilog, words)


def commands(command: Command) -> Iterator[Command]:
    """Yield a command, and those of a group of them; the program's own are built one by one."""
    yield command
    below = command.commands if isinstance(command, TyperGroup) else {}
    yield from (one for one in below.values() if one is not command)  # type: ignore[misc]


def _parameters(command: Command) -> Iterator[Any]:
    """Yield what a command can be told, with the option that typer adds to each."""
    yield from command.params
    yield command.get_help_option(typer.Context(command, help_option_names=NAMES))


def _paragraphs(text: str) -> Iterator[str]:
    yield from (" ".join(part.split()) for part in cleandoc(text).split("\n\n") if part.strip())


def _said(text: str | None, words: Words) -> str | None:
    return "\n\n".join(map(words.say, _paragraphs(text))) if text else text
