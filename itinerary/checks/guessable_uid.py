"""The file has no key, so the identifiers in its feeds can be guessed.

Every event in a feed has an identifier made from a key, the reader and the entry's id. Without a
key of the file's own the key is made from the delegation's name, which everybody knows: whoever
guesses an id (`families-ayacucho`) can then prove that a “Field visit” in somebody's calendar is
that entry. The key stays the same as long as the mission lasts: a new one makes every event in
every calendar a new event.

Failing:

    programme:
      families:
        {kind: victim-meeting, title: Families, cover: Visit, when: 2023-05-22 09:00-10:00}

Passing:

    feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
    programme:
      families:
        kind: victim-meeting
        title: Families
        cover: Visit
        when: 2023-05-22 09:00-10:00
        consent: {given: 2023-05-15}
"""

from collections.abc import Iterator
from datetime import datetime

from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Severity
from itinerary.languages import say
from itinerary.model.fields import Classification
from itinerary.model.schedule import Schedule

_SHORTEST_KEY = 20
"""Characters; 20 random letters and digits are about 119 bits."""


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding where something confidential goes into feeds under guessable identifiers."""
    key = schedule.feeds.key
    is_good = key is not None and len(key) >= _SHORTEST_KEY
    if is_good or not schedule.feeds.covers:
        return
    classes = {entry.classification for entry in schedule.entries.values()}
    if Classification.CONFIDENTIAL not in classes:
        return
    yield Diagnostic(
        rule=RULE.id,
        severity=Severity.WARNING,
        span=schedule.delegation.span,
        message=say(
            "the feeds have no key: who guesses an id can recognise its cover in a calendar"
        ),
        hint=say("add `feeds: {key: …}` with 32 random letters and digits, and never change it"),
    )


RULE = Rule("guessable-uid", __doc__, check)
