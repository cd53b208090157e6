"""Invitations and answers, as a person sends the one and gets the other."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar, Event, vCalAddress, vText
from typer.testing import CliRunner, Result

from itinerary.cli import app

SCHEDULE = """\
itinerary: 1
delegation: {name: Delegation, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people:
  ana: {name: Ana Delegate}
  witness: {name: Rosa CANARYwitness, protected: yes}
places:
  lima: {name: Lima}
  hall: {name: Town hall, in: lima, address: Plaza 1}
  safe: {name: CANARYvenue, in: lima, class: private, timezone: Asia/Kathmandu}
programme:
  mayor:
    kind: government-meeting
    title: CANARYtitle of the Mayor
    status: requested                    # asked on Monday
    when: Thu 2023-05-25 10:00-11:00
    where: hall
    room: CANARYroom
    who: [ana, witness]
    interpreter: [witness]
    languages: [es]
    note: CANARYnote
  quiet: {kind: meeting, title: Quiet, when: 2023-05-26 10:00-11:00 America/Lima, where: safe}
  other:
    {kind: meeting, title: Other, when: 2023-05-25 15:00-16:00, who: ana, where: hall}
  daily: {kind: meeting, title: Daily, when: 2023-05-22 08:00-08:30, repeat: daily, who: ana}
  families:
    kind: victim-meeting
    title: CANARYfamilies
    cover: CANARYcover
    when: 2023-05-23 10:00-12:00
    where: safe
    who: ana
  open: {kind: meeting, title: Open, takes: 1h, within: [2023-05-24 09:00-17:00]}
  thought: {kind: meeting, title: Thought, when: 2023-05-24 09:00-10:00, status: idea}
"""
GUEST, HOST = "office@lima.example", "visit@example.org"
Properties = dict[str, Any]
ATTENDEE = "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
NOW = "2023-05-21T18:00"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    for name in ("ITINERARY_SCHEDULE", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ITINERARY_NOW", NOW)
    monkeypatch.setenv("ITINERARY_FROM", HOST)
    Path("s.yaml").write_text(SCHEDULE, encoding="utf-8")
    return iter([None])


def run(*args: str) -> Result:
    return CliRunner().invoke(app, args)


def invite(entry: str, *args: str, to: str = GUEST) -> Result:
    return run("invite", "s.yaml", entry, "--to", to, *args)


def sent(entry: str, *args: str, to: str = GUEST) -> Properties:
    """Return the properties of the event that a guest gets."""
    done = invite(entry, *args, to=to)
    assert done.exit_code == 0, done.stderr
    return parsed(done.stdout_bytes)


def parsed(data: bytes) -> Properties:
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    return dict(event.items())


def refused(entry: str, *args: str, to: str = GUEST) -> str:
    done = invite(entry, *args, to=to)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.startswith("itinerary: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


def edit(old: str, new: str) -> None:
    text = Path("s.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    Path("s.yaml").write_text(text.replace(old, new), encoding="utf-8")


def release() -> None:
    done = run("release", "s.yaml", "-m", "a note", "--yes")
    assert done.exit_code == 0, done.stderr


# ---------------------------------------------------------------- invite


def test_an_invitation_tells_the_time_and_nothing_else_of_what_is_private() -> None:
    done = invite("mayor", "--name", 'Of"fice ^ Lima')
    lines = done.stdout_bytes.decode().replace("\r\n ", "").split("\r\n")
    assert lines[lines.index("BEGIN:VEVENT") :] == [
        "BEGIN:VEVENT",
        f"UID:{parsed(done.stdout_bytes)['UID']}",
        "SEQUENCE:0",
        "DTSTAMP:20230521T230000Z",
        "LAST-MODIFIED:20230521T230000Z",
        f"ORGANIZER:mailto:{HOST}",
        f'{ATTENDEE};CN="Of^\'fice ^^ Lima":mailto:{GUEST}',
        "DTSTART;TZID=America/Lima:20230525T100000",
        "DTEND;TZID=America/Lima:20230525T110000",
        "SUMMARY:Engagement",
        "STATUS:TENTATIVE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    assert "METHOD:REQUEST" in lines
    for never in ("CANARY", "CALNAME", "REFRESH", "CLASS", "VALARM", "Delegation"):
        assert never not in done.stdout


def test_named_keys_are_told_and_nobody_protected_is() -> None:
    event = sent(
        "mayor", *(part for key in ("title", "where", "who", "with") for part in ("--show", key))
    )
    assert event["SUMMARY"] == "CANARYtitle of the Mayor"
    assert event["LOCATION"] == "Town hall, Lima, Plaza 1"
    assert event["DESCRIPTION"] == "Who: Ana Delegate"
    assert "CANARY" not in invite("mayor", "--show", "interpreter", "--show", "who").stdout


def test_a_place_that_is_not_public_is_told_as_its_town_and_by_no_clocks_of_its_own() -> None:
    event = sent("quiet", "--show", "where", "--show", "room")
    assert event["LOCATION"] == "Lima"
    assert b"Kathmandu" not in invite("quiet", "--show", "where").stdout_bytes


def test_of_what_is_confidential_only_typed_words_are_told() -> None:
    event = sent("families", "--title", "Visit", "--place", "Lima", "--say", "At ten.\nBring ID.")
    assert (event["SUMMARY"], event["LOCATION"]) == ("Visit", "Lima")
    assert event["DESCRIPTION"] == "At ten.\nBring ID."
    bare = invite("families")
    assert "SUMMARY:Engagement" in bare.stdout
    assert "LOCATION" not in bare.stdout
    assert "CANARY" not in bare.stdout
    assert "Kathmandu" not in bare.stdout


@pytest.mark.parametrize(
    ("entry", "args", "why"),
    [
        ("nope", (), "there is no entry `nope`"),
        ("mayr", (), "did you mean `mayor`?"),
        ("open", (), "no time yet, only windows"),
        ("thought", (), "only an idea"),
        ("thought", ("--cancel",), "never had a time"),
        ("open", ("--cancel",), "never had a time"),
        ("daily", (), "name one day with --on (Mon 22 May, Tue 23 May"),
        ("daily", ("--on", "2023-05-20"), "does not take place on Sat 20 May"),
        ("mayor", ("--on", "2023-06-20"), "outside the mission"),
        ("mayor", ("--on", "never"), "--on"),
        ("families", ("--show", "title"), "is confidential"),
        ("mayor", ("--show", "note"), "a note never leaves"),
        ("mayor", ("--show", "priority"), "nothing that a guest is shown"),
        ("mayor", ("--show", "request"), "nothing that a guest is shown"),
        ("mayor", ("--show", "wher"), "did you mean `where`?"),
        ("mayor", ("--show", "room"), "nothing without its place"),
        ("mayor", ("--show", "title", "--title", "X"), "choose it or --show title"),
        ("mayor", ("--show", "where", "--place", "X"), "choose it or --show where"),
        ("mayor", ("--show", "who", "--say", "X"), "choose it or --show who"),
        ("mayor", ("--title", "With Rosa canarywitness"), "give away the protected person"),
        ("mayor", ("--say", "Ask for CANARYwitness"), "give away the protected person"),
        ("mayor", ("--draft", "--release", "1"), "choose one"),
        ("mayor", ("--release", "1"), "nothing has been released yet"),
        ("mayor", ("-o", "s.yaml"), "is the schedule itself"),
        ("mayor", ("-o", "."), "is a folder"),
        ("mayor", ("--from", "nobody"), "--from: `nobody` is no plain mail address"),
    ],
)
def test_what_cannot_be_sent_is_refused_in_a_sentence(
    entry: str, args: tuple[str, ...], why: str
) -> None:
    assert why in refused(entry, *args)


@pytest.mark.parametrize(
    "address",
    [
        *("", "a", "a@b", "@b.org", "a@", "a b@c.org", "a@b.org\r\nX:1", 'a"@b.org'),
        *("a;b@c.org", "a:b@c.org", "a,b@c.org", "mailto:a@b.org", "a@b..org", ".a@b.org"),
        *(
            "a@-b.org",
            "ä@b.org",
            "a@bü.org",
            "a%40@b.org",
            "a?cc=x@b.org",
            "<a@b.org",
            "a\u2028@b.org",
        ),
        f"{'a' * 250}@b.org",
    ],
)
def test_only_a_plain_mailbox_is_an_address(address: str) -> None:
    assert "is no plain mail address" in refused("mayor", to=address)


def test_an_organizer_may_have_a_name() -> None:
    event = sent("mayor", "--from", '"Ana; Q" <ana@example.org>')
    assert event["ORGANIZER"] == "mailto:ana@example.org"
    assert event["ORGANIZER"].params["CN"] == "Ana; Q"


def test_words_bring_no_line_and_no_sign_of_their_own() -> None:
    done = invite("mayor", "--title", "A\r\nX-EVIL:1\x1b[0m\u202e", "--name", "N\nATTENDEE:x")
    assert "\nX-EVIL" not in done.stdout
    assert "\nATTENDEE:x" not in done.stdout
    for sign in ("\x1b", "\u202e"):
        assert sign not in done.stdout
    parsed(done.stdout_bytes)


def test_wrong_words_on_the_command_line() -> None:
    assert run("invite", "s.yaml", "mayor", "x", "--to", GUEST).exit_code == 2
    assert run("invite", "s.yaml", "mayor").exit_code == 2
    assert run("reply", "s.yaml", "a.ics", "b.ics").exit_code == 2
    assert "not there" in run("reply", "s.yaml", "a.ics").stderr
    Path("folder").mkdir()
    assert "a folder" in run("reply", "s.yaml", "folder").stderr


def test_a_file_is_told_as_its_guest_will_read_it() -> None:
    done = invite("mayor", "--show", "where", "-o", "i.ics")
    assert done.stdout == (
        "i.ics  invitation to office@lima.example\n"
        "  Engagement\n"
        "  Thu 25 May 10:00–11:00 (Lima time)\n"
        "  Town hall, Lima, Plaza 1\n"
    )
    assert parsed(Path("i.ics").read_bytes())["LOCATION"] == "Town hall, Lima, Plaza 1"


def test_what_is_harmful_stops_an_invitation() -> None:
    edit("title: Other", "title: Call CANARYwitness")
    done = invite("mayor")
    assert (done.exit_code, done.stdout) == (1, "")


def test_a_release_speaks_and_the_changed_file_is_named() -> None:
    release()
    edit("25 10:00-11:00", "25 11:00-12:00")
    done = invite("mayor")
    assert "T100000" in done.stdout
    assert "has been changed since" in done.stderr
    assert "T110000" in invite("mayor", "--draft").stdout
    release()
    event = sent("mayor")
    assert event["SEQUENCE"] == 1
    assert sent("mayor", "--release", "1")["SEQUENCE"] == 0
    assert sent("mayor", "--show", "title")["SEQUENCE"] == 1


def test_a_new_id_and_another_guest() -> None:
    uid = sent("mayor")["UID"]
    assert sent("mayor", to=GUEST.upper())["UID"] == uid
    assert sent("mayor", to="else@lima.example")["UID"] != uid
    release()
    edit("  mayor:\n", "  lord-mayor:\n    was: [mayor]\n")
    release()
    assert sent("lord-mayor")["UID"] == uid
    assert sent("mayor")["UID"] == uid
    assert sent("mayor")["SEQUENCE"] == 0


@pytest.mark.parametrize("status", ["cancelled", "declined"])
def test_what_is_off_is_withdrawn(status: str) -> None:
    release()
    uid = sent("mayor")["UID"]
    edit("status: requested ", f"status: {status} ")
    release()
    done = invite("mayor")
    event = parsed(done.stdout_bytes)
    assert "METHOD:CANCEL" in done.stdout
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (uid, 1, "CANCELLED")
    assert event["ATTENDEE"] == f"mailto:{GUEST}"


def test_what_was_removed_is_withdrawn() -> None:
    release()
    uid = sent("other")["UID"]
    text = Path("s.yaml").read_text(encoding="utf-8")
    start, end = text.index("  other:"), text.index("  daily:")
    Path("s.yaml").write_text(text[:start] + text[end:], encoding="utf-8")
    release()
    event = sent("other")
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (uid, 1, "CANCELLED")
    assert event["DTSTART"].dt == datetime(2023, 5, 25, 20, tzinfo=UTC)


def test_an_invitation_is_withdrawn_by_hand() -> None:
    event = sent("mayor", "--cancel", "--title", "Sorry")
    assert (event["SEQUENCE"], event["STATUS"], event["SUMMARY"]) == (1, "CANCELLED", "Sorry")


def test_one_time_of_a_repeated_entry() -> None:
    uids = {sent("daily", "--on", f"2023-05-{day}")["UID"] for day in (22, 23, 24)}
    assert len(uids) == 3
    assert sent("daily", "--on", "wed")["DTSTART"].dt.day == 24


# ---------------------------------------------------------------- reply


def answered(
    event: Properties, status: str = "ACCEPTED", method: str = "REPLY", **more: object
) -> None:
    """Write the answer that a guest's calendar program makes of an invitation."""
    calendar, made = Calendar(), Event()
    calendar.add("METHOD", method)
    calendar.add("PRODID", "-//Somebody//Else//EN")
    calendar.add("VERSION", "2.0")
    for name in ("UID", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "ORGANIZER"):
        made[name] = event[name]
    attendee = vCalAddress(str(event["ATTENDEE"]))
    attendee.params["PARTSTAT"] = vText(status)
    attendee.params["CN"] = vText("The Office")
    made["ATTENDEE"] = attendee
    made.add("DTSTAMP", datetime(2023, 5, 21, 23, 30, tzinfo=UTC))
    for name, value in more.items():
        made.pop(name, None)
        made.add(name, value)
    calendar.add_component(made)
    Path("answer.ics").write_bytes(calendar.to_ical())


def reply(*args: str) -> Result:
    return run("reply", "s.yaml", "answer.ics", *args)


@pytest.mark.parametrize(
    ("said", "status"),
    [("ACCEPTED", "confirmed"), ("TENTATIVE", "tentative"), ("DECLINED", "declined")],
)
def test_a_word_becomes_a_status(said: str, status: str) -> None:
    answered(sent("mayor"), said, COMMENT="See you\x1b[31m\u202e there")
    before = Path("s.yaml").read_text(encoding="utf-8")
    done = reply()
    assert done.exit_code == 0
    assert done.stdout.splitlines()[1:] == [
        "  CANARYtitle of the Mayor (mayor)",
        "  Thu 25 May 10:00–11:00 (Lima time)",
        "  “See you[31m there”",
        "",
        " −     status: requested                    # asked on Monday",
        f" +     status: {status}                    # asked on Monday",
    ]
    assert "add --yes" in done.stderr
    assert Path("s.yaml").read_text(encoding="utf-8") == before
    assert reply("--yes").exit_code == 0
    after = before.replace("status: requested ", f"status: {status} ")
    assert Path("s.yaml").read_text(encoding="utf-8") == after


def test_an_answer_twice_changes_nothing() -> None:
    answered(sent("mayor"))
    reply("--yes")
    done = reply("--yes")
    assert "`mayor` is confirmed already. Nothing to propose." in done.stdout
    assert done.exit_code == 0


def test_an_entry_without_a_status_gets_one() -> None:
    answered(sent("other"), "TENTATIVE")
    assert reply("--yes").exit_code == 0
    assert "title: Other, status: tentative, when" in Path("s.yaml").read_text(encoding="utf-8")


def test_another_time_is_told_with_its_clashes_before_it_is_written() -> None:
    event = sent("mayor")
    start = datetime(2023, 5, 25, 20, 30, tzinfo=UTC)
    answered(event, "TENTATIVE", "COUNTER", DTSTART=start, DTEND=start + timedelta(hours=1))
    done = reply()
    assert "proposes another time" in done.stdout
    assert " +     when: Thu 2023-05-25 15:30-16:30\n" in done.stdout
    assert "error[double-booked]" in done.stdout
    assert "15:30" not in Path("s.yaml").read_text(encoding="utf-8")
    told = json.loads(reply("--yes", "--format", "json").stdout)
    assert told["proposal"]["value"] == "Thu 2023-05-25 15:30-16:30"
    assert "double-booked" in [found["rule"] for found in told["proposal"]["findings"]]
    assert told["written"] is True
    assert "when: Thu 2023-05-25 15:30-16:30" in Path("s.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        (
            datetime(2023, 5, 25, 15, tzinfo=UTC),
            datetime(2023, 5, 25, 16, tzinfo=UTC),
            "the one it",
        ),
        (
            datetime(2023, 5, 25, 15, tzinfo=UTC),
            datetime(2023, 5, 25, 14, tzinfo=UTC),
            "ends before",
        ),
    ],
)
def test_another_time_that_is_none(start: datetime, end: datetime, why: str) -> None:
    answered(sent("mayor"), "TENTATIVE", "COUNTER", DTSTART=start, DTEND=end)
    done = reply("--yes")
    assert why in " ".join(done.stdout.split())
    assert Path("s.yaml").read_text(encoding="utf-8") == SCHEDULE


