"""What ``plan``, ``slots`` and ``replan`` promise to programs: keys, and how times are written."""

import json
from pathlib import Path

import pytest
from jsonschema_rs import Draft202012Validator
from typer.testing import CliRunner

from itinerary.cli import app

NOW = "2023-05-21T18:00"
MISSION = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-21 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people: {ana: {name: Ana}, ben: {name: Ben, unavailable: [2023-05-25]}}
places:
  lima: {name: Lima}
  london: {name: London, timezone: Europe/London}
programme:
  press: {kind: internal, title: Press, when: Wed 2023-05-24 11:00-12:00, where: lima, who: [ana]}
  talks: {kind: meeting, title: Talks, takes: 1h, within: [Wed 2023-05-24 to Thu 2023-05-25],
          where: [lima], who: [ana, ben]}
  call: {kind: internal, title: Call, takes: 1h, within: [Thu 2023-05-25], where: london, who: ana}
  stuck: {kind: meeting, title: Stuck, takes: 1h, within: [2023-05-24 11:00-12:00], who: ana}
  bed: {kind: stay, nights: 2, within: 2023-05-22 to 2023-05-26, where: lima, who: ben}
"""
# RFC 3339, with the offset of the place's clocks; of nights, its full-date.
INSTANT = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}$",
}
DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
EDGE = {"anyOf": [INSTANT, DAY]}
TEXT = {"type": "string", "minLength": 1}
WHOLE = {"type": "integer", "minimum": 0}
PLACE = {"type": ["string", "null"]}


def record(**keys: object) -> dict[str, object]:
    """Return the schema of an object that has to have some keys."""
    return {"type": "object", "properties": keys, "required": list(keys)}


def several(item: object, least: int = 0) -> dict[str, object]:
    return {"type": "array", "items": item, "minItems": least}


PLAN = {
    "placed": several(
        record(id=TEXT, start=EDGE, end=EDGE, where=PLACE, who=several(TEXT), why=several(TEXT)), 1
    ),
    "unplaced": several(record(id=TEXT, why=several(TEXT, 1)), 1),
    "status": {"enum": ["optimal", "feasible"]},
    "objective": WHOLE,
    "bound": WHOLE,
}
CAUSE = record(message=TEXT, line=WHOLE, entry=PLACE)
HOURS = record(
    start=INSTANT,
    end=INSTANT,
    first=INSTANT,
    last=INSTANT,
    where=PLACE,
    who=several(TEXT),
    preferred={"type": "boolean"},
    moved=several(CAUSE),
    leaves_none_to=several(CAUSE),
)
SLOTS = record(
    file=TEXT,
    id=TEXT,
    free=several(HOURS),
    free_if_moved=several(HOURS),
    blocked=several(record(first=INSTANT, last=INSTANT, where=PLACE, by=several(CAUSE, 1))),
    why=several(
        record(message=TEXT, line=WHOLE, entry=PLACE, enough_alone={"type": "boolean"}, hint=PLACE)
    ),
    would_do=several(record(message=TEXT, start=INSTANT, end=INSTANT, where=PLACE)),
)
SPAN = record(start=INSTANT, end=INSTANT)
FINDING = record(rule=TEXT, severity=TEXT, message=TEXT, entries=several(TEXT))
REPLAN = record(
    file=TEXT,
    happened=several(record(what=TEXT, written={"type": "boolean"}), 1),
    stopped=several(TEXT),
    broken=several(FINDING, 1),
    left=several(FINDING),
    proposals=several(
        record(
            moved=several(
                record(id=TEXT, **{"from": SPAN}, to=SPAN, status=TEXT, notice_minutes=WHOLE), 1
            ),
            lost=several(record(id=TEXT, why=several(TEXT, 1))),
            disturbance=WHOLE,
            status={"enum": ["optimal", "feasible"]},
            effect={"type": ["object", "null"]},
        ),
        1,
    ),
)


@pytest.mark.parametrize(
    ("command", "promise"),
    [
        (("plan", "m.yaml"), record(**PLAN, alternatives=several(record(**PLAN), 1))),
        (("slots", "m.yaml", "talks"), SLOTS),
        (("slots", "m.yaml", "call"), SLOTS),
        (("slots", "m.yaml", "stuck"), SLOTS),
        (("replan", "m.yaml", "--what", "ana away Wed 11:00-11:30"), REPLAN),
    ],
    ids=lambda one: " ".join(one[::2]) if isinstance(one, tuple) else "",
)
def test_what_programs_read_keeps_its_promise(
    command: tuple[str, ...],
    promise: dict[str, object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.yaml").write_text(MISSION, encoding="utf-8")
    told = CliRunner().invoke(app, [*command, "--format", "json", "--now", NOW, "--lang", "es"])
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    errors = [str(error) for error in Draft202012Validator(promise).iter_errors(found)]
    assert not errors, told.stdout


def test_a_promise_that_is_not_kept_is_found() -> None:
    validator = Draft202012Validator(record(**PLAN))
    placed = {"id": "a", "start": "2023-05-24T10:00:00", "end": "2023-05-24", "where": None}
    plan = {"placed": [placed], "unplaced": [], "status": "best", "objective": 1, "bound": 1}
    paths = {error.instance_path[0] for error in validator.iter_errors(plan)}
    assert paths == {"placed", "unplaced", "status"}
