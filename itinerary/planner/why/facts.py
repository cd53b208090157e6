"""What in a file may stand in the way of a request, each as one fact in plain words with its line.

A fact can be left out of a schedule: what is possible without it tells what it stands in the way
of. Nothing else has to know why a request has the hours that it has.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import cast

from itinerary.checks import wording
from itinerary.checks.counterparts import has_counterpart
from itinerary.checks.daylight import is_by_road
from itinerary.checks.embargo_broken import is_public
from itinerary.languages import Message, Words, plural, say
from itinerary.model import timeline
from itinerary.model.entries import Engagement, Entry, Journey, Status, Stay, Window
from itinerary.model.people import Absence, Person
from itinerary.model.schedule import Schedule
from itinerary.planner.problem import NO_PRIORITY, Busy
from itinerary.planner.windows import minute_of
from itinerary.spans import SourceSpan
from itinerary.times import Days, Timespan, day_span, in_zone

Step = Callable[[Schedule], Schedule]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that the file says, and where.

    ``entry`` is the id of what takes somebody's time, and ``may_move`` tells whether it is not yet
    sure: tentative, an idea, or placed by the same plan. ``without`` takes the fact out of a
    schedule; None where it is no fact about the request but something that takes place, or what
    is past.
    """

    span: SourceSpan
    told: Message
    entry: str | None = None
    may_move: bool = False
    is_window: bool = False
    is_past: bool = False
    is_presence: bool = False
    without: Step | None = field(default=None, compare=False, repr=False)

    @property
    def is_settled(self) -> bool:
        """Whether it concerns the request alone."""
        return self.without is not None or self.is_past


def settled(schedule: Schedule, entry: Entry, now: datetime) -> tuple[Fact, ...]:
    """Return every fact that concerns a request alone; the first is its windows."""
    return (
        _windows(entry),
        _past(schedule, entry, now),
        *_mission(schedule, entry),
        *_avoided(entry),
        *_orders(schedule, entry),
        *_offices(schedule, entry),
        *_rules(schedule, entry),
        *(
            fact
            for person_id in schedule.attendees(entry, None)
            if person_id in schedule.people
            for fact in _of_person(schedule, entry, schedule.people[person_id])
        ),
    )


def left_out(schedule: Schedule, facts: Iterable[Fact]) -> Schedule:
    """Return a schedule without some facts."""
    for fact in facts:
        if fact.without:
            schedule = fact.without(schedule)
    return schedule


def changed(schedule: Schedule, entry_id: str, **values: object) -> Schedule:
    """Return a schedule in which an entry has other values."""
    entry = replace(schedule.entries[entry_id], **values)  # type: ignore[arg-type]
    return replace(schedule, entries={**schedule.entries, entry_id: entry})


def bare(schedule: Schedule, entry: Entry) -> Schedule:
    """Return a schedule with a request and what it is to follow or precede, and nothing else.

    Its slots do not depend on ways, and chains of rows take their time to find.
    """
    kept = {entry.id, *(one.id for one in (*entry.after, *entry.before))}
    return replace(
        schedule,
        gazetteer=replace(schedule.gazetteer, connections=False),
        entries={one: entry for one, entry in schedule.entries.items() if one in kept},
        occurrences=tuple(one for one in schedule.occurrences if one.entry.id in kept),
    )


# ---------------------------------------------------------------- what concerns it alone


def _windows(entry: Entry) -> Fact:
    def without(schedule: Schedule) -> Schedule:
        dates, zone = schedule.delegation.dates, schedule.delegation.zone
        spans = tuple(day_span(day, zone) for day in dates)
        if isinstance(entry, Stay):  # nights are on end
            spans = (Timespan(spans[0].start, spans[-1].end),)
        whole = Window(spans=spans, text="", span=entry.at("within"))
        return changed(schedule, entry.id, within=(*entry.within, whole))

    windows = tuple(window.text for window in entry.within)
    if isinstance(entry, Stay):
        told = plural(
            "it takes {count} night within {windows}",
            "it takes {count} nights within {windows}",
            entry.nights or 0,
            windows=windows,
        )
    else:
        takes = entry.takes or timedelta()
        told = say("it takes {length} within {windows}", length=takes, windows=windows)
    return Fact(entry.at("within"), told, is_window=True, without=without)


def _past(schedule: Schedule, entry: Entry, now: datetime) -> Fact:
    at = in_zone(now, schedule.delegation.zone)
    told = say(
        "{day}, {time} is over already",
        day=lambda words: words.written_day(at),
        time=f"{at:%H:%M}",
    )
    return Fact(entry.at("within"), told, is_past=True)


