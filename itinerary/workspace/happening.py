"""What has happened to a programme: a schedule as it is now, and what of that its file can say."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from itinerary.checks import wording
from itinerary.checks.daylight import is_by_road, is_road
from itinerary.languages import Message, say
from itinerary.model.entries import Entry, Journey, Status, Window
from itinerary.model.people import Absence
from itinerary.model.places import TravelRow
from itinerary.model.schedule import Schedule
from itinerary.output.replan import Happened
from itinerary.syntax.happenings import Calendar, Closed, Happening, Missing, Moved, Off, happening
from itinerary.syntax.problems import Problem
from itinerary.syntax.splicing import Uneditable
from itinerary.times import Days, Timespan, day_span
from itinerary.workspace import editing
from itinerary.workspace.editing import Wish
from itinerary.workspace.files import understood
from itinerary.workspace.views import there_are


class Changed(NamedTuple):
    """A programme after something has happened to it."""

    data: bytes
    """The file with what of it the file can say: new times, and what is cancelled."""
    schedule: Schedule
    with_roads: Schedule
    """The same, as if the roads were open that are closed on some days alone."""
    told: tuple[Happened, ...]
    entries: frozenset[str]
    """What it happened to: it has its new time, and nobody moves it again."""
    roads: frozenset[str]
    """Journeys on roads that are closed when they take place."""
    days: frozenset[date]
    """The days on which roads are closed that are open on others."""


def changed(wish: Wish, typed: Sequence[str]) -> Changed | Uneditable:
    """Return a programme after all that is typed has happened to it, or why it says nothing."""
    schedule = wish.schedule
    calendar = Calendar(schedule.delegation.dates, wish.today, schedule.delegation.zone)
    found: list[Happening] = []
    for text in typed:
        one = happening(text, calendar)
        if isinstance(one, Problem):
            return Uneditable(one.message, one.hint or say("see `itinerary replan --help`"))
        found.append(one)
    state = Changed(wish.loaded.data, schedule, schedule, (), frozenset(), frozenset(), frozenset())
    for one in sorted(found, key=lambda one: not isinstance(one, Moved | Off)):
        after = _after(wish, state, one)
        if isinstance(after, Uneditable):
            return after
        state = after
    return state


def _after(wish: Wish, state: Changed, one: Happening) -> Changed | Uneditable:
    match one:
        case Moved() | Off():
            return _edited(wish, state, one)
        case Missing():
            return _missing(wish, state, one)
        case Closed():
            return _closed(state, one)


# ---------------------------------------------------------------- what the file can say


def _edited(wish: Wish, state: Changed, one: Moved | Off) -> Changed | Uneditable:
    """Return a programme in whose file an entry is moved or cancelled."""
    now = Wish(understood(state.data, wish.loaded.path), state.schedule, wish.now)
    entry = now.entry(one.entry)
    if isinstance(entry, Uneditable):
        return entry
    if entry.repeat is not None:
        return Uneditable(
            say("`{entry}` repeats, and one of its days alone cannot be told", entry=entry.id),
            say("edit the file by hand"),
        )
    done = (
        editing.move(now, entry.id, one.typed)
        if isinstance(one, Moved)
        else editing.set_status(now, (entry.id,), Status.CANCELLED)
    )
    if isinstance(done, Uneditable):
        return done
    schedule = understood(done.data, wish.loaded.path).schedule or state.schedule
    return state._replace(
        data=done.data,
        schedule=schedule,
        with_roads=schedule,
        told=(*state.told, Happened(_words(schedule, entry, one), is_written=True)),
        entries=state.entries | {entry.id},
    )


def _words(schedule: Schedule, before: Entry, one: Moved | Off) -> Message:
    title = wording.title(schedule, before)
    if isinstance(one, Off):
        return say("{title} is cancelled", title=title)
    return say(
        "{title} is {when}, not {before}",
        title=title,
        when=schedule.entries[before.id].when,
        before=before.when,
    )


# ---------------------------------------------------------------- what it cannot


def _missing(wish: Wish, state: Changed, one: Missing) -> Changed | Uneditable:
    """Return a programme in which somebody cannot come."""
    person = wish.person(one.person)
    if isinstance(person, Uneditable):
        return person

    def without(schedule: Schedule) -> Schedule:
        known = schedule.people[person.id]
        absence = Absence(when=one.when, span=known.span)
        away = replace(known, unavailable=(*known.unavailable, absence))
        return replace(schedule, people=MappingProxyType({**schedule.people, person.id: away}))

    what = say("{who} cannot come {when}", who=person.name, when=one.when)
    return state._replace(
        schedule=without(state.schedule),
        with_roads=without(state.with_roads),
        told=(*state.told, Happened(what, is_written=False)),
    )


def _closed(state: Changed, one: Closed) -> Changed | Uneditable:
    """Return a programme without a road.

    Where it is closed on one day, its row is taken out all the same: what is moved must not rely on
    a road that nobody wrote a journey for. What relied on it on other days may go on to do so.
    """
    schedule = state.schedule
    for place in (one.origin, one.destination):
        if place not in schedule.gazetteer.places:
            return Uneditable(
                say("there is no place `{place}`", place=place[:64]),
                there_are(schedule.gazetteer.places),
            )
    rows = tuple(part for row in schedule.gazetteer.travel for part in _left(row, one))
    journeys = [entry for entry in schedule.entries.values() if _is_on(schedule, entry, one)]
    if rows == schedule.gazetteer.travel and not journeys:
        return Uneditable(
            say(
                "no row of `travel:` and no journey goes by road from {origin} to {destination}",
                origin=wording.place(schedule, one.origin),
                destination=wording.place(schedule, one.destination),
            ),
            say("name the two ends of a road that the file has"),
        )
    mission = schedule.delegation.dates
    days = mission if one.day is None else Days(one.day, one.day)
    avoiding = {entry.id: _avoiding(schedule, entry, days) for entry in journeys}
    without = _with(replace(schedule, gazetteer=replace(schedule.gazetteer, travel=rows)), avoiding)
    open_roads = state.with_roads
    if one.day is None:
        known = open_roads.gazetteer
        left = tuple(part for row in known.travel for part in _left(row, one))
        open_roads = replace(open_roads, gazetteer=replace(known, travel=left))
    kept = _with(open_roads, avoiding)
    touched = frozenset(
        occurrence.entry.id
        for occurrence in schedule.occurrences
        if occurrence.entry.id in avoiding
        and isinstance(occurrence.when, Timespan)
        and any(day in days for day in (occurrence.when.start.date(), occurrence.when.end.date()))
        and not occurrence.entry.status.is_off
    )
    return state._replace(
        schedule=without,
        with_roads=kept,
        told=(*state.told, Happened(_road(schedule, one), is_written=False)),
        roads=state.roads | touched,
        days=state.days if one.day is None else state.days | {one.day},
    )


def _left(row: TravelRow, one: Closed) -> Iterator[TravelRow]:
    """Yield what is left of a row once a road is closed."""
    ends = row.origin.id, row.destination.id
    closed = (one.origin, one.destination)
    back = closed[::-1]
    if (row.by and not is_road(row.by)) or ends not in {closed, back}:
        yield row
    elif row.one_way:
        if ends == back and not one.both_ways:
            yield row
    elif not one.both_ways:
        is_back = row.origin.id == one.destination
        origin, destination = (
            (row.origin, row.destination) if is_back else (row.destination, row.origin)
        )
        yield replace(row, origin=origin, destination=destination, one_way=True)


def _is_on(schedule: Schedule, entry: Entry, one: Closed) -> bool:
    """Whether an entry is a journey by a road that is closed."""
    if not isinstance(entry, Journey):
        return False
    row = schedule.gazetteer.row(entry.origin.id, entry.destination.id)
    above, beyond = (
        {place.id for place in schedule.gazetteer.chain(end.id)}
        for end in (entry.origin, entry.destination)
    )
    is_there = one.origin in above and one.destination in beyond
    is_back = one.destination in above and one.origin in beyond
    return is_by_road(entry, row) and (is_there or (one.both_ways and is_back))


def _avoiding(schedule: Schedule, entry: Entry, days: Days) -> Entry:
    zone = schedule.delegation.zone
    span = Timespan(day_span(days.first, zone).start, day_span(days.last, zone).end)
    return replace(entry, avoid=(*entry.avoid, Window(spans=(span,), text="", span=entry.span)))


def _with(schedule: Schedule, entries: dict[str, Entry]) -> Schedule:
    """Return a schedule with some of its entries in other words, at the same times."""
    return replace(
        schedule,
        entries=MappingProxyType({**schedule.entries, **entries}),
        occurrences=tuple(
            one._replace(entry=entries.get(one.entry.id, one.entry)) for one in schedule.occurrences
        ),
    )


def _road(schedule: Schedule, one: Closed) -> Message:
    told = {
        "origin": wording.place(schedule, one.origin),
        "destination": wording.place(schedule, one.destination),
        "day": one.day,
    }
    if one.both_ways and one.day is None:
        return say("the road between {origin} and {destination} is closed", **told)
    if one.both_ways:
        return say("the road between {origin} and {destination} is closed {day}", **told)
    if one.day is None:
        return say("there is no road from {origin} to {destination}", **told)
    return say("there is no road from {origin} to {destination} {day}", **told)
