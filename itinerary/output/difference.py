"""What differs between two states of a schedule, as pages: styled lines, Markdown, JSON."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from itinerary.languages import PLAIN, Words, mark
from itinerary.output import changes, wording
from itinerary.output.cells import pad, width_of
from itinerary.output.changes import WHEN, WHO, Told
from itinerary.output.comparison import Change, Group, Kind, grouped, people_changed, tally
from itinerary.output.data import record
from itinerary.output.styled import Line, hanging, rule
from itinerary.privacy.view import Cover, Item, Journey, OpenRequest, Stay
from itinerary.times import (
    Timespan,
    in_zone,
)

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


_NAMES = {
    WHEN: mark("when"),
    changes.WHERE: mark("where"),
    changes.STATUS: mark("status"),
    WHO: mark("who"),
    "id": mark("id"),
}
"""Names of what differs; those of the others are said in a feed too."""
_TOLD_BOTH = {WHEN, changes.STATUS}
"""What one reader is told of both states."""
GONE = mark("No longer shown")
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


def lines(told: Difference, width: int, words: Words = PLAIN) -> Iterator[Line]:
    """Yield a difference line by line."""
    yield from hanging([], _heading(told, words), "mission", width)
    if told.note:
        yield from hanging([("  ", "")], f"“{told.note}”", "muted", width)
    if told.is_empty:
        yield [(words.say("Nothing differs."), "")]
        return
    if told.old is None:
        all_new = words.plural(
            "Everything is new: {count} entry.",
            "Everything is new: {count} entries.",
            len(grouped(told.found)),
        )
        yield [(all_new, "")]
    else:
        for group in grouped(told.found):
            yield []
            yield from _group(group, told, width, words)
    if told.calendars:
        yield []
        yield rule(words.say("Whose calendars change"), "", "day", width)
        yield from _calendars(told.calendars, width, words)
    if told.edits:
        yield []
        yield rule(words.say("In the file besides"), "", "day", width)
        for edit in told.edits:
            yield from hanging([(" ", "")], _edit(edit, words), "", width)


def groups(
    changes: tuple[Change, ...], zone: str, width: int, words: Words = PLAIN
) -> Iterator[Line]:
    """Yield what changed, for the coordinator, line by line."""
    told = Difference(None, State(""), "", zone, changes)
    for group in grouped(changes):
        yield from _group(group, told, width, words)


def _heading(told: Difference, words: Words) -> str:
    if told.is_for_one:
        return words.say("What changed, for {reader}", reader=told.reader)
    return between(told, words)


def between(told: Difference, words: Words = PLAIN) -> str:
    """Return which two states are compared, for the coordinator to read."""
    old = _state(told.old, told.zone, words) if told.old else words.say("nothing released")
    new = _state(told.new, told.zone, words)
    return words.say("{old} → {new}, for {reader}", old=old, new=new, reader=_reader(told, words))


def _reader(told: Difference, words: Words) -> str:
    return told.reader if told.is_for_one else words.say(told.reader)


def _state(state: State, zone: str, words: Words) -> str:
    name = words.retell(state.name)
    if state.at is None:
        return name
    at = in_zone(state.at, zone)
    by = f", {state.author}" if state.author else ""
    return f"{name} ({words.day(at)} {at:%H:%M}{by})"


def _group(group: Group, told: Difference, width: int, words: Words) -> Iterator[Line]:
    change = group.first
    sign, style = SIGNS[change.kind]
    title = f"{_title(change, told, words)}{_times(group, words)}: {words.say(change.kind.value)}"
    yield from hanging([(f" {sign} ", style)], title, style, width)
    for name, text in _details(group, told, words):
        lead: Line = [("   ", ""), (f"{pad(name, max(width_of(name), 7))} ", "muted")]
        yield from hanging(lead, text, "", width)


def _times(group: Group, words: Words) -> str:
    count = len(group.changes)
    told = words.plural("{count} time", "{count} times", count)
    return f" ({told})" if count > 1 else ""


def _title(change: Change, told: Difference, words: Words) -> str:
    """Return what a change is called; one reader is not told once more what was hidden since."""
    is_hidden = told.is_for_one and change.after is None
    return words.say(GONE) if is_hidden else wording.title(change.told, words)


def _details(group: Group, told: Difference, words: Words) -> Iterator[tuple[str, str]]:
    """Yield what is told below a title: a name, and a text. The mission's clocks go unnamed."""
    clocks = words.say("{city} time", city=words.city(told.zone))
    for name, text in _told(group, words, is_for_one=told.is_for_one):
        yield words.say(_NAMES.get(name, name)), text.replace(f" ({clocks})", "")


