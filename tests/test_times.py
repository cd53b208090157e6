import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import pytz
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import itinerary
from itinerary.times import (
    FIRST_YEAR,
    LAST_YEAR,
    Ambiguous,
    Days,
    Nonexistent,
    Timespan,
    Transition,
    day_span,
    format_date,
    format_day,
    format_duration,
    format_offset,
    format_when,
    in_zone,
    localise,
    start_of_day,
    transitions,
    wall_clock,
    zone,
    zone_names,
    zone_of,
)

PACKAGE = Path(itinerary.__file__).parent
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

# Each of them does something that the others do not.
PECULIAR = (
    *("America/Lima", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"),
    *(
        "Africa/Cairo",
        "America/Asuncion",
        "Asia/Kathmandu",
        "Africa/Casablanca",
        "Antarctica/Troll",
    ),
    *("Asia/Gaza", "America/St_Johns", "America/Caracas", "Asia/Pyongyang", "Pacific/Kwajalein"),
    *("Pacific/Kiritimati", "Europe/Dublin", "Asia/Tehran", "America/Santiago", "Europe/Istanbul"),
    *("Europe/Moscow", "America/Sao_Paulo", "Asia/Manila", "America/Scoresbysund", "UTC"),
)
zone_choice = st.sampled_from(sorted(pytz.all_timezones))
hours = st.datetimes(datetime(FIRST_YEAR, 1, 2), datetime(LAST_YEAR, 12, 30)).map(  # noqa: DTZ001
    lambda at: pytz.utc.localize(at.replace(microsecond=0))
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def shown(*instants: datetime) -> list[str]:
    return [instant.isoformat(" ", "minutes") for instant in instants]


def placed(wall: str, zone_name: str) -> datetime:
    found = localise(at(wall), zone_name)
    assert isinstance(found, datetime)
    return found


# ---------------------------------------------------------------- the −05:08 trap


def test_pytz_still_has_the_trap_that_this_module_is_the_way_around() -> None:
    naive_use = datetime(2023, 5, 25, 11, tzinfo=pytz.timezone("America/Lima"))
    assert naive_use.utcoffset() == timedelta(hours=-5, minutes=-8)


def test_eleven_in_lima_is_sixteen_in_greenwich() -> None:
    start = placed("2023-05-25 11:00", "America/Lima")
    assert shown(start, in_zone(start, "UTC")) == [
        "2023-05-25 11:00-05:00",
        "2023-05-25 16:00+00:00",
    ]


@given(hours.filter(lambda instant: instant.year > 1908))
def test_no_instant_of_lima_after_1908_has_its_local_mean_time(instant: datetime) -> None:
    assert in_zone(instant, "America/Lima").utcoffset() in {-5 * HOUR, -4 * HOUR}


@given(st.datetimes(datetime(1909, 1, 1), datetime(LAST_YEAR, 12, 31)))  # noqa: DTZ001
def test_no_clock_of_lima_after_1908_is_read_as_local_mean_time(wall: datetime) -> None:
    found = localise(wall, "America/Lima")
    readings = (found,) if isinstance(found, datetime) else found.readings
    assert {reading.utcoffset() for reading in readings} <= {-5 * HOUR, -4 * HOUR}


def imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def attached(tree: ast.AST) -> set[str]:
    keywords = (node for node in ast.walk(tree) if isinstance(node, ast.keyword))
    return {ast.unparse(keyword.value) for keyword in keywords if keyword.arg in {"tzinfo", "tz"}}


def test_no_other_module_imports_zones_or_attaches_one() -> None:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}
    sources = {"pytz", "zoneinfo", "dateutil.tz"}
    assert [path for path, tree in trees.items() if imported(tree) & sources] == [
        PACKAGE / "times.py"
    ]
    assert [path for path, tree in trees.items() if not attached(tree) <= {"None", "UTC"}] == []


# ---------------------------------------------------------------- zones


@pytest.mark.parametrize("name", ["America/Lima", "Europe/London", "UTC", "Etc/GMT+5", "EST5EDT"])
def test_a_zone_has_its_iana_name(name: str) -> None:
    assert zone(name) is not None


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Lima",
        "america/lima",
        "America/lima",
        "AMERICA/LIMA",
        "utc",
        "GMT+25",
        "Łódź",
        "../UTC",
        " UTC",
        "\0",
    ],
)
def test_any_other_name_is_no_zone(name: str) -> None:
    assert zone(name) is None


