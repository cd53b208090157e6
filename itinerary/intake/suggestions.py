"""What a calendar or table from elsewhere would be as entries of a schedule.

Nothing is invented: people and places are those that the file already has, found by their name, id
or address. What cannot be placed so stands in the note, as it was written. And nothing is public:
an entry is private, or confidential where its author said so.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple

from itinerary.intake.events import Event, Moment, one_line
from itinerary.languages import say
from itinerary.model.people import Person
from itinerary.model.places import Gazetteer
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import bounds
from itinerary.times import (
    Days,
    Timespan,
    format_date,
    in_zone,
    localise,
    start_of_day,
    wall_clock,
    written_when,
    zone_of,
)

Value = str | tuple[str, ...] | Mapping[str, str]
"""A text, a list of them, or a table."""

_CODE = re.compile(r"(?<!\b[0-9] )(?<!\b[0-9][0-9] )\b[A-Z]{3}\b")
"""An airport's code; Juliaca's is July's too, behind a day."""
_DECORATION = re.compile(r"^[\W_]{4,}$", re.MULTILINE)
_STATUSES = {
    "confirmed": ("confirmed", "confirmado", "confirmada", "si", "yes"),
    "tentative": ("tentative", "tentativo", "por confirmar", "provisional", "to be confirmed"),
    "requested": ("requested", "solicitado", "solicitada", "pedido", "pending", "pendiente"),
    "cancelled": ("cancelled", "canceled", "cancelado", "cancelada"),
}
_STATUS = {word: status for status, words in _STATUSES.items() for word in words}
_CONFIDENTIAL = "CONFIDENTIAL"
_LONGEST_ID = 40
_LONGEST_NOTE = 1500
_MOST_RULES = 100
"""Repetitions of one file that are followed: each can take place a thousand times."""
REPEATS_ODDLY = say("it repeats in a way that no schedule holds: once here")


class Source(NamedTuple):
    """The file that events come from, by its name alone, and the day it is read."""

    name: str
    read: date


class Suggestion(NamedTuple):
    """An entry that an event would be: its id and keys, and what is to be said of it.

    ``called`` is what messages call it; ``days`` are its first and last, where they are known and
    it does not repeat.
    """

    id: str
    uid: str
    pairs: tuple[tuple[str, Value], ...]
    notes: tuple[str, ...] = ()
    called: str = ""
    line: int = 0
    days: tuple[date, date] | None = None
    is_off: bool = False

    def without(self, key: str, note: str) -> "Suggestion":
        """Return the same without a key, and the reason."""
        pairs = tuple(pair for pair in self.pairs if pair[0] != key)
        return self._replace(pairs=pairs, notes=(*self.notes, note))

    def left_out(self, why: str) -> "LeftOut":
        """Return that no entry is made of it after all, and why."""
        return LeftOut(self.called, why, self.line)

    @property
    def repeats(self) -> bool:
        """Whether it takes place more than once."""
        return any(key == "repeat" for key, _ in self.pairs)


class LeftOut(NamedTuple):
    """An event that no entry can be made of, and why."""

    title: str
    why: str
    line: int = 0


def newest(events: Iterable[Event]) -> list[Event]:
    """Return the last state of each event, in the file's order."""
    found: dict[tuple[str, str], Event] = {}
    for event in events:
        key = event.uid, event.recurrence
        known = found.get(key)
        if known is None or (event.sequence, event.stamp) > (known.sequence, known.stamp):
            found[key] = event
    moved: dict[str, list[date]] = {}
    secret = {one.uid for one in found.values() if one.classification == _CONFIDENTIAL}
    for event in found.values():
        if event.recurrence:
            moved.setdefault(event.uid, []).append(date.fromisoformat(event.recurrence))
    return [
        event._replace(
            classification=_CONFIDENTIAL if event.uid in secret else event.classification
        )
        if event.recurrence
        else event._replace(excluded=(*event.excluded, *moved.get(event.uid, ())))
        for event in found.values()
    ]


def suggest(
    events: Iterable[Event], schedule: Schedule, source: Source, *, as_they_stand: bool
) -> tuple[list[Suggestion], list[LeftOut]]:
    """Return what events would be as entries of a schedule, and what cannot be one.

    ``as_they_stand`` takes the status that the file tells; otherwise each is an idea.
    """
    taken = {*schedule.entries, *schedule.unread}
    taken |= {reference.id for entry in schedule.entries.values() for reference in entry.was}
    made: list[Suggestion] = []
    left_out: list[LeftOut] = []
    rules = 0
    for event in newest(events):
        title = one_line(event.title) or "Untitled"
        found = _Reading(event._replace(title=title), schedule, source).suggestion(
            _unused(title, taken), as_they_stand=as_they_stand
        )
        if isinstance(found, Suggestion) and found.repeats:
            rules += 1
            if rules > _MOST_RULES:
                found = found.without("repeat", say("too much in this file repeats: once here"))
        if isinstance(found, LeftOut):
            left_out.append(found)
        else:
            taken.add(found.id)
            made.append(found)
    return made, left_out


