"""The agenda on a screen: nothing lost, nothing too wide, the same in every form."""

import json
import random
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from wcwidth import wcswidth

from itinerary.model.history import History, Version
from itinerary.model.schedule import Schedule
from itinerary.output import render, terminal, wording
from itinerary.output.agenda import lines
from itinerary.output.format import HOME, PLACE, Page
from itinerary.privacy.projection import project
from itinerary.privacy.readers import COORDINATOR, Medium, readers
from itinerary.privacy.view import Cover, Item, Stay, View
from itinerary.syntax.parser import read_schedule
from itinerary.times import Days, format_long_day
from itinerary.workspace.views import UNRELEASED
from tests.privacy.worlds import READERS, Tree, read, world

HEAD = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people:
  ana: {name: Ana, home: Europe/London}
  ben: {name: Ben}
places:
  lima: {name: Lima}
  hotel: {name: Hotel, in: lima}
  tokyo: {name: Tokyo, timezone: Asia/Tokyo}
"""
WIDTHS = range(40, 141)
ANSI = re.compile(r"\x1b\[[\d;]*m")


def view_of(schedule: Schedule, reader: str = "") -> View:
    """Return a reader's view on a screen; the coordinator's for nobody."""
    known = readers(schedule)[reader] if reader else COORDINATOR
    return project(History((Version(0, UNRELEASED, schedule),)), known, Medium.SHEET)


def view(programme: str, reader: str = "", head: str = HEAD) -> View:
    """Return the view of some entries, written as a file holds them."""
    text = f"{head}programme:\n{programme}" if programme else f"{head}programme: {{}}\n"
    schedule, found, _ = read_schedule(text.encode(), "mission.yaml")
    assert not found
    assert schedule is not None
    return view_of(schedule, reader)


def one(fields: str, reader: str = "", head: str = HEAD) -> View:
    """Return the view of one entry."""
    return view(f"  one: {{{fields}}}\n", reader, head)


def agenda(shown: View, width: int = 80, clocks: str = PLACE, days: Days | None = None) -> str:
    return render("text", shown, Page(days=days, clocks=clocks, width=width)).decode()


def cells(line: str) -> int:
    width: int = wcswidth(line)
    assert width >= 0, line
    return width


def section(text: str, day: int) -> str:
    """Return what stands under a day of May 2023."""
    found = re.search(
        rf"^\w+day {day} May 2023 .*?(?=^\w+day \d+ May 2023 |^\w{{3}} \d+ May – |\Z)",
        text,
        re.MULTILINE | re.DOTALL,
    )
    assert found, f"no {day} May in:\n{text}"
    return found.group()


# ---------------------------------------------------------------- random views

SCRIPTS = (
    ("Reunión", "con", "la", "Defensoría", "del", "Pueblo", "y", "los", "afectados"),
    ("会议", "人权", "代表团", "利马", "新闻发布会", "家属"),
    ("اجتماع", "مع", "العائلات", "في", "ليما"),
    ("Re\u0301union", "n\u0303andu\u0301", "o\u0308stlich"),
    ("🕊", "👩\u200d👧", "🇵🇪", "ok"),
    ("a-very-long-word-that-is-broken-nowhere-at-all-because-it-has-no-space", "b"),
)


def phrase(rng: random.Random) -> str:
    """Return a text of some words of a script; the first is like no other."""
    number = "".join(rng.choice("bcdfghjklmnp") for _ in range(9))
    words = rng.choice(SCRIPTS)
    return " ".join([number, *(rng.choice(words) for _ in range(rng.randint(0, 14)))])


def rich_world(rng: random.Random) -> Tree:
    """Return a random schedule whose texts are as long and strange as people write them."""
    tree = world(rng)
    for entry in tree["programme"].values():
        entry["title"] = phrase(rng)
        for key in ("room", "with", "vehicle"):
            if key in entry:
                entry[key] = phrase(rng)
    for table in ("people", "places"):
        for row in tree[table].values():
            if rng.random() < 0.5:
                row["name"] = phrase(rng)
    return tree


def random_views(seed: int) -> Iterator[View]:
    rng = random.Random(seed)  # noqa: S311 (it hides nothing)
    # As text, not as JSON's pairs of surrogates, which YAML does not know.
    source = json.dumps(rich_world(rng), ensure_ascii=False) + "\n"
    schedule, found, _ = read_schedule(source.encode(), "world.yaml")
    assert not [one for one in found if one.is_error]
    assert schedule is not None
    for reader in ("", *rng.sample(READERS, 3)):
        yield view_of(schedule, reader)


def squeezed(text: str) -> str:
    """Return a text without its white space: however it is broken into lines, it is the same."""
    return "".join(unicodedata.normalize("NFC", text).split())


def told(item: Item, shown: View) -> Iterator[str]:
    """Yield what an agenda must tell of an item: its title, its place, its people."""
    if not isinstance(item, Stay):
        yield wording.headline(item)
    yield wording.where(item)
    if not isinstance(item, Cover):
        reader = shown.reader if shown.is_personal else ""
        yield wording.who(item.details, reader)


random_worlds = given(st.integers(min_value=0, max_value=2**48), st.sampled_from(WIDTHS))


@settings(max_examples=60, deadline=None)
@random_worlds
def test_no_word_is_lost_at_any_width(seed: int, width: int) -> None:
    for shown in random_views(seed):
        for clocks in (PLACE, HOME, "Asia/Tokyo"):
            text = squeezed(agenda(shown, width, clocks))
            for item in shown.items:
                for words in told(item, shown):
                    assert squeezed(words) in text
            for request in shown.requests:
                assert squeezed(request.title) in text
                assert all(squeezed(window) in text for window in request.windows)


@settings(max_examples=60, deadline=None)
@random_worlds
def test_no_line_is_wider_than_the_page(seed: int, width: int) -> None:
    for shown in random_views(seed):
        for clocks in (PLACE, HOME, "Asia/Tokyo"):
            for line in agenda(shown, width, clocks).splitlines():
                assert cells(line) <= width, line


@settings(max_examples=30, deadline=None)
@random_worlds
def test_in_colour_the_agenda_says_the_same(seed: int, width: int) -> None:
    for shown in random_views(seed):
        page = Page(width=width)
        screen = StringIO()
        console = Console(
            file=screen,
            force_terminal=True,
            color_system="truecolor",
            width=width,
            highlight=False,
            emoji=False,
            markup=False,
        )
        terminal.show(console, lines(shown, page))
        colourless = [line.rstrip() for line in ANSI.sub("", screen.getvalue()).splitlines()]
        assert "\x1b[" in screen.getvalue()
        assert colourless == agenda(shown, width).splitlines()


def _markdown_days(text: str) -> dict[str, list[str]]:
    """Return the titles in each day's table, in order, without the word for their standing."""
    days: dict[str, list[str]] = {}
    heading = ""
    for line in text.splitlines():
        if line.startswith("## "):
            heading = line[3:].partition(" (")[0]
            days[heading] = []
        elif line.startswith("| ") and not line.startswith("| time"):
            cell = re.split(r"(?<!\\) \| ", line[2:])[2]
            days[heading].append(re.sub(r"^[A-Z]+ · ", "", cell).replace("\\", ""))
    return days


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0, max_value=2**48))
def test_every_form_lists_the_same_items_for_each_day(seed: int) -> None:
    """A title of these worlds is one made-up word, so it can be looked for among the words."""
    schedule = read(world(random.Random(seed))).schedule  # noqa: S311 (it hides nothing)
    for reader in ("", *READERS):
        shown = view_of(schedule, reader)
        days = json.loads(render("json", shown, Page()))["agenda"]
        markdown = _markdown_days(render("markdown", shown, Page()).decode())
        text = agenda(shown, 100)
        titles = {day["date"]: [str(item["title"]) for item in day["items"]] for day in days}
        every_title = {title for some in titles.values() for title in some}
        assert every_title >= {item.title for item in shown.items}
        for day in days:
            here = titles[day["date"]]
            heading = format_long_day(date.fromisoformat(day["date"]))
            assert markdown[heading] == here
            if not here:
                continue
            found = section(text, int(day["date"][-2:]))
            assert found.startswith(heading)
            stays = {str(item["title"]) for item in day["items"] if item["type"] == "stay"}
            assert (every_title & words(found)) - stays == set(here) - stays
            assert found.count("☾") == len(stays)


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


