"""A feed taken apart into events, for a calendar server."""

from pathlib import Path

from icalendar import Calendar

from itinerary.feeds.targets.caldav import taken_apart
from tests.feeds.sites import calendar

GOLDEN = (Path(__file__).parents[1] / "golden" / "peru-2023" / "callamard.ics").read_bytes()


def test_each_event_stands_in_its_object_as_in_the_feed() -> None:
    parts = taken_apart(GOLDEN)
    assert parts.name == "Amnesty International delegation to Peru"
    assert len(parts.events) == GOLDEN.count(b"BEGIN:VEVENT") > 10
    whole = Calendar.from_ical(GOLDEN)
    expected = {str(event["UID"]): event.to_ical() for event in whole.walk("VEVENT")}
    found = {}
    for data in parts.events.values():
        (event,) = Calendar.from_ical(data).walk("VEVENT")
        found[str(event["UID"])] = event.to_ical()
        lines = data[data.index(b"BEGIN:VEVENT") : data.index(b"END:VCALENDAR")]
        assert lines in GOLDEN, "byte for byte"
        assert max(map(len, data.split(b"\r\n"))) <= 75
        assert b"X-WR-CALNAME" not in data
        assert b"METHOD" not in data
    assert found == expected


def test_an_event_has_the_zones_that_it_names_and_no_other() -> None:
    (data,) = taken_apart(calendar("A", {"u": "B"}, "Europe/London")).events.values()
    assert data.count(b"BEGIN:VTIMEZONE") == 1
    assert b"TZID:Europe/London\r\n" in data
    assert data.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert data.endswith(b"END:VEVENT\r\nEND:VCALENDAR\r\n")


def test_names_and_folds_are_understood() -> None:
    data = calendar("A\\, B\\n\n C\\; D", {"u": "TZID=Europe/London:x"})
    parts = taken_apart(data.replace(b"UID:u\r\n", b"UID:u\r\n v\r\n w\r\n"))
    assert parts.name == "A, B\nC; D"
    (event,) = parts.events.values()
    assert b"UID:u\r\n v\r\n w\r\n" in event
    assert event.count(b"BEGIN:VTIMEZONE") == 1
    assert b"TZID:America/Lima" in event


def test_an_empty_feed_has_no_event() -> None:
    assert taken_apart(calendar("A", {})).events == {}
