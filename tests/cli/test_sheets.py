"""`itinerary sheet`, as staff use it."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from itinerary.cli import app, sheets
from itinerary.output.code import path
from itinerary.output.sheets import FORMATS, PAPERS, SHEETS
from tests import paper

SCHEDULE = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-22 to 2023-05-24, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people:
  ana: {name: Ana Delegate, speaks: [es]}
  ben: {name: Ben Delegate, speaks: [qu]}
programme:
  talks: {kind: meeting, title: Talks, when: 2023-05-22 09:00-10:00, who: [ana, ben]}
  vigil:
    {kind: public-event, title: Vigil, class: public, when: 2023-05-22 20:00 to 2023-05-24 08:00}
"""
NOW = "2023-05-21T23:00"


def run(*words: str, now: str = NOW) -> Result:
    return CliRunner().invoke(app, [*words], env={"ITINERARY_NOW": now, "ITINERARY_URL": None})


@pytest.fixture(autouse=True)
def _mission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ITINERARY_SCHEDULE", raising=False)
    Path("m.yaml").write_text(SCHEDULE, encoding="utf-8")


def said(name: str) -> str:
    return paper.bare("".join(paper.texts(Path(name).read_bytes())))


def test_the_options_are_those_of_the_tables() -> None:
    assert [kind.value for kind in sheets.SheetKind] == [*SHEETS]
    assert [form.value for form in sheets.SheetFormat] == [*FORMATS]
    assert [one.value for one in sheets.Paper] == [*PAPERS]


@pytest.mark.parametrize("kind", SHEETS)
@pytest.mark.parametrize("form", FORMATS)
def test_every_sheet_comes_in_every_format(kind: str, form: str) -> None:
    name = f"x.{FORMATS[form].suffix}"
    assert run("sheet", kind, "m.yaml", "--for", "ana", "-o", name).exit_code == 0
    made = Path(name).read_bytes()
    told = run("sheet", kind, "m.yaml", "--for", "ana", "--format", form)
    assert told.stdout_bytes == made
    assert made.startswith(b"%PDF") is (form == "pdf")


def test_there_is_one_for_each_who_travels_in_their_own_language() -> None:
    told = run("sheet", "day", "m.yaml", "mon", "--everyone", "-o", "out")
    assert told.stdout == "out/day-2023-05-22-ana.pdf\nout/day-2023-05-22-ben.pdf\n"
    assert "Lunes22demayode2023" in said("out/day-2023-05-22-ana.pdf")
    assert "quechua" in said("out/day-2023-05-22-ben.pdf")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("day m.yaml --everyone", "name a folder with -o DIR"),
        ("day m.yaml --everyone --for ana -o out", "name one reader with --for READER"),
        ("press m.yaml --everyone -o out", "leave out --everyone"),
        ("day m.yaml --for nobody", "nobody has the id `nobody`"),
        ("day m.yaml 2030-01-01 --for ana", "is outside the mission"),
        ("day m.yaml -o x.docx", "which format is x.docx?"),
        ("day m.yaml -o m.yaml --format text", "is the schedule itself"),
        ("day m.yaml --draft --release 1", "choose one"),
        ("day m.yaml --release 1", "nothing has been released yet"),
    ],
)
def test_what_cannot_be_printed_is_said_and_nothing_is_written(words: str, why: str) -> None:
    before = sorted(path.name for path in Path().iterdir())
    told = run("sheet", *words.split())
    assert told.exit_code == 2
    assert why in told.output
    assert sorted(path.name for path in Path().iterdir()) == before


def test_what_no_font_has_is_printed_by_its_number() -> None:
    odd = SCHEDULE.replace("Talks", "Party 🎉 with አበበ and a\u20e3b and 👩\u200d👧")
    Path("m.yaml").write_text(odd, encoding="utf-8")
    assert run("sheet", "day", "m.yaml", "--for", "ana", "-o", "x.pdf").exit_code == 0
    text = said("x.pdf")
    for number in ("U+1F389", "U+12A0", "U+1260", "a⟨U+20E3⟩b", "U+1F467"):
        assert number in text


def test_a_list_tells_what_began_the_day_before_and_takes_more_than_a_day() -> None:
    for kind in ("press", "line-by-line"):
        told = run("sheet", kind, "m.yaml", "tue", "--lang", "en", "--format", "text").stdout
        assert "Vigil" in told
    day = run("sheet", "day", "m.yaml", "tue", "--lang", "en", "--format", "text").stdout
    assert "–08:00 Wed 24 May" in day


def release(number: int) -> None:
    note = ("release", "m.yaml", "-m", f"{number}", "--author", "ana", "--yes")
    assert run(*note, now=f"2023-05-21T1{number}:00").exit_code == 0


def test_an_edition_takes_the_place_of_the_one_before() -> None:
    release(1)
    Path("m.yaml").write_text(SCHEDULE.replace("09:00-10:00", "11:00-12:00"), encoding="utf-8")
    release(2)
    told = run("sheet", "day", "m.yaml", "--for", "ana", "--lang", "en", "--format", "text").stdout
    assert "Edition 2, Sun 21 May 12:00 · supersedes 1" in told
    assert "Talks (CHANGED)" in told
    first = run(
        *("sheet", "day", "m.yaml", "--for", "ana", "--lang", "en", "--format", "text"),
        *("--release", "1"),
    ).stdout
    assert "09:00–10:00" in first
    assert "supersedes" not in first
    draft = run("sheet", "day", "m.yaml", "--for", "ana", "--lang", "en", "--draft")
    assert draft.exit_code == 0


def test_the_code_opens_the_readers_page_while_their_link_works() -> None:
    release(1)
    made = run("link", "new", "ana", "m.yaml", "--url", "https://calendar.example.org").stdout
    (page,) = re.findall(r"https://calendar\.example\.org/\S+/index\.html", made)
    address = page.removesuffix("index.html")
    command = ("sheet", "day", "m.yaml", "--for", "ana", "--format", "html")
    told = run(*command).stdout
    codes = [path(one)[0] for one in (page, address)]
    assert any(code in told for code in codes)
    assert not any(code in run(*command, "--no-code").stdout for code in codes)
    assert not any(code in run(*command[:4], "ben", *command[5:]).stdout for code in codes)
    assert run("link", "revoke", "1", "m.yaml").exit_code == 0
    assert not any(code in run(*command).stdout for code in codes)
