"""What every text dialect shares: the contract, its defaults, and the joining of blocks.

A dialect module defines some of these names and inherits the rest by `word`:

    SUFFIX        ending of its files, with the dot
    MEDIA_TYPE    for servers and mail
    TICK          name of the sentence in the wording that says how to tick there
    ANSWER        how an open question of the brief is answered from there, with {} for the facet
    SHELL         template that wraps the page, or ""
    FLAT          whether the task of a channel repeats the action, because it may be listed on its own
    PLAIN_CODES   whether the code of a task is never a link
    text          characters -> inline
    task_text     characters -> inline of a task; only where a task holds plain text alone, and no link
    strong, em, code, link, anchor, jump
    heading, paragraph, task, bullet, step    inline -> the text of a block
    finish        blocks -> the page

A dialect whose pages can be read back offers beside them:

    GAP           what parts the markers of a region from what stands between them
    marker        content -> the line that begins or ends a region
    landmarks     page -> markers, headings and placeholders, none of them inside code
    markers       page -> the markers among its landmarks, faster
    parse         region -> units
    outline       region -> its tasks, and the headings before them, as `parse` returns them, faster
    plain         inline or block -> its characters, markup gone
    note          characters -> one line below a task
    tail_line     tail of another task, verbatim -> one line below a task
    lines         tail or note -> its characters, a text for each line
    cleared       box -> the box once its tick is taken back
    ticked        box that is open -> the box once it is ticked
    end_of        page -> offset of its end, as far as more text can be put there
    settle        body, page around it -> body, with what has to be unique on a page made so
    canonical     region -> region without what a wiki changes by itself when somebody saves it
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from types import ModuleType
from typing import Any, NamedTuple

TICK = "how_tick_paper"
ANSWER = "-s {}=…"
SHELL = ""
IS_MARKUP = False
FLAT = False
PLAIN_CODES = False
PLACEHOLDER = "[checklist]"
GAP = "\n\n"

_BLANKS_AT_END = re.compile(r"(?m)[ \t]+$")
_LISTS = ("task", "bullet", "step")


class Block(NamedTuple):
    """A piece of a page: `kind` is heading, paragraph, task, bullet, step or raw; `depth` its level or nesting."""

    kind: str
    depth: int
    text: str


class Unit(NamedTuple):
    """A piece of a region as read back. `kind` is heading, text or task; `line` counts from 1 in the region.

    `text` is what was generated, `inner` of a task that text without its code; `box`, `tail` and `notes` of a
    task are what people wrote, `number` what the wiki calls it by; `depth` is 1 for a task below another.
    """

    kind: str
    line: int
    text: str
    inner: str = ""
    code: str = ""
    box: str = ""
    tail: str = ""
    notes: tuple[str, ...] = ()
    number: str = ""
    depth: int = 0


class Unreadable(ValueError):
    """A page that cannot be read as what it should be; `line` and `column` from 1."""

    def __init__(self, line: int, column: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.column, self.reason = line, column, reason


class Landmark(NamedTuple):
    """A place on a page, offsets 0-based: a `marker` with its content, a `heading` with its text and level, a `placeholder`.

    `end` of a heading or placeholder is the end of its line or element; a placeholder spans all that holds it.
    """

    kind: str
    text: str
    start: int
    end: int
    level: int = 0


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


def plain(content: str) -> str:
    """Return *content* as it is: the dialect is not read back."""
    return content


def lines(content: str) -> list[str]:
    """Return what a tail or a note says, a text for each line that a reader sees."""
    return [content]


def cleared(box: str) -> str:
    """Return the box of a task whose tick is taken back."""
    return " "


def ticked(box: str) -> str:
    """Return the box of a task that is ticked."""
    return "x"


def note(content: str, depth: int = 0) -> str:
    """Return *content* as it is: the dialect writes no notes."""
    return content


def end_of(page: str) -> int:
    """Return the offset at which something more can be put at the end of *page*."""
    return len(page)


def settle(body: str, around: str) -> str:
    """Return *body* as it is: nothing in it has to be unique on the page."""
    return body


def canonical(region: str) -> str:
    """Return *region* without blanks at the ends of its lines; all else a wiki made of lines keeps as it is given."""
    return _BLANKS_AT_END.sub("", region)


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
