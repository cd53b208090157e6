"""Independent calendar programs read in our feeds what the reader was meant to see."""

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from itinerary.model.history import History, Version
from itinerary.output import render
from itinerary.output.format import Page
from itinerary.privacy.projection import project
from itinerary.privacy.readers import Medium, readers
from itinerary.privacy.view import Cover, Item, View
from itinerary.syntax.parser import read_schedule
from itinerary.times import Timespan
from itinerary.workspace.views import UNRELEASED
from tests.interop import with_libical
from tests.interop.instances import canonical
from tests.interop.readers import READERS, Reader, read_each, require

SAMPLES = sorted((Path(__file__).parents[2] / "schedules").glob("*.yaml"))
CLOCKS = """\
itinerary: 1
delegation: {name: Clocks, dates: 2023-10-27 to 2023-11-06, timezone: Europe/London}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people: {ana: {name: Ana}}
places:
  london: {name: London}
  tokyo: {name: Tokyo, timezone: Asia/Tokyo}
  honolulu: {name: Honolulu, timezone: Pacific/Honolulu}
  howe: {name: Lord Howe, timezone: Australia/Lord_Howe}
  york: {name: New York, timezone: America/New_York}
programme:
  before: {kind: rest, title: Before, when: 2023-10-29 00:30 for 30m, where: london}
  first: {kind: rest, title: To the first showing, when: 2023-10-29 00:30 for 1h, where: london}
  second: {kind: rest, title: To the second showing, when: 2023-10-29 00:30 for 2h, where: london}
  beyond: {kind: rest, title: Beyond, when: 2023-10-29 00:30 for 2h30, where: london}
  within: {kind: rest, title: Within, when: 2023-10-29 00:15 UTC for 1h, where: london}
  nightly:
    {kind: internal, title: Nightly, when: 2023-10-27 23:30 for 1h, repeat: daily, where: london}
  back: {kind: journey, from: tokyo, to: honolulu, when: 2023-10-31 20:00 to 2023-10-31 08:00}
  half: {kind: rest, title: Half an hour, when: 2023-10-30 02:30-04:00, where: howe}
  york: {kind: rest, title: Autumn, when: 2023-11-05 00:15 for 3h, where: york}
  days: {kind: internal, title: "Days, all; of them", when: 2023-10-28 to 2023-10-31}
  off: {kind: meeting, title: Off, when: 2023-10-30 09:00-10:00, status: cancelled}
  long:
    kind: meeting
    title: >-
      Una reunión larguísima, con título 🕊 de muchas, muchas, muchas, muchas, muchas palabras;
      会议会议会议会议会议会议会议会议会议会议会议会议会议会议会议会议会议
    when: 2023-10-30
"""


class Expected(NamedTuple):
    """What a program must read of an event."""

    uid: str
    summary: str
    start: str
    end: str


class Feed(NamedTuple):
    """A reader's view, and the feed made from it."""

    name: str
    view: View
    ics: bytes


@cache
def feeds() -> tuple[Feed, ...]:
    """Return every feed of every sample, and one of hard times."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in SAMPLES}
    made = []
    for name, text in {**texts, "clocks": CLOCKS}.items():
        schedule, found, _ = read_schedule(text.encode(), f"{name}.yaml")
        assert schedule is not None
        assert not found
        history = History((Version(0, UNRELEASED, schedule),))
        for reader in readers(schedule).values():
            view = project(history, reader, Medium.FEED)
            made.append(Feed(f"{name}/{reader.id}", view, render("ics", view, Page())))
    return tuple(made)


def expected(view: View) -> list[Expected]:
    return sorted(_expected(item) for item in view.items)


def _expected(item: Item) -> Expected:
    standing = "confirmed" if isinstance(item, Cover) else item.details.standing.value
    word = "" if standing == "confirmed" else f"{standing.upper()} · "
    when = item.when
    start, end = (
        (canonical(when.start), canonical(when.end))
        if isinstance(when, Timespan)
        else (canonical(when.first), canonical(when.last + timedelta(days=1)))
    )
    return Expected(item.uid, word + item.title, start, end)


@pytest.mark.parametrize(
    "reader", READERS, ids=[reader.__name__.rpartition(".")[2] for reader in READERS]
)
def test_a_program_reads_what_the_reader_was_meant_to_see(reader: Reader) -> None:
    require(reader)
    for feed, found in zip(feeds(), read_each(reader, [feed.ics for feed in feeds()]), strict=True):
        read = [Expected(one.uid, one.summary, one.start, one.end) for one in found]
        assert read == expected(feed.view), feed.name


def test_libical_finds_no_fault_in_any_feed() -> None:
    require(with_libical)
    assert {feed.name: with_libical.faults(feed.ics) for feed in feeds()} == {
        feed.name: [] for feed in feeds()
    }


@pytest.mark.parametrize(
    "reader", READERS, ids=[reader.__name__.rpartition(".")[2] for reader in READERS]
)
def test_programs_agree_on_status_and_place(reader: Reader) -> None:
    require(reader)
    read = reader.read(next(feed.ics for feed in feeds() if feed.name == "clocks/ana"))
    # khal knows CANCELLED alone, which it writes as a mark before the title.
    status = {one.summary: one.status for one in read}["CANCELLED · Off"]
    assert status.upper() == "CANCELLED"
    assert {one.summary: one.location for one in read}["Before"] == "London"


def test_every_sample_is_read() -> None:
    names = {feed.name.partition("/")[0] for feed in feeds()}
    assert {path.stem for path in SAMPLES} < names
    assert len(SAMPLES) >= 3