def _mission(schedule: Schedule, entry: Entry) -> Iterator[Fact]:
    dates = schedule.delegation.dates
    days = [
        day for window in entry.within for span in window.spans for day in timeline.bounds(span)
    ]
    if all(day in dates for day in days):
        return
    wide = Days(min(dates.first, *days), max(dates.last, *days))
    yield Fact(
        schedule.delegation.span,
        say("the mission is {dates}", dates=dates),
        without=lambda one: replace(one, delegation=replace(one.delegation, dates=wide)),
    )


def _avoided(entry: Entry) -> Iterator[Fact]:
    for window in entry.avoid:

        def without(schedule: Schedule, window: Window = window) -> Schedule:
            kept = tuple(one for one in schedule.entries[entry.id].avoid if one is not window)
            return changed(schedule, entry.id, avoid=kept)

        told = say("it is to avoid {window}", window=window.text)
        yield Fact(window.span, told, without=without)


def _orders(schedule: Schedule, entry: Entry) -> Iterator[Fact]:
    for key in ("after", "before"):
        for reference in getattr(entry, key):
            times = [one for one in schedule.occurrences if one.entry.id == reference.id]
            if not times:
                continue
            # It follows the last of them, and precedes the first.
            other = times[-1] if key == "after" else times[0]

            def without(one: Schedule, key: str = key, id_: str = reference.id) -> Schedule:
                kept = tuple(ref for ref in getattr(one.entries[entry.id], key) if ref.id != id_)
                return changed(one, entry.id, **{key: kept})

            values = {"title": wording.title(schedule, other.entry), "when": other.when}
            told = (
                say("it is to follow {title}, {when}", **values)
                if key == "after"
                else say("it is to precede {title}, {when}", **values)
            )
            yield Fact(reference.span, told, without=without)


def _offices(schedule: Schedule, entry: Entry) -> Iterator[Fact]:
    if not isinstance(entry, Engagement) or not has_counterpart(entry):
        return
    chains = [place for one in entry.where for place in schedule.gazetteer.chain(one.id)]
    for place in dict.fromkeys(chain.id for chain in chains if chain.office_hours):
        known = schedule.gazetteer.places[place]
        told = say("{place} receives people in its office hours alone", place=known.name)
        yield Fact(known.span, told, without=_with_places([place], office_hours=()))
    yield Fact(
        entry.at("where"),
        say("it is not held on a public holiday"),
        without=_with_places([one.id for one in entry.where], country="ZZ"),
    )


def _with_places(ids: Iterable[str], **values: object) -> Step:
    """Return what gives places other values."""
    ids = tuple(ids)

    def step(schedule: Schedule) -> Schedule:
        places = dict(schedule.gazetteer.places)
        for one in places.keys() & set(ids):
            places[one] = replace(places[one], **values)  # type: ignore[arg-type]
        return replace(schedule, gazetteer=replace(schedule.gazetteer, places=places))

    return step


def _rules(schedule: Schedule, entry: Entry) -> Iterator[Fact]:
    """Yield what rules say of the hours of a request alone."""
    if entry.embargo is not None and is_public(entry):
        at = entry.embargo.start
        yield Fact(
            entry.at("embargo"),
            say(
                "it is public, and its embargo ends on {day} at {time}", day=at, time=f"{at:%H:%M}"
            ),
            without=lambda one: changed(one, entry.id, embargo=None),
        )
    if isinstance(entry, Journey):
        towns = [place.id for place in schedule.gazetteer.chain(entry.destination.id)]
        yield Fact(
            entry.at("to"),
            say("a road is to end by daylight"),
            without=_with_places(towns, coordinates=None),
        )


def _of_person(schedule: Schedule, entry: Entry, person: Person) -> Iterator[Fact]:
    for absence in person.unavailable:

        def without(schedule: Schedule, absence: Absence = absence) -> Schedule:
            known = schedule.people[person.id].unavailable
            kept = tuple(one for one in known if one is not absence)
            return _with_person(schedule, person.id, unavailable=kept)

        told = say("{who} is not available {when}", who=person.name, when=absence.when)
        yield Fact(absence.span, told, without=without)
    is_named = not entry.everyone or any(one.id == person.id for one in entry.who)
    is_named |= isinstance(entry, Stay)  # whoever joins during it stands in its way
    for key, fact in _presence(schedule, person).items():
        if is_named:
            without_it = _without_presence(person.id, key)
            yield replace(fact, without=without_it)


