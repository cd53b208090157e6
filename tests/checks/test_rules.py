"""Every rule does what its manual page says, and finds what would hurt somebody."""

import ast
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from textwrap import dedent

import pytest

from itinerary.checks import RULES, check, language, protecting
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Severity
from itinerary.model.schedule import Schedule
from itinerary.syntax.parser import read_schedule
from tests.sayable import english

ROOT = Path(__file__).parents[2]
NOW = datetime.fromisoformat("2023-05-21T12:00:00-05:00")
DELEGATION = "delegation: {name: Example, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}"
KEY = "feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}"
PEOPLE = "people: {ana: {name: Ana}, ben: {name: Ben}, eva: {name: Eva, protected: yes}}"

each_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])


def example(page: str, word: str) -> str:
    """Return the YAML that stands, indented by four spaces, under a word of a manual page."""
    found = re.search(rf"^{word}:\n\n((?: {{4}}.*\n|\n)+)", page, re.MULTILINE)
    assert found, f"the page has no `{word}:` with an example below it"
    return dedent(found.group(1))


def schedule_of(text: str) -> tuple[Schedule | None, list[Diagnostic]]:
    """Read a mission in few words: the format's version and a delegation are supplied."""
    head = "itinerary: 1\n"
    if not re.search(r"^delegation:", text, re.MULTILINE):
        head += f"{DELEGATION}\n"
    schedule, found, _ = read_schedule((head + text).encode(), "mission.yaml")
    return schedule, found


def findings(text: str, now: datetime = NOW) -> list[Diagnostic]:
    """Return all that is found in a mission: while reading it, then by the rules."""
    schedule, found = schedule_of(text)
    return sayable([*found, *(check(schedule, now).found if schedule else ())])


def sayable(found: list[Diagnostic]) -> list[Diagnostic]:
    """Return what is found, having seen that it can be said in every language."""
    assert [text for one in found for text in english(one)] == []
    return found


def sound(text: str) -> Schedule:
    schedule, found = schedule_of(text)
    assert not found
    assert schedule is not None
    return schedule


def found_by(rule: str, text: str, now: datetime = NOW) -> list[Diagnostic]:
    """Return one rule's findings in a mission that is written without a fault."""
    return sayable([one for one in check(sound(text), now).found if one.rule == rule])


def messages(rule: str, text: str) -> list[str]:
    return [one.message for one in found_by(rule, text)]


def programme(*entries: str, top: str = PEOPLE) -> str:
    """Return a mission with entries written as flow mappings, named a, b, c …"""
    named = "".join(
        f"  {name}: {{{entry}}}\n" for name, entry in zip("abcdefgh", entries, strict=False)
    )
    return f"{KEY}\n{dedent(top).strip()}\nprogramme:\n{named}"


# ---------------------------------------------------------------- the manual's pages


@each_rule
def test_a_page_begins_with_one_sentence(rule: Rule) -> None:
    first, second, *_ = rule.page.splitlines()
    assert first == rule.summary
    assert re.fullmatch(r"[A-Z].{10,96}\.", first), first
    assert second == ""


@each_rule
def test_the_failing_example_breaks_its_rule(rule: Rule) -> None:
    broken = {found.rule for found in findings(example(rule.page, "Failing"))}
    expected = set(language.FAULTS) if rule is language.RULE else {rule.id}
    assert broken & expected


@each_rule
def test_the_passing_example_breaks_no_rule(rule: Rule) -> None:
    found = findings(example(rule.page, "Passing"))
    assert [one for one in found if one.rule != "guessable-uid"] == []


@each_rule
def test_the_two_examples_differ(rule: Rule) -> None:
    assert example(rule.page, "Failing") != example(rule.page, "Passing")


@each_rule
def test_a_finding_points_into_the_file_and_tells_the_way_out(rule: Rule) -> None:
    text = example(rule.page, "Failing")
    lines = f"{text}".count("\n") + 2
    own = {rule.id} if rule is not language.RULE else set(language.FAULTS)
    for found in findings(text):
        if found.rule in own:
            assert found.span.path == "mission.yaml"
            assert 1 <= found.span.line <= lines
            assert found.hint
            assert not found.message.endswith(".")


def test_no_rule_is_named_twice() -> None:
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert not set(ids) & set(language.FAULTS)


# ---------------------------------------------------------------- every id has its words

_RULE_ARGUMENT = {
    "Problem": 0,
    "Diagnostic": 0,
    "error": 0,
    "warning": 0,
    "refuse": 3,
    "_choice": 3,
}
"""Where the rule's id stands among the arguments of whatever makes a diagnostic."""


