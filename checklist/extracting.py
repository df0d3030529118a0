"""The blocks of an HTML page that are its article, with their lines.

Our own reader keeps text and lines and leaves out what never is an article. If trafilatura is installed (the extra
`scan`), it is asked which of these blocks belong to the article: it chooses, it never words anything, so that text and
lines are the same with it and without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from .scans import Block

# Elements whose text is none of the article's; void elements have no end and cannot be left out by one.
_LEFT_OUT = frozenset(
    "script style noscript template nav header footer aside form button select svg math iframe object figure dialog menu".split()
)
_BLOCKS = frozenset(
    "p div section article main h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote pre table tr td th caption title br hr body html head"
    " address details summary figcaption".split()
)
# Where pages ask for consent, by the roles and names that such boxes have; an element around the whole page may be called
# after them too, as in has-cookie-banner.
_BOXES = frozenset(("div", "section", "ul"))
_ROLES = frozenset("alertdialog banner complementary contentinfo dialog navigation search".split())
_NOTICE = re.compile(
    r"(?:^|\s)(?!(?:has|is|no|show|with)-)[\w-]{0,40}(?:cookie|consent)s?[-_]?(?:banner|bar|box|consent|dialog|hint|layer|law|manager"
    r"|message|modal|notice|overlay|popup|sdk|wall)|(?:^|\s)(?:CybotCookiebot|onetrust-|usercentrics-|didomi-|cmpbox)",
    re.I,
)
_KEPT_HEADER = frozenset(("h1", "title"))
# How far from where the last block was found the next one is looked for, and how long a block is that says where we are.
_AROUND = 20_000
_LONG = 60


class _Reader(HTMLParser):
    """Collects the blocks of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.lines: list[tuple[int, str]] = []
        self.out: list[str] = []
        self.title = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.part()
        if tag in _KEPT_HEADER:
            self.title = tag
        if self._leaves_out(tag, attrs):
            self.out.append(tag)

    def _leaves_out(self, tag: str, attrs: list[tuple[str, str | None]]) -> bool:
        if tag not in _BOXES:
            return tag in _LEFT_OUT
        # Boxes in one that is left out are kept count of, so that the end of one of them is not taken for its own.
        return self.out[0] in _BOXES if self.out else _is_notice(attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.part()

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.part()
        if tag == self.title:
            self.title = ""
        if self.out and tag == self.out[-1]:
            self.out.pop()
        elif tag in self.out[-8:]:
            while self.out.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        # A headline often stands in the header of its article.
        if self.out and not (self.title and self.out == ["header"]):
            return
        first = self.getpos()[0]
        self.lines += [(first + number, line) for number, line in enumerate(data.split("\n")) if line.strip()]

    def part(self) -> None:
        """End the block that has begun."""
        if self.lines:
            self.blocks.append(Block(_joined(self.lines), bool(self.title)))
            self.lines = []


def _is_notice(attrs: list[tuple[str, str | None]]) -> bool:
    """Return whether an element with *attrs* is a box on the page and no part of its article."""
    named = {name: value or "" for name, value in attrs}
    names = f"{named.get('id', '')[:200]} {named.get('class', '')[:200]}"
    return named.get("role", "").lower() in _ROLES or _NOTICE.search(names) is not None


def _joined(pieces: list[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    """Return *pieces* with those on one line put together, as inline elements part them."""
    lines: list[tuple[int, list[str]]] = []
    for number, piece in pieces:
        if lines and lines[-1][0] == number:
            lines[-1][1].append(piece)
        else:
            lines.append((number, [piece]))
    return tuple((number, "".join(parts)) for number, parts in lines)


def html_blocks(text: str) -> list[Block]:
    """Return the blocks of the article in the page *text*."""
    reader = _Reader()
    reader.feed(_without_loose_ends(text))
    reader.close()
    reader.part()
    blocks = _titled(reader.blocks)
    kept = list(_kept(blocks, _chosen(text)))
    return kept if sum(len(_letters(block)) for block in kept) > 200 else blocks


def _without_loose_ends(text: str) -> str:
    """Return the page *text*, lines where they are, with nothing opened that never ends.

    For each comment, section or tag that does not end the parser would look through all the rest of the page.
    """
    comments = text.rfind("-->") + 1
    text = (text[:comments] + text[comments:].replace("<!--", "<! --")).replace("<![", "<! [")
    end = text.rfind(">") + 1
    return text[:end] + text[end:].replace("<", " ")


def _titled(blocks: list[Block]) -> list[Block]:
    """Return *blocks* with one title: the first heading, else the title of the page."""
    titles = [block for block in blocks if block.is_title]
    title = titles[1] if len(titles) > 1 else titles[0] if titles else None
    return [block for block in blocks if not block.is_title or block is title]


def _kept(blocks: list[Block], chosen: str) -> Iterator[Block]:
    """Yield the *blocks* whose letters stand in those that the library *chose*, and the title.

    Both are in the order of the page, so that a block is looked for near the last long one: a long page takes no more time for each.
    """
    place = 0
    for block in blocks:
        letters = _letters(block)
        found = chosen.find(letters, max(place - _AROUND, 0), place + len(letters) + _AROUND)
        if found >= 0 and len(letters) >= _LONG:
            place = found + len(letters)
        if chosen and (found >= 0 or block.is_title):
            yield block


def _letters(block: Block) -> str:
    return re.sub(r"\W+", "", "".join(line for _, line in block.lines))


def _chosen(text: str) -> str:
    """Return the letters of what the extraction library takes for the article, "" without it."""
    try:
        from trafilatura import extract
    except ImportError:
        return ""
    found = extract(text, include_comments=False, include_tables=True, favor_recall=True)
    return re.sub(r"\W+", "", found or "")
