"""The versions of a schedule, and which entry of one is which entry of another."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from itinerary.model.entries import Entry
from itinerary.model.schedule import Schedule


class Version(NamedTuple):
    """A numbered, dated state of a schedule."""

    number: int
    at: datetime
    schedule: Schedule


@dataclass(frozen=True)
class History:
    """The versions of a schedule, oldest first; there is at least one.

    ``in_force`` is the index of the version that is looked at: versions after it are known, but
    do not count. What identifies an entry is told by all of them, so that two views of one
    history can be compared.
    """

    versions: tuple[Version, ...]
    in_force: int = -1

    @property
    def latest(self) -> Version:
        """The version in force."""
        return self.versions[self.in_force]

    @property
    def so_far(self) -> tuple[Version, ...]:
        """The versions up to the one in force."""
        return self.versions[: self.in_force % len(self.versions) + 1]

    def as_of(self, number: int) -> "History":
        """Return the same history, looked at when the version of that number was in force."""
        numbers = [version.number for version in self.versions]
        return replace(self, in_force=numbers.index(number))

    @cached_property
    def identities(self) -> tuple[Mapping[str, str], ...]:
        """What identifies each entry of each version, by its id there.

        It is the first id that the entry had: it outlives a new id that names the old one under
        ``was:``, an entry's removal, and its return.
        """
        follower = Identities()
        return tuple(
            MappingProxyType(follower.follow(version.schedule.entries.values()))
            for version in self.versions
        )


@dataclass(slots=True)
class Identities:
    """Which entry is which, version after version, to whoever is shown some of them."""

    known: dict[str, str] = field(default_factory=dict)
    before: frozenset[str] = frozenset()

    def follow(
        self, entries: Iterable[Entry], marks: Collection[str] = (), marked: Collection[str] = ()
    ) -> dict[str, str]:
        """Return what identifies the entries of the next version, by their ids there.

        Some of them may be mere marks on what is ``marked``: one that finds nothing to mark is
        left out.
        """
        shown = {entry.id: entry for entry in entries}
        found: dict[str, str] = {}
        used, taken = set(self.known.values()), set[str]()

        def rank(entry: Entry) -> tuple[bool, bool]:
            return entry.id not in self.before, not entry.was

        # An entry that goes on comes first, then one that was renamed, then what is new or back.
        for entry in sorted(shown.values(), key=rank):
            earlier = [reference.id for reference in entry.was if reference.id not in shown]
            goes_on = entry.id in self.before
            names = [entry.id, *earlier] if goes_on else [*earlier, entry.id]
            had = (self.known[name] for name in names if name in self.known)
            if entry.id in marks:
                had = (one for one in had if one in marked)
            first = next((one for one in had if one not in taken), None)
            if first is None and entry.id in marks:
                continue
            if first is None:
                first = unused(names[0], used)
            found[entry.id] = first
            taken.add(first)
            used.add(first)
        self.known |= found
        self.before = frozenset(found)
        return found


def unused(name: str, taken: Collection[str]) -> str:
    """Return a name, with a number behind it where another entry has had it."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name} {number}"  # no id holds a space
    return found
