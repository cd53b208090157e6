"""What subscribers find: for each link a folder, and in it the files of one reader.

A server answers with these bytes and a static target holds them: one reader's calendar and page are
the same wherever they are fetched.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

CALENDAR = "calendar.ics"
PAGE = "index.html"


class Resource(NamedTuple):
    """A file as it is served."""

    media_type: str
    data: bytes
    digest: str
    """The SHA-256 of the bytes, in hexadecimal."""

    @property
    def etag(self) -> str:
        """The strong entity tag (RFC 9110, 8.8.3): the same bytes have the same tag, anywhere."""
        return f'"{self.digest[:32]}"'


def resource(media_type: str, data: bytes) -> Resource:
    """Return bytes as a file that is served."""
    return Resource(media_type, data, hashlib.sha256(data).hexdigest())


@dataclass(frozen=True, slots=True)
class Folder:
    """What one link opens.

    Whoever knows the token reads the files: it stands in no message, log or ``repr``.
    """

    link: int
    """The number that the coordinator calls the link by."""
    token: str = field(repr=False)
    """256 bits, in the 43 letters of base64url: the folder's name."""
    files: Mapping[str, Resource]


class Site(NamedTuple):
    """Every folder of a mission, and what is no longer there."""

    folders: tuple[Folder, ...]
    withdrawn: tuple[Folder, ...] = ()
    """The folders, empty, of links that were open once: revoked, expired, or of no reader now."""
