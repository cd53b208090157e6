"""What a feed says of changes: once, to those who saw them, and nothing after it is old news."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from itinerary.model.history import History, Version
from itinerary.privacy.readers import readers
from itinerary.syntax.parser import read_schedule
from itinerary.workspace.views import drafted, feed

START = datetime(2023, 5, 1, 12, tzinfo=UTC)
ZONE = "America/Lima"


def head(feeds: str = "", zone: str = ZONE) -> str:
    """Return a file up to its programme."""
    return (
        f"itinerary: 1\n"
        f"delegation: {{name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: {zone}}}\n"
        f"feeds: {{key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE{feeds}}}\n"
        "people: {ana: {name: Ana}, ben: {name: Ben}}\n"
        "readers: {press: {name: Press}}\n"
        "places: {lima: {name: Lima}, cusco: {name: Cusco}}\n"
    )


def history(*programmes: str | tuple[float, str], **settings: str) -> History:
    """Return the history of some programmes: a release a day, or after a number of days."""
    versions = []
    for number, told in enumerate(programmes, 1):
        days, programme = told if isinstance(told, tuple) else (number - 1, told)
        text = programme if "itinerary:" in programme else head(**settings) + programme
        if "programme:" not in text:
            text = text.replace("places:", "programme: {}\nplaces:")
        schedule, found, _ = read_schedule(text.encode(), "mission.yaml")
        assert schedule is not None
        assert not [one for one in found if one.is_error], found
        versions.append(Version(number, START + timedelta(days=days), schedule))
    return History(tuple(versions))


def programme(*entries: str) -> str:
    """Return a programme of some entries: an id and its keys."""
    return "programme:\n" + "".join(f"  {entry}\n" for entry in entries)


def meeting(name: str, when: str = "2023-05-22 10:00 for 1h", more: str = "") -> str:
    """Return a meeting that both people attend."""
    return f"{name}: {{kind: meeting, title: {name.title()}, when: {when}, who: everyone{more}}}"


Told = tuple[str, str, str]
"""An event's title, the first line of its description, and its status."""


def events(past: History, reader: str = "ana", markers: bool | None = None) -> dict[str, Told]:  # noqa: FBT001 (as the program has it)
    """Return what a reader's feed tells, by UID."""
    found = Calendar.from_ical(feed(past, readers(past.latest.schedule)[reader], markers))
    assert isinstance(found, Calendar)
    told = [
        (
            str(event["UID"]),
            (
                str(event["SUMMARY"]),
                str(event.get("DESCRIPTION", "")).partition("\n")[0],
                str(event["STATUS"]),
            ),
        )
        for event in found.events
    ]
    assert len(told) == len(dict(told)), "two events with one UID"
    return dict(told)


def stages(past: History, reader: str = "ana") -> list[dict[str, Told]]:
    """Return what each release told."""
    return [events(past.as_of(one.number), reader) for one in past.versions]


def titles(told: dict[str, Told]) -> list[str]:
    return sorted(title for title, _, _ in told.values())


def raw(past: History, reader: str = "ana") -> bytes:
    return feed(past, readers(past.latest.schedule)[reader])


# ---------------------------------------------------------------- what is forgotten

OFF = meeting("dinner", more=", status: cancelled")
LUNCH = meeting("lunch", "2023-05-23 13:00 for 1h")
LATER = meeting("lunch", "2023-05-23 14:00 for 1h")
GONE = "CANCELLED · no longer in this calendar"


def test_what_is_off_stays_until_the_first_change_after_a_week() -> None:
    on = programme(meeting("dinner"), LUNCH)
    off = programme(OFF, LUNCH)
    past = history((0, on), (1, off), (7, programme(OFF, LATER)), (8, off), (9, on))
    told = [titles(one) for one in stages(past)]
    assert told == [
        ["Dinner", "Lunch"],
        ["CANCELLED · Dinner", "Lunch"],
        ["CANCELLED · Dinner", "Lunch"],
        ["Lunch"],
        ["Dinner", "Lunch"],
    ]


