"""Stores of bounded size for what many checklists share; one that is full begins anew.

Not responsible for what is kept in them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from types import ModuleType
from typing import Any, NamedTuple, TypeVar

Value = TypeVar("Value")

MOST = 4096
_MOST_SCOPES = 8
_scopes: dict[tuple[int, int, str], tuple[object, object, Written]] = {}


class Store(dict[Hashable, Any]):
    """A dictionary that begins anew when it is full."""

    def __init__(self, most: int = MOST) -> None:
        super().__init__()
        self.most = most

    def put(self, key: Hashable, value: Value) -> Value:
        """Keep *value* and return it."""
        if len(self) >= self.most:
            self.clear()
        self[key] = value
        return value

    def once(self, key: Hashable, held: object, make: Callable[[], Value]) -> Value:
        """Return what is kept under *key*, made now if there is nothing.

        Identities in *key* are those of objects in *held*, which is kept beside it, so that no other object ever gets them.
        """
        found: tuple[object, Value] | None = self.get(key)
        return (found or self.put(key, (held, make())))[1]


class Written(NamedTuple):
    """What was written: `lasting` texts hang on rules alone, `passing` ones on campaigns too and would push the others out."""

    lasting: Store
    passing: Store


def written(wording: Mapping[str, str], vocabulary: object, dialect: ModuleType) -> Written:
    """Return the stores of what was written in *dialect* with these words; those of the last few scopes are remembered."""
    key = id(wording), id(vocabulary), dialect.__name__
    found = _scopes.pop(key, None) or (wording, vocabulary, Written(Store(), Store()))
    _scopes[key] = found
    while len(_scopes) > _MOST_SCOPES:
        _scopes.pop(next(iter(_scopes)), None)
    return found[2]
