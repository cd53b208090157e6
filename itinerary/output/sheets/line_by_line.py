"""The line-by-line: what each engagement needs, for those who go ahead."""

from itertools import groupby

from itinerary.output import changes, wording
from itinerary.output.sheets import entries
from itinerary.output.sheets.sheet import (
    Cells,
    Column,
    Leaf,
    Maker,
    Paragraph,
    Printing,
    Section,
    Sheet,
    Table,
)
from itinerary.privacy.view import Cover, Item, Journey, OpenRequest, View, is_off


def make(view: View, printing: Printing) -> Sheet:
    """Return the sheet: a table a day, on wide paper, and what is not yet placed."""
    maker = Maker(view, printing)
    say, words = maker.say, maker.words
    sections: list[Section] = []
    told: list[Item | OpenRequest] = []
    for day, some in groupby(entries.once(maker), key=lambda one: one.date):
        listed = [*some]
        told += [one.item for one in listed]
        cells = [_cells(one.item, one.times, maker) for one in listed]
        heading = wording.first_up(words.full_day(day))
        sections.append(Section(heading, (Table(_columns(maker), tuple(cells)),)))
    requests = entries.requests(maker)
    if requests:
        told += requests
        cells = [_cells(one, _windows(one, maker), maker) for one in requests]
        sections.append(Section(say("Not yet placed"), (Table(_columns(maker), tuple(cells)),)))
    if not sections:
        nothing = wording.first_up(say("nothing planned"))
        sections.append(Section("", (Paragraph(nothing),)))
    dates = wording.dates(maker.days, words)
    leaf = Leaf(say("Line by line"), dates, (entries.clocks_of(maker),), tuple(sections))
    return maker.sheet(say("Line by line"), (leaf,), tuple(told), is_wide=True)


def _columns(maker: Maker) -> tuple[Column, ...]:
    say = maker.say
    return (
        Column(say("Time"), 11),
        Column(say("What"), 24),
        Column(say("Where"), 16),
        Column(say("Lead"), 12),
        Column(say("Notes"), 12),
        Column(say("Interpreter"), 13),
        Column(say("Press"), 8),
        Column(say("Vehicle"), 11),
        Column(say("Handover"), 13),
    )


def _cells(told: Item | OpenRequest, times: str, maker: Maker) -> Cells:
    words = maker.words
    title = wording.headline(told, words)
    if isinstance(told, Cover):
        return Cells((times, title, told.town or "", *[""] * 6), maker.change(told), is_off(told))
    details = told.details
    handover = details.handover
    way = wording.way(told, words) if isinstance(told, Journey) else ""
    carried = (handover.what, handover.count, handover.carried_by) if handover else ()
    return Cells(
        (
            times,
            "\n".join(filter(None, (title, wording.who(details, words=words)))),
            "\n".join(filter(None, (changes.where(told, words), way))),
            details.lead or "",
            details.note_taker or "",
            ", ".join(details.interpreters),
            wording.press(details.press, words) if details.press else "",
            ", ".join(details.vehicles),
            ", ".join(filter(None, carried)),
        ),
        maker.change(told),
        is_off(told),
    )


def _windows(request: OpenRequest, maker: Maker) -> str:
    words = maker.words
    parts = (wording.length(request, words), wording.windows(request, maker.view.zone, words))
    return "\n".join(filter(None, parts))
