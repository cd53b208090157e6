"""Measure how long the planner takes for missions and weeks of many sizes, and what it proves.

Run it with ``python -m benchmarks.planning [NAME]…``: the largest takes minutes. Times are
seconds by the wall's clock, of the reading of an ordinary schedule file and of what comes after it:
to the first plan, to within 1 % of the best, and to the proof that it is the best.
"""

import argparse
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from benchmarks.missions import to_plan, week
from itinerary.planner.openings import Calendars, starts, travel
from itinerary.planner.posing import pose
from itinerary.planner.problem import Plan, Problem, worth
from itinerary.planner.solver import solve
from itinerary.syntax.parser import read_schedule

NOW = datetime(2027, 1, 10, tzinfo=UTC)
CLOSE = 0.99


class Instance(NamedTuple):
    """A schedule to plan, and the seconds that a prototype took for one of its size.

    The prototype had no schedule file, no rules on care and two workers; ``hinted`` is its time to
    the proof with one worker, sorted input and a greedy plan to start from.
    """

    make: Callable[[], bytes]
    prototype: str
    hinted: str = "–"


INSTANCES = {
    "5x5x40": Instance(partial(to_plan, 5, 5, 40), "0.02 / 0.04 / 0.05"),
    "12x7x80": Instance(partial(to_plan, 12, 7, 80), "0.04 / 0.09 / 0.1–0.3", "0.05"),
    "12x7x160": Instance(partial(to_plan, 12, 7, 160), "0.2 / 3 / 2–44"),
    "40x200": Instance(partial(week, 40, 200), "0.25–0.75 / 1–2.5 / 1.2–2.8"),
    "40x400": Instance(partial(week, 40, 400), "1.3–1.7 / 10–23 / 12–24", "1.1"),
    "100x1000": Instance(partial(week, 100, 1000), "2.5–2.8 / 35–37 / 36–38", "3.2–4.6"),
    "100x1600": Instance(partial(week, 100, 1600), "–"),
    "100x2000": Instance(partial(week, 100, 2000), "–", "27"),
}


class Course(NamedTuple):
    """How a search went: seconds to a first plan, to nearly the best, to the proof, to the end."""

    first: float
    close: float
    proof: float | None
    end: float


def main(words: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.planning", description=__doc__)
    parser.add_argument("instances", nargs="*", choices=[*INSTANCES, []], metavar="NAME")
    parser.add_argument(
        "--pose",
        type=Path,
        metavar="FILE",
        help="write the first week for benchmarks/by_timefold.py",
    )
    asked = parser.parse_args(words)
    if asked.pose:
        posed = as_pairs(_problem(INSTANCES[asked.instances[0]].make()))
        asked.pose.write_text(json.dumps(posed) + "\n", "utf-8")
        return
    print(
        f"{'':<10}{'placed':>10}{'left':>6}{'read':>7}{'first':>8}{'1 %':>8}{'best':>8}{'all':>8}"
        f"   prototype (first / 1 % / best; hinted)"
    )
    for name in asked.instances or INSTANCES:
        instance = INSTANCES[name]
        start = time.perf_counter()
        problem = _problem(instance.make())
        reading = time.perf_counter() - start
        plan, course = run(problem)
        placed = len(plan.placements) + len(plan.lodged)
        left = len(plan.unplaced)
        proof = f"{course.proof:.2f}" if course.proof is not None else _gap(plan)
        print(
            f"{name:<10}{f'{placed}/{placed + left}':>10}{left:>6}{reading:>7.2f}"
            f"{course.first:>8.2f}{course.close:>8.2f}{proof:>8}{course.end:>8.2f}"
            f"   {instance.prototype}; {instance.hinted}"
        )


def run(problem: Problem) -> tuple[Plan, Course]:
    """Return the plan for a problem, and how the search for it went."""
    start = time.perf_counter()
    told: list[tuple[float, int, int]] = []
    plan = solve(problem, lambda held, bound: told.append((_since(start), held, bound)))
    end = _since(start)
    told.append((end, plan.objective, plan.bound))
    return plan, Course(
        first=told[0][0],
        close=next(at for at, held, _ in told if held >= CLOSE * plan.objective),
        proof=next((at for at, held, bound in told if held >= bound), None),
        end=end,
    )


def as_pairs(problem: Problem) -> dict[str, object]:
    """Return what is asked of a week: starts, and how far apart two meetings have to be."""
    calendars = Calendars(problem)
    pairs = []
    for (number, one), (follower, other) in combinations(enumerate(problem.tasks), 2):
        first, second = one.slots[0], other.slots[0]
        if set(first.people) & set(second.people):
            way = travel(problem, first.origin, second.origin) or 0
            pairs.append((number, follower, one.duration + way, other.duration + way))
    return {
        "pairs": pairs,
        "tasks": [
            {
                "worth": worth(task.priority),
                "starts": [
                    start
                    for opening in calendars.openings(task)
                    for start in starts(opening, problem.step)
                ],
            }
            for task in problem.tasks
        ],
    }


def _problem(data: bytes) -> Problem:
    schedule, found, _ = read_schedule(data, "mission.yaml")
    if schedule is None:
        raise ValueError(found)
    return pose(schedule, NOW).problem


def _since(start: float) -> float:
    return time.perf_counter() - start


def _gap(plan: Plan) -> str:
    return f"{100 * (plan.bound - plan.objective) / plan.bound:.1f} %"


if __name__ == "__main__":
    main()
