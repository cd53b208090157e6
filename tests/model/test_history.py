"""Which entry of one version is which entry of another."""

from datetime import UTC, datetime, timedelta

import pytest

from itinerary.model.history import History, Version
from tests.reading import mission, read

FIRST = datetime(2023, 5, 1, tzinfo=UTC)


def followed(*versions: str) -> list[dict[str, str]]:
    """Return what identifies the entries of each version: ``a`` or ``b<a`` (b, which was a)."""
    made = []
    for number, entries in enumerate(versions):
        lines = ["programme:"]
        for entry in entries.split():
            name, _, was = entry.partition("<")
            more = f", was: [{was}]" if was else ""
            lines.append(f"  {name}: {{kind: rest, when: 2023-05-22 10:00 for 1h{more}}}")
        text = "\n".join(lines) + "\n" if entries else "programme: {}\n"
        schedule = read(mission(text)).schedule
        assert schedule is not None
        made.append(Version(number, FIRST + timedelta(days=number), schedule))
    return [dict(identities) for identities in History(tuple(made)).identities]


@pytest.mark.parametrize(
    ("versions", "last"),
    [
        # It goes on, goes, and comes back.
        (("a", "a"), {"a": "a"}),
        (("a", "", "a"), {"a": "a"}),
        # A new id, and a chain of them, with a version left out or not.
        (("a", "b<a"), {"b": "a"}),
        (("a", "b<a", "b<a"), {"b": "a"}),
        (("a", "b<a", "b"), {"b": "a"}),
        (("a", "b<a", "c<b"), {"c": "a"}),
        (("a", "b<a", "c<b,a"), {"c": "a"}),
        (("a", "b<a", "c<a"), {"c": "a"}),
        (("a", "", "b<a"), {"b": "a"}),
        # The old id comes back: as itself, or beside the entry that had it.
        (("a", "b<a", "a"), {"a": "a"}),
        (("a", "b<a", "a<b"), {"a": "a"}),
        (("a", "b<a", "b<a a"), {"b": "a", "a": "a 2"}),
        (("a", "b<a", "b<a a", "b<a a"), {"b": "a", "a": "a 2"}),
        (("a", "b<a", "b<a a", "b<a", "b<a a"), {"b": "a", "a": "a 2"}),
        # One becomes two.
        (("a", "a b<a"), {"a": "a", "b": "b"}),
        (("a", "b<a c<a"), {"b": "a", "c": "a 2"}),
        (("a", "a b<a", "b<a"), {"b": "b"}),
        # Two become one.
        (("a b", "b<a"), {"b": "b"}),
        (("a b", "c<a,b"), {"c": "a"}),
        (("a b", "c<a d<a,b"), {"c": "a", "d": "b"}),
        # An id that goes on is its own entry's: `check` refuses another's claim to it.
        (("a b", "a<b b<a"), {"a": "a", "b": "b"}),
        (("a b", "b<a c<b"), {"b": "b", "c": "c"}),
        (("a b", "a<b b"), {"a": "a", "b": "b"}),
        (("a b", "a b<a c<b"), {"a": "a", "b": "b", "c": "c"}),
        # What never was is no matter.
        (("a", "a b<x"), {"a": "a", "b": "x"}),
        (("a", "a<a"), {"a": "a"}),
    ],
)
def test_an_entry_is_followed(versions: tuple[str, ...], last: dict[str, str]) -> None:
    found = followed(*versions)
    assert found[-1] == last
    for identities in found:
        assert len(set(identities.values())) == len(identities)
