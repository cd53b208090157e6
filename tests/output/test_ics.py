"""A feed, fact by fact: each of them answers for something that some calendar program does."""

import random
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
import pytz
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Component, Event

from itinerary.model.history import History, Version
from itinerary.model.schedule import Schedule
from itinerary.output import render
from itinerary.output.format import Page
from itinerary.privacy.projection import project
from itinerary.privacy.readers import Medium, readers
from itinerary.privacy.view import Cover, View
from itinerary.syntax.parser import read_schedule
from itinerary.times import Days, Timespan
from itinerary.workspace.views import UNRELEASED
from tests.privacy.worlds import READERS, read, world

SAMPLES = sorted((Path(__file__).parents[2] / "schedules").glob("*.yaml"))
HEAD = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people: {ana: {name: Ana}, ben: {name: Ben}}
readers: {press: {name: Press}, office: {name: Office, clearance: private}}
places:
  lima: {name: Lima, coordinates: "-12.046, -77.043"}
  hotel: {name: Hotel, in: lima, address: Jirón 1, coordinates: "-12.1, -77.0"}
  tokyo: {name: Tokyo, timezone: Asia/Tokyo}
  london: {name: London, timezone: Europe/London}
"""


def history(text: str) -> History:
    schedule, found, _ = read_schedule(text.encode(), "mission.yaml")
    assert not [one for one in found if one.is_error]
    assert schedule is not None
    return History((Version(0, UNRELEASED, schedule),))


def view_of(schedule: Schedule, reader: str) -> View:
    known = readers(schedule)[reader]
    return project(History((Version(0, UNRELEASED, schedule),)), known, Medium.FEED)


def feed(programme: str, reader: str = "ana", head: str = HEAD) -> bytes:
    """Return a reader's feed of some entries, written as a file holds them."""
    text = head + (f"programme:\n{programme}" if programme else "programme: {}\n")
    schedule = history(text).latest.schedule
    return render("ics", view_of(schedule, reader), Page())


def entry(fields: str, **more: str) -> bytes:
    """Return the feed of one entry."""
    return feed(f"  one: {{{fields}}}\n", **more)


def lines(ics: bytes) -> list[str]:
    """Return the unfolded lines of a feed."""
    return ics.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def event(ics: bytes) -> dict[str, str]:
    """Return the properties, with their parameters, of a feed's only event."""
    told = lines(ics)
    assert told.count("BEGIN:VEVENT") == 1
    inside = told[told.index("BEGIN:VEVENT") + 1 : told.index("END:VEVENT")]
    pairs = [line.partition(":")[::2] for line in inside]
    assert len(dict(pairs)) == len(pairs), "a property stands twice"
    return dict(pairs)


@cache
def sample_feeds() -> dict[str, bytes]:
    """Return every reader's feed of every sample."""
    made = {}
    for path in SAMPLES:
        schedule = history(path.read_text(encoding="utf-8")).latest.schedule
        for reader in readers(schedule):
            made[f"{path.stem}/{reader}"] = render("ics", view_of(schedule, reader), Page())
    return made


@cache
def random_feeds() -> tuple[bytes, ...]:
    """Return the feeds of some random worlds: with covers, journeys, several zones."""
    worlds = [read(world(random.Random(seed))) for seed in range(25)]  # noqa: S311 (it hides nothing)
    return tuple(
        render("ics", view_of(one.schedule, reader), Page()) for one in worlds for reader in READERS
    )


def all_feeds() -> Iterator[bytes]:
    yield from sample_feeds().values()
    yield from random_feeds()


def components(ics: bytes, name: str) -> list[Component]:
    return list(Calendar.from_ical(ics).walk(name))


# ---------------------------------------------------------------- what is never there


@pytest.mark.parametrize(
    "name",
    [
        *("METHOD", "ORGANIZER", "ATTENDEE", "CLASS", "RRULE", "RDATE", "EXDATE", "EXRULE"),
        *("RECURRENCE-ID", "COMMENT", "CONTACT", "ATTACH", "X-ALT-DESC", "REQUEST-STATUS"),
    ],
)
def test_what_makes_clients_schedule_hide_or_repeat_is_in_no_feed(name: str) -> None:
    for ics in all_feeds():
        assert not re.search(rf"^{name}[;:]", "\n".join(lines(ics)), re.MULTILINE)


