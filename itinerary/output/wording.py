"""The words that every page uses for the parts of a view."""

from collections.abc import Iterator
from datetime import timedelta

from itinerary.output.format import HOME, PLACE, Page
from itinerary.privacy.view import (
    Cover,
    Details,
    Engagement,
    Item,
    Journey,
    OpenRequest,
    RequestNote,
    Standing,
    Stay,
    Venue,
    View,
)
from itinerary.times import Timespan, format_day, format_duration, zone_of

LANGUAGES = {
    "ar": "Arabic",
    "ay": "Aymara",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "ka": "Georgian",
    "pt": "Portuguese",
    "qu": "Quechua",
    "ru": "Russian",
    "wo": "Wolof",
}
"""English names of the languages that missions so far have used; another is told by its code."""


NO_LONGER = "no longer in this calendar"
WITHDRAWN = f"CANCELLED · {NO_LONGER}"
"""The title of what its reader sees no longer."""


def standing_word(standing: Standing) -> str:
    """Return the word that goes before a title that is not confirmed: ``REQUESTED``."""
    return "" if standing is Standing.CONFIRMED else standing.value.upper()


def standing(told: Item | OpenRequest) -> Standing:
    """Return how sure something is; a cover tells only whether it is off."""
    if isinstance(told, Cover):
        return Standing.CANCELLED if told.is_off else Standing.CONFIRMED
    return told.details.standing


def headline(item: Item) -> str:
    """Return an item's title, after the word for its standing where it is not confirmed."""
    word = standing_word(standing(item))
    return f"{word} · {item.title}" if word else item.title


def venue_line(venue: Venue) -> str:
    """Return a venue and its town on one line."""
    return venue.name if venue.name == venue.town else f"{venue.name}, {venue.town}"


def where(item: Item) -> str:
    """Return where an item is, on one line; empty where the reader may not know."""
    match item:
        case Cover():
            return item.town or ""
        case Journey():
            return " → ".join(venue.name for venue in (item.origin, item.destination) if venue)
        case Engagement() | Stay():
            room = f"{item.details.room}, " if item.details.room else ""
            return f"{room}{venue_line(item.venue)}" if item.venue else room.rstrip(", ")


def who(details: Details, reader: str = "") -> str:
    """Return who takes part; nothing where that is the reader alone."""
    if details.people == (reader,):
        return ""
    if details.everyone and len(details.people) > 1:
        return ", ".join(("everyone", *details.beside_everyone))
    return ", ".join(details.people)


def crossing(item: Item) -> str | None:
    """Return what clocks alone would tell wrong: an item whose ends have different offsets."""
    when = item.when
    if not isinstance(when, Timespan) or when.start.utcoffset() == when.end.utcoffset():
        return None
    if zone_of(when.start) == zone_of(when.end):
        return f"the clocks change: it lasts {format_duration(when.duration)}"
    return (
        f"leaves {when.start:%H:%M} {city(zone_of(when.start))} time, "
        f"arrives {format_day(when.end)} {when.end:%H:%M} {city(zone_of(when.end))} time"
    )


def city(zone: str) -> str:
    """Return the place that a zone is named for."""
    return zone.rpartition("/")[2].replace("_", " ")


def clocks(view: View, page: Page) -> tuple[str, str]:
    """Return whose clocks a page's first and second times are by; no second where none is told."""
    if page.clocks == PLACE:
        home = view.home if view.home and view.home != view.zone else None
        return f"local times ({city(view.zone)})", city(home) if home else ""
    zone = (view.home or view.zone) if page.clocks == HOME else page.clocks
    return f"{city(zone)} times", "local where they differ"


def particulars(details: Details) -> Iterator[tuple[str, str]]:  # noqa: C901 (a list, not a maze)
    """Yield everything else that is told of an item: a label and its text."""
    if details.interlocutors:
        yield "With", ", ".join(details.interlocutors)
    if details.lead:
        yield "Lead", details.lead
    if details.note_taker:
        yield "Notes taken by", details.note_taker
    if details.interpreters:
        yield "Interpreter", ", ".join(details.interpreters)
    if details.languages:
        yield "Languages", ", ".join(LANGUAGES.get(code, code) for code in details.languages)
    if details.vehicles:
        yield "Vehicle", ", ".join(details.vehicles)
    if details.press:
        yield "Press", details.press
    if details.dress:
        yield "Dress", details.dress
    if details.embargo:
        until = f"{format_day(details.embargo)} {details.embargo:%H:%M}"
        yield "Embargo", f"until {until} {city(zone_of(details.embargo))} time"
    if details.handover:
        handover = details.handover
        carried = f", carried by {handover.carried_by}" if handover.carried_by else ""
        yield (
            "Handover",
            f"{handover.what}{f', {handover.count}' if handover.count else ''}{carried}",
        )
    if details.request:
        yield "Asked", asked(details.request)
    if details.note:
        yield "Note", details.note


def asked(request: RequestNote) -> str:
    """Return whom something was asked of, when, how, by whom, and when to ask again."""
    parts = [
        f"of {request.of}" if request.of else "",
        f"on {format_day(request.asked)}" if request.asked else "",
        f"by {request.by}" if request.by else "",
        f"({request.channel})" if request.channel else "",
    ]
    text = " ".join(filter(None, parts))
    again = f"ask again {format_day(request.chase)}" if request.chase else ""
    return "; ".join(filter(None, (text, again)))


def windows(request: OpenRequest, zone: str) -> str:
    """Return when a request may take place, and whose clocks tell it where not the mission's."""
    told = "; ".join(request.windows)
    zones = {zone_of(span.start) for span in request.spans} - {zone}
    return (
        f"within {told}{''.join(f' ({city(name)} time)' for name in sorted(zones))}" if told else ""
    )


def length(request: OpenRequest) -> str:
    """Return how long a request is to last."""
    if request.nights:
        return f"{request.nights} night{'s' if request.nights > 1 else ''}"
    return format_duration(request.takes) if isinstance(request.takes, timedelta) else ""
