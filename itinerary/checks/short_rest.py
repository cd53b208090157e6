"""A person has too little rest between the last thing of one day and the first of the next.

Tired people drive badly, listen badly and decide badly, and those whom they meet pay for it. The
European Union's Working Time Directive (2003/88/EC, article 3) asks for 11 hours of rest on end in
each 24; on a mission this program asks for 10 (``least``).

The rest is the free time that holds most of the night, from 22:00 to 06:00 by the clocks of the
place; after an engagement or a journey that lasts all night, the free time that follows. It counts
as it passes, also through a night in which the clocks change. Meals and entries of kind ``rest``
are part of it, telephone calls are not. Interpreters and drivers are people: so it is for them.

Failing:

    people: {ana: {name: Ana}}
    programme:
      debrief: {kind: internal, title: Debrief, when: 2023-05-22 20:30-22:00, who: [ana]}
      start: {kind: internal, title: Early start, when: 2023-05-23 06:00-06:30, who: [ana]}

Passing:

    people: {ana: {name: Ana}}
    programme:
      debrief: {kind: internal, title: Debrief, when: 2023-05-22 19:00-20:00, who: [ana]}
      start: {kind: internal, title: Early start, when: 2023-05-23 06:00-06:30, who: [ana]}
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from itinerary.checks import wording
from itinerary.checks.rest import days, together
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.languages import plural, say
from itinerary.model.diary import diaries
from itinerary.model.schedule import Schedule


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each night that is too short, naming all who share it."""
    least = RULE.length(schedule, "least")
    short = (
        (person, (before[-1].last, after[0].first))
        for person, diary in diaries(schedule).items()
        for before, after in pairwise(days(diary))
        if after[0].when.start - before[-1].when.end < least
    )
    for people, nights in together(short):
        ((before, evening), (after, morning)), *others = nights
        rest = morning.start - evening.end
        message = plural(
            "{who} has only {length} to rest between {before} and {after}",
            "{who} have only {length} to rest between {before} and {after}",
            len(people),
            who=wording.people(schedule, people),
            length=rest,
            before=wording.timed(schedule, before),
            after=wording.timed(schedule, after),
        )
        yield Diagnostic(
            rule=RULE.id,
            severity=Severity.WARNING,
            span=after.entry.at("when"),
            message=wording.and_more(message, len(others)),
            hint=say(
                "start {length} later, end earlier, or let somebody else go", length=least - rest
            ),
            related=(Related(before.entry.at("when"), say("the evening before")),),
            entries=tuple(dict.fromkeys((after.entry.id, before.entry.id))),
        )


RULE = Rule("short-rest", __doc__, check, figures={"least": timedelta(hours=10)})
