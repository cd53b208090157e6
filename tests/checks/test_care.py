"""What a mission owes its people, and the calendars of those it meets: the rules at their edges."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.checks import RULES, check
from itinerary.checks.daylight import night_at, nights
from itinerary.diagnostics import Diagnostic, Severity
from itinerary.model.places import Coordinates
from itinerary.times import Timespan, localise
from tests.checks.test_rules import NOW, findings, found_by, messages, programme, sound

CARE = {
    *("arrives-after-dark", "night-driving", "altitude-gain", "short-rest", "long-day"),
    *("no-meal-gap", "no-check-in", "public-holiday", "office-hours"),
}
PEOPLE = "people: {ana: {name: Ana}, ben: {name: Ben}, eva: {name: Eva, protected: yes}}"


def about(rule: str, *entries: str, top: str = PEOPLE) -> list[Diagnostic]:
    return found_by(rule, programme(*entries, top=top))


def told(rule: str, *entries: str, top: str = PEOPLE) -> list[str]:
    return [found.message for found in about(rule, *entries, top=top)]


def call(when: str, who: str = "ana", more: str = "") -> str:
    return f"kind: internal, title: Call, when: {when}, who: [{who}]{more}"


def test_all_of_these_rules_only_warn() -> None:
    assert {rule.id for rule in RULES} >= CARE


# ---------------------------------------------------------------- roads and the sun

LIMA = "-12.046, -77.043"
ROAD = f"""{PEOPLE}
places:
  ayacucho: {{name: Ayacucho, coordinates: "-13.160, -74.224"}}
  chincheros: {{name: Chincheros, coordinates: "-13.52, -73.72"}}
  market: {{name: Market, in: chincheros}}
  nowhere: {{name: Nowhere}}
"""


def road(when: str, to: str = "market", more: str = "by: road", origin: str = "ayacucho") -> str:
    return f"kind: journey, from: {origin}, to: {to}, when: {when}, {more}, signal: yes"


@pytest.mark.parametrize(
    ("end", "message"),
    [
        ("16:34", None),
        ("16:35", "“{way}” arrives Tue 23 May 16:35, only 59m before sunset in Market (17:34)"),
        ("17:34", "“{way}” arrives Tue 23 May 17:34, 0m after sunset in Market (17:34)"),
        ("18:00", "“{way}” arrives Tue 23 May 18:00, 26m after sunset in Market (17:34)"),
    ],
)
def test_a_road_ends_an_hour_before_sunset(end: str, message: str | None) -> None:
    found = told("arrives-after-dark", road(f"2023-05-23 14:00-{end}"), top=ROAD)
    assert found == ([message.format(way="Ayacucho → Market")] if message else [])


def test_how_much_earlier_a_road_must_end_is_told_with_the_figure_of_the_file() -> None:
    (found,) = about("arrives-after-dark", road("2023-05-23 14:00-17:00"), top=ROAD)
    assert found.hint == "arrive 26m earlier, or stay the night on the way"
    assert found.severity is Severity.WARNING
    assert (found.span.line, found.entries) == (11, ("a",))
    wide = f"{ROAD}rules: {{arrives-after-dark: {{before sunset: 34m}}}}\n"
    assert about("arrives-after-dark", road("2023-05-23 14:00-17:00"), top=wide) == []


def test_an_arrival_after_midnight_is_after_dark_and_one_after_sunrise_is_not() -> None:
    late = "2023-05-22 21:00 to 2023-05-23 02:10"
    (message,) = told("arrives-after-dark", road(late), top=ROAD)
    assert message.endswith("arrives Tue 23 May 02:10, 8h36 after sunset in Market (17:34)")
    morning = "2023-05-22 21:00 to 2023-05-23 07:00"
    assert told("arrives-after-dark", road(morning), top=ROAD) == []


def test_sunset_is_that_of_the_day_and_the_clocks_of_arrival() -> None:
    top = """places:
  auckland: {name: Auckland, timezone: Pacific/Auckland, coordinates: "-36.85, 174.76"}
  apia: {name: Apia, timezone: Pacific/Apia, coordinates: "-13.83, -171.77"}
