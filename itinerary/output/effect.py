"""What an edit would do: lines of the file, whose calendars change, what the rules then find."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from itinerary.diagnostics import Diagnostic
from itinerary.languages import PLAIN, Message, Words
from itinerary.output import difference, wording
from itinerary.output.cells import pad, width_of
from itinerary.output.changed import findings
from itinerary.output.comparison import Change, tally
from itinerary.output.styled import Line, hanging, rule


class ChangedLine(NamedTuple):
    """A line of a file that goes (``-``) or comes (``+``), and its number before or after."""

    sign: str
    number: int
    text: str


class Affected(NamedTuple):
    """Somebody with a calendar, what changes in it, and how long before the first of it."""

    name: str
    changes: tuple[Change, ...]
    notice: timedelta | None


class Effect(NamedTuple):
    """All that an edit would do; empty where the file says so already."""

    path: str
    lines: tuple[ChangedLine, ...] = ()
    zone: str = "UTC"
    changes: tuple[Change, ...] = ()
    affected: tuple[Affected, ...] = ()
    appeared: tuple[Diagnostic, ...] = ()
    gone: tuple[Diagnostic, ...] = ()
    waived: tuple[Diagnostic, ...] = ()
    """What appears too, and is silenced by a waiver that stands there already."""
    notes: tuple[Message, ...] = ()


def lines(told: Effect, width: int, words: Words = PLAIN) -> Iterator[Line]:
    """Yield an effect line by line."""
    yield [(told.path, "mission")]
    if not told.lines:
        yield [(words.say("It says so already: nothing to change."), "")]
        return
    gutter = len(str(max(line.number for line in told.lines)))
    for line in told.lines:
        style = "ok" if line.sign == "+" else "error"
        lead: Line = [(f" {line.number:>{gutter}} ", "muted"), (f"{line.sign} ", style)]
        shown = "".join(sign if sign.isprintable() else " " for sign in line.text)
        indent = len(shown) - len(shown.lstrip())
        yield from hanging([*lead, (shown[:indent], "")], shown[indent:], style, width)
    for note in told.notes:
        yield from hanging([(" ! ", "warning")], words.retell(note), "warning", width)
    if told.changes:
        yield []
        yield from difference.groups(told.changes, told.zone, width, words)
    yield from consequences(told, width, words)


def consequences(told: Effect, width: int, words: Words) -> Iterator[Line]:
    """Yield whose calendars change, and what the rules then find, line by line."""
    yield []
    yield rule(words.say("Who is affected"), "", "day", width)
    yield from _affected(told, width, words)
    for heading, found in (
        (words.say("What check will find besides"), told.appeared),
        (words.say("What a waiver will silence besides"), told.waived),
        (words.say("What check will find no longer"), told.gone),
    ):
        if found:
            yield []
            yield rule(heading, "", "day", width)
            yield from findings(found, width, words)


def _affected(told: Effect, width: int, words: Words) -> Iterator[Line]:
    touched = [one for one in told.affected if one.changes]
    column = max((width_of(one.name) for one in touched), default=0)
    for one in touched:
        what = tally(one.changes, words)
        text = f"{what} · {_notice(one.notice, words)}" if one.notice is not None else what
        yield from hanging([(f" {pad(one.name, column)}  ", "people")], text, "", width)
    others = ", ".join(one.name for one in told.affected if not one.changes)
    if others:
        unchanged = words.say("Nothing changes for: {names}", names=others)
        yield from hanging([(" ", "")], unchanged, "muted", width)


def _notice(notice: timedelta, words: Words) -> str:
    if notice < timedelta():
        return words.say("it has begun")
    return wording.countdown(notice, words)


def as_json(told: Effect, *, is_written: bool) -> str:
    """Return an effect as a JSON object, and whether it has been written."""
    whole = {"written": is_written, **record(told)}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def record(told: Effect) -> dict[str, object]:
    """Return an effect as plain data."""
    return {
        "file": told.path,
        "notes": list(told.notes),
        "lines": [line._asdict() for line in told.lines],
        "changes": [difference.record_of(change) for change in told.changes],
        "affected": [
            {
                "name": one.name,
                "changes": [difference.record_of(change) for change in one.changes],
                "notice_minutes": None
                if one.notice is None
                else int(one.notice.total_seconds() // 60),
            }
            for one in told.affected
            if one.changes
        ],
        "findings": {
            "new": [_found(one) for one in told.appeared],
            "waived": [_found(one) for one in told.waived],
            "gone": [_found(one) for one in told.gone],
        },
    }


def _found(found: Diagnostic) -> dict[str, object]:
    return {
        "rule": found.rule,
        "severity": found.severity.value,
        "message": found.message,
        "hint": found.hint,
        "entries": list(found.entries),
    }