# ---------------------------------------------------------------- single days


def test_a_days_engagements_are_told_in_order_of_time() -> None:
    entries = [
        f"  e{number}: {{kind: meeting, title: T{number}, when: 2023-05-22 {time} for 20m}}\n"
        for number, time in enumerate(
            f"{hour:02}:{minute:02}" for hour in range(23, 10, -1) for minute in (30, 0)
        )
    ]
    text = section(agenda(view("".join(entries[:25]))), 22)
    assert len(entries[:25]) == 25
    times = re.findall(r"^ (\d\d:\d\d)–", text, re.MULTILINE)
    assert len(times) == 25
    assert times == sorted(times)


@pytest.mark.parametrize("width", [44, 60, 80, 140])
def test_fourteen_people_are_all_named(width: int) -> None:
    names = [f"Delegate-{number} Of-{number}" for number in range(14)]
    people = "".join(f"  p{number}: {{name: {name}}}\n" for number, name in enumerate(names))
    head = HEAD.replace("  ben:", f"{people}  ben:")
    everybody = ", ".join(f"p{number}" for number in range(14))
    shown = one(
        f"kind: meeting, title: A, when: 2023-05-22 09:00-10:00, who: [{everybody}]", head=head
    )
    text = agenda(shown, width)
    assert squeezed(", ".join(names)) in squeezed(text)
    assert max(map(cells, text.splitlines())) <= width


