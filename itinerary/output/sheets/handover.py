"""The handover checklist: what is handed over, by whom, to whom, and what must not be forgotten."""

from collections.abc import Iterator

from itinerary.output import changes, wording
from itinerary.output.sheets import entries
from itinerary.output.sheets.sheet import (
    Check,
    Checks,
    Facts,
    Leaf,
    Line,
    Maker,
    Paragraph,
    Printing,
    Section,
    Sheet,
)
from itinerary.privacy.view import Cover, HandoverNote, Item, OpenRequest, View, is_off


def make(view: View, printing: Printing) -> Sheet:
    """Return the sheet: a list to tick off for each thing that is handed over."""
    maker = Maker(view, printing)
    say = maker.say
    told = tuple(_told(maker))
    sections = tuple(
        _section(one, when, handover, maker)
        for one, when in told
        if not isinstance(one, Cover) and (handover := one.details.handover)
    )
    if not sections:
        sections = (Section("", (Paragraph(say("Nothing is handed over.")),)),)
    dates = wording.dates(maker.days, maker.words)
    leaf = Leaf(say("Handover checklist"), dates, (entries.clocks_of(maker),), sections)
    named = tuple(one for one, _ in told)
    return maker.sheet(say("Handover checklist"), (leaf,), named)


def _told(maker: Maker) -> Iterator[tuple[Item | OpenRequest, str]]:
    """Yield what has something to hand over, and when it is."""
    words = maker.words
    for one in entries.once(maker):
        if _hands_over(one.item):
            heading = wording.first_up(words.long_day(one.date))
            yield one.item, f"{heading}, {' '.join(one.times.split())}"
    for request in entries.requests(maker):
        if request.details.handover:
            windows = wording.windows(request, maker.view.zone, words)
            yield request, ", ".join(filter(None, (maker.say("not yet placed"), windows)))


def _hands_over(item: Item) -> bool:
    return not isinstance(item, Cover) and not is_off(item) and item.details.handover is not None


def _section(told: Item | OpenRequest, when: str, handover: HandoverNote, maker: Maker) -> Section:
    say, words = maker.say, maker.words
    details = None if isinstance(told, Cover) else told.details
    facts = [
        Line(say("Meeting"), wording.headline(told, words)),
        Line(say("When"), wording.first_up(when)),
        Line(say("Where"), changes.where(told, words)),
        Line(say("With"), ", ".join(details.interlocutors) if details else ""),
        Line(say("Who"), wording.who(details, words=words) if details else ""),
    ]
    heading = ", ".join(filter(None, (handover.what, handover.count)))
    checks = (
        _check(say("Carried by"), handover.carried_by),
        _check(say("Boxes"), handover.boxes),
        Check(say("Counted and complete before leaving")),
        Check(say("Everybody knows who hands it over, and what is said")),
        _check(say("Consent to photographs"), handover.photos),
        _check(say("Receipt signed by"), handover.receipt),
        Check(say("Handed over at"), is_blank=True),
        Check(say("Photograph of the receipt sent to the monitor")),
    )
    return Section(heading, (Facts(tuple(one for one in facts if one.text)), Checks(checks)))


def _check(label: str, told: str | None) -> Check:
    """Return something to tick off; what the schedule does not tell is written by hand."""
    return Check(f"{label}: {told}") if told else Check(label, is_blank=True)
