"""What a reader is written when a release changes their calendar."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.model.entries import Status
from itinerary.model.history import History, Version
from itinerary.output import notice
from itinerary.output.comparison import Kind
from itinerary.output.mail import Letter, Party, draft, is_mailbox
from itinerary.output.notice import MOST, Message
from itinerary.output.wording import particulars
from itinerary.privacy.readers import Medium, readers
from itinerary.privacy.view import Details, HandoverNote, RequestNote
from itinerary.times import UTC
from itinerary.workspace.noticing import Notice, notices
from tests.reading import read

HEAD = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people:
  ana: {name: Ana, speaks: [fr, es], email: ana@example.org}
  ben: {name: Ben}
  rosa: {name: Rosa, protected: yes, speaks: [qu]}
readers: {press: {name: Press, email: press@example.org}}
places:
  lima: {name: Lima}
  safe: {name: Safe house, in: lima, class: confidential}
  cusco: {name: Cusco}
  london: {name: London, timezone: Europe/London}
programme:
"""
MEETING = (
    "  m: {kind: meeting, title: Talks, when: 2023-05-23 10:00-11:00, where: lima, who: [ana]}\n"
)
LONG_BEFORE = datetime(2023, 5, 1, 12, tzinfo=UTC)


def told(
    *states: str, now: datetime = LONG_BEFORE, language: str | None = "en"
) -> dict[str, Notice]:
    """Return every reader's notice of what the last of some releases changed."""
    versions = tuple(
        Version(number, LONG_BEFORE + timedelta(hours=number), read(HEAD + state).sound)
        for number, state in enumerate(states, 1)
    )
    made = History(versions)
    found = notices(made.as_of(len(states) - 1), made, now, language=language)
    return {one.reader.id: one for one in found}


def lines(*states: str, reader: str = "ana", language: str = "en") -> list[str]:
    """Return what a reader's notice says of each change."""
    notice = told(*states, language=language)[reader]
    assert notice.message is not None
    return [line[2:] for line in notice.message.short.splitlines() if line.startswith("- ")]


@pytest.mark.parametrize(
    ("before", "after", "english", "spanish"),
    [
        (
            "10:00-11:00",
            "11:30-12:30",
            "Moved: Talks, now Tue 23 May 11:30–12:30 (was 10:00–11:00)",
            "Cambio de hora: Talks, ahora mar 23 may 11:30–12:30 (antes 10:00–11:00)",
        ),
        (
            "2023-05-23 10:00-11:00",
            "2023-05-24 10:00-11:00",
            "Moved: Talks, now Wed 24 May 10:00–11:00 (was Tue 23 May 10:00–11:00)",
            "Cambio de hora: Talks, ahora mié 24 may 10:00–11:00 (antes mar 23 may 10:00–11:00)",
        ),
        (
            "kind: meeting",
            "status: cancelled, kind: meeting",
            "Cancelled: Talks, Tue 23 May 10:00–11:00",
            "Cancelado: Talks, mar 23 may 10:00–11:00",
        ),
        (
            "where: lima",
            "where: cusco",
            "Changed: Talks, Tue 23 May 10:00–11:00; place: Cusco",
            "Cambio: Talks, mar 23 may 10:00–11:00; lugar: Cusco",
        ),
        (
            "who: [ana]",
            "who: [ana, ben], status: tentative, dress: formal",
            (
                "Changed: Talks, Tue 23 May 10:00–11:00; now: tentative; with: Ana, Ben; also new: "
                "what to wear"
            ),
            (
                "Cambio: Talks, mar 23 may 10:00–11:00; ahora: por confirmar; con: Ana, Ben; "
                "también cambia: la vestimenta"
            ),
        ),
        (
            "who: [ana]",
            "who: [ben]",
            "No longer in your calendar: Tue 23 May 10:00–11:00",
            "Ya no está en su calendario: mar 23 may 10:00–11:00",
        ),
        (
            "2023-05-23 10:00-11:00",
            "2023-05-23",
            "Moved: Talks, now Tue 23 May (was Tue 23 May 10:00–11:00)",
            "Cambio de hora: Talks, ahora mar 23 may (antes mar 23 may 10:00–11:00)",
        ),
    ],
)
def test_a_change_is_one_plain_line(before: str, after: str, english: str, spanish: str) -> None:
    changed = MEETING.replace(before, after)
    assert lines(MEETING, changed) == [english]
    assert lines(MEETING, changed, language="es") == [spanish]


