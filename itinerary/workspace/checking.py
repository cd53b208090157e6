"""Applying the rules to a file."""

import re
from collections import Counter
from datetime import datetime

from itinerary import checks
from itinerary.checks import wording
from itinerary.checks.waivers import Held
from itinerary.diagnostics import Diagnostic, in_order
from itinerary.model.schedule import Schedule
from itinerary.output.report import FileReport
from itinerary.output.waivers import WaiverReport
from itinerary.times import localise
from itinerary.workspace.files import Loaded, load, understood

_LINE = re.compile(r"\(line [0-9]+\)")


def check(path: str, now: datetime) -> FileReport:
    """Read a file and apply every rule to it, as of ``now``."""
    return report(load(path), now)


def report(loaded: Loaded, now: datetime) -> FileReport:
    """Apply every rule to a file that was read, as of ``now``, and return what is found."""
    if loaded.schedule is None:
        return FileReport(loaded.path, loaded.text, loaded.diagnostics, 0, 0)
    findings = checks.check(loaded.schedule, present(now, loaded.schedule))
    return FileReport(
        path=loaded.path,
        text=loaded.text,
        diagnostics=in_order((*loaded.diagnostics, *findings.found)),
        waived=len(findings.waived),
        entries=len(loaded.schedule.entries),
        waivers=tuple(_told(loaded.schedule, one) for one in findings.waivers),
    )


def _told(schedule: Schedule, held: Held) -> WaiverReport:
    waiver = held.waiver
    return WaiverReport(
        span=waiver.span,
        rule=waiver.rule,
        entry=held.entry,
        title=wording.entry_title(schedule, schedule.entries[held.entry]),
        why=waiver.why,
        by=wording.person(schedule, waiver.by.id) if waiver.by else None,
        until=waiver.until,
        state=held.state.value,
        silenced=held.silenced,
        returned=held.returned,
    )


def findings(loaded: Loaded, now: datetime) -> tuple[Diagnostic, ...]:
    """Return everything that is wrong with a file, as of ``now``; what is waived is left out."""
    found = checks.check(loaded.schedule, now).found if loaded.schedule else ()
    return in_order((*loaded.diagnostics, *found))


def new_findings(loaded: Loaded, written: bytes, now: datetime) -> tuple[Diagnostic, ...]:
    """Return what the rules find in a file's new bytes that they did not find before."""
    again = understood(written, loaded.path).schedule
    return only_in(again, loaded.schedule, now) if again else ()


def only_in(schedule: Schedule, other: Schedule | None, now: datetime) -> tuple[Diagnostic, ...]:
    """Return what the rules find in a schedule and not in another, on whatever line it stands."""
    known = Counter(map(named, checks.check(other, now).found if other else ()))
    found = []
    for finding in in_order(checks.check(schedule, now).found):
        if known[named(finding)]:
            known[named(finding)] -= 1
        else:
            found.append(finding)
    return tuple(found)


def named(finding: Diagnostic) -> tuple[str, str]:
    """Return what makes two findings the same: lines move when a file is edited."""
    return finding.rule, _LINE.sub("", finding.message)


def harm(loaded: Loaded, now: datetime) -> tuple[Diagnostic, ...]:
    """Return what in a sound file would harm somebody if a reader saw it.

    A file that may have been cut off while it was saved is among it: what it lacks could be the
    very line that hides an entry.
    """
    half_saved = [found for found in loaded.diagnostics if found.rule == "cut-off"]
    found = checks.protecting(loaded.schedule, now) if loaded.schedule else ()
    return in_order((*half_saved, *found))


def count_errors(schedule: Schedule, now: datetime) -> int:
    """Return how many errors the rules find in a schedule."""
    return sum(found.is_error for found in checks.check(schedule, now).found)


def present(now: datetime, schedule: Schedule) -> datetime:
    """Return an instant; a clock time without a zone is told by the mission's clocks."""
    if now.tzinfo is not None:
        return now
    found = localise(now, schedule.delegation.zone)
    return found if isinstance(found, datetime) else found.readings[-1]
