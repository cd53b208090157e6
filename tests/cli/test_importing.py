"""``itinerary import``, run as a person runs it: what comes from elsewhere becomes entries."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from itinerary.cli import app
from itinerary.intake.events import Event, Refusal
from itinerary.intake.suggestions import Source, suggest
from itinerary.model.entries import Journey, Status
from itinerary.model.fields import Classification
from itinerary.model.schedule import Schedule
from itinerary.syntax import builder
from itinerary.syntax.parser import read_schedule
from itinerary.times import Timespan, format_when, in_zone
from itinerary.workspace import files, importing
from tests.reading import read

ROOT = Path(__file__).parents[2]
FLIGHT = ROOT / "tests" / "intake" / "golden" / "flight.ics"
MISSION = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people:
  ana: {name: Ana Navarro, email: ana@example.org}
  ben: {name: Ben Delegate}
places:
  lima: {name: Lima}
  lim: {name: Lima airport (LIM), in: lima}
  jul: {name: Juliaca airport (JUL)}
  ombudsman: {name: "Defensoría, sede", in: lima}
  london: {name: London, timezone: Europe/London}
travel:
  - {from: lima, to: jul, by: air, takes: 1h45}
programme:

  talks:      # with the ministry
    kind: meeting
    title: Talks
    when: 2023-05-26 14:30-15:30
    who: [ana]

# the end
"""
HEAD = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n"


def ics(*events: str) -> str:
    """Return a calendar file of events, each given by its own lines."""
    told = "".join(f"BEGIN:VEVENT\nDTSTAMP:20230501T000000Z\n{one}\nEND:VEVENT\n" for one in events)
    return f"{HEAD}{told}END:VCALENDAR\n".replace("\n", "\r\n")


EVENT = "UID:a\nSUMMARY:Reunión\nDTSTART:20230523T150000Z\nDTEND:20230523T160000Z"


@pytest.fixture
def mission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a schedule, nothing else set."""
    monkeypatch.chdir(tmp_path)
    for name in ("ITINERARY_SCHEDULE", "ITINERARY_NOW", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "m.yaml"
    path.write_bytes(MISSION.encode())
    return path


def run(*words: str) -> Result:
    told = CliRunner().invoke(app, ["import", *words, "--now", "2023-05-20T08:00"])
    if told.exception and not isinstance(told.exception, SystemExit):
        raise told.exception
    return told


def take(
    mission: Path, source: str, *options: str, name: str = "in.ics"
) -> tuple[Result, Schedule]:
    """Import a file and return what was said, and what the schedule then says."""
    (mission.parent / name).write_bytes(source.encode())
    told = run(name, "m.yaml", *options)
    schedule, found, _ = read_schedule(mission.read_bytes(), "m.yaml")
    assert schedule is not None
    assert not [one for one in found if one.is_error]
    return told, schedule


def test_a_flight_and_an_invitation_are_suggested(mission: Path) -> None:
    told, schedule = take(mission, FLIGHT.read_text(encoding="utf-8"), "--yes", name="flight.ics")
    assert told.exit_code == 0
    flight = schedule.entries["flight-la2231-lim-jul"]
    assert isinstance(flight, Journey)
    assert (flight.origin.id, flight.destination.id, flight.by) == ("lim", "jul", "air")
    assert isinstance(flight.when, Timespan)
    assert format_when(flight.when) == "Sun 21 May 13:00–14:45"
    meeting = schedule.entries["reunion-con-la-defensoria"]
    assert meeting.classification is Classification.PRIVATE, "though its author said public"
    assert meeting.status is Status.IDEA
    assert meeting.repeat is None
    assert meeting.source is not None
    assert meeting.source.file == "flight.ics"
    assert "it repeats in a way that no schedule holds: once here" in told.stdout
    assert "Dentist: Wed 2021-05-26 is outside the mission's dates" in told.stdout


def test_the_preview_comes_first_and_nothing_is_written_unasked(mission: Path) -> None:
    told, _ = take(mission, ics(EVENT))
    assert mission.read_bytes() == MISSION.encode()
    assert "in.ics → m.yaml: 1 entry to add" in told.stdout
    assert "     when: Tue 2023-05-23 10:00-11:00" in told.stdout
    assert "Nothing is written yet: add --yes to write it." in told.stderr
    assert all(len(line) <= 80 for line in told.stdout.splitlines())


def test_what_is_added_is_what_the_preview_showed_and_no_other_byte_changes(mission: Path) -> None:
    take(mission, ics(EVENT), "--yes")
    assert mission.read_bytes().decode() == MISSION.replace(
        "    who: [ana]\n",
        """\
    who: [ana]

  reunion:
    kind: meeting
    title: Reunión
    class: private
    status: idea
    when: Tue 2023-05-23 10:00-11:00
    source: {file: in.ics, uid: a, read: 2023-05-20}