def _named_rules(source: str) -> Iterator[str]:
    """Yield each rule id that a module writes down; fail on one that is worked out instead."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _argument(node)
        elif isinstance(node, ast.arguments):
            yield from _default(node)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
            # Several names are given their values at once, one of them the rule.
            for target in node.targets:
                if isinstance(target, ast.Tuple):
                    yield from (
                        str(value.value)
                        for name, value in zip(target.elts, node.value.elts, strict=True)
                        if isinstance(name, ast.Name)
                        and name.id == "rule"
                        and isinstance(value, ast.Constant)
                    )


def _argument(call: ast.Call) -> Iterator[str]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name not in _RULE_ARGUMENT:
        return
    position = _RULE_ARGUMENT[name]
    given = [keyword.value for keyword in call.keywords if keyword.arg == "rule"]
    given += call.args[position : position + 1]
    for value in given:
        if isinstance(value, ast.Constant):
            yield str(value.value)
        else:
            # Passed on from where it was written down.
            assert ast.unparse(value).rpartition(".")[2] == "rule", ast.unparse(value)


def _default(arguments: ast.arguments) -> Iterator[str]:
    named = arguments.args[len(arguments.args) - len(arguments.defaults) :]
    for argument, value in zip(named, arguments.defaults, strict=True):
        if argument.arg == "rule" and isinstance(value, ast.Constant):
            yield str(value.value)


def emitted() -> set[str]:
    """Return every rule id that reading a file can give."""
    files = [
        *(ROOT / "itinerary" / "syntax").glob("*.py"),
        ROOT / "itinerary" / "workspace" / "files.py",
    ]
    return {rule for file in files for rule in _named_rules(file.read_text(encoding="utf-8"))}


def test_whatever_the_parser_reports_is_explained() -> None:
    explained = set(language.FAULTS) | {rule.id for rule in RULES}
    assert emitted() - explained == set()


def test_whatever_is_explained_can_be_reported() -> None:
    of_the_parser = {rule.id for rule in RULES if rule.check is None}
    of_the_table = {"language", "unknown-rule"}
    assert set(language.FAULTS) | (of_the_parser - of_the_table) == emitted()


# ---------------------------------------------------------------- double-booked


def test_a_person_in_two_engagements_at_once_is_double_booked() -> None:
    (found,) = found_by(
        "double-booked",
        programme(
            "kind: internal, title: Briefing, when: 2023-05-22 09:00-10:00, who: [ana]",
            "kind: meeting, title: Interview, when: 2023-05-22 09:30-11:00, who: [ana]",
        ),
    )
    assert found.message == (
        "Ana is also in “Briefing” (line 6), Mon 22 May 09:00–10:00; "
        "“Interview” is Mon 22 May 09:30–11:00"
    )
    assert found.severity is Severity.ERROR
    assert found.span.line == 7
    assert [related.span.line for related in found.related] == [6]
    assert found.entries == ("b", "a")


def test_several_people_in_one_clash_are_one_finding() -> None:
    told = messages(
        "double-booked",
        programme(
            "kind: internal, title: A, when: 2023-05-22 09:00-10:00, who: [ana, ben, eva]",
            "kind: meeting, title: B, when: 2023-05-22 09:30-11:00, who: [eva, ben, ana]",
        ),
    )
    assert len(told) == 1
    assert told[0].startswith("Ana, Ben and Eva are also in “A”")


@pytest.mark.parametrize(
    ("one", "other", "who"),
    [
        ("who: everyone", "who: [ben]", "Ben is"),
        ("interpreter: [eva]", "interpreter: [eva]", "Eva is"),
        ("interpreter: [eva]", "who: [eva]", "Eva is"),
        ("lead: ana", "who: [ana]", "Ana is"),
        ("note taker: ana", "who: [ana]", "Ana is"),
        ("vehicle: [Blue car]", "vehicle: [Blue car]", "Blue car is"),
        ("where: hotel, room: Hall", "where: hotel, room: Hall", "Hall, Hotel, is"),
    ],
)
def test_whatever_is_in_one_place_only_is_double_booked(one: str, other: str, who: str) -> None:
    told = messages(
        "double-booked",
        programme(
            f"kind: internal, title: A, when: 2023-05-22 09:00-10:00, {one}",
            f"kind: internal, title: B, when: 2023-05-22 09:30-11:00, {other}",
            top=f"{PEOPLE}\nplaces: {{hotel: {{name: Hotel}}}}",
        ),
    )
    assert len(told) == 1
    assert told[0].startswith(f"{who} also in “A”")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("vehicle: [Blue car]", "vehicle: [blue car]"),
        ("where: hotel, room: Main hall", "where: hotel, room: main hall"),
    ],
)
def test_a_vehicle_or_room_is_the_same_in_small_letters(one: str, other: str) -> None:
    told = messages(
        "double-booked",
        programme(
            f"kind: internal, title: A, when: 2023-05-22 09:00-10:00, {one}",
            f"kind: internal, title: B, when: 2023-05-22 09:30-11:00, {other}",
            top=f"{PEOPLE}\nplaces: {{hotel: {{name: Hotel}}}}",
        ),
    )
    assert len(told) == 1


def test_rooms_of_one_name_in_two_houses_do_not_clash() -> None:
    text = programme(
        "kind: internal, title: A, when: 2023-05-22 09:00-10:00, where: hotel, room: Hall",
        "kind: internal, title: B, when: 2023-05-22 09:00-10:00, where: office, room: Hall",
        top="places: {hotel: {name: Hotel}, office: {name: Office}}",
    )
    assert findings(text) == []


def test_two_beds_in_one_night_are_a_clash() -> None:
    text = programme(
        "kind: stay, when: 2023-05-21 to 2023-05-23, where: lima, who: [ana, ben]",
        "kind: stay, when: 2023-05-22 to 2023-05-24, where: puno, who: [ana]",
        top=f"{PEOPLE}\nplaces: {{lima: {{name: Lima}}, puno: {{name: Puno}}}}",
    )
    (told,) = messages("double-booked", text)
    assert told.startswith("Ana is also in “Stay in Lima”")


def test_leaving_one_bed_and_taking_the_next_is_no_clash() -> None:
    text = programme(
        "kind: stay, when: 2023-05-21 to 2023-05-23, where: lima, who: [ana]",
        "kind: stay, when: 2023-05-23 to 2023-05-24, where: puno, who: [ana]",
        top=f"{PEOPLE}\nplaces: {{lima: {{name: Lima}}, puno: {{name: Puno}}}}",
    )
    assert findings(text) == []


def test_a_bed_does_not_keep_anybody_from_their_engagements() -> None:
    text = programme(
        "kind: stay, when: 2023-05-21 to 2023-05-23, where: lima, who: [ana]",
        "kind: meal, title: Supper, when: 2023-05-21 20:00-21:00, where: lima, who: [ana]",
        "kind: internal, title: Notice, when: 2023-05-21, who: [ana]",
        top=f"{PEOPLE}\nplaces: {{lima: {{name: Lima}}}}",
    )
    assert findings(text) == []


@pytest.mark.parametrize("status", ["cancelled", "declined"])
@pytest.mark.parametrize("more", ["who: [ana]", "vehicle: [Car]", "interpreter: [eva]"])
def test_what_is_off_never_clashes(status: str, more: str) -> None:
    text = programme(
        f"kind: internal, title: A, when: 2023-05-22 09:00-10:00, {more}, status: {status}",
        f"kind: internal, title: B, when: 2023-05-22 09:30-11:00, {more}",
    )
    assert findings(text) == []


def test_engagements_that_touch_never_clash() -> None:
    text = programme(
        "kind: internal, title: A, when: 2023-05-22 09:00-10:00, who: [ana], vehicle: [Car]",
        "kind: internal, title: B, when: 2023-05-22 10:00-11:00, who: [ana], vehicle: [Car]",
    )
    assert findings(text) == []


def test_engagements_that_touch_in_two_zones_never_clash_and_share_no_hidden_hour() -> None:
    top = "people: {ana: {name: Ana}}"
    touching = programme(
        "kind: internal, title: A, when: 2023-05-22 09:00-10:00, who: [ana]",
        "kind: internal, title: B, when: 2023-05-22 16:00-17:00 Europe/London, who: [ana]",
        top=top,
    )
    assert findings(touching) == []
    clashing = touching.replace("16:00-17:00", "15:59-17:00")
    assert len(found_by("double-booked", clashing)) == 1


@pytest.mark.parametrize("first", ["idea", "confirmed"])
@pytest.mark.parametrize("second", ["idea", "confirmed"])
def test_a_clash_with_a_mere_idea_is_a_warning(first: str, second: str) -> None:
    text = programme(
        f"kind: internal, title: A, when: 2023-05-22 09:00-10:00, who: [ana], status: {first}",
        f"kind: internal, title: B, when: 2023-05-22 09:30-11:00, who: [ana], status: {second}",
    )
    (found,) = found_by("double-booked", text)
    assert found.is_error is (first == second == "confirmed")


@pytest.mark.parametrize("status", ["requested", "tentative"])
def test_what_is_not_yet_confirmed_but_has_a_time_clashes(status: str) -> None:
    text = programme(
        "kind: internal, title: A, when: 2023-05-22 09:00-10:00, who: [ana]",
        f"kind: internal, title: B, when: 2023-05-22 09:30-11:00, who: [ana], status: {status}",
    )
    assert [found.severity for found in found_by("double-booked", text)] == [Severity.ERROR]


def test_each_repeat_clashes_on_its_own_day() -> None:
    text = programme(
        "kind: internal, title: A, when: 2023-05-22 09:00-10:00, repeat: daily, who: [ana]",
        "kind: internal, title: B, when: 2023-05-24 09:30-11:00, who: [ana]",
        "kind: internal, title: C, when: 2023-05-26 09:30-11:00, who: [ana]",
    )
    told = messages("double-booked", text)
    assert [re.findall(r"(\w+ 2\d) May", one) for one in told] == [
        ["Wed 24", "Wed 24"],
        ["Fri 26", "Fri 26"],
    ]


def test_a_long_engagement_clashes_with_every_one_inside_it() -> None:
    inside = [
        f"kind: internal, title: T{hour}, when: 2023-05-22 {hour}:00-{hour}:30, who: [ana]"
        for hour in (10, 11, 12)
    ]
    text = programme(
        "kind: internal, title: Long, when: 2023-05-22 09:00-13:00, who: [ana]", *inside
    )
    assert len(found_by("double-booked", text)) == 3


# ---------------------------------------------------------------- unreachable, too-tight

ROADS = """\
people: {ana: {name: Ana}, ben: {name: Ben}}
places:
  lima: {name: Lima}
  hotel: {name: Hotel, in: lima}
  palace: {name: Palace, in: lima}
  ayacucho: {name: Ayacucho}
  andahuaylas: {name: Andahuaylas}
  puno: {name: Puno}
  island: {name: Island}
