"""What is said of proposals, where the other tests do not hear it."""

from datetime import datetime

import pytest

from itinerary.languages import language
from itinerary.output import plan as output
from itinerary.output.plan import LeftRequest, Proposal, Proposals
from itinerary.output.styled import plain
from itinerary.times import localise
from itinerary.workspace import planning
from itinerary.workspace.files import understood

NOW = localise(datetime.fromisoformat("2023-05-21T18:00"), "America/Lima")
HEAD = """\
itinerary: 1
delegation: {name: D, dates: 2023-05-22 to 2023-05-26, timezone: America/Lima}
people: {ana: {name: Ana}}
places: {lima: {name: Lima, altitude: 150 m}, ica: {name: Ica, altitude: 2700 m}}
connections: no
travel: [{from: lima, to: ica, by: road, takes: 4h, one way: yes}]
programme:
"""


def why(*entries: str) -> dict[str, str]:
    """Return what is said of each request that is not placed."""
    lines = "".join(f"  {entry}\n" for entry in entries)
    loaded = understood((HEAD + lines).encode(), "m.yaml")
    assert loaded.schedule is not None
    assert loaded.is_sound, [(str(one.span), one.message) for one in loaded.diagnostics]
    assert isinstance(NOW, datetime)
    (proposal,) = planning.proposals(loaded.schedule, NOW, 1).proposals
    return {one.id: " ".join(one.why) for one in proposal.unplaced}


def test_a_stay_without_a_way_is_told_so() -> None:
    told = why(
        "there: {kind: stay, when: 2023-05-22, nights: 2, where: ica, who: [ana]}",
        "back: {kind: stay, nights: 2, within: 2023-05-22 to 2023-05-26, where: lima, who: [ana]}",
    )
    assert told["back"].startswith(
        "it cannot be placed: without “Stay in Ica” (m.yaml:8) it could Ana has a bed in "
        "“Stay in Ica”, Mon 22 May – Wed 24 May, and no way leads from Ica to Lima (line 8)"
    )


def test_a_stay_is_later_for_what_check_would_find_before() -> None:
    entry = "up: {kind: stay, nights: 1, within: 2023-05-22 to 2023-05-26, where: ica, who: [ana]}"
    joins = "{name: Ana, joins: {when: 2023-05-22 06:00, where: lima}}"
    text = HEAD.replace("2700 m", "3800 m").replace("{name: Ana}", joins)
    loaded = understood(f"{text}  {entry}\n".encode(), "m.yaml")
    assert loaded.schedule is not None
    assert isinstance(NOW, datetime)
    (proposal,) = planning.proposals(loaded.schedule, NOW, 1).proposals
    [stay] = proposal.placed
    [reason] = stay.reasons
    assert reason == (
        "on Mon 22 May check would find: Ana sleeps 3,650 m higher on Mon 22 May than the night "
        "before: in Ica (3,800 m) after Lima (150 m)"
    )


def test_what_check_would_find_is_told() -> None:
    told = why(
        "road: {kind: journey, by: road, from: lima, to: ica, status: requested, takes: 4h, "
        "within: 2023-05-23, who: [ana]}"
    )
    assert told["road"].startswith("check would find: ")
    assert "nobody checks in" in told["road"]


def test_who_cannot_get_there_at_all_is_told_so() -> None:
    told = why(
        "there: {kind: internal, title: T, when: 2023-05-23 09:00-10:00, where: ica, who: [ana]}",
        "again: {kind: internal, title: Again, when: 2023-05-23 11:00-12:00, where: ica, who: ana}",
        "back: {kind: internal, title: Back, takes: 1h, where: lima, who: [ana], "
        "within: [2023-05-24 09:00-12:00]}",
    )
    assert told["back"].startswith("it cannot be placed: in its way are ")
    assert "“Again” (m.yaml:9)" in told["back"]


def test_a_first_day_at_a_height_and_meals_leave_no_room() -> None:
    told = why(
        "up: {kind: journey, from: lima, to: ica, when: 2023-05-22 06:00-10:00, who: [ana]}",
        "one: {kind: internal, title: One, when: 2023-05-22 11:00-15:00, where: ica, who: [ana]}",
        "more: {kind: internal, title: More, takes: 1h, where: ica, who: [ana], "
        "within: [2023-05-22 16:00-19:00]}",
    )
    assert told["more"].startswith("it cannot be placed: no time to eat would be left")


def test_several_that_take_all_the_room_are_named() -> None:
    told = why(
        *(
            f"r{number}: {{kind: internal, title: R{number}, status: requested, takes: 1h, "
            f"priority: 1, within: [2023-05-23 {9 + number}:00-{10 + number}:00], who: [ana]}}"
            for number in range(2)
        ),
        "wide: {kind: internal, title: Wide, status: requested, takes: 2h, "
        "within: [2023-05-23 09:00-11:00], who: [ana]}",
    )
    assert told.keys() == {"wide"}
    assert told["wide"].startswith("it is crowded out by “R0” (m.yaml:8) and “R1” (m.yaml:9)")


