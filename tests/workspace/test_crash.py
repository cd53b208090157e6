"""Whatever stops the program, and whenever: the old release is there, or the new one, whole.

The real program is run once to learn each call by which it changes the disk; then again for each of
them, killed there, or told there that the disk is full or broken.
"""

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner, Result

from itinerary.cli import app
from tests.workspace import strace
from tests.workspace.strace import Call, Ended

MISSION = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people: {ana: {name: Ana}, ben: {name: Ben}}
programme:
  talks: {kind: meeting, title: Talks, when: 2023-05-23 10:00-11:00, who: [ana, ben]}
"""
EDITED = MISSION.replace("10:00", "10:30")
RELEASE = ["release", "m.yaml", "-m", "x", "--author", "a", "--yes", "--now"]
FIRST, SECOND, THIRD = ("2023-05-01T12:00", "2023-05-02T12:00", "2023-05-03T12:00")
EXPORT = ["export", "m.yaml", "--all", "-o", "out"]


def run(folder: Path, *words: str, monkeypatch: pytest.MonkeyPatch) -> Result:
    """Run a command as it is, within this process."""
    monkeypatch.chdir(folder)
    return CliRunner().invoke(app, [*words])


class Stage(NamedTuple):
    """A folder before the program changes it, what is run in it, and what it may be afterwards."""

    before: Path
    words: list[str]
    calls: tuple[Call, ...]
    old: dict[str, bytes]
    new: dict[str, bytes]


def contents(folder: Path) -> dict[str, bytes]:
    """Return what lies in a folder and those in it; what begins with a dot is nobody's business."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def _prepared(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    folder.mkdir()
    (folder / "m.yaml").write_text(MISSION, encoding="utf-8")
    if name == "first release":
        return [*RELEASE, FIRST]
    assert run(folder, *RELEASE, FIRST, monkeypatch=monkeypatch).exit_code == 0
    if name == "feeds":
        assert run(folder, *EXPORT, monkeypatch=monkeypatch).exit_code == 0
    (folder / "m.yaml").write_text(EDITED, encoding="utf-8")
    if name == "second release":
        return [*RELEASE, SECOND]
    assert run(folder, *RELEASE, SECOND, monkeypatch=monkeypatch).exit_code == 0
    return EXPORT


@pytest.fixture(scope="module", params=["first release", "second release", "feeds"])
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Run the program once undisturbed, to learn what it does to the disk."""
    strace.require()
    base = tmp_path_factory.mktemp("crash")
    with pytest.MonkeyPatch.context() as monkeypatch:
        words = _prepared(request.param, base / "before", monkeypatch)
    work = base / "work"
    shutil.copytree(base / "before", work)
    ended, calls = strace.run(work, words)
    assert ended.code == 0, ended
    return Stage(
        base / "before",
        words,
        tuple(strace.writing(calls)),
        contents(base / "before"),
        contents(work),
    )


def tried(stage: Stage, inject: str) -> tuple[Path, Ended]:
    """Run the program in a fresh copy, disturbed; every file must then be the old or the new."""
    work = stage.before.parent / "work"
    shutil.rmtree(work)
    shutil.copytree(stage.before, work)
    ended, _ = strace.run(work, stage.words, inject)
    assert ended.was_hit, f"nothing was disturbed by {inject}"
    for name, data in contents(work).items():
        assert data in {stage.old.get(name), stage.new.get(name)}, (inject, name, "is half")
    assert stage.old.keys() <= contents(work).keys(), (inject, "something was lost")
    return work, ended


def still_works(stage: Stage, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Check that the releases hold, serve a feed of the old or new state, and can go on."""
    if not (work / "m.releases" / "0001.yaml").exists():
        assert stage.words[-1] == FIRST
        again = run(work, *stage.words, monkeypatch=monkeypatch)
        assert again.exit_code == 0, again.output
        assert contents(work) == stage.new
        return
    assert run(work, "verify", "m.yaml", monkeypatch=monkeypatch).exit_code == 0
    feed = run(work, "export", "m.yaml", "--for", "ana", monkeypatch=monkeypatch)
    number = len([*(work / "m.releases").glob("0*.yaml")])
    then = run(
        work, "export", "m.yaml", "--for", "ana", "--release", str(number), monkeypatch=monkeypatch
    )
    assert feed.stdout_bytes == then.stdout_bytes
    (work / "m.yaml").write_text(MISSION.replace("Talks", "Other talks"), encoding="utf-8")
    again = run(work, *RELEASE, THIRD, monkeypatch=monkeypatch)
    assert again.exit_code == 0, again.output
    checked = run(work, "verify", "m.yaml", monkeypatch=monkeypatch)
    assert checked.exit_code == 0, checked.output
    assert not [*(work / "m.releases").glob(".*")], "what was half written is cleared away"


def test_a_kill_at_any_call_leaves_the_old_or_the_new(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for call in stage.calls:
        work, ended = tried(stage, f"{call.name}:signal=KILL:when={call.number}")
        assert ended.code != 0
        still_works(stage, work, monkeypatch)


@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_a_full_or_broken_disk_at_any_call_ends_in_one_sentence(
    stage: Stage, error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for call in stage.calls:
        if not call.can_fail:
            continue
        work, ended = tried(stage, f"{call.name}:error={error}:when={call.number}")
        told = ended.err.strip().splitlines()
        assert "Traceback" not in ended.err
        assert ended.code in {0, 2}, (call, ended)
        if ended.code:
            assert told, (call, ended)
            assert len(told[-1]) < 300
        else:  # what could be done without: telling the folder, or clearing up
            assert call.name in {"fsync", "unlink", "link"}, (call, ended)
            assert contents(work) == stage.new
        is_told = "Released" in ended.out
        is_there = contents(work).keys() >= {
            name for name in stage.new if name.startswith("m.releases/0")
        }
        assert not is_told or is_there, (call, "it claims what is not there")
        still_works(stage, work, monkeypatch)


def test_every_sort_of_call_is_tried(stage: Stage) -> None:
    names = {call.name for call in stage.calls}
    assert {"openat", "write", "fsync", "close"} <= names
    assert names & {"link", "rename"}
    assert len(stage.calls) >= 8
