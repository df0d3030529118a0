"""Lay a checklist over the region it was written to before: ticks and notes stay, the rest is new.

What people wrote is kept by code. An entry that fell out of the list keeps its line under a heading of its
own, with the reason. Not responsible for files (`writing`), for finding regions (`regions`) nor for which code
stands for which now (`moving`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import ModuleType
from typing import NamedTuple

from . import moving
from .dialects._base import Unit
from .errors import ChecklistError, Location, Problem, failure
from .model import Checklist, Entry, Gone, RuleSet, State, Task
from .moving import is_written
from .regions import Region, checksum, reduced, states
from .saved import Saved, added, as_page
from .wording import Words

Select = Callable[[date | None, Mapping[str, State]], Checklist]
_MOST_LINES = 20
_MOST_COMPARED = 5000


class Own(NamedTuple):
    """A region of ours on a page: its units, what people recorded, the codes that had left, and the day printed in it.

    `path` and `line` say where its first inner line stands.
    """

    path: str
    line: int
    region: Region
    units: tuple[Unit, ...]
    states: Mapping[str, State]
    left: tuple[str, ...]
    printed: date | None

    @property
    def packs(self) -> dict[str, str]:
        """The packs it was written with, and their versions."""
        return dict(pack.partition("@")[::2] for pack in self.region.fields.get("packs", "").split(",") if pack)


class Laid(NamedTuple):
    """A checklist with what people recorded, the codes whose tick was taken back, and those of state files it has no place for."""

    checklist: Checklist
    to_check: tuple[str, ...]
    unplaced: tuple[str, ...] = ()


def read(text: str, path: str, region: Region, dialect: ModuleType, words: Words) -> Own:
    """Return *region* of the page *text* with all that was recorded in it.

    Raises:
        ChecklistError: PAG03, for a code that stands twice.
    """
    units = dialect.parse(text[region.inner_start : region.inner_end])
    line = text.count("\n", 0, region.inner_start) + 1
    return Own(path, line, region, units, states(units, path, line), _left(units, words), _printed(units, words))


def is_edited(own: Own, dialect: ModuleType, words: Words) -> bool:
    """Return whether generated text of the region is not what was written."""
    return checksum(own.units, dialect, gone=words.all_of("gone")) != own.region.sum


def edits(own: Own, fresh: Iterable[Unit], dialect: ModuleType, words: Words) -> ChecklistError | None:
    """Return the refusal that names each line of *own* that is not as in *fresh*; None if none is found, or there are too many."""
    from difflib import SequenceMatcher

    before, after = _rows(own.units, dialect, words), _rows(fresh, dialect, words)
    if len(before) > _MOST_COMPARED:
        return None
    matcher = SequenceMatcher(None, [key for _, key in before], [key for _, key in after], autojunk=False)
    problems = []
    for kind, start, end, _, _ in matcher.get_opcodes():
        if kind == "insert":
            line = before[min(start, len(before) - 1)][0] if before else 1
            problems.append(_edited(own, line, "a line of this checklist is missing here"))
        elif kind != "equal":
            problems += [_edited(own, line, "this line of the checklist was changed") for line, _ in before[start:end]]
    if len(problems) > _MOST_LINES:
        rest = f"and {len(problems) - _MOST_LINES} more lines of this checklist"
        problems = [*problems[:_MOST_LINES], problems[_MOST_LINES]._replace(message=rest)]
    return ChecklistError(problems) if problems else None


def refusal(own: Own, text: str) -> ChecklistError:
    """Return the refusal of an edited region whose lines cannot be told one by one."""
    last = text.count("\n", 0, own.region.end) + 1
    hint = f"lines {own.region.line} to {last}; undo that, or --force saves the page and replaces it"
    return failure(own.path, "PAG05", "generated text of this checklist was edited", hint, line=own.region.line)


def not_ours(path: str) -> ChecklistError:
    """Return the refusal to write over a page that is not one checklist of ours."""
    hint = "choose another name, or --force saves it and replaces it"
    return failure(path, "PAG01", "the file exists and is not a checklist of ours", hint)


def lay(own: Own, select: Select, words: Words, rules: RuleSet, dialect: ModuleType, saved: Iterable[Saved] = ()) -> Laid:
    """Return the checklist as it is now with what people recorded in *own*, and what the *saved* state files add.

    Where the as-of day is simply today, the day printed on the page is kept as long as nothing depends on it.
    """
    now = select(None, {})
    before = moving.Page(own.states, own.left, own.packs)
    shown = _shown(now)
    moved = moving.move(before, shown, rules, words, dialect)
    recorded = dict(moved.states)
    unplaced = [code for each in saved for code in _add(recorded, each, shown, rules, words, dialect)]
    kept = {code: state for code, state in recorded.items() if is_written(state) or state.number}
    if kept:
        now = select(None, kept)
    if now.as_of_mode == "today" and own.printed and own.printed <= now.as_of:
        then = select(own.printed, kept)
        # Without a source the days of its check are the as-of day itself; with the same sources they are the same.
        if then._replace(as_of=now.as_of, checked=now.checked, review_by=now.review_by) == now:
            now = then
    return Laid(now._replace(gone=_gone(own, now, kept, words, dialect)), moved.to_check, tuple(unplaced))


def begin(select: Select, words: Words, rules: RuleSet, dialect: ModuleType, saved: Iterable[Saved]) -> Laid:
    """Return the checklist as it is now with what the *saved* state files say, on a page that is new."""
    shown = _shown(select(None, {}))
    recorded: dict[str, State] = {}
    unplaced = [code for each in saved for code in _add(recorded, each, shown, rules, words, dialect)]
    return Laid(select(None, recorded), (), tuple(unplaced))


def _add(
    recorded: dict[str, State], saved: Saved, shown: Mapping[str, tuple[str, ...]], rules: RuleSet, words: Words, dialect: ModuleType
) -> list[str]:
    """Add to *recorded* what *saved* says beyond them, by the codes of now; return the codes that have no place."""
    unplaced = []
    places = {*recorded, *shown, *(code for channels in shown.values() for code in channels)}
    for code, state in moving.move(as_page(saved, words, dialect), shown, rules, words, dialect).states.items():
        if code in places:
            recorded[code] = added(recorded.get(code, State(" ", "", ())), state, words, dialect)
        elif is_written(state):
            unplaced.append(code)
    return unplaced


def verify(own: Own, laid: Laid, text: str, region: Region, dialect: ModuleType) -> None:
    """Raise if *region* of the new page *text* does not hold everything that people recorded: the last check before writing.

    Raises:
        ChecklistError: PAG07, at the line of the old page.
    """
    units = dialect.parse(text[region.inner_start : region.inner_end])
    there = {unit.code: (unit.box.strip(), unit.tail, unit.notes) for unit in units if unit.kind == "task"}
    lines = {unit.code: unit.line for unit in own.units if unit.kind == "task"}
    problems = []
    for code, state in _carried(laid.checklist).items():
        if there.get(code) != (state.box.strip(), state.tail, state.notes):
            place = Location(own.path, own.line + lines.get(code, 1) - 1)
            hint = "move that note elsewhere or change its first signs, then run the command again"
            problems.append(Problem(place, "PAG07", f"a note at {code} would read as something else in its new place", hint))
    if problems:
        raise ChecklistError(problems)


def entries(checklist: Checklist) -> list[Entry]:
    """Return every entry that has a line, those of channels and the waived ones included."""
    return [entry for task in _tasks(checklist) for entry in (task.entry, *task.channels)]


def _tasks(checklist: Checklist) -> list[Task]:
    return [task for section in checklist.sections for task in section.tasks] + list(checklist.waived)


def _carried(checklist: Checklist) -> dict[str, State]:
    """Return what people recorded, by code, as the checklist carries it."""
    carried = {entry.code: entry.state for entry in entries(checklist) if entry.state and is_written(entry.state)}
    return {**carried, **{gone.code: gone.state for gone in checklist.gone}}


def _shown(checklist: Checklist) -> dict[str, tuple[str, ...]]:
    return {task.entry.code: tuple(entry.code for entry in task.channels) for task in _tasks(checklist)}


def _gone(own: Own, now: Checklist, kept: Mapping[str, State], words: Words, dialect: ModuleType) -> tuple[Gone, ...]:
    present = {entry.code for entry in entries(now)}
    gone = []
    for code, inner in _lines(own).items():
        state = kept.get(code)
        if state and is_written(state) and code not in present:
            reason = "" if code in own.left else _reason(code.partition(".")[0], now, words)
            gone.append(Gone(code, dialect.__name__, inner, dialect.plain(inner), state, reason))
    return tuple(gone)


def _reason(code: str, now: Checklist, words: Words) -> str:
    """Return why the item *code* is not in the list any more."""
    for hidden in now.hidden:
        if code in hidden.codes:
            return words.say("hidden_by", option=hidden.option)
    for off in now.disabled:
        if off.code == code:
            return words.switched_off(off, now.packs)
    return next((words.ruled_out(out) for out in now.left_out if out.code == code), words.say("no_longer"))


def _lines(own: Own) -> dict[str, str]:
    """Return the text of each task by code; that of a channel names its item too."""
    lines: dict[str, str] = {}
    nested: dict[str, str] = {}
    for unit in own.units:
        if unit.kind == "task":
            parent, _, channel = unit.code.partition(".")
            above = nested.get(parent, "") if channel and unit.code not in own.left and unit.depth else ""
            nested.setdefault(unit.code, unit.inner)
            lines[unit.code] = f"{above} – {unit.inner}" if above else unit.inner
    return lines


def _left(units: Iterable[Unit], words: Words) -> tuple[str, ...]:
    """Return the codes that stand among those that fell out before."""
    headings = words.all_of("gone")
    is_left = False
    codes = []
    for unit in units:
        if unit.kind == "heading":
            is_left = any(heading in unit.text for heading in headings)
        elif unit.kind == "task" and is_left:
            codes.append(unit.code)
    return tuple(codes)


def _printed(units: tuple[Unit, ...], words: Words) -> date | None:
    """Return the day the generated text says its levels are of; notes do not count, and neither does what is no day."""
    befores = [sentence.partition("{date}")[0].rpartition("}")[2] for sentence in words.all_of("colophon")]
    pattern = re.compile(f"(?:{'|'.join(map(re.escape, befores))})" + r"(\d{4}-\d{2}-\d{2})")
    for unit in reversed(units):
        found = pattern.search(unit.text) if unit.kind == "text" else None
        if found:
            try:
                return date.fromisoformat(found[1])
            except ValueError:
                return None
    return None


def _rows(units: Iterable[Unit], dialect: ModuleType, words: Words) -> list[tuple[int, str]]:
    """Return the generated lines up to what people may delete: line in the region, and the words that count."""
    ends = {reduced(heading, dialect) for heading in words.all_of("gone")}
    rows: list[tuple[int, str]] = []
    skipping = False
    for unit in units:
        if unit.kind == "heading":
            skipping = reduced(unit.text, dialect) in ends
        if not skipping:
            rows += [(unit.line + place, reduced(line, dialect) + f"|{unit.code}") for place, line in enumerate(unit.text.split("\n"))]
    return [(line, key) for line, key in rows if key != "|"]


def _edited(own: Own, line: int, message: str) -> Problem:
    hint = "undo that, or --force saves the page and writes it anew"
    return Problem(Location(own.path, own.line + line - 1), "PAG05", message, hint)
