import re
import unicodedata
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from itinerary.languages import say
from itinerary.model.entries import Extreme, Repeat, Status
from itinerary.model.fields import Classification
from itinerary.model.places import Coordinates
from itinerary.syntax.clocks import (
    Clock,
    Daily,
    Stretch,
    WrittenTime,
    parse_date,
    parse_dates,
    parse_hours,
    parse_when,
    parse_window,
)
from itinerary.syntax.problems import Problem
from itinerary.syntax.recurrence import parse_repeat
from itinerary.syntax.values import (
    fold,
    parse_altitude,
    parse_classification,
    parse_colour,
    parse_coordinates,
    parse_count,
    parse_covers,
    parse_days,
    parse_duration,
    parse_extreme,
    parse_id,
    parse_language,
    parse_priority,
    parse_status,
    parse_text,
    parse_yes_no,
    parse_zone,
)
from itinerary.times import MONTHS, WEEKDAYS, Days, format_date, format_duration
from tests.reading import no_endless_work

MISSION = Days(date(2023, 5, 20), date(2023, 5, 27))
THURSDAY = date(2023, 5, 25)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def clock(text: str, zone: str | None = None) -> Clock:
    return Clock(datetime.fromisoformat(text), zone)


def refusal(found: object) -> Problem:
    assert isinstance(found, Problem)
    return found


def ends(found: object) -> object:
    """Return a time as written without the way it was written."""
    return found._replace(one_date=False) if isinstance(found, Stretch) else found


def suggested(problem: Problem) -> list[str]:
    """Return what a hint offers to type."""
    return re.findall(r"`([^`]+)`", problem.hint or "")


# ---------------------------------------------------------------- dates


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2023-05-25",
            "Thu 2023-05-25",
            "thursday 2023-05-25",
            "Thurs, 2023-05-25",
            "Thu. 2023-05-25",
        ),
        *("25 May 2023", "25 may 2023", "Thu 25 May 2023", "Thursday, 25 May 2023"),
        *("25 May", "Thu 25 May", "Thursday 25 May"),
        *("jue 2023-05-25", "jueves 25 mayo", "Jueves 25 de mayo", "jueves, 25 de mayo de 2023"),
        *("25 de mayo del 2023", "  Thu   25   May  ", "25May 2023"),
    ],
)
def test_a_day_can_be_written_in_each_form_of_the_contract(text: str) -> None:
    assert parse_date(text, MISSION) == THURSDAY
    assert parse_when(text, MISSION) == Days(THURSDAY, THURSDAY)
    assert parse_window(text, MISSION) == Days(THURSDAY, THURSDAY)


SPANISH_DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
SPANISH_MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("words", [WEEKDAYS, SPANISH_DAYS], ids=["English", "Spanish"])
def test_weekdays_are_known_in_both_languages_short_and_long_however_accents_are_stored(
    form: str, words: tuple[str, ...]
) -> None:
    for number, word in enumerate(words):
        day = date(2023, 5, 22) + timedelta(days=number)
        for spelling in (word, word[:3], word.upper(), word.capitalize(), fold(word)):
            text = unicodedata.normalize(form, f"{spelling} {day}")  # type: ignore[arg-type]
            assert parse_date(text, None) == day, text


@pytest.mark.parametrize("words", [MONTHS, SPANISH_MONTHS], ids=["English", "Spanish"])
def test_months_are_known_in_both_languages_short_and_long(words: tuple[str, ...]) -> None:
    for number, word in enumerate(words, start=1):
        for spelling in (word, word[:3], word.upper()):
            assert parse_date(f"7 {spelling} 2023", None) == date(2023, number, 7)


@pytest.mark.parametrize(
    ("word", "month"), [("Sept", 9), ("setiembre", 9), ("set", 9), ("ago", 8), ("ene", 1)]
)
def test_months_have_their_other_spellings(word: str, month: int) -> None:
    assert parse_date(f"7 {word} 2023", None) == date(2023, month, 7)


days_known = st.dates(date(1900, 1, 1), date(2037, 12, 31))


@given(days_known, st.integers(0, 6))
def test_a_weekday_that_contradicts_its_date_names_the_right_one(day: date, weekday: int) -> None:
    found = parse_date(f"{WEEKDAYS[weekday]} {day}", None)
    if weekday == day.weekday():
        assert found == day
        return
    problem = refusal(found)
    assert problem.rule == "weekday-mismatch"
    assert problem.message.endswith(f"is a {WEEKDAYS[day.weekday()]}, not a {WEEKDAYS[weekday]}")
    same_date, same_weekday = suggested(problem)
    assert same_date == format_date(day)
    assert parse_date(same_date, None) == day
    other = date.fromisoformat(same_weekday.split()[1])
    assert other.weekday() == weekday
    assert abs((other - day).days) <= 3


