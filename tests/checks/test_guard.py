"""Rules on languages, requests, press and doing no harm: their edges."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary.checks import check
from itinerary.diagnostics import Severity
from tests.checks.test_rules import found_by, messages, programme, sound

# ---------------------------------------------------------------- missing-interpreter

SPEAKERS = """\
people:
  ana: {name: Ana, speaks: [en, es-PE]}
  ben: {name: Ben}
  quechua: {name: Quechua interpreter, protected: yes, speaks: [qu, es]}
  aymara: {name: Eva, protected: yes, speaks: [ay, qu]}
  driver: {name: Driver, protected: yes, speaks: [es, qu]}
places: {lima: {name: Lima}, puno: {name: Puno}}
"""
VISIT = "kind: meeting, title: Visit, when: 2023-05-22 09:00-10:00, who: [ana]"


def unheard(*entries: str, top: str = SPEAKERS) -> list[str]:
    return messages("missing-interpreter", programme(*entries, top=top))


@pytest.mark.parametrize("languages", ["[es]", "[es-MX]", "[en, es]"])
def test_a_language_is_spoken_whatever_its_country(languages: str) -> None:
    assert unheard(f"{VISIT}, languages: {languages}") == []


def test_a_language_nobody_speaks_is_told_with_who_could_interpret() -> None:
    (found,) = found_by(
        "missing-interpreter", programme(f"{VISIT}, languages: [qu, es, ay]", top=SPEAKERS)
    )
    assert found.message == (
        "nobody who comes to “Visit” (Mon 22 May 09:00–10:00) speaks Quechua and Aymara"
    )
    # Eva interprets nowhere in this file, and nothing calls her an interpreter.
    assert found.hint == "add an `interpreter`, or say under `speaks:` who of them speaks it"


def test_only_interpreters_and_the_delegation_are_asked_to_interpret() -> None:
    (found,) = found_by("missing-interpreter", programme(f"{VISIT}, languages: [qu]", top=SPEAKERS))
    assert found.hint == (
        "ask Quechua interpreter, who speaks it and is free then: `interpreter: [quechua]`"
    )


def test_whoever_has_interpreted_once_is_asked_too() -> None:
    other = "kind: meeting, title: Other, when: 2023-05-25 09:00-10:00, interpreter: [aymara]"
    found = found_by(
        "missing-interpreter", programme(f"{VISIT}, languages: [qu]", other, top=SPEAKERS)
    )
    assert found[0].hint is not None
    assert found[0].hint.startswith("ask one of Quechua interpreter and Eva, who speak it")


@pytest.mark.parametrize(
    ("other", "is_free"),
    [
        ("when: 2023-05-22 09:30-10:30, who: [quechua]", False),
        ("when: 2023-05-22 10:00-11:00, who: [quechua]", True),
        ("when: 2023-05-22 18:00-19:00, where: puno, who: [quechua]", False),
        ("when: 2023-05-22 18:00-19:00, where: lima, who: [quechua]", True),
        ("when: 2023-05-23 09:00-10:00, where: puno, who: [quechua]", True),
        ("when: 2023-05-22, where: puno, who: [quechua]", False),
        ("when: 2023-05-22 09:30-10:30, who: [quechua], status: cancelled", True),
    ],
)
def test_nobody_is_asked_who_is_elsewhere(other: str, *, is_free: bool) -> None:
    text = programme(
        f"{VISIT}, languages: [qu], where: lima",
        f"kind: internal, title: Other, {other}",
        top=SPEAKERS,
    )
    (found,) = found_by("missing-interpreter", text)
    assert found.hint is not None
    assert ("Quechua interpreter" in found.hint) is is_free


@pytest.mark.parametrize(
    "more", ["unavailable: [2023-05-22 08:00-12:00]", "joins: {when: 2023-05-23 08:00}"]
)
def test_nobody_is_asked_who_is_not_there(more: str) -> None:
    top = SPEAKERS.replace("protected: yes, speaks: [qu, es]", f"speaks: [qu, es], {more}")
    (found,) = found_by("missing-interpreter", programme(f"{VISIT}, languages: [qu]", top=top))
    assert found.hint is not None
    assert "Quechua interpreter" not in found.hint


@pytest.mark.parametrize(
    "entry",
    [
        f"{VISIT}, languages: [qu], interpreter: [quechua]",
        f"{VISIT}, languages: [qu], status: idea",
        f"{VISIT}, languages: [qu], status: declined",
        "kind: meeting, title: A, when: 2023-05-22 09:00-10:00, who: [ben], languages: [qu]",
        "kind: meeting, title: A, when: 2023-05-22 09:00-10:00, languages: [qu]",
        VISIT,
    ],
)
def test_nothing_is_told_of_what_is_understood_unsure_or_unknown(entry: str) -> None:
    assert unheard(entry) == []


def test_a_request_is_told_too() -> None:
    request = "kind: meeting, title: A, takes: 1h, within: 2023-05-24, who: [ana], languages: [qu]"
    (found,) = found_by("missing-interpreter", programme(request, top=SPEAKERS))
    assert found.message == "nobody who comes to “A” speaks Quechua"
    assert found.hint is not None
    assert "ask Quechua interpreter" in found.hint


def test_an_entry_that_repeats_is_told_once() -> None:
    assert len(unheard(f"{VISIT}, languages: [qu], repeat: daily until 2023-05-25")) == 1


def test_an_interpreter_needs_a_language_of_the_delegation() -> None:
    (told,) = unheard(f"{VISIT}, languages: [ay], interpreter: [aymara]")
    assert told == (
        "Eva interprets at “Visit” (Mon 22 May 09:00–10:00), "
        "and shares no language with the delegation there"
    )
    assert unheard(f"{VISIT}, languages: [qu], interpreter: [quechua]") == []
    # What Ben speaks is not known.
    assert unheard(f"{VISIT.replace('ana', 'ben')}, interpreter: [aymara]") == []


# ---------------------------------------------------------------- interpreter-in-two-towns

TWO_TOWNS = """\
people: {ana: {name: Ana}, eva: {name: Eva, protected: yes}}
places:
  ayacucho: {name: Ayacucho}
  school: {name: School, in: ayacucho}
  chincheros: {name: Chincheros}
  andahuaylas: {name: Andahuaylas}
