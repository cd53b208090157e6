"""The benchmark's way from a problem to a verdict, on problems of our own making."""

import json
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from benchmarks.naturalplan import __main__ as benchmark
from benchmarks.naturalplan import running
from benchmarks.naturalplan.files import schedule
from benchmarks.naturalplan.judging import Answer, faults
from benchmarks.naturalplan.problems import MONDAY, Problem, ids, read
from itinerary.cli import app

PROBLEMS = {one["id"]: one for one in read(benchmark.EXAMPLES)}

Placed = dict[str, dict[str, Any]]


def at(minute: int, day: int = 1) -> str:
    moment = MONDAY + timedelta(days=day - 1, minutes=minute)
    return f"{moment.isoformat()}+00:00"


def timed(start: str, end: str, where: str | None, *who: str) -> dict[str, Any]:
    return {"start": start, "end": end, "where": where, "who": list(who)}


def nights(first: int, last: int, where: str) -> dict[str, Any]:
    return timed(at(0, first)[:10], at(0, last)[:10], where, "traveller")


RIGHT: Mapping[str, Placed] = {
    "calendar_example_1": {
        "meeting": timed(at(600, 2), at(645, 2), None, "adama", "ines", "zoe"),
    },
    "calendar_example_2": {"meeting": timed(at(690, 3), at(750, 3), None, "grace", "hugo")},
    "meeting_example_1": {
        "khady": timed(at(551), at(626), "university", "traveller"),
        "farid": timed(at(640), at(750), "old-port", "traveller"),
    },
    "meeting_example_2": {
        "elif": timed(at(600), at(660), "embassy", "traveller"),
        "jonas-2": timed(at(690), at(780), "harbour", "traveller"),
        "jonas-3": timed(at(787), at(910), "market", "traveller"),
    },
    "trip_example_1": {
        "stay-lima": nights(1, 3, "lima"),
        "stay-cusco": nights(3, 6, "cusco"),
        "stay-puno": nights(6, 7, "puno"),
        "stay-arequipa": nights(7, 9, "arequipa"),
    },
    "trip_example_2": {
        "stay-saint-louis": nights(1, 4, "saint-louis"),
        "stay-dakar": nights(4, 8, "dakar"),
        "stay-thies": nights(8, 9, "thies"),
        "stay-kaolack": nights(9, 12, "kaolack"),
    },
}
"""An answer to each problem."""


def verdict(problem: str | Problem, placed: Placed) -> list[str]:
    asked = PROBLEMS[problem] if isinstance(problem, str) else problem
    return faults(asked, {"placed": [{"id": name, **one} for name, one in placed.items()]})


@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_planner_solves_it(problem: str, tmp_path: Path) -> None:
    outcome = benchmark.solve(PROBLEMS[problem], tmp_path, running.in_process)
    assert outcome.faults == []


@pytest.mark.parametrize("problem", PROBLEMS)
def test_its_file_is_an_ordinary_schedule(problem: str, tmp_path: Path) -> None:
    path = tmp_path / "problem.yaml"
    path.write_bytes(schedule(PROBLEMS[problem]))
    told = CliRunner().invoke(app, ["check", str(path), "--format", "concise"])
    assert told.exit_code == 0, told.stdout
    # Where not everybody can be met, that is all there is to find.
    assert all("two-holds-one-slot" in line for line in told.stdout.splitlines()), told.stdout


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_right_answer_is_accepted(problem: str) -> None:
    assert verdict(problem, RIGHT[problem]) == []


