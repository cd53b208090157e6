"""The server as a calendar program meets it: a real process, asked over a real network."""

import gzip
import http.client
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
import zstandard
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.feeds.serving import Mission, Server, itinerary, serving

WEEK = """\
itinerary: 1
delegation: {name: Visit to Peru, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people:
  ana: {name: Ana Quispe, home: Europe/London}
  ben: {name: Ben Ito}
readers: {press: {name: Press office}}
programme:
  talk:
    kind: public-event
    title: Public talk
    class: public
    when: 2023-05-25 11:00-12:00
    who: [ana]
  witness:
    kind: victim-meeting
    title: SECRETNAME at SECRETPLACE
    class: confidential
    cover: Field visit
    when: 2023-05-23 09:00-11:00
    who: [ana]
    note: SECRETNOTE
"""
LATER = WEEK.replace("11:00-12:00", "16:00-17:00")
SECRETS = ("SECRETNAME", "SECRETPLACE", "SECRETNOTE")


@pytest.fixture(scope="module")
def mission(tmp_path_factory: pytest.TempPathFactory) -> Mission:
    found = Mission(tmp_path_factory.mktemp("served") / "mission")
    found.folder.mkdir()
    found.release(WEEK)
    return found


@pytest.fixture(scope="module")
def server(mission: Mission) -> Iterator[Server]:
    with serving(mission, "--log-requests") as found:
        yield found


