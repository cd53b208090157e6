"""Files made ready to be served: each encoding and each header is prepared before anybody asks.

What is answered depends on the file and the request alone (RFC 9110); ``feeds/server.py`` only
carries it.
"""

import gzip
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from itinerary.feeds.site import Resource

Headers = list[tuple[str, str]]

_SERVER = ("server", "itinerary")
SECURITY: Headers = [
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-robots-tag", "noindex, nofollow, noarchive"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    _SERVER,
]
"""On every answer. A link is a secret: no page may pass it on, no robot keep it."""
NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""The content security policy of what runs and loads nothing."""
_NEVER_KEPT = ("cache-control", "no-store")
_KEPT: Headers = [("cache-control", "private, no-cache"), ("vary", "accept-encoding")]
"""How a client keeps a file: it asks each time whether it is still the same.

With the tag these are all that an answer without a file needs (RFC 9110, 15.4.5): the other headers
are kept with the file.
"""
_PLAIN = "text/plain; charset=utf-8"

NOT_MODIFIED = 304

GONE = (
    "There is nothing at this address: the link is wrong, or has ended. Ask your coordinator for a "
    "new one.\n"
    "No hay nada en esta dirección: el enlace es incorrecto o ya no vale. Pida uno nuevo a su "
    "coordinación.\n"
)
"""What an unknown, an expired and a revoked link give, to the byte."""


class Answer(NamedTuple):
    """What is sent: a status of HTTP, the headers, the body."""

    status: int
    headers: Headers
    body: bytes


def plain(status: int, text: str, *more: tuple[str, str]) -> Answer:
    """Return a short text as an answer."""
    headers = [
        ("content-type", _PLAIN),
        _NEVER_KEPT,
        ("content-security-policy", NOTHING),
        *more,
        *SECURITY,
    ]
    return Answer(status, headers, text.encode())


NOT_FOUND = plain(404, GONE)
NOT_ALLOWED = plain(405, "Only GET and HEAD are answered here.\n", ("allow", "GET, HEAD"))
BROKEN = plain(500, "This server made a mistake. It is in its log.\n")
WELL = plain(200, "ok\n")
UNWELL = plain(503, "stale: see the log\n")
ROBOTS = plain(200, "User-agent: *\nDisallow: /\n")


class Variant(NamedTuple):
    """A file in one encoding, as it is sent and as it is not sent again."""

    etag: str
    whole: Answer
    unchanged: Answer


Served = Mapping[str, Variant]
"""A file by encoding; the plain one, under no name, is always there."""

_PLAINLY = ""
_ENCODINGS = ("zstd", "gzip")
"""As they are written in a header, the smaller first."""
_LEAST_SAVED = 0.9
"""An encoding that keeps more of a file than this is not worth the work of undoing it."""


def _compressed(data: bytes, encoding: str) -> bytes:
    if encoding == "gzip":
        return gzip.compress(data, compresslevel=9, mtime=0)
    import zstandard

    return zstandard.ZstdCompressor(level=19).compress(data)


def served(resource: Resource, policy: str = NOTHING) -> Served:
    """Return a file made ready; ``policy`` is its content security policy."""
    common = [("content-security-policy", policy), *SECURITY]
    packed = {encoding: _compressed(resource.data, encoding) for encoding in _ENCODINGS}
    kept = {
        encoding: data
        for encoding, data in packed.items()
        if len(data) < _LEAST_SAVED * len(resource.data)
    }
    return {
        encoding: _variant(resource, common, encoding, data)
        for encoding, data in {**kept, _PLAINLY: resource.data}.items()
    }


def _variant(resource: Resource, common: Headers, encoding: str, data: bytes) -> Variant:
    # Each encoding is other bytes, so a strong tag is another (RFC 9110, 8.8.3.3).
    etag = f'{resource.etag[:-1]}-{encoding}"' if encoding else resource.etag
    encoded = [("content-encoding", encoding)] if encoding else []
    tag = ("etag", etag)
    headers = [("content-type", resource.media_type), *encoded, tag, *_KEPT, *common]
    return Variant(
        etag, Answer(200, headers, data), Answer(NOT_MODIFIED, [tag, *_KEPT, _SERVER], b"")
    )


def answer(file: Served, accepted: str | None, known: str | None) -> Answer:
    """Return the answer to a request for a file.

    ``accepted`` is the request's Accept-Encoding, ``known`` its If-None-Match.
    """
    variant = file[_PLAINLY]
    if accepted:
        for encoding in preferred(accepted):
            if encoding in file:
                variant = file[encoding]
                break
    if known and (known == variant.etag or _is_known(file, known)):
        return variant.unchanged
    return variant.whole


@lru_cache(maxsize=64)
def preferred(accepted: str) -> tuple[str, ...]:
    """Return the encodings that a client accepts of those there are, best first.

    Where a client weighs several alike, the smaller one is sent. A file that is not encoded is
    always acceptable: better plain than not at all (RFC 9110, 12.5.3).
    """
    weights: dict[str, float] = {}
    for item in accepted.lower().split(","):
        name, _, parameters = item.partition(";")
        quality = _QUALITY.fullmatch(parameters.strip()) if parameters else None
        weights[name.strip()] = float(quality[1]) if quality else 1.0
    others = weights.get("*", 0.0)
    found = {encoding: weights.get(encoding, others) for encoding in _ENCODINGS}
    found[_PLAINLY] = weights.get("identity", 0.0)
    ranked = sorted(found, key=lambda encoding: -found[encoding])
    return tuple(encoding for encoding in ranked if found[encoding] > 0)


_QUALITY = re.compile(r"q\s*=\s*([01](?:\.[0-9]{0,3})?)")
_TAG = re.compile(r'(?:W/)?("[^"]*")')


def _is_known(file: Served, known: str) -> bool:
    """Whether a client has the file already, in whatever encoding (RFC 9110, 13.1.2)."""
    if known.strip() == "*":
        return True
    tags = _TAG.findall(known)
    return any(variant.etag in tags for variant in file.values())