def test_whole_days_may_be_proposed() -> None:
    event = sent("mayor")
    answered(
        event,
        "TENTATIVE",
        "COUNTER",
        DTSTART=datetime(2023, 5, 26).date(),  # noqa: DTZ001 (a day)
        DTEND=datetime(2023, 5, 27).date(),  # noqa: DTZ001 (a day)
    )
    assert " +     when: Fri 2023-05-26\n" in reply().stdout


def test_an_answer_to_an_earlier_time() -> None:
    release()
    event = sent("mayor")
    edit("25 10:00-11:00", "25 11:00-12:00")
    for _ in range(2):  # not yet released, and then
        answered(event)
        told = " ".join(reply("--yes").stdout.split())
        assert "It answers another time, 10:00; it is now 11:00. Release that" in told
        release()
    assert "status: requested" in Path("s.yaml").read_text(encoding="utf-8")


def test_an_older_answer_to_the_same_time_still_holds() -> None:
    release()
    event = sent("mayor")
    edit("status: requested ", "status: tentative ")
    release()
    edit("status: tentative ", "status: confirmed ")
    release()
    assert sent("mayor")["SEQUENCE"] == 1
    answered(event, "DECLINED")
    assert " +     status: declined" in reply().stdout


def test_an_answer_that_this_schedule_does_not_know() -> None:
    event = sent("mayor")
    for name, value in (("UID", "something-else"), ("ATTENDEE", "mailto:someone@else.example")):
        answered(event, **{name: value})
        done = reply("--yes")
        assert done.exit_code == 1
        assert "It answers no invitation that this schedule knows" in done.stdout
        assert Path("s.yaml").read_text(encoding="utf-8") == SCHEDULE


