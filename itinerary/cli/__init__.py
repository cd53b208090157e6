"""The command line: it parses what was typed, calls one use case, prints, and exits.

Exit codes: 0 clean or warnings, 1 errors in a schedule, 2 wrong usage or a file that cannot be
read or written.
"""

import sys
from collections.abc import Callable
from typing import Annotated, Any, cast

import typer
from typer.core import TyperGroup

from itinerary.cli import helping, screen, tongue, usage
from itinerary.languages import say

COMMANDS = (
    *("check", "explain", "agenda", "requests", "who", "sheet", "diff"),
    *("release", "releases", "verify", "export", "notices"),
    *("init", "add", "move", "confirm", "tentative", "request", "decline", "cancel", "assign"),
    *("plan", "slots", "replan"),
    *("link", "serve", "publish", "invite", "reply", "import", "schema"),
)
"""In the order of a mission's week, as the help lists them."""


def command(name: str) -> Callable[..., None] | typer.Typer | None:  # noqa: C901, PLR0911, PLR0912 (a row a command)
    """Return a command, or a group of them. Only the one that is typed loads what it needs."""
    # ruff: noqa: PLC0415
    match name:
        case "check":
            from itinerary.cli.check import check

            return check
        case "explain":
            from itinerary.cli.explain import explain

            return explain
        case "agenda":
            from itinerary.cli.agenda import agenda

            return agenda
        case "requests":
            from itinerary.cli.requests import requests

            return requests
        case "who":
            from itinerary.cli.who import who

            return who
        case "sheet":
            from itinerary.cli.sheets import sheet

            return sheet
        case "diff":
            from itinerary.cli.diff import diff

            return diff
        case "release":
            from itinerary.cli.releasing import release

            return release
        case "releases":
            from itinerary.cli.releasing import releases

            return releases
        case "verify":
            from itinerary.cli.releasing import verify

            return verify
        case "export":
            from itinerary.cli.export import export

            return export
        case "notices":
            from itinerary.cli.noticing import notices

            return notices
        case "move" | "confirm" | "tentative" | "request" | "decline" | "cancel" | "assign":
            from itinerary.cli import editing

            return cast("Callable[..., None]", getattr(editing, name))
        case "add" | "init":
            from itinerary.cli import adding

            return cast("Callable[..., None]", getattr(adding, name))
        case "plan" | "replan":
            from itinerary.cli import planning

            return cast("Callable[..., None]", getattr(planning, name))
        case "slots":
            from itinerary.cli.slotting import slots

            return slots
        case "link":
            from itinerary.cli.linking import app as link

            return link
        case "serve":
            from itinerary.cli.serving import serve

            return serve
        case "publish":
            from itinerary.cli.publishing import publish

            return publish
        case "invite":
            from itinerary.cli.inviting import invite

            return invite
        case "reply":
            from itinerary.cli.inviting import reply

            return reply
        case "import":
            from itinerary.cli.importing import take_in

            return take_in
        case "schema":
            from itinerary.cli.describing import schema

            return schema
        case _:
            return None


class _Commands(TyperGroup):
    """The commands, each loaded when it is asked for."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 (typer's own)
        """Name every command: a mistyped one is compared with them."""
        super().__init__(**options)
        self.commands = dict.fromkeys(COMMANDS, self)
        tongue.ask(None)  # what was asked for is still to be read
        self.params.append(tongue.option())

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 (as above)
        """Return every command's name."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002 (as above)
        """Return a command, ready to run."""
        made = build(cmd_name)
        if made is None:
            return None
        for one in helping.commands(made):
            one.params.append(tongue.option())
            usage.framed(one)
        tongue.translate(made)
        return made

    def make_context(self, *given: Any, **options: Any) -> Any:  # noqa: ANN401 (as above)
        """Read what goes before a command."""
        with usage.told():
            return super().make_context(*given, **options)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 (as above)
        """Run the command that is typed."""
        with usage.told():
            return super().invoke(ctx)

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 (as above)
        """Tell what there is, with what typer itself adds, in the language that is spoken."""
        tongue.translate(self)
        usage.frame()
        super().format_help(ctx, formatter)

    def format_usage(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 (as above)
        """Tell how the program is used."""
        usage.write(self, ctx, formatter)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 (as above)
        """Return the command that is typed, built for the language that is asked for."""
        tongue.ask(tongue.asked_in(args) or tongue.asked())
        return super().resolve_command(ctx, args)


def build(name: str) -> helping.Command | None:
    """Return a command as typer makes it, in English."""
    found = command(name)
    if found is None:
        return None
    if isinstance(found, typer.Typer):
        return typer.main.get_group(found)
    alone = typer.Typer(
        rich_markup_mode="markdown",
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings=_SETTINGS,
    )
    alone.command(name)(found)
    return cast("helping.Command", typer.main.get_command(alone))


_SETTINGS = {"help_option_names": helping.NAMES}
app = typer.Typer(
    name="itinerary",
    cls=_Commands,
    help=(
        "Plain-text scheduling for delegations whose calendars can protect people or harm them.\n\n"
        "A mission is one file: **check** it, read its **agenda**, **release** it, "
        "**export** each reader's calendar feed."
    ),
    epilog="The manual is in docs/. Without FILE, the schedule under ./schedules is meant.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    # A traceback with local variables would print names and places.
    pretty_exceptions_enable=False,
    context_settings=_SETTINGS,
)


def _print_version(value: bool) -> None:
    if value:
        from itinerary import __version__

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
        from itinerary.workspace.files import reason

        why = reason(fault) if fault.strerror else str(fault)
        screen.give_up(sys.stdout)
        if fault.filename:
            told = say("itinerary: cannot use {name}: {why}", name=str(fault.filename), why=why)
        else:
            told = say("itinerary: cannot use: {why}", why=why)
        screen.tell_error(told)
        sys.exit(2)
