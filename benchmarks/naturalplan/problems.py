"""Problems in the neutral form: plain JSON, minutes after midnight, days as named or from 1."""

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

Problem = dict[str, Any]
"""A problem as its file has it: what keys it has depends on its task."""

CALENDAR, MEETINGS, TRIP = TASKS = ("calendar_scheduling", "meeting_planning", "trip_planning")

MONDAY = datetime(2035, 1, 8)  # noqa: DTZ001 (the clocks of the problem, which has no zone)
"""The day that problems begin on: a Monday still to come, as nothing is planned in the past."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read(path: Path) -> list[Problem]:
    """Return the problems of a file: a list of them, or a table with such a list."""
    told = json.loads(path.read_text("utf-8"))
    return list(told["problems"] if isinstance(told, dict) else told)


def day(of: str | int) -> datetime:
    """Return the midnight at which a day begins that is named, or numbered from 1."""
    if isinstance(of, int) or of.isdecimal():
        return MONDAY + timedelta(days=int(of) - 1)
    return MONDAY + timedelta(days=WEEKDAYS.index(of.casefold()))


def ids(names: Iterable[str]) -> dict[str, str]:
    """Return an id for each name: the name itself as far as an id can hold it."""
    found: dict[str, str] = {}
    for name in dict.fromkeys(names):
        plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
        stem = re.sub("[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:48] or "x"
        taken, number, made = set(found.values()), 1, stem
        while made in taken:
            number += 1
            made = f"{stem}-{number}"
        found[name] = made
    return found


def places(problem: Problem) -> dict[str, str]:
    """Return an id for each place of a day of meetings or a trip."""
    if problem["task"] == MEETINGS:
        friends = (one["place"] for one in problem["people"])
        return ids([problem["home"], *friends, *problem["travel"]])
    windows = (one["place"] for one in problem["windows"])
    return ids(
        [*problem["stay_days"], *windows, *(one for way in problem["flights"] for one in way)]
    )
