"""What somebody is told who was invited to one entry, and belongs to no mission."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from itinerary.model import entries as model
from itinerary.model.fields import Classification, fields_of
from itinerary.model.history import History
from itinerary.model.places import Place, Reference
from itinerary.model.schedule import Schedule
from itinerary.privacy.gate import UNTOLD, Gate
from itinerary.privacy.keys import Names, mission_key, opaque_uid
from itinerary.privacy.projection import day_of, frame, whole
from itinerary.privacy.readers import Guest, Medium
from itinerary.privacy.revisions import Revisions, Snapshot, Telling
from itinerary.privacy.view import Details, Item, Standing, View
from itinerary.times import in_zone

SHOWABLE = frozenset(
    (
        *("title", "where", "origin", "destination", "by", "nights", "who", "interlocutors"),
        *("interpreter", "languages", "lead", "note_taker", "vehicle", "room", "press", "dress"),
        *("embargo", "handover"),
    )
)
"""Fields of an entry that a guest may be shown on top. A note is not among them."""


def invited(history: History, guest: Guest, identity: str, telling: Telling = whole) -> View:
    """Return what a guest is told of one entry: each time it takes place, and what was withdrawn.

    Revisions count what every guest is told, whatever is shown to this one on top: each sending
    may show other fields, and none may bear a lower number than one before it.
    """
    naming = _GuestNaming(mission_key(history), guest.reader.id)
    versions = [*zip(history.so_far, history.identities, strict=False)]
    revisions = Revisions()
    for (_, at, schedule), identities in versions:
        plain = _told_to(Guest(guest.address), schedule, identities, identity)
        seen = naming.named(identity, plain.get(identity, []))
        revisions.follow(
            Snapshot(
                in_zone(at, schedule.delegation.zone),
                seen,
                timedelta.max,
                schedule.feeds.markers,
            ),
            telling,
        )
    told = revisions.items
    (_, _, schedule), identities = versions[-1]
    shown = _told_to(guest, schedule, identities, identity).get(identity, [])
    items = tuple(
        replace(item, uid=plain.uid, revision=replace(plain.revision, before=None, is_new=False))
        for plain, item in zip(told, shown, strict=True)
    )
    latest = frame(schedule, guest.reader)
    return replace(latest, items=items, withdrawn=revisions.withdrawn)


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
            found |= dict.fromkeys(named, identity)
    return found


def _told_to(
    guest: Guest, schedule: Schedule, identities: Mapping[str, str], only: str | None = None
) -> Mapping[str, list[Item]]:
    """Return what a guest is told of each entry of a version, or of one; nothing bears a name."""
    found: defaultdict[str, list[Item]] = defaultdict(list)
    level = guest.reader.level(takes_part=False)
    for occurrence in schedule.occurrences:
        identity = identities[occurrence.entry.id]
        if only in {None, identity}:
            gate = _GuestGate(
                schedule, level, Medium.FEED, occurrence.entry, occurrence, guest.shown
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

    def named(self, identity: str, items: Sequence[Item]) -> dict[str, Item]:
        """Return what a guest is told of an entry now, each time by its identifier."""
        if not items:
            return {}
        names = self.names[identity].follow([*map(day_of, items)])
        uids = [opaque_uid(self.key, self.reader, identity, name) for name in names]
        return dict(zip(uids, items, strict=True))


@dataclass(frozen=True)
class _GuestGate(Gate):
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
