"""Taking over what others wrote: invitations, tickets and tables become suggested entries."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as MappingOf
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from itinerary.diagnostics import Diagnostic
from itinerary.intake import guarded
from itinerary.intake.events import MOST_BYTES, Event, Refusal, one_line
from itinerary.intake.suggestions import (
    REPEATS_ODDLY,
    LeftOut,
    Source,
    Suggestion,
    Value,
    suggest,
)
from itinerary.languages import Message, say
from itinerary.model.entries import Entry, Journey, Status
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import bounds
from itinerary.output.intake import Added, Difference, Preview
from itinerary.privacy.guests import addressed
from itinerary.privacy.readers import Guest, readers
from itinerary.syntax.document import Mapping, parse
from itinerary.syntax.editor import append_entries
from itinerary.syntax.problems import Problems
from itinerary.syntax.splicing import PROGRAMME, Uneditable, quoted
from itinerary.times import Days, Timespan
from itinerary.workspace import checking, releasing, views
from itinerary.workspace.files import Loaded, understood

_ANSWERS = {"REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"}
"""Methods (RFC 5546, 1.4) of files that are about an event and hold none to take over."""
_OWN_UID = re.compile("[0-9a-f]{40}")
_MOST_GUESTS_SOUGHT = 20
_MOST_ROUNDS = 8
"""An honest file needs two: one that tells what is wrong, and one without that."""


class Plan(NamedTuple):
    """What an import would do: what to show of it, and the schedule's bytes afterwards."""

    preview: Preview
    data: bytes


def read_bounded(path: Path) -> bytes:
    """Return a file's bytes, and no more than show that it is too large."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def obstacles(loaded: Loaded) -> tuple[Diagnostic, ...]:
    """Return why a file cannot take anything in, as far as reading it tells.

    One that was cut off while it was saved would no longer look so with something below it.
    """
    return tuple(one for one in loaded.diagnostics if one.is_error or one.rule == "cut-off")


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
    if read.method in _ANSWERS:
        return Refusal(
            say("it is an answer to an invitation ({method}), and none itself", method=read.method),
            say("`itinerary reply` reads the answers to this schedule's invitations"),
        )
    source = Source(one_line(path.name) or "unnamed", now.date())
    is_off = read.method == "CANCEL"
    events = [one._replace(status="CANCELLED") if is_off else one for one in read.events]
    made, left_out = suggest(events, schedule, source, as_they_stand=as_they_stand)
    known, fresh = _parted(made, schedule)
    fresh, own = _without_own(fresh, events, loaded, schedule, now)
    fresh, unwanted = _wanted(fresh, schedule, as_they_stand=as_they_stand)
    probe = append_entries(loaded.data, loaded.path, [*map(_written, fresh[:1])])
    if isinstance(probe, Uneditable):
        why = say("nothing can be added to {path}: {why}", path=loaded.path, why=probe.message)
        return Refusal(why, probe.hint)
    trial = _Trial(loaded, schedule)
    kept, refused = trial.acceptable(fresh)
    written = append_entries(loaded.data, loaded.path, [*map(_written, kept)])
    if isinstance(written, Uneditable):
        return Refusal(*written)
    differing, same, odd = trial.compared(known)
    without = [*left_out, *unwanted, *refused, *odd]
    return Plan(
        Preview(
            source=source.name,
            target=loaded.path,
            added=tuple(Added(one.id, _shown(one), one.notes) for one in kept),
            same=same + own,
            differing=tuple(differing),
            left_out=tuple(
                say("{name}: {what}", name=one.title, what=one.why)
                for one in sorted(without, key=_line)
            ),
            notes=read.notes,
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


def _without_own(
    fresh: Sequence[Suggestion],
    events: Iterable[Event],
    loaded: Loaded,
    schedule: Schedule,
    now: datetime,
) -> tuple[list[Suggestion], int]:
    """Return what this schedule's own feeds and invitations do not hold, and how much they do."""
    like_own = [one for one in events if _OWN_UID.fullmatch(one.uid)]
    if not like_own:
        return [*fresh], 0
    archive = releasing.open_archive(loaded.path)
    past = releasing.past(archive) if archive.releases and not archive.faults else None
    histories = [views.unreleased(schedule)]
    if isinstance(past, releasing.Past):
        histories += [past.history, views.drafted(past.history, schedule, now)]
    guests = {who.address.lower() for one in like_own for who in one.attendees}
    own: set[str] = set()
    for history in histories:
        for reader in readers(schedule).values():
            view = views.feed_view(history, reader)
            own |= {told.uid for told in (*view.items, *view.withdrawn)}
        for address in sorted(guests)[:_MOST_GUESTS_SOUGHT]:
            own |= addressed(history, Guest(address)).keys()
    foreign = [one for one in fresh if one.uid not in own]
    return foreign, len(fresh) - len(foreign)


def _wanted(
    fresh: Iterable[Suggestion], schedule: Schedule, *, as_they_stand: bool
) -> tuple[list[Suggestion], list[LeftOut]]:
    """Part from what is new all that will not take place, or not in the mission's days."""
    wanted, unwanted = [], []
    for one in fresh:
        if one.is_off and not as_they_stand:
            unwanted.append(one.left_out(say("it is cancelled there")))
        elif one.days and not _meet(one.days, schedule.delegation.dates):
            unwanted.append(one.left_out(_outside(one.days)))
        else:
            wanted.append(one)
    return wanted, unwanted


