"""OpenStack Swift on this machine: a proxy that speaks S3, and three of each server behind it."""

import hashlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest

from tests.feeds.serving import free_port

KEY = "test:tester"
SECRET = "testing"  # noqa: S105 (it opens nothing but what is started here)
REGION = "us-east-1"
REPLICAS = 3
SECONDS = 120
KINDS = ("account", "container", "object")
PROGRAMS = ("swift-ring-builder", "swift-proxy-server", *(f"swift-{kind}-server" for kind in KINDS))
PACKAGES = "swift swift-proxy swift-account swift-container swift-object"
PREFIX, SUFFIX = "before", "after"

_SWIFT = f"""\
[swift-hash]
swift_hash_path_prefix = {PREFIX}
swift_hash_path_suffix = {SUFFIX}

[storage-policy:0]
name = Policy-0
default = yes
"""
# Whatever its swift_dir is, a server reads /etc/swift/swift.conf unless it is told first.
_START = """\
import runpy, sys
from swift.common import storage_policy, utils
folder, *sys.argv = sys.argv[1:]
utils.set_swift_dir(folder)
storage_policy.reload_storage_policies()
runpy.run_path(sys.argv[0], run_name="__main__")
"""
# No worker: the process that was started is the one that serves, and the one to end. Who has a
# proxy's answer has every replica's, so that a list is never behind because the machine is busy.
_GENERAL = """\
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
disable_fallocate = true
log_level = ERROR
log_address = {folder}/no-syslog

"""
_STORAGE = """\
[pipeline:main]
pipeline = {kind}-server

[app:{kind}-server]
use = egg:swift#{kind}
"""
_UPDATING = "container_update_timeout = 30\n"
_PROXY = f"""\
[pipeline:main]
pipeline = catch_errors proxy-logging cache s3api tempauth slo proxy-logging proxy-server

[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
node_timeout = 30
post_quorum_timeout = 30
error_suppression_limit = 1000000

[filter:catch_errors]
use = egg:swift#catch_errors

[filter:proxy-logging]
use = egg:swift#proxy_logging
access_log_level = ERROR

# Nothing listens there: every request asks anew, and nothing is shared with the machine's own.
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:{{nothing}}

[filter:s3api]
use = egg:swift#s3api
s3_acl = no
location = {REGION}

[filter:tempauth]
use = egg:swift#tempauth
user_{KEY.replace(":", "_")} = {SECRET} .admin

[filter:slo]
use = egg:swift#slo
"""


