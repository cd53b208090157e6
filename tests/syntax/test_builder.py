import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from itinerary.diagnostics import Severity
from itinerary.model.entries import Engagement, Extreme, Journey, Status, Stay
from itinerary.model.fields import Classification
from itinerary.model.places import DEFAULT_LOCAL_TRAVEL, Coordinates
from itinerary.times import Days, Timespan, format_date, in_zone, localise, zone_of
from tests.reading import (
    CONTRACT,
    clocks,
    meeting,
    mission,
    no_endless_work,
    one_entry,
    read,
    utc,
    where,
)

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NEW_YORK = {"zone": "America/New_York", "dates": "2023-01-01 to 2023-12-31"}


def ids(references: object) -> list[str]:
    assert isinstance(references, tuple)
    return [reference.id for reference in references]


# ---------------------------------------------------------------- the contract's example


def test_the_contracts_example_reads_without_a_problem() -> None:
    assert read(CONTRACT.read_bytes()).found == ()


def test_the_contracts_delegation_is_understood() -> None:
    schedule = read(CONTRACT.read_bytes()).sound
    delegation = schedule.delegation
    assert delegation.name == "Amnesty International delegation to Peru"
    assert delegation.dates == Days(date(2023, 5, 20), date(2023, 5, 27))
    assert (delegation.zone, delegation.languages) == ("America/Lima", ("es", "en"))
    person = schedule.people["callamard"]
    assert (person.name, person.role, person.home) == (
        "Agnès Callamard",
        "Secretary General",
        "Europe/London",
    )
    assert person.speaks == ("en", "fr", "es")
    assert person.joins is not None
    assert person.leaves is not None
    assert utc(person.joins.when) == ("2023-05-20 23:30", "2023-05-20 23:30")
    assert utc(person.leaves.when) == ("2023-05-28 01:00", "2023-05-28 01:00")
    (absence,) = person.unavailable
    assert utc(absence.when) == ("2023-05-24 18:00", "2023-05-24 20:00")
    clearances = {reader.id: reader.clearance for reader in schedule.readers.values()}
    assert clearances == {
        "press-office": Classification.PUBLIC,
        "security-desk": Classification.CONFIDENTIAL,
    }


def test_the_contracts_places_are_understood() -> None:
    gazetteer = read(CONTRACT.read_bytes()).sound.gazetteer
    lima, hotel = gazetteer.places["lima"], gazetteer.places["lima-hotel"]
    assert (lima.coordinates, lima.altitude) == (Coordinates(-12.046, -77.043), 150)
    assert hotel.within is not None
    assert (hotel.within.id, hotel.address) == ("lima", "…")
    assert [
        (row.origin.id, row.destination.id, row.takes, row.margin, row.by)
        for row in gazetteer.travel
    ] == [
        ("lima", "ayacucho", HOUR, 150 * MINUTE, "air"),
        ("ayacucho", "andahuaylas", 5 * HOUR, timedelta(), "road"),
    ]
    assert (gazetteer.local_travel, gazetteer.connections) == (DEFAULT_LOCAL_TRAVEL, True)


def test_the_contracts_entries_are_understood() -> None:
    entries = read(CONTRACT.read_bytes()).sound.entries
    assert list(entries) == [
        "press-conference",
        "president",
        "to-ayacucho",
        "families-ayacucho",
        "briefing",
    ]
    assert {entry_id: entry.classification for entry_id, entry in entries.items()} == {
        "press-conference": Classification.PUBLIC,
        "president": Classification.PRIVATE,
        "to-ayacucho": Classification.PRIVATE,
        "families-ayacucho": Classification.CONFIDENTIAL,
        "briefing": Classification.PRIVATE,
    }
    press = entries["press-conference"]
    assert isinstance(press, Engagement)
    assert press.title == "Press conference to present “Lethal Racism”"
    assert utc(press.when) == ("2023-05-25 16:00", "2023-05-25 17:00")
    assert utc(press.embargo)[0] == "2023-05-25 16:00"
    assert ids(press.where) == ["lima-hotel"]
    assert ids(press.who) == ["callamard", "guevara-rosas", "navarro"]
    journey = entries["to-ayacucho"]
    assert isinstance(journey, Journey)
    assert (journey.origin.id, journey.destination.id, journey.by) == ("lima", "ayacucho", "air")
    families = entries["families-ayacucho"]
    assert (families.cover, families.languages) == ("Field visit", ("qu", "es"))
    assert ids(families.interpreter) == ["interpreter-1"]
    briefing = entries["briefing"]
    assert briefing.everyone
    assert briefing.who == ()
    (waiver,) = briefing.allow
    assert (waiver.rule, waiver.why, waiver.until) == (
        "short-notice",
        "by phone",
        date(2023, 5, 26),
    )


def test_the_contracts_request_is_understood() -> None:
    president = read(CONTRACT.read_bytes()).sound.entries["president"]
    assert president.is_request
    assert (president.status, president.takes) == (Status.REQUESTED, HOUR)
    (window,) = president.within
    assert [utc(span) for span in window.spans] == [
        ("2023-05-24 14:00", "2023-05-24 22:00"),
        ("2023-05-25 14:00", "2023-05-25 22:00"),
        ("2023-05-26 14:00", "2023-05-26 22:00"),
    ]
    assert window.text == "Wed 2023-05-24 to Fri 2023-05-26, 09:00-17:00"
    assert [utc(span) for avoided in president.avoid for span in avoided.spans] == [
        ("2023-05-25 14:00", "2023-05-25 18:00")
    ]
    assert president.prefer is Extreme.LATEST
    assert ids(president.after) == ["families-ayacucho"]
    request, handover = president.request, president.handover
    assert request is not None
    assert handover is not None
    assert (request.asked, request.of, request.channel, request.chase) == (
        *(date(2023, 5, 12), "Presidential office", "letter", date(2023, 5, 22)),
    )
    assert (handover.what, handover.count) == ("Petition", "200000 signatures")
    assert [reference and reference.id for reference in (request.by, handover.carried_by)] == [
        "navarro",
        "navarro",
    ]


def test_the_contracts_briefing_takes_place_each_day_but_one() -> None:
    occurrences = read(CONTRACT.read_bytes()).sound.occurrences
    briefings = [(one.key, utc(one.when)[0]) for one in occurrences if one.entry.id == "briefing"]
    assert briefings == [(f"2023-05-{day}", f"2023-05-{day} 13:00") for day in (22, 23, 24, 26)]
    assert [one.when.start for one in occurrences if isinstance(one.when, Timespan)] == sorted(
        one.when.start for one in occurrences if isinstance(one.when, Timespan)
    )


