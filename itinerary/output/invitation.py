"""An invitation to one engagement, or its withdrawal, as a scheduling message (RFC 5546, iTIP).

It goes to one guest, in whose calendar it becomes an event that they can answer. Beside what the
gate tells the guest it holds the words that the coordinator typed, and nothing of the calendar it
comes from: no name of it, no alarm, no class, no colour.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from itinerary.languages import PLAIN, Message, say
from itinerary.languages import Words as Tongue
from itinerary.output import ics, wording
from itinerary.output.contentline import one_line, parameter, text
from itinerary.output.mail import Party
from itinerary.privacy.gate import UNTOLD
from itinerary.privacy.view import Item, Standing, Withdrawn
from itinerary.times import Timespan, in_zone, zone_of

REQUEST, CANCEL = "REQUEST", "CANCEL"


class Words(NamedTuple):
    """The coordinator's own words, in place of the file's; None where the file speaks."""

    title: str | None = None
    place: str | None = None
    say: str | None = None


class Invitation(NamedTuple):
    """What a guest is told of one engagement: that it takes place, or that it does not."""

    told: Item | Withdrawn
    organizer: Party
    guest: Party
    words: Words = Words()
    is_withdrawn: bool = False
    """Whether the guest is invited no longer, whatever becomes of the engagement."""

    @property
    def method(self) -> str:
        """RFC 5546's word for what the message asks for."""
        return CANCEL if self.is_withdrawn or is_off(self.told) else REQUEST

    @property
    def sequence(self) -> int:
        """How often the guest was told otherwise; a withdrawal counts, even if nothing else did."""
        counted = self.told.revision.sequence
        if self.method is REQUEST:
            return counted
        return counted + 1 if self.is_withdrawn and not is_off(self.told) else max(counted, 1)


def is_off(told: Item | Withdrawn) -> bool:
    """Whether what a guest is told of does not take place, for them."""
    return isinstance(told, Withdrawn) or _standing(told) is Standing.CANCELLED


def tell(told: Item | Withdrawn, _markers: bool) -> object:  # noqa: FBT001 (a Telling)
    """Return what every guest is told of something: where that is the same, nothing changed."""
    return tuple(_lines(told, Words(), is_off=is_off(told)))


def render(invitation: Invitation, now: datetime) -> bytes:
    """Return the message, made ``now``: its DTSTAMP, since it has a METHOD (RFC 5545, 3.8.7.2)."""
    from itinerary.output import envelope  # noqa: PLC0415  (icalendar: to compare needs none)

    told = _by_known_clocks(invitation.told)
    # When it last changed is none of a new guest's business.
    revision = replace(told.revision, sequence=invitation.sequence, at=now)
    guest = invitation.guest
    asked = "CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
    lines = [
        f"ORGANIZER{_named(invitation.organizer)}",
        f"ATTENDEE;{asked}{_named(guest)}",
        *_lines(told, invitation.words, is_off=invitation.method is CANCEL),
    ]
    event = ics.event(told.uid, revision, now, lines).encode()
    span = ics.zoned_span(told)
    return envelope.message(invitation.method, event, [span] if span else [])


def _named(party: Party) -> str:
    name = f";CN={parameter(one_line(party.name))}" if party.name else ""
    return f"{name}:mailto:{party.address}"


def _standing(item: Item) -> Standing:
    return wording.standing(item)


def _by_known_clocks(told: Item | Withdrawn) -> Item | Withdrawn:
    """Return what is told; the clocks of what was withdrawn told of a place, so in UTC."""
    if isinstance(told, Withdrawn) and isinstance(told.when, Timespan):
        when = Timespan(in_zone(told.when.start, "UTC"), in_zone(told.when.end, "UTC"))
        return replace(told, when=when)
    return told


def _lines(told: Item | Withdrawn, words: Words, *, is_off: bool) -> Iterator[str]:
    yield from ics.times(_by_known_clocks(told).when)
    yield f"SUMMARY:{text(one_line(title(told, words)))}"
    sure = not isinstance(told, Withdrawn) and _standing(told) is Standing.CONFIRMED
    yield f"STATUS:{'CANCELLED' if is_off else 'CONFIRMED' if sure else 'TENTATIVE'}"
    where = one_line(place(told, words))
    if where:
        yield f"LOCATION:{text(where)}"
    said = text("\n".join(description(told, words)))
    if said:
        yield f"DESCRIPTION:{said}"


# ---------------------------------------------------------------- what the guest reads


def title(told: Item | Withdrawn, words: Words) -> str:
    """Return the event's title."""
    if words.title is not None:
        return words.title
    return UNTOLD if isinstance(told, Withdrawn) else told.title


def place(told: Item | Withdrawn, words: Words) -> str:
    """Return where it takes place, as far as the guest is told; empty where they are not."""
    if words.place is not None:
        return words.place
    return "" if isinstance(told, Withdrawn) else ics.location(told)


def description(told: Item | Withdrawn, words: Words) -> list[str]:
    """Return everything else that the guest is told, line by line."""
    if words.say is not None:
        return words.say.splitlines()
    return [] if isinstance(told, Withdrawn) else ics.particulars(told)


def summary(invitation: Invitation, tongue: Tongue = PLAIN) -> Iterator[str]:
    """Yield what the guest will read, line by line, for whoever sends it."""
    told, words, guest = _by_known_clocks(invitation.told), invitation.words, invitation.guest
    if invitation.method is CANCEL:
        yield tongue.say("withdrawal to {address}", address=guest.address)
    else:
        yield tongue.say("invitation to {address}", address=guest.address)
    yield f"  {one_line(title(told, words))}"
    yield f"  {tongue.retell(clocked(told))}"
    yield from (f"  {line}" for line in (one_line(place(told, words)),) if line)
    yield from (f"  {line}" for line in description(told, words))


def clocked(told: Item | Withdrawn) -> Message:
    """Return a time with its days, and whose clocks tell it."""
    when = told.when
    if not isinstance(when, Timespan):
        return Message("{when}", {"when": when})
    zones = zone_of(when.start), zone_of(when.end)
    return say(
        "{when} ({city} time)",
        when=when,
        city=lambda tongue: " → ".join(dict.fromkeys(map(tongue.city, zones))),
    )
