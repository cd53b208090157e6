"""A target as somebody writes it: what is meant, what opens it, and what is refused unread."""

from pathlib import Path

import pytest

from itinerary.feeds.publishing import Fault
from itinerary.feeds.targets import open_target
from itinerary.feeds.targets.address import (
    Credentials,
    credentials,
    parse,
    refuse_endpoint,
    refuse_plain,
)

DAV = {"ITINERARY_DAV_USER": "eve", "ITINERARY_DAV_PASSWORD": "CANARY"}
S3 = {"AWS_ACCESS_KEY_ID": "ID", "AWS_SECRET_ACCESS_KEY": "CANARY"}


def nothing(_service: str, _name: str) -> None:
    """Know no password."""


@pytest.mark.parametrize(
    ("written", "kind", "url"),
    [
        ("s3://bucket/a/b/", "s3", "https://bucket/a/b/"),
        ("webdavs://example.org/feeds", "webdav", "https://example.org/feeds/"),
        ("dav+https://example.org:8443", "webdav", "https://example.org:8443/"),
        ("webdav://127.0.0.1:8000/x", "webdav", "http://127.0.0.1:8000/x/"),
        ("caldavs://example.org/user/", "caldav", "https://example.org/user/"),
    ],
)
def test_an_address_names_a_kind_of_target(written: str, kind: str, url: str) -> None:
    found = parse(written)
    assert (found.kind, found.url) == (kind, url)


def test_what_has_no_scheme_is_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert parse("www").path == str(tmp_path / "www")
    assert parse("~/www").name == str(tmp_path / "www")


@pytest.mark.parametrize(
    "written",
    [
        "webdavs://eve:CANARY@example.org/",
        "webdavs://CANARY@example.org/",
        "s3://bucket?key=CANARY",
        "s3://bucket#CANARY",
        "ftp://example.org/CANARY",
        "s3://",
        "webdavs:///CANARY",
        "webdavs://example.org:port/CANARY",
        "webdavs://[CANARY/",
    ],
)
def test_what_cannot_be_meant_is_refused_and_not_repeated(written: str) -> None:
    with pytest.raises(Fault) as refused:
        parse(written)
    assert "CANARY" not in str(refused.value)


@pytest.mark.parametrize("url", ["http://example.org/", "http://10.0.0.1/", "http://0.0.0.0/"])
def test_nothing_travels_unencrypted_unless_somebody_insists(url: str) -> None:
    for insecure in (0, 1):
        with pytest.raises(Fault, match="unencrypted"):
            refuse_plain(url, insecure)
    refuse_plain(url, 2)


@pytest.mark.parametrize("url", ["https://example.org", "http://127.0.0.1:9000", "http://[::1]"])
def test_what_is_encrypted_or_stays_here_is_let_through(url: str) -> None:
    refuse_plain(url, 0)


@pytest.mark.parametrize(
    "url", ["example.org", "ftp://example.org", "https://a:CANARY@b", "https://"]
)
def test_an_object_store_has_an_address_of_its_own(url: str) -> None:
    with pytest.raises(Fault, match="endpoint") as refused:
        refuse_endpoint(url)
    assert "CANARY" not in str(refused.value)


def test_a_key_comes_from_the_environment() -> None:
    found = credentials(parse("webdavs://example.org"), DAV, nothing)
    assert found == Credentials("eve", "CANARY")
    assert "CANARY" not in repr(found)
    lent = {**S3, "AWS_SESSION_TOKEN": "CANARY2"}
    found = credentials(parse("s3://bucket"), lent, nothing)
    assert found == Credentials("ID", "CANARY", "CANARY2")
    assert "CANARY" not in repr(found)


def test_a_key_comes_from_the_keyring() -> None:
    def kept(service: str, name: str) -> str | None:
        return {("itinerary", "s3://bucket/a"): "ID:CAN:ARY"}.get((service, name))

    assert credentials(parse("s3://bucket/a/"), {}, kept) == Credentials("ID", "CAN:ARY")
    assert credentials(parse("s3://bucket/b"), {}, kept) is None
    assert credentials(parse("www"), S3, kept) is None


@pytest.mark.parametrize("missing", [*S3])
def test_half_a_key_is_none(missing: str) -> None:
    with pytest.raises(Fault, match="one is missing") as refused:
        credentials(parse("s3://bucket"), {**S3, missing: ""}, nothing)
    assert "CANARY" not in str(refused.value)


def test_a_store_without_a_key_says_where_to_put_it() -> None:
    with pytest.raises(Fault, match="keyring set itinerary s3://bucket"):
        open_target(parse("s3://bucket"), None, {})