def test_a_zone_whose_file_is_missing_is_no_zone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Africa/Dakar" in pytz.all_timezones_set
    monkeypatch.setattr(pytz, "_tzinfo_cache", {})
    monkeypatch.setattr(pytz, "open_resource", lambda name: (tmp_path / name).open("rb"))
    assert zone.__wrapped__("Africa/Dakar") is None


@given(st.text())
def test_no_text_breaks_the_search_for_a_zone(name: str) -> None:
    assert zone(name) is None or name in pytz.all_timezones_set


def test_every_suggested_zone_is_a_zone() -> None:
    assert [name for name in zone_names() if zone(name) is None] == []


@given(hours, zone_choice)
def test_an_instant_knows_the_zone_it_is_told_in(instant: datetime, name: str) -> None:
    assert zone_of(in_zone(instant, name)) == name


# ---------------------------------------------------------------- gaps and folds


@pytest.mark.parametrize(
    ("name", "wall", "readings"),
    [
        ("Europe/London", "2023-03-26 01:30", ["2023-03-26 00:30+00:00", "2023-03-26 02:30+01:00"]),
        (
            "America/New_York",
            "2023-03-12 02:30",
            ["2023-03-12 01:30-05:00", "2023-03-12 03:30-04:00"],
        ),
        (
            "Australia/Lord_Howe",
            "2023-10-01 02:15",
            ["2023-10-01 01:45+10:30", "2023-10-01 02:45+11:00"],
        ),
        ("Africa/Cairo", "2023-04-28 00:00", ["2023-04-27 23:00+02:00", "2023-04-28 01:00+03:00"]),
        (
            "America/Asuncion",
            "2023-10-01 00:30",
            ["2023-09-30 23:30-04:00", "2023-10-01 01:30-03:00"],
        ),
        ("Pacific/Apia", "2011-12-30 12:00", ["2011-12-29 12:00-10:00", "2011-12-31 12:00+14:00"]),
        # Caracas went from −04:30 to −04:00 without any summer time.
        (
            "America/Caracas",
            "2016-05-01 02:45",
            ["2016-05-01 02:15-04:30", "2016-05-01 03:15-04:00"],
        ),
        ("America/Lima", "1986-01-01 00:30", ["1985-12-31 23:30-05:00", "1986-01-01 01:30-04:00"]),
    ],
)
def test_a_time_that_clocks_skip_has_two_readings(
    name: str, wall: str, readings: list[str]
) -> None:
    found = localise(at(wall), name)
    assert isinstance(found, Nonexistent)
    assert (found.wall, found.zone, shown(*found.readings)) == (at(wall), name, readings)


@pytest.mark.parametrize(
    ("name", "wall", "readings"),
    [
        ("Europe/London", "2023-10-29 01:30", ["2023-10-29 01:30+01:00", "2023-10-29 01:30+00:00"]),
        (
            "America/New_York",
            "2023-11-05 01:30",
            ["2023-11-05 01:30-04:00", "2023-11-05 01:30-05:00"],
        ),
        (
            "Australia/Lord_Howe",
            "2023-04-02 01:45",
            ["2023-04-02 01:45+11:00", "2023-04-02 01:45+10:30"],
        ),
        # Moscow's clocks went back for good: both readings are standard time.
        ("Europe/Moscow", "2014-10-26 01:30", ["2014-10-26 01:30+04:00", "2014-10-26 01:30+03:00"]),
        ("America/Lima", "1994-03-31 23:30", ["1994-03-31 23:30-04:00", "1994-03-31 23:30-05:00"]),
    ],
)
def test_a_time_that_clocks_show_twice_has_both_readings(
    name: str, wall: str, readings: list[str]
) -> None:
    found = localise(at(wall), name)
    assert isinstance(found, Ambiguous)
    assert (found.wall, found.zone, shown(*found.readings)) == (at(wall), name, readings)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Europe/London", "2023-03-26 01:00", "2023-03-26 01:59:59"),
        ("America/New_York", "2023-03-12 02:00", "2023-03-12 02:59:59"),
        ("Australia/Lord_Howe", "2023-10-01 02:00", "2023-10-01 02:29:59"),
        ("Africa/Cairo", "2023-04-28 00:00", "2023-04-28 00:59:59"),
        ("Pacific/Apia", "2011-12-30 00:00", "2011-12-30 23:59:59"),
    ],
)
def test_a_gap_is_neither_longer_nor_shorter_than_what_clocks_skip(
    name: str, first: str, last: str
) -> None:
    second = timedelta(seconds=1)
    assert isinstance(localise(at(first), name), Nonexistent)
    assert isinstance(localise(at(last), name), Nonexistent)
    assert isinstance(localise(at(first) - second, name), datetime)
    assert isinstance(localise(at(last) + second, name), datetime)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Europe/London", "2023-10-29 01:00", "2023-10-29 01:59:59"),
        ("America/New_York", "2023-11-05 01:00", "2023-11-05 01:59:59"),
        ("Australia/Lord_Howe", "2023-04-02 01:30", "2023-04-02 01:59:59"),
    ],
)
def test_a_fold_is_neither_longer_nor_shorter_than_what_clocks_repeat(
    name: str, first: str, last: str
) -> None:
    second = timedelta(seconds=1)
    assert isinstance(localise(at(first), name), Ambiguous)
    assert isinstance(localise(at(last), name), Ambiguous)
    assert isinstance(localise(at(first) - second, name), datetime)
    assert isinstance(localise(at(last) + second, name), datetime)


