"""The day sheet: one day of one reader, to be carried."""

from collections.abc import Iterator
from datetime import date, datetime

from itinerary.output import wording
from itinerary.output.days import Day, Row, clocks, days
from itinerary.output.sheets import entries
from itinerary.output.sheets.contacts import told as told_contact
from itinerary.output.sheets.sheet import (
    Entries,
    Entry,
    Facts,
    Leaf,
    Line,
    Maker,
    Paragraph,
    Printing,
    Section,
    Sheet,
)
from itinerary.privacy.view import (
    Contact,
    Item,
    OpenRequest,
    Surroundings,
    View,
    Withdrawn,
    venues,
)
from itinerary.sun import sunset
from itinerary.times import Days, Timespan, in_zone, start_of_day


def make(view: View, printing: Printing) -> Sheet:
    """Return the sheet: each of its days begins on a page of its own."""
    maker = Maker(view, printing)
    shown = days(view, printing.page)
    leaves = tuple(_leaf(day, maker) for day in shown)
    told = {id(one): one for day in shown for one in (*_items(day), *_requests(day.date, view))}
    contacts = _called(view)
    return maker.sheet(maker.say("Day sheet"), leaves, (*told.values(), *contacts))


def _items(day: Day) -> Iterator[Item]:
    yield from day.notices
    yield from (row.item for row in day.rows if isinstance(row, Row))
    yield from day.nights


def _requests(day: date, view: View) -> tuple[OpenRequest, ...]:
    return entries.requests_of(view, Days(day, day))


def _gone(day: date, view: View) -> list[Withdrawn]:
    """Return what the last edition took from a day, in order of time."""
    edition = view.edition
    found = (
        one
        for one in view.withdrawn
        if edition and one.revision.at == edition.at and day in _days_of(one, view.zone)
    )
    return sorted(found, key=lambda one: (_start(one, view.zone), one.uid))


def _days_of(gone: Withdrawn, zone: str) -> Days:
    """Return the days that something stood under; what has hours, the one it began on."""
    if isinstance(gone.when, Days):
        return gone.when
    start = in_zone(gone.when.start, zone).date()
    return Days(start, start)


def _leaf(day: Day, maker: Maker) -> Leaf:
    say, words, view = maker.say, maker.words, maker.view
    number = (
        say("Day {number} of {count}", number=day.number, count=day.of)
        if day.number
        else wording.first_up(say("outside the mission"))
    )
    return Leaf(
        heading=wording.first_up(words.full_day(day.date)),
        above=" · ".join((number, *day.towns)),
        facts=tuple(_facts(day, maker)),
        sections=tuple(
            section
            for section in (
                _programme(day, maker),
                _open(_requests(day.date, view), maker),
                _safety(day, maker),
            )
            if section.blocks
        ),
    )


def _facts(day: Day, maker: Maker) -> Iterator[Line]:
    """Yield each town's height and sunset, and whose clocks tell the times."""
    words, say = maker.words, maker.say
    for town, (around, *_) in _towns(day).items():
        parts = []
        if around.altitude is not None:
            parts.append(say("{metres} m above the sea", metres=words.number(around.altitude)))
        if around.coordinates:
            sets = sunset(day.date, *around.coordinates, around.zone)
            parts += [say("sunset {time}", time=f"{sets:%H:%M}")] if sets else []
        if parts:
            yield Line(town, " · ".join(parts))
    told = [one for one in clocks(maker.view, maker.printing.page, words) if one]
    yield Line(say("Times"), wording.first_up(", ".join(told)))


def _towns(day: Day) -> dict[str, list[Surroundings]]:
    """Return the surroundings of each town of a day, by its name; venues may differ in theirs."""
    found: dict[str, list[Surroundings]] = {}
    for item in _items(day):
        for venue in venues(item):
            if venue and venue.town in day.towns and venue.surroundings:
                around = found.setdefault(venue.town, [])
                if venue.surroundings not in around:
                    around.append(venue.surroundings)
    return {town: found[town] for town in day.towns if town in found}


def _programme(day: Day, maker: Maker) -> Section:
    say = maker.say
    told = [entries.of_item(item, say("All day"), maker) for item in day.notices]
    told += _timed(day, maker)
    told += [entries.of_item(stay, say("Night"), maker) for stay in day.nights]
    if not told:
        return Section("", (Paragraph(wording.first_up(say("nothing planned"))),))
    return Section("", (Entries(tuple(told)),))


def _timed(day: Day, maker: Maker) -> Iterator[Entry]:
    """Yield what has its hours, and in its place what the last edition took away."""
    gone, zone = _gone(day.date, maker.view), maker.view.zone
    for row in day.rows:
        start = row.clock.start if isinstance(row, Row) and not row.goes_on else None
        while gone and start and _start(gone[0], zone) <= start:
            yield entries.of_withdrawn(gone.pop(0), day.date, maker)
        yield entries.of_row(row, maker)
    yield from (entries.of_withdrawn(one, day.date, maker) for one in gone)


def _start(gone: Withdrawn, zone: str) -> datetime:
    when = gone.when
    return when.start if isinstance(when, Timespan) else start_of_day(when.first, zone)


def _open(requests: tuple[OpenRequest, ...], maker: Maker) -> Section:
    told = tuple(entries.of_request(one, maker) for one in requests)
    return Section(maker.say("Not yet placed"), (Entries(told),) if told else ())


# ---------------------------------------------------------------- safety


def _called(view: View) -> tuple[Contact, ...]:
    """Return those whom the safety block names."""
    monitor = view.safety.monitor if view.safety else None
    found = (monitor, *(one for one in view.contacts if one.is_emergency))
    return tuple(one for one in found if one)


def _safety(day: Day, maker: Maker) -> Section:
    return Section(maker.say("Safety"), _blocks(tuple(_lines(day, maker))), is_boxed=True)


def _blocks(lines: tuple[Line, ...]) -> tuple[Facts, ...]:
    return (Facts(lines),) if lines else ()


def _lines(day: Day, maker: Maker) -> Iterator[Line]:
    say, view = maker.say, maker.view
    safety = view.safety
    if safety and safety.check_ins:
        times = ", ".join(f"{one:%H:%M}" for one in safety.check_ins)
        how = f"{times} · {safety.how}" if safety.how else times
        yield Line(say("Check in"), how)
    if safety and safety.monitor:
        yield Line(say("Monitor"), told_contact(safety.monitor))
    for town, some in _towns(day).items():
        hospitals = dict.fromkeys(told_contact(one.hospital) for one in some if one.hospital)
        fallbacks = dict.fromkeys(one.fallback for one in some if one.fallback)
        told = [say("Hospital: {name}", name=name) for name in hospitals]
        told += [say("If plans fail: {text}", text=text) for text in fallbacks]
        if told:
            yield Line(town, " · ".join(told))
    if safety and safety.fallback:
        yield Line(say("If nobody answers"), safety.fallback)
    emergency = [one for one in view.contacts if one.is_emergency]
    if emergency:
        yield Line(say("Emergency"), " · ".join(map(told_contact, emergency)))