@pytest.fixture(scope="module")
def ana(mission: Mission, server: Server) -> str:
    token = mission.link("ana")
    until(lambda: server.calendar(token).status == 200)
    return token


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that must come; a test run that waits for ever is stopped elsewhere."""
    while not holds():
        threading.Event().wait(0.01)


# ---------------------------------------------------------------- what is served


def test_a_feed_is_what_export_writes(mission: Mission, server: Server, ana: str) -> None:
    answer = server.calendar(ana)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.body.decode() == mission.run("export", "--for", "ana")


def test_the_encodings_hold_the_same_feed(server: Server, ana: str) -> None:
    plain = server.calendar(ana)
    zipped = server.calendar(ana, Accept_Encoding="gzip")
    packed = server.calendar(ana, Accept_Encoding="zstd, gzip;q=0.5")
    assert gzip.decompress(zipped.body) == plain.body
    assert zstandard.ZstdDecompressor().decompress(packed.body) == plain.body
    assert len({one.headers["etag"] for one in (plain, zipped, packed)}) == 3
    assert all(one.headers["vary"] == "accept-encoding" for one in (plain, zipped, packed))


@pytest.mark.parametrize("encoding", ["identity", "gzip", "zstd"])
def test_what_a_client_has_is_not_sent_again(server: Server, ana: str, encoding: str) -> None:
    whole = server.calendar(ana, Accept_Encoding=encoding)
    again = server.calendar(ana, Accept_Encoding=encoding, If_None_Match=whole.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == whole.headers["etag"]
    assert again.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize("name", ["calendar.ics", "index.html", "", "nothing"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_head_is_get_without_the_body(server: Server, ana: str, name: str, encoding: str) -> None:
    got = server.ask(f"/{ana}/{name}", Accept_Encoding=encoding)
    head = server.ask(f"/{ana}/{name}", "HEAD", Accept_Encoding=encoding)
    assert head.body == b""
    assert head.told[:2] == got.told[:2]
    assert got.headers["content-length"] == str(len(got.body))


def test_the_page_is_at_the_folder_too(server: Server, ana: str) -> None:
    page = server.ask(f"/{ana}/index.html")
    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert server.ask(f"/{ana}/").told == page.told
    assert server.ask(f"/{ana}").told == page.told
    assert f"https://calendar.example.org/{ana}/calendar.ics" in page.body.decode()
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]


def test_credentials_and_queries_change_nothing(server: Server, ana: str) -> None:
    plain = server.calendar(ana)
    assert server.calendar(ana, Authorization="Basic dXNlcjpwYXNz").told == plain.told
    assert server.ask(f"/{ana}/calendar.ics?nocache=1").told == plain.told


def test_no_answer_lets_a_link_out(server: Server, ana: str) -> None:
    for path in (f"/{ana}/calendar.ics", f"/{ana}/", "/", "/healthz", "/robots.txt"):
        headers = server.ask(path).headers
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-robots-tag"] == "noindex, nofollow, noarchive"
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["cache-control"] in {"private, no-cache", "no-store"}
        assert "last-modified" not in headers
        assert "access-control-allow-origin" not in headers
        assert not {"set-cookie", "location"} & headers.keys()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND"])
def test_nothing_can_be_done_but_read(server: Server, ana: str, method: str) -> None:
    known, unknown = server.ask(f"/{ana}/calendar.ics", method), server.ask("/x", method)
    assert known.status == 405
    assert known.headers["allow"] == "GET, HEAD"
    assert known.told == unknown.told


def test_the_server_is_well(server: Server) -> None:
    assert server.ask("/healthz").told[::2] == (200, b"ok\n")
    assert server.ask("/robots.txt").body == b"User-agent: *\nDisallow: /\n"


# ---------------------------------------------------------------- links that open nothing


def test_links_that_open_nothing_are_alike(tmp_path: Path) -> None:
    mission = Mission(tmp_path / "mission")
    mission.folder.mkdir()
    mission.release(WEEK.replace("readers: {", "readers: {desk: {name: Desk}, "))
    revoked, rotated = mission.link("ana"), mission.link("ben")
    expired = mission.link("ana", "--until", "2023-05-21", now="2023-05-21T09:00-05:00")
    gone, works = mission.link("desk"), mission.link("press")
    mission.prepare("link", "revoke", "1")
    mission.prepare("link", "rotate", "2", "--overlap", "0m")
    mission.release(WEEK)
    with serving(mission, now="2023-05-22T09:00-05:00") as server:
        assert server.calendar(works).status == 200
        unknown = "A" * 43
        for name in ("calendar.ics", "index.html", "", "other", "calendar.ics/", "../healthz"):
            told = [
                server.ask(f"/{token}/{name}").told
                for token in (unknown, revoked, rotated, expired, gone)
            ]
            assert told[0][0] == 404
            assert told == [told[0]] * 5
            tags = [
                server.ask(f"/{token}/{name}", "HEAD", If_None_Match="*", Accept_Encoding="gzip")
                for token in (unknown, revoked, rotated, expired, gone)
            ]
            assert [one.told for one in tags] == [tags[0].told] * 5
        assert server.ask(f"/{works}/calendar.ics/").status == 404
        assert server.ask(f"/{works}/{'x' * 5000}").status == 404
        assert server.ask("/").told == server.ask(f"/{unknown}/").told


def test_a_link_expires_while_it_is_served(tmp_path: Path) -> None:
    mission = Mission(tmp_path / "mission")
    mission.folder.mkdir()
    mission.release(WEEK)
    token = mission.link("ana", "--until", "2023-05-21")
    with serving(mission, now="2023-05-21T23:59:57-05:00") as server:
        assert server.calendar(token).status == 200
        until(lambda: server.calendar(token).status == 404)
        assert server.calendar(token).told == server.calendar("A" * 43).told


# ---------------------------------------------------------------- what changes meanwhile


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[tuple[Mission, Server, str]]:
    """A mission that a test may change, its server, and Ana's link."""
    mission = Mission(tmp_path / "mission")
    mission.folder.mkdir()
    mission.release(WEEK)
    token = mission.link("ana")
    with serving(mission) as server:
        yield mission, server, token


def test_a_release_appears_and_no_request_is_dropped(alone: tuple[Mission, Server, str]) -> None:
    mission, server, token = alone
    before = server.calendar(token).body
    seen: Counter[tuple[int, bytes]] = Counter()
    is_over = threading.Event()

    def ask() -> None:
        while not is_over.is_set():
            calendar, page = server.calendar(token), server.ask(f"/{token}/")
            seen[calendar.status, calendar.body] += 1
            seen[page.status, b""] += 1

    asking = [threading.Thread(target=ask) for _ in range(4)]
    for thread in asking:
        thread.start()
    mission.release(LATER, now="2023-05-22T09:00-05:00")
    until(lambda: server.calendar(token).body != before)
    after = server.calendar(token).body
    is_over.set()
    for thread in asking:
        thread.join()
    assert after.decode() == mission.run("export", "--for", "ana")
    assert set(seen) <= {(200, before), (200, after), (200, b"")}
    assert seen[200, before]


