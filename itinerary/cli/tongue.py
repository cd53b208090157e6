"""The language in which a person at the terminal is spoken to.

It comes in here, as the clock does: from ``--lang``, which every command has, or else from the
environment. What is said in it is handed down.
"""

import os
from dataclasses import dataclass
from typing import Any

import typer
from typer.core import TyperOption

from itinerary.languages import ENGLISH, PLAIN, Words, choose, known, language, preferred


@dataclass(slots=True)
class _Spoken:
    """What was asked for so far. A process serves one person, so there is one of it."""

    asked: str | None = None


_SPOKEN = _Spoken()


def asked() -> str | None:
    """Return the language that was asked for on the command line, if one was."""
    return _SPOKEN.asked


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
        param_decls=["--lang"],
        metavar="CODE",
        help=f"The language: {', '.join(known())}. Default: the environment's (LANG).",
        expose_value=False,
        is_eager=True,
        callback=_choose,
    )


def _choose(_context: Any, _option: Any, value: str | None) -> None:  # noqa: ANN401 (typer's own)
    """Take the language that was asked for; one that nothing stands in for is refused."""
    _SPOKEN.asked = value
    chosen = choose([value] if value else [])
    if chosen.wished and chosen.code == ENGLISH:
        raise typer.BadParameter(f"there are: {', '.join(known())}")