def test_the_contradiction_is_told_in_the_words_of_the_contract() -> None:
    assert parse_when("Fri 25 May 10:00-11:00", MISSION) == Problem(
        "weekday-mismatch",
        say("25 May 2023 is a Thursday, not a Friday"),
        say("write `Thu 2023-05-25`, or `Fri 2023-05-26` if the weekday is right"),
        0,
        10,
    )


@pytest.mark.parametrize(
    "text",
    [
        "05/06/2023",
        "5/6/2023",
        "05/06/23",
        "05/06",
        "5.6.2023",
        "25.05.2023",
        "25/05/2023",
        "2023/05/25",
        "Thu 05/06/2023",
    ],
)
@pytest.mark.parametrize("tail", ["", " 10:00-11:00"])
def test_a_date_that_could_be_day_first_or_month_first_is_refused(text: str, tail: str) -> None:
    problem = refusal(parse_when(text + tail, MISSION))
    assert (
        problem.message == f"`{text.removeprefix('Thu ')}` could be read day first or month first"
    )
    assert (problem.start, problem.end) == (len(text) - len(text.removeprefix("Thu ")), len(text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2023-02-30", "there is no such day as `2023-02-30`"),
        ("2023-13-01", "there is no such day as `2023-13-01`"),
        ("29 February 2023", "there is no such day as `29 February 2023`"),
        ("0 May 2023", "there is no such day as `0 May 2023`"),
        ("1899-12-31", "the year 1899 is out of range"),
        ("2038-01-01", "the year 2038 is out of range"),
        ("0000-01-01", "the year 0 is out of range"),
        ("9999-12-31", "the year 9999 is out of range"),
        ("25 mai 2023", "`mai` is no month"),
        ("Thrusday 2023-05-25", "`Thrusday` is no day of the week"),
        ("tomorrow", "`tomorrow` is no day of the week"),
        ("", "a date is expected"),
        ("Thu", "a date is expected"),
        ("20230525", "a date is expected, not `20230525`"),
        ("2023-5-25", "a date is expected, not `2023-5-25`"),
        ("2023-05-255", "a date is expected, not `2023-05-255`"),
        ("25 May 23", "a time is expected, not `23`"),
        ("2023-05-25T10:00", "a time is expected, not `T10:00`"),
    ],
)
def test_what_is_no_date_is_refused(text: str, message: str) -> None:
    assert refusal(parse_when(text, MISSION)).message == message


@pytest.mark.parametrize(
    ("text", "hint"),
    [("Thrusday 2023-05-25", "did you mean `thursday`?"), ("25 Maj 2023", "did you mean `may`?")],
)
def test_a_misspelt_word_of_a_date_has_a_suggestion(text: str, hint: str) -> None:
    assert (refusal(parse_date(text, None)).hint or "").casefold() == hint


def test_digits_of_other_scripts_are_no_date() -> None:
    assert isinstance(parse_when("\u0662\u0660\u0662\u0663-05-25", MISSION), Problem)


def test_a_day_without_its_year_needs_a_mission() -> None:
    assert refusal(parse_date("25 May", None)).message == "the year is missing"


@pytest.mark.parametrize(
    ("first", "last", "text", "day"),
    [
        ("2022-12-20", "2023-01-10", "5 Jan", "2023-01-05"),
        ("2022-12-20", "2023-01-10", "24 Dec", "2022-12-24"),
        ("2023-05-20", "2023-05-27", "12 May", "2023-05-12"),
        ("2023-12-01", "2024-03-01", "29 Feb", "2024-02-29"),
    ],
)
def test_the_missions_dates_give_the_year(first: str, last: str, text: str, day: str) -> None:
    mission = Days(date.fromisoformat(first), date.fromisoformat(last))
    assert parse_date(text, mission) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        # In the mission twice, and in neither year of the mission: its dates do not give the year.
        ("2022-01-01", "2023-12-31", "5 Jan"),
        ("2022-12-20", "2023-01-10", "20 Jan"),
    ],
)
def test_a_year_that_the_missions_dates_do_not_give_is_not_guessed(
    first: str, last: str, text: str
) -> None:
    mission = Days(date.fromisoformat(first), date.fromisoformat(last))
    assert refusal(parse_date(text, mission)).rule == "bad-time"


# ---------------------------------------------------------------- times


