"""Schedule files as they are read, and whatever is written: all of it passes through here.

What is wrong with a file comes back as diagnostics; what is wrong with the machine (a full disk)
is raised as ``OSError``.
"""

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from itinerary.diagnostics import Diagnostic, Severity, in_order
from itinerary.languages import Message, mark, say
from itinerary.model.schedule import Schedule
from itinerary.spans import whole_file
from itinerary.syntax.document import MOST_BYTES
from itinerary.syntax.parser import read_schedule

_PART = re.compile(r"\..+\.([0-9]{1,10})\.part")
"""The name of a file that is being written: behind its own, the number of the process."""
_WRITABLE = 0o222
_PRIVATE_FILE = 0o600
"""A new file is for its owner; who serves it widens that, and it stays so."""


_REASONS = (
    mark("Address already in use"),
    mark("Disk quota exceeded"),
    mark("File exists"),
    mark("Input/output error"),
    mark("Is a directory"),
    mark("No space left on device"),
    mark("No such file or directory"),
    mark("Not a directory"),
    mark("Permission denied"),
    mark("Read-only file system"),
)
"""What systems say of the faults that people meet most; of any other it stays as it is."""


def reason(fault: OSError) -> Message:
    """Return what the machine says of its fault, and nothing of the file that it was about."""
    said = fault.strerror or type(fault).__name__
    return said if isinstance(said, Message) else Message(said, {})


class Loaded(NamedTuple):
    """A schedule file as read: what it says, and what is wrong with how it says it."""

    path: str
    text: str
    schedule: Schedule | None
    diagnostics: tuple[Diagnostic, ...]
    data: bytes = b""
    """The file as it was read, byte for byte."""

    @property
    def is_sound(self) -> bool:
        """Whether the file says what its author meant, as far as reading it can tell."""
        return self.schedule is not None and not any(found.is_error for found in self.diagnostics)


def find_schedules(folder: Path) -> list[Path]:
    """Return the schedule files in a folder, by name."""
    return sorted(
        path for pattern in ("*.yaml", "*.yml") for path in folder.glob(pattern) if path.is_file()
    )


def load(path: str) -> Loaded:
    """Read a schedule file. A file that is not there raises ``FileNotFoundError``."""
    data = _read(path)
    if isinstance(data, Diagnostic):
        return Loaded(path, "", None, (data,))
    return understood(data, path)


def content(path: str) -> bytes | None:
    """Return a schedule file's bytes; None while it is not there or cannot be read."""
    try:
        data = _read(path)
    except OSError:
        return None
    return data if isinstance(data, bytes) else None


def understood(data: bytes, path: str) -> Loaded:
    """Return what a schedule file's bytes say; ``path`` is where messages say they stand."""
    schedule, diagnostics, text = read_schedule(data, path)
    return Loaded(path, text, schedule, in_order(diagnostics), data)


def _read(path: str) -> bytes | Diagnostic:
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            is_folder = Path(path).is_dir()
            why = say("this is a folder") if is_folder else say("this is not a file")
            return _unreadable(path, why)
        with Path(path).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except PermissionError:
        return _unreadable(path, say("this cannot be read: permission denied"))


def _unreadable(path: str, why: Message) -> Diagnostic:
    hint = say("name a schedule file")
    try:
        inside = find_schedules(Path(path))
    except OSError:
        inside = []
    if inside:
        near = [f"`{file}`" for file in inside[:3]]
        hint = say("did you mean {files}?", files=lambda words: words.either(near))
    return Diagnostic("unreadable", Severity.ERROR, whole_file(path), why, hint)


def write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: a reader of it sees the old bytes or the new ones.

    What is no file (a pipe, a device) is written to as it stands, and never replaced by one.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as device:
            device.write(data)
        return
    path = Path(os.path.realpath(path))  # a link stays one, and its file is the one that changes
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file() and path.read_bytes() == data:
        return
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else _PRIVATE_FILE
    with _beside(path, data, mode) as written:
        written.replace(path)
    sync_folder(path.parent)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let no other run of this program change a file meanwhile: it waits until this one is done.

    The file's folder is what is locked, since the file itself is replaced. Where a system or a
    network drive knows no locks, there is none.
    """
    with ExitStack() as stack:
        try:
            import fcntl  # noqa: PLC0415  (not on every system)

            opened = os.open(Path(os.path.realpath(path)).parent, os.O_RDONLY)
            stack.callback(os.close, opened)
            fcntl.flock(opened, fcntl.LOCK_EX)
        except (ImportError, OSError):
            pass
        yield


def replace(path: Path, old: bytes, new: bytes) -> bool:
    """Write a file in place of what was read of it; False, and nothing written, if that changed.

    To be used inside :func:`alone`; what other programs write is noticed, and not lost.
    """
    if content(str(path)) != old:
        return False
    if not stat.S_IMODE(path.stat().st_mode) & _WRITABLE:  # its folder alone would let it be done
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    write(path, new)
    return True


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not be there yet, whole or not at all.

    Raises ``FileExistsError`` where it is, even if it came to be at this very moment.
    """
    with _beside(path, data, _PRIVATE_FILE) as written:
        try:
            os.link(written, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            if path.exists():
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
            written.replace(path)
    sync_folder(path.parent)


@contextmanager
def _beside(path: Path, data: bytes, mode: int) -> Iterator[Path]:
    """Write a file's bytes to the disk beside it, for the time of what follows."""
    _clear_away(path.parent)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(beside, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield beside
    except OSError as fault:
        if fault.filename in {None, str(beside)}:  # a person knows nothing of the one beside it
            fault.filename = str(path)
        raise
    finally:
        with suppress(OSError):  # it is in the way of nothing, and cleared away the next time
            beside.unlink()


def _clear_away(folder: Path) -> None:
    """Delete what programs were writing in a folder when they were stopped: it may be secret."""
    for part in folder.glob(".*.part"):
        writer = _PART.fullmatch(part.name)
        if writer and not _is_running(int(writer[1])):
            with suppress(OSError):
                part.unlink()


def _is_running(process: int) -> bool:
    if os.name != "posix":  # elsewhere to ask is to stop it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def sync_folder(folder: Path) -> None:
    """Bring a folder's list of files to the disk, where the system can."""
    try:
        opened = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        with suppress(OSError):
            os.fsync(opened)
    finally:
        os.close(opened)
