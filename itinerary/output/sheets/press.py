"""The press advisory: what anybody may come to, when by local time and by GMT, and who speaks.

It is made of the view of a reader who may know only what is public, whoever prints it.
"""

from collections.abc import Iterator

from itinerary.languages import Language
from itinerary.output import wording
from itinerary.output.days import Row, days
from itinerary.output.sheets.entries import clock
from itinerary.output.sheets.sheet import (
    Facts,
    Leaf,
    Line,
    Maker,
    Paragraph,
    Printing,
    Section,
    Sheet,
)
from itinerary.privacy.view import Cover, Engagement, Item, View, is_off
from itinerary.times import Timespan, in_zone, zone_of


def make(view: View, printing: Printing) -> Sheet:
    """Return the advisory: each public engagement that will take place, in order of time."""
    maker = Maker(view, printing)
    say = maker.say
    told = tuple(_told(maker))
    sections = tuple(_section(row, maker) for row in told) or (
        Section("", (Paragraph(say("Nothing public is planned.")),)),
    )
    contacts = [one for one in view.contacts if not one.is_emergency]
    if contacts:
        lines = (
            Line(one.name, ", ".join(filter(None, (one.role, one.phone, one.email))))
            for one in contacts
        )
        sections += (Section(say("Contact"), (Facts(tuple(lines)),), is_boxed=True),)
    leaf = Leaf(say("Press advisory"), wording.dates(maker.days, maker.words), (), sections)
    return maker.sheet(say("Press advisory"), (leaf,), tuple(row.item for row in told))


def _told(maker: Maker) -> Iterator[Row]:
    for day in days(maker.view, maker.printing.page):
        for row in day.rows:
            if isinstance(row, Row) and not row.goes_on and _is_open(row.item):
                yield row


def _is_open(item: Item) -> bool:
    return isinstance(item, Engagement) and not is_off(item)


def _section(row: Row, maker: Maker) -> Section:
    say, words, item = maker.say, maker.words, row.item
    details = None if isinstance(item, Cover) else item.details
    word = wording.standing_word(wording.standing(item), words)
    title = wording.title(item, words)
    facts = (
        [
            Line(say("When"), _when(row, words)),
            Line(say("Where"), _where(item)),
            Line(say("Who"), ", ".join(details.people) if details else ""),
            *(Line(*one) for one in wording.particulars(details, words, _TOLD)),
        ]
        if details
        else []
    )
    told = tuple(one for one in facts if one.text)
    return Section(f"{word} · {title}" if word else title, (Facts(told),))


_TOLD = frozenset({"With", "Languages", "Press", "Embargo"})


def _when(row: Row, words: Language) -> str:
    """Return the time by the clocks of the place, and by Greenwich's."""
    span = row.clock
    day = wording.first_up(words.full_day(row.date))
    city = words.city(zone_of(span.start))
    local = words.say("{times} {city} time", times=clock(span, row.date, words), city=city)
    utc = Timespan(in_zone(span.start, "UTC"), in_zone(span.end, "UTC"))
    return f"{day}, {local} ({clock(utc, row.date, words)} GMT)"


def _where(item: Item) -> str:
    address = item.venue.address if isinstance(item, Engagement) and item.venue else None
    return ", ".join(filter(None, (wording.where(item), address)))
