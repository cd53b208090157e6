"""A mission released ten times by the program itself, and what each reader's feed then was."""

from pathlib import Path
from typing import NamedTuple

from typer.testing import CliRunner

from itinerary.cli import app

HISTORY = sorted((Path(__file__).parent / "history").glob("*.yaml"))
"""The schedule as it stood at each release. The head of each tells what it changes."""

RELEASED = (
    *("2027-05-10", "2027-05-11", "2027-05-12", "2027-05-13", "2027-05-14"),
    *("2027-05-17", "2027-05-21", "2027-05-22", "2027-05-24", "2027-05-26"),
)
"""The day of each release; what is off is kept for seven days."""

Feeds = dict[str, bytes]
"""Feeds by their readers' ids."""


class Release(NamedTuple):
    """A release, and what was exported right after it."""

    number: int
    told: str
    schedule: bytes
    feeds: Feeds
    marked: Feeds
    """The same with what is off told by a word alone."""


class Mission(NamedTuple):
    """A schedule file with all its releases."""

    path: Path
    releases: tuple[Release, ...]

    def exported(self, number: int) -> Feeds:
        """Export an old release now."""
        return export(self.path, "--release", str(number))


def run(*command: str) -> str:
    """Run the program and return what it printed; it must succeed."""
    told = CliRunner().invoke(app, command, env={"ITINERARY_SCHEDULE": None})
    assert told.exit_code == 0, told.output
    return told.output


def export(path: Path, *options: str) -> Feeds:
    """Return every reader's feed."""
    folder = path.parent / "feeds"
    for old in folder.glob("*.ics"):
        old.unlink()
    run("export", str(path), "--all", "-o", str(folder), *options)
    return {file.stem: file.read_bytes() for file in sorted(folder.glob("*.ics"))}


def release_all(folder: Path) -> Mission:
    """Release the mission ten times in a folder."""
    path = folder / "visit.yaml"
    releases = []
    for number, (file, day) in enumerate(zip(HISTORY, RELEASED, strict=True), 1):
        schedule = file.read_bytes()
        path.write_bytes(schedule)
        told = schedule.decode().splitlines()[1].partition(": ")[2]
        moment = ("--yes", "--now", f"{day}T09:00+01:00")
        run("release", str(path), "--author", "lead", "-m", told, *moment)
        marked = export(path, "--cancelled", "marker")
        releases.append(Release(number, told, schedule, export(path), marked))
    return Mission(path, tuple(releases))
