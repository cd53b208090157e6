"""A calendar server (CalDAV, RFC 4791): a calendar for each link, an object for each event.

The calendar is named by the link's token. An event lies in an object with the zones it needs, its
lines as they stand in the feed.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from itinerary.feeds.publishing import (
    WHOLE,
    Fault,
    Held,
    Sent,
    Target,
    digest_of,
    is_token,
    tag_of,
)
from itinerary.feeds.site import CALENDAR, Folder, Resource, Site, resource
from itinerary.feeds.targets.address import Address, Credentials
from itinerary.feeds.targets.http import (
    ANSWER_SECONDS,
    answered,
    at_once,
    in_our_words,
    keep_quiet,
    open_session,
)
from itinerary.languages import say

if TYPE_CHECKING:
    from caldav.response import DAVResponse

_FOLD = b"\r\n "
_OURS = re.compile(r"[0-9a-f]{40}\.ics")
_ZONE_OF = re.compile(rb'^[A-Z-]+;(?:[^:\r\n]*;)?TZID="?([^":;\r\n]+)', re.MULTILINE)
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_DONE = {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT, HTTPStatus.MULTI_STATUS}
_TYPE = "text/calendar; charset=utf-8"


class Parts(NamedTuple):
    """A calendar taken apart."""

    name: str
    events: dict[str, bytes]
    """By the name of an object, a calendar with one event."""


def taken_apart(data: bytes) -> Parts:
    """Take one of our own feeds apart into its events, each with the zones that it names."""
    lines = data.replace(_FOLD, b"\0").removesuffix(b"\r\n").split(b"\r\n")
    lines = [line.replace(b"\0", _FOLD) for line in lines]
    head = list(takewhile(lambda line: not line.startswith(b"BEGIN:V"), lines[1:]))
    basic = [line for line in head if line.startswith((b"VERSION:", b"PRODID:", b"CALSCALE:"))]
    name = next((line for line in head if line.startswith(b"NAME:")), b"NAME:")
    zones = {_value(zone, b"TZID:"): zone for zone in _components(lines, b"VTIMEZONE")}
    events = {}
    for event in _components(lines, b"VEVENT"):
        text = b"\r\n".join(event).replace(_FOLD, b"")
        named = sorted(set(_ZONE_OF.findall(text)))
        whole = [
            *(b"BEGIN:VCALENDAR", *basic),
            *(line for zone in named for line in zones.get(zone, [])),
            *(*event, b"END:VCALENDAR", b""),
        ]
        uid = _value(event, b"UID:")
        events[f"{hashlib.sha256(uid).hexdigest()[:40]}.ics"] = b"\r\n".join(whole)
    return Parts(_text(name.replace(_FOLD, b"")[5:]), events)


def _components(lines: list[bytes], kind: bytes) -> Iterator[list[bytes]]:
    begin, end = b"BEGIN:" + kind, b"END:" + kind
    found: list[bytes] | None = None
    for line in lines:
        if line == begin:
            found = []
        if found is not None:
            found.append(line)
        if line == end and found is not None:
            yield found
            found = None


def _value(lines: list[bytes], start: bytes) -> bytes:
    return next(line.replace(_FOLD, b"")[len(start) :] for line in lines if line.startswith(start))


def _text(escaped: bytes) -> str:
    """Undo the escapes of a text (RFC 5545, 3.3.11)."""
    return re.sub(r"\\(.)", lambda sign: "\n" if sign[1] in "nN" else sign[1], escaped.decode())


class Calendars(Target):
    """A place in which calendars are made: a user's calendar home."""

    def __init__(self, address: Address, credentials: Credentials | None) -> None:
        """Take the place's address; it must be there."""
        import niquests  # noqa: F401  (before caldav, which would take another library)
        from caldav.davclient import DAVClient
        from caldav.lib import error

        error.debug_dump_communication = False  # else a variable has it write links into /tmp
        keep_quiet("caldav", "niquests", "urllib3", "urllib3_future")
        self.name = address.name
        self._url = address.url
        self._client = DAVClient(
            address.url,
            username=credentials.user if credentials else None,
            password=credentials.secret if credentials else None,
            timeout=ANSWER_SECONDS,
            enable_rfc6764=False,  # the address is the one that was named
            rate_limit_handle=False,  # the server may ask for hours
        )
        self._client.session.close()
        self._client.session = open_session()

    def shaped(self, site: Site) -> Site:
        """Return each folder as a calendar: its name, and an object for each event."""
        return Site(tuple(map(_as_calendar, site.folders)), site.withdrawn)

    def held(self, site: Site, sent: Sent) -> Held:
        """List the calendars, and the events of each that is ours."""
        folders = {folder.token: folder for folder in site.folders}
        objects: dict[tuple[str, str], str | None] = {}
        there = [token for token in self._list("") if is_token(token)]
        listed = at_once(lambda token: self._list(token) if token in folders else {}, there)
        for token, found in zip(there, listed, strict=True):
            folder = folders.get(token)
            objects[token, WHOLE] = None
            for name, tag in found.items():
                noted = sent.get((folder.link, name), "") if folder else ""
                if name == WHOLE or _OURS.fullmatch(name):
                    is_same = bool(tag) and tag_of(noted) == tag
                    objects[token, name] = digest_of(noted) if is_same else None
        return Held(objects)

    def delete(self, folder: Folder, name: str) -> None:
        """Delete an event, or a calendar with all its events."""
        answer = self._ask("DELETE", folder.token, name)
        if answer.status not in _DONE | _GONE or answer.status == HTTPStatus.MULTI_STATUS:
            raise answered(answer.status)

    def put(self, folder: Folder, name: str, resource: Resource) -> str:
        """Send an event, or make a calendar and give it its name."""
        if name == WHOLE:
            return self._make(folder.token, resource.data.decode())
        answer = self._ask(
            "PUT", folder.token, name, resource.data.decode(), {"Content-Type": _TYPE}
        )
        if answer.status not in _DONE:
            raise answered(answer.status)
        tag = answer.headers.get("ETag")
        return _bare(tag) if tag else self._list(folder.token, name, 0).get(name, "")

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _make(self, token: str, name: str) -> str:
        from caldav.elements import cdav, dav

        title = dav.Prop() + dav.DisplayName(name)
        kinds = cdav.SupportedCalendarComponentSet() + cdav.Comp("VEVENT")
        whole = cdav.Mkcalendar() + (dav.Set() + (dav.Prop() + dav.DisplayName(name) + kinds))
        if WHOLE not in self._list(token, depth=0):
            answer = self._ask("MKCALENDAR", token, WHOLE, str(whole))
        else:
            answer = self._ask(
                "PROPPATCH", token, WHOLE, str(dav.PropertyUpdate() + (dav.Set() + title))
            )
        if answer.status not in _DONE:
            raise answered(answer.status)
        return self._list(token, depth=0).get(WHOLE, "")

    def _list(self, token: str, name: str = WHOLE, depth: int = 1) -> dict[str, str]:
        """Return what lies in a place, with its tag; a calendar's own is the name it bears."""
        from caldav.response import PropfindResult

        with _in_our_words():
            answer = self._client.propfind(
                self._at(token, name), props=["displayname", "getetag"], depth=depth
            )
        if answer.status in _GONE:
            return {}
        if answer.status != HTTPStatus.MULTI_STATUS:
            raise answered(answer.status)
        base = urlsplit(self._at(token, WHOLE)).path
        found = {}
        for one in answer.results or ():
            if not isinstance(one, PropfindResult):
                continue
            path = unquote(urlsplit(one.href).path)
            told = {key.rpartition("}")[2]: value for key, value in one.properties.items()}
            inside = path.removeprefix(unquote(base)).rstrip("/")
            if path.rstrip("/") == unquote(base).rstrip("/"):
                found[WHOLE] = hashlib.sha256(f"{told.get('displayname')}".encode()).hexdigest()
            elif inside:
                found[inside] = _bare(f"{told.get('getetag') or ''}")
        return found

    def _ask(
        self,
        method: str,
        token: str,
        name: str,
        body: str = "",
        headers: dict[str, str] | None = None,
    ) -> "DAVResponse":
        with _in_our_words():
            return self._client.request(self._at(token, name), method, body, headers or {})

    def _at(self, token: str, name: str) -> str:
        return f"{self._url}{token}{'/' if token else ''}{name}"


def _as_calendar(folder: Folder) -> Folder:
    calendar = folder.files.get(CALENDAR)
    if calendar is None:
        return Folder(folder.link, folder.token, {})
    parts = taken_apart(calendar.data)
    files = {WHOLE: resource("text/plain; charset=utf-8", parts.name.encode())}
    files |= {name: resource(_TYPE, data) for name, data in parts.events.items()}
    return Folder(folder.link, folder.token, files)


def _bare(tag: str) -> str:
    return tag.removeprefix("W/").strip('"')


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Translate what caldav raises: it quotes the address."""
    from caldav.lib.error import AuthorizationError, DAVError

    try:
        with in_our_words():
            yield
    except Fault:
        raise
    except AuthorizationError as refused:
        raise answered(refused.status or HTTPStatus.UNAUTHORIZED) from None
    except DAVError as fault:
        if fault.status:
            raise answered(fault.status) from None
        raise Fault(say("answers what cannot be understood")) from None
