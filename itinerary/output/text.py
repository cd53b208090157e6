"""The agenda as plain text."""

from itinerary.output.agenda import lines
from itinerary.output.format import Page
from itinerary.output.styled import plain
from itinerary.privacy.view import View


def render(view: View, page: Page) -> bytes:
    """Return the agenda in UTF-8, as wide as the page, without colour."""
    return plain(lines(view, page)).encode()
