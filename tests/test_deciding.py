"""Which facets can still change a checklist: exactly those with an answer that does, tried by brute force."""

from __future__ import annotations

from datetime import date
from itertools import combinations, product

import pytest
from hypothesis import given, settings, strategies as st

from checklist import binding, deciding as subject, memory
from checklist.conditions import evaluate
from checklist.deciding import deciding
from checklist.model import All, Any_, Is, Item, Not, Requirement, RuleSet, Truth
from tests.builders import DAY, VOCABULARY, make_facet, make_item, make_rules, make_source, wants
from tests.strategies import examples, moderate

LATER = date(2028, 1, 1)
SOURCES = (
    make_source("eu-law"),
    make_source("de-law", jurisdictions=("de",)),
    make_source("later", since=LATER),
    make_source("over", until=date(2020, 1, 1)),
    make_source("advice", kind="guidance"),
    make_source("everywhere", kind="house", jurisdictions=("world",)),
    make_source("directive", kind="directive", through=(("fr", "Code"),)),
)
TESTED = Requirement("everywhere", wants(data=["personal"]))


def asked(*items: Item, closed: tuple[str, ...] = (), as_of: date = DAY, **stated: list[str]) -> set[str]:
    rules = make_rules(*items, sources=SOURCES)
    return set(deciding(rules, {name: tuple(values) for name, values in stated.items()}, closed=closed, as_of=as_of))


@pytest.mark.parametrize("item, expected", [
    pytest.param({}, set(), id="no-condition"),
    pytest.param({"when": wants(data=["personal"])}, {"data"}, id="a-condition"),
    pytest.param({"when": wants(data=["personal"], channels=["email"])}, {"data", "channels"}, id="two-facets"),
    pytest.param({"required_by": ["eu-law"]}, {"markets"}, id="the-place-of-a-law"),
    pytest.param({"required_by": ["directive"]}, {"markets"}, id="the-places-of-a-directive"),
    pytest.param({"required_by": ["later"]}, {"markets"}, id="a-law-to-come"),
    pytest.param({"required_by": ["over"]}, set(), id="a-law-that-has-ended"),
    pytest.param({"required_by": ["advice"]}, set(), id="a-source-that-binds-nobody"),
    pytest.param({"required_by": ["everywhere"]}, set(), id="a-rule-that-binds-everywhere"),
    pytest.param({"required_by": [TESTED]}, {"data"}, id="a-further-condition"),
    pytest.param({"required_by": ["everywhere", "eu-law", TESTED]}, set(), id="a-must-already"),
    pytest.param({"per": "channels"}, {"channels"}, id="a-tick-per-channel"),
])
def test_deciding_names_what_an_item_hangs_on(item, expected):
    assert asked(make_item(**item)) == expected


@pytest.mark.parametrize("stated, expected", [
    pytest.param({"data": ["personal"]}, {"channels"}, id="holds"),
    pytest.param({"data": []}, set(), id="rules-it-out"),
    pytest.param({"channels": ["social"]}, {"data"}, id="too-broad-is-stated-all-the-same"),
])
def test_deciding_leaves_out_what_a_stated_fact_settles(stated, expected):
    assert asked(make_item(when=wants(data=["personal"], channels=["instagram"])), **stated) == expected


def test_deciding_looks_for_what_other_answers_make_matter():
    either = Any_((wants(data=["personal"], channels=["email"]), wants(audience=["minors"])))
    assert asked(make_item(when=either)) == {"data", "channels", "audience"}
    assert asked(make_item(when=either), closed=("data",)) == {"channels", "audience"}


def test_deciding_leaves_out_what_an_unknown_fact_keeps_from_mattering():
    """Nobody knows the data, nor whether minors see it: the channels leave the item to confirm either way."""
    either = Any_((wants(data=["personal"], channels=["email"]), wants(audience=["minors"])))
    assert asked(make_item(when=either), closed=("data", "audience")) == set()


def test_deciding_asks_nothing_of_what_is_left_out():
    item = make_item(when=wants(data=["personal"]), required_by=["eu-law"], per="channels")
    assert asked(item, data=[]) == set()


