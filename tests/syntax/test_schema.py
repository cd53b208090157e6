"""The JSON Schema never refuses what the parser accepts, and refuses what a schema can.

Every file is given to a real validator twice: as a tool reads it by YAML 1.2's core schema, and
with all its scalars as texts.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import pytest
from flit_core import buildapi  # type: ignore[import-untyped]
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft7Validator, meta

from itinerary.checks import RULES
from itinerary.checks.rule import Rule
from itinerary.languages import say
from itinerary.model.entries import Engagement, Journey, Stay
from itinerary.model.fields import Field, Type, fields_of
from itinerary.model.kinds import BUILT_IN
from itinerary.syntax import clocks, records, recurrence, values
from itinerary.syntax.forms import Json, Known, forms, name_of
from itinerary.syntax.problems import Problem
from itinerary.syntax.records import RECORDS
from itinerary.syntax.schema import known_in, schema
from itinerary.syntax.sections import SECTIONS, Shape
from itinerary.times import Days
from itinerary.workspace.describing import json_schema
from itinerary.workspace.files import understood
from tests.carriers import CARRIERS, Carrier, as_core, as_text, instance
from tests.checks.test_rules import DELEGATION, example
from tests.reading import mission, one_entry

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "itinerary" / "syntax" / "schedule.schema.json"
FILES = [
    *(ROOT / "schedules").rglob("*.yaml"),
    *(ROOT / "tests" / "golden").rglob("*.yaml"),
    *(ROOT / "tests" / "interop" / "history").glob("*.yaml"),
]
SAMPLES = sorted(path.relative_to(ROOT).as_posix() for path in FILES)

each_carrier = pytest.mark.parametrize("carrier", CARRIERS)


@cache
def validator() -> Draft7Validator:
    return Draft7Validator(json.loads(json_schema()))


def refusals(source: str, carrier: Carrier) -> list[str]:
    """Return what the schema finds, each with the keys that lead there."""
    errors = validator().iter_errors(instance(source, carrier))
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in errors]


def is_sound(source: str) -> bool:
    """Whether the parser accepts a file."""
    return understood(source.encode(), "schedule.yaml").is_sound


def accepted(source: str) -> bool:
    """Whether the schema accepts a file however its scalars are read."""
    return all(refusals(source, carrier) == [] for carrier in CARRIERS)


# ---------------------------------------------------------------- the schema itself


def test_it_is_a_schema_of_draft_7_and_the_one_that_is_shipped() -> None:
    made = json_schema()
    meta.validate(json.loads(made))
    assert json.loads(made)["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert SHIPPED.read_bytes() == made, "to bring it up to date: make docs"


def test_the_wheel_holds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    name = buildapi.build_wheel(str(tmp_path))
    with ZipFile(tmp_path / name) as wheel:
        assert wheel.read("itinerary/syntax/schedule.schema.json") == json_schema()


def test_every_type_has_a_form() -> None:
    assert {*forms(Known()), Type.RECORD, Type.RECORDS} == {*Type}


def test_every_key_is_described_by_its_declaration() -> None:
    made = json.loads(json_schema())
    assert {key: told["description"] for key, told in made["properties"].items()} == {
        key: section.help for key, section in SECTIONS.items()
    }
    for record in all_records():
        told = made["definitions"][record.__name__]
        assert {key: one["description"] for key, one in told["properties"].items()} == {
            field.key: field.help for field in fields_of(record).values()
        }


# ---------------------------------------------------------------- what the parser accepts


@each_carrier
@pytest.mark.parametrize("path", SAMPLES)
def test_a_sample_is_accepted_where_the_parser_accepts_it(path: str, carrier: Carrier) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")
    found = refusals(source, carrier)
    assert found == [] or not is_sound(source)
    assert (found == []) is (path != "tests/golden/faults/faults.yaml")


@pytest.mark.parametrize("word", ["Failing", "Passing"])
@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_an_example_of_a_rule_is_accepted_where_the_parser_accepts_it(
    rule: Rule, word: str
) -> None:
    text = example(rule.page, word)
    head = "" if re.search(r"^delegation:", text, re.MULTILINE) else f"{DELEGATION}\n"
    source = f"itinerary: 1\n{head}{text}"
    assert accepted(source) or not is_sound(source)


LOOSE = [
    "people: {}\nprogramme: {}",
    "people:\nplaces: ''\nprogramme:",
    'programme: ""',
    """\
