"""``project(history, reader, medium) → View``: the only way from a schedule to any output.

The gate tells what this reader sees of each entry; here their calendar is made of it, version after
version.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from itinerary.model import entries as model
from itinerary.model.history import History, Identities, unused
from itinerary.model.schedule import Schedule
from itinerary.privacy.gate import Gate
from itinerary.privacy.keys import UNPLACED, Names, mission_key, opaque_uid
from itinerary.privacy.readers import (
    Medium,
    Reader,
    readers,
)
from itinerary.privacy.revisions import Snapshot, Telling, revised
from itinerary.privacy.view import (
    Cover,
    Item,
    OpenRequest,
    View,
    Withdrawn,
)
from itinerary.times import Days, Timespan, day_span, in_zone


def whole(told: Item | Withdrawn, _view: View) -> object:
    """Tell all of an item."""
    return repr(told)


def project(history: History, reader: Reader, medium: Medium, telling: Telling = whole) -> View:
    """Return what a reader sees of the version in force, and how it came to be so for them.

    ``telling`` says how the medium tells an item: an item has changed where that differs.
    """
    naming = _Naming(mission_key(history), reader.id)
    snapshots: list[Snapshot] = []
    last: Reader | None = None
    for version in history.so_far:
        schedule = version.schedule
        seen = _as_of(reader, schedule)
        if seen and last and seen.name != last.name and snapshots[-1].view is None:
            # Somebody else has the id now: what was before was not theirs.
            naming, snapshots = _Naming(naming.key, naming.reader), []
        last = seen or last
        view = _view(schedule, seen, naming, medium) if seen else None
        # A page shows all that stands in the file; only a calendar forgets what was cancelled.
        keep = timedelta(days=schedule.feeds.keep) if medium is Medium.FEED else timedelta.max
        # A day is told by the mission's clocks of that time: other clocks later do not change it.
        at = in_zone(version.at, schedule.delegation.zone)
        snapshots.append(Snapshot(at, view, keep))
    latest = snapshots[-1].view or frame(history.latest.schedule, reader)
    return revised(snapshots, latest, telling)


def _as_of(reader: Reader, schedule: Schedule) -> Reader | None:
    """Return who a reader was in an earlier version: their clearance may have changed."""
    return readers(schedule).get(reader.id) if reader.id else reader


def frame(schedule: Schedule, reader: Reader) -> View:
    """Return a view that holds nothing yet."""
    return View(
        mission=schedule.delegation.name,
        reader=reader.name,
        days=schedule.delegation.dates,
        zone=schedule.delegation.zone,
        home=reader.home,
        is_personal=reader.is_person,
        items=(),
        requests=(),
        markers=schedule.feeds.markers,
    )


@dataclass(frozen=True, slots=True)
class _Naming:
    """The identifiers that one reader's calendar bears, version after version."""

    key: bytes
    reader: str
    identities: Identities = field(default_factory=Identities)
    entries: dict[str, str] = field(default_factory=dict)
    names: defaultdict[str, Names] = field(default_factory=lambda: defaultdict(Names))

    def knows(self, entry: model.Entry) -> bool:
        """Whether this reader was shown an entry before, by any of its names."""
        names = (entry.id, *(reference.id for reference in entry.was))
        return any(name in self.identities.known for name in names)

    def uids(self, identity: str, entry: model.Entry, days: Sequence[date]) -> list[str]:
        """Return the identifiers of an entry's occurrences that are shown now.

        The entry goes by the id it had when this reader was first shown it: what it was called
        before is none of theirs.
        """
        if identity not in self.entries:
            self.entries[identity] = unused(entry.id, self.entries.values())
        called, names = self.entries[identity], self.names[identity].follow(days)
        return [opaque_uid(self.key, self.reader, called, name) for name in names]


def _view(schedule: Schedule, reader: Reader, naming: _Naming, medium: Medium) -> View:
    """Return what a reader sees of one version; only the identifiers follow those before it.

    Which entry is which is told by the entries that this reader was shown, and by no other: what
    a hidden one was called, or is called now, must not decide anything they see.
    """
    shown: defaultdict[str, list[Item]] = defaultdict(list)
    for occurrence in schedule.occurrences:
        item = Gate(schedule, reader, medium, occurrence.entry, occurrence).item()
        if item is not None:
            shown[occurrence.entry.id].append(item)
    asked: dict[str, OpenRequest] = {}
    for entry in schedule.entries.values():
        if entry.is_request and medium is Medium.SHEET:
            request = Gate(schedule, reader, medium, entry, None).request()
            if request is not None:
                asked[entry.id] = request
    # A marker for something that was never shown would tell of it.
    names = [
        name
        for name in sorted({*shown, *asked})
        if name in asked
        or not all(map(_is_off_under_cover, shown[name]))
        or naming.knows(schedule.entries[name])
    ]
    identities = naming.identities.follow(schedule.entries[name] for name in names)
    items: list[Item] = []
    open_requests: list[OpenRequest] = []
    for name in names:
        some, entry = shown.get(name, []), schedule.entries[name]
        days = [UNPLACED] if name in asked else [*map(day_of, some)]
        uids = naming.uids(identities[name], entry, days)
        if name in asked:
            open_requests.append(replace(asked[name], uid=uids[0]))
        else:
            items += [replace(item, uid=uid) for item, uid in zip(some, uids, strict=True)]
    zone = schedule.delegation.zone
    return replace(
        frame(schedule, reader),
        items=tuple(
            sorted(items, key=lambda item: (*_instants(item.when, zone), item.title, item.uid))
        ),
        requests=tuple(sorted(open_requests, key=_request_order)),
    )


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
