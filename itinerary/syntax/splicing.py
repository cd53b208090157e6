"""A file's text and where its values stand in it: what is put in, and what is cut out."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from collections.abc import Sequence as Items
from typing import Any, NamedTuple

from itinerary.languages import Message, say
from itinerary.syntax.document import Document, Mapping, Node, Scalar, Sequence, decode, parse
from itinerary.syntax.problems import Problems

Written = tuple[str, str]
"""A key, and its value as YAML writes it on one line."""


class Uneditable(NamedTuple):
    """Why an edit cannot be made, and the way out."""

    message: Message
    hint: Message


PROGRAMME = "programme"
_BOM = b"\xef\xbb\xbf"
_INDENT = 2
_LEADERS: dict[str, tuple[str, ...]] = {
    "who": ("where", "when", "title", "kind"),
    "interpreter": ("who", "title", "kind"),
    "lead": ("who", "title", "kind"),
    "note taker": ("who", "title", "kind"),
    "where": ("when", "title", "kind"),
}
_LEADER = ("title", "kind")
"""A new key stands after the first of these that its entry has: above the long ones."""
PLAIN = re.compile(r"[^\W_](?:[^\x00-\x1f,\[\]{}#:\"'`|>&*!%@\\]|:(?=[^\s,\[\]{}]))*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def quoted(text: str) -> str:
    """Return a text as YAML writes it on one line, in quotes where it needs them."""
    if PLAIN.fullmatch(text) and text.isprintable() and text == text.strip():
        return text
    signs = (
        _ESCAPES.get(sign, sign if sign.isprintable() else _escaped(ord(sign))) for sign in text
    )
    return f'"{"".join(signs)}"'


def _escaped(code: int) -> str:
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 (four digits)


def refused(message: Message) -> Uneditable:
    """Return why a file is left to a person."""
    return Uneditable(message, say("edit the file by hand"))


def value_at(node: Node | None, key: str) -> Node | None:
    """Return the value under a key of a table; None where there is none."""
    if not isinstance(node, Mapping):
        return None
    return next((value for name, value in node.pairs if name.text == key), None)


def said(node: Node | None) -> Any:  # noqa: ANN401 (texts, lists and tables)
    """Return what a node says, wherever and however it stands."""
    match node:
        case Mapping():
            return {key.text: said(value) for key, value in node.pairs}
        case Sequence():
            return [said(item) for item in node.items]
        case Scalar():
            return node.text
        case None:
            return None


def one_value(written: str, *, is_flow: bool = True) -> Node | None:
    """Return what one written value says inside a table, in brackets or on its own line."""
    table = f"{{value: {written}}}\n" if is_flow else f"value: {written}\n"
    return value_at(parse(table, "", Problems()).root, "value")


class Splice(NamedTuple):
    """A text that takes the place of what stands between two offsets of a file's text."""

    start: int
    end: int
    text: str


