"""Measure the server against nginx, which serves the same file, and Radicale, which builds it.

Run it with ``make bench-serving``; it needs nginx and wrk. All run at once, on this machine alone,
and are asked in turn: ratios count, absolute figures are the machine's.
"""

import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.feeds.serving import Mission, Server, free_port, serving

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "schedules" / "peru-2023.yaml"
READER = "guevara-rosas"
ROUNDS = 5
SECONDS = 2
CONNECTIONS = 16
SLOW = 900

_RATE = re.compile(r"Requests/sec:\s+([0-9.]+)")
_BAD = re.compile(r"Non-2xx or 3xx responses: ([0-9]+)")


def main() -> None:
    """Print the tables."""
    for program in ("nginx", "wrk", "curl"):
        if shutil.which(program) is None:
            sys.exit(f"{program} is needed")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        home = Path(folder)
        home.chmod(0o755)  # nginx reads its file as somebody else
        mission = Mission(home / "mission")
        mission.folder.mkdir()
        mission.release(SAMPLE.read_text())
        token = mission.link(READER)
        server = stack.enter_context(serving(mission))
        answer = server.calendar(token)
        path = f"/{token}/calendar.ics"
        nginx = stack.enter_context(_nginx(home, answer.body, dict(answer.headers)))
        radicale = stack.enter_context(_radicale(home, answer.body))
        rates(server, path, nginx, radicale)
        latency(mission, server, token)
        slow(server, path)
        alike(mission, server)
        print(f"\nmemory of the process that serves: {_memory(server):.0f} MiB")


def rates(server: Server, path: str, nginx: str, radicale: str) -> None:
    """Print how many requests a second each answers."""
    ours = f"http://127.0.0.1:{server.port}{path}"
    asked = {
        "200": [],
        "200 gzip": ["Accept-Encoding: gzip"],
        "304": ["If-None-Match: {}"],
    }
    print(f"{'requests a second':<12}{'nginx':>10}{'itinerary':>11}{'Radicale':>10}   of nginx's")
    for name, headers in asked.items():
        taken: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            for program, url in (("nginx", nginx), ("itinerary", ours), ("Radicale", radicale)):
                tagged = [header.format(_tag(url)) for header in headers]
                taken.setdefault(program, []).append(_rate(url, tagged))
        middle = {program: statistics.median(found) for program, found in taken.items()}
        pairs = [a / b for a, b in zip(taken["itinerary"], taken["nginx"], strict=True)]
        print(
            f"{name:<17}{middle['nginx']:>10.0f}{middle['itinerary']:>11.0f}"
            f"{middle['Radicale']:>10.0f}   × {statistics.median(pairs):.2f}"
        )


def latency(mission: Mission, server: Server, token: str) -> None:
    """Print how long after a release it is served."""
    taken = []
    folder = mission.folder / "mission.releases"
    for number in range(2, 2 + ROUNDS):
        before = server.calendar(token).body
        text = SAMPLE.read_text().replace("Press conference", f"Press conference {number}")
        mission.release(text)
        made = (folder / f"{number:04}.yaml").stat().st_mtime
        while server.calendar(token).body == before:
            time.sleep(0.005)
        taken.append(time.time() - made)
    print(f"\na release is served after {min(taken):.2f} to {max(taken):.2f} s, {ROUNDS} times")


def slow(server: Server, path: str) -> None:
    """Print what clients that never finish their requests do to the others, and how they end."""
    url = f"http://127.0.0.1:{server.port}{path}"
    alone = _rate(url, [])
    waiting = []
    for _ in range(SLOW):
        connection = socket.create_connection(("127.0.0.1", server.port))
        connection.sendall(b"GET /")
        waiting.append(connection)
    started = time.monotonic()
    beside = _rate(url, [])
    for connection in waiting:
        connection.settimeout(60)
        while True:
            try:
                if not connection.recv(1000):
                    break
            except ConnectionError:
                break
        connection.close()
    print(
        f"beside {SLOW} slow clients × {beside / alone:.2f} of the rate without; "
        f"they are let go after {time.monotonic() - started:.0f} s"
    )