people: {null: {name: null}, 0123: {name: 2023, role: yes, phone: 0x10}}
programme:
  true: {kind: meeting, who: [null, 0123], when: 2023-05-25, title: 1e3, note: ~, room: .inf}""",
    """\
kinds: {null: {label: ~, colour: null}, 1e-3: {label: true, colour: true}}
programme:
  a: {kind: 1e-3, when: 2023-05-25}
  b: {kind: ' meeting ', when: 2023-05-25}
  c: {kind: null, when: 2023-05-25}""",
    "safety: {check-ins: [8.30, 10.00, 23:59, 7h05]}\nprogramme:",
    "safety: {check-ins: 8.30, destroy after: 007}\nfeeds: {keep cancelled: 7 días}\nprogramme:",
    "feeds: {}\nsafety: {}\nrules: {}\ntravel: []\nprogramme:",
    """\
rules: {nobody: {knows: 1h}, too-tight: {other: 1h, margin: PT15M}, double-booked: {}}
programme:""",
    "connections: no\nlocal travel: 1H30MIN\nprogramme:",
    "places:\n  a: {name: A, coordinates: '-12.046,-77', altitude: -3m, in: 5}\nprogramme:",
    *(
        f"programme: {{a: {{kind: meeting, {keys}}}}}"
        for keys in (
            "status: idea",
            "when: 2023-05-25 10:00, takes: 1h",
            "when: 2023-05-25, embargo: 'Thu 25 May, 10:00 Europe/London'",
            "within: [], takes: 0m",
            "when: 2023-05-25, where: [x], who: [], with: y, allow: []",
            "within: [Wed 2023-05-24 to Fri 2023-05-26, 09:00-17:00]",
            "within: 2023-05-24, prefer: latest, priority: '9'",
            "within: 2023-05-24, prefer: [2023-05-24 09:00-10:00]",
            "when: jueves 25 de mayo de 2023 a vie 26 may",
            "when: 'Thu., 25 May, 10:00 UTC to 26 mayo, 24:00 Asia/Tokyo '",
            "when: 2023-05-22 7:00 for 1h, repeat: 'weekly on mon and jue'",
            "when: 2023-05-22 7:00 for 1h, repeat: ' every 2 weeks, 3 times '",
            "when: 22 May 7:00-8:00, repeat: 'daily UNTIL 26 May Except tue, 24 May to 25 May,'",
            "when: 2023-05-22 7:00 for 1h, repeat: 'rrule:freq=daily;count=3;'",
            "when: 2023-05-22 7:00 for 1h, repeat: FREQ=WEEKLY;BYDAY=MO;COUNT=1",
        )
    ),
    "programme: {a: {kind: stay, within: 2023-05-24, nights: 2 noches}}",
]
"""What is strange, and yet means something."""


@pytest.mark.parametrize("rest", LOOSE)
def test_what_is_strange_but_sound_is_accepted(rest: str) -> None:
    source = mission(f"{rest}\n")
    found = understood(source.encode(), "schedule.yaml").diagnostics
    assert [one.message for one in found if one.is_error] == []
    assert [refusals(source, carrier) for carrier in CARRIERS] == [[], []]


# ---------------------------------------------------------------- what the schema can refuse

TOP = {
    "unknown key": "colour: red",
    "misspelt key": "poeple: {}",
    "text for a table": "people: ana",
    "list for a table": "people: [ana]",
    "table for a list": "travel: {from: a, to: b, takes: 1h}",
    "nothing for a list": "travel:",
    "nothing for a record": "safety:",
    "nothing for feeds": "feeds:",
    "nothing for rules": "rules:",
    "figure without a unit": "rules: {too-tight: {margin: 15}}",
    "rule without a table": "rules: {too-tight: 15m}",
    "figure with a table": "rules: {nobody: {knows: {}}}",
    "no record": "people: {ana: }",
    "no id": "people: {Ana: {name: A}}",
    "hyphen at the end": "places: {ana-: {name: A}}",
    "long id": f"places: {{{'a' * 65}: {{name: A}}}}",
    "everyone": "people: {everyone: {name: A}}",
    "built-in kind": "kinds: {meeting: {label: A}}",
    "missing name": "people: {ana: {role: A}}",
    "missing takes": "travel: [{from: a, to: b}]",
    "missing reason": "programme: {a: {kind: rest, when: 2023-05-25, allow: {rule: too-tight}}}",
    "true": "connections: true",
    "capital": "connections: Yes",
    "no length": "local travel: 90",
    "quoted number": "local travel: '90'",
    "length in words": "local travel: an hour",
    "no colour": "kinds: {a: {label: A, colour: '#fff'}}",
    "no zone": "people: {ana: {name: A, home: Lima time}}",
    "no language": "people: {ana: {name: A, speaks: [English]}}",
    "no altitude": "places: {a: {name: A, altitude: 2750}}",
    "no pair": "places: {a: {name: A, coordinates: [-12, -77]}}",
    "one degree": "places: {a: {name: A, coordinates: '-12.046'}}",
    "no class": "places: {a: {name: A, class: secret}}",
    "no clearance": "readers: {a: {name: A, clearance: 3}}",
    "no clock": "safety: {check-ins: [8 am]}",
    "25 o'clock": "safety: {check-ins: 25:00}",
    "no number": "safety: {destroy after: soon}",
    "too many days": "safety: {destroy after: 367}",
    "no choice": "feeds: {confidential: yes}",
    "no other": "feeds: {cancelled: hidden}",
    "table for a person": "safety: {monitor: {name: A}}",
    "record in a record": "people: {ana: {name: A, joins: 2023-05-20}}",
    "no time": "people: {ana: {name: A, joins: {where: a}}}",
    "time with an end": "people: {ana: {name: A, joins: {when: 2023-05-20 10:00-11:00}}}",
}
ENTRY = {
    "no kind": "when: 2023-05-25",
    "two words": "kind: two words\nwhen: 2023-05-25",
    "no time": "kind: meeting",
    "confirmed without": "kind: meeting\nstatus: confirmed\nwithin: [2023-05-25]",
    "no status": "kind: meeting\nwhen: 2023-05-25\nstatus: maybe",
    "status in capitals": "kind: meeting\nwhen: 2023-05-25\nstatus: Confirmed",
    "no class": "kind: meeting\nwhen: 2023-05-25\nclass: open",
    "time of day": "kind: meeting\nwhen: 9am",
    "day first": "kind: meeting\nwhen: 25/05/2023",
    "no month": "kind: meeting\nwhen: 25 Mai 2023",
    "no weekday": "kind: meeting\nwhen: Thx 2023-05-25",
    "no minute": "kind: meeting\nwhen: 2023-05-25 10-11",
    "no hour": "kind: meeting\nwhen: 2023-05-25 25:00-26:00",
    "no end": "kind: meeting\nwhen: 2023-05-25 10:00 for ever",
    "no end at all": "kind: meeting\nwhen: Thu 2023-05-25 10:00",
    "no end in a zone": "kind: meeting\nwhen: 25 May, 10:00 Europe/London ",
    "number": "kind: meeting\nwhen: 2023",
    "embargo with an end": "kind: meeting\nwhen: 2023-05-25\nembargo: 2023-05-25 10:00-11:00",
    "list": "kind: meeting\nwhen: [2023-05-25]",
    "no window": "kind: meeting\nwithin: [soon]",
    "hours without days": "kind: meeting\nwithin: 09:00-17:00",
    "no preference": "kind: meeting\nwithin: [2023-05-25]\nprefer: middle",
    "no priority": "kind: meeting\nwithin: [2023-05-25]\npriority: 10",
    "no repetition": "kind: meeting\nwhen: 2023-05-25\nrepeat: often",
    "no day": "kind: meeting\nwhen: 2023-05-25\nrepeat: weekly on mondy",
    "no part": "kind: meeting\nwhen: 2023-05-25\nrepeat: FREQ=DAILY;BYHOUR=1",
    "no frequency": "kind: meeting\nwhen: 2023-05-25\nrepeat: FREQ=HOURLY",
    "no exception": "kind: meeting\nwhen: 2023-05-25\nrepeat: daily except sometimes",
    "repeated request": "kind: meeting\nstatus: idea\nrepeat: daily",
    "two places": "kind: meeting\nwhen: 2023-05-25\nwhere: [a, b]",
    "table of people": "kind: meeting\nwhen: 2023-05-25\nwho: {a: b}",
    "lists of people": "kind: meeting\nwhen: 2023-05-25\nwho: [[a]]",
    "list for a text": "kind: meeting\nwhen: 2023-05-25\ntitle: [a]",
    "table for a text": "kind: meeting\nwhen: 2023-05-25\ntitle: {a: b}",
    "text for a record": "kind: meeting\nwhen: 2023-05-25\nrequest: a",
    "key of a journey": "kind: meeting\nwhen: 2023-05-25\nfrom: a",
    "no destination": "kind: journey\nwhen: 2023-05-25\nfrom: a",
    "place of a journey": "kind: journey\nwhen: 2023-05-25\nfrom: a\nto: b\nwhere: c",
    "nights elsewhere": "kind: rest\nwhen: 2023-05-25\nnights: 2",
    "no number of nights": "kind: stay\nwhen: 2023-05-25\nnights: two",
    "no night": "kind: stay\nwhen: 2023-05-25\nnights: 0",
    "no date": "kind: rest\nwhen: 2023-05-25\nrequest: {asked: yesterday}",
    "time for a date": "kind: rest\nwhen: 2023-05-25\nrequest: {asked: 2023-05-25 10:00}",
}
BROKEN = (
    [(f"{rest}\nprogramme:\n" if "programme" not in rest else rest) for rest in TOP.values()]
    + [one_entry(fields).partition("\n")[2].partition("\n")[2] for fields in ENTRY.values()]
    + ["", "programme: []\n", "programme: {a: }\n", "programme: ~x\n"]
)


@each_carrier
@pytest.mark.parametrize("rest", BROKEN)
def test_a_broken_file_is_refused_by_both(rest: str, carrier: Carrier) -> None:
    source = mission(rest)
    assert not is_sound(source)
    assert refusals(source, carrier) != []


@each_carrier
@pytest.mark.parametrize(
    "source",
    [
        "itinerary: 2\ndelegation: {name: D, dates: 2023-05-20, timezone: UTC}\nprogramme:\n",
        "itinerary: one\ndelegation: {name: D, dates: 2023-05-20, timezone: UTC}\nprogramme:\n",
        "delegation: {name: D, dates: 2023-05-20, timezone: UTC}\nprogramme:\n",
        "itinerary: 1\ndelegation: {name: D, dates: May, timezone: UTC}\nprogramme:\n",
        "itinerary: 1\ndelegation: {name: D, timezone: UTC}\nprogramme:\n",
        "itinerary: 1\nprogramme:\n",
        "- itinerary: 1\n",
        "itinerary\n",
        "",
    ],
)
def test_what_is_no_schedule_is_refused_by_both(source: str, carrier: Carrier) -> None:
    assert not is_sound(source)
    assert refusals(source, carrier) != []


@each_carrier
def test_most_faults_of_a_file_full_of_them_are_found(carrier: Carrier) -> None:
    """What it takes two values or a calendar to see is left to the parser."""
    source = (ROOT / "tests" / "golden" / "faults" / "faults.yaml").read_text(encoding="utf-8")
    assert len(refusals(source, carrier)) > 15


# ---------------------------------------------------------------- every declared key

VALUES = {
    Type.TEXT: "Some text",
    Type.TEXTS: "[One, Two]",
    Type.YES_NO: "yes",
    Type.COUNT: "2",
    Type.DAYS: "7 days",
    Type.DURATION: "1h30",
    Type.DATE: "2023-05-25",
    Type.DATES: "2023-05-20 to 2023-05-27",
    Type.WHEN: "Thu 2023-05-25 10:00-11:00",
    Type.INSTANT: "Thu 2023-05-25 10:00",
    Type.WHENS: '["2023-05-25 to 2023-05-26, 09:00-17:00"]',
    Type.CLOCKS: "[08:30, 20:00]",
    Type.ZONE: "America/Lima",
    Type.COORDINATES: '"-12.046, -77.043"',
    Type.ALTITUDE: "2750 m",
    Type.LANGUAGES: "[es, pt-BR]",
    Type.COLOUR: "teal",
    Type.PERSON: "ana",
    Type.CONTACT: "ana",
    Type.PEOPLE: "[ana]",
    Type.PARTICIPANTS: "everyone",
    Type.PLACE: "lima",
    Type.PLACES: "lima",
    Type.ENTRIES: "[other]",
    Type.KIND: "meeting",
    Type.STATUS: "tentative",
    Type.CLASSIFICATION: "private",
    Type.COVERS: "none",
    Type.CANCELLED_AS: "marker",
    Type.REPEAT: "daily until 2023-05-26",
    Type.PREFERENCE: "earliest",
    Type.PRIORITY: "3",
    Type.RULE: "too-tight",
}
UNREADABLE = {Type.TEXT, Type.TEXTS, Type.PERSON, Type.CONTACT, Type.PEOPLE, Type.PARTICIPANTS}
UNREADABLE |= {Type.PLACE, Type.PLACES, Type.ENTRIES, Type.RULE}
"""Types that take any text; the others take no question mark."""
OF_ENTRIES = {Engagement: "meeting", Journey: "journey", Stay: "stay"}


def all_records() -> list[type]:
    """Return every record that a file can hold."""
    held = [
        section.holds for section in SECTIONS.values() if section.shape in {*Shape} - {Shape.VALUE}
    ]
    named = [record for record in held if isinstance(record, type)]
    return [*dict.fromkeys([*named, *OF_ENTRIES, *RECORDS.values()])]


def written(record: type) -> dict[str, str]:
    """Return each key of a record, with a value in one line."""
    keys = {field.key: value_of(field) for field in fields_of(record).values()}
    if record in OF_ENTRIES:
        keys |= {"kind": OF_ENTRIES[record], "when": "2023-05-24 to 2023-05-26"}
        keys |= {"repeat": "daily 2 times"}
        keys.pop("nights", None)
    return keys


def value_of(field: Field) -> str:
    if field.type in {Type.RECORD, Type.RECORDS}:
        return flow(written(RECORDS[field.key]))
    return VALUES[field.type]


def flow(keys: dict[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in keys.items()) + "}"


def holding(record: type, keys: dict[str, str]) -> str:
    """Return a file that holds a record."""
    if record in RECORDS.values():
        key = next(key for key, one in RECORDS.items() if one is record)
        for outer in all_records():
            held = [field.key for field in fields_of(outer).values()]
            if key in held:
                return holding(outer, {**written(outer), key: flow(keys)})
    tables = {
        "delegation": flow({"name": "D", "dates": "2023-05-20 to 2023-05-27", "timezone": "UTC"})
    }
    tables["programme"] = "{}"
    for name, section in SECTIONS.items():
        if record in OF_ENTRIES:
            tables["programme"] = f"{{a: {flow(keys)}}}"
        elif section.holds is record:
            shown = {Shape.BY_ID: f"{{a: {flow(keys)}}}", Shape.LIST: f"[{flow(keys)}]"}
            tables[name] = shown.get(section.shape, flow(keys))
    return "itinerary: 1\n" + "".join(f"{name}: {value}\n" for name, value in tables.items())


def all_keys() -> Iterator[tuple[type, Field]]:
    for record in all_records():
        for field in fields_of(record).values():
            yield record, field


each_record = pytest.mark.parametrize("record", all_records(), ids=lambda one: one.__name__)
each_key = pytest.mark.parametrize(
    ("record", "field"),
    list(all_keys()),
    ids=[f"{record.__name__}-{field.key}" for record, field in all_keys()],
)


@each_record
def test_a_record_with_every_key_is_accepted(record: type) -> None:
    source = holding(record, written(record))
    found = understood(source.encode(), "schedule.yaml").diagnostics
    assert [one.message for one in found if one.is_error] == []
    assert [refusals(source, carrier) for carrier in CARRIERS] == [[], []]


@each_key
def test_a_misspelt_key_is_refused(record: type, field: Field) -> None:
    keys = {
        ("x" if key == field.key else "") + key: value for key, value in written(record).items()
    }
    source = holding(record, keys | {f"x{field.key}": "1"})
    assert not is_sound(source)
    assert all(refusals(source, carrier) for carrier in CARRIERS)


@each_key
def test_a_missing_key_is_refused_where_it_is_required(record: type, field: Field) -> None:
    keys = {key: value for key, value in written(record).items() if key != field.key}
    source = holding(record, keys)
    assert is_sound(source) is accepted(source)
    assert field.required <= (not accepted(source))


@each_key
def test_a_value_of_another_shape_is_refused(record: type, field: Field) -> None:
    for wrong in ("{a: b}", "[{a: b}]", "[[a]]"):
        source = holding(record, written(record) | {field.key: wrong})
        assert not is_sound(source)
        assert all(refusals(source, carrier) for carrier in CARRIERS)


@each_key
def test_a_text_that_means_nothing_is_refused_where_not_every_text_means_something(
    record: type, field: Field
) -> None:
    source = holding(record, written(record) | {field.key: '"?"'})
    assert is_sound(source) is accepted(source) is (field.type in UNREADABLE)


# ---------------------------------------------------------------- every text of every type


MISSION = Days(date(2023, 5, 20), date(2023, 5, 27))


def instant(text: str) -> object:
    """Read what a person's `joins:` reads as its time."""
    found = clocks.parse_when(text, MISSION)
    is_one = isinstance(found, clocks.Clock) or (isinstance(found, Days) and len(found) == 1)
    return found if is_one else Problem("", say("no instant"))


