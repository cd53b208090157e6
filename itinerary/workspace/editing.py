"""Editing a schedule file: what an edit would do, before anything is written."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from itinerary.diagnostics import did_you_mean
from itinerary.languages import Message, say
from itinerary.model.entries import Engagement, Entry, Journey, Status
from itinerary.model.people import Person
from itinerary.model.schedule import Schedule
from itinerary.output.effect import Effect
from itinerary.syntax.editor import Change, Key, set_items, set_text, set_texts, set_value
from itinerary.syntax.moving import Now, moved, shown_by
from itinerary.syntax.phrasing import phrased, phrased_start
from itinerary.syntax.problems import Problem
from itinerary.syntax.programme import EVERYONE
from itinerary.syntax.splicing import Uneditable, quoted
from itinerary.times import Days, Timespan, format_date, in_zone
from itinerary.workspace.effects import effect
from itinerary.workspace.files import Loaded, understood
from itinerary.workspace.views import there_are

Step = Callable[[bytes, str], bytes | Uneditable]
"""One edit of a file's bytes; the path is for messages."""


class Edited(NamedTuple):
    """What an edit would do: what to show of it, and the file's bytes afterwards."""

    effect: Effect
    data: bytes


Outcome = Edited | Uneditable


class Wish(NamedTuple):
    """What is asked of an entry: ids as they were typed."""

    loaded: Loaded
    schedule: Schedule
    now: datetime

    @property
    def today(self) -> date:
        """The present day by the mission's clocks."""
        return in_zone(self.now, self.schedule.delegation.zone).date()

    def entry(self, entry_id: str) -> Entry | Uneditable:
        """Return an entry by its id, or who is near."""
        known = self.schedule.entries
        return known.get(entry_id) or _nobody(
            say("there is no entry `{entry}`", entry=entry_id[:64]), entry_id, known
        )

    def person(self, person_id: str) -> Person | Uneditable:
        """Return a person by their id, or who is near."""
        known = self.schedule.people
        return known.get(person_id) or _nobody(
            say("`{id}` is nobody in `people:`", id=person_id[:64]), person_id, known
        )


def _nobody(message: Message, typed: str, known: Mapping[str, object]) -> Uneditable:
    return Uneditable(message, did_you_mean(typed, known) or there_are(known))


# ---------------------------------------------------------------- the edits


def move(wish: Wish, entry_id: str, typed: str, where: str | None = None) -> Outcome:
    """Return what moving an entry to another time, as it was typed, would do.

    A request that had no time becomes tentative, since it would otherwise count as confirmed.
    """
    entry = wish.entry(entry_id)
    if isinstance(entry, Uneditable):
        return entry
    schedule = wish.schedule
    if where is None and not isinstance(entry, Journey) and len(entry.where) > 1:
        return Uneditable(
            say("`{entry}` names a choice of places", entry=entry_id),
            say("say which: `--where {place}`", place=entry.where[0].id),
        )
    when = _new_time(wish, entry, typed, where)
    if isinstance(when, Uneditable):
        return when
    zones, mission = _zones(schedule, entry, where), schedule.delegation.dates
    like = written(wish.loaded, entry, "when") or manner(wish)
    steps = [setting(entry, "when", phrased(when, like, zones, mission))]
    if where is not None:
        steps.append(setting(entry, "where", where))
    if entry.when is None and entry.status is not Status.TENTATIVE:
        steps.append(setting(entry, "status", Status.TENTATIVE.value))
    steps += _with_embargo(wish, entry, when, zones[0])
    found = edited(wish, steps, (entry_id,))
    if isinstance(found, Edited):
        again = understood(found.data, wish.loaded.path).schedule
        if again is None or again.entries[entry_id].when != when:
            return Uneditable(
                say("`{text}` would be read as another time", text=typed),
                say("edit the file by hand"),
            )
        if isinstance(when, Timespan) and when.start < wish.now:
            note = say("this time has begun, or is over")
            return found._replace(effect=found.effect._replace(notes=(note,)))
    return found


