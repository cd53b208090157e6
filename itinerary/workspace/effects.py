"""What an edit of a file does: its lines, whose calendars change, and what the rules then find."""

import difflib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from itinerary.model.history import History, Version
from itinerary.model.schedule import Schedule
from itinerary.output.comparison import Change, compare, starts
from itinerary.output.effect import Affected, ChangedLine, Effect
from itinerary.privacy.projection import project
from itinerary.privacy.readers import COORDINATOR, Medium, Reader, readers
from itinerary.privacy.view import OpenRequest
from itinerary.workspace import checking
from itinerary.workspace.files import Loaded
from itinerary.workspace.views import UNRELEASED, feed_changes


def effect(
    schedule: Schedule, loaded: Loaded, again: Loaded, entries: tuple[str, ...], now: datetime
) -> Effect:
    """Return what it does that a file says something else of some entries.

    ``loaded`` and ``again`` are the file before and after, ``schedule`` what it said before.
    """
    edited = again.schedule or schedule
    before, after = (_only(one, entries) for one in (schedule, edited))
    old = History((Version(0, UNRELEASED, before),))
    new = History((*old.versions, Version(1, now, after)))
    known = {**readers(before), **readers(after)}
    views = (project(state, COORDINATOR, Medium.SHEET) for state in (new.as_of(0), new))
    found = checking.differing(schedule, edited, now)
    return Effect(
        path=again.path,
        lines=tuple(changed_lines(loaded.text, again.text)),
        zone=edited.delegation.zone,
        changes=compare(*views),
        affected=tuple(_affected(old, new, one, now) for one in known.values()),
        appeared=found.appeared,
        gone=found.gone,
        waived=found.waived,
    )


def _only(schedule: Schedule, entries: tuple[str, ...]) -> Schedule:
    """Return a schedule with some of its entries alone: the others are as they were."""
    return replace(
        schedule,
        entries={one: schedule.entries[one] for one in entries if one in schedule.entries},
        occurrences=tuple(one for one in schedule.occurrences if one.entry.id in entries),
    )


def _affected(old: History, new: History, reader: Reader, now: datetime) -> Affected:
    found = feed_changes(old, new, reader)
    zone = old.latest.schedule.delegation.zone
    times = [start for change in found if (start := _earliest(change, zone)) is not None]
    notice = min(times) - now if times else None
    return Affected(reader.name, found, notice)


def _earliest(change: Change, zone: str) -> datetime | None:
    told = (change.before, change.after)
    known = [starts(one, zone) for one in told if one and not isinstance(one, OpenRequest)]
    return min(known, default=None)


def changed_lines(old: str, new: str) -> Iterator[ChangedLine]:
    """Yield each line that goes or comes: its sign, its number, and what stands there."""
    texts = old.splitlines(), new.splitlines()
    matcher = difflib.SequenceMatcher(None, *texts, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag != "equal":
            yield from (ChangedLine("-", n + 1, texts[0][n]) for n in range(old_from, old_to))
            yield from (ChangedLine("+", n + 1, texts[1][n]) for n in range(new_from, new_to))
