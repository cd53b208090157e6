"""One codec a value type: the text of a scalar → a typed value, or why it is refused."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import time, timedelta
from typing import TypeVar

from itinerary.diagnostics import did_you_mean
from itinerary.languages import mark, say
from itinerary.model.entries import Extreme, Status
from itinerary.model.fields import Classification
from itinerary.model.places import Coordinates
from itinerary.syntax.problems import Problem, shorten
from itinerary.times import zone, zone_names

T = TypeVar("T")

MISSING = Problem("empty-value", say("a value is missing"), say("write one, or delete the key"))

# What a text looks like; the JSON Schema of a schedule says the same.
DURATION = r"(?:([0-9]{1,4})h)?(?:([0-9]{1,4})(?:m|min)?)?"
ISO_DURATION = r"P(?:([0-9]{1,3})D)?(?:T(?:([0-9]{1,4})H)?(?:([0-9]{1,5})M)?)?"
MOST_DAYS = 366
_TO_MOST_DAYS = r"0{0,2}[1-9]|0?[1-9][0-9]|[12][0-9][0-9]|3[0-5][0-9]|36[0-6]"
COUNT = rf"({_TO_MOST_DAYS})(?:\s*(?:nights?|noches?))?"
DAYS = rf"(0{{1,3}}|{_TO_MOST_DAYS})(?:\s*(?:days?|d[ií]as?))?"
PRIORITY = r"[1-9]"
_DEGREES = r"([+-]?[0-9]{1,3}(?:\.[0-9]{1,10})?)"
COORDINATES = rf"\s*{_DEGREES}\s*,\s*{_DEGREES}\s*"
COUNTRY = "[A-Z]{2}(?:-[A-Z0-9]{1,3})?"
ALTITUDE = r"(-?[0-9]{1,4})\s*m"
CLOCK = r"([01]?[0-9]|2[0-3])[:.h]([0-5][0-9])"
LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
COLOUR = r"[a-z]{3,20}"
ID = r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?"
YES_NO = {"yes": True, "no": False}
COVERS = {"cover": True, "none": False}
CANCELLED_AS = {"marker": True, "status": False}

_DURATION = re.compile(DURATION, re.IGNORECASE)
_ISO_DURATION = re.compile(ISO_DURATION)

_LONGEST_DURATION = 20
_COORDINATES_HINT = say('write latitude and longitude in degrees, in quotes: `"-12.046, -77.043"`')


def fold(word: str) -> str:
    """Return a word without case or accents, as it is compared (``Mié`` → ``mie``)."""
    split = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def parse_duration(text: str) -> timedelta | Problem:
    """Return a length of time: ``45m``, ``1h30``, ``2h``, ``PT90M``."""
    word = text.strip()[:_LONGEST_DURATION]
    iso = _ISO_DURATION.fullmatch(word.upper())
    found = _DURATION.fullmatch(word)
    if iso and any(iso.groups()):
        days, hours, minutes = (int(part or 0) for part in iso.groups())
    elif found and any(found.groups()) and not word.isdigit():
        days, (hours, minutes) = 0, (int(part or 0) for part in found.groups())
    else:
        message = say("`{text}` is no length of time", text=shorten(word))
        hint = say("write `45m`, `1h30`, `2h` or `PT90M`")
        if word.isdigit():
            hint = say("write `{number}m` for minutes or `{number}h` for hours", number=word)
        return Problem("bad-duration", message, hint)
    return timedelta(days=days, hours=hours, minutes=minutes)


def parse_text(text: str) -> str | Problem:
    """Return a text on one line, composed (NFC), its runs of white space folded."""
    folded = " ".join(text.split()) if "\n" not in text else _lines(text)
    if not folded:
        return MISSING
    return folded if folded.isascii() else unicodedata.normalize("NFC", folded)


def _lines(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())


def parse_yes_no(text: str) -> bool | Problem:
    """Return a yes or a no."""
    if text in YES_NO:
        return YES_NO[text]
    meant = {"true": "yes", "on": "yes", "si": "yes", "sí": "yes", "y": "yes"}.get(text.casefold())
    return Problem(
        "bad-value",
        say("`{text}` is neither yes nor no", text=shorten(text)),
        say("write `{what}`", what=meant or "no"),
    )


def parse_count(text: str) -> int | Problem:
    """Return a whole number from 1 to 366, with or without the word nights behind it."""
    found = re.fullmatch(COUNT, text.strip())
    if found:
        return int(found.group(1))
    return Problem(
        "bad-value",
        say("`{text}` is no number of nights", text=shorten(text)),
        say("write `2` or `2 nights`"),
    )


def parse_days(text: str) -> int | Problem:
    """Return a number of days from 0 to 366, with or without the word days behind it."""
    found = re.fullmatch(DAYS, text.strip())
    if found:
        return int(found.group(1))
    return Problem(
        "bad-value",
        say("`{text}` is no number of days", text=shorten(text)),
        say("write `7` or `7 days`"),
    )


def parse_priority(text: str) -> int | Problem:
    """Return a priority from 1 (high) to 9 (low)."""
    if re.fullmatch(PRIORITY, text):
        return int(text)
    return Problem(
        "bad-value",
        say("`{text}` is no priority", text=shorten(text)),
        say("write 1 (high) to 9 (low)"),
    )


def parse_zone(text: str) -> str | Problem:
    """Return the IANA name of a zone."""
    if zone(text) is not None:
        return text
    near = did_you_mean(text, zone_names())
    return Problem(
        "unknown-zone",
        say("`{text}` is no time zone", text=shorten(text)),
        near or say("use an IANA name, such as `America/Lima`"),
    )


def parse_coordinates(text: str) -> Coordinates | Problem:
    """Return degrees north and degrees east."""
    found = re.fullmatch(COORDINATES, text)
    if not found:
        message = say("`{text}` is no pair of coordinates", text=shorten(text))
        return Problem("bad-value", message, _COORDINATES_HINT)
    latitude, longitude = map(float, found.groups())
    if abs(latitude) > 90 or abs(longitude) > 180:  # noqa: PLR2004
        message = say("`{text}` is not on the globe", text=shorten(text))
        return Problem("bad-value", message, _COORDINATES_HINT)
    return Coordinates(latitude, longitude)


def parse_altitude(text: str) -> int | Problem:
    """Return metres above the sea."""
    found = re.fullmatch(ALTITUDE, text.strip())
    if found:
        return int(found.group(1))
    return Problem(
        "bad-value",
        say("`{text}` is no altitude", text=shorten(text)),
        say("write metres, such as `2750 m`"),
    )


def parse_country(text: str) -> str | Problem:
    """Return a country's ISO 3166-1 code, or that of a part of it (ISO 3166-2)."""
    if re.fullmatch(COUNTRY, text):
        return text
    return Problem(
        "bad-value",
        say("`{text}` is no country's code", text=shorten(text)),
        say("write two capital letters (ISO 3166): `PE`, `GB`, or with a part: `GB-SCT`"),
    )


