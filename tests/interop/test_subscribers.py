"""Subscribers follow a mission through ten releases, and after each have just what was released.

What they must have is told here a second time: what stands in the release's own file, as if it
were the first, and by hand what is left of earlier ones.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import NamedTuple

import pytest
from icalendar import Calendar

from itinerary.model.history import History, Version
from itinerary.privacy.projection import project
from itinerary.privacy.readers import Medium, readers
from itinerary.privacy.view import Cover, Item, Journey
from itinerary.syntax.parser import read_schedule
from itinerary.times import Timespan
from itinerary.workspace.views import UNRELEASED
from tests.interop import with_icaljs, with_khal, with_libical, with_vdirsyncer
from tests.interop.instances import Instance, canonical
from tests.interop.readers import READERS, Reader, require
from tests.interop.released import Feeds, Mission, Release, release_all

IN_FULL = bool(os.environ.get("ITINERARY_CI"))
PEOPLE = ("ana", "bela", "cora", "ilya")
DESKS = ("press", "desk")
EVERYBODY = (*PEOPLE, *DESKS)
FOLLOWED = EVERYBODY if IN_FULL else ("ana", "press")
"""Whose feeds vdirsyncer and khal fetch: they take a second for each release."""

MODES = ("status", "marker")
STATUS = {
    "idea": "TENTATIVE",
    "requested": "TENTATIVE",
    "tentative": "TENTATIVE",
    "confirmed": "CONFIRMED",
    "declined": "CANCELLED",
    "cancelled": "CANCELLED",
}
GONE = "CANCELLED · no longer in this calendar"


class Left(NamedTuple):
    """What is left in some calendars of what is off, from one release to another."""

    readers: str
    releases: range
    day: int
    start: str
    end: str
    summary: str = GONE
    location: str = ""

    @property
    def instance(self) -> Instance:
        """The event, as a program reads it."""
        start, end = (f"2027-06-{self.day:02}T{at}:00Z" for at in (self.start, self.end))
        return Instance("", self.summary, start, end, "CANCELLED", self.location)


LEFT = (
    # The call on Wednesday: taken out by release 4, back with release 7.
    Left("ana bela cora desk", range(4, 7), 9, "07:00", "07:15"),
    # The visit, of which a feed tells the cover: cancelled by release 4, revived by release 7.
    Left("ana ilya", range(4, 7), 9, "13:30", "15:30", "CANCELLED · Field visit", "Évora"),
    # Coffee: removed by release 5. Seven days later something changes, and it is forgotten.
    Left("ana desk", range(5, 7), 8, "10:00", "10:45"),
    # The hearing: another team's since release 6.
    Left("bela", range(6, 10), 8, "14:00", "16:00"),
    # Two calls: taken out by release 7.
    Left("ana bela desk", range(7, 11), 7, "07:00", "07:15"),
    Left("ana bela cora desk", range(7, 11), 11, "07:00", "07:15"),
    # The visit: somebody else's since release 10.
    Left("ana", range(10, 11), 9, "15:00", "17:00"),
)

CHANGES = {
    "ana": (1, 2, 3, 4, 5, 6, 7, 8, 10),
    "bela": (1, 2, 3, 4, 5, 6, 7, 8, 10),
    "cora": (3, 4, 5, 7, 10),
    "ilya": (1, 2, 4, 7, 10),
    "press": (1, 2, 3, 4, 5, 6, 10),
    "desk": (1, 2, 3, 4, 5, 6, 7, 8, 10),
}
"""The releases that change each reader's feed; the last has other zones for all of them."""


@pytest.fixture(scope="module")
def mission(tmp_path_factory: pytest.TempPathFactory) -> Mission:
    return release_all(tmp_path_factory.mktemp("released"))


def fed(release: Release, mode: str) -> Feeds:
    return release.marked if mode == "marker" else release.feeds


@cache
def expected(number: int, schedule: bytes, reader: str, mode: str) -> list[Instance]:
    """Return what a calendar must hold after a release, without UIDs."""
    read, found, _ = read_schedule(schedule, "visit.yaml")
    assert read is not None
    assert not found
    first = History((Version(1, UNRELEASED, read),))
    view = project(first, readers(read)[reader], Medium.FEED)
    told = [instance(item) for item in view.items]
    told += [
        left.instance for left in LEFT if number in left.releases and reader in left.readers.split()
    ]
    if mode == "marker":
        told = [bare(one, "CONFIRMED" if one.status == "CANCELLED" else "") for one in told]
    return sorted(told)


