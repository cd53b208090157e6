"""View → a sheet of paper: six kinds of sheets, each in four formats.

Like the formats of the agenda, each is loaded when it is used.
"""

from collections.abc import Callable
from typing import NamedTuple

from itinerary.languages import mark
from itinerary.output.sheets.sheet import Printing, Sheet
from itinerary.privacy.view import View

A4 = "a4"
PAPERS = (A4, "letter", "phone")
"""What a PDF is set for; ``phone`` is a page as narrow as a telephone's screen."""


class Kind(NamedTuple):
    """A kind of sheet. A public one is made of what anybody may know, whoever prints it."""

    help: str
    make: Callable[[View, Printing], Sheet]
    is_public: bool = False


class Format(NamedTuple):
    """A format of a sheet: what it is, what its files end in, and how it is written."""

    help: str
    suffix: str
    render: Callable[[Sheet, str], bytes]


def _day(view: View, printing: Printing) -> Sheet:
    from itinerary.output.sheets import day  # noqa: PLC0415

    return day.make(view, printing)


def _line_by_line(view: View, printing: Printing) -> Sheet:
    from itinerary.output.sheets import line_by_line  # noqa: PLC0415

    return line_by_line.make(view, printing)


def _movement(view: View, printing: Printing) -> Sheet:
    from itinerary.output.sheets import movement  # noqa: PLC0415

    return movement.make(view, printing)


def _contacts(view: View, printing: Printing) -> Sheet:
    from itinerary.output.sheets import contacts  # noqa: PLC0415

    return contacts.make(view, printing)


def _handover(view: View, printing: Printing) -> Sheet:
    from itinerary.output.sheets import handover  # noqa: PLC0415

    return handover.make(view, printing)


def _press(view: View, printing: Printing) -> Sheet:
    from itinerary.output.sheets import press  # noqa: PLC0415

    return press.make(view, printing)


def _pdf(sheet: Sheet, paper: str) -> bytes:
    from itinerary.output.sheets.pdf import render as write  # noqa: PLC0415

    return write(sheet, paper)


def _html(sheet: Sheet, _paper: str) -> bytes:
    from itinerary.output.sheets.html import render as write  # noqa: PLC0415

    return write(sheet)


def _text(sheet: Sheet, _paper: str) -> bytes:
    from itinerary.output.sheets.text import render as write  # noqa: PLC0415

    return write(sheet)


def _markdown(sheet: Sheet, _paper: str) -> bytes:
    from itinerary.output.sheets.markdown import render as write  # noqa: PLC0415

    return write(sheet)


SHEETS = {
    "day": Kind(mark("a page a day, to be carried"), _day),
    "line-by-line": Kind(mark("what each engagement needs, for those who go ahead"), _line_by_line),
    "movement": Kind(mark("each vehicle's ways, without names that need protection"), _movement),
    "contacts": Kind(mark("whom to call, by who needs to know"), _contacts),
    "handover": Kind(mark("what is handed over, to tick off"), _handover),
    "press": Kind(mark("what is public, for the press"), _press, is_public=True),
}
FORMATS = {
    "pdf": Format("PDF, for a printer", "pdf", _pdf),
    "html": Format("one page for a browser", "html", _html),
    "text": Format("plain text, 80 columns wide", "txt", _text),
    "markdown": Format("Markdown", "md", _markdown),
}


def render(form: str, sheet: Sheet, paper: str = A4) -> bytes:
    """Return a sheet in a format of the table: the same sheet gives the same bytes."""
    return FORMATS[form].render(sheet, paper)
