"""yaml-language-server, the program within VS Code's YAML extension and many other editors."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from shutil import which
from typing import NamedTuple

_HERE = Path(__file__).parent


class Document(NamedTuple):
    """A file that is edited; ``at`` is the line and column of the cursor, from 0."""

    name: str
    text: str
    at: tuple[int, int] | None = None


class Told(NamedTuple):
    """What the editor finds wrong, each with its line, and what it offers to insert."""

    faults: list[str]
    completed: list[str]


def missing() -> str | None:
    """Say what to install, or None when it is there."""
    if not which("node"):
        return "Install Node.js."
    if not (_HERE / "node_modules" / "yaml-language-server").is_dir():
        return "Install yaml-language-server: npm ci --prefix tests/interop"
    return None


def edit(
    folder: Path, documents: list[Document], schemas: Mapping[str, str] | None = None
) -> list[Told]:
    """Return what the editor tells of each document.

    ``schemas`` is the setting ``yaml.schemas``: a schema's file to the files it is for.
    """
    asked = {
        "folder": str(folder),
        "schemas": schemas or {},
        "documents": [document._asdict() for document in documents],
    }
    run = subprocess.run(
        ["node", _HERE / "editor.mjs"],
        input=json.dumps(asked).encode(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    return [Told(**told) for told in json.loads(run.stdout)]
