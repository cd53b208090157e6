"""No file, however broken or hostile, raises, hangs, or shows more than its author marked."""

import re
import unicodedata
from functools import cache
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itinerary.model.entries import Entry
from itinerary.model.fields import Classification
from itinerary.syntax.problems import MOST_PROBLEMS
from tests.reading import (
    CONTRACT,
    Reading,
    marked,
    meeting,
    mission,
    no_endless_work,
    one_entry,
    read,
    where,
)

WHOLE = CONTRACT.read_bytes()


def lines_of(text: str) -> list[str]:
    return re.split(r"\r\n|\r|\n", text)


def assert_told(reading: Reading) -> None:
    """A file says something or is refused, and what is said about it is said in few words."""
    assert reading.schedule is not None or any(one.is_error for one in reading.found)
    for one in reading.found:
        assert one.message
        assert len(f"{one.message}{one.hint}") < 1000


def outside(reading: Reading) -> list[str]:
    """Return the diagnostics that stand neither in the text nor just behind the end of a line."""
    lines = lines_of(reading.text)
    strays = []
    for one in reading.found:
        for _, line, column, end_line, end_column in (
            one.span,
            *(other.span for other in one.related),
        ):
            is_inside = (
                1 <= line <= end_line <= len(lines)
                and 1 <= column <= len(lines[line - 1]) + 1
                and 1 <= end_column <= len(lines[end_line - 1]) + 2
                and (line, column) <= (end_line, end_column)
            )
            if reading.text and not is_inside:
                strays.append(f"{one.span} {one.rule}")
    return strays


# ---------------------------------------------------------------- files cut off


def entries_of(reading: Reading) -> dict[str, Entry]:
    return dict(reading.schedule.entries) if reading.schedule else {}


@cache
def cut_off() -> tuple[Reading, ...]:
    """Return the contract's file cut off at every byte."""
    return tuple(read(WHOLE[:length]) for length in range(len(WHOLE)))


def test_the_contracts_file_cut_off_at_any_byte_is_read_or_refused() -> None:
    for reading in cut_off():
        assert_told(reading)


def test_the_contracts_file_cut_off_at_any_byte_hides_what_it_hid() -> None:
    whole = entries_of(read(WHOLE))
    for length, reading in enumerate(cut_off()):
        for entry_id, entry in entries_of(reading).items():
            assert entry_id in whole, length
            assert entry.classification >= whole[entry_id].classification, length


def test_the_contracts_file_cut_off_at_any_byte_is_pointed_into() -> None:
    assert {stray for reading in cut_off() for stray in outside(reading)} == set()


def test_a_file_cut_off_within_a_line_says_so() -> None:
    silent = [length for length, reading in enumerate(cut_off()) if reading.found == ()]
    assert [length for length in silent if not WHOLE[:length].endswith(b"\n")] == []
    assert len(silent) < 40


SECRETS = (
    "kind: meeting\nclass: confidential\nwhen: 2023-05-22\ntitle: T\ncover: C\nwho: everyone\n",
    "class: confidential\nkind: public-event\nwhen: 2023-05-22\nembargo: 2023-05-22 10:00\n",
    "title: T\nkind: victim-meeting\nwhen: 2023-05-22\nwho: [ana]\n",
    "kind: vigil\ntitle: T\nwhen: 2023-05-22\n",
    "kind: rally\nclass: private\nwithin: 2023-05-22\ntakes: 1h\n",
    "kind: meeting\nclass: public\nembargo: 2023-05-23 09:00\nwhen: 2023-05-22 10:00-11:00\n",
)
KINDS = (
    "kinds:\n  vigil: {label: Vigil, class: confidential}\n  rally: {label: Rally, class: public}\n"
)


@pytest.mark.parametrize("number", range(len(SECRETS)))
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_an_entry_that_states_its_class_before_its_time_is_never_shown_to_more(
    number: int, line_end: str
) -> None:
    """An entry is one only once it has a kind and a time: what stands before them is not lost."""
    fields = SECRETS[number]
    indented = "".join(f"    {line}\n" for line in fields.splitlines())
    text = mission(f"{KINDS}programme:\n  e:\n{indented}").replace("\n", line_end).encode()
    whole = read(text).sound.entries["e"]
    for length in range(len(text)):
        for entry in entries_of(read(text[:length])).values():
            assert entry.classification >= whole.classification, length
            if whole.classification is Classification.PUBLIC:
                assert entry.embargo == whole.embargo, length


