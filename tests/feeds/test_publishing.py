"""What is sent to a target, in which order, and what is left when it is broken off anywhere."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary.feeds import publishing
from itinerary.feeds.publishing import AT_ONCE, WHOLE, Fault, Held, Sent, Target
from itinerary.feeds.site import CALENDAR, PAGE, Folder, Resource, Site, resource
from tests.feeds.sites import Notes, as_read, files, site, token


class Killed(BaseException):
    """The program ends here."""


class Memory(Target):
    """A target kept in memory; one that cannot be listed knows of what was noted alone."""

    def __init__(self, *, is_listed: bool = True) -> None:
        self.name = "memory"
        self.objects: dict[tuple[str, str], Resource] = {}
        self.done: list[tuple[str, str, str]] = []
        self.is_listed = is_listed
        self.closed_at = 0
        self.before: Iterator[None] = iter(())
        self._lock = threading.Lock()

    def held(self, site: Site, sent: Sent) -> Held:
        if self.is_listed:
            return Held({where: one.digest for where, one in self.objects.items()})
        folders = {folder.link: folder for folder in (*site.folders, *site.withdrawn)}
        noted = {
            (folders[link].token, name): publishing.digest_of(told)
            for (link, name), told in sent.items()
            if link in folders
        }
        return Held(noted)

    def delete(self, folder: Folder, name: str) -> None:
        with self._lock:
            next(self.before, None)
            for where in [*self.objects]:
                if where[0] == folder.token and name in {WHOLE, where[1]}:
                    del self.objects[where]
            self.done.append(("delete", folder.token, name))
            next(self.before, None)

    def put(self, folder: Folder, name: str, resource: Resource) -> str:
        with self._lock:
            next(self.before, None)
            self.objects[folder.token, name] = resource
            self.done.append(("put", folder.token, name))
            next(self.before, None)
        return "tag"


def kill_at(moment: int) -> Iterator[None]:
    """End the program at one of the moments before and after an object changes."""
    for number in count():
        if number == moment:
            raise Killed
        yield


def holds(target: Memory) -> dict[tuple[str, str], bytes]:
    return {where: one.data for where, one in target.objects.items()}


def publish(target: Target, wanted: Site, notes: Notes, *, force: bool = False) -> int:
    work = publishing.prepare(wanted, target, notes, force=force)
    return len(list(publishing.carry_out(work, target, notes)))


sites = st.builds(
    lambda shown, gone: site(shown, tuple(gone - shown.keys())),
    st.dictionaries(st.integers(1, 5), st.sampled_from(["one", "two", "three"])),
    st.sets(st.integers(1, 8)),
)


def all_known(sites: list[Site]) -> list[Site]:
    """Return sites as links make them: one that was open once is told of for ever."""
    seen: set[int] = set()
    made = []
    for one in sites:
        links = {folder.link for folder in one.folders}
        gone = {folder.link for folder in one.withdrawn} | (seen - links)
        made.append(
            Site(one.folders, tuple(Folder(link, token(link), {}) for link in sorted(gone)))
        )
        seen |= links | gone
    return made


@settings(max_examples=120)
@given(
    runs=st.lists(st.tuples(sites, st.integers(0, 30)), min_size=1, max_size=5),
    is_listed=st.booleans(),
)
def test_whatever_was_killed_before_a_whole_run_leaves_exactly_the_site(
    runs: list[tuple[Site, int]], *, is_listed: bool
) -> None:
    target, notes = Memory(is_listed=is_listed), Notes()
    wanted = all_known([one for one, _ in runs])
    for one, (_, moment) in zip(wanted, runs, strict=True):
        target.before = kill_at(moment)
        with suppress(Killed):
            publish(target, one, notes)
        target.before = iter(())
        target.done = []
        publish(target, one, notes)
        assert holds(target) == as_read(one)
        assert publish(target, one, notes) == 0
        phases = [
            0 if action == "delete" else 2 if name == PAGE else 1 for action, _, name in target.done
        ]
        assert phases == sorted(phases)


@settings(max_examples=120)
@given(
    runs=st.lists(st.tuples(sites, st.integers(0, 30)), min_size=2, max_size=6),
    is_listed=st.booleans(),
)
def test_runs_that_are_killed_one_after_another_never_leave_a_withdrawn_feed(
    runs: list[tuple[Site, int]], *, is_listed: bool
) -> None:
    target, notes = Memory(is_listed=is_listed), Notes()
    for one, moment in zip(all_known([one for one, _ in runs]), (m for _, m in runs), strict=True):
        target.before = kill_at(moment)
        target.done = []
        with suppress(Killed):
            publish(target, one, notes)
        if any(action == "put" for action, *_ in target.done):
            left = {where for where, _ in target.objects}
            assert left.isdisjoint({folder.token for folder in one.withdrawn})
    target.before = iter(())
    publish(target, one, notes)
    assert holds(target) == as_read(one)


@given(sites, sites)
def test_only_what_differs_is_sent(before: Site, after: Site) -> None:
    target, notes = Memory(), Notes()
    publish(target, before, notes)
    target.done = []
    publish(target, after, notes)
    old, new = as_read(before), as_read(after)
    sent = {(where, name) for action, where, name in target.done if action == "put"}
    assert sent == {where for where, data in new.items() if old.get(where) != data}


def test_what_nobody_may_read_goes_first_and_pages_come_last() -> None:
    target, notes = Memory(), Notes()
    publish(target, site({1: "one", 2: "two"}), notes)
    target.done = []
    publish(target, site({2: "new", 3: "three"}, (1,)), notes)
    assert target.done[0] == ("delete", token(1), WHOLE)
    assert {name for *_, name in target.done[1:3]} == {CALENDAR}
    assert {name for *_, name in target.done[3:]} == {PAGE}


def test_a_link_that_was_forgotten_long_ago_is_deleted_too() -> None:
    target, notes = Memory(), Notes()
    publish(target, site({1: "one"}), notes)
    target.objects[token(9), CALENDAR] = resource("text/calendar", b"old")
    publish(target, site({1: "one"}), notes)
    assert holds(target) == as_read(site({1: "one"}))
    assert notes.sent("memory").keys() == {(1, CALENDAR), (1, PAGE)}


def test_a_withdrawn_folder_is_deleted_even_where_the_list_lags_behind() -> None:
    class Lagging(Memory):
        def held(self, site: Site, sent: Sent) -> Held:
            found = super().held(site, sent).objects
            return Held({where: one for where, one in found.items() if where[0] != token(1)})

    target, notes = Lagging(), Notes()
    publish(target, site({1: "one", 2: "two"}), notes)
    publish(target, site({2: "two"}, (1,)), notes)
    assert holds(target) == as_read(site({2: "two"}))
    assert {link for link, _ in notes.sent("memory")} == {2}
    assert publish(target, site({2: "two"}, (1,)), notes) == 0


def test_another_mission_s_feeds_are_not_deleted() -> None:
    target = Memory()
    publish(target, site({1: "one"}), Notes())
    with pytest.raises(Fault, match=r"holds 1 feed of another mission"):
        publish(target, site({2: "two"}), Notes())
    assert holds(target) == as_read(site({1: "one"}))
    publish(target, site({2: "two"}), Notes(), force=True)
    assert holds(target) == as_read(site({2: "two"}))


def test_force_sends_all_and_deletes_whatever_may_be_there() -> None:
    target, notes = Memory(is_listed=False), Notes()
    publish(target, site({1: "one"}), notes)
    target.objects[token(2), CALENDAR] = resource("text/calendar", b"sent by another machine")
    target.done = []
    assert publish(target, site({1: "one"}, (2,)), notes) == 0
    assert publish(target, site({1: "one"}, (2,)), notes, force=True) == 3
    assert holds(target) == as_read(site({1: "one"}))


def test_a_file_that_a_reader_has_no_longer_is_deleted() -> None:
    target, notes = Memory(), Notes()
    publish(target, site({1: "one"}), notes)
    bare = Site((Folder(1, token(1), {CALENDAR: files("one")[CALENDAR]}),))
    assert publish(target, bare, notes) == 1
    assert holds(target) == as_read(bare)


class Failing(Memory):
    """A target that takes nothing for one link."""

    def put(self, folder: Folder, name: str, resource: Resource) -> str:
        if folder.link == 3:
            raise Fault("is full")
        if folder.link == 4:
            raise ValueError(f"https://example.org/{folder.token}")
        return super().put(folder, name, resource)


def test_a_fault_ends_the_run_and_what_was_done_stays_done() -> None:
    target, notes = Failing(), Notes()
    wanted = site({1: "one", 2: "two", 3: "three"})
    done: list[str] = []
    work = publishing.prepare(wanted, target, notes)
    with pytest.raises(Fault, match=r"^is full$") as raised:
        done.extend(step.name for step in publishing.carry_out(work, target, notes))
    assert raised.value.link == 3
    assert {name for _, name in target.objects} == {CALENDAR}, "no page before every calendar"
    # The next run has only the rest to do.
    mended = Memory()
    mended.objects = target.objects
    assert publish(mended, wanted, notes) == 4


def test_what_was_not_foreseen_is_told_without_its_words() -> None:
    with pytest.raises(Fault) as raised:
        publish(Failing(), site({4: "four"}), Notes())
    told = str(raised.value)
    assert told.startswith("failed in a way not foreseen (ValueError in test_publishing.py:")
    assert token(4) not in repr(raised.value)


def test_only_so_many_are_under_way_at_once() -> None:
    under_way = 0
    most = 0
    lock = threading.Lock()
    gate = threading.Barrier(AT_ONCE)

    class Counting(Memory):
        def put(self, folder: Folder, name: str, resource: Resource) -> str:
            nonlocal under_way, most
            with lock:
                under_way += 1
                most = max(most, under_way)
            gate.wait(10)  # all of them are there at the same time
            with lock:
                under_way -= 1
            return super().put(folder, name, resource)

    wanted = site(dict.fromkeys(range(1, 2 * AT_ONCE + 1), "one"))
    publish(Counting(), wanted, Notes())
    assert most == AT_ONCE


def test_no_token_stands_in_what_may_be_printed() -> None:
    target, notes = Memory(), Notes()
    publish(target, site({1: "one"}), notes)
    work = publishing.prepare(site({2: "two"}, (1,)), target, notes)
    held = target.held(site({1: "one"}), {})
    for told in (repr(work), repr(held), repr(work.steps[0].resource)):
        assert token(1) not in told
        assert token(2) not in told


def test_that_something_may_be_there_is_noted_before_it_is_sent() -> None:
    target, notes = Memory(is_listed=False), Notes()
    target.before = kill_at(1)  # the calendar is there, and nobody knows
    with pytest.raises(Killed):
        publish(target, site({1: "one"}), notes)
    target.before = iter(())
    publish(target, site({}, (1,)), notes)
    assert target.objects == {}
    assert notes.sent("memory") == {}
