"""Which answer a request gets, and what becomes of one that goes wrong, without a network."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from itinerary.feeds import answers
from itinerary.feeds.application import Application
from itinerary.feeds.links import LinkStore, file_of
from itinerary.feeds.mission import Mission as Kept
from itinerary.feeds.mission import State, Trouble
from itinerary.feeds.server import Keeper
from itinerary.times import UTC
from tests.feeds.serving import WEEK, Mission

NOW = datetime(2023, 5, 21, 23, tzinfo=UTC)


@dataclass
class Headers:
    """A request's headers, as granian gives them."""

    fields: Mapping[str, Sequence[str]]

    def get_all(self, name: str) -> Sequence[str]:
        return self.fields.get(name, ())


@dataclass
class Request:
    """A request, as granian gives it."""

    path: str
    method: str = "GET"
    headers: Headers = field(default_factory=lambda: Headers({}))


class Broken:
    """A request that cannot be read."""

    path = "/"
    method = "GET"

    @property
    def headers(self) -> Headers:
        raise UnicodeDecodeError("utf-8", b"SECRETLINK", 0, 1, "SECRETLINK")


@dataclass
class Sent:
    """Where an answer goes."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = status, headers


@dataclass
class Site:
    """A mission that is served by an application in this process."""

    mission: Mission
    keeper: Keeper
    served: Application
    told: list[Mapping[str, object]]
    ana: str
    ben: str
    now: datetime = NOW

    def ask(self, request: object) -> Sent:
        sent = Sent()
        asyncio.run(self.served.__rsgi__(request, sent))
        return sent

    def status(self, token: str) -> int:
        return self.ask(Request(f"/{token}/calendar.ics")).status


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    mission = Mission(tmp_path / "mission")
    mission.folder.mkdir()
    mission.release(WEEK)
    ana, ben = mission.link("ana"), mission.link("ben", "--until", "2023-05-22")
    told: list[Mapping[str, object]] = []
    served = Application({}, told.append, tells_requests=True)
    with LinkStore(file_of(str(mission.path))) as store:
        kept = Kept(str(mission.path), store)
        found = Site(mission, Keeper(kept, lambda: found.now, told.append), served, told, ana, ben)
        found.keeper.look(served)
        yield found


def test_a_request_that_cannot_be_read_is_answered_and_told_without_its_words(site: Site) -> None:
    class Odd(Broken):
        path = f"/{site.ana}/calendar.ics"

    sent = site.ask(Odd())
    assert (sent.status, sent.body) == (500, answers.BROKEN.body)
    fault, request = site.told[-2:]
    assert fault["event"] == "fault"
    assert fault["type"] == "UnicodeDecodeError"
    assert str(fault["where"]).startswith("test_application.py:")
    assert request == {"event": "request", "route": "none", "status": 500}
    for secret in ("SECRETLINK", site.ana):
        assert secret not in f"{site.told}{sent}"


def test_several_fields_of_one_name_are_one_list(site: Site) -> None:
    path = f"/{site.ana}/calendar.ics"
    tag = dict(site.ask(Request(path)).headers)["etag"]
    fields = {"if-none-match": ['"other"', tag], "accept-encoding": ["br", "gzip"]}
    sent = site.ask(Request(path, headers=Headers(fields)))
    assert (sent.status, sent.body) == (304, b"")
    fields = {"accept-encoding": ["br", "gzip"]}
    sent = site.ask(Request(path, headers=Headers(fields)))
    assert dict(sent.headers)["content-encoding"] == "gzip"


def test_head_tells_how_long_the_answer_would_be(site: Site) -> None:
    whole = site.ask(Request(f"/{site.ana}/"))
    head = site.ask(Request(f"/{site.ana}/", "HEAD"))
    assert head.body == b""
    assert dict(head.headers)["content-length"] == str(len(whole.body))


@pytest.mark.parametrize(
    ("path", "method", "status", "route"),
    [
        ("/healthz", "GET", 200, "health"),
        ("/robots.txt", "GET", 200, "robots"),
        ("/", "GET", 404, "none"),
        ("", "GET", 404, "none"),
        ("/healthz", "POST", 405, "none"),
    ],
)
def test_each_path_leads_where_it_should(
    site: Site, path: str, method: str, status: int, route: str
) -> None:
    assert site.ask(Request(path, method)).status == status
    assert site.told[-1] == {"event": "request", "route": route, "status": status}


def test_a_link_ends_by_the_clock(site: Site) -> None:
    assert (site.status(site.ana), site.status(site.ben)) == (200, 200)
    site.now = NOW + timedelta(days=2)
    site.keeper.look(site.served)
    assert (site.status(site.ana), site.status(site.ben)) == (200, 404)


def test_a_link_ends_by_the_clock_even_while_the_releases_cannot_be_read(site: Site) -> None:
    (site.mission.folder / "mission.releases" / "0001.yaml").write_text("changed")
    site.keeper.look(site.served)
    assert (site.status(site.ana), site.status(site.ben)) == (200, 200)
    assert site.ask(Request("/healthz")).status == 503
    site.now = NOW + timedelta(days=2)
    site.keeper.look(site.served)
    assert (site.status(site.ana), site.status(site.ben)) == (200, 404)
    assert [one["event"] for one in site.told if one["event"] != "request"] == ["ready", "trouble"]


def test_what_a_disk_cannot_give_changes_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_self: Kept) -> object:
        raise PermissionError(13, "SECRETNAME")

    before = site.served.shelf
    monkeypatch.setattr(Kept, "released", fail)
    site.keeper.look(site.served)
    site.keeper.look(site.served)
    assert site.served.shelf == before
    assert not site.served.is_well
    (trouble,) = (one for one in site.told if one["event"] == "trouble")
    assert trouble["what"] == "PermissionError"
    assert "SECRETNAME" not in str(site.told)


def test_only_what_changed_for_a_reader_is_made_anew(site: Site) -> None:
    before = {token: site.ask(Request(f"/{token}/")) for token in (site.ana, site.ben)}
    shelf = site.served.shelf
    site.mission.release(WEEK.replace("25 11:00", "25 10:00"), now="2023-05-22T09:00-05:00")
    site.keeper.look(site.served)
    after = {token: site.ask(Request(f"/{token}/")) for token in (site.ana, site.ben)}
    assert after[site.ana].body != before[site.ana].body
    assert after[site.ben] == before[site.ben]
    files = [row.files["calendar.ics"].file for row in site.served.shelf.values()]
    kept = [row.files["calendar.ics"].file for row in shelf.values()]
    assert [one is other for one, other in zip(files, kept, strict=True)].count(True) == 1


def test_a_mission_says_why_it_cannot_be_told(tmp_path: Path) -> None:
    mission = Mission(tmp_path / "mission")
    mission.folder.mkdir()
    mission.path.write_text(WEEK)
    with LinkStore(file_of(str(mission.path))) as store:
        kept = Kept(str(mission.path), store)
        assert kept.live(NOW) == frozenset()
        found = kept.state(NOW)
        assert isinstance(found, Trouble)
        assert found.message == "nothing has been released yet"
        mission.release()
        state = kept.state(NOW)
    assert isinstance(state, State)
    assert state == State((), (), None)
    assert state.site.folders == ()
