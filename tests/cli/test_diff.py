"""What changed between two states of a schedule, as a coordinator asks for it."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from itinerary.cli import app
from tests.reading import no_endless_work

NOW = "2023-05-20T09:00"
HEAD = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people:
  ana: {name: Ana Delegate}
  ben: {name: Ben Delegate}
readers: {press: {name: Press office}, desk: {name: Desk, clearance: confidential}}
places:
  lima: {name: Lima, class: public}
  cusco: {name: Cusco, class: public}
  london: {name: London, timezone: Europe/London}
travel: [{from: lima, to: cusco, by: air, takes: 1h}, {from: lima, to: london, by: air, takes: 14h}]
programme:
"""
TALK = "  talk: {kind: public-event, title: Talk, class: public, when: 2023-05-25 11:00-12:00}\n"
HIDDEN = """\
  secret:
    kind: victim-meeting
    title: CANARYtitle
    cover: Field visit
    when: 2023-05-23 15:00-16:00
    where: cusco
    who: [ana]
    with: [CANARYwith]
    note: CANARYnote
"""


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("ITINERARY_SCHEDULE", "ITINERARY_AUTHOR", "COLUMNS", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ITINERARY_NOW", NOW)


def run(*args: str, columns: int = 80) -> Result:
    return CliRunner().invoke(app, args, env={"COLUMNS": str(columns)})


def release(programme: str, note: str = "note") -> None:
    Path("a.yaml").write_text(HEAD + programme)
    made = run("release", "a.yaml", "-m", note, "--author", "Ana", "--yes")
    assert made.exit_code == 0, made.output


def diff(*args: str) -> str:
    told = run("diff", "a.yaml", *args)
    assert told.exit_code == 0, told.output
    return told.stdout


def between(old: str, new: str, *args: str) -> str:
    """Return the difference of two programmes."""
    Path("old.yaml").write_text(HEAD + old)
    Path("new.yaml").write_text(HEAD + new)
    told = run("diff", "old.yaml", "new.yaml", *args)
    assert told.exit_code == 0, told.output
    return told.stdout


def entry(fields: str, name: str = "e", title: str = "Visit") -> str:
    return f"  {name}: {{kind: meeting, title: {title}, {fields}}}\n"


# ---------------------------------------------------------------- what is compared


def test_the_working_file_is_compared_with_the_last_release() -> None:
    release(TALK)
    release(TALK.replace("11:00", "10:00"))
    Path("a.yaml").write_text(HEAD + TALK.replace("11:00", "09:00"))
    told = diff()
    assert told.startswith("release 2 (Sat 20 May 09:00, Ana) → a.yaml, for the coordinator\n")
    assert "Thu 25 May 10:00–12:00 → Thu 25 May 09:00–12:00, 1h00 earlier" in told
    assert "2h00 earlier" in diff("1")
    assert "11:00–12:00 → Thu 25 May 10:00–12:00" in diff("1", "2")


def test_a_difference_told_backwards_is_the_opposite() -> None:
    release(TALK)
    release(TALK + entry("when: 2023-05-24"), "second")
    assert "+ Visit: added" in diff("1", "2")
    assert "− Visit: removed" in diff("2", "1")


def test_a_release_does_not_differ_from_itself() -> None:
    release(TALK)
    assert "Nothing differs.\n" in diff("1", "1")
    assert "Nothing differs.\n" in diff()


def test_everything_is_new_where_nothing_was_released() -> None:
    Path("a.yaml").write_text(HEAD + TALK + entry("when: 2023-05-24"))
    assert "nothing released → a.yaml" in diff()
    assert "Everything is new: 2 entries." in diff()


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("a.yaml", "3"), "there is no release 3: the newest is 1"),
        (("a.yaml", "0"), "there is no release 0: the newest is 1"),
        (("a.yaml", "1", "99999999999"), "there is no release 99999999999: the newest is 1"),
        (("a.yaml", "9" * 5000), f"there is no release {'9' * 20}…"),
        (("a.yaml", "1", "1", "1"), "name two releases, or two files, at most"),
        (("a.yaml", "a.yaml", "1"), "name two releases, or two files, at most"),
        (("a.yaml", "-1"), None),
        (("a.yaml", "one"), "`one` is neither a file nor the number of a release"),
        (("b.yaml",), "there is no file b.yaml; did you mean `a.yaml`?"),
        (("a.yaml", "b.yaml"), "there is no file b.yaml; did you mean `a.yaml`?"),
        (("a.yaml", "--for", "pres"), "--for: nobody has the id `pres`; did you mean `press`?"),
    ],
)
def test_what_cannot_be_compared_is_told(args: tuple[str, ...], told: str | None) -> None:
    release(TALK)
    ended = run("diff", *args)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert told is None or ended.stderr == f"itinerary: {told}\n"