TEN_TO_ELEVEN = Stretch(clock("2023-05-25 10:00"), clock("2023-05-25 11:00"))


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2023-05-25", Days(THURSDAY, THURSDAY)),
        ("2023-05-25 to 2023-05-27", Days(THURSDAY, date(2023, 5, 27))),
        ("Thu 25 May to Sat 27 May", Days(THURSDAY, date(2023, 5, 27))),
        ("jueves 25 a sábado 27 mayo", None),
        ("25 mayo a 27 mayo", Days(THURSDAY, date(2023, 5, 27))),
        ("2023-05-25 to 2023-05-25", Days(THURSDAY, THURSDAY)),
        ("2023-05-25 10:00", clock("2023-05-25 10:00")),
        ("2023-05-25, 10:00", clock("2023-05-25 10:00")),
        ("2023-05-25 00:00", clock("2023-05-25 00:00")),
        ("2023-05-25 10:00 Europe/London", clock("2023-05-25 10:00", "Europe/London")),
        ("2023-05-25 10:00-11:00", TEN_TO_ELEVEN),
        ("2023-05-25 10:00 - 11:00", TEN_TO_ELEVEN),
        ("2023-05-25 10:00–11:00", TEN_TO_ELEVEN),
        ("2023-05-25 10:00—11:00", TEN_TO_ELEVEN),
        ("2023-05-25 10:00 to 11:00", TEN_TO_ELEVEN),
        ("25 de mayo 10:00 a 11:00", TEN_TO_ELEVEN),
        ("2023-05-25 10:00 to 2023-05-25 11:00", TEN_TO_ELEVEN),
        (
            "Thu 2023-05-25 9:00-10:30",
            Stretch(clock("2023-05-25 09:00"), clock("2023-05-25 10:30")),
        ),
        (
            "2023-05-25 22:00 to 2023-05-26 01:00",
            Stretch(clock("2023-05-25 22:00"), clock("2023-05-26 01:00")),
        ),
        ("2023-05-25 22:00-24:00", Stretch(clock("2023-05-25 22:00"), clock("2023-05-26 00:00"))),
        ("2023-05-25 10:00 for 1h30", Stretch(clock("2023-05-25 10:00"), 90 * MINUTE)),
        ("2023-05-25 10:00 for PT90M", Stretch(clock("2023-05-25 10:00"), 90 * MINUTE)),
        (
            "2023-05-25 10:00 Europe/London for 2h",
            Stretch(clock("2023-05-25 10:00", "Europe/London"), 2 * HOUR),
        ),
        (
            "2023-05-25 10:00-11:00 Europe/London",
            Stretch(clock("2023-05-25 10:00"), clock("2023-05-25 11:00", "Europe/London")),
        ),
        (
            "2023-05-25 21:10 Europe/London to 2023-05-26 05:30 America/Lima",
            Stretch(
                clock("2023-05-25 21:10", "Europe/London"),
                clock("2023-05-26 05:30", "America/Lima"),
            ),
        ),
    ],
)
def test_a_time_can_be_written_in_each_form_of_the_contract(
    text: str, time: WrittenTime | None
) -> None:
    if time is None:
        assert isinstance(parse_when(text, MISSION), Problem)
    else:
        assert ends(parse_when(text, MISSION)) == time


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2023-05-25 25:00-26:00", "25:00"),
        ("2023-05-25 09:60-10:00", "09:60"),
        ("2023-05-25 10:00-24:30", "24:30"),
        ("2023-05-25 24:00-24:00", "24:00"),
        ("2023-05-25 10:00-", ""),
        ("2023-05-25 10h-11h", "10h-11h"),
        ("2023-05-25 10.00-11.00", "10.00-11.00"),
        ("2023-05-25 1000-1100", "1000-1100"),
        ("2023-05-25 10:000-11:00", "10:000-11:00"),
        ("2023-05-25 10:00-11:00 tomorrow", "tomorrow"),
        ("2023-05-25 10:00 Europe/Londno", "Europe/Londno"),
        ("2023-05-25 10:00 Europe/London-11:00", "Europe/London-11"),
        ("2023-05-25 10:00 europe/london", "europe/london"),
        ("2023-05-25 10:00 for", " for"),
        ("2023-05-25 10:00 for ever", "ever"),
        ("2023-05-25 10:00 for 1h later", "1h later"),
        ("2023-05-25 to 2023-05-24", "2023-05-24"),
        ("2023-05-25 to tomorrow", "tomorrow"),
        ("10:00-11:00", "10:00-11:00"),
        ("2023-05-25 10:00-11:00-12:00", "-12:00"),
        ("2023-05-25 10:00 +05:00", " +05:00"),
        ("May 25 2023 10:00-11:00", "May"),
    ],
)
def test_what_is_no_time_is_refused_where_it_goes_wrong(text: str, shown: str) -> None:
    problem = refusal(parse_when(text, MISSION))
    assert text[problem.start : problem.end] == shown
    assert problem.hint


