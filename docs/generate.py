#!/usr/bin/env python3
"""Write the parts of the manual that the program itself can tell.

The reference and the JSON Schema come from the declarations, the page of rules from the rules' own
docstrings, the picture from the agenda, and what stands under a ``$ `` in a ``console`` block from
running it.
``make docs`` writes them; a test fails while one of them is out of date.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import fields
from io import StringIO
from pathlib import Path
from shutil import copytree
from textwrap import dedent

from rich.console import Console  # noqa: TID253 (here to draw, not to start fast)
from rich.terminal_theme import TerminalTheme  # noqa: TID253

from itinerary.checks import RULES
from itinerary.checks.language import FAULTS
from itinerary.checks.rule import Rule, written
from itinerary.model.entries import (
    Consent,
    Engagement,
    Handover,
    Journey,
    Request,
    Source,
    Stay,
    Waiver,
)
from itinerary.model.fields import Classification, Field, Type, fields_of
from itinerary.model.kinds import BUILT_IN, Kind
from itinerary.model.people import OutsideReader, Person, Presence
from itinerary.model.places import Place, TravelRow
from itinerary.model.safety import Contact, Safety
from itinerary.model.schedule import Delegation, FeedSettings
from itinerary.output import agenda, terminal
from itinerary.output.format import Page
from itinerary.syntax.sections import SECTIONS, Section, Shape
from itinerary.workspace.describing import json_schema
from itinerary.workspace.files import load
from itinerary.workspace.views import agenda_view, reader_named

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
NOW = "2023-05-21T18:00"
"""The present of every example: the evening before the Peru mission's first Monday."""

# ---------------------------------------------------------------- the reference

_ANCHORS = {
    "delegation": "delegation",
    "people": "a-person",
    "readers": "a-reader",
    "places": "a-place",
    "travel": "a-travel-row",
    "kinds": "a-kind",
    "contacts": "a-contact",
    "safety": "safety",
    "feeds": "feeds",
    "programme": "every-entry",
}
"""Where the page tells more of a key of the file."""
VALUES = {
    Type.TEXT: "text",
    Type.TEXTS: "text, or a list",
    Type.YES_NO: "`yes` or `no`",
    Type.COUNT: "a number, 1 to 366",
    Type.DAYS: "a number of days, 0 to 366",
    Type.DURATION: "[length](coordinator.md#lengths-of-time)",
    Type.DATE: "[date](coordinator.md#dates-and-times)",
    Type.DATES: "[dates](coordinator.md#dates-and-times)",
    Type.WHEN: "[time](coordinator.md#dates-and-times)",
    Type.INSTANT: "[date and time](coordinator.md#dates-and-times)",
    Type.WHENS: "[windows](coordinator.md#windows)",
    Type.CLOCKS: "times of day: `[08:00, 20:30]`",
    Type.HOURS: "`Mon-Fri 09:00-17:00`, or a list",
    Type.ZONE: "IANA zone",
    Type.COORDINATES: '`"-12.046, -77.043"`',
    Type.ALTITUDE: "`2750 m`",
    Type.COUNTRY: "ISO 3166 code: `PE`, `GB-SCT`",
    Type.FIGURE: "length of time, time of day or height",
    Type.LANGUAGES: "codes: `[es, en]`",
    Type.COLOUR: "CSS colour name",
    Type.PERSON: "a person's id",
    Type.CONTACT: "a contact's, person's or reader's id",
    Type.PEOPLE: "ids of people",
    Type.PARTICIPANTS: "ids of people, or `everyone`",
    Type.PLACE: "a place's id",
    Type.PLACES: "a place's id, or several",
    Type.ENTRIES: "ids of entries",
    Type.KIND: "[kind](coordinator.md#kinds)",
    Type.STATUS: "[status](coordinator.md#status)",
    Type.CLASSIFICATION: "`public`, `private` or `confidential`",
    Type.COVERS: "`cover` or `none`",
    Type.CANCELLED_AS: "`status` or `marker`",
    Type.REPEAT: "[repetition](coordinator.md#repetition)",
    Type.PREFERENCE: "`earliest`, `latest` or [windows](coordinator.md#windows)",
    Type.PRIORITY: "`1` to `9`",
    Type.RULE: "a [rule](rules.md)'s name",
    Type.RECORD: "table, below",
    Type.RECORDS: "table, or a list of them, below",
}
_SEEN_BY = {
    None: "the coordinator alone",
    Classification.PUBLIC: "whoever may read the entry",
    Classification.PRIVATE: "those who may read what is private",
    Classification.CONFIDENTIAL: "those who may read what is confidential; never a feed",
}
_CHOICES = {Type.COVERS: ("none", "cover"), Type.CANCELLED_AS: ("status", "marker")}
_ENTRIES = (Engagement, Journey, Stay)
_ENTRY_DEFAULTS = {"status": "`confirmed`; `requested` without `when`", "class": "its kind's"}
_WRITTEN_BY = "<!-- Written by docs/generate.py from the program: `make docs`. -->"


