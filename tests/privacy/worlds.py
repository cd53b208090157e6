"""Random schedules, and for each reader a twin that differs only in what they may not see.

The rule table is written here a second time, from the promise and not from the code, so that the
two can disagree.
"""

import json
import random
from dataclasses import dataclass
from typing import Any, NamedTuple

from itinerary.model.history import History, Version
from itinerary.model.schedule import Schedule
from itinerary.privacy.readers import Medium
from itinerary.syntax.parser import read_schedule
from itinerary.workspace.views import UNRELEASED

Tree = dict[str, Any]

DELEGATES = ("ana", "ben")
PROTECTED = ("witness", "driver")
CLEARANCES = {"press": "public", "staff": "private", "desk": "confidential"}
READERS = (*DELEGATES, *PROTECTED, *CLEARANCES)
VENUES = {
    "lima": ("lima", "hotel", "office", "safe"),
    "puno": ("puno", "market"),
    "tacna": ("tacna",),
}
TOWN = {venue: town for town, venues in VENUES.items() for venue in venues}
ORDER = ("public", "private", "confidential")
TEXTS = ("room", "press", "dress", "note")
OFF = ("declined", "cancelled")


def frame() -> Tree:
    """Return everything but the programme; puno's clocks are not lima's."""
    return {
        "itinerary": "1",
        "delegation": {
            "name": "Mission",
            "dates": "2023-05-20 to 2023-05-27",
            "timezone": "America/Lima",
        },
        "people": {
            "ana": {"name": "Ana Delegate", "home": "Europe/London"},
            "ben": {"name": "Ben Delegate", "joins": {"when": "2023-05-21 06:00", "where": "lima"}},
            "witness": {"name": "Rosa Quispe", "protected": "yes"},
            "driver": {"name": "Juan Mamani", "protected": "yes"},
        },
        "readers": {
            name: {"name": f"Desk {name}", "clearance": clearance}
            for name, clearance in CLEARANCES.items()
        },
        "places": {
            "lima": {
                "name": "Lima",
                "coordinates": "-12.046, -77.043",
                "altitude": "150 m",
                "hospital": "clinic",
            },
            "clinic": {"name": "Clinic", "in": "lima", "phone": "+51 1 555 0101"},
            "ward": {"name": "Ward", "in": "puno", "class": "private", "phone": "+51 51 555 0102"},
            "bunker": {
                "name": "Bunker",
                "in": "tacna",
                "class": "confidential",
                "phone": "+51 52 555 0103",
            },
            "hotel": {"name": "Hotel", "in": "lima", "address": "Main Street 1"},
            "office": {"name": "Private office", "in": "lima", "class": "private"},
            "safe": {
                "name": "Safe house",
                "in": "lima",
                "class": "confidential",
                "timezone": "Asia/Kathmandu",
            },
            "puno": {
                "name": "Puno",
                "timezone": "America/La_Paz",
                "coordinates": "-15.84, -70.02",
                "altitude": "3827 m",
                "hospital": "ward",
                "fallback": "the market",
            },
            "market": {"name": "Market", "in": "puno"},
            "tacna": {"name": "Tacna", "timezone": "Asia/Tokyo", "hospital": "bunker"},
        },
        "travel": [{"from": "lima", "to": "puno", "takes": "2h"}],
        "feeds": {"key": "a key that nobody guesses at all"},
        "programme": {},
    }


def word(rng: random.Random) -> str:
    """Return a made-up word."""
    return "".join(rng.choice("abcdefghijklmnop") for _ in range(6))


