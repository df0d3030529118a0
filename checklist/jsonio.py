"""JSON text to plain data, from files that anybody may have written.

Duplicate names, NaN, too much and too deep are refused. Not responsible for what the data means.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from .errors import failure

_AGAIN = "write it anew"
_DEEPEST = 50


def parse(content: bytes, path: str, *, code: str, what: str, most: int) -> Any:
    """Return the data of *content*, which is to be a *what* of at most *most* bytes; *code* is that of its problems.

    Raises:
        ChecklistError: with the line and column where there is one.
    """
    from json import JSONDecodeError, loads

    from .yamlio import decode

    if len(content) > most:
        raise failure(path, code, f"this is no {what}: it is larger than {most // 1_000_000} MB", _AGAIN)
    text = decode(content, path)
    if not text.strip():
        raise failure(path, code, "this is no JSON: the file is empty", _AGAIN)
    try:
        found = loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except JSONDecodeError as error:
        raise failure(path, code, f"this is no JSON: {error.msg}", _AGAIN, line=error.lineno, column=error.colno) from None
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise failure(path, code, f"this is no {what}: {reason}", _AGAIN) from None
    if _is_deep(found):
        raise failure(path, code, f"this is no {what}: it is nested too deeply", f"at most {_DEEPEST} levels")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) < len(pairs):
        twice = next(name for name, number in Counter(name for name, _ in pairs).items() if number > 1)
        raise ValueError(f"a name stands twice in one object: {twice[:60]!r}")
    return names


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _is_deep(found: Any) -> bool:
    """Return whether *found* is nested deeper than anything we write."""
    layer = [found]
    for _ in range(_DEEPEST):
        layer = [inner for each in layer if isinstance(each, (dict, list)) for inner in (each.values() if isinstance(each, dict) else each)]
        if not layer:
            return False
    return True