CODECS: dict[Type, Callable[[str], object]] = {
    **records._SCALARS,
    **records._LISTS,
    Type.DATE: lambda text: clocks.parse_date(text, MISSION),
    Type.DATES: lambda text: clocks.parse_dates(text, MISSION),
    Type.WHEN: lambda text: clocks.parse_when(text, MISSION),
    Type.WHENS: lambda text: clocks.parse_window(text, MISSION),
    Type.INSTANT: instant,
    Type.REPEAT: lambda text: recurrence.parse_repeat(text, MISSION),
    Type.PREFERENCE: lambda text: values.parse_extreme(text) or clocks.parse_window(text, MISSION),
    Type.KIND: lambda text: values.parse_id(" ".join(text.split())),
}
EXAMPLES = {
    Type.COUNT: ["2", "2 nights", "1noche", "366"],
    Type.DAYS: ["0", "7 días", "1day", "010"],
    Type.DURATION: ["45m", "1h30", "2H", "90min", "PT90M", "P1DT2H", "pt5m", "0h"],
    Type.DATE: ["2023-05-25", "Thu 2023-05-25", "jueves, 25 de mayo de 2023", "25 May", "25may"],
    Type.WHEN: [
        "2023-05-25 10:00-11:30",
        "Thu 25 May 10:00 for 1h30",
        "sáb 20 mayo 18:30",
        "Mié. 24 de mayo del 2023, 9:00 – 24:00",
        "2023-05-25 10:00 to 11:00",
        "2023-05-25 21:10 Europe/London to Fri 26 May, 06:00 America/Lima",
        "20 May to 22 May",
        "2023-05-25 00:15 UTC for PT90M",
        "2023-05-24 23:00 a 2023-05-25 01:00",
    ],
    Type.INSTANT: [
        "Sat 2023-05-20 18:30",
        "20 May",
        "sáb, 20 mayo, 24:00 America/Lima",
        "20 May to sáb 20 May",
    ],
    Type.CLOCKS: ["08:30", "8.30", "7h05", "10.00", "23:59"],
    Type.ZONE: ["America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+5", "NZ-CHAT", "GB"],
    Type.COORDINATES: ["-12.046, -77.043", "+1,2", " 0.5 , 180 "],
    Type.ALTITUDE: ["2750 m", "-3m", "0m"],
    Type.LANGUAGES: ["es", "pt-BR", "quz", "zh-Hant-TW"],
    Type.COLOUR: ["teal", "null", "true"],
    Type.KIND: ["meeting", "null", "1e-3", "true", "0123", "0x1f", "a"],
    Type.STATUS: ["idea", "cancelled"],
    Type.CLASSIFICATION: ["public"],
    Type.COVERS: ["none"],
    Type.CANCELLED_AS: ["marker"],
    Type.YES_NO: ["yes", "no"],
    Type.PRIORITY: ["1", "9"],
    Type.TEXT: ["null", "0123", "1e3", "no", "~", "Text", ".inf"],
    Type.RULE: ["too-tight", "1"],
    Type.TEXTS: ["true"],
    Type.REPEAT: [
        "daily",
        "every weekday until 26 May",
        "every 2 weeks on mon, jueves and fridays, 3 times",
        "weekly on lunes Except mar, 2023-05-25 to 2023-05-26, 27 May",
        "FREQ=MONTHLY;BYDAY=-1FR,+2MO;INTERVAL=2;COUNT=10",
        "rrule:freq=weekly;until=20230526T235959Z;wkst=su; except sábado",
        "FREQ=YEARLY;BYMONTH=1,12;BYMONTHDAY=-1,31;BYSETPOS=366",
    ],
}
EXAMPLES[Type.DATES] = [*EXAMPLES[Type.DATE], "20 May to 27 May 2023", "2023-05-20 a sáb 27 may"]
EXAMPLES[Type.WHENS] = [*EXAMPLES[Type.WHEN], "24 May to 26 May, 09:00-17:00", "24 May 9:00-24:00"]
EXAMPLES[Type.PREFERENCE] = [*EXAMPLES[Type.WHENS], "earliest", "latest"]
PIECES = [
    *" ,.;-–:09aZmh",
    "\n",
    "\u00a0",
    "\u0131",
    "\u017f",
    "\u212a",
    "\u00e9",
    "e\u0301",
    "\uff13",
]
PIECES += ["de", "to", " to ", " for ", "UTC", " Asia/Tokyo", "Tue", "mié"]


