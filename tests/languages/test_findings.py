"""Whatever is wrong with a file is said in the reader's language, to the last word."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from itinerary.checks import RULES, check
from itinerary.diagnostics import Diagnostic
from itinerary.languages import known, language
from itinerary.syntax import document
from itinerary.syntax.parser import read_schedule
from itinerary.syntax.values import parse_count, parse_days
from itinerary.times import Days, Timespan
from tests.checks.test_rules import example, findings
from tests.reading import meeting, read
from tests.sayable import catalogue, english

ROOT = Path(__file__).parents[2]
NOW = datetime.fromisoformat("2023-05-21T12:00:00-05:00")
FILES = sorted(
    path
    for folder in ("schedules", "tests/golden", "tests/golden/faults", "tests/golden/diff")
    for path in (ROOT / folder).glob("*.yaml")
)
YAML = (
    *(
        "a: b: c\n",
        "a:\n- b\n c: d\n",
        "'a",
        '"a',
        "[a",
        "{a: b",
        "a: [b}",
        "\tb: c",
        "a: @b",
        "a: `b`",
    ),
    *(
        "%YAML 1.1 x\n---\n",
        "%YAML 9.9\n---\n",
        "%YAML 1.1\n%YAML 1.1\n---\n",
        "%YAML x\n---\n",
        "%X!",
    ),
    *("%TAG\n---\n", "%TAG ! x\n%TAG ! x\n---\n", "%TAG !a x\n---\n", "%YAML 12345678901.1\n---\n"),
    *(
        "!<a b",
        "!a!b c",
        "!<",
        "!%zz a",
        "!%c3%28 a",
        "!%ff a",
        "& a",
        "* a",
        "&a&b c",
        "a: |0\n b",
    ),
    *(
        "a: |x\n b",
        "a: >\n\t b",
        '"\\q"',
        '"\\xzz"',
        '"\\U00110000"',
        '"a\n---\nb"',
        "- a\nb",
        "a\nb: c",
    ),
    *(
        "? a\n- b",
        "- - a\n b: c",
        "a: - b",
        "[a: {b: c",
        "{? a, b",
        "[?",
        "a: ? b",
        "{a\n---\n",
        "%a b\nc",
    ),
    *("]", "}", ",", "a: ]", "--- a\n- b", "... x", "[a b: c\nd: e", "{a: b}c", "'a'b: 'c'd"),
)
"""Texts of which libyaml says that they are not YAML, each in words of its own."""


def found_in(path: Path) -> list[Diagnostic]:
    schedule, found, _ = read_schedule(path.read_bytes(), path.name)
    return [*found, *(check(schedule, NOW).found if schedule else ())]


@pytest.mark.parametrize("code", [code for code in known() if code != "en"])
@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_nothing_that_is_found_in_a_sample_is_left_in_english(path: Path, code: str) -> None:
    assert [text for one in found_in(path) for text in english(one, code)] == []


def test_the_faults_of_the_sample_are_many_and_none_reads_as_in_english() -> None:
    words = language("es")
    found = found_in(ROOT / "tests/golden/faults/faults.yaml")
    assert len({one.rule for one in found}) > 30
    for one in found:
        for text in (one.message, one.hint or one.message, *(near.message for near in one.related)):
            assert words.retell(text) != text


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_nothing_that_a_rule_finds_is_left_in_english(rule: object) -> None:
    page = str(getattr(rule, "page", ""))
    found = findings(example(page, "Failing"))
    assert found
    assert [text for one in found for text in english(one)] == []


@pytest.mark.parametrize("text", YAML)
def test_what_libyaml_says_is_known_word_for_word(text: str) -> None:
    refused = [one for one in read(text).found if one.rule == "yaml"]
    assert [one.message for one in refused if one.message.startswith("this is not YAML")] == []
    assert all(language("es").retell(one.message) != one.message for one in refused)


def test_the_texts_that_are_not_yaml_are_wrong_in_many_ways() -> None:
    found = {one.message for text in YAML for one in read(text).found if one.rule == "yaml"}
    assert len(found) > 30


def test_what_a_hint_says_to_write_in_spanish_is_understood() -> None:
    hints = " ".join(str(message.string) for message in catalogue("es"))
    written = re.findall(r"`((?:jue )?2023-[0-9-]+|[0-9]+ (?:mayo|junio) 2023)`", hints)
    assert {"jue 2023-05-25", "25 mayo 2023", "5 junio 2023"} <= set(written)
    for text in written:
        assert isinstance(read(meeting(text)).entry.when, Days)
    for text in re.findall(r"`([0-9:]+(?:-| for )[0-9h:]+)`", hints):
        assert isinstance(read(meeting(f"2023-05-22 {text}")).entry.when, Timespan)
    assert "`2 noches`" in hints
    assert "`7 días`" in hints
    assert (parse_count("2 noches"), parse_days("7 días")) == (2, 7)


def test_what_a_newer_libyaml_may_say_is_told_as_it_says_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(document, "_YAML_WORDS", frozenset())
    (message,) = (one.message for one in read("[a").found if one.rule == "yaml")
    said = message.removeprefix("this is not YAML: ")
    assert said.endswith("while parsing a flow sequence")
    assert language("es").retell(message) == f"esto no es YAML: {said}"