@pytest.mark.parametrize(
    "fields",
    [
        "kind: meeting\nwhen: 2023-05-22 10:00-11:00\nclass: confidential",
        "kind: rally\nwhen: 2023-05-22 10:00-11:00\nclass: private",
        "kind: rally\nwhen: 2023-05-22 10:00-11:00\nembargo: 2023-05-23 09:00",
    ],
)
def test_a_last_line_cut_off_within_is_told_even_where_it_might_show_more(fields: str) -> None:
    """Only a cut between two lines goes unnoticed: no reader of a part can know what is missing."""
    indented = "".join(f"    {line}\n" for line in fields.splitlines())
    text = mission(f"{KINDS}programme:\n  e:\n{indented}").encode()
    whole = read(text).sound.entries["e"]
    for length in range(len(text)):
        reading = read(text[:length])
        for entry in entries_of(reading).values():
            if entry.classification < whole.classification or entry.embargo != whole.embargo:
                assert reading.found or text[:length].endswith(b"\n")


# ---------------------------------------------------------------- hostile files


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("[", ""),
        ("{", ""),
        ("[", "]"),
        ("{a: ", "}"),
        ("{a: ", ""),
        ("- ", ""),
        ("? ", ""),
        ("[[{", ""),
        ("&a [", ""),
    ],
)
def test_a_hundred_thousand_nested_brackets_are_refused(start: str, end: str) -> None:
    with no_endless_work():
        reading = read(f"{start * 100_000}{end * 100_000}\n")
    assert "too-deep" in reading.rules
    assert_told(reading)


def test_a_file_nested_line_by_line_is_refused() -> None:
    reading = read("".join(f"{' ' * depth}a:\n" for depth in range(2000)))
    assert "too-deep" in reading.rules
    assert_told(reading)


@pytest.mark.parametrize("byte", [b"a", b"[", b"\n", b"\xff", b"\0"])
def test_a_file_of_twenty_megabytes_is_refused(byte: bytes) -> None:
    with no_endless_work():
        reading = read(byte * 20_000_000)
    assert (reading.problem.rule, where(reading.problem)) == ("file-too-large", (1, 1, 1, 1))
    assert reading.schedule is None


@pytest.mark.parametrize(
    "text",
    [
        "a" * 4_000_000,
        "a: " + "x " * 2_000_000,
        '"' + "x\n" * 2_000_000,
        "#" * 4_000_000,
        "\n" * 4_000_000,
        " " * 4_000_000,
        "\r\n" * 2_000_000,
        f"{'a' * 1_000_000}: b\n",
        "\0" * 4_000_000,
        "a: |\n" + "  x\n" * 1_000_000,
    ],
    ids=["word", "line", "quote", "comment", "lines", "spaces", "CRLF", "key", "NUL", "block"],
)
def test_a_file_of_one_enormous_thing_is_read_or_refused(text: str) -> None:
    with no_endless_work():
        assert_told(read(text))


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("", "k{}: 1\n"),
        ("people:\n", "  k{}: 1\n"),
        ("people:\n", "  k{}: {{nam: X, rol: Y}}\n"),
        ("programme:\n", "  K{}: {{kind: x}}\n"),
        ("programme:\n", "  k{}: {{kind: metting, when: soon}}\n"),
        ("programme:\n  e:\n    kind: meeting\n    who:\n", "    - [{}]\n"),
        ("programme:\n  e:\n    kind: meeting\n    within:\n", "    - 05/06/{}\n"),
        ("travel:\n", "  - {{fro: a{}}}\n"),
        ("rules:\n", "  r{}: x\n"),
        ("kinds:\n", "  k{}: {{labl: x}}\n"),
    ],
)
def test_a_file_with_very_many_problems_is_given_up_soon(head: str, line: str) -> None:
    text = mission(head + "".join(line.format(number) for number in range(5_000)))
    with no_endless_work():
        reading = read(text)
    assert len(reading.found) == MOST_PROBLEMS
    assert reading.rules[-1] == "too-many-problems"
    assert_told(reading)


