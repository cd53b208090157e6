"""What the readers of one level see of a version: made once, and theirs alike."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from itinerary.model.schedule import Schedule
from itinerary.privacy.gate import Gate
from itinerary.privacy.readers import Level, Medium, Reader, readers
from itinerary.privacy.revisions import Telling
from itinerary.privacy.view import Item, OpenRequest, Withdrawn


class Sights:
    """What each level sees of one version of a schedule by one medium; made when asked for.

    A reader chooses here which times are shown to them as to one who takes part. What is shown
    then comes from the gate, which is given a level and no reader, so it can be shared.
    """

    def __init__(self, schedule: Schedule, medium: Medium, telling: Telling) -> None:
        """Begin with nothing seen; ``telling`` says how the medium tells an item."""
        self.schedule = schedule
        self.medium = medium
        self._telling = telling
        self._items: dict[tuple[Level, int], Item | None] = {}
        self._apart: dict[Level, Mapping[int, Item]] = {}
        self._told: dict[int, tuple[Item, object]] = {}

    @cached_property
    def readers(self) -> Mapping[str, Reader]:
        """Everybody who gets a feed of this version."""
        return readers(self.schedule)

    def items(self, reader: Reader) -> dict[str, list[Item]]:
        """Return what a reader sees, by the ids of the entries, each in order of time."""
        shown = self._shown_apart(reader.level(takes_part=False))
        if reader.is_person and (numbers := self._parts.get(reader.id)):
            level = reader.level(takes_part=True)
            mine = {number: self._item(level, number) for number in numbers}
            both = {**shown, **mine}
            shown = {number: item for number in sorted(both) if (item := both[number])}
        found: defaultdict[str, list[Item]] = defaultdict(list)
        for number, item in shown.items():
            found[self.schedule.occurrences[number].entry.id].append(item)
        return found

    def requests(self, reader: Reader) -> dict[str, OpenRequest]:
        """Return the requests without a time that a reader sees, by their ids; on a sheet alone."""
        found: dict[str, OpenRequest] = {}
        if self.medium is not Medium.SHEET:
            return found
        for entry in self.schedule.entries.values():
            if entry.is_request:
                attendees = self.schedule.attendees(entry, None)
                level = reader.level(takes_part=reader.is_person and reader.id in attendees)
                request = Gate(self.schedule, level, self.medium, entry, None).request()
                if request is not None:
                    found[entry.id] = request
        return found

    def met(self, reader: Reader) -> frozenset[str]:
        """Return the ids of those whom a reader is told by name where they take part."""
        found: set[str] = set()
        level = reader.level(takes_part=True)
        for number in self._parts.get(reader.id, ()) if reader.is_person else ():
            occurrence = self.schedule.occurrences[number]
            gate = Gate(self.schedule, level, self.medium, occurrence.entry, occurrence)
            found.update(gate.told_people)
        return frozenset(found)

    def tell(self, told: Item | Withdrawn, markers: bool) -> object:  # noqa: FBT001 (a Telling)
        """Return how the medium tells an item, which many readers may share."""
        if isinstance(told, Withdrawn):
            return self._telling(told, markers)
        # An item is costly to compare, so it goes by which one it is, and is held to stay that.
        held = self._told.get(id(told))
        if held is None:
            held = self._told[id(told)] = (told, self._telling(told, markers))
        return held[1]

    @cached_property
    def _parts(self) -> Mapping[str, Iterable[int]]:
        """The numbers of the occurrences that each person takes part in."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number, occurrence in enumerate(self.schedule.occurrences):
            for person in self.schedule.attendees(occurrence.entry, occurrence.when):
                found[person].append(number)
        return found

    def _shown_apart(self, level: Level) -> Mapping[int, Item]:
        """Return what those of a level see who take part in nothing, by number."""
        if level not in self._apart:
            numbers = range(len(self.schedule.occurrences))
            seen = ((number, self._item(level, number)) for number in numbers)
            self._apart[level] = {number: item for number, item in seen if item}
        return self._apart[level]

    def _item(self, level: Level, number: int) -> Item | None:
        if (level, number) not in self._items:
            occurrence = self.schedule.occurrences[number]
            gate = Gate(self.schedule, level, self.medium, occurrence.entry, occurrence)
            self._items[level, number] = gate.item()
        return self._items[level, number]
