"""PDF as a printer has it: its texts and where each stands, and its pages as grey pictures."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_uint8
from typing import NamedTuple

from pypdfium2 import PdfDocument, PdfPage, raw

WEAK = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Characters that take no room: where a word may break, and which way it is written."""
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_HYPHENS = "-\x02\ufffe"
"""At a line's end PDFium tells a hyphen as one of these."""
_INVISIBLE = dict.fromkeys(map(ord, WEAK + _DIRECTIONS + _HYPHENS))


class Glyph(NamedTuple):
    """A character, and the loose box of its line: its whole height, and all that it advances."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    run: int
    """The text object that it stands in."""


class Picture(NamedTuple):
    """A page in shades of grey, a byte a dot, row by row."""

    width: int
    height: int
    dots: bytes


@contextmanager
def opened(pdf: bytes) -> Iterator[PdfDocument]:
    """Lend a PDF."""
    document = PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def bare(text: str) -> str:
    """Return a text without its white space, its hyphens and what cannot be seen."""
    return "".join(text.translate(_INVISIBLE).split())


def texts(pdf: bytes) -> list[str]:
    """Return all that stands on each page."""
    with opened(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def glyphs(page: PdfPage) -> list[Glyph]:
    """Return each character of a page that takes ink."""
    textpage = page.get_textpage()
    runs: dict[int, int] = {}
    found = []
    for index in range(textpage.count_chars()):
        if raw.FPDFText_IsGenerated(textpage, index) == 1:
            continue
        text = chr(raw.FPDFText_GetUnicode(textpage, index))
        if not bare(text):
            continue
        run = raw.FPDFText_GetTextObject(textpage, index)
        address = int.from_bytes(bytes(run), "little")
        left, bottom, right, top = textpage.get_charbox(index)
        found.append(Glyph(text, left, bottom, right, top, runs.setdefault(address, len(runs))))
    return found


def picture(page: PdfPage, dots_per_inch: int) -> Picture:
    """Return a page as it is printed in black and white."""
    bitmap = page.render(scale=dots_per_inch / 72, grayscale=True)
    buffer: bytes = bytes((c_uint8 * (bitmap.stride * bitmap.height)).from_buffer(bitmap.buffer))
    rows = (buffer[at : at + bitmap.width] for at in range(0, len(buffer), bitmap.stride))
    return Picture(bitmap.width, bitmap.height, b"".join(rows))


def beside(pictures: list[Picture]) -> Picture:
    """Return pictures of one size side by side."""
    width, height, _ = pictures[0]
    rows = (one.dots[row * width : (row + 1) * width] for row in range(height) for one in pictures)
    return Picture(width * len(pictures), height, b"".join(rows))


_PNG = b"\x89PNG\r\n\x1a\n"


def to_png(shown: Picture) -> bytes:
    """Return a picture as PNG (ISO/IEC 15948), in grey."""
    rows = (
        b"\0" + shown.dots[at : at + shown.width] for at in range(0, len(shown.dots), shown.width)
    )
    head = struct.pack(">IIBBBBB", shown.width, shown.height, 8, 0, 0, 0, 0)
    data = zlib.compress(b"".join(rows), 9)
    return _PNG + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def from_png(data: bytes) -> Picture:
    """Return a picture that was written here: grey, and no row told by another."""
    width, height = struct.unpack(">II", data[16:24])
    length = int.from_bytes(data[33:37], "big")
    rows = zlib.decompress(data[41 : 41 + length])
    step = width + 1
    return Picture(
        width, height, b"".join(rows[at + 1 : at + step] for at in range(0, len(rows), step))
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def blocks(shown: Picture, columns: int, rows: int) -> list[float]:
    """Return how light each block of a picture is, from 0 to 255."""
    found = []
    for row in range(rows):
        top, bottom = row * shown.height // rows, (row + 1) * shown.height // rows
        for column in range(columns):
            left, right = column * shown.width // columns, (column + 1) * shown.width // columns
            total = sum(
                sum(shown.dots[y * shown.width + left : y * shown.width + right])
                for y in range(top, bottom)
            )
            found.append(total / ((bottom - top) * (right - left)))
    return found
