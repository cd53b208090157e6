"""VS Code's YAML language server completes and checks schedules by the JSON Schema."""

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from itinerary.checks import RULES
from itinerary.model.entries import Status
from itinerary.model.kinds import BUILT_IN
from itinerary.syntax.sections import SECTIONS
from itinerary.workspace.describing import json_schema
from tests.interop import with_yaml_language_server
from tests.interop.readers import require
from tests.interop.with_yaml_language_server import Document, Told, edit

SCHEDULES = Path(__file__).parents[2] / "schedules"
PERU = (SCHEDULES / "peru-2023.yaml").read_bytes()
PLACES = {"lima", "lima-hotel", "ayacucho", "government-palace"}
PEOPLE = {"callamard", "guevara-rosas", "navarro", "interpreter-1", "driver-1"}
ENTRY = "programme:\n  a:\n    kind: meeting\n    {}|\n"
COMPLETED: dict[str, tuple[str, set[str]]] = {
    "keys of the file": ("|\n", {f"{key}:" for key in SECTIONS}),
    "keys of an entry": (ENTRY.format(""), {"when:", "where:", "who:", "note taker:", "request:"}),
    "keys of a journey": ("programme:\n  a:\n    kind: journey\n    |\n", {"from:", "to:", "by:"}),
    "keys of a person": ("people:\n  ana:\n    |\n", {"name:", "joins:", "unavailable:"}),
    "keys of a record": ("people:\n  ana:\n    joins:\n      |\n", {"when:", "where:"}),
    "kinds": ("programme:\n  a:\n    kind: |\n", {*BUILT_IN, "advice"}),
    "statuses": (ENTRY.format("status: "), {status.value for status in Status}),
    "classes": (ENTRY.format("class: "), {"public", "private", "confidential"}),
    "people": (ENTRY.format("who: "), {"everyone", *PEOPLE}),
    "people of a list": (ENTRY.format("who:\n      - "), {"everyone", *PEOPLE}),
    "people in brackets": ("programme: {a: {kind: rest, who: [callamard, |]}}\n", PEOPLE),
    "places": (ENTRY.format("where: "), PLACES),
    "place of a place": ("places:\n  a:\n    in: |\n", PLACES),
    "ends of a way": ("travel:\n  - from: |\n", PLACES),
    "contacts": ("safety:\n  monitor: |\n", {"police", "security-desk", "navarro"}),
    "entries": (ENTRY.format("after: "), {"press-conference", "families-ayacucho"}),
    "rules": (
        ENTRY.format("allow:\n      - rule: "),
        {rule.id for rule in RULES if rule.check is not None},
    ),
    "rules with figures": ("rules:\n  |\n", {"too-tight:"}),
    "figures": ("rules:\n  too-tight:\n    |\n", {"margin:"}),
    "yes and no": ("connections: |\n", {"yes", "no"}),
}
NOT_COMPLETED = {
    "keys of an entry": {"from:", "nights:"},
    "keys of a journey": {"where:", "nights:"},
    "people": {"true", "null"},
}
HEAD = "itinerary: 1\ndelegation: {name: D, dates: 2023-05-20, timezone: America/Lima}\n"
WRONG = {
    "people: {ana: {nme: A, name: A}}\nprogramme:\n": ["3: Property nme is not allowed."],
    "people: [ana]\nprogramme:\n": ["3: write each of the people as `id:` with its keys below"],
    "programme: {A: {kind: rest, when: 9am}}\n": [
        "3: use small letters a-z, digits and hyphens",
        "3: write `2023-05-25`, `Thu 2023-05-25` or `25 May 2023`",
    ],
    "programme: {a: {kind: rest, when: 25 May 10:00}}\n": [
        "3: write `10:00-11:30` or `10:00 for 1h30`"
    ],
    "local travel: 90\nprogramme:\n": ["3: write `45m`, `1h30`, `2h` or `PT90M`"],
}


def marked(name: str, text: str) -> Document:
    """Return a document whose cursor stands at the bar in its text."""
    before, _, after = text.partition("|")
    return Document(name, before + after, (before.count("\n"), len(before.rpartition("\n")[2])))


@cache
def told() -> dict[str, Told]:
    """Return what the editor tells of all the documents: it is started once."""
    named = {
        what: marked(f"{at}.yaml", text) for at, (what, (text, _)) in enumerate(COMPLETED.items())
    }
    named |= {rest: Document(f"wrong-{at}.yaml", HEAD + rest) for at, rest in enumerate(WRONG)}
    for sample in SCHEDULES.glob("*.yaml"):
        named[sample.name] = Document(sample.name, sample.read_text(encoding="utf-8"))
    modeline = "# yaml-language-server: $schema=of-peru.json\nplaces:\n  a:\n    in: |\n"
    named["modeline"] = marked("another.yml", modeline)
    with TemporaryDirectory() as folder:
        Path(folder, "of-peru.json").write_bytes(json_schema(PERU))
        answers = edit(Path(folder), [*named.values()], {"of-peru.json": "*.yaml"})
    return dict(zip(named, answers, strict=True))


@pytest.fixture(autouse=True)
def editor() -> None:
    require(with_yaml_language_server)


def offered(what: str) -> set[str]:
    """Return the keys, each with its colon, and the values that are offered."""
    return {re.sub(r":\s.*", ":", text, flags=re.DOTALL) for text in told()[what].completed}


@pytest.mark.parametrize("what", COMPLETED)
def test_what_can_stand_there_is_completed_and_nothing_else(what: str) -> None:
    assert COMPLETED[what][1] - offered(what) == set()
    assert NOT_COMPLETED.get(what, set()) & offered(what) == set()


def test_a_file_finds_its_schema_by_its_first_line() -> None:
    assert PLACES - offered("modeline") == set()


@pytest.mark.parametrize("sample", sorted(path.name for path in SCHEDULES.glob("*.yaml")))
def test_nothing_is_found_wrong_in_a_sample(sample: str) -> None:
    assert told()[sample].faults == []


@pytest.mark.parametrize("rest", WRONG)
def test_what_is_wrong_is_told_in_the_words_of_the_program(rest: str) -> None:
    assert sorted(told()[rest].faults) == WRONG[rest]