@settings(max_examples=400)
@given(hours, zone_choice)
@example(pytz.utc.localize(datetime(2023, 11, 5, 6, 30)), "America/New_York")  # noqa: DTZ001
@example(pytz.utc.localize(datetime(2023, 4, 1, 15, 15)), "Australia/Lord_Howe")  # noqa: DTZ001
def test_what_a_clock_shows_leads_back_to_the_instant(instant: datetime, name: str) -> None:
    found = localise(wall_clock(in_zone(instant, name)), name)
    if isinstance(found, Ambiguous):
        assert instant in found.readings
    else:
        assert found == instant


@given(st.data(), st.sampled_from(PECULIAR))
def test_what_a_clock_shows_near_a_change_leads_back_to_the_instant(
    data: st.DataObject, name: str
) -> None:
    changes = [pytz.utc.localize(change) for change, *_ in _recorded(name)]
    assume(changes)
    near = st.timedeltas(-2 * HOUR, 2 * HOUR).map(
        lambda by: timedelta(seconds=by // timedelta(seconds=1))
    )
    instant = data.draw(st.sampled_from(changes)) + data.draw(near)
    found = localise(wall_clock(in_zone(instant, name)), name)
    assert found == instant or (isinstance(found, Ambiguous) and instant in found.readings)


@given(st.data(), st.sampled_from(PECULIAR))
def test_the_readings_of_a_gap_lie_on_its_two_sides(data: st.DataObject, name: str) -> None:
    gaps = [
        (change, before, after) for change, before, after, _, _ in _recorded(name) if after > before
    ]
    assume(gaps)
    change, before, after = data.draw(st.sampled_from(gaps))
    into = data.draw(st.integers(0, int((after - before).total_seconds()) - 1))
    wall = change + before + timedelta(seconds=into)
    found = localise(wall, name)
    assert isinstance(found, Nonexistent)
    early, late = (wall_clock(in_zone(reading, "UTC")) for reading in found.readings)
    assert early < change <= late
    assert (early, late) == (wall - after, wall - before)


# ---------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("name", "day", "length"),
    [
        ("America/Lima", "2023-05-25", 24 * HOUR),
        ("Europe/London", "2023-03-26", 23 * HOUR),
        ("Europe/London", "2023-10-29", 25 * HOUR),
        ("America/New_York", "2023-03-12", 23 * HOUR),
        ("America/New_York", "2023-11-05", 25 * HOUR),
        ("Australia/Lord_Howe", "2023-10-01", 23.5 * HOUR),
        ("Australia/Lord_Howe", "2023-04-02", 24.5 * HOUR),
        ("Africa/Cairo", "2023-04-28", 23 * HOUR),
        ("America/Asuncion", "2023-10-01", 23 * HOUR),
        ("Pacific/Apia", "2011-12-29", 24 * HOUR),
        ("Pacific/Apia", "2011-12-30", 0 * HOUR),
        ("Pacific/Apia", "2011-12-31", 24 * HOUR),
    ],
)
def test_a_day_is_as_long_as_its_zones_clocks_count(name: str, day: str, length: timedelta) -> None:
    assert day_span(date.fromisoformat(day), name).duration == length


@pytest.mark.parametrize(
    ("name", "day", "start"),
    [
        ("Africa/Cairo", "2023-04-28", "2023-04-28 01:00+03:00"),
        ("America/Asuncion", "2023-10-01", "2023-10-01 01:00-03:00"),
        ("Asia/Beirut", "2022-03-27", "2022-03-27 01:00+03:00"),
        ("America/Havana", "2023-11-05", "2023-11-05 00:00-04:00"),
        ("Pacific/Apia", "2011-12-30", "2011-12-31 00:00+14:00"),
    ],
)
def test_a_day_starts_at_its_first_instant(name: str, day: str, start: str) -> None:
    assert shown(start_of_day(date.fromisoformat(day), name)) == [start]


