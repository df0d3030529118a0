"""Keep what is costly to compute once, in the user's cache directory.

A value is found again by a digest of everything it was computed from, so it is never stale. Losing the
cache, or having none, costs time and nothing else. `CHECKLIST_CACHE` names another directory; empty = none.

Not responsible for deciding what is worth keeping.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from . import __version__

_ALLOWED = {"checklist.model", "checklist.errors", "checklist.lexicon"}
_SEAL = 16
_MOST_MET = 8
_met: dict[bytes, Any] = {}
_BUILTINS = {("builtins", "frozenset"), ("datetime", "date")}


def directory() -> str:
    """Return the cache directory, created for this user alone, or "" where there is none."""
    given = os.environ.get("CHECKLIST_CACHE")
    if given == "":
        return ""
    path = given or os.path.join(_base(), "marketing-impact-checklist")
    try:
        if not os.path.isdir(path):
            os.makedirs(path, mode=0o700, exist_ok=True)
        status = os.stat(path)
    except OSError:
        return ""
    # What others may write to is not ours to trust.
    if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o022):
        return ""
    return path


def digest(*parts: bytes) -> str:
    """Return a name for what was computed from *parts* by this program on this Python."""
    total = blake2b(_program().encode(), digest_size=16)
    for part in parts:
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()


def recall(name: str) -> Any:
    """Return the value kept under *name*, or None."""
    import pickle

    class Unpickler(pickle.Unpickler):
        """Builds model values and nothing else."""

        def find_class(self, module: str, name: str) -> Any:
            if (module, name) in _BUILTINS or module in _ALLOWED:
                found = super().find_class(module, name)
                # A dotted name leads through what a module imports to anything at all.
                if isinstance(found, type) and found.__module__ == module:
                    return found
            raise pickle.UnpicklingError(f"{module}.{name} has no place in the cache")

    place = directory()
    if not place:
        return None
    try:
        with open(os.path.join(place, name), "rb") as file:
            seal, content = file.read(_SEAL), file.read()
        if seal != _sealed(content):
            return None
        return _known(seal, Unpickler(io.BytesIO(content)).load)
    except damage():
        return None


def _known(seal: bytes, load: Callable[[], Any]) -> Any:
    """Return the value with this *seal*: the same one as before in this process, where there was one; all of them are frozen."""
    value = _met.pop(seal, None) or load()
    _met[seal] = value
    while len(_met) > _MOST_MET:
        _met.pop(next(iter(_met)), None)
    return value


def damage() -> tuple[type[Exception], ...]:
    """Return what reading a pickle that was damaged raises; such a file is a cache that does not help, anything else is a bug.

    Source: the documentation of `pickle`, and what thousands of files with changed bytes raised.
    """
    from pickle import UnpicklingError

    return OSError, UnpicklingError, AttributeError, EOFError, ImportError, LookupError, MemoryError, OverflowError, TypeError, ValueError


def keep(name: str, value: Any) -> None:
    """Keep *value* under *name*; a full or read-only disk is no error."""
    import pickle
    import tempfile

    place = directory()
    if not place:
        return
    try:
        handle, draft = tempfile.mkstemp(dir=place)
    except OSError:
        return
    try:
        content = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
        with open(handle, "wb") as file:
            file.write(_sealed(content) + content)
        os.replace(draft, os.path.join(place, name))
    except OSError:
        os.unlink(draft)


@lru_cache(maxsize=1)
def _program() -> str:
    """Return what tells this program from another: its version, its Python, and when its modules were written."""
    with os.scandir(os.path.dirname(__file__)) as found:
        modules = sorted((entry.name, entry.stat().st_mtime_ns) for entry in found if entry.name.endswith(".py"))
    return f"{__version__} {sys.version} {sys.platform} {modules}"


def _sealed(content: bytes) -> bytes:
    """Return what stands before *content* in a file, so that a damaged file is not taken for a good one."""
    return blake2b(content, digest_size=_SEAL).digest()


def _base() -> str:
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Caches")
    return os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
