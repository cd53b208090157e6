"""Which languages there are, and which of them is meant."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

ENGLISH = "en"
HERE = Path(__file__).parent
CATALOGUE = Path("LC_MESSAGES", "itinerary.po")
_INSTEAD = {"ay": "es", "gn": "es", "qu": "es"}
"""Where a language has no catalogue that its speakers have reviewed, what most of them read."""
_NONE = frozenset({"", "c", "posix"})


class Choice(NamedTuple):
    """The language that is used, and the one that was wished for, if that is another."""

    code: str
    wished: str | None = None


def known() -> tuple[str, ...]:
    """Return the codes of all languages (ISO 639), English first."""
    found = (path.parts[-3] for path in HERE.glob(f"*/{CATALOGUE.as_posix()}"))
    return (ENGLISH, *sorted(found))


def choose(wishes: Iterable[str]) -> Choice:
    """Return the language for somebody who wishes for some, best first.

    The first counts, and is named where another stands in for it: what a language's speakers have
    not reviewed is not printed. English is used where nothing better is known.
    """
    codes = [short(wish) for wish in wishes]
    if not codes:
        return Choice(ENGLISH)
    first, there = codes[0], known()
    if first in there:
        return Choice(first)
    instead = (_INSTEAD.get(first), *codes[1:], ENGLISH)
    return Choice(next(code for code in instead if code in there), first)


def preferred(environment: Mapping[str, str]) -> str:
    """Return the language that an environment asks for, as gettext reads it; English otherwise."""
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next(filter(None, names), "")
    if short(locale) in _NONE:
        return ENGLISH
    wishes = (*environment.get("LANGUAGE", "").split(":"), locale)
    there = known()
    return next((short(wish) for wish in wishes if short(wish) in there), ENGLISH)


def short(code: str) -> str:
    """Return a language without its country and its encoding: ``es`` for ``es_PE.UTF-8``."""
    return code.replace("_", "-").partition("-")[0].partition(".")[0].partition("@")[0].lower()
