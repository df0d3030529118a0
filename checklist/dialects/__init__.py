"""The formats a checklist can be written in, one module each.

A text dialect says how a heading, a task, a link is written; a data format offers `render(checklist, words)`.
The name of a format is the name of its file, with a hyphen for an underscore, and its docstring is its
manual page. What a module does not define, `_base` does.
"""

from __future__ import annotations

import os
from functools import lru_cache
from importlib import import_module
from types import ModuleType

from ..errors import failure, suggestion


def names() -> list[str]:
    """Return the names of all formats, in alphabetical order."""
    return list(_names())


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    files = os.listdir(os.path.dirname(__file__))
    return tuple(sorted(file[:-3].replace("_", "-") for file in files if file.endswith(".py") and not file.startswith("_")))


@lru_cache(maxsize=None)
def load(name: str) -> ModuleType:
    """Return the module of the format called *name*.

    Raises:
        ChecklistError: OPT01, if there is none.
    """
    known = _names()
    if name not in known:
        raise failure("--format", "OPT01", f"there is no format {name!r}", suggestion(name, known))
    return import_module(f".{name.replace('-', '_')}", __name__)


def for_suffix(suffix: str) -> list[str]:
    """Return the formats whose files end in *suffix*, the general one first."""
    return sorted((name for name in names() if load(name).SUFFIX == suffix), key=len)
