"""``itinerary diff``: what differs between two states, in words a coordinator can act on."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from itinerary.cli import app

GOLDEN = Path(__file__).parent / "diff"
HEAD = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people:
  ana: {name: Ana}
  ben: {name: Ben}
  rosa: {name: Rosa, protected: yes}
readers: {press: {name: Press}}
places:
  lima: {name: Lima}
  cusco: {name: Cusco}
  london: {name: London, timezone: Europe/London}
travel: [{from: lima, to: cusco, takes: 1h}]
programme:
"""
TALKS = """\
  talks:
    {kind: meeting, title: Talks, when: 2023-05-23 10:00-11:00, where: lima, who: [ana]}
"""
LUNCH = """\
  lunch:
    {kind: meal, title: Lunch, when: 2023-05-24 13:00 for 1h, where: cusco, who: [ben]}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, nothing set."""
    monkeypatch.chdir(tmp_path)
    for name in ("ITINERARY_SCHEDULE", "ITINERARY_NOW", "ITINERARY_AUTHOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def run(*words: str, columns: int = 80) -> Result:
    told = CliRunner().invoke(app, [*words], env={"COLUMNS": str(columns)})
    if told.exception and not isinstance(told.exception, SystemExit):
        raise told.exception
    return told


def write(text: str, name: str = "m.yaml") -> None:
    Path(name).write_text(HEAD + text, encoding="utf-8")


def release(text: str, day: int) -> None:
    write(text)
    now = f"2023-05-{day:02}T12:00"
    made = run("release", "m.yaml", "-m", f"note {day}", "--author", "ana", "--now", now)
    assert made.exit_code == 0, made.output


def diff(*words: str) -> str:
    told = run("diff", *words, "--now", "2023-05-19T12:00")
    assert told.exit_code == 0, told.output
    return told.stdout


def body(before: str, after: str) -> list[str]:
    """Return what is said of the entries where one file becomes another."""
    write(before, "a.yaml")
    write(after, "b.yaml")
    lines = diff("a.yaml", "b.yaml").splitlines()
    end = lines.index("") if "" not in lines else len(lines)
    rules = [at for at, line in enumerate(lines) if line.startswith("Whose calendars")]
    return [line for line in lines[1 : min([*rules, end])] if line]


def flat(lines: list[str]) -> str:
    """Return lines as one, however they were broken."""
    return " ".join(" ".join(lines).split())


pytestmark = pytest.mark.usefixtures("folder")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "10:00-11:00",
            "11:30-12:30",
            [
                " → Talks: moved",
                "   when    Tue 23 May 10:00–11:00 → Tue 23 May 11:30–12:30, 1h30 later",
            ],
        ),
        (
            "10:00-11:00",
            "10:00-11:20",
            [
                " → Talks: moved",
                "   when    Tue 23 May 10:00–11:00 → Tue 23 May 10:00–11:20, 20m longer",
            ],
        ),
        (
            "2023-05-23 10:00-11:00",
            "2023-05-22 09:00-10:00",
            [
                " → Talks: moved",
                "   when    Tue 23 May 10:00–11:00 → Mon 22 May 09:00–10:00, 1 day 1h00 earlier",
            ],
        ),
        (
            "where: lima",
            "where: cusco",
            [" ~ Talks: changed", "   where   Lima → Cusco"],
        ),
        (
            "kind: meeting",
            "status: cancelled, kind: meeting",
            [" ✗ Talks: cancelled", "   status  confirmed → cancelled"],
        ),
        (
            "kind: meeting",
            "status: tentative, kind: meeting",
            [" ~ Talks: changed", "   status  confirmed → tentative"],
        ),
        ("who: [ana]", "who: [ben]", [" ~ Talks: changed", "   who     + Ben, − Ana"]),
        (
            "title: Talks",
            "title: Long talks",
            [" ~ Long talks: changed", "   title   Talks → Long talks"],
        ),
        (
            "who: [ana]",
            "who: [ana], note: Bring it",
            [" ~ Talks: changed", "   note    nothing → Bring it"],
        ),
    ],
)
def test_each_change_is_told_from_what_to_what(old: str, new: str, told: list[str]) -> None:
    assert body(TALKS, TALKS.replace(old, new)) == told