@st.composite
def bent(draw: st.DrawFn, examples: list[str]) -> str:
    """Draw a text that is written otherwise than an example, in a few places."""
    text = draw(st.sampled_from(examples))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        match draw(st.integers(0, 4)):
            case 0:
                text = text[:at] + draw(st.sampled_from(PIECES)) + text[at:]
            case 1:
                text = text[:at] + text[at + 1 :]
            case 2:
                text = text[:at] + draw(st.sampled_from(PIECES)) + text[at + 1 :]
            case 3:
                text = text[:at] + text[at:].swapcase()
            case _:
                text = unicodedata.normalize(draw(st.sampled_from(["NFD", "NFC"])), text)
    return text


@cache
def form_of(kind: Type) -> Draft7Validator:
    """Return the validator of one value, without the patterns of others: they are slow to build."""
    made = {name_of(one): form for one, form in forms(Known()).items()}
    wanted = [name_of(kind)]
    for name in wanted:
        wanted += re.findall(r"#/definitions/([\w-]+)", json.dumps(made[name]))
    used = {name: made[name] for name in wanted}
    return Draft7Validator({"$ref": f"#/definitions/{wanted[0]}", "definitions": used})


def test_every_codec_has_examples() -> None:
    assert {*CODECS} == {*EXAMPLES}