def entry(rng: random.Random) -> Tree:
    """Return a random entry."""
    kind = rng.choice(("meeting", "victim-meeting", "internal", "public-event", "journey", "stay"))
    made: Tree = {"kind": kind, "title": word(rng), "status": _status(rng)}
    if kind != "victim-meeting":
        made["class"] = rng.choice(ORDER)
    if rng.random() < 0.8:
        made["cover"] = word(rng)
    made["who"] = rng.choice(
        (
            ["everyone"],
            ["ana"],
            ["ben"],
            ["ana", "ben"],
            ["witness"],
            ["ana", "driver"],
            ["driver"],
            [],
        )
    )
    _place(made, rng)
    _time(made, rng)
    _garnish(made, rng)
    return made


def _status(rng: random.Random) -> str:
    return rng.choice(("idea", "requested", "tentative", "confirmed", "confirmed", *OFF))


def _place(made: Tree, rng: random.Random) -> None:
    venues = sorted(TOWN)
    if made["kind"] == "journey":
        made["from"], made["to"] = rng.choice(venues), rng.choice(venues)
    elif rng.random() < 0.9:
        made["where"] = rng.choice(venues)


def _time(made: Tree, rng: random.Random) -> None:
    # Told in UTC, so that a twin in another place is at the same instant by other clocks.
    day, hour = rng.randint(20, 26), rng.randint(6, 20)
    if made["kind"] == "stay":
        made |= {"when": f"2023-05-{day}", "nights": str(rng.randint(1, 3))}
        return
    choice = rng.random()
    if choice < 0.15 and made["status"] == "requested":
        made |= {"takes": "1h", "within": [f"2023-05-{day} to 2023-05-27, 09:00-17:00 UTC"]}
    elif choice < 0.25:
        made["when"] = f"2023-05-{day}"
    elif made["kind"] == "journey":
        made["when"] = f"2023-05-{day} {hour:02}:15 UTC for {rng.randint(20, 40)}h"
    else:
        made["when"] = (
            f"2023-05-{day} {hour:02}:{rng.choice((0, 30)):02} UTC for {rng.randint(1, 6)}h"
        )
        if rng.random() < 0.2:
            made["repeat"] = rng.choice(
                ("daily", "daily until 2023-05-26", "FREQ=DAILY;INTERVAL=2")
            )


def _garnish(made: Tree, rng: random.Random) -> None:
    """Add some of the fields that only some readers see."""
    for key in TEXTS:
        if rng.random() < 0.3:
            made[key] = word(rng)
    if rng.random() < 0.3:
        made["vehicle"] = [word(rng)]
    if rng.random() < 0.3:
        made["with"] = [word(rng)]
    if rng.random() < 0.3:
        made["interpreter"] = [rng.choice(PROTECTED)]
    if rng.random() < 0.3:
        made["handover"] = {
            "what": word(rng),
            "carried by": rng.choice((*DELEGATES, *PROTECTED)),
            **{key: word(rng) for key in ("boxes", "receipt", "photos") if rng.random() < 0.5},
        }
    if rng.random() < 0.3:
        made["request"] = {"of": word(rng), "by": rng.choice(DELEGATES)}
    _hide(made, rng)


def _hide(made: Tree, rng: random.Random) -> None:
    """Set what only the coordinator sees."""
    made["priority"] = str(rng.randint(1, 9))
    made["allow"] = [{"rule": "double-booked", "why": word(rng)}]
    made["embargoed"] = [word(rng)]
    made["consent"] = {"given": f"2023-05-{rng.randint(10, 27)}", "to": word(rng)}
    if made["kind"] == "journey":
        made["signal"] = rng.choice(("yes", "no"))
        made["check-ins"] = [f"{rng.randint(6, 22):02}:15"]


def world(rng: random.Random) -> Tree:
    """Return a random schedule as a tree."""
    made = frame()
    made["programme"] = {f"{word(rng)}-{number}": entry(rng) for number in range(rng.randint(1, 7))}
    for person in made["people"].values():
        if rng.random() < 0.6:
            person |= {"phone": word(rng), "role": word(rng)}
    made["contacts"] = {f"c{number}": contact(rng) for number in range(rng.randint(0, 4))}
    made["safety"] = safety(rng, made["contacts"])
    return made


