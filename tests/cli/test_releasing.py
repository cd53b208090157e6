"""Releasing, listing and verifying, as a coordinator does it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from itinerary.cli import app, diff
from itinerary.output.difference import Difference
from itinerary.releases import record
from itinerary.syntax.document import MOST_BYTES

ROOT = Path(__file__).parents[2]
NOW = "2023-05-20T09:00"
HEAD = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people:
  ana: {name: Ana Delegate}
  ben: {name: Ben Delegate}
  rosa: {name: Rosa CANARYrosa, protected: yes}
readers: {press: {name: Press office}}
programme:
"""
TALK = "  talk: {kind: public-event, title: Talk, class: public, when: 2023-05-25 11:00-12:00}\n"
LATER = TALK.replace("11:00-12:00", "14:00-15:00")
ERROR = """\
  one: {kind: internal, title: One, when: 2023-05-22 09:00-10:00, who: [ana]}
  two: {kind: internal, title: Two, when: 2023-05-22 09:30-10:00, who: [ana]}
"""
HARMFUL = "  call: {kind: internal, title: Call CANARYrosa, when: 2023-05-24}\n"
CUT_OFF = "  visit: {kind: meeting, title: Visit, when: 2023-05-24 11:00-12:00"


@pytest.fixture
def schedule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A schedule in the present folder, which was not released yet."""
    monkeypatch.chdir(tmp_path)
    for name in ("ITINERARY_SCHEDULE", "ITINERARY_NOW", "ITINERARY_AUTHOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    path = Path("a.yaml")
    path.write_text(HEAD + TALK)
    return path


def run(*args: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(app, args, env=env)


def release(note: str = "note", now: str = NOW, *more: str) -> Result:
    """Release the schedule; it must work."""
    made = run("release", "a.yaml", "-m", note, "--author", "Ana", "--yes", "--now", now, *more)
    assert made.exit_code == 0, made.output
    return made


def two_releases(schedule: Path) -> None:
    release("first")
    schedule.write_text(HEAD + LATER)
    release("second", "2023-05-20T10:00")


def files() -> set[str]:
    folder = Path("a.releases")
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


@pytest.mark.parametrize(
    "words",
    [
        ("release", "a.releases/0001.yaml", "-m", "x", "--yes"),
        ("import", "in.csv", "a.releases/0001.yaml", "--yes"),
        ("reply", "a.releases/0001.yaml", "in.csv", "--yes"),
    ],
)
def test_a_release_is_never_worked_on(schedule: Path, words: tuple[str, ...]) -> None:
    assert run("release", str(schedule), "-m", "x", "--yes", "--now", NOW).exit_code == 0
    Path("in.csv").write_text("date,title\n2023-05-22,Visit\n")
    before = sorted(Path("a.releases").rglob("*"))
    told = run(*words, "--now", NOW)
    assert told.exit_code == 2
    assert "is a release and never changes" in told.stderr
    assert sorted(Path("a.releases").rglob("*")) == before
    assert run("verify", str(schedule)).exit_code == 0


def test_where_nobody_can_be_asked_nothing_is_released_unless_it_is_said(schedule: Path) -> None:
    told = run("release", str(schedule), "-m", "x", "--now", NOW)
    assert told.exit_code == 1
    assert "Everything is new" in told.stdout
    assert "Nothing is released yet: add --yes to release it." in told.stderr
    assert not Path("a.releases").exists()


# ---------------------------------------------------------------- releasing


def test_a_release_freezes_the_file_to_the_byte_beside_it(schedule: Path) -> None:
    schedule.write_bytes((HEAD + TALK).replace("\n", "\r\n").encode())
    made = release("the first one")
    frozen = Path("a.releases/0001.yaml").read_bytes()
    assert frozen.endswith(schedule.read_bytes())
    assert frozen.startswith(b"# itinerary release 1\n# number: 1\n# at: 2023-05-20T14:00:00Z\n")
    assert "Released 1: a.releases/0001.yaml\nsha256:" in made.stdout
    assert files() == {"0001.yaml", "latest"}
    assert run("check", "a.releases/0001.yaml", "--now", NOW).exit_code == 0


def test_only_its_owner_can_read_a_release(schedule: Path) -> None:
    assert schedule.exists()
    release()
    assert {path.stat().st_mode & 0o777 for path in Path("a.releases").iterdir()} == {0o600}


def test_the_difference_is_shown_before_the_release_is_told(schedule: Path) -> None:
    release()
    schedule.write_text(HEAD + LATER)
    told = release().stdout
    assert 0 < told.index("3h00 later") < told.index("Whose calendars change")
    assert told.index("Whose calendars change") < told.index("Released 2")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + ERROR, "double-booked"),
        (HEAD + HARMFUL, "CANARYrosa"),
        (HEAD + CUT_OFF, "error"),
        (HEAD + TALK.rstrip("\n"), "cut-off"),
        (HEAD + "  bad: {kind: internal, title: Bad, when: 9am}\n", "error"),
        ("", "error"),
    ],
)
@pytest.mark.parametrize("more", [(), ("--yes",)])
def test_nothing_is_released_while_something_is_wrong_whatever_the_flags(
    schedule: Path, text: str, told: str, more: tuple[str, ...]
) -> None:
    schedule.write_text(text)
    ended = run("release", "a.yaml", "-m", "note", "--now", NOW, *more)
    assert ended.exit_code == 1
    assert told in ended.stderr
    assert "Nothing was released: mend this first." in ended.stderr or "error" in ended.stderr
    assert files() == set()


@pytest.mark.parametrize("note", [(), ("-m", ""), ("-m", " \n\t"), ("-m", "\x1b\u202e")])
def test_a_release_needs_a_note(schedule: Path, note: tuple[str, ...]) -> None:
    assert schedule.exists()
    ended = run("release", "a.yaml", "--yes", "--now", NOW, *note)
    assert (ended.exit_code, ended.stderr) == (
        2,
        "itinerary: say in a few words what changed: -m NOTE\n",
    )
    assert files() == set()


def test_what_did_not_change_is_not_released_again(schedule: Path) -> None:
    release()
    schedule.write_bytes(b"\xef\xbb\xbf" + schedule.read_bytes())
    assert "Nothing to release: a.yaml is release 1 to the byte.\n" in release().stdout
    assert files() == {"0001.yaml", "latest"}


def test_a_file_that_was_changed_while_it_was_shown_is_not_released(
    schedule: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    show = diff.show

    def show_and_change(told: Difference) -> None:
        show(told)
        schedule.write_text(HEAD + LATER)

    monkeypatch.setattr(diff, "show", show_and_change)
    ended = run("release", "a.yaml", "-m", "note", "--yes", "--now", NOW)
    assert (ended.exit_code, ended.stderr) == (
        2,
        "itinerary: a.yaml was changed meanwhile: release again\n",
    )
    assert files() == set()


def test_releases_of_the_same_second_follow_one_another(schedule: Path) -> None:
    release()
    schedule.write_text(HEAD + LATER)
    assert "is this clock right" not in release().stderr
    listed = json.loads(run("releases", "a.yaml", "--format", "json").stdout)
    assert [one["at"] for one in listed] == ["2023-05-20T14:00:00Z", "2023-05-20T14:00:01Z"]
    assert run("verify", "a.yaml").exit_code == 0


def test_a_clock_that_was_set_back_is_told_and_does_not_break_the_chain(schedule: Path) -> None:
    release("first", "2023-05-20T09:00")
    schedule.write_text(HEAD + LATER)
    made = release("second", "2023-05-19T09:00")
    assert "Release 1 is dated later than the present: is this clock right?" in made.stderr
    assert run("verify", "a.yaml").exit_code == 0


def test_the_author_is_who_is_named_or_who_is_logged_in(schedule: Path) -> None:
    args = ("release", "a.yaml", "-m", "note", "--yes", "--now", NOW)
    run(*args, env={"ITINERARY_AUTHOR": "Agnès\n\x1b[1m"})
    schedule.write_text(HEAD + LATER)
    run(*args, env={"LOGNAME": "ben"})
    listed = json.loads(run("releases", "a.yaml", "--format", "json").stdout)
    assert [one["author"] for one in listed] == ["Agnès [1m", "ben"]


def test_a_file_that_could_not_be_read_again_under_its_header_is_not_released(
    schedule: Path,
) -> None:
    text = HEAD + TALK
    schedule.write_text(text + "#" * (MOST_BYTES - len(text) - 1) + "\n")
    ended = run("release", "a.yaml", "-m", "note", "--yes", "--now", NOW)
    assert ended.exit_code == 2
    assert ended.stderr == "itinerary: a.yaml is too large to be released with this note\n"
    assert files() == set()


# ---------------------------------------------------------------- listing and verifying


def test_releases_are_listed_with_time_author_and_note(schedule: Path) -> None:
    told = run("releases", "a.yaml")
    assert told.stdout.startswith("a.yaml has no releases yet")
    two_releases(schedule)
    assert run("releases", "a.yaml").stdout == (
        "   1  Sat 20 May 2023 09:00  Ana: first\n   2  Sat 20 May 2023 10:00  Ana: second\n"
    )
    first, second = json.loads(run("releases", "a.yaml", "--format", "json").stdout)
    assert list(first) == ["number", "at", "author", "note", "digest"]
    assert (second["number"], second["note"]) == (2, "second")


def test_unbroken_releases_are_verified_and_their_digest_is_told(schedule: Path) -> None:
    assert run("verify", "a.yaml").stdout == "a.yaml has no releases.\n"
    release("first")
    assert run("verify", "a.yaml").stdout.startswith("1 release, unchanged. The newest, 1, is\n")
    schedule.write_text(HEAD + LATER)
    release("second")
    told = run("verify", "a.yaml")
    digest = told.stdout.splitlines()[1]
    assert told.stdout == f"2 releases, unbroken and unchanged. The newest, 2, is\n{digest}\n"
    assert run("verify", "a.yaml", "--expect", digest).exit_code == 0
    assert run("verify", "a.yaml", "--expect", digest.removeprefix("sha256:")).exit_code == 0


def test_a_digest_kept_elsewhere_tells_what_the_folder_itself_cannot(schedule: Path) -> None:
    two_releases(schedule)
    digest = run("verify", "a.yaml").stdout.splitlines()[1]
    shutil.rmtree("a.releases")
    assert run("verify", "a.yaml").exit_code == 0
    none = run("verify", "a.yaml", "--expect", digest)
    assert (none.exit_code, none.stderr) == (1, "A release was expected, and there is none.\n")
    release("forged")
    assert run("verify", "a.yaml").exit_code == 0
    assert run("verify", "a.yaml", "--expect", digest).exit_code == 1


@pytest.mark.parametrize(
    "args",
    [
        ("verify", "a.yaml"),
        ("releases", "a.yaml"),
        ("release", "a.yaml", "-m", "note", "--yes"),
        ("export", "a.yaml", "--for", "press"),
        ("export", "a.yaml", "--for", "press", "--draft"),
        ("export", "a.yaml", "--all", "-o", "feeds"),
        ("diff", "a.yaml"),
        ("diff", "a.yaml", "1", "2"),
    ],
)
@pytest.mark.parametrize("damage", ["changed", "gone", "strange", "folder", "mark"])
def test_broken_releases_are_told_and_serve_for_nothing(
    schedule: Path, args: tuple[str, ...], damage: str
) -> None:
    two_releases(schedule)
    schedule.write_text(HEAD + TALK + "  # changed\n")
    first = Path("a.releases/0001.yaml")
    match damage:
        case "changed":
            first.write_bytes(first.read_bytes().replace(b"Talk", b"Walk"))
        case "gone":
            first.unlink()
        case "strange":
            Path("a.releases/0003 (copy).yaml").write_text("x")
        case "folder":
            Path("a.releases/0003.yaml").mkdir()
        case _:
            Path("a.releases/latest").unlink()
    before = files()
    ended = run(*args)
    assert ended.exit_code == 1
    assert "1 fault: these releases cannot be relied on.\n" in ended.stderr
    assert "BEGIN" not in ended.stdout
    assert files() == before
    assert not Path("feeds").exists()


def test_a_schedule_that_was_deleted_still_has_its_releases(schedule: Path) -> None:
    two_releases(schedule)
    schedule.unlink()
    assert run("verify", "a.yaml").exit_code == 0
    assert "Ana: second" in run("releases", "a.yaml").stdout
    assert "BEGIN:VEVENT" in run("export", "a.yaml", "--for", "press").stdout
    assert run("diff", "a.yaml", "1", "2").exit_code == 0
    for args in (("diff", "a.yaml"), ("release", "a.yaml", "-m", "note", "--yes")):
        ended = run(*args)
        assert (ended.exit_code, ended.stderr) == (2, "itinerary: there is no file a.yaml\n")


def test_a_schedule_that_was_renamed_begins_anew_and_is_told_where_its_releases_are(
    schedule: Path,
) -> None:
    two_releases(schedule)
    schedule.rename("b.yaml")
    for args in (("releases",), ("release", "-m", "note", "--yes", "--now", NOW)):
        assert run(args[0], "b.yaml", *args[1:]).stderr == (
            "a.releases belongs to no schedule here: if b.yaml had that name, name the folder "
            "b.releases, and its history goes on.\n"
        )
    shutil.rmtree("b.releases")
    Path("a.releases").rename("b.releases")
    assert run("releases", "b.yaml").stderr == ""
    assert "Ana: second" in run("releases", "b.yaml").stdout


def test_a_link_to_a_schedule_has_the_releases_of_the_schedule(schedule: Path) -> None:
    Path("kept").mkdir()
    schedule.rename("kept/a.yaml")
    schedule.symlink_to("kept/a.yaml")
    release()
    assert Path("kept/a.releases/0001.yaml").exists()
    assert schedule.is_symlink()


# ---------------------------------------------------------------- the machine


def test_a_releases_folder_that_is_a_file_is_told_in_a_sentence(schedule: Path) -> None:
    Path("a.releases").write_text("x")
    for args in (("release", "-m", "note", "--yes"), ("verify",), ("releases",), ("diff",)):
        ended = program(args[0], str(schedule), *args[1:])
        assert ended.returncode == 2
        assert ended.stderr.decode().startswith("itinerary: cannot use ")
        assert ended.stderr.count(b"\n") == 1


@pytest.fixture
def disk(schedule: Path) -> Iterator[Path]:
    """A small disk of its own, with the schedule and its first release on it."""
    disk = Path("disk").absolute()
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(disk)]
    mounted = shutil.which("mount") and subprocess.run(mount, capture_output=True, check=False)
    if not mounted or mounted.returncode != 0:
        pytest.skip("no file system may be mounted here")
    try:
        (disk / "a.yaml").write_text(schedule.read_text())
        assert program("release", str(disk / "a.yaml"), "-m", "one", "--yes").returncode == 0
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=False)


def assert_refused(disk: Path, why: bytes) -> None:
    ended = program("release", str(disk / "a.yaml"), "-m", "two", "--yes")
    assert ended.returncode == 2
    assert ended.stderr.startswith(b"itinerary: cannot use ")
    assert ended.stderr.endswith(b": " + why + b"\n")
    assert b"Released" not in ended.stdout
    assert program("verify", str(disk / "a.yaml")).returncode == 0
    assert {path.name for path in (disk / "a.releases").iterdir()} == {"0001.yaml", "latest"}


def test_a_disk_that_may_not_be_written_keeps_the_old_release(disk: Path) -> None:
    (disk / "a.yaml").write_text(HEAD + LATER)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    assert_refused(disk, b"Read-only file system")


def test_a_disk_that_is_full_keeps_the_old_release(disk: Path) -> None:
    (disk / "a.yaml").write_text(HEAD + LATER + "# x\n" * 4000)
    with (disk / "rest").open("wb", buffering=0) as rest:
        while os.statvfs(disk).f_bavail > 1:
            rest.write(b"x" * 4096)
    assert_refused(disk, b"No space left on device")


def test_a_folder_that_may_not_be_written_is_told_in_a_sentence(schedule: Path) -> None:
    before: tuple[str, ...] = ()
    if os.geteuid() == 0:  # who may write everywhere, unless that is taken away
        if shutil.which("setpriv") is None:
            pytest.skip("root may write everywhere, and setpriv is not there to forbid it")
        before = ("setpriv", "--bounding-set", "-dac_override")
    Path().chmod(0o500)
    ended = program("release", str(schedule), "-m", "note", "--yes", before=before)
    Path().chmod(0o700)
    assert ended.returncode == 2
    assert b"Permission denied" in ended.stderr


def program(*args: str, before: tuple[str, ...] = ()) -> "subprocess.CompletedProcess[bytes]":
    """Run the real program, with what is to go before it."""
    return subprocess.run(
        [*before, sys.executable, "-m", "itinerary", *args],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )


RACER = """
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from itinerary.cli import releasing
from itinerary.__main__ import main