def test_an_edit_that_was_not_released_is_not_served(alone: tuple[Mission, Server, str]) -> None:
    mission, server, token = alone
    before = server.calendar(token)
    mission.path.write_text(LATER)
    other = mission.link("ben")  # when that is served, the server has looked again
    until(lambda: server.calendar(other).status == 200)
    assert server.calendar(token).told == before.told


def test_what_cannot_be_read_disturbs_nobody(alone: tuple[Mission, Server, str]) -> None:
    mission, server, token = alone
    before = server.calendar(token)
    release = mission.folder / "mission.releases" / "0001.yaml"
    whole = release.read_bytes()
    release.with_name(".0002.yaml.1.part").write_bytes(b"# itinerary rel")
    mission.path.write_text("itinerary: [")
    release.write_bytes(whole.replace(b"Public talk", b"Public walk"))
    until(lambda: server.ask("/healthz").status == 503)
    assert server.calendar(token).told == before.told
    assert [one["event"] for one in server.events()] == ["ready", "trouble"]
    release.write_bytes(whole)
    until(lambda: server.ask("/healthz").status == 200)
    assert server.calendar(token).told == before.told


def test_a_revoked_link_stops_to_work(alone: tuple[Mission, Server, str]) -> None:
    mission, server, token = alone
    new = mission.link("ana")
    until(lambda: server.calendar(new).status == 200)
    assert server.calendar(token).body == server.calendar(new).body
    mission.prepare("link", "revoke", "1")
    until(lambda: server.calendar(token).status == 404)
    assert server.calendar(new).status == 200


def test_no_trouble_keeps_a_revoked_link_open(alone: tuple[Mission, Server, str]) -> None:
    mission, server, token = alone
    other = mission.link("ben")
    until(lambda: server.calendar(other).status == 200)
    (mission.folder / "mission.releases" / "0001.yaml").write_text("changed")
    until(lambda: server.ask("/healthz").status == 503)
    mission.prepare("link", "revoke", "1", now="2023-05-25T18:00-05:00")
    until(lambda: server.calendar(token).status == 404)
    assert server.calendar(other).status == 200


def test_without_its_file_no_link_works(alone: tuple[Mission, Server, str]) -> None:
    mission, server, token = alone
    links = mission.folder / "mission.links"
    kept = links.rename(mission.folder / "kept")
    until(lambda: server.calendar(token).status == 404)
    assert server.ask("/healthz").status == 503
    assert not links.exists()
    kept.rename(links)
    until(lambda: server.calendar(token).status == 200)
    links.write_bytes(b"nothing of ours" * 500)
    until(lambda: server.ask("/healthz").status == 503)
    links.unlink()
    again = mission.link("ana")
    until(lambda: server.calendar(again).status == 200)
    assert server.calendar(token).status == 404
    assert server.ask("/healthz").status == 200


def test_a_server_that_was_left_alone_ends(alone: tuple[Mission, Server, str]) -> None:
    _, server, token = alone
    server.process.kill()

    def is_gone() -> bool:
        try:
            server.calendar(token)
        except ConnectionError:
            return True
        return False

    until(is_gone)


def test_what_a_reader_cannot_see_changes_nothing_they_get(
    alone: tuple[Mission, Server, str],
) -> None:
    mission, server, _ = alone
    press = mission.link("press")
    until(lambda: server.calendar(press).status == 200)
    before = [server.ask(f"/{press}/{name}").told for name in ("calendar.ics", "index.html")]
    hidden = WEEK.replace("SECRETNAME", "OTHERNAME").replace("09:00-11:00", "10:00-12:30")
    mission.release(hidden, now="2023-05-22T09:00-05:00")
    ben = mission.link("ben", now="2023-05-22T09:00-05:00")
    until(lambda: server.calendar(ben).status == 200)
    again = [server.ask(f"/{press}/{name}").told for name in ("calendar.ics", "index.html")]
    assert again == before


# ---------------------------------------------------------------- hostile and unlucky clients


