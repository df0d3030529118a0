"""A state file: what somebody recorded outside the page, as the interactive page saves it; and laying it on what a page holds.

It only adds: a tick where there is none, lines that are not there yet. Nothing is ever unticked or taken away, and
adding it twice is adding it once. The file is untrusted; what it says enters a page through `dialect.note` alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any, NamedTuple

from . import notes
from .dialects._base import word
from .errors import ChecklistError, Location, Problem, failure, visible
from .model import State
from .moving import Page
from .wording import Words

NAME = "state/1"
_CODE = re.compile(r"[A-Z]{3}-[0-9]{2,3}(?:\.[a-z-]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LINE, _TEXT, _MOST = 2_000, 20_000, 5_000
_LINES = re.compile(r"\r\n?|\n")


class Said(NamedTuple):
    """What a state file says at one code; "" for what it does not say, `na` is None unless it does not apply."""

    done: bool = False
    na: str | None = None
    owner: str = ""
    due: str = ""
    evidence: str = ""
    notes: str = ""


class Saved(NamedTuple):
    """A state file: the checklist it belongs to, the packs that was made with, and what it says by code."""

    path: str
    id: str
    packs: Mapping[str, str]
    entries: Mapping[str, Said]


def read(content: bytes, path: str) -> Saved:
    """Return the state file that *content* is; *path* is for messages.

    Raises:
        ChecklistError: STA01, if it is no JSON; STA02, with everything that is not as `checklist rules schema state` says.
    """
    return _Reader(path).saved(_parsed(content, path))


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


def _said(written: Iterable[str], keys: Mapping[str, str], dialect: ModuleType) -> set[tuple[str, str]]:
    """Return what lines say, however they are marked up: a field and its value, or "" and the words."""
    lines, plain = word(dialect, "lines"), word(dialect, "plain")
    said = set()
    for line in (plain(line) for text in written for line in lines(text)):
        field, value = notes.keyed(line, keys)
        said.add((field, " ".join((value if field else notes.bare(line)).split())))
    return said - {("", "")}


def _state(said: Said, words: Words, dialect: ModuleType, *, depth: int) -> State:
    keyed = [("owner", said.owner), ("due", said.due), ("evidence", said.evidence), ("na", said.na or "")]
    lines = [f"{words.say(f'key_{name}')} {value}" for name, value in keyed if value]
    lines += [line for line in _LINES.split(said.notes) if line.strip()]
    box = word(dialect, "ticked")(" ") if said.done else " "
    return State(box, "", tuple(word(dialect, "note")(visible(line), depth=depth) for line in lines))


# ---- reading


def _parsed(content: bytes, path: str) -> Any:
    from json import JSONDecodeError, loads

    from .yamlio import decode

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = dict(pairs)
        if len(names) < len(pairs):
            raise ValueError("a name stands twice in one object")
        return names

    def refuse(name: str) -> None:
        raise ValueError(f"{name} is no JSON")

    text = decode(content, path)
    try:
        return loads(text, object_pairs_hook=once, parse_constant=refuse)
    except JSONDecodeError as error:
        message = f"this is no JSON: {error.msg}"
        raise failure(path, "STA01", message, "save it anew from the page", line=error.lineno, column=error.colno) from None
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise failure(path, "STA01", f"this is no state file: {reason}", "save it anew from the page") from None


class _Reader:
    """Reads one state file and collects what is wrong with it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def saved(self, found: Any) -> Saved:
        if not isinstance(found, dict) or found.get("schema") != NAME:
            raise failure(self.path, "STA02", f"it is no state file: `schema` is not {NAME!r}", "save it from an interactive page")
        self._known(found, "", ("schema", "id", "generator", "saved", "packs", "entries"))
        id = self._text(found, "", "id", most=60) or ""
        packs = self._packs(found.get("packs", []))
        entries = self._entries(found.get("entries"))
        if not id:
            self._report("id", "is missing", "the id of the checklist")
        if self.problems:
            raise ChecklistError(self.problems)
        return Saved(self.path, id, packs, entries)

    def _packs(self, found: Any) -> dict[str, str]:
        packs = {}
        for number, pack in enumerate(found if isinstance(found, list) else [None]):
            if not isinstance(pack, dict) or not all(isinstance(pack.get(name), str) for name in ("name", "version")):
                self._report(f"packs[{number}]", "is no pack", 'write {"name": "core", "version": "1.0.0"}')
            elif not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9}){2}", pack["version"]):
                self._report(f"packs[{number}].version", "is no version", "write 1.0.0")
            else:
                packs[pack["name"]] = pack["version"]
        return packs

    def _entries(self, found: Any) -> dict[str, Said]:
        if not isinstance(found, dict) or len(found) > _MOST:
            self._report("entries", "is no object of entries by code", f"at most {_MOST}")
            return {}
        entries = {}
        for code, entry in found.items():
            if not _CODE.fullmatch(code):
                self._report(f"entries.{code[:40]}", "is no code", "write PRV-03 or PRV-03.tiktok")
            elif not isinstance(entry, dict):
                self._report(f"entries.{code}", "is no object", "write what is recorded there")
            else:
                entries[code] = self._entry(code, entry)
        return entries

    def _entry(self, code: str, entry: dict[str, Any]) -> Said:
        at = f"entries.{code}."
        self._known(entry, at, Said._fields)
        done = entry.get("done", False)
        if not isinstance(done, bool):
            self._report(at + "done", "is neither true nor false", "write true or false")
        na, due = self._text(entry, at, "na"), self._text(entry, at, "due") or ""
        if due and notes.day_of(due) is None:
            self._report(at + "due", "is no date", "write 2027-06-30")
        return Said(
            done is True, na, self._text(entry, at, "owner") or "", due, self._text(entry, at, "evidence") or "",
            self._text(entry, at, "notes", most=_TEXT, lines=True) or "",
        )

    def _text(self, found: dict[str, Any], at: str, name: str, *, most: int = _LINE, lines: bool = False) -> str | None:
        value = found.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            self._report(at + name, "is no text", "put it in quotes")
        elif len(value) > most:
            self._report(at + name, f"is longer than {most} characters", "shorten it")
        elif not lines and _LINES.search(value):
            self._report(at + name, "has more than one line", "write it in one")
        else:
            return value.strip()
        return None

    def _known(self, found: dict[str, Any], at: str, names: Iterable[str]) -> None:
        from .errors import suggestion

        known = tuple(names)
        for name in found:
            if name not in known:
                self._report(at + name[:40], "is unknown", suggestion(name, known))

    def _report(self, at: str, message: str, hint: str) -> None:
        self.problems.append(Problem(Location(self.path), "STA02", f"{at} {message}", hint))
