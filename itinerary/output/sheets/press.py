"""The press advisory: what anybody may come to, when by local time and by GMT, and who speaks.

It is made of the view of a reader who may know only what is public, whoever prints it.
"""

from itinerary.languages import Language
from itinerary.output import changes, wording
from itinerary.output.sheets import entries
from itinerary.output.sheets.entries import clock
from itinerary.output.sheets.sheet import (
    Facts,
    Leaf,
    Line,
    Maker,
    Paragraph,
    Printing,
    Section,
    Sheet,
)
from itinerary.privacy.view import Engagement, Item, View, is_off
from itinerary.times import Days, Timespan, format_when, in_zone, zone_of


def make(view: View, printing: Printing) -> Sheet:
    """Return the advisory: each public engagement that will take place, in order of time."""
    maker = Maker(view, printing)
    say = maker.say
    told = [one for one in entries.once(maker) if _is_open(one.item)]
    sections = tuple(_section(one.item, maker) for one in told) or (
        Section("", (Paragraph(say("Nothing public is planned.")),)),
    )
    contacts = [one for one in view.contacts if not one.is_emergency]
    if contacts:
        lines = (
            Line(one.name, ", ".join(filter(None, (one.role, one.phone, one.email))))
            for one in contacts
        )
        sections += (Section(say("Contact"), (Facts(tuple(lines)),), is_boxed=True),)
    # Not the mission's dates: when a delegation comes and goes is nobody's business.
    above = ""
    if told:
        above = wording.dates(Days(told[0].date, told[-1].date), maker.words)
    leaf = Leaf(say("Press advisory"), above, (), sections)
    return maker.sheet(say("Press advisory"), (leaf,), tuple(one.item for one in told))


def _is_open(item: Item) -> bool:
    return isinstance(item, Engagement) and not is_off(item)


def _section(item: Item, maker: Maker) -> Section:
    say, words = maker.say, maker.words
    facts = [Line(say("When"), _when(item, words)), Line(say("Where"), changes.where(item, words))]
    if isinstance(item, Engagement):
        facts.append(Line(say("Who"), ", ".join(item.details.people)))
        facts += (Line(*one) for one in wording.particulars(item.details, words, _TOLD))
    shown = tuple(one for one in facts if one.text)
    return Section(wording.headline(item, words), (Facts(shown),))


_TOLD = frozenset({"With", "Languages", "Press", "Embargo"})


def _when(item: Item, words: Language) -> str:
    """Return the time by the clocks of the place, and by Greenwich's."""
    span = item.when
    if isinstance(span, Days):
        return wording.first_up(format_when(span, words.full_day))
    day = span.start.date()
    city = words.city(zone_of(span.start))
    local = words.say("{times} {city} time", times=clock(span, day, words), city=city)
    utc = Timespan(in_zone(span.start, "UTC"), in_zone(span.end, "UTC"))
    return f"{wording.first_up(words.full_day(day))}, {local} ({clock(utc, day, words)} GMT)"
