"""What one reader sees of a schedule, as a page or as a feed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from itinerary.diagnostics import did_you_mean
from itinerary.languages import Message, say
from itinerary.model.history import History, Version
from itinerary.model.schedule import Schedule
from itinerary.output import ics, render
from itinerary.output.comparison import Change, compare
from itinerary.output.format import Page
from itinerary.privacy.projection import Projector, project
from itinerary.privacy.readers import COORDINATOR, Medium, Reader, readers
from itinerary.privacy.view import Item, View, Withdrawn, is_off
from itinerary.syntax.clocks import parse_day
from itinerary.syntax.problems import Problem
from itinerary.times import UTC, Days, in_zone, zone

UNRELEASED = datetime(2000, 1, 1, tzinfo=UTC)
"""When a working file was last revised, as a feed must say: it has no releases, so no dates.

It is older than any release, so that the first release of each entry is news to every calendar.
"""


def reader_named(schedule: Schedule, reader_id: str) -> Reader | str:
    """Return a person or reader by id, or a sentence that says who there is."""
    known = readers(schedule)
    if reader_id in known:
        return known[reader_id]
    hint = did_you_mean(reader_id, known) or there_are(known)
    return say("nobody has the id `{id}`; {hint}", id=reader_id, hint=hint)


def there_are(names: Iterable[str]) -> Message:
    """Return a hint that tells what may be named."""
    known = ", ".join(names)
    return say("there are: {names}", names=known) if known else say("there are none yet")


def is_zone(name: str) -> bool:
    """Whether a name is an IANA zone's."""
    return zone(name) is not None


def day_typed(schedule: Schedule, text: str, now: datetime) -> date | Message:
    """Return the day that words name (today, thu, 25 May), or a sentence that says why none."""
    today = in_zone(now, schedule.delegation.zone).date()
    found = parse_day(text, schedule.delegation.dates, today)
    if isinstance(found, Problem):
        return say("{what}; {hint}", what=found.message, hint=found.hint)
    return found


def day_named(schedule: Schedule, text: str, now: datetime) -> Days | str:
    """Return a day of the mission that words name, or a sentence that says why none."""
    mission, found = schedule.delegation.dates, day_typed(schedule, text, now)
    if not isinstance(found, date):
        return found
    if found not in mission:
        return say(
            "{day} is outside the mission: {dates}",
            day=lambda words: words.written_day(found),
            dates=mission,
        )
    return Days(found, found)


def agenda_view(schedule: Schedule, reader: Reader | None) -> View:
    """Return the view that a reader's agenda is made from; the coordinator's for nobody."""
    return project(unreleased(schedule), reader or COORDINATOR, Medium.SHEET)


def rendered(form: str, view: View, page: Page) -> bytes:
    """Return a view in one of the output formats."""
    return render(form, view, page)


class Calendars:
    """The feeds of all readers of a history; what several of them see alike is made once.

    It can be kept while the history grows: then only what is new is made. What it gives is what
    would be made without it.
    """

    def __init__(self, markers: bool | None = None) -> None:  # noqa: FBT001 (yes, no, or as the file says)
        """Begin with nothing.

        ``markers`` tells whether what is off is told by a word alone; None where the file decides.
        """
        self._markers = markers
        self._projector = Projector(Medium.FEED, self._tell)

    def feed_view(self, history: History, reader: Reader) -> View:
        """Return what a reader's feed holds: each item revised, and what was withdrawn."""
        return self._marked(self._projector.view(history, reader))

    def feed(self, history: History, reader: Reader) -> bytes:
        """Return a reader's feed: the bytes of an iCalendar object."""
        return ics.render(self.feed_view(history, reader), Page())

    def _tell(self, told: Item | Withdrawn, markers: bool) -> ics.Telling:  # noqa: FBT001 (a Telling)
        return ics.tell(told, markers=markers if self._markers is None else self._markers)

    def _marked(self, view: View) -> View:
        return view if self._markers is None else replace(view, markers=self._markers)


def feed_view(history: History, reader: Reader, markers: bool | None = None) -> View:  # noqa: FBT001 (yes, no, or as the file says)
    """Return what a reader's feed holds: each item with its revision, and what was withdrawn.

    ``markers`` tells whether what is off is told by a word alone; None where the file decides.
    """
    return Calendars(markers).feed_view(history, reader)


def feed_changes(before: History | None, after: History, reader: Reader) -> tuple[Change, ...]:
    """Return what changed in a reader's calendar; what it merely forgot is no change."""
    old = feed_view(before, reader) if before else None
    found = compare(old, feed_view(after, reader))
    return tuple(one for one in found if one.after or not one.before or not is_off(one.before))


def feed(history: History, reader: Reader, markers: bool | None = None) -> bytes:  # noqa: FBT001 (yes, no, or as the file says)
    """Return a reader's feed: the bytes of an iCalendar object."""
    return Calendars(markers).feed(history, reader)


def all_feeds(history: History, markers: bool | None = None) -> dict[str, bytes]:  # noqa: FBT001 (as above)
    """Return the feed of everybody who is a reader now, by file name."""
    calendars, known = Calendars(markers), readers(history.latest.schedule).values()
    return {f"{reader.id}.ics": calendars.feed(history, reader) for reader in known}


def count_events(feed: bytes) -> int:
    """Return how many events a feed holds."""
    return feed.count(b"BEGIN:VEVENT")


def strangers(folder: Path, feeds: Iterable[str]) -> list[Path]:
    """Return the feeds in a folder that belong to no reader."""
    return sorted(path for path in folder.glob("*.ics") if path.name not in set(feeds))


def drafted(history: History, schedule: Schedule, now: datetime) -> History:
    """Return a history as it would be if a working file were released now.

    As a release would be, it is later than the last: no calendar goes back in time.
    """
    last = history.versions[-1]
    at = max(now.replace(microsecond=0), last.at + timedelta(seconds=1))
    return History((*history.versions, Version(last.number + 1, at, schedule)))


def worked_on(past: History | None, schedule: Schedule, now: datetime) -> History:
    """Return the history of a working file, after what was released before, if anything was."""
    return drafted(past, schedule, now) if past else unreleased(schedule)


def unreleased(schedule: Schedule) -> History:
    """Return the history of a file that has no releases: it has one version."""
    return History((Version(0, UNRELEASED, schedule),))
