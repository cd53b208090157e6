"""What a guest's answer says and what it would change, for the coordinator."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from itinerary.diagnostics import Diagnostic
from itinerary.output.styled import Line, hanging, rule

_SAID = {
    "ACCEPTED": "accepts",
    "TENTATIVE": "accepts tentatively",
    "DECLINED": "declines",
    "DELEGATED": "sends somebody else",
    "NEEDS-ACTION": "has not decided",
}


class Proposal(NamedTuple):
    """A key of an entry and its new value; the lines that go and come; what `check` finds then."""

    key: str
    value: str
    changed: tuple[tuple[str, str], ...]
    findings: tuple[Diagnostic, ...]


class Answer(NamedTuple):
    """What an answer says, to what, and what follows: a proposal, or the reason why none does.

    ``is_strange`` where it answers nothing that the schedule knows.
    """

    method: str
    address: str = ""
    name: str = ""
    answer: str = ""
    comment: str = ""
    entry: str = ""
    title: str = ""
    when: str = ""
    proposed: str = ""
    proposal: Proposal | None = None
    verdict: str = ""
    is_strange: bool = False


def lines(told: Answer, width: int) -> Iterator[Line]:
    """Yield an answer line by line."""
    if told.address:
        who = f"{told.name} <{told.address}>" if told.name else told.address
        said = "proposes another time" if told.method == "COUNTER" else _said(told)
        yield from hanging([], f"{who} {said}" if said else who, "mission", width)
    if told.title:
        yield from hanging([("  ", "")], f"{told.title} ({told.entry})", "", width)
    if told.when:
        lead = "it is " if told.proposed else ""
        yield from hanging([("  ", "")], f"{lead}{told.when}", "", width)
    if told.proposed:
        yield from hanging([("  ", "")], f"they propose {told.proposed}", "", width)
    if told.comment:
        yield from hanging([("  ", "")], f"“{told.comment}”", "muted", width)
    if told.verdict:
        yield from hanging([], told.verdict, "", width)
    if told.proposal:
        yield []
        for sign, line in told.proposal.changed:
            style = "ok" if sign == "+" else "error"
            yield from hanging([(f" {'−' if sign == '-' else '+'} ", style)], line, style, width)
        yield from _findings(told.proposal.findings, width)


def _said(told: Answer) -> str:
    return _SAID.get(told.answer, told.answer and f"answers {told.answer}")


def _findings(findings: tuple[Diagnostic, ...], width: int) -> Iterator[Line]:
    if not findings:
        return
    yield []
    yield rule("What check will find then", "", "day", width)
    for found in findings:
        severity = found.severity.value
        yield from hanging(
            [(" ", "")], f"{severity}[{found.rule}] {found.message}", severity, width
        )


def as_json(told: Answer, *, is_written: bool) -> str:
    """Return an answer as a JSON object."""
    proposal = told.proposal
    record = {
        "method": told.method,
        "address": told.address,
        "name": told.name,
        "answer": told.answer,
        "comment": told.comment,
        "entry": told.entry or None,
        "title": told.title,
        "when": told.when,
        "proposed": told.proposed or None,
        "verdict": told.verdict,
        "proposal": proposal
        and {
            "key": proposal.key,
            "value": proposal.value,
            "lines": [f"{sign}{line}" for sign, line in proposal.changed],
            "findings": [
                {"rule": one.rule, "severity": one.severity.value, "message": one.message}
                for one in proposal.findings
            ],
        },
        "written": is_written,
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"
