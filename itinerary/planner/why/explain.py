"""Why a request cannot be placed, in plain words, and the least that would have to give.

Every start that a request could have is blamed on what stands in its way. What explains a no is a
set of facts such that no start is free of all of them, and such that without any one of them some
start would be. That set is found by leaving out one fact after the other.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from itinerary.languages import Message, say
from itinerary.model.entries import Stay
from itinerary.model.schedule import Schedule
from itinerary.planner.problem import Keeps, anyhow
from itinerary.planner.why import facts as known
from itinerary.planner.why import lodging, relaxing_stays
from itinerary.planner.why.blame import Blame, Why, possible
from itinerary.planner.why.facts import Fact
from itinerary.planner.why.lodging import Nights
from itinerary.planner.why.relaxing import Relaxed, relaxed
from itinerary.planner.why.table import Key, Question, Table, asked, tabled, without


class Reason(NamedTuple):
    """One of the facts that together leave a request no hour, or no nights.

    ``is_enough`` tells whether the request could be placed without it, all else standing.
    """

    fact: Fact
    is_enough: bool


class Explanation(NamedTuple):
    """Why a request is not placed; ``reasons`` is empty where it could be."""

    reasons: tuple[Reason, ...]
    ways: tuple[Relaxed, ...]

    @property
    def messages(self) -> tuple[Message, ...]:
        """The reasons, each with its line, and then the ways out."""
        reasons = (
            say("{what} (line {line})", what=reason.fact.told, line=reason.fact.span.line)
            for reason in self.reasons
        )
        return (*reasons, *(way.told for way in self.ways))


# ---------------------------------------------------------------- the reasons


def core(table: Table) -> tuple[Blame, ...]:
    """Return a smallest set of blames that leave no hour: it is for tables without hours.

    Smallest means that none can be left out, not that no other set has fewer. First it is found in
    the table, where each start has to be blamed on one of the set. Then it is tried: what leaves
    no hour without one of its blames either is left out as well.
    """
    weight: dict[Key, int] = {}
    blames: dict[Key, Blame] = {}
    lines = []
    for line in table.lines:
        keys = {table.key(blame): blame for blame in line.blames}
        lines.append(frozenset(keys))
        for key, blame in keys.items():
            weight[key] = weight.get(key, 0) + line.last - line.first + 1
            blames[key] = blames[key].and_also(blame) if key in blames else blame
    windows: Key = (Why.SETTLED.value, 0, "")
    kept = set(weight)
    # What takes away few starts is left out first, and the windows last.
    order = sorted(weight, key=lambda one: (one == windows, weight[one], one))
    for key in order:
        if all(line & (kept - {key}) for line in lines):
            kept.remove(key)
    for key in [key for key in order if key in kept]:
        if not _has_hour(table, [blames[one] for one in kept - {key}]):
            kept.remove(key)
    told = sorted(kept, key=lambda one: (one != windows, one[0] != Why.SETTLED.value, one))
    return tuple(blames[key] for key in told)


def _has_hour(table: Table, blames: Iterable[Blame]) -> bool:
    """Whether there would be an hour if nothing but some of the blames were in the way."""
    facts = {table.fact(blame) for blame in blames}
    causes = [one for blame in blames for one in blame.gone(table.problem)]
    whys = {blame.why for blame in blames}
    others = [fact for fact in table.facts if fact not in facts]
    task = table.question.task(table.question.bare, others)
    problem = table.problem
    lighter = replace(
        problem,
        busy=tuple(
            busy for busy in problem.busy if busy in causes or table.presence(busy) in facts
        ),
        meals=problem.meals if Why.MEAL in whys else (),
        loads=problem.loads if Why.LOAD in whys else (),
        # Who has got somewhere by what is left out here would have no way on.
        travel={ends: way or 0 for ends, way in problem.travel.items()},
    )
    return task is not None and next(possible(lighter, task), None) is not None


def explain(
    schedule: Schedule,
    entry_id: str,
    now: datetime,
    keeps: Keeps = anyhow,
    placed: frozenset[str] = frozenset(),
) -> Explanation:
    """Return why a request has no hour in a schedule, and what would have to give for one.

    What would do is tried with ``keeps`` as well. ``placed`` are the ids of entries that have a
    time because a plan gave it to them.
    """
    question = asked(schedule, entry_id, now, placed)
    if isinstance(question.entry, Stay):
        return lodged(question, lodging.nights(question), keeps)
    return explained(tabled(question), keeps)


def lodged(question: Question, table: Nights | None, keeps: Keeps = anyhow) -> Explanation:
    """Return why a requested stay has no nights by its table, as :func:`explain` does.

    There is no table where even the whole mission has not so many nights. What would do is tried
    with ``keeps`` as well.
    """
    if table is None:
        windows = known.settled(question.schedule, question.entry, question.now)[0]
        return Explanation(
            (Reason(windows, is_enough=False),), tuple(relaxing_stays.shortened(question, keeps))
        )
    if next(table.open(table.standing), None) is not None:
        return Explanation((), ())
    facts = lodging.core(table)
    return Explanation(
        tuple(Reason(fact, bool(lodging.without(table, fact))) for fact in facts),
        tuple(relaxing_stays.relaxed(table, facts, keeps)),
    )


def explained(table: Table, keeps: Keeps = anyhow) -> Explanation:
    """Return why a request has no hour by its table, as :func:`explain` does."""
    if table.loose is None:  # even the whole mission has no room for it
        windows = Reason(table.facts[0], is_enough=False)
        return Explanation((windows,), tuple(relaxed(table, (), keeps)))
    if table.task is not None and next(possible(table.problem, table.task), None) is not None:
        return Explanation((), ())
    blames = core(table)
    reasons = []
    for blame in blames:
        left = without(table, blame)
        is_enough = left is not None and next(possible(*left), None) is not None
        reasons.append(Reason(table.fact(blame), is_enough))
    return Explanation(tuple(reasons), tuple(relaxed(table, blames, keeps)))
