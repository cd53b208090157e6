"""Several people edit one file at once: nothing is lost, and no half file is ever seen.

``make crash`` makes 10,000 edits, the suite a few hundred.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from itinerary.workspace import files

ROOT = Path(__file__).parents[2]
WRITERS = 8
EDITS = 1250 if os.environ.get("ITINERARY_CRASH") == "full" else 15
HEAD = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
programme:
"""
FILE = HEAD + "".join(
    f"  e{n}: {{kind: internal, title: E{n}, when: 2023-05-20, note: 0}}   # {n}\n"
    for n in range(WRITERS)
)


def test_eight_writers_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(FILE, encoding="utf-8")
    command = [sys.executable, "-m", "tests.workspace.writing", str(path)]
    running = [
        subprocess.Popen([*command, f"e{n}", str(EDITS)], cwd=ROOT, stderr=subprocess.PIPE)
        for n in range(WRITERS)
    ]
    for one in running:
        while not _is_over(one):  # somebody reads all the while
            seen = files.load(str(path))
            assert seen.is_sound
            assert seen.text.count("#") == WRITERS
    assert [(one.wait(), one.communicate()[1]) for one in running] == [(0, b"")] * WRITERS
    schedule = files.load(str(path)).schedule
    assert schedule is not None
    assert [one.note for one in schedule.entries.values()] == [str(EDITS)] * WRITERS
    assert sorted(one.name for one in tmp_path.iterdir()) == ["m.yaml"]


def _is_over(running: "subprocess.Popen[bytes]") -> bool:
    try:
        running.wait(timeout=0.1)
    except subprocess.TimeoutExpired:
        return False
    return True


def test_what_another_program_wrote_is_noticed_and_left(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(FILE, encoding="utf-8")
    read = path.read_bytes()
    path.write_bytes(read + b"# an editor was here\n")
    with files.alone(path):
        assert not files.replace(path, read, b"itinerary: 1\n")
    assert path.read_bytes() == read + b"# an editor was here\n"


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_permissions_and_links_stay(tmp_path: Path, mode: int) -> None:
    (tmp_path / "shared").mkdir()
    real, link = tmp_path / "shared" / "m.yaml", tmp_path / "m.yaml"
    real.write_text(FILE, encoding="utf-8")
    real.chmod(mode)
    link.symlink_to(real)
    with files.alone(link):
        assert files.replace(link, FILE.encode(), b"itinerary: 1\n")
    assert link.is_symlink()
    assert real.read_bytes() == b"itinerary: 1\n"
    assert real.stat().st_mode & 0o777 == mode


def test_a_file_that_must_not_be_written_is_not(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(FILE, encoding="utf-8")
    path.chmod(0o440)
    with files.alone(path), pytest.raises(PermissionError):
        files.replace(path, FILE.encode(), b"itinerary: 1\n")
    assert path.read_text(encoding="utf-8") == FILE
