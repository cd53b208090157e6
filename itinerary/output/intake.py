"""What an import would add to a schedule, for the coordinator to see before it is written."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from itinerary.diagnostics import Diagnostic
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


def lines(told: Preview, width: int) -> Iterator[Line]:
    """Yield a preview line by line."""
    yield from hanging([], f"{told.source} → {told.target}: {_sum(told)}", "mission", width)
    for entry in told.added:
        yield []
        yield [(" + ", "ok"), (f"{entry.id}:", "ok")]
        for line in entry.lines:
            yield from hanging([("     ", "")], line, "", width)
        for note in entry.notes:
            yield from hanging([("   ! ", "warning")], note, "warning", width)
    yield from _differing(told, width)
    if told.left_out or told.notes:
        yield []
        yield rule("Left out, or worth a look", "", "day", width)
        for text in told.left_out:
            yield from hanging([(" − ", "muted")], text, "", width)
        for text in told.notes:
            yield from hanging([(" ! ", "warning")], text, "", width)
    if told.findings:
        yield []
        yield rule("What check will find besides", "", "day", width)
        for found in told.findings:
            severity = found.severity.value
            lead: Line = [(" ", ""), (severity, severity), (f"[{found.rule}] ", "rule-name")]
            yield from hanging(
                lead[:1], f"{severity}[{found.rule}] {found.message}", severity, width
            )


def _differing(told: Preview, width: int) -> Iterator[Line]:
    if not told.differing:
        return
    yield []
    yield rule("Told otherwise there: edit the file if that is right", "", "day", width)
    for one in told.differing:
        yield [(" ~ ", "warning"), (one.id, "warning")]
        for key, here, there in one.what:
            yield from hanging([("     ", "")], f"{key}: {here} → {there}", "", width)


def _sum(told: Preview) -> str:
    count = len(told.added)
    parts = [f"{count or 'no'} entr{'y' if count == 1 else 'ies'} to add"]
    parts += [f"{told.same} there already"] if told.same else []
    parts += [f"{len(told.differing)} told otherwise there"] if told.differing else []
    parts += [f"{len(told.left_out)} left out"] if told.left_out else []
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