"""
    found = [
        told("arrives-after-dark", road("2023-05-23 14:00-17:30", place, origin=place), top=top)
        for place in ("auckland", "apia")
    ]
    assert found == [
        ["“Auckland → Auckland” arrives Tue 23 May 17:30, 14m after sunset in Auckland (17:16)"],
        ["“Apia → Apia” arrives Tue 23 May 17:30, only 36m before sunset in Apia (18:06)"],
    ]


@pytest.mark.parametrize("by", ["Carretera", "bus", "a hired 4x4", "road and boat", "camión"])
def test_what_goes_on_wheels_is_a_road_in_any_of_our_languages(by: str) -> None:
    assert (
        len(told("arrives-after-dark", road("2023-05-23 14:00-18:00", more=f"by: {by}"), top=ROAD))
        == 1
    )


@pytest.mark.parametrize("by", ["air", "rail", "foot", "boat", "carpet", "airbus"])
def test_what_does_not_is_none(by: str) -> None:
    assert (
        told("arrives-after-dark", road("2023-05-23 14:00-18:00", more=f"by: {by}"), top=ROAD) == []
    )


def test_a_journey_goes_by_what_its_row_says_unless_it_says_so_itself() -> None:
    row = "travel: [{from: ayacucho, to: chincheros, by: road, takes: 3h}]\n"
    plain = "kind: journey, from: ayacucho, to: market, when: 2023-05-23 14:00-18:00"
    assert len(told("arrives-after-dark", plain, top=ROAD + row)) == 1
    assert told("arrives-after-dark", plain, top=ROAD) == []
    assert told("arrives-after-dark", f"{plain}, by: air", top=ROAD + row) == []


def test_without_coordinates_nothing_is_told_of_the_sun() -> None:
    text = programme(
        road("2023-05-23 22:00 to 2023-05-24 03:00", to="nowhere", origin="nowhere"), top=ROAD
    )
    assert findings(text) == []


def test_a_repeated_road_is_told_once_with_the_days_that_follow() -> None:
    entry = road("2023-05-22 14:00-17:00") + ", repeat: daily"
    (message,) = told("arrives-after-dark", entry, top=ROAD)
    assert "arrives Mon 22 May 17:00" in message
    assert message.endswith("; so it is on 5 more days")
    (message,) = told("arrives-after-dark", f"{entry} until 23 May", top=ROAD)
    assert message.endswith("; so it is on 1 more day")


def test_in_a_polar_day_no_road_is_dark() -> None:
    top = 'places: {tromso: {name: Tromsø, timezone: Europe/Oslo, coordinates: "69.65, 18.96"}}'
    entry = road("2023-05-23 22:00 to 2023-05-24 02:00", to="tromso", origin="tromso")
    assert findings(programme(entry, top=top)) == []


@pytest.mark.parametrize(
    ("when", "length"),
    [
        ("2023-05-23 04:30-07:30", "1h40"),
        ("2023-05-22 20:00 to 2023-05-23 04:00", "8h00"),
        ("2023-05-22 16:00 to 2023-05-23 08:00", "12h33"),
        ("2023-05-22 05:00 to 2023-05-22 19:00", "2h33"),
    ],
)
def test_what_is_driven_at_night_is_added_up(when: str, length: str) -> None:
    (message,) = told("night-driving", road(when), top=ROAD)
    assert message.endswith(f": {length} of it is driven between sunset and sunrise")


def test_a_road_that_only_ends_in_the_dark_is_told_once() -> None:
    evening = "2023-05-23 15:00-19:00"
    assert told("night-driving", road(evening), top=ROAD) == []
    assert len(told("arrives-after-dark", road(evening), top=ROAD)) == 1
    # Where the sun sets at its end is not known, but where it starts is.
    assert told("arrives-after-dark", road(evening, to="nowhere"), top=ROAD) == []
    assert len(told("night-driving", road(evening, to="nowhere"), top=ROAD)) == 1


def test_twilight_is_light_enough_and_the_file_may_say_otherwise() -> None:
    assert told("night-driving", road("2023-05-23 05:55-08:00"), top=ROAD) == []
    strict = f"{ROAD}rules: {{night-driving: {{most: 0m}}}}\n"
    assert len(told("night-driving", road("2023-05-23 05:55-08:00"), top=strict)) == 1
    assert told("night-driving", road("2023-05-23 06:10-08:00"), top=strict) == []


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2036, 12, 31)),  # noqa: DTZ001 (clocks of Lima)
    st.integers(0, 3000),
)
def test_the_nights_of_a_time_are_all_of_them_and_in_order(start: datetime, minutes: int) -> None:
    begin = localise(start.replace(second=0, microsecond=0), "America/Lima")
    assert isinstance(begin, datetime)
    when = Timespan(begin, begin + timedelta(minutes=minutes))
    found = list(nights(when, Coordinates(-12.046, -77.043)))
    assert all(one.end < other.start for one, other in pairwise(found))
    assert all(timedelta(hours=11) < night.duration < timedelta(hours=13) for night in found)
    assert found[0].end > begin
    assert found[-1].start > when.end or found[-1].end > when.end


def test_in_the_far_north_the_sun_that_sets_after_midnight_rises_on_the_same_day() -> None:
    evening = localise(datetime(2023, 7, 20, 23, 0), "Europe/Oslo")  # noqa: DTZ001
    assert isinstance(evening, datetime)
    night = night_at(evening, Coordinates(67.28, 14.40))
    assert night is not None
    assert night.start > evening
    assert night.duration < timedelta(hours=4)


# ---------------------------------------------------------------- heights

HIGH = f"""{PEOPLE}
places:
  lima: {{name: Lima, altitude: 150 m}}
  hotel: {{name: Hotel, in: lima}}
  ayacucho: {{name: Ayacucho, altitude: 2750 m}}
  edge: {{name: Edge, altitude: 2500 m}}
  puno: {{name: Puno, altitude: 3830 m}}
  pass: {{name: Pass, altitude: 3000 m}}
  step: {{name: Step, altitude: 3500 m}}
  over: {{name: Over, altitude: 3501 m}}
  unknown: {{name: Unknown}}
