"""The commands that edit a file: what they show, when they ask, what they write."""

import json
import stat
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from itinerary.cli import app
from itinerary.model.entries import Journey, Status, Stay
from itinerary.model.fields import Classification
from itinerary.times import format_when
from itinerary.workspace.files import load
from tests.terminals import CODES, PATIENCE, started

NOW = "2023-05-21T18:00"
MISSION = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people: {ana: {name: Ana}, ben: {name: Ben}}
places:
  lima: {name: Lima}
  london: {name: London, timezone: Europe/London}
programme:
  # the first thing
  briefing:
    kind: internal
    title: Briefing
    when: Mon 2023-05-22 10:00-11:00   # before lunch
    who: [ana]

  talks: {kind: meeting, title: Talks, when: Mon 2023-05-22 11:30-12:30, who: [ana, ben]}
  ministry:
    kind: government-meeting
    title: Ministry
    takes: 1h
    within: [Wed 2023-05-24 09:00-17:00]
    who: [ana]
"""


@pytest.fixture
def mission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("ITINERARY_SCHEDULE", "ITINERARY_NOW", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "m.yaml"
    path.write_text(MISSION, encoding="utf-8")
    return path


def run(*words: str, now: str | None = NOW) -> Result:
    told = CliRunner().invoke(app, [*words, *(("--now", now) if now else ())])
    if told.exception and not isinstance(told.exception, SystemExit):
        raise told.exception
    return told


MOVED = """\
m.yaml
 13 -     when: Mon 2023-05-22 10:00-11:00   # before lunch
 13 +     when: Mon 2023-05-22 11:00-12:00   # before lunch

 → Briefing: moved
   when    Mon 22 May 10:00–11:00 → Mon 22 May 11:00–12:00, 1h00 later

Who is affected ────────────────────────────────────────────────────────────────
 Ana  1 moved · in 16 h
 Nothing changes for: Ben

What check will find besides ───────────────────────────────────────────────────
 error[double-booked] Ana is also in “Briefing” (line 10), Mon 22 May
 11:00–12:00; “Talks” is Mon 22 May 11:30–12:30
