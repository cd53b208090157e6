"""What a sheet of paper says, before anything is decided about paper.

Every kind of sheet is made of the same few parts, and every format knows how to set these parts: so
a sheet says the same on paper, on a screen and in a message.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from itinerary.languages import Language
from itinerary.output import wording
from itinerary.output.format import Page, Subscription
from itinerary.privacy.view import (
    Classification,
    Contact,
    Cover,
    Item,
    OpenRequest,
    Standing,
    Venue,
    View,
    venues,
)
from itinerary.times import Days, Timespan, format_offset


class Printing(NamedTuple):
    """How a sheet is printed: for which days, in which language, when.

    ``at`` is by the mission's clocks. ``wished`` is the language that was asked for where another
    stands in for it. A draft was never released.
    """

    at: datetime
    words: Language
    days: Days | None = None
    wished: str | None = None
    subscription: Subscription | None = None
    is_draft: bool = False

    @property
    def page(self) -> Page:
        """The layout of days that the agenda shares."""
        return Page(days=self.days, language=self.words.code)


class Line(NamedTuple):
    """A text, behind its label if it has one."""

    label: str
    text: str


class Entry(NamedTuple):
    """Something that takes place, under one day.

    ``standing`` is how sure it is, for its shape; ``status`` the word, empty for what is sure.
    ``change`` says that the last edition brought or changed it, ``mark`` that it is confidential.
    """

    times: str
    beside: str
    standing: str
    status: str
    title: str
    lines: tuple[Line, ...] = ()
    change: str = ""
    mark: str = ""
    is_off: bool = False
    is_light: bool = False
    """Whether it is told in passing: it goes on from the day before, or is free time."""


class Entries(NamedTuple):
    """Several entries, in order of time."""

    entries: tuple[Entry, ...]


class Column(NamedTuple):
    """A column of a table: its heading, and its share of the width."""

    heading: str
    share: int


class Cells(NamedTuple):
    """A row of a table."""

    cells: tuple[str, ...]
    change: str = ""
    is_off: bool = False


class Table(NamedTuple):
    """A table; its headings stand on every page that it goes on to."""

    columns: tuple[Column, ...]
    rows: tuple[Cells, ...]


class Facts(NamedTuple):
    """Labels with their texts, one below the other."""

    facts: tuple[Line, ...]


class Check(NamedTuple):
    """Something to tick off; ``blank`` asks for a line to write on."""

    text: str
    is_blank: bool = False


class Checks(NamedTuple):
    """What is ticked off by hand, one below the other."""

    checks: tuple[Check, ...]


class Paragraph(NamedTuple):
    """A text that runs on."""

    text: str


Block = Entries | Table | Facts | Checks | Paragraph


class Section(NamedTuple):
    """Blocks under a heading; a section of the programme has none. ``is_boxed`` sets it apart."""

    heading: str
    blocks: tuple[Block, ...]
    is_boxed: bool = False


class Leaf(NamedTuple):
    """What begins on a page of its own: a day, or all that a sheet has to say."""

    heading: str
    above: str
    """What stands over the heading."""
    facts: tuple[Line, ...]
    sections: tuple[Section, ...]


class Sheet(NamedTuple):
    """A whole sheet. ``link`` is the address that its code opens; ``is_wide`` wants a wide page."""

    language: str
    kind: str
    mission: str
    reader: str
    secrecy: str
    """What is said of a confidential sheet; empty for any other."""
    notices: tuple[str, ...]
    leaves: tuple[Leaf, ...]
    footer: tuple[str, ...]
    page: str
    """How pages are counted, with ``{number}`` and ``{count}``."""
    legend: tuple[tuple[str, str], ...] = ()
    """The shapes that entries bear, and what each means."""
    link: str = ""
    link_says: str = ""
    is_wide: bool = False

    @property
    def title(self) -> str:
        """What programs call it."""
        return " · ".join(filter(None, (self.kind, self.mission, self.reader)))


class Maker:
    """What the kinds of sheets have in common: the frame around what each has to say."""

    def __init__(self, view: View, printing: Printing) -> None:
        """Make sheets of one reader's view."""
        self.view = view
        self.printing = printing
        self.words = printing.words
        self.say = printing.words.say

    def sheet(
        self,
        kind: str,
        leaves: tuple[Leaf, ...],
        told: tuple[Item | OpenRequest | Contact, ...],
        *,
        is_wide: bool = False,
        is_unnamed: bool = False,
    ) -> Sheet:
        """Return a sheet of a kind; how secret it is, all that is ``told`` on it decides.

        One that ``is_unnamed`` does not say who its reader is.
        """
        view, say, words = self.view, self.say, self.words
        named = "" if is_unnamed else wording.reader(view, words)
        is_secret = any(map(_is_confidential, told))
        link = self.printing.subscription.page if self.printing.subscription else ""
        return Sheet(
            language=words.code,
            kind=kind,
            mission=view.mission,
            reader=say("for {reader}", reader=named) if named else "",
            secrecy=self._secrecy(told) if is_secret else "",
            notices=tuple(self._notices()),
            leaves=leaves,
            footer=tuple(self._footer()),
            page=say("page {number} of {count}"),
            legend=self._legend(leaves),
            link=link,
            link_says=say("Your page, always up to date") if link else "",
            is_wide=is_wide,
        )

    def change(self, told: Item | OpenRequest) -> str:
        """Return the word for what the last edition did to something; empty where nothing."""
        edition = self.view.edition
        if edition is None or edition.before is None:
            return ""
        if isinstance(told, OpenRequest):
            return self.say("Changed") if told.is_news else ""
        if told.revision.at != edition.at:
            return ""
        return self.say("New") if told.revision.is_new else self.say("Changed")

    @property
    def days(self) -> Days:
        """The days that the sheet is for."""
        return self.printing.days or self.view.days

    def _secrecy(self, told: tuple[Item | OpenRequest | Contact, ...]) -> str:
        """Return until when a confidential sheet may be kept: a while after its last day."""
        keep = self.view.safety.destroy_after if self.view.safety else 1
        ends = [self.days.last]
        if self.printing.days is None:
            ends += [_last_day(one) for one in told if not isinstance(one, OpenRequest | Contact)]
        last = self.words.full_day(max(ends) + timedelta(days=keep))
        return self.say("CONFIDENTIAL · destroy after {day}", day=last)

    def _notices(self) -> list[str]:
        printing, words = self.printing, self.words
        found = []
        if printing.is_draft:
            found.append(self.say("DRAFT: this was not released, and may still change."))
        if printing.wished:
            found.append(
                self.say(
                    "There is no reviewed translation into {wished}: this sheet is in {language}.",
                    wished=words.name_of(printing.wished),
                    language=words.name_of(words.code),
                )
            )
        return found

    def _footer(self) -> list[str]:
        say, edition = self.say, self.view.edition
        found = []
        if edition and not self.printing.is_draft:
            made = f"{self.words.day(edition.at)} {edition.at:%H:%M}"
            found.append(say("Edition {number}, {at}", number=edition.number, at=made))
            if edition.before is not None:
                found.append(say("supersedes {number}", number=edition.before))
        at = self.printing.at
        printed = f"{self.words.day(at)} {at:%H:%M} ({format_offset(at)})"
        found.append(say("printed {at}", at=printed))
        return found

    def _legend(self, leaves: tuple[Leaf, ...]) -> tuple[tuple[str, str], ...]:
        """Return the shapes that stand on a sheet, unless all of it is confirmed."""
        there = {
            entry.standing
            for leaf in leaves
            for section in leaf.sections
            for block in section.blocks
            if isinstance(block, Entries)
            for entry in block.entries
        }
        if not there - {"", Standing.CONFIRMED.value}:
            return ()
        return tuple(
            (standing.value, self.say(word))
            for standing, word in wording.STANDINGS.items()
            if standing.value in there
        )


def _last_day(item: Item) -> date:
    return item.when.end.date() if isinstance(item.when, Timespan) else item.when.last


def _is_confidential(told: Item | OpenRequest | Contact) -> bool:
    match told:
        case Cover():
            return True
        case Contact():
            return told.classification is Classification.CONFIDENTIAL
        case OpenRequest():
            places: tuple[Venue | None, ...] = told.venues
        case _:
            places = venues(told)
    details = told.details
    # A note, a protected name and a confidential place are shown where confidential things are.
    is_held = bool(details.is_confidential or details.protected or details.note)
    return is_held or any(place.is_confidential for place in places if place)
