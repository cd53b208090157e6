"""A new mission's schedule file."""

from typing import NamedTuple

from itinerary.diagnostics import Diagnostic
from itinerary.languages import PLAIN, Words
from itinerary.syntax.splicing import quoted
from itinerary.syntax.values import id_from
from itinerary.workspace.files import understood


class Mission(NamedTuple):
    """What a new file begins with, as it was typed."""

    name: str
    dates: str
    zone: str
    key: str
    """The secret of its feeds: from the machine's generator."""
    languages: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    """Full names."""
    towns: tuple[str, ...] = ()


def founded(mission: Mission, path: str, words: Words = PLAIN) -> bytes | tuple[Diagnostic, ...]:
    """Return a new schedule file, or what is wrong with what was typed.

    Its comments are in the language spoken; they say where to go on.
    """
    data = "".join(f"{line}\n" for line in _lines(mission, words)).encode()
    faults = tuple(one for one in understood(data, path).diagnostics if one.is_error)
    return faults or data


def file_name(name: str) -> str:
    """Return the name of a new mission's file."""
    return f"{id_from(name)[:40].strip('-') or 'mission'}.yaml"


def _lines(mission: Mission, words: Words) -> list[str]:
    say = words.say
    keep = say("keeps the ids of events unguessable: never change it")
    lines = [
        "# " + say("What is not marked `class: public` is for the delegation only."),
        "# "
        + say("`itinerary check` finds what cannot work; `itinerary explain` lists the rules."),
        "itinerary: 1",
        "",
        "delegation:",
        f"  name: {quoted(mission.name)}",
        f"  dates: {quoted(mission.dates)}",
        f"  timezone: {quoted(mission.zone)}",
    ]
    if mission.languages:
        lines.append(f"  languages: [{', '.join(map(quoted, mission.languages))}]")
    lines += ["", "feeds:", f"  key: {quoted(mission.key)}   # {keep}", "", "people:"]
    for person, known in _named(mission.people):
        lines += [f"  {known}:", f"    name: {quoted(person)}"]
    lines += ["", "places:"]
    for town, known in _named(mission.towns):
        lines += [f"  {known}:", f"    name: {quoted(town)}"]
    where = say("where the sun sets and how high it is: add to each town")
    lines += [f"  # {where}", '  #   coordinates: "-12.046, -77.043"', "  #   altitude: 150 m"]
    lines += ["", "# travel:", "#   - {from: lima, to: ayacucho, by: air, takes: 1h, margin: 2h}"]
    more = say("`itinerary add` adds an entry, step by step")
    return [*lines, "", "programme:", f"  # {more}"]


def _named(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return each name with an id that no other has."""
    found: dict[str, str] = {}
    for name in names:
        base = id_from(name)[:60].strip("-") or "x"
        known = base
        number = 2
        while known in found:
            known, number = f"{base}-{number}", number + 1
        found[known] = name
    return [(name, known) for known, name in found.items()]