def parse_clock(text: str) -> time | Problem:
    """Return a time of day as clocks show it, from 00:00 to 23:59."""
    found = re.fullmatch(CLOCK, text.strip())
    if found:
        return time(int(found.group(1)), int(found.group(2)))
    message = say("`{text}` is no time of day", text=shorten(text))
    return Problem("bad-value", message, say("write it as `08:30`"))


def parse_language(text: str) -> str | Problem:
    """Return a language's code (BCP 47: ``es``, ``qu``, ``pt-BR``)."""
    if re.fullmatch(LANGUAGE, text):
        return text
    return Problem(
        "bad-value",
        say("`{text}` is no language code", text=shorten(text)),
        say("use a two- or three-letter code: `es`, `en`, `fr`, `qu` (Quechua), `ay` (Aymara)"),
    )


def parse_colour(text: str) -> str | Problem:
    """Return the CSS name of a colour (RFC 7986, section 5.9)."""
    if re.fullmatch(COLOUR, text):
        return text
    return Problem(
        "bad-value",
        say("`{text}` is no colour name", text=shorten(text)),
        say("use a CSS name, such as `teal`"),
    )


_NO_CHOICE = mark("`{text}` is no choice here")


def _choice(text: str, choices: Mapping[str, T], otherwise: str, rule: str) -> T | Problem:
    if text in choices:
        return choices[text]
    hint = did_you_mean(text, choices) or say("one of: {choices}", choices=", ".join(choices))
    return Problem(rule, say(otherwise, text=shorten(text)), hint)


def parse_status(text: str) -> Status | Problem:
    """Return a status."""
    known = {status.value: status for status in Status}
    return _choice(text, known, mark("`{text}` is no status"), "unknown-status")


def parse_classification(text: str) -> Classification | Problem:
    """Return a class."""
    return _choice(text, CLASSES, mark("`{text}` is no class"), "unknown-class")


CLASSES = {known.name.lower(): known for known in Classification}


def parse_covers(text: str) -> bool | Problem:
    """Return whether confidential entries enter feeds under their cover."""
    return _choice(text, COVERS, _NO_CHOICE, "bad-value")


def parse_cancelled_as(text: str) -> bool | Problem:
    """Return whether a cancelled event is told by a marker in its title, not by its status."""
    return _choice(text, CANCELLED_AS, _NO_CHOICE, "bad-value")


def parse_extreme(text: str) -> Extreme | None:
    """Return the end of its windows that a request prefers, if the text names one."""
    return next((extreme for extreme in Extreme if extreme.value == text), None)


def id_from(text: str) -> str:
    """Return the id that a name makes; empty where it has no letter of an id."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:64].strip("-")


def parse_id(text: str) -> str | Problem:
    """Return an id: small letters a to z, digits and hyphens."""
    if re.fullmatch(ID, text):
        return text
    suggestion = id_from(text)
    return Problem(
        "bad-id",
        say("`{text}` is no id: ids are a-z, 0-9 and -", text=shorten(text)),
        say("write `{what}`", what=suggestion)
        if suggestion
        else say("use small letters a-z, digits and hyphens"),
    )
