"""What ``check --waivers`` prints: who answers for which finding, and until when."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from itinerary.diagnostics import Diagnostic
from itinerary.languages import PLAIN, Words, mark
from itinerary.output.styled import Line, hanging
from itinerary.spans import SourceSpan

_STATES = {
    "holds": (mark("holds"), "ok"),
    "idle": (mark("silences nothing"), "warning"),
    "expired": (mark("has expired"), "warning"),
    "ambiguous": (mark("does not say which"), "warning"),
    "unknown": (mark("no such rule"), "warning"),
}
"""The words for what has become of a waiver, and how they are shown."""


class WaiverReport(NamedTuple):
    """A waiver: where it stands, what it is about, who answers for it, and what it does now.

    ``state`` is ``holds``, ``idle`` (there is nothing to silence), ``expired``, ``ambiguous``
    (there are several findings, and it does not say which it answers for), or ``unknown`` (there
    is no such rule). ``returned`` is what an expired or ambiguous one does not silence.
    """

    span: SourceSpan
    rule: str
    entry: str
    title: str
    why: str
    by: str | None
    until: date | None
    state: str
    silenced: tuple[Diagnostic, ...] = ()
    returned: tuple[Diagnostic, ...] = ()


def lines(told: Sequence[WaiverReport], width: int, words: Words = PLAIN) -> Iterator[Line]:
    """Yield each waiver with its place, its reason, and what it silences."""
    say = words.say
    for one in told:
        state, style = _STATES[one.state]
        yield [(f"{one.span}: ", "muted"), (say(state), style), (f"[{one.rule}]", "rule-name")]
        about = f"“{words.retell(one.title)}” ({one.entry}): {one.why}"
        yield from hanging([("  ", "")], about, "rule-name", width)
        yield from hanging([("  ", "")], _answered(one, words), "muted", width)
        for finding in (*one.silenced, *one.returned):
            values = {"line": finding.span.line, "what": words.retell(finding.message)}
            if one.state == "ambiguous":
                what = say("may be about (line {line}): {what}", **values)
            elif one.state == "expired":
                what = say("no longer silences (line {line}): {what}", **values)
            else:
                what = say("silences (line {line}): {what}", **values)
            yield from hanging([("  → ", "hint")], what, "hint", width)
        yield []
    if not told:
        yield from hanging([], say("No entry has a waiver."), "", width)
        yield []


def concise(told: Sequence[WaiverReport], words: Words = PLAIN) -> str:
    """Return one line a waiver."""
    return "".join(f"{' '.join(str(one.span).split())}: {about(one, words)}\n" for one in told)


def about(one: WaiverReport, words: Words = PLAIN) -> str:
    """Return what has become of a waiver, its reason, and who answers for it, on one line."""
    word, _ = _STATES[one.state]
    state, why = words.say(word), " ".join(one.why.split())
    return f"{state}[{one.rule}] {one.entry}: {why} ({_answered(one, words)})"


def records(told: Sequence[WaiverReport]) -> list[dict[str, Any]]:
    """Return the waivers as JSON can hold them."""
    return [
        {
            "rule": one.rule,
            "entry": one.entry,
            "why": one.why,
            "by": one.by,
            "until": one.until.isoformat() if one.until else None,
            "state": one.state,
            "silences": [_found(finding) for finding in one.silenced],
            "returned": [_found(finding) for finding in one.returned],
            "file": one.span.path,
            "line": one.span.line,
            "column": one.span.column,
        }
        for one in told
    ]


def _found(finding: Diagnostic) -> dict[str, Any]:
    return {
        "severity": finding.severity.value,
        "message": finding.message,
        "line": finding.span.line,
    }


def _answered(one: WaiverReport, words: Words) -> str:
    """Return who answers for it, and until when."""
    by = words.say("by {name}", name=one.by) if one.by else words.say("by nobody named")
    if one.until is None:
        return words.say("{by}, with no last day", by=by)
    return words.say("{by}, until {day}", by=by, day=f"{words.day(one.until)} {one.until.year}")
