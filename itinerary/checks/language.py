"""The file is not written in the schedule language.

The parser finds these faults while it reads, all of them in one pass, and says for each where it
stands and what to write instead. A file with one of them makes no feed and no agenda.

Failing:

    programme:
      briefing: {knid: internal, title: Briefing, when: 2023-05-22 9am}

Passing:

    programme:
      briefing: {kind: internal, title: Briefing, when: 2023-05-22 09:00-10:00}
"""

from collections.abc import Mapping

from itinerary.checks.rule import Rule

RULE = Rule("language", __doc__)

FAULTS: Mapping[str, str] = {
    "unreadable": "the file cannot be opened, or is a folder",
    "empty-file": "there is nothing in the file",
    "file-too-large": "the file is larger than any schedule",
    "not-utf-8": "the bytes are no UTF-8 text",
    "strange-character": "a control or bidirectional-override character stands in the text",
    "yaml": "the text is not YAML",
    "too-many-values": "the file holds more values than any schedule",
    "too-deep": "brackets or indentation nest too deep",
    "no-anchors": "`&name` is not used",
    "no-aliases": "`*name` is not used",
    "no-tags": "`!tag` is not used",
    "no-merge-keys": "`<<:` is not used",
    "one-document": "`---` starts a second document",
    "duplicate-key": "a key stands twice in one table, or an id is a person and a reader",
    "bad-key": "a key is a list or a table",
    "cut-off": "the last line has no end, as in a file that was half saved (a warning)",
    "too-many-problems": "so much is wrong that this is no schedule",
    "not-a-schedule": "the file holds something else",
    "format-version": "`itinerary:` is not 1",
    "missing-key": "a key that must be there is not",
    "unknown-key": "a key that means nothing here",
    "wrong-shape": "a list, a table or one value stands where another of them is expected",
    "empty-value": "a key has no value",
    "bad-value": "a value is not what its key holds",
    "bad-id": "an id is not made of a-z, 0-9 and -",
    "bad-time": "a date or time is not written in a form that has one meaning",
    "bad-duration": "a length of time is not understood",
    "bad-repeat": "a recurrence is not understood, never takes place, or has no end",
    "end-before-start": "an end is not after its start",
    "no-end": "a time has no end",
    "no-nights": "a stay's nights and days do not agree",
    "inside-itself": "a place is `in:` a place that is in it",
    "one-place": "an entry with a time has a choice of places",
    "unknown-zone": "a time zone is not in the IANA database",
    "unknown-kind": "a kind is neither built in nor defined under `kinds:`",
    "unknown-status": "a status is none of the six",
    "unknown-class": "a class is none of the three",
    "built-in-kind": "`kinds:` defines a kind that is built in",
}
"""Every fault the parser reports that has no page of its own."""