def test_every_value_of_the_contracts_entries_knows_where_it_stands() -> None:
    reading = read(CONTRACT.read_bytes())
    lines = reading.text.splitlines()
    for entry in reading.sound.entries.values():
        for key in entry.spans:
            line = lines[entry.at(key).line - 1]
            if entry.at(key).line > entry.span.line and key != "allow":
                assert line.strip().startswith(f"{key}: ")
                assert line.index(f"{key}: ") + len(f"{key}: ") == entry.at(key).column - 1


# ---------------------------------------------------------------- what a file must have


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("itinerary: 1\n", ["delegation", "programme"]),
        ("programme: {}\n", ["itinerary", "delegation"]),
        (mission(""), ["programme"]),
    ],
)
def test_what_a_schedule_must_have_is_missed(text: str, missing: list[str]) -> None:
    found = read(text).found
    assert [(one.rule, one.message) for one in found] == [
        ("missing-key", f"`{name}` is missing from the schedule") for name in missing
    ]


@pytest.mark.parametrize("missing", ["name", "dates", "timezone"])
def test_what_a_delegation_must_have_is_missed(missing: str) -> None:
    keys = {"name": "D", "dates": "2023-05-20 to 2023-05-27", "timezone": "America/Lima"}
    del keys[missing]
    inside = ", ".join(f"{key}: {value}" for key, value in keys.items())
    reading = read(f"itinerary: 1\ndelegation: {{{inside}}}\nprogramme: {{}}\n")
    assert reading.schedule is None
    assert reading.problem.message == f"`{missing}` is missing from the delegation"
    assert where(reading.problem)[:2] == (2, 13)


@pytest.mark.parametrize("version", ["2", "1.0", "one", '""', "[1]", "{}", ""])
def test_a_file_of_another_format_version_is_refused(version: str) -> None:
    text = mission().replace("itinerary: 1", f"itinerary: {version}")
    assert "format-version" in read(text).rules


@pytest.mark.parametrize(
    ("text", "position", "message", "hint"),
    [
        (
            mission("programe: {}\nprogramme: {}\n"),
            (3, 1),
            "`programe` is no key of a schedule",
            "did you mean `programme`?",
        ),
        (
            meeting("2023-05-25", "titel: X"),
            (7, 5),
            "`titel` is no key of an entry",
            "did you mean `title`?",
        ),
        (
            mission("travel: [{from: a, to: b, takes: 1h, one_way: yes}]\nprogramme: {}\n"),
            (3, 38),
            "`one_way` is no key of a travel row",
            "did you mean `one way`?",
        ),
        (
            mission("people: {ana: {name: Ana, joins: {wen: 2023-05-25}}}\nprogramme: {}\n"),
            (3, 35),
            "`wen` is no key of `joins`",
            "did you mean `when`?",
        ),
        (
            one_entry("kind: journey\nwhen: 2023-05-25 10:00-11:00\nfrom: a\nto: b\nwhere: c"),
            (9, 5),
            "`where` is no key of a journey",
            None,
        ),
    ],
)
def test_a_key_nobody_knows_is_an_error_with_a_suggestion(
    text: str, position: tuple[int, int], message: str, hint: str | None
) -> None:
    (found,) = [one for one in read(text).found if one.rule == "unknown-key"]
    assert (where(found)[:2], found.message) == (position, message)
    assert hint is None or found.hint == hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (mission("programme: []\n"), "a table of ids is expected here, not a list"),
        (mission("programme: soon\n"), "a table of ids is expected here, not one value"),
        (mission("programme:\n  e:\n"), "a table is expected here, not nothing"),
        (mission("programme:\n  e: later\n"), "a table is expected here, not one value"),
        (
            mission("travel: {a: b}\nprogramme: {}\n"),
            "a list of journeys is expected here, not a table",
        ),
        (mission("travel: [a]\nprogramme: {}\n"), "a table is expected here, not one value"),
        (mission("rules: [a]\nprogramme: {}\n"), "a table of rules is expected here, not a list"),
        (
            mission("rules: {a: b}\nprogramme: {}\n"),
            "a table of figures is expected here, not one value",
        ),
        (
            mission("rules: {a: {b: [c]}}\nprogramme: {}\n"),
            "one value is expected here, not a list",
        ),
        (mission("feeds: none\nprogramme: {}\n"), "a table is expected here, not one value"),
        (mission("local travel: [30m]\nprogramme: {}\n"), "one value is expected here, not a list"),
        (
            mission("people: {ana: {name: {}}}\nprogramme: {}\n"),
            "one value is expected here, not a table",
        ),
        (
            mission("people: {ana: {name: A, joins: soon}}\nprogramme: {}\n"),
            "a table is expected here, not one value",
        ),
        (meeting("2023-05-25", "who: [[ana]]"), "one value is expected here, not a list"),
        (meeting("2023-05-25", "who: {ana: yes}"), "one value is expected here, not a table"),
        (meeting("[2023-05-25]"), "one value is expected here, not a list"),
        (meeting("2023-05-25", "request: letter"), "a table is expected here, not one value"),
        (meeting("2023-05-25", "allow: short-notice"), "a table is expected here, not one value"),
        ("itinerary: 1\ndelegation: X\nprogramme: {}\n", "a table is expected here, not one value"),
    ],
)
def test_a_value_of_another_shape_is_refused(text: str, message: str) -> None:
    problem = read(text).problem
    assert (problem.rule, problem.message) == ("wrong-shape", message)
    assert problem.hint


@pytest.mark.parametrize("table", ["people", "readers", "places", "kinds", "programme"])
def test_an_empty_table_is_a_table(table: str) -> None:
    rest = f"{table}:\n" if table == "programme" else f"{table}:\nprogramme: {{}}\n"
    assert read(mission(rest)).found == ()


def test_an_id_that_is_none_is_refused_where_it_stands() -> None:
    reading = read(mission("people:\n  Guevara Rosas: {name: Erika}\nprogramme: {}\n"))
    assert (where(reading.problem), reading.problem.hint) == (
        (4, 3, 4, 16),
        "write `guevara-rosas`",
    )
    assert reading.schedule is not None
    assert reading.schedule.people == {}


def test_nobody_can_have_the_id_everyone() -> None:
    assert read(mission("people: {everyone: {name: X}}\nprogramme: {}\n")).problem.rule == "bad-id"


def test_somebody_is_a_person_or_a_reader_but_not_both() -> None:
    text = mission("people: {ana: {name: Ana}}\nreaders: {ana: {name: Ana}}\nprogramme: {}\n")
    problem = read(text).problem
    assert (problem.rule, where(problem)[:2]) == ("duplicate-key", (4, 11))
    assert [related.span[1:3] for related in problem.related] == [(3, 10)]


