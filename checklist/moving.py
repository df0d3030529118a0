"""Move what people recorded to the lines that stand for it now, and take ticks back that no longer say enough.

Codes are retired and replaced, items are ticked per channel that were not before, meanings change. Notes are
carried along letter for letter; a tick only where it still says the same. Not responsible for reading pages nor
for what falls out of the list (`embedding`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import ModuleType
from typing import NamedTuple

from . import notes
from .dialects._base import word
from .model import Item, RuleSet, State
from .wording import Words
from .versions import numbers


class Page(NamedTuple):
    """What a page recorded: states by code in its order, the codes that had `left` its list, and the packs it was written with."""

    states: Mapping[str, State]
    left: Collection[str]
    packs: Mapping[str, str]


class Moved(NamedTuple):
    """States by the codes of now, and the codes whose tick was taken back."""

    states: Mapping[str, State]
    to_check: tuple[str, ...]


def move(page: Page, shown: Mapping[str, tuple[str, ...]], rules: RuleSet, words: Words, dialect: ModuleType) -> Moved:
    """Return the states of *page* under the codes of now; *shown* are the codes of the list, each with those of its channels."""
    return _Move(page, shown, rules, words, dialect).done()


def is_written(state: State) -> bool:
    """Return whether *state* holds anything a person would miss."""
    return bool(state.box.strip() or state.tail.strip() or any(line.strip() for line in state.notes))


class _Move:
    """The work of one `move`."""

    def __init__(self, page: Page, shown: Mapping[str, tuple[str, ...]], rules: RuleSet, words: Words, dialect: ModuleType) -> None:
        self.page, self.shown, self.words, self.dialect = page, shown, words, dialect
        self.items = {item.code: item for item in rules.item_list}
        self.heirs = heirs(rules.item_list)
        self.states = dict(page.states)
        self.to_check: list[str] = []

    def done(self) -> Moved:
        for target, sources in self._successions().items():
            self._merge(target, sources)
        for code, channels in self.shown.items():
            self._hand_down(code, channels)
        for code in list(self.states):
            self._look_again(code)
        return Moved(self.states, tuple(self.to_check))

    # ---- retired codes

    def _successions(self) -> dict[str, list[str]]:
        """Return the codes of now that take over states, each with the retired codes it takes them from."""
        found: dict[str, list[str]] = {}
        for code in self.page.states:
            target = self._target(code)
            if target:
                found.setdefault(target, []).append(code)
        return {target: codes for target, codes in found.items() if any(is_written(self.states[code]) for code in codes)}

    def _target(self, code: str) -> str:
        """Return the shown code that stands for the retired *code* now, "" if there is none."""
        plain, _, channel = code.partition(".")
        heir = self.heirs.get(plain, "")
        if plain in self.items or heir not in self.shown:
            return ""
        channels = self.shown[heir]
        if channel and f"{heir}.{channel}" in channels:
            return f"{heir}.{channel}"
        return channels[0] if channels and is_written(self.states[code]._replace(box="")) else heir

    def _merge(self, target: str, sources: list[str]) -> None:
        """Join the states of *sources* with that of *target*; the tick stands only if all were ticked and mean the same."""
        own = self.states.get(target, State(" ", "", ()))
        joined = [self.states.pop(code) for code in sources]
        everyone = joined + ([own] if target in self.states else [])
        stays = all(notes.is_done(state.box) for state in everyone) and self._means_the_same(target, sources)
        is_lost = not stays and any(self._is_settled(state) for state in everyone)
        state = own
        for other in joined:
            state = self._joined(state, other, target)
        state = state._replace(box=joined[0].box if stays else self._cleared(own.box))
        if is_lost:
            state = self._noted(state, target, self.words.say("check_moved", old=", ".join(sources), new=target.partition(".")[0]))
        self.states[target] = state

    def _means_the_same(self, target: str, sources: Iterable[str]) -> bool:
        as_before = all(("." in code) == ("." in target) for code in sources)
        return as_before and not is_revised(self.items[target.partition(".")[0]], self.page.packs)

    def _joined(self, state: State, other: State, target: str) -> State:
        """Return *state* with the words of *other* behind its own; a second tail becomes a line of its own."""
        if not other.tail.strip():
            return state._replace(notes=state.notes + other.notes)
        if not state.tail.strip():
            return state._replace(tail=other.tail, notes=state.notes + other.notes)
        line = word(self.dialect, "tail_line")(other.tail, 1 if "." in target else 0)
        return state._replace(notes=(*state.notes, line, *other.notes))

    # ---- channels

    def _hand_down(self, code: str, channels: tuple[str, ...]) -> None:
        """Give the words at an item that is ticked per channel only now to its first channel; the box stays where it is."""
        state = self.states.get(code)
        if not channels or state is None or not is_written(state._replace(box="")):
            return
        if code in self.page.left or code not in self.page.states or any(self._stood(code, other) for other in self.page.states):
            return
        first = self.states.get(channels[0], State(" ", "", ()))
        self.states[channels[0]] = self._joined(first, state, channels[0])
        self.states[code] = state._replace(tail="", notes=())

    def _stood(self, code: str, other: str) -> bool:
        return other.startswith(code + ".") and other not in self.page.left

    # ---- meanings

    def _look_again(self, code: str) -> None:
        """Take back what was settled under *code* before its meaning changed, with a line that says so."""
        state, item = self.states[code], self.items.get(code.partition(".")[0])
        if item is None or code in self.to_check or not is_revised(item, self.page.packs) or not self._is_settled(state):
            return
        known = next(pack for pack in (item.revised_by, *item.packs) if pack in self.page.packs)
        old, new = f"{known} {self.page.packs[known]}", f"{item.revised_by} {item.revised}"
        told = self.words.say("check_again", old=old, new=new)
        self.states[code] = self._noted(state._replace(box=self._cleared(state.box)), code, told)

    def _is_settled(self, state: State) -> bool:
        """Return whether a person called the task done, or not applicable."""
        recorded = notes.read(state, self.words.wordings, word(self.dialect, "lines"))
        return recorded.done or recorded.na is not None

    def _cleared(self, box: str) -> str:
        return str(word(self.dialect, "cleared")(box)) if notes.is_done(box) or notes.is_not_applicable(box) else box

    def _noted(self, state: State, code: str, told: str) -> State:
        self.to_check.append(code)
        note = word(self.dialect, "note")(f"{notes.RECORD} {told}", depth=1 if "." in code else 0)
        return state._replace(notes=(*state.notes, note))


def heirs(items: Iterable[Item]) -> dict[str, str]:
    """Return for each replaced code the item that takes it over in the end: the first that names it, or what replaced that."""
    first: dict[str, str] = {}
    live = {item.code for item in items}
    for item in items:
        for code in item.replaces:
            first.setdefault(code, item.code)
    found = {}
    for code in first:
        heir, seen = first[code], {code}
        while heir not in live and heir in first and heir not in seen:
            seen.add(heir)
            heir = first[heir]
        found[code] = heir
    return found


def is_revised(item: Item, packs: Mapping[str, str]) -> bool:
    """Return whether the meaning of *item* changed since a page was written with *packs*; also by a pack that came later than it."""
    pack = item.revised_by
    if pack in packs:
        return numbers(item.revised) > numbers(packs[pack])
    return pack != item.packs[0] and item.packs[0] in packs
