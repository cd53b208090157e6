from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.model.places import Closure, Gazetteer, Place, Reference, Route, TravelRow
from itinerary.spans import whole_file
from itinerary.times import UTC, Timespan
from tests.reading import mission, read

NOWHERE = whole_file("mission.yaml")


def to(place_id: str) -> Reference:
    return Reference(place_id, NOWHERE)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def place(place_id: str, within: str | None = None, zone: str | None = None) -> Place:
    return Place(
        id=place_id,
        span=NOWHERE,
        name=place_id.title(),
        within=to(within) if within else None,
        zone=zone,
    )


def row(  # noqa: PLR0913
    origin: str,
    destination: str,
    takes: int,
    *,
    margin: int = 0,
    by: str = "",
    one_way: bool = False,
) -> TravelRow:
    return TravelRow(
        span=NOWHERE,
        origin=to(origin),
        destination=to(destination),
        takes=minutes(takes),
        margin=minutes(margin),
        by=by,
        one_way=one_way,
    )


def gazetteer(
    places: Iterable[Place],
    travel: Iterable[TravelRow] = (),
    *,
    local: int = 30,
    connections: bool = True,
) -> Gazetteer:
    return Gazetteer(
        MappingProxyType({one.id: one for one in places}),
        tuple(travel),
        "America/Lima",
        minutes(local),
        connections,
    )


def total(route: Route | None) -> timedelta | None:
    return None if route is None else route.takes + route.margin


PERU = (
    place("lima"),
    place("lima-hotel", within="lima"),
    place("palace", within="lima"),
    place("airport", within="lima"),
    place("ayacucho"),
    place("ayacucho-office", within="ayacucho"),
    place("andahuaylas"),
    place("cusco"),
)
ROWS = (
    row("lima", "ayacucho", 60, margin=150, by="air"),
    row("ayacucho", "andahuaylas", 300, margin=30, by="road"),
)


# ---------------------------------------------------------------- one row


@pytest.mark.parametrize(("origin", "destination"), [("lima", "ayacucho"), ("ayacucho", "lima")])
def test_a_row_serves_both_ways(origin: str, destination: str) -> None:
    expected = Route(minutes(60), minutes(150), ("air",), ())
    assert gazetteer(PERU, ROWS).route(origin, destination) == expected


def test_a_row_that_is_one_way_serves_no_way_back() -> None:
    known = gazetteer(PERU, [row("lima", "cusco", 80, one_way=True)])
    assert known.route("lima", "cusco") == Route(minutes(80), minutes(0), (), ())
    assert known.route("cusco", "lima") is None


def test_a_place_inherits_the_rows_of_the_place_it_is_in() -> None:
    known = gazetteer(PERU, ROWS)
    assert known.route("lima-hotel", "ayacucho-office") == known.route("lima", "ayacucho")
    assert known.route("ayacucho-office", "lima") == known.route("ayacucho", "lima")


def test_the_row_nearest_to_the_venue_wins() -> None:
    known = gazetteer(PERU, [*ROWS, row("lima-hotel", "ayacucho", 120, by="car")])
    assert known.route("lima-hotel", "ayacucho-office") == Route(
        minutes(120), minutes(0), ("car",), ()
    )
    assert known.route("palace", "ayacucho-office") == Route(
        minutes(60), minutes(150), ("air",), ()
    )


def test_of_two_rows_the_one_that_needs_less_time_with_its_margin_wins() -> None:
    known = gazetteer(PERU, [*ROWS, row("ayacucho", "lima", 200, by="road")])
    assert known.route("lima", "ayacucho") == Route(minutes(200), minutes(0), ("road",), ())


def test_the_row_for_two_places_wins_over_a_quicker_chain() -> None:
    known = gazetteer(
        PERU, [row("lima", "cusco", 600), row("lima", "ayacucho", 10), row("ayacucho", "cusco", 10)]
    )
    assert known.route("lima", "cusco") == Route(minutes(600), minutes(0), (), ())


# ---------------------------------------------------------------- inside one town