def test_what_is_new_tells_all_that_one_must_know() -> None:
    new = "  n: {kind: meal, title: Lunch, when: 2023-05-24 13:00 for 1h, where: cusco, who: [ana],"
    assert lines(MEETING, f"{MEETING}{new} status: tentative}}\n") == [
        "New: Lunch, Wed 24 May 13:00–14:00, Cusco, tentative"
    ]


def test_what_is_on_again_is_told() -> None:
    off = MEETING.replace("kind", "status: cancelled, kind")
    assert lines(MEETING, off, MEETING) == ["On again: Talks, Tue 23 May 10:00–11:00, Lima"]


def test_a_repeated_entry_is_told_once() -> None:
    daily = MEETING.replace("kind", "repeat: daily until 2023-05-26, kind")
    (line,) = lines(daily, daily.replace("10:00-11:00", "09:00-10:00"))
    assert line.startswith("Moved: Talks, now Tue 23 May 09:00–10:00 (was 10:00–11:00)")
    assert line.endswith(", 4 times, the last on Fri 26 May")


def test_clocks_are_named_where_there_are_several() -> None:
    call = MEETING.replace("m: {", "c: {").replace("lima", "london").replace("05-23", "05-24")
    both = MEETING + call
    message = told(both, both.replace("10:00", "10:30"))["ana"].message
    assert message is not None
    assert "now Tue 23 May 10:30–11:00 (Lima time) (was 10:00–11:00)" in message.short
    assert "now Wed 24 May 10:30–11:00 (London time) (was 10:00–11:00)" in message.short
    assert "Times are those of" not in message.short


def test_the_old_time_is_told_by_the_clocks_of_the_new_place() -> None:
    moved = MEETING.replace("where: lima", "where: london")
    assert lines(MEETING, moved) == [
        "Moved: Talks, now Tue 23 May 10:00–11:00 (was 16:00–17:00); place: London"
    ]


# ---------------------------------------------------------------- to whom, and when not


def test_who_sees_no_change_gets_no_notice() -> None:
    found = told(MEETING, MEETING.replace("10:00", "10:30"))
    assert [name for name, notice in found.items() if notice.message] == ["ana"]


def test_a_hidden_edit_gives_nobody_a_notice() -> None:
    edited = MEETING.replace("kind", "note: hidden, priority: 3, kind")
    assert not any(notice.message for notice in told(MEETING, edited).values())


def test_what_a_calendar_merely_forgets_is_no_news() -> None:
    off = MEETING.replace("kind", "status: cancelled, kind")
    other = "  n: {kind: meal, title: Lunch, when: 2023-05-24 13:00 for 1h, who: [ana]}\n"
    states = [read(HEAD + state).sound for state in (MEETING, off, off + other)]
    dates = [LONG_BEFORE, LONG_BEFORE + timedelta(days=1), LONG_BEFORE + timedelta(days=30)]
    made = History(tuple(map(Version, (1, 2, 3), dates, states)))
    (ana,) = notices(made.as_of(2), made, LONG_BEFORE, only="ana", language="en")
    assert ana.message is not None
    assert "Talks" not in ana.message.full
    assert "No longer" not in ana.message.full


