"""Sunset against an almanac's figures for 23 May 2023, and where there is none."""

from datetime import date, timedelta

import pytest

from itinerary.sun import sunrise, sunset
from itinerary.times import in_zone, wall_clock

DAY = date(2023, 5, 23)


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ((-12.046, -77.043), "17:50"),
        ((-13.160, -74.224), "17:37"),
        ((-13.657, -73.383), "17:32"),
        ((-15.490, -70.133), "17:16"),
    ],
)
def test_the_sun_sets_when_the_almanac_says(place: tuple[float, float], told: str) -> None:
    found = sunset(DAY, *place, "America/Lima")
    assert found is not None
    hours, minutes = map(int, told.split(":"))
    almanac = timedelta(hours=hours, minutes=minutes)
    clock = wall_clock(found)
    assert found.date() == DAY
    assert abs(timedelta(hours=clock.hour, minutes=clock.minute) - almanac) <= timedelta(minutes=1)
    assert (found.second, found.microsecond) == (0, 0)


def test_the_day_is_that_of_the_clocks_even_far_from_greenwich() -> None:
    for zone, place in (
        ("Pacific/Auckland", (-36.85, 174.76)),
        ("Pacific/Honolulu", (21.3, -157.86)),
        ("Asia/Kathmandu", (27.7, 85.3)),
    ):
        found = sunset(DAY, *place, zone)
        assert found is not None
        assert found.date() == DAY
        assert 16 < found.hour < 20
        assert in_zone(found, "UTC") == found


def test_in_the_far_north_it_does_not_set_in_summer() -> None:
    assert sunset(date(2023, 6, 21), 69.6, 18.9, "Europe/Oslo") is None


def test_the_sun_rises_before_it_sets_and_not_at_all_in_the_polar_night() -> None:
    rises = sunrise(DAY, -12.046, -77.043, "America/Lima")
    assert rises is not None
    assert f"{rises:%Y-%m-%d %H:%M}" in {f"2023-05-23 06:{minute}" for minute in (18, 19, 20)}
    assert sunrise(date(2023, 12, 21), 78.22, 15.65, "Arctic/Longyearbyen") is None