def instance(item: Item) -> Instance:
    """Return how a program must read an item."""
    standing = "confirmed" if isinstance(item, Cover) else item.details.standing.value
    word = "" if standing == "confirmed" else f"{standing.upper()} · "
    when = item.when
    start, end = (
        (canonical(when.start), canonical(when.end))
        if isinstance(when, Timespan)
        else (canonical(when.first), canonical(when.last + timedelta(days=1)))
    )
    return Instance("", word + item.title, start, end, STATUS[standing], location(item))


def location(item: Item) -> str:
    """Return where an item must be said to be; nothing in this mission has a room."""
    match item:
        case Cover():
            return item.town or ""
        case Journey():
            return " → ".join(end.name for end in (item.origin, item.destination) if end)
        case _ if item.venue is None:
            return ""
        case _:
            at = item.venue
            parts = (at.name, at.town if at.town != at.name else None, at.address)
            return ", ".join(filter(None, parts))


def bare(one: Instance, status: str = "") -> Instance:
    """Return an event without its UID, which only its own feed tells."""
    return Instance("", one.summary, one.start, one.end, status or one.status, one.location)


# ---------------------------------------------------------------- what the releases are


def test_the_mission_was_released_ten_times_to_all_kinds_of_readers(mission: Mission) -> None:
    assert [release.number for release in mission.releases] == [*range(1, 11)]
    assert set(mission.releases[-1].feeds) == set(EVERYBODY)
    assert "cora" not in mission.releases[1].feeds


def test_only_what_a_reader_sees_changes_their_feed(mission: Mission) -> None:
    """Release 9 changes an id and what a cover hides: not a byte of any feed."""
    for mode in MODES:
        changed: dict[str, list[int]] = {reader: [] for reader in EVERYBODY}
        before: Feeds = {}
        for release in mission.releases:
            for reader, feed in fed(release, mode).items():
                if before.get(reader) != feed:
                    changed[reader].append(release.number)
            before = fed(release, mode)
        assert {reader: tuple(numbers) for reader, numbers in changed.items()} == CHANGES


def test_an_old_release_is_exported_as_it_was_to_the_byte(mission: Mission) -> None:
    for release in mission.releases:
        assert mission.exported(release.number) == release.feeds


def test_no_feed_tells_what_is_hidden(mission: Mission) -> None:
    for release in mission.releases:
        for reader, feed in (*release.feeds.items(), *release.marked.items()):
            text = re.sub(rb"\r\n ", b"", feed).decode()
            for hidden in ("families", "witness", "Interpreter", "By telephone", "hearing-", "was"):
                assert hidden not in text, (release.number, reader)


def test_a_marker_is_all_that_differs(mission: Mission) -> None:
    for release in mission.releases:
        for reader, feed in release.feeds.items():
            told = feed.replace(b"\nSTATUS:CANCELLED\r", b"\nSTATUS:CONFIRMED\r")
            assert release.marked[reader] == told
            assert b"STATUS:CANCELLED" not in told


# ---------------------------------------------------------------- revisions


class Event(NamedTuple):
    """An event as its feed has it."""

    text: bytes
    sequence: int
    stamped: datetime
    modified: datetime


