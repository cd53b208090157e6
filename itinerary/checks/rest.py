"""Somebody's days and the nights between them, from the first thing they do to the last."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from itinerary.model.timeline import Occurrence
from itinerary.times import Timespan, start_of_day, zone_of

_OFF_DUTY = frozenset({"meal", "rest"})
_NIGHT_FROM, _NIGHT_TO = timedelta(hours=22), timedelta(hours=30)
_DAY = timedelta(days=1)

Done = tuple[Occurrence, Timespan]
"""Something that somebody does, and when."""


class Busy(NamedTuple):
    """A stretch in which somebody is engaged without a break."""

    first: Done
    last: Done
    when: Timespan


def on_duty(diary: Iterable[Done]) -> Iterator[Done]:
    """Yield what in a diary is no meal and no rest."""
    return (done for done in diary if done[0].entry.kind.id not in _OFF_DUTY)


def stretches(diary: Iterable[Done]) -> list[Busy]:
    """Return what somebody does, joined where one thing begins before another has ended."""
    found: list[Busy] = []
    for done in diary:
        when = done[1]
        last = found[-1] if found else None
        if last is None or when.start > last.when.end:
            found.append(Busy(done, done, when))
        elif when.end > last.when.end:
            found[-1] = Busy(last.first, done, Timespan(last.when.start, when.end))
    return found


def days(diary: Iterable[Done]) -> list[list[Busy]]:
    """Return somebody's days on duty: what lies between one night's rest and the next.

    A night's rest is the free time that holds most of the hours from 22:00 to 06:00, by the clocks
    of the place where it begins. Whoever is engaged all through them has it afterwards.
    """
    busy = stretches(on_duty(diary))
    found: list[list[Busy]] = []
    after_rest = {number + 1 for number in _rests(busy)}
    for number, stretch in enumerate(busy):
        if number == 0 or number in after_rest:
            found.append([])
        found[-1].append(stretch)
    return found


def _rests(busy: list[Busy]) -> set[int]:
    """Return the number of each stretch that a night's rest follows."""
    if not busy:
        return set()
    nights: dict[date, tuple[timedelta, timedelta, int]] = {}
    rests = set()
    for number, (start, end) in enumerate(_gaps(busy), start=-1):
        for day in {
            start.date() - _DAY,
            start.date(),
            end.date() - _DAY,
            end.date(),
        }:
            from_, to = _night(day, zone_of(start))
            shared = min(end, to) - max(start, from_)
            if shared > timedelta():
                best = nights.get(day)
                free = (shared, end - start, number)
                nights[day] = max(best, free) if best else free
        if number >= 0 and _is_all_night(busy[number].when):
            rests.add(number)
    return (rests | {number for *_, number in nights.values()}) - {-1, len(busy) - 1}


def _gaps(busy: list[Busy]) -> Iterator[tuple[datetime, datetime]]:
    """Yield the free time before each stretch and after the last one."""
    first, last = busy[0].when.start, busy[-1].when.end
    yield first - 2 * _DAY, first
    for before, after in pairwise(busy):
        yield before.when.end, after.when.start
    yield last, last + 2 * _DAY


def _is_all_night(when: Timespan) -> bool:
    zone, day = zone_of(when.start), when.start.date()
    from_, to = _night(day, zone)
    if when.start > from_:
        from_, to = _night(day + _DAY, zone)
    return when.start <= from_ and to <= when.end


@lru_cache(maxsize=4096)
def _night(day: date, zone: str) -> tuple[datetime, datetime]:
    begins = start_of_day(day, zone)
    return begins + _NIGHT_FROM, begins + _NIGHT_TO


def together(
    facts: Iterable[tuple[str, tuple[Done, ...]]],
) -> Iterator[tuple[tuple[str, ...], list[tuple[Done, ...]]]]:
    """Yield who share a fact about the same things, and each time that it is so.

    A fact is a person's id and the things it is about. Those who share it are told together, and
    things that are repeated together, with the same people, once.
    """
    shared: dict[tuple[int, ...], tuple[list[str], tuple[Done, ...]]] = {}
    for person, things in facts:
        key = tuple(id(occurrence) for occurrence, _ in things)
        shared.setdefault(key, ([], things))[0].append(person)
    repeated: dict[tuple[tuple[str, ...], tuple[str, ...]], list[tuple[Done, ...]]] = {}
    for people, things in shared.values():
        entries = tuple(occurrence.entry.id for occurrence, _ in things)
        repeated.setdefault((tuple(people), entries), []).append(things)
    for (named, _), times in repeated.items():
        yield named, times
