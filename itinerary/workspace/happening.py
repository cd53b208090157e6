"""What has happened to a programme: a schedule as it is now, and what of that its file can say."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from itinerary.checks import wording
from itinerary.checks.daylight import is_by_road, is_road
from itinerary.languages import Message, say
from itinerary.model.entries import Entry, Journey, Status, Window
from itinerary.model.people import Absence
from itinerary.model.places import Closure, Gazetteer
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
    """As it is now, roads closed and people away as well."""
    told: tuple[Happened, ...]
    entries: frozenset[str]
    """What it happened to: it has its new time, and nobody moves it again."""
    roads: frozenset[str]
    """Journeys on roads that are closed when they take place."""


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
    state = Changed(wish.loaded.data, schedule, (), frozenset(), frozenset())
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
    when = schedule.entries[entry.id].when
    if isinstance(one, Moved) and when == entry.when:
        return Uneditable(
            say("{title} is {when} already", title=wording.title(schedule, entry), when=when),
            say("tell what is new: `ENTRY 6h late`, `ENTRY at 15:00`"),
        )
    return state._replace(
        data=done.data,
        schedule=schedule,
        told=(*state.told, Happened(_words(schedule, entry, one), is_written=True)),
        entries=state.entries | {entry.id},
    )


def _words(schedule: Schedule, before: Entry, one: Moved | Off) -> Message:
    title = wording.title(schedule, before)
    if isinstance(one, Off):
        return say("{title} is cancelled", title=title)
    when = schedule.entries[before.id].when
    if before.when is None:
        return say("{title} is {when}, and had no time before", title=title, when=when)
    return say("{title} is {when}, not {before}", title=title, when=when, before=before.when)


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
        told=(*state.told, Happened(what, is_written=False)),
    )


def _closed(state: Changed, one: Closed) -> Changed | Uneditable:
    """Return a programme without a road, for good or on a day: it is open on all others."""
    schedule = state.schedule
    for place in (one.origin, one.destination):
        if place not in schedule.gazetteer.places:
            return Uneditable(
                say("there is no place `{place}`", place=place[:64]),
                there_are(schedule.gazetteer.places),
            )
    mission = schedule.delegation.dates
    days = mission if one.day is None else Days(one.day, one.day)
    span = _span(schedule, days)
    closures = tuple(_closures(schedule.gazetteer, one, span))
    journeys = [entry for entry in schedule.entries.values() if _is_on(schedule, entry, one)]
    if not closures and not journeys:
        return Uneditable(
            say(
                "no row of `travel:` and no journey goes by road from {origin} to {destination}",
                origin=wording.place(schedule, one.origin),
                destination=wording.place(schedule, one.destination),
            ),
            say("name the two ends of a road that the file has"),
        )
    known = schedule.gazetteer
    left = (
        known.without(closures)
        if one.day is None
        else replace(known, closures=(*known.closures, *closures))
    )
    avoiding = {entry.id: _avoiding(entry, span) for entry in journeys}
    touched = frozenset(
        occurrence.entry.id
        for occurrence in schedule.occurrences
        if occurrence.entry.id in avoiding
        and isinstance(occurrence.when, Timespan)
        and any(day in days for day in (occurrence.when.start.date(), occurrence.when.end.date()))
        and not occurrence.entry.status.is_off
    )
    return state._replace(
        schedule=_with(replace(schedule, gazetteer=left), avoiding),
        told=(*state.told, Happened(_road(schedule, one), is_written=False)),
        roads=state.roads | touched,
    )


def _closures(gazetteer: Gazetteer, one: Closed, when: Timespan) -> Iterator[Closure]:
    """Yield the rows that a closed road is, each in the directions that it is closed in."""
    ends = one.origin, one.destination
    for row in gazetteer.travel:
        is_there = (row.origin.id, row.destination.id) in {ends, ends[::-1]}
        if not is_there or (row.by and not is_road(row.by)):
            continue
        for origin in ends if one.both_ways else ends[:1]:
            if origin == row.origin.id or not row.one_way:
                yield Closure(row, origin, when)


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


def _avoiding(entry: Entry, span: Timespan) -> Entry:
    return replace(entry, avoid=(*entry.avoid, Window(spans=(span,), text="", span=entry.span)))


def _span(schedule: Schedule, days: Days) -> Timespan:
    zone = schedule.delegation.zone
    return Timespan(day_span(days.first, zone).start, day_span(days.last, zone).end)


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
