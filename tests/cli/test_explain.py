"""The manual of the rules, at the terminal."""

import json
import re
from pathlib import Path
from textwrap import dedent

import pytest
import yaml
from typer.testing import CliRunner, Result

from itinerary.checks import RULES
from itinerary.checks.language import FAULTS
from itinerary.checks.rule import Rule, written
from itinerary.cli import app

HEAD = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
"""
ADJUSTED = HEAD + "rules:\n  too-tight: {margin: 15m}\nprogramme: {}\n"


def run(*words: str, columns: int = 80) -> Result:
    return CliRunner().invoke(app, ["explain", *words], env={"COLUMNS": str(columns)})


def told(*words: str, columns: int = 80) -> str:
    result = run(*words, columns=columns)
    assert result.exit_code == 0, result.output
    return result.stdout


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("m.yaml").write_text(ADJUSTED, encoding="utf-8")


def test_every_rule_and_every_fault_is_listed_with_what_it_finds() -> None:
    page = squeezed(told())
    for rule in RULES:
        assert f" {rule.id} {squeezed(rule.summary).replace('``', '`')}" in f" {page}"
    for name, what in FAULTS.items():
        assert f" {name} {what} " in page


EXAMPLE = re.compile(r"^(?:Failing|Passing):\n\n((?: {4}.*\n|\n(?= {4}))+)", re.MULTILINE)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
@pytest.mark.parametrize("columns", [50, 80, 120])
def test_a_page_is_whole_fits_and_its_examples_mean_the_same(rule: Rule, columns: int) -> None:
    page = told(rule.id, columns=columns)
    assert max(map(len, page.splitlines())) <= columns
    assert page.startswith(rule.id)
    written_down = squeezed(rule.page).replace("``", "`")
    assert written_down in squeezed(page)
    # A line that was too long goes on in the next: it is the same YAML.
    mine, theirs = (
        [yaml.load(dedent(one), yaml.BaseLoader) for one in EXAMPLE.findall(text)]  # noqa: S506 (our own)
        for text in (page, f"{rule.page}\n")
    )
    assert mine == theirs
    assert len(mine) == 2


def test_a_page_tells_the_figures_and_what_a_file_sets() -> None:
    assert "  margin  0m where nothing is said\n" in told("too-tight")
    assert "  margin  15m, by m.yaml:4; 0m where nothing is said\n" in told(
        "too-tight", "--file", "m.yaml"
    )
    Path("m.yaml").write_text(HEAD + "programme: {}\n", encoding="utf-8")
    assert "  margin  0m: m.yaml sets no other\n" in told("too-tight", "--file", "m.yaml")


def test_the_figure_that_counts_is_the_last_in_its_unit() -> None:
    text = ADJUSTED.replace("15m}", "15m}\n  double-booked: {margin: 1h}")
    Path("m.yaml").write_text(text, encoding="utf-8")
    assert "15m, by m.yaml:4" in told("too-tight", "--file", "m.yaml")
    Path("m.yaml").write_text(ADJUSTED.replace("15m", "15 m"), encoding="utf-8")
    assert "0m: m.yaml sets no other" in told("too-tight", "--file", "m.yaml")


def test_a_page_tells_how_a_finding_is_answered_for() -> None:
    tight = squeezed(told("too-tight"))
    assert tight.endswith("allow: [{rule: too-tight, why: …, by: …, until: …}]")
    assert "no feed is written. Who answers" in squeezed(told("public-victim"))
    assert told("weekday-mismatch").endswith("\nIt cannot be waived.\n")


def test_a_fault_of_the_language_has_the_page_of_the_language() -> None:
    page = told("bad-time")
    assert page.startswith("bad-time ─")
    assert "a date or time is not written in a form that has one meaning\n" in page
    assert "The file is not written in the schedule language.\n" in page
    assert "bad-duration" not in page
    assert "  bad-duration  " in told("language")


@pytest.mark.parametrize(
    ("name", "hint"),
    [("too-tigth", "did you mean `too-tight`?"), ("bad-tme", "did you mean `bad-time`?"),
     ("zzzz", "`itinerary explain` lists them")],
)  # fmt: skip
def test_an_unknown_rule_is_refused_with_the_nearest(name: str, hint: str) -> None:
    result = run(name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"itinerary: there is no rule `{name}`; {hint}\n"


def test_a_file_that_cannot_be_understood_is_refused() -> None:
    Path("m.yaml").write_text("itinerary: 1\n", encoding="utf-8")
    result = run("too-tight", "--file", "m.yaml")
    assert (result.exit_code, result.stdout) == (1, "")
    assert run("too-tight", "--file", "nope.yaml").exit_code == 2


def test_a_page_is_told_to_programs() -> None:
    found = json.loads(told("too-tight", "--file", "m.yaml", "--format", "json"))
    (page,) = found["rules"]
    assert (found["file"], found["fault"]) == ("m.yaml", None)
    assert page["figures"] == [{"name": "margin", "default": "0m", "given": "15m", "line": 4}]
    assert (page["id"], page["protects"], page["waivable"]) == ("too-tight", False, True)
    every = json.loads(told("--format", "json"))["rules"]
    assert [one["id"] for one in every] == [rule.id for rule in RULES]
    for rule, one in zip(RULES, every, strict=True):
        assert {each["name"]: each["default"] for each in one["figures"]} == {
            name: written(figure) for name, figure in rule.figures.items()
        }


def test_in_spanish_the_frame_is_translated_and_the_page_is_not() -> None:
    page = told("too-tight", "--lang", "es")
    for text in ("No pasa:", "Pasa:", "Cifras que `rules:` puede ajustar:", "A person can get to"):
        assert text in page


def test_a_report_tells_how_to_learn_more_once_at_its_end() -> None:
    broken = HEAD + "programme: {a: {kind: meal, when: 9am}, b: {kind: meal, when: 8am}}\n"
    Path("m.yaml").write_text(broken, encoding="utf-8")
    report = CliRunner().invoke(app, ["check", "m.yaml"], env={"COLUMNS": "80"}).stdout
    assert report.endswith("2 errors\n`itinerary explain bad-time` tells more.\n")
    assert report.count("itinerary explain") == 1
    Path("m.yaml").write_text(ADJUSTED, encoding="utf-8")
    clean = CliRunner().invoke(app, ["check", "m.yaml"], env={"COLUMNS": "80"}).stdout
    assert "explain" not in clean
