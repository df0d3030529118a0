"""The door for Python-Markdown, and so for MkDocs: a fenced block called `checklist` becomes a copy of a checklist to read.

    markdown.markdown(text, extensions=["checklist"])

A preprocessor takes the blocks out before any other extension sees them, and leaves a mark in the place of each. Where the
mark turns out to stand in code or in raw HTML, the source of the block comes back; elsewhere the checklist is put in, its
headings as elements of the page, so that they are in its contents and have addresses, and all else as finished HTML, which
no other extension touches. What is wrong is raised; under MkDocs it is logged as warnings, and the page says so.

Not responsible for what a block may ask for (`copies`), nor for finding the blocks (`fences`).
"""

from __future__ import annotations

import logging
import os
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.etree import ElementTree as etree

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, HTML_PLACEHOLDER, AtomicString, code_escape

from . import fences
from .errors import ChecklistError, Location, Problem, failure
from .fences import Fenced

NAME = "checklist"
# MkDocs counts what comes through a logger below its own, and fails for it with --strict.
LOGGER = "mkdocs.plugins.checklist"

# Just above `fenced_code` and superfences, below what makes blanks of tabs, takes meta-data off and puts snippets in.
_BEFORE_FENCES = 26
_BEFORE_ALL = 1000
# Above every block that could swallow a mark, admonitions and tabs included.
_BEFORE_BLOCKS = 110
# Above what colours indented code, below what puts footnotes into the tree.
_BEFORE_COLOURS = 45
# Below everything that changes text and attributes, just above `toc`.
_BEFORE_CONTENTS = 5.5

_MARK = re.compile(HTML_PLACEHOLDER % "([0-9]+)")
_MARK_ALONE = re.compile(rf"^(?P<indent> *){_MARK.pattern}$", re.M)
_ITEM = re.compile(r"^ *(?:[*+-]|\d+\.) ", re.M)
_HEADINGS = tuple(f"h{level}" for level in range(1, 7))
_HEADING = re.compile(r'<h([1-6])(?: id="([^"]*)")?>(.*)</h\1>\n')
_RAW_HEADING = re.compile(r"<h([1-6])\b", re.I)
_ID = re.compile(r"\bid\s*=\s*[\"']?([^\"'\s>]+)", re.I)
_PLACE = re.compile(r'(\bid="|<a href="?#)([^"> ]+)')


class ChecklistExtension(Extension):
    """The extension; it has nothing to configure."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register the parts: they find blocks, put marks in their place, and fill the marks."""
        md.registerExtension(self)
        source = _Source(md)
        md.preprocessors.register(source, "checklist_source", _BEFORE_ALL)
        md.preprocessors.register(_Finding(md), "checklist", _BEFORE_FENCES)
        md.parser.blockprocessors.register(_Placing(md.parser), "checklist", _BEFORE_BLOCKS)
        md.treeprocessors.register(_Restoring(md), "checklist_source", _BEFORE_COLOURS)
        md.treeprocessors.register(_Filling(md, source), "checklist", _BEFORE_CONTENTS)


def makeExtension(**options: Any) -> ChecklistExtension:
    """Return the extension, for `extensions=["checklist.mdext"]`."""
    return ChecklistExtension(**options)


class _Block(str):
    """The source of a block, as it comes back in raw HTML; `number` counts from 0 those with the same text."""

    fenced: Fenced
    number: int


def _block_of(md: Markdown, text: str | None) -> _Block | None:
    """Return the block whose mark *text* is, None if it is none."""
    found = _MARK.fullmatch(text) if text else None
    return _stashed(md, found) if found else None


def _stashed(md: Markdown, found: re.Match[str]) -> _Block | None:
    blocks = md.htmlStash.rawHtmlBlocks
    number = int(found[1])
    block = blocks[number] if number < len(blocks) else None
    return block if isinstance(block, _Block) else None


class _Source(Preprocessor):
    """Remembers the text as it was given, for the lines of problems."""

    lines: list[str] = []

    def run(self, lines: list[str]) -> list[str]:
        self.lines = list(lines)
        return lines


class _Finding(Preprocessor):
    """Puts a mark in the place of each block."""

    md: Markdown

    def run(self, lines: list[str]) -> list[str]:
        kept: list[str] = []
        bodies: Counter[tuple[str, ...]] = Counter()
        at = 0
        for fenced in fences.find(lines, NAME):
            block = _Block("\n".join(lines[fenced.start : fenced.end])[fenced.indent :])
            block.fenced, block.number = fenced, bodies[fenced.body]
            bodies[fenced.body] += 1
            kept += [*lines[at : fenced.start], " " * fenced.indent + self.md.htmlStash.store(block)]
            at = fenced.end
        return [*kept, *lines[at:]] if bodies else lines


