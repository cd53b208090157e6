"""libical, the C library within Evolution, GNOME Calendar and KOrganizer.

It takes a zone from the file's VTIMEZONE, and it can say what is wrong with a file.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CDLL, Structure, c_char_p, c_int, c_void_p
from datetime import UTC, date, datetime, timedelta
from functools import cache

from tests.interop.instances import Instance, canonical

_LIBRARY = "libical.so.3"  # the number is the binary interface that is declared here
_NO_CALENDAR = "libical does not find one complete VCALENDAR"


class _Time(Structure):
    """The icaltimetype of libical 3: local fields and a pointer to their zone."""

    _fields_ = (
        ("year", c_int),
        ("month", c_int),
        ("day", c_int),
        ("hour", c_int),
        ("minute", c_int),
        ("second", c_int),
        ("is_date", c_int),
        ("is_daylight", c_int),
        ("zone", c_void_p),
    )
    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    is_date: int
    zone: int | None


@cache
def _libical() -> CDLL:
    library = CDLL(_LIBRARY)
    for name, result, *arguments in (
        ("icalcomponent_add_property", None, c_void_p, c_void_p),
        ("icalcomponent_as_ical_string", c_char_p, c_void_p),
        ("icalcomponent_free", None, c_void_p),
        ("icalcomponent_get_dtend", _Time, c_void_p),
        ("icalcomponent_get_dtstart", _Time, c_void_p),
        ("icalcomponent_get_first_component", c_void_p, c_void_p, c_int),
        ("icalcomponent_get_first_property", c_void_p, c_void_p, c_int),
        ("icalcomponent_get_location", c_char_p, c_void_p),
        ("icalcomponent_get_next_component", c_void_p, c_void_p, c_int),
        ("icalcomponent_get_summary", c_char_p, c_void_p),
        ("icalcomponent_get_uid", c_char_p, c_void_p),
        ("icalcomponent_isa", c_int, c_void_p),
        ("icalcomponent_string_to_kind", c_int, c_char_p),
        ("icalerror_set_errors_are_fatal", None, c_int),
        ("icalparser_parse_string", c_void_p, c_char_p),
        ("icalproperty_get_value_as_string", c_char_p, c_void_p),
        ("icalproperty_new_from_string", c_void_p, c_char_p),
        ("icalproperty_string_to_kind", c_int, c_char_p),
        ("icalrestriction_check", c_int, c_void_p),
        ("icaltime_convert_to_zone", _Time, _Time, c_void_p),
        ("icaltime_is_null_time", c_int, _Time),
        ("icaltimezone_get_utc_timezone", c_void_p),
    ):
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
    library.icalerror_set_errors_are_fatal(0)  # some builds end the process at a fault
    return library


def missing() -> str | None:
    """Say what to install, or None when it is there."""
    try:
        _libical()
    except OSError:
        return f"Install {_LIBRARY} (the Debian package libical3)."
    return None


def read(ics: bytes) -> list[Instance]:
    """Read every VEVENT, each TZID resolved with the file's own VTIMEZONE.

    Raises:
        ValueError: libical finds no calendar, several, or an event without start or end.
    """
    with _parsed(ics) as calendar:
        if calendar is None:
            raise ValueError(_NO_CALENDAR)
        return sorted(map(_instance, _children(calendar, "VEVENT")))


def faults(ics: bytes) -> list[str]:
    """Tell everything that libical objects to, as `VEVENT: Failed iTIP restrictions for …`.

    Without a METHOD libical demands next to nothing of a VEVENT: not even UID or DTSTAMP. The
    file is therefore checked as it is and then as one sent with METHOD:PUBLISH, which is what a
    feed amounts to; the ORGANIZER that PUBLISH demands is supplied, since a feed has none.

    libical does not notice an end before the start, an impossible date, two events with one UID,
    a TZID without VTIMEZONE, or a VTIMEZONE without offsets.
    """
    library = _libical()
    with _parsed(ics) as calendar:
        if calendar is None:
            return [_NO_CALENDAR]
        valid = library.icalrestriction_check(calendar)
        if not library.icalcomponent_get_first_property(calendar, _property_kind("METHOD")):
            _add(calendar, b"METHOD:PUBLISH")
            for child in (*_children(calendar, "VEVENT"), *_children(calendar, "VFREEBUSY")):
                if not library.icalcomponent_get_first_property(child, _property_kind("ORGANIZER")):
                    _add(child, b"ORGANIZER:urn:none")
            valid &= library.icalrestriction_check(calendar)
        printed: bytes = library.icalcomponent_as_ical_string(calendar)
    found = list(_errors(printed.decode(errors="replace")))
    if not valid and not found:
        found.append("libical rejects the file and does not say why")
    return found


@contextmanager
def _parsed(ics: bytes) -> Iterator[int | None]:
    """Lend the file's VCALENDAR: None if there is none, several, or one without its END."""
    library = _libical()
    component: int | None = library.icalparser_parse_string(ics)
    if component is None:
        yield None
        return
    try:
        kind = library.icalcomponent_isa(component)
        yield component if kind == _component_kind("VCALENDAR") else None
    finally:
        library.icalcomponent_free(component)


