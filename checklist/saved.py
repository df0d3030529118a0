"""A state file: what somebody recorded outside the page, in JSON; read, and laid on what a page holds.

It only adds: a tick where there is none, lines that are not there yet. Nothing is ever unticked or taken away, and
adding it twice is adding it once. The file is untrusted; what it says enters a page through `dialect.note` alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from types import ModuleType
from typing import Any, NamedTuple

from . import jsonio, notes
from .dialects._base import Unit, word
from .errors import ChecklistError, Location, Problem, failure, suggestion, visible
from .model import RuleSet, State
from .moving import Page, move
from .shapes import BOOLEAN, CODE, DATE, Shape, list_of, object_of, or_null, published
from .wording import Words

VERSION = "state/1"
LONGEST_LINE, LONGEST_NOTES, LONGEST_NAME = 2_000, 10_000, 200
MOST_ENTRIES, MOST_PACKS, MOST_BYTES = 5_000, 50, 1_000_000
_MOST_PROBLEMS = 20

_CODE = re.compile(r"[A-Z]{3}-[0-9]{2,3}(?:\.[a-z-]+)?")
_PACK = re.compile(r"[a-z][a-z0-9-]{0,39}")
_VERSION = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9}){2}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


# ---- the published schema

_SHOWN_TIME = r"^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})$"
_SHOWN = r"\u0000-\u001f\u007f-\u009f\u2028\u2029"


def _text(longest: int, pattern: str, description: str) -> Shape:
    return {"type": "string", "minLength": 1, "maxLength": longest, "pattern": pattern, "description": description}


def _line(description: str, longest: int = LONGEST_LINE) -> Shape:
    return _text(longest, f"^[^{_SHOWN}]+$", description)


_ENTRY: dict[str, Any] = {
    "type": "object",
    "description": "what people recorded; what is empty is left out",
    "properties": {
        "done": BOOLEAN,
        "na": or_null(_line("why it is not applicable")),
        "owner": _line("who does it"),
        "due": DATE,
        "evidence": _line("an address, or where to look"),
        "notes": _text(
            LONGEST_NOTES, r"^(?:[^\u0000-\u001f\u007f-\u009f\u2028\u2029]|\n)+$",
            "lines of people and, beginning with ↻, of the program; where all becomes lines, they stand above na, owner, due and "
            "evidence, because the last of several counts",
        ),
    },
    "additionalProperties": False,
}

SCHEMA: Shape = published(
    "state", "ticks and notes of a checklist",
    id=_line("the checklist they belong to", LONGEST_NAME),
    generator=_line("the program that wrote the page", LONGEST_NAME),
    saved={
        "type": "string", "format": "date-time", "pattern": _SHOWN_TIME,
        "description": "when the file was saved",
    },
    packs={
        **list_of(object_of(
            name={"type": "string", "pattern": "^[a-z][a-z0-9-]{0,39}$"},
            version={"type": "string", "pattern": r"^\d{1,9}\.\d{1,9}\.\d{1,9}$"},
        )),
        "minItems": 1, "maxItems": MOST_PACKS, "description": "the rules whose meaning was ticked",
    },
    entries={"type": "object", "propertyNames": CODE, "additionalProperties": _ENTRY, "maxProperties": MOST_ENTRIES},
)


# ---- what a file says


class Said(NamedTuple):
    """What a state file says at one code; "" for what it does not say."""

    done: bool = False
    na: str = ""
    owner: str = ""
    due: str = ""
    evidence: str = ""
    notes: str = ""


class Saved(NamedTuple):
    """A state file: the checklist it belongs to, the packs it was made with, and what it says by code."""

    path: str
    id: str
    packs: Mapping[str, str]
    entries: Mapping[str, Said]


def read(content: bytes, path: str) -> Saved:
    """Return the state file that *content* is; *path* is for messages.

    Raises:
        ChecklistError: STA01, if it is no JSON; STA02, with everything that is not as `checklist rules schema state` says.
    """
    return _Reader(path).saved(jsonio.parse(content, path, code="STA01", what="state file", most=MOST_BYTES))


def as_page(saved: Saved, words: Words, dialect: ModuleType) -> Page:
    """Return *saved* as a page would record it."""
    return Page({code: _state(said, words, dialect, depth=int("." in code)) for code, said in saved.entries.items()}, (), saved.packs)


def added(own: State, more: State, words: Words, dialect: ModuleType) -> State:
    """Return *own* with what *more* says beyond it."""
    box = word(dialect, "ticked")(own.box) if notes.is_done(more.box) and not notes.is_done(own.box) else own.box
    keys = notes.keys_of(words.wordings)
    there = _said((own.tail, *own.notes), keys, dialect)
    new = [note for note in more.notes if not _said((note,), keys, dialect) <= there]
    return own._replace(box=box, notes=(*own.notes, *new))


def onto(saved: Saved, units: Iterable[Unit], rules: RuleSet, words: Words, dialect: ModuleType) -> list[Unit]:
    """Return the *units* of a region as they would be with what *saved* says, by codes that have a line there."""
    listed = list(units)
    shown: dict[str, tuple[str, ...]] = {}
    for code in (unit.code for unit in listed if unit.kind == "task"):
        item = code.partition(".")[0]
        shown[item] = (*shown.get(item, ()), *((code,) if code != item else ()))
    more = move(as_page(saved, words, dialect), shown, rules, words, dialect).states
    return [_with(unit, more[unit.code], words, dialect) if unit.kind == "task" and unit.code in more else unit for unit in listed]


def _with(unit: Unit, more: State, words: Words, dialect: ModuleType) -> Unit:
    state = added(State(unit.box, unit.tail, unit.notes, unit.number), more, words, dialect)
    return unit._replace(box=state.box, notes=state.notes)


def _said(written: Iterable[str], keys: Mapping[str, str], dialect: ModuleType) -> set[tuple[str, str]]:
    """Return what lines say, however they are marked up: a field and its value, or "" and the words."""
    # A dialect with lines of its own returns characters; to strip markup once more would take `<b>` for a tag.
    lines = getattr(dialect, "lines", None) or (lambda text: [word(dialect, "plain")(text)])
    said = set()
    for line in (line for text in written for line in lines(text)):
        field, value = notes.keyed(line, keys)
        said.add((field, " ".join((value if field else notes.bare(line)).split())))
    return said - {("", "")}


def _state(said: Said, words: Words, dialect: ModuleType, *, depth: int) -> State:
    keyed = (("owner", said.owner), ("due", said.due), ("evidence", said.evidence), ("na", said.na))
    lines = [line for line in said.notes.split("\n") if line.strip()]
    # Of several lines with one key the last counts, so what the page has in a field of its own comes behind its notes.
    lines += [f"{words.say(f'key_{name}')} {value}" for name, value in keyed if value]
    box = word(dialect, "ticked")(" ") if said.done else " "
    return State(box, "", tuple(word(dialect, "note")(visible(line), depth=depth) for line in lines))


# ---- reading


class _Reader:
    """Reads one state file and collects what is wrong with it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def saved(self, found: Any) -> Saved:
        if not isinstance(found, dict) or found.get("schema") != VERSION:
            is_record = isinstance(found, dict) and str(found.get("schema", "")).startswith("checklist/")
            hint = "this is a record: `generate --from` takes it" if is_record else "`checklist rules schema state` prints its format"
            raise failure(self.path, "STA02", f"it is no state file: `schema` is not {VERSION!r}", hint)
        self._known(found, "", SCHEMA["properties"])
        for name in ("id", "generator", "saved", "packs", "entries"):
            if name not in found:
                self._report(name, "is missing", "add it")
        id = self._line(found, "", "id", most=LONGEST_NAME)
        self._line(found, "", "generator", most=LONGEST_NAME)
        if not _TIME.fullmatch(self._line(found, "", "saved") or "2027-01-15T12:00:00Z"):
            self._report("saved", "is no time", "write 2027-01-15T12:00:00Z")
        packs, entries = self._packs(found.get("packs", ())), self._entries(found.get("entries", {}))
        if self.problems:
            raise ChecklistError(self.problems[:_MOST_PROBLEMS])
        return Saved(self.path, id, packs, entries)

    def _packs(self, found: Any) -> dict[str, str]:
        if not isinstance(found, (list, tuple)) or isinstance(found, list) and not 0 < len(found) <= MOST_PACKS:
            self._report("packs", "is no list of packs", f"from 1 to {MOST_PACKS}")
            return {}
        packs = {}
        for number, pack in enumerate(found):
            at = f"packs[{number}]"
            if not isinstance(pack, dict) or set(pack) != {"name", "version"}:
                self._report(at, "is no pack", 'write {"name": "core", "version": "1.0.0"}')
                continue
            for name, pattern in (("name", _PACK), ("version", _VERSION)):
                if not isinstance(pack[name], str) or not pattern.fullmatch(pack[name]):
                    self._report(f"{at}.{name}", f"is no {name} of a pack", "write core, and 1.0.0")
            packs[str(pack["name"])] = str(pack["version"])
        return packs

    def _entries(self, found: Any) -> dict[str, Said]:
        if not isinstance(found, dict) or len(found) > MOST_ENTRIES:
            self._report("entries", "is no object of entries by code", f"at most {MOST_ENTRIES}")
            return {}
        entries = {}
        for code, entry in found.items():
            if not _CODE.fullmatch(code):
                self._report(f"entries.{code[:40]}", "is no code", "write PRV-03 or PRV-03.tiktok")
            elif not isinstance(entry, dict):
                self._report(f"entries.{code}", "is no object", "write what is recorded there")
            else:
                entries[code] = self._entry(entry, f"entries.{code}.")
        return entries

    def _entry(self, entry: dict[str, Any], at: str) -> Said:
        self._known(entry, at, Said._fields)
        done = entry.get("done", False)
        if not isinstance(done, bool):
            self._report(at + "done", "is neither true nor false", "write true or false")
        due = self._line(entry, at, "due")
        if due and (not _DAY.fullmatch(due) or notes.day_of(due) is None):
            self._report(at + "due", "is no date", "write 2027-06-30")
        na = self._line(entry, at, "na") if entry.get("na") is not None else ""
        owner, evidence = self._line(entry, at, "owner"), self._line(entry, at, "evidence")
        return Said(done is True, na, owner, due, evidence, self._line(entry, at, "notes", most=LONGEST_NOTES, allowed="\n"))

    def _line(self, found: dict[str, Any], at: str, name: str, *, most: int = LONGEST_LINE, allowed: str = "") -> str:
        """Return a text, "" if there is none; control characters but the *allowed* ones are wrong."""
        value = found.get(name)
        if name not in found:
            return ""
        if not isinstance(value, str):
            self._report(at + name, "is no text", "put it in quotes")
        elif not 0 < len(value) <= most:
            self._report(at + name, f"has {len(value)} characters", f"from 1 to {most}; leave out what is empty")
        elif any(sign not in allowed for sign in _CONTROLS.findall(value)):
            self._report(at + name, "holds a line break or another control character", "remove it")
        else:
            return value
        return ""

    def _known(self, found: dict[str, Any], at: str, names: Collection[str]) -> None:
        for name in found:
            if name not in names:
                self._report(at + name[:40], "is unknown", suggestion(name, names))

    def _report(self, at: str, message: str, hint: str) -> None:
        self.problems.append(Problem(Location(self.path), "STA02", f"{at} {message}", hint))
