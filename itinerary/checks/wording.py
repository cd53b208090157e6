"""How findings name people, entries and places."""

from collections.abc import Collection, Iterable

from itinerary.languages import Message, plural, say
from itinerary.model.entries import Entry, Journey, Stay
from itinerary.model.kinds import BUILT_IN, Kind, unknown
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence


def person(schedule: Schedule, person_id: str) -> str:
    """Return a person's name, or the id that nobody bears."""
    known = schedule.people.get(person_id)
    return known.name if known else person_id


def people(schedule: Schedule, ids: Iterable[str]) -> tuple[str, ...]:
    """Return several names, which a sentence lists."""
    return tuple(person(schedule, person_id) for person_id in ids)


def place(schedule: Schedule, place_id: str) -> str:
    """Return a place's name, or the id that none bears."""
    known = schedule.gazetteer.places.get(place_id)
    return known.name if known else place_id


def things(entry: Entry, claims: Collection[str]) -> tuple[str, ...]:
    """Return those of its vehicles and its room that are among claims, as the file writes them."""
    vehicles = [one for one in entry.vehicle if f"vehicle {one.casefold()}" in claims]
    is_in_room = entry.room and any(one.startswith("room ") for one in claims)
    return (*vehicles, *([entry.room] if entry.room and is_in_room else []))


def title(schedule: Schedule, entry: Entry) -> Message:
    """Return what people call an entry, in quotation marks."""
    return say("“{title}”", title=entry_title(schedule, entry))


def entry_title(schedule: Schedule, entry: Entry) -> str:
    """Return an entry's title, or the words that stand for it."""
    if entry.title:
        return entry.title
    match entry:
        case Journey():
            return f"{place(schedule, entry.origin.id)} → {place(schedule, entry.destination.id)}"
        case Stay() if entry.where:
            return say("Stay in {place}", place=place(schedule, entry.where[0].id))
        case _:
            return kind(entry.kind)


def kind(known: Kind) -> str:
    """Return what a kind of entry is called: our own words in any language, a file's as it has."""
    is_ours = known.id in BUILT_IN or known == unknown(known.id)
    return say(known.label) if is_ours else known.label


def described(schedule: Schedule, occurrence: Occurrence) -> Message:
    """Return an occurrence with its line and time: ``“Briefing” (line 33), Mon 22 May 09:00``."""
    return say(
        "{title} (line {line}), {when}",
        title=title(schedule, occurrence.entry),
        line=occurrence.entry.span.line,
        when=occurrence.when,
    )


def timed(schedule: Schedule, occurrence: Occurrence) -> Message:
    """Return an occurrence with its time: ``“Briefing” (Mon 22 May 09:00–10:00)``."""
    return say("{title} ({when})", title=title(schedule, occurrence.entry), when=occurrence.when)


def and_more(message: Message, others: int) -> Message:
    """Return what is told of a day, and on how many others the same holds."""
    if not others:
        return message
    return plural(
        "{what}; so it is on {count} more day",
        "{what}; so it is on {count} more days",
        others,
        what=message,
    )
