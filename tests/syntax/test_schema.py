"""The JSON Schema never refuses what the parser accepts, and refuses what a schema can.

Every file is given to a real validator twice: as a tool reads it by YAML 1.2's core schema, and
with all its scalars as texts.
"""

import json
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from flit_core import buildapi  # type: ignore[import-untyped]
from jsonschema_rs import Draft7Validator, meta

from itinerary.checks import RULES
from itinerary.checks.rule import Rule
from itinerary.model.fields import Type
from itinerary.model.kinds import BUILT_IN
from itinerary.syntax.forms import Json, Known, forms
from itinerary.syntax.schema import known_in, schema
from itinerary.syntax.sections import SECTIONS
from itinerary.workspace.describing import json_schema
from itinerary.workspace.files import understood
from tests.carriers import (
    CARRIERS,
    SAMPLES,
    Carrier,
    accepted,
    as_core,
    instance,
    is_sound,
    refusals,
)
from tests.checks.test_rules import DELEGATION, example
from tests.reading import mission, one_entry

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "itinerary" / "syntax" / "schedule.schema.json"
each_carrier = pytest.mark.parametrize("carrier", CARRIERS)


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


def test_every_key_of_the_file_is_described_by_its_declaration() -> None:
    made = json.loads(json_schema())
    assert {key: told["description"] for key, told in made["properties"].items()} == {
        key: section.help for key, section in SECTIONS.items()
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
    "rules: {nobody: {a: 500 m, b: 3 days, c: 08:30, d: 7d}}\nprogramme:",
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
    "figure of no rule": "rules: {nobody: {knows: much}}",
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
