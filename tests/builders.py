"""Builders with defaults: each test names only what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from checklist.errors import Location
from checklist.model import (
    Campaign, Condition, Facet, Is, Item, Pack, Parameter, Requirement, RuleSet, Source, Term, Theme, Value, Vocabulary, Waiver,
)
from checklist.vocabularies import closed_facet

NOWHERE = Location("rules.yml", 1, 1)
DAY = date(2027, 3, 1)

# The hierarchy of the worked examples.
HIERARCHY: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "markets": {
        "world": (), "eea": ("world",), "eu": ("eea",), "de": ("eu",), "fr": ("eu",), "us": ("world",), "us-ny": ("us",),
    },
    "channels": {
        "social": (), "instagram": ("social",), "paid-social": (), "instagram-ads": ("instagram", "paid-social"), "tiktok": ("social",),
        "email": (),
    },
    "ai_uses": {
        "ai": (), "generated-media": ("ai",), "generated-image": ("generated-media",), "generated-video": ("generated-media",),
        "generated-text": ("ai",), "chatbot": ("ai",), "targeting": ("ai",),
    },
    "data": {"personal": ()},
    "audience": {"general": (), "minors": ("general",), "adults": ("general",), "jobseekers": ("adults",)},
}
LANGUAGES = {"de": ("de",), "fr": ("fr",), "us": ("en",)}


def make_facet(name: str, hierarchy: Mapping[str, tuple[str, ...]]) -> Facet:
    members = tuple(
        Value(value, value, value, value.upper(), f"{value}.", within, LANGUAGES.get(value, ())) for value, within in hierarchy.items()
    )
    return closed_facet(name, name.replace("_", " "), f"Which {name}?", members)


FACETS = {name: make_facet(name, hierarchy) for name, hierarchy in HIERARCHY.items()}
OWNERS = {name: Term(name, name.replace("-", " "), f"{name}.") for name in ("brand-manager", "creative-lead")}
PHASES = {name: Term(name, name, f"{name}.") for name in ("plan", "build", "review", "launch", "run", "retire")}
VOCABULARY = Vocabulary(FACETS, OWNERS, PHASES)


def wants(**facets: list[str]) -> Condition:
    """Return the condition that a mapping in a rule file stands for."""
    from checklist.model import All

    tests = tuple(Is(facet, tuple(values)) for facet, values in facets.items())
    return tests[0] if len(tests) == 1 else All(tests)


def make_source(name: str = "ai-act", **fields: Any) -> Source:
    defaults: dict[str, Any] = {
        "name": name, "title": f"Title of {name}", "short": name, "issuer": "A parliament", "provision": "Art. 1",
        "jurisdictions": ("eu",), "kind": "law", "since": date(2018, 5, 25), "until": None, "url": f"https://law.example/{name}",
        "summary": "Do it.", "through": (), "checked": date(2026, 11, 1), "review_by": date(2027, 11, 1), "confidence": "verified",
        "caveat": "", "location": NOWHERE,
    }
    defaults.update(fields)
    defaults.setdefault("since_text", str(defaults["since"]))
    return Source(**defaults)


def make_item(code: str = "TRN-01", **fields: Any) -> Item:
    requirements = fields.pop("required_by", ())
    defaults: dict[str, Any] = {
        "code": code, "theme": "transparency", "action": f"Do what {code} says", "why": "Because it helps.", "how": ("Do it.",),
        "evidence": "a record", "owner": "brand-manager", "phase": "plan", "effort": 30, "lead": 10, "level": "should", "see": (),
        "when": None, "per": "", "channels": (), "snippets": (), "also": (), "since": "1.0.0", "revised": "1.0.0", "replaces": (),
        "packs": ("test",), "revised_by": "test", "location": NOWHERE,
    }
    defaults["required_by"] = tuple(r if isinstance(r, Requirement) else Requirement(r) for r in requirements)
    defaults.update(fields)
    return Item(**defaults)


@lru_cache(maxsize=1)
def _wordings() -> tuple[Mapping[str, str], ...]:
    """Return what pages say in every language of the built-in pack."""
    from checklist.loading import load_rules

    return load_rules().wordings


def make_rules(*items: Item, sources: tuple[Source, ...] = (), params: tuple[Parameter, ...] = ()) -> RuleSet:
    names = dict.fromkeys(theme for item in items for theme in (item.theme, *item.also))
    themes = {name: Theme(name, name[:3].upper(), name.capitalize(), f"How {name} reaches marketing.") for name in names}
    pack = Pack("test", "1.0.0", "Rules of the tests", ("TRN",), params)
    return RuleSet(
        (pack,), VOCABULARY, {source.name: source for source in sources}, themes, items, _wordings()[0], _wordings()
    )


def make_campaign(id: str = "spring", **fields: Any) -> Campaign:
    """Return a campaign; facets are keywords with lists: `markets=["de"]`."""
    facets = {name: tuple(fields.pop(name)) for name in list(fields) if name in FACETS}
    defaults: dict[str, Any] = {"title": "Spring", "launch": None, "ends": None, "facets": facets, "params": {}, "waivers": ()}
    return Campaign(id=id, **(defaults | fields))


def make_waiver(code: str = "TRN-01", **fields: Any) -> Waiver:
    defaults: dict[str, Any] = {
        "reason": "the network does it", "approver": "Head of media", "expires": date(2027, 6, 30), "location": NOWHERE,
    }
    return Waiver(code=code, **(defaults | fields))


# ---- rules as files

PACK_YML = """\
schema: 1
name: test
version: 1.0.0
title: Rules of the tests
prefixes: [TRN]
params:
  brand: {title: your brand}
