"""How findings name people, entries and places."""

from collections.abc import Iterable

from itinerary.model.entries import Entry, Journey, Stay
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence
from itinerary.times import format_when


def person(schedule: Schedule, person_id: str) -> str:
    """Return a person's name, or the id that nobody bears."""
    known = schedule.people.get(person_id)
    return known.name if known else person_id


def people(schedule: Schedule, ids: Iterable[str]) -> str:
    """Return several names as a sentence lists them."""
    names = [person(schedule, person_id) for person_id in ids]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def place(schedule: Schedule, place_id: str) -> str:
    """Return a place's name, or the id that none bears."""
    known = schedule.gazetteer.places.get(place_id)
    return known.name if known else place_id


def title(schedule: Schedule, entry: Entry) -> str:
    """Return what people call an entry, in quotation marks."""
    return f"“{entry_title(schedule, entry)}”"


def entry_title(schedule: Schedule, entry: Entry) -> str:
    """Return an entry's title, or the words that stand for it."""
    if entry.title:
        return entry.title
    match entry:
        case Journey():
            return f"{place(schedule, entry.origin.id)} → {place(schedule, entry.destination.id)}"
        case Stay() if entry.where:
            return f"Stay in {place(schedule, entry.where[0].id)}"
        case _:
            return entry.kind.label


def described(schedule: Schedule, occurrence: Occurrence) -> str:
    """Return an occurrence with its line and time: ``“Briefing” (line 33), Mon 22 May 09:00``."""
    entry = occurrence.entry
    return f"{title(schedule, entry)} (line {entry.span.line}), {format_when(occurrence.when)}"
