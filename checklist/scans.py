"""What a scan of an article found: frozen values.

The reader of an article (`articles`) and its judge (`scanning`) meet here, and so do those who print the outcome.
Everything in them that stems from the article is hostile text: escape it for where it goes.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Block(NamedTuple):
    """Lines that belong together, each with its number."""

    lines: tuple[tuple[int, str], ...]
    is_title: bool = False


class Sentence(NamedTuple):
    """A sentence of the article; `line` is that of the file on which it begins, from 1.

    `marks` are the places of what was recognised in `text`, (start, end) counted from 0, in order and without overlap.
    """

    line: int
    text: str
    marks: tuple[tuple[int, int], ...] = ()


class Paragraph(NamedTuple):
    """Sentences that belong together; a title counts more. The marks of its sentences are empty."""

    sentences: tuple[Sentence, ...]
    is_title: bool = False


class Article(NamedTuple):
    """The text of an article in the language `lang`; `path` as the user gave it."""

    path: str
    lang: str
    paragraphs: tuple[Paragraph, ...]


class Touched(NamedTuple):
    """A theme that the article touches. `strength` is weak, clear or strong; `score` the number behind it.

    `sentences` are those that show it, in reading order.
    """

    theme: str
    strength: str
    score: int
    sentences: tuple[Sentence, ...]


class Mention(NamedTuple):
    """A law or rule book the article names.

    `name` is the first wording in which it appears, `provisions` are the articles cited with it ("50", "5a"), `sources`
    the names of the registry's sources it may mean, narrowed by the provisions; none if the registry does not know it.
    `sentences` are those that name it.
    """

    name: str
    provisions: tuple[str, ...]
    sources: tuple[str, ...]
    sentences: tuple[Sentence, ...]


class Dated(NamedTuple):
    """A day the article names, held against the registry.

    `status` is "covered" (a source that the article names begins or ends on it: `sources` are these), "differs" (its
    sentence says from when a source applies, and the registry has other days: `sources` are those meant, `expected`
    their days), or "unknown" (the registry has no such day for anything the article names).
    """

    day: date
    status: str
    sources: tuple[str, ...]
    expected: tuple[date, ...]
    sentence: Sentence


class Scan(NamedTuple):
    """What an article says to a marketing team: themes strongest first, sources and dates in reading order."""

    themes: tuple[Touched, ...]
    sources: tuple[Mention, ...]
    dates: tuple[Dated, ...]
    lang: str
