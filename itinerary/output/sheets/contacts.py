"""The contacts of a mission, in tiers of who needs to know them."""

from collections.abc import Iterator

from itinerary.output.sheets.sheet import (
    Cells,
    Column,
    Leaf,
    Maker,
    Paragraph,
    Printing,
    Section,
    Sheet,
    Table,
)
from itinerary.privacy.view import Classification, Contact, View


def make(view: View, printing: Printing) -> Sheet:
    """Return the sheet: whom to call, those first whom anybody may know."""
    maker = Maker(view, printing)
    sections = tuple(_sections(maker)) or (
        Section("", (Paragraph(maker.say("The schedule names nobody whom you could call.")),)),
    )
    leaf = Leaf(maker.say("Contacts"), "", (), sections)
    return maker.sheet(maker.say("Contacts"), (leaf,), view.contacts)


def told(contact: Contact) -> str:
    """Return a contact on one line: who, and how to reach them."""
    parts = (contact.name, contact.phone, contact.email, contact.address)
    return ", ".join(filter(None, parts))


def _sections(maker: Maker) -> Iterator[Section]:
    say, contacts = maker.say, maker.view.contacts
    tiers = (
        (say("Emergency"), [one for one in contacts if one.is_emergency]),
        (say("Anybody may know these"), _tier(contacts, Classification.PUBLIC)),
        (say("For the delegation"), _tier(contacts, Classification.PRIVATE)),
        (say("Only for those who need them"), _tier(contacts, Classification.CONFIDENTIAL)),
    )
    columns = (
        Column(say("Name"), 5),
        Column(say("For"), 4),
        Column(say("Telephone, mail"), 5),
        Column(say("Where"), 4),
    )
    for heading, tier in tiers:
        if tier:
            yield Section(heading, (Table(columns, tuple(map(_row, tier))),))


def _tier(contacts: tuple[Contact, ...], classification: Classification) -> list[Contact]:
    return [
        one for one in contacts if not one.is_emergency and one.classification is classification
    ]


def _row(contact: Contact) -> Cells:
    reached = "\n".join(filter(None, (contact.phone, contact.email)))
    where = ", ".join(filter(None, (contact.address, contact.town)))
    return Cells((contact.name, contact.role or "", reached, where))
