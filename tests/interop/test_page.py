"""The reader's page in a browser: on a telephone and a desk, by day and night, without a network.

The pictures in tests/golden/pages are for people to look at: ITINERARY_GOLDEN=write makes them
anew. Fonts differ from machine to machine, so only their coarse structure is compared.
"""

import base64
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import pytest
import segno
from playwright.sync_api import Browser, BrowserContext, Page

from itinerary.model.history import History, Version
from itinerary.output import html
from itinerary.output.format import Page as Layout
from itinerary.output.format import Subscription
from itinerary.privacy.readers import readers
from itinerary.privacy.view import View
from itinerary.syntax.parser import read_schedule
from itinerary.times import UTC, Days
from itinerary.workspace.views import feed_changes, feed_view
from tests.interop import with_chromium
from tests.interop.readers import require

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "tests" / "golden" / "pages"
PERU = ROOT / "schedules" / "peru-2023.yaml"
LINK = Subscription(
    calendar="https://calendar.example.org/f/9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE0aBcDeFgHiJ/visit.ics",
    page="https://calendar.example.org/f/9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE0aBcDeFgHiJ/",
    until=datetime(2023, 6, 27, tzinfo=UTC),
)
WEBCAL = LINK.calendar.replace("https", "webcal")
TUESDAY = "2023-05-23T13:25:00Z"
"""08:25 in Lima: 35 minutes before the field visit of the sample."""


class Screen(NamedTuple):
    """What a page is shown on."""

    width: int
    height: int