class _Placing(BlockProcessor):
    """Puts an element into the tree where a mark stands on a line of its own."""

    parser: BlockParser

    def test(self, parent: etree.Element, block: str) -> bool:
        return self._mark(parent, block) is not None

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        found = self._mark(parent, block)
        assert found
        before, after = block[: found.start()].rstrip("\n"), block[found.end() :].lstrip("\n")
        if before:
            self.parser.parseBlocks(parent, [before])
        etree.SubElement(parent, "div").text = AtomicString(found[0].strip(" "))
        if after:
            blocks.insert(0, after)

    def _mark(self, parent: etree.Element, block: str) -> re.Match[str] | None:
        """Return the first mark that stands in *block* itself: one indented below an item is for the list to hand on."""
        for found in _MARK_ALONE.finditer(block):
            indent, above = len(found["indent"]), block[: found.start()]
            deepest = 3 if not above or parent.tag != "li" else indent
            if indent <= deepest and not (indent and _ITEM.search(above)) and _block_of(self.parser.md, found[0].strip(" ")):
                return found
        return None


class _Restoring(Treeprocessor):
    """Gives the source of a block back where its mark stands in code, or within a paragraph."""

    md: Markdown

    def run(self, root: etree.Element) -> None:
        for element in root.iter():
            if element.text and not (element.tag == "div" and _block_of(self.md, element.text)):
                element.text = self._restored(element.text)
            if element.tail:
                element.tail = self._restored(element.tail)

    def _restored(self, text: str) -> str:
        if not any(_stashed(self.md, found) for found in _MARK.finditer(text)):
            return text
        is_code = isinstance(text, AtomicString)
        lines = []
        for line in text.split("\n"):
            block = _block_of(self.md, line.strip(" "))
            source = _dedented(block, line[: len(line) - len(line.lstrip(" "))]) if block else [line]
            lines += [code_escape(each) for each in source] if block and is_code else source
        return AtomicString("\n".join(lines)) if is_code else "\n".join(lines)


def _dedented(block: _Block, pad: str) -> list[str]:
    first, *others = block.split("\n")
    return [pad + first, *(pad + line[block.fenced.indent :] for line in others)]


class _Filling(Treeprocessor):
    """Puts the checklists into the tree; headings of a checklist stand one level below the heading that is above it."""

    md: Markdown

    def __init__(self, md: Markdown, source: _Source) -> None:
        super().__init__(md)
        self.source = source

    def run(self, root: etree.Element) -> None:
        used = _ids(root, self.md)
        page: _Page | None = None
        problems: list[Problem] = []
        level = 0
        for element in list(root.iter()):
            block = _block_of(self.md, element.text) if element.tag == "div" else None
            if block is None:
                level = self._level(element) or level
                continue
            try:
                self._fill(root, element, block, level, used)
            except ChecklistError as error:
                page = page or _page(self.md, self.source.lines)
                problems += _excuse(element, block, error, page)
        if page:
            page.tell(problems)

    def _level(self, element: etree.Element) -> int:
        """Return the level of the heading that *element* is, or holds as raw HTML; 0 for none."""
        if element.tag in _HEADINGS:
            return int(element.tag[1])
        blocks = self.md.htmlStash.rawHtmlBlocks
        numbers = [int(found[1]) for found in _MARK.finditer(element.text or "")]
        levels = _RAW_HEADING.findall("".join(str(blocks[number]) for number in numbers if number < len(blocks)))
        return int(levels[-1]) if levels else 0

    def _fill(self, root: etree.Element, element: etree.Element, block: _Block, level: int, used: set[str]) -> None:
        """Put the checklist that *block* asks for into *element*."""
        if not block.fenced.is_closed:
            fence = block.rpartition(NAME)[0].strip()
            message = "the checklist block is not closed"
            raise failure("", "PAG09", message, f"end it with a line that holds only {fence}, indented as its first one", column=1)
        from .api import reference_copy

        copy = reference_copy("\n".join(block.fenced.body), "")
        element.text = None
        element.set("class", NAME)
        element.set("lang", copy.lang)
        for piece in _pieces(_apart(copy.html, used)):
            if isinstance(piece, str):
                _append(element, self.md.htmlStash.store(piece))
                continue
            piece.tag = f"h{min(int(piece.tag[1]) + level, 6)}"
            if piece.tag == "h1" and element in list(root):
                # MkDocs takes the title of a page from a heading that is the first of all, and Material writes it unescaped.
                for inner in piece.iter():
                    inner.text, inner.tail = _never_ending(inner.text), _never_ending(inner.tail)
                piece.set("lang", copy.lang)
                root.insert(list(root).index(element), piece)
            else:
                element.append(piece)


