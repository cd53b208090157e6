"""Whom to call, and what keeps a delegation safe: what a sheet tells beside the programme."""

from dataclasses import dataclass
from datetime import time
from typing import Annotated

from itinerary.model.fields import Classification, Field, Type
from itinerary.model.places import Reference
from itinerary.spans import SourceSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody who can be called: a police station, an embassy, a partner in a town.

    Who may know of it is told by its class, and of a confidential one by ``for`` as well: those
    named there need it.
    """

    id: str
    span: SourceSpan
    name: Annotated[str, Field("name", Type.TEXT, "who it is", required=True)]
    role: Annotated[str | None, Field("role", Type.TEXT, "what they are called for")] = None
    phone: Annotated[str | None, Field("phone", Type.TEXT, "telephone number")] = None
    email: Annotated[str | None, Field("email", Type.TEXT, "electronic mail address")] = None
    where: Annotated[Reference | None, Field("where", Type.PLACE, "where they are")] = None
    classification: Annotated[
        Classification, Field("class", Type.CLASSIFICATION, "who may know of it")
    ] = Classification.PRIVATE
    needed_by: Annotated[
        tuple[Reference, ...], Field("for", Type.PEOPLE, "who needs it, whatever its class")
    ] = ()
    is_emergency: Annotated[
        bool, Field("emergency", Type.YES_NO, "whether every sheet is to have it")
    ] = False
    note: Annotated[str | None, Field("note", Type.TEXT, "anything else")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """What a delegation has agreed on for its safety; it is told to the delegation."""

    check_ins: Annotated[
        tuple[time, ...],
        Field("check-ins", Type.CLOCKS, "times of day to check in, by the clocks of each place"),
    ] = ()
    how: Annotated[str | None, Field("how", Type.TEXT, "how to check in")] = None
    monitor: Annotated[
        Reference | None,
        Field("monitor", Type.CONTACT, "who watches: the id of a contact, person or reader"),
    ] = None
    fallback: Annotated[
        str | None, Field("fallback", Type.TEXT, "what to do when nobody can be reached")
    ] = None
    destroy_after: Annotated[
        int, Field("destroy after", Type.DAYS, "days that a confidential sheet may be kept")
    ] = 1
