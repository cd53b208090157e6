"""The readers read the same in a good file, and object to a bad one."""

import pytest

from tests.interop import with_icaljs, with_libical, with_recurring
from tests.interop.instances import Instance
from tests.interop.readers import READERS, Reader, require

HEAD = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//itinerary//tests//EN
NAME:Peru
X-WR-CALNAME:Peru
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
COLOR:crimson
"""
LIMA = """\
BEGIN:VTIMEZONE
TZID:America/Lima
BEGIN:STANDARD
DTSTART:20230101T000000
TZOFFSETFROM:-0500
TZOFFSETTO:-0500
TZNAME:-05
END:STANDARD
END:VTIMEZONE
"""
LONDON = """\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:20221030T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20230326T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
END:DAYLIGHT
END:VTIMEZONE
"""
# The summary is folded before a letter of two bytes, and again within a word.
MEETING = r"""BEGIN:VEVENT
UID:1-meeting
DTSTAMP:20230501T120000Z
LAST-MODIFIED:20230501T120000Z
SEQUENCE:2
DTSTART;TZID=America/Lima:20230522T060000
DTEND;TZID=America/Lima:20230522T073000
SUMMARY:Reunión con familiares de las víctimas de Puno\; con la Defensor
 ía del Pueblo\, la Coordinadora Nacional de Derechos Humanos y la Asocia
 ción de Abogados