def test_tables_can_stand_in_any_order() -> None:
    lines = mission("places: {london: {name: L, timezone: Europe/London}}\n").splitlines(
        keepends=True
    )
    programme = "programme: {e: {kind: meeting, when: 25 May 10:00-11:00, where: london}}\n"
    for text in ("".join([*lines, programme]), "".join([programme, *reversed(lines)])):
        assert utc(read(text).sound.entries["e"].when)[0] == "2023-05-25 09:00"


def test_a_file_can_set_the_figures_of_rules() -> None:
    text = mission("rules: {too-tight: {margin: 15m}}\nprogramme: {}\n")
    (setting,) = read(text).sound.settings
    assert (setting.rule, setting.name, setting.value) == ("too-tight", "margin", 15 * MINUTE)
    assert setting.span[1:3] == (3, 21)


def test_text_stays_text() -> None:
    entry = read(
        meeting(
            "2023-05-25", "title: 0123\nroom: no\nnote: 10:30\ndress: null\nwith: [1e3, ~, 0x10]"
        )
    ).sound.entries["e"]
    assert (entry.title, entry.room, entry.note, entry.dress) == ("0123", "no", "10:30", "null")
    assert entry.interlocutors == ("1e3", "~", "0x10")


# ---------------------------------------------------------------- entries


def test_one_name_needs_no_brackets() -> None:
    entry = read(
        meeting("2023-05-25 10:00-11:00", "who: ana\nlanguages: es\nwhere: lima")
    ).sound.entries["e"]
    assert (ids(entry.who), entry.languages) == (["ana"], ("es",))


def test_everyone_can_be_joined_by_others() -> None:
    entry = read(meeting("2023-05-25 10:00-11:00", "who: [everyone, driver]")).sound.entries["e"]
    assert entry.everyone
    assert ids(entry.who) == ["driver"]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ("when: 2023-05-25 10:00-11:00", Status.CONFIRMED),
        ("within: 2023-05-25", Status.REQUESTED),
        ("within: 2023-05-25\nstatus: idea", Status.IDEA),
        ("status: cancelled", Status.CANCELLED),
        ("when: 2023-05-25 10:00-11:00\nstatus: tentative", Status.TENTATIVE),
    ],
)
def test_a_status_is_what_the_file_says_or_what_follows_from_a_time(
    fields: str, status: Status
) -> None:
    assert read(one_entry(f"kind: meeting\n{fields}")).sound.entries["e"].status is status


@pytest.mark.parametrize("fields", ["title: X", "status: confirmed", "takes: 1h"])
def test_an_entry_that_is_no_request_needs_its_time(fields: str) -> None:
    problem = read(one_entry(f"kind: meeting\n{fields}")).problem
    assert (problem.rule, problem.message, where(problem)[:2]) == (
        "missing-key",
        "`when` is missing from `e`",
        (4, 3),
    )


def test_a_choice_of_places_is_for_requests() -> None:
    request = "kind: meeting\nwithin: 2023-05-25\nwhere: [palace, congress]"
    assert ids(getattr(read(one_entry(request)).sound.entries["e"], "where", ())) == [
        "palace",
        "congress",
    ]
    problem = read(meeting("2023-05-25 10:00-11:00", "where: [palace, congress]")).problem
    assert (problem.rule, where(problem)[:2]) == ("one-place", (7, 12))


def test_a_request_cannot_repeat() -> None:
    assert (
        read(one_entry("kind: meeting\nwithin: 2023-05-25\nrepeat: daily")).problem.rule
        == "bad-repeat"
    )


@pytest.mark.parametrize("missing", ["from", "to"])
def test_a_journey_has_two_ends(missing: str) -> None:
    lines = ["kind: journey", "from: a", "to: b", "when: 2023-05-25 10:00-11:00"]
    text = one_entry("\n".join(line for line in lines if not line.startswith(missing)))
    assert read(text).problem.message == f"`{missing}` is missing from a journey"


def test_an_entry_without_a_kind_is_an_error_and_confidential() -> None:
    reading = read(one_entry("when: 2023-05-25 10:00-11:00"))
    assert reading.problem.message == "`kind` is missing from an entry"
    assert reading.entry.classification is Classification.CONFIDENTIAL


@pytest.mark.parametrize(
    ("fields", "when", "nights"),
    [
        ("when: 2023-05-22 to 2023-05-24", Days(date(2023, 5, 22), date(2023, 5, 24)), 2),
        (
            "when: 2023-05-22 to 2023-05-24\nnights: 2",
            Days(date(2023, 5, 22), date(2023, 5, 24)),
            2,
        ),
        ("when: 2023-05-22\nnights: 2 nights", Days(date(2023, 5, 22), date(2023, 5, 24)), 2),
        ("when: Mon 22 May\nnights: 1", Days(date(2023, 5, 22), date(2023, 5, 23)), 1),
    ],
)
def test_a_stay_runs_from_arrival_to_departure(fields: str, when: Days, nights: int) -> None:
    stay = read(one_entry(f"kind: stay\n{fields}")).sound.entries["e"]
    assert isinstance(stay, Stay)
    assert (stay.when, stay.nights) == (when, nights)


def test_a_stay_can_have_its_hours() -> None:
    stay = read(one_entry("kind: stay\nwhen: 2023-05-22 15:00 to 2023-05-24 11:00")).sound.entries[
        "e"
    ]
    assert isinstance(stay, Stay)
    assert (utc(stay.when), stay.nights) == (("2023-05-22 20:00", "2023-05-24 16:00"), 2)


@pytest.mark.parametrize(
    "fields",
    [
        "when: 2023-05-22",
        "when: 2023-05-22 to 2023-05-24\nnights: 3",
        "when: 2023-05-22 10:00-12:00",
        "when: 2023-05-22 10:00-12:00\nnights: 2",
    ],
)
def test_a_stay_whose_nights_do_not_fit_its_days_is_refused(fields: str) -> None:
    assert read(one_entry(f"kind: stay\n{fields}")).problem.rule == "no-nights"


def test_a_stay_can_be_requested() -> None:
    stay = read(one_entry("kind: stay\nnights: 2\nwithin: 2023-05-22 to 2023-05-26")).sound.entries[
        "e"
    ]
    assert isinstance(stay, Stay)
    assert (stay.is_request, stay.nights) == (True, 2)


# ---------------------------------------------------------------- fail closed