travel:
  - {from: ayacucho, to: andahuaylas, by: road, takes: 5h, margin: 30m}
  - {from: lima, to: ayacucho, by: air, takes: 1h, margin: 1h}
  - {from: lima, to: puno, by: air, takes: 2h, margin: 1h30}
  - {from: puno, to: island, by: boat, takes: 1h, one way: yes}
"""


def two_stops(first: str, second: str, top: str = ROADS, between: str = "") -> str:
    """Return a mission in which Ana is in one place until 10:00, then in another."""
    entries = [
        f"kind: meeting, title: First, when: 2023-05-22 08:00-10:00, who: [ana], where: {first}",
        f"kind: meeting, title: Second, who: [ana], {second}",
    ]
    return programme(*entries, *filter(None, [between]), top=top)


def test_the_arithmetic_of_a_way_is_told() -> None:
    text = two_stops("ayacucho", "where: andahuaylas, when: 2023-05-22 14:30-16:00")
    (found,) = found_by("unreachable", text)
    assert found.message == (
        "Ana from Ayacucho to Andahuaylas for “Second” (Mon 22 May 14:30–16:00): "
        "needs 5h00 by road + 30m, has 4h30"
    )
    assert found.hint == "start 1h00 later, leave earlier, or let somebody else go"
    assert found.is_error
    assert found.related[0].message == "before it: “First” (Mon 22 May 08:00–10:00)"
    assert set(found.entries) == {"a", "b"}


@pytest.mark.parametrize(
    ("start", "rules"),
    [
        ("14:59", ["unreachable"]),
        ("15:00", ["too-tight"]),
        ("15:29", ["too-tight"]),
        ("15:30", []),
    ],
)
def test_the_way_itself_must_fit_and_its_margin_should(start: str, rules: list[str]) -> None:
    text = two_stops("ayacucho", f"where: andahuaylas, when: 2023-05-22 {start} for 1h")
    assert [found.rule for found in findings(text)] == rules


def test_a_margin_that_is_not_covered_is_a_warning() -> None:
    text = two_stops("ayacucho", "where: andahuaylas, when: 2023-05-22 15:15 for 1h")
    (found,) = found_by("too-tight", text)
    assert found.severity is Severity.WARNING
    assert found.message.endswith("needs 5h00 by road + 30m, has 5h15")
    assert found.hint == "start 15m later, leave earlier, or let somebody else go"


def test_everyone_who_goes_the_same_way_is_named_in_one_finding() -> None:
    text = two_stops("ayacucho", "where: andahuaylas, when: 2023-05-22 11:00-12:00")
    (told,) = messages("unreachable", text.replace("who: [ana]", "who: [ana, ben]"))
    assert told.startswith("Ana and Ben from Ayacucho to Andahuaylas")


def test_a_chain_of_rows_is_told_with_the_places_on_it() -> None:
    text = two_stops("puno", "where: ayacucho, when: 2023-05-22 12:00-13:00")
    (told,) = messages("unreachable", text)
    assert told.endswith("needs 3h00 by air via Lima + 2h30, has 2h00")


def test_a_chain_by_several_means_names_each_once() -> None:
    text = two_stops("puno", "where: andahuaylas, when: 2023-05-22 12:00-13:00")
    (told,) = messages("unreachable", text)
    assert told.endswith("needs 8h00 by air and road via Lima, Ayacucho + 3h00, has 2h00")


def test_without_connections_only_a_row_of_its_own_leads_there() -> None:
    text = two_stops(
        "puno", "where: ayacucho, when: 2023-05-22 20:00-21:00", f"{ROADS}connections: no\n"
    )
    (found,) = found_by("unreachable", text)
    assert found.message == (
        "Ana cannot get from Puno to Ayacucho for “Second” (Mon 22 May 20:00–21:00): "
        "no way leads there"
    )
    assert found.hint
    assert "travel:" in found.hint
    direct = text.replace("where: puno", "where: lima")
    assert findings(direct) == []


def test_a_one_way_row_does_not_lead_back() -> None:
    there = two_stops("puno", "where: island, when: 2023-05-22 11:00-12:00")
    assert findings(there) == []
    back = two_stops("island", "where: puno, when: 2023-05-22 20:00-21:00")
    (told,) = messages("unreachable", back)
    assert told.endswith("no way leads there")


@pytest.mark.parametrize(
    ("top", "needs"), [(ROADS, "30m"), (f"{ROADS}local travel: 1h15\n", "1h15")]
)
def test_inside_one_town_the_local_way_counts(top: str, needs: str) -> None:
    text = two_stops("hotel", "where: palace, when: 2023-05-22 10:15-11:00", top)
    (told,) = messages("unreachable", text)
    assert told.endswith(f"needs {needs}, has 15m")
    late = two_stops("hotel", "where: palace, when: 2023-05-22 11:15-12:00", top)
    assert findings(late) == []


def test_staying_in_one_place_takes_no_time() -> None:
    assert findings(two_stops("hotel", "where: hotel, when: 2023-05-22 10:00-11:00")) == []


def test_a_place_inherits_the_rows_of_its_town() -> None:
    text = two_stops("hotel", "where: ayacucho, when: 2023-05-22 10:30-11:00")
    (told,) = messages("unreachable", text)
    assert "from Hotel to Ayacucho" in told
    assert told.endswith("needs 1h00 by air + 1h00, has 30m")


def test_a_row_for_the_venue_wins_over_one_for_its_town() -> None:
    row = "  - {from: hotel, to: ayacucho, by: helicopter, takes: 20m}\n"
    text = two_stops("hotel", "where: ayacucho, when: 2023-05-22 10:30-11:00", ROADS + row)
    assert findings(text) == []


def test_a_telephone_call_in_between_does_not_make_a_place_forgotten() -> None:
    call = "kind: internal, title: Call, when: 2023-05-22 10:30-11:00, who: [ana]"
    text = two_stops("ayacucho", "where: andahuaylas, when: 2023-05-22 14:30-16:00", between=call)
    (told,) = messages("unreachable", text)
    assert told.endswith("has 4h30")


@pytest.mark.parametrize("status", ["idea", "cancelled", "declined"])
def test_what_may_not_happen_moves_nobody(status: str) -> None:
    there = f"where: andahuaylas, when: 2023-05-22 10:30-11:00, status: {status}"
    assert findings(two_stops("ayacucho", there)) == []


def test_a_journey_takes_people_to_where_it_ends() -> None:
    journey = (
        "kind: journey, by: rail, from: ayacucho, to: andahuaylas, "
        "when: 2023-05-22 10:15-15:15, who: [ana]"
    )
    good = two_stops(
        "ayacucho", "where: andahuaylas, when: 2023-05-22 15:30-16:00", between=journey
    )
    assert findings(good) == []
    bad = two_stops("ayacucho", "where: ayacucho, when: 2023-05-22 16:00-17:00", between=journey)
    (told,) = messages("unreachable", bad)
    assert "from Andahuaylas to Ayacucho" in told


def test_whoever_does_not_take_the_journey_is_still_where_they_were() -> None:
    journey = (
        "kind: journey, from: ayacucho, to: andahuaylas, when: 2023-05-22 10:15-15:15, who: [ben]"
    )
    text = two_stops(
        "ayacucho", "where: andahuaylas, when: 2023-05-22 12:30-16:00", between=journey
    )
    (told,) = messages("unreachable", text)
    assert told.startswith("Ana from Ayacucho to Andahuaylas")


def test_a_stay_with_hours_hides_no_impossible_way() -> None:
    """A bed is kept for days; its guest still has to get from each engagement to the next."""
    stay = "kind: stay, when: 2023-05-21 15:00 to 2023-05-24 11:00, where: lima, who: [ana]"
    text = two_stops("ayacucho", "where: andahuaylas, when: 2023-05-22 12:00-13:00", between=stay)
    assert "unreachable" in {found.rule for found in findings(text)}


def test_people_join_and_leave_the_delegation_somewhere() -> None:
    top = ROADS.replace(
        "{name: Ana}",
        "{name: Ana, joins: {when: 2023-05-21 08:00, where: lima}, "
        "leaves: {when: 2023-05-23 18:00, where: puno}}",
    )
    text = programme(
        "kind: meeting, title: A, when: 2023-05-21 08:30-10:00, where: ayacucho, who: [ana]",
        "kind: meeting, title: B, when: 2023-05-23 15:00-17:00, where: lima, who: [ana]",
        top=top,
    )
    joining, leaving = found_by("unreachable", text)
    assert joining.message == (
        "Ana from Lima to Ayacucho for “A” (Sun 21 May 08:30–10:00): "
        "needs 1h00 by air + 1h00, has 30m"
    )
    assert leaving.message.startswith("Ana from Lima to Puno for ")
    assert leaving.message.endswith("(Tue 23 May 18:00): needs 2h00 by air + 1h30, has 1h00")
    people = 4
    assert joining.related[0].span.line == leaving.span.line == people


DATE_LINE = """\
people: {ana: {name: Ana}}
places:
  tokyo: {name: Tokyo, timezone: Asia/Tokyo}
  honolulu: {name: Honolulu, timezone: Pacific/Honolulu}
  waikiki: {name: Waikiki, in: honolulu}
