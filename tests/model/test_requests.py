"""Which requests are open, and when they can still be placed."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.model.requests import open_requests, time_held, windows_left
from itinerary.times import Timespan, localise
from tests.reading import meeting, mission, one_entry, read


def at(wall: str) -> datetime:
    found = localise(datetime.fromisoformat(f"2023-05-{wall}"), "America/Lima")
    assert isinstance(found, datetime)
    return found


def left(fields: str, now: str) -> list[str]:
    entry = read(one_entry(f"kind: meeting\n{fields}")).entry
    return [f"{one.start:%d %H:%M}-{one.end:%H:%M}" for one in windows_left(entry, at(now))]


@pytest.mark.parametrize(
    ("fields", "is_open"),
    [
        ("status: requested", True),
        ("status: tentative\nwhen: 2023-05-22 09:00-10:00", True),
        ("status: idea\nwithin: 2023-05-22\ntakes: 1h", True),
        ("status: idea\nwhen: 2023-05-22 09:00-10:00\nrequest: {of: X}", True),
        ("status: idea\nwhen: 2023-05-22 09:00-10:00", False),
        ("when: 2023-05-22 09:00-10:00\nrequest: {asked: 2023-05-01}", False),
        ("status: declined\nrequest: {of: X}", False),
        ("status: cancelled\nwhen: 2023-05-22 09:00-10:00\nrequest: {of: X}", False),
        ("takes: 1h\nwithin: 2023-05-22", True),
    ],
)
def test_open_is_what_somebody_still_has_to_say_yes_to(fields: str, *, is_open: bool) -> None:
    schedule = read(one_entry(f"kind: meeting\n{fields}")).sound
    assert [one.id for one in open_requests(schedule)] == (["e"] if is_open else [])


WEEK = 'takes: 1h\nwithin: ["2023-05-22 to 2023-05-24, 09:00-12:00"]'


@pytest.mark.parametrize(
    ("fields", "now", "expected"),
    [
        (WEEK, "20 09:00", ["22 09:00-12:00", "23 09:00-12:00", "24 09:00-12:00"]),
        (WEEK, "23 10:30:59", ["23 10:30-12:00", "24 09:00-12:00"]),
        (WEEK, "23 11:00", ["23 11:00-12:00", "24 09:00-12:00"]),
        (WEEK, "23 11:01", ["24 09:00-12:00"]),
        (WEEK, "24 12:00", []),
        (f"{WEEK}\navoid: 2023-05-23", "22 12:00", ["24 09:00-12:00"]),
        (
            f"{WEEK}\navoid: [2023-05-24 10:00-10:30, 2023-05-24 11:00-13:00]",
            "23 12:00",
            ["24 09:00-10:00"],
        ),
        ("takes: 1h\nwithin: [2023-05-24 09:00-10:00, 2023-05-22 09:00-10:00]", "20 00:00",
         ["22 09:00-10:00", "24 09:00-10:00"]),
        ("takes: 1h\nstatus: requested", "20 09:00", []),
    ],
)  # fmt: skip
def test_windows_left_are_those_not_past_and_of_today_the_rest(
    fields: str, now: str, expected: list[str]
) -> None:
    assert left(fields, now) == expected


def test_nights_need_days_to_be_left() -> None:
    stay = "kind: stay\nnights: 3\nwithin: 2023-05-22 to 2023-05-26"
    entry = read(one_entry(stay)).entry
    assert windows_left(entry, at("23 12:00")) != ()
    assert windows_left(entry, at("24 12:00")) == ()


QUARTERS = st.integers(0, 6 * 24 * 4).map(lambda count: timedelta(minutes=15 * count))


@given(QUARTERS, st.lists(st.tuples(QUARTERS, QUARTERS), max_size=4))
def test_what_is_left_is_in_a_window_and_from_now_on_and_meets_nothing_to_be_avoided(
    late: timedelta, pairs: list[tuple[timedelta, timedelta]]
) -> None:
    start = at("21 00:00")
    spans = [(start + min(pair), start + max(pair)) for pair in pairs if pair[0] != pair[1]]
    written = ", ".join(f"{a:%Y-%m-%d %H:%M} to {b:%Y-%m-%d %H:%M}" for a, b in spans)
    avoid = f"\navoid: [{written}]" if spans else ""
    entry = read(one_entry(f"kind: meeting\n{WEEK}{avoid}")).entry
    now = start + late
    windows = [span for window in entry.within for span in window.spans]
    found = windows_left(entry, now)
    for one in found:
        assert one.duration >= timedelta(hours=1)
        assert one.start >= now
        assert any(span.start <= one.start and one.end <= span.end for span in windows)
        assert not any(one.overlaps(Timespan(*other)) for other in spans)
    # And nothing is lost: an hour that fits is in what is left.
    for window in windows:
        for quarter in range(9):
            begin = window.start + timedelta(minutes=15 * quarter)
            hour = Timespan(begin, begin + timedelta(hours=1))
            fits = begin >= now and not any(hour.overlaps(Timespan(*one)) for one in spans)
            is_there = any(one.start <= hour.start and hour.end <= one.end for one in found)
            assert fits == is_there


def test_the_time_held_is_the_first_that_is_not_over() -> None:
    daily = meeting("2023-05-22 09:00-10:00", "repeat: daily until 2023-05-24\nstatus: tentative\n")
    schedule = read(daily).sound
    entry = schedule.entries["e"]
    held = [time_held(schedule, entry, at(now)) for now in ("20 00:00", "23 09:59", "24 10:00")]
    assert [one.start.day if isinstance(one, Timespan) else one for one in held] == [22, 23, None]


def test_whole_days_are_held_to_their_end() -> None:
    schedule = read(meeting("2023-05-22 to 2023-05-23", "status: tentative\n")).sound
    entry = schedule.entries["e"]
    assert time_held(schedule, entry, at("23 23:59")) == entry.when
    assert time_held(schedule, entry, at("24 00:00")) is None


def test_a_file_without_requests_has_none_open() -> None:
    assert [*open_requests(read(mission()).sound)] == []