@pytest.mark.parametrize("kind", EXAMPLES)
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_text_that_a_codec_reads_is_accepted(kind: Type, data: st.DataObject) -> None:
    text = data.draw(bent(EXAMPLES[kind]))
    if not isinstance(CODECS[kind](text), Problem):
        assert form_of(kind).is_valid(as_text(text))
        assert form_of(kind).is_valid(as_core(text))


# ---------------------------------------------------------------- every file

SPARE = ["null", "true", "0123", "1e3", "''", "?", "[]", "{}", "[a, b]", "2023-05-25", "everyone"]
SPARE += ["confirmed", "journey", "stay", "1h", "yes", "2", "10:30", "{when: 2023-05-25}", "x: y"]


@st.composite
def bent_file(draw: st.DrawFn) -> str:
    """Draw a file that differs from a sample in some lines."""
    path = draw(st.sampled_from([path for path in SAMPLES if "faults" not in path]))
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        key, colon, value = lines[at].partition(": ")
        match draw(st.integers(0, 4)):
            case 0:
                del lines[at]
            case 1:
                lines[at] = f"{key}{colon}{draw(st.sampled_from(SPARE))}\n"
            case 2:
                other = lines[draw(st.integers(0, len(lines) - 1))]
                lines[at] = f"{key}{colon}{other.partition(': ')[2] or value}"
            case 3:
                lines.insert(at, lines[draw(st.integers(0, len(lines) - 1))])
            case _:
                lines[at] = f"{key}:\n"
    return "".join(lines)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(bent_file())
