"""A checklist as a record: everything that its page was made of, the words included, so that it can be made again.

Written into the `checklist/1` that `generate -f json` makes, read back from untrusted data: what is published there is not said
twice. With it a page can be made when the rules are others, or gone. Not responsible for files nor for pages (`keeping`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from .parts import (
    CODE, CODES, ENTRY, FACET, ITEM, ITEM_CODE, LANG, NOWHERE, PARAMETER, SLUG, SOURCE, STATE, TEXT, THEME, VALUES,
    VERSION as PACK_VERSION, VOCABULARY, WAIVER, KeptEntry, KeptItem, check_values,
)
from .kinds import Day, Flag, Many, Maybe, Name, Number, OneOf, Pairs, Reading, Row, Table, Text, step
from .model import (
    LEVELS, Campaign, Checklist, Coming, Disabled, Duty, Entry, Gone, Hidden, Item, LeftOut, Pack, Parameter, Question, Section, Source,
    Task, Tested, Theme, ThemeGuide, Totals, Truth, Vocabulary, Waiver,
)
from .shapes import Shape

VERSION = "record/1"
SUM = "SHA-256 over all but `sum`, as JSON in ASCII without blanks; it shows whether anything was changed, it is no signature"
# What the marker of a page says of how it was made, beside what the checklist itself knows.
MARKER = ("campaign", "set", "params", "themes", "level", "owner", "budget")
# How sentences begin that are said by `init`, `status` and the index of a batch, and on no page.
_ELSEWHERE = ("init_", "status_", "index_", "scan_")
KEYS = ("key_na", "key_owner", "key_due", "key_evidence")


class Group(NamedTuple):
    """Tasks by code under a heading, a theme or a role."""

    key: str
    title: str
    tasks: tuple[str, ...]


class Kept(NamedTuple):
    """What a record holds beside what `checklist/1` publishes. `keys` are those of notes in every language."""

    as_of_mode: str
    group_by: str
    template: str
    marker: Mapping[str, str] | None
    words: Mapping[str, str]
    keys: tuple[Mapping[str, str], ...]
    vocabulary: Vocabulary
    titles: Mapping[str, str]
    themes: Mapping[str, Theme]
    sources: Mapping[str, Source]
    items: Mapping[str, KeptItem]
    entries: Mapping[str, KeptEntry]
    tasks: Mapping[str, tuple[str, ...]]
    sections: tuple[Group, ...]
    guide: tuple[Group, ...]
    duties: tuple[Group, ...]
    waived: tuple[str, ...]
    questions: tuple[Question, ...]
    coming: tuple[str, ...]
    waivers: tuple[Waiver, ...]
    ended_waivers: tuple[Waiver, ...]
    gone: tuple[Gone, ...]
    to_fill_in: tuple[Parameter, ...]
    checked: date
    review_by: date
    untranslated: tuple[str, ...]
    owner: str
    others: Mapping[str, int]
    budgets: Mapping[str, Hidden]


class Thawed(NamedTuple):
    """A record as it was: the checklist, the words its page was written with, and what its marker says, None for no marker."""

    checklist: Checklist
    words: Mapping[str, str]
    keys: tuple[Mapping[str, str], ...]
    template: str
    marker: Mapping[str, str] | None


# ---- the format


def _check_question(question: Question, at: str, reading: Reading) -> None:
    check_values(question.facet.name, question.perhaps, step(at, "perhaps"), reading)


_NUMBER = Number(0, 1_000_000)
_TASKS = Many(Name("tasks"))
_MANY_GROUPS = Many(Row(Group, {"key": SLUG, "title": (TEXT, ""), "tasks": _TASKS}))
_WAIVERS = Many(WAIVER)
_SENTENCE = Text(60, pattern="[a-z][a-z0-9_]*")
KEPT = Row(Kept, {
    "as_of_mode": Text(10, pattern="launch|today|[0-9]{4}-[0-9]{2}-[0-9]{2}"), "group_by": OneOf("phase", "theme", "owner"),
    "template": TEXT, "marker": Maybe(Table(OneOf(*MARKER), Text(5_000, raw=True))), "words": Table(_SENTENCE, TEXT),
    "keys": Many(Table(OneOf(*KEYS), TEXT), least=1, most=100), "vocabulary": VOCABULARY, "titles": Table(Name("packs"), TEXT),
    "themes": Table(SLUG, THEME, named="name", known="themes"), "sources": Table(SLUG, SOURCE, named="name", known="sources"),
    "items": Table(ITEM_CODE, ITEM, known="items"), "entries": Table(CODE, ENTRY, known="entries"),
    "tasks": Table(Name("entries"), Many(Name("entries")), known="tasks"), "sections": _MANY_GROUPS, "guide": _MANY_GROUPS,
    "duties": _MANY_GROUPS, "waived": (_TASKS, ()),
    "questions": (Many(Row(
        Question, {"facet": Name("facets", whole=True), "perhaps": (VALUES, ()), "stay": (CODES, ()), "may_bind": (CODES, ())},
        check=_check_question,
    )), ()),
    "coming": (Many(Name("entries")), ()), "waivers": (_WAIVERS, ()), "ended_waivers": (_WAIVERS, ()),
    "gone": (Many(Row(
        Gone, {"code": CODE, "plain": TEXT, "state": STATE, "reason": (TEXT, "")}, fixed={"dialect": "", "inner": ""},
    )), ()),
    "to_fill_in": (Many(PARAMETER), ()), "checked": Day(), "review_by": Day(), "untranslated": (Many(TEXT), ()),
    "owner": (Name("owners"), ""), "others": (Table(Name("owners"), _NUMBER), {}),
    "budgets": (Table(TEXT, Row(
        Hidden, {"levels": (Pairs(OneOf(*LEVELS), _NUMBER), ()), "minutes": (_NUMBER, 0), "over": (_NUMBER, 0)},
        fixed={"option": "", "codes": ()},
    ), named="option"), {}),
})
_FAILED = Row(
    lambda facet, wanted, stated, negated: Tested(facet, wanted, stated, Truth.TRUE if negated else Truth.FALSE, negated),
    {"facet": FACET, "wanted": VALUES, "stated": VALUES, "negated": (Flag(), False)},
    check=lambda test, at, reading: check_values(test.facet, (*test.wanted, *test.stated), at, reading),
)
# What `checklist/1` publishes and a page needs. The order is that of reading: `record` names packs, what follows it names facets.
_BEFORE: dict[str, Any] = {
    "id": Text(200, least=1), "as_of": Day(), "lang": LANG, "packs": Many(Row(Pack, {"name": SLUG, "version": PACK_VERSION}, fixed={
        "title": "", "prefixes": (), "params": (),
    }), least=1, most=200),
}
_AFTER: dict[str, Any] = {
    "campaign": Row(dict, {
        "title": TEXT, "launch": Maybe(Day()), "ends": Maybe(Day()), "facets": Table(FACET, VALUES),
        "params": Table(SLUG, TEXT),
    }),
    "disabled": Many(Row(Disabled, {"code": ITEM_CODE, "pack": Name("packs"), "reason": TEXT})),
    "left_out": Many(Row(LeftOut, {"code": CODE, "failed": Many(_FAILED)})),
    "hidden": Many(Row(Hidden, {"option": TEXT, "codes": CODES})),
    "totals": Row(Totals, dict.fromkeys(Totals._fields, _NUMBER)),
}
PUBLISHED = (*_BEFORE, *_AFTER)
_CONDITION: Shape = {
    "type": "object", "minProperties": 1, "maxProperties": 1,
    "properties": {
        **{name: {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}} for name in ("all", "any")},
        "not": {"$ref": "#/$defs/condition"},
    },
    "additionalProperties": {"type": "array", "items": {"type": "string"}},
}
_PARTS: Shape = {"type": "array", "items": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/marked"}]}}
_MARKED: Shape = {"anyOf": [
    {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
    for properties in ({"strong": _PARTS}, {"em": _PARTS}, {"code": {"type": "string"}}, {"link": _PARTS, "url": {"type": "string"}})
]}
DEFINITIONS: Shape = {"condition": _CONDITION, "marked": _MARKED, "running": {"anyOf": [{"type": "string"}, _PARTS]}}


def describe() -> Shape:
    """Return the shape of a record, for the published schema."""
    described = KEPT.describe()
    return {
        **described, "properties": {"schema": {"const": VERSION}, **described["properties"]},
        "required": ["schema", *described["required"]],
        "description": "what a page needs beside all else here; `checklist generate --from` makes it again",
    }


def total(plain: Mapping[str, Any]) -> str:
    """Return the sum of a record: over what it says and in which order, so that only its layout is free."""
    rest = {name: value for name, value in plain.items() if name != "sum"}
    return sha256(json.dumps(rest, separators=(",", ":")).encode()).hexdigest()


# ---- freezing


def freeze(
    checklist: Checklist, wording: Mapping[str, str], wordings: Iterable[Mapping[str, str]], *, template: str,
    marker: Mapping[str, str] | None,
) -> dict[str, Any]:
    """Return what a page of *checklist* needs beside what `checklist/1` publishes, as plain data.

    *template* is the one its page is made with, *marker* are the fields of the page's marker, None where it has none.
    """
    tasks = _tasks(checklist)
    entries = {entry.code: entry for task in tasks.values() for entry in (task.entry, *task.channels)}
    shared = _shared(entries.values())
    kept = Kept(
        as_of_mode=checklist.as_of_mode,
        group_by=checklist.group_by,
        template=template,
        marker=None if marker is None else {name: marker[name] for name in MARKER if marker.get(name)},
        words={name: sentence for name, sentence in wording.items() if not name.startswith(_ELSEWHERE)},
        keys=tuple({key: words[key] for key in KEYS} for words in wordings),
        vocabulary=checklist.vocabulary,
        titles={pack.name: pack.title for pack in checklist.packs},
        themes={guide.theme.name: guide.theme for guide in checklist.guide},
        sources=_by_name(source for entry in entries.values() for source in _sources(entry)),
        items={code: _kept_item(entry, how) for code, (entry, how) in shared.items()},
        entries={code: _kept_entry(entry, len(shared[entry.item.code][1])) for code, entry in entries.items()},
        tasks={code: tuple(entry.code for entry in task.channels) for code, task in tasks.items()},
        sections=tuple(Group(section.key, section.title, _codes(section.tasks)) for section in checklist.sections),
        guide=tuple(Group(guide.theme.name, "", _codes(guide.tasks)) for guide in checklist.guide),
        duties=tuple(Group(duty.owner.name, "", _codes(duty.tasks)) for duty in checklist.duties),
        waived=_codes(checklist.waived),
        questions=checklist.questions,
        coming=tuple(coming.code for coming in checklist.coming),
        waivers=checklist.campaign.waivers,
        ended_waivers=checklist.ended_waivers,
        gone=checklist.gone,
        to_fill_in=checklist.to_fill_in,
        checked=checklist.checked,
        review_by=checklist.review_by,
        untranslated=checklist.untranslated,
        owner=checklist.owner,
        others=dict(checklist.others),
        budgets={hidden.option: hidden for hidden in checklist.hidden if hidden.levels or hidden.over},
    )
    return {"schema": VERSION, **KEPT.write(kept)}


def _tasks(checklist: Checklist) -> dict[str, Task]:
    """Return every task by its code."""
    listed = [task for section in checklist.sections for task in section.tasks]
    guided = [task for guide in checklist.guide for task in guide.tasks]
    return {task.entry.code: task for task in (*listed, *guided, *checklist.waived)}


def _shared(entries: Iterable[Entry]) -> dict[str, tuple[Entry, tuple[Any, ...]]]:
    """Return by code of the item an entry of it, and the steps that all of its entries share: channels add theirs at the end."""
    found: dict[str, tuple[Entry, tuple[Any, ...]]] = {}
    for entry in entries:
        code = entry.item.code
        if code not in found or len(entry.how) < len(found[code][1]):
            found[code] = entry, entry.how
    return dict(sorted(found.items()))


def _kept_item(entry: Entry, how: tuple[Any, ...]) -> KeptItem:
    item = entry.item
    own = {name: getattr(item, name) for name in KeptItem._fields if name not in ("action", "why", "how", "evidence", "snippets")}
    return KeptItem(**own, action=entry.action, why=entry.why, how=how, evidence=entry.evidence, snippets=entry.snippets)


def _kept_entry(entry: Entry, shared: int) -> KeptEntry:
    own = {name: getattr(entry, name) for name in KeptEntry._fields if name != "steps"}
    return KeptEntry(**own, steps=entry.how[shared:])


def _sources(entry: Entry) -> list[Source]:
    cited = (*entry.citations, entry.becomes.citation) if entry.becomes else entry.citations
    return [*(citation.source for citation in cited), *entry.see]


def _by_name(sources: Iterable[Source]) -> dict[str, Source]:
    found = {source.name: source for source in sources}
    return {name: found[name] for name in sorted(found)}


def _codes(tasks: Iterable[Task]) -> tuple[str, ...]:
    return tuple(task.entry.code for task in tasks)


# ---- thawing


def thaw(plain: Mapping[str, Any], reading: Reading) -> Thawed | None:
    """Return the record that the JSON object *plain* is; what is wrong with it is left in *reading*, and then it is None."""
    public = {name: _published(plain, name, kind, reading) for name, kind in _BEFORE.items()}
    reading.known["packs"] = {pack.name: pack for pack in public["packs"] or () if pack}
    record = plain["record"]
    kept = KEPT.read({name: value for name, value in record.items() if name != "schema"}, "/record", reading)
    public |= {name: _published(plain, name, kind, reading) for name, kind in _AFTER.items()}
    if reading.problems:
        return None
    for facet, values in public["campaign"]["facets"].items():
        check_values(facet, values, f"/campaign/facets/{facet}", reading)
    return _Thaw(kept, public, reading).thawed()


def _published(plain: Mapping[str, Any], name: str, kind: Any, reading: Reading) -> Any:
    if name in plain:
        return kind.read(plain[name], f"/{name}", reading)
    reading.report(f"/{name}", "is missing", "restore it from a copy")
    return None


class _Thaw:
    """The work of one `thaw`, on parts that are sound by themselves."""

    def __init__(self, kept: Kept, public: Mapping[str, Any], reading: Reading) -> None:
        self.kept, self.public, self.reading = kept, public, reading

    def thawed(self) -> Thawed | None:
        kept, reading = self.kept, self.reading
        self._check()
        if reading.problems:
            return None
        entries = {code: self._entry(code, entry) for code, entry in kept.entries.items()}
        tasks = {code: Task(entries[code], tuple(entries[name] for name in names)) for code, names in kept.tasks.items()}
        public = self.public
        checklist = Checklist(
            id=public["id"], campaign=Campaign(id=public["id"], waivers=kept.waivers, **public["campaign"]), as_of=public["as_of"],
            as_of_mode=kept.as_of_mode, packs=tuple(pack._replace(title=kept.titles[pack.name]) for pack in public["packs"]),
            vocabulary=kept.vocabulary, lang=public["lang"], group_by=kept.group_by,
            sections=tuple(Section(group.key, group.title, _of(tasks, group.tasks)) for group in kept.sections),
            guide=tuple(ThemeGuide(kept.themes[group.key], _of(tasks, group.tasks)) for group in kept.guide),
            duties=tuple(Duty(kept.vocabulary.owners[group.key], _of(tasks, group.tasks)) for group in kept.duties),
            questions=kept.questions, coming=tuple(self._coming(entries[code]) for code in kept.coming),
            waived=_of(tasks, kept.waived), ended_waivers=kept.ended_waivers, left_out=public["left_out"],
            hidden=tuple(kept.budgets.get(hidden.option, hidden)._replace(codes=hidden.codes) for hidden in public["hidden"]),
            gone=kept.gone, to_fill_in=kept.to_fill_in, totals=public["totals"], checked=kept.checked, review_by=kept.review_by,
            untranslated=kept.untranslated, disabled=public["disabled"],
            owner=kept.owner, others=tuple(kept.others.items()),
        )
        return Thawed(checklist, kept.words, kept.keys, kept.template, kept.marker)

    def _entry(self, code: str, kept: KeptEntry) -> Entry:
        item = self.kept.items[code.partition(".")[0]]
        own = {name: value for name, value in kept._asdict().items() if name != "steps"}
        how = (*item.how, *kept.steps)
        return Entry(
            code=code, item=_item(code.partition(".")[0], item), action=item.action, why=item.why, how=how, evidence=item.evidence,
            snippets=item.snippets, **own,
        )

    @staticmethod
    def _coming(entry: Entry) -> Coming:
        assert entry.becomes
        return Coming(entry.code, entry.becomes)

    # ---- what has to fit together

    def _check(self) -> None:
        kept, report = self.kept, self.reading.report
        for pack in self.public["packs"]:
            if pack.name not in kept.titles:
                report(step("/record/titles", pack.name), "is missing", "every pack has a title")
        for number, keys in enumerate(kept.keys):
            for key in KEYS:
                if key not in keys:
                    report(step(f"/record/keys/{number}", key), "is missing", "restore it from a copy")
        for code, entry in kept.entries.items():
            if code.partition(".")[0] not in kept.items:
                report(step("/record/entries", code), "belongs to no item", "every entry has an item")
            if bool(entry.channel) is not ("." in code):
                report(step("/record/entries", code), "and its channel do not fit", "a code with a channel ends in its name")
        for code in kept.coming:
            if kept.entries[code].becomes is None:
                report("/record/coming", f"names {code}, which does not become a must", "restore it from a copy")
        self._check_groups()

    def _check_groups(self) -> None:
        kept, report = self.kept, self.reading.report
        for name, groups, known in (("guide", kept.guide, kept.themes), ("duties", kept.duties, kept.vocabulary.owners)):
            for number, group in enumerate(groups):
                if group.key not in known:
                    report(f"/record/{name}/{number}/key", f"is {group.key!r}, which is not defined", "restore it from a copy")
        guided = {code.partition(".")[0] for group in kept.guide for code in group.tasks}
        for code in kept.tasks:
            if code.partition(".")[0] not in guided:
                report(step("/record/tasks", code), "is in no part of the guide", "every task belongs to a theme")
        for number, group in enumerate(kept.sections):
            if kept.group_by == "theme" and group.key not in {guide.key for guide in kept.guide}:
                report(f"/record/sections/{number}/key", f"is {group.key!r}, which is no theme of the guide", "restore it from a copy")
        for code in kept.waived:
            if kept.entries[code].waiver is None:
                report("/record/waived", f"names {code}, which has no waiver", "restore it from a copy")
        for code, channels in kept.tasks.items():
            for channel in channels:
                if not channel.startswith(f"{code}."):
                    report(step("/record/tasks", code), f"holds {channel}, which is no channel of it", "restore it from a copy")


def _of(tasks: Mapping[str, Task], codes: Iterable[str]) -> tuple[Task, ...]:
    return tuple(tasks[code] for code in codes)


def _item(code: str, kept: KeptItem) -> Item:
    """Return the item; its texts are those of the page, what only choosing needs is not there."""
    own = {name: value for name, value in kept._asdict().items() if name not in ("action", "why", "how", "evidence", "snippets")}
    return Item(
        code=code, action=str(kept.action), why=str(kept.why), how=tuple(map(str, kept.how)), evidence=str(kept.evidence),
        snippets=tuple((lang, str(text)) for lang, text in kept.snippets), required_by=(), see=(), channels=(), location=NOWHERE, **own,
    )
