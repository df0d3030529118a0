"""What the elements of the storage format mean to a reader: which are blocks, what they show, what saving changes in them.

Not responsible for what is ours on a page (`confluence`) nor for reading XML (`_xml`).

Source: Confluence Storage Format, https://confluence.atlassian.com/doc/confluence-storage-format-790796544.html,
read 2026-11-25; what editors add was gathered from pages that people published.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ._xml import TAG, Node, Tag, attributes, cdata_inside, children, decoded, escaped, tag_of, tags

MACRO, PARAMETER, TASK, TASKS = "ac:structured-macro", "ac:parameter", "ac:task", "ac:task-list"
IN_TASKS = (TASK, TASKS)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

_INLINE = frozenset(
    "a abbr b big br cite code del em font i ins kbd mark q s samp small span strike strong sub sup time tt u var "
    "ac:emoticon ac:inline-comment-marker ac:link ac:link-body ac:placeholder ac:plain-text-link-body ri:user".split()
)
_BREAKS = frozenset(
    "br blockquote div hr li ol p pre table td th tr ul ac:layout-cell ac:plain-text-body ac:rich-text-body ac:task ac:task-body "
    "ac:task-list".split() + list(HEADINGS)
)
# What stands for itself without any text in it.
_SAYS = {
    "time": ("datetime",), "ri:user": ("ri:account-id", "ri:username", "ri:userkey"), "ri:attachment": ("ri:filename",),
    "ri:url": ("ri:value",), "ac:emoticon": ("ac:name",),
}
_SILENT = frozenset(("ac:task-id", "ac:task-uuid", "ac:task-status", "ac:placeholder"))
_TELLING = frozenset((MACRO, PARAMETER, *_SAYS, *_SILENT))
_OURS = frozenset(("anchor", "expand"))
_BLANK = re.compile(r"(?:\s|&nbsp;|&#160;|&#x[aA]0;|<br\b[^<>]*>|</?(?:p|div|span|br)\b[^<>]*>)*")

# What Confluence writes by itself when a page is saved.
_VOLATILE = frozenset(
    ("local-id", "ac:local-id", "ac:macro-id", "ac:schema-version", "ac:task-list-id", "ri:version-at-save", "data-uuid")
)
_VOLATILE_PARAMETERS = frozenset(("legacyAnchorId", "atlassian-macro-output-type"))
_EMPTY_PARAGRAPH = re.compile(r"<p(?: [^<>]*)?>(?:<br></br>|\s)*</p>")


def pieces(text: str, start: int = 0, end: int | None = None) -> Iterator[Node]:
    """Yield the blocks between two offsets of *text*; text and inline elements that follow each other are one, called ""."""
    first = last = -1
    for node in children(text, start, end):
        if node.name in _INLINE or node.name == "":
            shown = text[node.start : node.end] if node.name == "" else "."
            if not shown.isspace():
                first = node.start + len(shown) - len(shown.lstrip()) if first < 0 else first
                last = node.end - len(shown) + len(shown.rstrip())
            continue
        if first >= 0:
            yield Node("", first, first, last, last)
            first = -1
        yield node
    if first >= 0:
        yield Node("", first, first, last, last)


def is_blank(text: str, start: int, end: int) -> bool:
    """Return whether nothing is shown between two offsets of *text*: blanks, breaks and paragraphs of them."""
    return bool(_BLANK.fullmatch(text, start, end))


def plain(content: str) -> str:
    """Return what *content* shows, markup gone and references decoded; its lines stay lines.

    A date, a mention, a picture or a foreign macro is told by its name, so that nobody's loss of one goes unseen.
    """
    return _shown(content, " ")


def lines(content: str) -> list[str]:
    """Return what *content*, a tail or a note, says: a text for each line that a reader sees, none of them empty; links with address."""
    shown = _shown(_with_addresses(content.replace("\n", " ")), "\n")
    return [line for line in (" ".join(line.split()) for line in shown.split("\n")) if line]


def _with_addresses(content: str) -> str:
    """Return *content* with the address of each link behind its text: what proves something is often a link with another text."""
    if "<a" not in content:
        return content
    pieces, at, start, address = [], 0, 0, ""
    for tag in tags(content):
        if tag.name == "a" and tag.kind == "open":
            start, address = tag.end, attributes(content, tag).get("href", "")
        elif tag.name == "a" and tag.kind == "close":
            if address.startswith(("http://", "https://")) and address not in decoded(content[start : tag.start]):
                pieces += [content[at : tag.start], f" ({escaped(address)})"]
                at = tag.start
            address = ""
    return "".join([*pieces, content[at:]])


def one_line(content: str) -> str:
    """Return what *content* shows, single blanks for all it has."""
    return " ".join(plain(content).split())


def _shown(content: str, ending: str) -> str:
    """Return what *content* shows, *ending* wherever it breaks a line."""
    if "<" not in content:
        return decoded(content)
    shown: list[str] = []
    at = hidden = 0
    for found in TAG.finditer(content):
        name = found[2]
        if not hidden:
            shown.append(content[at : found.start()])
        at = found.end()
        if name in _BREAKS and not hidden:
            shown.append(ending)
        elif hidden or name is None or name in _TELLING:
            tag = tag_of(found)
            if hidden:
                hidden += {"open": 1, "close": -1}.get(tag.kind, 0)
            elif tag.kind == "cdata":
                shown.append(escaped(content[cdata_inside(tag)]))
            elif tag.kind in ("open", "empty"):
                hidden = int(tag.kind == "open" and _is_silent(content, tag))
                shown.append("" if hidden else escaped(_said(content, tag)))
    shown.append(content[at:])
    return decoded("".join(shown))


def _is_silent(content: str, tag: Tag) -> bool:
    return tag.name in _SILENT or tag.name == PARAMETER and attributes(content, tag).get("ac:name") != "title"


def _said(content: str, tag: Tag) -> str:
    given = attributes(content, tag)
    if tag.name == MACRO:
        name = given.get("ac:name", "")
        return "" if name in _OURS else name
    return next((given[name] for name in _SAYS.get(tag.name, ()) if name in given), "")


def canonical(region: str) -> str:
    """Return *region* in the one form that all its savings have in common; two are equal if a reader finds no difference."""
    writer = _Canonical(region.replace("\r\n", "\n"))
    return _EMPTY_PARAGRAPH.sub("", unicodedata.normalize("NFC", writer.write()))


class _Canonical:
    """Writes the canonical form: no volatile attribute, no meaningless span, no blank between blocks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.written: list[str] = []
        self.pending = ""
        self.after_block = True
        self.is_kept: list[bool] = []
        self.verbatim = self.hidden = 0

    def write(self) -> str:
        at = 0
        for tag in tags(self.text):
            self._add(decoded(self.text[at : tag.start]))
            at = tag.end
            if tag.kind == "cdata":
                self._cdata(self.text[cdata_inside(tag)])
            elif tag.kind == "close":
                self._close(tag)
            elif tag.kind != "comment":
                self._open(tag)
        self._add(decoded(self.text[at:]))
        self._flush(before_block=True)
        return "".join(self.written)

    def _add(self, shown: str) -> None:
        if not self.hidden:
            self.pending += shown

    def _cdata(self, content: str) -> None:
        if self.verbatim:
            self._flush(before_block=True)
            self.written.append(escaped(content))
        else:
            self._add(content)

    def _open(self, tag: Tag) -> None:
        given = {name: value for name, value in attributes(self.text, tag).items() if not _is_volatile(name)}
        is_kept = not self.hidden and not _is_noise(tag.name, given)
        if self.hidden or tag.kind == "open" and _is_volatile_element(tag.name, given):
            self.hidden += tag.kind == "open"
        elif is_kept:
            self._flush(before_block=tag.name not in _INLINE)
            self.verbatim += tag.kind == "open" and tag.name in ("pre", "ac:plain-text-body")
            written = "".join(f' {name}="{escaped(value)}"' for name, value in sorted(given.items()))
            self.written.append(f"<{tag.name}{written}>" + f"</{tag.name}>" * (tag.kind == "empty"))
        if tag.kind == "open":
            self.is_kept.append(is_kept and not self.hidden)

    def _close(self, tag: Tag) -> None:
        if self.is_kept.pop():
            self._flush(before_block=tag.name not in _INLINE)
            self.verbatim -= tag.name in ("pre", "ac:plain-text-body")
            self.written.append(f"</{tag.name}>")
        elif self.hidden:
            self.hidden -= 1

    def _flush(self, *, before_block: bool) -> None:
        """Write the text since the last tag; blanks at the edge of a block mean nothing."""
        content = self.pending
        if not self.verbatim:
            content = re.sub(r"\s+", " ", content)
            content = content.lstrip(" ") if self.after_block else content
            content = content.rstrip(" ") if before_block else content
        self.written.append(escaped(content))
        self.pending, self.after_block = "", before_block


def _is_volatile(name: str) -> bool:
    return name in _VOLATILE or name.startswith("ac:breakout-")


def _is_noise(name: str, given: dict[str, str]) -> bool:
    """Return whether an element only wraps what it holds: a span that says nothing, the place of a comment."""
    return name == "ac:inline-comment-marker" or name == "span" and given in ({}, {"class": "placeholder-inline-tasks"})


def _is_volatile_element(name: str, given: dict[str, str]) -> bool:
    return name == "ac:task-uuid" or name == PARAMETER and given.get("ac:name", "") in _VOLATILE_PARAMETERS
