"""What one reader sees. No field here holds anything that its reader may not see.

A renderer takes a View and nothing else, so that to forget to redact is an error of types.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from itinerary.model.entries import Status
from itinerary.model.fields import Classification as Classification  # noqa: PLC0414 (outputs name it)
from itinerary.times import Days, Timespan

Standing = Status
"""How sure an item is: the entry's status, in the word that a reader sees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody who can be called, as far as the reader may know."""

    name: str
    role: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    town: str | None = None
    classification: Classification = Classification.CONFIDENTIAL
    is_emergency: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is told of a town beside its name. ``zone`` is its clocks' IANA name."""

    zone: str
    coordinates: tuple[float, float] | None = None
    """Degrees north and east."""
    altitude: int | None = None
    """Metres above the sea."""
    hospital: Contact | None = None
    fallback: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """What the delegation has agreed on for its safety.

    ``check_ins`` are told by the clocks of each place; ``destroy_after`` counts days.
    """

    check_ins: tuple[time, ...] = ()
    how: str | None = None
    monitor: Contact | None = None
    fallback: str | None = None
    destroy_after: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """How often what a reader sees has changed, counting the first time, and when it last did.

    ``number`` counts the releases that changed something for this reader, so it tells nothing of
    the others; for the coordinator, who sees all, it is the release's own. ``before`` is the one
    that it takes the place of. ``at`` is by the mission's clocks.
    """

    number: int
    at: datetime
    before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A place as a reader may know it: the venue and its town, or the town alone."""

    name: str
    town: str
    address: str | None = None
    coordinates: tuple[float, float] | None = None
    """Degrees north and east; only of what is public."""
    is_confidential: bool = False
    """Whether it is, or one of the places around it that are told."""
    is_town_confidential: bool = False
    surroundings: Surroundings | None = field(default=None, compare=False, repr=False)
    """Of its town: what changes there does not change what takes place in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """How often an item changed for this reader, when it last did, and what it was before.

    ``at`` is by the mission's clocks. ``before`` is None for what never changed; ``is_new`` tells
    that it came after the rest.
    """

    sequence: int
    at: datetime
    before: "Item | None" = None
    is_new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestNote:
    """Whom a meeting was asked of, and when to ask again."""

    asked: date | None
    of: str | None
    by: str | None
    channel: str | None
    chase: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverNote:
    """What is handed over, and who carries it."""

    what: str
    count: str | None
    carried_by: str | None
    boxes: str | None = None
    receipt: str | None = None
    photos: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What is told of an item beside its time and place; empty where the reader may not know."""

    kind: str
    colour: str | None
    standing: Standing
    is_confidential: bool = True
    """What it is for whoever sees all of it; who else may see it is none of theirs."""
    people: tuple[str, ...] = ()
    everyone: bool = False
    beside_everyone: tuple[str, ...] = ()
    """Those of ``people`` who are named beside everyone."""
    protected: tuple[str, ...] = ()
    """Those of ``people`` who are named to as few as can be."""
    interlocutors: tuple[str, ...] = ()
    interpreters: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    lead: str | None = None
    note_taker: str | None = None
    vehicles: tuple[str, ...] = ()
    room: str | None = None
    press: str | None = None
    dress: str | None = None
    embargo: datetime | None = None
    note: str | None = None
    request: RequestNote | None = None
    handover: HandoverNote | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """What every item has."""

    uid: str
    id: str | None = None
    """The entry's id: for the coordinator alone."""
    when: Timespan | Days
    title: str
    revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement(_Item):
    """A meeting, a press conference, a meal."""

    details: Details
    venue: Venue | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey(_Item):
    """A way from one place to another."""

    details: Details
    origin: Venue | None
    destination: Venue | None
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay(_Item):
    """Nights in one place."""

    details: Details
    venue: Venue | None
    nights: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover(_Item):
    """A confidential entry as a feed may tell it: the cover's words, its time, the town."""

    town: str | None
    is_off: bool = False


Item = Engagement | Journey | Stay | Cover


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """What this reader saw, and since when they do not: its time, and nothing else of it.

    Whether it was removed, or hidden, or goes on without the reader, is not told.
    """

    uid: str
    when: Timespan | Days
    since: datetime
    revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRequest:
    """A request that has no time; it may have been declined."""

    uid: str
    id: str | None = None
    title: str
    takes: timedelta | None
    nights: int | None
    windows: tuple[str, ...]
    spans: tuple[Timespan, ...]
    venues: tuple[Venue, ...]
    details: Details
    is_news: bool = False
    """Whether the last edition brought it, or changed it."""


def venues(item: Item) -> tuple[Venue | None, ...]:
    """Return the places of an item, as far as they are told."""
    match item:
        case Cover():
            return ()
        case Journey():
            return (item.origin, item.destination)
        case Engagement() | Stay():
            return (item.venue,)


def is_off(told: Item | OpenRequest) -> bool:
    """Whether something will not take place."""
    return told.is_off if isinstance(told, Cover) else told.details.standing.is_off


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A schedule as one reader sees it. Items stand in order of time.

    ``zone`` is the mission's, ``home`` the reader's own; both are IANA names. A personal view holds
    one person's engagements, so that the time between them is free.
    """

    mission: str
    reader: str
    days: Days
    zone: str
    home: str | None
    is_personal: bool
    is_protected: bool = False
    """Whether the reader is named to as few as can be."""
    items: tuple[Item, ...]
    requests: tuple[OpenRequest, ...]
    withdrawn: tuple[Withdrawn, ...] = ()
    markers: bool = False
    """Whether what is off is told by a word alone, and not by its status."""
    edition: Edition | None = None
    contacts: tuple[Contact, ...] = ()
    safety: Safety | None = None

    @property
    def open_requests(self) -> tuple[OpenRequest, ...]:
        """The requests that may still be placed."""
        return tuple(one for one in self.requests if not one.details.standing.is_off)
