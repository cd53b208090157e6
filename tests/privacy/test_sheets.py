"""Sheets: what a reader may not see changes no byte of any of theirs, on paper or on a screen."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument
from typer.testing import CliRunner

from itinerary.cli import app
from itinerary.model.history import History
from itinerary.output.sheets import FORMATS, SHEETS, render
from itinerary.privacy import directory, editions, gate, readers, sights
from itinerary.privacy.projection import project
from itinerary.privacy.readers import ANYBODY, COORDINATOR, Medium, Reader
from itinerary.privacy.view import Contact, Edition, View
from itinerary.times import UTC
from itinerary.workspace import printing
from tests.privacy.histories import history, trees, twin_history
from tests.privacy.worlds import READERS, Read, Sight, Tree, read, rights, twin, world

NOW = datetime(2023, 5, 21, 12, tzinfo=UTC)
SEEDS = st.integers(min_value=0, max_value=2**48)
QUICK = ("text", "html", "markdown")
Observed = dict[str, bytes]
Project = Callable[[History, Reader], View]


def on_a_sheet(state: History, reader: Reader) -> View:
    return project(state, reader, Medium.SHEET)


def observe(
    state: History, name: str, forms: tuple[str, ...], view_of: Project = on_a_sheet
) -> Observed:
    """Return every byte of a reader's sheets, and what their files are called.

    The press advisory tells whoever reads it what the press office may see, and no more.
    """
    schedule = state.latest.schedule
    reader = readers.readers(schedule)[name]
    found = {}
    for kind, chosen in SHEETS.items():
        if chosen.is_public and name != "press":
            continue
        whose = ANYBODY if chosen.is_public else reader
        how = printing.printing(schedule, None if chosen.is_public else reader, NOW, asked="en")
        made = chosen.make(view_of(state, whose), how)
        for form in forms:
            found[printing.file_name(kind, reader, None, form)] = render(form, made)
    return found


def pairs(seed: int) -> Iterator[tuple[Read, Read, str]]:
    rng = random.Random(seed)  # noqa: S311 (it hides nothing)
    tree = world(rng)
    one = read(tree)
    for name in READERS:
        yield one, read(twin(tree, Sight(name, Medium.SHEET), rng)), name


@settings(max_examples=30)
@given(SEEDS)
def test_what_a_reader_may_not_see_changes_no_byte_of_a_sheet(seed: int) -> None:
    for one, other, name in pairs(seed):
        before, after = (observe(each.history, name, QUICK) for each in (one, other))
        assert before == after, (name, one.tree, other.tree)


@settings(max_examples=2)
@given(SEEDS)
def test_nor_of_a_pdf(seed: int) -> None:
    for one, other, name in pairs(seed):
        before, after = (observe(each.history, name, ("pdf",)) for each in (one, other))
        assert before == after, (name, one.tree, other.tree)


# ---------------------------------------------------------------- histories

RELEASES = 8


def told(made: History, name: str, forms: tuple[str, ...]) -> list[Observed]:
    """Return the sheets that a reader is handed, leaving out those that stayed the same."""
    found: list[Observed] = []
    for version in made.versions:
        sheets = observe(made.as_of(version.number), name, forms)
        if not found or sheets != found[-1]:
            found.append(sheets)
    return found


@settings(max_examples=8)
@given(SEEDS, st.sampled_from(READERS))
def test_hidden_edits_and_hidden_releases_change_no_edition(seed: int, name: str) -> None:
    rng = random.Random(seed)  # noqa: S311
    states = trees(rng, RELEASES)
    one, other = history(states), twin_history(states, name, rng, Medium.SHEET)
    assert told(one, name, ("text",)) == told(other, name, ("text",))


def test_an_edition_counts_what_its_reader_sees_and_the_coordinator_sees_all() -> None:
    rng = random.Random(5)  # noqa: S311
    states = trees(rng, 12)
    made = history(states)
    seen = [on_a_sheet(made.as_of(one.number), COORDINATOR).edition for one in made.versions]
    assert [edition.number for edition in seen if edition] == [*range(1, 13)]
    for name in READERS:
        numbers = []
        for version in made.versions:
            state = made.as_of(version.number)
            edition = on_a_sheet(state, readers.readers(state.latest.schedule)[name]).edition
            assert edition is not None
            numbers.append(edition.number)
        assert numbers == sorted(numbers)
        assert set(numbers) == set(range(1, numbers[-1] + 1))


# ---------------------------------------------------------------- canaries

CANARY = "Zyxwvu"


def canaries(tree: Tree, name: str) -> Tree:
    """Return a schedule with a canary in each secret text of what a reader may not see at all."""
    other: Tree = json.loads(json.dumps(tree))
    for number, made in enumerate(other["programme"].values()):
        if rights(made, name, Medium.SHEET) == "nothing":
            made["title"] = f"{CANARY}{number}"
            for key in ("room", "dress", "note", "press"):
                made[key] = f"{CANARY}{key}{number}"
            made |= {"vehicle": [f"{CANARY}car{number}"], "with": [f"{CANARY}with{number}"]}
    other["contacts"] = {
        "bird": {
            "name": f"{CANARY} contact",
            "phone": f"{CANARY}9",
            "role": f"{CANARY}role",
            "class": "confidential",
            "emergency": "yes",
        }
    }
    other["safety"]["monitor"] = "bird"
    return other


def said_by(pdf: bytes) -> str:
    """Return all that a PDF says: its pages, its bookmarks, its metadata, its own bytes."""
    document = PdfDocument(pdf)
    told = [page.get_textpage().get_text_bounded() for page in document]
    told += [mark.get_title() for mark in document.get_toc()]
    told += [f"{key}={value}" for key, value in document.get_metadata_dict().items()]
    document.close()
    return "\n".join((*told, pdf.decode("latin-1")))


@settings(max_examples=10)
@given(SEEDS, st.sampled_from(READERS))
def test_no_canary_sings_on_a_sheet(seed: int, name: str) -> None:
    tree = world(random.Random(seed))  # noqa: S311
    if name == "desk":  # may read what is confidential
        return
    state = read(canaries(tree, name)).history
    for file, data in observe(state, name, (*QUICK, "pdf")).items():
        text = said_by(data) if file.endswith(".pdf") else data.decode()
        assert CANARY.casefold() not in text.casefold(), file


def test_no_canary_sings_in_files_names_or_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tree = world(random.Random(11))  # noqa: S311
    tree["people"] |= {"staff2": {"name": "Staff Two"}}
    tree["programme"] = {
        f"{CANARY.lower()}-id": {
            "kind": "meeting",
            "class": "confidential",
            "title": f"{CANARY} title",
            "when": "2023-05-22 10:00 for 1h",
            "who": ["ana"],
            "where": "safe",
        }
    }
    tree["contacts"] = {}
    tree["safety"] = {}
    Path("m.yaml").write_text(json.dumps(tree) + "\n", encoding="utf-8")
    for kind in ("day", "line-by-line", "movement", "contacts", "handover"):
        run = CliRunner().invoke(
            app,
            ["sheet", kind, "m.yaml", "--everyone", "-o", "out", "--now", "2023-05-21T12:00"],
        )
        assert run.exit_code == 0, run.output
        assert CANARY.lower() not in run.output.lower()
    names = sorted(path.name for path in Path("out").iterdir())
    assert len(names) == 5 * len(tree["people"])
    for path in Path("out").iterdir():
        assert CANARY.lower() not in path.name
        if "-ana." not in path.name:
            assert CANARY.casefold() not in said_by(path.read_bytes()).casefold()
    assert CANARY in said_by(Path("out/day-ana.pdf").read_bytes())


# ---------------------------------------------------------------- movement and press


@settings(max_examples=40)
@given(SEEDS)
def test_a_movement_plan_names_nobody_who_is_protected(seed: int) -> None:
    tree = world(random.Random(seed))  # noqa: S311
    for number, made in enumerate(tree["programme"].values()):
        made |= {"title": f"{CANARY}{number}", "with": [f"{CANARY}with{number}"]}
    tree["people"]["witness"]["name"] = "Rosa Qantu"
    tree["people"]["driver"]["name"] = "Juan Qantu"
    tree["places"]["safe"]["name"] = "House of Qantu"
    made = read(tree)
    for reader in (None, *readers.readers(made.schedule).values()):
        how = printing.printing(made.schedule, reader, NOW, asked="en")
        sheet = printing.sheet("movement", made.history, reader, how)
        for form in QUICK:
            text = render(form, sheet).decode()
            assert "Qantu" not in text
            assert CANARY not in text


def test_the_press_advisory_is_the_same_whoever_prints_it() -> None:
    for seed in range(8):
        made = read(world(random.Random(seed)))  # noqa: S311
        known = readers.readers(made.schedule).values()
        how = printing.printing(made.schedule, None, NOW, asked="en")
        all_of_them = {
            render("text", printing.sheet("press", made.history, reader, how))
            for reader in (None, *known)
        }
        assert len(all_of_them) == 1
        (text,) = all_of_them
        for entry in made.tree["programme"].values():
            if entry.get("class") != "public" or entry["kind"] == "victim-meeting":
                assert entry["title"] not in text.decode()


# ---------------------------------------------------------------- planted leaks


def _patched(target: object, name: str, value: object) -> Project:
    def view_of(state: History, reader: Reader) -> View:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(target, name, value)
            return project(state, reader, Medium.SHEET)

    return view_of


def _release_number(state: History, reader: Reader) -> View:
    view = on_a_sheet(state, reader)
    count = len(state.latest.schedule.entries)
    return replace(view, edition=Edition(number=count, at=state.latest.at))


def _met_by_all(self: sights.Sights, _reader: Reader) -> frozenset[str]:
    return frozenset(
        person
        for occurrence in self.schedule.occurrences
        for person in self.schedule.attendees(occurrence.entry, occurrence.when)
    )


def _everybody(*_told: object, **_more: object) -> bool:
    return True


def _any_hospital(self: gate.Gate, reference: object) -> object:
    place = self.schedule.gazetteer.places[reference.id]  # type: ignore[attr-defined]
    return Contact(name=place.name, phone=place.phone)


def _hidden_days(state: History, reader: Reader) -> View:
    view = on_a_sheet(state, reader)
    return replace(view, mission=f"{view.mission} ({len(state.latest.schedule.occurrences)})")


LEAKS: dict[str, Project] = {
    "an edition that counts what is in the file": _release_number,
    "contacts of any class": _patched(directory, "_may_read", _everybody),
    "whom others meet": _patched(sights.Sights, "met", _met_by_all),
    "a hidden hospital": _patched(gate.Gate, "_hospital", _any_hospital),
    "how much there is": _hidden_days,
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_planted_leak_is_found(leak: str) -> None:
    view_of = LEAKS[leak]
    assert any(
        observe(one.history, name, ("text",), view_of)
        != observe(other.history, name, ("text",), view_of)
        for seed in range(40)
        for one, other, name in pairs(seed)
    ), f"nothing notices: {leak}"


def test_an_edition_that_counts_releases_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def follow(self: editions.Editions, at: datetime, *_told: object) -> None:
        before = self.last.number if self.last else 0
        self.last = Edition(number=before + 1, at=at, before=before or None)

    monkeypatch.setattr(editions.Editions, "follow", follow)
    found = False
    for seed in range(10):
        rng = random.Random(seed)  # noqa: S311
        states = trees(rng, RELEASES)
        one, other = history(states), twin_history(states, "press", rng, Medium.SHEET)
        found = found or told(one, "press", ("text",)) != told(other, "press", ("text",))
    assert found


def test_every_format_is_looked_at() -> None:
    assert set(FORMATS) == {*QUICK, "pdf"}