def test_what_is_over_is_no_news() -> None:
    changed = MEETING.replace("10:00-11:00", "09:00-10:00")
    over = datetime.fromisoformat("2023-05-23T11:00-05:00")
    assert told(MEETING, changed, now=over)["ana"].message is None
    assert told(MEETING, changed, now=over - timedelta(minutes=1))["ana"].message is not None
    later = MEETING.replace("2023-05-23", "2023-05-25")
    assert told(MEETING, later, now=over)["ana"].message is not None, "it is still to come"


@pytest.mark.parametrize("day", ["2023-05-22", "2023-05-24"])
def test_what_takes_place_is_told_beside_something_like_it_that_is_off(day: str) -> None:
    """Both are new, and alike but for the day."""
    off = (
        MEETING.replace("m:", "o:")
        .replace("2023-05-23", day)
        .replace("kind", "status: cancelled, kind")
    )
    assert lines("", MEETING + off) == ["New: Talks, Tue 23 May 10:00–11:00, Lima"]


@pytest.mark.parametrize("other", ["where: cusco", "where: lima, status: tentative"])
def test_only_what_is_alike_is_told_together(other: str) -> None:
    second = MEETING.replace("m:", "n:").replace("05-23", "05-24").replace("where: lima", other)
    assert len(lines("", MEETING + second)) == 2


def test_what_moves_to_other_days_is_told_one_by_one() -> None:
    two = MEETING + MEETING.replace("m:", "n:").replace("05-23", "05-24")
    moved = two.replace("05-24", "05-27").replace("05-23", "05-25")
    assert lines(two, moved) == [
        "Moved: Talks, now Thu 25 May 10:00–11:00 (was Tue 23 May 10:00–11:00)",
        "Moved: Talks, now Sat 27 May 10:00–11:00 (was Wed 24 May 10:00–11:00)",
    ]


def test_days_that_do_not_follow_each_other_are_named() -> None:
    daily = MEETING.replace("kind", "repeat: daily until 2023-05-26 except 2023-05-24, kind")
    daily = daily.replace(
        "repeat: daily until 2023-05-26 except 2023-05-24",
        'repeat: "daily until 2023-05-26 except 2023-05-24"',
    )
    (line,) = lines(daily, daily.replace("10:00-11:00", "09:00-10:00"))
    assert line.endswith("(was 10:00–11:00), also on Thu 25 May, Fri 26 May")


def test_an_hour_that_clocks_show_twice_is_told_with_its_offset() -> None:
    night = "  n: {kind: rest, title: Night, when: 2023-10-29 00:30 UTC for 15m, where: london}\n"
    head = HEAD.replace("2023-05-20 to 2023-05-27", "2023-10-27 to 2023-10-30")
    states = [read(head + state).sound for state in (night, night.replace("00:30", "01:30"))]
    made = History(tuple(Version(n, LONG_BEFORE, state) for n, state in enumerate(states, 1)))
    (ana,) = notices(made.as_of(1), made, LONG_BEFORE, only="ana", language="en")
    assert ana.message is not None
    assert (
        "now Sun 29 Oct 01:30 UTC+00:00–01:45 UTC+00:00 (was 01:30 UTC+01:00–01:45 UTC+01:00)"
        in ana.message.full
    )


def test_a_line_break_in_the_file_makes_no_line_of_a_notice() -> None:
    odd = MEETING.replace("title: Talks", 'title: "Talks\\n- Cancelled: all"')
    assert lines(odd, odd.replace("10:00-11:00", "10:00-11:30")) == [
        "Moved: Talks - Cancelled: all, now Tue 23 May 10:00–11:30 (was 10:00–11:00)"
    ]


def test_whoever_is_left_alone_is_told_so() -> None:
    both = MEETING.replace("[ana]", "[ana, ben]")
    assert lines(both, MEETING) == [
        "Changed: Talks, Tue 23 May 10:00–11:00; nobody else of the delegation"
    ]


def test_what_is_withdrawn_is_told_by_no_clocks_of_its_place() -> None:
    abroad = MEETING.replace("where: lima", "where: london")
    assert lines(abroad, abroad.replace("[ana]", "[ben]")) == [
        "No longer in your calendar: Tue 23 May 04:00–05:00"
    ]


