"""What somebody types has happened is understood as they mean it, or refused with what is."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.syntax.happenings import (
    Calendar,
    Closed,
    Happening,
    Missing,
    Moved,
    Off,
    happening,
)
from itinerary.syntax.problems import Problem
from itinerary.times import Days, Timespan, localise

CALENDAR = Calendar(Days(date(2023, 5, 20), date(2023, 5, 27)), date(2023, 5, 22), "America/Lima")
TUE, WED, THU = date(2023, 5, 23), date(2023, 5, 24), date(2023, 5, 25)


def at(text: str) -> datetime:
    found = localise(datetime.fromisoformat(text), "America/Lima")
    assert isinstance(found, datetime)
    return found


AFTERNOON = Missing("ana", Timespan(at("2023-05-23T14:00"), at("2023-05-23T18:00")))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("flight 6h late", Moved("flight", "6h later")),
        ("flight  1h30 later", Moved("flight", "1h30 later")),
        ("flight 1 day late", Moved("flight", "1 day later")),
        ("flight 30m early", Moved("flight", "30m earlier")),
        ("vuelo con 6h de retraso", Moved("vuelo", "6h later")),
        ("vuelo 2h tarde", Moved("vuelo", "2h later")),
        ("vuelo 2h antes", Moved("vuelo", "2h earlier")),
        ("flight at 18:30", Moved("flight", "18:30")),
        ("flight at Thu 07:00", Moved("flight", "Thu 07:00")),
        ("vuelo a las 18:30", Moved("vuelo", "18:30")),
        ("vuelo el jue 07:00", Moved("vuelo", "jue 07:00")),
        ("talks cancelled", Off("talks")),
        ("talks CANCELED", Off("talks")),
        ("charla cancelada", Off("charla")),
        ("ana ill", Missing("ana", Days(date(2023, 5, 22), date(2023, 5, 22)))),
        ("ana ill on Tue", Missing("ana", Days(TUE, TUE))),
        ("ana sick tomorrow", Missing("ana", Days(TUE, TUE))),
        ("ana ill from Tue to 25 May", Missing("ana", Days(TUE, THU))),
        ("ana enferma el mar", Missing("ana", Days(TUE, TUE))),
        ("ana enferma de mar a mié", Missing("ana", Days(TUE, WED))),
        ("ana away Tue 14:00-18:00", AFTERNOON),
        ("ana away on Tue 2023-05-23", Missing("ana", Days(TUE, TUE))),
        ("ana ausente el mar 14:00-18:00", AFTERNOON),
        ("no road from lima to puno", Closed("lima", "puno", both_ways=False, day=None)),
        ("no road from lima to puno on Tue", Closed("lima", "puno", both_ways=False, day=TUE)),
        ("no road from lima to puno 23 May", Closed("lima", "puno", both_ways=False, day=TUE)),
        ("sin camino de lima a puno el mar", Closed("lima", "puno", both_ways=False, day=TUE)),
        ("lima to puno closed", Closed("lima", "puno", both_ways=True, day=None)),
        ("lima a puno cerrada mar", Closed("lima", "puno", both_ways=True, day=TUE)),
    ],
)
def test_each_phrasing_is_understood(typed: str, meant: Happening) -> None:
    assert happening(typed, CALENDAR) == meant


@pytest.mark.parametrize(
    "typed", ["", "flight", "rain", "flight late", "the bus broke down", "x" * 500]
)
def test_what_is_not_understood_is_refused_with_what_is(typed: str) -> None:
    found = happening(typed, CALENDAR)
    assert isinstance(found, Problem)
    assert "says nothing that is understood" in found.message
    forms = (
        *("ENTRY 6h late", "ENTRY at 15:00", "ENTRY cancelled", "PERSON ill on DAY"),
        *("PERSON away DAY 14:00-18:00", "no road from PLACE to PLACE DAY"),
        "PLACE to PLACE closed",
    )
    assert all(f"`{form}`" in (found.hint or "") for form in forms)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("ana ill on Blursday", "Blursday"),
        ("ana ill from Wed to Tue", "the last day is before the first"),
        ("ana ill from Tue to Blursday", "Blursday"),
        ("ana away Tue 14:00", "the end is missing"),
        ("no road from lima to puno Blursday", "Blursday"),
    ],
)
def test_a_day_or_a_time_that_is_none_is_said(typed: str, told: str) -> None:
    found = happening(typed, CALENDAR)
    assert isinstance(found, Problem)
    assert told in found.message


@given(st.text(max_size=60))
def test_any_text_means_something_or_is_refused(typed: str) -> None:
    assert isinstance(happening(typed, CALENDAR), Moved | Off | Missing | Closed | Problem)
