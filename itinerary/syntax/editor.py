"""Edits that change only the bytes they must: comments, quotes, order and line ends stay.

Every edit is proved before it is returned: the new text is read again, and must hold the old tree
with that one change and no other. What cannot be edited so is refused, and left to a person.
"""

from collections.abc import Sequence as Items
from typing import Any, NamedTuple

from itinerary.languages import say
from itinerary.syntax.document import Mapping, Node, Scalar, Sequence
from itinerary.syntax.splicing import (
    PLAIN,
    PROGRAMME,
    File,
    Splice,
    Uneditable,
    Written,
    one_value,
    quoted,
    refused,
    said,
    value_at,
)

Key = str | tuple[str, str]
"""A key of an entry; two are one that is a table, and one in that table."""


class Change(NamedTuple):
    """A text that is to stand under a key of an entry."""

    entry: str
    key: Key
    text: str


def set_text(data: bytes, path: str, entry: str, key: Key, text: str) -> bytes | Uneditable:
    """Return a file in which a key of an entry holds another text, or why that cannot be done.

    It is written with the quotes that stand there, or with those it needs. A key that the entry
    lacks is added to it.
    """
    return set_texts(data, path, (Change(entry, key, text),))


def set_texts(data: bytes, path: str, changes: Items[Change]) -> bytes | Uneditable:
    """Return a file in which keys of entries hold other texts, each as :func:`set_text` has it.

    One change of each entry is made at a time: they stand apart, and are put in and proved at once.
    """
    left = list(changes)
    while left:
        now = {change.entry: change for change in reversed(left)}
        left = [change for change in left if now[change.entry] is not change]
        file = File.read(data, path)
        if isinstance(file, Uneditable):
            return file
        tree = said(file.document.root)
        splices = []
        for change in now.values():
            place = _Place.at(file, tree, change.entry, change.key)
            if isinstance(place, Uneditable):
                return place
            splices.append(place.changed(place.like_the_old(change.text)))
        found = file.proved(file.spliced(splices), tree)
        if isinstance(found, Uneditable):
            return found
        data = found
    return data


def set_value(data: bytes, path: str, entry: str, key: Key, value: str) -> bytes | Uneditable:
    """Return a file in which a key of an entry has another value, as :func:`set_text` does.

    ``value`` is as YAML writes it on one line.
    """
    file = File.read(data, path)
    if isinstance(file, Uneditable):
        return file
    tree = said(file.document.root)
    place = _Place.at(file, tree, entry, key)
    if isinstance(place, Uneditable):
        return place
    return file.proved(file.spliced([place.changed(value)]), tree)


class _Place(NamedTuple):
    """A key that is to be changed, in the file and in what the file says."""

    file: File
    node: Mapping
    key: str
    told: dict[str, Any]

    @classmethod
    def at(cls, file: File, tree: Any, entry: str, key: Key) -> "_Place | Uneditable":  # noqa: ANN401 (tables of tables)
        node = value_at(file.programme, entry)
        if not isinstance(node, Mapping):
            return refused(say("there is no entry `{entry}`", entry=entry))
        told = tree[PROGRAMME][entry]
        if isinstance(key, tuple):
            table, key = key
            inside = value_at(node, table)
            if not isinstance(inside, Mapping) or not inside.pairs:
                return refused(say("`{key}` is no table", key=table))
            return cls(file, inside, key, told[table])
        return cls(file, node, key, told)

    @property
    def old(self) -> Node | None:
        return value_at(self.node, self.key)

    def like_the_old(self, text: str) -> str:
        """Return a text with the quotes of the one that stands there, where they can hold it."""
        old, file = self.old, self.file
        sign = file.text[file.start(old)] if isinstance(old, Scalar) and old.text else ""
        if sign == "'" and text.isprintable():
            return "'" + text.replace("'", "''") + "'"
        written = quoted(text)
        if sign == '"' and not written.startswith('"'):
            return f'"{written}"'
        is_safe = PLAIN.fullmatch(text.replace(",", "")) and text == text.strip()
        if is_safe and text.isprintable() and not file.is_flow(self.node):
            return text  # brackets alone make a comma end a text
        return written

    def changed(self, value: str) -> Splice:
        """Return the change by which the key has a value, as YAML writes it; now it is told so."""
        old, file = self.old, self.file
        self.told[self.key] = said(one_value(value, is_flow=file.is_flow(self.node)))
        return file.replaced(old, value) if old else file.with_key(self.node, self.key, value)


def set_items(
    data: bytes, path: str, entry: str, key: str, items: Items[str]
) -> bytes | Uneditable:
    """Return a file in which a key of an entry lists these texts, or why that cannot be done.

    Those listed already keep their place and what is written beside them; new ones follow the last
    of them. Without any the key is taken away.
    """
    file = File.read(data, path)
    if isinstance(file, Uneditable):
        return file
    node = value_at(file.programme, entry)
    if not isinstance(node, Mapping):
        return refused(say("there is no entry `{entry}`", entry=entry))
    old = value_at(node, key)
    texts = [said(item) for item in (old.items if isinstance(old, Sequence) else (old,))]
    listed = [text for text in dict.fromkeys(texts) if text in items]
    kept = len(listed)
    listed += [text for text in dict.fromkeys(items) if text not in listed]
    tree = said(file.document.root)
    told: str | list[str] = listed
    if not listed:
        tree[PROGRAMME][entry].pop(key, None)
        return file.proved(file.without_key(node, key) if old else file.text, tree)
    if old is None:
        changed = file.spliced([file.with_key(node, key, _listed(listed))])
    elif isinstance(old, Sequence) and (kept or not file.is_flow(old)):
        changed = file.with_items(old, listed)
    else:
        told = listed[0] if len(listed) == 1 else listed
        value = quoted(told) if isinstance(told, str) else _listed(told)
        changed = file.spliced([file.replaced(old, value)])
    tree[PROGRAMME][entry][key] = told
    return file.proved(changed, tree)


def _listed(items: Items[str]) -> str:
    return f"[{', '.join(map(quoted, items))}]"


def append_entries(
    data: bytes, path: str, entries: Items[tuple[str, Items[Written]]]
) -> bytes | Uneditable:
    """Return a file with entries added at the end of its programme, or why it cannot be done."""
    file = File.read(data, path)
    if isinstance(file, Uneditable):
        return file
    tree = said(file.document.root)
    programme = tree[PROGRAMME] = tree[PROGRAMME] or {}
    for entry, pairs in entries:
        if entry in programme:
            return refused(say("there is an entry `{entry}` already", entry=entry))
        programme[entry] = {key: said(one_value(value)) for key, value in pairs}
    return file.proved(file.with_entries(entries), tree) if entries else data
