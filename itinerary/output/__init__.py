"""View → bytes: one format a file, all named here.

A format's module is imported when it is used: icalendar and rich cost more than a whole run.
"""

from typing import TYPE_CHECKING

from itinerary.output.format import Format, Page

if TYPE_CHECKING:
    from itinerary.privacy.view import View


def _text(view: "View", page: Page) -> bytes:
    from itinerary.output import text  # noqa: PLC0415

    return text.render(view, page)


def _markdown(view: "View", page: Page) -> bytes:
    from itinerary.output import markdown  # noqa: PLC0415

    return markdown.render(view, page)


def _json(view: "View", page: Page) -> bytes:
    from itinerary.output import data  # noqa: PLC0415

    return data.render(view, page)


def _html(view: "View", page: Page) -> bytes:
    from itinerary.output import html  # noqa: PLC0415

    return html.render(view, page)


def _ics(view: "View", page: Page) -> bytes:
    from itinerary.output import ics  # noqa: PLC0415

    return ics.render(view, page)


FORMATS = {
    "text": Format("text/plain; charset=utf-8", "plain text, for a pipe or a message", _text),
    "markdown": Format("text/markdown; charset=utf-8", "Markdown tables", _markdown),
    "json": Format("application/json", "everything the reader may see, for programs", _json),
    "html": Format("text/html; charset=utf-8", "one page for a browser, with all in it", _html),
    "ics": Format("text/calendar; charset=utf-8", "iCalendar (RFC 5545)", _ics),
}


def render(name: str, view: "View", page: Page) -> bytes:
    """Return a view in a format of the table."""
    return FORMATS[name].render(view, page)
