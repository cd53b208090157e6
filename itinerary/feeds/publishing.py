"""Publishing: the bytes that the server answers with, as objects of a target that exists already.

What a target holds is compared with what it should hold, and only the difference is sent: first
what nobody may read any more is deleted, then calendars are sent, then pages. A run that is broken
off at any moment leaves less to do for the next.

Whoever knows a folder's token reads it. What libraries say of a failure quotes the address, so none
of it gets through here: a ``Fault`` is told in words of our own.
"""

import re
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal, NamedTuple, Protocol

from itinerary.feeds.faults import place_of
from itinerary.feeds.site import CALENDAR, PAGE, Folder, Resource, Site
from itinerary.languages import plural, say

AT_ONCE = 8
"""How many objects are under way at the same time."""
WHOLE = ""
"""The name that stands for a folder itself."""
UNKNOWN = 0
"""The number of a link that is no longer known."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
Sent = Mapping[tuple[int, str], str]
"""By the link's number and the file's name, what ``Record.note`` was last told."""


class Fault(Exception):  # noqa: N818 (what went wrong is the target's)
    """A target that cannot be used, told in part of a sentence: by no token, and by no key."""

    def __init__(self, said: str) -> None:
        """Take what is told to the person."""
        super().__init__(said)
        self.said = said
        self.link: int | None = None
        """The number of the link whose object it was."""


class Record(Protocol):
    """What was sent where, as far as this machine knows."""

    def sent(self, target: str) -> Sent:
        """Return what was noted of a target and not deleted since."""
        ...

    def note(self, target: str, link: int, name: str, tag: str | None) -> None:
        """Note what was sent, before and after it is, or None when it is deleted.

        It is on the disk by the time this returns.
        """
        ...


@dataclass(frozen=True, slots=True)
class Held:
    """What a target holds: by token and name, the SHA-256; None where it is not as sent."""

    objects: Mapping[tuple[str, str], str | None] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One object to be deleted or sent; ``WHOLE`` is a folder with all that is in it."""

    action: Literal["delete", "put"]
    folder: Folder
    name: str
    resource: Resource | None = field(default=None, repr=False)


class Target(ABC):
    """Where files are published to. Its methods raise ``Fault``.

    ``put`` and ``delete`` are called by several threads at the same time. ``name`` tells the target
    apart from every other one, and holds no secret.
    """

    name: str

    def begin(self) -> None:  # noqa: B027 (most need not)
        """Make ready to change something."""

    def shaped(self, site: Site) -> Site:
        """Return the site in the objects that this target keeps."""
        return site

    @abstractmethod
    def held(self, site: Site, sent: Sent) -> Held:
        """Return what is there. Nothing is changed."""

    @abstractmethod
    def delete(self, folder: Folder, name: str) -> None:
        """Delete what may be there no longer."""

    @abstractmethod
    def put(self, folder: Folder, name: str, resource: Resource) -> str:
        """Send an object; return what the target knows these bytes by, or nothing."""

    def finish(self, site: Site) -> None:  # noqa: B027 (as above)
        """Make what was sent and deleted be seen, where it is not yet."""

    def close(self) -> None:  # noqa: B027 (as above)
        """Let go of the target."""


class Work(NamedTuple):
    """What is to be done so that a target holds a site."""

    site: Site
    steps: tuple[Step, ...]
    sent: Sent


def is_token(name: str) -> bool:
    """Whether a folder's name has the form of a link's token."""
    return _TOKEN.fullmatch(name) is not None


def digest_of(noted: str) -> str:
    """Return the SHA-256 in what was noted; empty where it is not known that the object arrived."""
    return noted.partition(" ")[0]


def tag_of(noted: str) -> str:
    """Return what the target knew the bytes by."""
    return noted.partition(" ")[2]


