"""Publishing to an object store of three replicas, as OpenStack Swift is run."""

import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import obstore
import pytest
from obstore.store import S3Store

from tests.feeds.serving import Mission
from tests.nightly.swift import KEY, REGION, REPLICAS, SECRET, Swift, running

VISIT = """\
itinerary: 1
delegation: {name: Visit to Peru, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people:
  ana: {name: Ana Quispe, home: Europe/London}
  ben: {name: Ben Ito}
programme:
  talk:
    kind: public-event
    title: Public talk
    class: public
    when: 2023-05-25 11:00-12:00
    who: [ana, ben]
"""
LATER = "2023-05-21T19:00-05:00"
WRONG = "not-the-secret"
Site = dict[str, bytes]
numbers = count(1)


@pytest.fixture(scope="module")
def swift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Swift]:
    with running(tmp_path_factory.mktemp("swift")) as started:
        yield started


class Published:
    """A mission with two links, and the bucket it is published to."""

    def __init__(self, folder: Path, swift: Swift) -> None:
        self.swift = swift
        self.bucket = f"visit-{next(numbers)}"
        swift.new_bucket(self.bucket)
        self.words = ("publish", f"s3://{self.bucket}", "--endpoint-url", swift.endpoint)
        self.mission = Mission(folder / "mission")
        self.mission.folder.mkdir()
        self.mission.release(VISIT)
        self.ana = self.mission.link("ana")
        self.ben = self.mission.link("ben")
        self.store = S3Store(
            self.bucket,
            config={
                "access_key_id": KEY,
                "secret_access_key": SECRET,
                "region": REGION,
                "endpoint": swift.endpoint,
            },
            client_options={"allow_http": True},
        )

    def publish(self) -> str:
        return self.mission.run(*self.words)

    def site(self) -> Site:
        """Return what is to be there: what a folder is given."""
        folder = self.mission.folder.with_name("site")
        self.mission.run("publish", str(folder))
        current = folder / "current"
        return {
            str(file.relative_to(current)): file.read_bytes()
            for file in current.rglob("*")
            if file.is_file() and file.parent != current
        }

    def listed(self) -> set[str]:
        return {one["path"] for some in obstore.list(self.store) for one in some}

    def read(self, keys: set[str]) -> Site:
        return {key: bytes(obstore.get(self.store, key).bytes()) for key in keys}


@pytest.fixture
def published(tmp_path: Path, swift: Swift, monkeypatch: pytest.MonkeyPatch) -> Published:
    for name in ("AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    return Published(tmp_path, swift)


def test_three_devices_have_exactly_the_site(published: Published) -> None:
    assert "holds 2 feeds" in published.publish()
    site = published.site()
    assert len(site) == 4
    assert published.listed() == site.keys()
    assert published.read(published.listed()) == site
    for key, data in site.items():
        on_disk = published.swift.on_disk(published.bucket, key)
        assert on_disk == {f"d{number}": data for number in range(1, REPLICAS + 1)}


def test_a_second_run_sends_nothing(published: Published) -> None:
    assert "sent" in published.publish()
    before = {one["path"]: one for some in obstore.list(published.store) for one in some}
    assert "sent" not in published.publish()
    assert {one["path"]: one for some in obstore.list(published.store) for one in some} == before


def test_a_release_is_published_with_one_replica_down(published: Published) -> None:
    published.publish()
    before = published.site()
    with published.swift.without_an_object_server() as lost:
        published.mission.release(VISIT.replace("Public talk", "Lecture"), now=LATER)
        published.publish()
        site = published.site()
        assert site.keys() == before.keys()
        assert site != before
        assert published.read(set(site)) == site
        for key, data in site.items():
            on_disk = published.swift.on_disk(published.bucket, key)
            assert on_disk.pop(lost) == before[key]
            assert on_disk == {f"d{number}": data for number in range(2, REPLICAS + 1)}


def test_what_a_revoked_link_opened_is_gone(published: Published) -> None:
    published.publish()
    gone = {key for key in published.site() if key.startswith(published.ana)}
    assert len(gone) == 2
    published.mission.prepare("link", "revoke", "ana")
    assert "deleted" in published.publish()
    assert published.listed() == published.site().keys()
    for key in gone:
        with pytest.raises(FileNotFoundError):
            obstore.get(published.store, key)
        assert published.swift.on_disk(published.bucket, key) == {}


def test_a_wrong_key_is_refused_in_one_sentence(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", WRONG)
    done = subprocess.run(
        [sys.executable, "-m", "itinerary", *published.words, "mission.yaml"],
        cwd=published.mission.folder,
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode != 0
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(
        f"itinerary: s3://{published.bucket} at {published.swift.endpoint}"
    )
    for secret in (WRONG, KEY, SECRET, published.ana, published.ben, "Traceback"):
        assert secret not in done.stderr
    assert published.listed() == set()
