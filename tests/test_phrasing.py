"""Changes in words: each thing that can differ, and each cause, is said once and plainly."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from checklist.diffing import diff
from checklist.effects import Days, impact
from checklist.model import Disabled, Parameter, Requirement, RuleSet, Term, Theme
from checklist.phrasing import Phrases, count, packs, series
from tests.builders import FACETS, HIERARCHY, make_campaign, make_facet, make_item, make_rules, make_source, make_waiver, wants

LAW, OTHER = make_source("law", since=date(2026, 8, 2)), make_source("other", jurisdictions=("de", "us"))
DAY = date(2027, 3, 1)


def rules(*items: Any, version: str = "1.0.0", sources: Any = (LAW, OTHER)) -> RuleSet:
    made = make_rules(*items, sources=sources)
    return made._replace(packs=(made.packs[0]._replace(version=version),))


def of_item(old: dict[str, Any] | None, new: dict[str, Any] | None, version: str = "1.0.0", **sides: Any) -> list[str]:
    """Return what is said of a change from one item to another; None: without it."""
    before, after = (rules(*([] if fields is None else [make_item(**fields)])) for fields in (old, new))
    before, after = before._replace(**sides.get("before", {})), after._replace(**sides.get("after", {}))
    changes = diff(before, after._replace(packs=(after.packs[0]._replace(version=version),)))
    (change,) = (change for change in changes.items if change.code == "TRN-01")
    return list(Phrases(changes).item(change))


CHATBOT = wants(ai_uses=["chatbot"])
STILL = "`revised` is still 1.0.0, so ticks stay"
OF_ITEM = [
    pytest.param(None, {}, ["should; applies to every campaign"], id="new"),
    pytest.param(
        None, {"required_by": ("law", Requirement("other", CHATBOT))},
        [
            "should; applies to every campaign",
            "a must by law (EU, since 2026-08-02) and other (DE, US, since 2018-05-25; for ai uses: chatbot)",
        ], id="new-must",
    ),
    pytest.param({}, None, ["nothing replaces it"], id="retired"),
    pytest.param({}, {"when": CHATBOT}, [STILL, "applies to ai uses: chatbot; before: every campaign"], id="condition"),
    pytest.param({}, {"level": "could"}, [STILL, "level could; before: should"], id="level"),
    pytest.param({}, {"required_by": ("law",)}, [STILL, "a must now by law (EU, since 2026-08-02)"], id="must-added"),
    pytest.param({"required_by": ("law",)}, {}, [STILL, "no longer a must by law (EU, since 2026-08-02)"], id="must-removed"),
    pytest.param(
        {"required_by": ("law",)}, {"required_by": (Requirement("law", CHATBOT),)},
        [STILL, "a must on another condition by law (EU, since 2026-08-02; for ai uses: chatbot)"], id="must-on-another-condition",
    ),
    pytest.param(
        {}, {"revised": "0.9.0"},
        ["`revised` is 0.9.0, and was 1.0.0; pages were written with 1.0.0 already, so ticks stay", "its text is the same"],
        id="revised-too-low",
    ),
    pytest.param({}, {"per": "channels"}, ["ticked once for each channel now"], id="per-channel"),
    pytest.param({"per": "channels"}, {}, ["ticked once for all channels now"], id="not-per-channel"),
    pytest.param({}, {"owner": "creative-lead"}, ["owner creative lead; before: brand manager"], id="owner"),
    pytest.param({}, {"phase": "run"}, ["phase run; before: plan"], id="phase"),
    pytest.param({}, {"effort": 5}, ["effort 5 minutes; before: 30 minutes"], id="effort"),
    pytest.param({}, {"lead": -3}, ["days before launch -3; before: 10"], id="lead"),
    pytest.param({}, {"why": "x", "how": ("y",), "evidence": "z"}, ["reworded: the reason, the steps and the proof"], id="texts"),
    pytest.param({}, {"see": ("law",), "also": ("bias",)}, ["changed: further themes and see also"], id="rest"),
]


@pytest.mark.parametrize("old, new, told", OF_ITEM)
def test_item_says_what_differs(old, new, told):
    assert of_item(old, new) == told


def test_item_says_that_a_meaning_changed_and_nothing_else():
    assert of_item({}, {"revised": "2.0.0"}, "2.0.0") == [
        "changed in test 2.0.0: what was ticked has to be ticked again", "its text is the same",
    ]


@pytest.mark.parametrize("revised, moved", [("1.0.0", "notes and tick move there"), ("2.0.0", "notes move there, a tick does not")])
def test_item_says_what_becomes_of_the_notes_of_a_replaced_one(revised, moved):
    changes = diff(rules(make_item("TRN-01")), rules(make_item("TRN-02", replaces=("TRN-01",), revised=revised), version="2.0.0"))
    said = {change.code: list(Phrases(changes).item(change)) for change in changes.items}
    assert said["TRN-01"] == [f"replaced by TRN-02 (Do what TRN-02 says); {moved}"]
    assert said["TRN-02"] == ["replaces TRN-01", "should; applies to every campaign"]


def test_item_says_who_switched_it_off_and_had_done_so():
    off = {"disabled": (Disabled("TRN-01", "acme", "not us"),)}
    assert of_item({}, None, after=off) == ["switched off by acme: not us"]
    assert of_item(None, {}, before=off)[0] == "acme had switched it off: not us"


OF_SOURCE = [
    pytest.param(
        {"since": date(2027, 12, 2), "since_text": "2027-12"}, ["starts 2027-12; before: 2026-08-02", "named by TRN-01"], id="since",
    ),
    pytest.param({"until": date(2027, 12, 31)}, ["last day 2027-12-31; before: open", "named by TRN-01"], id="until"),
    pytest.param({"jurisdictions": ("de", "fr")}, ["applies in DE, FR; before: EU", "named by TRN-01"], id="places"),
    pytest.param({"through": (("de", "UWG § 5a"),)}, ["through DE: UWG § 5a; before: no national law", "named by TRN-01"], id="through"),
    pytest.param({"provision": "Art. 2"}, ["provision Art. 2; before: Art. 1", "named by TRN-01"], id="provision"),
    pytest.param({"summary": "x", "url": "https://x.example"}, ["reworded: summary and address", "named by TRN-01"], id="texts"),
    pytest.param({"checked": date(2026, 11, 2)}, [], id="checked"),
]


@pytest.mark.parametrize("fields, told", OF_SOURCE)
def test_source_says_what_differs(fields, told):
    item = make_item(required_by=("law",))
    new = make_source(**{"name": "law", "since": LAW.since, **fields})
    changes = diff(rules(item, sources=(LAW,)), rules(item, sources=(new,)))
    assert list(Phrases(changes).source(changes.sources[0])) == told


def test_source_says_what_is_new_and_what_is_gone():
    there, back = diff(rules(sources=()), rules(sources=(OTHER,))), diff(rules(sources=(OTHER,)), rules(sources=()))
    for changes in (there, back):
        assert list(Phrases(changes).source(changes.sources[0])) == ["Art. 1 (DE, US, since 2018-05-25)"]


def with_words(**fields: Any) -> RuleSet:
    made = rules()
    return made._replace(vocabulary=made.vocabulary._replace(**fields))


def audience(within: tuple[str, ...]) -> RuleSet:
    return with_words(facets={**FACETS, "audience": make_facet("audience", {**HIERARCHY["audience"], "minors": within})})


def parameter(default: str | None) -> RuleSet:
    return make_rules(params=(Parameter("cap", "a cap", default, "number", None, None),), sources=(LAW, OTHER))


OF_WORD = [
    pytest.param(rules(), with_words(facets={**FACETS, "tone": make_facet("tone", {"loud": ()})}), "facet tone is new", id="facet"),
    pytest.param(
        rules(), with_words(facets={**FACETS, "data": make_facet("data", {"personal": (), "sales": ()})}), "data: sales is new", id="value",
    ),
    pytest.param(audience(("general",)), audience(()), "audience: minors lies within nothing; before: general", id="hierarchy"),
    pytest.param(
        with_words(owners={"brand-manager": Term("brand-manager", "brand lead", "x")}),
        with_words(owners={"brand-manager": Term("brand-manager", "brand manager", "y")}),
        "role brand-manager (brand manager) changed: title and definition", id="role",
    ),
    pytest.param(
        rules()._replace(themes={"bias": Theme("bias", "BIA", "Bias", "It matters.")}), rules(), "theme bias (Bias) is gone", id="theme",
    ),
    pytest.param(rules(), parameter("3"), "parameter cap (a cap) is new, 3 where nothing is given", id="parameter"),
    pytest.param(parameter("3"), parameter("4"), "parameter cap (a cap) is 4 where nothing is given; before: 3", id="default"),
    pytest.param(parameter("3"), parameter(None), "parameter cap (a cap) is open where nothing is given; before: 3", id="no-default"),
]


@pytest.mark.parametrize("old, new, told", OF_WORD)
def test_word_says_what_differs_in_one_line(old, new, told):
    changes = diff(old, new)
    assert [Phrases(changes).word(change) for change in changes.words] == [told]


# ---- campaigns

HERE = {"markets": ["de"], "channels": ["email"]}
AT_ONE_DAY = Days(DAY, DAY)


def of_campaign(old: Any, new: Any, days: Days = AT_ONE_DAY, **fields: Any) -> list[str]:
    """Return what is said of the first item that does not stand as before."""
    sides = [side if isinstance(side, RuleSet) else rules(*side) for side in (old, new)]
    made = impact(diff(*sides), make_campaign(**{**HERE, **fields}), days)
    return list(Phrases(made.changes).causes(made.of_kind("in", "out", "stricter", "milder", "details", "unsaid")[0], made))


def law(**fields: Any) -> RuleSet:
    return rules(make_item(required_by=("law",)), sources=(make_source(**{"name": "law", "since": LAW.since, **fields}),))


ITEM = (make_item(),)
PER, BOTH = make_item(per="channels", when=wants(channels=["email"])), make_item(per="channels", when=wants(channels=["email", "tiktok"]))
OF_CAMPAIGN = [
    pytest.param((), ITEM, {}, ["new in the rules"], id="new"),
    pytest.param(ITEM, (), {}, ["nothing replaces it"], id="retired"),
    pytest.param(
        rules()._replace(disabled=(Disabled("TRN-01", "acme", "not us"),)), ITEM, {}, ["acme had switched it off: not us"], id="on",
    ),
    pytest.param(
        (make_item(when=wants(channels=["tiktok"])),), (make_item(when=wants(channels=["email"])),), {},
        ["its condition changed: channels: email"], id="condition-lets-in",
    ),
    pytest.param(
        ITEM, (make_item(when=wants(channels=["tiktok"])),), {},
        ["its condition changed: channels: email; the item is for tiktok"], id="condition-leaves-out",
    ),
    pytest.param((make_item(level="could"),), ITEM, {}, ["the rules call it a should now"], id="level"),
    pytest.param(ITEM, (make_item(when=CHATBOT),), {}, ["whether it applies is open: ai uses: not stated"], id="open"),
    pytest.param((make_item(when=CHATBOT),), ITEM, {}, ["it applies for certain: every campaign"], id="certain"),
    pytest.param(law(until=date(2027, 2, 28)), law(), {}, ["law (EU) is in force again"], id="extended"),
    pytest.param(law(), law(until=date(2027, 2, 28)), {}, ["law (EU) had its last day on 2027-02-28"], id="ended"),
    pytest.param(
        law(), law(since=date(2028, 1, 1)), {},
        ["law (EU) applies from 2028-01-01; before: from 2026-08-02", "law (EU) makes it a must from 2028-01-01"], id="postponed",
    ),
    pytest.param(
        law(since=date(2028, 1, 1)), law(), {}, ["law (EU) applies from 2026-08-02; before: from 2028-01-01"], id="moved",
    ),
    pytest.param(law(since=date(2028, 1, 1)), ITEM, {}, ["law (EU) will not make it a must"], id="becomes-no-more"),
    pytest.param(law(), ITEM, {}, ["law (EU) no longer makes it a must"], id="removed"),
    pytest.param(law(), law(jurisdictions=("us",)), {}, ["law (EU) does not bind any more"], id="leaves-the-market"),
    pytest.param(law(jurisdictions=("us",)), law(), {}, ["law (EU) now binds for certain"], id="reaches-the-market"),
    pytest.param(
        ITEM, law(jurisdictions=("us",)), {"markets": ["world"]}, ["law (US) makes it a must now, if it reaches us"], id="added-perhaps",
    ),
    pytest.param((PER,), (BOTH,), {"channels": ["email", "tiktok"]}, ["now for tiktok too"], id="channel-gained"),
    pytest.param((BOTH,), (PER,), {"channels": ["email", "tiktok"]}, ["no longer for tiktok"], id="channel-lost"),
    pytest.param(ITEM, (make_item(lead=3),), {"launch": DAY}, ["due by 2027-02-26; before: 2027-02-19"], id="due"),
]


@pytest.mark.parametrize("old, new, fields, told", OF_CAMPAIGN)
def test_causes_say_why_an_item_stands_otherwise(old, new, fields, told):
    assert of_campaign(old, new, **fields) == told


def test_causes_say_that_a_waiver_ended():
    days = Days(date(2027, 2, 28), DAY)
    assert of_campaign(ITEM, ITEM, days, waivers=(make_waiver(expires=date(2027, 2, 28)),)) == ["its waiver ended on 2027-02-28"]


def test_causes_say_that_a_waiver_of_a_channel_covers_no_more():
    waivers = (make_waiver("TRN-01.email"),)
    said = of_campaign((make_item(per="channels"),), ITEM, waivers=waivers)
    assert said == ["its waiver does not cover it any more"]
    assert of_campaign(ITEM, (make_item(per="channels"),), waivers=waivers) == [
        "waived until 2027-06-30 by Head of media: the network does it"
    ]


def test_causes_say_that_a_stricter_item_has_to_be_ticked_again():
    new = rules(make_item(required_by=("law",), revised="2.0.0"), version="2.0.0")
    assert of_campaign(ITEM, new) == ["law (EU) makes it a must now", "its meaning changed: what was ticked has to be ticked again"]


DOUBTS = [
    pytest.param((), "is retired, nothing replaces it", id="retired"),
    pytest.param(
        rules()._replace(disabled=(Disabled("TRN-01", "acme", "not us"),)), "is no longer asked for, switched off by acme: not us",
        id="off",
    ),
    pytest.param((make_item(revised="2.0.0"),), "means something else now", id="meaning"),
    pytest.param((make_item(required_by=("law",)),), "is a must now", id="must"),
]


@pytest.mark.parametrize("new, told", DOUBTS)
def test_doubt_says_what_a_waiver_stands_for_now(new, told):
    side = new if isinstance(new, RuleSet) else rules(*new)
    made = impact(diff(rules(*ITEM), side), make_campaign(**HERE, waivers=(make_waiver(),)), AT_ONE_DAY)
    said = [Phrases(made.changes).doubt(doubt) for doubt in made.doubts]
    assert said == [f"TRN-01, waived until 2027-06-30 by Head of media: the item {told}"]


def test_stranger_says_that_the_brief_has_to_change_where_the_new_rules_forgot_a_word():
    old = with_words(facets={**FACETS, "tone": make_facet("tone", {"loud": ()})})
    for sides, told in (((old, rules()), "test 1.0.0 does not know tone: loud; the brief has to say it in other words"),
                        ((rules(), old), "test 1.0.0 does not know tone: loud")):
        made = impact(diff(*sides), make_campaign()._replace(facets={"tone": ("loud",)}), AT_ONE_DAY)
        assert [Phrases(made.changes).stranger(stranger) for stranger in made.strangers] == [told]


# ---- small words


def test_small_words():
    assert (count(1, "item"), count(2, "item"), series(["a"]), series(["a", "b", "c"])) == ("1 item", "2 items", "a", "a, b and c")
    assert packs(rules()) == "test 1.0.0"
