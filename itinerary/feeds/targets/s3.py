"""A bucket of an object store that speaks S3: Amazon's, MinIO, Ceph, OpenStack Swift, ….

The bucket's list is the truth: an object that somebody deleted or changed is sent again. Only what
is of a feed's form is ever deleted.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from itinerary.feeds.publishing import (
    FILES,
    WHOLE,
    Fault,
    Held,
    Sent,
    Target,
    digest_of,
    is_token,
    tag_of,
)
from itinerary.feeds.site import Folder, Resource, Site
from itinerary.feeds.targets.address import Address, Credentials
from itinerary.feeds.targets.http import ANSWER_SECONDS, CONNECT_SECONDS, RETRIES, answered
from itinerary.languages import say

CACHING = "private, no-cache"
"""Nobody between keeps it, and whoever has it asks whether it has changed."""
_STATUS = re.compile(r"status code: ([0-9]{3})\b")


class Bucket(Target):
    """A bucket, or what lies in it under a prefix."""

    def __init__(
        self, address: Address, credentials: Credentials, endpoint: str | None, region: str
    ) -> None:
        """Take where the bucket is; ``endpoint`` is the store's address if it is not Amazon's."""
        from obstore.store import S3Store

        self.name = f"{address.name} at {endpoint}" if endpoint else address.name
        with _in_our_words():
            self._store = S3Store(
                address.place,
                prefix=address.path or None,
                config={
                    "access_key_id": credentials.user,
                    "secret_access_key": credentials.secret,
                    "region": region,
                    **({"session_token": credentials.session} if credentials.session else {}),
                    **({"endpoint": endpoint} if endpoint else {}),
                },
                client_options={
                    "allow_http": bool(endpoint and endpoint.startswith("http:")),
                    "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
                    "timeout": timedelta(seconds=ANSWER_SECONDS),
                },
                retry_config={
                    "max_retries": RETRIES,
                    "retry_timeout": timedelta(seconds=2 * ANSWER_SECONDS),
                },
            )

    def held(self, site: Site, sent: Sent) -> Held:
        """Read the bucket's list."""
        import obstore

        folders = {folder.token: folder for folder in site.folders}
        objects: dict[tuple[str, str], str | None] = {}
        with _in_our_words():
            for some in obstore.list(self._store):
                for one in some:
                    token, _, name = one["path"].rpartition("/")
                    if not is_token(token) or name not in FILES:
                        continue
                    tag = (one["e_tag"] or "").strip('"')
                    objects[token, name] = _known(folders.get(token), name, sent, tag, one["size"])
        return Held(objects)

    def delete(self, folder: Folder, name: str) -> None:
        """Delete an object, or all of a folder's: the calendar first."""
        import obstore

        with _in_our_words():
            for one in FILES if name == WHOLE else [name]:
                try:
                    obstore.delete(self._store, f"{folder.token}/{one}")
                except FileNotFoundError:
                    continue

    def put(self, folder: Folder, name: str, resource: Resource) -> str:
        """Send an object, with the headers it is to be answered with."""
        import obstore

        with _in_our_words():
            result = obstore.put(
                self._store,
                f"{folder.token}/{name}",
                resource.data,
                attributes={"Content-Type": resource.media_type, "Cache-Control": CACHING},
                use_multipart=False,  # the tag of an object in parts is no digest of it
            )
        return (result["e_tag"] or "").strip('"')


def _known(folder: Folder | None, name: str, sent: Sent, tag: str, size: int) -> str | None:
    """Return the SHA-256 of an object by its tag: the MD5 of its bytes, in most stores."""
    resource = folder.files.get(name) if folder else None
    if folder is None or resource is None:
        return None
    if size != len(resource.data):
        return None
    if tag == hashlib.md5(resource.data, usedforsecurity=False).hexdigest():
        return resource.digest
    noted = sent.get((folder.link, name), "")
    return digest_of(noted) if tag and tag_of(noted) == tag else None


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Translate what obstore raises: it quotes addresses, and the store's own words."""
    from obstore.exceptions import BaseError

    try:
        yield
    except (BaseError, OSError, ValueError) as fault:
        told = str(fault)
    else:
        return
    status = _STATUS.search(told)
    if status:
        raise answered(int(status[1]))
    if "kind: Timeout" in told or "timed out" in told:
        raise Fault(say("does not answer in time"))
    raise Fault(say("cannot be reached"))


def endpoint_in(environment: Mapping[str, str]) -> str | None:
    """Return the store's address, as Amazon's own tools are told it."""
    names = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
    return next((environment[name] for name in names if environment.get(name)), None)


def region_in(environment: Mapping[str, str]) -> str:
    """Return the region, as Amazon's own tools are told it; other stores have but one."""
    names = ("AWS_REGION", "AWS_DEFAULT_REGION")
    return next((environment[name] for name in names if environment.get(name)), "us-east-1")