def test_many_slow_clients_keep_nobody_waiting(server: Server, ana: str) -> None:
    slow = []
    try:
        for _ in range(900):
            connection = socket.create_connection(("127.0.0.1", server.port), timeout=30)
            connection.sendall(f"GET /{ana}/calendar.ics HTTP/1.1\r\nHost: a".encode())
            slow.append(connection)
        for connection in slow[::3]:
            connection.sendall(b"a")
        assert [server.calendar(ana).status for _ in range(50)] == [200] * 50
        for connection in slow[::9]:  # who is slow, and yet comes to an end, is served too
            connection.sendall(b"\r\nConnection: close\r\n\r\n")
        assert b"END:VCALENDAR" in b"".join(iter(lambda: slow[0].recv(65536), b""))
    finally:
        for connection in slow:
            connection.close()


@pytest.mark.parametrize(
    "data",
    [
        b"GET /{} HTTP/1.1\r\n\r\n",
        b"GET {} HTTP/1.1\r\nHost: a\r\n\r\n",
        b"\x00\x01\x02\r\n\r\n",
        b"GET /{}/calendar.ics HTTP/1.1\r\nHost: a\r\nAccept-Encoding: \xff\xfe\r\n\r\n",
        b"GET /{}/calendar.ics HTTP/1.1\r\nHost: a\r\nIf-None-Match: \xff\r\n\r\n",
        b"GET /{}/calendar.ics HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 600_000 + b"\r\n\r\n",
        b"GET /{}/%ff%fe HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /%2e%2e/%2e%2e/mission.yaml HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /../mission.links HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /{}/calendar.ics HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_no_bytes_break_the_server_or_get_a_secret(server: Server, ana: str, data: bytes) -> None:
    told = server.send(data.replace(b"{}", ana.encode()))
    assert b"SECRET" not in told
    assert b"Traceback" not in told
    assert b"500 " not in told[:20]
    assert server.calendar(ana).status == 200


def test_a_request_that_has_begun_is_answered_before_the_end(
    alone: tuple[Mission, Server, str],
) -> None:
    _, server, token = alone
    whole = server.calendar(token).body
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        request = f"GET /{token}/calendar.ics HTTP/1.1\r\nHost: a\r\n\r\n".encode()
        connection.sendall(request * 20)
        first = connection.recv(10)
        server.process.terminate()
        rest = b"".join(iter(lambda: connection.recv(65536), b""))
    assert server.process.wait(timeout=60) == 0
    told = first + rest
    assert told.count(whole) == told.count(b"HTTP/1.1 200 OK") >= 1


def test_slow_clients_do_not_keep_the_server_from_ending(
    alone: tuple[Mission, Server, str],
) -> None:
    _, server, token = alone
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as slow:
        slow.sendall(f"GET /{token}/calendar.ics HTTP/1.1\r\nHo".encode())
        server.calendar(token)
        server.process.terminate()
        assert server.process.wait(timeout=60) == 0
        assert slow.recv(100) == b""


def test_neither_link_nor_secret_is_in_any_answer_or_log(tmp_path: Path) -> None:
    mission = Mission(tmp_path / "mission")
    mission.folder.mkdir()
    mission.release(WEEK)
    ana, press = mission.link("ana"), mission.link("press")
    release = mission.folder / "mission.releases" / "0001.yaml"
    with serving(mission, "--log-requests") as server:
        answers = []
        for token in (ana, press, "A" * 43):
            for name in ("calendar.ics", "index.html", "", "none", "%00", "a" * 9000):
                path = f"/{token}/{name}"
                answers += [
                    (token, server.ask(path)),
                    (token, server.ask(path, "HEAD")),
                    (token, server.ask(path, "POST")),
                    (token, server.ask(path, If_None_Match="*")),
                    (token, server.ask(path, Accept_Encoding="\x80")),
                    (token, server.ask(f"{path}?{token}", Referer=f"http://a/{token}")),
                ]
            raw = server.send(f"GET /{token}/calendar.ics HTTP/9.9\r\n\r\n".encode())
            assert token.encode() not in raw
        release.write_bytes(b"x")
        until(lambda: server.ask("/healthz").status == 503)
        answers.append(("", server.ask("/healthz")))
    statuses = {answer.status for _, answer in answers}
    assert {200, 304, 404, 405, 503} <= statuses
    printed = server.log.read_text()
    for token, answer in answers:
        told = str(sorted(answer.headers.items())).encode() + answer.body
        for secret in SECRETS:
            assert secret.encode() not in told
        for other in (ana, press):
            if other != token or answer.status != 200:
                assert other.encode() not in told
    for secret in (*SECRETS, ana, press, "A" * 43, "127.0.0.1", "Quispe"):
        assert secret not in printed
    assert {one["event"] for one in server.events()} == {"ready", "request", "trouble"}
    assert {one.get("link") for one in server.events()} == {None, 1, 2}


# ---------------------------------------------------------------- where it may be served


@pytest.mark.parametrize("words", [[], ["--insecure"]])
def test_beyond_this_machine_only_with_https_or_said_twice(
    mission: Mission, words: list[str]
) -> None:
    with pytest.raises(AssertionError, match="every network on the way reads the links"):
        mission.run("serve", "--host", "0.0.0.0", *words)  # noqa: S104 (that is what is refused)


def test_said_twice_it_is_served(mission: Mission) -> None:
    with serving(mission, "--host", "0.0.0.0", "--insecure", "--insecure") as server:  # noqa: S104
        assert server.ask("/healthz").status == 200


def test_nothing_is_served_before_the_first_release(tmp_path: Path) -> None:
    (tmp_path / "mission.yaml").write_text(WEEK)
    with pytest.raises(AssertionError, match="nothing has been released"):
        itinerary("serve", cwd=tmp_path)


def test_an_address_goes_by_its_name_too(mission: Mission) -> None:
    with serving(mission, "--host", "localhost") as server:
        assert server.ask("/healthz").status == 200


def test_an_address_that_is_taken_is_said(mission: Mission, server: Server) -> None:
    with pytest.raises(AssertionError, match="cannot be had: Address already in use"):
        mission.run("serve", "--port", str(server.port))


def test_the_answers_are_those_of_the_description(
    mission: Mission, server: Server, ana: str, tmp_path: Path
) -> None:
    """Let schemathesis try all that the description allows, and much that it does not."""
    revoked = mission.link("ben")
    mission.prepare("link", "revoke", "ben")
    described = json.loads(mission.run("serve", "--openapi"))
    for path in described["paths"].values():
        for parameter in path.get("parameters", []):
            parameter["schema"]["enum"] = [ana, revoked, "A" * 43]
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(described))
    done = subprocess.run(
        [
            *(Path(sys.executable).with_name("st"), "run", str(document)),
            *("--url", f"http://127.0.0.1:{server.port}", "--mode", "all", "--seed", "1"),
            *(
                "--checks",
                "all",
                "--max-examples",
                "50",
                "--no-color",
                "--generation-database",
                "none",
            ),
        ],
        cwd=tmp_path,
        env={
            **os.environ,
            "SCHEMATHESIS_HOOKS": "schemathesis_hooks",
            "PYTHONPATH": str(Path(__file__).parent),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    statuses = {one["status"] for one in server.events() if one["event"] == "request"}
    assert {200, 304, 404, 405} <= statuses


# ---------------------------------------------------------------- https


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate of this machine's own, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    pem, secret = tmp_path / "cert.pem", tmp_path / "key.pem"
    pem.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return pem, secret


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_it_speaks_https_to_old_and_new_telephones(
    mission: Mission, ana: str, certificate: tuple[Path, Path], version: ssl.TLSVersion
) -> None:
    pem, key = map(str, certificate)
    trusted = ssl.create_default_context(cafile=pem)
    trusted.minimum_version = trusted.maximum_version = version
    # Reachable from elsewhere, as with a certificate it may be.
    words = ("--certificate", pem, "--key", key, "--host", "0.0.0.0")  # noqa: S104
    with serving(mission, *words) as server:
        connection = http.client.HTTPSConnection("127.0.0.1", server.port, context=trusted)
        connection.request("GET", f"/{ana}/calendar.ics")
        answer = connection.getresponse()
        assert answer.status == 200
        assert answer.read().decode() == mission.run("export", "--for", "ana")
        connection.close()


@pytest.mark.parametrize("words", [["--certificate", "mission.yaml"], ["--key", "mission.yaml"]])
def test_https_needs_a_certificate_and_its_key(mission: Mission, words: list[str]) -> None:
    with pytest.raises(AssertionError, match="both: --certificate PEM and --key PEM"):
        mission.run("serve", *words)


def test_a_certificate_that_is_none_is_said(mission: Mission) -> None:
    with pytest.raises(AssertionError, match="are no certificate with its key"):
        mission.run("serve", "--certificate", "mission.yaml", "--key", "mission.yaml")