def contact(rng: random.Random) -> Tree:
    """Return a random contact."""
    return {
        "name": word(rng),
        "role": word(rng),
        "phone": word(rng),
        "class": rng.choice(ORDER),
        "for": [rng.choice((*DELEGATES, *PROTECTED))] if rng.random() < 0.3 else [],
        "emergency": rng.choice(("yes", "no")),
        "where": rng.choice(("lima", "hotel", "office", "safe")),
    }


def safety(rng: random.Random, contacts: Tree) -> Tree:
    """Return what a delegation agreed on, at random."""
    return {
        "check-ins": [f"{rng.randint(6, 22):02}:00"],
        "how": word(rng),
        "monitor": rng.choice((*contacts, "ana", "witness", "desk")),
        "fallback": word(rng),
        "destroy after": f"{rng.randint(1, 9)} days",
    }


# ---------------------------------------------------------------- the table, a second time


def class_of(made: Tree) -> str:
    """Return an entry's class: its own, or its kind's."""
    default = "confidential" if made["kind"] == "victim-meeting" else "private"
    return str(made.get("class", default))


def attendees(made: Tree) -> set[str]:
    """Return everyone with a part in an entry, as if nobody joined late."""
    who = set(made["who"])
    return (
        (who - {"everyone"})
        | (set(DELEGATES) if "everyone" in who else set())
        | set(made.get("interpreter", []))
    )


def rights(made: Tree, reader: str, medium: Medium, at_least: str = "public") -> str:
    """Return what the rule table says: ``full``, ``cover`` or ``nothing``."""
    secrecy = max(class_of(made), at_least, key=ORDER.index)
    is_person = reader not in CLEARANCES
    takes_part = is_person and reader in attendees(made)
    if is_person and attendees(made) - set(PROTECTED) and not takes_part:
        return "nothing"  # a person's calendar is their own, and what names nobody they know of
    if secrecy == "public":
        return "full"
    if secrecy == "private":
        cleared = reader in DELEGATES or takes_part or CLEARANCES.get(reader) in ORDER[1:]
        return "full" if cleared else "nothing"
    if not takes_part and CLEARANCES.get(reader) != "confidential":
        return "nothing"
    return "full" if medium is Medium.SHEET else "cover"


# ---------------------------------------------------------------- twins


class Sight(NamedTuple):
    """Who looks, by which medium, and the entries that they were shown before."""

    reader: str
    medium: Medium
    shown: frozenset[str] = frozenset()

    def knows(self, name: str, made: Tree) -> bool:
        """Whether an entry, by any of its names, was shown before."""
        return not self.shown.isdisjoint((name, *made.get("was", ())))


def twin(tree: Tree, sight: Sight, rng: random.Random) -> Tree:
    """Return a schedule that differs from another only in what the reader may not see."""
    reader, medium, _ = sight
    other: Tree = json.loads(json.dumps(tree))
    programme: list[tuple[str, Tree]] = []
    for name, made in other["programme"].items():
        right = right_ever(name, made, sight)
        if right == "nothing":
            programme += _hidden_change(name, sight, rng)
        else:
            changed = _cover_change if right == "cover" else _full_change
            changed(made, reader, medium, rng)
            programme.append((name, made))
    for _ in range(rng.randint(0, 2)):
        programme += _hidden_change(f"{word(rng)}-new", sight, rng)
    rng.shuffle(programme)
    other["programme"] = dict(programme)
    _change_people(other, reader, medium, rng)
    _change_contacts(other, reader, medium, rng)
    _change_places(other, reader, medium, rng)
    return other


def right_ever(name: str, made: Tree, sight: Sight) -> str:
    """Return the right that holds for all occurrences; for ben, who joins late, be careful."""
    reader, medium, _ = sight
    right = rights(made, reader, medium)
    if right == "cover" and made["status"] in OFF and not sight.knows(name, made):
        return "nothing"
    if medium is Medium.FEED and "when" not in made:
        return "nothing"
    if medium is Medium.SHEET and "when" not in made and made["status"] in OFF:
        return "nothing"
    return right