@pytest.mark.parametrize(
    "cleared", [programme(LUNCH), programme(meeting("dinner", more=", status: declined"), LUNCH)]
)
def test_what_becomes_of_something_forgotten_changes_no_byte(cleared: str) -> None:
    on, off = programme(meeting("dinner"), LUNCH), programme(OFF, LUNCH)
    moved, back = programme(OFF, LATER), on
    past = history((0, on), (1, off), (9, moved), (10, cleared.replace(LUNCH, LATER)), (11, back))
    third, fourth, fifth = (past.as_of(number) for number in (3, 4, 5))
    assert titles(events(third)) == ["Lunch"]
    assert raw(third) == raw(fourth)
    assert titles(events(fifth)) == ["Dinner", "Lunch"]


@pytest.mark.parametrize("became", [(), (meeting("dinner", more=", status: declined"),)])
def test_what_becomes_of_something_forgotten_lets_nothing_else_be_forgotten(
    became: tuple[str, ...],
) -> None:
    tea = meeting("tea", more=", status: cancelled")
    past = history(
        (0, programme(meeting("tea"), meeting("dinner"), LUNCH)),
        (1, programme(meeting("tea"), OFF, LUNCH)),
        (9, programme(tea, OFF, LUNCH)),
        (20, programme(tea, *became, LUNCH)),
    )
    assert titles(events(past.as_of(3))) == ["CANCELLED · Tea", "Lunch"]
    assert raw(past.as_of(3)) == raw(past)


def test_what_comes_back_is_new_and_tells_no_earlier_time() -> None:
    here, later = meeting("tea"), meeting("tea", "2023-05-22 11:00 for 1h")
    hidden = here.replace("who: everyone", "who: [ben]")
    told = stages(history(*(programme(one) for one in (here, hidden, later))))[-1]
    assert [*told.values()] == [("Tea", "Added 3 May", "CONFIRMED")]


def test_what_comes_back_cancelled_is_kept_from_then_on() -> None:
    on, off = programme(meeting("dinner"), LUNCH), programme(OFF, LUNCH)
    past = history((0, on), (1, programme(LUNCH)), (6, off), (9, programme(OFF, LATER)))
    assert [titles(one) for one in stages(past)][1:] == [
        [GONE, "Lunch"],
        ["CANCELLED · Dinner", "Lunch"],
        ["CANCELLED · Dinner", "Lunch"],
    ]


def test_to_clear_away_something_cancelled_does_not_keep_it_longer() -> None:
    on, off = programme(meeting("dinner"), LUNCH), programme(OFF, LUNCH)
    past = history((0, on), (1, off), (7, programme(LUNCH)), (8, programme(LATER)))
    assert [titles(one) for one in stages(past)][2:] == [[GONE, "Lunch"], ["Lunch"]]


def test_a_longer_memory_brings_nothing_back() -> None:
    on, off, moved = (
        programme(meeting("dinner"), LUNCH),
        programme(OFF, LUNCH),
        programme(OFF, LATER),
    )
    short, long = ", keep cancelled: 1 days", ", keep cancelled: 90 days"
    past = history(
        (0, head(short) + on),
        (1, head(short) + off),
        (2, head(short) + moved),
        (3, head(long) + moved),
        (4, head(long) + off),
    )
    assert [titles(one) for one in stages(past)][1:] == [
        ["CANCELLED · Dinner", "Lunch"],
        ["Lunch"],
        ["Lunch"],
        ["Lunch"],
    ]


def test_a_cancelled_cover_is_no_marker_for_what_was_hidden() -> None:
    visit = "secret: {kind: victim-meeting, cover: Visit, when: 2023-05-22 10:00 for 1h"
    seen = programme(f"{visit}, who: [ana]}}", LUNCH)
    hidden = programme(f"{visit}, who: [ben]}}", LUNCH)
    off = programme(f"{visit}, who: [ana], status: cancelled}}", LUNCH)
    never = history(hidden, off)
    assert raw(never.as_of(1)) == raw(never)
    once = history(seen, hidden, off)
    assert raw(once.as_of(2)) == raw(once)
    assert titles(events(once)) == [GONE, "Lunch"]
    told = history(seen, off)
    assert titles(events(told)) == ["CANCELLED · Visit", "Lunch"]


