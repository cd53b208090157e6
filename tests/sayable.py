"""What of a finding a language cannot say."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from itinerary import languages
from itinerary.diagnostics import Diagnostic
from itinerary.languages import Message


def catalogue(code: str) -> Catalog:
    """Return what a language says."""
    path = Path(languages.__file__).parent / code / "LC_MESSAGES" / "itinerary.po"
    with path.open("rb") as written:
        return read_po(written, locale=code, abort_invalid=True)


@cache
def _told(code: str) -> frozenset[str]:
    """Return the English of all that a language says; of a plural, its singular."""
    ids = (message.id for message in catalogue(code) if message.id)
    return frozenset(one if isinstance(one, str) else one[0] for one in ids)


def english(found: Diagnostic, code: str = "es") -> list[str]:
    """Return what of a diagnostic would be left in English by a language."""
    texts = [found.message, *(other.message for other in found.related)]
    texts += [found.hint] if found.hint is not None else []
    bare = [text for text in texts if not isinstance(text, Message)]
    return bare + [one for text in texts for one in _templates(text) if one not in _told(code)]


def _templates(value: object) -> Iterator[str]:
    """Yield the English of a message and of every message in it."""
    if isinstance(value, Message):
        yield value._one
        for inner in value._values.values():
            yield from _templates(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _templates(inner)
