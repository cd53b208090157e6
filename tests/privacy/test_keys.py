"""What occurrences are called: each by another name, and by its own while it keeps its day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from itinerary.privacy.keys import UNPLACED, Names

MONDAY = date(2023, 5, 22)
TUESDAY = date(2023, 5, 23)
WEEKS = st.lists(
    st.lists(st.integers(0, 6).map(lambda day: MONDAY + timedelta(days=day)), max_size=5).map(
        sorted
    ),
    max_size=6,
)


@given(WEEKS)
def test_no_two_have_one_name_and_who_keeps_a_day_keeps_the_name(weeks: list[list[date]]) -> None:
    names = Names()
    before: dict[tuple[date, int], str] = {}
    for days in weeks:
        found = names.follow(days)
        assert len(set(found)) == len(found) == len(days)
        now = {
            (day, days[:number].count(day)): name
            for number, (day, name) in enumerate(zip(days, found, strict=True))
        }
        assert all(before[key] == name for key, name in now.items() if key in before)
        before = now


def test_the_first_has_no_name_and_two_on_a_day_are_told_apart() -> None:
    """In the clocks of another zone, two can fall on one day."""
    assert Names().follow([MONDAY, MONDAY, TUESDAY]) == ["", "2023-05-22+1", "2023-05-23"]


def test_what_gets_a_day_has_the_name_it_had_without() -> None:
    names = Names()
    assert names.follow([UNPLACED]) == names.follow([TUESDAY]) == names.follow([UNPLACED]) == [""]
