"""The people whose time is planned, and the readers who do not travel."""

from dataclasses import dataclass
from typing import Annotated

from itinerary.model.fields import Classification, Field, Type
from itinerary.model.places import Reference
from itinerary.spans import SourceSpan
from itinerary.times import Days, Timespan


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """The instant and the place at which a person joins or leaves the delegation."""

    when: Annotated[Timespan, Field("when", Type.INSTANT, "date and time", required=True)]
    where: Annotated[Reference | None, Field("where", Type.PLACE, "a place's id")] = None
    span: SourceSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A time at which a person cannot be booked, and where in the file that is said."""

    when: Timespan | Days
    span: SourceSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody whose time is planned.

    A protected person (an interpreter, a driver, local staff, a family) is named only where
    class confidential is shown in full, and is not of the delegation: what is shown to the
    delegation as such is not shown to them.
    """

    id: str
    span: SourceSpan
    name: Annotated[
        str, Field("name", Type.TEXT, "full name", Classification.PUBLIC, required=True)
    ]
    role: Annotated[
        str, Field("role", Type.TEXT, "what they do in the delegation", Classification.PRIVATE)
    ] = ""
    home: Annotated[
        str | None, Field("home", Type.ZONE, "their home zone, shown beside local time")
    ] = None
    speaks: Annotated[
        tuple[str, ...], Field("speaks", Type.LANGUAGES, "languages, best first")
    ] = ()
    joins: Annotated[Presence | None, Field("joins", Type.RECORD, "when and where they join")] = (
        None
    )
    leaves: Annotated[
        Presence | None, Field("leaves", Type.RECORD, "when and where they leave")
    ] = None
    unavailable: Annotated[
        tuple[Absence, ...], Field("unavailable", Type.WHENS, "when they cannot be booked")
    ] = ()
    protected: Annotated[
        bool, Field("protected", Type.YES_NO, "named only to those who must know")
    ] = False
    phone: Annotated[
        str | None, Field("phone", Type.TEXT, "telephone number", Classification.PRIVATE)
    ] = None
    email: Annotated[
        str | None, Field("email", Type.TEXT, "electronic mail address", Classification.PRIVATE)
    ] = None
    address: Annotated[str | None, Field("address", Type.TEXT, "home address")] = None
    note: Annotated[str | None, Field("note", Type.TEXT, "anything else")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideReader:
    """Somebody who gets a feed or sheets and does not travel."""

    id: str
    span: SourceSpan
    name: Annotated[str, Field("name", Type.TEXT, "name of the person or desk", required=True)]
    clearance: Annotated[
        Classification, Field("clearance", Type.CLASSIFICATION, "the highest class they may read")
    ] = Classification.PUBLIC
    home: Annotated[str | None, Field("home", Type.ZONE, "their zone, shown beside local time")] = (
        None
    )
    speaks: Annotated[
        tuple[str, ...], Field("speaks", Type.LANGUAGES, "languages, best first")
    ] = ()
    phone: Annotated[str | None, Field("phone", Type.TEXT, "telephone number")] = None
    email: Annotated[str | None, Field("email", Type.TEXT, "electronic mail address")] = None
    note: Annotated[str | None, Field("note", Type.TEXT, "anything else")] = None