def _told(group: Group, words: Words, *, is_for_one: bool) -> Iterator[tuple[str, str]]:
    change = group.first
    now = _texts(change.told, words)
    if change.before is None or change.after is None:
        yield WHEN, _occasions(group, words)
        if is_for_one and change.after is None:
            return
        for name in (changes.WHERE, WHO, "id"):
            if now[name]:
                yield name, now[name]
        return
    was = _texts(change.before, words)
    nothing = words.say("nothing")
    for facet in change.facets:
        old, new = was.get(facet.name, ""), now.get(facet.name, "")
        if is_for_one and facet.name not in _TOLD_BOTH:
            yield facet.name, words.say("now {what}", what=new or nothing)
        elif facet.name == WHO:
            yield facet.name, _people(change) or new
        elif facet.name == WHEN:
            yield facet.name, _moved(f"{old} → {new}", group, words)
        else:
            yield facet.name, f"{old or nothing} → {new or nothing}"


def _texts(told: Told, words: Words) -> dict[str, str]:
    """Return what is told of something in a language, by the names of the facets."""
    texts = {
        changes.STATUS: words.say(wording.STANDINGS[wording.standing(told)]),
        WHEN: changes.when(told, words),
        changes.WHERE: changes.where(told, words),
        changes.TITLE: wording.title(told, words),
        WHO: ", ".join(changes.people(told)),
        "id": told.id or "",
    }
    if isinstance(told, Cover):
        return texts
    texts["kind"] = wording.kind(told.details.kind, words)
    if isinstance(told, Journey):
        texts["by"] = told.by or ""
    if isinstance(told, Stay):
        texts["nights"] = str(told.nights)
    plain, said = wording.particulars(told.details), wording.particulars(told.details, words)
    for (name, _), (_, text) in zip(plain, said, strict=True):
        texts[name.lower()] = text
    return texts


def _people(change: Change) -> str:
    added, dropped = people_changed(change)
    return ", ".join((*(f"+ {name}" for name in added), *(f"− {name}" for name in dropped)))


def _occasions(group: Group, words: Words) -> str:
    told = [change.told for change in group.changes]
    first, last = changes.when(told[0], words), told[-1]
    if len(told) == 1 or isinstance(last, OpenRequest):
        return first
    until = words.say("the last {day}", day=_day(last, words))
    return f"{first}, {until}"


def _day(item: Item, words: Words) -> str:
    when = item.when
    return words.day(when.start if isinstance(when, Timespan) else when.first)


def _moved(told: str, group: Group, words: Words) -> str:
    before, after, last = group.first.before, group.first.after, group.changes[-1].told
    if not before or not after:
        return told
    if isinstance(before, OpenRequest) or isinstance(after, OpenRequest):
        return told
    parts = [told, changes.delay(before.when, after.when, words)]
    if len(group.changes) > 1 and not isinstance(last, OpenRequest):
        parts.append(words.say("the last {day}", day=_day(last, words)))
    return ", ".join(filter(None, parts))


def _calendars(
    calendars: Iterable[tuple[str, tuple[Change, ...]]], width: int, words: Words
) -> Iterator[Line]:
    named = list(calendars)
    touched = [(name, tally(found, words)) for name, found in named if found]
    column = max((width_of(name) for name, _ in touched), default=0)
    for name, told in touched:
        yield from hanging([(f" {pad(name, column)}  ", "people")], told, "", width)
    others = ", ".join(name for name, found in named if not found)
    if others:
        unchanged = words.say("Nothing changes for: {names}", names=others)
        yield from hanging([(" ", "")], unchanged, "muted", width)


def _edit(edit: Edit, words: Words) -> str:
    where = ": ".join(filter(None, (edit.table, edit.id, edit.key)))
    if not (edit.before or edit.after):
        return where
    nothing = words.say("nothing")
    return f"{where}, {edit.before or nothing} → {edit.after or nothing}"


# ---------------------------------------------------------------- Markdown and JSON


def markdown(told: Difference, words: Words = PLAIN) -> str:
    """Return a difference as Markdown."""
    say = words.say
    parts = [f"# {_mark_down(_heading(told, words))}", ""]
    if told.note:
        parts += [f"> {_mark_down(told.note)}", ""]
    if told.is_empty:
        parts += [say("Nothing differs."), ""]
    for group in grouped(told.found):
        title = _mark_down(_title(group.first, told, words))
        kind = say(group.first.kind.value)
        parts.append(f"- **{title}**{_times(group, words)}: {kind}")
        parts += [f"  - {name}: {_mark_down(text)}" for name, text in _details(group, told, words)]
    if told.calendars:
        heading, who, what = say("Whose calendars change"), say("who"), say("what")
        parts += ["", f"## {heading}", "", f"| {who} | {what} |", "|---|---|"]
        parts += [
            f"| {_mark_down(name)} | {tally(found, words) or say('nothing')} |"
            for name, found in told.calendars
        ]
    if told.edits:
        heading = say("In the file besides")
        parts += ["", f"## {heading}", ""]
        parts += [f"- {_mark_down(_edit(edit, words))}" for edit in told.edits]
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
            _discreet(change) if told.is_for_one else record_of(change) for change in told.found
        ],
        "calendars": {name: [record_of(one) for one in found] for name, found in told.calendars},
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
    whole = record_of(change)
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


def record_of(change: Change) -> dict[str, Any]:
    """Return a change as JSON tells it to the coordinator."""
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
