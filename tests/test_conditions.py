"""The three-valued logic: tables one by one, laws for every hierarchy and condition."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, strategies as st

from checklist.conditions import evaluate, meets, relate, tests_of as all_tests, without
from checklist.model import All, Any_, Is, Not, Truth

from .builders import FACETS, wants
from .strategies import FACET_NAMES, VALUES, conditions, facet_maps, moderate, sharpened, situations, statements, values

T, U, F = Truth.TRUE, Truth.UNKNOWN, Truth.FALSE

# One campaign, and one test of each truth.
STATED = {"markets": ("de",), "channels": ("tiktok",)}
HOLDS, OPEN, FAILS = Is("markets", ("de",)), Is("data", ("personal",)), Is("channels", ("email",))
BY_TRUTH = {T: HOLDS, U: OPEN, F: FAILS}


def truth(condition, stated=STATED):
    return evaluate(condition, FACETS, stated).truth


# ---- one value against another


@pytest.mark.parametrize("facet, stated, wanted", [
    pytest.param("markets", "de", "de", id="equal"),
    pytest.param("markets", "de", "eu", id="narrower"),
    pytest.param("markets", "us-ny", "world", id="narrower-by-two-steps"),
    pytest.param("markets", "de", "world", id="narrower-by-three-steps"),
    pytest.param("channels", "instagram-ads", "instagram", id="within-the-first-of-two"),
    pytest.param("channels", "instagram-ads", "paid-social", id="within-the-second-of-two"),
    pytest.param("channels", "instagram-ads", "social", id="within-one-of-two-by-two-steps"),
])
def test_relate_is_true_for_a_value_within(facet, stated, wanted):
    assert relate(FACETS[facet], stated, wanted) is T


@pytest.mark.parametrize("facet, stated, wanted", [
    pytest.param("markets", "eu", "de", id="broader"),
    pytest.param("markets", "world", "us-ny", id="broader-by-two-steps"),
    pytest.param("channels", "instagram", "paid-social", id="overlap"),
    pytest.param("channels", "paid-social", "instagram", id="overlap-turned-round"),
    pytest.param("channels", "social", "paid-social", id="overlap-further-down"),
])
def test_relate_is_unknown_if_some_value_lies_within_both(facet, stated, wanted):
    assert relate(FACETS[facet], stated, wanted) is U


@pytest.mark.parametrize("facet, stated, wanted", [
    pytest.param("markets", "de", "fr", id="siblings"),
    pytest.param("markets", "us-ny", "eu", id="cousins"),
    pytest.param("audience", "minors", "jobseekers", id="sibling-of-the-wider-one"),
    pytest.param("channels", "email", "social", id="another-tree"),
])
def test_relate_is_false_if_nothing_lies_within_both(facet, stated, wanted):
    assert relate(FACETS[facet], stated, wanted) is F


@moderate
@given(facet_maps, st.sampled_from(VALUES), st.sampled_from(VALUES))
def test_relate_agrees_with_the_sets_of_values_within(facets, stated, wanted):
    facet = facets["ai_uses"]

    def within(value):
        return {value}.union(*(within(other) for other, member in facet.members.items() if value in member.within))

    expected = T if within(stated) <= within(wanted) else U if within(stated) & within(wanted) else F
    assert relate(facet, stated, wanted) is expected


# ---- what a campaign states


@pytest.mark.parametrize("stated, wanted, expected", [
    pytest.param(None, ("de",), U, id="not-mentioned"),
    pytest.param((), ("de",), F, id="none"),
    pytest.param((), ("world",), F, id="none-against-the-widest"),
    pytest.param(("de",), ("de",), T, id="one-true"),
    pytest.param(("eu",), ("de",), U, id="one-unknown"),
    pytest.param(("fr",), ("de",), F, id="one-false"),
    pytest.param(("fr", "us", "de"), ("us-ny", "eu"), T, id="true-beats-unknown-and-false"),
    pytest.param(("fr", "us"), ("us-ny", "de"), U, id="unknown-beats-false"),
    pytest.param(("fr", "us"), ("de",), F, id="all-false"),
    pytest.param(("de",), ("fr", "us", "eea"), T, id="any-of-the-wanted"),
])
def test_meets_is_the_best_over_all_pairs(stated, wanted, expected):
    assert meets(FACETS["markets"], stated, wanted) is expected


def test_evaluate_without_a_condition_is_true_for_no_reason():
    assert evaluate(None, FACETS, {}) == (T, (), ())


def test_evaluate_not_reads_a_stated_list_as_complete():
    no_mail = Not(Is("channels", ("email",)))
    assert truth(no_mail, {"channels": ("tiktok", "instagram")}) is T
    assert truth(no_mail, {"channels": ("tiktok", "email")}) is F


def test_evaluate_not_of_a_facet_stated_as_none_is_true():
    assert truth(Not(Is("channels", ("email",))), {"channels": ()}) is T


# ---- truth tables


@pytest.mark.parametrize("first, second, expected", [
    pytest.param(a, b, result, id=f"{a.name}-{b.name}")
    for a, row in {T: (T, U, F), U: (U, U, F), F: (F, F, F)}.items() for b, result in zip((T, U, F), row)
])
def test_evaluate_all_follows_its_table(first, second, expected):
    assert truth(All((BY_TRUTH[first], BY_TRUTH[second]))) is expected


@pytest.mark.parametrize("first, second, expected", [
    pytest.param(a, b, result, id=f"{a.name}-{b.name}")
    for a, row in {T: (T, T, T), U: (T, U, U), F: (T, U, F)}.items() for b, result in zip((T, U, F), row)
])
def test_evaluate_any_follows_its_table(first, second, expected):
    assert truth(Any_((BY_TRUTH[first], BY_TRUTH[second]))) is expected


@pytest.mark.parametrize("part, expected", [
    pytest.param(a, result, id=a.name) for a, result in {T: F, U: U, F: T}.items()
])
def test_evaluate_not_follows_its_table(part, expected):
    assert truth(Not(BY_TRUTH[part])) is expected


@pytest.mark.parametrize("kind, expected", [pytest.param(All, F, id="all"), pytest.param(Any_, T, id="any")])
def test_evaluate_takes_more_than_two_parts_in_any_order(kind, expected):
    assert {truth(kind(parts)) for parts in permutations((HOLDS, OPEN, FAILS))} == {expected}


def test_evaluate_a_mapping_is_all_of_its_facets():
    both = wants(markets=["de"], channels=["email", "tiktok"])
    assert isinstance(both, All) and truth(both) is T
    assert truth(wants(markets=["de"], channels=["email"])) is F


# ---- which tests carry the verdict


def deciding(condition, stated=STATED):
    return [test.facet for test in evaluate(condition, FACETS, stated).deciding]


def holding(condition, stated=STATED):
    return [test.facet for test in evaluate(condition, FACETS, stated).holding]


def test_evaluate_names_what_was_wanted_and_stated():
    (test,) = evaluate(FAILS, FACETS, STATED).deciding
    assert test == ("channels", ("email",), ("tiktok",), F, False)


def test_evaluate_tells_silence_from_none():
    assert evaluate(OPEN, FACETS, {}).deciding[0].stated is None
    assert evaluate(OPEN, FACETS, {"data": ()}).deciding[0].stated == ()


@pytest.mark.parametrize("condition, expected", [
    pytest.param(All((HOLDS, OPEN)), ["data"], id="all-kept-open"),
    pytest.param(All((HOLDS, OPEN, FAILS)), ["channels"], id="all-ruled-out"),
    pytest.param(Any_((FAILS, OPEN)), ["data"], id="any-kept-open"),
    pytest.param(Any_((FAILS, OPEN, HOLDS)), ["markets"], id="any-met"),
    pytest.param(Not(All((HOLDS, OPEN))), ["data"], id="not-all"),
    pytest.param(Any_((All((OPEN, FAILS)), All((OPEN, HOLDS)))), ["data"], id="nested-each-once-where-it-counts"),
])
def test_evaluate_decides_by_the_tests_that_carry_the_verdict(condition, expected):
    assert deciding(condition) == expected


@pytest.mark.parametrize("condition, expected", [
    pytest.param(HOLDS, ["markets"], id="met"),
    pytest.param(OPEN, [], id="open"),
    pytest.param(FAILS, [], id="failed"),
    pytest.param(Not(FAILS), ["channels"], id="met-by-absence"),
    pytest.param(Not(HOLDS), [], id="not-of-what-is-met"),
    pytest.param(Not(Not(HOLDS)), ["markets"], id="twice-negated"),
    pytest.param(All((HOLDS, OPEN)), ["markets"], id="beside-an-open-one"),
    pytest.param(Not(Any_((FAILS, OPEN))), ["channels"], id="absence-beside-an-open-one"),
])
def test_evaluate_holds_the_tests_that_are_met(condition, expected):
    assert holding(condition) == expected


@pytest.mark.parametrize("condition", [
    pytest.param(Any_((All((Is("markets", ("eu",)), FAILS)), HOLDS)), id="any"),
    pytest.param(Not(All((Not(HOLDS), Not(All((Is("markets", ("eu",)), FAILS)))))), id="not-all"),
])
def test_evaluate_gives_no_reason_from_an_alternative_that_fails(condition):
    verdict = evaluate(condition, FACETS, STATED)
    assert verdict.truth is T
    assert [test.wanted for test in verdict.holding] == [("de",)]


# ---- laws


def narrowest(facet, values):
    """Return for each value one within it that nothing else lies within."""
    leaves = (min(other for other in facet.below[value] if len(facet.below[other]) == 1) for value in values)
    return tuple(dict.fromkeys(leaves))


@moderate
@given(sharpened())
def test_evaluate_keeps_a_verdict_when_more_is_stated(situation):
    facets, condition, stated, more = situation
    before, after = (evaluate(condition, facets, facts).truth for facts in (stated, more))
    assert before is U or after is before


@moderate
@given(situations)
def test_evaluate_unknown_names_a_facet_to_confirm(situation):
    facets, condition, stated = situation
    verdict = evaluate(condition, facets, stated)
    if verdict.truth is U:
        assert verdict.deciding
        assert {test.truth for test in verdict.deciding} == {U}


@moderate
@given(situations)
def test_evaluate_unknown_is_settled_by_the_facets_it_names(situation):
    facets, condition, stated = situation
    verdict = evaluate(condition, facets, stated)
    if verdict.truth is U:
        answers = {test.facet: narrowest(facets[test.facet], stated.get(test.facet, ())) for test in verdict.deciding}
        assert evaluate(condition, facets, {**stated, **answers}).truth is not U


@moderate
@given(facet_maps, st.lists(conditions, min_size=1, max_size=3).map(tuple), statements)
def test_evaluate_obeys_de_morgan(facets, parts, stated):
    turned = tuple(map(Not, parts))
    assert evaluate(Not(All(parts)), facets, stated) == evaluate(Any_(turned), facets, stated)
    assert evaluate(Not(Any_(parts)), facets, stated) == evaluate(All(turned), facets, stated)


@moderate
@given(situations)
def test_evaluate_twice_negated_is_the_same(situation):
    facets, condition, stated = situation
    assert evaluate(Not(Not(condition)), facets, stated) == evaluate(condition, facets, stated)


@moderate
@given(situations)
def test_evaluate_false_rests_on_its_deciding_tests_alone(situation):
    facets, condition, stated = situation
    verdict = evaluate(condition, facets, stated)
    if verdict.truth is F:
        assert all(test.truth is (T if test.negated else F) for test in verdict.deciding)
        alone = {test.facet: stated[test.facet] for test in verdict.deciding}
        assert evaluate(condition, facets, alone).truth is F


@moderate
@given(situations)
def test_evaluate_true_rests_on_what_holds_alone(situation):
    facets, condition, stated = situation
    verdict = evaluate(condition, facets, stated)
    if verdict.truth is T:
        assert all(test.truth is (F if test.negated else T) for test in verdict.holding)
        alone = {test.facet: stated[test.facet] for test in verdict.holding}
        assert evaluate(condition, facets, alone).truth is T


# ---- reading a condition

NESTED = All((HOLDS, Any_((OPEN, Not(FAILS))), HOLDS))


@pytest.mark.parametrize("condition, expected", [
    pytest.param(None, (), id="no-condition"),
    pytest.param(HOLDS, (HOLDS,), id="one"),
    pytest.param(Not(HOLDS), (HOLDS,), id="negated"),
    pytest.param(NESTED, (HOLDS, OPEN, FAILS, HOLDS), id="nested-in-reading-order"),
])
def test_tests_of_lists_every_test(condition, expected):
    assert all_tests(condition) == expected


@pytest.mark.parametrize("condition, facet, expected", [
    pytest.param(None, "data", True, id="no-condition"),
    pytest.param(HOLDS, "markets", False, id="the-one-it-tests"),
    pytest.param(HOLDS, "data", True, id="another"),
    pytest.param(Not(HOLDS), "markets", False, id="negated"),
    pytest.param(NESTED, "channels", False, id="deep-inside"),
    pytest.param(NESTED, "audience", True, id="nowhere-inside"),
])
def test_without_says_whether_a_facet_is_never_tested(condition, facet, expected):
    assert without(condition, facet) is expected


@moderate
@given(situations, st.sampled_from(FACET_NAMES), values())
def test_without_means_that_the_facet_changes_nothing(situation, name, other):
    facets, condition, stated = situation
    assert without(condition, name) is (name not in {test.facet for test in all_tests(condition)})
    if without(condition, name):
        assert evaluate(condition, facets, {**stated, name: other}) == evaluate(condition, facets, stated)
