"""Releases as files: what a person can rely on when they lie in a folder for years."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.releases import record
from itinerary.releases.record import (
    FIRST,
    MAGIC,
    MARK,
    Fault,
    Release,
    chain,
    file_name,
    mark,
    seal,
    unseal,
)
from itinerary.times import UTC

START = datetime(2023, 5, 20, 12, 0, tzinfo=UTC)
BODIES = (b"one: 1\n", b"one: 2\r\n\r\n", b"\xff\xfe three", b"")


def made(count: int = 4) -> list[Release]:
    """Return some releases, each after the one before."""
    found: list[Release] = []
    for number in range(count):
        at = START + timedelta(hours=number)
        last = found[-1] if found else None
        found.append(seal(BODIES[number], at, "Ana", f"note {number}", last))
    return found


def folder(releases: list[Release]) -> dict[str, bytes]:
    """Return the files of releases, with the mark of the newest."""
    files = {file_name(one.number): one.data for one in releases}
    return {**files, MARK: mark(releases[-1])}


RELEASES = made()
FILES = folder(RELEASES)
NAMES = sorted(FILES)


def faults(files: dict[str, bytes]) -> list[str]:
    """Return the names of the files that something is wrong with."""
    return [fault.name for fault in chain(files)[1]]


def is_tampering_told(files: dict[str, bytes]) -> bool:
    return bool(faults(files))


# ---------------------------------------------------------------- what is frozen comes back


@pytest.mark.parametrize("body", BODIES)
def test_a_schedule_comes_back_to_the_byte(body: bytes) -> None:
    assert seal(body, START, "Ana", "note", None).body == body


@given(st.binary(), st.text(), st.text())
def test_any_bytes_author_and_note_are_frozen_on_a_header_of_eight_lines(
    body: bytes, author: str, note: str
) -> None:
    release = seal(body, START, author, note, None)
    assert unseal(release.data, "0001.yaml") == release
    assert release.body == body.removeprefix(b"\xef\xbb\xbf")
    assert release.data.startswith(f"{MAGIC}\n# number: 1\n".encode())
    header = release.data.removesuffix(release.body)
    assert all(line.startswith(b"# ") for line in header.splitlines())
    assert header.count(b"\n") == 7


def test_a_byte_order_mark_is_not_part_of_what_is_frozen() -> None:
    assert seal(b"\xef\xbb\xbfone: 1\n", START, "", "", None) == seal(
        b"one: 1\n", START, "", "", None
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("two\nlines", "two lines"),
        ("a\x1b[31mred", "a [31mred"),
        ("  many   spaces ", "many spaces"),
        ("right\u202eleft", "right left"),
        ("line\u2028separator", "line separator"),
        ("half\udcff", "half"),
        ("# digest: sha256:0", "# digest: sha256:0"),
        ("Agnès 📎", "Agnès 📎"),
        ("long " * 20_000, ("long " * 20_000).strip()),
    ],
)
def test_author_and_note_stand_on_one_line_without_signs_a_screen_obeys(
    text: str, told: str
) -> None:
    release = seal(b"", START, text, text, None)
    assert (release.author, release.note) == (told, told)


def test_the_time_is_in_utc_and_to_the_second() -> None:
    release = seal(b"", START.replace(microsecond=5), "", "", None)
    assert b"\n# at: 2023-05-20T12:00:00Z\n" in release.data


def test_each_release_names_the_one_before() -> None:
    assert [one.number for one in RELEASES] == [1, 2, 3, 4]
    assert [one.previous for one in RELEASES] == [FIRST, *(one.digest for one in RELEASES[:-1])]


def test_an_untouched_folder_has_no_fault() -> None:
    assert chain(FILES) == (tuple(RELEASES), ())
    assert chain({}) == ((), ())


def test_a_mark_in_other_words_is_told() -> None:
    assert faults({**FILES, MARK: b"0" + FILES[MARK]}) == [MARK]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_mark_that_is_behind_is_no_fault(count: int) -> None:
    """The machine may have stopped between a release and its mark, even twice."""
    assert faults({**FILES, MARK: mark(RELEASES[count - 1])}) == []


def test_a_first_release_without_a_mark_is_no_fault() -> None:
    assert faults({"0001.yaml": FILES["0001.yaml"]}) == []


# ---------------------------------------------------------------- tampering is told


@given(st.sampled_from(NAMES), st.data())
def test_any_byte_changed_is_told(name: str, data: st.DataObject) -> None:
    content = FILES[name]
    at = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[at]))
    files = {**FILES, name: content[:at] + bytes([byte]) + content[at + 1 :]}
    # A mark that names no release says so; one that names an older one has another digest.
    assert is_tampering_told(files)


@given(st.sampled_from(NAMES), st.data())
def test_any_truncation_is_told(name: str, data: st.DataObject) -> None:
    content = FILES[name]
    assert is_tampering_told(
        {**FILES, name: content[: data.draw(st.integers(0, len(content) - 1))]}
    )


@given(st.sampled_from(NAMES), st.binary(min_size=1, max_size=40), st.data())
def test_anything_put_in_is_told(name: str, more: bytes, data: st.DataObject) -> None:
    content = FILES[name]
    at = data.draw(st.integers(0, len(content)))
    assert is_tampering_told({**FILES, name: content[:at] + more + content[at:]})


@given(st.sampled_from(NAMES), st.data())
def test_anything_taken_out_is_told(name: str, data: st.DataObject) -> None:
    content = FILES[name]
    start = data.draw(st.integers(0, len(content) - 1))
    end = data.draw(st.integers(start + 1, len(content)))
    assert is_tampering_told({**FILES, name: content[:start] + content[end:]})


@given(st.permutations(NAMES).filter(lambda names: names != NAMES))
def test_files_that_changed_places_are_told(names: list[str]) -> None:
    assert is_tampering_told({new: FILES[old] for new, old in zip(NAMES, names, strict=True)})


@given(st.sets(st.sampled_from([name for name in NAMES if name != MARK]), min_size=1))
def test_every_release_taken_away_is_told(gone: set[str]) -> None:
    assert is_tampering_told({name: data for name, data in FILES.items() if name not in gone})


def test_a_release_under_a_second_number_is_told() -> None:
    assert faults({**FILES, "0005.yaml": FILES["0004.yaml"]}) == ["0005.yaml"]


def test_an_old_release_that_is_played_again_as_the_newest_is_told() -> None:
    again = seal(RELEASES[1].body, START + timedelta(hours=1), "Ana", "note 1", RELEASES[0])
    assert again == RELEASES[1]
    assert is_tampering_told({**FILES, "0004.yaml": again.data})


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_release_in_the_middle_that_is_sealed_again_is_told_by_the_next(number: int) -> None:
    last = RELEASES[number - 2] if number > 1 else None
    forged = seal(b"forged", RELEASES[number - 1].at, "Ana", "note", last)
    assert faults({**FILES, file_name(number): forged.data}) == [file_name(number + 1)]


def test_a_newest_release_that_is_sealed_again_is_told_by_the_mark() -> None:
    forged = seal(b"forged", RELEASES[3].at, "Ana", "note", RELEASES[2])
    assert faults({**FILES, "0004.yaml": forged.data}) == ["0004.yaml"]


def test_a_newest_release_that_was_lost_is_told_by_the_mark() -> None:
    assert faults({name: data for name, data in FILES.items() if name != "0004.yaml"}) == [
        "0004.yaml"
    ]


def test_a_missing_mark_is_told() -> None:
    assert faults({name: data for name, data in FILES.items() if name != MARK}) == [MARK]


def test_a_release_of_the_same_moment_as_the_one_before_is_told() -> None:
    second = seal(b"", START, "Ana", "note", RELEASES[0])
    assert faults(folder([RELEASES[0], second])) == ["0002.yaml"]


def test_a_first_release_that_follows_another_is_told() -> None:
    orphan = seal(b"", START, "Ana", "note", RELEASES[0])
    renumbered = orphan.data.replace(b"# number: 2", b"# number: 1")
    assert isinstance(unseal(renumbered, "0001.yaml"), Fault)


@pytest.mark.parametrize(
    "name", ["notes.txt", "1.yaml", "00001.yaml", "0002.yml", "0000.yaml", "0002.yaml.orig"]
)
def test_a_file_that_is_no_release_is_told(name: str) -> None:
    assert faults({**FILES, name: FILES["0001.yaml"]}) == [name]
    assert name in faults({name: FILES["0001.yaml"]})


@pytest.mark.parametrize("key", ["number", "at", "author", "note", "previous", "digest"])
def test_a_header_that_says_the_same_in_another_way_is_told(key: str) -> None:
    """Without its sign a comment would be a line of the schedule."""
    line = f"# {key}: ".encode()
    for other in (f"{key}: ", f"#{key}: ", f"#  {key}: ", f"# {key}:  ", f"# # {key}: "):
        data = RELEASES[0].data.replace(line, other.encode(), 1)
        assert isinstance(unseal(data, "0001.yaml"), Fault), other


@pytest.mark.parametrize(
    ("key", "value"), [("number", "one"), ("at", "yesterday"), ("at", "2023-02-30T00:00:00Z")]
)
def test_a_sealed_header_that_makes_no_sense_is_told(key: str, value: str) -> None:
    values = {"number": "1", "at": "2023-05-20T12:00:00Z", "author": "", "note": ""}
    values |= {"previous": FIRST, key: value}
    values["digest"] = record._digest(values, b"")
    data = record._header(values, record._KEYS)
    assert isinstance(unseal(data, "0001.yaml"), Fault)


# ---------------------------------------------------------------- what only a kept digest tells


def test_only_a_digest_kept_elsewhere_tells_that_everything_was_made_anew() -> None:
    """Who rewrites every release and the mark leaves a folder in which nothing is wrong."""
    first = seal(b"forged", START, "Ana", "note", None)
    second = seal(BODIES[1], RELEASES[1].at, "Ana", "note", first)
    assert faults(folder([first, second])) == []
    assert second.digest != RELEASES[1].digest


def test_only_a_digest_kept_elsewhere_tells_that_the_newest_went_with_their_marks() -> None:
    """An older copy of the whole folder is as sound as it was then."""
    assert faults(folder(RELEASES[:2])) == []
    assert faults({"0001.yaml": FILES["0001.yaml"]}) == []


@given(st.dictionaries(st.sampled_from([*NAMES, "0005.yaml", "x"]), st.binary(max_size=80)))
def test_any_rubbish_is_told_without_a_fall(files: dict[str, bytes]) -> None:
    releases, found = chain(files)
    assert not releases
    assert bool(found) == bool(files)