"""


def flight(to: str, when: str = "2023-05-22 07:00-08:00", who: str = "ana") -> str:
    return f"kind: journey, by: air, from: hotel, to: {to}, when: {when}, who: [{who}]"


def meeting(where: str, when: str, more: str = "") -> str:
    return f"kind: meeting, title: Talk, where: {where}, when: {when}, who: [ana]{more}"


def night(where: str, when: str, who: str = "ana") -> str:
    return f"kind: stay, where: {where}, when: {when}, who: [{who}]"


def test_a_heavy_first_day_at_a_height_is_told() -> None:
    (found,) = about(
        "altitude-gain",
        flight("ayacucho", who="ana, ben"),
        meeting("ayacucho", "2023-05-22 10:00-12:30").replace("[ana]", "[ana, ben]"),
        meeting("ayacucho", "2023-05-22 15:00-17:00").replace("[ana]", "[ana, ben]"),
        top=HIGH,
    )
    assert found.message == (
        "Ana and Ben come up to Ayacucho (2,750 m) from low ground on Mon 22 May, "
        "and have 4h30 of engagements that day"
    )
    assert set(found.entries) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("place", "second", "more"),
    [
        ("ayacucho", "15:00-16:30", ""),
        ("edge", "15:00-20:00", ""),
        ("unknown", "15:00-20:00", ""),
        ("ayacucho", "15:00-17:00", ", status: cancelled"),
        ("ayacucho", "15:00-17:00", ", status: idea"),
        ("ayacucho", "11:30-14:00", ""),
    ],
)
def test_four_hours_are_borne_and_only_what_takes_place_above_2500_m_counts(
    place: str, second: str, more: str
) -> None:
    entries = (
        flight(place),
        meeting(place, "2023-05-22 10:00-12:30"),
        meeting(place, f"2023-05-22 {second}", more),
    )
    assert told("altitude-gain", *entries, top=HIGH) == []


@pytest.mark.parametrize("kind", ["meal", "rest"])
def test_meals_and_rest_are_no_load(kind: str) -> None:
    long = meeting("ayacucho", "2023-05-22 10:00-18:00").replace("kind: meeting", f"kind: {kind}")
    assert told("altitude-gain", flight("ayacucho"), long, top=HIGH) == []


def test_who_was_up_there_the_day_or_the_night_before_has_had_their_first_day() -> None:
    long = meeting("ayacucho", "2023-05-22 09:00-15:00")
    low = meeting("hotel", "2023-05-21 09:00-10:00")
    assert len(told("altitude-gain", low, long, top=HIGH)) == 1
    assert told("altitude-gain", long, top=HIGH) == []
    up = meeting("ayacucho", "2023-05-21 16:00-17:00")
    assert told("altitude-gain", low, up, long, top=HIGH) == []
    bed = night("ayacucho", "2023-05-21 to 2023-05-22")
    assert told("altitude-gain", low, bed, long, top=HIGH) == []
    coast = night("hotel", "2023-05-21 to 2023-05-22")
    assert len(told("altitude-gain", coast, flight("ayacucho"), long, top=HIGH)) == 1


def test_a_telephone_call_is_work_wherever_it_is_made() -> None:
    there = meeting("ayacucho", "2023-05-22 10:00-13:00")
    calls = call("2023-05-22 15:00-17:00")
    assert len(told("altitude-gain", flight("ayacucho"), there, calls, top=HIGH)) == 1


def test_whoever_joins_up_there_may_live_there() -> None:
    joins = "ana: {name: Ana, joins: {when: 2023-05-22 08:00, where: ayacucho}}"
    top = HIGH.replace("ana: {name: Ana}", joins)
    assert told("altitude-gain", meeting("ayacucho", "2023-05-22 10:00-16:00"), top=top) == []


def test_what_is_done_below_on_the_way_up_is_no_load() -> None:
    below = meeting("hotel", "2023-05-22 05:00-07:00")
    above = meeting("ayacucho", "2023-05-22 10:00-13:00")
    assert told("altitude-gain", below, flight("ayacucho"), above, top=HIGH) == []


@pytest.mark.parametrize(
    ("first", "second", "is_told"),
    [
        ("pass", "step", False),
        ("pass", "over", True),
        ("hotel", "pass", False),
        ("hotel", "puno", True),
        ("puno", "hotel", False),
        ("unknown", "puno", False),
    ],
)
def test_above_3000_m_nobody_sleeps_more_than_500_m_higher(
    first: str,
    second: str,
    is_told: bool,  # noqa: FBT001
) -> None:
    found = told(
        "altitude-gain",
        night(first, "2023-05-21 to 2023-05-22"),
        night(second, "2023-05-22 to 2023-05-25"),
        top=HIGH,
    )
    assert bool(found) is is_told
    assert len(found) <= 1


def test_a_night_too_high_tells_both_nights_and_all_who_share_it() -> None:
    (found,) = about(
        "altitude-gain",
        night("hotel", "2023-05-21 to 2023-05-22", "ana, ben"),
        night("puno", "2023-05-22 to 2023-05-23", "ana, ben"),
        top=HIGH,
    )
    assert found.message == (
        "Ana and Ben sleep 3,680 m higher on Mon 22 May than the night before: "
        "in Puno (3,830 m) after Hotel (150 m)"
    )
    assert found.entries == ("b", "a")


def test_two_steps_with_a_night_on_the_way_are_none_too_high() -> None:
    entries = [
        night("pass", "2023-05-21 to 2023-05-22"),
        night("step", "2023-05-22 to 2023-05-23"),
        night("puno", "2023-05-23 to 2023-05-24"),
    ]
    assert told("altitude-gain", *entries, top=HIGH) == []


def test_without_a_stay_somebody_sleeps_where_the_day_ends_and_the_next_begins() -> None:
    joins = HIGH.replace(
        "ana: {name: Ana}", "ana: {name: Ana, joins: {when: 2023-05-22 06:00, where: hotel}}"
    )
    up = flight("puno", "2023-05-22 16:00-18:00")
    there = meeting("puno", "2023-05-23 09:00-10:00")
    (found,) = about("altitude-gain", up, there, top=joins)
    assert "in Puno (3,830 m) after Hotel (150 m)" in found.message
    # Where they wake up is another place, or none that is known: where they slept is not sure.
    elsewhere = meeting("ayacucho", "2023-05-23 09:00-10:00")
    assert told("altitude-gain", up, elsewhere, top=joins) == []
    assert told("altitude-gain", up, top=joins) == []


def test_heights_are_measured_with_the_figures_of_the_file() -> None:
    figures = "{high: 2000 m, load: 1h, sleeping above: 2000 m, a night: 300 m}"
    top = f"{HIGH}rules: {{altitude-gain: {figures}}}\n"
    heavy = (flight("edge"), meeting("edge", "2023-05-22 10:00-12:00"))
    assert told("altitude-gain", *heavy, top=HIGH) == []
    assert len(told("altitude-gain", *heavy, top=top)) == 1
    nights_ = (night("edge", "2023-05-21 to 2023-05-22"), night("pass", "2023-05-22 to 2023-05-23"))
    assert told("altitude-gain", *nights_, top=HIGH) == []
    assert len(told("altitude-gain", *nights_, top=top)) == 1


# ---------------------------------------------------------------- rest


@pytest.mark.parametrize(("start", "is_told"), [("06:00", False), ("05:59", True)])
def test_ten_hours_of_rest_are_enough(start: str, is_told: bool) -> None:  # noqa: FBT001
    entries = call("2023-05-22 19:00-20:00"), call(f"2023-05-23 {start}-07:00")
    assert bool(told("short-rest", *entries)) is is_told


def test_a_short_night_tells_who_and_between_what() -> None:
    (found,) = about(
        "short-rest",
        call("2023-05-22 20:30-22:00", "ana, ben", ", interpreter: eva"),
        call("2023-05-23 06:00-07:00", "ana, ben, eva"),
    )
    assert found.message == (
        "Ana, Ben and Eva have only 8h00 to rest between “Call” (Mon 22 May 20:30–22:00) "
        "and “Call” (Tue 23 May 06:00–07:00)"
    )
    assert found.hint == "start 2h00 later, end earlier, or let somebody else go"
    assert found.entries == ("b", "a")
    assert [one.span.line for one in found.related] == [6]


@pytest.mark.parametrize(
    "evening",
    [
        "kind: meal, title: Supper, when: 2023-05-22 22:00-23:00, who: [ana]",
        "kind: rest, title: Sleep, when: 2023-05-22 22:00 to 2023-05-23 05:00, who: [ana]",
        "kind: internal, title: Notice, when: 2023-05-22, who: [ana]",
        "kind: internal, title: Idea, when: 2023-05-22 22:00-23:00, who: [ana], status: idea",
        "kind: internal, title: Off, when: 2023-05-22 22:00-23:00, who: [ana], status: declined",
        "kind: internal, title: Other, when: 2023-05-22 22:00-23:00, who: [ben]",
    ],
)
def test_what_is_no_duty_is_rest(evening: str) -> None:
    entries = call("2023-05-22 17:00-18:00"), evening, call("2023-05-23 06:00-07:00")
    assert told("short-rest", *entries) == []


@pytest.mark.parametrize(
    ("entries", "length"),
    [
        # Late into the night: the rest begins after it.
        (("2023-05-22 20:00-22:00", "2023-05-23 00:30-02:00", "2023-05-23 09:00-10:00"), "7h00"),
        # The free afternoon is longer, but it is no night.
        (("2023-05-22 09:00-10:00", "2023-05-22 20:00-23:00", "2023-05-23 06:00-07:00"), "7h00"),
        # All night long: the rest follows.
        (("2023-05-22 20:00 to 2023-05-23 07:00", "2023-05-23 10:00-11:00"), "3h00"),
        # Two that overlap: it begins when the longer one ends.
        (("2023-05-22 18:00-23:00", "2023-05-22 19:00-20:00", "2023-05-23 06:00-07:00"), "7h00"),
    ],
)
def test_the_rest_is_what_holds_the_night(entries: tuple[str, ...], length: str) -> None:
    (message,) = told("short-rest", *map(call, entries))
    assert f"has only {length} to rest" in message


@pytest.mark.parametrize(
    "entries",
    [
        ("2023-05-22 05:00-05:30", "2023-05-22 09:00-10:00"),
        ("2023-05-22 18:00-18:30", "2023-05-22 22:30-23:00"),
        ("2023-05-22 18:00-23:00", "2023-05-24 06:00-07:00"),
        ("2023-05-22 20:00 to 2023-05-23 07:00", "2023-05-23 17:00-18:00"),
    ],
)
def test_before_the_first_thing_and_after_the_last_everybody_rests(
    entries: tuple[str, ...],
) -> None:
    assert told("short-rest", *map(call, entries)) == []


def test_rest_counts_as_it_passes_when_the_clocks_change() -> None:
    text = """delegation: {name: D, dates: 2023-03-24 to 2023-03-28, timezone: Europe/London}
