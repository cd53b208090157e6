from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.diagnostics import Diagnostic
from itinerary.syntax.document import (
    DEEPEST,
    Document,
    Mapping,
    Node,
    Scalar,
    Sequence,
    decode,
    parse,
    unfinished,
)
from itinerary.syntax.problems import Problems
from tests.reading import CONTRACT, PATH, marked, where


def document(text: str) -> tuple[Document, list[Diagnostic]]:
    problems = Problems()
    return parse(text, PATH, problems), problems.found


def tree(text: str) -> Node:
    found, problems = document(text)
    assert problems == []
    assert found.is_whole
    assert found.root is not None
    return found.root


def plain(node: Node | None) -> object:
    """Return the texts of a tree without their places."""
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key.text: plain(value) for key, value in node.pairs}
        case None:
            return None


def nodes(node: Node | None) -> list[Node]:
    match node:
        case Sequence():
            return [node, *(inner for item in node.items for inner in nodes(item))]
        case Mapping():
            return [node, *(inner for pair in node.pairs for part in pair for inner in nodes(part))]
        case Scalar():
            return [node]
        case None:
            return []


def only_value(text: str) -> Scalar:
    root = tree(text)
    assert isinstance(root, Mapping)
    ((_, value),) = root.pairs
    assert isinstance(value, Scalar)
    return value


# ---------------------------------------------------------------- every scalar is text


@pytest.mark.parametrize(
    "word",
    [
        "10:30",
        "no",
        "yes",
        "0123",
        "1e3",
        "0x10",
        "~",
        "null",
        "true",
        "2023-05-25",
        "1_000",
        ".inf",
        "=",
        "12.50",
        "<",
    ],
)
def test_a_word_stays_the_word_that_was_typed(word: str) -> None:
    assert plain(tree(f"a: {word}\n")) == {"a": word}


def test_lists_and_tables_can_be_written_on_one_line_or_on_several() -> None:
    assert (
        plain(tree("a: [b, {c: d}]\n"))
        == plain(tree("a:\n  - b\n  - c: d\n"))
        == {"a": ["b", {"c": "d"}]}
    )


def test_keys_can_have_spaces_and_stand_in_the_files_order() -> None:
    root = tree("one way: yes\na: b\ncarried by: c\n")
    assert isinstance(root, Mapping)
    assert [key.text for key, _ in root.pairs] == ["one way", "a", "carried by"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 'it''s'\n", "it's"),
        ('a: "x\\ty\\u00e9"\n', "x\tyé"),
        ("a: |\n  one\n  two\n", "one\ntwo\n"),
        ("a: >-\n  one\n  two\n", "one two"),
        ("a: one\n   two\n", "one two"),
        ("a: # nothing\n", ""),
        ("a: ''\n", ""),
    ],
)
def test_quoted_and_folded_text_is_read_as_yaml_has_it(text: str, value: str) -> None:
    assert only_value(text).text == value


def test_a_comment_is_no_value() -> None:
    assert plain(tree("# x\na: b # c\n# d\n")) == {"a": "b"}
    assert plain(tree("a: b#c\n")) == {"a": "b#c"}


# ---------------------------------------------------------------- where things stand


@pytest.mark.parametrize(
    "text",
    [
        "a: ⟦Thu 25 May⟧\n",
        "a:    ⟦b⟧   # c\n",
        "é: ⟦b⟧\n",
        "“quoted” – Ñandú: ⟦Agnès⟧\n",
        "e\u0301: ⟦e\u0301⟧\n",
        "🕊: ⟦🕊🕊⟧\n",
        "\U0001d49c: ⟦x⟧\n",
        "漢字: ⟦値⟧\n",
        "a: ⟦'b c'⟧\n",
        'a: ⟦"é \\" c"⟧\n',
        "a:\n\n\n    ⟦b⟧\n",
        "a: ⟦b\n  c⟧\n",
        "a:⟦⟧ # c\n",
        "\ta: ⟦b⟧\n".lstrip(),
    ],
)
def test_a_value_knows_where_it_begins_and_ends_in_characters(text: str) -> None:
    source, expected = marked(text)
    assert only_value(source).span[1:] == expected


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_count_the_same_however_they_end(line_end: str) -> None:
    root = tree(line_end.join(["# x", "a:", "  é: b", "", "  c: [d,", "      e]", ""]))
    assert [(node.text, node.span[1:3]) for node in nodes(root) if isinstance(node, Scalar)] == [
        *(("a", (2, 1)), ("é", (3, 3)), ("b", (3, 6)), ("c", (5, 3)), ("d", (5, 7)), ("e", (6, 7))),
    ]