class File(NamedTuple):
    """A file that is to be edited: its text, its tree, and where each of its lines starts."""

    document: Document
    programme: Node
    starts: list[int]
    newline: str
    has_bom: bool

    @classmethod
    def read(cls, data: bytes, path: str) -> "File | Uneditable":
        """Read a file; one with a mistake in its YAML is not edited."""
        problems = Problems()
        text = decode(data, path, problems)
        document = parse(text, path, problems) if text is not None else None
        if document is None or problems.found:
            return refused(say("the file cannot be read without a mistake"))
        programme = value_at(document.root, PROGRAMME)
        if programme is None:
            return refused(say("the file has no `programme`"))
        breaks = list(re.finditer(r"\r\n|\r|\n", document.text))
        return cls(
            document,
            programme,
            [0, *(found.end() for found in breaks)],
            breaks[0].group() if breaks else "\n",
            data.startswith(_BOM),
        )

    @property
    def text(self) -> str:
        """The text that stands in the file, without a byte order mark."""
        return self.document.text

    def proved(self, text: str, tree: object) -> bytes | Uneditable:
        """Return a text's bytes if it says just what it should."""
        problems = Problems()
        again = parse(text, self.document.path, problems)
        if problems.found or said(again.root) != tree:
            return refused(say("the way this file is written leaves no safe place for the change"))
        return (_BOM if self.has_bom else b"") + text.encode()

    # ------------------------------------------------------------ where things stand

    def start(self, node: Node) -> int:
        """Return the offset of a node's first character."""
        return self.starts[node.span.line - 1] + node.span.column - 1

    def end(self, node: Node) -> int:
        """Return the offset behind a node's last character; a block ends with what is in it."""
        if isinstance(node, Mapping | Sequence) and not self.is_flow(node):
            inside = (
                node.items if isinstance(node, Sequence) else [value for _, value in node.pairs]
            )
            return self.end(inside[-1])
        start = self.start(node)
        end = self.starts[node.span.end_line - 1] + node.span.end_column - 1
        return start + len(self.text[start:end].rstrip())

    def is_flow(self, node: Node) -> bool:
        """Whether a list or table stands in brackets."""
        return self.text[self.start(node)] in "[{"

    # ------------------------------------------------------------ edits

    def spliced(self, splices: Iterable[Splice]) -> str:
        """Return the text with some changes that do not touch each other."""
        text, at = [], 0
        for start, end, put in sorted(splices):
            text += [self.text[at:start], put]
            at = end
        return "".join((*text, self.text[at:]))

    def replaced(self, node: Node, value: str) -> Splice:
        """Return the change that puts another value in place of a node."""
        start, end = self.start(node), self.end(node)
        space = " " if self.text[start - 1] == ":" else ""
        if isinstance(node, Mapping | Sequence) and not self.is_flow(node):
            colon = self.text.rindex(":", 0, start)  # a block begins below its key
            start, space = colon + 1, " "
        return Splice(start, end, f"{space}{value}")

    def with_key(self, node: Mapping, key: str, value: str) -> Splice:
        """Return the change that adds a key to a table that has others."""
        leaders = _LEADERS.get(key, _LEADER)
        leader = next((one for name in leaders if (one := value_at(node, name))), None)
        after = leader or node.pairs[-1][1]
        if self.is_flow(node):
            end = self.end(after)
            return Splice(end, end, f", {key}: {value}")
        indent = " " * (node.pairs[0][0].span.column - 1)
        return _below(self.text, self.end(after), [f"{indent}{key}: {value}"], self.newline)

    def without_key(self, node: Mapping, key: str) -> str:
        """Return the text without a key of a table that has others; a block loses its lines."""
        index = next(number for number, (name, _) in enumerate(node.pairs) if name.text == key)
        name, value = node.pairs[index]
        if not self.is_flow(node):
            return _cut(self.text, *self._lines_of(self.start(name), self.end(value)))
        before, after = node.pairs[:index], node.pairs[index + 1 :]
        return _cut(
            self.text,
            *self._flow_part(
                self.start(name),
                self.end(value),
                self.end(before[-1][1]) if before else None,
                self.start(after[0][0]) if after else None,
            ),
        )

    def with_items(self, node: Sequence, items: Items[str]) -> str:
        """Return the text in which a list holds these texts, some of which it has already."""
        kept = [item for item in node.items if said(item) in items]
        new = [quoted(one) for one in items[len(dict.fromkeys(map(said, kept))) :]]
        is_flow, text = self.is_flow(node), self.text
        last = kept[-1] if kept else node.items[-1]
        for number, item in reversed(list(enumerate(node.items))):
            start, end = self.start(item), self.end(item)
            if item is last and is_flow:
                text = f"{text[:end]}{''.join(f', {one}' for one in new)}{text[end:]}"
            elif item is last:
                lead = self.text[self.starts[item.span.line - 1] : start]
                text = _with_lines(text, end, [f"{lead}{one}" for one in new], self.newline)
            if item in kept:
                continue
            if not is_flow:
                text = _cut(text, *self._lines_of(start, end))
                continue
            before, after = node.items[:number], node.items[number + 1 :]
            told = self.end(before[-1]) if before else None
            follower = self.start(after[0]) if after else None
            text = _cut(text, *self._flow_part(start, end, told, follower))
        return text

    def _flow_part(
        self, start: int, end: int, before: int | None, after: int | None
    ) -> tuple[int, int]:
        """Return what is to be cut so that a part of a list or table in brackets goes.

        ``before`` is where the part before it ends, ``after`` where the next begins. What others
        have written beside them stays: a part that has its lines to itself goes with them.
        """
        first, last = self._lines_of(start, end)
        is_alone = not self.text[first:start].strip()
        if is_alone and re.fullmatch(r"\s*,?\s*(?:#.*\s*)?", self.text[end:last]):
            return first, last
        if before is None:
            return start, end if after is None else after
        if not re.search(r"[\r\n]", self.text[before:start]):
            return before, end
        if after is not None and after < last:
            return start, after
        comma = re.compile(r"[ \t]*,").match(self.text, end)
        return start, comma.end() if comma else end

    def _lines_of(self, start: int, end: int) -> tuple[int, int]:
        """Return where the lines that a stretch of text stands in begin and end."""
        line = bisect_right(self.starts, end)
        following = self.starts[line] if line < len(self.starts) else len(self.text)
        return self.starts[bisect_right(self.starts, start) - 1], following

    def with_entries(self, entries: Items[tuple[str, Items[Written]]]) -> str:
        """Return the text with entries at the end of the programme."""
        programme, root = self.programme, self.document.root
        if isinstance(programme, Mapping) and programme.pairs:
            if self.is_flow(programme):
                return self._with_flow(self.end(programme.pairs[-1][1]), entries, ", ")
            return self._below(programme, entries)
        if isinstance(root, Mapping) and self.is_flow(root):
            return self._with_flow(self.start(programme) + 1, entries, "")
        start = len(self.text[: self.start(programme)].rstrip(" "))
        bare = self.text[:start] + self.text[self.end(programme) :]
        lines = _block(entries, _INDENT, _INDENT, is_spaced=True)
        return _with_lines(bare, start, lines, self.newline)

    def _below(self, programme: Mapping, entries: Items[tuple[str, Items[Written]]]) -> str:
        """Return the text with entries below the last one, indented and spaced as the others."""
        first, inside = programme.pairs[0]
        indent, deeper = first.span.column - 1, _INDENT
        if isinstance(inside, Mapping) and not self.is_flow(inside):
            deeper = inside.pairs[0][0].span.column - 1 - indent
        is_spaced = self._is_spaced(programme)
        lines = _block(entries, indent, deeper, is_spaced=is_spaced)
        end = _line_end(self.text, self.end(programme))
        remark = re.compile(rf"(?:\r\n|\r|\n) {{{indent + 1},}}#[^\r\n]*")
        while found := remark.match(self.text, end):  # the last entry's, not the new one's
            end = found.end()
        return _with_lines(self.text, end, ["", *lines] if is_spaced else lines, self.newline)

    def _is_spaced(self, programme: Mapping) -> bool:
        """Whether an empty line stands before the programme's last entry, if it has several."""
        line = programme.pairs[-1][0].span.line
        above = self.text[self.starts[max(line - 2, 0)] : self.starts[line - 1]]
        return len(programme.pairs) == 1 or not above.strip()

    def _with_flow(
        self, offset: int, entries: Items[tuple[str, Items[Written]]], before: str
    ) -> str:
        written = (
            f"{quoted(entry)}: {{{', '.join(f'{key}: {value}' for key, value in pairs)}}}"
            for entry, pairs in entries
        )
        return f"{self.text[:offset]}{before}{', '.join(written)}{self.text[offset:]}"


