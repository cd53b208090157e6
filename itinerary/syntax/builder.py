"""Document → Schedule: reads each field by its declaration and puts the parts together.

It reports what a field or an entry by itself gets wrong. What only the whole schedule can tell
(an id that nobody defined, a clash) is for the rules. What it cannot read is left out of the
Schedule, or read as the most secret it could be; an error stands beside it either way.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import reduce
from types import MappingProxyType
from typing import Any

from itinerary.diagnostics import Related
from itinerary.languages import say
from itinerary.model import kinds
from itinerary.model.entries import (
    Entry,
)
from itinerary.model.kinds import Kind
from itinerary.model.people import Absence, OutsideReader, Person
from itinerary.model.places import DEFAULT_LOCAL_TRAVEL, Gazetteer, Place, TravelRow
from itinerary.model.safety import Contact, Safety
from itinerary.model.schedule import Delegation, FeedSettings, Schedule, Setting
from itinerary.model.timeline import Occurrence, bounds
from itinerary.spans import whole_file
from itinerary.syntax import hours, values
from itinerary.syntax.document import Document, Mapping, Node, Scalar, Sequence
from itinerary.syntax.problems import Problem, Problems, shorten
from itinerary.syntax.programme import EVERYONE, Programme
from itinerary.syntax.records import Records
from itinerary.syntax.sections import FORMAT_VERSION, SECTIONS, how
from itinerary.times import (
    Days,
    Timespan,
    day_span,
)

DEEPEST_PLACE = 8
MOST_DAYS_OF_PEOPLE = 100_000
"""Each occurrence counts its days times its people; 100 people for a year, three times a day,
are as many. A mission with more is a mistake, or an attack."""
_OWNERS = {
    Delegation: say("the delegation"),
    FeedSettings: say("feeds"),
    Place: say("a place"),
    Kind: say("a kind"),
    OutsideReader: say("a reader"),
    Person: say("a person"),
    TravelRow: say("a travel row"),
    Contact: say("a contact"),
    Safety: say("safety"),
}
"""What the keys of a record are said to be keys of."""
_TRAVEL_HINT = say("write `{what}`", what="- {from: lima, to: ayacucho, takes: 1h}")


def build(document: Document, problems: Problems) -> Schedule | None:
    """Return the schedule a document tells, as far as it can be understood."""
    return _Builder(document, problems).build()


class _Builder:
    def __init__(self, document: Document, problems: Problems) -> None:
        self.document = document
        self.problems = problems
        self.records = Records(document, problems)
        self.programme = Programme(self.records)
        self.zone = "UTC"
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
        self.records.gazetteer = Gazetteer(
            places=MappingProxyType(places),
            travel=self._travel(top.get("travel")),
            default_zone=self.zone,
            local_travel=self.records.scalar_at(
                top, "local travel", values.parse_duration, DEFAULT_LOCAL_TRAVEL
            ),
            connections=self.records.scalar_at(top, "connections", values.parse_yes_no, True),  # noqa: FBT003
        )
        self.records.kinds |= self._table(top.get("kinds"), "kinds", self._kind)
        people = self._table(top.get("people"), "people", self._person)
        readers = self._table(top.get("readers"), "readers", self._outside_reader)
        for shared in sorted(people.keys() & readers.keys()):
            self.problems.error(
                "duplicate-key",
                readers[shared].span,
                say("`{id}` is both a person and a reader", id=shared),
                say("people get a feed of their own: delete the reader, or rename it"),
                related=(Related(people[shared].span, say("the person")),),
            )
        contacts = self._table(top.get("contacts"), "contacts", self._contact)
        entries = self._table(top.get("programme"), "programme", self.programme.entry)
        if delegation is None:
            return None
        occurrences = self._all_occurrences(entries, len(people), delegation.dates)
        return Schedule(
            path=self.document.path,
            delegation=delegation,
            people=MappingProxyType(people),
            readers=MappingProxyType(readers),
            gazetteer=self.records.gazetteer,
            kinds=MappingProxyType(self.records.kinds),
            contacts=MappingProxyType(contacts),
            safety=self._safety(top.get("safety")),
            feeds=self._feeds(top.get("feeds")),
            settings=tuple(self._settings(top.get("rules"))),
            entries=MappingProxyType(entries),
            occurrences=tuple(sorted(occurrences, key=self._start_of)),
            unread=frozenset(self.unread),
        )

    def _all_occurrences(
        self, entries: dict[str, Entry], people: int, mission: Days
    ) -> list[Occurrence]:
        found: list[Occurrence] = []
        days = 0
        for entry in entries.values():
            together = people if entry.everyone else len(entry.who)
            for occurrence in self.programme.occurrences(entry, mission):
                first, last = bounds(occurrence.when)
                days += max(together, 1) * ((last - first).days + 1)
                if days > MOST_DAYS_OF_PEOPLE:
                    break
                found.append(occurrence)
            if days > MOST_DAYS_OF_PEOPLE:
                self.problems.error(
                    "bad-repeat",
                    entry.at("repeat"),
                    say(
                        "the entries up to here fill more than {most} days of people",
                        most=MOST_DAYS_OF_PEOPLE,
                    ),
                    say("give repeated entries an end, `until …`, and long ones fewer people"),
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
                say("the file is empty"),
                say("a schedule starts with `itinerary: 1`, then `delegation:` and `programme:`"),
            )
        else:
            self.problems.error(
                "not-a-schedule",
                root.span,
                say("this is no schedule"),
                say("a schedule starts with `itinerary: 1`"),
            )

    def _top_level(self, root: Mapping) -> dict[str, Node]:
        top: dict[str, Node] = {}
        for key, value in root.pairs:
            if key.text in SECTIONS:
                top[key.text] = value
            else:
                self.records.unknown_key(key, SECTIONS, say("a schedule"))
        for name, section in SECTIONS.items():
            if section.required and name not in top:
                where = whole_file(self.document.path)
                self.records.missing_key(name, where, say("the schedule"))
        version = top.get("itinerary")
        if version is not None and not (
            isinstance(version, Scalar) and version.text == FORMAT_VERSION
        ):
            self.problems.error(
                "format-version",
                version.span,
                say("this program reads format 1"),
                say("write `itinerary: 1`, or use a newer program"),
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
            self.records.expected(node, say("a table of ids"), how(name))
            return found
        for key, value in node.pairs:
            if self.problems.is_full:
                break
            good = values.parse_id(key.text)
            if isinstance(good, Problem):
                self.records.report(good, key)
            elif key.text == EVERYONE and name == "people":
                self.problems.error(
                    "bad-id",
                    key.span,
                    say("`everyone` means the whole delegation"),
                    say("use another id"),
                )
            record = None
            if isinstance(value, Mapping):
                record = read(key, value)
            else:
                hint = say("write the keys of `{id}` below it, indented", id=shorten(key.text))
                self.records.expected(value, say("a table"), hint)
            if record is None or isinstance(good, Problem):
                self.unread.add(key.text)
            else:
                found[key.text] = record
        return found

    def _delegation(self, node: Node | None) -> Delegation | None:
        if node is None:
            return None
        if not isinstance(node, Mapping):
            hint = say("write `name:`, `dates:` and `timezone:` below `delegation:`")
            self.records.expected(node, say("a table"), hint)
            return None
        read = self.records.read(Delegation, node, _OWNERS[Delegation])
        self.records.mission = read.get("dates")
        self.zone = read.get("zone", self.zone)
        return self.records.make(Delegation, read, span=node.span)

    def _feeds(self, node: Node | None) -> FeedSettings:
        if isinstance(node, Mapping):
            read = self.records.read(FeedSettings, node, _OWNERS[FeedSettings])
            if "confidential" in [key.text for key, _ in node.pairs]:
                read.setdefault("covers", False)
            return FeedSettings(**read)
        if node is not None:
            hint = say("write `{what}`", what="feeds: {confidential: none}")
            self.records.expected(node, say("a table"), hint)
        return FeedSettings()

    def _safety(self, node: Node | None) -> Safety:
        if isinstance(node, Mapping):
            return Safety(**self.records.read(Safety, node, _OWNERS[Safety]))
        if node is not None:
            hint = say("write `check-ins:` and `monitor:` below it")
            self.records.expected(node, say("a table"), hint)
        return Safety()

    def _settings(self, node: Node | None) -> Iterator[Setting]:
        if node is None:
            return
        if not isinstance(node, Mapping):
            hint = say("write `{what}` below `rules:`", what="too-tight: {margin: 15m}")
            self.records.expected(node, say("a table of rules"), hint)
            return
        for rule, settings in node.pairs:
            if not isinstance(settings, Mapping):
                hint = say("write `{figure: value}`")
                self.records.expected(settings, say("a table of figures"), hint)
                continue
            for name, value in settings.pairs:
                found = self.records.scalar(value, hours.parse_figure)
                if found is not None:
                    yield Setting(rule.text, name.text, found, name.span)

    # ------------------------------------------------------------ records

    def _place(self, key: Scalar, node: Mapping) -> Place | None:
        read = self.records.read(Place, node, _OWNERS[Place])
        return self.records.make(
            Place, self.records.fail_closed(read, node), id=key.text, span=key.span
        )

    def _refuse_loops(self, places: dict[str, Place]) -> None:
        """Report each place that is inside itself by way of others, or too deep inside them."""
        for place in places.values():
            seen, at = [place.id], place.within
            while at is not None and at.id in places and at.id not in seen:
                seen.append(at.id)
                at = places[at.id].within
                if len(seen) > DEEPEST_PLACE:
                    break
            is_loop = at is not None and at.id == place.id
            if place.within is not None and (is_loop or len(seen) > DEEPEST_PLACE):
                ids = (*seen[:DEEPEST_PLACE], place.id if is_loop else "…")
                inside = reduce(
                    lambda one, other: say("{one} in {other}", one=one, other=other), ids
                )
                self.problems.error(
                    "inside-itself",
                    place.within.span,
                    say(
                        "`{id}` is inside itself, or too deep inside others: {inside}",
                        id=place.id,
                        inside=inside,
                    ),
                    say("a venue is in a town, and a town is `in:` no other place"),
                )

    def _kind(self, key: Scalar, node: Mapping) -> Kind | None:
        read = self.records.read(Kind, node, _OWNERS[Kind])
        if key.text in kinds.BUILT_IN:
            self.problems.error(
                "built-in-kind",
                key.span,
                say("`{id}` is built in and cannot be changed", id=key.text),
                say("choose another id"),
            )
            return kinds.BUILT_IN[key.text]
        return self.records.make(Kind, self.records.fail_closed(read, node), id=key.text)

    def _outside_reader(self, key: Scalar, node: Mapping) -> OutsideReader | None:
        read = self.records.read(OutsideReader, node, _OWNERS[OutsideReader])
        return self.records.make(OutsideReader, read, id=key.text, span=key.span)

    def _contact(self, key: Scalar, node: Mapping) -> Contact | None:
        read = self.records.read(Contact, node, _OWNERS[Contact])
        return self.records.make(
            Contact, self.records.fail_closed(read, node), id=key.text, span=key.span
        )

    def _person(self, key: Scalar, node: Mapping) -> Person | None:
        read = self.records.read(Person, node, _OWNERS[Person])
        if "protected" in [key.text for key, _ in node.pairs]:
            read.setdefault("protected", True)
        written = read.get("unavailable", ())
        read["unavailable"] = tuple(
            Absence(when=span, span=scalar.span)
            for when, scalar in written
            for span in self.records.instants.times_of(when, scalar, self.zone)
        )
        return self.records.make(Person, read, id=key.text, span=key.span)

    def _travel(self, node: Node | None) -> tuple[TravelRow, ...]:
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self.records.expected(node, say("a list of journeys"), _TRAVEL_HINT)
            return ()
        rows = []
        for item in node.items:
            if not isinstance(item, Mapping):
                self.records.expected(item, say("a table"), _TRAVEL_HINT)
                continue
            read = self.records.read(TravelRow, item, _OWNERS[TravelRow])
            row = self.records.make(TravelRow, read, span=item.span)
            if row is not None:
                rows.append(row)
        return tuple(rows)