people: {ana: {name: Ana}}
programme:
  a: {kind: internal, title: A, when: 2023-03-25 20:00-21:00, who: [ana]}
  b: {kind: internal, title: B, when: 2023-03-26 07:00-08:00, who: [ana]}
"""
    (message,) = messages("short-rest", text)
    assert "only 9h00 to rest" in message
    assert (
        messages(
            "short-rest", text.replace("2023-03-2", "2023-03-2").replace("07:00-08", "08:00-09")
        )
        == []
    )
    autumn = text.replace("2023-03-24 to 2023-03-28", "2023-10-27 to 2023-10-31")
    autumn = autumn.replace("2023-03-25", "2023-10-28").replace("2023-03-26", "2023-10-29")
    assert messages("short-rest", autumn) == []
    assert len(messages("short-rest", autumn.replace("07:00-08", "05:59-08"))) == 1


def test_over_the_date_line_a_night_is_as_long_as_it_lasts() -> None:
    text = """delegation: {name: D, dates: 2023-05-20 to 2023-05-27, timezone: Pacific/Apia}
people: {ana: {name: Ana}}
places:
  apia: {name: Apia}
  pago: {name: Pago Pago, timezone: Pacific/Pago_Pago}
programme:
  flight:
    {kind: journey, by: air, from: apia, to: pago, who: [ana],
     when: 2023-05-22 20:00 to 2023-05-21 20:40}
  early: {kind: internal, title: Early, where: pago, when: 2023-05-22 05:00-06:00, who: [ana]}
"""
    (message,) = messages("short-rest", text)
    assert "only 8h20 to rest" in message


def test_who_flies_into_other_clocks_has_one_night_and_not_two() -> None:
    text = """people: {ana: {name: Ana}}
places:
  london: {name: London, timezone: Europe/London}
  tbilisi: {name: Tbilisi, timezone: Asia/Tbilisi}
programme:
  talk: {kind: internal, title: Talk, where: london, when: 2023-05-22 20:00-21:00, who: [ana]}
  flight:
    {kind: journey, by: air, from: london, to: tbilisi, who: [ana],
     when: 2023-05-22 22:30 to 2023-05-23 05:00}
  early: {kind: internal, title: Early, where: tbilisi, when: 2023-05-23 06:30-07:00, who: [ana]}
