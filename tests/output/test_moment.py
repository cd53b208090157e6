"""What is now and next: by the clock that is given, for whoever reads."""

import random
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary.languages import language
from itinerary.output import render, wording
from itinerary.output.days import Row, days, moment
from itinerary.output.format import HOME, PLACE, Page
from itinerary.privacy.view import Cover, Item, Standing, Stay, View, is_off
from itinerary.times import UTC, Days, Timespan, localise
from tests.output.test_agenda import view, view_of
from tests.privacy.worlds import READERS, read, world

MORNING = (
    "  a: {kind: meeting, title: A, when: 2023-05-22 09:00-10:00, where: hotel, who: [ana]}\n"
    "  b: {kind: meeting, title: B, when: 2023-05-22 11:00-12:00, where: hotel, who: [ana, ben]}\n"
    "  c: {kind: meal, title: C, when: 2023-05-23 13:00-14:00, who: [ben]}\n"
)


def at(wall: str, zone: str = "America/Lima") -> datetime:
    """Return an instant of May 2023 by the clocks of a zone: ``22 10:24``."""
    found = localise(datetime.fromisoformat(f"2023-05-{wall}"), zone)
    assert isinstance(found, datetime)
    return found


def page(wall: str, day: int | None = None, clocks: str = PLACE, language: str = "en") -> Page:
    shown = date(2023, 5, day) if day else None
    only = Days(shown, shown) if shown else None
    return Page(days=only, clocks=clocks, language=language, now=at(wall))


def agenda(shown: View, at_the_page: Page) -> list[str]:
    return render("text", shown, at_the_page).decode().splitlines()


def told(lines: list[str]) -> list[str]:
    """Return what an agenda says of the present."""
    return [line for line in lines if line.startswith(("►", "Next:", "A continuación:"))]


# ---------------------------------------------------------------- what is told


def test_what_is_on_is_marked_and_what_comes_next_is_counted_down_to() -> None:
    assert told(agenda(view(MORNING), page("22 09:30"))) == [
        "Next: 11:00 B, Hotel, Lima · in 1 h 30 min",
        "►09:00–10:00  ● NOW · A",
    ]


def test_between_two_the_present_is_a_line_of_its_own() -> None:
    lines = agenda(view(MORNING, "ana"), page("22 10:24"))
    assert told(lines) == [
        "Next: 11:00 B, Hotel, Lima · in 36 min",
        "► NOW 10:24 " + "─" * 68,
    ]
    line = lines.index("► NOW 10:24 " + "─" * 68)
    assert lines[line - 1].strip() == "1h00 free"
    assert lines[line + 1].startswith(" 11:00–12:00")


def test_it_is_said_in_spanish_too() -> None:
    assert told(agenda(view(MORNING), page("22 10:24", language="es"))) == [
        "A continuación: 11:00 B, Hotel, Lima · en 36 min",
        "► AHORA 10:24 " + "─" * 66,
    ]
    assert "►11:00–12:00  ● AHORA · B" in agenda(view(MORNING), page("22 11:00", language="es"))


def test_each_reader_has_their_own_next() -> None:
    assert told(agenda(view(MORNING, "ben"), page("22 12:00"))) == [
        "Next: Tue 23 May 13:00 C · in 1 day",
        "► NOW 12:00 " + "─" * 68,
    ]
    assert told(agenda(view(MORNING, "ana"), page("22 12:00"))) == ["► NOW 12:00 " + "─" * 68]


def test_a_single_day_tells_what_comes_after_it() -> None:
    assert told(agenda(view(MORNING), page("22 18:00", day=22))) == [
        "Next: Tue 23 May 13:00 C · in 19 h",
        "► NOW 18:00 " + "─" * 68,
    ]


