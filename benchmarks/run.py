"""Measure whole commands against an empty Python process, and reading against PyYAML.

Run it with ``make bench``. Processor time counts, not the wall's; ratios count, not milliseconds.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import yaml
from icalendar import Calendar, Event

from itinerary.model.history import History, Version
from itinerary.model.schedule import Schedule
from itinerary.output import ics
from itinerary.output.format import Page
from itinerary.privacy.readers import readers
from itinerary.syntax.parser import read_schedule
from itinerary.workspace.views import UNRELEASED, feed, feed_view, unreleased

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "schedules" / "senegal-2027.yaml"
RUNS = 15


def processor_time(command: list[str], runs: int = RUNS) -> float:
    """Return the median processor time of a command, in milliseconds, after one warm-up."""
    taken = []
    # As users have it: what was imported once is compiled.
    unset = "PYTHONDONTWRITEBYTECODE"
    environment = {name: value for name, value in os.environ.items() if name != unset}
    for _ in range(runs + 1):
        silence = os.open(os.devnull, os.O_WRONLY)
        actions = [(os.POSIX_SPAWN_DUP2, silence, 1), (os.POSIX_SPAWN_DUP2, silence, 2)]
        child = os.posix_spawn(command[0], command, environment, file_actions=actions)
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
    feeds()


def feeds() -> None:
    """Print how long a feed takes: against icalendar's objects, and after many releases."""
    schedule, _, _ = read_schedule(SAMPLE.read_bytes(), str(SAMPLE))
    if schedule is None:
        raise ValueError("the sample cannot be read")
    reader = readers(schedule)["siege"]
    view = feed_view(unreleased(schedule), reader)
    many = replace(view, items=view.items * (1000 // len(view.items)))
    data = ics.render(many, Page())
    written = in_process(lambda: ics.render(many, Page()))
    events = _plain(data)
    objects = in_process(lambda: _with_objects(events))
    count = data.count(b"BEGIN:VEVENT")
    print(f"\n{f'{count} events, icalendar':<28}{objects:8.1f} ms   × 1.00")
    print(f"{f'{count} events, as feeds are':<28}{written:8.1f} ms   × {written / objects:.2f}")
    once = 0.0
    for releases in (1, 10, 50):
        history = History(tuple(versions(schedule, releases)))
        taken = in_process(lambda made=history: feed(made, reader))  # type: ignore[misc]
        once = once or taken
        name = f"feed after {releases} release{'s' if releases > 1 else ''}"
        print(f"{name:<28}{taken:8.1f} ms   × {taken / once:.1f}")


def versions(schedule: Schedule, count: int) -> Iterator[Version]:
    """Yield releases of which each gives another entry another title."""
    names = list(schedule.entries)
    for number in range(count):
        name = names[number % len(names)]
        entry = replace(schedule.entries[name], title=f"Title {number}")
        occurrences = tuple(
            one._replace(entry=entry) if one.entry.id == name else one
            for one in schedule.occurrences
        )
        entries = {**schedule.entries, name: entry}
        schedule = replace(schedule, entries=entries, occurrences=occurrences)
        yield Version(number + 1, UNRELEASED + timedelta(hours=number), schedule)


def _plain(data: bytes) -> list[list[tuple[str, object]]]:
    """Return the properties of each event of a feed, as Python's own values."""
    return [
        [
            (name, getattr(value, "dt", str(value)))
            for name, value in event.property_items(recursive=False)
            if name not in {"BEGIN", "END"}
        ]
        for event in Calendar.from_ical(data).walk("VEVENT")
    ]


def _with_objects(events: list[list[tuple[str, object]]]) -> bytes:
    """Return the same events, written by icalendar's objects."""
    calendar = Calendar()
    for properties in events:
        event = Event()
        for name, value in properties:
            event.add(name, value)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


if __name__ == "__main__":
    main()