@pytest.mark.parametrize(
    ("origin", "destination"), [("lima-hotel", "palace"), ("lima", "palace"), ("palace", "lima")]
)
def test_inside_one_town_local_travel_applies(origin: str, destination: str) -> None:
    assert gazetteer(PERU, ROWS, local=25).route(origin, destination) == Route(
        minutes(25), minutes(0), (), ()
    )


def test_local_travel_is_half_an_hour_where_the_file_says_nothing() -> None:
    known = Gazetteer(MappingProxyType({one.id: one for one in PERU}), (), "America/Lima")
    assert known.route("lima-hotel", "palace") == Route(minutes(30), minutes(0), (), ())


def test_a_row_inside_a_town_wins_over_local_travel() -> None:
    known = gazetteer(PERU, [row("lima-hotel", "airport", 75, margin=30)])
    assert known.route("airport", "lima-hotel") == Route(minutes(75), minutes(30), (), ())


@pytest.mark.parametrize("place_id", [one.id for one in PERU])
def test_staying_where_one_is_takes_no_time(place_id: str) -> None:
    assert total(gazetteer(PERU, ROWS).route(place_id, place_id)) == timedelta()


# ---------------------------------------------------------------- chains


def test_a_chain_of_rows_names_where_one_changes() -> None:
    known = gazetteer(PERU, ROWS)
    assert known.route("lima", "andahuaylas") == Route(
        minutes(360), minutes(180), ("air", "road"), ("ayacucho",)
    )
    assert known.route("andahuaylas", "palace") == Route(
        minutes(360), minutes(180), ("road", "air"), ("ayacucho",)
    )


def test_the_quickest_chain_wins_margins_included() -> None:
    known = gazetteer(
        PERU,
        [
            row("lima", "ayacucho", 60, margin=150),
            row("ayacucho", "andahuaylas", 300),
            row("lima", "cusco", 90, margin=60),
            row("cusco", "andahuaylas", 330),
        ],
    )
    assert known.route("lima", "andahuaylas") == Route(minutes(420), minutes(60), (), ("cusco",))


def test_a_file_can_say_that_rows_are_not_to_be_chained() -> None:
    known = gazetteer(PERU, ROWS, connections=False)
    assert known.route("lima", "andahuaylas") is None
    assert known.route("lima", "ayacucho") is not None
    assert known.route("lima-hotel", "palace") is not None


def test_a_place_that_no_row_leads_to_is_unreachable() -> None:
    known = gazetteer(PERU, ROWS)
    assert known.route("lima", "cusco") is None
    assert known.route("cusco", "ayacucho-office") is None


def test_changing_inside_a_town_costs_local_travel() -> None:
    known = gazetteer(PERU, [row("airport", "cusco", 80)], local=25)
    assert total(known.route("palace", "cusco")) == minutes(105)
    assert total(known.route("cusco", "palace")) == minutes(105)


FLIGHT = row("airport", "ayacucho", 60, by="air")
TO_AIRPORT = row("lima", "airport", 40, margin=90, by="road", one_way=True)
FROM_AIRPORT = row("airport", "lima", 40, margin=30, by="road", one_way=True)


def test_a_chain_counts_the_rows_inside_a_town_as_they_count_by_themselves() -> None:
    known = gazetteer(PERU, [FLIGHT, TO_AIRPORT, FROM_AIRPORT], local=25)
    for start in ("lima", "palace", "lima-hotel"):
        assert known.route(start, "ayacucho") == Route(
            minutes(100), minutes(90), ("road", "air"), ()
        )
        assert known.route("ayacucho-office", start) == Route(
            minutes(100), minutes(30), ("air", "road"), ("airport",)
        )
    assert known.route("airport", "ayacucho") == Route(minutes(60), minutes(0), ("air",), ())


DAY = Timespan(*(datetime(2023, 5, day, tzinfo=UTC) for day in (23, 24)))


