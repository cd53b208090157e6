"""Sheets on paper: nothing lost, clipped or overlapped, and the same bytes everywhere."""

import os
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfPage

from itinerary.languages import PLAIN
from itinerary.model.history import History, Version
from itinerary.output import wording
from itinerary.output.agenda import lines as agenda_lines
from itinerary.output.cells import width_of
from itinerary.output.days import Row, days
from itinerary.output.format import Page, Subscription
from itinerary.output.sheets import PAPERS, SHEETS, render
from itinerary.output.sheets.entries import clock
from itinerary.output.sheets.sheet import Entries, Sheet, Table
from itinerary.output.styled import plain
from itinerary.privacy.projection import project
from itinerary.privacy.readers import Medium, readers
from itinerary.syntax.parser import read_schedule
from itinerary.times import UTC, Days
from itinerary.workspace import printing
from tests import paper
from tests.privacy.worlds import READERS, read, world

ROOT = Path(__file__).parents[2]
PERU = ROOT / "schedules" / "peru-2023.yaml"
GOLDEN = ROOT / "tests" / "golden" / "sheets"
NOW = datetime(2023, 5, 21, 23, 0, tzinfo=UTC)
LINK = Subscription(
    calendar="https://calendar.example.org/9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE0aBcDeFgHiJ/c.ics",
    page="https://calendar.example.org/9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE0aBcDeFgHiJ/",
    until=datetime(2023, 6, 27, tzinfo=UTC),
)

NAMES = [f"Delegate number {number} of Several-Surnames" for number in range(14)]
PEOPLE = "\n".join(f"  p{number}: {{name: {name}}}" for number, name in enumerate(NAMES))
ADDRESS = ("Avenida de los Próceres de la Independencia 1234, interior 5, " * 4)[:200]
MANY = "\n".join(
    f"  m{number}: {{kind: meeting, title: Engagement {number}, who: [ana], where: hall,"
    f" when: 2023-05-24 {8 + number // 2:02}:{number % 2 * 30:02} for 20m}}"
    for number in range(25)
)
HARD = f"""\
itinerary: 1
delegation:
  name: "Delegation of {"very " * 12}many words"
  dates: 2023-05-22 to 2023-05-25
  timezone: America/Lima
feeds: {{key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}}
people:
  ana: {{name: "Ana {"de la Cruz " * 8}Quispe", home: Asia/Kathmandu}}
{PEOPLE}
contacts:
  police: {{name: "Policía {"Nacional " * 10}", role: police, phone: "105", emergency: yes,
    class: public}}
  lawyer: {{name: "مركز حقوق الإنسان", role: "{"counsel " * 12}", phone: "+51 1 555 0100",
    email: "{"a" * 60}@example.org", class: private}}
places:
  lima: {{name: Lima, coordinates: "-12.046, -77.043", altitude: 150 m}}
  hall: {{name: "{"W" * 90}", in: lima, address: "{ADDRESS}"}}
  beijing: {{name: 北京, timezone: Asia/Shanghai, address: "{"9" * 200}"}}
programme:
  long: {{kind: meeting, title: "{"A title of many words, " * 8}and its end",
    when: 2023-05-22 09:00-10:00, where: hall, class: public, who: everyone,
    vehicle: ["Toyota {"X" * 60}"],
    with: ["مركز حقوق الإنسان والديمقراطية", "人権擁護団体の代表者たち", "עמותה לזכויות",
      "{"Y" * 120}"],
    handover: {{what: "{"Petition " * 9}", count: "200,000 signatures", carried by: ana}}}}
  wide: {{kind: public-event, title: "{"X" * 200}", when: 2023-05-22 11:00-12:00, class: public,
    where: beijing, who: [{", ".join(f"p{number}" for number in range(14))}], press: photos only,
    note: "{"a note that goes on, " * 12}"}}
  arabic: {{kind: meeting, title: "اجتماع مع المنظمات (2023)", when: 2023-05-22 15:00-16:00,
    where: lima, who: [ana], lead: ana, interpreter: [p1], status: tentative}}
  chinese: {{kind: meeting, title: "{"与人权组织的会议" * 12}", when: 2023-05-22 16:30-17:30,
    where: lima, who: [ana], status: idea}}
  markup: {{kind: meeting, title: '#panic("no") *bold* $x$ <b> \\ [a](b) @c `d`',
    when: 2023-05-22 18:00-18:30, where: lima, who: [ana], class: public}}
  train: {{kind: journey, title: Night train, from: hall, to: lima, when: 2023-05-22 22:00 for 9h,
    who: everyone, vehicle: ["{"Bus " * 12}"]}}
  off: {{kind: meeting, title: Called off, when: 2023-05-22 19:00-19:30, who: [ana],
    status: cancelled}}
  open: {{kind: meeting, title: "{"Asked for " * 15}", who: [ana], status: requested, takes: 1h,
    within: ["2023-05-22 to 2023-05-25, 09:00-17:00"], where: hall}}
  hotel: {{kind: stay, title: Hotel, where: hall, when: 2023-05-22, nights: 3, who: everyone}}
{MANY}
"""


