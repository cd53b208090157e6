"""A text as a QR code, which a telephone's camera reads (ISO/IEC 18004)."""

_BORDER = 4
"""Light dots on each side: the standard asks for four."""


def dots(text: str, border: int = _BORDER) -> tuple[bytes, ...]:
    """Return the rows of a code, each dot 1 where it is dark; up to 15 % of it may be lost."""
    import segno

    made = segno.make_qr(text, error="m", boost_error=False)
    return tuple(bytes(row) for row in made.matrix_iter(border=border))
