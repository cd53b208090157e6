"""The worst that a file from elsewhere can do is to be refused: read by the real process."""

import json
import os
import random
import signal
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary.intake import child, guarded
from itinerary.intake.events import (
    LONGEST,
    MOST_BYTES,
    MOST_EVENTS,
    MOST_NOTES,
    Calendar,
    Moment,
    Refusal,
    calendar_from,
    clean,
)

HERE = Path(__file__).parent
FEEDS = sorted((HERE.parent / "golden").glob("*/*.ics"))
HEAD = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
TAIL = b"END:VCALENDAR\r\n"


def event(more: bytes = b"", uid: bytes = b"a") -> bytes:
    return (
        b"BEGIN:VEVENT\r\nUID:" + uid + b"\r\nDTSTAMP:20230501T000000Z\r\n"
        b"DTSTART;TZID=America/Lima:20230522T100000\r\n"
        b"DTEND;TZID=America/Lima:20230522T110000\r\nSUMMARY:Talks\r\n" + more + b"END:VEVENT\r\n"
    )


def calendar(*events: bytes) -> bytes:
    return HEAD + b"".join(events) + TAIL


def read(data: bytes) -> Calendar:
    """Return what the process tells of a file, which is what its function does."""
    found = guarded.read_calendar(data)
    assert isinstance(found, Calendar), found
    assert calendar_from(child.answer("ics", data)) == found
    return found


def refused(data: bytes) -> Refusal:
    found = guarded.read_calendar(data)
    assert isinstance(found, Refusal), found
    assert found.message.isprintable()
    return found


def test_an_honest_event_is_read_whole() -> None:
    more = (
        b"STATUS:TENTATIVE\r\nSEQUENCE:3\r\nCLASS:CONFIDENTIAL\r\nLOCATION:Main hall\\, Lima\r\n"
        b"DESCRIPTION:One\\nTwo\r\nORGANIZER:MAILTO:o@example.org\r\nRRULE:FREQ=DAILY;COUNT=3\r\n"
        b"EXDATE;TZID=America/Lima:20230523T100000\r\n"
        b"ATTENDEE;CN=Ana;PARTSTAT=ACCEPTED:mailto:ana@example.org\r\n"
    )
    (one,) = read(calendar(event(more))).events
    assert one.start == Moment(datetime(2023, 5, 22, 10), "America/Lima")  # noqa: DTZ001 (as told)
    assert (one.uid, one.title, one.sequence, one.status) == ("a", "Talks", 3, "TENTATIVE")
    assert (one.location, one.description) == ("Main hall, Lima", "One\nTwo")
    assert (one.organizer, one.classification) == ("o@example.org", "CONFIDENTIAL")
    assert one.rule == "FREQ=DAILY;COUNT=3"
    assert one.excluded == (date(2023, 5, 23),)
    assert one.attendees == (("ana@example.org", "Ana", "ACCEPTED"),)


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY;COUNT=1000000000", "FREQ=DAILY;COUNT=1000000000"])
def test_a_billion_occurrences_are_never_counted(rule: str) -> None:
    (one,) = read(calendar(event(f"RRULE:{rule}\r\n".encode()))).events
    assert "COUNT=1000000000" in one.rule


def test_dense_lists_are_never_expanded() -> None:
    minutes = ",".join(map(str, range(60)))
    rule = f"RRULE:FREQ=YEARLY;BYSECOND={minutes};BYMINUTE={minutes};BYDAY=MO,TU,WE,TH,FR,SA,SU\r\n"
    (one,) = read(calendar(event(rule.encode()))).events
    assert one.title == "Talks"


def test_a_hundred_thousand_levels_are_refused() -> None:
    assert "no calendar" in refused(b"BEGIN:VEVENT\r\n" * 100_000).message


def test_a_hundred_thousand_levels_that_are_closed_are_bounded() -> None:
    deep = b"BEGIN:VEVENT\r\n" * 50_000 + b"END:VEVENT\r\n" * 50_000
    found = guarded.read_calendar(HEAD + deep + TAIL)
    if isinstance(found, Calendar):
        assert not found.events
        assert len(found.notes) <= MOST_NOTES


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 100,
        b"/etc/passwd",
        b".",
        b"<!DOCTYPE html><html></html>",
        calendar(event())[:-40],
        calendar(event()).replace(b"\r\n", b"\r"),
        HEAD,
        TAIL,
        "BEGIN:VCALENDAR\r\n".encode("utf-16"),
        b"\xff" * 1000,
    ],
    ids=[
        "empty",
        "nul",
        "path",
        "folder",
        "web page",
        "cut",
        "lone CR",
        "head",
        "tail",
        "16",
        "ff",
    ],
)
def test_what_is_no_calendar_is_refused_in_one_sentence(data: bytes) -> None:
    refused(data)


