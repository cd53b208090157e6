"""What the targets that are spoken to over HTTP share: the session, and what answers mean."""

import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

from itinerary.feeds.publishing import AT_ONCE, Fault
from itinerary.languages import say

if TYPE_CHECKING:
    from niquests import Session

CONNECT_SECONDS = 10
ANSWER_SECONDS = 30
RETRIES = 3
_MEANINGS = {
    HTTPStatus.UNAUTHORIZED: say("the name and password are refused"),
    HTTPStatus.FORBIDDEN: say("what was asked is not allowed with this name or key"),
    HTTPStatus.NOT_FOUND: say("there is no such place"),
    HTTPStatus.METHOD_NOT_ALLOWED: say("it takes no files there"),
    HTTPStatus.CONFLICT: say("there is no such place"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: say("the file is too large for it"),
    HTTPStatus.LOCKED: say("it is locked"),
    HTTPStatus.INSUFFICIENT_STORAGE: say("it is full"),
}


def answered(status: int) -> Fault:
    """Return what an answer that was not hoped for means."""
    meaning = _MEANINGS.get(HTTPStatus(status)) if status in set(HTTPStatus) else None
    if meaning is None and 300 <= status < 400:  # noqa: PLR2004 (RFC 9110, 15.4)
        meaning = say("it is elsewhere; name the address itself")
    told = say("answered {status}", status=status)
    return Fault(say("{what}: {why}", what=told, why=meaning) if meaning else told)


def open_session() -> "Session":
    """Return a session that tries again where that may help, and follows nobody elsewhere."""
    from niquests import RetryConfiguration, Session

    retries = RetryConfiguration(
        total=RETRIES,
        allowed_methods=None,  # what is sent here may be sent twice
        status_forcelist=[429, 502, 503, 504],
        backoff_factor=0.2,
        raise_on_status=False,
        respect_retry_after_header=False,  # it may ask for hours
    )
    session = Session(retries=retries, disable_http3=True, pool_maxsize=AT_ONCE)
    session.trust_env = False  # another key in ~/.netrc, a proxy: nobody named them here
    session.max_redirects = 0
    return session


@contextmanager
def in_our_words() -> Iterator[None]:
    """Translate what niquests raises: it quotes the address."""
    from niquests import exceptions

    try:
        yield
    except exceptions.TooManyRedirects:
        raise Fault(say("sends elsewhere; name the address itself")) from None
    except exceptions.Timeout:
        raise Fault(say("does not answer in time")) from None
    except exceptions.SSLError:
        raise Fault(say("cannot prove who it is (its certificate is not trusted here)")) from None
    except exceptions.RequestException:
        raise Fault(say("cannot be reached")) from None


Given = TypeVar("Given")
Made = TypeVar("Made")


def at_once(function: Callable[[Given], Made], given: Iterable[Given]) -> list[Made]:
    """Ask several questions at the same time."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(function, given))


def keep_quiet(*libraries: str) -> None:
    """Let a library log nothing: it would quote addresses."""
    for library in libraries:
        logger = logging.getLogger(library)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False
