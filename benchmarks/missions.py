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
_KINDS = ("internal", "meeting", "government-meeting", "meal", "victim-meeting", "meeting")
_FIRST_NAMES = ("Adama", "Binta", "Dina", "Elif", "Farid", "Grace", "Hugo", "Inês", "Khady")
_LAST_NAMES = ("Abebe", "Barros", "Diallo", "Evans", "Faye", "Garcia", "Haddad", "Ito", "Kane")
_FAULTY = 0.01
"""Which part of the entries starts too early."""


def fixed(entries: int, seed: int = 1) -> bytes:
    """Return a mission in which every entry has its time: what ``check`` has to look through.

    Teams of three work in a town for some days each, so that of all that is checked there is some;
    one entry in a hundred clashes with another or leaves no time for the way.
    """
    chance = Random(seed)  # noqa: S311 (no secret is made of it)
    teams = -(-entries // (DAYS * len(_STARTS)))
    towns = max(4, teams // 3)
    lines = [*_head("Mission"), *_people(teams * TEAM, chance), *_towns(towns, chance)]
    lines.append("programme:")
    lines += islice(_programme(teams, towns, chance), entries)
    return "\n".join([*lines, ""]).encode()


def _head(name: str) -> Iterator[str]:
    last = FIRST + timedelta(days=DAYS - 1)
    yield "itinerary: 1"
    dates = f"{FIRST:%Y-%m-%d} to {last:%Y-%m-%d}"
    yield f"delegation: {{name: {name}, dates: {dates}, timezone: Africa/Dakar, languages: [fr]}}"
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
                kind = chance.choice(_KINDS)
                told = "class: confidential, cover: Visit" if "victim" in kind else "class: private"
                yield (
                    f"  e{number}: {{kind: {kind}, title: Entry {number}, {told},"
                    f" when: {start:%a %Y-%m-%d %H:%M} for {takes}m,"
                    f" where: t{town}{chance.choice('abcd')}, who: [{who}],"
                    f" status: {chance.choice(('confirmed', 'tentative'))}, languages: [fr, wo],"
                    f" with: Office {number % 97}, note: Made by chance}}"
                )
                number += 1
