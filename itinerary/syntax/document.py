"""Text → a tree of scalars, sequences and mappings whose every node knows where it stands.

It knows YAML and no meaning. The text is read through libyaml's *events*: its composer overflows
the C stack on deep nesting, and its guesses at types (``10:30`` as 630, ``no`` as false) never
happen here, because every scalar stays text.
"""

import re
from itertools import count
from typing import Any, NamedTuple

from yaml import YAMLError
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from itinerary.diagnostics import Related
from itinerary.languages import Message, mark, say
from itinerary.spans import SourceSpan, whole_file
from itinerary.syntax.problems import Problems, shorten

MOST_BYTES = 8 * 1024 * 1024
"""Ten thousand entries fit in half of it."""
DEEPEST = 32
MOST_EVENTS = 600_000
"""Values and brackets: ten thousand entries make half of it."""
_STRANGE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)


class Scalar(NamedTuple):
    """A value or key, as text."""

    text: str
    span: SourceSpan
    is_plain: bool


class Sequence(NamedTuple):
    """A list."""

    items: "list[Node]"
    span: SourceSpan


class Mapping(NamedTuple):
    """Keys and values in the file's order."""

    pairs: "list[tuple[Scalar, Node]]"
    span: SourceSpan
    repeated: frozenset[str] = frozenset()
    """Keys that stood more than once: an error, and the first of each is kept."""


Node = Scalar | Sequence | Mapping


class Document(NamedTuple):
    """A file's text and the tree read from it.

    ``is_whole`` is false where reading stopped early: what is missing then is no mistake of the
    author's, and what is there may be half a value.
    """

    path: str
    text: str
    root: Node | None
    is_whole: bool


