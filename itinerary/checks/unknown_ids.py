"""Finding ids that are used and nowhere defined; each kind of id is a rule of its own."""

from collections.abc import Iterable, Iterator

from itinerary.diagnostics import Diagnostic, Severity, did_you_mean
from itinerary.languages import say
from itinerary.model.places import Reference
from itinerary.model.schedule import Schedule

Use = tuple[Reference | None, tuple[str, ...]]
"""An id where it is used, and the entries that use it."""


_MEANT = dict.fromkeys(
    ("all", "everybody", "team", "todos"), say("write `everyone` for all of them")
)


def findings(
    schedule: Schedule, rule: str, table: str, known: Iterable[str], uses: Iterable[Use]
) -> Iterator[Diagnostic]:
    """Yield a finding for each use of an id that the table does not define.

    An id that is defined but could not be read has an error of its own and none here.
    """
    defined = set(known)
    for reference, entries in uses:
        if reference is None or reference.id in defined or reference.id in schedule.unread:
            continue
        yield Diagnostic(
            rule=rule,
            severity=Severity.ERROR,
            span=reference.span,
            message=say(
                "`{id}` is not defined under `{table}:`", id=reference.id[:64], table=table
            ),
            hint=_MEANT.get(reference.id)
            or did_you_mean(reference.id, defined)
            or say("define it under `{table}:`", table=table),
            entries=entries,
        )
