"""Waivers: which hold, which have expired, and what each of them silences."""

from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from itinerary.diagnostics import Diagnostic, Related
from itinerary.languages import say
from itinerary.model.entries import Waiver
from itinerary.model.schedule import Schedule
from itinerary.times import in_zone


class State(Enum):
    """What has become of a waiver."""

    HOLDS = "holds"
    """It silences something."""
    IDLE = "idle"
    """It holds, and there is nothing to silence."""
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    """There is no such rule."""


class Held(NamedTuple):
    """A waiver of an entry: what it silences, or once expired what has returned."""

    entry: str
    waiver: Waiver
    state: State
    silenced: tuple[Diagnostic, ...]
    returned: tuple[Diagnostic, ...]


class Judge:
    """Tells findings that somebody answers for from the others, by the mission's day."""

    def __init__(self, schedule: Schedule, now: datetime) -> None:
        """Begin with nothing judged."""
        self._schedule = schedule
        self._today = in_zone(now, schedule.delegation.zone).date()
        self._silenced: dict[Waiver, list[Diagnostic]] = {}
        self._returned: dict[Waiver, list[Diagnostic]] = {}

    def judged(self, finding: Diagnostic) -> tuple[Diagnostic, bool]:
        """Return a finding and whether it is waived; one that returns names its expired waiver."""
        waivers = [*self._waivers_of(finding)]
        in_force = [one for one in waivers if self._is_in_force(one)]
        for one in in_force:
            self._silenced.setdefault(one, []).append(finding)
        if in_force or not waivers:
            return finding, bool(in_force)
        for one in waivers:
            self._returned.setdefault(one, []).append(finding)
        reminders = (
            Related(one.span, say("its waiver expired at the end of {day}", day=one.until))
            for one in waivers
        )
        return finding._replace(related=(*finding.related, *reminders)), False

    def held(self, known: frozenset[str]) -> Iterator[Held]:
        """Yield every waiver of the file, once all is judged; ``known`` are the rules there are."""
        for entry in self._schedule.entries.values():
            for one in entry.allow:
                silenced, returned = self._silenced.get(one, ()), self._returned.get(one, ())
                if one.rule not in known:
                    state = State.UNKNOWN
                elif not self._is_in_force(one):
                    state = State.EXPIRED
                else:
                    state = State.HOLDS if silenced else State.IDLE
                yield Held(entry.id, one, state, tuple(silenced), tuple(returned))

    def _waivers_of(self, finding: Diagnostic) -> Iterator[Waiver]:
        for entry in finding.entries:
            for one in self._schedule.entries[entry].allow:
                if one.rule == finding.rule:
                    yield one

    def _is_in_force(self, waiver: Waiver) -> bool:
        return waiver.until is None or self._today <= waiver.until