def history_of(*states: bytes) -> History:
    versions = []
    for number, state in enumerate(states, 1):
        schedule, found, _ = read_schedule(state, "visit.yaml")
        assert schedule is not None, found
        versions.append(Version(number, datetime(2023, 5, 18 + number, tzinfo=UTC), schedule))
    return History(tuple(versions))


def sheet(
    kind: str,
    history: History,
    name: str | None = None,
    asked: str = "en",
    **more: Any,  # noqa: ANN401 (as printing.printing takes it)
) -> Sheet:
    schedule = history.latest.schedule
    reader = readers(schedule)[name] if name else None
    how = printing.printing(schedule, reader, NOW, asked=asked, **more)
    return printing.sheet(kind, history, reader, how)


@cache
def hard(kind: str) -> Sheet:
    return sheet(kind, history_of(HARD.encode()), "ana", subscription=LINK)


def strings(part: object, name: str = "") -> Iterator[str]:
    """Yield every text of a sheet, but what tells shapes, counts pages or is drawn."""
    if isinstance(part, str):
        if name not in {"language", "standing", "page", "link"} and part:
            yield part
    elif hasattr(part, "_asdict"):
        for field, value in part._asdict().items():
            if field != "legend":
                yield from strings(value, field)
    elif isinstance(part, tuple):
        for value in part:
            yield from strings(value)


def is_turned(text: str) -> bool:
    return re.search(r"[\u0590-\u08ff]", text) is not None


def lost(told: Sheet, text: str) -> list[str]:
    """Return what of a sheet is not in a text; what runs leftwards comes out in another order."""
    there, letters = paper.bare(text).casefold(), Counter(paper.bare(text).casefold())
    found = []
    for one in strings(told):
        wanted = paper.bare(one).casefold()
        if is_turned(one):
            if Counter(wanted) - letters:
                found.append(one)
        elif wanted not in there and not (letters & ARABIC and is_told_in_parts(one, there)):
            found.append(one)
    return found


ARABIC = Counter(map(chr, range(0x590, 0x900)))


def is_told_in_parts(text: str, there: str) -> bool:
    """Whether each word is there: PDFium turns what shares a line with a text from the right."""
    return all(paper.bare(word).casefold() in there for word in re.split(r"[\s–]+", text))


@cache
def hard_pdf(kind: str, size: str) -> bytes:
    return render("pdf", hard(kind), size)


EVERY = [(kind, size) for kind in SHEETS for size in PAPERS]
LOOKS = (
    "day-es-a4",
    "day-es-phone",
    "day-en-letter-hard",
    "changed-en-a4",
    *(f"{kind}-en-a4" for kind in SHEETS if kind != "day"),
)
MARGINS = {"phone": 6 / 25.4 * 72, "a4": 16 / 25.4 * 72, "letter": 16 / 25.4 * 72}
"""How wide the margins are, in points."""


# ---------------------------------------------------------------- paper


@pytest.mark.parametrize(("kind", "size"), EVERY)
def test_nothing_is_lost_clipped_or_overlapped(kind: str, size: str) -> None:
    pdf, margin = hard_pdf(kind, size), MARGINS[size]
    heard = []
    with paper.opened(pdf) as document:
        for page in document:
            width, height = page.get_size()
            there = paper.glyphs(page)
            for glyph in there:
                assert glyph.text not in "\ufffd\ufffe\0", "a glyph is missing"
                assert glyph.left > margin - 1, glyph
                assert glyph.right < width - margin + 1, glyph
                assert 0 < glyph.bottom < glyph.top < height, glyph
            assert overlapping(there) == []
            heard.append(body_of(page))
    # What goes over a page's end is parted there only by the header and the footer.
    whole = "".join(heard) + "".join(paper.texts(pdf))
    # On a telephone what stands in a column is named by its heading, unless it is empty or first.
    unnamed = headings_of(hard(kind)) if size == "phone" else set()
    assert [one for one in lost(hard(kind), whole) if one not in unnamed] == []


