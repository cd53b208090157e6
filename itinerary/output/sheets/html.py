"""A sheet as one HTML file, which a browser shows and prints; it asks nobody for anything."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from itinerary.output.code import path
from itinerary.output.sheets.sheet import Sheet

if TYPE_CHECKING:
    from jinja2 import Template

_TEMPLATES = Path(__file__).parents[1] / "templates"


def render(sheet: Sheet) -> bytes:
    """Return the sheet, in UTF-8."""
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    told = _template().render(
        sheet=sheet,
        style=style,
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'",
        code=path(sheet.link) if sheet.link else None,
    )
    return told.encode()


@cache
def _style() -> str:
    return (_TEMPLATES / "sheet.css").read_text(encoding="utf-8")


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.tests["a"] = lambda value, name: type(value).__name__ == name
    return made.get_template("sheet.html.j2")
