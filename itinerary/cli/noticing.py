"""``itinerary notices``."""

import json
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from itinerary.cli import options, screen, tongue
from itinerary.languages import say
from itinerary.output import mail
from itinerary.output.mail import Letter, Party
from itinerary.output.styled import hanging, rule
from itinerary.workspace import checking, files, inviting, noticing, views
from itinerary.workspace.noticing import Notice


class NoticeFormat(StrEnum):
    """How notices are printed."""

    TEXT = "text"
    JSON = "json"


def notices(
    file: options.File = None,
    since: Annotated[
        int | None,
        typer.Option(
            "--since",
            metavar="N",
            help="What changed since release N. Default: since the one before the last.",
            show_default=False,
        ),
    ] = None,
    reader: options.For = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="A folder for a mail draft (.eml) and the text (.txt) of each.",
            show_default=False,
        ),
    ] = None,
    sender: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="ADDRESS",
            envvar="ITINERARY_FROM",
            help="Who sends the drafts: an address, or `Name <address>`.",
            show_default=False,
        ),
    ] = None,
    form: Annotated[
        NoticeFormat, typer.Option("--format", help="How they are printed.")
    ] = NoticeFormat.TEXT,
    now: options.Now = None,
) -> None:
    """Write to each reader what the last release changed for them, ready to be sent.

    Calendars fetch a change in their own time, some only after a day. A notice tells no more than
    the reader's own calendar does, and there is none where that stayed the same. What touches the
    next 24 hours is marked urgent. Without --lang each is written in what its reader speaks.
    """
    writer = inviting.party(sender) if sender is not None else None
    if isinstance(writer, str):
        options.refuse_value("--from", writer)
    path = options.schedule_path(file)
    archive, past = options.open_past(path)
    last = archive.last
    if past is None or last is None:
        options.refuse_unreleased()
    start = last.number - 1 if since is None else since
    if last.number == 1 and since is None:
        screen.tell(say("The first release changed nothing: everybody's calendar begins with it."))
        return
    options.refuse_unknown_release(archive, start)
    schedule = past.history.latest.schedule
    present = checking.present(options.clock(now), schedule)
    before = past.history.as_of(start)
    language = tongue.code() if tongue.asked() else None
    found = noticing.notices(before, past.history, present, only=reader, language=language)
    if reader is not None and not found:
        known = views.reader_named(schedule, reader)
        options.refuse_value("--for", known if isinstance(known, str) else reader)
    if form is NoticeFormat.JSON:
        listed = [_record(one, writer, present) for one in found if one.message]
        screen.write_bytes((json.dumps(listed, ensure_ascii=False, indent=2) + "\n").encode())
    else:
        _print(found)
    if output is not None:
        _write(output, found, writer, present)


def _print(found: tuple[Notice, ...]) -> None:
    told = [one for one in found if one.message]
    for one in told:
        aside = " · ".join(filter(None, (one.address, one.language)))
        screen.show([rule(" ".join(one.reader.name.split()), aside, "day", screen.width())])
        screen.write(one.message.short if one.message else "")
        if len(found) > 1:
            screen.write("\n")
    others = ", ".join(one.reader.name for one in found if not one.message)
    if others:
        told_nothing = tongue.words().say("Nothing to tell: {names}", names=others)
        screen.show(hanging([], told_nothing, "muted", screen.width()))


def _letter(notice: Notice, sender: Party | None) -> Letter | None:
    if notice.message is None:
        return None
    return Letter(
        sender=sender,
        to=Party(notice.address, notice.reader.name) if notice.address else None,
        language=notice.language,
        subject=notice.message.subject,
        text=notice.message.full,
    )


def _record(notice: Notice, sender: Party | None, at: datetime) -> dict[str, object]:
    letter = _letter(notice, sender)
    return {
        "reader": notice.reader.id,
        "name": notice.reader.name,
        "address": notice.address,
        "language": notice.language,
        "urgent": bool(notice.message and notice.message.is_urgent),
        "subject": notice.message.subject if notice.message else "",
        "text": notice.message.short if notice.message else "",
        "eml": mail.draft(letter, at).decode() if letter else "",
    }


def _write(folder: Path, found: Iterable[Notice], sender: Party | None, at: datetime) -> None:
    """Write the texts and drafts; say which of a reader's are left from an earlier release."""
    for one in found:
        text, eml = (folder / f"{one.reader.id}{ending}" for ending in (".txt", ".eml"))
        letter = _letter(one, sender)
        if one.message is None or letter is None:
            for stale in (path for path in (text, eml) if path.exists()):
                screen.tell_error(say("{file} tells of an earlier release: delete it.", file=stale))
            continue
        files.write(text, one.message.short.encode())
        files.write(eml, mail.draft(letter, at))
        if one.address:
            screen.tell(str(eml))
        else:
            screen.tell(say("{file}  (no address: add one under `email:`)", file=eml))