def headings_of(made: Sheet) -> set[str]:
    return {
        column.heading
        for leaf in made.leaves
        for section in leaf.sections
        for block in section.blocks
        if isinstance(block, Table)
        for column in block.columns
    }


def body_of(page: PdfPage) -> str:
    """Return what stands between the lines under the header and over the footer."""
    width, height = page.get_size()
    rules = [
        one.get_bounds()
        for one in page.get_objects()
        if one.type == 2 and one.get_bounds()[2] - one.get_bounds()[0] > width * 0.75
    ]
    thin = [low for _, low, _, high in rules if high - low < 2]
    top = max(thin, default=height)
    bottom = min(thin, default=0)
    text: str = page.get_textpage().get_text_bounded(0, bottom, width, top)
    return text


def overlapping(there: list[paper.Glyph]) -> list[tuple[str, str]]:
    """Return the characters of different runs that stand on each other by more than a hair."""
    found = []
    ordered = sorted(there, key=lambda one: one.left)
    for number, one in enumerate(ordered):
        for other in ordered[number + 1 :]:
            if other.left > one.right - 1:
                break
            apart = min(one.top, other.top) - max(one.bottom, other.bottom)
            if one.run != other.run and apart > 1 and min(one.right, other.right) - other.left > 1:
                found.append((one.text, other.text))
    return found


def test_fonts_are_in_the_file_and_no_date_or_path() -> None:
    pdf = hard_pdf("day", "a4")
    assert pdf.count(b"/FontFile") >= 2
    assert re.search(rb"CreationDate|ModDate|ModifyDate|MetadataDate", pdf) is None
    assert str(ROOT).encode() not in pdf
    assert b"/tmp" not in pdf


_PRINT = """
import hashlib, sys
from tests.output.test_sheets import HARD, history_of, sheet
from itinerary.output.sheets import SHEETS, FORMATS, render
history = history_of(HARD.encode())
for kind in SHEETS:
    made = sheet(kind, history, "ana")
    for form in FORMATS:
        print(hashlib.sha256(render(form, made)).hexdigest())
"""


