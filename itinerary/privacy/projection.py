"""``project(history, reader, medium) → View``: the only way from a schedule to any output.

The gate tells what this reader sees of each entry; here their calendar is made of it, version after
version.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from itinerary.model import entries as model
from itinerary.model.history import History, Identities, Version, unused
from itinerary.model.schedule import Schedule
from itinerary.privacy.directory import contacts, safety
from itinerary.privacy.editions import Editions
from itinerary.privacy.keys import UNPLACED, Names, mission_key, opaque_uid
from itinerary.privacy.readers import Medium, Reader
from itinerary.privacy.revisions import Revisions, Snapshot, Telling
from itinerary.privacy.sights import Sights
from itinerary.privacy.view import (
    Cover,
    Item,
    OpenRequest,
    View,
    Withdrawn,
)
from itinerary.times import Days, Timespan, day_span, in_zone


def whole(told: Item | Withdrawn, _markers: bool) -> object:  # noqa: FBT001 (a Telling)
    """Tell all of an item."""
    return repr(told)


def project(history: History, reader: Reader, medium: Medium, telling: Telling = whole) -> View:
    """Return what a reader sees of the version in force, and how it came to be so for them.

    ``telling`` says how the medium tells an item: an item has changed where that differs.
    """
    return Projector(medium, telling).view(history, reader)


class Projector:
    """Makes the views of many readers, of a history that may grow from one call to the next.

    What the readers of one level see of a version is made once. What one reader was shown goes on
    from where it stood. Either is kept only while the history last asked about holds its versions,
    so it never changes what is made: only how soon.
    """

    def __init__(self, medium: Medium, telling: Telling = whole) -> None:
        """Begin with nothing; ``telling`` says how the medium tells an item."""
        self._medium = medium
        self._telling = telling
        self._versions: tuple[Version, ...] = ()
        self._sights: dict[int, Sights] = {}
        self._calendars: dict[str, _Calendar] = {}

    def view(self, history: History, reader: Reader) -> View:
        """Return what a reader sees of the version in force, as ``project`` does."""
        self._forget_all_but(history.versions)
        key, so_far = mission_key(history), history.so_far
        calendar = self._calendars.pop(reader.id, None)  # what breaks off half-way is not kept
        if calendar is None or not calendar.led_to(key, reader, so_far):
            calendar = _Calendar(key, reader)
        for version in so_far[len(calendar.versions) :]:
            calendar.follow(version, self._sights_of(version.schedule))
        self._calendars[reader.id] = calendar
        return calendar.view(self._sights_of(so_far[-1].schedule))

    def _sights_of(self, schedule: Schedule) -> Sights:
        if id(schedule) not in self._sights:
            self._sights[id(schedule)] = Sights(schedule, self._medium, self._telling)
        return self._sights[id(schedule)]  # it holds the schedule, so no other has its id

    def _forget_all_but(self, versions: tuple[Version, ...]) -> None:
        """Let go what belongs to versions that are no more."""
        if versions is self._versions:
            return
        self._versions = versions
        there = {id(version.schedule) for version in versions}
        self._sights = {name: sights for name, sights in self._sights.items() if name in there}
        self._calendars = {
            name: calendar
            for name, calendar in self._calendars.items()
            if all(id(version.schedule) in there for version in calendar.versions)
        }


def frame(schedule: Schedule, reader: Reader) -> View:
    """Return a view that holds nothing yet."""
    return View(
        mission=schedule.delegation.name,
        reader=reader.name,
        days=schedule.delegation.dates,
        zone=schedule.delegation.zone,
        home=reader.home,
        is_personal=reader.is_person,
        is_protected=reader.is_protected,
        items=(),
        requests=(),
        markers=schedule.feeds.markers,
    )


def _cover_page(sights: Sights, reader: Reader) -> View:
    """Return a view that holds all but the programme."""
    schedule, told = sights.schedule, frame(sights.schedule, reader)
    if sights.medium is Medium.FEED:
        return told
    return replace(
        told,
        contacts=contacts(schedule, reader, sights.met(reader)),
        safety=safety(schedule, reader),
    )


@dataclass(frozen=True, slots=True)
class _Naming:
    """The identifiers that one reader's calendar bears, version after version."""

    key: bytes
    reader: str
    identities: Identities = field(default_factory=Identities)
    entries: dict[str, str] = field(default_factory=dict)
    names: defaultdict[str, Names] = field(default_factory=lambda: defaultdict(Names))
    made: dict[tuple[str, str], str] = field(default_factory=dict)

    def marks(
        self, off: Mapping[str, model.Entry], marked: Collection[str], there: Collection[str]
    ) -> set[str]:
        """Return the ids of what is off that may be a mark on what this reader was shown.

        What is ``there`` goes on under its own id: another entry that had it is something else.
        """

        def is_marked(name: str) -> bool:
            return self.identities.known.get(name) in marked

        going_on = {name for name in off if is_marked(name)}
        there = going_on.union(there)
        renamed = {
            name
            for name, entry in off.items()
            if any(is_marked(one.id) for one in entry.was if one.id not in there)
        }
        return going_on | renamed

    def uids(self, identity: str, entry: model.Entry, days: Sequence[date]) -> list[str]:
        """Return the identifiers of an entry's occurrences that are shown now.

        The entry goes by the id it had when this reader was first shown it: what it was called
        before is none of theirs.
        """
        if identity not in self.entries:
            self.entries[identity] = unused(entry.id, self.entries.values())
        called, names = self.entries[identity], self.names[identity].follow(days)
        return [self._uid(called, name) for name in names]

    def _uid(self, called: str, name: str) -> str:
        if (called, name) not in self.made:
            self.made[called, name] = opaque_uid(self.key, self.reader, called, name)
        return self.made[called, name]


