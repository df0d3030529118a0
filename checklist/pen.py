"""Inline and block words of templates, written in one dialect.

Inline words return text that is already escaped; block words put their text aside and leave a mark in the
stream, so that white space of a template never reaches the page. What else a template prints passes
through `finalize`, which escapes it.

Not responsible for what a checklist says (`page`) nor for running templates (`rendering`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from types import ModuleType
from typing import TYPE_CHECKING, Any

from . import prose, stores
from .dialects._base import Block, finish, word
from .errors import failure
from .inlines import Code, Inline, Link, Prose, Strong, Text
from .wording import Words

if TYPE_CHECKING:
    from markupsafe import Markup

_MARK = re.compile("\x1e(\\d+)\x1e")
_SLOT = re.compile(r"\{([a-z_]+)\}")
_SPACE = re.compile(r"\s+")
_BREAK = re.compile(r"[\n\r\t\x0b\x0c\x85\u2028\u2029]")
_AFTER_TASK = ("task", "heading")


class Pen:
    """The words that know a dialect; `guided` are the codes whose entry in the guide may be linked.

    Headings stand `below` levels deeper than a template says, on a page that has a title of its own.
    """

    below = 0

    def __init__(self, words: Words, dialect: ModuleType, guided: set[str]) -> None:
        from markupsafe import Markup

        self.words, self.dialect, self.guided = words, dialect, guided
        self.markup: type[Markup] = Markup
        # What the words make is text already; `Markup(…)` would look at it once more, a thousand times a page.
        self._made: Callable[[str], Markup] = partial(str.__new__, Markup)
        self.blocks: list[Block] = []
        self._escape, self._bold = _escaper(dialect), _bolder(dialect)
        self._strong, self._em = word(dialect, "strong"), word(dialect, "em")
        self._lasting, self._kept = stores.written(words.wording, words.vocabulary, dialect)
        # Where blocks are only set one below the other, several that stand together can be written as one.
        self._joins_blocks = word(dialect, "finish") is finish
        self._linked: set[str] = set()
        self._anchored: set[str] = set()

    def is_settled(self) -> bool:
        """Return whether every code that was linked has its place on the page; if not, make ready to be written again.

        A template without a guide, or with a part of it, is known by what it did; one with a shell has places of its own making.
        """
        if word(self.dialect, "SHELL") or self._linked <= self._anchored:
            return True
        self.guided = self._anchored
        self.blocks, self._linked, self._anchored = [], set(), set()
        return False

    # ---- inline

    def finalize(self, value: object) -> Markup:
        """Return *value* as it may stand in the page: escaped for the dialect unless a word made it."""
        return value if isinstance(value, self.markup) else self._made(self._written(value))

    def _written(self, value: object) -> str:
        if isinstance(value, str):
            return self._escape(value)
        if isinstance(value, Prose):
            parts = value.parts
            if len(parts) == 1 and parts[0].__class__ is Text:
                return self._escape(parts[0].text)
            return "".join(map(self._inline, parts))
        return "" if value is None else self._escape(str(value))

    def _inline(self, part: Inline) -> str:
        if isinstance(part, Text):
            return self._escape(part.text)
        if isinstance(part, Code):
            return self._code(part.text)
        inner = "".join(map(self._inline, part.parts))
        if isinstance(part, Link):
            return str(self.dialect.link(inner, part.url))
        return str(self._strong(inner) if isinstance(part, Strong) else self._em(inner))

    def _code(self, content: str) -> str:
        write = getattr(self.dialect, "code", None)
        return str(write(content) if write else self.dialect.text(content))

    def _join(self, parts: Iterable[object]) -> str:
        markup = self.markup
        return "".join([part if part.__class__ is markup else self._written(part) for part in parts])

    def strong(self, *parts: object) -> Markup:
        """Return *parts* marked as important."""
        return self._made(self._strong(self._join(parts)))

    def em(self, *parts: object) -> Markup:
        """Return *parts* marked as stressed."""
        return self._made(self._em(self._join(parts)))

    def code(self, content: object) -> Markup:
        """Return *content* marked as code."""
        return self._made(self._code(str(content)))

    def link(self, url: str, *parts: object) -> Markup:
        """Return a link to *url*, or its text alone where the address is not a safe one."""
        address = prose.safe_url(url)
        inner = self._join(parts)
        return self._made(self.dialect.link(inner, address) if address else inner)

    def anchor(self, name: object, *parts: object) -> Markup:
        self._anchored.add(str(name))
        return self._made(word(self.dialect, "anchor")(self._join(parts), str(name).lower()))

    def t(self, name: str, **values: object) -> Markup:
        """Return the sentence *name* of the wording, each value escaped or as its word made it."""
        pieces: list[Any] = list(_pieces(self.words.wording[name]))
        pieces[1::2] = [values[slot] for slot in pieces[1::2]]
        return self._made(self._join(pieces))

    def many(self, parts: Iterable[object], separator: str = ", ") -> Markup:
        """Return *parts* joined by *separator*."""
        markup = self.markup
        written = [part if part.__class__ is markup else self._written(part) for part in parts]
        return self._made(self._written(separator).join(written))

    def ref(self, code: str) -> Markup:
        """Return *code*, linked to its entry in the guide where the dialect and the page have one."""
        target, shown, linked = _reference(self.dialect, code)
        if not linked or target not in self.guided:
            return self._made(shown)
        self._linked.add(target)
        return self._made(linked)

    def codes(self, codes: Iterable[str]) -> Markup:
        """Return *codes* as a list in a sentence."""
        linked = [self.ref(code) for code in codes]
        if len(linked) > 1:
            linked[-2:] = [self.t("both", first=linked[-2], second=linked[-1])]
        return self.many(linked)

    # ---- blocks

    def h(self, level: int, *parts: object) -> Markup:
        return self._block("heading", level, self.dialect.heading(level + self.below, self._join(parts)))

    def p(self, *parts: object) -> Markup:
        return self._block("paragraph", 0, word(self.dialect, "paragraph")(self._join(parts)))

    def bullet(self, *parts: object, depth: int = 0) -> Markup:
        return self._block("bullet", depth, self.dialect.bullet(self._join(parts), depth))

    def bullets(self, pairs: Iterable[tuple[str, object]]) -> Markup:
        """Return a bullet for each pair of label and text."""
        return self._made("".join([self.bullet(self._made(self._bold(f"{label}:") + " "), text) for label, text in pairs]))

    def step(self, number: int, *parts: object) -> Markup:
        return self._block("step", 0, self.dialect.step(self._join(parts), number))

    def steps(self, texts: Iterable[object]) -> Markup:
        """Return *texts* as numbered steps, from 1."""
        if self._joins_blocks and isinstance(texts, tuple) and texts:
            return self._block("step", 0, self._lasting.once(("steps", id(texts)), texts, partial(self._steps, texts)))
        return self._made("".join(self.step(number, text) for number, text in enumerate(texts, 1)))

    def _steps(self, texts: tuple[object, ...]) -> str:
        return "\n".join([str(self.dialect.step(self._join((text,)), number)).strip("\n") for number, text in enumerate(texts, 1)])

    def _block(self, kind: str, depth: int, text: str) -> Markup:
        self.blocks.append(Block(kind, depth, str(text)))
        return self._made(f"\x1e{len(self.blocks) - 1}\x1e")

    def blocks_of(self, stream: str, path: str) -> list[Block]:
        """Return the blocks of a rendered stream in order; loose text becomes raw blocks.

        Raises:
            ChecklistError: TPL04, if anything but a task or a heading follows a task.
        """
        blocks: list[Block] = []
        for place, piece in enumerate(_MARK.split(stream)):
            if place % 2:
                blocks.append(self.blocks[int(piece)])
            elif piece.strip() or self._keeps_raw:
                blocks.append(Block("raw", 0, piece if self._keeps_raw else piece.strip()))
        if hasattr(self.dialect, "parse"):
            for before, after in zip(blocks, blocks[1:]):
                if before.kind == "task" and after.kind not in _AFTER_TASK:
                    message = f"a {after.kind} stands below a task: {after.text[:60]!r}"
                    raise failure(path, "TPL04", message, "below a task only people write; put a heading first")
        return blocks

    @property
    def _keeps_raw(self) -> bool:
        return bool(word(self.dialect, "IS_MARKUP"))


@lru_cache(maxsize=4096)
def _reference(dialect: ModuleType, code: str) -> tuple[str, str, str]:
    """Return the item that *code* belongs to, the code as text, and as a link into the guide; no link for one of a channel."""
    target = code.partition(".")[0]
    shown = str(dialect.text(code))
    jump = getattr(dialect, "jump", None)
    return target, shown, str(jump(shown, target.lower())) if jump and target == code else ""


@lru_cache(maxsize=1024)
def _pieces(sentence: str) -> tuple[str, ...]:
    """Return a sentence of the wording cut at its slots: text, name, text, name … text."""
    return tuple(_SLOT.split(sentence))


@lru_cache(maxsize=16)
def _escaper(dialect: ModuleType) -> Callable[[str], str]:
    """Return the function that writes a text on one line in *dialect*; it remembers, because rule texts and labels recur."""

    @lru_cache(maxsize=16_384)
    def escape(text: str) -> str:
        return str(dialect.text(_SPACE.sub(" ", text) if _BREAK.search(text) else text))

    return escape


@lru_cache(maxsize=16)
def _bolder(dialect: ModuleType) -> Callable[[str], str]:
    """Return the function that writes a label as important in *dialect*; labels recur in every entry."""
    escape, strong = _escaper(dialect), word(dialect, "strong")

    @lru_cache(maxsize=1024)
    def bold(label: str) -> str:
        return str(strong(escape(label)))

    return bold