def test_a_file_that_the_parser_accepts_is_accepted(source: str) -> None:
    if is_sound(source):
        assert [refusals(source, carrier) for carrier in CARRIERS] == [[], []]


# ---------------------------------------------------------------- suggestions of a file

SOME = """\
itinerary: 1
people: {ana: {name: Ana}, ben: {name: Ben}, Not An Id: {name: C}}
readers: {press: {name: Press}}
places: {lima: {name: Lima}}
contacts: {police: {name: Police}}
kinds: {vigil: {label: Vigil}, meeting: {label: No}}
programme: {talks: {kind: vigil}}
"""


def suggested(made: Json, name: str) -> list[str]:
    """Return the ids that the definition of a type suggests."""
    told = made["definitions"][name]
    first = told["anyOf"][0]
    found: list[str] = first.get("anyOf", [first])[0]["enum"]
    return found


def test_the_ids_of_a_file_are_suggested() -> None:
    made = schema(known_in(SOME.encode(), {}))
    meta.validate(made)
    assert suggested(made, "person") == ["ana", "ben"]
    assert suggested(made, "participants") == ["everyone", "ana", "ben"]
    assert suggested(made, "contact") == ["police", "ana", "ben", "press"]
    assert suggested(made, "place") == ["lima"]
    assert suggested(made, "kind") == [*BUILT_IN, "vigil"]
    assert suggested(made, "entries") == ["talks"]