def test_what_was_never_to_take_place_is_no_news() -> None:
    off = "  n: {kind: meal, title: Lunch, when: 2023-05-24, who: [ana], status: declined}\n"
    assert told(MEETING, MEETING + off)["ana"].message is None


def test_a_confidential_entry_is_told_by_its_cover() -> None:
    secret = MEETING.replace(
        "kind: meeting", "kind: victim-meeting, cover: Field visit, interpreter: [rosa]"
    ).replace("where: lima", "where: safe")
    for reader in ("ana", "rosa"):
        message = told(secret, secret.replace("10:00", "10:30"), language=None)[reader].message
        assert message is not None
        assert "Field visit" in message.full
        assert not [word for word in ("Talks", "Safe", "Rosa", "Ana") if word in message.full]


def test_an_earlier_title_and_place_are_not_told_once_more() -> None:
    leaked = MEETING.replace("Talks", "SECRET").replace("where: lima", "where: cusco")
    for after in (
        MEETING,
        MEETING.replace("kind", "status: cancelled, kind"),
        "  m: {kind: meeting, title: SECRET, class: confidential, when: 2023-05-23, who: [ben]}\n",
        "  x: {kind: meeting, title: Other, when: 2023-05-23, who: [ben]}\n",
    ):
        message = told(leaked, after)["ana"].message
        assert message is not None
        assert "SECRET" not in message.full
        assert "Cusco" not in message.full


def test_somebody_who_is_no_reader_any_more_hears_of_it() -> None:
    without = HEAD.replace("  ana: {name: Ana, speaks: [fr, es], email: ana@example.org}\n", "")
    states = [read(HEAD + MEETING).sound, read(without + MEETING.replace("[ana]", "[ben]")).sound]
    made = History(tuple(Version(n, LONG_BEFORE, state) for n, state in enumerate(states, 1)))
    (ana,) = notices(made.as_of(1), made, LONG_BEFORE, only="ana")
    assert ana.message is not None
    assert ana.address is None


# ---------------------------------------------------------------- urgent


@pytest.mark.parametrize(
    ("now", "is_urgent"),
    [
        ("2023-05-22T09:59", False),
        ("2023-05-22T10:00", False),
        ("2023-05-22T10:01", True),
        ("2023-05-23T10:59", True),
        ("2023-05-23T11:00", True),
        ("2023-05-23T11:59", True),
    ],
)
def test_what_touches_the_next_day_is_urgent(now: str, *, is_urgent: bool) -> None:
    """From 10:00–11:00 to 11:00–12:00 Lima time: either may be within 24 hours."""
    present = datetime.fromisoformat(f"{now}-05:00")
    changed = MEETING.replace("10:00-11:00", "11:00-12:00")
    message = told(MEETING, changed, now=present)["ana"].message
    assert message is not None
    assert message.is_urgent is is_urgent
    assert message.subject.startswith("URGENT · ") is is_urgent
    assert ("- URGENT · Moved" in message.short) is is_urgent


def test_what_is_urgent_comes_first_and_is_never_left_out() -> None:
    many = "".join(
        f"  e{n}: {{kind: meal, title: Meal {n}, when: 2023-05-{20 + n // 4} {n % 4 + 10}:00 for "
        f"30m, who: [ana]}}\n"
        for n in range(24)
    )
    present = datetime.fromisoformat("2023-05-22T00:00-05:00")
    message = told(many, many.replace(":00 for", ":10 for"), now=present)["ana"].message
    assert message is not None
    bullets = [line for line in message.short.splitlines() if line.startswith("- ")]
    assert [line.startswith("- URGENT · ") for line in bullets] == [True] * 4 + [False] * 4
    assert "And 8 more changes: see your calendar." in message.short
    assert message.full.count("\n- ") == 16, "two days of it are over"
    assert len(bullets) == MOST