SCREENS = {"phone": Screen(390, 844), "desktop": Screen(1280, 900)}
LOOKS = [
    (screen, scheme, language)
    for screen in SCREENS
    for scheme in ("light", "dark")
    for language in ("es", "en")
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    require(with_chromium)
    with with_chromium.started() as started:
        yield started


# ---------------------------------------------------------------- pages


def history_of(*states: bytes) -> History:
    versions = []
    for number, state in enumerate(states, 1):
        schedule, _, _ = read_schedule(state, "visit.yaml")
        assert schedule is not None
        versions.append(Version(number, datetime(2023, 5, 18 + number, tzinfo=UTC), schedule))
    return History(tuple(versions))


@cache
def peru() -> tuple[View, Layout]:
    """Return a delegate's view of the sample after a release that changed it."""
    first = PERU.read_bytes()
    later = first
    for old, new in (
        (b"title: Last words", b"title: A last word"),
        (b"10:00-10:45", b"10:30-11:15"),
    ):
        assert old in later
        later = later.replace(old, new)
    made = history_of(first, later)
    reader = readers(made.latest.schedule)["callamard"]
    layout = Layout(subscription=LINK, changes=feed_changes(made.as_of(1), made, reader))
    return feed_view(made, reader), layout


def sample(language: str = "en") -> bytes:
    view, layout = peru()
    return html.render(view, layout._replace(language=language))


NAMES = [f"Person number {number} of the whole delegation" for number in range(14)]
PEOPLE = "\n".join(f'  p{number}: {{name: "{name}"}}' for number, name in enumerate(NAMES))
HOSTILE = f"""\
itinerary: 1
delegation:
  name: "{"Delegation" * 20}"
  dates: 2023-05-22 to 2023-05-24
  timezone: America/Lima
feeds: {{key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}}
people:
  ana: {{name: "{"A" * 200}", home: Asia/Kathmandu}}
{PEOPLE}
places:
  lima: {{name: Lima}}
  hall: {{name: "{"W" * 120}", in: lima, address: "{"9" * 150}"}}
programme:
  a: {{kind: meeting, title: "{"X" * 200}", when: 2023-05-22 10:00-11:00, where: hall,
    class: public, who: everyone,
    with: ["مركز حقوق الإنسان والديمقراطية", "人権擁護団体の代表者たち", "{"Y" * 200}"]}}
  b: {{kind: meeting, title: "<img src=x onerror=alert(1)>", when: 2023-05-22 12:00-13:00,
    class: public, where: hall, who: [ana, {", ".join(f"p{number}" for number in range(13))}]}}
  c: {{kind: meeting, title: "اجتماع مع المنظمات (2023)", when: 2023-05-22 to 2023-05-23,
    class: public, where: hall, who: everyone}}
""".encode()


def hostile() -> bytes:
    made = history_of(HOSTILE)
    view = feed_view(made, readers(made.latest.schedule)["ana"])
    return html.render(view, Layout(subscription=LINK._replace(calendar=LINK.calendar + "x" * 300)))


# ---------------------------------------------------------------- opening them


class Opened(NamedTuple):
    """A page in a browser, what it asked for, and what went wrong."""

    page: Page
    context: BrowserContext
    requests: list[str]
    faults: list[str]


@contextmanager
def opened(
    browser: Browser,
    folder: Path,
    data: bytes,
    *,
    screen: Screen = SCREENS["phone"],
    now: str = TUESDAY,
    **settings: Any,  # noqa: ANN401 (as Playwright has them)
) -> Iterator[Opened]:
    """Lend a page that was opened from its file at a moment."""
    file = folder / "page.html"
    file.write_bytes(data)
    settings = {"timezone_id": "Asia/Tokyo", "reduced_motion": "reduce", **settings}
    context = browser.new_context(
        viewport={"width": screen.width, "height": screen.height}, **settings
    )
    try:
        page = context.new_page()
        told = Opened(page, context, [], [])
        page.on("request", lambda request: told.requests.append(request.url))
        page.on("console", lambda message: told.faults.append(message.text))
        page.on("pageerror", lambda error: told.faults.append(str(error)))
        page.clock.install(time=now)
        page.goto(file.as_uri())
        yield told
        assert told.faults == []
        assert [url for url in told.requests if url != file.as_uri()] == []
    finally:
        context.close()


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def top(opened: Opened) -> str:
    """Return what stands in the panel on top, on one line."""
    return " ".join(opened.page.inner_text("#now").split())


# ---------------------------------------------------------------- everywhere


@pytest.mark.parametrize(("screen", "scheme", "language"), LOOKS)
def test_everybody_can_use_it_everywhere(
    browser: Browser, tmp_path: Path, screen: str, scheme: str, language: str
) -> None:
    with opened(
        browser,
        tmp_path,
        sample(language),
        screen=SCREENS[screen],
        color_scheme=scheme,
        bypass_csp=True,  # for axe-core, which is no part of the page
    ) as told:
        assert overflow(told.page) <= 0
        assert told.page.get_attribute("html", "lang") == language
        assert with_chromium.faults(told.page) == []
        small = told.page.evaluate(
            """[...document.querySelectorAll("a:not(.skip), button")].filter(
                (one) => one.offsetHeight < 44 || one.offsetWidth < 44
            ).map((one) => one.outerHTML)"""
        )
        assert small == []


@pytest.mark.parametrize("width", [320, 360])
def test_hostile_content_neither_runs_nor_overflows(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    with opened(browser, tmp_path, hostile(), screen=Screen(width, 740)) as told:
        assert overflow(told.page) <= 0
        assert told.page.locator("img").count() == 0
        clipped = told.page.evaluate(
            """[...document.querySelectorAll("main *:not(.jump *):not(svg *)")].filter((one) =>
                one.getBoundingClientRect().right > innerWidth + 0.5).map((one) => one.outerHTML)"""
        )
        assert [one for one in clipped if "<nav" not in one[:5]] == []
        rtl = told.page.locator(".title [dir=auto]", has_text="اجتماع").first
        assert rtl.evaluate("(one) => getComputedStyle(one).direction") == "rtl"


def test_it_works_without_a_network_once_it_is_there(browser: Browser) -> None:
    data, asked = sample(), []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", html.policy())
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (as it is called)
            """Write nothing to standard error."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        context = browser.new_context()
        try:
            page = context.new_page()
            faults: list[str] = []
            page.on("console", lambda message: faults.append(message.text))
            page.clock.install(time=TUESDAY)
            page.goto(f"http://127.0.0.1:{server.server_port}/s3cr3t/")
            context.set_offline(offline=True)
            assert "in 35 min" in page.inner_text("#now")
            page.clock.fast_forward("05:00")
            assert "in 30 min" in page.inner_text("#now")
            page.click(".jump a >> text=Thu 25 May")
            assert page.evaluate("location.hash") == "#day-2023-05-25"
        finally:
            context.close()
            server.shutdown()
            thread.join()
    assert asked == ["/s3cr3t/"]
    assert faults == []


def test_without_scripts_everything_can_be_read_in_order(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, sample(), java_script_enabled=False) as told:
        assert not told.page.is_visible("#now")
        assert not told.page.is_visible("#copy")
        titles = told.page.locator(".programme .entry:not(.again) .title").all_inner_texts()
        view, _ = peru()
        assert set(titles) == {item.title for item in view.items}
        days = told.page.locator(".day time[datetime]").evaluate_all(
            "(all) => all.map((one) => one.dateTime.slice(0, 10))"
        )
        assert days == sorted(days)


# ---------------------------------------------------------------- now and next


@pytest.mark.parametrize(
    ("now", "language", "words"),
    [
        ("2023-05-17T12:00:00Z", "en", ["Before the mission", "The mission begins in 3 days."]),
        ("2023-05-19T12:00:00Z", "es", ["Antes de la misión", "La misión comienza mañana."]),
        (TUESDAY, "en", ["Tuesday 23 May", "day 4 of 8", "Next in 35 min", "Field visit"]),
        (TUESDAY, "es", ["Martes 23 de mayo", "día 4 de 8", "A continuación en 35 min"]),
        ("2023-05-23T14:30:00Z", "en", ["Now 2 h 0 min left", "Field visit", "Next in"]),
        ("2023-05-23T14:30:00Z", "es", ["Ahora quedan 2 h 0 min"]),
        ("2023-06-02T12:00:00Z", "en", ["After the mission The mission is over."]),
        ("2023-06-02T12:00:00Z", "es", ["Después de la misión La misión ha terminado."]),
    ],
)
def test_what_is_now_and_next_stands_on_top(
    browser: Browser, tmp_path: Path, now: str, language: str, words: list[str]
) -> None:
    with opened(browser, tmp_path, sample(language), now=now) as told:
        for word in words:
            assert word in top(told)
        current = told.page.locator(".day[aria-current]").count()
        assert current == ("2023-05-20" <= now[:10] <= "2023-05-27")


def test_the_countdown_goes_on(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, sample()) as told:
        assert "in 35 min" in top(told)
        told.page.clock.fast_forward("01:00")
        assert "in 34 min" in top(told)
        told.page.clock.fast_forward("34:00")
        assert "Now" in top(told)
        assert "in 34 min" not in top(told)
        told.page.click("#now .card")
        assert told.page.evaluate("location.hash").startswith("#entry-")


def test_a_page_of_one_day_tells_nothing_on_another(browser: Browser, tmp_path: Path) -> None:
    view, layout = peru()
    one_day = layout._replace(days=Days(date(2023, 5, 21), date(2023, 5, 21)))
    with opened(browser, tmp_path, html.render(view, one_day)) as told:
        assert not told.page.is_visible("#now")
        assert told.page.locator(".day").count() == 1


def test_a_keyboard_is_enough(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, sample()) as told:
        told.page.keyboard.press("Tab")
        focused = told.page.locator(":focus")
        assert focused.inner_text() == "Skip to the programme"
        assert focused.evaluate("(one) => one.getBoundingClientRect().top") >= 0
        assert focused.evaluate("(one) => getComputedStyle(one).outlineStyle") == "solid"
        told.page.keyboard.press("Enter")
        assert told.page.locator(":focus").get_attribute("id") == "programme"


# ---------------------------------------------------------------- subscribing


def test_the_code_in_the_picture_subscribes_also_by_night(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, sample(), color_scheme="dark", device_scale_factor=4) as told:
        assert told.page.get_attribute(".button.main", "href") == WEBCAL
        picture = told.page.locator("svg.code").screenshot()
        code = segno.make(WEBCAL, micro=False, error="m", boost_error=False)
        rows = [list(row) for row in code.matrix_iter(border=4)]
        seen = pixels(browser, picture, len(rows))
        assert seen == [[int(is_dark) for is_dark in row] for row in rows]


def test_the_address_can_be_copied(browser: Browser, tmp_path: Path) -> None:
    with opened(
        browser, tmp_path, sample(), permissions=["clipboard-read", "clipboard-write"]
    ) as told:
        told.page.click("#copy")
        told.page.wait_for_selector("text=Copied")
        assert told.page.evaluate("navigator.clipboard.readText()") == LINK.calendar


# ---------------------------------------------------------------- on paper


def test_it_prints_every_engagement_and_no_link(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, sample(), color_scheme="dark") as told:
        printed = told.page.pdf(format="A4", outline=True, tagged=True)
        outline = {
            bytes.fromhex(title.decode()).decode("utf-16")
            if title.startswith(b"FEFF")
            else re.sub(rb"\\(.)", rb"\1", title).decode()
            for title in re.findall(rb"/Title [<(]((?:\\.|[^)>])*)[)>]", printed)
        }
        view, _ = peru()
        # Chromium makes the outline from the headings that it laid out on paper.
        assert {item.title for item in view.items} <= outline
        told.page.emulate_media(media="print")
        assert overflow(told.page) <= 0
        for hidden in ("#now", ".jump", "#subscribe", ".skip"):
            assert not told.page.is_visible(hidden)
        assert "9mR4tVbq2Lw" not in told.page.inner_text("body")
        colours = told.page.evaluate(
            """["color", "backgroundColor"].map((name) => getComputedStyle(document.body)[name])"""
        )
        assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


# ---------------------------------------------------------------- pictures

_BLOCKS = """async ([picture, columns, rows]) => {
    const image = new Image();
    image.src = "data:image/png;base64," + picture;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const all = context.getImageData(0, 0, image.width, image.height).data;
    const told = [];
    for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) {
        let sum = 0, count = 0;
        for (let j = Math.floor(y * image.height / rows); j < (y + 1) * image.height / rows; j++)
            for (let i = Math.floor(x * image.width / columns);
                    i < (x + 1) * image.width / columns; i++) {
                const at = 4 * (j * image.width + i);
                sum += all[at] + all[at + 1] + all[at + 2];
                count += 3;
            }
        told.push(sum / count);
    }
    return [image.width, image.height, told];
}"""


def blocks(browser: Browser, picture: bytes, columns: int, rows: int) -> list[Any]:
    """Return the size of a picture, and how light each block of it is, from 0 to 255."""
    page = browser.new_page()
    try:
        data = base64.b64encode(picture).decode()
        told: list[Any] = page.evaluate(_BLOCKS, [data, columns, rows])
        return told
    finally:
        page.close()


def pixels(browser: Browser, picture: bytes, size: int) -> list[list[int]]:
    """Return the dark modules of a square picture as 1."""
    _, _, told = blocks(browser, picture, size, size)
    return [
        [int(light < 128) for light in told[at : at + size]] for at in range(0, len(told), size)
    ]


@pytest.mark.parametrize("look", ["phone-light-es", "phone-dark-en", "desktop-light-en"])
def test_it_looks_as_it_was_seen_and_accepted(browser: Browser, tmp_path: Path, look: str) -> None:
    screen, scheme, language = look.split("-")
    with opened(
        browser, tmp_path, sample(language), screen=SCREENS[screen], color_scheme=scheme
    ) as told:
        picture = told.page.screenshot()
    golden = PICTURES / f"{look}.png"
    if os.environ.get("ITINERARY_GOLDEN") == "write":
        golden.write_bytes(picture)
    width, height, now = blocks(browser, picture, 12, 12)
    assert (width, height) == SCREENS[screen]
    assert [width, height, pytest.approx(now, abs=32)] == blocks(
        browser, golden.read_bytes(), 12, 12
    )
