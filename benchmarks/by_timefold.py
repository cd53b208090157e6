"""Let Timefold plan a week that ``benchmarks.planning --pose NAME FILE`` has posed, for comparison.

It needs Timefold's Python package and Java 17, in an environment of their own, as the package is no
longer maintained: ``python benchmarks/by_timefold.py FILE [SECONDS]``. The model is that of its
example of meeting scheduling, with a room for each meeting given and ways between rooms: a start
for each meeting, or none, and no two meetings of one delegation too close to each other.
"""

import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from timefold.solver import SolverFactory
from timefold.solver.config import (
    Duration,
    ScoreDirectorFactoryConfig,
    SolverConfig,
    TerminationConfig,
)
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    Constraint,
    ConstraintFactory,
    HardMediumSoftScore,
    Joiners,
    constraint_provider,
)

CLOSE = 0.99


@dataclass
class Pair:
    """Two meetings with somebody in both, and how long the first's start precedes the other's."""

    one: int
    other: int
    after_one: int
    after_other: int


@planning_entity
@dataclass
class Meeting:
    """A meeting that may start at some minutes."""

    id: Annotated[int, PlanningId]
    worth: int
    starts: Annotated[list[int], ValueRangeProvider(id="starts")]
    start: Annotated[
        int | None, PlanningVariable(value_range_provider_refs=["starts"], allows_unassigned=True)
    ] = field(default=None)


@planning_solution
@dataclass
class Week:
    """All meetings, and which of them share somebody."""

    pairs: Annotated[list[Pair], ProblemFactCollectionProperty]
    meetings: Annotated[list[Meeting], PlanningEntityCollectionProperty]
    score: Annotated[HardMediumSoftScore, PlanningScore] = field(default=None)


@constraint_provider
def constraints(factory: ConstraintFactory) -> list[Constraint]:
    """Return what is asked: nobody in two places, and as much worth held as can be."""
    return [
        factory.for_each(Meeting)
        .join(Pair, Joiners.equal(lambda meeting: meeting.id, lambda pair: pair.one))
        .join(Meeting, Joiners.equal(lambda _, pair: pair.other, lambda meeting: meeting.id))
        .filter(
            lambda one, pair, other: (
                one.start + pair.after_one > other.start
                and other.start + pair.after_other > one.start
            )
        )
        .penalize(HardMediumSoftScore.ONE_HARD)
        .as_constraint("too close"),
        factory.for_each_including_unassigned(Meeting)
        .filter(lambda meeting: meeting.start is None)
        .penalize(HardMediumSoftScore.ONE_MEDIUM, lambda meeting: meeting.worth)
        .as_constraint("left out"),
    ]


def main() -> None:
    """Print how long it took to a first plan, to within 1 % of the best worth, and what is held."""
    path, seconds = (*sys.argv[1:], "60")[:2]
    told = json.loads(Path(path).read_text("utf-8"))
    meetings = [
        Meeting(number, one["worth"], one["starts"]) for number, one in enumerate(told["tasks"])
    ]
    best = sum(meeting.worth for meeting in meetings)
    pairs = [Pair(*pair) for pair in told["pairs"]]
    start = time.perf_counter()
    factory = SolverFactory.create(
        SolverConfig(
            solution_class=Week,
            entity_class_list=[Meeting],
            score_director_factory_config=ScoreDirectorFactoryConfig(
                constraint_provider_function=constraints
            ),
            termination_config=TerminationConfig(
                spent_limit=Duration(seconds=int(seconds)), best_score_limit="0hard/0medium/0soft"
            ),
        )
    )
    solver = factory.build_solver()
    course: list[tuple[float, int]] = []

    def note(event: object) -> None:
        score = event.new_best_score
        if score.hard_score == 0:
            course.append((time.perf_counter() - start, best + score.medium_score))

    solver.add_event_listener(note)
    week = solver.solve(Week(pairs, meetings))
    placed = sum(meeting.start is not None for meeting in week.meetings)
    first = f"{course[0][0]:.1f}" if course else "none"
    close = next((f"{at:.1f}" for at, worth in course if worth >= CLOSE * best), "none")
    print(
        f"{placed}/{len(meetings)} placed, worth {best + week.score.medium_score} of"
        f" {best}; first {first} s, 1 % {close} s,"
        f" end {time.perf_counter() - start:.1f} s, score {week.score}"
    )


if __name__ == "__main__":
    main()
