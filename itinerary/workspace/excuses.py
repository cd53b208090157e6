"""Why a request is where it is, and why another is nowhere, in words that can be quoted."""

from collections.abc import Iterable, Sequence

from itinerary.checks import wording
from itinerary.languages import Message, say
from itinerary.model.entries import Entry
from itinerary.model.schedule import Schedule
from itinerary.planner.problem import Busy, Placement, Problem
from itinerary.planner.proposing import Objection
from itinerary.planner.reasons import Fact, Lack, Missing, Reason, Reasons
from itinerary.planner.windows import Cut, Emptied, instant_of, zones_of
from itinerary.times import Timespan

_MOST = 3
"""Entries that are named: whoever wants to know of more asks for the slots of the request."""


def why(schedule: Schedule, reasons: Reasons, placed: Placement) -> tuple[Message, ...]:
    """Return what speaks for a placement."""
    return tuple(_reason(schedule, placed, one) for one in reasons.of(placed))


def _reason(schedule: Schedule, placed: Placement, reason: Reason) -> Message:
    entry = schedule.entries[placed.task]
    zone, _ = zones_of(schedule, entry, placed.slot.origin)
    who = wording.people(schedule, placed.slot.people) or (say("everybody"),)
    match reason.fact:
        case Fact.ONLY_START:
            return say("the only start that its windows leave when {who} can be there", who=who)
        case Fact.ONLY_TIME:
            span = Timespan(instant_of(reason.first, zone), instant_of(reason.last, zone))
            return say(
                "all that its windows leave when {who} can be there: {when}", who=who, when=span
            )
        case Fact.ONLY_DAY:
            day = instant_of(placed.start, zone)
            return say(
                "{day} is the only day of its windows when {who} can be there", day=day, who=who
            )
        case Fact.PREFERRED:
            return say("within the time that it prefers")
        case Fact.NOT_PREFERRED:
            return say("outside the time that it prefers: there was nothing better to be had")
        case Fact.EARLIEST:
            return say("the first start that its windows and what is fixed leave")
        case Fact.EARLIEST_LEFT:
            return say("the first start that is left beside the other requests")
        case Fact.LATEST:
            return say("the last start that its windows and what is fixed leave, as it prefers")
        case Fact.LATEST_LEFT:
            return say("the last start that is left beside the other requests, as it prefers")
        case Fact.THEN:
            return _then(schedule, reason, zone)


def _then(schedule: Schedule, reason: Reason, zone: str) -> Message:
    busy = reason.about
    if busy is None or busy.entry is None:
        raise ValueError("nothing comes next")
    entry = schedule.entries[busy.entry]
    return say(
        "after that {who} has {title} ({when}, line {line})",
        who=wording.person(schedule, reason.person or ""),
        title=wording.title(schedule, entry),
        when=_span(schedule, busy, zone),
        line=entry.span.line,
    )


def _span(schedule: Schedule, busy: Busy, zone: str) -> Timespan:
    ends = (
        schedule.gazetteer.zone(place) if place else zone
        for place in (busy.origin, busy.destination)
    )
    start, end = ends
    return Timespan(instant_of(busy.start, start), instant_of(busy.end, end))


# ---------------------------------------------------------------- what is not placed


def closed(schedule: Schedule, entry: Entry, by: Emptied | None) -> Message:
    """Return why no slot at all is left to a request by what concerns it alone."""
    if by is None:
        return say("it cannot be placed: it has no `within`, or does not say how long it takes")
    about = by.about or ""
    match by.by:
        case Cut.LENGTH:
            why = say("its windows are shorter than it takes, or outside the mission")
        case Cut.PAST:
            why = say("its windows have passed")
        case Cut.MISSION:
            why = say("its windows are outside the mission")
        case Cut.AVOID:
            why = say("what it is to avoid leaves nothing of its windows")
        case Cut.HOURS:
            why = say("its windows are outside the office hours of its place")
        case Cut.HOLIDAY:
            why = say("its windows are on public holidays")
        case Cut.EMBARGO:
            why = say("its windows end before its embargo does")
        case Cut.DARK:
            why = say("its windows leave no road that ends by daylight")
        case Cut.AFTER:
            why = say(
                "it is to follow {other}, and no window is left then", other=_named(schedule, about)
            )
        case Cut.BEFORE:
            why = say(
                "it is to precede {other}, and no window is left then",
                other=_named(schedule, about),
            )
        case Cut.PRESENCE:
            who = wording.person(schedule, about)
            why = say("{who} is not with the delegation in its windows", who=who)
        case Cut.UNAVAILABLE:
            why = say("{who} is unavailable in its windows", who=wording.person(schedule, about))
    key = "within" if "within" in entry.spans else "when"
    return say("it cannot be placed: {why} ({place})", why=why, place=_at(entry, key))


def _at(entry: Entry, key: str) -> str:
    span = entry.at(key)
    return f"{span.path}:{span.line}"


def _named(schedule: Schedule, entry_id: str) -> Message:
    entry = schedule.entries[entry_id]
    return say("{title} ({place})", title=wording.title(schedule, entry), place=_at(entry, ""))


def _all(schedule: Schedule, entries: Sequence[str]) -> tuple[Message, ...]:
    return tuple(_named(schedule, one) for one in entries[:_MOST])


def why_not(
    schedule: Schedule,
    problem: Problem,
    reasons: Reasons,
    request: str,
    objections: Iterable[Objection],
) -> tuple[Message, ...]:
    """Return why a request is not placed: it cannot be, or others crowd it out."""
    told = tuple(
        say("check would find: {what}", what=one.message)
        for one in objections
        if request in one.ids
    )
    if any(stay.id == request for stay in problem.stays):
        return told or (say("its nights are taken, or no way leads there from the beds around it"),)
    found = reasons.missing(request)
    if told and found.lack in {Lack.CROWDED, Lack.ALL_CROWDED, Lack.FULL}:
        return told
    return (_missing(schedule, found), *told)


def _missing(schedule: Schedule, found: Missing) -> Message:
    entries = _all(schedule, found.entries)
    match found.lack:
        case Lack.TAKEN:
            return say("it cannot be placed: without {one} it could", one=_either(entries))
        case Lack.ALL_TAKEN if entries:
            return say("it cannot be placed: in its way are {several}", several=entries)
        case Lack.ALL_TAKEN:
            return say("it cannot be placed: nobody can get there and away again in time")
        case Lack.FIGURES:
            return say(
                "it cannot be placed: no time to eat would be left, or too much for a first day "
                "at a height"
            )
        case Lack.CROWDED:
            return say("it is crowded out: without {one} it could be placed", one=_either(entries))
        case Lack.ALL_CROWDED:
            return say("it is crowded out by {several}", several=entries)
        case Lack.FULL:
            return say("it is crowded out by the other requests together")


def _either(entries: tuple[Message, ...]) -> object:
    return lambda words: words.either(tuple(words.value(one) for one in entries))
