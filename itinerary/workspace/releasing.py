"""Releases: the only state. Each is frozen once, beside the schedule file, and never changes."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from itinerary.diagnostics import Diagnostic, in_order
from itinerary.model.history import History, Version
from itinerary.releases import record
from itinerary.releases.record import Fault, Release
from itinerary.workspace import checking
from itinerary.workspace.files import Loaded, sync_folder, understood, write, write_new


class Archive(NamedTuple):
    """The releases of a schedule file, oldest first, and what is wrong with them."""

    folder: Path
    releases: tuple[Release, ...]
    faults: tuple[Fault, ...]

    @property
    def last(self) -> Release | None:
        """The newest release."""
        return self.releases[-1] if self.releases else None


def folder_of(schedule: str) -> Path:
    """Return the folder that holds a schedule's releases: ``peru-2023.releases``."""
    path = Path(os.path.realpath(schedule))
    return path.with_name(f"{path.stem}.releases")


def open_archive(schedule: str) -> Archive:
    """Read and verify all releases of a schedule file."""
    folder = folder_of(schedule)
    try:
        names = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except FileNotFoundError:
        names = []
    files = {path.name: path.read_bytes() if path.is_file() else b"" for path in names}
    releases, faults = record.chain(files)
    return Archive(folder, releases, faults)


def orphans(schedule: str) -> list[Path]:
    """Return the folders of releases beside a schedule whose own schedule is not there."""
    folder = folder_of(schedule)
    return sorted(
        path
        for path in folder.parent.glob("*.releases")
        if path != folder
        and path.is_dir()
        and not any(path.with_suffix(suffix).exists() for suffix in (".yaml", ".yml"))
    )


def read_release(archive: Archive, release: Release) -> Loaded:
    """Read the schedule that a release froze."""
    path = archive.folder / record.file_name(release.number)
    return understood(release.data, shown(path))


def shown(path: Path) -> str:
    """Return a path as messages tell it: short where it is below the present folder."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


class Past(NamedTuple):
    """The history that releases tell, and the files it was read from, in the same order."""

    history: History
    files: tuple[Loaded, ...]


def past(
    archive: Archive, upto: int | None = None, known: Past | None = None
) -> Past | tuple[Diagnostic, ...]:
    """Return the history of an unbroken archive, or why this program cannot read it.

    ``upto`` is the number of the last release that counts. What is ``known`` is not read again.
    """
    wanted = [one for one in archive.releases if upto is None or one.number <= upto]
    read = {file.data: file for file in known.files} if known else {}
    files = tuple(read.get(one.data) or read_release(archive, one) for one in wanted)
    versions = tuple(
        Version(release.number, release.at, loaded.schedule)
        for release, loaded in zip(wanted, files, strict=True)
        if loaded.schedule and loaded.is_sound
    )
    if len(versions) < len(files):
        return in_order(found for file in files for found in file.diagnostics if found.is_error)
    return Past(History(versions), files)


# ---------------------------------------------------------------- making one


def obstacles(loaded: Loaded, now: datetime) -> tuple[Diagnostic, ...]:
    """Return what stops a release: every error, and whatever would harm somebody."""
    if loaded.schedule is None:
        return loaded.diagnostics
    found = checking.findings(loaded, now)
    errors = (one for one in found if one.is_error)
    return in_order(dict.fromkeys((*errors, *checking.harm(loaded, now))))


def moment(now: datetime, last: Release | None) -> datetime:
    """Return when a release is made: now, to the second, and later than the one before."""
    at = now.replace(microsecond=0)
    return at if last is None or at > last.at else last.at + timedelta(seconds=1)


def make(archive: Archive, release: Release) -> OSError | None:
    """Freeze a release: afterwards it is there whole, or not at all.

    Raises ``FileExistsError`` where somebody else has made the same release meanwhile. What is
    returned is why its mark could not be written: the release stands all the same.
    """
    archive.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sync_folder(archive.folder.parent)
    write_new(archive.folder / record.file_name(release.number), release.data)
    try:
        write(archive.folder / record.MARK, record.mark(release))
    except OSError as fault:
        return fault
    return None
