"""What an import would add to a schedule, for the coordinator to see before it is written."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from itinerary.diagnostics import Diagnostic
from itinerary.languages import PLAIN, Words
from itinerary.output.changed import findings
from itinerary.output.styled import Line, hanging, rule


class Added(NamedTuple):
    """An entry that would be added: its id, its lines, and what is to be said of it."""

    id: str
    lines: tuple[str, ...]
    notes: tuple[str, ...]


class Difference(NamedTuple):
    """An entry that was taken over before, and what its source tells otherwise now.

    Each of ``what`` is a key, the schedule's value and the source's.
    """

    id: str
    what: tuple[tuple[str, str, str], ...]


class Preview(NamedTuple):
    """All that an import would do, and all that it leaves to a person."""

    source: str
    target: str
    added: tuple[Added, ...]
    same: int
    differing: tuple[Difference, ...]
    left_out: tuple[str, ...]
    notes: tuple[str, ...]
    findings: tuple[Diagnostic, ...]


def lines(told: Preview, width: int, words: Words = PLAIN) -> Iterator[Line]:
    """Yield a preview line by line."""
    heading = f"{told.source} → {told.target}: {_sum(told, words)}"
    yield from hanging([], heading, "mission", width)
    for entry in told.added:
        yield []
        yield [(" + ", "ok"), (f"{entry.id}:", "ok")]
        for line in entry.lines:
            yield from hanging([("     ", "")], line, "", width)
        for note in entry.notes:
            yield from hanging([("   ! ", "warning")], words.retell(note), "warning", width)
    yield from _differing(told, width, words)
    if told.left_out or told.notes:
        yield []
        yield rule(words.say("Left out, or worth a look"), "", "day", width)
        for text in told.left_out:
            yield from hanging([(" − ", "muted")], words.retell(text), "", width)
        for text in told.notes:
            yield from hanging([(" ! ", "warning")], words.retell(text), "", width)
    if told.findings:
        yield []
        yield rule(words.say("What check will find besides"), "", "day", width)
        yield from findings(told.findings, width, words)


def _differing(told: Preview, width: int, words: Words) -> Iterator[Line]:
    if not told.differing:
        return
    yield []
    heading = words.say("Told otherwise there: edit the file if that is right")
    yield rule(heading, "", "day", width)
    for one in told.differing:
        yield [(" ~ ", "warning"), (one.id, "warning")]
        for key, here, there in one.what:
            moved = f"{key}: {words.retell(here)} → {words.retell(there)}"
            yield from hanging([("     ", "")], moved, "", width)


def _sum(told: Preview, words: Words) -> str:
    plural = words.plural
    count, same = len(told.added), told.same
    differing, left_out = len(told.differing), len(told.left_out)
    parts = [plural("{count} entry to add", "{count} entries to add", count)]
    if not count:
        parts = [words.say("no entries to add")]
    if same:
        parts.append(plural("{count} there already", "{count} there already", same))
    if differing:
        parts.append(
            plural("{count} told otherwise there", "{count} told otherwise there", differing)
        )
    if left_out:
        parts.append(plural("{count} left out", "{count} left out", left_out))
    return ", ".join(parts)


def as_json(told: Preview, *, is_written: bool) -> str:
    """Return a preview as a JSON object, and whether it has been written."""
    whole = {
        "written": is_written,
        "source": told.source,
        "target": told.target,
        "added": [{"id": one.id, "lines": one.lines, "notes": one.notes} for one in told.added],
        "same": told.same,
        "differing": [
            {
                "id": one.id,
                "what": [
                    {"key": key, "here": here, "there": there} for key, here, there in one.what
                ],
            }
            for one in told.differing
        ],
        "left_out": told.left_out,
        "notes": told.notes,
        "findings": [
            {"rule": found.rule, "severity": found.severity.value, "message": found.message}
            for found in told.findings
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
