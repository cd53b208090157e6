"""``itinerary notices``, run as a person runs it."""

import json
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from itinerary.cli import app

MISSION = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people:
  ana: {name: Ana Delegate, speaks: [es], email: ana@example.org}
  ben: {name: Ben Delegate}
readers: {press: {name: Press office}}
programme:
  talks: {kind: meeting, title: Talks, when: 2023-05-23 10:00-11:00, who: [ana]}
  secret: {kind: victim-meeting, title: CANARY, when: 2023-05-24 10:00-11:00, who: [ben]}
"""


@pytest.fixture
def mission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a schedule, nothing else set."""
    monkeypatch.chdir(tmp_path)
    for name in ("ITINERARY_SCHEDULE", "ITINERARY_NOW", "ITINERARY_FROM", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "m.yaml"
    path.write_text(MISSION, encoding="utf-8")
    return path


def run(*words: str, now: str = "2023-05-20T08:00") -> Result:
    told = CliRunner().invoke(app, [*words, "--now", now])
    if told.exception and not isinstance(told.exception, SystemExit):
        raise told.exception
    return told


def release(path: Path, old: str, new: str, day: int) -> None:
    """Edit the schedule and release it."""
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    now = f"2023-05-{day:02}T12:00"
    made = run("release", "m.yaml", "-m", "x", "--author", "a", "--yes", now=now)
    assert made.exit_code == 0, made.output


@pytest.fixture
def moved(mission: Path) -> Path:
    """Return a schedule that was released twice: a meeting moved, and something secret too."""
    release(mission, "", "", 1)
    release(mission, "2023-05-23 10:00-11:00", "2023-05-23 11:00-12:00", 2)
    return mission


@pytest.mark.usefixtures("moved")
def test_whoever_is_touched_gets_a_text_and_the_others_are_named() -> None:
    told = run("notices", "m.yaml")
    assert told.exit_code == 0
    assert "Ana Delegate" in told.stdout.splitlines()[0]
    assert told.stdout.splitlines()[0].endswith("ana@example.org · es")
    assert (
        "- Cambio de hora: Talks, ahora mar 23 may 11:00–12:00 (antes 10:00–11:00)" in told.stdout
    )
    assert told.stdout.endswith("Nothing to tell: Ben Delegate, Press office\n")
    assert all(len(line) <= 80 for line in told.stdout.splitlines() if line.startswith("Ana"))


@pytest.mark.usefixtures("moved")
def test_a_draft_and_a_text_of_each_are_written(mission: Path) -> None:
    told = run("notices", "m.yaml", "-o", "out", "--from", "Me <me@example.org>")
    assert told.exit_code == 0
    folder = mission.parent / "out"
    assert sorted(path.name for path in folder.iterdir()) == ["ana.eml", "ana.txt"]
    draft = message_from_bytes((folder / "ana.eml").read_bytes(), policy=policy.default)
    assert draft["To"].addresses[0].addr_spec == "ana@example.org"
    assert draft["From"].addresses[0].addr_spec == "me@example.org"
    assert (folder / "ana.txt").read_text(encoding="utf-8") in told.stdout
    assert (folder / "ana.eml").stat().st_mode & 0o077 == 0


def test_a_text_of_an_earlier_release_is_named_to_be_deleted(moved: Path) -> None:
    assert run("notices", "m.yaml", "-o", "out").exit_code == 0
    release(moved, "CANARY", "CANARY2", 3)
    release(moved, "title: CANARY2", "cover: Visit, title: CANARY2", 4)
    told = run("notices", "m.yaml", "-o", "out")
    assert "out/ana.eml tells of an earlier release: delete it." in told.stderr
    assert "out/ana.txt tells of an earlier release: delete it." in told.stderr
    assert (moved.parent / "out" / "ben.eml").exists()


def test_all_since_a_release_is_told_at_once(moved: Path) -> None:
    release(moved, "title: Talks", "title: Long talks", 3)
    last = run("notices", "m.yaml", "--for", "ana", "--lang", "en").stdout
    assert "- Changed: Long talks, Tue 23 May 11:00–12:00; this is its new title" in last
    both = run("notices", "m.yaml", "--since", "1", "--for", "ana", "--lang", "en").stdout
    assert (
        "- Moved: Long talks, now Tue 23 May 11:00–12:00 (was 10:00–11:00); this is its new" in both
    )


@pytest.mark.usefixtures("moved")
def test_programs_read_them_as_json() -> None:
    (ana,) = json.loads(run("notices", "m.yaml", "--format", "json").stdout)
    assert {name: ana[name] for name in ("reader", "address", "language", "urgent")} == {
        "reader": "ana",
        "address": "ana@example.org",
        "language": "es",
        "urgent": False,
    }
    assert message_from_bytes(ana["eml"].encode(), policy=policy.default)["X-Unsent"] == "1"


@pytest.mark.usefixtures("moved")
def test_the_next_day_is_urgent_by_the_clock_that_is_given() -> None:
    late = run("notices", "m.yaml", "--format", "json", now="2023-05-22T12:00")
    assert json.loads(late.stdout)[0]["urgent"] is True
    assert json.loads(late.stdout)[0]["text"].startswith("URGENTE · ")


@pytest.mark.usefixtures("mission")
def test_before_any_release_there_is_nothing_to_tell() -> None:
    told = run("notices", "m.yaml")
    assert told.exit_code == 2
    assert "nothing has been released yet" in told.stderr


def test_the_first_release_changes_nothing(mission: Path) -> None:
    release(mission, "", "", 1)
    told = run("notices", "m.yaml")
    assert (told.exit_code, told.stderr) == (0, "")
    assert "The first release changed nothing" in told.stdout


@pytest.mark.usefixtures("moved")
@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--since", "0"], "there is no release 0: the newest is 2"),
        (["--since", "3"], "there is no release 3: the newest is 2"),
        (["--for", "anna"], "did you mean `ana`?"),
        (["--from", "me"], "`me` is no plain mail address"),
        (["--from", "a@b.c\nBcc: x@y.z"], "is no plain mail address"),
    ],
)
def test_what_cannot_be_told_is_refused_in_one_sentence(words: list[str], why: str) -> None:
    told = run("notices", "m.yaml", *words)
    assert told.exit_code == 2
    assert why in told.stderr
    assert not told.stdout


def test_releases_that_were_tampered_with_give_no_notice(moved: Path) -> None:
    released = moved.parent / "m.releases" / "0001.yaml"
    released.chmod(0o600)
    released.write_bytes(released.read_bytes().replace(b"Talks", b"Walks"))
    told = run("notices", "m.yaml")
    assert told.exit_code == 1
    assert "it was changed after it was released" in told.stderr
    assert not told.stdout