def test_what_is_new_and_what_is_gone_is_told_whole() -> None:
    assert body(TALKS, LUNCH) == [
        " − Talks: removed",
        "   when    Tue 23 May 10:00–11:00",
        "   where   Lima",
        "   who     Ana",
        " + Lunch: added",
        "   when    Wed 24 May 13:00–14:00",
        "   where   Cusco",
        "   who     Ben",
    ]


def test_what_is_on_again_is_told() -> None:
    off = TALKS.replace("kind", "status: cancelled, kind")
    assert body(off, TALKS)[0] == " + Talks: back on"


def test_a_renamed_entry_is_the_same_only_where_the_file_says_so() -> None:
    renamed = TALKS.replace("talks:", "meeting:")
    assert [line for line in body(TALKS, renamed) if line[1] in "+−"] == [
        " − Talks: removed",
        " + Talks: added",
    ]
    declared = renamed.replace("kind", "was: talks, kind")
    assert body(TALKS, declared) == [" ~ Talks: changed", "   id      talks → meeting"]


def test_a_request_that_is_placed_is_told_with_its_time() -> None:
    request = (
        "  r: {kind: meeting, title: Minister, status: requested, takes: 1h, "
        "within: [2023-05-24 09:00-17:00]}\n"
    )
    placed = (
        "  r: {kind: meeting, title: Minister, status: requested, when: 2023-05-24 09:00-10:00}\n"
    )
    found = flat(body(request, placed))
    assert found.startswith("+ Minister: placed when not placed: 1h00 within")
    assert found.endswith("→ Wed 24 May 09:00–10:00")


def test_a_repeated_entry_is_told_once() -> None:
    daily = TALKS.replace("kind", "repeat: daily until 2023-05-26, kind")
    found = flat(body(daily, daily.replace("10:00-11:00", "10:30-11:30")))
    assert found.startswith("→ Talks (4 times): moved")
    assert found.endswith("30m later, the last Fri 26 May")


def test_clocks_of_other_places_are_named() -> None:
    found = flat(body(TALKS, TALKS.replace("where: lima", "where: london")))
    assert "Tue 23 May 10:00–11:00 (London time)" in found
    assert "6h00 earlier" in found


def test_it_says_whose_calendars_change_and_what_no_calendar_tells() -> None:
    write(TALKS, "a.yaml")
    write(TALKS.replace("who: [ana]", "who: [ana, ben], priority: 3"), "b.yaml")
    text = Path("b.yaml").read_text(encoding="utf-8").replace("takes: 1h", "takes: 2h")
    Path("b.yaml").write_text(text, encoding="utf-8")
    told = diff("a.yaml", "b.yaml")
    assert " Ana  1 changed\n Ben  1 added\n" in told
    assert "Nothing changes for: Rosa, Press" in told
    assert "In the file besides" in told
    assert " travel\n" in told
    assert " programme: talks: priority, nothing → 3\n" in told


# ---------------------------------------------------------------- which states


def test_the_file_is_compared_with_the_last_release_unless_others_are_named() -> None:
    release(TALKS, 1)
    release(TALKS.replace("Talks", "Two"), 2)
    write(TALKS.replace("Talks", "Three"))
    assert "title   Two → Three" in diff("m.yaml")
    assert "title   Talks → Three" in diff("m.yaml", "1")
    assert "title   Talks → Two" in diff("m.yaml", "1", "2")
    assert "title   Two → Talks" in diff("m.yaml", "2", "1")
    assert diff("m.yaml", "2", "2").endswith("Nothing differs.\n")
    head = diff("m.yaml", "1", "2").splitlines()[:2]
    assert head == [
        "release 1 (Mon 1 May 12:00, ana) → release 2 (Tue 2 May 12:00, ana)",
        "  “note 2”",
    ]


