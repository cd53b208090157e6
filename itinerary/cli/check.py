"""``itinerary check``."""

import os
from enum import StrEnum
from typing import Annotated

import typer

from itinerary.cli import options, screen, tongue
from itinerary.output import report
from itinerary.workspace import checking
from itinerary.workspace import files as schedule_files


class ReportFormat(StrEnum):
    """How findings are printed."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"


def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE]...", help="Schedule files.", show_default=False),
    ] = None,
    form: Annotated[
        ReportFormat, typer.Option("--format", help="How the findings are printed.")
    ] = ReportFormat.FULL,
    now: options.Now = None,
) -> None:
    """Find every clash, impossible journey, forgotten request and leak in schedule files.

    Without FILE, every schedule under ./schedules. Exit code 0: clean, or warnings only;
    1: errors; 2: wrong usage, or a file that is not there.
    """
    present = options.clock(now)
    words = tongue.words()
    reports = []
    for path in files or _all():
        try:
            reports.append(checking.check(path, present))
        except FileNotFoundError:
            options.open_schedule(path)
    match form:
        case ReportFormat.FULL:
            screen.show(report.full(reports, screen.width(), words))
        case ReportFormat.CONCISE:
            screen.write(report.concise(reports, words))
        case ReportFormat.JSON:
            screen.write_bytes(report.as_json(reports).encode("utf-8", "backslashreplace"))
        case ReportFormat.GITHUB:
            screen.write(report.github(reports, words))
    if any(told.errors for told in reports):
        raise typer.Exit(1)


def _all() -> list[str]:
    found = [str(path) for path in schedule_files.find_schedules(options.SCHEDULES)]
    several = len(found) > 1 and not os.environ.get("ITINERARY_SCHEDULE")
    return found if several else [options.schedule_path(None)]