def decode(data: bytes, path: str, problems: Problems) -> str | None:
    """Return a file's text, or None with the reason among the problems."""
    if len(data) > MOST_BYTES:
        problems.error(
            "file-too-large",
            whole_file(path),
            say("the file is larger than {size} MiB", size=MOST_BYTES // 2**20),
            say("a schedule of ten thousand entries takes half of that: is this the right file?"),
        )
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as refusal:
        before = data[: refusal.start].decode("utf-8").removeprefix("\ufeff")
        problems.error(
            "not-utf-8",
            one_character(path, before),
            say("byte 0x{byte} is not UTF-8 text", byte=f"{data[refusal.start]:02x}"),
            say("save the file with the encoding UTF-8"),
        )
        return None
    return text.removeprefix("\ufeff")


def parse(text: str, path: str, problems: Problems) -> Document:
    """Return the tree of a text, with everything this format refuses among the problems."""
    strange = _strange_characters(text, path, problems)
    if strange:
        return Document(path, text, None, is_whole=False)
    return _Reader(text, path, problems).read()


def without_strange(text: str) -> str:
    """Return a text without the characters for which it would not be read at all."""
    return _STRANGE.sub("", text)


def _strange_characters(text: str, path: str, problems: Problems) -> bool:
    found = False
    for match in _STRANGE.finditer(text):
        found = True
        span = one_character(path, text[: match.start()])
        problems.error("strange-character", span, *_strange(match.group()))
        if problems.is_full:
            break
    return found


def _strange(character: str) -> tuple[Message, Message]:
    code = f"U+{ord(character):04X}"
    return (
        say("the invisible character {code} is not allowed", code=code),
        say("delete it: it can make a line read otherwise than it is"),
    )


def one_character(path: str, before: str) -> SourceSpan:
    """Return the span of the character that follows some text, however its lines end."""
    lines = re.split(r"\r\n|\r|\n", before)
    line, column = len(lines), len(lines[-1]) + 1
    return SourceSpan(path, line, column, line, column + 1)


class _Reader:
    """Builds the tree from libyaml's events, without recursion."""

    def __init__(self, text: str, path: str, problems: Problems) -> None:
        self.path = path
        self.text = text
        self.problems = problems
        lines = re.split(r"\r\n|\r|\n", text)
        held = (number for number in range(len(lines), 0, -1) if lines[number - 1])
        self.last_line = next(held, 1)
        self.last_column = len(lines[self.last_line - 1]) + 1

    def read(self) -> Document:
        """Return the document, as far as it could be read."""
        parser = CParser(self.text)
        self.open: list[tuple[Sequence | Mapping, list[Node]]] = []
        self.root: Node | None = None
        self.documents = 0
        try:
            whole = self._take_all(parser)
        except YAMLError as refusal:
            self._report(refusal)
            whole = False
        while self.open:
            self._close(self.open[-1][0].span)
        return Document(self.path, self.text, self.root, whole)

    def _take_all(self, parser: CParser) -> bool:
        """Take every event; return whether the text was read to its end."""
        room = count(MOST_EVENTS, -1)
        while (event := parser.get_event()) is not None:
            if not next(room):
                self.problems.error(
                    "too-many-values",
                    self._span(event),
                    say("there are more values before this one than any schedule holds"),
                    say("is this a schedule file?"),
                )
                return False
            if not self._take(event) or self.problems.is_full:
                return False
        return True

    def _take(self, event: Any) -> bool:  # noqa: ANN401 (the stubs lack half of an event)
        """Take one event; return whether to read on."""
        match event:
            case ScalarEvent():
                self._refuse_extras(event)
                self._place(self._scalar(event))
            case MappingStartEvent() | SequenceStartEvent():
                self._refuse_extras(event)
                return self._opens(event)
            case MappingEndEvent() | SequenceEndEvent():
                self._close(self._span(event))
            case AliasEvent():
                self._refuse_alias(event)
            case DocumentStartEvent():
                self.documents += 1
                return self._starts(event, self.documents)
            case _:
                pass  # the stream's and the document's own ends
        return True

    def _scalar(self, event: ScalarEvent) -> Scalar:
        text, span = event.value, self._span(event)
        if event.style == '"':  # its escapes can write what the text itself may not hold
            for strange in sorted(set(_STRANGE.findall(text))):
                self.problems.error("strange-character", span, *_strange(strange))
            text = _STRANGE.sub("", text)
        return Scalar(text, span, not event.style)

    def _opens(self, event: MappingStartEvent | SequenceStartEvent) -> bool:
        span = self._span(event)
        if len(self.open) == DEEPEST:
            self.problems.error(
                "too-deep",
                span,
                say("nested more than {most} deep", most=DEEPEST),
                say("a schedule needs five levels: is a bracket never closed?"),
            )
            return False
        is_mapping = isinstance(event, MappingStartEvent)
        self.open.append((Mapping([], span) if is_mapping else Sequence([], span), []))
        return True

    def _starts(self, event: DocumentStartEvent, number: int) -> bool:
        if number > 1:
            self.problems.error(
                "one-document",
                self._span(event),
                say("a second document starts here (`---`)"),
                say("keep one mission a file"),
            )
            return False
        if event.tags:
            message = say("%TAG directives are not used in schedules")
            self.problems.error("no-tags", self._span(event), message)
        return True

    def _refuse_alias(self, event: AliasEvent) -> None:
        self.problems.error(
            "no-aliases",
            self._span(event),
            say("aliases (`*{name}`) are not used in schedules", name=shorten(str(event.anchor))),
            say("write the value out"),
        )
        self._place(Scalar("", self._span(event), is_plain=True))

    def _span(self, event: Any) -> SourceSpan:  # noqa: ANN401 (its stubs lack half of it)
        start, end = event.start_mark, event.end_mark
        if end.line >= self.last_line:
            return SourceSpan(self.path, *self._inside(start), *self._inside(end))
        return SourceSpan(self.path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def _inside(self, mark: Any) -> tuple[int, int]:  # noqa: ANN401 (as above)
        """Return a mark's line and column; past the last line that holds anything, its end."""
        if mark.line >= self.last_line:
            return self.last_line, self.last_column
        return mark.line + 1, mark.column + 1

    def _refuse_extras(self, event: Any) -> None:  # noqa: ANN401 (as above)
        if event.anchor is not None:
            self.problems.error(
                "no-anchors",
                self._span(event),
                say(
                    "anchors (`&{name}`) are not used in schedules",
                    name=shorten(str(event.anchor)),
                ),
                say("write the value out wherever it is needed"),
            )
        if event.tag is not None:
            self.problems.error(
                "no-tags",
                self._span(event),
                say("tags (`{name}`) are not used in schedules", name=shorten(str(event.tag))),
                say("write the value alone: its field says what it is"),
            )

    def _close(self, end: SourceSpan) -> None:
        node, children = self.open.pop()
        span = node.span._replace(end_line=end.end_line, end_column=end.end_column)
        if isinstance(node, Sequence):
            self._place(Sequence(children, span))
        else:
            self._place(self._mapping(children, span))

    def _place(self, node: Node) -> None:
        if self.open:
            self.open[-1][1].append(node)
        else:
            self.root = node

    def _mapping(self, children: list[Node], span: SourceSpan) -> Mapping:
        pairs: dict[str, tuple[Scalar, Node]] = {}
        repeated: set[str] = set()
        for key, value in zip(children[::2], children[1::2], strict=False):
            if not isinstance(key, Scalar):
                message = say("a key must be a word, not a list or a table")
                self.problems.error("bad-key", key.span, message)
            elif key.text == "<<" and key.is_plain:
                self.problems.error(
                    "no-merge-keys",
                    key.span,
                    say("merge keys (`<<`) are not used in schedules"),
                    say("write the keys out"),
                )
            elif key.text in pairs:
                first = pairs[key.text][0].span
                repeated.add(key.text)
                self.problems.error(
                    "duplicate-key",
                    key.span,
                    say("`{key}` stands here twice", key=shorten(key.text)),
                    say("delete one of the two, or give it another name"),
                    related=(Related(first, say("the first one")),),
                )
            else:
                pairs[key.text] = (key, value)
        return Mapping(list(pairs.values()), span, frozenset(repeated))

    def _report(self, refusal: YAMLError) -> None:
        mark = getattr(refusal, "problem_mark", None) or getattr(refusal, "context_mark", None)
        problem = str(getattr(refusal, "problem", None) or _NOT_YAML)
        context = str(getattr(refusal, "context", None) or "")
        hint = _YAML_HINTS.get(problem)
        line, column = self._inside(mark) if mark else (1, 1)
        self.problems.error(
            "yaml",
            SourceSpan(self.path, line, column, line, column + 1),
            _in_our_words(problem, context),
            say(hint) if hint else None,
            related=self._beginning(refusal),
        )

    def _beginning(self, refusal: YAMLError) -> tuple[Related, ...]:
        """Return where what YAML was in the middle of begins: a quote or a bracket, say."""
        mark = getattr(refusal, "context_mark", None)
        if mark is None or mark.line >= self.last_line:
            return ()
        line, column = self._inside(mark)
        return (Related(SourceSpan(self.path, line, column, line, column + 1), say("it begins")),)


_NOT_YAML = mark("this is not YAML")
_YAML_WORDS = frozenset(
    {
        _NOT_YAML,
        mark("block sequence entries are not allowed in this context"),
        mark("control characters are not allowed"),
        mark("could not find expected ':'"),
        mark("could not find expected directive name"),
        mark("did not find URI escaped octet"),
        mark("did not find expected '!'"),
        mark("did not find expected ',' or ']'"),
        mark("did not find expected ',' or '}'"),
        mark("did not find expected '-' indicator"),
        mark("did not find expected <document start>"),
        mark("did not find expected <stream-start>"),
        mark("did not find expected alphabetic or numeric character"),
        mark("did not find expected comment or line break"),
        mark("did not find expected digit or '.' character"),
        mark("did not find expected hexdecimal number"),
        mark("did not find expected key"),
        mark("did not find expected node content"),
        mark("did not find expected tag URI"),
        mark("did not find expected version number"),
        mark("did not find expected whitespace"),
        mark("did not find expected whitespace or line break"),
        mark("did not find the expected '>'"),
        mark("found a tab character that violates indentation"),
        mark("found a tab character where an indentation space is expected"),
        mark("found an incorrect leading UTF-8 octet"),
        mark("found an incorrect trailing UTF-8 octet"),
        mark("found an indentation indicator equal to 0"),
        mark("found character that cannot start any token"),
        mark("found duplicate %TAG directive"),
        mark("found duplicate %YAML directive"),
        mark("found extremely long version number"),
        mark("found incompatible YAML document"),
        mark("found invalid Unicode character escape code"),
        mark("found undefined tag handle"),
        mark("found unexpected ':'"),
        mark("found unexpected document indicator"),
        mark("found unexpected end of stream"),
        mark("found unexpected non-alphabetical character"),
        mark("found unknown directive name"),
        mark("found unknown escape character"),
        mark("mapping keys are not allowed in this context"),
        mark("mapping values are not allowed in this context"),
        mark("while parsing a %TAG directive"),
        mark("while parsing a block collection"),
        mark("while parsing a block mapping"),
        mark("while parsing a block node"),
        mark("while parsing a flow mapping"),
        mark("while parsing a flow node"),
        mark("while parsing a flow sequence"),
        mark("while parsing a node"),
        mark("while parsing a quoted scalar"),
        mark("while parsing a tag"),
        mark("while parsing a tag directive"),
        mark("while scanning a %TAG directive"),
        mark("while scanning a %YAML directive"),
        mark("while scanning a block scalar"),
        mark("while scanning a directive"),
        mark("while scanning a plain scalar"),
        mark("while scanning a quoted scalar"),
        mark("while scanning a simple key"),
        mark("while scanning a tag"),
        mark("while scanning a tag directive"),
        mark("while scanning an alias"),
        mark("while scanning an anchor"),
        mark("while scanning for the next token"),
    }
)
"""What libyaml says of a text, as it says it."""


def _in_our_words(problem: str, context: str) -> Message:
    """Return what libyaml says, so that any language can."""
    said = [say(text) for text in (problem, context) if text in _YAML_WORDS]
    if len(said) < len([text for text in (problem, context) if text]):
        reason = shorten(f"{problem} {context}".strip(), 160)
        return say("this is not YAML: {reason}", reason=reason)
    return say("{problem} {context}", problem=said[0], context=said[1]) if context else said[0]


_YAML_HINTS = {
    "mapping values are not allowed in this context": mark(
        "a text with a colon and a space needs quotes; or the line is indented too far"
    ),
    "did not find expected key": mark("is this line indented like its neighbours?"),
    "could not find expected ':'": mark("a key is a word, a colon and a space"),
    "found character '\\t(TAB)' that cannot start any token": mark("indent with spaces, not tabs"),
    "found character that cannot start any token": mark(
        "a tab, `@` or a backquote cannot start a value"
    ),
    "found unexpected end of stream": mark("a quote is never closed, or the file was cut off"),
    "did not find expected ',' or ']'": mark("a list is never closed: add `]`"),
    "did not find expected ',' or '}'": mark("a table is never closed: add `}`"),
}
"""What libyaml's words mean to somebody who edits a schedule."""


def unfinished(document: Document) -> bool:
    """Whether the text's last line has no end, as in a file that was cut off while it was saved."""
    return bool(document.text) and not document.text.endswith(("\n", "\r"))