def alike(mission: Mission, server: Server) -> None:
    """Print how the time differs that links take which open nothing."""
    revoked = mission.link(READER)
    mission.run("link", "revoke", str(len(mission.tokens)))
    time.sleep(2)
    told = {"unknown": f"/{'A' * 43}/calendar.ics", "revoked": f"/{revoked}/calendar.ics"}
    taken: dict[str, list[float]] = {name: [] for name in told}
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(20_000):
            for name, path in random.sample([*told.items()], 2):
                request = f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
                start = time.perf_counter()
                connection.sendall(request)
                connection.recv(65536)
                taken[name].append((time.perf_counter() - start) * 1e6)
    middle = {name: statistics.median(found) for name, found in taken.items()}
    halves = [statistics.median(found[half::2]) for found in taken.values() for half in (0, 1)]
    print(
        f"a 404 takes {middle['unknown']:.1f} µs for an unknown link, {middle['revoked']:.1f} µs "
        f"for a revoked one;\n  the two halves of either differ by up to "
        f"{max(abs(halves[0] - halves[1]), abs(halves[2] - halves[3])):.1f} µs"
    )


def _rate(url: str, headers: list[str]) -> float:
    told = [word for header in headers for word in ("-H", header)]
    done = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *told, url],
        capture_output=True,
        text=True,
        check=True,
    )
    found = _RATE.search(done.stdout)
    if found is None or _BAD.search(done.stdout):
        raise ValueError(done.stdout)
    return float(found[1])


def _tag(url: str) -> str:
    head = ["curl", "-s", "-D", "-", "-o", os.devnull, url]
    told = subprocess.run(head, capture_output=True, text=True, check=True).stdout
    found = re.search(r"(?i)^etag: (.*)$", told, re.MULTILINE)
    return found[1].strip() if found else ""


@contextmanager
def _nginx(home: Path, calendar: bytes, headers: dict[str, str]) -> Iterator[str]:
    """Serve the same bytes with the same headers, compressed ahead as well."""
    port, folder = free_port(), home / "www"
    folder.mkdir()
    (folder / "calendar.ics").write_bytes(calendar)
    subprocess.run(["gzip", "-9nk", str(folder / "calendar.ics")], check=True)
    ours = {"content-security-policy", "referrer-policy", "x-robots-tag", "cache-control"}
    ours |= {name for name in headers if name.startswith("cross-origin") or name == "vary"}
    told = "".join(f'add_header {name} "{headers[name]}";' for name in sorted(ours))
    config = home / "nginx.conf"
    config.write_text(
        f"worker_processes 1; daemon off; pid {home}/nginx.pid; error_log stderr crit;"
        "events { worker_connections 4096; }"
        f"http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;"
        f" types {{ text/calendar ics; }} server {{ listen 127.0.0.1:{port}; root {folder};"
        f" gzip_static on; {told} }} }}"
    )
    process = subprocess.Popen(["nginx", "-c", str(config)], stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}/calendar.ics"
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait()


@contextmanager
def _radicale(home: Path, calendar: bytes) -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "radicale", "--hosts", f"127.0.0.1:{port}"),
            *("--storage-filesystem-folder", str(home / "radicale"), "--auth-type", "none"),
            *("--rights-type", "authenticated", "--logging-level", "critical"),
        ],
        env={**os.environ, "RADICALE_CONFIG": ""},
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        url = f"http://bench:x@127.0.0.1:{port}/bench/feed/"
        command = ["curl", "-sf", "-X", "PUT", "--data-binary", "@-", "-H"]
        subprocess.run([*command, "Content-Type: text/calendar", url], input=calendar, check=True)
        yield url
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.01)
        else:
            return


def _memory(server: Server) -> float:
    """Return what the process that serves holds, in MiB."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    worker = children.read_text().split()[0]
    status = Path(f"/proc/{worker}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
