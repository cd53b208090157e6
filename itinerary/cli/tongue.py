"""The language in which a person at the terminal is spoken to.

It comes in here, as the clock does: from ``--lang``, before a command or behind it, or else from
the environment. What is said in it is handed down.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import typer
from typer.core import TyperOption

from itinerary.cli import helping
from itinerary.languages import ENGLISH, PLAIN, Words, choose, known, language, preferred


@dataclass(slots=True)
class _Spoken:
    """What was asked for so far. A process serves one person, so there is one of it."""

    asked: str | None = None


_SPOKEN = _Spoken()
_OPTION = "--lang"


def asked() -> str | None:
    """Return the language that was asked for on the command line, if one was."""
    return _SPOKEN.asked


def ask(language: str | None) -> None:
    """Speak a language from now on; the environment's for None."""
    _SPOKEN.asked = language


def asked_in(arguments: Sequence[str]) -> str | None:
    """Return the language that arguments ask for, before any of them is understood.

    The help of a command is made before its options are read.
    """
    for one, following in pairwise((*arguments, "")):
        name, equals, value = one.partition("=")
        if name == _OPTION:
            return value if equals else following
    return None


def translate(command: helping.Command) -> None:
    """Let the help of a command be told in the language that is spoken."""
    if code() != ENGLISH:
        helping.translate(command, words())


def code() -> str:
    """Return the language that is spoken: the one asked for, or else the environment's."""
    return choose([_SPOKEN.asked]).code if _SPOKEN.asked else preferred(os.environ)


def words() -> Words:
    """Return the words of the language that is spoken; English is the code's own."""
    spoken = code()
    return PLAIN if spoken == ENGLISH else language(spoken)


def option() -> TyperOption:
    """Return the option ``--lang``, which is read before any other."""
    return TyperOption(
        param_decls=[_OPTION],
        metavar="CODE",
        help=words().say(
            "The language: {codes}. Default: the environment's (LANG).", codes=", ".join(known())
        ),
        expose_value=False,
        is_eager=True,
        callback=_choose,
    )


def _choose(_context: Any, _option: Any, value: str | None) -> None:  # noqa: ANN401 (typer's own)
    """Take the language that was asked for; one that nothing stands in for is refused."""
    if value is None:
        return
    ask(value)
    chosen = choose([value])
    if chosen.wished and chosen.code == ENGLISH:
        there = words().say("there are: {names}", names=", ".join(known()))
        raise typer.BadParameter(there)
