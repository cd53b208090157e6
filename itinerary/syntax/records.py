"""Mapping → values of a record: each field read by its declaration."""

import unicodedata
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any, TypeVar

from itinerary.diagnostics import did_you_mean
from itinerary.languages import Message, say
from itinerary.model import kinds
from itinerary.model.entries import Consent, Handover, Request, Source, Waiver
from itinerary.model.fields import Classification, Field, Type, fields_of, keys_of
from itinerary.model.kinds import Kind
from itinerary.model.people import Presence
from itinerary.model.places import Gazetteer, Reference
from itinerary.spans import SourceSpan
from itinerary.syntax import clocks, hours, values
from itinerary.syntax.clocks import Clock, Daily, Stretch, WrittenTime
from itinerary.syntax.document import Document, Mapping, Node, Scalar, Sequence
from itinerary.syntax.instants import Instants
from itinerary.syntax.problems import Problem, Problems, shorten
from itinerary.syntax.recurrence import parse_repeat
from itinerary.times import Days, Timespan, day_span

RECORDS: dict[str, type] = {
    "joins": Presence,
    "leaves": Presence,
    "request": Request,
    "handover": Handover,
    "consent": Consent,
    "allow": Waiver,
    "source": Source,
}
_SCALARS: dict[Type, Callable[[str], object]] = {
    Type.TEXT: values.parse_text,
    Type.YES_NO: values.parse_yes_no,
    Type.COUNT: values.parse_count,
    Type.DAYS: values.parse_days,
    Type.DURATION: values.parse_duration,
    Type.ZONE: values.parse_zone,
    Type.COORDINATES: values.parse_coordinates,
    Type.ALTITUDE: values.parse_altitude,
    Type.COUNTRY: values.parse_country,
    Type.COLOUR: values.parse_colour,
    Type.STATUS: values.parse_status,
    Type.CLASSIFICATION: values.parse_classification,
    Type.COVERS: values.parse_covers,
    Type.CANCELLED_AS: values.parse_cancelled_as,
    Type.PRIORITY: values.parse_priority,
    Type.RULE: values.parse_text,
}
_LISTS: dict[Type, Callable[[str], object]] = {
    Type.TEXTS: values.parse_text,
    Type.LANGUAGES: values.parse_language,
    Type.CLOCKS: values.parse_clock,
    Type.HOURS: hours.parse_office_hours,
}
_SHAPES = {Scalar: say("one value"), Sequence: say("a list"), Mapping: say("a table")}
Record = TypeVar("Record")
Values = dict[str, Any]
"""Attribute name → parsed value of a record that is not complete yet."""
MOST_POINTED = 200
_SURE = 0.75
"""How alike a kind must be to be suggested: another kind may be for more eyes."""
"""Characters of a text that is pointed into; of a longer one, accents apart may shift a caret."""


