"""How a field of the schedule file is declared: once, beside the attribute that holds it.

The builder reads a declaration to parse the field, the projection to decide who may see it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import get_type_hints


class Classification(IntEnum):
    """Who something is for: RFC 5545's CLASS (section 3.8.1.3), from open to secret."""

    PUBLIC = 0
    PRIVATE = 1
    CONFIDENTIAL = 2


class Type(Enum):
    """What kind of value a field holds; the codec of each is in ``syntax/values.py``."""

    TEXT = "text"
    TEXTS = "texts"
    YES_NO = "yes or no"
    COUNT = "count"
    DAYS = "days"
    DURATION = "duration"
    DATE = "date"
    DATES = "dates"
    WHEN = "when"
    WHENS = "whens"
    INSTANT = "instant"
    CLOCKS = "times of day"
    HOURS = "office hours"
    FIGURE = "figure"
    ZONE = "zone"
    COORDINATES = "coordinates"
    ALTITUDE = "altitude"
    COUNTRY = "country"
    LANGUAGES = "languages"
    COLOUR = "colour"
    PERSON = "person"
    CONTACT = "contact"
    PEOPLE = "people"
    PARTICIPANTS = "participants"
    PLACE = "place"
    PLACES = "places"
    ENTRIES = "entries"
    KIND = "kind"
    STATUS = "status"
    CLASSIFICATION = "class"
    COVERS = "covers"
    CANCELLED_AS = "cancelled as"
    REPEAT = "repeat"
    PREFERENCE = "preference"
    PRIORITY = "priority"
    RULE = "rule"
    RECORD = "record"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class Field:
    """The declaration of one field.

    ``floor`` is the least class the field has whatever the entry's own class: a note in a public
    entry is still private. A field without a floor is hidden from every reader; only the
    coordinator, who has the file, sees it.
    """

    key: str
    type: Type
    help: str
    floor: Classification | None = None
    required: bool = False


_FIELDS: dict[type, Mapping[str, Field]] = {}
_KEYS: dict[type, Mapping[str, tuple[str, Field]]] = {}


def fields_of(record: type) -> Mapping[str, Field]:
    """Return the declared fields of a record class: attribute name → declaration."""
    if record not in _FIELDS:
        _FIELDS[record] = _declared(record)
    return _FIELDS[record]


def keys_of(record: type) -> Mapping[str, tuple[str, Field]]:
    """Return a record class's fields by the key that the file writes: attribute, declaration."""
    if record not in _KEYS:
        _KEYS[record] = {field.key: (name, field) for name, field in fields_of(record).items()}
    return _KEYS[record]


def _declared(record: type) -> Mapping[str, Field]:
    return {
        name: part
        for name, hint in get_type_hints(record, include_extras=True).items()
        for part in getattr(hint, "__metadata__", ())
        if isinstance(part, Field)
    }
