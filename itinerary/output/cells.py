"""How many cells of a terminal a text takes, and where it breaks into lines."""

import textwrap

_PLAIN_UNTIL = "\u0300"
_SYMBOLS = ("\u2010", "\u25ff")
"""Dashes, quotation marks, arrows and marks between these take one cell each."""
_MARKS = frozenset("✓✗☾")


def _is_plain(text: str) -> bool:
    """Whether every character takes one cell: most texts, told without wcwidth's tables."""
    first, last = _SYMBOLS
    return text.isascii() or all(
        character < _PLAIN_UNTIL or first <= character <= last or character in _MARKS
        for character in text
    )


def width_of(text: str) -> int:
    """Return how many cells a text takes."""
    if _is_plain(text):
        return len(text)
    from wcwidth import wcswidth  # noqa: PLC0415  (only texts with wide or combining characters)

    width: int = wcswidth(text)
    return width if width >= 0 else len(text)


def pad(text: str, width: int) -> str:
    """Return a text filled with spaces to a width."""
    return text + " " * (width - width_of(text))


def wrap(text: str, width: int) -> list[str]:
    """Return a text broken into lines of at most ``width`` cells; nothing of it is lost."""
    if width_of(text) <= width:
        return [text] if text else []
    if _is_plain(text):
        return textwrap.wrap(text, width, break_on_hyphens=False)
    from wcwidth import wrap as wrap_cells  # noqa: PLC0415

    lines: list[str] = wrap_cells(text, width)
    return lines
