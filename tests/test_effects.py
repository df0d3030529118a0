"""What a change comes to in a campaign: what comes in, drops out, gets stricter or milder, by which source, from which day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st

from checklist.diffing import diff
from checklist.effects import KINDS, MIRRORED, Days, Effect, Impact, compare, impact, joined
from checklist.loading import load_rules
from checklist.model import Campaign, Disabled, Item, Requirement, RuleSet, Source
from tests.builders import VOCABULARY, make_campaign, make_facet, make_item, make_rules, make_source, make_waiver, wants
from tests.changes import Rules, built, changed, rules_before, ways
from tests.strategies import few

DAY = date(2027, 3, 1)
AT_ONE_DAY = Days(DAY, DAY)
LAW = make_source("law", since=date(2026, 8, 2))
HERE = make_campaign(markets=["de"], channels=["email"], data=[])


def rules(*items: Item, version: str = "1.0.0", sources: tuple[Source, ...] = (LAW,)) -> RuleSet:
    made = make_rules(*items, sources=sources)
    return made._replace(packs=(made.packs[0]._replace(version=version),))


def made(old: RuleSet, new: RuleSet, campaign: Campaign = HERE, days: Days = AT_ONE_DAY) -> Impact:
    return impact(diff(old, new), campaign, days)


def only(old: Any, new: Any, campaign: Campaign = HERE, days: Days = AT_ONE_DAY) -> Effect:
    """Return the one effect of a change from one item to another; the sources of a side may stand behind it."""
    sides = [side if isinstance(side, RuleSet) else rules(*side) for side in (old, new)]
    (effect,) = made(*sides, campaign, days).effects
    return effect


def told(effect: Effect) -> list[tuple[str, str]]:
    return [(cause.kind, cause.source.name if cause.source else "") for cause in effect.causes]


def with_law(**fields: Any) -> RuleSet:
    return rules(make_item(required_by=("law",)), sources=(make_source("law", **fields),))


ITEM = (make_item(),)
EMAIL, TIKTOK = wants(channels=["email"]), wants(channels=["tiktok"])
EFFECTS = [
    pytest.param((), ITEM, "in", [("new", "")], id="new"),
    pytest.param((make_item(when=TIKTOK),), (make_item(when=EMAIL),), "in", [("condition", "")], id="condition-lets-in"),
    pytest.param(ITEM, (), "out", [("retired", "")], id="retired"),
    pytest.param(ITEM, rules()._replace(disabled=(Disabled("TRN-01", "acme", "no"),)), "out", [("off", "")], id="switched-off"),
    pytest.param(ITEM, (make_item(when=TIKTOK),), "out", [("condition", "")], id="condition-leaves-out"),
    pytest.param((make_item(level="could"),), ITEM, "stricter", [("level", "")], id="declared-level-up"),
    pytest.param(ITEM, (make_item(level="could"),), "milder", [("level", "")], id="declared-level-down"),
    pytest.param(ITEM, (make_item(required_by=("law",)),), "stricter", [("added", "law")], id="source-added"),
    pytest.param((make_item(required_by=("law",)),), ITEM, "milder", [("removed", "law")], id="source-removed"),
    pytest.param(with_law(jurisdictions=("us",)), with_law(), "stricter", [("reach", "law")], id="source-reaches-the-market"),
    pytest.param(with_law(), with_law(jurisdictions=("us",)), "milder", [("loose", "law")], id="source-leaves-the-market"),
    pytest.param(with_law(since=date(2028, 1, 1)), with_law(), "stricter", [("moved", "law")], id="source-starts-earlier"),
    pytest.param(with_law(), with_law(since=date(2028, 1, 1)), "milder", [("postponed", "law"), ("becomes", "law")], id="source-postponed"),
    pytest.param(with_law(), with_law(until=date(2027, 2, 28)), "milder", [("ended", "law")], id="source-ended"),
    pytest.param(with_law(until=date(2027, 2, 28)), with_law(), "stricter", [("extended", "law")], id="source-extended"),
    pytest.param(with_law(), with_law(until=DAY), "same", [], id="source-in-force-on-its-last-day"),
    pytest.param(with_law(), with_law(kind="guidance"), "milder", [("loose", "law")], id="source-binds-nobody-any-more"),
    pytest.param(
        with_law(since=date(2028, 1, 1)), with_law(since=date(2027, 6, 1)), "stricter", [("becomes", "law")], id="must-comes-sooner"
    ),
    pytest.param(
        with_law(since=date(2028, 1, 1)), with_law(since=date(2028, 6, 1)), "milder", [("becomes", "law")], id="must-comes-later"
    ),
    pytest.param(with_law(since=date(2028, 1, 1)), rules(make_item()), "milder", [("becomes-not", "law")], id="must-comes-no-more"),
    pytest.param(
        (make_item(when=wants(ai_uses=["chatbot"])),), ITEM, "stricter", [("certain", "")], id="applies-for-certain-now"
    ),
    pytest.param(ITEM, (make_item(when=wants(ai_uses=["chatbot"])),), "milder", [("open", "")], id="open-now"),
    pytest.param(
        (make_item(required_by=(Requirement("law", wants(ai_uses=["chatbot"])),)),), (make_item(required_by=("law",)),), "stricter",
        [("reach", "law")], id="must-certain-now",
    ),
    pytest.param(ITEM, (make_item(action="Do more", revised="2.0.0"),), "meaning", [], id="meaning"),
    pytest.param(ITEM, (make_item(action="Do more"),), "reworded", [], id="reworded"),
    pytest.param(ITEM, (make_item(lead=3),), "details", [], id="details"),
    pytest.param(ITEM, (make_item(when=EMAIL),), "unsaid", [], id="condition-changed-and-still-met"),
    pytest.param(ITEM, ITEM, "same", [], id="same"),
    pytest.param((make_item(when=TIKTOK),), (), "apart", [], id="never-concerned"),
]


@pytest.mark.parametrize("old, new, kind, causes", EFFECTS)
def test_impact_tells_what_becomes_of_an_item_and_why(old, new, kind, causes):
    effect = only(old, new)
    assert (effect.kind, told(effect)) == (kind, causes)


def test_impact_tells_the_date_that_arrived():
    side = with_law(since=date(2026, 8, 2))
    effect = only(side, side, days=Days(date(2026, 8, 1), date(2026, 8, 2)))
    assert effect.kind == "stricter" and told(effect) == [("arrived", "law")] and effect.causes[0].day == date(2026, 8, 2)


def test_impact_tells_that_a_source_ended_in_between():
    side = with_law(until=date(2027, 2, 28))
    effect = only(side, side, days=Days(date(2027, 2, 28), DAY))
    assert effect.kind == "milder" and told(effect) == [("ended", "law")] and effect.causes[0].day == date(2027, 2, 28)


def test_impact_lists_the_dates_that_arrived_for_the_items_of_the_campaign_alone():
    items = (make_item("TRN-01", required_by=("law",)), make_item("TRN-02", required_by=("law",), when=TIKTOK), make_item("TRN-03"))
    side = rules(*items, sources=(LAW, make_source("other", since=LAW.since)))
    (arrival,) = made(side, side, days=Days(date(2026, 8, 1), DAY)).arrivals
    assert (arrival.source.name, arrival.codes) == ("law", ("TRN-01",))


def test_impact_tells_that_a_waiver_ended_in_between():
    campaign = HERE._replace(waivers=(make_waiver(expires=date(2027, 2, 28)),))
    effect = only(ITEM, ITEM, campaign, Days(date(2027, 2, 28), DAY))
    assert (effect.kind, told(effect)) == ("in", [("waiver", "")])


def test_impact_tells_for_which_channels_an_item_is_ticked_now():
    campaign = make_campaign(channels=["email", "tiktok"])
    before, after = make_item(per="channels", when=EMAIL), make_item(per="channels", when=wants(channels=["email", "tiktok"]))
    effect = only((before,), (after,), campaign)
    assert (effect.kind, effect.gained, effect.lost) == ("unsaid", ("tiktok",), ())
    assert only((after,), (before,), campaign).lost == ("tiktok",)


def test_impact_tells_that_the_hierarchy_of_words_lets_an_item_in():
    wider = {"social": (), "email": ("social",), "instagram": (), "tiktok": (), "paid-social": (), "instagram-ads": ()}
    new = rules(make_item(when=wants(channels=["social"])))
    new = new._replace(vocabulary=VOCABULARY._replace(facets={**VOCABULARY.facets, "channels": make_facet("channels", wider)}))
    effect = only((make_item(when=wants(channels=["social"])),), new)
    assert (effect.kind, told(effect)) == ("in", [("vocabulary", "")])


# ---- waivers

DOUBTS = [
    pytest.param(ITEM, (), "retired", id="retired"),
    pytest.param(ITEM, rules()._replace(disabled=(Disabled("TRN-01", "acme", "no"),)), "off", id="off"),
    pytest.param(ITEM, (make_item(revised="2.0.0"),), "meaning", id="meaning"),
    pytest.param(ITEM, (make_item(required_by=("law",)),), "must", id="must"),
    pytest.param(ITEM, (make_item(action="Do more"),), "", id="reworded"),
    pytest.param((), ITEM, "", id="written-for-the-new-rules"),
]


@pytest.mark.parametrize("old, new, kind", DOUBTS)
def test_impact_tells_which_waivers_to_look_at(old, new, kind):
    sides = [side if isinstance(side, RuleSet) else rules(*side) for side in (old, new)]
    campaign = HERE._replace(waivers=(make_waiver(),))
    assert [doubt.kind for doubt in made(*sides, campaign).doubts] == ([kind] if kind else [])


def test_impact_does_not_tell_of_waivers_that_have_ended():
    campaign = HERE._replace(waivers=(make_waiver(expires=date(2027, 2, 28)),))
    assert made(rules(*ITEM), rules(), campaign).doubts == ()


# ---- words that one side does not know


def _knowing(**channels: tuple[str, ...]) -> RuleSet:
    hierarchy = {"social": (), "email": (), "instagram": ("social",), **channels}
    facets = {**VOCABULARY.facets, "channels": make_facet("channels", hierarchy)}
    items = (make_item("TRN-01", when=wants(channels=["social"])), make_item("TRN-02", when=wants(channels=["instagram"])))
    return rules(*items)._replace(vocabulary=VOCABULARY._replace(facets=facets))


def test_impact_teaches_the_old_rules_a_word_so_that_only_real_changes_are_told():
    found = made(_knowing(), _knowing(mastodon=("social",)), make_campaign(channels=["mastodon"]))
    assert {effect.change.code: effect.kind for effect in found.effects} == {"TRN-01": "same", "TRN-02": "apart"}
    assert [tuple(stranger) for stranger in found.strangers] == [("old", "channels", ("mastodon",))]


def test_impact_teaches_what_a_word_lies_within_too():
    new = _knowing(fediverse=("social",), mastodon=("fediverse",))
    assert made(_knowing(), new, make_campaign(channels=["mastodon"])).effects[0].kind == "same"


def test_impact_tells_a_word_that_the_new_rules_do_not_know_any_more():
    found = made(_knowing(mastodon=("social",)), _knowing(), make_campaign(channels=["mastodon"]))
    assert [tuple(stranger) for stranger in found.strangers] == [("new", "channels", ("mastodon",))]


def test_impact_lets_a_facet_be_that_one_side_does_not_have():
    new = rules(make_item(when=None))._replace(
        vocabulary=VOCABULARY._replace(facets={**VOCABULARY.facets, "tone": make_facet("tone", {"loud": ()})})
    )
    campaign = make_campaign()._replace(facets={"tone": ("loud",)})
    assert [effect.kind for effect in made(rules(*ITEM), new, campaign).effects] == ["same"]
    assert [tuple(stranger) for stranger in made(rules(*ITEM), new, campaign).strangers] == [("old", "tone", ("loud",))]


def test_joined_knows_the_words_and_codes_of_both_sides():
    old = _knowing(mastodon=("social",))
    new = rules(make_item("TRN-03"))._replace(disabled=(Disabled("TRN-01", "acme", "no"),))
    both = joined(old, new)
    assert {item.code for item in both.item_list} == {"TRN-01", "TRN-02", "TRN-03"} and both.disabled == ()
    assert "mastodon" in both.vocabulary.facets["channels"].below["social"]


def test_joined_ticks_per_channel_what_either_side_does():
    for sides in ((make_item(per="channels"), make_item()), (make_item(), make_item(per="channels"))):
        assert joined(rules(sides[0]), rules(sides[1])).item_list[0].per == "channels"


# ---- laws

pairs = rules_before.flatmap(lambda drawn: st.tuples(st.just(drawn), changed(drawn)))
days = st.sampled_from([DAY, date(2018, 5, 24), date(2018, 5, 25), date(2027, 7, 1)])


@few
@given(drawn=rules_before, way=ways, day=days)
def test_the_same_rules_come_to_nothing(drawn, way, day):
    found = made(built(drawn), built(drawn), way.campaign, Days(day, day))
    assert found.is_empty and found.doubts == ()


@few
@given(pair=pairs, way=ways)
def test_every_code_of_either_side_has_one_effect(pair: tuple[Rules, Rules], way):
    old, new = map(built, pair)
    found = made(old, new, way.campaign)
    assert sorted(effect.change.code for effect in found.effects) == sorted({item.code for side in (old, new) for item in side.item_list})
    assert all(effect.kind in KINDS for effect in found.effects)


@few
@given(pair=pairs, way=ways, first=days, second=days)
def test_the_other_way_round_is_the_mirror(pair: tuple[Rules, Rules], way, first, second):
    old, new = map(built, pair)
    there = made(old, new, way.campaign, Days(first, second)).effects
    back = made(new, old, way.campaign, Days(second, first)).effects
    assert {effect.change.code: effect.kind for effect in back} == {effect.change.code: MIRRORED[effect.kind] for effect in there}


@few
@given(pair=pairs, way=ways)
def test_what_gets_stricter_or_milder_has_a_cause(pair: tuple[Rules, Rules], way):
    for effect in made(*map(built, pair), way.campaign).of_kind("in", "out", "stricter", "milder"):
        assert effect.causes


def test_compare_of_the_built_in_rules_tells_what_time_alone_changes():
    core = load_rules()
    campaign = make_campaign()._replace(facets={"markets": ("de",), "ai_uses": ("generated-image",), "channels": ("instagram",)})
    found = compare(core, core, [(campaign, Days(date(2026, 8, 1), date(2026, 8, 2)))], days=Days(date(2026, 8, 1), date(2026, 8, 2)))
    assert not found.is_empty and found.changes.is_empty
    assert "TRN-02" in {effect.change.code for effect in found.impacts[0].of_kind("stricter")}
    assert all(cause.kind == "arrived" for effect in found.impacts[0].of_kind("stricter") for cause in effect.causes)
