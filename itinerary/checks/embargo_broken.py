"""Something public starts before its own embargo ends.

What is under embargo (a report, its title, its findings) must not be said in public before the
hour that was promised to the press and to those who speak in it.

Failing:

    programme:
      press:
        kind: press-conference
        title: Press conference
        class: public
        when: Thu 2023-05-25 10:00-11:00
        embargo: Thu 2023-05-25 11:00

Passing:

    programme:
      press:
        kind: press-conference
        title: Press conference
        class: public
        when: Thu 2023-05-25 11:00-12:00
        embargo: Thu 2023-05-25 11:00
        press: open
"""

from collections.abc import Iterator
from datetime import datetime

from itinerary.checks import wording
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.languages import say
from itinerary.model.entries import Entry
from itinerary.model.fields import Classification
from itinerary.model.schedule import Schedule
from itinerary.times import Days, Timespan, day_span

_PUBLIC_KINDS = {"press-conference", "public-event"}


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each public occurrence that starts before its embargo."""
    for occurrence in schedule.occurrences:
        entry, when = occurrence.entry, occurrence.when
        if entry.embargo is None or entry.status.is_off or not is_public(entry):
            continue
        start = _start(when, schedule.delegation.zone)
        until = entry.embargo.start
        if start < until:
            yield Diagnostic(
                rule=RULE.id,
                severity=Severity.ERROR,
                span=entry.at("when"),
                message=say(
                    "{title}, {when}, starts before its embargo ends, {day} {time}",
                    title=wording.title(schedule, entry),
                    when=when,
                    day=until,
                    time=f"{until:%H:%M}",
                ),
                hint=say("start it later, or agree on an earlier embargo"),
                related=(Related(entry.at("embargo"), say("the embargo")),),
                entries=(entry.id,),
            )


def is_public(entry: Entry) -> bool:
    """Whether an entry is held in public, so that it has to wait for its embargo."""
    return entry.classification is Classification.PUBLIC or entry.kind.id in _PUBLIC_KINDS


def _start(when: Timespan | Days, zone: str) -> datetime:
    return when.start if isinstance(when, Timespan) else day_span(when.first, zone).start


RULE = Rule("embargo-broken", __doc__, check)
