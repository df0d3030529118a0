"""The lines people write at a task, as far as they are understood: done, not applicable, owner, due, evidence.

Keys stand at the start of a line, after blanks, list signs and emphasis, in any case. Everything else a
person wrote is kept and not interpreted. Not responsible for finding the lines (`dialects`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from .model import State

FIELDS = ("na", "owner", "due", "evidence")
RECORD = "↻"

_DONE = ("x", "X", "☑", "✔", "✅", "complete")
_TODO_DONE = re.compile(r"<todo(?:\s[^>]*\s|\s*)#")
# Phones put it behind a sign that may be a picture.
_VARIATION = "\ufe0f"
_NOT_APPLICABLE = "~"
_LEAD = re.compile(r"[\s\-*+•>:;#_']*(?:\d+[.)]\s+)?[\s*_']*")
_DAY = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})|(?P<d>[0-9]{2})\.(?P<m>[0-9]{2})\.(?P<y>[0-9]{4})")
_BEFORE_VALUE = re.compile(r"\s*[*_']*\s*")
_LONGEST_KEY = 200
_MOST_KEPT, _LONGEST_KEPT = 4096, 400


class Recorded(NamedTuple):
    """What the state of an entry says. A key nobody gave, or gave without a value, is None; `na` may be "" for `[~]`."""

    done: bool
    na: str | None
    owner: str | None
    due: str | None
    evidence: str | None


def read(state: State, wordings: Iterable[Mapping[str, str]], said: Callable[[str], list[str]] = lambda line: [line]) -> Recorded:
    """Return what *state* says; keys are the `key_…` of all *wordings*. Of several lines with one key the last counts.

    *said* returns the lines that a reader sees in a tail or note, where a dialect writes them in markup.
    """
    keys = keys_of(wordings)
    return _read(state, said, lambda line: _told(line, keys))[0]


NOTHING = Recorded(False, None, None, None, None)


class Reader:
    """Reads the states of many entries; what several of them say alike is worked out once."""

    def __init__(self, wordings: Iterable[Mapping[str, str]]) -> None:
        self.keys = keys_of(wordings)
        self.kept = lru_cache(maxsize=_MOST_KEPT)(self._told)

    def read(self, state: State, said: Callable[[str], list[str]]) -> tuple[Recorded, bool]:
        """Return what *state* says, as the function `read` does, and whether a record line of ours stands there."""
        if not state.notes and not state.tail.strip() and len(state.box) <= _LONGEST_KEPT:
            return _of_box(state.box), False
        return _read(state, said, lambda line: self.kept(line) if len(line) <= _LONGEST_KEPT else self._told(line))

    def _told(self, line: str) -> tuple[str, str]:
        return _told(line, self.keys)


def _read(state: State, said: Callable[[str], list[str]], told: Callable[[str], tuple[str, str]]) -> tuple[Recorded, bool]:
    found: dict[str, str] = {"na": ""} if is_not_applicable(state.box) else {}
    has_record = False
    for written in (state.tail, *state.notes):
        for line in said(written):
            field, value = told(line)
            if field == RECORD:
                has_record = True
                found.pop("na", None)  # the meaning changed after somebody had said so
            elif value:
                found[field] = value
    return Recorded(is_done(state.box), *(found.get(field) for field in FIELDS)), has_record


@lru_cache(maxsize=256)
def _of_box(box: str) -> Recorded:
    """Return what a box says that nobody wrote anything beside."""
    return Recorded(is_done(box), "" if is_not_applicable(box) else None, None, None, None)


def keys_of(wordings: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the keys that people write, in every language of *wordings*, with the fields they stand for."""
    return {wording[f"key_{field}"].rstrip(":：").strip().casefold(): field for wording in wordings for field in FIELDS}


def inherited(own: Recorded, above: Recorded) -> Recorded:
    """Return what counts for a channel: its own words, and those *above*, at its item, where it has none; never the box there."""
    return Recorded(own.done, *(mine if mine is not None else theirs for mine, theirs in zip(own[1:], above[1:])))


def day_of(due: str) -> date | None:
    """Return the day that *due* names, as 2027-06-30 or 30.06.2027; None for anything else."""
    found = _DAY.fullmatch(due.strip())
    if not found:
        return None
    parts = found.group("year", "month", "day") if found["year"] else found.group("y", "m", "d")
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


def is_done(box: str) -> bool:
    """Return whether *box*, as found on a page, is ticked; one in brackets counts by what they hold."""
    bare = box.rstrip(_VARIATION)
    return bare in _DONE or bare.strip("[] ") in _DONE or bool(_TODO_DONE.match(box))


def is_not_applicable(box: str) -> bool:
    """Return whether *box*, as found on a page, says that the task does not apply."""
    return box.strip("[] ") == _NOT_APPLICABLE


def lines(state: State) -> Iterable[str]:
    """Return everything people wrote, a line each, the rest of the task line first."""
    return [line for line in (state.tail.strip(), *state.notes) if line]


def bare(line: str) -> str:
    """Return *line* without what only leads into it: blanks, list signs, emphasis."""
    lead = _LEAD.match(line)
    return line[lead.end() :] if lead else line


def keyed(line: str, keys: Mapping[str, str]) -> tuple[str, str]:
    """Return the field that *line* gives and its value, "" and "" if it gives none."""
    field, value = _told(line, keys)
    return ("", "") if field == RECORD else (field, value)


def _told(line: str, keys: Mapping[str, str]) -> tuple[str, str]:
    """Return the field whose key *line* begins with, and its value; for a record line its sign, for any other line nothing."""
    line = bare(line)
    if line.startswith(RECORD):
        return RECORD, ""
    head = line[:_LONGEST_KEY]
    narrow, wide = head.find(":"), head.find("：")
    place = narrow if wide < 0 else wide if narrow < 0 else min(narrow, wide)
    field = keys.get(head[:place].rstrip().rstrip("*_'").casefold(), "") if place >= 0 else ""
    value = _BEFORE_VALUE.match(line, place + 1) if field else None
    return (field, line[value.end() :].strip()) if value else ("", "")
