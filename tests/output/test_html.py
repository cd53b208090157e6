"""The reader's page as text: whole, harmless, the same each time, and silent about what is hidden.

What a browser makes of it is tested in tests/interop/test_page.py.
"""

import re
import sys
from datetime import datetime
from html.parser import HTMLParser
from random import Random
from subprocess import run

import pytest
import segno

from itinerary import languages
from itinerary.model.history import History, Version
from itinerary.output import FORMATS, html, render, wording
from itinerary.output.format import HOME, Page, Subscription
from itinerary.privacy.readers import Medium, readers
from itinerary.privacy.view import Cover, Journey, Stay, View
from itinerary.times import UTC
from itinerary.workspace.views import agenda_view, feed_changes, feed_view
from tests.privacy.worlds import READERS, Sight, Tree, twin, world
from tests.privacy.worlds import read as read_tree
from tests.reading import read

HEAD = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people:
  ana: {name: Ana, home: Europe/London}
  ben: {name: Ben}
places:
  lima: {name: Lima}
  hotel: {name: Hotel, in: lima, address: Main Street 1}
  puno: {name: Puno, timezone: America/La_Paz}
programme:
"""
TALKS = """\
  m: {kind: meeting, title: Talks, when: 2023-05-23 10:00-11:00, where: hotel,
    who: everyone}
"""
LATER = TALKS.replace("10:00-11:00", "11:30-12:30")
LINK = Subscription(
    calendar="https://calendar.example.org/c/s3cr3t/calendar.ics",
    page="https://calendar.example.org/c/s3cr3t/",
    until=datetime(2023, 6, 28, tzinfo=UTC),
)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><style>*{display:none}",
    "]]> &lt;b&gt; {{ 7*7 }} {% raw %}",
)


class Text(HTMLParser):
    """The text that a person reads, and every tag with its attributes."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._silent = False
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._silent = tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self._silent = self._silent and tag not in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.parts).split())


def history(*states: str) -> History:
    return History(
        tuple(
            Version(number, datetime(2023, 5, number, 12, tzinfo=UTC), read(HEAD + state).sound)
            for number, state in enumerate(states, 1)
        )
    )


def view(*states: str, reader: str = "ana") -> View:
    made = history(*states)
    return feed_view(made, readers(made.latest.schedule)[reader])


def text(page: bytes) -> str:
    return Text(page).text


def page_of(*states: str, language: str = "en") -> str:
    return text(html.render(view(*states), Page(language=language)))


# ---------------------------------------------------------------- the file


def test_it_is_a_format_of_the_table() -> None:
    seen = view(TALKS)
    assert FORMATS["html"].media_type == "text/html; charset=utf-8"
    assert render("html", seen, Page()) == html.render(seen, Page())