_ABOUT_KEYS = """\
How to write each kind of value is told in the [coordinator's manual](coordinator.md). A key that
is not listed here is an error.
"""


def reference() -> str:
    """Return the page that lists every key of every record."""
    parts = [
        f"# Reference: every key\n\n{_WRITTEN_BY}\n",
        _ABOUT_KEYS,
        "## The file\n\n| key | what it holds |\n|---|---|",
        *(f"| `{key}` | {_told(key, section)} |" for key, section in SECTIONS.items()),
        *_section("delegation", Delegation, "`delegation:`"),
        *_section("A person", Person, "Below `people:`, under the person's id."),
        *_section("joins and leaves", Presence, "`joins:` and `leaves:` of a person.", level=3),
        *_section("A reader", OutsideReader, "Below `readers:`, under the reader's id."),
        *_section("A place", Place, "Below `places:`, under the place's id."),
        *_section("A contact", Contact, "Below `contacts:`, under the contact's id."),
        *_section("safety", Safety, "`safety:`"),
        *_section("A travel row", TravelRow, "An item of the list `travel:`."),
        *_section("A kind", Kind, "Below `kinds:`, under the kind's id."),
        "\nThe built-in kinds:\n",
        "| kind | called | class of an entry that states none |\n|---|---|---|",
        *(
            f"| `{kind.id}` | {kind.label} | `{kind.classification.name.lower()}` |"
            for kind in BUILT_IN.values()
        ),
        *_section("feeds", FeedSettings, "`feeds:`"),
        *_entries(),
        *_section("request", Request, "`request:` of an entry.", level=3),
        *_section("handover", Handover, "`handover:` of an entry.", level=3),
        *_section("consent", Consent, "`consent:` of an entry.", level=3),
        *_section("allow", Waiver, "Each waiver under `allow:` of an entry.", level=3),
        *_section("source", Source, "`source:` of an entry.", level=3),
    ]
    return "\n".join(parts) + "\n"


def _told(key: str, section: Section) -> str:
    told = section.help
    if key == "rules":
        told = told.replace("rules", "[rules](rules.md)", 1)
    if key in _ANCHORS:
        told = f"[{told}](#{_ANCHORS[key]})"
    told += ", by id" if section.shape is Shape.BY_ID else ""
    return f"{told}. Required" if section.required else told


def _section(
    title: str, record: type, lead: str, *, level: int = 2, keys: Iterator[Field] | None = None
) -> Iterator[str]:
    yield f"\n{'#' * level} {title}\n\n{lead}\n"
    yield "| key | value | what it says | default |\n|---|---|---|---|"
    for field in keys or iter(fields_of(record).values()):
        yield f"| `{field.key}` | {VALUES[field.type]} | {field.help} | {_default(record, field)} |"