@pytest.mark.parametrize(
    ("fields", "classification"),
    [
        ("kind: meeting", Classification.PRIVATE),
        ("kind: meeting\nclass: public", Classification.PUBLIC),
        ("kind: meeting\nclass: confidential", Classification.CONFIDENTIAL),
        ("kind: victim-meeting", Classification.CONFIDENTIAL),
        ("kind: victim-meeting\nclass: private", Classification.PRIVATE),
        ("kind: press-conference", Classification.PRIVATE),
        ("kind: public-event", Classification.PRIVATE),
        ("kind: hearing", Classification.CONFIDENTIAL),
        ("kind: Meeting", Classification.CONFIDENTIAL),
        ("kind:", Classification.CONFIDENTIAL),
        ("kind: [public-event]", Classification.CONFIDENTIAL),
        ("kind: {a: public-event}", Classification.CONFIDENTIAL),
    ],
)
def test_what_is_not_marked_is_hidden(fields: str, classification: Classification) -> None:
    text = one_entry(f"{fields}\nwhen: 2023-05-25 10:00-11:00")
    assert read(text).entry.classification is classification


@pytest.mark.parametrize(
    "word",
    ["", "Public", "pub", "publik", "[public]", "{public: yes}", "public,", "'public '", "0"],
)
@pytest.mark.parametrize("kind", ["meeting", "public-event", "rally"])
def test_a_class_that_is_not_understood_is_the_most_secret_one(word: str, kind: str) -> None:
    text = mission(
        "kinds: {rally: {label: Rally, class: public}}\n"
        f"programme:\n  e:\n    kind: {kind}\n    class: {word}\n    when: 2023-05-25 10:00-11:00\n"
    )
    reading = read(text)
    assert reading.problem.is_error
    assert reading.entry.classification is Classification.CONFIDENTIAL


def test_of_two_classes_the_more_secret_one_counts() -> None:
    """The file has an error; whoever looks at it all the same must not see more."""
    for one, other in (("public", "confidential"), ("confidential", "public")):
        reading = read(meeting("2023-05-25 10:00-11:00", f"class: {one}\nclass: {other}"))
        assert "duplicate-key" in reading.rules
        assert reading.entry.classification is Classification.CONFIDENTIAL


@pytest.mark.parametrize(
    "embargo", ["whenever", "", "2023-05-25", "2023-05-25 10:00-11:00", "[]", "2023-02-30 10:00"]
)
def test_an_embargo_that_is_not_understood_keeps_its_entry_from_the_public(embargo: str) -> None:
    reading = read(meeting("2023-05-25 10:00-11:00", f"class: public\nembargo: {embargo}"))
    assert reading.problem.is_error
    assert reading.schedule is not None
    entry = reading.schedule.entries.get("e")
    assert (
        entry is None or entry.embargo is not None or entry.classification > Classification.PUBLIC
    )


@pytest.mark.parametrize("word", ["", "maybe", "true", "[yes]"])
def test_a_protection_that_is_not_understood_protects(word: str) -> None:
    reading = read(
        mission(f"people:\n  ana:\n    name: Ana\n    protected: {word}\nprogramme: {{}}\n")
    )
    assert reading.problem.is_error
    assert reading.schedule is not None
    assert reading.schedule.people["ana"].protected


@pytest.mark.parametrize("word", ["", "hide", "no", "[none]"])
def test_a_setting_of_feeds_that_is_not_understood_shows_nothing(word: str) -> None:
    reading = read(mission(f"feeds:\n  confidential: {word}\nprogramme: {{}}\n"))
    assert reading.problem.is_error
    assert reading.schedule is not None
    assert reading.schedule.feeds.covers is False


@pytest.mark.parametrize("word", ["", "all", "Confidential", "[confidential]"])
def test_a_clearance_that_is_not_understood_is_the_lowest(word: str) -> None:
    reading = read(
        mission(f"readers:\n  desk:\n    name: Desk\n    clearance: {word}\nprogramme: {{}}\n")
    )
    assert reading.problem.is_error
    assert reading.schedule is not None
    assert reading.schedule.readers["desk"].clearance is Classification.PUBLIC


@pytest.mark.parametrize("word", ["", "secret", "[private]"])
def test_a_class_of_a_place_or_kind_that_is_not_understood_is_the_most_secret_one(
    word: str,
) -> None:
    reading = read(
        mission(
            f"places:\n  house:\n    name: House\n    class: {word}\n"
            f"kinds:\n  rally:\n    label: Rally\n    class: {word}\nprogramme: {{}}\n"
        )
    )
    assert len(reading.found) == 2
    assert reading.schedule is not None
    assert reading.schedule.gazetteer.places["house"].classification is Classification.CONFIDENTIAL
    assert reading.schedule.kinds["rally"].classification is Classification.CONFIDENTIAL


def test_a_kind_of_the_file_gives_its_class_to_its_entries() -> None:
    text = mission(
        "kinds: {rally: {label: Rally, class: public, colour: teal}, vigil: {label: Vigil}}\n"
        "programme:\n"
        "  a: {kind: rally, when: 2023-05-25}\n"
        "  b: {kind: vigil, when: 2023-05-25}\n"
        "  c: {kind: rally, when: 2023-05-25, class: confidential}\n"
    )
    entries = read(text).sound.entries
    assert [entries[entry_id].classification for entry_id in "abc"] == [
        *(Classification.PUBLIC, Classification.PRIVATE, Classification.CONFIDENTIAL),
    ]


def test_a_kind_that_is_built_in_cannot_be_made_public() -> None:
    text = mission(
        "kinds: {victim-meeting: {label: X, class: public}}\n"
        "programme: {e: {kind: victim-meeting, when: 2023-05-25}}\n"
    )
    reading = read(text)
    assert reading.problem.rule == "built-in-kind"
    assert reading.entry.classification is Classification.CONFIDENTIAL


def test_an_unknown_kind_is_an_error_with_a_suggestion() -> None:
    problem = read(one_entry("kind: victim-meting\nwhen: 2023-05-25")).problem
    assert (problem.rule, problem.hint, where(problem)) == (
        *("unknown-kind", "did you mean `victim-meeting`?", (5, 11, 5, 24)),
    )


def test_an_entry_whose_time_is_not_understood_is_left_out_and_known_to_be() -> None:
    reading = read(meeting("soon", "class: public"))
    assert reading.schedule is not None
    assert reading.schedule.entries == {}
    assert reading.schedule.unread == {"e"}


# ---------------------------------------------------------------- times by the clocks of places


PLACES = (
    "places:\n"
    "  auckland: {name: Auckland, timezone: Pacific/Auckland}\n"
    "  los-angeles: {name: Los Angeles, timezone: America/Los_Angeles}\n"
    "  kiritimati: {name: Kiritimati, timezone: Pacific/Kiritimati}\n"
    "  honolulu: {name: Honolulu, timezone: Pacific/Honolulu}\n"
    "  london: {name: London, timezone: Europe/London}\n"
    "  new-york: {name: New York, timezone: America/New_York}\n"
    "  lima: {name: Lima}\n"
    "  office: {name: Office, in: london}\n"
)


