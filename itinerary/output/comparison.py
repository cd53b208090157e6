"""Two views of one reader → what changed between them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from itinerary.languages import PLAIN, Words, mark
from itinerary.output import changes, wording
from itinerary.output.changes import Facet, Told
from itinerary.privacy.view import Item, OpenRequest, View, is_off
from itinerary.times import Days, Timespan, day_span


class Kind(Enum):
    """What became of an entry, in the word that a page uses."""

    ADDED = mark("added")
    REMOVED = mark("removed")
    CANCELLED = mark("cancelled")
    REVIVED = mark("back on")
    PLACED = mark("placed")
    UNPLACED = mark("to be placed again")
    MOVED = mark("moved")
    CHANGED = mark("changed")


class Change(NamedTuple):
    """An item or request that differs: what it was and what it is; None where it was not there."""

    kind: Kind
    before: Told | None
    after: Told | None
    facets: tuple[Facet, ...]

    @property
    def told(self) -> Told:
        """What it is, or was."""
        told = self.after or self.before
        if told is None:
            raise ValueError("a change of nothing")
        return told


def compare(old: View | None, new: View) -> tuple[Change, ...]:
    """Return what changed, in order of time; what was not placed comes last.

    Two views of one history bear the same identifiers. ``old`` is None where there was nothing.
    """
    before = _by_uid(old) if old else {}
    after = _by_uid(new)
    found = []
    for uid in dict.fromkeys((*before, *after)):
        was, now = before.get(uid), after.get(uid)
        facets = changes.facets(was, now) if was and now else ()
        if was is None or now is None or facets:
            found.append(Change(_kind(was, now), was, now, facets))
    return tuple(sorted(found, key=lambda change: _order(change, new.zone)))


def _by_uid(view: View) -> dict[str, Told]:
    told: list[Told] = [*view.items, *view.requests]
    return {one.uid: one for one in told}


def _kind(was: Told | None, now: Told | None) -> Kind:
    if was is None:
        return Kind.ADDED
    if now is None:
        return Kind.REMOVED
    if is_off(was) != is_off(now):
        return Kind.CANCELLED if is_off(now) else Kind.REVIVED
    if isinstance(was, OpenRequest) != isinstance(now, OpenRequest):
        return Kind.UNPLACED if isinstance(now, OpenRequest) else Kind.PLACED
    if any(facet.name == changes.WHEN for facet in changes.facets(was, now)):
        return Kind.MOVED
    return Kind.CHANGED


def _order(change: Change, zone: str) -> tuple[bool, float, str, bool, str]:
    told = change.told
    is_there = change.after is not None  # what went comes before what came in its place
    if isinstance(told, OpenRequest):
        return True, 0.0, told.title, is_there, told.uid
    return False, starts(told, zone).timestamp(), told.title, is_there, told.uid


def starts(item: Item, zone: str) -> datetime:
    """Return the instant an item starts; whole days start by the clocks of ``zone``."""
    return item.when.start if isinstance(item.when, Timespan) else first_instant(item.when, zone)


def first_instant(days: Days, zone: str) -> datetime:
    """Return the instant whole days start by the clocks of a zone."""
    return day_span(days.first, zone).start


# ---------------------------------------------------------------- told together


class Group(NamedTuple):
    """Changes that are the same but for the day: those of a repeated entry."""

    changes: tuple[Change, ...]

    @property
    def first(self) -> Change:
        """The earliest of them."""
        return self.changes[0]


def grouped(found: Iterable[Change]) -> list[Group]:
    """Return changes with those that differ only in the day put together, at the first of them."""
    groups: dict[object, list[Change]] = {}
    for change in found:
        groups.setdefault(_likeness(change), []).append(change)
    return [Group(tuple(together)) for together in groups.values()]


def _likeness(change: Change) -> object:
    others = tuple(facet for facet in change.facets if facet.name != changes.WHEN)
    told = [_but_for_the_day(one) for one in (change.before, change.after)]
    return change.kind, change.told.title, *told, _days_moved(change), others, change.told.id


def _but_for_the_day(told: Told | None) -> object:
    """Return all that a page tells of something, without its day."""
    if told is None:
        return None
    return _clock(told), changes.where(told), changes.people(told), wording.standing(told)


def _days_moved(change: Change) -> object:
    ends = [
        (one.when.start.date(), one.when.end.date())
        for one in (change.before, change.after)
        if one and not isinstance(one, OpenRequest) and isinstance(one.when, Timespan)
    ]
    return tuple(other - one for one, other in zip(*ends, strict=True)) if len(ends) > 1 else ()


def _clock(told: Told | None) -> object:
    """Return a time without its day; what has none is like nothing but itself."""
    if told is None:
        return None
    if isinstance(told, OpenRequest) or isinstance(told.when, Days):
        return told.uid
    start, end = told.when.start, told.when.end
    return f"{start:%H:%M%z}", f"{end:%H:%M%z}", (end.date() - start.date()).days


def tally(found: Iterable[Change], words: Words = PLAIN) -> str:
    """Return how many entries were added, moved …: ``2 moved, 1 removed``."""
    counted = Counter(group.first.kind for group in grouped(found))
    return ", ".join(_counted(kind, counted[kind], words) for kind in Kind if counted[kind])


def _counted(kind: Kind, count: int, words: Words) -> str:
    plural = words.plural
    told = {
        Kind.ADDED: plural("{count} added", "{count} added", count),
        Kind.REMOVED: plural("{count} removed", "{count} removed", count),
        Kind.CANCELLED: plural("{count} cancelled", "{count} cancelled", count),
        Kind.REVIVED: plural("{count} back on", "{count} back on", count),
        Kind.PLACED: plural("{count} placed", "{count} placed", count),
        Kind.UNPLACED: plural("{count} to be placed again", "{count} to be placed again", count),
        Kind.MOVED: plural("{count} moved", "{count} moved", count),
        Kind.CHANGED: plural("{count} changed", "{count} changed", count),
    }
    return told[kind]


def people_changed(change: Change) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of those who were added, and of those who were dropped."""
    was = changes.people(change.before) if change.before else ()
    now = changes.people(change.after) if change.after else ()
    return tuple(_without(now, was)), tuple(_without(was, now))


def _without(some: Iterable[str], others: Iterable[str]) -> Iterator[str]:
    known = set(others)
    return (name for name in some if name not in known)