def _children(calendar: int, name: str) -> Iterator[int]:
    library = _libical()
    kind = _component_kind(name)
    child = library.icalcomponent_get_first_component(calendar, kind)
    while child:
        yield child
        child = library.icalcomponent_get_next_component(calendar, kind)


def _component_kind(name: str) -> int:
    kind: int = _libical().icalcomponent_string_to_kind(name.encode())
    return kind


def _property_kind(name: str) -> int:
    kind: int = _libical().icalproperty_string_to_kind(name.encode())
    return kind


def _add(component: int, line: bytes) -> None:
    library = _libical()
    library.icalcomponent_add_property(component, library.icalproperty_new_from_string(line))


def _errors(printed: str) -> Iterator[str]:
    """Find the X-LIC-ERROR properties, which libical puts into the component at fault."""
    component = ""
    seen = set()  # the check repeats itself
    for line in re.sub(r"\r?\n[ \t]", "", printed).splitlines():
        name, _, value = line.partition(":")
        if name == "BEGIN":
            component = value
        elif name.partition(";")[0] == "X-LIC-ERROR":
            fault = f"{component}: " + re.sub(r"\\(.)", r"\1", value)
            if fault not in seen:
                seen.add(fault)
                yield fault


def _instance(event: int) -> Instance:
    library = _libical()
    return Instance(
        uid=_text(library.icalcomponent_get_uid(event)),
        summary=_text(library.icalcomponent_get_summary(event)),
        start=_when(library.icalcomponent_get_dtstart(event)),
        end=_when(library.icalcomponent_get_dtend(event)),
        status=_status(event),
        location=_text(library.icalcomponent_get_location(event)),
    )


def _text(value: bytes | None) -> str:
    return (value or b"").decode()


def _status(event: int) -> str:
    library = _libical()
    status = library.icalcomponent_get_first_property(event, _property_kind("STATUS"))
    return _text(library.icalproperty_get_value_as_string(status)) if status else ""


def _when(time: _Time) -> str:
    library = _libical()
    if library.icaltime_is_null_time(time):
        message = "libical finds no start or no end of an event"
        raise ValueError(message)
    if time.is_date:
        return canonical(date(time.year, time.month, time.day))
    if time.zone is None:
        return canonical(_datetime(time))
    utc = library.icaltime_convert_to_zone(time, library.icaltimezone_get_utc_timezone())
    return canonical(_datetime(utc).replace(tzinfo=UTC))


def _datetime(time: _Time) -> datetime:
    """Drop the zone; 24:00 or second 60 is carried over rather than refused."""
    midnight = datetime(time.year, time.month, time.day)  # noqa: DTZ001 - the caller adds UTC
    return midnight + timedelta(hours=time.hour, minutes=time.minute, seconds=time.second)
