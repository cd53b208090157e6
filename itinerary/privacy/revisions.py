"""What one reader saw, time after time → what their calendar must be told now.

Only Views are compared here, so a change in anything that a reader may not see has no trace. Even
the versions in which this reader's view stayed the same do not count: they say nothing, not even
that time went by.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from itinerary.privacy.view import Cover, Item, Revision, View, Withdrawn, is_off

Telling = Callable[[Item], object]
"""How a medium tells an item: two items that it tells alike are the same to its reader."""

UNREVISED = Revision(sequence=0, at=datetime.min)  # noqa: DTZ901 (replaced before anybody sees it)
"""What an item bears until its history is known."""


class Snapshot(NamedTuple):
    """What a reader saw from an instant on; None where they were nobody's reader yet."""

    at: datetime
    view: View | None


@dataclass(slots=True)
class _Track:
    """What a reader was told of one item so far."""

    item: Item
    told: object
    revision: Revision
    is_gone: bool = False
    off_since: datetime | None = None


def revised(snapshots: Sequence[Snapshot], latest: View, telling: Telling, keep: timedelta) -> View:
    """Return the latest view, each item with its revision, and what was withdrawn.

    ``latest`` is the last snapshot's view. What is cancelled or withdrawn stays for ``keep``,
    counted up to this reader's last change, and is then left out.
    """
    tracks: dict[str, _Track] = {}
    last_change = snapshots[0].at
    is_first = True
    for at, view in snapshots:
        if view is None:
            continue
        changed = [_follow(tracks, item, at, telling, is_first=is_first) for item in view.items]
        shown = {item.uid for item in view.items}
        changed += [_withdraw(track, at) for uid, track in tracks.items() if uid not in shown]
        last_change = at if any(changed) else last_change
        is_first = False
    known = [tracks[item.uid] for item in latest.items if item.uid in tracks]
    live = [track for track in known if not track.is_gone]
    gone = [track for track in tracks.values() if track.is_gone]
    return replace(
        latest,
        items=tuple(
            replace(track.item, revision=track.revision) for track in _kept(live, last_change, keep)
        ),
        withdrawn=tuple(
            Withdrawn(uid=track.item.uid, when=track.item.when, revision=track.revision)
            for track in sorted(_kept(gone, last_change, keep), key=lambda one: one.item.uid)
        ),
    )


def _kept(tracks: Iterable[_Track], last_change: datetime, keep: timedelta) -> list[_Track]:
    return [
        track for track in tracks if track.off_since is None or last_change - track.off_since < keep
    ]


def _follow(
    tracks: dict[str, _Track], item: Item, at: datetime, telling: Telling, *, is_first: bool
) -> bool:
    """Take in what a reader sees of an item now; return whether that is a change to them."""
    track, told = tracks.get(item.uid), telling(item)
    if isinstance(item, Cover) and item.is_off and (track is None or track.is_gone):
        return False  # a marker for something that is not shown would tell of it
    if track is None:
        revision = Revision(sequence=0, at=at, is_new=not is_first)
        tracks[item.uid] = _Track(item, told, revision, off_since=at if is_off(item) else None)
        return True
    track.item, before = item, track.item
    if track.told == told and not track.is_gone:
        return False
    if not is_off(item):
        track.off_since = None
    elif track.off_since is None or track.is_gone:
        track.off_since = at
    track.revision = Revision(
        sequence=track.revision.sequence + 1,
        at=at,
        before=None if track.is_gone else replace(before, revision=track.revision),
        is_new=track.is_gone,
    )
    track.told, track.is_gone = told, False
    return True


def _withdraw(track: _Track, at: datetime) -> bool:
    """Take in that a reader no longer sees an item; return whether they did until now."""
    if track.is_gone:
        return False
    track.is_gone, track.off_since = True, at
    track.revision = Revision(sequence=track.revision.sequence + 1, at=at)
    return True
