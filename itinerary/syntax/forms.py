"""What a value of each type looks like, as JSON Schema (draft 7).

A form accepts whatever the codec of its type accepts, and of the rest refuses what its letters
alone tell. It is read by tools that take a plain ``2``, ``true`` or ``null`` for more than text, as
YAML 1.2's core schema does; to a schedule they are texts, so what takes any text takes them too.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from itinerary.model.entries import Extreme, Status
from itinerary.model.fields import Type
from itinerary.syntax import clocks, hours, recurrence, values
from itinerary.syntax.instants import HOW_TO_END
from itinerary.syntax.problems import Problem
from itinerary.syntax.programme import EVERYONE

Json = dict[str, Any]


class RuleWords(NamedTuple):
    """What is told of a rule: a line, whether it can be waived, and its figures' defaults."""

    summary: str
    can_be_waived: bool = True
    figures: Mapping[str, str] = MappingProxyType({})


class Known(NamedTuple):
    """What is suggested: the ids of a file, what each kind is called, and the rules."""

    kinds: Mapping[str, str] = MappingProxyType({})
    people: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    rules: Mapping[str, RuleWords] = MappingProxyType({})


def reference(name: str) -> Json:
    """Return what stands for a definition."""
    return {"$ref": f"#/definitions/{name}"}


def name_of(kind: Type) -> str:
    """Return the name of the definition of a type."""
    return kind.value.replace(" ", "-")


# ---------------------------------------------------------------- patterns


