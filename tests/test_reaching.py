"""Whether a condition can come true: the answer is that of trying every campaign."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given, strategies as st

from checklist import reaching
from checklist.conditions import evaluate
from checklist.model import All, Any_, Is, Not, Truth
from checklist.reaching import can_be, implies
from tests.builders import FACETS, make_facet, wants
from tests.strategies import conditions, few

# Three values are enough to lie apart, within each other, and within two others; few enough to try all.
HIERARCHIES = [
    {"a": (), "b": (), "c": ()}, {"a": (), "b": ("a",), "c": ("a",)}, {"a": (), "b": (), "c": ("a", "b")},
    {"a": (), "b": ("a",), "c": ("b",)},
]
NAMES = ("data", "channels")
STATEMENTS = [tuple(chosen) for size in range(4) for chosen in combinations("abc", size)]
tests = st.builds(Is, st.sampled_from(NAMES), st.lists(st.sampled_from("abc"), min_size=1, max_size=2, unique=True).map(tuple))


def nested(inner):
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.builds(All, several) | st.builds(Any_, several) | st.builds(Not, inner)


small_conditions = st.recursive(tests, nested, max_leaves=6)
small_facets = st.tuples(*(st.sampled_from(HIERARCHIES) for _ in NAMES)).map(
    lambda drawn: {name: make_facet(name, hierarchy) for name, hierarchy in zip(NAMES, drawn)}
)


@given(small_facets, small_conditions, st.sampled_from([Truth.TRUE, Truth.FALSE]))
@few
def test_can_be_is_what_trying_every_campaign_says(facets, condition, truth):
    campaigns = [dict(zip(NAMES, stated)) for stated in product(STATEMENTS, repeat=len(NAMES))]
    assert can_be(truth, condition, facets) is any(evaluate(condition, facets, stated).truth is truth for stated in campaigns)


@given(small_facets, small_conditions, st.sampled_from([Truth.TRUE, Truth.FALSE]))
@few
def test_can_be_with_a_single_channel_is_what_trying_every_channel_says(facets, condition, truth):
    singles = [stated for stated in STATEMENTS if len(stated) <= 1]
    campaigns = [dict(zip(NAMES, stated)) for stated in product(STATEMENTS, singles)]
    expected = any(evaluate(condition, facets, stated).truth is truth for stated in campaigns)
    assert can_be(truth, condition, facets, single=("channels",)) is expected


@given(small_facets, small_conditions, small_conditions)
@few
def test_implies_is_what_trying_every_campaign_says(facets, condition, other):
    campaigns = [dict(zip(NAMES, stated)) for stated in product(STATEMENTS, repeat=len(NAMES))]
    meeting = [stated for stated in campaigns if evaluate(condition, facets, stated).truth is Truth.TRUE]
    assert implies(condition, other, facets) is all(evaluate(other, facets, stated).truth is Truth.TRUE for stated in meeting)


def test_no_condition_implies_only_what_is_always_true():
    world = wants(markets=["world"])
    assert implies(None, Any_((world, Not(world))), FACETS) and not implies(None, DE, FACETS)


def test_a_place_implies_what_is_around_it_and_not_what_is_within():
    assert implies(DE, wants(markets=["eu"]), FACETS) and not implies(wants(markets=["eu"]), DE, FACETS)
    assert not implies(wants(markets=["us"]), wants(markets=["us-ny"]), FACETS)


@given(conditions)
@few
def test_a_condition_can_be_true_or_false(condition):
    """Of a condition and its opposite one can be true; what can be true of one can be false of the other."""
    facets = {name: make_facet(name, {f"v{n}": () for n in range(6)}) for name in ("ai_uses", "channels", "data")}
    assert can_be(Truth.TRUE, condition, facets) or can_be(Truth.FALSE, condition, facets)
    assert can_be(Truth.TRUE, condition, facets) is can_be(Truth.FALSE, Not(condition), facets)


DE, FR = wants(markets=["de"]), wants(markets=["fr"])
NEVER = {
    "a place and not what is around it": All((DE, Not(wants(markets=["eu"])))),
    "a test and its opposite": All((DE, Not(DE))),
    "neither this nor all": Not(Any_((wants(data=["personal"]), Not(wants(data=["personal"]))))),
    "inside an alternative": Any_((All((DE, Not(DE))), All((FR, Not(FR))))),
}
SOMETIMES = {
    "two countries at once": All((DE, FR)),
    "one country and not another": All((DE, Not(FR))),
    "around and not inside": All((wants(markets=["eu"]), Not(DE))),
    "none at all": Not(wants(markets=["world"])),
    "one of two": Any_((DE, FR)),
}


@pytest.mark.parametrize("name", NEVER)
def test_some_conditions_are_never_true(name):
    assert not can_be(Truth.TRUE, NEVER[name], FACETS) and can_be(Truth.FALSE, NEVER[name], FACETS)


@pytest.mark.parametrize("name", SOMETIMES)
def test_others_are_sometimes_true_and_sometimes_false(name):
    assert can_be(Truth.TRUE, SOMETIMES[name], FACETS) and can_be(Truth.FALSE, SOMETIMES[name], FACETS)


def test_no_condition_is_always_true():
    assert can_be(Truth.TRUE, None, FACETS) and not can_be(Truth.FALSE, None, FACETS)


def test_one_channel_at_a_time_is_never_two():
    both = All((wants(channels=["instagram"]), wants(channels=["tiktok"])))
    assert can_be(Truth.TRUE, both, FACETS) and not can_be(Truth.TRUE, both, FACETS, single=("channels",))


def test_a_condition_of_far_too_many_parts_gets_the_benefit_of_the_doubt(monkeypatch):
    tried = []
    monkeypatch.setattr(reaching, "evaluate", lambda *given: tried.append(given) or evaluate(*given))
    values = {f"v{n}": () for n in range(40)}
    facets = {f"f{n}": make_facet(f"f{n}", values) for n in range(8)}
    parts = tuple(Is(facet, (value,)) for facet in facets for value in values)
    assert can_be(Truth.TRUE, All((*parts, Not(parts[0]))), facets)
    assert tried == []


def test_many_facets_of_few_values_get_it_too(monkeypatch):
    monkeypatch.setattr(reaching, "MOST_CAMPAIGNS", 3)
    assert can_be(Truth.TRUE, All((DE, Not(DE), wants(data=["personal"]))), FACETS)