def test_there_are_events_and_zones_and_nothing_else() -> None:
    for ics in all_feeds():
        kinds = {line for line in lines(ics) if line.startswith("BEGIN:")}
        assert kinds <= {
            "BEGIN:VCALENDAR",
            "BEGIN:VTIMEZONE",
            "BEGIN:STANDARD",
            "BEGIN:DAYLIGHT",
            "BEGIN:VEVENT",
        }


def test_the_calendar_has_no_uid() -> None:
    for ics in all_feeds():
        told = lines(ics)
        before = told[: min(i for i, line in enumerate(told) if line.startswith("BEGIN:VT"))]
        assert not [line for line in before if line.startswith("UID")]
        (calendar,) = components(ics, "VCALENDAR")
        assert "UID" not in calendar


def test_no_address_is_in_a_feed() -> None:
    head = HEAD.replace("{name: Ana}", "{name: Ana, email: ana@example.org, phone: +51 999 999}")
    ics = entry("kind: meeting, title: A, when: 2023-05-22 09:00-10:00, who: [ana]", head=head)
    assert b"mailto" not in ics.lower()
    assert b"example.org" not in ics
    assert b"999" not in ics


# ---------------------------------------------------------------- the calendar


def test_a_calendar_says_who_it_is_and_when_to_look_again() -> None:
    for ics in all_feeds():
        told = lines(ics)
        head = told[: min(i for i, line in enumerate(told) if line.startswith("BEGIN:VT"))]
        named = dict(line.partition(":")[::2] for line in head)
        assert named["NAME"] == named["X-WR-CALNAME"] != ""
        assert named["VERSION"] == "2.0"
        assert named["CALSCALE"] == "GREGORIAN"
        assert named["REFRESH-INTERVAL;VALUE=DURATION"] == "PT1H"
        assert named["X-PUBLISHED-TTL"] == "PT1H"
        assert re.fullmatch(r"[a-z]+", named["COLOR"])
        assert named["PRODID"]
        assert len(named) == len(head)


def test_a_feed_does_not_tell_which_version_of_the_program_made_it() -> None:
    prodid = next(line for line in lines(feed("")) if line.startswith("PRODID"))
    assert not re.search(r"\d", prodid)


def test_an_empty_feed_is_a_calendar_and_keeps_its_zone() -> None:
    ics = feed("")
    assert components(ics, "VEVENT") == []
    (zone,) = components(ics, "VTIMEZONE")
    assert str(zone["TZID"]) == "America/Lima"
    assert ics.startswith(b"BEGIN:VCALENDAR\r\n")
    assert ics.endswith(b"END:VCALENDAR\r\n")


def test_a_name_with_signs_of_its_own_is_escaped() -> None:
    ics = feed("", head=HEAD.replace("name: Mission", 'name: "Peru; north, south\\\\ and: more"'))
    assert r"NAME:Peru\; north\, south\\ and: more" in lines(ics)
    assert r"X-WR-CALNAME:Peru\; north\, south\\ and: more" in lines(ics)


def test_a_name_written_on_several_lines_ends_no_property() -> None:
    ics = feed("", head=HEAD.replace("name: Mission", r'name: "Peru\nMETHOD:CANCEL"'))
    names = [line for line in lines(ics) if line.startswith(("NAME:", "X-WR-CALNAME:", "METHOD"))]
    assert names == ["NAME:Peru METHOD:CANCEL", "X-WR-CALNAME:Peru METHOD:CANCEL"]


# ---------------------------------------------------------------- the zones


def test_zones_are_sorted_and_each_is_used_and_each_used_is_there() -> None:
    for ics in all_feeds():
        told = "\n".join(lines(ics))
        defined = re.findall(r"^TZID:(.+)$", told, re.MULTILINE)
        used = set(re.findall(r"^DT(?:START|END);TZID=([^:]+):", told, re.MULTILINE))
        assert defined == sorted(set(defined))
        assert used <= set(defined)
        # The mission's own stays, so that an empty feed is a feed like any other.
        assert len(set(defined) - used) <= 1
        assert all(name in pytz.all_timezones_set for name in defined)


