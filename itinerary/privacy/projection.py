"""``project(history, reader, medium) → View``: the only way from a schedule to any output.

It builds a View from an allow-list and never strips a copy: what is not named here is not shown.
Every field is judged by the higher of its entry's class and its own floor.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import assert_never

from itinerary.model import entries as model
from itinerary.model.fields import Classification, fields_of
from itinerary.model.history import History, Identities, unused
from itinerary.model.places import Place, Reference
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence
from itinerary.privacy.keys import UNPLACED, Names, mission_key, opaque_uid
from itinerary.privacy.readers import (
    Disclosure,
    Guest,
    Medium,
    Reader,
    disclosure,
    readers,
)
from itinerary.privacy.revisions import UNREVISED, Snapshot, Telling, revised
from itinerary.privacy.view import (
    Cover,
    Details,
    Engagement,
    HandoverNote,
    Item,
    Journey,
    OpenRequest,
    RequestNote,
    Standing,
    Stay,
    Venue,
    View,
    Withdrawn,
)
from itinerary.times import Days, Timespan, day_span, format_when, in_zone, zone_of

UNNAMED = ""
"""What identifies an item until the gate has seen all of its entry's."""
UNTOLD = "Engagement"
"""What a feed says of a confidential entry that has no cover."""


def _whole(told: Item | Withdrawn, _view: View) -> object:
    return repr(told)


def project(history: History, reader: Reader, medium: Medium, telling: Telling = _whole) -> View:
    """Return what a reader sees of the version in force, and how it came to be so for them.

    ``telling`` says how the medium tells an item: an item has changed where that differs.
    """
    naming = _Naming(mission_key(history), reader.id)
    snapshots: list[Snapshot] = []
    last: Reader | None = None
    for version in history.so_far:
        schedule = version.schedule
        seen = _as_of(reader, schedule)
        if seen and last and seen.name != last.name and snapshots[-1].view is None:
            # Somebody else has the id now: what was before was not theirs.
            naming, snapshots = _Naming(naming.key, naming.reader), []
        last = seen or last
        view = _view(schedule, seen, naming, medium) if seen else None
        # A page shows all that stands in the file; only a calendar forgets what was cancelled.
        keep = timedelta(days=schedule.feeds.keep) if medium is Medium.FEED else timedelta.max
        # A day is told by the mission's clocks of that time: other clocks later do not change it.
        at = in_zone(version.at, schedule.delegation.zone)
        snapshots.append(Snapshot(at, view, keep))
    latest = snapshots[-1].view or _frame(history.latest.schedule, reader)
    return revised(snapshots, latest, telling)


def _as_of(reader: Reader, schedule: Schedule) -> Reader | None:
    """Return who a reader was in an earlier version: their clearance may have changed."""
    return readers(schedule).get(reader.id) if reader.id else reader


def _frame(schedule: Schedule, reader: Reader) -> View:
    """Return a view that holds nothing yet."""
    return View(
        mission=schedule.delegation.name,
        reader=reader.name,
        days=schedule.delegation.dates,
        zone=schedule.delegation.zone,
        home=reader.home,
        is_personal=reader.is_person,
        items=(),
        requests=(),
        markers=schedule.feeds.markers,
    )


@dataclass(frozen=True, slots=True)
class _Naming:
    """The identifiers that one reader's calendar bears, version after version."""

    key: bytes
    reader: str
    identities: Identities = field(default_factory=Identities)
    entries: dict[str, str] = field(default_factory=dict)
    names: defaultdict[str, Names] = field(default_factory=lambda: defaultdict(Names))

    def knows(self, entry: model.Entry) -> bool:
        """Whether this reader was shown an entry before, by any of its names."""
        names = (entry.id, *(reference.id for reference in entry.was))
        return any(name in self.identities.known for name in names)

    def uids(self, identity: str, entry: model.Entry, days: Sequence[date]) -> list[str]:
        """Return the identifiers of an entry's occurrences that are shown now.

        The entry goes by the id it had when this reader was first shown it: what it was called
        before is none of theirs.
        """
        if identity not in self.entries:
            self.entries[identity] = unused(entry.id, self.entries.values())
        called, names = self.entries[identity], self.names[identity].follow(days)
        return [opaque_uid(self.key, self.reader, called, name) for name in names]


