"""The figures that people's days are held to, by the rules and by the clock, in whole minutes."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from itinerary.checks import altitude_gain, no_meal_gap
from itinerary.checks.heights import trails
from itinerary.model.diary import diaries
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import Occurrence
from itinerary.planner.draft import leaves_time
from itinerary.planner.fixed import ASLEEP
from itinerary.planner.problem import Load, Meal, Task
from itinerary.planner.windows import DAYTIME, minute_of, wall_instant
from itinerary.times import Timespan

_MINUTE = timedelta(minutes=1)


def minutes(length: timedelta) -> int:
    """Return a length in whole minutes, and one more for what is left of it."""
    return -(-length // _MINUTE)


def meals(schedule: Schedule, tasks: Iterable[Task]) -> Iterator[Meal]:
    """Yield the middays that tasks may take from somebody, where they are not taken already."""
    length = minutes(no_meal_gap.RULE.length(schedule, "break"))
    hours = no_meal_gap.RULE.clock(schedule, "from"), no_meal_gap.RULE.clock(schedule, "to")
    days = {
        (person, slot.day): schedule.gazetteer.zone(slot.origin)
        for task in tasks
        for slot in task.slots
        for person in slot.people
    }
    if not length:
        return
    keeps = no_meal_gap.keeping(schedule)
    theirs = _by_day(schedule)
    for (person, day), zone in sorted(days.items()):
        midday = no_meal_gap.midday_of(date.fromordinal(day), hours, zone)
        done = theirs.get((person, day), [])
        if midday is None or any(midday.overlaps(one[1]) and not keeps(one) for one in done):
            continue
        meal = Meal(
            person=person,
            day=day,
            start=minute_of(midday.start),
            end=minute_of(midday.end),
            length=length,
            taken=tuple(
                (minute_of(when.start), minute_of(when.end))
                for occurrence, when in done
                if keeps((occurrence, when))
            ),
        )
        if leaves_time(meal, meal.taken):
            yield meal


def _by_day(schedule: Schedule) -> dict[tuple[str, int], list[tuple[Occurrence, Timespan]]]:
    found: dict[tuple[str, int], list[tuple[Occurrence, Timespan]]] = {}
    for person, diary in diaries(schedule).items():
        for occurrence, when in diary:
            for day in {when.start.date(), when.end.date()}:
                found.setdefault((person, day.toordinal()), []).append((occurrence, when))
    return found


def loads(schedule: Schedule) -> Iterator[Load]:
    """Yield what is left of each first day at a height by what never moves."""
    most = altitude_gain.RULE.length(schedule, "load")
    high = altitude_gain.RULE.height(schedule, "high")
    for trail in trails(schedule):
        for _, at in trail.first_days(high):
            left = max(most - altitude_gain.load_from(trail, at), timedelta())
            yield Load(trail.person, at.date().toordinal(), minute_of(at), left // _MINUTE)


def daytime(schedule: Schedule) -> dict[int, tuple[int, int]]:
    """Return from when to when people move on, by day, by the mission's clocks."""
    zone = schedule.delegation.zone
    found = {}
    for day in schedule.delegation.dates:
        opens, closes = (minute_of(wall_instant(day, clock, zone)) for clock in DAYTIME)
        found[day.toordinal()] = opens, closes
    return found


def asleep(schedule: Schedule) -> dict[int, int]:
    """Return when whoever has a bed is in it, by day, by the mission's clocks."""
    zone, dates = schedule.delegation.zone, schedule.delegation.dates
    days = [*dates, dates.last + timedelta(days=1)]
    return {day.toordinal(): minute_of(wall_instant(day, ASLEEP, zone)) for day in days}
