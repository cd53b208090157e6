"""``itinerary invite`` and ``reply``."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from itinerary.cli import export, options, screen, tongue
from itinerary.intake.events import Refusal
from itinerary.languages import say
from itinerary.output import answer
from itinerary.output import invitation as message
from itinerary.output.mail import Party
from itinerary.workspace import checking, files, importing, inviting, views
from itinerary.workspace.inviting import Wish


class ReplyFormat(StrEnum):
    """How an answer is printed."""

    TEXT = "text"
    JSON = "json"


def invite(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[FILE] ID", help="A schedule file, and the id of an entry.", show_default=False
        ),
    ],
    to: Annotated[
        str, typer.Option("--to", metavar="ADDRESS", help="Whom to invite.", show_default=False)
    ],
    sender: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="ADDRESS",
            envvar="ITINERARY_FROM",
            help="Who invites and is answered: an address, or `Name <address>`.",
            show_default=False,
        ),
    ],
    name: Annotated[str, typer.Option("--name", help="The guest's name.", show_default=False)] = "",
    show: Annotated[
        list[str] | None,
        typer.Option(
            "--show",
            metavar="KEY",
            help="Tell the guest this key of the entry too: title, where, who, with, languages …",
            show_default=False,
        ),
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", help="Your own title.", show_default=False)
    ] = None,
    place: Annotated[
        str | None,
        typer.Option("--place", help="Your own words for the place.", show_default=False),
    ] = None,
    description: Annotated[
        str | None, typer.Option("--say", help="Your own description.", show_default=False)
    ] = None,
    day: Annotated[
        str | None,
        typer.Option(
            "--on", metavar="DAY", help="Which time of a repeated entry.", show_default=False
        ),
    ] = None,
    cancel: Annotated[
        bool, typer.Option("--cancel", help="Withdraw the invitation, whatever takes place.")
    ] = False,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="The file to write. Default: standard output.",
            show_default=False,
        ),
    ] = None,
    number: Annotated[
        int | None,
        typer.Option("--release", metavar="N", help="As release N gave it.", show_default=False),
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="The file as it is now, released or not.")
    ] = False,
    now: options.Now = None,
) -> None:
    """Write an invitation (.ics) for somebody outside the delegation, or its withdrawal.

    It tells the time, what is public of the entry, the keys named by --show and your own words; of
    a confidential entry the time and your own words alone. What was cancelled or removed gives the
    withdrawal. Sent again after a change, it updates what the guest has.
    """
    if draft and number is not None:
        options.not_two_states()
    if len(words) > 2 or words[-1].endswith((".yaml", ".yml")):  # noqa: PLR2004 (FILE and ID)
        options.fail(say("name one entry: itinerary invite [FILE] ID --to ADDRESS"))
    guest, organizer = _party("--to", to, name), _party("--from", sender)
    path = options.schedule_path(words[0] if len(words) > 1 else None)
    history = export.draft_of(path, now) if draft else export.released(path, number, now)
    schedule = history.latest.schedule
    present = checking.present(options.clock(now), schedule)
    named = views.day_named(schedule, day, present) if day else None
    if isinstance(named, str):
        options.refuse_value("--on", named)
    wish = Wish(
        entry=words[-1],
        organizer=organizer,
        guest=guest,
        show=tuple(show or ()),
        words=inviting.words(title, place, description),
        day=named.first if named else None,
        is_withdrawn=cancel,
    )
    made = inviting.invitation(history, wish)
    if isinstance(made, str):
        options.fail(made)
    data = message.render(made, present)
    if output is None or output == "-":
        screen.write_bytes(data)
        return
    export.refuse_target(Path(output), path)
    files.write(Path(output), data)
    screen.write(f"{output}  {chr(10).join(message.summary(made, tongue.words()))}\n")


def _party(option: str, address: str, name: str = "") -> Party:
    found = inviting.party(address, name)
    return found if isinstance(found, Party) else options.refuse_value(option, found)


def reply(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[SCHEDULE] FILE",
            help="A schedule file, and the answer (.ics) that came back.",
            show_default=False,
        ),
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    form: Annotated[
        ReplyFormat, typer.Option("--format", help="How it is printed.")
    ] = ReplyFormat.TEXT,
    now: options.Now = None,
) -> None:
    """Read a guest's answer to an invitation, and propose the edit that follows from it.

    A yes, a maybe or a no becomes the entry's status; another time its `when`, told with every
    clash that it would make. Nobody vouches for who wrote the answer: ask back where it matters.
    """
    if len(words) > 2:  # noqa: PLR2004 (SCHEDULE and FILE)
        options.fail(say("name one answer: itinerary reply [SCHEDULE] FILE.ics"))
    source = Path(words[-1])
    if not source.is_file():
        options.refuse_source(source)
    path = options.schedule_path(words[0] if len(words) > 1 else None)
    loaded = options.open_sound(path)
    options.refuse_release(loaded)
    schedule = loaded.schedule or options.refuse(loaded, loaded.diagnostics)
    present = checking.present(options.clock(now), schedule)
    _, past = options.open_past(path)
    history = views.worked_on(past.history if past else None, schedule, present)
    found = inviting.reply(importing.read_bounded(source), loaded, history, present)
    if isinstance(found, Refusal):
        options.tell_obstacle(str(source), found.message, found.hint)
        raise typer.Exit(1)
    if form is ReplyFormat.TEXT:
        screen.show(answer.lines(found.told, screen.width(), tongue.words()))
    is_agreed = found.data is not None and (yes or _is_agreed(path, form))
    if is_agreed and found.data is not None:
        options.write_over(loaded, found.data)
        screen.tell_error(
            say("Written to {path}; nobody sees it before you release it.", path=path)
        )
    if form is ReplyFormat.JSON:
        screen.write_bytes(answer.as_json(found.told, is_written=is_agreed).encode())
    if found.told.is_strange:
        raise typer.Exit(1)


def _is_agreed(path: str, form: ReplyFormat) -> bool:
    if form is ReplyFormat.TEXT and options.can_ask():
        options.confirm(say("Write this to {path}?", path=path))
        return True
    options.tell_unwritten()
    return False