def _entries() -> Iterator[str]:
    records = {"engagement": Engagement, "journey": Journey, "stay": Stay}
    shared = set.intersection(
        *({field.key for field in fields_of(record).values()} for record in records.values())
    )
    yield (
        "\n## Every entry\n\nBelow `programme:`, under the entry's id. The last column says who "
        "reads the key at most: a [class](privacy.md#the-rule-table) can only hide more.\n"
    )
    yield from _entry_table(Engagement, shared, wanted=True)
    for name, record in records.items():
        lead = (
            f"{name.capitalize()}s also have:"
            if name != "engagement"
            else ("Every entry whose kind is neither `journey` nor `stay` also has:")
        )
        yield f"\n### {name}\n\n{lead}\n"
        yield from _entry_table(record, shared, wanted=False)


def _entry_table(record: type, shared: set[str], *, wanted: bool) -> Iterator[str]:
    yield "| key | value | what it says | default | read by |\n|---|---|---|---|---|"
    for field in fields_of(record).values():
        if (field.key in shared) is wanted:
            yield (
                f"| `{field.key}` | {VALUES[field.type]} | {field.help} "
                f"| {_default(record, field)} | {_SEEN_BY[field.floor]} |"
            )


def _default(record: type, field: Field) -> str:
    if field.required:
        return "required"
    if record in _ENTRIES and field.key in _ENTRY_DEFAULTS:
        return _ENTRY_DEFAULTS[field.key]
    attribute = next(name for name, one in fields_of(record).items() if one == field)
    value = next(part.default for part in fields(record) if part.name == attribute)
    if isinstance(value, Classification):
        return f"`{value.name.lower()}`"
    if isinstance(value, bool):
        no, yes = _CHOICES.get(field.type, ("no", "yes"))
        return f"`{yes if value else no}`"
    if isinstance(value, int):
        return f"`{value}`"
    return ""


# ---------------------------------------------------------------- the rules


_ABOUT_RULES = """\
What `itinerary check` looks for. Each example is a piece of a schedule: `itinerary: 1` and, where
none is shown, a delegation to Peru from 20 to 27 May 2023 go before it. How to answer for a finding
is told in the [coordinator's manual](coordinator.md#waivers).
"""


def rules() -> str:
    """Return the page that holds every rule's own page."""
    parts = [
        f"# The rules\n\n{_WRITTEN_BY}\n",
        _ABOUT_RULES,
        "| rule | what it finds |\n|---|---|",
        *(f"| [`{rule.id}`](#{rule.id}) | {_inline(rule.summary)} |" for rule in RULES),
        *(_rule(rule) for rule in RULES),
    ]
    return "\n".join(parts) + "\n"


def _rule(rule: Rule) -> str:
    text = re.sub(
        r"((?:^ {4}.*\n|^\n(?= {4}))+)",
        lambda found: f"\n```yaml\n{dedent(found.group(1)).strip()}\n```\n",
        f"{rule.page.strip()}\n".replace("``", "`"),
        flags=re.MULTILINE,
    )
    parts = [f"\n## {rule.id}\n", text.rstrip()]
    if rule.figures:
        figures = ", ".join(
            f"`{name}` ({written(figure)})" for name, figure in rule.figures.items()
        )
        parts += ["", f"Figures that `rules:` may adjust, with their defaults: {figures}."]
    if rule.protects:
        parts += ["", "**It protects people: while it finds something, no feed is written.**"]
    if rule.check is None:
        parts += ["", "It cannot be waived."]
    if rule.id == "language":
        parts += ["", "The faults, each reported under its own name:", "", "| name | what it is |"]
        parts += ["|---|---|", *(f"| `{name}` | {told} |" for name, told in FAULTS.items())]
    return "\n".join(parts)


def _inline(text: str) -> str:
    return text.replace("``", "`").replace("|", "\\|")


# ---------------------------------------------------------------- the picture

