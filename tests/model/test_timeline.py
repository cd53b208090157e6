from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from itinerary.model.entries import Repeat
from itinerary.model.timeline import MOST_OCCURRENCES, Expansion, bounds, expand, nights_of
from itinerary.times import Ambiguous, Days, Nonexistent, Timespan, localise, wall_clock
from tests.reading import no_endless_work, one_entry, read

HOUR = timedelta(hours=1)
LAST = date(2023, 5, 27)


def instant(text: str, zone: str = "America/Lima") -> datetime:
    found = localise(datetime.fromisoformat(text), zone)
    assert isinstance(found, datetime)
    return found


def span(start: str, end: str, zone: str = "America/Lima") -> Timespan:
    return Timespan(instant(start, zone), instant(end, zone))


def repeat(
    rule: str,
    *,
    until: date | None = None,
    count: int | None = None,
    excluded: tuple[date, ...] = (),
) -> Repeat:
    return Repeat(rule=rule, until=until, count=count, excluded=excluded, text=rule)


def keys(expansion: Expansion) -> list[str]:
    return [key for key, _ in expansion.times]


BRIEFING = span("2023-05-22 08:00", "2023-05-22 08:30")


# ---------------------------------------------------------------- recurrence


def test_a_daily_entry_takes_place_each_day_to_the_last_of_the_mission() -> None:
    expansion = expand(BRIEFING, repeat("FREQ=DAILY"), LAST)
    assert keys(expansion) == [f"2023-05-{day}" for day in range(22, 28)]
    assert expansion.times[2][1] == span("2023-05-24 08:00", "2023-05-24 08:30")
    assert expansion.problems == ()
    assert not expansion.too_many


def test_its_own_end_is_its_last_day() -> None:
    expansion = expand(BRIEFING, repeat("FREQ=DAILY", until=date(2023, 5, 24)), LAST)
    assert keys(expansion) == ["2023-05-22", "2023-05-23", "2023-05-24"]


def test_an_end_after_the_mission_adds_nothing() -> None:
    assert expand(BRIEFING, repeat("FREQ=DAILY", until=date(2024, 1, 1)), LAST) == expand(
        BRIEFING, repeat("FREQ=DAILY"), LAST
    )


def test_days_left_out_count_among_its_times() -> None:
    expansion = expand(BRIEFING, repeat("FREQ=DAILY", count=4, excluded=(date(2023, 5, 23),)), LAST)
    assert keys(expansion) == ["2023-05-22", "2023-05-24", "2023-05-25"]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", [22, 23, 24, 25, 26]),
        ("FREQ=WEEKLY;BYDAY=MO,TH", [22, 25]),
        ("FREQ=DAILY;INTERVAL=2", [22, 24, 26]),
        ("FREQ=WEEKLY", [22]),
        ("FREQ=DAILY;BYDAY=SA", [27]),
        ("FREQ=MONTHLY;BYMONTHDAY=-5", [27]),
        ("FREQ=MONTHLY;BYDAY=-1FR", [26]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-4", [26]),
    ],
)
def test_a_rule_of_rfc_5545_is_kept(rule: str, days: list[int]) -> None:
    assert keys(expand(BRIEFING, repeat(rule), LAST)) == [f"2023-05-{day}" for day in days]


def test_whole_days_repeat_as_whole_days() -> None:
    expansion = expand(
        Days(date(2023, 5, 22), date(2023, 5, 23)), repeat("FREQ=DAILY;INTERVAL=3"), LAST
    )
    assert expansion.times == (
        ("2023-05-22", Days(date(2023, 5, 22), date(2023, 5, 23))),
        ("2023-05-25", Days(date(2023, 5, 25), date(2023, 5, 26))),
    )


