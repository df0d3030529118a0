"""The only writer of files: whole or not at all.

Links are resolved first, the text goes to a temporary file beside the target, is forced to disk and takes
the target's place in one step. What was there before is compared under a lock, so that two writers at once
lose nothing. Not responsible for what a page says.
"""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from .errors import ChecklistError, failure


def read(path: str) -> bytes | None:
    """Return the content of *path*, None if there is no such file.

    Raises:
        ChecklistError: OUT02, if something else stands in the way.
    """
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _failure(path, error) from error


def replace(path: str, content: bytes, *, expected: bytes | None) -> None:
    """Write *content* to *path*, which has to hold *expected* (None: not exist) until that moment.

    Raises:
        ChecklistError: OUT02 if it cannot be written, OUT03 if somebody else wrote in between.
    """
    target = os.path.realpath(path)
    folder = os.path.dirname(target)
    try:
        with _lock(folder):
            if read(target) != expected:
                raise failure(path, "OUT03", "the file changed while it was being written", "run the command again")
            _put(target, folder, content)
    except ChecklistError:
        raise
    except OSError as error:
        raise _failure(path, error) from error


def set_aside(path: str) -> str:
    """Copy *path* to the first free of `path.before`, `path.before.1` …, and return that name."""
    content = read(path)
    assert content is not None
    number = 0
    while True:
        name = f"{path}.before" + (f".{number}" if number else "")
        try:
            handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        except FileExistsError:
            number += 1
            continue
        except OSError as error:
            raise _failure(name, error) from error
        try:
            with open(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            os.unlink(name)
            raise _failure(name, error) from error
        return name


def _put(target: str, folder: str, content: bytes) -> None:
    mode = _mode(target)
    handle, draft = tempfile.mkstemp(dir=folder, prefix=".checklist-")
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(draft, mode)
        os.replace(draft, target)
    except BaseException:
        os.unlink(draft)
        raise


def _mode(target: str) -> int:
    """Return the permissions the new file gets: those of the old one, else what the umask leaves."""
    try:
        status = os.stat(target)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
    if not stat.S_ISREG(status.st_mode):
        raise IsADirectoryError(21, "Is a directory" if stat.S_ISDIR(status.st_mode) else "Not a regular file")
    # The owner who took the right to write away meant it, even if replacing would work without it.
    if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise PermissionError(13, "Permission denied")
    return stat.S_IMODE(status.st_mode)


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


def _failure(path: str, error: OSError) -> ChecklistError:
    hints = {
        "FileNotFoundError": "make the directory first",
        "NotADirectoryError": "check the path",
        "PermissionError": "make it writable or choose another name",
        "IsADirectoryError": "name a file",
    }
    hint = hints.get(type(error).__name__, "free some space or choose another place")
    return failure(path, "OUT02", f"cannot be written: {error.strerror or error}", hint)
