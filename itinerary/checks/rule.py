"""What a rule is."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time, timedelta
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from itinerary.diagnostics import Diagnostic
from itinerary.model.schedule import Figure, Metres, Schedule
from itinerary.times import format_duration

T = TypeVar("T", timedelta, time, Metres)

Check = Callable[[Schedule, datetime], Iterator[Diagnostic]]


class Rule(NamedTuple):
    """A rule: its name, its manual page, and the function that finds what breaks it.

    The page is the docstring of the rule's module: one line, why, and a failing and a passing
    example, which run as tests. ``check`` takes the schedule and the present instant; it is None
    where the parser itself finds the fault. ``figures`` are what it measures with, which a file may
    adjust under ``rules:``, with their defaults. A finding of a rule that ``protects`` people stops
    whatever goes to a reader until it is mended or waived. Where the ``first_answers``, a waiver on
    another entry than a finding's first must say which it is about: it could hide a later leak.
    """

    id: str
    page: str
    check: Check | None = None
    protects: bool = False
    first_answers: bool = False
    figures: Mapping[str, Figure] = MappingProxyType({})

    def length(self, schedule: Schedule, name: str) -> timedelta:
        """Return a length of time: as the file adjusts it under ``rules:``, or its default."""
        return self._figure(schedule, name, timedelta)

    def height(self, schedule: Schedule, name: str) -> int:
        """Return a height in metres, as :meth:`length` does."""
        return self._figure(schedule, name, Metres)

    def clock(self, schedule: Schedule, name: str) -> time:
        """Return a time of day, by the clocks of the place it is asked for, likewise."""
        return self._figure(schedule, name, time)

    def _figure(self, schedule: Schedule, name: str, of: type[T]) -> T:
        found = [self.figures[name]]
        found += [
            setting.value
            for setting in schedule.settings
            if (setting.rule, setting.name) == (self.id, name)
        ]
        return [value for value in found if isinstance(value, of)][-1]

    @property
    def summary(self) -> str:
        """The page's first line."""
        return self.page.partition("\n")[0]


def written(figure: Figure) -> str:
    """Return a figure as a file writes it."""
    match figure:
        case timedelta():
            days = figure.days if not figure.seconds else 0
            return f"{days} days" if days > 1 else format_duration(figure)
        case time():
            return f"{figure:%H:%M}"
        case _:
            return f"{int(figure)} m"
