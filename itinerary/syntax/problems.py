"""Collecting what is wrong with a file while reading goes on."""

from dataclasses import dataclass, field
from typing import NamedTuple

from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.spans import SourceSpan

MOST_PROBLEMS = 1000
"""A file with more is not a schedule; the rest would bury what matters."""


class Problem(NamedTuple):
    """Why a value's text is refused; ``start`` and ``end`` count characters within that text."""

    rule: str
    message: str
    hint: str | None = None
    start: int = 0
    end: int | None = None


def shorten(text: str, most: int = 40) -> str:
    """Return a text short enough for a message."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


@dataclass(slots=True)
class Problems:
    """The diagnostics of one file so far."""

    found: list[Diagnostic] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Whether so much is wrong that more would help nobody."""
        return len(self.found) >= MOST_PROBLEMS

    def warning(self, rule: str, span: SourceSpan, message: str, hint: str) -> None:
        """Add a diagnostic that stops nothing."""
        if not self.is_full:
            self.found.append(Diagnostic(rule, Severity.WARNING, span, message, hint))

    def error(
        self,
        rule: str,
        span: SourceSpan,
        message: str,
        hint: str | None = None,
        *,
        related: tuple[Related, ...] = (),
    ) -> None:
        """Add a diagnostic, or say once that there are too many."""
        if self.is_full:
            return
        if len(self.found) == MOST_PROBLEMS - 1:
            rule, related = "too-many-problems", ()
            message, hint = f"stopped after {MOST_PROBLEMS} problems", "is this a schedule file?"
        self.found.append(Diagnostic(rule, Severity.ERROR, span, message, hint, related))
