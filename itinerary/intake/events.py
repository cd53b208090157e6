"""What a file from elsewhere tells: plain data, bounded, and clean enough to be shown.

Nothing here was typed by the coordinator, so nothing of it is trusted: every text is cleaned of the
signs that a screen would obey and that a schedule refuses, and cut at a stated length.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from string import Formatter
from typing import Any, NamedTuple

from itinerary.languages import Message

MOST_BYTES = 4 * 1024 * 1024
"""Some ten thousand events: no invitation, ticket or table of a mission is larger."""
MOST_EVENTS = 2000
MOST_NOTES = 50
MOST_ATTENDEES = 200
MOST_DATES = 400
LONGEST_UID = 255
"""RFC 7986 (5.3) asks for no more; a longer one is told by its digest."""
LONGEST = 2000
"""Characters of one text; what a description holds beyond it is cut off, and says so."""

_BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_STRANGE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff0-\uffff"
    "\ud800-\udfff]"
)


class Moment(NamedTuple):
    """A time as clocks show it; by no zone's where it is told to be local, wherever one is."""

    wall: datetime
    zone: str | None


class Attendee(NamedTuple):
    """Somebody invited; the address is without its ``mailto:``."""

    address: str
    name: str
    participation_status: str


class Event(NamedTuple):
    """An event; a text that it lacks is empty.

    ``written`` is the time as a table writes it, where there is no ``start``; ``is_open`` where
    nobody says when it ends. ``end`` is exclusive for whole days, as in RFC 5545 (3.6.1).
    ``excluded`` holds the days that the rule leaves out, by the clocks of ``start``.
    """

    uid: str
    title: str
    start: Moment | date | None = None
    end: Moment | date | None = None
    written: str = ""
    is_open: bool = False
    line: int = 0
    sequence: int = 0
    stamp: str = ""
    recurrence: str = ""
    status: str = ""
    classification: str = ""
    description: str = ""
    location: str = ""
    comment: str = ""
    rule: str = ""
    excluded: tuple[date, ...] = ()
    has_more_dates: bool = False
    organizer: str = ""
    attendees: tuple[Attendee, ...] = ()


class Calendar(NamedTuple):
    """A file as it was read: what it is for, its events, and what was left out and why."""

    method: str
    events: tuple[Event, ...]
    notes: tuple[str, ...] = ()


class Refusal(NamedTuple):
    """Why a file cannot be read, and what to do."""

    message: str
    hint: str


def clean(text: str, most: int = LONGEST) -> str:
    """Return a text without signs that a screen would obey, cut where it is too long."""
    plain = _STRANGE.sub("", _BREAKS.sub("\n", text).replace("\t", " "))
    lines = (" ".join(line.split()) for line in plain.split("\n"))
    told = "\n".join(lines).strip()
    return told if len(told) <= most else f"{told[: most - 1].rstrip()}…"


def one_line(text: str, most: int = 200) -> str:
    """Return a clean text on one line."""
    return clean(" ".join(clean(text, len(text) + 1).split()), most)


# ---------------------------------------------------------------- from the child's JSON


def packed(text: object) -> object:
    """Return a text as JSON bears it: a message in its parts, to be said in any language."""
    if not isinstance(text, Message):
        return str(text)
    one, values, many, number = text.parts
    return [one, {name: packed(value) for name, value in values.items()}, many, number]


def unpacked(told: object, most: int) -> str:
    """Return a text or message that a child process told, clean and cut where it is too long.

    Nobody vouches for what the child says, so its message names values and does nothing else.
    """
    if not isinstance(told, list):
        return one_line(str(told), most)
    one, values, many, number = told
    known: dict[str, object] = {
        str(name): unpacked(value, most) for name, value in dict(values).items()
    }
    for form in filter(None, (one, many)):
        for _, name, how, conversion in Formatter().parse(form):
            if name is not None and (name not in {*known, "count"} or how or conversion):
                raise ValueError(name)
    made = Message(str(one), known, many, int(number))
    plain = one_line(made, most)
    return made if made == plain else plain


def calendar_from(told: Mapping[str, Any]) -> Calendar:
    """Return what a child process told of a file; raises where that is not of this shape."""
    return Calendar(
        method=one_line(str(told["method"])).upper(),
        events=tuple(_event(one) for one in told["events"][:MOST_EVENTS]),
        notes=tuple(unpacked(note, 300) for note in told["notes"][:MOST_NOTES]),
    )


def _event(told: Mapping[str, Any]) -> Event:
    texts = {
        name: one_line(str(told.get(name, "")), LONGEST)
        for name in ("title", "written", "stamp", "status", "classification", "rule")
    }
    recurrence = str(told.get("recurrence", ""))
    return Event(
        uid=_identity(str(told["uid"])),
        recurrence=date.fromisoformat(recurrence).isoformat() if recurrence else "",
        start=_time(told.get("start")),
        end=_time(told.get("end")),
        is_open=bool(told.get("is_open")),
        has_more_dates=bool(told.get("has_more_dates")),
        line=int(told.get("line", 0)),
        sequence=min(max(int(told.get("sequence", 0)), 0), 2**31 - 1),
        description=clean(str(told.get("description", ""))),
        location=one_line(str(told.get("location", "")), 300),
        comment=clean(str(told.get("comment", "")), 500),
        excluded=tuple(map(date.fromisoformat, told.get("excluded", [])[:MOST_DATES])),
        organizer=one_line(str(told.get("organizer", "")), 254),
        attendees=tuple(
            Attendee(*(one_line(str(part), 254) for part in one))
            for one in told.get("attendees", [])[:MOST_ATTENDEES]
        ),
        **texts,
    )


def _identity(uid: str) -> str:
    """Return what identifies an event, of a length that a schedule can bear."""
    told = one_line(uid, len(uid) + 1)
    if len(told) <= LONGEST_UID:
        return told
    return f"sha256:{hashlib.sha256(uid.encode('utf-8', 'replace')).hexdigest()}"


def _time(told: Any) -> Moment | date | None:  # noqa: ANN401 (whatever the child wrote)
    if told is None:
        return None
    if isinstance(told, str):
        return date.fromisoformat(told)
    wall, zone = told
    return Moment(datetime.fromisoformat(wall).replace(tzinfo=None), zone)
