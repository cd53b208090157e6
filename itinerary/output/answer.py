"""What a guest's answer says and what it would change, for the coordinator."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from itinerary.diagnostics import Diagnostic
from itinerary.languages import PLAIN, Words, mark
from itinerary.output.changed import findings
from itinerary.output.styled import Line, hanging, rule

_SAID = {
    "ACCEPTED": mark("{who} accepts"),
    "TENTATIVE": mark("{who} accepts tentatively"),
    "DECLINED": mark("{who} declines"),
    "DELEGATED": mark("{who} sends somebody else"),
    "NEEDS-ACTION": mark("{who} has not decided"),
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


def lines(told: Answer, width: int, words: Words = PLAIN) -> Iterator[Line]:
    """Yield an answer line by line."""
    if told.address:
        yield from hanging([], _said(told, words), "mission", width)
    if told.title:
        yield from hanging([("  ", "")], f"{told.title} ({told.entry})", "", width)
    if told.when:
        when = words.retell(told.when)
        if told.proposed:
            when = words.say("it is {when}", when=when)
        yield from hanging([("  ", "")], when, "", width)
    if told.proposed:
        proposed = words.say("they propose {when}", when=words.retell(told.proposed))
        yield from hanging([("  ", "")], proposed, "", width)
    if told.comment:
        yield from hanging([("  ", "")], f"“{told.comment}”", "muted", width)
    if told.verdict:
        yield from hanging([], words.retell(told.verdict), "", width)
    if told.proposal:
        yield from _proposal(told.proposal, width, words)


def _proposal(told: Proposal, width: int, words: Words) -> Iterator[Line]:
    yield []
    for sign, line in told.changed:
        style = "ok" if sign == "+" else "error"
        yield from hanging([(f" {'−' if sign == '-' else '+'} ", style)], line, style, width)
    if told.findings:
        yield []
        yield rule(words.say("What check will find then"), "", "day", width)
        yield from findings(told.findings, width, words)


def _said(told: Answer, words: Words) -> str:
    who = f"{told.name} <{told.address}>" if told.name else told.address
    if told.method == "COUNTER":
        return words.say("{who} proposes another time", who=who)
    if not told.answer:
        return who
    if told.answer in _SAID:
        return words.say(_SAID[told.answer], who=who)
    return words.say("{who} answers {answer}", who=who, answer=told.answer)


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