class _Page(NamedTuple):
    """The page that is being converted: its name, whether MkDocs builds it, and the lines where blocks begin, 0-based, by their text."""

    name: str
    is_built: bool
    starts: dict[tuple[str, ...], list[int]]

    def place(self, block: _Block) -> tuple[str, int]:
        """Return the name of the page, and the number of the line above the text of *block*.

        A block that is not in the page itself, because a snippet or a plugin brought it in, is counted from its first line.
        """
        starts = self.starts.get(block.fenced.body, [])
        return (self.name, starts[block.number] + 1) if block.number < len(starts) else (f"{self.name}, checklist block", 1)

    def tell(self, problems: list[Problem]) -> None:
        """Log *problems* under MkDocs, which goes on with the other pages; raise them elsewhere."""
        if not self.is_built:
            raise ChecklistError(problems)
        for problem in problems:
            logging.getLogger(LOGGER).warning("checklist: %s", problem)


def _page(md: Markdown, given: list[str]) -> _Page:
    """Return the page whose text was *given*: MkDocs takes meta-data off it first, and plugins may have changed it since."""
    file = getattr(md.treeprocessors["relpath"], "file", None) if "relpath" in md.treeprocessors else None
    name = getattr(file, "src_uri", "")
    path = getattr(file, "abs_src_path", None)
    lines = given
    if name and isinstance(path, str) and os.path.isfile(path):
        shown = os.path.relpath(path)
        name = name if shown.startswith(os.pardir) else shown
        from .rulefiles import read_bytes

        lines = read_bytes(path).decode("utf-8-sig", "replace").split("\n")
    starts: dict[tuple[str, ...], list[int]] = {}
    for fenced in fences.find([line.rstrip("\r").expandtabs(md.tab_length) for line in lines], NAME):
        starts.setdefault(fenced.body, []).append(fenced.start)
    return _Page(name or "text", bool(name), starts)


def _excuse(element: etree.Element, block: _Block, error: ChecklistError, page: _Page) -> list[Problem]:
    """Say in *element* that a checklist is missing there; return what is wrong, with its place on the page."""
    name, line = page.place(block)
    own = [_moved(problem, name, line, block.fenced.indent) for problem in error.problems if not problem.location.path]
    others = [problem for problem in error.problems if problem.location.path]
    told = list(map(str, own))
    if others:
        # The page may be published; what stands in other files is for the log alone.
        told.append("The rules, the project or a template cannot be used; the output of the build names each place.")
    element.text = None
    element.set("class", "admonition danger")
    etree.SubElement(element, "p", {"class": "admonition-title"}).text = AtomicString("A checklist is missing here")
    listed = etree.SubElement(element, "ul")
    for message in told:
        etree.SubElement(listed, "li").text = _as_text(message)
    return [*own, *others]


def _moved(problem: Problem, page: str, line: int, indent: int) -> Problem:
    """Return *problem*, found in the text of a block, as one of the *page*."""
    place = problem.location
    return problem._replace(location=Location(page, place.line + line, place.column + indent))


def _ids(root: etree.Element, md: Markdown) -> set[str]:
    """Return the ids that are taken on the page, in its elements or in raw HTML."""
    used = {element.get("id", "") for element in root.iter()}
    for html in md.htmlStash.rawHtmlBlocks:
        if isinstance(html, str) and not isinstance(html, _Block):
            used.update(_ID.findall(html))
    return used


def _apart(html: str, used: set[str]) -> str:
    """Return *html* with ids that are not taken yet, numbered as `toc` numbers those of headings, and take them."""
    names = {}
    for name in dict.fromkeys(found[2] for found in _PLACE.finditer(html) if found[1] == 'id="'):
        free, number = name, 0
        while free in used:
            number += 1
            free = f"{name}_{number}"
        used.add(free)
        names[name] = free
    return _PLACE.sub(lambda found: f"{found[1]}{names.get(found[2], found[2])}", html)


def _pieces(html: str) -> Iterator[etree.Element | str]:
    """Yield the headings of *html* as elements, and what stands between them."""
    at = 0
    for found in _HEADING.finditer(html):
        try:
            heading = etree.fromstring(found[0])
        except etree.ParseError:
            continue  # a template of the project may write HTML that is no XML
        if html[at : found.start()].strip():
            yield html[at : found.start()].strip()
        for inner in heading.iter():
            inner.text, inner.tail = _as_text(inner.text), _as_text(inner.tail)
        yield heading
        at = found.end()
    if html[at:].strip():
        yield html[at:].strip()


def _as_text(text: str | None) -> AtomicString | None:
    """Return *text* as it is, for Python-Markdown would take `&lt;` in a text for a sign."""
    return AtomicString(text.replace("&", f"{AMP_SUBSTITUTE}amp;")) if text else None


def _never_ending(text: str | None) -> AtomicString | None:
    """Return *text* so that nothing in it ends an element, with a sign that takes no room."""
    return AtomicString(text.replace("</", "<\u2060/")) if text else None


def _append(element: etree.Element, mark: str) -> None:
    if len(element):
        element[-1].tail = f"\n{mark}\n"
    else:
        element.text = f"\n{mark}\n"
