"""A sheet as Markdown, for a word processor, a wiki or a chat."""

from collections.abc import Iterator

from itinerary.output.agenda import MARKS
from itinerary.output.markdown import escape
from itinerary.output.sheets.sheet import (
    Block,
    Checks,
    Entries,
    Entry,
    Facts,
    Leaf,
    Paragraph,
    Sheet,
    Table,
)

_SHAPES = {standing.value: shape for standing, shape in MARKS.items()}


def render(sheet: Sheet) -> bytes:
    """Return the sheet in Markdown (CommonMark with tables), in UTF-8."""
    return ("\n".join(_lines(sheet)).rstrip("\n") + "\n").encode()


def _lines(sheet: Sheet) -> Iterator[str]:
    yield f"# {escape(sheet.title)}"
    yield ""
    for told in (sheet.secrecy, *sheet.notices):
        if told:
            yield f"**{escape(told)}**"
            yield ""
    for leaf in sheet.leaves:
        yield from _leaf(leaf)
    if sheet.legend:
        yield " · ".join(f"{_SHAPES[standing]} {escape(word)}" for standing, word in sheet.legend)
        yield ""
    if sheet.link:
        yield f"{escape(sheet.link_says)}: <{sheet.link}>"
        yield ""
    yield escape(" · ".join(sheet.footer))


def _leaf(leaf: Leaf) -> Iterator[str]:
    yield f"## {escape(leaf.heading)}"
    yield ""
    if leaf.above:
        yield escape(leaf.above)
        yield ""
    yield from _facts(Facts(leaf.facts))
    for section in leaf.sections:
        if section.heading:
            yield f"### {escape(section.heading)}"
            yield ""
        for block in section.blocks:
            yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Entries():
            for entry in block.entries:
                yield from _entry(entry)
        case Facts():
            yield from _facts(block)
        case Paragraph():
            yield escape(block.text)
        case Checks():
            for check in block.checks:
                yield f"- [ ] {escape(check.text)}{': ' + chr(0x2026) if check.is_blank else ''}"
        case Table():
            yield f"| {' | '.join(escape(column.heading) for column in block.columns)} |"
            yield f"|{'---|' * len(block.columns)}"
            for row in block.rows:
                first, *others = map(_cell, row.cells)
                change = f" **{escape(row.change)}**" if row.change else ""
                yield f"| {' | '.join((f'{first}{change}', *others))} |"
    yield ""


def _cell(text: str) -> str:
    return "<br>".join(map(escape, text.split("\n")))


def _facts(block: Facts) -> Iterator[str]:
    for fact in block.facts:
        yield f"- **{escape(fact.label)}:** {escape(fact.text)}"
    if block.facts:
        yield ""


def _entry(entry: Entry) -> Iterator[str]:
    shape = "" if entry.is_light else _SHAPES.get(entry.standing, "")
    title = f"{entry.status} · {entry.title}" if entry.status else entry.title
    told = escape(title) if entry.is_light else f"**{escape(title)}**"
    times = " · ".join(filter(None, (entry.times, entry.beside)))
    marks = [f"({escape(one)})" for one in (entry.mark, entry.change) if one]
    yield f"- {' '.join(filter(None, (escape(times), shape, told, *marks)))}"
    for line in entry.lines:
        label = f"{escape(line.label)}: " if line.label else ""
        yield f"  - {label}{escape(line.text)}"
