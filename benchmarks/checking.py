"""Measure how the work of ``itinerary check`` grows with the programme, and where it goes.

Run it with ``make bench``. Processor time counts, not the wall's.
"""

import gc
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from benchmarks.missions import fixed
from benchmarks.run import RUNS, SAMPLE, processor_time
from itinerary.checks import RULES, check
from itinerary.checks.rule import Check
from itinerary.diagnostics import Diagnostic, in_order
from itinerary.model.schedule import Schedule
from itinerary.output import report
from itinerary.syntax.parser import read_schedule

T = TypeVar("T")
SIZES = (60, 600, 2_500, 10_000)
LARGE, FEW_RUNS = 1_000, 3
"""From which size on a check is measured a few times only."""
NOW = datetime(2027, 1, 10, tzinfo=UTC)
WORTH_TELLING = 0.01
"""Which part of the whole a phase has to take to be told."""


def main() -> None:
    """Print the tables."""
    empty = processor_time([sys.executable, "-c", "pass"])
    print(f"{'itinerary check':<24}{'ms':>8}{'× pass':>8}{'ms/entry':>10}")
    print(f"{'python -c pass':<24}{empty:8.1f}{1:8.1f}")
    _tell(SAMPLE.stem, SAMPLE, len(_read(SAMPLE.read_bytes())[0].entries), empty)
    with TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"{size}.yaml"
            path.write_bytes(fixed(size))
            _tell(f"{size:,} entries", path, size, empty)
    print(f"\n{f'of it, {SIZES[-2]:,} and {SIZES[-1]:,}':<24}{'ms':>8}{'ms':>8}{'growth':>10}")
    fewer, more = phases(fixed(SIZES[-2])), phases(fixed(SIZES[-1]))
    total = sum(more.values())
    for name, taken in sorted(more.items(), key=lambda phase: -phase[1]):
        if taken >= WORTH_TELLING * total:
            growth = taken / max(fewer[name], 0.1)
            print(f"{name:<24}{fewer[name]:8.0f}{taken:8.0f}{f'× {growth:.1f}':>10}")
    print(f"{'all':<24}{sum(fewer.values()):8.0f}{total:8.0f}")


def phases(data: bytes) -> dict[str, float]:
    """Return the milliseconds that each step of a check takes, the rules each by itself."""
    taken: dict[str, float] = {}

    def timed(name: str, work: Callable[[], T]) -> T:
        start = time.process_time()
        made = work()
        taken[name] = (time.process_time() - start) * 1000
        return made

    # As the command does: a short run frees nothing worth its time.
    gc.collect()
    gc.disable()
    schedule, found = timed("read and understand", lambda: _read(data))
    for rule in RULES:
        if rule.check is not None:
            timed(rule.id, partial(_found, rule.check, schedule))
    findings = check(schedule, NOW)
    text = data.decode()
    told = timed("sort the findings", lambda: in_order((*found, *findings.found)))
    whole = report.FileReport("mission.yaml", text, told, 0, len(schedule.entries))
    timed("write the report", lambda: report.as_json([whole]))
    gc.enable()
    return taken


def _found(ask: Check, schedule: Schedule) -> list[Diagnostic]:
    return [*ask(schedule, NOW)]


def _tell(name: str, path: Path, entries: int, empty: float) -> None:
    runs = RUNS if entries < LARGE else FEW_RUNS
    taken = processor_time(
        [sys.executable, "-m", "itinerary", "check", str(path), "--format", "json"], runs
    )
    print(f"{name:<24}{taken:8.1f}{taken / empty:8.1f}{taken / entries:10.2f}")


def _read(data: bytes) -> tuple[Schedule, tuple[Diagnostic, ...]]:
    schedule, found, _ = read_schedule(data, "mission.yaml")
    if schedule is None:
        raise ValueError(found)
    return schedule, tuple(found)


if __name__ == "__main__":
    main()