def test_the_clock_time_stays_the_same_when_the_clocks_change() -> None:
    first = span("2023-03-25 09:00", "2023-03-25 10:00", "Europe/London")
    times = [when for _, when in expand(first, repeat("FREQ=DAILY"), date(2023, 3, 27)).times]
    assert [
        (f"{when.start:%H:%M %z}", when.duration) for when in times if isinstance(when, Timespan)
    ] == [
        ("09:00 +0000", HOUR),
        ("09:00 +0100", HOUR),
        ("09:00 +0100", HOUR),
    ]


def test_a_time_through_the_night_of_the_change_keeps_both_its_ends_on_the_clock() -> None:
    first = span("2023-03-24 23:00", "2023-03-25 07:00", "Europe/London")
    times = [when for _, when in expand(first, repeat("FREQ=DAILY"), date(2023, 3, 26)).times]
    assert [when.duration for when in times if isinstance(when, Timespan)] == [
        8 * HOUR,
        7 * HOUR,
        8 * HOUR,
    ]


@pytest.mark.parametrize(
    ("start", "end", "skipped"),
    [
        ("2023-03-25 01:30", "2023-03-25 03:00", "start"),
        ("2023-03-25 00:30", "2023-03-25 01:30", "end"),
    ],
)
def test_an_occurrence_at_a_time_that_clocks_skip_is_a_problem_and_the_others_stay(
    start: str, end: str, skipped: str
) -> None:
    expansion = expand(span(start, end, "Europe/London"), repeat("FREQ=DAILY"), date(2023, 3, 27))
    assert keys(expansion) == ["2023-03-25", "2023-03-27"]
    (problem,) = expansion.problems
    assert isinstance(problem, Nonexistent), skipped
    assert problem.wall == datetime.fromisoformat("2023-03-26 01:30")


def test_an_occurrence_at_a_time_that_comes_twice_is_a_problem() -> None:
    first = span("2023-10-28 01:30", "2023-10-28 03:00", "Europe/London")
    expansion = expand(first, repeat("FREQ=DAILY"), date(2023, 10, 30))
    assert keys(expansion) == ["2023-10-28", "2023-10-30"]
    assert [type(problem) for problem in expansion.problems] == [Ambiguous]


def test_a_flight_repeats_by_the_clocks_of_both_its_ends() -> None:
    flight = Timespan(
        instant("2023-03-25 22:00", "Europe/London"), instant("2023-03-26 05:00", "America/Lima")
    )
    times = [when for _, when in expand(flight, repeat("FREQ=DAILY"), date(2023, 3, 26)).times]
    assert [
        (f"{when.start:%d %H:%M}", f"{when.end:%d %H:%M}", when.duration)
        for when in times
        if isinstance(when, Timespan)
    ] == [("25 22:00", "26 05:00", 12 * HOUR), ("26 22:00", "27 05:00", 13 * HOUR)]


def test_a_repeat_that_has_ended_before_it_begins_has_no_occurrence() -> None:
    assert expand(BRIEFING, repeat("FREQ=DAILY", until=date(2023, 5, 21)), LAST) == Expansion(
        (), ()
    )
    assert expand(BRIEFING, repeat("FREQ=DAILY"), date(2023, 5, 1)) == Expansion((), ())


def test_a_repeat_stops_after_a_thousand_times_and_says_so() -> None:
    expansion = expand(BRIEFING, repeat("FREQ=DAILY"), date(2037, 12, 31))
    assert len(expansion.times) == MOST_OCCURRENCES
    assert expansion.too_many


@pytest.mark.parametrize("year", [1900, 1999, 2000, 2037])
def test_a_repeat_can_begin_in_any_year_a_date_can_have(year: int) -> None:
    first = span(f"{year}-05-22 08:00", f"{year}-05-22 08:30")
    expansion = expand(first, repeat("FREQ=YEARLY"), date(2037, 12, 31))
    assert len(expansion.times) == 2037 - year + 1
    assert keys(expansion)[0] == f"{year}-05-22"


