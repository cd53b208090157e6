"""The words that every page uses for the parts of a view."""

from collections.abc import Container, Iterable, Iterator
from datetime import timedelta
from math import ceil

from itinerary.languages import PLAIN, Words, mark
from itinerary.privacy.readers import COORDINATOR
from itinerary.privacy.view import (
    Cover,
    Details,
    Engagement,
    HandoverNote,
    Item,
    Journey,
    OpenRequest,
    RequestNote,
    Standing,
    Stay,
    Venue,
    View,
)
from itinerary.times import Days, Timespan, format_when, zone_of

STANDINGS = {
    Standing.IDEA: mark("idea"),
    Standing.REQUESTED: mark("requested"),
    Standing.TENTATIVE: mark("tentative"),
    Standing.CONFIRMED: mark("confirmed"),
    Standing.DECLINED: mark("declined"),
    Standing.CANCELLED: mark("cancelled"),
}
UNTOLD = mark("Engagement")
"""What a feed says of a confidential entry that has no cover."""
_KINDS = frozenset(
    {
        mark("Victim meeting"),
        mark("Government meeting"),
        mark("Press conference"),
        mark("Meeting"),
        mark("Public event"),
        mark("Internal"),
        mark("Meal"),
        mark("Rest"),
        mark("Journey"),
        mark("Stay"),
        UNTOLD,
    }
)
"""Our own words for a kind of entry; a file may have others, which are said as they stand there."""

_WAYS = {
    "air": mark("by air"),
    "boat": mark("by boat"),
    "foot": mark("by foot"),
    "rail": mark("by rail"),
    "road": mark("by road"),
}

THE_COORDINATOR = mark("the coordinator")

_PRESS = frozenset({mark("open"), mark("pool"), mark("closed")})

NO_LONGER = mark("no longer in this calendar")
WITHDRAWN = f"CANCELLED · {NO_LONGER}"
"""The title of what its reader sees no longer."""


def kind(label: str, words: Words = PLAIN) -> str:
    """Return the words for a kind of entry: ours are translated, a file's own are not."""
    return words.say(label) if label in _KINDS else label


def standing_word(standing: Standing, words: Words = PLAIN) -> str:
    """Return the word that goes before a title that is not confirmed: ``REQUESTED``."""
    return "" if standing is Standing.CONFIRMED else words.say(STANDINGS[standing]).upper()


def standing(told: Item | OpenRequest) -> Standing:
    """Return how sure something is; a cover tells only whether it is off."""
    if isinstance(told, Cover):
        return Standing.CANCELLED if told.is_off else Standing.CONFIRMED
    return told.details.standing


def title(item: Item | OpenRequest, words: Words = PLAIN) -> str:
    """Return an item's title; where it has none, its kind stands there, in our words."""
    if isinstance(item, Cover):
        return words.say(UNTOLD) if item.title == UNTOLD else item.title
    label = item.details.kind
    if item.title == label:
        return kind(label, words)
    before, colon, place = item.title.partition(": ")
    return f"{kind(label, words)}: {place}" if colon and before == label else item.title


def headline(item: Item | OpenRequest, words: Words = PLAIN) -> str:
    """Return an item's title, after the word for its standing where it is not confirmed."""
    word, told = standing_word(standing(item), words), title(item, words)
    return f"{word} · {told}" if word else told


def first_up(text: str) -> str:
    """Return a text that begins a line: not every language begins a day with a capital."""
    return text[:1].upper() + text[1:]


def dates(days: Days, words: Words = PLAIN) -> str:
    """Return the days of a mission, with the year of the last."""
    told = f"{format_when(days, words.day)} {days.last.year}"
    return first_up(told)


def reader(view: View, words: Words = PLAIN) -> str:
    """Return for whom a view is; a name is told as it is."""
    return words.say(THE_COORDINATOR) if view.reader == COORDINATOR.name else view.reader


def venue_line(venue: Venue) -> str:
    """Return a venue and its town on one line."""
    return venue.name if venue.name == venue.town else f"{venue.name}, {venue.town}"


