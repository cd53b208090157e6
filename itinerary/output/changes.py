"""What changed between two states of an item, in the words of its reader.

A note in a feed names what changed, and tells no earlier value but the time: an earlier title or
place may since have been hidden, and would be told once more.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from itinerary.languages import PLAIN, Words, mark
from itinerary.output import wording
from itinerary.privacy.view import Cover, Item, Journey, OpenRequest, Stay, Withdrawn, is_off
from itinerary.times import (
    Days,
    Timespan,
    format_offset,
    format_when,
    in_zone,
    is_shown_twice,
    zone_of,
)


class Facet(NamedTuple):
    """One thing that differs: its name, what it was, what it is; empty where there is nothing."""

    name: str
    before: str
    after: str


Told = Item | OpenRequest
"""What a reader is told of one entry."""

WHEN, WHERE, STATUS, TITLE, WHO = "when", "where", "status", "title", "who"
_IN_A_NOTE = {
    WHERE: mark("place"),
    TITLE: mark("title"),
    WHO: mark("who takes part"),
    "kind": mark("kind"),
    "by": mark("by"),
    "nights": mark("nights"),
    "with": mark("with"),
    "lead": mark("lead"),
    "notes taken by": mark("notes taken by"),
    "interpreter": mark("interpreter"),
    "languages": mark("languages"),
    "vehicle": mark("vehicle"),
    "press": mark("press"),
    "dress": mark("dress"),
    "embargo": mark("embargo"),
    "handover": mark("handover"),
    "asked": mark("asked"),
    "note": mark("note"),
}


def facets(before: Told, after: Told) -> tuple[Facet, ...]:
    """Return what differs between two states of an item, most important first."""
    told = [
        Facet(STATUS, *(wording.standing(told).value for told in (before, after))),
        Facet(WHEN, when(before), when(after)),
        Facet(WHERE, where(before), where(after)),
        Facet(TITLE, before.title, after.title),
        Facet(WHO, ", ".join(people(before)), ", ".join(people(after))),
        Facet("id", before.id or "", after.id or ""),
    ]
    olds, news = dict(_particulars(before)), dict(_particulars(after))
    names = dict.fromkeys((*olds, *news))
    told += [Facet(name, olds.get(name, ""), news.get(name, "")) for name in names]
    return tuple(facet for facet in told if facet.before != facet.after)


def when(told: Told, words: Words = PLAIN) -> str:
    """Return an item's time with its days, and whose clocks tell it; a request's windows."""
    if isinstance(told, OpenRequest):
        windows = "; ".join(told.windows)
        within = words.say("within {windows}", windows=windows) if windows else ""
        parts = " ".join(filter(None, (wording.length(told, words), within)))
        return words.say("not placed: {what}", what=parts)
    days = format_when(told.when, words.day)
    if isinstance(told.when, Days):
        return days
    ends = (told.when.start, told.when.end)
    cities = " → ".join(dict.fromkeys(words.city(zone_of(one)) for one in ends))
    twice = dict.fromkeys(format_offset(one) for one in ends if is_shown_twice(one))
    clocks = ", ".join((words.say("{city} time", city=cities), *twice))
    return f"{days} ({clocks})"


def where(told: Told, words: Words = PLAIN) -> str:
    """Return where an item is, with its address."""
    if isinstance(told, OpenRequest):
        return words.either(map(wording.venue_line, told.venues))
    place = wording.where(told)
    address = None if isinstance(told, Cover | Journey) or not told.venue else told.venue.address
    return f"{place}, {address}" if address else place


def people(told: Told) -> tuple[str, ...]:
    """Return the names of those who take part, as far as the reader may know."""
    return () if isinstance(told, Cover) else told.details.people


def _particulars(told: Told) -> Iterator[tuple[str, str]]:
    if isinstance(told, Cover):
        return
    yield "kind", told.details.kind
    if isinstance(told, Journey) and told.by:
        yield "by", told.by
    if isinstance(told, Stay) and told.nights:
        yield "nights", str(told.nights)
    yield from ((label.lower(), text) for label, text in wording.particulars(told.details))


# ---------------------------------------------------------------- in a feed


def note(item: Item, words: Words = PLAIN) -> str:
    """Return what changed of an item and when, for the first line of its description."""
    revision = item.revision
    day = words.month_day(revision.at)
    if revision.is_new:
        return words.say("Added {day}", day=day)
    if revision.before is None:
        return ""
    what = ", ".join(_what(revision.before, item, words))
    return words.say("Changed {day}: {what}", day=day, what=what)


def withdrawal(gone: Withdrawn, words: Words = PLAIN) -> str:
    """Return when an item was withdrawn, for the first line of what is left of it."""
    day, what = words.month_day(gone.since), words.say(wording.NO_LONGER)
    return words.say("Changed {day}: {what}", day=day, what=what)


def _what(before: Item, after: Item, words: Words) -> Iterator[str]:
    say = words.say
    if is_off(after) and not is_off(before):
        yield say(wording.STANDINGS[wording.standing(after)])
        return
    found = facets(before, after)
    # A cover does not tell what there was beside it, nor how sure that is: no note on it may.
    is_covered = isinstance(before, Cover) != isinstance(after, Cover)
    others = [say("details")] if is_covered or not found else []
    for facet in found:
        if facet.name == WHEN:
            yield shift(before.when, after.when, words)
        elif facet.name == STATUS and (is_off(before) or not is_covered):
            was, now = (say(wording.STANDINGS[wording.standing(one)]) for one in (before, after))
            yield f"{was} → {now}"
        elif not is_covered:
            others.append(say(_IN_A_NOTE.get(facet.name, facet.name)))
    yield from others


def shift(before: Timespan | Days, after: Timespan | Days, words: Words = PLAIN) -> str:
    """Return how a time moved, no longer than it needs: ``10:00 → 11:00``.

    The earlier time is told by the clocks of the later one.
    """
    if isinstance(before, Days) or isinstance(after, Days):
        return f"{format_when(before, words.day)} → {format_when(after, words.day)}"
    zones = zone_of(after.start), zone_of(after.end)
    was = Timespan(in_zone(before.start, zones[0]), in_zone(before.end, zones[1]))
    cities = " → ".join(dict.fromkeys(map(words.city, zones)))
    is_same = (zone_of(before.start), zone_of(before.end)) == zones
    by = "" if is_same else f" ({words.say('{city} time', city=cities)})"
    if (was.start, was.end) == (after.start, after.end):
        return f"{format_when(after, words.day)}{by}"
    if was.start.date() != after.start.date() or after.start.date() != after.end.date():
        return f"{format_when(was, words.day)} → {format_when(after, words.day)}{by}"
    if was.duration == after.duration:
        return f"{clock(was.start)} → {clock(after.start)}{by}"
    clocks = (f"{clock(span.start)}–{clock(span.end)}" for span in (was, after))
    return f"{' → '.join(clocks)}{by}"


def clock(instant: datetime) -> str:
    """Return what clocks show, and how far they are from UTC where they show it twice."""
    twice = f" {format_offset(instant)}" if is_shown_twice(instant) else ""
    return f"{instant:%H:%M}{twice}"


def delay(before: Timespan | Days, after: Timespan | Days, words: Words = PLAIN) -> str:
    """Return by how much a start moved: ``1h00 later``; where it did not, ``10m longer``."""
    if isinstance(before, Days) and isinstance(after, Days):
        moved = timedelta(days=(after.first - before.first).days)
        grown = timedelta(days=len(after) - len(before))
    elif isinstance(before, Timespan) and isinstance(after, Timespan):
        moved, grown = after.start - before.start, after.duration - before.duration
    else:
        return ""
    say, by = words.say, _length(moved or grown, words)
    if moved:
        is_later = moved > timedelta()
        return say("{length} later", length=by) if is_later else say("{length} earlier", length=by)
    if grown:
        is_longer = grown > timedelta()
        return (
            say("{length} longer", length=by) if is_longer else say("{length} shorter", length=by)
        )
    return ""


def _length(length: timedelta, words: Words) -> str:
    days, rest = divmod(abs(length), timedelta(days=1))
    told = words.plural("{count} day", "{count} days", days) if days else ""
    return " ".join(filter(None, (told, words.length(rest) if rest else "")))
