"""How often what a reader sees has changed: what a printed sheet is known by.

A release that changed nothing for a reader is no edition of theirs: its number would tell them
that there was something they may not see.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from itinerary.privacy.view import Edition, Item, OpenRequest, Safety, Surroundings, View, venues

_Around = Mapping[str, tuple[Surroundings | None, ...]]
_Told = tuple[View, Mapping[str, Item], Mapping[str, OpenRequest], _Around]


class Editions:
    """Counts what one reader is shown, version after version."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.last: Edition | None = None
        self.new_requests: frozenset[str] = frozenset()
        self._told: _Told | None = None

    def follow(
        self,
        at: datetime,
        frame: View,
        shown: Mapping[str, Item],
        requests: Mapping[str, OpenRequest],
        number: int | None,
    ) -> None:
        """Take in what the reader is shown from an instant on, by what identifies it.

        ``number`` is the release's where its reader knows of all releases.
        """
        # By what identifies them: the order is that of the entries' ids, which no reader sees.
        around = {
            uid: tuple(venue.surroundings for venue in venues(item) if venue)
            for uid, item in shown.items()
        }
        told = (_printed(frame), shown, requests, around)
        if told == self._told and number is None:
            return
        last = self.last
        if told != self._told:
            old = self._told[2] if self._told else requests
            changed = (uid for uid, one in requests.items() if old.get(uid) != one)
            self.new_requests = frozenset(changed)
        elif number is not None:
            self.new_requests = frozenset()
        before = last.number if last else None
        self.last = Edition(
            number=(before or 0) + 1 if number is None else number, at=at, before=before
        )
        self._told = told


def _printed(frame: View) -> View:
    """Return what sheets print of a frame: no feed's settings, and no figure by itself."""
    safety = frame.safety
    if safety and safety == Safety(destroy_after=safety.destroy_after):
        safety = None
    return replace(frame, markers=False, safety=safety)
