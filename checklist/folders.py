"""Pages in files and directories: which files there are, and the text of those that hold a checklist.

A directory is walked whole and in order, but for what is hidden, `node_modules`, and copies of old pages. A link to a
directory is not followed, one to a file only inside the directory it was found in. Not responsible for what a page says
(`progress`).
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import re
import stat
from collections.abc import Iterable
from typing import NamedTuple

from .errors import ChecklistError, Problem, failure
from .yamlio import MAX_BYTES, decode

_TOKENS = ("checklist-begin", "checklist-end")
_CHUNK = 1 << 16
_SKIPPED = ("node_modules",)
# What `--force` and editors leave beside a page.
_COPY = re.compile(r"\.before(?:\.\d+)?\Z|~\Z")
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Listing(NamedTuple):
    """The files that may be pages, in order, each once; what could not be listed; and how many links were not followed."""

    files: tuple[str, ...]
    problems: tuple[Problem, ...]
    left: int


def files(paths: Iterable[str]) -> Listing:
    """Return the files at *paths*, each a file or a directory."""
    walk = _Walk()
    for path in paths:
        walk.add(path)
    return Listing(tuple(walk.found), tuple(walk.problems), walk.left)


def read(path: str) -> str | None:
    """Return the text of the page *path*, None for a file that holds no checklist; only as much is read as that takes.

    Raises:
        ChecklistError: OUT01, for a file that cannot be read; YML02, for a page that is too large or no UTF-8.
    """
    try:
        # A pipe would wait for somebody to write into it, and a device may never end.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with open(handle, "rb", buffering=0) as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise failure(path, "OUT01", "this is no regular file", "name a page, or a directory of pages")
            content = _content(file, status.st_size)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    return None if content is None else decode(content, path)


def _content(file: io.RawIOBase, expected: int) -> bytes | None:
    """Return what *file* holds, up to one byte more than a page may have; None if it holds no marker.

    It is *expected* to hold so many bytes, and may hold others by now.
    """
    head = file.read(_CHUNK) or b""
    wide = next((name for mark, name in _WIDE if head.startswith(mark)), "")
    tokens = [token.encode(wide) if wide else token.encode() for token in _TOKENS]
    if b"\0" in head and not wide and not any(token in head for token in tokens):
        return None  # a picture, a film
    pieces, size = [head], len(head)
    more = max(expected - size, 0) + 1
    while size <= MAX_BYTES and (piece := file.read(min(more, MAX_BYTES + 1 - size))):
        pieces.append(piece)
        size += len(piece)
    content = b"".join(pieces)
    return content if any(token in content for token in tokens) else None


def _unreadable(path: str, error: OSError | ValueError) -> ChecklistError:
    number = getattr(error, "errno", None)
    if number in (errno.ENOENT, errno.ENOTDIR):
        return failure(path, "OUT01", "there is no such file or directory", "check the name")
    if number in (errno.EACCES, errno.EPERM):
        return failure(path, "OUT01", "it may not be read", "check its permissions")
    reason = "the name holds a NUL character" if "\0" in path else getattr(error, "strerror", None) or str(error)
    return failure(path, "OUT01", f"it cannot be read: {reason}", "check the name and the disk")


class _Walk:
    """Collects files, each once however it was reached."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.seen: set[tuple[int, int]] = set()
        self.problems: list[Problem] = []
        self.left = 0

    def add(self, path: str) -> None:
        """Take a file or a directory that was named."""
        try:
            status = os.stat(path)
        except (OSError, ValueError) as error:
            self.problems += _unreadable(path, error).problems
            return
        if stat.S_ISDIR(status.st_mode):
            self._walk(path)
        else:
            self._take(path, status)

    def _take(self, path: str, status: os.stat_result) -> None:
        key = (status.st_dev, status.st_ino)
        if key not in self.seen:
            self.seen.add(key)
            self.found.append(path)

    def _walk(self, top: str) -> None:
        # Directories wait on a stack: a tree may be deeper than calls may be. Links come last, so that a file has its own name.
        first, waiting, links = len(self.found), [top], []
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(folder) as listed:
                    entries = [entry for entry in listed if not entry.name.startswith(".") and not _COPY.search(entry.name)]
            except OSError as error:
                self.problems += _unreadable(folder, error).problems
                continue
            entries.sort(key=lambda entry: entry.name, reverse=True)
            waiting += [entry.path for entry in entries if _is_walked(entry)]
            for entry in reversed(entries):
                if entry.is_symlink():
                    links.append(entry)
                else:
                    self._meet(entry)
        inside = os.path.join(os.path.realpath(top), "")
        for entry in links:
            self._meet_link(entry, inside)
        self.found[first:] = sorted(self.found[first:])

    def _meet(self, entry: os.DirEntry[str]) -> None:
        """Take a file of a directory; what is no file is passed over."""
        try:
            if entry.is_file():
                self._take(entry.path.removeprefix(os.path.join(os.curdir, "")), entry.stat())
        except OSError:
            return  # gone since it was listed, or a link to itself

    def _meet_link(self, entry: os.DirEntry[str], inside: str) -> None:
        """Take the file that a link leads to, if it lies *inside*."""
        if os.path.realpath(entry.path).startswith(inside):
            self._meet(entry)
        elif os.path.exists(entry.path):
            self.left += 1


def _is_walked(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.name not in _SKIPPED and entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
