"""Publishing to a folder, through the real program."""

import os
from pathlib import Path

from tests.feeds.serving import Mission
from tests.interop.stores import LATER, WEEK


def test_a_folder_holds_the_site_and_keeps_what_did_not_change(tmp_path: Path) -> None:
    mission = Mission(tmp_path / "mission")
    mission.folder.mkdir()
    mission.release(WEEK)
    ana, ben = mission.link("ana"), mission.link("ben")
    top = tmp_path / "www"
    said = mission.run("publish", str(top))
    (top / "robots.txt").write_text("theirs")
    (top / ".generations" / "note").write_text("theirs")
    current = top / "current"
    calendar = current / ben / "calendar.ics"
    before = calendar.stat()
    assert calendar.read_bytes() == mission.run("export", "--for", "ben").encode()
    assert (top.stat().st_mode & 0o777, before.st_mode & 0o777) == (0o711, 0o644)
    assert (current / ben).stat().st_mode & 0o777 == 0o711
    mission.release(LATER)
    said += mission.run("publish", str(top))
    after = calendar.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    exported = mission.run("export", "--for", "ana").encode()
    assert (current / ana / "calendar.ics").read_bytes() == exported
    mission.run("link", "revoke", "2")
    said += mission.run("publish", str(top))
    assert os.listdir(current) == [ana]  # noqa: PTH208
    left = {path.name for path in (top / ".generations").iterdir()}
    assert left == {"note", current.resolve().name}
    assert (top / "robots.txt").read_text() == "theirs"
    assert ana not in said
    assert ben not in said
