"""A language of those whom the delegation meets is spoken by nobody who comes.

Whoever is not understood is not heard, and a relative or a neighbour who interprets instead hears
what was not meant for them (OHCHR, Manual on Human Rights Monitoring, chapter 11). Each language
under `languages:` must be one that somebody who takes part `speaks`, an interpreter or not; `es-PE`
counts as `es`. An interpreter must also share a language with a member of the delegation who is
there. Whoever has no `speaks:` is taken to speak none of the languages; while nobody who comes has
any, nothing is known and nothing is told. What is not placed yet is told as well. An idea needs no
interpreter.

Failing:

    people:
      ana: {name: Ana, speaks: [en, es]}
      interpreter-1: {name: Quechua interpreter, protected: yes, speaks: [qu, es]}
    programme:
      farmers:
        kind: meeting
        title: Farmers
        when: 2023-05-22 09:00-10:00
        who: [ana]
        languages: [qu]

Passing:

    people:
      ana: {name: Ana, speaks: [en, es]}
      interpreter-1: {name: Quechua interpreter, protected: yes, speaks: [qu, es]}
    programme:
      farmers:
        kind: meeting
        title: Farmers
        when: 2023-05-22 09:00-10:00
        who: [ana]
        languages: [qu]
        interpreter: [interpreter-1]
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from itinerary.checks import texts, wording
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Severity
from itinerary.languages import Message, Words, plural, say
from itinerary.model.entries import Entry, Status, Stay
from itinerary.model.movement import places_of
from itinerary.model.people import Person
from itinerary.model.schedule import Schedule, is_present
from itinerary.model.timeline import Occurrence, bounds
from itinerary.times import Days, Timespan

_DAY = timedelta(days=1)


class _Meeting(NamedTuple):
    """An entry that has languages, at one time it takes place; ``when`` is None for a request."""

    entry: Entry
    when: Timespan | Days | None


_Parts = dict[tuple[str, date], list[Occurrence]]
"""What each person takes part in, day by day as its own clocks count."""


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each entry whose languages, or whose interpreter, nobody understands."""
    unheard: dict[tuple[str, tuple[str, ...]], _Meeting] = {}
    cut_off: dict[tuple[str, str], _Meeting] = {}
    for meeting in _meetings(schedule):
        entry = meeting.entry
        coming = [
            schedule.people[one]
            for one in schedule.attendees(entry, meeting.when)
            if one in schedule.people
        ]
        spoken = {short for person in coming for short in _short(person.speaks)}
        missing = tuple(short for short in _short(entry.languages) if short not in spoken)
        if spoken and missing:
            unheard.setdefault((entry.id, missing), meeting)
        for interpreter in _cut_off(entry, coming):
            cut_off.setdefault((entry.id, interpreter.id), meeting)
    able = _able(schedule)
    parts = _parts(schedule) if unheard else {}
    for (_, missing), meeting in unheard.items():
        speakers = [one for one in able if set(missing) <= set(_short(one.speaks))]
        free = [one.id for one in speakers if _is_free(schedule, one, meeting, parts)]
        yield _unheard(schedule, meeting, missing, free)
    for (_, interpreter_id), meeting in cut_off.items():
        yield _not_understood(schedule, meeting, schedule.people[interpreter_id])


def _meetings(schedule: Schedule) -> Iterator[_Meeting]:
    for occurrence in schedule.occurrences:
        if _counts(occurrence.entry):
            yield _Meeting(occurrence.entry, occurrence.when)
    for entry in schedule.entries.values():
        if entry.is_request and _counts(entry):
            yield _Meeting(entry, None)


def _counts(entry: Entry) -> bool:
    is_sure = not entry.status.is_off and entry.status is not Status.IDEA
    return is_sure and bool(entry.languages or entry.interpreter)


def _short(codes: Iterable[str]) -> tuple[str, ...]:
    """Return languages without country or script: the first subtag of RFC 5646."""
    return tuple(dict.fromkeys(code.partition("-")[0].lower() for code in codes))


