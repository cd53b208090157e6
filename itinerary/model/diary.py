"""What each person does, one thing after the other: what rules on rest and load look at."""

from collections.abc import Mapping

from itinerary.model.entries import Status, Stay
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence
from itinerary.times import Timespan


def diaries(schedule: Schedule) -> Mapping[str, tuple[tuple[Occurrence, Timespan], ...]]:
    """Return each person's engagements and journeys that have hours, in the order they start.

    Whatever part somebody takes counts, an interpreter's too. A stay, a mere idea and what will
    not take place are in nobody's day.
    """
    found: dict[str, list[tuple[Occurrence, Timespan]]] = {each: [] for each in schedule.people}
    for occurrence in schedule.occurrences:
        entry, when = occurrence.entry, occurrence.when
        if entry.status.is_off or entry.status is Status.IDEA:
            continue
        if isinstance(entry, Stay) or not isinstance(when, Timespan):
            continue
        for person in schedule.attendees(entry, when):
            if person in found:
                found[person].append((occurrence, when))
    return {person: tuple(theirs) for person, theirs in found.items()}
