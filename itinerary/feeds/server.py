"""A server for one mission's links. The HTTP is granian's; what it carries is prepared before.

It looks at the releases and links twice a second. A release that it cannot read changes nothing: it
goes on serving what it has, to the links that work, and says so in its log and at ``/healthz``.
Without the file of links it serves nothing until that is back: nobody knows which of them work.
"""

import gc
import json
import os
import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from itinerary.feeds import application
from itinerary.feeds.application import Application, Log
from itinerary.feeds.faults import place_of
from itinerary.feeds.links import LinkStore, file_of
from itinerary.feeds.mission import Mission, State, Trouble

if TYPE_CHECKING:
    from itinerary.feeds.answers import Served

LOOK = 0.5
"""Seconds between two looks at the releases and the links."""
DRAIN = 5
"""Seconds that requests have to end in, once the server is told to stop."""
HEAD_WITHIN = 10_000
"""Milliseconds in which a request must have come: who trickles is let go."""
MOST_AT_ONCE = 4096
"""Connections that are served at the same time; the others wait."""

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Serving:
    """What is served, where and how. ``certificate`` and ``key`` are files in PEM."""

    schedule: str
    host: str
    port: int
    clock: Clock
    certificate: Path | None = None
    key: Path | None = None
    tells_requests: bool = False

    @property
    def scheme(self) -> str:
        """How it is asked: ``https`` where there is a certificate."""
        return "https" if self.certificate else "http"


def write_log(clock: Clock, event: Mapping[str, object]) -> None:
    """Write an event to standard error: one line of JSON, written whole."""
    told = {"at": clock().isoformat(timespec="milliseconds"), **event}
    line = json.dumps(told, ensure_ascii=True, separators=(", ", ": "))
    os.write(sys.stderr.fileno(), f"{line}\n".encode())


class Keeper:
    """Keeps an application's shelf as the releases and links are."""

    def __init__(self, mission: Mission, clock: Clock, tell: Log) -> None:
        """Keep nothing yet."""
        self.mission = mission
        self._clock = clock
        self._tell = tell
        self._prepared: dict[str, Served] = {}
        self._signature: object = None
        self._until: datetime | None = None
        self._trouble: object = None

    def look(self, served: Application) -> None:
        """Put on the shelf what changed since the last look; leave it as it is if that fails."""
        try:
            signature = self.mission.released(), self.mission.store
            now = self._clock()
            is_over = self._until is not None and now >= self._until
            if signature == self._signature and not is_over:
                return
            state = self.mission.state(now)
            if isinstance(state, State):
                served.shelf = application.shelf(state, self._prepared)
                self._signature, self._until = signature, state.until
                self._tell({"event": "ready", "links": len(state.opened)})
        except Exception as fault:  # noqa: BLE001 (a server goes on, whatever the disk does)
            state = Trouble(type(fault).__name__, place_of(fault))
        if isinstance(state, Trouble):
            self._close(served)
        if isinstance(state, Trouble) and state != self._trouble:
            self._tell({"event": "trouble", "what": state.message, "hint": state.hint})
        self._trouble = state if isinstance(state, Trouble) else None
        served.is_well = self._trouble is None

    def _close(self, served: Application) -> None:
        """Take off the shelf what has ended: no trouble with a release keeps a link open."""
        with suppress(OSError):
            live = self.mission.live(self._clock())
            if not live.issuperset(served.shelf):
                served.shelf = {known: row for known, row in served.shelf.items() if known in live}


class Worker(Application):
    """The application in the process that serves it: it keeps its own shelf."""

    __slots__ = ("_filled", "_keeper", "_serving", "_stop")

    def __init__(self, serving: Serving) -> None:
        """Serve nothing yet."""
        super().__init__({}, partial(write_log, serving.clock), serving.tells_requests)
        self._serving = serving
        self._stop = Event()
        self._filled = Event()
        self._keeper = Thread(target=self._keep, name="keeper", daemon=True)

    def __rsgi_init__(self, _loop: Any) -> None:  # noqa: ANN401 (granian's own)
        """Fill the shelf, and keep it from now on."""
        self._keeper.start()
        self._filled.wait()

    def __rsgi_del__(self, _loop: Any) -> None:  # noqa: ANN401 (granian's own)
        """Stop."""
        self._stop.set()
        self._keeper.join(LOOK)

    def _keep(self) -> None:
        """Look again and again, until the server stops or the program that started it is gone."""
        parent = os.getppid()
        schedule, clock = self._serving.schedule, self._serving.clock
        keeper: Keeper | None = None
        is_told = False
        try:
            while not self._stop.is_set() and os.getppid() == parent:
                try:
                    with LinkStore(file_of(schedule), is_new=False) as store:
                        keeper = keeper or Keeper(Mission(schedule, store), clock, self.tell)
                        keeper.mission.store = store
                        is_told = False
                        while store.is_current() and os.getppid() == parent:
                            keeper.look(self)
                            self._filled.set()
                            if self._stop.wait(LOOK):
                                break
                except OSError as fault:
                    # Without their file nobody knows which links work, so none does.
                    self.shelf, self.is_well = {}, False
                    self._filled.set()
                    if not is_told:
                        what = f"the links cannot be read: {fault.strerror}"
                        self.tell({"event": "trouble", "what": what, "where": place_of(fault)})
                    is_told = True
                    self._stop.wait(LOOK)
        finally:
            self._filled.set()
            if not self._stop.is_set():  # nobody keeps the shelf, so nothing may be served from it
                os._exit(1)


def serve(serving: Serving) -> None:
    """Serve until the program is told to stop; then requests have a few seconds to end."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, SSLProtocols
    from granian.http import HTTP1Settings

    server = Granian(
        "itinerary",
        address=serving.host,
        port=serving.port,
        interface=Interfaces.RSGI,
        http=HTTPModes.auto if serving.certificate else HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_WITHIN),
        websockets=False,
        backlog=MOST_AT_ONCE,
        backpressure=MOST_AT_ONCE,
        workers_kill_timeout=DRAIN,
        log_enabled=False,  # what it says of a request would hold the link
        ssl_cert=serving.certificate,
        ssl_key=serving.key,
        ssl_protocol_min=SSLProtocols.tls12,
    )
    server.serve(target_loader=partial(_worker, serving), wrap_loader=False)


def _worker(serving: Serving) -> Any:  # noqa: ANN401 (granian calls it an application)
    """Return the application, in the process that is to serve it."""
    gc.enable()  # it was off, as befits a program that ends at once
    return Worker(serving)


def claim(host: str, port: int) -> str:
    """Return the number of the address that a host's name stands for.

    Raises ``OSError`` where it cannot be listened at.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind, protocol) as tried:
        if os.name == "posix":  # elsewhere it would take an address that is in use
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tried.bind(address)
    return str(address[0])
