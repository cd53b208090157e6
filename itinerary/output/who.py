"""Whom to call if something moves, or about somebody's engagements: styled lines, JSON.

It quotes the file, what is confidential too: it is for the coordinator alone.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from itinerary.languages import PLAIN, Words
from itinerary.output import data, wording
from itinerary.output.cells import width_of
from itinerary.output.styled import Line, hanging, rule
from itinerary.privacy.view import Standing
from itinerary.times import Days, Timespan, in_zone


class Party(NamedTuple):
    """Somebody to call: a person, an office, a place, a reader. ``what`` says why, in words.

    ``is_known`` tells that the file has a record of them, in which a number could stand.
    """

    name: str
    what: tuple[str, ...] = ()
    phone: str | None = None
    email: str | None = None
    id: str | None = None
    role: str | None = None
    is_known: bool = False


class Happening(NamedTuple):
    """Something in the programme. ``notice`` is how long it is until it begins.

    It is None where no time is told; ``is_over`` tells that it has passed.
    """

    id: str | None
    title: str
    standing: Standing
    is_confidential: bool
    when: Timespan | Days | None
    where: str
    notice: timedelta | None
    is_over: bool = False


class Then(NamedTuple):
    """What somebody has next: after how long, with whom, and what the way there takes.

    ``way`` tells it as a sum, empty where there is none to go; ``spare`` is what it leaves, None
    where no way leads there.
    """

    what: Happening
    between: timedelta
    people: tuple[str, ...]
    way: str | timedelta | None
    spare: timedelta | None


class Affected(NamedTuple):
    """Somebody, or a vehicle, that takes part, and what they have next."""

    party: Party
    then: Then | None


class Moving(NamedTuple):
    """An entry, and everybody whom it concerns if it moves."""

    what: Happening
    people: tuple[Affected, ...]
    vehicles: tuple[Affected, ...]
    counterparts: tuple[Party, ...]
    contacts: tuple[Party, ...]
    readers: tuple[Party, ...]
    tied: tuple[Party, ...]
    """The entries that must follow it, or precede it."""


class Meeting(NamedTuple):
    """One of somebody's engagements, and whom to call about it.

    ``part`` is what they do there, or see of it; empty where they simply take part.
    """

    what: Happening
    part: tuple[str, ...]
    with_whom: tuple[Party, ...]


class Somebody(NamedTuple):
    """A person or reader, and what they have from now on, the next first."""

    party: Party
    meetings: tuple[Meeting, ...]


class Answer(NamedTuple):
    """Whom to call, as of an instant; an id may be an entry's and a person's at once."""

    mission: str
    zone: str
    now: datetime
    entry: Moving | None
    person: Somebody | None


# ---------------------------------------------------------------- styled lines


def lines(told: Answer, width: int, words: Words = PLAIN) -> Iterator[Line]:
    """Yield an answer line by line."""
    at = in_zone(told.now, told.zone)
    as_of = words.say(
        "Whom to call · {day} {time} · {city} time · for the coordinator",
        day=f"{words.day(at)} {at.year}",
        time=f"{at:%H:%M}",
        city=words.city(told.zone),
    )
    yield from hanging([], told.mission, "mission", width)
    yield from hanging([], as_of, "muted", width)
    page = _Page(told.zone, width, words)
    if told.entry:
        yield []
        yield from page.moving(told.entry)
    if told.person:
        yield []
        yield from page.somebody(told.person)


class _Page(NamedTuple):
    zone: str
    width: int
    words: Words

    def moving(self, told: Moving) -> Iterator[Line]:
        """Yield an entry and whom it concerns."""
        say = self.words.say
        yield from self.happening([], told.what, "title.confirmed")
        has_time = told.what.when is not None
        yield from self.affected(say("Who takes part"), told.people, has_time=has_time)
        yield from self.affected(say("Vehicles"), told.vehicles, has_time=has_time)
        yield from self.parties(say("The other side"), told.counterparts)
        yield from self.parties(say("Who can help there"), told.contacts)
        yield from self.parties(say("Whose calendars show it"), told.readers)
        yield from self.parties(say("What is tied to it"), told.tied)

    def somebody(self, told: Somebody) -> Iterator[Line]:
        """Yield somebody and their engagements from now on, then how to reach the others."""
        say, retell = self.words.say, self.words.retell
        yield from self.party([], told.party, "title.confirmed")
        count = self.words.plural("{count} engagement", "{count} engagements", len(told.meetings))
        yield []
        yield rule(say("From now on"), count, "day", self.width)
        coming = (one for one in told.meetings if (one.what.notice or timedelta()) > timedelta())
        next_ = next(coming, None)
        indent: Line = [("   ", "")]
        for meeting in told.meetings:
            lead: Line = [(" ► ", "next")] if meeting is next_ else indent
            yield from self.happening(lead, meeting.what, "next" if meeting is next_ else "mission")
            yield from hanging(indent, ", ".join(map(retell, meeting.part)), "muted", self.width)
            if meeting.with_whom:
                names = ", ".join(retell(one.name) for one in meeting.with_whom)
                yield from hanging(indent, say("with {names}", names=names), "muted", self.width)
        others = dict.fromkeys(
            one._replace(what=()) for meeting in told.meetings for one in meeting.with_whom
        )
        yield from self.parties(say("How to reach them"), others)

    def happening(self, lead: Line, told: Happening, style: str) -> Iterator[Line]:
        """Yield something, when and where it is, and in how long."""
        indent: Line = [(" " * sum(width_of(text) for text, _ in lead), "")]
        yield from hanging(lead, self._title(told), style, self.width)
        parts = [self._when(told), told.where, self._notice(told)]
        yield from hanging(indent, " · ".join(filter(None, parts)), "time", self.width)

    def affected(self, heading: str, told: Iterable[Affected], *, has_time: bool) -> Iterator[Line]:
        """Yield those who take part, and what each has next."""
        for number, one in enumerate(told):
            if number == 0:
                yield []
                yield rule(heading, "", "day", self.width)
            yield from self.party([(" ", "")], one.party, "people")
            if has_time:
                yield from self.then(one.then)

    def then(self, told: Then | None) -> Iterator[Line]:
        """Yield what somebody has next."""
        what = self._then(told) if told else self.words.say("nothing after it")
        style = "alarm" if told and _is_too_tight(told) else "muted"
        name = self.words.say("then")
        yield from hanging([(f"   {name}  ", "muted")], what, style, self.width)

    def parties(self, heading: str, told: Iterable[Party]) -> Iterator[Line]:
        """Yield others to call."""
        for number, one in enumerate(told):
            if number == 0:
                yield []
                yield rule(heading, "", "day", self.width)
            yield from self.party([(" ", "")], one, "people")

    def party(self, lead: Line, told: Party, style: str) -> Iterator[Line]:
        """Yield somebody to call, and how."""
        name = self.words.retell(told.name)
        known = f"{name} ({told.id})" if told.id else name
        what = ", ".join(map(self.words.retell, (*filter(None, (told.role,)), *told.what)))
        yield from hanging(lead, f"{known}: {what}" if what else known, style, self.width)
        reach, style = " · ".join(filter(None, (told.phone, told.email))), "hint"
        if not reach and told.is_known:
            reach, style = self.words.say("no phone or email in the file"), "muted"
        indent = " " * sum(width_of(text) for text, _ in lead)
        yield from hanging([(f"{indent}  ", "")], reach, style, self.width)

    def _title(self, told: Happening) -> str:
        words = self.words
        word = wording.standing_word(told.standing, words)
        secrecy = words.say("confidential") if told.is_confidential else ""
        marks = ", ".join(filter(None, (told.id, secrecy)))
        title = " · ".join(filter(None, (word, words.retell(told.title))))
        return f"{title} ({marks})" if marks else title

    def _when(self, told: Happening) -> str:
        when = told.when
        if when is None:
            return ""
        if isinstance(when, Timespan) and when.start == when.end:
            return f"{self.words.day(when.start)} {when.start:%H:%M}"
        return wording.clocked(when, self.zone, self.words)

    def _notice(self, told: Happening) -> str:
        say = self.words.say
        if told.notice is None:
            return say("it has no time yet")
        if told.is_over:
            return say("it is over")
        if told.notice <= timedelta():
            return say("it has begun")
        if told.notice < timedelta(days=1):
            return wording.countdown(told.notice, self.words)
        return say("in {length}", length=self._length(told.notice))

    def _length(self, length: timedelta) -> str:
        """Return a length of time; of a day and more, in days and whole hours."""
        days, rest = divmod(length, timedelta(days=1))
        if days <= 0:
            return self.words.length(length)
        told = self.words.plural("{count} day", "{count} days", days)
        hours = rest // timedelta(hours=1)
        return self.words.say("{days} and {hours} h", days=told, hours=hours) if hours else told

    def _then(self, told: Then) -> str:
        """Return what somebody has next, after how long, and whether they can get there."""
        say, length = self.words.say, self._length
        what = f"{self._when(told.what)} {self._title(told.what)}"
        if told.what.where:
            what = f"{what}, {told.what.where}"
        parts = [what, say("{length} later", length=length(told.between))]
        if told.between < timedelta():
            parts[1] = say("it begins {length} before this ends", length=length(-told.between))
        if told.way is not None and told.spare is not None:
            way = self.words.value(told.way)
            if told.spare < timedelta():
                short = length(-told.spare)
                parts.append(say("the way takes {way}: {length} too little", way=way, length=short))
            else:
                spare = length(told.spare)
                parts.append(say("the way takes {way}: {length} to spare", way=way, length=spare))
        elif told.spare is None:
            parts.append(say("no way leads there"))
        if told.people:
            parts.append(say("with {names}", names=", ".join(told.people)))
        return "; ".join(parts)


def _is_too_tight(told: Then) -> bool:
    return told.spare is None or told.spare < timedelta()


# ---------------------------------------------------------------- JSON


def as_json(told: Answer) -> str:
    """Return an answer as a JSON object, lengths of time in minutes."""
    whole = {
        "mission": told.mission,
        "zone": told.zone,
        "now": in_zone(told.now, told.zone).isoformat(),
        "entry": told.entry and _moving(told.entry),
        "person": told.person
        and {
            **_party(told.person.party),
            "engagements": [
                {
                    **_happening(one.what),
                    "part": one.part,
                    "with": [_party(other) for other in one.with_whom],
                }
                for one in told.person.meetings
            ],
        },
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _moving(told: Moving) -> dict[str, Any]:
    return {
        **_happening(told.what),
        "people": [_affected(one) for one in told.people],
        "vehicles": [_affected(one) for one in told.vehicles],
        "counterparts": [_party(one) for one in told.counterparts],
        "contacts": [_party(one) for one in told.contacts],
        "readers": [_party(one) for one in told.readers],
        "tied": [_party(one) for one in told.tied],
    }


def _happening(told: Happening) -> dict[str, Any]:
    return {
        "id": told.id,
        "title": told.title,
        "status": told.standing.value,
        "confidential": told.is_confidential,
        "when": data.plain(told.when),
        "where": told.where,
        "notice_minutes": _minutes(told.notice),
        "over": told.is_over,
    }


def _party(told: Party) -> dict[str, Any]:
    return {
        "id": told.id,
        "name": told.name,
        "role": told.role,
        "what": list(told.what),
        "phone": told.phone,
        "email": told.email,
    }


def _affected(told: Affected) -> dict[str, Any]:
    then = told.then
    return {
        **_party(told.party),
        "next": then
        and {
            **_happening(then.what),
            "minutes_between": _minutes(then.between),
            "with": list(then.people),
            "way": None if then.way is None else PLAIN.value(then.way),
            "spare_minutes": _minutes(then.spare),
        },
    }


def _minutes(length: timedelta | None) -> int | None:
    return None if length is None else length // timedelta(minutes=1)
