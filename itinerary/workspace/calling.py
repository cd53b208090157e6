"""Whom to call if something moves, and about somebody's engagements."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from itinerary.checks import travelling, wording
from itinerary.diagnostics import did_you_mean
from itinerary.languages import Message, mark, say
from itinerary.model.entries import Entry, Journey, Status, Stay
from itinerary.model.fields import Classification
from itinerary.model.neighbours import (
    Onward,
    after_for_person,
    after_for_vehicle,
    is_over,
    starts,
    upcoming,
)
from itinerary.model.people import OutsideReader, Person, Presence
from itinerary.model.places import Reference
from itinerary.model.safety import Contact
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence
from itinerary.output.who import Affected, Answer, Happening, Meeting, Moving, Party, Somebody, Then
from itinerary.output.wording import asked
from itinerary.privacy.readers import Medium, Reader, readers
from itinerary.privacy.sights import Sights
from itinerary.privacy.view import Cover, Item, RequestNote
from itinerary.times import Days, Timespan

_TAKES_PART = mark("takes part")


def whom(schedule: Schedule, wanted: str, now: datetime) -> Answer | str:
    """Return whom to call about an entry, a person or a reader, or a sentence that nobody is so."""
    entry = schedule.entries.get(wanted)
    known = schedule.people.get(wanted) or schedule.readers.get(wanted)
    if entry is None and known is None:
        ids = (*schedule.entries, *schedule.people, *schedule.readers)
        hint = did_you_mean(wanted, ids) or say(
            "the ids of people are: {names}", names=", ".join(schedule.people)
        )
        return say("no entry and nobody has the id `{id}`; {hint}", id=wanted[:64], hint=hint)
    asked = _Asked(schedule, now)
    return Answer(
        mission=schedule.delegation.name,
        zone=schedule.delegation.zone,
        now=now,
        entry=asked.moving(entry) if entry else None,
        person=asked.somebody(known) if known else None,
    )


class _Asked:
    """What is asked of a schedule at an instant."""

    def __init__(self, schedule: Schedule, now: datetime) -> None:
        self._schedule, self._now = schedule, now
        # What a feed tells is not compared here, so nothing has to be told.
        self._sights = Sights(schedule, Medium.FEED, lambda told, _markers: told)

    # ------------------------------------------------------------ an entry

    def moving(self, entry: Entry) -> Moving:
        """Return an entry and everybody whom it concerns if it moves."""
        occurrence = upcoming(self._schedule, entry, self._now)
        parts = self._parts(entry, occurrence)
        people = (
            Affected(self._person(one, what), self._then_of_person(one, occurrence))
            for one, what in parts.items()
        )
        vehicles = (
            Affected(Party(one), self._then_of_vehicle(one, occurrence)) for one in entry.vehicle
        )
        return Moving(
            what=self._happening(entry, occurrence),
            people=tuple(people),
            vehicles=tuple(vehicles),
            counterparts=tuple(self._counterparts(entry)),
            contacts=tuple(self._contacts(entry)),
            readers=tuple(self._shown_to(entry, parts)),
            tied=tuple(self._tied(entry)),
        )

    def _parts(self, entry: Entry, occurrence: Occurrence | None) -> dict[str, list[str]]:
        """Return everybody who takes part, and how."""
        when = occurrence.when if occurrence else None
        carried_by = entry.handover.carried_by if entry.handover else None
        named = (
            (_TAKES_PART, self._schedule.participants(entry, when)),
            (mark("leads"), [entry.lead.id] if entry.lead else []),
            (mark("takes notes"), [entry.note_taker.id] if entry.note_taker else []),
            (mark("interprets"), [one.id for one in entry.interpreter]),
            (mark("carries what is handed over"), [carried_by.id] if carried_by else []),
        )
        found: dict[str, list[str]] = {}
        for part, ids in named:
            for one in ids:
                found.setdefault(one, []).append(say(part))
        return found

    def _person(self, person_id: str, what: Iterable[str] = ()) -> Party:
        person = self._schedule.people.get(person_id)
        if person is None:
            return Party(person_id, tuple(what))
        return _reach(person, what)

    def _then_of_person(self, person_id: str, occurrence: Occurrence | None) -> Then | None:
        person = self._schedule.people.get(person_id)
        if person is None or occurrence is None:
            return None
        found = after_for_person(self._schedule, person, occurrence)
        return self._then(found, person_id) if found else None

    def _then_of_vehicle(self, vehicle: str, occurrence: Occurrence | None) -> Then | None:
        found = after_for_vehicle(self._schedule, vehicle, occurrence) if occurrence else None
        return self._then(found) if found else None

    def _then(self, onward: Onward, besides: str = "") -> Then:
        stop, schedule = onward.stop, self._schedule
        people: tuple[str, ...] = ()
        if isinstance(stop, Presence):
            what = self._leaving(stop)
        else:
            what = self._happening(stop.entry, stop)
            others = (one for one in schedule.attendees(stop.entry, stop.when) if one != besides)
            people = wording.people(schedule, others)
        return Then(
            what=what,
            between=onward.between,
            people=people,
            way=travelling.arithmetic(schedule, onward.route) if onward.route else None,
            spare=None if onward.is_unreachable else onward.spare,
        )

    def _leaving(self, stop: Presence) -> Happening:
        where = wording.place(self._schedule, stop.where.id) if stop.where else ""
        return Happening(
            id=None,
            title=say("leaves the delegation"),
            standing=Status.CONFIRMED,
            is_confidential=False,
            when=Timespan(stop.when.start, stop.when.start),
            where=where,
            notice=stop.when.start - self._now,
        )

    def _counterparts(self, entry: Entry) -> Iterator[Party]:
        """Yield whom the delegation meets, and the office that was asked."""
        for name in entry.interlocutors:
            yield Party(name, (say("is met there"),))
        request = entry.request
        if request is None or not request.of:
            return
        if request.asked is None:
            yield Party(request.of, (say("decides, and has not been asked"),))
            return
        by = wording.person(self._schedule, request.by.id) if request.by else None
        note = RequestNote(asked=request.asked, of=None, by=by, channel=request.channel, chase=None)
        yield Party(request.of, (say("was asked {how}", how=lambda words: asked(note, words)),))

    def _contacts(self, entry: Entry) -> Iterator[Party]:
        """Yield whom the file tells for the place and what is around it, and who watches."""
        schedule = self._schedule
        around = {
            place.id: place
            for place_id in _places(entry)
            for place in schedule.gazetteer.chain(place_id)
        }
        for place in around.values():
            if place.phone:
                yield Party(place.name, (), place.phone, id=place.id)
        for contact in schedule.contacts.values():
            if contact.where and contact.where.id in around:
                place_name = around[contact.where.id].name
                yield _reach(contact, [say("in {place}", place=place_name)])
        monitor = schedule.safety.monitor
        if monitor is not None:
            found = (
                schedule.contacts.get(monitor.id)
                or schedule.people.get(monitor.id)
                or schedule.readers.get(monitor.id)
            )
            if found is not None:
                yield _reach(found, [say("watches over the delegation")])

    def _shown_to(self, entry: Entry, parts: Iterable[str]) -> Iterator[Party]:
        """Yield everybody else whose feed shows it."""
        taking_part = set(parts)
        for reader in readers(self._schedule).values():
            items = self._sights.items(reader).get(entry.id)
            if items and reader.id not in taking_part:
                yield self._reader(reader, items)

    def _reader(self, reader: Reader, items: Iterable[Item]) -> Party:
        known = self._schedule.people.get(reader.id) or self._schedule.readers[reader.id]
        return _reach(known, [_sight(items)])

    def _tied(self, entry: Entry) -> Iterator[Party]:
        """Yield the entries that must follow or precede it, or that it must."""
        for one in self._schedule.entries.values():
            follows = entry.id in _ids(one.after) or one.id in _ids(entry.before)
            precedes = entry.id in _ids(one.before) or one.id in _ids(entry.after)
            if (follows or precedes) and not one.status.is_off:
                relation = say("must follow it") if follows else say("must precede it")
                yield Party(wording.entry_title(self._schedule, one), (relation,), id=one.id)

    # ------------------------------------------------------------ a person, a reader

    def somebody(self, known: Person | OutsideReader) -> Somebody:
        """Return somebody and what they have from now on."""
        coming = [
            one for one in self._schedule.occurrences if not is_over(self._schedule, one, self._now)
        ]
        # A bed and a notice of whole days keep nobody: what has its hours goes before them.
        coming.sort(key=lambda one: isinstance(one.entry, Stay) or isinstance(one.when, Days))
        found: list[tuple[Entry, Occurrence | None]] = [(one.entry, one) for one in coming]
        found += [(one, None) for one in self._schedule.entries.values() if one.is_request]
        told = (self._meeting(*one, known) for one in found if not one[0].status.is_off)
        return Somebody(_reach(known, ()), tuple(filter(None, told)))

    def _meeting(
        self, entry: Entry, occurrence: Occurrence | None, known: Person | OutsideReader
    ) -> Meeting | None:
        """Return an engagement as it concerns somebody; None where it does not."""
        parts = self._parts(entry, occurrence)
        if isinstance(known, Person):
            part = parts.pop(known.id, None)
        else:
            part = self._seen(entry, occurrence, known)
        if part is None:
            return None
        others = (self._person(other, what) for other, what in parts.items())
        return Meeting(
            what=self._happening(entry, occurrence),
            part=() if part == [_TAKES_PART] else tuple(part),
            with_whom=(*others, *self._counterparts(entry)),
        )

    def _seen(
        self, entry: Entry, occurrence: Occurrence | None, known: OutsideReader
    ) -> list[str] | None:
        """Return what a reader's feed shows of a time; None where it shows nothing."""
        items = self._sights.items(self._sights.readers[known.id]).get(entry.id, [])
        shown = [one for one in items if occurrence is not None and one.when == occurrence.when]
        return [_sight(shown)] if shown else None

    # ------------------------------------------------------------ parts

    def _happening(self, entry: Entry, occurrence: Occurrence | None) -> Happening:
        schedule = self._schedule
        places = [wording.place(schedule, one) for one in _places(entry)]
        between = " → " if isinstance(entry, Journey) else ", "
        title = wording.entry_title(schedule, entry)
        where = between.join(dict.fromkeys(places))
        return Happening(
            id=entry.id,
            title=title,
            standing=entry.status,
            is_confidential=entry.classification is Classification.CONFIDENTIAL,
            when=occurrence.when if occurrence else None,
            where="" if where == title else where,
            notice=starts(schedule, occurrence) - self._now if occurrence else None,
            is_over=occurrence is not None and is_over(schedule, occurrence, self._now),
        )


def _sight(items: Iterable[Item]) -> Message:
    """Return in words how much a feed shows."""
    is_covered = all(isinstance(one, Cover) for one in items)
    return say("sees its cover") if is_covered else say("sees it")


def _places(entry: Entry) -> tuple[str, ...]:
    if isinstance(entry, Journey):
        return entry.origin.id, entry.destination.id
    return tuple(one.id for one in entry.where)


def _ids(references: Iterable[Reference]) -> set[str]:
    return {one.id for one in references}


def _reach(known: Person | OutsideReader | Contact, what: Iterable[str]) -> Party:
    """Return somebody whom the file tells how to call."""
    return Party(
        name=known.name,
        what=tuple(what),
        phone=known.phone,
        email=known.email,
        id=known.id,
        role=(known.role if not isinstance(known, OutsideReader) else None) or None,
        is_known=True,
    )