def _any_case(pattern: str, letters: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return a pattern whose letters match in either case: JSON Schema has no flag for that."""
    return re.sub(
        "[A-Za-z]",
        lambda found: f"[{found[0].lower()}{found[0].upper()}{letters.get(found[0].lower(), '')}]",
        pattern,
    )


def _as_python(pattern: str) -> str:
    """Return a pattern in any case as Python has it: three letters have more than two forms."""
    return _any_case(pattern, {"i": "\u0131\u0130", "k": "\u212a", "s": "\u017f"})


def _word(known: Iterable[str]) -> str:
    """Return a pattern of words in any case, or of one with accents, which are not compared."""
    listed = "|".join(_any_case(word) for word in sorted(known, key=len, reverse=True))
    return rf"(?:{listed}|[A-Za-z]*[^\x00-\x7f\s](?:[A-Za-z]|[^\x00-\x7f\s])*)"


_WEEKDAY = _word(clocks.WEEKDAY_WORDS)
_MONTH = _word(clocks.MONTH_WORDS)
_DAY = (
    rf"(?:{_WEEKDAY}\.?,?\s*)?(?:[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}"
    rf"|[0-9]{{1,2}}(?:\s+de)?\s*{_MONTH}(?:(?:\.?(?:\s+del?)?\s+)?[0-9]{{4}})?)"
)
_TO = r"\s+(?:to|a)\s+"
_DAYS = rf"{_DAY}(?:{_TO}{_DAY})?"
_TIME = r"(?:[01]?[0-9]|2[0-4]):[0-5][0-9]"
_ZONE = r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*"
_IN_ZONE = rf"(?:\s+{_ZONE})?"
_DASH = r"\s*[-–—]\s*"
_DURATION = (
    r"(?=\S*[0-9])(?=\S*[^0-9\s])"
    rf"(?:{_as_python(values.DURATION)}|{_as_python(values.ISO_DURATION)})"
)
_CLOCK = rf"{_DAY},?\s*{_TIME}{_IN_ZONE}"
_HOURS = rf"{_TIME}{_DASH}{_TIME}{_IN_ZONE}"
_AT = (
    rf"{_TIME}{_IN_ZONE}(?:{_TO}(?:{_DAY},?\s*)?{_TIME}{_IN_ZONE}"
    rf"|\s+for\s+{_DURATION}|{_DASH}{_TIME}{_IN_ZONE})?"
)
_WHEN = rf"{_DAY}(?:{_TO}{_DAY}|,?\s*{_AT})?"
_WINDOW = rf"{_DAY}(?:{_TO}{_DAY}(?:,?\s*{_HOURS})?|,?\s*{_AT})?"


def _repeat() -> str:
    head, named = (
        re.sub(r"\?P<\w+>", "?:", pattern)
        for pattern in (recurrence.HEAD, recurrence.WEEKDAYS_NAMED)
    )
    weekday = rf"{_WEEKDAY}[sS]?"
    weekdays = rf"{weekday}(?:(?:\s*,\s*|\s+and\s+|\s+){weekday})*"
    words = rf"{head.replace(named, weekdays)}(?:\s+{_as_python('until')}\s+{_DAYS})?"
    parts = "|".join(f"{name}=(?:{value})" for name, value in recurrence.RULE_PARTS.items())
    frequency = recurrence.RULE_PARTS["FREQ"]
    rule = _as_python(f"(?:RRULE:)?FREQ=(?:{frequency})(?:;(?:{parts}))*;*")
    left_out = rf"(?:{weekday}|{_DAYS})"
    left_out = rf"{left_out}(?:\s*,[\s,]*{left_out})*"
    return rf"(?:{words}|{rule})(?:\s+{_as_python('except')}[\s,]+{left_out}[\s,]*)?"


def _office_hours() -> str:
    named = r"[^\W\d_]+"  # a word in Python's letters, of which JSON Schema has none
    weekday = rf"(?:{_WEEKDAY}[sS]?|{_word(hours.EVERY_DAY)})"
    return re.sub(r"\?P<\w+>", "?:", hours.HOURS).replace(named, weekday)


# ---------------------------------------------------------------- forms

_UNREADABLE = "?"
_NO_STRINGS = ("number", "boolean", "null")


def _or_taken_for(form: Json, *types: str) -> Json:
    """Return a form, or a value that tools take for one of some types though it is a text.

    They are told by what they are not: an editor would suggest `true` for a type that is named.
    """
    others = [one for one in _NO_STRINGS if one not in types]
    return {"anyOf": [form, {"not": {"type": ["string", *others, "array", "object"]}}]}


def text(pattern: str, codec: Callable[[str], object]) -> Json:
    """Return the form of a text. What is said of any other is the hint of its codec."""
    refused = codec(_UNREADABLE)
    hint = refused.hint if isinstance(refused, Problem) else None
    return {
        "type": "string",
        "pattern": rf"^\s*(?:{pattern})\s*$",
        **({"errorMessage": str(hint)} if hint else {}),
    }


def _several(item: Json) -> Json:
    """Return the form of a list, or of one value written without brackets."""
    return {"anyOf": [item, {"type": "array", "items": item}]}


def _or_number(form: Json, **limits: int) -> Json:
    return {"anyOf": [form, {"type": "integer", **limits}]}


def _suggested(names: Iterable[str], told: Iterable[str] = ()) -> Json:
    """Return the form of an id: any text, of which some are suggested."""
    listed, described = [*dict.fromkeys(names)], [*told]
    if not listed:
        return reference("text")
    suggestions = {"enum": listed} | ({"enumDescriptions": described} if described else {})
    return {"anyOf": [suggestions, reference("text")]}


def _windows() -> Json:
    """Return the form of windows; YAML splits one at its comma, before the hours of its days."""
    window = text(_WINDOW, lambda told: clocks.parse_window(told, None))
    bare = {"type": "string", "pattern": rf"^\s*{_HOURS}\s*$"}
    item = {"if": bare, "else": window}
    return {"anyOf": [window, {"type": "array", "items": item}]}


def _kind(known: Mapping[str, str]) -> Json:
    """Return the form of a kind: a file may define its own, under an id."""
    own = _or_taken_for(text(values.ID, values.parse_id), *_NO_STRINGS)
    if not known:
        return own
    return {"anyOf": [{"enum": [*known], "enumDescriptions": [*known.values()]}, *own["anyOf"]]}


def ended() -> Json:
    """Return the form of a time that tells its end itself, or is of whole days."""
    return {"pattern": rf"^(?!\s*{_CLOCK}\s*$)", "errorMessage": str(HOW_TO_END)}


def forms(known: Known) -> dict[Type, Json]:
    """Return the form of a value of each type; a record's is made of its own declarations."""

    def parse_when(told: str) -> object:
        return clocks.parse_when(told, None)

    person, place = reference(name_of(Type.PERSON)), reference(name_of(Type.PLACE))
    waivable = {name: rule for name, rule in known.rules.items() if rule.can_be_waived}
    days = text(values.DAYS, values.parse_days)
    clock = text(values.CLOCK, values.parse_clock)
    return {
        Type.TEXT: _or_taken_for({"type": "string"}, *_NO_STRINGS),
        Type.TEXTS: _several(reference("text")),
        Type.YES_NO: {"enum": [*values.YES_NO]},
        Type.COUNT: _or_number(
            text(values.COUNT, values.parse_count), minimum=1, maximum=values.MOST_DAYS
        ),
        Type.DAYS: _or_number(days, minimum=0, maximum=values.MOST_DAYS),
        Type.DURATION: text(_DURATION, values.parse_duration),
        Type.DATE: text(_DAYS, parse_when),
        Type.DATES: reference(name_of(Type.DATE)),
        Type.WHEN: text(_WHEN, parse_when),
        Type.WHENS: _windows(),
        Type.INSTANT: text(rf"{_DAYS}|{_CLOCK}", parse_when),
        # 8.30 is a number to a tool.
        Type.CLOCKS: _several({"anyOf": [clock, {"type": "number", "minimum": 0}]}),
        Type.ZONE: text(_ZONE, values.parse_zone),
        Type.COORDINATES: text(values.COORDINATES, values.parse_coordinates),
        Type.ALTITUDE: text(values.ALTITUDE, values.parse_altitude),
        Type.COUNTRY: text(values.COUNTRY, values.parse_country),
        Type.HOURS: _several(text(_office_hours(), hours.parse_office_hours)),
        Type.FIGURE: text(rf"{hours.METRES}|{hours.DAYS}|{_TIME}|{_DURATION}", hours.parse_figure),
        Type.LANGUAGES: _several(text(values.LANGUAGE, values.parse_language)),
        # `null` and `true` look like a colour's name.
        Type.COLOUR: _or_taken_for(text(values.COLOUR, values.parse_colour), "boolean", "null"),
        Type.PERSON: _suggested(known.people),
        Type.CONTACT: _suggested((*known.contacts, *known.people, *known.readers)),
        Type.PEOPLE: _several(person),
        Type.PARTICIPANTS: _several(_suggested((EVERYONE, *known.people))),
        Type.PLACE: _suggested(known.places),
        Type.PLACES: _several(place),
        Type.ENTRIES: _several(_suggested(known.entries)),
        Type.KIND: _kind(known.kinds),
        Type.STATUS: {"enum": [status.value for status in Status]},
        Type.CLASSIFICATION: {"enum": [*values.CLASSES]},
        Type.COVERS: {"enum": [*values.COVERS]},
        Type.CANCELLED_AS: {"enum": [*values.CANCELLED_AS]},
        Type.REPEAT: text(_repeat(), lambda told: recurrence.parse_repeat(told, None)),
        Type.PREFERENCE: {
            "anyOf": [
                {"enum": [extreme.value for extreme in Extreme]},
                reference(name_of(Type.WHENS)),
            ]
        },
        Type.PRIORITY: {
            "anyOf": [{"enum": [*range(1, 10)]}, text(values.PRIORITY, values.parse_priority)]
        },
        Type.RULE: _suggested(waivable, (rule.summary for rule in waivable.values())),
    }
