"""What a page says of each of its entries: closed or open, at which level, whose, until when, shown by what.

The page is taken at its word: nothing is selected anew, rules give names alone. Everything a person wrote comes back
fit for a terminal. Not responsible for finding regions (`regions`) nor for adding entries up (`progress`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from types import ModuleType
from typing import NamedTuple

from . import notes
from .dialects._base import Unit, word
from .errors import visible
from .model import LEVELS, Item, RuleSet, State
from .notes import Recorded
from .regions import reduced, states

# Each entry is in one of these, the first that fits.
STATES = ("waived", "done", "na", "again", "open")
CLOSED = STATES[:3]

_NOTHING_SAID = (None,) * len(notes.FIELDS)
_LONGEST_LABEL, _LONGEST_DAY = 400, 80
_MOST_KEPT = 4096
_LABEL = re.compile(r"[\s*_'/]*[^:]{1,200}:[\s*_'/]*")
_ESCAPED = re.compile(r"\\([^\w\s])")


class Listed(NamedTuple):
    """An entry as the ledger lists it. What nobody said is "", and None for the day; `due` is as written, `day` what it means.

    `owner` is whom people named, `role` who does it by the rules; `reason` says why it does not apply; `line` counts from 1.
    """

    code: str
    state: str
    level: str
    theme: str
    role: str
    owner: str
    due: str
    day: date | None
    evidence: str
    reason: str
    action: str
    line: int

    @property
    def is_closed(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in CLOSED


class Reader:
    """Reads entries; what depends on the rules alone is worked out once for many pages."""

    def __init__(self, rules: RuleSet, *, actions: bool) -> None:
        """Take the words of *rules* in all their languages; *actions* asks for what each entry says to do."""
        self.actions = actions
        self.notes = notes.Reader(rules.wordings)
        self.items: dict[str, Item] = {item.code: item for item in rules.item_list}
        self.themes = {theme.code: name for name, theme in rules.themes.items()}
        levels = {wording[level].casefold(): level for wording in rules.wordings for level in LEVELS}
        # A label may stand in emphasis, as marks or as tags.
        listed = "|".join(map(re.escape, sorted(levels, key=len, reverse=True)))
        self.levels, self.label = levels, re.compile(rf"(?:<[^<>]*>|[^\w<]|_)*(?P<level>{listed})(?!\w)", re.IGNORECASE)
        # Pages of the same rules say the same.
        self.levels_of = lru_cache(maxsize=_MOST_KEPT)(self._level_of)
        self.waived, self.gone = ([wording[name] for wording in rules.wordings] for name in ("waived", "gone"))

    def entries(self, units: Sequence[Unit], dialect: ModuleType, path: str, first_line: int) -> list[Listed]:
        """Return the entries among *units*, the headings and tasks of a region whose first line is *first_line* of the page *path*.

        An item that is ticked per channel is that many entries; what is written at the item itself counts for each of its
        channels that says nothing else. What is no longer in the list is no entry.

        Raises:
            ChecklistError: PAG03, for a code that stands twice.
        """
        tasks = [unit for unit in units if unit.kind == "task"]
        if len({unit.code for unit in tasks}) < len(tasks):
            states(tasks, path, first_line)
        standing = {unit.code: (unit, is_waived) for unit, is_waived in self._standing(units, dialect)}
        parents = {code[: code.index(".")] for code in standing if "." in code} & standing.keys()
        said = word(dialect, "lines")
        above = {code: self._recorded(standing[code][0], said)[0] for code in parents}
        entries = []
        for code, (unit, is_waived) in standing.items():
            if code in parents:
                continue
            level = self._level(unit)
            recorded, has_record = self._recorded(unit, said)
            parent = code.partition(".")[0] if "." in code else ""
            if parent in parents:
                recorded = notes.inherited(recorded, above[parent])
                level = level or self._level(standing[parent][0])
            state = "waived" if is_waived else _state(recorded, has_record)
            action = self._action(unit, standing.get(parent), dialect) if self.actions else ""
            entries.append(self._listed(code, state, level, recorded, action, first_line + unit.line - 1))
        return entries

    def _standing(self, units: Iterable[Unit], dialect: ModuleType) -> Iterator[tuple[Unit, bool]]:
        """Yield the tasks that are in the list, and whether they are waived."""
        waived = {reduced(heading, dialect) for heading in self.waived}
        heading: Unit | None = None
        is_waived = is_gone = False
        for unit in units:
            if unit.kind == "heading":
                heading = unit
            elif unit.kind == "task":
                if heading:
                    is_gone = any(gone in heading.text for gone in self.gone)
                    is_waived = reduced(heading.text, dialect) in waived
                    heading = None
                if not is_gone:
                    yield unit, is_waived

    def _recorded(self, unit: Unit, said: Callable[[str], list[str]]) -> tuple[Recorded, bool]:
        return self.notes.read(State(unit.box, unit.tail, unit.notes), said)

    def _level(self, unit: Unit) -> str:
        return self.levels_of(unit.inner[:_LONGEST_LABEL])

    def _level_of(self, inner: str) -> str:
        found = self.label.match(inner)
        return self.levels[found["level"].casefold()] if found else ""

    def _action(self, unit: Unit, parent: tuple[Unit, bool] | None, dialect: ModuleType) -> str:
        """Return what a task says to do, its label gone; that of a channel says for which."""
        said = _plain(unit.inner, dialect)
        if parent and parent[0] is not unit and not self._level(unit):
            return f"{self._action(parent[0], None, dialect)} – {said}"
        label = _LABEL.match(said)
        return said[label.end() :] if label else said

    def _listed(self, code: str, state: str, level: str, recorded: Recorded, action: str, line: int) -> Listed:
        item = self.items.get(code) or self.items.get(code.partition(".")[0])
        theme, role = (item.theme, item.owner) if item else (self.themes.get(code[:3], ""), "")
        if recorded[1:] == _NOTHING_SAID:
            return Listed(code, state, level, theme, role, "", "", None, "", "", action, line)
        due = recorded.due or ""
        return Listed(
            code, state, level, theme, role, _clean(recorded.owner), _clean(due), _day_of(due) if len(due) <= _LONGEST_DAY else None,
            _clean(recorded.evidence), _clean(recorded.na) if state == "na" else "", action, line,
        )


def _state(recorded: Recorded, has_record: bool) -> str:
    if recorded.done:
        return "done"
    if recorded.na is not None:
        return "na"
    return "again" if has_record else "open"


def _clean(said: str | None) -> str:
    if not said:
        return ""
    return _cleaned_once(said) if len(said) <= _LONGEST_LABEL else _cleaned(said)


def _cleaned(said: str) -> str:
    return visible(" ".join(said.split()))


_cleaned_once = lru_cache(maxsize=_MOST_KEPT)(_cleaned)


@lru_cache(maxsize=_MOST_KEPT)
def _day_of(due: str) -> date | None:
    return notes.day_of(due)


def _plain(inner: str, dialect: ModuleType) -> str:
    """Return the characters of *inner*, as near as they can be told without an engine."""
    return _plain_once(inner, dialect) if len(inner) <= _LONGEST_LABEL else _told_plain(inner, dialect)


def _told_plain(inner: str, dialect: ModuleType) -> str:
    return visible(" ".join(_ESCAPED.sub(r"\1", dialect.plain(inner)).replace("**", "").split()))


_plain_once = lru_cache(maxsize=_MOST_KEPT)(_told_plain)
