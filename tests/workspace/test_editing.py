"""An edit says what it should and nothing else: random edits of random files."""

import dataclasses
import difflib
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary.model.entries import Entry, Request, Status
from itinerary.model.places import Reference
from itinerary.model.schedule import Schedule
from itinerary.spans import SourceSpan, whole_file
from itinerary.syntax.splicing import Uneditable
from itinerary.times import Timespan, localise
from itinerary.workspace import editing
from itinerary.workspace.editing import Asked, Edited, Wish
from itinerary.workspace.files import Loaded, understood

NOW = localise(datetime.fromisoformat("2023-05-21T18:00"), "America/Lima")
PEOPLE = ("ana", "ben", "eva", "zoe")
HEAD = """\
itinerary: 1   # the format
delegation: {name: D, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
people: {ana: {name: Ana}, ben: {name: Ben}, eva: {name: Eva}, zoe: {name: Zoe}}
places:
  lima: {name: Lima}

programme:
"""
TAIL = "\n# the end\n\nfeeds:   # last\n    key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE\n"
TIMES = (
    *("Mon 2023-05-22 10:00-11:00", "22 May 10:00 for 1h30", "lunes 22 de mayo, 9:00 - 10:00"),
    *("2023-05-22 22:00 to 2023-05-23 01:00", '"2023-05-22 10:00-11:00"', "'22 May 10:00-11:00'"),
    "2023-05-22 15:00 UTC for 1h",
)
TITLES = ("Talks", "'It''s: “quoted”'", '"A: b, #c"', "Talks – with a dash")


@st.composite
def entries(draw: st.DrawFn, name: str) -> list[str]:
    """Return the lines of an entry, written in some way that a person may have."""
    pairs = {
        "kind": draw(st.sampled_from(["meeting", "internal", '"meeting"', "government-meeting"])),
        "title": draw(st.sampled_from(TITLES)),
    }
    is_placed = draw(st.booleans())
    if is_placed:
        pairs["when"] = draw(st.sampled_from(TIMES))
    else:
        pairs |= {"takes": "1h", "within": "[2023-05-24 09:00-17:00]"}
    status = draw(st.sampled_from(["", *(["confirmed"] if is_placed else []), "tentative", "idea"]))
    pairs |= {"status": status} if status else {}
    who = draw(st.lists(st.sampled_from(PEOPLE), unique=True, max_size=3))
    style = draw(st.sampled_from(["scalar", "flow", "block"]))
    if len(who) == 1 and style == "scalar":
        pairs["who"] = who[0]
    elif who:
        pairs["who"] = f"[{draw(st.sampled_from([', ', ',', ' , '])).join(who)}]"
    if draw(st.booleans()):
        pairs["request"] = "{asked: 2023-05-12, of: Office, chase: 2023-05-22}"
    keys = draw(st.permutations(list(pairs)))
    if draw(st.booleans()):
        if "," in pairs.get("when", ""):
            pairs["when"] = f'"{pairs["when"]}"'
        joint = draw(st.sampled_from([", ", ",\n      ", " ,  "]))
        inside = joint.join(f"{key}: {pairs[key]}" for key in keys)
        return f"  {name}: {{{inside}}}{draw(COMMENTS)}".split("\n")
    indent = " " * draw(st.sampled_from([4, 3, 8]))
    lines = [f"  {name}:{draw(COMMENTS)}"]
    for key in keys:
        if key == "who" and style == "block" and len(who) > 1:
            lines.append(f"{indent}who:{draw(COMMENTS)}")
            lines += [f"{indent}{draw(st.sampled_from(['  ', '']))}- {who[0]}{draw(COMMENTS)}"]
            dash = lines[-1].index("-")
            lines += [f"{' ' * dash}- {one}{draw(COMMENTS)}" for one in who[1:]]
        elif key == "request" and draw(st.booleans()):
            lines += [f"{indent}request:", f"{indent}  of: Office   # who decides"]
            lines += [f"{indent}  asked: 2023-05-12", f"{indent}  chase: 2023-05-22"]
        else:
            lines.append(f"{indent}{key}:{draw(st.sampled_from([' ', '   ']))}{pairs[key]}")
            lines[-1] += draw(COMMENTS)
    return lines


