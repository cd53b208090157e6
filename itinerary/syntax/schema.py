"""The JSON Schema of a schedule file, made of the declarations that the builder reads it by.

It is draft 7, which every version of VS Code's YAML extension understands, and other editors too.
A validator that reads a file by it never refuses what the builder accepts; what takes the whole
file to tell (an id that nobody defined, a clash, the zone of a clock) is left to ``check``.

``errorMessage`` and ``enumDescriptions`` are VS Code's own words: others pass them over.
"""

import json
from collections.abc import Mapping as MappingType
from typing import Any, get_args

from itinerary.model import kinds
from itinerary.model.entries import Engagement, Entry, Status
from itinerary.model.fields import Field, Type, fields_of
from itinerary.syntax import values
from itinerary.syntax.document import Mapping, parse, without_strange
from itinerary.syntax.forms import Json, Known, RuleWords, ended, forms, name_of, reference, text
from itinerary.syntax.problems import Problem, Problems
from itinerary.syntax.programme import EVERYONE, OF_A_KIND
from itinerary.syntax.records import RECORDS
from itinerary.syntax.sections import FORMAT_VERSION, SECTIONS, Section, Shape, how

_ENTRY = "Entry"
_TAKEN = {"people": [EVERYONE], "kinds": [*kinds.BUILT_IN]}
"""Ids that a file cannot give."""


def known_in(data: bytes, rules: MappingType[str, RuleWords]) -> Known:
    """Return what can be suggested to whoever edits a file, broken as it may be."""
    written = without_strange(data.decode("utf-8", "replace"))
    root = parse(written, "", Problems()).root
    tables = root.pairs if isinstance(root, Mapping) else []
    ids = {
        section.text: tuple(
            key.text for key, _ in table.pairs if not isinstance(values.parse_id(key.text), Problem)
        )
        for section, table in tables
        if isinstance(table, Mapping)
    }
    named = general(rules)
    own = {kind: "" for kind in ids.get("kinds", ()) if kind not in named.kinds}
    return named._replace(
        kinds={**named.kinds, **own},
        people=ids.get("people", ()),
        readers=ids.get("readers", ()),
        places=ids.get("places", ()),
        contacts=ids.get("contacts", ()),
        entries=ids.get("programme", ()),
    )


def general(rules: MappingType[str, RuleWords]) -> Known:
    """Return what can be suggested for any file."""
    return Known(kinds={kind.id: kind.label for kind in kinds.BUILT_IN.values()}, rules=rules)


def written(known: Known) -> str:
    """Return the JSON Schema as text, the same for the same declarations and suggestions."""
    return json.dumps(schema(known), ensure_ascii=False, indent=1) + "\n"


def schema(known: Known) -> Json:
    """Return the JSON Schema of a schedule file, with what is known as suggestions."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "itinerary",
        "type": "object",
        "additionalProperties": False,
        "required": [key for key, section in SECTIONS.items() if section.required],
        "properties": {
            key: {"description": section.help, **_section(key, section, known)}
            for key, section in SECTIONS.items()
        },
        "definitions": {name_of(kind): form for kind, form in forms(known).items()} | _records(),
    }


def _records() -> Json:
    """Return the form of every record that a key of the file holds, and of those within."""
    held = [part for section in SECTIONS.values() for part in _parts(section.holds)]
    named = {record.__name__: _record(record) for record in (*held, *RECORDS.values())}
    return {**named, _ENTRY: _entry()}


def _parts(holds: Any) -> tuple[type, ...]:  # noqa: ANN401 (a class, a union of them, or no record)
    return get_args(holds) or ((holds,) if isinstance(holds, type) else ())


def _record(record: type) -> Json:
    declared = fields_of(record).values()
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.key for field in declared if field.required],
        "properties": {field.key: _property(field) for field in declared},
    }


def _property(field: Field) -> Json:
    told = {"description": field.help}
    match field.type:
        case Type.RECORD:
            return told | reference(RECORDS[field.key].__name__)
        case Type.RECORDS:
            item = reference(RECORDS[field.key].__name__)
            return told | {"anyOf": [item, {"type": "array", "items": item}]}
        case _:
            return told | reference(name_of(field.type))


def _section(key: str, section: Section, known: Known) -> Json:
    match section.shape:
        case Shape.VERSION:
            written = {"type": "string", "pattern": f"^{FORMAT_VERSION}$"}
            return {"anyOf": [{"const": int(FORMAT_VERSION)}, written]}
        case Shape.VALUE:
            return reference(name_of(section.holds))
        case Shape.RECORD:
            return reference(section.holds.__name__)
        case Shape.LIST:
            return {"type": "array", "items": reference(section.holds.__name__)}
        case Shape.FIGURES:
            return _figures(known.rules)
        case Shape.BY_ID:
            return _by_id(key, section)


def _by_id(key: str, section: Section) -> Json:
    """Return the form of records by id; a table may also be empty."""
    ids = text(values.ID, values.parse_id)
    ids |= {"pattern": f"^{values.ID}$"}
    ids |= {"not": {"enum": _TAKEN[key]}} if key in _TAKEN else {}
    return {
        "type": ["object", "null", "string"],
        "pattern": "^$",
        "errorMessage": str(how(key)),
        "propertyNames": ids,
        "additionalProperties": reference(
            _ENTRY if section.holds is Entry else section.holds.__name__
        ),
    }


def _figures(rules: MappingType[str, RuleWords]) -> Json:
    """Return the form of the figures of rules; a rule or figure that there is not does nothing."""
    figure = reference(name_of(Type.FIGURE))
    anything = {"type": "object", "additionalProperties": figure}
    return {
        "type": "object",
        "properties": {
            rule: {
                "description": told.summary,
                **anything,
                "properties": {
                    name: {
                        "description": f"`{default}` where nothing is said",
                        **figure,
                    }
                    for name, default in told.figures.items()
                },
            }
            for rule, told in rules.items()
            if told.figures
        },
        "additionalProperties": anything,
    }


def _entry() -> Json:
    """Return the form of an entry: a record by its kind, and what its keys mean together."""
    form = reference(Engagement.__name__)
    for kind, record in OF_A_KIND.items():
        is_one = {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"const": kind}},
        }
        form = {"if": is_one, "then": reference(record.__name__), "else": form}
    confirmed = {
        "required": ["status"],
        "properties": {"status": {"const": Status.CONFIRMED.value}},
    }
    return {
        **form,
        # Without a time it is a request: it says when it may be, or how sure it is.
        "anyOf": [{"required": [key]} for key in ("when", "within", "status")],
        "allOf": [
            {"if": confirmed, "then": {"required": ["when"]}},
            {"if": {"required": ["takes"]}, "else": {"properties": {"when": ended()}}},
            # A choice of places is for a request.
            {"if": {"required": ["when"]}, "then": {"properties": {"where": {"maxItems": 1}}}},
        ],
        "dependencies": {"repeat": ["when"]},
    }