def where(item: Item) -> str:
    """Return where an item is, on one line; empty where the reader may not know."""
    match item:
        case Cover():
            return item.town or ""
        case Journey():
            return " → ".join(venue.name for venue in (item.origin, item.destination) if venue)
        case Engagement() | Stay():
            room = f"{item.details.room}, " if item.details.room else ""
            return f"{room}{venue_line(item.venue)}" if item.venue else room.rstrip(", ")


def way(journey: Journey, words: Words = PLAIN) -> str:
    """Return how a journey is made; empty where that is not told."""
    if not journey.by:
        return ""
    known = _WAYS.get(journey.by)
    return words.say(known) if known else words.say("by {way}", way=journey.by)


def who(details: Details, reader: str = "", words: Words = PLAIN) -> str:
    """Return who takes part; nothing where that is the reader alone."""
    if details.people == (reader,):
        return ""
    if details.everyone and len(details.people) > 1:
        return ", ".join((words.say("everyone"), *details.beside_everyone))
    return ", ".join(details.people)


def party(details: Details, reader: str = "", words: Words = PLAIN) -> str:
    """Return who takes part, as it begins a line; a name is written as its bearer does."""
    told = who(details, reader, words)
    return told if told == ", ".join(details.people) else first_up(told)


def crossing(item: Item, words: Words = PLAIN) -> str | None:
    """Return what clocks alone would tell wrong: an item whose ends have different offsets."""
    when = item.when
    if not isinstance(when, Timespan) or when.start.utcoffset() == when.end.utcoffset():
        return None
    if zone_of(when.start) == zone_of(when.end):
        length = words.length(when.duration)
        return words.say("the clocks change: it lasts {length}", length=length)
    return words.say(
        "leaves {left} {origin} time, arrives {day} {arrived} {destination} time",
        left=f"{when.start:%H:%M}",
        origin=words.city(zone_of(when.start)),
        day=words.day(when.end),
        arrived=f"{when.end:%H:%M}",
        destination=words.city(zone_of(when.end)),
    )


def particulars(
    details: Details, words: Words = PLAIN, only: Container[str] | None = None
) -> Iterator[tuple[str, str]]:
    """Yield everything else that is told of an item: a label and its text.

    ``only`` names those that are wanted, by their labels in English.
    """
    for label, text in _particulars(details, words):
        if only is None or label in only:
            yield words.say(label), text


def _particulars(  # noqa: C901 (a list, not a maze)
    details: Details, words: Words
) -> Iterator[tuple[str, str]]:
    say = words.say
    if details.interlocutors:
        yield mark("With"), ", ".join(details.interlocutors)
    if details.lead:
        yield mark("Lead"), details.lead
    if details.note_taker:
        yield mark("Notes taken by"), details.note_taker
    if details.interpreters:
        yield mark("Interpreter"), ", ".join(details.interpreters)
    if details.languages:
        yield mark("Languages"), ", ".join(map(words.name_of, details.languages))
    if details.vehicles:
        yield mark("Vehicle"), ", ".join(details.vehicles)
    if details.press:
        yield mark("Press"), press(details.press, words)
    if details.dress:
        yield mark("Dress"), details.dress
    if details.embargo:
        until = f"{words.day(details.embargo)} {details.embargo:%H:%M}"
        clock = words.city(zone_of(details.embargo))
        yield mark("Embargo"), say("until {when} {city} time", when=until, city=clock)
    if details.handover:
        yield mark("Handover"), _handed_over(details.handover, words)
    if details.request:
        yield mark("Asked"), asked(details.request, words)
    if details.note:
        yield mark("Note"), details.note


def _handed_over(handover: HandoverNote, words: Words) -> str:
    by = handover.carried_by
    carried = words.say("carried by {name}", name=by) if by else ""
    return ", ".join(filter(None, (handover.what, handover.count, carried)))


