"""A folder of a web server that takes files (WebDAV, RFC 4918): nginx, Apache, Nextcloud, ….

Plain nginx lists nothing, so what was sent is noted, and each object asked after (HEAD): where its
tag is still the one it had, it is as it was sent.
"""

from http import HTTPStatus
from typing import TYPE_CHECKING

from itinerary.feeds.publishing import (
    WHOLE,
    Held,
    Sent,
    Target,
    digest_of,
    tag_of,
)
from itinerary.feeds.site import Folder, Resource, Site
from itinerary.feeds.targets.address import Address, Credentials
from itinerary.feeds.targets.http import (
    ANSWER_SECONDS,
    CONNECT_SECONDS,
    answered,
    at_once,
    in_our_words,
    keep_quiet,
    open_session,
)

if TYPE_CHECKING:
    from niquests import Response

_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_DONE = {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT}
_NOT_ASKED = {HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED}
_NO_FOLDER = {HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}


class WebDav(Target):
    """A folder that takes files."""

    def __init__(self, address: Address, credentials: Credentials | None) -> None:
        """Take the folder's address; it must be there."""
        keep_quiet("niquests", "urllib3", "urllib3_future")
        self.name = address.name
        self._url = address.url
        self._auth = (credentials.user, credentials.secret) if credentials else None
        self._session = open_session()

    def held(self, site: Site, sent: Sent) -> Held:
        """Ask after each object that may be there."""
        asked = [
            (folder, name, sent[number, name])
            for folder in (*site.folders, *site.withdrawn)
            for number, name in sent
            if number == folder.link
        ]
        found = at_once(lambda one: self._find(*one), asked)
        return Held(
            {
                (folder.token, name): digest
                for (folder, name, _), (is_there, digest) in zip(asked, found, strict=True)
                if is_there
            }
        )

    def delete(self, folder: Folder, name: str) -> None:
        """Delete an object, or a folder with what is in it."""
        answer = self._ask("DELETE", folder, name, {"Depth": "infinity"} if name == WHOLE else {})
        if answer.status_code not in _DONE | _GONE:
            raise answered(answer.status_code or 0)

    def put(self, folder: Folder, name: str, resource: Resource) -> str:
        """Send an object; make its folder where there is none."""
        headers = {"Content-Type": resource.media_type}
        answer = self._ask("PUT", folder, name, headers, resource.data)
        if answer.status_code in _NO_FOLDER:
            self._ask("MKCOL", folder, WHOLE)  # where it cannot be made, the next answer says why
            answer = self._ask("PUT", folder, name, headers, resource.data)
        if answer.status_code not in _DONE:
            raise answered(answer.status_code or 0)
        return _tag(self._ask("HEAD", folder, name))

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _find(self, folder: Folder, name: str, noted: str) -> tuple[bool, str | None]:
        """Return whether an object may be there, and its digest where it is as it was sent."""
        answer = self._ask("HEAD", folder, name)
        if answer.status_code in _GONE:
            # It may come to be there: a folder that is withdrawn is deleted all the same.
            return not folder.files, None
        if answer.status_code in _NOT_ASKED:
            return True, digest_of(noted)
        if answer.status_code != HTTPStatus.OK:
            raise answered(answer.status_code or 0)
        return True, digest_of(noted) if tag_of(noted) in {"", _tag(answer)} else None

    def _ask(
        self,
        method: str,
        folder: Folder,
        name: str,
        headers: dict[str, str] | None = None,
        data: bytes | None = None,
    ) -> "Response":
        with in_our_words():
            return self._session.request(
                method,
                f"{self._url}{folder.token}/{name}",
                headers={"Accept-Encoding": "identity", **(headers or {})},
                data=data,
                auth=self._auth,
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                allow_redirects=False,
            )


def _tag(answer: "Response") -> str:
    """Return what tells these bytes apart from others under the same name."""
    if answer.status_code != HTTPStatus.OK:
        return ""
    told = (answer.headers.get(name) for name in ("ETag", "Last-Modified", "Content-Length"))
    return "|".join(f"{one}" for one in told if one)
