"""Identifiers that tell nothing: the same for one reader for ever, unlike any other reader's."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, count

from itinerary.model.history import History


def mission_key(history: History) -> bytes:
    """Return the key that a mission's identifiers are made with.

    It is the file's own, under ``feeds:``. Without one it is made from the delegation's first
    name, so that the same file gives the same feed on any machine; the rule ``guessable-uid``
    warns of it.
    """
    first, last = history.versions[0].schedule, history.versions[-1].schedule
    key = last.feeds.key or f"delegation: {first.delegation.name}"
    return hashlib.sha256(b"itinerary mission key\0" + key.encode()).digest()


def opaque_uid(key: bytes, reader: str, entry: str, occurrence: str) -> str:
    """Return an event's UID (RFC 5545, 3.8.4.7): 160 bits of an HMAC, in hexadecimal.

    It is keyed by the reader, so that two readers cannot compare notes, and holds no host name
    (RFC 7986, 5.3).
    """
    message = f"{reader}\0{entry}\0{occurrence}".encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:40]


UNPLACED = date.min
"""The day of what has none yet."""


@dataclass(slots=True)
class Names:
    """What one reader's occurrences of one entry are called, version after version.

    An occurrence keeps its name while it keeps its day, whatever becomes of the rule that repeats
    it; where no day is as it was, the whole entry moved, and the names go with it. Only what the
    reader saw counts: a name tells nothing of the rest, even by being another.
    """

    _used: dict[str, str] = field(default_factory=dict)
    _last: dict[str, str] = field(default_factory=dict)

    def follow(self, days: Sequence[date]) -> list[str]:
        """Return the names of the occurrences that are shown now, in order of time."""
        keys = list(_told_apart(days))
        last = self._last
        names = {key: last[key] for key in keys if key in last}
        names = names or dict(zip(keys, last.values(), strict=False))
        for key in keys:
            if key not in names:
                names[key] = self._name(key, names)
        self._last = {key: names[key] for key in keys}
        self._used |= self._last
        return list(self._last.values())

    def _name(self, key: str, taken: Mapping[str, str]) -> str:
        """Return the name that a day had before, or one that nothing has had."""
        used = self._used.get(key)
        if used is not None and used not in taken.values():
            return used
        had = {*self._used.values(), *taken.values()}
        candidates = chain(("", key), (f"{key}/{number}" for number in count(2)))
        return next(name for name in candidates if name not in had)


def _told_apart(days: Iterable[date]) -> Iterator[str]:
    """Yield a key for each day; clocks other than its own can show an entry twice on one."""
    seen: Counter[date] = Counter()
    for day in days:
        seen[day] += 1
        yield day.isoformat() if seen[day] == 1 else f"{day.isoformat()}+{seen[day] - 1}"
