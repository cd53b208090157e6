"""Where and when something confidential takes place can be read from what others may see.

A meeting that is in no public calendar is found all the same if a public journey takes a delegate
to a small town on Monday morning and another one away from it on Tuesday: what lies between is the
meeting (OHCHR, Manual on Human Rights Monitoring, chapter 14, on discretion and visibility). For
each confidential engagement with a place and a time, the rule follows everybody who takes part in
it, and whoever shares the journey there or away, through what others see of them: journeys at both
their ends, engagements, nights. The meeting is bracketed when the last thing seen before it puts
somebody in its town, the first thing seen after it starts from there, no more than `within` = 24
hours lie between the two, and nothing else is seen while it lasts.

- **Anybody** sees public entries, with the names of all who are not `protected`. Where journeys or
  nights bracket the meeting on both sides, it is an error. Where on one side it is a public
  engagement in that town, which accounts for the way as well, it is a warning. Between two public
  engagements in one town nothing is told: whoever works there in public may have met anybody.
- **Outside readers cleared `private`** may know where the delegation is. But local people are at
  risk when it has left: for interpreters and drivers (whom their name or role says to be drivers)
  who are not marked `protected: yes` it is a warning whenever private entries bracket the meeting.

What the rule cannot see: a journey in without one back, a gap longer than the figure, two people
who are seen apart and known to go together, a vehicle that is known by its number plate, a
photograph. Ideas and what is cancelled count for nothing.

Failing:

    people: {ana: {name: Ana}}
    places: {lima: {name: Lima}, ayacucho: {name: Ayacucho}}
    travel: [{from: lima, to: ayacucho, by: air, takes: 1h}]
    programme:
      there:
        kind: journey
        class: public
        from: lima
        to: ayacucho
        when: Mon 2023-05-22 07:00-08:00
        who: [ana]
      lawyers:
        kind: meeting
        class: confidential
        title: Lawyers
        when: Mon 2023-05-22 15:00-17:00
        where: ayacucho
        who: [ana]
      back:
        kind: journey
        class: public
        from: ayacucho
        to: lima
        when: Tue 2023-05-23 06:00-07:00
        who: [ana]

Passing:

    people: {ana: {name: Ana}}
    places: {lima: {name: Lima}, ayacucho: {name: Ayacucho}}
    travel: [{from: lima, to: ayacucho, by: air, takes: 1h}]
    programme:
      there:
        kind: journey
        from: lima
        to: ayacucho
        when: Mon 2023-05-22 07:00-08:00
        who: [ana]
      lawyers:
        kind: meeting
        class: confidential
        title: Lawyers
        when: Mon 2023-05-22 15:00-17:00
        where: ayacucho
        who: [ana]
      back:
        kind: journey
        from: ayacucho
        to: lima
        when: Tue 2023-05-23 06:00-07:00
        who: [ana]
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from itinerary.checks import texts, wording
from itinerary.checks.rule import Rule
from itinerary.checks.sightings import Bracket, Trails
from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.languages import Message, plural, say
from itinerary.model.entries import Engagement, Status
from itinerary.model.fields import Classification
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence
from itinerary.times import Timespan

_PUBLIC, _PRIVATE = Classification.PUBLIC, Classification.PRIVATE
_DRIVES = {"chauffeur", "chofer", "conductor", "conductora", "driver", "motorista"}
"""Folded words in the name or role of whoever drives."""


class _Leak(NamedTuple):
    """A confidential engagement, and what brackets it of each person who gives it away."""

    hidden: Occurrence
    brackets: Mapping[str, Bracket]

    @property
    def is_certain(self) -> bool:
        """Whether somebody is seen to come and go, and for nothing else that is seen."""
        return any(bracket.movements == len(bracket) for bracket in self.brackets.values())


_Told = set[tuple[str, str]]
"""Entries, and people of whom it is told already that they give them away."""


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each confidential engagement that others can place, and each level."""
    hidden = [one for one in schedule.occurrences if _is_hidden(one)]
    if not hidden:
        return
    trails = Trails(schedule)
    outside = {reader.clearance for reader in schedule.readers.values()}
    told: _Told = set()
    for level in (_PUBLIC, _PRIVATE) if _PRIVATE in outside else (_PUBLIC,):
        leaks = _leaks(schedule, trails, hidden, level, told)
        told |= {(leak.hidden.entry.id, person) for leak in leaks for person in leak.brackets}
        for leak in leaks:
            yield _finding(schedule, trails, leak, level)


