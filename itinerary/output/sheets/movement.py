"""The movement plan: each vehicle's ways, for whoever drives, watches or guards.

It goes through more hands than any other sheet, so it names no protected person, no interlocutor
and no engagement; a confidential place is told by its town, where that is not confidential too.
"""

from collections.abc import Iterator

from itinerary.output import wording
from itinerary.output.sheets import entries
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
from itinerary.times import Timespan


def make(view: View, printing: Printing) -> Sheet:
    """Return the sheet: a table a vehicle, then the ways made without one of ours."""
    maker = Maker(view, printing)
    say = maker.say
    groups: dict[str, list[entries.Told]] = {}
    for one in entries.once(maker):
        for group in _groups(one.item, maker):
            groups.setdefault(group, []).append(one)
    sections = tuple(
        Section(name, (Table(_columns(maker), tuple(_cells(one, maker) for one in groups[name])),))
        for name in sorted(groups, key=lambda name: (name == _others(maker), name.casefold()))
    )
    if not sections:
        sections = (Section("", (Paragraph(say("There is no journey and no vehicle.")),)),)
    dates = wording.dates(maker.days, maker.words)
    leaf = Leaf(say("Movement plan"), dates, (entries.clocks_of(maker),), sections)
    # What makes another sheet secret, a note or a name, does not stand on it; a time may.
    secret = [
        one.item
        for some in groups.values()
        for one in some
        if isinstance(one.item, Cover) or one.item.details.is_confidential
    ]
    # A protected reader's own name does not stand on it either.
    unnamed = view.is_protected
    return maker.sheet(
        say("Movement plan"), (leaf,), tuple(secret), is_wide=True, is_unnamed=unnamed
    )


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


def _cells(told: entries.Told, maker: Maker) -> Cells:
    item, words, say = told.item, maker.words, maker.say
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
            wording.first_up(words.day(told.date)),
            told.times,
            _place(origin, item.details),
            _place(destination, item.details),
            way,
            _who(item.details, maker),
            _sunset(item, destination),
            standing,
        ),
        maker.change(item),
        is_off(item),
    )


def _place(venue: Venue | None, details: Details) -> str:
    """Return a place; where it or the engagement is confidential, the town alone."""
    if venue is None:
        return ""
    if not (venue.is_confidential or details.is_confidential):
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


def _sunset(item: Item, venue: Venue | None) -> str:
    around = venue.surroundings if venue else None
    if venue is None or venue.is_town_confidential or around is None or not around.coordinates:
        return ""
    last = item.when.end.date() if isinstance(item.when, Timespan) else item.when.last
    sets = sunset(last, *around.coordinates, around.zone)
    return f"{sets:%H:%M}" if sets else ""
