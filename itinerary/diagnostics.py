"""What the tool has to say about a file: problems are values, complete when they are made."""

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from itinerary.languages import Message, say
from itinerary.spans import SourceSpan


class Severity(Enum):
    """How bad it is: an error stops a release and sets exit code 1; a warning does neither."""

    ERROR = "error"
    WARNING = "warning"


class Related(NamedTuple):
    """Another place in the file that explains a diagnostic."""

    span: SourceSpan
    message: Message


class Diagnostic(NamedTuple):
    """One finding: which rule, how bad, where, what, and the way out.

    ``entries`` are the ids of the programme entries it is about; a waiver on any of them
    silences the finding.
    """

    rule: str
    severity: Severity
    span: SourceSpan
    message: Message
    hint: Message | None = None
    related: tuple[Related, ...] = ()
    entries: tuple[str, ...] = ()

    @property
    def is_error(self) -> bool:
        """Whether the finding is an error."""
        return self.severity is Severity.ERROR


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the findings once each, in the order a person reads the file."""
    unique = dict.fromkeys(diagnostics)
    return tuple(sorted(unique, key=lambda found: (found.span, found.rule, found.message)))


def did_you_mean(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> Message | None:
    """Return a hint naming the known word nearest to a mistyped one, if one is near.

    ``cutoff`` is how alike the two must be, from 0 to 1 (difflib's ratio).
    """
    from difflib import get_close_matches  # noqa: PLC0415  (only a file with a typo pays for it)

    folded = {name.casefold(): name for name in sorted(known, reverse=True)}
    # A word of many thousand letters is no typo, and comparing it takes for ever.
    near = get_close_matches(word.casefold()[:64], folded, n=1, cutoff=cutoff)
    return say("did you mean `{word}`?", word=folded[near[0]]) if near else None
