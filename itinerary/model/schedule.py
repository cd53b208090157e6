"""A whole schedule, as one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Annotated, NamedTuple

from itinerary.model.entries import Entry, Stay
from itinerary.model.fields import Field, Type
from itinerary.model.kinds import Kind
from itinerary.model.people import OutsideReader, Person
from itinerary.model.places import Gazetteer
from itinerary.model.safety import Contact, Safety
from itinerary.model.timeline import Occurrence, bounds
from itinerary.spans import SourceSpan
from itinerary.times import Days, Timespan


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """Who travels as a whole, when, and by which clocks."""

    span: SourceSpan
    name: Annotated[str, Field("name", Type.TEXT, "name of the delegation", required=True)]
    dates: Annotated[Days, Field("dates", Type.DATES, "first to last day", required=True)]
    zone: Annotated[str, Field("timezone", Type.ZONE, "IANA zone of the mission", required=True)]
    languages: Annotated[
        tuple[str, ...], Field("languages", Type.LANGUAGES, "of printed sheets")
    ] = ()
    note: Annotated[str | None, Field("note", Type.TEXT, "anything else")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSettings:
    """What the file says about its feeds."""

    covers: Annotated[
        bool,
        Field("confidential", Type.COVERS, "cover or none: what feeds say of confidential entries"),
    ] = True
    markers: Annotated[
        bool,
        Field(
            "cancelled",
            Type.CANCELLED_AS,
            "status, or marker for programs that hide cancelled events, as Google's does",
        ),
    ] = False
    keep: Annotated[
        int, Field("keep cancelled", Type.DAYS, "days that feeds keep what was cancelled")
    ] = 7
    key: Annotated[
        str | None,
        Field("key", Type.TEXT, "secret that keeps event ids unguessable; never change it"),
    ] = None


class Metres(int):
    """A height, or a difference of heights."""


Figure = timedelta | time | Metres
"""What a rule measures with: a length of time, a time of day by a place's clocks, a height."""


class Setting(NamedTuple):
    """A figure of a rule, adjusted in the file."""

    rule: str
    name: str
    value: Figure
    span: SourceSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A mission's schedule. Entries stand in the order of the file, occurrences in that of time."""

    path: str
    delegation: Delegation
    people: Mapping[str, Person]
    readers: Mapping[str, OutsideReader]
    gazetteer: Gazetteer
    kinds: Mapping[str, Kind]
    contacts: Mapping[str, Contact]
    safety: Safety
    feeds: FeedSettings
    settings: tuple[Setting, ...]
    entries: Mapping[str, Entry]
    occurrences: tuple[Occurrence, ...]
    unread: frozenset[str] = frozenset()
    """Ids that stand in the file but could not be read; an error already says so."""

    def participants(self, entry: Entry, when: Timespan | Days | None) -> tuple[str, ...]:
        """Return the ids of those who are to come, in the file's order.

        ``everyone`` is every member of the delegation who has joined it by then and not yet left;
        for a request without a time, every member.
        """
        if isinstance(entry, Stay) and isinstance(when, Timespan):
            when = Days(*bounds(when))  # a bed is kept from day to day, whatever the hours
        present = (
            person.id
            for person in (self.people.values() if entry.everyone else ())
            if not person.protected and (when is None or is_present(person, when))
        )
        return tuple(dict.fromkeys((*present, *(reference.id for reference in entry.who))))

    def attendees(self, entry: Entry, when: Timespan | Days | None) -> tuple[str, ...]:
        """Return the ids of all who take part, whatever their part: interpreters too."""
        parts = (entry.lead, entry.note_taker, *entry.interpreter)
        named = (reference.id for reference in parts if reference is not None)
        return tuple(dict.fromkeys((*self.participants(entry, when), *named)))


def is_present(person: Person, when: Timespan | Days) -> bool:
    """Whether a person has joined by the start of a time and not left before its end."""
    if isinstance(when, Days):
        joins, leaves = date.min, date.max
        if person.joins:
            joins = person.joins.when.start.date()
        if person.leaves:  # at midnight: at the end of the day before
            leaves = (person.leaves.when.start - timedelta(seconds=1)).date()
        return joins <= when.last and when.first <= leaves
    return not (person.joins and when.start < person.joins.when.start) and not (
        person.leaves and when.end > person.leaves.when.start
    )
