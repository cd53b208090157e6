"""A link opens what it is meant to, and nothing on the disk gives it away."""

import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.feeds.links import (
    Link,
    LinkStore,
    base_url,
    digest,
    file_of,
    is_loopback,
    subscription,
)
from itinerary.times import UTC

KEY = b"a mission's key"
NOW = datetime(2023, 5, 21, 23, tzinfo=UTC)
END = datetime(2023, 5, 28, 5, tzinfo=UTC)


def files(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}*"))


def test_links_lie_beside_the_mission(tmp_path: Path) -> None:
    assert file_of(str(tmp_path / "peru.yaml")) == tmp_path / "peru.links"
    (tmp_path / "today.yaml").symlink_to(tmp_path / "peru.yaml")
    assert file_of(str(tmp_path / "today.yaml")) == tmp_path / "peru.links"


def test_a_link_is_256_bits_that_an_address_can_hold(tmp_path: Path) -> None:
    with LinkStore(tmp_path / "m.links") as store:
        tokens = [store.new(KEY, "ana", NOW).token or "" for _ in range(50)]
    assert len(set(tokens)) == 50
    assert all(len(token) == 43 for token in tokens)
    assert all(token.replace("-", "").replace("_", "").isalnum() for token in tokens)


def test_no_file_holds_a_link_in_clear(tmp_path: Path) -> None:
    path = tmp_path / "m.links"
    with LinkStore(path) as store:
        token = store.new(KEY, "ana", NOW).token or ""
        store.rotate(KEY, store.links(KEY)[0], NOW, NOW)
        on_disk = b"".join(file.read_bytes() for file in files(path))
    assert len(files(path)) >= 1
    assert b"ana" in on_disk
    assert digest(token) in on_disk
    assert token.encode() not in on_disk
    assert token not in repr(store.__dict__)


def test_a_link_is_not_told_by_its_repr(tmp_path: Path) -> None:
    with LinkStore(tmp_path / "m.links") as store:
        link = store.new(KEY, "ana", NOW)
    assert link.token
    assert link.token not in repr(link)
    assert repr(link.digest) not in repr(link)