def test_a_mistyped_zone_has_a_suggestion() -> None:
    problem = refusal(parse_when("2023-05-25 10:00-11:00 Europe/Londno", MISSION))
    assert (problem.rule, problem.hint) == ("unknown-zone", "did you mean `Europe/London`?")


def test_days_that_end_before_they_begin_are_refused() -> None:
    problem = refusal(parse_dates("2023-05-27 to 2023-05-20", None))
    assert problem.rule == "end-before-start"


@pytest.mark.parametrize(
    "text", ["2023-05-25 10:00", "2023-05-25 10:00-11:00", "2023-05-25 to 2023-05-26"]
)
def test_a_date_field_takes_one_day_and_no_time(text: str) -> None:
    assert refusal(parse_date(text, None)).rule == "bad-time"


def test_a_field_of_days_takes_no_time() -> None:
    assert refusal(parse_dates("2023-05-25 10:00-11:00", None)).rule == "bad-time"


# ---------------------------------------------------------------- windows


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("2023-05-24 to 2023-05-26", Days(date(2023, 5, 24), date(2023, 5, 26))),
        ("2023-05-24", Days(date(2023, 5, 24), date(2023, 5, 24))),
        (
            "Wed 2023-05-24 to Fri 2023-05-26, 09:00-17:00",
            Daily(Days(date(2023, 5, 24), date(2023, 5, 26)), time(9), time(17), None),
        ),
        (
            "24 May to 26 May 09:00 – 17:00",
            Daily(Days(date(2023, 5, 24), date(2023, 5, 26)), time(9), time(17), None),
        ),
        (
            "2023-05-25 09:00-13:00",
            Daily(Days(THURSDAY, THURSDAY), time(9), time(13), None),
        ),
        (
            "2023-05-25 18:00-24:00 Europe/London",
            Daily(Days(THURSDAY, THURSDAY), time(18), time(0), "Europe/London"),
        ),
        (
            "2023-05-25 22:00 to 2023-05-26 01:00",
            Stretch(clock("2023-05-25 22:00"), clock("2023-05-26 01:00")),
        ),
        ("2023-05-25 09:00 for 4h", Stretch(clock("2023-05-25 09:00"), 4 * HOUR)),
    ],
)
def test_a_window_can_be_written_in_each_form_of_the_contract(text: str, window: object) -> None:
    assert parse_window(text, MISSION) == window


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("2023-05-24 to 2023-05-26, 17:00-09:00", None),
        ("2023-05-24 to 2023-05-26, 09:00", None),
        ("2023-05-26 to 2023-05-24, 09:00-17:00", "end-before-start"),
        ("Thu 2023-05-24 to 2023-05-26, 09:00-17:00", "weekday-mismatch"),
        ("2023-05-24 to 2023-05-26, 09:00-17:00 Mars/Base", None),
        ("soon", "bad-time"),
    ],
)
def test_what_is_no_window_is_refused(text: str, rule: str | None) -> None:
    problem = refusal(parse_window(text, MISSION))
    assert rule is None or problem.rule == rule


def test_bare_hours_belong_to_the_days_before_them() -> None:
    days = Days(date(2023, 5, 24), date(2023, 5, 26))
    assert parse_hours("09:00-17:00", days) == Daily(days, time(9), time(17), None)
    assert parse_hours(" 9:00-24:00 UTC ", days) == Daily(days, time(9), time(0), "UTC")
    assert parse_hours("2023-05-27", days) is None
    assert refusal(parse_hours("17:00-09:00", days)).rule == "end-before-start"


# ---------------------------------------------------------------- lengths of time


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        *(
            ("45m", 45),
            ("45min", 45),
            ("1h", 60),
            ("2h", 120),
            ("1h30", 90),
            ("1h30m", 90),
            ("90m", 90),
        ),
        *(("1h05", 65), ("1H30", 90), (" 2h ", 120), ("36h", 2160)),
        *(
            ("PT90M", 90),
            ("PT1H30M", 90),
            ("PT2H", 120),
            ("P1D", 1440),
            ("P1DT12H", 2160),
            ("pt45m", 45),
        ),
    ],
)
def test_a_length_of_time_can_be_written_in_each_form_of_the_contract(
    text: str, minutes: int
) -> None:
    assert parse_duration(text) == minutes * MINUTE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "90",
        "h",
        "m",
        "1.5h",
        "1,5h",
        "-1h",
        "1h 30",
        "1 hour",
        "PT",
        "P",
        "P1",
        "1h30h",
        "two hours",
        "1d",
        "½h",
        "\u0661h",
    ],
)
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    assert refusal(parse_duration(text)).rule == "bad-duration"


def test_a_bare_number_is_not_guessed_to_be_minutes_or_hours() -> None:
    assert suggested(refusal(parse_duration("90"))) == ["90m", "90h"]