"""
    (message,) = messages("short-rest", text)
    assert "only 1h30 to rest between “London → Tbilisi”" in message


def test_a_night_that_is_short_each_time_is_told_once() -> None:
    (found,) = about(
        "short-rest",
        call("2023-05-21 21:00-22:00", "ana", ", repeat: daily until 2023-05-24"),
        call("2023-05-22 06:00-06:30", "ana", ", repeat: daily until 2023-05-24"),
    )
    assert found.message.endswith("(Mon 22 May 06:00–06:30); so it is on 2 more days")


def test_a_waiver_on_either_entry_silences_a_short_night() -> None:
    evening, morning = call("2023-05-22 21:00-22:00"), call("2023-05-23 06:00-07:00")
    waiver = ", allow: {rule: short-rest, why: agreed, until: 2023-05-23}"
    assert len(told("short-rest", evening, morning)) == 1
    assert told("short-rest", evening + waiver, morning) == []
    assert told("short-rest", evening, morning + waiver) == []


def test_rest_and_the_day_are_measured_with_the_figures_of_the_file() -> None:
    entries = call("2023-05-22 07:00-20:00"), call("2023-05-23 06:30-07:00")
    assert [*told("short-rest", *entries), *told("long-day", *entries)] == []
    top = f"{PEOPLE}\nrules: {{short-rest: {{least: 11h}}, long-day: {{most: 12h}}}}"
    assert len(told("short-rest", *entries, top=top)) == 1
    assert len(told("long-day", *entries, top=top)) == 1


@pytest.mark.parametrize(("end", "is_told"), [("20:00", False), ("20:01", True)])
def test_thirteen_hours_are_the_longest_day(end: str, is_told: bool) -> None:  # noqa: FBT001
    entries = call("2023-05-22 07:00-08:00"), call(f"2023-05-22 19:00-{end}")
    assert bool(told("long-day", *entries)) is is_told


def test_a_long_day_counts_its_gaps_and_journeys_and_not_its_supper() -> None:
    drive = (
        "kind: journey, from: lima, to: lima, by: rail, when: 2023-05-22 05:00-06:00, who: [ana]"
    )
    supper = "kind: meal, title: Supper, when: 2023-05-22 19:00-23:00, who: [ana]"
    last = call("2023-05-22 17:00-18:30")
    top = f"{PEOPLE}\nplaces: {{lima: {{name: Lima}}}}"
    (found,) = about("long-day", drive, supper, last, top=top)
    assert found.message == (
        "Ana has a day of 13h30, from the start of “Lima → Lima” (Mon 22 May 05:00–06:00) "
        "to the end of “Call” (Mon 22 May 17:00–18:30)"
    )
    assert found.hint == "end 30m earlier, start later, or share the day"


def test_a_day_of_one_thing_shows_its_line_once() -> None:
    (found,) = about("long-day", call("2023-05-22 07:00-21:00"))
    assert found.related == ()


def test_a_day_that_goes_on_after_midnight_is_one_day() -> None:
    entries = call("2023-05-22 13:00-14:00"), call("2023-05-23 00:30-02:30")
    (message,) = told("long-day", *entries)
    assert "a day of 13h30" in message
    # And so is one with a flight through the night.
    entries = call("2023-05-22 12:00-13:00"), call("2023-05-22 21:00 to 2023-05-23 07:00")
    (message,) = told("long-day", *entries)
    assert "a day of 19h00" in message


# ---------------------------------------------------------------- meals


@pytest.mark.parametrize(
    ("times", "is_told"),
    [
        (("09:00-12:30", "13:15-16:00"), False),
        (("09:00-12:30", "13:14-16:00"), True),
        (("09:00-11:35", "12:15-13:30", "13:50-16:00"), True),
        (("09:00-16:00",), True),
        (("11:30-15:00",), True),
        (("11:31-15:00",), False),
        (("09:00-14:30",), False),
        (("09:00-14:59",), False),
        (("10:00-11:30", "15:00-16:00"), False),
        (("09:00-12:00", "11:00-16:00"), True),
        (("07:00-08:00", "17:00-18:00"), False),
    ],
)
def test_somebody_engaged_before_and_after_needs_three_quarters_of_an_hour(
    times: tuple[str, ...],
    is_told: bool,  # noqa: FBT001
) -> None:
    assert bool(told("no-meal-gap", *(call(f"2023-05-22 {one}") for one in times))) is is_told


def test_a_midday_without_a_break_tells_what_fills_it() -> None:
    (found,) = about(
        "no-meal-gap",
        call("2023-05-22 09:00-12:30", "ana, ben"),
        call("2023-05-22 12:45-16:00", "ana, ben"),
        call("2023-05-22 17:00-18:00", "ana, ben"),
    )
    assert found.message == (
        "Ana and Ben have no 45m free to eat between 11:30 and 15:00 on Mon 22 May: "
        "“Call” (Mon 22 May 09:00–12:30) and “Call” (Mon 22 May 12:45–16:00)"
    )
    assert found.entries == ("a", "b")


@pytest.mark.parametrize("kind", ["meal", "rest"])
def test_a_meal_is_the_break_for_those_who_take_part(kind: str) -> None:
    entries = call("2023-05-22 09:00-12:45"), call("2023-05-22 13:15-16:00")
    lunch = f"kind: {kind}, title: Lunch, when: 2023-05-22 12:45-13:15, who: [%s]"
    assert told("no-meal-gap", *entries, lunch % "ana") == []
    assert len(told("no-meal-gap", *entries, lunch % "ben")) == 1
    assert len(told("no-meal-gap", *entries, lunch % "ana" + ", status: cancelled")) == 1


@pytest.mark.parametrize(
    ("by", "end", "is_told"),
    [
        ("road", "16:00", True),
        ("air", "16:00", False),
        ("rail", "14:00", False),
        ("air", "13:59", True),
    ],
)
def test_on_the_road_nobody_eats_and_on_a_long_flight_everybody_does(
    by: str,
    end: str,
    is_told: bool,  # noqa: FBT001
) -> None:
    way = f"kind: journey, from: lima, to: lima, by: {by}, signal: yes, who: [ana]"
    top = f"{PEOPLE}\nplaces: {{lima: {{name: Lima}}}}"
    entries = (
        call("2023-05-22 08:00-11:00"),
        f"{way}, when: 2023-05-22 11:00-{end}",
        call(f"2023-05-22 {end}-17:00"),
    )
    assert bool(told("no-meal-gap", *entries, top=top)) is is_told


def test_midday_is_by_the_clocks_of_the_place_and_the_file_may_say_when_it_is() -> None:
    top = f"{PEOPLE}\nplaces: {{rome: {{name: Rome, timezone: Europe/Rome}}}}"
    there = call("2023-05-22 09:00-16:00", more=", where: rome")
    assert len(told("no-meal-gap", there, top=top)) == 1
    assert told("no-meal-gap", call("2023-05-22 16:00-22:00 Europe/London"), top=top) == []
    late = f"{PEOPLE}\nrules: {{no-meal-gap: {{from: '13:00', to: '16:30', break: 30m}}}}"
    assert told("no-meal-gap", call("2023-05-22 09:00-16:00"), top=late) == []
    assert len(told("no-meal-gap", call("2023-05-22 09:00-16:30"), top=late)) == 1


# ---------------------------------------------------------------- check-ins

WAY = f"""{PEOPLE}
places: {{ayacucho: {{name: Ayacucho}}, chincheros: {{name: Chincheros}}}}
"""


def drive(when: str = "2023-05-23 08:00-11:00", more: str = "signal: no") -> str:
    return f"kind: journey, by: road, from: ayacucho, to: chincheros, when: {when}, {more}"


@pytest.mark.parametrize(
    ("clocks", "lacks"),
    [
        ("07:00, 12:00", None),
        ("08:00, 11:00", None),
        ("06:59, 12:00", "before it"),
        ("07:00, 12:01", "after it"),
        ("09:00", "before it nor after it"),
    ],
)
def test_a_check_in_is_due_within_an_hour_on_either_side(clocks: str, lacks: str | None) -> None:
    top = f"{WAY}safety: {{check-ins: [{clocks}]}}\n"
    message = (
        "“Ayacucho → Chincheros”, Tue 23 May 08:00–11:00: nobody checks in within 1h00 "
        f"{lacks}, and telephones may not work on the way"
    )
    assert told("no-check-in", drive(), top=top) == ([message] if lacks else [])


@pytest.mark.parametrize(
    ("top", "more", "write"),
    [
        ("", "signal: no", "08:00, 11:00"),
        ("safety: {check-ins: '07:30'}\n", "signal: no", "11:00"),
        ("", "signal: no, check-ins: '11:30'", "08:00, 11:30"),
        ("", "signal: no, check-ins: '09:30'", "08:00, 09:30, 11:00"),
    ],
)
def test_the_hint_tells_what_to_write_and_it_helps(top: str, more: str, write: str) -> None:
    (found,) = about("no-check-in", drive(more=more), top=WAY + top)
    assert found.hint == (
        f"write `check-ins: [{write}]` here, or `signal: yes` where telephones work all the way"
    )
    assert about("no-check-in", drive(more=f"check-ins: [{write}]"), top=WAY + top) == []
    assert about("no-check-in", drive(more="signal: yes"), top=WAY + top) == []


@pytest.mark.parametrize(
    ("row", "when", "more", "is_told"),
    [
        ("", "2023-05-23 08:00-10:00", "note: x", True),
        ("", "2023-05-23 08:00-09:59", "note: x", False),
        ("signal: yes", "2023-05-23 08:00-12:00", "note: x", False),
        ("signal: no", "2023-05-23 08:00-08:20", "note: x", True),
        ("signal: no", "2023-05-23 08:00-12:00", "signal: yes", False),
        ("signal: yes", "2023-05-23 08:00-08:20", "signal: no", True),
        ("signal: no", "2023-05-23 08:00-12:00", "status: cancelled", False),
        ("signal: no", "2023-05-23 08:00-12:00", "status: idea", False),
    ],
)
def test_whether_telephones_work_is_told_by_the_journey_its_row_or_its_length(
    row: str,
    when: str,
    more: str,
    is_told: bool,  # noqa: FBT001
) -> None:
    travel = f"travel: [{{from: ayacucho, to: chincheros, takes: 20m, {row}}}]\n" if row else ""
    assert bool(told("no-check-in", drive(when, more), top=WAY + travel)) is is_told


def test_check_ins_are_by_the_clocks_of_each_end_also_around_midnight() -> None:
    top = """places:
  one: {name: One, timezone: Europe/Madrid}
  two: {name: Two, timezone: Europe/Lisbon}