@pytest.mark.parametrize(
    "head", ["", "programme:\n  e:\n    kind: meeting\n"], ids=["file", "entry"]
)
def test_no_suggestion_is_looked_for_once_there_are_too_many_problems(head: str) -> None:
    indent = "    " if head else ""
    text = mission(head + "".join(f"{indent}k{number}: 1\n" for number in range(100_000)))
    with no_endless_work():
        assert len(read(text).found) == MOST_PROBLEMS


@pytest.mark.parametrize(
    "field",
    [
        *(
            "title: {}",
            "kind: {}",
            "when: {}",
            "class: {}",
            "status: {}",
            "repeat: {}",
            "who: {}",
            "{}: x",
        ),
        *(
            "where: {}",
            "languages: {}",
            "takes: {}",
            "within: {}",
            "embargo: {}",
            "priority: {}",
            "allow: {}",
        ),
    ],
)
@pytest.mark.parametrize("word", ["x", "9", "é", "a b "])
def test_no_enormous_value_is_quoted_whole(field: str, word: str) -> None:
    text = one_entry(f"kind: meeting\nwhen: 2023-05-22\n{field.format(word * 10_000)}")
    with no_endless_work():
        assert_told(read(text))


@pytest.mark.parametrize("mark", ["&{} b", "*{}", "!{} b", "[b, *{}]"])
def test_no_enormous_name_of_yaml_is_quoted_whole(mark: str) -> None:
    assert_told(read(mission(f"programme: {mark.format('x' * 50_000)}\n")))


def test_no_enormous_key_that_stands_twice_is_quoted_whole() -> None:
    key = "x" * 500
    assert_told(
        read(
            mission(f"programme: {{{key}: {{}}, {key}: {{}}}}\n")
            + f"? {key * 5}\n: a\n? {key * 5}\n: b\n"
        )
    )


# ---------------------------------------------------------------- small files


@pytest.mark.parametrize(
    "text", ["", "\n", "   \n", "# only\n# comments\n", "\r\n\r\n", "\ufeff", "\ufeff# x\n"]
)
def test_an_empty_file_is_called_empty(text: str) -> None:
    problem = read(text).problem
    assert (problem.rule, where(problem)) == ("empty-file", (1, 1, 1, 1))
    assert problem.hint


@pytest.mark.parametrize(
    "text",
    ["hello\n", "- a\n- b\n", "[a, b]\n", "null\n", "42\n", "'x'\n", "---\n", "--- |\n  x\n"],
)
def test_a_file_that_is_no_table_is_no_schedule(text: str) -> None:
    reading = read(text)
    assert reading.problem.rule == "not-a-schedule"
    assert reading.schedule is None
    assert_told(reading)


@pytest.mark.parametrize("text", ["{}\n", "a: b\n", "{a: b}\n", "? a\n"])
def test_a_table_that_is_no_schedule_lacks_what_a_schedule_has(text: str) -> None:
    reading = read(text)
    assert reading.rules.count("missing-key") == 3
    assert_told(reading)


@pytest.mark.parametrize(
    "data",
    [
        b"\x00",
        b"\xff\xfe",
        b"%",
        b"%YAML 9.9\n---\n",
        b"%TAG ! x\n---\na: b\n",
        b"...\n",
        b"*a",
        b"&",
        b"!",
        b"'",
        b'"',
        b"\t",
        b"? ",
        b"- - -",
        b"[,]",
        b"{,}",
        b"@",
        b"`",
        b"|",
        b">9",
    ],
)
def test_a_file_of_a_few_bytes_is_read_or_refused(data: bytes) -> None:
    reading = read(data)
    assert reading.schedule is None
    assert any(one.is_error for one in reading.found)
    assert_told(reading)


@pytest.mark.parametrize("line_end", ["\r\n", "\r"], ids=["CRLF", "CR"])
def test_lines_may_end_as_other_systems_end_them(line_end: str) -> None:
    other = read(WHOLE.replace(b"\n", line_end.encode()))
    assert other.sound.entries == read(WHOLE).sound.entries