# ---------------------------------------------------------------- reading back what was written


@given(st.integers(0, 59999))
def test_a_length_of_time_is_read_back_as_it_is_written(length: int) -> None:
    assert parse_duration(format_duration(length * MINUTE)) == length * MINUTE


@given(days_known)
def test_a_date_is_read_back_however_it_is_written(day: date) -> None:
    month = day.month - 1
    for text in (
        f"{day}",
        format_date(day),
        f"{day.day} {MONTHS[month]} {day.year}",
        f"{WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[month][:3]} {day.year}",
        f"{SPANISH_DAYS[day.weekday()]} {day.day} de {SPANISH_MONTHS[month]} de {day.year}",
    ):
        assert parse_date(text, None) == day, text


@given(st.dates(date(1900, 1, 1), date(2036, 12, 31)), st.integers(0, 365))
def test_days_are_read_back_as_they_are_written(first: date, more: int) -> None:
    days = Days(first, first + timedelta(days=more))
    assert parse_dates(f"{format_date(days.first)} to {format_date(days.last)}", None) == days


clock_times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
some_zone = st.sampled_from(
    [None, "Europe/London", "America/Lima", "UTC", "Etc/GMT+5", "America/Argentina/Buenos_Aires"]
)


def with_zone(zone: str | None) -> str:
    return f" {zone}" if zone else ""


@given(days_known, clock_times, some_zone, days_known, clock_times, some_zone)
def test_a_stretch_is_read_back_as_it_is_written(  # noqa: PLR0913, PLR0917
    day: date, start: time, zone: str | None, other_day: date, end: time, other_zone: str | None
) -> None:
    first = f"{format_date(day)} {start:%H:%M}{with_zone(zone)}"
    text = f"{first} to {other_day} {end:%H:%M}{with_zone(other_zone)}"
    assert parse_when(text, None) == Stretch(
        Clock(datetime.combine(day, start), zone),
        Clock(datetime.combine(other_day, end), other_zone),
    )


@given(days_known, clock_times, clock_times, some_zone)
def test_a_time_on_one_day_is_read_back_as_it_is_written(
    day: date, start: time, end: time, zone: str | None
) -> None:
    expected = Stretch(
        Clock(datetime.combine(day, start), None), Clock(datetime.combine(day, end), zone)
    )
    for dash in ("-", "–", " - ", " to "):
        text = f"{day} {start:%H:%M}{dash}{end:%H:%M}{with_zone(zone)}"
        assert ends(parse_when(text, None)) == expected


@settings(max_examples=300)
@given(st.text(st.sampled_from("0123456789-–:/.,+ Tthuvrmayjebdo\u0301\t\n`½²"), max_size=40))
@example("2023-05-25 10:00-11:00 a")
@example("1 a")
@example("25 May 2023 10:00 a ")
@example("2023-05-25 to 2023-05-26, 10:00-11:00 to")
def test_no_text_breaks_the_reading_of_times(text: str) -> None:
    for parsed in (
        parse_when(text, MISSION),
        parse_window(text, MISSION),
        parse_repeat(text, MISSION),
    ):
        if isinstance(parsed, Problem):
            assert 0 <= parsed.start <= len(text)
            assert parsed.end is None or parsed.start <= parsed.end <= len(text)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_other_values(text: str) -> None:
    for parse in (
        *(parse_duration, parse_text, parse_yes_no, parse_count, parse_priority, parse_zone),
        *(parse_coordinates, parse_altitude, parse_language, parse_colour, parse_status),
        *(parse_classification, parse_covers, parse_id),
    ):
        found = parse(text)
        assert not isinstance(found, Problem) or (found.message and found.hint)


