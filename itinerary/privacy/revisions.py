"""What one reader saw, time after time → what their calendar must be told now.

Only Views are compared here, so a change in anything that a reader may not see has no trace. Even
the versions in which this reader's view stayed the same do not count: they say nothing, not even
that time went by.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from itinerary.privacy.view import Cover, Item, Revision, View, Withdrawn, is_off

Telling = Callable[[Item | Withdrawn, View], object]
"""How a medium tells something in a view: what it tells alike is the same to its reader."""

UNREVISED = Revision(sequence=0, at=datetime.min)  # noqa: DTZ901 (replaced before anybody sees it)
"""What an item bears until its history is known."""


class Snapshot(NamedTuple):
    """What a reader saw from an instant on; None where they were nobody's reader yet.

    ``keep`` is how long the version wants what is off to be kept.
    """

    at: datetime
    view: View | None
    keep: timedelta


@dataclass(slots=True)
class _Track:
    """What a reader was told of one item so far.

    What is off is forgotten after a while: it is not in the calendar any more, and what becomes of
    it there is no news, unless it takes place after all.
    """

    item: Item
    told: object
    revision: Revision
    gone_since: datetime | None = None
    off_since: datetime | None = None
    is_forgotten: bool = False

    @property
    def is_gone(self) -> bool:
        """Whether the reader sees it no longer."""
        return self.gone_since is not None


def revised(snapshots: Sequence[Snapshot], latest: View, telling: Telling) -> View:
    """Return the latest view, each item with its revision, and what was withdrawn.

    ``latest`` is the last snapshot's view. What is cancelled or withdrawn stays for a while,
    counted up to this reader's last change, and is then left out.
    """
    tracks: dict[str, _Track] = {}
    last_change = snapshots[0].at
    is_first = True
    for at, view, keep in snapshots:
        if view is None:
            continue
        items = [_marked(item, tracks.get(item.uid)) for item in view.items]
        shown = {item.uid: item for item in items if item is not None}
        changed = [
            _follow(tracks, item, telling(item, view), at, is_first=is_first)
            for item in shown.values()
        ]
        changed += [_withdraw(track, at) for uid, track in tracks.items() if uid not in shown]
        changed += [_retell(track, at, view, telling) for track in tracks.values()]
        last_change = at if any(changed) else last_change
        is_first = False
        for track in tracks.values():
            if track.off_since is not None and last_change - track.off_since >= keep:
                track.is_forgotten = True
    live = [tracks[item.uid] for item in latest.items if item.uid in tracks]
    gone = sorted(
        (track for track in tracks.values() if track.is_gone and not track.is_forgotten),
        key=lambda track: track.item.uid,
    )
    return replace(
        latest,
        items=tuple(
            replace(track.item, revision=track.revision)
            for track in live
            if not track.is_gone and not track.is_forgotten
        ),
        withdrawn=tuple(map(_withdrawn, gone)),
    )


def _marked(item: Item, track: _Track | None) -> Item | None:
    """Return an item as its reader is told of it.

    A cover that is off is a mark on the one that was shown, and tells nothing else: neither another
    time, nor that there was something before it was shown.
    """
    if not isinstance(item, Cover) or not item.is_off:
        return item
    if track is None or track.is_gone or not isinstance(track.item, Cover):
        return None
    return replace(track.item, is_off=True)


def _follow(
    tracks: dict[str, _Track], item: Item, told: object, at: datetime, *, is_first: bool
) -> bool:
    """Take in what a reader sees of an item now; return whether that is a change to them."""
    track = tracks.get(item.uid)
    if track is None:
        revision = Revision(sequence=0, at=at, is_new=not is_first)
        tracks[item.uid] = _Track(item, told, revision, off_since=at if is_off(item) else None)
        return True
    if track.is_forgotten and is_off(item):
        return False
    track.item, before = item, track.item
    if track.told == told and not track.is_gone:
        return False
    if not is_off(item):
        track.off_since, track.is_forgotten = None, False
    elif track.off_since is None or track.is_gone:
        track.off_since = at
    track.revision = Revision(
        sequence=track.revision.sequence + 1,
        at=at,
        before=None if track.is_gone else replace(before, revision=track.revision),
        is_new=track.is_gone,
    )
    track.told, track.gone_since = told, None
    return True


def _withdraw(track: _Track, at: datetime) -> bool:
    """Take in that a reader no longer sees an item; return whether they did until now."""
    if track.is_gone:
        return False
    track.gone_since = at
    if track.is_forgotten:
        return False
    track.off_since, track.told = track.off_since or at, None
    return True


def _retell(track: _Track, at: datetime, view: View, telling: Telling) -> bool:
    """Take in how a withdrawn item is told now; return whether that is a change."""
    if not track.is_gone or track.is_forgotten:
        return False
    told = telling(replace(_withdrawn(track), revision=UNREVISED), view)
    if told == track.told:
        return False
    track.told = told
    track.revision = Revision(sequence=track.revision.sequence + 1, at=at)
    return True


def _withdrawn(track: _Track) -> Withdrawn:
    if track.gone_since is None:
        raise ValueError("it is still there")
    return Withdrawn(
        uid=track.item.uid, when=track.item.when, since=track.gone_since, revision=track.revision
    )
