"""What a request for a file is answered: its encoding, and whether it is sent at all."""

import gzip

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from itinerary.feeds.answers import NOT_MODIFIED, answer, preferred, served
from itinerary.feeds.site import resource

CALENDAR = b"BEGIN:VCALENDAR\r\n" + b"X-LINE:the same again\r\n" * 40 + b"END:VCALENDAR\r\n"
FILE = resource("text/calendar; charset=utf-8", CALENDAR)
SERVED = served(FILE)


def decoded(headers: list[tuple[str, str]], body: bytes) -> bytes:
    match dict(headers).get("content-encoding"):
        case "gzip":
            return gzip.decompress(body)
        case "zstd":
            return zstandard.ZstdDecompressor().decompress(body)
        case _:
            return body


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        (None, None),
        ("", None),
        ("identity", None),
        ("br", None),
        ("gzip", "gzip"),
        ("GZip", "gzip"),
        ("gzip, deflate, br", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("zstd;q=0.5, gzip;q=0.8", "gzip"),
        ("zstd;q=0, gzip", "gzip"),
        ("*", "zstd"),
        ("*;q=0", None),
        ("gzip;q=0", None),
        ("identity;q=1, gzip;q=0.5", None),
        ("gzip;q=1.0, identity; q=0.5, *;q=0", "gzip"),
        ("gzip;q=nonsense", "gzip"),
        (";;,,;q=", None),
    ],
)
def test_the_encoding_is_the_client_s_choice(accepted: str | None, encoding: str | None) -> None:
    status, headers, body = answer(SERVED, accepted, None)
    assert status == 200
    assert dict(headers).get("content-encoding") == encoding
    assert decoded(headers, body) == CALENDAR


def test_each_encoding_has_a_strong_tag_of_its_own() -> None:
    tags = {
        dict(answer(SERVED, accepted, None).headers)["etag"] for accepted in ("", "gzip", "zstd")
    }
    assert len(tags) == 3
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)
    assert FILE.etag in tags


@pytest.mark.parametrize("asked", ["", "gzip", "zstd"])
@pytest.mark.parametrize("had", ["", "gzip", "zstd"])
@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '{},"other"', "*"])
def test_what_a_client_has_in_any_encoding_is_not_sent_again(
    asked: str, had: str, form: str
) -> None:
    tag = dict(answer(SERVED, had, None).headers)["etag"]
    status, headers, body = answer(SERVED, asked, form.format(tag))
    assert (status, body) == (NOT_MODIFIED, b"")
    whole = dict(answer(SERVED, asked, None).headers)
    told = dict(headers)
    assert {name: whole[name] for name in told} == told
    assert {"etag", "cache-control", "vary"} <= told.keys()


@pytest.mark.parametrize("known", ['"other"', "", "nonsense", '"', f"x{FILE.etag[1:-1]}x"])
def test_what_a_client_does_not_have_is_sent(known: str) -> None:
    assert answer(SERVED, None, known).status == 200


def test_the_same_bytes_have_the_same_tag_and_the_same_encodings() -> None:
    again = served(resource("text/calendar; charset=utf-8", bytes(CALENDAR)))
    assert again == SERVED


def test_other_bytes_have_another_tag() -> None:
    assert resource("text/calendar", b"a").etag != resource("text/calendar", b"b").etag


def test_what_does_not_become_smaller_is_sent_as_it_is() -> None:
    tiny = served(resource("text/plain", b"ok"))
    assert list(tiny) == [""]
    assert answer(tiny, "gzip, zstd", None).body == b"ok"


@given(st.text(max_size=40))
def test_no_header_is_refused(words: str) -> None:
    assert set(preferred(words)) <= {"zstd", "gzip", ""}
    assert decoded(*answer(SERVED, words, None)[1:]) == CALENDAR
    assert answer(SERVED, None, words).status in {200, NOT_MODIFIED}
