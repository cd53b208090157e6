"""The manual pages of the rules, as pages: styled lines, JSON. The pages themselves are English."""

import json
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from itinerary.languages import PLAIN, Words, mark
from itinerary.output.cells import pad, width_of
from itinerary.output.styled import Line, hanging, rule

_WIDEST = 100
"""Columns; longer lines are hard to read."""
_EXAMPLE = "    "
"""What each line of an example begins with."""
_BREAKS = re.compile(r"(?<=[,:]) ")
_HEADINGS = {"Failing:": (mark("Failing:"), "error"), "Passing:": (mark("Passing:"), "ok")}


class Figure(NamedTuple):
    """What a rule measures with, as a file writes it: its default, and what a file sets."""

    name: str
    default: str
    given: str | None = None
    line: int | None = None


class Page(NamedTuple):
    """A rule's page. ``faults`` are those that are reported under names of their own.

    ``protects`` tells that its findings stop whatever goes to a reader.
    """

    id: str
    text: str
    protects: bool
    is_waivable: bool
    figures: tuple[Figure, ...] = ()
    faults: Mapping[str, str] = MappingProxyType({})

    @property
    def summary(self) -> str:
        """The first line."""
        return self.text.partition("\n")[0].replace("``", "`")


class Manual(NamedTuple):
    """Some pages: every rule's, or the one that was asked for.

    ``fault`` is what was asked for where that is one of its page's faults; ``file`` is where the
    figures were looked up.
    """

    pages: tuple[Page, ...]
    fault: str | None = None
    file: str | None = None


# ---------------------------------------------------------------- styled lines


def index(told: Manual, width: int, words: Words = PLAIN) -> Iterator[Line]:
    """Yield every rule and what it finds, line by line."""
    yield from _table({page.id: page.summary for page in told.pages}, width)
    for page in told.pages:
        if page.faults:
            yield []
            heading = words.say("Faults of the language, each reported under its own name")
            yield rule(heading, "", "day", width)
            yield from _table(page.faults, width)
    yield []
    yield from hanging([], words.say("`itinerary explain RULE` prints its page."), "muted", width)


def lines(told: Manual, width: int, words: Words = PLAIN) -> Iterator[Line]:
    """Yield the page that was asked for line by line."""
    width = min(width, _WIDEST)
    (page,) = told.pages
    if told.fault is not None:
        yield rule(told.fault, words.say("a fault of the language"), "day", width)
        yield []
        yield from hanging([], page.faults[told.fault], "mission", width)
        yield []
    yield rule(page.id, words.say("protects people") if page.protects else "", "day", width)
    yield []
    yield from _text(page, width, words)
    if page.figures:
        yield []
        yield from _figures(page, told.file, width, words)
    if page.faults and told.fault is None:
        yield []
        yield [(words.say("The faults, each reported under its own name:"), "")]
        yield from _table(page.faults, width)
    yield []
    yield from hanging([], _answering(page, words), "muted", width)


def _table(rows: Mapping[str, str], width: int) -> Iterator[Line]:
    column = max(map(width_of, rows), default=0)
    for name, told in rows.items():
        lead: Line = [("  ", ""), (pad(name, column), "rule-name"), ("  ", "")]
        yield from hanging(lead, told, "", width)


def _text(page: Page, width: int, words: Words) -> Iterator[Line]:
    """Yield the paragraphs and examples of a page; YAML lets a long line go on, further in."""
    for number, block in enumerate(page.text.strip().replace("``", "`").split("\n\n")):
        if number:
            yield []
        if block in _HEADINGS:
            heading, style = _HEADINGS[block]
            yield [(words.say(heading), style)]
        elif block.startswith(_EXAMPLE):
            for line in block.split("\n"):
                yield from _code(line, width)
        else:
            style = "" if number else "mission"
            yield from hanging([], " ".join(block.split()), style, width)


def _code(line: str, width: int) -> Iterator[Line]:
    """Yield a line of an example, in several where it is too long.

    YAML lets it go on behind a comma or a colon, but not within a key of two words.
    """
    code = line.lstrip()
    shown = line[: len(line) - len(code)]
    further = f"\n{shown}{_EXAMPLE}"
    at = len(shown)
    for number, part in enumerate(_BREAKS.split(code)):
        if number and at + 1 + width_of(part) > width:
            shown += further
            at = len(further) - 1
        elif number:
            shown += " "
            at += 1
        shown += part
        at += width_of(part)
    yield from ([(one, "hint")] for one in shown.split("\n"))


def _figures(page: Page, file: str | None, width: int, words: Words) -> Iterator[Line]:
    yield from hanging([], words.say("Figures that `rules:` may adjust:"), "", width)
    column = max(width_of(one.name) for one in page.figures)
    for one in page.figures:
        lead: Line = [("  ", ""), (pad(one.name, column), "rule-name"), ("  ", "")]
        yield from hanging(lead, _figure(one, file, words), "", width)


def _figure(one: Figure, file: str | None, words: Words) -> str:
    if one.given is not None:
        return words.say(
            "{value}, by {file}:{line}; {default} where nothing is said",
            value=one.given,
            file=file,
            line=one.line,
            default=one.default,
        )
    if file is not None:
        return words.say("{default}: {file} sets no other", default=one.default, file=file)
    return words.say("{default} where nothing is said", default=one.default)


def _answering(page: Page, words: Words) -> str:
    """Return what can be done about a finding besides mending it."""
    if not page.is_waivable:
        return words.say("It cannot be waived.")
    how = words.say(
        "Who answers for a finding writes below the entry: {waiver}",
        waiver=f"allow: [{{rule: {page.id}, why: …, by: …, until: …}}]",
    )
    if not page.protects:
        return how
    stops = words.say("It protects people: while it finds something, no feed is written.")
    return f"{stops} {how}"


# ---------------------------------------------------------------- JSON


def as_json(told: Manual) -> str:
    """Return the pages as JSON: in English, as they are."""
    whole = {
        "file": told.file,
        "fault": told.fault,
        "rules": [
            {
                "id": page.id,
                "summary": page.summary,
                "page": page.text,
                "protects": page.protects,
                "waivable": page.is_waivable,
                "figures": [one._asdict() for one in page.figures],
                "faults": dict(page.faults),
            }
            for page in told.pages
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
