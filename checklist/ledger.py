"""What a page says of each of its entries: closed or open, at which level, whose, until when, shown by what.

The page is taken at its word: nothing is selected anew, rules give names alone. Everything a person wrote comes back
fit for a terminal. Not responsible for finding regions (`regions`) nor for adding entries up (`progress`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
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

_LONGEST_LABEL = 400
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
        self.keys = notes.keys_of(rules.wordings)
        self.items: dict[str, Item] = {item.code: item for item in rules.item_list}
        self.themes = {theme.code: name for name, theme in rules.themes.items()}
        levels = {wording[level].casefold(): level for wording in rules.wordings for level in LEVELS}
        # A label may stand in emphasis, as marks or as tags.
        listed = "|".join(map(re.escape, sorted(levels, key=len, reverse=True)))
        self.levels, self.label = levels, re.compile(rf"(?:<[^<>]*>|[^\w<]|_)*(?P<level>{listed})(?!\w)", re.IGNORECASE)
        self.waived, self.gone = ([wording[name] for wording in rules.wordings] for name in ("waived", "gone"))

    def entries(self, units: Iterable[Unit], dialect: ModuleType, path: str, first_line: int) -> list[Listed]:
        """Return the entries among *units*, the headings and tasks of a region whose first line is *first_line* of the page *path*.

        An item that is ticked per channel is that many entries; what is written at the item itself counts for each of its
        channels that says nothing else. What is no longer in the list is no entry.

        Raises:
            ChecklistError: PAG03, for a code that stands twice.
        """
        units = list(units)
        written = states(units, path, first_line)
        standing = {unit.code: (unit, is_waived) for unit, is_waived in self._standing(units, dialect)}
        parents = {code.partition(".")[0] for code in standing if "." in code} & standing.keys()
        read = partial(notes.read_by, keys=self.keys, said=word(dialect, "lines"))
        above = {code: read(written[code]) for code in parents}
        entries = []
        for code, (unit, is_waived) in standing.items():
            if code in parents:
                continue
            parent = code.partition(".")[0]
            recorded, level = read(written[code]), self._level(unit)
            if parent in parents:
                recorded = notes.inherited(recorded, above[parent])
                level = level or self._level(standing[parent][0])
            state = "waived" if is_waived else _state(recorded, written[code], dialect)
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

    def _level(self, unit: Unit) -> str:
        found = self.label.match(unit.inner[:_LONGEST_LABEL])
        return self.levels[found["level"].casefold()] if found else ""

    def _action(self, unit: Unit, parent: tuple[Unit, bool] | None, dialect: ModuleType) -> str:
        """Return what a task says to do, its label gone; that of a channel says for which."""
        said = _plain(unit.inner, dialect)
        if parent and parent[0] is not unit and not self._level(unit):
            return f"{self._action(parent[0], None, dialect)} – {said}"
        label = _LABEL.match(said)
        return said[label.end() :] if label else said

    def _listed(self, code: str, state: str, level: str, recorded: Recorded, action: str, line: int) -> Listed:
        item = self.items.get(code.partition(".")[0])
        theme = item.theme if item else self.themes.get(code[:3], "")
        due, is_na = recorded.due or "", state == "na"
        return Listed(
            code, state, level, theme, item.owner if item else "", _clean(recorded.owner), _clean(due), notes.day_of(due) if due else None,
            _clean(recorded.evidence), _clean(recorded.na) if is_na else "", action, line,
        )


def _state(recorded: Recorded, written: State, dialect: ModuleType) -> str:
    if recorded.done:
        return "done"
    if recorded.na is not None:
        return "na"
    return "again" if notes.has_record(written, word(dialect, "lines")) else "open"


def _clean(said: str | None) -> str:
    return visible(" ".join(said.split())) if said else ""


def _plain(inner: str, dialect: ModuleType) -> str:
    """Return the characters of *inner*, as near as they can be told without an engine."""
    return visible(" ".join(_ESCAPED.sub(r"\1", dialect.plain(inner)).replace("**", "").split()))