def test_a_byte_order_mark_is_no_part_of_a_file() -> None:
    assert read(b"\xef\xbb\xbf" + WHOLE).sound == read(WHOLE).sound


def test_decomposed_letters_make_the_same_names() -> None:
    decomposed = read(unicodedata.normalize("NFD", WHOLE.decode()))
    assert decomposed.sound.people["callamard"].name == "Agnès Callamard"
    assert decomposed.sound.entries.keys() == read(WHOLE).sound.entries.keys()


def test_decomposed_letters_can_be_referred_to() -> None:
    text = unicodedata.normalize("NFD", "jueves 25 de mayo 10:00-11:00, miércoles 24 de mayo")
    reading = read(meeting("2023-05-22", f"avoid: [{text}]"))
    assert reading.found == ()


# ---------------------------------------------------------------- where problems stand


@pytest.mark.parametrize(
    ("line", "column", "end"),
    [
        ("when: Fri 25 May", 11, 21),
        ("when: 'Fri 25 May'", 12, 22),
        ('when: "Fri 25 May"', 12, 22),
        ('when: "\\u0046ri 25 May"', 11, 28),
        ("when: Thu 25 May 10:00-11:00 Europe/Londno", 34, 47),
        ("when: 25 mayo 10:00-11:00 Europe/Londno", 31, 44),
        ("when: miércoles 25 mayo", 11, 28),
        ("when: sábado 27 mayo 25:00-26:00", 26, 31),
        ("'when': Fri 25 May", 13, 23),
        ("when:      Fri 25 May   # é", 16, 26),
    ],
)
def test_columns_are_exact_within_quotes_and_after_letters_with_accents(
    line: str, column: int, end: int
) -> None:
    assert where(read(one_entry(f"kind: meeting\n{line}")).problem) == (6, column, 6, end)


@pytest.mark.parametrize(
    "line",
    [
        "{kind: meeting, title: “é–Ñ” 🕊, when: '⟦Fri 25 May⟧'}",
        "{kind: meeting, title: 'e\u0301', when: ⟦Fri 25 May⟧}",
        "{kind: meeting, when: 25 May, avoid: [⟦é⟧, 25 May, 'é 漢 ⟦x⟧']}".replace(
            "'é 漢 ⟦x⟧'", "26 May"
        ),
        "{kind: meeting, when: 25 May, languages: [“é”, es]}".replace("“é”", "⟦“é”⟧"),
    ],
)
def test_columns_are_exact_on_one_line(line: str) -> None:
    source, expected = marked(mission(f"programme:\n  é: {line}\n".replace("é:", "e:", 1)))
    assert where(read(source).problem) == expected


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    "line",
    [
        "when: miércoles 24 mayo ⟦25:00⟧-26:00",
        "when: sábado 27 mayo 10:00-11:00 ⟦Mars/Base⟧",
        "avoid: [miércoles 24 mayo, '⟦sábado 26 mayo⟧']",
    ],
)
def test_columns_count_the_letters_of_the_file_even_where_accents_are_apart(
    form: Literal["NFC", "NFD"], line: str
) -> None:
    """A text is composed to be understood; a caret still has to stand under what was typed."""
    more = "" if line.startswith("when") else "\nwhen: 2023-05-22"
    source, expected = marked(
        one_entry(unicodedata.normalize(form, f"kind: meeting\n{line}{more}"))
    )
    assert where(read(source).problem) == expected


def test_a_text_over_several_lines_is_pointed_at_whole() -> None:
    reading = read(one_entry("kind: meeting\nwhen: Thu 2023-05-25\n  10:00-25:00"))
    assert where(reading.problem) == (6, 11, 7, 18)


# ---------------------------------------------------------------- anything at all


