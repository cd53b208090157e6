"""What `check` finds once a file is changed, as a preview of the change tells it."""

from collections.abc import Iterable, Iterator

from itinerary.diagnostics import Diagnostic
from itinerary.languages import Words, mark
from itinerary.output.styled import Line, hanging

_SEVERITIES = (mark("error"), mark("warning"))


def findings(found: Iterable[Diagnostic], width: int, words: Words) -> Iterator[Line]:
    """Yield findings line by line."""
    for one in found:
        severity = one.severity.value
        text = f"{words.say(severity)}[{one.rule}] {words.retell(one.message)}"
        yield from hanging([(" ", "")], text, severity, width)