def test_everyone_is_one_word_but_whoever_comes_beside_them_is_named() -> None:
    """Interpreters and drivers are not of the delegation, so `everyone` does not mean them."""
    head = HEAD.replace("  ben:", "  eva: {name: Eva, protected: yes}\n  ben:")
    fields = "kind: internal, title: A, when: 2023-05-22 09:00-10:00"
    assert re.search(r"^ +everyone$", agenda(one(f"{fields}, who: everyone")), re.MULTILINE)
    shown = one(f"{fields}, who: [everyone, eva]", head=head)
    assert "Eva" in agenda(shown)
    assert "Eva" in render("markdown", shown, Page()).decode()


@pytest.mark.parametrize("width", [44, 80, 140])
@pytest.mark.parametrize(
    "title",
    [
        "A title of two hundred letters, " * 6 + "and more",
        "Untitled" * 25,
        "会议" * 100,
        "مؤتمر صحفي " * 18,
        "n\u0303andu\u0301 " * 30,
        "🕊" * 200,
    ],
    ids=["words", "one word", "wide", "right to left", "combining", "emoji"],
)
@pytest.mark.parametrize("reader", ["", "ana"])
def test_a_title_of_two_hundred_letters_is_told_whole(title: str, width: int, reader: str) -> None:
    assert len(title) >= 190
    shown = one(
        f'kind: meeting, title: "{title}", when: 2023-05-22 09:00-10:00, who: [ana]', reader
    )
    text = agenda(shown, width)
    assert squeezed(title) in squeezed(text)
    assert max(map(cells, text.splitlines())) <= width


@pytest.mark.parametrize("name", ["利马", "ليما", "Re\u0301union", "Đà Nẵng"])
def test_a_town_of_any_script_stands_at_the_end_of_its_line(name: str) -> None:
    shown = one(
        "kind: meeting, title: A, when: 2023-05-22 09:00-10:00, where: lima",
        head=HEAD.replace("name: Lima", f"name: {name}"),
    )
    heading = section(agenda(shown), 22).splitlines()[0]
    assert heading.endswith(unicodedata.normalize("NFC", name))
    assert cells(heading) == 80


