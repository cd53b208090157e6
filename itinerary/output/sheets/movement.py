"""The movement plan: each vehicle's ways, for whoever drives, watches or guards.

It goes through more hands than any other sheet, so it names no protected person, no interlocutor
and no engagement; a confidential place is told by its town, where that is not confidential too.
"""

from collections.abc import Iterator
from datetime import date

from itinerary.output import wording
from itinerary.output.days import Row, days
from itinerary.output.sheets.entries import clock
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
from itinerary.privacy.view import Cover, Details, Item, Journey, Venue, View, is_off
from itinerary.sun import sunset


def make(view: View, printing: Printing) -> Sheet:
    """Return the sheet: a table a vehicle, then the ways made without one of ours."""
    maker = Maker(view, printing)
    say = maker.say
    groups: dict[str, list[tuple[date, Row]]] = {}
    for day in days(view, printing.page):
        for row in day.rows:
            if isinstance(row, Row) and not row.goes_on:
                for group in _groups(row.item, maker):
                    groups.setdefault(group, []).append((day.date, row))
    sections = tuple(
        Section(name, (Table(_columns(maker), tuple(_cells(*one, maker) for one in groups[name])),))
        for name in sorted(groups, key=lambda name: (name == _others(maker), name.casefold()))
    )
    if not sections:
        sections = (Section("", (Paragraph(say("There is no journey and no vehicle.")),)),)
    leaf = Leaf(say("Movement plan"), wording.dates(maker.days, maker.words), (), sections)
    # A protected reader's own name does not stand on it either.
    unnamed = view.is_protected
    return maker.sheet(say("Movement plan"), (leaf,), (), is_wide=True, is_unnamed=unnamed)


def _others(maker: Maker) -> str:
    return maker.say("Without a vehicle of ours")


def _groups(item: Item, maker: Maker) -> Iterator[str]:
    """Yield the vehicles that something needs."""
    if isinstance(item, Cover):
        return
    if item.details.vehicles:
        yield from dict.fromkeys(item.details.vehicles)
    elif isinstance(item, Journey):
        yield _others(maker)


def _columns(maker: Maker) -> tuple[Column, ...]:
    say = maker.say
    return (
        Column(say("Day"), 10),
        Column(say("Time"), 10),
        Column(say("From"), 18),
        Column(say("To"), 18),
        Column(say("How"), 9),
        Column(say("Who"), 21),
        Column(say("Sunset there"), 8),
        Column(say("Status"), 11),
    )


def _cells(day: date, row: Row, maker: Maker) -> Cells:
    item, words, say = row.item, maker.words, maker.say
    if isinstance(item, Cover):
        raise TypeError("a cover has no vehicle")
    if isinstance(item, Journey):
        origin, destination = item.origin, item.destination
        way = wording.first_up(wording.way(item, words))
    else:
        origin = destination = item.venue
        way = say("Stop")
    standing = wording.first_up(say(wording.STANDINGS[wording.standing(item)]))
    return Cells(
        (
            wording.first_up(words.day(day)),
            clock(row.clock, row.date, words),
            _place(origin),
            _place(destination),
            way,
            _who(item.details, maker),
            _sunset(row, destination),
            standing,
        ),
        maker.change(item),
        is_off(item),
    )


def _place(venue: Venue | None) -> str:
    if venue is None:
        return ""
    if not venue.is_confidential:
        return wording.venue_line(venue)
    return "" if venue.is_town_confidential else venue.town


def _who(details: Details, maker: Maker) -> str:
    """Return the members of the delegation by name, and how many others there are."""
    named = [name for name in details.people if name not in details.protected]
    others = len(details.protected)
    parts = [", ".join(named)]
    if others:
        parts.append(maker.words.plural("{count} more", "{count} more", others))
    return ", ".join(filter(None, parts))


def _sunset(row: Row, venue: Venue | None) -> str:
    around = venue.surroundings if venue else None
    if venue is None or venue.is_town_confidential or around is None or not around.coordinates:
        return ""
    sets = sunset(row.clock.end.date(), *around.coordinates, around.zone)
    return f"{sets:%H:%M}" if sets else ""
