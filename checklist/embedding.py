"""Lay a checklist over the page it was written to before: ticks and notes stay, the rest is new.

What people wrote is kept by code. An entry that fell out of the list keeps its line under a heading of its
own, with the reason. Not responsible for files (`writing`) nor for choosing the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import ModuleType
from typing import NamedTuple

from .dialects._base import Unit
from .errors import failure
from .model import Checklist, Gone, RuleSet, State
from .notes import RECORD
from .regions import Region, checksum, find, states
from .wording import Words

Select = Callable[[date | None, Mapping[str, State]], Checklist]


class Page(NamedTuple):
    """A page that is one region of ours: its units, what people recorded, and the day printed on it."""

    region: Region
    units: tuple[Unit, ...]
    states: Mapping[str, State]
    printed: date | None


def read_own(text: str, path: str, dialect: ModuleType, words: Words, *, id: str, force: bool) -> Page:
    """Return *text* as the page of the checklist called *id*.

    Raises:
        ChecklistError: PAG01 if it is no such page, PAG05 if generated text was edited and not *force*.
    """
    regions = find(text, path, dialect)
    region = regions[0] if len(regions) == 1 else None
    if region is None or text[: region.start].strip("\ufeff \t\r\n") or text[region.end :].strip():
        raise not_ours(path)
    if region.fields["id"] != id:
        message = f"it holds the checklist {region.fields['id']!r}, not {id!r}"
        raise failure(path, "PAG01", message, "choose another file, or --force")
    units = dialect.parse(text[region.inner_start : region.inner_end])
    if not force and checksum(units, dialect, gone=[words.say("gone")]) != region.sum:
        message = "generated text of this checklist was edited"
        hint = f"lines {region.line} to {text.count(chr(10), 0, region.end) + 1}; undo that, or --force saves the page and replaces it"
        raise failure(path, "PAG05", message, hint, line=region.line)
    recorded = states(units, path, text.count("\n", 0, region.inner_start) + 1)
    return Page(region, units, recorded, _printed(units, words))


def not_ours(path: str) -> Exception:
    """Return the refusal to write over a page that is not one checklist of ours."""
    hint = "choose another name, or --force saves it and replaces it"
    return failure(path, "PAG01", "the file exists and is not a checklist of ours", hint)


def lay(page: Page, select: Select, words: Words, rules: RuleSet, dialect: ModuleType, *, mode: str) -> Checklist:
    """Return the checklist as it is now with what people recorded on *page*.

    A tick under an item whose meaning has changed since is taken back, with a line that says so. Where the as-of
    day is simply today, the day printed on the page is kept as long as nothing depends on it.
    """
    kept = {code: state for code, state in page.states.items() if _is_written(state)}
    kept.update(_to_check_again(kept, page.region, rules, words, dialect))
    now = select(None, kept)
    if mode == "today" and page.printed and page.printed <= now.as_of:
        then = select(page.printed, kept)
        # Without a source the days of its check are the as-of day itself; with the same sources they are the same.
        if then._replace(as_of=now.as_of, checked=now.checked, review_by=now.review_by) == now:
            now = then
    return now._replace(gone=_gone(page, now, kept, words, dialect))


def _to_check_again(
    kept: Mapping[str, State], region: Region, rules: RuleSet, words: Words, dialect: ModuleType
) -> dict[str, State]:
    """Return the states whose tick no longer says what the item means, box emptied and the reason noted."""
    items = {item.code: item for item in rules.item_list}
    before = dict(pack.partition("@")[::2] for pack in region.fields.get("packs", "").split(","))
    changed = {}
    for code, state in kept.items():
        item = items.get(code.partition(".")[0])
        pack = item.packs[-1] if item else ""
        if item and state.box.strip() and pack in before and numbers(item.revised) > numbers(before[pack]):
            told = words.say("check_again", old=f"{pack} {before[pack]}", new=f"{pack} {item.revised}")
            note = dialect.note(f"{RECORD} {told}", depth=1 if "." in code else 0)
            changed[code] = State(" ", state.tail, (*state.notes, note))
    return changed


def numbers(version: str) -> tuple[int, ...]:
    """Return a version as numbers to compare; what is no number is left out."""
    return tuple(int(part) for part in version.split(".") if part.isascii() and part.isdigit())


def _is_written(state: State) -> bool:
    return bool(state.box.strip() or state.tail.strip() or any(line.strip() for line in state.notes))


def _gone(page: Page, now: Checklist, kept: Mapping[str, State], words: Words, dialect: ModuleType) -> tuple[Gone, ...]:
    groups = [section.tasks for section in now.sections] + [now.waived]
    shown = {entry.code for tasks in groups for task in tasks for entry in (task.entry, *task.channels)}
    reasons = {out.code: words.ruled_out(out) for out in now.left_out}
    for hidden in now.hidden:
        reasons.update(dict.fromkeys(hidden.codes, words.say("hidden_by", option=hidden.option)))
    gone = []
    for code, (inner, settled) in _lines(page.units, words).items():
        if code in kept and code not in shown:
            reason = "" if settled else reasons.get(code.partition(".")[0]) or words.say("no_longer")
            gone.append(Gone(code, dialect.__name__, inner, dialect.plain(inner), kept[code], reason))
    return tuple(gone)


def _lines(units: tuple[Unit, ...], words: Words) -> dict[str, tuple[str, bool]]:
    """Return the text of each task by code, and whether it stands among those that fell out before."""
    lines: dict[str, tuple[str, bool]] = {}
    settled = False
    for unit in units:
        if unit.kind == "heading":
            settled = words.say("gone") in unit.text
        elif unit.kind == "task":
            parent, _, channel = unit.code.partition(".")
            above = lines.get(parent, ("", False))[0] if channel and not settled else ""
            lines[unit.code] = (f"{above} – {unit.inner}" if above else unit.inner, settled)
    return lines


def _printed(units: tuple[Unit, ...], words: Words) -> date | None:
    """Return the day the generated text says its levels are of; notes do not count, and neither does what is no day."""
    before = words.wording["colophon"].partition("{date}")[0].rpartition("}")[2]
    for unit in reversed(units):
        found = re.search(re.escape(before) + r"(\d{4}-\d{2}-\d{2})", unit.text) if unit.kind == "text" else None
        if found:
            try:
                return date.fromisoformat(found[1])
            except ValueError:
                return None
    return None