def _without_presence(person_id: str, key: str) -> Step:
    return lambda one: _with_person(one, person_id, **{key: None})


def _with_person(schedule: Schedule, person_id: str, **values: object) -> Schedule:
    person = replace(schedule.people[person_id], **values)  # type: ignore[arg-type]
    return replace(schedule, people={**schedule.people, person_id: person})


def _presence(schedule: Schedule, person: Person) -> Mapping[str, Fact]:
    """Return the facts that a person joins and leaves, as far as they do."""
    found = {}
    for key, presence in (("joins", person.joins), ("leaves", person.leaves)):
        if presence is None:
            continue
        at = presence.when.start
        values = {"who": person.name, "day": at.date(), "time": f"{at:%H:%M}"}
        if presence.where is not None:
            values["place"] = wording.place(schedule, presence.where.id)
            told = (
                say("{who} joins on {day} at {time} in {place}", **values)
                if key == "joins"
                else say("{who} leaves on {day} at {time} from {place}", **values)
            )
        else:
            told = (
                say("{who} joins on {day} at {time}", **values)
                if key == "joins"
                else say("{who} leaves on {day} at {time}", **values)
            )
        found[key] = Fact(presence.span, told, is_presence=True)
    return found


# ---------------------------------------------------------------- what takes somebody's time


def presence_at(schedule: Schedule, busy: Busy) -> Fact:
    """Return the fact that somebody joins or leaves at an instant."""
    person = schedule.people[busy.people[0]]
    facts = _presence(schedule, person)
    ends = {"joins": person.joins, "leaves": person.leaves}
    key = next(
        key
        for key, presence in ends.items()
        if presence and minute_of(presence.when.start) == busy.start
    )
    return facts[key]


def taken(
    schedule: Schedule, busy: Busy, claims: Iterable[str], when: Timespan, way: int | None
) -> Fact:
    """Return the fact that something takes people or things, and how far off it is."""
    entry = schedule.entries[cast("str", busy.entry)]
    if busy.is_bed:
        people = [person for person in schedule.people if person in {*claims}]
        told = plural(
            "{who} has a bed in “{title}”, {when}",
            "{who} have a bed in “{title}”, {when}",
            len(people),
            who=wording.people(schedule, people),
            title=wording.entry_title(schedule, entry),
            when=entry.when or when,
        )
    else:
        told = say("{what}, {when}", what=doing(schedule, entry, claims), when=when)
    return of_entry(entry, away(told, way))


def of_entry(entry: Entry, told: Message) -> Fact:
    """Return the fact that something takes place."""
    may_move = entry.status in {Status.TENTATIVE, Status.IDEA}
    return Fact(entry.at("when"), told, entry=entry.id, may_move=may_move)


def so_planned(schedule: Schedule, fact: Fact) -> Fact:
    """Return the fact that something takes place as one that the same plan makes true."""
    priority = schedule.entries[fact.entry or ""].priority or NO_PRIORITY
    told = say(
        "{what}, as this plan has it, with priority {priority}", what=fact.told, priority=priority
    )
    return replace(fact, told=told, may_move=True)


def doing(schedule: Schedule, entry: Entry, claims: Iterable[str]) -> Message:
    """Return who or what is taken by an entry: ``Ana is on the road to Andahuaylas``."""
    claims = set(claims)
    people = [person for person in schedule.people if person in claims]
    title = wording.title(schedule, entry)
    if not people:
        return say("{what} is taken by {title}", what=wording.things(entry, claims), title=title)
    told = {"who": wording.people(schedule, people)}
    if not isinstance(entry, Journey):
        return plural(
            "{who} is in {title}", "{who} are in {title}", len(people), **told, title=title
        )
    told["place"] = (wording.place(schedule, entry.destination.id),)
    if is_by_road(entry, schedule.gazetteer.row(entry.origin.id, entry.destination.id)):
        return plural(
            "{who} is on the road to {place}",
            "{who} are on the road to {place}",
            len(people),
            **told,
        )
    return plural(
        "{who} is on the way to {place}", "{who} are on the way to {place}", len(people), **told
    )


def away(told: Message, way: int | None) -> Message:
    """Return what takes somebody with how far off it is, where it is."""
    if way is None:
        return say("{what}, and no way leads there and back", what=told)
    if not way:
        return told
    return say("{what}, {length} away", what=told, length=timedelta(minutes=way))


def either(parts: tuple[Message, ...]) -> Callable[[Words], str]:
    """Return what a message names where one of several is meant."""
    return lambda words: words.either([words.value(one) for one in parts])
