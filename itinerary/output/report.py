"""What ``check`` prints: findings with the lines they stand in, or one a line, or for programs.

Findings quote secrets: a report is for the coordinator alone.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from itinerary.diagnostics import Diagnostic
from itinerary.output.cells import width_of
from itinerary.output.styled import Line, hanging
from itinerary.spans import SourceSpan

_NARROWEST = 40


class FileReport(NamedTuple):
    """The findings about one file, its text and how many entries it has."""

    path: str
    text: str
    diagnostics: tuple[Diagnostic, ...]
    waived: int
    entries: int

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(found.is_error for found in self.diagnostics)


def full(reports: Sequence[FileReport], width: int) -> Iterator[Line]:
    """Yield every finding with its place, its line in the file, a caret and the way out."""
    width = max(width, _NARROWEST)
    for report in reports:
        source = re.split(r"\r\n|\r|\n", report.text)
        for found in report.diagnostics:
            yield from _finding(found, source, width)
            yield []
    for report in reports:
        yield from _summary(report, width)


def _finding(found: Diagnostic, source: list[str], width: int) -> Iterator[Line]:
    severity = found.severity.value
    yield [(f"{found.span}: ", "muted"), (severity, severity), (f"[{found.rule}]", "rule-name")]
    yield from hanging([("  ", "")], found.message, "rule-name", width)
    yield from _excerpt(found.span, source, severity, width)
    for related in found.related:
        yield from hanging(
            [("  ", "")], f"{related.message} (line {related.span.line}):", "muted", width
        )
        yield from _excerpt(related.span, source, "muted", width)
    if found.hint:
        yield from hanging([("  → ", "hint")], found.hint, "hint", width)


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


def _summary(report: FileReport, width: int) -> Iterator[Line]:
    warnings = len(report.diagnostics) - report.errors
    counts = [_count(report.errors, "error"), _count(warnings, "warning")]
    told = ", ".join(filter(None, counts)) or "no problem"
    waived = f", {report.waived} waived" if report.waived else ""
    style = "error" if report.errors else "warning" if warnings else "ok"
    mark = "✗" if report.errors else "!" if warnings else "✓"
    entries = f" ({_count(report.entries, 'entry')})" if report.entries else ""
    yield from hanging(
        [(f"{mark} ", style)], f"{report.path}: {told}{waived}{entries}", style, width
    )


def _count(number: int, noun: str) -> str:
    if not number:
        return ""
    plural = "entries" if noun == "entry" else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def concise(reports: Sequence[FileReport]) -> str:
    """Return one line a finding, as compilers print them."""
    return "".join(
        f"{_flat(str(found.span))}: {found.severity.value}[{found.rule}] {_flat(found.message)}\n"
        for report in reports
        for found in report.diagnostics
    )


def as_json(reports: Sequence[FileReport]) -> str:
    """Return every finding as JSON."""
    told = {
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
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _place(span: SourceSpan) -> dict[str, str | int]:
    return {
        "file": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def github(reports: Sequence[FileReport]) -> str:
    """Return workflow commands that mark the findings in a pull request on GitHub."""
    return "".join(
        f"::{found.severity.value} file={_property(found.span.path)},line={found.span.line},"
        f"col={found.span.column},title={_property(found.rule)}::{_message(found)}\n"
        for report in reports
        for found in report.diagnostics
    )


def _message(found: Diagnostic) -> str:
    text = f"{found.message} ({found.hint})" if found.hint else found.message
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escaped.replace(":", "%3A").replace(",", "%2C")


def _flat(text: str) -> str:
    return " ".join(text.split())
