"""``itinerary release``, ``releases`` and ``verify``, run as a person runs them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from itinerary.cli import app
from itinerary.releases import record
from itinerary.workspace import releasing

ROOT = Path(__file__).parents[2]
MISSION = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people:
  ana: {name: Ana Delegate}
  rosa: {name: Rosa Quispe, protected: yes}
programme:
  talks: {kind: meeting, title: Talks, when: 2023-05-23 10:00-11:00, who: [ana]}
"""
CLASH = "  other: {kind: meeting, title: Other, when: 2023-05-23 10:30-11:00, who: [ana]}\n"
HARM = "  visit: {kind: meeting, title: Visit to Rosa Quispe, when: 2023-05-24, who: [ana]}\n"


@pytest.fixture
def mission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a schedule, nothing else set."""
    monkeypatch.chdir(tmp_path)
    for name in ("ITINERARY_SCHEDULE", "ITINERARY_NOW", "ITINERARY_AUTHOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "m.yaml"
    path.write_text(MISSION, encoding="utf-8")
    return path


def run(*words: str) -> Result:
    told = CliRunner().invoke(app, [*words])
    if told.exception and not isinstance(told.exception, SystemExit):
        raise told.exception
    return told


def release(*more: str, day: int = 1, note: str = "x") -> Result:
    now = f"2023-05-{day:02}T12:00"
    return run("release", "m.yaml", "-m", note, "--author", "ana", "--now", now, *more)


def released(mission: Path) -> list[str]:
    folder = mission.parent / "m.releases"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def edit(mission: Path, old: str, new: str) -> None:
    text = mission.read_text(encoding="utf-8")
    assert old in text
    mission.write_text(text.replace(old, new), encoding="utf-8")


# ---------------------------------------------------------------- making one


def test_a_release_freezes_the_file_under_a_number(mission: Path) -> None:
    told = release(note="First version")
    assert told.exit_code == 0
    assert released(mission) == ["0001.yaml", "latest"]
    frozen = (mission.parent / "m.releases" / "0001.yaml").read_text(encoding="utf-8")
    header, body = frozen[: frozen.index("itinerary: 1")], frozen[frozen.index("itinerary: 1") :]
    assert body == MISSION
    assert (
        "# number: 1\n# at: 2023-05-01T17:00:00Z\n# author: ana\n# note: First version\n" in header
    )
    assert "Released 1: m.releases/0001.yaml" in told.stdout
    assert run("check", "m.releases/0001.yaml").exit_code == 0, "it is a schedule file itself"


def test_what_changes_is_shown_before_it_is_released(mission: Path) -> None:
    release()
    edit(mission, "10:00-11:00", "11:00-12:00")
    told = release(day=2)
    assert told.stdout.index("1h00 later") < told.stdout.index("Released 2")
    assert "Whose calendars change" in told.stdout


@pytest.mark.parametrize("options", [[], ["--yes"]])
def test_an_error_stops_a_release_whatever_is_said(mission: Path, options: list[str]) -> None:
    edit(mission, "programme:\n", f"programme:\n{CLASH}")
    told = release(*options)
    assert told.exit_code == 1
    assert "error[double-booked]" in told.stderr
    assert "Nothing was released: mend this first." in told.stderr
    assert released(mission) == []


@pytest.mark.parametrize("options", [[], ["--yes"]])
def test_what_would_harm_somebody_stops_a_release(mission: Path, options: list[str]) -> None:
    edit(mission, "programme:\n", f"programme:\n{HARM}")
    told = release(*options)
    assert told.exit_code == 1
    assert "[public-victim]" in told.stderr
    assert released(mission) == []


def test_what_somebody_answers_for_is_released(mission: Path) -> None:
    waived = HARM.replace("}", ", allow: [{rule: public-victim, why: agreed, by: ana}]}")
    edit(mission, "programme:\n", f"programme:\n{waived}")
    assert release().exit_code == 0


def test_a_warning_stops_nothing(mission: Path) -> None:
    thought = CLASH.replace("title", "status: idea, title")
    edit(mission, "programme:\n", f"programme:\n{thought}")
    assert "warning" in run("check", "m.yaml").stdout
    assert release().exit_code == 0


def test_a_file_that_was_half_saved_is_not_released(mission: Path) -> None:
    mission.write_text(MISSION.rstrip("\n"), encoding="utf-8")
    told = release()
    assert told.exit_code == 1
    assert "[cut-off]" in told.stderr


@pytest.mark.parametrize("note", ["", "   ", "\n\t"])
def test_a_release_says_what_changed(mission: Path, note: str) -> None:
    told = release(note=note)
    assert told.exit_code == 2
    assert "-m NOTE" in told.stderr
    assert released(mission) == []


@pytest.mark.usefixtures("mission")
def test_a_note_stays_on_its_line() -> None:
    release(note="one\n# digest: two\x1b[2J")
    assert run("verify", "m.yaml").exit_code == 0
    told = run("releases", "m.yaml").stdout
    assert told == "   1  Mon 1 May 2023 12:00  ana: one # digest: two [2J\n"


def test_the_same_file_is_not_released_twice(mission: Path) -> None:
    release()
    told = release(day=2)
    assert told.exit_code == 0
    assert told.stdout == "Nothing to release: m.yaml is release 1 to the byte.\n"
    assert released(mission) == ["0001.yaml", "latest"]


def test_a_changed_comment_is_released_and_said_to_differ_in_nothing(mission: Path) -> None:
    release()
    edit(mission, "programme:", "programme:   # a remark")
    told = release(day=2)
    assert told.exit_code == 0
    assert "Nothing differs." in told.stdout
    assert "0002.yaml" in released(mission)


def test_two_releases_in_one_second_are_a_second_apart(mission: Path) -> None:
    release()
    edit(mission, "Talks", "Long talks")
    assert release().exit_code == 0
    listed = json.loads(run("releases", "m.yaml", "--format", "json").stdout)
    assert [one["at"] for one in listed] == ["2023-05-01T17:00:00Z", "2023-05-01T17:00:01Z"]


def test_a_clock_that_is_behind_is_told_and_time_still_rises(mission: Path) -> None:
    release(day=9)
    edit(mission, "Talks", "Long talks")
    told = release(day=2)
    assert "is this clock right?" in told.stderr
    assert run("verify", "m.yaml").exit_code == 0


def test_a_file_that_changes_meanwhile_is_not_released(
    mission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = record.seal

    def edited_meanwhile(*arguments: object) -> object:
        mission.write_text(MISSION.replace("Talks", "Other"), encoding="utf-8")
        return seal(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(record, "seal", edited_meanwhile)
    told = release()
    assert told.exit_code == 2
    assert "was changed meanwhile" in told.stderr
    assert released(mission) == []


@pytest.mark.usefixtures("mission")
def test_of_two_who_release_at_once_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    make = releasing.make

    def somebody_was_first(archive: object, made: object) -> object:
        monkeypatch.setattr(releasing, "make", make)
        assert release(note="first").exit_code == 0
        return make(archive, made)  # type: ignore[arg-type]

    monkeypatch.setattr(releasing, "make", somebody_was_first)
    told = release(note="second")
    assert told.exit_code == 2
    assert "somebody else made release 1 meanwhile" in told.stderr
    assert "first" in run("releases", "m.yaml").stdout
    assert run("verify", "m.yaml").exit_code == 0


def test_eight_who_release_at_once_make_one_release(mission: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "ITINERARY_NOW": "2023-05-01T12:00"}
    words = [sys.executable, "-m", "itinerary", "release", "m.yaml", "--yes", "-m"]
    started = [
        subprocess.Popen(
            [*words, f"by {number}"],
            cwd=mission.parent,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for number in range(8)
    ]
    codes = []
    for process in started:
        out, err = process.communicate()
        assert b"Traceback" not in err
        codes.append((process.returncode, b"Released 1" in out))
    assert [released for _, released in codes].count(True) == 1
    assert {code for code, _ in codes} <= {0, 2}
    assert released(mission) == ["0001.yaml", "latest"]
    assert run("verify", "m.yaml").exit_code == 0


def test_a_release_is_for_its_owner_alone(mission: Path) -> None:
    release()
    folder = mission.parent / "m.releases"
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "0001.yaml").stat().st_mode & 0o077 == 0


def test_a_link_to_a_schedule_has_the_releases_of_its_file(mission: Path) -> None:
    folder = mission.parent / "elsewhere"
    folder.mkdir()
    mission.rename(folder / "m.yaml")
    mission.symlink_to(folder / "m.yaml")
    assert release().exit_code == 0
    assert (folder / "m.releases" / "0001.yaml").exists()


def test_a_file_in_the_place_of_the_folder_is_one_plain_sentence(mission: Path) -> None:
    (mission.parent / "m.releases").write_text("", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "itinerary", "release", "m.yaml", "-m", "x", "--yes"],
        cwd=mission.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("itinerary: cannot use")
    assert "Traceback" not in done.stderr


# ---------------------------------------------------------------- looking at them


def test_releases_are_listed_with_the_newest_last(mission: Path) -> None:
    release(note="First")
    edit(mission, "Talks", "Long talks")
    release(day=2, note="Longer")
    told = run("releases", "m.yaml")
    assert told.stdout == (
        "   1  Mon 1 May 2023 12:00  ana: First\n   2  Tue 2 May 2023 12:00  ana: Longer\n"
    )
    listed = json.loads(run("releases", "m.yaml", "--format", "json").stdout)
    assert [one["number"] for one in listed] == [1, 2]
    assert set(listed[0]) == {"number", "at", "author", "note", "digest"}


@pytest.mark.usefixtures("mission")
def test_before_the_first_one_there_is_a_way_out() -> None:
    assert "itinerary release -m NOTE" in run("releases", "m.yaml").stdout
    assert run("verify", "m.yaml").stdout == "m.yaml has no releases.\n"


def test_verify_tells_the_newest_digest_and_compares_it(mission: Path) -> None:
    digest = release().stdout.splitlines()[-1]
    assert run("verify", "m.yaml").stdout == f"1 release, unchanged. The newest, 1, is\n{digest}\n"
    for told in (digest, digest.removeprefix("sha256:")):
        assert run("verify", "m.yaml", "--expect", told).exit_code == 0
    wrong = run("verify", "m.yaml", "--expect", digest[:-1] + ("0" if digest[-1] != "0" else "1"))
    assert wrong.exit_code == 1
    assert "is not the one that was expected" in wrong.stderr
    edit(mission, "Talks", "Long talks")
    release(day=2)
    assert run("verify", "m.yaml", "--expect", digest).exit_code == 1


def test_tampering_is_told_and_nothing_is_made_of_it(mission: Path) -> None:
    release()
    edit(mission, "Talks", "Long talks")
    release(day=2)
    first = mission.parent / "m.releases" / "0001.yaml"
    first.write_bytes(first.read_bytes().replace(b"10:00", b"10:05"))
    for words in (
        ("verify", "m.yaml"),
        ("export", "m.yaml", "--for", "ana"),
        ("diff", "m.yaml"),
        ("notices", "m.yaml"),
    ):
        told = run(*words)
        assert told.exit_code == 1, words
        assert "m.releases/0001.yaml: it was changed after it was released" in told.stderr
        assert not told.stdout, words
    edit(mission, "Long talks", "Talks again")
    assert release(day=3).exit_code == 1
    assert run("releases", "m.yaml").exit_code == 1
    assert released(mission) == ["0001.yaml", "0002.yaml", "latest"]


def test_releases_outlive_their_file(mission: Path) -> None:
    release()
    mission.unlink()
    assert "ana: x" in run("releases", "m.yaml").stdout
    assert run("verify", "m.yaml").exit_code == 0
    assert "SUMMARY:Talks" in run("export", "m.yaml", "--for", "ana").stdout


# ---------------------------------------------------------------- what feeds show


def test_a_feed_shows_what_was_released_and_says_when_the_file_is_ahead(mission: Path) -> None:
    release()
    edit(mission, "Talks", "Secret plans")
    told = run("export", "m.yaml", "--for", "ana")
    assert "SUMMARY:Talks" in told.stdout
    assert "Secret" not in told.stdout
    assert "m.yaml has been changed since" in told.stderr
    draft = run("export", "m.yaml", "--for", "ana", "--draft", "--now", "2023-05-03T12:00")
    assert "SUMMARY:Secret plans" in draft.stdout
    release(day=4)
    old = run("export", "m.yaml", "--for", "ana", "--release", "1")
    assert old.stdout == told.stdout


@pytest.mark.parametrize("number", ["0", "2", "-1", "99999999999999999999"])
def test_a_release_that_is_not_there_cannot_be_exported(mission: Path, number: str) -> None:
    release()
    told = run("export", "m.yaml", "--for", "ana", "--release", number)
    assert told.exit_code == 2
    assert not told.stdout
    assert mission.exists()
