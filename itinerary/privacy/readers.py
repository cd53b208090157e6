"""Who reads, by which medium, and what the rule table lets them see."""

from dataclasses import dataclass
from enum import Enum

from itinerary.languages import mark
from itinerary.model.fields import Classification
from itinerary.model.schedule import Schedule


class Medium(Enum):
    """What carries a view to its reader."""

    FEED = "feed"
    """A calendar subscription, which calendar companies read too."""
    SHEET = "sheet"
    """A screen or a page in the reader's own hands."""


class Disclosure(Enum):
    """How much of something a reader sees."""

    FULL = "full"
    COVER = "cover"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Level:
    """All of a reader that may decide what they are shown of one time that an entry takes place.

    It does not tell who they are: what one of a level sees is what all of it see.
    """

    clearance: Classification
    is_person: bool = False
    is_coordinator: bool = False
    takes_part: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody for whom a view is made. ``home`` is an IANA zone."""

    id: str
    name: str
    clearance: Classification
    home: str | None = None
    is_person: bool = False
    is_coordinator: bool = False
    is_protected: bool = False

    def level(self, *, takes_part: bool) -> Level:
        """Return the reader's level where they take part, or where they do not."""
        return Level(self.clearance, self.is_person, self.is_coordinator, takes_part)


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody of no mission who is invited to an engagement, and so told its time.

    Beside what is public they are shown the fields that the coordinator names (attributes of the
    entry). Their address, in small letters, is who they are.
    """

    address: str
    shown: frozenset[str] = frozenset()

    @property
    def reader(self) -> Reader:
        """The guest as a reader; no reader of a schedule has an id with a colon in it."""
        return Reader(f"mailto:{self.address.lower()}", "", Classification.PUBLIC)


COORDINATOR = Reader("", mark("the coordinator"), Classification.CONFIDENTIAL, is_coordinator=True)
"""Who edits the file and so has read all of it."""


ANYBODY = Reader("", "", Classification.PUBLIC)
"""Whoever it may be: they know what is public, and nothing else."""


def readers(schedule: Schedule) -> dict[str, Reader]:
    """Return everybody who gets a feed: the people, then the readers who do not travel.

    Members of the delegation read what is private. A protected person is no member: beside what
    is public they read what they themselves take part in.
    """
    found = {
        person.id: Reader(
            id=person.id,
            name=person.name,
            clearance=Classification.PUBLIC if person.protected else Classification.PRIVATE,
            home=person.home,
            is_person=True,
            is_protected=person.protected,
        )
        for person in schedule.people.values()
    }
    for outside in schedule.readers.values():
        found[outside.id] = Reader(outside.id, outside.name, outside.clearance, outside.home)
    return found


def disclosure(
    classification: Classification,
    level: Level,
    *,
    medium: Medium,
    covers: bool,
) -> Disclosure:
    """Return the cell of the rule table: what a level sees of something of a class.

    The coordinator sees all. Confidential content never enters a feed, whoever subscribes:
    at most its cover does, and not even that where the file says ``confidential: none``.
    """
    if level.is_coordinator or classification is Classification.PUBLIC:
        return Disclosure.FULL
    if classification is Classification.PRIVATE:
        cleared = level.takes_part or level.clearance >= Classification.PRIVATE
        return Disclosure.FULL if cleared else Disclosure.NOTHING
    if not level.takes_part and level.clearance < Classification.CONFIDENTIAL:
        return Disclosure.NOTHING
    if medium is Medium.SHEET:
        return Disclosure.FULL
    return Disclosure.COVER if covers else Disclosure.NOTHING
