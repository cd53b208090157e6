"""A message as a draft for a mail program: a file that it opens, to be sent by hand."""

import re
from datetime import datetime
from typing import NamedTuple

LONGEST = 254
"""Octets of an address (RFC 5321, 4.5.3.1.3, without its brackets)."""
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")


class Letter(NamedTuple):
    """Who writes to whom, in what language, and what; an address may not be known."""

    sender: str | None
    name: str
    address: str | None
    language: str
    subject: str
    text: str


def draft(letter: Letter, at: datetime) -> bytes:
    """Return a letter as an Internet message (RFC 5322) that is not sent yet.

    ``X-Unsent`` has Outlook open it for editing; others do so by its ending, .eml.
    """
    from email import policy  # noqa: PLC0415  (30 ms that only a draft needs)
    from email.headerregistry import Address  # noqa: PLC0415
    from email.message import EmailMessage  # noqa: PLC0415
    from email.utils import format_datetime  # noqa: PLC0415

    message = EmailMessage(policy=policy.SMTP.clone(max_line_length=76))
    message["Subject"] = letter.subject
    if letter.sender:
        message["From"] = Address(addr_spec=letter.sender)
    if letter.address:
        message["To"] = Address(letter.name, addr_spec=letter.address)
    message["Date"] = format_datetime(at)
    message["X-Unsent"] = "1"
    message.set_content(letter.text, cte="quoted-printable")
    message["Content-Language"] = letter.language
    return bytes(message)


def is_address(text: str) -> bool:
    """Whether a text is a plain mail address (RFC 5321's dot-string and a domain of two parts)."""
    return len(text) <= LONGEST and bool(_ADDRESS.fullmatch(text))