@pytest.mark.parametrize("data", [b"\x7fELF\x00\xff", b"", b"[1, 2]\n", b"\xff\xfe1\x00"])
def test_what_is_no_schedule_is_not_compared(data: bytes) -> None:
    release(TALK)
    Path("b.yaml").write_bytes(data)
    for args in (("b.yaml",), ("a.yaml", "b.yaml"), ("b.yaml", "a.yaml")):
        ended = run("diff", *args)
        assert ended.exit_code == 1
        assert "b.yaml:1:1: error" in ended.stderr or "b.yaml:1:" in ended.stderr
    Path("folder").mkdir()
    assert "this is a folder" in run("diff", "folder").stderr


# ---------------------------------------------------------------- what is told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("when: 2023-05-24", "when: 2023-05-26", "Wed 24 May → Fri 26 May, 2 days later"),
        (
            "when: 2023-05-24 10:00-11:00",
            "when: 2023-05-25 09:30-10:30",
            "Wed 24 May 10:00–11:00 → Thu 25 May 09:30–10:30, 23h30 later",
        ),
        (
            "when: 2023-05-24 10:00-11:00",
            "when: 2023-05-24 10:00-11:30",
            "Wed 24 May 10:00–11:00 → Wed 24 May 10:00–11:30",
        ),
        (
            "when: 2023-05-24 10:00-11:00, where: lima",
            "when: 2023-05-24 16:00-17:00, where: london",  # the same moment by other clocks
            "Wed 24 May 10:00–11:00 → Wed 24 May 16:00–17:00 (London time)",
        ),
        (
            "when: 2023-05-24 10:00-11:00, where: lima",
            "when: 2023-05-24 10:00-11:00, where: london",
            "6h00 earlier",
        ),
        ("when: 2023-05-24, where: lima", "when: 2023-05-24, where: cusco", "Lima → Cusco"),
        ("when: 2023-05-24, where: lima", "when: 2023-05-24", "Lima → nothing"),
        (
            "when: 2023-05-24, status: tentative",
            "when: 2023-05-24, status: confirmed",
            "tentative → confirmed",
        ),
        ("when: 2023-05-24", "when: 2023-05-24, status: cancelled", "✗ Visit: cancelled"),
        ("when: 2023-05-24, status: declined", "when: 2023-05-24", "+ Visit: back on"),
        (
            "when: 2023-05-24, who: [ana]",
            "when: 2023-05-24, who: [ben]",
            "+ Ben Delegate, − Ana Delegate",
        ),
        (
            "status: requested, takes: 1h, within: [2023-05-24 09:00-17:00]",
            "when: 2023-05-24 10:00-11:00",
            "+ Visit: placed",
        ),
        (
            "when: 2023-05-24 10:00-11:00",
            "status: requested, takes: 1h, within: [2023-05-24 09:00-17:00]",
            "○ Visit: to be placed again",
        ),
        ("when: 2023-05-24", "when: 2023-05-24, room: Upstairs", "nothing → Upstairs"),
        (
            "when: 2023-05-24, class: public",
            "when: 2023-05-24, class: private",
            "programme: e: class, public → private",
        ),
    ],
)
def test_each_change_is_told_with_what_it_was_and_what_it_is(old: str, new: str, told: str) -> None:
    page = between(entry(old), entry(new), "--format", "json" if told.startswith("{") else "text")
    assert told in re.sub(r"\s+", " ", page)


