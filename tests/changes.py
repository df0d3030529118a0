"""Packs and what becomes of them, as Hypothesis strategies: rules before and after, campaigns, and ways to write the page.

Small on purpose: eight codes, so that a law can be tried thousands of times.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from hypothesis import strategies as st

from checklist import api
from checklist.model import Campaign, Condition, Item, RuleSet

from .builders import make_campaign, make_item, make_rules, make_source, make_waiver, wants

CODES = tuple(f"TRN-0{number}" for number in range(1, 7))
NEW = ("TRN-07", "TRN-08", "TRN-09")
ACTIONS = (
    "Label realistic AI pictures where people first see them", "Say 5 € → 10 € only if it is so", "Füge Bildern „KI“ hinzu – überall",
    "Keep a*b, c_d and [your brand] as they are", "Write x < y & z > 1 -- not (c) \"q\"", "Ask ''who'' | why {{ x }} ~~~~ //now//",
    "見出し と 太字", "Test e\u0301 and é in <b>names</b>", "Note: see https://x.example/a_b?c=1&d=2", "Do it",
)
CONDITIONS: tuple[Condition | None, ...] = (
    None, None, None, wants(channels=["instagram"]), wants(channels=["email"]), wants(ai_uses=["chatbot"]), wants(markets=["eu"]),
)
SOURCES = (make_source("ai-act"), make_source("gdpr", jurisdictions=("de",)))


class Rules(NamedTuple):
    """How rules are made; by value, so that the same ones are built once."""

    items: tuple[tuple[Any, ...], ...]
    version: str = "1.0.0"
    german: bool = False


@lru_cache(maxsize=4096)
def built(rules: Rules) -> RuleSet:
    """Return the rule set that *rules* describe."""
    made = make_rules(*(_item(*fields) for fields in rules.items), sources=SOURCES)
    wording = made.wordings[1] if rules.german else made.wording
    return made._replace(packs=(made.packs[0]._replace(version=rules.version),), wording=wording)


@lru_cache(maxsize=4096)
def _item(code: str, action: int, when: int, per: bool, phase: str, binds: int, revised: str, replaces: tuple[str, ...]) -> Item:
    return make_item(
        code, action=f"{ACTIONS[action]} {code}", when=CONDITIONS[when], per="channels" if per else "", phase=phase,
        owner=("brand-manager", "creative-lead")[action % 2], required_by=(("ai-act",), ("gdpr",), ())[binds], revised=revised,
        replaces=replaces,
    )


_PHASES = ("plan", "build", "run")
_WAYS_OF_AN_ITEM = len(ACTIONS) * len(CONDITIONS) * 3 * len(_PHASES) * 3


def _fields(code: str, drawn: int, revised: str = "1.0.0", replaces: tuple[str, ...] = ()) -> tuple[Any, ...]:
    """Return what `_item` takes. One number says it all, because drawing is what takes time."""
    drawn, action = divmod(drawn, len(ACTIONS))
    drawn, when = divmod(drawn, len(CONDITIONS))
    drawn, per = divmod(drawn, 3)
    binds, phase = divmod(drawn, len(_PHASES))
    return code, action, when, per == 0, _PHASES[phase], binds, revised, replaces


_items = st.integers(0, _WAYS_OF_AN_ITEM - 1)
rules_before = st.lists(_items, min_size=2, max_size=len(CODES)).map(
    lambda drawn: Rules(tuple(_fields(code, number) for code, number in zip(CODES, drawn)))
)
_KINDS = ("same", "same", "same", "reworded", "revised", "retired", "replaced", "merged", "condition", "channels", "moved")
_news = st.tuples(_items, st.sampled_from(["1.0.0", "2.0.0"]))


@st.composite
def changed(draw: st.DrawFn, rules: Rules) -> Rules:
    """What *rules* become in a later version: reworded, of another meaning, retired, replaced, merged, new …"""
    kinds = draw(st.lists(st.sampled_from(_KINDS), min_size=len(rules.items), max_size=len(rules.items)))
    items: list[tuple[Any, ...]] = []
    heirs: dict[str, list[str]] = {}
    for place, (fields, kind) in enumerate(zip(rules.items, kinds)):
        code, action, when, per, phase, binds, revised, replaces = fields
        if kind in ("replaced", "merged"):
            heirs.setdefault(NEW[place % (1 if kind == "merged" else 3)], []).append(code)
        elif kind != "retired":
            items.append((
                code, (action + 1) % len(ACTIONS) if kind in ("reworded", "revised") else action,
                (when + 1) % len(CONDITIONS) if kind == "condition" else when, per ^ (kind == "channels"),
                "run" if kind == "moved" else phase, binds, "2.0.0" if kind == "revised" else revised, replaces,
            ))
    for heir, codes in heirs.items():
        items.append(_fields(heir, *draw(_news), tuple(codes)))
    extra, is_german = draw(st.tuples(_items, st.booleans()))
    if extra % 2 and NEW[2] not in heirs or not items:
        items.append(_fields(NEW[2], extra))
    return Rules(tuple(sorted(items)), "2.0.0", is_german)


# ---- campaigns and ways


class Way(NamedTuple):
    """How a page is written: the campaign, what the options ask for, and the template."""

    campaign: Campaign
    group_by: str = "phase"
    template: str = "checklist"

    @property
    def brief(self) -> api.Brief:
        return api.Brief(self.campaign)


def _some(*names: str) -> st.SearchStrategy[tuple[str, ...] | None]:
    every = [None, *((name,) for name in names), names[:2], ()]
    return st.sampled_from(every)


_facets = st.fixed_dictionaries({
    "markets": _some("de", "us", "eu"), "channels": _some("instagram", "email", "tiktok"), "ai_uses": _some("chatbot", "ai"),
}).map(lambda drawn: {name: values for name, values in drawn.items() if values is not None})
_waivers = st.sampled_from([(), (), (), ("TRN-01",), ("TRN-02.email", "TRN-03"), ("TRN-07",)]).map(
    lambda codes: tuple(make_waiver(code, reason="see (TRN-02) & <b>", approver="Ann * Lee") for code in codes)
)
_titles = st.sampled_from(["Spring", "Spring", "Frühjahr & Co. <2027> *neu*", "a (TRN-01) b"])
ways = st.builds(
    lambda facets, waivers, title, group_by, template: Way(
        make_campaign(title=title, waivers=waivers)._replace(facets=facets), group_by, template
    ),
    _facets, _waivers, _titles, st.sampled_from(["phase", "phase", "theme", "owner"]), st.sampled_from(["checklist", "compact"]),
)