COMMENTS = st.sampled_from(["", "", "  # to be seen", "   # who: [x], when: y"])


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Return a file with a few entries and every kind of mess between them."""
    lines = HEAD.split("\n")[:-1]
    for name in ("first", "second", "third"):
        lines += draw(st.sampled_from([[], [""], ["  # between"], ["", "  # when: no key", ""]]))
        lines += draw(entries(name))
    text = "\n".join(lines) + "\n" + draw(st.sampled_from([TAIL, "", "\n"]))
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    mark = draw(st.sampled_from(["", "\ufeff"]))
    return (mark + text.replace("\n", newline)).encode()


def bare(value: Any) -> Any:  # noqa: ANN401 (whatever a schedule holds)
    """Return a value without where it stands in a file, to be compared."""
    match value:
        case SourceSpan():
            return None
        case Reference():
            return value.id
        case tuple() | list():
            return [bare(one) for one in value]
        case Mapping():
            return {key: bare(one) for key, one in value.items()}
        case _:
            pass
    if dataclasses.is_dataclass(value):
        names = (field.name for field in dataclasses.fields(value))
        return {name: bare(getattr(value, name)) for name in names if name not in {"spans", "path"}}
    return value


def expected(schedule: Schedule, entry: Entry) -> Any:  # noqa: ANN401 (as above)
    """Return a schedule in which an entry was replaced, as it is compared."""
    told = bare(schedule)
    told["entries"][entry.id] = bare(entry)
    del told["occurrences"]
    return told


def occurrences(schedule: Schedule) -> list[tuple[str, object]]:
    return sorted((one.entry.id, str(one.when)) for one in schedule.occurrences)


def wish(data: bytes) -> Wish:
    loaded = understood(data, "f.yaml")
    assert isinstance(NOW, datetime)
    assert loaded.schedule is not None
    assert not [one for one in loaded.diagnostics if one.is_error], loaded.diagnostics
    return Wish(loaded, loaded.schedule, NOW)


def reference(person: str) -> Reference:
    return Reference(person, whole_file(""))


@st.composite
def edits(draw: st.DrawFn, given_: Wish) -> tuple[editing.Outcome, Entry, tuple[str, ...]]:
    """Return an edit by the program, the entry as it should be then, and which keys it is about."""
    entry = given_.schedule.entries[draw(st.sampled_from(["first", "second", "third"]))]
    match draw(st.sampled_from(["move", "status", "assign", "remove", "request"])):
        case "move":
            day, hour, minute = draw(
                st.tuples(st.integers(20, 26), st.integers(0, 22), st.integers(0, 59))
            )
            start, end = (
                localise(
                    datetime.fromisoformat(f"2023-05-{day}T{at:02}:{minute:02}"), "America/Lima"
                )
                for at in (hour, hour + 1)
            )
            assert isinstance(start, datetime)
            assert isinstance(end, datetime)
            placed = dataclasses.replace(entry, when=Timespan(start, end))
            if entry.when is None:
                placed = dataclasses.replace(placed, status=Status.TENTATIVE)
            typed = f"2023-05-{day} {hour}:{minute:02} for 1h"
            return editing.move(given_, entry.id, typed), placed, ("when", "status")
        case "status":
            status = draw(st.sampled_from([*Status]))
            outcome = editing.set_status(given_, [entry.id], status)
            return outcome, dataclasses.replace(entry, status=status), ("status",)
        case "request":
            chase = draw(st.sampled_from([None, date(2023, 5, 24)]))
            by = draw(st.sampled_from([None, "ben"]))
            asked = Asked(of="The: office", by=by, chase=chase)
            was = entry.request or Request(span=whole_file(""))
            now = Request(
                span=whole_file(""),
                asked=was.asked or date(2023, 5, 21),
                of="The: office",
                by=reference(by) if by else was.by,
                chase=chase or was.chase,
            )
            done = dataclasses.replace(entry, status=Status.REQUESTED, request=now)
            return editing.request(given_, entry.id, asked), done, ("status", "request")
        case "remove" if entry.who:
            gone = draw(st.lists(st.sampled_from(entry.who), min_size=1, unique=True))
            rest = tuple(one for one in entry.who if one not in gone)
            outcome = editing.assign(
                given_, entry.id, [one.id for one in gone], "who", is_taken_off=True
            )
            return outcome, dataclasses.replace(entry, who=rest), ("who",)
        case _:
            people = draw(st.lists(st.sampled_from(PEOPLE), min_size=1, unique=True))
            known = [one.id for one in entry.who]
            who = (*known, *(one for one in people if one not in known))
            done = dataclasses.replace(entry, who=tuple(map(reference, who)))
            return editing.assign(given_, entry.id, people, "who"), done, ("who",)


def stretch_of(text: str, entry: str) -> tuple[int, int]:
    """Return which lines an entry stands on: from its id to the next one's."""
    lines = text.splitlines()
    heads = [n for n, line in enumerate(lines) if re.match(r"  [a-z]+:|[a-z]", line)]
    start = next(n for n in heads if lines[n].startswith(f"  {entry}:"))
    return start, next((n for n in heads if n > start), len(lines))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_an_edit_of_the_file_is_the_edit_of_what_it_says_and_every_other_byte_stays(
    data: st.DataObject,
) -> None:
    source = data.draw(files())
    before = wish(source)
    outcome, entry, keys = data.draw(edits(before))
    is_unplaced = entry.status is Status.CONFIRMED and entry.when is None
    is_deserted = keys == ("who",) and not entry.who
    is_off = "when" in keys and entry.status.is_off
    if is_unplaced or is_deserted or is_off:
        assert isinstance(outcome, Uneditable)
        return
    assert isinstance(outcome, Edited), outcome
    after = understood(outcome.data, "f.yaml")
    assert after.schedule is not None
    told = bare(after.schedule)
    del told["occurrences"]
    assert told == expected(before.schedule, entry)
    assert occurrences(after.schedule) == sorted(
        (one.id, str(one.when)) for one in after.schedule.entries.values() if one.when is not None
    )
    assert_only(before.loaded, after, entry.id, keys)


