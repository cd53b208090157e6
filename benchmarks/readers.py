"""Measure how the work of making every calendar grows: with readers, with releases, after one more.

Run it with ``make bench``. Processor time counts, not the wall's.
"""

import resource
import time
from collections.abc import Callable
from functools import partial

from benchmarks.run import versions
from itinerary.model.history import History
from itinerary.model.schedule import Schedule
from itinerary.privacy.readers import readers
from itinerary.syntax.parser import read_schedule
from itinerary.workspace.views import Calendars

DAYS = 10
AT_ONCE = 3
"""How many people take part in an entry."""


def main() -> None:
    """Print the tables."""
    print(
        f"{'readers':>8}{'entries':>9}{'releases':>10}{'all, ms':>10}{'each, ms':>10}{'+1, ms':>9}"
    )
    for people, entries, releases in (
        *((10, 60, 1), (100, 60, 1), (1000, 60, 1)),
        *((10, 960, 1), (100, 960, 1)),
        *((10, 60, 10), (10, 60, 50), (100, 60, 50)),
    ):
        made = [*versions(mission(people, entries), releases + 1)]
        calendars, history = Calendars(), History(tuple(made[:-1]))
        first = _taken(partial(all_of, calendars, history))
        grown = History(tuple(made))
        again = _taken(partial(all_of, calendars, grown))
        print(
            f"{people:>8}{entries:>9}{releases:>10}{first:>10.0f}{first / people:>10.2f}"
            f"{again:>9.0f}"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nmost memory: {peak:.0f} MiB")


def all_of(calendars: Calendars, history: History) -> None:
    """Make the calendar of everybody."""
    for reader in readers(history.latest.schedule).values():
        calendars.feed(history, reader)


def mission(people: int, entries: int) -> Schedule:
    """Return a mission of many people, of whom a few at a time take part in each entry."""
    lines = [
        "itinerary: 1",
        "delegation: {name: Mission, dates: 2023-05-20 to 2023-05-29, timezone: America/Lima}",
        "feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}",
        "people:",
        *(f"  p{number}: {{name: Person {number}}}" for number in range(people)),
        "places: {lima: {name: Lima}}",
        "programme:",
    ]
    for number in range(entries):
        day, minutes = 20 + number % DAYS, 7 * 60 + (number // DAYS) % 840
        start = f"2023-05-{day} {minutes // 60:02}:{minutes % 60:02}"
        who = ", ".join(f"p{(number + one) % people}" for one in range(AT_ONCE))
        kind = "class: confidential, cover: Visit" if number % 4 == 0 else "class: private"
        lines.append(
            f"  e{number}: {{kind: internal, title: Entry {number}, {kind}, when: {start} for 30m,"
            f" where: lima, who: [{who}]}}"
        )
    schedule, found, _ = read_schedule("\n".join(lines).encode(), "mission.yaml")
    if schedule is None:
        raise ValueError(found)
    return schedule


def _taken(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    main()