def plan(
    site: Site, held: Held, noted: Collection[int] = (), *, force: bool = False
) -> tuple[Step, ...]:
    """Return what makes a target that holds ``held`` hold exactly a site, in order.

    ``noted`` are the links of which something was sent: a withdrawn one is deleted even where the
    target's list does not show it, since a list may lag behind. With ``force`` all is sent, and
    every withdrawn folder deleted, whatever is held.
    """
    names: dict[str, list[str]] = {}
    for token, name in held.objects:
        names.setdefault(token, []).append(name)
    open_tokens = {folder.token for folder in site.folders}
    closed = {folder.token: folder for folder in site.withdrawn}
    strangers = (Folder(UNKNOWN, token, {}) for token in names if token not in open_tokens)
    for folder in strangers:
        closed.setdefault(folder.token, folder)
    steps = [
        Step("delete", folder, WHOLE)
        for folder in closed.values()
        if force or folder.token in names or folder.link in noted
    ]
    for folder in site.folders:
        steps += [
            Step("delete", folder, name)
            for name in names.get(folder.token, [])
            if name not in folder.files
        ]
        steps += [
            Step("put", folder, name, resource)
            for name, resource in folder.files.items()
            if force or held.objects.get((folder.token, name)) != resource.digest
        ]
    return tuple(sorted(steps, key=lambda step: (_phase(step), step.folder.link, step.name)))


def _phase(step: Step) -> int:
    """Return when a step's turn is. A page tells of its calendar: that is there before it."""
    if step.action == "delete":
        return 0
    if step.name == WHOLE:  # a collection, which its events lie in
        return 1
    return 3 if step.name == PAGE else 2


def prepare(
    site: Site, target: Target, record: Record, *, force: bool = False, dry_run: bool = False
) -> Work:
    """Compare a target with a site; for a ``dry_run`` it is not even made ready to be changed."""
    with _in_our_words():
        if not dry_run:
            target.begin()
        shaped = target.shaped(site)
        sent = record.sent(target.name)
        held = target.held(shaped, sent)
    known = {folder.token for folder in (*shaped.folders, *shaped.withdrawn)}
    strange = {token for token, _ in held.objects} - known
    if strange and not sent and not force:
        raise Fault(
            plural(
                "holds {count} feed of another mission, which would be deleted: "
                "name an empty place (or say --force)",
                "holds {count} feeds of another mission, which would be deleted: "
                "name an empty place (or say --force)",
                len(strange),
            )
        )
    noted = {link for link, _ in sent}
    return Work(shaped, plan(shaped, held, noted, force=force), sent)


def carry_out(work: Work, target: Target, record: Record) -> Iterator[Step]:
    """Yield each step when it is done; raise ``Fault`` at the first that cannot be.

    That an object may be there, or not, is noted before it is sent or deleted: a target that cannot
    be listed is then never left with one that nobody remembers.
    """
    for _, steps in groupby(work.steps, key=_phase):
        yield from _at_once(tuple(steps), work.sent, target, record)
    with _in_our_words():
        target.finish(work.site)


def _at_once(steps: Iterable[Step], sent: Sent, target: Target, record: Record) -> Iterator[Step]:
    waiting = deque(steps)
    running: dict[Future[str], Step] = {}
    fault: Fault | None = None
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while running or (waiting and fault is None):
            while waiting and fault is None and len(running) < AT_ONCE:
                step = waiting.popleft()
                for name in _names(step, sent):
                    record.note(target.name, step.folder.link, name, "")
                running[pool.submit(_do, step, target)] = step
            ended, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in ended:
                step = running.pop(future)
                try:
                    tag = future.result()
                except Fault as found:
                    fault = fault or found
                    continue
                _note(step, tag, sent, target, record)
                yield step
    if fault is not None:
        raise fault


def _do(step: Step, target: Target) -> str:
    try:
        with _in_our_words():
            if step.resource is None:
                target.delete(step.folder, step.name)
                return ""
            return target.put(step.folder, step.name, step.resource)
    except Fault as fault:
        fault.link = step.folder.link
        raise


def _note(step: Step, tag: str, sent: Sent, target: Target, record: Record) -> None:
    link = step.folder.link
    if step.resource is not None:
        record.note(target.name, link, step.name, f"{step.resource.digest} {tag}".rstrip())
        return
    for name in _names(step, sent):
        record.note(target.name, link, name, None)


def _names(step: Step, sent: Sent) -> list[str]:
    """Return the names under which a step is noted: a folder's are those that were."""
    if step.action == "delete" and step.name == WHOLE:
        link = step.folder.link
        return [name for number, name in sent if number == link != UNKNOWN]
    return [step.name]


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Let nothing out but a ``Fault``: what a library says of a failure may hold a link."""
    try:
        yield
    except Fault:
        raise
    except Exception as unforeseen:  # noqa: BLE001 (as above)
        what = f"{type(unforeseen).__name__} in {place_of(unforeseen)}"
        raise Fault(say("failed in a way not foreseen ({what})", what=what)) from None


FILES = (CALENDAR, PAGE)
"""What a folder holds where files are kept."""
