"""Confluence storage format: the XML of a page as the REST interface of Confluence takes and gives it.

Tasks are those of Confluence: a click ticks them, nobody has to edit the page. Notes stand in a task behind its
code, or between it and the next one: paragraphs, lists, tasks of your own. A task keeps its number, and with it
whatever Confluence knows of it. The markers of the region are two anchor macros, each alone in a paragraph at
the top of the page or in a cell of its layout; readers do not see them. Do not move them into a panel.

Source: Confluence Storage Format, https://confluence.atlassian.com/doc/confluence-storage-format-790796544.html,
read 2026-11-25. Reading XML is for `_xml`, what its elements mean to a reader for `_storage`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from ..model import State
from ._base import PLACEHOLDER, Block, Landmark, Unit
from ._storage import HEADINGS, IN_TASKS, MACRO, PARAMETER, TASKS, canonical, is_blank, lines, one_line, pieces, plain
from ._tasks import INCOMPLETE, read
from ._xml import Node, Tag, attributes, cdata, check, children, decoded, escaped, quoted, tags, unreadable
from .markdown import CODE

SUFFIX = ".xml"
MEDIA_TYPE = "application/xml"
TICK = "how_tick_box"
FLAT = True
# Atlassian's editor dropped a link to an anchor from a task together with its text.
PLAIN_CODES = True

_COMPLETE = "complete"
_TICKED = re.compile(r"\[?[xX☑☒✓✔✅]\]?|<todo\b[^>]*\s#.*")
_STATUS = re.compile(r"[A-Za-z][A-Za-z_-]+")
_NUMBER = re.compile(r"[^<>&\s]+(?: [^<>&\s]+)?")
# A word joiner is not seen and not counted, and stays when an entity would have been decoded.
_LOOKS_CODED = re.compile(rf"\((?={CODE}\))")
_JOINER = "\u2060"
_URL = re.compile(r"[\s<>\"\\^`{|}\[\]\x00-\x1f\x7f]")
_BREAK = re.compile(r"\A(?:\s|<br\b[^<>]*>|</br>)+")
_LOOSE_AMPERSAND = re.compile(r"&(?!#?\w+;)")
# What is in code or a comment is passed over.
_NUMBERED = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<ac:task-id\b[^<>]*?(?:/>|>([^<]*)</ac:task-id>)", re.DOTALL)
_LISTS = {"bullet": "ul", "step": "ol"}

_MARKER = re.compile(r"checklist-(?:begin|end)(?: .*)?")
_MARKS = re.compile("checklist-(?:begin|end)")
_LAYOUT = ("ac:layout", "ac:layout-section", "ac:layout-cell")
_LANDMARKS = frozenset(("p", MACRO, *HEADINGS))
_NOT_ALONE = "the marker of a checklist has to stand alone in a paragraph, at the top of the page or in a cell of its layout"
_APART = "this checklist ends in another cell of the layout than it began in"

__all__ = ["canonical", "lines", "plain"]


def text(content: str) -> str:
    content = _LOOKS_CODED.sub("(" + _JOINER, content) if "(" in content else content
    return escaped(content)


def strong(inner: str) -> str:
    return f"<strong>{inner}</strong>"


def em(inner: str) -> str:
    return f"<em>{inner}</em>"


def code(content: str) -> str:
    return f"<code>{text(content)}</code>"


def link(inner: str, url: str) -> str:
    safe = _URL.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), url)
    return f"<a href={quoted(safe)}>{inner}</a>"


def anchor(inner: str, name: str) -> str:
    return f'<{MACRO} ac:name="anchor"><{PARAMETER} ac:name="">{escaped(name)}</{PARAMETER}></{MACRO}>{inner}'


def jump(inner: str, name: str) -> str:
    body = f"<ac:link-body>{inner}</ac:link-body>"
    if "<" not in inner:
        body = f"<ac:plain-text-link-body>{cdata(decoded(inner))}</ac:plain-text-link-body>"
    return f"<ac:link ac:anchor={quoted(name)}>{body}</ac:link>"


def heading(level: int, inner: str) -> str:
    level = min(level + 1, 6)
    return f"<h{level}>{inner}</h{level}>"


def paragraph(inner: str) -> str:
    return f"<p>{inner}</p>"


def bullet(inner: str, depth: int) -> str:
    return f"<li><p>{inner}</p></li>"


def step(inner: str, number: int) -> str:
    return f"<li><p>{inner}</p></li>"


def task(inner: str, code: str, state: State, *, depth: int) -> str:
    number, _, uuid = (state.number if _NUMBER.fullmatch(state.number) else "").partition(" ")
    lines = [
        "<ac:task>",
        f"<ac:task-id>{number}</ac:task-id>",
        f"<ac:task-uuid>{uuid}</ac:task-uuid>",
        f"<ac:task-status>{_status(state.box)}</ac:task-status>",
        f"<ac:task-body>{inner} ({code}){state.tail}</ac:task-body>",
        "</ac:task>",
    ]
    if not uuid:
        del lines[2]
    return "\n".join((*lines, *state.notes))


def _status(box: str) -> str:
    if _STATUS.fullmatch(box):
        return box
    return _COMPLETE if _TICKED.fullmatch(box) else INCOMPLETE


def note(content: str, depth: int = 0) -> str:
    """Return *content* as one note, a paragraph below a task."""
    return paragraph(text(" ".join(content.split())))


def ticked(box: str) -> str:
    """Return the box of a task that is ticked."""
    return _COMPLETE


def tail_line(tail: str, depth: int = 0) -> str:
    """Return what stood behind the code of another task as a note: a paragraph, or a block that holds what no paragraph can."""
    tail = _BREAK.sub("", tail).strip()
    is_inline = all(node.name == "" for node in pieces(tail))
    return paragraph(tail) if is_inline else f"<div>{tail}</div>"


def marker(content: str) -> str:
    return paragraph(anchor("", content))


# ---- joining


def finish(blocks: Iterable[Block]) -> str:
    """Join blocks, a line for each; entries of a list stand in one list, which a note that is no task interrupts."""
    page: list[str] = []
    lists: list[str] = []
    for block in blocks:
        if block.kind == "task":
            for is_task, piece in _task_pieces(block.text):
                _nest(page, lists, [TASKS] if is_task else [])
                page.append(piece)
            continue
        _nest(page, lists, [_LISTS[block.kind]] * (block.depth + 1) if block.kind in _LISTS else [])
        page.append(_loose(block.text) if block.kind == "raw" else block.text)
    _nest(page, lists, [])
    return "\n".join(page) + "\n"


def _task_pieces(written: str) -> Iterator[tuple[bool, str]]:
    """Yield a task and its notes, and of each whether it belongs in a list of tasks."""
    if written.find("</ac:task>") == len(written) - len("</ac:task>"):
        yield True, written
        return
    for node in pieces(written):
        yield node.name in IN_TASKS, written[node.start : node.end]


def _nest(page: list[str], lists: list[str], wanted: list[str]) -> None:
    """End the open *lists* that are not *wanted*, and begin those that are wanted; a deeper list lies in the entry above it."""
    shared = 0
    while shared < min(len(lists), len(wanted)) and lists[shared] == wanted[shared]:
        shared += 1
    while len(lists) > shared:
        page.append(f"</{lists.pop()}>")
        if lists:
            page.append("</li>")
    for name in wanted[shared:]:
        if lists and page[-1].endswith("</li>"):
            page[-1] = page[-1].removesuffix("</li>")
        elif lists:
            page.append("<li>")
        lists.append(name)
        page.append(f"<{name}>")


def _loose(written: str) -> str:
    """Return loose text of a template as a block: markup as it is, words as a paragraph."""
    return written if "<" in written else paragraph(_LOOSE_AMPERSAND.sub("&amp;", written))


def settle(body: str, around: str) -> str:
    """Return *body* with a number for every task, each one once on the page; a number that is there already stays."""
    taken = {number for _, number in _numbers(around)}
    own = list(_numbers(body))
    highest = max((int(number) for number in (*taken, *(number for _, number in own)) if _is_number(number)), default=0)
    written, at = [], 0
    for found, number in own:
        if not number or number in taken:
            highest += 1
            number = str(highest)
            written += [body[at : found.start()], f"<ac:task-id>{number}</ac:task-id>"]
            at = found.end()
        taken.add(number)
    return "".join([*written, body[at:]])


def _numbers(content: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield where a task in *content* has its number, and the number, "" for none."""
    for found in _NUMBERED.finditer(content):
        if not found[0].startswith("<!"):
            yield found, (found[1] or "").strip()


