"""Random histories, and twins of them that differ only in what a reader may not see."""

import json
import random
from datetime import datetime, timedelta

from itinerary.model.history import History, Version
from itinerary.privacy.readers import Medium
from itinerary.times import UTC
from tests.privacy.worlds import ORDER, Sight, Tree, entry, read, right_ever, twin, word, world

FIRST = datetime(2023, 5, 1, 12, tzinfo=UTC)
STEP = timedelta(hours=17)
"""Between two releases: a week holds about ten, so that some of what is cancelled expires."""


def changed(tree: Tree, past: set[str], rng: random.Random) -> Tree:
    """Return a schedule after a coordinator worked on it: none, one or several edits.

    ``past`` holds every id that there was: some come back, for the same entry or another.
    """
    other: Tree = json.loads(json.dumps(tree))
    for _ in range(rng.choice((0, 1, 1, 2, 4))):
        _edit(other["programme"], sorted(past - other["programme"].keys()), rng)
        past |= other["programme"].keys()
    return other


def _edit(programme: Tree, past: list[str], rng: random.Random) -> None:
    new = _id(past, rng)
    if not programme or rng.random() < 0.15:
        programme[new] = entry(rng)
        return
    name = rng.choice(sorted(programme))
    made = programme[name]
    match rng.choice(("move", "status", "status", "title", "who", "class", "rename", "remove")):
        case "move":
            fresh = entry(rng)
            if "when" in made and "when" in fresh and made["kind"] == fresh["kind"]:
                made["when"] = fresh["when"]
                made.pop("repeat", None)
        case "status":
            placed = ("cancelled", "confirmed", "tentative")
            made["status"] = rng.choice(placed if "when" in made else ("requested",))
        case "title":
            made["title"] = made["cover"] = word(rng)
        case "who":
            made["who"] = rng.choice((["everyone"], ["ana"], ["ben"], ["ana", "driver"], []))
        case "class" if made["kind"] != "victim-meeting":
            made["class"] = rng.choice(ORDER)
        case "rename":
            more = [rng.choice(past)] if past and rng.random() < 0.3 else []
            was = dict.fromkeys((*made.get("was", []), *more, name))
            programme[new] = {**programme.pop(name), "was": [one for one in was if one != new]}
        case "remove":
            del programme[name]
        case _:
            pass


def _id(past: list[str], rng: random.Random) -> str:
    """Return an id for an entry: a new one, or one that there was."""
    if past and rng.random() < 0.3:
        return rng.choice(past)
    return f"{word(rng)}-{rng.randint(10, 99)}"


def trees(rng: random.Random, length: int) -> list[Tree]:
    """Return the states of a random schedule."""
    states = [world(rng)]
    past = set(states[0]["programme"])
    while len(states) < length:
        states.append(changed(states[-1], past, rng))
    return states


def history(states: list[Tree]) -> History:
    """Return the history of some states, each released a while after the one before."""
    return History(
        tuple(
            Version(number, FIRST + number * STEP, read(tree).schedule)
            for number, tree in enumerate(states, 1)
        )
    )


def twin_history(
    states: list[Tree], reader: str, rng: random.Random, medium: Medium = Medium.FEED
) -> History:
    """Return a history that shows a reader the same, with more releases that show them nothing."""
    versions = []
    sight = Sight(reader, medium)
    for number, tree in enumerate(states, 1):
        at = FIRST + number * STEP
        versions.append((at, twin(tree, sight, rng)))
        shown = (
            one
            for one, made in tree["programme"].items()
            if right_ever(one, made, sight) != "nothing"
        )
        sight = sight._replace(shown=sight.shown.union(shown))
        if rng.random() < 0.4:
            versions.append((at + STEP / 3, twin(tree, sight, rng)))
    return History(
        tuple(
            Version(number, at, read(tree).schedule)
            for number, (at, tree) in enumerate(versions, 1)
        )
    )