refuse_change = releasing._refuse_change
def wait(path, loaded):
    refuse_change(path, loaded)
    print("READY", file=sys.stderr, flush=True)
    sys.stdin.readline()
releasing._refuse_change = wait
main()
"""


def test_of_two_who_release_at_once_one_wins_and_the_other_is_told(schedule: Path) -> None:
    release("first")
    schedule.write_text(HEAD + LATER)
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, "release", "a.yaml", "-m", f"by {name}", "--yes"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for name in ("one", "two")
    ]
    for racer in racers:  # both have seen release 1, and would make release 2
        assert racer.stderr is not None
        assert racer.stderr.readline() == b"READY\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write(b"\n")
        racer.stdin.flush()
    told = [racer.communicate(timeout=120) for racer in racers]
    codes = [racer.returncode for racer in racers]
    assert sorted(codes) == [0, 2]
    lost = told[codes.index(2)]
    assert b"Released" not in lost[0]
    assert lost[1].startswith(b"itinerary: somebody else made release 2 meanwhile")
    assert run("verify", "a.yaml").exit_code == 0
    assert files() == {"0001.yaml", "0002.yaml", "latest"}
    won = record.unseal(Path("a.releases/0002.yaml").read_bytes(), "0002.yaml")
    assert isinstance(won, record.Release)
    assert won.note == ("by one" if codes[0] == 0 else "by two")


@pytest.mark.parametrize(("answer", "made"), [(b"y\n", True), (b"n\n", False), (b"\n", False)])
def test_a_person_is_asked_before_anything_is_released(
    schedule: Path, answer: bytes, *, made: bool
) -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    asked = subprocess.Popen(
        [sys.executable, "-m", "itinerary", "release", str(schedule), "-m", "note"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    told = b""
    while b"Release this as number 1?" not in told:
        told += os.read(ours, 1024)
    assert b"Everything is new: 1 entry." in told
    assert files() == set()
    os.write(ours, answer)
    with suppress(OSError):  # the terminal ends with the program
        while os.read(ours, 1024):
            pass
    assert asked.wait(timeout=120) == (0 if made else 1)
    os.close(ours)
    assert (files() == {"0001.yaml", "latest"}) is made