@pytest.mark.parametrize(
    "word", ["x", "1", " ", "1/", "a/", "until ", "except ", ",", "\u0301", "2023-05-25 "]
)
def test_no_long_text_is_quoted_whole_or_takes_for_ever(word: str) -> None:
    long = word * (200_000 // len(word))
    with no_endless_work():
        for text in (
            long,
            f"2023-05-25 10:00 {long}.",
            f"25 {long}",
            f"2023-05-25 10:00 for {long}",
        ):
            for parsed in (
                parse_when(text, MISSION),
                parse_window(text, MISSION),
                parse_duration(long),
            ):
                assert (
                    not isinstance(parsed, Problem) or len(f"{parsed.message}{parsed.hint}") < 500
                )


@pytest.mark.parametrize(
    ("start", "again", "end"),
    [
        ("daily", " ", "x"),
        ("weekly on mon", " ", "x"),
        ("FREQ=DAILY", " ", "x"),
        ("daily", " until x", ""),
        ("daily", " except x", ""),
        ("daily except ", "2023-05-25, ", ""),
        ("daily except ", "2023-05-25 ", ""),
        ("FREQ=WEEKLY;BYDAY=", "MO,", "X"),
    ],
)
def test_no_long_repeat_takes_for_ever(start: str, again: str, end: str) -> None:
    text = f"{start}{again * (40_000 // len(again))}{end}"
    with no_endless_work(1):
        found = parse_repeat(text, MISSION)
        assert not isinstance(found, Problem) or len(f"{found.message}{found.hint}") < 500


# ---------------------------------------------------------------- recurrence


def repeat(text: str) -> tuple[str, date | None, int | None, tuple[date, ...]]:
    found = parse_repeat(text, MISSION)
    assert isinstance(found, Repeat), found
    assert found.text == text
    return found.rule, found.until, found.count, found.excluded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("daily", ("FREQ=DAILY", None, None, ())),
        ("daily until 2023-05-26", ("FREQ=DAILY", date(2023, 5, 26), None, ())),
        (
            "daily until 2023-05-26 except 2023-05-25",
            ("FREQ=DAILY", date(2023, 5, 26), None, (THURSDAY,)),
        ),
        (
            "daily except Thu 25 May, 2023-05-26 to 2023-05-27",
            ("FREQ=DAILY", None, None, (THURSDAY, date(2023, 5, 26), date(2023, 5, 27))),
        ),
        ("daily, 5 times", ("FREQ=DAILY", None, 5, ())),
        ("daily 5 times", ("FREQ=DAILY", None, 5, ())),
        ("weekdays", ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", None, None, ())),
        ("weekly", ("FREQ=WEEKLY", None, None, ())),
        ("weekly on mon, thu", ("FREQ=WEEKLY;BYDAY=MO,TH", None, None, ())),
        ("weekly on Monday and jueves", ("FREQ=WEEKLY;BYDAY=MO,TH", None, None, ())),
        ("weekly on miércoles", ("FREQ=WEEKLY;BYDAY=WE", None, None, ())),
        ("monthly", ("FREQ=MONTHLY", None, None, ())),
        ("yearly", ("FREQ=YEARLY", None, None, ())),
        ("every 2 days", ("FREQ=DAILY;INTERVAL=2", None, None, ())),
        ("every 2 weeks on fri", ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", None, None, ())),
        ("FREQ=DAILY;COUNT=5", ("FREQ=DAILY", None, 5, ())),
        ("RRULE:FREQ=WEEKLY;BYDAY=MO,TH", ("FREQ=WEEKLY;BYDAY=MO,TH", None, None, ())),
        ("freq=daily;interval=2", ("FREQ=DAILY;INTERVAL=2", None, None, ())),
        ("FREQ=DAILY;UNTIL=20230526", ("FREQ=DAILY", date(2023, 5, 26), None, ())),
        ("FREQ=MONTHLY;BYDAY=-1FR;WKST=MO", ("FREQ=MONTHLY;BYDAY=-1FR;WKST=MO", None, None, ())),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1",
            ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1", None, None, ()),
        ),
        ("FREQ=DAILY except 2023-05-25", ("FREQ=DAILY", None, None, (THURSDAY,))),
    ],
)
def test_a_recurrence_can_be_written_as_people_say_it_or_as_an_rrule(
    text: str, expected: tuple[str, date | None, int | None, tuple[date, ...]]
) -> None:
    assert repeat(text) == expected


@pytest.mark.parametrize("text", ["FREQ=DAILY EXCEPT 2023-05-25", "freq=daily Except 2023-05-25"])
def test_days_left_out_are_never_passed_over_in_silence(text: str) -> None:
    found = parse_repeat(text, MISSION)
    assert isinstance(found, Problem) or found.excluded == (THURSDAY,)


