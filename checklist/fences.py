"""Blocks of code between fences, on a page of Markdown: the ones of a given name, none of which stands inside another.

A fence is three or more ` or ~, with an indentation that all its lines share. Lines in, places out; not responsible for
what a block says (`copies`), nor for whether an indented one is code or stands in a list: that shows when the page is parsed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

_FENCE = re.compile(r"(?P<indent> *)(?P<fence>`{3,}(?=[^`]*\Z)|~{3,})(?P<info>.*)", re.S)


class Fenced(NamedTuple):
    """A block: lines `start` to `end`, 0-based, its fences included; `body` is without its indentation.

    A block that is never closed consists of its first line alone.
    """

    start: int
    end: int
    indent: int
    body: tuple[str, ...]
    is_closed: bool


class _Line(NamedTuple):
    """A line that may be a fence: its number, its parts, and the line at which its indentation ends."""

    number: int
    indent: int
    fence: str
    info: str
    limit: int

    def ends(self, other: _Line) -> bool:
        """Return whether this line closes the block that *other* opens."""
        return not self.info and self.number < other.limit and self.fence.startswith(other.fence) and self.indent - other.indent < 4


def find(lines: Sequence[str], name: str) -> list[Fenced]:
    """Return the blocks that are called *name*, in order; tabs have to be blanks already."""
    fences = _fences(lines)
    if not any(line.info == name for line in fences):
        return []
    closing = _closing(fences)
    found = []
    resume = 0
    for place, line in enumerate(fences):
        if line.number < resume:
            continue
        if line.info != name:
            resume = _after(line, closing)
            continue
        following = fences[place + 1] if place + 1 < len(fences) else None
        end = following.number + 1 if following and following.ends(line) else line.number + 1
        body = tuple(each[line.indent :] for each in lines[line.number + 1 : end - 1])
        found.append(Fenced(line.number, end, line.indent, body, end > line.number + 1))
        resume = end
    return found


def _fences(lines: Sequence[str]) -> list[_Line]:
    limits: list[int] | None = None
    fences = []
    for number, line in enumerate(lines):
        found = _FENCE.fullmatch(line) if "```" in line or "~~~" in line else None
        if found:
            limits = limits or _limits(lines)
            fences.append(_Line(number, len(found["indent"]), found["fence"], found["info"].strip(), limits[number]))
    return fences


def _limits(lines: Sequence[str]) -> list[int]:
    """Return for each line the number of the next one that is indented less, blank ones aside."""
    limits = [len(lines)] * len(lines)
    waiting: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        indent = len(line) - len(line.lstrip(" "))
        while waiting and waiting[-1][0] > indent:
            limits[waiting.pop()[1]] = number
        waiting.append((indent, number))
    return limits


def _closing(fences: Sequence[_Line]) -> dict[tuple[int, str], list[int]]:
    """Return the lines that can close a block, by indentation and fence."""
    closing: dict[tuple[int, str], list[int]] = {}
    for line in fences:
        if not line.info:
            closing.setdefault((line.indent, line.fence), []).append(line.number)
    return closing


def _after(line: _Line, closing: dict[tuple[int, str], list[int]]) -> int:
    """Return the line after the block that *line* opens, as `fenced_code` and superfences find its end; the next one if it opens none."""
    numbers = closing.get((line.indent, line.fence), [])
    place = bisect_right(numbers, line.number)
    is_closed = place < len(numbers) and numbers[place] < line.limit
    return (numbers[place] if is_closed else line.number) + 1
