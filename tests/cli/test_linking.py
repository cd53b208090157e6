"""``itinerary link``: a reader's link is made, shown once, replaced and ended."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from typer.testing import CliRunner, Result

from itinerary.cli import app

MISSION = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people: {ana: {name: Ana Quispe}, ben: {name: Ben Ito}}
readers: {press: {name: Press office}}
programme:
  talk:
    kind: public-event
    title: Public talk
    class: public
    when: 2023-05-25 11:00-12:00
    who: [ana]
"""
URL = "https://calendar.example.org"
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
Command = Callable[..., Result]


@pytest.fixture(autouse=True)
def mission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ITINERARY_NOW", "2023-05-21T18:00")
    monkeypatch.delenv("ITINERARY_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "mission.yaml"
    path.write_text(MISSION)
    monkeypatch.setenv("ITINERARY_SCHEDULE", str(path))
    assert run("release", "-m", "first", "--yes").exit_code == 0
    return path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def made(*words: str) -> dict[str, Any]:
    result = run("link", *words, "--format", "json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def states() -> list[tuple[int, str, str]]:
    listed = json.loads(run("link", "list", "--format", "json").stdout)
    return [(one["number"], one["reader"], one["state"]) for one in listed]


def test_a_new_link_is_shown_with_every_way_to_subscribe(mission: Path) -> None:
    result = run("link", "new", "ana", "--url", URL)
    assert result.exit_code == 0
    token = TOKEN.search(result.stdout)
    assert token
    shown = result.stdout.replace(token[0], "TOKEN")
    assert shown == (
        "Link 1 for Ana Quispe\n"
        "It works until Sat 27 May 2023 24:00, and is shown this once.\n"
        "\n"
        "Subscribe: on a telephone, Apple Calendar, Outlook\n"
        f"webcal://calendar.example.org/TOKEN/calendar.ics\n"
        "\n"
        "Subscribe: Google Calendar, in a browser\n"
        "https://calendar.google.com/calendar/render"
        "?cid=webcal%3A%2F%2Fcalendar.example.org%2FTOKEN%2Fcalendar.ics\n"
        "\n"
        "Subscribe: any other program, “calendar from the network”\n"
        f"{URL}/TOKEN/calendar.ics\n"
        "\n"
        "Page: the week at a glance\n"
        f"{URL}/TOKEN/index.html\n"
        "\n"
        "Whoever has the link reads the calendar: pass it on by a channel that only Ana\n"
        "Quispe reads. If it gets about: itinerary link rotate 1 --overlap 0m\n"
    )
    assert token[0] not in run("link", "list").output
    assert mission.with_name("mission.links").stat().st_mode & 0o777 == 0o600


def test_the_addresses_of_a_link_agree() -> None:
    link = made("new", "press", "--url", f"{URL}/peru/")
    folder = link["https"].removesuffix("/calendar.ics")
    assert folder.startswith(f"{URL}/peru/")
    assert link["page"] == f"{folder}/index.html"
    assert link["webcal"] == f"webcal{link['https'].removeprefix('https')}"
    assert unquote(link["google"]).endswith(f"?cid={link['webcal']}")
    assert (link["number"], link["reader"]) == (1, "press")
    assert link["until"] == "2023-05-28T00:00:00-05:00"


def test_the_address_is_asked_for_once() -> None:
    refused = run("link", "new", "ana")
    assert refused.exit_code == 2
    assert "--url https://" in refused.output
    assert states() == []
    made("new", "ana", "--url", URL)
    assert made("new", "ben")["https"].startswith(URL)


def test_links_are_listed_by_number() -> None:
    made("new", "ana", "--url", URL)
    made("new", "press", "--until", "2023-06-30")
    made("rotate", "ana")
    result = run("link", "list")
    assert result.stdout == (
        "1  ana    works  until Wed 24 May 2023 18:00\n"
        "2  press  works  until Fri 30 Jun 2023 24:00\n"
        "3  ana    works  until Sat 27 May 2023 24:00  replaces 1\n"
        "Times are those of Lima.\n"
    )


def test_a_link_that_got_about_is_replaced_at_once() -> None:
    old = made("new", "ana", "--url", URL)
    result = run("link", "rotate", "1", "--overlap", "0m")
    assert result.exit_code == 0
    assert "Link 1 works no longer." in result.stderr
    assert old["https"] not in result.output
    assert states() == [(1, "ana", "revoked"), (2, "ana", "works")]
    again = run("link", "rotate", "1")
    assert again.exit_code == 2
    assert "link new ana" in again.output


def test_an_overlap_does_not_outlive_the_link() -> None:
    made("new", "ana", "--url", URL, "--until", "22 May")
    result = run("link", "rotate", "ana")
    assert "Link 1 works until Mon 22 May 2023 24:00." in result.stderr


def test_a_revoked_link_stays_revoked() -> None:
    made("new", "ana", "--url", URL)
    assert run("link", "revoke", "ana").stdout == "Link 1, of ana, is revoked.\n"
    assert run("link", "revoke", "1").exit_code == 0
    assert states() == [(1, "ana", "revoked")]


def test_a_broken_schedule_keeps_no_link_open(mission: Path) -> None:
    made("new", "ana", "--url", URL)
    mission.write_text("itinerary: [")
    for release in mission.with_name("mission.releases").iterdir():
        release.write_text("changed")
    assert run("link", "revoke", "1").exit_code == 0


def test_a_link_may_be_made_before_its_reader_is_released(mission: Path) -> None:
    mission.write_text(MISSION.replace("readers: {", "readers: {desk: {name: Desk}, "))
    result = run("link", "new", "desk", "--url", URL)
    assert result.exit_code == 0
    assert "works from the next one on" in result.stderr
    assert states() == [(1, "desk", "no reader")]
    assert "it opens nothing" in " ".join(run("link", "list").stdout.split())
    assert run("release", "-m", "desk", "--yes").exit_code == 0
    assert states() == [(1, "desk", "works")]


def test_another_key_is_told(mission: Path) -> None:
    made("new", "ana", "--url", URL)
    mission.write_text(MISSION.replace("9mR4", "0000"))
    assert run("release", "-m", "another key", "--yes").exit_code == 0
    assert states() == [(1, "ana", "another key")]
    assert "Rotate it." in run("link", "list").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["new", "anna"], "nobody has the id `anna`"),
        (["new", "ana", "--until", "2023-05-20"], "is over"),
        (["new", "ana", "--until", "never"], "--until"),
        (["rotate", "ana", "--overlap", "soon"], "--overlap"),
        (["rotate", "7"], "there is no link 7"),
        (["revoke", "7"], "there is no link 7"),
        (["new", "ana", "--url", "http://example.org"], "--url"),
    ],
)
def test_what_cannot_be_done_is_said(words: list[str], told: str) -> None:
    made("new", "ana", "--url", URL)
    result = run("link", *words)
    assert result.exit_code == 2
    assert told in result.output
    assert len(states()) == 1


