"""Where a value stands in a file."""

from typing import NamedTuple


class SourceSpan(NamedTuple):
    """A stretch of a text file; lines and columns count from 1, in characters.

    The end is exclusive: a span of one character on line 3 runs from column 5 to column 6.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    def part(self, start: int, end: int) -> "SourceSpan":
        """Return the characters ``start`` to ``end`` of a span that stands on one line.

        A span over several lines cannot be cut by counting, so it is returned whole.
        """
        if self.line != self.end_line:
            return self
        return SourceSpan(
            self.path, self.line, self.column + start, self.line, self.column + max(end, start + 1)
        )

    def __str__(self) -> str:
        """Return the ``file:line:column`` that editors and terminals make clickable."""
        return f"{self.path}:{self.line}:{self.column}"


def whole_file(path: str) -> SourceSpan:
    """Return the span that stands for a file as such, at its first character."""
    return SourceSpan(path, 1, 1, 1, 1)
