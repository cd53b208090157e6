"""When the sun sets: roads end before it does."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

from itinerary.times import in_zone, zone


@lru_cache(maxsize=16384)
def sunrise(day: date, latitude: float, longitude: float, zone_name: str) -> datetime | None:
    """Return when the sun rises on a day of a zone's clocks, as :func:`sunset` does."""
    from astral.sun import sunrise as rising

    return _told(rising, day, (latitude, longitude), zone_name)


@lru_cache(maxsize=16384)
def sunset(day: date, latitude: float, longitude: float, zone_name: str) -> datetime | None:
    """Return when the sun sets on a day of a zone's clocks, by those clocks; the minute begun.

    Degrees north and east. The horizon is level, as almanacs have it: mountains make it earlier
    (NOAA's equations, by astral). None where the sun does not set that day.
    """
    from astral.sun import sunset as setting

    return _told(setting, day, (latitude, longitude), zone_name)


def _told(
    of: Callable[..., datetime], day: date, at: tuple[float, float], zone_name: str
) -> datetime | None:
    from astral import Observer

    clocks = zone(zone_name)
    if clocks is None:
        raise ValueError(f"{zone_name} is no zone")
    try:
        found = of(Observer(*at), day, clocks)
    except ValueError:
        return None
    return in_zone(found, zone_name).replace(second=0, microsecond=0)
