"""What is left when the program is killed, or the disk fails, at any moment of its writing.

strace stops the real program at each of its calls of the system that touch the files: it is
killed there, or told that the disk is full or broken. Every call is tried where ITINERARY_CRASH
is ``full`` (``make crash``), otherwise those that matter most. What a loss of power does to
a disk is not seen here; that the bytes are synced before the name appears is.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner, Result

from itinerary.cli import app

ROOT = Path(__file__).parents[2]
IS_FULL = os.environ.get("ITINERARY_CRASH") == "full"
NOW = "2023-05-20T09:00"
LATER = "2023-05-20T10:00"
AFTERWARDS = "2023-05-20T11:00"
SCHEDULE = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people: {ana: {name: Ana}}
readers: {press: {name: Press office}}
programme:
  talk:
    kind: public-event
    title: Public talk
    class: public
    when: 2023-05-25 11:00-12:00
    who: [ana]
"""
CALLS = (
    *("openat", "write", "fsync", "fchmod", "close", "ftruncate"),
    *("mkdir", "mkdirat", "link", "linkat", "unlink", "unlinkat"),
    *("rename", "renameat", "renameat2"),
    *("symlink", "symlinkat", "rmdir"),
)
NAMING = (
    *("mkdir", "mkdirat", "link", "linkat", "unlink", "unlinkat", "rmdir"),
    *("rename", "renameat", "renameat2", "symlink", "symlinkat"),
)
"""The calls that change which files there are."""
FAULTS = ("signal=KILL", "error=ENOSPC", "error=EIO")


class Call(NamedTuple):
    """The n-th time that the program makes a call of the system, with its arguments."""

    name: str
    number: int
    text: str


def has_strace() -> str | None:
    """Say why strace cannot be used, or None where it can."""
    if shutil.which("strace") is None:
        return "strace is not installed (Debian: strace)"
    tried = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False)
    return None if tried.returncode == 0 else "strace may not trace here (ptrace is not permitted)"


@pytest.fixture(autouse=True, scope="module")
def _strace() -> None:
    reason = has_strace()
    if reason and "ITINERARY_CI" in os.environ:
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


def run(*args: str | Path) -> Result:
    """Run a command undisturbed."""
    return CliRunner().invoke(app, [str(arg) for arg in args])


