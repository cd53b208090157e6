"""A person has no time to eat at midday.

Whoever has not eaten since six sits through a testimony at three badly. The European Union's
Working Time Directive (2003/88/EC, article 4) asks for a break in every working day of more than
six hours, and leaves its length to others: here it is 45 minutes (``break``) on end between 11:30
(``from``) and 15:00 (``to``), by the clocks of the place, on each day on which somebody is engaged
before and after, or all through. A ``break`` of 0m asks for nothing.

An entry of kind ``meal`` that they take part in counts as the break, however short it is, and so
does ``rest``. On the road nobody eats. In an aeroplane, a train or a boat there is time for it on a
way of three hours (``aboard``) or more, but not on a shorter one.

Failing:

    people: {ana: {name: Ana}}
    programme:
      families: {kind: meeting, title: First, when: 2023-05-22 10:00-13:00, who: [ana]}
      lawyers: {kind: meeting, title: Second, when: 2023-05-22 13:15-16:00, who: [ana]}

Passing:

    people: {ana: {name: Ana}}
    programme:
      families: {kind: meeting, title: First, when: 2023-05-22 10:00-13:00, who: [ana]}
      lawyers: {kind: meeting, title: Second, when: 2023-05-22 13:45-16:00, who: [ana]}
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from itinerary.checks import wording
from itinerary.checks.daylight import roads
from itinerary.checks.rest import Done, is_duty, stretches, together
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.languages import plural, say
from itinerary.model.diary import diaries
from itinerary.model.entries import Journey
from itinerary.model.schedule import Schedule
from itinerary.times import Timespan, localise, zone_of


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each midday without a break, naming all who share it."""
    least = RULE.length(schedule, "break")
    hours = RULE.clock(schedule, "from"), RULE.clock(schedule, "to")
    keeps = keeping(schedule)
    if not least:
        return
    hungry = (
        (person, engaged)
        for person, diary in diaries(schedule).items()
        for midday, day in _middays(diary, hours)
        if (engaged := _engaged(day, midday, least, keeps))
    )
    for people, found in together(hungry):
        engaged, *others = found
        first, when = engaged[0]
        message = plural(
            "{who} has no {length} free to eat between {start} and {end} on {day}: {what}",
            "{who} have no {length} free to eat between {start} and {end} on {day}: {what}",
            len(people),
            who=wording.people(schedule, people),
            length=least,
            start=f"{hours[0]:%H:%M}",
            end=f"{hours[1]:%H:%M}",
            day=when.end,
            what=tuple(wording.timed(schedule, occurrence) for occurrence, _ in engaged),
        )
        yield Diagnostic(
            rule=RULE.id,
            severity=Severity.WARNING,
            span=engaged[-1][0].entry.at("when"),
            message=wording.and_more(message, len(others)),
            hint=say("leave {length} free, or put a meal in: `kind: meal`", length=least),
            related=(
                (Related(first.entry.at("when"), say("before it")),) if len(engaged) > 1 else ()
            ),
            entries=tuple(dict.fromkeys(occurrence.entry.id for occurrence, _ in engaged)),
        )


def keeping(schedule: Schedule) -> Callable[[Done], bool]:
    """Return what tells whether something keeps somebody from eating."""
    aboard = RULE.length(schedule, "aboard")
    on_the_road = {road.journey.id for road in roads(schedule)}

    def keeps(done: Done) -> bool:
        """On a long way there is time for it."""
        entry, when = done[0].entry, done[1]
        is_carried = isinstance(entry, Journey) and entry.id not in on_the_road
        return is_duty(done) and not (is_carried and when.duration >= aboard)

    return keeps


def _middays(
    diary: Iterable[Done], hours: tuple[time, time]
) -> Iterator[tuple[Timespan, list[Done]]]:
    """Yield each midday that something touches, with all that somebody does on that day."""
    by_day: dict[date, list[Done]] = {}
    for occurrence, when in diary:
        for day in dict.fromkeys((when.start.date(), when.end.date())):
            by_day.setdefault(day, []).append((occurrence, when))
    for day, done in by_day.items():
        for _, when in done:
            midday = midday_of(day, hours, zone_of(when.start))
            if midday is not None and midday.overlaps(when):
                yield midday, done
                break


@lru_cache(maxsize=4096)
def midday_of(day: date, hours: tuple[time, time], zone: str) -> Timespan | None:
    """Return from when to when people eat on a day, by the clocks of a zone."""
    start, end = (localise(datetime.combine(day, hour), zone) for hour in hours)
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return None  # nowhere do clocks change at midday
    return Timespan(start, end)


def _engaged(
    day: list[Done], midday: Timespan, least: timedelta, keeps: Callable[[Done], bool]
) -> tuple[Done, ...]:
    """Return what keeps somebody from eating at midday; nothing where they can."""
    touching = [done for done in day if midday.overlaps(done[1])]
    busy = stretches(filter(keeps, day))
    if not all(map(keeps, touching)):
        return ()
    if not busy or busy[0].when.start > midday.start or busy[-1].when.end < midday.end:
        return ()
    free_from = midday.start
    for stretch in busy:
        if stretch.when.end > midday.start:
            if min(stretch.when.start, midday.end) - free_from >= least:
                return ()
            free_from = stretch.when.end
    return tuple(touching)


RULE = Rule(
    "no-meal-gap",
    __doc__,
    check,
    figures={
        "break": timedelta(minutes=45),
        "from": time(11, 30),
        "to": time(15),
        "aboard": timedelta(hours=3),
    },
)
