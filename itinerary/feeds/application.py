"""The routes: which of the prepared answers a request gets.

All that is served stands in one shelf, which a new release replaces whole: no request sees some of
the old and some of the new.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any, NamedTuple

from itinerary.feeds import answers
from itinerary.feeds.answers import Answer, Served, served
from itinerary.feeds.faults import place_of
from itinerary.feeds.links import digest
from itinerary.feeds.mission import State
from itinerary.feeds.site import CALENDAR, PAGE, Resource
from itinerary.output import html

_LONGEST_PATH = 128
"""Letters of a path that are looked at; no link's is longer."""

Log = Callable[[Mapping[str, object]], None]
"""Where an event goes: what happened, and never to whose link or from which address."""


class Found(NamedTuple):
    """What a path leads to: the route as a log names it, the link's number, the file."""

    route: str
    link: int | None = None
    file: Served | None = None


class Row(NamedTuple):
    """What one link opens, by the name at the end of the path."""

    digest: bytes
    files: Mapping[str, Found]


Shelf = Mapping[bytes, Row]
"""Everything that is served, by the digest of the link."""


def shelf(state: State, prepared: dict[str, Served]) -> Shelf:
    """Return all that is served now.

    ``prepared`` holds what was made ready before, by the digest of the bytes; afterwards it holds
    just what is on the shelf.
    """
    ready: dict[str, Served] = {}

    def made(resource: Resource, name: str) -> Served:
        known = ready.get(resource.digest) or prepared.get(resource.digest)
        policy = html.policy() if name == PAGE else answers.NOTHING
        ready[resource.digest] = known or served(resource, policy)
        return ready[resource.digest]

    rows = {
        link.digest: Row(
            link.digest,
            {
                name: Found(route, link.number, made(files[file], file))
                for name, (file, route) in _FILES.items()
            },
        )
        for link, files in state.opened
    }
    prepared.clear()
    prepared.update(ready)
    return rows


NOWHERE = Found("none")
_ROUTES = {"/healthz": Found("health"), "/robots.txt": Found("robots")}
_FILES = {CALENDAR: (CALENDAR, "calendar"), PAGE: (PAGE, "page"), "": (PAGE, "page")}


@dataclass(slots=True)
class Application:
    """Answers requests from a shelf, as an application of RSGI 1.5."""

    shelf: Shelf
    tell: Log
    tells_requests: bool = False
    is_well: bool = True

    def find(self, path: str) -> Found:
        """Return what a path leads to.

        A link is looked up by its digest, so that the time it takes tells nothing of any link.
        One that was never made, one that has expired and one that was revoked are alike: none of
        them is on the shelf.
        """
        fixed = _ROUTES.get(path)
        if fixed:
            return fixed
        token, _, name = path[1:_LONGEST_PATH].partition("/")
        known = digest(token)
        row = self.shelf.get(known)
        if row is None or not compare_digest(row.digest, known):
            return NOWHERE
        return row.files.get(name, NOWHERE)

    def respond(self, request: Any) -> tuple[Found, Answer]:  # noqa: ANN401 (granian's scope)
        """Return what a request leads to, and what it is answered."""
        if request.method not in {"GET", "HEAD"}:
            return NOWHERE, answers.NOT_ALLOWED
        found = self.find(request.path)
        if found.file is not None:
            fields = request.headers.get_all
            # Several fields of one name are one list (RFC 9110, 5.3).
            accepted, known = ",".join(fields("accept-encoding")), ",".join(fields("if-none-match"))
            return found, answers.answer(found.file, accepted, known)
        if found.route == "health":
            return found, answers.WELL if self.is_well else answers.UNWELL
        return found, answers.ROBOTS if found.route == "robots" else answers.NOT_FOUND

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:  # noqa: ANN401 (granian's own)
        """Answer one request."""
        try:
            found, (status, headers, body) = self.respond(scope)
        except Exception as fault:  # noqa: BLE001 (whatever it is, whoever asked gets an answer)
            found, (status, headers, body) = NOWHERE, answers.BROKEN
            self.tell({"event": "fault", "type": type(fault).__name__, "where": place_of(fault)})
        if scope.method == "HEAD" and status != answers.NOT_MODIFIED:
            protocol.response_empty(status, [*headers, ("content-length", str(len(body)))])
        elif body:
            protocol.response_bytes(status, headers, body)
        else:
            protocol.response_empty(status, headers)
        if self.tells_requests:
            told: dict[str, object] = {"event": "request", "route": found.route, "status": status}
            self.tell(told if found.link is None else {**told, "link": found.link})
