"""Taking over what others wrote: invitations, tickets and tables become suggested entries."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from itinerary.intake import guarded
from itinerary.intake.events import MOST_BYTES, Refusal
from itinerary.intake.suggestions import LeftOut, Source, Suggestion, Value, suggest
from itinerary.model.entries import Entry
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import bounds
from itinerary.output.intake import Added, Difference, Preview
from itinerary.syntax.editor import Uneditable, append_entries, quoted
from itinerary.times import Days, Timespan, format_when
from itinerary.workspace import checking
from itinerary.workspace.files import Loaded, understood


class Plan(NamedTuple):
    """What an import would do: what to show of it, and the schedule's bytes afterwards."""

    preview: Preview
    data: bytes


def read_bounded(path: Path) -> bytes:
    """Return a file's bytes, and no more than show that it is too large."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def plan(
    path: Path, data: bytes, loaded: Loaded, now: datetime, *, as_they_stand: bool
) -> Plan | Refusal:
    """Return what importing a file's bytes into a schedule would do. Nothing is written."""
    schedule = loaded.schedule
    if schedule is None:
        raise ValueError("a schedule that cannot be read takes nothing in")
    is_table = path.suffix.lower() in {".csv", ".tsv", ".txt"}
    read = (guarded.read_table if is_table else guarded.read_calendar)(data)
    if isinstance(read, Refusal):
        return read
    source = Source(path.name, now.date())
    made, left_out = suggest(read.events, schedule, source, as_they_stand=as_they_stand)
    tried = _Trial(loaded, schedule)
    known, fresh = _parted(made, schedule)
    kept, refused = tried.acceptable(fresh)
    differing, same, odd = tried.compared(known)
    written = append_entries(loaded.data, loaded.path, [_written(one) for one in kept])
    if isinstance(written, Uneditable):
        return Refusal(*written)
    return Plan(
        Preview(
            source=path.name,
            target=loaded.path,
            added=tuple(Added(one.id, _shown(one), one.notes) for one in kept),
            same=same,
            differing=tuple(differing),
            left_out=tuple(
                [f"{one.title}: {one.why}" for one in (*left_out, *refused, *odd)]
                + list(read.notes)
            ),
            findings=checking.new_findings(loaded, written, now),
        ),
        written,
    )


def _parted(
    made: Iterable[Suggestion], schedule: Schedule
) -> tuple[list[tuple[Suggestion, Entry]], list[Suggestion]]:
    """Part what the schedule already took over from what is new to it."""
    sources = {entry.source.uid: entry for entry in schedule.entries.values() if entry.source}
    known, fresh = [], []
    for one in made:
        entry = sources.get(one.uid)
        if entry is None:
            fresh.append(one)
        else:
            known.append((one, entry))
    return known, fresh


# ---------------------------------------------------------------- as the file writes it


def _written(one: Suggestion) -> tuple[str, Sequence[tuple[str, str]]]:
    return one.id, [(key, _value(value)) for key, value in one.pairs]


def _value(value: Value) -> str:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, tuple):
        return f"[{', '.join(map(quoted, value))}]"
    return f"{{{', '.join(f'{key}: {quoted(text)}' for key, text in value.items())}}}"


def _shown(one: Suggestion) -> tuple[str, ...]:
    return tuple(f"{key}: {value}" for key, value in _written(one)[1])


# ---------------------------------------------------------------- as the file would read it


class _Trial(NamedTuple):
    """A schedule with suggestions added to it, to see whether the language takes them."""

    loaded: Loaded
    schedule: Schedule

    def acceptable(self, fresh: Iterable[Suggestion]) -> tuple[list[Suggestion], list[LeftOut]]:
        """Return the suggestions that the file can hold, and why it cannot hold the others."""
        kept, refused = [], []
        for one, found in self.each([*fresh]):
            mended = one.without("repeat", "it repeats in a way that no schedule holds: once here")
            if found.problem is not None and mended.pairs != one.pairs:
                one, found = mended, self.read([mended])  # noqa: PLW2901 (the same event)
            if found.problem is not None:
                refused.append(LeftOut(one.title, found.problem))
            elif not self._is_within(found.schedule, one.id):
                refused.append(LeftOut(one.title, "it is outside the mission's dates"))
            else:
                kept.append(one)
        return kept, refused

    def each(self, some: Sequence[Suggestion]) -> Iterator[tuple[Suggestion, "_Outcome"]]:
        """Yield each suggestion and what the file would say with it: together where it can be."""
        found = self.read(some)
        if found.problem is None or len(some) <= 1:
            yield from ((one, found) for one in some)
            return
        half = len(some) // 2
        yield from self.each(some[:half])
        yield from self.each(some[half:])

    def read(self, some: Sequence[Suggestion]) -> "_Outcome":
        """Return what the schedule would say with some suggestions, and what is wrong with it."""
        written = append_entries(self.loaded.data, self.loaded.path, [*map(_written, some)])
        if isinstance(written, Uneditable):
            return _Outcome(None, written.message)
        again = understood(written, self.loaded.path)
        errors = [found.message for found in again.diagnostics if found.is_error]
        return _Outcome(again.schedule, errors[0] if errors else None)

    def _is_within(self, schedule: Schedule | None, entry: str) -> bool:
        mission = self.schedule.delegation.dates
        times = (
            [one.when for one in schedule.occurrences if one.entry.id == entry] if schedule else []
        )
        return any(
            first <= mission.last and mission.first <= last for first, last in map(bounds, times)
        )

    def compared(
        self, known: Sequence[tuple[Suggestion, Entry]]
    ) -> tuple[list[Difference], int, list[LeftOut]]:
        """Return how the source now differs from what was taken over, and how much is the same."""
        differing, odd, same = [], [], 0
        entries = {one.id: entry for one, entry in known}
        for one, found in self.each([one for one, _ in known]):
            entry = entries[one.id]
            now = found.schedule.entries.get(one.id) if found.schedule else None
            if now is None or found.problem is not None:
                odd.append(LeftOut(one.title, found.problem or "it cannot be read"))
                continue
            what = tuple(_differences(entry, now))
            differing += [Difference(entry.id, what)] if what else []
            same += not what
        return differing, same, odd


class _Outcome(NamedTuple):
    """What a schedule would say, and the first thing that would be wrong with it."""

    schedule: Schedule | None
    problem: str | None


def _differences(entry: Entry, now: Entry) -> Iterator[tuple[str, str, str]]:
    """Yield what the source now tells otherwise: the key, the file's value, the source's."""
    if entry.when != now.when:
        yield "when", _told(entry.when), _told(now.when)
    if entry.title != now.title:
        yield "title", entry.title, now.title
    if now.status.is_off and not entry.status.is_off:
        yield "status", entry.status.value, now.status.value


def _told(when: Timespan | Days | None) -> str:
    return format_when(when) if when else "no time"