def test_a_file_that_is_too_large_is_not_even_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", lambda *_args, **_more: pytest.fail("it was started"))
    assert "larger than 4 MiB" in refused(b"x" * (MOST_BYTES + 1)).message


def test_a_broken_event_costs_no_other() -> None:
    broken = event(uid=b"b").replace(b"20230522T100000", b"banana")
    nameless = event().replace(b"UID:a\r\n", b"")
    found = read(calendar(broken, event(), nameless))
    assert [one.uid for one in found.events] == ["a"]
    assert len(found.notes) == 2


def test_a_change_of_all_later_times_is_named_and_not_taken_for_one() -> None:
    later = event(b"RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/Lima:20230523T100000\r\n")
    one = later.replace(b";RANGE=THISANDFUTURE", b"")
    found = read(calendar(event(b"RRULE:FREQ=DAILY;COUNT=3\r\n"), later))
    assert [told.recurrence for told in found.events] == [""]
    assert "it changes all later times of its series" in found.notes[0]
    assert [told.recurrence for told in read(calendar(event(), one)).events] == ["", "2023-05-23"]


def test_events_beyond_the_most_are_named_and_left() -> None:
    found = read(calendar(*(event(uid=b"%d" % number) for number in range(MOST_EVENTS + 5))))
    assert len(found.events) == MOST_EVENTS
    assert found.notes == (f"everything after the first {MOST_EVENTS} events",)


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("SA Pacific Standard Time", "America/Bogota"),
        ("/America/Lima", "America/Lima"),
        ("America/Lima", "America/Lima"),
    ],
)
def test_zones_are_known_by_the_names_that_programs_use(zone: str, told: str) -> None:
    (one,) = read(calendar(event().replace(b"America/Lima", zone.encode()))).events
    assert isinstance(one.start, Moment)
    assert one.start.zone == told


@pytest.mark.parametrize("zone", ["../../../etc/passwd", "/etc/passwd", "Nowhere", "\u202eLima"])
def test_a_zone_that_nobody_knows_is_no_time(zone: str) -> None:
    found = read(calendar(event().replace(b"America/Lima", zone.encode())))
    assert not found.events
    assert "passwd" in found.notes[0] or "zone" in found.notes[0]


def test_a_zone_that_is_a_folder_of_zones_is_refused_in_plain_words() -> None:
    found = refused(calendar(event().replace(b"America/Lima", b"America")))
    assert found.message == "it cannot be read: it names a zone that nobody knows"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (b"UID:b\r\n", b"", "it has no UID"),
        (b"20230522T100000", b"banana", "its DTSTART is no time"),
        (b"DTSTART;TZID=America/Lima:20230522T100000\r\n", b"", "it does not say when it starts"),
        (b"DTEND;TZID=America/Lima:20230522T110000", b"DURATION:soon", "its DURATION is no length"),
        (b"DTEND;TZID=America/Lima:20230522T110000", b"DURATION:P99999999W", ""),
        (b"20230522T110000", b"20239922T110000", "its DTEND is no time"),
        (b"America/Lima", b"Nowhere", "nobody knows the zone Nowhere"),
    ],
)
def test_why_an_event_is_left_out_is_told_in_plain_words(old: bytes, new: bytes, why: str) -> None:
    found = read(calendar(event(), event(uid=b"b").replace(old, new)))
    assert [one.uid for one in found.events] == ["a"]
    (note,) = found.notes
    assert note.startswith(f"Talks: {why}")


def test_many_broken_events_are_told_in_few_words() -> None:
    found = read(calendar(event(), *(event(uid=b"") for _ in range(200))))
    assert len(found.notes) == MOST_NOTES
    assert found.notes[-1] == "151 others like these"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<!DOCTYPE html><html></html>", "it is no calendar"),
        (b"BEGIN:VCARD\r\nEND:VCARD\r\n", "it is no calendar"),
        (b"", "it is no calendar"),
        (calendar(event())[:-40], "it holds no whole calendar"),
        (calendar(event()) + TAIL, "it is damaged"),
    ],
)
def test_why_a_file_is_refused_is_told_in_plain_words(data: bytes, why: str) -> None:
    assert refused(data).message == f"it cannot be read: {why}"


