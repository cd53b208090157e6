"""Another language is one folder: with it, no word of ours is told in English.

The language made here says everything as English does, in brackets. Names and titles begin with X.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from itinerary.languages import known, language, spoken
from itinerary.model.history import History, Version
from itinerary.output import render
from itinerary.output.format import HOME, PLACE, Page
from itinerary.times import UTC, Days
from itinerary.workspace.noticing import notices
from itinerary.workspace.views import agenda_view, reader_named
from tests.messages import extracted
from tests.reading import read

MISSION = """\
itinerary: 1
delegation: {name: Xmission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people:
  ana: {name: Xana, home: Europe/London}
  ben: {name: Xben}
places:
  lima: {name: Xlima}
  hotel: {name: Xhotel, in: lima, address: Xstreet 1}
  tokyo: {name: Xtokyo, timezone: Asia/Tokyo}
programme:
  one:
    kind: meeting
    title: Xone
    when: 2023-05-22 09:00-10:00
    where: hotel
    room: Xroom
    who: everyone
    with: [Xwith]
    lead: ana
    note taker: ben
    interpreter: [ben]
    languages: [es, qu]
    vehicle: Xcar
    press: Xopen
    dress: Xsuit
    note: Xnote
    embargo: 2023-05-21 12:00
    handover: {what: Xpaper, count: 2, carried by: ana}
    request: {asked: 2023-05-12, of: Xoffice, by: ben, channel: Xletter, chase: 2023-05-15}
  untitled: {kind: press-conference, status: tentative, when: 2023-05-22 12:00-13:00, who: [ana]}
  way:
    {kind: journey, title: Xway, when: 2023-05-23 22:00 to 2023-05-25 06:00, by: air,
     from: hotel, to: tokyo, who: [ana]}
  night: {kind: stay, when: 2023-05-22, nights: 1, where: hotel, who: [ana]}
  day: {kind: rest, title: Xday, when: 2023-05-26, who: everyone, status: idea}
  asked: {kind: meeting, takes: 1h30, where: [hotel, tokyo], within: ["2023-05-24 09:00-17:00"]}
  asked-nights:
    {kind: stay, title: Xnights, nights: 2, where: hotel, within: [2023-05-24 to 2023-05-26]}
"""
CHANGED = (
    MISSION.replace("09:00-10:00", "09:30-10:30")
    .replace("who: everyone\n", "who: [ana]\n")
    .replace("room: Xroom", "room: Xother")
    .replace("title: Xone", "title: Xchanged")
    .replace("Xsuit", "Xcasual")
    .replace("status: tentative", "status: confirmed")
)
STATES = (MISSION, CHANGED, MISSION)
PATTERN = re.compile("^(?:[EMdy]+ ?)+$")
INNERMOST = re.compile("⟦[^⟦⟧]*⟧")


def catalogue() -> Catalog:
    """Return every message in brackets."""
    made = Catalog(locale="fr")
    for message in extracted():
        if message.id:
            forms = [message.id] if isinstance(message.id, str) else [*message.id]
            told = [form if PATTERN.match(form) else f"⟦{form}⟧" for form in forms]
            made.add(message.id, told[0] if isinstance(message.id, str) else tuple(told))
    return made


@pytest.fixture
def another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Lend a language that is there in a folder alone."""
    path = tmp_path / "fr" / "LC_MESSAGES" / "itinerary.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as written:
        write_po(written, catalogue())
    for module in ("known", "translated"):
        # By its name: the package has a function that is called like the module.
        monkeypatch.setattr(import_module(f"itinerary.languages.{module}"), "HERE", tmp_path)
    language.cache_clear()
    yield "fr"
    language.cache_clear()


def left(text: str) -> set[str]:
    """Return the words that stand in no brackets and are no one's name."""
    before = ""
    while text != before:
        before, text = text, INNERMOST.sub("", text)
    return {word for word in re.findall(r"[^\W\d_]+", text) if not word.startswith("X")}


def own_words() -> set[str]:
    """Return what Unicode's tables tell, and what stands in the file as it is."""
    words = language("fr")
    days = [date(2023, 5, 1) + timedelta(days=number) for number in range(31)]
    told = [form(day) for day in days for form in (words.day, words.full_day, words.weekday)]
    told += [words.city(zone) for zone in ("America/Lima", "Europe/London", "Asia/Tokyo")]
    told += [words.name_of(code) for code in ("es", "qu")]
    told += ["Europe Lima London Tokyo to ou et h m Xasia"]
    found = {word for text in told for word in re.findall(r"[^\W\d_]+", text)}
    return found | {word.capitalize() for word in found}


def test_a_folder_makes_a_language(another: str) -> None:
    assert known() == ("en", another)
    assert spoken(another).say("Meeting") == "⟦Meeting⟧"


@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize("clocks", [PLACE, HOME, "Asia/Tokyo"])
def test_an_agenda_tells_no_word_of_ours_in_english(another: str, form: str, clocks: str) -> None:
    schedule = read(MISSION).sound
    days = [None, *(Days(day, day) for day in schedule.delegation.dates)]
    for reader in ("", "ana", "ben"):
        known_reader = reader_named(schedule, reader) if reader else None
        assert not isinstance(known_reader, str)
        view = agenda_view(schedule, known_reader)
        for only in days:
            for hour in range(0, 192, 5):
                now = datetime(2023, 5, 20, tzinfo=UTC) + timedelta(hours=hour)
                page = Page(days=only, clocks=clocks, width=900, language=another, now=now)
                assert left(render(form, view, page).decode()) <= own_words()
                if form == "markdown" or only:
                    break


def test_a_notice_tells_no_word_of_ours_in_english(another: str) -> None:
    # The title of an entry that has none is its kind in English, in a notice as in a feed.
    titled = {old: old.replace("untitled: {", "untitled: {title: Xnow, ") for old in STATES}
    versions = [
        Version(number, datetime(2023, 5, number, tzinfo=UTC), read(titled[state]).sound)
        for number, state in enumerate(STATES, 1)
    ]
    for last in (2, 3):
        history = History(tuple(versions[:last]))
        for now in (datetime(2023, 5, 4, tzinfo=UTC), datetime(2023, 5, 21, 20, tzinfo=UTC)):
            found = notices(history.as_of(last - 1), history, now, language=another)
            told = [one.message.full for one in found if one.message]
            assert told
            for text in told:
                assert left(text) <= own_words()
