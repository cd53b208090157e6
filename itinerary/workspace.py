"""The use cases: what a command does, without a command line.

Files are read and written here and nowhere else. What is wrong with a file comes back as
diagnostics; what is wrong with the machine (a full disk) is raised as ``OSError``.
"""

import os
import stat
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from itinerary import checks
from itinerary.diagnostics import Diagnostic, Severity, did_you_mean, in_order
from itinerary.model.schedule import History, Schedule, Version
from itinerary.output import render
from itinerary.output.format import Page
from itinerary.output.report import FileReport
from itinerary.privacy.projection import project
from itinerary.privacy.readers import COORDINATOR, Medium, Reader, readers
from itinerary.privacy.view import View
from itinerary.spans import whole_file
from itinerary.syntax.clocks import parse_day
from itinerary.syntax.document import MOST_BYTES
from itinerary.syntax.parser import read_schedule
from itinerary.syntax.problems import Problem
from itinerary.times import UTC, Days, format_date, format_when, in_zone, localise, zone

_PRIVATE_FILE = 0o600
"""A new file is for its owner; who serves it widens that, and it stays so."""

UNRELEASED = datetime(2000, 1, 1, tzinfo=UTC)
"""When a working file was last revised, as a feed must say: it has no releases, so no dates.

It is older than any release, so that the first release of each entry is news to every calendar.
"""


class Loaded(NamedTuple):
    """A schedule file as read: what it says, and what is wrong with how it says it."""

    path: str
    text: str
    schedule: Schedule | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def is_sound(self) -> bool:
        """Whether the file says what its author meant, as far as reading it can tell."""
        return self.schedule is not None and not any(found.is_error for found in self.diagnostics)


def find_schedules(folder: Path) -> list[Path]:
    """Return the schedule files in a folder, by name."""
    return sorted(
        path for pattern in ("*.yaml", "*.yml") for path in folder.glob(pattern) if path.is_file()
    )


def load(path: str) -> Loaded:
    """Read a schedule file. A file that is not there raises ``FileNotFoundError``."""
    data = _read(path)
    if isinstance(data, Diagnostic):
        return Loaded(path, "", None, (data,))
    schedule, diagnostics, text = read_schedule(data, path)
    return Loaded(path, text, schedule, in_order(diagnostics))


def _read(path: str) -> bytes | Diagnostic:
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            return _unreadable(path, "is a folder" if Path(path).is_dir() else "is not a file")
        with Path(path).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except PermissionError:
        return _unreadable(path, "cannot be read: permission denied")


def _unreadable(path: str, why: str) -> Diagnostic:
    hint = "name a schedule file"
    try:
        inside = find_schedules(Path(path))
    except OSError:
        inside = []
    if inside:
        hint = f"did you mean {' or '.join(f'`{file}`' for file in inside[:3])}?"
    return Diagnostic("unreadable", Severity.ERROR, whole_file(path), f"this {why}", hint)


def check(path: str, now: datetime) -> FileReport:
    """Read a file and apply every rule to it, as of ``now``."""
    loaded = load(path)
    if loaded.schedule is None:
        return FileReport(path, loaded.text, loaded.diagnostics, 0, 0)
    findings = checks.check(loaded.schedule, present(now, loaded.schedule))
    return FileReport(
        path=path,
        text=loaded.text,
        diagnostics=in_order((*loaded.diagnostics, *findings.found)),
        waived=len(findings.waived),
        entries=len(loaded.schedule.entries),
    )


def harm(loaded: Loaded, now: datetime) -> tuple[Diagnostic, ...]:
    """Return what in a sound file would harm somebody if a reader saw it.

    A file that may have been cut off while it was saved is among it: what it lacks could be the
    very line that hides an entry.
    """
    half_saved = [found for found in loaded.diagnostics if found.rule == "cut-off"]
    found = checks.protecting(loaded.schedule, now) if loaded.schedule else ()
    return in_order((*half_saved, *found))


def reader_named(schedule: Schedule, reader_id: str) -> Reader | str:
    """Return a person or reader by id, or a sentence that says who there is."""
    known = readers(schedule)
    if reader_id in known:
        return known[reader_id]
    listed = did_you_mean(reader_id, known) or f"there are: {', '.join(known)}"
    return f"nobody has the id `{reader_id}`; {listed}"


def present(now: datetime, schedule: Schedule) -> datetime:
    """Return an instant; a clock time without a zone is told by the mission's clocks."""
    if now.tzinfo is not None:
        return now
    found = localise(now, schedule.delegation.zone)
    return found if isinstance(found, datetime) else found.readings[-1]


def is_zone(name: str) -> bool:
    """Whether a name is an IANA zone's."""
    return zone(name) is not None


def day_named(schedule: Schedule, text: str, now: datetime) -> Days | str:
    """Return the day that words name (today, thu, 25 May), or a sentence that says why none."""
    mission = schedule.delegation.dates
    today = in_zone(now, schedule.delegation.zone).date()
    found = parse_day(text, mission, today)
    if isinstance(found, Problem):
        return f"{found.message}; {found.hint}"
    if found not in mission:
        return f"{format_date(found)} is outside the mission: {format_when(mission)}"
    return Days(found, found)


def agenda_view(schedule: Schedule, reader: Reader | None) -> View:
    """Return the view that a reader's agenda is made from; the coordinator's for nobody."""
    return project(_history(schedule), reader or COORDINATOR, Medium.SHEET)


def rendered(form: str, view: View, page: Page) -> bytes:
    """Return a view in one of the output formats."""
    return render(form, view, page)


def count_errors(schedule: Schedule, now: datetime) -> int:
    """Return how many errors the rules find in a schedule."""
    return sum(found.is_error for found in checks.check(schedule, now).found)


def feed(schedule: Schedule, reader: Reader) -> bytes:
    """Return a reader's feed: the bytes of an iCalendar object."""
    return render("ics", project(_history(schedule), reader, Medium.FEED), Page())


def all_feeds(schedule: Schedule) -> dict[str, bytes]:
    """Return everybody's feed by file name."""
    return {f"{reader.id}.ics": feed(schedule, reader) for reader in readers(schedule).values()}


def count_events(feed: bytes) -> int:
    """Return how many events a feed holds."""
    return feed.count(b"BEGIN:VEVENT")


def strangers(folder: Path, feeds: Iterable[str]) -> list[Path]:
    """Return the feeds in a folder that belong to no reader."""
    return sorted(path for path in folder.glob("*.ics") if path.name not in set(feeds))


def _history(schedule: Schedule) -> History:
    """Return a working file's history: it has one version."""
    return History((Version(0, UNRELEASED, schedule),))


def write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: a reader of it sees the old bytes or the new ones.

    What is no file (a pipe, a device) is written to as it stands, and never replaced by one.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as device:
            device.write(data)
        return
    path = Path(os.path.realpath(path))  # a link stays one, and its file is the one that changes
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file() and path.read_bytes() == data:
        return
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else _PRIVATE_FILE
    try:
        with open(beside, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
