"""What a feed and a notice tell over many releases, on random histories.

A feed is read here by a small parser of its own, so that nothing of the program judges itself.
"""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary.model.history import History
from itinerary.privacy import projection, revisions
from itinerary.privacy.readers import Reader, readers
from itinerary.privacy.view import Item
from itinerary.workspace import noticing, views
from tests.privacy.histories import FIRST, STEP, history, trees, twin_history
from tests.privacy.worlds import READERS, Tree

RELEASES = 21
SEEDS = st.integers(min_value=0, max_value=2**48)


class Event(NamedTuple):
    """An event of a feed: its revision, and all its other lines but the note of what changed."""

    sequence: int
    modified: str
    stamp: str
    lines: tuple[str, ...]
    note: str


def parse(feed: bytes) -> dict[str, Event]:
    """Return a feed's events by UID."""
    found: dict[str, Event] = {}
    text = feed.decode().replace("\r\n ", "")
    for block in text.split("BEGIN:VEVENT\r\n")[1:]:
        lines = block.partition("END:VEVENT")[0].split("\r\n")[:-1]
        pairs = dict(line.partition(":")[::2] for line in lines)
        described = pairs.pop("DESCRIPTION", "").split("\\n")
        is_note = described[0].startswith(("Changed ", "Added "))
        rest = {**pairs, "DESCRIPTION": "\\n".join(described[1:] if is_note else described)}
        uid = rest.pop("UID")
        assert uid not in found, "one event an occurrence"
        found[uid] = Event(
            int(rest.pop("SEQUENCE")),
            rest.pop("LAST-MODIFIED"),
            rest.pop("DTSTAMP"),
            tuple(sorted(f"{name}:{value}" for name, value in rest.items())),
            described[0] if is_note else "",
        )
    return found


def reader_of(made: History, name: str) -> Reader:
    return readers(made.latest.schedule)[name]