"""


def test_what_an_edit_does_is_shown_and_nothing_is_written_unasked(mission: Path) -> None:
    told = run("move", "m.yaml", "briefing", "11:00")
    assert told.stdout == MOVED
    assert told.stderr == "Nothing is written yet: add --yes to write it.\n"
    assert told.exit_code == 0
    assert mission.read_text(encoding="utf-8") == MISSION


def test_with_yes_it_is_written_and_said_so(mission: Path) -> None:
    mission.chmod(0o640)
    told = run("move", "m.yaml", "briefing", "11:00", "--yes")
    assert told.stdout == MOVED
    assert told.stderr == "Written to m.yaml; nobody sees it before you release it.\n"
    assert mission.read_text(encoding="utf-8") == MISSION.replace("10:00-11:00", "11:00-12:00")
    assert stat.S_IMODE(mission.stat().st_mode) == 0o640
    told = run("move", "m.yaml", "briefing", "1h", "earlier", "-y")
    assert "What check will find no longer" in told.stdout
    assert mission.read_text(encoding="utf-8") == MISSION


def test_the_only_schedule_needs_no_name(mission: Path) -> None:
    (mission.parent / "schedules").mkdir()
    mission.rename(mission.parent / "schedules" / "m.yaml")
    told = run("cancel", "talks")
    assert told.exit_code == 0
    assert told.stdout.startswith("schedules/m.yaml\n")


@pytest.mark.usefixtures("mission")
def test_the_effect_is_told_to_programs_too() -> None:
    told = run("move", "m.yaml", "briefing", "11:00", "--format", "json", "--yes")
    whole = json.loads(told.stdout)
    assert whole["written"] is True
    assert whole["lines"][1] == {
        "sign": "+",
        "number": 13,
        "text": "    when: Mon 2023-05-22 11:00-12:00   # before lunch",
    }
    (affected,) = whole["affected"]
    assert (affected["name"], affected["notice_minutes"]) == ("Ana", 16 * 60)
    assert affected["changes"][0]["change"] == "moved"
    assert [one["rule"] for one in whole["findings"]["new"]] == ["double-booked"]
    assert whole["findings"]["gone"] == []
    unwritten = json.loads(run("cancel", "m.yaml", "talks", "--format", "json").stdout)
    assert unwritten["written"] is False


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("confirm", Status.CONFIRMED),
        ("tentative", Status.TENTATIVE),
        ("decline", Status.DECLINED),
        ("cancel", Status.CANCELLED),
    ],
)
def test_a_status_is_given_to_one_entry_or_several(
    mission: Path, command: str, status: Status
) -> None:
    run("tentative", "m.yaml", "briefing", "-y")
    assert run(command, "m.yaml", "briefing", "talks", "--yes").exit_code == 0
    schedule = load(str(mission)).schedule
    assert schedule is not None
    found = [schedule.entries[one].status for one in ("briefing", "talks", "ministry")]
    assert found == [status, status, Status.REQUESTED]


def test_what_says_so_already_is_left(mission: Path) -> None:
    told = run("confirm", "m.yaml", "briefing", "--yes")
    assert told.stdout == "m.yaml\nIt says so already: nothing to change.\n"
    assert told.stderr == ""
    assert mission.read_text(encoding="utf-8") == MISSION
    assert run("assign", "m.yaml", "briefing", "ana").stdout == told.stdout


def test_a_request_is_placed_before_it_is_confirmed(mission: Path) -> None:
    told = run("confirm", "m.yaml", "ministry", "--yes")
    assert told.exit_code == 1
    assert told.stderr == (
        "m.yaml: `ministry` has no time yet, so nothing is confirmed\n"
        "  place it first: `itinerary move ministry WHEN`\n"
    )
    told = run("move", "m.yaml", "ministry", "wed", "14:00", "--where", "lima", "--yes")
    assert told.exit_code == 0
    assert "+ Ministry: placed" in told.stdout
    assert (
        "    title: Ministry\n    status: tentative\n    when: Wed 2023-05-24 14:00-15:00\n"
        "    where: lima\n"
    ) in mission.read_text(encoding="utf-8")
    assert run("confirm", "m.yaml", "ministry", "--yes").exit_code == 0
    schedule = load(str(mission)).schedule
    assert schedule is not None
    assert schedule.entries["ministry"].status is Status.CONFIRMED


def test_a_request_with_a_choice_of_places_is_placed_in_one_of_them(mission: Path) -> None:
    text = MISSION.replace("    takes: 1h", "    where: [lima, london]\n    takes: 1h")
    mission.write_text(text, encoding="utf-8")
    told = run("move", "m.yaml", "ministry", "wed", "14:00", "--yes")
    assert told.exit_code == 1
    assert told.stderr == (
        "m.yaml: `ministry` names a choice of places\n  say which: `--where lima`\n"
    )
    placed = run("move", "m.yaml", "ministry", "wed", "14:00", "--where", "lima", "--yes")
    assert placed.exit_code == 0
    assert "    where: lima\n" in mission.read_text(encoding="utf-8")


def test_where_there_is_no_entry_none_is_named(mission: Path) -> None:
    before, _, _ = MISSION.partition("programme:")
    mission.write_text(f"{before}programme: {{}}\n", encoding="utf-8")
    told = run("cancel", "m.yaml", "briefing")
    assert told.stderr == "m.yaml: there is no entry `briefing`\n  there are none yet\n"


def test_who_was_asked_is_written_down(mission: Path) -> None:
    told = run(
        *("request", "m.yaml", "ministry", "--of", "Ministry of Justice", "--by", "ana"),
        *("--channel", "letter: 2 pages", "--chase", "wed", "--yes"),
    )
    assert told.exit_code == 0
    line = (
        "    request: {asked: 2023-05-21, of: Ministry of Justice, by: ana, "
        'channel: "letter: 2 pages", chase: 2023-05-24}\n'
    )
    assert line in mission.read_text(encoding="utf-8")
    run("request", "m.yaml", "ministry", "--chase", "26 May", "-y")
    written = mission.read_text(encoding="utf-8")
    assert line.replace("05-24", "05-26") in written
    assert run("request", "m.yaml", "ministry", "--asked", "soon").exit_code == 2
    told = run("request", "m.yaml", "ministry", "--by", "bne")
    assert told.stderr == "m.yaml: `bne` is nobody in `people:`\n  did you mean `ben`?\n"
    assert mission.read_text(encoding="utf-8") == written


def test_people_are_assigned_and_taken_off(mission: Path) -> None:
    for words in (
        ("briefing", "ben"),
        ("briefing", "ana", "--as", "note-taker"),
        ("briefing", "ana", "--as", "note-taker", "--remove"),
        ("talks", "ben", "--as", "interpreter"),
        ("talks", "ben", "--as", "lead"),
        ("talks", "ana", "--as", "lead"),
        ("talks", "ben", "--remove"),
        ("ministry", "everyone"),
    ):
        told = run("assign", "m.yaml", *words, "--yes")
        assert told.exit_code == 0, told.stderr
    text = mission.read_text(encoding="utf-8")
    assert "    who: [ana, ben]\n" in text
    assert "who: [ana], lead: ana, interpreter: [ben]}" in text, text
    assert "    who: [ana, everyone]\n" in text


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("briefing", "bob"), "`bob` is nobody in `people:`"),
        (("briefing", "ben", "--remove"), "`ben` is not listed under `who`\n  there are: ana"),
        (("talks", "ana", "ben", "--as", "lead"), "one person can take that part"),
        (("talks", "everyone", "--as", "lead"), "`everyone` is nobody in `people:`"),
        (("talks", "ana", "--as", "lead", "--remove"), "nobody is listed there"),
        (("brefing", "ana"), "there is no entry `brefing`\n  did you mean `briefing`?"),
    ],
)
def test_who_cannot_be_assigned_is_told(mission: Path, words: tuple[str, ...], says: str) -> None:
    told = run("assign", "m.yaml", *words, "--yes")
    assert told.exit_code == 1
    assert says in told.stderr
    assert mission.read_text(encoding="utf-8") == MISSION


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("move", "m.yaml"), "name an entry"),
        (("move", "m.yaml", "talks"), "tell the new time"),
        (("assign", "m.yaml", "talks"), "name somebody"),
        (("cancel", "m.yaml"), "name an entry"),
        (("request", "m.yaml", "talks", "briefing"), "name one entry"),
        (("add", "m.yaml", "--title", "x"), "tell the kind"),
        (("add", "m.yaml", "--kind", "meeting", "--set", "room"), "write KEY=TEXT"),
    ],
)
@pytest.mark.usefixtures("mission")
def test_what_is_missing_is_told(words: tuple[str, ...], says: str) -> None:
    told = run(*words)
    assert told.exit_code == 2
    assert says in told.stderr


def test_a_time_that_tells_none_is_refused(mission: Path) -> None:
    told = run("move", "m.yaml", "talks", "soon", "--yes")
    assert told.exit_code == 1
    assert told.stderr.startswith("m.yaml: `soon` is no day of the week\n  ")
    assert mission.read_text(encoding="utf-8") == MISSION


def test_an_edit_that_would_break_the_file_is_refused(mission: Path) -> None:
    text = MISSION.replace("who: [ana]\n\n", "repeat: daily until 2023-05-24\n    who: [ana]\n\n")
    mission.write_text(text, encoding="utf-8")
    told = run("move", "m.yaml", "briefing", "26 May", "--yes")
    assert told.exit_code == 1
    assert "it never takes place" in told.stderr
    assert mission.read_text(encoding="utf-8") == text


def test_a_file_with_a_mistake_is_not_edited(mission: Path) -> None:
    mission.write_text(MISSION + "  bad: {kind: meal, when: 9am}\n", encoding="utf-8")
    told = run("cancel", "m.yaml", "talks", "--yes")
    assert told.exit_code == 1
    assert told.stderr.endswith("Nothing is changed: mend this first.\n")


@pytest.mark.usefixtures("mission")
def test_a_release_is_not_edited() -> None:
    assert run("release", "m.yaml", "-m", "x", "--author", "ana", "--yes").exit_code == 0
    (made,) = Path("m.releases").glob("*.yaml")
    told = run("cancel", str(made), "talks", "--yes")
    assert told.exit_code == 2
    assert "is a release and never changes" in told.stderr


# ---------------------------------------------------------------- asking

needs_terminal = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")


@needs_terminal
def test_at_a_terminal_it_asks_first(mission: Path) -> None:
    command = ("move", "m.yaml", "briefing", "11:00", "--now", NOW)
    for answer, is_written in ((b"n\n", False), (b"y\n", True)):
        with started(*command, cwd=mission.parent) as (terminal, running):
            terminal.wait_for("Write this to m.yaml? [y/N]")
            assert "1 moved" in CODES.sub("", terminal.shown)
            terminal.type(answer)
            terminal.rest()
            assert running.wait(PATIENCE) == (0 if is_written else 1)
        assert (mission.read_text(encoding="utf-8") != MISSION) is is_written


@needs_terminal
def test_what_changed_while_it_asked_is_left_as_it_is(mission: Path) -> None:
    command = ("move", "m.yaml", "briefing", "11:00", "--now", NOW)
    with started(*command, cwd=mission.parent) as (terminal, running):
        terminal.wait_for("Write this to m.yaml? [y/N]")
        mission.write_text(MISSION + "# somebody else\n", encoding="utf-8")
        terminal.type(b"y\n")
        terminal.wait_for("m.yaml was changed meanwhile, and is left so: try again")
        terminal.rest()
        assert running.wait(PATIENCE) == 2
    assert mission.read_text(encoding="utf-8") == MISSION + "# somebody else\n"


@needs_terminal
def test_an_entry_is_added_step_by_step(mission: Path) -> None:
    with started("add", "m.yaml", "--now", NOW, cwd=mission.parent) as (terminal, running):
        for question, answer in (
            ("Kind", "victim-meating"),
            ("did you mean `victim-meeting`?", "victim-meeting"),
            ("Title", "Families: first day"),
            ("Where", "lime"),
            ("did you mean `lima`?", "lima"),
            ("When", "soon"),
            ("no day of the week", "thu 15:00 for 2h"),
            ("Who takes part", ""),
            ("Who takes part", "ana, bem"),
            ("did you mean `ben`?", "ana, ben"),
            ("What a calendar may call it", ""),
            ("Write this to m.yaml? [y/N]", "y"),
        ):
            terminal.wait_for(question)
            terminal.type(answer.encode() + b"\n")
        terminal.rest()
        assert running.wait(PATIENCE) == 0
    schedule = load(str(mission)).schedule
    assert schedule is not None
    entry = schedule.entries["families-first-day"]
    assert entry.classification is Classification.CONFIDENTIAL
    assert entry.cover == "Field visit"
    assert entry.when is not None
    assert format_when(entry.when) == "Thu 25 May 15:00–17:00"


@needs_terminal
def test_a_mission_is_founded_step_by_step(tmp_path: Path) -> None:
    with started("init", cwd=tmp_path) as (terminal, running):
        for question, answer in (
            ("Name of the delegation", "Visit: Peru"),
            ("Its dates", "2023-05-20 to 2023-05-27"),
            ("Its time zone", "America/Lima"),
            ("Languages of printed sheets", ""),
            ("Somebody of the delegation", "Agnès Callamard"),
            ("Somebody of the delegation", ""),
            ("A town", "Lima"),
            ("A town", "Ayacucho"),
            ("A town", ""),
        ):
            terminal.wait_for(question)
            terminal.type(answer.encode() + b"\n")
        terminal.wait_for("Made schedules/visit-peru.yaml.")
        terminal.rest()
        assert running.wait(PATIENCE) == 0
    loaded = load(str(tmp_path / "schedules" / "visit-peru.yaml"))
    assert not loaded.diagnostics
    assert loaded.schedule is not None
    assert list(loaded.schedule.people) == ["agnes-callamard"]
    assert list(loaded.schedule.gazetteer.places) == ["lima", "ayacucho"]


# ---------------------------------------------------------------- add and init by options


ADDED = """\
  flight:
    kind: journey
    title: Flight
    when: Fri 2023-05-26 20:00 to Sat 2023-05-27 15:00
    from: lima
    to: london
    by: air
    who: [ana, ben]
  hotel:
    kind: stay
    title: Hotel
    when: Mon 2023-05-22
    where: lima
    nights: 2
    who: everyone
  prosecutor:
    kind: government-meeting
    title: Prosecutor
    takes: 1h
    within: ["Wed 24 May to Fri 26 May, 09:00-17:00"]
    where: [lima, london]
    who: [ana]
  vigil:
    kind: public-event
    title: Vigil
    class: public
    when: Thu 2023-05-25 18:00-18:30
    languages: [es, qu]
    status: tentative
    press: open
    note: Illustrative