def test_lists_and_tables_know_where_they_stand() -> None:
    root = tree("a: [b, c]\nd: {e: f}\n")
    assert isinstance(root, Mapping)
    (_, items), (_, table) = root.pairs
    assert items.span[1:] == (1, 4, 1, 10)
    assert table.span[1:] == (2, 4, 2, 10)
    assert root.span[1:3] == (1, 1)


def test_a_byte_order_mark_moves_no_column() -> None:
    problems = Problems()
    text = decode(b"\xef\xbb\xbfa: b\n", PATH, problems)
    assert text == "a: b\n"
    assert only_value(text).span[1:] == (1, 4, 1, 5)


def test_every_scalar_of_the_contract_stands_where_its_span_says() -> None:
    text = CONTRACT.read_text(encoding="utf-8")
    lines = text.split("\n")
    scalars = [node for node in nodes(tree(text)) if isinstance(node, Scalar)]
    assert len(scalars) > 200
    for scalar in scalars:
        _, line, column, end_line, end_column = scalar.span
        assert line == end_line
        assert lines[line - 1][column - 1 : end_column - 1].strip('"') == scalar.text


words = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "Mn", "So"]), min_size=1, max_size=8
)


@given(st.lists(st.tuples(words, words), min_size=1, max_size=6))
def test_any_words_stand_where_their_spans_say(pairs: list[tuple[str, str]]) -> None:
    text = "".join(f'"{key}{number}": "{value}"\n' for number, (key, value) in enumerate(pairs))
    root = tree(text)
    assert isinstance(root, Mapping)
    for number, ((key, value), (key_text, value_text)) in enumerate(
        zip(root.pairs, pairs, strict=True)
    ):
        end = len(key_text) + len(str(number)) + 3
        last = end + 4 + len(value_text)
        assert (key.text, key.span[1:]) == (f"{key_text}{number}", (number + 1, 1, number + 1, end))
        assert (plain(value), value.span[1:]) == (
            value_text,
            (number + 1, end + 2, number + 1, last),
        )


leaves = st.text(st.sampled_from("ab é:#-[]{},'\"\\\n&*!|>%@"), max_size=6)
trees = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc é:#", max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


def quoted(value: object) -> str:
    """Write a tree in YAML's flow style."""
    match value:
        case str():
            escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            return f'"{escaped}"'
        case list():
            return f"[{', '.join(map(quoted, value))}]"
        case dict():
            pairs = (f"{quoted(key)}: {quoted(inner)}" for key, inner in value.items())
            return f"{{{', '.join(pairs)}}}"
        case _:
            raise TypeError(value)


@given(trees)
def test_a_tree_is_read_back_as_it_was_written(value: object) -> None:
    assert plain(tree(f"{quoted(value)}\n")) == value


@given(trees)
def test_no_node_stands_outside_its_parent(value: object) -> None:
    for parent in nodes(tree(f"{quoted(value)}\n")):
        for child in nodes(parent):
            assert parent.span[1:3] <= child.span[1:3]
            assert child.span[3:] <= parent.span[3:]


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("no-anchors", "a: ⟦&x b⟧\n"),
        ("no-anchors", "é: ⟦&x⟧ [b]\n"),
        ("no-anchors", "a: ⟦&x⟧ {b: c}\n"),
        ("no-anchors", "⟦&x a⟧: b\n"),
        ("no-aliases", "a: [b, ⟦*x⟧]\n"),
        ("no-aliases", "é: ⟦*x⟧\n"),
        ("no-tags", "a: ⟦!!str b⟧\n"),
        ("no-tags", "a: ⟦! b⟧\n"),
        ("no-tags", "a: ⟦!x⟧ [b]\n"),
        ("no-tags", "a: ⟦!!python/object/apply:os.system⟧ [ls]\n"),
        ("no-tags", "a: ⟦!<tag:example.org,2000:x> b⟧\n"),
        ("no-merge-keys", "a:\n  ⟦<<⟧: {b: c}\n"),
        ("no-merge-keys", "a: {é: 1, ⟦<<⟧: [b]}\n"),
        ("duplicate-key", "a: b\nc: d\n⟦a⟧: e\n"),
        ("duplicate-key", "x: {é: b, ⟦é⟧: c}\n"),
        ("duplicate-key", 'a: b\n⟦"a"⟧: c\n'),
        ("one-document", "a: b\n⟦---⟧\nc: d\n"),
        ("one-document", "a: b\n...\n⟦---⟧\n"),
        ("bad-key", "? ⟦[a, b]⟧\n: c\n"),
        ("bad-key", "⟦{a: b}⟧: c\n"),
        ("yaml", "a: b⟦:⟧ c\n"),
        ("yaml", "a: ⟦@⟧b\n"),
        ("yaml", "a: ⟦`⟧b\n"),
        ("yaml", "a: [b\nc⟦:⟧ d\n"),
        ("yaml", "é: b\n  c⟦:⟧ d\n"),
    ],
)
def test_what_schedules_do_not_use_is_refused_where_it_stands(rule: str, text: str) -> None:
    source, expected = marked(text)
    _, problems = document(source)
    assert [(one.rule, where(one)[:2]) for one in problems[:1]] == [(rule, expected[:2])]