@pytest.mark.parametrize(
    "text",
    [
        *("", "sometimes", "daily until", "daily except", "daily until soon", "daily except soon"),
        *(
            "daily on mon",
            "weekdays on mon",
            "weekly on",
            "weekly on someday",
            "every 0 days",
            "every other day",
        ),
        *(
            "daily, 0 times",
            "daily for 5 days",
            "hourly",
            "daily until 2023-05-26 until 2023-05-27",
        ),
        *("FREQ=", "FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY", "FREQ=SOMETIMES"),
        *("FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;INTERVAL=99999"),
        *("FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=-1", "FREQ=DAILY;COUNT=100000000000"),
        *(
            "FREQ=DAILY;FREQ=WEEKLY",
            "FREQ=DAILY;COUNT=2;COUNT=3",
            "FREQ=DAILY;COUNT=2;UNTIL=20230526",
        ),
        *(
            "FREQ=DAILY;BYHOUR=1",
            "FREQ=DAILY;BYSECOND=0",
            "FREQ=DAILY;BYEASTER=0",
            "FREQ=DAILY;X-A=1",
        ),
        *("FREQ=DAILY;BYWEEKNO=1", "FREQ=DAILY;BYYEARDAY=1", "FREQ=DAILY;RSCALE=HEBREW"),
        *(
            "FREQ=DAILY;UNTIL=20230230",
            "FREQ=DAILY;UNTIL=soon",
            "FREQ=DAILY;UNTIL=00000000",
        ),
        *(
            "FREQ=WEEKLY;BYDAY=",
            "FREQ=WEEKLY;BYDAY=XX",
            "FREQ=WEEKLY;BYDAY=MO,",
            "FREQ=WEEKLY;BYDAY=MO,,TU",
        ),
        *("FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=YEARLY;BYMONTH=13"),
        *("FREQ=DAILY;;COUNT=2", "FREQ=DAILY; COUNT=2", "FREQ=DAILY COUNT=2", "COUNT=2;FREQ=DAILY"),
        *("FREQ=DAILY until 2023-05-26", "FREQ=DAILY except", "FREQ=DAILY;INTERVAL=1\u0662"),
    ],
)
def test_what_is_no_recurrence_is_refused(text: str) -> None:
    problem = refusal(parse_repeat(text, MISSION))
    assert problem.rule in {"bad-repeat", "bad-time"}
    assert problem.hint


def test_a_bad_date_within_a_recurrence_is_pointed_at() -> None:
    text = "daily until 2023-05-26 except 2023-05-25,  Fri 2023-05-24"
    problem = refusal(parse_repeat(text, MISSION))
    assert text[problem.start : problem.end] == "Fri 2023-05-24"
    until = "daily until 2023-02-30"
    problem = refusal(parse_repeat(until, MISSION))
    assert until[problem.start : problem.end] == "2023-02-30"


# ---------------------------------------------------------------- other values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("  Meeting   with  families ", "Meeting with families"),
        ("two\n\n  lines  here\n", "two\n\nlines here"),
        (unicodedata.normalize("NFD", "Agnès Callamard"), "Agnès Callamard"),
        ("“Lethal Racism” – no, yes: 10:30", "“Lethal Racism” – no, yes: 10:30"),
        ("0123", "0123"),
    ],
)
def test_text_is_kept_but_for_its_white_space_and_its_composition(text: str, value: str) -> None:
    assert parse_text(text) == value


@given(st.text())
def test_text_that_was_read_is_read_as_itself(text: str) -> None:
    once = parse_text(text)
    assert isinstance(once, Problem) or parse_text(once) == once


@pytest.mark.parametrize("text", ["", " ", "\n \n", "\u3000"])
def test_a_missing_text_is_refused(text: str) -> None:
    assert refusal(parse_text(text)).rule == "empty-value"


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("no", False)])
def test_yes_and_no_are_words(text: str, *, value: bool) -> None:
    assert parse_yes_no(text) is value


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("true", "yes"),
        ("Yes", None),
        ("on", "yes"),
        ("sí", "yes"),
        ("false", "no"),
        ("0", "no"),
        ("", "no"),
    ],
)
def test_another_word_for_yes_or_no_is_refused(text: str, meant: str | None) -> None:
    problem = refusal(parse_yes_no(text))
    assert meant is None or problem.hint == f"write `{meant}`"


@pytest.mark.parametrize(("text", "days"), [("7", 7), ("0", 0), ("1 day", 1), ("3 días", 3)])
def test_days_are_counted(text: str, days: int) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["-1", "367", "a week", "2 nights", "1.5", "", "٣"])
def test_what_is_no_number_of_days_is_refused(text: str) -> None:
    refusal(parse_days(text))


@pytest.mark.parametrize(
    ("text", "nights"), [("2", 2), ("2 nights", 2), ("1 night", 1), ("3 noches", 3), ("366", 366)]
)
def test_nights_are_counted(text: str, nights: int) -> None:
    assert parse_count(text) == nights


@pytest.mark.parametrize("text", ["0", "-1", "367", "1000", "two", "", "1.5", "2 days", "\u0662"])
def test_what_is_no_count_is_refused(text: str) -> None:
    assert refusal(parse_count(text)).rule == "bad-value"


@pytest.mark.parametrize("text", ["0", "10", "high", "", "1.0", "-1"])
def test_a_priority_is_one_to_nine(text: str) -> None:
    assert [parse_priority(str(number)) for number in range(1, 10)] == list(range(1, 10))
    assert refusal(parse_priority(text)).rule == "bad-value"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-12.046, -77.043", Coordinates(-12.046, -77.043)),
        ("0,0", Coordinates(0, 0)),
        (" +90 , -180.0 ", Coordinates(90, -180)),
    ],
)
def test_coordinates_are_degrees_north_and_east(text: str, value: Coordinates) -> None:
    assert parse_coordinates(text) == value