def test_a_night_train_is_told_on_both_days() -> None:
    text = agenda(
        one("kind: journey, title: Train, from: lima, to: hotel, when: 2023-05-22 22:00 for 9h")
    )
    assert re.search(r"^ 22:00–07:00\+1  ● Train$", section(text, 22), re.MULTILINE)
    assert re.search(r"^      –07:00    ↳ Train \(goes on\)$", section(text, 23), re.MULTILINE)


def test_what_ends_at_midnight_does_not_touch_the_next_day() -> None:
    text = agenda(one("kind: meeting, title: Vigil, when: 2023-05-22 22:00-24:00"))
    assert text.count("Vigil") == 1
    assert "22:00–00:00+1" in section(text, 22)


def test_a_day_in_the_middle_of_something_long_does_not_say_that_it_ends_that_day() -> None:
    shown = one("kind: rest, title: Retreat, when: 2023-05-22 10:00 to 2023-05-24 12:00")
    text = agenda(shown)
    assert "10:00–12:00+2" in section(text, 22)
    assert re.search(r"–12:00 +↳ Retreat", section(text, 24))
    middle = section(text, 23)
    assert "Retreat (goes on)" in middle
    assert not re.search(r"–12:00(?!\+1)", middle)


def test_a_flight_over_the_date_line_arrives_the_day_before() -> None:
    head = HEAD.replace("tokyo:", "hawaii: {name: Honolulu, timezone: Pacific/Honolulu}\n  tokyo:")
    fields = "kind: journey, title: F, from: tokyo, to: hawaii"
    text = agenda(one(f"{fields}, when: 2023-05-23 01:00 to 2023-05-22 13:00", head=head))
    assert text.count("● F") == 1
    assert "01:00–13:00-1  ● F" in section(text, 23)
    crossing = "leaves 01:00 Tokyo time, arrives Mon 22 May 13:00 Honolulu time"
    assert squeezed(crossing) in squeezed(text)


def test_whole_days_are_told_on_each_of_them() -> None:
    text = agenda(one("kind: internal, title: Emergency, when: 2023-05-22 to 2023-05-24"))
    assert text.count("all day: Emergency") == 3
    assert all("all day: Emergency" in section(text, day) for day in (22, 23, 24))


def test_a_night_is_told_on_its_evenings_with_its_place() -> None:
    text = agenda(one("kind: stay, when: 2023-05-22 to 2023-05-24, where: hotel, who: [ana]"))
    assert [day for day in range(22, 24) if "☾ Night: Hotel, Lima · Ana" in section(text, day)] == [
        22,
        23,
    ]
    assert text.count("☾") == 2


def test_a_nights_own_title_is_told() -> None:
    fields = "kind: stay, when: 2023-05-22, nights: 1, where: hotel, title: Quiet floor booked"
    assert "Quiet floor booked" in agenda(one(fields))


def test_a_nights_title_that_only_names_its_place_is_not_told_twice() -> None:
    fields = "kind: stay, when: 2023-05-22, nights: 1, where: hotel, title: Hotel"
    assert "☾ Night: Hotel, Lima\n" in agenda(one(fields))


def test_days_with_nothing_are_told_together() -> None:
    text = agenda(one("kind: meeting, title: A, when: 2023-05-23 09:00-10:00"))
    assert [re.sub(" ─+ ", " … ", line) for line in text.splitlines() if "─" in line] == [
        "Sat 20 May – Mon 22 May … nothing planned",
        "Tuesday 23 May 2023 … day 4 of 8",
        "Wed 24 May – Sat 27 May … nothing planned",
    ]


def test_a_single_empty_day_is_told_by_itself() -> None:
    day = date(2023, 5, 23)
    text = agenda(view(""), days=Days(day, day))
    assert re.search(r"^Tuesday 23 May 2023 ─+ day 4 of 8\n +nothing planned$", text, re.MULTILINE)