def asked(request: RequestNote, words: Words = PLAIN) -> str:
    """Return whom something was asked of, when, how, by whom, and when to ask again."""
    say = words.say
    parts = [
        say("of {name}", name=request.of) if request.of else "",
        say("on {day}", day=words.day(request.asked)) if request.asked else "",
        say("by {name}", name=request.by) if request.by else "",
        f"({request.channel})" if request.channel else "",
    ]
    text = " ".join(filter(None, parts))
    again = say("ask again {day}", day=words.day(request.chase)) if request.chase else ""
    return "; ".join(filter(None, (text, again)))


def press(told: str, words: Words = PLAIN) -> str:
    """Return what the press may do: one of our three words, or as the file says it."""
    return words.say(told) if told in _PRESS else told


def windows(request: OpenRequest, zone: str, words: Words = PLAIN) -> str:
    """Return when a request may take place, and whose clocks tell it where not the mission's."""
    if not request.windows:
        return ""
    zones = sorted({zone_of(span.start) for span in request.spans} - {zone})
    clocks = [words.say("{city} time", city=words.city(name)) for name in zones]
    written = request.windows if words is PLAIN else spans(request.spans, words)
    told = words.say("within {windows}", windows="; ".join(written))
    return told + "".join(f" ({clock})" for clock in clocks)


def spans(times: Iterable[Timespan], words: Words = PLAIN) -> Iterator[str]:
    """Yield windows in a language's own words: the same hours of several days together."""
    groups: list[list[Timespan]] = []
    for span in times:
        last = groups[-1][-1] if groups else None
        if last and _follows(last, span):
            groups[-1].append(span)
        else:
            groups.append([span])
    for some in groups:
        first, last = some[0], some[-1]
        if len(some) == 1:
            yield format_when(_whole(first) or first, words.day)
        else:
            days = format_when(Days(first.start.date(), last.start.date()), words.day)
            yield f"{days}, {first.start:%H:%M}–{first.end:%H:%M}"


def _whole(span: Timespan) -> Days | None:
    """Return the days that a span fills from midnight to midnight, if it does."""
    if f"{span.start:%H:%M}{span.end:%H:%M}" != "00:0000:00" or span.start == span.end:
        return None
    return Days(span.start.date(), span.end.date() - timedelta(days=1))


def _follows(one: Timespan, other: Timespan) -> bool:
    """Whether a span has the hours of another, a day later."""
    hours = [(f"{span.start:%H:%M}", f"{span.end:%H:%M}") for span in (one, other)]
    is_next = (other.start.date() - one.start.date()).days == 1
    return is_next and hours[0] == hours[1] and one.start.date() == one.end.date()


def length(request: OpenRequest, words: Words = PLAIN) -> str:
    """Return how long a request is to last."""
    if request.nights:
        return words.plural("{count} night", "{count} nights", request.nights)
    return words.length(request.takes) if isinstance(request.takes, timedelta) else ""


def countdown(length: timedelta, words: Words = PLAIN) -> str:
    """Return how long it is until something begins: ``in 36 min``; days are whole ones."""
    say = words.say
    if length < timedelta(minutes=1):
        return say("in less than a minute")
    if length >= timedelta(days=1):
        return words.plural("in {count} day", "in {count} days", length.days)
    hours, minutes = divmod(ceil(length / timedelta(minutes=1)), 60)
    if not hours:
        return say("in {minutes} min", minutes=minutes)
    if not minutes:
        return say("in {hours} h", hours=hours)
    return say("in {hours} h {minutes} min", hours=hours, minutes=minutes)


def clocked(when: Timespan | Days, zone: str, words: Words = PLAIN) -> str:
    """Return a time with its days, and whose clocks tell it where not the mission's."""
    told = format_when(when, words.day)
    if isinstance(when, Days):
        return told
    zones = dict.fromkeys(zone_of(end) for end in (when.start, when.end))
    if [*zones] == [zone]:
        return told
    clocks = words.say("{city} time", city=" → ".join(map(words.city, zones)))
    return f"{told} ({clocks})"
