"""A release as a file: a schedule under a header that numbers, dates and seals it.

The header is made of comments, so a release is itself a schedule file. Its digest covers every
other byte, and among them the digest of the release before: no release can be changed, taken out
or put in without the next one showing it. What nothing after it can show, the loss of the newest,
is told by the mark that lies beside the releases.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from itinerary.languages import say
from itinerary.times import UTC

MAGIC = "# itinerary release 1"
FIRST = "none"
"""What the first release says of the one before it."""
MARK = "latest"
"""The file that tells the newest release: it is at least as new as that."""

_KEYS = ("number", "at", "author", "note", "previous", "digest")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_NAME = re.compile(r"([0-9]{4,9})\.yaml")
_MARK = re.compile(r"([0-9]{4,9}) (sha256:[0-9a-f]{64})\n")
_BOM = b"\xef\xbb\xbf"


class Release(NamedTuple):
    """A numbered, frozen copy of a schedule file. ``at`` is in UTC, to the second."""

    number: int
    at: datetime
    author: str
    note: str
    previous: str
    digest: str
    data: bytes
    """The whole file, header and all."""

    @property
    def body(self) -> bytes:
        """The schedule as it was frozen."""
        return _split(self.data)[1]


class Fault(NamedTuple):
    """What is wrong with a release: the file's name, why, and the way out."""

    name: str
    message: str
    hint: str


RESTORE = say("put the file back as it was, from a copy or from version control")
_NO_HEADER = say("its header is not that of a release")


def file_name(number: int) -> str:
    """Return the name of a release's file: ``0003.yaml``."""
    return f"{number:04}.yaml"


def printable(text: str) -> str:
    """Return a text on one line, without signs that a screen would obey."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def bare(data: bytes) -> bytes:
    """Return a schedule file's bytes as a release holds them: without a byte order mark."""
    return data.removeprefix(_BOM)


def is_release(data: bytes) -> bool:
    """Whether a file begins as a release does, whatever became of it."""
    return bare(data).startswith(f"{MAGIC}\n".encode())


def seal(body: bytes, at: datetime, author: str, note: str, last: Release | None) -> Release:
    """Return a schedule's bytes as the release after ``last``."""
    values = {
        "number": str(last.number + 1 if last else 1),
        "at": at.astimezone(UTC).strftime(_TIME),
        "author": printable(author),
        "note": printable(note),
        "previous": last.digest if last else FIRST,
    }
    body = bare(body)
    values["digest"] = _digest(values, body)
    data = _header(values, _KEYS) + body
    opened = unseal(data, file_name(int(values["number"])))
    if isinstance(opened, Fault):
        raise ValueError(opened.message)  # noqa: TRY004 (what was just written must be readable)
    return opened


def unseal(data: bytes, name: str) -> Release | Fault:
    """Return the release that a file holds, or why it holds none."""
    header, body = _split(data)
    found = _values(header)
    if found is None:
        return Fault(name, _NO_HEADER, RESTORE)
    if _digest(found, body) != found["digest"]:
        return Fault(name, say("it was changed after it was released"), RESTORE)
    try:
        at = datetime.strptime(found["at"], _TIME).replace(tzinfo=UTC)
        number = int(found["number"])
    except ValueError:
        return Fault(name, _NO_HEADER, RESTORE)
    return Release(
        number=number,
        at=at,
        author=found["author"],
        note=found["note"],
        previous=found["previous"],
        digest=found["digest"],
        data=data,
    )


def _split(data: bytes) -> tuple[bytes, bytes]:
    lines = data.split(b"\n", len(_KEYS) + 1)
    return b"\n".join(lines[:-1]), lines[-1]


def _values(header: bytes) -> dict[str, str] | None:
    try:
        magic, *lines = header.decode().split("\n")
    except UnicodeDecodeError:
        return None
    pairs = [line.removeprefix("# ").partition(": ")[::2] for line in lines]
    if magic != MAGIC or [key for key, _ in pairs] != list(_KEYS):
        return None
    values = dict(pairs)
    # To the byte: the digest covers what the header says, and it must not be said in another way.
    is_as_written = _header(values, _KEYS) == header + b"\n"
    return values if is_as_written and _DIGEST.fullmatch(values["digest"]) else None


