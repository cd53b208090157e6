"""RFC 5545's content lines: how a property stands in a file (section 3.1)."""

LONGEST = 75
"""Octets of a line, without its end."""

_IN_A_PARAMETER = str.maketrans({"^": "^^", "\n": "^n", '"': "^'"})
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def text(value: str) -> str:
    """Return a text as a property's value holds it (section 3.3.11)."""
    return value.translate(_ESCAPED)


def parameter(value: str) -> str:
    """Return a text as a parameter's value holds it, always in quotes (RFC 6868)."""
    return f'"{value.translate(_IN_A_PARAMETER)}"'


def one_line(value: str) -> str:
    """Return a text without line breaks, for properties that programs show on one line."""
    return " ".join(value.split())


def folded(line: str) -> str:
    """Return a content line with its end, broken so that no part is longer than 75 octets.

    No character is broken: a program that unfolds after decoding would lose it.
    """
    if len(line) <= LONGEST and (line.isascii() or len(line.encode()) <= LONGEST):
        return f"{line}\r\n"
    parts, start, octets = [], 0, 0
    for at, character in enumerate(line):
        size = 1 if character < "\x80" else len(character.encode())
        if octets + size > LONGEST:
            parts.append(line[start:at])
            start, octets = at, 1  # the space that begins a further part
        octets += size
    parts.append(line[start:])
    return "\r\n ".join(parts) + "\r\n"
