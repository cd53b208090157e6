"""Whom a reader may call, and what they are told of the delegation's safety; on a sheet alone."""

from collections.abc import Collection, Iterator

from itinerary.model.fields import Classification
from itinerary.model.people import OutsideReader, Person
from itinerary.model.places import Place
from itinerary.model.safety import Contact as Record
from itinerary.model.schedule import Schedule
from itinerary.privacy.readers import Disclosure, Medium, Reader, disclosure
from itinerary.privacy.view import Contact, Safety


def contacts(schedule: Schedule, reader: Reader, met: Collection[str]) -> tuple[Contact, ...]:
    """Return everybody whom a reader may call, in the file's order.

    ``met`` are the ids of those whom the reader's own engagements name: a protected person is a
    contact for them, and for whoever may read what is confidential.
    """
    found = [_person(person) for person in schedule.people.values() if _knows(reader, person, met)]
    found += [
        _contact(schedule, record, reader)
        for record in schedule.contacts.values()
        if _may_read(reader, record.classification, needs=_needs(reader, record))
    ]
    return tuple(one for one in found if one.phone or one.email)


def safety(schedule: Schedule, reader: Reader) -> Safety | None:
    """Return what a reader is told of the delegation's safety: all of it, or nothing.

    A protected person may carry a confidential sheet, so they know how long they may keep it.
    """
    told = schedule.safety
    if not _may_read(reader, Classification.PRIVATE):
        return Safety(destroy_after=told.destroy_after) if reader.is_person else None
    return Safety(
        check_ins=told.check_ins,
        how=told.how,
        monitor=_monitor(schedule, reader),
        fallback=told.fallback,
        destroy_after=told.destroy_after,
    )


def _may_read(reader: Reader, classification: Classification, *, needs: bool = False) -> bool:
    level = reader.level(takes_part=needs)
    told = disclosure(classification, level, medium=Medium.SHEET, covers=False)
    return told is Disclosure.FULL


def _needs(reader: Reader, record: Record) -> bool:
    return reader.is_person and any(one.id == reader.id for one in record.needed_by)


def _knows(reader: Reader, person: Person, met: Collection[str]) -> bool:
    """Whether a reader may call a person; nobody calls themselves."""
    if reader.is_person and person.id == reader.id:
        return False
    if person.protected:
        return _may_read(reader, Classification.CONFIDENTIAL, needs=person.id in met)
    return _may_read(reader, Classification.PRIVATE)


def _person(person: Person) -> Contact:
    classification = Classification.CONFIDENTIAL if person.protected else Classification.PRIVATE
    return Contact(
        name=person.name,
        role=person.role or None,
        phone=person.phone,
        email=person.email,
        classification=classification,
    )


def _contact(schedule: Schedule, record: Record, reader: Reader) -> Contact:
    where = list(schedule.gazetteer.chain(record.where.id)) if record.where else []
    told = [place for place in where if _is_told(place, record, reader)]
    return Contact(
        name=record.name,
        role=record.role,
        phone=record.phone,
        email=record.email,
        address=told[0].address if told else None,
        town=told[-1].name if told else None,
        classification=record.classification,
        is_emergency=record.is_emergency,
    )


def _is_told(place: Place, record: Record, reader: Reader) -> bool:
    """Whether a reader who may know of a contact may know of the place as well."""
    return _may_read(reader, place.classification, needs=_needs(reader, record))


def _monitor(schedule: Schedule, reader: Reader) -> Contact | None:
    """Return who watches over the delegation, where its reader may know of them."""
    reference = schedule.safety.monitor
    if reference is None:
        return None
    found: Iterator[Contact | None] = (
        _watcher(schedule, table.get(reference.id), reader)
        for table in (schedule.contacts, schedule.people, schedule.readers)
    )
    return next(filter(None, found), None)


def _watcher(
    schedule: Schedule, record: Record | Person | OutsideReader | None, reader: Reader
) -> Contact | None:
    match record:
        case Record():
            may = _may_read(reader, record.classification, needs=_needs(reader, record))
            return _contact(schedule, record, reader) if may else None
        case Person():
            is_told = not record.protected or _may_read(reader, Classification.CONFIDENTIAL)
            return _person(record) if is_told else None
        case OutsideReader():
            return Contact(
                name=record.name,
                phone=record.phone,
                email=record.email,
                classification=Classification.PRIVATE,
            )
        case None:
            return None