def _cut(text: str, start: int, end: int) -> str:
    return text[:start] + text[end:]


def _block(
    entries: Items[tuple[str, Items[Written]]], indent: int, deeper: int, *, is_spaced: bool
) -> list[str]:
    lines: list[str] = []
    for entry, pairs in entries:
        lines += [""] if is_spaced and lines else []
        lines.append(f"{' ' * indent}{entry}:")
        lines += [f"{' ' * (indent + deeper)}{key}: {value}" for key, value in pairs]
    return lines


def _line_end(text: str, offset: int) -> int:
    """Return the offset of the end of a line, before its line break."""
    found = re.compile(r"\r\n|\r|\n").search(text, offset)
    return found.start() if found else len(text)


def _below(text: str, offset: int, lines: list[str], newline: str) -> Splice:
    """Return the change that puts lines after the one that an offset stands in."""
    end = _line_end(text, offset)
    added = "".join(f"{newline}{line}" for line in lines)
    return Splice(end, end, added if end < len(text) else f"{added}{newline}")


def _with_lines(text: str, offset: int, lines: list[str], newline: str) -> str:
    """Return a text with lines put after the one that an offset stands in."""
    start, end, added = _below(text, offset, lines, newline)
    return f"{text[:start]}{added}{text[end:]}"
