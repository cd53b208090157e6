"""Inviting a counterpart to an engagement, and what becomes of their answer."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from itinerary.checks import public_victim
from itinerary.diagnostics import did_you_mean
from itinerary.intake import guarded
from itinerary.intake.events import Calendar, Event, Moment, Refusal, clean, one_line
from itinerary.languages import Message, plural, say
from itinerary.languages import Words as Tongue
from itinerary.model.entries import Entry, Journey, Status
from itinerary.model.fields import Classification, keys_of
from itinerary.model.history import History
from itinerary.model.schedule import Schedule
from itinerary.output import invitation as message
from itinerary.output.answer import Answer, Proposal
from itinerary.output.invitation import Invitation, Words
from itinerary.output.mail import Party, is_mailbox
from itinerary.privacy.guests import SHOWABLE, addressed, invited
from itinerary.privacy.readers import Guest
from itinerary.privacy.view import Item, Withdrawn
from itinerary.syntax.editor import set_text
from itinerary.syntax.splicing import Uneditable
from itinerary.times import (
    Days,
    Timespan,
    in_zone,
    localise,
    written_when,
    zone_of,
)
from itinerary.workspace import checking
from itinerary.workspace.effects import changed_lines
from itinerary.workspace.files import Loaded, understood
from itinerary.workspace.views import there_are

_MOST_DAYS = 5
"""Days of a repeated entry that a message lists."""


class Wish(NamedTuple):
    """What the coordinator asks for: whom to invite to what, and what to tell them."""

    entry: str
    organizer: Party
    guest: Party
    show: tuple[str, ...] = ()
    words: Words = Words()
    day: date | None = None
    is_withdrawn: bool = False


def party(address: str, name: str = "") -> Party | str:
    """Return who an address names, or a sentence that says why it is none.

    ``Name <address>`` tells a name too.
    """
    bare = address.strip()
    if bare.endswith(">") and "<" in bare:
        told, _, bare = bare[:-1].rpartition("<")
        name = name or told.strip().strip('"')
    if not is_mailbox(bare):
        return say(
            "`{address}` is no plain mail address such as office@example.org",
            address=one_line(address),
        )
    return Party(bare, one_line(name))


def words(title: str | None, place: str | None, description: str | None) -> Words:
    """Return the coordinator's own words, without signs that no calendar may hold."""
    return Words(
        title if title is None else one_line(title) or None,
        place if place is None else one_line(place),
        description if description is None else clean(description),
    )


def invitation(history: History, wish: Wish) -> Invitation | str:
    """Return what a guest is sent, or a sentence that says why they are sent nothing."""
    found = _found(history, wish.entry)
    if isinstance(found, str):
        return found
    shown = _shown(wish, found.entry)
    if isinstance(shown, str):
        return shown
    if found.is_there and not wish.is_withdrawn:
        if found.entry.status is Status.IDEA:
            return say("`{entry}` is only an idea: nobody is invited to one", entry=wish.entry)
        if found.entry.is_request:
            return say(
                "`{entry}` has no time yet, only windows: nobody can be invited before its "
                "`when` is written",
                entry=wish.entry,
            )
    guest = Guest(wish.guest.address, shown)
    view = invited(history, guest, found.identity, message.tell)
    told = _chosen(view.items, view.withdrawn, wish)
    if isinstance(told, str):
        return told
    made = Invitation(told, wish.organizer, wish.guest, wish.words, wish.is_withdrawn)
    return _harmless(history.latest.schedule, made)


class _Found(NamedTuple):
    """An entry as it last was, what identifies it, and whether it still is there."""

    entry: Entry
    identity: str
    is_there: bool


def _found(history: History, name: str) -> _Found | str:
    """Return the entry that an id names, now or in any version before."""
    versions = [*zip(history.so_far, history.identities, strict=False)][::-1]
    identity = next((known[name] for _, known in versions if name in known), None)
    for number, (version, known) in enumerate(versions):
        for entry in version.schedule.entries.values():
            if known[entry.id] == identity:
                return _Found(entry, known[entry.id], number == 0)
    hint = did_you_mean(name, history.latest.schedule.entries)
    if hint:
        return say("there is no entry `{entry}`; {hint}", entry=name[:64], hint=hint)
    return say("there is no entry `{entry}`", entry=name[:64])


