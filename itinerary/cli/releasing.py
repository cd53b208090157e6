"""``itinerary release``, ``releases`` and ``verify``."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from itinerary.cli import diff, options, screen, tongue
from itinerary.languages import plural, say
from itinerary.releases import record
from itinerary.times import in_zone
from itinerary.workspace import checking, comparing, releasing
from itinerary.workspace.files import Loaded, reason
from itinerary.workspace.releasing import Archive

_LATE = 300
"""Seconds by which the last release may be later than the present before it is worth a word."""


class ListFormat(StrEnum):
    """How releases are listed."""

    TEXT = "text"
    JSON = "json"


def release(
    file: options.File = None,
    note: Annotated[
        str,
        typer.Option(
            "--message", "-m", metavar="NOTE", help="What changed and why, in a few words."
        ),
    ] = "",
    author: Annotated[
        str | None,
        typer.Option(
            "--author",
            envvar="ITINERARY_AUTHOR",
            help="Who answers for it. Default: your login name.",
            show_default=False,
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    now: options.Now = None,
) -> None:
    """Release a schedule: freeze it under a number, as what every calendar shows from now on.

    Refused while `check` finds an error, or anything unwaived that would harm somebody. What
    changes, and for whom, is shown first, and you are asked; where nobody can be asked, nothing is
    released without --yes.
    """
    if not record.printable(note):
        options.fail(say("say in a few words what changed: -m NOTE"))
    path = options.schedule_path(file)
    loaded = options.open_schedule(path)
    options.refuse_release(loaded)
    schedule = loaded.schedule or options.refuse(loaded, loaded.diagnostics)
    present = checking.present(options.clock(now), schedule)
    obstacles = releasing.obstacles(loaded, present)
    if obstacles:
        options.refuse(loaded, obstacles, say("Nothing was released: mend this first."))
    archive, past = options.open_past(path)
    last = archive.last
    if last is None:
        _tell_orphans(path, archive)
    if last and last.body == record.bare(loaded.data):
        screen.tell(
            say(
                "Nothing to release: {path} is release {number} to the byte.",
                path=path,
                number=last.number,
            )
        )
        return
    at = releasing.moment(present, last)
    made = record.seal(loaded.data, at, author or _login(), note, last)
    if not releasing.read_release(archive, made).is_sound:  # its header makes it the longer file
        options.fail(say("{path} is too large to be released with this note", path=path))
    known = [*comparing.stages(past, archive.releases), comparing.working(loaded)]
    diff.show(comparing.difference(known, len(known) - 2 if past else None, -1, None, at))
    if (at - present).total_seconds() > _LATE:
        screen.tell_error(
            say(
                "Release {number} is dated later than the present: is this clock right? "
                "This one is dated a second after it.",
                number=made.number - 1,
            )
        )
    if not yes:
        _ask(made.number)
    _refuse_change(path, loaded)
    try:
        fault = releasing.make(archive, made)
    except FileExistsError:
        options.fail(
            say(
                "somebody else made release {number} meanwhile; read `itinerary diff`, then "
                "release again",
                number=made.number,
            )
        )
    where = releasing.shown(archive.folder / record.file_name(made.number))
    screen.write("\n")
    screen.tell(say("Released {number}: {path}", number=made.number, path=where))
    screen.tell(made.digest)
    if fault:
        screen.tell_error(
            say(
                "The release stands, but {file} beside it could not be written: {why}.",
                file=record.MARK,
                why=reason(fault),
            )
        )
        raise typer.Exit(2)


def _tell_orphans(path: str, archive: Archive) -> None:
    """Say where the releases may be of a schedule that was renamed."""
    for folder in releasing.orphans(path):
        screen.tell_error(
            say(
                "{folder} belongs to no schedule here: if {path} had that name, name the folder "
                "{name}, and its history goes on.",
                folder=releasing.shown(folder),
                path=path,
                name=archive.folder.name,
            )
        )


def _ask(number: int) -> None:
    """Ask whether to release; where nobody can be asked, end: it cannot be taken back."""
    if options.can_ask():
        options.confirm(say("Release this as number {number}?", number=number))
        return
    screen.tell_error(say("Nothing is released yet: add --yes to release it."))
    raise typer.Exit(1)


def _login() -> str:
    import getpass  # noqa: PLC0415

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _refuse_change(path: str, loaded: Loaded) -> None:
    """Refuse to release what is not the file that was shown."""
    if Path(path).read_bytes() != loaded.data:
        options.fail(say("{path} was changed meanwhile: release again", path=path))


def releases(
    file: options.File = None,
    form: Annotated[
        ListFormat, typer.Option("--format", help="How they are listed.")
    ] = ListFormat.TEXT,
) -> None:
    """List the releases of a schedule, the newest last."""
    path = options.schedule_path(file)
    archive = options.open_archive(path)
    if form is ListFormat.JSON:
        listed = [
            {
                "number": one.number,
                "at": one.at.isoformat().replace("+00:00", "Z"),
                "author": one.author,
                "note": one.note,
                "digest": one.digest,
            }
            for one in archive.releases
        ]
        screen.write_bytes((json.dumps(listed, ensure_ascii=False, indent=2) + "\n").encode())
    elif not archive.releases:
        screen.tell(
            say("{path} has no releases yet: make one with `itinerary release -m NOTE`.", path=path)
        )
        _tell_orphans(path, archive)
    else:
        zone = _zone(archive)
        for one in archive.releases:
            at = in_zone(one.at, zone)
            told = f"{tongue.words().day(at)} {at.year} {at:%H:%M}"
            screen.write(f"{one.number:>4}  {told}  {one.author}: {one.note}\n")
    _tell_faults(archive)


def _zone(archive: Archive) -> str:
    read = releasing.read_release(archive, archive.releases[-1]).schedule
    return read.delegation.zone if read else "UTC"


def verify(
    file: options.File = None,
    expect: Annotated[
        str | None,
        typer.Option(
            "--expect",
            metavar="DIGEST",
            help="The digest of the newest release, as it was noted elsewhere.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Verify that every release is there, unchanged, and follows the one before.

    Exit code 1 where one was changed, is missing, or does not belong. What somebody changed
    together with every release after it only a digest kept elsewhere can show: --expect.
    """
    path = options.schedule_path(file)
    archive = options.open_archive(path)
    last = archive.last
    if not archive.faults and last is None:
        screen.tell(say("{path} has no releases.", path=path))
    _tell_faults(archive)
    if last is None:
        if expect is not None:
            screen.tell_error(say("A release was expected, and there is none."))
            raise typer.Exit(1)
        return
    if expect is not None and expect.removeprefix("sha256:") != last.digest.removeprefix("sha256:"):
        screen.tell_error(
            say(
                "Release {number} is not the one that was expected: its digest is\n{digest}",
                number=last.number,
                digest=last.digest,
            )
        )
        raise typer.Exit(1)
    screen.tell(
        plural(
            "{count} release, unchanged. The newest, {last}, is\n{digest}",
            "{count} releases, unbroken and unchanged. The newest, {last}, is\n{digest}",
            len(archive.releases),
            last=last.number,
            digest=last.digest,
        )
    )


def _tell_faults(archive: Archive) -> None:
    if archive.faults:
        options.refuse_broken(archive)
