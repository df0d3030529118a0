"""A comparison for other tools: `diff/1`.

Values in, text out; the schema is published beside it. Not responsible for what differs (`diffing`, `effects`).
"""

from __future__ import annotations

from typing import Any

from . import diffing, effects
from .diffing import Arrival, Change, SourceChange, WordChange
from .effects import Cause, Comparison, Days, Effect, Impact, Stand
from .model import RuleSet
from .phrasing import Phrases
from .shapes import BOOLEAN, CODE, COUNT, DATE, STRING, STRINGS, Shape, list_of, object_of, or_null, published

_ITEM_KINDS = tuple(kind for kind in diffing.KINDS if kind != "same")
_EFFECT_KINDS = tuple(kind for kind in effects.KINDS if kind not in ("same", "apart"))


def json(made: Comparison) -> str:
    """Return `diff/1`: what differs in the rules, what it comes to in each campaign, and counts; what stayed is left out."""
    from json import dumps

    phrases = Phrases(made.changes)
    report = {
        "schema": "diff/1",
        "old": _packs(made.changes.old),
        "new": _packs(made.changes.new),
        "days": _days(made.days),
        "warnings": list(phrases.warnings()),
        "items": [_item(change, phrases) for change in made.changes.items if change.kind != "same"],
        "sources": [_source(change, phrases) for change in made.changes.sources],
        "words": [_word(change, phrases) for change in made.changes.words],
        "sentences": made.changes.sentences,
        "arrived": [_arrival(arrival) for arrival in made.arrivals],
        "campaigns": [_campaign(impact, phrases) for impact in made.impacts],
        "summary": _summary(made),
    }
    return dumps(report, ensure_ascii=False, indent=2) + "\n"


def _packs(rules: RuleSet) -> list[dict[str, str]]:
    return [{"name": pack.name, "version": pack.version} for pack in rules.packs]


def _days(days: Days) -> dict[str, str]:
    return {"old": str(days.old), "new": str(days.new)}


def _item(change: Change, phrases: Phrases) -> dict[str, Any]:
    return {
        "code": change.code,
        "kind": change.kind,
        "action": phrases.action(change.item, old=change.new is None),
        "action_before": phrases.action(change.old, old=True) if change.old and "action" in change.fields else None,
        "fields": list(change.fields),
        "replaces": list(change.new.replaces) if change.new else [],
        "replaced_by": list(change.heirs),
        "told": list(phrases.item(change)),
    }


def _source(change: SourceChange, phrases: Phrases) -> dict[str, Any]:
    source = change.source
    return {
        "name": change.name, "short": source.short, "kind": change.kind, "fields": list(change.fields),
        "since": str(source.since) if source.since_text else None, "until": str(source.until) if source.until else None,
        "items": list(change.codes), "told": list(phrases.source(change)),
    }


def _word(change: WordChange, phrases: Phrases) -> dict[str, Any]:
    return {
        "what": change.what, "facet": change.facet or None, "name": change.name, "kind": change.kind, "fields": list(change.fields),
        "told": phrases.word(change),
    }


def _arrival(arrival: Arrival) -> dict[str, Any]:
    return {
        "source": arrival.source.name, "short": arrival.source.short, "date": str(arrival.day),
        "what": "end" if arrival.is_end else "start", "items": list(arrival.codes),
    }


def _campaign(impact: Impact, phrases: Phrases) -> dict[str, Any]:
    return {
        "id": impact.campaign.id,
        "title": impact.campaign.title,
        "days": _days(impact.days),
        "totals": {"old": _totals(impact.old.totals), "new": _totals(impact.new.totals)},
        "items": [_effect(effect, impact, phrases) for effect in impact.of_kind(*_EFFECT_KINDS)],
        "arrived": [_arrival(arrival) for arrival in impact.arrivals],
        "waivers": [
            {"code": doubt.waiver.code, "kind": doubt.kind, "expires": str(doubt.waiver.expires), "told": phrases.doubt(doubt)}
            for doubt in impact.doubts
        ],
        "unknown": [
            {"side": stranger.side, "facet": stranger.facet, "values": list(stranger.values)} for stranger in impact.strangers
        ],
        "summary": _counted(impact.effects, _EFFECT_KINDS),
    }


def _totals(totals: Any) -> dict[str, int]:
    return {name: getattr(totals, name) for name in ("total", "must", "should", "could", "waived")}


def _effect(effect: Effect, impact: Impact, phrases: Phrases) -> dict[str, Any]:
    change = effect.change
    return {
        "code": change.code,
        "kind": effect.kind,
        "rules": change.kind,
        "action": phrases.action(change.item, old=change.new is None),
        "old": _stand(effect.was, phrases.label(effect, impact, old=True)),
        "new": _stand(effect.now, phrases.label(effect, impact)),
        "causes": [_cause(cause) for cause in effect.causes],
        "told": list(phrases.causes(effect, impact)),
    }


