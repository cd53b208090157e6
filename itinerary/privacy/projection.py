"""``project(history, reader, medium) → View``: the only way from a schedule to any output.

It builds a View from an allow-list and never strips a copy: what is not named here is not shown.
Every field is judged by the higher of its entry's class and its own floor.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import assert_never

from itinerary.model import entries as model
from itinerary.model.fields import Classification, fields_of
from itinerary.model.places import Place, Reference
from itinerary.model.schedule import History, Schedule
from itinerary.model.timeline import Occurrence
from itinerary.privacy.keys import mission_key, opaque_uid
from itinerary.privacy.readers import Disclosure, Medium, Reader, disclosure
from itinerary.privacy.view import (
    Cover,
    Details,
    Engagement,
    HandoverNote,
    Item,
    Journey,
    OpenRequest,
    RequestNote,
    Revision,
    Stay,
    Venue,
    View,
)
from itinerary.times import Days, Timespan, day_span

UNTOLD = "Engagement"
"""What a feed says of a confidential entry that has no cover."""


def project(history: History, reader: Reader, medium: Medium) -> View:
    """Return what a reader sees of the version in force."""
    version = history.latest
    schedule = version.schedule
    revision = Revision(sequence=0, at=version.at)
    key = mission_key(schedule)
    items = [
        item
        for occurrence in schedule.occurrences
        for item in _Gate(schedule, reader, medium, occurrence.entry, occurrence).items(
            key, revision
        )
    ]
    open_requests = [
        request
        for entry in schedule.entries.values()
        if entry.is_request and not entry.status.is_off and medium is Medium.SHEET
        for request in _Gate(schedule, reader, medium, entry, None).requests()
    ]
    zone = schedule.delegation.zone
    return View(
        mission=schedule.delegation.name,
        reader=reader.name,
        days=schedule.delegation.dates,
        zone=zone,
        home=reader.home,
        is_personal=reader.is_person,
        items=tuple(
            sorted(items, key=lambda item: (*_instants(item.when, zone), item.title, item.uid))
        ),
        requests=tuple(sorted(open_requests, key=_request_order)),
    )


def _instants(when: Timespan | Days, zone: str) -> tuple[datetime, datetime]:
    if isinstance(when, Timespan):
        return when.start, when.end
    return day_span(when.first, zone).start, day_span(when.last, zone).end


def _request_order(request: OpenRequest) -> tuple[bool, list[datetime], str]:
    return not request.spans, [span.start for span in request.spans], request.title


@dataclass(frozen=True)
class _Gate:
    """Decides, for one entry or one occurrence of it, what one reader sees."""

    schedule: Schedule
    reader: Reader
    medium: Medium
    entry: model.Entry
    occurrence: Occurrence | None

    @cached_property
    def attendees(self) -> tuple[str, ...]:
        """Ids of those who take part."""
        return self.schedule.attendees(self.entry, self.when)

    @property
    def when(self) -> Timespan | Days | None:
        """When it takes place; None for a request."""
        return self.occurrence.when if self.occurrence else None

    @property
    def takes_part(self) -> bool:
        """Whether the reader does."""
        return self.reader.is_person and self.reader.id in self.attendees

    @property
    def concerns_reader(self) -> bool:
        """Whether it belongs in this reader's own calendar.

        A person's holds what they take part in, and what names nobody; any other reader's holds
        all they are cleared for.
        """
        return not self.reader.is_person or self.takes_part or not self.attendees

    def disclosed(self, classification: Classification) -> Disclosure:
        """Return what the reader sees of something of a class in this entry."""
        return disclosure(
            max(classification, self.entry.classification),
            self.reader,
            takes_part=self.takes_part,
            medium=self.medium,
            covers=self.schedule.feeds.covers,
        )

    def is_full(self, classification: Classification) -> bool:
        """Whether the reader sees all of something of a class in this entry."""
        return self.disclosed(classification) is Disclosure.FULL

    def sees(self, name: str) -> bool:
        """Whether the reader sees a declared field; one without a floor no reader does."""
        floor = fields_of(type(self.entry))[name].floor
        return self.reader.is_coordinator or (floor is not None and self.is_full(floor))

    # ------------------------------------------------------------ items

    def items(self, key: bytes, revision: Revision) -> Iterator[Item]:
        """Yield the item this reader sees of the occurrence, if they see one."""
        occurrence = self.occurrence
        if occurrence is None or not self.concerns_reader:
            return
        uid = opaque_uid(key, self.reader.id, self.entry.id, occurrence.key)
        match self.disclosed(Classification.PUBLIC):
            case Disclosure.FULL:
                yield self._shown(uid, occurrence.when, revision)
            case Disclosure.COVER if self.entry.status.is_off:
                return  # a marker for something that was perhaps never shown would tell of it
            case Disclosure.COVER:
                yield Cover(
                    uid=uid,
                    when=occurrence.when,
                    title=self.entry.cover or UNTOLD,
                    town=self._town(),
                    revision=revision,
                )
            case Disclosure.NOTHING:
                return

    def _shown(self, uid: str, when: Timespan | Days, revision: Revision) -> Item:
        entry, details = self.entry, self._details()
        match entry:
            case model.Engagement():
                return Engagement(
                    uid=uid,
                    when=when,
                    revision=revision,
                    title=self._title(),
                    details=details,
                    venue=self._venue(entry.where if self.sees("where") else ()),
                )
            case model.Journey():
                origin = self._venue([entry.origin] if self.sees("origin") else [])
                destination = self._venue([entry.destination] if self.sees("destination") else [])
                ends = [venue.name for venue in (origin, destination) if venue]
                return Journey(
                    uid=uid,
                    when=when,
                    revision=revision,
                    title=self._title(" → ".join(ends)),
                    details=details,
                    origin=origin,
                    destination=destination,
                    by=entry.by if self.sees("by") else None,
                )
            case model.Stay():
                venue = self._venue(entry.where if self.sees("where") else ())
                return Stay(
                    uid=uid,
                    when=when,
                    revision=revision,
                    title=self._title(f"{entry.kind.label}: {venue.name}" if venue else ""),
                    details=details,
                    venue=venue,
                    nights=entry.nights if self.sees("nights") else None,
                )
            case _:
                assert_never(entry)

    def _title(self, otherwise: str = "") -> str:
        title = self.entry.title if self.sees("title") else ""
        return title or otherwise or self.entry.kind.label

    def requests(self) -> Iterator[OpenRequest]:
        """Yield the request this reader sees of an entry that has no time yet."""
        entry = self.entry
        if not self.concerns_reader or not self.is_full(Classification.PUBLIC):
            return
        windows = entry.within if self.sees("within") else ()
        places: tuple[Reference, ...] = ()
        if not isinstance(entry, model.Journey) and self.sees("where"):
            places = entry.where
        nights = entry.nights if isinstance(entry, model.Stay) and self.sees("nights") else None
        yield OpenRequest(
            title=self._title(),
            takes=entry.takes if self.sees("takes") else None,
            nights=nights,
            windows=tuple(window.text for window in windows),
            spans=tuple(span for window in windows for span in window.spans),
            venues=tuple(venue for place in places if (venue := self._venue([place]))),
            details=self._details(),
        )

    # ------------------------------------------------------------ parts

    def _details(self) -> Details:
        entry, sees = self.entry, self.sees
        who = self.schedule.participants(entry, self.when) if sees("who") else ()
        beside = [reference.id for reference in entry.who] if sees("who") else []
        interpreters = entry.interpreter if sees("interpreter") else ()
        return Details(
            kind=entry.kind.label,
            category=entry.kind.id,
            colour=entry.kind.colour,
            standing=entry.status,
            people=self._names(who),
            everyone=sees("who") and entry.everyone,
            beside_everyone=self._names(beside if entry.everyone else ()),
            interlocutors=entry.interlocutors if sees("interlocutors") else (),
            interpreters=self._names(reference.id for reference in interpreters),
            languages=entry.languages if sees("languages") else (),
            lead=self._name(entry.lead) if sees("lead") else None,
            note_taker=self._name(entry.note_taker) if sees("note_taker") else None,
            vehicles=entry.vehicle if sees("vehicle") else (),
            room=entry.room if sees("room") else None,
            press=entry.press if sees("press") else None,
            dress=entry.dress if sees("dress") else None,
            embargo=entry.embargo.start if entry.embargo and sees("embargo") else None,
            note=entry.note if sees("note") else None,
            request=self._request(entry.request) if sees("request") else None,
            handover=self._handover(entry.handover) if sees("handover") else None,
        )

    def _request(self, request: model.Request | None) -> RequestNote | None:
        if request is None:
            return None
        return RequestNote(
            asked=request.asked,
            of=request.of,
            by=self._name(request.by),
            channel=request.channel,
            chase=request.chase,
        )

    def _handover(self, handover: model.Handover | None) -> HandoverNote | None:
        if handover is None:
            return None
        return HandoverNote(
            what=handover.what, count=handover.count, carried_by=self._name(handover.carried_by)
        )

    def _names(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return people's names; a protected person's only where confidential things are full."""
        return tuple(name for person_id in ids if (name := self._name_of(person_id)))

    def _name(self, reference: Reference | None) -> str | None:
        return self._name_of(reference.id) if reference else None

    def _name_of(self, person_id: str) -> str | None:
        person = self.schedule.people.get(person_id)
        if person is None or (person.protected and not self.is_full(Classification.CONFIDENTIAL)):
            return None
        return person.name

    def _venue(self, references: Iterable[Reference]) -> Venue | None:
        for reference in references:
            chain = list(self.schedule.gazetteer.chain(reference.id))
            told = [place for place in chain if self.is_full(place.classification)]
            if told:
                return self._told_venue(told[0], told[-1])
        return None

    def _told_venue(self, place: Place, town: Place) -> Venue:
        is_public = self.entry.classification is Classification.PUBLIC
        at = place.coordinates if is_public else None
        return Venue(
            name=place.name,
            town=town.name,
            address=place.address,
            coordinates=(at.latitude, at.longitude) if at else None,
        )

    def _town(self) -> str | None:
        """Return the town a cover may name; a journey's two would tell its way."""
        entry = self.entry
        if isinstance(entry, model.Journey) or not entry.where:
            return None
        town = self.schedule.gazetteer.town(entry.where[0].id)
        return town.name if town and town.classification is Classification.PUBLIC else None
