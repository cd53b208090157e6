"""What is made once for many readers gives each of them what would be made for them alone."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary.model.history import History
from itinerary.privacy.readers import Level, Reader, readers
from itinerary.workspace import views
from itinerary.workspace.views import Calendars
from tests.privacy.histories import history, trees

SEEDS = st.integers(min_value=0, max_value=2**48)


def asked(seed: int) -> list[tuple[History, Reader]]:
    """Return readers of unrelated histories that grow, and are looked at as of old, mixed."""
    rng = random.Random(seed)  # noqa: S311 (it hides nothing)
    questions: list[tuple[History, Reader]] = []
    for made in (history(trees(rng, 7)), history(trees(rng, 4))):
        grown = [History(made.versions[:count]) for count in range(1, len(made.versions) + 1)]
        states = [*grown, made.as_of(rng.randint(1, 4))]
        if rng.random() < 0.5:
            rng.shuffle(states)
        for state in states:
            known = [*readers(state.latest.schedule).values()]
            rng.shuffle(known)
            questions += [(state, reader) for reader in known]
    if rng.random() < 0.3:
        rng.shuffle(questions)
    return questions


def answers(seed: int) -> list[bytes]:
    """Return what each is given who asks alone."""
    return [views.feed(state, reader) for state, reader in asked(seed)]


def shared_answers(seed: int) -> list[bytes]:
    """Return what each is given by one object that all ask."""
    shared = Calendars()
    return [shared.feed(state, reader) for state, reader in asked(seed)]


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_what_is_shared_gives_each_reader_what_is_theirs_alone(seed: int) -> None:
    assert shared_answers(seed) == answers(seed)


def test_what_is_of_no_version_any_more_is_let_go() -> None:
    shared = Calendars()
    for seed in range(3):
        made = history(trees(random.Random(seed), 2))  # noqa: S311 (it hides nothing)
        for reader in readers(made.latest.schedule).values():
            shared.feed(made, reader)
        held = {id(sights.schedule) for sights in shared._projector._sights.values()}
        assert held == {id(version.schedule) for version in made.versions}


@pytest.mark.parametrize("field", ["clearance", "is_person", "takes_part"])
def test_a_level_that_forgets_what_decides_is_found(field: str) -> None:
    """Were two readers one level who may not see the same, one would get what is the other's."""
    alone = [*map(answers, range(10))]
    with pytest.MonkeyPatch.context() as patch:
        rest = [name for name in Level.__dataclass_fields__ if name != field]
        patch.setattr(
            Level,
            "__eq__",
            lambda one, other: all(getattr(one, name) == getattr(other, name) for name in rest),
        )
        patch.setattr(Level, "__hash__", lambda one: hash(tuple(getattr(one, n) for n in rest)))
        assert [*map(shared_answers, range(10))] != alone
