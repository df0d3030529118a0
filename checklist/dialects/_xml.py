"""Reading XML by offsets: checked whole by expat, then walked tag by tag, never taken apart into a tree and never written anew.

So whatever is not ours keeps every character, and no depth of nesting is too much. No definition of a page is
ever read: entities are those of HTML, as the storage format of Confluence has them.

Source: Extensible Markup Language (XML) 1.0 (Fifth Edition), 2.4 to 2.8 and 3.1, https://www.w3.org/TR/xml/,
read 2026-11-25. Not responsible for what an element means (`confluence`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ._base import Unreadable

# On XML that is well-formed none of these ever has to try twice.
_ANY_NAME = r"[^\s/>!?]+"
TAG = re.compile(
    rf"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<(?P<close>/?)(?P<name>{_ANY_NAME})[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>", re.DOTALL
)
_COMMON = frozenset(
    "a blockquote code div em h1 h2 h3 h4 h5 h6 li ol p pre span strong table tbody td th tr ul ac:layout ac:layout-cell ac:layout-section "
    "ac:link ac:link-body ac:parameter ac:plain-text-body ac:rich-text-body ac:structured-macro ac:task ac:task-body ac:task-id "
    "ac:task-list ac:task-status ac:task-uuid".split()
)
_ATTRIBUTE = re.compile(r"([^\s=<>/\"']+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_REFERENCE = re.compile(r"&(#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|\w+);")
# U+0338 is written as a number: behind a > it would become one character with it where a wiki composes characters.
_NEEDS_CARE = re.compile(r"[&<>\u0338\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WRITTEN = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\u0338": "&#824;"}
_NO_INSTRUCTION = "a page holds no processing instruction"
_CDATA, _CDATA_END = "<![CDATA[", "]]>"


class Tag(NamedTuple):
    """A tag of the text at offsets `start` to `end`; `kind` is open, close, empty, cdata or comment."""

    kind: str
    name: str
    start: int
    end: int


class Node(NamedTuple):
    """A child: an element, or text ("") or a comment ("!") with no inside. Offsets 0-based, of the inside too."""

    name: str
    start: int
    inner_start: int
    inner_end: int
    end: int


def unreadable(page: str, place: int, reason: str) -> Unreadable:
    """Return the error that *page* cannot be read at the offset *place*."""
    return Unreadable(page.count("\n", 0, place) + 1, place - page.rfind("\n", 0, place), reason)


def check(page: str) -> None:
    """Do nothing if *page* is a run of well-formed XML.

    Raises:
        Unreadable: if it is not, declares a document type or holds a processing instruction.
    """
    from xml.parsers import expat

    def refuse(*_: str) -> None:
        raise Unreadable(parser.CurrentLineNumber - 1, parser.CurrentColumnNumber + 1, _NO_INSTRUCTION)

    parser = expat.ParserCreate("UTF-8")
    parser.Parse(_prologue())
    parser.ProcessingInstructionHandler = refuse
    try:
        parser.Parse(page)
        parser.Parse("</page>", True)
    except expat.ExpatError as error:
        raise _stopped(page, error.lineno - 1, error.offset, str(error)) from error
    except UnicodeEncodeError as error:
        raise unreadable(page, error.start, "the page holds half a character") from error


@lru_cache(maxsize=1)
def _prologue() -> str:
    """Return what stands before a page to make it a document: one line, and the start of its root."""
    from html.entities import name2codepoint

    names = (f'<!ENTITY {name} "&#{point};">' for name, point in name2codepoint.items() if name not in ("amp", "lt", "gt", "quot"))
    return f"<!DOCTYPE page [{''.join(names)}]><page>\n"


def _stopped(page: str, line: int, column: int, message: str) -> Unreadable:
    """Return that expat stopped in *line*, from 1, at *column*, from 0, in our words where its own are hard to understand."""
    lines = page.split("\n", line)
    there = lines[line - 1] if line <= len(lines) else ""
    reason = f"no well-formed XML, {message.partition(':')[0]}"
    if there.startswith("<!DOCTYPE", max(0, column - 2)):
        reason = "a page declares no document type"
    elif there.startswith("<?", column):
        reason = _NO_INSTRUCTION
    # An element that never ends is missed behind the page.
    return Unreadable(line, min(column, len(there)) + 1, reason)


def tags(text: str, start: int = 0, end: int | None = None) -> Iterator[Tag]:
    """Yield the tags, comments and CDATA sections of *text* between two offsets."""
    for found in TAG.finditer(text, start, len(text) if end is None else end):
        yield tag_of(found)


def tag_of(found: re.Match[str]) -> Tag:
    """Return what `TAG` found."""
    (slash, name), (first, last) = found.groups(), found.span()
    if name is None:
        return Tag("comment" if found.string[first + 2] == "-" else "cdata", "", first, last)
    return Tag("close" if slash else "empty" if found.string[last - 2] == "/" else "open", name, first, last)


def children(text: str, start: int = 0, end: int | None = None) -> Iterator[Node]:
    """Yield the children that stand between two offsets of *text*, in order; text without characters is none."""
    end = len(text) if end is None else end
    at = start
    while found := TAG.search(text, at, end):
        if found.start() > at:
            yield Node("", at, at, found.start(), found.start())
        tag = tag_of(found)
        at = tag.end
        if tag.kind != "open":
            yield Node({"comment": "!", "cdata": ""}.get(tag.kind, tag.name), tag.start, tag.end, tag.end, tag.end)
            continue
        closing = _closing(text, tag, end)
        if not closing:
            return
        at = closing.end()
        yield Node(tag.name, tag.start, tag.end, closing.start(), at)
    if at < end:
        yield Node("", at, at, end, end)


def _closing(text: str, tag: Tag, end: int) -> re.Match[str] | None:
    """Return the tag that closes *tag*; between the two, only tags of its name count."""
    depth = 1
    # Names are anybody's, and a pattern for each would cost more than it saves.
    pattern = _tags_named(tag.name) if tag.name in _COMMON else TAG
    for found in pattern.finditer(text, tag.end, end):
        slash, name = found.groups()
        if name is None or not slash and text[found.end() - 2] == "/":
            continue
        depth += -1 if slash else 1
        if not depth:
            return found
    return None


@lru_cache(maxsize=len(_COMMON))
def _tags_named(name: str) -> re.Pattern[str]:
    """Return what finds the tags of one name, and as `TAG` does what only looks like tags."""
    return re.compile(TAG.pattern.replace(_ANY_NAME, rf"{re.escape(name)}(?=[\s/>])"), TAG.flags)


def opened(text: str, start: int, end: int) -> list[Tag]:
    """Return the tags that open between two offsets of *text* and do not close there, outermost first."""
    stack: list[Tag] = []
    for tag in tags(text, start, end):
        if tag.kind == "open":
            stack.append(tag)
        elif tag.kind == "close" and stack:
            stack.pop()
    return stack


def attributes(text: str, tag: Tag) -> dict[str, str]:
    """Return the attributes of *tag*, references decoded."""
    written = text[tag.start + len(tag.name) + 1 : tag.end]
    return {found[1]: decoded(found[2] if found[2] is not None else found[3]) for found in _ATTRIBUTE.finditer(written)}


def without(text: str, start: int, end: int, gaps: list[Tag]) -> str:
    """Return *text* between two offsets without the tags *gaps*, which stand there in order."""
    pieces = []
    for gap in gaps:
        pieces.append(text[start : gap.start])
        start = gap.end
    return "".join([*pieces, text[start:end]])


def escaped(content: str) -> str:
    """Return *content* as text of XML; what XML cannot hold is left out."""
    return _NEEDS_CARE.sub(lambda found: _WRITTEN.get(found.group(), ""), content)


def quoted(content: str) -> str:
    """Return *content* as the value of an attribute, in its quotes."""
    return '"' + escaped(content).replace('"', "&quot;") + '"'


def cdata(content: str) -> str:
    """Return *content* as a CDATA section, or as several where it holds the end of one."""
    kept = _NEEDS_CARE.sub(lambda found: found.group() if found.group() in _WRITTEN else "", content)
    return _CDATA + kept.replace(_CDATA_END, "]]" + _CDATA_END + _CDATA + ">") + _CDATA_END


def cdata_inside(tag: Tag) -> slice:
    """Return where the characters of the CDATA section *tag* are."""
    return slice(tag.start + len(_CDATA), tag.end - len(_CDATA_END))


def decoded(text: str) -> str:
    """Return *text* with its references replaced by what they stand for."""
    return _REFERENCE.sub(lambda found: _character(found[1]), text) if "&" in text else text


@lru_cache(maxsize=512)
def _character(name: str) -> str:
    from html.entities import name2codepoint

    if name.startswith("#"):
        number = int(name[2:], 16) if name[1] == "x" else int(name[1:])
        return chr(number) if number < 0x110000 else ""
    return chr(name2codepoint[name]) if name in name2codepoint else {"apos": "'"}.get(name, f"&{name};")
