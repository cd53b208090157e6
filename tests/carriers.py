"""Schedules as a validator of JSON Schema is given them: by a tool's reading, and as texts."""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft7Validator

from itinerary.syntax.document import Mapping, Node, Sequence, parse
from itinerary.syntax.problems import Problems
from itinerary.workspace.describing import json_schema
from itinerary.workspace.files import understood

ROOT = Path(__file__).parents[1]
FILES = [
    *(ROOT / "schedules").rglob("*.yaml"),
    *(ROOT / "tests" / "golden").rglob("*.yaml"),
    *(ROOT / "tests" / "interop" / "history").glob("*.yaml"),
]
SAMPLES = sorted(path.relative_to(ROOT).as_posix() for path in FILES)
"""Whole schedules, one of them full of faults."""

Carrier = Callable[[str], Any]
_LARGEST = 1e300
_DIGITS = 1000
"""Python counts no further; tools hold any number of as many as a float."""
_CORE: tuple[tuple[str, Carrier], ...] = (
    ("~|null|Null|NULL|", lambda _: None),
    ("true|True|TRUE|false|False|FALSE", lambda text: text.lower() == "true"),
    ("[-+]?[0-9]+", lambda text: _finite(int(text) if len(text) < _DIGITS else float(text))),
    ("0o[0-7]+|0x[0-9a-fA-F]+", lambda text: _finite(int(text, 0))),
    (
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?",
        lambda text: _finite(float(text)),
    ),
    (r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", lambda _: _LARGEST),
)


def as_text(text: str) -> str:
    """Return a plain scalar as the parser of schedules takes it."""
    return text


def as_core(text: str) -> Any:  # noqa: ANN401 (whatever it is taken for)
    """Return a plain scalar as YAML 1.2's core schema resolves it (section 10.3.2)."""
    for pattern, resolve in _CORE:
        if re.fullmatch(pattern, text):
            return resolve(text)
    return text


def _finite(number: float) -> float:
    """Return a number that JSON can hold."""
    return min(max(number, -_LARGEST), _LARGEST)


CARRIERS: tuple[Carrier, ...] = (as_text, as_core)


def instance(source: str, carrier: Carrier) -> Any:  # noqa: ANN401 (any JSON)
    """Return what a validator is given of a file, as far as it can be read."""
    root = parse(source, "schedule.yaml", Problems()).root
    return None if root is None else _json(root, carrier)


def _json(node: Node, carrier: Carrier) -> Any:  # noqa: ANN401 (any JSON)
    if isinstance(node, Mapping):
        return {key.text: _json(value, carrier) for key, value in node.pairs}
    if isinstance(node, Sequence):
        return [_json(item, carrier) for item in node.items]
    return carrier(node.text) if node.is_plain else node.text


@cache
def validator() -> Draft7Validator:
    return Draft7Validator(json.loads(json_schema()))


def refusals(source: str, carrier: Carrier) -> list[str]:
    """Return what the schema finds, each with the keys that lead there."""
    errors = validator().iter_errors(instance(source, carrier))
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in errors]


def is_sound(source: str) -> bool:
    """Whether the parser accepts a file."""
    return understood(source.encode(), "schedule.yaml").is_sound


def accepted(source: str) -> bool:
    """Whether the schema accepts a file however its scalars are read."""
    return all(refusals(source, carrier) == [] for carrier in CARRIERS)