@given(st.data(), st.sampled_from([name for name in PECULIAR if name != "UTC"]))
def test_no_instant_of_a_day_comes_before_its_start(data: st.DataObject, name: str) -> None:
    changes = [change for change, *_ in _recorded(name) if change.year >= 1970]
    assume(changes)
    change = data.draw(st.sampled_from(changes))
    day = (change + data.draw(st.integers(-14, 14)) * HOUR).date()
    start = start_of_day(day, name)
    just_before = in_zone(start - timedelta(seconds=1), name)
    assert start.date() >= day > just_before.date()


@given(st.dates(date(1970, 1, 1), date(2037, 12, 30)), zone_choice)
def test_each_day_ends_where_the_next_begins(day: date, name: str) -> None:
    today, tomorrow = day_span(day, name), day_span(day + DAY, name)
    assert today.end == tomorrow.start
    assert not today.overlaps(tomorrow)


# ---------------------------------------------------------------- changes of offset


def _recorded(name: str) -> list[tuple[datetime, timedelta, timedelta, str, bool]]:
    """Return pytz's own record: each change in UTC, the offsets on its sides, name and daylight."""
    place = pytz.timezone(name)
    changes = getattr(place, "_utc_transition_times", [])
    states = [
        (offset, bool(dst), tzname)
        for offset, dst, tzname in getattr(place, "_transition_info", [])
    ]
    return [
        (change, before[0], after[0], after[2], after[1])
        for change, before, after in zip(changes[1:], states, states[1:], strict=False)
        if before != after and FIRST_YEAR <= change.year <= LAST_YEAR
    ]


def _as_transitions(name: str, first: int, last: int) -> list[Transition]:
    return [
        Transition(change + before, before, after, tzname, is_daylight)
        for change, before, after, tzname, is_daylight in _recorded(name)
        if first <= change.year <= last
    ]


@pytest.mark.parametrize("name", PECULIAR)
def test_a_zones_changes_are_those_the_data_records(name: str) -> None:
    assert list(transitions(name, 1986, 2025)) == _as_transitions(name, 1986, 2025)


def test_limas_changes_are_found_from_the_beginning() -> None:
    assert list(transitions("America/Lima", FIRST_YEAR, LAST_YEAR)) == _as_transitions(
        "America/Lima", FIRST_YEAR, LAST_YEAR
    )


def test_lima_had_summer_time_in_few_years_and_has_none_since() -> None:
    changes = transitions("America/Lima", 1909, LAST_YEAR)
    summers = [f"{change.onset:%Y-%m-%d %H:%M}" for change in changes if change.is_daylight]
    winters = [f"{change.onset:%Y-%m-%d %H:%M}" for change in changes if not change.is_daylight]
    assert summers == [
        *("1938-01-01 00:00", "1938-09-25 00:00", "1939-09-24 00:00"),
        *("1986-01-01 00:00", "1987-01-01 00:00", "1990-01-01 00:00", "1994-01-01 00:00"),
    ]
    assert winters == [
        *("1938-04-01 00:00", "1939-03-26 00:00", "1940-03-24 00:00"),
        *("1986-04-01 00:00", "1987-04-01 00:00", "1990-04-01 00:00", "1994-04-01 00:00"),
    ]
    assert {change.offset_after for change in changes if change.is_daylight} == {-4 * HOUR}
    assert {change.offset_after for change in changes if not change.is_daylight} == {-5 * HOUR}


def test_an_onset_is_told_by_the_clocks_before_the_change() -> None:
    spring, autumn = transitions("Europe/London", 2023, 2023)
    assert (spring.onset, spring.name, spring.is_daylight) == (at("2023-03-26 01:00"), "BST", True)
    assert (autumn.onset, autumn.name, autumn.is_daylight) == (at("2023-10-29 02:00"), "GMT", False)
    assert (spring.offset_before, spring.offset_after) == (0 * HOUR, HOUR)
    assert (autumn.offset_before, autumn.offset_after) == (HOUR, 0 * HOUR)


def test_no_zone_has_two_changes_so_close_that_one_would_be_missed() -> None:
    close = [
        (name, earlier[0], later[0])
        for name in pytz.all_timezones
        for earlier, later in zip(_recorded(name), _recorded(name)[1:], strict=False)
        if later[0] - earlier[0] < 12 * HOUR
    ]
    assert close == []


