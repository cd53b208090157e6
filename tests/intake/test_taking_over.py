"""Whatever an import adds can be read, is not public, and leaves all else as it was."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itinerary.intake import child, guarded
from itinerary.intake.events import MOST_BYTES, Calendar, Refusal, calendar_from
from itinerary.model.entries import Status
from itinerary.model.fields import Classification
from itinerary.syntax.parser import read_schedule
from itinerary.workspace import importing
from itinerary.workspace.files import Loaded, understood

NOW = datetime(2023, 5, 20, 8, tzinfo=UTC)
BLOCK = """\
itinerary: 1
delegation: {name: D, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
people:
  ana: {name: Ana Navarro}
places:
  lim: {name: Lima airport (LIM)}
  jul: {name: Juliaca airport (JUL)}
  london: {name: London, timezone: Europe/London}
programme:

  talks:      # with the ministry
    kind: meeting
    title: 'It''s on'
    when: 2023-05-26 14:30-15:30
    who: [ana]
    was: a

  to-jul: {kind: journey, from: lim, to: jul, when: 2023-05-22 10:00-11:45}
    # said by telephone

# the end
"""
READERS = "readers:\n  press: {name: Press, clearance: public}\n"
SHAPES = {
    "block": BLOCK,
    "crlf": BLOCK.replace("\n", "\r\n"),
    "bom": f"\ufeff{BLOCK}",
    "no last line break": BLOCK.partition("\n# the end")[0].rstrip(),
    "something below": f"{BLOCK}{READERS}",
    "empty": f"{BLOCK.partition('programme:')[0]}programme: {{}}\n{READERS}",
    "flow": (
        f"{BLOCK.partition('programme:')[0]}"
        "programme: {talks: {kind: meeting, when: 2023-05-26 14:30-15:30}}\n"
    ),
}
ODD = st.sampled_from(
    [
        *("class: public", "}", ": ", " #", "'", '"', "- ", "[a, b]", "\\", "%", "@", "|", "&a"),
        *(
            "*a",
            "!x",
            "\n",
            "\r",
            "\t",
            "\x85",
            "\u2028",
            "\u202e",
            "\x1b[2J",
            "\x00",
            "\ud800",
            "\ufeff",
        ),
        *("🕊", "né", "é", "LIM", "JUL", "null", "no", "0x1f", "---", "...", "2023-05-25", " "),
    ]
)
TEXT = st.one_of(st.lists(ODD, max_size=5).map("".join), st.text(max_size=30))
ZONES = [None, "UTC", "America/Lima", "Europe/London", "Asia/Kathmandu"]
WALLS = st.datetimes(datetime(2023, 5, 19), datetime(2023, 5, 28)).map(  # noqa: DTZ001 (as told)
    lambda at: at.replace(second=0, microsecond=0).isoformat()
)
MOMENTS = st.tuples(WALLS, st.sampled_from(ZONES)).map(list)
DAYS = st.dates(date(2023, 5, 18), date(2023, 5, 29)).map(date.isoformat)
RULES = ["FREQ=DAILY", "FREQ=DAILY;COUNT=3", "FREQ=WEEKLY;BYDAY=MO,TU", "FREQ=SECONDLY", "x"]


@st.composite
def told(draw: st.DrawFn) -> dict[str, object]:
    """Draw an event as the child process tells it."""
    times: dict[str, object] = {"written": draw(st.one_of(DAYS, TEXT))}
    if draw(st.booleans()):
        wall, zone = draw(MOMENTS)
        later = datetime.fromisoformat(str(wall)) + timedelta(minutes=draw(st.integers(-60, 2000)))
        times = {"start": [wall, zone], "end": [later.isoformat(), zone]}
    elif draw(st.booleans()):
        times = {"start": draw(DAYS), "end": draw(DAYS)}
    return {
        "uid": draw(st.one_of(st.sampled_from(["a", "b", "c"]), TEXT)),
        "title": draw(TEXT),
        **times,
        "sequence": draw(st.integers(-1, 3)),
        "recurrence": draw(st.one_of(st.just(""), DAYS)),
        "status": draw(st.one_of(st.sampled_from(["CONFIRMED", "CANCELLED", "cancelado"]), TEXT)),
        "classification": draw(st.sampled_from(["", "PUBLIC", "PRIVATE", "CONFIDENTIAL", "x"])),
        "description": draw(TEXT),
        "location": draw(st.one_of(st.sampled_from(["London", "lim", "LIM → JUL"]), TEXT)),
        "rule": draw(st.one_of(st.just(""), st.sampled_from(RULES), TEXT)),
        "excluded": draw(st.lists(DAYS, max_size=3)),
        "attendees": draw(
            st.lists(st.tuples(TEXT, st.one_of(st.just("ana navarro"), TEXT), TEXT), max_size=3)
        ),
    }


def planned(loaded: Loaded, found: Calendar, name: str, *, as_they_stand: bool) -> importing.Plan:
    with mock.patch.object(guarded, "read_calendar", return_value=found):
        plan = importing.plan(
            Path(f"{name or 'x'}.ics"), b"", loaded, NOW, as_they_stand=as_they_stand
        )
    assert isinstance(plan, importing.Plan), plan
    return plan


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    shape=st.sampled_from(sorted(SHAPES)),
    events=st.lists(told(), max_size=5),
    name=TEXT.filter(lambda text: "/" not in text and "\0" not in text),
    as_they_stand=st.booleans(),
)
def test_what_is_added_can_be_read_and_nothing_else_changes(
    shape: str, events: list[dict[str, object]], name: str, *, as_they_stand: bool
) -> None:
    loaded = understood(SHAPES[shape].encode(), "m.yaml")
    assert loaded.schedule is not None
    found = calendar_from({"method": "", "events": events, "notes": []})
    plan = planned(loaded, found, name, as_they_stand=as_they_stand)
    again, diagnostics, _ = read_schedule(plan.data, "m.yaml")
    assert not [one for one in diagnostics if one.is_error]
    assert again is not None
    before = loaded.schedule
    assert {key: again.entries[key] for key in before.entries} == dict(before.entries)
    assert {*again.entries} - {*before.entries} == {one.id for one in plan.preview.added}
    assert (again.people, [*again.readers]) == (before.people, [*before.readers])
    for one in plan.preview.added:
        entry = again.entries[one.id]
        assert entry.classification in {Classification.PRIVATE, Classification.CONFIDENTIAL}
        assert as_they_stand or entry.status is Status.IDEA
        assert entry.source is not None
        assert {ref.id for ref in entry.who} <= {*before.people}
    missing = [line for line in SHAPES[shape].splitlines() if line not in plan.data.decode()]
    assert not missing or shape in {"flow", "empty"}
    second = planned(understood(plan.data, "m.yaml"), found, name, as_they_stand=as_they_stand)
    assert second.data == plan.data
    assert not second.preview.added
    assert not second.preview.differing


@pytest.mark.parametrize("name", ["\ud800.ics", "a\x1b[2J\n\u202e.ics", "\x07", "x" * 250])
def test_a_file_of_any_name_is_taken_over(name: str) -> None:
    event = {"uid": "a", "title": "T", "start": "2023-05-23", "end": "2023-05-24"}
    found = calendar_from({"method": "", "events": [event], "notes": []})
    with mock.patch.object(guarded, "read_calendar", return_value=found):
        plan = importing.plan(
            Path(name), b"", understood(BLOCK.encode(), "m.yaml"), NOW, as_they_stand=False
        )
    assert isinstance(plan, importing.Plan)
    assert [one.id for one in plan.preview.added] == ["t"]
    assert plan.preview.source.isprintable()


FEEDS = sorted((Path(__file__).parents[1] / "golden").glob("*/*.ics"))


@pytest.mark.parametrize("feed", FEEDS, ids=lambda path: path.parent.name)
def test_a_feed_of_another_mission_is_taken_over_once(feed: Path) -> None:
    schedule = BLOCK.replace("2023-05-20 to 2023-05-27", "2023-01-01 to 2023-12-31")
    if feed.parent.name.startswith("senegal"):
        schedule = BLOCK.replace("2023-05-20 to 2023-05-27", "2027-01-01 to 2027-12-31").replace(
            "when: 2023", "when: 2027"
        )
    loaded = understood(schedule.encode(), "m.yaml")
    first = importing.plan(feed, feed.read_bytes(), loaded, NOW, as_they_stand=False)
    assert not isinstance(first, Refusal)
    events = feed.read_bytes().count(b"BEGIN:VEVENT")
    assert len(first.preview.added) + len(first.preview.left_out) == events
    assert len(first.preview.added) > events // 2
    second = importing.plan(
        feed, feed.read_bytes(), understood(first.data, "m.yaml"), NOW, as_they_stand=False
    )
    assert not isinstance(second, Refusal)
    assert second.data == first.data
    assert second.preview.same == len(first.preview.added)


def test_the_largest_honest_file_stays_within_the_bounds() -> None:
    event = (
        "BEGIN:VEVENT\r\nUID:{0}\r\nDTSTAMP:20230501T000000Z\r\nSUMMARY:Talks {0}\r\n"
        "DTSTART;TZID=America/Lima:20230522T100000\r\nDTEND;TZID=America/Lima:20230522T110000\r\n"
        "DESCRIPTION:{1}\r\nEND:VEVENT\r\n"
    )
    room = MOST_BYTES // 2000 - 250
    body = "".join(event.format(number, "x" * room) for number in range(1990))
    data = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{body}END:VCALENDAR\r\n".encode()
    assert MOST_BYTES * 0.9 < len(data) <= MOST_BYTES
    found = guarded.read_calendar(data)
    assert isinstance(found, Calendar)
    assert len(found.events) == 1990
    assert len(json.dumps(child.answer("ics", data))) < guarded._MOST_ANSWER