def journey(origin: str, destination: str, when: str) -> str:
    return mission(
        f"{PLACES}programme:\n  e:\n    kind: journey\n"
        f"    from: {origin}\n    to: {destination}\n    when: {when}\n"
    )


@pytest.mark.parametrize(
    ("origin", "destination", "when", "ends"),
    [
        (
            *("auckland", "los-angeles", "2023-05-22 19:30-12:30"),
            ("2023-05-22 19:30 +1200", "2023-05-22 12:30 -0700"),
        ),
        (
            *("kiritimati", "honolulu", "2023-05-22 10:00 to 2023-05-21 13:00"),
            ("2023-05-22 10:00 +1400", "2023-05-21 13:00 -1000"),
        ),
        (
            *("honolulu", "kiritimati", "2023-05-21 13:00 to 2023-05-22 16:00"),
            ("2023-05-21 13:00 -1000", "2023-05-22 16:00 +1400"),
        ),
        (
            *("kiritimati", "honolulu", "2023-05-22 10:00 for 3h"),
            ("2023-05-22 10:00 +1400", "2023-05-21 13:00 -1000"),
        ),
        (
            *("london", "lima", "2023-05-20 21:10 to 2023-05-21 05:30"),
            ("2023-05-20 21:10 +0100", "2023-05-21 05:30 -0500"),
        ),
        (
            *("london", "lima", "2023-03-26 00:30 for 12h"),
            ("2023-03-26 00:30 +0000", "2023-03-26 07:30 -0500"),
        ),
        (
            *("london", "london", "2023-03-26 00:30-02:30"),
            ("2023-03-26 00:30 +0000", "2023-03-26 02:30 +0100"),
        ),
        (
            *("london", "london", "2023-03-26 00:30 for 1h"),
            ("2023-03-26 00:30 +0000", "2023-03-26 02:30 +0100"),
        ),
        (
            *("new-york", "london", "2023-11-05 00:30-12:00"),
            ("2023-11-05 00:30 -0400", "2023-11-05 12:00 +0000"),
        ),
        (
            *("office", "lima", "2023-05-22 10:00 to 2023-05-22 16:00"),
            ("2023-05-22 10:00 +0100", "2023-05-22 16:00 -0500"),
        ),
    ],
)
def test_each_end_of_a_journey_is_told_by_its_own_places_clocks(
    origin: str, destination: str, when: str, ends: tuple[str, str]
) -> None:
    assert clocks(read(journey(origin, destination, when)).sound.entries["e"].when) == ends


def test_a_flight_over_the_date_line_lasts_as_long_as_it_lasts() -> None:
    when = (
        read(journey("kiritimati", "honolulu", "2023-05-22 10:00 to 2023-05-21 13:00"))
        .sound.entries["e"]
        .when
    )
    assert isinstance(when, Timespan)
    assert when.duration == 3 * HOUR


@pytest.mark.parametrize(
    ("origin", "destination", "when"),
    [
        ("los-angeles", "london", "2023-05-22 10:00-17:30"),
        ("lima", "auckland", "2023-05-22 10:00-12:00"),
        ("honolulu", "kiritimati", "2023-05-21 13:00 to 2023-05-22 13:00"),
        ("lima", "lima", "2023-05-22 10:00-10:00"),
    ],
)
def test_a_journey_that_arrives_before_it_leaves_is_refused(
    origin: str, destination: str, when: str
) -> None:
    problem = read(journey(origin, destination, when)).problem
    assert problem.rule == "end-before-start"
    assert where(problem)[:2] == (17, 11)


def test_the_way_out_of_an_end_before_its_start_is_accepted() -> None:
    problem = read(meeting("2023-05-22 22:00-01:00")).problem
    assert problem.rule == "end-before-start"
    (typed,) = re.findall(r"`([^`]+)`", problem.hint or "")
    assert utc(read(meeting(typed)).sound.entries["e"].when) == (
        "2023-05-23 03:00",
        "2023-05-23 06:00",
    )


zones = st.sampled_from(
    [
        "Pacific/Auckland",
        "Pacific/Kiritimati",
        "Pacific/Honolulu",
        "Europe/London",
        "America/Lima",
        "Australia/Lord_Howe",
    ]
)