def test_a_cancelled_cover_tells_nothing_but_that() -> None:
    """Not even another time: nobody is to be there then."""
    visit = "visit: {kind: victim-meeting, cover: Visit, when: 2023-05-22 10:00 for 1h"
    visit += ", where: lima, who: everyone"
    off = visit.replace("10:00", "15:00").replace("Visit", "Other").replace("lima", "cusco")
    moved = programme(f"{off}, status: cancelled}}")
    past = history(programme(f"{visit}}}"), programme(f"{visit}, status: cancelled}}"), moved)
    assert raw(past) == raw(past.as_of(2))
    at_once = history(programme(f"{visit}}}"), moved)
    assert events(at_once) == events(past)
    full = history(programme(f"{visit}, class: private}}"), moved)
    assert titles(events(full)) == [GONE]
    assert b"T150000Z" in raw(full)  # ten o'clock in Lima
    revived = history(programme(f"{visit}}}"), moved, programme(f"{off}}}"))
    assert [*events(revived).values()] == [
        ("Other", "Changed 3 May: cancelled → confirmed, 10:00 → 15:00, place, title", "CONFIRMED")
    ]


def test_a_calendar_that_held_something_is_never_empty_again() -> None:
    """Some programs refuse to empty a calendar: what it held last would stay there as it was."""
    days = (
        (0, programme(LUNCH)),
        (1, ""),
        (30, programme(OFF)),
        (60, programme(OFF, LUNCH)),
        (90, ""),
    )
    assert all(stages(history(*days)))
    at_once = history(*(head(", keep cancelled: 0 days") + one for one in (programme(LUNCH), "")))
    assert stages(at_once)[1] == {}
    assert b"BEGIN:VTIMEZONE" in raw(at_once)


def test_who_was_away_is_told_what_changed_meanwhile() -> None:
    top, without = head(), head().replace("ana: {name: Ana}, ", "")
    tea, dinner, solo = meeting("tea"), meeting("dinner"), ("who: everyone", "who: [ben]")
    past = history(
        top + programme(tea, dinner, LUNCH).replace(*solo),
        top + programme(tea, dinner, LUNCH),
        without + programme(tea, LUNCH),
        without + programme(tea, LATER),
        top + programme(tea, LATER),
    )
    told = events(past)
    assert sorted(told.values()) == [
        (GONE, "Changed 5 May: no longer in this calendar", "CANCELLED"),
        ("Lunch", "Changed 5 May: 13:00 → 14:00", "CONFIRMED"),
        ("Tea", "Added 2 May", "CONFIRMED"),
    ]
    assert set(told) == set(events(past.as_of(2)))


# ---------------------------------------------------------------- how what is off is told


def revisions(past: History, reader: str = "ana") -> dict[str, tuple[int, datetime, datetime]]:
    """Return SEQUENCE, DTSTAMP and LAST-MODIFIED by title."""
    found = Calendar.from_ical(raw(past, reader))
    assert isinstance(found, Calendar)
    return {
        str(event["SUMMARY"]): (
            int(str(event["SEQUENCE"])),
            event.decoded("DTSTAMP"),
            event.decoded("LAST-MODIFIED"),
        )
        for event in found.events
    }


def revision(sequence: int, days: float) -> tuple[int, datetime, datetime]:
    at = START + timedelta(days=days)
    return sequence, at, at