def _view(schedule: Schedule, reader: Reader, naming: _Naming, medium: Medium) -> View:
    """Return what a reader sees of one version; only the identifiers follow those before it.

    Which entry is which is told by the entries that this reader was shown, and by no other: what
    a hidden one was called, or is called now, must not decide anything they see.
    """
    shown: defaultdict[str, list[Item]] = defaultdict(list)
    for occurrence in schedule.occurrences:
        item = _Gate(schedule, reader, medium, occurrence.entry, occurrence).item()
        if item is not None:
            shown[occurrence.entry.id].append(item)
    asked: dict[str, OpenRequest] = {}
    for entry in schedule.entries.values():
        if entry.is_request and medium is Medium.SHEET:
            request = _Gate(schedule, reader, medium, entry, None).request()
            if request is not None:
                asked[entry.id] = request
    # A marker for something that was never shown would tell of it.
    names = [
        name
        for name in sorted({*shown, *asked})
        if name in asked
        or not all(map(_is_off_under_cover, shown[name]))
        or naming.knows(schedule.entries[name])
    ]
    identities = naming.identities.follow(schedule.entries[name] for name in names)
    items: list[Item] = []
    open_requests: list[OpenRequest] = []
    for name in names:
        some, entry = shown.get(name, []), schedule.entries[name]
        days = [UNPLACED] if name in asked else [*map(_day, some)]
        uids = naming.uids(identities[name], entry, days)
        if name in asked:
            open_requests.append(replace(asked[name], uid=uids[0]))
        else:
            items += [replace(item, uid=uid) for item, uid in zip(some, uids, strict=True)]
    zone = schedule.delegation.zone
    return replace(
        _frame(schedule, reader),
        items=tuple(
            sorted(items, key=lambda item: (*_instants(item.when, zone), item.title, item.uid))
        ),
        requests=tuple(sorted(open_requests, key=_request_order)),
    )


def _is_off_under_cover(item: Item) -> bool:
    return isinstance(item, Cover) and item.is_off


def _day(item: Item) -> date:
    return item.when.start.date() if isinstance(item.when, Timespan) else item.when.first


def _instants(when: Timespan | Days, zone: str) -> tuple[datetime, datetime]:
    if isinstance(when, Timespan):
        return when.start, when.end
    return day_span(when.first, zone).start, day_span(when.last, zone).end


