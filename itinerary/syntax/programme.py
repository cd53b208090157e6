"""The programme: each entry read, its times settled, its recurrence expanded."""

from collections.abc import Iterator
from datetime import date, timedelta
from types import MappingProxyType

from itinerary.languages import plural, say
from itinerary.model import kinds
from itinerary.model.entries import Engagement, Entry, Journey, Repeat, Status, Stay
from itinerary.model.timeline import MOST_OCCURRENCES, Expansion, Occurrence, expand
from itinerary.spans import SourceSpan
from itinerary.syntax.clocks import Clock, Stretch
from itinerary.syntax.document import Mapping, Node, Scalar
from itinerary.syntax.instants import in_one_place
from itinerary.syntax.problems import written_day
from itinerary.syntax.records import Records, Values
from itinerary.times import Days, Timespan, in_zone, zone_of

EVERYONE = "everyone"
OF_A_KIND: dict[str, type] = {kinds.JOURNEY: Journey, kinds.STAY: Stay}
"""What an entry of a kind is; of any other it is an engagement."""
_OWNERS = {Engagement: say("an entry"), Journey: say("a journey"), Stay: say("a stay")}


class Programme:
    """Reads entries, once the people, places and kinds of the file are known."""

    def __init__(self, records: Records) -> None:
        """Read with ``records``, and report where they do."""
        self.records = records
        self.problems = records.problems
        self.instants = records.instants

    def entry(self, key: Scalar, node: Mapping) -> Entry | None:
        """Return an entry; None where it cannot be understood."""
        record = self._record_of(node)
        keys = {name.text: value for name, value in node.pairs}
        read = self.records.read(record, node, _OWNERS[record])
        kind = read.setdefault("kind", kinds.unknown(""))
        self.records.fail_closed(read, node)
        read.setdefault("classification", kind.classification)
        self._who(read)
        start_zone, end_zone = self._zones(read)
        for name in ("within", "avoid"):
            read[name] = self.instants.windows(read.get(name, ()), start_zone)
        if isinstance(read.get("prefer"), tuple):
            read["prefer"] = self.instants.windows(read["prefer"], start_zone)
        if not self._embargo(read, keys, start_zone):
            return None
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
                say("an entry with a time takes place in one place"),
                say("a choice of places is for requests, which have `within` in place of `when`"),
            )
        if "repeat" in read and not placed:
            self.problems.error(
                "bad-repeat",
                keys["repeat"].span,
                say("a request cannot repeat"),
                say("add a `when`"),
            )
        spans = MappingProxyType({name: value.span for name, value in keys.items()})
        return self.records.make(record, read, id=key.text, span=key.span, spans=spans)

    def _embargo(self, read: Values, keys: dict[str, Node], zone: str) -> bool:
        """Settle an embargo; what is kept back until an hour nobody can read is kept back."""
        if "embargo" not in keys or "embargo" not in read:
            return "embargo" not in keys
        written, scalar = read["embargo"]
        if isinstance(written, Clock):
            instant = Stretch(written, timedelta())
            read["embargo"] = self.instants.settle(instant, scalar, zone, zone)
            return read["embargo"] is not None
        hint = say("write `{what}`", what="Thu 2023-05-25 11:00")
        self.records.expected(scalar, say("one date and time"), hint)
        return False

    def _lacks_when(self, key: Scalar, read: Values, keys: dict[str, Node]) -> bool:
        """Whether an entry without a time is no request, and so lacks its time."""
        is_confirmed = read.get("status") is Status.CONFIRMED
        if not is_confirmed and ("within" in keys or "status" in keys):
            return False
        self.records.missing_key("when", key.span, f"`{key.text}`")
        return True

    def _record_of(self, node: Mapping) -> type:
        kind = next((value for key, value in node.pairs if key.text == "kind"), None)
        name = kind.text if isinstance(kind, Scalar) else ""
        return OF_A_KIND.get(name, Engagement)

    @staticmethod
    def _who(read: Values) -> None:
        named = read.get("who", ())
        read["who"] = tuple(ref for ref in named if ref.id != EVERYONE)
        read["everyone"] = len(read["who"]) < len(named)

    def _zones(self, read: Values) -> tuple[str, str]:
        if "origin" in read or "destination" in read:
            ends = (read.get("origin"), read.get("destination"))
            start, end = (self.records.gazetteer.zone(ref.id if ref else None) for ref in ends)
            return start, end
        where = read.get("where", ())
        zone = self.records.gazetteer.zone(where[0].id if where else None)
        return zone, zone

    def _when(
        self, read: Values, keys: dict[str, Node], record: type, start_zone: str, end_zone: str
    ) -> bool:
        """Settle when an entry takes place; return whether it can be kept."""
        if "when" not in read:
            return "when" not in keys
        written, scalar = read["when"]
        if record is not Journey:
            written = in_one_place(written)
        read["when"] = when = self.instants.settle(
            written, scalar, start_zone, end_zone, read.get("takes")
        )
        if when is None:
            return False
        if record is not Journey and isinstance(when, Timespan):
            # One place has one clock: its own, or the one that was written for a repeated call.
            told_by = (
                start_zone if read.get("where") and "repeat" not in read else zone_of(when.start)
            )
            read["when"] = when = Timespan(in_zone(when.start, told_by), in_zone(when.end, told_by))
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
                say("how many nights?"),
                say("add `nights: 2`, or write the day of departure too"),
            )
            return None
        if nights != between:
            self.problems.error(
                "no-nights",
                scalar.span,
                plural(
                    "from {first} to {last} there is {count} night, not {nights}",
                    "from {first} to {last} there are {count} nights, not {nights}",
                    between,
                    first=written_day(first),
                    last=written_day(last),
                    nights=nights,
                ),
                say("correct `nights` or `when`"),
            )
            return None
        return when

    def _by_its_place(self, entry: Entry, when: Timespan | Days) -> Timespan | Days:
        """Return a time by the clocks of its place, where it was repeated by others."""
        if isinstance(entry, Journey) or isinstance(when, Days) or not entry.where:
            return when
        zone = self.records.gazetteer.zone(entry.where[0].id)
        return Timespan(in_zone(when.start, zone), in_zone(when.end, zone))

    def _refuse_absent_start(
        self, when: Timespan | Days, repeat: Repeat, expansion: Expansion, span: SourceSpan
    ) -> None:
        """Report a recurrence whose rule leaves out the day that its entry itself names."""
        first = when.start.date() if isinstance(when, Timespan) else when.first
        told = first in repeat.excluded or first.weekday() in repeat.excluded_weekdays
        if told or not expansion.times or expansion.problems:
            return
        if expansion.times[0][0] != first.isoformat():
            second = date.fromisoformat(expansion.times[0][0])
            self.problems.error(
                "bad-repeat",
                span,
                say(
                    "its own first day, {day}, is none of the days it repeats on",
                    day=written_day(first),
                ),
                say("start it on {day}", day=written_day(second)),
            )

    def occurrences(self, entry: Entry, mission: Days) -> Iterator[Occurrence]:
        """Yield each time that an entry takes place."""
        if entry.when is None:
            return
        if entry.repeat is None:
            yield Occurrence(entry, "", entry.when)
            return
        expansion = expand(entry.when, entry.repeat, mission.last)
        span = entry.at("repeat")
        for trouble in expansion.problems:
            self.instants.clock_trouble(trouble, span)
        if expansion.too_many:
            self.problems.error(
                "bad-repeat",
                span,
                say("it repeats more than {most} times", most=MOST_OCCURRENCES),
                say("give it an end: `until …`"),
            )
        if not expansion.times and not expansion.problems:
            self.problems.error(
                "bad-repeat",
                span,
                say("it never takes place"),
                say("check its end, its days and the days left out"),
            )
        self._refuse_absent_start(entry.when, entry.repeat, expansion, span)
        for key, when in expansion.times:
            yield Occurrence(entry, key, self._by_its_place(entry, when))
