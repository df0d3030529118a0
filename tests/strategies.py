"""Hypothesis strategies: hierarchies that are any acyclic graph, conditions over them, campaigns, and what core can be asked.

`moderate` is the profile of the suite: enough examples to find what is rare, no clock, nothing left on disk. CHECKLIST_LAWS
is how many examples each law of a page gets (tests/test_laws.py); fewer than usual are fewer in the same proportion everywhere.
"""

from __future__ import annotations

import os
from datetime import date
from typing import Any

from hypothesis import HealthCheck, settings, strategies as st

from checklist.model import All, Any_, Campaign, Condition, Facet, Is, Not, RuleSet
from checklist.arranging import GROUPINGS
from checklist.selection import Choice

from .builders import make_campaign, make_facet, make_waiver

USUAL = 40
EXAMPLES = int(os.environ.get("CHECKLIST_LAWS", USUAL))


def examples(number: int) -> int:
    """Return how many examples a property gets that usually has *number*."""
    return max(1, number * min(EXAMPLES, USUAL) // USUAL)


moderate = settings(
    max_examples=examples(250), deadline=None, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
few = settings(moderate, max_examples=examples(80))

FACET_NAMES = ("ai_uses", "channels", "data")
VALUES = tuple(f"v{number}" for number in range(6))
Facets = dict[str, Facet]
Stated = dict[str, tuple[str, ...]]

# The values are always the same, what lies within what is drawn: so conditions and statements need no vocabulary to
# be drawn from, and Hypothesis builds each strategy once.


def _facet(name: str, masks: list[int]) -> Facet:
    """Return the facet in which bit *n* of a value's mask puts it within value *n*, if that stands before it."""
    return make_facet(name, {
        value: tuple(wider for n, wider in enumerate(VALUES[:place]) if masks[place] >> n & 1) for place, value in enumerate(VALUES)
    })


def _hierarchies() -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, 2 ** len(VALUES) - 1), min_size=len(VALUES), max_size=len(VALUES))


def _condition() -> st.SearchStrategy[Condition]:
    tests = st.builds(Is, st.sampled_from(FACET_NAMES), values(1))

    def nested(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return st.one_of(st.builds(All, several), st.builds(Any_, several), st.builds(Not, inner))

    return st.recursive(tests, nested, max_leaves=8)


def values(least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    """Values of a facet, each once."""
    return st.lists(st.sampled_from(VALUES), min_size=least, max_size=3, unique=True).map(tuple)


def _stated(drawn: dict[str, tuple[str, ...] | None]) -> Stated:
    return {name: given for name, given in drawn.items() if given is not None}


conditions = _condition()
facet_maps = st.fixed_dictionaries({name: _hierarchies() for name in FACET_NAMES}).map(
    lambda drawn: {name: _facet(name, masks) for name, masks in drawn.items()}
)
# A facet is silent, none, or values.
statements = st.fixed_dictionaries({name: st.none() | values() for name in FACET_NAMES}).map(_stated)
situations = st.tuples(facet_maps, conditions, statements)


@st.composite
def sharpened(draw: st.DrawFn) -> tuple[Facets, Condition, Stated, Stated]:
    """A situation, and what the campaign states after it says more.

    A silent facet is stated, or a value is replaced by one within it.
    """
    facets, condition, stated = draw(situations)
    name, place, narrower = draw(st.sampled_from(FACET_NAMES)), draw(st.integers(0, 2)), draw(st.integers(0, 5))
    given = list(stated.get(name, ()))
    if name not in stated:
        given = list(draw(values()))
    elif given:
        within = sorted(facets[name].below[given[place % len(given)]])
        given[place % len(given)] = within[narrower % len(within)]
    return facets, condition, stated, {**stated, name: tuple(dict.fromkeys(given))}


# ---- the built-in rules

DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))


@st.composite
def core_campaigns(draw: st.DrawFn, rules: RuleSet) -> Campaign:
    """A brief for *rules*, with waivers of whole items."""
    codes = draw(st.lists(st.sampled_from([item.code for item in rules.item_list]), max_size=4, unique=True))
    waivers = tuple(make_waiver(code, expires=draw(DAYS)) for code in codes)
    stated = {
        name: draw(st.none() | st.lists(st.sampled_from(sorted(facet.members)), max_size=3, unique=True).map(tuple))
        for name, facet in rules.vocabulary.facets.items()
    }
    return make_campaign(launch=draw(st.none() | DAYS), waivers=waivers)._replace(facets=_stated(stated))


def choices(rules: RuleSet) -> st.SearchStrategy[Choice]:
    """Options of the command line."""
    some: Any = st.lists(st.sampled_from(sorted(rules.themes)), max_size=3, unique=True).map(tuple)
    return st.builds(
        Choice,
        themes=some,
        level=st.sampled_from(["", "", "must", "should", "could"]),
        owner=st.sampled_from(["", "", "", *sorted(rules.vocabulary.owners)]),
        group_by=st.sampled_from(GROUPINGS),
        lang=st.just("en"),
        budget=st.sampled_from([0, 0, 0, 45, 600]),
    )
