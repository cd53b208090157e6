"""What one reader saw, time after time → what their calendar must be told now.

Only Views are compared here, so a change in anything that a reader may not see has no trace. Even
the versions in which this reader's view stayed the same do not count: they say nothing, not even
that time went by.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from itinerary.privacy.view import Cover, Item, Revision, Withdrawn, is_off

Telling = Callable[[Item | Withdrawn, bool], object]
"""How a medium tells something: what it tells alike is the same to its reader.

The flag is the view's ``markers``.
"""

UNREVISED = Revision(sequence=0, at=datetime.min)  # noqa: DTZ901 (replaced before anybody sees it)
"""What an item bears until its history is known."""


class Snapshot(NamedTuple):
    """What a reader saw from an instant on, by what identifies it; None while they were no reader.

    What is seen bears no identifier and no revision, so that all who see it can share it. ``keep``
    is how long the version wants what is off to be kept, ``markers`` how it wants it to be told.
    """

    at: datetime
    shown: Mapping[str, Item] | None
    keep: timedelta
    markers: bool


@dataclass(slots=True)
class _Track:
    """What a reader was told of one item so far.

    What is off is forgotten after a while: it is not in the calendar any more, and what becomes of
    it there is no news, unless it takes place after all.
    """

    uid: str
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


class Revisions:
    """What becomes of a reader's items, snapshot after snapshot.

    What is cancelled or withdrawn stays for a while, counted up to this reader's last change, and
    is then left out.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._tracks: dict[str, _Track] = {}
        self._live: Collection[str] = ()
        self._last_change: datetime | None = None
        self._is_first = True

    def follow(self, snapshot: Snapshot, telling: Telling) -> None:
        """Take in what the reader saw next; ``telling`` says what of it is a change."""
        at, seen, keep, markers = snapshot
        self._last_change = self._last_change or at
        self._live = seen or ()
        if seen is None:
            return
        tracks = self._tracks
        marked = ((uid, _marked(item, tracks.get(uid))) for uid, item in seen.items())
        shown = {uid: item for uid, item in marked if item is not None}
        changed = [
            _follow(tracks, uid, item, telling(item, markers), at, is_first=self._is_first)
            for uid, item in shown.items()
        ]
        changed += [_withdraw(track, at) for uid, track in tracks.items() if uid not in shown]
        changed += [_retell(track, at, telling, markers=markers) for track in tracks.values()]
        self._last_change = at if any(changed) else self._last_change
        self._is_first = False
        for track in tracks.values():
            if track.off_since is not None and self._last_change - track.off_since >= keep:
                track.is_forgotten = True

    @property
    def items(self) -> tuple[Item, ...]:
        """What the reader sees now, each with its identifier and its revision."""
        live = (self._tracks[uid] for uid in self._live if uid in self._tracks)
        return tuple(
            replace(track.item, uid=track.uid, revision=track.revision)
            for track in live
            if not track.is_gone and not track.is_forgotten
        )

    @property
    def withdrawn(self) -> tuple[Withdrawn, ...]:
        """What they saw and see no longer, as far as it is still told."""
        gone = (track for track in self._tracks.values() if track.is_gone)
        kept = (track for track in gone if not track.is_forgotten)
        return tuple(map(_withdrawn, sorted(kept, key=lambda track: track.uid)))


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


def _follow(  # noqa: PLR0913
    tracks: dict[str, _Track],
    uid: str,
    item: Item,
    told: object,
    at: datetime,
    *,
    is_first: bool,
) -> bool:
    """Take in what a reader sees of an item now; return whether that is a change to them."""
    track = tracks.get(uid)
    if track is None:
        revision = Revision(sequence=0, at=at, is_new=not is_first)
        tracks[uid] = _Track(uid, item, told, revision, off_since=at if is_off(item) else None)
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
        before=None if track.is_gone else replace(before, uid=uid, revision=track.revision),
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


def _retell(track: _Track, at: datetime, telling: Telling, *, markers: bool) -> bool:
    """Take in how a withdrawn item is told now; return whether that is a change."""
    if not track.is_gone or track.is_forgotten:
        return False
    told = telling(replace(_withdrawn(track), revision=UNREVISED), markers)
    if told == track.told:
        return False
    track.told = told
    track.revision = Revision(sequence=track.revision.sequence + 1, at=at)
    return True


def _withdrawn(track: _Track) -> Withdrawn:
    if track.gone_since is None:
        raise ValueError("it is still there")
    return Withdrawn(
        uid=track.uid, when=track.item.when, since=track.gone_since, revision=track.revision
    )