def events(feed: bytes) -> dict[str, Event]:
    """Return the events of a feed by UID."""
    calendar = Calendar.from_ical(feed)
    assert isinstance(calendar, Calendar)
    texts = re.findall(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", feed, re.DOTALL)
    found = {
        str(event["UID"]): Event(
            text,
            int(str(event["SEQUENCE"])),
            event.decoded("DTSTAMP"),
            event.decoded("LAST-MODIFIED"),
        )
        for text, event in zip(texts, calendar.events, strict=True)
    }
    assert len(found) == len(texts), "two events with one UID"
    return found


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("reader", EVERYBODY)
def test_a_revision_rises_when_and_only_when_the_event_changes(
    mission: Mission, reader: str, mode: str
) -> None:
    known: dict[str, Event] = {}
    count = 0
    for release in mission.releases:
        if reader not in release.feeds:
            continue
        for uid, event in events(fed(release, mode)[reader]).items():
            assert event.stamped == event.modified
            old = known.get(uid)
            if old is not None and old.text == event.text:
                assert event == old
            elif old is not None:
                assert event.sequence > old.sequence
                assert event.modified > old.modified
                count += 1
            known[uid] = event
    assert count >= 3


def test_two_readers_cannot_compare_their_identifiers(mission: Mission) -> None:
    feeds = mission.releases[-1].feeds.values()
    told = [uid for feed in feeds for uid in events(feed)]
    assert len(told) == len(set(told))


# ---------------------------------------------------------------- programs that read a file


@pytest.mark.parametrize(
    "reader",
    [reader for reader in READERS if reader is not with_khal],
    ids=lambda reader: reader.__name__.rpartition(".")[2],
)
def test_a_program_reads_each_release(reader: Reader, mission: Mission) -> None:
    require(reader)
    for release in mission.releases:
        # A process for each file is slow, and subscribers that use ical.js come below.
        some = EVERYBODY if IN_FULL or reader is not with_icaljs else ("ana",)
        for name in set(some) & set(release.feeds):
            read = sorted(map(bare, reader.read(release.feeds[name])))
            assert read == expected(release.number, release.schedule, name, "status")


def test_libical_finds_no_fault(mission: Mission) -> None:
    require(with_libical)
    for release in mission.releases:
        for feed in (*release.feeds.values(), *release.marked.values()):
            assert with_libical.faults(feed) == []


# ---------------------------------------------------------------- subscribers that use ical.js


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("reader", EVERYBODY)
def test_icaljs_follows(mission: Mission, reader: str, mode: str) -> None:
    """Thunderbird takes all anew; a lazy one waits until a property rises, and has the same."""
    require(with_icaljs)
    releases = [release for release in mission.releases if reader in release.feeds]
    states = with_icaljs.subscribe([fed(release, mode)[reader] for release in releases])
    for number, release in enumerate(releases):
        told = states["replacing"][number]
        assert sorted(bare(one.instance) for one in told) == expected(
            release.number, release.schedule, reader, mode
        )
    assert set(states) == {"replacing", "by sequence", "by last-modified"}
    for kind, after in states.items():
        assert after == states["replacing"], kind


def test_a_lazy_subscriber_misses_a_change_without_a_revision(mission: Mission) -> None:
    """So the test above tests something: as a mutant would have it, no revision ever rises."""
    require(with_icaljs)
    flat = [
        re.sub(rb"(SEQUENCE:|LAST-MODIFIED:)[^\r]*", rb"\g<1>0", release.feeds["ana"])
        for release in mission.releases
    ]
    dated = [feed.replace(b"LAST-MODIFIED:0", b"LAST-MODIFIED:20270101T000000Z") for feed in flat]
    states = with_icaljs.subscribe(dated)
    assert states["by sequence"] == states["by last-modified"] != states["replacing"]


# ---------------------------------------------------------------- khal through vdirsyncer


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (as it is called)
        """Write nothing to standard error."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the files of a folder on loopback; lend the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class Machine:
    """Somebody's machine with vdirsyncer and khal, and the web that it fetches feeds from."""

    def __init__(self, folder: Path, address: str) -> None:
        self.web = folder / "web"
        self._address = address
        homes = folder / "vdirsyncer", folder / "khal"
        for home in homes:
            home.mkdir()
        self._subscriptions, self._khal = with_vdirsyncer.Subscriptions(homes[0]), homes[1]

    def refresh(self, feeds: Feeds, *options: str) -> dict[str, list[Instance]]:
        """Serve feeds, fetch them, and return what khal shows of each."""
        for reader, feed in feeds.items():
            (self.web / f"{reader}.ics").write_bytes(feed)
        urls = {reader: f"{self._address}/{reader}.ics" for reader in feeds}
        vdirs = self._subscriptions.sync(urls, *options)
        return with_khal.list_vdirs(self._khal, vdirs, date(2027, 6, 4), date(2027, 6, 15))


@pytest.fixture
def machine() -> Iterator[Machine]:
    for program in (with_vdirsyncer, with_khal):
        require(program)
    with TemporaryDirectory() as folder:
        web = Path(folder, "web")
        web.mkdir()
        with served(web) as address:
            yield Machine(Path(folder), address)


@pytest.mark.parametrize("mode", MODES if IN_FULL else MODES[:1])
def test_khal_follows(mission: Mission, machine: Machine, mode: str) -> None:
    for release in mission.releases:
        feeds = {name: feed for name, feed in fed(release, mode).items() if name in FOLLOWED}
        for reader, shown in machine.refresh(feeds).items():
            told = expected(release.number, release.schedule, reader, mode)
            assert sorted(map(bare, shown)) == told, (release.number, reader)
            # vdirsyncer gives each event an identifier of its own, made from what it says.
            assert len({one.uid for one in shown}) == len(shown)


def test_vdirsyncer_does_not_empty_a_calendar_unless_told_to(
    mission: Mission, machine: Machine
) -> None:
    """So a feed that becomes empty leaves all of it stale there; ours keep what is off."""
    full = mission.releases[0].feeds["ilya"]
    empty = re.sub(rb"BEGIN:VEVENT.*END:VEVENT\r\n", b"", full, flags=re.DOTALL)
    assert len(machine.refresh({"ilya": full})["ilya"]) == 2
    with pytest.raises(ValueError, match="force-delete"):
        machine.refresh({"ilya": empty})
    assert machine.refresh({"ilya": empty}, "--force-delete") == {"ilya": []}
