"""How far checklists are, for tools: the JSON `status/1` and its schema, and what a file of ours looks like.

Values in, text out. Not responsible for counting (`progress`) nor for where the text goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from . import __version__
from .errors import Problem, visible
from .ledger import STATES, Listed
from .model import LEVELS
from .progress import Figures, Sheet, Stale, Status
from .provenance import GENERATOR, is_report
from .shapes import BOOLEAN, CODE, COUNT, DATE, STRING, list_of, object_of, or_null, published
from .tables import ENTRIES, PAGES
from .wording import Words

Plain = dict[str, Any]


def json(status: Status, words: Words) -> str:
    """Return the figures, and the ledger if it was asked for, as one JSON object, keys in a fixed order."""
    from json import dumps

    return dumps(plain(status, words), ensure_ascii=False, indent=2) + "\n"


def plain(status: Status, words: Words) -> Plain:
    """Return the report as dicts, lists, strings, numbers, booleans and None."""
    return {
        "schema": "status/1",
        "generator": f"{GENERATOR} {__version__}",
        "as_of": str(status.day),
        "lang": status.lang,
        "packs": [{"name": pack.name, "version": pack.version} for pack in status.packs],
        "counted": {"themes": list(status.filter.themes), "owner": visible(status.filter.owner)},
        "totals": _figures(status.totals),
        "checklists": [_sheet(sheet) for sheet in status.sheets],
        "themes": [
            {"theme": name or None, "title": status.titles.get(name), **_figures(figures)} for name, figures in status.themes.items()
        ],
        "owners": [{"owner": name or None, **_figures(figures)} for name, figures in status.owners.items()],
        "levels": [{"level": name or None, **_figures(figures)} for name, figures in status.levels.items()],
        "due": [{"date": str(day), "left": number} for day, number in status.dues.items()],
        "stale_sources": [_stale(stale) for stale in status.stale],
        "entries": None if status.entries is None else list(_entries(status.entries, words)),
        "pages": {"with_checklist": len({sheet.path for sheet in status.sheets}), "without": status.without, "broken": status.broken},
        "warnings": list(map(_problem, status.warnings)),
        "problems": list(map(_problem, status.problems)),
    }


def _figures(figures: Figures) -> Plain:
    return {**figures._asdict(), "closed": figures.closed, "next_due": _day(figures.next_due)}


def _sheet(sheet: Sheet) -> Plain:
    campaign = sheet.campaign
    return {
        "path": visible(sheet.path), "line": sheet.line, "id": visible(sheet.id), "format": sheet.format,
        "campaign": {"title": campaign.title or None, "launch": _day(campaign.launch), "ends": _day(campaign.ends)},
        "live": sheet.live, **_figures(sheet.figures),
    }


def _stale(stale: Stale) -> Plain:
    touched = [
        {"path": visible(place.path), "line": place.line, "id": visible(id), "codes": list(codes)} for place, id, codes in stale.touched
    ]
    source = stale.source
    return {
        "source": source.name, "title": source.title, "url": source.url, "review_by": str(source.review_by), "checklists": touched,
    }


def _entries(entries: Iterable[tuple[str, str, Listed]], words: Words) -> Iterator[Plain]:
    owners = words.vocabulary.owners
    for path, id, entry in entries:
        yield {
            "code": entry.code, "state": entry.state, "level": entry.level or None, "theme": entry.theme or None, "action": entry.action,
            "owner": entry.owner or None, "role": entry.role or None,
            "role_title": owners[entry.role].title if entry.role in owners else None,
            "due": entry.due or None, "due_date": _day(entry.day), "evidence": entry.evidence or None, "reason": entry.reason or None,
            "path": visible(path), "line": entry.line, "checklist": visible(id),
        }


def _problem(problem: Problem) -> Plain:
    place = problem.location
    return {
        "path": visible(place.path), "line": place.line, "column": place.column, "code": problem.code,
        "message": visible(problem.message), "hint": visible(problem.hint),
    }


def _day(day: object) -> str | None:
    return str(day) if day else None


# ---- what is ours


def is_ours(content: bytes, form: str, wordings: Iterable[Mapping[str, str]]) -> bool:
    """Return whether a file that holds *content* is a report of this kind in the format *form*, so that it may be written anew."""
    titles = [re.escape(wording["status_title"]).replace(re.escape("{date}"), r"\d{4}-\d{2}-\d{2}") for wording in wordings]
    heads = (",".join(PAGES), ",".join(ENTRIES))

    def begins(line: str) -> bool:
        return line in heads if form == "csv" else any(re.fullmatch(title, line) for title in titles)

    return is_report(content, form, "status", begins)


# ---- the published schema

_FIGURES: Plain = {
    **dict.fromkeys(("total", "done", "na", "waived", "again", "open", "overdue"), COUNT), "next_due": or_null(DATE), "closed": COUNT,
}
_PLACE: Plain = {"path": STRING, "line": COUNT}
_PROBLEM = object_of(**_PLACE, column=COUNT, code=STRING, message=STRING, hint=STRING)
_LEVEL: Plain = {"enum": [*LEVELS, None]}

SCHEMA = published(
    "status",
    "how far the checklists on many pages are",
    generator={"type": "string", "pattern": f"^{GENERATOR} "},
    as_of=DATE,
    lang=STRING,
    packs=list_of(object_of(name=STRING, version=STRING)),
    counted=object_of(themes=list_of(STRING), owner=STRING),
    totals=object_of(**_FIGURES),
    checklists=list_of(
        object_of(
            **_PLACE, id=STRING, format=STRING, live=BOOLEAN, **_FIGURES,
            campaign=object_of(title=or_null(STRING), launch=or_null(DATE), ends=or_null(DATE)),
        )
    ),
    themes=list_of(object_of(theme=or_null(STRING), title=or_null(STRING), **_FIGURES)),
    owners=list_of(object_of(owner=or_null(STRING), **_FIGURES)),
    levels=list_of(object_of(level=_LEVEL, **_FIGURES)),
    due=list_of(object_of(date=DATE, left=COUNT)),
    stale_sources=list_of(
        object_of(
            source=STRING, title=STRING, url=STRING, review_by=DATE,
            checklists=list_of(object_of(**_PLACE, id=STRING, codes=list_of(CODE))),
        )
    ),
    entries=or_null(
        list_of(
            object_of(
                code=CODE, state={"enum": list(STATES)}, level=_LEVEL, theme=or_null(STRING), action=STRING, owner=or_null(STRING),
                role=or_null(STRING), role_title=or_null(STRING), due=or_null(STRING), due_date=or_null(DATE), evidence=or_null(STRING),
                reason=or_null(STRING), **_PLACE, checklist=STRING,
            )
        )
    ),
    pages=object_of(with_checklist=COUNT, without=COUNT, broken=COUNT),
    warnings=list_of(_PROBLEM),
    problems=list_of(_PROBLEM),
)