"""


def test_a_flight_over_the_date_line_arrives_the_day_before_and_clashes_with_nothing() -> None:
    text = programme(
        "kind: journey, from: tokyo, to: honolulu, who: [ana], "
        "when: 2023-05-23 20:00 to 2023-05-23 08:00",
        "kind: meeting, title: A, when: 2023-05-23 09:00-10:00, where: waikiki, who: [ana]",
        "kind: meeting, title: B, when: 2023-05-23 18:00-19:30, where: tokyo, who: [ana]",
        top=DATE_LINE,
    )
    assert findings(text) == []


def test_ways_over_the_date_line_are_counted_in_real_time() -> None:
    text = programme(
        "kind: journey, from: tokyo, to: honolulu, who: [ana], "
        "when: 2023-05-23 20:00 to 2023-05-23 08:00",
        "kind: meeting, title: A, when: 2023-05-23 08:10-10:00, where: waikiki, who: [ana]",
        "kind: meeting, title: B, when: 2023-05-23 19:30-20:30, where: tokyo, who: [ana]",
        top=DATE_LINE,
    )
    assert [found.rule for found in findings(text)] == ["double-booked", "unreachable"]
    (told,) = messages("unreachable", text)
    assert told.endswith("needs 30m, has 10m")


def test_the_night_the_clocks_change_is_an_hour_shorter_on_the_road_too() -> None:
    text = dedent("""\
        delegation: {name: London, dates: 2023-03-25 to 2023-03-27, timezone: Europe/London}
        people: {ana: {name: Ana}}
        places: {london: {name: London}, wales: {name: Wales}}
        travel: [{from: london, to: wales, by: road, takes: 5h}]
        programme:
          a: {kind: meeting, title: A, when: 2023-03-25 22:00-23:00, where: london, who: [ana]}
          b: {kind: meeting, title: B, when: 2023-03-26 04:30-05:00, where: wales, who: [ana]}
        """)
    (told,) = messages("unreachable", text)
    assert told.endswith("needs 5h00 by road, has 4h30")


def test_a_file_may_ask_for_a_margin_on_every_way() -> None:
    text = two_stops("hotel", "where: palace, when: 2023-05-22 10:40-11:00")
    assert findings(text) == []
    asked = text.replace("programme:", "rules: {too-tight: {margin: 15m}}\nprogramme:")
    (told,) = messages("too-tight", asked)
    assert told.endswith("needs 30m + 15m, has 40m")


# ---------------------------------------------------------------- waivers

CLASH = (
    "kind: internal, title: A, when: 2023-05-22 09:00-10:00, who: [ana]",
    "kind: internal, title: B, when: 2023-05-22 09:30-11:00, who: [ana]",
)


def waived(waiver: str, *, on: int = 1) -> str:
    entries = list(CLASH)
    entries[on] += f", allow: [{{rule: double-booked, why: known{waiver}}}]"
    return programme(*entries)


@pytest.mark.parametrize("on", [0, 1])
def test_a_waiver_on_either_entry_silences_the_finding(on: int) -> None:
    told = check(sound(waived("", on=on)), NOW)
    assert told.found == ()
    assert [found.rule for found in told.waived] == ["double-booked"]


@pytest.mark.parametrize(
    ("now", "holds"),
    [
        ("2023-05-21T12:00:00-05:00", True),
        ("2023-05-21T23:59:59-05:00", True),
        ("2023-05-22T04:59:59+00:00", True),
        ("2023-05-22T00:00:00-05:00", False),
        ("2023-05-22T05:00:00+00:00", False),
        ("2023-05-22T12:00:00+09:00", True),
    ],
)
def test_a_waiver_holds_to_the_end_of_its_last_day_by_the_missions_clocks(
    now: str, *, holds: bool
) -> None:
    schedule = sound(waived(", until: 2023-05-21"))
    assert (check(schedule, datetime.fromisoformat(now)).found == ()) is holds


def test_a_waiver_silences_its_own_rule_and_no_other() -> None:
    text = waived("").replace("rule: double-booked", "rule: unavailable")
    assert [found.rule for found in findings(text)] == ["double-booked"]


OTHER = "kind: internal, title: C, when: 2023-05-22 10:15-10:30, who: [ana]"


def beside(waiver: str) -> list[Diagnostic]:
    """Return what is found where two things clash with one that has a waiver."""
    text = waived(waiver).replace("\n  b:", f"\n  c: {{{OTHER}}}\n  b:")
    return found_by("double-booked", text)


def test_a_waiver_silences_one_finding_and_a_new_one_is_heard_of() -> None:
    assert [set(found.entries) for found in beside("")] == [{"a", "b"}, {"b", "c"}]
    for found in beside(""):
        assert found.related[-1].message.startswith(
            "its waiver answers for one finding, and there are 2: say which"
        )
    (found,) = beside(", with: a")
    assert set(found.entries) == {"b", "c"}
    assert beside(", with: a}, {rule: double-booked, why: known too, with: c") == []
    assert beside("}, {rule: double-booked, why: known too") == []


def test_a_waiver_silences_its_own_entry_and_no_other() -> None:
    text = waived("", on=0).replace("\n  b:", f"\n  c: {{{OTHER}}}\n  b:")
    (found,) = found_by("double-booked", text)
    assert set(found.entries) == {"b", "c"}


def test_a_waiver_for_a_clash_with_something_else_does_nothing() -> None:
    assert [found.rule for found in findings(waived(", with: x"))] == [
        "unknown-entry",
        "double-booked",
    ]


def test_what_is_repeated_is_one_finding_to_its_waiver() -> None:
    first, second = CLASH
    daily = f"{first}, repeat: daily until 2023-05-24"
    waived_daily = (
        f"{second}, repeat: daily until 2023-05-24, allow: {{rule: double-booked, why: x}}"
    )
    told = check(sound(programme(daily, waived_daily)), NOW)
    assert (len(told.found), len(told.waived)) == (0, 3)


# ---------------------------------------------------------------- window-passed

REQUEST = "kind: meeting, title: Minister, takes: 1h, within: "


@pytest.mark.parametrize(
    ("now", "passed"),
    [
        ("2023-05-22T16:59:00-05:00", False),
        ("2023-05-22T17:00:00-05:00", True),
        ("2023-05-22T21:59:00+00:00", False),
        ("2023-05-22T22:00:00+00:00", True),
    ],
)
def test_a_window_has_passed_when_its_last_hour_has(now: str, *, passed: bool) -> None:
    text = programme(f"{REQUEST}[2023-05-21 09:00-17:00, 2023-05-22 09:00-17:00]")
    found = found_by("window-passed", text, datetime.fromisoformat(now))
    assert bool(found) is passed


def test_a_passed_window_tells_when_it_ended_and_warns() -> None:
    (found,) = found_by("window-passed", programme(f"{REQUEST}[2023-05-20 09:00-17:00]"))
    assert found.severity is Severity.WARNING
    assert found.message == (
        "the last window of “Minister” ended on Sat 20 May at 17:00, and it was never placed"
    )


def test_the_order_of_windows_does_not_matter() -> None:
    text = programme(f"{REQUEST}[2023-05-24 09:00-17:00, 2023-05-20 09:00-17:00]")
    assert findings(text) == []


@pytest.mark.parametrize("status", ["declined", "cancelled"])
def test_a_request_that_has_its_answer_is_not_asked_after(status: str) -> None:
    assert findings(programme(f"{REQUEST}[2023-05-20 09:00-17:00], status: {status}")) == []


def test_a_window_of_a_whole_day_ends_at_midnight_where_the_meeting_is() -> None:
    text = programme(
        f"{REQUEST}[2023-05-22], where: tokyo",
        top="places: {tokyo: {name: Tokyo, timezone: Asia/Tokyo}}",
    )
    before, after = (
        found_by("window-passed", text, datetime.fromisoformat(f"2023-05-22T{time}:00+00:00"))
        for time in ("14:59", "15:00")
    )
    assert (len(before), len(after)) == (0, 1)


# ---------------------------------------------------------------- public-victim

PROTECTED = """\
people:
  ana: {name: Ana}
  witness:
    {name: María Ñahui Quispe, protected: yes, phone: +51 966 123 456, address: Jirón Lima 12}
