"""The manual is true: its examples run, its schedules parse, its links lead somewhere."""

import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs import generate
from docs.generate import DOCS, MADE, ROOT
from itinerary.checks import RULES
from itinerary.model.fields import Type
from itinerary.syntax.parser import read_schedule
from itinerary.syntax.sections import SECTIONS

WRITTEN = generate.pages()
LINK = re.compile(r"!?\[[^]]*\]\(([^)\s]+)\)")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


each_page = pytest.mark.parametrize(
    "page", [*WRITTEN, *(p for p in MADE if p.suffix == ".md")], ids=named
)


def whole_schedules() -> Iterator[tuple[str, str]]:
    for page in WRITTEN:
        for text in generate.blocks(page.read_text(encoding="utf-8"), "yaml"):
            if re.search(r"^itinerary:", text, re.MULTILINE):
                yield named(page), text


def anchors(page: Path) -> set[str]:
    """Return the fragments that GitHub makes of a page's headings."""
    text = re.sub(
        r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    return {anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def anchor(heading: str) -> str:
    kept = (
        letter
        for letter in heading.strip().lower()
        if letter in " -_" or unicodedata.category(letter)[0] in "LN"
    )
    return "".join(kept).replace(" ", "-")


@pytest.mark.parametrize("page", WRITTEN, ids=named)
def test_commands_say_what_the_page_says(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert generate.transcribed(text) == text, "to bring it up to date: make docs"


@pytest.mark.parametrize("path", MADE, ids=named)
def test_generated_files_are_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == MADE[path](), "to bring it up to date: make docs"


def test_readme_and_manual_run_commands() -> None:
    pages = [ROOT / "README.md", *(DOCS / f"{user}.md" for user in ("coordinator", "printer"))]
    for page in pages:
        blocks = generate.blocks(page.read_text(encoding="utf-8"), "console")
        assert any(block.startswith("$ itinerary") for block in blocks)


@pytest.mark.parametrize(("page", "text"), list(whole_schedules()))
def test_schedules_in_the_manual_parse(page: str, text: str) -> None:
    schedule, found, _ = read_schedule(text.encode(), page)
    assert not found
    assert schedule is not None


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if target.startswith("https://"):
            continue
        name, _, fragment = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), target
        assert path.is_relative_to(ROOT), target
        if fragment:
            assert fragment in anchors(path), target


@each_page
def test_fences_are_closed_and_no_path_of_a_machine_is_told(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(re.findall(r"^```", text, re.MULTILINE)) % 2 == 0
    assert str(ROOT) not in text
    assert not re.search(r"(?<![\w.])/(?:home|Users|root|tmp|work)/", text)


def test_every_decision_is_listed_once_in_order() -> None:
    folder = DOCS / "decisions"
    pages = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert LINK.findall((folder / "README.md").read_text(encoding="utf-8")) == pages
    for number, name in enumerate(pages, start=1):
        text = (folder / name).read_text(encoding="utf-8")
        assert name.startswith(f"{number:04}-")
        assert text.startswith(f"# {number}. ")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
            "Context",
            "Decision",
            "Consequences",
        ]


def test_reference_names_every_top_level_key_and_type() -> None:
    told = (ROOT / "docs" / "schedule-reference.md").read_text(encoding="utf-8")
    assert all(f"\n| `{key}` |" in told for key in SECTIONS)
    assert set(generate.VALUES) == set(Type)


def test_every_rule_has_its_section() -> None:
    assert {rule.id for rule in RULES} <= anchors(DOCS / "rules.md")


def test_picture_is_svg_and_asks_nobody_for_anything() -> None:
    svg = (DOCS / "pictures" / "agenda.svg").read_text(encoding="utf-8")
    assert ET.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 (our own)
    assert "url(http" not in svg
    assert "href" not in svg


def test_transcripts_are_renewed() -> None:
    page = "```console\n$ echo 1\n2\n```\n\n```sh\n$ echo 3\n```\n"
    assert generate.transcribed(page) == "```console\n$ echo 1\n1\n```\n\n```sh\n$ echo 3\n```\n"
