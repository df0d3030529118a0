"""An article from bytes to paragraphs and sentences that know their line.

Reads plain text, Markdown and HTML in the encodings such files come in, and tells one language from another by its
commonest words. Of HTML the article is taken: navigation, scripts and the like are left out, and with the extra `scan`
an extraction library says which blocks of the page are the article.

Not responsible for what the text is about (`scanning`), nor for opening files.
"""

from __future__ import annotations

import codecs
import os
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from .errors import failure
from .lexicon import Grammar, Lexicon
from .scans import Article, Block, Paragraph, Sentence

MAX_BYTES = 5_000_000

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32-le"), (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"),
)
_CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.-]{1,40})", re.I)
# What the web calls Latin-1 is windows-1252 (encoding.spec.whatwg.org, 4.2, read 2026-11-26). Names as Python has them.
_LATIN = frozenset(("iso8859-1", "ascii", "cp1252"))
# The encodings a page may declare, those of the web: Python knows more, of which punycode takes quadratic time, and UTF-16
# or UTF-7 cannot be what the declaration itself is written in.
_OF_THE_WEB = re.compile(
    r"utf-8|iso8859-\d+|cp(?:866|874|932|949|125\d)|koi8-[ru]|mac-(?:roman|cyrillic)|gb(?:k|2312|18030)|big5(?:hkscs)?"
    r"|euc_(?:jp|kr)|shift_jis|iso2022_jp"
)
_HTML_START = re.compile(
    r"\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,99})?(?:<!--.{0,500}?-->\s{0,99})?<(?:!doctype\s+html|html[\s>])", re.I | re.S
)
_HTML_NAMES = (".html", ".htm", ".xhtml")
_MARKDOWN_NAMES = (".md", ".markdown", ".mdown", ".mkd")
# What people have at hand instead of a text, by its first bytes.
_OTHERS = (
    (b"%PDF-", "a PDF"), (b"PK\x03\x04", "a Word file or another archive"), (b"\xd0\xcf\x11\xe0", "a file of an old Word"),
    (b"{\\rtf", "a file in RTF"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"),
)
# Invisible in print, and in the way of every comparison.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00a0": " ", "\u202f": " ", "\u2007": " "})
_LONGEST_TITLE = 220
# What stands above the headline of a press release, and is none.
_BANNER = re.compile(
    r"(?:(?:(?:press|news|media) release|(?:presse|medien)(?:mitteilung|information)|for immediate release)(?:\W{1,9}|\Z)){1,3}\Z", re.I
)
_LEAST_WORDS, _LEAST_SHARE = 30, 0.04
_CONTROL_SHARE = 0.02


def read_article(content: bytes, path: str, lexicon: Lexicon, *, lang: str = "") -> Article:
    """Return the article in *content*; *path* says what kind of file it is, *lang* its language if it is not to be guessed.

    Raises:
        ChecklistError: SCN01 too large, SCN02 binary or in no known encoding, SCN03 without text, SCN04 in a language
            that cannot be told or for which no pack has signals.
    """
    from .errors import suggestion

    if lang and lang not in lexicon.tongues:
        raise failure("--article-lang", "SCN04", f"no pack has signals for {lang!r}", suggestion(lang, lexicon.tongues))
    text = clean(decode(content, path))
    name = os.path.splitext(path)[1].lower()
    if name in _HTML_NAMES or (name not in _MARKDOWN_NAMES and _HTML_START.match(text)):
        from .extracting import html_blocks

        blocks = html_blocks(text)
    elif name in _MARKDOWN_NAMES:
        blocks = _markdown_blocks(text)
    else:
        blocks = _text_blocks(text)
    if not any(line.strip() for block in blocks for _, line in block.lines):
        raise failure(path, "SCN03", "there is no text in it", "give an article of a few sentences")
    lang = lang or language_of(" ".join(line for block in blocks for _, line in block.lines), lexicon)
    if not lang:
        known = ", ".join(sorted(lexicon.tongues))
        raise failure(path, "SCN04", "its language cannot be told", f"name it with --article-lang; there are signals for {known}")
    grammar = lexicon.tongues[lang].grammar
    splitter = Splitter(grammar)
    return Article(path, lang, tuple(_paragraph(block, splitter) for block in blocks))


def decode(content: bytes, path: str) -> str:
    """Return the text of *content*: UTF-8, UTF-16 with a byte order mark, or what a page in HTML declares.

    Raises:
        ChecklistError: SCN01, SCN02 or SCN03.
    """
    if len(content) > MAX_BYTES:
        raise failure(path, "SCN01", f"the article is larger than {MAX_BYTES // 1_000_000} MB", "cut it to the article itself")
    if not content.strip():
        raise failure(path, "SCN03", "the file is empty", "give an article of a few sentences")
    other = next((what for start, what in _OTHERS if content.startswith(start)), "")
    if other:
        raise failure(path, "SCN02", f"this is {other}, not a text", "save the article as text or HTML, and scan that")
    marked = next((name for bom, name in _BOMS if content.startswith(bom)), "")
    if not marked and b"\0" in content:
        raise failure(path, "SCN02", "the file is binary", "save the article as text or HTML, and scan that")
    name = marked or _declared(content[:2048])
    try:
        text = content.decode(name, "replace" if name == "cp1252" else "strict")
    except UnicodeError:
        text = _in_utf8(content, path)
    text = text[1:] if text.startswith("\ufeff") else text
    controls = len(re.findall("[\x00-\x08\x0e-\x1f\x7f]", text))
    if controls > _CONTROL_SHARE * len(text):
        raise failure(path, "SCN02", "the file is binary", "save the article as text or HTML, and scan that")
    if not text.strip():
        raise failure(path, "SCN03", "the file is empty", "give an article of a few sentences")
    return text


def _declared(head: bytes) -> str:
    """Return the encoding that the page beginning with *head* declares, UTF-8 if none or none of the web."""
    found = _CHARSET.search(head) if b"<" in head else None
    try:
        name = codecs.lookup(found.group(1).decode("ascii").lower().removeprefix("x-")).name if found else ""
    except LookupError:
        name = ""
    return "cp1252" if name in _LATIN else name if _OF_THE_WEB.fullmatch(name) else "utf-8"


def _in_utf8(content: bytes, path: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        hint = "save the file as UTF-8, or declare its charset in a <meta> of the page"
        raise failure(path, "SCN02", f"byte 0x{content[error.start]:02x} is not UTF-8", hint, line=line) from None


def clean(text: str) -> str:
    """Return *text* in NFC, without invisible characters, with plain hyphens, blanks and line ends; lines stay where they are."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text).translate(_HYPHENS))


def language_of(text: str, lexicon: Lexicon) -> str:
    """Return the language whose commonest words *text* has most of, "" if it has hardly any of them.

    Of the first 2000 words; a text of few words is taken for the nearest language.
    """
    words = [found.group().casefold() for found, _ in zip(re.finditer(r"[^\W\d_]+", text), range(2000))]
    shares = {lang: _share(words, tongue.grammar.stop_words) for lang, tongue in lexicon.tongues.items()}
    if not shares:
        return ""
    best = max(sorted(shares), key=lambda lang: shares[lang])
    if len(words) >= _LEAST_WORDS and shares[best] < _LEAST_SHARE * len(words):
        return ""
    # A text without any common word may be a headline; English comes first then, as everywhere.
    return best if shares[best] else ("en" if "en" in shares else best)


def _share(words: Sequence[str], stop_words: Sequence[str]) -> int:
    common = frozenset(stop_words)
    return sum(word in common for word in words)


# ---- blocks


def _text_blocks(text: str) -> list[Block]:
    """Return the paragraphs of plain text: what empty lines part."""
    lines = ((number, line[found.end() :] if (found := _QUOTE.match(line)) else line) for number, line in enumerate(text.split("\n"), 1))
    blocks = list(_parted(lines))
    first = 1 if len(blocks) > 1 and len(blocks[0].lines) == 1 and _BANNER.match(blocks[0].lines[0][1]) else 0
    if len(blocks) > first + 1 and _is_headline(blocks[first]):
        blocks[first] = blocks[first]._replace(is_title=True)
    return blocks


def _parted(lines: Iterator[tuple[int, str]] | Sequence[tuple[int, str]]) -> Iterator[Block]:
    kept: list[tuple[int, str]] = []
    for number, line in lines:
        if line.strip():
            kept.append((number, line.strip()))
        elif kept:
            yield Block(tuple(kept))
            kept = []
    if kept:
        yield Block(tuple(kept))


def _is_headline(block: Block) -> bool:
    text = block.lines[0][1]
    return len(block.lines) == 1 and len(text) <= _LONGEST_TITLE and not text.endswith((".", ":", ";", ","))


_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]|$)")
_LIST = re.compile(r"[ \t>]{0,40}(?:[-*+]|\d{1,9}[.)])[ \t]+")
_QUOTE = re.compile(r"[ \t]{0,8}(?:>[ \t]?){1,20}")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*\Z")
_RULE = re.compile(r"[ \t]*[-*_]([ \t]*[-*_]){2,}[ \t]*\Z")
_ROW = re.compile(r"[ \t]*\|")
_RULED = re.compile(r"[-:| \t]+\Z")
_IMAGE_OR_LINK = re.compile(r"!?\[([^\[\]]{0,1000})\](?:\([^()\s]{0,2000}(?:\s[^()]{0,300})?\)|\[[^\[\]]{0,200}\])")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>|<!--[^<>]{0,1000}-->")
_EMPHASIS = re.compile(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|`")
_YAML_TITLE = re.compile(r"title:[ \t]{0,20}[\"']?([^\"']{1,300})")


def _markdown_blocks(text: str) -> list[Block]:
    """Return the paragraphs, headings and list entries of Markdown, without its signs; code and front matter are left out."""
    lines = text.split("\n")
    start, blocks = _front_matter(lines)
    kept: list[tuple[int, str]] = []
    fence = ""
    for number, line in enumerate(lines[start:], start + 1):
        opened = _FENCE.match(line)
        if fence or opened:
            blocks += _parted(kept)
            kept = []
            mark = opened.group().strip() if opened else ""
            fence = "" if fence and mark == fence else fence or mark
            continue
        heading = _HEADING.match(line)
        is_row = _ROW.match(line)
        if heading or is_row or _LIST.match(line):
            blocks += _parted(kept)
            kept = []
        if heading:
            words = _plain(line[heading.end() :].rstrip("# \t"))
            blocks.append(Block(((number, words),), len(heading.group(1)) == 1))
        elif is_row:
            cells = [] if _RULED.match(line) else [_plain(cell) for cell in line.strip().strip("|").split("|")]
            blocks.append(Block(((number, " | ".join(filter(None, cells))),)))
        elif kept and kept[-1][1] and _UNDERLINE.match(line):
            parts = list(_parted(kept))
            blocks += [*parts[:-1], *(part._replace(is_title=line.strip()[0] == "=") for part in parts[-1:])]
            kept = []
        else:
            bare = "" if _RULE.match(line) else line
            for sign in (_QUOTE, _LIST):
                found = sign.match(bare)
                bare = bare[found.end() :] if found else bare
            kept.append((number, _plain(bare)))
    return [block for block in (*blocks, *_parted(kept)) if block.lines[0][1]]


def _front_matter(lines: Sequence[str]) -> tuple[int, list[Block]]:
    """Return the number of lines that the front matter takes, and its title."""
    if lines[0].strip() != "---" or "---" not in (line.strip() for line in lines[1:200]):
        return 0, []
    end = next(place for place, line in enumerate(lines[1:200], 1) if line.strip() == "---")
    titles = [(number, found.group(1).strip()) for number, line in enumerate(lines[1:end], 2) if (found := _YAML_TITLE.match(line))]
    return end + 1, [Block((title,), True) for title in titles[:1]]


def _plain(line: str) -> str:
    """Return a line of Markdown without its signs."""
    return _EMPHASIS.sub("", _TAG.sub("", _IMAGE_OR_LINK.sub(r"\1", line))).replace("\\", "").strip()


# ---- sentences

_ENDS = frozenset(".!?…")
_CLOSING = "\"'”“’»«)]"
_OPENING = "\"'“„‚‘»«([–—-"
_LAST_WORD = re.compile(r"[^\W_]+\Z")
_FIRST_WORD = re.compile(r"[^\W_]+")
_BLANK = re.compile(r"\s+")


def _paragraph(block: Block, splitter: Splitter) -> Paragraph:
    """Return the sentences of *block*; a word parted at the end of a line is put together."""
    text, starts, numbers = "", [], []
    parts: list[str] = []
    length = 0
    for number, line in block.lines:
        line = " ".join(line.split())
        if parts and not (parts[-1].endswith("-") and line[:1].islower() and line.split(" ", 1)[0] not in splitter.joiners):
            parts.append(" ")
            length += 1
        elif parts and parts[-1][-2:-1].isalpha():
            parts[-1] = parts[-1][:-1]
            length -= 1
        starts.append(length)
        numbers.append(number)
        parts.append(line)
        length += len(line)
    text = "".join(parts)
    sentences = (Sentence(numbers[max(bisect_right(starts, start) - 1, 0)], text[start:end]) for start, end in splitter.spans(text))
    return Paragraph(tuple(sentences), block.is_title)


class Splitter:
    """Knows where sentences of a language end."""

    def __init__(self, grammar: Grammar) -> None:
        self.joiners = frozenset(grammar.joiners)
        self._short = frozenset(word.casefold() for word in grammar.abbreviations)
        self._months = frozenset(word.casefold() for names in grammar.months for word in names)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the places of the sentences of a paragraph, [start, end)."""
        start = 0
        for blank in _BLANK.finditer(text):
            if self._is_end(text, start, blank.start(), blank.end()):
                yield start, blank.start()
                start = blank.end()
        if start < len(text):
            yield start, len(text)

    def _is_end(self, text: str, start: int, end: int, following: int) -> bool:
        """Return whether a sentence that began at *start* ends before the blank at *end*; the next word begins at *following*."""
        last = end - 1
        while last > start and last > end - 6 and text[last] in _CLOSING:
            last -= 1
        if last <= start or text[last] not in _ENDS or following >= len(text):
            return False
        begin = following
        while begin < len(text) - 1 and begin < following + 4 and text[begin] in _OPENING:
            begin += 1
        return not text[begin].islower() and (text[last] != "." or not self._is_short(text, start, last, begin))

    def _is_short(self, text: str, start: int, last: int, begin: int) -> bool:
        """Return whether the full stop at *last* belongs to a short form, an initial or the day of a date."""
        found = _LAST_WORD.search(text[max(start, last - 40) : last])
        word = found.group() if found else ""
        if word.isdigit() and len(word) <= 2:
            following = _FIRST_WORD.match(text, begin, begin + 40)
            return following is not None and following.group().casefold() in self._months
        # Initials and "z. B." are single letters; nobody ends a sentence in "Art.".
        return word.casefold() in self._short or (len(word) == 1 and word.isalpha())