def test_a_zone_that_only_the_file_knows_is_told_in_utc() -> None:
    evil = (
        b"BEGIN:VTIMEZONE\r\nTZID:Evil\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
        b"RRULE:FREQ=SECONDLY\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:-0500\r\nEND:STANDARD\r\n"
        b"END:VTIMEZONE\r\n"
    )
    plain = evil.replace(b"RRULE:FREQ=SECONDLY\r\n", b"")
    (one,) = read(calendar(plain, event().replace(b"America/Lima", b"Evil"))).events
    assert one.start == Moment(datetime(2023, 5, 22, 15), "UTC")  # noqa: DTZ001 (as told)
    found = guarded.read_calendar(calendar(evil, event().replace(b"America/Lima", b"Evil")))
    assert isinstance(found, Calendar | Refusal)


@pytest.mark.parametrize("year", ["0001", "9999", "1899", "2040"])
def test_a_year_that_no_mission_is_in_is_no_time(year: str) -> None:
    for one in (
        event(),
        event().replace(b";TZID=America/Lima:20230522T100000", b";VALUE=DATE:20230522"),
    ):
        found = read(calendar(one.replace(b"2023", year.encode()), event(uid=b"b")))
        assert [told.uid for told in found.events] == ["b"]
        assert f"in the year {int(year)}" in found.notes[0]


def test_hours_of_a_duration_are_exact_and_its_days_are_the_calendars() -> None:
    london = event().replace(b"America/Lima", b"Europe/London").replace(b"DTEND", b"X-END")
    night = london.replace(b"20230522T100000", b"20230325T220000")
    for length, clock in ((b"PT8H", 7), (b"P1D", 22)):
        (one,) = read(
            calendar(night.replace(b"SUMMARY", b"DURATION:" + length + b"\r\nSUMMARY"))
        ).events
        assert isinstance(one.end, Moment)
        assert one.end.wall.hour == clock


def test_a_time_without_a_zone_stays_without_one() -> None:
    floating = event().replace(b";TZID=America/Lima", b"")
    (one,) = read(calendar(floating)).events
    assert one.start == Moment(datetime(2023, 5, 22, 10), None)  # noqa: DTZ001 (as told)


def test_a_text_of_megabytes_is_cut() -> None:
    (one,) = read(calendar(event(b"DESCRIPTION:" + b"\r\n x" * 900_000 + b"\r\n"))).events
    assert len(one.description) == LONGEST
    assert one.description.endswith("…")


def test_three_hundred_thousand_parameters_are_bounded() -> None:
    line = b"X-A" + b"".join(b";P%d=1" % number for number in range(300_000)) + b":1\r\n"
    assert isinstance(guarded.read_calendar(calendar(event(line))), Calendar | Refusal)


@pytest.mark.parametrize(
    "sign", ["\x1b[2J", "\u202e", "\u2028", "\x85", "\x07", "\u2066", "\ufeff"]
)
def test_no_sign_that_a_screen_obeys_gets_in(sign: str) -> None:
    more = f"LOCATION:a{sign}b\r\nDESCRIPTION:a{sign}b\r\nCOMMENT:a{sign}b\r\n".encode()
    for one in read(calendar(event(more))).events:
        assert one.location.isprintable()
        assert f"{one.comment}{one.description}".replace("\n", "").isprintable()


# ---------------------------------------------------------------- the bounds hold


def _child(code: str, folder: Path, before: str = "") -> int:
    """Run some code under the child's bounds; return how it ended."""
    bounded = (
        f"{before}from itinerary.intake import child; child.SECONDS = 1; child.bound(); {code}"
    )
    return subprocess.run(
        [sys.executable, "-c", bounded],
        cwd=folder,
        env={"PATH": os.defpath, "PYTHONPATH": str(HERE.parents[1])},
        capture_output=True,
        check=False,
    ).returncode


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no resource limits")
def test_the_child_is_stopped_where_it_takes_too_much(tmp_path: Path) -> None:
    assert _child("b'x' * (2 * child.MEMORY)", tmp_path) == 1
    stopped = {-signal.SIGXCPU, -signal.SIGKILL}
    assert _child("exec('while True: pass')", tmp_path) in stopped
    assert _child("open('file', 'wb', 0).write(b'1')", tmp_path) == 1
    assert _child("kept = [open('/dev/null') for _ in range(40)]", tmp_path) == 1
    assert _child("pass", tmp_path) == 0
    if os.geteuid():  # nothing bounds the processes of root
        assert _child("import os; os.fork()", tmp_path) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no resource limits")