LOCATION:Sala 2\, Lima
STATUS:CONFIRMED
TRANSP:OPAQUE
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
CATEGORIES:meeting
END:VEVENT
"""
# It spans the hour that is left out when summer time begins.
FLIGHT = """\
BEGIN:VEVENT
UID:2-flight
DTSTAMP:20230501T120000Z
DTSTART;TZID=Europe/London:20230326T003000
DTEND;TZID=Europe/London:20230326T023000
SUMMARY:Night flight
STATUS:TENTATIVE
END:VEVENT
"""
DAYS = """\
BEGIN:VEVENT
UID:3-days
DTSTAMP:20230501T120000Z
DTSTART;VALUE=DATE:20230522
DTEND;VALUE=DATE:20230524
SUMMARY:CANCELLED · Puno
STATUS:CANCELLED
TRANSP:TRANSPARENT
END:VEVENT
"""
TAIL = "END:VCALENDAR\n"
GOOD = HEAD + LIMA + LONDON + MEETING + FLIGHT + DAYS + TAIL

each_reader = pytest.mark.parametrize(
    "reader", READERS, ids=[reader.__name__.rpartition(".")[2] for reader in READERS]
)


def file(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def changed(old: str, new: str) -> bytes:
    assert GOOD.count(old) == 1
    return file(GOOD.replace(old, new))


@each_reader
def test_a_good_file_is_read_alike(reader: Reader) -> None:
    require(reader)
    assert reader.read(file(GOOD)) == [
        Instance(
            uid="1-meeting",
            summary="Reunión con familiares de las víctimas de Puno; con la Defensoría del Pueblo,"
            " la Coordinadora Nacional de Derechos Humanos y la Asociación de Abogados",
            start="2023-05-22T11:00:00Z",
            end="2023-05-22T12:30:00Z",
            status="CONFIRMED",
            location="Sala 2, Lima",
        ),
        Instance(
            uid="2-flight",
            summary="Night flight",
            start="2023-03-26T00:30:00Z",
            end="2023-03-26T01:30:00Z",
            status="TENTATIVE",
            location="",
        ),
        Instance(
            uid="3-days",
            summary="CANCELLED · Puno",
            start="2023-05-22",
            end="2023-05-24",
            status="CANCELLED",
            location="",
        ),
    ]


@each_reader
def test_an_empty_feed_is_read_as_empty(reader: Reader) -> None:
    require(reader)
    assert reader.read(file(HEAD + LIMA + TAIL)) == []


@each_reader
@pytest.mark.parametrize("text", [HEAD + DAYS.removesuffix("END:VEVENT\n") + TAIL, HEAD + DAYS])
def test_a_torn_file_is_refused(reader: Reader, text: str) -> None:
    require(reader)
    with pytest.raises(ValueError, match=r"\w"):
        reader.read(file(text))


@pytest.mark.parametrize("reader", [with_icaljs, with_libical])
def test_the_zone_comes_from_the_file(reader: Reader) -> None:
    """The readers in Python know a zone by its name, so these two alone test a VTIMEZONE."""
    require(reader)
    meeting, *_ = reader.read(changed("TZOFFSETTO:-0500", "TZOFFSETTO:+0545"))
    assert meeting.start == "2023-05-22T00:15:00Z"


def test_a_zone_the_file_does_not_define_is_noticed() -> None:
    require(with_icaljs)
    meeting, *_ = with_icaljs.read(changed(LIMA, ""))
    assert meeting.start == "2023-05-22T06:00:00"


def test_a_recurrence_is_noticed() -> None:
    require(with_recurring)
    twice = with_recurring.read(changed("SEQUENCE:2", "RRULE:FREQ=DAILY;COUNT=2"))
    assert [instance.start for instance in twice if instance.uid == "1-meeting"] == [
        "2023-05-22T11:00:00Z",
        "2023-05-23T11:00:00Z",
    ]


def test_libical_finds_no_fault_in_a_good_file() -> None:
    require(with_libical)
    assert with_libical.faults(file(GOOD)) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("VERSION:2.0\n", "", "VCALENDAR: Failed iTIP restrictions for VERSION"),
        ("PRODID:-//itinerary//tests//EN\n", "", "VCALENDAR: Failed iTIP restrictions for PRODID"),
        ("TZID:America/Lima\n", "", "VTIMEZONE: Failed iTIP restrictions for TZID"),
        (
            "TZID:America/Lima\n",
            "TZID:America/Lima\nCOMMENT:no\n",
            "VTIMEZONE: Failed iTIP restrictions for COMMENT",
        ),
        ("UID:1-meeting\n", "", "VEVENT: Failed iTIP restrictions for UID"),
        ("SEQUENCE:2\n", "SEQUENCE:2\nUID:2\n", "VEVENT: Failed iTIP restrictions for UID"),
        (
            "DTSTAMP:20230501T120000Z\nLAST-MODIFIED",
            "LAST-MODIFIED",
            "VEVENT: Failed iTIP restrictions for DTSTAMP",
        ),
        (
            "DTSTART;VALUE=DATE:20230522\n",
            "",
            "VEVENT: Failed iTIP restrictions for DTSTART",
        ),
        (
            "DTEND;TZID=America/Lima:20230522T073000",
            "DTEND;TZID=America/Lima:2023-05-22T07:30:00",
            "VEVENT: Can't parse as DATE-TIME value in DTEND property",
        ),
        ("SUMMARY:Night flight\n", "", "VEVENT: Failed iTIP restrictions for SUMMARY"),
        ("SEQUENCE:2\n", "DURATION:PT1H\n", "VEVENT: Failed iTIP restrictions for DTEND"),
        (
            "SEQUENCE:2\n",
            "ATTENDEE:mailto:someone\n",
            "VEVENT: Failed iTIP restrictions for ATTENDEE",
        ),
        ("STATUS:TENTATIVE", "STATUS:COMPLETED", "VEVENT: Failed iTIP restrictions for STATUS"),
        (
            r"LOCATION:Sala 2\, Lima",
            "LOCATION:",
            "VEVENT: No value for LOCATION property. Removing entire property:",
        ),
        (
            "Night flight",
            "Night\nflight",
            "VEVENT: Got a data line, but could not find a property name or component begin tag",
        ),
        ("END:VEVENT\n" + TAIL, TAIL, "libical does not find one complete VCALENDAR"),
        (TAIL, TAIL + HEAD + DAYS + TAIL, "libical does not find one complete VCALENDAR"),
    ],
)
def test_libical_finds_the_fault(old: str, new: str, fault: str) -> None:
    require(with_libical)
    assert any(found.startswith(fault) for found in with_libical.faults(changed(old, new)))


def test_libical_accepts_a_busy_view() -> None:
    require(with_libical)
    busy = """\
BEGIN:VFREEBUSY
UID:4-busy
DTSTAMP:20230501T120000Z
DTSTART:20230522T050000Z
DTEND:20230523T050000Z
FREEBUSY;FBTYPE=BUSY:20230522T110000Z/20230522T123000Z
END:VFREEBUSY
"""
    assert with_libical.faults(file(HEAD + busy + TAIL)) == []


def test_libical_demands_no_organizer_of_a_feed_but_of_an_invitation() -> None:
    require(with_libical)
    (found,) = with_libical.faults(file(HEAD + "METHOD:PUBLISH\n" + DAYS + TAIL))
    assert found.startswith("VEVENT: Failed iTIP restrictions for ORGANIZER")


class Absent:
    """A reader that is not installed."""

    __name__ = "absent"

    def missing(self) -> str | None:
        return "Install it."

    def read(self, ics: bytes) -> list[Instance]:
        raise NotImplementedError(ics)


def test_a_missing_reader_skips_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ITINERARY_CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"Install it\."):
        require(Absent())


def test_a_missing_reader_fails_the_test_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITINERARY_CI", "1")
    with pytest.raises(pytest.fail.Exception, match=r"Install it\."):
        require(Absent())