"""


def test_entries_of_every_type_are_added_by_options(mission: Path) -> None:
    for words in (
        ("--kind", "journey", "--title", "Flight", "--from", "lima", "--to", "london",
         "--by", "air", "--when", "fri 20:00 to Sat 27 May 15:00", "--who", "ana,ben"),
        ("--kind", "stay", "--title", "Hotel", "--where", "lima", "--nights", "2",
         "--when", "22 May", "--who", "everyone"),
        ("--kind", "government-meeting", "--title", "Prosecutor", "--takes", "1h", "--within",
         "Wed 24 May to Fri 26 May, 09:00-17:00", "--where", "lima,london", "--who", "ana"),
        ("--kind", "public-event", "--title", "Vigil", "--class", "public", "--when",
         "thu 18:00", "--takes", "30m", "--status", "tentative", "--set", "press=open",
         "--languages", "es qu", "--note", "Illustrative"),
    ):  # fmt: skip
        told = run("add", "m.yaml", *words, "--yes")
        assert told.exit_code == 0, told.stderr
    text = mission.read_text(encoding="utf-8")
    assert text.startswith(MISSION)
    assert text.removeprefix(MISSION) == ADDED
    schedule = load(str(mission)).schedule
    assert schedule is not None
    assert isinstance(schedule.entries["flight"], Journey)
    assert isinstance(schedule.entries["hotel"], Stay)
    assert schedule.entries["prosecutor"].status is Status.REQUESTED
    assert schedule.entries["vigil"].classification is Classification.PUBLIC


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--kind", "metting"), "`metting` is no kind of entry\n  did you mean `meeting`?"),
        (("--kind", "meeting", "--where", "cuzco"), "there is no place `cuzco`"),
        (("--kind", "meeting", "--who", "ana,bob"), "`bob` is nobody in `people:`"),
        (("--kind", "meeting", "--interpreter", "everyone"), "`everyone` is nobody in `people:`"),
        (("--kind", "meeting", "--id", "Talks!"), "`Talks!` is no id"),
        (("--kind", "meeting", "--id", "talks"), "there is an entry `talks` already"),
        (("--kind", "meeting", "--title", "x", "--when", "thu 10:00"), "the end is missing"),
        (("--kind", "meeting", "--when", "thu 10:00", "--takes", "long"), "no length of time"),
        (("--kind", "meeting", "--title", "x"), "`when` is missing"),
        (
            ("--kind", "meeting", "--when", "thu 9:00-10:00", "--takes", "2h"),
            "its time lasts 1h00, and not 2h00",
        ),
        (("--kind", "meeting", "--when", "thu 9:00-10:00", "--status", "sure"), "no status"),
        (("--kind", "meeting", "--when", "thu 9:00-10:00", "--set", "rom=x"), "no key of"),
        (("--kind", "journey", "--from", "lima"), "a journey goes from one place to another"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_with_the_way_out(
    mission: Path, words: tuple[str, ...], says: str
) -> None:
    told = run("add", "m.yaml", *words, "--yes")
    assert told.exit_code == 1
    assert says in told.stderr
    assert mission.read_text(encoding="utf-8") == MISSION


def test_an_id_is_made_from_the_title_and_is_nobody_elses(mission: Path) -> None:
    title = "Reunión con la Defensoría del Pueblo y la prensa"
    for _ in range(2):
        added = run("add", "m.yaml", "--kind", "meeting", "--title", title,
                    "--when", "thu 15:00-16:00", "-y")  # fmt: skip
        assert added.exit_code == 0
    schedule = load(str(mission)).schedule
    assert schedule is not None
    assert list(schedule.entries)[-2:] == [
        "reunion-con-la-defensoria-del-pueblo-y",
        "reunion-con-la-defensoria-del-pueblo-y-2",
    ]


INIT = ("--name", "Visit", "--dates", "2023-05-20 to 2023-05-27", "--timezone", "America/Lima")


def test_a_new_file_is_sound_secret_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = run("init", *INIT, "--languages", "es,en", "--person", "Ana", "--person", "Ana",
               "--town", "Lima", now=None)  # fmt: skip
    path = tmp_path / "schedules" / "visit.yaml"
    assert told.stdout.startswith("Made schedules/visit.yaml.\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert run("check").exit_code == 0
    loaded = load(str(path))
    assert loaded.schedule is not None
    assert list(loaded.schedule.people) == ["ana", "ana-2"]
    assert len(loaded.schedule.feeds.key or "") >= 32
    words = ("--kind", "meal", "--title", "Lunch", "--when", "mon 13:00-14:00", "-y")
    assert run("add", *words).exit_code == 0
    before = path.read_bytes()
    again = run("init", *INIT, now=None)
    assert again.exit_code == 2
    assert again.stderr == "itinerary: schedules/visit.yaml is there already, and stays as it is\n"
    assert path.read_bytes() == before


def test_a_folder_is_no_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = run("init", ".", *INIT, now=None)
    assert (told.exit_code, told.stderr) == (2, "itinerary: . is a folder\n")


def test_two_new_files_have_two_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.yaml", "b.yaml"):
        assert run("init", name, *INIT, now=None).exit_code == 0
    one, other = (load(name).schedule for name in ("a.yaml", "b.yaml"))
    assert one is not None
    assert other is not None
    assert one.feeds.key != other.feeds.key


def test_what_cannot_be_founded_is_told_whole_and_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = run("init", "--name", "x", "--dates", "May", "--timezone", "Peru", now=None)
    assert told.exit_code == 1
    assert "a month cannot come before its day" in told.stderr
    assert "`Peru` is no time zone" in told.stderr
    assert list(tmp_path.iterdir()) == []
    told = run("init", "--name", "x", now=None)
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr == "itinerary: tell --name, --dates and --timezone\n"


# ---------------------------------------------------------------- what a tired person overlooks


def entry_line(mission: Path, old: str, new: str) -> None:
    text = mission.read_text(encoding="utf-8")
    assert old in text
    mission.write_text(text.replace(old, new), encoding="utf-8")


def test_an_embargo_that_ends_at_the_start_moves_along(mission: Path) -> None:
    entry_line(
        mission, "    who: [ana]\n\n", "    embargo: Mon 22 May 2023 10:00\n    who: [ana]\n\n"
    )
    assert run("move", "m.yaml", "briefing", "26 May", "--yes").exit_code == 0
    text = mission.read_text(encoding="utf-8")
    assert "    embargo: Fri 26 May 2023 10:00\n" in text
    assert "    when: Fri 2023-05-26 10:00-11:00   # before lunch\n" in text
    assert run("move", "m.yaml", "briefing", "9:30", "--yes").exit_code == 0
    assert "    embargo: Fri 26 May 2023 09:30\n" in mission.read_text(encoding="utf-8")


def test_an_embargo_of_its_own_hour_stays(mission: Path) -> None:
    entry_line(mission, "    who: [ana]\n\n", "    embargo: 2023-05-22 12:00\n    who: [ana]\n\n")
    run("move", "m.yaml", "briefing", "26 May", "--yes")
    assert "    embargo: 2023-05-22 12:00\n" in mission.read_text(encoding="utf-8")


@pytest.mark.usefixtures("mission")
def test_a_request_that_is_placed_otherwise_than_asked_is_heard_of() -> None:
    told = run("move", "m.yaml", "ministry", "25 May 8:00-8:30", "--yes")
    assert told.exit_code == 0
    flat = " ".join(told.stdout.split())
    assert "[not-as-requested] “Ministry”, Thu 25 May 08:00–08:30, lies outside" in flat
    assert "is shorter than the 1h00 that were asked for" in flat


def test_what_a_waiver_would_silence_is_told_all_the_same(mission: Path) -> None:
    entry_line(
        mission, "who: [ana, ben]}", "who: [ana, ben], allow: {rule: double-booked, why: x}}"
    )
    told = run("move", "m.yaml", "briefing", "11:00")
    assert "What a waiver will silence besides ───" in told.stdout
    assert "What check will find besides" not in told.stdout


@pytest.mark.usefixtures("mission")
def test_what_is_off_is_not_moved() -> None:
    run("cancel", "m.yaml", "briefing", "--yes")
    told = run("move", "m.yaml", "briefing", "11:00", "--yes")
    assert told.exit_code == 1
    assert told.stderr == (
        "m.yaml: `briefing` will not take place, whatever its time\n"
        "  first: `itinerary tentative briefing`\n"
    )


def test_a_time_that_is_over_is_pointed_out(mission: Path) -> None:
    told = run("move", "m.yaml", "briefing", "9:00", now="2023-05-24T12:00")
    assert " ! this time has begun, or is over\n" in told.stdout
    assert str(mission) not in told.stdout


def test_the_last_of_those_who_take_part_stays(mission: Path) -> None:
    told = run("assign", "m.yaml", "briefing", "ana", "--remove", "--yes")
    assert told.exit_code == 1
    assert "the whole delegation would be shown it" in told.stderr
    assert mission.read_text(encoding="utf-8") == MISSION


def test_elsewhere_the_clocks_show_the_same_hours(mission: Path) -> None:
    run("move", "m.yaml", "briefing", "fri", "--where", "london", "--yes")
    text = mission.read_text(encoding="utf-8")
    assert "    when: Fri 2023-05-26 10:00-11:00   # before lunch\n    where: london\n" in text
