"""Adding an entry to a schedule file: from what somebody typed to the keys that are written."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import NamedTuple

from itinerary.diagnostics import did_you_mean
from itinerary.languages import Message, say
from itinerary.model.kinds import JOURNEY
from itinerary.syntax.editor import append_entries
from itinerary.syntax.moving import Now, moved
from itinerary.syntax.phrasing import phrased
from itinerary.syntax.problems import Problem
from itinerary.syntax.programme import EVERYONE
from itinerary.syntax.splicing import Uneditable, quoted
from itinerary.syntax.values import id_from, parse_duration, parse_id
from itinerary.times import Timespan
from itinerary.workspace.editing import Outcome, Wish, edited, manner
from itinerary.workspace.views import there_are

_LONGEST_ID = 40


class New(NamedTuple):
    """A new entry, as it was typed: texts, and ids of places and people."""

    kind: str
    title: str = ""
    id: str = ""
    cover: str = ""
    classification: str = ""
    when: str = ""
    takes: str = ""
    within: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    origin: str = ""
    destination: str = ""
    by: str = ""
    nights: str = ""
    who: tuple[str, ...] = ()
    interpreter: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    status: str = ""
    note: str = ""
    more: tuple[tuple[str, str], ...] = ()
    """Other keys of the file, and their texts."""


def add(wish: Wish, new: New) -> Outcome:
    """Return what adding an entry at the end of the programme would do."""
    fault = _fault(wish, new)
    if fault is not None:
        return fault
    named = parse_id(new.id or free_id(wish, new))
    if isinstance(named, Problem):
        return Uneditable(named.message, named.hint or say("choose another id"))
    if named in wish.schedule.entries or named in wish.schedule.unread:
        return Uneditable(
            say("there is an entry `{entry}` already", entry=named), say("choose another id")
        )
    when = when_written(wish, new) if new.when else ""
    if isinstance(when, Uneditable):
        return when
    pairs = list(_pairs(new, when))

    def step(data: bytes, path: str) -> bytes | Uneditable:
        return append_entries(data, path, [(named, pairs)])

    return edited(wish, [step], (named,))


def free_id(wish: Wish, new: New) -> str:
    """Return an id for a new entry that no other has: of its title, or of its kind."""
    base = id_from(new.title) or id_from(new.kind) or "entry"
    if len(base) > _LONGEST_ID:  # whole words, as somebody would type
        base = base[: base.rfind("-", 0, _LONGEST_ID + 1)] if "-" in base else base[:_LONGEST_ID]
    taken = wish.schedule.entries.keys() | wish.schedule.unread
    names = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(name for name in names if name not in taken)


def when_written(wish: Wish, new: New) -> str | Uneditable:
    """Return the time of a new entry in the manner of the file, or why it tells none."""
    takes = parse_duration(new.takes) if new.takes else None
    if isinstance(takes, Problem):
        return Uneditable(takes.message, takes.hint or say("write `45m`, `1h30`, `2h` or `PT90M`"))
    gazetteer, mission = wish.schedule.gazetteer, wish.schedule.delegation.dates
    here = new.where[0] if new.where else ""
    ends = (new.origin, new.destination) if new.kind == JOURNEY else (here, here)
    start, end = (gazetteer.zone(place or None) for place in ends)
    when = moved(new.when, Now(None, takes, (start, end), mission, wish.today))
    if isinstance(when, Problem):
        return Uneditable(when.message, when.hint or say("edit the file by hand"))
    if takes and isinstance(when, Timespan) and when.duration != takes:
        return Uneditable(
            say("its time lasts {length}, and not {takes}", length=when.duration, takes=takes),
            say("tell one of them: --when with its end, or with --takes"),
        )
    return phrased(when, manner(wish), (start, end), mission)


def _pairs(new: New, when: str) -> Iterator[tuple[str, str]]:
    """Yield the keys in the order of a careful person: what hides something stands above."""
    texts = {
        "kind": new.kind,
        "title": new.title,
        "cover": new.cover,
        "class": new.classification,
        "when": when,
        "takes": "" if when else new.takes,
        "within": new.within,
        "from": new.origin,
        "to": new.destination,
        "where": new.where,
        "by": new.by,
        "nights": new.nights,
        "who": new.who,
        "interpreter": new.interpreter,
        "languages": new.languages,
        "status": new.status,
        **dict(new.more),
        "note": new.note,
    }
    for key, value in texts.items():
        if isinstance(value, str):
            if value:
                yield key, quoted(value)
        elif len(value) == 1 and (key == "where" or value == (EVERYONE,)):
            yield key, quoted(value[0])
        elif value:
            yield key, f"[{', '.join(map(quoted, value))}]"


def _fault(wish: Wish, new: New) -> Uneditable | None:
    """Return the first id that a new entry names and nobody has, if there is one."""
    faults = (
        unknown_kind(wish, new.kind),
        *(unknown_place(wish, place) for place in (*new.where, new.origin, new.destination)),
        *(unknown_person(wish, person) for person in new.who),
        *(one for one in map(wish.person, new.interpreter) if isinstance(one, Uneditable)),
    )
    if new.kind == JOURNEY and not (new.origin and new.destination):
        return Uneditable(
            say("a journey goes from one place to another"), say("tell both: --from and --to")
        )
    return next((fault for fault in faults if fault), None)


def unknown_kind(wish: Wish, text: str) -> Uneditable | None:
    """Return what is wrong with a kind as somebody types it."""
    message = say("`{text}` is no kind of entry", text=text[:64])
    return _unknown(text, wish.schedule.kinds, message)


def unknown_place(wish: Wish, text: str) -> Uneditable | None:
    """Return what is wrong with a place's id as somebody types it; nothing typed is no fault."""
    message = say("there is no place `{id}`", id=text[:64])
    return _unknown(text, wish.schedule.gazetteer.places, message) if text else None


def unknown_person(wish: Wish, text: str) -> Uneditable | None:
    """Return what is wrong with a person's id, or `everyone`, as somebody types it."""
    found = None if text == EVERYONE else wish.person(text)
    return found if isinstance(found, Uneditable) else None


def _unknown(text: str, known: Mapping[str, object], message: Message) -> Uneditable | None:
    if text in known:
        return None
    return Uneditable(message, did_you_mean(text, known) or there_are(known))


def ids(text: str) -> tuple[str, ...]:
    """Return the ids in a text: between commas or spaces."""
    return tuple(dict.fromkeys(text.replace(",", " ").split()))
