"""For any two schedules that differ only in what a reader may not see, all they observe is equal.

The planted leaks at the end are mutants of the gate: each must be found by the same search, or
the search proves nothing.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary.model.history import History
from itinerary.output import render
from itinerary.output.format import HOME, Page
from itinerary.privacy.gate import Gate
from itinerary.privacy.keys import mission_key, opaque_uid
from itinerary.privacy.projection import project
from itinerary.privacy.readers import Disclosure, Level, Medium, Reader, readers
from itinerary.privacy.view import Cover, Item, Revision, View
from itinerary.times import Timespan
from tests.privacy.worlds import READERS, Read, Sight, read, twin, world

Project = Callable[[History, Reader, Medium], View]
Observed = dict[str, bytes]

PAIRS_A_WORLD = len(READERS) * len(Medium)


def observe(read_world: Read, reader_id: str, medium: Medium, gate: Project) -> Observed:
    """Return every byte that a reader can see by one medium, and the names of the files."""
    reader = readers(read_world.schedule)[reader_id]
    view = gate(read_world.history, reader, medium)
    if medium is Medium.FEED:
        return {f"{reader.id}.ics": render("ics", view, Page())}
    return {
        "agenda.txt": render("text", view, Page(width=80)),
        "home.txt": render("text", view, Page(clocks=HOME, width=120)),
        "agenda.md": render("markdown", view, Page()),
        "agenda.json": render("json", view, Page()),
    }


def pairs(seed: int) -> Iterator[tuple[Read, Read, str, Medium]]:
    """Yield a world with a twin of it for each reader and medium."""
    rng = random.Random(seed)  # noqa: S311 (it hides nothing)
    tree = world(rng)
    one = read(tree)
    for reader in READERS:
        for medium in Medium:
            yield one, read(twin(tree, Sight(reader, medium), rng)), reader, medium


@settings(max_examples=180, deadline=None)
@given(st.integers(min_value=0, max_value=2**48))
def test_what_a_reader_may_not_see_changes_no_byte_they_observe(seed: int) -> None:
    for one, other, reader, medium in pairs(seed):
        before, after = (observe(each, reader, medium, project) for each in (one, other))
        assert before == after, (reader, medium, one.tree["programme"], other.tree["programme"])


def test_the_search_looks_at_two_thousand_pairs() -> None:
    examples = test_what_a_reader_may_not_see_changes_no_byte_they_observe
    chosen: settings = examples._hypothesis_internal_use_settings  # type: ignore[attr-defined]
    assert chosen.max_examples * PAIRS_A_WORLD >= 2000


# ---------------------------------------------------------------- planted leaks


def _changed(view: View, change: Callable[[Item], Item]) -> View:
    return replace(view, items=tuple(change(item) for item in view.items))


def _sequence_from_the_file(history: History, reader: Reader, medium: Medium) -> View:
    count = len(history.latest.schedule.entries)
    view = project(history, reader, medium)
    return _changed(
        view, lambda item: replace(item, revision=replace(item.revision, sequence=count))
    )


def _stamp_from_the_file(history: History, reader: Reader, medium: Medium) -> View:
    late = max(
        (
            len(entry.title) + entry.span.column
            for entry in history.latest.schedule.entries.values()
        ),
        default=0,
    )
    view = project(history, reader, medium)
    at = history.latest.at + timedelta(hours=late)
    return _changed(view, lambda item: replace(item, revision=replace(item.revision, at=at)))


def _clash_told(history: History, reader: Reader, medium: Medium) -> View:
    taken = [occurrence.when for occurrence in history.latest.schedule.occurrences]

    def told(item: Item) -> Item:
        clashes = sum(
            isinstance(when, Timespan)
            and isinstance(item.when, Timespan)
            and when.overlaps(item.when)
            for when in taken
        )
        return replace(item, title=f"{item.title} (clashes with {clashes - 1} more)")

    return _changed(project(history, reader, medium), told)


def _numbered(history: History, reader: Reader, medium: Medium) -> View:
    total = len(history.latest.schedule.occurrences)
    view = project(history, reader, medium)
    return _changed(view, lambda item: replace(item, title=f"{item.title} of {total}"))


def _way_around_a_hidden_meeting(history: History, reader: Reader, medium: Medium) -> View:
    view = project(history, reader, medium)
    ways = [
        Cover(
            uid=f"way-{number}",
            when=Timespan(when.start - timedelta(minutes=30), when.start),
            title="On the way",
            town=None,
            revision=Revision(sequence=0, at=history.latest.at),
        )
        for number, when in enumerate(
            occurrence.when for occurrence in history.latest.schedule.occurrences
        )
        if isinstance(when, Timespan)
    ]
    return replace(view, items=(*view.items, *ways))


def _marker_for_what_was_never_shown(history: History, reader: Reader, medium: Medium) -> View:
    view = project(history, reader, medium)
    markers = [
        Cover(
            uid=f"off-{number}",
            when=occurrence.when,
            title="CANCELLED",
            town=None,
            revision=Revision(sequence=0, at=history.latest.at),
        )
        for number, occurrence in enumerate(history.latest.schedule.occurrences)
        if occurrence.entry.status.is_off
    ]
    return replace(view, items=(*view.items, *markers))


def _with_patched(name: str, make: Callable[[History], object]) -> Project:
    """Return a gate in which one part of the projection is replaced."""

    def gate(history: History, reader: Reader, medium: Medium) -> View:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(f"itinerary.privacy.{name}", make(history))
            return project(history, reader, medium)

    return gate


def _uid_from_title(history: History) -> object:
    entries = history.latest.schedule.entries
    return lambda _key, _reader, entry, occurrence: f"{entries[entry].title}-{occurrence}"


def _uid_from_index(history: History) -> object:
    order = list(history.latest.schedule.entries)
    return lambda _key, _reader, entry, occurrence: f"{order.index(entry)}-{occurrence}"


def _order_of_titles(history: History, reader: Reader, medium: Medium) -> View:
    titles = {
        opaque_uid(mission_key(history), reader.id, occurrence.entry.id, name): (
            occurrence.entry.title
        )
        for occurrence in history.latest.schedule.occurrences
        for name in ("", occurrence.key)
    }
    view = project(history, reader, medium)
    return replace(view, items=tuple(sorted(view.items, key=lambda item: titles.get(item.uid, ""))))


def _names_of_the_protected(_history: History) -> object:
    def name_of(self: Gate, person_id: str) -> str | None:
        person = self.schedule.people.get(person_id)
        return person.name if person else None

    return name_of


def _venue_under_a_cover(_history: History) -> object:
    def town(self: Gate) -> str | None:
        where = getattr(self.entry, "where", ())
        return self.schedule.gazetteer.places[where[0].id].name if where else None

    return town


def _confidential_in_feeds(_history: History) -> object:
    def disclosure(_class: object, level: Level, **_more: object) -> Disclosure:
        return Disclosure.FULL if level.takes_part else Disclosure.NOTHING

    return disclosure


def _clocks_of_a_hidden_place(_history: History) -> object:
    return lambda _self, instant, _reference: instant


def _room_in_a_hidden_place(_history: History) -> object:
    return lambda _self: True


def _every_zone(history: History, reader: Reader, medium: Medium) -> View:
    """Tell, by the mission's zone, of the last town in the file's programme."""
    schedule = history.latest.schedule
    zones = sorted(
        {
            schedule.gazetteer.zone(place.id)
            for entry in schedule.entries.values()
            for place in getattr(entry, "where", ())
        }
    )
    view = project(history, reader, medium)
    return replace(view, zone=zones[0]) if zones else view


LEAKS: dict[str, Project] = {
    "UID from the title": _with_patched("projection.opaque_uid", _uid_from_title),
    "UID from the index": _with_patched("projection.opaque_uid", _uid_from_index),
    "SEQUENCE from the file": _sequence_from_the_file,
    "DTSTAMP from the file": _stamp_from_the_file,
    "sorted by a hidden title": _order_of_titles,
    "clashes with something hidden": _clash_told,
    "a gap in the numbers": _numbered,
    "a VTIMEZONE for a hidden town": _every_zone,
    "a way around a hidden meeting": _way_around_a_hidden_meeting,
    "a marker for what was never shown": _marker_for_what_was_never_shown,
    "a protected person's name": _with_patched("gate.Gate._name_of", _names_of_the_protected),
    "the clocks of a hidden place": _with_patched("gate.Gate._told_at", _clocks_of_a_hidden_place),
    "the room in a hidden place": _with_patched("gate.Gate._knows_venue", _room_in_a_hidden_place),
    "the venue under a cover": _with_patched("gate.Gate._town", _venue_under_a_cover),
    "confidential text in a feed": _with_patched("gate.disclosure", _confidential_in_feeds),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_planted_leak_is_found(leak: str) -> None:
    """The same search finds each of them, in fewer pairs than it looks at for real."""
    gate = LEAKS[leak]
    found = any(
        observe(one, reader, medium, gate) != observe(other, reader, medium, gate)
        for seed in range(120)
        for one, other, reader, medium in pairs(seed)
    )
    assert found, f"nothing notices: {leak}"
