"""A real server of a real mission, on this machine, for tests to ask."""

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from typer.testing import CliRunner

from itinerary.cli import app

ROOT = Path(__file__).parents[2]
NOW = "2023-05-21T18:00-05:00"
URL = "https://calendar.example.org"
WEEK = """\
itinerary: 1
delegation: {name: Visit to Peru, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people:
  ana: {name: Ana Quispe}
  ben: {name: Ben Ito}
programme:
  visit: {kind: meeting, title: Visit, when: 2023-05-25 11:00-12:00, who: [ana]}
  round: {kind: meeting, title: Round, when: 2023-05-24 11:00-12:00, who: [ben]}
"""
LATER = WEEK.replace("25 11:00-12:00", "25 16:00-17:00")
"""Another calendar for Ana, and none for Ben."""


class Answered(NamedTuple):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def told(self) -> tuple[int, dict[str, str], bytes]:
        """All of it but the time of day, which every answer bears."""
        headers = {name: value for name, value in self.headers.items() if name != "date"}
        return self.status, headers, self.body


def environment(now: str, env: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return what the program finds in its environment: ``env`` beside what every test has."""
    own = {"ITINERARY_NOW": now, "ITINERARY_SCHEDULE": "mission.yaml"}
    return {**os.environ, **own, **(env or {})}


def itinerary(*words: str, cwd: Path, now: str = NOW, env: Mapping[str, str] | None = None) -> str:
    """Run the program and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "itinerary", *words],
        cwd=cwd,
        env=environment(now, env),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@dataclass
class Mission:
    """A schedule file in a folder of its own."""

    folder: Path
    tokens: list[str] = field(default_factory=list)

    @property
    def path(self) -> Path:
        """The schedule file."""
        return self.folder / "mission.yaml"

    def run(self, *words: str, now: str = NOW, env: Mapping[str, str] | None = None) -> str:
        """Run the program on it."""
        return itinerary(*words, cwd=self.folder, now=now, env=env)

    def start(
        self, *words: str, now: str = NOW, env: Mapping[str, str] | None = None
    ) -> "subprocess.Popen[str]":
        """Start the program on it, whatever may become of it."""
        return subprocess.Popen(
            [sys.executable, "-m", "itinerary", *words],
            cwd=self.folder,
            env=environment(now, env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def refused(self, *words: str, env: Mapping[str, str] | None = None) -> str:
        """Return all that the program says when it fails, which it does with code 2."""
        process = self.start(*words, env=env)
        said, errors = process.communicate(timeout=20)
        assert process.returncode == 2, (process.returncode, said, errors)
        return said + errors

    def prepare(self, *words: str, now: str = NOW) -> str:
        """Run the program on it in this process: what a test begins with, not what it is about."""
        env = {"ITINERARY_NOW": now, "ITINERARY_SCHEDULE": str(self.path)}
        told = CliRunner().invoke(app, words, env=env)
        assert told.exit_code == 0, told.output
        return told.stdout

    def release(self, text: str | None = None, now: str = NOW) -> None:
        """Release the file, after it was written if a text is given."""
        if text is not None:
            self.path.write_text(text)
        self.prepare("release", "-m", "as it is", "--yes", now=now)

    def link(self, reader: str, *words: str, now: str = NOW) -> str:
        """Return the token of a new link."""
        options = ("--url", URL, "--format", "json")
        made = self.prepare("link", "new", reader, *options, *words, now=now)
        token: str = json.loads(made)["https"].split("/")[-2]
        self.tokens.append(token)
        return token


@dataclass
class Server:
    """A server that runs, and where it logs."""

    port: int
    log: Path
    process: "subprocess.Popen[bytes]"

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answered:
        """Ask for a path on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=named)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answered(answer.status, told, answer.read())
        finally:
            connection.close()

    def calendar(self, token: str, **headers: str) -> Answered:
        """Ask for a link's calendar."""
        return self.ask(f"/{token}/calendar.ics", **headers)

    def send(self, data: bytes) -> bytes:
        """Send bytes as they are, and return all that comes back before the server hangs up."""
        told = b""
        with (
            socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection,
            suppress(OSError),
        ):
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                told += part
        return told

    def events(self) -> list[dict[str, Any]]:
        """Return what it has logged."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]


def free_port() -> int:
    """Return a port that nothing listens at."""
    with socket.create_server(("127.0.0.1", 0)) as tried:
        port: int = tried.getsockname()[1]
        return port


@contextmanager
def serving(mission: Mission, *words: str, now: str = NOW) -> Iterator[Server]:
    """Serve a mission for a while."""
    port = free_port()
    log = mission.folder.with_name(f"{mission.folder.name}.{port}.log")
    with log.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "itinerary", "serve", "--port", str(port), *words],
            cwd=mission.folder,
            env=environment(now),
            stdout=subprocess.PIPE,
            stderr=written,
        )
    server = Server(port, log, process)
    try:
        wait_for(server)
        yield server
    finally:
        process.terminate()
        process.communicate(timeout=60)


def wait_for(server: Server) -> None:
    """Wait until a server answers, or has ended."""
    while server.process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", server.port), timeout=30).close()
        except ConnectionRefusedError:
            threading.Event().wait(0.01)  # who asks on and on keeps the server from starting
            continue
        return
    raise AssertionError(server.log.read_text())
