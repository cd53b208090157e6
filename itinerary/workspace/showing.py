"""What somebody asks an agenda to show: whose, which day, by whose clocks."""

from datetime import datetime
from typing import NamedTuple

from itinerary.languages import say
from itinerary.model.schedule import Schedule
from itinerary.output.format import HOME, PLACE, Page
from itinerary.privacy.view import View
from itinerary.workspace import views


class Asked(NamedTuple):
    """What was asked for.

    ``reader`` is None for the coordinator. ``day`` is in a person's words, empty for every day.
    ``clocks`` is ``place``, ``home`` or an IANA zone; ``language`` a code.
    """

    reader: str | None
    day: str
    clocks: str
    language: str


class Shown(NamedTuple):
    """A view, and how it is to be laid out."""

    view: View
    page: Page


def shown(schedule: Schedule, asked: Asked, now: datetime) -> Shown | str:
    """Return what is to be shown at an instant, or a sentence that says why it cannot be."""
    reader = views.reader_named(schedule, asked.reader) if asked.reader is not None else None
    if isinstance(reader, str):
        return say("{option}: {why}", option="--for", why=reader)
    if not views.is_zone(asked.clocks) and asked.clocks not in {PLACE, HOME}:
        return say(
            "{option}: {why}",
            option="--zone",
            why=say(
                "`{clocks}` is neither `place`, `home` nor an IANA zone such as `America/Lima`",
                clocks=asked.clocks,
            ),
        )
    days = views.day_named(schedule, asked.day, now) if asked.day else None
    if isinstance(days, str):
        return days
    page = Page(days=days, clocks=asked.clocks, language=asked.language, now=now)
    return Shown(views.agenda_view(schedule, reader), page)
