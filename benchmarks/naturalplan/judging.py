"""Whether an answer solves a problem: held against the problem alone, not against a golden plan."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from benchmarks.naturalplan.files import MEETING, requests, stay
from benchmarks.naturalplan.problems import CALENDAR, MEETINGS, MONDAY, Problem, day, ids, places

Answer = Mapping[str, Any]
"""What ``itinerary plan --format json`` tells."""


def faults(problem: Problem, answer: Answer) -> list[str]:
    """Return what is wrong with an answer, in plain words; nothing if it solves the problem."""
    judge = {CALENDAR: _calendar, MEETINGS: _meetings}.get(problem["task"], _trip)
    placed = {one["id"]: one for one in answer["placed"]}
    if len(placed) != len(answer["placed"]):
        return ["something is placed twice"]
    return list(judge(problem, placed))


def _calendar(problem: Problem, placed: Mapping[str, Any]) -> Iterator[str]:
    if MEETING not in placed:
        yield "the meeting is not placed"
        return
    start, end = _instant(placed[MEETING]["start"]), _instant(placed[MEETING]["end"])
    if set(placed[MEETING]["who"]) != set(ids(problem["people"]).values()):
        yield "not everybody takes part"
    if end - start != timedelta(minutes=problem["duration"]):
        yield f"it takes {end - start}, not {problem['duration']} minutes"
    yield from _unfree(problem, start, end)
    if problem.get("earliest"):
        earlier = next((one for one in _starts(problem) if one < start), None)
        if earlier is not None:
            yield f"it could be earlier: {earlier}"


def _unfree(problem: Problem, start: datetime, end: datetime) -> Iterator[str]:
    """Yield why a meeting cannot be from one hour to another."""
    opens, closes = (timedelta(minutes=one) for one in problem["work_hours"])
    if not any(day(one) + opens <= start and end <= day(one) + closes for one in problem["days"]):
        yield f"{start} to {end} is outside the work hours of the days asked for"
    taken = [(name, *one) for name, busy in problem["busy"].items() for one in busy]
    taken += [(one["who"], one["day"], one["from"], one["to"]) for one in problem["unavailable"]]
    for name, on, since, until in taken:
        midnight = day(on)
        if (
            start < midnight + timedelta(minutes=until)
            and midnight + timedelta(minutes=since) < end
        ):
            yield f"{name} is not free from {start} to {end}"


def _starts(problem: Problem) -> Iterator[datetime]:
    """Yield every start of a meeting that suits everybody, minute by minute."""
    length = timedelta(minutes=problem["duration"])
    opens, closes = problem["work_hours"]
    for one in sorted(map(day, problem["days"])):
        for minute in range(opens, closes):
            start = one + timedelta(minutes=minute)
            if next(_unfree(problem, start, start + length), None) is None:
                yield start


def _meetings(problem: Problem, placed: Mapping[str, Any]) -> Iterator[str]:
    known = places(problem)
    friends = {request: problem["people"][number] for number, request in requests(problem).items()}
    met = sorted(
        (_instant(one["start"]), _instant(one["end"]), name)
        for name, one in placed.items()
        if name in friends
    )
    if len(met) != len(placed):
        yield "somebody is met of whom the problem does not know"
    at, free = problem["home"], MONDAY + timedelta(minutes=problem["start"])
    for start, end, name in met:
        friend = friends[name]
        since, until = (MONDAY + timedelta(minutes=one) for one in friend["window"])
        way = 0 if friend["place"] == at else problem["travel"].get(at, {}).get(friend["place"])
        if placed[name]["where"] != known[friend["place"]]:
            yield f"{name} is not met at {friend['place']}"
        if end - start < timedelta(minutes=friend["min_duration"]):
            yield f"{name} is met for {end - start} only"
        if start < since or until < end:
            yield f"{name} is not there from {start} to {end}"
        if way is None or start < free + timedelta(minutes=way):
            yield f"{name} is met at {start}, {way} minutes away from {at}, left at {free}"
        at, free = friend["place"], end
    if len(met) < problem.get("golden_value", 0):
        yield f"{len(met)} are met, and {problem['golden_value']} can be"


def _trip(problem: Problem, placed: Mapping[str, Any]) -> Iterator[str]:
    known = places(problem)
    towns = {stay(known[town]): town for town in problem["stay_days"]}
    spans = {
        town: (_number(placed[name]["start"]), _number(placed[name]["end"]))
        for name, town in towns.items()
        if name in placed
    }
    if any(placed[name]["where"] != known[town] for name, town in towns.items() if name in placed):
        yield "nights are spent in another town than asked for"
    if set(placed) - set(towns):
        yield "there is a stay that was not asked for"
    yield from _unlike(problem, spans)
    yield from _missed(problem, spans)


def _unlike(problem: Problem, spans: dict[str, tuple[int, int]]) -> Iterator[str]:
    """Yield where the order of the towns, or the days in one, is no trip as asked for."""
    for town, days in problem["stay_days"].items():
        if town not in spans:
            yield f"{town} is left out"
        elif spans[town][1] - spans[town][0] + 1 != days:
            yield f"{town} has days {spans[town][0]} to {spans[town][1]}, and not {days} of them"
    order = sorted(spans, key=lambda town: spans[town])
    if order and (spans[order[0]][0], spans[order[-1]][1]) != (1, problem["total_days"]):
        yield f"the trip does not last from day 1 to day {problem['total_days']}"
    flights = {tuple(way) for way in problem["flights"]}
    for one, other in pairwise(order):
        if spans[one][1] != spans[other][0]:
            yield f"{other} begins on day {spans[other][0]}, and {one} ends on {spans[one][1]}"
        if (one, other) not in flights:
            yield f"there is no flight from {one} to {other}"


def _missed(problem: Problem, spans: dict[str, tuple[int, int]]) -> Iterator[str]:
    """Yield what a traveller misses: a stay covers what is no longer than itself, or lies in it."""
    for window in problem["windows"]:
        since, until = window["from_day"], window["to_day"]
        first, last = spans.get(window["place"], (0, 0))
        covers = first <= since and until <= last
        lies_within = since <= first and last <= until
        if not (covers or lies_within):
            yield f"{window['what']} in {window['place']}, days {since} to {until}, is missed"


def _instant(told: str) -> datetime:
    return datetime.fromisoformat(told).replace(tzinfo=None)


def _number(told: str) -> int:
    """Return the number of a day, from 1."""
    return (date.fromisoformat(told[:10]) - MONDAY.date()).days + 1