def test_every_time_has_a_zone_or_is_a_day() -> None:
    told = [line for ics in all_feeds() for line in lines(ics)]
    starts = {line for line in told if line.startswith(("DTSTART", "DTEND"))}
    floating = re.compile(r"DT(START|END)[^:]*:\d{8}T\d{6}$")
    of_events = {line for line in starts if floating.match(line) and "TZID=" not in line}
    # Only the onset of an observance is told so (RFC 5545, 3.6.5).
    assert all(line.startswith("DTSTART:") for line in of_events)
    for ics in all_feeds():
        for each in components(ics, "VEVENT"):
            for name in ("DTSTART", "DTEND"):
                value = each.decoded(name)
                assert not isinstance(value, datetime) or value.tzinfo is not None


LONDON = entry(
    "kind: meeting, title: A, when: 2023-03-25 09:00-10:00, where: london, who: [ana]",
    head=HEAD.replace("2023-05-20 to 2023-05-27", "2023-03-20 to 2023-03-30"),
)


def test_an_onset_is_told_by_the_clocks_before_it() -> None:
    (_, zone) = components(LONDON, "VTIMEZONE")
    assert str(zone["TZID"]) == "Europe/London"
    told = [
        (
            part.name,
            f"{part.decoded('DTSTART'):%Y%m%dT%H%M%S}",
            part["TZOFFSETFROM"].to_ical(),
            part["TZOFFSETTO"].to_ical(),
            str(part["TZNAME"]),
        )
        for part in zone.subcomponents
    ]
    assert told == [
        ("STANDARD", "20230101T000000", "+0000", "+0000", "GMT"),
        ("DAYLIGHT", "20230326T010000", "+0000", "+0100", "BST"),
        ("STANDARD", "20231029T020000", "+0100", "+0000", "GMT"),
    ]


def _observances(zone: Component) -> list[tuple[datetime, timedelta]]:
    """Return the instants in UTC, naive, from which each offset of a zone holds."""
    return sorted(
        (part.decoded("DTSTART") - part.decoded("TZOFFSETFROM"), part.decoded("TZOFFSETTO"))
        for part in zone.subcomponents
    )


@pytest.mark.parametrize(
    "name",
    [
        *("Europe/London", "America/New_York", "Asia/Tehran", "Africa/Casablanca", "Asia/Gaza"),
        *("Australia/Lord_Howe", "America/Santiago", "America/Lima", "Asia/Kathmandu"),
        *("Pacific/Apia", "Antarctica/Troll", "Europe/Dublin", "Africa/Cairo", "Asia/Amman"),
    ],
)
@pytest.mark.parametrize("year", [2022, 2023, 2027])
def test_a_zones_offsets_are_right_at_every_hour_of_its_years(name: str, year: int) -> None:
    head = HEAD.replace("2023-05-20 to 2023-05-27", f"{year}-06-01 to {year}-06-09")
    ics = feed("", head=head.replace("America/Lima", name))
    (zone,) = components(ics, "VTIMEZONE")
    observances = _observances(zone)
    place = pytz.timezone(name)
    first = place.localize(datetime(year, 1, 1)).astimezone(UTC).replace(tzinfo=None)  # noqa: DTZ001 (localised)
    assert observances[0][0] == first
    for hour in range(365 * 24):
        at = first + timedelta(hours=hour)
        offset = [after for onset, after in observances if onset <= at][-1]
        assert offset == place.fromutc(at).utcoffset(), at


def test_a_zone_is_told_for_all_years_of_the_mission() -> None:
    head = HEAD.replace("2023-05-20 to 2023-05-27", "2022-12-01 to 2023-06-30")
    ics = feed("", head=head.replace("America/Lima", "Europe/London"))
    (zone,) = components(ics, "VTIMEZONE")
    onsets = [f"{part.decoded('DTSTART'):%Y%m}" for part in zone.subcomponents]
    assert onsets == ["202201", "202203", "202210", "202303", "202310"]