def _meet(days: tuple[date, date], mission: Days) -> bool:
    return days[0] <= mission.last and mission.first <= days[1]


def _outside(days: tuple[date, date]) -> Message:
    first, last = days
    if first == last:
        return say(
            "{day} is outside the mission's dates", day=lambda words: words.written_day(first)
        )
    return say(
        "{first} to {last} is outside the mission's dates",
        first=lambda words: words.written_day(first),
        last=lambda words: words.written_day(last),
    )


def _line(one: LeftOut) -> int:
    return one.line


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

    def acceptable(self, fresh: Sequence[Suggestion]) -> tuple[list[Suggestion], list[LeftOut]]:
        """Return the suggestions that the file can hold, and why it cannot hold the others."""
        tried = self.read(fresh)
        mission = self.schedule.delegation.dates
        times: dict[str, list[Timespan | Days]] = {}
        for one in tried.schedule.occurrences:
            times.setdefault(one.entry.id, []).append(one.when)
        kept, refused = [], [*tried.refused]
        for suggestion in tried.taken:
            told = times.get(suggestion.id, [])
            if any(_meet(bounds(when), mission) for when in told):
                kept.append(suggestion)
            else:
                why = _outside(bounds(told[0])) if told else say("it has no time")
                refused.append(suggestion.left_out(why))
        return kept, refused

    def read(self, some: Sequence[Suggestion]) -> "_Outcome":
        """Return what the schedule would say with suggestions, without those that are wrong."""
        taken, refused = [*some], list[LeftOut]()
        problem: str = say("too much in this file is wrong")
        for _ in range(_MOST_ROUNDS):
            written = append_entries(self.loaded.data, self.loaded.path, [*map(_written, taken)])
            if isinstance(written, Uneditable):
                problem = written.message
                break
            again = understood(written, self.loaded.path)
            errors = [found for found in again.diagnostics if found.is_error]
            if again.schedule and not errors:
                return _Outcome(again.schedule, taken, refused)
            wrong = _by_entry(again, errors)
            problem = errors[0].message if errors else problem
            if not wrong.keys() & {one.id for one in taken}:
                break
            taken, dropped = _mended(taken, wrong)
            refused += dropped
        refused += [one.left_out(problem) for one in taken]
        return _Outcome(self.schedule, [], refused)

    def compared(
        self, known: Sequence[tuple[Suggestion, Entry]]
    ) -> tuple[list[Difference], int, list[LeftOut]]:
        """Return how the source now differs from what was taken over, and how much is the same."""
        tried = self.read([one for one, _ in known])
        entries = {one.id: entry for one, entry in known}
        found = [
            Difference(
                entries[one.id].id, tuple(_differences(entries[one.id], one, tried.schedule))
            )
            for one in tried.taken
        ]
        differing = [one for one in found if one.what]
        return differing, len(found) - len(differing), tried.refused


class _Outcome(NamedTuple):
    """What a schedule would say with the suggestions that it takes, and why not the others."""

    schedule: Schedule
    taken: list[Suggestion]
    refused: list[LeftOut]


def _by_entry(again: Loaded, errors: Iterable[Diagnostic]) -> dict[str, str]:
    """Return the first error of each entry that has any: of the last one that begins above it."""
    root = parse(again.text, again.path, Problems()).root
    pairs = root.pairs if isinstance(root, Mapping) else []
    entries = next((value for key, value in pairs if key.text == PROGRAMME), None)
    keys = [key for key, _ in entries.pairs] if isinstance(entries, Mapping) else []
    starts = [(key.span.line, key.span.column) for key in keys]
    wrong: dict[str, str] = {}
    for error in errors:
        place = bisect_right(starts, (error.span.line, error.span.column)) - 1
        if place >= 0:
            wrong.setdefault(keys[place].text, error.message)
    return wrong


def _mended(
    some: Iterable[Suggestion], wrong: MappingOf[str, str]
) -> tuple[list[Suggestion], list[LeftOut]]:
    """Let what is wrong and repeats take place once, and drop what is wrong without."""
    kept, dropped = [], []
    for one in some:
        if one.id not in wrong:
            kept.append(one)
        elif one.repeats:
            kept.append(one.without("repeat", REPEATS_ODDLY))
        else:
            dropped.append(one.left_out(wrong[one.id]))
    return kept, dropped


def _differences(
    entry: Entry, one: Suggestion, schedule: Schedule
) -> Iterator[tuple[str, str, str]]:
    """Yield what the source now tells otherwise: the key, the file's value, the source's."""
    now = schedule.entries[one.id]
    if entry.when != now.when:
        yield "when", _told(entry.when), _told(now.when)
    if entry.title != now.title:
        yield "title", entry.title, now.title
    here, there = _places(entry), _places(now)
    if there and here != there:
        yield "where", " → ".join(here) or say("no place"), " → ".join(there)
    if one.is_off and not entry.status.is_off:
        yield "status", entry.status.value, Status.CANCELLED.value


def _places(entry: Entry) -> tuple[str, ...]:
    ends = (entry.origin, entry.destination) if isinstance(entry, Journey) else entry.where
    return tuple(reference.id for reference in ends)


def _told(when: Timespan | Days | None) -> Message:
    return Message("{when}", {"when": when}) if when else say("no time")