def _is_hidden(occurrence: Occurrence) -> bool:
    entry = occurrence.entry
    is_sure = not entry.status.is_off and entry.status is not Status.IDEA
    is_secret = entry.classification is Classification.CONFIDENTIAL
    return is_sure and is_secret and isinstance(entry, Engagement) and bool(entry.where)


def _leaks(
    schedule: Schedule,
    trails: Trails,
    hidden: list[Occurrence],
    level: Classification,
    told: _Told,
) -> list[_Leak]:
    """Return how each entry is given away to a level: of its times the first, or a certain one."""
    within = RULE.length(schedule, "within")
    seen = trails.seen_by(level)
    followed = set(seen) if level is _PUBLIC else set(seen) & _helpers(schedule)
    leaks: dict[str, _Leak] = {}
    for one in hidden:
        brackets = {
            person: bracket
            for person in trails.company(one, within)
            if person in followed
            and (one.entry.id, person) not in told
            and (bracket := trails.bracket(seen[person], one, within)) is not None
            and (bracket.movements or level is not _PUBLIC)
        }
        leak = _Leak(one, brackets)
        known = leaks.get(one.entry.id)
        if brackets and (known is None or (leak.is_certain and not known.is_certain)):
            leaks[one.entry.id] = leak
    return list(leaks.values())


def _helpers(schedule: Schedule) -> set[str]:
    """Return the ids of those who interpret or drive."""
    interpret = {one.id for entry in schedule.entries.values() for one in entry.interpreter}
    drive = {
        person.id
        for person in schedule.people.values()
        if not _DRIVES.isdisjoint(texts.words(f"{person.name} {person.role}"))
    }
    return interpret | drive


def _finding(schedule: Schedule, trails: Trails, leak: _Leak, level: Classification) -> Diagnostic:
    hidden, brackets = leak
    seen = list(dict.fromkeys(one.occurrence for bracket in brackets.values() for one in bracket))
    ids = tuple(dict.fromkeys(one.entry.id for one in seen))
    is_error = level is _PUBLIC and leak.is_certain
    return Diagnostic(
        rule=RULE.id,
        severity=Severity.ERROR if is_error else Severity.WARNING,
        span=hidden.entry.at("when"),
        message=_message(schedule, trails, leak, level),
        hint=_hint(tuple(brackets), ids, level),
        related=tuple(
            Related(one.entry.at("when"), say("what is seen: {what}", what=_told(schedule, one)))
            for one in seen
        ),
        entries=(hidden.entry.id, *ids),
    )


def _message(schedule: Schedule, trails: Trails, leak: _Leak, level: Classification) -> Message:
    hidden, brackets = leak
    start = max(bracket.before.end for bracket in brackets.values())
    end = min(bracket.after.start for bracket in brackets.values())
    town = trails.town_of(hidden)
    values = {
        "who": wording.people(schedule, brackets),
        "town": wording.place(schedule, town) if town else "",
        "when": Timespan(start, end),
        "what": _told(schedule, hidden),
    }
    if level is _PUBLIC:
        return plural(
            "anybody can read that {who} is in {town}, {when}: {what} is given away",
            "anybody can read that {who} are in {town}, {when}: {what} is given away",
            len(brackets),
            **values,
        )
    return plural(
        "readers cleared `private` can read that {who} is in {town}, {when}: {what} is given away",
        "readers cleared `private` can read that {who} are in {town}, {when}: {what} is given away",
        len(brackets),
        **values,
    )


def _hint(people: tuple[str, ...], ids: tuple[str, ...], level: Classification) -> Message:
    seen = tuple(f"`{one}`" for one in ids)
    if level is _PUBLIC:
        return say("give {seen} a higher class, and a cover where that is confidential", seen=seen)
    return say(
        "mark {who} as `protected: yes`, or make {seen} confidential, with a cover",
        who=tuple(f"`{one}`" for one in people),
        seen=seen,
    )


def _told(schedule: Schedule, occurrence: Occurrence) -> Message:
    title = wording.title(schedule, occurrence.entry)
    return say("{title} ({when})", title=title, when=occurrence.when)


RULE = Rule(
    "inferable", __doc__, check, first_answers=True, figures={"within": timedelta(hours=24)}
)
