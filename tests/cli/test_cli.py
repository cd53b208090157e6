"""The command line, run as a person or a script runs it."""

import errno
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from typer.testing import CliRunner, Result

from itinerary import __version__
from itinerary.cli import app

ROOT = Path(__file__).parents[2]
PERU = ROOT / "schedules" / "peru-2023.yaml"
NOW = "2023-05-22T09:00"

HEAD = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
"""
SOUND = f"""{HEAD}people:
  ana: {{name: Ana Delegate, home: Europe/London}}
  ben: {{name: Ben Delegate}}
  witness: {{name: Rosa CANARYwitness, protected: yes, phone: +51 900 000 001}}
readers: {{press: {{name: Press office}}, desk: {{name: Desk, clearance: confidential}}}}
places:
  lima: {{name: Lima}}
  safe: {{name: CANARYvenue, in: lima, class: confidential, address: CANARYstreet 1}}
programme:
  briefing:
    {{kind: internal, title: Morning briefing, when: 2023-05-22 09:00-10:00, who: everyone}}
  press-talk:
    kind: public-event
    title: Public talk
    class: public
    when: Thu 25 May 11:00-12:00
    who: [ana]
    press: open
  canaryid:
    kind: victim-meeting
    title: CANARYtitle
    cover: Field visit
    when: 2023-05-23 15:00-16:00
    where: safe
    room: CANARYroom
    who: [ana, witness]
    with: [CANARYwith]
    interpreter: [witness]
    vehicle: [CANARYcar]
    note: CANARYnote
    handover: {{what: CANARYpaper, carried by: witness}}
    request: {{of: CANARYoffice}}
    consent: {{given: 2023-05-15, how: CANARYhow, to: CANARYto}}
    embargoed: [CANARYwords]
    allow: [{{rule: double-booked, why: CANARYwhy}}]
"""
WARNING = f"""{HEAD}programme:
  late: {{kind: meeting, title: Late, takes: 1h, within: [2023-05-20 09:00-17:00]}}
"""
ERROR = f"""{HEAD}people: {{ana: {{name: Ana}}}}
programme:
  one: {{kind: internal, title: One, when: 2023-05-22 09:00-10:00, who: [ana]}}
  two: {{kind: internal, title: Two, when: 2023-05-22 09:30-10:00, who: [ana]}}
