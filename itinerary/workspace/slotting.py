"""Which hours are left to a request, and why there are none."""

from datetime import datetime
from typing import NamedTuple

from itinerary.checks import wording
from itinerary.diagnostics import did_you_mean
from itinerary.languages import Message, say
from itinerary.model.entries import Status, Stay
from itinerary.model.schedule import Schedule
from itinerary.output.slots import Blocked, Cause, Hours, Left, WayOut
from itinerary.planner.alternatives import Alternative, alternatives
from itinerary.planner.explain import explained
from itinerary.planner.facts import Fact
from itinerary.planner.table import asked, tabled
from itinerary.workspace.checking import only_in
from itinerary.workspace.planning import planned
from itinerary.workspace.views import there_are


class Untold(NamedTuple):
    """Why nothing is told of an entry, and what to do."""

    message: Message
    hint: Message


def slots(schedule: Schedule, entry_id: str, count: int, now: datetime) -> Left | Untold:
    """Return at most ``count`` hours that are left to a request beside all that has a time.

    An hour at which the rules would find something new is none.
    """
    entry = schedule.entries.get(entry_id)
    if entry is None:
        return _unknown(schedule, entry_id)
    if entry.when is not None:
        return Untold(
            say("`{entry}` has a time already", entry=entry_id),
            say("move it: `itinerary move {entry} WHEN`", entry=entry_id),
        )
    if entry.status.is_off or entry.status is Status.IDEA:
        return Untold(
            say("`{entry}` is no open request", entry=entry_id),
            say("ask for it first: `itinerary request {entry}`", entry=entry_id),
        )
    if isinstance(entry, Stay):
        return Untold(
            say("`{entry}` is a stay, which takes nights and not hours", entry=entry_id),
            say("let it be placed: `itinerary plan`"),
        )
    if entry.takes is None or not entry.within:
        return Untold(
            say("`{entry}` does not say how long it takes, and within which days", entry=entry_id),
            say("write `takes:` and `within:`"),
        )
    table = tabled(asked(schedule, entry_id, now))
    found = alternatives(table, count, lambda one: _is_sound(schedule, entry_id, one, now))
    why = None if found.free else explained(table)
    return Left(
        path=schedule.path,
        id=entry_id,
        title=wording.entry_title(schedule, entry),
        takes=entry.takes,
        line=entry.span.line,
        free=tuple(map(_hours, found.free)),
        giving=tuple(map(_hours, found.giving)),
        blocked=tuple(
            Blocked(
                miss.first,
                miss.last,
                miss.place,
                tuple(_cause(one.fact, one.told) for one in miss.blockers),
            )
            for miss in found.misses
        ),
        reasons=tuple(
            _cause(one.fact)._replace(is_enough=one.is_enough)
            for one in (why.reasons if why else ())
        ),
        ways=tuple(WayOut(*way) for way in (why.ways if why else ())),
    )


def _unknown(schedule: Schedule, entry_id: str) -> Untold:
    requests = [one.id for one in schedule.entries.values() if one.when is None]
    known = requests or list(schedule.entries)
    return Untold(
        say("there is no entry `{entry}`", entry=entry_id[:64]),
        did_you_mean(entry_id, schedule.entries) or there_are(known),
    )


def _hours(one: Alternative) -> Hours:
    return Hours(
        when=one.when,
        first=one.first,
        last=one.last,
        place=one.place,
        people=one.people,
        is_preferred=one.is_preferred,
        causes=tuple(map(_cause, one.gives)),
    )


def _cause(fact: Fact, told: Message | None = None) -> Cause:
    return Cause(told or fact.told, fact.span.line, fact.entry)


# ---------------------------------------------------------------- what the rules say


def _is_sound(schedule: Schedule, entry_id: str, one: Alternative, now: datetime) -> bool:
    """Whether the rules find nothing new with a request at the first, best and last start."""
    return not any(
        entry_id in found.entries
        for plan in one.plans
        for found in only_in(planned(schedule, plan), schedule, now)
    )
