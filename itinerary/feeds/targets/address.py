"""The address of a target as a person writes it, and the name and key that open it."""

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import SplitResult, urlsplit

from itinerary.feeds.publishing import Fault
from itinerary.languages import say

KEYRING_SERVICE = "itinerary"
SAID_TWICE = 2

Kind = Literal["directory", "s3", "webdav", "caldav"]
SCHEMES: Mapping[str, tuple[Kind, str]] = {
    "s3": ("s3", "https"),
    "webdavs": ("webdav", "https"),
    "webdav": ("webdav", "http"),
    "dav+https": ("webdav", "https"),
    "dav+http": ("webdav", "http"),
    "caldavs": ("caldav", "https"),
    "caldav": ("caldav", "http"),
}
"""What is spoken to the target, and over what."""


class Address(NamedTuple):
    """A target's address. It holds no secret."""

    kind: Kind
    name: str
    """The address as it is written; a folder's is its whole path."""
    scheme: str
    """`https` or `http`."""
    place: str
    """The host with its port, or the bucket."""
    path: str
    """Beginning and ending without a stroke."""

    @property
    def url(self) -> str:
        """The address that is spoken to, for what is spoken to over HTTP."""
        return f"{self.scheme}://{self.place}/{self.path}{'/' if self.path else ''}"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who publishes, and the word that proves it."""

    user: str
    secret: str = field(repr=False)
    session: str | None = field(default=None, repr=False)
    """A token of Amazon's, with keys that are lent for a while."""


def parse(written: str) -> Address:
    """Understand an address; raise ``Fault`` at what is none, or holds a secret."""
    if "://" not in written:
        path = str(Path(written).expanduser().absolute())
        return Address("directory", path, "", "", path)
    try:
        parts = urlsplit(written)
        _ = parts.port
    except ValueError:
        raise Fault(say("is no address that can be understood")) from None
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise Fault(
            say(
                "holds a name or password, which others on this machine can see: put them into the "
                "environment or the keyring"
            )
        )
    if parts.query or parts.fragment:
        raise Fault(say("has a `?` or `#`, which no target's address has"))
    if parts.scheme not in SCHEMES:
        listed = ", ".join(SCHEMES)
        raise Fault(say("is of no kind that is known: a folder, or {schemes}", schemes=listed))
    if not parts.hostname:
        raise Fault(say("names no host") if parts.scheme != "s3" else say("names no bucket"))
    kind, scheme = SCHEMES[parts.scheme]
    path = parts.path.strip("/")
    written = f"{parts.scheme}://{parts.netloc}{'/' if path else ''}{path}"
    return Address(kind, written, scheme, parts.netloc, path)


def refuse_plain(url: str, insecure: int) -> None:
    """Raise ``Fault`` where links and keys would travel unencrypted, and nobody insists."""
    parts = urlsplit(url)
    if parts.scheme == "https" or _is_here(parts) or insecure >= SAID_TWICE:
        return
    raise Fault(
        say(
            "would be sent every link and key unencrypted, for all on the way to read: use its "
            "encrypted address (or say --insecure twice)"
        )
    )


def refuse_endpoint(url: str) -> None:
    """Raise ``Fault`` where an object store's own address is none, or holds a secret."""
    parts = urlsplit(url)
    if parts.scheme not in {"https", "http"} or not parts.hostname or "@" in parts.netloc:
        raise Fault(
            say("needs an endpoint such as https://objects.example.org, without name or key")
        )


def _is_here(parts: SplitResult) -> bool:
    """Whether a host is this machine, by its number: what a name stands for, others decide."""
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.hostname == "localhost"


def credentials(
    address: Address,
    environment: Mapping[str, str],
    password_of: Callable[[str, str], str | None],
) -> Credentials | None:
    """Return what opens a target: from the environment, or else from the keyring.

    ``password_of`` is asked for the service and the target's name, and returns ``name:key``.
    """
    user, secret = (
        ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
        if address.kind == "s3"
        else ("ITINERARY_DAV_USER", "ITINERARY_DAV_PASSWORD")
    )
    if address.kind == "directory":
        return None
    if environment.get(user) and environment.get(secret):
        session = environment.get("AWS_SESSION_TOKEN") if address.kind == "s3" else None
        return Credentials(environment[user], environment[secret], session or None)
    if environment.get(user) or environment.get(secret):
        raise Fault(
            say(
                "needs both {user} and {secret} in the environment, and one is missing",
                user=user,
                secret=secret,
            )
        )
    name, colon, key = (password_of(KEYRING_SERVICE, address.name) or "").partition(":")
    return Credentials(name, key) if colon else None


def from_keyring(service: str, name: str) -> str | None:
    """Ask the system's keyring; where there is none, nothing is known."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(service, name)
    except KeyringError:
        return None
