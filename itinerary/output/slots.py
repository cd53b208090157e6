"""What ``slots`` prints: the hours left to a request, what blocks the others, or why there is none.

Of a stay it is nights that are left, and days on which they begin.

It quotes the whole file, as findings do: it is for the coordinator alone.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from itinerary.languages import PLAIN, Message, Words
from itinerary.output.styled import Line, hanging, rule
from itinerary.times import Days, Timespan


class Cause(NamedTuple):
    """Something that stands in the way, the line where the file says it, and whose entry it is."""

    told: Message
    line: int
    entry: str | None = None
    is_enough: bool = False
    """Whether there would be an hour without it, all else standing."""
    hint: Message | None = None
    """What to do about it."""


class Hours(NamedTuple):
    """Starts that are as good as each other; ``when`` is the best, ``causes`` what has to move.

    ``first`` and ``last`` are instants, and days of a stay. ``where`` and ``who`` are ids,
    ``place`` and ``people`` their names.
    """

    when: Timespan | Days
    first: date
    last: date
    where: str | None
    place: str
    who: tuple[str, ...]
    people: tuple[str, ...]
    is_preferred: bool = False
    causes: tuple[Cause, ...] = ()
    rivals: tuple[Cause, ...] = ()
    """Other open requests that would have no time left."""


class Blocked(NamedTuple):
    """Starts that are not possible, and why."""

    first: date
    last: date
    where: str | None
    place: str
    causes: tuple[Cause, ...]


class WayOut(NamedTuple):
    """Something that would have to give, in words, and when and where the request could be then."""

    told: Message
    when: Timespan | Days
    place: str | None


class Left(NamedTuple):
    """All that is told of one request; ``takes`` is a length, or how many nights."""

    path: str
    id: str
    title: str
    takes: timedelta | int
    line: int
    free: tuple[Hours, ...]
    giving: tuple[Hours, ...] = ()
    blocked: tuple[Blocked, ...] = ()
    reasons: tuple[Cause, ...] = ()
    ways: tuple[WayOut, ...] = ()
    is_proved: bool = False
    """Whether the reasons together leave no hour, and would without any one of them."""

    @property
    def is_stay(self) -> bool:
        """Whether it is nights that are asked for."""
        return isinstance(self.takes, int)


def lines(told: Left, width: int, words: Words = PLAIN) -> Iterator[Line]:
    """Yield what is left to a request, line by line."""
    heading = words.say(
        "{title} ({length}), line {line}",
        title=words.retell(told.title),
        length=_length(told.takes, words),
        line=told.line,
    )
    yield [(told.path, "mission")]
    yield from hanging([], heading, "title.requested", width)
    if told.free:
        yield from _headed(words.say("Free"), width)
        for number, hours in enumerate(told.free, start=1):
            yield from _hours([(f"{number:>3}  ", "muted")], hours, width, words)
    else:
        yield from _none(told, width, words)
    if told.giving:
        yield from _headed(words.say("Free if something that is not sure moves"), width)
        for hours in told.giving:
            yield from _hours([("     ", "")], hours, width, words)
    if told.blocked:
        yield from _headed(words.say("What blocks the nearest others"), width)
        are_many = len({one.where for one in told.blocked}) > 1
        for blocked in told.blocked:
            yield from _blocked(blocked, width, words, are_many=are_many)


def _none(told: Left, width: int, words: Words) -> Iterator[Line]:
    """Yield why nothing is free, and what would do."""
    text = words.say("No nights are free") if told.is_stay else words.say("No hour is free")
    yield from _headed(text, width)
    for cause in told.reasons:
        yield from hanging([(" • ", "muted")], _cause(cause, words), "", width)
        if cause.hint:
            hint = words.retell(cause.hint)
            yield from hanging([("   ", ""), ("→ ", "hint")], hint, "hint", width)
    if len(told.reasons) > 1 and told.is_proved:
        text = (
            words.say("Without any one of these, the others would leave it its nights.")
            if told.is_stay
            else words.say("Without any one of these, the others would leave it an hour.")
        )
        yield from hanging([("   ", "")], text, "muted", width)
    if told.is_proved:
        yield from _ways(told, width, words)


def _blocked(blocked: Blocked, width: int, words: Words, *, are_many: bool) -> Iterator[Line]:
    causes = [_cause(cause, words) for cause in blocked.causes]
    if isinstance(blocked.first, datetime):
        where = f" · {blocked.place}" if are_many and blocked.place else ""
        lead: Line = [("     ", ""), (f"{_starts(blocked, words)}{where} — ", "time")]
        yield from hanging(lead, "; ".join(causes), "", width)
        return
    days = Days(blocked.first, blocked.last) if blocked.last > blocked.first else blocked.first
    told = words.say("{place}, first day {days}", place=blocked.place, days=words.value(days))
    yield from hanging([("     ", "")], told, "time", width)
    for cause in causes:
        yield from hanging([("     ", ""), ("↳ ", "muted")], cause, "muted", width)


def _length(takes: timedelta | int, words: Words) -> str:
    if isinstance(takes, timedelta):
        return words.length(takes)
    return words.plural("{count} night", "{count} nights", takes)


def _headed(text: str, width: int) -> Iterator[Line]:
    yield []
    yield rule(text, "", "day", width)


def _ways(told: Left, width: int, words: Words) -> Iterator[Line]:
    yield from _headed(words.say("What would do"), width)
    for way in told.ways:
        yield from hanging([(" → ", "hint")], words.retell(way.told), "hint", width)
    if not told.ways:
        text = words.say("No single change that was tried would be enough.")
        yield from hanging([(" ", "")], text, "muted", width)


def _hours(lead: Line, hours: Hours, width: int, words: Words) -> Iterator[Line]:
    when = words.value(hours.when)
    if hours.last > hours.first:
        ends = {
            "when": when,
            "first": _start(hours.first, words),
            "last": _start(hours.last, words),
        }
        when = (
            words.say("{when}; any first day from {first} to {last}", **ends)
            if isinstance(hours.when, Days)
            else words.say("{when}; any start from {first} to {last}", **ends)
        )
    yield from hanging(lead, when, "time", width)
    told = [hours.place, words.listed(hours.people)]
    told += [words.say("as preferred")] if hours.is_preferred else []
    behind = " · ".join(part for part in told if part)
    yield from hanging([("     ", "")], behind, "", width)
    for cause in (*hours.causes, *hours.rivals):
        yield from hanging([("     ", ""), ("↳ ", "muted")], _cause(cause, words), "muted", width)


def _starts(blocked: Blocked, words: Words) -> str:
    first, last = (_start(at, words) for at in (blocked.first, blocked.last))
    start = f"{words.day(blocked.first)} {first}"
    return start if first == last else f"{start}–{last}"


def _start(at: date, words: Words) -> str:
    """Return the hour of a start on a day that is told; of a stay, its first day."""
    return f"{at:%H:%M}" if isinstance(at, datetime) else words.day(at)


def _cause(cause: Cause, words: Words) -> str:
    what = words.retell(cause.told)
    return words.say("{what} (line {line})", what=what, line=cause.line)


def as_json(told: Left) -> str:
    """Return what is left to a request as JSON: in English, because it is for programs."""
    whole = {
        "file": told.path,
        "id": told.id,
        "free": [_record(hours) for hours in told.free],
        "free_if_moved": [_record(hours) for hours in told.giving],
        "blocked": [
            {
                "first": blocked.first.isoformat(),
                "last": blocked.last.isoformat(),
                "where": blocked.where,
                "by": [_blame(cause) for cause in blocked.causes],
            }
            for blocked in told.blocked
        ],
        "why": [
            {**_blame(one), "enough_alone": one.is_enough, "hint": one.hint} for one in told.reasons
        ],
        "would_do": [
            {
                "message": way.told,
                "start": _ends(way.when)[0],
                "end": _ends(way.when)[1],
                "where": way.place,
            }
            for way in told.ways
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _record(hours: Hours) -> dict[str, object]:
    return {
        "start": _ends(hours.when)[0],
        "end": _ends(hours.when)[1],
        "first": hours.first.isoformat(),
        "last": hours.last.isoformat(),
        "where": hours.where,
        "who": list(hours.who),
        "preferred": hours.is_preferred,
        "moved": [_blame(cause) for cause in hours.causes],
        "leaves_none_to": [_blame(cause) for cause in hours.rivals],
    }


def _ends(when: Timespan | Days) -> tuple[str, str]:
    if isinstance(when, Days):
        return when.first.isoformat(), when.last.isoformat()
    return when.start.isoformat(), when.end.isoformat()


def _blame(cause: Cause) -> dict[str, object]:
    return {"message": cause.told, "line": cause.line, "entry": cause.entry}
