"""What the server answers, as an OpenAPI 3.1 document."""

from collections.abc import Mapping
from typing import Any

from itinerary import __version__
from itinerary.feeds.site import CALENDAR, PAGE

_TOKEN = {
    "name": "token",
    "in": "path",
    "required": True,
    "description": "The link: 256 bits in base64url. Whoever has it reads the calendar.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{43}$"},
}
_CONDITIONS = [
    {
        "name": "If-None-Match",
        "in": "header",
        "description": "The tags of what the client has (RFC 9110, 13.1.2).",
        "schema": {"type": "string"},
    },
    {
        "name": "Accept-Encoding",
        "in": "header",
        "description": "`zstd` and `gzip` are prepared (RFC 9110, 12.5.3).",
        "schema": {"type": "string"},
    },
]
_ETAG = {
    "description": "A strong tag: the same for the same bytes.",
    "required": True,
    "schema": {"type": "string", "pattern": '^"[0-9a-f]{32}(-zstd|-gzip)?"$'},
}


def _text(description: str) -> dict[str, Any]:
    content = {"text/plain; charset=utf-8": {"schema": {"type": "string"}}}
    return {"description": description, "content": content}


_GONE = _text("The link is unknown, has expired, or was revoked: the same bytes for each.")
_NOT_ALLOWED = _text("Only GET and HEAD are answered.")


def _file(name: str, told: str, media_type: str) -> dict[str, Any]:
    def operation(method: str) -> dict[str, Any]:
        content = {media_type: {"schema": {"type": "string"}}}
        whole: dict[str, Any] = {"description": told, "headers": {"ETag": _ETAG}}
        return {
            "operationId": f"{method}-{name}",
            "summary": told,
            "parameters": _CONDITIONS,
            "responses": {
                "200": {**whole, "content": content} if method == "get" else whole,
                "304": {"description": "The client has it already.", "headers": {"ETag": _ETAG}},
                "404": _GONE if method == "get" else {"description": _GONE["description"]},
                "405": _NOT_ALLOWED,
            },
        }

    return {"parameters": [_TOKEN], "get": operation("get"), "head": operation("head")}


def _plain(name: str, told: str, *more: tuple[str, str]) -> dict[str, Any]:
    responses = {"200": _text(told), "405": _NOT_ALLOWED}
    responses |= {status: _text(why) for status, why in more}
    return {"get": {"operationId": name, "summary": told, "responses": responses}}


DESCRIPTION: Mapping[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "itinerary",
        "version": __version__,
        "description": "One mission's calendars and pages, each behind its reader's link.",
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    },
    "servers": [{"url": "/"}],
    "paths": {
        f"/{{token}}/{CALENDAR}": _file(
            "calendar", "The reader's calendar (RFC 5545).", "text/calendar; charset=utf-8"
        ),
        f"/{{token}}/{PAGE}": _file("page", "The reader's page.", "text/html; charset=utf-8"),
        "/{token}/": _file("folder", "The reader's page, as well.", "text/html; charset=utf-8"),
        "/healthz": _plain(
            "health",
            "Whether what is served is the last release.",
            ("503", "The releases or links cannot be read at present: see the log."),
        ),
        "/robots.txt": _plain("robots", "No robot is welcome."),
    },
}
"""The document, as plain data."""