places:
  lima: {name: Lima}
  market: {name: Market hall, in: lima}
  safe: {name: Casa Blanca, in: lima, class: confidential, address: Calle Sol 345}
"""
CALL = "kind: internal, when: 2023-05-22 09:00-10:00, who: [ana], "
FAMILIES = "kind: victim-meeting, title: Meeting with families, when: 2023-05-22 15:00-16:00, "


def leaks(*entries: str, top: str = PROTECTED) -> list[str]:
    found = found_by("public-victim", programme(*entries, top=top))
    assert all(one.is_error for one in found)
    return [one.message for one in found]


@pytest.mark.parametrize(
    "title",
    [
        "Call from María Ñahui Quispe",
        "CALL FROM MARIA",
        "call from maría",
        "Call (Quispe)",
        "Ñahui's call",
        "NAHUI: a call",
        "Mari\u0301a calls",
    ],
)
def test_a_protected_persons_name_in_a_title_is_found_whatever_its_case_or_accents(
    title: str,
) -> None:
    told = leaks(f'{CALL}title: "{title}"')
    assert set(told) == {"the title of `a` gives away the protected person `witness`"}


@pytest.mark.parametrize("title", ["Marianne calls", "Quispes", "Lunch in Lima", "Ana"])
def test_a_word_that_only_resembles_a_name_is_left_alone(title: str) -> None:
    assert leaks(f'{CALL}title: "{title}"') == []


@pytest.mark.parametrize(
    ("key", "text"),
    [
        *((key, "Quispe") for key in ("dress", "press", "room", "with", "vehicle")),
        ("handover", "{what: Letter of Quispe}"),
        ("handover", "{what: Letter, count: one for Quispe}"),
        ("request", "{of: Quispe}"),
        ("request", "{channel: by way of Quispe}"),
    ],
)
def test_a_protected_persons_name_is_found_in_every_text_the_delegation_reads(
    key: str, text: str
) -> None:
    (told,) = leaks(f"{CALL}title: Call, {key}: {text}")
    assert told.startswith(f"the {key} of `a`")
    assert told.endswith("gives away the protected person `witness`")


def test_a_protected_persons_name_is_found_in_the_words_for_a_kind() -> None:
    top = f"{PROTECTED}kinds: {{visit: {{label: Visit to Quispe}}}}"
    assert len(leaks(CALL.replace("internal", "visit") + "title: Visit", top=top)) == 1


def test_a_protected_persons_name_is_found_in_what_a_journey_goes_by() -> None:
    journey = "kind: journey, from: lima, to: lima, when: 2023-05-22 09:00-10:00, by: Quispe's car"
    assert leaks(journey, top=PROTECTED) == [
        "the by of `a` gives away the protected person `witness`"
    ]


def test_a_protected_persons_name_is_found_outside_the_programme() -> None:
    top = f"""{PROTECTED}  stall: {{name: Stall of Quispe, in: market}}
