"""Publishing to Radicale, and reading back what it then holds."""

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest
from caldav.davclient import DAVClient
from icalendar import Calendar

from tests.feeds.serving import Mission, Server, free_port, wait_for
from tests.interop import publications
from tests.interop.publications import LATER, PASSWORD, USER, WEEK, refused, steps

CONFIG = """\
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {home}/users
htpasswd_encryption = plain
delay = 0
[rights]
type = owner_only
[storage]
type = multifilesystem
filesystem_folder = {home}/store
[logging]
level = critical
"""
PROPERTIES = ("UID", "SEQUENCE", "SUMMARY", "DTSTART", "DTEND", "STATUS", "LAST-MODIFIED")


class Radicale(NamedTuple):
    port: int
    home: Path

    @property
    def url(self) -> str:
        return f"caldav://127.0.0.1:{self.port}/{USER}"

    def read(self) -> dict[str, tuple[str, list[list[str]]]]:
        """Return by its address each calendar's name and events, as a calendar program has them."""
        where = f"http://127.0.0.1:{self.port}/"
        with DAVClient(where, username=USER, password=PASSWORD, enable_rfc6764=False) as client:
            found = {}
            calendars = client.get_principal().calendars()
            assert isinstance(calendars, list)
            for one in calendars:
                events = one.events()
                assert isinstance(events, list)
                told = [told_of(event.data.encode()) for event in events]
                token = str(one.url).rstrip("/").rpartition("/")[2]
                found[token] = (f"{one.get_display_name()}", sorted(one for [one] in told))
            return found


def told_of(data: bytes) -> list[list[str]]:
    """Return what is compared of each event."""
    return sorted(
        [str(event.get(name) and event[name].to_ical()) for name in PROPERTIES]
        for event in Calendar.from_ical(data).walk("VEVENT")
    )


@pytest.fixture(scope="module")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    if find_spec("radicale") is None:
        reason = "Install the Python package radicale."
        (pytest.fail if "ITINERARY_CI" in os.environ else pytest.skip)(reason)
    home = tmp_path_factory.mktemp("radicale")
    (home / "users").write_text(f"{USER}:{PASSWORD}\n")
    port = free_port()
    (home / "conf").write_text(CONFIG.format(home=home, port=port))
    log = home / "log"
    with log.open("wb") as written:
        command = [sys.executable, "-m", "radicale", "--config", str(home / "conf")]
        process = subprocess.Popen(command, stdout=written, stderr=written)
    try:
        wait_for(Server(port, log, process))
        with DAVClient(
            f"http://127.0.0.1:{port}/", username=USER, password=PASSWORD, enable_rfc6764=False
        ) as client:
            client.get_principal().make_calendar(name="Her own", cal_id="own")
        yield Radicale(port, home)
    finally:
        process.terminate()
        process.wait(30)


def holds(radicale: Radicale, mission: Mission, readers: dict[str, str]) -> None:
    """The calendars are the feeds, and somebody's own one is as it was."""
    found = radicale.read()
    assert found.pop("own") == ("Her own", [])
    assert found.keys() == readers.keys()
    for token, reader in readers.items():
        feed = mission.run("export", "--for", reader).encode()
        name = str(Calendar.from_ical(feed)["X-WR-CALNAME"])
        assert found[token] == (name, told_of(feed))


def test_calendars_follow_releases_and_links(tmp_path: Path, radicale: Radicale) -> None:
    mission = publications.begin(tmp_path / "mission")
    ana, ben = mission.tokens
    assert steps(mission, radicale.url, "--dry-run")
    holds(radicale, mission, {})
    steps(mission, radicale.url)
    holds(radicale, mission, {ana: "ana", ben: "ben"})
    assert steps(mission, radicale.url) == []
    mission.release(LATER)
    sent = steps(mission, radicale.url)
    assert [action for action, link, _ in sent if link == 1] == ["put"], sent
    holds(radicale, mission, {ana: "ana", ben: "ben"})
    mission.prepare("link", "revoke", "1")
    assert steps(mission, radicale.url)[0] == ("delete", 1, None)
    holds(radicale, mission, {ben: "ben"})
    mission.prepare("link", "revoke", "2")
    steps(mission, radicale.url)
    holds(radicale, mission, {})


def test_what_others_did_is_mended_and_what_was_withdrawn_goes(
    tmp_path: Path, radicale: Radicale
) -> None:
    mission = publications.begin(tmp_path / "mission")
    ana, ben = mission.tokens
    steps(mission, radicale.url)
    where = f"http://127.0.0.1:{radicale.port}/"
    with DAVClient(where, username=USER, password=PASSWORD, enable_rfc6764=False) as client:
        calendars = client.get_principal().calendars()
        assert isinstance(calendars, list)
        theirs = {}
        for one in calendars:
            events = one.events()
            assert isinstance(events, list)
            theirs[str(one.url).rstrip("/").rpartition("/")[2]] = events
        event, *_ = theirs[ana]
        event.data = event.data.replace("SUMMARY:", "SUMMARY:Changed ")
        event.save()
        for event in theirs[ben]:
            event.delete()
    assert {link for _, link, _ in steps(mission, radicale.url)} == {1, 2}
    holds(radicale, mission, {ana: "ana", ben: "ben"})
    # Nothing of what was cancelled is kept: the event goes at once.
    before = radicale.read()[ana][1]
    kept, _, _ = WEEK.partition("  talk:")
    text = kept.replace("feeds: {", "feeds: {keep cancelled: 0, ") + WEEK[WEEK.index("  walk:") :]
    mission.release(text)
    told = [one for one in steps(mission, radicale.url) if one[:2] == ("delete", 1)]
    assert len(told) == 1
    assert len(radicale.read()[ana][1]) == len(before) - 1
    holds(radicale, mission, {ana: "ana", ben: "ben"})
    for number in ("1", "2"):
        mission.prepare("link", "revoke", number)
    steps(mission, radicale.url)


def test_faults_are_told_in_a_sentence(tmp_path: Path, radicale: Radicale) -> None:
    mission = publications.begin(tmp_path / "mission")
    told = refused(mission, radicale.url, password="canary-wrong")  # noqa: S106 (it is wrong)
    assert "answered 401" in told
    told = refused(mission, f"caldav://127.0.0.1:{free_port()}/ana")
    assert "cannot be reached" in told
    assert "unencrypted" in refused(mission, "caldav://192.0.2.1/ana", "--insecure")
    holds(radicale, mission, {})


def test_a_run_that_is_killed_is_made_good_by_the_next(tmp_path: Path, radicale: Radicale) -> None:
    mission = publications.begin(tmp_path / "mission")
    store = radicale.home / "store"
    publications.kill_when(
        mission,
        radicale.url,
        lambda: not publications.names(store).isdisjoint(mission.tokens),
    )
    steps(mission, radicale.url)
    holds(radicale, mission, dict(zip(mission.tokens, ("ana", "ben"), strict=True)))
    assert steps(mission, radicale.url) == []