def traced(
    log: Path, inject: str | None, *args: str | Path
) -> "subprocess.CompletedProcess[bytes]":
    """Run the real program under strace. Each run makes the same calls in the same order."""
    calls = ",".join(f"?{name}" for name in CALLS)
    return subprocess.run(
        [
            *("strace", "-y", "-qq", "-o", log, "-e", f"trace={calls}"),
            *(("-e", f"inject={inject}") if inject else ()),
            *(sys.executable, "-m", "itinerary", *args),
        ],
        env={
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
            "PYTHONUTF8": "1",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )


def calls(log: Path, folder: Path) -> list[Call]:
    """Return the calls of a run that touch a folder's files, or say something to the person."""
    counted: Counter[str] = Counter()
    found = []
    for line in log.read_text(errors="replace").splitlines():
        name, bracket, text = line.partition("(")
        if not bracket:
            continue
        counted[name] += 1
        if str(folder) in text or (name == "write" and text[0] in "12"):
            found.append(Call(name, counted[name], text))
    return found


def disturbed(
    folder: Path, log: Path, fault: str, *args: str, only: Collection[str] = CALLS
) -> Iterator[tuple[Call, Path, "subprocess.CompletedProcess[bytes]"]]:
    """Yield each call, the folder it left when the fault struck there, and how the program ended.

    Each time the folder is as it was: the program works in a copy that has always the same name.
    """
    work = folder.with_name("work")

    def fresh() -> None:
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(folder, work, symlinks=True)

    told = [arg.replace("WORK", str(work)) for arg in args]
    fresh()
    assert traced(log, None, *told).returncode == 0
    known = [call for call in calls(log, work) if call.name in only]
    if not IS_FULL and "signal" in fault:  # nothing changes at the others
        known = [call for call in known if call.name != "close" and "O_RDONLY" not in call.text]
    elif not IS_FULL:
        known = [call for call in known if call.name.startswith(("write", "fsync", "link", "ren"))]
    for call in known:
        fresh()
        ended = traced(log, f"{call.name}:{fault}:when={call.number}", *told)
        struck = [one for one in calls(log, work) if one[:2] == call[:2]]
        assert len(struck) == 1, ("the fault struck elsewhere", call)
        assert "signal" in fault or "(INJECTED)" in struck[0].text, call
        yield call, work, ended


def assert_plain_end(call: Call, fault: str, ended: "subprocess.CompletedProcess[bytes]") -> None:
    """A killed program says nothing; one whose disk fails says so, in a sentence, with code 2."""
    errors = ended.stderr.decode()
    if "signal" in fault:
        assert ended.returncode == -9, (call, ended)
        return
    assert "Traceback" not in errors, (call, errors)
    assert ended.returncode in {0, 2}, (call, ended)
    if ended.returncode == 0:
        assert errors == "", call
    elif not (call.name == "write" and call.text.startswith("2")):
        assert re.fullmatch(r"(itinerary: cannot use|The release stands, but)[^\n]+\n", errors), (
            call,
            errors,
        )


@pytest.fixture
def mission(tmp_path: Path) -> Path:
    """A folder with one release, its feeds, and a schedule that was changed since."""
    folder = tmp_path / "mission"
    folder.mkdir()
    schedule = folder / "a.yaml"
    schedule.write_text(SCHEDULE)
    assert run("release", schedule, "-m", "first", "--author", "A", "--yes", "--now", NOW)
    assert run("export", schedule, "--all", "-o", folder / "feeds").exit_code == 0
    schedule.write_text(SCHEDULE.replace("11:00-12:00", "14:00-15:00"))
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Return what a folder holds, but for what was being written when the program died."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name[0] != "."}


def feeds(schedule: Path) -> list[bytes]:
    """Return the calendars that a schedule gives now."""
    return [run("export", schedule, "--for", name).stdout_bytes for name in ("ana", "press")]


RELEASE = ("release", "WORK/a.yaml", "-m", "second", "--author", "A", "--yes", "--now", LATER)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_release_that_is_broken_off_anywhere_is_there_whole_or_not_at_all(
    mission: Path, tmp_path: Path, fault: str
) -> None:
    old, old_feeds = contents(mission / "a.releases"), feeds(mission / "a.yaml")
    whole = tmp_path / "whole"
    shutil.copytree(mission, whole)
    made = run(*(arg.replace("WORK", str(whole)) for arg in RELEASE))
    assert made.exit_code == 0, made.output
    new, new_feeds = contents(whole / "a.releases"), feeds(whole / "a.yaml")
    assert new_feeds != old_feeds
    behind = {**new, "latest": old["latest"]}  # its mark was still to be written
    seen = set()
    for call, work, ended in disturbed(mission, tmp_path / "log", fault, *RELEASE):
        assert_plain_end(call, fault, ended)
        schedule = work / "a.yaml"
        left = contents(work / "a.releases")
        assert left in (old, behind, new), call
        is_new = left != old
        seen.add(is_new)
        assert is_new or (ended.returncode != 0 and b"Released" not in ended.stdout), call
        assert run("verify", schedule).exit_code == 0, call
        assert feeds(schedule) == (new_feeds if is_new else old_feeds), call
        args = (schedule, "-m", "again", "--yes", "--now", AFTERWARDS)
        again = run("release", *args)
        assert again.exit_code == 0, (call, again.output)
        assert ("Nothing to release" in again.stdout) == is_new, call
        assert run("verify", schedule).exit_code == 0, call
        assert set(contents(work / "a.releases")) == set(new), call
    assert seen == {False, True}, "the calls before and after the moment itself were tried"


@pytest.mark.parametrize("fault", FAULTS)
def test_the_very_first_release_is_there_whole_or_not_at_all(
    mission: Path, tmp_path: Path, fault: str
) -> None:
    shutil.rmtree(mission / "a.releases")
    for call, work, ended in disturbed(mission, tmp_path / "log", fault, *RELEASE):
        assert_plain_end(call, fault, ended)
        schedule = work / "a.yaml"
        assert run("verify", schedule).exit_code == 0, call
        assert run("release", schedule, "-m", "again", "--yes").exit_code == 0, call
        assert set(contents(work / "a.releases")) >= {"0001.yaml"}, call
        assert run("verify", schedule).exit_code == 0, call


@pytest.mark.parametrize("fault", FAULTS)
def test_feeds_whose_writing_is_broken_off_are_the_old_or_the_new_ones(
    mission: Path, tmp_path: Path, fault: str
) -> None:
    old = contents(mission / "feeds")
    run(*(arg.replace("WORK", str(mission)) for arg in RELEASE))
    new_folder = tmp_path / "new"
    run("export", mission / "a.yaml", "--all", "-o", new_folder)
    new = contents(new_folder)
    assert all(old[name] != new[name] for name in new)
    export = ("export", "WORK/a.yaml", "--all", "-o", "WORK/feeds")
    for call, work, ended in disturbed(mission, tmp_path / "log", fault, *export):
        assert_plain_end(call, fault, ended)
        left = contents(work / "feeds")
        assert left.keys() == new.keys(), call
        assert all(left[name] in (old[name], new[name]) for name in new), call
        assert ended.returncode != 0 or left == new, call
        assert run("export", work / "a.yaml", "--all", "-o", work / "feeds").exit_code == 0, call
        assert contents(work / "feeds") == new, call


@pytest.mark.parametrize("fault", FAULTS if IS_FULL else FAULTS[:1])
def test_a_folder_that_is_published_to_holds_the_old_or_the_new_feeds(
    mission: Path, tmp_path: Path, fault: str
) -> None:
    schedule, www = mission / "a.yaml", mission / "www"
    tokens = {}
    for reader in ("ana", "press", "ana"):
        args = ("--url", "https://example.org", "--format", "json", "--now", NOW)
        made = json.loads(run("link", "new", reader, schedule, *args).stdout)
        tokens[made["number"]] = made["https"].split("/")[-2]
    assert run("publish", www, schedule, "--now", NOW).exit_code == 0
    old = feeds(schedule)
    assert run("link", "revoke", "3", schedule, "--now", NOW).exit_code == 0
    made = run(*(arg.replace("WORK", str(mission)) for arg in RELEASE))
    assert made.exit_code == 0, made.output
    new = feeds(schedule)
    assert old[0] != new[0]
    publish = ("publish", "WORK/www", "WORK/a.yaml", "--now", AFTERWARDS)
    tried = NAMING if IS_FULL else ("rename", "symlink", "link")
    for call, work, ended in disturbed(mission, tmp_path / "log", fault, *publish, only=tried):
        told = (ended.stdout + ended.stderr).decode()
        assert "Traceback" not in told, (call, told)
        assert not [token for token in tokens.values() if token in told], call
        assert ended.returncode in ({-9} if "signal" in fault else {0, 2}), (call, told)
        top = work / "www"
        for number in (1, 2):
            held = (top / "current" / tokens[number] / "calendar.ics").read_bytes()
            assert held in (old[number - 1], new[number - 1]), call
        again = run("publish", top, work / "a.yaml", "--now", AFTERWARDS)
        assert again.exit_code == 0, (call, again.output)
        for number in (1, 2):
            held = (top / "current" / tokens[number] / "calendar.ics").read_bytes()
            assert held == new[number - 1], call
        assert not [*top.rglob(f"*{tokens[3]}*")], call
        idle = run("publish", top, work / "a.yaml", "--now", AFTERWARDS)
        assert idle.stdout == f"{top} holds 2 feeds.\n", call
        assert len([*(top / ".generations").iterdir()]) <= 2, call


def test_what_is_called_released_is_on_the_disk_by_then(mission: Path, tmp_path: Path) -> None:
    args = [arg.replace("WORK", str(mission)) for arg in RELEASE]
    assert traced(tmp_path / "log", None, *args).returncode == 0
    made = calls(tmp_path / "log", mission)

    def first(name: str, text: str, after: int = 0) -> int:
        return next(
            at
            for at, call in enumerate(made)
            if at >= after and call.name.startswith(name) and re.search(text, call.text)
        )

    synced = first("fsync", r"0002\.yaml")
    named = first("link", r"0002\.yaml", synced)
    listed = first("fsync", r"a\.releases>", named)
    assert first("write", r"^1.*Released 2", listed)