def test_deciding_asks_for_the_place_of_another_law_once_one_is_certain():
    assert asked(make_item(required_by=["eu-law", Requirement("de-law", wants(data=["personal"]))]), markets=["de"]) == set()


# ---- brute force

NAMES = ("markets", "data")
VALUES = ("world", "a", "b")
_STATEMENTS = [None, *(subset for size in range(len(VALUES) + 1) for subset in combinations(VALUES, size))]


def outcome(rules: RuleSet, item: Item, stated: dict[str, tuple[str, ...]], as_of: date) -> tuple[object, ...]:
    """Return what a page says of *item*, by the modules that make pages."""
    applies = evaluate(item.when, rules.vocabulary.facets, stated).truth
    if applies is Truth.FALSE:
        return (applies,)
    now, later = binding.Law(rules, as_of, memory.of(rules)).citations(item, stated)
    must = binding.must(now)
    return applies, must, min((becomes.day for becomes in later), default=None) if must is Truth.FALSE else None


def by_force(rules: RuleSet, stated: dict[str, tuple[str, ...]], closed: set[str], as_of: date) -> set[str]:
    left = [name for name in NAMES if name not in stated and name not in closed]
    found = set()
    for name in left:
        others = [other for other in left if other != name]
        for answers in product(_STATEMENTS, repeat=len(others)):
            around = {**stated, **{other: answer for other, answer in zip(others, answers) if answer is not None}}
            for item in rules.item_list:
                before = outcome(rules, item, around, as_of)
                stating = ({**around, name: answer} for answer in _STATEMENTS if answer is not None)
                if any(outcome(rules, item, after, as_of) != before for after in stating):
                    found.add(name)
    return found


_wanted = st.lists(st.sampled_from(VALUES), min_size=1, max_size=2, unique=True).map(tuple)


def _nested(inner):
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(All, several), st.builds(Any_, several), st.builds(Not, inner))


_conditions = st.recursive(st.builds(Is, st.sampled_from(NAMES), _wanted), _nested, max_leaves=5)
_sources = st.lists(
    st.tuples(st.sampled_from(["law", "directive", "house"]), _wanted, st.sampled_from([date(2020, 1, 1), LATER, date(2029, 1, 1)])),
    min_size=1, max_size=3,
)


@st.composite
def situations(draw):
    within = {name: draw(st.lists(st.integers(0, 3), min_size=3, max_size=3)) for name in NAMES}
    facets = {
        name: make_facet(name, {
            value: tuple(wider for n, wider in enumerate(VALUES[:place]) if within[name][place] >> n & 1)
            for place, value in enumerate(VALUES)
        })
        for name in NAMES
    }
    sources = tuple(
        make_source(f"s{n}", kind=kind, jurisdictions=places, since=since, through=tuple((place, place) for place in places))
        for n, (kind, places, since) in enumerate(draw(_sources))
    )
    requirements = [Requirement(source.name, draw(st.none() | _conditions)) for source in sources if draw(st.booleans())]
    item = make_item(when=draw(st.none() | _conditions), required_by=requirements)
    rules = make_rules(item, sources=sources)._replace(vocabulary=VOCABULARY._replace(facets=facets))
    stated = {name: answer for name in NAMES if (answer := draw(st.sampled_from([None, None, *_STATEMENTS]))) is not None}
    return rules, stated, {name for name in NAMES if draw(st.integers(0, 3)) == 0} - set(stated)


@settings(moderate, max_examples=examples(300))
@given(situations())
def test_deciding_names_exactly_the_facets_with_an_answer_that_changes_something(situation):
    rules, stated, closed = situation
    assert set(deciding(rules, stated, closed=closed, as_of=DAY)) == by_force(rules, stated, closed, DAY)


def test_deciding_asks_rather_than_to_search_without_end(monkeypatch):
    monkeypatch.setattr(subject, "_MOST_TRIALS", 0)
    either = Any_((wants(data=["personal"], channels=["email"]), wants(audience=["minors"])))
    assert "channels" in asked(make_item(when=either), closed=("data", "audience"))