WRONG = {
    "at an hour that suits not all": ("calendar_example_1", "meeting", at(599, 2), at(644, 2)),
    "against somebody's wish": ("calendar_example_1", "meeting", at(720), at(765)),
    "too short": ("calendar_example_1", "meeting", at(600, 2), at(644, 2)),
    "later than it could be": ("calendar_example_2", "meeting", at(691, 3), at(751, 3)),
    "at an hour that somebody cannot": ("calendar_example_2", "meeting", at(840, 3), at(900, 3)),
    "before work begins": ("calendar_example_2", "meeting", at(480, 3), at(540, 3)),
    "after work ends": ("calendar_example_2", "meeting", at(970, 5), at(1030, 5)),
    "on a day nobody asked for": ("calendar_example_2", "meeting", at(690, 4), at(750, 4)),
    "before anybody can be there": ("meeting_example_1", "khady", at(550), at(625)),
    "not left in time for the next": ("meeting_example_1", "khady", at(551), at(627)),
    "sooner than the way takes": ("meeting_example_1", "farid", at(639), at(749)),
    "while the friend is away": ("meeting_example_1", "farid", at(641), at(751)),
    "for too short a time": ("meeting_example_1", "farid", at(640), at(749)),
    "before the friend comes": ("meeting_example_2", "elif", at(599), at(659)),
    "the way back taken for the way": ("meeting_example_2", "jonas-3", at(786), at(910)),
    "a day too short": ("trip_example_1", "stay-lima", at(0, 1)[:10], at(0, 2)[:10]),
    "a day too long": ("trip_example_1", "stay-arequipa", at(0, 7)[:10], at(0, 10)[:10]),
    "a day late": ("trip_example_1", "stay-puno", at(0, 7)[:10], at(0, 8)[:10]),
    "shifted as a whole": ("trip_example_2", "stay-kaolack", at(0, 10)[:10], at(0, 13)[:10]),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_time_is_refused(wrong: str) -> None:
    problem, name, start, end = WRONG[wrong]
    right = RIGHT[problem]
    assert verdict(problem, {**right, name: {**right[name], "start": start, "end": end}})


@pytest.mark.parametrize("problem", PROBLEMS)
def test_an_answer_with_something_left_out_is_refused(problem: str) -> None:
    for left_out in RIGHT[problem]:
        rest = {name: one for name, one in RIGHT[problem].items() if name != left_out}
        assert verdict(problem, rest)


@pytest.mark.parametrize("problem", [name for name in PROBLEMS if "calendar" not in name])
def test_another_place_is_refused(problem: str) -> None:
    for name, one in RIGHT[problem].items():
        assert verdict(problem, {**RIGHT[problem], name: {**one, "where": "elsewhere"}})


def test_a_meeting_without_somebody_is_refused() -> None:
    right = RIGHT["calendar_example_1"]["meeting"]
    assert verdict("calendar_example_1", {"meeting": {**right, "who": ["adama", "ines"]}})


def test_what_was_not_asked_for_is_refused() -> None:
    for problem in ("meeting_example_2", "trip_example_2"):
        more = {"another": timed(at(1200), at(1201), None, "traveller")}
        assert verdict(problem, {**RIGHT[problem], **more})


def test_something_placed_twice_is_refused() -> None:
    once = {"id": "meeting", **RIGHT["calendar_example_1"]["meeting"]}
    assert faults(PROBLEMS["calendar_example_1"], {"placed": [once, once]})


def test_a_trip_against_the_flights_is_refused() -> None:
    problem = deepcopy(PROBLEMS["trip_example_1"])
    problem["flights"].remove(["Lima", "Cusco"])
    assert verdict(problem, RIGHT["trip_example_1"]) == ["there is no flight from Lima to Cusco"]


def test_a_trip_that_misses_a_wedding_is_refused() -> None:
    problem = deepcopy(PROBLEMS["trip_example_1"])
    problem["windows"][0] |= {"from_day": 5, "to_day": 6}
    assert verdict(problem, RIGHT["trip_example_1"])


def test_fewer_people_than_can_be_met_are_too_few() -> None:
    problem = deepcopy(PROBLEMS["meeting_example_1"])
    problem["golden_value"] = 3
    assert verdict(problem, RIGHT["meeting_example_1"]) == ["2 are met, and 3 can be"]


def test_names_become_ids_of_their_own() -> None:
    assert list(ids(["Plaza d'Armas", "plaza d’armas", "Zoë", "Ωμ", "東京"]).values()) == [
        *("plaza-darmas", "plaza-darmas-2"),
        *("zoe", "x", "x-2"),
    ]


def test_hours_past_midnight_go_into_the_next_day() -> None:
    problem = deepcopy(PROBLEMS["meeting_example_1"])
    problem["people"][0]["window"] = [1320, 1530]
    written = schedule(problem).decode()
    assert "dates: 2035-01-08 to 2035-01-09" in written
    assert "2035-01-08 22:00 to 2035-01-09 01:30" in written


def test_a_command_that_says_nothing_counts_as_a_failure(tmp_path: Path) -> None:
    def silent(_: Path) -> Answer:
        raise running.NoAnswerError("no such command")

    outcome = benchmark.solve(PROBLEMS["trip_example_1"], tmp_path, silent)
    assert outcome.faults == ["NoAnswerError: no such command"]
    assert [*benchmark.table([outcome])][-1].split()[:3] == ["trip_planning", "0", "1"]


def test_the_command_line_tells_what_is_solved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = tmp_path / "answers.json"
    words = ["--task", "calendar_scheduling", "--only", "calendar_example_2"]
    assert benchmark.main([*words, "--keep", str(tmp_path), "--json", str(answers)]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[:3] == ["calendar_scheduling", "1", "1"]
    (told,) = json.loads(answers.read_text("utf-8"))
    (placed,) = told["answer"]["placed"]
    assert datetime.fromisoformat(placed["start"]) == datetime.fromisoformat(at(690, 3))
    assert (tmp_path / "calendar_example_2.yaml").exists()
