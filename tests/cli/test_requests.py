"""The coordinator's list of open requests."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from itinerary.cli import app

HEAD = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
people: {ana: {name: Ana Delegate}}
places:
  palace: {name: Palace}
  london: {name: London, timezone: Europe/London}
  ministry: {name: Ministry}
programme:
"""
PRESIDENT = """\
  president:
    kind: government-meeting
    title: President
    class: confidential
    takes: 1h
    within: ["2023-05-24 to 2023-05-26, 09:00-17:00"]
    where: [palace, ministry]
    with: [Madam President]
    priority: 1
    request:
      {asked: 2023-05-12, of: her office, by: ana, channel: letter, chase: 2023-05-22, note: Hi}
"""
HELD = """\
  held:
    kind: meeting
    title: Held
    status: tentative
    when: 2023-05-26 09:30-10:30
"""


def run(programme: str, *options: str, now: str = "2023-05-20T09:00") -> Result:
    Path("m.yaml").write_text(HEAD + programme, encoding="utf-8")
    return CliRunner().invoke(
        app, ["requests", "m.yaml", "--now", now, *options], env={"COLUMNS": "80"}
    )


def told(programme: str, *options: str, now: str = "2023-05-20T09:00") -> str:
    result = run(programme, *options, now=now)
    assert result.exit_code == 0, result.output
    return result.stdout


def records(programme: str, now: str = "2023-05-20T09:00") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(told(programme, "--format", "json", now=now))[
        "requests"
    ]
    return found


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def asked(programme: str, request: str) -> str:
    return f"{programme}    request: {{{request}}}\n"


WITHIN = """\
  r: {{kind: meeting, title: R, takes: 1h, within: 2023-05-26 09:00-12:00, request: {{{}}}}}
"""


TOO_LATE = (
    "no window is left (the last ended Fri 26 May 12:00): ask for another time, or record how it "
    "ended"
)


@pytest.mark.parametrize(
    ("request_", "now", "action", "todo"),
    [
        ("asked: 2023-05-01, chase: 2023-05-18", "2023-05-20T09:00", "overdue",
         "ask again: was due Thu 18 May, 2 days ago"),
        ("asked: 2023-05-01, chase: 2023-05-19", "2023-05-20T09:00", "overdue",
         "ask again: was due Fri 19 May, 1 day ago"),
        ("asked: 2023-05-01, chase: 2023-05-20", "2023-05-20T23:59", "today",
         "ask again: due today"),
        ("asked: 2023-05-01, chase: 2023-05-21", "2023-05-20T23:59", "later",
         "ask again on Sun 21 May, in 1 day"),
        ("asked: 2023-05-01, chase: 2023-05-22", "2023-05-20T00:00", "later",
         "ask again on Mon 22 May, in 2 days"),
        ("asked: 2023-05-01", "2023-05-20T09:00", "wait",
         "wait for the answer, and set a day to ask again (`chase`)"),
        ("of: X, chase: 2023-05-10", "2023-05-20T09:00", "send",
         "send it: nobody has been asked yet"),
        ("asked: 2023-05-21", "2023-05-20T09:00", "send",
         "send it on Sun 21 May, as the file has it"),
        ("asked: 2023-05-01", "2023-05-24T12:00", "closing",
         "get an answer: the last window closes Fri 26 May 12:00, in 2 days"),
        ("asked: 2023-05-01, chase: 2023-05-20", "2023-05-26T11:30", "missed",
         "what is left of its windows is too short or to be avoided: ask for another time"),
        ("asked: 2023-05-01, chase: 2023-05-20", "2023-05-26T12:00", "missed",
         TOO_LATE),
    ],
)  # fmt: skip
def test_what_is_to_be_done_next_is_told_in_words(
    request_: str, now: str, action: str, todo: str
) -> None:
    (found,) = records(WITHIN.format(request_), now)
    assert (found["action"], found["todo"]) == (action, todo)


@pytest.mark.parametrize(
    ("now", "action", "todo"),
    [
        ("2023-05-20T09:00", "wait", "wait for the answer, and set a day to ask again (`chase`)"),
        ("2023-05-25T09:30", "closing",
         "get an answer: the time held begins Fri 26 May 09:30, in 1 day"),
        ("2023-05-26T10:00", "closing", "get an answer: the time held has begun"),
        ("2023-05-26T10:30", "missed",
         "its time is over (Fri 26 May 09:30–10:30): record how it ended"),
    ],
)  # fmt: skip
def test_a_tentative_time_is_held_until_it_comes(now: str, action: str, todo: str) -> None:
    (found,) = records(asked(HELD, "asked: 2023-05-12"), now)
    assert (found["action"], found["todo"]) == (action, todo)
    assert (found["held"] is None) is (action == "missed")


def test_days_are_held_until_the_first_of_them() -> None:
    days = HELD.replace("2023-05-26 09:30-10:30", "2023-05-23 to 2023-05-24")
    (found,) = records(asked(days, "asked: 2023-05-12"), "2023-05-21T00:00")
    assert found["todo"] == "get an answer: the time held begins Tue 23 May 00:00, in 2 days"
    assert found["held"] == {"first": "2023-05-23", "last": "2023-05-24"}


def test_days_are_counted_by_the_clocks_of_the_mission() -> None:
    early, late = (records(PRESIDENT, f"2023-05-22T{time}+00:00") for time in ("04:59", "05:00"))
    assert [one["days_waiting"] for one in (early[0], late[0])] == [9, 10]
    assert [one["action"] for one in (early[0], late[0])] == ["later", "today"]


