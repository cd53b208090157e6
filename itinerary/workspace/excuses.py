"""Why a request is where it is, and why another is nowhere, in words that can be quoted."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from itinerary.checks import wording
from itinerary.languages import Message, mark, plural, say
from itinerary.model.entries import Entry
from itinerary.model.schedule import Schedule
from itinerary.planner.problem import Busy, Lodged, Placement
from itinerary.planner.proposing import Objection
from itinerary.planner.why.facts import either
from itinerary.planner.why.reasons import Fact, Lack, Missing, Reason, Reasons
from itinerary.planner.why.rounds import Point, Rounds, Said
from itinerary.planner.windows import Cut, Emptied, instant_of, zones_of
from itinerary.times import Timespan

_MOST = 3
"""Entries that are named: whoever wants to know of more asks for the slots of the request."""


class Explaining(Protocol):
    """What can tell why a request is not placed."""

    def missing(self, request: str) -> Missing:
        """Return why a request is not placed."""


def why(schedule: Schedule, reasons: Reasons, placed: Placement) -> tuple[Message, ...]:
    """Return what speaks for a placement."""
    return tuple(_reason(schedule, placed, one) for one in reasons.of(placed))


_FACTS = {
    Fact.PREFERRED: say("within the time that it prefers"),
    Fact.NOT_PREFERRED: say("outside the time that it prefers: there was nothing better to be had"),
    Fact.EARLIEST: say("the first start that its windows and what is fixed leave"),
    Fact.EARLIEST_LEFT: say("the first start that is left beside the other requests"),
    Fact.LATEST: say("the last start that its windows and what is fixed leave, as it prefers"),
    Fact.LATEST_LEFT: say("the last start that is left beside the other requests, as it prefers"),
}


def _reason(schedule: Schedule, placed: Placement, reason: Reason) -> Message:
    if reason.fact in _FACTS:
        return _FACTS[reason.fact]
    entry = schedule.entries[placed.task]
    zone, _ = zones_of(schedule, entry, placed.slot.origin)
    if reason.fact in {Fact.SINCE, Fact.THEN}:
        return _beside(schedule, reason, zone)
    free = _free(schedule, entry, placed, reason)
    if reason.fact is Fact.ONLY_TIME:
        when = Timespan(instant_of(reason.first, zone), instant_of(reason.last, zone))
        return say("all that its windows leave when {free}: {when}", free=free, when=when)
    if reason.fact is Fact.ONLY_DAY:
        day = instant_of(placed.start, zone)
        return say("{day} is the only day of its windows when {free}", day=day, free=free)
    return say("the only start that its windows leave when {free}", free=free)


def _free(schedule: Schedule, entry: Entry, placed: Placement, reason: Reason) -> Message:
    """Return who has to be there, and what nothing else may take, for a start to be one."""
    people = wording.people(schedule, placed.slot.people)
    count = len(people) or len(schedule.people)
    who = people or (say("everybody"),)
    there = plural("{who} can be there", "{who} can be there", count, who=who)
    if not reason.things:
        return there
    things = wording.things(entry, reason.things)
    return say("{there} and nothing else takes {things}", there=there, things=things)


def why_lodged(schedule: Schedule, rounds: Rounds, lodged: Lodged) -> tuple[Message, ...]:
    """Return what speaks for where a plan has a stay."""
    return tuple(_said(schedule, rounds, lodged, one) for one in rounds.of(lodged))


def _said(schedule: Schedule, rounds: Rounds, lodged: Lodged, said: Said) -> Message:
    if said.point is Point.FOLLOWS:
        return _follows(schedule, rounds.place(said.entry or ""), lodged.place)
    if said.point is Point.NEEDED:
        entry = schedule.entries[said.entry or ""]
        return say(
            "because {title} is in {town} on {day} (line {line})",
            title=wording.title(schedule, entry),
            town=wording.place(schedule, said.place or ""),
            day=date.fromordinal(said.day),
            line=entry.span.line,
        )
    if said.point in _POINTS:
        return _POINTS[said.point]
    return say(_OF_ALL[said.point], count=str(said.stays))


_POINTS = {
    Point.ONLY_START: say("the only first day that its windows and what is fixed leave"),
    Point.PREFERRED: say("within the time that it prefers"),
    Point.EARLIEST: say("the earliest first day that its windows and what is fixed leave"),
    Point.LATEST: say(
        "the latest first day that its windows and what is fixed leave, as it prefers"
    ),
    Point.EARLIEST_LEFT: say("the earliest first day that is left beside the other requests"),
    Point.LATEST_LEFT: say(
        "the latest first day that is left beside the other requests, as it prefers"
    ),
}
_OF_ALL = {
    Point.ONLY_ORDER: mark(
        "the only order of the {count} stays that has a way from each to the next"
    ),
    Point.ONLY_ROOM: mark("the only first day that leaves room for the {count} stays together"),
    Point.EARLIEST_ROOM: mark(
        "the earliest first day that leaves room for the {count} stays together"
    ),
    Point.LATEST_ROOM: mark(
        "the latest first day that leaves room for the {count} stays together, as it prefers"
    ),
}


def _follows(schedule: Schedule, origin: str, place: str) -> Message:
    """Return that a place comes after another, with the row of the way there if there is one."""
    names = {"place": wording.place(schedule, place), "other": wording.place(schedule, origin)}
    row = schedule.gazetteer.row(origin, place)
    if row is None:
        return say("{place} must follow {other}: no other stay has a way there", **names)
    return say(
        "{place} must follow {other}: no other stay has a way there (line {line})",
        **names,
        line=row.span.line,
    )


def _beside(schedule: Schedule, reason: Reason, zone: str) -> Message:
    """Return what comes before or after, that day."""
    busy = reason.about
    if busy is None or busy.entry is None:
        raise ValueError("nothing comes before or after")
    entry = schedule.entries[busy.entry]
    told = {
        "who": wording.person(schedule, reason.person or ""),
        "title": wording.title(schedule, entry),
        "when": _span(schedule, busy, zone),
        "line": entry.span.line,
    }
    if reason.fact is Fact.SINCE:
        return say("before that {who} has {title} ({when}, line {line})", **told)
    return say("after that {who} has {title} ({when}, line {line})", **told)


def _span(schedule: Schedule, busy: Busy, zone: str) -> Timespan:
    ends = (
        schedule.gazetteer.zone(place) if place else zone
        for place in (busy.origin, busy.destination)
    )
    start, end = ends
    return Timespan(instant_of(busy.start, start), instant_of(busy.end, end))


# ---------------------------------------------------------------- what is not placed


_CUTS = {
    Cut.LENGTH: say("its windows are shorter than it takes"),
    Cut.NIGHTS: say(
        "no nights on end are left of its windows by the mission, by who is there, and by what it "
        "avoids, follows and precedes"
    ),
    Cut.ITSELF: say("it is to follow or to precede itself"),
    Cut.PAST: say("its windows have passed"),
    Cut.MISSION: say("its windows are outside the mission"),
    Cut.AVOID: say("what it is to avoid leaves nothing of its windows"),
    Cut.HOURS: say("its windows are outside the office hours of its place"),
    Cut.HOLIDAY: say("its windows are on public holidays"),
    Cut.EMBARGO: say("its windows end before its embargo does"),
    Cut.DARK: say("its windows leave no road that ends by daylight"),
}


def closed(schedule: Schedule, entry: Entry, by: Emptied | None) -> Message:
    """Return why no slot at all is left to a request by what concerns it alone."""
    if by is None:
        return say("it cannot be placed: it has no `within`, or does not say how long it takes")
    why = _CUTS.get(by.by) or _cut_by(schedule, by.by, by.about or "")
    key = "within" if "within" in entry.spans else "when"
    key = "" if by.by is Cut.UNKNOWN else key
    return say("it cannot be placed: {why} ({place})", why=why, place=_at(entry, key))


def squeezed(schedule: Schedule, entry: Entry, first: Entry, last: Entry) -> Message:
    """Return that nothing is left to an entry after one other and before another."""
    why = say(
        "it is to follow {one} and to precede {other}, and no window is left between them",
        one=_named(schedule, first.id),
        other=_named(schedule, last.id),
    )
    return say("it cannot be placed: {why} ({place})", why=why, place=_at(entry, "when"))


def _cut_by(schedule: Schedule, cut: Cut, about: str) -> Message:
    """Return what took the last start, where it is somebody or another entry."""
    if cut is Cut.AFTER:
        other = _named(schedule, about)
        return say("it is to follow {other}, and no window is left then", other=other)
    if cut is Cut.BEFORE:
        other = _named(schedule, about)
        return say("it is to precede {other}, and no window is left then", other=other)
    if cut is Cut.UNKNOWN:
        return say("`{id}`, which it names, is nowhere in the file", id=about[:64])
    who = wording.person(schedule, about)
    if cut is Cut.PRESENCE:
        return say("{who} is not with the delegation in its windows", who=who)
    return say("{who} is unavailable in its windows", who=who)


def _at(entry: Entry, key: str) -> str:
    span = entry.at(key)
    return f"{span.path}:{span.line}"


def _named(schedule: Schedule, entry_id: str) -> Message:
    entry = schedule.entries[entry_id]
    return say("{title} ({place})", title=wording.title(schedule, entry), place=_at(entry, ""))


def why_not(
    schedule: Schedule,
    reasons: Explaining,
    request: str,
    objections: Iterable[Objection],
) -> tuple[Message, ...]:
    """Return why a request is not placed: it cannot be, or others crowd it out."""
    told = tuple(
        say("check would find: {what}", what=one.message)
        for one in objections
        if request in one.ids
    )
    found = reasons.missing(request)
    if told and found.lack in {Lack.CROWDED, Lack.ALL_CROWDED, Lack.FULL}:
        return told
    return (_missing(schedule, found), *told)


def _missing(schedule: Schedule, found: Missing) -> Message:
    if found.lack is Lack.CIRCLE:
        return say(
            "it cannot be placed beside the others: by `after` and `before`, {several} each have "
            "to go before the next, and the last before the first; leave one `after` or "
            "`before` out",
            several=tuple(_named(schedule, one) for one in found.entries),
        )
    entries = tuple(_named(schedule, one) for one in found.entries[:_MOST])
    if found.lack is Lack.TAKEN:
        return say("it cannot be placed: without {one} it could", one=either(entries))
    if found.lack is Lack.CROWDED:
        return say("it is crowded out: without {one} it could be placed", one=either(entries))
    if found.lack is Lack.ALL_TAKEN and entries:
        return say("it cannot be placed: in its way are {several}", several=entries)
    if found.lack is Lack.ALL_CROWDED:
        return say("it is crowded out by {several}", several=entries)
    return _LACKS[found.lack]


_LACKS = {
    Lack.ALL_TAKEN: say("it cannot be placed: nobody can get there and away again in time"),
    Lack.FIGURES: say(
        "it cannot be placed: no time to eat would be left, or too much for a first day at a height"
    ),
    Lack.FULL: say("it is crowded out by the other requests together"),
}
