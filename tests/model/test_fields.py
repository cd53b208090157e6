from dataclasses import FrozenInstanceError, fields
from datetime import timedelta
from typing import get_args, get_type_hints

import pytest

from itinerary.model.entries import (
    Consent,
    Engagement,
    Entry,
    Handover,
    Journey,
    Request,
    Status,
    Stay,
    Waiver,
)
from itinerary.model.fields import Classification, Field, fields_of
from itinerary.model.kinds import BUILT_IN, Kind, unknown
from itinerary.model.people import OutsideReader, Person, Presence
from itinerary.model.places import Place, TravelRow
from itinerary.model.safety import Contact, Safety
from itinerary.model.schedule import Delegation, FeedSettings
from tests.reading import meeting, read

RECORDS = (
    *(
        Delegation,
        FeedSettings,
        Contact,
        Safety,
        Person,
        Presence,
        OutsideReader,
        Place,
        TravelRow,
        Kind,
    ),
    *(Engagement, Journey, Stay, Request, Handover, Consent, Waiver),
)
NOT_WRITTEN = {"id", "span", "spans", "everyone"}
"""What the builder adds: no key of the file holds it."""


@pytest.mark.parametrize("record", RECORDS)
def test_every_field_of_a_record_is_declared(record: type) -> None:
    attributes = {attribute.name for attribute in fields(record)}
    assert attributes - NOT_WRITTEN == set(fields_of(record))


@pytest.mark.parametrize("record", RECORDS)
def test_keys_are_written_as_people_write_them_and_stand_for_one_field_each(record: type) -> None:
    keys = [field.key for field in fields_of(record).values()]
    assert len(set(keys)) == len(keys)
    assert all(key == key.strip().lower() and "_" not in key for key in keys)


@pytest.mark.parametrize("record", RECORDS)
def test_every_field_says_what_it_is_for(record: type) -> None:
    assert all(field.help for field in fields_of(record).values())


@pytest.mark.parametrize("record", RECORDS)
def test_what_may_be_left_out_has_a_value_all_the_same(record: type) -> None:
    given_by_the_builder = NOT_WRITTEN | {"classification"}
    for attribute in fields(record):
        if attribute.name in given_by_the_builder:
            continue
        has_default = attribute.default is not attribute.default_factory
        assert has_default is not fields_of(record)[attribute.name].required, attribute.name


def test_a_field_with_no_stated_sensitivity_is_hidden() -> None:
    assert Field.__dataclass_fields__["floor"].default is None


PUBLIC_IN_A_PUBLIC_ENTRY = {
    *(
        "kind",
        "title",
        "cover",
        "when",
        "who",
        "status",
        "embargo",
        "languages",
        "interpreter",
        "with",
    ),
    *("room", "press", "where", "from", "to", "by", "nights"),
}


@pytest.mark.parametrize("record", [Engagement, Journey, Stay])
def test_no_more_of_a_public_entry_is_public_than_was_decided(record: type) -> None:
    public = {
        field.key for field in fields_of(record).values() if field.floor is Classification.PUBLIC
    }
    assert public <= PUBLIC_IN_A_PUBLIC_ENTRY


@pytest.mark.parametrize(
    "key", ["note", "request", "handover", "vehicle", "lead", "takes", "within"]
)
def test_what_belongs_to_the_delegation_stays_with_it_whatever_the_class(key: str) -> None:
    floors = {field.key: field.floor for field in fields_of(Engagement).values()}
    assert floors[key] in {None, Classification.PRIVATE, Classification.CONFIDENTIAL}


@pytest.mark.parametrize(
    "key", ["allow", "priority", "avoid", "prefer", "after", "before", "repeat", "class"]
)
def test_what_only_the_coordinator_needs_has_no_reader(key: str) -> None:
    floors = {field.key: field.floor for field in fields_of(Engagement).values()}
    assert floors[key] is None


def test_classes_stand_in_order_from_open_to_secret() -> None:
    assert Classification.PUBLIC < Classification.PRIVATE < Classification.CONFIDENTIAL


def test_the_kinds_are_those_of_the_contract() -> None:
    assert set(BUILT_IN) == {
        *("victim-meeting", "government-meeting", "press-conference", "meeting", "public-event"),
        *("internal", "meal", "rest", "journey", "stay"),
    }
    assert all(kind.id == kind_id and kind.label for kind_id, kind in BUILT_IN.items())


def test_no_kind_makes_an_entry_public_by_itself() -> None:
    classes = {kind_id: kind.classification for kind_id, kind in BUILT_IN.items()}
    assert classes.pop("victim-meeting") is Classification.CONFIDENTIAL
    assert set(classes.values()) == {Classification.PRIVATE}


def test_an_unknown_kind_is_confidential() -> None:
    assert unknown("anything").classification is Classification.CONFIDENTIAL


def test_the_statuses_are_those_of_the_contract() -> None:
    assert [status.value for status in Status] == [
        *("idea", "requested", "tentative", "confirmed", "declined", "cancelled"),
    ]
    assert {status for status in Status if status.is_off} == {Status.DECLINED, Status.CANCELLED}


def test_an_entry_is_one_of_three_types() -> None:
    assert get_args(Entry) == (Engagement, Journey, Stay)


def test_a_record_without_declarations_has_no_fields() -> None:
    assert fields_of(timedelta) == {}
    assert get_type_hints(Field)["floor"] == Classification | None


def test_what_was_read_cannot_be_changed() -> None:
    schedule = read(meeting("2023-05-22 10:00-11:00")).sound
    entry = schedule.entries["e"]
    with pytest.raises(FrozenInstanceError):
        entry.title = "Another"  # type: ignore[misc]
    with pytest.raises(TypeError):
        schedule.entries["f"] = entry  # type: ignore[index]
    with pytest.raises(TypeError):
        entry.spans["title"] = entry.span  # type: ignore[index]


def test_an_entry_knows_where_each_key_stands_and_otherwise_where_it_is() -> None:
    entry = read(meeting("2023-05-22 10:00-11:00")).entry
    assert entry.at("when")[1:3] == (6, 11)
    assert entry.at("title") == entry.span
    assert entry.span[1:3] == (4, 3)