def _shown(wish: Wish, entry: Entry) -> frozenset[str] | str:
    """Return the attributes that are to be shown, or why one cannot be."""
    keys = keys_of(type(entry))
    showable = [key for key, (attribute, _) in keys.items() if attribute in SHOWABLE]
    for key in wish.show:
        if key not in showable:
            why = _unshowable(key, wish.entry, keys, showable)
            return say("{option}: {why}", option="--show", why=why)
    if wish.show and entry.classification is Classification.CONFIDENTIAL:
        return say(
            "--show: `{entry}` is confidential: only words that you type go to a guest "
            "(--title, --place, --say)",
            entry=wish.entry,
        )
    if "room" in wish.show and "where" in showable and "where" not in wish.show:
        return say("--show: a room is nothing without its place: --show where too")
    told_apart = (
        ("title", wish.words.title, {"title"}),
        ("place", wish.words.place, {"where", "from", "to", "room"}),
        ("say", wish.words.say, {*showable} - {"title", "where", "from", "to", "room", "nights"}),
    )
    for option, said, replaced in told_apart:
        lost = [key for key in wish.show if key in replaced]
        if said is not None and lost:
            return say(
                "--{option} stands in place of `{key}`: choose it or --show {key}",
                option=option,
                key=lost[0],
            )
    return frozenset(keys[key][0] for key in wish.show)


def _unshowable(
    key: str, entry: str, keys: Mapping[str, object], showable: Sequence[str]
) -> Message:
    """Return why a key of an entry is not for guests."""
    if key == "note":
        return say("a note never leaves the delegation; say it with --say")
    listed = there_are(showable)
    if key in keys:
        return say("`{key}` is nothing that a guest is shown; {hint}", key=key, hint=listed)
    return say(
        "`{key}` is no key of `{entry}`; {hint}",
        key=key[:64],
        entry=entry,
        hint=did_you_mean(key, showable) or listed,
    )


def _chosen(items: Sequence[Item], gone: Sequence[Withdrawn], wish: Wish) -> Item | Withdrawn | str:
    """Return the one time that is meant, or why it cannot be told."""
    if wish.day is None:
        some: Sequence[Item | Withdrawn] = items or gone
    else:
        some = [one for one in (*items, *gone) if wish.day in _days(one)][:1]
    if len(some) == 1:
        return some[0]
    days = [_days(one).first for one in items or gone]

    def listed(tongue: Tongue) -> str:
        more = " …" if len(days) > _MOST_DAYS else ""
        return ", ".join(map(tongue.day, days[:_MOST_DAYS])) + more

    if not days:
        return say(
            "`{entry}` never had a time: nobody can have been invited to it", entry=wish.entry
        )
    if wish.day is not None:
        return say(
            "`{entry}` does not take place on {day}, but on {days}",
            entry=wish.entry,
            day=wish.day,
            days=listed,
        )
    return say(
        "`{entry}` takes place more than once: name one day with --on ({days})",
        entry=wish.entry,
        days=listed,
    )


def _days(told: Item | Withdrawn) -> Days:
    when = told.when
    return when if isinstance(when, Days) else Days(when.start.date(), when.start.date())


def _harmless(schedule: Schedule, made: Invitation) -> Invitation | str:
    """Return an invitation if no text of it gives away somebody protected.

    The file's texts are checked before they are released, but for readers who may know more than a
    guest; and nobody checked what was typed.
    """
    told, said = made.told, made.words
    for text in (
        message.title(told, said),
        message.place(told, said),
        "\n".join(message.description(told, said)),
    ):
        given_away = public_victim.gives_away(schedule, text)
        if given_away:
            return say("the invitation would give away {what}: choose other words", what=given_away)
    return made


# ---------------------------------------------------------------- an answer


class Reply(NamedTuple):
    """What an answer says and what it comes to, and the file's bytes once it is written."""

    told: Answer
    data: bytes | None = None


_NO_ANSWERS = {
    "REQUEST": say(
        "This is an invitation, and no answer to one: `itinerary import` takes it over."
    ),
    "PUBLISH": say(
        "This is a published calendar, and no answer: `itinerary import` takes it over."
    ),
    "": say(
        "This is a calendar, and no answer to an invitation: `itinerary import` takes it over."
    ),
    "ADD": say("This is more times of an invitation, and no answer to one."),
    "CANCEL": say(
        "This is the withdrawal of an invitation that you were sent, and no answer to yours."
    ),
    "DECLINECOUNTER": say("This is an organizer's no to another time that you proposed."),
    "REFRESH": say("This is a wish to be sent the newest state: `itinerary invite` makes it."),
}
_STATUS = {
    "ACCEPTED": Status.CONFIRMED,
    "TENTATIVE": Status.TENTATIVE,
    "DECLINED": Status.DECLINED,
}


