"""A text as a QR code, which a telephone's camera reads (ISO/IEC 18004)."""

from collections.abc import Iterator
from itertools import groupby

_BORDER = 4
"""Light dots on each side: the standard asks for four."""


def dots(text: str, border: int = _BORDER) -> tuple[bytes, ...]:
    """Return the rows of a code, each dot 1 where it is dark; up to 15 % of it may be lost."""
    import segno

    made = segno.make_qr(text, error="m", boost_error=False)
    return tuple(bytes(row) for row in made.matrix_iter(border=border))


def path(text: str) -> tuple[str, int]:
    """Return a code as the path that fills its dark dots (SVG 2), and its width."""
    rows = dots(text)
    return "".join(_runs(rows)), len(rows)


def _runs(rows: tuple[bytes, ...]) -> Iterator[str]:
    for y, row in enumerate(rows):
        x = 0
        for is_dark, run in groupby(row):
            length = len(list(run))
            if is_dark:
                yield f"M{x} {y}h{length}v1h-{length}z"
            x += length
