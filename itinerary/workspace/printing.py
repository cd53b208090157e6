"""Sheets to be printed: each made of what its reader may see of one state of a history."""

from datetime import datetime

from itinerary.languages import ENGLISH, Choice, choose, language
from itinerary.model.history import History
from itinerary.model.schedule import Schedule
from itinerary.output.format import Subscription
from itinerary.output.sheets import FORMATS, SHEETS
from itinerary.output.sheets.sheet import Printing, Sheet
from itinerary.privacy.projection import project
from itinerary.privacy.readers import ANYBODY, COORDINATOR, Medium, Reader, readers
from itinerary.times import Days, in_zone
from itinerary.workspace.noticing import languages_of


def travellers(schedule: Schedule) -> tuple[Reader, ...]:
    """Return everybody whose time is planned: those who carry a sheet."""
    known = readers(schedule)
    return tuple(known[one] for one in schedule.people)


def choice(schedule: Schedule, reader: Reader | None, asked: str | None, otherwise: str) -> Choice:
    """Return the language of a sheet: the one asked for, or its reader's, or the delegation's.

    A sheet names the language that its reader would rather have, where another stands in for it.
    ``otherwise`` is the one where the schedule names none.
    """
    if asked is not None:
        return choose([asked])
    return choose(languages_of(reader.id if reader else "", schedule) or (otherwise,))


def printing(  # noqa: PLR0913 (all that stands on a sheet beside what its reader may see)
    schedule: Schedule,
    reader: Reader | None,
    now: datetime,
    *,
    days: Days | None = None,
    asked: str | None = None,
    otherwise: str = ENGLISH,
    subscription: Subscription | None = None,
    is_draft: bool = False,
) -> Printing:
    """Return how a reader's sheet is printed, as of ``now``."""
    chosen = choice(schedule, reader, asked, otherwise)
    at = in_zone(now, schedule.delegation.zone).replace(second=0, microsecond=0)
    return Printing(
        at=at,
        words=language(chosen.code),
        days=days,
        wished=chosen.wished,
        subscription=subscription,
        is_draft=is_draft,
    )


def sheet(kind: str, history: History, reader: Reader | None, how: Printing) -> Sheet:
    """Return a sheet for a reader; the coordinator's for nobody.

    A public one is the same for everybody: it is made of what anybody may know.
    """
    chosen = SHEETS[kind]
    whose = ANYBODY if chosen.is_public else reader or COORDINATOR
    return chosen.make(project(history, whose, Medium.SHEET), how)


def file_name(kind: str, reader: Reader | None, days: Days | None, form: str) -> str:
    """Return what a sheet's file is called: by what its reader knows of anyway."""
    whose = None if SHEETS[kind].is_public or reader is None else reader.id
    dates = (
        () if days is None else dict.fromkeys(f"{day:%Y-%m-%d}" for day in (days.first, days.last))
    )
    return f"{'-'.join(filter(None, (kind, *dates, whose)))}.{FORMATS[form].suffix}"