def test_bounds_that_a_system_refuses_or_has_already_stop_nothing(tmp_path: Path) -> None:
    refusing = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20)); "
    assert _child("pass", tmp_path, refusing) == 0
    assert _child("pass", tmp_path, "import resource; del resource.RLIMIT_AS; ") == 0


@pytest.mark.parametrize(
    "answer",
    [
        "raise SystemExit(9)",
        "print('no JSON')",
        "print('[]')",
        "print('{}')",
        "print('{\"a\": 1}')",
        "print('[' * 100_000)",
        'print(\'{"method": "", "notes": [], "events": [{"uid": 1, "line": 1e999}]}\')',
        'print(\'{"method": "", "notes": [], "events": [{"uid": 1, "recurrence": 1}]}\')',
    ],
)
def test_whatever_the_child_says_is_not_believed(
    answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarded, "_START", answer)
    assert "more memory or time" in refused(calendar(event())).message


@pytest.mark.parametrize(
    "answer",
    [
        "print('x' * 4096)",
        "import sys; sys.stdin.close(); print('{}')",
        "import time\nwhile True: time.sleep(1)",
        "while True: print('x' * 4096)",
    ],
    ids=["more than allowed", "not listening", "never ending", "never silent"],
)
def test_a_child_that_does_not_behave_is_ended(
    answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarded, "_START", answer)
    monkeypatch.setattr(guarded, "_MOST_ANSWER", 1000)
    monkeypatch.setattr(guarded, "_PATIENCE", 0.5)
    assert "more memory or time" in refused(b"x" * 1_000_000).message


def test_a_very_long_uid_is_told_by_its_digest() -> None:
    one, other = read(calendar(event(uid=b"u" * 999 + b"1"), event(uid=b"u" * 999 + b"2"))).events
    assert one.uid != other.uid
    assert one.uid.startswith("sha256:")


@pytest.mark.parametrize("fault", ["KeyError", "TypeError", "ZeroDivisionError"])
def test_a_fault_that_nobody_thought_of_is_no_matter_of_memory(
    fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = f"def answer(*_): raise {fault}\nfrom itinerary.intake import child\n"
    start = guarded._START.replace(
        "from itinerary", f"\n{failing}child.answer = answer\nfrom itinerary"
    )
    monkeypatch.setattr(guarded, "_START", start)
    assert refused(calendar(event())).message == "it cannot be read: it is damaged"


def test_a_child_that_says_too_much_is_cut() -> None:
    one = {"uid": "u" * 9999, "title": "t\x1b" * 9999, "start": "2023-05-22", "sequence": 2**80}
    found = calendar_from({"method": "x" * 999, "events": [one] * 9999, "notes": ["n"] * 999})
    assert len(found.events) == MOST_EVENTS
    assert len(found.notes) == MOST_NOTES
    assert len(found.events[0].uid) <= 255
    assert found.events[0].sequence < 2**31
    assert found.events[0].title.isprintable()


# ---------------------------------------------------------------- random files


@settings(max_examples=150)
@given(st.binary(max_size=400), st.sampled_from(["ics", "csv"]))
def test_random_bytes_are_read_or_refused(data: bytes, form: str) -> None:
    told = child.answer(form, data)
    if "refused" not in told:
        calendar_from(json.loads(json.dumps(told)))


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=0, max_value=2**48), st.sampled_from(FEEDS))
def test_a_feed_with_random_damage_is_read_or_refused(seed: int, feed: Path) -> None:
    rng = random.Random(seed)  # noqa: S311 (it hides nothing)
    data = bytearray(feed.read_bytes()[:6000])
    for _ in range(rng.randint(1, 12)):
        at = rng.randrange(len(data))
        piece = rng.choice(
            [b"", b"\0", b"\r", b"\n ", b";", b":", b'"', b"RRULE:FREQ=SECONDLY\r\n"]
        )
        data[at : at + rng.randint(0, 30)] = piece
    told = child.answer("ics", bytes(data))
    if "refused" not in told:
        calendar_from(json.loads(json.dumps(told)))


@given(st.text())
def test_clean_text_is_clean_and_stays_so(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert all(sign == "\n" or sign.isprintable() or sign.isspace() for sign in once) or any(
        not sign.isprintable() for sign in text
    )
    assert not set(once) & set("\x00\x07\x0b\r\x1b\x85\u2028\u2029\u202e\u2066\ufeff")
