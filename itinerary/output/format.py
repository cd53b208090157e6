"""What an output format is."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from itinerary.languages import Words, spoken
from itinerary.times import Days

if TYPE_CHECKING:
    from itinerary.output.comparison import Change
    from itinerary.privacy.view import View

PLACE = "place"
HOME = "home"


class Subscription(NamedTuple):
    """Where a reader subscribes: addresses that hold their secret link, and when it ends."""

    calendar: str
    """The ``https`` address of the feed."""
    page: str
    """The ``https`` address of the reader's page."""
    until: datetime | None = None
    """When the link stops to work, by the mission's clocks."""

    @property
    def webcal(self) -> str:
        """The address that a telephone or Outlook subscribes with as soon as it is opened."""
        return f"webcal:{self.calendar.partition(':')[2]}"

    @property
    def google(self) -> str:
        """The address at which Google Calendar asks whether to subscribe."""
        return f"https://calendar.google.com/calendar/render?cid={quote(self.webcal, safe='')}"


class Page(NamedTuple):
    """How a view is laid out: which days, by which clocks, how wide.

    ``clocks`` is ``place`` (each time as the clocks of its place show it), ``home`` (as those of
    the reader's home do) or an IANA zone. ``width`` counts terminal cells.
    """

    days: Days | None = None
    clocks: str = PLACE
    width: int = 80
    language: str = "en"
    """In which language our own words are; English where it is not known."""
    now: datetime | None = None
    """The present, where a page tells what is going on; any zone."""
    subscription: Subscription | None = None
    changes: "tuple[Change, ...]" = ()
    """What changed for this reader when something last did."""

    @property
    def words(self) -> Words:
        """The words of its language."""
        return spoken(self.language)


class Format(NamedTuple):
    """A format: what it is, and the function from a view to its bytes."""

    media_type: str
    help: str
    render: Callable[["View", Page], bytes]