def _hidden_change(name: str, sight: Sight, rng: random.Random) -> list[tuple[str, Tree]]:
    if rng.random() < 0.4:
        return []
    for _ in range(60):
        made = entry(rng)
        if right_ever(name, made, sight) == "nothing" and not _touches_ben(made, sight.reader):
            return [(name, made)]
    return []


def _touches_ben(made: Tree, reader: str) -> bool:
    """Whether ben's late joining could make him see what the table, read roughly, hides."""
    return reader == "ben" and "everyone" in made["who"]


def _cover_change(made: Tree, _reader: str, _medium: Medium, rng: random.Random) -> None:
    """Change all that a cover does not say: it says its words, the time and the town."""
    made["title"] = word(rng)
    if made["status"] not in OFF:
        made["status"] = rng.choice(("idea", "requested", "tentative", "confirmed"))
    for key in (*TEXTS, "vehicle", "with", "handover", "request"):
        made.pop(key, None)
    if "where" in made:
        made["where"] = rng.choice(VENUES[TOWN[made["where"]]])
    _garnish_same_people(made, rng)
    _hide(made, rng)


def _garnish_same_people(made: Tree, rng: random.Random) -> None:
    people = made.get("interpreter")
    _garnish(made, rng)
    made.pop("interpreter", None)
    if people is not None:
        made["interpreter"] = people


def _full_change(made: Tree, reader: str, medium: Medium, rng: random.Random) -> None:
    """Change what is hidden even in an entry that is shown."""
    _hide(made, rng)
    if "when" in made and "repeat" not in made and made["kind"] not in {"journey", "stay"}:
        made["repeat"] = f"daily until {made['when'][:10]}"  # it takes place once all the same
    if rights(made, reader, medium, "confidential") != "full":
        made["note"] = word(rng)
    if rights(made, reader, medium, "private") != "full":
        made["dress"] = word(rng)
        made["vehicle"] = [word(rng)]
        made["handover"] = {"what": word(rng)}
        made["request"] = {"of": word(rng)}
        if reader not in DELEGATES:
            made["lead"] = rng.choice(DELEGATES)
    seen = [at for at in ORDER if rights(made, reader, medium, at) == "full"]
    if made.get("where") in {"safe", "office"}:
        secrecy = "confidential" if made["where"] == "safe" else "private"
        if secrecy not in seen:
            made["where"] = (
                "safe" if "confidential" not in seen and "private" in seen else made["where"]
            )
            if "private" not in seen:
                # A room in a hidden place is hidden with it; one in the town is not.
                hidden = ("safe", "office") if "room" in made else ("safe", "office", "lima")
                made["where"] = rng.choice(hidden)
                if "room" in made:
                    made["room"] = word(rng)


def _change_people(other: Tree, reader: str, medium: Medium, rng: random.Random) -> None:
    for name, person in other["people"].items():
        person["note"] = word(rng)
        if medium is Medium.FEED or not may_call(other["programme"], reader, name):
            person |= {"phone": word(rng), "email": word(rng), "role": word(rng)}
    sees_names = any(
        rights(made, reader, medium, "confidential") == "full"
        for made in other["programme"].values()
    )
    for name in PROTECTED:
        if not sees_names and name != reader:
            other["people"][name]["name"] = f"{word(rng).title()} {word(rng).title()}"


def may_read(reader: str, secrecy: str) -> bool:
    """Whether a reader may read something of a class that nobody takes part in."""
    cleared = CLEARANCES.get(reader, "private" if reader in DELEGATES else "public")
    return ORDER.index(cleared) >= ORDER.index(secrecy)