""",
    )


def test_a_second_import_changes_no_byte(mission: Path) -> None:
    take(mission, ics(EVENT), "--yes")
    once = mission.read_bytes()
    told, _ = take(mission, ics(EVENT), "--yes")
    assert mission.read_bytes() == once
    assert "no entries to add, 1 there already" in told.stdout


def test_what_changed_at_the_source_is_told_and_left_to_a_person(mission: Path) -> None:
    take(mission, ics(EVENT), "--yes")
    once = mission.read_bytes()
    later = EVENT.replace("T15", "T17").replace("T16", "T18")
    told, _ = take(
        mission, ics(f"{later}\nSEQUENCE:1\nSTATUS:CANCELLED"), "--yes", "--as", "entries"
    )
    assert mission.read_bytes() == once
    assert "when: Tue 23 May 10:00–11:00 → Tue 23 May 12:00–13:00" in told.stdout
    assert "status: idea → cancelled" in told.stdout


def test_the_newest_state_of_an_event_wins(mission: Path) -> None:
    old, new = f"{EVENT}\nSEQUENCE:1", f"{EVENT.replace('Reunión', 'Nueva')}\nSEQUENCE:2"
    _, schedule = take(mission, ics(new, old), "--yes")
    assert list(schedule.entries) == ["talks", "nueva"]


def test_the_status_of_the_source_counts_where_it_is_asked_for(mission: Path) -> None:
    states = [("a", "CONFIRMED"), ("b", "TENTATIVE"), ("c", "CANCELLED"), ("d", "")]
    events = [
        EVENT.replace("UID:a", f"UID:{uid}").replace("Reunión", uid)
        + f"\nSTATUS:{state}" * bool(state)
        for uid, state in states
    ]
    _, schedule = take(mission, ics(*events), "--yes", "--as", "entries")
    assert [schedule.entries[uid].status.value for uid, _ in states] == [
        *("confirmed", "tentative", "cancelled", "tentative")
    ]


def test_people_and_places_are_found_and_never_invented(mission: Path) -> None:
    more = (
        "\nATTENDEE;CN=A. N.:mailto:ANA@example.org\nATTENDEE;CN=Ben Delegate:mailto:x@y.z"
        "\nATTENDEE;CN=Juan Pérez:mailto:jp@example.pe\nLOCATION:defensoria\\, SEDE"
    )
    told, schedule = take(mission, ics(EVENT + more), "--yes")
    entry = schedule.entries["reunion"]
    assert [one.id for one in entry.who] == ["ana", "ben"]
    assert not isinstance(entry, Journey)
    assert [one.id for one in entry.where] == ["ombudsman"]
    assert entry.note == "Also named: Juan Pérez"
    assert "jp@example.pe" not in told.stdout
    _, schedule = take(mission, ics(EVENT.replace("UID:a", "UID:b") + "\nLOCATION:Bar"), "--yes")
    assert schedule.entries["reunion-2"].note == "Place, as it was written: Bar"


def test_times_are_told_by_the_clocks_of_the_place(mission: Path) -> None:
    _, schedule = take(mission, ics(f"{EVENT}\nLOCATION:London"), "--yes")
    when = schedule.entries["reunion"].when
    assert isinstance(when, Timespan)
    assert f"{when.start:%H:%M %Z}" == "16:00 BST"


def test_a_time_without_a_zone_is_the_places_and_says_so(mission: Path) -> None:
    told, schedule = take(mission, ics(EVENT.replace("0000Z", "0000")), "--yes")
    when = schedule.entries["reunion"].when
    assert isinstance(when, Timespan)
    assert f"{when.start:%H:%M %z}" == "15:00 -0500"
    assert "its time names no zone" in told.stdout


def test_a_recurrence_comes_over_with_its_exceptions(mission: Path) -> None:
    master = f"{EVENT}\nRRULE:FREQ=DAILY;COUNT=4\nEXDATE:20230525T150000Z"
    moved = EVENT.replace("T15", "T20").replace("T16", "T21").replace("0523", "0524")
    _, schedule = take(mission, ics(master, f"{moved}\nRECURRENCE-ID:20230524T150000Z"), "--yes")
    starts = [
        f"{one.when.start:%d %H:%M}" if isinstance(one.when, Timespan) else ""
        for one in schedule.occurrences
        if one.entry.id.startswith("reunion")
    ]
    assert starts == ["23 10:00", "24 15:00", "26 10:00"]


@pytest.mark.parametrize(
    ("event", "told", "starts"),
    [
        (
            (
                "DTSTART:20230524T013000Z\nDTEND:20230524T023000Z\n"
                "RRULE:FREQ=WEEKLY;BYDAY=WE,TH;COUNT=2\nEXDATE:20230525T013000Z"
            ),
            "when: Wed 2023-05-24 01:30 UTC to Wed 2023-05-24 02:30 UTC",
            ["23 20:30"],
        ),
        (
            "DTSTART;TZID=America/Bogota:20230523T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2",
            "when: Tue 2023-05-23 09:00-10:00",
            ["23 09:00", "24 09:00"],
        ),
        (
            (
                "DTSTART;TZID=America/Lima:20230523T200000\nDURATION:PT1H\n"
                "RRULE:FREQ=DAILY;COUNT=3\nEXDATE:20230525T010000Z"
            ),
            "when: Tue 2023-05-23 20:00-21:00",
            ["23 20:00", "25 20:00"],
        ),
    ],
    ids=["days of UTC", "clocks alike", "exception in UTC"],
)
def test_a_rule_counts_by_the_clocks_that_it_was_written_for(
    mission: Path, event: str, told: str, starts: list[str]
) -> None:
    said, schedule = take(mission, ics(f"UID:a\nSUMMARY:Call\n{event}"), "--yes")
    assert told in said.stdout
    assert _starts_in_lima(schedule) == starts


def _starts_in_lima(schedule: Schedule) -> list[str]:
    return [
        f"{in_zone(one.when.start, 'America/Lima'):%d %H:%M}"
        for one in schedule.occurrences
        if isinstance(one.when, Timespan) and one.entry.id == "call"
    ]


def test_clocks_that_change_during_the_mission_keep_the_hour_of_the_invitation(
    mission: Path,
) -> None:
    mission.write_text(
        MISSION.replace("2023-05-20 to 2023-05-27", "2023-03-20 to 2023-05-27"), encoding="utf-8"
    )
    event = (
        "UID:a\nSUMMARY:Call\nDTSTART;TZID=Europe/London:20230324T150000\n"
        "DTEND;TZID=Europe/London:20230324T160000\nRRULE:FREQ=WEEKLY;COUNT=2"
    )
    _, schedule = take(mission, ics(event), "--yes")
    assert _starts_in_lima(schedule) == ["24 10:00", "31 09:00"]


def test_further_dates_are_told_and_left_out(mission: Path) -> None:
    told, _ = take(mission, ics(f"{EVENT}\nRDATE:20230524T150000Z"))
    assert "further dates are told besides (RDATE): only the first is here" in told.stdout


@pytest.mark.parametrize("option", [(), ("--as", "entries")])
def test_what_was_called_off_there_is_no_suggestion(mission: Path, option: tuple[str]) -> None:
    for source in (
        ics(f"{EVENT}\nSTATUS:CANCELLED"),
        ics(EVENT).replace("PRODID:x", "PRODID:x\r\nMETHOD:CANCEL"),
    ):
        told, _ = take(mission, source, *option)
        assert ("Reunión: it is cancelled there" in told.stdout) is not bool(option)
        assert ("status: cancelled" in told.stdout) is bool(option)


def test_a_cancellation_of_what_was_taken_over_is_told(mission: Path) -> None:
    take(mission, ics(EVENT), "--yes")
    told, _ = take(mission, ics(EVENT).replace("PRODID:x", "PRODID:x\r\nMETHOD:CANCEL"), "--yes")
    assert "status: idea → cancelled" in told.stdout


def test_another_place_is_told_and_one_that_nobody_knows_is_not(mission: Path) -> None:
    take(mission, ics(f"{EVENT}\nLOCATION:Lima"), "--yes")
    told, _ = take(mission, ics(f"{EVENT}\nLOCATION:Defensoría, sede"))
    assert "where: lima → ombudsman" in told.stdout
    told, _ = take(mission, ics(f"{EVENT}\nLOCATION:Bar"))
    assert "no entries to add, 1 there already" in told.stdout


@pytest.mark.parametrize("method", ["REPLY", "COUNTER"])
def test_an_answer_to_an_invitation_holds_nothing_to_take_over(mission: Path, method: str) -> None:
    told, _ = take(mission, ics(EVENT).replace("PRODID:x", f"PRODID:x\r\nMETHOD:{method}"))
    assert told.exit_code == 1
    assert f"it is an answer to an invitation ({method})" in told.stderr


def test_a_feed_of_the_schedule_itself_adds_nothing(mission: Path) -> None:
    for _ in range(2):
        feed = CliRunner().invoke(app, ["export", "m.yaml", "--draft", "--for", "ana"]).stdout
        told, _ = take(mission, feed, "--yes")
        assert "no entries to add, 1 there already" in told.stdout
        assert mission.read_bytes() == MISSION.encode()
        CliRunner().invoke(app, ["release", "m.yaml", "-m", "One", "--now", "2023-05-01T08:00"])


@pytest.mark.parametrize("options", [(), ("--cancel",)])
def test_an_invitation_to_what_the_schedule_holds_adds_nothing(
    mission: Path, options: tuple[str, ...]
) -> None:
    words = (
        "m.yaml",
        "talks",
        "--to",
        "Office@x.example",
        "--from",
        "visit@example.org",
        "--draft",
    )
    invitation = CliRunner().invoke(app, ["invite", *words, *options]).stdout
    assert "METHOD:" in invitation
    told, _ = take(mission, invitation, "--yes")
    assert "no entries to add, 1 there already" in told.stdout
    assert mission.read_bytes() == MISSION.encode()


def test_a_code_behind_a_day_is_a_month(mission: Path) -> None:
    flight = EVENT.replace("Reunión", "LIM to Cusco, 25 JUL 2023")
    _, schedule = take(mission, ics(flight), "--yes")
    assert not any(isinstance(one, Journey) for one in schedule.entries.values())


def test_two_thousand_doubtful_rows_are_told_apart_in_a_few_readings(
    mission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings: list[str] = []

    def counted(data: bytes, path: str) -> files.Loaded:
        readings.append(path)
        return files.understood(data, path)

    monkeypatch.setattr(importing, "understood", counted)
    rows = "".join(
        f"{'2023-05-23' if number % 100 == 0 else '05/06/2023'},T{number}\n"
        for number in range(2000)
    )
    told, schedule = take(mission, f"date,title\n{rows}", "--yes", name="t.csv")
    assert "20 entries to add, 1980 left out" in told.stdout
    assert len(schedule.entries) == 21
    assert len(readings) < 10


def test_rules_beyond_any_need_are_not_followed(mission: Path) -> None:
    events = [
        f"UID:u{number}\nSUMMARY:S{number}\nDTSTART:20230523T150000Z\nRRULE:FREQ=DAILY"
        for number in range(110)
    ]
    told, schedule = take(mission, ics(*events), "--yes")
    assert told.stdout.count("too much in this file repeats: once here") == 10
    assert len(schedule.occurrences) == 1 + 100 * 5 + 10


def test_whole_days_and_open_ends(mission: Path) -> None:
    days = "UID:d\nSUMMARY:Days\nDTSTART;VALUE=DATE:20230522\nDTEND;VALUE=DATE:20230524"
    open_ended = "UID:o\nSUMMARY:Open\nDTSTART:20230523T150000Z"
    told, schedule = take(mission, ics(days, open_ended), "--yes")
    assert [format_when(schedule.entries[one].when) for one in ("days", "open")] == [  # type: ignore[arg-type]
        "Mon 22 May – Tue 23 May",
        "Tue 23 May 10:00–11:00",
    ]
    assert "no end is told: an hour is taken" in told.stdout


def test_a_clash_is_told_before_anything_is_written(mission: Path) -> None:
    more = "\nATTENDEE;CN=Ana Navarro:mailto:a@b.c"
    clash = EVENT.replace("0523T15", "0526T20").replace("0523T16", "0526T21") + more
    told, _ = take(mission, ics(clash))
    assert "What check will find besides" in told.stdout
    assert "[double-booked] Ana Navarro is also in" in told.stdout


def test_a_table_is_taken_over_too(mission: Path) -> None:
    rows = "fecha;inicio;fin;título;participantes\n25/05/2023;9:00;10:00;Café: «con» #1;ben\n"
    _, schedule = take(mission, rows, "--yes", name="t.csv")
    entry = schedule.entries["cafe-con-1"]
    assert (entry.title, [one.id for one in entry.who]) == ("Café: «con» #1", ["ben"])
    once = mission.read_bytes()
    told, _ = take(mission, rows.replace("9:00", "9:30"), "--yes", name="t.csv")
    assert mission.read_bytes() == once
    assert "Told otherwise there" in told.stdout


def test_a_date_that_could_be_read_two_ways_is_refused(mission: Path) -> None:
    told, _ = take(mission, "date,title\n05/06/2023,Talk\n", "--yes", name="t.csv")
    assert "row 2, Talk: `05/06/2023` could be read day first or month first" in " ".join(
        told.stdout.split()
    )
    assert mission.read_bytes() == MISSION.encode()


def test_programs_read_the_preview_as_json(mission: Path) -> None:
    told, _ = take(mission, ics(EVENT), "--format", "json")
    whole = json.loads(told.stdout)
    assert [one["id"] for one in whole["added"]] == ["reunion"]
    assert whole["added"][0]["lines"][0] == "kind: meeting"


@pytest.mark.parametrize(
    ("text", "why"), [("no calendar at all", "it cannot be read"), ("", "it cannot be read")]
)
def test_what_cannot_be_read_is_refused(mission: Path, text: str, why: str) -> None:
    told, _ = take(mission, text, "--yes")
    assert told.exit_code == 1
    assert told.stderr.startswith(f"in.ics: {why}")
    assert mission.read_bytes() == MISSION.encode()


def test_a_hundred_megabytes_are_refused_at_once(mission: Path) -> None:
    with (mission.parent / "huge.ics").open("wb") as file:
        file.truncate(100 * 2**20)
    told = run("huge.ics", "m.yaml", "--yes")
    assert told.exit_code == 1
    assert "it is larger than 4 MiB" in told.stderr


@pytest.mark.usefixtures("mission")
@pytest.mark.parametrize(("source", "why"), [("none.ics", "is not there"), (".", "is a folder")])
def test_what_is_no_file_is_wrong_usage(source: str, why: str) -> None:
    told = run(source, "m.yaml")
    assert told.exit_code == 2
    assert why in told.stderr


def test_a_schedule_with_a_mistake_takes_nothing_in(mission: Path) -> None:
    mission.write_bytes(MISSION.replace("kind: meeting", "kind: meting").encode())
    (mission.parent / "in.ics").write_bytes(ics(EVENT).encode())
    told = run("in.ics", "m.yaml", "--yes")
    assert told.exit_code == 1
    assert "unknown-kind" in told.stderr


@pytest.mark.parametrize("ending", ["    who: [ana]", "    who: [ana"])
def test_a_schedule_that_was_cut_off_takes_nothing_in(mission: Path, ending: str) -> None:
    cut = MISSION.partition("    who: [ana]")[0] + ending
    mission.write_text(cut, encoding="utf-8")
    (mission.parent / "in.ics").write_bytes(ics(EVENT).encode())
    told = run("in.ics", "m.yaml", "--yes")
    assert told.exit_code == 1
    assert "Nothing is taken over: mend this first." in told.stderr
    assert mission.read_text(encoding="utf-8") == cut


def test_a_schedule_that_has_no_safe_place_takes_nothing_in(mission: Path) -> None:
    odd = MISSION.replace("\n# the end\n", "    note: |+\n      kept\n\n\n")
    mission.write_text(odd, encoding="utf-8")
    (mission.parent / "in.ics").write_bytes(ics(EVENT).encode())
    told = run("in.ics", "m.yaml", "--yes")
    assert told.exit_code == 1
    assert "in.ics: nothing can be added to m.yaml: the way this file is written" in told.stderr
    assert mission.read_text(encoding="utf-8") == odd


def test_a_schedule_that_changed_meanwhile_is_left_alone(
    mission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (mission.parent / "in.ics").write_bytes(ics(EVENT).encode())
    real = importing.plan

    def slow(*words: Any, **more: Any) -> importing.Plan | Refusal:  # noqa: ANN401 (whatever it takes)
        mission.write_text(MISSION + "# edited\n", encoding="utf-8")
        return real(*words, **more)

    monkeypatch.setattr(importing, "plan", slow)
    told = run("in.ics", "m.yaml", "--yes")
    assert told.exit_code == 2
    assert "m.yaml was changed meanwhile, and is left so: try again" in told.stderr
    assert mission.read_text(encoding="utf-8") == MISSION + "# edited\n"


@pytest.mark.parametrize(
    ("times", "why"),
    [
        ("DTSTART:20230523T150000Z\nDTEND:20230523T140000Z", "it ends before it starts"),
        ("DTSTART;VALUE=DATE:20230523\nDTEND:20230523T140000Z", "are not of one sort"),
        (
            "DTSTART;TZID=Europe/London:20230326T013000\nDURATION:PT1H",
            "Sun 2023-03-26 01:30 is not one instant",
        ),
        (
            "DTSTART;TZID=America/Lima:20230523T100000\nDTEND;TZID=Europe/London:20231029T013000",
            "Sun 2023-10-29 01:30 is not one instant",
        ),
    ],
)
def test_a_time_that_is_none_is_left_out(mission: Path, times: str, why: str) -> None:
    told, _ = take(mission, ics(f"UID:a\nSUMMARY:S\n{times}"), "--yes")
    assert why in " ".join(told.stdout.split())
    assert mission.read_bytes() == MISSION.encode()


def test_an_hour_that_clocks_show_twice_is_written_in_utc(mission: Path) -> None:
    mission.write_text(
        MISSION.replace("2023-05-20 to 2023-05-27", "2023-05-20 to 2023-10-30"), encoding="utf-8"
    )
    event = "UID:a\nSUMMARY:S\nLOCATION:London\nDTSTART:20231029T013000Z\nDURATION:PT1H"
    told, schedule = take(mission, ics(event), "--yes")
    assert "when: Sun 2023-10-29 01:30 UTC to Sun 2023-10-29 02:30 UTC" in told.stdout
    when = schedule.entries["s"].when
    assert isinstance(when, Timespan)
    assert f"{when.start:%H:%M %Z}" == "01:30 GMT"


@pytest.mark.parametrize(("count", "added"), [(5, 4), (30, 0)])
def test_more_than_a_schedule_holds_is_left_out(
    mission: Path, monkeypatch: pytest.MonkeyPatch, count: int, added: int
) -> None:
    monkeypatch.setattr(builder, "MOST_DAYS_OF_PEOPLE", 5)
    who = "ATTENDEE;CN=Ana Navarro:mailto:a@b.c"
    events = [f"{EVENT}\n{who}".replace("UID:a", f"UID:{number}") for number in range(count)]
    told, schedule = take(mission, ics(*events), "--yes")
    assert len(schedule.entries) == 1 + added
    assert "the entries up to here fill more than" in " ".join(told.stdout.split())


def test_programs_are_told_whether_it_was_written(mission: Path) -> None:
    for options, is_written in ((), False), (("--yes",), True), (("--yes",), False):
        told, _ = take(mission, ics(EVENT), "--format", "json", *options)
        assert json.loads(told.stdout)["written"] is is_written


# ---------------------------------------------------------------- nothing is ever public


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(min_value=0, max_value=2**48))
def test_nothing_that_is_imported_is_public_and_all_of_it_can_be_written(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 (it hides nothing)
    words = [
        "class: public",
        "}",
        "x: y",
        "#",
        "'",
        '"',
        "- a",
        "[",
        "né",
        "🕊",
        "\\",
        "%",
        "@",
        "|",
    ]
    text = " ".join(rng.choices(words, k=rng.randint(0, 6)))
    event = Event(
        uid=text or "u",
        title=text,
        written="2023-05-23 10:00-11:00",
        description=text,
        location=text,
        status=rng.choice(["CONFIRMED", "TENTATIVE", "CANCELLED", text]),
        classification=rng.choice(["PUBLIC", "PRIVATE", "CONFIDENTIAL", "", text]),
    )
    schedule = read(MISSION).sound
    source = Source(f"{text}.ics", schedule.delegation.dates.first)
    made, _ = suggest([event], schedule, source, as_they_stand=rng.random() < 0.5)
    (one,) = made
    assert dict(one.pairs)["class"] in {"private", "confidential"}
