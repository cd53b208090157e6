"""What differs between two states of a schedule: for the coordinator, a reader, everybody."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from itinerary.languages import say
from itinerary.model.history import History, Version
from itinerary.output.comparison import Change, compare
from itinerary.output.difference import Difference, Edit, State
from itinerary.privacy.projection import project
from itinerary.privacy.readers import COORDINATOR, Medium, Reader, readers
from itinerary.privacy.view import View
from itinerary.releases.edits import Text, edits
from itinerary.releases.record import Release
from itinerary.workspace.files import Loaded
from itinerary.workspace.releasing import Past
from itinerary.workspace.views import UNRELEASED, feed_changes


class Stage(NamedTuple):
    """A state of a schedule: what it is called, and the file it was read from."""

    state: State
    loaded: Loaded


def stages(past: Past | None, releases: tuple[Release, ...]) -> list[Stage]:
    """Return each release as a stage, oldest first."""
    return [
        Stage(
            State(
                say("release {number}", number=one.number),
                one.number,
                one.at,
                one.author,
                one.note,
            ),
            loaded,
        )
        for one, loaded in zip(releases, past.files if past else (), strict=False)
    ]


def working(loaded: Loaded) -> Stage:
    """Return a file as it is now as a stage."""
    return Stage(State(Path(loaded.path).name), loaded)


def difference(
    known: list[Stage], old: int | None, new: int, reader: Reader | None, now: datetime
) -> Difference:
    """Return what differs between two of the stages, which are named by their index.

    ``old`` is None where there was nothing. A working file counts as released ``now``.
    """
    new %= len(known)
    versions = []
    for number, (state, loaded) in enumerate(known, 1):
        if loaded.schedule is None:
            raise ValueError(f"{loaded.path} was not understood")
        versions.append(Version(number, state.at or now or UNRELEASED, loaded.schedule))
    history = History(tuple(versions))
    before = history.as_of(old + 1) if old is not None else None
    after = history.as_of(new + 1)
    seen = reader or COORDINATOR

    def view(state: History) -> View:
        return project(state, seen, Medium.SHEET)

    schedule = after.latest.schedule
    return Difference(
        old=known[old].state if old is not None else None,
        new=known[new].state,
        reader=seen.name,
        is_for_one=reader is not None,
        zone=schedule.delegation.zone,
        found=compare(view(before) if before else None, view(after)),
        calendars=_calendars(before, after) if reader is None else (),
        edits=_edits(known[old].loaded, known[new].loaded)
        if reader is None and old is not None
        else (),
    )


def _calendars(
    before: History | None, after: History
) -> tuple[tuple[str, tuple[Change, ...]], ...]:
    known = readers(after.latest.schedule)
    if before:
        known = {**readers(before.latest.schedule), **known}
    return tuple((one.name, feed_changes(before, after, one)) for one in known.values())


def _edits(old: Loaded, new: Loaded) -> tuple[Edit, ...]:
    if old.schedule is None or new.schedule is None:
        return ()
    found = edits(Text(old.schedule, old.text), Text(new.schedule, new.text))
    return tuple(Edit(*edit) for edit in found)
