"""Waivers: which hold, which have expired, and what each of them silences."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from itinerary.diagnostics import Diagnostic, Related
from itinerary.languages import say
from itinerary.model.entries import Waiver
from itinerary.model.schedule import Schedule
from itinerary.spans import SourceSpan
from itinerary.times import in_zone


class State(Enum):
    """What has become of a waiver."""

    HOLDS = "holds"
    """It silences something."""
    IDLE = "idle"
    """It holds, and there is nothing to silence."""
    EXPIRED = "expired"
    AMBIGUOUS = "ambiguous"
    """It could silence one of several findings, and does not say which: so it silences none."""
    UNKNOWN = "unknown"
    """There is no such rule."""


class Held(NamedTuple):
    """A waiver of an entry: what it silences, or what it silences no longer."""

    entry: str
    waiver: Waiver
    state: State
    silenced: tuple[Diagnostic, ...]
    returned: tuple[Diagnostic, ...]


class Judge:
    """Tells findings that somebody answers for from the others, by the mission's day.

    One waiver answers for one finding: what is found anew is heard of, although an older waiver
    of the same rule stands on the entry. A finding is known by the entries it is about and by where
    it stands; a clash that is repeated from day to day is one.
    """

    def __init__(self, schedule: Schedule, now: datetime, first_answer: frozenset[str]) -> None:
        """Begin with nothing judged; ``first_answer`` are rules whose first entry answers."""
        self._schedule = schedule
        self._first_answer = first_answer
        self._today = in_zone(now, schedule.delegation.zone).date()
        self._silenced: dict[Waiver, list[Diagnostic]] = {}
        self._returned: dict[Waiver, list[Diagnostic]] = {}
        self._ambiguous: set[Waiver] = set()

    def judged(self, findings: Iterable[Diagnostic]) -> Iterator[tuple[Diagnostic, bool]]:
        """Yield each finding and whether it is waived; one that is not names its waivers."""
        found = [*findings]
        waivers = [[*self._waivers_of(one)] for one in found]
        wanted: dict[Waiver, set[_Fact]] = {}
        for finding, theirs in zip(found, waivers, strict=True):
            for waiver in filter(self._is_in_force, theirs):
                wanted.setdefault(waiver, set()).add(_fact(finding))
        alike = Counter((one.rule, frozenset(facts)) for one, facts in wanted.items())
        for one, facts in wanted.items():
            if not one.beside and len(facts) > alike[one.rule, frozenset(facts)]:
                self._ambiguous.add(one)
        for finding, theirs in zip(found, waivers, strict=True):
            yield self._judged(finding, theirs, wanted)

    def _judged(
        self, finding: Diagnostic, waivers: list[Waiver], wanted: dict[Waiver, set["_Fact"]]
    ) -> tuple[Diagnostic, bool]:
        clear = [one for one in waivers if self._is_in_force(one) and one not in self._ambiguous]
        for one in clear:
            self._silenced.setdefault(one, []).append(finding)
        if clear or not waivers:
            return finding, bool(clear)
        reminders = []
        for one in waivers:
            self._returned.setdefault(one, []).append(finding)
            if one in self._ambiguous:
                count = len(wanted[one])
                told = say(
                    "its waiver answers for one finding, and there are {count}: say which, by the "
                    "other entry, `with: …`",
                    count=count,
                )
            else:
                told = say("its waiver expired at the end of {day}", day=one.until)
            reminders.append(Related(one.span, told))
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
                elif one in self._ambiguous:
                    state = State.AMBIGUOUS
                else:
                    state = State.HOLDS if silenced else State.IDLE
                yield Held(entry.id, one, state, tuple(silenced), tuple(returned))

    def _waivers_of(self, finding: Diagnostic) -> Iterator[Waiver]:
        for number, entry in enumerate(finding.entries):
            must_name = number > 0 and finding.rule in self._first_answer
            for one in self._schedule.entries[entry].allow:
                beside = {other.id for other in one.beside}
                is_clear = bool(beside) or not must_name
                if one.rule == finding.rule and beside <= set(finding.entries) and is_clear:
                    yield one

    def _is_in_force(self, waiver: Waiver) -> bool:
        return waiver.until is None or self._today <= waiver.until


_Fact = tuple[frozenset[str], SourceSpan]


def _fact(finding: Diagnostic) -> _Fact:
    return frozenset(finding.entries), finding.span
