"""``itinerary serve``."""

import json
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from itinerary.cli import options, screen
from itinerary.feeds import openapi, server
from itinerary.feeds.links import LinkStore, file_of, is_loopback
from itinerary.feeds.mission import Mission, Trouble
from itinerary.feeds.server import Serving
from itinerary.languages import plural, say
from itinerary.times import UTC
from itinerary.workspace import checking, subscribing
from itinerary.workspace.files import reason

_TWICE = 2


@dataclass(frozen=True, slots=True)
class Clock:
    """The machine's clock, ahead by as much as `--now` says."""

    ahead: timedelta

    def __call__(self) -> datetime:
        """Return the present, in UTC."""
        return datetime.now(UTC) + self.ahead


def serve(
    file: options.File = None,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="The address to listen at.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port.")] = 8000,
    certificate: Annotated[
        Path | None,
        typer.Option(
            "--certificate",
            metavar="PEM",
            help="The certificate of this server and those that vouch for it: it speaks https.",
            show_default=False,
        ),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(
            "--key", metavar="PEM", help="The certificate's private key.", show_default=False
        ),
    ] = None,
    insecure: Annotated[
        int,
        typer.Option(
            "--insecure",
            count=True,
            help="Listen beyond this machine without https. Say it twice, and know why.",
            show_default=False,
        ),
    ] = 0,
    log_requests: Annotated[
        bool, typer.Option("--log-requests", help="Log each request: its route, status and link.")
    ] = False,
    describe: Annotated[
        bool, typer.Option("--openapi", help="Print what it answers (OpenAPI 3.1), and end.")
    ] = False,
    now: options.Now = None,
) -> None:
    """Serve the calendars and pages of the last release, to whoever has a link.

    A new release, a new link and a revoked one count within two seconds. The log, on standard
    error, is one line of JSON an event; it names links by number, and neither addresses nor people.
    """
    if describe:
        screen.write_bytes((json.dumps(openapi.DESCRIPTION, indent=2) + "\n").encode())
        return
    if (certificate is None) != (key is None):
        options.fail(say("https needs both: --certificate PEM and --key PEM"))
    if certificate and key:
        _refuse_pair(certificate, key)
    if certificate is None and not is_loopback(host) and insecure < _TWICE:
        options.fail(
            say(
                "{host} can be reached from elsewhere, and without https every network on the way "
                "reads the links: name a --certificate and its --key, or serve on 127.0.0.1 behind "
                "a web server that speaks https. If something else protects the way, say "
                "--insecure twice",
                host=host,
            )
        )
    path = options.schedule_path(file)
    _, past = options.open_past(path)
    if past is None:
        options.refuse_unreleased()
    machine = datetime.now(UTC)
    present = checking.present(options.clock(now), past.history.latest.schedule)
    clock = Clock(present - machine if now is not None else timedelta())
    address = _claimed(host, port)
    serving = Serving(path, address, port, clock, certificate, key, log_requests)
    with LinkStore(file_of(path)) as store:
        state = Mission(path, store).state(clock())
        url = store.url
    if isinstance(state, Trouble):
        options.fail(say("{what}: {hint}", what=state.message, hint=state.hint))
    count = len(state.opened)
    screen.tell(
        plural(
            "Serving {count} link at {address}. Ctrl-C ends it.",
            "Serving {count} links at {address}. Ctrl-C ends it.",
            count,
            address=f"{serving.scheme}://{_shown(host)}:{port}",
        )
    )
    end = subscribing.mission_end(past.history)
    if not count and end <= clock():
        screen.tell(
            say(
                "The mission ended on {day}, and so did its links: "
                "`itinerary link new READER --until DAY`.",
                day=lambda words: words.written_day(end - timedelta(days=1)),
            )
        )
    elif not count:
        screen.tell(say("Nobody can read anything yet: `itinerary link new READER`."))
    elif url is None:
        screen.tell_error(
            say("No page names its links: say --url with the next `itinerary link new`.")
        )
    server.serve(serving)


def _claimed(host: str, port: int) -> str:
    """Return the number of an address that can be listened at, or end with exit code 2."""
    try:
        return server.claim(host, port)
    except socket.gaierror:
        options.fail(
            say("there is no address `{host}` on this machine: name one with --host", host=host)
        )
    except OSError as fault:
        options.fail(
            say(
                "port {port} of {host} cannot be had: {why}. Does another server run? Name another "
                "with --port",
                port=port,
                host=host,
                why=reason(fault),
            )
        )


def _refuse_pair(certificate: Path, key: Path) -> None:
    """End with exit code 2 where two files are no certificate and its key."""
    for pem in (certificate, key):
        if not pem.is_file():
            options.fail(say("there is no file {path}", path=pem))
    try:
        tried = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tried.load_cert_chain(certificate, key, password=lambda: b"")  # nobody can be asked later
    except ssl.SSLError:
        options.fail(
            say(
                "{certificate} and {key} are no certificate with its key: both are expected in "
                "PEM, the key without a password",
                certificate=certificate,
                key=key,
            )
        )


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
