"""When the sun sets: roads end before it does."""

from datetime import date, datetime

from itinerary.times import in_zone, zone


def sunset(day: date, latitude: float, longitude: float, zone_name: str) -> datetime | None:
    """Return when the sun sets on a day of a zone's clocks, by those clocks; the minute begun.

    Degrees north and east. The horizon is level, as almanacs have it: mountains make it earlier
    (NOAA's equations, by astral). None where the sun does not set that day.
    """
    from astral import Observer
    from astral.sun import sunset as setting

    clocks = zone(zone_name)
    if clocks is None:
        raise ValueError(f"{zone_name} is no zone")
    try:
        found = setting(Observer(latitude, longitude), day, clocks)
    except ValueError:
        return None
    return in_zone(found, zone_name).replace(second=0, microsecond=0)