def test_an_answer_from_the_future() -> None:
    answered(sent("mayor"), SEQUENCE=7)
    assert "is this the newest schedule?" in " ".join(reply("--yes").stdout.split())


def test_the_withdrawal_of_what_was_never_on_counts_higher_than_any_invitation() -> None:
    """It was sent as a draft, say: a program takes a withdrawal that counts no less."""
    edit("status: requested ", "status: cancelled ")
    event = sent("mayor")
    assert (event["SEQUENCE"], event["STATUS"]) == (1, "CANCELLED")


def test_an_answer_to_what_is_off() -> None:
    answered(sent("mayor"))
    edit("status: requested ", "status: cancelled ")
    assert "`mayor` is cancelled: if it is on again" in reply("--yes").stdout


def test_an_answer_to_one_of_many() -> None:
    answered(sent("daily", "--on", "tue"))
    assert "one time of a repeated entry" in reply("--yes").stdout


@pytest.mark.parametrize("said", ["NEEDS-ACTION", "DELEGATED", "X-MAYBE"])
def test_an_answer_that_decides_nothing(said: str) -> None:
    answered(sent("mayor"), said)
    assert "Nothing to propose." in reply("--yes").stdout


@pytest.mark.parametrize(
    "method", ["REQUEST", "PUBLISH", "CANCEL", "ADD", "REFRESH", "DECLINECOUNTER", "X-ODD"]
)
def test_what_is_no_answer_is_named(method: str) -> None:
    answered(sent("mayor"), method=method)
    done = reply("--yes")
    assert done.exit_code == 0
    assert done.stdout.startswith("This is ")
    assert "Nothing to propose." in " ".join(done.stdout.split())
    assert json.loads(reply("--format", "json").stdout)["proposal"] is None


