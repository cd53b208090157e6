"""Publishing to nginx, which takes files but lists none."""

import base64
import os
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import NamedTuple

import pytest

from tests.feeds.serving import Mission, Server, free_port, wait_for
from tests.interop import publications
from tests.interop.publications import LATER, PASSWORD, USER, contents, publish, refused, steps

CONFIG = """\
daemon off;
master_process off;
error_log {home}/error.log;
pid {home}/pid;
events {{}}
http {{
  log_format asked "$request_method $uri";
  access_log {home}/asked.log asked;
  client_body_temp_path {home}/t1;
  proxy_temp_path {home}/t2;
  fastcgi_temp_path {home}/t3;
  uwsgi_temp_path {home}/t4;
  scgi_temp_path {home}/t5;
  server {{
    listen 127.0.0.1:{port};
    root {home}/root;
    location / {{
      auth_basic x;
      auth_basic_user_file {home}/users;
      dav_methods PUT DELETE MKCOL;
      create_full_put_path on;
    }}
    location /broken/ {{ return 500; }}
    location /moved/ {{ return 307 http://127.0.0.1:{port}/feeds/; }}
  }}
}}
"""


class Nginx(NamedTuple):
    port: int
    home: Path

    @property
    def url(self) -> str:
        return f"dav+http://127.0.0.1:{self.port}/feeds"

    @property
    def feeds(self) -> Path:
        return self.home / "root" / "feeds"

    def asked(self) -> list[str]:
        return (self.home / "asked.log").read_text().splitlines()


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    program = which("nginx") or which("nginx", path="/usr/sbin")
    told = program and subprocess.run([program, "-V"], capture_output=True, text=True, check=False)
    if not program or not told or "--with-http_dav_module" not in told.stderr:
        reason = "Install nginx with its dav module (Debian: nginx)."
        (pytest.fail if "ITINERARY_CI" in os.environ else pytest.skip)(reason)
    home = tmp_path_factory.mktemp("nginx")
    (home / "root" / "feeds").mkdir(parents=True)
    (home / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    port = free_port()
    (home / "conf").write_text(CONFIG.format(home=home, port=port))
    log = home / "error.log"
    with log.open("wb") as written:
        command = [str(program), "-e", str(log), "-c", str(home / "conf"), "-p", str(home)]
        process = subprocess.Popen(command, stdout=written, stderr=written)
    try:
        wait_for(Server(port, log, process))
        yield Nginx(port, home)
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def mission(tmp_path: Path, nginx: Nginx) -> Mission:
    for path in sorted(nginx.feeds.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    return publications.begin(tmp_path / "mission")


def test_the_site_is_there_and_follows_releases_and_links(mission: Mission, nginx: Nginx) -> None:
    assert len(steps(mission, nginx.url, "--dry-run")) == 4
    assert contents(nginx.feeds) == {}
    assert len(steps(mission, nginx.url)) == 4
    ana, ben = mission.tokens
    held = contents(nginx.feeds)
    assert held.keys() == {f"{t}/{n}" for t in (ana, ben) for n in ("calendar.ics", "index.html")}
    for token, reader in ((ana, "ana"), (ben, "ben")):
        exported = mission.run("export", "--for", reader).encode()
        assert held[f"{token}/calendar.ics"] == exported
    key = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    asked = urllib.request.Request(
        f"http://127.0.0.1:{nginx.port}/feeds/{ana}/calendar.ics",
        headers={"Authorization": f"Basic {key}"},
    )
    with urllib.request.urlopen(asked) as answer:  # noqa: S310 (as above)
        assert answer.read() == held[f"{ana}/calendar.ics"]
    assert steps(mission, nginx.url) == []

    mission.release(LATER)
    changed = [("put", 1, "calendar.ics"), ("put", 1, "index.html")]
    assert steps(mission, nginx.url) == changed
    held = contents(nginx.feeds)
    (nginx.feeds / ana / "calendar.ics").write_bytes(b"forged")
    (nginx.feeds / ana / "index.html").unlink()
    assert steps(mission, nginx.url) == changed
    assert contents(nginx.feeds) == held

    mission.prepare("link", "revoke", "1")
    mission.link("ana")
    before = len(nginx.asked())
    assert steps(mission, nginx.url)[0] == ("delete", 1, None), "all of it"
    assert {name.partition("/")[0] for name in contents(nginx.feeds)} == {*mission.tokens} - {ana}
    assert not (nginx.feeds / ana).exists()
    done = [one.split()[0] for one in nginx.asked()[before:]]
    assert done.index("DELETE") < done.index("PUT")


def test_faults_are_told_in_a_sentence(mission: Mission, nginx: Nginx) -> None:
    at = f"127.0.0.1:{nginx.port}"
    assert "answered 401" in refused(mission, nginx.url, password="canary-wrong")  # noqa: S106
    assert "answered 500" in refused(mission, f"dav+http://{at}/broken")
    assert "sends elsewhere" in refused(mission, f"dav+http://{at}/moved")
    assert "cannot be reached" in refused(mission, f"dav+http://127.0.0.1:{free_port()}/feeds")
    assert "unencrypted" in refused(mission, "dav+http://192.0.2.1/feeds")
    assert "unencrypted" in refused(mission, "dav+http://192.0.2.1/feeds", "--insecure")
    told = refused(mission, f"dav+http://{USER}:{PASSWORD}@{at}/feeds")
    assert "holds a name or password" in told
    assert contents(nginx.feeds) == {}


def test_a_run_that_is_killed_is_made_good_by_the_next(mission: Mission, nginx: Nginx) -> None:
    publications.kill_when(
        mission, nginx.url, lambda: "calendar.ics" in publications.names(nginx.feeds)
    )
    code, _, err = publish(mission, nginx.url)
    assert (code, err) == (0, "")
    assert len(contents(nginx.feeds)) == 4
    for token, reader in zip(mission.tokens, ("ana", "ben"), strict=True):
        exported = mission.run("export", "--for", reader).encode()
        held = (nginx.feeds / token / "calendar.ics").read_bytes()
        assert held == exported
    assert steps(mission, nginx.url) == []