def feeds(made: History, name: str) -> list[bytes]:
    """Return a reader's feed as each release gave it."""
    return [views.feed(made.as_of(one.number), reader_of(made, name)) for one in made.versions]


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.sampled_from(READERS))
def test_a_revision_rises_when_and_only_when_what_the_reader_sees_changes(
    seed: int, name: str
) -> None:
    rng = random.Random(seed)  # noqa: S311 (it hides nothing)
    made = history(trees(rng, RELEASES))
    last_seen: dict[str, Event] = {}
    before: dict[str, Event] = {}
    for version, feed in zip(made.versions, feeds(made, name), strict=True):
        now = parse(feed)
        at = f"{version.at:%Y%m%dT%H%M%SZ}"
        for uid, event in now.items():
            assert event.stamp == event.modified, "without METHOD, the last revision (3.8.7.2)"
            earlier = last_seen.get(uid)
            if earlier is None:
                assert event.sequence == 0
                assert event.modified == at
            elif event.lines == earlier.lines and uid in before:
                assert event == earlier, "no change without a visible difference"
            elif event.lines != earlier.lines:
                assert event.sequence > earlier.sequence, "no visible difference without a change"
                assert event.modified == at > earlier.modified
                assert event.note or not before
            assert event.sequence >= (earlier.sequence if earlier else 0)
            assert event.modified <= at
        for uid in before.keys() - now.keys():
            assert "STATUS:CANCELLED" in before[uid].lines, "nothing vanishes without a word"
        last_seen |= now
        before = now


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.sampled_from(READERS))
def test_old_releases_give_the_same_bytes_for_ever(seed: int, name: str) -> None:
    made = history(trees(random.Random(seed), RELEASES))  # noqa: S311
    half = made.versions[RELEASES // 2]
    then = History(made.versions[: RELEASES // 2 + 1])
    reader = reader_of(made, name)
    assert views.feed(then, reader) == views.feed(made.as_of(half.number), reader)


# ---------------------------------------------------------------- pairs

Feed = Callable[[History, Reader], bytes]


def observed(made: History, name: str, feed: Feed) -> list[bytes]:
    """Return all that a reader ever gets: each feed, and each notice, in order.

    A fetch that brings the same bytes as the one before, and a notice that is not sent, are
    nothing: the reader cannot tell that there was a release.
    """
    reader = reader_of(made, name)
    found: list[bytes] = []
    for number, version in enumerate(made.versions):
        state = made.as_of(version.number)
        served = feed(state, reader)
        if not found or served != found[-1]:
            found.append(served)
        if number:
            since = made.as_of(made.versions[number - 1].number)
            (told,) = noticing.notices(since, state, FIRST, only=name)
            if told.message:
                found += [told.message.full.encode(), told.message.short.encode(), served]
    return found


def pair(seed: int) -> tuple[History, History, str]:
    """Return two histories that must look the same to a reader."""
    rng = random.Random(seed)  # noqa: S311 (it hides nothing)
    states = trees(rng, RELEASES)
    name = rng.choice(READERS)
    return history(states), twin_history(states, name, rng), name


@settings(max_examples=12, deadline=None)
@given(SEEDS)
def test_hidden_edits_and_hidden_releases_change_no_byte_of_any_release(seed: int) -> None:
    one, other, name = pair(seed)
    assert observed(one, name, views.feed) == observed(other, name, views.feed)


def _patched(target: object, name: str, value: object) -> Feed:
    def feed(made: History, reader: Reader) -> bytes:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(target, name, value)
            return views.feed(made, reader)

    return feed


def _sequence_from_the_releases(made: History, reader: Reader) -> bytes:
    return views.feed(made, reader).replace(
        b"SEQUENCE:0", f"SEQUENCE:{made.latest.number}".encode()
    )


def _stamp_from_the_release(made: History, reader: Reader) -> bytes:
    return views.feed(made, reader) + f"{made.latest.at}".encode()


def _revised_each_time(  # noqa: PLR0913
    tracks: dict[str, revisions._Track],
    uid: str,
    item: Item,
    told: object,
    at: datetime,
    *,
    is_first: bool,
) -> bool:
    changed = follow(tracks, uid, item, told, at, is_first=is_first)
    if uid in tracks:
        revision = tracks[uid].revision
        tracks[uid].revision = replace(revision, sequence=revision.sequence + 1)
    return changed


def _expiring_by_the_number_of_releases(
    self: revisions.Revisions, snapshot: revisions.Snapshot, telling: revisions.Telling
) -> None:
    count = self.__dict__["count"] = self.__dict__.get("count", 0) + 1
    follow_all(self, snapshot._replace(keep=snapshot.keep - STEP / 4 * count), telling)


def _covers_never_shown(made: History, reader: Reader) -> bytes:
    """Tell of covers that are off whether or not they were shown: two parts keep them back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(projection, "_is_off_under_cover", lambda _item: False)
        patch.setattr(revisions, "Cover", type("Never", (), {}))
        return views.feed(made, reader)


follow = revisions._follow
follow_all = revisions.Revisions.follow
LEAKS: dict[str, Feed] = {
    "SEQUENCE from the number of releases": _sequence_from_the_releases,
    "the date of a release that showed nothing": _stamp_from_the_release,
    "a revision for every release": _patched(revisions, "_follow", _revised_each_time),
    "expiry by the number of releases": _patched(
        revisions.Revisions,
        "follow",
        _expiring_by_the_number_of_releases,
    ),
    "a tombstone for a cover never shown": _covers_never_shown,
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_planted_in_the_history_is_found(leak: str) -> None:
    assert any(
        observed(one, name, LEAKS[leak]) != observed(other, name, LEAKS[leak])
        for one, other, name in map(pair, range(40))
    )


def test_a_release_is_long_enough_for_something_to_expire() -> None:
    assert timedelta(days=14) < RELEASES * STEP


def test_a_reader_who_comes_later_begins_with_what_there_is_then() -> None:
    states = trees(random.Random(7), 4)  # noqa: S311 (it hides nothing)
    for tree in states[:2]:
        del tree["readers"]["press"]
    made = history(states)
    for event in parse(views.feed(made.as_of(3), reader_of(made, "press"))).values():
        assert (event.sequence, event.note) == (0, "")
        assert event.modified == f"{made.versions[2].at:%Y%m%dT%H%M%SZ}"


def test_whoever_takes_over_an_id_begins_with_a_calendar_of_their_own() -> None:
    states = [json.loads(json.dumps(tree)) for tree in trees(random.Random(3), 3)[:1] * 3]  # noqa: S311
    for tree in states:
        tree["programme"] = {
            "m": {"kind": "meeting", "title": "M", "when": "2023-05-22", "who": []}
        }
    states[1]["readers"].pop("staff")
    states[2]["readers"]["staff"]["name"] = "Somebody else"
    states[2]["programme"] = {}
    made = history(states)
    assert b"BEGIN:VEVENT" in views.feed(made.as_of(1), reader_of(made.as_of(1), "staff"))
    assert b"BEGIN:VEVENT" not in views.feed(made, reader_of(made, "staff"))


MEETING = {"kind": "meeting", "class": "confidential", "cover": "Talk", "who": []}
SHOWN = {**MEETING, "when": "2023-05-22"}
RENAMED = {**SHOWN, "was": ["a"]}
OFF = {**MEETING, "when": "2023-05-24", "status": "cancelled"}
OFF_RENAMED = {**OFF, "was": ["a"]}


@pytest.mark.parametrize(
    ("plain", "hiding"),
    [
        pytest.param(
            [{"a": SHOWN}, {"a": SHOWN}, {"b": RENAMED}],
            [{"a": SHOWN}, {"a": SHOWN, "b": OFF_RENAMED}, {"b": RENAMED}],
            id="it had the id that another has now",
        ),
        pytest.param(
            [{"a": SHOWN}, {"b": OFF_RENAMED}, {"c": RENAMED}],
            [{"a": SHOWN}, {"b": OFF_RENAMED, "c": OFF_RENAMED}, {"c": RENAMED}],
            id="another is the mark on what was shown",
        ),
        pytest.param(
            [{"a": SHOWN}, {}, {"b": RENAMED}],
            [{"a": SHOWN}, {}, {"a": OFF, "b": RENAMED}],
            id="what was shown is withdrawn",
        ),
    ],
)
def test_a_cancelled_cover_that_marks_nothing_shown_decides_nothing(
    plain: list[Tree], hiding: list[Tree]
) -> None:
    frames = trees(random.Random(3), 1)  # noqa: S311 (it hides nothing)
    one, other = (
        history([{**frames[0], "programme": programme} for programme in programmes])
        for programmes in (plain, hiding)
    )
    for version in one.versions:
        told, twin = one.as_of(version.number), other.as_of(version.number)
        assert views.feed(told, reader_of(told, "desk")) == views.feed(
            twin, reader_of(twin, "desk")
        )


def test_a_cancelled_cover_that_was_renamed_marks_what_was_shown() -> None:
    frames = trees(random.Random(3), 1)  # noqa: S311 (it hides nothing)
    made = history([{**frames[0], "programme": one} for one in ({"a": SHOWN}, {"b": OFF_RENAMED})])
    before, after = (parse(feed) for feed in feeds(made, "desk"))
    assert before.keys() == after.keys()
    assert all("STATUS:CANCELLED" in event.lines for event in after.values())


def test_a_hidden_entry_that_takes_over_an_id_decides_nothing() -> None:
    public = {
        "kind": "meeting",
        "title": "Tour",
        "class": "public",
        "when": "2023-05-22",
        "who": [],
    }
    hidden = {**public, "class": "confidential", "was": ["a"]}
    frames = trees(random.Random(3), 1) * 6  # noqa: S311 (it hides nothing)
    programmes = [{"a": public}, {}, {"a": public}, {"a": public}, {"b": hidden}, {"a": public}]
    states = [{**frame, "programme": made} for frame, made in zip(frames, programmes, strict=True)]
    plain, taken = history(states[:3]), history(states[3:])
    for number in (1, 2, 3):
        one, other = plain.as_of(number), taken.as_of(number)
        assert views.feed(one, reader_of(one, "press")) == views.feed(
            other, reader_of(other, "press")
        )
