"""What differs between two schedule files beyond what any calendar tells.

The declarations of the records say which keys there are, so a new key is told of here without a
word more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

from itinerary.model.entries import Entry
from itinerary.model.fields import fields_of
from itinerary.model.schedule import Schedule
from itinerary.spans import SourceSpan

_TOLD = {
    *("kind", "title", "when", "repeat", "who", "status", "embargo", "languages", "interpreter"),
    *("lead", "note_taker", "interlocutors", "vehicle", "room", "press", "dress", "note"),
    *("takes", "within", "request", "handover", "where", "origin", "destination", "by", "nights"),
}
"""Fields of an entry that the coordinator's own view tells."""
_LONGEST = 60


class Text(NamedTuple):
    """A schedule, and the text it was read from."""

    schedule: Schedule
    text: str


class Edit(NamedTuple):
    """A key that differs: its table, the record's id, the key, and both values as written."""

    table: str
    id: str
    key: str
    before: str = ""
    after: str = ""


def edits(old: Text, new: Text) -> Iterator[Edit]:
    """Yield each key that differs, table by table."""
    one, other = old.schedule, new.schedule
    yield from _record("delegation", "", one.delegation, other.delegation)
    yield from _table("people", one.people, other.people)
    yield from _table("readers", one.readers, other.readers)
    yield from _table("places", one.gazetteer.places, other.gazetteer.places)
    rows = [[_bare(row) for row in schedule.gazetteer.travel] for schedule in (one, other)]
    if rows[0] != rows[1]:
        yield Edit("travel", "", "")
    if one.gazetteer.connections != other.gazetteer.connections:
        yield Edit("connections", "", "")
    if one.gazetteer.local_travel != other.gazetteer.local_travel:
        yield Edit("local travel", "", "")
    yield from _table("kinds", one.kinds, other.kinds)
    if [setting[:3] for setting in one.settings] != [setting[:3] for setting in other.settings]:
        yield Edit("rules", "", "")
    yield from _record("feeds", "", one.feeds, other.feeds)
    lines = old.text.split("\n"), new.text.split("\n")
    for entry in other.entries.values():
        names = (entry.id, *(reference.id for reference in entry.was))
        before = next((one.entries[name] for name in names if name in one.entries), None)
        if before is not None:
            yield from _entry(before, entry, *lines)


def _entry(before: Entry, after: Entry, old: list[str], new: list[str]) -> Iterator[Edit]:
    for name, field in fields_of(type(after)).items():
        one, other = getattr(before, name, None), getattr(after, name)
        if name not in _TOLD and _bare(one) != _bare(other):
            was, now = _written(before, field.key, old), _written(after, field.key, new)
            if (was, now) == ("", "") and name == "classification":  # each its kind's
                was, now = one.name.lower() if one is not None else "", other.name.lower()
            yield Edit("programme", after.id, field.key, was, now)


def _written(entry: Entry, key: str, lines: list[str]) -> str:
    """Return a value as it stands in the file, if it is short and stands on one line."""
    span: SourceSpan | None = entry.spans.get(key)
    if span is None or span.line != span.end_line:
        return "" if span is None else "…"
    value = lines[span.line - 1][span.column - 1 : span.end_column - 1].strip()
    return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"


def _table(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Edit]:
    for key in old:
        if key not in new:
            yield Edit(name, key, "", key, "")
    for key, record in new.items():
        if key in old:
            yield from _record(name, key, old[key], record)
        else:
            yield Edit(name, key, "", "", key)


def _record(table: str, name: str, old: object, new: object) -> Iterator[Edit]:
    """Yield the keys of a record that differ; their values may be secrets, and are not told."""
    for attribute, field in fields_of(type(new)).items():
        if _bare(getattr(old, attribute, None)) != _bare(getattr(new, attribute)):
            yield Edit(table, name, field.key)


def _bare(value: object) -> object:
    """Return a value without the places where it stands in its file."""
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return tuple(_bare(part) for part in value)
    if isinstance(value, SourceSpan):
        return None
    if hasattr(value, "_fields"):
        return (type(value).__name__, *(_bare(part) for part in value))  # type: ignore[attr-defined]
    if is_dataclass(value):
        parts = (getattr(value, part.name) for part in fields(value) if part.compare)
        return (type(value).__name__, *map(_bare, parts))
    return value
