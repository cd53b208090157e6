"""Open requests by what is to be done next, as pages: styled lines, Markdown, JSON.

They quote the file, what is confidential too: they are for the coordinator alone.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import groupby
from typing import Any, NamedTuple

from itinerary.languages import PLAIN, Words, mark
from itinerary.output import data, wording
from itinerary.output.cells import pad, width_of
from itinerary.output.markdown import escape
from itinerary.output.styled import Line, hanging, rule
from itinerary.privacy.view import RequestNote, Standing
from itinerary.times import Days, Timespan, in_zone, zone_of


class Action(Enum):
    """What is to be done next about a request, the most pressing first."""

    MISSED = "missed"
    OVERDUE = "overdue"
    TODAY = "today"
    SEND = "send"
    CLOSING = "closing"
    LATER = "later"
    WAIT = "wait"


_HEADINGS = {
    Action.MISSED: mark("TOO LATE AS IT STANDS"),
    Action.OVERDUE: mark("ASK AGAIN: OVERDUE"),
    Action.TODAY: mark("ASK AGAIN: TODAY"),
    Action.SEND: mark("SEND IT"),
    Action.CLOSING: mark("TIME RUNS OUT"),
    Action.LATER: mark("ASK AGAIN: LATER"),
    Action.WAIT: mark("WAITING, WITH NO DAY TO ASK AGAIN"),
}
_STYLES = {
    Action.MISSED: "error",
    Action.OVERDUE: "error",
    Action.TODAY: "alarm",
    Action.SEND: "alarm",
    Action.CLOSING: "alarm",
}
"""How a heading is shown; others as a day is."""
_MARKS = {Standing.IDEA: "◌", Standing.REQUESTED: "○", Standing.TENTATIVE: "◐"}


class Wanted(NamedTuple):
    """A request that is open: what it is, what is known of it, and what is to be done next.

    ``due`` is when that is, where it is told; ``by`` who asked, ``waiting`` how many days ago by
    the mission's clocks. ``left`` are the windows in which it can still be placed, ``held`` the
    time that is held for it; a request has one or the other.
    """

    id: str
    line: int
    title: str
    kind: str
    standing: Standing
    is_confidential: bool
    action: Action
    todo: str
    due: date | None
    asked: RequestNote
    waiting: int | None
    note: str | None
    interlocutors: tuple[str, ...]
    where: tuple[str, ...]
    takes: timedelta | None
    nights: int | None
    priority: int | None
    left: tuple[Timespan, ...]
    held: Timespan | Days | None


class OpenRequests(NamedTuple):
    """The open requests of a mission at an instant, the most pressing first."""

    mission: str
    zone: str
    now: datetime
    wanted: tuple[Wanted, ...]


# ---------------------------------------------------------------- styled lines


def lines(told: OpenRequests, width: int, words: Words = PLAIN) -> Iterator[Line]:
    """Yield the requests line by line."""
    yield from hanging([], told.mission, "mission", width)
    yield from hanging([], _as_of(told, words), "muted", width)
    for action, some in groupby(told.wanted, key=lambda one: one.action):
        group = [*some]
        count = words.plural("{count} request", "{count} requests", len(group))
        yield []
        yield rule(words.say(_HEADINGS[action]), count, _STYLES.get(action, "day"), width)
        for one in group:
            yield from _wanted(one, told.zone, width, words)
    yield []
    yield from hanging([], _sum(told, words), "", width)


def _as_of(told: OpenRequests, words: Words) -> str:
    at = in_zone(told.now, told.zone)
    return words.say(
        "Open requests · {day} {time} · {city} time · for the coordinator",
        day=f"{words.day(at)} {at.year}",
        time=f"{at:%H:%M}",
        city=words.city(told.zone),
    )


def _sum(told: OpenRequests, words: Words) -> str:
    if not told.wanted:
        return words.say("No request is open.")
    return words.plural("{count} request is open.", "{count} requests are open.", len(told.wanted))


def _wanted(one: Wanted, zone: str, width: int, words: Words) -> Iterator[Line]:
    style = one.standing.value
    yield from hanging([(f" {_MARKS[one.standing]} ", style)], _title(one, words), style, width)
    yield from hanging([("   → ", "hint")], words.retell(one.todo), "hint", width)
    rows = [*_rows(one, zone, words)]
    column = max(width_of(name) for name, _ in rows)
    for name, text in rows:
        yield from hanging([("   ", ""), (f"{pad(name, column)}  ", "muted")], text, "", width)


def _title(one: Wanted, words: Words) -> str:
    word = wording.standing_word(one.standing, words)
    length = ""
    if one.nights:
        length = words.plural("{count} night", "{count} nights", one.nights)
    elif one.takes:
        length = words.length(one.takes)
    secrecy = words.say("confidential") if one.is_confidential else ""
    told = ", ".join(filter(None, (one.id, length, secrecy)))
    return f"{word} · {words.retell(one.title)} ({told})"


def _rows(one: Wanted, zone: str, words: Words) -> Iterator[tuple[str, str]]:
    """Yield what is told of a request: a name, and a text."""
    say = words.say
    yield say("asked"), _asked(one, words)
    if one.asked.chase and one.action not in {Action.OVERDUE, Action.TODAY, Action.LATER}:
        yield say("ask again"), words.day(one.asked.chase)
    if one.held is not None:
        yield say("held for"), wording.clocked(one.held, zone, words)
    if one.left:
        told = ";\n".join(wording.spans(one.left, words))  # Markdown makes one line of it
        yield say("windows left"), f"{told}{_clock(one.left, zone, words)}"
    if one.interlocutors:
        yield say("with"), ", ".join(one.interlocutors)
    if one.where:
        yield say("where"), words.either(one.where)
    if one.priority:
        yield say("priority"), str(one.priority)
    if one.note:
        yield say("note"), one.note


def _asked(one: Wanted, words: Words) -> str:
    """Return who asked whom, when, how, and for how long no answer has come."""
    told = wording.asked(replace(one.asked, chase=None), words)  # its chase is told beside it
    if one.waiting is None:
        nobody = words.say("not yet")
        return f"{nobody}, {told}" if told else nobody
    waiting = words.plural("waiting {count} day", "waiting {count} days", one.waiting)
    return f"{told}; {waiting}"


def _clock(times: tuple[Timespan, ...], zone: str, words: Words) -> str:
    """Return whose clocks tell times, where they are not the mission's."""
    zones = {zone_of(one.start) for one in times} - {zone}
    return "".join(f" ({words.say('{city} time', city=words.city(one))})" for one in sorted(zones))


