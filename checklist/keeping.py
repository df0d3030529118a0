"""Records of checklists: read one, and make its pages again, in any format, without the rules they were made from.

A record is the JSON that `generate -f json` writes; it is untrusted. Not responsible for what it holds (`freezing`) nor for files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import ModuleType
from typing import Any, NamedTuple

from . import __version__, arranging, dialects, freezing, jsonio, making, notes, regions
from .dialects._base import word
from .errors import ChecklistError, Location, Problem, failure, visible
from .kinds import Reading
from .model import Checklist, Entry, Item, RuleSet, State, Task
from .rendering import Template

GENERATOR = "marketing-impact-checklist"
FORMAT = "json"
MOST_BYTES = 5_000_000
_MOST_PROBLEMS = 20
_GENERATOR = re.compile(rf"{GENERATOR} ([0-9A-Za-z.+!_-]{{1,40}})")
_SCHEMA = re.compile(r"(checklist|record)/([0-9]{1,4})")
_COPY = "take an untouched copy; the sum shows that something was changed, it is no signature"


class Record(NamedTuple):
    """A record: its `checklist`, the `rules` as far as a page needs them, and what the marker of its page says, None for none.

    `program` is the version of the program that wrote it, `template` the one its page was made with.
    """

    path: str
    program: str
    checklist: Checklist
    rules: RuleSet
    template: str
    marker: Mapping[str, str] | None


def read(content: bytes, path: str) -> Record:
    """Return the record that *content* is; *path* is for messages.

    Raises:
        ChecklistError: REC01, if it is no JSON; REC02, with everything that is not as `checklist rules schema checklist` says;
            REC03, for the record of a newer program; REC04, if it was changed after it was written.
    """
    plain = jsonio.parse(content, path, code="REC01", what="record", most=MOST_BYTES)
    program = _program(plain, path)
    reading = Reading(path, "REC02")
    thawed = freezing.thaw(plain, reading)
    changed = [Problem(Location(path), "REC04", "it was changed after it was written: its sum is another", _COPY)]
    problems = [*(changed if plain.get("sum") != freezing.total(plain) else ()), *reading.problems]
    if problems or thawed is None:
        raise ChecklistError(problems[:_MOST_PROBLEMS])
    return Record(path, program, thawed.checklist, _rules(thawed), thawed.template, thawed.marker)


def is_of_another_program(record: Record) -> bool:
    """Return whether another version of the program wrote *record*, so that its pages may look different now."""
    return record.program != __version__


def render(record: Record, *, format: str, template: Template, markers: bool = True) -> str:
    """Return the page of *record* in *format*, byte for byte as this version of the program made it then.

    Raises:
        ChecklistError: TPL…, with the template's file and line.
    """
    import os

    dialect = dialects.load(format)
    made = in_dialect(record.checklist, dialect)
    name = os.path.basename(template.name)
    marker = _marker(record, format, name) if markers and record.marker is not None else None
    return making.render(record.rules, made, format=format, template=template, marker=marker)


def grouped(record: Record, by: str) -> Record:
    """Return *record* with its tasks under headings by phase, theme or owner."""
    made = record.checklist
    themes = {task.entry.item.code: guide.theme.name for guide in made.guide for task in guide.tasks}

    def theme_of(item: Item) -> str:
        return themes[item.code]

    tasks = [task for section in made.sections for task in section.tasks]
    sections = arranging.Order(record.rules, theme_of).sections(tasks, by)
    return record._replace(checklist=made._replace(group_by=by, sections=sections))


def in_dialect(made: Checklist, dialect: ModuleType) -> Checklist:
    """Return *made*, whose notes are plain, with its notes as *dialect* writes them; those of a record stay as they are."""
    if hasattr(dialect, "keep"):
        return made

    def written(task: Task) -> Task:
        return Task(_noted(task.entry, dialect), tuple(_noted(entry, dialect) for entry in task.channels))

    return made._replace(
        sections=tuple(section._replace(tasks=tuple(map(written, section.tasks))) for section in made.sections),
        guide=tuple(guide._replace(tasks=tuple(map(written, guide.tasks))) for guide in made.guide),
        duties=tuple(duty._replace(tasks=tuple(map(written, duty.tasks))) for duty in made.duties),
        waived=tuple(map(written, made.waived)),
        gone=tuple(gone._replace(state=_state(gone.state, dialect)) for gone in made.gone),
    )


def _noted(entry: Entry, dialect: ModuleType) -> Entry:
    return entry._replace(state=_state(entry.state, dialect)) if entry.state else entry


def _state(state: State, dialect: ModuleType) -> State:
    """Return *state*, its notes plain with a tab for each level, as *dialect* writes it."""
    box = word(dialect, "ticked")(" ") if notes.is_done(state.box) else " "
    lines = [line for line in (state.tail.strip(" "), *state.notes) if line]
    write = word(dialect, "note")
    return State(box, "", tuple(write(visible(line.lstrip("\t")), depth=int(line.startswith("\t"))) for line in lines))


def _marker(record: Record, format: str, template: str) -> dict[str, str]:
    made, kept = record.checklist, record.marker or {}
    return {
        **kept, "v": regions.VERSION, "id": made.id, "dialect": format, "as-of": made.as_of_mode,
        "packs": ",".join(f"{pack.name}@{pack.version}" for pack in made.packs), "lang": made.lang, "template": template,
        "group-by": made.group_by,
    }


# ---- reading


class _Sentences(dict[str, str]):
    """The words of a record; a sentence that pages had no use for then is that of the built-in rules."""

    lang = ""

    def __missing__(self, name: str) -> str:
        from .loading import load_rules
        from .model import SOURCE_LANG

        rules = load_rules()
        lang = self.lang if self.lang in rules.langs else SOURCE_LANG
        return rules.wordings[rules.langs.index(lang)][name]


def _rules(thawed: freezing.Thawed) -> RuleSet:
    """Return what a page needs of the rules."""
    made = thawed.checklist
    words = _Sentences(thawed.words)
    words.lang = made.lang
    themes = {guide.theme.name: guide.theme for guide in made.guide}
    return RuleSet(made.packs, made.vocabulary, {}, themes, (), words, thawed.keys, made.lang)


def _program(plain: Any, path: str) -> str:
    """Return the version of the program that wrote the record *plain*, once it is known to be one that this program reads."""
    schema = plain.get("schema") if isinstance(plain, dict) else None
    if schema == "state/1":
        raise failure(path, "REC02", "it is a state file, not a record", "give it with --state, beside the campaign")
    if not isinstance(plain, dict) or not isinstance(schema, str) or not schema.startswith("checklist/"):
        raise failure(path, "REC02", "it is no record: `schema` is not 'checklist/1'", "`checklist generate -f json` writes one")
    record = plain.get("record")
    if schema == "checklist/1" and "record" not in plain:
        hint = "make it again with `checklist generate -f json`, while the rules are at hand"
        raise failure(path, "REC02", "it is the JSON of a checklist without its record: a program older than records wrote it", hint)
    for given, ours in ((schema, "checklist/1"), (record.get("schema") if isinstance(record, dict) else None, freezing.VERSION)):
        _check_schema(given, ours, path)
    generator = plain.get("generator")
    found = _GENERATOR.fullmatch(generator) if isinstance(generator, str) else None
    if not found:
        raise failure(path, "REC02", f"/generator is not {GENERATOR!r} and its version", "take an untouched copy")
    return found[1]


def _check_schema(given: Any, ours: str, path: str) -> None:
    if given == ours:
        return
    found = _SCHEMA.fullmatch(given) if isinstance(given, str) else None
    if found and found[1] == ours.partition("/")[0] and int(found[2]) > 1:
        raise failure(path, "REC03", f"a newer program wrote it: it is {given}, and this program reads {ours}", "update checklist")
    raise failure(path, "REC02", f"it is no record: it says that it is {str(given)[:40]!r}, not {ours!r}", "take an untouched copy")
