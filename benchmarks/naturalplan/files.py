"""A problem as a schedule file, written by the documented format alone."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from benchmarks.naturalplan.problems import CALENDAR, MEETINGS, MONDAY, Problem, day, ids, places

MEETING, TRAVELLER, WINDOW = "meeting", "traveller", "window"
"""Ids in the files: the only request, the only person, and what those of windows begin with."""

NOBODY_ASKS = [
    "rules:",
    "  short-rest: {least: 0m}",
    "  long-day: {most: 24h}",
    "  no-meal-gap: {break: 0m}",
]
"""What the rules ask of a mission and these problems do not."""


def schedule(problem: Problem) -> bytes:
    """Return the schedule file that asks for what a problem asks for."""
    write = {CALENDAR: _calendar, MEETINGS: _meetings}.get(problem["task"], _trip)
    return "\n".join([*write(problem), ""]).encode()


def _calendar(problem: Problem) -> Iterator[str]:
    """Yield one request for everybody, who say when they are busy."""
    people = ids(problem["people"])
    days = [day(one) for one in problem["days"]]
    opens, closes = problem["work_hours"]
    yield from _head(problem, min(days), max(days))
    yield from NOBODY_ASKS
    yield "people:"
    for name, person in people.items():
        yield f"  {person}:"
        yield f"    name: {_text(name)}"
        busy = [(day(on), start, end) for on, start, end in problem["busy"].get(name, ())]
        busy += [
            (day(one["day"]), one["from"], one["to"])
            for one in problem["unavailable"]
            if one["who"] == name and one["strength"] == "hard"
        ]
        yield from _windows("unavailable", busy, "    ")
    yield "programme:"
    yield f"  {MEETING}:"
    yield "    kind: internal"
    yield "    title: Meeting"
    yield f"    takes: {problem['duration']}m"
    yield f"    who: [{', '.join(people.values())}]"
    yield from _windows("within", [(one, opens, closes) for one in days], "    ")
    # A wish concerns this meeting, and does not make anybody unavailable.
    wishes = [
        (day(one["day"]), one["from"], one["to"])
        for one in problem["unavailable"]
        if one["strength"] != "hard"
    ]
    yield from _windows("avoid", wishes, "    ")
    if problem.get("earliest"):
        yield "    prefer: earliest"


def _meetings(problem: Problem) -> Iterator[str]:
    """Yield a request a friend, at their place, for one traveller."""
    friends = problem["people"]
    travel = problem["travel"]
    known = places(problem)
    yield from _head(problem, MONDAY, _at(MONDAY, max(one["window"][1] for one in friends) - 1))
    yield "connections: no"
    yield "local travel: 0m"
    yield from NOBODY_ASKS
    start = _at(MONDAY, problem["start"])
    yield "people:"
    yield f"  {TRAVELLER}:"
    yield "    name: Traveller"
    yield f"    joins: {{when: {start:%Y-%m-%d %H:%M}, where: {known[problem['home']]}}}"
    yield from _places(known)
    ways = {
        (known[one], known[other]): f"{minutes}m"
        for one, there in travel.items()
        for other, minutes in there.items()
    }
    yield from _travel(ways, "")
    yield "programme:"
    for number, request in requests(problem).items():
        friend = friends[number]
        yield f"  {request}:"
        yield "    kind: internal"
        yield f"    title: {_text(friend['name'])}"
        yield f"    takes: {friend['min_duration']}m"
        yield from _windows("within", [(MONDAY, *friend["window"])], "    ")
        yield f"    where: {known[friend['place']]}"
        yield f"    who: [{TRAVELLER}]"


def requests(problem: Problem) -> dict[int, str]:
    """Return the id of the request for each friend, by the friend's number in the problem."""
    names = [one["name"] for one in problem["people"]]
    # Two friends may share a name; a number tells them apart.
    told = [
        name if names.count(name) == 1 else f"{name} {number}"
        for number, name in enumerate(names, start=1)
    ]
    known = ids(told)
    return {number: known[name] for number, name in enumerate(told)}


