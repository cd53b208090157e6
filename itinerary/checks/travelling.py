"""Findings about ways between engagements: one for all who go together, with the arithmetic."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import reduce

from itinerary.checks import wording
from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.languages import Message, mark, say
from itinerary.model.movement import Leg, Stop
from itinerary.model.people import Presence
from itinerary.model.places import Route
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence
from itinerary.spans import SourceSpan

_WAYS = {
    "air": mark("air"),
    "boat": mark("boat"),
    "foot": mark("foot"),
    "rail": mark("rail"),
    "road": mark("road"),
}
"""Our own words for a way of travel; a file may have others, which are said as they stand there."""


def findings(
    schedule: Schedule, bad: Iterable[Leg], rule: str, severity: Severity
) -> Iterator[Diagnostic]:
    """Yield a finding for each two stops, naming everyone who has to get from one to the other."""
    together: dict[tuple[SourceSpan, SourceSpan, str], list[Leg]] = {}
    for leg in bad:
        together.setdefault((_span(leg.before), _span(leg.after), _time(leg.after)), []).append(leg)
    for shared in together.values():
        yield _finding(schedule, shared, rule, severity)


def is_impossible(leg: Leg) -> bool:
    """Whether there is no way, or no time for it."""
    return leg.route is None or leg.available < leg.route.takes


def with_margin(leg: Leg, least: timedelta) -> Leg:
    """Return a way with at least a margin, whatever its rows ask for."""
    if leg.route is None or leg.route.margin >= least:
        return leg
    return leg._replace(route=leg.route._replace(margin=least))


def _finding(schedule: Schedule, shared: list[Leg], rule: str, severity: Severity) -> Diagnostic:
    leg = shared[0]
    told = {
        "who": wording.people(schedule, [leg.person for leg in shared]),
        "origin": wording.place(schedule, leg.origin),
        "destination": wording.place(schedule, leg.destination),
        "after": _named(schedule, leg.after),
    }
    if leg.route is None:
        message = say(
            "{who} cannot get from {origin} to {destination} for {after}: no way leads there",
            **told,
        )
        hint = say("add a row under `travel:`, or let somebody else go")
    else:
        message = say(
            "{who} from {origin} to {destination} for {after}: needs {needs}, has {available}",
            **told,
            needs=arithmetic(schedule, leg.route),
            available=leg.available,
        )
        hint = say(
            "start {length} later, leave earlier, or let somebody else go",
            length=leg.route.takes + leg.route.margin - leg.available,
        )
    entries = [stop.entry.id for stop in (leg.after, leg.before) if isinstance(stop, Occurrence)]
    return Diagnostic(
        rule=rule,
        severity=severity,
        span=_span(leg.after),
        message=message,
        hint=hint,
        related=(
            Related(_span(leg.before), say("before it: {what}", what=_named(schedule, leg.before))),
        ),
        entries=tuple(dict.fromkeys(entries)),
    )


def arithmetic(schedule: Schedule, route: Route) -> Message | timedelta:
    """Return what a way takes as a sum: ``5h00 by road + 30m``."""
    told: Message | timedelta = route.takes
    if route.by:
        ways = [say(_WAYS[way]) if way in _WAYS else way for way in route.by]
        by = reduce(lambda one, other: say("{one} and {other}", one=one, other=other), ways)
        told = say("{length} by {ways}", length=told, ways=by)
    if route.via:
        places = ", ".join(wording.place(schedule, place) for place in route.via)
        told = say("{length} via {places}", length=told, places=places)
    return say("{length} + {margin}", length=told, margin=route.margin) if route.margin else told


def _span(stop: Stop) -> SourceSpan:
    return stop.span if isinstance(stop, Presence) else stop.entry.at("when")


def _time(stop: Stop) -> str:
    return stop.when.start.isoformat() if isinstance(stop, Presence) else f"{stop.key}"


def _named(schedule: Schedule, stop: Stop) -> Message:
    if isinstance(stop, Occurrence):
        title = wording.title(schedule, stop.entry)
        return say("{title} ({when})", title=title, when=stop.when)
    at = stop.when.start
    return say("joining or leaving ({day} {time})", day=at, time=f"{at:%H:%M}")
