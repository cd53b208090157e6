"""Links: what a reader subscribes with, and all that keeps a stranger out of their calendar.

A link is 256 bits of the system's generator. Here it is kept as its SHA-256, by which it is known
again, and sealed with the mission's key, since a static target bears it in its objects' names.
It is shown once, when it is made. All of it is one SQLite file beside the mission, for its owner.
"""

import errno
import os
import sqlite3  # noqa: TID253 (this module is loaded by the commands that need links)
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from secrets import token_bytes, token_urlsafe
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from itinerary.feeds.site import CALENDAR, PAGE
from itinerary.languages import say
from itinerary.output.format import Subscription
from itinerary.times import UTC

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_BYTES = 32
"""256 bits; in base64url they are 43 letters."""
_BUSY = 10.0
"""Seconds to wait while another program writes."""
_NONCE = 12

_MIGRATIONS = (
    """
    CREATE TABLE link (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        reader TEXT NOT NULL,
        digest BLOB NOT NULL UNIQUE,
        sealed BLOB NOT NULL,
        made TEXT NOT NULL,
        until TEXT,
        revoked TEXT,
        replaces INTEGER REFERENCES link (number)
    );
    CREATE TABLE sent (
        target TEXT NOT NULL,
        link INTEGER NOT NULL REFERENCES link (number),
        name TEXT NOT NULL,
        tag TEXT NOT NULL,
        PRIMARY KEY (target, link, name)
    ) WITHOUT ROWID;
    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    """,
)
"""What made each version of the file out of the one before; ``PRAGMA user_version`` counts them."""


@dataclass(frozen=True, slots=True)
class Link:
    """One reader's link. Instants are in UTC.

    ``until`` is None where it ends with the mission; ``token`` where the mission's key, with which
    it is sealed, is another now.
    """

    number: int
    reader: str
    digest: bytes = field(repr=False)
    made: datetime
    until: datetime | None = None
    revoked: datetime | None = None
    replaces: int | None = None
    token: str | None = field(default=None, repr=False)

    def end(self, mission_end: datetime) -> datetime:
        """Return when it stops to work."""
        ends = (self.until or mission_end, self.revoked or self.until or mission_end)
        return min(ends)

    def is_live(self, now: datetime, mission_end: datetime) -> bool:
        """Whether it works at an instant; once revoked it never does, whatever a clock says."""
        return self.revoked is None and now < self.end(mission_end)


def digest(token: str) -> bytes:
    """Return what a link is known by: one cannot be told from it."""
    return sha256(token.encode()).digest()


def subscription(url: str, token: str, until: datetime | None = None) -> Subscription:
    """Return the addresses of a link, below the address at which the mission is served."""
    return Subscription(f"{url}/{token}/{CALENDAR}", f"{url}/{token}/{PAGE}", until)


def base_url(text: str) -> str | None:
    """Return the address at which a mission is served, or None where it is no such address.

    It is ``https``; ``http`` would show each link to every network on the way, so only this
    machine itself may be named by it.
    """
    try:
        parts = urlsplit(text.strip())
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return None
    extra = (parts.query, parts.fragment, parts.username, parts.password)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    if not host or any(extra) or not is_safe or not text.isprintable():
        return None
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, and no network between."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def file_of(schedule: str) -> Path:
    """Return the file that holds a schedule's links: ``peru-2023.links``."""
    path = Path(os.path.realpath(schedule))
    return path.with_name(f"{path.stem}.links")


