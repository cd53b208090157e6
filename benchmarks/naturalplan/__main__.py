"""``python -m benchmarks.naturalplan [PROBLEMS.json]``: solve problems and tell how many are right.

Without a file it takes the examples beside it. Exit code 1 if a problem is not solved.
"""

import argparse
import json
import os
import re
import resource
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.naturalplan import running
from benchmarks.naturalplan.files import schedule
from benchmarks.naturalplan.judging import Answer, faults
from benchmarks.naturalplan.problems import TASKS, Problem, read

EXAMPLES = Path(__file__).with_name("examples.json")


class Outcome(NamedTuple):
    """How a problem went: what is wrong with the answer, and the seconds that it took."""

    problem: Problem
    answer: Answer | None
    faults: list[str]
    seconds: float


def main(words: list[str] | None = None) -> int:
    """Solve, print the table, and return the exit code."""
    asked = _arguments().parse_args(words)
    problems = [
        one
        for one in read(asked.problems)
        if one["task"] in (asked.task or TASKS) and (not asked.only or one["id"] in asked.only)
    ]
    ask = running.in_process if asked.in_process else running.command
    start, processor = time.perf_counter(), _processor_time()
    with TemporaryDirectory() as made:
        folder = asked.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        outcomes = list(_solved(problems, folder, ask, 1 if asked.in_process else asked.jobs))
    taken, processor = time.perf_counter() - start, _processor_time() - processor
    for line in table(outcomes):
        print(line)
    print(f"{taken:.1f} s in all, {processor:.1f} s of processor time")
    if asked.json:
        told = [one._asdict() | {"problem": one.problem["id"]} for one in outcomes]
        asked.json.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return int(any(one.faults for one in outcomes))


def _processor_time() -> float:
    """Return the seconds that this process and those it started have worked."""
    usage = [resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in usage)


def solve(problem: Problem, folder: Path, ask: running.Ask) -> Outcome:
    """Write a problem as a schedule file, ask for a plan, and judge it."""
    start = time.perf_counter()
    answer: Answer | None = None
    try:
        path = folder / f"{re.sub('[^A-Za-z0-9_-]', '-', problem['id'])}.yaml"
        path.write_bytes(schedule(problem))
        answer = ask(path)
        found = faults(problem, answer)
    except (running.NoAnswerError, KeyError, TypeError, ValueError) as fault:
        found = [f"{type(fault).__name__}: {fault}"]
    return Outcome(problem, answer, found, time.perf_counter() - start)


def table(outcomes: list[Outcome]) -> Iterator[str]:
    """Yield what is wrong, problem by problem, and how many are solved, task by task."""
    for one in outcomes:
        for fault in one.faults:
            yield f"{one.problem['id']}: {fault}"
    yield f"{'task':<22}{'solved':>8}{'of':>6}{'seconds':>10}{'slowest':>10}"
    for task in TASKS:
        of_it = [one for one in outcomes if one.problem["task"] == task]
        if of_it:
            right = sum(not one.faults for one in of_it)
            seconds = [one.seconds for one in of_it]
            yield f"{task:<22}{right:>8}{len(of_it):>6}{sum(seconds):>10.1f}{max(seconds):>10.2f}"


def _solved(
    problems: list[Problem], folder: Path, ask: running.Ask, jobs: int
) -> Iterator[Outcome]:
    solved = partial(solve, folder=folder, ask=ask)
    if jobs == 1:
        yield from map(solved, problems)
        return
    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(solved, problems)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.naturalplan", description=__doc__)
    parser.add_argument("problems", nargs="?", type=Path, default=EXAMPLES)
    parser.add_argument("--task", action="append", choices=TASKS, help="only this kind")
    parser.add_argument("--only", action="append", metavar="ID", help="only this problem")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the schedule files there")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every answer to it")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="commands at a time (default: cores)"
    )
    parser.add_argument(
        "--in-process", action="store_true", help="run the command without starting it each time"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
