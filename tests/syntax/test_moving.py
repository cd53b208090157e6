"""What somebody types moves an entry where they mean, and the file keeps its manner."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from itinerary.syntax.clocks import parse_when
from itinerary.syntax.moving import Now, moved, settled
from itinerary.syntax.phrasing import phrased
from itinerary.syntax.problems import Problem
from itinerary.times import Days, Timespan

MISSION = Days(date(2023, 5, 20), date(2023, 5, 27))
TODAY = date(2023, 5, 21)
LIMA = ("America/Lima", "America/Lima")
HOME = ("America/Lima", "Europe/London")


def when(text: str, zones: tuple[str, str] = LIMA) -> Timespan | Days:
    written = parse_when(text, MISSION)
    assert not isinstance(written, Problem), written
    found = settled(written, zones)
    assert not isinstance(found, Problem), found
    return found


def now(text: str | None, takes: timedelta | None = None, zones: tuple[str, str] = LIMA) -> Now:
    return Now(when(text, zones) if text else None, takes, zones, MISSION, TODAY)


def rewritten(old: str, typed: str, zones: tuple[str, str] = LIMA) -> str:
    """Return what stands in the file once somebody has moved what stood there."""
    found = moved(typed, now(old, zones=zones))
    assert not isinstance(found, Problem), found
    return phrased(found, old, zones, MISSION)


ISO = "Mon 2023-05-22 10:00-11:30"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("15:00", "Mon 2023-05-22 15:00-16:30"),
        ("15:00-15:45", "Mon 2023-05-22 15:00-15:45"),
        ("15:00 for 3h", "Mon 2023-05-22 15:00-18:00"),
        ("Fri 26 May", "Fri 2023-05-26 10:00-11:30"),
        ("viernes 26 de mayo", "Fri 2023-05-26 10:00-11:30"),
        ("thu 15:00", "Thu 2023-05-25 15:00-16:30"),
        ("jueves", "Thu 2023-05-25 10:00-11:30"),
        ("tomorrow 8:00", "Mon 2023-05-22 08:00-09:30"),
        ("hoy", "Sun 2023-05-21 10:00-11:30"),
        ("30m later", "Mon 2023-05-22 10:30-12:00"),
        ("+30m", "Mon 2023-05-22 10:30-12:00"),
        ("1h30 earlier", "Mon 2023-05-22 08:30-10:00"),
        ("30m más tarde", "Mon 2023-05-22 10:30-12:00"),
        ("a day later", "Tue 2023-05-23 10:00-11:30"),
        ("2 días antes", "Sat 2023-05-20 10:00-11:30"),
        ("-1 day", "Sun 2023-05-21 10:00-11:30"),
        ("30 min later", "Mon 2023-05-22 10:30-12:00"),
        ("1 hour earlier", "Mon 2023-05-22 09:00-10:30"),
        ("2 horas después", "Mon 2023-05-22 12:00-13:30"),
        ("1h30 later", "Mon 2023-05-22 11:30-13:00"),
        ("1 week earlier", "Mon 2023-05-15 10:00-11:30"),
        ("una semana después", "Mon 2023-05-29 10:00-11:30"),
        ("thu at 15:00", "Thu 2023-05-25 15:00-16:30"),
        ("fri, 15:00", "Fri 2023-05-26 15:00-16:30"),
        ("el viernes a las 9:00", "Fri 2023-05-26 09:00-10:30"),
        ("on Fri 26 May at 9:00", "Fri 2023-05-26 09:00-10:30"),
        ("2023-05-25  11:00-12:00", "Thu 2023-05-25 11:00-12:00"),
        ("23:00", "Mon 2023-05-22 23:00 to Tue 2023-05-23 00:30"),
    ],
)
def test_what_is_not_typed_stays(typed: str, expected: str) -> None:
    assert rewritten(ISO, typed) == expected


@pytest.mark.parametrize(
    ("old", "typed", "expected"),
    [
        ("Mon 2023-05-22 10:00 for 2h", "thu 15:00", "Thu 2023-05-25 15:00 for 2h"),
        ("Mon 2023-05-22 10:00 for PT90M", "15:00", "Mon 2023-05-22 15:00 for PT90M"),
        ("2023-05-22 10:00 for PT90M", "15:00 for 2h", "2023-05-22 15:00 for PT2H"),
        ("2023-05-22 10:00 for 90m", "10:00 for 45m", "2023-05-22 10:00 for 45m"),
        ("2023-05-22 10:00 for 90m", "10:00 for 3h", "2023-05-22 10:00 for 3h"),
        ("2023-05-22 10:00 for 1h30", "10:00 for 2h15", "2023-05-22 10:00 for 2h15"),
        ("2023-05-22 10:00 for 1h30m", "10:00 for 2h15", "2023-05-22 10:00 for 2h15m"),
        ("2023-05-22 10:00 for 45min", "10:00 for 50m", "2023-05-22 10:00 for 50min"),
        ("22 May 10:00–12:00", "Fri 26 May", "26 May 10:00–12:00"),
        ("Monday, 22 May 2023 9:00 - 10:00", "thu 11:00", "Thursday, 25 May 2023 11:00 - 12:00"),
        ("Monday, 22 May 2023 9:00 - 10:00", "8:30", "Monday, 22 May 2023 8:30 - 9:30"),
        ("lunes 22 de mayo, 9:00 - 11:00", "thu", "jueves 25 de mayo, 9:00 - 11:00"),
        ("LUN 22 MAY 09:00-11:00", "wed", "MIÉ 24 MAY 09:00-11:00"),
        ("Mon 22 May 10:00 to 11:00", "wed", "Wed 24 May 10:00 to 11:00"),
        ("22 May 22:00 to 23 May 02:00", "thu", "25 May 22:00 to 26 May 02:00"),
        ("22 May 22:00 to 23 May 02:00", "15:00", "22 May 15:00-19:00"),
        ("2023-05-22 22:00-24:00", "thu", "2023-05-25 22:00-24:00"),
        ("2023-05-22 22:00-24:00", "21:30", "2023-05-22 21:30-23:30"),
        ("mon 22 may 10:00-11:00 Europe/London", "thu", "thu 25 may 10:00-11:00 Europe/London"),
        ("22 May 15:00 UTC for 1h", "11:00", "22 May 16:00 UTC for 1h"),
        ("2023-05-22 to 2023-05-24", "Fri 26 May", "2023-05-26 to 2023-05-28"),
        ("2023-05-22 to 2023-05-24", "25 May to 26 May", "2023-05-25 to 2023-05-26"),
        ("Mon 2023-05-22", "+1 day", "Tue 2023-05-23"),
        ("Mon 2023-05-22", "Tue 23 May 10:00-11:00", "Tue 2023-05-23 10:00-11:00"),
        ("Mon 2023-05-22 10:00-11:00", "24 May to 26 May", "Wed 2023-05-24 to Fri 2023-05-26"),
    ],
)
def test_a_time_is_written_in_the_manner_of_the_one_that_stood_there(
    old: str, typed: str, expected: str
) -> None:
    assert rewritten(old, typed) == expected


def test_each_end_of_a_journey_is_told_by_its_own_clocks() -> None:
    flight = "Sat 2023-05-27 20:00 to Sun 2023-05-28 14:00"
    assert rewritten(flight, "30m later", HOME) == ("Sat 2023-05-27 20:30 to Sun 2023-05-28 14:30")
    assert rewritten(flight, "21:15", HOME) == "Sat 2023-05-27 21:15 to Sun 2023-05-28 15:15"


def test_a_shift_by_days_keeps_the_clocks_and_one_by_hours_keeps_the_time() -> None:
    """In London the clocks went forward in the night to Sunday 26 March 2023."""
    london = ("Europe/London", "Europe/London")
    at = Now(when("2023-03-25 22:00-23:00", london), None, london, MISSION, TODAY)
    for typed, hour in (("1 day later", "22:00"), ("24h later", "23:00")):
        found = moved(typed, at)
        assert isinstance(found, Timespan)
        assert f"{found.start:%d %H:%M}" == f"26 {hour}"


@pytest.mark.parametrize(
    ("old", "takes", "typed", "says"),
    [
        (ISO, None, "", "a time is expected"),
        (ISO, None, "x" * 300, "a time is expected"),
        (ISO, None, "soon", "no day of the week"),
        (ISO, None, "25:00", "no time of day"),
        (ISO, None, "05/06/2023 10:00", "day first or month first"),
        (ISO, None, "Tue 2023-05-25 10:00", "is a Thursday"),
        (ISO, None, "11:00-10:00", "not after its start"),
        ("2023-05-22", None, "15:00", "the end is missing"),
        ("2023-05-22", None, "30m later", "it has no hours"),
        (None, None, "15:00", "its day is needed too"),
        (None, None, "30m later", "its day is needed too"),
        (ISO, None, "half an hour later", "`half an hour` is no length of time"),
        (None, None, "thu 15:00", "the end is missing"),
        (None, timedelta(hours=1), "thu", "at what time?"),
    ],
)
def test_what_tells_no_time_is_refused_with_the_way_out(
    old: str | None, takes: timedelta | None, typed: str, says: str
) -> None:
    found = moved(typed, now(old, takes))
    assert isinstance(found, Problem)
    assert says in found.message
    assert found.hint


def test_a_time_that_clocks_skip_or_show_twice_is_refused() -> None:
    new_york = ("America/New_York", "America/New_York")
    at = Now(when("2023-11-01 10:00-11:00", new_york), None, new_york, MISSION, TODAY)
    for typed, rule in (
        ("2023-11-05 01:30", "ambiguous-time"),
        ("2023-03-12 02:30", "nonexistent-time"),
    ):
        found = moved(typed, at)
        assert isinstance(found, Problem)
        assert found.rule == rule


def test_a_request_lasts_as_long_as_it_says() -> None:
    found = moved("thu 15:00", now(None, timedelta(minutes=50)))
    assert found == when("2023-05-25 15:00-15:50")


MANNERS = st.sampled_from(
    [
        *("Mon 2023-05-22 10:00 for 2h", "2023-05-22 10:00-11:30", ISO, "22 May 9:00-10:00"),
        *("lunes 22 de mayo, 9:00 - 11:00", "22 May 2023 10:00–12:00", "22 mayo 10:00 a 11:00"),
        *("Monday, 22 May 10:00 to 11:00", "mon. 22 may 10:00 Europe/London for 90m"),
        *("22 May 22:00 to 23 May 02:00", "2023-05-22 10:00-24:00", "2023-05-22 to 2023-05-24"),
        *("Mon 2023-05-22", "22 May 10:00-11:00 Asia/Kathmandu", "22 May 10:00 for PT45M"),
        *("22 May 10:00 UTC to 22 May 17:00 Europe/London", "Lunes 22 de Mayo del 2023"),
    ]
)
MINUTES = st.integers(0, 7 * 24 * 60)
ZONES = st.sampled_from([LIMA, HOME, ("Asia/Kathmandu", "America/Lima")])


@given(MANNERS, MINUTES, st.integers(1, 3 * 24 * 60), ZONES)
@example("22 May 22:00 to 23 May 02:00", 0, 24 * 60, LIMA)
def test_whatever_the_manner_the_time_is_read_back_as_it_is(
    manner: str, start: int, length: int, zones: tuple[str, str]
) -> None:
    begin = datetime(2023, 5, 20, tzinfo=when(ISO).start.tzinfo) + timedelta(minutes=start)  # type: ignore[union-attr]
    new = Timespan(begin, begin + timedelta(minutes=length))
    assert when(phrased(new, manner, zones, MISSION), zones) == new


@given(MANNERS, st.integers(0, 7), st.integers(0, 5))
def test_days_are_read_back_as_they_are(manner: str, start: int, more: int) -> None:
    first = date(2023, 5, 20) + timedelta(days=start)
    new = Days(first, first + timedelta(days=more))
    assert when(phrased(new, manner, LIMA, MISSION)) == new


@given(MANNERS)
def test_what_is_moved_to_where_it_is_stays_as_it_is_written(manner: str) -> None:
    assert rewritten(manner, manner) == manner


@given(MANNERS, st.integers(1, 2000))
def test_a_shift_there_and_back_changes_nothing(manner: str, minutes: int) -> None:
    assume(isinstance(when(manner), Timespan))
    there = rewritten(manner, f"{minutes}m later")
    assert when(rewritten(there, f"{minutes}m earlier")) == when(manner)


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_it(typed: str) -> None:
    for at in (now(ISO), now("2023-05-22"), now(None, timedelta(hours=1))):
        found = moved(typed, at)
        assert not isinstance(found, Problem) or (found.message and found.hint)
