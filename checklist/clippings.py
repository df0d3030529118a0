"""The brief on an article for tools: the JSON `scan/1` and its schema, and what a file of ours looks like.

Values in, text out. What stems from the article is data in it: no control character of the article stands there as such,
so that the file may be printed. Not responsible for what is found (`scanning`, `news`), nor for where the text goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from . import __version__
from .model import LEVELS, Citation, Entry, Source, Task
from .news import Concern, Day, Named, News, Standing, excerpt, rests_on
from .provenance import GENERATOR, is_report
from .scans import Sentence
from .shapes import BOOLEAN, CODE, COUNT, DATE, STRING, STRINGS, list_of, object_of, or_null, published
from .wording import Words

# A sentence that is longer is no sentence.
_LONGEST = 1000
_STRENGTHS = ("weak", "clear", "strong")
_STATUSES = ("in-force", "coming", "ended", "elsewhere")
_DAYS = ("covered", "differs", "unknown")
# JSON need not escape these, and a terminal acts on them.
_ACTS = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

Plain = dict[str, Any]


def json(news: News, words: Words) -> str:
    """Return the brief as one JSON object, keys in a fixed order."""
    from json import dumps

    written = dumps(plain(news, words), ensure_ascii=False, indent=2) + "\n"
    return _ACTS.sub(lambda found: f"\\u{ord(found.group()):04x}", written)


def plain(news: News, words: Words) -> Plain:
    """Return the brief as dicts, lists, strings, numbers, booleans and None."""
    campaign, totals = news.campaign, news.totals
    return {
        "schema": "scan/1",
        "generator": f"{GENERATOR} {__version__}",
        "article": {"path": news.path, "title": news.title or None, "lang": news.article_lang},
        "campaign": {
            "id": campaign.id or None, "title": campaign.title or None, "facets": {name: list(v) for name, v in campaign.facets.items()},
        },
        "as_of": str(news.as_of),
        "packs": [{"name": pack.name, "version": pack.version} for pack in news.packs],
        "lang": news.lang,
        "threshold": news.threshold,
        "themes": [_concern(concern, news, words) for concern in news.concerns],
        "sources": list(map(_named, news.sources)),
        "dates": list(map(_day, news.dates)),
        "totals": {"total": totals.total, "must": totals.must, "should": totals.should, "could": totals.could, "waived": totals.waived},
    }


def _concern(concern: Concern, news: News, words: Words) -> Plain:
    return {
        "theme": concern.theme.name, "title": concern.theme.title, "strength": concern.strength, "score": concern.score,
        "sentences": list(map(_sentence, concern.sentences)), "impact": concern.theme.impact,
        "items": [_task(task, news, words) for task in concern.tasks], "left_out": concern.left_out,
    }


def _sentence(sentence: Sentence) -> Plain:
    shown = excerpt(sentence, _LONGEST)
    return {"line": shown.line, "text": shown.text, "marks": [{"start": start, "end": end} for start, end in shown.marks]}


def _task(task: Task, news: News, words: Words) -> Plain:
    entry, general = task.entry, not news.campaign.facets
    return {
        "code": entry.code, "action": str(entry.action), "level": entry.level, "label": words.label(entry, general=general),
        "confirmed": entry.confirmed, "channels": [channel.channel for channel in task.channels], "owner": entry.item.owner,
        "phase": entry.item.phase, "required_by": [_cited(citation) for citation in entry.citations], "becomes": _becomes(entry),
        "by": str(entry.by) if entry.by else None, "named": rests_on(entry, news.meant),
    }


def _cited(citation: Citation) -> Plain:
    return {
        "source": citation.source.name, "provision": citation.provision, "places": list(citation.places), "certain": citation.certain,
        "since": _since(citation.source), "url": citation.source.url,
    }


def _becomes(entry: Entry) -> Plain | None:
    return {"date": str(entry.becomes.day), "source": entry.becomes.citation.source.name} if entry.becomes else None


def _named(named: Named) -> Plain:
    return {
        "name": named.name, "provisions": list(named.provisions), "known": bool(named.standings),
        "registry": list(map(_standing, named.standings)), "lines": list(dict.fromkeys(sentence.line for sentence in named.sentences)),
    }


def _standing(standing: Standing) -> Plain:
    source = standing.source
    return {
        "source": source.name, "short": source.short, "kind": source.kind, "binds": standing.binds, "status": standing.status,
        "places": list(standing.places), "certain": standing.certain, "since": _since(source),
        "until": str(source.until) if source.until else None, "url": source.url,
    }


def _since(source: Source) -> str | None:
    return source.since_text or None


def _day(day: Day) -> Plain:
    return {
        "date": str(day.day), "status": day.status, "sources": [source.name for source in day.sources],
        "expected": list(map(str, day.expected)), "line": day.sentence.line, "text": excerpt(day.sentence).text,
    }


# ---- what is ours


def is_ours(content: bytes, form: str, wordings: Iterable[Mapping[str, str]]) -> bool:
    """Return whether a file that holds *content* is a brief on an article in the format *form*, so that it may be written anew."""
    titles = [wording["scan_title"].partition("{title}")[0] for wording in wordings]
    return is_report(content, form, "scan", lambda line: line.removeprefix("# ").startswith(tuple(titles)))


# ---- the published schema

_SINCE = or_null(STRING)
_SENTENCE = object_of(line=COUNT, text=STRING, marks=list_of(object_of(start=COUNT, end=COUNT)))
_CITED = object_of(source=STRING, provision=STRING, places=STRINGS, certain=BOOLEAN, since=_SINCE, url=STRING)
_ITEM = object_of(
    code=CODE, action=STRING, level={"enum": list(LEVELS)}, label=STRING, confirmed=BOOLEAN, channels=STRINGS, owner=STRING, phase=STRING,
    required_by=list_of(_CITED), becomes=or_null(object_of(date=DATE, source=STRING)), by=or_null(DATE),
    named=BOOLEAN,
)

SCHEMA = published(
    "scan",
    "what an article comes to for marketing",
    generator={"type": "string", "pattern": f"^{GENERATOR} "},
    article=object_of(path=STRING, title=or_null(STRING), lang=STRING),
    campaign=object_of(id=or_null(STRING), title=or_null(STRING), facets={"type": "object", "additionalProperties": STRINGS}),
    as_of=DATE,
    packs=list_of(object_of(name=STRING, version=STRING)),
    lang=STRING,
    threshold=COUNT,
    themes=list_of(
        object_of(
            theme=STRING, title=STRING, strength={"enum": list(_STRENGTHS)}, score=COUNT, sentences=list_of(_SENTENCE), impact=STRING,
            items=list_of(_ITEM), left_out=COUNT,
        )
    ),
    sources=list_of(
        object_of(
            name=STRING, provisions=STRINGS, known=BOOLEAN, lines=list_of(COUNT),
            registry=list_of(
                object_of(
                    source=STRING, short=STRING, kind=STRING, binds=BOOLEAN, status={"enum": list(_STATUSES)}, places=STRINGS,
                    certain=BOOLEAN, since=_SINCE, until=or_null(DATE), url=STRING,
                )
            ),
        )
    ),
    dates=list_of(
        object_of(date=DATE, status={"enum": list(_DAYS)}, sources=STRINGS, expected=list_of(DATE), line=COUNT, text=STRING)
    ),
    totals=object_of(total=COUNT, must=COUNT, should=COUNT, could=COUNT, waived=COUNT),
)
