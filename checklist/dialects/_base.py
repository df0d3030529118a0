"""What every text dialect shares: the contract, its defaults, and the joining of blocks.

A dialect module defines some of these names and inherits the rest by `word`:

    SUFFIX        ending of its files, with the dot
    MEDIA_TYPE    for servers and mail
    TICK          name of the sentence in the wording that says how to tick there
    SHELL         template that wraps the page, or ""
    text          characters -> inline
    strong, em, code, link, anchor
    heading, paragraph, task, bullet, step    inline -> the text of a block
    finish        blocks -> the page
    marker        the line that begins or ends a region; "" where the dialect has none
    parse         region -> units; missing where a page cannot be read back
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from types import ModuleType
from typing import Any, NamedTuple

TICK = "how_tick_paper"
SHELL = ""
IS_MARKUP = False

_LISTS = ("task", "bullet", "step")


class Block(NamedTuple):
    """A piece of a page: `kind` is heading, paragraph, task, bullet, step or raw; `depth` its level or nesting."""

    kind: str
    depth: int
    text: str


class Unit(NamedTuple):
    """A piece of a region as read back. `kind` is heading, text or task; `line` counts from 1 in the region.

    `text` is what was generated, `inner` of a task that text without its code; `box`, `tail` and `notes` of a
    task are what people wrote.
    """

    kind: str
    line: int
    text: str
    inner: str = ""
    code: str = ""
    box: str = ""
    tail: str = ""
    notes: tuple[str, ...] = ()


@lru_cache(maxsize=512)
def word(dialect: ModuleType, name: str) -> Any:
    """Return what *dialect* says under *name*, else the default of this module."""
    return getattr(dialect, name, None) or globals()[name]


def strong(inner: str) -> str:
    """Return *inner* as it is: the dialect has no mark for importance."""
    return inner


def em(inner: str) -> str:
    """Return *inner* as it is: the dialect has no mark for stress."""
    return inner


def paragraph(inner: str) -> str:
    """Return a block of running text."""
    return inner


def anchor(inner: str, name: str) -> str:
    """Return *inner*; a dialect with anchors marks it as a place to jump to."""
    return inner


def jump(inner: str, name: str) -> str:
    """Return *inner*; a dialect with anchors links it to the place called *name*."""
    return inner


def code(content: str, text: Callable[[str], str] = str) -> str:
    """Return *content* as it is: the dialect has no mark for code."""
    return content


def finish(blocks: Iterable[Block]) -> str:
    """Join blocks: list entries of one kind follow each other, all else stands apart by an empty line."""
    pieces: list[str] = []
    before = ""
    for block in blocks:
        if pieces:
            pieces.append("\n" if block.kind == before and before in _LISTS else "\n\n")
        pieces.append(block.text.strip("\n"))
        before = block.kind
    return "".join(pieces) + "\n"
