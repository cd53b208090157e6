"""The command line: it parses what was typed, calls one use case, prints, and exits.

Exit codes: 0 clean or warnings, 1 errors in a schedule, 2 wrong usage or a file that cannot be
read or written.
"""

import sys
from typing import Annotated

import typer

from itinerary.cli import (
    agenda,
    check,
    diff,
    export,
    importing,
    inviting,
    noticing,
    releasing,
    screen,
)

app = typer.Typer(
    name="itinerary",
    help=(
        "Plain-text scheduling for delegations whose calendars can protect people or harm them.\n\n"
        "A mission is one file: **check** it, read its **agenda**, "
        "**export** each reader's calendar feed."
    ),
    epilog="The manual is in docs/. Without FILE, the schedule under ./schedules is meant.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    # A traceback with local variables would print names and places.
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check")(check.check)
app.command("agenda")(agenda.agenda)
app.command("export")(export.export)
app.command("diff")(diff.diff)
app.command("release")(releasing.release)
app.command("releases")(releasing.releases)
app.command("verify")(releasing.verify)
app.command("notices")(noticing.notices)
app.command("import")(importing.take_in)
app.command("invite")(inviting.invite)
app.command("reply")(inviting.reply)


def _print_version(value: bool) -> None:
    if value:
        from itinerary import __version__  # noqa: PLC0415

        typer.echo(f"itinerary {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Hold the options that go before a command."""


def main() -> None:
    """Run the program. A fault of the machine ends in one plain sentence and exit code 2."""
    try:
        app()
    except OSError as fault:
        where = f" {fault.filename}" if fault.filename else ""
        screen.give_up(sys.stdout)
        print(f"itinerary: cannot use{where}: {fault.strerror or fault}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