readers: {{desk: {{name: Desk of Quispe}}}}
"""
    text = programme(top=top).replace("programme:\n", "programme: {}\n")
    told = sorted(found.message for found in found_by("public-victim", text))
    assert [one.partition(" gives")[0] for one in told] == [
        "the place `stall`",
        "the reader `desk`",
    ]


def test_a_role_is_no_name_and_its_words_may_be_used() -> None:
    top = "people: {ana: {name: Ana}, driver: {name: Driver of the north team, protected: yes}}"
    assert leaks(f"{CALL}title: Supper with the north team", top=top) == []
    assert len(leaks(f"{CALL}title: Driver of the north team", top=top)) == 1


@pytest.mark.parametrize(
    "number", ["+51 966 123 456", "+51966123456", "(+51) 966-123-456", "51.966.123.456"]
)
def test_a_private_telephone_number_is_found_however_it_is_written(number: str) -> None:
    told = leaks(f'{CALL}title: "Call {number}"')
    assert told == ["the title of `a` gives away the telephone number of `witness`"]


def test_what_a_sheet_tells_beside_the_programme_is_read_as_well() -> None:
    top = PROTECTED + (
        "contacts:\n"
        "  shop: {name: Shop of Quispe, class: public}\n"
        "  friend: {name: Friend, role: calls Quispe}\n"
        "  house: {name: House of Quispe, class: confidential}\n"
        "safety: {fallback: go to Casa Blanca}\n"
    )
    assert sorted(leaks(top=top)) == [
        "the contact `friend` gives away the protected person `witness`",
        "the contact `shop` gives away the protected person `witness`",
        "what `safety:` says gives away the confidential place `safe`",
    ]


def test_a_confidential_contact_is_kept_out_of_what_others_read() -> None:
    contact = '{name: Comité de Familiares, phone: "+51 966 555 444", class: confidential}'
    top = PROTECTED + f"contacts: {{committee: {contact}}}\n"
    for title in ("Lunch with the comité de familiares", "Call +51966555444"):
        told = leaks(f'{CALL}title: "{title}"', top=top)
        assert told == ["the title of `a` gives away the confidential contact `committee`"]
    assert leaks(f"{CALL}title: Lunch", top=top) == []


@pytest.mark.parametrize("key", ["title", "with", "room", "press"])
def test_any_telephone_number_in_what_the_public_reads_is_found(key: str) -> None:
    texts = {"title": "Talk", key: "Ring +44 20 7946 0123"}
    fields = ", ".join(f'{name}: "{text}"' for name, text in texts.items())
    told = leaks(f"kind: public-event, class: public, when: 2023-05-22 09:00-10:00, {fields}")
    assert told == [f"the {key} of `a` holds a telephone number"]


@pytest.mark.parametrize(
    "title", ["Report AMR 46/6761/2023", "2023-05-22", "Law 28592 of 2005", "09:00-17:00"]
)
def test_a_date_or_the_number_of_a_document_is_no_telephone_number(title: str) -> None:
    entry = f'kind: public-event, class: public, when: 2023-05-22 09:00-10:00, title: "{title}"'
    assert leaks(entry) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("jiron lima, 12", "the address of `witness`"),
        ("casa blanca", "the confidential place `safe`"),
        ("Calle Sol 345", "the confidential place `safe`"),
    ],
)
def test_an_address_that_must_not_be_known_is_found(text: str, what: str) -> None:
    assert leaks(f'{CALL}title: "Visit: {text}"') == [f"the title of `a` gives away {what}"]


@pytest.mark.parametrize("given", ["public", "private"])
def test_a_victim_meeting_of_a_lower_class_is_found(given: str) -> None:
    told = leaks(f"{FAMILIES}class: {given}")
    assert told == [f"“Meeting with families” is a victim meeting, and its class is {given}"]


@pytest.mark.parametrize(
    ("cover", "what"),
    [
        ("Meeting with families", "its secret title"),
        ("MEETING, with families!", "its secret title"),
        ("Visit to the market hall", "its venue"),
        ("Field visit (Quispe)", "the protected person `witness`"),
        ("Field visit, +51 966 123 456", "the telephone number of `witness`"),
    ],
)
def test_a_cover_that_tells_what_it_covers_is_found(cover: str, what: str) -> None:
    told = leaks(f'{FAMILIES}where: market, cover: "{cover}"')
    assert any(one.endswith(f"gives away {what}") for one in told)


@pytest.mark.parametrize("cover", ["Field visit", "Visit in Lima", "Meeting"])
def test_a_cover_may_name_the_town_and_nothing_more(cover: str) -> None:
    assert leaks(f'{FAMILIES}where: market, cover: "{cover}"') == []


def test_a_cover_that_no_feed_shows_tells_nobody() -> None:
    text = programme(f"{FAMILIES}where: market, cover: Market hall", top=PROTECTED)
    assert len(found_by("public-victim", text)) == 1
    kept = text.replace("feeds: {", "feeds: {confidential: none, ")
    assert found_by("public-victim", kept) == []


def test_what_is_confidential_may_say_everything() -> None:
    entry = (
        f"{FAMILIES}where: safe, cover: Field visit, with: [María Ñahui Quispe], "
        "note: Ring +51 966 123 456"
    )
    assert leaks(entry) == []


def test_what_would_harm_somebody_stops_every_output_until_it_is_waived() -> None:
    leak = f"{CALL}title: Quispe"
    assert [found.rule for found in protecting(sound(programme(leak, top=PROTECTED)), NOW)] == [
        "public-victim"
    ]
    allowed = f"{leak}, allow: [{{rule: public-victim, why: another Quispe, until: 2023-05-22}}]"
    schedule = sound(programme(allowed, top=PROTECTED))
    assert protecting(schedule, NOW) == ()
    late = datetime.fromisoformat("2023-05-23T00:00:00-05:00")
    assert len(protecting(schedule, late)) == 1


def test_a_clash_stops_no_output() -> None:
    assert protecting(sound(programme(*CLASH)), NOW) == ()