def test_a_row_that_is_closed_for_a_while_is_no_way_then_in_that_direction() -> None:
    known = gazetteer(PERU, [ROWS[1]])
    forth, back = ("ayacucho", "andahuaylas"), ("andahuaylas", "ayacucho")
    shut = replace(known, closures=(Closure(ROWS[1], "ayacucho", DAY),))
    assert (shut.route(*forth), shut.route(*back)) == (known.route(*forth), known.route(*back))
    assert (shut.during(DAY).route(*forth), shut.during(DAY).route(*back)) == (
        None,
        known.route(*back),
    )
    after = Timespan(DAY.end, DAY.end + minutes(1))
    assert shut.during(after) is shut
    both = (*shut.closures, Closure(ROWS[1], "andahuaylas", DAY))
    assert known.without(both).travel == ()


def test_who_is_in_a_town_has_local_travel_to_a_place_in_it_before_a_chain_and_after_it() -> None:
    known = gazetteer(PERU, [FLIGHT], local=25)
    assert total(known.route("lima", "ayacucho")) == minutes(85)
    assert total(known.route("ayacucho", "lima")) == minutes(85)


def test_who_changes_at_a_town_gets_to_the_place_in_it_that_the_next_row_is_from() -> None:
    drive = row("cusco", "lima", 300, by="road")
    known = gazetteer(PERU, [drive, FLIGHT, TO_AIRPORT, FROM_AIRPORT])
    assert known.route("cusco", "ayacucho") == Route(
        minutes(400), minutes(90), ("road", "air"), ("lima",)
    )
    assert known.route("ayacucho", "cusco") == Route(
        minutes(400), minutes(30), ("air", "road"), ("airport",)
    )
    # A row to a town leads to each door in it, where the file says no more.
    assert total(gazetteer(PERU, [drive, FLIGHT]).route("cusco", "ayacucho")) == minutes(360)


def test_an_undefined_place_has_an_error_of_its_own_and_no_way_to_be_checked() -> None:
    known = gazetteer(PERU, ROWS)
    assert total(known.route("lima", "atlantis")) == timedelta()
    assert total(known.route("atlantis", "lima")) == timedelta()


def test_a_row_for_an_undefined_place_leads_nowhere_and_breaks_nothing() -> None:
    known = gazetteer(PERU, [row("lima", "atlantis", 10), row("atlantis", "cusco", 10)])
    assert total(known.route("lima", "cusco")) in {None, minutes(20)}


def test_two_undefined_places_are_not_one_town() -> None:
    known = gazetteer(PERU, [row("lima", "atlantis", 10), row("eldorado", "cusco", 10)])
    assert known.route("lima", "cusco") is None


towns = st.sampled_from("abcde")
rows = st.lists(
    st.builds(
        lambda ends, takes, margin, one_way: row(
            ends[0], ends[1], takes, margin=margin, one_way=one_way
        ),
        st.tuples(towns, towns).filter(lambda ends: ends[0] != ends[1]),
        st.integers(0, 300),
        st.sampled_from([0, 10, 60]),
        st.booleans(),
    ),
    max_size=9,
)


@given(rows)
def test_between_towns_a_way_is_its_row_or_else_the_quickest_chain(travel: list[TravelRow]) -> None:
    known = gazetteer(map(place, "abcde"), travel)
    ways: dict[tuple[str, str], timedelta] = {}
    for one in travel:
        ends = [(one.origin.id, one.destination.id)]
        ends += [] if one.one_way else [(one.destination.id, one.origin.id)]
        for pair in ends:
            ways[pair] = min(one.takes + one.margin, ways.get(pair, timedelta.max))
    best = dict(ways) | {(town, town): timedelta() for town in "abcde"}
    for middle in "abcde":
        for start in "abcde":
            for end in "abcde":
                if (start, middle) in best and (middle, end) in best:
                    chained = best[start, middle] + best[middle, end]
                    best[start, end] = min(chained, best.get((start, end), timedelta.max))
    for pair, quickest in best.items():
        assert total(known.route(*pair)) == ways.get(pair, quickest)
    for start in "abcde":
        assert {end for end in "abcde" if known.route(start, end)} == {
            end for end in "abcde" if (start, end) in best
        }


def test_of_two_rows_that_are_as_near_the_same_one_serves_both_ways() -> None:
    known = gazetteer(PERU, [row("lima", "airport", 60), row("lima", "palace", 20)])
    assert total(known.route("airport", "palace")) == total(known.route("palace", "airport"))


