"""JSON for tools: everything a checklist holds, in the shape `checklist/1`.

The schema is printed by `checklist rules schema checklist`. Texts are plain, dates ISO 8601, names those
of the vocabulary.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .. import __version__, notes
from ..model import Becomes, Checklist, Citation, Entry, State, Task, Tested, Truth
from ..wording import Words

SUFFIX = ".json"
MEDIA_TYPE = "application/json"
GENERATOR = "marketing-impact-checklist"

Plain = dict[str, Any]


def render(checklist: Checklist, words: Words) -> str:
    """Return the checklist as one JSON object, keys in a fixed order."""
    return json.dumps(plain(checklist, words), ensure_ascii=False, indent=2) + "\n"


def plain(checklist: Checklist, words: Words) -> Plain:
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
        return {**notes.read(state, self.words.wordings)._asdict(), "notes": list(notes.lines(state))}


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

_STRING: Plain = {"type": "string"}
_NO_STRING: Plain = {"type": ["string", "null"]}
_STRINGS: Plain = {"type": "array", "items": _STRING}
_DATE: Plain = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_NO_DATE: Plain = {"anyOf": [_DATE, {"type": "null"}]}
_COUNT: Plain = {"type": "integer", "minimum": 0}


def _object(**properties: Plain) -> Plain:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(entry: Plain) -> Plain:
    return {"type": "array", "items": entry}


_ENTRY = _object(
    code={"type": "string", "pattern": r"^[A-Z]{3}-[0-9]{2,3}(\.[a-z-]+)?$"},
    channel={"type": ["string", "null"]},
    theme=_STRING,
    also=_STRINGS,
    action={"type": "string", "minLength": 1},
    level={"enum": ["must", "should", "could"]},
    confirmed={"type": "boolean"},
    applies={"enum": ["yes", "to-confirm"]},
    because=_STRINGS,
    to_confirm=_STRINGS,
    required_by=_list(
        _object(
            source=_STRING, place=_STRINGS, provision=_STRING, since=_STRING, until=_NO_DATE, url=_STRING,
            certain={"type": "boolean"},
        )
    ),
    becomes={"anyOf": [_object(date=_DATE, source=_STRING), {"type": "null"}]},
    why=_STRING,
    how=_STRINGS,
    evidence=_STRING,
    owner=_STRING,
    phase=_STRING,
    effort=_COUNT,
    by=_NO_DATE,
    see=_list(_object(source=_STRING, title=_STRING, url=_STRING)),
    snippets={"type": "object", "additionalProperties": _STRING},
    packs=_STRINGS,
    state={
        "anyOf": [
            _object(
                done={"type": "boolean"}, na=_NO_STRING, owner=_NO_STRING, due=_NO_STRING, evidence=_NO_STRING, notes=_STRINGS
            ),
            {"type": "null"},
        ]
    },
)
_WAIVED = _object(**_ENTRY["properties"], waiver=_object(reason=_STRING, approver=_STRING, expires=_DATE))
_FAILED = _object(facet=_STRING, wanted=_STRINGS, stated=_STRINGS)
_FAILED["properties"]["negated"] = {"const": True}

SCHEMA: Plain = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:marketing-impact-checklist:checklist:1",
    "title": "a generated checklist",
    **_object(
        schema={"const": "checklist/1"},
        generator={"type": "string", "pattern": f"^{GENERATOR} "},
        id=_STRING,
        campaign=_object(
            title=_STRING, launch=_NO_DATE, ends=_NO_DATE,
            facets={"type": "object", "additionalProperties": _STRINGS},
            params={"type": "object", "additionalProperties": _STRING},
        ),
        as_of=_DATE,
        packs=_list(_object(name=_STRING, version=_STRING)),
        lang=_STRING,
        sections=_list(_object(key=_STRING, title=_STRING, entries=_list(_ENTRY))),
        coming=_list(_object(code=_STRING, date=_DATE, source=_STRING)),
        waived=_list(_WAIVED),
        disabled=_list(_object(code=_STRING, pack=_STRING, reason=_STRING)),
        left_out=_list(_object(code=_STRING, failed=_list(_FAILED))),
        hidden=_list(_object(option=_STRING, codes=_STRINGS)),
        to_fill_in=_STRINGS,
        totals=_object(total=_COUNT, must=_COUNT, should=_COUNT, could=_COUNT, waived=_COUNT),
    ),
}
