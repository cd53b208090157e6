"""The bytes of a table (CSV) → plain data. It runs in a child process, whatever is in the file.

Only what stands there is taken: a column is known by its heading, in English or Spanish, and a date
that could be read day first or month first is left as it is, for the schedule language to refuse.
"""

import csv
import hashlib
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from itinerary.intake.events import LONGEST, MOST_EVENTS
from itinerary.languages import mark, say
from itinerary.times import format_date

Told = dict[str, Any]

HEADINGS = {
    "uid": ("uid", "id", "codigo", "code"),
    "title": ("title", "titulo", "subject", "asunto", "summary", "activity", "actividad", "event"),
    "date": ("date", "fecha", "day", "dia", "start date", "fecha de inicio", "fecha de comienzo"),
    "start": (
        "start",
        "start time",
        "from",
        "inicio",
        "hora",
        "hora de inicio",
        "comienzo",
        "time",
    ),
    "last": ("end date", "fecha de fin", "fecha de finalizacion", "until", "hasta el"),
    "end": (
        "end",
        "end time",
        "to",
        "fin",
        "hora de fin",
        "hora de finalizacion",
        "finalizacion",
        "hasta",
    ),
    "location": ("place", "lugar", "location", "venue", "ubicacion", "sede", "where", "donde"),
    "town": ("town", "city", "ciudad", "localidad"),
    "people": ("people", "who", "quien", "quienes", "participantes", "participants", "attendees"),
    "status": ("status", "estado"),
    "description": (
        "notes",
        "note",
        "notas",
        "nota",
        "description",
        "descripcion",
        "observaciones",
    ),
    "all_day": ("all day", "all day event", "todo el dia", "evento de todo el dia"),
    "private": ("private", "privado"),
    "class": ("class", "clase", "classification", "clasificacion", "sensitivity", "caracter"),
}
_KEYS = {heading: key for key, headings in HEADINGS.items() for heading in headings}
_NUMBERS = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})")
_CLOCK = re.compile(
    r"([0-9]{1,2})(?:[:.h]([0-9]{2})(?::00)?|h)?\s*(?:([ap])\.?\s?m\.?|h|hs|hrs)?", re.IGNORECASE
)
_CONFIDENTIAL = {"confidential", "confidencial", "secret", "secreto", "reservado"}
_YES = {"true", "yes", "si", "verdadero", "1", "x"}
_LONGEST_NOTE = 120
_READ = {
    "dmy": mark("dates are read day first and month second, as in {example}"),
    "mdy": mark("dates are read month first and day second, as in {example}"),
}
_OPEN = " for 1h"
"""What stands for an end that nobody tells."""


def read(data: bytes) -> Told:
    """Return what a table's bytes tell; raises ``ValueError`` where they are no table."""
    text, notes = _decoded(data)
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        raise ValueError(say("it is empty"))
    separator = max(",;\t", key=lines[0].count)
    csv.field_size_limit(max(len(text), 1))
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    try:
        numbered = [*enumerate(reader, 1)]  # as a spreadsheet counts them, empty ones too
    except csv.Error as fault:
        why = say("a quotation mark is out of place in line {line}", line=reader.line_num)
        raise ValueError(why) from fault
    numbered = [(line, row) for line, row in numbered if any(cell.strip() for cell in row)]
    if not numbered:
        raise ValueError(say("it is empty"))
    rows = [row for _, row in numbered]
    keys = [_KEYS.get(_folded(cell)) for cell in rows[0]]
    if "title" not in keys or "date" not in keys:
        raise ValueError(say("its first row names no title and no date"))
    unknown = [cell.strip() for cell, key in zip(rows[0], keys, strict=True) if key is None]
    if any(unknown):
        named = ", ".join(filter(None, unknown))[:_LONGEST_NOTE]
        notes.append(say("columns that are not known: {names}", names=named))
    if len(rows) - 1 > MOST_EVENTS:
        notes.append(say("everything after the first {most} rows", most=MOST_EVENTS))
    records = [_record(keys, row) for row in rows[1 : MOST_EVENTS + 1]]
    order, shown_by = _order(records)
    if order:
        notes.append(say(_READ[order], example=shown_by))
    given = Counter(one["uid"] for one in records if "uid" in one)
    shared = sorted(uid for uid, count in given.items() if count > 1)
    if shared:
        named = ", ".join(shared)[:_LONGEST_NOTE]
        notes.append(
            say(
                "what stands on several rows is no id, and was not used as one: {names}",
                names=named,
            )
        )
    seen: Counter[str] = Counter()
    events = []
    for one, (line, _) in zip(records, numbered[1:], strict=False):
        # Title and day: a row whose hour is corrected stays the same event.
        name = "\0".join((one.get("title", ""), _date(one.get("date", ""), order)))
        seen[name] += 1
        uid = hashlib.sha256(f"{name}\0{seen[name]}".encode()).hexdigest()[:16]
        told = _event({**one, "uid": ""} if one.get("uid") in shared else one, order)
        events.append({**told, "uid": told["uid"] or f"row {uid}", "line": line})
    return {"method": "", "events": events, "notes": notes}


