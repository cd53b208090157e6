"""Words that are under embargo stand where anybody can read them before it ends.

Under embargo are the words that an entry with an `embargo:` declares under `embargoed:`, and where
it declares none, what its title has in quotation marks, if that is two words or more: the name of a
report. They are looked for, without regard to accents and capitals, in all that a reader cleared
`public` can read: the texts of public entries, covers, public places and contacts, kinds, the names
of readers and of the mission. When something takes place does not matter, nor whether it is
cancelled: a feed is read on Monday, and then everything in it is read.

The title of an entry that is itself under embargo for as long may quote what was not declared: that
an invitation to the press names the report is your choice. A public feed shows that title before
the embargo ends, since only words are kept back, and not by hiding entries. If nobody may read it
before then, declare it: `embargoed: [Lethal Racism]`, and every title is searched, its own too.

Once an embargo has ended nothing is told. The examples are read as on 21 May 2023.

Failing:

    programme:
      press:
        kind: press-conference
        title: “Lethal Racism” presented
        class: public
        when: Thu 2023-05-25 11:00-12:00
        embargo: Thu 2023-05-25 11:00
        press: open
      vigil:
        kind: public-event
        title: Vigil against lethal racism
        class: public
        when: Wed 2023-05-24 18:00-19:00
        press: open

Passing:

    programme:
      press:
        kind: press-conference
        title: “Lethal Racism” presented
        class: public
        when: Thu 2023-05-25 11:00-12:00
        embargo: Thu 2023-05-25 11:00
        press: open
      vigil:
        kind: public-event
        title: Vigil
        class: public
        when: Wed 2023-05-24 18:00-19:00
        press: open
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from itinerary.checks import texts
from itinerary.checks.rule import Rule
from itinerary.checks.texts import Text
from itinerary.diagnostics import Diagnostic, Related, Severity
from itinerary.languages import say
from itinerary.model.entries import Entry
from itinerary.model.schedule import Schedule

_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|‘([^‘’]+)’|„([^„“”]+)[“”]")
_FEWEST_QUOTED = 2
"""Words: one alone stands in too many texts by chance, and can be declared."""


class _Secret(NamedTuple):
    """Words under embargo, folded, and the entry that keeps them back."""

    words: tuple[str, ...]
    text: str
    entry: Entry
    until: datetime
    is_declared: bool


_Secrets = dict[tuple[str, ...], _Secret]
"""By their words."""


def check(schedule: Schedule, now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each public text that holds words under embargo."""
    secrets = _secrets(schedule, now)
    if not secrets:
        return
    lengths = sorted({len(words) for words in secrets})
    seen: set[tuple[object, tuple[str, ...]]] = set()
    for text in (*texts.around_public(schedule), *texts.public(schedule)):
        for secret in _held(text, secrets, lengths):
            if _may_quote(schedule, text, secret) or (text.span, secret.words) in seen:
                continue
            seen.add((text.span, secret.words))
            yield _finding(text, secret)


def _secrets(schedule: Schedule, now: datetime) -> _Secrets:
    """Return all words under embargo; of the same ones, those kept back longest."""
    longest: _Secrets = {}
    for entry in schedule.entries.values():
        if entry.embargo is None or entry.status.is_off or entry.embargo.start <= now:
            continue
        for text in entry.embargoed or _quoted(entry.title):
            words = texts.words(text)
            secret = _Secret(words, text, entry, entry.embargo.start, bool(entry.embargoed))
            known = longest.get(words)
            if words and (known is None or _weight(known) < _weight(secret)):
                longest[words] = secret
    return longest


def _weight(secret: _Secret) -> tuple[bool, datetime]:
    return secret.is_declared, secret.until


def _quoted(title: str) -> Iterator[str]:
    for found in _QUOTED.finditer(title):
        text = next(filter(None, found.groups()))
        if len(texts.words(text)) >= _FEWEST_QUOTED:
            yield text


def _held(text: Text, secrets: _Secrets, lengths: list[int]) -> Iterator[_Secret]:
    words = texts.words(text.text)
    for at in range(len(words)):
        for length in lengths:
            if at + length <= len(words) and words[at : at + length] in secrets:
                yield secrets[words[at : at + length]]


def _may_quote(schedule: Schedule, text: Text, secret: _Secret) -> bool:
    """Whether a text is the title of something that is under embargo for as long itself."""
    if secret.is_declared or not text.is_title:
        return False
    embargo = schedule.entries[text.id].embargo
    return embargo is not None and embargo.start >= secret.until


def _finding(text: Text, secret: _Secret) -> Diagnostic:
    key = "embargoed" if secret.is_declared else "title"
    return Diagnostic(
        rule=RULE.id,
        severity=Severity.ERROR,
        span=text.span,
        message=say(
            "{what} gives away “{words}”, under embargo until {day} {time}",
            what=text.told,
            words=secret.text,
            day=secret.until,
            time=f"{secret.until:%H:%M}",
        ),
        hint=say("use other words: who reads it now reads it before the embargo ends"),
        related=(Related(secret.entry.at(key), say("what is under embargo")),),
        entries=tuple(dict.fromkeys((*text.entries, secret.entry.id))),
    )


RULE = Rule("embargo-leak", __doc__, check, first_answers=True)