def may_call(programme: Tree, reader: str, person: str) -> bool:
    """Whether a sheet may tell a reader how to reach a person; read roughly: too often yes."""
    if person not in PROTECTED:
        return may_read(reader, "private")
    return may_read(reader, "confidential") or any(
        {reader, person} <= attendees(made) | {made.get("lead"), made.get("note taker")}
        for made in programme.values()
    )


def _change_contacts(other: Tree, reader: str, medium: Medium, rng: random.Random) -> None:
    """Change, take away and add contacts that the reader may not know of, and hidden safety."""
    is_sheet = medium is Medium.SHEET
    kept = []
    for name, made in other["contacts"].items():
        if is_sheet and (may_read(reader, made["class"]) or reader in made["for"]):
            kept.append((name, made))
    hidden = []
    for number in range(rng.randint(0, 3)):
        made = contact(rng)
        if not is_sheet or not (may_read(reader, made["class"]) or reader in made["for"]):
            hidden.append((f"h{number}", made))
    told = [*kept]
    for one in hidden:
        told.insert(rng.randint(0, len(told)), one)
    monitor = other["safety"]["monitor"]
    other["contacts"] = dict(told)
    if is_sheet and may_read(reader, "private"):
        if monitor not in (*other["contacts"], "ana", "witness", "desk"):
            other["safety"]["monitor"] = rng.choice([*dict(hidden), monitor])
            other["contacts"].setdefault(other["safety"]["monitor"], hidden_contact(rng))
        return
    keep = other["safety"]["destroy after"]
    other["safety"] = safety(rng, other["contacts"])
    if is_sheet and reader not in CLEARANCES:
        other["safety"]["destroy after"] = keep  # of what a protected person carries


def hidden_contact(rng: random.Random) -> Tree:
    """Return a contact that no reader below confidential may know of."""
    return {**contact(rng), "class": "confidential", "for": []}


def _change_places(other: Tree, reader: str, medium: Medium, rng: random.Random) -> None:
    """Change what sheets alone tell of places, where no sheet of this reader does."""
    programme, places = other["programme"].values(), other["places"]
    full = {
        at for at in ORDER if any(rights(one, reader, medium, at) == "full" for one in programme)
    }
    is_feed = medium is Medium.FEED
    for place, secrecy in (("clinic", "public"), ("ward", "private"), ("bunker", "confidential")):
        if is_feed or secrecy not in full:
            places[place] |= {"phone": word(rng), "name": word(rng)}
    if is_feed or "private" not in full:
        places["puno"]["fallback"] = word(rng)
    shown = {
        TOWN[venue]
        for made in programme
        if rights(made, reader, medium) != "nothing"
        for key in ("where", "from", "to")
        if (venue := made.get(key))
    }
    for town in VENUES:
        places[town]["office hours"] = f"Mon-Fri {rng.randint(7, 10):02}:00-17:00"
        places[town]["country"] = rng.choice(("PE", "BO", "CL"))
    for row in other["travel"]:
        row["signal"] = rng.choice(("yes", "no"))
    for town in VENUES.keys() - (set() if is_feed else shown):
        places[town]["altitude"] = f"{rng.randint(0, 4000)} m"
        if not is_feed:
            places[town]["coordinates"] = f"{rng.randint(-60, 60)}.5, {rng.randint(-150, 150)}.5"


# ---------------------------------------------------------------- reading them


@dataclass(frozen=True)
class Read:
    """A tree as the program reads it."""

    tree: Tree
    schedule: Schedule

    @property
    def history(self) -> History:
        """The schedule as a history of one version."""
        return History((Version(0, UNRELEASED, self.schedule),))


def read(tree: Tree) -> Read:
    """Return the schedule that a tree tells; JSON is YAML, and the parser reads it."""
    schedule, diagnostics, _ = read_schedule((json.dumps(tree) + "\n").encode(), "world.yaml")
    errors = [found for found in diagnostics if found.is_error]
    assert schedule is not None
    assert not errors, errors
    return Read(tree, schedule)
