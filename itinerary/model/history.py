"""The versions of a schedule, and which entry of one is which entry of another."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
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
        known: dict[str, str] = {}
        before: Mapping[str, Entry] = {}
        found = []
        for version in self.versions:
            entries = version.schedule.entries
            identities = _identities(entries, before, known)
            known |= identities
            before = entries
            found.append(MappingProxyType(identities))
        return tuple(found)


def _identities(
    entries: Mapping[str, Entry], before: Mapping[str, Entry], known: Mapping[str, str]
) -> dict[str, str]:
    """Return what identifies the entries of a version, given every id that is known so far."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    used = set(known.values())
    # An entry that goes on comes first, then one that was renamed, then what is new or comes back.
    for entry in sorted(entries.values(), key=lambda one: (one.id not in before, not one.was)):
        earlier = [reference.id for reference in entry.was if reference.id not in entries]
        names = [entry.id, *earlier] if entry.id in before else [*earlier, entry.id]
        had = (known[name] for name in names if name in known)
        first = next((one for one in had if one not in taken), None)
        if first is None:
            first = unused(names[0], used)
        found[entry.id] = first
        taken.add(first)
        used.add(first)
    return found


def unused(name: str, taken: Collection[str]) -> str:
    """Return a name, with a number behind it where another entry has had it."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name} {number}"  # no id holds a space
    return found