@pytest.mark.parametrize(
    "text",
    ["91, 0", "0, 181", "-12.046", "1e1, 0", "nan, 0", "12°S, 77°W", "1, 2, 3", "", "\u0661, 2"],
)
def test_what_is_no_place_on_the_globe_is_refused(text: str) -> None:
    assert refusal(parse_coordinates(text)).rule == "bad-value"


@pytest.mark.parametrize(
    ("text", "metres"), [("2750 m", 2750), ("150m", 150), ("-5 m", -5), ("0 m", 0)]
)
def test_an_altitude_is_in_metres(text: str, metres: int) -> None:
    assert parse_altitude(text) == metres


@pytest.mark.parametrize("text", ["2750", "9000 ft", "2.75 km", "", "10000 m", "\u0662 m"])
def test_an_altitude_without_its_unit_is_refused(text: str) -> None:
    assert refusal(parse_altitude(text)).rule == "bad-value"


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("es", True),
        ("qu", True),
        ("pt-BR", True),
        ("quz", True),
        ("Spanish", False),
        ("ES", False),
        ("e", False),
        ("", False),
    ],
)
def test_a_language_is_its_code(text: str, *, valid: bool) -> None:
    assert (parse_language(text) == text) is valid


@pytest.mark.parametrize(
    ("text", "valid"),
    [("teal", True), ("#fff", False), ("Teal", False), ("", False), ("url(x)", False)],
)
def test_a_colour_is_its_name(text: str, *, valid: bool) -> None:
    assert (parse_colour(text) == text) is valid


@pytest.mark.parametrize("status", Status)
def test_every_status_is_its_word(status: Status) -> None:
    assert parse_status(status.value) is status


def test_a_mistyped_word_of_a_few_has_a_suggestion() -> None:
    assert refusal(parse_status("confrimed")) == Problem(
        "unknown-status", say("`confrimed` is no status"), say("did you mean `confirmed`?")
    )
    assert refusal(parse_classification("secret")).hint == "one of: public, private, confidential"
    assert suggested(refusal(parse_classification("confidental"))) == ["confidential"]


def test_the_classes_are_those_of_rfc_5545() -> None:
    assert parse_classification("public") is Classification.PUBLIC
    assert parse_classification("private") is Classification.PRIVATE
    assert parse_classification("confidential") is Classification.CONFIDENTIAL


@pytest.mark.parametrize(
    "text", ["Public", "PUBLIC", " public", "public ", "", "pub", "publ\u0131c"]
)
def test_no_other_spelling_makes_anything_public(text: str) -> None:
    assert refusal(parse_classification(text)).rule == "unknown-class"


def test_feeds_show_covers_or_nothing_of_confidential_entries() -> None:
    assert parse_covers("cover") is True
    assert parse_covers("none") is False
    assert isinstance(parse_covers("no"), Problem)


def test_a_request_prefers_one_end_of_its_windows() -> None:
    assert parse_extreme("earliest") is Extreme.EARLIEST
    assert parse_extreme("latest") is Extreme.LATEST
    assert parse_extreme("2023-05-25") is None


@pytest.mark.parametrize("text", ["callamard", "lima-hotel", "interpreter-1", "1", "a", "a" * 64])
def test_an_id_is_small_letters_digits_and_hyphens(text: str) -> None:
    assert parse_id(text) == text


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Guevara Rosas", "write `guevara-rosas`"),
        ("josé_maría", "write `jose-maria`"),
        (unicodedata.normalize("NFD", "josé"), "write `jose`"),
        ("-lima", "write `lima`"),
        ("lima-", "write `lima`"),
        ("a" * 65, f"write `{'a' * 64}`"),
        ("", "use small letters a-z, digits and hyphens"),
        ("Лима", "use small letters a-z, digits and hyphens"),
        ("lima\n", "write `lima`"),
    ],
)
def test_what_is_no_id_has_one_suggested(text: str, hint: str) -> None:
    assert refusal(parse_id(text)).hint == hint


@given(st.text(max_size=80))
def test_a_suggested_id_is_an_id(text: str) -> None:
    found = parse_id(text)
    if isinstance(found, Problem):
        assert all(parse_id(word) == word for word in suggested(found))


@pytest.mark.parametrize("text", ["America/Lima", "UTC", "Europe/London"])
def test_a_zone_is_its_iana_name(text: str) -> None:
    assert parse_zone(text) == text


def test_a_zone_nobody_knows_is_refused() -> None:
    assert refusal(parse_zone("America/Limma")).hint == "did you mean `America/Lima`?"
    assert refusal(parse_zone("GMT-5")).rule == "unknown-zone"