travel:
  - {from: ayacucho, to: chincheros, by: road, takes: 3h, margin: 30m}
  - {from: chincheros, to: andahuaylas, by: road, takes: 2h}
"""


def in_town(where: str, when: str, more: str = "interpreter: [eva]") -> str:
    return f"kind: meeting, title: {where.title()}, when: {when}, where: {where}, {more}"


NORTH = in_town("ayacucho", "2023-05-22 09:00-10:00")


def stranded(*entries: str) -> list[str]:
    return messages("interpreter-in-two-towns", programme(*entries, top=TWO_TOWNS))


def test_an_interpreter_without_a_journey_is_stranded() -> None:
    (told,) = stranded(NORTH, in_town("chincheros", "2023-05-22 15:00-16:00"))
    assert told == (
        "Eva is in Ayacucho for “Ayacucho” (line 14), Mon 22 May 09:00–10:00 and in Chincheros "
        "for “Chincheros” (line 15), Mon 22 May 15:00–16:00, and no journey takes them there"
    )


@pytest.mark.parametrize(
    "entries",
    [
        (in_town("chincheros", "2023-05-23 09:00-10:00"),),
        (in_town("school", "2023-05-22 15:00-16:00"),),
        (in_town("chincheros", "2023-05-22 15:00-16:00", "interpreter: [eva], status: cancelled"),),
        (in_town("chincheros", "2023-05-22 15:00-16:00", "interpreter: [eva], status: idea"),),
    ],
)
def test_another_day_the_same_town_or_what_is_off_strands_nobody(entries: tuple[str, ...]) -> None:
    assert stranded(NORTH, *entries) == []


@pytest.mark.parametrize(("who", "is_stranded"), [("eva", False), ("ana", True)])
def test_only_a_journey_of_their_own_takes_them_there(who: str, *, is_stranded: bool) -> None:
    road = (
        f"kind: journey, from: ayacucho, to: chincheros, when: 2023-05-22 11:00-14:00, who: {who}"
    )
    found = stranded(NORTH, road, in_town("chincheros", "2023-05-22 15:00-16:00"))
    assert bool(found) is is_stranded


def test_a_journey_to_another_town_is_not_enough() -> None:
    road = "kind: journey, from: ayacucho, to: chincheros, when: 2023-05-22 11:00-14:00, who: eva"
    (told,) = stranded(NORTH, road, in_town("andahuaylas", "2023-05-22 18:00-19:00"))
    assert told.startswith("Eva is in Chincheros for “Ayacucho → Chincheros”")


@pytest.mark.parametrize(
    ("when", "rule"),
    [
        ("2023-05-22 09:30-16:00", "double-booked"),
        ("2023-05-22 12:30-16:00", "unreachable"),
        ("2023-05-22 13:15-16:00", "too-tight"),
        ("2023-05-22 13:30-16:00", "interpreter-in-two-towns"),
    ],
)
def test_each_pair_is_told_by_one_rule(when: str, rule: str) -> None:
    text = programme(NORTH, in_town("chincheros", when), top=TWO_TOWNS)
    now = datetime.fromisoformat("2023-05-21T12:00:00-05:00")
    of_the_pair = {"double-booked", "unreachable", "too-tight", "interpreter-in-two-towns"}
    found = [one.rule for one in check(sound(text), now).found if one.rule in of_the_pair]
    assert found == [rule]


def test_how_an_interpreter_comes_to_the_delegation_is_their_own_affair() -> None:
    joins = "{name: Eva, joins: {when: 2023-05-22 06:00, where: ayacucho}"
    top = TWO_TOWNS.replace("{name: Eva", joins)
    text = programme(in_town("chincheros", "2023-05-22 15:00-16:00"), top=top)
    assert found_by("interpreter-in-two-towns", text) == []


def test_whoever_never_interprets_finds_their_own_way() -> None:
    more = "who: [eva]"
    assert (
        stranded(
            in_town("ayacucho", "2023-05-22 09:00-10:00", more),
            in_town("chincheros", "2023-05-22 15:00-16:00", more),
        )
        == []
    )


# ---------------------------------------------------------------- overdue-chase, stale-request

MINISTER = "kind: meeting, title: Minister, takes: 1h, within: [2023-05-24 09:00-12:00], request: "
HELD = "kind: meeting, title: Minister, when: 2023-05-24 09:00-10:00, status: tentative, request: "
CHASED = "{asked: 2023-05-12, of: the Ministry, by: ana, channel: letter, chase: 2023-05-18}"


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def test_a_chase_tells_who_asked_whom_how_and_when_it_closes() -> None:
    (found,) = found_by("overdue-chase", programme(f"{MINISTER}{CHASED}"))
    assert found.message == (
        "“Minister”: Ana was to ask the Ministry again on Thu 18 May, 3 days ago "
        "(asked on Fri 12 May: letter); its last window closes on Wed 24 May at 12:00"
    )
    assert found.severity is Severity.WARNING


def test_a_chase_of_what_is_held_tells_the_time() -> None:
    (told,) = messages("overdue-chase", programme(HELD + "{asked: 2023-05-12, chase: 2023-05-20}"))
    assert told == (
        "“Minister”: somebody was to ask those who decide again on Sat 20 May, 1 day ago "
        "(asked on Fri 12 May); it is held for Wed 24 May 09:00–10:00"
    )


@pytest.mark.parametrize(
    ("now", "is_overdue"),
    [
        ("2023-05-18T23:59:00-05:00", False),
        ("2023-05-19T04:59:00+00:00", False),
        ("2023-05-19T05:00:00+00:00", True),
        ("2023-05-24T10:59:00-05:00", True),
        ("2023-05-24T12:00:00-05:00", False),
    ],
)
def test_a_chase_is_overdue_from_the_next_day_by_the_missions_clocks_until_it_is_too_late(
    now: str, *, is_overdue: bool
) -> None:
    found = found_by("overdue-chase", programme(f"{MINISTER}{CHASED}"), at(now))
    assert bool(found) is is_overdue


@pytest.mark.parametrize("status", ["confirmed", "declined", "cancelled"])
@pytest.mark.parametrize("rule", ["overdue-chase", "stale-request"])
@pytest.mark.parametrize("request_", [CHASED, "{asked: 2023-05-12}", "{of: the Ministry}"])
def test_what_has_its_answer_is_pursued_no_more(status: str, rule: str, request_: str) -> None:
    entry = f"{HELD}{request_}".replace("tentative", status)
    now = at("2023-05-23T12:00:00-05:00")
    assert found_by(rule, programme(entry), now) == []


def test_an_idea_that_somebody_was_asked_for_is_pursued() -> None:
    entry = f"{HELD}{CHASED}".replace("tentative", "idea")
    assert len(messages("overdue-chase", programme(entry))) == 1


def test_a_request_without_a_window_is_pursued_all_the_same() -> None:
    entry = f"kind: meeting, title: Minister, status: requested, takes: 1h, request: {CHASED}"
    (told,) = messages("overdue-chase", programme(entry))
    assert told.endswith("(asked on Fri 12 May: letter)")


@pytest.mark.parametrize(
    ("request_", "is_stale"),
    [
        ("{asked: 2023-05-14}", True),
        ("{asked: 2023-05-15}", False),
        ("{asked: 2023-05-12, chase: 2023-05-21}", False),
        ("{asked: 2023-05-12, chase: 2023-05-25}", False),
        ("{asked: 2023-05-12, chase: 2023-05-20}", False),
    ],
)
def test_a_request_is_stale_after_a_week_without_a_day_to_ask_again(
    request_: str, *, is_stale: bool
) -> None:
    for entry in (MINISTER, HELD):
        assert bool(messages("stale-request", programme(f"{entry}{request_}"))) is is_stale


def test_a_stale_request_tells_how_long_it_has_waited() -> None:
    request = "{asked: 2023-05-12, of: the Ministry, by: ana}"
    (found,) = found_by("stale-request", programme(f"{MINISTER}{request}"))
    assert found.message == (
        "“Minister”: Ana asked the Ministry 9 days ago, and no day is set to ask again "
        "(asked on Fri 12 May); its last window closes on Wed 24 May at 12:00"
    )
    assert found.hint == (
        "set a day to ask again, `chase: Mon 2023-05-22`, or record the answer in `status`"
    )


@pytest.mark.parametrize(
    ("now", "is_told"),
    [
        ("2023-05-21T08:59:00-05:00", False),
        ("2023-05-21T09:00:00-05:00", True),
        ("2023-05-24T10:30:00-05:00", True),
        ("2023-05-24T11:30:00-05:00", False),
    ],
)
def test_a_request_that_was_never_sent_is_told_three_days_before(
    now: str, *, is_told: bool
) -> None:
    found = found_by("stale-request", programme(f"{MINISTER}{{of: the Ministry}}"), at(now))
    assert bool(found) is is_told


def test_a_whole_day_that_is_held_opens_with_the_day() -> None:
    entry = "kind: meeting, title: Visit, when: 2023-05-24, status: tentative, request: {of: X}"
    for now, is_told in (("20T23:59", False), ("21T00:00", True), ("24T20:00", True)):
        found = found_by("stale-request", programme(entry), at(f"2023-05-{now}:00-05:00"))
        assert bool(found) is is_told


def test_the_figures_of_a_stale_request_are_adjustable() -> None:
    text = programme(f"{MINISTER}{{asked: 2023-05-12}}")
    adjusted = text.replace("programme:", "rules: {stale-request: {after: 10 days}}\nprogramme:")
    assert found_by("stale-request", adjusted) == []
    text = programme(f"{MINISTER}{{of: X}}")
    adjusted = text.replace("programme:", "rules: {stale-request: {asked by: 1 day}}\nprogramme:")
    assert found_by("stale-request", text) != []
    assert found_by("stale-request", adjusted) == []


# ---------------------------------------------------------------- two-holds-one-slot

UNPLACED = "kind: meeting, title: A, takes: 2h, within: [2023-05-24 09:00-12:00]"
PLACED = "kind: meeting, title: B, when: 2023-05-24 10:00-11:30, status: tentative"


def test_two_holds_tell_whom_they_want_and_what_each_is() -> None:
    text = programme(f"{UNPLACED}, who: [ana, ben]", f"{PLACED}, who: everyone, interpreter: [eva]")
    (found,) = found_by("two-holds-one-slot", text)
    assert found.message == (
        "Ana and Ben are wanted for “B” (line 7), Wed 24 May 10:00–11:30 and “A” (line 6), "
        "2h00 within its windows, and there is time for only one of the two"
    )
    assert found.severity is Severity.WARNING
    assert (found.span.line, found.related[0].span.line) == (6, 7)
    assert found.entries == ("a", "b")


def test_an_interpreter_is_wanted_too() -> None:
    text = programme(f"{UNPLACED}, interpreter: [eva]", f"{PLACED}, interpreter: [eva]")
    assert messages("two-holds-one-slot", text)[0].startswith("Eva is wanted for ")


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ("tentative", "requested", "two-holds-one-slot"),
        ("requested", "requested", "two-holds-one-slot"),
        ("confirmed", "requested", "double-booked"),
        ("tentative", "confirmed", "double-booked"),
        ("idea", "tentative", "double-booked"),
    ],
)
@pytest.mark.parametrize("who", ["who: [ana]", "interpreter: [eva]"])
def test_a_clash_is_told_by_one_rule(one: str, other: str, rule: str, who: str) -> None:
    text = programme(
        f"kind: internal, title: A, when: 2023-05-22 09:00-10:00, {who}, status: {one}",
        f"kind: internal, title: B, when: 2023-05-22 09:30-11:00, {who}, status: {other}",
    )
    found = check(sound(text), at("2023-05-21T12:00:00-05:00")).found
    assert [one.rule for one in found] == [rule]


@pytest.mark.parametrize("more", ["vehicle: [Car]", "where: hotel, room: Hall"])
def test_two_holds_that_share_a_thing_as_well_are_double_booked(more: str) -> None:
    text = programme(
        *(
            f"kind: internal, title: A, when: 2023-05-22 09:00-10:00, status: tentative, {who}"
            for who in (f"who: [ana], {more}", f"who: [ana], {more}")
        ),
        top="people: {ana: {name: Ana}}\nplaces: {hotel: {name: Hotel}}",
    )
    found = check(sound(text), at("2023-05-21T12:00:00-05:00")).found
    assert [one.rule for one in found] == ["double-booked"]


def test_two_beds_on_hold_for_one_night_are_a_clash_as_before() -> None:
    stay = "kind: stay, when: 2023-05-22, nights: 1, status: tentative, who: [ana]"
    (found,) = check(sound(programme(stay, stay)), at("2023-05-21T12:00:00-05:00")).found
    assert found.rule == "double-booked"


def test_an_entry_that_repeats_is_no_rival_of_itself() -> None:
    text = programme(
        "kind: meeting, title: A, when: 2023-05-22 09:00 for 30h, repeat: daily, status: tentative,"
        " who: [ana]",
    )
    assert found_by("two-holds-one-slot", text) == []


class Hold(NamedTuple):
    """A hold on a grid of half hours, from 08:00 to 20:00."""

    windows: tuple[tuple[int, int], ...]
    avoid: tuple[tuple[int, int], ...]
    takes: int
    is_placed: bool

    def written(self) -> str:
        if self.is_placed:
            start = self.windows[0][0]
            return f"when: {span(start, start + self.takes)}, status: tentative"
        within = ", ".join(span(*window) for window in self.windows)
        avoid = ", ".join(span(*window) for window in self.avoid)
        return f"takes: {self.takes * 30}m, within: [{within}], avoid: [{avoid}]"

    def starts(self, now: int) -> Iterator[int]:
        """Yield each start at which it could still take place."""
        if self.is_placed:
            start = self.windows[0][0]
            yield from [start] if start + self.takes > now else []
            return
        for first, last in self.windows:
            for start in range(max(first, now), last - self.takes + 1):
                if all(start + self.takes <= one or end <= start for one, end in self.avoid):
                    yield start


def span(first: int, last: int) -> str:
    start, end = (timedelta(hours=8, minutes=30 * number) for number in (first, last))
    return f"2023-05-22 {clock(start)}-{clock(end)}"


def clock(length: timedelta) -> str:
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return f"{hours:02}:{minutes:02}"


spans = st.tuples(st.integers(0, 18), st.integers(1, 6)).map(lambda one: (one[0], sum(one)))
holds = st.builds(
    Hold,
    windows=st.lists(spans, min_size=1, max_size=2).map(tuple),
    avoid=st.lists(spans, max_size=2).map(tuple),
    takes=st.integers(1, 5),
    is_placed=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(made=st.lists(holds, min_size=2, max_size=4), now=st.integers(0, 16))
def test_two_holds_are_rivals_just_where_no_two_starts_leave_time_for_both(
    made: list[Hold], now: int
) -> None:
    entries = [f"kind: meeting, title: X, who: [ana], {hold.written()}" for hold in made]
    moment = at("2023-05-22T08:00:00-05:00") + timedelta(minutes=30 * now)
    found = found_by("two-holds-one-slot", programme(*entries), moment)
    starts = [list(hold.starts(now)) for hold in made]
    rivals = {
        frozenset(("abcd"[one], "abcd"[other]))
        for one in range(len(made))
        for other in range(one)
        if starts[one]
        and starts[other]
        and not any(
            a + made[one].takes <= b or b + made[other].takes <= a
            for a, b in product(starts[one], starts[other])
        )
    }
    assert {frozenset(each.entries) for each in found} == rivals
    assert len(found) == len(rivals)


# ---------------------------------------------------------------- handover-without-carrier

BRING = "kind: meeting, title: Minister, when: 2023-05-22 09:00-10:00, who: [ana], handover: "


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (f"{BRING}{{what: Petition}}", "nobody carries “Petition” to “Minister”"),
        (
            f"{BRING}{{what: Petition, carried by: ben}}",
            "Ben carries “Petition”, and does not take part in “Minister”",
        ),
    ],
)
def test_a_handover_needs_somebody_who_comes(entry: str, told: str) -> None:
    assert messages("handover-without-carrier", programme(entry)) == [told]


@pytest.mark.parametrize(
    "entry",
    [
        f"{BRING}{{what: Petition, carried by: ana}}",
        f"{BRING}{{what: Petition, carried by: eva}}, interpreter: [eva]",
        f"{BRING}{{what: Petition}}, status: idea",
        f"{BRING}{{what: Petition}}, status: cancelled",
        BRING.replace("when: 2023-05-22 09:00-10:00", "takes: 1h, within: 2023-05-24")
        + "{what: Petition, carried by: ana}",
    ],
)
def test_a_handover_that_is_carried_unsure_or_off_is_left_alone(entry: str) -> None:
    assert messages("handover-without-carrier", programme(entry)) == []


def test_an_unknown_carrier_is_told_once() -> None:
    text = programme(f"{BRING}{{what: Petition, carried by: anna}}")
    found = check(sound(text), at("2023-05-21T12:00:00-05:00")).found
    assert [one.rule for one in found] == ["unknown-person"]


def test_whoever_has_left_carries_nothing() -> None:
    top = "people: {ana: {name: Ana}, ben: {name: Ben, leaves: {when: 2023-05-21 20:00}}}"
    entry = BRING.replace("[ana]", "everyone") + "{what: Petition, carried by: ben}"
    assert len(messages("handover-without-carrier", programme(entry, top=top))) == 1
    named = entry.replace("everyone", "[ana, ben]")
    found = check(sound(programme(named, top=top)), at("2023-05-21T12:00:00-05:00")).found
    assert [one.rule for one in found] == ["not-present"]


# ---------------------------------------------------------------- embargo-leak

LAUNCH = (
    "kind: press-conference, class: public, when: 2023-05-25 11:00-12:00, press: open, "
    "embargo: 2023-05-25 11:00, title: "
)
WALK = "kind: public-event, class: public, when: 2023-05-24 09:00-10:00, press: open, title: "
QUOTED = f'{LAUNCH}"Launch of “Lethal Racism”"'


def leaked(*entries: str, top: str = "people: {ana: {name: Ana}}") -> list[str]:
    found = found_by("embargo-leak", programme(*entries, top=top))
    assert all(one.is_error for one in found)
    return [one.message.partition(" gives away ")[0] for one in found]


@pytest.mark.parametrize(
    "title", ["Walk: LETHAL RACISM", "“Lethal—racism”, a walk", "Wálk, léthal rácism"]
)
@pytest.mark.parametrize("marks", ["“”", "«»", "‘’", "„”"])
def test_a_quoted_title_is_found_in_other_titles(title: str, marks: str) -> None:
    launch = f'{LAUNCH}"Launch of {marks[0]}Lethal Racism{marks[1]}"'
    assert leaked(launch, f'{WALK}"{title}"') == ["the title of `b`"]


def test_straight_marks_quote_as_well() -> None:
    assert leaked(f"{LAUNCH}'Launch of \"Lethal Racism\"'", f"{WALK}Lethal racism") != []


def test_a_leak_tells_the_words_and_the_hour() -> None:
    (found,) = found_by("embargo-leak", programme(QUOTED, f"{WALK}On lethal racism"))
    assert found.message == (
        "the title of `b` gives away “Lethal Racism”, under embargo until Thu 25 May 11:00"
    )
    assert found.entries == ("b", "a")
    assert (found.span.line, found.related[0].span.line) == (7, 6)


def test_a_waiver_on_what_is_under_embargo_says_whose_words_it_is_about() -> None:
    waiver = ", allow: [{rule: embargo-leak, why: it is announced%s}]"
    assert leaked(QUOTED + waiver % "", f"{WALK}On lethal racism") == ["the title of `b`"]
    assert leaked(QUOTED + waiver % ", with: b", f"{WALK}On lethal racism") == []
    assert leaked(QUOTED, f"{WALK}On lethal racism{waiver % ''}") == []


@pytest.mark.parametrize("key", ["with", "room", "press"])
def test_every_public_text_of_an_entry_is_searched(key: str) -> None:
    if key == "press":
        other = WALK.replace("press: open", "press: open for lethal racism") + "Walk"
    else:
        other = f"{WALK}Walk, {key}: Lethal racism"
    assert leaked(QUOTED, other) == [f"the {key} of `b`"]


def test_covers_and_what_a_journey_goes_by_are_searched() -> None:
    meeting = "kind: meeting, class: confidential, title: A, when: 2023-05-24, cover: Lethal racism"
    bus = "kind: journey, class: public, from: lima, to: lima, when: 2023-05-24, by: Lethal racism"
    top = "places: {lima: {name: Lima}}"
    assert leaked(QUOTED, meeting, bus, top=top) == ["the cover of `b`", "the by of `c`"]


def test_what_is_public_beside_the_programme_is_searched() -> None:
    top = (
        "readers: {desk: {name: Lethal racism desk}}\n"
        "places: {hall: {name: Hall of lethal racism}, "
        "cell: {name: Lethal racism, class: private}}\n"
        "contacts: {line: {name: Line, role: lethal racism, class: public}, "
        "own: {name: Lethal racism}}\n"
        "kinds: {walk: {label: Lethal racism walk}}"
    )
    walk = WALK.replace("public-event", "walk") + "Walk"
    assert leaked(QUOTED, walk, top=top) == [
        "the place `hall`",
        "the contact `line`",
        "the kind of `b`",
        "the reader `desk`",
    ]


@pytest.mark.parametrize(
    "other",
    [
        f"{WALK}Lethal weapons",
        f"{WALK}Against racism",
        f"{WALK}Lethal racisms",
        WALK.replace("class: public", "class: private") + "Lethal racism",
        f"{WALK}On lethal racism, embargo: 2023-05-25 11:00",
        f"{WALK}On lethal racism, embargo: 2023-05-25 12:00",
    ],
)
def test_other_words_private_texts_and_titles_under_the_same_embargo_give_nothing_away(
    other: str,
) -> None:
    assert leaked(QUOTED, other) == []


def test_a_title_whose_own_embargo_ends_earlier_gives_it_away() -> None:
    assert leaked(QUOTED, f"{WALK}On lethal racism, embargo: 2023-05-23 11:00") != []


def test_declared_words_are_searched_in_every_title_their_own_too() -> None:
    assert leaked(f"{QUOTED}, embargoed: [Lethal racism]") == ["the title of `a`"]
    assert leaked(f"{QUOTED}, embargoed: [AMR 46/6761]") == []
    assert leaked(f"{QUOTED}, embargoed: [massacre]", f"{WALK}Massacre and lethal racism") == [
        "the title of `b`"
    ]


def test_one_quoted_word_is_searched_only_where_it_is_declared() -> None:
    launch = f"{LAUNCH}Launch of “Impunity”"
    assert leaked(launch, f"{WALK}Against impunity") == []
    assert leaked(f"{launch}, embargoed: Impunity", f"{WALK}Walk, room: Impunity") == [
        "the title of `a`",
        "the room of `b`",
    ]


def test_words_of_two_entries_are_told_once_with_the_later_embargo() -> None:
    second = QUOTED.replace("embargo: 2023-05-25 11:00", "embargo: 2023-05-25 18:00")
    found = found_by("embargo-leak", programme(QUOTED, second, f"{WALK}Lethal racism"))
    assert [one.message.rpartition(" ")[2] for one in found] == ["18:00", "18:00"]
    assert [one.span.line for one in found] == [6, 8]


def test_an_item_after_the_embargo_may_be_read_before_it() -> None:
    assert leaked(QUOTED, f"{WALK.replace('24', '26')}Lethal racism") == ["the title of `b`"]


@pytest.mark.parametrize(("now", "is_told"), [("10:59", True), ("11:00", False)])
def test_nothing_is_told_once_the_embargo_has_ended(now: str, *, is_told: bool) -> None:
    text = programme(QUOTED, f"{WALK}Lethal racism")
    found = found_by("embargo-leak", text, at(f"2023-05-25T{now}:00-05:00"))
    assert bool(found) is is_told


def test_what_was_cancelled_has_no_embargo_and_still_gives_away() -> None:
    assert leaked(f"{QUOTED}, status: cancelled", f"{WALK}Lethal racism") == []
    assert leaked(QUOTED, f"{WALK}Lethal racism, status: cancelled") != []


# ---------------------------------------------------------------- press-status


@pytest.mark.parametrize(
    ("kind", "level", "has_press"),
    [
        ("press-conference", "private", True),
        ("press-conference", "public", True),
        ("public-event", "public", True),
        ("public-event", "private", False),
        ("government-meeting", "public", True),
        ("government-meeting", "private", False),
        ("meeting", "public", False),
    ],
)
def test_who_is_met_in_public_needs_a_press_status(
    kind: str, level: str, *, has_press: bool
) -> None:
    entry = f"kind: {kind}, class: {level}, title: A, when: 2023-05-22 09:00-10:00"
    assert bool(messages("press-status", programme(entry))) is has_press
    for status in ("idea", "cancelled", "declined"):
        assert messages("press-status", programme(f"{entry}, status: {status}")) == []


@pytest.mark.parametrize(
    ("press", "is_good"),
    [
        *((word, True) for word in ("open", "Pool", "closed", "abierta", "Cerrado", "open: all")),
        *((word, False) for word in ("yes", "opening", "to be told", "not open", "…")),
    ],
)
def test_a_press_status_begins_with_one_of_three_words(press: str, *, is_good: bool) -> None:
    entry = f'kind: press-conference, title: A, when: 2023-05-22 09:00-10:00, press: "{press}"'
    found = found_by("press-status", programme(entry))
    assert not found if is_good else found[0].message.endswith("with open, pool or closed")


# ---------------------------------------------------------------- consent-missing

FAMILIES = "kind: victim-meeting, title: Families, cover: Visit, when: 2023-05-22 15:00-16:00"


@pytest.mark.parametrize(
    ("more", "now", "told"),
    [
        ("", "21", "has no `consent`: nothing says that they agreed"),
        (", consent: {given: 2023-05-21}", "21", None),
        (", consent: {given: 2023-05-22}", "22", None),
        (", consent: {given: 2023-05-23}", "24", "is of Tue 23 May, after the meeting"),
        (", consent: {given: 2023-05-22}", "21", "is of Mon 22 May, which is still to come"),
        (", status: declined", "21", None),
        (", status: cancelled", "21", None),
        (", status: idea", "21", "has no `consent`: nothing says that they agreed"),
        (", status: tentative", "21", "has no `consent`: nothing says that they agreed"),
    ],
)
def test_consent_is_given_before_the_meeting_and_not_in_the_future(
    more: str, now: str, told: str | None
) -> None:
    text = programme(f"{FAMILIES}{more}")
    found = found_by("consent-missing", text, at(f"2023-05-{now}T12:00:00-05:00"))
    assert [one.message.endswith(told or "") for one in found] == ([True] if told else [])
    assert all(one.severity is Severity.WARNING for one in found)


def test_consent_is_wanted_for_victim_meetings_alone_and_for_requests_of_them() -> None:
    entry = "kind: meeting, class: confidential, title: A, when: 2023-05-22 15:00-16:00"
    assert messages("consent-missing", programme(entry)) == []
    request = "kind: victim-meeting, title: A, takes: 1h, within: 2023-05-24"
    assert len(messages("consent-missing", programme(request))) == 1
    assert (
        messages("consent-missing", programme(f"{request}, consent: {{given: 2023-05-20}}")) == []
    )


# ---------------------------------------------------------------- inferable

WAYS = """\
people:
  ana: {name: Ana}
  ben: {name: Ben}
  eva: {name: Eva, protected: yes}
  rita: {name: Rita, role: driver}
  quechua: {name: Quechua interpreter}