# ---------------------------------------------------------------- Markdown and JSON


def markdown(told: OpenRequests, words: Words = PLAIN) -> str:
    """Return the requests as Markdown."""
    parts = [f"# {escape(told.mission)}", "", escape(_as_of(told, words)), ""]
    for action, some in groupby(told.wanted, key=lambda one: one.action):
        parts += [f"## {words.say(_HEADINGS[action])}", ""]
        for one in some:
            parts.append(f"- **{escape(_title(one, words))}**: {escape(words.retell(one.todo))}")
            parts += [f"  - {name}: {escape(text)}" for name, text in _rows(one, told.zone, words)]
        parts.append("")
    return "\n".join([*parts, _sum(told, words)]) + "\n"


def as_json(told: OpenRequests) -> str:
    """Return the requests as a JSON object; instants are ISO 8601 with their offset."""
    whole = {
        "mission": told.mission,
        "zone": told.zone,
        "now": in_zone(told.now, told.zone).isoformat(),
        "requests": [_record(one) for one in told.wanted],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _record(one: Wanted) -> dict[str, Any]:
    asked = one.asked
    told = {
        "id": one.id,
        "line": one.line,
        "title": one.title,
        "kind": one.kind,
        "status": one.standing,
        "confidential": one.is_confidential,
        "action": one.action,
        "todo": one.todo,
        "due": one.due,
        "asked": asked.asked,
        "of": asked.of,
        "by": asked.by,
        "channel": asked.channel,
        "chase": asked.chase,
        "days_waiting": one.waiting,
        "note": one.note,
        "with": one.interlocutors,
        "where": one.where,
        "takes": one.takes,
        "nights": one.nights,
        "priority": one.priority,
        "windows_left": one.left,
        "held": one.held,
    }
    return {name: data.plain(value) for name, value in told.items()}