def _trip(problem: Problem) -> Iterator[str]:
    """Yield a requested stay a town, in any order that the flights allow."""
    stays, windows = problem["stay_days"], problem["windows"]
    flights = [tuple(one) for one in problem["flights"]]
    known = places(problem)
    yield from _head(problem, day(1), day(problem["total_days"]))
    yield "connections: no"
    yield from NOBODY_ASKS
    yield "people:"
    yield f"  {TRAVELLER}: {{name: Traveller}}"
    yield from _places(known)
    yield from _travel({(known[one], known[other]): "1h" for one, other in flights}, ", by: air")
    yield "programme:"
    for number, window in enumerate(windows, start=1):
        if _is_fixed(problem, window):
            yield f"  {WINDOW}-{number}:"
            yield "    kind: internal"
            yield f"    title: {_text(window['what'])}"
            yield f"    when: {_days(window['from_day'], window['to_day'])}"
            yield f"    where: {known[window['place']]}"
            yield f"    who: [{TRAVELLER}]"
    for town, days in stays.items():
        yield f"  {stay(known[town])}:"
        yield "    kind: stay"
        yield f"    nights: {days - 1}"
        yield f"    where: {known[town]}"
        yield f"    who: [{TRAVELLER}]"
        yield "    within:"
        loose = [one for one in windows if one["place"] == town and not _is_fixed(problem, one)]
        for one in loose or [{"from_day": 1, "to_day": problem["total_days"]}]:
            yield f"      - {_days(one['from_day'], one['to_day'])}"


def stay(place: str) -> str:
    """Return the id of the stay in a place."""
    return f"stay-{place}"


def _is_fixed(problem: Problem, window: dict[str, Any]) -> bool:
    """Whether a stay can last through a window. In a longer one it may lie anywhere."""
    length: int = window["to_day"] - window["from_day"] + 1
    return length <= int(problem["stay_days"].get(window["place"], 0))


def _head(problem: Problem, first: datetime, last: datetime) -> Iterator[str]:
    yield f"# {problem['id']}"
    yield "itinerary: 1"
    yield "delegation:"
    yield f"  name: {_text(problem['id'])}"
    yield f"  dates: {first:%Y-%m-%d} to {last:%Y-%m-%d}"
    yield "  timezone: UTC"


def _places(known: dict[str, str]) -> Iterator[str]:
    yield "places:"
    for name, place in known.items():
        yield f"  {place}: {{name: {_text(name)}}}"


def _travel(ways: dict[tuple[str, str], str], by: str) -> Iterator[str]:
    """Yield a row a way, or one row for both where the way back takes as long."""
    if ways:
        yield "travel:"
    for (one, other), takes in ways.items():
        is_same_back = ways.get((other, one)) == takes
        if not is_same_back or one < other:
            only = "" if is_same_back else ", one way: yes"
            yield f"  - {{from: {one}, to: {other}, takes: {takes}{by}{only}}}"


def _windows(key: str, spans: list[tuple[datetime, int, int]], indent: str) -> Iterator[str]:
    told = [_span(on, start, end) for on, start, end in spans if start < end]
    if told:
        yield f"{indent}{key}:"
        yield from (f"{indent}  - {one}" for one in told)


def _span(on: datetime, start: int, end: int) -> str:
    """Return a span of minutes after a midnight, as a file writes it."""
    begins, ends = _at(on, start), _at(on, end)
    if begins.date() == ends.date():
        return f"{begins:%Y-%m-%d %H:%M}-{ends:%H:%M}"
    last = ends - timedelta(minutes=1)
    if ends.hour == ends.minute == 0 and last.date() == begins.date():
        return f"{begins:%Y-%m-%d %H:%M}-24:00"
    return f"{begins:%Y-%m-%d %H:%M} to {ends:%Y-%m-%d %H:%M}"


def _days(first: int, last: int) -> str:
    if first == last:
        return f"{day(first):%Y-%m-%d}"
    return f"{day(first):%Y-%m-%d} to {day(last):%Y-%m-%d}"


def _at(midnight: datetime, minutes: int) -> datetime:
    return midnight + timedelta(minutes=minutes)


def _text(text: str) -> str:
    """Return a text that YAML reads as it is: JSON's quotes are YAML's too."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
