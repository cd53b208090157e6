"""Commands that edit a schedule file: each shows what it does before it is written."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from itinerary.cli import options, screen, tongue
from itinerary.languages import say
from itinerary.model.entries import Status
from itinerary.output import effect
from itinerary.syntax.splicing import Uneditable
from itinerary.workspace import checking, editing, files, importing, views
from itinerary.workspace.editing import Asked, Outcome, Wish


class EffectFormat(StrEnum):
    """How the effect is printed."""

    TEXT = "text"
    JSON = "json"


class Part(StrEnum):
    """What part somebody takes."""

    WHO = "who"
    INTERPRETER = "interpreter"
    LEAD = "lead"
    NOTE_TAKER = "note-taker"


Yes = Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")]
Form = Annotated[EffectFormat, typer.Option("--format", help="How the effect is printed.")]
_ID = typer.Argument(metavar="[FILE] ID", help="An entry's id.", show_default=False)
_IDS = typer.Argument(metavar="[FILE] ID...", help="Ids of entries.", show_default=False)


def run(
    path: str,
    make: Callable[[Wish], Outcome],
    *,
    yes: bool,
    form: EffectFormat,
    now: str | None,
) -> None:
    """Show what an edit does, ask, and write it.

    Where nobody is asked, the file is read and written while no other run can change it; where
    somebody is, one that changed since it was read is left as it is.
    """
    with files.alone(Path(path)) if yes else nullcontext():
        loaded = options.open_schedule(path)
        options.refuse_release(loaded)
        obstacles = importing.obstacles(loaded)
        if obstacles or loaded.schedule is None:
            options.refuse(loaded, obstacles, say("Nothing is changed: mend this first."))
        present = checking.present(options.clock(now), loaded.schedule)
        found = make(Wish(loaded, loaded.schedule, present))
        if isinstance(found, Uneditable):
            options.tell_obstacle(path, found.message, found.hint)
            raise typer.Exit(1)
        is_same = found.data == loaded.data
        if form is EffectFormat.TEXT:
            screen.show(effect.lines(found.effect, screen.width(), tongue.words()))
        is_agreed = not is_same and (yes or _is_agreed(path, form))
        if is_agreed:
            options.write_over(loaded, found.data, is_alone=yes)
        if form is EffectFormat.JSON:
            screen.write_bytes(effect.as_json(found.effect, is_written=is_agreed).encode())
        if is_agreed:
            screen.tell_error(
                say("Written to {path}; nobody sees it before you release it.", path=path)
            )


def _is_agreed(path: str, form: EffectFormat) -> bool:
    if form is EffectFormat.TEXT and options.can_ask():
        options.confirm(say("Write this to {path}?", path=path))
        return True
    options.tell_unwritten()
    return False


def move(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[FILE] ID WHEN...",
            help="An entry's id, and its new time or what of it is new.",
            show_default=False,
        ),
    ],
    where: Annotated[
        str | None,
        typer.Option(
            "--where", metavar="PLACE", help="The place, where that is new too.", show_default=False
        ),
    ] = None,
    yes: Yes = False,
    form: Form = EffectFormat.TEXT,
    now: options.Now = None,
) -> None:
    """Move an entry to another time, or place a request.

    WHEN is a time as the file writes it, a part of one (`15:00`, `fri`, `thu 15:00`, `Fri 26 May`)
    or a shift (`30m later`, `1 day earlier`): what is not told stays. A repeated entry moves as a
    whole.
    """
    path, (entry, *rest) = options.file_and_ids(words, "move [FILE] ID WHEN")
    if not rest:
        options.fail(say("tell the new time: `itinerary {usage}`", usage=f"move {entry} 15:00"))
    run(
        path,
        lambda wish: editing.move(wish, entry, " ".join(rest), where),
        yes=yes,
        form=form,
        now=now,
    )


def confirm(
    words: Annotated[list[str], _IDS],
    yes: Yes = False,
    form: Form = EffectFormat.TEXT,
    now: options.Now = None,
) -> None:
    """Confirm entries: they will take place."""
    _status(words, Status.CONFIRMED, "confirm [FILE] ID...", yes=yes, form=form, now=now)


def tentative(
    words: Annotated[list[str], _IDS],
    yes: Yes = False,
    form: Form = EffectFormat.TEXT,
    now: options.Now = None,
) -> None:
    """Make entries tentative: they may take place."""
    _status(words, Status.TENTATIVE, "tentative [FILE] ID...", yes=yes, form=form, now=now)


def decline(
    words: Annotated[list[str], _IDS],
    yes: Yes = False,
    form: Form = EffectFormat.TEXT,
    now: options.Now = None,
) -> None:
    """Write down that whoever was asked for entries has said no."""
    _status(words, Status.DECLINED, "decline [FILE] ID...", yes=yes, form=form, now=now)


def cancel(
    words: Annotated[list[str], _IDS],
    yes: Yes = False,
    form: Form = EffectFormat.TEXT,
    now: options.Now = None,
) -> None:
    """Cancel entries: calendars that have them show that they are off.

    Cancel rather than delete, so that the file still tells what was planned, and why it is not.
    """
    _status(words, Status.CANCELLED, "cancel [FILE] ID...", yes=yes, form=form, now=now)


def _status(
    words: list[str], status: Status, usage: str, *, yes: bool, form: EffectFormat, now: str | None
) -> None:
    path, entries = options.file_and_ids(words, usage)
    run(
        path,
        lambda wish: editing.set_status(wish, entries, status),
        yes=yes,
        form=form,
        now=now,
    )


def request(
    words: Annotated[list[str], _ID],
    of: Annotated[
        str | None,
        typer.Option("--of", metavar="OFFICE", help="The office that decides.", show_default=False),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="PERSON", help="Who asked: an id.", show_default=False),
    ] = None,
    channel: Annotated[
        str | None,
        typer.Option("--channel", metavar="TEXT", help="letter, telephone …", show_default=False),
    ] = None,
    asked: Annotated[
        str | None,
        typer.Option(
            "--asked",
            metavar="DAY",
            help="The day it was asked. Default: today.",
            show_default=False,
        ),
    ] = None,
    chase: Annotated[
        str | None,
        typer.Option("--chase", metavar="DAY", help="The day to ask again.", show_default=False),
    ] = None,
    yes: Yes = False,
    form: Form = EffectFormat.TEXT,
    now: options.Now = None,
) -> None:
    """Write down that a meeting was asked for: of whom, by whom, how, and when to ask again."""
    path, entries = options.file_and_ids(words, "request [FILE] ID")
    if len(entries) > 1:
        options.fail(say("name one entry: `itinerary {usage}`", usage="request [FILE] ID"))

    def make(wish: Wish) -> Outcome:
        days = [_day("--asked", asked, wish), _day("--chase", chase, wish)]
        return editing.request(wish, entries[0], Asked(of, by, channel, *days))

    run(path, make, yes=yes, form=form, now=now)


def _day(option: str, text: str | None, wish: Wish) -> date | None:
    if text is None:
        return None
    found = views.day_typed(wish.schedule, text, wish.now)
    return found if isinstance(found, date) else options.refuse_value(option, found)


def assign(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[FILE] ID PERSON...",
            help="An entry's id, and ids of people.",
            show_default=False,
        ),
    ],
    part: Annotated[Part, typer.Option("--as", help="What part they take.")] = Part.WHO,
    remove: Annotated[
        bool, typer.Option("--remove", help="Take them off the list, instead of adding them.")
    ] = False,
    yes: Yes = False,
    form: Form = EffectFormat.TEXT,
    now: options.Now = None,
) -> None:
    """Let people take part in an entry, or with --remove no longer."""
    path, (entry, *people) = options.file_and_ids(words, "assign [FILE] ID PERSON...")
    if not people:
        options.fail(say("name somebody: `itinerary {usage}`", usage=f"assign {entry} PERSON..."))
    run(
        path,
        lambda wish: editing.assign(wish, entry, people, part.value, is_taken_off=remove),
        yes=yes,
        form=form,
        now=now,
    )
