"""Findings about ways between engagements: one for all who go together, with the arithmetic."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from itinerary.checks import wording
from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.model.movement import Leg, Stop
from itinerary.model.people import Presence
from itinerary.model.places import Route
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence
from itinerary.spans import SourceSpan
from itinerary.times import format_duration, format_when


def findings(
    schedule: Schedule, bad: Iterable[Leg], rule: str, severity: Severity
) -> Iterator[Diagnostic]:
    """Yield a finding for each two stops, naming everyone who has to get from one to the other."""
    together: dict[tuple[SourceSpan, SourceSpan, str], list[Leg]] = {}
    for leg in bad:
        together.setdefault((_span(leg.before), _span(leg.after), _time(leg.after)), []).append(leg)
    for shared in together.values():
        yield _finding(schedule, shared, rule, severity)


def with_margin(leg: Leg, least: timedelta) -> Leg:
    """Return a way with at least a margin, whatever its rows ask for."""
    if leg.route is None or leg.route.margin >= least:
        return leg
    return leg._replace(route=leg.route._replace(margin=least))


def _finding(schedule: Schedule, shared: list[Leg], rule: str, severity: Severity) -> Diagnostic:
    leg = shared[0]
    names = wording.people(schedule, [leg.person for leg in shared])
    way = (
        f"from {wording.place(schedule, leg.origin)} to {wording.place(schedule, leg.destination)}"
    )
    after = _named(schedule, leg.after)
    if leg.route is None:
        message = f"{names} cannot get {way} for {after}: no way leads there"
        hint = "add a row under `travel:`, or let somebody else go"
    else:
        needs = arithmetic(schedule, leg.route)
        message = f"{names} {way} for {after}: needs {needs}, has {format_duration(leg.available)}"
        late = leg.route.takes + leg.route.margin - leg.available
        hint = f"start {format_duration(late)} later, leave earlier, or let somebody else go"
    entries = [stop.entry.id for stop in (leg.after, leg.before) if isinstance(stop, Occurrence)]
    return Diagnostic(
        rule=rule,
        severity=severity,
        span=_span(leg.after),
        message=message,
        hint=hint,
        related=(Related(_span(leg.before), f"before it: {_named(schedule, leg.before)}"),),
        entries=tuple(dict.fromkeys(entries)),
    )


def arithmetic(schedule: Schedule, route: Route) -> str:
    """Return what a way takes as a sum: ``5h00 by road + 30m``."""
    by = f" by {' and '.join(route.by)}" if route.by else ""
    via = (
        f" via {', '.join(wording.place(schedule, place) for place in route.via)}"
        if route.via
        else ""
    )
    margin = f" + {format_duration(route.margin)}" if route.margin else ""
    return f"{format_duration(route.takes)}{by}{via}{margin}"


def _span(stop: Stop) -> SourceSpan:
    return stop.span if isinstance(stop, Presence) else stop.entry.at("when")


def _time(stop: Stop) -> str:
    return stop.when.start.isoformat() if isinstance(stop, Presence) else f"{stop.key}"


def _named(schedule: Schedule, stop: Stop) -> str:
    if isinstance(stop, Occurrence):
        return f"{wording.title(schedule, stop.entry)} ({format_when(stop.when)})"
    return f"joining or leaving ({format_when(stop.when).partition('–')[0]})"
