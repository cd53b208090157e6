"""What ``check --watch`` shows: what changed since the last check, then the report."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from itinerary.diagnostics import Diagnostic
from itinerary.languages import PLAIN, Words
from itinerary.output import report
from itinerary.output.report import FileReport
from itinerary.output.styled import Line, hanging


class Doubt(NamedTuple):
    """Why a file is not what is shown: it is being written, or it cannot be read; since when."""

    is_written: bool
    since: datetime


class Sight(NamedTuple):
    """The last state of a file that could be told, and what changed with it.

    ``at`` is when it was checked, by the clocks of ``zone``; by the machine's where that is None.
    """

    report: FileReport
    at: datetime
    zone: str | None
    is_first: bool
    appeared: tuple[Diagnostic, ...] = ()
    gone: tuple[Diagnostic, ...] = ()
    doubt: Doubt | None = None


def lines(
    sights: Sequence[Sight], width: int, height: int | None = None, words: Words = PLAIN
) -> list[Line]:
    """Return what changed and the report; one line a finding where that fits a height better."""
    changes = [*_changes(sights, width, words)]
    reports = [sight.report for sight in sights]
    full = [*report.full(reports, width, words)]
    if height is None or len(changes) + len(full) <= height:
        return [*changes, *full]
    return [*changes, *report.short(reports, width, words)]


def _changes(sights: Sequence[Sight], width: int, words: Words) -> Iterator[Line]:
    """Yield what appeared and what is gone, with the last check."""
    last = max((sight.at for sight in sights), default=None)
    told = [sight for sight in sights if sight.at == last and not sight.is_first]
    for sight in told:
        for sign, found in (("+", sight.appeared), ("−", sight.gone)):
            for one in found:
                style = one.severity.value if sign == "+" else "ok"
                yield from hanging([(f"{sign} ", style)], report.brief(one, words), style, width)
    if not told:
        return
    if not any(sight.appeared or sight.gone for sight in told):
        yield from hanging([], words.say("Nothing new, and nothing gone."), "muted", width)
    yield []


def heading(sight: Sight, words: Words = PLAIN) -> Line:
    """Return the line that begins a report below others: the time that the clock tells."""
    return [(f"{sight.at:%H:%M:%S} {_clocks(sight, words)}".rstrip(), "day")]


def foot(sights: Sequence[Sight], words: Words = PLAIN) -> Line:
    """Return the last line of the screen: the time of the check, or the doubt about a file."""
    for sight in sights:
        if sight.doubt:
            return [(doubt(sight, words), "alarm")]
    last = max(sights, key=lambda sight: sight.at)
    parts = (f"{last.at:%H:%M:%S}", _clocks(last, words), words.say("Ctrl-C ends"))
    return [(" · ".join(filter(None, parts)), "muted")]


def doubt(sight: Sight, words: Words = PLAIN) -> str:
    """Return why a file is not what is shown; nothing where it is."""
    if sight.doubt is None:
        return ""
    values = {
        "file": Path(sight.report.path).name,
        "since": f"{sight.doubt.since:%H:%M:%S}",
        "time": f"{sight.at:%H:%M:%S}",
    }
    if sight.doubt.is_written:
        return words.say(
            "{file} is being written since {since}: this is the check of {time}.", **values
        )
    return words.say("{file} cannot be read since {since}: this is the check of {time}.", **values)


def _clocks(sight: Sight, words: Words) -> str:
    return words.say("{city} time", city=words.city(sight.zone)) if sight.zone else ""
