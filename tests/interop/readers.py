"""Every reader, and what becomes of a test whose reader is not installed."""

import os
from collections.abc import Sequence
from typing import Protocol

import pytest

from tests.interop import with_icalendar, with_icaljs, with_khal, with_libical, with_recurring
from tests.interop.instances import Instance


class Program(Protocol):
    """What each module `with_…` offers."""

    __name__: str

    def missing(self) -> str | None:
        """Say what to install, or None when it is there."""


class Reader(Program, Protocol):
    """What each module offers that reads a file."""

    def read(self, ics: bytes) -> list[Instance]:
        """Read every event of a file."""


READERS: tuple[Reader, ...] = (
    with_icalendar,
    with_icaljs,
    with_khal,
    with_libical,
    with_recurring,
)


def read_each(reader: Reader, files: Sequence[bytes]) -> list[list[Instance]]:
    """Read every event of several files."""
    if reader is with_khal:
        return with_khal.read_each(files)
    return [reader.read(ics) for ics in files]


def require(reader: Program) -> None:
    """Skip the test if a program is missing, but fail it where ITINERARY_CI is set.

    Everything is installed there, and a test that is always skipped would not be missed.
    """
    reason = reader.missing()
    if reason is None:
        return
    if "ITINERARY_CI" in os.environ:
        pytest.fail(reason)
    pytest.skip(reason)
