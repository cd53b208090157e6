"""What pages of HTML are made with: the templates, and digests of what stands in them."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment, Template

_TEMPLATES = Path(__file__).parent / "templates"


@cache
def read(name: str) -> str:
    """Return a file that a page holds: its style, its script."""
    # A browser reads each end of a line as one line feed, and takes the digest of that.
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def digest(name: str) -> str:
    """Return what a Content-Security-Policy knows a file by that stands in the page (CSP 3)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(read(name).encode()).digest()).decode()}"


def template(name: str) -> "Template":
    """Return a template; what it is given is text, never markup."""
    return _environment().get_template(name)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.tests["a"] = lambda value, name: type(value).__name__ == name
    return made
