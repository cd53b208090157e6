"""Somebody's days and the nights between them, from the first thing they do to the last."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from itinerary.model.entries import Entry
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


def is_duty(done: Done) -> bool:
    """Whether something is no meal and no rest."""
    return is_on_duty(done[0].entry)


def is_on_duty(entry: Entry) -> bool:
    """Whether an entry is no meal and no rest."""
    return entry.kind.id not in _OFF_DUTY


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
    busy = stretches(filter(is_duty, diary))
    found: list[list[Busy]] = []
    after_rest = {number + 1 for number in _rests(busy)}
    for number, stretch in enumerate(busy):
        if number == 0 or number in after_rest:
            found.append([])
        found[-1].append(stretch)
    return found


class _Candidate(NamedTuple):
    """Free time that may be a night's rest; the one that is comes last in order."""

    shared: timedelta
    """How much of the night it holds."""
    length: timedelta
    number: int
    """That of the stretch it follows."""


def _rests(busy: list[Busy]) -> set[int]:
    """Return the number of each stretch that a night's rest follows."""
    if not busy:
        return set()
    nights: list[tuple[Timespan, list[_Candidate]]] = []
    rests = set()
    for number, free in enumerate(_gaps(busy), start=-1):
        for night in _nights_around(free):
            shared = min(free.end, night.end) - max(free.start, night.start)
            if shared > timedelta():
                _same(nights, night).append(_Candidate(shared, free.duration, number))
        if number >= 0 and _is_all_night(busy[number].when):
            rests.add(number)
    rests |= {max(candidates).number for _, candidates in nights}
    return rests - {-1, len(busy) - 1}


def _same(nights: list[tuple[Timespan, list[_Candidate]]], night: Timespan) -> list[_Candidate]:
    """Return what is known of a night; whoever changes clocks in it still has one, not two."""
    for known, candidates in nights[-3:]:
        if known.overlaps(night):
            return candidates
    nights.append((night, []))
    return nights[-1][1]


def _gaps(busy: list[Busy]) -> Iterator[Timespan]:
    """Yield the free time before the first stretch, between each two and after the last one."""
    first, last = busy[0].when.start, busy[-1].when.end
    yield Timespan(first - 2 * _DAY, first)
    for before, after in pairwise(busy):
        yield Timespan(before.when.end, after.when.start)
    yield Timespan(last, last + 2 * _DAY)


def _nights_around(free: Timespan) -> Iterator[Timespan]:
    """Yield the nights at both ends of some free time, by the clocks of where it begins."""
    zone = zone_of(free.start)
    days = {day - n * _DAY for day in (free.start.date(), free.end.date()) for n in (0, 1)}
    return (_night(day, zone) for day in sorted(days))


def _is_all_night(when: Timespan) -> bool:
    zone, day = zone_of(when.start), when.start.date()
    night = _night(day, zone)
    if when.start > night.start:
        night = _night(day + _DAY, zone)
    return when.start <= night.start and night.end <= when.end


@lru_cache(maxsize=4096)
def _night(day: date, zone: str) -> Timespan:
    begins = start_of_day(day, zone)
    return Timespan(begins + _NIGHT_FROM, begins + _NIGHT_TO)


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
