"""What turns a verdict: it does, it is as small as any, and nothing is proposed where no facts can."""

from __future__ import annotations

import pytest
from hypothesis import given

from checklist import conditions
from checklist.conditions import evaluate
from checklist.model import All, Any_, Not, Truth
from checklist.reversing import opposite
from tests.builders import FACETS, wants
from tests.strategies import moderate, situations


@moderate
@given(situations)
def test_what_is_proposed_turns_the_verdict_and_no_part_of_it_does(situation):
    hierarchy, condition, stated = situation
    before = evaluate(condition, hierarchy, stated).truth
    wanted = Truth.TRUE if before is Truth.FALSE else Truth.FALSE
    for facts in opposite(condition, hierarchy, stated):
        assert evaluate(condition, hierarchy, {**stated, **facts}).truth is wanted
        for left in facts:
            fewer = {name: values for name, values in facts.items() if name != left}
            assert evaluate(condition, hierarchy, {**stated, **fewer}).truth is not wanted


@moderate
@given(situations)
def test_one_test_that_decides_alone_is_found(situation):
    hierarchy, condition, stated = situation
    assert all(opposite(test, hierarchy, stated) for test in conditions.tests_of(condition))


@pytest.mark.parametrize("condition, stated, proposed", [
    (None, {}, ()),
    (wants(data=["personal"]), {}, ({"data": ()},)),
    (wants(data=["personal"]), {"data": ("personal",)}, ({"data": ()},)),
    (wants(data=["personal"]), {"data": ()}, ({"data": ("personal",)},)),
    (wants(ai_uses=["chatbot"]), {"ai_uses": ("chatbot", "targeting")}, ({"ai_uses": ("targeting",)}, {"ai_uses": ()})),
    (wants(ai_uses=["chatbot"], data=["personal"]), {"ai_uses": (), "data": ()}, ({"ai_uses": ("chatbot",), "data": ("personal",)},)),
    (Not(wants(channels=["email"])), {"channels": ("tiktok",)}, ({"channels": ("email",)},)),
    (Any_((wants(data=["personal"]), Not(wants(data=["personal"])))), {}, ()),
    (All((wants(data=["personal"]), Not(wants(data=["personal"])))), {"data": ()}, ()),
])
def test_the_smallest_sets_of_facts_are_proposed(condition, stated, proposed):
    assert opposite(condition, FACETS, stated) == proposed