safety: {check-ins: [23:45, 00:15]}
"""
    way = "kind: journey, by: road, from: one, to: two, signal: no, when: "
    assert told("no-check-in", f"{way}2023-05-23 00:10 to 2023-05-23 23:20", top=top) == []
    (message,) = told("no-check-in", f"{way}2023-05-23 00:10 to 2023-05-23 22:40", top=top)
    assert "after it, and" in message
    assert told("no-check-in", f"{way}2023-05-22 23:50 to 2023-05-23 23:50", top=top) == []


def test_the_hours_of_check_ins_are_the_files() -> None:
    top = f"{WAY}safety: {{check-ins: ['06:00', '13:00']}}\n"
    assert len(told("no-check-in", drive(), top=top)) == 1
    top += "rules: {no-check-in: {within: 2h}}\n"
    assert told("no-check-in", drive(), top=top) == []
    top = f"{WAY}rules: {{no-check-in: {{assumed from: 4h}}}}\n"
    assert told("no-check-in", drive(more="note: x"), top=top) == []


# ---------------------------------------------------------------- holidays and office hours

JULY = "delegation: {name: D, dates: 2023-07-20 to 2023-07-31, timezone: America/Lima}"
COUNTRIES = f"""{JULY}
places:
  lima: {{name: Lima}}
  madrid: {{name: Madrid, timezone: Europe/Madrid}}
  glasgow: {{name: Glasgow, timezone: Europe/London, country: GB-SCT}}
  london: {{name: London, timezone: Europe/London}}
  belfast: {{name: Belfast, country: GB-XYZ}}
  pole: {{name: Pole, timezone: Antarctica/Troll}}
  sea: {{name: Sea, timezone: Etc/GMT+3}}
  other: {{name: Other, country: ZZ}}
