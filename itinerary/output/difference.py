"""What differs between two states of a schedule, as pages: styled lines, Markdown, JSON."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from itinerary.languages import PLAIN
from itinerary.output import changes
from itinerary.output.cells import pad, width_of
from itinerary.output.changes import WHEN, WHO, Facet
from itinerary.output.comparison import Change, Group, Kind, grouped, people_changed, tally
from itinerary.output.data import record
from itinerary.output.styled import Line, hanging, rule
from itinerary.privacy.view import OpenRequest
from itinerary.times import Timespan, format_day, in_zone

SIGNS = {
    Kind.ADDED: ("+", "ok"),
    Kind.REMOVED: ("−", "error"),
    Kind.CANCELLED: ("✗", "error"),
    Kind.REVIVED: ("+", "ok"),
    Kind.PLACED: ("+", "ok"),
    Kind.UNPLACED: ("○", "warning"),
    Kind.MOVED: ("→", "warning"),
    Kind.CHANGED: ("~", "warning"),
}


_TOLD_BOTH = {WHEN, changes.STATUS}
"""What one reader is told of both states."""
GONE = "No longer shown"
"""What is called so was seen by its reader, and is seen no longer."""


class State(NamedTuple):
    """A state of a schedule: a release, or a file as it is now."""

    name: str
    number: int | None = None
    at: datetime | None = None
    author: str = ""
    note: str = ""


class Edit(NamedTuple):
    """A key of the file that no calendar tells: where it stands, what it was, what it is."""

    table: str
    id: str
    key: str
    before: str
    after: str


class Difference(NamedTuple):
    """What differs: for one reader, for every reader's calendar, and in the file itself.

    ``calendars`` holds what changes for each reader, by their names; it and ``edits`` are empty
    where the difference is told to one reader. That reader is not told the states either: when,
    by whom, how often and with which note something was released tells of what they may not see.
    And of what was before they are told the time and how sure it was: the rest may have been hidden
    since.
    """

    old: State | None
    new: State
    reader: str
    zone: str
    found: tuple[Change, ...]
    calendars: tuple[tuple[str, tuple[Change, ...]], ...] = ()
    edits: tuple[Edit, ...] = ()
    is_for_one: bool = False
    """Whether the difference is told to one reader, and not to the coordinator."""

    @property
    def note(self) -> str:
        """The note of the newer state; it may quote what only the coordinator may know."""
        return "" if self.is_for_one else self.new.note

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.found or self.edits or any(found for _, found in self.calendars))


# ---------------------------------------------------------------- styled lines


def lines(told: Difference, width: int) -> Iterator[Line]:
    """Yield a difference line by line."""
    yield from hanging([], _heading(told), "mission", width)
    if told.note:
        yield from hanging([("  ", "")], f"“{told.note}”", "muted", width)
    if told.is_empty:
        yield [("Nothing differs.", "")]
        return
    if told.old is None:
        count = len(grouped(told.found))
        yield [(f"Everything is new: {count} entr{'y' if count == 1 else 'ies'}.", "")]
    else:
        for group in grouped(told.found):
            yield []
            yield from _group(group, told, width)
    if told.calendars:
        yield []
        yield rule("Whose calendars change", "", "day", width)
        yield from _calendars(told.calendars, width)
    if told.edits:
        yield []
        yield rule("In the file besides", "", "day", width)
        for edit in told.edits:
            yield from hanging([(" ", "")], _edit(edit), "", width)


def _heading(told: Difference) -> str:
    return f"What changed, for {told.reader}" if told.is_for_one else between(told)


def between(told: Difference) -> str:
    """Return which two states are compared, for the coordinator to read."""
    old = _state(told.old, told.zone) if told.old else "nothing released"
    return f"{old} → {_state(told.new, told.zone)}, for {told.reader}"


def _state(state: State, zone: str) -> str:
    if state.at is None:
        return state.name
    at = in_zone(state.at, zone)
    by = f", {state.author}" if state.author else ""
    return f"{state.name} ({format_day(at)} {at:%H:%M}{by})"


def _group(group: Group, told: Difference, width: int) -> Iterator[Line]:
    change, count = group.first, len(group.changes)
    sign, style = SIGNS[change.kind]
    times = f" ({count} times)" if count > 1 else ""
    title = f"{_title(change, told)}{times}: {change.kind.value}"
    yield from hanging([(f" {sign} ", style)], title, style, width)
    for name, text in _details(group, told):
        lead: Line = [("   ", ""), (f"{pad(name, max(width_of(name), 7))} ", "muted")]
        yield from hanging(lead, text, "", width)


def _title(change: Change, told: Difference) -> str:
    """Return what a change is called; one reader is not told once more what was hidden since."""
    return GONE if told.is_for_one and change.after is None else change.told.title


def _details(group: Group, told: Difference) -> Iterator[tuple[str, str]]:
    """Yield what is told below a title: a name, and a text. The mission's clocks go unnamed."""
    named = f" ({PLAIN.city(told.zone)} time)"
    details = _told(group, is_for_one=told.is_for_one)
    yield from ((name, text.replace(named, "")) for name, text in details)


def _told(group: Group, *, is_for_one: bool) -> Iterator[tuple[str, str]]:
    change = group.first
    if change.before is None or change.after is None:
        yield WHEN, _occasions(group)
        if is_for_one and change.after is None:
            return
        told = change.told
        parts = ((changes.WHERE, changes.where(told)), (WHO, _names(change)), ("id", told.id))
        for name, text in parts:
            if text:
                yield name, text
        return
    for facet in change.facets:
        if is_for_one and facet.name not in _TOLD_BOTH:
            yield facet.name, f"now {facet.after or 'nothing'}"
        else:
            yield facet.name, _facet(facet, group)


