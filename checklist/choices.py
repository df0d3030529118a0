"""The values of a facet as a numbered list on a terminal, each below what it lies within.

Values in, lines out. Not responsible for what is typed in answer (`replies`).
"""

from __future__ import annotations

from collections.abc import Iterator

from .model import Facet, Value

_GAP = 3
_LEAST_COLUMN = 24


def tree(facet: Facet) -> Iterator[tuple[Value, int]]:
    """Yield the values of *facet* with their depth, each once and each right below what it lies within first."""
    below: dict[str, list[Value]] = {}
    for value in facet.members.values():
        below.setdefault(value.within[0] if value.within else "", []).append(value)
    todo = [(value, 0) for value in reversed(below.get("", []))]
    while todo:
        value, depth = todo.pop()
        yield value, depth
        todo += [(inner, depth + 1) for inner in reversed(below.get(value.name, []))]


def numbered(facet: Facet) -> tuple[Value, ...]:
    """Return the values of *facet* in the order in which they are numbered, from 1."""
    return tuple(value for value, _ in tree(facet))


def listed(facet: Facet, width: int) -> list[str]:
    """Return the numbered values in as many columns as *width* characters hold, read from top to bottom."""
    digits = len(str(len(facet.members)))
    cells = []
    for number, (value, depth) in enumerate(tree(facet), 1):
        cells.append((f"{number:>{digits}} {'  ' * depth}", value.title))
    longest = max((len(head) + len(title) for head, title in cells), default=0)
    across = max(1, (width + _GAP) // (max(longest, _LEAST_COLUMN) + _GAP))
    if across == 1:
        return [line for head, title in cells for line in wrapped(title, width, head)]
    down = -(-len(cells) // across)
    rows = (cells[row::down] for row in range(down))
    return [(" " * _GAP).join((head + title).ljust(longest) for head, title in row).rstrip() for row in rows]


def wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """Return *text* in lines of *width* characters behind *first*, and *rest* on further lines (blanks as wide as *first* if None).

    A word that is longer stays whole.
    """
    rest = " " * len(first) if rest is None else rest
    lines: list[str] = []
    line = first
    is_empty = True
    for word in text.split(" "):
        if not is_empty and len(line) + 1 + len(word) > width:
            lines.append(line)
            line, is_empty = rest, True
        line += word if is_empty else f" {word}"
        is_empty = False
    return [*lines, line]