def test_another_day_than_today_says_nothing_of_the_present() -> None:
    for wall, day in (("22 09:30", 23), ("19 23:59", None), ("28 00:00", None)):
        assert told(agenda(view(MORNING), page(wall, day=day))) == []
    without = Page()
    assert moment(view(MORNING), without) is None
    assert told(agenda(view(MORNING), without)) == []


@pytest.mark.parametrize("status", ["idea", "declined", "cancelled"])
def test_what_may_never_be_is_neither_now_nor_next(status: str) -> None:
    off = MORNING.replace("kind: meeting", f"kind: meeting, status: {status}")
    assert told(agenda(view(off), page("22 09:30")))[0] == "Next: Tue 23 May 13:00 C · in 1 day"
    assert not any("NOW ·" in line for line in agenda(view(off), page("22 09:30")))


@pytest.mark.parametrize("status", ["requested", "tentative"])
def test_what_is_not_yet_sure_says_so(status: str) -> None:
    unsure = MORNING.replace("kind: meeting", f"kind: meeting, status: {status}")
    first, second = told(agenda(view(unsure), page("22 09:30")))
    assert first.startswith(f"Next: 11:00 {status.upper()} · B")
    assert second.endswith(f"NOW · {status.upper()} · A")


def test_all_that_begin_together_are_next() -> None:
    both = MORNING.replace("09:00-10:00", "11:00-11:30")
    assert told(agenda(view(both), page("22 10:59")))[:2] == [
        "Next: 11:00 A, Hotel, Lima · in 1 min",
        "Next: 11:00 B, Hotel, Lima · in 1 min",
    ]


def test_days_without_anything_have_a_present_too() -> None:
    (line,) = told(agenda(view(""), page("24 10:24")))
    assert line.startswith("► NOW Wed 24 May 10:24 ─")
    assert told(agenda(view(""), page("24 10:24", day=24))) == ["► NOW 10:24 " + "─" * 68]


def test_whatever_goes_on_past_midnight_is_now_on_the_later_day_alone() -> None:
    night = "  n: {kind: journey, title: N, when: 2023-05-22 22:00 for 8h, from: lima, to: hotel}\n"
    assert told(agenda(view(night), page("23 02:00"))) == [
        "►     –06:00    ↳ NOW · N (goes on)",
    ]
    assert told(agenda(view(night), page("22 23:00"))) == ["►22:00–06:00+1  ● NOW · N"]


def test_the_present_is_told_by_the_clocks_of_its_place() -> None:
    """At 10:24 in Lima it is 16:24 in London, and 00:24 of the next day in Tokyo."""
    abroad = "  t: {kind: meeting, title: T, when: 2023-05-22 23:00-23:30, where: tokyo}\n"
    assert told(agenda(view(abroad), page("22 08:24"))) == [
        "Next: 23:00 T, Tokyo · in 36 min",
        "► NOW 22:24 " + "─" * 68,
    ]
    assert told(agenda(view(abroad), page("22 10:24"))) == ["► NOW 10:24 " + "─" * 68]
    assert told(agenda(view(MORNING, "ana"), page("22 10:24", clocks=HOME))) == [
        "Next: 17:00 B, Hotel, Lima · in 36 min",
        "► NOW 16:24 " + "─" * 68,
    ]
    assert told(agenda(view(MORNING), page("22 10:24", clocks="Asia/Tokyo")))[1].startswith(
        "► NOW 00:24 ─"
    )


def test_a_time_that_no_place_explains_names_its_clocks() -> None:
    call = "  c: {kind: internal, title: Call, when: 2023-05-22 17:00-18:00 Europe/London}\n"
    assert told(agenda(view(call), page("22 10:24")))[0] == (
        "Next: 17:00 Call, London time · in 36 min"
    )