def test_a_leap_day_comes_in_leap_years() -> None:
    first = span("2000-02-29 08:00", "2000-02-29 08:30")
    expansion = expand(first, repeat("FREQ=YEARLY"), date(2009, 1, 1))
    assert keys(expansion) == ["2000-02-29", "2004-02-29", "2008-02-29"]


@pytest.mark.parametrize("freq", ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
@pytest.mark.parametrize(
    "rest",
    ["BYMONTH=2;BYMONTHDAY=31", "BYMONTH=2;BYMONTHDAY=30;INTERVAL=999", "BYDAY=MO;BYSETPOS=300"],
)
def test_a_rule_that_never_comes_true_is_given_up_at_the_end_of_the_mission(
    freq: str, rest: str
) -> None:
    with no_endless_work():
        for _ in range(3):
            assert expand(BRIEFING, repeat(f"FREQ={freq};{rest}"), LAST).times == ()


starts = st.datetimes(datetime(2023, 1, 1), datetime(2023, 12, 31)).map(  # noqa: DTZ001
    lambda at: at.replace(minute=at.minute // 5 * 5, second=0, microsecond=0)
)


@given(
    starts,
    st.timedeltas(timedelta(minutes=5), timedelta(days=2)),
    st.integers(1, 5),
    st.sampled_from(["America/Lima", "Europe/London", "Australia/Lord_Howe", "Africa/Cairo"]),
)
def test_every_occurrence_shows_the_first_ones_clock_times(
    start: datetime, length: timedelta, interval: int, zone: str
) -> None:
    begin, end = localise(start, zone), localise(start + length, zone)
    assume(isinstance(begin, datetime) and isinstance(end, datetime) and begin < end)
    assert isinstance(begin, datetime)
    assert isinstance(end, datetime)
    first = Timespan(begin, end)
    expansion = expand(
        first, repeat(f"FREQ=DAILY;INTERVAL={interval}"), start.date() + timedelta(days=30)
    )
    assert len(expansion.times) + len(expansion.problems) == 30 // interval + 1
    assert len(set(keys(expansion))) == len(expansion.times)
    for key, when in expansion.times:
        assert isinstance(when, Timespan)
        assert key == when.start.date().isoformat()
        assert wall_clock(when.start).time() == start.time()
        assert wall_clock(when.end) - wall_clock(when.start) == length


# ---------------------------------------------------------------- days that a time touches


@pytest.mark.parametrize(
    ("when", "days"),
    [
        (span("2023-05-22 10:00", "2023-05-22 11:00"), ("2023-05-22", "2023-05-22")),
        (span("2023-05-22 22:00", "2023-05-23 01:00"), ("2023-05-22", "2023-05-23")),
        (span("2023-05-22 22:00", "2023-05-23 00:00"), ("2023-05-22", "2023-05-22")),
        (span("2023-05-22 00:00", "2023-05-22 01:00"), ("2023-05-22", "2023-05-22")),
        (Days(date(2023, 5, 22), date(2023, 5, 24)), ("2023-05-22", "2023-05-24")),
    ],
)
def test_a_time_touches_the_days_its_clocks_show(
    when: Timespan | Days, days: tuple[str, str]
) -> None:
    first, last = bounds(when)
    assert (first.isoformat(), last.isoformat()) == days


def test_a_flight_over_the_date_line_touches_no_day_after_its_last() -> None:
    """It leaves Kiritimati on Monday and arrives in Honolulu on the Sunday before."""
    leaves, arrives = (
        instant("2023-05-22 10:00", "Pacific/Kiritimati"),
        instant("2023-05-21 13:00", "Pacific/Honolulu"),
    )
    first, last = bounds(Timespan(leaves, arrives))
    assert first <= last


def test_a_stay_has_the_evenings_between_its_days() -> None:
    stay = one_entry("kind: stay\nwhen: 2023-05-22 to 2023-05-24\n")
    (occurrence,) = read(stay).sound.occurrences
    assert list(nights_of(occurrence)) == [date(2023, 5, 22), date(2023, 5, 23)]