def _is_number(number: str) -> bool:
    """Return whether *number* is one that Confluence can count on from."""
    return number.isascii() and number.isdigit() and len(number) < 19


# ---- landmarks


def landmarks(page: str) -> Iterator[Landmark]:
    """Yield markers, headings and placeholders that stand at the top of *page* or in a cell of its layout.

    Raises:
        Unreadable: for a page that is no XML, and for markers that stand where a region cannot be.
    """
    check(page)
    stack: list[Tag] = []
    is_found, begun, stray = False, -1, None
    for tag in tags(page):
        if tag.kind == "open":
            if tag.name == PARAMETER and page.startswith(("checklist-begin", "checklist-end"), tag.end):
                stray = stray or tag
            stack.append(tag)
        elif tag.kind == "close":
            first = stack.pop()
            mark = _landmark(page, first, tag) if tag.name in _LANDMARKS and _is_free(stack) else None
            if mark and mark.kind == "marker":
                is_found, cell = True, stack[-1].start if stack else 0
                if begun >= 0 and begun != cell and mark.text.startswith("checklist-end"):
                    raise unreadable(page, mark.start, _APART)
                begun = cell if mark.text.startswith("checklist-begin") else -1
            if mark:
                yield mark
    if stray and not is_found:
        raise unreadable(page, stray.start, _NOT_ALONE)