def test_a_circle_of_orders_is_named() -> None:
    meeting = "{kind: internal, title: T, takes: 1h, within: 2023-05-23, who: [ana], "
    stay = "{kind: stay, nights: 1, within: 2023-05-22 to 2023-05-26, where: lima, who: [ana], "
    told = why(
        f"a: {meeting} after: c, priority: 3}}",
        f"b: {meeting} after: a, before: aside, priority: 3}}",
        f"c: {meeting} after: b}}",
        f"aside: {meeting} }}",
        f"one: {stay} after: other, priority: 3}}",
        f"other: {stay} after: one}}",
    )
    circle = "it cannot be placed beside the others: by `after` and `before`, {} each have to go "
    assert [told.pop(one) for one in ("c", "other")] == [
        circle.format(several) + "before the next, and the last before the first; leave one "
        "`after` or `before` out"
        for several in (
            "“T” (m.yaml:10), “T” (m.yaml:8) and “T” (m.yaml:9)",
            "“Stay in Lima” (m.yaml:13) and “Stay in Lima” (m.yaml:12)",
        )
    ]
    assert not told


def test_the_gap_is_stated_and_what_others_leave_out_besides() -> None:
    left = LeftRequest("a", 7, "Talks", ())
    best = Proposal((), (), "feasible", 16, 32)
    other = Proposal((), (left,), "feasible", 0, 32)
    told = plain(output.lines(Proposals("m.yaml", "D", "UTC", (best, other)), 80))
    assert "Worth 16 points; whether a plan of up to 32 exists is not settled." in told
    assert told.index("Proposal 2") < told.index("✗ not placed: Talks")


@pytest.mark.parametrize(
    ("claim", "within", "said"),
    [
        (
            "vehicle: van",
            "2023-05-24 09:00-12:00",
            "the only start that its windows leave when {} and nothing else takes van",
        ),
        (
            "room: Hut",
            "2023-05-24 09:00-13:00",
            "all that its windows leave when {} and nothing else takes Hut: Wed 24 May 11:00–13:00",
        ),
        (
            "vehicle: [van, truck]",
            "2023-05-24 08:00-13:00",
            "Wed 24 May is the only day of its windows when {} and nothing else takes van",
        ),
        (
            "vehicle: truck",
            "2023-05-24 09:00-12:00",
            "all that its windows leave when {}: Wed 24 May 09:00–12:00",
        ),
    ],
)
def test_a_vehicle_or_a_room_that_leaves_no_other_time_is_named(
    claim: str, within: str, said: str
) -> None:
    text = HEAD.replace("{ana: {name: Ana}}", "{ana: {name: Ana}, ben: {name: Ben}}") + (
        "  taken: {kind: meeting, title: T, when: 2023-05-24 09:00-11:00, where: lima, who: [ana],"
        " vehicle: van, room: Hut}\n"
        f"  asked: {{kind: meeting, title: A, takes: 1h, within: [{within}], where: lima,"
        f" who: [ben], {claim}}}\n"
    )
    loaded = understood(text.encode(), "m.yaml")
    assert loaded.schedule is not None
    assert isinstance(NOW, datetime)
    (proposal,) = planning.proposals(loaded.schedule, NOW, 1).proposals
    assert proposal.placed[0].reasons[0] == said.format("Ben can be there")


def test_several_who_have_to_be_there_are_several_in_spanish() -> None:
    text = HEAD.replace("{ana: {name: Ana}}", "{ana: {name: Ana}, ben: {name: Ben}}") + (
        "  asked: {kind: meeting, title: A, takes: 1h, within: [2023-05-24 09:00-10:00],"
        " where: lima, who: WHO}\n"
    )
    assert isinstance(NOW, datetime)
    for who, told in (
        ("[ana]", "en que puede estar presente Ana"),
        ("[ana, ben]", "en que pueden estar presentes Ana y Ben"),
    ):
        loaded = understood(text.replace("WHO", who).encode(), "m.yaml")
        assert loaded.schedule is not None
        (proposal,) = planning.proposals(loaded.schedule, NOW, 1).proposals
        assert told in language("es").retell(proposal.placed[0].reasons[0])


def test_a_stay_is_called_by_the_place_that_is_chosen_in_the_words_of_who_reads_it() -> None:
    text = HEAD + (
        "  one: {kind: meeting, title: O, when: 2023-05-24 19:00-20:00, where: lima, who: [ana]}\n"
        "  two: {kind: meeting, title: T, when: 2023-05-25 08:00-09:00, where: lima, who: [ana]}\n"
        "  bed: {kind: stay, nights: 1, within: 2023-05-24 to 2023-05-25, where: [ica, lima],"
        " who: [ana]}\n"
        "  far: {kind: stay, nights: 1, within: 2023-05-24 to 2023-05-25, where: ica, who: [ana]}\n"
    )
    loaded = understood(text.encode(), "m.yaml")
    assert loaded.schedule is not None
    assert isinstance(NOW, datetime)
    told = planning.proposals(loaded.schedule, NOW, 1)
    shown = {
        words: plain(output.lines(told, 100, words)) for words in (language("en"), language("es"))
    }
    assert "  Stay in Lima\n" in shown[language("en")]
    assert "  Alojamiento en Lima\n" in shown[language("es")]
    assert "Alojamiento en Ica\n" in shown[language("es")]
    assert "Stay" not in shown[language("es")]