anything = st.binary(max_size=200)
yaml_signs = st.text(
    st.sampled_from("ab: \n-?[]{},#&*!|>'\"%@`\\\t\r01é\u0301—\u2028"), max_size=60
).map(str.encode)
pieces = st.sampled_from(
    [
        *(
            b"",
            b"\n",
            b" ",
            b":",
            b": ",
            b"- ",
            b"[",
            b"]",
            b"{",
            b"}",
            b",",
            b"#",
            b"'",
            b'"',
            b"&a ",
            b"*a",
            b"!x ",
        ),
        *(
            b"<<: ",
            b"\xff",
            b"\0",
            b"\t",
            b"\r",
            b"---\n",
            b"...\n",
            b"class: public\n",
            b"when: ",
            b"kind: stay",
        ),
        *(
            b"\xe2\x80\xae",
            b"\xc3\xa9",
            b"2023-05-25",
            b"10:00",
            b"99",
            b"? ",
            b"| ",
            b"> ",
            b"everyone",
            b"journey",
        ),
    ]
)
changes = st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 30), pieces)


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    """Return the contract's file with a few parts of it replaced."""
    data = WHOLE
    for start, cut, piece in draw(st.lists(changes, min_size=1, max_size=4)):
        data = data[:start] + piece + data[start + cut :]
    return data


@st.composite
def shuffled(draw: st.DrawFn) -> bytes:
    """Return the contract's file with a few of its lines in each other's place."""
    lines = WHOLE.splitlines(keepends=True)
    for _ in range(3):
        one, other = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
        lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


FIELDS = st.sampled_from(
    [
        *("kind", "title", "when", "repeat", "who", "status", "class", "embargo", "languages"),
        *(
            "takes",
            "within",
            "prefer",
            "avoid",
            "after",
            "priority",
            "request",
            "handover",
            "allow",
        ),
        *("where", "from", "to", "nights", "cover", "interpreter"),
    ]
)
VALUES = st.sampled_from(
    [
        *(
            "meeting",
            "journey",
            "stay",
            "",
            "[]",
            "{}",
            "[[]]",
            "[a, {b: c}]",
            "{a: b}",
            "everyone",
            "lima",
        ),
        *(
            "2023-05-22",
            "2023-05-22 10:00",
            "2023-05-22 10:00-11:00",
            "2023-05-22 to 2023-05-24",
            "1h",
            "2",
        ),
        *(
            "[2023-05-22 to 2023-05-24, 09:00-17:00]",
            "daily",
            "weekly on mon",
            "FREQ=DAILY",
            "latest",
            "public",
        ),
        *("{rule: a, why: b}", "{what: x}", "{asked: 2023-05-01}", "2037-12-31 10:00 for 9999h"),
    ]
)
entry_of_anything = st.dictionaries(FIELDS, VALUES, max_size=8).map(
    lambda fields: one_entry("\n".join(f"{key}: {value}" for key, value in fields.items())).encode()
)

SOURCES = {
    "anything": anything,
    "signs of YAML": yaml_signs,
    "changed": changed(),
    "shuffled": shuffled(),
    "an entry of any values": entry_of_anything,
}
patient = settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("source", SOURCES)
@patient
@given(data=st.data())
def test_nothing_raises(source: str, data: st.DataObject) -> None:
    assert_told(read(data.draw(SOURCES[source])))


@pytest.mark.parametrize("source", SOURCES)
@patient
@given(data=st.data())
def test_every_diagnostic_stands_in_its_text(source: str, data: st.DataObject) -> None:
    assert outside(read(data.draw(SOURCES[source]))) == []


@pytest.mark.parametrize("source", SOURCES)
@settings(patient, max_examples=40)
@given(data=st.data())
def test_the_same_bytes_are_read_the_same(source: str, data: st.DataObject) -> None:
    content = data.draw(SOURCES[source])
    one, other = read(content), read(content)
    assert (one.schedule, one.found) == (other.schedule, other.found)


@pytest.mark.parametrize(
    "data",
    [
        b"[",
        b"a: [b",
        b"a: {b: c",
        b"'",
        b"-",
        b"- - -",
        b"a: 'b",
        b"a:",
        b"?",
        b"[a, b]",
        b"a\n- b",
        b"&x",
        b"a: |",
    ],
)
def test_what_is_wrong_at_the_very_end_of_a_file_is_pointed_at(data: bytes) -> None:
    for text in (data, data + b"\n", data + b"\r\n"):
        assert outside(read(text)) == []
