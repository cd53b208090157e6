"""A sheet as PDF, set by Typst from data: nothing that a schedule says is ever read as markup.

It is compiled in an empty folder with fonts of its own, so it can read no file, asks no network,
and comes out the same on every machine. It bears no date but those that stand on it.
"""

import json
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from itinerary.output.code import path
from itinerary.output.sheets.sheet import Sheet

if TYPE_CHECKING:
    from typst import Compiler

_HERE = Path(__file__).parents[1]
_TEMPLATE = _HERE / "templates" / "sheet.typ"
_FONTS = _HERE / "fonts"
_UNSHOWN = re.compile('the text `?"(.+?)"`? could not be displayed')
_MOST_UNSHOWN = 2000
"""Different signs that no font of ours has; each costs one more try."""
_STANDARD: Final = "ua-1"
"""PDF/UA-1 (ISO 14289-1): a screen reader can read it."""


def render(sheet: Sheet, paper: str) -> bytes:
    """Return the sheet as a PDF for a size of paper."""
    told = _plain(sheet) | {"title": sheet.title, "code": _code(sheet.link)}
    text = json.dumps(told, ensure_ascii=False)
    with TemporaryDirectory() as empty:
        for _ in range(_MOST_UNSHOWN):
            made = _compiled(text, paper, empty)
            if isinstance(made, bytes):
                return made
            # No font has it: its number can at least be looked up, and nothing is left out.
            for sign in made:
                text = text.replace(sign, f"⟨U+{ord(sign):04X}⟩")
    raise ValueError("the sheet holds too many signs that no font has")


def _compiled(text: str, paper: str, root: str) -> bytes | str:
    """Return a PDF, or some signs that no font can show."""
    from typst import TypstError

    try:
        made = _compiler().compile(
            _template(),
            sys_inputs={"sheet": text, "paper": paper},
            root=root,
            pdf_standards=_STANDARD,
            timestamp=0,
        )
    except TypstError as fault:
        unshown = _UNSHOWN.search(str(fault))
        if unshown is None:
            raise
        return unshown[1]
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
