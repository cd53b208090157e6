"""An edit changes what it says and not one byte more."""

import difflib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary.syntax.document import Mapping, parse
from itinerary.syntax.editor import append_entries, set_items, set_value
from itinerary.syntax.parser import read_schedule
from itinerary.syntax.problems import Problems
from itinerary.syntax.splicing import Uneditable, quoted

SAMPLES = sorted((Path(__file__).parents[2] / "schedules").glob("*.yaml"))
FILE = """\
itinerary: 1   # a file
delegation: {name: D, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
programme:

  first:                 # the first
    kind: meeting
    title: 'It''s the “first”'   # quoted
    when: Mon 2023-05-22 10:00-11:00
    note: >-
      Long and
      folded.

  second: {kind: meeting, title: Two, when: 2023-05-23}

  third:
      when: 2023-05-24   # no title
      kind: internal
      with:
        - One
        - Two
      # to be confirmed

# the end
"""


def edited(text: str, entry: str, key: str, value: str) -> str:
    found = set_value(text.encode(), "f.yaml", entry, key, value)
    assert isinstance(found, bytes), found
    return found.decode()


def changed(before: str, after: str) -> list[str]:
    """Return the lines that were taken out and put in."""
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), n=0)
    told = [line for line in lines if line[:2] not in {"@@", "--", "++"}]
    return [f"{line[0]} {line[1:]}".rstrip("\r") for line in told]


@pytest.mark.parametrize(
    ("entry", "key", "value", "lines"),
    [
        (
            "first",
            "when",
            "Tue 2023-05-23 09:00-10:00",
            [
                "-     when: Mon 2023-05-22 10:00-11:00",
                "+     when: Tue 2023-05-23 09:00-10:00",
            ],
        ),
        (
            "first",
            "title",
            "Other",
            [
                "-     title: 'It''s the “first”'   # quoted",
                "+     title: Other   # quoted",
            ],
        ),
        ("first", "status", "declined", ["+     status: declined"]),
        (
            "first",
            "note",
            "short",
            ["-     note: >-", "-       Long and", "-       folded.", "+     note: short"],
        ),
        (
            "second",
            "status",
            "confirmed",
            [
                "-   second: {kind: meeting, title: Two, when: 2023-05-23}",
                "+   second: {kind: meeting, title: Two, status: confirmed, when: 2023-05-23}",
            ],
        ),
        ("third", "status", "confirmed", ["+       status: confirmed"]),
        (
            "third",
            "with",
            "[Three]",
            ["-       with:", "-         - One", "-         - Two", "+       with: [Three]"],
        ),
    ],
)
@pytest.mark.parametrize("ends", [("", "\n"), ("", "\r\n"), ("\ufeff", "\n"), ("\ufeff", "\r\n")])
def test_the_difference_is_what_a_careful_person_would_have_typed(
    entry: str, key: str, value: str, lines: list[str], ends: tuple[str, str]
) -> None:
    mark, newline = ends
    before = mark + FILE.replace("\n", newline)
    after = edited(before, entry, key, value)
    assert changed(before, after) == lines
    assert after.count("\n") == after.count(newline)
    assert after.startswith(mark)


NEW = [("fourth", [("kind", "meeting"), ("title", quoted("A: b, #c"))]), ("fifth", [("kind", "x")])]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_entries_are_added_below_the_last_one(newline: str) -> None:
    before = FILE.replace("\n", newline)
    after = append_entries(before.encode(), "f.yaml", NEW)
    assert isinstance(after, bytes)
    expected = FILE.replace(
        "      # to be confirmed\n",
        "      # to be confirmed\n"
        '\n  fourth:\n    kind: meeting\n    title: "A: b, #c"\n'
        "\n  fifth:\n    kind: x\n",
    )
    assert after.decode() == expected.replace("\n", newline)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("programme: {}\n", "programme:\n  a:\n    kind: x\n"),
        ("programme:  # none yet\n", "programme:  # none yet\n  a:\n    kind: x\n"),
        ("programme:\nfeeds: {}\n", "programme:\n  a:\n    kind: x\nfeeds: {}\n"),
        (
            "programme: {b: {kind: y}}\n",
            "programme: {b: {kind: y}, a: {kind: x}}\n",
        ),
        ('{"programme": {}}\n', '{"programme": {a: {kind: x}}}\n'),
        (
            "programme:\n b:\n   kind: y\n c:\n   kind: z",
            "programme:\n b:\n   kind: y\n c:\n   kind: z\n a:\n   kind: x\n",
        ),
    ],
)
def test_a_programme_may_be_written_in_any_way(before: str, after: str) -> None:
    found = append_entries(before.encode(), "f.yaml", [("a", [("kind", "x")])])
    assert isinstance(found, bytes), found
    assert found.decode() == after


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("programme: [", "mistake"),
        ("itinerary: 1\n", "no `programme`"),
        ("programme: {b: {kind: y}}\n", "no entry `a`"),
        ("programme: {a: text}\n", "no entry `a`"),
    ],
)
def test_what_cannot_be_edited_is_refused(text: str, why: str) -> None:
    found = set_value(text.encode(), "f.yaml", "a", "kind", "x")
    assert isinstance(found, Uneditable)
    assert why in found.message