def reply(data: bytes, loaded: Loaded, history: History, now: datetime) -> Reply | Refusal:
    """Return what an answer proposes to change in a schedule file. Nothing is written.

    ``history`` ends with the file as it is.
    """
    read = guarded.read_calendar(data)
    if isinstance(read, Refusal):
        return read
    if read.method not in {"REPLY", "COUNTER"}:
        strange = say("This is a message of a kind nobody knows ({method}).", method=read.method)
        return _nothing(Answer(read.method), _NO_ANSWERS.get(read.method, strange))
    events = {event.uid: event for event in read.events}
    if len(events) != 1:
        return _uncounted(read, len(events))
    (event,) = events.values()
    return _Reading(event, read.method, loaded, history, now).reply()


def _uncounted(read: Calendar, count: int) -> Refusal:
    if count:
        several = plural("it holds {count} answer", "it holds {count} answers", count)
        return Refusal(several, say("save them one by one"))
    told = say("it holds no answer that can be read")
    if read.notes:
        told = say("{what}: {why}", what=told, why=read.notes[0])
    return Refusal(told, say("ask for it again"))


class _Reading(NamedTuple):
    """An answer, beside all that it may be an answer to."""

    event: Event
    method: str
    loaded: Loaded
    history: History
    now: datetime

    @property
    def schedule(self) -> Schedule:
        """The schedule as the file tells it now."""
        return self.history.latest.schedule

    def reply(self) -> Reply:
        """Return what the answer comes to."""
        event = self.event
        for attendee in event.attendees:
            guest = Guest(attendee.address)
            identity = addressed(self.history, guest).get(event.uid)
            if identity is not None:
                told = Answer(
                    self.method,
                    address=attendee.address,
                    name=attendee.name,
                    answer=attendee.participation_status.upper() or "NEEDS-ACTION",
                    comment=event.comment,
                )
                return self._answered(told, guest, identity)
        who = event.attendees[0].address if event.attendees else ""
        told = Answer(self.method, address=who, comment=event.comment, is_strange=True)
        if not who:
            return _nothing(
                told,
                say(
                    "It answers no invitation that this schedule knows to anybody (it names "
                    "nobody): it was sent to another address, or from another schedule."
                ),
            )
        return _nothing(
            told,
            say(
                "It answers no invitation that this schedule knows to {address}: it was sent to "
                "another address, or from another schedule.",
                address=who,
            ),
        )

    def _answered(self, told: Answer, guest: Guest, identity: str) -> Reply:
        known = dict(self._times(guest, identity))
        present = known[max(known)]
        found = _found_by(self.history, identity)
        told = told._replace(
            entry=found.id if found else "", title=found.title or found.kind.label if found else ""
        )
        if found is None or present is None:
            return _nothing(
                told, say("It does not take place any more: send them the withdrawal (--cancel).")
            )
        if message.is_off(present):
            told = told._replace(proposed=self._other_time(found))
            return _nothing(
                told,
                say(
                    "`{entry}` is {status}: if it is on again, write its status and its time, "
                    "release, and invite once more; if not, send them the withdrawal (--cancel).",
                    entry=found.id,
                    status=say(found.status.value),
                ),
            )
        told = told._replace(when=message.clocked(present), proposed=self._other_time(found))
        late = self._late(known, present)
        if late:
            return _nothing(told, late)
        if found.repeat is not None:
            return _nothing(
                told,
                say(
                    "It is one time of a repeated entry, and an edit would change every one of "
                    "them."
                ),
            )
        return self._counter(told, found) if self.method == "COUNTER" else self._word(told, found)

    def _times(self, guest: Guest, identity: str) -> Iterator[tuple[int, Item | Withdrawn | None]]:
        """Yield what each sequence told, oldest first; the last time of each counts."""
        for version in self.history.versions:
            view = invited(self.history.as_of(version.number), guest, identity, message.tell)
            every = (*view.items, *view.withdrawn)
            one = next((one for one in every if one.uid == self.event.uid), None)
            if one is not None:
                yield one.revision.sequence, one

    def _late(self, known: dict[int, Item | Withdrawn | None], present: Item | Withdrawn) -> str:
        """Return how an answer missed a change of time; empty where it did not."""
        if self.event.sequence > max(known):
            return say(
                "It answers a newer invitation than this file and its releases know: is this the "
                "newest schedule?"
            )
        earlier = known.get(self.event.sequence)
        then = earlier.when if earlier else present.when
        start = self._instant(self.event.start, self.schedule.delegation.zone)
        if self.method == "REPLY" and isinstance(start, datetime) and isinstance(then, Timespan):
            # Whatever it counts, the time that it names is the one that was answered.
            start = in_zone(start, zone_of(then.start))
            then = Timespan(start, in_zone(start + then.duration, zone_of(then.end)))
        if then == present.when:
            return ""
        return say(
            "It answers another time, {then}; it is now {now}. Release that, and send the "
            "invitation again.",
            then=_start(then, present.when),
            now=_start(present.when, then),
        )

    # ------------------------------------------------------------ proposals

    def _word(self, told: Answer, entry: Entry) -> Reply:
        status = _STATUS.get(told.answer)
        if status is None:
            sends = told.answer == "DELEGATED"
            undecided = say("They have not decided.")
            return _nothing(told, say("They send somebody else.") if sends else undecided)
        if entry.status is status:
            return _nothing(
                told,
                say("`{entry}` is {status} already.", entry=entry.id, status=say(status.value)),
            )
        return self._proposed(told, entry, "status", status.value)

    def _counter(self, told: Answer, entry: Entry) -> Reply:
        when = self._proposed_time(entry)
        if isinstance(when, str):
            return _nothing(told, when)
        if when == entry.when:
            return _nothing(told, say("The time they propose is the one it has."))
        return self._proposed(told, entry, "when", written_when(when), when)

    def _other_time(self, entry: Entry) -> str:
        """Return the time that a counter-proposal names, whatever comes of it."""
        when = self._proposed_time(entry) if self.method == "COUNTER" else ""
        if isinstance(when, str):
            return ""
        if isinstance(when, Days):
            return Message("{when}", {"when": when})
        zone = zone_of(when.start)
        return say("{when} ({city} time)", when=when, city=lambda tongue: tongue.city(zone))

    def _proposed_time(self, entry: Entry) -> Timespan | Days | str:
        event, zone = self.event, self.schedule.gazetteer.zone
        if isinstance(entry, Journey):
            zones = zone(entry.origin.id), zone(entry.destination.id)
        else:
            here = zone(entry.where[0].id if entry.where else None)
            zones = here, here
        start, end = (
            self._instant(one, at) for one, at in zip((event.start, event.end), zones, strict=True)
        )
        if isinstance(start, datetime) and isinstance(end, datetime):
            if event.is_open and isinstance(entry.when, Timespan):
                end = start + entry.when.duration
            if end <= start:
                return say("The time they propose ends before it starts.")
            return Timespan(in_zone(start, zones[0]), in_zone(end, zones[1]))
        if isinstance(start, date) and isinstance(end, date) and not isinstance(start, datetime):
            last = max(date.fromordinal(end.toordinal() - 1), start)
            return Days(start, last)
        return say("They propose no time that clocks show once.")

    def _instant(self, told: Moment | date | None, zone: str) -> datetime | date | None:
        if not isinstance(told, Moment):
            return told
        found = localise(told.wall.replace(second=0), told.zone or zone)
        return found if isinstance(found, datetime) else None

    def _proposed(
        self, told: Answer, entry: Entry, key: str, value: str, when: Timespan | Days | None = None
    ) -> Reply:
        written = set_text(self.loaded.data, self.loaded.path, entry.id, key, value)
        if isinstance(written, Uneditable):
            return _nothing(told, _unwritable(key, value, written.message))
        again = understood(written, self.loaded.path)
        errors = [found.message for found in again.diagnostics if found.is_error]
        now = again.schedule.entries.get(entry.id) if again.schedule else None
        if errors or now is None:
            why = errors[0] if errors else say("the file would not be understood")
            return _nothing(told, _unwritable(key, value, why))
        if when is not None and when != now.when:
            return _nothing(
                told,
                say("`{key}: {value}` would be read as another time.", key=key, value=value),
            )
        changed = tuple(
            (line.sign, line.text) for line in changed_lines(self.loaded.text, again.text)
        )
        findings = checking.new_findings(self.loaded, written, self.now)
        return Reply(told._replace(proposal=Proposal(key, value, changed, findings)), written)


def _nothing(told: Answer, why: str) -> Reply:
    return Reply(told._replace(verdict=say("{why} Nothing to propose.", why=why)))


def _unwritable(key: str, value: str, why: str) -> Message:
    return say("`{key}: {value}` cannot be written: {why}.", key=key, value=value, why=why)


def _found_by(history: History, identity: str) -> Entry | None:
    """Return the entry that an identity names now."""
    known = history.identities[history.in_force]
    entries = history.latest.schedule.entries.values()
    return next((entry for entry in entries if known[entry.id] == identity), None)


def _start(when: Timespan | Days, beside: Timespan | Days) -> Message:
    """Return when something starts, with its day where that differs too."""
    if isinstance(when, Days) or isinstance(beside, Days):
        return Message("{day}", {"day": when.first if isinstance(when, Days) else when.start})
    clock = f"{when.start:%H:%M}"
    if when.start.date() == beside.start.date() and when.start != beside.start:
        return Message(clock, {})
    return Message(f"{{day}} {clock}–{when.end:%H:%M}", {"day": when.start})
