"""Somebody who talks to the delegation can be recognised by readers who must not know.

Place plus time is identity, and a name is more. This rule finds what the file itself would show
to a reader cleared below `confidential`, or write into a calendar company's copy of a feed: a
victim meeting with a lower class; a protected person's name, a person's private telephone number
or address in a text they can read; a cover that repeats the secret title or names the venue. It
cannot know what a text means: read every title and cover with a hostile eye. While it finds
something, no feed is written.

Failing:

    people: {ana: {name: Ana}, witness: {name: María Quispe, protected: yes}}
    programme:
      visit: {kind: internal, title: Call from Quispe, when: 2023-05-22 09:00-10:00, who: [ana]}
      families:
        kind: victim-meeting
        title: Meeting with families
        class: private
        when: 2023-05-22 14:00-16:00
        who: [ana]

Passing:

    people: {ana: {name: Ana}, witness: {name: María Quispe, protected: yes}}
    programme:
      visit: {kind: internal, title: Telephone call, when: 2023-05-22 09:00-10:00, who: [ana]}
      families:
        kind: victim-meeting
        title: Meeting with families
        cover: Field visit
        when: 2023-05-22 14:00-16:00
        who: [ana]
        consent: {given: 2023-05-15}
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from itinerary.checks import texts, wording
from itinerary.checks.rule import Rule
from itinerary.diagnostics import Diagnostic, Severity
from itinerary.languages import Message, mark, say
from itinerary.model.entries import Entry, Journey
from itinerary.model.fields import Classification
from itinerary.model.kinds import VICTIM_MEETING
from itinerary.model.schedule import Schedule
from itinerary.spans import SourceSpan

_CONFIDENTIAL = Classification.CONFIDENTIAL
_TELEPHONE = re.compile(r"(?<![\w/-])\+?\(?\d[\d ().-]{6,}\d(?![\w/-])")
_FEWEST_DIGITS = 8
_SHORTEST_NAME = 3
_PARTICLES = frozenset(
    (
        "al",
        "bin",
        "da",
        "das",
        "de",
        "del",
        "do",
        "dos",
        "el",
        "la",
        "las",
        "los",
        "van",
        "von",
        "y",
    )
)
_ROLE_WORDS = frozenset(
    (
        *("chauffeur", "chofer", "conductor", "driver", "motorista", "escort", "guide", "guia"),
        *("family", "familia", "famille", "guard", "interpreter", "interprete", "local"),
        *("nurse", "relative", "staff", "survivor", "temoin", "testigo", "victim", "witness"),
    )
)
"""A name that holds one of these is a role, and only the whole of it gives somebody away."""


class _Secret(NamedTuple):
    """What no reader below confidential may see, and how to find it in a text without accents."""

    pattern: re.Pattern[str]
    what: str
    id: str

    @property
    def told(self) -> Message:
        """What it is."""
        return say(self.what, id=self.id)


def check(schedule: Schedule, _now: datetime) -> Iterator[Diagnostic]:
    """Yield a finding for each thing that gives a protected person away."""
    for entry in schedule.entries.values():
        if entry.kind.id == VICTIM_MEETING and entry.classification < _CONFIDENTIAL:
            yield _finding(
                entry.at("class"),
                say(
                    "{title} is a victim meeting, and its class is {level}",
                    title=wording.title(schedule, entry),
                    level=entry.classification.name.lower(),
                ),
                say("delete the `class`: victim meetings are confidential"),
                (entry.id,),
            )
        if entry.classification is _CONFIDENTIAL and schedule.feeds.covers:
            yield from _nameless_town(schedule, entry)
            yield from _telling_cover(schedule, entry) if entry.cover else ()
    secrets = list(_secrets(schedule))
    for seen in texts.visible(schedule):
        folded = texts.fold(seen.text)
        for secret in secrets:
            if secret.pattern.search(folded):
                message = say("{what} gives away {secret}", what=seen.told, secret=secret.told)
                yield _finding(seen.span, message, say("leave it out"), seen.entries)
    for seen in texts.public(schedule):
        if any(_is_telephone(number.group()) for number in _TELEPHONE.finditer(seen.text)):
            message = say("{what} holds a telephone number", what=seen.told)
            yield _finding(seen.span, message, say("leave it out"), seen.entries)


def gives_away(schedule: Schedule, text: str) -> Message | None:
    """Return what a text that leaves the delegation would give away, if it does."""
    folded = texts.fold(text)
    found = (secret for secret in _secrets(schedule) if secret.pattern.search(folded))
    return next((secret.told for secret in found), None)


def _is_telephone(number: str) -> bool:
    digits = sum(character.isdigit() for character in number)
    return digits >= _FEWEST_DIGITS and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", number)


def _finding(
    span: SourceSpan, message: Message, hint: Message, entries: tuple[str, ...]
) -> Diagnostic:
    return Diagnostic(RULE.id, Severity.ERROR, span, message, hint, entries=entries)


_ITS_KIND = mark("the cover of {title} gives away its kind")
_ITS_TITLE = mark("the cover of {title} gives away its secret title")
_ITS_VENUE = mark("the cover of {title} gives away its venue")


def _telling_cover(schedule: Schedule, entry: Entry) -> Iterator[Diagnostic]:
    cover = texts.fold(entry.cover or "")
    secrets = [(_ITS_KIND, entry.kind.label)]
    secrets += [(_ITS_TITLE, entry.title)] if entry.title else []
    for place in () if isinstance(entry, Journey) else entry.where:
        chain = schedule.gazetteer.chain(place.id)
        secrets += [(_ITS_VENUE, venue.name) for venue in chain if venue.within is not None]
    for what, secret in secrets:
        if texts.phrase(secret).search(cover):
            yield _finding(
                entry.at("cover"),
                say(what, title=wording.title(schedule, entry)),
                say("a cover is what a calendar company may read: `cover: Field visit`"),
                (entry.id,),
            )


def _nameless_town(schedule: Schedule, entry: Entry) -> Iterator[Diagnostic]:
    """Find a house that a cover would name as if it were a town, because it is ``in`` none."""
    for reference in () if isinstance(entry, Journey) else entry.where:
        place = schedule.gazetteer.places.get(reference.id)
        if place and place.within is None and (place.address or place.phone):
            yield _finding(
                reference.span,
                say(
                    "a feed would name “{place}” as the town of {title}",
                    place=place.name,
                    title=wording.title(schedule, entry),
                ),
                say("say under `places:` which town `{id}` is in: `in: …`", id=place.id),
                (entry.id,),
            )


_PERSON = mark("the protected person `{id}`")
_NUMBER = mark("the telephone number of `{id}`")
_ADDRESS = mark("the address of `{id}`")
_PLACE = mark("the confidential place `{id}`")
_CONTACT = mark("the confidential contact `{id}`")


def _secrets(schedule: Schedule) -> Iterator[_Secret]:
    # Who is called Rosa Lima is not given away by the town.
    towns = {texts.fold(place.name) for place in schedule.gazetteer.places.values()}
    for person in schedule.people.values():
        if person.protected:
            yield from (
                _Secret(texts.phrase(name), _PERSON, person.id)
                for name in _names(person.name)
                if name == person.name or texts.fold(name) not in towns
            )
        if person.phone:
            yield _Secret(texts.digits(person.phone), _NUMBER, person.id)
        if person.address and len(person.address.split()) > 1:
            yield _Secret(texts.phrase(person.address), _ADDRESS, person.id)
    for place in schedule.gazetteer.places.values():
        if place.classification is _CONFIDENTIAL:
            for text in filter(None, (place.name, place.address)):
                yield _Secret(texts.phrase(text), _PLACE, place.id)
    yield from _secret_contacts(schedule)


def _secret_contacts(schedule: Schedule) -> Iterator[_Secret]:
    for contact in schedule.contacts.values():
        if contact.classification is _CONFIDENTIAL:
            if len(contact.name.split()) > 1:  # one word may be anybody's, as `Hospital`
                yield _Secret(texts.phrase(contact.name), _CONTACT, contact.id)
            if contact.phone and _is_telephone(contact.phone):
                yield _Secret(texts.digits(contact.phone), _CONTACT, contact.id)


def _names(name: str) -> Iterator[str]:
    """Yield a name and, where it is a person's own and no role, each of its parts."""
    yield name
    parts = [part for part in re.findall(r"\w+", name) if texts.fold(part) not in _PARTICLES]
    is_role = any(texts.fold(part) in _ROLE_WORDS for part in parts)
    if len(parts) > 1 and not is_role and all(part[0].isupper() for part in parts):
        yield from (part for part in parts if len(part) >= _SHORTEST_NAME)


RULE = Rule("public-victim", __doc__, check, protects=True)
