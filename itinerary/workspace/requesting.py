"""Which requests are open, and what is to be done next about each."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from itinerary.checks import wording
from itinerary.languages import Message, plural, say
from itinerary.model.entries import Entry, Journey, Request
from itinerary.model.fields import Classification
from itinerary.model.requests import open_requests, time_held, windows_left
from itinerary.model.schedule import Schedule
from itinerary.model.timeline import bounds
from itinerary.output.requests import Action, OpenRequests, Wanted
from itinerary.output.wording import countdown
from itinerary.privacy.view import RequestNote
from itinerary.times import Days, Timespan, day_span, in_zone

CLOSING = timedelta(days=2)
"""Time runs out for a request when its last window closes this soon."""
_ORDER = list(Action)
_LEAST_URGENT = 9


class _Step(NamedTuple):
    """What is to be done, on which day if one is told, and the same in words."""

    action: Action
    due: date | None
    todo: Message


def requests(schedule: Schedule, now: datetime) -> OpenRequests:
    """Return every open request as of ``now``, the most pressing first."""
    found = [_wanted(schedule, entry, now) for entry in open_requests(schedule)]
    found.sort(key=_pressing)
    zone = schedule.delegation.zone
    return OpenRequests(schedule.delegation.name, zone, now, tuple(found))


def _pressing(one: Wanted) -> tuple[int, date, int]:
    return _ORDER.index(one.action), one.due or date.max, one.priority or _LEAST_URGENT


def _wanted(schedule: Schedule, entry: Entry, now: datetime) -> Wanted:
    today = in_zone(now, schedule.delegation.zone).date()
    asked = _asked(schedule, entry.request)
    is_asked = asked.asked is not None and asked.asked <= today
    left = windows_left(entry, now) if entry.is_request else ()
    held = time_held(schedule, entry, now)
    step = (
        _too_late(schedule, entry, left, held, now)
        or _chased(asked, today, is_asked=is_asked)
        or _unsent(asked, is_asked=is_asked)
        or _closing(schedule, left, held, now)
        or _later(asked, today)
    )
    return Wanted(
        id=entry.id,
        line=entry.span.line,
        title=wording.entry_title(schedule, entry),
        kind=entry.kind.id,
        standing=entry.status,
        is_confidential=entry.classification is Classification.CONFIDENTIAL,
        action=step.action,
        todo=step.todo,
        due=step.due,
        asked=asked,
        waiting=(today - asked.asked).days if asked.asked and is_asked else None,
        note=entry.request.note if entry.request else None,
        interlocutors=entry.interlocutors,
        where=_where(schedule, entry),
        takes=entry.takes if entry.is_request else None,
        nights=getattr(entry, "nights", None) if entry.is_request else None,
        priority=entry.priority,
        left=left,
        held=held,
    )


def _asked(schedule: Schedule, request: Request | None) -> RequestNote:
    if request is None:
        return RequestNote(asked=None, of=None, by=None, channel=None, chase=None)
    by = wording.person(schedule, request.by.id) if request.by else None
    return RequestNote(
        asked=request.asked, of=request.of, by=by, channel=request.channel, chase=request.chase
    )


def _where(schedule: Schedule, entry: Entry) -> tuple[str, ...]:
    if isinstance(entry, Journey):
        ends = (wording.place(schedule, one.id) for one in (entry.origin, entry.destination))
        return (" → ".join(ends),)
    return tuple(wording.place(schedule, one.id) for one in entry.where)


def _too_late(
    schedule: Schedule,
    entry: Entry,
    left: tuple[Timespan, ...],
    held: Timespan | Days | None,
    now: datetime,
) -> _Step | None:
    """Return what is to be done where no time is left; a request without windows has none yet."""
    if left or held is not None:
        return None
    if not entry.is_request:
        times = [one.when for one in schedule.occurrences if one.entry.id == entry.id]
        todo = say("its time is over ({when}): record how it ended", when=times[-1])
        return _Step(Action.MISSED, bounds(times[-1])[1], todo)
    ends = [span.end for window in entry.within for span in window.spans]
    if not ends:
        return _Step(Action.MISSED, None, say("it has no window: write when it can be (`within`)"))
    last = in_zone(max(ends), schedule.delegation.zone)
    if last > now:
        todo = say(
            "what is left of its windows is too short or to be avoided: ask for another time"
        )
        return _Step(Action.MISSED, None, todo)
    todo = say(
        "no window is left (the last ended {day} {time}): ask for another time, or record how it "
        "ended",
        day=last,
        time=f"{last:%H:%M}",
    )
    return _Step(Action.MISSED, last.date(), todo)


def _chased(asked: RequestNote, today: date, *, is_asked: bool) -> _Step | None:
    """Return what is to be done where the day to ask again has come."""
    if not is_asked or asked.chase is None or asked.chase > today:
        return None
    if asked.chase == today:
        return _Step(Action.TODAY, today, say("ask again: due today"))
    todo = plural(
        "ask again: was due {day}, {count} day ago",
        "ask again: was due {day}, {count} days ago",
        (today - asked.chase).days,
        day=asked.chase,
    )
    return _Step(Action.OVERDUE, asked.chase, todo)


def _unsent(asked: RequestNote, *, is_asked: bool) -> _Step | None:
    """Return what is to be done where nobody has been asked."""
    if is_asked:
        return None
    if asked.asked is None:
        return _Step(Action.SEND, None, say("send it: nobody has been asked yet"))
    return _Step(
        Action.SEND, asked.asked, say("send it on {day}, as the file has it", day=asked.asked)
    )


def _closing(
    schedule: Schedule, left: tuple[Timespan, ...], held: Timespan | Days | None, now: datetime
) -> _Step | None:
    """Return what is to be done where an answer is needed soon."""
    if isinstance(held, Days):
        end = day_span(held.first, schedule.delegation.zone).start
    else:
        end = held.start if held else max(span.end for span in left)
    if end - now > CLOSING:
        return None
    told = in_zone(end, schedule.delegation.zone)
    values = {
        "day": told,
        "time": f"{told:%H:%M}",
        "until": lambda words: countdown(end - now, words),
    }
    if held is None:
        todo = say("get an answer: the last window closes {day} {time}, {until}", **values)
    elif end > now:
        todo = say("get an answer: the time held begins {day} {time}, {until}", **values)
    else:
        todo = say("get an answer: the time held has begun")
    return _Step(Action.CLOSING, told.date(), todo)


def _later(asked: RequestNote, today: date) -> _Step:
    if asked.chase is None:
        todo = say("wait for the answer, and set a day to ask again (`chase`)")
        return _Step(Action.WAIT, None, todo)
    todo = plural(
        "ask again on {day}, in {count} day",
        "ask again on {day}, in {count} days",
        (asked.chase - today).days,
        day=asked.chase,
    )
    return _Step(Action.LATER, asked.chase, todo)
