"""Collecting what is wrong with a file while reading goes on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.languages import Message, Words, say
from itinerary.spans import SourceSpan

MOST_PROBLEMS = 1000
"""A file with more is not a schedule; the rest would bury what matters."""


class Problem(NamedTuple):
    """Why a value's text is refused; ``start`` and ``end`` count characters within that text."""

    rule: str
    message: Message
    hint: Message | None = None
    start: int = 0
    end: int | None = None


def shorten(text: str, most: int = 40) -> str:
    """Return a text short enough for a message."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def written_day(day: date) -> Callable[[Words], str]:
    """Return what tells a message's reader a day as the file writes it: ``Thu 2023-05-25``."""
    return lambda words: words.written_day(day)


@dataclass(slots=True)
class Problems:
    """The diagnostics of one file so far."""

    found: list[Diagnostic] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Whether so much is wrong that more would help nobody."""
        return len(self.found) >= MOST_PROBLEMS

    def warning(self, rule: str, span: SourceSpan, message: Message, hint: Message) -> None:
        """Add a diagnostic that stops nothing."""
        if not self.is_full:
            self.found.append(Diagnostic(rule, Severity.WARNING, span, message, hint))

    def error(
        self,
        rule: str,
        span: SourceSpan,
        message: Message,
        hint: Message | None = None,
        *,
        related: tuple[Related, ...] = (),
    ) -> None:
        """Add a diagnostic, or say once that there are too many."""
        if self.is_full:
            return
        if len(self.found) == MOST_PROBLEMS - 1:
            rule, related = "too-many-problems", ()
            message = say("stopped after {most} problems", most=MOST_PROBLEMS)
            hint = say("is this a schedule file?")
        self.found.append(Diagnostic(rule, Severity.ERROR, span, message, hint, related))