"""
NOT_THE_LANGUAGE = f"{SOUND}  bad: {{kind: internal, title: Bad, when: 2023-05-22 9am}}\n"
HARMFUL = f"{SOUND}  call: {{kind: internal, title: Call CANARYwitness, when: 2023-05-24}}\n"
CANARY = "canary"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, with nothing set that a person might have set."""
    monkeypatch.chdir(tmp_path)
    for name in ("ITINERARY_SCHEDULE", "ITINERARY_NOW", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def write(path: str, text: str) -> str:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")
    return path


def run(*args: str, env: Mapping[str, str] | None = None) -> Result:
    """Run a command within this process."""
    return CliRunner().invoke(app, args, env=env)


def program(
    *args: str | Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdout: int = subprocess.PIPE,
) -> "subprocess.CompletedProcess[bytes]":
    """Run the real program. It may take a while on a busy machine, but it must end."""
    return subprocess.run(
        [sys.executable, "-m", "itinerary", *args],
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        timeout=120,
        check=False,
    )


def one_sentence(stderr: bytes | str) -> str:
    """Return what is on standard error, which is one plain sentence."""
    text = stderr.decode() if isinstance(stderr, bytes) else stderr
    assert re.fullmatch(r"itinerary: [^\n]+\n", text), text
    assert "Traceback" not in text
    return text


# ---------------------------------------------------------------- exit codes


@pytest.mark.parametrize(
    ("text", "code"), [(SOUND, 0), (WARNING, 0), (ERROR, 1), (NOT_THE_LANGUAGE, 1), ("", 1)]
)
def test_the_exit_code_tells_whether_there_are_errors(home: Path, text: str, code: int) -> None:
    write("a.yaml", text)
    assert program("check", "a.yaml", "--now", NOW, cwd=home).returncode == code


@pytest.mark.parametrize(
    "args",
    [
        ("frobnicate",),
        ("check", "--frobnicate"),
        ("check", "--format", "xml"),
        ("agenda", "a.yaml", "--format", "pdf"),
        ("export", "a.yaml"),
        ("export", "a.yaml", "--all", "--for", "ana", "-o", "out"),
        ("export", "a.yaml", "--all"),
        ("export", "a.yaml", "--all", "-o", "-"),
        ("check", "a.yaml", "--now", "soon"),
    ],
)
@pytest.mark.usefixtures("home")
def test_wrong_usage_is_exit_code_2_and_writes_nothing(args: tuple[str, ...]) -> None:
    write("a.yaml", SOUND)
    told = run(*args)
    assert told.exit_code == 2
    assert told.stdout == ""
    assert told.stderr
    assert os.listdir() == ["a.yaml"]  # noqa: PTH208 (names are what is compared)


@pytest.mark.parametrize("command", [("check",), ("agenda",), ("export", "--for", "ana")])
@pytest.mark.usefixtures("home")
def test_a_file_that_is_not_there_is_exit_code_2_and_the_others_are_named(
    command: tuple[str, ...],
) -> None:
    write("missions/peru.yaml", SOUND)
    told = run(command[0], "missions/pera.yaml", *command[1:])
    assert told.exit_code == 2
    sentence = one_sentence(told.stderr)
    assert "missions/pera.yaml" in sentence
    assert "missions/peru.yaml" in sentence


@pytest.mark.parametrize("command", [("check",), ("agenda",), ("export", "--for", "ana")])
@pytest.mark.usefixtures("home")
def test_a_folder_is_exit_code_1_and_its_schedules_are_named(command: tuple[str, ...]) -> None:
    write("missions/peru.yaml", SOUND)
    told = run(command[0], "missions", *command[1:])
    assert told.exit_code == 1
    assert "missions/peru.yaml" in told.output
    assert "folder" in told.output


@contextmanager
def nobody() -> Iterator[None]:
    """Run as somebody to whom things are forbidden; nothing is to root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.usefixtures("home")
def test_a_file_one_may_not_read_is_exit_code_1() -> None:
    write("warm-up.yaml", ERROR)
    run("check", "warm-up.yaml")  # what is loaded on use is loaded as oneself
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = write(f"{folder}/a.yaml", SOUND)
        Path(path).chmod(0)
        with nobody():
            told = run("check", path)
    assert told.exit_code == 1
    assert "error[unreadable]" in told.stdout
    assert "permission denied" in told.stdout


@pytest.mark.usefixtures("home")
def test_a_file_in_a_folder_one_may_not_enter_is_exit_code_1() -> None:
    write("warm-up.yaml", ERROR)
    run("check", "warm-up.yaml")
    with TemporaryDirectory() as folder:
        path = write(f"{folder}/a.yaml", SOUND)
        Path(folder).chmod(0)
        with nobody():
            told = run("check", path)
        Path(folder).chmod(0o700)
    assert told.exit_code == 1
    assert "permission denied" in told.stdout


@pytest.mark.parametrize("command", ["check", "agenda"])
def test_what_never_ends_is_no_file_and_is_not_waited_for(home: Path, command: str) -> None:
    os.mkfifo("pipe.yaml")
    for path in ("pipe.yaml", "/dev/zero"):
        told = program(command, path, cwd=home)
        assert told.returncode == 1, path
        assert b"is not a file" in told.stdout + told.stderr


def test_a_file_with_bytes_for_a_name_can_be_checked(home: Path) -> None:
    name = os.fsdecode(b"mission-\xff.yaml")
    try:
        write(name, ERROR)
    except OSError as refusal:
        assert refusal.errno == errno.EILSEQ  # noqa: PT017
        pytest.skip("this file system wants text for a name")
    told = program("check", name, "--format", "concise", cwd=home)
    assert (told.returncode, told.stderr) == (1, b"")
    assert b"error[double-booked]" in told.stdout


# ---------------------------------------------------------------- which file


@pytest.mark.usefixtures("home")
def test_without_a_file_the_only_schedule_is_meant() -> None:
    write("schedules/one.yaml", ERROR)
    assert "schedules/one.yaml" in run("check", "--format", "concise").stdout
    assert run("agenda").exit_code == 0
    assert run("export", "--for", "ana").exit_code == 0


@pytest.mark.usefixtures("home")
def test_without_a_file_check_looks_at_every_schedule_and_the_others_ask_which() -> None:
    write("schedules/one.yaml", ERROR)
    write("schedules/two.yml", WARNING)
    told = run("check", "--format", "concise", "--now", NOW)
    assert [line.partition(":")[0] for line in told.stdout.splitlines()] == [
        "schedules/one.yaml",
        "schedules/two.yml",
    ]
    for command in (("agenda",), ("export", "--for", "ana")):
        asked = run(*command)
        assert asked.exit_code == 2
        assert "schedules/one.yaml" in asked.stderr
        assert "schedules/two.yml" in asked.stderr
        assert "ITINERARY_SCHEDULE" in asked.stderr


@pytest.mark.parametrize("command", [("check",), ("agenda",), ("export", "--for", "ana")])
@pytest.mark.usefixtures("home")
def test_without_any_schedule_the_exit_code_is_2(command: tuple[str, ...]) -> None:
    told = run(*command)
    assert told.exit_code == 2
    assert "./schedules" in one_sentence(told.stderr)


@pytest.mark.usefixtures("home")
def test_the_environment_names_the_schedule() -> None:
    write("elsewhere/mine.yaml", SOUND)
    write("schedules/one.yaml", SOUND.replace("Mission", "One"))
    write("schedules/two.yaml", SOUND.replace("Mission", "Two"))
    env = {"ITINERARY_SCHEDULE": "elsewhere/mine.yaml"}
    assert run("agenda", env=env).stdout.startswith("Mission\n")
    assert run("agenda", "schedules/two.yaml", env=env).stdout.startswith("Two\n")
    assert "NAME:Mission" in run("export", "--for", "ana", env=env).stdout


@pytest.mark.usefixtures("home")
def test_several_files_are_checked_in_the_order_they_are_named() -> None:
    paths = [write("b.yaml", SOUND), write("a.yaml", ERROR), write("c.yaml", WARNING)]
    told = run("check", *paths, "--now", NOW)
    assert told.exit_code == 1
    assert told.stdout.splitlines()[-4:-1] == [
        "✓ b.yaml: no problem (3 entries)",
        "✗ a.yaml: 1 error (2 entries)",
        "! c.yaml: 1 warning (1 entry)",
    ]


# ---------------------------------------------------------------- check's formats


def _checked(form: str) -> Result:
    write("a.yaml", ERROR)
    write("b, odd%name.yaml", WARNING)
    return run("check", "a.yaml", "b, odd%name.yaml", "--format", form, "--now", NOW)


EXPECTED = [
    ("a.yaml", 7, "error", "double-booked"),
    ("b, odd%name.yaml", 5, "warning", "window-passed"),
]


@pytest.mark.usefixtures("home")
def test_the_full_report_shows_place_line_caret_and_way_out() -> None:
    told = _checked("full")
    assert told.exit_code == 1
    first, fact, rest, *_ = told.stdout.splitlines()
    assert re.fullmatch(r"a\.yaml:7:\d+: error\[double-booked\]", first)
    assert fact == "  Ana is also in “One” (line 6), Mon 22 May 09:00–10:00; “Two” is Mon 22 May"
    assert rest == "  09:30–10:00"
    source, caret = re.findall(r"^ +7 │ (.*)\n +│ (.*)$", told.stdout, re.MULTILINE)[0]
    assert source[caret.index("^") : caret.rindex("^") + 1] == "[ana]"
    assert "  the other one (line 6):\n" in told.stdout
    assert "  → move one of the two, or let somebody else go\n" in told.stdout


@pytest.mark.usefixtures("home")
def test_the_concise_report_has_a_line_a_finding() -> None:
    told = _checked("concise")
    lines = told.stdout.splitlines()
    assert len(lines) == len(EXPECTED)
    for line, (path, number, severity, rule) in zip(lines, EXPECTED, strict=True):
        assert re.match(rf"{re.escape(path)}:{number}:\d+: {severity}\[{rule}\] \S", line)


@pytest.mark.usefixtures("home")
def test_the_json_report_is_json() -> None:
    told = json.loads(_checked("json").stdout)
    assert told["files"] == [
        {"path": "a.yaml", "entries": 2, "errors": 1, "warnings": 0, "waived": 0},
        {"path": "b, odd%name.yaml", "entries": 1, "errors": 0, "warnings": 1, "waived": 0},
    ]
    one, other = told["diagnostics"]
    assert (one["file"], one["line"], one["severity"]) == ("a.yaml", 7, "error")
    assert one["related"][0]["line"] == 6
    assert one["entries"] == ["two", "one"]
    assert (one["rule"], other["rule"]) == ("double-booked", "window-passed")


@pytest.mark.usefixtures("home")
def test_the_github_report_marks_the_lines() -> None:
    first, second = _checked("github").stdout.splitlines()
    assert re.match(r"::error file=a\.yaml,line=7,col=\d+,title=double-booked::Ana is", first)
    assert second.startswith("::warning file=b%2C odd%25name.yaml,line=5,")


@pytest.mark.usefixtures("home")
def test_every_format_tells_the_same_findings() -> None:
    concise = re.findall(r":(\d+):(\d+): ", _checked("concise").stdout)
    full = re.findall(
        r"^\S.*:(\d+):(\d+): (?:error|warning)\[", _checked("full").stdout, re.MULTILINE
    )
    github = re.findall(r"line=(\d+),col=(\d+)", _checked("github").stdout)
    told = json.loads(_checked("json").stdout)["diagnostics"]
    assert concise == full == github == [(str(one["line"]), str(one["column"])) for one in told]


@pytest.mark.usefixtures("home")
def test_a_clean_file_says_nothing_to_programs() -> None:
    write("a.yaml", SOUND)
    assert run("check", "a.yaml", "--format", "concise").output == ""
    assert run("check", "a.yaml", "--format", "github").output == ""
    assert json.loads(run("check", "a.yaml", "--format", "json").stdout)["diagnostics"] == []


# ---------------------------------------------------------------- the present


@pytest.mark.parametrize(
    ("now", "heading"),
    [
        ("2023-05-22T23:30", "Monday 22 May 2023"),
        ("2023-05-22 23:30", "Monday 22 May 2023"),
        ("2023-05-23", "Tuesday 23 May 2023"),
        ("2023-05-23T04:30Z", "Monday 22 May 2023"),
        ("2023-05-23T04:30+00:00", "Monday 22 May 2023"),
        ("2023-05-22T22:00-10:00", "Tuesday 23 May 2023"),
        ("20230522T2330", "Monday 22 May 2023"),
    ],
)
@pytest.mark.usefixtures("home")
def test_today_is_told_by_the_missions_clocks(now: str, heading: str) -> None:
    write("a.yaml", SOUND)
    for told in (
        run("agenda", "a.yaml", "today", "--now", now),
        run("agenda", "a.yaml", "today", env={"ITINERARY_NOW": now}),
    ):
        assert told.exit_code == 0
        assert heading in told.stdout


@pytest.mark.parametrize("now", ["soon", "22 May", "09:00", "2023-13-01", "2023-05-22T25:00"])
@pytest.mark.usefixtures("home")
def test_a_present_that_is_no_time_is_refused(now: str) -> None:
    write("a.yaml", SOUND)
    told = run("check", "a.yaml", "--now", now)
    assert told.exit_code == 2
    assert f"`{now}` is no time" in one_sentence(told.stderr)


@pytest.mark.parametrize(
    "now", ["0001-01-01T00:00", "9999-12-31T23:59", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12"]
)
@pytest.mark.parametrize("command", [("check",), ("agenda", "tomorrow"), ("export", "--for=ana")])
@pytest.mark.usefixtures("home")
def test_a_present_at_the_end_of_the_calendar_is_no_crash(
    now: str, command: tuple[str, ...]
) -> None:
    write("a.yaml", SOUND)
    told = run(command[0], "a.yaml", *command[1:], "--now", now)
    assert told.exception is None or isinstance(told.exception, SystemExit)
    assert told.exit_code in {0, 2}


@pytest.mark.usefixtures("home")
def test_the_present_decides_what_has_passed() -> None:
    write("a.yaml", WARNING)
    assert "window-passed" in run("check", "a.yaml", "--now", "2023-05-20T17:00").stdout
    assert "window-passed" not in run("check", "a.yaml", "--now", "2023-05-20T16:59").stdout


# ---------------------------------------------------------------- agenda


@pytest.mark.parametrize(
    ("words", "heading"),
    [
        ("today", "Monday 22 May 2023"),
        ("Tomorrow", "Tuesday 23 May 2023"),
        ("mañana", "Tuesday 23 May 2023"),
        ("thu", "Thursday 25 May 2023"),
        ("Thursday", "Thursday 25 May 2023"),
        ("jueves", "Thursday 25 May 2023"),
        ("mon", "Monday 22 May 2023"),
        ("sun", "Sunday 21 May 2023"),
        ("25 May", "Thursday 25 May 2023"),
        ("Thu 25 May", "Thursday 25 May 2023"),
        ("25 May 2023", "Thursday 25 May 2023"),
        ("2023-05-25", "Thursday 25 May 2023"),
    ],
)
@pytest.mark.usefixtures("home")
def test_a_day_is_named_as_people_name_it(words: str, heading: str) -> None:
    write("schedules/a.yaml", SOUND)
    for args in (words.split(), [words], ["schedules/a.yaml", *words.split()]):
        told = run("agenda", *args, "--now", NOW)
        assert told.exit_code == 0
        days = re.findall(r"^\w+day \d+ May 2023", told.stdout, re.MULTILINE)
        assert days == [heading]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("someday", "`someday`"),
        ("2023-06-01", "outside the mission: Sat 20 May – Sat 27 May"),
        ("Wed 25 May", "25 May 2023 is a Thursday, not a Wednesday"),
        ("05/06/2023", "day first or month first"),
        ("25 May 11:00", "without a time"),
    ],
)
@pytest.mark.usefixtures("home")
def test_a_day_that_cannot_be_meant_is_refused(words: str, why: str) -> None:
    write("a.yaml", SOUND)
    told = run("agenda", "a.yaml", *words.split(), "--now", NOW)
    assert told.exit_code == 2
    assert why in one_sentence(told.stderr)
    assert told.stdout == ""


@pytest.mark.usefixtures("home")
def test_an_agenda_is_written_to_a_file_as_it_is_printed() -> None:
    write("a.yaml", SOUND)
    for form in ("html", "text", "markdown", "json"):
        command = ("agenda", "a.yaml", "--for", "ana", "--format", form, "--lang", "es")
        printed = run(*command, "-o", "-")
        assert printed.stdout_bytes == run(*command).stdout_bytes
        written = run(*command, "-o", "page")
        assert (written.exit_code, written.stdout) == (0, "")
        assert Path("page").read_bytes() == printed.stdout_bytes
    page = run("agenda", "a.yaml", "--format", "html", "--lang", "es").stdout
    assert '<html lang="es">' in page
    assert "Sábado 20 de mayo" in page


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--format", "rich", "-o", "page"), "--format rich is for a terminal"),
        (("--format", "html", "--lang", "xx"), "there are: en, es"),
        (("--format", "html", "-o", "a.yaml"), "a.yaml is the schedule itself"),
        (("--format", "html", "-o", "."), ". is a folder"),
    ],
)
@pytest.mark.usefixtures("home")
def test_an_agenda_that_cannot_be_written_is_exit_code_2(
    options: tuple[str, ...], why: str
) -> None:
    write("a.yaml", SOUND)
    told = run("agenda", "a.yaml", *options)
    assert told.exit_code == 2
    assert why in told.stderr
    assert Path("a.yaml").read_text(encoding="utf-8") == SOUND


@pytest.mark.parametrize("command", ["agenda", "export"])
@pytest.mark.usefixtures("home")
def test_nobody_by_that_id_is_exit_code_2_and_who_was_meant(command: str) -> None:
    write("a.yaml", SOUND)
    told = run(command, "a.yaml", "--for", "anna")
    assert told.exit_code == 2
    assert "did you mean `ana`?" in one_sentence(told.stderr)
    assert "press" in run(command, "a.yaml", "--for", "zzzz").stderr


@pytest.mark.usefixtures("home")
def test_each_reader_is_shown_what_is_theirs() -> None:
    write("a.yaml", SOUND)
    shown = {
        reader: run("agenda", "a.yaml", "--for", reader).stdout
        for reader in ("ana", "ben", "press", "desk", "witness")
    }
    titles = {
        reader: {
            title
            for title in ("Morning briefing", "Public talk", "CANARYtitle", "CANARYvenue")
            if title in text
        }
        for reader, text in shown.items()
    }
    assert titles == {
        "ana": {"Morning briefing", "Public talk", "CANARYtitle", "CANARYvenue"},
        "ben": {"Morning briefing"},
        "press": {"Public talk"},
        "desk": {"Morning briefing", "Public talk", "CANARYtitle", "CANARYvenue"},
        "witness": {"CANARYtitle", "CANARYvenue"},
    }


@pytest.mark.parametrize(
    ("zone", "first", "then"),
    [
        ("place", "09:00–10:00", "15:00–16:00"),
        ("home", "15:00–16:00", "09:00–10:00"),
        ("Asia/Tokyo", "23:00–00:00+1", "09:00–10:00"),
    ],
)
@pytest.mark.usefixtures("home")
def test_times_are_told_by_the_clocks_one_asks_for(zone: str, first: str, then: str) -> None:
    write("a.yaml", SOUND)
    told = run("agenda", "a.yaml", "22", "May", "--for", "ana", "--zone", zone)
    assert re.search(
        rf"^ {re.escape(first)} +{re.escape(then)} .*briefing", told.stdout, re.MULTILINE
    )


@pytest.mark.parametrize("zone", ["Lima", "america/lima", "UTC+5", ""])
@pytest.mark.usefixtures("home")
def test_clocks_that_hang_nowhere_are_refused(zone: str) -> None:
    write("a.yaml", SOUND)
    told = run("agenda", "a.yaml", "--zone", zone)
    assert told.exit_code == 2
    assert "IANA" in one_sentence(told.stderr)


@pytest.mark.usefixtures("home")
def test_the_agenda_says_when_the_file_has_errors() -> None:
    write("a.yaml", ERROR)
    told = run("agenda", "a.yaml")
    assert told.exit_code == 0
    assert told.stderr == "There is 1 error in a.yaml: see `itinerary check`.\n"


@pytest.mark.usefixtures("home")
def test_there_is_no_agenda_of_a_file_that_cannot_be_understood() -> None:
    write("a.yaml", NOT_THE_LANGUAGE)
    told = run("agenda", "a.yaml")
    assert (told.exit_code, told.stdout) == (1, "")
    assert "error[bad-time]" in told.stderr


# ---------------------------------------------------------------- the screen


@contextmanager
def terminal(columns: int) -> Iterator[tuple[int, int]]:
    """Lend the two ends of a terminal."""
    import fcntl  # noqa: PLC0415 (not on every system)
    import pty  # noqa: PLC0415
    import struct  # noqa: PLC0415
    import termios  # noqa: PLC0415

    master, slave = pty.openpty()
    try:
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        yield master, slave
    finally:
        os.close(master)
        os.close(slave)


def on_a_terminal(*args: str | Path, env: Mapping[str, str], columns: int = 80) -> str:
    """Return what a person at a terminal is shown."""
    with terminal(columns) as (master, slave):
        told = program(*args, env={"TERM": "xterm-256color", **env}, stdout=slave)
        assert told.returncode == 0, told.stderr
        os.set_blocking(master, False)
        shown = b""
        while chunk := _chunk(master):
            shown += chunk
    return shown.decode().replace("\r\n", "\n")


def _chunk(master: int) -> bytes:
    try:
        return os.read(master, 65536)
    except BlockingIOError:
        return b""


# A day's page fits into a terminal's buffer, so that nobody has to read while it is written.
DAY = ("agenda", PERU, "2023-05-24", "--for", "callamard")
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:[349][0-7]|10[0-7]|[34]8;[\d;]+)(?:;\d+)*m")
ESCAPES = re.compile(r"\x1b\[[\d;]*m")


@pytest.mark.usefixtures("home")
def test_a_person_sees_colours_and_a_pipe_does_not() -> None:
    shown, piped = on_a_terminal(*DAY, env={}), program(*DAY).stdout.decode()
    assert COLOUR.search(shown)
    assert "\x1b" not in piped
    assert ESCAPES.sub("", shown).split() == piped.split()


@pytest.mark.usefixtures("home")
def test_no_color_means_no_colour() -> None:
    shown = on_a_terminal(*DAY, env={"NO_COLOR": "1"})
    assert not COLOUR.search(shown)
    assert "Ombudsman" in shown
    assert not COLOUR.search(
        program(*DAY, "--format", "rich", env={"NO_COLOR": "1"}).stdout.decode()
    )


@pytest.mark.usefixtures("home")
def test_a_terminal_that_can_do_nothing_is_sent_nothing_but_text() -> None:
    shown = on_a_terminal(*DAY, env={"TERM": "dumb"})
    assert "\x1b" not in shown
    assert shown.split() == program(*DAY).stdout.decode().split()


@pytest.mark.usefixtures("home")
def test_the_page_is_as_wide_as_the_terminal() -> None:
    widths = {
        columns: max(
            map(len, ESCAPES.sub("", on_a_terminal(*DAY, env={}, columns=columns)).splitlines())
        )
        for columns in (60, 100)
    }
    assert widths == {60: 60, 100: 100}


@pytest.mark.parametrize("columns", ["80", "120"])
@pytest.mark.parametrize("command", [("agenda", PERU), ("check", PERU, "--now", NOW)])
def test_columns_says_how_wide_a_page_in_a_pipe_is(
    columns: str, command: tuple[str | Path, ...]
) -> None:
    lines = program(*command, env={"COLUMNS": columns}).stdout.decode().splitlines()
    widest = max(len(line) for line in lines if str(PERU) not in line)
    assert widest <= int(columns)
    assert widest > 76


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=["PYTHONIOENCODING=ascii", "LC_ALL=C"],
)
@pytest.mark.parametrize(
    "command",
    [
        ("agenda", PERU),
        ("agenda", PERU, "--format", "rich"),
        ("agenda", PERU, "--format", "markdown"),
        ("check", PERU, "--now", NOW),
        ("check", PERU, "--format", "github"),
        ("--help",),
        ("export", "--help"),
    ],
    ids=lambda command: " ".join(str(word) for word in command if word is not PERU),
)
def test_a_screen_that_knows_only_ascii_is_sent_only_ascii(
    env: Mapping[str, str], command: tuple[str | Path, ...]
) -> None:
    told = program(*command, env=env)
    assert (told.returncode, told.stderr) == (0, b"")
    assert told.stdout.isascii()
    assert b"\\u" not in told.stdout
    if "agenda" in command:
        assert b"Agnes Callamard" in told.stdout


@pytest.mark.parametrize("command", [("agenda",), ("check",)])
def test_json_holds_the_same_whatever_the_screen_knows(
    home: Path, command: tuple[str, ...]
) -> None:
    write("a.yaml", ERROR.replace("title: Two", 'title: "Agnès, Óðinn, 会议, 🕊"'))
    args = (*command, "a.yaml", "--format", "json")
    plain, plainer = (
        program(*args, cwd=home, env={"PYTHONIOENCODING": encoding}).stdout
        for encoding in ("utf-8", "ascii")
    )
    assert "Agnès, Óðinn, 会议, 🕊" in json.dumps(json.loads(plain), ensure_ascii=False)
    assert json.loads(plainer) == json.loads(plain)


def test_a_feed_is_utf_8_whatever_the_screen_knows(home: Path) -> None:
    write("a.yaml", SOUND.replace("Morning briefing", '"Reunión, 会议"'))
    told = program("export", "a.yaml", "--for", "ana", cwd=home, env={"PYTHONIOENCODING": "ascii"})
    assert "SUMMARY:Reunión\\, 会议\r\n".encode() in told.stdout


@pytest.mark.parametrize(
    "command",
    [
        ("agenda", PERU),
        ("agenda", PERU, "--format", "rich"),
        ("agenda", PERU, "--format", "json"),
        ("check", PERU, "--now", NOW),
        ("export", PERU, "--for", "callamard"),
    ],
    ids=lambda command: " ".join(str(word) for word in command if word is not PERU),
)
def test_whoever_has_read_enough_is_not_complained_to(command: tuple[str | Path, ...]) -> None:
    """As `itinerary agenda | head -1`, with a head that is gone before the first word."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        told = program(*command, stdout=writing)
    finally:
        os.close(writing)
    assert told.stderr == b""
    assert told.returncode == 0


# ---------------------------------------------------------------- export


@pytest.mark.usefixtures("home")
def test_a_feed_goes_to_the_file_one_names_and_to_standard_output_otherwise() -> None:
    write("a.yaml", SOUND)
    shown = run("export", "a.yaml", "--for", "ana").stdout_bytes
    assert shown.startswith(b"BEGIN:VCALENDAR\r\n")
    assert shown.endswith(b"END:VCALENDAR\r\n")
    assert run("export", "a.yaml", "--for", "ana", "-o", "-").stdout_bytes == shown
    told = run("export", "a.yaml", "--for", "ana", "-o", "out/deep/ana.ics")
    assert (told.exit_code, told.output) == (0, "out/deep/ana.ics  3 events\n")
    assert Path("out/deep/ana.ics").read_bytes() == shown


@pytest.mark.usefixtures("home")
def test_every_readers_feed_goes_into_a_folder() -> None:
    write("a.yaml", SOUND)
    told = run("export", "a.yaml", "--all", "-o", "out")
    assert told.exit_code == 0
    assert sorted(path.name for path in Path("out").iterdir()) == [
        "ana.ics",
        "ben.ics",
        "desk.ics",
        "press.ics",
        "witness.ics",
    ]
    assert "out/ana.ics  3 events\n" in told.stdout
    assert "out/press.ics  1 events\n" in told.stdout or "out/press.ics  1 event\n" in told.stdout
    for path in Path("out").iterdir():
        one = run("export", "a.yaml", "--for", path.stem).stdout_bytes
        assert path.read_bytes() == one


@pytest.mark.usefixtures("home")
def test_a_feed_of_nobody_is_pointed_out_and_left() -> None:
    write("a.yaml", SOUND)
    write("out/gone.ics", "old")
    told = run("export", "a.yaml", "--all", "-o", "out")
    assert told.exit_code == 0
    assert "out/gone.ics" in told.stderr
    assert Path("out/gone.ics").read_text(encoding="utf-8") == "old"


@pytest.mark.usefixtures("home")
def test_a_file_that_would_not_change_is_not_touched() -> None:
    write("a.yaml", SOUND)
    run("export", "a.yaml", "--all", "-o", "out")
    before = _written("out")
    run("export", "a.yaml", "--all", "-o", "out")
    assert _written("out") == before


def _written(folder: str) -> dict[str, tuple[int, int]]:
    """Return which file each name is, and when it was last written; reading it changes neither."""
    return {
        path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in Path(folder).iterdir()
    }


@pytest.mark.parametrize(
    ("text", "rule"), [(NOT_THE_LANGUAGE, "bad-time"), (HARMFUL, "public-victim")]
)
@pytest.mark.parametrize("args", [("--all", "-o", "out"), ("--for", "ana"), ("--for=ana", "-oout")])
@pytest.mark.usefixtures("home")
def test_nothing_is_written_of_a_file_that_is_wrong_or_would_harm(
    text: str, rule: str, args: tuple[str, ...]
) -> None:
    write("a.yaml", text)
    told = run("export", "a.yaml", *args, "--now", NOW)
    assert (told.exit_code, told.stdout) == (1, "")
    assert f"error[{rule}]" in told.stderr
    assert not Path("out").exists()


@pytest.mark.usefixtures("home")
def test_old_feeds_stay_as_they_are_when_a_new_one_would_harm() -> None:
    write("a.yaml", SOUND)
    run("export", "a.yaml", "--all", "-o", "out")
    before = {path.name: path.read_bytes() for path in Path("out").iterdir()}
    write("a.yaml", HARMFUL)
    assert run("export", "a.yaml", "--all", "-o", "out").exit_code == 1
    assert {path.name: path.read_bytes() for path in Path("out").iterdir()} == before


@pytest.mark.usefixtures("home")
def test_a_waiver_lets_a_feed_out_until_its_last_day() -> None:
    allow = ", allow: [{rule: public-victim, why: agreed, until: 2023-05-22}]}\n"
    write("a.yaml", HARMFUL.removesuffix("}\n") + allow)
    code = {
        now: run("export", "a.yaml", "--for", "ana", "--now", now).exit_code
        for now in ("2023-05-22T23:59", "2023-05-23T00:00")
    }
    assert code == {"2023-05-22T23:59": 0, "2023-05-23T00:00": 1}


@pytest.mark.usefixtures("home")
def test_a_clash_keeps_no_feed_back() -> None:
    write("a.yaml", ERROR)
    assert run("export", "a.yaml", "--for", "ana").exit_code == 0


def test_nothing_confidential_is_said_by_a_successful_export(home: Path) -> None:
    write("a.yaml", SOUND)
    commands = [
        ("--all", "-o", "out"),
        ("--all", "-o", "out"),
        *(("--for", reader) for reader in ("ana", "ben", "press", "desk", "witness")),
    ]
    for args in commands:
        told = program("export", "a.yaml", *args, cwd=home)
        assert told.returncode == 0, told.stderr
        assert told.stderr == b""
        assert CANARY not in told.stdout.decode().casefold().replace("\r\n ", "")
    for path in (home / "out").iterdir():
        assert CANARY not in path.name.casefold()
        assert CANARY not in path.read_text(encoding="utf-8").casefold().replace("\n ", "")


def test_the_same_file_gives_the_same_bytes_anywhere_and_at_any_time(home: Path) -> None:
    (home / "elsewhere").mkdir()
    surroundings: list[tuple[dict[str, str], Path, str]] = [
        ({"PYTHONHASHSEED": "0"}, home, str(PERU)),
        ({"PYTHONHASHSEED": "0"}, home, str(PERU)),
        ({"PYTHONHASHSEED": "1"}, home, str(PERU)),
        ({"TZ": "Asia/Kathmandu"}, home, str(PERU)),
        ({"LC_ALL": "C", "LANG": "de_DE.UTF-8"}, home, str(PERU)),
        ({"ITINERARY_NOW": "2031-12-31T23:59"}, home, str(PERU)),
        ({"COLUMNS": "40"}, home / "elsewhere", os.path.relpath(PERU, home / "elsewhere")),
    ]
    seen = []
    for number, (env, cwd, path) in enumerate(surroundings):
        folder = home / f"out-{number}"
        told = program("export", path, "--all", "-o", folder, env=env, cwd=cwd)
        assert told.returncode == 0, told.stderr
        seen.append({each.name: each.read_bytes() for each in folder.iterdir()})
    assert len(seen[0]) == 11
    assert all(other == seen[0] for other in seen)


# ---------------------------------------------------------------- when the machine fails

needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


@needs_full
@pytest.mark.parametrize(
    "command",
    [
        ("agenda", PERU),
        ("agenda", PERU, "--format", "json"),
        ("check", PERU, "--now", NOW),
        ("export", PERU, "--for", "callamard"),
        ("export", PERU, "--for", "callamard", "-o", "-"),
    ],
    ids=lambda command: " ".join(str(word) for word in command if word is not PERU),
)
def test_a_full_disk_is_one_plain_sentence(command: tuple[str | Path, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        told = program(*command, stdout=full.fileno())
    assert told.returncode == 2
    assert "No space left" in one_sentence(told.stderr)


def _cramped(home: Path, *args: str) -> "subprocess.CompletedProcess[bytes]":
    """Run an export in a process that can write no file of more than a few kilobytes."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    return subprocess.run(
        ["sh", "-c", 'ulimit -f 4; exec "$@"', "sh", sys.executable, "-m", "itinerary", *args],
        cwd=home,
        env={**env, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
    )


def test_what_cannot_be_written_whole_is_not_written_at_all(home: Path) -> None:
    write("out/callamard.ics", "the feed of yesterday")
    told = _cramped(home, "export", str(PERU), "--for", "callamard", "-o", "out/callamard.ics")
    assert told.returncode == 2
    one_sentence(told.stderr)
    assert [path.name for path in (home / "out").iterdir()] == ["callamard.ics"]
    text = (home / "out" / "callamard.ics").read_text(encoding="utf-8")
    assert text == "the feed of yesterday"


def test_each_feed_in_a_folder_is_whole_even_when_the_disk_fills(home: Path) -> None:
    whole = home / "whole"
    assert program("export", PERU, "--all", "-o", whole).returncode == 0
    told = _cramped(home, "export", str(PERU), "--all", "-o", "out")
    assert told.returncode == 2
    one_sentence(told.stderr)
    for path in (home / "out").iterdir():
        assert path.read_bytes() == (whole / path.name).read_bytes()


@pytest.mark.usefixtures("home")
def test_a_feed_cannot_take_the_place_of_a_folder() -> None:
    write("a.yaml", SOUND)
    Path("out").mkdir()
    told = program("export", "a.yaml", "--for", "ana", "-o", "out")
    assert told.returncode == 2
    one_sentence(told.stderr)
    assert list(Path("out").iterdir()) == []
    assert sorted(path.name for path in Path().iterdir()) == ["a.yaml", "out"]


@pytest.mark.usefixtures("home")
def test_a_folder_cannot_take_the_place_of_a_file() -> None:
    write("a.yaml", SOUND)
    write("out", "a file")
    told = program("export", "a.yaml", "--all", "-o", "out")
    assert told.returncode == 2
    one_sentence(told.stderr)
    assert Path("out").read_text(encoding="utf-8") == "a file"


def test_a_device_or_pipe_is_never_replaced_by_a_file(home: Path) -> None:
    """Who writes to /dev/stdout or /dev/null as root must still have one afterwards."""
    write("a.yaml", SOUND)
    os.mkfifo("pipe")
    reading = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        told = program("export", "a.yaml", "--for", "ana", "-o", "pipe", cwd=home)
        assert (home / "pipe").is_fifo()
        written = os.read(reading, 65536)
        assert (told.returncode == 2) or written.startswith(b"BEGIN:VCALENDAR")
    finally:
        os.close(reading)


@pytest.mark.usefixtures("home")
def test_the_schedule_itself_is_never_overwritten() -> None:
    write("a.yaml", SOUND)
    told = run("export", "a.yaml", "--for", "ana", "-o", "./a.yaml")
    assert Path("a.yaml").read_text(encoding="utf-8") == SOUND
    assert told.exit_code == 2


# ---------------------------------------------------------------- help


def test_help_names_the_commands_and_what_each_is_for() -> None:
    told = program("--help", env={"COLUMNS": "100"}).stdout.decode()
    for command in ("check", "agenda", "export"):
        assert re.search(rf"^│ {command} +[A-Z]", told, re.MULTILINE)
    assert max(map(len, told.splitlines())) <= 100


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("check", ["--format", "--now"]),
        ("agenda", ["--for", "--zone", "--format", "--now"]),
        ("export", ["--for", "--all", "--output", "--now"]),
    ],
)
def test_the_help_of_a_command_explains_each_option(command: str, options: list[str]) -> None:
    told = run(command, "--help", env={"COLUMNS": "100", "TERM": "dumb"})
    assert told.exit_code == 0
    for option in options:
        assert re.search(rf"{option}\b.* [A-Z]\w+", told.stdout)
    assert "[FILE]" in told.stdout


def test_without_a_command_the_help_is_shown() -> None:
    told = run()
    assert "export" in told.output
    assert told.exit_code == 2


def test_the_version_is_told() -> None:
    told = program("--version")
    assert told.returncode == 0
    assert told.stdout.decode() == f"itinerary {__version__}\n"