def _header(values: Mapping[str, str], keys: Iterable[str]) -> bytes:
    lines = (MAGIC, *(f"# {key}: {values[key]}" for key in keys))
    return "".join(f"{line}\n" for line in lines).encode()


def _digest(values: Mapping[str, str], body: bytes) -> str:
    from hashlib import sha256  # noqa: PLC0415 (it loads OpenSSL: 2 ms)

    covered = _header(values, _KEYS[:-1]) + body
    return f"sha256:{sha256(covered).hexdigest()}"


# ---------------------------------------------------------------- the chain


def mark(release: Release) -> bytes:
    """Return what the mark says when a release is the newest."""
    return f"{release.number:04} {release.digest}\n".encode()


def chain(files: Mapping[str, bytes]) -> tuple[tuple[Release, ...], tuple[Fault, ...]]:
    """Return the releases of a folder in order, and everything that is wrong with them.

    ``files`` is the folder's content by name. Where there is a fault the releases serve for
    telling what is there, and for nothing else.
    """
    faults: list[Fault] = []
    found: dict[int, Release] = {}
    for name in sorted(files):
        if name == MARK:
            continue
        numbered = _NAME.fullmatch(name)
        number = int(numbered[1]) if numbered else 0
        if number < 1 or file_name(number) != name:
            faults.append(Fault(name, say("it is no release"), say("move it to another folder")))
            continue
        release = unseal(files[name], name)
        if isinstance(release, Fault):
            faults.append(release)
        elif release.number != number:
            why = say("it is release {number}", number=release.number)
            faults.append(Fault(name, why, say("name it as it was")))
        else:
            found[release.number] = release
    damaged = {fault.name for fault in faults}
    faults += _gaps(found, damaged, files)
    faults += _links(found)
    faults += _mark_faults(files.get(MARK), found, damaged)
    return tuple(found[number] for number in sorted(found)), tuple(faults)


def _gaps(
    found: Mapping[int, Release], damaged: set[str], files: Mapping[str, bytes]
) -> Iterator[Fault]:
    for number in range(1, max(found, default=0)):
        name = file_name(number)
        if number not in found and name not in damaged and name not in files:
            yield Fault(name, say("it is missing"), RESTORE)


def _links(found: Mapping[int, Release]) -> Iterator[Fault]:
    for number, release in found.items():
        before = found.get(number - 1)
        name = file_name(number)
        if number == 1 and release.previous != FIRST:
            yield Fault(name, say("it follows another release, and is the first"), RESTORE)
        if before is None:
            continue
        if release.previous != before.digest:
            why = say("it does not follow {file} as that is now", file=file_name(number - 1))
            yield Fault(name, why, RESTORE)
        if release.at <= before.at:
            why = say("it is not later than {file}", file=file_name(number - 1))
            yield Fault(name, why, RESTORE)


def _mark_faults(
    data: bytes | None, found: Mapping[int, Release], damaged: set[str]
) -> Iterator[Fault]:
    newest = max(found, default=0)
    if data is None:
        # The first release may have been made, and the machine have stopped before its mark was.
        if newest > 1:
            yield Fault(MARK, say("it is missing, so a newer release could be too"), RESTORE)
        return
    told = _MARK.fullmatch(data.decode("ascii", "replace"))
    if told is None or f"{int(told[1]):04}" != told[1]:
        yield Fault(MARK, say("it does not name a release"), RESTORE)
        return
    number, digest = int(told[1]), told[2]
    name = file_name(number)
    if number not in found:
        if name not in damaged and number > newest:
            yield Fault(name, say("it is missing: it was the newest release"), RESTORE)
    elif found[number].digest != digest:
        yield Fault(name, say("it is not the release that was made"), RESTORE)