def test_what_lies_outside_the_mission_is_told_and_said_to_be_outside() -> None:
    text = agenda(one("kind: meeting, title: A, when: 2023-05-29 09:00-10:00"))
    assert "Monday 29 May 2023" in text
    assert "outside the mission" in text


@pytest.mark.parametrize("width", [40, 50, 60])
def test_the_longest_heading_fits_into_the_narrowest_page(width: int) -> None:
    head = HEAD.replace("2023-05-20 to 2023-05-27", "2023-09-01 to 2023-09-26")
    text = agenda(one("kind: rest, title: A, when: 2023-09-27 09:00-10:00", head=head), width)
    assert "Wednesday 27 September 2023" in text
    assert "outside the mission" in text
    assert max(map(cells, text.splitlines())) <= width


def test_one_day_is_told_in_more_detail_than_many() -> None:
    shown = one(
        "kind: meeting, title: A, when: 2023-05-22 09:00-10:00, dress: Dark suit, "
        "note: Bring papers, interpreter: [ben], where: hotel",
        head=HEAD.replace("{name: Hotel, in: lima}", "{name: Hotel, in: lima, address: Calle 1}"),
    )
    day = date(2023, 5, 22)
    several, single = agenda(shown), agenda(shown, days=Days(day, day))
    assert "Interpreter: Ben" in several
    for words_of_detail in ("Dress: Dark suit", "Note: Bring papers", "Address: Calle 1"):
        assert words_of_detail in single
        assert words_of_detail not in several


# ---------------------------------------------------------------- status

STATUSES = ["idea", "requested", "tentative", "confirmed", "declined", "cancelled"]


@pytest.mark.parametrize("status", STATUSES)
def test_the_status_is_a_word_and_a_mark_and_not_a_colour_alone(status: str) -> None:
    shown = one(f"kind: meeting, title: A, when: 2023-05-22 09:00-10:00, status: {status}")
    line = next(line for line in agenda(shown).splitlines() if line.startswith(" 09:00"))
    mark = {"idea": "◌", "requested": "○", "tentative": "◐", "confirmed": "●"}.get(status, "✗")
    word = "" if status == "confirmed" else f"{status.upper()} · "
    assert line == f" 09:00–10:00  {mark} {word}A"
    assert f"| {word}A |" in render("markdown", shown, Page()).decode()


@pytest.mark.parametrize("status", [status for status in STATUSES if status != "confirmed"])
def test_the_status_of_a_night_is_told_too(status: str) -> None:
    fields = f"kind: stay, when: 2023-05-22, nights: 1, where: hotel, status: {status}"
    assert f"☾ {status.upper()} · Night: Hotel" in agenda(one(fields))


def test_requests_without_a_time_come_first_with_all_that_is_known() -> None:
    shown = one(
        "kind: government-meeting, title: Minister, takes: 1h30, where: [hotel, tokyo], "
        "who: [ana, ben], within: [2023-05-24 09:00-17:00, 2023-05-25], "
        "request: {asked: 2023-05-12, of: Cabinet, by: ben, channel: letter, chase: 2023-05-22}"
    )
    text = agenda(shown)
    assert text.index("NOT YET PLACED: 1 request") < text.index("Sat 20 May – Sat 27 May ─")
    for told_of_it in (
        "○ REQUESTED · Minister (1h30)",
        "Hotel, Lima or Tokyo",
        "within 2023-05-24 09:00-17:00; 2023-05-25",
        "Ana, Ben",
        "Asked: of Cabinet on Fri 12 May by Ben (letter); ask again Mon 22 May",
    ):
        assert told_of_it in text


# ---------------------------------------------------------------- clocks

CALL = "kind: internal, title: Call, when: 2023-05-22 09:00-10:00, who: [ana]"


def test_home_time_stands_beside_local_time() -> None:
    text = agenda(one(CALL, "ana"))
    assert "local times (Lima), then London" in text
    assert " 09:00–10:00  15:00–16:00  ● Call\n" in text


