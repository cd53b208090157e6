"""No release can be changed, lost, added or moved without its showing."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.releases.record import (
    FIRST,
    MARK,
    Fault,
    Release,
    chain,
    file_name,
    mark,
    printable,
    seal,
    unseal,
)
from itinerary.times import UTC

START = datetime(2023, 5, 1, 12, tzinfo=UTC)
BODY = b"itinerary: 1\nprogramme: {}\n"
LINE = st.text().map(lambda text: printable(text)[:80])


def made(count: int, body: bytes = BODY) -> list[Release]:
    """Return some releases, each after the one before."""
    found: list[Release] = []
    for number in range(1, count + 1):
        at = START + timedelta(hours=number)
        last = found[-1] if found else None
        found.append(seal(body + b"# %d\n" % number, at, "ana", f"note {number}", last))
    return found


def folder(releases: list[Release]) -> dict[str, bytes]:
    """Return the files that releases are kept in."""
    files = {file_name(one.number): one.data for one in releases}
    return {**files, MARK: mark(releases[-1])} if releases else files


FOUR = folder(made(4))


def faults(files: dict[str, bytes]) -> tuple[Fault, ...]:
    return chain(files)[1]


def test_an_unbroken_chain_is_read_back_in_order() -> None:
    releases, found = chain(FOUR)
    assert not found
    assert [one.number for one in releases] == [1, 2, 3, 4]
    assert releases[0].previous == FIRST
    assert [one.previous for one in releases[1:]] == [one.digest for one in releases[:-1]]
    assert releases[2].body == BODY + b"# 3\n"


def test_no_releases_are_no_fault() -> None:
    assert chain({}) == ((), ())


@given(st.sampled_from(sorted(FOUR)), st.data())
def test_a_byte_changed_anywhere_shows(name: str, data: st.DataObject) -> None:
    before = FOUR[name]
    at = data.draw(st.integers(0, len(before) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda value: value != before[at]))
    assert faults({**FOUR, name: before[:at] + bytes([other]) + before[at + 1 :]})


@given(st.sampled_from(sorted(FOUR)), st.data())
def test_a_byte_lost_or_put_in_anywhere_shows(name: str, data: st.DataObject) -> None:
    before = FOUR[name]
    at = data.draw(st.integers(0, len(before) - 1))
    assert faults({**FOUR, name: before[:at] + before[at + 1 :]})
    assert faults({**FOUR, name: before[:at]})
    assert faults({**FOUR, name: before[:at] + b"x" + before[at:]})


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_release_that_is_missing_shows(number: int) -> None:
    files = {name: data for name, data in FOUR.items() if name != file_name(number)}
    found = faults(files)
    assert [fault.name for fault in found][:1] == [file_name(number)]
    assert "missing" in found[0].message


def test_the_newest_ones_missing_together_show() -> None:
    files = {name: FOUR[name] for name in ("0001.yaml", "0002.yaml", MARK)}
    assert faults(files) == (
        Fault(
            "0004.yaml",
            "it is missing: it was the newest release",
            "put the file back as it was, from a copy or from version control",
        ),
    )


def test_all_of_them_missing_show() -> None:
    assert faults({MARK: FOUR[MARK]})


def test_two_that_changed_places_show() -> None:
    assert faults({**FOUR, "0002.yaml": FOUR["0003.yaml"], "0003.yaml": FOUR["0002.yaml"]})


def test_one_put_in_the_place_of_another_shows() -> None:
    assert faults({**FOUR, "0003.yaml": FOUR["0002.yaml"]})
    assert faults({**FOUR, "0005.yaml": FOUR["0004.yaml"]})


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_one_that_was_sealed_anew_shows(number: int) -> None:
    releases = made(4)
    last = releases[number - 2] if number > 1 else None
    forged = seal(BODY + b"# forged\n", releases[number - 1].at, "ana", "x", last)
    assert faults({**FOUR, file_name(number): forged.data})


def test_a_chain_that_was_sealed_anew_whole_is_told_by_its_digest_alone() -> None:
    forged = made(4, b"itinerary: 1\nprogramme: {a: b}\n")
    files = folder(forged)
    assert not faults(files), "nothing in the folder can show it"
    assert chain(files)[0][-1].digest != made(4)[-1].digest


def test_an_older_release_brought_back_as_the_newest_shows() -> None:
    files = {name: FOUR[name] for name in ("0001.yaml", "0002.yaml", "0003.yaml")}
    assert faults({**files, MARK: FOUR[MARK]})
    assert faults(files), "without a mark a newer one could be missing"


def test_a_mark_that_is_behind_is_no_fault() -> None:
    releases = made(4)
    assert not faults({**FOUR, MARK: mark(releases[2])}), (
        "the machine stopped before it was written"
    )
    first = made(1)
    assert not faults({"0001.yaml": first[0].data})


@pytest.mark.parametrize("name", ["notes.txt", "1.yaml", "00001.yaml", "0000.yaml", "0002.yml"])
def test_a_stranger_shows(name: str) -> None:
    assert [fault.name for fault in faults({**FOUR, name: FOUR["0002.yaml"]})] == [name]


def test_a_release_that_is_not_later_shows() -> None:
    first = seal(BODY, START, "a", "x", None)
    second = seal(BODY + b"#\n", START, "a", "x", first)
    assert "not later" in faults(folder([first, second]))[0].message


def test_every_fault_is_told_at_once() -> None:
    broken = {**FOUR, "0002.yaml": b"", "notes.txt": b"", MARK: b"x"}
    del broken["0003.yaml"]
    assert {fault.name for fault in faults(broken)} == {
        *("0002.yaml", "0003.yaml", "notes.txt", MARK)
    }


# ---------------------------------------------------------------- what a header holds


@given(st.binary(max_size=200), LINE, LINE)
def test_whatever_is_sealed_is_read_back_as_it_was(body: bytes, author: str, note: str) -> None:
    release = seal(body, START, author, note, None)
    opened = unseal(release.data, "0001.yaml")
    assert opened == release
    assert release.body == body.removeprefix(b"\xef\xbb\xbf")
    assert (release.author, release.note) == (author, note)


@given(st.text())
def test_no_note_breaks_a_header(text: str) -> None:
    release = seal(BODY, START, text, text, None)
    assert isinstance(release, Release)
    assert "\n" not in release.note
    assert release.note.isprintable()


@given(st.binary(max_size=300))
def test_random_bytes_are_no_release(data: bytes) -> None:
    assert isinstance(unseal(data, "0001.yaml"), Fault)


def test_the_header_says_all_of_it_and_is_a_comment() -> None:
    header = made(1)[0].data.decode().splitlines()[:7]
    assert all(line.startswith("# ") for line in header)
    assert [line.split(": ")[0] for line in header[1:]] == [
        *("# number", "# at", "# author", "# note", "# previous", "# digest")
    ]
