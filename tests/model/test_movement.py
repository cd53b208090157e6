"""The ways between engagements: by the beds in which somebody sleeps, where nothing else leads."""

import pytest

from itinerary.model.movement import legs
from tests.reading import read

MISSION = """
itinerary: 1
delegation: {name: D, dates: 2027-03-01 to 2027-03-08, timezone: America/Lima}
people: {ana: {name: Ana}, ben: {name: Ben}}
places: {arequipa: {name: Arequipa}, puno: {name: Puno}, juliaca: {name: Juliaca}}
connections: no
travel:
  - {from: arequipa, to: puno, takes: 6h, margin: 30m, by: road, one way: yes}
  - {from: puno, to: juliaca, takes: 1h, by: rail, one way: yes}
programme:
  bed: {kind: stay, when: 2027-03-03 to 2027-03-05, where: puno, who: [ana]}
  first: {kind: meeting, title: F, when: 2027-03-02 09:00-10:00, where: arequipa, who: [ana]}
  then: {kind: meeting, title: T, when: 2027-03-06 09:00-10:00, where: juliaca, who: [ana]}
"""


def way(**changes: str) -> tuple[str, tuple[str, ...]] | None:
    """Return how long the only way of the mission takes, and by which places it leads."""
    text = MISSION
    for old, new in changes.items():
        before, after = new.split(" -> ")
        assert before in text, old
        text = text.replace(before, after, 1)
    schedule = read(text).schedule
    assert schedule is not None
    [leg] = legs(schedule)
    return None if leg.route is None else (str(leg.route.takes + leg.route.margin), leg.route.via)


def test_whoever_sleeps_in_a_town_has_gone_there_and_goes_on() -> None:
    assert way() == ("7:30:00", ("puno",))


@pytest.mark.parametrize(
    "change",
    [
        "2027-03-03 to 2027-03-05 -> 2027-03-06 to 2027-03-08",  # that night is after both
        "2027-03-03 to 2027-03-05 -> 2027-03-01 to 2027-03-02",  # and that one before
        "where: puno, who: [ana] -> where: puno, who: [ben]",
        "where: puno, who: [ana] -> where: puno, who: [ana], status: cancelled",
        "where: puno, who: [ana] -> where: puno, who: [ana], status: idea",
        "where: puno, who: [ana] -> where: juliaca, who: [ana]",  # no row leads there
    ],
)
def test_a_bed_that_is_not_on_the_way_is_none(change: str) -> None:
    assert way(change=change) is None


def test_a_row_of_its_own_comes_first() -> None:
    row = "{from: arequipa, to: juliaca, takes: 5h, by: road}"
    assert way(row=f"travel:\n -> travel:\n  - {row}\n") == ("5:00:00", ())
