"""What has happened, what of the programme no longer works, and how little of it could move."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from itinerary.diagnostics import Diagnostic
from itinerary.languages import PLAIN, Message, Words
from itinerary.output import effect, wording
from itinerary.output.changed import findings
from itinerary.output.effect import Effect
from itinerary.output.styled import Line, hanging, rule
from itinerary.times import Timespan


class Happened(NamedTuple):
    """Something that has happened, as it was understood, and whether it is written too."""

    what: Message
    is_written: bool


class MovedEntry(NamedTuple):
    """An entry that would move: from when to when, and how long before the earlier of them.

    It ``is_unsettled`` where whoever agreed to its old time has yet to agree to the new one.
    """

    id: str
    line: int
    title: str
    before: Timespan
    when: Timespan
    names: tuple[str, ...]
    notice: timedelta
    status: str
    is_unsettled: bool


class LostEntry(NamedTuple):
    """An entry that cannot be kept, and why."""

    id: str
    line: int
    title: str
    why: tuple[Message, ...]


class Replan(NamedTuple):
    """One way on; ``disturbance`` weighs all that moves, the less the better."""

    moved: tuple[MovedEntry, ...]
    lost: tuple[LostEntry, ...]
    disturbance: int
    status: str
    effect: Effect | None


class Replans(NamedTuple):
    """What has happened to a file's programme, and the ways on, best first."""

    path: str
    name: str
    happened: tuple[Happened, ...]
    stopped: tuple[Message, ...]
    """Journeys on roads that are closed."""
    broken: tuple[Diagnostic, ...]
    """What the rules find of it that they did not find before."""
    left: tuple[Diagnostic, ...]
    """What of that is about nothing that could be moved."""
    replans: tuple[Replan, ...]


def lines(told: Replans, width: int, words: Words = PLAIN) -> Iterator[Line]:
    """Yield it line by line."""
    yield [(told.name, "mission")]
    yield []
    yield rule(words.say("What has happened"), "", "day", width)
    for one in told.happened:
        yield from hanging([(" – ", "muted")], words.retell(one.what), "", width)
        if not one.is_written:
            text = words.say("This is not written into the file: write it there yourself.")
            yield from hanging([("   ", "")], text, "muted", width)
    if told.broken or told.stopped:
        yield []
        yield rule(words.say("What no longer works"), "", "day", width)
        for stopped in told.stopped:
            yield from hanging([(" ", "")], words.retell(stopped), "error", width)
        yield from findings(told.broken, width, words)
    for number, replan in enumerate(told.replans, start=1):
        yield []
        title = words.say("Proposal {number}", number=number)
        yield rule(title, _count(replan, words), "day", width)
        yield from _proposal(told, replan, width, words)
    if told.left and len(told.left) < len(told.broken):
        yield []
        yield rule(words.say("What nothing that may move can mend"), "", "day", width)
        yield from findings(told.left, width, words)
    if any(_writes(one) for one in told.replans):
        yield []
        text = words.say("Nothing is written: add --apply 1 to write the first proposal.")
        yield from hanging([], text, "muted", width)


def _writes(replan: Replan) -> bool:
    return replan.effect is not None and bool(replan.effect.lines)


def _proposal(told: Replans, replan: Replan, width: int, words: Words) -> Iterator[Line]:
    if not replan.moved and not replan.lost:
        text = (
            words.say("Nothing that may move can mend it: it is for you to decide.")
            if told.broken or told.stopped
            else words.say("Everything still works: nothing has to move.")
        )
        yield from hanging([(" ", "")], text, "", width)
    for moved in replan.moved:
        yield from _moved(moved, width, words)
    for lost in replan.lost:
        yield from _lost(lost, width, words)
    if replan.effect is not None and replan.effect.lines:
        yield from effect.consequences(replan.effect, width, words)


def _count(replan: Replan, words: Words) -> str:
    moved = words.say("nothing moves")
    if replan.moved:
        moved = words.plural("{count} entry moves", "{count} entries move", len(replan.moved))
    if not replan.lost:
        return moved
    lost = words.plural("{count} cannot be kept", "{count} cannot be kept", len(replan.lost))
    return words.say("{moved}, {lost}", moved=moved, lost=lost)


def _moved(one: MovedEntry, width: int, words: Words) -> Iterator[Line]:
    when = f"{words.value(one.before)} → {words.value(one.when)}"
    title = words.retell(one.title)
    yield from hanging([(" ◐ ", "tentative"), (f"{when}  ", "time")], title, "tentative", width)
    facts = [words.listed(one.names), wording.countdown(one.notice, words)]
    yield from hanging([("   ", "")], " · ".join(filter(None, facts)), "people", width)
    if one.is_unsettled:
        text = words.say("confirmed for its old hour alone: tentative until the new one is agreed")
        yield from hanging([("   – ", "muted")], text, "muted", width)


def _lost(one: LostEntry, width: int, words: Words) -> Iterator[Line]:
    text = words.say("cannot be kept: {title}", title=words.retell(one.title))
    yield from hanging([(" ✗ ", "error")], text, "error", width)
    for why in one.why:
        yield from hanging([("   – ", "muted")], words.retell(why), "", width)


def as_json(told: Replans) -> str:
    """Return it as a JSON object."""
    whole = {
        "file": told.path,
        "happened": [{"what": str(one.what), "written": one.is_written} for one in told.happened],
        "stopped": [str(one) for one in told.stopped],
        "broken": [_found(one) for one in told.broken],
        "left": [_found(one) for one in told.left],
        "proposals": [_record(one) for one in told.replans],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _record(replan: Replan) -> dict[str, object]:
    return {
        "moved": [
            {
                "id": one.id,
                "from": _edges(one.before),
                "to": _edges(one.when),
                "status": one.status,
                "notice_minutes": int(one.notice.total_seconds() // 60),
            }
            for one in replan.moved
        ],
        "lost": [{"id": one.id, "why": [str(why) for why in one.why]} for one in replan.lost],
        "disturbance": replan.disturbance,
        "status": replan.status,
        "effect": effect.record(replan.effect) if replan.effect else None,
    }


def _edges(when: Timespan) -> dict[str, str]:
    return {"start": when.start.isoformat(), "end": when.end.isoformat()}


def _found(one: Diagnostic) -> dict[str, object]:
    return {
        "rule": one.rule,
        "severity": one.severity.value,
        "message": str(one.message),
        "entries": list(one.entries),
    }
