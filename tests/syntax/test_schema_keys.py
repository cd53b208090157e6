"""The JSON Schema knows every key: one misspelt, missing or of another shape is refused."""

import json
from collections.abc import Iterator

import pytest

from itinerary.model.entries import Engagement, Journey, Stay
from itinerary.model.fields import Field, Type, fields_of
from itinerary.syntax.records import RECORDS
from itinerary.syntax.sections import SECTIONS, Shape
from itinerary.workspace.describing import json_schema
from itinerary.workspace.files import understood
from tests.carriers import CARRIERS, accepted, is_sound, refusals

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
    Type.COUNTRY: "PE",
    Type.HOURS: "[Mon-Fri 09:00-13:00, Mon 14:00-17:00]",
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
ANY_TEXT = {Type.TEXT, Type.TEXTS, Type.PERSON, Type.CONTACT, Type.PEOPLE, Type.PARTICIPANTS}
ANY_TEXT |= {Type.PLACE, Type.PLACES, Type.ENTRIES, Type.RULE}
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
def test_every_key_is_described_by_its_declaration(record: type) -> None:
    told = json.loads(json_schema())["definitions"][record.__name__]["properties"]
    declared = {field.key: field.help for field in fields_of(record).values()}
    assert {key: one["description"] for key, one in told.items()} == declared


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
    for wrong in ("{a: b}", "[[a]]"):
        source = holding(record, written(record) | {field.key: wrong})
        assert not is_sound(source)
        assert all(refusals(source, carrier) for carrier in CARRIERS)


@each_key
def test_a_text_that_means_nothing_is_refused_where_not_every_text_means_something(
    record: type, field: Field
) -> None:
    source = holding(record, written(record) | {field.key: '"?"'})
    assert is_sound(source) is accepted(source) is (field.type in ANY_TEXT)
