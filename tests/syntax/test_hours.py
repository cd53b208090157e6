"""Office hours and the figures of rules, as coordinators write them."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.model.places import OfficeHours
from itinerary.model.schedule import Metres
from itinerary.syntax.hours import parse_figure, parse_office_hours
from itinerary.syntax.problems import Problem
from tests.reading import mission, read

HALF_PAST_EIGHT, FIVE = time(8, 30), time(17)


@pytest.mark.parametrize(
    ("text", "weekdays"),
    [
        ("Mon-Fri 8:30-17:00", {0, 1, 2, 3, 4}),
        ("lunes a viernes 08:30 – 17:00", {0, 1, 2, 3, 4}),
        ("Monday to Thursday 08:30-17:00", {0, 1, 2, 3}),
        ("Sat-Mon 08:30-17:00", {5, 6, 0}),
        ("Wed 08:30-17:00", {2}),
        ("mié. 08:30-17:00", {2}),
        ("daily 08:30-17:00", {0, 1, 2, 3, 4, 5, 6}),
    ],
)
def test_office_hours_are_days_of_the_week_and_a_stretch_of_each(
    text: str, weekdays: set[int]
) -> None:
    assert parse_office_hours(text) == OfficeHours(frozenset(weekdays), HALF_PAST_EIGHT, FIVE)


@pytest.mark.parametrize(
    "text",
    [
        *("", "Mon-Fri", "09:00-17:00", "Mon-Fri 17:00-09:00", "Mon-Fri 09:00-09:00"),
        *("Moon-Fri 09:00-17:00", "Mon-Fri 9-17", "Mon-Fri 25:00-26:00", "Mon 09:00-24:00"),
        "Mon-Fri 09:00-17:00" * 10,
    ],
)
def test_office_hours_that_cannot_be_told_are_refused(text: str) -> None:
    found = parse_office_hours(text)
    assert isinstance(found, Problem)
    assert found.hint


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("10h", timedelta(hours=10)),
        ("45m", timedelta(minutes=45)),
        ("500m", timedelta(minutes=500)),
        ("500 m", Metres(500)),
        ("7 days", timedelta(days=7)),
        ("1 día", timedelta(days=1)),
        ("11:30", time(11, 30)),
    ],
)
def test_a_figure_is_a_length_of_time_a_time_of_day_or_a_height(text: str, figure: object) -> None:
    found = parse_figure(text)
    assert found == figure
    assert type(found) is type(figure)


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_hours_and_figures(text: str) -> None:
    for parse in (parse_office_hours, parse_figure):
        found = parse(text)
        assert not isinstance(found, Problem) or (found.message and found.hint)


def test_what_is_no_country_is_refused_where_it_stands() -> None:
    text = "places: {cusco: {name: Cusco, country: Peru}}\nprogramme: {}\n"
    (found,) = read(mission(text)).found
    assert (found.message, found.span[1:3]) == ("`Peru` is no country's code", (3, 40))