PICTURED = ("schedules/london-tbilisi-2023.yaml", "lindqvist")
_COLUMNS = 100
_THEME = TerminalTheme(
    background=(30, 34, 42),
    foreground=(216, 222, 233),
    normal=[
        (46, 52, 64),
        (224, 108, 117),
        (152, 195, 121),
        (229, 192, 123),
        (127, 170, 240),
        (198, 146, 233),
        (97, 205, 214),
        (216, 222, 233),
    ],
    bright=[
        (139, 148, 166),
        (240, 130, 138),
        (170, 210, 140),
        (240, 210, 140),
        (150, 190, 250),
        (214, 170, 245),
        (120, 220, 228),
        (240, 243, 248),
    ],
)
# As rich's own, without its web font: a page that shows the picture asks nobody else for anything.
_SVG = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" \
role="img" aria-label="An agenda in a terminal">
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width;
}}
.{unique_id}-title {{ font-size: 17px; font-family: ui-sans-serif, system-ui, sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def picture() -> str:
    """Return an agenda as the terminal shows it, drawn as SVG."""
    path, person = PICTURED
    schedule = load(str(ROOT / path)).schedule
    if schedule is None:
        raise ValueError(f"{path} cannot be read")
    reader = reader_named(schedule, person)
    if isinstance(reader, str):
        raise ValueError(reader)  # noqa: TRY004 (a sentence, not a mistyped argument)
    console = Console(
        record=True,
        width=_COLUMNS,
        file=StringIO(),
        force_terminal=True,
        color_system="truecolor",
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    view = agenda_view(schedule, reader)
    terminal.show(console, [[], *agenda.lines(view, Page(width=_COLUMNS)), []])
    title = f"itinerary agenda {path} --for {person}"
    svg = console.export_svg(title=title, theme=_THEME, code_format=_SVG, unique_id="agenda")
    return "".join(f"{line.rstrip()}\n" for line in svg.splitlines())


# ---------------------------------------------------------------- what the commands say

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE_NAME = re.compile(r"# ([\w-]+\.yaml)\n")


def blocks(page: str, language: str) -> list[str]:
    """Return what stands in a page's fenced blocks of a language."""
    return [text for name, text in _BLOCK.findall(page) if name == language]


def transcribed(page: str) -> str:
    """Return a page with the output of each command in it as the program gives it now.

    The commands run in a copy of the sample schedules. A ``yaml`` block whose first line is
    ``# NAME.yaml`` is a file there from then on.
    """
    with tempfile.TemporaryDirectory() as folder:
        copytree(ROOT / "schedules", Path(folder) / "schedules")

        def again(block: re.Match[str]) -> str:
            language, text = block.groups()
            named = _FILE_NAME.match(text)
            if language == "yaml" and named:
                (Path(folder) / named.group(1)).write_text(text, encoding="utf-8")
            if language != "console":
                return block.group()
            commands = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
            told = "".join(f"$ {command}\n{_run(command, folder)}" for command in commands)
            return f"```console\n{told}```"

        return _BLOCK.sub(again, page)


def _run(command: str, folder: str) -> str:
    """Return what a shell command writes, to either stream, 80 columns wide."""
    programs = Path(sys.executable).parent
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ITINERARY_")},
        "ITINERARY_NOW": NOW,
        "COLUMNS": "80",
        "LC_ALL": "C.UTF-8",
        "PYTHONUTF8": "1",
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    done = subprocess.run(  # noqa: S603 (the commands are this manual's own)
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return done.stdout


# ---------------------------------------------------------------- all of it


MADE: dict[Path, Callable[[], str]] = {
    DOCS / "schedule-reference.md": reference,
    DOCS / "rules.md": rules,
    DOCS / "pictures" / "agenda.svg": picture,
    ROOT / "itinerary" / "syntax" / "schedule.schema.json": lambda: json_schema().decode(),
}
"""The files that only the program writes."""


def pages() -> list[Path]:
    """Return the pages that people write."""
    written = (path for path in DOCS.rglob("*.md") if path not in MADE)
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(written)]


def main() -> None:
    """Write every file that is out of date, and name it."""
    texts = {path: make() for path, make in MADE.items()}
    texts |= {path: transcribed(path.read_text(encoding="utf-8")) for path in pages()}
    for path, text in texts.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{path.relative_to(ROOT)} is new\n")


if __name__ == "__main__":
    main()
