"""What tests of reading share: a schedule in few words, and a guard against endless work."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import pytest
from coverage import Coverage

from itinerary.diagnostics import Diagnostic
from itinerary.model.entries import Entry
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence
from itinerary.syntax.parser import read_schedule
from itinerary.times import Timespan, in_zone
from tests.sayable import english

CONTRACT = Path(__file__).parent / "golden" / "contract.yaml"
"""The example of the file format's contract, to the byte."""

PATH = "mission.yaml"


@dataclass(frozen=True)
class Reading:
    """A file as it was read."""

    schedule: Schedule | None
    found: tuple[Diagnostic, ...]
    text: str

    @property
    def sound(self) -> Schedule:
        """The schedule of a file in which nothing is wrong."""
        assert self.found == ()
        assert self.schedule is not None
        return self.schedule

    @property
    def rules(self) -> list[str]:
        """The rule of each diagnostic."""
        return [one.rule for one in self.found]

    @property
    def problem(self) -> Diagnostic:
        """The only diagnostic."""
        assert len(self.found) == 1, self.found
        return self.found[0]

    @property
    def occurrences(self) -> list[Occurrence]:
        """What takes place, if anything could be read."""
        return list(self.schedule.occurrences) if self.schedule else []

    @property
    def entry(self) -> Entry:
        """The only entry."""
        assert self.schedule is not None
        (entry,) = self.schedule.entries.values()
        return entry


def read(source: str | bytes) -> Reading:
    """Read a whole file; whatever is found in it can be said in every language."""
    data = source.encode() if isinstance(source, str) else source
    schedule, found, text = read_schedule(data, PATH)
    assert [text for one in found for text in english(one)] == []
    return Reading(schedule, tuple(found), text)


def mission(
    rest: str = "programme: {}\n",
    *,
    dates: str = "2023-05-20 to 2023-05-27",
    zone: str = "America/Lima",
) -> str:
    """Return a file with a delegation and whatever follows it."""
    return f"itinerary: 1\ndelegation: {{name: D, dates: {dates}, timezone: {zone}}}\n{rest}"


def one_entry(fields: str, **delegation: str) -> str:
    """Return a file with one entry, ``e``, whose keys stand one a line."""
    lines = "".join(f"    {line}\n" for line in fields.splitlines())
    return mission(f"programme:\n  e:\n{lines}", **delegation)


def meeting(when: str, more: str = "", **delegation: str) -> str:
    """Return a file with one meeting."""
    return one_entry(f"kind: meeting\nwhen: {when}\n{more}", **delegation)


def marked(text: str) -> tuple[str, tuple[int, int, int, int]]:
    """Return a text without its ⟦marks⟧, and the lines and columns where they stood."""
    before, _, rest = text.partition("⟦")
    inside, _, _ = rest.partition("⟧")
    return text.replace("⟦", "").replace("⟧", ""), (*_end_of(before), *_end_of(before + inside))


def _end_of(text: str) -> tuple[int, int]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return len(lines), len(lines[-1]) + 1


def where(found: Diagnostic) -> tuple[int, int, int, int]:
    """Return the line, column, end line and end column that a diagnostic points at."""
    return found.span[1:]


def utc(when: object) -> tuple[str, str]:
    """Return both ends of a span of time in UTC."""
    assert isinstance(when, Timespan)
    return (
        f"{in_zone(when.start, 'UTC'):%Y-%m-%d %H:%M}",
        f"{in_zone(when.end, 'UTC'):%Y-%m-%d %H:%M}",
    )


def clocks(when: object) -> tuple[str, str]:
    """Return both ends of a span of time with their offsets, as clocks there show them."""
    assert isinstance(when, Timespan)
    return f"{when.start:%Y-%m-%d %H:%M %z}", f"{when.end:%Y-%m-%d %H:%M %z}"


class _EndlessError(BaseException):
    """Breaks off work that goes on and on; no handler of the package catches it."""


@contextmanager
def no_endless_work(seconds: float = 3) -> Iterator[None]:
    """Stop work of milliseconds that goes on for seconds of the processor's time.

    A busy machine does not shorten them: it is a guard against a hang, not a measurement.
    """
    # Coverage slows work down, and to break off while it holds its lock would stop it for ever.
    if not hasattr(signal, "setitimer") or Coverage.current() is not None:
        yield
        return

    def break_off(_signal: int, _frame: FrameType | None) -> None:
        raise _EndlessError

    before = signal.signal(signal.SIGVTALRM, break_off)
    # Again and again: one that falls into a callback of the garbage collector is lost.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 0.2)
    is_endless = False
    try:
        yield
    except _EndlessError:
        is_endless = True
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    if is_endless:
        # pytest cannot print the place where the work was broken off: it may have no line.
        raise pytest.fail.Exception(f"still at it after {seconds} s of processor time") from None
