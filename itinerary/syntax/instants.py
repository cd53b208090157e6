"""What clocks show → instants, by the zone of the place each clock stands in."""

from datetime import date, datetime, time, timedelta

from itinerary.languages import say
from itinerary.model.entries import Window
from itinerary.spans import SourceSpan
from itinerary.syntax.clocks import Clock, Daily, Stretch, WrittenTime
from itinerary.syntax.document import Scalar
from itinerary.syntax.problems import Problems, written_day
from itinerary.times import (
    Ambiguous,
    Days,
    Nonexistent,
    Timespan,
    day_span,
    format_offset,
    in_zone,
    localise,
)

HOW_TO_END = say("write `10:00-11:30` or `10:00 for 1h30`")
WrittenWindow = tuple[WrittenTime | Daily, Scalar]
"""A window as written, and where."""


class Instants:
    """Settles written times, and reports those that no clock shows, or that one shows twice."""

    def __init__(self, problems: Problems) -> None:
        """Report to ``problems``."""
        self.problems = problems

    def settle(
        self,
        written: WrittenTime,
        scalar: Scalar,
        start_zone: str,
        end_zone: str,
        takes: timedelta | None = None,
    ) -> Timespan | Days | None:
        """Return a written time as instants, by the clocks of the places it starts and ends in."""
        match written:
            case Days():
                return written
            case Clock():
                if takes is None:
                    self.problems.error(
                        "no-end", scalar.span, say("the end is missing"), HOW_TO_END
                    )
                    return None
                written = Stretch(written, takes)
            case Stretch():
                pass
        return self._between(written, scalar, start_zone, end_zone)

    def _between(
        self, written: Stretch, scalar: Scalar, start_zone: str, end_zone: str
    ) -> Timespan | None:
        start = self._localise(written.start, scalar, start_zone)
        if isinstance(written.end, timedelta):
            if start is None:
                return None
            return Timespan(start, in_zone(start + written.end, end_zone))
        ending = self._localise(written.end, scalar, end_zone)
        if start is None or ending is None:
            return None
        if ending <= start:
            self._ends_early(written.start, written.end, start, ending, scalar)
            return None
        return Timespan(start, ending)

    def _ends_early(
        self, first: Clock, last: Clock, start: datetime, end: datetime, scalar: Scalar
    ) -> None:
        hint = say("swap the two times")
        if first.wall.date() == last.wall.date():
            following = last.wall + timedelta(days=1)
            hint = say(
                "if it ends on the next day, write `{what}`",
                what=f"{first.wall:%Y-%m-%d %H:%M} to {following:%Y-%m-%d %H:%M}",
            )
        self.problems.error(
            "end-before-start",
            scalar.span,
            say(
                "it ends at {end}, not after its start at {start}",
                end=f"{end:%H:%M} ({format_offset(end)})",
                start=f"{start:%H:%M} ({format_offset(start)})",
            ),
            hint,
        )

    def _localise(self, clock: Clock, scalar: Scalar, zone: str) -> datetime | None:
        found = localise(clock.wall, clock.zone or zone)
        if isinstance(found, datetime):
            return found
        self.clock_trouble(found, scalar.span)
        return None

    def clock_trouble(self, found: Nonexistent | Ambiguous, span: SourceSpan) -> None:
        """Report a time that clocks skip or show twice, with its two readings."""
        one, other = (f"{reading:%H:%M} {format_offset(reading)}" for reading in found.readings)
        utc = [f"{in_zone(reading, 'UTC'):%Y-%m-%d %H:%M} UTC" for reading in found.readings]
        told = {
            "time": f"{found.wall:%H:%M}",
            "day": written_day(found.wall),
            "zone": found.zone,
            "one": one,
            "other": other,
        }
        if isinstance(found, Nonexistent):
            self.problems.error(
                "nonexistent-time",
                span,
                say(
                    "{time} on {day} does not exist in {zone}: its clocks skip that hour; "
                    "it could mean {one} or {other}",
                    **told,
                ),
                say(
                    "write the time that the clocks will show, or `{one}` or `{other}`",
                    one=utc[0],
                    other=utc[1],
                ),
            )
        else:
            self.problems.error(
                "ambiguous-time",
                span,
                say(
                    "{time} on {day} comes twice in {zone}: its clocks go back; "
                    "it could mean {one} or {other}",
                    **told,
                ),
                say("say which: `{one}` or `{other}`", one=utc[0], other=utc[1]),
            )

    def times_of(
        self, written: WrittenTime | Daily, scalar: Scalar, zone: str
    ) -> tuple[Timespan | Days, ...]:
        """Return the times that one item of a list tells; whole days stay days."""
        return (written,) if isinstance(written, Days) else self.windows_of(written, scalar, zone)

    def windows_of(
        self, written: WrittenTime | Daily, scalar: Scalar, zone: str
    ) -> tuple[Timespan, ...]:
        """Return the spans of time that one window tells."""
        match written:
            case Daily():
                return tuple(
                    span
                    for day in written.days
                    if isinstance(
                        span := self.settle(_on(written, day), scalar, zone, zone), Timespan
                    )
                )
            case Days():
                return (
                    Timespan(day_span(written.first, zone).start, day_span(written.last, zone).end),
                )
            case _:
                found = self.settle(written, scalar, zone, zone)
                return (found,) if isinstance(found, Timespan) else ()

    def windows(self, written: tuple[WrittenWindow, ...], zone: str) -> tuple[Window, ...]:
        """Return windows as a request holds them."""
        return tuple(
            Window(spans=spans, text=" ".join(scalar.text.split()), span=scalar.span)
            for when, scalar in written
            if (spans := self.windows_of(when, scalar, zone))
        )


def _on(daily: Daily, day: date) -> Stretch:
    start = Clock(datetime.combine(day, daily.start), daily.zone)
    end_day = day + timedelta(days=1) if daily.end == time() else day
    return Stretch(start, Clock(datetime.combine(end_day, daily.end), daily.zone))


def in_one_place(written: WrittenTime) -> WrittenTime:
    """Return the time of something in one place: a zone that is written once tells of both ends.

    In ``10:00-11:00 Europe/London`` it tells of both; in ``10:00 to 2023-05-25 11:00 UTC``, with a
    date of its own, the end alone is told by it.
    """
    if not isinstance(written, Stretch) or not isinstance(written.end, Clock):
        return written
    start, end = written.start, written.end
    if written.one_date and not start.zone:
        start = start._replace(zone=end.zone)
    if not end.zone:
        end = end._replace(zone=start.zone)
    return written._replace(start=start, end=end)