def test_the_same_sheet_is_the_same_bytes_everywhere() -> None:
    told = [
        subprocess.run(
            [sys.executable, "-c", _PRINT],
            env={**os.environ, **env},
            cwd=ROOT,
            check=True,
            capture_output=True,
        ).stdout
        for env in (
            {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LANG": "C"},
            {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LANG": "es_PE.UTF-8"},
        )
    ]
    assert told[0] == told[1]
    assert told[0].count(b"\n") == 24


@cache
def peru() -> History:
    return history_of(PERU.read_bytes())


@pytest.mark.parametrize("name", ["callamard", "guevara-rosas", "navarro"])
def test_a_day_of_the_sample_is_a_page(name: str) -> None:
    for number in range(20, 28):
        day = date(2023, 5, number)
        made = sheet("day", peru(), name, "es", days=Days(day, day), subscription=LINK)
        # Three days of the sample hold all that may be handed in, and their notes: two pages.
        most = 2 if number in {24, 25, 26} else 1
        assert len(paper.texts(render("pdf", made))) <= most, (name, day)


@pytest.mark.parametrize(("kind", "size"), EVERY)
def test_pages_are_counted_and_dated_and_no_heading_stands_alone(kind: str, size: str) -> None:
    texts = paper.texts(hard_pdf(kind, size))
    made = hard(kind)
    headings = {
        paper.bare(section.heading): leaf
        for leaf in made.leaves
        for section in leaf.sections
        if section.heading
    }
    for number, text in enumerate(texts, 1):
        assert paper.bare(f"page {number} of {len(texts)}") in paper.bare(text)
        assert paper.bare(made.footer[-1]) in paper.bare(text)
        told = paper.bare(text).replace(paper.bare("".join(made.footer)), "")
        assert not any(told.endswith(heading) for heading in headings)
    if kind == "day":
        # A page that a day goes on to says which day it is.
        assert all(
            any(paper.bare(leaf.heading) in paper.bare(text) for leaf in made.leaves)
            for text in texts
        )


def test_a_table_says_what_it_is_on_every_page() -> None:
    texts = paper.texts(hard_pdf("line-by-line", "a4"))
    assert len(texts) > 2
    for text in texts[1:]:
        assert re.search(r"(Monday 22|Tuesday 23|Wednesday 24|Thursday 25) May|Not yet", text)
        assert "Interpreter" in text


# ---------------------------------------------------------------- every format


@pytest.mark.parametrize("kind", SHEETS)
def test_text_markdown_and_html_say_the_same(kind: str) -> None:
    made = hard(kind)
    text = render("text", made).decode()
    assert max(map(width_of, text.splitlines())) <= 80
    headings = headings_of(made)
    # Changes are in capitals and cells on one line there; an empty column is not named.
    told = re.sub(r"(?m)^\|| · ", " ", text)
    plainly = made._replace(mission="", kind="", reader="")
    missing = [one for one in lost(plainly, told + text) if "\n" not in one and one not in headings]
    assert missing == []
    markdown = re.sub(r"\\(.)|<br>", r"\1", render("markdown", made).decode())
    assert lost(made, markdown) == []
    shown = re.sub(
        r"<style>.*?</style>|<[^>]+>", "", render("html", made).decode(), flags=re.DOTALL
    )
    assert lost(made, unescape(shown)) == []


# ---------------------------------------------------------------- the same days


@settings(max_examples=20)
@given(st.randoms(use_true_random=False), st.sampled_from(READERS))
def test_a_day_sheet_and_the_agenda_never_disagree(rng: random.Random, name: str) -> None:
    history = read(world(rng)).history
    reader = readers(history.latest.schedule)[name]
    view = project(history, reader, Medium.SHEET)
    how = printing.printing(history.latest.schedule, reader, NOW, asked="en")
    made = SHEETS["day"].make(view, how)
    agenda = plain(agenda_lines(view, Page(width=400)))
    shown = days(view, Page())
    assert len(shown) == len(made.leaves)
    on_paper = paper.bare("".join(paper.texts(render("pdf", made))))
    for day, leaf in zip(shown, made.leaves, strict=True):
        told = [
            (entry.times, entry.title)
            for block in leaf.sections[0].blocks
            if isinstance(block, Entries)
            for entry in block.entries
            if not entry.is_light
        ]
        rows = [row for row in day.rows if isinstance(row, Row) and not row.goes_on]
        wanted = [("All day", wording.title(item, how.words)) for item in day.notices]
        wanted += [
            (clock(row.clock, row.date, how.words), wording.title(row.item, how.words))
            for row in rows
        ]
        wanted += [("Night", wording.title(stay, how.words)) for stay in day.nights]
        assert told == wanted
        at = agenda.index(PLAIN.full_day(day.date)) if day.notices or rows else 0
        for item in day.notices:
            at = agenda.index(f"all day: {wording.headline(item)}", at)
        for row in rows:
            at = agenda.index(f"{row.clock.start:%H:%M}–{row.clock.end:%H:%M}", at)
            at = agenda.index(wording.headline(row.item), at)
        for _, title in told:
            assert paper.bare(title) in on_paper


# ---------------------------------------------------------------- languages and editions


def test_a_sheet_says_which_language_stands_in_for_another() -> None:
    made = sheet("day", peru(), "callamard", "qu")
    assert made.language == "es"
    assert any("quechua" in one for one in made.notices)
    for form in ("pdf", "html", "text"):
        data = render(form, made)
        text = "".join(paper.texts(data)) if form == "pdf" else data.decode()
        assert paper.bare("español") in paper.bare(text)
    titles = {
        entry.title
        for leaf in made.leaves
        for section in leaf.sections
        for block in section.blocks
        if isinstance(block, Entries)
        for entry in block.entries
    }
    assert "Flight to Lima" in titles
    assert "2.750 m" in " ".join(strings(made))
    assert made.leaves[3].heading == "Martes 23 de mayo de 2023"


EDITIONS = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-22 to 2023-05-22, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people: {ana: {name: Ana}}
programme:
  same: {kind: meeting, title: Same, when: 2023-05-22 09:00-10:00, who: [ana]}
"""
MOVED = "  moved: {kind: meeting, title: Moved, when: 2023-05-22 HH:00-16:00, who: [ana]}\n"
GONE = "  gone: {kind: meeting, title: Gone, when: 2023-05-22 17:00-18:00, who: [ana]}\n"
FRESH = "  fresh: {kind: meeting, title: Fresh, when: 2023-05-22 19:00-20:00, who: [ana]}\n"


def two_editions() -> History:
    return history_of(
        (EDITIONS + MOVED.replace("HH", "14") + GONE).encode(),
        (EDITIONS + MOVED.replace("HH", "15") + FRESH).encode(),
    )


def test_what_the_last_edition_did_is_told_by_a_word() -> None:
    made = sheet("day", two_editions(), "ana")
    (block,) = made.leaves[0].sections[0].blocks
    assert isinstance(block, Entries)
    told = {entry.title: entry.change for entry in block.entries if not entry.is_light}
    assert told.pop("Same") == ""
    assert told == {"Moved": "Changed", "Fresh": "New", "No longer in your programme": "Changed"}
    assert "Gone" not in " ".join(strings(made))
    assert "supersedes 1" in made.footer
    text = "".join(paper.texts(render("pdf", made)))
    assert text.count("CHANGED") == 2
    assert text.count("NEW") == 1
    assert "supersedes 1" in text


def test_a_draft_says_so_and_is_no_edition() -> None:
    made = sheet("day", two_editions(), "ana", is_draft=True)
    assert "DRAFT" in "".join(paper.texts(render("pdf", made)))
    assert not any("Edition" in one for one in made.footer)


# ---------------------------------------------------------------- pictures

MAY_23 = Days(date(2023, 5, 23), date(2023, 5, 23))
MAY_22 = Days(date(2023, 5, 22), date(2023, 5, 22))


def looks() -> dict[str, tuple[Sheet, str]]:
    """Return what is pictured: a sheet, and its paper."""
    kept = history_of(HARD.encode())
    spanish = sheet("day", peru(), "callamard", "es", days=MAY_23, subscription=LINK)
    return {
        "day-es-a4": (spanish, "a4"),
        "day-es-phone": (spanish, "phone"),
        "day-en-letter-hard": (sheet("day", kept, "ana", days=MAY_22, subscription=LINK), "letter"),
        "changed-en-a4": (sheet("day", two_editions(), "ana"), "a4"),
        **{f"{kind}-en-a4": (sheet(kind, peru()), "a4") for kind in SHEETS if kind != "day"},
    }


@pytest.mark.parametrize("name", LOOKS)
def test_it_looks_as_it_was_seen_and_accepted(name: str) -> None:
    made, size = looks()[name]
    with paper.opened(render("pdf", made, size)) as document:
        some = [paper.picture(page, 60) for page in list(document)[:2]]
    shown = paper.beside(some)
    golden = GOLDEN / f"{name}.png"
    if os.environ.get("ITINERARY_GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(paper.to_png(shown))
    accepted = paper.from_png(golden.read_bytes())
    assert (shown.width, shown.height) == (accepted.width, accepted.height)
    assert paper.blocks(shown, 40, 40) == pytest.approx(paper.blocks(accepted, 40, 40), abs=12)


# ---------------------------------------------------------------- whose clocks, which days

ACROSS = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-22 to 2023-05-25, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people: {ana: {name: Ana}}
places:
  lima: {name: Lima}
  london: {name: London, timezone: Europe/London}
programme:
  flight: {kind: journey, title: Flight, by: air, from: london, to: lima, who: [ana],
    when: 2023-05-22 20:00 to 2023-05-23 02:00}
  asked: {kind: meeting, title: Asked, status: requested, takes: 1h, who: [ana],
    within: [2023-05-24]}
  venue: {kind: meeting, title: Nothing, when: 2023-05-25 09:00-10:00, who: [ana]}
"""


def text_of(kind: str, day: date) -> str:
    made = sheet(kind, history_of(ACROSS.encode()), "ana", days=Days(day, day))
    return render("text", made).decode()


@pytest.mark.parametrize("kind", ["line-by-line", "movement", "day"])
def test_a_way_across_zones_names_both_clocks(kind: str) -> None:
    told = text_of(kind, date(2023, 5, 22))
    assert "London → Lima time" in told
    assert "20:00–02:00 Tue 23 May" in told


def test_a_window_stands_on_its_own_days_and_no_other() -> None:
    for kind in ("day", "line-by-line"):
        stands = ["Asked" in text_of(kind, date(2023, 5, day)) for day in range(22, 26)]
        assert stands == [False, False, True, False]
