"""Writing a file: whole or not at all, and with nothing left lying about."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from itinerary.workspace import files


@pytest.fixture
def stopped() -> int:
    """Return the number of a process that runs no longer."""
    with subprocess.Popen([sys.executable, "-c", "pass"]) as process:
        process.wait()
    return process.pid


@pytest.mark.skipif(os.name != "posix", reason="elsewhere nobody can ask whether a process runs")
def test_what_a_stopped_program_was_writing_is_cleared_away(tmp_path: Path, stopped: int) -> None:
    gone = tmp_path / f".old.yaml.{stopped}.part"
    busy = tmp_path / f".new.yaml.{os.getppid()}.part"
    others = [tmp_path / name for name in (".a.part", ".b.x.part", "c.1.part", ".d.0001.part.bak")]
    for path in (gone, busy, *others):
        path.write_bytes(b"secret")
    files.write(tmp_path / "file", b"data")
    assert not gone.exists()
    assert busy.exists(), "somebody is still writing it"
    assert all(path.exists() for path in others), "they are somebody else's"
    assert (tmp_path / "file").read_bytes() == b"data"


def test_a_new_file_is_never_put_over_another(tmp_path: Path) -> None:
    path = tmp_path / "file"
    files.write_new(path, b"first")
    with pytest.raises(FileExistsError):
        files.write_new(path, b"second")
    assert path.read_bytes() == b"first"
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_without_hard_links_it_is_so_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_paths: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", no_links)
    test_a_new_file_is_never_put_over_another(tmp_path)


def test_a_written_file_keeps_its_mode_and_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "file", tmp_path / "link"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    files.write(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_file_that_says_the_same_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "file"
    files.write(path, b"data")
    before = path.stat()
    files.write(path, b"data")
    after = path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