def test_an_entry_is_not_added_twice() -> None:
    found = append_entries(FILE.encode(), "f.yaml", [("first", [("kind", "x")])])
    assert isinstance(found, Uneditable)


def test_adding_nothing_changes_nothing() -> None:
    assert append_entries(FILE.encode(), "f.yaml", []) == FILE.encode()


@settings(max_examples=300, deadline=None)
@given(st.text(min_size=1).filter(str.isprintable))
def test_a_quoted_text_is_read_back_as_it_was(text: str) -> None:
    for written in (f"a: {quoted(text)}\n", f"{{a: {quoted(text)}, b: c}}\n"):
        problems = Problems()
        root = parse(written, "", problems).root
        assert not problems.found
        assert isinstance(root, Mapping)
        assert root.pairs[0][1][0] == text


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_on_the_samples_every_other_byte_stays(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(SAMPLES)).read_bytes()
    before, _, _ = read_schedule(source, "f.yaml")
    assert before is not None
    entry = before.entries[data.draw(st.sampled_from(sorted(before.entries)))]
    key, value = data.draw(
        st.sampled_from(
            [("status", "tentative"), ("title", quoted("New: title")), ("room", "B, 2")]
        ).map(lambda pair: (pair[0], quoted(pair[1]) if pair[0] == "room" else pair[1]))
    )
    found = set_value(source, "f.yaml", entry.id, key, value)
    assert isinstance(found, bytes)
    after, problems, _ = read_schedule(found, "f.yaml")
    assert after is not None
    assert not [one for one in problems if one.is_error]
    span = entry.spans.get(key)
    old, new = source.split(b"\n"), found.split(b"\n")
    common = sum(1 for _ in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
    assert common <= 3, "one place differs, and no other"
    assert list(after.entries) == list(before.entries)
    for one in before.entries:
        if one != entry.id:
            assert after.entries[one].title == before.entries[one].title
            assert after.entries[one].when == before.entries[one].when
    if span is None:
        assert len(new) == len(old) + (0 if b"{" in old[entry.span.line - 1] else 1)


# ---------------------------------------------------------------- lists, and keys taken away

LISTS = """\
programme:
  a:   # one a line
    kind: meeting
    who:   # those who come
      - ana   # first
      # ben is ill
      - ben
      - eva # third
    status: tentative # perhaps
  b: {kind: meeting, who: [ana,  ben , eva], title: B}
  c: {kind: meeting, who: ana}
  d:
    kind: meeting
    lead: "ana"   # leads
    who: ana # alone
"""


@pytest.mark.parametrize(
    ("entry", "key", "items", "lines"),
    [
        ("a", "who", ["ana", "ben", "eva", "zoe"], ["+       - zoe"]),
        ("a", "who", ["ana", "eva"], ["-       - ben"]),
        ("a", "who", ["eva", "ana"], ["-       - ben"]),
        ("a", "who", ["ben", "zoe"], ["-       - ana   # first", "-       - eva # third",
                                      "+       - zoe"]),
        ("a", "who", ["zoe"], ["-       - ana   # first", "-       - ben", "-       - eva # third",
                               "+       - zoe"]),
        ("a", "who", [], ["-     who:   # those who come", "-       - ana   # first",
                          "-       # ben is ill", "-       - ben", "-       - eva # third"]),
        ("a", "interpreter", ["zoe"], ["+     interpreter: [zoe]"]),
        ("c", "who", ["ana", "zoe"], ["-   c: {kind: meeting, who: ana}",
                                      "+   c: {kind: meeting, who: [ana, zoe]}"]),
        ("c", "who", ["zoe"], ["-   c: {kind: meeting, who: ana}",
                               "+   c: {kind: meeting, who: zoe}"]),
        ("c", "who", [], ["-   c: {kind: meeting, who: ana}", "+   c: {kind: meeting}"]),
        ("d", "who", ["ana", "zoe"], ["-     who: ana # alone", "+     who: [ana, zoe] # alone"]),
        ("d", "lead", ["zoe"], ['-     lead: "ana"   # leads', "+     lead: zoe   # leads"]),
        ("d", "lead", [], ['-     lead: "ana"   # leads']),
        ("d", "interpreter", ["zoe"], ["+     interpreter: [zoe]"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_list_changes_by_what_comes_and_goes(
    entry: str, key: str, items: list[str], lines: list[str], newline: str
) -> None:
    before = LISTS.replace("\n", newline)
    after = set_items(before.encode(), "f.yaml", entry, key, items)
    assert isinstance(after, bytes), after
    assert sorted(changed(before, after.decode())) == sorted(lines)


@pytest.mark.parametrize(
    ("items", "inside"),
    [
        (["ana", "ben", "eva", "zoe"], "[ana,  ben , eva, zoe]"),
        (["ben", "eva"], "[ben , eva]"),
        (["ana", "eva"], "[ana , eva]"),
        (["ana", "ben"], "[ana,  ben]"),
        (["ben"], "[ben]"),
        (["zoe", "yan"], "[zoe, yan]"),
        (["ana, ben", "eva"], '[eva, "ana, ben"]'),
    ],
)
def test_a_list_in_brackets_changes_inside_them(items: list[str], inside: str) -> None:
    after = set_items(LISTS.encode(), "f.yaml", "b", "who", items)
    assert isinstance(after, bytes), after
    assert f"who: {inside}, title: B" in after.decode()


@pytest.mark.parametrize(
    ("listed", "items", "left"),
    [
        ("[ana,  # leads\n    ben,  # notes\n    eva]", ["ana", "eva"], "[ana,  # leads\n    eva]"),
        ("[ana,  # leads\n    ben,  # notes\n  ]", ["ana"], "[ana,  # leads\n  ]"),
        ("[ana,  # leads\n    ben, eva]", ["ana", "eva"], "[ana,  # leads\n    eva]"),
        ("[ana,  # leads\n    ben]", ["ana"], "[ana,  # leads\n    ]"),
        ("[ana,  # leads\n    ben, ]", ["ana"], "[ana,  # leads\n     ]"),
        ("[\n    ana,  # leads\n    ben,  # notes\n  ]", ["ben"], "[\n    ben,  # notes\n  ]"),
    ],
)
def test_who_is_taken_off_a_list_in_brackets_takes_nobody_elses_remark(
    listed: str, items: list[str], left: str
) -> None:
    text = "programme:\n  a: {kind: meeting,\n    who: {}, title: A}\n"
    after = set_items(text.replace("{}", listed).encode(), "f.yaml", "a", "who", items)
    assert after == text.replace("{}", left).encode()


def test_a_key_taken_out_of_brackets_leaves_the_remarks_of_its_neighbours() -> None:
    text = (
        "programme:\n  a: {\n    kind: meeting,  # k\n    who: [\n      ana,\n    ],  # w\n"
        "    title: A,  # t\n  }\n"
    )
    after = set_items(text.encode(), "f.yaml", "a", "who", [])
    expected = "programme:\n  a: {\n    kind: meeting,  # k\n    title: A,  # t\n  }\n"
    assert after == expected.encode()


def test_a_list_that_is_so_already_stays_as_it_is() -> None:
    for entry, items in (("a", ["eva", "ben", "ana"]), ("b", ["ana", "ben", "eva"])):
        assert set_items(LISTS.encode(), "f.yaml", entry, "who", items) == LISTS.encode()
    assert set_items(LISTS.encode(), "f.yaml", "c", "lead", []) == LISTS.encode()


def test_a_key_inside_a_table_is_changed_or_added_there() -> None:
    text = "programme: {a: {kind: meeting, request: {asked: 2023-05-12, of: Office}}}\n"
    for key, value, expected in (
        ("asked", "2023-05-14", "request: {asked: 2023-05-14, of: Office}"),
        ("chase", "2023-05-22", "request: {asked: 2023-05-12, of: Office, chase: 2023-05-22}"),
    ):
        found = set_value(text.encode(), "f.yaml", "a", ("request", key), value)
        assert isinstance(found, bytes), found
        assert expected in found.decode()
    for table in ("handover", "kind"):
        refused = set_value(text.encode(), "f.yaml", "a", (table, "of"), "x")
        assert isinstance(refused, Uneditable)