class Records:
    """Reads records; what it needs to know of the file is set as the builder learns it."""

    def __init__(self, document: Document, problems: Problems) -> None:
        """Read the document's records and report to ``problems``."""
        self.document = document
        self.problems = problems
        self.instants = Instants(problems)
        self.mission: Days | None = None
        self.gazetteer = Gazetteer({}, (), "UTC")
        self.kinds: dict[str, Kind] = dict(kinds.BUILT_IN)

    def read(self, record: type, node: Mapping, owner: str) -> Values:
        """Return what the mapping's keys tell, by attribute; what is refused is left out."""
        declared = keys_of(record)
        read: Values = {}
        for key, value in node.pairs:
            if key.text not in declared:
                self.unknown_key(key, declared, owner, value)
                continue
            name, field = declared[key.text]
            found = self._value(field, value)
            if found is not None:
                read[name] = found
        present = {key.text for key, _ in node.pairs}
        for field in fields_of(record).values():
            if field.required and field.key not in present:
                self.missing_key(field.key, node.span, owner)
        return read

    @staticmethod
    def make(record: type[Record], read: Values, **more: object) -> Record | None:
        """Return the record, or None where a field that it must have could not be read."""
        needed = {name for name, field in fields_of(record).items() if field.required}
        if not needed <= read.keys():
            return None
        return record(**read, **more)

    @staticmethod
    def fail_closed(read: Values, node: Mapping) -> Values:
        """Read a class that was given but not understood as the most secret one."""
        if "class" in node.repeated:
            read["classification"] = Classification.CONFIDENTIAL
        if any(key.text == "class" for key, _ in node.pairs):
            read.setdefault("classification", Classification.CONFIDENTIAL)
        return read

    # ------------------------------------------------------------ values

    def _value(self, field: Field, node: Node) -> Any:  # noqa: ANN401, C901, PLR0911, PLR0912 (a case a type)
        match field.type:
            case Type.RECORD:
                return self._sub_record(field, node)
            case Type.RECORDS:
                return self._sub_records(field, node)
            case Type.PERSON | Type.PLACE | Type.CONTACT:
                return self._reference(node)
            case Type.PEOPLE | Type.PARTICIPANTS | Type.PLACES | Type.ENTRIES:
                return self._each(node, self._reference)
            case Type.WHEN | Type.INSTANT:
                return self._written(node)
            case Type.WHENS:
                return self._written_windows(node)
            case Type.PREFERENCE:
                return self._preference(node)
            case Type.DATE:
                return self.scalar(node, lambda text: clocks.parse_date(text, self.mission))
            case Type.DATES:
                return self.scalar(node, lambda text: clocks.parse_dates(text, self.mission))
            case Type.REPEAT:
                return self.scalar(node, lambda text: parse_repeat(text, self.mission))
            case Type.KIND:
                return self._kind_named(node)
            case Type.TEXTS | Type.LANGUAGES | Type.CLOCKS | Type.HOURS:
                codec = _LISTS[field.type]
                return self._each(node, lambda item: self.scalar(item, codec))
            case _:
                return self.scalar(node, _SCALARS[field.type])

    def scalar(self, node: Node, codec: Callable[[str], Any]) -> Any:  # noqa: ANN401 (what the codec returns)
        """Return what a codec reads in one value; None where it is refused."""
        if not isinstance(node, Scalar):
            hint = say("write it on one line, without brackets")
            self.expected(node, say("one value"), hint)
            return None
        if not node.text and node.is_plain:
            self.report(values.MISSING, node)
            return None
        found = codec(node.text)
        if isinstance(found, Problem):
            self.report(found, node)
            return None
        return found

    def scalar_at(
        self,
        top: dict[str, Node],
        key: str,
        codec: Callable[[str], Any],
        otherwise: Any,  # noqa: ANN401 (what the codec returns)
    ) -> Any:  # noqa: ANN401
        """Return the value of a key of the file, or ``otherwise`` where it has none."""
        found = self.scalar(top[key], codec) if key in top else None
        return otherwise if found is None else found

    def _each(self, node: Node, read: Callable[[Node], Any]) -> tuple[Any, ...] | None:
        """Return the items of a list, or of one value written without brackets."""
        items = node.items if isinstance(node, Sequence) else [node]
        found = [read(item) for item in items]
        return tuple(item for item in found if item is not None)

    def _reference(self, node: Node) -> Reference | None:
        found = self.scalar(node, values.parse_text)
        return None if found is None else Reference(found, node.span)

    def _kind_named(self, node: Node) -> Kind | None:
        name = self.scalar(node, values.parse_text)
        if name is None:
            return kinds.unknown("")
        if name not in self.kinds:
            self.problems.error(
                "unknown-kind",
                node.span,
                say("`{text}` is no kind of entry; it is kept confidential", text=shorten(name)),
                did_you_mean(name, self.kinds, cutoff=_SURE)
                or say("kinds are: {kinds}", kinds=", ".join(self.kinds)),
            )
        return self.kinds.get(name) or kinds.unknown(name)

    def _sub_record(self, field: Field, node: Node) -> Any:  # noqa: ANN401 (whatever the field holds)
        record = RECORDS[field.key]
        if not isinstance(node, Mapping):
            keys = ", ".join(f"{field.key}: …" for field in fields_of(record).values())
            hint = say("write `{what}`", what=f"{field.key}: {{{keys}}}")
            self.expected(node, say("a table"), hint)
            return None
        read = self.read(record, node, f"`{field.key}`")
        if record is Presence and "when" in read:
            read["when"] = self._instant(read, at_end_of_day=field.key == "leaves")
            if read["when"] is None:
                return None
        return self.make(record, read, span=node.span)

    def _sub_records(self, field: Field, node: Node) -> tuple[Any, ...] | None:
        return self._each(node, lambda item: self._sub_record(field, item))

    # ------------------------------------------------------------ times

    def _written(self, node: Node) -> tuple[WrittenTime, Scalar] | None:
        found = self.scalar(node, lambda text: clocks.parse_when(text, self.mission))
        return (found, node) if found is not None and isinstance(node, Scalar) else None

    def _written_windows(self, node: Node) -> tuple[tuple[WrittenTime | Daily, Scalar], ...]:
        """Return each window; a bare ``TIME-TIME`` item belongs to the days before it.

        YAML splits ``[Wed 24 May to Fri 26 May, 09:00-17:00]`` at its comma.
        """
        found: list[tuple[WrittenTime | Daily, Scalar]] = []
        for item in node.items if isinstance(node, Sequence) else [node]:
            before = found[-1][0] if found else None
            if isinstance(item, Scalar) and isinstance(before, Days):
                hours = clocks.parse_hours(item.text, before)
                if isinstance(hours, Problem):
                    self.report(hours, item)
                    continue
                if hours is not None:
                    first = found[-1][1]
                    found[-1] = (
                        hours,
                        Scalar(f"{first.text}, {item.text}", first.span, first.is_plain),
                    )
                    continue
            window = self.scalar(item, lambda text: clocks.parse_window(text, self.mission))
            if window is not None and isinstance(item, Scalar):
                found.append((window, item))
        return tuple(found)

    def _preference(self, node: Node) -> Any:  # noqa: ANN401 (an extreme, or windows as written)
        if isinstance(node, Scalar):
            extreme = values.parse_extreme(node.text)
            if extreme is not None:
                return extreme
        return self._written_windows(node)

    def _instant(self, read: Values, *, at_end_of_day: bool) -> Timespan | None:
        """Return the instant a presence starts or ends, told by its own place's clocks."""
        written, scalar = read["when"]
        where = read.get("where")
        zone = self.gazetteer.zone(where.id if where else None)
        match written:
            case Clock():
                at = self.instants.settle(Stretch(written, timedelta()), scalar, zone, zone)
            case Days() if len(written) == 1:
                day = day_span(written.first, zone)
                at = Timespan(day.end, day.end) if at_end_of_day else Timespan(day.start, day.start)
            case _:
                self.problems.error(
                    "bad-time",
                    scalar.span,
                    say("one date and time is expected"),
                    say("write `{what}`", what="Sat 2023-05-20 18:30"),
                )
                return None
        return at if isinstance(at, Timespan) else None

    # ------------------------------------------------------------ what is wrong

    def report(self, problem: Problem, scalar: Scalar) -> None:
        """Report why a value is refused, at the characters that are wrong."""
        span = scalar.span
        end = len(scalar.text) if problem.end is None else problem.end
        extra = span.end_column - span.column - len(scalar.text)
        # A text that stands as it is, or between two quotes, can be pointed into.
        if span.line == span.end_line and extra in {0, 2}:
            start, end = (_in_file(scalar.text, at) for at in (problem.start, end))
            span = span.part(start + extra // 2, end + extra // 2) if scalar.text else span
        self.problems.error(problem.rule, span, problem.message, problem.hint)

    def expected(self, node: Node, what: Message, hint: Message) -> None:
        """Report a list, a table or a value where another of them belongs."""
        match node:
            case Scalar() if not node.text:
                message = say("{what} is expected here, not nothing", what=what)
            case _:
                shape = _SHAPES[type(node)]
                message = say("{what} is expected here, not {shape}", what=what, shape=shape)
        self.problems.error("wrong-shape", node.span, message, hint)

    def unknown_key(
        self, key: Scalar, known: Collection[str], owner: str, value: Node | None = None
    ) -> None:
        """Report a key that means nothing here."""
        if self.problems.is_full:
            return
        hint = did_you_mean(key.text, known) or say(
            "keys of {owner} are: {keys}", owner=owner, keys=", ".join(known)
        )
        if isinstance(value, Scalar) and value.is_plain and value.span.line == value.span.end_line:
            bare = not value.text and value.span.column == key.span.end_column
            hint = say("a text with a comma inside { } needs quotes") if bare else hint
        self.problems.error(
            "unknown-key",
            key.span,
            say("`{key}` is no key of {owner}", key=shorten(key.text), owner=owner),
            hint,
        )

    def missing_key(self, name: str, span: SourceSpan, owner: str) -> None:
        """Report a key that must be there; what a half-read file lacks is no mistake."""
        if self.document.is_whole:
            line = span._replace(end_line=span.line, end_column=span.column + 1)
            self.problems.error(
                "missing-key",
                line,
                say("`{key}` is missing from {owner}", key=name, owner=owner),
                say("add `{key}: …`", key=name),
            )


def _in_file(text: str, composed: int) -> int:
    """Return where a character of the composed (NFC) text stands in the text as it was written."""
    if text.isascii() or len(text) > MOST_POINTED:
        return composed
    lengths = (len(unicodedata.normalize("NFC", text[:end])) for end in range(len(text) + 1))
    return next((end for end, length in enumerate(lengths) if length >= composed), len(text))