def test_a_request_without_windows_is_told_to_have_none() -> None:
    result = run("  r: {kind: meeting, title: R, status: requested}\n", "--format", "json")
    (found,) = json.loads(result.stdout)["requests"]
    assert found["todo"] == "it has no window: write when it can be (`within`)"


def test_the_most_pressing_comes_first_then_the_first_due_then_the_priority() -> None:
    entries = "".join(
        WITHIN.format(request).replace("  r:", f"  r{number}:").replace("title", f"{more}title")
        for number, (request, more) in enumerate(
            (
                ("asked: 2023-05-01", ""),
                ("asked: 2023-05-01, chase: 2023-05-24", "priority: 2, "),
                ("asked: 2023-05-01, chase: 2023-05-24", "priority: 1, "),
                ("asked: 2023-05-01, chase: 2023-05-23", ""),
                ("of: X", ""),
                ("asked: 2023-05-01, chase: 2023-05-20", ""),
                ("asked: 2023-05-01, chase: 2023-05-19", ""),
                ("asked: 2023-05-01, chase: 2023-05-18", ""),
            )
        )
    )
    order = [one["id"] for one in records(entries)]
    assert order == ["r7", "r6", "r5", "r4", "r3", "r2", "r1", "r0"]


def test_a_request_is_told_whole() -> None:
    assert (
        told(PRESIDENT, now="2023-05-24T15:00")
        == """\
Mission
Open requests · Wed 24 May 2023 15:00 · Lima time · for the coordinator

ASK AGAIN: OVERDUE ─────────────────────────────────────────────────── 1 request
 ○ REQUESTED · President (president, 1h00, confidential)
   → ask again: was due Mon 22 May, 2 days ago
   asked         of her office on Fri 12 May by Ana Delegate (letter); waiting
                 12 days
   windows left  Wed 24 May 15:00–17:00;
                 Thu 25 May – Fri 26 May, 09:00–17:00
   with          Madam President
   where         Palace or Ministry
   priority      1
   note          Hi

1 request is open.
"""
    )


def test_a_request_is_told_whole_in_markdown() -> None:
    page = told(PRESIDENT + HELD, "--format", "markdown")
    assert (
        "## ASK AGAIN: LATER\n\n- **REQUESTED · President (president, 1h00, confidential)**: "
        in page
    )
    assert "  - windows left: Wed 24 May – Fri 26 May, 09:00–17:00\n" in page
    assert "  - held for: Fri 26 May 09:30–10:30\n" in page
    assert page.endswith("\n\n2 requests are open.\n")


def test_a_request_is_told_whole_to_programs() -> None:
    (found,) = records(PRESIDENT, "2023-05-26T15:00")
    assert found == {
        "id": "president",
        "line": 9,
        "title": "President",
        "kind": "government-meeting",
        "status": "requested",
        "confidential": True,
        "action": "overdue",
        "todo": "ask again: was due Mon 22 May, 4 days ago",
        "due": "2023-05-22",
        "asked": "2023-05-12",
        "of": "her office",
        "by": "Ana Delegate",
        "channel": "letter",
        "chase": "2023-05-22",
        "days_waiting": 14,
        "note": "Hi",
        "with": ["Madam President"],
        "where": ["Palace", "Ministry"],
        "takes": "PT60M",
        "nights": None,
        "priority": 1,
        "windows_left": [
            {"start": "2023-05-26T15:00:00-05:00", "end": "2023-05-26T17:00:00-05:00"}
        ],
        "held": None,
    }


def test_windows_elsewhere_name_their_clocks_and_a_day_to_ask_that_is_not_next_is_told() -> None:
    page = told(
        WITHIN.format("asked: 2023-05-01, chase: 2023-06-01").replace(
            "title", "where: london, title"
        ),
        now="2023-05-25T09:00",
    )
    assert "windows left  Fri 26 May 09:00–12:00 (London time)\n" in page
    assert "→ get an answer: the last window closes Fri 26 May 06:00, in 21 h\n" in page
    assert "ask again     Thu 1 Jun\n" in page
    closing = told(WITHIN.format("of: X, chase: 2023-06-01"))
    assert "asked         not yet, of X\n" in closing
    assert "ask again     Thu 1 Jun\n" in closing


def test_a_stay_and_a_journey_are_requests_too() -> None:
    stay = "  s: {kind: stay, nights: 2, where: palace, within: 2023-05-22 to 2023-05-26}\n"
    way = "  w: {kind: journey, from: palace, to: ministry, status: tentative, when: 2023-05-26}\n"
    page = told(stay + way)
    assert "REQUESTED · Stay in Palace (s, 2 nights)" in page
    assert "windows left  Mon 22 May – Fri 26 May\n" in page
    assert "TENTATIVE · Palace → Ministry (w)" in page


def test_where_nothing_is_open_it_says_so() -> None:
    assert told("  m: {kind: meal, title: Lunch, when: 2023-05-22 12:00-13:00}\n").endswith(
        "\nNo request is open.\n"
    )


def test_a_file_that_was_not_understood_is_refused() -> None:
    result = run("  m: {kind: meal, when: 9am}\n")
    assert result.exit_code == 1
    assert "error[bad-time]" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("columns", ["50", "80", "120"])
def test_no_line_is_wider_than_the_screen(columns: str) -> None:
    Path("m.yaml").write_text(HEAD + PRESIDENT + HELD, encoding="utf-8")
    command = ["requests", "m.yaml", "--now", "2023-05-24T09:00"]
    for lang in ("en", "es"):
        shown = CliRunner().invoke(app, [*command, "--lang", lang], env={"COLUMNS": columns})
        assert max(map(len, shown.stdout.splitlines())) <= int(columns)
