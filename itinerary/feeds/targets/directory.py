"""A folder that a web server reads: a generation of files, and a link that names the current one.

``TOP/current`` is a symbolic link to ``TOP/.generations/<digest>``. A new generation is made beside
the old one, its unchanged files as hard links to the old, so that they keep their times; then the
link is replaced at once, and a reader finds the old files or the new ones.

The names of the folders are the secret, so folders may be entered by all and listed by the owner
alone (0711), and files may be read by all who get so far (0644).
"""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from itinerary.feeds.publishing import WHOLE, Fault, Held, Sent, Target, is_token
from itinerary.feeds.site import Folder, Resource, Site
from itinerary.languages import say
from itinerary.workspace.files import reason, sync_folder

_FOLDER = 0o711
_FILE = 0o644
_GENERATIONS = ".generations"
_PART = "next.part"
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}


class Directory(Target):
    """A folder on this machine."""

    def __init__(self, top: Path) -> None:
        """Take a folder, which need not be there yet."""
        self._top = Path(os.path.realpath(top))
        self.name = str(self._top)
        self._generations = self._top / _GENERATIONS
        self._part = self._generations / _PART
        self._link = self._top / "current"
        self._lock: int | None = None
        self._is_changed = False

    def begin(self) -> None:
        """Make the folders, keep other runs out, and clear away what killed ones left."""
        with _told():
            self._top.parent.mkdir(parents=True, exist_ok=True)
            for folder in (self._top, self._generations):
                with suppress(FileExistsError):
                    folder.mkdir(_FOLDER)
                    folder.chmod(_FOLDER)  # whatever the umask takes away
            self._lock = os.open(self._generations, os.O_RDONLY)
            _keep_out_others(self._lock)
            self._sweep()

    def held(self, site: Site, sent: Sent) -> Held:  # noqa: ARG002 (the disk is the truth)
        """Read the current generation."""
        with _told():
            current = self._current()
            if current is None:
                return Held({})
            return Held(
                {
                    (folder.name, file.name): _digest(file)
                    for folder in sorted(current.iterdir())
                    if is_token(folder.name) and folder.is_dir()
                    for file in sorted(folder.iterdir())
                }
            )

    def delete(self, folder: Folder, name: str) -> None:
        """Close a withdrawn folder at once, even on a full disk; take nothing else along."""
        self._is_changed = True
        with _told(), suppress(FileNotFoundError):
            current = self._current()
            if current is not None and name == WHOLE:
                (current / folder.token).rename(self._generations / f"{folder.token}.part")
                sync_folder(current)

    def put(self, folder: Folder, name: str, resource: Resource) -> str:
        """Write a file of the new generation to the disk."""
        self._is_changed = True
        with _told():
            self._part.mkdir(_FOLDER, exist_ok=True)
            path = self._make_folder(folder) / name
            with open(path, "xb", opener=lambda name, flags: os.open(name, flags, _FILE)) as file:
                os.fchmod(file.fileno(), _FILE)
                file.write(resource.data)
                file.flush()
                self._come_after(path, folder, name)
                os.fsync(file.fileno())
        return ""

    def finish(self, site: Site) -> None:
        """Take along what has not changed, and make the new generation the current one."""
        with _told():
            old = self._current()
            if old is None or self._is_changed:
                self._take_along(site, old)
                self._switch(site, old)
                self._sweep(old)
        self._is_changed = False

    def close(self) -> None:
        """Let other runs in."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _current(self) -> Path | None:
        """Return the current generation's folder."""
        if not self._link.is_symlink():
            if self._link.exists():
                raise Fault(say("has something called `current` that is no link of this program's"))
            return None
        goal = Path(os.readlink(self._link))  # noqa: PTH115 (its text, not where it leads)
        if goal.parts[:-1] != (_GENERATIONS,):
            raise Fault(say("has something called `current` that is no link of this program's"))
        path = self._generations / goal.name
        return path if path.is_dir() else None

    def _make_folder(self, folder: Folder) -> Path:
        path = self._part / folder.token
        with suppress(FileExistsError):
            path.mkdir(_FOLDER)
        path.chmod(_FOLDER)
        return path

    def _come_after(self, path: Path, folder: Folder, name: str) -> None:
        """See to it that a changed file has another time, to the second.

        A web server makes the entity tag of the time and the size: the two alike, and a subscriber
        would be told that nothing has changed.
        """
        current = self._current()
        with suppress(FileNotFoundError):
            if current is not None:
                before = int((current / folder.token / name).stat().st_mtime)
                if int(path.stat().st_mtime) <= before:
                    os.utime(path, (before + 1, before + 1))

    def _take_along(self, site: Site, old: Path | None) -> None:
        self._part.mkdir(_FOLDER, exist_ok=True)
        self._part.chmod(_FOLDER)
        for folder in site.folders:
            made = self._make_folder(folder)
            for name in folder.files:
                if old is not None and not (made / name).exists():
                    _link_or_copy(old / folder.token / name, made / name)
            sync_folder(made)
        sync_folder(self._part)

    def _switch(self, site: Site, old: Path | None) -> None:
        name = _generation(site)
        if old is not None and old.name == name:  # one that somebody changed is mended
            name += "-again"
        self._part.rename(self._generations / name)
        sync_folder(self._generations)
        link = self._top / ".current.part"
        try:
            link.symlink_to(Path(_GENERATIONS, name), target_is_directory=True)
        except OSError as fault:
            if fault.errno in _NO_LINKS or os.name != "posix":
                raise Fault(
                    say(
                        "is on a file system without symbolic links, where files cannot be "
                        "exchanged at once: name a folder on another"
                    )
                ) from None
            raise
        link.replace(self._link)
        sync_folder(self._top)

    def _sweep(self, replaced: Path | None = None) -> None:
        """Delete what was being written, and every generation but the current one.

        The one just ``replaced`` stays until the next run: a web server may be on its way into it.
        What was withdrawn lies in it no longer.
        """
        kept = {path.name for path in (self._current(), replaced) if path is not None}
        (self._top / ".current.part").unlink(missing_ok=True)
        for old in self._generations.iterdir():
            if old.is_symlink() or not old.is_dir():  # none of this program's
                continue
            if old.name not in kept:
                shutil.rmtree(old)


def _generation(site: Site) -> str:
    """Return the name that stands for a site's bytes."""
    told = sorted(
        (folder.token, name, resource.digest)
        for folder in site.folders
        for name, resource in folder.files.items()
    )
    empty = sorted(folder.token for folder in site.folders if not folder.files)
    return hashlib.sha256(json.dumps([told, empty]).encode()).hexdigest()[:32]


def _digest(path: Path) -> str | None:
    if path.is_symlink() or not path.is_file():
        return None
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _link_or_copy(old: Path, new: Path) -> None:
    """Let a file have a second name; where the file system cannot, make a copy as old as it."""
    try:
        os.link(old, new)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copy2(old, new)
        with new.open("rb") as file:
            os.fsync(file.fileno())


def _keep_out_others(opened: int) -> None:
    try:
        import fcntl  # noqa: PLC0415  (not on every system)
    except ImportError:
        return
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Fault(say("is being published to by another run of this program")) from None


@contextmanager
def _told() -> Iterator[None]:
    """Translate what the system says: it quotes the file's path."""
    try:
        yield
    except OSError as fault:
        raise Fault(say("cannot be used: {why}", why=reason(fault))) from None
