"""The entries of a programme: one declaration a field, a closed union of three types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Annotated

from itinerary.model.fields import Classification, Field, Type
from itinerary.model.kinds import Kind
from itinerary.model.places import Reference
from itinerary.spans import SourceSpan
from itinerary.times import Days, Timespan

_PUBLIC, _PRIVATE = Classification.PUBLIC, Classification.PRIVATE
_CONFIDENTIAL = Classification.CONFIDENTIAL


class Status(Enum):
    """How sure an entry is, from a thought to a fixed date, or to an end."""

    IDEA = "idea"
    REQUESTED = "requested"
    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    CANCELLED = "cancelled"

    @property
    def is_off(self) -> bool:
        """Whether it will not take place."""
        return self in {Status.DECLINED, Status.CANCELLED}

    @property
    def is_hold(self) -> bool:
        """Whether a time is kept for it that nobody has promised yet."""
        return self in {Status.REQUESTED, Status.TENTATIVE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Some days, or one stretch of each of them, in which a request may be placed."""

    spans: tuple[Timespan, ...]
    text: str
    span: SourceSpan


class Extreme(Enum):
    """The end of its windows that a request prefers."""

    EARLIEST = "earliest"
    LATEST = "latest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A recurrence: the RFC 5545 rule (section 3.3.10) without DTSTART, and the days left out."""

    rule: str
    until: date | None = None
    """The last day."""
    ends: datetime | None = None
    """The last instant, where the rule tells one: in UTC, or without a zone as clocks show it."""
    count: int | None = None
    excluded: tuple[date, ...] = ()
    excluded_weekdays: frozenset[int] = frozenset()
    """0 is Monday."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who was asked for a meeting, when, by whom, and when to ask again."""

    span: SourceSpan
    asked: Annotated[date | None, Field("asked", Type.DATE, "the day it was asked")] = None
    of: Annotated[str | None, Field("of", Type.TEXT, "the office that decides")] = None
    by: Annotated[Reference | None, Field("by", Type.PERSON, "who asked")] = None
    channel: Annotated[
        str | None, Field("channel", Type.TEXT, "letter, note verbale, telephone …")
    ] = None
    chase: Annotated[date | None, Field("chase", Type.DATE, "the day to ask again")] = None
    note: Annotated[str | None, Field("note", Type.TEXT, "anything else")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Something handed over at a meeting."""

    span: SourceSpan
    what: Annotated[str, Field("what", Type.TEXT, "what is handed over", required=True)]
    count: Annotated[str | None, Field("count", Type.TEXT, "how much of it")] = None
    carried_by: Annotated[Reference | None, Field("carried by", Type.PERSON, "who brings it")] = (
        None
    )
    boxes: Annotated[str | None, Field("boxes", Type.TEXT, "in how many boxes it is")] = None
    receipt: Annotated[str | None, Field("receipt", Type.TEXT, "who signs for it")] = None
    photos: Annotated[
        str | None, Field("photos", Type.TEXT, "whether pictures may be taken, and who agreed")
    ] = None
    note: Annotated[str | None, Field("note", Type.TEXT, "anything else")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """That those who talk to the delegation agreed to it, and to what."""

    span: SourceSpan
    given: Annotated[date, Field("given", Type.DATE, "the day it was given", required=True)]
    by: Annotated[Reference | None, Field("by", Type.PERSON, "who obtained it")] = None
    how: Annotated[str | None, Field("how", Type.TEXT, "orally, in writing, in Quechua …")] = None
    to: Annotated[
        str | None, Field("to", Type.TEXT, "what they agreed to: to be met, named, pictured …")
    ] = None
    note: Annotated[str | None, Field("note", Type.TEXT, "anything else")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A finding that somebody answers for: it silences one of a rule on an entry, until a day."""

    span: SourceSpan
    rule: Annotated[str, Field("rule", Type.RULE, "the rule's name", required=True)]
    why: Annotated[str, Field("why", Type.TEXT, "the reason", required=True)]
    by: Annotated[Reference | None, Field("by", Type.PERSON, "who answers for it")] = None
    until: Annotated[date | None, Field("until", Type.DATE, "the last day it holds")] = None
    beside: Annotated[
        tuple[Reference, ...],
        Field("with", Type.ENTRIES, "the other entry, where the rule finds several things"),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where an entry came from that was not written by hand."""

    span: SourceSpan
    file: Annotated[str, Field("file", Type.TEXT, "the file it was read from", required=True)]
    uid: Annotated[
        str, Field("uid", Type.TEXT, "what identifies it there: never change it", required=True)
    ]
    read: Annotated[date | None, Field("read", Type.DATE, "the day it was read")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What every entry has. ``when`` is None while a request is not placed."""

    id: str
    span: SourceSpan
    kind: Annotated[
        Kind, Field("kind", Type.KIND, "what kind of entry it is", _PUBLIC, required=True)
    ]
    title: Annotated[str, Field("title", Type.TEXT, "what people call it", _PUBLIC)] = ""
    cover: Annotated[
        str | None,
        Field("cover", Type.TEXT, "what a feed may say of a confidential entry", _PUBLIC),
    ] = None
    when: Annotated[Timespan | Days | None, Field("when", Type.WHEN, "date and times", _PUBLIC)] = (
        None
    )
    repeat: Annotated[Repeat | None, Field("repeat", Type.REPEAT, "how it recurs")] = None
    who: Annotated[
        tuple[Reference, ...],
        Field("who", Type.PARTICIPANTS, "who takes part: ids, or everyone", _PUBLIC),
    ] = ()
    everyone: bool = False
    status: Annotated[Status, Field("status", Type.STATUS, "how sure it is", _PUBLIC)] = (
        Status.CONFIRMED
    )
    classification: Annotated[
        Classification, Field("class", Type.CLASSIFICATION, "who may read it")
    ]
    embargo: Annotated[
        Timespan | None, Field("embargo", Type.INSTANT, "not public before", _PUBLIC)
    ] = None
    embargoed: Annotated[
        tuple[str, ...],
        Field("embargoed", Type.TEXTS, "words that nothing public may hold before the embargo"),
    ] = ()
    languages: Annotated[
        tuple[str, ...], Field("languages", Type.LANGUAGES, "languages spoken there", _PUBLIC)
    ] = ()
    interpreter: Annotated[
        tuple[Reference, ...], Field("interpreter", Type.PEOPLE, "who interprets", _PUBLIC)
    ] = ()
    lead: Annotated[Reference | None, Field("lead", Type.PERSON, "who leads", _PRIVATE)] = None
    note_taker: Annotated[
        Reference | None, Field("note taker", Type.PERSON, "who takes notes", _PRIVATE)
    ] = None
    interlocutors: Annotated[
        tuple[str, ...], Field("with", Type.TEXTS, "whom the delegation meets", _PUBLIC)
    ] = ()
    vehicle: Annotated[
        tuple[str, ...], Field("vehicle", Type.TEXTS, "vehicles used", _PRIVATE)
    ] = ()
    room: Annotated[str | None, Field("room", Type.TEXT, "the room, inside its place", _PUBLIC)] = (
        None
    )
    press: Annotated[str | None, Field("press", Type.TEXT, "open, pool or closed", _PUBLIC)] = None
    dress: Annotated[str | None, Field("dress", Type.TEXT, "dress code", _PRIVATE)] = None
    note: Annotated[
        str | None,
        Field("note", Type.TEXT, "anything else; on paper only, never in a feed", _CONFIDENTIAL),
    ] = None
    takes: Annotated[
        timedelta | None, Field("takes", Type.DURATION, "how long a request lasts", _PRIVATE)
    ] = None
    within: Annotated[
        tuple[Window, ...], Field("within", Type.WHENS, "when a request may be placed", _PRIVATE)
    ] = ()
    prefer: Annotated[
        Extreme | tuple[Window, ...],
        Field("prefer", Type.PREFERENCE, "earliest, latest, or windows"),
    ] = ()
    avoid: Annotated[
        tuple[Window, ...], Field("avoid", Type.WHENS, "when it must not be placed")
    ] = ()
    after: Annotated[
        tuple[Reference, ...], Field("after", Type.ENTRIES, "entries it must follow")
    ] = ()
    before: Annotated[
        tuple[Reference, ...], Field("before", Type.ENTRIES, "entries it must precede")
    ] = ()
    priority: Annotated[
        int | None, Field("priority", Type.PRIORITY, "1 high to 9 low (RFC 5545, 3.8.1.9)")
    ] = None
    request: Annotated[
        Request | None, Field("request", Type.RECORD, "who asked whom, and when", _PRIVATE)
    ] = None
    handover: Annotated[
        Handover | None, Field("handover", Type.RECORD, "what is handed over", _PRIVATE)
    ] = None
    consent: Annotated[
        Consent | None, Field("consent", Type.RECORD, "that those who are met agreed to it")
    ] = None
    allow: Annotated[tuple[Waiver, ...], Field("allow", Type.RECORDS, "findings answered for")] = ()
    was: Annotated[
        tuple[Reference, ...],
        Field("was", Type.ENTRIES, "ids it had before, so that it stays the same entry"),
    ] = ()
    source: Annotated[Source | None, Field("source", Type.RECORD, "where it was imported from")] = (
        None
    )
    spans: Mapping[str, SourceSpan] = field(hash=False, compare=False, repr=False)
    """Where each key's value stands in the file."""

    @property
    def is_request(self) -> bool:
        """Whether it is still to be placed."""
        return self.when is None

    def at(self, key: str) -> SourceSpan:
        """Return where a key's value stands, or the entry's id where it has no such key."""
        return self.spans.get(key, self.span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement(_Entry):
    """A meeting, a press conference, a meal: people in a place for a time."""

    where: Annotated[
        tuple[Reference, ...],
        Field("where", Type.PLACES, "a place, or a choice for a request", _PUBLIC),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey(_Entry):
    """A way from one place to another; each end's time is told in its own place's zone."""

    origin: Annotated[
        Reference, Field("from", Type.PLACE, "where it starts", _PUBLIC, required=True)
    ]
    destination: Annotated[
        Reference, Field("to", Type.PLACE, "where it ends", _PUBLIC, required=True)
    ]
    by: Annotated[str | None, Field("by", Type.TEXT, "air, road, rail …", _PUBLIC)] = None
    has_signal: Annotated[
        bool | None,
        Field("signal", Type.YES_NO, "whether telephones work all the way; else its row tells"),
    ] = None
    check_ins: Annotated[
        tuple[time, ...],
        Field("check-ins", Type.CLOCKS, "its own times to check in, beside the mission's"),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay(_Entry):
    """Nights in one place. Its days run from the day of arrival to the day of departure."""

    where: Annotated[
        tuple[Reference, ...],
        Field("where", Type.PLACES, "a place, or a choice for a request", _PUBLIC),
    ] = ()
    nights: Annotated[int | None, Field("nights", Type.COUNT, "how many nights", _PUBLIC)] = None


Entry = Engagement | Journey | Stay