def _decoded(data: bytes) -> tuple[str, list[str]]:
    for sign, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if data.startswith(sign):
            try:
                return _lines(data.decode(encoding)), []
            except UnicodeDecodeError:
                continue
    if b"\0" in data:
        raise ValueError(say("it is no text"))
    return _lines(data.decode("cp1252", "replace")), [
        say("it was read as Windows-1252: see the accents")
    ]


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _folded(text: str) -> str:
    split = unicodedata.normalize("NFKD", text.strip().casefold().replace("_", " "))
    return " ".join("".join(sign for sign in split if not unicodedata.combining(sign)).split())


def _record(keys: Sequence[str | None], row: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, cell in zip(keys, row, strict=False):
        if key and cell.strip():
            found.setdefault(key, cell.strip()[: 2 * LONGEST])
    return found


# ---------------------------------------------------------------- dates


def _order(records: Sequence[Mapping[str, str]]) -> tuple[str, str]:
    """Return how the file writes dates, ``dmy`` or ``mdy``, and one that shows it; or nothing.

    A date with a day above the twelfth shows it, if no other contradicts.
    """
    found: dict[str, str] = {}
    for one in records:
        for key in ("date", "last"):
            numbers = _NUMBERS.fullmatch(one.get(key, ""))
            if numbers and (int(numbers[1]) > 12) != (int(numbers[2]) > 12):  # noqa: PLR2004 (months)
                found.setdefault("dmy" if int(numbers[1]) > 12 else "mdy", numbers[0])  # noqa: PLR2004
    return next(iter(found.items())) if len(found) == 1 else ("", "")


def _date(text: str, order: str) -> str:
    """Return a date year first, where the file's own dates leave no doubt."""
    numbers, year_first = _NUMBERS.fullmatch(text), _YEAR_FIRST.fullmatch(text)
    if year_first:
        year, month, day = map(int, year_first.groups())
    elif numbers and order:
        first, second, year = map(int, numbers.groups())
        day, month = (first, second) if order == "dmy" else (second, first)
    else:
        return text
    return f"{year}-{month:02}-{day:02}"


def _day(text: str, order: str) -> str:
    """Return a date as a schedule writes it, with its day of the week."""
    iso = _date(text, order)
    try:
        return format_date(date.fromisoformat(iso))
    except ValueError:
        return iso


def _clock(text: str) -> str:
    found = _CLOCK.fullmatch(text)
    if not found:
        return text
    hour = int(found[1])
    if found[3]:
        hour = hour % 12 + (12 if found[3].lower() == "p" else 0)
    return f"{hour:02}:{found[2] or '00'}"


def _written(one: Mapping[str, str], order: str) -> str:
    """Return a row's time as the schedule file writes it."""
    first = _day(one.get("date", ""), order)
    last = _day(one.get("last", ""), order) or first
    start, end = (_clock(one.get(key, "")) for key in ("start", "end"))
    if not start or _folded(one.get("all_day", "")) in _YES:
        return first if last == first else f"{first} to {last}"
    if not end:
        return f"{first} {start}{_OPEN if re.match('[0-9]', start) else ''}"
    return f"{first} {start}-{end}" if last == first else f"{first} {start} to {last} {end}"


def _event(one: Mapping[str, str], order: str) -> Told:
    written = _written(one, order)
    place = ", ".join(filter(None, (one.get("location"), one.get("town"))))
    people = re.split(r"\s*[;,/]\s*|\s+y\s+|\s+and\s+", one.get("people", ""))
    return {
        "uid": one.get("uid", ""),
        "title": one.get("title", ""),
        "written": written,
        "is_open": written.endswith(_OPEN),
        "status": one.get("status", ""),
        "classification": _class(one),
        "description": one.get("description", ""),
        "location": place,
        "attendees": [("", name, "") for name in people if name],
    }


def _class(one: Mapping[str, str]) -> str:
    if _folded(one.get("class", "")) in _CONFIDENTIAL:
        return "CONFIDENTIAL"
    return "PRIVATE" if _folded(one.get("private", "")) in _YES else ""
