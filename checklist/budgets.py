"""What fits into a given time: the musts always, then by weight until the next entry no longer fits.

The order is fixed, and nothing is taken out of turn, so that a longer time never shows less. Not responsible for
how a time is typed (`durations`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from .durations import spelled
from .model import LEVELS, Entry, Hidden, Task

Rank = Callable[[Entry], tuple[Any, ...]]


def fit(tasks: Iterable[Task], minutes: int, rank: Rank) -> tuple[list[Task], Hidden | None]:
    """Return what of *tasks* fits into *minutes*, and what is hidden; None if all fits.

    Channels count one by one. The time of the musts comes off first, and they stay even if it is not enough. Of the others
    the stricter go first; among them what becomes a must, the soonest first; then the quickest; then what surely applies;
    then by *rank*. The first that no longer fits ends the list.
    """
    tasks = list(tasks)
    kept, spent, musts = _kept(tasks, minutes, rank)
    if len(kept) == sum(len(_entries(task)) for task in tasks) and musts <= minutes:
        return tasks, None
    shown: list[Task] = []
    hidden: list[Entry] = []
    for task in tasks:
        mine = tuple(entry for entry in task.channels if entry.code in kept)
        if not mine and task.entry.code not in kept:
            hidden.append(task.entry)
            continue
        hidden += [entry for entry in task.channels if entry.code not in kept]
        shown.append(task._replace(channels=mine))
    counts = tuple((level, sum(entry.level == level for entry in hidden)) for level in LEVELS)
    left = effort(tasks) - spent
    codes = tuple(entry.code for entry in hidden)
    over = musts if musts > minutes else 0
    return shown, Hidden(f"--budget {spelled(minutes)}", codes, tuple(pair for pair in counts if pair[1]), left, over)


def effort(tasks: Iterable[Task]) -> int:
    """Return the minutes that *tasks* take, those of each channel counted."""
    return sum(entry.item.effort for task in tasks for entry in _entries(task))


def _entries(task: Task) -> tuple[Entry, ...]:
    return task.channels or (task.entry,)


def _kept(tasks: list[Task], minutes: int, rank: Rank) -> tuple[set[str], int, int]:
    """Return the codes that stay, the minutes they take, and those of the musts."""
    entries = [entry for task in tasks for entry in _entries(task)]
    kept = {entry.code for entry in entries if entry.level == LEVELS[0]}
    spent = musts = sum(entry.item.effort for entry in entries if entry.level == LEVELS[0])
    for entry in sorted((entry for entry in entries if entry.level != LEVELS[0]), key=lambda entry: _weight(entry, rank)):
        if spent + entry.item.effort > minutes:
            break
        spent += entry.item.effort
        kept.add(entry.code)
    return kept, spent, musts


def _weight(entry: Entry, rank: Rank) -> tuple[Any, ...]:
    soon = entry.becomes.day if entry.becomes else date.max
    return LEVELS.index(entry.level), soon, entry.item.effort, -entry.applies, rank(entry), entry.code
