"""Independent programs read invitations, and find each to be what RFC 5546 allows."""

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from icalendar import Calendar

from itinerary.model.history import History, Version
from itinerary.output import invitation
from itinerary.output.invitation import CANCEL, REQUEST, Invitation, Words
from itinerary.output.mail import Party
from itinerary.privacy.guests import invited
from itinerary.privacy.readers import Guest
from itinerary.privacy.view import Withdrawn
from itinerary.syntax.parser import read_schedule
from itinerary.times import Timespan
from itinerary.workspace.views import UNRELEASED
from tests.interop import with_icalendar, with_libical
from tests.interop.instances import canonical
from tests.interop.readers import READERS, Reader, read_each, require
from tests.interop.test_feeds import CLOCKS
from tests.privacy.test_guests import SHOWN, history
from tests.privacy.worlds import read, world

NOW = datetime(2023, 5, 19, 12, tzinfo=UTC)
HOST = Party("host@example.org", 'Ana "Ñ" ^ Quiroga; Lima: 1, 2')
GUEST = Party("o'brien+x@example.org", "会議 🕊, «Office»")
WORDS = Words("Una reunión; larguísima, ".strip() * 6, "Lima\\Perú", "One\nTwo, three; four \\n")


def every() -> list[Invitation]:
    """Return invitations of all sorts: to random entries, in histories, by hard clocks."""
    found = []
    schedule, _, _ = read_schedule(CLOCKS.encode(), "clocks.yaml")
    assert schedule is not None
    pasts = [History((Version(0, UNRELEASED, schedule),))]
    pasts += [read(world(random.Random(seed))).history for seed in range(12)]  # noqa: S311
    pasts += [history(random.Random(seed))[0] for seed in range(12)]  # noqa: S311
    for past in pasts:
        for name in dict.fromkeys(name for known in past.identities for name in known.values()):
            view = invited(past, Guest(GUEST.address, SHOWN), name, invitation.tell)
            for told in (*view.items[:2], *view.withdrawn[:1]):
                found += [
                    Invitation(told, HOST, GUEST),
                    Invitation(told, HOST, GUEST, WORDS),
                    Invitation(told, HOST, GUEST, is_withdrawn=True),
                ]
    return found


ALL = every()


def test_there_are_all_sorts() -> None:
    assert {one.method for one in ALL} == {REQUEST, CANCEL}
    assert any(isinstance(one.told, Withdrawn) for one in ALL)
    assert len(ALL) > 200


def test_libical_finds_each_to_be_what_its_method_allows() -> None:
    require(with_libical)
    for one in ALL:
        assert with_libical.faults(invitation.render(one, NOW)) == []


def test_libical_would_find_what_its_method_does_not_allow() -> None:
    require(with_libical)
    data = invitation.render(ALL[0], NOW)
    lines = data.split(b"\r\n")
    for start in (b"ORGANIZER", b"ATTENDEE", b"UID", b"DTSTAMP"):
        at = next(n for n, line in enumerate(lines) if line.startswith(start))
        after = at + 1 + sum(line[:1] == b" " for line in lines[at + 1 : at + 4])
        without = b"\r\n".join([*lines[:at], *lines[after:]])
        assert with_libical.faults(without), start


def test_icalendar_reads_every_property_back() -> None:
    for one in ALL:
        data = invitation.render(one, NOW)
        calendar = with_icalendar.parse(data)
        assert isinstance(calendar, Calendar)
        assert {name: str(value) for name, value in calendar.items()} == {
            "VERSION": "2.0",
            "PRODID": "-//Itinerary//Itinerary//EN",
            "CALSCALE": "GREGORIAN",
            "METHOD": one.method,
        }
        (component,) = calendar.walk("VEVENT")
        event: dict[str, Any] = dict(component.items())
        told = {name: value for name, value in event.items() if not name.startswith("DT")}
        expected = {
            "UID": one.told.uid,
            "SEQUENCE": one.sequence,
            "ORGANIZER": f"mailto:{HOST.address}",
            "ATTENDEE": f"mailto:{GUEST.address}",
            "SUMMARY": " ".join(invitation.title(one.told, one.words).split()),
        }
        where = " ".join(invitation.place(one.told, one.words).split())
        said = "\n".join(invitation.description(one.told, one.words))
        expected |= {"LOCATION": where} if where else {}
        expected |= {"DESCRIPTION": said} if said else {}
        assert told.pop("LAST-MODIFIED").dt == NOW, "when it last changed is told to no guest"
        status = told.pop("STATUS")
        assert (status == "CANCELLED") is (one.method == CANCEL)
        assert told == expected
        assert event["DTSTAMP"].dt == NOW
        assert event["ORGANIZER"].params == {"CN": HOST.name}
        assert event["ATTENDEE"].params == {
            "CUTYPE": "INDIVIDUAL",
            "ROLE": "REQ-PARTICIPANT",
            "PARTSTAT": "NEEDS-ACTION",
            "RSVP": "TRUE",
            "CN": GUEST.name,
        }
        when = one.told.when
        if isinstance(when, Timespan):
            assert (event["DTSTART"].dt, event["DTEND"].dt) == (when.start, when.end)
        else:
            assert event["DTSTART"].dt == when.first
        assert len(data.splitlines(keepends=True)) == data.count(b"\r\n")
        assert max(map(len, data.split(b"\r\n"))) <= 75


@pytest.mark.parametrize(
    "reader", READERS, ids=[reader.__name__.rpartition(".")[2] for reader in READERS]
)
def test_a_program_reads_the_time_that_was_meant(reader: Reader) -> None:
    require(reader)
    some = ALL[:: max(len(ALL) // 12, 1)]
    found = read_each(reader, [invitation.render(one, NOW) for one in some])
    for one, (event,) in zip(some, found, strict=True):
        when = one.told.when
        start = when.start if isinstance(when, Timespan) else when.first
        assert (event.uid, event.start) == (one.told.uid, canonical(start))