@pytest.mark.parametrize(
    ("length", "english", "spanish"),
    [
        (timedelta(seconds=59), "in less than a minute", "en menos de un minuto"),
        (timedelta(seconds=61), "in 2 min", "en 2 min"),
        (timedelta(minutes=59, seconds=1), "in 1 h", "en 1 h"),
        (timedelta(hours=1, minutes=1), "in 1 h 1 min", "en 1 h 1 min"),
        (timedelta(hours=23, minutes=59, seconds=30), "in 24 h", "en 24 h"),
        (timedelta(hours=24), "in 1 day", "en 1 día"),
        (timedelta(hours=71), "in 2 days", "en 2 días"),
    ],
)
def test_a_countdown_is_never_too_short(length: timedelta, english: str, spanish: str) -> None:
    assert wording.countdown(length) == english
    assert wording.countdown(length, language("es")) == spanish


# ---------------------------------------------------------------- whatever the schedule


def views(seed: int) -> Iterator[View]:
    schedule = read(world(random.Random(seed))).schedule  # noqa: S311 (it hides nothing)
    for reader in ("", *READERS):
        yield view_of(schedule, reader)


def takes_time(item: Item) -> bool:
    idea = not isinstance(item, Cover) and item.details.standing is Standing.IDEA
    return not (is_off(item) or idea or isinstance(item, Stay))


instants = st.datetimes(
    datetime(2023, 5, 18),  # noqa: DTZ001 (as Hypothesis wants it)
    datetime(2023, 5, 30),  # noqa: DTZ001 (as above)
    timezones=st.just(UTC),
)
seeds = st.integers(min_value=0, max_value=2**48)


@settings(max_examples=60, deadline=None)
@given(seeds, instants, st.sampled_from((PLACE, HOME, "Asia/Tokyo")))
def test_now_holds_the_present_and_next_is_the_earliest_after_it(
    seed: int, now: datetime, clocks: str
) -> None:
    for shown in views(seed):
        laid_out = Page(clocks=clocks, now=now)
        found = moment(shown, laid_out)
        timed = [
            (item, item.when)
            for item in shown.items
            if isinstance(item.when, Timespan) and takes_time(item)
        ]
        if found is None:
            continue
        present = [item.uid for item, when in timed if when.start <= now < when.end]
        assert sorted(row.item.uid for row in found.current) == sorted(present)
        later = [when.start for _, when in timed if when.start > now]
        assert (found.until is None) is (not later)
        if later:
            assert found.until == min(later) - now
            first = [item.uid for item, when in timed if when.start == min(later)]
            assert sorted(row.item.uid for row in found.coming) == sorted(first)
        stands = {
            (row.item.uid, row.date)
            for day in days(shown, laid_out)
            for row in day.rows
            if isinstance(row, Row)
        }
        assert stands >= {(row.item.uid, row.date) for row in (*found.current, *found.coming)}


@settings(max_examples=60, deadline=None)
@given(seeds, instants)
def test_the_agenda_tells_the_present_once_and_only_on_its_days(seed: int, now: datetime) -> None:
    for shown in views(seed):
        found = moment(shown, Page(now=now))
        # So wide that no line is broken.
        lines = agenda(shown, Page(now=now, width=900))
        marks = [line for line in lines if line.startswith("►")]
        assert len(marks) == (0 if found is None else len(found.current) or 1)
        rest = [
            re.sub("^►(.*?)NOW · ", r" \1", line)
            for line in lines
            if not line.startswith(("► NOW", "Next: "))
        ]
        assert rest == agenda(shown, Page(width=900))


@settings(max_examples=60, deadline=None)
@given(seeds, instants)
def test_every_language_tells_the_same_items_in_the_same_order(seed: int, now: datetime) -> None:
    """A title of these worlds is one made-up word, so it can be looked for among the words."""
    for shown in views(seed):
        titles = {item.title for item in (*shown.items, *shown.requests)}
        found = [
            [
                word
                for line in agenda(shown, Page(language=code, now=now, width=120))
                for word in re.findall(r"\w+", line)
                if word in titles
            ]
            for code in ("en", "es")
        ]
        assert found[0] == found[1]
