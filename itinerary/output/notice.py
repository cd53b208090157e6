"""Changes of one reader's calendar → a message to send them, in their own language.

Calendars fetch changes when they please, so whoever changes a plan tells those it touches. Like a
feed's note, a message tells no earlier value but the time: an earlier title or place may since have
been hidden. It names no release: how many there were would tell of what its reader did not see.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple, assert_never

from itinerary.languages import Words, mark
from itinerary.output import changes, wording
from itinerary.output.comparison import Change, Group, Kind, grouped
from itinerary.output.contentline import one_line
from itinerary.privacy.view import OpenRequest, Standing, View, is_off
from itinerary.times import (
    Days,
    Timespan,
    day_span,
    in_zone,
    zone_of,
)

SOON = timedelta(hours=24)
"""What changes within it is urgent: the slowest calendar programs take as long to fetch it."""
MOST = 8
"""Changes that a short message tells, beside those that are urgent."""


_KINDS = {
    Kind.ADDED: mark("New"),
    Kind.REMOVED: mark("No longer in your calendar"),
    Kind.CANCELLED: mark("Cancelled"),
    Kind.REVIVED: mark("On again"),
    Kind.PLACED: mark("New"),
    Kind.UNPLACED: mark("No longer in your calendar"),
    Kind.MOVED: mark("Moved"),
    Kind.CHANGED: mark("Changed"),
}
_STANDINGS = {**wording.STANDINGS, Standing.IDEA: mark("an idea")}
_DETAILS = {
    "kind": mark("the kind of entry"),
    "by": mark("the transport"),
    "nights": mark("the number of nights"),
    "with": mark("whom you meet"),
    "lead": mark("who leads"),
    "notes taken by": mark("who takes notes"),
    "interpreter": mark("the interpreter"),
    "languages": mark("the languages"),
    "vehicle": mark("the vehicle"),
    "press": mark("what the press may do"),
    "dress": mark("what to wear"),
    "embargo": mark("the embargo"),
    "handover": mark("what is handed over"),
    "asked": mark("how it was asked for"),
    "note": mark("the note"),
}


class Message(NamedTuple):
    """What to send: in a few lines, or with every change in it."""

    is_urgent: bool
    subject: str
    short: str
    full: str


def message(found: Iterable[Change], view: View, words: Words, now: datetime) -> Message | None:
    """Return the message that tells a reader what changed; None where nothing is worth one.

    ``view`` is what they see now. A change that touches the next 24 hours from ``now`` is urgent.
    """
    news = (one for one in found if not (_was_off(one) or _is_past(one, view.zone, now)))
    told = [_Told(group, view, words) for group in grouped(news)]
    if not told:
        return None
    soon = Timespan(now, now + SOON)
    urgent = [one for one in told if one.touches(soon)]
    later = [one for one in told if not one.touches(soon)]
    zones = {zone for one in told for zone in one.zones}
    clock = next(iter(zones)) if len(zones) == 1 else None
    hurry = words.say("URGENT")
    lines = [f"- {hurry} · {one.line(clock)}" for one in urgent]
    lines += [f"- {one.line(clock)}" for one in later]
    end = [words.say("Times are those of {city}.", city=words.city(clock))] if clock else []
    end.append(words.say("Calendars can take a day to show this. Until then, go by this message."))
    subject = words.say("Changes to your programme")
    subject = f"{subject}: {one_line(view.mission)}"
    subject = f"{hurry} · {subject}" if urgent else subject
    most = max(MOST, len(urgent))
    rest = len(lines) - most
    more = words.plural(
        "And {count} more change: see your calendar.",
        "And {count} more changes: see your calendar.",
        rest,
    )
    few = [*lines[:most], more] if rest > 1 else lines
    return Message(
        is_urgent=bool(urgent),
        subject=subject,
        short=_text(subject, few, end),
        full=_text(subject, lines, end),
    )


def lines(found: Iterable[Change], view: View, words: Words) -> tuple[str, ...]:
    """Return a line for each change that is worth one, as a message has it, whenever it is read."""
    groups = grouped(one for one in found if not _was_off(one))
    return tuple(_Told(group, view, words).line(None) for group in groups)


def _text(subject: str, lines: Iterable[str], end: Iterable[str]) -> str:
    return "\n".join((subject, "", *lines, "", *end)) + "\n"


def _was_off(change: Change) -> bool:
    """Whether there was nothing to come before, and is nothing now."""
    return all(told is None or is_off(told) for told in (change.before, change.after))


def _is_past(change: Change, zone: str, now: datetime) -> bool:
    """Whether what was to be and what is now are over: nobody need be told."""
    spans = [_span(told, zone) for told in (change.before, change.after) if told]
    return all(span is not None and span.end <= now for span in spans)


def _span(told: changes.Told, zone: str) -> Timespan | None:
    """Return the instants from which to which something is; whole days by a zone's clocks."""
    if isinstance(told, OpenRequest):
        return None
    if isinstance(told.when, Timespan):
        return told.when
    first, last = (day_span(day, zone) for day in (told.when.first, told.when.last))
    return Timespan(first.start, last.end)


