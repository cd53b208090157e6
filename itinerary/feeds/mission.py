"""A mission's site, made of its releases and its links, and kept up to date."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from itinerary.feeds.links import Link, LinkStore, subscription
from itinerary.feeds.site import CALENDAR, PAGE, Folder, Resource, Site, resource
from itinerary.languages import Message, say
from itinerary.output import FORMATS
from itinerary.workspace import releasing, subscribing
from itinerary.workspace.releasing import Past
from itinerary.workspace.views import Calendars

if TYPE_CHECKING:
    from itinerary.workspace.subscribing import Subscriber


class Trouble(NamedTuple):
    """Why a site cannot be made, and what to do; it tells nothing of what the schedule holds."""

    message: str
    hint: str


class Opened(NamedTuple):
    """A link that works: what it is known by, and the files of its reader."""

    link: Link
    files: Mapping[str, Resource]


class State(NamedTuple):
    """A mission as it is served at an instant.

    ``until`` is when the next link ends, from when on it is another state.
    """

    opened: tuple[Opened, ...]
    closed: tuple[Link, ...]
    until: datetime | None

    @property
    def site(self) -> Site:
        """What a static target is to hold: a link whose token cannot be unsealed is not there."""
        return Site(
            tuple(
                Folder(link.number, link.token, files) for link, files in self.opened if link.token
            ),
            tuple(Folder(link.number, link.token, {}) for link in self.closed if link.token),
        )


class Mission:
    """A schedule file's releases and links. What did not change is not made again."""

    def __init__(self, schedule: str, store: LinkStore) -> None:
        """Take the place of the schedule file; nothing is read yet."""
        self._schedule = schedule
        self.store = store
        self._signature: object = None
        self._past: Past | None = None
        self._calendars = Calendars()
        self._subscribers: dict[str, Subscriber] = {}
        self._before: dict[str, Subscriber] = {}
        self._feeds: dict[str, Resource] = {}
        self._pages: dict[tuple[str, int, str | None, datetime], Resource] = {}

    def released(self) -> object:
        """Return what changes whenever a release may have."""
        folder = releasing.folder_of(self._schedule)
        try:
            names = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
        except FileNotFoundError:
            return ()
        stats = [path.stat() for path in names]
        return tuple((one.st_ino, one.st_size, one.st_mtime_ns) for one in stats)

    def state(self, now: datetime) -> State | Trouble:
        """Return the mission as it is now, or why it cannot be told."""
        past = self._read()
        if isinstance(past, Trouble):
            return past
        history = past.history
        end = subscribing.mission_end(history)
        links = self.store.links(subscribing.sealing_key(history))
        live = [link for link in links if link.is_live(now, end)]
        self._project(past, live)
        url = self.store.url
        opened = tuple(
            Opened(link, dict(self._files(link, url, end)))
            for link in live
            if link.reader in self._subscribers
        )
        numbers = {link.number for link, _ in opened}
        self._pages = {key: page for key, page in self._pages.items() if key[1] in numbers}
        return State(
            opened,
            tuple(link for link in links if link.number not in numbers),
            min((link.end(end) for link in live), default=None),
        )

    def live(self, now: datetime) -> frozenset[bytes]:
        """Return the digests of the links that work, even while the releases cannot be read."""
        if self._past is None:
            return frozenset()
        end = subscribing.mission_end(self._past.history)
        return frozenset(link.digest for link in self.store.links(None) if link.is_live(now, end))

    def _read(self) -> Past | Trouble:
        """Read the releases, if any of them changed since."""
        signature = self.released()
        if self._past is not None and signature == self._signature:
            return self._past
        archive = releasing.open_archive(self._schedule)
        if archive.faults:
            return Trouble(say("the releases cannot be relied on"), say("see `itinerary verify`"))
        if not archive.releases:
            hint = Message("`itinerary release -m NOTE`", {})
            return Trouble(say("nothing has been released yet"), hint)
        past = releasing.past(archive, known=self._past)
        if not isinstance(past, Past):
            return Trouble(
                say("this program cannot read a release"), say("is it older than the release?")
            )
        self._before |= self._subscribers
        self._subscribers = {}
        self._past, self._signature = past, signature
        return past

    def _project(self, past: Past, live: list[Link]) -> None:
        """Find what each reader sees now; where it is what it was, the files made of it stay."""
        missing = {link.reader for link in live} - self._subscribers.keys()
        found = subscribing.subscribers(past.history, sorted(missing), self._calendars)
        changed = {reader for reader in missing if found.get(reader) != self._before.get(reader)}
        self._subscribers |= found
        self._before = {}
        self._feeds = {name: feed for name, feed in self._feeds.items() if name not in changed}
        self._pages = {key: page for key, page in self._pages.items() if key[0] not in changed}

    def _files(self, link: Link, url: str | None, end: datetime) -> Iterator[tuple[str, Resource]]:
        reader = link.reader
        if reader not in self._feeds:
            data = self._subscribers[reader].calendar()
            self._feeds[reader] = resource(FORMATS["ics"].media_type, data)
        yield CALENDAR, self._feeds[reader]
        until = link.end(end).astimezone(end.tzinfo)
        key = (reader, link.number, url, until)
        if key not in self._pages:
            told = subscription(url, link.token, until) if url and link.token else None
            data = self._subscribers[reader].page(told)
            self._pages[key] = resource(FORMATS["html"].media_type, data)
        yield PAGE, self._pages[key]
