"""A sheet as one HTML file, which a browser shows and prints; it asks nobody for anything."""

from itinerary.output import pages
from itinerary.output.code import path
from itinerary.output.sheets.sheet import Sheet

_STYLE = "sheet.css"


def render(sheet: Sheet) -> bytes:
    """Return the sheet, in UTF-8."""
    told = pages.template("sheet.html.j2").render(
        sheet=sheet,
        style=pages.read(_STYLE),
        policy=f"default-src 'none'; style-src '{pages.digest(_STYLE)}'; base-uri 'none'",
        code=path(sheet.link) if sheet.link else None,
    )
    return told.encode()
