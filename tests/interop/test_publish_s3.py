"""Publishing to an object store: a real one, over a real network."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
import pytest
from obstore.store import S3Store

from tests.feeds.serving import LATER, WEEK, Mission, free_port, serving
from tests.interop import stores
from tests.interop.readers import require
from tests.interop.stores import BUCKET, SECRET, USER, Gate, gated, storing

if TYPE_CHECKING:
    import subprocess

TARGET = f"s3://{BUCKET}/feeds/peru"
KEYS = {"AWS_ACCESS_KEY_ID": USER, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": "us-east-1"}
WORDS = ("publish", TARGET, "--endpoint-url")


class Store:
    """A store, with a mission of two readers that is published to it."""

    def __init__(self, home: Path, gate: Gate, port: int) -> None:
        self.gate = gate
        self.client = S3Store(
            BUCKET,
            config={
                "access_key_id": USER,
                "secret_access_key": SECRET,
                "region": "us-east-1",
                "endpoint": f"http://127.0.0.1:{port}",
            },
            client_options={"allow_http": True},
        )
        self.bucket = home / "store" / BUCKET
        self.top = self.bucket / "feeds" / "peru"
        self.mission = Mission(home / "mission")
        self.mission.folder.mkdir()
        self.mission.release(WEEK)
        self.ana, self.ben = self.mission.link("ana"), self.mission.link("ben")

    def publish(self, *words: str) -> str:
        """Publish, and return what was said: never a link, and never a key."""
        said = self.mission.run(*WORDS, self.gate.url, *words, env=KEYS)
        self.assert_silent(said)
        return said

    def refused(self, *words: str, url: str = "", env: Mapping[str, str] = KEYS) -> str:
        """Return the one sentence that a failing run says."""
        said = self.mission.refused(*WORDS, url or self.gate.url, *words, env=env)
        self.assert_silent(said)
        assert said.count("\n") == 1, said
        return said.removeprefix(f"itinerary: {TARGET} ").removeprefix(f"at {self.gate.url} ")

    def assert_silent(self, said: str) -> None:
        assert not [one for one in (*self.mission.tokens, SECRET, "CANARY") if one in said], said

    def objects(self) -> dict[str, bytes]:
        """Return what lies in the bucket, by its key."""
        files = (path for path in self.bucket.rglob("*") if path.is_file())
        return {str(path.relative_to(self.bucket)): path.read_bytes() for path in files}

    def wanted(self, *tokens: str) -> set[str]:
        """Return the keys that links should have."""
        return {
            f"feeds/peru/{one}/{name}" for one in tokens for name in ("calendar.ics", "index.html")
        }


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    require(stores)
    (tmp_path / "store" / BUCKET).mkdir(parents=True)
    with storing(tmp_path / "store") as port, gated(port) as gate:
        yield Store(tmp_path, gate, port)


def name_of(asked: tuple[str, str]) -> tuple[str, str]:
    """Return a request's method, and the last part of its path."""
    return asked[0], asked[1].partition("?")[0].rpartition("/")[2]


def test_the_objects_are_what_the_server_answers_with(store: Store) -> None:
    told = store.publish("--dry-run")
    assert "send     link 1, ana  calendar.ics, index.html\n" in told
    assert "would hold 2 feeds: the above is to be done." in told
    assert store.gate.changes() == []
    assert store.objects() == {}
    assert "sent     link 2, ben  calendar.ics, index.html\n" in store.publish()
    sent = [name_of(one) for one in store.gate.changes()]
    assert sent == [("PUT", "calendar.ics")] * 2 + [("PUT", "index.html")] * 2
    with serving(store.mission) as server:
        served = {key: server.ask(key.removeprefix("feeds/peru")).body for key in store.objects()}
    assert store.objects() == served
    assert served.keys() == store.wanted(store.ana, store.ben)
    exported = store.mission.run("export", "--for", "ana").encode()
    assert served[f"feeds/peru/{store.ana}/calendar.ics"] == exported
    # A second run has nothing to do, and says so.
    assert store.publish() == f"{TARGET} at {store.gate.url} holds 2 feeds.\n"
    assert json.loads(store.publish("--format", "json"))["steps"] == []
    assert store.gate.changes() == []


def test_only_what_a_release_changed_is_sent(store: Store) -> None:
    store.publish()
    ben = (store.top / store.ben / "calendar.ics").read_bytes()
    store.gate.changes()
    store.mission.release(LATER)
    told = json.loads(store.publish("--format", "json"))
    steps = [(one["action"], one["reader"], one["name"], one["done"]) for one in told["steps"]]
    # A page bears the number of its release: it is another one for each reader.
    assert steps[0] == ("put", "ana", "calendar.ics", True)
    assert all(name == "index.html" for _, _, name, _ in steps[1:])
    assert len(store.gate.changes()) == len(steps)
    assert (store.top / store.ben / "calendar.ics").read_bytes() == ben
    exported = store.mission.run("export", "--for", "ana").encode()
    assert (store.top / store.ana / "calendar.ics").read_bytes() == exported


