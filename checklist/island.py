"""What the script of a page has to know and its markup does not say: as JSON inside the page.

Titles of groups in the order of the rules, when the meaning of an item last changed, what replaces what, the
state that came with the checklist, and the sentences that only the script says. Not responsible for what the
script does with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from . import __version__, notes
from .model import Checklist, Entry, Item, State, Task
from .moving import heirs
from .saved import VERSION
from .wording import Words, capital

_PREFIX = "live_"
_SHARED = ("must", "should", "could", "level_count", "check_again", "check_moved", "count_one", "count_many", "nothing")
# What would end the script element, or a line of the script.
_ESCAPES = {"<": "\\u003c", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def island(checklist: Checklist, words: Words) -> str:
    """Return what the script has to know as JSON that may stand inside a script element."""
    written = json.dumps(plain(checklist, words), ensure_ascii=False, separators=(",", ":"))
    for character, escape in _ESCAPES.items():
        written = written.replace(character, escape)
    return written


def plain(checklist: Checklist, words: Words) -> dict[str, Any]:
    """Return what the script has to know as plain data."""
    tasks = [task for section in checklist.sections for task in section.tasks] + list(checklist.waived)
    known = {task.entry.item.code: task.entry.item for task in tasks}
    return {
        "schema": VERSION,
        "generator": f"marketing-impact-checklist {__version__}",
        "packs": [{"name": pack.name, "version": pack.version} for pack in checklist.packs],
        "group": checklist.group_by,
        "titles": _titles(checklist, tasks),
        "revised": _revised(known.values()),
        "heirs": heirs(known.values()),
        "state": _states(checklist, tasks, words),
        "words": _words(words),
    }


def _titles(checklist: Checklist, tasks: Iterable[Task]) -> dict[str, dict[str, str]]:
    """Return the titles of what tasks can be grouped and chosen by, by name, in the order of the rules."""
    vocabulary = checklist.vocabulary
    entries = [entry for task in tasks for entry in task.channels or (task.entry,)]
    used = {entry.item.phase for entry in entries} | {entry.item.owner for entry in entries} | {entry.channel for entry in entries}
    channels = vocabulary.facets["channels"].members
    return {
        "phase": {name: capital(term.title) for name, term in vocabulary.phases.items() if name in used},
        "theme": {guide.theme.name: guide.theme.title for guide in checklist.guide},
        "owner": {name: capital(term.title) for name, term in vocabulary.owners.items() if name in used},
        "channel": {name: capital(value.title) for name, value in channels.items() if name in used},
    }


def _revised(items: Iterable[Item]) -> list[list[Any]]:
    """Return the codes whose meaning one version of one pack set: pack, version, the pack they come from, codes."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for item in items:
        found.setdefault((item.revised_by, item.revised, item.packs[0]), []).append(item.code)
    return [[*key, codes] for key, codes in found.items()]


def _states(checklist: Checklist, tasks: Iterable[Task], words: Words) -> dict[str, dict[str, Any]]:
    """Return what people recorded, in the shape of a state file, also of what is no longer in the list."""
    entries: list[Entry] = [entry for task in tasks for entry in (task.entry, *task.channels)]
    states = {entry.code: entry.state for entry in entries if entry.state} | {gone.code: gone.state for gone in checklist.gone}
    recorded = {code: recorded_of(state, words) for code, state in states.items()}
    return {code: record for code, record in recorded.items() if record}


def recorded_of(state: State, words: Words) -> dict[str, Any]:
    """Return what *state* says as an entry of a state file: nothing that is empty, the lines that name a fact not twice."""
    read = notes.read(state, words.wordings)
    record: dict[str, Any] = {"done": True} if read.done else {}
    facts = {name: value for name, value in read._asdict().items() if name != "done" and value}
    if "due" in facts:
        day = notes.day_of(facts["due"])
        if day is None:
            del facts["due"]
        else:
            facts["due"] = str(day)
    told = [line.strip() for line in notes.lines(state)]
    rest = [line for line in told if line and not _says(line, read, facts, words)]
    return record | facts | ({"notes": "\n".join(rest)} if rest else {})


def _says(line: str, read: notes.Recorded, facts: dict[str, str], words: Words) -> bool:
    """Return whether *line* says no more than one of *facts* does."""
    said = notes.read(State(" ", "", (line,)), words.wordings)
    return any(getattr(said, name) is not None and getattr(said, name) == getattr(read, name) for name in facts)


def _words(words: Words) -> dict[str, str]:
    """Return the sentences that the script says."""
    wording = words.wording
    own = {name.removeprefix(_PREFIX): sentence for name, sentence in wording.items() if name.startswith(_PREFIX)}
    keys = {f"key_{field}": wording[f"key_{field}"] for field in notes.FIELDS}
    return {**own, **keys, **{name: wording[name] for name in _SHARED}}
