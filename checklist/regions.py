"""Find, read and seal the region of a page that is ours.

A region begins with a marker that holds what a refresh needs and ends with one that holds a sum of the
generated words. Everything in a marker is untrusted. Not responsible for what stands in between
(`rendering`) nor for files (`writing`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from types import ModuleType
from typing import NamedTuple
from urllib.parse import quote, unquote

from .dialects._base import Unit, Unreadable, word
from .errors import ChecklistError, Location, Problem, failure, suggestion
from .model import State

BEGIN, END = "checklist-begin", "checklist-end"
VERSION = "1"
KEYS = (
    "v", "id", "dialect", "campaign", "set", "params", "as-of", "packs", "lang", "template", "group-by", "themes", "level", "owner",
    "budget",
)
_ASCII_SIGNS = bytes(number for number in range(128) if not chr(number).isalnum())
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_MOST_KEPT, _LONGEST_KEPT = 4096, 2000
_FIELD = re.compile(r"(?P<key>[a-z-]+)=(?P<value>[A-Za-z0-9._/@,*%:;-]*)\Z")


class Region(NamedTuple):
    """A region of a page: offsets of the whole and of what stands between the markers, 0-based; `line` from 1."""

    start: int
    inner_start: int
    inner_end: int
    end: int
    line: int
    fields: Mapping[str, str]
    sum: str


def begin(fields: Mapping[str, str]) -> str:
    """Return the content of a begin marker; empty values are left out."""
    return " ".join([BEGIN, *(f"{key}={_encoded(fields[key])}" for key in KEYS if fields.get(key))])


def seal(body: str, fields: Mapping[str, str], dialect: ModuleType, *, gone: Iterable[str]) -> str:
    """Return *body* as a region, its two markers around it; *gone* are headings that end the sum."""
    total = checksum(dialect.parse(body), dialect, gone=gone)
    gap = word(dialect, "GAP")
    return f"{dialect.marker(begin(fields))}{gap}{body.strip(chr(10))}{gap}{dialect.marker(f'{END} sum={total}')}\n"


def find(page: str, path: str, dialect: ModuleType, *, allow_older: bool = False) -> list[Region]:
    """Return the regions of *page* in order.

    Raises:
        ChecklistError: PAG02, for markers that are malformed, nested, reversed or alone; PAG04, for those of a newer program
            unless *allow_older*; PAG06, for a page that is not in this dialect.
    """
    regions: list[Region] = []
    problems: list[Problem] = []
    opened: tuple[int, int, int, dict[str, str]] | None = None
    line, counted, newline = 1, 0, -1
    for content, start, end in _markers(page, path, dialect):
        line += page.count("\n", counted, start)
        newline, counted = max(newline, page.rfind("\n", counted, start)), start
        place = Location(path, line, start - newline)
        fields = _fields(content, place, problems, allow_older)
        if content.split(None, 1)[0] == BEGIN:
            if opened:
                problems.append(Problem(place, "PAG02", "a checklist begins inside another", "remove one of the begin markers"))
            opened = (start, end, line, fields)
        elif opened is None:
            problems.append(Problem(place, "PAG02", "a checklist ends that never began", "restore the begin marker"))
        else:
            regions.append(Region(opened[0], opened[1], start, end, opened[2], opened[3], fields.get("sum", "")))
            opened = None
    if opened:
        problems.append(Problem(Location(path, opened[2]), "PAG02", "this checklist has no end", "restore the end marker"))
    if problems:
        raise ChecklistError(problems)
    return regions


def states(units: Iterable[Unit], path: str, first_line: int) -> dict[str, State]:
    """Return what people recorded, by code; *first_line* is the page's line of the region's first line.

    Raises:
        ChecklistError: PAG03, for a code that stands twice.
    """
    found: dict[str, State] = {}
    lines: dict[str, int] = {}
    problems = []
    for unit in units:
        if unit.kind != "task":
            continue
        line = first_line + unit.line - 1
        if unit.code in found:
            hint = f"first in line {lines[unit.code]}; merge the two lines"
            problems.append(Problem(Location(path, line), "PAG03", f"code {unit.code} stands twice", hint))
        lines.setdefault(unit.code, line)
        found.setdefault(unit.code, State(unit.box, unit.tail, unit.notes, unit.number))
    if problems:
        raise ChecklistError(problems)
    return found


def checksum(units: Iterable[Unit], dialect: ModuleType, *, gone: Iterable[str]) -> str:
    """Return the sum of the generated words up to the heading that begins what people may delete.

    Letters, digits, marks and signs count; white space, punctuation, boxes, notes and markup do not, because
    honest wikis change those.
    """
    counted: list[str] = []
    ends = {reduced(heading, dialect) for heading in gone}
    skipping = False
    for unit in units:
        letters = reduced(unit.text, dialect)
        if unit.kind == "heading":
            skipping = letters in ends
        if not skipping:
            counted += letters, "|", unit.code
    return sha256("".join(counted).encode()).hexdigest()[:12]


def reduced(text: str, dialect: ModuleType) -> str:
    """Return the letters, digits, marks and non-ASCII symbols of *text*, composed."""
    return _known(text, dialect) if len(text) <= _LONGEST_KEPT else _reduced(text, dialect)


def _reduced(text: str, dialect: ModuleType) -> str:
    plain = dialect.plain(text)
    if not plain.isascii():
        plain = unicodedata.normalize("NFC", plain)
    # Bytes lose their ASCII signs an order of magnitude faster than characters do.
    kept = plain.encode().translate(None, _ASCII_SIGNS).decode()
    return kept if kept.isascii() else _BEYOND_ASCII.sub(lambda found: _kept(found.group()), kept)


# Pages of the same rules hold the same texts.
_known = lru_cache(maxsize=_MOST_KEPT)(_reduced)


@lru_cache(maxsize=4096)
def _kept(character: str) -> str:
    return character if unicodedata.category(character)[0] in "LNMS" else ""


def _markers(page: str, path: str, dialect: ModuleType) -> list[tuple[str, int, int]]:
    markers = getattr(dialect, "markers", dialect.landmarks)
    try:
        return [(mark.text, mark.start, mark.end) for mark in markers(page) if mark.kind == "marker"]
    except Unreadable as error:
        raise failure(path, "PAG06", error.reason, "mend it there", line=error.line, column=error.column) from error


def _fields(content: str, place: Location, problems: list[Problem], allow_older: bool) -> dict[str, str]:
    name, *words = content.split()
    allowed = KEYS if name == BEGIN else ("sum",)
    fields: dict[str, str] = {}
    for part in words:
        found = _FIELD.match(part)
        if not found:
            problems.append(Problem(place, "PAG02", f"{part[:40]!r} is no part of a marker", "write key=value"))
        elif found["key"] not in allowed:
            hint = suggestion(found["key"], allowed)
            problems.append(Problem(place, "PAG02", f"key {found['key']!r} is unknown in a marker", hint))
        elif found["key"] in fields:
            problems.append(Problem(place, "PAG02", f"key {found['key']!r} stands twice in a marker", "keep one"))
        else:
            fields[found["key"]] = unquote(found["value"])
    needed = {"v", "id", "dialect"} if name == BEGIN else {"sum"}
    missing = sorted(needed - set(fields))
    if missing and not problems:
        problems.append(Problem(place, "PAG02", f"the marker lacks {', '.join(missing)}", "restore it from an older page"))
    if fields.get("v", VERSION) != VERSION and not allow_older:
        problems.append(Problem(place, "PAG04", "a newer program wrote this checklist", "update checklist, or try --allow-older"))
    return fields


def _encoded(value: str) -> str:
    return quote(value, safe="._/@,*:;-").replace("--", "-%2D").replace("~", "%7E")