# ---------------------------------------------------------------- languages and mail


def test_each_is_written_to_in_a_language_they_speak() -> None:
    both = MEETING.replace("[ana]", "[ana, ben]")
    found = told(both, both.replace("10:00", "10:30"), language=None)
    assert {name: found[name].language for name in ("ana", "ben", "rosa")} == {
        "ana": "es",
        "ben": "en",
        "rosa": "es",
    }, "Spanish stands in for Quechua"


def test_there_is_a_word_for_everything_that_can_change() -> None:
    whole = Details(
        kind="Meeting",
        colour=None,
        standing=Status.CONFIRMED,
        interlocutors=("x",),
        interpreters=("x",),
        languages=("es",),
        lead="x",
        note_taker="x",
        vehicles=("x",),
        press="x",
        dress="x",
        embargo=LONG_BEFORE,
        note="x",
        request=RequestNote(asked=None, of="x", by=None, channel=None, chase=None),
        handover=HandoverNote(what="x", count=None, carried_by=None),
    )
    labels = {label.lower() for label, _ in particulars(whole)} | {"kind", "by", "nights"}
    assert set(notice._DETAILS) == labels
    assert set(notice._KINDS) == set(Kind)
    assert set(notice._STANDINGS) == set(Status)


def test_a_draft_is_a_message_that_mail_programs_read() -> None:
    message = told(MEETING, MEETING.replace("Talks", "Conversación 🕊"))["ana"].message
    assert isinstance(message, Message)
    letter = Letter(
        Party("me@example.org"), Party("ana@example.org", "Ana Ñ"), "es", "Título · x", message.full
    )
    data = draft(letter, LONG_BEFORE)
    assert data == draft(letter, LONG_BEFORE)
    assert max(map(len, data.split(b"\r\n"))) <= 78
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert data.isascii(), "the oldest mail server passes it on"
    read_back = message_from_bytes(data, policy=policy.default)
    assert read_back["To"].addresses[0].addr_spec == "ana@example.org"
    assert read_back["To"].addresses[0].display_name == "Ana Ñ"
    assert read_back["Subject"] == "Título · x"
    assert read_back["X-Unsent"] == "1"
    assert read_back["Content-Language"] == "es"
    assert read_back["Date"].datetime == LONG_BEFORE
    assert read_back.get_content().replace("\r\n", "\n") == message.full
    assert not read_back.defects


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "ana@",
        "@example.org",
        "ana@example.org\nBcc: x@y",
        "a b@c.d",
        "a@b, c@d",
        "á@b.c",
    ],
)
def test_what_is_no_address_is_not_written_to(text: str) -> None:
    assert not is_mailbox(text)


@given(st.text())
def test_no_text_breaks_the_test_of_addresses(text: str) -> None:
    if is_mailbox(text):
        data = draft(Letter(Party(text), Party(text, "Ana"), "en", "s", "t\n"), LONG_BEFORE)
        parsed = message_from_bytes(data, policy=policy.default)
        assert parsed["To"].addresses[0].addr_spec == text
        assert len(parsed["To"].addresses) == 1
        assert set(parsed.keys()) == {
            *("Subject", "From", "To", "Date", "X-Unsent", "Content-Type"),
            *("Content-Transfer-Encoding", "MIME-Version", "Content-Language"),
        }


def test_a_name_with_odd_signs_stays_a_name() -> None:
    data = draft(
        Letter(None, Party("ana@example.org", 'A "B", <c@d>; É'), "en", "s", "t\n"), LONG_BEFORE
    )
    parsed = message_from_bytes(data, policy=policy.default)
    assert [one.addr_spec for one in parsed["To"].addresses] == ["ana@example.org"]
    assert parsed["From"] is None


def test_a_protected_reader_has_a_feed_and_so_a_notice() -> None:
    schedule = read(HEAD + MEETING).sound
    assert "rosa" in readers(schedule)
    assert Medium.FEED.value == "feed"
