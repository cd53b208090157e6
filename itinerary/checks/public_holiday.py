"""A meeting with a counterpart is on a public holiday of its place's country.

On 28 July nobody opens the door of a Peruvian ministry, and a request for that day makes whoever
asks look as if they did not know where they are. The days are those of the ``holidays`` library
(public holidays alone; some are estimates, and it says so), named in the country's own language.

The country is the ``country`` of the place or of what it is inside, else that of its zone, else
the mission's; ``country: GB-SCT`` takes the days of a part of it. Looked at are government
meetings, meetings, press conferences and public events, whatever of a file's own kinds has ``with``
or ``request``, and requests for them: a request is told when every day of its windows is a
holiday. Of a country, or a part, that the library does not know, nothing is told.

Failing:

    delegation: {name: Example, dates: 2023-07-24 to 2023-07-30, timezone: America/Lima}
    programme:
      mayor: {kind: government-meeting, title: Mayor, when: 2023-07-28 10:00-11:00}

Passing:

    delegation: {name: Example, dates: 2023-07-24 to 2023-07-30, timezone: America/Lima}
    programme:
      mayor: {kind: government-meeting, title: Mayor, when: 2023-07-27 10:00-11:00}
"""

import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING

from itinerary.checks import wording
from itinerary.checks.counterparts import meetings, requests
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Severity
from itinerary.languages import say
from itinerary.model.entries import Engagement
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence, bounds
from itinerary.times import Days, Timespan

if TYPE_CHECKING:
    from holidays import HolidayBase


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each meeting on a holiday, and each request for nothing but holidays."""
    yield from _meetings(schedule)
    yield from _requests(schedule)


def _meetings(schedule: Schedule) -> Iterator[Diagnostic]:
    found: dict[tuple[str, str], list[tuple[Occurrence, Engagement]]] = {}
    for occurrence, entry in meetings(schedule):
        for holiday in holidays_among(_country(schedule, entry), days_of(occurrence.when))[:1]:
            found.setdefault((entry.id, holiday), []).append((occurrence, entry))
    for (_, holiday), ((occurrence, entry), *others) in found.items():
        message = say(
            "{title}, {when}, is on a public holiday ({country}): {holiday}",
            title=wording.title(schedule, entry),
            when=occurrence.when,
            country=_country(schedule, entry),
            holiday=holiday,
        )
        yield Diagnostic(
            rule=RULE.id,
            severity=Severity.WARNING,
            span=entry.at("when"),
            message=wording.and_more(message, len(others)),
            hint=say("move it, or make sure that somebody will be there"),
            entries=(entry.id,),
        )


def _requests(schedule: Schedule) -> Iterator[Diagnostic]:
    for entry in requests(schedule):
        spans = (span for window in entry.within for span in window.spans)
        days = sorted({day for span in spans for day in days_of(span)})
        country = _country(schedule, entry)
        holidays = holidays_among(country, days)
        if len(holidays) == len(days):
            yield Diagnostic(
                rule=RULE.id,
                severity=Severity.WARNING,
                span=entry.at("within"),
                message=say(
                    "every day on which {title} may be is a public holiday ({country}): {holidays}",
                    title=wording.title(schedule, entry),
                    country=country,
                    holidays=tuple(dict.fromkeys(holidays)),
                ),
                hint=say("ask for another day"),
                entries=(entry.id,),
            )


def _country(schedule: Schedule, entry: Engagement) -> str:
    return schedule.gazetteer.country(entry.where[0].id if entry.where else None) or ""


def days_of(when: Timespan | Days) -> list[date]:
    """Return every day that a time touches."""
    first, last = bounds(when)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def holidays_among(country: str, days: Iterable[date]) -> list[str]:
    """Return what each of some days is called that is a holiday."""
    calendar = _calendar(country)
    if calendar is None:
        return []
    return [calendar[day] for day in days if day in calendar]


@cache
def _calendar(country: str) -> "HolidayBase | None":
    """Return the holidays of a country, or of a part of it, in its own language."""
    import holidays

    _part_countries()
    code, _, part = country.partition("-")
    known = getattr(holidays, code, None)
    if known is None:
        return None
    try:
        calendar: HolidayBase = known(subdiv=part or None, language=known.default_language)
    except NotImplementedError:
        return _calendar(code) if part else None
    return calendar


def _part_countries() -> None:
    """Let the library's package of countries be a mere folder.

    To import one of its modules would run it, and so those of all 250 countries: 0.1 s.
    """
    name = "holidays.countries"
    found = find_spec(name) if name not in sys.modules else None
    if found is not None:
        sys.modules[name] = module_from_spec(found)


RULE = Rule("public-holiday", __doc__, check)
