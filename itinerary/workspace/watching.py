"""A schedule file while somebody edits it: its newest state that can be told, and what changed."""

from datetime import datetime, timedelta

from itinerary.output.watching import Doubt, Sight
from itinerary.times import in_zone
from itinerary.workspace import checking, files

SETTLED = timedelta(seconds=1)
"""What looks half saved is taken as it is once it stays so: some editors end no last line."""


class Watched:
    """One file. It keeps the last state that could be told, whatever is written meanwhile."""

    def __init__(self, path: str) -> None:
        """Begin before the first look."""
        self._path = path
        self._data: bytes | None = None
        self._half: bytes | None = None
        self._half_since: datetime | None = None
        self._sight: Sight | None = None
        self._zone: str | None = None

    def see(self, data: bytes | None, now: datetime) -> Sight | None:
        """Return what is to be shown once a file was looked at; None before it could be read.

        ``data`` is the file as it is, None where it cannot be read. ``now`` may bear no zone, if
        none of them does: it is then told by the mission's clocks. A state that was told before
        comes back as the very same object.
        """
        if data is None:
            self._half = None
            return self._doubt(is_written=False, now=now)
        if data == self._data:
            self._half = None
            return self._trust()
        if self._data is not None and self._is_half(data) and not self._has_settled(data, now):
            return self._doubt(is_written=True, now=now)
        self._take(data, now)
        return self._sight

    def _take(self, data: bytes, now: datetime) -> None:
        loaded = files.understood(data, self._path)
        if loaded.schedule is not None:
            self._zone = loaded.schedule.delegation.zone
        report = checking.report(loaded, now)
        before = self._sight.report if self._sight else None
        self._data, self._half = data, None
        self._sight = Sight(
            report=report,
            at=self._wall(now),
            zone=self._zone,
            is_first=before is None,
            appeared=checking.besides(report.diagnostics, before.diagnostics) if before else (),
            gone=checking.besides(before.diagnostics, report.diagnostics) if before else (),
        )

    def _is_half(self, data: bytes) -> bool:
        found = files.understood(data, self._path).diagnostics
        return not data or any(one.rule == "cut-off" for one in found)

    def _has_settled(self, data: bytes, now: datetime) -> bool:
        """Whether a file has looked the same for so long that nobody is writing it."""
        if data != self._half or self._half_since is None:
            self._half, self._half_since = data, now
        return now - self._half_since >= SETTLED

    def _doubt(self, *, is_written: bool, now: datetime) -> Sight | None:
        """Return what was told last, with the doubt: since when, as long as it is the same one."""
        sight = self._sight
        if sight is None or (sight.doubt and sight.doubt.is_written == is_written):
            return sight
        self._sight = sight._replace(doubt=Doubt(is_written, self._wall(now)))
        return self._sight

    def _trust(self) -> Sight | None:
        if self._sight and self._sight.doubt:
            self._sight = self._sight._replace(doubt=None)
        return self._sight

    def _wall(self, now: datetime) -> datetime:
        """Return an instant as the mission's clocks show it, where it is known which they are."""
        return in_zone(now, self._zone) if self._zone and now.tzinfo else now