def test_utc_needs_no_zone() -> None:
    told = event(entry("kind: meeting, title: A, when: 2023-05-22 09:00-10:00 UTC, who: [ana]"))
    assert told["DTSTART"] == "20230522T090000Z"
    assert told["DTEND"] == "20230522T100000Z"


# ---------------------------------------------------------------- times


def test_a_time_is_told_by_the_clocks_of_its_place() -> None:
    told = event(
        entry("kind: journey, from: tokyo, to: london, when: 2023-05-22 09:00-15:00, who: [ana]")
    )
    assert told["DTSTART;TZID=Asia/Tokyo"] == "20230522T090000"
    assert told["DTEND;TZID=Europe/London"] == "20230522T150000"


@pytest.mark.parametrize(
    ("when", "start", "end"),
    [
        ("2023-05-22", "20230522", "20230523"),
        ("2023-05-22 to 2023-05-24", "20230522", "20230525"),
        ("2023-05-31", "20230531", "20230601"),
    ],
)
def test_the_end_of_whole_days_is_the_day_after_the_last(when: str, start: str, end: str) -> None:
    told = event(entry(f"kind: internal, title: A, when: {when}"))
    assert told["DTSTART;VALUE=DATE"] == start
    assert told["DTEND;VALUE=DATE"] == end
    assert told["TRANSP"] == "TRANSPARENT"
    assert told["X-MICROSOFT-CDO-BUSYSTATUS"] == "FREE"


NIGHT = HEAD.replace("2023-05-20 to 2023-05-27", "2023-10-20 to 2023-10-30")


@pytest.mark.parametrize(
    ("length", "end"),
    [
        ("30m", "20231029T000000Z"),
        ("1h", "20231029T003000Z"),
        ("1h30", "20231029T010000Z"),
        ("2h", "20231029T013000Z"),
    ],
)
def test_an_hour_that_clocks_show_twice_is_written_in_utc(length: str, end: str) -> None:
    """London's clocks show 01:00 to 02:00 twice that night, at 00:00 and at 01:00 in UTC."""
    fields = "kind: meeting, title: A, where: london, who: [ana], when: 2023-10-29 00:30"
    ics = entry(f"{fields} for {length}", head=NIGHT)
    assert event(ics)["DTEND"] == end
    (shown,) = components(ics, "VEVENT")
    assert shown.decoded("DTSTART") == datetime(2023, 10, 28, 23, 30, tzinfo=UTC)


def test_a_zone_that_no_time_is_told_in_is_left_out() -> None:
    fields = "kind: meeting, title: A, where: london, who: [ana], when: 2023-10-29 00:30 for 1h"
    told = "\n".join(lines(entry(fields, head=NIGHT)))
    used = set(re.findall(r"^DT(?:START|END);TZID=([^:]+):", told, re.MULTILINE))
    defined = set(re.findall(r"^TZID:(.+)$", told, re.MULTILINE))
    assert defined == used | {"America/Lima"}


def test_a_recurrence_is_an_event_a_day_at_the_same_clock_time() -> None:
    head = HEAD.replace("2023-05-20 to 2023-05-27", "2023-03-24 to 2023-03-28")
    ics = entry(
        "kind: internal, title: A, when: 2023-03-25 09:00 for 1h, repeat: daily, where: london, "
        "who: [ana]",
        head=head,
    )
    starts = [each.decoded("DTSTART") for each in components(ics, "VEVENT")]
    assert [start.astimezone(UTC).strftime("%d %H:%M") for start in starts] == [
        "25 09:00",
        "26 08:00",
        "27 08:00",
        "28 08:00",
    ]


# ---------------------------------------------------------------- status


