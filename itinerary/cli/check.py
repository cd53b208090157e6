"""``itinerary check``."""

import os
from enum import StrEnum
from typing import Annotated

import typer

from itinerary.cli import options, screen, tongue
from itinerary.languages import say
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
    waivers: Annotated[
        bool,
        typer.Option(
            "--waivers", help="List what somebody answers for, until when, and what it silences."
        ),
    ] = False,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Check again at each save, and show what changed."),
    ] = False,
    now: options.Now = None,
) -> None:
    """Find every clash, impossible journey, forgotten request and leak in schedule files.

    Without FILE, every schedule under ./schedules. Exit code 0: clean, or warnings only;
    1: errors; 2: wrong usage, or a file that is not there. --watch ends with Ctrl-C, and 0.
    """
    present = options.clock(now)
    paths, reports = files or _all(), []
    if watch and (form is not ReportFormat.FULL or waivers):
        options.fail(say("--watch shows the full report: leave out --format and --waivers"))
    for path in paths:
        try:
            reports.append(checking.check(path, present))
        except FileNotFoundError:
            options.open_schedule(path)
    if watch:
        from itinerary.cli.watch import watch as follow  # noqa: PLC0415

        follow(paths, present if now else None)
        return
    _show(reports, form, with_waivers=waivers)
    if any(told.errors for told in reports):
        raise typer.Exit(1)


def _show(reports: list[report.FileReport], form: ReportFormat, *, with_waivers: bool) -> None:
    """Print the findings; or the waivers, for programs beside the findings."""
    words = tongue.words()
    match form:
        case ReportFormat.FULL:
            full = report.full_waivers if with_waivers else report.full
            screen.show(full(reports, screen.width(), words))
        case ReportFormat.CONCISE:
            concise = report.concise_waivers if with_waivers else report.concise
            screen.write(concise(reports, words))
        case ReportFormat.JSON:
            told = report.as_json(reports, with_waivers=with_waivers)
            screen.write_bytes(told.encode("utf-8", "backslashreplace"))
        case ReportFormat.GITHUB:
            notices = report.github_waivers(reports, words) if with_waivers else ""
            screen.write(report.github(reports, words) + notices)


def _all() -> list[str]:
    found = [str(path) for path in schedule_files.find_schedules(options.SCHEDULES)]
    several = len(found) > 1 and not os.environ.get("ITINERARY_SCHEDULE")
    return found if several else [options.schedule_path(None)]
