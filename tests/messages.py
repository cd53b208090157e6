"""The messages that stand in the code, found by Babel's own extractor, and what the help tells."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unittest.mock import patch

import typer
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

from itinerary.cli import COMMANDS, app, build, helping

ROOT = Path(__file__).parents[1] / "itinerary"
KEYWORDS = {"say": None, "mark": None, "plural": (1, 2)}
METHODS = [("**.py", "python"), ("**/templates/*.j2", "jinja2.ext:babel_extract")]


@cache
def extracted() -> Catalog:
    """Return the messages in the code, with what translators are told of them: to read alone."""
    catalog = Catalog()
    found = extract_from_dir(
        ROOT, METHODS, keywords=KEYWORDS, comment_tags=["Translators:"], strip_comment_tags=True
    )
    for path, line, message, comments, _ in found:
        catalog.add(message, None, [(path, line)], auto_comments=comments)
    for message in helped():
        catalog.add(message)
    return catalog


def helped() -> Iterator[str]:
    """Yield what ``--help`` tells, paragraph by paragraph; it is marked nowhere."""
    with patch.dict(os.environ, {"LC_ALL": "C"}):
        for command in (typer.main.get_command(app), *map(build, COMMANDS)):
            if isinstance(command, helping.Command):
                # The help of --lang is said when it is made: it names the languages there are.
                command.params = [one for one in command.params if "--lang" not in one.opts]
                yield from helping.texts(command)