class _Told(NamedTuple):
    """Changes that are told together, to whom they are told, and in which words."""

    group: Group
    view: View
    words: Words

    @property
    def change(self) -> Change:
        """The first of them."""
        return self.group.first

    @property
    def zones(self) -> Iterator[str]:
        """Yield the zones by whose clocks they are told."""
        for change in self.group.changes:
            when = self.when(change.told)
            if isinstance(when, Days) and change.before:
                when = self.when(change.before)
            if isinstance(when, Timespan):
                yield from (zone_of(when.start), zone_of(when.end))

    def when(self, told: changes.Told) -> Timespan | Days | None:
        """Return the time that is told of something.

        What is withdrawn is told by the mission's clocks: others told of a place.
        """
        if isinstance(told, OpenRequest):
            return None
        when = told.when
        if self.change.kind is Kind.REMOVED and isinstance(when, Timespan):
            return _by(when, self.view.zone, self.view.zone)
        return when

    def touches(self, soon: Timespan) -> bool:
        """Whether something that was to be in a time, or is now, has changed."""
        for change in self.group.changes:
            for told in (change.before, change.after):
                when = _span(told, self.view.zone) if told and not is_off(told) else None
                if when and (when.overlaps(soon) or soon.start <= when.start < soon.end):
                    return True
        return False

    # ------------------------------------------------------------ words

    def line(self, clock: str | None) -> str:
        """Return a line that tells it; ``clock`` is the zone that all lines share, if they do."""
        change, say = self.change, self.words.say
        told, title = change.told, one_line(change.told.title)
        kind, when = say(_KINDS[change.kind]), self._when(self.when(told), clock)
        if change.kind is Kind.MOVED:
            when = say("now {now} (was {before})", now=when, before=self._before(clock))
        when += self._times()
        match change.kind:
            case Kind.REMOVED | Kind.UNPLACED:  # its title may since have been hidden
                return f"{kind}: {when}"
            case Kind.CANCELLED:
                return f"{kind}: {title}, {when}"
            case Kind.MOVED | Kind.CHANGED:
                return "; ".join((f"{kind}: {title}, {when}", *self._what()))
            case Kind.ADDED | Kind.REVIVED | Kind.PLACED:
                word = wording.standing(told)
                sure = [say(_STANDINGS[word])] if word is not Standing.CONFIRMED else []
                parts = (title, when, one_line(changes.where(told)), *sure)
                return f"{kind}: {', '.join(filter(None, parts))}"
            case _:
                assert_never(change.kind)

    def _when(self, when: Timespan | Days | None, clock: str | None) -> str:
        """Return a time with its day, and whose clocks tell it where the lines do not share one."""
        day = self.words.day
        if when is None:
            return ""
        if isinstance(when, Days):
            return " – ".join(dict.fromkeys(map(day, (when.first, when.last))))
        start, end = when.start, when.end
        told = f"{day(start)} {changes.clock(start)}"
        if end.date() != start.date():
            told += f" – {day(end)} {changes.clock(end)}"
        elif when.duration:
            told += f"–{changes.clock(end)}"
        zones = dict.fromkeys((zone_of(start), zone_of(end)))
        city = " → ".join(map(self.words.city, zones))
        return told if clock else f"{told} ({self.words.say('{city} time', city=city)})"

    def _before(self, clock: str | None) -> str:
        """Return the earlier time, no longer than it needs, by the clocks of the later one."""
        was, now = (self.when(told) if told else None for told in self.change[1:3])
        if not isinstance(was, Timespan) or not isinstance(now, Timespan):
            return self._when(was, clock)
        was = _by(was, zone_of(now.start), zone_of(now.end))
        if {was.start.date(), was.end.date(), now.end.date()} == {now.start.date()}:
            return changes.clock(was.start) + (f"–{changes.clock(was.end)}" if was.duration else "")
        return self._when(was, zone_of(now.start))

    def _times(self) -> str:
        """Return how often an entry that repeats is meant, and until when."""
        whens = [self.when(change.told) for change in self.group.changes]
        days = [when.start.date() for when in whens if isinstance(when, Timespan)]
        if len(days) < 2:  # noqa: PLR2004 (what is told together has a time)
            return ""
        words, last = self.words, days[-1]
        if (last - days[0]).days != len(days) - 1:
            others = ", ".join(map(words.day, days[1:]))
            also = words.say("also on {days}", days=others)
            return f", {also}"
        times = words.plural(
            "{count} time, the last on {day}",
            "{count} times, the last on {day}",
            len(days),
            day=words.day(last),
        )
        return f", {times}"

    def _what(self) -> Iterator[str]:
        """Yield what else is new, as it is now."""
        say, told = self.words.say, self.change.told
        others = []
        for facet in self.change.facets:
            match facet.name:
                case changes.WHEN:
                    pass
                case changes.WHERE:
                    yield say("place: {place}", place=one_line(facet.after) or "–")
                case changes.WHO if changes.people(told) in {(), (self.view.reader,)}:
                    yield say("nobody else of the delegation")
                case changes.WHO:
                    yield say("with: {people}", people=facet.after)
                case changes.STATUS:
                    yield say("now: {status}", status=say(_STANDINGS[wording.standing(told)]))
                case changes.TITLE:
                    yield say("this is its new title")
                case name:
                    others.append(say(_DETAILS[name]))
        if others:
            yield say("also new: {what}", what=", ".join(others))


def _by(when: Timespan, start: str, end: str) -> Timespan:
    """Return a time by other clocks."""
    return Timespan(in_zone(when.start, start), in_zone(when.end, end))