def test_another_way_to_tell_what_is_off_is_a_change_of_what_is_off_alone() -> None:
    marker = ", cancelled: marker"
    now = programme(OFF, LUNCH)
    past = history(programme(meeting("dinner"), meeting("tea"), LUNCH), now, head(marker) + now)
    before, after = events(past.as_of(2)), events(past)
    assert sorted(status for *_, status in before.values()) == ["CANCELLED"] * 2 + ["CONFIRMED"]
    assert {status for *_, status in after.values()} == {"CONFIRMED"}
    assert revisions(past) == {
        "CANCELLED · Dinner": revision(2, 2),
        GONE: revision(2, 2),
        "Lunch": revision(0, 0),
    }
    assert (GONE, "Changed 2 May: no longer in this calendar", "CONFIRMED") in after.values()
    # Who always had it told by a marker sees no change.
    assert set(events(past, markers=True).values()) == set(
        events(past.as_of(2), markers=True).values()
    )


def test_a_marker_changes_no_word_of_a_title() -> None:
    text = programme('e: {kind: meeting, title: "STATUS:CANCELLED", when: 2023-05-22 10:00 for 1h}')
    assert titles(events(history(text), markers=True)) == ["STATUS:CANCELLED"]


# ---------------------------------------------------------------- the day of a change


def test_the_day_of_a_change_stays_when_the_mission_gets_other_clocks() -> None:
    """Nine in the evening in Lima is the next day in Madrid."""
    places = "here: {kind: meeting, title: Here, when: 2023-05-22 10:00 UTC for 1h}"
    gone = "tea: {kind: meeting, title: Tea, when: 2023-05-22 10:00 UTC for 1h}"
    new = "new: {kind: meeting, title: New, when: 2023-05-22 10:00 UTC for 1h}"
    past = history(
        (0, head() + programme(places, gone)),
        (0.6, head() + programme(places.replace("Here", "There"), new)),
        (4, head(zone="Europe/Madrid") + programme(places.replace("Here", "There"), new)),
    )
    assert sorted(note for _, note, _ in events(past).values()) == [
        "Added 1 May",
        "Changed 1 May: no longer in this calendar",
        "Changed 1 May: title",
    ]
    assert revisions(past) == revisions(past.as_of(2))


# ---------------------------------------------------------------- what a note tells


def notes(*programmes: str, reader: str = "ana") -> list[str]:
    """Return what each release says first of the only event."""
    found = []
    for told in stages(history(*(programme(one) for one in programmes)), reader):
        ((_, note, _),) = told.values()
        found.append(note)
    return found


def test_a_note_tells_what_changed_and_when() -> None:
    lima, cusco = ", where: lima", ", where: cusco"
    on = "2023-05-22 10:00 for 1h"
    assert notes(
        meeting("tea", on, lima),
        meeting("tea", "2023-05-22 11:00 for 1h", lima),
        meeting("tea", "2023-05-23 11:00 for 1h", cusco),
        meeting("tea", "2023-05-23", cusco),
        meeting("tea", "2023-05-23", f"{cusco}, status: cancelled"),
        meeting("tea", "2023-05-23", f"{lima}, status: cancelled"),
        meeting("tea", "2023-05-23", f"{lima}, status: tentative"),
    ) == [
        "Who: Ana, Ben",
        "Changed 2 May: 10:00 → 11:00",
        "Changed 3 May: Mon 22 May 11:00–12:00 → Tue 23 May 11:00–12:00, place",
        "Changed 4 May: Tue 23 May 11:00–12:00 → Tue 23 May",
        "Changed 5 May: cancelled",
        "Changed 6 May: place",
        "Changed 7 May: cancelled → tentative",
    ]


def test_a_note_on_a_cover_tells_nothing_of_what_it_covers() -> None:
    """What was told before it became confidential stays in no feed, not even by name."""
    full = meeting(
        "tea",
        more=", where: lima, status: requested, cover: Visit, with: [The widow], languages: [qu]",
    )
    told = notes(
        full,
        full[:-1] + ", class: confidential}",
        full.replace("10:00", "12:00")[:-1] + ", class: confidential}",
        full[:-1] + "}",
        full.replace("requested", "declined")[:-1] + ", class: confidential}",
    )
    assert told[1:] == [
        "Changed 2 May: details",
        "Changed 3 May: 10:00 → 12:00",
        "Changed 4 May: 12:00 → 10:00, details",
        "Changed 5 May: no longer in this calendar",
    ]