@pytest.mark.parametrize("command", ["rotate", "revoke"])
def test_a_link_typed_in_place_of_its_number_is_not_repeated(command: str) -> None:
    link = made("new", "ana", "--url", URL)
    token = link["https"].split("/")[-2]
    for typed in (token, link["https"], link["webcal"]):
        result = run("link", command, typed)
        assert result.exit_code == 2
        assert token not in result.output
    assert states() == [(1, "ana", "works")]


def test_several_links_of_a_reader_go_by_number() -> None:
    made("new", "ana", "--url", URL)
    made("new", "ana")
    result = run("link", "revoke", "ana")
    assert result.exit_code == 2
    assert "1, 2" in result.output


def test_a_mission_that_is_over_gives_no_link_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITINERARY_NOW", "2023-06-02T10:00")
    result = run("link", "new", "ana", "--url", URL)
    assert result.exit_code == 2
    assert "ended on Sat 2023-05-27" in " ".join(result.output.split())
    assert made("new", "ana", "--url", URL, "--until", "2023-06-10")["number"] == 1


def test_links_need_a_key_that_cannot_be_guessed(mission: Path) -> None:
    mission.write_text(
        "\n".join(line for line in MISSION.splitlines() if not line.startswith("feeds"))
    )
    for release in mission.with_name("mission.releases").iterdir():
        release.unlink()
    result = run("link", "new", "ana", "--url", URL)
    assert result.exit_code == 2
    suggested = re.search(r"feeds:\n  key: (\S{43})\n", result.output)
    assert suggested
    again = re.search(r"key: (\S{43})\n", run("link", "new", "ana", "--url", URL).output)
    assert again
    assert again[1] != suggested[1]


def test_without_links_there_is_nothing_to_revoke(mission: Path) -> None:
    assert run("link", "list").stdout.startswith(str(mission))
    result = run("link", "revoke", "ana")
    assert result.exit_code == 2
    assert "has no links" in result.output
    assert not mission.with_name("mission.links").exists()
