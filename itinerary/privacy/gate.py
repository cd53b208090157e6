"""What the readers of one level see of one entry, or of one time it takes place.

What is not named here is not shown. Every field is judged by the higher of its entry's class and
its own floor.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import assert_never

from itinerary.model import entries as model
from itinerary.model.fields import Classification, fields_of
from itinerary.model.places import Place, Reference
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence
from itinerary.privacy.readers import Disclosure, Level, Medium, disclosure
from itinerary.privacy.revisions import UNREVISED
from itinerary.privacy.view import (
    Contact,
    Cover,
    Details,
    Engagement,
    HandoverNote,
    Item,
    Journey,
    OpenRequest,
    RequestNote,
    Stay,
    Surroundings,
    Venue,
)
from itinerary.times import Days, Timespan, format_when, in_zone, zone_of

UNNAMED = ""
"""What identifies an item until the gate has seen all of its entry's."""
UNTOLD = "Engagement"
"""What a feed says of a confidential entry that has no cover."""


@dataclass(frozen=True)
class Gate:
    """Decides, for one entry or one occurrence of it, what the readers of one level see.

    It is not told who reads: what it says is said to all of the level.
    """

    schedule: Schedule
    level: Level
    medium: Medium
    entry: model.Entry
    occurrence: Occurrence | None

    @property
    def when(self) -> Timespan | Days | None:
        """When it takes place; None for a request."""
        return self.occurrence.when if self.occurrence else None

    @property
    def concerns_reader(self) -> bool:
        """Whether it belongs in this reader's own calendar.

        A person's holds what they take part in, and what names nobody they may know of; any other
        reader's holds all they are cleared for.
        """
        return not self.level.is_person or self.level.takes_part or not self._names_somebody()

    def _names_somebody(self) -> bool:
        """Whether the entry names anybody this reader may know of; an undefined id is somebody."""
        people = self.schedule.people
        is_told = any(one not in people or self._name_of(one) for one in self._named())
        return is_told or (self.sees("who") and self.entry.everyone)

    def _named(self) -> Iterator[str]:
        """Yield the ids of those whom the fields name that the reader sees."""
        entry, sees = self.entry, self.sees
        if sees("who"):
            yield from self.schedule.participants(entry, self.when)
        parts = (
            *(entry.interpreter if sees("interpreter") else ()),
            entry.lead if sees("lead") else None,
            entry.note_taker if sees("note_taker") else None,
        )
        yield from (reference.id for reference in parts if reference is not None)

    @property
    def told_people(self) -> tuple[str, ...]:
        """The ids of those whom the reader is told by name, and will meet there."""
        if self.entry.status.is_off or not self.is_full(Classification.PUBLIC):
            return ()
        return tuple(one for one in self._named() if self._name_of(one))

    @property
    def told_id(self) -> str | None:
        """The entry's id, for whoever has the file."""
        return self.entry.id if self.level.is_coordinator else None

    def disclosed(self, classification: Classification) -> Disclosure:
        """Return what the reader sees of something of a class in this entry."""
        return disclosure(
            max(classification, self.entry.classification),
            self.level,
            medium=self.medium,
            covers=self.schedule.feeds.covers,
        )

    def is_full(self, classification: Classification) -> bool:
        """Whether the reader sees all of something of a class in this entry."""
        return self.disclosed(classification) is Disclosure.FULL

    def sees(self, name: str) -> bool:
        """Whether the reader sees a declared field; one without a floor no reader does."""
        floor = fields_of(type(self.entry))[name].floor
        return self.level.is_coordinator or (floor is not None and self.is_full(floor))

    # ------------------------------------------------------------ items

    def item(self) -> Item | None:
        """Return the item this reader sees of the occurrence, if they see one."""
        occurrence = self.occurrence
        if occurrence is None or not self.concerns_reader:
            return None
        match self.disclosed(Classification.PUBLIC):
            case Disclosure.FULL:
                return self._shown(self._told_when(occurrence.when))
            case Disclosure.COVER:
                return Cover(
                    uid=UNNAMED,
                    when=self._covered_when(occurrence.when),
                    title=self.entry.cover or UNTOLD,
                    town=self._town(),
                    is_off=self.entry.status.is_off,
                    revision=UNREVISED,
                )
            case Disclosure.NOTHING:
                return None

    def _shown(self, when: Timespan | Days) -> Item:
        entry, details = self.entry, self.details
        match entry:
            case model.Engagement():
                return Engagement(
                    uid=UNNAMED,
                    id=self.told_id,
                    when=when,
                    revision=UNREVISED,
                    title=self._title(),
                    details=details,
                    venue=self._venue(entry.where if self.sees("where") else ()),
                )
            case model.Journey():
                origin = self._venue([entry.origin] if self.sees("origin") else [])
                destination = self._venue([entry.destination] if self.sees("destination") else [])
                ends = [venue.name for venue in (origin, destination) if venue]
                return Journey(
                    uid=UNNAMED,
                    id=self.told_id,
                    when=when,
                    revision=UNREVISED,
                    title=self._title(" → ".join(ends)),
                    details=details,
                    origin=origin,
                    destination=destination,
                    by=entry.by if self.sees("by") else None,
                )
            case model.Stay():
                venue = self._venue(entry.where if self.sees("where") else ())
                return Stay(
                    uid=UNNAMED,
                    id=self.told_id,
                    when=when,
                    revision=UNREVISED,
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

    def request(self) -> OpenRequest | None:
        """Return the request this reader sees of an entry that has no time yet, if they do."""
        entry = self.entry
        if not self.concerns_reader or not self.is_full(Classification.PUBLIC):
            return None
        windows = entry.within if self.sees("within") else ()
        places: tuple[Reference, ...] = ()
        if not isinstance(entry, model.Journey) and self.sees("where"):
            places = entry.where
        nights = entry.nights if isinstance(entry, model.Stay) and self.sees("nights") else None
        spans = tuple(span for window in windows for span in window.spans)
        retold = tuple(
            told for span in spans if isinstance(told := self._told_when(span), Timespan)
        )
        texts = tuple(window.text for window in windows)
        return OpenRequest(
            uid=UNNAMED,
            id=self.told_id,
            title=self._title(),
            takes=entry.takes if self.sees("takes") else None,
            nights=nights,
            # The author's words are by the clocks of a place that the reader may not know.
            windows=texts if retold == spans else tuple(format_when(span) for span in retold),
            spans=retold,
            venues=tuple(dict.fromkeys(filter(None, (self._venue([place]) for place in places)))),
            details=self.details,
        )

    # ------------------------------------------------------------ parts

    @cached_property
    def details(self) -> Details:
        """What is told beside time and place."""
        entry, sees = self.entry, self.sees
        who = self.schedule.participants(entry, self.when) if sees("who") else ()
        beside = [reference.id for reference in entry.who] if sees("who") else []
        interpreters = entry.interpreter if sees("interpreter") else ()
        return Details(
            kind=entry.kind.label,
            colour=entry.kind.colour,
            standing=entry.status,
            is_confidential=entry.classification is Classification.CONFIDENTIAL,
            people=self._names(who),
            protected=self._names(one for one in who if self._is_protected(one)),
            everyone=sees("who") and entry.everyone,
            beside_everyone=self._names(beside if entry.everyone else ()),
            interlocutors=entry.interlocutors if sees("interlocutors") else (),
            interpreters=self._names(reference.id for reference in interpreters),
            languages=entry.languages if sees("languages") else (),
            lead=self._name(entry.lead) if sees("lead") else None,
            note_taker=self._name(entry.note_taker) if sees("note_taker") else None,
            vehicles=entry.vehicle if sees("vehicle") else (),
            room=entry.room if sees("room") and self._knows_venue() else None,
            press=entry.press if sees("press") else None,
            dress=entry.dress if sees("dress") else None,
            embargo=self._told_embargo() if sees("embargo") else None,
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
            what=handover.what,
            count=handover.count,
            carried_by=self._name(handover.carried_by),
            boxes=handover.boxes,
            receipt=handover.receipt,
            photos=handover.photos,
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

    def _is_protected(self, person_id: str) -> bool:
        person = self.schedule.people.get(person_id)
        return person is not None and person.protected

    def _venue(self, references: Iterable[Reference]) -> Venue | None:
        for reference in references:
            chain = list(self.schedule.gazetteer.chain(reference.id))
            told = [place for place in chain if self._is_told(place)]
            if told:
                return self._told_venue(told)
        return None

    def _told_venue(self, around: list[Place]) -> Venue:
        """Return a venue as told; ``around`` are the places it is told by, innermost first."""
        place, town = around[0], around[-1]
        secrecy = max(self.entry.classification, place.classification)
        # No sheet tells them, and whether they are there would tell the entry's class.
        is_public = secrecy is Classification.PUBLIC and self.medium is Medium.FEED
        at = place.coordinates if is_public else None
        secret = [one.classification is Classification.CONFIDENTIAL for one in around]
        return Venue(
            name=place.name,
            town=town.name,
            address=place.address,
            coordinates=(at.latitude, at.longitude) if at else None,
            is_confidential=any(secret),
            is_town_confidential=secret[-1],
            surroundings=self._surroundings(around),
        )

    def _surroundings(self, around: list[Place]) -> Surroundings:
        """Return what is told of a venue's town: of the town itself, not of what is hidden in it.

        The hospital and the fallback are those of the innermost place that names one; where to go
        when plans fail is for the delegation, like all of its safety.
        """
        town = around[-1]
        is_of_us = self.is_full(Classification.PRIVATE)
        named = (one.hospital for one in around if one.hospital)
        hospital = next(filter(None, map(self._hospital, named)), None)
        at = town.coordinates
        return Surroundings(
            zone=town.zone or self.schedule.gazetteer.default_zone,
            coordinates=(at.latitude, at.longitude) if at else None,
            altitude=town.altitude,
            hospital=hospital,
            fallback=next((one.fallback for one in around if one.fallback and is_of_us), None),
        )

    def _hospital(self, reference: Reference) -> Contact | None:
        place = self.schedule.gazetteer.places.get(reference.id)
        if place is None or not self.is_full(max(place.classification, Classification.PRIVATE)):
            return None
        return Contact(
            name=place.name,
            phone=place.phone,
            address=place.address,
            classification=max(place.classification, Classification.PRIVATE),
        )

    def _town(self) -> str | None:
        """Return the name of the town a cover may tell."""
        town = self._cover_town()
        return town.name if town else None

    def _cover_town(self) -> Place | None:
        """Return the town a cover may tell; a journey's two would tell its way."""
        entry = self.entry
        if isinstance(entry, model.Journey) or not entry.where:
            return None
        town = self.schedule.gazetteer.town(entry.where[0].id)
        return town if town and town.classification is Classification.PUBLIC else None

    def _knows_venue(self) -> bool:
        """Whether the reader may know the very place, and so a room in it."""
        where = () if isinstance(self.entry, model.Journey) else self.entry.where
        places = [self.schedule.gazetteer.places.get(reference.id) for reference in where]
        return all(place is None or self.is_full(place.classification) for place in places)

    # ------------------------------------------------------------ whose clocks

    def _ends(self) -> tuple[Reference | None, Reference | None]:
        """Return the places by whose clocks the entry's start and end are told."""
        entry = self.entry
        if isinstance(entry, model.Journey):
            return entry.origin, entry.destination
        return (entry.where[0], entry.where[0]) if entry.where else (None, None)

    def _told_when(self, when: Timespan | Days) -> Timespan | Days:
        """Return a time by clocks the reader may know of: a hidden place's zone would tell it."""
        return when if isinstance(when, Days) else self._told_span(when)

    def _told_span(self, when: Timespan) -> Timespan:
        start, end = self._ends()
        return Timespan(self._told_at(when.start, start), self._told_at(when.end, end))

    def _told_at(self, instant: datetime, reference: Reference | None) -> datetime:
        gazetteer = self.schedule.gazetteer
        if reference is None or zone_of(instant) != gazetteer.zone(reference.id):
            return instant  # by clocks that the author named, not the place's
        known = (place for place in gazetteer.chain(reference.id) if self._is_told(place))
        zone = next((place.zone for place in known if place.zone), gazetteer.default_zone)
        return instant if zone == zone_of(instant) else in_zone(instant, zone)

    def _is_told(self, place: Place) -> bool:
        return self.is_full(place.classification)

    def _covered_when(self, when: Timespan | Days) -> Timespan | Days:
        """Return a cover's time by the clocks of the town it tells, or else of the mission."""
        if isinstance(when, Days):
            return when
        town, gazetteer = self._cover_town(), self.schedule.gazetteer
        zone = town.zone if town and town.zone else gazetteer.default_zone
        return Timespan(in_zone(when.start, zone), in_zone(when.end, zone))

    def _told_embargo(self) -> datetime | None:
        embargo = self.entry.embargo
        return self._told_at(embargo.start, self._ends()[0]) if embargo else None