# ---------------------------------------------------------------- which event is which


def uids(past: History, reader: str = "ana") -> list[dict[str, str]]:
    """Return what each release's events are called, by the instant or the day they start."""
    found = []
    for one in past.versions:
        told = raw(past.as_of(one.number), reader)
        calendar = Calendar.from_ical(told)
        assert isinstance(calendar, Calendar)
        found.append(
            {
                str(event["UID"]): f"{event.decoded('DTSTART'):%a %H:%M}"
                for event in calendar.events
                if "no longer" not in str(event["SUMMARY"])
            }
        )
    return found


def moves(*whens: str) -> list[dict[str, str]]:
    """Return where each event of a meeting goes, release after release: its time, by its first.

    An event that is new is told by its own time.
    """
    first: dict[str, str] = {}
    found = []
    for told in uids(history(*(programme(meeting("call", when)) for when in whens))):
        for uid, start in told.items():
            first.setdefault(uid, start)
        found.append({first[uid]: start for uid, start in told.items()})
    return found


def same(*days: str, at: str = "19:00") -> dict[str, str]:
    """Return days that stayed where they were first."""
    return {f"{day} 19:00": f"{day} {at}" for day in days}


MON, TUE, WED, THU = (f"2023-05-{day} 19:00 for 1h" for day in range(22, 26))


@pytest.mark.parametrize(
    ("whens", "told"),
    [
        # An entry moves whole, whatever the day.
        ((MON, TUE), [same("Mon"), {"Mon 19:00": "Tue 19:00"}]),
        ((MON, TUE, MON), [same("Mon"), {"Mon 19:00": "Tue 19:00"}, same("Mon")]),
        # A rule is added, and taken away.
        (
            (MON, f"{MON}, repeat: daily until 2023-05-24", MON),
            [same("Mon"), same("Mon", "Tue", "Wed"), same("Mon")],
        ),
        # It begins a day later, and a day earlier again: the other days stay.
        (
            (
                f"{MON}, repeat: daily until 2023-05-24",
                f"{TUE}, repeat: daily until 2023-05-24",
                f"{MON}, repeat: daily until 2023-05-24",
            ),
            [same("Mon", "Tue", "Wed"), same("Tue", "Wed"), same("Mon", "Tue", "Wed")],
        ),
        # One day is left out, and comes back.
        (
            (
                f"{MON}, repeat: daily until 2023-05-24",
                f"{MON}, repeat: daily until 2023-05-24 except 2023-05-22",
                f"{MON}, repeat: daily until 2023-05-24",
            ),
            [same("Mon", "Tue", "Wed"), same("Tue", "Wed"), same("Mon", "Tue", "Wed")],
        ),
        # The name of a day that is left out is no other day's.
        (
            (
                f"{MON}, repeat: daily until 2023-05-23",
                TUE,
                f"{TUE}, repeat: 'every 2 days until 2023-05-25'",
            ),
            [same("Mon", "Tue"), same("Tue"), same("Tue", "Thu")],
        ),
        # All days move by an hour.
        (
            (
                f"{MON}, repeat: daily until 2023-05-23",
                f"{MON}, repeat: daily until 2023-05-23".replace("19:00", "20:00"),
            ),
            [same("Mon", "Tue"), same("Mon", "Tue", at="20:00")],
        ),
        # Nothing stays where it was, so all of it moved.
        (
            (
                f"{MON}, repeat: 'every 2 days until 2023-05-24'",
                f"{TUE}, repeat: 'every 2 days until 2023-05-25'",
            ),
            [same("Mon", "Wed"), {"Mon 19:00": "Tue 19:00", "Wed 19:00": "Thu 19:00"}],
        ),
    ],
)
def test_an_event_stays_the_same_event(whens: tuple[str, ...], told: list[dict[str, str]]) -> None:
    assert moves(*whens) == told


