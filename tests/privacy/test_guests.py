"""What a guest is told: a time, what is public, what is named; nothing else moves a byte of it."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary.model.entries import Engagement, Journey, Stay
from itinerary.model.fields import Classification, fields_of
from itinerary.model.history import History, Version
from itinerary.output import invitation
from itinerary.output.invitation import Invitation
from itinerary.output.mail import Party
from itinerary.privacy.gate import Gate as ReaderGate
from itinerary.privacy.guests import SHOWABLE, addressed, invited
from itinerary.privacy.readers import Guest
from itinerary.privacy.view import View
from tests.privacy.worlds import (
    OFF,
    ORDER,
    PROTECTED,
    TEXTS,
    Read,
    Tree,
    class_of,
    read,
    word,
    world,
)

ADDRESS = "office@example.org"
HOST = Party("host@example.org")
NOW = datetime(2023, 5, 19, 12, tzinfo=UTC)
SHOWN = frozenset({"title", "where", "who", "interlocutors", "languages", "interpreter", "room"})
Gate = Callable[[History, Guest, str], View]


def plain(history: History, guest: Guest, entry: str) -> View:
    return invited(history, guest, entry, invitation.tell)


def messages(
    history: History, entry: str, shown: frozenset[str], gate: Gate = plain
) -> list[bytes]:
    """Return every byte that a guest can be sent of an entry."""
    view = gate(history, Guest(ADDRESS, shown), entry)
    return [
        invitation.render(Invitation(told, HOST, Party(ADDRESS)), NOW)
        for told in (*view.items, *view.withdrawn)
    ]


# ---------------------------------------------------------------- twins


def twin(tree: Tree, name: str, shown: frozenset[str], rng: random.Random) -> Tree:
    """Return a world in which all differs that a guest of one entry is not told."""
    made = dict(tree["programme"][name])
    is_public, is_secret = class_of(made) == "public", class_of(made) == "confidential"
    others_of: dict[str, tuple[str, object]] = {
        "title": ("title", word(rng)),
        "room": ("room", word(rng)),
        "press": ("press", word(rng)),
        "interlocutors": ("with", [word(rng)]),
        "who": ("who", rng.choice((["ana"], ["ben"], ["witness"], []))),
        "interpreter": ("interpreter", [rng.choice(PROTECTED)]),
    }
    for attribute, (key, value) in others_of.items():
        if not is_public and (is_secret or attribute not in shown):
            made[key] = value
    if made.get("where") in {"safe", "office"}:  # told as their town at most
        made["where"] = rng.choice(("safe", "office"))
    made["priority"], made["note"], made["cover"] = str(rng.randint(1, 9)), word(rng), word(rng)
    made["dress"], made["vehicle"], made["request"] = word(rng), [word(rng)], {"of": word(rng)}
    made["allow"] = [{"rule": "too-tight", "why": word(rng)}]
    _change_unseen(made, tree["programme"][name], shown, rng)
    others = {f"{word(rng)}-new": other for other in world(rng)["programme"].values()}
    people = {
        key: {**person, "phone": word(rng), **({"name": word(rng)} if key in PROTECTED else {})}
        for key, person in tree["people"].items()
    }
    return {**tree, "people": people, "programme": {**others, name: made}}


def _change_unseen(made: Tree, old: Tree, shown: frozenset[str], rng: random.Random) -> None:
    """Change the kind, the place and how sure it is, as far as that is not told."""
    for alike in (("requested", "tentative"), OFF):
        if made["status"] in alike:
            made["status"] = rng.choice(alike)
    if class_of(old) == "public":
        return
    is_hidden = class_of(old) == "confidential" or "where" not in shown
    if is_hidden and "where" in made and "UTC" in str(made["when"]):
        made["where"] = rng.choice(("lima", "safe", "office", "tacna", "market"))
    if made["kind"] in {"meeting", "internal", "public-event"}:
        made["kind"] = rng.choice(("meeting", "internal", "public-event"))
        made["class"] = class_of(old)


def pairs(seed: int) -> Iterator[tuple[Read, Read, str, frozenset[str]]]:
    rng = random.Random(seed)  # noqa: S311 (it hides nothing)
    tree = world(rng)
    one = read(tree)
    for name, made in tree["programme"].items():
        if "when" in made and made["status"] != "idea":
            shown = frozenset(rng.sample(sorted(SHOWN), rng.randint(0, 4)))
            yield one, read(twin(tree, name, shown, rng)), name, shown


@settings(max_examples=150)
@given(st.integers(min_value=0))
def test_what_a_guest_is_not_told_changes_no_byte(seed: int) -> None:
    for one, other, name, shown in pairs(seed):
        before, after = (messages(each.history, name, shown) for each in (one, other))
        assert before
        assert before == after, (one.tree["programme"][name], other.tree["programme"][name], shown)


def _with(name: str, value: object) -> Gate:
    """Return a gate in which one part is replaced."""

    def gate(history: History, guest: Guest, entry: str) -> View:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(f"itinerary.privacy.guests._GuestGate.{name}", value)
            return plain(history, guest, entry)

    return gate


def _counted(history: History, guest: Guest, entry: str) -> View:
    count = len(history.latest.schedule.entries)
    view = plain(history, guest, entry)
    return replace(
        view,
        items=tuple(
            replace(item, revision=replace(item.revision, sequence=count)) for item in view.items
        ),
    )


LEAKS: dict[str, Gate] = {
    "every field": _with("sees", lambda _self, _name: True),
    "the secret title": _with("_title", lambda self, _otherwise="": self.entry.title),
    "the secret place": _with("_is_told", lambda _self, _place: True),
    "a secret place's clocks": _with("_told_at", lambda _self, instant, _reference: instant),
    "names of the protected": _with(
        "_name_of", lambda self, person: self.schedule.people[person].name
    ),
    "how sure it is, word for word": _with("details", ReaderGate.details),
    "SEQUENCE from the file": _counted,
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_planted_leak_is_found(leak: str) -> None:
    assert any(
        messages(one.history, name, shown, LEAKS[leak])
        != messages(other.history, name, shown, LEAKS[leak])
        for seed in range(200)
        for one, other, name, shown in pairs(seed)
    ), f"nothing notices: {leak}"


# ---------------------------------------------------------------- histories


def history(rng: random.Random) -> tuple[History, str, list[Tree]]:
    """Return versions of a world in which one entry changes at random, or not."""
    tree = world(rng)
    made: Tree = {
        "kind": "meeting",
        "title": "One",
        "class": rng.choice(ORDER),
        "status": "requested",
        "when": "2023-05-22 10:00 UTC for 1h",
        "where": "hotel",
        "who": ["ana"],
    }
    versions, trees = [], []
    for number in range(6):
        if rng.random() < 0.7:
            key, value = rng.choice(
                (
                    ("title", word(rng)),
                    ("when", f"2023-05-22 {rng.randint(8, 11):02}:00 UTC for 1h"),
                    ("status", rng.choice(("requested", "tentative", "confirmed", "cancelled"))),
                    ("where", rng.choice(("hotel", "safe", "office"))),
                    ("class", rng.choice(ORDER)),
                    *((text, word(rng)) for text in TEXTS),
                )
            )
            made = {**made, key: value}
        others = world(rng)["programme"] if rng.random() < 0.5 else tree["programme"]
        is_gone = rng.random() < 0.15
        now = {**tree, "programme": {**others, **({} if is_gone else {"one": made})}}
        trees.append({} if is_gone else made)
        at = datetime(2023, 5, 1 + number, tzinfo=UTC)
        versions.append(Version(number + 1, at, read(now).schedule))
    return History(tuple(versions)), "one", trees


def told(past: History, entry: str, shown: frozenset[str]) -> tuple[int, object] | None:
    view = plain(past, Guest(ADDRESS, shown), entry)
    every = (*view.items, *view.withdrawn)
    if not every:
        return None
    (one,) = every
    return one.revision.sequence, invitation.tell(one, view.markers)


@settings(max_examples=150)
@given(st.integers(min_value=0))
def test_the_sequence_rises_with_what_every_guest_is_told_and_with_nothing_else(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 (it hides nothing)
    past, entry, trees = history(rng)
    before: tuple[int, object] | None = None
    for number in range(1, len(trees) + 1):
        now = told(past.as_of(number), entry, frozenset())
        if before is not None:
            assert now is not None
            assert now[0] - before[0] == int(now[1] != before[1])
        before = now if now is not None else before
        # Whatever is shown on top, no sending bears another number than the rest of its version.
        richer = told(past.as_of(number), entry, SHOWN)
        assert (richer and richer[0]) == (now and now[0])


@settings(max_examples=60)
@given(st.integers(min_value=0))
def test_an_identifier_is_one_guests_and_leads_back(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 (it hides nothing)
    past, entry, _ = history(rng)
    view = plain(past, Guest(ADDRESS), entry)
    uids = {one.uid for one in (*view.items, *view.withdrawn)}
    assert all(addressed(past, Guest(ADDRESS.upper()))[uid] == entry for uid in uids)
    assert not uids & set(addressed(past, Guest("else@example.org")))
    other = plain(past, Guest("else@example.org"), entry)
    assert not uids & {one.uid for one in (*other.items, *other.withdrawn)}


def test_an_invitation_carries_no_earlier_state() -> None:
    past, entry, _ = history(random.Random(7))  # noqa: S311 (it hides nothing)
    for item in plain(past, Guest(ADDRESS, SHOWN), entry).items:
        assert item.revision.before is None
        assert not item.revision.is_new


def test_what_can_be_shown_is_declared_and_never_a_note() -> None:

    declared = {
        name: one for kind in (Engagement, Journey, Stay) for name, one in fields_of(kind).items()
    }
    assert set(declared) > SHOWABLE
    for name in SHOWABLE:
        floor = declared[name].floor
        assert floor is not None
        assert floor < Classification.CONFIDENTIAL


def test_an_entry_comes_back_after_its_withdrawal() -> None:
    tree = {**world(random.Random(1)), "programme": {}}  # noqa: S311 (it hides nothing)
    one = {"kind": "meeting", "title": "One", "when": "2023-05-22 10:00 UTC for 1h"}
    versions = [
        Version(
            number, NOW + timedelta(days=number), read({**tree, "programme": programme}).schedule
        )
        for number, programme in enumerate(({"one": one}, {}, {"one": one}), 1)
    ]
    found = [told(History(tuple(versions[:number])), "one", frozenset()) for number in (1, 2, 3)]
    assert [one and one[0] for one in found] == [0, 1, 2]