def _new_time(
    wish: Wish, entry: Entry, typed: str, where: str | None
) -> Timespan | Days | Uneditable:
    """Return the time an entry is moved to; elsewhere the clocks there show the same hours."""
    if entry.status.is_off:
        return Uneditable(
            say("`{entry}` will not take place, whatever its time", entry=entry.id),
            say("first: `itinerary tentative {entry}`", entry=entry.id),
        )
    schedule = wish.schedule
    zones = _zones(schedule, entry, where)
    now = shown_by(entry.when, _zones(schedule, entry, None), zones) if entry.when else None
    if isinstance(now, Problem):
        return _refusal(now)
    mission = schedule.delegation.dates
    when = moved(typed, Now(now, entry.takes, zones, mission, wish.today))
    return _refusal(when) if isinstance(when, Problem) else when


def _refusal(problem: Problem) -> Uneditable:
    return Uneditable(problem.message, problem.hint or say("edit the file by hand"))


def _with_embargo(wish: Wish, entry: Entry, when: Timespan | Days, zone: str) -> Iterator[Step]:
    """Move an embargo that ends when its entry starts along with it: the words stay kept."""
    if entry.embargo is None or not isinstance(entry.when, Timespan):
        return
    if isinstance(when, Timespan) and entry.embargo.start == entry.when.start != when.start:
        like = written(wish.loaded, entry, "embargo")
        mission = wish.schedule.delegation.dates
        yield setting(entry, "embargo", phrased_start(when.start, like, zone, mission))


def set_status(wish: Wish, entry_ids: Sequence[str], status: Status) -> Outcome:
    """Return what giving entries a status would do."""
    steps = []
    for entry_id in entry_ids:
        entry = wish.entry(entry_id)
        if isinstance(entry, Uneditable):
            return entry
        if status is Status.CONFIRMED and entry.when is None:
            return Uneditable(
                say("`{entry}` has no time yet, so nothing is confirmed", entry=entry_id),
                say("place it first: `itinerary move {entry} WHEN`", entry=entry_id),
            )
        if entry.status is not status:
            steps.append(setting(entry, "status", status.value))
    return edited(wish, steps, tuple(entry_ids))


class Asked(NamedTuple):
    """Who asked whom for a meeting, when, by which channel, and when to ask again."""

    of: str | None = None
    by: str | None = None
    channel: str | None = None
    asked: date | None = None
    chase: date | None = None


def request(wish: Wish, entry_id: str, asked: Asked) -> Outcome:
    """Return what writing down that somebody was asked for a meeting would do.

    It was asked today where no day is told and none is written. Keys that are there stay as they
    are unless they are told anew.
    """
    entry = wish.entry(entry_id)
    if isinstance(entry, Uneditable):
        return entry
    by = wish.person(asked.by) if asked.by is not None else None
    if isinstance(by, Uneditable):
        return by
    is_told = entry.request is not None and entry.request.asked is not None
    if asked.asked is None and not is_told:
        asked = asked._replace(asked=wish.today)
    told = {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in asked._asdict().items()
        if value is not None
    }
    order = {key: told[key] for key in ("asked", "of", "by", "channel", "chase") if key in told}
    steps = [] if entry.status is Status.REQUESTED else [setting(entry, "status", "requested")]
    if entry.request is None:
        flow = ", ".join(f"{key}: {quoted(value)}" for key, value in order.items())

        def step(data: bytes, path: str) -> bytes | Uneditable:
            return set_value(data, path, entry_id, "request", f"{{{flow}}}")

        steps.append(step)
    else:
        steps += [setting(entry, ("request", key), value) for key, value in order.items()]
    return edited(wish, steps, (entry_id,))


PARTS = {
    "who": "who",
    "interpreter": "interpreter",
    "lead": "lead",
    "note-taker": "note taker",
}
"""The parts that people take, and the key of the file that lists them."""
_ALONE = {"lead", "note-taker"}
"""The parts that one person takes."""


def assign(
    wish: Wish, entry_id: str, people: Sequence[str], part: str, *, is_taken_off: bool = False
) -> Outcome:
    """Return what it would do that people take part in an entry, or do so no longer."""
    entry = wish.entry(entry_id)
    if isinstance(entry, Uneditable):
        return entry
    for person_id in people:
        is_all = person_id == EVERYONE and part == "who"  # everyone comes, but nobody else's part
        found = None if is_all else wish.person(person_id)
        if isinstance(found, Uneditable):
            return found
    key = PARTS[part]
    listed = _listed(entry, key)
    wanted = _wanted(listed, people, part, is_taken_off=is_taken_off)
    if isinstance(wanted, Uneditable):
        return wanted
    if wanted == listed:
        return edited(wish, [], (entry_id,))

    def step(data: bytes, path: str) -> bytes | Uneditable:
        if wanted and part in _ALONE:
            return set_text(data, path, entry_id, key, wanted[0])
        return set_items(data, path, entry_id, key, wanted)

    return edited(wish, [step], (entry_id,))


