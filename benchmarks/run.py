"""Measure whole commands against an empty Python process, and reading against PyYAML.

Run it with ``make bench``. Processor time counts, not the wall's; ratios count, not milliseconds.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from itinerary.syntax.parser import read_schedule

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "schedules" / "senegal-2027.yaml"
RUNS = 15


def processor_time(command: list[str]) -> float:
    """Return the median processor time of a command, in milliseconds, after one warm-up."""
    taken = []
    for _ in range(RUNS + 1):
        silence = os.open(os.devnull, os.O_WRONLY)
        actions = [(os.POSIX_SPAWN_DUP2, silence, 1), (os.POSIX_SPAWN_DUP2, silence, 2)]
        child = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
        os.close(silence)
        usage = os.wait4(child, 0)[2]
        taken.append((usage.ru_utime + usage.ru_stime) * 1000)
    return statistics.median(taken[1:])


def in_process(work: Callable[[], object]) -> float:
    """Return the median time of a function, in milliseconds, after one warm-up."""
    taken = []
    for _ in range(RUNS + 1):
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) * 1000)
    return statistics.median(taken[1:])


def main() -> None:
    """Print the table."""
    empty = processor_time([sys.executable, "-c", "pass"])
    program = [sys.executable, "-m", "itinerary"]
    feed = ["export", str(SAMPLE), "--for", "siege"]
    commands = {
        "agenda, in a pipe": [*program, "agenda", str(SAMPLE)],
        "agenda, in colour": [*program, "agenda", str(SAMPLE), "--format", "rich"],
        "check --format json": [*program, "check", str(SAMPLE), "--format", "json"],
        "export --for one reader": [*program, *feed],
    }
    print(f"{'python -c pass':<28}{empty:8.1f} ms   × 1.0")
    for name, command in commands.items():
        taken = processor_time(command)
        print(f"{name:<28}{taken:8.1f} ms   × {taken / empty:.1f}")
    data = SAMPLE.read_bytes()
    plain = in_process(lambda: yaml.load(data, yaml.CSafeLoader))
    ours = in_process(lambda: read_schedule(data, str(SAMPLE)))
    print(f"{'PyYAML, plain C load':<28}{plain:8.1f} ms   × 1.0")
    print(f"{'read and validate, in place':<28}{ours:8.1f} ms   × {ours / plain:.1f}")


if __name__ == "__main__":
    main()