readers: {desk: {name: Desk, clearance: private}}
places:
  lima: {name: Lima}
  airport: {name: Airport, in: lima}
  ayacucho: {name: Ayacucho}
  hut: {name: Hut, in: ayacucho, class: confidential}
  secret: {name: Secret town, class: private}
"""
LAWYERS = (
    "kind: meeting, class: confidential, title: Lawyers, when: 2023-05-22 15:00-17:00, "
    "where: hut, who: [ana]"
)
THERE = "kind: journey, from: airport, to: ayacucho, when: 2023-05-22 07:00-08:00, who: [ana]"
BACK = "kind: journey, from: ayacucho, to: lima, when: 2023-05-23 06:00-07:00, who: [ana]"
PUBLIC = ", class: public"


def placed(*entries: str, top: str = WAYS) -> list[tuple[str, str]]:
    found = found_by("inferable", programme(*entries, top=top))
    return [(one.severity.value, one.message) for one in found]


def test_two_public_journeys_give_away_what_lies_between() -> None:
    text = programme(LAWYERS, THERE + PUBLIC, BACK + PUBLIC, top=WAYS)
    (found,) = found_by("inferable", text)
    assert found.message == (
        "anybody can read that Ana is in Ayacucho, Mon 22 May 08:00 – Tue 23 May 06:00: "
        "“Lawyers” (Mon 22 May 15:00–17:00) is given away"
    )
    assert found.is_error
    assert found.entries == ("a", "b", "c")
    assert found.hint == "give `b` and `c` a higher class, and a cover where that is confidential"
    assert [one.span.line for one in found.related] == [19, 20]


def test_a_waiver_on_a_journey_says_which_meeting_it_is_about() -> None:
    waiver = ", allow: [{rule: inferable, why: the mayor is announced%s}]"
    assert placed(LAWYERS, THERE + PUBLIC + waiver % "", BACK + PUBLIC) != []
    assert placed(LAWYERS, THERE + PUBLIC + waiver % ", with: a", BACK + PUBLIC) == []
    assert placed(LAWYERS + waiver % "", THERE + PUBLIC, BACK + PUBLIC) == []


def test_nights_bracket_a_day_on_which_clocks_are_put_back() -> None:
    top = "people: {ana: {name: Ana}}\nplaces: {york: {name: York, timezone: Europe/London}}"
    night = f"kind: stay, where: york, when: 2023-10-27, nights: 3, who: [ana]{PUBLIC}"
    for day in (28, 29):
        hidden = (
            f"kind: meeting, class: confidential, title: V, when: 2023-10-{day} 10:00-11:00, "
            "where: york, who: [ana]"
        )
        assert len(placed(hidden, night, top=top)) == 1


@pytest.mark.parametrize(
    "entries",
    [
        (THERE, BACK),
        (THERE + PUBLIC, BACK),
        (THERE, BACK + PUBLIC),
        (THERE + PUBLIC + ", status: cancelled", BACK + PUBLIC),
        (THERE + PUBLIC + ", status: idea", BACK + PUBLIC),
        (THERE.replace("ana", "ben") + PUBLIC, BACK + PUBLIC),
        (THERE.replace("ana", "eva") + PUBLIC, BACK.replace("ana", "eva") + PUBLIC),
        (THERE + PUBLIC, BACK.replace("05-23 06:00-07:00", "05-23 09:00-10:00") + PUBLIC),
        (THERE.replace("to: ayacucho", "to: secret") + PUBLIC, BACK + PUBLIC),
        (THERE + PUBLIC, BACK.replace("from: ayacucho", "from: secret") + PUBLIC),
    ],
)
def test_half_a_bracket_or_another_town_gives_nothing_away(entries: tuple[str, str]) -> None:
    assert placed(LAWYERS, *entries) == []


@pytest.mark.parametrize("more", ["status: idea", "status: cancelled", "status: declined"])
def test_what_may_not_take_place_is_not_given_away(more: str) -> None:
    assert placed(f"{LAWYERS}, {more}", THERE + PUBLIC, BACK + PUBLIC) == []


@pytest.mark.parametrize(
    ("hidden", "count"),
    [
        (LAWYERS.replace("class: confidential", "class: private"), 0),
        (LAWYERS.replace("where: hut, ", ""), 0),
        (LAWYERS.replace("who: [ana]", "who: [eva]"), 0),
        (LAWYERS.replace("who: [ana]", "who: [eva], lead: ana"), 1),
        (LAWYERS.replace("15:00-17:00", "07:30-09:00"), 0),
        (LAWYERS.replace("2023-05-22 15:00-17:00", "2023-05-23 05:00-06:00"), 1),
        (LAWYERS.replace("2023-05-22 15:00-17:00", "2023-05-23 05:00-06:01"), 0),
        (LAWYERS.replace("2023-05-22 15:00-17:00", "2023-05-22 08:00-08:30"), 1),
        (LAWYERS.replace("when: 2023-05-22 15:00-17:00", "when: 2023-05-22"), 0),
    ],
)
def test_what_is_hidden_has_a_place_a_time_and_somebody_who_is_seen(
    hidden: str, count: int
) -> None:
    assert len(placed(hidden, THERE + PUBLIC, BACK + PUBLIC)) == count


TALK = "kind: public-event, class: public, press: open, title: Talk, where: ayacucho, who: [ana], "


def test_a_public_engagement_there_is_another_reason_to_come() -> None:
    evening = f"{TALK}when: 2023-05-22 19:00-20:00"
    morning = f"{TALK}when: 2023-05-22 09:00-10:00"
    assert [one for one, _ in placed(LAWYERS, THERE + PUBLIC, evening)] == ["warning"]
    assert [one for one, _ in placed(LAWYERS, morning, BACK + PUBLIC)] == ["warning"]
    assert placed(LAWYERS, morning, evening) == []
    assert placed(LAWYERS, THERE + PUBLIC, f"{TALK}when: 2023-05-22 16:00-18:00") == []


def test_a_public_night_there_brackets_as_a_journey_does() -> None:
    stay = "kind: stay, when: 2023-05-22, nights: 1, where: ayacucho, who: [ana]"
    assert [one for one, _ in placed(LAWYERS, THERE + PUBLIC, stay + PUBLIC)] == ["error"]
    before = stay.replace("05-22", "05-21").replace("nights: 1", "nights: 2")
    assert [one for one, _ in placed(LAWYERS, before + PUBLIC)] == ["error"]


def test_a_ride_within_the_town_takes_nobody_away() -> None:
    ride = "kind: journey, from: ayacucho, to: ayacucho, when: 2023-05-22 18:00-18:30, who: [ana]"
    assert [one for one, _ in placed(LAWYERS, THERE + PUBLIC, ride + PUBLIC)] == ["warning"]


def test_people_of_one_meeting_are_told_together_for_the_time_that_holds_for_all() -> None:
    hidden = LAWYERS.replace("[ana]", "[ana, ben]")
    later = THERE.replace("07:00-08:00", "09:00-10:00").replace("ana", "ben")
    back = BACK.replace("[ana]", "[ana, ben]")
    ((_, told),) = placed(hidden, THERE + PUBLIC, later + PUBLIC, back + PUBLIC)
    assert "Ana and Ben are in Ayacucho, Mon 22 May 10:00 – Tue 23 May 06:00" in told


def test_a_driver_who_brings_them_gives_it_away_by_name() -> None:
    there, back = (
        f"{way.replace('[ana]', '[rita]')}{PUBLIC}"
        for way in (THERE.replace("07:00-08:00", "10:00-11:00"), BACK)
    )
    shared = BACK.replace("[ana]", "[ana, rita]").replace("06:00", "05:00")
    assert placed(LAWYERS, there, back) == []
    ((level, told),) = placed(LAWYERS, there, back, shared)
    assert (level, told.partition(" is in ")[0]) == ("error", "anybody can read that Rita")


def test_a_bracket_of_many_days_is_seen_where_the_file_asks_for_it() -> None:
    later = BACK.replace("05-23", "05-25") + PUBLIC
    text = programme(LAWYERS, THERE + PUBLIC, later, top=WAYS)
    assert found_by("inferable", text) == []
    asked = text.replace("programme:", "rules: {inferable: {within: 4 days}}\nprogramme:")
    assert len(found_by("inferable", asked)) == 1


@pytest.mark.parametrize(
    ("who", "rule"), [("quechua", "warning"), ("rita", "warning"), ("ben", None), ("eva", None)]
)
def test_readers_cleared_private_place_interpreters_and_drivers(who: str, rule: str | None) -> None:
    hidden = LAWYERS.replace("[ana]", f"[ana, {who}]")
    other = "kind: meeting, title: Other, when: 2023-05-28 09:00-10:00, interpreter: [quechua]"
    other = other.replace("28", "27")
    found = placed(hidden, THERE.replace("[ana]", f"[ana, {who}]"), BACK.replace("ana", who), other)
    assert [one for one, _ in found] == ([rule] if rule else [])
    assert all(told.startswith("readers cleared `private` can read that ") for _, told in found)
    without = WAYS.replace("clearance: private", "clearance: confidential")
    assert placed(hidden, THERE, BACK.replace("ana", who), other, top=without) == []


def test_two_private_meetings_in_one_town_place_an_interpreter_as_well() -> None:
    hidden = f"{LAWYERS}, interpreter: [quechua]"
    meeting = "kind: meeting, title: A, where: ayacucho, interpreter: [quechua], when: 2023-05-22"
    ((level, told),) = placed(hidden, f"{meeting} 09:00-10:00", f"{meeting} 19:00-20:00")
    assert level == "warning"
    assert "Quechua interpreter is in Ayacucho, Mon 22 May 10:00–19:00" in told


def test_whoever_anybody_can_place_is_not_told_again_for_those_who_read_more() -> None:
    hidden = f"{LAWYERS}, interpreter: [quechua]"
    ways = (way.replace("[ana]", "[quechua]") + PUBLIC for way in (THERE, BACK))
    ((level, told),) = placed(hidden, *ways)
    assert level == "error"
    assert told.startswith("anybody can read that Quechua interpreter is")


def test_an_entry_that_repeats_is_told_once_and_for_what_is_certain() -> None:
    hidden = f"{LAWYERS}, repeat: daily until 2023-05-23"
    evening = f"{TALK}when: 2023-05-22 19:00-20:00"
    there = THERE.replace("05-22", "05-23").replace("07:00-08:00", "09:00-10:00") + PUBLIC
    back = BACK.replace("05-23", "05-24") + PUBLIC
    ((level, told),) = placed(hidden, THERE + PUBLIC, evening, there, back)
    assert level == "error"
    assert "“Lawyers” (Tue 23 May 15:00–17:00)" in told


class Seen(NamedTuple):
    """An entry of somebody's week; ``day`` is from Monday 22 May on."""

    day: int
    hour: int
    where: str
    to: str
    level: str
    status: str

    def written(self) -> str:
        when = f"2023-05-{22 + self.day} {self.hour:02}:00 for 1h"
        places = f"where: {self.where}"
        kind = "meeting"
        if self.where != self.to:
            kind, places = "journey", f"from: {self.where}, to: {self.to}"
        return (
            f"kind: {kind}, title: X, when: {when}, {places}, who: [ana], class: {self.level}, "
            f"status: {self.status}"
        )


towns = st.sampled_from(("lima", "ayacucho"))
weeks = st.lists(
    st.builds(
        Seen,
        day=st.integers(0, 2),
        hour=st.integers(6, 21),
        where=towns,
        to=towns,
        level=st.sampled_from(("public", "public", "private", "confidential")),
        status=st.just("confirmed"),
    ),
    min_size=2,
    max_size=6,
)


@settings(max_examples=80, deadline=None)
@given(week=weeks, off=weeks)
def test_what_is_hidden_gives_nothing_away_and_what_is_cancelled_adds_nothing(
    week: list[Seen], off: list[Seen]
) -> None:
    top = WAYS

    def leaks(entries: list[Seen]) -> set[str]:
        named = "".join(f"  e{n}: {{{one.written()}}}\n" for n, one in enumerate(entries))
        text = f"{top}programme:\n{named}"
        return {f"{one.severity} {one.message}" for one in found_by("inferable", text)}

    found = leaks(week)
    cancelled = [one._replace(status="cancelled") for one in off]
    assert leaks([*week, *cancelled]) == found
    assert leaks([one._replace(level="confidential") for one in week]) == set()
