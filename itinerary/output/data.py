"""A view as JSON, for programs: everything the reader may see, and nothing else."""

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from itinerary.output.days import Day, Row, days
from itinerary.output.format import Page
from itinerary.privacy.view import Classification, Item, OpenRequest, View
from itinerary.times import Days, Timespan


def render(view: View, page: Page) -> bytes:
    """Return the view as a JSON object; instants are ISO 8601 with their offset."""
    told = {
        "mission": view.mission,
        "reader": view.reader,
        "days": plain(view.days),
        "zone": view.zone,
        "home": view.home,
        "requests": [_known(plain(one)) for one in view.open_requests],
        "agenda": [
            {
                "date": day.date.isoformat(),
                "day": day.number,
                "of": day.of,
                "towns": list(day.towns),
                "items": [record(item) for item in _items(day)],
            }
            for day in days(view, page)
        ],
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def _items(day: Day) -> list[Item]:
    timed = [row.item for row in day.rows if isinstance(row, Row)]
    return list(dict.fromkeys((*day.notices, *timed, *day.nights)))


def _known(told: dict[str, Any]) -> dict[str, Any]:
    """Leave out the id where only the coordinator may know it."""
    return {name: value for name, value in told.items() if name != "id" or value is not None}


def record(item: Item | OpenRequest) -> dict[str, Any]:
    """Return an item as a JSON object."""
    told: dict[str, Any] = {"type": type(item).__name__.lower()}
    for name, value in _known(plain(item)).items():
        if name != "revision":
            told |= value if name == "details" else {name: value}
    return told


def plain(value: Any) -> Any:  # noqa: ANN401, PLR0911 (any part of a view, one case a type)
    """Return a value of a view as JSON can hold it."""
    match value:
        case Timespan():
            return {"start": value.start.isoformat(), "end": value.end.isoformat()}
        case Days():
            return {"first": value.first.isoformat(), "last": value.last.isoformat()}
        case datetime() | date():
            return value.isoformat()
        case timedelta():
            return f"PT{int(value.total_seconds()) // 60}M"
        case Classification():
            return value.name.lower()
        case Enum():
            return value.value
        case tuple() | list():
            return [plain(part) for part in value]
        case _ if is_dataclass(value):
            return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            return value
