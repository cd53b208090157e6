"""A sheet as plain text, 80 columns wide: for a pipe, a message, or a printer of no use for PDF."""

from collections.abc import Iterator

from itinerary.output.agenda import MARKS
from itinerary.output.cells import pad, width_of
from itinerary.output.sheets.sheet import (
    Block,
    Cells,
    Checks,
    Entries,
    Entry,
    Facts,
    Leaf,
    Line,
    Paragraph,
    Section,
    Sheet,
    Table,
)
from itinerary.output.styled import Line as Styled
from itinerary.output.styled import hanging, plain, rule

WIDTH = 80
_SHAPES = {standing.value: shape for standing, shape in MARKS.items()}
_WIDEST_TIMES = 30


def render(sheet: Sheet) -> bytes:
    """Return the sheet as text, in UTF-8."""
    return plain(lines(sheet)).encode()


def lines(sheet: Sheet, width: int = WIDTH) -> Iterator[Styled]:
    """Yield the sheet line by line; ``width`` counts terminal cells."""
    yield from _text(sheet.title, width)
    yield from _text(sheet.secrecy, width)
    for notice in sheet.notices:
        yield from _text(notice, width)
    for leaf in sheet.leaves:
        yield []
        yield from _leaf(leaf, width)
    if sheet.legend:
        yield []
        told = "  ".join(f"{_SHAPES[standing]} {word}" for standing, word in sheet.legend)
        yield from _text(told, width)
    yield []
    if sheet.link:
        yield from _text(f"{sheet.link_says}:", width)
        yield from _text(sheet.link, width)
    yield from _text(" · ".join(sheet.footer), width)


def _text(text: str, width: int) -> Iterator[Styled]:
    if text:
        yield from hanging([], text, "", width)


def _leaf(leaf: Leaf, width: int) -> Iterator[Styled]:
    yield rule(leaf.heading, "", "day", width)
    yield from _text(leaf.above, width)
    for fact in leaf.facts:
        yield from hanging([(f"{fact.label}: ", "")], fact.text, "", width)
    for section in leaf.sections:
        yield []
        yield from _section(section, width)


def _section(section: Section, width: int) -> Iterator[Styled]:
    if section.heading:
        yield from _text(f"== {section.heading}", width)
    for block in section.blocks:
        yield from _block(block, width)


def _block(block: Block, width: int) -> Iterator[Styled]:
    match block:
        case Entries():
            yield from _entries(block, width)
        case Facts():
            for fact in block.facts:
                yield from hanging([(f"{fact.label}: ", "")], fact.text, "", width)
        case Paragraph():
            yield from _text(block.text, width)
        case Checks():
            for check in block.checks:
                blank = ": ____________________" if check.is_blank else ""
                yield from hanging([("[ ] ", "")], f"{check.text}{blank}", "", width)
        case Table():
            yield from _table(block, width)


def _entries(block: Entries, width: int) -> Iterator[Styled]:
    column = max((width_of(entry.times) for entry in block.entries), default=0)
    column = min(column, _WIDEST_TIMES)
    for entry in block.entries:
        yield from _barred(_entry(entry, column, width - 1), entry.change)


def _barred(some: Iterator[Styled], change: str) -> Iterator[Styled]:
    """Yield lines with a bar on the left of what has changed, or with room for one."""
    return ([("|" if change else " ", ""), *line] for line in some)


def _entry(entry: Entry, column: int, width: int) -> Iterator[Styled]:
    shape = _SHAPES.get(entry.standing, " ") if not entry.is_light else " "
    times, indent = entry.times, " " * (column + 3)
    if width_of(times) > column:
        yield from hanging([], times, "", width)
        times = ""
    yield from hanging([(f"{pad(times, column)} {shape} ", "")], _title(entry), "", width)
    lines = (Line("", entry.beside), *entry.lines) if entry.beside else entry.lines
    for line in lines:
        told = f"{line.label}: {line.text}" if line.label else line.text
        yield from hanging([(indent, "")], told, "", width)


def _title(entry: Entry) -> str:
    told = f"{entry.status} · {entry.title}" if entry.status else entry.title
    mark = f" [{entry.mark}]" if entry.mark else ""
    return f"{told}{mark}{f' ({entry.change.upper()})' if entry.change else ''}"


def _table(block: Table, width: int) -> Iterator[Styled]:
    """Yield each row as a paragraph: nine columns do not fit in eighty."""
    for row in block.rows:
        yield from _barred(_row(block, row, width - 1), row.change)


def _row(block: Table, row: Cells, width: int) -> Iterator[Styled]:
    change = f" ({row.change.upper()})" if row.change else ""
    cells = zip(block.columns, row.cells, strict=True)
    lead = "- "
    for column, cell in cells:
        if cell:
            named = lead if lead == "- " else f"  {column.heading}: "
            told = cell.replace("\n", " · ")
            yield from hanging([(named, "")], f"{told}{change}", "", width)
            lead = change = ""
