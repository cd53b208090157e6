"""The process that reads a file from elsewhere: it has little memory, little time and no files."""

import json
import sys
from contextlib import suppress
from typing import Any

from itinerary.intake.events import MOST_BYTES, packed
from itinerary.languages import Message, say

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space; an honest file of the largest size takes a third of it."""
SECONDS = 20
"""Of processor time; an honest file of the largest size takes a third of it."""


def bound() -> None:
    """Take from this process all that an honest file does not need, as far as the system can."""
    with suppress(ImportError):
        import resource  # noqa: PLC0415  (Windows has none)

        for name, most in (
            ("RLIMIT_AS", MEMORY),
            ("RLIMIT_CPU", SECONDS),
            ("RLIMIT_FSIZE", 0),
            ("RLIMIT_CORE", 0),
            ("RLIMIT_NOFILE", 32),
            ("RLIMIT_NPROC", 0),
        ):
            kind = getattr(resource, name, None)
            if kind is None:
                continue
            with suppress(ValueError, OSError):  # macOS bounds no address space
                hard = resource.getrlimit(kind)[1]
                least = most if hard == resource.RLIM_INFINITY else min(most, hard)
                resource.setrlimit(kind, (least, least))


def answer(form: str, data: bytes) -> dict[str, Any]:
    """Return what a file tells, or why it tells nothing."""
    from itinerary.intake import calendars, tables  # noqa: PLC0415  (icalendar: within the bounds)

    read = tables.read if form == "csv" else calendars.read
    try:
        told = read(data)
    except ValueError as fault:
        why = fault.args[0] if fault.args else ""
        return {"refused": packed(why) if isinstance(why, Message) else str(fault)[:200]}
    return {**told, "notes": [*map(packed, told["notes"])]}


def main() -> None:
    """Read standard input as the first argument says, and write what it tells as JSON."""
    bound()
    try:
        told = answer(sys.argv[1], sys.stdin.buffer.read(MOST_BYTES))
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError):
        told = {"refused": packed(say("it is damaged"))}  # in a way that nobody has thought of
    sys.stdout.buffer.write(json.dumps(told).encode())


if __name__ == "__main__":
    main()
