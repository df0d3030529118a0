"""The only writer of files: whole or not at all.

Links are resolved first, the text goes to a temporary file beside the target, is forced to disk and takes
the target's place in one step. What was there before is compared under a lock, so that two writers at once
lose nothing. Not responsible for what a page says.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from .errors import ChecklistError, failure

_HINTS = {
    errno.ENOENT: "make the directory first",
    errno.ENOTDIR: "check the path",
    errno.EACCES: "make it writable or choose another name",
    errno.EPERM: "make it writable or choose another name",
    errno.EISDIR: "name a file",
    errno.ENOSPC: "free some space or choose another place",
    errno.EDQUOT: "free some space or choose another place",
}


def read(path: str) -> bytes | None:
    """Return the content of *path*, None if there is no such file.

    Raises:
        ChecklistError: OUT02, if something else stands in the way.
    """
    try:
        # Opening a pipe or a device would wait, or never end.
        _refuse_special(os.stat(path))
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _failure(path, error) from error


def replace(path: str, content: bytes, *, expected: bytes | None, keep: bool = False) -> str:
    """Write *content* to *path*, which has to hold *expected* (None: not exist) until that moment.

    With *keep*, what it held is copied to the first free of `path.before`, `path.before.1` …; returns that name, else "".

    Raises:
        ChecklistError: OUT02 if it cannot be written, OUT03 if somebody else wrote in between.
    """
    target = os.path.realpath(path)
    folder = os.path.dirname(target)
    try:
        with _lock(folder):
            if read(target) != expected:
                raise failure(path, "OUT03", "the file changed while it was being written", "run the command again")
            return _put(target, folder, content, f"{path}.before" if keep and expected is not None else "")
    except OSError as error:
        raise _failure(path, error) from error


def _put(target: str, folder: str, content: bytes, copy: str) -> str:
    mode = _mode(target)
    saved = ""
    handle, draft = tempfile.mkstemp(dir=folder, prefix=".checklist-")
    try:
        _fill(handle, content)
        os.chmod(draft, mode)
        if copy:
            saved = _copied(target, copy, mode)
        os.replace(draft, target)
    except BaseException:
        os.unlink(draft)
        if saved:
            os.unlink(saved)
        raise
    return saved


def _fill(handle: int, content: bytes) -> None:
    with open(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _copied(target: str, name: str, mode: int) -> str:
    """Copy *target* to the first free of *name*, *name*.1 …, and return that name."""
    with open(target, "rb") as file:
        content = file.read()
    number = 0
    while True:
        copy = f"{name}.{number}" if number else name
        try:
            handle = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        except FileExistsError:
            number += 1
            continue
        try:
            _fill(handle, content)
        except BaseException:
            os.unlink(copy)
            raise
        return copy


def _mode(target: str) -> int:
    """Return the permissions the new file gets: those of the old one, else what the umask leaves."""
    try:
        status = os.stat(target)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
    _refuse_special(status)
    # The owner who took the right to write away meant it, even if replacing would work without it.
    if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "Permission denied")
    return stat.S_IMODE(status.st_mode)


def _refuse_special(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "Is a directory" if stat.S_ISDIR(status.st_mode) else "Not a regular file")


@contextmanager
def _lock(folder: str) -> Iterator[None]:
    """Hold the directory for this process, where the system can."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _failure(path: str, error: OSError | ValueError) -> ChecklistError:
    # Python's own words for a NUL in a name differ from version to version.
    reason = "the name holds a NUL character" if "\0" in path else getattr(error, "strerror", None) or str(error)
    hint = _HINTS.get(getattr(error, "errno", None) or 0, "choose another name or place")
    return failure(path, "OUT02", f"cannot be written: {reason}", hint)
