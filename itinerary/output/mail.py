"""A message as a draft for a mail program: a file that it opens, to be sent by hand."""

import re
from datetime import datetime
from typing import NamedTuple

from itinerary.output.contentline import one_line

LONGEST = 254
"""Octets of an address (RFC 5321, 4.5.3.1.3, without its brackets)."""
_ATOM = r"[a-z0-9_+~'-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_MAILBOX = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+", re.IGNORECASE | re.ASCII)


class Party(NamedTuple):
    """Who writes or is written to: a mailbox, and a name where one is told."""

    address: str
    name: str = ""


def is_mailbox(text: str) -> bool:
    """Whether a text is a plain mailbox, with nothing in it that a header or a URI breaks at."""
    return len(text) <= LONGEST and bool(_MAILBOX.fullmatch(text))


class Letter(NamedTuple):
    """Who writes to whom, in what language, and what; who writes may not be known."""

    sender: Party | None
    to: Party | None
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
    message["Subject"] = one_line(letter.subject)
    if letter.sender:
        message["From"] = Address(one_line(letter.sender.name), addr_spec=letter.sender.address)
    if letter.to:
        message["To"] = Address(one_line(letter.to.name), addr_spec=letter.to.address)
    message["Date"] = format_datetime(at)
    message["X-Unsent"] = "1"
    message.set_content(letter.text, cte="quoted-printable")
    message["Content-Language"] = letter.language
    return bytes(message)