def _request_order(request: OpenRequest) -> tuple[bool, list[datetime], str, str]:
    starts = [span.start for span in request.spans]
    return not request.spans, starts, request.title, request.uid


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

        A person's holds what they take part in, and what names nobody they may know of; any other
        reader's holds all they are cleared for.
        """
        return not self.reader.is_person or self.takes_part or not self._names_somebody()

    def _names_somebody(self) -> bool:
        """Whether the entry names anybody this reader may know of; an undefined id is somebody."""
        entry, sees = self.entry, self.sees
        ids = [*self.schedule.participants(entry, self.when)] if sees("who") else []
        parts = (
            *(entry.interpreter if sees("interpreter") else ()),
            entry.lead if sees("lead") else None,
            entry.note_taker if sees("note_taker") else None,
        )
        ids += [reference.id for reference in parts if reference is not None]
        is_told = any(one not in self.schedule.people or self._name_of(one) for one in ids)
        return is_told or (sees("who") and entry.everyone)

    @property
    def told_id(self) -> str | None:
        """The entry's id, for whoever has the file."""
        return self.entry.id if self.reader.is_coordinator else None

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
            people=self._names(who),
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
            told = [place for place in chain if self._is_told(place)]
            if told:
                return self._told_venue(told[0], told[-1])
        return None

    def _told_venue(self, place: Place, town: Place) -> Venue:
        secrecy = max(self.entry.classification, place.classification)
        is_public = secrecy is Classification.PUBLIC
        at = place.coordinates if is_public else None
        return Venue(
            name=place.name,
            town=town.name,
            address=place.address,
            coordinates=(at.latitude, at.longitude) if at else None,
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


# ---------------------------------------------------------------- guests


SHOWABLE = frozenset(
    (
        *("title", "where", "origin", "destination", "by", "nights", "who", "interlocutors"),
        *("interpreter", "languages", "lead", "note_taker", "vehicle", "room", "press", "dress"),
        *("embargo", "handover"),
    )
)
"""Fields of an entry that a guest may be shown on top. A note is not among them."""


def invited(history: History, guest: Guest, identity: str, telling: Telling = _whole) -> View:
    """Return what a guest is told of one entry: each time it takes place, and what was withdrawn.

    Revisions count what every guest is told, whatever is shown to this one on top: each sending
    may show other fields, and none may bear a lower number than one before it.
    """
    naming = _GuestNaming(mission_key(history), guest.reader.id)
    versions = [*zip(history.so_far, history.identities, strict=False)]
    snapshots = []
    for (_, at, schedule), identities in versions:
        plain = _told_to(Guest(guest.address), schedule, identities, identity)
        items = tuple(naming.named(identity, plain.get(identity, [])))
        view = replace(_frame(schedule, guest.reader), items=items)
        snapshots.append(Snapshot(in_zone(at, schedule.delegation.zone), view, timedelta.max))
    latest = snapshots[-1].view or _frame(history.latest.schedule, guest.reader)
    told = revised(snapshots, latest, telling)
    (_, _, schedule), identities = versions[-1]
    shown = _told_to(guest, schedule, identities, identity).get(identity, [])
    items = tuple(
        replace(item, uid=plain.uid, revision=replace(plain.revision, before=None, is_new=False))
        for plain, item in zip(told.items, shown, strict=True)
    )
    return replace(told, items=items)


def addressed(history: History, guest: Guest) -> Mapping[str, str]:
    """Return the identity of the entry that each UID names which a guest can have been sent.

    It is for the coordinator, to whom the guest's answer comes back.
    """
    naming = _GuestNaming(mission_key(history), guest.reader.id)
    found: dict[str, str] = {}
    for version, identities in zip(history.so_far, history.identities, strict=False):
        plain = _told_to(Guest(guest.address), version.schedule, identities)
        for identity, items in plain.items():
            named = naming.named(identity, items)
            found |= dict.fromkeys((item.uid for item in named), identity)
    return found


def _told_to(
    guest: Guest, schedule: Schedule, identities: Mapping[str, str], only: str | None = None
) -> Mapping[str, list[Item]]:
    """Return what a guest is told of each entry of a version, or of one; nothing bears a name."""
    found: defaultdict[str, list[Item]] = defaultdict(list)
    for occurrence in schedule.occurrences:
        identity = identities[occurrence.entry.id]
        if only in {None, identity}:
            gate = _GuestGate(
                schedule, guest.reader, Medium.FEED, occurrence.entry, occurrence, guest.shown
            )
            item = gate.item()
            if item is not None:
                found[identity].append(item)
    return found


@dataclass(frozen=True, slots=True)
class _GuestNaming:
    """The identifiers that one guest's invitations bear: each by the entry's first id of all."""

    key: bytes
    reader: str
    names: defaultdict[str, Names] = field(default_factory=lambda: defaultdict(Names))

    def named(self, identity: str, items: Sequence[Item]) -> list[Item]:
        """Return what a guest is told of an entry now, each time with its identifier."""
        if not items:
            return []
        names = self.names[identity].follow([*map(_day, items)])
        uids = [opaque_uid(self.key, self.reader, identity, name) for name in names]
        return [replace(item, uid=uid) for item, uid in zip(items, uids, strict=True)]


@dataclass(frozen=True)
class _GuestGate(_Gate):
    """Decides what a guest is told: the time, what is public, and what the coordinator names.

    Of what is confidential nothing can be named, and of a place that is not public only the town.
    """

    shown: frozenset[str] = frozenset()

    def sees(self, name: str) -> bool:
        """Whether the guest is told a declared field."""
        is_named = name in self.shown & SHOWABLE
        is_secret = self.entry.classification is Classification.CONFIDENTIAL
        return super().sees(name) or (is_named and not is_secret)

    def item(self) -> Item | None:
        """Return what the guest is told of the occurrence; nobody is invited to an idea."""
        if self.occurrence is None or self.entry.status is model.Status.IDEA:
            return None
        return self._shown(self._told_when(self.occurrence.when))

    @cached_property
    def details(self) -> Details:
        """What is told beside time and place: how sure it is, no finer than a calendar tells."""
        told = super().details
        standing = told.standing
        if standing is not Standing.CONFIRMED:
            standing = Standing.CANCELLED if standing.is_off else Standing.TENTATIVE
        kind = told.kind if self._is_public else UNTOLD
        return replace(told, kind=kind, colour=None, standing=standing)

    @property
    def _is_public(self) -> bool:
        return self.entry.classification is Classification.PUBLIC

    def _title(self, otherwise: str = "") -> str:
        if self._is_public:
            return super()._title(otherwise)
        title = self.entry.title if self.sees("title") else ""
        way = otherwise if isinstance(self.entry, model.Journey) else ""  # a stay's tells its kind
        return title or way or UNTOLD

    def _is_told(self, place: Place) -> bool:
        return place.classification is Classification.PUBLIC

    def _knows_venue(self) -> bool:
        where = () if isinstance(self.entry, model.Journey) else self.entry.where
        places = [self.schedule.gazetteer.places.get(reference.id) for reference in where]
        is_told = all(place is None or self._is_told(place) for place in places)
        return is_told and ("where" not in fields_of(type(self.entry)) or self.sees("where"))

    def _told_at(self, instant: datetime, reference: Reference | None) -> datetime:
        if reference is None and self._is_public:
            return instant
        if reference is None or not self._is_shown(reference):
            return in_zone(instant, self.schedule.gazetteer.default_zone)
        return super()._told_at(instant, reference)

    def _is_shown(self, reference: Reference) -> bool:
        """Whether a place of the entry is told at all."""
        entry = self.entry
        if isinstance(entry, model.Journey):
            ends = (("origin", entry.origin), ("destination", entry.destination))
            return any(self.sees(name) and reference is end for name, end in ends)
        return self.sees("where")