def test_a_new_id_that_names_the_old_one_is_the_same_entry() -> None:
    old = entry("when: 2023-05-24 10:00-11:00")
    new = entry("when: 2023-05-24 11:00-12:00, was: e", "visit")
    told = between(old, new)
    assert "→ Visit: moved" in told
    assert "id      e → visit" in told
    assert "added" not in told


def test_a_new_id_alone_is_another_entry() -> None:
    told = between(entry("when: 2023-05-24"), entry("when: 2023-05-24", "visit"))
    assert told.index("− Visit: removed") < told.index("+ Visit: added")
    assert "id      e\n" in told
    assert "id      visit\n" in told


def test_a_new_id_is_remembered_over_releases() -> None:
    release(entry("when: 2023-05-24 10:00-11:00"))
    release(entry("when: 2023-05-24 10:00-11:00, was: e", "visit"))
    release(entry("when: 2023-05-24 12:00-13:00", "visit"))
    assert "2h00 later" in diff("1", "3")
    assert "added" not in diff("1", "3")


def test_a_repeated_entry_is_told_once() -> None:
    old = entry("when: 2023-05-22 08:00-08:30, repeat: daily until 2023-05-25")
    told = between(old, old.replace("08:00-08:30", "08:15-08:45"))
    assert "→ Visit (4 times): moved" in told
    assert "15m later, the last Thu 25 May" in re.sub(r"\s+", " ", told)


def test_whose_calendars_change_is_told_by_person_and_reader() -> None:
    told = between(TALK + entry("when: 2023-05-24, who: [ana]"), TALK.replace("11:00", "10:00"))
    calendars = told.partition("Whose calendars change")[2]
    assert re.search(r"Ana Delegate +.*1 removed", calendars)
    assert re.search(r"Press office +1 moved\n", calendars)


def test_the_keys_that_no_calendar_tells_are_named() -> None:
    Path("old.yaml").write_text(HEAD + TALK)
    Path("new.yaml").write_text(HEAD.replace("Ben Delegate}", "Ben Delegate, phone: 1234}") + TALK)
    told = run("diff", "old.yaml", "new.yaml").stdout
    assert "people: ben: phone\n" in told
    assert "1234" not in told


# ---------------------------------------------------------------- to one reader


FORMATS = ("rich", "text", "markdown", "json")


@pytest.mark.parametrize("form", FORMATS)
def test_a_reader_is_told_only_what_they_may_see(form: str) -> None:
    moved = HIDDEN.replace("15:00-16:00", "17:00-18:00").replace("CANARYwith", "CANARYothers")
    args = ("--for", "press", "--format", form)
    same = between(TALK, TALK, *args)
    assert between(TALK + HIDDEN, TALK + moved, *args) == same
    assert between(TALK + HIDDEN, TALK, *args) == same
    assert between(TALK, TALK + HIDDEN, *args) == same
    seen = between(TALK + HIDDEN, TALK.replace("11:00", "10:00") + moved, *args)
    assert "Talk" in seen
    assert "CANARY" not in seen
    assert "Field visit" not in seen
    assert "CANARYtitle" in between(TALK + HIDDEN, TALK + moved, "--for", "desk", "--format", form)


