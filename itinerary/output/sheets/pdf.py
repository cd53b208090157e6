"""A sheet as PDF, set by Typst from data: nothing that a schedule says is ever read as markup.

It is compiled in an empty folder with fonts of its own, so it can read no file, asks no network,
and comes out the same on every machine. It bears no date but those that stand on it.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final
from unicodedata import category

from itinerary.output.code import path
from itinerary.output.sheets.sheet import Sheet

if TYPE_CHECKING:
    from typst import Compiler

_HERE = Path(__file__).parents[1]
_TEMPLATE = _HERE / "templates" / "sheet.typ"
_FONTS = _HERE / "fonts"
_FAMILIES = ("Libertinus Serif", "Droid Sans Fallback", "DejaVu Sans Mono")
"""In the order in which they are asked for a sign."""
_ALONE = b"""#set document(title: "sign", date: none)
#set text(font: json(bytes(sys.inputs.fonts)))
#sys.inputs.sheet
"""
_STANDARD: Final = "ua-1"
"""PDF/UA-1 (ISO 14289-1): a screen reader can read it."""


def render(sheet: Sheet, paper: str) -> bytes:
    """Return the sheet as a PDF for a size of paper."""
    told = _plain(sheet) | {"title": sheet.title, "code": _code(sheet.link)}
    text = json.dumps(told, ensure_ascii=False)
    tried = (_compiled(_template(), one, paper) for one in _ever_plainer(text))
    made = next((pdf for pdf in tried if pdf is not None), None)
    if made is None:
        raise ValueError("no font has even the letters of ASCII")
    return made


def _ever_plainer(text: str) -> Iterator[str]:
    """Yield a text, then with ever more of its signs as numbers: they can at least be looked up.

    First what no font has; then marks, which a font may have and yet not over that letter.
    """
    yield text
    signs = {sign for sign in text if not sign.isascii()}
    plainer = {sign for sign in sorted(signs) if _compiled(_ALONE, sign, "a4") is None}
    yield _numbered(text, plainer)
    yield _numbered(text, plainer | {sign for sign in signs if category(sign).startswith("M")})
    yield _numbered(text, signs)


def _numbered(text: str, signs: set[str]) -> str:
    return text.translate({ord(sign): f"\\u27e8U+{ord(sign):04X}\\u27e9" for sign in signs})


def _compiled(template: bytes, text: str, paper: str) -> bytes | None:
    """Return a PDF; None where no font can show a sign of it."""
    from typst import TypstError

    with TemporaryDirectory() as empty:
        try:
            made = _compiler().compile(
                template,
                sys_inputs={"sheet": text, "paper": paper, "fonts": json.dumps(_FAMILIES)},
                root=empty,
                pdf_standards=_STANDARD,
                timestamp=0,
            )
        except TypstError as fault:
            if "could not be displayed" in str(fault):
                return None
            raise
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


@cache
def _compiler() -> "Compiler":
    """Return the compiler; it keeps its fonts from one sheet to the next."""
    from typst import Compiler, Fonts

    return Compiler(
        font_paths=Fonts(include_system_fonts=False, font_paths=[str(_FONTS)]),
        package_path=str(_FONTS),
        package_cache_path=str(_FONTS),
    )


@cache
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


def _code(link: str) -> str:
    """Return the code that opens a link as an SVG; empty where there is no link."""
    if not link:
        return ""
    dots, width = path(link)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {width}">'
        f'<path d="{dots}"/></svg>'
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 (any part of a sheet)
    """Return a part of a sheet as JSON can hold it; each names its type."""
    if hasattr(value, "_asdict"):
        told = {name: _plain(part) for name, part in value._asdict().items()}
        return {"type": type(value).__name__.lower(), **told}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value
