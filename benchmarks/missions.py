"""Missions of any size, made by chance from a seed, as ordinary schedule files."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from random import Random

FIRST = datetime(2027, 1, 18)  # noqa: DTZ001 (clocks of the mission's own zone)
DAYS = 9
TEAM = 3
"""How many people travel together."""
_STARTS = ((480, 30), (540, 60), (645, 75), (750, 60), (840, 90), (960, 60), (1065, 45))
"""The minute of the day at which each of them starts, and how many it takes."""
_NOON = 750
_KINDS = ("internal", "meeting", "government-meeting", "victim-meeting", "meeting")
_COVERED = "class: confidential, cover: Visit, consent: {given: 2026-11-02}"
_FIRST_NAMES = ("Adama", "Binta", "Dina", "Elif", "Farid", "Grace", "Hugo", "Inês", "Khady")
_LAST_NAMES = ("Abebe", "Barros", "Diallo", "Evans", "Faye", "Garcia", "Haddad", "Ito", "Kane")
_HALVES = ("09:00-13:00", "14:00-18:00")
_HOURS = (*_HALVES, "09:00-18:00", "09:00-18:00")
_THREE, _A_WEEK = 3, 5
_FAULTY = 0.01
"""Which part of the entries starts too early, and which needs an interpreter."""


def fixed(entries: int, seed: int = 1) -> bytes:
    """Return a mission in which every entry has its time: what ``check`` has to look through.

    Teams of three work in a town for some days each, so that of all that is checked there is some;
    one entry in a hundred clashes with another or leaves no time for the way, and one is held in a
    language that nobody there speaks.
    """
    chance = Random(seed)  # noqa: S311 (no secret is made of it)
    teams = -(-entries // (DAYS * len(_STARTS)))
    towns = max(4, teams // 3)
    lines = [*_head(DAYS), *_people(teams * TEAM, chance), *_towns(towns, chance)]
    lines.append("programme:")
    lines += islice(_programme(teams, towns, chance), entries)
    return "\n".join([*lines, ""]).encode()


def to_plan(delegates: int, days: int, engagements: int, seed: int = 1) -> bytes:
    """Return a mission to three towns: one engagement in five has its time, the others are asked.

    One to three delegates go to each, and it may be on some days, or on some mornings or
    afternoons.
    """
    chance = Random(seed)  # noqa: S311 (as above)
    lines = [*_head(days), *_people(delegates, chance), *_towns(_THREE, chance), "programme:"]
    taken: set[tuple[int, int]] = set()
    for number in range(engagements):
        takes = chance.choice((30, 45, 60, 60, 90))
        who = sorted(chance.sample(range(delegates), chance.choice((1, 2, 2, 3))))
        first = chance.randrange(days)
        last = min(first + chance.randrange(3), days - 1)
        if number % 5 == 0 and not taken.intersection((one, first) for one in who):
            taken.update((one, first) for one in who)
            when = f"when: {_day(first)} {chance.randrange(9, 17):02}:{chance.choice((0, 30)):02} "
            when += f"for {takes}m"
        else:
            on = f"{_day(first)} to {_day(last)}" if first < last else _day(first)
            when = f'takes: {takes}m, within: ["{on}, {chance.choice(_HOURS)}"]'
            when += f", priority: {chance.choice((3, 5, 5, 7))}"
        where = f"t{chance.randrange(_THREE)}{chance.choice('abcd')}"
        lines.append(_entry(number, when, where, who))
    return "\n".join([*lines, ""]).encode()


def week(delegations: int, meetings: int, seed: int = 1) -> bytes:
    """Return a week as at the United Nations, in which delegations ask to meet in pairs.

    Each of them speaks twice in the assembly, at hours that are fixed, and is free to meet another
    on some mornings or afternoons.
    """
    chance = Random(seed)  # noqa: S311 (as above)
    lines = [*_head(_A_WEEK), *_people(delegations, chance)]
    lines += ["local travel: 10m", "places:", "  city: {name: City}"]
    lines += [f"  room-{room}: {{name: Room {room}, in: city}}" for room in range(delegations)]
    lines.append("programme:")
    for one in range(delegations):
        for half, day in enumerate(sorted(chance.sample(range(_A_WEEK), 2))):
            hour, minute = chance.randrange(9, 13) + 5 * half, chance.choice((0, 15, 30))
            when = f"when: {_day(day)} {hour:02}:{minute:02} for 20m"
            lines.append(_entry(2 * one + half, when, "room-0", [one]))
    for number in range(2 * delegations, 2 * delegations + meetings):
        who = sorted(chance.sample(range(delegations), 2))
        halves = chance.sample([(day, hours) for day in range(_A_WEEK) for hours in _HALVES], 2)
        spans = ", ".join(f"{_day(day)} {hours}" for day, hours in sorted(halves))
        when = f"takes: 30m, within: [{spans}], priority: {chance.choice((3, 5, 5, 7))}"
        lines.append(_entry(number, when, f"room-{who[0]}", who))
    return "\n".join([*lines, ""]).encode()


def _entry(number: int, when: str, where: str, who: list[int]) -> str:
    people = ", ".join(f"p{one}" for one in who)
    told = f"kind: internal, title: Entry {number}, {when}, where: {where}, who: [{people}]"
    return f"  e{number}: {{{told}}}"


def _day(number: int) -> str:
    return f"{FIRST + timedelta(days=number):%Y-%m-%d}"


def _head(days: int) -> Iterator[str]:
    yield "itinerary: 1"
    dates = f"{_day(0)} to {_day(days - 1)}"
    yield f"delegation: {{name: Mission, dates: {dates}, timezone: Africa/Dakar, languages: [fr]}}"
    yield "feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}"


def _people(count: int, chance: Random) -> Iterator[str]:
    yield "people:"
    for number in range(count):
        name = f"{chance.choice(_FIRST_NAMES)} {chance.choice(_LAST_NAMES)} {number + 1}"
        yield f"  p{number}: {{name: {name}, role: Delegate, home: Europe/Brussels, speaks: [fr]}}"


def _towns(count: int, chance: Random) -> Iterator[str]:
    yield "places:"
    for number in range(count):
        yield f'  t{number}: {{name: Town {number + 1}, coordinates: "14.{number:03}, -16.5"}}'
        for venue in "abcd":
            yield f"  t{number}{venue}: {{name: Venue {venue.upper()} {number + 1}, in: t{number}}}"
    yield "travel:"
    for number in range(1, count):
        hub = chance.randrange(number)
        by, takes = chance.choice((("air", "1h"), ("road", "2h30"), ("road", "1h30")))
        yield f"  - {{from: t{hub}, to: t{number}, by: {by}, takes: {takes}, margin: 30m}}"


def _programme(teams: int, towns: int, chance: Random) -> Iterator[str]:
    number = 0
    for team in range(teams):
        town = chance.randrange(towns)
        who = ", ".join(f"p{team * TEAM + one}" for one in range(TEAM))
        for day in range(DAYS):
            if day % 3 == 0:
                town = chance.randrange(towns)
            for minute, takes in _STARTS:
                start = FIRST + timedelta(days=day, minutes=minute)
                if chance.random() < _FAULTY:
                    start -= timedelta(minutes=45)
                spoken = "wo, fr" if chance.random() < _FAULTY else "fr"
                kind = "meal" if minute == _NOON else chance.choice(_KINDS)
                told = _COVERED if "victim" in kind else "class: private"
                yield (
                    f"  e{number}: {{kind: {kind}, title: Entry {number}, {told},"
                    f" when: {start:%a %Y-%m-%d %H:%M} for {takes}m,"
                    f" where: t{town}{chance.choice('abcd')}, who: [{who}],"
                    f" status: {chance.choice(('confirmed', 'tentative'))}, languages: [{spoken}],"
                    f" with: Office {number % 97}, note: Made by chance}}"
                )
                number += 1