def _wanted(
    listed: list[str], people: Sequence[str], part: str, *, is_taken_off: bool
) -> list[str] | Uneditable:
    """Return who is to take a part that some are listed for already."""
    if is_taken_off:
        strangers = [one for one in people if one not in listed]
        if strangers:
            return Uneditable(
                say("`{id}` is not listed under `{key}`", id=strangers[0], key=PARTS[part]),
                there_are(listed) if listed else say("nobody is listed there"),
            )
        rest = [one for one in listed if one not in people]
        if part == "who" and not rest:  # what names nobody is shown to the whole delegation
            return Uneditable(
                say("nobody would take part then, and the whole delegation would be shown it"),
                say("name who comes instead, or `itinerary cancel` it"),
            )
        return rest
    if part not in _ALONE:
        return list(dict.fromkeys((*listed, *people)))
    if len(people) != 1:
        return Uneditable(say("one person can take that part"), say("name one, or use --as who"))
    return list(people)


def setting(entry: Entry, key: Key, text: str) -> Step:
    """Return the edit that writes a text under one of an entry's keys."""
    return settings((Change(entry.id, key, text),))


def settings(changes: Sequence[Change]) -> Step:
    """Return the edit that writes some texts, each under a key of an entry."""

    def step(data: bytes, path: str) -> bytes | Uneditable:
        return set_texts(data, path, changes)

    return step


def _zones(schedule: Schedule, entry: Entry, where: str | None) -> tuple[str, str]:
    """Return whose clocks tell an entry's start and end."""
    zone = schedule.gazetteer.zone
    if isinstance(entry, Journey):
        return zone(entry.origin.id), zone(entry.destination.id)
    here = zone(where or (entry.where[0].id if entry.where else None))
    return here, here


def _listed(entry: Entry, key: str) -> list[str]:
    match key:
        case "who":
            everyone = [EVERYONE] if entry.everyone else []
            return [*everyone, *(one.id for one in entry.who)]
        case "interpreter":
            return [one.id for one in entry.interpreter]
        case _:
            one = entry.lead if key == "lead" else entry.note_taker
            return [one.id] if one else []


def written(loaded: Loaded, entry: Entry, key: str) -> str | None:
    """Return what stands in the file under an entry's key, where that is one line."""
    span = entry.spans.get(key)
    if span is None or span.line != span.end_line:
        return None
    line = re.split(r"\r\n|\r|\n", loaded.text)[span.line - 1]
    return line[span.column - 1 : span.end_column - 1].strip("\"'")


def manner(wish: Wish) -> str:
    """Return the manner in which a file writes times: that of its last appointment."""
    entries = reversed([*wish.schedule.entries.values()])
    found = (written(wish.loaded, one, "when") for one in entries if isinstance(one, Engagement))
    timed = (text for text in found if text and ":" in text and "/" not in text)
    return next(timed, f"{format_date(wish.today)} 09:00-10:00")


# ---------------------------------------------------------------- what they do


def edited(wish: Wish, steps: Sequence[Step], entries: tuple[str, ...]) -> Outcome:
    """Return what some edits of a file do together; it must still be understood after them."""
    loaded, data = wish.loaded, wish.loaded.data
    for step in steps:
        found = step(data, loaded.path)
        if isinstance(found, Uneditable):
            return found
        data = found
    if data == loaded.data:
        return Edited(Effect(loaded.path), data)
    again = understood(data, loaded.path)
    known = {(one.rule, one.message) for one in loaded.diagnostics}
    faults = [
        one for one in again.diagnostics if one.is_error and (one.rule, one.message) not in known
    ]
    if faults or again.schedule is None:
        first = faults[0] if faults else again.diagnostics[0]
        hint = first.hint or say("edit the file by hand")
        return Uneditable(first.message, hint)
    return Edited(effect(wish.schedule, loaded, again, entries, wish.now), data)