def _names(change: Change) -> str:
    return ", ".join(changes.people(change.told))


def _occasions(group: Group) -> str:
    told = [change.told for change in group.changes]
    first = changes.when(told[0])
    if len(told) == 1:
        return first
    last = told[-1]
    until = f", the last {_day(last)}" if not isinstance(last, OpenRequest) else ""
    return f"{first}{until}"


def _day(told: changes.Told) -> str:
    if isinstance(told, OpenRequest):
        return ""
    when = told.when
    return format_day(when.start if isinstance(when, Timespan) else when.first)


def _facet(facet: Facet, group: Group) -> str:
    change = group.first
    if facet.name == WHO:
        added, dropped = people_changed(change)
        moved = (*(f"+ {name}" for name in added), *(f"− {name}" for name in dropped))
        return ", ".join(moved) or facet.after
    if facet.name == WHEN:
        return _moved(facet, group)
    return f"{facet.before or 'nothing'} → {facet.after or 'nothing'}"


def _moved(facet: Facet, group: Group) -> str:
    before, after = group.first.before, group.first.after
    told = f"{facet.before} → {facet.after}"
    if not before or not after:
        return told
    if isinstance(before, OpenRequest) or isinstance(after, OpenRequest):
        return told
    delay = changes.delay(before.when, after.when)
    last = f"the last {_day(group.changes[-1].told)}" if len(group.changes) > 1 else ""
    return ", ".join(filter(None, (told, delay, last)))


def _calendars(calendars: Iterable[tuple[str, tuple[Change, ...]]], width: int) -> Iterator[Line]:
    named = list(calendars)
    touched = [(name, tally(found)) for name, found in named if found]
    column = max((width_of(name) for name, _ in touched), default=0)
    for name, told in touched:
        yield from hanging([(f" {pad(name, column)}  ", "people")], told, "", width)
    others = ", ".join(name for name, found in named if not found)
    if others:
        yield from hanging([(" ", "")], f"Nothing changes for: {others}", "muted", width)


def _edit(edit: Edit) -> str:
    where = ": ".join(filter(None, (edit.table, edit.id, edit.key)))
    if not (edit.before or edit.after):
        return where
    return f"{where}, {edit.before or 'nothing'} → {edit.after or 'nothing'}"


# ---------------------------------------------------------------- Markdown and JSON


def markdown(told: Difference) -> str:
    """Return a difference as Markdown."""
    parts = [f"# {_mark_down(_heading(told))}", ""]
    if told.note:
        parts += [f"> {_mark_down(told.note)}", ""]
    if told.is_empty:
        parts += ["Nothing differs.", ""]
    for group in grouped(told.found):
        change, count = group.first, len(group.changes)
        times = f" ({count} times)" if count > 1 else ""
        parts.append(f"- **{_mark_down(_title(change, told))}**{times}: {change.kind.value}")
        parts += [f"  - {name}: {_mark_down(text)}" for name, text in _details(group, told)]
    if told.calendars:
        parts += ["", "## Whose calendars change", "", "| who | what |", "|---|---|"]
        parts += [
            f"| {_mark_down(name)} | {tally(found) or 'nothing'} |"
            for name, found in told.calendars
        ]
    if told.edits:
        parts += ["", "## In the file besides", ""]
        parts += [f"- {_mark_down(_edit(edit))}" for edit in told.edits]
    return "\n".join(parts).rstrip() + "\n"


def _mark_down(text: str) -> str:
    escaped = "".join(f"\\{sign}" if sign in "\\`*_[]<>|#" else sign for sign in text)
    return " ".join(escaped.split())


def as_json(told: Difference) -> str:
    """Return a difference as a JSON object."""
    whole = {
        "from": None if told.is_for_one else _state_record(told.old),
        "to": None if told.is_for_one else _state_record(told.new),
        "reader": told.reader,
        "changes": [
            _discreet(change) if told.is_for_one else _change(change) for change in told.found
        ],
        "calendars": {name: [_change(one) for one in found] for name, found in told.calendars},
        "file": [edit._asdict() for edit in told.edits],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _state_record(state: State | None) -> dict[str, Any] | None:
    if state is None:
        return None
    if state.number is None:
        return {"file": state.name}
    at = state.at.isoformat().replace("+00:00", "Z") if state.at else None
    return {"release": state.number, "at": at, "author": state.author, "note": state.note}


def _discreet(change: Change) -> dict[str, Any]:
    """Return a change as its reader may be told it: of what was before, the time alone."""
    whole = _change(change)
    if change.after is None:
        whole["title"] = GONE
    if whole["before"] is not None:
        whole["before"] = {"when": whole["before"].get("when")}
    whole["people_dropped"] = []
    whole["what"] = [
        one if one["name"] in _TOLD_BOTH else {"name": one["name"], "after": one["after"]}
        for one in whole["what"]
    ]
    return whole


def _change(change: Change) -> dict[str, Any]:
    added, dropped = people_changed(change)
    was, now = change.before, change.after
    moved = None
    if was and now and not isinstance(was, OpenRequest) and not isinstance(now, OpenRequest):
        moved = changes.delay(was.when, now.when) or None
    return {
        "change": change.kind.name.lower(),
        "title": change.told.title,
        "before": record(was) if was else None,
        "after": record(now) if now else None,
        "moved_by": moved,
        "people_added": list(added),
        "people_dropped": list(dropped),
        "what": [facet._asdict() for facet in change.facets],
    }
