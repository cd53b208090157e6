"""Proposals where requests could be placed, with the reasons for each and what is left out."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from itinerary.languages import PLAIN, Message, Words
from itinerary.output.styled import Line, hanging, rule
from itinerary.times import Days, Timespan, zone_of


class PlacedRequest(NamedTuple):
    """A request, where and when it could take place, who takes part, and what speaks for it."""

    id: str
    line: int
    title: str
    when: Timespan | Days
    where: str | None
    place: str
    who: tuple[str, ...]
    names: tuple[str, ...]
    reasons: tuple[Message, ...]


class LeftRequest(NamedTuple):
    """A request that is not placed, and why."""

    id: str
    line: int
    title: str
    why: tuple[Message, ...]


class Proposal(NamedTuple):
    """One plan; ``objective`` is the worth of what it places, ``bound`` what none can exceed."""

    placed: tuple[PlacedRequest, ...]
    unplaced: tuple[LeftRequest, ...]
    status: str
    objective: int
    bound: int


class Proposals(NamedTuple):
    """The best plan for a file and others, in order; none where there is nothing to place.

    ``zone`` is the mission's; times by other clocks say which.
    """

    path: str
    name: str
    zone: str
    proposals: tuple[Proposal, ...]


def lines(told: Proposals, width: int, words: Words = PLAIN) -> Iterator[Line]:
    """Yield proposals line by line; what all of them leave out is told once."""
    yield [(told.name, "mission")]
    if not told.proposals:
        yield [(words.say("No request is waiting to be placed."), "")]
        return
    for number, proposal in enumerate(told.proposals, start=1):
        yield []
        yield rule(
            words.say("Proposal {number}", number=number), _placed(proposal, words), "day", width
        )
        for one in proposal.placed:
            yield from _request(one, told.zone, width, words)
        left = proposal.unplaced if number == 1 else _others(proposal, told.proposals[0])
        for missing in left:
            yield from _left(missing, width, words)
        if number == 1:
            yield from hanging([(" ", "")], _proof(proposal, words), "muted", width)
    yield []
    if told.proposals[0].placed:
        text = words.say(
            "Nothing is written: `itinerary plan --apply 1` writes the first one, as tentative."
        )
    else:
        text = words.say(
            "Nothing can be placed as things are: mend what is told above, and plan again."
        )
    yield from hanging([], text, "muted", width)


def _placed(proposal: Proposal, words: Words) -> str:
    every = len(proposal.placed) + len(proposal.unplaced)
    return words.say("{count} of {every} placed", count=len(proposal.placed), every=every)


def _proof(proposal: Proposal, words: Words) -> str:
    if proposal.objective >= proposal.bound:
        return words.say("No plan places more, or what is more urgent.")
    return words.say(
        "Worth {worth} points; whether a plan of up to {bound} exists is not settled.",
        worth=proposal.objective,
        bound=proposal.bound,
    )


def _others(proposal: Proposal, first: Proposal) -> list[LeftRequest]:
    known = {one.id for one in first.unplaced}
    return [one for one in proposal.unplaced if one.id not in known]


def _request(one: PlacedRequest, zone: str, width: int, words: Words) -> Iterator[Line]:
    when = words.value(one.when)
    title = words.retell(one.title)
    yield from hanging([(" ◐ ", "tentative"), (f"{when}  ", "time")], title, "tentative", width)
    facts = [one.place, words.listed(one.names), _clocks(one.when, zone, words)]
    yield from hanging([("   ", "")], " · ".join(filter(None, facts)), "people", width)
    for reason in one.reasons:
        yield from hanging([("   – ", "muted")], words.retell(reason), "", width)


def _clocks(when: Timespan | Days, zone: str, words: Words) -> str:
    """Return by whose clocks a time is told, where they are not the mission's."""
    if isinstance(when, Days):
        return ""
    zones = dict.fromkeys(zone_of(at) for at in (when.start, when.end))
    if {*zones} == {zone}:
        return ""
    return words.say("{city} time", city=" → ".join(map(words.city, zones)))


def _left(one: LeftRequest, width: int, words: Words) -> Iterator[Line]:
    text = words.say("not placed: {title}", title=words.retell(one.title))
    yield from hanging([(" ✗ ", "error")], text, "error", width)
    for why in one.why:
        yield from hanging([("   – ", "muted")], words.retell(why), "", width)


def as_json(told: Proposals) -> str:
    """Return proposals as a JSON object: the best one, and the others under ``alternatives``."""
    best, *others = told.proposals or (Proposal((), (), "optimal", 0, 0),)
    whole = {**_record(best), "alternatives": [_record(one) for one in others]}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _record(proposal: Proposal) -> dict[str, object]:
    return {
        "placed": [
            {
                "id": one.id,
                "start": _edge(one.when)[0],
                "end": _edge(one.when)[1],
                "where": one.where,
                "who": list(one.who),
                "why": [str(why) for why in one.reasons],
            }
            for one in proposal.placed
        ],
        "unplaced": [
            {"id": one.id, "why": [str(why) for why in one.why]} for one in proposal.unplaced
        ],
        "status": proposal.status,
        "objective": proposal.objective,
        "bound": proposal.bound,
    }


def _edge(when: Timespan | Days) -> tuple[str, str]:
    if isinstance(when, Days):
        return when.first.isoformat(), when.last.isoformat()
    return when.start.isoformat(), when.end.isoformat()