def _cut_off(entry: Entry, coming: list[Person]) -> Iterator[Person]:
    """Yield each interpreter who shares no language with any member of the delegation there."""
    interpreters = {reference.id for reference in entry.interpreter}
    members = [one for one in coming if not one.protected and one.id not in interpreters]
    understood = {short for member in members for short in _short(member.speaks)}
    for person in coming:
        is_alone = understood and person.speaks and understood.isdisjoint(_short(person.speaks))
        if person.id in interpreters and is_alone:
            yield person


def _unheard(
    schedule: Schedule, meeting: _Meeting, missing: tuple[str, ...], free: list[str]
) -> Diagnostic:
    message = say(
        "nobody who comes to {what} speaks {languages}",
        what=_told(schedule, meeting),
        languages=tuple(map(_name, missing)),
    )
    hint = say("add an `interpreter`, or say under `speaks:` who of them speaks it")
    if free:
        hint = plural(
            "ask {who}, who speaks it and is free then: `interpreter: [{id}]`",
            "ask one of {who}, who speak it and are free then: `interpreter: [{id}]`",
            len(free),
            who=wording.people(schedule, free),
            id=free[0],
        )
    return _finding(meeting, "languages", message, hint)


def _not_understood(schedule: Schedule, meeting: _Meeting, interpreter: Person) -> Diagnostic:
    message = say(
        "{who} interprets at {what}, and shares no language with the delegation there",
        who=interpreter.name,
        what=_told(schedule, meeting),
    )
    hint = say("let somebody else interpret or go, or add a second interpreter between the two")
    return _finding(meeting, "interpreter", message, hint)


def _finding(meeting: _Meeting, key: str, message: Message, hint: Message) -> Diagnostic:
    entry = meeting.entry
    return Diagnostic(RULE.id, Severity.WARNING, entry.at(key), message, hint, entries=(entry.id,))


def _told(schedule: Schedule, meeting: _Meeting) -> Message:
    title = wording.title(schedule, meeting.entry)
    return (
        title if meeting.when is None else say("{title} ({when})", title=title, when=meeting.when)
    )


def _name(code: str) -> Callable[[Words], str]:
    return lambda words: words.name_of(code)


def _able(schedule: Schedule) -> list[Person]:
    """Return who may be asked to interpret: no driver, witness or relative is."""
    interpreters = {one.id for entry in schedule.entries.values() for one in entry.interpreter}
    return [
        person
        for person in schedule.people.values()
        if not person.protected
        or person.id in interpreters
        or "interpret" in texts.fold(f"{person.name} {person.role}")
    ]


def _parts(schedule: Schedule) -> _Parts:
    parts: _Parts = {}
    for occurrence in schedule.occurrences:
        if not occurrence.entry.status.is_off and not isinstance(occurrence.entry, Stay):
            for person in schedule.attendees(occurrence.entry, occurrence.when):
                for day in Days(*bounds(occurrence.when)):
                    parts.setdefault((person, day), []).append(occurrence)
    return parts


def _is_free(schedule: Schedule, person: Person, meeting: _Meeting, parts: _Parts) -> bool:
    """Whether a person is there, does nothing else then, and is in no other town that day."""
    entry, when = meeting
    if when is None:
        return True
    away = any(_overlap(when, absence.when) for absence in person.unavailable)
    if away or not is_present(person, when):
        return False
    town = _town(schedule, Occurrence(entry, "", when))
    first, last = bounds(when)
    return not any(
        _overlap(when, other.when)
        or (_share_a_day(when, other.when) and _town(schedule, other) not in {None, town})
        for day in Days(first - _DAY, last + _DAY)  # a day begins elsewhere before it does here
        for other in parts.get((person.id, day), ())
    )


def _overlap(one: Timespan | Days, other: Timespan | Days) -> bool:
    if isinstance(one, Timespan) and isinstance(other, Timespan):
        return one.overlaps(other)
    return _share_a_day(one, other)


def _share_a_day(one: Timespan | Days, other: Timespan | Days) -> bool:
    (first, last), (begin, end) = bounds(one), bounds(other)
    return first <= end and begin <= last


def _town(schedule: Schedule, occurrence: Occurrence) -> str | None:
    """Return the id of the town in which an occurrence ends."""
    ends = places_of(occurrence)
    town = schedule.gazetteer.town(ends[1]) if ends else None
    return town.id if town else None


RULE = Rule("missing-interpreter", __doc__, check)
