"""Publishing to a folder, through the real program."""

import os
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from shutil import which

import pytest

from tests.feeds.serving import LATER, ROOT, WEEK, Mission, Server, free_port, wait_for


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
    mission.prepare("link", "revoke", "2")
    said += mission.run("publish", str(top))
    assert os.listdir(current) == [ana]  # noqa: PTH208
    left = {path.name for path in (top / ".generations").iterdir()}
    assert {"note", current.resolve().name} < left
    assert len(left) == 3  # the one before stays until the next run, without what was withdrawn
    assert not [*top.rglob(f"*{ben}*")]
    assert (top / "robots.txt").read_text() == "theirs"
    assert ana not in said
    assert ben not in said


def test_who_reads_while_it_changes_finds_the_old_or_the_new(tmp_path: Path) -> None:
    mission = Mission(tmp_path / "mission")
    mission.folder.mkdir()
    mission.release(WEEK)
    ana = mission.link("ana")
    top = tmp_path / "www"
    mission.run("publish", str(top))
    calendar = top / "current" / ana / "calendar.ics"
    seen: set[bytes] = set()
    is_over = threading.Event()

    def read() -> None:
        while not is_over.is_set():
            seen.add(calendar.read_bytes())

    with ThreadPoolExecutor() as pool:
        reading = pool.submit(read)
        try:
            wanted = {calendar.read_bytes()}
            for hour in range(12, 16):
                mission.release(WEEK.replace("25 11:00-12:00", f"25 {hour}:00-{hour}:30"))
                mission.run("publish", str(top))
                wanted.add(calendar.read_bytes())
        finally:
            is_over.set()
        reading.result()
    assert len(wanted) == 5
    assert seen == wanted


@contextmanager
def as_the_manual_says(home: Path, root: Path) -> Iterator[Server]:
    """Serve a folder with nginx as the manual configures it, without the certificate."""
    program = which("nginx") or which("nginx", path="/usr/sbin")
    if program is None:
        reason = "Install nginx (Debian: nginx)."
        (pytest.fail if "ITINERARY_CI" in os.environ else pytest.skip)(reason)
    manual = (ROOT / "docs" / "serving.md").read_text()
    block = next(one for one in manual.split("```") if one.startswith("nginx\nserver {"))
    port, log = free_port(), home / "nginx.log"
    told = block.removeprefix("nginx\n").replace("443 ssl", f"127.0.0.1:{port}")
    (home / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {home}/pid; events {{}}\nhttp {{\n"
        + "".join(
            f"{name}_temp_path {home}/{name};\n"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + told.replace("/srv/www/visit/current", str(root))
        + "}\n"
    )
    with log.open("wb") as written:
        command = [program, "-e", str(log), "-c", str(home / "nginx.conf"), "-p", str(home)]
        process = subprocess.Popen(command, stdout=written, stderr=written)
    server = Server(port, log, process)
    try:
        wait_for(server)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=60)


def test_nginx_serves_the_folder_and_lists_nothing(tmp_path: Path) -> None:
    mission = Mission(tmp_path / "mission")
    mission.folder.mkdir()
    mission.release(WEEK)
    ana = mission.link("ana")
    top = tmp_path / "www"
    mission.run("publish", str(top))
    with as_the_manual_says(tmp_path, top / "current") as asked:
        answer = asked.calendar(ana)
        assert (answer.status, answer.headers["content-type"]) == (
            200,
            "text/calendar; charset=utf-8",
        )
        assert answer.body.decode() == mission.run("export", "--for", "ana")
        again = asked.calendar(ana, If_None_Match=answer.headers["etag"])
        assert again.status == 304
        assert asked.ask(f"/{ana}/").body == (top / "current" / ana / "index.html").read_bytes()
        assert {asked.ask(path).status for path in ("/", "/.generations/", "/x/")} <= {403, 404}
        for name in ("cache-control", "referrer-policy", "x-robots-tag", "x-content-type-options"):
            assert answer.headers[name]
        mission.release(LATER)
        mission.run("publish", str(top))
        changed = asked.calendar(ana, If_None_Match=answer.headers["etag"])
        assert changed.body.decode() == mission.run("export", "--for", "ana")