@given(
    st.datetimes(datetime(2023, 1, 2), datetime(2023, 12, 30)),  # noqa: DTZ001
    st.timedeltas(MINUTE, timedelta(days=2)),
    zones,
    zones,
)
def test_every_journey_written_by_the_clocks_of_its_ends_is_read_as_it_was(
    leaves: datetime, lasts: timedelta, origin: str, destination: str
) -> None:
    leaves = leaves.replace(second=0, microsecond=0)
    start = localise(leaves, origin)
    assume(isinstance(start, datetime))
    assert isinstance(start, datetime)
    end = in_zone(start + timedelta(minutes=lasts // MINUTE), destination)
    assume(localise(end.replace(tzinfo=None), destination) == end)
    text = mission(
        f"places: {{a: {{name: A, timezone: {origin}}}, b: {{name: B, timezone: {destination}}}}}\n"
        "programme: {e: {kind: journey, from: a, to: b, "
        f"when: {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}}}}}\n"
    )
    when = read(text).sound.entries["e"].when
    assert when == Timespan(start, end)
    assert isinstance(when, Timespan)
    assert (zone_of(when.start), zone_of(when.end)) == (origin, destination)


@pytest.mark.parametrize(
    ("when", "ends"),
    [
        ("2023-05-25 10:00-11:00", ("2023-05-25 15:00", "2023-05-25 16:00")),
        ("2023-05-25 10:00-11:00 Europe/London", ("2023-05-25 09:00", "2023-05-25 10:00")),
        ("2023-05-25 10:00 Europe/London for 1h", ("2023-05-25 09:00", "2023-05-25 10:00")),
        (
            "2023-05-25 10:00 Europe/London to 2023-05-25 11:00 Europe/London",
            ("2023-05-25 09:00", "2023-05-25 10:00"),
        ),
        ("2023-05-25 10:00 UTC to 11:00 UTC", ("2023-05-25 10:00", "2023-05-25 11:00")),
    ],
)
def test_a_zone_can_follow_a_time(when: str, ends: tuple[str, str]) -> None:
    assert utc(read(meeting(when)).sound.entries["e"].when) == ends


@pytest.mark.parametrize(
    "when",
    [
        "2023-05-25 15:00 UTC for 1h",
        "2023-05-25 15:00-16:00 UTC",
        "2023-05-25 15:00 UTC to 2023-05-25 11:00 America/Lima",
    ],
)
def test_a_meeting_is_told_by_the_clocks_of_its_place_at_both_its_ends(when: str) -> None:
    span = read(meeting(when)).sound.entries["e"].when
    assert isinstance(span, Timespan)
    assert zone_of(span.start) == zone_of(span.end)


def test_a_venue_keeps_the_clocks_of_its_town() -> None:
    text = mission(
        f"{PLACES}programme: {{e: {{kind: meeting, when: 25 May 10:00-11:00, where: office}}}}\n"
    )
    assert clocks(read(text).sound.entries["e"].when)[0] == "2023-05-25 10:00 +0100"


def test_a_presence_is_told_by_the_clocks_of_its_place() -> None:
    text = mission(
        f"{PLACES}people:\n"
        "  ana: {name: A, joins: {when: 20 May 18:30, where: london}, leaves: {when: 27 May}}\n"
        "programme: {}\n"
    )
    ana = read(text).sound.people["ana"]
    assert ana.joins is not None
    assert ana.leaves is not None
    assert utc(ana.joins.when)[0] == "2023-05-20 17:30"
    assert utc(ana.leaves.when)[0] == "2023-05-28 05:00", "the end of that day in Lima"


@pytest.mark.parametrize(
    "when", ["2023-05-20 10:00-11:00", "2023-05-20 to 2023-05-21", "2023-05-20 10:00 for 1h"]
)
def test_somebody_joins_at_one_time(when: str) -> None:
    reading = read(
        mission(f"people: {{ana: {{name: Ana, joins: {{when: {when}}}}}}}\nprogramme: {{}}\n")
    )
    assert reading.problem.rule == "bad-time"


def test_takes_gives_the_end_of_a_time_without_one() -> None:
    assert (
        utc(read(meeting("2023-05-25 10:00", "takes: 1h30")).sound.entries["e"].when)[1]
        == "2023-05-25 16:30"
    )
    assert read(meeting("2023-05-25 10:00")).problem.rule == "no-end"


@pytest.mark.parametrize(
    "when", ["2023-05-25 10:00-10:00", "2023-05-25 10:00 for 0m", "2023-05-25 10:00 for PT0M"]
)
def test_a_meeting_lasts_some_time(when: str) -> None:
    reading = read(meeting(when))
    assert reading.problem.is_error


# ---------------------------------------------------------------- clocks that jump


JUMPS = [
    (
        "America/New_York",
        "2023-03-12 02:30",
        "nonexistent-time",
        ["2023-03-12 06:30 UTC", "2023-03-12 07:30 UTC"],
    ),
    (
        "America/New_York",
        "2023-11-05 01:30",
        "ambiguous-time",
        ["2023-11-05 05:30 UTC", "2023-11-05 06:30 UTC"],
    ),
    (
        "Europe/London",
        "2023-03-26 01:30",
        "nonexistent-time",
        ["2023-03-26 00:30 UTC", "2023-03-26 01:30 UTC"],
    ),
    (
        "Europe/London",
        "2023-10-29 01:30",
        "ambiguous-time",
        ["2023-10-29 00:30 UTC", "2023-10-29 01:30 UTC"],
    ),
    (
        "Australia/Lord_Howe",
        "2023-10-01 02:15",
        "nonexistent-time",
        ["2023-09-30 15:15 UTC", "2023-09-30 15:45 UTC"],
    ),
    (
        "Australia/Lord_Howe",
        "2023-04-02 01:45",
        "ambiguous-time",
        ["2023-04-01 14:45 UTC", "2023-04-01 15:15 UTC"],
    ),
    (
        "Africa/Cairo",
        "2023-04-28 00:15",
        "nonexistent-time",
        ["2023-04-27 21:15 UTC", "2023-04-27 22:15 UTC"],
    ),
]


@pytest.mark.parametrize(("zone", "wall", "rule", "readings"), JUMPS)
def test_a_time_that_clocks_skip_or_repeat_is_never_guessed(
    zone: str, wall: str, rule: str, readings: list[str]
) -> None:
    reading = read(meeting(f"{wall} for 1h", dates="2023-01-01 to 2023-12-31", zone=zone))
    problem = reading.problem
    assert (problem.rule, where(problem)[:2]) == (rule, (6, 11))
    assert reading.schedule is not None
    assert reading.schedule.entries == {}
    day, _, hour = wall.partition(" ")
    assert problem.message.startswith(f"{hour} on {format_date(date.fromisoformat(day))} ")
    assert zone in problem.message
    assert [typed for typed in readings if f"`{typed}`" in (problem.hint or "")] == readings


@pytest.mark.parametrize(("zone", "wall", "rule", "readings"), JUMPS)
def test_what_the_hint_offers_for_a_start_is_accepted_and_means_that_reading(
    zone: str, wall: str, rule: str, readings: list[str]
) -> None:
    problem = read(meeting(f"{wall} for 1h", dates="2023-01-01 to 2023-12-31", zone=zone)).problem
    assert problem.rule == rule
    for typed in readings:
        for end in ("for 1h", f"to {wall[:10]} 09:00"):
            text = meeting(f"{typed} {end}", dates="2023-01-01 to 2023-12-31", zone=zone)
            assert f"{utc(read(text).sound.entries['e'].when)[0]} UTC" == typed


@pytest.mark.parametrize(
    ("zone", "wall", "rule", "readings"), [jump for jump in JUMPS if jump[0] != "Africa/Cairo"]
)
def test_what_the_hint_offers_for_an_end_is_accepted_and_moves_no_start(
    zone: str, wall: str, rule: str, readings: list[str]
) -> None:
    """Typed in place of the end, it must not make the start, which was clear, a time of UTC."""
    start = f"{wall[:10]} 00:10"
    clear = localise(datetime.fromisoformat(start), zone)
    assert isinstance(clear, datetime)
    problem = read(
        meeting(f"{start} to {wall}", dates="2023-01-01 to 2023-12-31", zone=zone)
    ).problem
    assert problem.rule == rule
    for typed in re.findall(r"`(\d{4}-[^`]+ UTC)`", problem.hint or ""):
        reading = read(meeting(f"{start} to {typed}", dates="2023-01-01 to 2023-12-31", zone=zone))
        assert utc(reading.sound.entries["e"].when) == (
            f"{in_zone(clear, 'UTC'):%Y-%m-%d %H:%M}",
            typed[:16],
        )
    assert readings


def test_a_time_of_no_hour_that_jumps_needs_no_zone() -> None:
    text = meeting("2023-11-05 00:30-03:00", **NEW_YORK)
    when = read(text).sound.entries["e"].when
    assert isinstance(when, Timespan)
    assert when.duration == 3.5 * HOUR


@pytest.mark.parametrize(
    ("rest", "position"),
    [
        ("people: {ana: {name: A, joins: {when: 2023-11-05 01:30}}}\nprogramme: {}\n", (3, 39)),
        (
            "people: {ana: {name: A, unavailable: [2023-11-05 01:30-03:00]}}\nprogramme: {}\n",
            (3, 39),
        ),
        ("programme: {e: {kind: meeting, within: [2023-11-05 00:30-01:30]}}\n", (3, 41)),
        ("programme: {e: {kind: meeting, when: 2023-11-05, embargo: 2023-11-05 01:30}}\n", (3, 59)),
        ("programme: {e: {kind: meeting, when: 2023-11-04 01:30-02:30, repeat: daily}}\n", (3, 70)),
    ],
)
def test_a_time_that_comes_twice_is_found_wherever_a_time_stands(
    rest: str, position: tuple[int, int]
) -> None:
    problem = read(mission(rest, **NEW_YORK)).problem
    assert (problem.rule, where(problem)[:2]) == ("ambiguous-time", position)


def test_each_time_that_somebody_is_unavailable_has_its_own_place_in_the_file() -> None:
    text = (
        "people:\n  ana:\n    name: A\n    unavailable:\n      - 2023-05-22\n"
        '      - "2023-05-23 to 2023-05-24, 09:00-10:00"\nprogramme: {}\n'
    )
    absences = read(mission(text)).sound.people["ana"].unavailable
    assert [(one.span.line, one.span.column) for one in absences] == [(7, 9), (8, 9), (8, 9)]


# ---------------------------------------------------------------- windows


def test_hours_after_a_comma_belong_to_the_days_before_it() -> None:
    """YAML reads `[Wed 24 May to Fri 26 May, 09:00-17:00]` as two items."""
    text = one_entry(
        "kind: meeting\n"
        "within: [Wed 24 May to Thu 25 May, 09:00-17:00, Sat 27 May, 10:00-12:00 UTC, 2023-05-26]"
    )
    within = read(text).sound.entries["e"].within
    assert [[utc(span) for span in window.spans] for window in within] == [
        [("2023-05-24 14:00", "2023-05-24 22:00"), ("2023-05-25 14:00", "2023-05-25 22:00")],
        [("2023-05-27 10:00", "2023-05-27 12:00")],
        [("2023-05-26 05:00", "2023-05-27 05:00")],
    ]


def test_hours_can_stand_in_the_same_text_as_their_days() -> None:
    one = (
        read(one_entry('kind: meeting\nwithin: "24 May to 25 May, 09:00-17:00"'))
        .sound.entries["e"]
        .within
    )
    two = (
        read(one_entry("kind: meeting\nwithin: [24 May to 25 May 09:00-17:00]"))
        .sound.entries["e"]
        .within
    )
    assert [window.spans for window in one] == [window.spans for window in two]


def test_a_window_keeps_its_words_and_its_place() -> None:
    (window,) = (
        read(one_entry("kind: meeting\nwithin: [24 May   to 25 May]")).sound.entries["e"].within
    )
    assert (window.text, window.span[1:]) == ("24 May to 25 May", (6, 14, 6, 32))


@pytest.mark.parametrize("hours", ["17:00-09:00", "09:00", "25:00-26:00"])
def test_bad_hours_are_pointed_at(hours: str) -> None:
    problem = read(one_entry(f"kind: meeting\nwithin: [24 May to 26 May, {hours}]")).problem
    assert where(problem)[:2] == (6, 32)


def test_a_preference_can_be_windows() -> None:
    prefer = (
        read(one_entry("kind: meeting\nwithin: 24 May to 26 May\nprefer: [25 May 09:00-12:00]"))
        .sound.entries["e"]
        .prefer
    )
    assert isinstance(prefer, tuple)
    assert [utc(span) for window in prefer for span in window.spans] == [
        ("2023-05-25 14:00", "2023-05-25 17:00")
    ]


def test_windows_of_a_century_do_not_keep_a_reader_waiting() -> None:
    """One such line costs little to write; a file can hold a hundred thousand."""
    windows = "".join("      - 1900-01-01 to 2037-12-31, 09:00-17:00\n" for _ in range(100))
    text = mission(f"programme:\n  e:\n    kind: meeting\n    within:\n{windows}")
    with no_endless_work(1):
        read(text)


def test_days_left_out_of_a_century_do_not_keep_a_reader_waiting() -> None:
    left_out = ", ".join(["1900-01-01 to 2037-12-31"] * 500)
    with no_endless_work(1):
        read(meeting("2023-05-25 10:00-11:00", f"repeat: daily except {left_out}"))


# ---------------------------------------------------------------- recurrence


@pytest.mark.parametrize(
    "rule",
    [
        *(
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=DAILY;COUNT=100000000000",
            "FREQ=SECONDLY",
            "FREQ=MINUTELY;COUNT=9",
        ),
        *(
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
            "FREQ=DAILY;BYHOUR=1,2,3",
            "FREQ=DAILY;RSCALE=HEBREW",
        ),
        *(
            "FREQ=MONTHLY;BYDAY=0MO",
            "FREQ=MONTHLY;BYDAY=+MO",
            "FREQ=MONTHLY;BYDAY=99MO",
            "FREQ=MONTHLY;BYDAY=-99SU",
        ),
        *("FREQ=YEARLY;BYDAY=-99SU;BYMONTH=2", "FREQ=MONTHLY;BYDAY=-6SU", "FREQ=YEARLY;BYDAY=54MO"),
        *("FREQ=YEARLY;BYSETPOS=999", "FREQ=YEARLY;BYSETPOS=-367", "FREQ=DAILY;BYSETPOS=400"),
        *("FREQ=DAILY;UNTIL=00010101", "FREQ=DAILY;UNTIL=09990101", "FREQ=DAILY;UNTIL=20200101"),
        *(
            "FREQ=WEEKLY;BYDAY=1MO,2TU",
            "FREQ=DAILY;BYDAY=1MO",
            "FREQ=YEARLY;BYMONTHDAY=-31;BYMONTH=2",
        ),
    ],
)
def test_a_hostile_rule_is_refused_or_never_takes_place(rule: str) -> None:
    with no_endless_work():
        reading = read(meeting("2023-05-22 10:00-11:00", f"repeat: {rule}"))
    assert reading.rules in (["bad-repeat"], []), rule
    for problem in reading.found:
        assert where(problem)[0] == 7
    assert len(reading.occurrences) <= 6


parts = st.one_of(
    st.sampled_from(["COUNT", "INTERVAL"]).flatmap(
        lambda name: st.integers(0, 400).map(lambda n: f"{name}={n}")
    ),
    st.lists(
        st.builds(
            "{}{}".format,
            st.sampled_from(["", "1", "-1", "5", "-5", "53", "+2", "0", "+", "-"]),
            st.sampled_from(["MO", "SU"]),
        ),
        min_size=1,
        max_size=3,
    ).map(lambda days: f"BYDAY={','.join(days)}"),
    st.lists(st.integers(-32, 32), min_size=1, max_size=3).map(
        lambda days: f"BYMONTHDAY={','.join(map(str, days))}"
    ),
    st.integers(0, 13).map("BYMONTH={}".format),
    st.integers(-400, 400).map("BYSETPOS={}".format),
    st.dates(date(1, 1, 1)).map(lambda day: f"UNTIL={day:%m%d}".replace("=", f"={day.year:04}")),
    st.sampled_from(["WKST=SU", "WKST=XX", "BYHOUR=1", "X=1", ""]),
)


@settings(max_examples=30, phases=[Phase.reuse, Phase.generate])  # a rule can be slow
@given(st.sampled_from(["YEARLY", "MONTHLY"]), st.lists(parts, max_size=4))
def test_no_rule_breaks_the_reading_of_a_file(freq: str, more: list[str]) -> None:
    reading = read(
        meeting("2023-05-22 10:00-11:00", f"repeat: {';'.join([f'FREQ={freq}', *more])}")
    )
    assert set(reading.rules) <= {"bad-repeat"}
    assert len(reading.occurrences) <= 6


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20230524", "2023-05-24"),
        ("20230524T150000Z", "2023-05-24"),
        ("20230524T145959Z", "2023-05-23"),
        ("20230525T030000Z", "2023-05-24"),
    ],
)
def test_an_rrules_end_is_the_last_instant_it_may_take_place(until: str, last: str) -> None:
    """10:00 in Lima is 15:00 UTC (RFC 5545, 3.3.10: the end is included)."""
    reading = read(meeting("2023-05-22 10:00-11:00", f"repeat: FREQ=DAILY;UNTIL={until}"))
    assert reading.sound.occurrences[-1].key == last