@dataclass
class Program:
    """A server of Swift's, which may be stopped and started again."""

    name: str
    port: int
    settings: Path
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def log(self) -> Path:
        """Where it tells of its faults."""
        return self.settings.with_suffix(".log")

    def start(self) -> None:
        """Start it, without waiting until it answers."""
        program, folder = _found(self.name), self.settings.parent
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*_python(program), "-c", _START, str(folder), program, str(self.settings), "-v"],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def wait(self) -> None:
        """Wait until it answers."""
        end = time.monotonic() + SECONDS
        while self.process is not None and self.process.poll() is None and time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS).close()
            except ConnectionRefusedError:
                time.sleep(0.05)
            else:
                return
        pytest.fail(f"{self.name} does not start:\n{self.log.read_text()}")

    def stop(self) -> None:
        """End it at once, as when its machine is lost."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(SECONDS)
            self.process = None


@dataclass
class Swift:
    """A Swift that runs."""

    folder: Path
    programs: list[Program] = field(default_factory=list)

    @property
    def endpoint(self) -> str:
        """The address of its S3."""
        return f"http://127.0.0.1:{self.programs[-1].port}"

    def new_bucket(self, name: str) -> None:
        """Make a bucket."""
        settings = {
            "TYPE": "s3",
            "PROVIDER": "Other",
            "ENDPOINT": self.endpoint,
            "REGION": REGION,
            "ACCESS_KEY_ID": KEY,
            "SECRET_ACCESS_KEY": SECRET,
        }
        named = {f"RCLONE_CONFIG_SWIFT_{setting}": value for setting, value in settings.items()}
        no_file = {"RCLONE_CONFIG": str(self.folder / "no-rclone.conf")}
        _run([_rclone(), "mkdir", f"swift:{name}"], {**os.environ, **no_file, **named})

    def on_disk(self, bucket: str, key: str) -> dict[str, bytes]:
        """Return what each device has of an object."""
        path = f"{PREFIX}/AUTH_{KEY.partition(':')[0]}/{bucket}/{key}{SUFFIX}"
        digest = hashlib.md5(path.encode(), usedforsecurity=False).hexdigest()
        return {
            file.relative_to(self.folder / "devices").parts[0]: file.read_bytes()
            for file in self.folder.glob(f"devices/*/objects/*/*/{digest}/*.data")
        }

    @contextmanager
    def without_an_object_server(self) -> Iterator[str]:
        """Take an object server away for a while, and tell its device."""
        lost = next(one for one in self.programs if one.name == "swift-object-server")
        lost.stop()
        try:
            yield "d1"
        finally:
            lost.start()
            lost.wait()


@contextmanager
def running(folder: Path) -> Iterator[Swift]:
    """Run Swift for a while, with all it has in a folder."""
    _require(folder)
    swift = Swift(folder)
    (folder / "swift.conf").write_text(_SWIFT)
    for device in range(1, REPLICAS + 1):
        (folder / f"devices/d{device}").mkdir(parents=True)
    ports = iter(_free_ports(len(KINDS) * REPLICAS + 2))
    for kind in KINDS:
        own = [next(ports) for _ in range(REPLICAS)]
        _make_ring(folder / f"{kind}.builder", own)
        for number, port in enumerate(own, 1):
            written = _STORAGE.format(kind=kind) + (_UPDATING if kind == "object" else "")
            swift.programs.append(_configured(folder, kind, number, port, written))
    proxy = _PROXY.format(nothing=next(ports))
    swift.programs.append(_configured(folder, "proxy", 1, next(ports), proxy))
    with ExitStack() as started:
        for program in swift.programs:
            started.callback(program.stop)
            program.start()
        for program in swift.programs:
            program.wait()
        yield swift


def _configured(folder: Path, kind: str, number: int, port: int, written: str) -> Program:
    settings = folder / f"{kind}-{number}.conf"
    user = pwd.getpwuid(os.geteuid()).pw_name
    settings.write_text(_GENERAL.format(port=port, user=user, folder=folder) + written)
    return Program(f"swift-{kind}-server", port, settings)


def _make_ring(builder: Path, ports: Sequence[int]) -> None:
    """Say that everything is kept by each of three servers, a zone and a device for each."""
    program = _found("swift-ring-builder")
    ring = [*_python(program), program, str(builder)]
    devices = [(f"r1z{n}-127.0.0.1:{port}/d{n}", "100") for n, port in enumerate(ports, 1)]
    _run([*ring, "create", "6", str(REPLICAS), "1"])
    _run([*ring, "add", *(word for device in devices for word in device)])
    _run([*ring, "rebalance"])


def _free_ports(number: int) -> list[int]:
    found: set[int] = set()
    while len(found) < number:
        found.add(free_port())
    return list(found)


def _require(folder: Path) -> None:
    """Fail where Swift cannot run: a test that is always skipped would not be missed."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        _cannot(f"Not installed: {', '.join(missing)}. Install the Debian packages {PACKAGES}")
    try:
        os.setxattr(folder, "user.swift", b"1")
    except OSError:
        _cannot(f"Swift needs extended attributes, which {folder} has not: name another --basetemp")


def _cannot(why: str) -> NoReturn:
    pytest.fail(f"{why}.", pytrace=False)


def _found(program: str) -> str:
    return shutil.which(program) or program


def _python(program: str) -> list[str]:
    """Return the Python that a program names in its first line, kept apart from our packages."""
    with Path(program).open() as file:
        return [*file.readline().removeprefix("#!").split(), "-I"]


def _rclone() -> str:
    return str(Path(sys.executable).with_name("rclone"))


def _run(words: Sequence[str], environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        words, env=environment, capture_output=True, check=False, text=True, timeout=SECONDS
    )
    assert done.returncode == 0, f"{' '.join(words)}:\n{done.stdout}{done.stderr}"