def assert_only(before: Loaded, after: Loaded, entry: str, keys: tuple[str, ...]) -> None:
    """Check that nothing but lines with these keys, in this entry, is another one."""
    assert before.data.startswith(b"\xef\xbb\xbf") is after.data.startswith(b"\xef\xbb\xbf")
    old, new = (one.text.splitlines(keepends=True) for one in (before, after))
    start, end = stretch_of(before.text, entry)
    behind = len(old) - end
    assert new[:start] == old[:start]
    assert new[len(new) - behind :] == old[end:]
    is_flow = "{" in re.sub(r"#.*", "", old[start])
    for line in difflib.ndiff(old[start:end], new[start : len(new) - behind]):
        if line[:1] in "+-" and not is_flow:
            told = re.sub(r"#.*", "", line[2:])
            assert re.match(rf"\s*(?:(?:{'|'.join(keys)}|of|asked|chase|by):|- )", told), line
    assert len({line[-2:] == "\r\n" for line in new if line.endswith("\n")}) == 1
    lost = Counter(_remarks(old)) - Counter(_remarks(new))
    assert lost.total() <= max(0, len(old) - len(new)), "a remark goes with its line alone"


def _remarks(lines: list[str]) -> list[str]:
    return [remark.strip() for line in lines for remark in re.findall(r"# .*", line)]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_what_is_done_and_undone_leaves_the_file_as_it_was(data: st.DataObject) -> None:
    """A status and a time that were written go back to what they were, byte for byte."""
    source = data.draw(files())
    before = wish(source)
    entry = before.schedule.entries[data.draw(st.sampled_from(["first", "second", "third"]))]
    if "status" in entry.spans and entry.status is not Status.IDEA and entry.when is not None:
        there = editing.set_status(before, [entry.id], Status.IDEA)
        assert isinstance(there, Edited)
        back = editing.set_status(wish(there.data), [entry.id], entry.status)
        assert isinstance(back, Edited)
        assert back.data == source
    if isinstance(entry.when, Timespan):
        there = editing.move(before, entry.id, "90m later")
        assert isinstance(there, Edited)
        back = editing.move(wish(there.data), entry.id, "90m earlier")
        assert isinstance(back, Edited)
        assert wish(back.data).schedule.entries[entry.id].when == entry.when
