"""The agenda that stays on the screen and follows the clock and the file."""

from datetime import datetime, timedelta
from os import terminal_size
from pathlib import Path

import pytest
from typer.testing import CliRunner

from itinerary.cli import app, live
from itinerary.cli.live import Follower, fitted
from itinerary.output.styled import plain
from itinerary.times import localise
from itinerary.workspace.showing import Asked
from tests.terminals import CODES, INTERRUPT, PATIENCE, needs_terminal, started

ROOT = Path(__file__).parents[2]
MISSION = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people:
  ana: {name: Ana}
  rosa: {name: Rosa Quispe, protected: yes}
programme:
  talks: {kind: meeting, title: Talks, when: 2023-05-22 10:00-11:00, who: [ana]}
  lunch: {kind: meal, title: Lunch, when: 2023-05-23 13:00-14:00, who: [ana]}
"""
MOVED = MISSION.replace("10:00-11:00", "10:30-11:30")
BROKEN = MOVED + "  bad: {kind: meal, when: 9am}\n"
HARMFUL = MOVED + "  call: {kind: internal, title: Call Rosa Quispe, when: 2023-05-24}\n"
SIZE = terminal_size((80, 24))
WARNING = "This is from 09:58: m.yaml cannot be shown now, see `itinerary check`."


def at(wall: str) -> datetime:
    found = localise(datetime.fromisoformat(f"2023-05-{wall}"), "America/Lima")
    assert isinstance(found, datetime)
    return found


def follower(reader: str | None = None, day: str = "", language: str = "en") -> Follower:
    return Follower("folder/m.yaml", Asked(reader, day, "place", language))


def frame(one: Follower, text: str | None, wall: str, size: terminal_size = SIZE) -> list[str]:
    data = None if text is None else text.encode()
    return plain(one.frame(data, at(wall), size)).splitlines()


# ---------------------------------------------------------------- what is on the screen


def test_today_is_shown_with_what_is_next_and_the_time() -> None:
    lines = frame(follower(), MISSION, "22 09:58")
    assert "Next: 10:00 Talks · in 2 min" in lines
    headings = [line for line in lines if "2023 ─" in line]
    assert [heading.split(" ─")[0] for heading in headings] == ["Monday 22 May 2023"]
    assert lines[-1] == "09:58 · Lima time · Ctrl-C ends"


def test_the_day_changes_at_midnight_unless_one_was_asked_for() -> None:
    today, asked = follower(), follower(day="22 May")
    for one, heading in ((today, "Tuesday 23"), (asked, "Monday 22")):
        frame(one, MISSION, "22 23:59")
        assert any(line.startswith(heading) for line in frame(one, MISSION, "23 00:00"))


def test_before_the_mission_all_of_it_is_shown() -> None:
    lines = frame(follower(), MISSION, "10 12:00", terminal_size((80, 60)))
    assert any(line.startswith("Tuesday 23") for line in lines)


def test_once_the_last_tomorrow_is_over_all_of_it_is_shown() -> None:
    one, high = follower(day="tomorrow"), terminal_size((80, 60))
    assert "Saturday 27 May" in "".join(frame(one, MISSION, "26 23:59", high))
    assert "Monday 22 May" in "".join(frame(one, MISSION, "27 00:00", high))


def test_it_speaks_spanish_too() -> None:
    lines = frame(follower(language="es"), MISSION, "22 10:15")
    assert any(line.startswith("►10:00–11:00  ● AHORA · Talks") for line in lines)
    assert lines[-1] == "10:15 · hora de Lima · Ctrl-C termina"


def test_a_change_is_on_the_next_frame() -> None:
    one = follower()
    assert "Next: 10:00 Talks · in 2 min" in frame(one, MISSION, "22 09:58")
    assert "Next: 10:30 Talks · in 31 min" in frame(one, MOVED, "22 09:59")


@pytest.mark.parametrize(
    "bad", [BROKEN, "", MISSION[:150], None], ids=["bad", "empty", "cut", "no"]
)
def test_while_the_file_is_broken_the_last_good_agenda_stays_and_says_so(bad: str | None) -> None:
    one = follower()
    frame(one, MISSION, "22 09:58")
    for _ in range(2):
        lines = frame(one, bad, "22 09:59")
        assert "Next: 10:00 Talks · in 1 min" in lines, "the clock goes on"
        assert lines[-1] == WARNING
    assert frame(one, MOVED, "22 10:00")[-1].startswith("10:00 · ")
    assert frame(one, MISSION, "22 10:00")[-1].startswith("10:00 · "), "as it was, is good too"


def test_what_would_harm_somebody_is_not_shown_to_a_reader() -> None:
    one, everything = follower("ana"), follower()
    for each in (one, everything):
        frame(each, MISSION, "22 09:58")
    assert frame(one, HARMFUL, "22 09:59")[-1] == WARNING
    assert frame(everything, HARMFUL, "22 09:59")[-1].startswith("09:59")


def test_a_file_that_was_never_good_shows_the_warning_alone() -> None:
    assert len(frame(follower(), None, "22 09:58")) == 1
    assert len(frame(follower("nobody"), MISSION, "22 09:58")) == 1


@pytest.mark.parametrize("height", [*range(4, 30), 60])
def test_a_long_day_is_shown_around_the_present(height: int) -> None:
    entries = "".join(
        f"  e{hour}: {{kind: meeting, title: T{hour}, when: 2023-05-22 {hour:02}:00 for 50m}}\n"
        for hour in range(6, 22)
    )
    lines = frame(follower(), MISSION + entries, "22 15:10", terminal_size((80, height)))
    assert len(lines) <= height
    assert (lines[0] == "Mission") is (height > 5)
    assert any("NOW · T15" in line for line in lines)
    hidden = sum(int(line[2:]) for line in lines if line.startswith(("↑ ", "↓ ")))
    whole = len(frame(follower(), MISSION + entries, "22 15:10", terminal_size((80, 99))))
    assert len(lines) - sum(line.startswith(("↑ ", "↓ ")) for line in lines) + hidden == whole


def test_what_fits_is_left_as_it_is() -> None:
    body = [[("a", "")], [], [("b", "now")]]
    assert fitted(body, 3) == body


def test_a_given_present_goes_on_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter((100.0, 100.0, 107.5, 108.0))
    monkeypatch.setattr(live, "monotonic", lambda: next(seconds))
    tell = live.clock(at("22 09:58"))
    assert [tell() - at("22 09:58") for _ in range(2)] == [timedelta(), timedelta(seconds=7.5)]
    assert live.clock(None)().tzinfo is not None


# ---------------------------------------------------------------- the command


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ((), "--live is for a terminal: leave it out in a pipe"),
        (("--format", "json"), "--live is for the screen: leave out --format and --output"),
        (("-o", "page"), "--live is for the screen: leave out --format and --output"),
    ],
)
def test_where_nothing_can_be_drawn_anew_it_is_refused(
    tmp_path: Path, options: tuple[str, ...], why: str
) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(MISSION, encoding="utf-8")
    told = CliRunner().invoke(app, ["agenda", str(path), "--live", *options])
    assert (told.exit_code, told.stdout, told.stderr) == (2, "", f"itinerary: {why}\n")


@needs_terminal
def test_the_screen_follows_the_file_until_ctrl_c(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(MISSION, encoding="utf-8")
    command = ("agenda", "m.yaml", "--for", "ana", "--live", "--now", "2023-05-22T09:00")
    with started(*command, cwd=tmp_path) as (terminal, running):
        terminal.wait_for("Ctrl-C ends")
        assert "Next: 10:00 Talks · in 1 h" in CODES.sub("", terminal.shown)
        path.write_text(MOVED, encoding="utf-8")
        terminal.wait_for("Next: 10:30 Talks")
        path.write_text(BROKEN, encoding="utf-8")
        terminal.wait_for("m.yaml cannot be shown now")
        assert "Next: 10:30 Talks" in CODES.sub("", terminal.shown)
        path.unlink()
        path.write_text(MISSION, encoding="utf-8")
        terminal.wait_for("Next: 10:00 Talks")
        terminal.type(INTERRUPT)
        terminal.rest()
        assert running.wait(PATIENCE) == 0
