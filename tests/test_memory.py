"""What checklists of one rule set have in common is worked out once, and no checklist shows it."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings, strategies as st

from checklist import memory
from checklist.model import Parameter
from checklist.selection import select
from tests.builders import DAY, make_campaign, make_item, make_rules, make_source, wants
from tests.strategies import examples

SOURCES = (
    make_source("eu"), make_source("ny", jurisdictions=("us-ny",)), make_source("soon", since=date(2027, 6, 1)),
    make_source("gone", until=date(2027, 2, 1)), make_source("world", jurisdictions=("world",), kind="guidance"),
    make_source("ucp", kind="directive", through=(("de", "UWG"), ("fr", "Code"))),
)
RULES = make_rules(
    make_item("TRN-01", when=wants(channels=["social"]), required_by=["eu", "ny"], see=("world", "ny"), per="channels"),
    make_item("TRN-02", when=wants(ai_uses=["generated-media"]), required_by=["soon", "ucp"], why="Say {{ brand }}."),
    make_item("TRN-03", required_by=["gone"], snippets=(("de", "Mit KI"), ("en", "Made with {{ brand }}"))),
    sources=SOURCES, params=(Parameter("brand", "your brand", None, "text", None, None),),
)
CAMPAIGNS = st.builds(
    make_campaign,
    **{
        name: st.lists(st.sampled_from(values), max_size=2, unique=True)
        for name, values in {
            "markets": ["de", "fr", "us", "us-ny", "eu", "world"], "channels": ["instagram", "tiktok", "email", "paid-social"],
            "ai_uses": ["ai", "generated-image", "chatbot"],
        }.items()
    },
    launch=st.sampled_from([None, date(2027, 1, 1), DAY]), params=st.sampled_from([{}, {"brand": "Acme"}, {"brand": "Nord"}]),
)
DAYS = st.sampled_from([date(2027, 1, 1), DAY, date(2027, 6, 1)])


def alone(campaign, day):
    """Return the checklist of *campaign* by rules that nothing is known of."""
    memory._kept.clear()
    return select(RULES, campaign, as_of=day, may_be_empty=True)


@given(st.lists(st.tuples(CAMPAIGNS, DAYS), min_size=1, max_size=6))
@settings(max_examples=examples(60))
def test_a_checklist_is_the_same_whatever_was_made_before(asked):
    expected = [alone(campaign, day) for campaign, day in asked]
    memory._kept.clear()
    for _ in range(2):
        assert [select(RULES, campaign, as_of=day, may_be_empty=True) for campaign, day in asked] == expected


def test_a_full_store_begins_anew_and_changes_nothing(monkeypatch):
    campaigns = [make_campaign(markets=[market], channels=[channel]) for market in ("de", "us") for channel in ("instagram", "tiktok")]
    expected = [alone(campaign, DAY) for campaign in campaigns]
    memory._kept.clear()
    known = memory.of(RULES)
    for store in (known.judged, known.texts_of, known.cited):
        store.most = 2
    for _ in range(3):
        assert [select(RULES, campaign, as_of=DAY) for campaign in campaigns] == expected
        assert all(len(store) <= 2 for store in (known.judged, known.texts_of, known.cited))


def test_of_remembers_a_few_rule_sets_and_tells_equal_ones_apart():
    some = [make_rules(make_item()) for _ in range(9)]
    known = [memory.of(rules) for rules in some]
    assert len({id(each) for each in known}) == 9 and len(memory._kept) == 4
    assert memory.of(some[-1]) is known[-1] and memory.of(some[0]) is not known[0]
