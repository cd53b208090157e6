"""What a rule is."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from itinerary.diagnostics import Diagnostic
from itinerary.model.schedule import Schedule

Check = Callable[[Schedule, datetime], Iterator[Diagnostic]]


class Rule(NamedTuple):
    """A rule: its name, its manual page, and the function that finds what breaks it.

    The page is the docstring of the rule's module: one line, why, and a failing and a passing
    example, which run as tests. ``check`` takes the schedule and the present instant; it is None
    where the parser itself finds the fault. ``figures`` are the lengths of time that a file may
    adjust under ``rules:``, with their defaults. A finding of a rule that ``protects`` people stops
    whatever goes to a reader until it is mended or waived.
    """

    id: str
    page: str
    check: Check | None = None
    protects: bool = False
    figures: Mapping[str, timedelta] = MappingProxyType({})

    def figure(self, schedule: Schedule, name: str) -> timedelta:
        """Return a figure of the rule: as the file adjusts it under ``rules:``, or its default."""
        given = [
            each.value for each in schedule.settings if (each.rule, each.name) == (self.id, name)
        ]
        return given[-1] if given else self.figures[name]

    @property
    def summary(self) -> str:
        """The page's first line."""
        return self.page.partition("\n")[0]
