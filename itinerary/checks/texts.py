"""The texts of a schedule that readers see, and how words are found in them.

Texts are compared without accents and capitals, and whole words only.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from itinerary.languages import Message, mark, say
from itinerary.model.entries import Entry, Journey
from itinerary.model.fields import Classification
from itinerary.model.kinds import BUILT_IN
from itinerary.model.schedule import Schedule
from itinerary.spans import SourceSpan

_PUBLIC, _CONFIDENTIAL = Classification.PUBLIC, Classification.CONFIDENTIAL


class Text(NamedTuple):
    """A text that a reader below confidential can see, and where it stands."""

    text: str
    what: str
    id: str
    span: SourceSpan
    entries: tuple[str, ...]

    @property
    def is_title(self) -> bool:
        """Whether it is the title of an entry."""
        return self.what == _HELD["title"]

    @property
    def told(self) -> Message:
        """What it is; made only for a finding, because there are very many texts."""
        return say(self.what, id=self.id)


_HELD = {
    "title": mark("the title of `{id}`"),
    "cover": mark("the cover of `{id}`"),
    "dress": mark("the dress of `{id}`"),
    "press": mark("the press of `{id}`"),
    "room": mark("the room of `{id}`"),
    "with": mark("the with of `{id}`"),
    "vehicle": mark("the vehicle of `{id}`"),
    "by": mark("the by of `{id}`"),
    "handover": mark("the handover of `{id}`"),
    "request": mark("the request of `{id}`"),
}
"""What the text under a key of an entry is."""


def _of_sheets(schedule: Schedule) -> Iterator[Text]:
    """Yield what only sheets tell, beside the programme."""
    for contact in schedule.contacts.values():
        if contact.classification < _CONFIDENTIAL:
            for text in filter(None, (contact.name, contact.role, contact.phone)):
                yield Text(text, mark("the contact `{id}`"), contact.id, contact.span, ())
    for text in filter(None, (schedule.safety.how, schedule.safety.fallback)):
        yield Text(text, mark("what `safety:` says"), "", schedule.delegation.span, ())


def visible(schedule: Schedule) -> Iterator[Text]:
    """Yield every text that some reader below confidential can see, or a feed's company."""
    yield _of_mission(schedule)
    for place in schedule.gazetteer.places.values():
        if place.classification < _CONFIDENTIAL:
            for text in filter(None, (place.name, place.address, place.fallback)):
                yield Text(text, mark("the place `{id}`"), place.id, place.span, ())
    yield from _of_sheets(schedule)
    for entry in schedule.entries.values():
        if entry.classification < _CONFIDENTIAL:
            yield from _of_kind(entry)
    yield from _of_readers(schedule)
    for entry in schedule.entries.values():
        if entry.classification < _CONFIDENTIAL:
            yield from _of_entry(
                entry,
                (
                    "title",
                    "dress",
                    "press",
                    "room",
                    "with",
                    "vehicle",
                    "by",
                    "handover",
                    "request",
                ),
            )
        elif schedule.feeds.covers:
            yield from _of_entry(entry, ("cover",))


def public(schedule: Schedule) -> Iterator[Text]:
    """Yield every text of the programme that anybody can see, or a feed's company."""
    for entry in schedule.entries.values():
        if entry.classification is _PUBLIC:
            yield from _of_entry(entry, ("title", "with", "room", "press", "by"))
        elif entry.classification is _CONFIDENTIAL and schedule.feeds.covers:
            yield from _of_entry(entry, ("cover",))


def around_public(schedule: Schedule) -> Iterator[Text]:
    """Yield every text that anybody can see beside the programme's."""
    yield _of_mission(schedule)
    for place in schedule.gazetteer.places.values():
        if place.classification is _PUBLIC:
            for text in filter(None, (place.name, place.address)):
                yield Text(text, mark("the place `{id}`"), place.id, place.span, ())
    for contact in schedule.contacts.values():
        if contact.classification is _PUBLIC:
            for text in filter(None, (contact.name, contact.role)):
                yield Text(text, mark("the contact `{id}`"), contact.id, contact.span, ())
    for entry in schedule.entries.values():
        if entry.classification is _PUBLIC:
            yield from _of_kind(entry)
    yield from _of_readers(schedule)


def _of_mission(schedule: Schedule) -> Text:
    delegation = schedule.delegation
    return Text(delegation.name, mark("the delegation's name"), "", delegation.span, ())


def _of_readers(schedule: Schedule) -> Iterator[Text]:
    for reader in schedule.readers.values():
        yield Text(reader.name, mark("the reader `{id}`"), reader.id, reader.span, ())


def _of_kind(entry: Entry) -> Iterator[Text]:
    """Yield what a file calls a kind of its own."""
    if entry.kind.id not in BUILT_IN:
        what = mark("the kind of `{id}`")
        yield Text(entry.kind.label, what, entry.id, entry.at("kind"), (entry.id,))


def _of_entry(entry: Entry, keys: tuple[str, ...]) -> Iterator[Text]:
    held: dict[str, str | tuple[str, ...] | None] = {
        "title": entry.title,
        "cover": entry.cover,
        "dress": entry.dress,
        "press": entry.press,
        "room": entry.room,
        "with": entry.interlocutors,
        "vehicle": entry.vehicle,
        "by": entry.by if isinstance(entry, Journey) else None,
        "handover": (handover.what, handover.count or "") if (handover := entry.handover) else (),
        "request": (request.of or "", request.channel or "") if (request := entry.request) else (),
    }
    for key in keys:
        value = held[key]
        for text in (value,) if isinstance(value, str) else value or ():
            yield Text(text, _HELD[key], entry.id, entry.at(key), (entry.id,))


def fold(text: str) -> str:
    """Return a text in small letters and without accents."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in split if not unicodedata.combining(character))


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded."""
    return tuple(re.findall(r"\w+", fold(text)))


def phrase(text: str) -> re.Pattern[str]:
    """Return what finds the same words, one after the other, in a folded text."""
    found = r"\W+".join(map(re.escape, words(text)))
    return re.compile(rf"(?<!\w){found}(?!\w)" if found else r"(?!)")


def digits(number: str) -> re.Pattern[str]:
    """Return what finds the same digits, however they are set apart, in a text."""
    found = r"\D*".join(character for character in number if character.isdigit())
    return re.compile(rf"(?<!\d){found}(?!\d)" if found else r"(?!)")