"""
VOCABULARY_YML = """\
schema: 1
facets:
  markets:
    title: markets
    question: Where?
    values:
      world: {title: worldwide, define: Everywhere.}
      eu: {title: European Union, phrase: the EU, short: EU, within: [world], define: The EU.}
      de: {title: Germany, short: DE, within: [eu], define: Germany.}
      "no": {title: Norway, short: "NO", within: [world], define: Norway.}
  channels:
    title: channels
    question: On which channels?
    values:
      instagram: {title: Instagram, define: Instagram.}
      email: {title: e-mail, define: E-mail.}
owners:
  brand-manager: {title: brand manager, define: Keeps the brief.}
phases:
  plan: {title: plan, define: First.}
  run: {title: run, define: Later.}
"""
SOURCES_YML = """\
schema: 1
sources:
  ai-act:
    title: AI Act
    short: AI Act Art. 50(4)
    issuer: European Union
    provision: Regulation (EU) 2024/1689, Art. 50(4)
    jurisdictions: [eu]
    kind: law
    applies_from: 2026-08-02
    url: https://law.example/ai-act
    summary: Say that it is AI.
    checked: 2026-11-01
    review_by: 2027-11-01
    confidence: verified
"""
THEME_YML = """\
schema: 1
theme: transparency
code: TRN
title: Transparency
impact: People have to see it.
items:
  - code: TRN-01
    action: Label AI pictures
    why: People want to know.
    how: [Write the label.]
    evidence: labelled files
    owner: brand-manager
    phase: plan
    effort: 30
    lead: 10
    level: should
    required_by: [ai-act]
    when: {channels: [instagram]}
    since: 1.0.0
    revised: 1.0.0
"""
# A further item for that theme.
SECOND_ITEM = """\
  - code: TRN-02
    action: Keep a list of pictures
    why: So that you know.
    how: [Write it.]
    evidence: a list
    owner: brand-manager
    phase: run
    effort: 10
    lead: 0
    level: should
    since: 1.0.0
    revised: 1.0.0
"""


def write_pack(folder: Path, **files: str | bytes | None) -> Path:
    """Write a small sound rules directory; keywords replace files: pack, vocabulary, sources, theme, wording.

    None leaves a file out.
    """
    texts: dict[str, str | bytes | None] = {"pack": PACK_YML, "vocabulary": VOCABULARY_YML, "sources": SOURCES_YML, "theme": THEME_YML}
    texts.update(files)
    (folder / "themes").mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        path = folder / ("themes/transparency.yml" if name == "theme" else f"{name}.yml")
        if text is not None:
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def write_item(folder: Path, **texts: str) -> Path:
    """Write a rules directory whose one item has these texts, quoted as YAML needs it."""
    import json

    theme = THEME_YML
    for name, text in texts.items():
        lines = theme.split("\n")
        for number, line in enumerate(lines):
            if line.strip().removeprefix("- ").startswith(f"{name}:"):
                head = line.partition(":")[0]
                value = json.dumps(text, ensure_ascii=False)
                lines[number] = f"{head}: [{value}]" if name == "how" else f"{head}: {value}"
        theme = "\n".join(lines)
    return write_pack(folder, theme=theme)
