"""A skeleton for a new item, and its place at the end of a theme file.

Values in, values out: text becomes text, and what stood in a file before stands there still. Not responsible for writing
files (`writing`).
"""

from __future__ import annotations

from typing import Any

from . import yamlio
from .errors import ChecklistError, failure
from .fields import Reading
from .linting import TO_DO
from .model import RuleSet
from .schema import THEME
from .yamlio import Mapping, Scalar, Sequence

_MOST = 999


def next_code(rules: RuleSet, prefix: str, name: str) -> str:
    """Return the code after the highest of *prefix*, that of the theme or pack called *name*.

    A gap may be a retired code, and codes are never reused.

    Raises:
        ChecklistError: REF02, if the theme has used them all.
    """
    used = [code for item in rules.item_list for code in (item.code, *item.replaces)]
    number = max((int(code[4:]) for code in used if code.startswith(prefix + "-")), default=0) + 1
    if number > _MOST:
        raise failure(name, "REF02", f"{prefix} has no code left", "begin a theme with a prefix of its own")
    return f"{prefix}-{number:02}"


def skeleton(rules: RuleSet, code: str, *, theme: str = "") -> str:
    """Return an item with all it needs, in the lines of a theme file; its texts are still to be written.

    With *theme* it is one that a house pack adds to that theme.
    """
    owner, phase = (_plain(next(iter(terms))) for terms in (rules.vocabulary.owners, rules.vocabulary.phases))
    version = rules.packs[-1].version
    named = f"\n  theme: {_plain(theme)}" if theme else ""
    return f"""\
- code: {code}{named}
  action: {TO_DO} say in one imperative sentence what to do, without a full stop
  why: {TO_DO} answer the marketer who asks whether it has to be
  how:
    - {TO_DO} write one to five concrete steps
  evidence: {TO_DO} name what proves it, something one can link
  owner: {owner}
  phase: {phase}
  effort: 30                  # minutes, once the owner knows how
  lead: 7                     # days before launch; negative = after it
  level: should               # should or could; only a source makes a must
  # required_by: [source]     # binding sources; or {{source: …, when: {{…}}}}
  # see: [source]             # what supports it
  # when: {{facet: [value]}}    # whom it concerns; left out = every campaign
  since: {version}
  revised: {version}
"""


def appended(old: bytes, item: str, code: str, path: str) -> bytes:
    """Return the theme file *old* with *item* as its last; every byte of *old* stays where it is.

    Raises:
        ChecklistError: if *old* is no theme file, or OUT04 if an item at its end would not be the last of its items.
    """
    before = _read(old, path)
    new = old + _addition(old, item, path)
    try:
        after = _read(new, path)
    except ChecklistError:
        after = None
    if after is None or after[0] != before[0] or after[1][:-1] != before[1] or after[1][-1].code != code:
        hint = "let `items` be the last key, each item on lines of its own; or paste the skeleton by hand"
        raise failure(path, "OUT04", "no item can be added at the end of the file", hint)
    return new


def _addition(old: bytes, item: str, path: str) -> bytes:
    """Return *item* as *old* writes its items: as far to the right, with the same line ends."""
    root = yamlio.parse(old, path)
    items = root.get("items") if isinstance(root, Mapping) else None
    column = items.column if isinstance(items, Sequence) else 1
    end = "\r\n" if b"\r\n" in old else "\n"
    lines = ["" if old.endswith(b"\n") else end, *(" " * (column - 1) + line + end for line in item.splitlines())]
    return "".join(lines).encode()


def _read(text: bytes, path: str) -> Any:
    reading = Reading(path)
    theme = THEME.read(yamlio.parse(text, path), reading)
    if reading.problems or theme is None:
        raise ChecklistError(reading.problems)
    return theme


def _plain(name: str) -> str:
    """Return *name* as YAML reads it back."""
    return f'"{name}"' if yamlio.surprise(Scalar(name, True, 0, 0)) else name
