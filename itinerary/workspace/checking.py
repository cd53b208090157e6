"""Applying the rules to a file."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from itinerary import checks
from itinerary.checks import wording
from itinerary.checks.waivers import Held
from itinerary.diagnostics import Diagnostic, in_order
from itinerary.model.schedule import Schedule
from itinerary.output.report import FileReport
from itinerary.output.waivers import WaiverReport
from itinerary.times import localise
from itinerary.workspace.files import Loaded, load, understood

_LINE = re.compile(r"\bline [0-9]+")
"""How a finding in English tells where something stands."""


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
    return differing(loaded.schedule, again, now).appeared if again else ()


class Differing(NamedTuple):
    """What the rules find of one state of a schedule and not of another, wherever it stands."""

    appeared: tuple[Diagnostic, ...]
    gone: tuple[Diagnostic, ...]
    waived: tuple[Diagnostic, ...]
    """What appeared and is silenced by a waiver."""


def differing(old: Schedule | None, new: Schedule, now: datetime) -> Differing:
    """Return how the findings of two states of a schedule differ."""
    before = checks.check(old, now) if old else None
    after = checks.check(new, now)
    was = (*before.found, *before.waived) if before else ()
    return Differing(
        besides(after.found, before.found if before else ()),
        besides(before.found if before else (), (*after.found, *after.waived)),
        besides(after.waived, was),
    )


def besides(found: Iterable[Diagnostic], others: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return what is found and not among others."""
    known = Counter(map(named, others))
    besides = []
    for finding in in_order(found):
        if known[named(finding)]:
            known[named(finding)] -= 1
        else:
            besides.append(finding)
    return tuple(besides)


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