def _stand(stand: Stand, label: str) -> dict[str, Any]:
    entry = stand.entry
    return {
        "status": stand.status, "label": label, "level": entry.level if entry else None, "confirmed": bool(entry and entry.confirmed),
        "becomes": str(entry.becomes.day) if entry and entry.becomes else None, "channels": list(stand.channels),
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "kind": cause.kind, "source": cause.source.name if cause.source else None, "date": str(cause.day) if cause.day else None,
        "date_before": str(cause.was) if cause.was else None,
    }


def _counted(found: Any, kinds: tuple[str, ...]) -> dict[str, int]:
    return {kind: sum(each.kind == kind for each in found) for kind in kinds}


def _summary(made: Comparison) -> dict[str, Any]:
    every = [effect for impact in made.impacts for effect in impact.effects]
    return {
        "changed": not made.is_empty,
        "rules": _counted(made.changes.items, _ITEM_KINDS),
        "sources": len(made.changes.sources),
        "campaigns": len(made.impacts),
        "concerned": sum(not impact.is_empty for impact in made.impacts),
        "items": _counted(every, _EFFECT_KINDS),
    }


# ---- the schema


def _one_of(*names: str) -> Shape:
    return {"enum": list(names)}


_PACKS = list_of(object_of(name=STRING, version=STRING))
_BOTH_DAYS = object_of(old=DATE, new=DATE)
_ARRIVED = list_of(object_of(source=STRING, short=STRING, date=DATE, what=_one_of("start", "end"), items=list_of(CODE)))
_TOTALS = object_of(**dict.fromkeys(("total", "must", "should", "could", "waived"), COUNT))
_STAND = object_of(
    status=_one_of("listed", "waived", "left-out", "absent"), label=STRING, level=or_null(_one_of("must", "should", "could")),
    confirmed=BOOLEAN, becomes=or_null(DATE), channels=STRINGS,
)
_CAUSES = list_of(object_of(kind=STRING, source=or_null(STRING), date=or_null(DATE), date_before=or_null(DATE)))
_BY_ITEM_KIND = object_of(**dict.fromkeys(_ITEM_KINDS, COUNT))
_BY_EFFECT_KIND = object_of(**dict.fromkeys(_EFFECT_KINDS, COUNT))
_CAMPAIGN = object_of(
    id=STRING,
    title=STRING,
    days=_BOTH_DAYS,
    totals=object_of(old=_TOTALS, new=_TOTALS),
    items=list_of(object_of(
        code=CODE, kind=_one_of(*_EFFECT_KINDS), rules=_one_of(*diffing.KINDS), action=STRING, old=_STAND, new=_STAND, causes=_CAUSES,
        told=STRINGS,
    )),
    arrived=_ARRIVED,
    waivers=list_of(object_of(
        code=CODE, kind=_one_of("retired", "off", "meaning", "must"), expires=DATE, told=STRING,
    )),
    unknown=list_of(object_of(side=_one_of("old", "new"), facet=STRING, values=STRINGS)),
    summary=_BY_EFFECT_KIND,
)
SCHEMA = published(
    "diff",
    "what changed between two rule sets, and what it comes to in campaigns",
    old=_PACKS,
    new=_PACKS,
    days=_BOTH_DAYS,
    warnings=STRINGS,
    items=list_of(object_of(
        code=CODE, kind=_one_of(*_ITEM_KINDS), action=STRING, action_before=or_null(STRING), fields=STRINGS, replaces=list_of(CODE),
        replaced_by=list_of(CODE), told=STRINGS,
    )),
    sources=list_of(object_of(
        name=STRING, short=STRING, kind=_one_of("new", "gone", "changed", "checked"), fields=STRINGS, since=or_null(DATE),
        until=or_null(DATE), items=list_of(CODE), told=STRINGS,
    )),
    words=list_of(object_of(
        what=_one_of("theme", "facet", "value", "role", "phase", "parameter"), facet=or_null(STRING), name=STRING,
        kind=_one_of("new", "gone", "changed"), fields=STRINGS, told=STRING,
    )),
    sentences=COUNT,
    arrived=_ARRIVED,
    campaigns=list_of(_CAMPAIGN),
    summary=object_of(
        changed=BOOLEAN, rules=_BY_ITEM_KIND, sources=COUNT, campaigns=COUNT, concerned=COUNT, items=_BY_EFFECT_KIND,
    ),
)