@pytest.mark.parametrize(
    ("status", "summary", "standing", "transparency", "busy"),
    [
        ("confirmed", "A", "CONFIRMED", "OPAQUE", "BUSY"),
        ("tentative", "TENTATIVE · A", "TENTATIVE", "OPAQUE", "TENTATIVE"),
        ("requested", "REQUESTED · A", "TENTATIVE", "OPAQUE", "TENTATIVE"),
        ("idea", "IDEA · A", "TENTATIVE", "TRANSPARENT", "FREE"),
        ("cancelled", "CANCELLED · A", "CANCELLED", "TRANSPARENT", "FREE"),
        ("declined", "DECLINED · A", "CANCELLED", "TRANSPARENT", "FREE"),
    ],
)
def test_how_sure_it_is_stands_in_the_summary_and_in_every_property_for_it(
    status: str, summary: str, standing: str, transparency: str, busy: str
) -> None:
    told = event(entry(f"kind: meeting, title: A, when: 2023-05-22 09:00-10:00, status: {status}"))
    assert told["SUMMARY"] == summary
    assert told["STATUS"] == standing
    assert told["TRANSP"] == transparency
    assert told["X-MICROSOFT-CDO-BUSYSTATUS"] == busy


def test_a_request_without_a_time_is_in_no_feed() -> None:
    ics = entry("kind: meeting, title: A, takes: 1h, within: [2023-05-22 09:00-17:00], who: [ana]")
    assert components(ics, "VEVENT") == []


def test_a_night_takes_no_time_from_the_day() -> None:
    told = event(entry("kind: stay, when: 2023-05-22, nights: 2, where: hotel, who: [ana]"))
    assert (told["DTSTART;VALUE=DATE"], told["DTEND;VALUE=DATE"]) == ("20230522", "20230525")
    assert told["TRANSP"] == "TRANSPARENT"


def test_a_cover_says_its_words_the_time_the_town_and_nothing_else() -> None:
    told = event(
        entry(
            "kind: victim-meeting, title: Families, cover: Field visit, where: hotel, room: 7, "
            "when: 2023-05-22 09:00-10:00, who: [ana], note: Secret, with: [Somebody], "
            "vehicle: [Car], handover: {what: Paper}, status: tentative, languages: [qu]"
        )
    )
    fixed = {"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE"}
    assert {name: value for name, value in told.items() if name not in fixed} == {
        "SUMMARY": "Field visit",
        "DTSTART;TZID=America/Lima": "20230522T090000",
        "DTEND;TZID=America/Lima": "20230522T100000",
        "LOCATION": "Lima",
        "STATUS": "CONFIRMED",
        "TRANSP": "OPAQUE",
        "X-MICROSOFT-CDO-BUSYSTATUS": "BUSY",
    }


# ---------------------------------------------------------------- place


def test_the_place_is_one_line_with_its_address() -> None:
    told = event(
        entry(
            "kind: meeting, title: A, when: 2023-05-22 09:00-10:00, where: hotel, room: Main hall"
        )
    )
    assert told["LOCATION"] == r"Main hall\, Hotel\, Lima\, Jirón 1"


def test_a_place_written_on_several_lines_is_told_on_one() -> None:
    head = HEAD.replace("name: Hotel", r'name: "Hotel\nPalace"').replace(
        "Jirón 1", r'"Jirón 1\n\nLima"'
    )
    told = event(
        entry("kind: meeting, title: A, when: 2023-05-22 09:00-10:00, where: hotel", head=head)
    )
    assert r"\n" not in told["LOCATION"]
    assert "Hotel Palace" in told["LOCATION"]


def test_a_title_written_on_several_lines_is_told_on_one() -> None:
    told = event(entry(r'kind: meeting, title: "A\nB", when: 2023-05-22 09:00-10:00'))
    assert told["SUMMARY"] == "A B"


@pytest.mark.parametrize("given", ["public", "private", "confidential"])
@pytest.mark.parametrize("reader", ["ana", "press", "office"])
def test_only_what_is_public_shows_where_it_is_on_a_map(given: str, reader: str) -> None:
    ics = entry(
        f"kind: meeting, title: A, when: 2023-05-22 09:00-10:00, where: hotel, class: {given}",
        reader=reader,
    )
    shown = [line for line in lines(ics) if line.startswith("GEO")]
    assert shown == (["GEO:-12.1;-77.0"] if given == "public" else [])