def test_an_id_that_is_not_suggested_is_accepted_all_the_same() -> None:
    source = mission("programme: {a: {kind: meeting, when: 2023-05-25, who: [new], where: here}}\n")
    assert is_sound(source)
    made = Draft7Validator(json.loads(json_schema(SOME.encode())))
    assert made.is_valid(instance(source, as_core))


@pytest.mark.parametrize(
    "broken",
    [
        "places: {lima: {name: Lima}}\nprogramme:\n  a: {kind: 'never closed\n",
        "places: {lima: }\nprogramme: [\n",
        "\ufeffplaces: {lima: {name: A\u202eB}}\n",
        "places:\n  lima: &x {name: Lima}\n  other place: *x\nprogramme: !t {}\n",
    ],
)
def test_of_a_broken_file_the_ids_that_can_be_read_are_suggested(broken: str) -> None:
    assert known_in(broken.encode(), {}).places == ("lima",)


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"- a\n", b"people: [a]\nplaces: x\n", b"[" * 99]
)
def test_of_what_is_no_schedule_nothing_is_suggested(data: bytes) -> None:
    assert json_schema(data) == json_schema()


def test_ids_are_read_though_a_byte_is_no_text() -> None:
    assert known_in(b"places: {lima: {name: L\xff}}\n", {}).places == ("lima",)