class LinkStore:
    """The links of one mission.

    Every change is one transaction: after a crash it is there whole or not at all. Several
    programs may use the file at once. A file that is none of ours raises ``OSError``.
    """

    def __init__(self, path: Path, *, is_new: bool = True) -> None:
        """Open the file; make it where it is not there, if it may be new."""
        self._path = path
        with self._faults():
            # SQLite gives the files beside it, its log above all, the same mode.
            made = os.open(path, os.O_RDWR | (os.O_CREAT if is_new else 0), 0o600)
            stat = os.fstat(made)
            os.close(made)
            if not (is_new or stat.st_size):
                raise OSError(errno.EIO, say("the links are gone: this file is empty"), str(path))
            path.chmod(0o600)
            self._db = sqlite3.connect(path, timeout=_BUSY, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise
            self._stamp = self._stamped()

    def _prepare(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA foreign_keys = ON")
        if self._version() == len(_MIGRATIONS):
            return
        with self._transaction():
            version = self._version()
            if version > len(_MIGRATIONS):
                why = say("a newer itinerary made this file")
                raise OSError(errno.EINVAL, why, str(self._path))
            for migration in _MIGRATIONS[version:]:
                for statement in migration.split(";"):
                    self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")

    def _version(self) -> int:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        return int(version)

    def __enter__(self) -> Self:
        """Use the links for a while."""
        return self

    def __exit__(self, *_fault: object) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as fault:
            why = say("the links cannot be used ({why})", why=str(fault))
            raise OSError(errno.EIO, why, str(self._path)) from None

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Change something whole or not at all; whoever comes second waits."""
        with self._faults():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
            # So that the file alone is whole: who copies or moves it does not think of the log.
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    # ------------------------------------------------------------ links

    def links(self, key: bytes | None) -> tuple[Link, ...]:
        """Return every link there ever was, oldest first, unsealed with the mission's key."""
        with self._faults(), closing(self._db.cursor()) as cursor:
            rows = cursor.execute(
                "SELECT number, reader, digest, made, until, revoked, replaces, sealed"
                " FROM link ORDER BY number"
            ).fetchall()
        cipher = _cipher(key) if key else None
        return tuple(
            Link(
                number,
                reader,
                digest,
                datetime.fromisoformat(made),
                _instant(until),
                _instant(revoked),
                replaces,
                _unsealed(sealed, digest, cipher),
            )
            for number, reader, digest, made, until, revoked, replaces, sealed in rows
        )

    def new(self, key: bytes, reader: str, now: datetime, until: datetime | None = None) -> Link:
        """Make a link. It is the only time that its token is meant to be shown."""
        with self._transaction():
            return self._new(key, reader, now, until, None)

    def rotate(
        self,
        key: bytes,
        link: Link,
        now: datetime,
        ends: datetime | None,
        until: datetime | None = None,
    ) -> Link:
        """Make a link in another's place, which works on for a while.

        ``ends`` is when the old one stops, None where that is at once; ``until`` when the new one
        does.
        """
        with self._transaction():
            if ends is None:
                self._revoke(link, now)
            else:
                self._db.execute(
                    "UPDATE link SET until = min(coalesce(until, ?1), ?1) WHERE number = ?2",
                    (_text(ends), link.number),
                )
            return self._new(key, link.reader, now, until, link.number)

    def revoke(self, link: Link, now: datetime) -> None:
        """End a link at once; one that has been revoked stays as it was."""
        with self._transaction():
            self._revoke(link, now)

    def _revoke(self, link: Link, now: datetime) -> None:
        self._db.execute(
            "UPDATE link SET revoked = coalesce(revoked, ?) WHERE number = ?",
            (_text(now), link.number),
        )

    def _new(
        self,
        key: bytes,
        reader: str,
        now: datetime,
        until: datetime | None,
        replaces: int | None,
    ) -> Link:
        token = token_urlsafe(_BYTES)
        known = digest(token)
        cursor = self._db.execute(
            "INSERT INTO link (reader, digest, sealed, made, until, replaces)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                reader,
                known,
                _sealed(token, known, _cipher(key)),
                _text(now),
                _text(until) if until else None,
                replaces,
            ),
        )
        number = cursor.lastrowid or 0
        made = datetime.fromisoformat(_text(now))
        return Link(number, reader, known, made, until, None, replaces, token)

    def is_current(self) -> bool:
        """Whether the file is as it was when it was opened: nobody changed or replaced it since."""
        return self._stamp == self._stamped()

    def _stamped(self) -> tuple[object, ...]:
        """Return what is another once the file, or the log that SQLite keeps beside it, is."""
        found: list[object] = []
        for path in (self._path, self._path.with_name(f"{self._path.name}-wal")):
            with suppress(FileNotFoundError):
                stat = path.stat()
                found += [path.name, stat.st_ino, stat.st_mtime_ns, stat.st_size]
        return tuple(found)

    # ------------------------------------------------------------ settings

    @property
    def url(self) -> str | None:
        """The address at which the mission is served, once it was told."""
        with self._faults():
            row = self._db.execute("SELECT value FROM setting WHERE name = 'url'").fetchone()
        return str(row[0]) if row else None

    @url.setter
    def url(self, value: str) -> None:
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO setting VALUES ('url', ?)", (value,))

    # ------------------------------------------------------------ what was sent where

    def sent(self, target: str) -> Mapping[tuple[int, str], str]:
        """Return what a target holds of each link: by the file's name, a tag of its bytes."""
        with self._faults():
            rows = self._db.execute(
                "SELECT link, name, tag FROM sent WHERE target = ?", (target,)
            ).fetchall()
        return {(link, name): tag for link, name, tag in rows}

    def note(self, target: str, link: int, name: str, tag: str | None) -> None:
        """Remember what a target holds now; None where it holds that file no longer."""
        with self._transaction():
            if tag is None:
                self._db.execute(
                    "DELETE FROM sent WHERE target = ? AND link = ? AND name = ?",
                    (target, link, name),
                )
            else:
                self._db.execute(
                    "INSERT OR REPLACE INTO sent VALUES (?, ?, ?, ?)", (target, link, name, tag)
                )


def _sealed(token: str, known: bytes, cipher: "AESGCM") -> bytes:
    nonce = token_bytes(_NONCE)
    return nonce + cipher.encrypt(nonce, token.encode(), known)


def _unsealed(sealed: bytes, known: bytes, cipher: "AESGCM | None") -> str | None:
    from cryptography.exceptions import InvalidTag

    if cipher is None:
        return None
    try:
        token = cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], known).decode()
    except (InvalidTag, ValueError):
        return None
    return token if digest(token) == known else None


def _cipher(key: bytes) -> "AESGCM":
    """Return AES-256-GCM under a key of its own, made from the mission's (RFC 5869)."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return AESGCM(HKDF(SHA256(), 32, None, b"itinerary links").derive(key))


def _text(instant: datetime) -> str:
    """Return an instant as it is stored: in UTC, to the second, so that texts sort by time."""
    return instant.astimezone(UTC).isoformat(timespec="seconds")


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
