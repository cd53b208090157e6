"""What ``check`` prints: findings with the lines they stand in, or one a line, or for programs.

Findings quote secrets: a report is for the coordinator alone.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from itinerary.diagnostics import Diagnostic, Severity
from itinerary.languages import PLAIN, Words, mark
from itinerary.output import waivers
from itinerary.output.cells import width_of
from itinerary.output.styled import Line, hanging
from itinerary.output.waivers import WaiverReport
from itinerary.spans import SourceSpan

_NARROWEST = 40
_SEVERITIES = {Severity.ERROR: mark("error"), Severity.WARNING: mark("warning")}


class FileReport(NamedTuple):
    """The findings about one file, its text and how many entries it has."""

    path: str
    text: str
    diagnostics: tuple[Diagnostic, ...]
    waived: int
    entries: int
    waivers: tuple[WaiverReport, ...] = ()

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(found.is_error for found in self.diagnostics)


def full(reports: Sequence[FileReport], width: int, words: Words = PLAIN) -> Iterator[Line]:
    """Yield every finding with its place, its line in the file, a caret and the way out.

    At the end it is told how to learn more of the first error, or else of the first warning.
    """
    width = max(width, _NARROWEST)
    for report in reports:
        source = re.split(r"\r\n|\r|\n", report.text)
        for found in report.diagnostics:
            yield from _finding(found, source, width, words)
            yield []
    for report in reports:
        yield from _summary(report, width, words)
    everything = [one for report in reports for one in report.diagnostics]
    if everything:
        worst = next((one for one in everything if one.is_error), everything[0])
        told = words.say("`itinerary explain {rule}` tells more.", rule=worst.rule)
        yield from hanging([], told, "muted", width)


def short(reports: Sequence[FileReport], width: int, words: Words = PLAIN) -> Iterator[Line]:
    """Yield one line a finding, cut where it is too long, and how many each file has."""
    for report in reports:
        for found in report.diagnostics:
            lead: Line = [(f"{found.span.line:>5} ", "muted")]
            first, *rest = hanging(lead, brief(found, words), found.severity.value, width - 1)
            yield [*first, ("…", "muted")] if rest else first
    for report in reports:
        yield from _summary(report, max(width, _NARROWEST), words)


def brief(found: Diagnostic, words: Words = PLAIN) -> str:
    """Return how bad a finding is, its rule, and what it says."""
    severity = words.say(_SEVERITIES[found.severity])
    return f"{severity}[{found.rule}] {words.retell(found.message)}"


def full_waivers(reports: Sequence[FileReport], width: int, words: Words = PLAIN) -> Iterator[Line]:
    """Yield every waiver, and how many findings each file has."""
    width = max(width, _NARROWEST)
    yield from waivers.lines(_waivers(reports), width, words)
    for report in reports:
        yield from _summary(report, width, words)


def concise_waivers(reports: Sequence[FileReport], words: Words = PLAIN) -> str:
    """Return one line a waiver."""
    return waivers.concise(_waivers(reports), words)


def _waivers(reports: Sequence[FileReport]) -> list[WaiverReport]:
    return [one for report in reports for one in report.waivers]


def _finding(found: Diagnostic, source: list[str], width: int, words: Words) -> Iterator[Line]:
    style = found.severity.value
    severity = words.say(_SEVERITIES[found.severity])
    yield [(f"{found.span}: ", "muted"), (severity, style), (f"[{found.rule}]", "rule-name")]
    yield from hanging([("  ", "")], words.retell(found.message), "rule-name", width)
    yield from _excerpt(found.span, source, style, width)
    for related in found.related:
        what, line = words.retell(related.message), related.span.line
        told = words.say("{what} (line {line}):", what=what, line=line)
        yield from hanging([("  ", "")], told, "muted", width)
        yield from _excerpt(related.span, source, "muted", width)
    if found.hint:
        yield from hanging([("  → ", "hint")], words.retell(found.hint), "hint", width)


def _excerpt(span: SourceSpan, source: list[str], style: str, width: int) -> Iterator[Line]:
    """Yield the line a span begins in, and a caret under it; a long line is cut around the span."""
    if not 1 <= span.line <= len(source):
        return
    gutter = f"  {span.line:>4} │ "
    room = width - len(gutter)
    line = "".join(
        character if character.isprintable() else " " for character in source[span.line - 1]
    )
    start = min(span.column - 1, len(line))
    end = min(span.end_column - 1, len(line)) if span.end_line == span.line else len(line.rstrip())
    cut = max(0, min(start - room // 3, len(line) - room)) if width_of(line) > room else 0
    shown = line[cut : cut + room]
    while width_of(shown) > room:
        shown = shown[:-1]
    before = width_of(shown[: start - cut])
    length = max(1, width_of(shown[start - cut : max(end, start + 1) - cut]))
    yield [(gutter, "muted"), (shown, "")]
    yield [(f"{' ' * (len(gutter) - 2)}│ ", "muted"), (" " * before + "^" * length, style)]


def _summary(report: FileReport, width: int, words: Words) -> Iterator[Line]:
    errors, warnings = report.errors, len(report.diagnostics) - report.errors
    counts = [] if errors or warnings else [words.say("no problem")]
    if errors:
        counts.append(words.plural("{count} error", "{count} errors", errors))
    if warnings:
        counts.append(words.plural("{count} warning", "{count} warnings", warnings))
    if report.waived:
        counts.append(words.plural("{count} waived", "{count} waived", report.waived))
    told = ", ".join(counts)
    if report.entries:
        entries = words.plural("{count} entry", "{count} entries", report.entries)
        told = f"{told} ({entries})"
    style = "error" if report.errors else "warning" if warnings else "ok"
    sign = "✗" if report.errors else "!" if warnings else "✓"
    yield from hanging([(f"{sign} ", style)], f"{report.path}: {told}", style, width)


def concise(reports: Sequence[FileReport], words: Words = PLAIN) -> str:
    """Return one line a finding, as compilers print them."""
    severities = {severity: words.say(word) for severity, word in _SEVERITIES.items()}
    return "".join(
        f"{_flat(str(found.span))}: {severities[found.severity]}[{found.rule}] "
        f"{_flat(words.retell(found.message))}\n"
        for report in reports
        for found in report.diagnostics
    )


def as_json(reports: Sequence[FileReport], *, with_waivers: bool = False) -> str:
    """Return every finding as JSON: in English whoever reads it, because it is for programs."""
    told: dict[str, Any] = {
        "files": [
            {
                "path": report.path,
                "entries": report.entries,
                "errors": report.errors,
                "warnings": len(report.diagnostics) - report.errors,
                "waived": report.waived,
            }
            for report in reports
        ],
        "diagnostics": [
            {
                "rule": found.rule,
                "severity": found.severity.value,
                **_place(found.span),
                "message": found.message,
                "hint": found.hint,
                "entries": list(found.entries),
                "related": [
                    {**_place(other.span), "message": other.message} for other in found.related
                ],
            }
            for report in reports
            for found in report.diagnostics
        ],
    }
    if with_waivers:
        told["waivers"] = waivers.records(_waivers(reports))
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _place(span: SourceSpan) -> dict[str, str | int]:
    return {
        "file": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def github(reports: Sequence[FileReport], words: Words = PLAIN) -> str:
    """Return workflow commands that mark the findings in a pull request on GitHub."""
    return "".join(
        f"::{found.severity.value} file={_property(found.span.path)},line={found.span.line},"
        f"col={found.span.column},title={_property(found.rule)}::{_message(found, words)}\n"
        for report in reports
        for found in report.diagnostics
    )


def github_waivers(reports: Sequence[FileReport], words: Words = PLAIN) -> str:
    """Return workflow commands that note each waiver in a pull request on GitHub."""
    return "".join(
        f"::notice file={_property(one.span.path)},line={one.span.line},"
        f"col={one.span.column},title={_property(one.rule)}::"
        f"{_escaped(waivers.about(one, words))}\n"
        for one in _waivers(reports)
    )


def _message(found: Diagnostic, words: Words) -> str:
    text = words.retell(found.message)
    if found.hint:
        text = f"{text} ({words.retell(found.hint)})"
    return _escaped(text)


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _flat(text: str) -> str:
    return " ".join(text.split())
