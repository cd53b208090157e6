"""Bytes of a file → Schedule and diagnostics."""

from itinerary.diagnostics import Diagnostic
from itinerary.languages import say
from itinerary.model.schedule import Schedule
from itinerary.syntax.builder import build
from itinerary.syntax.document import decode, one_character, parse, unfinished
from itinerary.syntax.problems import Problems


def read_schedule(data: bytes, path: str) -> tuple[Schedule | None, list[Diagnostic], str]:
    """Return the schedule told by a file's bytes, what is wrong with it, and its text.

    The schedule is None where too little is there to make one of. Where an error is among the
    diagnostics the schedule may lack entries: it serves for finding more errors, not for a feed.
    """
    problems = Problems()
    text = decode(data, path, problems)
    if text is None:
        return None, problems.found, ""
    document = parse(text, path, problems)
    schedule = build(document, problems)
    if unfinished(document):
        problems.warning(
            "cut-off",
            one_character(path, text[:-1]),
            say("the last line has no end: was the file cut off while it was saved?"),
            say("if nothing is missing, add an empty line at the end"),
        )
    return schedule, problems.found, text