def test_home_time_may_come_first() -> None:
    text = agenda(one(CALL, "ana"), clocks=HOME)
    assert "London times, then local where they differ" in text
    assert " 15:00–16:00  09:00–10:00  ● Call\n" in text


def test_any_clocks_may_come_first_and_decide_the_day() -> None:
    text = agenda(one(CALL.replace("09:00-10:00", "20:00-21:00"), "ana"), clocks="Asia/Tokyo")
    assert "Tokyo times, then local where they differ" in text
    assert " 10:00–11:00  Mon 20:00–21:00  ● Call\n" in section(text, 23)


def test_a_second_clock_that_shows_the_same_is_left_out() -> None:
    head = HEAD.replace("home: Europe/London", "home: America/Bogota")
    assert " 09:00–10:00  ● Call\n" in agenda(one(CALL, "ana", head))


def test_a_home_time_on_another_date_says_so() -> None:
    """20:00 on Monday in Lima is two in the morning in London, on Tuesday."""
    text = section(agenda(one(CALL.replace("09:00-10:00", "20:00-21:00"), "ana")), 22)
    line = next(line for line in text.splitlines() if line.startswith(" 20:00"))
    assert "02:00–03:00" in line
    assert re.search(r"\+1|Tue", line), line


def test_an_item_between_two_clocks_tells_both() -> None:
    fields = "kind: journey, title: F, from: tokyo, to: lima, when: 2023-05-22 10:00-21:00"
    text = agenda(one(fields))
    assert "leaves 10:00 Tokyo time, arrives Mon 22 May 21:00 Lima time" in text


def test_the_night_the_clocks_change_is_told() -> None:
    head = (
        HEAD.replace("America/Lima", "Europe/London").replace("2023-05-20", "2023-03-20")
    ).replace("2023-05-27", "2023-03-30")
    text = agenda(one("kind: rest, title: Sleep, when: 2023-03-25 23:30 for 5h", head=head))
    assert "the clocks change: it lasts 5h00" in text


# ---------------------------------------------------------------- gaps


def gaps(*times: str, status: str = "confirmed", reader: str = "ana") -> list[str]:
    """Return the free time told between engagements, the last of a status."""
    entries = [
        f"  e{number}: {{kind: meeting, title: T{number}, when: 2023-05-22 {time}, who: [ana]"
        + (f", status: {status}}}\n" if number == len(times) - 1 else "}\n")
        for number, time in enumerate(times)
    ]
    return re.findall(r"(\S+) free$", agenda(view("".join(entries), reader)), re.MULTILINE)


def test_free_time_between_engagements_is_told_to_the_person_who_has_it() -> None:
    assert gaps("09:00-10:00", "11:30-12:00", "14:00-15:00") == ["1h30", "2h00"]
    assert gaps("09:00-10:00", "11:30-12:00", "14:00-15:00", reader="") == []


def test_a_few_minutes_are_no_free_time() -> None:
    assert gaps("09:00-10:00", "10:14-11:00") == []
    assert gaps("09:00-10:00", "10:15-11:00") == ["15m"]
    assert gaps("09:00-10:00", "10:00-11:00") == []


def test_an_engagement_inside_another_makes_no_free_time() -> None:
    assert gaps("09:00-12:00", "09:30-10:00", "13:00-14:00") == ["1h00"]


@pytest.mark.parametrize("status", ["cancelled", "declined"])
def test_what_is_off_neither_fills_nor_splits_free_time(status: str) -> None:
    assert gaps("09:00-10:00", "13:00-14:00", "11:00-12:00", status=status) == ["3h00"]


def test_free_time_is_counted_in_real_time_between_zones() -> None:
    shown = view(
        "  a: {kind: meeting, title: A, when: 2023-05-22 09:00-10:00, who: [ana]}\n"
        "  b: {kind: meeting, title: B, when: 2023-05-22 17:00-18:00 Europe/London, who: [ana]}\n",
        "ana",
    )
    assert re.findall(r"(\S+) free$", agenda(shown), re.MULTILINE) == ["1h00"]
