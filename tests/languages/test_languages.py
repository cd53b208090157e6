"""A language is complete, says what the code says, and is read anew each time."""

import ast
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from babel.messages.catalog import Message

from itinerary import languages
from itinerary.languages import PLAIN, known, language, plural, say, spoken
from itinerary.model.kinds import BUILT_IN
from itinerary.output import wording
from itinerary.privacy.gate import UNTOLD
from itinerary.privacy.view import Standing
from itinerary.syntax.clocks import parse_date
from itinerary.times import Days
from tests.messages import KEYWORDS, ROOT, extracted
from tests.sayable import catalogue

PLACEHOLDER = re.compile(r"\{\w+\}")
OTHERS = [code for code in known() if code != languages.ENGLISH]


def texts(message: Message) -> list[str]:
    """Return a message as it stands in the code, one and many."""
    return [message.id] if isinstance(message.id, str) else list(message.id)


def told(message: Message) -> list[str]:
    """Return a translation, in all its plural forms."""
    string = message.string
    return [string] if isinstance(string, str) else list(string or ())


def test_there_are_english_and_spanish() -> None:
    assert known()[0] == "en"
    assert "es" in known()


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_says_every_message_of_the_code_and_no_other(code: str) -> None:
    wanted = {message.id for message in extracted() if message.id}
    written = catalogue(code)
    assert {message.id for message in written if message.id} == wanted
    assert not written.obsolete


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_is_whole_and_names_the_same_values(code: str) -> None:
    written = catalogue(code)
    for message in written:
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        first = message.id if isinstance(message.id, str) else message.id[0]
        forms = told(message)
        assert len(forms) == (1 if isinstance(message.id, str) else written.num_plurals)
        for form in forms:
            assert form.strip() == form != "", message.id
            assert sorted(PLACEHOLDER.findall(form)) == sorted(PLACEHOLDER.findall(first))
            assert form.endswith(".") == first.endswith("."), message.id


def test_a_catalogue_cannot_be_half_there() -> None:
    written = catalogue("es")
    mutant = [message for message in extracted() if message.id] + [Message("not yet translated")]
    assert {message.id for message in written if message.id} != {one.id for one in mutant}


def literals(source: str) -> Iterator[str]:
    """Yield each text in some code that is handed to what says or marks it."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and call.args:
            name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
            name = call.func.id if isinstance(call.func, ast.Name) else name
            if name in KEYWORDS:
                first = call.args[: 2 if name == "plural" else 1]
                nodes = (node for one in first for node in ast.walk(one))
                yield from (str(one.value) for one in nodes if isinstance(one, ast.Constant))


def test_no_message_stands_where_the_extractor_does_not_see_it() -> None:
    seen = {form for message in extracted() for form in texts(message)}
    for path in sorted(ROOT.rglob("*.py")):
        assert {*literals(path.read_text())} <= seen, path.name


def test_a_message_within_another_text_or_a_choice_is_looked_for() -> None:
    source = "f\"{words.say('one')}\"; say('two' if count else 'three'); plural('four', 'five', 6)"
    assert {*literals(source)} == {"one", "two", "three", "four", "five"}


def test_our_words_for_kinds_and_standings_are_all_marked() -> None:
    labels = {kind.label for kind in BUILT_IN.values()} | {UNTOLD}
    assert wording.UNTOLD == UNTOLD
    assert labels == wording._KINDS
    assert {standing: standing.value for standing in Standing} == wording.STANDINGS


def test_what_stands_in_the_file_is_not_translated() -> None:
    spanish = language("es")
    assert wording.kind("Meeting", spanish) == "Reunión"
    assert wording.kind("Now", spanish) == "Now"
    assert wording.kind("{minutes} min", spanish) == "{minutes} min"


def test_an_unknown_language_is_english_and_a_country_is_left_out() -> None:
    for code in ("xx", "", "../es", "EN-gb"):
        assert language(code).code == "en"
    for code in ("es", "es-PE", "es_419", "ES"):
        assert language(code).code == "es"


def test_dates_lengths_and_names_are_the_languages_own() -> None:
    english, spanish, day = language("en"), language("es"), date(2023, 5, 22)
    assert (english.long_day(day), spanish.long_day(day)) == (
        "Monday 22 May",
        "lunes 22 de mayo",
    )
    assert (english.day(day), spanish.day(day)) == ("Mon 22 May", "lun 22 may")
    assert (english.weekday(day), spanish.weekday(day)) == ("Mon", "lun")
    towns = ("Lima", "Cusco", "Puno")
    assert (PLAIN.either(towns), spanish.either(towns)) == (
        "Lima or Cusco or Puno",
        "Lima, Cusco o Puno",
    )
    assert (english.month_day(day), spanish.month_day(day)) == ("22 May", "22 may")
    assert (english.full_date(day), spanish.full_date(day)) == (
        "22 May 2023",
        "22 de mayo de 2023",
    )
    assert (english.long_weekday(day), spanish.long_weekday(day)) == ("Monday", "lunes")
    assert (PLAIN.long_weekday(day), PLAIN.written_day(day)) == ("Monday", "Mon 2023-05-22")
    assert (english.name_of("qu"), spanish.name_of("qu")) == ("Quechua", "quechua")
    assert spanish.name_of("x-none") == "x-none"
    assert (english.city("Europe/London"), spanish.city("Europe/London")) == ("London", "Londres")
    assert [spanish.length(timedelta(minutes=count)) for count in (45, 60, 90)] == [
        "45 min",
        "1 h",
        "1 h 30 min",
    ]


@pytest.mark.parametrize("code", known())
def test_a_day_is_written_so_that_a_schedule_file_may_have_it(code: str) -> None:
    for day in Days(date(2023, 5, 20), date(2023, 5, 27)):
        assert parse_date(language(code).written_day(day), None) == day


def test_english_needs_nothing_loaded() -> None:
    assert [spoken(code) is PLAIN for code in ("en", "en-GB", "xx", "es")] == [*[True] * 3, False]
    assert spoken("es_PE") is language("es")


def test_there_are_plurals() -> None:
    for code, one, many in (("en", "1 night", "2 nights"), ("es", "1 noche", "2 noches")):
        words = language(code)
        assert words.plural("{count} night", "{count} nights", 1) == one
        assert words.plural("{count} night", "{count} nights", 2) == many


def test_a_message_is_english_until_a_language_says_it_anew() -> None:
    length, names = timedelta(minutes=90), ("Ana", "Ben")
    made = say("until {day}", day=date(2023, 5, 22))
    assert made == "until Mon 22 May"
    assert language("es").retell(made) == "hasta el lun 22 may"
    counted = plural("{count} night", "{count} nights", 2)
    assert (counted, language("es").retell(counted)) == ("2 nights", "2 noches")
    assert PLAIN.value((*names, length)) == "Ana, Ben and 1h30"
    assert language("es").value((*names, length)) == "Ana, Ben y 1 h 30 min"
    told = say("by {name}", name=lambda words: words.long_weekday(date(2023, 5, 22)))
    assert (told, language("es").retell(told)) == ("by Monday", "por lunes")
    nested = say("by {name}", name=say("Meeting"))
    assert (nested, language("es").retell(nested)) == ("by Meeting", "por Reunión")


def test_what_the_file_says_is_told_as_it_is_even_if_it_looks_like_a_message() -> None:
    spanish = language("es")
    for text in ("Meeting", "{name}", "by {name}", "{", "%s"):
        assert spanish.retell(text) == text
        assert spanish.retell(say("by {name}", name=text)) == f"por {text}"