def test_every_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    path = tmp_path / "m.links"
    program = (
        "import os, sys; from pathlib import Path; from itinerary.feeds.links import LinkStore\n"
        "os.umask(0)\n"
        "store = LinkStore(Path(sys.argv[1])); store.url = 'https://example.org'\n"
        "names = sorted(Path(sys.argv[1]).parent.iterdir())\n"
        "print([(name.name, oct(name.stat().st_mode & 0o777)) for name in names])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.count("0o600") == 3
    assert "m.links-wal" in done.stdout


def test_a_file_that_was_opened_to_others_is_closed_again(tmp_path: Path) -> None:
    path = tmp_path / "m.links"
    LinkStore(path).close()
    path.chmod(0o644)
    LinkStore(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_is_unsealed_by_the_mission_s_key_alone(tmp_path: Path) -> None:
    with LinkStore(tmp_path / "m.links") as store:
        token = store.new(KEY, "ana", NOW).token
        assert [link.token for link in store.links(KEY)] == [token]
        assert [link.token for link in store.links(b"another")] == [None]
        assert [link.token for link in store.links(None)] == [None]
        assert {link.digest for link in store.links(None)} == {digest(token or "")}


def test_sealed_links_cannot_be_exchanged(tmp_path: Path) -> None:
    path = tmp_path / "m.links"
    with LinkStore(path) as store:
        store.new(KEY, "ana", NOW)
        store.new(KEY, "ben", NOW)
    with closing(sqlite3.connect(path)) as db, db:
        (sealed,) = db.execute("SELECT sealed FROM link WHERE number = 2").fetchone()
        db.execute("UPDATE link SET sealed = ? WHERE number = 1", (sealed,))
    with LinkStore(path) as store:
        assert [link.token is None for link in store.links(KEY)] == [True, False]


def test_a_link_ends_with_the_mission_or_when_it_is_told_to(tmp_path: Path) -> None:
    with LinkStore(tmp_path / "m.links") as store:
        store.new(KEY, "ana", NOW)
        store.new(KEY, "ben", NOW, NOW + timedelta(days=1))
        store.new(KEY, "cleo", NOW, END + timedelta(days=30))
        ana, ben, cleo = store.links(KEY)
    assert (ana.end(END), ben.end(END), cleo.end(END)) == (
        END,
        NOW + timedelta(days=1),
        END + timedelta(days=30),
    )
    assert ana.is_live(END - timedelta(seconds=1), END)
    assert not ana.is_live(END, END)


def test_a_rotated_link_works_on_for_a_while(tmp_path: Path) -> None:
    with LinkStore(tmp_path / "m.links") as store:
        old = store.new(KEY, "ana", NOW)
        ends = NOW + timedelta(hours=72)
        new = store.rotate(KEY, old, NOW, ends)
        stored_old, stored_new = store.links(KEY)
    assert stored_old.end(END) == ends
    assert (stored_new.reader, stored_new.replaces) == ("ana", old.number)
    assert stored_new.token == new.token != old.token
    assert stored_new.end(END) == END


def test_a_revoked_link_ends_at_once_and_stays_revoked(tmp_path: Path) -> None:
    with LinkStore(tmp_path / "m.links") as store:
        link = store.new(KEY, "ana", NOW)
        store.revoke(link, NOW + timedelta(hours=1))
        store.revoke(link, NOW + timedelta(hours=9))
        (stored,) = store.links(KEY)
    assert stored.revoked == NOW + timedelta(hours=1)
    # Even by a clock that is behind the one it was revoked by.
    assert not stored.is_live(NOW, END)
    assert not stored.is_live(NOW + timedelta(hours=1), END)


def test_the_file_alone_holds_all_while_others_have_it_open(tmp_path: Path) -> None:
    path, copy = tmp_path / "m.links", tmp_path / "copy.links"
    with LinkStore(path) as served, LinkStore(path) as other:
        link = other.new(KEY, "ana", NOW)
        served.links(KEY)
        other.revoke(link, NOW)
        copy.write_bytes(path.read_bytes())
    with LinkStore(copy) as store:
        assert [one.revoked for one in store.links(KEY)] == [NOW]


@given(
    st.lists(
        st.tuples(st.sampled_from(["new", "rotate", "revoke"]), st.integers(0, 5)), max_size=12
    )
)
def test_after_any_changes_just_the_links_that_should_work_do(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, int]]
) -> None:
    path = tmp_path_factory.mktemp("links") / "m.links"
    works: dict[int, bool] = {}
    with LinkStore(path) as store:
        known: list[Link] = []
        for change, which in changes:
            if change == "new" or not known:
                known.append(store.new(KEY, f"reader-{which}", NOW))
            else:
                link = known[which % len(known)]
                if change == "rotate":
                    known.append(store.rotate(KEY, link, NOW, None))
                else:
                    store.revoke(link, NOW)
                works[link.number] = False
            works.setdefault(known[-1].number, True)
    with LinkStore(path) as store:
        links = store.links(KEY)
    assert {link.number: link.is_live(NOW, END) for link in links} == works
    assert [link.token for link in links] == [link.token for link in known]


def test_what_other_programs_change_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "m.links"
    with LinkStore(path) as served, LinkStore(path) as other:
        assert served.is_current()
        other.new(KEY, "ana", NOW)
        assert not served.is_current()
        assert [link.reader for link in served.links(KEY)] == ["ana"]


def test_what_a_program_changed_that_was_killed_at_once_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "m.links"
    with LinkStore(path) as store:
        store.new(KEY, "ana", NOW)
    with LinkStore(path) as served, closing(sqlite3.connect(path)) as db:
        assert served.is_current()
        with db:  # so far it is in the log alone
            db.execute("UPDATE link SET revoked = made")
        assert not served.is_current()
        assert served.links(KEY)[0].revoked == NOW


