"""The agenda and the report in colour, for a terminal."""

from collections.abc import Iterable

from rich.console import Console, Group
from rich.text import Text
from rich.theme import Theme

from itinerary.output.styled import Line

THEME = Theme(
    {
        "mission": "bold",
        "day": "bold cyan",
        "now": "bold reverse",
        "next": "bold magenta",
        "alarm": "bold yellow",
        "rule": "dim",
        "muted": "dim",
        "time": "bold",
        "home": "dim",
        "place": "green",
        "clocks": "bold magenta",
        "people": "default",
        "gap": "italic dim",
        "night": "blue",
        "idea": "dim",
        "requested": "bold yellow",
        "tentative": "yellow",
        "confirmed": "green",
        "declined": "dim",
        "cancelled": "red",
        "title.idea": "italic",
        "title.requested": "bold yellow",
        "title.tentative": "yellow",
        "title.confirmed": "bold",
        "title.declined": "strike dim",
        "title.cancelled": "strike red",
        "error": "bold red",
        "warning": "bold yellow",
        "hint": "cyan",
        "code": "bright_white on black",
        "ok": "bold green",
        "rule-name": "bold",
    }
)


def block(lines: Iterable[Line]) -> Group:
    """Return styled lines as one piece, for a console with the theme; too wide a line is cut."""
    return Group(
        *(
            Text.assemble(*(piece for piece in line if piece[0]), no_wrap=True, overflow="crop")
            for line in lines
        )
    )


def show(console: Console, lines: Iterable[Line]) -> None:
    """Print styled lines as they are: they were laid out for this width already."""
    with console.use_theme(THEME):
        for line in lines:
            text = Text.assemble(*((piece, style) for piece, style in line if piece), end="")
            console.print(text, soft_wrap=True, highlight=False)
