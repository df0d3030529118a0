"""Reading a region of a Confluence page: its headings, its text, and its tasks with what people wrote at them.

A task is ours by the code in its body, however the editor wraps that body; what follows the code is people's, and
so is what stands between our tasks. Everything of theirs is handed on letter for letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ._base import Unit
from ._storage import HEADINGS, MACRO, TASK, TASKS, is_blank, one_line, pieces, plain
from ._xml import Node, Tag, attributes, cdata_inside, children, escaped, opened, tags, without
from .markdown import CODE

INCOMPLETE = "incomplete"

_USUAL = re.compile(
    r"\s*<ac:task-id>(?P<id>[^<]*)</ac:task-id>\s*(?:<ac:task-uuid>(?P<uuid>[^<]*)</ac:task-uuid>\s*)?"
    r"<ac:task-status>(?P<status>[^<]*)</ac:task-status>\s*<ac:task-body>(?P<body>.*)</ac:task-body>\s*", re.DOTALL
)
# Pages of the same rules hold the same tasks; longer ones are nobody's habit, and are not kept.
_MOST_KEPT, _LONGEST_KEPT = 4096, 400
_CODED = re.compile(rf"\(({CODE})\)")
# Stands for what no code reaches across.
_WALL = "\x00"
_NO_PARENTHESES = str.maketrans("()", _WALL * 2)
_THROUGH = frozenset(("span", "a", "ac:link", "ac:link-body", "ac:plain-text-link-body", "ac:inline-comment-marker"))
_HIDDEN = frozenset((MACRO, "ac:placeholder", TASKS, "code", "pre"))
_WRAPPERS = frozenset(("span", "p", "div"))


class _Found(NamedTuple):
    """A code, and the offsets where its first parenthesis begins and its last one ends."""

    code: str
    start: int
    end: int


def read(region: str, *, whole: bool = True) -> list[Unit]:
    """Return the units of *region*, which has to be well-formed; generated text only if the *whole* is wanted."""
    return _Reader(region, whole).read()


class _Reader:
    """Reads the blocks of a region one after the other."""

    def __init__(self, region: str, whole: bool) -> None:
        self.region, self.whole = region, whole
        self.units: list[Unit] = []
        self.below: list[str] = []
        self.line, self.counted = 1, 0
        self.text_start = self.text_end = 0

    def read(self) -> list[Unit]:
        for node in pieces(self.region):
            self._count(node)
            if node.name in HEADINGS:
                self._add(Unit("heading", self.line, escaped(one_line(self.region[node.inner_start : node.inner_end]))))
            elif node.name == TASKS:
                self._tasks(self.region, node)
            elif node.name == TASK:
                self._task(self.region, node)
            else:
                self._other(self.region, node)
        self._close()
        return self.units

    def _count(self, node: Node) -> None:
        self.line += self.region.count("\n", self.counted, node.start)
        self.counted = node.start

    def _tasks(self, text: str, tasks: Node, parent: str = "") -> None:
        """Read a list of tasks; one inside another is ours only below its *parent*, else somebody's note."""
        for node in pieces(text, tasks.inner_start, tasks.inner_end):
            if text is self.region:
                self._count(node)
            above = self.units[-1].code if self.units else ""
            if node.name == TASK:
                self._task(text, node, parent)
            elif node.name == TASKS and not parent and _holds_channel(text, node, above):
                self._tasks(text, node, above)
            else:
                self._other(text, node)

    def _task(self, text: str, node: Node, parent: str = "") -> None:
        unit = _unit(text, node, self.line)
        if unit is None:
            self._other(text, node)
        elif parent and not unit.code.startswith(parent + "."):
            # On its own it would read as the task it is a copy of.
            self.below.append(f"<{TASKS}>\n{text[node.start : node.end]}\n</{TASKS}>")
        else:
            tail, channels = unit.tail, [] if parent else list(_channels(unit))
            gaps = [Tag("", TASKS, each.start, each.end) for each in channels]
            self._add(unit._replace(tail=without(tail, 0, len(tail), gaps)))
            for each in channels:
                self._tasks(tail, each, unit.code)

    def _other(self, text: str, node: Node) -> None:
        """Take a block that is neither heading nor task of ours: a note below a task, else generated text."""
        last = self.units[-1].kind if self.units else ""
        if last != "task" and not self.whole or is_blank(text, node.start, node.end):
            return
        if last == "task":
            self.below.append(text[node.start : node.end])
        elif last == "text":
            self.text_end = node.end
        elif one_line(text[node.start : node.end]):
            self._add(Unit("text", self.line, ""))
            self.text_start, self.text_end = node.start, node.end

    def _add(self, unit: Unit) -> None:
        self._close()
        self.units.append(unit)

    def _close(self) -> None:
        """Give the last unit what followed it: notes of a task, or all blocks of a text, whose lines are those of the page."""
        last = self.units[-1] if self.units else None
        if last and last.kind == "text":
            shown = plain(self.region[self.text_start : self.text_end]).split("\n")
            self.units[-1] = last._replace(text=escaped("\n".join(" ".join(line.split()) for line in shown)))
        elif last and self.below:
            self.units[-1] = last._replace(notes=tuple(self.below))
            self.below = []