def folded(text: str) -> str:
    """Return a text without case or accents, as names are compared."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in split if not unicodedata.combining(sign)).split())


def _unused(title: str, taken: Collection[str]) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", folded(title)).strip("-")[:_LONGEST_ID].strip("-")
    slug = slug or "imported"
    number, unused = 1, slug
    while unused in taken:
        number += 1
        unused = f"{slug}-{number}"
    return unused


class _Reading(NamedTuple):
    """An event beside the schedule that it is to enter."""

    event: Event
    schedule: Schedule
    source: Source

    def suggestion(self, entry_id: str, *, as_they_stand: bool) -> Suggestion | LeftOut:
        """Return the entry that the event would be."""
        event, gazetteer = self.event, self.schedule.gazetteer
        ends = self._flight()
        where = None if ends else _place_named(event.location, gazetteer)
        zones = tuple(map(gazetteer.zone, ends or (where, where)))
        when = event.written or self._when(zones[0], zones[1])
        if isinstance(when, LeftOut):
            return when
        who = [*self._people()]
        pairs: list[tuple[str, Value]] = [
            ("kind", "journey" if ends else "meeting"),
            ("title", event.title),
            ("class", "confidential" if event.classification == _CONFIDENTIAL else "private"),
            ("status", self._status() if as_they_stand else "idea"),
            ("when", when if isinstance(when, str) else self._written(when)),
        ]
        if event.rule:
            pairs.append(("repeat", self._repeat()))
        if ends:
            pairs += [("by", "air"), ("from", ends[0]), ("to", ends[1])]
        if where:
            pairs.append(("where", where))
        if who:
            pairs.append(("who", tuple(who)))
        note = self._note(is_placed=bool(ends or where))
        if note:
            pairs.append(("note", note))
        uid = f"{event.uid} {event.recurrence}".strip()
        read = self.source.read.isoformat()
        pairs.append(("source", {"file": self.source.name, "uid": uid, "read": read}))
        return Suggestion(
            entry_id,
            uid,
            tuple(pairs),
            (
                *self._remarks(is_placed=bool(ends or where), is_for_somebody=bool(who)),
                *self._losses(note, as_they_stand=as_they_stand),
            ),
            self._called(),
            event.line,
            None if isinstance(when, str) or event.rule else bounds(when),
            is_off=self._status() == "cancelled",
        )

    # ------------------------------------------------------------ time

    def _when(self, start_zone: str, end_zone: str) -> Timespan | Days | LeftOut:
        event = self.event
        if isinstance(event.start, Moment) and isinstance(event.end, Moment):
            start = self._instant(event.start, start_zone)
            end = self._instant(event.end, end_zone)
            if isinstance(start, LeftOut):
                return start
            if isinstance(end, LeftOut):
                return end
            if end <= start:
                return self._refused(say("it ends before it starts"))
            return Timespan(in_zone(start, start_zone), in_zone(end, end_zone))
        if isinstance(event.start, date) and isinstance(event.end, date):
            last = max(event.end - timedelta(days=1), event.start)
            return Days(event.start, last)
        return self._refused(say("its start and its end are not of one sort"))

    def _written(self, when: Timespan | Days) -> str:
        """Return a time by the clocks of its place; or by its own, where the rule counts by them.

        They differ where a day or an hour of one is not always the same of the other.
        """
        event = self.event
        if not event.rule or not isinstance(when, Timespan) or not isinstance(event.start, Moment):
            return written_when(when)
        own = event.start.zone or zone_of(when.start)
        start, end = in_zone(when.start, own), in_zone(when.end, own)
        mission = self.schedule.delegation.dates
        apart = {_hours_apart(day, own, zone_of(when.start)) for day in (start.date(), *mission)}
        if start.date() == when.start.date() and len(apart) == 1:
            return written_when(when)
        return f"{format_date(start)} {start:%H:%M} {own} to {format_date(end)} {end:%H:%M} {own}"

    def _instant(self, moment: Moment, local: str) -> datetime | LeftOut:
        found = localise(moment.wall, moment.zone or local)
        if isinstance(found, datetime):
            return found
        return self._refused(
            say(
                "the clocks change at that time: {day} {clock} is not one instant",
                day=lambda words: words.written_day(moment.wall),
                clock=f"{moment.wall:%H:%M}",
            )
        )

    def _refused(self, why: str) -> LeftOut:
        return LeftOut(self._called(), why, self.event.line)

    def _called(self) -> str:
        title = one_line(self.event.title, 80)
        if not self.event.line:
            return title
        return say("row {number}, {title}", number=self.event.line, title=title)

    def _repeat(self) -> str:
        excluded = ", ".join(day.isoformat() for day in sorted(set(self.event.excluded)))
        rule = f"RRULE:{self.event.rule.removeprefix('RRULE:')}"
        return f"{rule} except {excluded}" if excluded else rule

    # ------------------------------------------------------------ who and where

    def _flight(self) -> tuple[str, str] | None:
        """Return the two airports whose codes the event tells, if the schedule has both."""
        if not isinstance(self.event.start, Moment):
            return None
        airports = {
            code: place.id
            for place in self.schedule.gazetteer.places.values()
            for code in re.findall(r"\(([A-Z]{3})\)", place.name)
        }
        for text in (self.event.title, self.event.location, self.event.description):
            codes = list(dict.fromkeys(code for code in _CODE.findall(text) if code in airports))
            if len(codes) == 2:  # noqa: PLR2004 (from one to the other)
                return airports[codes[0]], airports[codes[1]]
        return None

    def _people(self) -> Iterator[str]:
        """Yield the ids of those among the invited whose time the schedule plans."""
        known = self.schedule.people.values()
        for person in known:
            names = {person.id, folded(person.name), folded(person.email or "")} - {""}
            told = {
                text
                for one in self.event.attendees
                for text in (folded(one.name), folded(one.address))
            }
            if names & told:
                yield person.id

    def _strangers(self) -> list[str]:
        """Return the names of the others who are named; their addresses are left where they are."""
        known = {folded(text) for one in self.schedule.people.values() for text in _names(one)}
        return [
            one.name
            for one in self.event.attendees
            if one.name and not {folded(one.name), folded(one.address)} & known
        ]

    def _status(self) -> str:
        return _STATUS.get(folded(self.event.status), "tentative")

    # ------------------------------------------------------------ what else is said

    def _note(self, *, is_placed: bool) -> str:
        event = self.event
        place = event.location if event.location and not is_placed else ""
        strangers = ", ".join(self._strangers())
        parts = (
            _DECORATION.sub("", event.description),
            f"Place, as it was written: {place}" if place else "",
            f"Also named: {strangers}" if strangers else "",
        )
        note = re.sub("\n{2,}", "\n", "\n".join(filter(None, parts))).strip()
        return note if len(note) <= _LONGEST_NOTE else f"{note[: _LONGEST_NOTE - 1].rstrip()}…"

    def _remarks(self, *, is_placed: bool, is_for_somebody: bool) -> Iterator[str]:
        event = self.event
        if event.is_open:
            yield say("no end is told: an hour is taken")
        if isinstance(event.start, Moment) and event.start.zone is None:
            yield say("its time names no zone: the clocks of the place are taken")
        if event.has_more_dates:
            yield say("further dates are told besides (RDATE): only the first is here")
        if not is_for_somebody:
            yield say("it names nobody of this mission: add `who`")
        if event.location and not is_placed:
            place = one_line(event.location, 60)
            yield say("no place is called “{place}”: see the note", place=place)

    def _losses(self, note: str, *, as_they_stand: bool) -> Iterator[str]:
        """Yield what of the event is not in the entry."""
        event = self.event
        if note.endswith("…") or event.description.endswith("…"):
            yield say("its note is too long and was cut: read the rest at its source")
        if event.title.endswith("…"):
            yield say("its title is too long and was cut")
        if as_they_stand and event.status and folded(event.status) not in _STATUS:
            status = one_line(event.status, 40)
            yield say("“{status}” is no status: tentative is taken", status=status)


def _names(person: Person) -> tuple[str, ...]:
    return tuple(filter(None, (person.id, person.name, person.email)))


@cache
def _hours_apart(day: date, one: str, other: str) -> timedelta:
    """Return by how much two zones' clocks differ at the beginning of a day."""
    instant = start_of_day(day, one)
    return wall_clock(in_zone(instant, other)) - wall_clock(instant)


def _place_named(text: str, gazetteer: Gazetteer) -> str | None:
    """Return the place that a text names as a whole, or in its first part before a comma."""
    for candidate in (text, text.partition(",")[0]):
        wanted = folded(candidate)
        found = [
            place.id
            for place in gazetteer.places.values()
            if wanted and wanted in {place.id, folded(place.name), folded(place.address or "")}
        ]
        if len(found) == 1:
            return found[0]
    return None