def test_the_same_view_gives_the_same_bytes_in_every_process() -> None:
    program = (
        "import sys; from tests.output.test_html import *;"
        "sys.stdout.buffer.write(html.render(view(TALKS), Page(language='es', subscription=LINK)))"
    )
    told = {
        run(
            [sys.executable, "-c", program],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ".", "TZ": zone},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert told == {html.render(view(TALKS), Page(language="es", subscription=LINK))}


def test_it_asks_nobody_for_anything() -> None:
    page = Text(html.render(view(TALKS), Page(subscription=LINK)))
    for tag, attributes in page.tags:
        assert tag not in {"img", "iframe", "object", "embed", "form", "base", "audio", "video"}
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")], attributes
        assert "src" not in attributes
        address = attributes.get("href") or "#"
        if tag == "link":
            assert address.startswith("data:")
        elif not address.startswith("#"):
            assert tag == "a"
            assert attributes["rel"] == "noreferrer"
    assert b"url(" not in html.render(view(TALKS), Page())
    assert b"@import" not in html.render(view(TALKS), Page())


def test_the_policy_allows_the_inline_style_and_script_alone() -> None:
    page = Text(html.render(view(TALKS), Page()))
    (meta,) = [one for tag, one in page.tags if tag == "meta" and "http-equiv" in one]
    assert html.policy() == f"{meta['content']}; frame-ancestors 'none'"
    assert "unsafe" not in html.policy()
    assert [part.split()[0] for part in html.policy().split("; ")] == [
        "default-src",
        "style-src",
        "script-src",
        "img-src",
        "base-uri",
        "form-action",
        "frame-ancestors",
    ]
    metas = {
        one.get("name"): one["content"]
        for tag, one in page.tags
        if tag == "meta" and one.get("name")
    }
    assert metas["referrer"] == "no-referrer"
    assert metas["robots"] == "noindex, nofollow, noarchive"


# ---------------------------------------------------------------- what it tells


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("language", ["en", "es"])
def test_everything_that_the_view_tells_stands_in_the_text(seed: int, language: str) -> None:
    read = read_tree(world(Random(seed)))  # noqa: S311 (a seed, to be made again)
    for name in READERS:
        seen = feed_view(read.history, readers(read.schedule)[name])
        told = text(html.render(seen, Page(language=language)))
        words = languages.language(language)
        for item in seen.items:
            assert wording.title(item, words) in told
            if isinstance(item, Cover):
                assert (item.town or "") in told
                continue
            assert wording.where(item) in told
            who = wording.who(item.details, seen.reader, words)
            assert who.lower() in told.lower()
            for pair in wording.particulars(item.details, words):
                for part in pair:
                    assert part in told
            if isinstance(item, Stay | Journey):
                continue
            assert ((item.venue and item.venue.address) or "") in told
            assert (item.details.room or "") in told


def test_what_changed_is_told() -> None:
    made = history(TALKS, LATER)
    reader = readers(made.latest.schedule)["ana"]
    changes = feed_changes(made.as_of(1), made, reader)
    page = text(html.render(feed_view(made, reader), Page(changes=changes)))
    assert (
        "What has changed Moved: Talks, now Tue 23 May 11:30–12:30 (Lima time) (was 10:00–11:00)"
    ) in page
    assert "Changed 2 May: 10:00 → 11:30" in page
    page = text(html.render(feed_view(made, reader), Page(changes=changes, language="es")))
    assert "Qué ha cambiado Cambio de hora: Talks, ahora mar 23 may 11:30–12:30" in page
    assert "Cambio del 2 may: 10:00 → 11:30" in page
    assert "What has changed" not in page_of(TALKS)


def test_what_was_withdrawn_is_struck_through_and_tells_its_time_alone() -> None:
    at_puno = TALKS.replace("hotel", "puno")
    page = html.render(view(at_puno, ""), Page())
    told = text(page)
    assert "Talks" not in told
    assert "Puno" not in told
    assert "La Paz" not in told
    assert re.search(r"<s [^>]*>No longer in this calendar</s>", page.decode())
    assert "Cancelled" in told
    assert "09:00 – 10:00" in told  # by the mission's clocks
    assert "Ya no está en este calendario" in page_of(TALKS, "", language="es")


def test_a_cancelled_engagement_is_struck_through_with_the_word() -> None:
    page = html.render(view(TALKS.replace("who:", "status: cancelled, who:")), Page()).decode()
    assert re.search(r"<s [^>]*>Talks</s>", page)
    assert "Cancelled</span>" in page
    assert not re.search(r"<li[^>]*data-start", page)


def test_a_journey_tells_both_clocks() -> None:
    journey = (
        "  j: {kind: journey, title: Bus, from: lima, to: puno, by: road,"
        " when: 2023-05-23 10:00 to 16:00, who: everyone}\n"
    )
    assert "Leaves 10:00 Lima time, arrives Tue 23 May 16:00 La Paz time" in page_of(journey)
    assert "Sale a las 10:00, hora de Lima; llega el mar 23 may a las 16:00" in page_of(
        journey, language="es"
    )
    assert "Lima → Puno · por carretera" in page_of(journey, language="es")
    strange = page_of(journey.replace("road", "llama"), language="es")
    assert "transporte: llama" in strange


def test_a_stay_an_all_day_item_and_a_night_that_goes_on() -> None:
    programme = (
        "  s: {kind: stay, when: 2023-05-22, nights: 2, where: hotel, who: everyone}\n"
        "  d: {kind: internal, title: Holiday, when: 2023-05-22 to 2023-05-23}\n"
        "  n: {kind: internal, title: Watch, when: 2023-05-22 23:00 to 2023-05-23 02:00,"
        " where: lima, who: everyone}\n"
    )
    told = page_of(programme)
    assert "2 nights, until Wednesday 24 May" in told
    assert told.count("Holiday") == told.count("Watch") == 2
    assert "Goes on – 02:00 Watch" in told
    spanish = page_of(programme, language="es")
    assert "Alojamiento: Hotel" in spanish
    assert "2 noches, hasta el miércoles 24 de mayo" in spanish


def test_times_by_other_clocks() -> None:
    seen = view(TALKS)
    assert "10:00 – 11:00 16:00–17:00 London" in text(html.render(seen, Page()))
    assert "16:00 – 17:00 London time 10:00–11:00 Lima" in text(
        html.render(seen, Page(clocks=HOME))
    )


def test_days_without_anything_are_told_together() -> None:
    assert "Saturday 20 May – Monday 22 May Nothing stands here for these days." in page_of(TALKS)


def test_a_request_without_a_time_stands_on_a_sheet() -> None:
    request = (
        "  r: {kind: government-meeting, title: Minister, status: requested, takes: 90m,"
        " within: [2023-05-22 to 2023-05-24], where: [hotel, puno], who: [ana],"
        " request: {of: Cabinet, asked: 2023-05-02, by: ana, channel: letter}}\n"
    )
    schedule = read(HEAD + request).sound
    seen = agenda_view(schedule, readers(schedule)["ana"])
    assert "Todavía sin fecha Minister Solicitado 1 h 30 min, dentro de" in text(
        html.render(seen, Page(language="es"))
    )
    told = text(html.render(seen, Page()))
    assert "Not yet placed Minister Requested 1 h 30 min, within" in told
    assert "Hotel, Lima / Puno" in told
    assert "Asked of Cabinet on Tue 2 May by Ana (letter)" in told


# ---------------------------------------------------------------- subscribing


def test_it_subscribes_where_there_is_a_link_and_not_elsewhere() -> None:
    page = Text(html.render(view(TALKS), Page(subscription=LINK)))
    links = [one["href"] for tag, one in page.tags if tag == "a"]
    webcal = "webcal://calendar.example.org/c/s3cr3t/calendar.ics"
    assert webcal in links
    assert LINK.calendar in links
    assert LINK.page in links
    assert (
        "https://calendar.google.com/calendar/render?cid="
        "webcal%3A%2F%2Fcalendar.example.org%2Fc%2Fs3cr3t%2Fcalendar.ics"
    ) in links
    assert "This link works until 27 June 2023." in page.text
    assert "works until" not in text(
        html.render(view(TALKS), Page(subscription=LINK._replace(until=None)))
    )
    bare = html.render(view(TALKS), Page()).decode()
    assert "webcal" not in bare
    assert 'id="subscribe"' not in bare


def test_the_code_is_that_of_the_subscribing_address() -> None:
    page = html.render(view(TALKS), Page(subscription=LINK)).decode()
    (path,) = re.findall(r'<path fill="#000" d="([^"]+)"', page)
    dark = {
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path)
        for step in range(int(length))
    }
    code = segno.make(
        "webcal://calendar.example.org/c/s3cr3t/calendar.ics",
        micro=False,
        error="m",
        boost_error=False,
    )
    rows = list(code.matrix_iter(border=4))
    assert dark == {
        (x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    }
    assert f'viewBox="0 0 {len(rows)} {len(rows)}"' in page


# ---------------------------------------------------------------- harm


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_in_a_file_becomes_markup(hostile: str) -> None:
    tree = read_tree(world(Random(1))).tree  # noqa: S311 (a seed, to be made again)
    made: Tree = {
        **tree,
        "delegation": {**tree["delegation"], "name": hostile},
        "people": {**tree["people"], "ana": {"name": hostile}},
        "programme": {
            "a": {
                "kind": "meeting",
                "title": hostile,
                "when": "2023-05-22 10:00-11:00",
                "where": "hotel",
                "room": hostile,
                "class": "public",
                "who": ["ana", "ben"],
                "with": [hostile],
                "dress": hostile,
            }
        },
    }
    read = read_tree(made)
    seen = feed_view(read.history, readers(read.schedule)["ana"])
    page = Text(html.render(seen, Page(language="es")))
    harmless = Text(html.render(view(TALKS), Page()))
    assert page.text.count(" ".join(hostile.split())) >= 5
    assert {tag for tag, _ in page.tags} <= {tag for tag, _ in harmless.tags} | {"dl", "dt", "dd"}
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert [tag for tag, _ in page.tags].count("style") == 1


def test_a_canary_in_what_is_hidden_is_nowhere() -> None:
    canary = "quetzalcanary"
    rng = Random(7)  # noqa: S311 (a seed, to be made again)
    tree = read_tree(world(rng)).tree
    tree["programme"] = {
        canary: {
            "kind": "victim-meeting",
            "title": canary,
            "cover": "Field visit",
            "when": "2023-05-22 10:00-11:00",
            "where": "safe",
            "who": ["ana"],
            "with": [canary],
            "note": canary,
            "interpreter": ["witness"],
        }
    }
    tree["places"]["safe"]["name"] = canary
    tree["people"]["witness"]["name"] = canary
    read = read_tree(tree)
    seen = feed_view(read.history, readers(read.schedule)["ana"])
    page = html.render(seen, Page(subscription=LINK)).decode()
    assert "Field visit" in page
    assert canary not in page
    assert "Kathmandu" not in page
    assert all(item.uid not in page for item in seen.items)


@pytest.mark.parametrize("seed", range(8))
def test_what_a_reader_may_not_see_changes_no_byte(seed: int) -> None:
    rng = Random(seed)  # noqa: S311 (a seed, to be made again)
    tree = world(rng)
    for name in READERS:
        other = twin(tree, Sight(name, Medium.FEED), rng)
        pages = set()
        for made in map(read_tree, (tree, other)):
            seen = feed_view(made.history, readers(made.schedule)[name])
            pages.add(html.render(seen, Page(language="es", subscription=LINK)))
        assert len(pages) == 1
        assert b"free" not in text(pages.pop()).encode()  # what is hidden may take that time