@pytest.mark.parametrize("data", [b"", b"\xff\x00", b"<html>", b"BEGIN:VCALENDAR\n" * 9000])
def test_what_cannot_be_read_is_refused(data: bytes) -> None:
    Path("answer.ics").write_bytes(data)
    done = reply("--yes")
    assert done.exit_code == 1
    assert done.stderr.startswith("answer.ics: ")
    assert "Traceback" not in done.stderr


def test_several_answers_in_one_file() -> None:
    event = sent("mayor")
    answered(event)
    data = Path("answer.ics").read_bytes()
    inner = data[data.index(b"BEGIN:VEVENT") : data.index(b"END:VCALENDAR")]
    Path("answer.ics").write_bytes(
        data.replace(b"END:VCALENDAR", inner.replace(b"UID:", b"UID:x") + b"END:VCALENDAR")
    )
    assert "2 answers" in reply().stderr


def test_a_schedule_with_a_mistake_reads_no_answer() -> None:
    answered(sent("mayor"))
    edit("kind: victim-meeting", "knd: victim-meeting")
    assert reply().exit_code == 1


OUTLOOK = """\
BEGIN:VCALENDAR\r
METHOD:REPLY\r
PRODID:Microsoft Exchange Server 2010\r
VERSION:2.0\r
BEGIN:VTIMEZONE\r
TZID:SA Pacific Standard Time\r
BEGIN:STANDARD\r
DTSTART:16010101T000000\r
TZOFFSETFROM:-0500\r
TZOFFSETTO:-0500\r
END:STANDARD\r
END:VTIMEZONE\r
BEGIN:VEVENT\r
ATTENDEE;PARTSTAT=ACCEPTED;CN=Office:mailto:OFFICE@lima.example\r
COMMENT;LANGUAGE=en-US:Con gusto.\\n\r
UID:{uid}\r
SUMMARY;LANGUAGE=en-US:Accepted: Engagement\r
DTSTART;TZID=SA Pacific Standard Time:20230525T100000\r
DTEND;TZID=SA Pacific Standard Time:20230525T110000\r
CLASS:PUBLIC\r
PRIORITY:5\r
DTSTAMP:20230522T000000Z\r
TRANSP:OPAQUE\r
STATUS:CONFIRMED\r
SEQUENCE:0\r
X-MICROSOFT-CDO-APPT-SEQUENCE:0\r
END:VEVENT\r
END:VCALENDAR\r
"""
GOOGLE = """\
BEGIN:VCALENDAR\r
PRODID:-//Google Inc//Google Calendar 70.9054//EN\r
VERSION:2.0\r
CALSCALE:GREGORIAN\r
METHOD:COUNTER\r
BEGIN:VEVENT\r
DTSTART:20230525T210000Z\r
DTEND:20230525T220000Z\r
DTSTAMP:20230522T000000Z\r
ORGANIZER:mailto:visit@example.org\r
UID:{uid}\r
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=\r
 TRUE;CN=visit@example.org;X-NUM-GUESTS=0:mailto:visit@example.org\r
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=TENTATIVE;RSVP=TRUE\r
 ;CN=office@lima.example;X-NUM-GUESTS=0:mailto:office@lima.example\r
COMMENT:Could it be later?\r
SEQUENCE:0\r
STATUS:CONFIRMED\r
SUMMARY:Engagement\r
END:VEVENT\r
END:VCALENDAR\r
"""
SHORTEST = """\
BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:x\r
METHOD:REPLY\r
BEGIN:VEVENT\r
UID:{uid}\r
DTSTAMP:20230522T000000Z\r
ORGANIZER:mailto:visit@example.org\r
ATTENDEE;PARTSTAT=DECLINED:mailto:office@lima.example\r
END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (OUTLOOK, "status: confirmed"),
        (GOOGLE, "when: Thu 2023-05-25 16:00-17:00"),
        (SHORTEST, "status: declined"),
    ],
)
def test_answers_as_programs_write_them(text: str, line: str) -> None:
    Path("answer.ics").write_text(
        text.format(uid=sent("mayor")["UID"]), encoding="utf-8", newline=""
    )
    assert f" +     {line}" in reply().stdout


def test_the_shortest_answer_to_an_earlier_time() -> None:
    release()
    uid = sent("mayor")["UID"]
    edit("Thu 2023-05-25 10:00-11:00", "Fri 2023-05-26 12:00-13:00")
    release()
    Path("answer.ics").write_text(SHORTEST.format(uid=uid), encoding="utf-8", newline="")
    told = " ".join(reply("--yes").stdout.split())
    assert "another time, Thu 25 May 10:00–11:00; it is now Fri 26 May 12:00–13:00" in told
