"""Identifiers that tell nothing: the same for one reader for ever, unlike any other reader's."""

import hashlib
import hmac

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