def test_before_any_release_everything_is_new() -> None:
    write(TALKS)
    assert diff("m.yaml").splitlines()[:2] == [
        "nothing released → m.yaml",
        "Everything is new: 1 entry.",
    ]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("m.yaml", "3"), "there is no release 3: the newest is 1"),
        (("m.yaml", "0"), "there is no release 0"),
        (("m.yaml", "99999999999999999999"), "there is no release"),
        (("m.yaml", "1", "2", "3"), "two releases, or two files, at most"),
        (("m.yaml", "banana"), "`banana` is neither a file nor the number of a release"),
        (("m.yaml", "none.yaml"), "there is no file none.yaml"),
        (("m.yaml", "--for", "anna"), "did you mean `ana`?"),
    ],
)
def test_what_is_not_there_is_one_sentence(words: tuple[str, ...], why: str) -> None:
    release(TALKS, 1)
    told = run("diff", *words)
    assert told.exit_code == 2
    assert why in told.stderr
    assert not told.stdout


def test_a_folder_and_a_file_of_bytes_are_findings() -> None:
    write(TALKS)
    Path("folder.yaml").mkdir()
    Path("bytes.yaml").write_bytes(b"\xff\x00\x80")
    for name in ("folder.yaml", "bytes.yaml"):
        told = run("diff", "m.yaml", name)
        assert told.exit_code == 1
        assert "error[" in told.stderr


# ---------------------------------------------------------------- for one reader


def test_for_a_reader_it_tells_what_they_may_see_and_nothing_of_releases() -> None:
    hidden = "  h: {kind: meeting, title: CANARY, when: 2023-05-24 10:00-11:00, who: [ben]}\n"
    release(TALKS + hidden, 1)
    release(TALKS.replace("10:00", "10:30") + hidden.replace("CANARY", "CANARY two"), 2)
    for form in ("text", "markdown", "json", "rich"):
        told = diff("m.yaml", "1", "2", "--for", "ana", "--format", form)
        assert "10:30" in told
        for secret in ("CANARY", "Ben", "note 2", "release", "ana)"):
            assert secret not in told.replace('"release": null', ""), (form, secret)
    assert (
        diff("m.yaml", "1", "2", "--for", "press") == "What changes for Press\nNothing differs.\n"
    )


def test_for_a_reader_it_refuses_what_would_harm_somebody() -> None:
    release(TALKS, 1)
    write(TALKS.replace("title: Talks", "title: With Rosa"))
    told = run("diff", "m.yaml", "--for", "ana")
    assert told.exit_code == 1
    assert "[public-victim]" in told.stderr
    assert "With Rosa" not in told.stdout


# ---------------------------------------------------------------- forms

BEFORE, AFTER = GOLDEN / "before.yaml", GOLDEN / "after.yaml"
FORMS = {"text": "diff.txt", "markdown": "diff.md", "json": "diff.json"}


@pytest.mark.parametrize("form", FORMS)
def test_the_difference_is_as_it_was_read_and_accepted(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(GOLDEN)
    told = diff("before.yaml", "after.yaml", "--format", form)
    golden = GOLDEN / FORMS[form]
    if os.environ.get("ITINERARY_GOLDEN") == "write":
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_it_fits_the_screen(columns: int) -> None:
    told = run("diff", str(BEFORE), str(AFTER), columns=columns).stdout
    assert max(map(len, told.splitlines())) <= columns
    assert "\x1b" not in told


def test_in_json_every_change_has_the_same_keys() -> None:
    whole = json.loads((GOLDEN / "diff.json").read_text(encoding="utf-8"))
    assert set(whole) == {"from", "to", "reader", "changes", "calendars", "file"}
    keys = {"change", "title", "before", "after", "moved_by", "what"}
    keys |= {"people_added", "people_dropped"}
    assert all(set(change) == keys for change in whole["changes"])


def test_markdown_means_what_it_says() -> None:
    write(TALKS, "a.yaml")
    write(TALKS.replace("title: Talks", 'title: "*Talks* [x](y) <b> `z`"'), "b.yaml")
    told = diff("a.yaml", "b.yaml", "--format", "markdown")
    assert "**\\*Talks\\* \\[x\\](y) \\<b\\> \\`z\\`**: changed" in told
