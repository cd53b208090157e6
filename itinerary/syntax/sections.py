"""The file's own keys: one declaration each, for the builder, the JSON Schema and the manual."""

from enum import Enum
from typing import Any, NamedTuple

from itinerary.languages import Message, mark, say
from itinerary.model.entries import Entry
from itinerary.model.fields import Type
from itinerary.model.kinds import Kind
from itinerary.model.people import OutsideReader, Person
from itinerary.model.places import Place, TravelRow
from itinerary.model.safety import Contact, Safety
from itinerary.model.schedule import Delegation, FeedSettings

FORMAT_VERSION = "1"


class Shape(Enum):
    """How a key of the file holds what it holds."""

    VERSION = "the format's version"
    VALUE = "one value"
    RECORD = "one record"
    BY_ID = "records by id"
    LIST = "a list of records"
    FIGURES = "figures of rules"


class Section(NamedTuple):
    """A key of the file.

    ``holds`` is a record's class, or a union of them, or the type of a value. ``how`` tells how
    records by id are written.
    """

    help: str
    shape: Shape
    holds: Any = None
    required: bool = False
    how: str = ""


SECTIONS: dict[str, Section] = {
    "itinerary": Section("the version of the format: `1`", Shape.VERSION, required=True),
    "delegation": Section("the mission", Shape.RECORD, Delegation, required=True),
    "people": Section(
        "whose time is planned",
        Shape.BY_ID,
        Person,
        how=mark("write each of the people as `id:` with its keys below"),
    ),
    "readers": Section(
        "who gets a feed and does not travel",
        Shape.BY_ID,
        OutsideReader,
        how=mark("write each of the readers as `id:` with its keys below"),
    ),
    "places": Section(
        "towns and venues",
        Shape.BY_ID,
        Place,
        how=mark("write each of the places as `id:` with its keys below"),
    ),
    "travel": Section("a list of ways between places", Shape.LIST, TravelRow),
    "connections": Section(
        "`yes` (default) or `no`: whether ways may be chained", Shape.VALUE, Type.YES_NO
    ),
    "local travel": Section(
        "a length of time between two venues of one town; `30m` where nothing is said",
        Shape.VALUE,
        Type.DURATION,
    ),
    "kinds": Section(
        "kinds of entry of your own",
        Shape.BY_ID,
        Kind,
        how=mark("write each of the kinds as `id:` with its keys below"),
    ),
    "contacts": Section(
        "who can be called",
        Shape.BY_ID,
        Contact,
        how=mark("write each of the contacts as `id:` with its keys below"),
    ),
    "safety": Section("what keeps the delegation safe", Shape.RECORD, Safety),
    "rules": Section("figures of rules, such as `too-tight: {margin: 15m}`", Shape.FIGURES),
    "feeds": Section("settings of the feeds", Shape.RECORD, FeedSettings),
    "programme": Section(
        "the entries",
        Shape.BY_ID,
        Entry,
        required=True,
        how=mark("write each of the programme as `id:` with its keys below"),
    ),
}
"""In the order that the file is written in."""


def how(section: str) -> Message:
    """Return how the records of a section are written."""
    return say(SECTIONS[section].how)