def test_days_left_out_can_be_days_of_the_week() -> None:
    for words in ("wed", "wednesdays", "miércoles", "mie"):
        reading = read(meeting("2023-05-22 10:00-11:00", f"repeat: daily except {words}"))
        keys = [one.key[-2:] for one in reading.sound.occurrences]
        assert keys == ["22", "23", "25", "26", "27"], words


def test_days_of_the_week_are_left_out_before_the_mission_too() -> None:
    """A weekly call before the journey is in the file as much as what follows."""
    text = meeting("2023-05-08 10:00-11:00", "repeat: daily until 2023-05-23 except wed")
    assert {"2023-05-10", "2023-05-17"} & {one.key for one in read(text).sound.occurrences} == set()


def test_a_repeat_without_end_is_bounded_by_the_mission() -> None:
    assert (
        len(
            read(
                meeting("2023-05-22 10:00-11:00", "repeat: FREQ=DAILY;COUNT=9999")
            ).sound.occurrences
        )
        == 6
    )


def test_a_repeat_of_too_many_times_is_refused() -> None:
    problem = read(meeting("2019-05-22 10:00-11:00", "repeat: daily")).problem
    assert (problem.rule, problem.message, where(problem)[:2]) == (
        *("bad-repeat", "it repeats more than 1000 times", (7, 13)),
    )