@pytest.mark.parametrize("form", FORMATS)
def test_a_reader_is_not_told_how_often_when_and_why_something_was_released(form: str) -> None:
    """A hidden edit would show in all of these."""
    release(TALK)
    release(TALK.replace("11:00", "10:00"), "the talk")
    plain = diff("1", "2", "--for", "press", "--format", form)
    for path in Path("a.releases").iterdir():
        path.unlink()
    release(TALK)
    release(TALK + HIDDEN, "CANARY met")
    release(TALK.replace("11:00", "10:00") + HIDDEN, "CANARY again")
    told = run("diff", "a.yaml", "1", "3", "--for", "press", "--format", form)
    assert told.stdout == plain
    assert told.stderr == (  # for the coordinator, beside the page
        "release 1 (Sat 20 May 09:00, Ana) → release 3 (Sat 20 May 09:00, Ana), for Press office\n"
    )
    assert "CANARY again" in diff("1", "3", "--format", form)


@pytest.mark.parametrize("form", FORMATS)
def test_a_reader_is_not_told_once_more_what_has_since_been_hidden(form: str) -> None:
    shown = TALK.replace("title: ", "title: CANARY ", 1)
    assert shown != TALK
    for later in (TALK, "", shown.replace("class: public", "class: confidential")):
        told = between(shown, later, "--for", "press", "--format", form)
        assert "CANARY" not in told
        assert "Thu 25 May" in told or "2023-05-25" in told or "title" in told


# ---------------------------------------------------------------- forms


def test_the_json_names_stay() -> None:
    release(TALK)
    release(TALK.replace("11:00-12:00", "13:00-14:00, who: [ana]"), "second")
    told = json.loads(diff("1", "2", "--format", "json"))
    assert list(told) == ["from", "to", "reader", "changes", "calendars", "file"]
    assert told["to"] == {
        "release": 2,
        "at": "2023-05-20T14:00:01Z",
        "author": "Ana",
        "note": "second",
    }
    (change,) = told["changes"]
    assert list(change) == [
        *("change", "title", "before", "after", "moved_by"),
        *("people_added", "people_dropped", "what"),
    ]
    assert change["change"] == "moved"
    assert change["moved_by"] == "2h00 later"
    assert change["people_added"] == ["Ana Delegate"]
    assert [one["name"] for one in change["what"]] == ["when", "who"]
    assert set(told["calendars"]) == {"Ana Delegate", "Ben Delegate", "Press office", "Desk"}
    assert json.loads(diff("2", "--format", "json"))["to"] == {"file": "a.yaml"}


def test_markdown_says_what_the_file_says_whatever_its_signs() -> None:
    new = entry("when: 2023-05-24", title='"*A* [b](c) | <i> `d` _e_ # \\\\"')
    told = between(TALK, TALK + new, "--format", "markdown")
    assert r"- **\*A\* \[b\](c) \| \<i\> \`d\` \_e\_ \# \\**: added" in told


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_no_line_is_wider_than_the_screen(columns: int) -> None:
    Path("old.yaml").write_text(HEAD + TALK + entry("when: 2023-05-24 10:00-11:00"))
    long = entry("when: 2023-05-26 10:00-11:00, where: cusco, who: [ana, ben]", title="Long " * 30)
    Path("new.yaml").write_text(HEAD + TALK.replace("11:00", "10:00") + long)
    told = run("diff", "old.yaml", "new.yaml", columns=columns).stdout
    assert max(map(len, told.splitlines())) <= columns


def test_colour_is_for_a_person_and_not_for_a_pipe() -> None:
    assert "\x1b" not in between(TALK, entry("when: 2023-05-24"))
    assert "\x1b[" in between(TALK, entry("when: 2023-05-24"), "--format", "rich")


def many(count: int, shift: Callable[[int], int]) -> str:
    return "".join(
        entry(f"when: 2023-05-24 {8 + shift(n) % 12:02}:00-21:00", f"e{n}", f"Visit {n}")
        for n in range(count)
    )


def test_thousands_of_entries_are_compared_in_seconds() -> None:
    Path("old.yaml").write_text(HEAD + many(2_000, lambda n: n))
    Path("new.yaml").write_text(HEAD + many(2_000, lambda n: n + 1))
    with no_endless_work(60):
        told = run("diff", "old.yaml", "new.yaml", "--format", "text")
    assert told.exit_code == 0
    assert told.stdout.count(": moved") == 2_000