def test_the_first_of_two_keys_is_shown_too() -> None:
    _, (problem,) = document("é: {a: b,\n   a: c}\n")
    assert where(problem)[:2] == (2, 4)
    assert [(related.span[1:3], related.message) for related in problem.related] == [
        ((1, 5), "the first one")
    ]


def test_keys_that_differ_are_two_keys() -> None:
    assert plain(tree("a: 1\nA: 2\n'a ': 3\n")) == {"a": "1", "A": "2", "a ": "3"}


def test_a_quoted_merge_key_is_a_word() -> None:
    assert plain(tree("'<<': a\n")) == {"<<": "a"}


def test_what_is_around_a_refused_part_is_read_all_the_same() -> None:
    found, problems = document("a: &x b\nc: *x\nd: !t e\nf: [g]\nf: h\n")
    assert [one.rule for one in problems] == [
        "no-anchors",
        "no-aliases",
        "no-tags",
        "duplicate-key",
    ]
    assert plain(found.root) == {"a": "b", "c": "", "d": "e", "f": ["g"]}
    assert found.is_whole


def nested(depth: int, start: str, end: str) -> str:
    return f"{start * depth}{end * depth}\n"


@pytest.mark.parametrize(("start", "end"), [("[", "]"), ("{a: ", "}"), ("- ", ""), ("[{a: ", "}]")])
def test_a_document_can_be_nested_as_deep_as_is_said_and_no_deeper(start: str, end: str) -> None:
    levels = 2 if start == "[{a: " else 1
    assert document(nested(DEEPEST // levels, start, end))[1] == []
    found, problems = document(nested(DEEPEST // levels + 1, start, end))
    assert [one.rule for one in problems] == ["too-deep"]
    assert not found.is_whole


def test_the_deepest_place_is_pointed_at() -> None:
    _, (problem,) = document(nested(40, "[", "]"))
    assert where(problem) == (1, 33, 1, 34)


STRANGE = [
    *("\0", "\x01", "\x08", "\x0b", "\x0c", "\x0e", "\x1b", "\x1f", "\x7f", "\x80", "\x85", "\x9f"),
    *("\u2028", "\u2029", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e"),
    *("\u2066", "\u2067", "\u2068", "\u2069", "\ufeff", "\ufffe", "\uffff"),
]


@pytest.mark.parametrize("character", STRANGE, ids=ascii)
@pytest.mark.parametrize(
    "text", ["a: b\né: x{}y\n", "a: b # é\n# é{}\n", 'a: b\n"é{}": c\n', "a: b\né: |\n  x{}\n"]
)
def test_control_and_override_characters_are_refused_where_they_stand(
    character: str, text: str
) -> None:
    at = text.index("{}")
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    found, problems = document(text.replace("{}", character))
    assert [(one.rule, where(one)) for one in problems] == [
        ("strange-character", (line, column, line, column + 1))
    ]
    assert f"U+{ord(character):04X}" in problems[0].message
    assert found.root is None


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_strange_character_is_found_on_its_line_however_lines_end(line_end: str) -> None:
    _, (problem,) = document(line_end.join(["a: b", "c: d", "é: \u202ef", ""]))
    assert where(problem) == (3, 4, 3, 5)


@pytest.mark.parametrize(
    "escape",
    [
        *("\\0", "\\a", "\\b", "\\v", "\\f", "\\e", "\\x7f", "\\x85", "\\N", "\\L", "\\P"),
        *("\\u0001", "\\u2028", "\\u202e", "\\u2066", "\\ufeff", "\\U0000202E", "\\uffff"),
    ],
)
def test_no_escape_brings_a_refused_character_in(escape: str) -> None:
    """YAML's double quotes can write what the text itself may not hold."""
    found, problems = document(f'a: b\né: [c, "x{escape}y"]\n')
    assert [(one.rule, one.span.line) for one in problems] == [("strange-character", 2)]
    values = [node.text for node in nodes(found.root) if isinstance(node, Scalar)]
    assert [value for value in values if not value.isprintable()] == []


@pytest.mark.parametrize(
    "text", ['"\\u202e": b\n', 'a: {"\\u202e": b}\n', '? "\\u202e"\n: b\n', '"\\u202e"\n']
)
def test_no_escape_brings_a_refused_character_in_wherever_it_stands(text: str) -> None:
    assert "strange-character" in [one.rule for one in document(text)[1]]


@pytest.mark.parametrize(
    ("escape", "value"),
    [("\\t", "\t"), ("\\n", "\n"), ("\\u00e9", "é"), ("\\x41", "A"), ("\\_", "\xa0")],
)
def test_an_escape_of_an_allowed_character_is_that_character(escape: str, value: str) -> None:
    assert only_value(f'a: "x{escape}y"\n').text == f"x{value}y"


def test_every_strange_character_is_reported() -> None:
    _, problems = document("a: \u202eb\n\0c: d\n# \x07\n")
    assert [where(one)[:2] for one in problems] == [(1, 4), (2, 1), (3, 3)]


@pytest.mark.parametrize("mark", ["\u200e", "\u200f", "\u061c", "\u200d", "\u200c"], ids=ascii)
def test_marks_that_scripts_need_are_no_overrides(mark: str) -> None:
    """Arabic, Hebrew and Hindi are written with them; only what overrides a direction lies."""
    assert plain(tree(f"a: x{mark}y\n")) == {"a": f"x{mark}y"}


@pytest.mark.parametrize(
    ("data", "position", "byte"),
    [
        (b"\xff", (1, 1), "0xff"),
        (b"a: b\nc\xc3\xa9: \xff\n", (2, 5), "0xff"),
        (b"a: b\r\nc: \xe9\r\n", (2, 4), "0xe9"),
        (b"a: b\rc: \xe9\r", (2, 4), "0xe9"),
        (b"a: \xed\xa0\x80\n", (1, 4), "0xed"),
        (b"a: \xc0\x80\n", (1, 4), "0xc0"),
        (b"a: \xf4\x90\x80\x80\n", (1, 4), "0xf4"),
        (b"a: b\xc3", (1, 5), "0xc3"),
        (b"\xff\xfea\0:\0", (1, 1), "0xff"),
        (b"\xef\xbb\xbfa: \xff\n", (1, 4), "0xff"),
    ],
)
def test_bytes_that_are_no_utf_8_are_refused_where_they_stand(
    data: bytes, position: tuple[int, int], byte: str
) -> None:
    problems = Problems()
    assert decode(data, PATH, problems) is None
    (problem,) = problems.found
    assert (problem.rule, where(problem)[:2]) == ("not-utf-8", position)
    assert byte in problem.message


@pytest.mark.parametrize(
    ("text", "is_unfinished"),
    [
        ("a: b\n", False),
        ("a: b\r\n", False),
        ("a: b\r", False),
        ("a: b", True),
        ("", False),
        ("a: b\n ", True),
    ],
)
def test_a_last_line_without_an_end_may_have_been_cut_off(
    text: str, *, is_unfinished: bool
) -> None:
    assert unfinished(document(text)[0]) is is_unfinished


def test_what_was_read_before_yaml_broke_is_kept_and_known_to_be_a_part() -> None:
    found, problems = document("a: b\nc: [d\ne: f\n")
    assert [one.rule for one in problems] == ["yaml"]
    assert not found.is_whole
    assert isinstance(found.root, Mapping)
    assert [key.text for key, _ in found.root.pairs][:1] == ["a"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (
            "a: b: c\n",
            "a text with a colon and a space needs quotes; or the line is indented too far",
        ),
        ("a: 'b\n", "a quote is never closed, or the file was cut off"),
        ("a: [b\n", "a list is never closed: add `]`"),
        ("a: {b\n", "a table is never closed: add `}`"),
        ("a: {b: c\n", "a table is never closed: add `}`"),
        ("a:\n\t- b\n", None),
        ("a: b\n c: d\n", None),
        ("a:\n  b: c\n d: e\n", "is this line indented like its neighbours?"),
    ],
)
def test_what_breaks_yaml_is_explained(text: str, hint: str | None) -> None:
    (problem,) = document(text)[1]
    assert problem.rule == "yaml"
    assert problem.hint
    assert hint in {None, problem.hint}


def test_diagnostics_stand_in_the_order_of_the_text() -> None:
    _, problems = document("a: &x b\nc: *x\nd: {<<: e}\nf: !g h\n")
    assert all(one.span[1:3] < other.span[1:3] for one, other in pairwise(problems))
