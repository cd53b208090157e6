"""Lines of styled text, before anything is decided about colour."""

from collections.abc import Iterable, Iterator
from itertools import chain

from itinerary.output.cells import width_of, wrap

Piece = tuple[str, str]
Line = list[Piece]
"""Pieces of text, each with the name of its style."""


def hanging(lead: Line, text: str, style: str, width: int) -> Iterator[Line]:
    """Yield a text behind a lead; its further lines begin where its first one does."""
    indent = sum(width_of(piece) for piece, _ in lead)
    room = max(width - indent, 1)
    parts = chain.from_iterable(wrap(line, room) for line in text.split("\n"))
    for number, part in enumerate(parts):
        yield [*(lead if number == 0 else [(" " * indent, "")]), (part, style)]


def rule(text: str, aside: str, style: str, width: int) -> Line:
    """Return a heading drawn out to the width, with a text at its end."""
    line = "─" * (width - width_of(text) - width_of(aside) - (2 if aside else 1))
    drawn: Line = [(f" {line}", "rule")] if line else []
    behind: Line = [(f" {aside}", "muted")] if aside else []
    return [(text, style), *drawn, *behind]


def plain(lines: Iterable[Line]) -> str:
    """Return lines without their styles."""
    return "".join(f"{''.join(text for text, _ in line).rstrip()}\n" for line in lines)