def markers(page: str) -> Iterator[Landmark]:
    """Yield the markers among the landmarks of *page*; only paragraphs and macros that could be one are looked at.

    Raises:
        Unreadable: as `landmarks` does.
    """
    check(page)
    found, cells = [], []
    for cell, node in _free(page, _LAYOUT, 0, len(page), 0):
        if node.name in ("p", MACRO) and _MARKS.search(page, node.start, node.end):
            first, last = Tag("open", node.name, node.start, node.inner_start), Tag("close", node.name, node.inner_end, node.end)
            mark = _landmark(page, first, last)
            if mark and mark.kind == "marker":
                found.append(mark)
                cells.append(cell)
    is_apart = any(
        before != cell and mark.text.startswith("checklist-end") and marked.text.startswith("checklist-begin")
        for before, cell, marked, mark in zip(cells, cells[1:], found, found[1:])
    )
    if is_apart or not found and _MARKS.search(page):
        # What is wrong there is for the other way to say.
        found = [mark for mark in landmarks(page) if mark.kind == "marker"]
    return iter(found)


def _free(page: str, layout: tuple[str, ...], start: int, end: int, cell: int) -> Iterator[tuple[int, Node]]:
    """Yield what stands at the top of *page*, and in the cells of its layout, each with the offset of its cell."""
    for node in children(page, start, end):
        if layout == _LAYOUT or not layout:
            yield cell, node
        if layout and node.name == layout[0]:
            yield from _free(page, layout[1:], node.inner_start, node.inner_end, node.start)


def end_of(page: str) -> int:
    """Return the offset at which something can be put at the end of *page*: in its last cell, if it ends with a layout."""
    last = None
    for node in children(page):
        if page[node.start : node.end].strip():
            last = node
    while last and last.name in _LAYOUT[:-1]:
        inside = [node for node in children(page, last.inner_start, last.inner_end) if node.name in _LAYOUT]
        last = inside[-1] if inside else None
    return last.inner_end if last and last.name == _LAYOUT[-1] else len(page)


def _is_free(stack: list[Tag]) -> bool:
    return not stack or len(stack) == len(_LAYOUT) and tuple(tag.name for tag in stack) == _LAYOUT


def _landmark(page: str, first: Tag, last: Tag) -> Landmark | None:
    """Return the landmark that the element between two tags is, None if it is none."""
    if first.name in HEADINGS:
        return Landmark("heading", one_line(page[first.end : last.start]), first.start, last.end, int(first.name[1]))
    if page.find("checklist", first.end, last.start) < 0:
        return None
    is_paragraph = first.name == "p"
    content = _marker_content(page, first.end, last.start) if is_paragraph else _marker_content(page, first.start, last.end)
    if content:
        return Landmark("marker", content, first.start, last.end)
    if is_paragraph and one_line(page[first.end : last.start]) == PLACEHOLDER:
        return Landmark("placeholder", PLACEHOLDER, first.start, last.end)
    return None


def _marker_content(page: str, start: int, end: int) -> str:
    """Return the content of the marker that stands between two offsets and nothing beside it, else ""."""
    found = [tag for tag in tags(page, start, end) if tag.name not in ("span", "br") and tag.kind != "comment"]
    if len(found) < 4 or {found[0].name, found[-1].name} != {MACRO} or {tag.name for tag in found[1:-1]} != {PARAMETER}:
        return ""
    if attributes(page, found[0]).get("ac:name") != "anchor":
        return ""
    if not is_blank(page, start, found[0].start) or not is_blank(page, found[-1].end, end):
        return ""
    content = ""
    for node in children(page, found[0].end, found[-1].start):
        if node.name == PARAMETER and attributes(page, Tag("open", PARAMETER, node.start, node.inner_start)).get("ac:name") == "":
            content = " ".join(decoded(page[node.inner_start : node.inner_end]).split())
    return content if _MARKER.fullmatch(content) else ""


def parse(region: str) -> tuple[Unit, ...]:
    """Return the units of a region: headings, generated text, and tasks with what people wrote at them.

    Raises:
        Unreadable: if the region is no XML.
    """
    check(region)
    return tuple(read(region.replace("\r\n", "\n")))


def outline(region: str) -> tuple[Unit, ...]:
    """Return the tasks of a region and the headings before them, as `parse` does; the markers of its page were found."""
    return tuple(read(region.replace("\r\n", "\n"), whole=False))