"""


def talk(when: str, where: str = "lima", kind: str = "meeting", more: str = "") -> str:
    return f"kind: {kind}, title: Talk, when: {when}, where: {where}{more}"


@pytest.mark.parametrize(
    "kind", ["government-meeting", "meeting", "press-conference", "public-event"]
)
def test_nobody_is_met_on_a_holiday_of_the_country(kind: str) -> None:
    (found,) = about("public-holiday", talk("2023-07-28 10:00-11:00", kind=kind), top=COUNTRIES)
    assert found.message == (
        "“Talk”, Fri 28 Jul 10:00–11:00, is on a public holiday (PE): Día de la Independencia"
    )
    assert found.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("where", "is_told"),
    [
        ("madrid", False),
        ("pole", False),
        ("sea", False),
        ("other", False),
        ("lima", True),
    ],
)
def test_the_country_is_that_of_the_place(where: str, is_told: bool) -> None:  # noqa: FBT001
    assert (
        bool(told("public-holiday", talk("2023-07-28 10:00-11:00", where), top=COUNTRIES))
        is is_told
    )


def test_a_part_of_a_country_has_days_of_its_own() -> None:
    top = COUNTRIES.replace("2023-07-20 to 2023-07-31", "2027-01-01 to 2027-01-06")
    second = talk("2027-01-04 10:00-11:00", "glasgow")
    assert len(told("public-holiday", second, top=top)) == 1
    assert told("public-holiday", second.replace("glasgow", "london"), top=top) == []
    first = talk("2027-01-01 10:00-11:00", "belfast")
    assert len(told("public-holiday", first, top=top)) == 1


@pytest.mark.parametrize("more", [", status: cancelled", ", status: idea", ", status: declined"])
def test_what_will_not_take_place_needs_no_open_door(more: str) -> None:
    entry = talk("2023-07-28 10:00-11:00", more=more)
    assert told("public-holiday", entry, top=COUNTRIES) == []


@pytest.mark.parametrize(
    ("kind", "more", "is_told"),
    [
        ("internal", "", False),
        ("victim-meeting", ", class: confidential", False),
        ("courtesy", "", False),
        ("courtesy", ", with: [Mayor]", True),
        ("courtesy", ", request: {of: the Mayor}", True),
    ],
)
def test_only_those_who_receive_somebody_have_a_calendar(
    kind: str,
    more: str,
    is_told: bool,  # noqa: FBT001
) -> None:
    top = f"{COUNTRIES}kinds: {{courtesy: {{label: Courtesy visit}}}}\n"
    entry = talk("2023-07-28 10:00-11:00", kind=kind, more=more)
    assert bool(told("public-holiday", entry, top=top)) is is_told


def test_holidays_of_whole_days_and_of_repeated_meetings_are_told_once() -> None:
    fair = talk("2023-07-27 to 2023-07-30", kind="public-event")
    (message,) = told("public-holiday", fair, top=COUNTRIES)
    assert "Thu 27 Jul – Sun 30 Jul" in message
    daily = talk("2023-07-26 10:00-11:00", more=", repeat: daily")
    found = told("public-holiday", daily, top=COUNTRIES)
    assert len(found) == 2
    assert "Fri 28 Jul 10:00–11:00" in found[0]
    assert "Sat 29 Jul 10:00–11:00" in found[1]


@pytest.mark.parametrize(
    ("within", "is_told"),
    [
        ("[2023-07-28 09:00-17:00]", True),
        ("['2023-07-28 to 2023-07-29, 09:00-17:00']", True),
        ("['2023-07-28 to 2023-07-30, 09:00-17:00']", False),
        ("[2023-07-28 09:00-17:00, 2023-07-27 09:00-17:00]", False),
        ("[2023-07-28]", True),
        ("[2023-07-28 22:00 to 2023-07-30 00:00]", True),
    ],
)
def test_a_request_for_nothing_but_holidays_is_told(within: str, is_told: bool) -> None:  # noqa: FBT001
    entry = f"kind: meeting, title: Talk, takes: 1h, where: lima, within: {within}"
    now = datetime.fromisoformat("2023-07-01T00:00:00-05:00")
    found = found_by("public-holiday", programme(entry, top=COUNTRIES), now)
    assert bool(found) is is_told
    if found:
        assert "every day on which “Talk” may be is a public holiday (PE)" in found[0].message


def test_without_a_place_the_missions_country_counts() -> None:
    entry = "kind: meeting, title: Talk, when: 2023-07-28 10:00-11:00"
    assert len(told("public-holiday", entry, top=JULY)) == 1


OFFICES = """places:
  palace: {name: Palace, office hours: [Mon-Fri 09:00-13:00, Mon-Fri 14:00-17:00]}
  room: {name: Room, in: palace}
  shop: {name: Shop, office hours: [Mon 09:00-12:00, Mon 12:00-15:00, Sat 10:00-12:00]}
  rome: {name: Rome, timezone: Europe/Rome, office hours: Mon-Fri 09:00-17:00}
  street: {name: Street}