@given(st.data())
def test_where_no_row_is_one_way_the_way_back_takes_as_long(data: st.DataObject) -> None:
    venues = [place(name, within=data.draw(towns)) for name in "vwx"]
    ends = st.lists(st.sampled_from("abcdevwx"), min_size=2, max_size=2, unique=True)
    travel = data.draw(
        st.lists(
            st.builds(lambda pair, takes: row(pair[0], pair[1], takes), ends, st.integers(1, 300)),
            max_size=6,
        )
    )
    known = gazetteer([*map(place, "abcde"), *venues], travel)
    start, end = data.draw(ends)
    assert total(known.route(start, end)) == total(known.route(end, start))


# ---------------------------------------------------------------- places in places


def test_a_town_is_the_outermost_place_around_a_venue() -> None:
    known = gazetteer([*PERU, place("room", within="lima-hotel")])
    assert known.town("room") == known.places["lima"]
    assert known.town("lima") == known.places["lima"]
    assert known.town("atlantis") is None
    assert [one.id for one in known.chain("room")] == ["room", "lima-hotel", "lima"]


def test_places_that_are_in_each_other_end_no_search_in_a_circle() -> None:
    known = gazetteer(
        [place("a", within="b"), place("b", within="a"), place("c", within="c")], [row("a", "c", 5)]
    )
    assert [one.id for one in known.chain("a")] == ["a", "b"]
    assert [one.id for one in known.chain("c")] == ["c"]
    assert known.zone("a") == "America/Lima"
    assert total(known.route("a", "c")) == minutes(5)


def test_a_place_in_an_undefined_place_is_no_town_that_a_cover_could_name() -> None:
    known = gazetteer([place("hotel", within="atlantis")])
    assert known.town("hotel") is None


def test_a_zone_is_the_places_own_or_that_of_the_place_around_it_or_the_missions() -> None:
    known = gazetteer(
        [
            place("london", zone="Europe/London"),
            place("office", within="london"),
            place("embassy", within="london", zone="America/Lima"),
            place("cusco"),
        ]
    )
    assert known.zone("london") == "Europe/London"
    assert known.zone("office") == "Europe/London"
    assert known.zone("embassy") == "America/Lima"
    assert known.zone("cusco") == "America/Lima"
    assert known.zone("atlantis") == "America/Lima"
    assert known.zone(None) == "America/Lima"


# ---------------------------------------------------------------- what a place is known by

WORLD = """\
places:
  lima: {name: Lima, coordinates: "-12.046, -77.043", altitude: 150 m}
  palace: {name: Palace, in: lima, office hours: [Mon-Fri 09:00-13:00, lun-jue 14:00-17:00]}
  hall: {name: Hall, in: palace, altitude: 161 m}
  edinburgh: {name: Edinburgh, timezone: Europe/London, country: GB-SCT}
  flat: {name: Flat, in: edinburgh}
  ship: {name: Ship, timezone: UTC}
"""


def test_a_place_has_what_the_one_around_it_has_unless_it_says_more() -> None:
    gazetteer = read(mission(f"{WORLD}programme: {{}}\n")).sound.gazetteer
    assert gazetteer.coordinates("hall") == (-12.046, -77.043)
    assert [gazetteer.altitude(place) for place in ("lima", "palace", "hall")] == [150, 150, 161]
    assert gazetteer.altitude("flat") is None
    assert gazetteer.coordinates("nowhere") is None
    morning, afternoon = gazetteer.office_hours("hall")
    assert (morning.weekdays, f"{morning.opens:%H:%M}") == (frozenset(range(5)), "09:00")
    assert (afternoon.weekdays, f"{afternoon.closes:%H:%M}") == (frozenset(range(4)), "17:00")
    assert gazetteer.office_hours("lima") == ()


def test_the_country_is_told_by_the_place_or_else_by_its_clocks() -> None:
    gazetteer = read(mission(f"{WORLD}programme: {{}}\n")).sound.gazetteer
    assert gazetteer.country("hall") == "PE"
    assert gazetteer.country("flat") == "GB-SCT"
    assert gazetteer.country("ship") is None
    assert gazetteer.country(None) == "PE"