def test_a_journey_has_no_point_on_the_map() -> None:
    ics = entry(
        "kind: journey, from: hotel, to: tokyo, when: 2023-05-22 09:00 for 9h, class: public"
    )
    assert b"GEO" not in ics
    assert event(ics)["LOCATION"] == "Hotel → Tokyo"


def test_people_are_text() -> None:
    told = event(entry("kind: meeting, title: A, when: 2023-05-22 09:00-10:00, who: [ana, ben]"))
    assert told["DESCRIPTION"].splitlines()[0].startswith(r"Who: Ana\, Ben")


def test_the_kind_is_the_category() -> None:
    told = event(entry("kind: government-meeting, title: A, when: 2023-05-22 09:00-10:00"))
    assert told["CATEGORIES"] == "Government meeting"
    assert told["COLOR"] == "royalblue"


# ---------------------------------------------------------------- identifiers and revisions


def test_identifiers_are_opaque_and_unique_and_differ_between_readers() -> None:
    seen: dict[str, str] = {}
    for name, ics in sample_feeds().items():
        uids = [str(each["UID"]) for each in components(ics, "VEVENT")]
        assert len(set(uids)) == len(uids)
        for uid in uids:
            assert re.fullmatch(r"[0-9a-f]{40}", uid)
            assert uid not in seen, f"{name} and {seen[uid]}"
            seen[uid] = name
    assert len(seen) > 200


def test_an_identifier_survives_every_change_but_that_of_its_id() -> None:
    before = event(entry("kind: meeting, title: A, when: 2023-05-22 09:00-10:00"))["UID"]
    after = event(entry("kind: internal, title: B, when: 2023-05-23 11:00-12:00, who: [ana]"))[
        "UID"
    ]
    renamed = event(feed("  two: {kind: meeting, title: A, when: 2023-05-22 09:00-10:00}\n"))["UID"]
    rekeyed = event(
        entry(
            "kind: meeting, title: A, when: 2023-05-22 09:00-10:00",
            head=HEAD.replace("key: 9mR4", "key: 8mR4"),
        )
    )["UID"]
    assert before == after
    assert len({before, renamed, rekeyed}) == 3


def test_a_repeated_entry_keeps_each_days_identifier_when_others_are_left_out() -> None:
    def uids(repeat: str) -> dict[str, str]:
        ics = entry(f"kind: internal, title: A, when: 2023-05-21 09:00 for 1h, repeat: {repeat}")
        return {
            str(each.decoded("DTSTART").date()): str(each["UID"])
            for each in components(ics, "VEVENT")
        }

    whole, part = uids("daily"), uids("daily until 2023-05-25 except 2023-05-23")
    assert len(set(whole.values())) == 7
    assert part == {day: whole[day] for day in part}
    assert sorted(part) == ["2023-05-21", "2023-05-22", "2023-05-24", "2023-05-25"]


def test_an_event_says_when_it_was_revised_and_never_what_time_it_is_now() -> None:
    told = event(entry("kind: meeting, title: A, when: 2023-05-22 09:00-10:00"))
    assert told["DTSTAMP"] == told["LAST-MODIFIED"] == "20000101T000000Z"
    assert told["SEQUENCE"] == "0"


# ---------------------------------------------------------------- the bytes


def test_every_line_is_short_and_ends_in_crlf_and_is_folded_between_characters() -> None:
    for ics in all_feeds():
        assert ics.endswith(b"\r\n")
        physical = ics.removesuffix(b"\r\n").split(b"\r\n")
        for line in physical:
            assert len(line) <= 75
            assert b"\n" not in line
            assert b"\r" not in line
            line.decode()


@pytest.mark.parametrize("filler", ["a", "é", "會", "🕊", "e\u0301", "👩\u200d👩\u200d👧", "،"])
@pytest.mark.parametrize("offset", range(5))
def test_a_long_text_of_any_script_is_folded_and_comes_back_whole(filler: str, offset: int) -> None:
    title = "x" * offset + filler * 70
    ics = entry(f'kind: meeting, title: "{title}", when: 2023-05-22 09:00-10:00')
    for line in ics.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    (shown,) = components(ics, "VEVENT")
    assert str(shown["SUMMARY"]) == composed(title)


