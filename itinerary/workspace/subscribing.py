"""What readers subscribe to: each one's calendar and page, made of what was released."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from itinerary.languages import say
from itinerary.model.history import History
from itinerary.output import render
from itinerary.output.comparison import Change, compare
from itinerary.output.format import Page, Subscription
from itinerary.privacy.keys import mission_key
from itinerary.privacy.readers import readers
from itinerary.privacy.view import Item, View
from itinerary.syntax.clocks import parse_day
from itinerary.syntax.problems import Problem
from itinerary.times import day_span, in_zone
from itinerary.workspace.noticing import language_of
from itinerary.workspace.views import Calendars


class Subscriber(NamedTuple):
    """A reader as their calendar and page are made: what it shows them, and in which language."""

    view: View
    language: str

    def calendar(self) -> bytes:
        """Return their feed."""
        return render("ics", self.view, Page())

    def page(self, subscription: Subscription | None) -> bytes:
        """Return their page, which shows no more than their feed.

        Whoever has the link can open both, and a calendar company has it.
        """
        told = Page(
            language=self.language, subscription=subscription, changes=last_changes(self.view)
        )
        return render("html", self.view, told)


def subscribers(
    history: History, wanted: Iterable[str], calendars: Calendars
) -> dict[str, Subscriber]:
    """Return those of some ids who are readers now, by id."""
    schedule = history.latest.schedule
    known = readers(schedule)
    return {
        one: Subscriber(calendars.feed_view(history, known[one]), language_of(one, schedule))
        for one in dict.fromkeys(wanted)
        if one in known
    }


def last_changes(view: View) -> tuple[Change, ...]:
    """Return what changed in a calendar when something last did.

    That is told by the view alone: a release that changed nothing for its reader does not even
    say that it was made.
    """
    told = (*view.items, *view.withdrawn)
    last = max((one.revision.at for one in told), default=None)
    before: list[Item] = []
    for item in view.items:
        if item.revision.at != last:
            before.append(item)
        elif not item.revision.is_new:
            before.append(item.revision.before or item)
    return compare(replace(view, items=tuple(before)), view)


def mission_end(history: History) -> datetime:
    """Return when the mission's last day ends, by its own clocks."""
    delegation = history.latest.schedule.delegation
    return day_span(delegation.dates.last, delegation.zone).end


def end_of_day(history: History, text: str, now: datetime) -> datetime | str:
    """Return when a day ends that words name, or a sentence that says why they name none."""
    delegation = history.latest.schedule.delegation
    today = in_zone(now, delegation.zone).date()
    found = parse_day(text, delegation.dates, today)
    if isinstance(found, Problem):
        return say("{what}; {hint}", what=found.message, hint=found.hint)
    return day_span(found, delegation.zone).end


def sealing_key(history: History) -> bytes | None:
    """Return the key that links are sealed with; None where the file names none.

    A key that is made from the delegation's name would hide nothing.
    """
    return mission_key(history) if history.latest.schedule.feeds.key else None
