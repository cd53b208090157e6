"""Document → Schedule: reads each field by its declaration and puts the parts together.

It reports what a field or an entry by itself gets wrong. What only the whole schedule can tell
(an id that nobody defined, a clash) is for the rules. What it cannot read is left out of the
Schedule, or read as the most secret it could be; an error stands beside it either way.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, TypeVar

from itinerary.diagnostics import Related, did_you_mean
from itinerary.model import kinds
from itinerary.model.entries import (
    Engagement,
    Entry,
    Handover,
    Journey,
    Request,
    Status,
    Stay,
    Waiver,
    Window,
)
from itinerary.model.fields import Classification, Field, Type, fields_of, keys_of
from itinerary.model.kinds import Kind
from itinerary.model.people import OutsideReader, Person, Presence
from itinerary.model.places import DEFAULT_LOCAL_TRAVEL, Gazetteer, Place, Reference, TravelRow
from itinerary.model.schedule import Delegation, FeedSettings, Schedule, Setting
from itinerary.model.timeline import MOST_OCCURRENCES, Occurrence, expand
from itinerary.spans import SourceSpan, whole_file
from itinerary.syntax import values
from itinerary.syntax.document import Document, Mapping, Node, Scalar, Sequence
from itinerary.syntax.problems import Problem, Problems
from itinerary.syntax.values import Clock, Daily, Stretch, WrittenTime
from itinerary.times import (
    Ambiguous,
    Days,
    Nonexistent,
    Timespan,
    day_span,
    format_date,
    format_offset,
    in_zone,
    localise,
)

FORMAT_VERSION = "1"
MOST_DAYS = 366
MOST_IN_ALL = 50_000
"""Occurrences of all entries together: a mission with more is a mistake, or an attack."""
_TOP_LEVEL = {
    "itinerary": True,
    "delegation": True,
    "people": False,
    "readers": False,
    "places": False,
    "travel": False,
    "connections": False,
    "local travel": False,
    "kinds": False,
    "rules": False,
    "feeds": False,
    "programme": True,
}
_RECORDS: dict[str, type] = {
    "joins": Presence,
    "leaves": Presence,
    "request": Request,
    "handover": Handover,
    "allow": Waiver,
}
_EVERYONE = "everyone"
_SCALARS: dict[Type, Callable[[str], object]] = {
    Type.TEXT: values.parse_text,
    Type.YES_NO: values.parse_yes_no,
    Type.COUNT: values.parse_count,
    Type.DURATION: values.parse_duration,
    Type.ZONE: values.parse_zone,
    Type.COORDINATES: values.parse_coordinates,
    Type.ALTITUDE: values.parse_altitude,
    Type.COLOUR: values.parse_colour,
    Type.STATUS: values.parse_status,
    Type.CLASSIFICATION: values.parse_classification,
    Type.COVERS: values.parse_covers,
    Type.PRIORITY: values.parse_priority,
}
_LISTS: dict[Type, Callable[[str], object]] = {
    Type.TEXTS: values.parse_text,
    Type.LANGUAGES: values.parse_language,
}
Record = TypeVar("Record")
Values = dict[str, Any]
"""Attribute name → parsed value of a record that is not complete yet."""


def build(document: Document, problems: Problems) -> Schedule | None:
    """Return the schedule a document tells, as far as it can be understood."""
    return _Builder(document, problems).build()


class _Builder:
    def __init__(self, document: Document, problems: Problems) -> None:
        self.document = document
        self.problems = problems
        self.mission: Days | None = None
        self.zone = "UTC"
        self.gazetteer = Gazetteer({}, (), "UTC")
        self.kinds: dict[str, Kind] = dict(kinds.BUILT_IN)
        self.unread: set[str] = set()

    # ------------------------------------------------------------ the file as a whole

    def build(self) -> Schedule | None:
        root = self.document.root
        if not isinstance(root, Mapping):
            self._not_a_schedule(root)
            return None
        top = self._top_level(root)
        delegation = self._delegation(top.get("delegation"))
        places = self._table(top.get("places"), "places", self._place)
        self._refuse_loops(places)
        self.gazetteer = Gazetteer(
            places=MappingProxyType(places),
            travel=self._travel(top.get("travel")),
            default_zone=self.zone,
            local_travel=self._scalar_at(
                top, "local travel", values.parse_duration, DEFAULT_LOCAL_TRAVEL
            ),
            connections=self._scalar_at(top, "connections", values.parse_yes_no, True),  # noqa: FBT003
        )
        self.kinds |= self._table(top.get("kinds"), "kinds", self._kind)
        people = self._table(top.get("people"), "people", self._person)
        readers = self._table(top.get("readers"), "readers", self._outside_reader)
        for shared in sorted(people.keys() & readers.keys()):
            self.problems.error(
                "duplicate-key",
                readers[shared].span,
                f"`{shared}` is both a person and a reader",
                "people get a feed of their own: delete the reader, or rename it",
                related=(Related(people[shared].span, "the person"),),
            )
        entries = self._table(top.get("programme"), "programme", self._entry)
        if delegation is None:
            return None
        occurrences = self._all_occurrences(entries, delegation.dates)
        return Schedule(
            path=self.document.path,
            delegation=delegation,
            people=MappingProxyType(people),
            readers=MappingProxyType(readers),
            gazetteer=self.gazetteer,
            kinds=MappingProxyType(self.kinds),
            feeds=self._feeds(top.get("feeds")),
            settings=tuple(self._settings(top.get("rules"))),
            entries=MappingProxyType(entries),
            occurrences=tuple(sorted(occurrences, key=self._start_of)),
            unread=frozenset(self.unread),
        )

    def _all_occurrences(self, entries: dict[str, Entry], mission: Days) -> list[Occurrence]:
        found: list[Occurrence] = []
        for entry in entries.values():
            found.extend(self._occurrences(entry, mission))
            if len(found) > MOST_IN_ALL:
                self.problems.error(
                    "bad-repeat",
                    entry.at("repeat"),
                    f"the entries up to here take place more than {MOST_IN_ALL} times",
                    "give repeated entries an end: `until …`",
                )
                break
        return found

    def _start_of(self, occurrence: Occurrence) -> datetime:
        when = occurrence.when
        return when.start if isinstance(when, Timespan) else day_span(when.first, self.zone).start

    def _not_a_schedule(self, root: Node | None) -> None:
        if not self.document.is_whole:
            return
        if root is None:
            self.problems.error(
                "empty-file",
                whole_file(self.document.path),
                "the file is empty",
                "a schedule starts with `itinerary: 1`, then `delegation:` and `programme:`",
            )
        else:
            self.problems.error(
                "not-a-schedule",
                root.span,
                "this is no schedule",
                "a schedule starts with `itinerary: 1`",
            )

    def _top_level(self, root: Mapping) -> dict[str, Node]:
        top: dict[str, Node] = {}
        for key, value in root.pairs:
            if key.text in _TOP_LEVEL:
                top[key.text] = value
            else:
                self._unknown_key(key, _TOP_LEVEL, "a schedule")
        for name, required in _TOP_LEVEL.items():
            if required and name not in top:
                self._missing_key(name, whole_file(self.document.path), "the schedule")
        version = top.get("itinerary")
        if version is not None and not (
            isinstance(version, Scalar) and version.text == FORMAT_VERSION
        ):
            self.problems.error(
                "format-version",
                version.span,
                "this program reads format 1",
                "write `itinerary: 1`, or use a newer program",
            )
        return top

    def _table(
        self, node: Node | None, name: str, read: Callable[[Scalar, Mapping], Any]
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if node is None:
            return found
        if isinstance(node, Scalar) and not node.text:
            return found
        if not isinstance(node, Mapping):
            self._expected(
                node, "a table of ids", f"write each of the {name} as `id:` with its keys below"
            )
            return found
        for key, value in node.pairs:
            if self.problems.is_full:
                break
            good = values.parse_id(key.text)
            if isinstance(good, Problem):
                self._report(good, key)
            elif key.text == _EVERYONE and name == "people":
                self.problems.error(
                    "bad-id", key.span, "`everyone` means the whole delegation", "use another id"
                )
            record = None
            if isinstance(value, Mapping):
                record = read(key, value)
            else:
                self._expected(
                    value, "a table", f"write the keys of `{key.text[:40]}` below it, indented"
                )
            if record is None or isinstance(good, Problem):
                self.unread.add(key.text)
            else:
                found[key.text] = record
        return found

    def _delegation(self, node: Node | None) -> Delegation | None:
        if node is None:
            return None
        if not isinstance(node, Mapping):
            self._expected(
                node, "a table", "write `name:`, `dates:` and `timezone:` below `delegation:`"
            )
            return None
        read = self._read(Delegation, node, "the delegation")
        self.mission = read.get("dates")
        if self.mission is not None and len(self.mission) > MOST_DAYS:
            span = next(value.span for key, value in node.pairs if key.text == "dates")
            self.problems.error(
                "bad-value",
                span,
                f"a mission of {len(self.mission)} days is longer than {MOST_DAYS}",
                "is a year mistyped?",
            )
            return None
        self.zone = read.get("zone", self.zone)
        return self._make(Delegation, read, span=node.span)

    def _feeds(self, node: Node | None) -> FeedSettings:
        if isinstance(node, Mapping):
            read = self._read(FeedSettings, node, "feeds")
            if "confidential" in [key.text for key, _ in node.pairs]:
                read.setdefault("covers", False)
            return FeedSettings(**read)
        if node is not None:
            self._expected(node, "a table", "write `feeds: {confidential: none}`")
        return FeedSettings()

    def _settings(self, node: Node | None) -> Iterator[Setting]:
        if node is None:
            return
        if not isinstance(node, Mapping):
            self._expected(
                node, "a table of rules", "write `too-tight: {margin: 15m}` below `rules:`"
            )
            return
        for rule, settings in node.pairs:
            if not isinstance(settings, Mapping):
                self._expected(settings, "a table of figures", "write `{figure: value}`")
                continue
            for name, value in settings.pairs:
                found = self._scalar(value, values.parse_duration)
                if found is not None:
                    yield Setting(rule.text, name.text, found, name.span)

    # ------------------------------------------------------------ records

    def _place(self, key: Scalar, node: Mapping) -> Place | None:
        read = self._read(Place, node, "a place")
        return self._make(Place, self._fail_closed(read, node), id=key.text, span=key.span)

    def _refuse_loops(self, places: dict[str, Place]) -> None:
        """Report each place that is, by way of others, inside itself."""
        for place in places.values():
            seen, at = [place.id], place.within
            while at is not None and at.id in places and at.id not in seen:
                seen.append(at.id)
                at = places[at.id].within
            if at is not None and place.within is not None and at.id == place.id:
                self.problems.error(
                    "inside-itself",
                    place.within.span,
                    f"`{place.id}` is inside itself: {' in '.join((*seen, place.id))}",
                    "a town is `in:` no other place",
                )

    def _kind(self, key: Scalar, node: Mapping) -> Kind | None:
        read = self._read(Kind, node, "a kind")
        if key.text in kinds.BUILT_IN:
            self.problems.error(
                "built-in-kind",
                key.span,
                f"`{key.text}` is built in and cannot be changed",
                "choose another id",
            )
            return kinds.BUILT_IN[key.text]
        return self._make(Kind, self._fail_closed(read, node), id=key.text)

    def _outside_reader(self, key: Scalar, node: Mapping) -> OutsideReader | None:
        read = self._read(OutsideReader, node, "a reader")
        return self._make(OutsideReader, read, id=key.text, span=key.span)

    def _person(self, key: Scalar, node: Mapping) -> Person | None:
        read = self._read(Person, node, "a person")
        if "protected" in [key.text for key, _ in node.pairs]:
            read.setdefault("protected", True)
        written = read.get("unavailable", ())
        read["unavailable"] = tuple(
            span for when, scalar in written for span in self._times_of(when, scalar)
        )
        return self._make(Person, read, id=key.text, span=key.span)

    def _travel(self, node: Node | None) -> tuple[TravelRow, ...]:
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self._expected(
                node, "a list of journeys", "write `- {from: lima, to: ayacucho, takes: 1h}`"
            )
            return ()
        rows = []
        for item in node.items:
            if not isinstance(item, Mapping):
                self._expected(item, "a table", "write `- {from: lima, to: ayacucho, takes: 1h}`")
                continue
            row = self._make(TravelRow, self._read(TravelRow, item, "a travel row"), span=item.span)
            if row is not None:
                rows.append(row)
        return tuple(rows)

    @staticmethod
    def _fail_closed(read: Values, node: Mapping) -> Values:
        """Read a class that was given but not understood as the most secret one."""
        if any(key.text == "class" for key, _ in node.pairs):
            read.setdefault("classification", Classification.CONFIDENTIAL)
        return read

    def _read(self, record: type, node: Mapping, owner: str) -> Values:
        """Return what the mapping's keys tell, by attribute; what is refused is left out."""
        declared = keys_of(record)
        read: Values = {}
        for key, value in node.pairs:
            if key.text not in declared:
                self._unknown_key(key, declared, owner, value)
                continue
            name, field = declared[key.text]
            found = self._value(field, value)
            if found is not None:
                read[name] = found
        present = {key.text for key, _ in node.pairs}
        for field in fields_of(record).values():
            if field.required and field.key not in present:
                self._missing_key(field.key, node.span, owner)
        return read

    @staticmethod
    def _make(record: type[Record], read: Values, **more: object) -> Record | None:
        needed = {name for name, field in fields_of(record).items() if field.required}
        if not needed <= read.keys():
            return None
        return record(**read, **more)

    # ------------------------------------------------------------ values

    def _value(self, field: Field, node: Node) -> Any:  # noqa: ANN401, C901, PLR0911, PLR0912 (a case a type)
        match field.type:
            case Type.RECORD:
                return self._sub_record(field, node)
            case Type.RECORDS:
                return self._sub_records(field, node)
            case Type.PERSON | Type.PLACE:
                return self._reference(node)
            case Type.PEOPLE | Type.PLACES | Type.ENTRIES:
                return self._each(node, self._reference)
            case Type.WHEN:
                return self._written(node)
            case Type.WHENS:
                return self._written_windows(node)
            case Type.PREFERENCE:
                return self._preference(node)
            case Type.DATE:
                return self._scalar(node, lambda text: values.parse_date(text, self.mission))
            case Type.DATES:
                return self._scalar(node, lambda text: values.parse_dates(text, self.mission))
            case Type.REPEAT:
                return self._scalar(node, lambda text: values.parse_repeat(text, self.mission))
            case Type.KIND:
                return self._kind_named(node)
            case Type.TEXTS | Type.LANGUAGES:
                codec = _LISTS[field.type]
                return self._each(node, lambda item: self._scalar(item, codec))
            case _:
                return self._scalar(node, _SCALARS[field.type])

    def _scalar(self, node: Node, codec: Callable[[str], Any]) -> Any:  # noqa: ANN401 (what the codec returns)
        if not isinstance(node, Scalar):
            self._expected(node, "one value", "write it on one line, without brackets")
            return None
        found = codec(node.text)
        if isinstance(found, Problem):
            self._report(found, node)
            return None
        return found

    def _scalar_at(
        self,
        top: dict[str, Node],
        key: str,
        codec: Callable[[str], Any],
        otherwise: Any,  # noqa: ANN401 (what the codec returns)
    ) -> Any:  # noqa: ANN401
        found = self._scalar(top[key], codec) if key in top else None
        return otherwise if found is None else found

    def _each(self, node: Node, read: Callable[[Node], Any]) -> tuple[Any, ...] | None:
        """Return the items of a list, or of one value written without brackets."""
        items = node.items if isinstance(node, Sequence) else [node]
        found = [read(item) for item in items]
        return tuple(item for item in found if item is not None)

    def _reference(self, node: Node) -> Reference | None:
        found = self._scalar(node, values.parse_text)
        return None if found is None else Reference(found, node.span)

    def _kind_named(self, node: Node) -> Kind | None:
        name = self._scalar(node, values.parse_text)
        if name is None:
            return kinds.unknown("")
        if name not in self.kinds:
            self.problems.error(
                "unknown-kind",
                node.span,
                f"`{name[:40]}` is no kind of entry; it is kept confidential",
                did_you_mean(name, self.kinds) or f"kinds are: {', '.join(self.kinds)}",
            )
        return self.kinds.get(name) or kinds.unknown(name)

    def _sub_record(self, field: Field, node: Node) -> Any:  # noqa: ANN401 (whatever the field holds)
        record = _RECORDS[field.key]
        if not isinstance(node, Mapping):
            keys = ", ".join(f"{field.key}: …" for field in fields_of(record).values())
            self._expected(node, "a table", f"write `{field.key}: {{{keys}}}`")
            return None
        read = self._read(record, node, f"`{field.key}`")
        if record is Presence and "when" in read:
            read["when"] = self._instant(read, at_end_of_day=field.key == "leaves")
            if read["when"] is None:
                return None
        return self._make(record, read, span=node.span)

    def _sub_records(self, field: Field, node: Node) -> tuple[Any, ...] | None:
        return self._each(node, lambda item: self._sub_record(field, item))

    # ------------------------------------------------------------ times

    def _written(self, node: Node) -> tuple[WrittenTime, Scalar] | None:
        found = self._scalar(node, lambda text: values.parse_when(text, self.mission))
        return (found, node) if found is not None and isinstance(node, Scalar) else None

    def _written_windows(self, node: Node) -> tuple[tuple[WrittenTime | Daily, Scalar], ...]:
        """Return each window; a bare ``TIME-TIME`` item belongs to the days before it.

        YAML splits ``[Wed 24 May to Fri 26 May, 09:00-17:00]`` at its comma.
        """
        found: list[tuple[WrittenTime | Daily, Scalar]] = []
        for item in node.items if isinstance(node, Sequence) else [node]:
            before = found[-1][0] if found else None
            if isinstance(item, Scalar) and isinstance(before, Days):
                hours = values.parse_hours(item.text, before)
                if isinstance(hours, Problem):
                    self._report(hours, item)
                    continue
                if hours is not None:
                    first = found[-1][1]
                    found[-1] = (
                        hours,
                        Scalar(f"{first.text}, {item.text}", first.span, first.is_plain),
                    )
                    continue
            window = self._scalar(item, lambda text: values.parse_window(text, self.mission))
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
                at = self._settle(Stretch(written, timedelta()), scalar, zone, zone)
            case Days() if len(written) == 1:
                day = day_span(written.first, zone)
                at = Timespan(day.end, day.end) if at_end_of_day else Timespan(day.start, day.start)
            case _:
                self.problems.error(
                    "bad-time",
                    scalar.span,
                    "one date and time is expected",
                    "write `Sat 2023-05-20 18:30`",
                )
                return None
        return at if isinstance(at, Timespan) else None

    def _settle(
        self,
        written: WrittenTime,
        scalar: Scalar,
        start_zone: str,
        end_zone: str,
        takes: timedelta | None = None,
    ) -> Timespan | Days | None:
        """Return a written time as instants, by the clocks of the places it starts and ends in."""
        match written:
            case Days():
                return written
            case Clock():
                if takes is None:
                    hint = "write `10:00-11:30` or `10:00 for 1h30`"
                    self.problems.error("no-end", scalar.span, "the end is missing", hint)
                    return None
                written = Stretch(written, takes)
            case Stretch():
                pass
        return self._between(written, scalar, start_zone, end_zone)

    def _between(
        self, written: Stretch, scalar: Scalar, start_zone: str, end_zone: str
    ) -> Timespan | None:
        start = self._localise(written.start, scalar, start_zone)
        if isinstance(written.end, timedelta):
            if start is None:
                return None
            return Timespan(start, in_zone(start + written.end, end_zone))
        ending = self._localise(written.end, scalar, end_zone)
        if start is None or ending is None:
            return None
        if ending <= start:
            self._ends_early(written.start, written.end, start, ending, scalar)
            return None
        return Timespan(start, ending)

    def _ends_early(
        self, first: Clock, last: Clock, start: datetime, end: datetime, scalar: Scalar
    ) -> None:
        hint = "swap the two times"
        if first.wall.date() == last.wall.date():
            following = last.wall + timedelta(days=1)
            hint = (
                "if it ends on the next day, write "
                f"`{first.wall:%Y-%m-%d %H:%M} to {following:%Y-%m-%d %H:%M}`"
            )
        self.problems.error(
            "end-before-start",
            scalar.span,
            f"it ends at {end:%H:%M} ({format_offset(end)}), "
            f"not after its start at {start:%H:%M} ({format_offset(start)})",
            hint,
        )

    def _localise(self, clock: Clock, scalar: Scalar, zone: str) -> datetime | None:
        found = localise(clock.wall, clock.zone or zone)
        if isinstance(found, datetime):
            return found
        self._clock_trouble(found, scalar.span)
        return None

    def _clock_trouble(self, found: Nonexistent | Ambiguous, span: SourceSpan) -> None:
        readings = " or ".join(
            f"{reading:%H:%M} {format_offset(reading)}" for reading in found.readings
        )
        written = " or ".join(
            f"`{in_zone(reading, 'UTC'):%Y-%m-%d %H:%M} UTC`" for reading in found.readings
        )
        shown = f"{found.wall:%H:%M} on {format_date(found.wall)}"
        if isinstance(found, Nonexistent):
            self.problems.error(
                "nonexistent-time",
                span,
                f"{shown} does not exist in {found.zone}: its clocks skip that hour; "
                f"it could mean {readings}",
                f"write the time that the clocks will show, or {written}",
            )
        else:
            self.problems.error(
                "ambiguous-time",
                span,
                f"{shown} comes twice in {found.zone}: its clocks go back; "
                f"it could mean {readings}",
                f"say which: {written}",
            )

    def _times_of(
        self, written: WrittenTime | Daily, scalar: Scalar
    ) -> tuple[Timespan | Days, ...]:
        return (
            (written,)
            if isinstance(written, Days)
            else self._windows_of(written, scalar, self.zone)
        )

    def _windows_of(
        self, written: WrittenTime | Daily, scalar: Scalar, zone: str
    ) -> tuple[Timespan, ...]:
        match written:
            case Daily():
                return tuple(
                    span
                    for day in written.days
                    if isinstance(
                        span := self._settle(_on(written, day), scalar, zone, zone), Timespan
                    )
                )
            case Days():
                return (
                    Timespan(day_span(written.first, zone).start, day_span(written.last, zone).end),
                )
            case _:
                found = self._settle(written, scalar, zone, zone)
                return (found,) if isinstance(found, Timespan) else ()

    def _windows(
        self, written: tuple[tuple[WrittenTime | Daily, Scalar], ...], zone: str
    ) -> tuple[Window, ...]:
        return tuple(
            Window(spans=spans, text=" ".join(scalar.text.split()), span=scalar.span)
            for when, scalar in written
            if (spans := self._windows_of(when, scalar, zone))
        )

    # ------------------------------------------------------------ entries

    def _entry(self, key: Scalar, node: Mapping) -> Entry | None:
        record = self._record_of(node)
        keys = {name.text: value for name, value in node.pairs}
        read = self._read(record, node, _OWNERS[record])
        kind: Kind = read.setdefault("kind", kinds.unknown(""))
        self._fail_closed(read, node)
        read.setdefault("classification", kind.classification)
        self._who(read)
        start_zone, end_zone = self._zones(read)
        for name in ("within", "avoid"):
            read[name] = self._windows(read.get(name, ()), start_zone)
        if isinstance(read.get("prefer"), tuple):
            read["prefer"] = self._windows(read["prefer"], start_zone)
        if "embargo" in read:
            written, scalar = read["embargo"]
            if isinstance(written, Clock):
                read["embargo"] = self._settle(
                    Stretch(written, timedelta()), scalar, start_zone, start_zone
                )
            else:
                self._expected(scalar, "one date and time", "write `Thu 2023-05-25 11:00`")
                read.pop("embargo")
        if not self._when(read, keys, record, start_zone, end_zone):
            return None
        placed = read.get("when") is not None
        if not placed and self._lacks_when(key, read, keys):
            return None
        read.setdefault("status", Status.CONFIRMED if placed else Status.REQUESTED)
        if len(read.get("where", ())) > 1 and placed:
            self.problems.error(
                "one-place",
                keys["where"].span,
                "an entry with a time takes place in one place",
                "a choice of places is for requests, which have `within` in place of `when`",
            )
        if "repeat" in read and not placed:
            self.problems.error(
                "bad-repeat", keys["repeat"].span, "a request cannot repeat", "add a `when`"
            )
        spans = MappingProxyType({name: value.span for name, value in keys.items()})
        return self._make(record, read, id=key.text, span=key.span, spans=spans)

    def _lacks_when(self, key: Scalar, read: Values, keys: dict[str, Node]) -> bool:
        """Whether an entry without a time is no request, and so lacks its time."""
        if "within" in keys or ("status" in keys and read.get("status") is not Status.CONFIRMED):
            return False
        self._missing_key("when", key.span, f"`{key.text}`")
        return True

    def _record_of(self, node: Mapping) -> type:
        kind = next((value for key, value in node.pairs if key.text == "kind"), None)
        name = kind.text if isinstance(kind, Scalar) else ""
        return {kinds.JOURNEY: Journey, kinds.STAY: Stay}.get(name, Engagement)

    @staticmethod
    def _who(read: Values) -> None:
        named = read.get("who", ())
        read["who"] = tuple(ref for ref in named if ref.id != _EVERYONE)
        read["everyone"] = len(read["who"]) < len(named)

    def _zones(self, read: Values) -> tuple[str, str]:
        if "origin" in read or "destination" in read:
            ends = (read.get("origin"), read.get("destination"))
            start, end = (self.gazetteer.zone(ref.id if ref else None) for ref in ends)
            return start, end
        where = read.get("where", ())
        zone = self.gazetteer.zone(where[0].id if where else None)
        return zone, zone

    def _when(
        self, read: Values, keys: dict[str, Node], record: type, start_zone: str, end_zone: str
    ) -> bool:
        """Settle when an entry takes place; return whether it can be kept."""
        if "when" not in read:
            return "when" not in keys
        written, scalar = read["when"]
        if record is not Journey:
            written = _shared_zone(written)
        read["when"] = when = self._settle(written, scalar, start_zone, end_zone, read.get("takes"))
        if when is None:
            return False
        if record is Stay:
            read["when"] = self._nights(when, read, scalar)
        return read["when"] is not None

    def _nights(
        self, when: Timespan | Days, read: Values, scalar: Scalar
    ) -> Timespan | Days | None:
        first, last = (
            (when.first, when.last)
            if isinstance(when, Days)
            else (when.start.date(), when.end.date())
        )
        between = (last - first).days
        nights = read.setdefault("nights", between)
        if between == 0 and nights and isinstance(when, Days):
            return Days(first, first + timedelta(days=nights))
        if nights == 0:
            self.problems.error(
                "no-nights",
                scalar.span,
                "how many nights?",
                "add `nights: 2`, or write the day of departure too",
            )
            return None
        if nights != between:
            self.problems.error(
                "no-nights",
                scalar.span,
                f"from {format_date(first)} to {format_date(last)} there are {between} nights, "
                f"not {nights}",
                "correct `nights` or `when`",
            )
            return None
        return when

    def _occurrences(self, entry: Entry, mission: Days) -> Iterator[Occurrence]:
        if entry.when is None:
            return
        if entry.repeat is None:
            yield Occurrence(entry, "", entry.when)
            return
        expansion = expand(entry.when, entry.repeat, mission.last)
        span = entry.at("repeat")
        for trouble in expansion.problems:
            self._clock_trouble(trouble, span)
        if expansion.too_many:
            self.problems.error(
                "bad-repeat",
                span,
                f"it repeats more than {MOST_OCCURRENCES} times",
                "give it an end: `until …`",
            )
        if not expansion.times and not expansion.problems:
            self.problems.error(
                "bad-repeat",
                span,
                "it never takes place",
                "check its end, its days and the days left out",
            )
        for key, when in expansion.times:
            yield Occurrence(entry, key, when)

    # ------------------------------------------------------------ what is wrong

    def _report(self, problem: Problem, scalar: Scalar) -> None:
        span = scalar.span
        end = len(scalar.text) if problem.end is None else problem.end
        if span.line == span.end_line and span.end_column - span.column - len(scalar.text) in {
            0,
            2,
        }:
            quote = (span.end_column - span.column - len(scalar.text)) // 2
            span = span.part(problem.start + quote, end + quote) if scalar.text else span
        self.problems.error(problem.rule, span, problem.message, problem.hint)

    def _expected(self, node: Node, what: str, hint: str) -> None:
        shape = {Scalar: "one value", Sequence: "a list", Mapping: "a table"}[type(node)]
        if isinstance(node, Scalar) and not node.text:
            shape = "nothing"
        self.problems.error("wrong-shape", node.span, f"{what} is expected here, not {shape}", hint)

    def _unknown_key(
        self, key: Scalar, known: Collection[str], owner: str, value: Node | None = None
    ) -> None:
        hint = did_you_mean(key.text, known) or f"keys of {owner} are: {', '.join(known)}"
        if isinstance(value, Scalar) and value.is_plain and value.span.line == value.span.end_line:
            bare = not value.text and value.span.column == key.span.end_column
            hint = "a text with a comma inside { } needs quotes" if bare else hint
        shown = key.text if len(key.text) <= 40 else f"{key.text[:39]}…"  # noqa: PLR2004
        self.problems.error("unknown-key", key.span, f"`{shown}` is no key of {owner}", hint)

    def _missing_key(self, name: str, span: SourceSpan, owner: str) -> None:
        if self.document.is_whole:
            line = span._replace(end_line=span.line, end_column=span.column + 1)
            self.problems.error(
                "missing-key", line, f"`{name}` is missing from {owner}", f"add `{name}: …`"
            )


_OWNERS = {Engagement: "an entry", Journey: "a journey", Stay: "a stay"}


def _on(daily: Daily, day: date) -> Stretch:
    start = Clock(datetime.combine(day, daily.start), daily.zone)
    end_day = day + timedelta(days=1) if daily.end == time() else day
    return Stretch(start, Clock(datetime.combine(end_day, daily.end), daily.zone))


def _shared_zone(written: WrittenTime) -> WrittenTime:
    """Return a stretch in one place with the zone that is written once told of both its ends."""
    if isinstance(written, Stretch) and isinstance(written.end, Clock) and not written.start.zone:
        return Stretch(Clock(written.start.wall, written.end.zone), written.end)
    return written