def _channels(unit: Unit) -> Iterator[Node]:
    """Yield the lists in the tail of a task that hold tasks of its channels: an editor moved them in."""
    if f"<{TASKS}" in unit.tail:
        yield from (node for node in children(unit.tail) if node.name == TASKS and _holds_channel(unit.tail, node, unit.code))


def _holds_channel(text: str, tasks: Node, code: str) -> bool:
    """Return whether a list inside another holds a task of a channel of *code*."""
    units = (_unit(text, node, 0) for node in children(text, tasks.inner_start, tasks.inner_end) if node.name == TASK)
    return bool(code) and any(unit and unit.code.startswith(code + ".") for unit in units)


def _unit(text: str, node: Node, line: int) -> Unit | None:
    """Return the task that the element *node* is, None if it has no code."""
    told = _parts(text, node)
    body = told.get("ac:task-body", "")
    read = _body_once(body) if len(body) <= _LONGEST_KEPT else _body(body)
    if read is None:
        return None
    status = told.get("ac:task-status", "").strip()
    number = f"{told.get('ac:task-id', '').strip()} {told.get('ac:task-uuid', '').strip()}".rstrip()
    return Unit("task", line, read.text, read.inner, read.code, " " if status in ("", INCOMPLETE) else status, read.tail, number=number)


def _parts(text: str, node: Node) -> dict[str, str]:
    """Return what stands in each element of a task; those that are as we and Confluence write them are not walked."""
    usual = _USUAL.fullmatch(text, node.inner_start, node.inner_end)
    if usual and usual["body"].find("<ac:task-body") < 0:
        return {f"ac:task-{name}": usual[name] or "" for name in ("id", "uuid", "status", "body")}
    return {each.name: text[each.inner_start : each.inner_end] for each in children(text, node.inner_start, node.inner_end)}


def _body(body: str) -> Unit | None:
    """Return what the *body* of a task says, None if it has no code."""
    found = _find_code(body, 0, len(body))
    if found is None:
        return None
    inner = _before(body, 0, found.start)
    return Unit(
        "task", 0, f"{escaped(one_line(inner))} ({found.code})", inner, found.code, tail=_after(body, 0, found.end, len(body))
    )


@lru_cache(maxsize=_MOST_KEPT)
def _body_once(body: str) -> Unit | None:
    return _body(body)


def _find_code(text: str, start: int, end: int) -> _Found | None:
    """Return the first code in parentheses between two offsets of *text*, whatever spans, links and comments stand around it."""
    pieces = list(_seen(text, start, end))
    found = _CODED.search("".join(piece for piece, _ in pieces))
    if not found:
        return None
    first = last = at = 0
    for piece, place in pieces:
        first = place + found.start() - at if at <= found.start() else first
        last = place + found.end() - at if at < found.end() else last
        at += len(piece)
    return _Found(found[1], first, last)


def _seen(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """Yield the pieces of text in which a code may stand, with their offsets, a wall wherever none can reach across."""
    at, hidden = start, 0
    for tag in tags(text, start, end):
        if not hidden and tag.start > at:
            yield text[at : tag.start], at
        at = tag.end
        if hidden:
            hidden += {"open": 1, "close": -1}.get(tag.kind, 0)
        elif tag.kind == "cdata":
            # The parentheses stand around a link, never in its text: a section cannot be cut.
            inside = cdata_inside(tag)
            yield text[inside].translate(_NO_PARENTHESES), inside.start
        else:
            hidden = int(tag.kind == "open" and tag.name in _HIDDEN)
            if not _is_transparent(text, tag):
                yield _WALL, tag.start
    if at < end:
        yield text[at:end], at


def _is_transparent(text: str, tag: Tag) -> bool:
    if tag.name not in _THROUGH or tag.kind == "close":
        return tag.name in _THROUGH or tag.kind == "comment"
    if tag.name in ("a", "ac:link"):
        given = attributes(text, tag)
        return "ac:anchor" in given or "#" in given.get("href", "")
    return True


def _before(text: str, start: int, cut: int) -> str:
    """Return what stands before *cut*, well-formed: what is open there is closed, or gone if it holds nothing or only wraps."""
    gaps: list[Tag] = []
    closing: list[str] = []
    edge, is_empty = cut, True
    for tag in reversed(opened(text, start, cut)):
        is_empty = is_empty and is_blank(text, tag.end, edge)
        if is_empty or tag.name in _WRAPPERS:
            edge = tag.start
            gaps.append(tag)
        else:
            closing.append(f"</{tag.name}>")
    return without(text, start, cut, gaps[::-1]).rstrip() + "".join(closing)


def _after(text: str, start: int, cut: int, end: int) -> str:
    """Return what stands from *cut* on, well-formed: what was open there is opened anew, or gone as in `_before`."""
    open_tags = opened(text, start, cut)
    if not open_tags:
        return text[cut:end]
    gaps: list[Tag] = []
    opening: list[str] = []
    edge, depth, is_empty = cut, 0, True
    for tag in tags(text, cut, end):
        depth += {"open": 1, "close": -1}.get(tag.kind, 0)
        if depth < 0:
            depth, first = 0, open_tags.pop()
            is_empty = is_empty and is_blank(text, edge, tag.start)
            if is_empty or first.name in _WRAPPERS:
                edge = tag.end
                gaps.append(tag)
            else:
                opening.append(text[first.start : first.end])
    return "".join(opening[::-1]) + without(text, cut, end, gaps)