def test_the_day_that_an_event_left_is_free_for_another() -> None:
    both = f"{MON}, repeat: daily until 2023-05-23"
    _, moved, after = uids(history(*(programme(meeting("call", w)) for w in (MON, TUE, both))))
    ((uid, start),) = moved.items()
    assert after.pop(uid) == start == "Tue 19:00"
    assert [*after.values()] == ["Mon 19:00"]


def test_an_id_that_is_free_again_is_another_entrys() -> None:
    past = history(
        programme(meeting("tea")),
        programme(meeting("cake", more=", was: [tea]")),
        programme(meeting("cake"), meeting("tea")),
    )
    (tea, *_), _, both = (list(told) for told in stages(past))
    assert {uid: title for uid, (title, *_) in events(past).items()}[tea] == "Cake"
    assert len(both) == 2


def test_a_cover_that_was_never_on_leaves_no_trace_in_the_names() -> None:
    visit = "visit: {kind: victim-meeting, who: everyone, when"
    off = f"{visit}: {MON}, repeat: daily until 2023-05-24, status: cancelled}}"
    on = programme(f"{visit}: {TUE}, repeat: daily until 2023-05-24}}", LUNCH)
    assert len(events(history(on))) == 3
    assert raw(history(programme(off, LUNCH), on)) == raw(history(programme(LUNCH), on))


def test_an_identifier_tells_nothing_of_an_id_that_was_hidden() -> None:
    old, new = (
        meeting(name, more=more).replace("who: everyone", "who: [ben]")
        for name, more in (("old", ""), ("new", ", was: [old]"))
    )
    told = meeting("new", more=", was: [old]")
    renamed = history(programme(old, LUNCH), programme(new, LUNCH), programme(told, LUNCH))
    fresh = programme(meeting("new"), LUNCH)
    assert titles(events(renamed)) == ["Lunch", "New"]
    assert raw(renamed) == raw(history(programme(LUNCH), programme(LUNCH), fresh))


def test_a_name_tells_nothing_of_days_that_were_hidden() -> None:
    """Who joins on Tuesday cannot tell a rule from Monday from one that begins with them."""
    people = "people: {ana: {name: Ana}, ben: {name: Ben, joins: {when: 2023-05-23 06:00}}}"
    top = head().replace("people: {ana: {name: Ana}, ben: {name: Ben}}", people)
    long, short = (
        history(top + programme(meeting("call", f"{day}, repeat: daily until 2023-05-24")))
        for day in (MON, TUE)
    )
    assert len(events(long, "ana")) > len(events(long, "ben"))
    assert raw(long, "ben") == raw(short, "ben")


def test_a_draft_is_later_than_the_last_release_whatever_the_clock_says() -> None:
    past = history(programme(meeting("tea")))
    now = history(programme(meeting("tea", more=", where: lima"))).latest.schedule
    draft = drafted(past, now, START - timedelta(days=3))
    assert revisions(draft) == {"Tea": (1, *[START + timedelta(seconds=1)] * 2)}


def test_a_note_says_whose_clocks_it_tells_where_others_told_it_before() -> None:
    top = head().replace("places: {", "places: {tokyo: {name: Tokyo, timezone: Asia/Tokyo}, ")
    near = "flight: {kind: journey, from: lima, to: cusco, when: 2023-05-22 10:00-11:00}"
    far = near.replace("cusco", "tokyo").replace("-11:00", " to 2023-05-23 11:00")
    past = history(top + programme(near), top + programme(far))
    ((_, note, _),) = events(past).values()
    assert note == (
        "Changed 2 May: Mon 22 May 10:00 – Tue 23 May 01:00 → Mon 22 May 10:00 – Tue 23 May 11:00"
        " (Lima → Tokyo time), place, title"
    )
