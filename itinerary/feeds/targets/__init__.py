"""The kinds of targets: one a file, and here the table of them."""

from collections.abc import Callable, Mapping
from pathlib import Path

from itinerary.feeds.publishing import Fault, Target
from itinerary.feeds.targets import address
from itinerary.feeds.targets.address import Address, Credentials, Kind
from itinerary.languages import say


def open_target(
    where: Address,
    credentials: Credentials | None,
    environment: Mapping[str, str],
    *,
    endpoint: str | None = None,
    insecure: int = 0,
) -> Target:
    """Return a target, ready to be asked what it holds; nothing is sent yet.

    ``insecure`` is how often a person said that it may travel unencrypted.
    """
    return TARGETS[where.kind](where, credentials, environment, endpoint, insecure)


def _directory(where: Address, *_: object) -> Target:
    from itinerary.feeds.targets.directory import Directory  # noqa: PLC0415

    return Directory(Path(where.path))


def _s3(
    where: Address,
    credentials: Credentials | None,
    environment: Mapping[str, str],
    endpoint: str | None,
    insecure: int,
) -> Target:
    from itinerary.feeds.targets import s3  # noqa: PLC0415

    endpoint = (endpoint or s3.endpoint_in(environment) or "").rstrip("/")
    if endpoint:
        address.refuse_endpoint(endpoint)
        address.refuse_plain(endpoint, insecure)
    if credentials is None:
        raise Fault(
            say(
                "needs a key: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or store "
                "`ID:SECRET` with `keyring set {service} {name}`",
                service=address.KEYRING_SERVICE,
                name=where.name,
            )
        )
    return s3.Bucket(where, credentials, endpoint or None, s3.region_in(environment))


def _webdav(
    where: Address, credentials: Credentials | None, _: object, __: object, insecure: int
) -> Target:
    from itinerary.feeds.targets.webdav import WebDav  # noqa: PLC0415

    address.refuse_plain(where.url, insecure)
    return WebDav(where, credentials)


def _caldav(
    where: Address, credentials: Credentials | None, _: object, __: object, insecure: int
) -> Target:
    from itinerary.feeds.targets.caldav import Calendars  # noqa: PLC0415

    address.refuse_plain(where.url, insecure)
    return Calendars(where, credentials)


TARGETS: Mapping[
    Kind, Callable[[Address, Credentials | None, Mapping[str, str], str | None, int], Target]
] = {
    "directory": _directory,
    "s3": _s3,
    "webdav": _webdav,
    "caldav": _caldav,
}
