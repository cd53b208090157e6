"""Whom to tell of a release, and what: the messages that calendars are too slow for."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from itinerary.languages import choose, spoken
from itinerary.model.history import History
from itinerary.model.people import OutsideReader, Person
from itinerary.model.schedule import Schedule
from itinerary.output.mail import is_mailbox
from itinerary.output.notice import Message, message
from itinerary.privacy.readers import Reader, readers
from itinerary.workspace.views import feed_changes, feed_view


class Notice(NamedTuple):
    """What to send to one reader; the message is None where nothing changed for them."""

    reader: Reader
    address: str | None
    language: str
    message: Message | None


def notices(
    before: History,
    after: History,
    now: datetime,
    *,
    only: str | None = None,
    language: str | None = None,
) -> tuple[Notice, ...]:
    """Return the notice of every reader, of what changed from one state of a history to another.

    Readers that there are no longer are among them: their calendars change too. ``only`` names
    the one reader who is asked for, ``language`` overrules what each reader speaks.
    """
    schedule, known = after.latest.schedule, readers(after.latest.schedule)
    found = []
    for reader in {**readers(before.latest.schedule), **known}.values():
        if only not in {None, reader.id}:
            continue
        code = language or language_of(reader.id, schedule)
        # Who is no reader any more learns nothing that came after them, not even a new name.
        view = feed_view(after if reader.id in known else before, reader)
        changed = feed_changes(before, after, reader)
        told = message(changed, view, spoken(code), now)
        found.append(Notice(reader, _address(reader.id, schedule), code, told))
    return tuple(found)


def language_of(reader: str, schedule: Schedule) -> str:
    """Return the language for a reader: their first, or else the delegation's, that there is."""
    person = _records(schedule).get(reader)
    return choose((*(person.speaks if person else ()), *schedule.delegation.languages)).code


def _address(reader: str, schedule: Schedule) -> str | None:
    person = _records(schedule).get(reader)
    address = person.email if person else None
    return address if address and is_mailbox(address) else None


def _records(schedule: Schedule) -> Mapping[str, Person | OutsideReader]:
    return {**schedule.readers, **schedule.people}