"""


@pytest.mark.parametrize(
    ("when", "where", "is_told"),
    [
        ("2023-05-22 09:00-13:00", "palace", False),
        ("2023-05-22 16:00-17:00", "room", False),
        ("2023-05-22 12:30-14:30", "palace", True),
        ("2023-05-22 08:59-10:00", "room", True),
        ("2023-05-22 16:30-17:01", "palace", True),
        ("2023-05-27 10:00-11:00", "palace", True),
        ("2023-05-22 11:00-13:00", "shop", False),
        ("2023-05-22 23:00 to 2023-05-23 10:00", "palace", True),
        ("2023-05-22 10:00-11:00", "rome", False),
        ("2023-05-22 10:00-11:00 America/Lima", "rome", True),
        ("2023-05-22 02:00-03:00", "street", False),
        ("2023-05-22", "palace", False),
    ],
)
def test_a_meeting_is_within_office_hours_by_the_clocks_of_the_place(
    when: str,
    where: str,
    is_told: bool,  # noqa: FBT001
) -> None:
    assert bool(told("office-hours", talk(when, where), top=OFFICES)) is is_told


def test_the_office_hours_of_the_day_are_told_with_where_they_stand() -> None:
    (found,) = about("office-hours", talk("2023-05-22 12:30-14:30", "room"), top=OFFICES)
    assert found.message == (
        "“Talk”, Mon 22 May 12:30–14:30: the office hours of Room are 09:00–13:00 and "
        "14:00–17:00 that day"
    )
    assert [one.span.line for one in found.related] == [5]
    (message,) = told("office-hours", talk("2023-05-27 10:00-11:00", "room"), top=OFFICES)
    assert message == "“Talk”, Sat 27 May 10:00–11:00: Room has no office hours that day"


@pytest.mark.parametrize(
    ("takes", "within", "more", "is_told"),
    [
        ("4h", "[2023-05-22 09:00-17:00]", "", False),
        ("4h01", "[2023-05-22 09:00-17:00]", "", True),
        ("1h", "[2023-05-22 17:00-20:00]", "", True),
        ("1h", "[2023-05-27 09:00-17:00, 2023-05-22 09:00-10:00]", "", False),
        ("1h", "['2023-05-22 to 2023-05-23, 12:30-14:30']", "", True),
        ("1h", "[2023-05-22 09:00-13:00]", ", avoid: [2023-05-22 09:30-12:30]", True),
        ("1h", "[2023-05-22 09:00-13:00]", ", avoid: [2023-05-22 09:30-12:00]", False),
        ("1h", "[2023-05-22 to 2023-05-23]", "", False),
        ("1h", "[2023-05-22 17:00-20:00]", ", status: idea", False),
    ],
)
def test_a_request_needs_room_within_office_hours(
    takes: str,
    within: str,
    more: str,
    is_told: bool,  # noqa: FBT001
) -> None:
    entry = f"kind: meeting, title: Talk, where: palace, takes: {takes}, within: {within}{more}"
    assert bool(told("office-hours", entry, top=OFFICES)) is is_told


def test_one_of_several_places_is_enough_for_a_request() -> None:
    entry = "kind: meeting, title: Talk, takes: 1h, within: [2023-05-27 10:00-12:00], where: "
    (message,) = told("office-hours", f"{entry}palace", top=OFFICES)
    assert message == "the windows of “Talk” leave no 1h00 inside the office hours of Palace"
    assert told("office-hours", f"{entry}[palace, shop]", top=OFFICES) == []
    assert told("office-hours", f"{entry}[palace, street]", top=OFFICES) == []
    assert told("office-hours", entry.replace(", where: ", ""), top=OFFICES) == []


# ---------------------------------------------------------------- what holds for all of them

_clocks = st.integers(0, 23 * 4)
_things = st.lists(
    st.tuples(
        st.sampled_from(["internal", "meal", "rest", "journey", "meeting"]),
        st.integers(0, 3),
        _clocks,
        st.integers(1, 40),
        st.sampled_from(["lima", "puno"]),
        st.sampled_from(["ana", "ben", "ana, ben"]),
        st.sampled_from(["confirmed", "tentative", "cancelled", "idea"]),
    ),
    min_size=1,
    max_size=7,
)


def week(things: list[tuple[str, int, int, int, str, str, str]], first: date) -> str:
    """Return a mission whose things start so many days and quarters of an hour after a day."""
    last = first + timedelta(days=9)
    lines = [
        f"delegation: {{name: D, dates: {first} to {last}, timezone: America/Lima}}",
        "people: {ana: {name: Ana}, ben: {name: Ben}}",
        "places: {lima: {name: Lima, altitude: 150 m}, puno: {name: Puno, altitude: 3830 m}}",
        "programme:",
    ]
    for number, (kind, day, quarter, length, place, who, status) in enumerate(things):
        at = datetime.combine(first, datetime.min.time()) + timedelta(
            days=day, minutes=15 * quarter
        )
        end = at + timedelta(minutes=15 * length)
        where = f"from: lima, to: {place}, by: air" if kind == "journey" else f"where: {place}"
        lines.append(
            f"  e{number}: {{kind: {kind}, title: T, {where}, who: [{who}], status: {status}, "
            f"when: {at:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}}}"
        )
    return "\n".join(lines) + "\n"


RESTING = ("altitude-gain", "short-rest", "long-day", "no-meal-gap")


def resting(text: str) -> list[tuple[str, tuple[str, ...], int]]:
    """Return the findings on people's days, without the dates."""
    found = check(sound(text), NOW).found
    return [(one.rule, one.entries, one.span.line) for one in found if one.rule in RESTING]


@given(_things, st.integers(1, 700))
def test_a_week_is_as_hard_whenever_it_is(
    things: list[tuple[str, int, int, int, str, str, str]], later: int
) -> None:
    first = date(2023, 5, 20)
    assert resting(week(things, first)) == resting(week(things, first + timedelta(days=later)))


@given(_things, _things)
def test_what_will_not_take_place_makes_no_day_harder(
    things: list[tuple[str, int, int, int, str, str, str]],
    others: list[tuple[str, int, int, int, str, str, str]],
) -> None:
    first = date(2023, 5, 20)
    off = [(*other[:-1], "cancelled") for other in others]
    assert resting(week(things, first)) == resting(week([*things, *off], first))


@given(_things)
def test_who_has_a_short_night_has_it_between_two_things_they_do(
    things: list[tuple[str, int, int, int, str, str, str]],
) -> None:
    schedule = sound(week(things, date(2023, 5, 20)))
    for found in check(schedule, NOW).found:
        if found.rule in {"short-rest", "long-day"}:
            entries = [schedule.entries[name] for name in found.entries]
            assert all(not one.status.is_off for one in entries)
            assert all(one.kind.id not in {"meal", "rest"} for one in entries)
