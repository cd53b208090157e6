"""``itinerary publish``."""

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import closing
from enum import StrEnum
from typing import Annotated, NamedTuple

import typer

from itinerary.cli import options, screen
from itinerary.feeds import publishing, targets
from itinerary.feeds.links import LinkStore, file_of
from itinerary.feeds.mission import Mission, Trouble
from itinerary.feeds.publishing import Fault, Record, Step
from itinerary.feeds.publishing import Target as Place
from itinerary.feeds.site import Site
from itinerary.feeds.targets import address
from itinerary.output.styled import Line, hanging
from itinerary.workspace import checking


class PublishFormat(StrEnum):
    """How what was done is told."""

    TEXT = "text"
    JSON = "json"


Target = Annotated[
    str,
    typer.Argument(
        metavar="TARGET",
        help=f"A folder, or an address: {', '.join(f'{one}://' for one in address.SCHEMES)}.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and do nothing.")]
Force = Annotated[bool, typer.Option("--force", help="Send all again, whatever is there.")]
Endpoint = Annotated[
    str | None,
    typer.Option(
        "--endpoint-url",
        metavar="URL",
        help="Where the object store is, unless it is Amazon's. Default: $AWS_ENDPOINT_URL.",
        show_default=False,
    ),
]
Insecure = Annotated[
    int,
    typer.Option(
        "--insecure",
        count=True,
        help="Given twice: send links and keys unencrypted to another machine.",
        show_default=False,
    ),
]
Format = Annotated[PublishFormat, typer.Option("--format", help="How what was done is told.")]


class How(NamedTuple):
    """What the options say."""

    dry_run: bool = False
    force: bool = False
    endpoint: str | None = None
    insecure: int = 0
    form: PublishFormat = PublishFormat.TEXT


def publish(
    target: Target,
    file: options.File = None,
    dry_run: DryRun = False,
    force: Force = False,
    endpoint: Endpoint = None,
    insecure: Insecure = 0,
    form: Format = PublishFormat.TEXT,
    now: options.Now = None,
) -> None:
    """Hand the calendars and pages to a server that exists already.

    They are the bytes that `itinerary serve` answers with. What a link opens no longer is deleted
    first; then what changed is sent, calendars before pages. Broken off, it goes on from there when
    it is run again. Passwords and keys come from the environment or the keyring.
    """
    path = options.schedule_path(file)
    how = How(dry_run, force, endpoint, insecure, form)
    place = open_place(target, how)
    _, past = options.open_past(path)
    if past is None:
        options.fail("nothing has been released yet: `itinerary release -m NOTE`")
    if not file_of(path).exists():
        options.fail(f"{path} has no links yet: `itinerary link new READER`")
    present = checking.present(options.clock(now), past.history.latest.schedule)
    with LinkStore(file_of(path)) as store:
        state = Mission(path, store).state(present)
        if isinstance(state, Trouble):
            options.fail(f"{state.message}: {state.hint}")
        links = (*(link for link, _ in state.opened), *state.closed)
        sealed = [str(link.number) for link, _ in state.opened if link.token is None]
        if sealed and not force:
            options.fail(
                "links made under another key of the feeds cannot be published: "
                f"{', '.join(sealed)}. Rotate each (`itinerary link rotate NUMBER`), or leave them "
                "out with --force"
            )
        send(state.site, place, store, {link.number: link.reader for link in links}, how)


def open_place(written: str, how: How) -> Place:
    """Return the target that is meant, with its key from the environment or the keyring."""
    try:
        where = address.parse(written)
    except Fault as fault:  # what was written may hold a password
        options.fail(f"the target {fault}")
    try:
        key = address.credentials(where, os.environ, address.from_keyring)
        return targets.open_target(
            where, key, os.environ, endpoint=how.endpoint, insecure=how.insecure
        )
    except Fault as fault:
        options.fail(f"{where.name} {fault}")


def send(site: Site, place: Place, record: Record, whose: Mapping[int, str], how: How) -> None:
    """Publish a site and tell what was done; ``whose`` has the readers' ids by their links."""
    done: list[Step] = []
    steps: tuple[Step, ...] = ()
    fault: Fault | None = None
    with closing(place):
        try:
            work = publishing.prepare(site, place, record, force=how.force, dry_run=how.dry_run)
            steps = work.steps
            if not how.dry_run:
                done.extend(publishing.carry_out(work, place, record))
        except Fault as found:
            fault = found
    finished = {id(step) for step in done}  # as they were planned, in whatever order they ended
    told = [step for step in steps if how.dry_run or id(step) in finished]
    if how.form is PublishFormat.JSON:
        screen.write_bytes(_data(place, steps, done, whose, how))
    else:
        screen.show(_lines(told, whose, is_done=not how.dry_run))
        if fault is None:
            screen.write(f"{_summary(site, told, place, how)}\n")
    if fault is not None:
        options.fail(_failure(fault, place, steps, done, whose))


def _failure(
    fault: Fault,
    place: Place,
    steps: tuple[Step, ...],
    done: list[Step],
    whose: Mapping[int, str],
) -> str:
    link = "" if fault.link is None else f" ({_link(fault.link, whose)})"
    rest = ". Run it again: it goes on from there" if steps else ""
    so_far = f". Done so far: {len(done)} of {len(steps)}" if steps else ""
    return f"{place.name} {fault}{link}{so_far}{rest}"


def _summary(site: Site, told: Iterable[Step], place: Place, how: How) -> str:
    feeds = len(site.folders)
    count = f"{feeds} feed{'' if feeds == 1 else 's'}"
    if not how.dry_run:
        return f"{place.name} holds {count}."
    return f"{place.name} would hold {count}: {'the above' if told else 'nothing'} is to be done."


def _lines(steps: Iterable[Step], whose: Mapping[int, str], *, is_done: bool) -> list[Line]:
    by_link: dict[tuple[str, int], list[str]] = {}
    for step in steps:
        by_link.setdefault((step.action, step.folder.link), []).append(step.name)
    words = {"delete": "deleted", "put": "sent"} if is_done else {"delete": "delete", "put": "send"}
    wide = max((len(_link(link, whose)) for _, link in by_link), default=0)
    lines: list[Line] = []
    for (action, link), names in by_link.items():
        lead: Line = [(f"{words[action]:<8} {_link(link, whose):<{wide}}  ", "")]
        lines += hanging(lead, _told(action, names), "muted", screen.width())
    return lines


def _link(number: int, whose: Mapping[int, str]) -> str:
    if number == publishing.UNKNOWN:
        return "a link no longer known"
    return f"link {number}{f', {whose[number]}' if number in whose else ''}"


def _told(action: str, names: list[str]) -> str:
    """Tell what of a link it is; events by their number."""
    if action == "delete" and publishing.WHOLE in names:
        return "all"
    files = [name for name in names if name in publishing.FILES]
    events = sum(name not in (*publishing.FILES, publishing.WHOLE) for name in names)
    told = ["name"] if publishing.WHOLE in names else []
    told += files
    told += [f"{events} event{'' if events == 1 else 's'}"] if events else []
    return ", ".join(told)


def _data(
    place: Place, steps: tuple[Step, ...], done: list[Step], whose: Mapping[int, str], how: How
) -> bytes:
    finished = {id(step) for step in done}
    told = {
        "target": place.name,
        "dry_run": how.dry_run,
        "steps": [
            {
                "action": step.action,
                "link": step.folder.link or None,
                "reader": whose.get(step.folder.link),
                "name": step.name or None,
                "bytes": len(step.resource.data) if step.resource else None,
                "done": id(step) in finished,
            }
            for step in steps
        ],
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()
