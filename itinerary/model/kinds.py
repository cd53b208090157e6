"""What kinds of entry there are, and what each means for secrecy."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from itinerary.model.fields import Classification, Field, Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of entry: the words for it and the class of an entry that states none."""

    id: str
    label: Annotated[
        str, Field("label", Type.TEXT, "what people call it", Classification.PUBLIC, required=True)
    ]
    classification: Annotated[
        Classification, Field("class", Type.CLASSIFICATION, "class of an entry that states none")
    ] = Classification.PRIVATE
    colour: Annotated[
        str | None, Field("colour", Type.COLOUR, "CSS colour name", Classification.PUBLIC)
    ] = None


VICTIM_MEETING = "victim-meeting"
JOURNEY = "journey"
STAY = "stay"

_CONFIDENTIAL = Classification.CONFIDENTIAL

BUILT_IN: Mapping[str, Kind] = {
    kind.id: kind
    for kind in (
        Kind(
            id=VICTIM_MEETING,
            label="Victim meeting",
            classification=_CONFIDENTIAL,
            colour="firebrick",
        ),
        Kind(id="government-meeting", label="Government meeting", colour="royalblue"),
        Kind(id="press-conference", label="Press conference", colour="darkorange"),
        Kind(id="meeting", label="Meeting", colour="steelblue"),
        Kind(id="public-event", label="Public event", colour="seagreen"),
        Kind(id="internal", label="Internal", colour="slategray"),
        Kind(id="meal", label="Meal", colour="olive"),
        Kind(id="rest", label="Rest", colour="darkseagreen"),
        Kind(id=JOURNEY, label="Journey", colour="mediumpurple"),
        Kind(id=STAY, label="Stay", colour="rosybrown"),
    )
}


def unknown(kind_id: str) -> Kind:
    """Return the kind that stands in for a word nobody defined: it fails closed."""
    return Kind(id=kind_id, label="Engagement", classification=_CONFIDENTIAL)