def test_a_mission_of_many_years_is_a_mistyped_one() -> None:
    problem = read(mission(dates="2023-05-20 to 2032-05-27")).problem
    assert (problem.hint, problem.span.line) == ("is a year mistyped?", 2)


def test_a_mission_can_last_a_leap_year() -> None:
    assert len(read(mission(dates="2024-01-01 to 2024-12-31")).sound.delegation.dates) == 366


@pytest.mark.parametrize(
    "repeat",
    ["daily until 2023-05-21", "daily except 2023-05-22 to 2023-05-27", "FREQ=DAILY;BYMONTH=1"],
)
def test_a_repeat_that_never_takes_place_is_refused(repeat: str) -> None:
    reading = read(meeting("2023-05-22 10:00-11:00", f"repeat: {repeat}"))
    assert (reading.problem.message, reading.occurrences) == ("it never takes place", [])


# ---------------------------------------------------------------- several problems at once


def test_all_errors_of_a_file_are_reported_at_once() -> None:
    text = (
        "itinerary: 1\n"
        "delegation: {name: D, dates: 2023-05-20 to 2023-05-27, timezone: America/Limma}\n"
        "peple: {}\n"
        "people:\n"
        "  Ana: {name: Ana}\n"
        "  bo: {name: Bo, speaks: [Spanish, es, French]}\n"
        "places: {lima: {name: Lima, altitude: high}}\n"
        "travel: [{from: lima, takes: 1h}]\n"
        "programme:\n"
        "  a: {kind: meetng, when: Fri 2023-05-25 10:00-11:00}\n"
        "  b: {kind: meeting, when: 05/06/2023, class: secret, status: maybe}\n"
        "  c: {kind: meeting, when: 2023-05-25 11:00-10:00}\n"
        "  d: {kind: meeting, title: D, titel: D, title: E}\n"
    )
    reading = read(text)
    assert sorted((one.span.line, one.span.column, one.rule) for one in reading.found) == [
        (2, 66, "unknown-zone"),
        (3, 1, "unknown-key"),
        (5, 3, "bad-id"),
        (6, 27, "bad-value"),
        (6, 40, "bad-value"),
        (7, 39, "bad-value"),
        (8, 10, "missing-key"),
        (10, 13, "unknown-kind"),
        (10, 27, "weekday-mismatch"),
        (11, 28, "bad-time"),
        (11, 47, "unknown-class"),
        (11, 63, "unknown-status"),
        (12, 28, "end-before-start"),
        (13, 3, "missing-key"),
        (13, 32, "unknown-key"),
        (13, 42, "duplicate-key"),
    ]
    assert {one.severity for one in reading.found} == {Severity.ERROR}


@pytest.mark.parametrize("key", ["kind", "who", "when"])
def test_every_refused_value_of_an_entry_has_a_way_out(key: str) -> None:
    found = read(one_entry(f"kind: meeting\nwhen: 2023-05-25\n{key}: {{}}")).found
    assert found
    assert all(one.hint for one in found)
