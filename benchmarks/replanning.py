"""Measure how long ``itinerary replan`` takes, and how many entries it moves.

Run it with ``python -m benchmarks.replanning [NAME]…``. Each mission is planned and written with
the ordinary command, then somebody falls ill for a day: once each for some people. Seconds are of
the processor, for the whole command, of which reading and checking the file is a part.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.planning import INSTANCES, NOW

MISSIONS = ("5x5x40", "12x7x80", "12x7x160", "40x200", "40x400", "100x1000")
PEOPLE = 5
DAY = "2027-01-20"
"""The third day of every mission."""


def main(words: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replanning", description=__doc__)
    parser.add_argument("instances", nargs="*", choices=[*MISSIONS, []], metavar="NAME")
    asked = parser.parse_args(words)
    print(f"{'':<10}{'plan':>8}{'replan':>9}{'slowest':>9}{'moved':>8}{'most':>6}{'lost':>6}")
    for name in asked.instances or MISSIONS:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "mission.yaml"
            path.write_bytes(INSTANCES[name].make())
            planning, _ = _itinerary("plan", path, "--apply", "1", "--yes")
            taken, moved, lost = [], [], 0
            for person in range(PEOPLE):
                what = f"p{person} ill on {DAY}"
                seconds, told = _itinerary("replan", path, "--what", what)
                taken.append(seconds)
                for proposal in told["proposals"][:1]:
                    moved.append(len(proposal["moved"]))
                    lost += len(proposal["lost"])
        print(
            f"{name:<10}{planning:>8.2f}{statistics.median(taken):>9.2f}{max(taken):>9.2f}"
            f"{statistics.median(moved or [0]):>8}{max(moved, default=0):>6}{lost:>6}"
        )


def _itinerary(command: str, path: Path, *words: str) -> tuple[float, dict[str, Any]]:
    """Return the seconds of processor time that a command takes, and what it says."""
    before = _worked()
    options = ("--now", f"{NOW:%Y-%m-%dT%H:%M}", "--format", "json")
    done = subprocess.run(
        [sys.executable, "-m", "itinerary", command, str(path), *words, *options],
        check=True,
        capture_output=True,
    )
    return _worked() - before, json.loads(done.stdout)


def _worked() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
