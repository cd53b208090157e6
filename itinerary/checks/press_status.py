"""Something that journalists will come to does not say whether it is open, pool or closed to them.

Who stands at the door with a camera, and who is turned away, is settled beforehand or in front of
everybody. A press conference, and a public event or a meeting with a government of class `public`,
needs `press:` to begin with `open`, `pool` or `closed` (or `abierta`, `cerrada`); what follows is
free: `pool, one camera`. An idea has no press yet.

Failing:

    programme:
      press:
        kind: press-conference
        title: Press conference
        class: public
        when: 2023-05-25 11:00-12:00

Passing:

    programme:
      press:
        kind: press-conference
        title: Press conference
        class: public
        when: 2023-05-25 11:00-12:00
        press: open, questions at the end
"""

from collections.abc import Iterator
from datetime import datetime

from itinerary.checks import texts, wording
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Severity
from itinerary.languages import say
from itinerary.model.entries import Entry, Status
from itinerary.model.fields import Classification
from itinerary.model.schedule import Schedule

_STATUSES = {"open", "pool", "closed", "abierta", "abierto", "cerrada", "cerrado"}
_PRESS_CONFERENCE = "press-conference"
_WHERE_PUBLIC = {"public-event", "government-meeting"}


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each entry whose press status is missing or cannot be told."""
    for entry in schedule.entries.values():
        if not _has_press(entry) or entry.status.is_off or entry.status is Status.IDEA:
            continue
        if not entry.press:
            message = say(
                "nothing says whether {title} is open, pool or closed to the press",
                title=wording.title(schedule, entry),
            )
        elif _STATUSES.isdisjoint(texts.words(entry.press)[:1]):
            message = say(
                "the press status of {title} does not begin with open, pool or closed",
                title=wording.title(schedule, entry),
            )
        else:
            continue
        yield Diagnostic(
            rule=RULE.id,
            severity=Severity.WARNING,
            span=entry.at("press"),
            message=message,
            hint=say(
                "write `press: open`, `press: pool` or `press: closed`, then what else you like"
            ),
            entries=(entry.id,),
        )


def _has_press(entry: Entry) -> bool:
    is_public = entry.classification is Classification.PUBLIC
    return entry.kind.id == _PRESS_CONFERENCE or (is_public and entry.kind.id in _WHERE_PUBLIC)


RULE = Rule("press-status", __doc__, check)