def test_programs_that_write_at_once_wait_for_each_other(tmp_path: Path) -> None:
    path = tmp_path / "m.links"
    program = (
        "import sys; from datetime import datetime, timezone; from pathlib import Path\n"
        "from itinerary.feeds.links import LinkStore\n"
        "for _ in range(20):\n"
        "    with LinkStore(Path(sys.argv[1])) as store:\n"
        "        store.new(b'k', sys.argv[2], datetime.now(timezone.utc))\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(path), name]) for name in "abcd"
    ]
    assert [one.wait() for one in running] == [0, 0, 0, 0]
    with LinkStore(path) as store:
        links = store.links(b"k")
    assert len({link.number for link in links}) == 80
    assert {name: sum(link.reader == name for link in links) for name in "abcd"} == dict.fromkeys(
        "abcd", 20
    )


def test_a_file_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "m.links"
    LinkStore(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(OSError, match="a newer itinerary"):
        LinkStore(path)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (99,)


def test_a_file_that_is_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "m.links"
    path.write_bytes(b"itinerary: 1\n" * 500)
    with pytest.raises(OSError, match="cannot be used"):
        LinkStore(path)
    assert path.read_bytes() == b"itinerary: 1\n" * 500


def test_the_address_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "m.links"
    with LinkStore(path) as store:
        assert store.url is None
        store.url = "https://a.example.org"
        store.url = "https://b.example.org"
    with LinkStore(path) as store:
        assert store.url == "https://b.example.org"


def test_what_was_sent_where_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "m.links"
    with LinkStore(path) as store:
        one = store.new(KEY, "ana", NOW).number
        store.note("s3://bucket", one, "calendar.ics", "a")
        store.note("s3://bucket", one, "calendar.ics", "b")
        store.note("s3://bucket", one, "index.html", "c")
        store.note("/srv/www", one, "calendar.ics", "d")
        store.note("s3://bucket", one, "index.html", None)
    with LinkStore(path) as store:
        assert store.sent("s3://bucket") == {(one, "calendar.ics"): "b"}
        assert store.sent("/srv/www") == {(one, "calendar.ics"): "d"}
        assert store.sent("elsewhere") == {}


@pytest.mark.parametrize(
    ("told", "base"),
    [
        ("https://calendar.example.org", "https://calendar.example.org"),
        ("https://example.org/a/b/", "https://example.org/a/b"),
        (" https://example.org:8443/ ", "https://example.org:8443"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost:8000/", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("http://example.org", None),
        ("http://192.168.1.5:8000", None),
        ("http://127.0.0.1.example.org", None),
        ("ftp://example.org", None),
        ("example.org", None),
        ("https://", None),
        ("https://user:secret@example.org", None),
        ("https://example.org/?a=b", None),
        ("https://example.org/#a", None),
        ("https://example.org:notaport", None),
        ("https://exa\nmple.org", None),
        ("", None),
    ],
)
def test_a_mission_is_served_by_https_or_on_this_machine(told: str, base: str | None) -> None:
    assert base_url(told) == base


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104 (nothing listens here)
        ("::", False),
        ("10.0.0.1", False),
        ("example.org", False),
        ("", False),
    ],
)
def test_this_machine_is_known_from_a_network(host: str, is_here: bool) -> None:  # noqa: FBT001
    assert is_loopback(host) is is_here


def test_a_link_s_addresses_subscribe() -> None:
    told = subscription("https://example.org/c", "T" * 43)
    assert told.calendar == f"https://example.org/c/{'T' * 43}/calendar.ics"
    assert told.page == f"https://example.org/c/{'T' * 43}/index.html"
    assert told.webcal == f"webcal://example.org/c/{'T' * 43}/calendar.ics"
    assert told.google == (
        "https://calendar.google.com/calendar/render?cid=webcal%3A%2F%2Fexample.org%2Fc%2F"
        f"{'T' * 43}%2Fcalendar.ics"
    )
