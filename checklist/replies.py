"""What a line typed at a question answers: values by number, name or title, days, text.

Lines in, values out. Not responsible for the words that leave a question (`cli/init_`), nor for what the answers come to
(`interview`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from .briefs import is_within
from .choices import numbered
from .errors import nearest
from .fields import SLUG, code_in_brackets
from .model import Facet, Parameter
from .notes import day_of
from .yamlio import forbidden, quoted

_MOST_NAME = 120
_MOST_ID = 60
_MOST_VALUE = 200


class Misread(Exception):
    """The line is no answer: the name of the sentence that says so, and the values that fill it in."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence, self.values = sentence, values


def name_of(line: str) -> str:
    """Return the name of a campaign in *line*."""
    return _text(line, _MOST_NAME)


def id_of(line: str) -> str:
    """Return the id in *line*."""
    text = _text(line, _MOST_ID)
    if not re.fullmatch(SLUG, text):
        raise Misread("init_no_id", word=quoted(text))
    return text


def value_of(parameter: Parameter, line: str) -> str:
    """Return the value for *parameter* in *line*."""
    text = _text(line, _MOST_VALUE)
    if code_in_brackets(f"({text})"):
        raise Misread("init_code", word=quoted(text))
    if parameter.type == "number" and not is_within(text, parameter.min, parameter.max):
        low, high = ("…" if bound is None else bound for bound in (parameter.min, parameter.max))
        raise Misread("init_no_number", word=quoted(text), low=low, high=high)
    return text


def launch_of(line: str, ends: date | None) -> date:
    """Return the first day in *line*, which is not to be after *ends*."""
    day = _day(line)
    if ends and day > ends:
        raise Misread("init_after_end", day=day, end=ends)
    return day


def end_of(line: str, launch: date | None) -> date:
    """Return the last day in *line*, which is not to be before *launch*."""
    day = _day(line)
    if launch and day < launch:
        raise Misread("init_before_launch", day=day, launch=launch)
    return day


def values_of(facet: Facet, line: str) -> tuple[str, ...]:
    """Return the values that *line* names, with commas between them, each once.

    A number is that of `choices.numbered`; a title may hold commas itself.
    """
    names = _Names(facet)
    words = [word for word in (" ".join(part.split()) for part in line.split(",")) if word]
    found: dict[str, None] = {}
    place = 0
    while place < len(words):
        for taken in range(min(names.longest, len(words) - place), 0, -1):
            value = names.find(", ".join(words[place : place + taken]))
            if value:
                break
        else:
            raise names.misread(words[place])
        found[value] = None
        place += taken
    if not found:
        raise Misread("init_no_value", word=quoted(line), last=len(names.order))
    return tuple(found)


def _text(line: str, most: int) -> str:
    text = " ".join(line.split())
    if not text:
        raise Misread("init_empty")
    if len(text) > most:
        raise Misread("init_too_long", n=len(text), most=most)
    found = forbidden(text)
    if found:
        raise Misread("init_control", character=f"U+{ord(found):04X}")
    return text


def _day(line: str) -> date:
    day = day_of(line)
    if day is None:
        raise Misread("init_no_day", word=quoted(line.strip()))
    return day


class _Entry(NamedTuple):
    number: int
    title: str


class _Names:
    """What the values of a facet may be called."""

    def __init__(self, facet: Facet) -> None:
        self.order = numbered(facet)
        self.entries: Mapping[str, _Entry] = {value.name: _Entry(number, value.title) for number, value in enumerate(self.order, 1)}
        self.names = {value.name.casefold(): value.name for value in self.order}
        self.titles: dict[str, list[str]] = {}
        for value in self.order:
            self.titles.setdefault(" ".join(value.title.casefold().split()), []).append(value.name)
        self.longest = max((title.count(",") for title in self.titles), default=0) + 1

    def find(self, word: str) -> str:
        """Return the value that *word* names, "" if none."""
        if re.fullmatch("[0-9]{1,4}", word) and 1 <= int(word) <= len(self.order):
            return self.order[int(word) - 1].name
        key = word.casefold()
        if key in self.names:
            return self.names[key]
        titled = self.titles.get(key, [])
        if len(titled) > 1:
            numbers = ", ".join(str(self.entries[name].number) for name in titled)
            raise Misread("init_many", word=quoted(word), numbers=numbers)
        return titled[0] if titled else ""

    def misread(self, word: str) -> Misread:
        """Return what to say of a *word* that names no value."""
        near = nearest(word, [*self.names, *self.titles])
        if not near:
            return Misread("init_no_value", word=quoted(word), last=len(self.order))
        number, title = self.entries[self.names.get(near) or self.titles[near][0]]
        return Misread("init_near", word=quoted(word), number=number, title=title)