def composed(text: str) -> str:
    """Return a text as the parser keeps it."""
    return unicodedata.normalize("NFC", text)


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def test_no_control_character_is_in_a_feed() -> None:
    for ics in all_feeds():
        assert not _CONTROL.search(ics.decode().replace("\r\n", "\n"))


@pytest.mark.parametrize(
    "escape",
    [
        *(r"\0", r"\a", r"\b", r"\e", r"\v", r"\f", r"\r", r"\N", r"\L", r"\P", r"\x7f"),
        *(r"\x1b[31m", r"\u0085", r"\u202e", r"\u2066", r"\x01", r"\ufeff"),
    ],
)
@pytest.mark.parametrize("key", ["title", "room", "press"])
def test_a_control_character_cannot_be_smuggled_in_by_an_escape(key: str, escape: str) -> None:
    """YAML's double quotes know escapes, so looking at the file's text alone does not find them."""
    texts = {"title": '"A"', key: f'"Be{escape}ware"'}
    fields = ", ".join(f"{name}: {text}" for name, text in texts.items())
    source = f"{HEAD}programme:\n  one: {{kind: meeting, when: 2023-05-22 09:00-10:00, {fields}}}\n"
    schedule, found, _ = read_schedule(source.encode(), "mission.yaml")
    refused = schedule is None or any(one.is_error for one in found)
    if not refused and schedule is not None:
        ics = render("ics", view_of(schedule, "ana"), Page()).decode()
        assert not _CONTROL.search(ics.replace("\r\n", "\n"))
        assert "\ufeff" not in ics


@pytest.mark.parametrize("text", ["END:VEVENT", r"A\nEND:VEVENT\nBEGIN:VEVENT", "A;B,C:D", r"\\n"])
def test_no_text_can_end_its_property(text: str) -> None:
    ics = entry(
        f'kind: meeting, title: "{text}", press: "{text}", when: 2023-05-22 09:00-10:00, '
        f'with: ["{text}"], room: "{text}"'
    )
    (shown,) = components(ics, "VEVENT")
    folded = text.replace(r"\n", " ") if "END" in text else text.replace(r"\\n", r"\n")
    assert str(shown["SUMMARY"]) == folded


# ---------------------------------------------------------------- and back again


def _expected(view: View) -> list[tuple[str, date, date, str]]:
    told = []
    for item in view.items:
        when = item.when
        start: date = when.start.astimezone(UTC) if isinstance(when, Timespan) else when.first
        end = when.end.astimezone(UTC) if isinstance(when, Timespan) else _after(when)
        word = ""
        if not isinstance(item, Cover) and item.details.standing.value != "confirmed":
            word = f"{item.details.standing.value.upper()} · "
        told.append((item.uid, start, end, word + item.title))
    return told


def _after(days: Days) -> date:
    return days.last + timedelta(days=1)


def _instant(value: date | datetime) -> date | datetime:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=0, max_value=2**48))
def test_a_feed_is_read_back_as_what_it_was_made_from(seed: int) -> None:
    one = read(world(random.Random(seed)))  # noqa: S311 (it hides nothing)
    for reader in READERS:
        view = view_of(one.schedule, reader)
        ics = render("ics", view, Page())
        read_back = [
            (
                str(each["UID"]),
                _instant(each.decoded("DTSTART")),
                _instant(each.decoded("DTEND")),
                str(each["SUMMARY"]),
            )
            for each in components(ics, "VEVENT")
            if isinstance(each, Event)
        ]
        assert read_back == _expected(view)


def test_the_worlds_hold_every_kind_of_item() -> None:
    views = [
        view_of(read(world(random.Random(seed))).schedule, reader)  # noqa: S311 (it hides nothing)
        for seed in range(25)
        for reader in READERS
    ]
    kinds = {type(item).__name__ for view in views for item in view.items}
    assert kinds == {"Engagement", "Journey", "Stay", "Cover"}
    assert any(not view.items for view in views)