# ---------------------------------------------------------------- spans


def span(start: int, end: int) -> Timespan:
    noon = placed("2023-05-25 12:00", "America/Lima")
    return Timespan(noon + start * MINUTE, noon + end * MINUTE)


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ((0, 60), (30, 90), True),
        ((0, 60), (0, 60), True),
        ((0, 60), (10, 20), True),
        ((0, 60), (59, 61), True),
        ((0, 60), (60, 90), False),
        ((0, 60), (61, 90), False),
    ],
)
def test_spans_that_only_touch_do_not_overlap(
    one: tuple[int, int], other: tuple[int, int], *, overlap: bool
) -> None:
    assert span(*one).overlaps(span(*other)) is overlap
    assert span(*other).overlaps(span(*one)) is overlap


minutes = st.integers(0, 40)
spans = st.tuples(minutes, minutes).filter(lambda ends: ends[0] < ends[1])


@given(spans, spans)
def test_two_spans_overlap_where_a_minute_lies_in_both(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    shared = set(range(*one)) & set(range(*other))
    assert span(*one).overlaps(span(*other)) is span(*other).overlaps(span(*one)) is bool(shared)


def test_the_same_hour_overlaps_itself_however_it_is_told() -> None:
    lima = Timespan(
        placed("2023-05-25 11:00", "America/Lima"), placed("2023-05-25 12:00", "America/Lima")
    )
    london = Timespan(
        placed("2023-05-25 17:00", "Europe/London"), placed("2023-05-25 18:00", "Europe/London")
    )
    assert lima.overlaps(london)
    assert london.overlaps(lima)


def test_a_meeting_through_the_night_of_the_change_is_an_hour_longer_than_it_looks() -> None:
    night = Timespan(
        placed("2023-10-29 00:30", "Europe/London"), placed("2023-10-29 02:30", "Europe/London")
    )
    assert night.duration == 3 * HOUR


def test_days_count_their_last_one() -> None:
    days = Days(date(2023, 5, 20), date(2023, 5, 22))
    assert list(days) == [date(2023, 5, 20), date(2023, 5, 21), date(2023, 5, 22)]
    assert len(days) == 3
    assert date(2023, 5, 22) in days
    assert date(2023, 5, 23) not in days
    assert date(2023, 5, 19) not in days


# ---------------------------------------------------------------- how they are written


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(), "0m"),
        (45 * MINUTE, "45m"),
        (90 * MINUTE, "1h30"),
        (5 * HOUR, "5h00"),
        (26 * HOUR, "26h00"),
        (-30 * MINUTE, "-30m"),
        (-90 * MINUTE, "-1h30"),
    ],
)
def test_a_length_of_time_is_written_as_people_write_it(length: timedelta, text: str) -> None:
    assert format_duration(length) == text


def test_days_are_written_in_english_whatever_the_machines_locale() -> None:
    assert [format_day(date(2023, 5, 20 + day)) for day in range(7)] == [
        *(
            "Sat 20 May",
            "Sun 21 May",
            "Mon 22 May",
            "Tue 23 May",
            "Wed 24 May",
            "Thu 25 May",
            "Fri 26 May",
        ),
    ]
    assert [format_day(date(2023, month, 1)).split()[2] for month in range(1, 13)] == [
        *("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    ]


@pytest.mark.parametrize("day", [date(2023, 5, 25), datetime(2023, 5, 25, 11, tzinfo=UTC)])
def test_a_date_is_written_as_the_file_writes_it(day: date) -> None:
    assert format_date(day) == "Thu 2023-05-25"


def test_a_time_is_written_with_its_days() -> None:
    start = placed("2023-05-22 22:00", "America/Lima")
    assert format_when(Timespan(start, start + HOUR)) == "Mon 22 May 22:00–23:00"
    assert format_when(Timespan(start, start + 3 * HOUR)) == "Mon 22 May 22:00 – Tue 23 May 01:00"
    assert format_when(Days(date(2023, 5, 22), date(2023, 5, 22))) == "Mon 22 May"
    assert format_when(Days(date(2023, 5, 22), date(2023, 5, 24))) == "Mon 22 May – Wed 24 May"


@pytest.mark.parametrize(
    ("name", "text"),
    [("America/Lima", "UTC-05:00"), ("Asia/Kathmandu", "UTC+05:45"), ("UTC", "UTC+00:00")],
)
def test_an_offset_is_written_in_hours_and_minutes(name: str, text: str) -> None:
    assert format_offset(placed("2023-05-25 11:00", name)) == text
