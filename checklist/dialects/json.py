"""JSON for tools, and a record to keep: everything a checklist holds, in the shape `checklist/1`.

The schema is printed by `checklist rules schema checklist`. Texts are plain, dates ISO 8601, names those
of the vocabulary. `record` is what a page needs beside that; `checklist generate --from` makes the page of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from .. import __version__, freezing, notes
from ..model import Becomes, Checklist, Citation, Entry, State, Task, Tested, Truth
from ..shapes import BOOLEAN, CODE, COUNT, DATE, STRING, STRINGS, list_of, map_of, object_of, or_null, published
from ..wording import Words

SUFFIX = ".json"
MEDIA_TYPE = "application/json"
GENERATOR = "marketing-impact-checklist"

_LINE = 120
_encode = json.JSONEncoder(ensure_ascii=False).encode

Plain = dict[str, Any]


def render(checklist: Checklist, words: Words) -> str:
    """Return the checklist as one JSON object, keys in a fixed order, as a record of a page without markers."""
    return keep(checklist, words)


def keep(checklist: Checklist, words: Words, *, template: str = "checklist", marker: Mapping[str, str] | None = None) -> str:
    """Return the checklist as one JSON object, keys in a fixed order, a record of the page made with *template* and *marker*."""
    plain = as_plain(checklist, words)
    plain["record"] = freezing.freeze(checklist, words.wording, words.wordings, template=template, marker=marker)
    total = freezing.total(plain)
    record = plain.pop("record")
    head = json.dumps(plain, ensure_ascii=False, indent=2).removesuffix("\n}")
    return f'{head},\n  "record": {_laid(record, 2)},\n  "sum": "{total}"\n}}\n'


def _laid(value: Any, indent: int) -> str:
    """Return *value* as JSON that can be read and is half as long as usual: what fits in a line stands in one."""
    if not isinstance(value, (dict, list)) or not value:
        return _encode(value)
    inner = [_laid(each, indent + 2) for each in (value.values() if isinstance(value, dict) else value)]
    if isinstance(value, dict):
        inner = [f"{_encode(name)}: {text}" for name, text in zip(value, inner)]
    first, last = "{}" if isinstance(value, dict) else "[]"
    if sum(map(len, inner)) + 2 * len(inner) <= _LINE and not any("\n" in text for text in inner):
        return f"{first}{', '.join(inner)}{last}"
    lines = f",\n{' ' * (indent + 2)}".join(inner)
    return f"{first}\n{' ' * (indent + 2)}{lines}\n{' ' * indent}{last}"


def note(content: str, depth: int = 0) -> str:
    """Return a note with a tab for each level its line in another format is indented by; no note holds one otherwise."""
    return "\t" * depth + content


def as_plain(checklist: Checklist, words: Words) -> Plain:
    """Return the checklist as dicts, lists, strings, numbers and booleans."""
    writer = _Writer(checklist, words)
    campaign = checklist.campaign
    return {
        "schema": "checklist/1",
        "generator": f"{GENERATOR} {__version__}",
        "id": checklist.id,
        "campaign": {
            "title": campaign.title,
            "launch": _day(campaign.launch),
            "ends": _day(campaign.ends),
            "facets": {name: list(values) for name, values in campaign.facets.items()},
            "params": dict(campaign.params),
        },
        "as_of": str(checklist.as_of),
        "packs": [{"name": pack.name, "version": pack.version} for pack in checklist.packs],
        "lang": checklist.lang,
        "sections": [
            {"key": section.key, "title": section.title, "entries": writer.entries(section.tasks)}
            for section in checklist.sections
        ],
        "coming": [{"code": coming.code, **_becomes(coming.becomes)} for coming in checklist.coming],
        "waived": [
            {**entry, "waiver": {"reason": waiver.reason, "approver": waiver.approver, "expires": str(waiver.expires)}}
            for task in checklist.waived if (waiver := task.entry.waiver)
            for entry in writer.entries((task,))
        ],
        "disabled": [{"code": off.code, "pack": off.pack, "reason": off.reason} for off in checklist.disabled],
        "left_out": [{"code": out.code, "failed": [_failed(test) for test in out.failed]} for out in checklist.left_out],
        "hidden": [{"option": hidden.option, "codes": list(hidden.codes)} for hidden in checklist.hidden],
        "to_fill_in": [parameter.name for parameter in checklist.to_fill_in],
        "totals": checklist.totals._asdict(),
    }


class _Writer:
    """Writes entries of one checklist."""

    def __init__(self, checklist: Checklist, words: Words) -> None:
        self.checklist, self.words = checklist, words
        self.general = not checklist.campaign.facets

    def entries(self, tasks: Iterable[Task]) -> list[Plain]:
        return [self._entry(entry) for task in tasks for entry in task.channels or (task.entry,)]

    def _entry(self, entry: Entry) -> Plain:
        item = entry.item
        because = [self.words.condition(item.when)] if self.general else [self.words.fact(test) for test in entry.because]
        return {
            "code": entry.code,
            "channel": entry.channel or None,
            "theme": item.theme,
            "also": list(item.also),
            "action": str(entry.action),
            "level": entry.level,
            "confirmed": entry.confirmed,
            "applies": "yes" if entry.applies is Truth.TRUE else "to-confirm",
            "because": because,
            "to_confirm": list(dict.fromkeys(test.facet for test in entry.to_confirm)),
            "required_by": [_citation(citation) for citation in entry.citations],
            "becomes": _becomes(entry.becomes) if entry.becomes else None,
            "why": str(entry.why),
            "how": [str(step) for step in entry.how],
            "evidence": str(entry.evidence),
            "owner": item.owner,
            "phase": item.phase,
            "effort": item.effort,
            "by": _day(entry.by),
            "see": [{"source": source.name, "title": source.title, "url": source.url} for source in entry.see],
            "snippets": {lang: str(text) for lang, text in entry.snippets},
            "packs": list(item.packs),
            "state": self._state(entry.state) if entry.state else None,
        }

    def _state(self, state: State) -> Plain:
        return {**notes.read(state, self.words.wordings)._asdict(), "notes": [line.lstrip("\t") for line in notes.lines(state)]}


def _citation(citation: Citation) -> Plain:
    source = citation.source
    return {
        "source": source.name,
        "place": list(citation.places),
        "provision": citation.provision,
        "since": source.since_text,
        "until": _day(source.until),
        "url": source.url,
        "certain": citation.certain,
    }


def _becomes(becomes: Becomes) -> Plain:
    return {"date": str(becomes.day), "source": becomes.citation.source.name}


def _failed(test: Tested) -> Plain:
    failed: Plain = {"facet": test.facet, "wanted": list(test.wanted), "stated": list(test.stated or ())}
    if test.negated:
        failed["negated"] = True
    return failed


def _day(day: object) -> str | None:
    return str(day) if day else None


# ---- the published schema

_ENTRY = object_of(
    code=CODE,
    channel=or_null(STRING),
    theme=STRING,
    also=STRINGS,
    action={"type": "string", "minLength": 1},
    level={"enum": ["must", "should", "could"]},
    confirmed=BOOLEAN,
    applies={"enum": ["yes", "to-confirm"]},
    because=STRINGS,
    to_confirm=STRINGS,
    required_by=list_of(
        object_of(source=STRING, place=STRINGS, provision=STRING, since=STRING, until=or_null(DATE), url=STRING, certain=BOOLEAN)
    ),
    becomes=or_null(object_of(date=DATE, source=STRING)),
    why=STRING,
    how=STRINGS,
    evidence=STRING,
    owner=STRING,
    phase=STRING,
    effort=COUNT,
    by=or_null(DATE),
    see=list_of(object_of(source=STRING, title=STRING, url=STRING)),
    snippets=map_of(STRING),
    packs=STRINGS,
    state=or_null(
        object_of(
            done=BOOLEAN, na=or_null(STRING), owner=or_null(STRING), due=or_null(STRING), evidence=or_null(STRING), notes=STRINGS
        )
    ),
)
_WAIVED = object_of(**_ENTRY["properties"], waiver=object_of(reason=STRING, approver=STRING, expires=DATE))
_FAILED = object_of(facet=STRING, wanted=STRINGS, stated=STRINGS)
_FAILED["properties"]["negated"] = {"const": True}

SCHEMA = published(
    "checklist",
    "a generated checklist",
    generator={"type": "string", "pattern": f"^{GENERATOR} "},
    id=STRING,
    campaign=object_of(
        title=STRING, launch=or_null(DATE), ends=or_null(DATE), facets=map_of(STRINGS), params=map_of(STRING),
    ),
    as_of=DATE,
    packs=list_of(object_of(name=STRING, version=STRING)),
    lang=STRING,
    sections=list_of(object_of(key=STRING, title=STRING, entries=list_of(_ENTRY))),
    coming=list_of(object_of(code=STRING, date=DATE, source=STRING)),
    waived=list_of(_WAIVED),
    disabled=list_of(object_of(code=STRING, pack=STRING, reason=STRING)),
    left_out=list_of(object_of(code=STRING, failed=list_of(_FAILED))),
    hidden=list_of(object_of(option=STRING, codes=STRINGS)),
    to_fill_in=STRINGS,
    totals=object_of(total=COUNT, must=COUNT, should=COUNT, could=COUNT, waived=COUNT),
    record=freezing.describe(),
    sum={"type": "string", "pattern": "^[0-9a-f]{64}$", "description": freezing.SUM},
) | {"$defs": freezing.DEFINITIONS}
