"""HTML sheets in a browser: whole on a telephone and a desk, on paper, and asking nobody."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from itinerary.output.sheets import SHEETS, render
from itinerary.output.sheets.sheet import Sheet
from tests import paper
from tests.interop import with_chromium
from tests.interop.readers import require
from tests.output.test_sheets import HARD, LINK, PERU, history_of, sheet, strings

SCREENS = {"phone": (390, 844), "desktop": (1280, 900)}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    require(with_chromium)
    with with_chromium.started() as started:
        yield started


def hard(kind: str) -> Sheet:
    return sheet(kind, history_of(HARD.encode()), "ana", subscription=LINK)


@pytest.mark.parametrize("kind", SHEETS)
@pytest.mark.parametrize("screen", SCREENS)
def test_it_is_whole_and_open_to_all(
    browser: Browser, tmp_path: Path, kind: str, screen: str
) -> None:
    width, height = SCREENS[screen]
    file = tmp_path / "sheet.html"
    file.write_bytes(render("html", hard(kind)))
    # Scripts may run for axe-core alone, which is no part of the page.
    context = browser.new_context(
        viewport={"width": width, "height": height}, bypass_csp=True, color_scheme="dark"
    )
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert with_chromium.faults(page) == []
    assert asked == [file.as_uri()]
    context.close()


@pytest.mark.parametrize("kind", ["day", "handover", "press"])
def test_a_browser_prints_all_of_it(browser: Browser, tmp_path: Path, kind: str) -> None:
    made = sheet(kind, history_of(PERU.read_bytes()), "navarro", "es")
    file = tmp_path / "sheet.html"
    file.write_bytes(render("html", made))
    page = browser.new_page()
    page.goto(file.as_uri())
    text = paper.bare("".join(paper.texts(page.pdf(prefer_css_page_size=True)))).casefold()
    page.close()
    missing = [one for one in strings(made) if paper.bare(one).casefold() not in text]
    assert missing == []