def test_what_others_did_is_mended_and_what_is_theirs_is_left(store: Store) -> None:
    store.publish()
    whole = store.objects()
    calendar = f"feeds/peru/{store.ana}/calendar.ics"
    other = whole[calendar].replace(b"Visit", b"Vigil")  # as long as it was
    obstore.put(store.client, calendar, other)
    obstore.delete(store.client, f"feeds/peru/{store.ben}/index.html")
    assert store.objects()[calendar] == other
    theirs = {
        "feeds/peru/readme.txt": b"ours",
        f"feeds/peru/{store.ana}/notes.txt": b"ours",
        f"feeds/peru/{'x' * 42}/calendar.ics": b"ours",
        f"feeds/peruvian/{'x' * 43}/calendar.ics": b"ours",
    }
    for key, data in theirs.items():
        obstore.put(store.client, key, data)
    told = store.publish()
    assert "sent     link 1, ana  calendar.ics\nsent     link 2, ben  index.html\n" in told
    assert store.objects() == {**whole, **theirs}


def test_a_revoked_link_s_objects_are_deleted_before_anything_is_sent(store: Store) -> None:
    store.publish()
    store.gate.changes()
    store.mission.prepare("link", "revoke", "2")
    store.mission.release(LATER)
    assert "delete   link 2, ben  all\n" in store.publish("--dry-run")
    assert store.gate.changes() == []
    assert store.objects().keys() == store.wanted(store.ana, store.ben)
    left: list[set[str]] = []
    store.gate.before = lambda method, _: (
        left.append(set(store.objects())) if method == "PUT" else None
    )
    assert "deleted  link 2, ben  all\n" in store.publish()
    assert left
    assert all(one == store.wanted(store.ana) for one in left)
    assert store.objects().keys() == store.wanted(store.ana)
    assert store.publish() == f"{TARGET} at {store.gate.url} holds 1 feed.\n"


def test_a_wrong_key_is_refused(store: Store) -> None:
    wrong = {**KEYS, "AWS_SECRET_ACCESS_KEY": "CANARYwrong"}
    said = store.refused(env=wrong)
    assert said == "answered 403: what was asked is not allowed with this name or key\n"
    assert store.objects() == {}
    half = {**KEYS, "AWS_SECRET_ACCESS_KEY": ""}
    assert store.refused(env=half).startswith("needs both AWS_ACCESS_KEY_ID and")


def test_a_store_that_fails_is_asked_a_few_times(store: Store) -> None:
    store.gate.before = lambda _method, _path: 500
    assert store.refused() == "answered 500\n"
    assert len(store.gate.asked) == 4
    store.gate.before = lambda method, _: 503 if method == "PUT" else None
    said = store.refused()
    assert said.startswith("answered 503 (link ")
    assert said.endswith("Done so far: 0 of 4. Run it again: it goes on from there\n")
    # It recovers, and so does a run in which it fails once.
    failing = iter([503])
    store.gate.before = lambda _method, _path: next(failing, None)
    store.publish()
    assert store.objects().keys() == store.wanted(store.ana, store.ben)


def test_a_store_that_is_gone_or_sends_elsewhere_is_told_of(store: Store) -> None:
    gone = f"http://127.0.0.1:{free_port()}"
    assert store.refused(url=gone) == f"at {gone} cannot be reached\n"
    store.gate.before = lambda _method, _path: 307
    assert store.refused().startswith(("answered 307", "cannot be reached"))


def test_links_are_sent_unencrypted_only_if_somebody_insists(store: Store) -> None:
    # An address that leads here, and yet is none of this machine's own.
    plain = store.gate.url.replace("127.0.0.1", "0.0.0.0")  # noqa: S104
    for words in ([], ["--insecure"]):
        assert store.refused(*words, url=plain).startswith("would be sent every link and key")
    assert store.gate.asked == []
    store.mission.run(*WORDS, plain, "--insecure", "--insecure", env=KEYS)
    assert store.objects().keys() == store.wanted(store.ana, store.ben)


@pytest.mark.parametrize("number", [1, 3])
def test_a_run_that_is_killed_leaves_the_rest_to_the_next(store: Store, number: int) -> None:
    running: list[subprocess.Popen[str]] = []
    sent: list[str] = []

    def kill(method: str, path: str) -> None:
        if method == "PUT":
            sent.append(path)
            if len(sent) == number:
                running[0].kill()

    store.gate.after = kill
    started = store.mission.start(*WORDS, store.gate.url, env=KEYS)
    running.append(started)
    said, errors = started.communicate(timeout=60)
    assert (started.returncode, said, errors) == (-9, "", "")
    assert 0 < len(store.objects()) < 4 or number > 1
    store.gate.after = lambda _method, _path: None
    store.publish()
    assert store.objects().keys() == store.wanted(store.ana, store.ben)
    assert store.publish() == f"{TARGET} at {store.gate.url} holds 2 feeds.\n"