class _Calendar:
    """What one reader was shown, version after version."""

    def __init__(self, key: bytes, reader: Reader) -> None:
        """Begin a calendar that is still empty."""
        self._key = key
        self._reader = reader
        self._begin()
        self._last: Reader | None = None
        self._now: Reader | None = None
        self._requests: dict[str, OpenRequest] = {}
        self.versions: list[Version] = []

    def _begin(self) -> None:
        self._naming = _Naming(self._key, self._reader.id)
        self._covered: frozenset[str] = frozenset()  # what they saw last under a cover
        self._revisions = Revisions()
        self._editions = Editions()

    def led_to(self, key: bytes, reader: Reader, versions: Sequence[Version]) -> bool:
        """Whether going on from here to the last of some versions is to follow all of them."""
        return (
            (self._key, self._reader) == (key, reader)
            and len(self.versions) <= len(versions)
            and all(
                one.schedule is other.schedule and one.at == other.at
                for one, other in zip(self.versions, versions, strict=False)
            )
        )

    def follow(self, version: Version, sights: Sights) -> None:
        """Take in the next version."""
        schedule = version.schedule
        # Their clearance may have been another then.
        seen = sights.readers.get(self._reader.id) if self._reader.id else self._reader
        if seen and self._last and seen.name != self._last.name and self._now is None:
            # Somebody else has the id now: what was before was not theirs.
            self._begin()
        self._last, self._now = seen or self._last, seen
        shown = self._shown(sights, seen) if seen else None
        # A page shows all that stands in the file; only a calendar forgets what was cancelled.
        is_feed = sights.medium is Medium.FEED
        keep = timedelta(days=schedule.feeds.keep) if is_feed else timedelta.max
        # A day is told by the mission's clocks of that time: other clocks later do not change it.
        at = in_zone(version.at, schedule.delegation.zone)
        snapshot = Snapshot(at, shown, keep, schedule.feeds.markers)
        self._revisions.follow(snapshot, sights.tell)
        if seen and shown is not None and not is_feed:
            told = _cover_page(sights, seen)
            number = version.number if seen.is_coordinator else None
            self._editions.follow(at, told, shown, self._requests, number)
        self.versions.append(version)

    def _shown(self, sights: Sights, reader: Reader) -> dict[str, Item]:
        """Return what a reader sees of one version; only the identifiers follow those before it.

        Which entry is which is told by the entries that this reader was shown, and by no other:
        what a hidden one was called, or is called now, must not decide anything they see.
        """
        shown, asked, naming = sights.items(reader), sights.requests(reader), self._naming
        entries = sights.schedule.entries
        # A marker for something that was never shown would tell of it, as would all it decides.
        off = {name: entries[name] for name in shown if all(map(_is_off_under_cover, shown[name]))}
        there = {*shown, *asked} - off.keys()
        marks = naming.marks(off, self._covered, there)
        identities = naming.identities.follow(
            (entries[name] for name in sorted(there | marks)), marks, self._covered
        )
        self._covered = frozenset(
            identity
            for name, identity in identities.items()
            if any(isinstance(item, Cover) for item in shown.get(name, ()))
        )
        items: dict[str, Item] = {}
        self._requests = {}
        for name in sorted(identities):
            some = shown.get(name, [])
            days = [UNPLACED] if name in asked else [*map(day_of, some)]
            uids = naming.uids(identities[name], entries[name], days)
            if name in asked:
                self._requests[uids[0]] = asked[name]
            else:
                items |= zip(uids, some, strict=True)
        return items

    def view(self, sights: Sights) -> View:
        """Return what the reader sees of the last version, and how it came to be so for them."""
        zone = sights.schedule.delegation.zone
        latest = _cover_page(sights, self._now or self._reader)
        requests = self._requests if self._now else {}
        news = self._editions.new_requests
        return replace(
            latest,
            items=tuple(sorted(self._revisions.items, key=lambda item: _item_order(item, zone))),
            requests=tuple(
                sorted(
                    (replace(one, uid=uid, is_news=uid in news) for uid, one in requests.items()),
                    key=_request_order,
                )
            ),
            withdrawn=self._revisions.withdrawn,
            edition=self._editions.last,
        )


def _item_order(item: Item, zone: str) -> tuple[datetime, datetime, str, str]:
    return *_instants(item.when, zone), item.title, item.uid


def _is_off_under_cover(item: Item) -> bool:
    return isinstance(item, Cover) and item.is_off


def day_of(item: Item) -> date:
    """Return the day an item begins."""
    return item.when.start.date() if isinstance(item.when, Timespan) else item.when.first


def _instants(when: Timespan | Days, zone: str) -> tuple[datetime, datetime]:
    if isinstance(when, Timespan):
        return when.start, when.end
    return day_span(when.first, zone).start, day_span(when.last, zone).end


def _request_order(request: OpenRequest) -> tuple[bool, list[datetime], str, str]:
    starts = [span.start for span in request.spans]
    return not request.spans, starts, request.title, request.uid
