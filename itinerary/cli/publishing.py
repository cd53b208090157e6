"""``itinerary publish``."""

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import closing
from enum import StrEnum
from typing import Annotated, NamedTuple

import typer

from itinerary.cli import options, screen, tongue
from itinerary.feeds import publishing, targets
from itinerary.feeds.links import LinkStore, file_of
from itinerary.feeds.mission import Mission, Trouble
from itinerary.feeds.publishing import Fault, Record, Step
from itinerary.feeds.publishing import Target as Place
from itinerary.feeds.site import Site
from itinerary.feeds.targets import address
from itinerary.languages import Message, Words, plural, say
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
        options.refuse_unreleased()
    if not file_of(path).exists():
        options.fail(say("{path} has no links yet: `itinerary link new READER`", path=path))
    present = checking.present(options.clock(now), past.history.latest.schedule)
    with LinkStore(file_of(path)) as store:
        state = Mission(path, store).state(present)
        if isinstance(state, Trouble):
            options.fail(say("{what}: {hint}", what=state.message, hint=state.hint))
        links = (*(link for link, _ in state.opened), *state.closed)
        sealed = [str(link.number) for link, _ in state.opened if link.token is None]
        if sealed and not force:
            options.fail(
                say(
                    "links made under another key of the feeds cannot be published: {numbers}. "
                    "Rotate each (`itinerary link rotate NUMBER`), or leave them out with --force",
                    numbers=", ".join(sealed),
                )
            )
        send(state.site, place, store, {link.number: link.reader for link in links}, how)


def open_place(written: str, how: How) -> Place:
    """Return the target that is meant, with its key from the environment or the keyring."""
    try:
        where = address.parse(written)
    except Fault as fault:  # what was written may hold a password
        options.fail(say("the target {fault}", fault=fault.said))
    try:
        key = address.credentials(where, os.environ, address.from_keyring)
        return targets.open_target(
            where, key, os.environ, endpoint=how.endpoint, insecure=how.insecure
        )
    except Fault as fault:
        options.fail(say("{target} {fault}", target=where.name, fault=fault.said))


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
        screen.show(_lines(told, whose, tongue.words(), is_done=not how.dry_run))
        if fault is None:
            screen.tell(_summary(site, told, place, how))
    if fault is not None:
        options.fail(_failure(fault, place, steps, done, whose))


def _failure(
    fault: Fault,
    place: Place,
    steps: tuple[Step, ...],
    done: list[Step],
    whose: Mapping[int, str],
) -> Message:
    told = say("{target} {fault}", target=place.name, fault=fault.said)
    if fault.link is not None:
        told = say("{failure} ({link})", failure=told, link=_link(fault.link, whose))
    if not steps:
        return told
    return say(
        "{failure}. Done so far: {done} of {count}. Run it again: it goes on from there",
        failure=told,
        done=len(done),
        count=len(steps),
    )


def _summary(site: Site, told: Iterable[Step], place: Place, how: How) -> Message:
    name, feeds = place.name, plural("{count} feed", "{count} feeds", len(site.folders))
    if not how.dry_run:
        return say("{target} holds {feeds}.", target=name, feeds=feeds)
    if told:
        return say(
            "{target} would hold {feeds}: the above is to be done.", target=place.name, feeds=feeds
        )
    return say(
        "{target} would hold {feeds}: nothing is to be done.", target=place.name, feeds=feeds
    )


def _lines(
    steps: Iterable[Step], whose: Mapping[int, str], words: Words, *, is_done: bool
) -> list[Line]:
    by_link: dict[tuple[str, int], list[str]] = {}
    for step in steps:
        by_link.setdefault((step.action, step.folder.link), []).append(step.name)
    say = words.say
    verbs = (
        {"delete": say("deleted"), "put": say("sent")}
        if is_done
        else {"delete": say("delete"), "put": say("send")}
    )
    links = {link: words.retell(_link(link, whose)) for _, link in by_link}
    wide = max(map(len, links.values()), default=0)
    lines: list[Line] = []
    for (action, link), names in by_link.items():
        lead: Line = [(f"{verbs[action]:<8} {links[link]:<{wide}}  ", "")]
        lines += hanging(lead, _told(action, names, words), "muted", screen.width())
    return lines


def _link(number: int, whose: Mapping[int, str]) -> Message:
    if number == publishing.UNKNOWN:
        return say("a link no longer known")
    if number not in whose:
        return say("link {number}", number=number)
    return say("link {number}, {reader}", number=number, reader=whose[number])


def _told(action: str, names: list[str], words: Words) -> str:
    """Tell what of a link it is; events by their number."""
    if action == "delete" and publishing.WHOLE in names:
        return words.say("all")
    files = [name for name in names if name in publishing.FILES]
    events = sum(name not in (*publishing.FILES, publishing.WHOLE) for name in names)
    told = [words.say("name")] if publishing.WHOLE in names else []
    told += files
    told += [words.plural("{count} event", "{count} events", events)] if events else []
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
